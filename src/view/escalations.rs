//! The escalations: what is not acknowledged, who is next on the ladder, what has been done?

use crate::floor::escalation::{Ladder, LadderId, Muted, Progress, Rule, Trouble};
use crate::floor::{AgentId, At, ConversationId, EscalationId};

/// The screen of escalations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Escalations {
    /// A column a rung, the lowest first.
    pub columns: Vec<RungColumn>,
    /// What went on somewhere else.
    pub handed_off: Vec<EscalationCard>,
    /// What was resolved today, newest first.
    pub resolved: Vec<EscalationCard>,
    /// How many are open.
    pub open: usize,
    /// How many of them nobody has acknowledged.
    pub unacknowledged: usize,
    /// How many of these have climbed past the last rung.
    pub alarms: usize,
    /// How many were resolved today.
    pub resolved_today: usize,
    /// Handed-off ones that do not fit.
    pub handed_off_left_out: usize,
    /// By when the next must be acknowledged.
    pub next_due: Option<At>,
    /// The one that is looked at.
    pub chosen: Option<EscalationDetail>,
    /// What raises by itself, and what there is to know about it.
    pub setup: EscalationSetup,
    /// What is wrong with the set-up, in words: a rule that is held back, a rung that nobody belongs to.
    pub warnings: Vec<String>,
    /// The incident for which automatic answers hold still, with whom to call.
    pub frozen: Option<Frozen>,
}

/// Automatic answers hold still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// For which incident.
    pub escalation: EscalationId,
    /// What it is called.
    pub title: String,
    /// Whom to call; empty when nobody was named.
    pub contact: String,
}

/// A column of the board: one rung.
#[derive(Clone, Debug, PartialEq)]
pub struct RungColumn {
    /// `L1`.
    pub label: String,
    /// For example `Senior agents`.
    pub name: String,
    /// Seconds to acknowledge.
    pub ack_secs: u32,
    /// How many of its people are on duty.
    pub on_duty: usize,
    /// Those that nobody has first, by when they are due; then the rest by when they were raised.
    pub cards: Vec<EscalationCard>,
    /// Cards that do not fit.
    pub left_out: usize,
}

/// One escalation, small.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalationCard {
    /// Which.
    pub escalation: EscalationId,
    /// Its title, or the words of its customer.
    pub title: String,
    /// The customer; empty when it is about no conversation.
    pub author: String,
    /// Where it arrived.
    pub channel: String,
    /// People who may have seen it, where it is known: followers of the customer and of all who carried it on.
    pub reach: Option<u64>,
    /// Where it stands.
    pub progress: Progress,
    /// Who has it.
    pub owner: Option<(AgentId, String)>,
    /// What they do, in their words; where it was handed off to.
    pub status: String,
    /// By when it must be acknowledged, while a timer runs.
    pub due: Option<At>,
    /// Whether the ladder ended and nobody has it.
    pub alarm: bool,
    /// What the customer was promised next, while it is owed.
    pub target: Option<At>,
    /// Tenths of R, and `growing`, `steady` or `fading`, while strangers carry it on.
    pub r: Option<(u32, &'static str)>,
    /// Conversations that belong to it.
    pub linked: usize,
    /// Steps of the playbook that are done, and all.
    pub steps: (usize, usize),
    /// What kind of trouble it is.
    pub trouble: Trouble,
    /// Whether incident mode is on.
    pub incident: bool,
    /// When it was raised.
    pub raised_at: At,
    /// When it was over.
    pub resolved_at: Option<At>,
    /// Seconds that it lay in each silo, in the order in which it came there.
    pub lanes: Vec<LaneTime>,
}

/// How long an escalation lay with one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneTime {
    /// For example `Team leads`.
    pub lane: String,
    /// Seconds.
    pub secs: u32,
    /// Who had it there, each once.
    pub owners: Vec<String>,
}

/// How a rung of the ladder of one escalation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RungState {
    /// It let it pass at a moment.
    Passed(At),
    /// It was passed over: nobody was there.
    Skipped(At),
    /// It is asked, and must acknowledge by then.
    Asked(At),
    /// Somebody on it took it.
    Taken(At),
    /// It is next at a moment, if nobody takes it before.
    Next(At),
    /// It is not reached, and nothing runs towards it.
    Above,
}

/// A rung of the ladder of one escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungLine {
    /// `L2`.
    pub label: String,
    /// For example `Team leads`.
    pub name: String,
    /// Who stands on it now, at most [`crate::limits::RUNG_PEOPLE_SHOWN_MAX`].
    pub people: Vec<String>,
    /// How many more do.
    pub more: usize,
    /// How it stands.
    pub state: RungState,
    /// Whether it is where the escalation is.
    pub current: bool,
}

/// A step of a playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// What to do.
    pub words: String,
    /// When it was ticked, and by whom where that was said.
    pub done: Option<(At, String)>,
}

/// A conversation of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedLine {
    /// Which.
    pub conversation: ConversationId,
    /// The customer.
    pub author: String,
    /// Where it arrived.
    pub channel: String,
    /// Where it stands, in a word.
    pub state: &'static str,
}

/// A line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineLine {
    /// When.
    pub at: At,
    /// What, in words.
    pub what: String,
    /// The silo that had it then.
    pub lane: String,
    /// Who had it then.
    pub owner: String,
    /// The place of the silo in [`EscalationCard::lanes`], for its colour; `None` before it was raised.
    pub place: Option<usize>,
}

/// Everything that happened to an incident, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// What it is called.
    pub title: String,
    /// The escalation, small.
    pub card: EscalationCard,
    /// Oldest first.
    pub rows: Vec<TimelineLine>,
    /// Lines that were left out.
    pub left_out: usize,
}

/// One escalation, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct EscalationDetail {
    /// What the card says.
    pub card: EscalationCard,
    /// The rung that it is on: `L2`.
    pub label: String,
    /// Its ladder.
    pub ladder: Vec<RungLine>,
    /// The rung above, when there is one: its place and `L3`.
    pub above: Option<(u8, String)>,
    /// Its playbook.
    pub steps: Vec<StepLine>,
    /// What happened, newest first.
    pub happened: Vec<TimelineLine>,
    /// Lines that are not shown.
    pub happened_left_out: usize,
    /// The conversations of it.
    pub linked: Vec<LinkedLine>,
    /// How many are not named.
    pub linked_left_out: usize,
    /// Person-seconds that people have to see all its conversations unanswered.
    pub exposure_secs: u128,
    /// Whom to call.
    pub contact: String,
    /// Those who may take it: who stands on its rung first, then the other rungs.
    pub takers: Vec<(AgentId, String, String)>,
}

/// A rule as it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Its number.
    pub number: u16,
    /// What it says.
    pub rule: Rule,
    /// How many it ever raised.
    pub raised: u64,
    /// How many wait because it has raised enough in this minute.
    pub waiting: usize,
    /// How many it passed over while it was mute.
    pub passed_over: u64,
    /// Until when it is mute, and why.
    pub muted: Option<(At, String)>,
}

/// What raises, and whom it asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EscalationSetup {
    /// The ladders.
    pub ladders: Vec<(LadderId, Ladder)>,
    /// The rules.
    pub rules: Vec<RuleLine>,
    /// The playbooks.
    pub playbooks: Vec<(Trouble, Vec<String>)>,
    /// Who stands in for whom, until when.
    pub substitutes: Vec<(AgentId, AgentId, At)>,
    /// What is mute, until when and why.
    pub mutes: Vec<(Muted, At, String)>,
    /// The groups that anybody belongs to.
    pub groups: Vec<String>,
}

impl Escalations {
    /// Every card that is open, in the order of the columns.
    pub fn cards(&self) -> impl Iterator<Item = &EscalationCard> {
        self.columns.iter().flat_map(|c| &c.cards).chain(&self.handed_off)
    }
}
