//! From a wish about plans to facts, or to a refusal in words.

use super::apply::swapped;
use super::{
    Activity, Answerer, Days, Lane, Plan, PlanId, PlannedShift, ScheduleCommand, ScheduleEvent, ShiftId, Standing,
    Swap, Who, place_words,
};
use crate::floor::decide::{house, tidy};
use crate::floor::{AgentId, At, Decided, Draft, Event, Floor, PeopleEvent, Refusal};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::floor) fn decide(floor: &Floor, command: &ScheduleCommand, now: At) -> Result<Decided, Refusal> {
    use ScheduleCommand as C;
    match command {
        C::MakePlan { name, first, days, zone } => make(floor, name, *first, *days, zone),
        C::CopyPlan { plan, name } => copy(floor, *plan, name),
        C::DropPlan { plan } => drop_plan(floor, *plan),
        C::AddShift { plan, shift } => add(floor, *plan, shift),
        C::ChangeShift { plan, shift, to } => change(floor, *plan, *shift, to),
        C::RemoveShift { plan, shift } => remove(floor, *plan, *shift),
        C::SplitShift { plan, shift, at } => split(floor, *plan, *shift, *at),
        C::ReplaceShifts { plan, remove, put, words } => replace(floor, *plan, remove, put, words),
        C::Publish { plan } => super::publish::publish(floor, *plan, now),
        C::AskTimeOff { .. } | C::AnswerTimeOff { .. } => time_off(floor, command, now),
        C::OfferSwap { plan, gives, to, takes } => offer_swap(floor, *plan, *gives, *to, *takes, now),
        C::AnswerSwap { swap, who, yes } => answer_swap(floor, *swap, *who, *yes, now),
        C::TakeOpenShift { plan, shift, agent } => take_open(floor, *plan, *shift, *agent, now),
        other => super::settings::decide(floor, other, now),
    }
}

pub(super) fn fact(floor: &Floor, event: ScheduleEvent, words: String) -> Decided {
    house(floor, Event::Schedule(event), words)
}

pub(super) fn bad<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::BadValue(words.into()))
}

pub(super) fn so<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::AlreadySo(words.into()))
}

pub(super) fn name_of(floor: &Floor, agent: AgentId) -> &str {
    floor.agent(agent).map_or("somebody", |a| a.name.as_str())
}

pub(super) fn plan_of(floor: &Floor, id: PlanId) -> Result<&Plan, Refusal> {
    floor.schedule().plan(id).ok_or_else(|| Refusal::BadValue("that plan is not there any more".into()))
}

fn draft_of(floor: &Floor, id: PlanId) -> Result<&Plan, Refusal> {
    let plan = plan_of(floor, id)?;
    match plan.standing {
        Standing::Draft => Ok(plan),
        Standing::Published { .. } => bad(format!("{} is published; make a copy of it and change that", plan.name)),
        Standing::Replaced { .. } => bad(format!("{} was replaced by another plan; change that one", plan.name)),
    }
}

fn published_of(floor: &Floor, id: PlanId) -> Result<&Plan, Refusal> {
    let plan = plan_of(floor, id)?;
    if plan.is_published() { Ok(plan) } else { bad(format!("{} is not published", plan.name)) }
}

fn shift_of(plan: &Plan, id: ShiftId) -> Result<&PlannedShift, Refusal> {
    plan.shift(id).ok_or_else(|| Refusal::BadValue(format!("that shift is not in {} any more", plan.name)))
}

fn new_plan(floor: &Floor, name: &str) -> Result<(PlanId, String), Refusal> {
    let name = tidy("a plan", name, false)?;
    let schedule = floor.schedule();
    if schedule.plans().any(|(_, plan)| plan.name == name) {
        return so(format!("a plan is called {name} already"));
    }
    if schedule.parts.plans.len() >= limits::PLANS_MAX {
        return bad(format!("a floor holds at most {} plans; drop one that is not needed", limits::PLANS_MAX));
    }
    Ok((PlanId(schedule.parts.next_plan), name))
}

fn make(floor: &Floor, name: &str, first: jiff::civil::Date, days: u16, zone: &str) -> Result<Decided, Refusal> {
    let (plan, name) = new_plan(floor, name)?;
    if days == 0 || days > limits::PLAN_DAYS_MAX {
        return bad(format!("a plan has 1 to {} days", limits::PLAN_DAYS_MAX));
    }
    if jiff::tz::TimeZone::get(zone).is_err() {
        return bad(format!("{} is no time zone, such as Europe/Paris", tidy("a time zone", zone, false)?));
    }
    if Days::new(first, days, zone).is_none() {
        return bad(format!("a plan cannot begin on {first}"));
    }
    let words = format!("{name} is a draft of {days} days from {first}");
    let zone = zone.to_owned();
    Ok(fact(floor, ScheduleEvent::PlanMade { plan, name, first, days, zone, copy_of: None, replaces: None }, words))
}

fn copy(floor: &Floor, of: PlanId, name: &str) -> Result<Decided, Refusal> {
    let was = plan_of(floor, of)?;
    let (plan, name) = new_plan(floor, name)?;
    let (words, replaces) = match was.standing {
        Standing::Published { .. } => (format!("{name} is a draft that would replace {}", was.name), Some(of)),
        _ => (format!("{name} is a draft like {}", was.name), was.replaces.filter(|_| was.is_draft())),
    };
    let event = ScheduleEvent::PlanMade {
        plan,
        name,
        first: was.first,
        days: was.days,
        zone: was.zone.clone(),
        copy_of: Some(of),
        replaces,
    };
    Ok(fact(floor, event, words))
}

fn drop_plan(floor: &Floor, id: PlanId) -> Result<Decided, Refusal> {
    let plan = plan_of(floor, id)?;
    if plan.is_published() {
        return bad(format!(
            "{} is published: people work by it; publish another plan for these days instead",
            plan.name
        ));
    }
    Ok(fact(floor, ScheduleEvent::PlanDropped { plan: id }, format!("{} dropped", plan.name)))
}

/// A shift as it may be kept in a plan, whatever rules it breaks: rules are named, nonsense is refused.
fn sound(floor: &Floor, plan: &Plan, shift: &PlannedShift) -> Result<PlannedShift, Refusal> {
    if shift.until <= shift.from {
        return bad("a shift ends after it begins");
    }
    if shift.span_secs() > limits::SHIFT_SECS_MAX {
        return bad("a shift is not longer than a day");
    }
    if shift.from < plan.from() || shift.from >= plan.until() {
        return bad(format!("{} does not reach that day; a shift of it begins on one of its days", plan.name));
    }
    match &shift.who {
        Who::Agent(agent) => drop(floor.agent(*agent).ok_or(Refusal::NoAgent)?),
        Who::Pool { name, seats } => {
            if !floor.people().pools.contains_key(name) {
                return bad(format!("no partner is called {name}; agree with the partner first"));
            }
            if *seats == 0 || usize::from(*seats) > limits::AGENTS_MAX {
                return bad("a partner sends at least one, and no more people than a floor holds");
            }
        }
        Who::Open => {}
    }
    let activity = match &shift.activity {
        Activity::Other(words) => Activity::named(&tidy("an activity", words, false)?),
        plain => plain.clone(),
    };
    if shift.breaks.len() > limits::SHIFT_BREAKS_MAX {
        return bad(format!("a shift has at most {} breaks", limits::SHIFT_BREAKS_MAX));
    }
    let mut breaks = shift.breaks.clone();
    breaks.sort_unstable();
    if breaks.iter().any(|b| b.until <= b.from || b.from < shift.from || b.until > shift.until) {
        return bad("a break lies inside its shift and ends after it begins");
    }
    if breaks.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return bad("two breaks of the shift overlap");
    }
    Ok(PlannedShift { breaks, activity, ..shift.clone() })
}

/// `Ade B., Fri 08:00 to 16:00`.
pub(super) fn shift_words(floor: &Floor, plan: &Plan, shift: &PlannedShift) -> String {
    let who = match &shift.who {
        Who::Agent(agent) => name_of(floor, *agent).to_owned(),
        Who::Pool { name, seats } => format!("{seats} of {name}"),
        Who::Open => "open".to_owned(),
    };
    let days = plan.calendar();
    let until = days.words(shift.until);
    format!("{who}, {} to {}", days.words(shift.from), until.split(' ').next_back().unwrap_or_default())
}

/// A fact that can be taken back.
pub(super) fn edit(floor: &Floor, event: ScheduleEvent, words: String) -> Decided {
    Decided { undoable: true, ..fact(floor, event, words) }
}

fn has_room(plan: &Plan, more: usize) -> Result<(), Refusal> {
    if plan.len() + more > limits::PLAN_SHIFTS_MAX {
        return bad(format!("a plan holds at most {} shifts; make two plans of it", limits::PLAN_SHIFTS_MAX));
    }
    Ok(())
}

fn lane_has_room(plan: &Plan, shift: &PlannedShift) -> Result<(), Refusal> {
    let lane = shift.who.lane();
    let full = plan.lane(&lane).is_some_and(|rows| rows.len() >= limits::LANE_SHIFTS_MAX);
    if full && matches!(lane, Lane::Agent(_)) {
        return bad(format!("one person has at most {} shifts in a plan", limits::LANE_SHIFTS_MAX));
    }
    Ok(())
}

fn add(floor: &Floor, id: PlanId, shift: &PlannedShift) -> Result<Decided, Refusal> {
    let plan = draft_of(floor, id)?;
    let to = sound(floor, plan, shift)?;
    has_room(plan, 1)?;
    lane_has_room(plan, &to)?;
    let words = format!("added: {}", shift_words(floor, plan, &to));
    Ok(edit(floor, ScheduleEvent::ShiftSet { plan: id, shift: plan.next_shift(), to }, words))
}

fn change(floor: &Floor, id: PlanId, shift: ShiftId, to: &PlannedShift) -> Result<Decided, Refusal> {
    let plan = draft_of(floor, id)?;
    let was = shift_of(plan, shift)?;
    let to = sound(floor, plan, to)?;
    if *was == to {
        return so("the shift is so already");
    }
    if was.who.lane() != to.who.lane() {
        lane_has_room(plan, &to)?;
    }
    let words = shift_words(floor, plan, &to);
    Ok(edit(floor, ScheduleEvent::ShiftSet { plan: id, shift, to }, words))
}

fn remove(floor: &Floor, id: PlanId, shift: ShiftId) -> Result<Decided, Refusal> {
    let plan = draft_of(floor, id)?;
    let words = format!("removed: {}", shift_words(floor, plan, shift_of(plan, shift)?));
    Ok(edit(floor, ScheduleEvent::ShiftRemoved { plan: id, shift }, words))
}

fn split(floor: &Floor, id: PlanId, shift: ShiftId, at: At) -> Result<Decided, Refusal> {
    let plan = draft_of(floor, id)?;
    let was = shift_of(plan, shift)?;
    if at <= was.from || at >= was.until {
        return bad("a shift is split at a moment inside it");
    }
    has_room(plan, 1)?;
    lane_has_room(plan, was)?;
    let part = |from: At, until: At| {
        let breaks = was.breaks.iter().filter(|b| b.from < until && b.until > from);
        let breaks = breaks.map(|b| super::Break { from: b.from.max(from), until: b.until.min(until), ..*b });
        PlannedShift { from, until, breaks: breaks.collect(), ..was.clone() }
    };
    let (first, second) = (part(was.from, at), part(at, was.until));
    let first = sound(floor, plan, &first)?;
    // The second part may begin on the day after the last one of the plan.
    let second = sound(floor, plan, &second)?;
    let words = format!("split at {}: {}", plan.calendar().words(at), shift_words(floor, plan, was));
    let set = vec![(shift, first), (plan.next_shift(), second)];
    Ok(edit(floor, ScheduleEvent::ShiftsReplaced { plan: id, removed: vec![], set, words: "split".into() }, words))
}

fn replace(
    floor: &Floor,
    id: PlanId,
    remove: &[ShiftId],
    put: &[(Option<ShiftId>, PlannedShift)],
    words: &str,
) -> Result<Decided, Refusal> {
    let plan = draft_of(floor, id)?;
    let words = tidy("what was done", words, true)?;
    if put.len() > limits::PLAN_SHIFTS_MAX || remove.len() > limits::PLAN_SHIFTS_MAX {
        return bad(format!("a plan holds at most {} shifts", limits::PLAN_SHIFTS_MAX));
    }
    let mut removed: BTreeSet<ShiftId> = remove.iter().copied().filter(|id| plan.shift(*id).is_some()).collect();
    let mut set: BTreeMap<ShiftId, PlannedShift> = BTreeMap::new();
    let mut next = plan.next_shift().0;
    for (given, shift) in put {
        let shift = sound(floor, plan, shift)?;
        let id = given.filter(|id| id.0 < plan.next_shift().0).unwrap_or(ShiftId(next));
        if id.0 == next {
            next = next.saturating_add(1);
        }
        removed.remove(&id);
        if set.insert(id, shift).is_some() {
            return bad("one shift is put in twice");
        }
    }
    let fresh = set.keys().filter(|id| plan.shift(**id).is_none()).count();
    let is_same = |id: &ShiftId, shift: &PlannedShift| plan.shift(*id) == Some(shift);
    has_room(plan, fresh.saturating_sub(removed.len()))?;
    lanes_have_room(plan, &removed, &set)?;
    set.retain(|id, shift| !is_same(id, shift));
    if set.is_empty() && removed.is_empty() {
        return so("nothing of the plan would change");
    }
    let count = set.len() + removed.len();
    let said = match (count, words.as_str()) {
        (1, "") => "1 shift changed".to_owned(),
        (n, "") => format!("{n} shifts changed"),
        (1, words) => format!("{words}: 1 shift changed"),
        (n, words) => format!("{words}: {n} shifts changed"),
    };
    let (removed, set) = (removed.into_iter().collect(), set.into_iter().collect());
    Ok(edit(floor, ScheduleEvent::ShiftsReplaced { plan: id, removed, set, words }, said))
}

fn lanes_have_room(
    plan: &Plan,
    removed: &BTreeSet<ShiftId>,
    set: &BTreeMap<ShiftId, PlannedShift>,
) -> Result<(), Refusal> {
    let mut more: BTreeMap<AgentId, i64> = BTreeMap::new();
    for shift in set.values() {
        if let Some(agent) = shift.who.agent() {
            *more.entry(agent).or_default() += 1;
        }
    }
    for id in removed.iter().chain(set.keys()) {
        if let Some(agent) = plan.shift(*id).and_then(|was| was.who.agent()) {
            *more.entry(agent).or_default() -= 1;
        }
    }
    let has = |agent: &AgentId| plan.lane(&Lane::Agent(*agent)).map_or(0, |rows| rows.len() as i64);
    if more.iter().any(|(agent, more)| has(agent) + more > limits::LANE_SHIFTS_MAX as i64) {
        return bad(format!("one person has at most {} shifts in a plan", limits::LANE_SHIFTS_MAX));
    }
    Ok(())
}

fn time_off(floor: &Floor, command: &ScheduleCommand, now: At) -> Result<Decided, Refusal> {
    match command {
        ScheduleCommand::AskTimeOff { agent, from, until, reason } => {
            let row = floor.agent(*agent).ok_or(Refusal::NoAgent)?;
            if *until <= *from || *until <= now {
                return bad("time off ends after it begins, and after now");
            }
            let reason = tidy("a reason", reason, true)?;
            let schedule = &floor.schedule.parts;
            let open = || schedule.time_off.values().filter(|r| r.answer.is_none());
            if open().any(|r| r.agent == *agent && r.from == *from && r.until == *until) {
                return so(format!("{} has asked for that already", row.name));
            }
            if open().count() >= limits::REQUESTS_OPEN_MAX {
                return bad("too many requests wait for an answer; answer some of them first");
            }
            let words = format!("{} asks for time off", row.name);
            let request = schedule.next_time_off;
            let event = ScheduleEvent::TimeOffAsked { request, agent: *agent, from: *from, until: *until, reason };
            Ok(edit(floor, event, words))
        }
        ScheduleCommand::AnswerTimeOff { request, granted, words } => answer_off(floor, *request, *granted, words, now),
        _ => Err(Refusal::NothingSelected),
    }
}

fn answer_off(floor: &Floor, request: u32, granted: bool, words: &str, now: At) -> Result<Decided, Refusal> {
    let row = floor.schedule.parts.time_off.get(&request);
    let row = row.ok_or_else(|| Refusal::BadValue("that request is not remembered any more".into()))?;
    if row.answer.is_some() {
        return so("that request is answered already");
    }
    let words = tidy("an answer", words, true)?;
    if granted && row.until <= now {
        return bad("that time has passed; there is nothing left to grant");
    }
    let mut events = vec![Event::Schedule(ScheduleEvent::TimeOffAnswered { request, granted, words })];
    if granted {
        let reason = if row.reason.is_empty() { "time off".to_owned() } else { row.reason.clone() };
        let from = row.from.max(now);
        let absence = crate::floor::people::Absence { from, until: row.until, substitute: None, reason };
        events.push(Event::People(PeopleEvent::AbsenceSet { agent: row.agent, absence }));
    }
    let said = format!("time off of {} {}", name_of(floor, row.agent), if granted { "granted" } else { "declined" });
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words: said, undoable: true })
}

/// A swap that could be, with the names of both.
fn offer_swap(
    floor: &Floor,
    id: PlanId,
    gives: ShiftId,
    to: AgentId,
    takes: Option<ShiftId>,
    now: At,
) -> Result<Decided, Refusal> {
    let plan = published_of(floor, id)?;
    let given = shift_of(plan, gives)?;
    let Who::Agent(by) = given.who else { return bad("only a shift of somebody on the team can be swapped") };
    floor.agent(to).ok_or(Refusal::NoAgent)?;
    if by == to {
        return bad("nobody swaps with themselves");
    }
    if let Some(takes) = takes
        && shift_of(plan, takes)?.who != Who::Agent(to)
    {
        return bad(format!("that shift is not one of {}", name_of(floor, to)));
    }
    let over = |id: ShiftId| plan.shift(id).is_some_and(|s| s.from <= now);
    if over(gives) || takes.is_some_and(over) {
        return bad("that shift has begun; it cannot be swapped any more");
    }
    let schedule = &floor.schedule.parts;
    let open = |s: &&Swap| s.answer.is_none() && s.agreed.is_none_or(|a| a.granted);
    if schedule.swaps.values().filter(open).any(|s| (s.plan, s.gives, s.to, s.takes) == (id, gives, to, takes)) {
        return so("that is offered already");
    }
    if schedule.swaps.values().filter(open).count() >= limits::REQUESTS_OPEN_MAX {
        return bad("too many offers wait for an answer; answer some of them first");
    }
    let swap = Swap { plan: id, gives, by, to, takes, offered_at: now, agreed: None, answer: None };
    lawful(floor, plan, &swap)?;
    let words = format!("{} offers {} a swap", name_of(floor, by), name_of(floor, to));
    let swap = schedule.next_swap;
    Ok(edit(floor, ScheduleEvent::SwapOffered { swap, plan: id, gives, by, to, takes }, words))
}

/// Refuses what would break a hard rule that is kept now.
fn lawful(floor: &Floor, plan: &Plan, swap: &Swap) -> Result<(), Refusal> {
    let set = swapped(plan, swap);
    match floor.broken_by(swap.plan, &set).first() {
        Some(violation) => bad(format!("that would break a rule: {}", violation.words)),
        None => Ok(()),
    }
}

fn answer_swap(floor: &Floor, id: u32, who: Answerer, yes: bool, now: At) -> Result<Decided, Refusal> {
    let swap = floor.schedule.parts.swaps.get(&id);
    let swap = swap.ok_or_else(|| Refusal::BadValue("that offer is not remembered any more".into()))?;
    if swap.answer.is_some() || swap.agreed.is_some_and(|a| !a.granted) {
        return so("that offer is answered already");
    }
    let names = format!("{} and {}", name_of(floor, swap.by), name_of(floor, swap.to));
    if who == Answerer::Other {
        if swap.agreed.is_some() {
            return so(format!("{} has answered already", name_of(floor, swap.to)));
        }
        let words = format!("{} {}", name_of(floor, swap.to), if yes { "agrees" } else { "declines" });
        return Ok(edit(floor, ScheduleEvent::SwapAgreed { swap: id, agreed: yes }, words));
    }
    if !yes {
        let event = ScheduleEvent::SwapAnswered { swap: id, granted: false };
        return Ok(edit(floor, event, format!("the swap of {names} is declined")));
    }
    if swap.agreed.is_none() {
        return bad(format!("{} has not answered yet", name_of(floor, swap.to)));
    }
    let plan = published_of(floor, swap.plan)?;
    let owns = |id: ShiftId, agent: AgentId| plan.shift(id).is_some_and(|s| s.who == Who::Agent(agent) && s.from > now);
    if !owns(swap.gives, swap.by) || swap.takes.is_some_and(|takes| !owns(takes, swap.to)) {
        return bad("those shifts have changed hands or begun since; the offer cannot be met any more");
    }
    lawful(floor, plan, swap)?;
    let set = swapped(plan, swap);
    let mut events = vec![Event::Schedule(ScheduleEvent::SwapAnswered { swap: id, granted: true })];
    events.extend(super::publish::rosters(floor, swap.plan, &set, now));
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words: format!("{names} have swapped"), undoable: true })
}

fn take_open(floor: &Floor, id: PlanId, shift: ShiftId, agent: AgentId, now: At) -> Result<Decided, Refusal> {
    let plan = published_of(floor, id)?;
    let was = shift_of(plan, shift)?;
    let row = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if was.who != Who::Open {
        return so("somebody has taken that shift already");
    }
    if was.until <= now {
        return bad("that shift is over");
    }
    let to = PlannedShift { who: Who::Agent(agent), ..was.clone() };
    let set = vec![(shift, to)];
    if let Some(violation) = floor.broken_by(id, &set).first() {
        return bad(format!("that would break a rule: {}", violation.words));
    }
    let mut events = vec![Event::Schedule(ScheduleEvent::OpenShiftTaken { plan: id, shift, agent })];
    events.extend(super::publish::rosters(floor, id, &set, now));
    let words = format!("{} takes {}", row.name, shift_words(floor, plan, was));
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words, undoable: true })
}

/// Words that name where a mark on history counts.
pub(super) fn marked_words(floor: &Floor, marked: &super::Marked) -> String {
    let what = match marked.mark {
        super::Mark::Gap => "a gap".to_owned(),
        super::Mark::Spike => "a spike".to_owned(),
        super::Mark::Count(n) => format!("{n} an interval"),
    };
    format!("{what} {}", place_words(floor, marked.channel))
}
