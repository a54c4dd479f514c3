//! A peak of some weeks on one page: last year times growth times campaigns, against who is there.

use super::history::{calendar, history};
use super::outlook::{STEP_SECS, last_year, needs, work};
use super::played::worth_milli;
use super::rehearsed::Roster;
use crate::floor::schedule::{Activity, Campaign, Plan, Who};
use crate::floor::{At, Floor};
use crate::plan::forecast::{Calendar, Class, date_of, day_of};
use crate::plan::peak::{self, GapTable, LEARNING, Lift, Ramp};
use crate::plan::queueing::{Demand, Needs, achieved, required};
use crate::plan::roster::Grid;
use crate::view::{CurvePoint, HireRow, PlannerAsked, Rehearsed, Season, WeekRow, Worked};
use jiff::civil::Date;

/// Hours of a week at full time.
const FULL_TIME_HOURS: f64 = 38.0;
/// Days over which growth since last year is measured.
const GROWTH_DAYS: i64 = 56;
/// Steps of the curve of cost against service level.
const STEPS: u32 = 8;

/// A peak, ready to be worked out.
#[derive(Clone, Debug)]
pub struct Peak {
    first: Date,
    from: At,
    grid: Grid,
    last_year: Vec<f64>,
    known_ratio: f64,
    growth: Option<f64>,
    lifts: Vec<Lift>,
    events: Vec<Vec<String>>,
    campaigns: Vec<String>,
    ours_milli: Vec<u32>,
    partner_milli: Vec<u32>,
    asks_ratio: f64,
    handling_secs: f64,
    needs: Needs,
    hour_cents: u32,
    /// Weeks from now to the peak, and the first of its weeks that is still to come.
    weeks_before: u32,
    begun: usize,
    roster: Roster,
}

impl Peak {
    /// Gathers what a peak is made of.
    ///
    /// # Errors
    ///
    /// What is missing and what to do about it, in a sentence for the planner.
    pub fn of(floor: &Floor, zone: &str, asked: &PlannerAsked, now: At) -> Result<Peak, String> {
        let Some(history) = history(floor, zone, now) else {
            return Err("No history yet: import last year’s mentions.".to_owned());
        };
        let Some(handling_secs) = work(floor, now).handling_secs else {
            return Err("Say how long one conversation takes, in the planning target.".to_owned());
        };
        let first_day = day_of(asked.first);
        let (begin, days) = (history.midnight(first_day), i32::from(asked.days.max(1)));
        let start = |day: i32| (history.midnight(first_day + day) - begin).max(0) as u32;
        let day_starts: Vec<u32> = (0..=days).map(start).collect();
        let slots = *day_starts.last().unwrap_or(&0) as usize;
        let weekday = |day: i32| (first_day + day + 3).rem_euclid(7);
        let grid = Grid {
            step_minutes: (STEP_SECS / 60) as u16,
            day_starts,
            weeks: (0..days).map(|d| (d / 7) as u8).collect(),
            weekends: (0..days).map(|d| (weekday(d) >= 5).then_some((d / 7) as u8)).collect(),
            tail: 0,
        };
        let from = history.begins(begin);
        let until = from.plus(slots as u32 * STEP_SECS);
        let calendar = calendar(floor, zone, &history, until);
        let before: Vec<Option<f64>> =
            (0..slots).map(|s| last_year(&history, &calendar, from.plus(s as u32 * STEP_SECS))).collect();
        let known = before.iter().flatten().count();
        if known == 0 {
            return Err("The history holds nothing of the same weeks a year ago: import it to plan a peak.".to_owned());
        }
        let growth = growth(&history, now);
        let Named { lifts, campaigns, events } = named(floor, &calendar, &grid, first_day);
        let (ours_milli, partner_milli) = there(floor, from, slots);
        let target = floor.schedule().target();
        let today = history.local(history.interval_of(now)).day;
        let begun = usize::try_from((today - first_day + 6).div_euclid(7)).unwrap_or(0);
        Ok(Peak {
            first: asked.first,
            from,
            grid,
            last_year: before.iter().map(|n| n.unwrap_or(0.0)).collect(),
            known_ratio: known as f64 / slots.max(1) as f64,
            growth,
            lifts,
            events,
            campaigns,
            ours_milli,
            partner_milli,
            asks_ratio: work(floor, now).asks_ratio,
            handling_secs,
            needs: needs(target),
            hour_cents: target.cents_an_hour,
            weeks_before: u32::try_from((first_day - today).div_euclid(7)).unwrap_or(0),
            begun,
            roster: Roster::of(floor, from, slots, handling_secs),
        })
    }

    /// Last year times growth times campaigns, against so many people in each interval.
    fn season<'a>(&'a self, there: &'a [u32]) -> peak::Season<'a> {
        peak::Season {
            grid: &self.grid,
            skills: 1,
            last_year: &self.last_year,
            growth: self.growth.unwrap_or(1.0),
            lifts: &self.lifts,
            there_milli: there,
            shrinkage: self.needs.shrinkage_ratio,
        }
    }

    /// Plays the busiest day of the peak with who is planned for it. `on` says whether to go on; what was played until
    /// then is the answer.
    pub fn rehearse(&self, on: &mut dyn FnMut() -> bool) -> Worked<Rehearsed> {
        let volumes = self.season(&[]).volumes();
        let slots = |day: usize| self.grid.day_starts[day] as usize..self.grid.day_starts[day + 1] as usize;
        let sum = |day: usize| volumes[slots(day)].iter().sum::<f64>();
        // Of days that are alike the first.
        let busiest = (0..self.grid.days()).rev().max_by(|a, b| sum(*a).total_cmp(&sum(*b)));
        let Some(busiest) = busiest else { return Worked::Missing("The peak has no days.".to_owned()) };
        let day = date_of(day_of(self.first) + busiest as i32);
        let asks: Vec<f64> = volumes[slots(busiest)].iter().map(|n| n * self.asks_ratio).collect();
        match self.roster.play(slots(busiest).start, &asks, on) {
            Ok(Some((played, shifts))) => Worked::Ready(Rehearsed { day, mentions: sum(busiest), shifts, played }),
            Ok(None) => Worked::Missing(format!(
                "Nobody is planned for {}, the busiest day: make a plan that holds it.",
                day.strftime("%a %-d %b")
            )),
            Err(why) => Worked::Missing(why),
        }
    }

    /// Works it out; the rehearsal takes longer and is left to [`Peak::rehearse`].
    pub fn work(&self) -> Season {
        let there: Vec<u32> = self
            .ours_milli
            .iter()
            .zip(&self.partner_milli)
            .map(|(a, b)| (f64::from(a + b) * (1.0 - self.needs.shrinkage_ratio)).round() as u32)
            .collect();
        let season = self.season(&there);
        let demand = |mentions: f64| Demand {
            volume: mentions * self.asks_ratio,
            secs: f64::from(STEP_SECS),
            aht_secs: self.handling_secs,
        };
        let mut require = |mentions: f64, _: usize| required(&demand(mentions), &self.needs).map_or(0.0, |n| n.net);
        let table = GapTable::of(&season, None, &mut require);
        let mut level = |mentions: f64, people: f64, _: usize| {
            achieved(&demand(mentions), &self.needs, people).map_or(0.0, |n| n.waits.service_level)
        };
        let ramp = Ramp { weeks: LEARNING.to_vec(), hours_a_week: FULL_TIME_HOURS, weeks_before: self.weeks_before };
        let (hires, open_hours) = self.hires(&table, &ramp);
        let curve = peak::curve(&table, self.hour_cents, STEPS, &mut level);
        Season {
            first: self.first,
            weeks: (0..self.grid.week_count()).map(|week| self.week(&table, week)).collect(),
            hires,
            open_hours,
            curve: curve
                .iter()
                .map(|p| CurvePoint {
                    cost_cents: p.cents as i64,
                    within_ratio: p.level,
                    words: format!("{:.0} % of every gap closed", p.closed * 100.0),
                })
                .collect(),
            here: Some(0),
            about: self.about(),
            rehearsed: Worked::Working { done_ratio: None, before: None },
        }
    }

    fn about(&self) -> String {
        let mut about = vec![format!("last year’s volume, {:.0} % of it known", self.known_ratio * 100.0)];
        about.push(match self.growth {
            Some(growth) => format!("growth × {growth:.2} (the last eight weeks against the same a year ago)"),
            None => "growth unknown, taken as × 1.00".to_owned(),
        });
        about.extend(self.campaigns.iter().cloned());
        about.join(" · ")
    }

    fn week(&self, table: &GapTable, week: usize) -> WeekRow {
        let days: Vec<usize> = (0..self.grid.days()).filter(|d| usize::from(self.grid.weeks[*d]) == week).collect();
        let (first, last) = (days.first().copied().unwrap_or(0), days.last().copied().unwrap_or(0));
        let slots = self.grid.day_starts[first] as usize..self.grid.day_starts[last + 1] as usize;
        let hours = |n: f64| n / f64::from(self.grid.per_hour()) / FULL_TIME_HOURS;
        let gross = 1.0 / (1.0 - self.needs.shrinkage_ratio);
        let milli = |of: &[u32]| of[slots.clone()].iter().map(|n| f64::from(*n) / 1_000.0).sum::<f64>();
        let before: f64 = self.last_year[slots.clone()].iter().sum();
        let mentions: f64 = table.volumes[slots.clone()].iter().sum();
        let growth = self.growth.unwrap_or(1.0);
        let gap = |t: usize| (table.there[t] - table.required[t]) as f32;
        let worst = slots.clone().min_by(|a, b| gap(*a).total_cmp(&gap(*b)));
        let (day, at) = (first, |t: usize| self.from.plus(t as u32 * STEP_SECS));
        WeekRow {
            first: date_of(day_of(self.first) + day as i32),
            events: self.events.get(week).cloned().unwrap_or_default(),
            last_year: (before > 0.0).then_some(before),
            growth: self.growth,
            campaigns: if before > 0.0 { mentions / (before * growth) } else { 1.0 },
            mentions,
            fte: (
                hours(table.required[slots.clone()].iter().sum::<f64>() * gross),
                hours(milli(&self.ours_milli)),
                hours(milli(&self.partner_milli)),
            ),
            gaps: slots.clone().map(gap).collect(),
            start: at(slots.start),
            worst: worst.filter(|t| gap(*t) < 0.0).map_or_else(String::new, |t| {
                let day = self.grid.day_of(t as u32).unwrap_or(0);
                let half = t as u32 - self.grid.day_starts[day];
                let date = date_of(day_of(self.first) + day as i32);
                format!("{} {:02}:{:02} · {:.1} short", date.strftime("%a %-d"), half / 2, half % 2 * 30, -gap(t))
            }),
        }
    }

    /// Whom to hire, none of them before today: of a peak that has begun only the weeks to come are looked at. With the
    /// hours that nobody can give in time.
    fn hires(&self, table: &GapTable, ramp: &Ramp) -> (Vec<HireRow>, f64) {
        let weeks = self.grid.week_count() as i64;
        let missing = table.week_hours();
        let begun = self.begun.min(missing.len());
        let plan = peak::hiring(&missing[begun..], table.shrinkage(), ramp);
        let earliest = -i64::from(ramp.weeks_before);
        let row = |hires: &peak::Hires| {
            let week = hires.week + begun as i64;
            let begin_by = date_of(day_of(self.first) + 7 * week as i32);
            let hurry = if hires.week == earliest { ", the earliest that is left" } else { "" };
            let paid = (weeks - week).max(0) as f64 * FULL_TIME_HOURS * f64::from(hires.people);
            HireRow {
                count: hires.people,
                begin_by,
                ramp_weeks: (ramp.weeks.len() - 1) as f32,
                words: format!("full time, {:.0} % in the second week{hurry}", LEARNING[1] * 100.0),
                cost_cents: (paid * f64::from(self.hour_cents)).round() as i64,
            }
        };
        (plan.hires.iter().map(row).collect(), plan.open.iter().sum())
    }
}

/// Campaigns that come on top, and what stands in each week.
#[derive(Default)]
struct Named {
    lifts: Vec<Lift>,
    campaigns: Vec<String>,
    events: Vec<Vec<String>>,
}

/// A campaign on the day of an event of its name is that event, which last year had too: it is named and lifts nothing.
fn named(floor: &Floor, calendar: &Calendar, grid: &Grid, first_day: i32) -> Named {
    let days = grid.days() as i32;
    let place = |date: Date| (day_of(date) - first_day).clamp(0, days) as usize;
    let mut named = Named { events: vec![Vec::new(); (days as usize).div_ceil(7)], ..Named::default() };
    let by_rule = || calendar.events().iter().filter(|e| e.class != Class::Campaign);
    let is_event = |c: &Campaign| by_rule().any(|e| e.first == c.first && e.name.eq_ignore_ascii_case(&c.name));
    for (_, campaign) in floor.schedule().campaigns().filter(|(_, c)| !is_event(c)) {
        let end = date_of(day_of(campaign.first) + i32::from(campaign.days));
        let (a, b) = (place(campaign.first), place(end));
        if a < b {
            let times = f64::from(campaign.volume_pct) / 100.0;
            named.lifts.push(Lift { from: grid.day_starts[a], until: grid.day_starts[b], skill: None, times });
            named.campaigns.push(format!("{} × {times:.2}", campaign.name));
            (a / 7..=(b - 1) / 7).for_each(|week| named.events[week].push(campaign.name.clone()));
        }
    }
    for event in by_rule() {
        let day = day_of(event.first) - first_day;
        if (0..days).contains(&day) {
            named.events[(day / 7) as usize].push(event.name.clone());
        }
    }
    named
}

/// By how much more was written in the last eight weeks than in the same eight a year before; `None` where one of both
/// is not known for at least half of its intervals.
fn growth(history: &crate::plan::history::History, now: At) -> Option<f64> {
    let end = history.interval_of(now);
    let slots = GROWTH_DAYS * 48;
    let sum = |from: i64| {
        let counts: Vec<f64> = (from..from + slots).filter_map(|i| history.value(i)).collect();
        (counts.len() as i64 * 2 >= slots).then(|| counts.iter().sum::<f64>() / counts.len() as f64)
    };
    let (now, before) = (sum(end - slots)?, sum(end - slots - 364 * 48)?);
    (before > 0.0).then(|| now / before)
}

/// The plans by which people are counted: published ones, and drafts where no published one lies.
pub(super) fn plans_of(floor: &Floor) -> Vec<&Plan> {
    let schedule = floor.schedule();
    let published: Vec<(At, At)> =
        schedule.plans().filter(|(_, p)| p.is_published()).map(|(_, p)| (p.from(), p.until())).collect();
    let counts = |plan: &Plan| {
        let beside = published.iter().any(|(a, b)| *a < plan.until() && plan.from() < *b);
        plan.is_published() || plan.is_draft() && !beside
    };
    schedule.plans().map(|(_, plan)| plan).filter(|plan| counts(plan)).collect()
}

/// People of ours and of partners in each interval, in thousandths: who is new counts as far as they have learnt.
fn there(floor: &Floor, from: At, slots: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut ours, mut partners) = (vec![0; slots], vec![0; slots]);
    for plan in plans_of(floor) {
        let zone = plan.calendar().zone().clone();
        for (_, shift) in plan.shifts().filter(|(_, s)| s.activity == Activity::Queue && s.who != Who::Open) {
            let first = shift.from.secs_since(from).div_euclid(i64::from(STEP_SECS)).max(0) as usize;
            let last =
                (shift.until.secs_since(from).div_euclid(i64::from(STEP_SECS)) + 1).clamp(0, slots as i64) as usize;
            let into = if matches!(shift.who, Who::Pool { .. }) { &mut partners } else { &mut ours };
            let day = shift.from.timestamp().to_zoned(zone.clone()).date();
            let worth = shift.who.agent().map_or(1_000, |agent| worth_milli(floor, agent, day));
            for (t, cell) in into.iter_mut().enumerate().take(last).skip(first) {
                if shift.covers(from.plus(t as u32 * STEP_SECS + STEP_SECS / 2)) {
                    *cell += worth * u32::from(shift.who.people());
                }
            }
        }
    }
    (ours, partners)
}
