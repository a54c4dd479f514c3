//! Where mentions come from, and what could not be read.

use super::TicketDeed;
use crate::floor::source::{DeliveryId, NotOut, ReplyWindow, SourceSettings};
use crate::floor::{At, ConversationId, SourceId, SourceKind};
use std::fmt;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// In the order they were added.
    pub rows: Vec<SourceRow>,
    /// What could not be read, newest first; at most [`crate::limits::QUARANTINE_SHOWN_MAX`].
    pub quarantine: Vec<QuarantineRow>,
    /// How many there are in all.
    pub quarantined: usize,
    /// What waits to go out, and what did not: what a person has to decide about first, then what waits, then the
    /// newest that went out; at most [`crate::limits::DELIVERIES_SHOWN_MAX`].
    pub deliveries: Vec<DeliveryRow>,
    /// How many a person has to decide about.
    pub failed: usize,
    /// How many wait to go out.
    pub waiting: usize,
}

/// How a source does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Read, and up to date.
    Live,
    /// Read, but late.
    Behind,
    /// Cannot be read; why.
    Failing(String),
    /// A file, read to its end.
    Done,
    /// A file, read in part.
    Partly,
    /// Not asked, because a person said so.
    Paused,
    /// Asked for less, because the other side wants it so; why.
    Slowed(String),
    /// Nothing happens until a person does something; what and why.
    NeedsPerson(String),
    /// Set up, and not answered yet.
    Starting,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Which.
    pub source: SourceId,
    /// For example `X @larkhelp` or `threads.csv`.
    pub name: String,
    /// For example `rehearsal network` or `file`.
    pub kind: String,
    /// How it does.
    pub state: SourceState,
    /// When the newest mention arrived.
    pub last_in: Option<At>,
    /// When it was last read, with or without anything new.
    pub last_read: Option<At>,
    /// Seconds from writing to arriving, of the newest page.
    pub lag_secs: Option<u32>,
    /// Things read, all told.
    pub read: u64,
    /// Of these, new.
    pub new: u64,
    /// Of these, known already.
    pub known: u64,
    /// Of these, not readable.
    pub quarantined: u64,
    /// What else there is to say of a source in the network; `None` for a file and in a rehearsal.
    pub live: Option<Box<LiveRow>>,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// From where.
    pub source: String,
    /// Its place there.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
    /// What was read.
    pub raw: String,
    /// When.
    pub at: At,
    /// The commit that it was quarantined in, and its place there.
    pub place_in_log: (u64, u16),
    /// Whether its source can read it again.
    pub can_retry: bool,
}

/// What else there is to say of a source in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveRow {
    /// How it is set up.
    pub settings: SourceSettings,
    /// What the task that asks it says of itself; `None` while there is no such task.
    pub status: Option<SyncStatus>,
    /// When something last went out.
    pub last_out: Option<At>,
    /// How many things wait to go out by it.
    pub waiting: u32,
    /// How many a person has to decide about.
    pub failed: u32,
    /// For how many seconds it has brought nothing, when that is longer than it ever should be.
    pub silent_secs: Option<i64>,
    /// Those who have tickets there and are nobody of the team here, by name.
    pub strangers: Vec<String>,
    /// Those of whom was said who they are here: the name there, and the name here.
    pub known: Vec<(String, String)>,
}

/// What the task that asks a source says of itself. It is of this very moment, and no fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Which.
    pub source: SourceId,
    /// What it does now.
    pub doing: Doing,
    /// When it asks next.
    pub next_try: Option<At>,
    /// What keeps it from asking or sending, in words.
    pub trouble: Option<(TroubleKind, String)>,
    /// What may still be asked, of how much, and until when that counts.
    pub quota: Option<(u32, u32, Option<At>)>,
    /// Until when the login is good, if that is known.
    pub token_until: Option<At>,
    /// When the other side last answered as it should.
    pub answered: Option<At>,
}

/// What the task that asks a source does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It waits for the next moment.
    Waiting,
    /// It signs in.
    SigningIn,
    /// It reads.
    Reading,
    /// It brings something out.
    Sending,
}

/// What keeps a source from being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The other side wants fewer questions.
    Slow,
    /// What was allowed or paid for is used up.
    Quota,
    /// The other side is not well; it is tried again.
    Unwell,
    /// A person has to sign in again.
    SignIn,
    /// A person has to change something.
    Refused,
}

/// Something that has to reach the outside, or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Which.
    pub delivery: DeliveryId,
    /// By which source.
    pub source: String,
    /// About which conversation.
    pub conversation: ConversationId,
    /// Who wrote in it.
    pub author: String,
    /// For example `answer` or `owner`.
    pub what: &'static str,
    /// Its words, where it has some: ours, never a customer's.
    pub words: String,
    /// When it was decided.
    pub asked_at: At,
    /// How often it was begun.
    pub tries: u32,
    /// How far it has come.
    pub state: DeliveryWords,
}

/// How far something has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryWords {
    /// It waits.
    Waiting,
    /// Its source is sending it.
    Sending,
    /// It is there, since then.
    Sent(At),
    /// A person has to decide: in what way it is not out, and why.
    Failed(NotOut, String, At),
    /// A person left it, then.
    Left(At),
}

/// A kind of source that can be added, as it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectorRow {
    /// For settings, for ever the same.
    pub id: &'static str,
    /// As people call it.
    pub name: &'static str,
    /// What kind of source it makes.
    pub kind: SourceKind,
    /// The channel that is proposed; empty where the user has to say.
    pub channel: &'static str,
    /// What it can beside reading, in words: `answers, private answers`.
    pub can: String,
    /// What it can write into a ticket; nothing where there are none.
    pub ticket: Vec<TicketDeed>,
    /// The words for how urgent a ticket is, to choose from, the least urgent first.
    pub priorities: &'static [&'static str],
    /// How long a private message may be answered; `None` where there is no limit to that.
    pub reply_window: Option<ReplyWindow>,
    /// How it was tried, in words.
    pub proven: &'static str,
    /// Whether it was run against a real server or its official contract.
    pub is_proven: bool,
    /// Key, name, hint, and whether it may be left out.
    pub fields: Vec<(&'static str, &'static str, &'static str, bool)>,
    /// The server that is proposed; empty when it is not asked.
    pub server: &'static str,
    /// What the login is called; empty when none is asked.
    pub login: &'static str,
    /// What the secret is called, and where to find it; empty when none is asked.
    pub secret: &'static str,
    /// Seconds between two looks that are proposed.
    pub every_secs: u32,
    /// What to know before connecting it.
    pub note: &'static str,
}

/// What came of trying a login, before anything is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Names the try; the window made it.
    pub id: u64,
    /// How far it is.
    pub state: TriedState,
}

/// How far a try is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriedState {
    /// It is asked.
    Asking,
    /// It does not work; why.
    Failed(String),
    /// It works.
    Works {
        /// Who we are there, as far as it said so.
        who: String,
        /// The first mentions that it brings, at most ten: author, moment, words.
        mentions: Vec<(String, At, String)>,
        /// What else there is to say: nothing found, what could not be read.
        note: String,
    },
    /// It is saved as this source.
    Saved(String),
}

/// A secret on its way from the window to the keyring. It is never shown and never kept here.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret")
    }
}
