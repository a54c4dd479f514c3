//! The plans of a floor as rows, with what they break.

use crate::floor::schedule::{Filler, Lane, LaneShift, Of, Plan, PlanChange, PlanId, PlannedShift, ShiftId, Slot, Who};
use crate::floor::{Agent, AgentId, At, Floor};
use crate::limits::{PLAN_DIFFERENCES_MAX, PLAN_LOG_SHOWN_MAX, REQUESTS_SHOWN_MAX};
use crate::view::{
    Comparison, DifferenceRow, PersonRow, PlanLogRow, PlanRow, PlanSheet, Planner, PlannerAsked, SheetRow, SwapRow,
    TakerRow, TakersOf, TimeOffRow,
};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Weeks before a plan in which nights and weekends are counted as well.
const FAIR_WEEKS: u16 = 4;
/// Intervals in which a gap is told.
const GAP_STEP_SECS: u32 = 1_800;

/// Plans, people and requests, as far as the planner looks at them. Nothing is worked out here: [`Planner::figures`] is
/// left to who can.
pub fn planner(floor: &Floor, asked: &PlannerAsked, now: At) -> Planner {
    let schedule = floor.schedule();
    let mut plans: Vec<PlanRow> = schedule.plans().map(plan_row).collect();
    plans.reverse();
    let chosen = chosen(floor, asked, now);
    let other = asked.compare.and_then(|id| Some((id, schedule.plan(id)?)));
    let compared = chosen.zip(other).map(|((id, plan), (other, there))| Comparison {
        plan: other,
        cents: (floor.plan_cost(id).cents, floor.plan_cost(other).cents),
        rows: differences(floor, plan, there),
    });
    let mut campaigns: Vec<_> = schedule.campaigns().map(|(id, row)| (id, row.clone())).collect();
    campaigns.sort_by_key(|(_, row)| row.first);
    let mut readiness: Vec<_> = schedule.readiness().map(|(id, row)| (id, row.clone())).collect();
    readiness.sort_by_key(|(_, row)| (row.done.is_some(), row.due));
    Planner {
        plans,
        sheet: chosen.map(|(id, plan)| plan_sheet(floor, id, plan)),
        people: people(floor, chosen.map(|(id, _)| id)),
        time_off: time_off(floor),
        swaps: swaps(floor),
        cover: schedule.cover().map(|(id, rule)| (id, rule.clone())).collect(),
        campaigns,
        lifts: schedule.lifts().map(|(key, pct)| (key.clone(), pct)).collect(),
        marks: schedule.marks().map(|(id, mark)| (id, *mark)).collect(),
        volumes: super::figures::volumes(floor),
        readiness,
        employees: schedule.employees(),
        benchmark_fte: schedule.employees().and_then(crate::measure::social_team_fte),
        target: *schedule.target(),
        compared,
        takers: chosen.zip(asked.takers).map(|((id, plan), of)| (of, takers(floor, id, plan, of))),
        gap: chosen.zip(asked.time_off).and_then(|((id, plan), request)| gap(floor, id, plan, request)),
        ..Planner::default()
    }
}

fn plan_row((id, plan): (PlanId, &Plan)) -> PlanRow {
    PlanRow {
        plan: id,
        name: plan.name.clone(),
        first: plan.first,
        days: plan.days,
        standing: plan.standing,
        shifts: plan.len(),
    }
}

/// The plan that was asked for; else of those that hold the first day on the screen the newest draft, else the roster,
/// else the newest.
fn chosen<'a>(floor: &'a Floor, asked: &PlannerAsked, now: At) -> Option<(PlanId, &'a Plan)> {
    let schedule = floor.schedule();
    if let Some(found) = asked.plan.and_then(|id| Some((id, schedule.plan(id)?))) {
        return Some(found);
    }
    let last = asked.first.checked_add(jiff::Span::new().days(i64::from(asked.days.max(1)) - 1)).unwrap_or(asked.first);
    let holds = |plan: &Plan| {
        let end = plan.first.checked_add(jiff::Span::new().days(i64::from(plan.days))).unwrap_or(plan.first);
        plan.first <= last && asked.first < end
    };
    let rank = |plan: &Plan| (plan.is_draft(), plan.is_published(), plan.from() <= now && now < plan.until());
    schedule.plans().filter(|(_, plan)| holds(plan)).max_by_key(|(id, plan)| (rank(plan), *id))
}

/// A plan, whole: its rows, what it breaks and what it costs.
pub fn plan_sheet(floor: &Floor, id: PlanId, plan: &Plan) -> PlanSheet {
    let violations = floor.schedule().violations(floor, id);
    let mut marked: Vec<(ShiftId, u32)> = violations
        .iter()
        .enumerate()
        .filter_map(|(place, violation)| violation.shift.map(|shift| (shift, place as u32)))
        .collect();
    marked.sort_unstable();
    let rows = rows(floor, plan);
    let cost = floor.plan_cost(id);
    PlanSheet {
        plan: id,
        name: plan.name.clone(),
        first: plan.first,
        days: plan.days,
        span: (plan.from(), plan.until()),
        standing: plan.standing,
        replaces: plan.replaces,
        next_shift: plan.next_shift(),
        paid_minutes: rows.iter().map(|row| u64::from(row.paid_minutes)).sum(),
        cost: (cost.cents, cost.overtime_secs / 60),
        rows,
        violations,
        marked,
        log: plan.changes().take(PLAN_LOG_SHOWN_MAX).map(|change| log_row(floor, plan, change)).collect(),
    }
}

/// Everybody of the team, also who has no shift yet; then partners with shifts or under an agreement; then what is open.
fn rows(floor: &Floor, plan: &Plan) -> Vec<SheetRow> {
    let row = |lane: Lane, name: String, about: String| {
        let shifts: Arc<Vec<LaneShift>> = plan.lane(&lane).cloned().unwrap_or_default();
        let paid = |s: &LaneShift| s.shift.paid_secs() / 60 * u32::from(s.shift.who.people());
        SheetRow {
            paid_minutes: shifts.iter().map(paid).sum(),
            lane,
            name,
            about,
            shifts,
            off: Vec::new(),
            week_minutes: None,
        }
    };
    let mut rows = Vec::new();
    for (place, of) in floor.agents().iter().enumerate() {
        let agent = AgentId(place as u16);
        let lane = Lane::Agent(agent);
        let mut row = row(lane, of.name.clone(), about(of));
        row.week_minutes = floor.schedule().contract(agent).map(|contract| (contract.week_min, contract.week_max));
        let absent = of.duty.absences.iter().filter(|a| a.from < plan.until() && plan.from() < a.until);
        row.off = absent.map(|a| (a.from, a.until, a.reason.clone())).collect();
        rows.push(row);
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let mut pools: Vec<String> = floor.people().pools.keys().cloned().collect();
    pools.extend(plan.lanes().filter_map(|(lane, _)| match lane {
        Lane::Pool(name) => Some(name.clone()),
        _ => None,
    }));
    pools.sort();
    pools.dedup();
    for name in pools {
        let seats = plan
            .lane(&Lane::Pool(name.clone()))
            .map_or(0, |s| s.iter().map(|s| s.shift.who.people()).max().unwrap_or(0));
        rows.push(row(
            Lane::Pool(name.clone()),
            name,
            if seats == 0 { "partner".to_owned() } else { format!("partner ×{seats}") },
        ));
    }
    rows.push(row(Lane::Open, "Open shifts".to_owned(), String::new()));
    rows
}

fn about(agent: &Agent) -> String {
    agent.skills.iter().chain(&agent.languages).cloned().collect::<Vec<_>>().join(" ")
}

fn name(floor: &Floor, agent: AgentId) -> String {
    floor.agent(agent).map_or_else(|| "somebody who left".to_owned(), |agent| agent.name.clone())
}

fn log_row(floor: &Floor, plan: &Plan, change: &PlanChange) -> PlanLogRow {
    let zone = plan.calendar().zone();
    let by = change.role.map_or_else(|| "nobody".to_owned(), |role| role.word().to_owned());
    let how = |shift: &PlannedShift| format!("{} {}", who(floor, &shift.who), span(shift, zone));
    let words = match (&change.before, &change.after) {
        (None, Some(after)) => format!("added: {}", how(after)),
        (Some(before), None) => format!("taken out: {}", how(before)),
        (Some(before), Some(after)) => format!("{} → {}", how(before), how(after)),
        (None, None) => String::new(),
    };
    let words = if change.words.is_empty() { words } else { change.words.clone() };
    PlanLogRow { at: change.at, by, words }
}

fn who(floor: &Floor, who: &Who) -> String {
    match who {
        Who::Agent(agent) => name(floor, *agent),
        Who::Pool { name, seats } => format!("{name} ×{seats}"),
        Who::Open => "open".to_owned(),
    }
}

/// `Fri 27, 08:00–17:00 training, 1 break, pinned`.
fn span(shift: &PlannedShift, zone: &TimeZone) -> String {
    let wall = |at: At| at.timestamp().to_zoned(zone.clone());
    let mut words = format!("{}–{}", wall(shift.from).strftime("%a %-d, %H:%M"), wall(shift.until).strftime("%H:%M"));
    if shift.activity != crate::floor::schedule::Activity::Queue {
        words.push_str(&format!(" {}", shift.activity.words()));
    }
    match shift.breaks.as_slice() {
        [] => {}
        [only] => words.push_str(&format!(", break {}", wall(only.from).strftime("%H:%M"))),
        many => words.push_str(&format!(", {} breaks", many.len())),
    }
    if shift.pinned {
        words.push_str(", pinned");
    }
    words
}

/// What is in one plan and not, or not so, in the other: by lane, then by time.
fn differences(floor: &Floor, here: &Plan, there: &Plan) -> Vec<DifferenceRow> {
    let by_id = |plan: &Plan| -> BTreeMap<ShiftId, PlannedShift> {
        plan.shifts().map(|(id, shift)| (id, shift.clone())).collect()
    };
    let (here_by, mut there_by) = (by_id(here), by_id(there));
    let zone = here.calendar().zone();
    let row = |a: Option<&PlannedShift>, b: Option<&PlannedShift>| {
        let of = a.or(b);
        DifferenceRow {
            what: of.map(|shift| who(floor, &shift.who)).unwrap_or_default(),
            here: a.map(|shift| span(shift, zone)).unwrap_or_default(),
            there: b
                .map(|shift| match a {
                    Some(a) if a.who != shift.who => format!("{}, {}", span(shift, zone), who(floor, &shift.who)),
                    _ => span(shift, zone),
                })
                .unwrap_or_default(),
        }
    };
    let mut rows = Vec::new();
    for (id, shift) in &here_by {
        match there_by.remove(id) {
            Some(other) if other == *shift => {}
            other => rows.push((shift.from, row(Some(shift), other.as_ref()))),
        }
    }
    rows.extend(there_by.values().map(|shift| (shift.from, row(None, Some(shift)))));
    rows.sort_by(|(a, one), (b, other)| (&one.what, a).cmp(&(&other.what, b)));
    rows.into_iter().take(PLAN_DIFFERENCES_MAX).map(|(_, row)| row).collect()
}

fn people(floor: &Floor, plan: Option<PlanId>) -> Vec<PersonRow> {
    let schedule = floor.schedule();
    let burdens = plan.map(|plan| floor.fairness(plan, FAIR_WEEKS)).unwrap_or_default();
    let agents = floor.agents().iter().enumerate().map(|(place, of)| (AgentId(place as u16), of));
    let mut rows: Vec<PersonRow> = agents
        .map(|(agent, of)| {
            let burden = burdens.iter().find(|burden| burden.agent == agent);
            PersonRow {
                agent,
                name: of.name.clone(),
                contract: schedule.contract(agent).cloned(),
                wishes: schedule.wishes(agent).cloned().unwrap_or_default(),
                nights: burden.map_or(0, |burden| burden.nights),
                weekends: burden.map_or(0, |burden| burden.weekends),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

/// Who could work an open shift, or where a rule of cover is broken.
fn takers(floor: &Floor, id: PlanId, plan: &Plan, of: TakersOf) -> Vec<TakerRow> {
    let fillers = match of {
        TakersOf::Shift(shift) => plan.shift(shift).map(|open| {
            let slot = Slot { from: open.from, until: open.until, of: Of::default(), shift: Some(shift) };
            floor.fillers(id, &slot)
        }),
        TakersOf::Violation(place) => {
            let violations = floor.schedule().violations(floor, id);
            violations.get(place).map(|violation| floor.fillers_of(id, violation))
        }
    };
    let row = |filler: Filler| TakerRow {
        agent: filler.agent,
        name: name(floor, filler.agent),
        cost_cents: i64::try_from(filler.cents).unwrap_or(i64::MAX),
        reason: filler.reasons.join(", "),
        breaks: filler.why_not.into_iter().collect(),
        shift: filler.shift,
    };
    fillers.unwrap_or_default().into_iter().map(row).collect()
}

/// What would be left in the worst interval of a request for time off.
fn gap(floor: &Floor, id: PlanId, plan: &Plan, request: u32) -> Option<(u32, String)> {
    let (_, off) = floor.schedule().time_off().find(|(of, _)| *of == request)?;
    let left = floor.time_off_opens(id, off, GAP_STEP_SECS, None);
    let worst = left.iter().min_by_key(|row| row.left);
    let words = worst.map_or_else(
        || format!("no gap: they have no shift then in {}", plan.name),
        |row| {
            let when = plan.calendar().words(row.from);
            let hours = left.len() as f64 * f64::from(GAP_STEP_SECS) / 3600.0;
            format!("{hours:.1} h without them, at the least {} of {} people from {when} on", row.left, row.people)
        },
    );
    Some((request, words))
}

fn time_off(floor: &Floor) -> Vec<TimeOffRow> {
    let row = |(request, asked): (u32, &crate::floor::schedule::TimeOff)| TimeOffRow {
        request,
        name: name(floor, asked.agent),
        asked: asked.clone(),
    };
    let mut rows: Vec<TimeOffRow> = floor.schedule().time_off().map(row).collect();
    rows.sort_by_key(|row| (row.asked.answer.is_some(), std::cmp::Reverse(row.asked.asked_at), row.request));
    rows.truncate(REQUESTS_SHOWN_MAX);
    rows
}

fn swaps(floor: &Floor) -> Vec<SwapRow> {
    let row = |(swap, offered): (u32, &crate::floor::schedule::Swap)| {
        let plan = floor.schedule().plan(offered.plan);
        let shift = |id| plan.and_then(|plan| Some(span(plan.shift(id)?, plan.calendar().zone())));
        let gone = || "a shift that is no more".to_owned();
        let gives = shift(offered.gives).unwrap_or_else(gone);
        let words = match offered.takes {
            Some(takes) => format!("{gives} for {}", shift(takes).unwrap_or_else(gone)),
            None => format!("{gives}, as a gift"),
        };
        SwapRow { swap, names: (name(floor, offered.by), name(floor, offered.to)), words, offered: offered.clone() }
    };
    let mut rows: Vec<SwapRow> = floor.schedule().swaps().map(row).collect();
    rows.sort_by_key(|row| (row.offered.answer.is_some(), std::cmp::Reverse(row.offered.offered_at), row.swap));
    rows.truncate(REQUESTS_SHOWN_MAX);
    rows
}
