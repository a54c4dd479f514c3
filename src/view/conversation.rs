//! One conversation as it is read: what was written, what happened, what runs.

use super::{
    AlertRow, AnswersBy, Because, CostRow, CustomerRow, DeliveryRow, InfluenceRow, ReadingRow, Spread, TicketRow,
};
use crate::floor::{AgentId, Amplification, At, ConversationId, MentionKind, State};

/// The conversation panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// Which.
    pub conversation: ConversationId,
    /// Who wrote.
    pub author: String,
    /// How many follow the author.
    pub followers: Option<u32>,
    /// Conversations with this author before this one.
    pub before: usize,
    /// Where.
    pub channel: String,
    /// On which account of ours.
    pub handle: String,
    /// Where it stands.
    pub state: State,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// Who has it.
    pub owner: Option<(AgentId, String)>,
    /// First response, the response that is waited for after others, resolution.
    pub clocks: Vec<Clock>,
    /// How each of them came about.
    pub explained: Vec<ClockWords>,
    /// What was written, oldest first.
    pub bubbles: Vec<Bubble>,
    /// Written things that are not shown because there are too many.
    pub bubbles_left_out: usize,
    /// Reposts, likes and quotes so far.
    pub amplified: Vec<(Amplification, u32)>,
    /// Reposts and quotes in each of the last 60 minutes, oldest first.
    pub spread: Vec<u32>,
    /// What happened to it, newest first.
    pub happened: Vec<Happened>,
    /// Who could take it, best first, with the reason.
    pub candidates: Vec<Candidate>,
    /// What triage read in what the customer wrote first.
    pub reading: Option<ReadingRow>,
    /// Why it stands where it stands, stage by stage.
    pub because: Vec<Because>,
    /// What one more minute of waiting costs.
    pub cost: CostRow,
    /// How it spreads, when anybody carried it on.
    pub forecast: Option<Spread>,
    /// Its alert, when it burns.
    pub alert: Option<AlertRow>,
    /// Which customer that is.
    pub customer: Option<CustomerRow>,
    /// The author's influence, term by term.
    pub influence: InfluenceRow,
    /// Person-seconds that people had to see it unanswered, and how many people.
    pub exposure: (u128, u64),
    /// The other conversations of its case: which, and on which channel.
    pub case: Vec<(ConversationId, String)>,
    /// Open conversations of the same customer that may be the same matter.
    pub same_matter: Vec<(ConversationId, String)>,
    /// How it stands in the helpdesk that it came from.
    pub ticket: Option<TicketRow>,
    /// By which account it is answered; `None` where none is connected.
    pub answers_by: Option<AnswersBy>,
    /// What of it is to go out, the oldest first, and then the newest that went out; at most
    /// [`crate::limits::OUTGOING_SHOWN_MAX`].
    pub outgoing: Vec<DeliveryRow>,
}

/// What a clock is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockKind {
    /// Until we first answer.
    FirstResponse,
    /// Until we answer again.
    NextResponse,
    /// Until it is resolved.
    Resolution,
}

/// A promise and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Of what.
    pub kind: ClockKind,
    /// When it began.
    pub started: At,
    /// What was promised.
    pub target_secs: u32,
    /// When that is up: so many open seconds after it started, pauses left out.
    pub due: At,
    /// When it was kept, or broken and then done.
    pub ended: Option<At>,
    /// Open seconds that are left while it stands still.
    pub paused_left_secs: Option<u32>,
}

/// How a clock came about, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockWords {
    /// Which.
    pub kind: ClockKind,
    /// How much is promised, and by which policy.
    pub policy: String,
    /// From when, and in which hours.
    pub hours: String,
    /// Each stretch, and whether it counted or was passed over.
    pub lines: Vec<(String, bool)>,
    /// Where it ends.
    pub end: String,
}

/// Something written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bubble {
    /// When.
    pub at: At,
    /// By whom.
    pub author: String,
    /// By the brand.
    pub ours: bool,
    /// By the customer whose conversation it is.
    pub customer: bool,
    /// The agent, when it is ours and it is known.
    pub agent: Option<String>,
    /// What kind of thing.
    pub kind: MentionKind,
    /// The words.
    pub text: String,
    /// When we were told that these are other words than those that were written first.
    pub edited_at: Option<At>,
    /// When we were told that it is not there any more where it was written.
    pub gone_at: Option<At>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: At,
    /// By whom, for example `you`, `Ade B.` or `the clock`.
    pub by: String,
    /// What, for example `assigned to Ade B.`.
    pub what: String,
}

/// Somebody who could take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// What they hold.
    pub holds: usize,
    /// What they can hold.
    pub capacity: u16,
    /// Hundredths of slots that they have in hand.
    pub load_centi: u32,
    /// Why they stand where they stand, for example `knows payment, 2 free, about 5 min, load 25 %`; or why they cannot
    /// take it.
    pub reason: String,
    /// Whether they can take it without going over anything.
    pub free: bool,
    /// Whether a person may give it to them by name all the same: over a limit after asking, without the skill.
    pub can_be_named: bool,
}
