//! What a plan may not do, and what it should not.

use super::check::{Overlay, check, pools_and_open};
use super::cover::cover_violations;
use super::{Lane, LaneShift, Plan, PlanId, PlannedShift, Schedule, ScheduleParts, ShiftId};
use crate::floor::{AgentId, At, Floor};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule of plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Nobody works two shifts at once.
    Overlap,
    /// Paid minutes of a local day.
    DayHours,
    /// Paid minutes of a week, overtime counted.
    WeekHours,
    /// Rest between two working days.
    Rest,
    /// Working days in a row.
    DaysInARow,
    /// Weekends with work in any four.
    Weekends,
    /// How short or long a shift may be.
    ShiftLength,
    /// A break inside a long shift, where breaks may lie.
    Break,
    /// When somebody can work at all.
    Availability,
    /// Nobody works while they are absent.
    TimeOff,
    /// A partner that is on, and works then.
    Partner,
    /// Outside the days of the plan.
    Outside,
    /// Who left the team works no more.
    LeftTeam,
    /// How many must be there.
    Cover,
    /// How many who lead must be there.
    Lead,
    /// More than the week without overtime; a warning.
    Overtime,
    /// Fewer minutes than a week owes them; a warning.
    TooFewHours,
    /// Outside the hours that they like; a warning.
    Band,
    /// On a day that they would like to have off; a warning.
    WishedOff,
    /// A training that a rule of cover asks for has expired; a warning.
    Training,
    /// Nothing was agreed with them, so only rest and the like is looked at; a warning.
    NoContract,
    /// Nobody has taken it; a warning.
    NotTaken,
}

impl Rule {
    /// All, those of one person first.
    pub const ALL: [Rule; 22] = [
        Rule::Overlap,
        Rule::DayHours,
        Rule::WeekHours,
        Rule::Rest,
        Rule::DaysInARow,
        Rule::Weekends,
        Rule::ShiftLength,
        Rule::Break,
        Rule::Availability,
        Rule::TimeOff,
        Rule::Partner,
        Rule::Outside,
        Rule::LeftTeam,
        Rule::Cover,
        Rule::Lead,
        Rule::Overtime,
        Rule::TooFewHours,
        Rule::Band,
        Rule::WishedOff,
        Rule::Training,
        Rule::NoContract,
        Rule::NotTaken,
    ];
}

/// One place where a plan breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// Whether the plan cannot be published so; else it is a warning.
    pub hard: bool,
    /// Whose shifts; `None` when it is about nobody, or about everybody.
    pub agent: Option<AgentId>,
    /// The shift to change first; `None` when there is none.
    pub shift: Option<ShiftId>,
    /// The rule of cover, when it is one.
    pub cover: Option<u16>,
    /// Where it begins.
    pub from: At,
    /// Where it ends.
    pub until: At,
    /// What there is, in the unit of the rule: minutes, days, weekends or people.
    pub has: u32,
    /// What the rule asks, in the same unit.
    pub needs: u32,
    /// In words: `Ines R.: 9 h rest before Sat 07:00, needs 11 h`.
    pub words: String,
}

impl Schedule {
    /// What a plan breaks, hard rules first, then by time. Of a draft nothing is computed anew for people whose shifts
    /// did not change.
    pub fn violations(&self, floor: &Floor, id: PlanId) -> Vec<Violation> {
        let Some(plan) = self.plan(id) else { return Vec::new() };
        let mut all: Vec<Violation> = if plan.is_draft() {
            let of = (id, AgentId(0))..=(id, AgentId(u16::MAX));
            self.checked.range(of).flat_map(|(_, found)| found.iter().cloned()).collect()
        } else {
            let agents = plan.lanes().filter_map(|(lane, rows)| lane.agent().map(|agent| (agent, rows)));
            agents.flat_map(|(agent, rows)| check(floor, plan, agent, rows)).collect()
        };
        all.extend(pools_and_open(floor, plan));
        all.extend(cover_violations(floor, plan, &Overlay::new()));
        all.sort_by_key(|v| (!v.hard, v.from, v.agent, v.rule));
        all
    }

    /// What the shifts of one agent break in a draft, as far as it is about them alone.
    pub fn violations_of(&self, plan: PlanId, agent: AgentId) -> &[Violation] {
        self.checked.get(&(plan, agent)).map(|found| found.as_slice()).unwrap_or_default()
    }

    pub(in crate::floor) fn from_parts(parts: ScheduleParts) -> Schedule {
        Schedule { parts, ..Schedule::default() }
    }
}

/// The shifts of an agent in a plan, with some put otherwise.
pub(super) fn lane_with(plan: &Plan, agent: AgentId, set: &[(ShiftId, PlannedShift)]) -> Vec<LaneShift> {
    let lane = plan.lane(&Lane::Agent(agent)).map(|rows| rows.as_slice()).unwrap_or_default();
    let kept = lane.iter().filter(|row| !set.iter().any(|(id, _)| *id == row.id)).cloned();
    let new = set.iter().filter(|(_, shift)| shift.who.agent() == Some(agent));
    let mut rows: Vec<LaneShift> =
        kept.chain(new.map(|(id, shift)| LaneShift { id: *id, shift: shift.clone() })).collect();
    rows.sort_by_key(|row| (row.shift.from, row.id));
    rows
}

/// The hard violations that are there after a change and were not before.
pub(super) fn newly_broken(before: &[Violation], after: Vec<Violation>) -> Vec<Violation> {
    let same = |a: &Violation, b: &Violation| {
        (a.rule, a.shift, a.cover, a.from, a.until) == (b.rule, b.shift, b.cover, b.from, b.until) && a.has == b.has
    };
    after.into_iter().filter(|v| v.hard && !before.iter().any(|was| same(was, v))).collect()
}

impl Floor {
    /// What these shifts of a plan, put otherwise, would break that is kept now: hard rules alone.
    pub fn broken_by(&self, id: PlanId, set: &[(ShiftId, PlannedShift)]) -> Vec<Violation> {
        let Some(plan) = self.schedule().plan(id) else { return Vec::new() };
        let was = set.iter().filter_map(|(id, _)| plan.shift(*id)?.who.agent());
        let agents: BTreeSet<AgentId> = was.chain(set.iter().filter_map(|(_, shift)| shift.who.agent())).collect();
        let mut broken = Vec::new();
        for agent in agents {
            let before = check(self, plan, agent, &lane_with(plan, agent, &[]));
            broken.extend(newly_broken(&before, check(self, plan, agent, &lane_with(plan, agent, set))));
        }
        let overlay: Overlay<'_> = set.iter().map(|(id, shift)| (*id, shift)).collect();
        let before = cover_violations(self, plan, &Overlay::new());
        let after = cover_violations(self, plan, &overlay);
        // A gap that grows less is not newly broken.
        let worse = |v: &Violation| {
            let same = before.iter().filter(|w| w.cover == v.cover && w.rule == v.rule);
            !same.into_iter().any(|w| w.from <= v.from && v.until <= w.until && w.has <= v.has)
        };
        broken.extend(after.into_iter().filter(|v| v.hard && worse(v)));
        broken
    }

    pub(super) fn check_lane(&mut self, id: PlanId, agent: AgentId) {
        let Some(plan) = self.schedule.plan(id) else { return };
        let rows = plan.lane(&Lane::Agent(agent));
        let found = rows.map(|rows| check(self, plan, agent, rows)).unwrap_or_default();
        if found.is_empty() {
            self.schedule.checked.remove(&(id, agent));
        } else {
            self.schedule.checked.insert((id, agent), Arc::new(found));
        }
    }

    /// Checks the shifts of an agent in all drafts anew.
    pub(in crate::floor) fn recheck(&mut self, agent: AgentId) {
        let drafts: Vec<PlanId> = self.schedule.plans().filter(|(_, plan)| plan.is_draft()).map(|(id, _)| id).collect();
        drafts.into_iter().for_each(|plan| self.check_lane(plan, agent));
    }

    pub(in crate::floor) fn recheck_all(&mut self) {
        if self.schedule.plans().any(|(_, plan)| plan.is_draft()) {
            (0..self.agents.len()).for_each(|i| self.recheck(AgentId(i as u16)));
        }
    }
}
