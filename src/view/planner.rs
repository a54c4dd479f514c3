//! What the planner's screen shows: the plan as it stands on the floor, and what was worked out about it.
//!
//! The first half ([`PlanSheet`] and what it holds) is made from the floor alone and is always there. The second half
//! ([`Figures`]) is worked out away from the window and comes when it is ready; until then each of its parts says in
//! words why it is not there ([`Worked`]). The screen shows no figure that is not in here.

use crate::floor::schedule::{
    Campaign, Contract, CoverRule, Lane, LaneShift, LiftKey, Marked, PlanId, PlanTarget, PlannedShift, Readiness,
    ShiftId, Standing, Swap, TimeOff, Violation, Wishes,
};
use crate::floor::{AgentId, At, ChannelId, Command, HandleId, Intent};
use std::sync::Arc;

/// Something that is worked out away from the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Worked<T> {
    /// It cannot be worked out yet: what is missing and what to do about it, in one sentence for the person.
    Missing(String),
    /// It is being worked out.
    Working {
        /// The share that is done, 0 to 1; nothing while that is not known.
        done_ratio: Option<f64>,
        /// The answer to the question before this one, or the best so far. It is drawn pale.
        before: Option<T>,
    },
    /// It is here.
    Ready(T),
}

impl<T> Default for Worked<T> {
    fn default() -> Self {
        Worked::Missing(String::new())
    }
}

impl<T> Worked<T> {
    /// What can be drawn: the answer, or else the one before it.
    ///
    /// ```
    /// use watchfloor::view::Worked;
    /// assert_eq!(Worked::Ready(7).shown(), Some(&7));
    /// assert_eq!(Worked::Working { done_ratio: None, before: Some(6) }.shown(), Some(&6));
    /// assert_eq!(Worked::<u32>::Missing("No history yet: import one".into()).shown(), None);
    /// ```
    pub fn shown(&self) -> Option<&T> {
        match self {
            Worked::Ready(answer) => Some(answer),
            Worked::Working { before, .. } => before.as_ref(),
            Worked::Missing(_) => None,
        }
    }

    /// What to say beside it: nothing when it is ready.
    ///
    /// ```
    /// use watchfloor::view::Worked;
    /// let half = Worked::<u32>::Working { done_ratio: Some(0.5), before: None };
    /// assert_eq!(half.words(), "working… 50 %");
    /// assert_eq!(Worked::Ready(7).words(), "");
    /// ```
    pub fn words(&self) -> String {
        match self {
            Worked::Ready(_) => String::new(),
            Worked::Missing(why) if why.is_empty() => "Not worked out yet".to_owned(),
            Worked::Missing(why) => why.clone(),
            Worked::Working { done_ratio: Some(done), .. } => {
                format!("working… {:.0} %", (done * 100.0).clamp(0.0, 100.0))
            }
            Worked::Working { done_ratio: None, .. } => "working…".to_owned(),
        }
    }
}

/// A figure and the band in which it lies in eight of ten cases: the 10 %, 50 % and 90 % quantiles.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// One in ten lies below.
    pub p10: f64,
    /// As many above as below.
    pub p50: f64,
    /// One in ten lies above.
    pub p90: f64,
}

/// Mentions in each interval of the period on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// Begin of the first interval.
    pub start: At,
    /// Length of each interval, seconds: 1 800 or 900. Intervals follow each other in absolute time, so the day of a
    /// clock change has 46 or 50 of 30 minutes.
    pub step_secs: u32,
    /// What came, mentions an interval, raw: gaps and spikes as they are. Nothing where it is yet to come or unknown.
    pub actual: Vec<Option<f32>>,
    /// What is expected, mentions an interval, with its 80 % interval. Nothing where nothing is expected.
    pub forecast: Vec<Option<Interval>>,
    /// The same interval a year before, aligned by event and not by date; mentions an interval.
    pub last_year: Vec<Option<f32>>,
    /// Whether the forecast from now to the end of the day was made again with what came today, and in words what
    /// that found, for example `level +18 %, one spike at 13:00 set aside`; empty when it was not.
    pub intraday: String,
    /// How good the same method was on days that it had not seen.
    pub back_test: Option<BackTest>,
    /// Where the history is a gap, a spike, or says something else by a person's word.
    pub marks: Vec<MarkRow>,
    /// Events whose lift is in the forecast, the next first.
    pub events: Vec<EventRow>,
}

/// How good a forecast was on days that it had not seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackTest {
    /// Days that were forecast, each from the days before it alone.
    pub days: u32,
    /// Sum of misses over sum of mentions, 0 up.
    pub wape: f64,
    /// Mean miss over that of the weekly seasonal naive in sample; under 1 is better than it.
    pub mase: f64,
    /// The same sum of misses of the seasonal naive of seven days, on the same days.
    pub naive_wape: f64,
    /// What no method can get under at this volume: the mean miss of a Poisson count with the true mean.
    pub poisson_floor: f64,
    /// Share of intervals with at most as many as the P80 said, 0 to 1: eight in ten where it is right.
    pub under_p80_ratio: f64,
}

/// An interval of the history that somebody or something marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkRow {
    /// Begin of the interval.
    pub at: At,
    /// Length, seconds.
    pub secs: u32,
    /// What it is, in words: `gap`, `spike`, `says 120 by hand`.
    pub words: String,
    /// Whether a person said so; else it was found.
    pub by_hand: bool,
}

/// An event and its lift.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Its name, for example `Black Friday`.
    pub name: String,
    /// The day it is aligned by.
    pub day: jiff::civil::Date,
    /// What the forecast multiplies by on that day: 1.35 is 35 % more.
    pub lift: f64,
    /// What was measured of it, shrunk towards the prior; nothing when it never happened here.
    pub measured: Option<f64>,
    /// What the class of event does elsewhere.
    pub prior: f64,
    /// Occurrences it was measured on.
    pub seen: u32,
    /// Whether a person said the lift.
    pub by_hand: bool,
}

/// What is needed and what is there, in each interval of the period on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Begin of the first interval.
    pub start: At,
    /// Length of each interval, seconds.
    pub step_secs: u32,
    /// The skills that are told apart, in the order of [`CoverSlot::skills`].
    pub skills: Vec<String>,
    /// One for each interval.
    pub slots: Vec<CoverSlot>,
    /// Sum of what is missing in the whole period, agent hours.
    pub short_hours: f64,
    /// Sum of what is too much in the whole period, agent hours.
    pub over_hours: f64,
    /// The same shortage in full-time equivalents of a week.
    pub short_fte: f64,
    /// What closing it would cost at the cheapest way that is known, cents; nothing while no cost is known.
    pub short_cents: Option<i64>,
}

/// A stretch in which a plan has too few, or too many, all the time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncovered {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// The fewest agents by which it is off in any of its intervals, above 0.
    pub least: f32,
    /// The most.
    pub most: f32,
}

impl Coverage {
    /// The stretches from a moment on in which more than half an agent is missing (`short`) or left over, earliest first.
    ///
    /// ```
    /// use watchfloor::floor::At;
    /// use watchfloor::view::{CoverSlot, Coverage};
    /// let slot = |scheduled| CoverSlot { required: 5.0, scheduled, ..CoverSlot::default() };
    /// let start = At::from_unix(1_511_740_800).unwrap();
    /// let coverage = Coverage {
    ///     start,
    ///     step_secs: 1_800,
    ///     skills: Vec::new(),
    ///     slots: [3.0, 4.0, 1.0, 5.2, 7.0].map(slot).to_vec(),
    ///     short_hours: 0.0,
    ///     over_hours: 0.0,
    ///     short_fte: 0.0,
    ///     short_cents: None,
    /// };
    /// let short = coverage.uncovered(start.plus(1_800), true);
    /// assert_eq!((short.len(), short[0].from, short[0].until), (1, start.plus(1_800), start.plus(3 * 1_800)));
    /// assert_eq!((short[0].least, short[0].most), (1.0, 4.0));
    /// assert_eq!(coverage.uncovered(start, false)[0].from, start.plus(4 * 1_800), "0.2 too many are none");
    /// ```
    pub fn uncovered(&self, from: At, short: bool) -> Vec<Uncovered> {
        let mut found: Vec<Uncovered> = Vec::new();
        for (n, slot) in self.slots.iter().enumerate() {
            let begin = self.start.plus(n as u32 * self.step_secs);
            let until = begin.plus(self.step_secs);
            let off = if short { -slot.gap() } else { slot.gap() };
            if until <= from || off <= 0.5 {
                continue;
            }
            match found.last_mut().filter(|last| last.until == begin) {
                Some(last) => {
                    (last.until, last.least, last.most) = (until, last.least.min(off), last.most.max(off));
                }
                None => found.push(Uncovered { from: begin, until, least: off, most: off }),
            }
        }
        found
    }
}

/// One interval of [`Coverage`]. All in agents, fractional: rounded only by the words on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverSlot {
    /// Agents who must be there, shrinkage included.
    pub required: f32,
    /// Agents whom the plan has there, breaks and training left out, ramp of new hires counted, partner seats included.
    pub scheduled: f32,
    /// Agents who were there; nothing in the time to come.
    pub present: Option<f32>,
    /// Conversations that those who are scheduled are expected to close in it.
    pub closes: Option<f32>,
    /// Required and scheduled of each skill, in the order of [`Coverage::skills`].
    pub skills: Vec<(f32, f32)>,
    /// What the shortage of this interval costs, or what the surplus does, cents.
    pub gap_cents: Option<i64>,
}

impl CoverSlot {
    /// Scheduled less required, agents: under zero is short.
    pub fn gap(&self) -> f32 {
        self.scheduled - self.required
    }
}

/// What a plan does, simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulated {
    /// Days or weeks that were played, each with its own chance.
    pub runs: u32,
    /// Share of first responses within the target, 0 to 1.
    pub within_ratio: Interval,
    /// Conversations that wait at the end.
    pub backlog: Interval,
    /// Person-hours during which people see an unanswered mention; as on the wallboard.
    pub exposure_hours: Interval,
    /// What the plan costs, cents.
    pub cost_cents: i64,
    /// Minutes that are paid.
    pub paid_minutes: u64,
    /// The target in words, for example `80 % in 15 min`.
    pub target: String,
}

/// What somebody turns in what-if. All of them at `None` is the plan as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WhatIf {
    /// Mentions times this.
    pub volume: Option<f32>,
    /// Seconds of handling for one conversation alone.
    pub handling_secs: Option<u32>,
    /// Conversations that an agent has at once.
    pub at_once: Option<u8>,
    /// Share of paid time that is not there for work, 0 to 1, breaks of the plan not counted.
    pub shrinkage_ratio: Option<f32>,
    /// Seats at partners, beside those of the plan.
    pub partner_seats: Option<u16>,
    /// Seconds of the target.
    pub target_secs: Option<u32>,
}

impl WhatIf {
    /// Whether it asks for anything but the plan as it stands.
    pub fn turned(&self) -> bool {
        *self != WhatIf::default()
    }
}

/// Where the handles of what-if stand for the plan as it is. The screen draws no handle whose start is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIfStart {
    /// Seconds of handling that the plan counts with.
    pub handling_secs: u32,
    /// Conversations at once that the plan counts with.
    pub at_once: u8,
    /// Shrinkage that the plan counts with, 0 to 1.
    pub shrinkage_ratio: f32,
    /// Seats at partners that the plan has, at most at one moment.
    pub partner_seats: u16,
    /// Seconds of the target.
    pub target_secs: u32,
    /// Share that must be within it, 0 to 1.
    pub target_ratio: f32,
}

/// What the handles do, against doing nothing. Differences: below zero is less.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIfAnswer {
    /// What was asked: an answer to something else is drawn pale.
    pub asked: WhatIf,
    /// Pairs of runs with the same chance, with and without.
    pub runs: u32,
    /// Share within target, difference, in points of 1: 0.03 is 3 points better.
    pub within: Interval,
    /// Person-hours of exposure, difference.
    pub exposure_hours: Interval,
    /// Conversations that wait at the end, difference.
    pub backlog: Interval,
    /// Cost, difference, cents.
    pub cost_cents: Interval,
    /// Over what it was played, in words, for example `live queue, next 4 h`.
    pub over: String,
}

/// One cheap way to close a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What to do, for example `Move 3 lunches after 14:00`.
    pub words: String,
    /// Why it helps and whom it concerns, in words.
    pub why: String,
    /// Share within target once it is done, 0 to 1.
    pub within_ratio: f64,
    /// What it costs, cents; 0 is free.
    pub cost_cents: i64,
    /// What the button does. Nothing when a person has to do it outside, for example call somebody in.
    pub command: Option<Command>,
}

/// The search for a better plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// How long it has run and may run, seconds.
    pub secs: (f64, f64),
    /// Whether it still runs.
    pub running: bool,
    /// Agent hours that are missing in the best plan so far.
    pub short_hours: f64,
    /// Agent hours too many in it; nothing while the search runs, which does not add them up.
    pub over_hours: Option<f64>,
    /// Hard rules that it breaks: 0 by construction but for pinned shifts.
    pub violations: usize,
    /// Its cost as the search counts, and the same of the plan it began with.
    pub cost: (f64, f64),
    /// How far it is at most above what is possible, 0 up; nothing while no bound is known.
    pub gap_ratio: Option<f64>,
    /// Intervals that it cannot cover, in words with the time and how many are missing; the first of them.
    pub unmet: Vec<String>,
    /// How many there are in all.
    pub unmet_count: usize,
    /// Shifts of the plan that it would change, with those that it would add and take away.
    pub changes: usize,
    /// Takes the best so far into the plan; nothing while it is no better than the plan.
    pub command: Option<Command>,
}

/// Somebody who could work a shift that nobody has.
#[derive(Clone, Debug, PartialEq)]
pub struct TakerRow {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// What it would cost more than now, cents.
    pub cost_cents: i64,
    /// Why they stand in this place, in words: hours left, skill, wish, nights before.
    pub reason: String,
    /// Rules that it would break, in words; empty when it is lawful.
    pub breaks: Vec<String>,
    /// The shift as it would be, with a break where one is needed.
    pub shift: PlannedShift,
}

/// One row of the comparison of two plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceRow {
    /// What, for example `Ines R. · Fri 27`.
    pub what: String,
    /// How it is in this plan; empty when it is not.
    pub here: String,
    /// How it is in the other; empty when it is not.
    pub there: String,
}

/// The peak: some weeks on one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Season {
    /// First day.
    pub first: jiff::civil::Date,
    /// One row a week, the first at the top.
    pub weeks: Vec<WeekRow>,
    /// Hires that close what is left, and by when; the earliest date first.
    pub hires: Vec<HireRow>,
    /// Cost against share within target, the cheapest first.
    pub curve: Vec<CurvePoint>,
    /// The place of the plan as it stands on the curve.
    pub here: Option<usize>,
    /// How last year, growth and campaigns make the volume, in words with their figures.
    pub about: String,
    /// Hours that nobody hired from now on can give in time, learning counted.
    pub open_hours: f64,
    /// The busiest day of the peak, played with who is planned for it.
    pub rehearsed: Worked<Rehearsed>,
}

/// A day of the peak that was played with the roster as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsed {
    /// The day: the one on which most is expected.
    pub day: jiff::civil::Date,
    /// Mentions that are expected on it.
    pub mentions: f64,
    /// Shifts of our own people and seats of partners that work on it.
    pub shifts: (u32, u32),
    /// What came of it.
    pub played: Simulated,
}

/// One week of a peak.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekRow {
    /// Its Monday, or the first day of the peak.
    pub first: jiff::civil::Date,
    /// Campaigns and holidays in it.
    pub events: Vec<String>,
    /// Mentions in the same week last year, aligned by event; nothing while unknown.
    pub last_year: Option<f64>,
    /// Growth since, as a factor; nothing while unknown.
    pub growth: Option<f64>,
    /// Campaigns and events of this year, as a factor on the week.
    pub campaigns: f64,
    /// Mentions that are expected.
    pub mentions: f64,
    /// Full-time equivalents that are required, scheduled of our own, and scheduled at partners.
    pub fte: (f64, f64, f64),
    /// Scheduled less required in each interval of the week, agents; under zero is short.
    pub gaps: Vec<f32>,
    /// Begin of the first of those intervals.
    pub start: At,
    /// The half hour that is shortest, in words with its gap.
    pub worst: String,
}

/// People to hire for a peak.
#[derive(Clone, Debug, PartialEq)]
pub struct HireRow {
    /// How many.
    pub count: u32,
    /// The last day on which they can begin and still be ramped up.
    pub begin_by: jiff::civil::Date,
    /// Weeks until they do the work of one.
    pub ramp_weeks: f32,
    /// What it is for, in words.
    pub words: String,
    /// What it costs over the peak, cents.
    pub cost_cents: i64,
}

/// A point of the curve of cost against service level.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePoint {
    /// What it costs over the peak, cents.
    pub cost_cents: i64,
    /// Share within target, 0 to 1.
    pub within_ratio: f64,
    /// What it is made of, in words, for example `4 hires, 6 partner seats`.
    pub words: String,
}

/// Everything that is worked out about a plan, away from the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Mentions an interval.
    pub volume: Worked<Volume>,
    /// Required against scheduled.
    pub coverage: Worked<Coverage>,
    /// What the plan does.
    pub simulated: Worked<Simulated>,
    /// Where the handles stand.
    pub start: Option<WhatIfStart>,
    /// What the handles do.
    pub what_if: Worked<WhatIfAnswer>,
    /// Cheapest ways to close the gap, the cheapest for its effect first.
    pub fixes: Worked<Vec<Fix>>,
    /// The search for a better plan, while it runs and until its answer was used or put away.
    pub search: Option<Search>,
    /// The peak, while it is on the screen.
    pub season: Worked<Season>,
}

/// Of what the chart of mentions is. Plans are made for all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VolumeOf {
    /// Of all mentions.
    #[default]
    All,
    /// Of one channel; histories that were imported for it count.
    Channel(ChannelId),
    /// Written to one account of ours, as far as this floor saw it.
    Handle(HandleId),
    /// About one intent, as far as this floor read it.
    Intent(Intent),
    /// In one language, two small letters, as far as this floor read it.
    Language([u8; 2]),
}

/// What the window looks at in the planner.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannerAsked {
    /// The plan; the published one of the first day, or else the newest, when none is chosen.
    pub plan: Option<PlanId>,
    /// First day on the screen, in the zone of the desk.
    pub first: jiff::civil::Date,
    /// Days on the screen: 1, 7, or those of a peak.
    pub days: u16,
    /// Whether the peak is on the screen: [`Figures::season`] is wanted for `first` and `days`.
    pub season: bool,
    /// What is turned in what-if.
    pub what_if: WhatIf,
    /// The plan to compare with.
    pub compare: Option<PlanId>,
    /// For what somebody is looked for: [`Planner::takers`] is wanted.
    pub takers: Option<TakersOf>,
    /// The request for time off whose gap is wanted: [`Planner::gap`].
    pub time_off: Option<u32>,
    /// Of what the chart of mentions is: [`Figures::volume`].
    pub volume_of: VolumeOf,
}

/// For what somebody is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakersOf {
    /// For an open shift.
    Shift(ShiftId),
    /// For the stretch of a rule of cover that is broken, by its place in [`PlanSheet::violations`].
    Violation(usize),
}

/// The planner's screen. Everything but `figures` is made from the floor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planner {
    /// All plans, the newest first.
    pub plans: Vec<PlanRow>,
    /// The plan that is looked at; nothing while there is none.
    pub sheet: Option<PlanSheet>,
    /// What was agreed with whom and what they wish, in the order of the team.
    pub people: Vec<PersonRow>,
    /// Requests for time off: those that wait first.
    pub time_off: Vec<TimeOffRow>,
    /// Offers to swap: those that wait first.
    pub swaps: Vec<SwapRow>,
    /// Rules of cover.
    pub cover: Vec<(u16, CoverRule)>,
    /// Campaigns, the next first.
    pub campaigns: Vec<(u16, Campaign)>,
    /// Lifts that a person has set, in percent of the volume without the event.
    pub lifts: Vec<(LiftKey, u16)>,
    /// Marks on history.
    pub marks: Vec<(u32, Marked)>,
    /// Of what mentions can be looked at, with their names: all, then channels, accounts, intents, languages.
    pub volumes: Vec<(VolumeOf, String)>,
    /// What must be ready, by its date.
    pub readiness: Vec<(u16, Readiness)>,
    /// How many the company employs, when it was said.
    pub employees: Option<u32>,
    /// Full-time equivalents of companies of that size; nothing while the size is not said, or below the size for
    /// which anything is known.
    pub benchmark_fte: Option<u32>,
    /// What plans are made for.
    pub target: PlanTarget,
    /// The plan that the sheet is compared with, and what differs.
    pub compared: Option<Comparison>,
    /// Who could do what was asked about, best first.
    pub takers: Option<(TakersOf, Vec<TakerRow>)>,
    /// The gap that the request for time off that was asked about would open, in words with its figures.
    pub gap: Option<(u32, String)>,
    /// What was worked out. From the engine.
    pub figures: Arc<Figures>,
}

/// Two plans side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The other plan.
    pub plan: PlanId,
    /// What this and the other cost, cents.
    pub cents: (u64, u64),
    /// What differs; at most [`crate::limits::PLAN_DIFFERENCES_MAX`].
    pub rows: Vec<DifferenceRow>,
}

/// A plan in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Which.
    pub plan: PlanId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub first: jiff::civil::Date,
    /// How many days.
    pub days: u16,
    /// Where it stands.
    pub standing: Standing,
    /// How many shifts.
    pub shifts: usize,
}

/// A plan, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanSheet {
    /// Which.
    pub plan: PlanId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub first: jiff::civil::Date,
    /// How many days.
    pub days: u16,
    /// Its first second and the one after its last.
    pub span: (At, At),
    /// Where it stands.
    pub standing: Standing,
    /// The published plan that it would replace.
    pub replaces: Option<PlanId>,
    /// The number that the next shift gets.
    pub next_shift: ShiftId,
    /// Everybody of the team, then partners, then what nobody has yet.
    pub rows: Vec<SheetRow>,
    /// What it breaks, hard rules first.
    pub violations: Vec<Violation>,
    /// Places in `violations` by shift, sorted, for the bars.
    pub marked: Vec<(ShiftId, u32)>,
    /// Paid minutes of all shifts, each seat counted.
    pub paid_minutes: u64,
    /// What it costs by the contracts of now, cents, and how many of its paid minutes are overtime.
    pub cost: (u64, u64),
    /// Who changed what, newest first; at most [`crate::limits::PLAN_LOG_SHOWN_MAX`].
    pub log: Vec<PlanLogRow>,
}

impl PlanSheet {
    /// What a shift breaks.
    pub fn wrong(&self, shift: ShiftId) -> impl Iterator<Item = &Violation> {
        let first = self.marked.partition_point(|(id, _)| *id < shift);
        let of = self.marked.get(first..).unwrap_or_default().iter().take_while(move |(id, _)| *id == shift);
        of.filter_map(|(_, place)| self.violations.get(*place as usize))
    }

    /// Whether a shift breaks something, and whether that is a hard rule.
    pub fn breaks(&self, shift: ShiftId) -> Option<bool> {
        self.wrong(shift).map(|violation| violation.hard).reduce(|a, b| a || b)
    }

    /// A shift, with the place of its row.
    pub fn shift(&self, id: ShiftId) -> Option<(usize, &PlannedShift)> {
        let found = |row: &SheetRow| row.shifts.iter().position(|shift| shift.id == id);
        let (place, at) = self.rows.iter().enumerate().find_map(|(place, row)| Some((place, found(row)?)))?;
        self.rows.get(place)?.shifts.get(at).map(|shift| (place, &shift.shift))
    }

    /// Whether it can be changed.
    pub fn is_draft(&self) -> bool {
        self.standing == Standing::Draft
    }
}

/// One row of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// Whose.
    pub lane: Lane,
    /// Their name, the partner's, or `Open shifts`.
    pub name: String,
    /// Skills and languages, or seats.
    pub about: String,
    /// Shifts, the earliest first. Shared with the floor: nothing is copied.
    pub shifts: Arc<Vec<LaneShift>>,
    /// Stretches in which they are absent, and why, earliest first.
    pub off: Vec<(At, At, String)>,
    /// Paid minutes in this plan, each seat counted.
    pub paid_minutes: u32,
    /// Minutes a week that are owed and allowed, by contract.
    pub week_minutes: Option<(u16, u16)>,
}

/// One line of the log of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLogRow {
    /// When.
    pub at: At,
    /// Who, in words.
    pub by: String,
    /// What, in words.
    pub words: String,
}

/// Somebody's contract and wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// What was agreed.
    pub contract: Option<Contract>,
    /// What they wish.
    pub wishes: Wishes,
    /// Nights in the plan and the four weeks before it.
    pub nights: u32,
    /// Weekends with work in the same time.
    pub weekends: u32,
}

/// A request for time off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOffRow {
    /// Which.
    pub request: u32,
    /// Whose name.
    pub name: String,
    /// What was asked and answered.
    pub asked: TimeOff,
}

/// An offer to swap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwapRow {
    /// Which.
    pub swap: u32,
    /// Names of who offers and to whom.
    pub names: (String, String),
    /// What is offered, and for what, in words.
    pub words: String,
    /// The offer.
    pub offered: Swap,
}
