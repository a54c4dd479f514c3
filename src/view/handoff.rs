//! What we say and where it goes on, as it is read: templates, the tone card, hand-offs, and the reports on them.

use super::Thread;
use crate::floor::handoff::{Card, Claim, HandoffId, Packet, ReplyId, Template, TemplateId, length_most, length_of};
use crate::floor::{At, ConversationId, Intent, Personal, SourceId};
use crate::triage::personal;
use jiff::tz::TimeZone;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handoffs {
    /// The approved texts, by kind, then by name.
    pub templates: Vec<(TemplateId, Template)>,
    /// The tone card.
    pub card: Card,
    /// Seconds in which a wrong claim is to be put right.
    pub correction_secs: u32,
    /// Whether answers go out by themselves.
    pub can_send: bool,
    /// The mailboxes that write to those who take hand-offs.
    pub mails: Vec<MailTo>,
    /// Hand-offs that are not over, those that came back first.
    pub open: Vec<HandoffRow>,
    /// Wrong claims: to be put right, of these past their target, and put right today.
    pub claims: (usize, usize, usize),
    /// Answers that are nearly the same words: whose, and the newest of them.
    pub alike: Vec<AlikeRow>,
    /// How it goes.
    pub reports: Reports,
    /// Of the conversation that is looked at.
    pub thread: Option<OfThread>,
}

/// A mailbox that writes to those who take hand-offs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTo {
    /// Which.
    pub source: SourceId,
    /// What it is called.
    pub name: String,
    /// To which address.
    pub to: String,
}

/// Answers of one account that are nearly the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlikeRow {
    /// The account, by name.
    pub handle: String,
    /// For example `Ana on @larkhelp: 6 answers nearly alike within 30 min`.
    pub words: String,
    /// The newest of them.
    pub text: String,
}

/// A hand-off in a list. The contact is covered: lists are seen by everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoffRow {
    /// Which.
    pub handoff: HandoffId,
    /// Of which conversation.
    pub conversation: ConversationId,
    /// The customer.
    pub author: String,
    /// For example `phone to phone team`.
    pub way: String,
    /// How far it is, for example `offered, comes back in 9 min`.
    pub stage: String,
    /// When the promised time is over.
    pub until: At,
    /// Whether somebody must look at it: it is back, or the promised time has passed.
    pub unsettled: bool,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// The mail to those who should take it: how far it is, and whether a person has to decide about it.
    pub mail: Option<(String, bool)>,
}

/// An answer of ours in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyRow {
    /// Which.
    pub reply: ReplyId,
    /// When it was approved.
    pub at: At,
    /// In whose name, where it is known.
    pub agent: Option<String>,
    /// The words.
    pub text: String,
    /// For example `answered outside, by hand`; with the other channel and its reason where there is one.
    pub state: String,
    /// Whether it waits until somebody puts it there.
    pub waits: bool,
}

/// What concerns the conversation that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfThread {
    /// Which.
    pub conversation: ConversationId,
    /// Its hand-off, when one is open, with the whole packet.
    pub handoff: Option<(HandoffRow, Packet)>,
    /// Its answers, newest first.
    pub replies: Vec<ReplyRow>,
    /// Its wrong claim.
    pub claim: Option<Claim>,
    /// Two letters of the customer's language, where it was recognised.
    pub language: Option<[u8; 2]>,
}

/// How it goes, in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports {
    /// Conversations sent elsewhere within 24 hours, and of how many.
    pub switched: (usize, usize),
    /// By agent and reason: name, reason, how many.
    pub switches: Vec<(String, &'static str, usize)>,
    /// Read and said, today.
    pub listening: (u64, u64),
    /// In hand, and what those who are there can hold.
    pub occupancy: (u32, u32),
    /// The cap on it, in percent.
    pub occupancy_cap_pct: u32,
    /// Customers who were angry and are glad now: how many ever, and the newest.
    pub turned: (usize, Vec<(ConversationId, String)>),
    /// Praise that is worth a word of thanks or a repost.
    pub amplify: Vec<AmplifyRow>,
    /// Handle times of the last day, by intent.
    pub handle_times: Vec<HandleTimeRow>,
}

/// Praise that others may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmplifyRow {
    /// Which.
    pub conversation: ConversationId,
    /// Who.
    pub author: String,
    /// How many follow them.
    pub followers: Option<u32>,
    /// What they wrote, without personal data.
    pub text: String,
    /// `thank` or `thank and repost`: a suggestion, no more.
    pub suggestion: &'static str,
}

/// How long work on one intent takes.
#[derive(Clone, Debug, PartialEq)]
pub struct HandleTimeRow {
    /// What it is about.
    pub intent: Intent,
    /// In words.
    pub words: &'static str,
    /// Conversations.
    pub count: u32,
    /// Their mean in seconds.
    pub mean_secs: u32,
    /// By how many seconds it grows an hour.
    pub slope_secs_per_hour: Option<f64>,
    /// Each hour with any: its mean in seconds.
    pub points: Vec<u32>,
}

/// What there is to say of an answer before it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// How long it is, as its network counts.
    pub length: usize,
    /// How long it may be.
    pub most: usize,
    /// Personal data that is in it: what it is, and the words.
    pub personal: Vec<(&'static str, String)>,
}

/// Looks at an answer as it is being written.
///
/// ```
/// let seen = watchfloor::view::outgoing("X", "Write to ana@larkfield.example or ring +44 20 7946 0018");
/// assert_eq!((seen.length, seen.most), (55, 280));
/// assert_eq!(seen.personal[0], ("an e-mail address", "ana@larkfield.example".to_owned()));
/// assert_eq!(seen.personal[1].0, "a telephone number");
/// ```
pub fn outgoing(channel: &str, text: &str) -> Outgoing {
    let words = |what: Personal| match what {
        Personal::EMAIL => "an e-mail address",
        Personal::PHONE => "a telephone number",
        Personal::CARD => "a card number",
        Personal::IBAN => "a bank account",
        Personal::ORDER => "an order number",
        _ => "a personal number",
    };
    let personal = personal::see(text).into_iter().map(|s| (words(s.what), text[s.range].to_owned())).collect();
    Outgoing { length: length_of(channel, text), most: length_most(channel), personal }
}

/// The packet of a hand-off as a text that can be read aloud: what was promised, the customer, and all that was written.
pub fn packet_text(packet: &Packet, thread: &Thread, card: &Card, now: At, zone: &TimeZone) -> String {
    let clock = |at: At| at.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let mut lines = vec![
        format!("Hand-off by {} to {}", packet.way.word(), packet.to),
        format!("Customer: {} on {} ({})", thread.author, thread.channel, thread.handle),
    ];
    if let Some(customer) = &thread.customer {
        lines.push(format!("Known as: {}, {}", customer.name, customer.tier.word()));
    }
    lines.push(format!("Contact: {}", packet.contact.0));
    lines.push(format!("Consent: {} said yes, {}", packet.consent.who, clock(packet.consent.at)));
    lines.push(format!("When: {} to {}", clock(packet.window.from), clock(packet.window.until)));
    lines.push(format!("Why not here: {}", packet.reason.words()));
    if !packet.promised.is_empty() {
        lines.push(format!("Promised: {}", packet.promised));
    }
    if !packet.note.is_empty() {
        lines.push(format!("Note: {}", packet.note));
    }
    if card.version > 0 {
        lines.push(format!("Tone card, version {}: {} {}", card.version, card.mission, card.tone));
    }
    lines.push(String::new());
    lines.push(format!("What was written, as of {} ({} times)", clock(now), zone.iana_name().unwrap_or("local")));
    if thread.bubbles_left_out > 0 {
        lines.push(format!("({} earlier ones are left out)", thread.bubbles_left_out));
    }
    for bubble in &thread.bubbles {
        let who = match (&bubble.agent, bubble.ours) {
            (Some(agent), true) => format!("{} ({agent})", bubble.author),
            _ => bubble.author.clone(),
        };
        lines.push(format!("{} {who}: {}", clock(bubble.at), bubble.text));
    }
    lines.push(String::new());
    lines.join("\n")
}
