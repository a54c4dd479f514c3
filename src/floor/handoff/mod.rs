//! What we say and where it goes on: acknowledgements in public, templates, the tone card, false claims, and hand-offs to
//! phone and e-mail.
//!
//! A conversation that is handed off stays ours until the other side accepts it; what nobody accepts in time comes back
//! with an alert. What is said in public is said once, and only after a person pressed the button.

mod apply;
mod card;
mod claim;
mod decide;
mod due;
mod length;
mod packet;
mod reply;
mod state;
mod template;

pub use card::Card;
pub use claim::{CORRECTION_PRESET_SECS, Claim};
pub(super) use decide::decide;
pub(super) use due::{due, next_deadline};
pub use length::{length_most, length_of};
pub use packet::{ACCEPT_SECS, Consent, Contact, Handoff, Packet, Stage as HandoffStage, SwitchReason, Way, Window};
pub use reply::{Reply, Said, Sending};
pub use state::{HandledRow, HandoffParts, Handoffs};
pub use template::{Template, TemplateKind, fill};

use super::{AgentId, At, ConversationId, Intent, SourceId};

/// The number of a hand-off, given in the order in which they were offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandoffId(pub u32);

/// The number of an answer of ours that was approved here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyId(pub u32);

/// The number of a template. It is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateId(pub u16);

/// How a hand-off that was accepted ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Ending {
    /// What was promised is done.
    Done,
    /// The other side gave it back: it is ours again.
    Returned,
    /// We took it back ourselves.
    Withdrawn,
}

/// What can happen here. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffEvent {
    /// A packet was offered to the other side. `agent` had the conversation; `card` is the version of the tone card.
    Offered { handoff: HandoffId, conversation: ConversationId, packet: Box<Packet>, agent: Option<AgentId>, card: u32 },
    /// The other side has it, says this person.
    Accepted { handoff: HandoffId, conversation: ConversationId, who: String },
    /// Nobody accepted it by this moment: it came back.
    CameBack { handoff: HandoffId, at: At },
    /// The time for which a call or an answer was promised is over, and it is not done.
    CallMissed { handoff: HandoffId, at: At },
    /// It is over.
    Ended { handoff: HandoffId, conversation: ConversationId, how: Ending, note: String },
    /// A person approved an answer of ours.
    Replied { reply: ReplyId, conversation: ConversationId, said: Box<Said> },
    /// An answer that was approved earlier stands in public now.
    Delivered { reply: ReplyId, conversation: ConversationId, how: Sending },
    /// A template was written or changed.
    TemplateSet { template: TemplateId, row: Template },
    /// A template is no longer offered.
    TemplateRemoved { template: TemplateId },
    /// The tone card was written anew. It carries its own version.
    CardSet { card: Card },
    /// A conversation rests on a claim that is wrong; it is to be put right in public by `due`.
    ClaimTagged { conversation: ConversationId, claim: String, due: At },
    /// The claim was no false one.
    ClaimCleared { conversation: ConversationId },
    /// The correction was promised for `at` and did not come.
    CorrectionBreached { conversation: ConversationId, at: At },
    /// How long a public correction may take.
    CorrectionTargetSet { secs: u32 },
    /// A customer who was angry is glad now.
    TurnedRound { conversation: ConversationId },
    /// Work on a conversation ended: so many seconds after it was given to somebody.
    Handled { conversation: ConversationId, intent: Intent, secs: u32 },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffCommand {
    /// Offer a conversation to those who work by phone or e-mail.
    Offer {
        /// Which.
        conversation: ConversationId,
        /// What they get.
        packet: Box<Packet>,
        /// The mailbox by which they are written to; `None` when nobody is.
        by: Option<SourceId>,
    },
    /// Say that the other side has taken it.
    Accept {
        /// Which.
        handoff: HandoffId,
        /// Who took it.
        who: String,
    },
    /// Say how it ended.
    End {
        /// Which.
        handoff: HandoffId,
        /// How.
        how: Ending,
        /// What there is to say about it; may be empty.
        note: String,
        /// Whether the conversation is resolved with it; only for what is done.
        resolve: bool,
    },
    /// Answer a customer.
    Reply {
        /// Which conversation.
        conversation: ConversationId,
        /// What is said, and how it goes out.
        said: Box<Said>,
    },
    /// Say that an answer that waits stands in public now: somebody put it there by hand.
    Deliver {
        /// Which.
        reply: ReplyId,
    },
    /// Write or change a template.
    SetTemplate {
        /// Which; a new one when `None`.
        template: Option<TemplateId>,
        /// What it is.
        row: Template,
    },
    /// Offer a template no longer.
    RemoveTemplate {
        /// Which.
        template: TemplateId,
    },
    /// Write the tone card anew. Its version is given here.
    SetCard {
        /// What it says.
        card: Card,
    },
    /// Say that a conversation rests on a wrong claim.
    TagClaim {
        /// Which.
        conversation: ConversationId,
        /// What is claimed, in our words.
        claim: String,
    },
    /// Say that it does not.
    ClearClaim {
        /// Which.
        conversation: ConversationId,
    },
    /// Say how long a public correction may take.
    SetCorrectionTarget {
        /// Seconds.
        secs: u32,
    },
}
