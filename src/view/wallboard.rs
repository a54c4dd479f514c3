//! What the second monitor shows.

use super::{AlertRow, Coverage, ExposureRow, Funnel, ModeRow, ViralCard, Worked};
use crate::floor::{At, ConversationId};
pub use crate::measure::{HalfHour, Period};
use std::sync::Arc;

/// The whole board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wallboard {
    /// Conversations whose customer waits for a first response.
    pub waiting: usize,
    /// Conversations answered before whose customer waits again.
    pub waiting_again: usize,
    /// `waiting` at each of the last 60 minutes, oldest first; fewer when the floor is younger.
    pub waiting_trend: Vec<u32>,
    /// Change of `waiting` over the last 30 minutes.
    pub waiting_change: i64,
    /// Of `waiting`, those past their target.
    pub breached: usize,
    /// Conversations that are not resolved.
    pub open: usize,
    /// Open conversations that nobody has and whose customer waits.
    pub unowned: usize,
    /// Who has waited longest for a first response.
    pub oldest: Option<Oldest>,
    /// Time to first response.
    pub first_response: ResponseTile,
    /// First responses within target.
    pub within_target: WithinTile,
    /// Conversations that got a response.
    pub response_rate: RateTile,
    /// People.
    pub agents: AgentTile,
    /// Those past target longest first, then those whose time runs out soonest.
    pub next_to_breach: Vec<Due>,
    /// Waiting for a first response, by age and channel.
    pub by_age: ByAge,
    /// Each channel with anything waiting or answered today, busiest first.
    pub channels: Vec<ChannelRow>,
    /// Public conversations that strangers carry on, alerts first, then by the reach that is foreseen.
    pub viral: Vec<ViralCard>,
    /// How many of them burn as an alert that nobody put aside.
    pub viral_alerts: usize,
    /// Alerts that are not about one conversation: a channel far too busy or too quiet.
    pub channel_alerts: Vec<AlertRow>,
    /// From all mentions to those that somebody should answer, today.
    pub funnel: Funnel,
    /// In what order the floor serves.
    pub mode: ModeRow,
    /// What people had to see of all that waits.
    pub exposure: ExposureRow,
    /// Who got an answer within the hour that customers expect.
    pub expectation: ExpectationRow,
    /// What was closed today by somebody without the skill that it takes.
    pub skill_gap: SkillGap,
    /// Required, scheduled and present of today by the plan that is published. From the engine: the same figures as the
    /// planner's, from the same function.
    pub coverage: Worked<Arc<Coverage>>,
    /// What should be ready and is overdue, the longest first: what with its owner, and since when.
    pub overdue: Vec<(String, At)>,
    /// What came in and what was answered, by half hour of today.
    pub today: Vec<HalfHour>,
    /// Sources that are read and how many seconds the slowest is behind: name, seconds.
    pub sources_live: usize,
    /// Sources that are late or failing: name and words.
    pub sources_behind: Vec<(String, String)>,
    /// The target words of the board, for example `first response within 30 min on X, 60 min elsewhere, for 80 %`.
    pub promise: String,
}

/// Conversations of a day that were closed by who had them, and how many of those by somebody without the skill that the
/// rules demand for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkillGap {
    /// Closed by who had them.
    pub closed: u32,
    /// Of these, without the skill.
    pub without: u32,
    /// Whether any skill is demanded at all; without, the share says nothing.
    pub demanded: bool,
}

/// Who has waited longest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oldest {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Seconds waited.
    pub age_secs: u32,
    /// Seconds past the target, negative while there is time left.
    pub past_target_secs: i64,
    /// Who waits.
    pub author: String,
    /// Where.
    pub channel: String,
}

/// Customers who got an answer within an hour by the clock on the wall, whatever was promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectationRow {
    /// Answers given in this period, and hours that ran out in it.
    pub period: Period,
    /// Within the hour, of all for whom that is decided.
    pub all: (usize, usize),
    /// The same of those who began with a complaint.
    pub complaints: (usize, usize),
    /// The shares that expect it, 0 to 1: of all, and of those with a problem.
    pub ticks: (f64, f64),
    /// Whether there were more than were looked at.
    pub cut: bool,
}

impl Default for ExpectationRow {
    fn default() -> ExpectationRow {
        let ticks = (crate::measure::EXPECT_OF_ALL, crate::measure::EXPECT_OF_COMPLAINTS);
        ExpectationRow { period: Period::Today, all: (0, 0), complaints: (0, 0), ticks, cut: false }
    }
}

/// Time to first response over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseTile {
    /// Which answers.
    pub period: Period,
    /// Half were answered faster; `None` when nothing was answered.
    pub median_secs: Option<u32>,
    /// Nine in ten were answered faster.
    pub p90_secs: Option<u32>,
    /// How many answers it is of.
    pub answered: usize,
}

impl Default for ResponseTile {
    fn default() -> Self {
        ResponseTile { period: Period::Hour, median_secs: None, p90_secs: None, answered: 0 }
    }
}

/// First responses within target over a period: answered in time, of all that were answered or ran out of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithinTile {
    /// Which.
    pub period: Period,
    /// In time.
    pub within: usize,
    /// Of how many.
    pub of: usize,
    /// What is aimed at, 0 to 1.
    pub goal_ratio: f64,
    /// `(in time, of the next)`: how many of the next answers must be in time to reach the goal again.
    pub recovers: Option<(usize, usize)>,
}

impl Default for WithinTile {
    fn default() -> Self {
        WithinTile { period: Period::Today, within: 0, of: 0, goal_ratio: 0.8, recovers: None }
    }
}

impl WithinTile {
    /// 0 to 1; `None` when there is nothing to divide by.
    pub fn ratio(&self) -> Option<f64> {
        (self.of > 0).then(|| self.within as f64 / self.of as f64)
    }
}

/// Conversations opened in a period that got a response, of all that were opened in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTile {
    /// Which.
    pub period: Period,
    /// Got a response.
    pub answered: usize,
    /// Were opened.
    pub opened: usize,
    /// Things that customers and strangers wrote or pressed in that period, all told.
    pub mentions: usize,
}

impl Default for RateTile {
    fn default() -> Self {
        RateTile { period: Period::Today, answered: 0, opened: 0, mentions: 0 }
    }
}

impl RateTile {
    /// 0 to 1; `None` when nothing was opened.
    pub fn ratio(&self) -> Option<f64> {
        (self.opened > 0).then(|| self.answered as f64 / self.opened as f64)
    }
}

/// People.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentTile {
    /// On the team.
    pub team: usize,
    /// Available or away.
    pub on_shift: usize,
    /// Available and holding something.
    pub handling: usize,
    /// Available and holding nothing.
    pub free: usize,
    /// On shift but taking nothing.
    pub away: usize,
    /// Holding more than their capacity.
    pub over_capacity: usize,
}

/// A conversation whose time runs out, or has.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Which.
    pub conversation: ConversationId,
    /// Seconds left, negative when past.
    pub left_secs: i64,
    /// Share of the promised time that is used, 0 to 1 and no more.
    pub used_ratio: f32,
    /// The first words; empty until they are read from the store.
    pub text: String,
    /// Who waits.
    pub author: String,
    /// Where.
    pub channel: String,
    /// How many follow the author.
    pub followers: Option<u32>,
    /// Who has it.
    pub owner: Option<String>,
}

/// Waiting for a first response, by age and channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByAge {
    /// The names of the series, at most three channels and then `Other`.
    pub series: Vec<String>,
    /// From young to old.
    pub columns: Vec<AgeColumn>,
    /// The target the line is drawn at, when all channels with somebody waiting share it.
    pub target_secs: Option<u32>,
}

/// One column of the ages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeColumn {
    /// For example `15–30`.
    pub label: String,
    /// Ages from this many seconds.
    pub from_secs: u32,
    /// One count a series.
    pub counts: Vec<usize>,
    /// Of all counts, those past their own target.
    pub past_target: usize,
}

impl AgeColumn {
    /// All of it.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// A channel in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// For example `X`.
    pub name: String,
    /// Waiting for a first response.
    pub waiting: usize,
    /// Of these, past target.
    pub breached: usize,
    /// Seconds, over the board's response period; `None` when nothing was answered.
    pub p90_secs: Option<u32>,
    /// What was promised.
    pub target_secs: u32,
    /// Opened today.
    pub opened_today: usize,
}
