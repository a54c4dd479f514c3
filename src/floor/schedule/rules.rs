//! What a plan may not do, and what it should not.

use super::{PlanId, Schedule, ShiftId};
use crate::floor::{AgentId, At, Floor};

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
    /// What a draft breaks, hard rules first, then by time. Nothing is computed anew for people whose shifts did not
    /// change.
    pub fn violations(&self, floor: &Floor, plan: PlanId) -> Vec<Violation> {
        let _ = (floor, plan);
        Vec::new()
    }
}

impl Schedule {
    pub(in crate::floor) fn from_parts(parts: super::ScheduleParts) -> Schedule {
        Schedule { parts, ..Schedule::default() }
    }
}

impl Floor {
    /// What these shifts of a plan, put otherwise, would break that is kept now: hard rules alone.
    pub(in crate::floor) fn broken_by(&self, plan: PlanId, set: &[(ShiftId, super::PlannedShift)]) -> Vec<Violation> {
        let _ = (plan, set);
        Vec::new()
    }

    pub(super) fn check_lane(&mut self, plan: PlanId, agent: AgentId) {
        let _ = (plan, agent);
    }

    /// Checks the shifts of an agent in all drafts anew.
    pub(in crate::floor) fn recheck(&mut self, agent: AgentId) {
        let drafts: Vec<PlanId> = self.schedule.plans().filter(|(_, plan)| plan.is_draft()).map(|(id, _)| id).collect();
        drafts.into_iter().for_each(|plan| self.check_lane(plan, agent));
    }

    pub(in crate::floor) fn recheck_all(&mut self) {
        (0..self.agents.len()).for_each(|i| self.recheck(AgentId(i as u16)));
    }
}
