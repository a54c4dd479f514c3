//! What is read from the network and written back to it: how each source is set up, what a source tells of what is here
//! already, and the outbox of what has to reach the outside.
//!
//! What must reach the outside is a fact before it is sent, so that nothing that was decided is forgotten; that it is
//! *being* sent is a fact too, so that after whatever happened it is known that it may be there already, and is looked
//! for before it is sent again. What failed stays until a person decides. A secret is never here.

mod apply;
mod decide;
mod due;
mod hear;
mod outbox;
mod people;
mod settings;
mod told;
mod window;

pub use outbox::{Deed, Delivery, DeliveryId, DeliveryState, Held, NotOut, Outside};
pub use settings::SourceSettings;
pub use told::{Change, Ticket, TicketState, Told};
pub use window::{Allowed, ReplyWindow};

pub(in crate::floor) use decide::{decide, queued};
pub(in crate::floor) use due::due;
pub(in crate::floor) use hear::{Heard, hear};

use super::{AgentId, At, ConversationId, MentionId, SourceId};

/// What can happen to sources and to what goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceEvent {
    /// How a source is read and written was set.
    Set {
        /// Which.
        source: SourceId,
        /// From now on.
        settings: Box<SourceSettings>,
    },
    /// A source is not asked any more, or again.
    Paused {
        /// Which.
        source: SourceId,
        /// From now on.
        paused: bool,
    },
    /// A source is not one any more. What it brought stays.
    Removed {
        /// Which.
        source: SourceId,
    },
    /// The words of a mention are others now. `slot` is their place in the commit's texts.
    Edited {
        /// Which.
        mention: MentionId,
        /// Tells these words from others.
        words: u64,
        /// The place of the words.
        slot: u16,
    },
    /// A mention is not there any more where it was written.
    Gone {
        /// Which.
        mention: MentionId,
    },
    /// How a conversation stands in the helpdesk that it came from.
    Ticketed {
        /// Which.
        conversation: ConversationId,
        /// Which helpdesk.
        source: SourceId,
        /// As it stands there.
        ticket: Box<Ticket>,
    },
    /// Something has to reach the outside.
    Queued {
        /// Names it.
        delivery: DeliveryId,
        /// By which source.
        source: SourceId,
        /// About which conversation.
        conversation: ConversationId,
        /// What is answered, when something is.
        target: Option<MentionId>,
        /// What.
        deed: Box<Deed>,
    },
    /// It is being sent: from here on it may be there.
    Sending {
        /// Which.
        delivery: DeliveryId,
    },
    /// It is certain that the attempt that was begun last has left nothing there.
    NotSent {
        /// Which.
        delivery: DeliveryId,
        /// When an attempt was begun before that of which this is not certain.
        tried_at: Option<At>,
    },
    /// It is there. `key` is the key of the id that it has there; 0 when it has none.
    Sent {
        /// Which.
        delivery: DeliveryId,
        /// The key of its id outside.
        key: u64,
    },
    /// It is not there, or nobody knows, and a person has to decide.
    Failed {
        /// Which.
        delivery: DeliveryId,
        /// In what way.
        how: NotOut,
        /// In words.
        why: String,
    },
    /// A person decided about what failed: try it again, or leave it.
    Decided {
        /// Which.
        delivery: DeliveryId,
        /// Try it again.
        again: bool,
    },
    /// Something that could not be read was read after all: it is out of quarantine.
    Mended {
        /// The commit that it was quarantined in.
        page: u64,
        /// The place of what was read in its texts.
        slot: u16,
    },
    /// Who is called so in a helpdesk is this agent here.
    PersonKnown {
        /// Which helpdesk.
        source: SourceId,
        /// The name over there.
        name: String,
        /// Who it is here.
        agent: AgentId,
    },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceCommand {
    /// Add a source, or set one up anew.
    Set {
        /// Which; `None` for a new one.
        source: Option<SourceId>,
        /// What it is called; of a new one only.
        name: String,
        /// What it is; of a new one only.
        kind: super::SourceKind,
        /// From now on.
        settings: Box<SourceSettings>,
    },
    /// Ask a source no more for a while, or again.
    Pause {
        /// Which.
        source: SourceId,
        /// From now on.
        paused: bool,
    },
    /// Have a source no more. What it brought stays.
    Remove {
        /// Which.
        source: SourceId,
    },
    /// Write a note into the ticket that the customer does not see.
    Note {
        /// Which.
        conversation: ConversationId,
        /// The note.
        text: String,
    },
    /// Say how urgent the ticket is, in the helpdesk's own word.
    SetPriority {
        /// Which.
        conversation: ConversationId,
        /// The word.
        priority: String,
    },
    /// Label the ticket.
    Label {
        /// Which.
        conversation: ConversationId,
        /// Labels to add.
        add: Vec<String>,
        /// Labels to take away.
        remove: Vec<String>,
    },
    /// Take those who have tickets in a helpdesk and are nobody here into the team.
    AddPeople {
        /// Which helpdesk.
        source: SourceId,
    },
    /// Say who somebody of a helpdesk is here.
    SayWho {
        /// Which helpdesk.
        source: SourceId,
        /// The name over there.
        name: String,
        /// Who it is here.
        agent: AgentId,
    },
    /// Try again to bring something out that failed.
    Resend {
        /// Which.
        delivery: DeliveryId,
    },
    /// Leave it: what stands over there stands.
    Drop {
        /// Which.
        delivery: DeliveryId,
    },
}
