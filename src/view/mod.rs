//! What the screens may read: plain structs, made by the engine, one file a screen.
//!
//! A [`Snapshot`] is one consistent look at the floor. The window swaps in the newest and draws it; it never waits for
//! the engine and shares no lock with it. Every number carries what is needed to say what it is of:
//! its count, its period and its target.

mod agents;
mod asked;
mod assignment;
mod audit;
mod board;
mod conversation;
mod escalations;
mod handoff;
mod hours;
mod house;
mod listing;
pub mod made;
mod mapping;
mod outside;
pub mod planner;
mod promise;
mod sources;
mod triage;
mod wallboard;

pub use agents::{
    AbsenceRow, AgentCard, AgentRow, Agents, AnnouncementRow, CapsuleRow, HeldRow, PoolRow, Schedule, SpellRow,
    TrainingRow,
};
pub use asked::{Answer, Asked, DeskWish, Looking, Moment, PlanFile, PlanWish, PreviewAsked};
pub use assignment::Assignment;
pub use audit::{Audit, AuditAsked, AuditRow, SealCheck};
pub use board::{BoardFigures, Measured};
pub use conversation::{Bubble, Candidate, Clock, ClockKind, ClockWords, Happened, Thread};
pub use escalations::{
    EscalationCard, EscalationDetail, EscalationSetup, Escalations, Frozen, LaneTime, LinkedLine, RuleLine, RungColumn,
    RungLine, RungState, StepLine, Timeline, TimelineLine,
};
pub use handoff::{
    AlikeRow, AmplifyRow, HandleTimeRow, HandoffRow, Handoffs, MailTo, OfThread, Outgoing, ReplyRow, Reports, outgoing,
    packet_text,
};
pub use hours::{CalendarRow, HandleHours, HoursScreen};
pub use house::{AccountRow, House, RuleRow};
pub use listing::{Chip, ChipCounts, Listing, Query, Row, Sort};
pub use mapping::{MappingAsked, MappingNeed, MappingRole};
pub use outside::{Answerable, AnswersBy, TicketDeed, TicketRow, answerable};
pub use planner::{
    BackTest, Comparison, CoverSlot, Coverage, CurvePoint, DifferenceRow, EventRow, Figures, Fix, HireRow, Interval,
    MarkRow, PersonRow, PlanLogRow, PlanRow, PlanSheet, Planner, PlannerAsked, Rehearsed, Search, Season, SheetRow,
    Simulated, SwapRow, TakerRow, TakersOf, TimeOffRow, Uncovered, Volume, VolumeOf, WeekRow, WhatIf, WhatIfAnswer,
    WhatIfStart, Worked,
};
pub use promise::Promise;
pub use sources::{
    ConnectorRow, DeliveryRow, DeliveryWords, Doing, LiveRow, QuarantineRow, Secret, SourceRow, SourceState, Sources,
    SyncStatus, Tried, TriedState, TroubleKind,
};
pub use triage::{
    AlertRow, Band, Because, BrandRow, CostPart, CostRow, CustomerRow, ExposureRow, FanPoint, Funnel, FunnelScreen,
    InfluenceRow, ModeRow, OrderRow, OverruledRow, Preview, ReadingRow, Sample, Spread, TriageSettings, ViralCard,
};
pub use wallboard::{
    AgeColumn, AgentTile, ByAge, ChannelRow, Due, ExpectationRow, HalfHour, Oldest, Period, RateTile, ResponseTile,
    SkillGap, Wallboard, WithinTile,
};

pub use crate::measure::PartKind;
pub use made::timeline;

use crate::floor::At;
use std::sync::Arc;

/// One consistent look at the floor.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The place in the log of the newest fact in it.
    pub revision: u64,
    /// The moment it shows.
    pub at: At,
    /// Whether that is now.
    pub moment: Moment,
    /// What kind of floor it is.
    pub floor: FloorKind,
    /// Something is wrong underneath, in words: the disk is full, the store takes nothing.
    pub trouble: Option<String>,
    /// The zone that clock times are shown in.
    pub zone: jiff::tz::TimeZone,
    /// First and last moment that can be looked at.
    pub span: (At, At),
    /// How many waited at evenly spaced moments of `span`, for the time bar.
    pub tide: Arc<[u32]>,
    /// The wallboard.
    pub wallboard: Arc<Wallboard>,
    /// The board's figures for scripts and servers: of now, also while a past minute is looked at. `None` while a partner
    /// sits at this desk, whose they are not.
    pub board: Option<Arc<BoardFigures>>,
    /// The floor's table, as far as it is looked at.
    pub listing: Arc<Listing>,
    /// The conversation that is looked at.
    pub thread: Option<Arc<Thread>>,
    /// The agents.
    pub agents: Arc<Agents>,
    /// What was raised to those above.
    pub escalations: Arc<Escalations>,
    /// The funnel's screen; samples only while it is looked at.
    pub funnel: Arc<FunnelScreen>,
    /// What triage is told, and what another telling would do.
    pub triage: Arc<TriageSettings>,
    /// All alerts that burn or are remembered, newest first, at most [`crate::limits::ALERTS_SHOWN_MAX`].
    pub alerts: Arc<[AlertRow]>,
    /// Answers, templates and hand-offs.
    pub handoffs: Arc<Handoffs>,
    /// How work is given out.
    pub assignment: Arc<Assignment>,
    /// Plans and what was worked out about them; only while the planner is looked at.
    pub planner: Arc<Planner>,
    /// What is promised, in the order of the channels.
    pub promises: Arc<[Promise]>,
    /// In which role this desk decides, and for a partner whose queue it sees.
    pub seat: crate::floor::Seat,
    /// The audit, while it is looked at.
    pub audit: Arc<Audit>,
    /// The rules of alerts and the accounts of ours, for the settings.
    pub house: Arc<House>,
    /// Hours and policies.
    pub hours: Arc<HoursScreen>,
    /// The sources and the quarantine.
    pub sources: Arc<Sources>,
    /// Long work under way or just done, newest last.
    pub tasks: Vec<Task>,
    /// What became of the newest commands, oldest first; at most [`crate::limits::ANSWERS_KEPT_MAX`].
    pub answers: Vec<Answer>,
    /// A file that cannot be imported before somebody has said what its columns hold.
    pub mapping_asked: Option<Arc<MappingAsked>>,
    /// All kinds of sources that can be added.
    pub connectors: Arc<[ConnectorRow]>,
    /// What came of trying a login.
    pub tried: Option<Arc<Tried>>,
}

/// What kind of floor is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FloorKind {
    /// The user's own store.
    Own {
        /// Where it lies, for people.
        place: String,
    },
    /// An invented day, to look around and to practise.
    Rehearsal {
        /// `tuesday` or `black-friday`.
        day: String,
        /// The seed that makes this very day again.
        seed: u64,
        /// How many times faster than life; 0 when it stands still.
        speed: u32,
    },
}

/// Long work: an import, an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Names it for cancelling.
    pub id: u64,
    /// For example `Importing threads.csv`.
    pub title: String,
    /// Done and all, in the same unit; `all` is `None` while it is not known.
    pub done: u64,
    /// All of it.
    pub all: Option<u64>,
    /// What there is to say now, for example `8 300 rows, 8 290 new, 10 quarantined`.
    pub detail: String,
    /// How it ended, when it did.
    pub outcome: Option<Result<String, String>>,
}
