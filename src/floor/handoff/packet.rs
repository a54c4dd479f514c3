//! A hand-off: what the other side gets, and how far it is.

use super::HandoffId;
use crate::floor::decide::tidy;
use crate::floor::{AgentId, At, ConversationId, Floor, Refusal};
use crate::limits;

/// Seconds in which the other side accepts a hand-off, or it comes back.
pub const ACCEPT_SECS: u32 = 15 * 60;

/// On which way a conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Way {
    /// Somebody calls the customer.
    Phone,
    /// Somebody writes to the customer.
    Email,
}

impl Way {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Way::Phone => "phone",
            Way::Email => "e-mail",
        }
    }
}

/// Why a conversation leaves the way on which it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SwitchReason {
    /// It takes data that nobody should write in public.
    PersonalData,
    /// It is too much to be settled in a few words.
    Complex,
    /// The customer wants it so.
    CustomerAsked,
    /// It takes more words, or a file, than the network carries.
    NetworkLimit,
    /// Something else; the note says what.
    Other,
}

impl SwitchReason {
    /// All of them, in the order of the screens.
    pub const ALL: [SwitchReason; 5] = [
        SwitchReason::PersonalData,
        SwitchReason::Complex,
        SwitchReason::CustomerAsked,
        SwitchReason::NetworkLimit,
        SwitchReason::Other,
    ];

    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            SwitchReason::PersonalData => "personal data",
            SwitchReason::Complex => "too complex here",
            SwitchReason::CustomerAsked => "the customer asked",
            SwitchReason::NetworkLimit => "the network's limit",
            SwitchReason::Other => "another reason",
        }
    }
}

/// A telephone number or an address. It is personal data: what prints a hand-off for a log prints none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact(pub String);

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(••••)")
    }
}

/// Who agreed to be called or written to, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The customer, by name.
    pub who: String,
    /// When.
    pub at: At,
}

/// A stretch of time that was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub from: At,
    /// And done by then.
    pub until: At,
}

/// What the other side gets. The transcript is not in it: it is made of the conversation when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Phone or e-mail.
    pub way: Way,
    /// Who should take it, for example `phone team`.
    pub to: String,
    /// Where the customer is reached.
    pub contact: Contact,
    /// Who said yes.
    pub consent: Consent,
    /// When they are called or written to.
    pub window: Window,
    /// Why it cannot go on where it came.
    pub reason: SwitchReason,
    /// What the customer was promised.
    pub promised: String,
    /// What else there is to know.
    pub note: String,
}

/// How far a hand-off is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Offered; the conversation is ours.
    Offered,
    /// Nobody accepted it; it is back since then.
    Back(At),
    /// They have it since then, says this person.
    Accepted(At, String),
    /// It is over since then.
    Ended(At, super::Ending),
}

/// A hand-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// What the other side gets.
    pub packet: Packet,
    /// Who had the conversation when it was offered.
    pub agent: Option<AgentId>,
    /// The version of the tone card that was shown.
    pub card: u32,
    /// When it was offered.
    pub offered_at: At,
    /// How far it is.
    pub stage: Stage,
    /// Whether the promised time passed and it was not done.
    pub missed: bool,
}

impl Handoff {
    /// Whether anything is left to do.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Ended(..))
    }

    /// When it comes back, while nobody has accepted it.
    pub fn back_at(&self) -> Option<At> {
        matches!(self.stage, Stage::Offered).then(|| self.offered_at.plus(ACCEPT_SECS))
    }

    /// The moments that something runs out at.
    pub(super) fn deadlines(&self, id: HandoffId) -> impl Iterator<Item = (At, HandoffId)> {
        let call = (self.is_open() && !self.missed).then_some(self.packet.window.until);
        self.back_at().into_iter().chain(call).map(move |at| (at, id))
    }
}

/// The packet as it may be kept, or what is missing in it.
pub(super) fn checked(floor: &Floor, packet: &Packet, now: At) -> Result<Packet, Refusal> {
    let no = |words: &str| Err(Refusal::BadValue(words.to_owned()));
    let contact = packet.contact.0.trim().to_owned();
    match packet.way {
        Way::Phone if contact.chars().filter(char::is_ascii_digit).count() < 5 => {
            return no("a call needs a telephone number of five digits or more");
        }
        Way::Email if !(contact.contains('@') && contact.len() >= 5) => {
            return no("an e-mail needs an address with an @");
        }
        _ => {}
    }
    if packet.consent.who.trim().is_empty() {
        return no("nobody has said yes: a customer is called or written to only when they agreed");
    }
    // A minute's grace: the desk's clock and the floor's are not read at the same instant.
    if packet.consent.at > now.plus(60) {
        return no("the customer cannot have agreed in the future");
    }
    if packet.window.until <= packet.window.from {
        return no("the promised time ends before it begins");
    }
    if packet.window.until <= now {
        return no("the promised time has passed; promise a later one");
    }
    if packet.window.until.secs_since(now) > i64::from(limits::CALL_BACK_SECS_MAX) {
        return no("nobody keeps a call in mind for longer than 30 days; promise an earlier one");
    }
    if packet.reason == SwitchReason::Other && packet.note.trim().is_empty() {
        return no("say in the note what the other reason is");
    }
    let long = |text: &str| text.chars().count() > limits::PACKET_CHARS_MAX;
    if long(&packet.promised) || long(&packet.note) {
        let most = limits::PACKET_CHARS_MAX;
        return Err(Refusal::BadValue(format!("note and promise hold at most {most} characters each")));
    }
    if floor.handoffs().open().count() >= limits::HANDOFFS_OPEN_MAX {
        let most = limits::HANDOFFS_OPEN_MAX;
        return Err(Refusal::BadValue(format!("{most} hand-offs are open; end some of them first")));
    }
    Ok(Packet {
        to: tidy("who should take it", &packet.to, false)?,
        contact: Contact(tidy("a contact", &contact, false)?),
        consent: super::Consent { who: tidy("who said yes", &packet.consent.who, false)?, ..packet.consent.clone() },
        promised: packet.promised.trim().to_owned(),
        note: packet.note.trim().to_owned(),
        ..packet.clone()
    })
}
