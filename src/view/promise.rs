//! What is promised on a channel.

use crate::floor::ChannelId;

/// The targets of one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Which.
    pub channel: ChannelId,
    /// Its name.
    pub name: String,
    /// Seconds to the first response.
    pub first_response_secs: u32,
    /// Seconds to the resolution.
    pub resolution_secs: u32,
}
