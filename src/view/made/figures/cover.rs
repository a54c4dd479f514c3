//! Required against scheduled: one function for the planner's strip, for the wallboard and for every search.

use super::Outlook;
use super::outlook::{STEP_SECS, slowdown};
use crate::floor::schedule::{Plan, PlanId};
use crate::floor::{AgentId, At, Floor, Presence};
use crate::plan::peak::{LEARNING, Ramp};
use crate::plan::queueing::{Desk, Model};
use crate::plan::roster::{self, Asked, Asking, Instance, Need, PoolSeats, Stretch, Weights};
use crate::view::{CoverSlot, Coverage};
use std::collections::BTreeMap;

/// Hours of a week of somebody at full time.
const FULL_TIME_HOURS: f64 = 40.0;
/// Hours a week of each seat of a partner that a search may plan.
const SEAT_WEEK_HOURS: u32 = 60;

/// The plan that people work by now; of several the newest.
pub fn in_force(floor: &Floor, now: At) -> Option<PlanId> {
    let holds = |(_, plan): &(PlanId, &Plan)| plan.is_published() && plan.from() <= now && now < plan.until();
    floor.schedule().plans().filter(holds).map(|(id, _)| id).max()
}

/// A plan as a question to the search, with what its days require.
pub fn asking(floor: &Floor, plan: PlanId, outlook: &Outlook) -> Option<Asking> {
    let row = floor.schedule().plan(plan)?;
    let slots = (row.until().secs_since(row.from()) / i64::from(STEP_SECS)) as usize;
    let wanted: Vec<roster::Wanted> = outlook.skills.iter().map(|(wanted, _)| wanted.clone()).collect();
    let milli = outlook.need_milli(row.from(), slots);
    let all = (1u32 << wanted.len().min(31)) - 1;
    let pools: Vec<PoolSeats> = floor
        .people()
        .pools
        .values()
        .filter(|pool| pool.on)
        .map(|pool| {
            let lane = row.lane(&crate::floor::schedule::Lane::Pool(pool.name.clone()));
            let used = lane.map_or(0, |l| l.iter().map(|s| s.shift.who.people()).max().unwrap_or(0));
            // Each of its people holds as many as anybody: that many seats its capacity is.
            let each = super::outlook::at_once(floor.schedule().target()) as u16;
            let seats = (pool.capacity / each.max(1)).max(used).min(100);
            PoolSeats { name: pool.name.clone(), seats, week_hours: u32::from(seats) * SEAT_WEEK_HOURS, skills: all }
        })
        .collect();
    let need = Need {
        step_minutes: (STEP_SECS / 60) as u16,
        skills: &wanted,
        milli: &milli,
        pools: &pools,
        ramp: &ramp(floor, row),
        weights: Weights::default(),
    };
    Instance::of(floor, plan, &need)
}

/// What an hour of each new hire gives in a plan, in thousandths: the mean over those of its days from their first on.
/// Who knows the work, or has known it since before the plan, is not among them.
fn ramp(floor: &Floor, plan: &Plan) -> BTreeMap<AgentId, u16> {
    let learning = Ramp { weeks: LEARNING.to_vec(), hours_a_week: 0.0, weeks_before: 0 };
    let last = plan.first.saturating_add(jiff::Span::new().days(i64::from(plan.days.max(1)) - 1));
    let mean = |first: jiff::civil::Date| {
        let days = plan.first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        let after = days.filter_map(|day| Some(i64::from(first.until(day).ok()?.get_days()))).filter(|n| *n >= 0);
        let (sum, many) = after.fold((0.0, 0u32), |(sum, many), n| (sum + learning.at(n / 7), many + 1));
        if many > 0 { sum / f64::from(many) } else { learning.at(0) }
    };
    let agents = (0..floor.agents().len()).map(|n| AgentId(n as u16));
    let new = agents.filter_map(|agent| Some((agent, floor.schedule().contract(agent)?.first_day?)));
    new.map(|(agent, first)| (agent, (mean(first) * 1_000.0).round() as u16))
        .filter(|(_, milli)| *milli < 1_000)
        .collect()
}

/// Coverage of a plan in `count` intervals from `from` on; outside the plan nobody is scheduled.
pub fn coverage(floor: &Floor, outlook: &Outlook, asking: &Asking, (from, count): (At, usize), now: At) -> Coverage {
    let begin = asking.at(0);
    let slots = asking.instance.grid.slots();
    let place = |at: At| (at.secs_since(begin).div_euclid(i64::from(STEP_SECS))).clamp(0, slots as i64) as usize;
    let scheduled = asking.instance.stretches();
    let present = present(floor, outlook, begin, slots, now);
    let table = roster::Coverage::of(&Asked {
        step_minutes: asking.instance.grid.step_minutes,
        skills: asking.instance.skills,
        need_milli: &asking.instance.need_milli,
        scheduled: &scheduled,
        present: &present,
        now: place(now) as u32,
    });
    let cents = floor.schedule().target().cents_an_hour;
    let people = |milli: u32| milli as f32 / 1_000.0;
    let first = from.secs_since(begin).div_euclid(i64::from(STEP_SECS));
    let known = !present.is_empty();
    let slot = |n: usize| {
        let Some(t) = usize::try_from(first + n as i64).ok().filter(|t| *t < slots) else {
            return CoverSlot::default();
        };
        let sum = table.sum(t);
        let at = begin.plus(t as u32 * STEP_SECS);
        let gap = table.gap(t..t + 1, FULL_TIME_HOURS, cents);
        let over = (gap.over_hours * f64::from(cents)).round() as i64;
        CoverSlot {
            required: people(sum.required),
            scheduled: people(sum.scheduled),
            present: (known && at.plus(STEP_SECS) <= now).then(|| people(sum.present)),
            closes: closes(outlook, at, f64::from(sum.expected) / 1_000.0).map(|n| n as f32),
            skills: (0..table_skills(asking))
                .map(|k| table.at(t, k))
                .map(|c| (people(c.required), people(c.scheduled)))
                .collect(),
            gap_cents: Some(if gap.cents > 0 { gap.cents as i64 } else { over }),
        }
    };
    let range = place(from)..place(from.plus(count as u32 * STEP_SECS));
    let full = FULL_TIME_HOURS * (range.len() as f64 / (7.0 * 48.0)).max(1.0 / 7.0);
    let gap = table.gap(range, full, cents);
    Coverage {
        start: from,
        step_secs: STEP_SECS,
        skills: outlook.skills.iter().map(|(wanted, _)| name(wanted)).collect(),
        slots: (0..count).map(slot).collect(),
        short_hours: gap.under_hours,
        over_hours: gap.over_hours,
        short_fte: gap.full_time,
        short_cents: Some(gap.cents as i64),
    }
}

fn table_skills(asking: &Asking) -> usize {
    asking.instance.skills
}

pub(super) fn name(wanted: &roster::Wanted) -> String {
    match (wanted.skill.is_empty(), wanted.language.is_empty()) {
        (true, true) => "anybody".to_owned(),
        (false, true) => wanted.skill.clone(),
        (true, false) => wanted.language.clone(),
        (false, false) => format!("{}, {}", wanted.skill, wanted.language),
    }
}

/// Who was available for at least half of each interval that is over.
fn present(floor: &Floor, outlook: &Outlook, begin: At, slots: usize, now: At) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let last = (now.secs_since(begin).div_euclid(i64::from(STEP_SECS))).clamp(0, slots as i64) as u32;
    for agent in floor.agents() {
        let skills = super::played::skills_of(&outlook.skills, agent);
        for t in 0..last {
            let (from, until) = (begin.plus(t * STEP_SECS), begin.plus((t + 1) * STEP_SECS));
            let there = agent.spells_between(from, until).filter(|(_, _, s)| s.presence == Presence::Available);
            if there.map(|(a, b, _)| b.secs_since(a)).sum::<i64>() * 2 >= i64::from(STEP_SECS) {
                stretches.push(Stretch { from: t, until: t + 1, skills, worth_milli: 1_000, absent: false });
            }
        }
    }
    stretches
}

/// Conversations that so many on the roster are expected to close in the interval that begins then: what they can do at
/// most, and no more than what comes.
fn closes(outlook: &Outlook, at: At, scheduled: f64) -> Option<f64> {
    let aht = outlook.work.handling_secs?;
    let slot = usize::try_from(at.secs_since(outlook.from).div_euclid(i64::from(STEP_SECS))).ok()?;
    let comes = outlook.mentions.get(slot)? * outlook.work.asks_ratio;
    let there = scheduled * (1.0 - outlook.needs.shrinkage_ratio);
    let each = match outlook.needs.model {
        Model::Chat { concurrency, .. } => {
            Desk { concurrency, aht_alone_secs: aht, slowdown_ratio: slowdown() }.ends(concurrency)
        }
        _ => 1.0 / aht,
    };
    Some((there * each * f64::from(STEP_SECS)).min(comes))
}
