//! From a draft to the roster.

use super::decide::{bad, plan_of, so};
use super::{Activity, Lane, Plan, PlanId, PlannedShift, ScheduleEvent, ShiftId, Standing, Violation};
use crate::floor::{AgentId, At, Decided, Draft, Event, Floor, PeopleEvent, Refusal, Shift};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn publish(floor: &Floor, id: PlanId, now: At) -> Result<Decided, Refusal> {
    let plan = plan_of(floor, id)?;
    match plan.standing {
        Standing::Draft => {}
        Standing::Published { .. } => return so(format!("{} is published already", plan.name)),
        Standing::Replaced { .. } => return bad(format!("{} was replaced by another plan", plan.name)),
    }
    if plan.is_empty() {
        return bad(format!("{} has no shifts yet", plan.name));
    }
    stands_alone(floor, plan)?;
    let violations = floor.schedule().violations(floor, id);
    let hard: Vec<&Violation> = violations.iter().filter(|v| v.hard).collect();
    if !hard.is_empty() {
        return bad(refusal(plan, &hard));
    }
    let mut events = vec![Event::Schedule(ScheduleEvent::Published { plan: id })];
    let all: Vec<(ShiftId, PlannedShift)> = Vec::new();
    let rosters = rosters(floor, id, &all, now);
    let people = rosters.len();
    events.extend(rosters);
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    let words = match people {
        0 => format!("{} is published; no roster changes", plan.name),
        1 => format!("{} is published; the roster of 1 agent changes", plan.name),
        n => format!("{} is published; the rosters of {n} agents change", plan.name),
    };
    Ok(Decided { drafts: vec![draft], words, undoable: true })
}

/// No other published plan has the same days, except the one that it replaces.
fn stands_alone(floor: &Floor, plan: &Plan) -> Result<(), Refusal> {
    for (other, row) in floor.schedule().plans() {
        let same_days = row.is_published() && row.from() < plan.until() && plan.from() < row.until();
        if same_days && plan.replaces != Some(other) {
            return bad(format!("{} is published for some of these days; make a copy of it and change that", row.name));
        }
    }
    if let Some(Standing::Replaced { by, .. }) =
        plan.replaces.and_then(|old| floor.schedule().plan(old)).map(|p| p.standing)
    {
        let name = floor.schedule().plan(by).map_or("another plan", |p| p.name.as_str());
        return bad(format!("{name} has been published since for these days; make a copy of that and change it"));
    }
    Ok(())
}

fn refusal(plan: &Plan, hard: &[&Violation]) -> String {
    let named: Vec<&str> = hard.iter().take(limits::VIOLATIONS_NAMED_MAX).map(|v| v.words.as_str()).collect();
    let mut words = format!("{} breaks rules and cannot be published: {}", plan.name, named.join("; "));
    if hard.len() > named.len() {
        words.push_str(&format!("; and {} more", hard.len() - named.len()));
    }
    words
}

/// The facts that make the roster of each agent what a plan says, with some of its shifts put otherwise: the days of the
/// plan are replaced, the others stay. Only rosters that change are told.
pub(super) fn rosters(floor: &Floor, id: PlanId, set: &[(ShiftId, PlannedShift)], now: At) -> Vec<Event> {
    let Some(plan) = floor.schedule().plan(id) else { return Vec::new() };
    let put: BTreeMap<ShiftId, &PlannedShift> = set.iter().map(|(id, shift)| (*id, shift)).collect();
    let mut of: BTreeMap<AgentId, Vec<Shift>> = BTreeMap::new();
    let mut add = |shift: &PlannedShift| {
        if let Some(agent) = shift.who.agent().filter(|_| shift.activity == Activity::Queue) {
            of.entry(agent).or_default().push(Shift { from: shift.from, until: shift.until });
        }
    };
    plan.shifts().filter(|(id, _)| !put.contains_key(id)).for_each(|(_, shift)| add(shift));
    set.iter().for_each(|(_, shift)| add(shift));
    let in_plan = |at: At| at >= plan.from() && at < plan.until();
    let mut agents: BTreeSet<AgentId> = of.keys().copied().collect();
    agents.extend(plan.lanes().filter_map(|(lane, _)| if let Lane::Agent(agent) = lane { Some(*agent) } else { None }));
    let rostered = floor.agents().iter().enumerate().filter(|(_, a)| a.shifts.iter().any(|s| in_plan(s.from)));
    agents.extend(rostered.map(|(i, _)| AgentId(i as u16)));
    let roster = |agent: AgentId| {
        let row = floor.agent(agent)?;
        let mut shifts: Vec<Shift> = row.shifts.iter().copied().filter(|s| !in_plan(s.from)).collect();
        shifts.extend(of.get(&agent).into_iter().flatten().copied());
        shifts.sort_unstable();
        // Of a roster that is full the oldest go, which nobody works any more.
        let over = shifts.len().saturating_sub(limits::AGENT_SHIFTS_MAX);
        let past = shifts.iter().take_while(|s| s.until <= now).count();
        shifts.drain(..over.min(past));
        (row.shifts != shifts).then_some(Event::People(PeopleEvent::ShiftsSet { agent, shifts }))
    };
    agents.into_iter().filter_map(roster).collect()
}
