//! What the world knows of each thing it let somebody write, so that triage can be tried honestly. The floor never sees
//! it.

use crate::floor::{Intent, Kind};

/// What something that was written is in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// Advertising, bait or noise.
    Spam,
    /// Not about us: our name in another sense, or shops as such.
    Elsewhere,
    /// About us, and asks for nothing.
    Quiet,
    /// About us, and somebody should do something.
    Actionable,
}

/// Events of a full day that are there every time, for a rule of the product each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tale {
    /// A complaint that was sent to the account of marketing.
    Misdirected,
    /// A fault of the app, told on a forum.
    ForumBug,
    /// One customer on three channels within ten minutes.
    ThreeChannels,
    /// Somebody says how warm a shop is.
    Temperature,
    /// Somebody whose trade it is reviews us, and is let down.
    Analyst,
    /// Somebody complains from inside a shop.
    InStore,
    /// Somebody stands in a shop and needs to know something to buy.
    Shopping,
    /// A machine of ours does harm at this moment.
    Appliance,
    /// Somebody is about to buy, and asks for a size.
    Sizing,
    /// The telephone failed before.
    FailedCalls,
    /// The travel writer whom everybody joins.
    Golden,
    /// The same words from hundreds of accounts.
    Burst,
}

impl Tale {
    /// All of them, in order.
    pub const ALL: [Tale; 12] = [
        Tale::Misdirected,
        Tale::ForumBug,
        Tale::ThreeChannels,
        Tale::Temperature,
        Tale::Analyst,
        Tale::InStore,
        Tale::Shopping,
        Tale::Appliance,
        Tale::Sizing,
        Tale::FailedCalls,
        Tale::Golden,
        Tale::Burst,
    ];

    /// Its name in the stock of texts.
    pub fn name(self) -> &'static str {
        match self {
            Tale::Misdirected => "misdirected",
            Tale::ForumBug => "forum bug",
            Tale::ThreeChannels => "three channels",
            Tale::Temperature => "temperature",
            Tale::Analyst => "analyst",
            Tale::InStore => "in store",
            Tale::Shopping => "shopping",
            Tale::Appliance => "appliance",
            Tale::Sizing => "sizing",
            Tale::FailedCalls => "failed calls",
            Tale::Golden => "golden",
            Tale::Burst => "burst",
        }
    }
}

/// The truth of one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// What it is.
    pub nature: Nature,
    /// What kind of thing is said, where whoever wrote the stock of texts said so.
    pub kind: Option<Kind>,
    /// What it is about, where it is known.
    pub intent: Option<Intent>,
    /// Two letters of ISO 639-1.
    pub lang: &'static str,
    /// Hours of the day at which it was written: 0 to 23.
    pub hour: u8,
    /// The event that it belongs to.
    pub tale: Option<Tale>,
    /// The same words came before in the same burst.
    pub copy: bool,
}

impl Truth {
    /// Whether it waits for somebody.
    pub fn is_actionable(&self) -> bool {
        self.nature == Nature::Actionable
    }
}

/// What a customer of the older texts wants, in the words of triage.
pub(super) fn intent_of(want: &str) -> Option<Intent> {
    Some(match want {
        "delivery" => Intent::Delivery,
        "refund" | "billing" | "payment" => Intent::Payment,
        "account" => Intent::Account,
        "order" => Intent::Order,
        "product" => Intent::Product,
        "app" | "bug" => Intent::Bug,
        "stock" => Intent::Stock,
        "store" => Intent::Store,
        "promo" | "offer" => Intent::Offer,
        "feedback" => Intent::Feedback,
        "press" => Intent::Press,
        "service" => Intent::Service,
        "other" | "spam" | "praise" | "chatter" => Intent::Other,
        _ => return None,
    })
}

/// A kind by its word.
pub(super) fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "question" => Kind::Question,
        "complaint" => Kind::Complaint,
        "request" => Kind::Request,
        "praise" => Kind::Praise,
        "chatter" => Kind::Chatter,
        _ => return None,
    })
}
