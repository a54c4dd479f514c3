//! Many runs of one day.

use super::Going;
use super::floor::{Floor, Start};
use super::ground::Ground;
use super::spec::Spec;
use super::tally::{Busy, Run, Tally};
use crate::limits::SIM_RUNS_MAX;
use crate::plan::queueing::Problem;

/// A figure over many runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// The mean of the runs.
    pub mean: f64,
    /// One run in ten is below.
    pub p10: f64,
    /// One run in ten is above.
    pub p90: f64,
}

impl Band {
    /// Of these values, of which the quantiles are interpolated between neighbours; all 0 of none.
    ///
    /// ```
    /// use watchfloor::plan::simulate::Band;
    /// let band = Band::of((0..=10).map(f64::from));
    /// assert_eq!((band.mean, band.p10, band.p90), (5.0, 1.0, 9.0));
    /// ```
    pub fn of(values: impl IntoIterator<Item = f64>) -> Band {
        let mut values: Vec<f64> = values.into_iter().collect();
        if values.is_empty() {
            return Band::default();
        }
        // Added in the order of the runs, so that the sum is the same every time.
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.sort_by(f64::total_cmp);
        let at = |q: f64| {
            let place = q * (values.len() - 1) as f64;
            let low = values[place.floor() as usize];
            low + (values[place.ceil() as usize] - low) * place.fract()
        };
        Band { mean, p10: at(0.1), p90: at(0.9) }
    }
}

/// One interval over all runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// Its arrivals, all runs together.
    pub came: Tally,
    /// Its people, all runs together; `waiting` and `in_hand` are of the last run.
    pub people: Busy,
    /// Conversations that wait when it ends.
    pub waiting: Band,
}

/// What a day is like, over many runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Played {
    /// How many runs.
    pub runs: u32,
    /// All classes and runs together.
    pub all: Tally,
    /// Conversations that are being handled when it ends, all runs together.
    pub in_hand_at_end: u32,
    /// Each class in the order of the spec, all runs together.
    pub classes: Vec<Tally>,
    /// Each class in each interval, all runs together.
    pub by_interval: Vec<Vec<Tally>>,
    /// Each interval.
    pub intervals: Vec<Interval>,
    /// Service level of the runs, all classes.
    pub service_level: Band,
    /// Share of their time in which people had a conversation.
    pub occupancy_ratio: Band,
    /// Share of places for conversations that were taken.
    pub slots_ratio: Band,
    /// Conversations that wait at the end.
    pub backlog: Band,
    /// People who saw conversations wait.
    pub exposure_people: Band,
    /// Cents, with work after the end of shifts.
    pub cost_cents: Band,
    /// What happened, all runs together: arrivals, ends, giving up, people who come and go.
    pub events: u64,
}

/// Plays a day `runs` times with the chances of `seed`. After each run `heard` is told how many there are, and says
/// whether to go on; the answer is of those that were played, at least one.
///
/// A day of 100 000 conversations takes some hundredths of a second; runs of it differ by a few tenths of a point, so
/// 100 runs are plenty for a mean.
///
/// # Errors
///
/// What [`Spec::check`] finds, and too many runs.
pub fn simulate(spec: &Spec, runs: u32, seed: u64, heard: &mut dyn FnMut(u32) -> Going) -> Result<Played, Problem> {
    spec.check()?;
    if runs > SIM_RUNS_MAX {
        return Err(Problem::TooMany { what: "runs", found: runs as usize, most: SIM_RUNS_MAX as usize });
    }
    let ground = Ground::new(spec);
    let mut floor = Floor::new(&ground);
    let start = Start::default();
    let mut sums = Sums::new(spec);
    for run in 0..runs.max(1) {
        sums.add(&floor.play(&start, seed, run));
        if heard(run + 1) == Going::Stop {
            break;
        }
    }
    Ok(sums.told())
}

/// What is added up while runs are played.
struct Sums {
    played: Played,
    /// Of each run: service level, occupancy, slots, backlog, exposure, cost.
    each: [Vec<f64>; 6],
    waiting: Vec<Vec<f64>>,
}

impl Sums {
    fn new(spec: &Spec) -> Sums {
        let (classes, intervals) = (spec.classes.len(), spec.intervals);
        let played = Played {
            classes: vec![Tally::default(); classes],
            by_interval: vec![vec![Tally::default(); intervals]; classes],
            intervals: vec![Interval::default(); intervals],
            ..Played::default()
        };
        Sums { played, each: Default::default(), waiting: vec![Vec::new(); intervals] }
    }

    fn add(&mut self, run: &Run) {
        let (all, busy) = (run.all(), run.busy());
        let played = &mut self.played;
        played.runs += 1;
        played.all.add(&all);
        played.in_hand_at_end += busy.in_hand;
        played.events += run.events;
        for (class, (sum, by)) in played.classes.iter_mut().zip(&mut played.by_interval).enumerate() {
            sum.add(&run.class(class));
            for ((sum, tally), interval) in by.iter_mut().zip(&run.classes[class]).zip(&mut played.intervals) {
                sum.add(tally);
                interval.came.add(tally);
            }
        }
        for ((interval, busy), waiting) in played.intervals.iter_mut().zip(&run.intervals).zip(&mut self.waiting) {
            interval.people.add(busy);
            waiting.push(f64::from(busy.waiting));
        }
        let figures = [
            all.service_level(),
            busy.occupancy_ratio(),
            busy.slots_ratio(),
            f64::from(all.open),
            run.exposure_people,
            run.cost_cents,
        ];
        self.each.iter_mut().zip(figures).for_each(|(each, figure)| each.push(figure));
    }

    fn told(self) -> Played {
        let mut played = self.played;
        let [level, occupancy, slots, backlog, exposure, cost] = self.each.map(Band::of);
        (played.service_level, played.occupancy_ratio, played.slots_ratio) = (level, occupancy, slots);
        (played.backlog, played.exposure_people, played.cost_cents) = (backlog, exposure, cost);
        for (interval, waiting) in played.intervals.iter_mut().zip(self.waiting) {
            interval.waiting = Band::of(waiting);
        }
        played
    }
}
