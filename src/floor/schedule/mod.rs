//! Plans: who works when in the weeks to come, by which rules, and what people ask of them.
//!
//! A [`Plan`] is a draft until it is published. A draft may break rules while it is made: [`Schedule::violations`] names
//! what is broken, at once. What is published breaks none, and becomes the roster in the same decision: the shifts of the
//! queue are set as the [`Shift`](super::Shift)s of each agent, and breaks and activities are known for adherence.
//!
//! Days and weeks are local ones of the plan's zone, and a stint counts whole on the day on which it begins: shifts of
//! one person that follow without a gap are one stint. What it does not do: it invents no shift. That is the planner's, or
//! the optimiser's, whose answer arrives as a [`ScheduleCommand::ReplaceShifts`].

mod apply;
mod check;
mod compare;
mod contract;
mod cover;
mod days;
mod decide;
mod fill;
mod plan;
mod publish;
mod request;
mod rules;
mod season;
mod settings;
mod undo;
mod watch;

pub use compare::{Burden, Compared, Left, PlanCost};
pub use contract::{Contract, Window, Wishes};
pub use cover::{CoverRule, Of};
pub use days::Days;
pub use fill::{Filler, Slot};
pub use plan::{
    Activity, Break, Lane, LaneShift, Plan, PlanChange, PlanId, PlanParts, PlannedShift, ShiftId, Standing, Who,
};
pub use request::{Answer, Answerer, Swap, TimeOff};
pub use rules::{Rule, Violation};
pub use season::{Campaign, KeptHistory, LiftKey, Mark, Marked, PlanTarget, Readiness};
pub use undo::{Before, Stood, Thing};

pub(super) use decide::decide;
pub(super) use undo::undone;
pub(super) use watch::{due, next_deadline};

use super::{AgentId, At, ChannelId};
use jiff::civil::Date;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// What can happen here. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleEvent {
    /// A plan was made: empty, or with the shifts of another one.
    PlanMade {
        plan: PlanId,
        name: String,
        first: Date,
        days: u16,
        zone: String,
        copy_of: Option<PlanId>,
        replaces: Option<PlanId>,
    },
    /// A plan is no more.
    PlanDropped { plan: PlanId },
    /// A shift is new, or is so from now on.
    ShiftSet { plan: PlanId, shift: ShiftId, to: PlannedShift },
    /// A shift is no more.
    ShiftRemoved { plan: PlanId, shift: ShiftId },
    /// Many shifts at once: these are no more, those are so from now on.
    ShiftsReplaced { plan: PlanId, removed: Vec<ShiftId>, set: Vec<(ShiftId, PlannedShift)>, words: String },
    /// A plan is the roster. The shifts of each agent follow as facts of people.
    Published { plan: PlanId },
    /// What was agreed with agents; `None` for nothing any more.
    ContractSet { agents: Vec<AgentId>, to: Option<Contract> },
    /// What an agent wishes.
    WishesSet { agent: AgentId, wishes: Wishes },
    /// A rule about how many people must be there; `None` when it is no more.
    CoverSet { rule: u16, to: Option<CoverRule> },
    /// Somebody asked for time off.
    TimeOffAsked { request: u32, agent: AgentId, from: At, until: At, reason: String },
    /// It was answered. A granted one becomes an absence in the same decision.
    TimeOffAnswered { request: u32, granted: bool, words: String },
    /// Somebody offered a swap.
    SwapOffered { swap: u32, plan: PlanId, gives: ShiftId, by: AgentId, to: AgentId, takes: Option<ShiftId> },
    /// The one it was offered to has answered.
    SwapAgreed { swap: u32, agreed: bool },
    /// A lead or planner has answered. When it is granted the shifts have changed hands.
    SwapAnswered { swap: u32, granted: bool },
    /// Somebody took an open shift.
    OpenShiftTaken { plan: PlanId, shift: ShiftId, agent: AgentId },
    /// A campaign; `None` when it is no more.
    CampaignSet { campaign: u16, to: Option<Campaign> },
    /// A person's lift of an event in percent; `None` to go by what was learnt.
    LiftSet { lift: LiftKey, volume_pct: Option<u16> },
    /// What a person says of a stretch of history; `None` when nothing is said any more.
    HistoryMarked { mark: u32, to: Option<Marked> },
    /// Counts of an earlier time; `None` when they are no more.
    HistoryKept { history: u16, to: Option<KeptHistory> },
    /// Something that must be ready; `None` when it is no more.
    ReadinessSet { item: u16, to: Option<Readiness> },
    /// It is ready, or not after all.
    ReadinessTicked { item: u16, done: bool },
    /// How many the company employs.
    HeadcountSet { employees: u32 },
    /// What plans are made for.
    TargetSet { target: PlanTarget },
}

/// What a person may ask for here. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleCommand {
    /// Make an empty draft.
    MakePlan { name: String, first: Date, days: u16, zone: String },
    /// Make a draft with the shifts of another plan. Of a published plan it is the way to change it: it names what it
    /// would replace.
    CopyPlan { plan: PlanId, name: String },
    /// Drop a draft, or a plan that another one has replaced.
    DropPlan { plan: PlanId },
    /// Add a shift to a draft. It gets [`Plan::next_shift`] as its number.
    AddShift { plan: PlanId, shift: PlannedShift },
    /// Say how a shift of a draft is from now on, whole: moved, longer, of somebody else, with other breaks, pinned.
    ChangeShift { plan: PlanId, shift: ShiftId, to: PlannedShift },
    /// Take a shift out of a draft.
    RemoveShift { plan: PlanId, shift: ShiftId },
    /// Make two of one, at a moment inside it. The second gets [`Plan::next_shift`] as its number.
    SplitShift { plan: PlanId, shift: ShiftId, at: At },
    /// Take shifts out and put others in, as one change: a paste, a move of many, the optimiser's answer. What is put in
    /// with a number keeps it; without one it gets the next.
    ReplaceShifts {
        plan: PlanId,
        remove: Vec<ShiftId>,
        put: Vec<(Option<ShiftId>, PlannedShift)>,
        /// For the log: `optimised`, `week pasted`.
        words: String,
    },
    /// Make a draft the roster. Refused with the list while a hard rule is broken.
    Publish { plan: PlanId },
    /// Say what was agreed with agents.
    SetContract { agents: Vec<AgentId>, contract: Option<Contract> },
    /// Say what an agent wishes.
    SetWishes { agent: AgentId, wishes: Wishes },
    /// Make or change a rule about how many must be there (`None` for a new one), or drop it.
    SetCover { rule: Option<u16>, to: Option<CoverRule> },
    /// Ask for time off.
    AskTimeOff { agent: AgentId, from: At, until: At, reason: String },
    /// Answer that.
    AnswerTimeOff { request: u32, granted: bool, words: String },
    /// Offer somebody a swap of two shifts of a published plan, or one of them as a gift.
    OfferSwap { plan: PlanId, gives: ShiftId, to: AgentId, takes: Option<ShiftId> },
    /// Answer that, first the other one and then a lead.
    AnswerSwap { swap: u32, who: Answerer, yes: bool },
    /// Take an open shift of a published plan.
    TakeOpenShift { plan: PlanId, shift: ShiftId, agent: AgentId },
    /// Make or change a campaign (`None` for a new one), or drop it.
    SetCampaign { campaign: Option<u16>, to: Option<Campaign> },
    /// Set the lift of an event, or let what was learnt stand.
    SetLift { lift: LiftKey, volume_pct: Option<u16> },
    /// Mark a stretch of history (`None` for a new mark), or take the mark away.
    MarkHistory { mark: Option<u32>, to: Option<Marked> },
    /// Keep counts of an earlier time (`None` for new ones; of the same name and place they are replaced), or drop them.
    KeepHistory { history: Option<u16>, to: Option<KeptHistory> },
    /// Make or change something that must be ready (`None` for a new one), or drop it.
    SetReadiness { item: Option<u16>, to: Option<Readiness> },
    /// Say that it is ready, or not after all.
    TickReadiness { item: u16, done: bool },
    /// Say how many the company employs.
    SetHeadcount { employees: u32 },
    /// Say what plans are made for.
    SetTarget { target: PlanTarget },
}

/// A published shift of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedShift {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub id: ShiftId,
    /// What.
    pub shift: PlannedShift,
}

/// Up to where an agent's adherence was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The newest moment of which it was told that they were late or absent.
    pub missing: At,
    /// The newest moment of which it was told that a break was over.
    pub over: At,
}

/// What only facts say: all that a snapshot has to keep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScheduleParts {
    /// The plans.
    pub plans: BTreeMap<PlanId, Plan>,
    /// The number of the next one.
    pub next_plan: u32,
    /// What was agreed with whom.
    pub contracts: BTreeMap<AgentId, Arc<Contract>>,
    /// Who wishes what.
    pub wishes: BTreeMap<AgentId, Arc<Wishes>>,
    /// How many must be there.
    pub cover: BTreeMap<u16, CoverRule>,
    /// The number of the next rule.
    pub next_cover: u16,
    /// Who asked for time off.
    pub time_off: BTreeMap<u32, TimeOff>,
    /// The number of the next request.
    pub next_time_off: u32,
    /// Who offered a swap.
    pub swaps: BTreeMap<u32, Swap>,
    /// The number of the next offer.
    pub next_swap: u32,
    /// Campaigns.
    pub campaigns: BTreeMap<u16, Campaign>,
    /// The number of the next one.
    pub next_campaign: u16,
    /// Lifts that a person has set, in percent.
    pub lifts: BTreeMap<LiftKey, u16>,
    /// Marks on history.
    pub marks: BTreeMap<u32, Marked>,
    /// The number of the next one.
    pub next_mark: u32,
    /// Counts of an earlier time.
    pub history: BTreeMap<u16, KeptHistory>,
    /// The number of the next ones.
    pub next_history: u16,
    /// What must be ready.
    pub readiness: BTreeMap<u16, Readiness>,
    /// The number of the next one.
    pub next_readiness: u16,
    /// How many the company employs, when it was said.
    pub employees: Option<u32>,
    /// What plans are made for.
    pub target: PlanTarget,
    /// What can be taken back, newest first.
    pub undo: VecDeque<Before>,
    /// The published shifts of each agent, earliest first.
    pub published: BTreeMap<AgentId, Arc<Vec<PublishedShift>>>,
    /// Up to where adherence was told.
    pub told: BTreeMap<AgentId, Told>,
}

/// The plans of a floor and all that belongs to them.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    pub(crate) parts: ScheduleParts,
    /// What each agent's shifts in each draft break: it follows from the facts.
    pub(super) checked: BTreeMap<(PlanId, AgentId), Arc<Vec<Violation>>>,
    pub(super) agenda: super::agenda::Agenda,
    /// How often anything here changed since the program began: what was worked out from it is old when this moved.
    pub(super) changes: u64,
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Schedule) -> bool {
        self.parts == other.parts
    }
}

impl Schedule {
    /// How often anything here changed since the program began.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// A plan.
    pub fn plan(&self, id: PlanId) -> Option<&Plan> {
        self.parts.plans.get(&id)
    }

    /// All plans, the newest last.
    pub fn plans(&self) -> impl Iterator<Item = (PlanId, &Plan)> {
        self.parts.plans.iter().map(|(id, plan)| (*id, plan))
    }

    /// The published plan that a moment lies in.
    pub fn published_at(&self, at: At) -> Option<(PlanId, &Plan)> {
        self.plans().find(|(_, plan)| plan.is_published() && plan.from() <= at && at < plan.until())
    }

    /// The published shifts of an agent, earliest first.
    pub fn published(&self, agent: AgentId) -> &[PublishedShift] {
        self.parts.published.get(&agent).map(|rows| rows.as_slice()).unwrap_or_default()
    }

    /// What was agreed with an agent.
    pub fn contract(&self, agent: AgentId) -> Option<&Contract> {
        self.parts.contracts.get(&agent).map(Arc::as_ref)
    }

    /// What an agent wishes.
    pub fn wishes(&self, agent: AgentId) -> Option<&Wishes> {
        self.parts.wishes.get(&agent).map(Arc::as_ref)
    }

    /// How many must be there.
    pub fn cover(&self) -> impl Iterator<Item = (u16, &CoverRule)> {
        self.parts.cover.iter().map(|(id, rule)| (*id, rule))
    }

    /// Who asked for time off, oldest first.
    pub fn time_off(&self) -> impl Iterator<Item = (u32, &TimeOff)> {
        self.parts.time_off.iter().map(|(id, row)| (*id, row))
    }

    /// Who offered a swap, oldest first.
    pub fn swaps(&self) -> impl Iterator<Item = (u32, &Swap)> {
        self.parts.swaps.iter().map(|(id, row)| (*id, row))
    }

    /// The campaigns.
    pub fn campaigns(&self) -> impl Iterator<Item = (u16, &Campaign)> {
        self.parts.campaigns.iter().map(|(id, row)| (*id, row))
    }

    /// The lifts that a person has set, in percent of the volume without the event.
    pub fn lifts(&self) -> impl Iterator<Item = (&LiftKey, u16)> {
        self.parts.lifts.iter().map(|(key, pct)| (key, *pct))
    }

    /// The marks on history, oldest mark first; of two that overlap the later counts.
    pub fn marks(&self) -> impl Iterator<Item = (u32, &Marked)> {
        self.parts.marks.iter().map(|(id, row)| (*id, row))
    }

    /// Counts of an earlier time, the oldest import first.
    pub fn history(&self) -> impl Iterator<Item = (u16, &KeptHistory)> {
        self.parts.history.iter().map(|(id, row)| (*id, row))
    }

    /// What must be ready.
    pub fn readiness(&self) -> impl Iterator<Item = (u16, &Readiness)> {
        self.parts.readiness.iter().map(|(id, row)| (*id, row))
    }

    /// How many the company employs, when it was said.
    pub fn employees(&self) -> Option<u32> {
        self.parts.employees
    }

    /// What plans are made for.
    pub fn target(&self) -> &PlanTarget {
        &self.parts.target
    }
}

impl super::Floor {
    /// The plans and what belongs to them.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}

/// Where a history mark counts, for the words of a decision.
fn place_words(floor: &super::Floor, channel: Option<ChannelId>) -> String {
    channel.and_then(|id| floor.channel(id)).map_or("everywhere".to_owned(), |c| c.name.clone())
}
