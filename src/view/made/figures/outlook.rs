//! What is expected and what it requires, interval by interval: the ground of every figure of the planner.

use super::history::{calendar, history, history_of};
use crate::floor::schedule::PlanTarget;
use crate::floor::{At, Floor, Stage};
use crate::measure::handle_times;
use crate::plan::forecast::{BackTest, Calendar, Fit, Point, Today, back_test, date_of, day_of};
use crate::plan::history::History;
use crate::plan::queueing::{Demand, Model, Needs, Target, required};
use crate::plan::roster::Wanted;
use crate::view::{self, EventRow, Interval, MarkRow, Volume, VolumeOf};
use std::collections::BTreeMap;

/// Seconds of an interval of the planner.
pub(super) const STEP_SECS: u32 = 1_800;
/// Days of the past in which handling and the share that asks are measured.
const MEASURED_SECS: u32 = 28 * 86_400;
/// Conversations that must have been handled before their mean counts.
const HANDLED_MIN: u32 = 30;
/// By how much each further conversation slows all of an agent's, until it is measured: the value with which the
/// formulas of chat were checked.
const SLOWDOWN: f64 = 0.35;
/// Who has waited for a day has gone elsewhere.
const PATIENCE_SECS: f64 = 86_400.0;
/// Origins of the back-test: two weeks of days.
const ORIGINS: usize = 14;
/// Seconds ahead for which anything is forecast: two years. Every half hour until then is made.
const AHEAD_SECS_MAX: i64 = 2 * 366 * 86_400;
/// Days ahead in which events are listed.
const EVENT_DAYS: i32 = 60;
/// A language with less of what asks than this is served by whoever is there.
const LANGUAGE_SHARE_MIN: f64 = 0.05;
/// Readings that the shares of languages are taken from, the newest.
const READINGS_MAX: usize = 20_000;

/// What one conversation takes, and how many mentions need one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Work {
    /// Seconds of handling of one alone; nothing while nobody said it and too little was measured.
    pub handling_secs: Option<f64>,
    /// Share of mentions that ask for an answer, 0 to 1.
    pub asks_ratio: f64,
}

/// What is expected and required in a stretch of intervals of half an hour.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// Begin of the first interval.
    pub from: At,
    /// Mentions of each interval: counted where it is over, else the mean that is forecast.
    pub(super) mentions: Vec<f64>,
    pub(super) work: Work,
    pub(super) needs: Needs,
    /// People at work that each interval requires; nothing while no handling is known.
    pub(super) net: Vec<f64>,
    /// The skills that are told apart, each with its share of what asks.
    pub(super) skills: Vec<(Wanted, f64)>,
    /// The same as the screen shows it.
    pub(super) volume: Volume,
}

/// What an outlook is made from: all that the floor knows about it. What follows from that needs no floor, and may take
/// its time elsewhere.
#[derive(Clone, Debug)]
pub struct Ground {
    from: At,
    until: At,
    now: At,
    history: History,
    calendar: Calendar,
    work: Work,
    needs: Needs,
    skills: Vec<(Wanted, f64)>,
    /// What people said of stretches of the history, in words: begin, end.
    said: Vec<(At, At, String)>,
}

impl Ground {
    /// Gathers what is known from `from` to `until` (both midnights of the zone) at `now`.
    ///
    /// # Errors
    ///
    /// What is missing and what to do about it, in a sentence for the planner.
    pub fn of(floor: &Floor, zone: &str, (from, until): (At, At), now: At) -> Result<Ground, String> {
        if from.secs_since(now) > AHEAD_SECS_MAX {
            return Err("These days are more than two years ahead: nothing can be said of them yet.".to_owned());
        }
        let Some(history) = history(floor, zone, now) else {
            return Err("No history yet: import one, or let a day of mentions come in.".to_owned());
        };
        Ok(Ground {
            from,
            until,
            now,
            calendar: calendar(floor, zone, &history, until),
            history,
            work: work(floor, now),
            needs: needs(floor.schedule().target()),
            skills: skills(floor),
            said: said(floor, from, until),
        })
    }

    /// The moment of which it is.
    pub fn now(&self) -> At {
        self.now
    }

    /// Works out what follows.
    ///
    /// # Errors
    ///
    /// As [`Outlook::of`].
    pub fn work(self) -> Result<Outlook, String> {
        let Ground { from, until, now, history, calendar, work, needs, skills, said } = self;
        let fit = Fit::of(&history, now, &calendar).map_err(|why| why.to_string())?;
        let slots = (until.secs_since(from).max(0) / i64::from(STEP_SECS)) as usize;
        let points = points(&history, &calendar, &fit, now, until);
        let at = |slot: usize| from.plus(slot as u32 * STEP_SECS);
        let mut volume = Volume {
            start: from,
            step_secs: STEP_SECS,
            actual: Vec::with_capacity(slots),
            forecast: Vec::with_capacity(slots),
            last_year: (0..slots).map(|s| last_year(&history, &calendar, at(s)).map(|n| n as f32)).collect(),
            intraday: points.intraday.clone(),
            back_test: back_test(&history, &calendar, ORIGINS, 1).as_ref().map(told),
            marks: marks(said, &history, from, until),
            events: events(&calendar, &fit, now),
        };
        let mut mentions = Vec::with_capacity(slots);
        for slot in 0..slots {
            let begin = at(slot);
            let over = begin.plus(STEP_SECS) <= now;
            let counted = history.value(history.interval_of(begin)).filter(|_| over);
            let point = points.at.get(&begin).filter(|_| !over);
            volume.actual.push(counted.map(|n| n as f32));
            volume.forecast.push(point.map(interval));
            mentions.push(counted.or(point.map(|p| p.mean)).unwrap_or(0.0));
        }
        let net = net(&mentions, &work, &needs)?;
        Ok(Outlook { from, mentions, work, needs, net, skills, volume })
    }
}

impl Outlook {
    /// Looks from `from` to `until` (both midnights of the zone) out of `now`.
    ///
    /// # Errors
    ///
    /// What is missing and what to do about it, in a sentence for the planner.
    pub fn of(floor: &Floor, zone: &str, span: (At, At), now: At) -> Result<Outlook, String> {
        Ground::of(floor, zone, span, now)?.work()
    }

    /// Whether it is known how long one conversation takes, without which nothing is required.
    pub fn knows_handling(&self) -> bool {
        self.work.handling_secs.is_some()
    }

    /// What the chart shows of some intervals.
    pub fn volume(&self, first: usize, count: usize) -> Volume {
        let cut = |from: &Vec<Option<f32>>| from.iter().skip(first).take(count).copied().collect();
        Volume {
            start: self.from.plus(first as u32 * STEP_SECS),
            actual: cut(&self.volume.actual),
            forecast: self.volume.forecast.iter().skip(first).take(count).copied().collect(),
            last_year: cut(&self.volume.last_year),
            ..self.volume.clone()
        }
    }

    /// People on the roster that an interval of a skill requires, in thousandths: shrinkage included.
    pub(super) fn need_milli(&self, from: At, slots: usize) -> Vec<u32> {
        let first = from.secs_since(self.from).div_euclid(i64::from(STEP_SECS));
        let gross = 1.0 / (1.0 - self.needs.shrinkage_ratio);
        (0..slots)
            .flat_map(|slot| {
                let net = usize::try_from(first + slot as i64).ok().and_then(|at| self.net.get(at)).copied();
                let all = net.unwrap_or(0.0) * gross * 1000.0;
                self.skills.iter().map(move |(_, share)| (all * share).round() as u32)
            })
            .collect()
    }
}

/// The chart of a part of all mentions; where it is too short for a forecast, what came alone, and why.
///
/// # Errors
///
/// What is missing, in a sentence for the planner.
pub fn volume_of(floor: &Floor, zone: &str, of: VolumeOf, (from, until): (At, At), now: At) -> Result<Volume, String> {
    if from.secs_since(now) > AHEAD_SECS_MAX {
        return Err("These days are more than two years ahead: nothing can be said of them yet.".to_owned());
    }
    let Some(history) = history_of(floor, zone, of, now) else {
        return Err("Nothing of this was counted yet.".to_owned());
    };
    let calendar = calendar(floor, zone, &history, until);
    let needs = needs(floor.schedule().target());
    let counted = history.clone();
    let ground = Ground {
        from,
        until,
        now,
        history,
        calendar,
        work: Work { handling_secs: None, asks_ratio: 1.0 },
        needs,
        skills: Vec::new(),
        said: said(floor, from, until),
    };
    let forecast = ground.work().map(|outlook| outlook.volume);
    forecast.or_else(|why| {
        let slots = (until.secs_since(from).max(0) / i64::from(STEP_SECS)) as usize;
        let at = |slot: usize| from.plus(slot as u32 * STEP_SECS);
        let over = |slot: &usize| at(*slot).plus(STEP_SECS) <= now;
        let came = |slot: usize| counted.value(counted.interval_of(at(slot))).map(|n| n as f32);
        Ok(Volume {
            start: from,
            step_secs: STEP_SECS,
            actual: (0..slots).map(|slot| Some(slot).filter(over).and_then(came)).collect(),
            forecast: vec![None; slots],
            last_year: vec![None; slots],
            intraday: format!("no forecast: {why}"),
            back_test: None,
            marks: Vec::new(),
            events: Vec::new(),
        })
    })
}

/// The target of the planner as the formulas take it. Several conversations at once are chat: there the cap on how busy
/// people are is one on the places that are taken, because with places left they are nearly always busy.
pub(super) fn needs(target: &PlanTarget) -> Needs {
    let promise = Target { share: f64::from(target.pct) / 100.0, within_secs: f64::from(target.within_secs) };
    let concurrency = at_once(target);
    let cap = f64::from(target.occupancy_pct) / 100.0;
    let shrinkage_ratio = f64::from(target.shrinkage_pct) / 100.0;
    if concurrency > 1 {
        let model = Model::Chat { concurrency, slowdown_ratio: SLOWDOWN, patience_secs: PATIENCE_SECS };
        Needs { shrinkage_ratio, slots_max: cap, ..Needs::new(model, promise) }
    } else {
        Needs { shrinkage_ratio, occupancy_max: cap, ..Needs::new(Model::ErlangC, promise) }
    }
}

/// Conversations at once, whole.
pub(super) fn at_once(target: &PlanTarget) -> u32 {
    (u32::from(target.concurrency_centi) + 50).div_euclid(100).clamp(1, 8)
}

/// What each further conversation costs all of an agent's.
pub(super) fn slowdown() -> f64 {
    SLOWDOWN
}

/// What was said about handling, or else what was measured; and how many mentions ask for an answer.
pub(super) fn work(floor: &Floor, now: At) -> Work {
    let from = now.minus(MEASURED_SECS);
    let said = floor.schedule().target().handling_secs;
    let handled = handle_times(floor, from, MEASURED_SECS);
    let count: u32 = handled.iter().map(|h| h.count).sum();
    let secs: f64 = handled.iter().map(|h| h.mean_secs * f64::from(h.count)).sum();
    let measured = (count >= HANDLED_MIN).then(|| secs / f64::from(count));
    let handling_secs = if said > 0 { Some(f64::from(said)) } else { measured };
    let (mut asked, mut written) = (0u64, 0u64);
    for ((interval, _), row) in &floor.tally().intervals {
        if interval.start() >= from {
            asked += u64::from(row.stages[Stage::Actionable as usize]);
            written += u64::from(row.mentions);
        }
    }
    // Where nothing was read, everything asks.
    let asks_ratio = if asked > 0 { asked as f64 / written.max(1) as f64 } else { 1.0 };
    Work { handling_secs, asks_ratio: asks_ratio.min(1.0) }
}

fn net(mentions: &[f64], work: &Work, needs: &Needs) -> Result<Vec<f64>, String> {
    let Some(aht_secs) = work.handling_secs else { return Ok(Vec::new()) };
    let mut known: BTreeMap<u64, f64> = BTreeMap::new();
    let one = |mentions: &f64| {
        let volume = mentions * work.asks_ratio;
        if let Some(net) = known.get(&volume.to_bits()) {
            return Ok(*net);
        }
        let demand = Demand { volume, secs: f64::from(STEP_SECS), aht_secs };
        let net = if volume > 0.0 { required(&demand, needs).map_err(|why| why.to_string())?.net } else { 0.0 };
        known.insert(volume.to_bits(), net);
        Ok(net)
    };
    mentions.iter().map(one).collect()
}

/// The languages in which enough is asked, each a skill; what is left is for anybody.
pub(super) fn skills(floor: &Floor) -> Vec<(Wanted, f64)> {
    let mut counts: BTreeMap<[u8; 2], usize> = BTreeMap::new();
    let asks = |r: &&crate::floor::Reading| r.stage == Stage::Actionable;
    let newest = floor.mentions().readings().iter().rev().flatten().filter(asks).take(READINGS_MAX);
    newest.for_each(|r| *counts.entry(r.language).or_default() += 1);
    let all = counts.values().sum::<usize>().max(1) as f64;
    let mut skills: Vec<(Wanted, f64)> = Vec::new();
    for (language, count) in counts {
        let share = count as f64 / all;
        let word = String::from_utf8_lossy(&language).trim().to_lowercase();
        let spoken = floor.agents().iter().any(|a| a.languages.iter().any(|l| l.eq_ignore_ascii_case(&word)));
        // Who speaks it is not known of anybody: then it tells nobody apart.
        if share >= LANGUAGE_SHARE_MIN && word.len() == 2 && spoken {
            skills.push((Wanted { skill: String::new(), language: word }, share));
        }
    }
    skills.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.language.cmp(&b.0.language)));
    let left = 1.0 - skills.iter().map(|(_, share)| share).sum::<f64>();
    if left > 1e-9 || skills.is_empty() {
        skills.push((Wanted::default(), left.max(0.0)));
    }
    skills
}

struct Points {
    at: BTreeMap<At, Point>,
    intraday: String,
}

/// The forecast, of the rest of today made again with what came today.
fn points(history: &History, calendar: &Calendar, fit: &Fit, now: At, until: At) -> Points {
    let many = until.secs_since(fit.origin()).max(0) / i64::from(STEP_SECS) + 1;
    let mut at: BTreeMap<At, Point> = fit.forecast(many as usize, 1.0).into_iter().map(|p| (p.start, p)).collect();
    let mut intraday = String::new();
    if let Ok(today) = Today::of(history, now, calendar) {
        if today.forecast_so_far > 0.0 {
            intraday = format!("today {:+.0} % against this morning’s forecast", (today.multiplier - 1.0) * 100.0);
            if today.spike >= 1.0 {
                intraday.push_str(&format!(", a spike of {:.0} dies away", today.spike));
            }
        }
        at.extend(today.rest.into_iter().map(|p| (p.start, p)));
    }
    Points { at, intraday }
}

/// The middle and the ends between which eight in ten lie. The forecast gives P50, P80 and P95; P90 lies between the
/// last two as the normal quantiles do (0.8416, 1.2816, 1.6449) on the scale of `ln(1 + n)`, on which the forecast is
/// made, and P10 as far below P50 on that scale as P90 is above it.
fn interval(point: &Point) -> Interval {
    let (p50, p80, p95) = (point.p50.ln_1p(), point.p80.ln_1p(), point.p95.ln_1p());
    let p90 = p80 + (p95 - p80) * (1.2816 - 0.8416) / (1.6449 - 0.8416);
    let p10 = (2.0 * p50 - p90).max(0.0);
    Interval { p10: p10.exp_m1(), p50: point.p50, p90: p90.exp_m1() }
}

/// What came a year before: on the same event where there is one, else on the same weekday 52 weeks before.
pub(super) fn last_year(history: &History, calendar: &Calendar, at: At) -> Option<f64> {
    let here = history.local(history.interval_of(at));
    let event = calendar.on(here.day).next().map(|(event, nth)| (event.name.clone(), nth, event.first.year()));
    let same = event.and_then(|(name, nth, year)| {
        let before = calendar.events().iter().find(|e| e.name == name && e.first.year() == year - 1)?;
        Some(day_of(before.first) + i32::from(nth))
    });
    let day = same.unwrap_or(here.day - 364);
    let first = history.midnight(day);
    (first..history.midnight(day + 1)).find(|i| history.local(*i).slot == here.slot).and_then(|i| history.value(i))
}

fn told(test: &BackTest) -> view::BackTest {
    view::BackTest {
        days: test.origins as u32,
        wape: test.wape.unwrap_or(0.0),
        mase: test.mase.unwrap_or(0.0),
        naive_wape: test.naive_wape.unwrap_or(0.0),
        poisson_floor: test.poisson_wape.unwrap_or(0.0),
        under_p80_ratio: test.coverage[1],
    }
}

/// What people said of stretches of the history that meet these.
fn said(floor: &Floor, from: At, until: At) -> Vec<(At, At, String)> {
    use crate::floor::schedule::Mark;
    let said = floor.schedule().marks().map(|(_, m)| m).filter(|m| m.from < until && from < m.until);
    let words = |mark: &Mark| match mark {
        Mark::Gap => "gap".to_owned(),
        Mark::Spike => "spike".to_owned(),
        Mark::Count(n) => format!("says {n} by hand"),
    };
    said.map(|m| (m.from, m.until, words(&m.mark))).collect()
}

fn marks(said: Vec<(At, At, String)>, history: &History, from: At, until: At) -> Vec<MarkRow> {
    let row = |at: At, until: At, words: String, by_hand: bool| MarkRow {
        at,
        secs: u32::try_from(until.secs_since(at)).unwrap_or(0),
        words,
        by_hand,
    };
    let mut rows: Vec<MarkRow> = said.into_iter().map(|(from, until, words)| row(from, until, words, true)).collect();
    let (usual, _) = crate::plan::forecast::usual(history);
    for found in history.gaps(&usual) {
        let of = &found.marked;
        if of.from < until && from < of.until {
            rows.push(row(of.from, of.until, "gap, found".to_owned(), false));
        }
    }
    rows.sort_by_key(|r| r.at);
    rows
}

fn events(calendar: &Calendar, fit: &Fit, now: At) -> Vec<EventRow> {
    let today = now.unix().div_euclid(86_400) as i32;
    let near = |day: i32| (today - 1..today + EVENT_DAYS).contains(&day);
    let coming = calendar.events().iter().filter(|event| near(day_of(event.first)));
    coming
        .filter_map(|event| {
            let lift = fit.lifts().iter().find(|l| l.event == event.name && l.nth == 0)?;
            let seen = lift.seen.len() as u32;
            let measured = (seen > 0).then(|| (lift.seen.iter().map(|n| n.ln()).sum::<f64>() / f64::from(seen)).exp());
            Some(EventRow {
                name: event.name.clone(),
                day: date_of(day_of(event.first)),
                lift: lift.volume,
                measured,
                prior: lift.prior,
                seen,
                by_hand: event.volume.is_some(),
            })
        })
        .collect()
}
