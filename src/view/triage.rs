//! What triage read, what it costs to wait, and what strangers carry on: the parts that several screens share.

use crate::floor::{
    AlertId, At, Cause, ChannelId, ConversationId, Cues, Intent, Kind, Lane, Level, MatchedBy, MentionId, Overrule,
    Stage, Tier, Verdict,
};
use std::sync::Arc;

/// The funnel over a period: how many mentions stand at each stage. The stages are disjoint and add up to `raw`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Mentions written by others than us that triage read.
    pub raw: u64,
    /// By stage, in the order of [`Stage`]: copy, spam, elsewhere, quiet, actionable.
    pub stages: [u64; 5],
    /// Of those about us (quiet and actionable), by kind, in the order of [`Kind`].
    pub kinds: [u64; 5],
    /// Mentions that nobody read.
    pub unread: u64,
    /// What it would cost to have people read what triage kept from them, in cents.
    pub saved_cents: u64,
    /// Seconds that reading one is taken to cost.
    pub read_secs: u32,
}

impl Funnel {
    /// How many stand at a stage.
    pub fn at(&self, stage: Stage) -> u64 {
        self.stages[stage as usize]
    }

    /// Those that are neither copies nor spam.
    pub fn genuine(&self) -> u64 {
        self.about_us() + self.at(Stage::Elsewhere)
    }

    /// Those about us.
    pub fn about_us(&self) -> u64 {
        self.at(Stage::Quiet) + self.at(Stage::Actionable)
    }
}

/// The funnel's screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunnelScreen {
    /// Today, or all of an archive.
    pub funnel: Funnel,
    /// What period that is, in words: `today`, `all of it`.
    pub period: String,
    /// The stage whose samples these are.
    pub stage: Option<Stage>,
    /// The newest at that stage, newest first.
    pub samples: Vec<Sample>,
    /// Mentions that were looked through for them.
    pub looked_through: usize,
    /// What people said against triage, newest first.
    pub overruled: Vec<OverruledRow>,
    /// How many overrules the model has learnt from.
    pub lessons: usize,
}

/// One mention with why it stands where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Which.
    pub mention: MentionId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// When it was written.
    pub at: At,
    /// By whom.
    pub author: String,
    /// Where.
    pub channel: String,
    /// The words.
    pub text: Arc<str>,
    /// What triage, or a person, says of it.
    pub reading: ReadingRow,
    /// Why, stage by stage.
    pub because: Vec<Because>,
}

/// A stage that was reached, and why it went on or ended there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// Which stage.
    pub stage: Stage,
    /// Whether it went on.
    pub passed: bool,
    /// For example `spam 97 %: “win a”, “click here”`.
    pub words: String,
}

/// A reading in the words of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// What it asks of us.
    pub verdict: Verdict,
    /// How far it came.
    pub stage: Stage,
    /// What kind of thing is said.
    pub kind: Kind,
    /// What it is about.
    pub intent: Intent,
    /// Who should look at it.
    pub lane: Lane,
    /// Cues of urgency and risk.
    pub cues: Cues,
    /// How likely the writer is angry, in percent.
    pub negative_pct: u8,
    /// -100 as angry as can be, 100 as glad.
    pub mood: i8,
    /// How sure the verdict is, in percent.
    pub sure_pct: u8,
    /// Two letters, or empty.
    pub language: String,
    /// The reason in words.
    pub reason: String,
    /// A person said so.
    pub overruled: bool,
    /// How many copies of it came after it.
    pub copies: u32,
    /// Whom to call in the shop that it speaks of: name and contact.
    pub store: Option<(String, String)>,
}

/// What a person said against triage.
#[derive(Clone, Debug, PartialEq)]
pub struct OverruledRow {
    /// About which conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: At,
    /// What triage had read, in words.
    pub was: String,
    /// What the person said.
    pub to: Overrule,
    /// The words of the mention.
    pub text: Arc<str>,
}

/// The cost of delay as a stacked bar: the parts add up to the number, to the last tenth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostRow {
    /// Tenths of a point a minute.
    pub tenths: u64,
    /// Parts that are not 0, in the order in which they are shown.
    pub parts: Vec<CostPart>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostPart {
    /// Where it comes from.
    pub what: crate::measure::PartKind,
    /// For example `Past target by 9 min`.
    pub words: String,
    /// Tenths of a point a minute.
    pub tenths: u64,
}

/// A customer that we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRow {
    /// The full name.
    pub name: String,
    /// Who they are to us.
    pub tier: Tier,
    /// The year since when.
    pub since: Option<u16>,
    /// Contacts before.
    pub earlier: u16,
    /// Of these, failed or unresolved.
    pub failed: u16,
    /// How they were recognised.
    pub by: MatchedBy,
    /// How sure that is, in percent.
    pub confidence_pct: u8,
}

/// The influence of an author: the terms add up to the points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InfluenceRow {
    /// 0 to 100.
    pub points: u8,
    /// Words and points of each term.
    pub terms: Vec<(String, i16)>,
}

/// A forecast of how one conversation spreads.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Whose.
    pub conversation: ConversationId,
    /// Carryings that each carrying brings: low, middle, high.
    pub r: Band,
    /// `growing`, `steady` or `fading`.
    pub growth: &'static str,
    /// People so far: followers of the author and of all who carried it on, an upper bound.
    pub reach_now: f64,
    /// People in an hour.
    pub reach_1h: Band,
    /// People in six hours.
    pub reach_6h: Band,
    /// How likely it passes the alert's threshold, 0 to 1; `None` where that cannot be said.
    pub p_threshold: Option<f64>,
    /// Minutes until it does, as the middle has it.
    pub minutes_to_threshold: Option<u32>,
    /// People from whom on it is an alert.
    pub threshold: u64,
    /// Reach until now: moments and people, oldest first.
    pub past: Vec<(At, f64)>,
    /// Reach from now on.
    pub fan: Vec<FanPoint>,
    /// Reach in six hours if we answered now.
    pub answered_6h: Band,
    /// What that rests on.
    pub assumption: &'static str,
    /// Those who made it spread: name and followers.
    pub drivers: Vec<(String, u32)>,
    /// What the forecast was read from, heaviest first, with its share from -1 to 1.
    pub factors: Vec<(&'static str, f64)>,
    /// False where the channel says nothing of followers, so that only the speed is known.
    pub is_forecast: bool,
    /// Reposts, quotes, likes and replies of others.
    pub joined: [u32; 4],
    /// Of those who joined, the share who never wrote to us before, where it is known.
    pub stranger_ratio: Option<f64>,
    /// Of those who wrote below it, the share who are angry, where it is known.
    pub angry_ratio: Option<f64>,
}

/// A figure with its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// One time in ten it is less.
    pub low: f64,
    /// As likely more as less.
    pub mid: f64,
    /// One time in ten it is more.
    pub high: f64,
}

/// A point of the fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanPoint {
    /// When.
    pub at: At,
    /// People by then.
    pub reach: Band,
}

/// A conversation that strangers carry on, for the wallboard.
#[derive(Clone, Debug, PartialEq)]
pub struct ViralCard {
    /// How it spreads.
    pub spread: Spread,
    /// Its alert, when it is one.
    pub alert: Option<AlertRow>,
    /// The first words, personal data masked.
    pub text: String,
    /// Who wrote.
    pub author: String,
    /// Where.
    pub channel: String,
    /// How many follow the author.
    pub followers: Option<u32>,
    /// Which customer that is.
    pub customer: Option<CustomerRow>,
    /// Who has it.
    pub owner: Option<String>,
    /// Seconds without any answer; `None` when it was answered.
    pub unanswered_secs: Option<u32>,
    /// Person-seconds that people had to see it unanswered.
    pub exposure_secs: u128,
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Which.
    pub alert: AlertId,
    /// What about.
    pub cause: Cause,
    /// How sure.
    pub level: Level,
    /// From 1 to 10.
    pub severity: u8,
    /// For example `Facebook has been unusually quiet for 11 min: 0 mentions, 12 expected`.
    pub words: String,
    /// How often it is wrong, for the tooltip.
    pub false_alarms: String,
    /// Seconds since it was raised.
    pub lasts_secs: u32,
    /// Somebody has seen it.
    pub acknowledged: bool,
    /// It was raised to those above.
    pub escalated: bool,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// It is over, and only remembered.
    pub is_over: bool,
}

/// In what order the floor serves, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModeRow {
    /// Since when cost of delay comes before who came first; `None` while first come is first served.
    pub priority_since: Option<At>,
    /// For example `Priority mode since 14:05: load 1.18, 212 conversations an hour for 15 agents`.
    pub words: String,
    /// What it saved, in words; empty when there is nothing to say yet.
    pub saved: String,
}

/// What people had to see of all that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExposureRow {
    /// Person-seconds.
    pub person_secs: u128,
    /// People who can see something that is not answered.
    pub people: u64,
    /// Conversations past their target without any answer.
    pub ignored: usize,
    /// Of their writers, how many are expected to tell others.
    pub will_tell: u64,
    /// The share that tells others, in percent.
    pub tell_others_pct: u32,
}

/// What a change of the brand or of the weights would do, before it is decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Preview {
    /// Recent mentions under the brand that is asked about.
    Brand {
        /// Newest first; those that would change come first.
        rows: Vec<BrandRow>,
        /// How many of those looked at would be about us now and then.
        about_us: (usize, usize),
        /// How many were looked at.
        of: usize,
    },
    /// Who would come first.
    Weights {
        /// The first conversations under the weights that are asked about.
        rows: Vec<OrderRow>,
    },
}

/// A mention under another brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandRow {
    /// The words, cut.
    pub text: String,
    /// Whether it is about us now.
    pub before: bool,
    /// Whether it would be.
    pub after: bool,
    /// Why it would or would not.
    pub why: String,
}

/// A conversation under other weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// Which.
    pub conversation: ConversationId,
    /// The words, cut.
    pub text: String,
    /// Who wrote.
    pub author: String,
    /// Its place now, from 1.
    pub before: usize,
    /// Its cost as it would be.
    pub cost: CostRow,
}

/// What the settings show of what triage is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriageSettings {
    /// What the brand is called.
    pub brand: crate::floor::Brand,
    /// What waiting costs.
    pub weights: crate::floor::Weights,
    /// How many customers are known.
    pub customers: usize,
    /// Of each channel, what its silence would say now, in words.
    pub silence: Vec<(ChannelId, String, String)>,
    /// The preview that was asked for.
    pub preview: Option<Preview>,
}
