//! What a source tells of something that is on the floor already.

/// A source says that something of its own is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The source's own id of the mention; for a ticket that of the first thing written in it.
    pub external: String,
    /// What is so now.
    pub what: Told,
}

/// What is so now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Its words are these; at most [`crate::limits::TEXT_CHARS_MAX`] characters.
    Edited(String),
    /// It is not there any more.
    Gone,
    /// So many have carried it on by now, all told, where a source only counts and names nobody.
    Counted {
        /// Approvals.
        likes: u32,
        /// Passed on without words.
        reposts: u32,
    },
    /// How its ticket stands in the helpdesk.
    Ticket(Ticket),
}

/// How a conversation stands in a helpdesk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// The helpdesk's own id of the ticket.
    pub external: String,
    /// The name of whoever has it; empty for nobody.
    pub owner: String,
    /// Where it stands.
    pub state: TicketState,
    /// The helpdesk's own word for how urgent it is; empty when it has none.
    pub priority: String,
    /// Its labels, sorted.
    pub labels: Vec<String>,
    /// What to name so that a write is refused when somebody was quicker: an ETag or a moment. Empty where there is none.
    pub version: String,
}

/// Where a ticket stands, in the words that helpdesks share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TicketState {
    /// Nobody has begun.
    #[default]
    New,
    /// Somebody is at it.
    Open,
    /// It waits for the customer.
    Pending,
    /// It is put aside.
    Snoozed,
    /// It is done.
    Resolved,
    /// It is not wanted: spam, deleted, merged away.
    Gone,
    /// A word of this helpdesk that we do not know, as it stands there.
    Other(String),
}

impl TicketState {
    /// As people say it.
    pub fn word(&self) -> &str {
        match self {
            TicketState::New => "new",
            TicketState::Open => "open",
            TicketState::Pending => "waiting for the customer",
            TicketState::Snoozed => "put aside",
            TicketState::Resolved => "resolved",
            TicketState::Gone => "not there any more",
            TicketState::Other(word) => word,
        }
    }
}
