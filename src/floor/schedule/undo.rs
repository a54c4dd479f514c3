//! Taking back what a desk decided about plans.
//!
//! A decision is kept as the things that it touched, each with how it stood before and how it was left. It is taken back
//! only while all of them stand as they were left; then each stands as before. What is not taken back: numbers that were
//! given are not given again, the log of a plan tells of both, and what was forgotten for want of room stays forgotten.
//! The rosters and absences of people are facts of their own, and so is bringing them back.

use super::decide::{bad, name_of, shift_words, so};
use super::{
    Campaign, Contract, CoverRule, KeptHistory, LiftKey, Marked, PlanId, PlanTarget, PlannedShift, Readiness,
    ScheduleEvent, ShiftId, Standing, Swap, TimeOff, Wishes,
};
use crate::floor::people::Absence;
use crate::floor::{Actor, AgentId, At, Decision, Event, Floor, PeopleEvent, Refusal, Shift};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Something that is decided about plans. The first of those that a decision touched says what it was about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Whether a plan is a draft, the roster or replaced.
    Standing(PlanId),
    /// An offer to swap.
    Swap(u32),
    /// A request for time off.
    TimeOff(u32),
    /// A shift of a plan.
    Shift(PlanId, ShiftId),
    /// What was agreed with an agent.
    Contract(AgentId),
    /// What an agent wishes.
    Wishes(AgentId),
    /// A rule of cover.
    Cover(u16),
    /// A campaign.
    Campaign(u16),
    /// A lift that a person has set.
    Lift(LiftKey),
    /// A mark on history.
    Mark(u32),
    /// Counts of an earlier time.
    History(u16),
    /// Something that must be ready.
    Readiness(u16),
    /// How many the company employs.
    Headcount,
    /// What plans are made for.
    Target,
    /// The roster of an agent, when it followed from a plan.
    Roster(AgentId),
    /// The absences of an agent, when one was granted.
    Absences(AgentId),
}

/// How such a thing stands.
#[expect(missing_docs, reason = "each is named after the thing that it is of")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stood {
    /// It is not there.
    Nothing,
    Standing(Standing),
    Swap(Swap),
    TimeOff(TimeOff),
    Shift(PlannedShift),
    Contract(Arc<Contract>),
    Wishes(Arc<Wishes>),
    Cover(Box<CoverRule>),
    Campaign(Campaign),
    Lift(u16),
    Mark(Marked),
    History(KeptHistory),
    Readiness(Readiness),
    Headcount(u32),
    Target(PlanTarget),
    Roster(Vec<Shift>),
    Absences(Vec<Absence>),
}

impl Stood {
    /// How much room it takes, in shifts of a plan, about.
    fn weight(&self) -> usize {
        match self {
            Stood::Roster(rows) => rows.len() / 16,
            Stood::History(history) => history.counts.len() / 16,
            Stood::Absences(rows) => rows.len(),
            _ => 1,
        }
    }
}

/// A decision of a desk about plans: what undoing it brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The group of the decision.
    pub group: u64,
    /// When it was made.
    pub at: At,
    /// How each thing that it touched stood, and how it was left.
    pub things: BTreeMap<Thing, (Stood, Stood)>,
}

impl Before {
    /// How much room it takes, in shifts of a plan, about.
    fn weight(&self) -> usize {
        self.things.values().map(|(was, is)| was.weight().max(is.weight())).sum()
    }

    /// Whether it touched this plan or its shifts.
    fn is_of(&self, plan: PlanId) -> bool {
        self.things.keys().any(|thing| matches!(thing, Thing::Standing(of) | Thing::Shift(of, _) if *of == plan))
    }
}

/// Shifts of a plan that go, and those that are put.
type Edits = (Vec<ShiftId>, Vec<(ShiftId, PlannedShift)>);

impl Floor {
    /// How a thing stands now.
    fn stands(&self, thing: &Thing) -> Stood {
        let p = &self.schedule.parts;
        let stood = match thing {
            Thing::Standing(plan) => p.plans.get(plan).map(|plan| Stood::Standing(plan.standing)),
            Thing::Swap(swap) => p.swaps.get(swap).cloned().map(Stood::Swap),
            Thing::TimeOff(request) => p.time_off.get(request).cloned().map(Stood::TimeOff),
            Thing::Shift(plan, shift) => p.plans.get(plan).and_then(|p| p.shift(*shift)).cloned().map(Stood::Shift),
            Thing::Contract(agent) => p.contracts.get(agent).cloned().map(Stood::Contract),
            Thing::Wishes(agent) => p.wishes.get(agent).cloned().map(Stood::Wishes),
            Thing::Cover(rule) => p.cover.get(rule).cloned().map(|rule| Stood::Cover(Box::new(rule))),
            Thing::Campaign(campaign) => p.campaigns.get(campaign).cloned().map(Stood::Campaign),
            Thing::Lift(lift) => p.lifts.get(lift).copied().map(Stood::Lift),
            Thing::Mark(mark) => p.marks.get(mark).copied().map(Stood::Mark),
            Thing::History(history) => p.history.get(history).cloned().map(Stood::History),
            Thing::Readiness(item) => p.readiness.get(item).cloned().map(Stood::Readiness),
            Thing::Headcount => p.employees.map(Stood::Headcount),
            Thing::Target => Some(Stood::Target(p.target)),
            Thing::Roster(agent) => self.agent(*agent).map(|a| Stood::Roster(a.shifts.clone())),
            Thing::Absences(agent) => self.agent(*agent).map(|a| Stood::Absences(a.duty.absences.clone())),
        };
        stood.unwrap_or(Stood::Nothing)
    }

    /// What a fact is about to touch, when a desk may take it back, with how it stands. The roster and the absences of
    /// people count where they follow from something decided about plans in the same decision.
    pub(in crate::floor) fn stands_before(&self, decision: &Decision, event: &Event) -> Vec<(Thing, Stood)> {
        if decision.by != Actor::Desk || decision.group == 0 {
            return Vec::new();
        }
        let things = match event {
            Event::Schedule(event) => self.touched(event),
            Event::People(event) if self.schedule.parts.undo.front().is_some_and(|b| b.group == decision.group) => {
                match event {
                    PeopleEvent::ShiftsSet { agent, .. } => vec![Thing::Roster(*agent)],
                    PeopleEvent::AbsenceSet { agent, .. } => vec![Thing::Absences(*agent)],
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        };
        let stands = |thing| {
            let stood = self.stands(&thing);
            (thing, stood)
        };
        things.into_iter().map(stands).collect()
    }

    fn touched(&self, event: &ScheduleEvent) -> Vec<Thing> {
        use ScheduleEvent as E;
        let schedule = self.schedule();
        match event {
            E::PlanMade { .. } | E::PlanDropped { .. } => Vec::new(),
            E::ShiftSet { plan, shift, .. } | E::ShiftRemoved { plan, shift } => vec![Thing::Shift(*plan, *shift)],
            E::OpenShiftTaken { plan, shift, .. } => vec![Thing::Shift(*plan, *shift)],
            E::ShiftsReplaced { plan, removed, set, .. } => {
                removed.iter().chain(set.iter().map(|(id, _)| id)).map(|id| Thing::Shift(*plan, *id)).collect()
            }
            E::Published { plan } => {
                let replaced = schedule.plan(*plan).and_then(|plan| plan.replaces);
                [*plan].into_iter().chain(replaced).map(Thing::Standing).collect()
            }
            E::ContractSet { agents, .. } => agents.iter().copied().map(Thing::Contract).collect(),
            E::WishesSet { agent, .. } => vec![Thing::Wishes(*agent)],
            E::CoverSet { rule, .. } => vec![Thing::Cover(*rule)],
            E::TimeOffAsked { request, .. } | E::TimeOffAnswered { request, .. } => vec![Thing::TimeOff(*request)],
            E::SwapOffered { swap, .. } | E::SwapAgreed { swap, .. } => vec![Thing::Swap(*swap)],
            E::SwapAnswered { swap, .. } => {
                let row = schedule.parts.swaps.get(swap);
                let shifts = row.into_iter().flat_map(|row| {
                    [Some(row.gives), row.takes].into_iter().flatten().map(|id| Thing::Shift(row.plan, id))
                });
                [Thing::Swap(*swap)].into_iter().chain(shifts).collect()
            }
            E::CampaignSet { campaign, .. } => vec![Thing::Campaign(*campaign)],
            E::LiftSet { lift, .. } => vec![Thing::Lift(lift.clone())],
            E::HistoryMarked { mark, .. } => vec![Thing::Mark(*mark)],
            E::HistoryKept { history, .. } => vec![Thing::History(*history)],
            E::ReadinessSet { item, .. } | E::ReadinessTicked { item, .. } => vec![Thing::Readiness(*item)],
            E::HeadcountSet { .. } => vec![Thing::Headcount],
            E::TargetSet { .. } => vec![Thing::Target],
        }
    }

    /// A fact was folded in: what it changed can be taken back.
    pub(in crate::floor) fn remember_before(&mut self, at: At, decision: &Decision, before: Vec<(Thing, Stood)>) {
        let group = decision.group;
        let changed = before.into_iter().filter_map(|(thing, was)| {
            let is = self.stands(&thing);
            (was != is).then_some((thing, (was, is)))
        });
        let changed: Vec<_> = changed.collect();
        if changed.is_empty() {
            return;
        }
        if self.schedule.parts.undo.front().is_none_or(|newest| newest.group != group) {
            self.make_room();
            self.schedule.parts.undo.push_front(Before { group, at, things: BTreeMap::new() });
            self.remember_group(group);
        }
        if let Some(newest) = self.schedule.parts.undo.front_mut() {
            for (thing, (was, is)) in changed {
                newest.things.entry(thing).and_modify(|kept| kept.1 = is.clone()).or_insert((was, is));
            }
        }
    }

    /// The oldest decisions go, for one more that is always kept, whatever it holds.
    fn make_room(&mut self) {
        let undo = &mut self.schedule.parts.undo;
        let mut kept = 0;
        let fits = |b: &Before| {
            kept += b.weight();
            kept <= limits::PLAN_UNDO_SHIFTS_MAX
        };
        let keep = undo.iter().map(fits).take_while(|fits| *fits).count().min(limits::PLAN_UNDO_MAX - 1);
        let dropped: Vec<u64> = undo.drain(keep..).map(|b| b.group).collect();
        self.forget_groups(&dropped);
    }

    fn forget_groups(&mut self, gone: &[u64]) {
        self.undo.retain(|u| !u.changed.is_empty() || !gone.contains(&u.group));
    }

    /// A plan is no more: what was done to it is not taken back, and does not stand in the way of what was decided
    /// before. Neither is what was done to a plan before it was published in its place.
    pub(super) fn forget_plan_undo(&mut self, plan: PlanId) {
        let undo = std::mem::take(&mut self.schedule.parts.undo);
        let (gone, mut kept): (VecDeque<Before>, VecDeque<Before>) = undo.into_iter().partition(|b| b.is_of(plan));
        let published = gone.iter().flat_map(|b| b.things.keys()).filter_map(|thing| match thing {
            Thing::Standing(of) => Some(*of),
            _ => None,
        });
        let published: BTreeSet<PlanId> = published.collect();
        let is_below = |b: &Before| b.things.keys().any(|t| matches!(t, Thing::Shift(of, _) if published.contains(of)));
        let mut groups: Vec<u64> = gone.iter().map(|b| b.group).collect();
        groups.extend(kept.iter().filter(|b| is_below(b)).map(|b| b.group));
        kept.retain(|b| !is_below(b));
        self.schedule.parts.undo = kept;
        self.forget_groups(&groups);
    }

    /// A decision was taken back: what it touched is as before. Rosters and absences follow as facts of people.
    pub(in crate::floor) fn take_back_plans(&mut self, at: At, decision: &Decision, group: u64) {
        let undo = std::mem::take(&mut self.schedule.parts.undo);
        let (these, others): (VecDeque<Before>, VecDeque<Before>) = undo.into_iter().partition(|b| b.group == group);
        self.schedule.parts.undo = others;
        if these.is_empty() {
            return;
        }
        self.schedule.changes += 1;
        let mut shifts: BTreeMap<PlanId, Edits> = BTreeMap::new();
        let mut all_anew = false;
        for (thing, (was, _)) in these.into_iter().flat_map(|b| b.things) {
            match (thing, was) {
                (Thing::Shift(plan, id), Stood::Shift(was)) => shifts.entry(plan).or_default().1.push((id, was)),
                (Thing::Shift(plan, id), _) => shifts.entry(plan).or_default().0.push(id),
                (Thing::Standing(plan), Stood::Standing(was)) => {
                    self.take_back_standing(at, decision, plan, was);
                    all_anew = true;
                }
                (thing, was) => {
                    self.put_back(thing, was);
                    all_anew = true;
                }
            }
        }
        for (plan, (removed, set)) in shifts {
            self.change_shifts(at, decision, plan, &removed, &set, "taken back");
        }
        if all_anew {
            self.plan_anew();
        }
    }

    fn put_back(&mut self, thing: Thing, was: Stood) {
        let p = &mut self.schedule.parts;
        match (thing, was) {
            (Thing::Swap(id), Stood::Swap(was)) => drop(p.swaps.insert(id, was)),
            (Thing::Swap(id), _) => drop(p.swaps.remove(&id)),
            (Thing::TimeOff(id), Stood::TimeOff(was)) => drop(p.time_off.insert(id, was)),
            (Thing::TimeOff(id), _) => drop(p.time_off.remove(&id)),
            (Thing::Contract(agent), Stood::Contract(was)) => drop(p.contracts.insert(agent, was)),
            (Thing::Contract(agent), _) => drop(p.contracts.remove(&agent)),
            (Thing::Wishes(agent), Stood::Wishes(was)) => drop(p.wishes.insert(agent, was)),
            (Thing::Wishes(agent), _) => drop(p.wishes.remove(&agent)),
            (Thing::Cover(id), Stood::Cover(was)) => drop(p.cover.insert(id, *was)),
            (Thing::Cover(id), _) => drop(p.cover.remove(&id)),
            (Thing::Campaign(id), Stood::Campaign(was)) => drop(p.campaigns.insert(id, was)),
            (Thing::Campaign(id), _) => drop(p.campaigns.remove(&id)),
            (Thing::Lift(key), Stood::Lift(was)) => drop(p.lifts.insert(key, was)),
            (Thing::Lift(key), _) => drop(p.lifts.remove(&key)),
            (Thing::Mark(id), Stood::Mark(was)) => drop(p.marks.insert(id, was)),
            (Thing::Mark(id), _) => drop(p.marks.remove(&id)),
            (Thing::History(id), Stood::History(was)) => drop(p.history.insert(id, was)),
            (Thing::History(id), _) => drop(p.history.remove(&id)),
            (Thing::Readiness(id), Stood::Readiness(was)) => drop(p.readiness.insert(id, was)),
            (Thing::Readiness(id), _) => drop(p.readiness.remove(&id)),
            (Thing::Headcount, Stood::Headcount(was)) => p.employees = Some(was),
            (Thing::Headcount, _) => p.employees = None,
            (Thing::Target, Stood::Target(was)) => p.target = was,
            // Shifts and standings are put back with their logs; rosters and absences by facts of people.
            _ => {}
        }
    }

    /// A publishing is taken back: the draft is one again, or what it had replaced is the roster again.
    fn take_back_standing(&mut self, at: At, decision: &Decision, id: PlanId, was: Standing) {
        let Some(plan) = self.schedule.parts.plans.get_mut(&id) else { return };
        plan.standing = was;
        plan.changed_at = at;
        let is_draft = plan.is_draft();
        plan.note(at, decision, &[], if is_draft { "publishing taken back" } else { "the roster again" });
        let agents: BTreeSet<AgentId> = self.schedule.parts.published.keys().copied().collect();
        for agent in agents.into_iter().chain(self.schedule.agents_of(id)).collect::<BTreeSet<_>>() {
            match was {
                Standing::Published { .. } => self.schedule.publish_lane(id, agent, at),
                _ => self.schedule.unpublish_lane(id, agent),
            }
        }
    }

    /// What the newest decision of this desk that can be taken back was about, when it was about plans.
    pub(in crate::floor) fn newest_of_a_plan(&self) -> Option<&Thing> {
        let newest = self.undoable()?.group;
        self.schedule.parts.undo.iter().find(|b| b.group == newest)?.things.keys().next()
    }
}

/// What undoing a decision does to plans, in words, with the facts about people that follow; a refusal when something
/// happened since.
pub(in crate::floor) fn undone(floor: &Floor, group: u64, now: At) -> Result<Option<(String, Vec<Event>)>, Refusal> {
    let Some(before) = floor.schedule.parts.undo.iter().find(|b| b.group == group) else { return Ok(None) };
    for (thing, (was, is)) in &before.things {
        match thing {
            Thing::Shift(plan, _) => shift_can(floor, before, *plan, (was, is), now)?,
            Thing::Standing(plan) => standing_can(floor, before, *plan, now)?,
            Thing::Absences(agent) => absence_can(floor, *agent, (was, is), now)?,
            _ => {}
        }
        if floor.stands(thing) != *is {
            return match thing {
                Thing::Shift(..) => so("those shifts have changed since; they were left as they are"),
                _ => so(format!("{} has changed since; it was left as it is", noun(floor, thing, (was, is)))),
            };
        }
    }
    let facts = before.things.iter().flat_map(|(thing, (was, is))| people_facts(thing, was, is)).collect();
    Ok(Some((words(floor, before), facts)))
}

/// A shift of a draft is put back; one of the roster only until it begins.
fn shift_can(floor: &Floor, before: &Before, id: PlanId, (was, is): (&Stood, &Stood), now: At) -> Result<(), Refusal> {
    let plan = floor.schedule().plan(id);
    let is_roster = matches!((was, is), (Stood::Shift(was), Stood::Shift(is)) if was.from == is.from && was.who != is.who)
        && plan.is_some_and(super::Plan::is_published);
    let Some(plan) = plan.filter(|plan| plan.is_draft() || is_roster) else {
        return so("the plan is no draft any more; it was left as it is");
    };
    match is {
        Stood::Shift(is) if is_roster && before.at < is.from && is.from <= now => {
            bad(format!("{} has begun since; it is too late to take that back", shift_words(floor, plan, is)))
        }
        _ => Ok(()),
    }
}

/// A publishing is taken back until somebody works by it, or something was asked or made on the strength of it.
fn standing_can(floor: &Floor, before: &Before, id: PlanId, now: At) -> Result<(), Refusal> {
    let schedule = floor.schedule();
    let Some(plan) = schedule.plan(id) else { return so("that plan is not there any more") };
    let others = before.things.keys().filter_map(|thing| match thing {
        Thing::Standing(other) if *other != id => schedule.plan(*other),
        _ => None,
    });
    let others: Vec<_> = others.collect();
    let begun = plan.shifts().find(|(shift, row)| {
        let same = others.iter().any(|other| other.shift(*shift) == Some(row));
        row.who.people() > 0 && before.at < row.from && row.from <= now && !same
    });
    if let Some((_, shift)) = begun {
        let words = shift_words(floor, plan, shift);
        return bad(format!("{words} has begun since; make a copy of what is published and change that"));
    }
    let waits = |s: &Swap| s.plan == id && s.answer.is_none() && s.agreed.is_none_or(|a| a.granted);
    if let Some(swap) = schedule.parts.swaps.values().find(|swap| plan.is_published() && waits(swap)) {
        return bad(format!("{} offers a swap in {}; answer it first", name_of(floor, swap.by), plan.name));
    }
    match schedule.plans().find(|(_, row)| plan.is_published() && row.is_draft() && row.replaces == Some(id)) {
        Some((_, copy)) => bad(format!("{} would replace {}; drop it first", copy.name, plan.name)),
        None => Ok(()),
    }
}

/// A granted absence is taken back until it begins.
fn absence_can(floor: &Floor, agent: AgentId, (was, is): (&Stood, &Stood), now: At) -> Result<(), Refusal> {
    let (Stood::Absences(was), Stood::Absences(is)) = (was, is) else { return Ok(()) };
    if is.iter().any(|absence| !was.contains(absence) && absence.from < now) {
        let name = name_of(floor, agent);
        return bad(format!("the time off of {name} has begun; end the absence instead"));
    }
    Ok(())
}

/// The facts that bring the roster or the absences of an agent back.
fn people_facts(thing: &Thing, was: &Stood, is: &Stood) -> Vec<Event> {
    let facts: Vec<PeopleEvent> = match (thing, was, is) {
        (Thing::Roster(agent), Stood::Roster(was), _) => {
            vec![PeopleEvent::ShiftsSet { agent: *agent, shifts: was.clone() }]
        }
        (Thing::Absences(agent), Stood::Absences(was), Stood::Absences(is)) => {
            let agent = *agent;
            let gone = is.iter().filter(|a| !was.contains(a));
            let gone = gone.map(|a| PeopleEvent::AbsenceDropped { agent, from: a.from });
            let back = was.iter().filter(|a| !is.contains(a)).cloned();
            gone.chain(back.map(|absence| PeopleEvent::AbsenceSet { agent, absence })).collect()
        }
        _ => Vec::new(),
    };
    facts.into_iter().map(Event::People).collect()
}

fn words(floor: &Floor, before: &Before) -> String {
    let Some((lead, (was, is))) = before.things.iter().next() else { return String::new() };
    let alike = before.things.keys().filter(|t| std::mem::discriminant(*t) == std::mem::discriminant(lead)).count();
    match (lead, alike) {
        (Thing::Standing(_), _) => publishing_words(floor, before),
        (Thing::Shift(plan, _), 1) => match (floor.schedule().plan(*plan), was) {
            (Some(plan), Stood::Shift(was)) if plan.is_published() => {
                format!("as before: {}", shift_words(floor, plan, was))
            }
            _ => "1 shift as before".to_owned(),
        },
        (Thing::Shift(..), n) => format!("{n} shifts as before"),
        (Thing::Contract(_), n) if n > 1 => format!("the contracts of {n} agents as before"),
        _ => {
            let noun = noun(floor, lead, (was, is));
            match (was, is) {
                (Stood::Nothing, _) => format!("{noun} taken out again"),
                (_, Stood::Nothing) => format!("{noun} back again"),
                _ => format!("{noun} as before"),
            }
        }
    }
}

fn publishing_words(floor: &Floor, before: &Before) -> String {
    let mut said = Vec::new();
    for (thing, (was, _)) in &before.things {
        let Thing::Standing(plan) = thing else { continue };
        let name = floor.schedule().plan(*plan).map_or("a plan", |plan| plan.name.as_str());
        match was {
            Stood::Standing(Standing::Draft) => said.insert(0, format!("{name} is a draft again")),
            _ => said.push(format!("{name} is the roster again")),
        }
    }
    match before.things.keys().filter(|thing| matches!(thing, Thing::Roster(_))).count() {
        0 => {}
        1 => said.push("the roster of 1 agent is as before; tell them if they have seen it".to_owned()),
        n => said.push(format!("the rosters of {n} agents are as before; tell those who have seen theirs")),
    }
    said.join("; ")
}

/// What a thing is called: `the contract of Ines R.`.
fn noun(floor: &Floor, thing: &Thing, (was, is): (&Stood, &Stood)) -> String {
    match (thing, if *is == Stood::Nothing { was } else { is }) {
        (Thing::Standing(plan), _) => floor.schedule().plan(*plan).map_or("the plan".into(), |plan| plan.name.clone()),
        (Thing::Swap(_), Stood::Swap(s)) => {
            format!("the swap of {} and {}", name_of(floor, s.by), name_of(floor, s.to))
        }
        (Thing::TimeOff(_), Stood::TimeOff(t)) => format!("the time off of {}", name_of(floor, t.agent)),
        (Thing::Contract(agent), _) => format!("the contract of {}", name_of(floor, *agent)),
        (Thing::Wishes(agent), _) => format!("what {} wishes", name_of(floor, *agent)),
        (Thing::Cover(_), Stood::Cover(rule)) => format!("the rule of cover {}", rule.name),
        (Thing::Campaign(_), Stood::Campaign(campaign)) => format!("the campaign {}", campaign.name),
        (Thing::Lift(lift), _) => format!("the lift of {}", lift.event),
        (Thing::Mark(_), _) => "the mark on history".to_owned(),
        (Thing::History(_), Stood::History(history)) => format!("the history {}", history.name),
        (Thing::Readiness(_), Stood::Readiness(item)) => format!("what must be ready, {},", item.what),
        (Thing::Headcount, _) => "the number of employees".to_owned(),
        (Thing::Target, _) => "what plans are made for".to_owned(),
        (Thing::Roster(agent), _) => format!("the roster of {}", name_of(floor, *agent)),
        (Thing::Absences(agent), _) => format!("the list of absences of {}", name_of(floor, *agent)),
        _ => "that".to_owned(),
    }
}
