//! How the facts about plans change the floor.

use super::plan::PlanChange;
use super::{
    Answer, Days, Plan, PlanId, PlannedShift, PublishedShift, Schedule, ScheduleEvent, ShiftId, Standing, Swap,
    TimeOff, Who,
};
use crate::floor::{AgentId, At, Decision, Floor};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

impl Floor {
    pub(in crate::floor) fn apply_schedule(&mut self, at: At, decision: &Decision, event: &ScheduleEvent) {
        use ScheduleEvent as E;
        self.schedule.changes += 1;
        match event {
            E::PlanMade { plan, .. } => {
                self.schedule.make(at, event);
                self.schedule.agents_of(*plan).into_iter().for_each(|agent| self.check_lane(*plan, agent));
            }
            E::PlanDropped { plan } => {
                self.schedule.parts.plans.remove(plan);
                self.schedule.checked.retain(|(of, _), _| of != plan);
                self.forget_plan_undo(*plan);
            }
            E::ShiftSet { plan, shift, to } => {
                self.change_shifts(at, decision, *plan, &[], &[(*shift, to.clone())], "");
            }
            E::ShiftRemoved { plan, shift } => self.change_shifts(at, decision, *plan, &[*shift], &[], ""),
            E::ShiftsReplaced { plan, removed, set, words } => {
                self.change_shifts(at, decision, *plan, removed, set, words);
            }
            E::Published { plan } => self.publish_plan(at, decision, *plan),
            E::ContractSet { agents, to } => {
                let to = to.clone().map(Arc::new);
                for agent in agents {
                    match &to {
                        Some(to) => drop(self.schedule.parts.contracts.insert(*agent, to.clone())),
                        None => drop(self.schedule.parts.contracts.remove(agent)),
                    }
                    self.recheck(*agent);
                }
            }
            E::WishesSet { agent, wishes } => {
                self.schedule.parts.wishes.insert(*agent, Arc::new(wishes.clone()));
                self.recheck(*agent);
            }
            E::SwapAnswered { swap, granted } => self.answer_swap(at, decision, *swap, *granted),
            E::OpenShiftTaken { plan, shift, agent } => {
                let taken = self.schedule.plan(*plan).and_then(|p| p.shift(*shift)).cloned();
                let taken = taken.map(|was| PlannedShift { who: Who::Agent(*agent), ..was });
                let set: Vec<_> = taken.into_iter().map(|to| (*shift, to)).collect();
                self.change_shifts(at, decision, *plan, &[], &set, "");
            }
            E::CoverSet { rule, to: Some(to) } => {
                self.schedule.parts.next_cover = self.schedule.parts.next_cover.max(rule.saturating_add(1));
                self.schedule.parts.cover.insert(*rule, to.clone());
                self.recheck_all();
            }
            E::CoverSet { rule, to: None } => {
                self.schedule.parts.cover.remove(rule);
                self.recheck_all();
            }
            other => self.schedule.apply_plain(at, other),
        }
    }

    /// Changes shifts of a plan, with all that follows: the log, what can be taken back, what is broken, and the roster
    /// when the plan is published.
    pub(super) fn change_shifts(
        &mut self,
        at: At,
        decision: &Decision,
        id: PlanId,
        removed: &[ShiftId],
        set: &[(ShiftId, PlannedShift)],
        words: &str,
    ) {
        let Some(plan) = self.schedule.parts.plans.get_mut(&id) else { return };
        let mut changes: Vec<(ShiftId, Option<PlannedShift>, Option<PlannedShift>)> = Vec::new();
        for shift in removed {
            if let Some(was) = plan.take(*shift) {
                changes.push((*shift, Some(was), None));
            }
        }
        for (shift, to) in set {
            let was = plan.put(*shift, to.clone());
            changes.push((*shift, was, Some(to.clone())));
        }
        plan.changed_at = at;
        plan.note(at, decision, &changes, words);
        let (is_draft, is_published) = (plan.is_draft(), plan.is_published());
        let whose = |shift: &Option<PlannedShift>| shift.as_ref().and_then(|s| s.who.agent());
        let touched: BTreeSet<AgentId> =
            changes.iter().flat_map(|(_, was, is)| [whose(was), whose(is)]).flatten().collect();
        if is_draft {
            for agent in touched {
                self.check_lane(id, agent);
            }
        } else if is_published {
            for agent in touched {
                self.schedule.publish_lane(id, agent, at);
                self.recheck(agent);
                self.look_after(agent);
            }
        }
    }

    fn publish_plan(&mut self, at: At, decision: &Decision, id: PlanId) {
        let Some(plan) = self.schedule.parts.plans.get_mut(&id) else { return };
        let replaces = plan.replaces;
        plan.standing = Standing::Published { at };
        plan.changed_at = at;
        plan.note(at, decision, &[], "published");
        if let Some(old) = replaces.and_then(|old| self.schedule.parts.plans.get_mut(&old)) {
            old.standing = Standing::Replaced { at, by: id };
            old.note(at, decision, &[], "replaced by another plan");
        }
        self.schedule.checked.retain(|(of, _), _| *of != id);
        let had = self.schedule.parts.published.keys().copied();
        let agents: BTreeSet<AgentId> = had.chain(self.schedule.agents_of(id)).collect();
        for agent in agents {
            self.schedule.publish_lane(id, agent, at);
            self.recheck(agent);
            self.look_after(agent);
        }
    }

    fn answer_swap(&mut self, at: At, decision: &Decision, swap: u32, granted: bool) {
        let Some(row) = self.schedule.parts.swaps.get_mut(&swap) else { return };
        row.answer = Some(Answer { granted, at });
        if !granted {
            return;
        }
        let row = row.clone();
        let Some(plan) = self.schedule.plan(row.plan) else { return };
        let set = swapped(plan, &row);
        self.change_shifts(at, decision, row.plan, &[], &set, "");
    }
}

/// The two shifts of a swap, with each other's owners.
pub(super) fn swapped(plan: &Plan, swap: &Swap) -> Vec<(ShiftId, PlannedShift)> {
    let to = |id: ShiftId, agent: AgentId| {
        plan.shift(id).map(|was| (id, PlannedShift { who: Who::Agent(agent), ..was.clone() }))
    };
    let gives = to(swap.gives, swap.to);
    gives.into_iter().chain(swap.takes.and_then(|takes| to(takes, swap.by))).collect()
}

impl Plan {
    /// Writes into its log what was changed: each shift, or of many only that they were.
    pub(super) fn note(
        &mut self,
        at: At,
        decision: &Decision,
        changes: &[(ShiftId, Option<PlannedShift>, Option<PlannedShift>)],
        words: &str,
    ) {
        let line = |shift, before, after, words| PlanChange {
            at,
            role: decision.role,
            group: decision.group,
            shift,
            before,
            after,
            words,
        };
        if changes.len() > limits::PLAN_CHANGES_LISTED_MAX || changes.is_empty() {
            let counted = match changes.len() {
                0 => words.to_owned(),
                n if words.is_empty() => format!("{n} shifts changed"),
                n => format!("{words}: {n} shifts changed"),
            };
            self.log.push_front(line(None, None, None, counted));
        }
        for (id, was, is) in changes.iter().filter(|_| changes.len() <= limits::PLAN_CHANGES_LISTED_MAX) {
            self.log.push_front(line(Some(*id), was.clone(), is.clone(), words.to_owned()));
        }
        self.log.truncate(limits::PLAN_CHANGES_KEPT_MAX);
    }
}

impl Schedule {
    fn make(&mut self, at: At, event: &ScheduleEvent) {
        let ScheduleEvent::PlanMade { plan, name, first, days, zone, copy_of, replaces } = event else { return };
        // Only a plan whose days can be told is ever decided.
        let Some(calendar) = Days::new(*first, *days, zone) else { return };
        let copied = copy_of.and_then(|of| self.parts.plans.get(&of));
        let row = Plan {
            name: name.clone(),
            first: *first,
            days: *days,
            zone: zone.clone(),
            standing: Standing::Draft,
            replaces: *replaces,
            made_at: at,
            changed_at: at,
            lanes: copied.map(|p| p.lanes.clone()).unwrap_or_default(),
            places: copied.map(|p| p.places.clone()).unwrap_or_default(),
            next_shift: copied.map_or(0, |p| p.next_shift),
            log: VecDeque::new(),
            calendar: Arc::new(calendar),
        };
        self.parts.next_plan = self.parts.next_plan.max(plan.0.saturating_add(1));
        self.parts.plans.insert(*plan, row);
    }

    /// Facts that change nothing but themselves.
    fn apply_plain(&mut self, at: At, event: &ScheduleEvent) {
        use ScheduleEvent as E;
        let parts = &mut self.parts;
        match event {
            E::TimeOffAsked { request, agent, from, until, reason } => {
                let (agent, reason) = (*agent, reason.clone());
                let row =
                    TimeOff { agent, from: *from, until: *until, reason, asked_at: at, answer: None, words: "".into() };
                parts.next_time_off = parts.next_time_off.max(request.saturating_add(1));
                parts.time_off.insert(*request, row);
                forget(&mut parts.time_off, limits::REQUESTS_KEPT_MAX, |row| row.answer.is_some());
            }
            E::TimeOffAnswered { request, granted, words } => {
                if let Some(row) = parts.time_off.get_mut(request) {
                    row.answer = Some(Answer { granted: *granted, at });
                    row.words.clone_from(words);
                }
            }
            E::SwapOffered { swap, plan, gives, by, to, takes } => {
                let (plan, gives, by, to, takes) = (*plan, *gives, *by, *to, *takes);
                let row = Swap { plan, gives, by, to, takes, offered_at: at, agreed: None, answer: None };
                parts.next_swap = parts.next_swap.max(swap.saturating_add(1));
                parts.swaps.insert(*swap, row);
                let over = |row: &Swap| row.answer.is_some() || row.agreed.is_some_and(|a| !a.granted);
                forget(&mut parts.swaps, limits::REQUESTS_KEPT_MAX, over);
            }
            E::SwapAgreed { swap, agreed } => {
                if let Some(row) = parts.swaps.get_mut(swap) {
                    row.agreed = Some(Answer { granted: *agreed, at });
                }
            }
            E::CampaignSet { campaign, to } => {
                set(&mut parts.campaigns, &mut parts.next_campaign, *campaign, to.clone());
            }
            E::LiftSet { lift, volume_pct: Some(pct) } => drop(parts.lifts.insert(lift.clone(), *pct)),
            E::LiftSet { lift, volume_pct: None } => drop(parts.lifts.remove(lift)),
            E::HistoryMarked { mark, to } => {
                parts.next_mark = parts.next_mark.max(mark.saturating_add(1));
                match to {
                    Some(to) => drop(parts.marks.insert(*mark, *to)),
                    None => drop(parts.marks.remove(mark)),
                }
            }
            E::HistoryKept { history, to } => {
                set(&mut parts.history, &mut parts.next_history, *history, to.clone());
            }
            E::ReadinessSet { item, to } => {
                set(&mut parts.readiness, &mut parts.next_readiness, *item, to.clone());
            }
            E::ReadinessTicked { item, done } => {
                if let Some(row) = parts.readiness.get_mut(item) {
                    row.done = done.then_some(at);
                }
            }
            E::HeadcountSet { employees } => parts.employees = Some(*employees),
            E::TargetSet { target } => parts.target = *target,
            _ => {}
        }
    }

    pub(super) fn agents_of(&self, plan: PlanId) -> Vec<AgentId> {
        let lanes = self.plan(plan).into_iter().flat_map(Plan::lanes);
        lanes.filter_map(|(lane, _)| if let super::Lane::Agent(agent) = lane { Some(*agent) } else { None }).collect()
    }

    /// Sets the published shifts of an agent inside the days of a plan to those of the plan.
    pub(super) fn publish_lane(&mut self, id: PlanId, agent: AgentId, at: At) {
        let Some(plan) = self.parts.plans.get(&id) else { return };
        let (from, until) = (plan.from(), plan.until());
        let old = at.minus(limits::PUBLISHED_KEPT_SECS);
        let kept = self.parts.published.get(&agent).map(|rows| rows.as_slice()).unwrap_or_default().iter();
        let kept = kept.filter(|row| (row.shift.from < from || row.shift.from >= until) && row.shift.until > old);
        let mut rows: Vec<PublishedShift> = kept.cloned().collect();
        let lane = plan.lane(&super::Lane::Agent(agent)).map(|rows| rows.as_slice()).unwrap_or_default();
        rows.extend(lane.iter().map(|row| PublishedShift { plan: id, id: row.id, shift: row.shift.clone() }));
        rows.sort_by_key(|row| (row.shift.from, row.plan, row.id));
        if rows.is_empty() {
            self.parts.published.remove(&agent);
        } else {
            self.parts.published.insert(agent, Arc::new(rows));
        }
    }

    /// Takes the published shifts of an agent that are of a plan out.
    pub(super) fn unpublish_lane(&mut self, id: PlanId, agent: AgentId) {
        let Some(rows) = self.parts.published.get_mut(&agent).filter(|rows| rows.iter().any(|row| row.plan == id))
        else {
            return;
        };
        Arc::make_mut(rows).retain(|row| row.plan != id);
        if rows.is_empty() {
            self.parts.published.remove(&agent);
        }
    }
}

fn set<T>(rows: &mut BTreeMap<u16, T>, next: &mut u16, id: u16, to: Option<T>) {
    *next = (*next).max(id.saturating_add(1));
    match to {
        Some(to) => drop(rows.insert(id, to)),
        None => drop(rows.remove(&id)),
    }
}

/// Forgets the oldest that are over, beyond a number.
fn forget<T>(rows: &mut BTreeMap<u32, T>, most: usize, is_over: impl Fn(&T) -> bool) {
    while rows.len() > most {
        let Some(oldest) = rows.iter().find(|(_, row)| is_over(row)).map(|(id, _)| *id) else { return };
        rows.remove(&oldest);
    }
}
