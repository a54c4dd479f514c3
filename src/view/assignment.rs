//! How work is given out, for the settings.

use crate::floor::{ChannelId, HandleId, Rules};

/// The rules, and the names of what they may speak of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignment {
    /// As they stand.
    pub rules: Rules,
    /// The channels, with the hundredths of slots that are in hand on each.
    pub channels: Vec<(ChannelId, String, u32)>,
    /// The accounts of ours, the same.
    pub handles: Vec<(HandleId, String, u32)>,
    /// The groups that somebody belongs to or that have a limit, the same.
    pub teams: Vec<(String, u32)>,
}
