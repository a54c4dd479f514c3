//! What somebody wrote about a brand, and what the brand wrote back.

use super::At;

/// Stands between what somebody wrote and what their mail carries along. Nothing is thrown away: see [`parted`].
pub const CARRIED_MARK: &str = "\n\n⋯ carried along ⋯\n\n";

/// The text of a mail as the floor keeps it, in two: what was written, and what was carried along (earlier mails that are
/// quoted, and the signature), which a screen may fold away and a reader of words leaves out.
///
/// ```
/// use watchfloor::floor::{CARRIED_MARK, parted};
/// let kept = format!("It still leaks.{CARRIED_MARK}On 3 Mar 2026 Ade wrote:\n> Does it still leak?");
/// assert_eq!(parted(&kept), ("It still leaks.", "On 3 Mar 2026 Ade wrote:\n> Does it still leak?"));
/// assert_eq!(parted("no mail at all"), ("no mail at all", ""));
/// ```
pub fn parted(text: &str) -> (&str, &str) {
    text.split_once(CARRIED_MARK).unwrap_or((text, ""))
}

/// What kind of thing was written or pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MentionKind {
    /// A public post of its own.
    Post,
    /// A public comment under somebody's post.
    Comment,
    /// A public answer to a mention.
    Reply,
    /// A public post that carries another with words of its own.
    Quote,
    /// A public review, in a shop or on a map.
    Review,
    /// A private message.
    Direct,
}

/// How strangers carry a mention further without words of their own, or with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amplification {
    /// Passed on to one's own followers.
    Repost,
    /// Approved of.
    Like,
    /// Passed on with words; the words are a mention too.
    Quote,
}

/// Who wrote, as a network or a file names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingAuthor {
    /// The network's own id of the account. At most [`crate::limits::NAME_CHARS_MAX`].
    pub external: String,
    /// The name that is shown, for example `@t_okafor`.
    pub name: String,
    /// How many follow this account, if it is known.
    pub followers: Option<u32>,
    /// The brand's own account: what it writes is an answer, never a ticket.
    pub ours: bool,
}

/// A mention as it arrives from a network or a file, before the floor has decided what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The network's own id of the mention.
    pub external: String,
    /// The network's own id of what this answers, comments or carries.
    pub parent: Option<String>,
    /// When it was written.
    pub at: At,
    /// Who wrote it.
    pub author: IncomingAuthor,
    /// What it is.
    pub what: IncomingKind,
}

/// Words, or a press of a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncomingKind {
    /// Something was written.
    Written {
        /// What kind of thing.
        kind: MentionKind,
        /// The words, at most [`crate::limits::TEXT_CHARS_MAX`] characters.
        text: String,
        /// The agent who wrote it, when it is ours and the source says so.
        agent: Option<String>,
    },
    /// The parent was carried further.
    Amplified(Amplification),
}
