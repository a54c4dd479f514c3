//! What is worked out for the planner while somebody looks at it: what is quick in the turn, the rest as jobs.
//!
//! Everything here is memory and no fact: it follows from the floor and can be made anew at any time. A job that is no
//! longer asked for is told to stop, and what it still sends is dropped by its number.

use super::input::Job;
use crate::floor::schedule::{PlanId, PlannedShift, ScheduleCommand, Who};
use crate::floor::{At, Command, Floor};
use crate::plan::roster::Asking;
use crate::view::made::figures::{self, Days, Gap, Ground, Hunt, Outlook, Peak, Turned};
use crate::view::{
    Coverage, Figures, Fix, Planner, PlannerAsked, Search, Season, Simulated, VolumeOf, WhatIf, WhatIfAnswer, Worked,
};
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Seconds of an interval.
const STEP_SECS: u32 = 1_800;
/// Seconds after which what is expected is looked at anew: an interval that runs fills up.
const FRESH_SECS: i64 = 60;

/// Work for the planner that takes long. Whoever runs it owns the clock.
#[derive(Clone, Debug)]
pub enum PlanWork {
    /// Play the days of a plan.
    Days(Box<Days>),
    /// Play the live queue with what somebody turned.
    Turned(Box<Turned>),
    /// Look for the cheapest ways to close gaps.
    Gap(Box<Gap>),
    /// Work out a peak.
    Peak(Box<Peak>),
    /// Work out what the strip of the wallboard needs.
    Board(Box<Ground>),
    /// Look for a better plan, for at most so many seconds.
    Hunt(Box<Hunt>, f64),
}

/// What came of such work, or how far it is: the share that is done, 1 at its end.
#[derive(Clone, Debug)]
pub enum Planned {
    /// Of [`PlanWork::Days`].
    Days(Result<Simulated, String>, f64),
    /// Of [`PlanWork::Turned`].
    Turned(Result<WhatIfAnswer, String>, f64),
    /// Of [`PlanWork::Gap`].
    Gap(Vec<Fix>),
    /// Of [`PlanWork::Peak`].
    Peak(Box<Season>),
    /// Of [`PlanWork::Board`].
    Board(Box<Result<Outlook, String>>),
    /// Of [`PlanWork::Hunt`].
    Hunt(Box<Result<Search, String>>),
}

/// Work that is on its way: its number, and how it is told to stop.
#[derive(Debug, Default)]
struct Way {
    id: u64,
    stop: Arc<AtomicBool>,
}

impl Way {
    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.id = 0;
    }
}

/// What an outlook was made from: changes of the schedule, when, the first moment and the last, those on the screen, and
/// of what its chart is.
type Seen = (u64, i64, (At, At), (At, At), VolumeOf);
/// What days were played from: changes of the schedule, the interval that ran, the plan, first moment, intervals.
type Played = (u64, i64, Option<PlanId>, At, usize);

/// The strip of the wallboard: what it shows, and of what that was made.
#[derive(Debug, Default)]
struct Strip {
    shown: Worked<Arc<Coverage>>,
    /// Changes of the schedule, the minute, and the published plan of now.
    seen: Option<(u64, i64, Option<PlanId>)>,
    way: Way,
    /// The moment of what is on its way, with its first moment and its intervals.
    of: Option<(PlanId, At, At, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct Planning {
    figures: Figures,
    seen: Option<Seen>,
    outlook: Option<Result<Arc<Outlook>, String>>,
    covered: Option<(Seen, Option<PlanId>)>,
    asking: Option<Asking>,
    played: Option<Played>,
    turned: Option<(WhatIf, i64)>,
    peak: Option<(u64, i64, jiff::civil::Date, u16)>,
    next: u64,
    days: Way,
    what_if: Way,
    gap: Way,
    season: Way,
    hunt: Way,
    hunted: Option<(PlanId, Search)>,
    strip: Strip,
}

/// What is missing for a requirement while nobody knows how long one conversation takes.
const NO_HANDLING: &str = "Say how long one conversation takes, in the planning target: nothing was measured yet.";
/// Why the wallboard has no strip.
const NO_PLAN: &str =
    "No plan is published for today. Publish one in the planner (key 5), and what it lacks stands here.";
const NOT_NOW: &str = "Coverage is told of now: go back to now to see it.";
/// Hours ahead that the strip shows at least, as far as the plan goes.
const AHEAD_SECS: u32 = 8 * 3_600;

impl Planning {
    /// The strip of the wallboard: today by the plan that is published, the next hours with it. It is made anew when the
    /// schedule changes and once a minute; until then, and while the forecast is worked out, it stays as it was.
    pub(super) fn strip(
        &mut self,
        floor: &Floor,
        zone: &TimeZone,
        (at, now): (At, At),
    ) -> (Worked<Arc<Coverage>>, Option<Job>) {
        if at != now {
            return (Worked::Missing(NOT_NOW.to_owned()), None);
        }
        let plan = figures::in_force(floor, now);
        let seen = (floor.schedule().changes(), now.unix() / FRESH_SECS, plan);
        let same = self.strip.seen.is_some_and(|of| (of.0, of.2) == (seen.0, seen.2));
        // What is on its way and still asked for is waited for, however long it takes.
        if self.strip.seen == Some(seen) || (same && self.strip.way.id != 0) {
            return (self.strip.shown.clone(), None);
        }
        self.strip.seen = Some(seen);
        self.strip.way.end();
        let mut job = None;
        match plan.map_or(Err(NO_PLAN.to_owned()), |plan| self.ask_strip(plan, floor, zone, now)) {
            Ok(asked) => {
                if !same {
                    self.strip.shown = Worked::Working { done_ratio: None, before: None };
                }
                job = Some(asked);
            }
            Err(why) => self.strip.shown = Worked::Missing(why),
        }
        (self.strip.shown.clone(), job)
    }

    fn ask_strip(&mut self, plan: PlanId, floor: &Floor, zone: &TimeZone, now: At) -> Result<Job, String> {
        let row = floor.schedule().plan(plan).ok_or(NO_PLAN)?;
        let today = now.timestamp().to_zoned(zone.clone()).date();
        let begin = |date: Option<jiff::civil::Date>| {
            At::from_timestamp(date?.to_zoned(zone.clone()).ok()?.timestamp()).ok_or(()).ok()
        };
        let midnight = begin(Some(today)).ok_or(NO_PLAN)?.max(row.from());
        let end = begin(today.tomorrow().ok()).unwrap_or(row.until()).max(now.plus(AHEAD_SECS)).min(row.until());
        let zone_name = zone.iana_name().unwrap_or("UTC");
        let ground = Ground::of(floor, zone_name, (row.from(), row.until()), now)?;
        let count = (end.secs_since(midnight) / i64::from(STEP_SECS)).max(0) as usize;
        self.strip.of = Some((plan, now, midnight, count));
        let (way, job) = self.job(PlanWork::Board(Box::new(ground)));
        self.strip.way = way;
        Ok(job)
    }

    fn take_strip(&mut self, outlook: Result<Outlook, String>, floor: &Floor) {
        self.strip.way.id = 0;
        let Some((plan, now, from, count)) = self.strip.of.take() else { return };
        let found = outlook.and_then(|outlook| {
            let known = outlook.knows_handling().then_some(()).ok_or(NO_HANDLING);
            known?;
            let asking = figures::asking(floor, plan, &outlook).ok_or(NO_PLAN)?;
            Ok(Arc::new(figures::coverage(floor, &outlook, &asking, (from, count), now)))
        });
        self.strip.shown = found.map_or_else(Worked::Missing, Worked::Ready);
    }

    /// Fills a planner's screen with what is worked out, and hands out the jobs that are missing.
    pub(super) fn fill(
        &mut self,
        planner: &mut Planner,
        asked: &PlannerAsked,
        floor: &Floor,
        zone: &TimeZone,
        now: At,
    ) -> Vec<Job> {
        let mut jobs = Vec::new();
        let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
        let Some((from, until)) = span(asked, zone) else { return jobs };
        let plan = planner.sheet.as_ref().map(|sheet| (sheet.plan, sheet.span));
        if asked.season {
            self.look_at_season(asked, floor, &zone_name, now, &mut jobs);
        } else {
            self.look_out(floor, &zone_name, plan.map(|p| p.1), (from, until), asked.volume_of, now);
            self.look_at_plan(plan.map(|p| p.0), floor, (from, until), zone, now, &mut jobs);
            self.look_at_what_if(asked, floor, (now, zone), &mut jobs);
        }
        planner.figures =
            Arc::new(Figures { search: self.hunted.as_ref().map(|(_, s)| s.clone()), ..self.figures.clone() });
        jobs
    }

    fn job(&mut self, work: PlanWork) -> (Way, Job) {
        self.next += 1;
        let way = Way { id: self.next, stop: Arc::default() };
        let job = Job::Plan { id: way.id, stop: way.stop.clone(), work };
        (way, job)
    }

    /// What is expected and required, from the first day of plan or screen to the last of both.
    fn look_out(&mut self, floor: &Floor, zone: &str, plan: Option<(At, At)>, asked: (At, At), of: VolumeOf, now: At) {
        let near = plan.filter(|(a, b)| *a < asked.1 && asked.0 < *b).unwrap_or(asked);
        let (from, until) = (near.0.min(asked.0), near.1.max(asked.1));
        let seen = (floor.schedule().changes(), now.unix() / FRESH_SECS, (from, until), asked, of);
        if self.seen == Some(seen) {
            return;
        }
        self.seen = Some(seen);
        let outlook = Outlook::of(floor, zone, (from, until), now).map(Arc::new);
        let first = (asked.0.secs_since(from) / i64::from(STEP_SECS)) as usize;
        let count = (asked.1.secs_since(asked.0) / i64::from(STEP_SECS)) as usize;
        self.figures.volume = match &outlook {
            _ if of != VolumeOf::All => {
                figures::volume_of(floor, zone, of, asked, now).map_or_else(Worked::Missing, Worked::Ready)
            }
            Ok(outlook) => Worked::Ready(outlook.volume(first, count)),
            Err(why) => Worked::Missing(why.clone()),
        };
        self.outlook = Some(outlook);
    }

    fn look_at_plan(
        &mut self,
        plan: Option<PlanId>,
        floor: &Floor,
        (from, until): (At, At),
        zone: &TimeZone,
        now: At,
        jobs: &mut Vec<Job>,
    ) {
        let Some(seen) = self.seen else { return };
        if self.covered == Some((seen, plan)) {
            return;
        }
        self.covered = Some((seen, plan));
        let missing = |why: &str| (None, why.to_owned());
        let (outlook, why) = match (&self.outlook, plan) {
            (Some(Ok(outlook)), Some(_)) if !outlook.knows_handling() => missing(NO_HANDLING),
            (Some(Ok(outlook)), Some(_)) => (Some(outlook.clone()), String::new()),
            (Some(Err(why)), _) => missing(why),
            (_, None) => missing("No plan for these days: make one."),
            (None, _) => missing(""),
        };
        self.asking = outlook.as_ref().zip(plan).and_then(|(outlook, plan)| figures::asking(floor, plan, outlook));
        let count = (until.secs_since(from) / i64::from(STEP_SECS)) as usize;
        let (Some(outlook), Some(asking)) = (outlook, self.asking.clone()) else {
            self.figures.coverage = Worked::Missing(why.clone());
            self.figures.simulated = Worked::Missing(why.clone());
            self.figures.fixes = Worked::Missing(why.clone());
            self.figures.what_if = Worked::Missing(why);
            self.figures.start = None;
            self.played = None;
            [&mut self.days, &mut self.gap, &mut self.what_if].into_iter().for_each(Way::end);
            return;
        };
        self.figures.coverage = Worked::Ready(figures::coverage(floor, &outlook, &asking, (from, count), now));
        self.figures.start = figures::start(floor, &outlook, Some(&asking));
        let played = (seen.0, now.unix() / i64::from(STEP_SECS), plan, from, count);
        if self.played == Some(played) {
            return;
        }
        self.played = Some(played);
        self.days.end();
        self.gap.end();
        match figures::days(floor, &outlook, &asking, (from, count)) {
            Some(days) => {
                self.figures.simulated = pale(std::mem::take(&mut self.figures.simulated));
                let (way, job) = self.job(PlanWork::Days(Box::new(days)));
                (self.days, _) = (way, jobs.push(job));
            }
            None => self.figures.simulated = Worked::Missing("Nobody is planned on these days.".to_owned()),
        }
        match Gap::new(floor, asking, &outlook, zone, (now, until)) {
            Some(gap) => {
                self.figures.fixes = pale(std::mem::take(&mut self.figures.fixes));
                let (way, job) = self.job(PlanWork::Gap(Box::new(gap)));
                (self.gap, _) = (way, jobs.push(job));
            }
            None => self.figures.fixes = Worked::Ready(Vec::new()),
        }
    }

    fn look_at_what_if(
        &mut self,
        asked: &PlannerAsked,
        floor: &Floor,
        (now, zone): (At, &TimeZone),
        jobs: &mut Vec<Job>,
    ) {
        let key = (asked.what_if, now.unix() / FRESH_SECS);
        let (Some(Ok(outlook)), Some(start)) = (&self.outlook, &self.figures.start) else { return };
        if self.turned == Some(key) {
            return;
        }
        self.turned = Some(key);
        if !asked.what_if.turned() {
            self.what_if.end();
            self.figures.what_if = Worked::Missing("Turn a handle to see what it would do.".to_owned());
            return;
        }
        let Some(turned) = figures::turned(floor, outlook, &asked.what_if, start, (now, zone)) else { return };
        self.what_if.end();
        self.figures.what_if = pale(std::mem::take(&mut self.figures.what_if));
        let (way, job) = self.job(PlanWork::Turned(Box::new(turned)));
        (self.what_if, _) = (way, jobs.push(job));
    }

    fn look_at_season(&mut self, asked: &PlannerAsked, floor: &Floor, zone: &str, now: At, jobs: &mut Vec<Job>) {
        let key = (floor.schedule().changes(), now.unix() / 86_400, asked.first, asked.days);
        if self.peak == Some(key) {
            return;
        }
        self.peak = Some(key);
        self.season.end();
        match Peak::of(floor, zone, asked, now) {
            Ok(peak) => {
                self.figures.season = pale(std::mem::take(&mut self.figures.season));
                let (way, job) = self.job(PlanWork::Peak(Box::new(peak)));
                (self.season, _) = (way, jobs.push(job));
            }
            Err(why) => self.figures.season = Worked::Missing(why),
        }
    }

    /// Looks for a better plan. What is missing for that is said.
    pub(super) fn hunt(&mut self, plan: PlanId, floor: &Floor, zone: &TimeZone, now: At) -> Result<Job, String> {
        let row = floor.schedule().plan(plan).filter(|p| p.is_draft());
        row.ok_or("Only a draft can be made better: copy the plan first")?;
        let outlook = match &self.outlook {
            Some(Ok(outlook)) if outlook.knows_handling() => outlook.clone(),
            Some(Err(why)) => return Err(why.clone()),
            _ => return Err("Say how long one conversation takes, in the planning target".to_owned()),
        };
        let asking = figures::asking(floor, plan, &outlook).ok_or("The plan is not there any more")?;
        self.hunt.end();
        let hunt = Hunt::new(asking, &outlook, zone, now);
        let (way, job) = self.job(PlanWork::Hunt(Box::new(hunt), crate::limits::PLAN_SEARCH_SECS));
        self.hunt = way;
        let begun = Search { secs: (0.0, crate::limits::PLAN_SEARCH_SECS), running: true, ..Search::default() };
        self.hunted = Some((plan, begun));
        Ok(job)
    }

    /// Ends the search: what it has found is its answer.
    pub(super) fn stop(&self) {
        self.hunt.stop.store(true, Ordering::Relaxed);
    }

    /// Puts the answer of the search away.
    pub(super) fn put_away(&mut self) {
        self.hunt.end();
        self.hunted = None;
    }

    /// Takes in what came of a job.
    pub(super) fn take(&mut self, id: u64, planned: Planned, floor: &Floor) {
        match planned {
            Planned::Days(answer, done) if id == self.days.id => self.figures.simulated = worked(answer, done),
            Planned::Turned(answer, done) if id == self.what_if.id => self.figures.what_if = worked(answer, done),
            Planned::Gap(fixes) if id == self.gap.id => self.figures.fixes = Worked::Ready(fixes),
            Planned::Peak(season) if id == self.season.id => self.figures.season = Worked::Ready(*season),
            Planned::Board(outlook) if id == self.strip.way.id => self.take_strip(*outlook, floor),
            Planned::Hunt(search) if id == self.hunt.id => {
                let Some((plan, has)) = &mut self.hunted else { return };
                match *search {
                    Ok(mut search) => {
                        search.violations = search.command.as_ref().map_or(0, |c| broken(floor, *plan, c));
                        *has = search;
                    }
                    Err(why) => *has = Search { running: false, unmet: vec![why], unmet_count: 1, ..has.clone() },
                }
            }
            _ => {}
        }
    }
}

/// Hard rules that an answer would break: counted by the floor, and not by the search.
fn broken(floor: &Floor, plan: PlanId, command: &Command) -> usize {
    let Command::Schedule(ScheduleCommand::ReplaceShifts { put, remove, .. }) = command else { return 0 };
    let Some(row) = floor.schedule().plan(plan) else { return 0 };
    let mut next = row.next_shift().0;
    // What is taken out is nobody's.
    let gone = remove.iter().filter_map(|id| Some((*id, PlannedShift { who: Who::Open, ..row.shift(*id)?.clone() })));
    let set: Vec<_> = put
        .iter()
        .map(|(id, shift)| {
            let id = id.unwrap_or_else(|| {
                next += 1;
                crate::floor::schedule::ShiftId(next - 1)
            });
            (id, shift.clone())
        })
        .chain(gone)
        .collect();
    floor.broken_by(plan, &set).len()
}

fn worked<T>(answer: Result<T, String>, done: f64) -> Worked<T> {
    match answer {
        Ok(answer) if done >= 1.0 => Worked::Ready(answer),
        Ok(answer) => Worked::Working { done_ratio: Some(done), before: Some(answer) },
        Err(why) => Worked::Missing(why),
    }
}

/// The answer to the question before, while the next one is worked out.
fn pale<T>(before: Worked<T>) -> Worked<T> {
    let before = match before {
        Worked::Ready(answer) => Some(answer),
        Worked::Working { before, .. } => before,
        Worked::Missing(_) => None,
    };
    Worked::Working { done_ratio: None, before }
}

/// The first second of the days on the screen, and the one after the last.
fn span(asked: &PlannerAsked, zone: &TimeZone) -> Option<(At, At)> {
    let begin = |date: jiff::civil::Date| At::from_timestamp(date.to_zoned(zone.clone()).ok()?.timestamp());
    let end = asked.first.checked_add(jiff::Span::new().days(i64::from(asked.days.max(1)))).ok()?;
    Some((begin(asked.first)?, begin(end)?))
}
