//! What triage read in a mention, as the floor keeps it: a verdict, and the reason of every stage that led to it.

use super::MentionId;

/// What a mention asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Verdict {
    /// Somebody waits for an answer.
    Respond,
    /// About us, and worth an eye; nobody waits.
    Watch,
    /// Nothing for us.
    Ignore,
}

/// How far a mention came through the funnel. Every mention stands at exactly one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stage {
    /// Near enough the same words as one that came before.
    Copy,
    /// Advertising, bait or noise.
    Spam,
    /// Not about us.
    Elsewhere,
    /// About us, and asks for nothing.
    Quiet,
    /// About us, and somebody should do something.
    Actionable,
}

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Wants to know something.
    Question,
    /// Says that something is wrong.
    Complaint,
    /// Wants something done.
    Request,
    /// Says that something is good.
    Praise,
    /// None of these.
    Chatter,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Intent {
    /// Where a parcel, a traveller's bag or a technician is.
    Delivery,
    /// Money: charges, refunds, vouchers that do not work.
    Payment,
    /// Signing in, passwords, personal details.
    Account,
    /// Placing, changing, cancelling or returning an order or a booking.
    Order,
    /// A thing that is broken, wrong or unsafe; how to use it.
    Product,
    /// A fault of the app or the website.
    Bug,
    /// Whether something is to be had, in which size, and when again.
    Stock,
    /// A shop: its hours, its staff, its shelves, its heating.
    Store,
    /// Prices and promotions.
    Offer,
    /// An idea, or an opinion on what we make.
    Feedback,
    /// Journalists, partners, applicants.
    Press,
    /// How we answer, or do not.
    Service,
    /// Anything else.
    Other,
}

/// Who should look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Lane {
    /// The agents of this floor.
    Support,
    /// Those who mend apps and products.
    Engineering,
    /// Those who make offers and read opinions.
    Marketing,
    /// Those who speak to the press.
    Press,
    /// The people of a shop.
    Store,
}

/// Cues of urgency and risk, as bits: the constants of this type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cues(pub u16);

impl Cues {
    /// Somebody may be hurt.
    pub const SAFETY: Cues = Cues(1);
    /// Lawyers, courts, consumer protection.
    pub const LEGAL: Cues = Cues(2);
    /// Newspapers, television, `this is going public`.
    pub const PRESS: Cues = Cues(4);
    /// Leaves us, or says so.
    pub const CHURN: Cues = Cues(8);
    /// Stands in one of our shops now.
    pub const IN_STORE: Cues = Cues(16);
    /// Telephone, e-mail or another way failed before.
    pub const FAILED_ELSEWHERE: Cues = Cues(32);
    /// Cannot wait: a flight, a flood, a party tonight.
    pub const URGENT: Cues = Cues(64);
    /// Is about to buy, and asks before they do.
    pub const BUYING: Cues = Cues(128);

    /// All of them, each alone, in the order of weight.
    pub const ALL: [Cues; 8] = [
        Cues::SAFETY,
        Cues::LEGAL,
        Cues::PRESS,
        Cues::URGENT,
        Cues::CHURN,
        Cues::FAILED_ELSEWHERE,
        Cues::IN_STORE,
        Cues::BUYING,
    ];

    /// Whether all of `other` are among these.
    pub fn has(self, other: Cues) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and those.
    #[must_use]
    pub fn with(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }

    /// Each that is there, alone.
    pub fn each(self) -> impl Iterator<Item = Cues> {
        Cues::ALL.into_iter().filter(move |c| self.has(*c))
    }

    /// The words on the screen, of one alone.
    pub fn word(self) -> &'static str {
        match self {
            Cues::SAFETY => "safety",
            Cues::LEGAL => "legal",
            Cues::PRESS => "press",
            Cues::CHURN => "may leave",
            Cues::IN_STORE => "in store now",
            Cues::FAILED_ELSEWHERE => "failed elsewhere",
            Cues::URGENT => "urgent",
            Cues::BUYING => "about to buy",
            _ => "",
        }
    }
}

/// Why a mention stands at its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// The same words came before.
    SameWords,
    /// The words are those of spam.
    SpamWords,
    /// A link and hardly a word, or a wall of hashtags.
    LinkOnly,
    /// None of the brand's names is in it, and it is not addressed to us.
    NotNamed,
    /// A word that the brand excludes is in it.
    Excluded,
    /// The brand's name is in it in another sense: none of its context is.
    OutOfContext,
    /// Somebody praises.
    Praises,
    /// Somebody talks, and asks nothing.
    Chats,
    /// Somebody thanks, or says goodbye.
    Thanks,
    /// Overheard, and for another lane.
    ForAnotherLane,
    /// Somebody asks.
    Asks,
    /// Somebody complains.
    Complains,
    /// Somebody wants something done.
    Requests,
    /// A cue of risk or urgency is in it, whatever else it says.
    Cue,
    /// The model is not sure, so a person should look.
    Unsure,
    /// Addressed to us alone, so that it is never passed over.
    Private,
    /// A person said so.
    Overruled,
    /// It was read before triage was there.
    Untriaged,
}

/// What triage read in one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it asks of us.
    pub verdict: Verdict,
    /// How far it came.
    pub stage: Stage,
    /// Why there.
    pub reason: Reason,
    /// What kind of thing is said.
    pub kind: Kind,
    /// What it is about.
    pub intent: Intent,
    /// Who should look at it.
    pub lane: Lane,
    /// Cues of urgency and risk.
    pub cues: Cues,
    /// How likely the writer is angry or disappointed, in percent.
    pub negative_pct: u8,
    /// Sentiment and its strength: -100 as angry as can be, 100 as glad.
    pub mood: i8,
    /// How likely it is spam, in percent.
    pub spam_pct: u8,
    /// How sure the verdict is, in percent.
    pub sure_pct: u8,
    /// Two letters of ISO 639-1, or two spaces when no language was recognised.
    pub language: [u8; 2],
    /// Personal data that was seen in it, as bits of [`Personal`].
    pub personal: Personal,
    /// What it is a copy of.
    pub copy_of: Option<MentionId>,
}

/// Kinds of personal data, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal(pub u8);

impl Personal {
    /// An e-mail address.
    pub const EMAIL: Personal = Personal(1);
    /// A telephone number.
    pub const PHONE: Personal = Personal(2);
    /// A payment card that passes its check digit.
    pub const CARD: Personal = Personal(4);
    /// A bank account that passes its check.
    pub const IBAN: Personal = Personal(8);
    /// A number of an order, a booking or a case.
    pub const ORDER: Personal = Personal(16);
    /// A number of a person: social security.
    pub const NATIONAL: Personal = Personal(32);
}

/// What a person says a mention is, against what triage read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Overrule {
    /// Somebody should answer it; the kind says what it is.
    Respond(Kind),
    /// About us, nobody needs to answer; the kind says what it is.
    Watch(Kind),
    /// Spam.
    Spam,
    /// Not about us.
    Elsewhere,
}
