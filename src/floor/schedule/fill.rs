//! Who could work a slot, best first, and why: for a gap, an open shift, a swap or a call.

use super::check::{Stint, check, hours, stints_of};
use super::rules::{lane_with, newly_broken};
use super::{Break, Contract, CoverRule, Of, Plan, PlanId, PlannedShift, Rule, ShiftId, Violation, Who};
use crate::floor::{AgentId, At, Floor};
use crate::limits;

/// A stretch that somebody should work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Who would count.
    pub of: Of,
    /// The open shift that it is, when it is one.
    pub shift: Option<ShiftId>,
}

/// Somebody who could work a slot, or why they could not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    /// Who.
    pub agent: AgentId,
    /// What it would cost more than now, in hundredths of the currency.
    pub cents: u64,
    /// Of the paid minutes, those that are overtime.
    pub overtime_minutes: u32,
    /// The shift as it would be, with a break where one is needed.
    pub shift: PlannedShift,
    /// In words, the weightiest first: `34 h of 40 h this week`, `13 h of rest before`.
    pub reasons: Vec<String>,
    /// Why they cannot: the first hard rule that it would break; `None` when they can.
    pub why_not: Option<String>,
}

impl Floor {
    /// Who could work a slot of a plan, those who can first: fewest wishes against it, then least cost, then who works
    /// least of their week. Behind them those who cannot, with the reason. At most
    /// [`limits::FILLERS_MAX`] are told.
    ///
    /// It checks every agent of the team against every hard rule: some milliseconds for 500.
    pub fn fillers(&self, plan: PlanId, slot: &Slot) -> Vec<Filler> {
        let Some(row) = self.schedule().plan(plan) else { return Vec::new() };
        let team = (0..self.agents.len()).map(|i| AgentId(i as u16));
        let team = team.filter(|id| self.assignments().left(*id).is_none());
        let team = team.filter(|id| self.agent(*id).is_some_and(|a| slot.of.counts(a, slot.from)));
        let mut all: Vec<(Key, Filler)> = team.filter_map(|id| self.filler(row, slot, id)).collect();
        all.sort_by_key(|(key, _)| *key);
        all.into_iter().map(|(_, filler)| filler).take(limits::FILLERS_MAX).collect()
    }

    /// Who could fill what a violation of cover names: the stretch in which too few are there.
    pub fn fillers_of(&self, plan: PlanId, violation: &Violation) -> Vec<Filler> {
        let rule = violation.cover.and_then(|id| self.schedule.parts.cover.get(&id));
        let of = match (rule, violation.rule) {
            (Some(CoverRule { lead_group, .. }), Rule::Lead) => Of { group: lead_group.clone(), ..Of::default() },
            (Some(rule), _) => rule.of.clone(),
            (None, _) => Of::default(),
        };
        let shift = violation.shift.filter(|_| violation.rule == Rule::NotTaken);
        self.fillers(plan, &Slot { from: violation.from, until: violation.until, of, shift })
    }

    fn filler(&self, plan: &Plan, slot: &Slot, id: AgentId) -> Option<(Key, Filler)> {
        let contract = self.schedule().contract(id);
        let open = slot.shift.and_then(|shift| plan.shift(shift));
        let shift = match open {
            Some(open) => PlannedShift { who: Who::Agent(id), ..open.clone() },
            None => PlannedShift {
                breaks: pause(contract, slot.from, slot.until).into_iter().collect(),
                ..PlannedShift::new(Who::Agent(id), slot.from, slot.until)
            },
        };
        let now = lane_with(plan, id, &[]);
        if slot.shift.is_none() && now.iter().any(|row| row.shift.from <= slot.from && slot.until <= row.shift.until) {
            // They work then already: they fill nothing.
            return None;
        }
        let number = slot.shift.unwrap_or(plan.next_shift());
        let then = lane_with(plan, id, &[(number, shift.clone())]);
        let (before, after) = (check(self, plan, id, &now), check(self, plan, id, &then));
        let soft = |all: &[Violation]| {
            all.iter().filter(|v| matches!(v.rule, Rule::Band | Rule::WishedOff | Rule::Training)).count()
        };
        let against = soft(&after).saturating_sub(soft(&before));
        let stints = stints_of(self, plan, id, &then);
        let week = Week::of(plan, &stints, &shift, contract);
        let cents_an_hour = contract.map_or(self.schedule().target().cents_an_hour, |c| c.cents_an_hour);
        let pct = contract.map_or(0, |c| u64::from(c.overtime_pct));
        let (paid, over) = (u64::from(shift.paid_secs().div_ceil(60)), u64::from(week.overtime));
        let cents = (paid * 100 + over * pct) * u64::from(cents_an_hour) / 6_000;
        let wishes = after.iter().filter(|v| v.rule == Rule::Band || v.rule == Rule::WishedOff);
        let wishes: Vec<String> =
            wishes.filter(|v| v.from <= shift.from && shift.from < v.until).map(|v| plain(&v.words)).collect();
        let reasons = self.reasons(&stints, &shift, &week, wishes);
        let why_not = newly_broken(&before, after).first().map(|v| plain(&v.words));
        let load = week.minutes * 100 / u32::from(contract.map_or(2_400, |c| c.week_max).max(1));
        let key = (why_not.is_some(), against, cents, load, id);
        Some((key, Filler { agent: id, cents, overtime_minutes: week.overtime, shift, reasons, why_not }))
    }

    fn reasons(&self, stints: &[Stint], shift: &PlannedShift, week: &Week, wishes: Vec<String>) -> Vec<String> {
        let mut reasons = Vec::new();
        match week.most {
            Some(most) => reasons.push(format!("{} of {} this week", hours(week.minutes), hours(most))),
            None => reasons.push("no contract".to_owned()),
        }
        if week.overtime > 0 {
            reasons.push(format!("{} of overtime", hours(week.overtime)));
        }
        let before = stints.iter().filter(|s| s.until <= shift.from).map(|s| s.until).max();
        let after = stints.iter().filter(|s| s.from >= shift.until).map(|s| s.from).min();
        let rests = [
            (before.map(|at| shift.from.secs_since(at)), "before"),
            (after.map(|at| at.secs_since(shift.until)), "after"),
        ];
        for (secs, which) in rests {
            let minutes = secs.and_then(|secs| u32::try_from(secs / 60).ok());
            // Beyond two days nobody asks.
            if let Some(minutes) = minutes.filter(|m| *m < 2_880) {
                reasons.push(format!("{} of rest {which}", hours(minutes)));
            }
        }
        reasons.extend(wishes);
        reasons
    }
}

/// Cannot, wishes against it, cents, how full the week is in percent, who.
type Key = (bool, usize, u64, u32, AgentId);

/// Words without the name before them.
fn plain(words: &str) -> String {
    words.split_once(": ").map_or(words, |(_, rest)| rest).to_owned()
}

/// The week of a shift, with the shift in it.
struct Week {
    minutes: u32,
    most: Option<u32>,
    overtime: u32,
}

impl Week {
    fn of(plan: &Plan, stints: &[Stint], shift: &PlannedShift, contract: Option<&Contract>) -> Week {
        let days = plan.calendar();
        let week = stints.iter().find(|s| s.from <= shift.from && shift.from < s.until).map(|s| days.week(s.day));
        let secs: u32 = stints.iter().filter(|s| Some(days.week(s.day)) == week).map(|s| s.paid_secs).sum();
        let minutes = secs.div_ceil(60);
        let most = contract.map(|c| u32::from(c.week_max));
        let over = most.map_or(0, |most| minutes.saturating_sub(most)).min(shift.paid_secs().div_ceil(60));
        Week { minutes, most, overtime: over }
    }
}

/// The unpaid break that a shift needs, in its middle on a whole quarter of an hour.
fn pause(contract: Option<&Contract>, from: At, until: At) -> Option<Break> {
    let standard = Contract::default();
    let c = contract.unwrap_or(&standard);
    let minutes = until.secs_since(from) / 60;
    if c.break_after == 0 || minutes < i64::from(c.break_after) {
        return None;
    }
    let begins = (minutes - i64::from(c.break_minutes)) / 2 / 15 * 15;
    let begins = from.plus(u32::try_from(begins.max(1) * 60).ok()?);
    Some(Break { from: begins, until: begins.plus(u32::from(c.break_minutes) * 60), paid: false })
}
