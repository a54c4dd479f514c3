//! What a plan does, and what a change would do: the live queue and the days of a plan, played.

use super::Outlook;
use super::cover::name;
use super::outlook::{STEP_SECS, at_once, slowdown};
use crate::floor::{AgentId, At, Floor};
use crate::plan::peak::{LEARNING, Ramp};
use crate::plan::roster::{Asking, Instance};
use crate::plan::simulate::{
    Answers, Band, Going, Group, InHand, LiveClass, LiveQueue, OpenConversation, Partner, Pause, Shift, Sliders,
    Spread, Study,
};
use crate::view::{Interval, Simulated, WhatIf, WhatIfAnswer, WhatIfStart};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Intervals of what-if on the live queue: four hours.
const LIVE_INTERVALS: usize = 8;
/// Runs of what-if, and of the days of a plan.
const LIVE_RUNS: u32 = 200;
pub(super) const PLAN_RUNS: u32 = 100;
/// Seats of a partner that a handle can turn on at most.
const SEATS_MAX: u32 = 1_000;
/// The same chances each time, so that two answers differ by what was changed.
pub(super) const SEED: u64 = 48;
/// Conversations that are looked at for the people who see one.
const SEEN_BY: usize = 2_000;

/// Days of a plan to be played.
#[derive(Clone, Debug)]
pub struct Days {
    queue: LiveQueue,
    paid_minutes: u64,
    plan_cents: i64,
    target: String,
}

/// The live queue and what somebody turned.
#[derive(Clone, Debug)]
pub struct Turned {
    queue: LiveQueue,
    sliders: Sliders,
    asked: WhatIf,
}

/// Where the handles stand.
pub fn start(floor: &Floor, outlook: &Outlook, asking: Option<&Asking>) -> Option<WhatIfStart> {
    let target = floor.schedule().target();
    Some(WhatIfStart {
        handling_secs: outlook.work.handling_secs? as u32,
        at_once: at_once(target) as u8,
        shrinkage_ratio: f32::from(target.shrinkage_pct) / 100.0,
        partner_seats: asking.map_or(0, |a| seats(&a.instance)),
        target_secs: target.within_secs,
        target_ratio: f32::from(target.pct) / 100.0,
    })
}

fn seats(instance: &Instance) -> u16 {
    let pool = |p: &&crate::plan::roster::Person| matches!(p.seat, crate::plan::roster::Seat::Pool { .. });
    instance.people.iter().filter(pool).filter(|p| !p.given.is_empty()).count() as u16
}

pub(super) fn promise(floor: &Floor) -> String {
    let target = floor.schedule().target();
    format!("{} % in {} min", target.pct, target.within_secs / 60)
}

fn classes(floor: &Floor, outlook: &Outlook, from: At, count: usize) -> Option<Vec<LiveClass>> {
    let handle_secs = outlook.work.handling_secs?;
    let first = from.secs_since(outlook.from).div_euclid(i64::from(STEP_SECS));
    let asks = |n: usize| {
        let slot = usize::try_from(first + n as i64).ok();
        slot.and_then(|s| outlook.mentions.get(s)).map_or(0.0, |n| n * outlook.work.asks_ratio)
    };
    let within_secs = f64::from(floor.schedule().target().within_secs);
    let audience_per_min = usual_audience(floor);
    let class = |(wanted, share): &(crate::plan::roster::Wanted, f64)| LiveClass {
        name: name(wanted),
        priority: 0,
        within_secs,
        handle_secs,
        spread: Spread::Exponential,
        patience_secs: None,
        forecast: (0..count).map(|n| asks(n) * share).collect(),
        audience_per_min,
    };
    Some(outlook.skills.iter().map(class).collect())
}

/// People who see an unanswered conversation, on average of the newest.
pub(super) fn usual_audience(floor: &Floor) -> f64 {
    let many = floor.conversations().count();
    let ids = floor.conversations().skip(many.saturating_sub(SEEN_BY)).map(|(id, _)| id);
    let (sum, n) = ids.fold((0.0, 0u32), |(sum, n), id| (sum + floor.exposure_of(id).people() as f64, n + 1));
    sum / f64::from(n.max(1))
}

/// What somebody can serve of what is told apart, a bit each.
pub(super) fn skills_of(skills: &[(crate::plan::roster::Wanted, f64)], agent: &crate::floor::Agent) -> u32 {
    skills.iter().enumerate().fold(0, |all, (i, (wanted, _))| {
        let speaks = agent.languages.iter().any(|l| l.eq_ignore_ascii_case(&wanted.language));
        all | u32::from(wanted.language.is_empty() || speaks) << i
    })
}

/// What an hour of an agent gives on a day, in thousandths: who is new counts as far as they have learnt.
pub(super) fn worth_milli(floor: &Floor, agent: AgentId, day: jiff::civil::Date) -> u32 {
    let Some(first) = floor.schedule().contract(agent).and_then(|c| c.first_day) else { return 1_000 };
    let learning = Ramp { weeks: LEARNING.to_vec(), hours_a_week: 0.0, weeks_before: 0 };
    let weeks = first.until(day).map_or(0, |span| i64::from(span.get_days()).div_euclid(7));
    (learning.at(weeks) * 1_000.0).round() as u32
}

/// Groups of people with the same skills, price and pace in percent, found by these.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    of: BTreeMap<(u32, u32, u32), usize>,
    pub(super) all: Vec<Group>,
}

impl Groups {
    /// `worth_milli` is what an hour of theirs gives, in thousandths; it is played in steps of 25 %, so that there are
    /// not more groups than can be told apart.
    pub(super) fn group(&mut self, (skills, cents, worth_milli): (u32, u32, u32), classes: usize, each: u32) -> usize {
        let pace = ((worth_milli + 125) / 250 * 25).max(25);
        *self.of.entry((skills, cents, pace)).or_insert_with(|| {
            self.all.push(Group {
                name: format!("{skills:b}"),
                classes: (0..classes).filter(|k| skills & (1 << k) != 0).collect(),
                concurrency: each as u8,
                slowdown_ratio: slowdown(),
                pace_ratio: f64::from(pace) / 100.0,
                cents_an_hour: f64::from(cents),
            });
            self.all.len() - 1
        })
    }
}

/// The days of a plan from `from` on. Nothing while no handling is known or nobody is in the plan.
pub fn days(floor: &Floor, outlook: &Outlook, asking: &Asking, (from, count): (At, usize)) -> Option<Days> {
    let classes = classes(floor, outlook, from, count)?;
    let (mut groups, mut shifts) = (Groups::default(), Vec::new());
    let each = at_once(floor.schedule().target());
    let (step, end) = (f64::from(STEP_SECS), count as f64 * f64::from(STEP_SECS));
    let offset = asking.at(0).secs_since(from) as f64;
    let (mut paid, mut cents) = (0u64, 0i64);
    for person in &asking.instance.people {
        let worth_milli = u32::from(person.worth_milli);
        let group = groups.group((person.skills, person.hour_cents, worth_milli), classes.len(), each);
        for given in person.given.iter().filter(|g| g.covers) {
            let at = |slot: i32| offset + f64::from(slot) * step;
            if at(given.until) <= 0.0 || at(given.from) >= end {
                continue;
            }
            paid += u64::from(given.paid) * u64::from(STEP_SECS) / 60;
            cents += i64::from(given.paid) * i64::from(person.hour_cents) * i64::from(STEP_SECS) / 3_600;
            // Who only learns is paid, and serves nobody.
            if worth_milli == 0 {
                continue;
            }
            let pauses = given.breaks.iter().map(|(a, b)| Pause { from: at(*a), until: at(*b), paid: false });
            shifts.push(Shift { group, from: at(given.from), until: at(given.until), pauses: pauses.collect() });
        }
    }
    if shifts.is_empty() {
        return None;
    }
    let queue = LiveQueue {
        interval_secs: step,
        intervals: count,
        classes,
        groups: groups.all,
        shifts,
        open: Vec::new(),
        in_hand: Vec::new(),
        shrinkage_ratio: outlook.needs.shrinkage_ratio,
        partner: None,
    };
    Some(Days { queue, paid_minutes: paid, plan_cents: cents, target: promise(floor) })
}

/// The live queue, with what somebody turned. Nothing while no handling is known.
pub fn turned(
    floor: &Floor,
    outlook: &Outlook,
    asked: &WhatIf,
    begin: &WhatIfStart,
    (now, zone): (At, &TimeZone),
) -> Option<Turned> {
    let classes = classes(floor, outlook, now, LIVE_INTERVALS)?;
    let target = floor.schedule().target();
    let (each, many) = (at_once(target), classes.len());
    let end = now.plus(LIVE_INTERVALS as u32 * STEP_SECS);
    let (mut groups, mut shifts) = (Groups::default(), Vec::new());
    let mut place: BTreeMap<AgentId, usize> = BTreeMap::new();
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let skills_of = |agent: &crate::floor::Agent| skills_of(&outlook.skills, agent);
    for (n, agent) in floor.agents().iter().enumerate().filter(|(_, a)| a.profile.takes_queue) {
        let id = AgentId(n as u16);
        let cents = floor.schedule().contract(id).map_or(target.cents_an_hour, |c| c.cents_an_hour);
        let worth_milli = worth_milli(floor, id, today);
        if worth_milli == 0 {
            continue;
        }
        let mut add = |from: At, until: At| {
            let group = groups.group((skills_of(agent), cents, worth_milli), many, each);
            let secs = |at: At| at.secs_since(now) as f64;
            shifts.push(Shift { group, from: secs(from), until: secs(until.min(end)), pauses: Vec::new() });
            shifts.len() - 1
        };
        if agent.is_on_duty(now) {
            let shift = add(now.minus(60), agent.rostered_until(now).unwrap_or(end));
            place.insert(id, shift);
        } else if let Some(next) = agent.shift_after(now).filter(|s| s.from < end) {
            add(next.from, next.until);
        }
    }
    let (open, in_hand) = waiting(floor, outlook, &place, now);
    let partner = partner(floor, many, each, end.secs_since(now) as f64);
    let queue = LiveQueue {
        interval_secs: f64::from(STEP_SECS),
        intervals: LIVE_INTERVALS,
        classes,
        groups: groups.all,
        shifts,
        open,
        in_hand,
        // Who is on duty now is there: nobody is taken off twice.
        shrinkage_ratio: 0.0,
        partner,
    };
    Some(Turned { sliders: sliders(asked, begin, queue.partner.is_some()), queue, asked: *asked })
}

/// What waits, and what is being handled by somebody who is there.
fn waiting(
    floor: &Floor,
    outlook: &Outlook,
    place: &BTreeMap<AgentId, usize>,
    now: At,
) -> (Vec<OpenConversation>, Vec<InHand>) {
    let (mut open, mut in_hand) = (Vec::new(), Vec::new());
    let many = outlook.skills.len();
    let class_of = |id: crate::floor::ConversationId| {
        let first = floor.conversation(id).map(|c| c.first_mention);
        let language = first.and_then(|m| floor.mentions().reading(m)).map(|r| r.language);
        let is = |wanted: &crate::plan::roster::Wanted| language.is_some_and(|l| wanted.language.as_bytes() == l);
        outlook.skills.iter().position(|(wanted, _)| is(wanted)).unwrap_or(many - 1)
    };
    for (since, id) in floor.index().waiting.iter().take(crate::limits::WHAT_IF_OPEN_MAX / 2) {
        let Some(c) = floor.conversation(*id) else { continue };
        let waited_secs = now.secs_since(*since).max(0) as f64;
        match c.owner.and_then(|owner| place.get(&owner.agent())) {
            Some(shift) => in_hand.push(InHand { class: class_of(*id), shift: *shift, for_secs: 0.0 }),
            None => {
                let audience_per_min = floor.exposure_of(*id).people() as f64;
                open.push(OpenConversation { class: class_of(*id), waited_secs, audience_per_min });
            }
        }
    }
    (open, in_hand)
}

/// The partner that can be turned on.
fn partner(floor: &Floor, classes: usize, each: u32, until: f64) -> Option<Partner> {
    let pool = floor.people().pools.values().find(|pool| pool.on)?;
    let group = Group {
        name: pool.name.clone(),
        classes: (0..classes).collect(),
        concurrency: each as u8,
        slowdown_ratio: slowdown(),
        pace_ratio: 1.0,
        cents_an_hour: f64::from(pool.cost_cents),
    };
    Some(Partner { group, from: 0.0, until, seats_max: SEATS_MAX })
}

/// What somebody turned, against where the handles stand.
fn sliders(asked: &WhatIf, begin: &WhatIfStart, partner: bool) -> Sliders {
    let more = asked.partner_seats.map_or(0, |seats| seats.saturating_sub(begin.partner_seats));
    Sliders {
        volume: asked.volume.map_or(1.0, f64::from),
        handle_time: asked.handling_secs.map_or(1.0, |s| f64::from(s) / f64::from(begin.handling_secs.max(1))),
        concurrency: asked.at_once.map_or(0, |n| (i16::from(n) - i16::from(begin.at_once)) as i8),
        shrinkage_ratio: asked.shrinkage_ratio.map(f64::from),
        within_secs: asked.target_secs.map(f64::from),
        partner_seats: if partner { u32::from(more).min(SEATS_MAX) } else { 0 },
    }
}

fn told(band: &Band, scale: f64) -> Interval {
    Interval { p10: band.p10 * scale, p50: band.mean * scale, p90: band.p90 * scale }
}

/// What the runs of a plan gave; cents and paid minutes are the plan's own.
pub(super) fn simulated(answers: &Answers, (cost_cents, paid_minutes): (i64, u64), target: &str) -> Simulated {
    Simulated {
        runs: answers.runs,
        within_ratio: told(&answers.nothing.service_level, 1.0),
        backlog: told(&answers.nothing.backlog, 1.0),
        exposure_hours: told(&answers.nothing.exposure_people, 1.0 / 60.0),
        cost_cents,
        paid_minutes,
        target: target.to_owned(),
    }
}

impl Days {
    /// Plays them; `heard` is told the figures so far with the share that is done.
    ///
    /// # Errors
    ///
    /// What cannot be played, in words.
    pub fn play(self, heard: &mut dyn FnMut(Simulated, f64) -> bool) -> Result<Simulated, String> {
        let figures = |answers: &Answers| simulated(answers, (self.plan_cents, self.paid_minutes), &self.target);
        let mut study = Study::new(self.queue.clone(), SEED).map_err(|why| why.to_string())?;
        let mut on = |answers: &Answers| {
            let done = f64::from(answers.runs) / f64::from(PLAN_RUNS);
            if heard(figures(answers), done) { Going::On } else { Going::Stop }
        };
        let answers = study.answer(&Sliders::default(), PLAN_RUNS, &mut on).map_err(|why| why.to_string())?;
        Ok(figures(&answers))
    }
}

impl Turned {
    /// Plays it; `heard` is told the figures so far with the share that is done.
    ///
    /// # Errors
    ///
    /// What cannot be played, in words.
    pub fn play(self, heard: &mut dyn FnMut(WhatIfAnswer, f64) -> bool) -> Result<WhatIfAnswer, String> {
        let figures = |answers: &Answers| WhatIfAnswer {
            asked: self.asked,
            runs: answers.runs,
            within: told(&answers.difference.service_level, 1.0),
            exposure_hours: told(&answers.difference.exposure_people, 1.0 / 60.0),
            backlog: told(&answers.difference.backlog, 1.0),
            cost_cents: told(&answers.difference.cost_cents, 1.0),
            over: format!("live queue, next {} h", LIVE_INTERVALS as u32 * STEP_SECS / 3_600),
        };
        let mut study = Study::new(self.queue.clone(), SEED).map_err(|why| why.to_string())?;
        let mut on = |answers: &Answers| {
            let done = f64::from(answers.runs) / f64::from(LIVE_RUNS);
            if heard(figures(answers), done) { Going::On } else { Going::Stop }
        };
        let answers = study.answer(&self.sliders, LIVE_RUNS, &mut on).map_err(|why| why.to_string())?;
        Ok(figures(&answers))
    }
}
