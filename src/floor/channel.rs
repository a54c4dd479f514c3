//! Ways that customers write on, the brand's accounts there, and where mentions are read from. All three are tables
//! that grow while the program runs: a new channel needs no rebuild.

use super::{At, ChannelId};

/// A network or another way that customers write on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// For example `X`.
    pub name: String,
    /// Promised seconds to the first response.
    pub first_response_secs: u32,
    /// Promised seconds to the resolution.
    pub resolution_secs: u32,
}

/// What to promise on a channel that nobody has set a target for, in seconds.
///
/// Never more than an hour where people expect what X taught them to. 30 minutes on X and 120 on Facebook are what a third of customers expect there; 60 minutes is what half of them
/// expect anywhere (articles S2 and S0 in the product's number register).
///
/// ```
/// use watchfloor::floor::first_response_preset_secs;
/// assert_eq!(first_response_preset_secs("X"), 30 * 60);
/// assert_eq!(first_response_preset_secs("SMS"), 60 * 60);
/// ```
pub fn first_response_preset_secs(channel: &str) -> u32 {
    match channel {
        "X" | "Twitter" => 30 * 60,
        "Facebook" => 120 * 60,
        _ => 60 * 60,
    }
}

/// Promised seconds to the resolution where nobody has set a target: a day.
pub const RESOLUTION_PRESET_SECS: u32 = 24 * 60 * 60;

/// An account of the brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    /// On which channel.
    pub channel: ChannelId,
    /// For example `@larkhelp`.
    pub name: String,
}

/// What kind of thing mentions are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A file that was imported.
    File,
    /// The invented network of a rehearsal.
    Rehearsal,
    /// A social network.
    Network,
    /// A forum, a feed or a review page that is overheard.
    Listening,
    /// A helpdesk.
    Helpdesk,
    /// A mailbox.
    Mail,
    /// What others send to us.
    Webhook,
    /// A system that knows our customers.
    Customers,
}

impl SourceKind {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            SourceKind::File => "file",
            SourceKind::Rehearsal => "rehearsal network",
            SourceKind::Network => "network",
            SourceKind::Listening => "listening",
            SourceKind::Helpdesk => "helpdesk",
            SourceKind::Mail => "mailbox",
            SourceKind::Webhook => "webhook",
            SourceKind::Customers => "customer system",
        }
    }
}

/// Where mentions are read from, and how far it has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// For example `threads.csv`.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Where to go on from.
    pub cursor: String,
    /// Things read.
    pub read: u64,
    /// Of these, new.
    pub new: u64,
    /// Of these, known already.
    pub known: u64,
    /// Of these, not readable.
    pub quarantined: u64,
    /// When a page last arrived.
    pub last_read: Option<At>,
    /// When something new last arrived.
    pub last_in: Option<At>,
    /// Seconds from writing to arriving, of the newest thing on the newest page with anything new.
    pub lag_secs: Option<u32>,
    /// Why it cannot be read now.
    pub failing: Option<String>,
    /// A file that was read to its end.
    pub done: bool,
}
