//! What a conversation has to do with the world outside: its ticket, and until when an answer is taken.

use super::{ConnectorRow, Thread};
use crate::floor::source::{Allowed, ReplyWindow, TicketState};
use crate::floor::{At, SourceId};

/// How a conversation stands in the helpdesk that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    /// Which helpdesk.
    pub source: SourceId,
    /// As it is called here.
    pub helpdesk: String,
    /// The connector that reads it, by its id.
    pub connector: String,
    /// The helpdesk's own id of the ticket.
    pub external: String,
    /// The name of whoever has it there; empty for nobody.
    pub owner: String,
    /// Whether an agent of ours is called so.
    pub owner_known: bool,
    /// Where it stands there.
    pub state: TicketState,
    /// The helpdesk's own word for how urgent it is; empty when it has none.
    pub priority: String,
    /// Its labels, sorted.
    pub labels: Vec<String>,
    /// When the helpdesk last told something new of it.
    pub told_at: At,
    /// When the helpdesk was last read, with or without anything new.
    pub read_at: Option<At>,
}

/// Something that a helpdesk may let us write into a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TicketDeed {
    /// A note that the customer does not see.
    Note,
    /// How urgent it is.
    Priority,
    /// Its labels.
    Labels,
    /// Who has it.
    Owner,
    /// Where it stands.
    State,
}

/// By which account a conversation is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswersBy {
    /// Which source.
    pub source: SourceId,
    /// The connector that writes there, by its id.
    pub connector: String,
    /// When the customer wrote what is answered, when that is private and so is the answer.
    pub private_since: Option<At>,
}

/// How long a network takes a private answer, and what of that is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answerable {
    /// Whose rule it is.
    pub network: &'static str,
    /// The rule.
    pub window: ReplyWindow,
    /// What is allowed now.
    pub allowed: Allowed,
}

/// Until when a conversation can be answered where the customer wrote; `None` where nobody sets a limit to that, and
/// where the answer is public.
///
/// ```
/// use watchfloor::floor::source::{Allowed, ReplyWindow};
/// use watchfloor::floor::{At, SourceId};
/// use watchfloor::view::{AnswersBy, answerable};
/// let window = ReplyWindow { any_secs: 86_400, person_secs: 7 * 86_400 };
/// let limits = [("instagram", "Instagram", Some(window)), ("bluesky", "Bluesky", None)];
/// let nine = At::from_unix(1_764_000_000).unwrap();
/// let by = AnswersBy { source: SourceId(0), connector: "instagram".into(), private_since: Some(nine) };
/// let found = answerable(&by, limits, nine.plus(3_600)).unwrap();
/// let ends = Allowed::Any { until: nine.plus(86_400), person_until: nine.plus(7 * 86_400) };
/// assert_eq!((found.network, found.allowed), ("Instagram", ends));
/// let public = AnswersBy { private_since: None, ..by };
/// assert_eq!(answerable(&public, limits, nine), None);
/// ```
pub fn answerable(
    by: &AnswersBy,
    limits: impl IntoIterator<Item = (&'static str, &'static str, Option<ReplyWindow>)>,
    now: At,
) -> Option<Answerable> {
    let last = by.private_since?;
    let (_, network, window) = limits.into_iter().find(|(id, ..)| *id == by.connector)?;
    let window = window?;
    Some(Answerable { network, window, allowed: window.at(last, now) })
}

impl Thread {
    /// Until when it can be answered where the customer wrote: [`answerable`] by what the connectors say of themselves.
    pub fn answerable(&self, connectors: &[ConnectorRow], now: At) -> Option<Answerable> {
        answerable(self.answers_by.as_ref()?, connectors.iter().map(|row| (row.id, row.name, row.reply_window)), now)
    }
}
