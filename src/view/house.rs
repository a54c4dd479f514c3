//! The rules of alerts and the accounts of ours, for the settings.

use crate::floor::desk::Ticks;
use crate::floor::{Account, At, Floor, HandleId, Rule};

/// A rule of alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// Its place.
    pub rule: u16,
    /// What it says.
    pub says: Rule,
    /// The same in words.
    pub words: String,
    /// Since when its alert burns, if it does.
    pub burns_since: Option<At>,
}

/// An account of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Which.
    pub handle: HandleId,
    /// For example `@larkhelp`.
    pub name: String,
    /// On which channel.
    pub channel: String,
    /// How it is looked after.
    pub account: Account,
    /// What must be so before it goes live, and whether it is.
    pub ticks: Ticks,
    /// Since when it is live.
    pub live_since: Option<At>,
    /// Of the newest mentions, those that came to this account.
    pub came: u32,
    /// Of those, how many belong to another lane than the account's: sent to the wrong place.
    pub missent: u32,
    /// Conversations that wait in its queue.
    pub waiting: usize,
    /// How many first responses in a hundred were in time, of those that were owed lately; `None` when none was.
    pub in_time_pct: Option<u8>,
    /// Who suits it best of the team: the name, and why. Suggestions; nobody is given anything by them.
    pub suited: Vec<(String, String)>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// By their place.
    pub rules: Vec<RuleRow>,
    /// In the order in which they were added.
    pub accounts: Vec<AccountRow>,
    /// How many of the newest mentions the accounts were counted over.
    pub mentions: usize,
    /// All accounts of ours, by name; these are known on every screen.
    pub names: Vec<(HandleId, String)>,
    /// All groups that agents belong to, for the pickers.
    pub groups: Vec<String>,
}

impl House {
    /// What every screen knows: the names of the accounts.
    pub fn of(floor: &Floor) -> House {
        let names = floor.handles().iter().enumerate().map(|(i, h)| (HandleId(i as u16), h.name.clone()));
        House { names: names.collect(), ..House::default() }
    }
}
