//! Two plans side by side, what a plan costs, whom it burdens, and what time off would open.

use super::check::stints_of;
use super::{Lane, Plan, PlanId, PlannedShift, ShiftId, TimeOff, Who};
use crate::floor::{AgentId, At, Floor};
use crate::limits;
use std::collections::BTreeMap;

/// What a plan costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanCost {
    /// Paid seconds of our own people.
    pub paid_secs: u64,
    /// Of these, overtime.
    pub overtime_secs: u64,
    /// Paid seconds of partners, all their people together.
    pub partner_secs: u64,
    /// Seconds that nobody has taken.
    pub open_secs: u64,
    /// What all of it costs, in hundredths of the currency. What nobody has taken costs nothing yet.
    pub cents: u64,
}

/// What is different in a plan from another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Shifts that only the second has.
    pub added: Vec<ShiftId>,
    /// Shifts that only the first has.
    pub removed: Vec<ShiftId>,
    /// Shifts of the same people at another time.
    pub moved: Vec<ShiftId>,
    /// Shifts that somebody else has.
    pub given: Vec<ShiftId>,
    /// Shifts with other breaks or another activity, of the same people at the same time.
    pub changed: Vec<ShiftId>,
    /// How many are the same.
    pub same: usize,
    /// What the first costs.
    pub was: PlanCost,
    /// What the second costs.
    pub is: PlanCost,
}

/// How nights and weekends fall on somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burden {
    /// Who.
    pub agent: AgentId,
    /// Stints with three hours or more between 23:00 and 06:00.
    pub nights: u32,
    /// Weekends with work on Saturday or Sunday.
    pub weekends: u32,
    /// Paid minutes.
    pub minutes: u32,
}

/// How many are left in an interval when somebody is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// When the interval begins.
    pub from: At,
    /// People for the queue now.
    pub people: u32,
    /// People without them.
    pub left: u32,
    /// People who are required, in hundredths, when that is known.
    pub required_centi: Option<u32>,
}

impl Left {
    /// People who would be missing, in hundredths; `None` when nobody knows what is required.
    pub fn gap_centi(&self) -> Option<u32> {
        self.required_centi.map(|needs| needs.saturating_sub(self.left * 100))
    }
}

/// Seconds between 23:00 and 06:00 from which on a stint is a night: three hours, as Directive 2003/88/EC, article 2,
/// counts a night worker.
const NIGHT_SECS: i64 = 3 * 3600;

impl Floor {
    /// What a plan costs by the contracts of now. Overtime is what goes beyond the week of a contract, also where the
    /// week began on the roster before the plan; it is paid once, with the plan that it lies in.
    pub fn plan_cost(&self, id: PlanId) -> PlanCost {
        let Some(plan) = self.schedule().plan(id) else { return PlanCost::default() };
        let mut cost = PlanCost::default();
        for (lane, rows) in plan.lanes() {
            match lane {
                Lane::Agent(agent) => self.add_agent_cost(plan, *agent, &mut cost),
                Lane::Pool(name) => {
                    let cents = self.people().pools.get(name).map_or(0, |pool| u64::from(pool.cost_cents));
                    let secs = |s: &PlannedShift| u64::from(s.paid_secs()) * u64::from(s.who.people());
                    let secs: u64 = rows.iter().map(|row| secs(&row.shift)).sum();
                    cost.partner_secs += secs;
                    cost.cents += secs * cents / 3_600;
                }
                Lane::Open => cost.open_secs += rows.iter().map(|row| u64::from(row.shift.paid_secs())).sum::<u64>(),
            }
        }
        cost
    }

    fn add_agent_cost(&self, plan: &Plan, agent: AgentId, cost: &mut PlanCost) {
        let contract = self.schedule().contract(agent);
        let rows = plan.lane(&Lane::Agent(agent)).map(|rows| rows.as_slice()).unwrap_or_default();
        let paid: u64 = rows.iter().map(|row| u64::from(row.shift.paid_secs())).sum();
        cost.paid_secs += paid;
        let Some(contract) = contract else {
            cost.cents += paid * u64::from(self.schedule().target().cents_an_hour) / 3_600;
            return;
        };
        // Paid seconds of each week, and of these the plan's own.
        let mut weeks: BTreeMap<u16, (u64, u64)> = BTreeMap::new();
        let days = plan.calendar();
        for s in stints_of(self, plan, agent, rows) {
            let week = weeks.entry(days.week(s.day)).or_default();
            week.0 += u64::from(s.paid_secs);
            week.1 += if s.own.is_some() { u64::from(s.paid_secs) } else { 0 };
        }
        let most = u64::from(contract.week_max) * 60;
        let over: u64 = weeks.values().map(|(all, own)| all.saturating_sub(most).min(*own)).sum();
        cost.overtime_secs += over;
        let hundredths = paid * 100 + over * u64::from(contract.overtime_pct);
        cost.cents += hundredths * u64::from(contract.cents_an_hour) / 360_000;
    }

    /// What is different in the second of two plans. Shifts are the same when they have the same number: a copy keeps the
    /// numbers, so the change from a published plan to its copy is the least one that was made.
    pub fn compare_plans(&self, was: PlanId, is: PlanId) -> Option<Compared> {
        let (a, b) = (self.schedule().plan(was)?, self.schedule().plan(is)?);
        let mut found = Compared { was: self.plan_cost(was), is: self.plan_cost(is), ..Compared::default() };
        for (id, shift) in b.shifts() {
            match a.shift(id) {
                None => found.added.push(id),
                Some(old) if old == shift => found.same += 1,
                Some(old) if old.who != shift.who => found.given.push(id),
                Some(old) if (old.from, old.until) != (shift.from, shift.until) => found.moved.push(id),
                Some(old) if (&old.breaks, &old.activity) != (&shift.breaks, &shift.activity) => found.changed.push(id),
                // A pin is for the optimiser and changes nobody's day.
                Some(_) => found.same += 1,
            }
        }
        found.removed = a.shifts().map(|(id, _)| id).filter(|id| b.shift(*id).is_none()).collect();
        for row in [&mut found.added, &mut found.moved, &mut found.given, &mut found.changed, &mut found.removed] {
            row.sort_unstable();
        }
        Some(found)
    }

    /// How nights and weekends fall on each agent: in the plan, and in so many weeks before it by what was published, at
    /// most [`limits::FAIR_WEEKS_MAX`]. Only those who work in that time are listed, by their number.
    pub fn fairness(&self, id: PlanId, weeks: u16) -> Vec<Burden> {
        let Some(plan) = self.schedule().plan(id) else { return Vec::new() };
        let days = plan.calendar();
        let first = days.first_day().saturating_sub(weeks.min(limits::FAIR_WEEKS_MAX) * 7);
        let of = |agent: AgentId| {
            let rows = plan.lane(&Lane::Agent(agent)).map(|rows| rows.as_slice()).unwrap_or_default();
            let mut burden = Burden { agent, nights: 0, weekends: 0, minutes: 0 };
            let mut weekends = std::collections::BTreeSet::new();
            for s in stints_of(self, plan, agent, rows) {
                if s.day < first || s.day > days.last_day() {
                    continue;
                }
                burden.minutes += s.paid_secs / 60;
                let nights = (s.day.saturating_sub(1)..=s.day).filter_map(|day| {
                    let (from, until) = (days.wall(day, 23 * 60)?, days.wall(day, 30 * 60)?);
                    Some(s.until.min(until).secs_since(s.from.max(from)).max(0))
                });
                burden.nights += u32::from(nights.sum::<i64>() >= NIGHT_SECS);
                if days.is_weekend(s.day) {
                    weekends.insert(days.week(s.day));
                }
            }
            burden.weekends = weekends.len() as u32;
            burden
        };
        let all = (0..self.agents.len()).map(|i| of(AgentId(i as u16)));
        all.filter(|burden| burden.minutes > 0).collect()
    }

    /// Intervals of a plan in which somebody would be missed if they were off: how many work for the queue with and
    /// without them. `required_centi` gives the people who are required in the interval that begins at a moment, in
    /// hundredths, where that is known.
    pub fn time_off_opens(
        &self,
        plan: PlanId,
        off: &TimeOff,
        interval_secs: u32,
        required_centi: Option<&dyn Fn(At) -> Option<u32>>,
    ) -> Vec<Left> {
        let Some(plan) = self.schedule().plan(plan) else { return Vec::new() };
        let step = interval_secs.max(60);
        let rows = plan.lane(&Lane::Agent(off.agent)).map(|rows| rows.as_slice()).unwrap_or_default();
        let theirs: Vec<&PlannedShift> =
            rows.iter().map(|row| &row.shift).filter(|s| s.touches(off.from, off.until)).collect();
        let (Some(first), Some(last)) = (theirs.first(), theirs.last()) else { return Vec::new() };
        let begins = first.from.max(off.from);
        let begins = At::from_unix(begins.unix() / i64::from(step) * i64::from(step)).unwrap_or(begins);
        let ends = last.until.min(off.until);
        let mut left = Vec::new();
        let mut at = begins;
        // Those who work at any time of it, looked for once.
        let near: Vec<&PlannedShift> =
            plan.shifts().map(|(_, s)| s).filter(|s| s.touches(begins, ends) && s.who != Who::Open).collect();
        while at < ends {
            let middle = at.plus(step / 2);
            let works = middle >= off.from && middle < off.until && theirs.iter().any(|s| s.covers(middle));
            if works {
                let people = near.iter().filter(|s| s.covers(middle)).map(|s| u32::from(s.who.people())).sum::<u32>();
                let required_centi = required_centi.and_then(|of| of(at));
                left.push(Left { from: at, people, left: people.saturating_sub(1), required_centi });
            }
            at = at.plus(step);
        }
        left
    }
}
