//! What a change would change, on the floor as it is now.

use super::Going;
use super::floor::{Floor, Start};
use super::ground::Ground;
use super::live::LiveQueue;
use super::played::Band;
use super::spec::Shift;
use super::tally::Run;
use crate::limits::{SIM_CONCURRENCY_MAX, SIM_RUNS_MAX};
use crate::plan::queueing::{Problem, checked};

/// What is changed, against the floor as it is and the forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sliders {
    /// Times the forecast volume, 0 to 10.
    pub volume: f64,
    /// Times the handle time, 0.05 to 10.
    pub handle_time: f64,
    /// Conversations at once, more or fewer than each group has.
    pub concurrency: i8,
    /// Share of the people on shift who are away against the plan, 0 to 0.95; `None` as it is.
    pub shrinkage_ratio: Option<f64>,
    /// Seconds of waiting that are within target, for all classes; `None` as they are. It changes no wait, only what is
    /// called in time.
    pub within_secs: Option<f64>,
    /// Seats of the partner that are turned on.
    pub partner_seats: u32,
}

impl Default for Sliders {
    /// Nothing is changed.
    fn default() -> Sliders {
        Sliders {
            volume: 1.0,
            handle_time: 1.0,
            concurrency: 0,
            shrinkage_ratio: None,
            within_secs: None,
            partner_seats: 0,
        }
    }
}

impl Sliders {
    fn check(&self, now: &LiveQueue) -> Result<(), Problem> {
        checked("the volume", self.volume, 0.0..=10.0, "0 to 10 times the forecast")?;
        checked("the handle time", self.handle_time, 0.05..=10.0, "0.05 to 10 times what it is")?;
        checked("shrinkage", self.shrinkage_ratio.unwrap_or(0.0), 0.0..=0.95, "between 0 and 0.95")?;
        checked("the time of the target", self.within_secs.unwrap_or(0.0), 0.0..=1e9, "0 s or more")?;
        let seats = now.partner.as_ref().map_or(0, |partner| partner.seats_max);
        let must = "at most the seats that the partner has";
        checked("the number of partner seats", f64::from(self.partner_seats), 0.0..=f64::from(seats), must).map(drop)
    }

    /// The floor with this changed.
    fn ground(&self, now: &LiveQueue) -> Result<Ground, Problem> {
        self.check(now)?;
        let mut spec = now.spec();
        for class in &mut spec.classes {
            class.handle_secs *= self.handle_time;
            class.within_secs = self.within_secs.unwrap_or(class.within_secs);
        }
        for group in &mut spec.groups {
            let slots = i16::from(group.concurrency) + i16::from(self.concurrency);
            group.concurrency = slots.clamp(1, i16::from(SIM_CONCURRENCY_MAX)) as u8;
        }
        if let Some(partner) = now.partner.as_ref().filter(|_| self.partner_seats > 0) {
            spec.groups.push(partner.group.clone());
            let group = spec.groups.len() - 1;
            let shift = Shift { group, from: partner.from, until: partner.until, pauses: Vec::new() };
            spec.shifts.extend(std::iter::repeat_n(shift, self.partner_seats as usize));
        }
        spec.check()?;
        let mut ground = Ground::new(&spec);
        ground.volume = self.volume;
        ground.absent = self.shrinkage_ratio.unwrap_or(now.shrinkage_ratio);
        Ok(ground)
    }
}

/// How it goes, over the runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Share begun within target, 0 to 1, of what came and of what waits already and was not late yet.
    pub service_level: Band,
    /// People who see conversations wait from now on.
    pub exposure_people: Band,
    /// Conversations that wait at the end.
    pub backlog: Band,
    /// Cents.
    pub cost_cents: Band,
    /// Conversations that wait at the end of each interval.
    pub waiting: Vec<Band>,
    /// Service level of each class.
    pub classes: Vec<Band>,
}

/// What a change changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// How many runs these figures are of.
    pub runs: u32,
    /// If nothing is done.
    pub nothing: Figures,
    /// With the change.
    pub changed: Figures,
    /// The change less nothing, run by run with the same customers, so that what is left is what the change does.
    pub difference: Figures,
}

/// What is kept of one run.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    /// Service level, exposure, backlog, cost.
    figures: [f64; 4],
    waiting: Vec<f64>,
    classes: Vec<f64>,
}

impl Outcome {
    fn of(run: &Run) -> Outcome {
        let all = run.all();
        let late: u32 = run.late_before.iter().map(|tally| tally.open).sum();
        Outcome {
            figures: [all.service_level(), run.exposure_people, f64::from(all.open + late), run.cost_cents],
            waiting: run.intervals.iter().map(|busy| f64::from(busy.waiting)).collect(),
            classes: (0..run.classes.len()).map(|class| run.class(class).service_level()).collect(),
        }
    }

    fn less(&self, other: &Outcome) -> Outcome {
        let less = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        let [level, exposure, backlog, cost] = self.figures;
        let [level0, exposure0, backlog0, cost0] = other.figures;
        Outcome {
            figures: [level - level0, exposure - exposure0, backlog - backlog0, cost - cost0],
            waiting: less(&self.waiting, &other.waiting),
            classes: less(&self.classes, &other.classes),
        }
    }
}

impl Figures {
    fn of(outcomes: &[Outcome]) -> Figures {
        let figure = |at: usize| Band::of(outcomes.iter().map(|outcome| outcome.figures[at]));
        let each = |of: fn(&Outcome) -> &Vec<f64>| -> Vec<Band> {
            let count = outcomes.first().map_or(0, |outcome| of(outcome).len());
            (0..count).map(|at| Band::of(outcomes.iter().map(|outcome| of(outcome)[at]))).collect()
        };
        Figures {
            service_level: figure(0),
            exposure_people: figure(1),
            backlog: figure(2),
            cost_cents: figure(3),
            waiting: each(|outcome| &outcome.waiting),
            classes: each(|outcome| &outcome.classes),
        }
    }
}

/// The floor now, to be asked about more than one change. What happens if nothing is done is played once and kept, so
/// that moving a slider costs half of the first answer.
#[derive(Debug)]
pub struct Study {
    now: LiveQueue,
    seed: u64,
    nothing: Vec<Outcome>,
}

impl Study {
    /// Of this floor, with the chances of `seed`.
    ///
    /// # Errors
    ///
    /// What [`LiveQueue::check`] finds.
    pub fn new(now: LiveQueue, seed: u64) -> Result<Study, Problem> {
        now.check()?;
        Ok(Study { now, seed, nothing: Vec::new() })
    }

    /// What `sliders` would change, of so many runs. `heard` is told the figures so far after 4 runs, 16, and then each
    /// time half as many again have come; it says whether to go on. The answer is of the runs that were played.
    ///
    /// # Errors
    ///
    /// A slider that cannot be meant, named; too many runs.
    pub fn answer(
        &mut self,
        sliders: &Sliders,
        runs: u32,
        heard: &mut dyn FnMut(&Answers) -> Going,
    ) -> Result<Answers, Problem> {
        if runs > SIM_RUNS_MAX {
            return Err(Problem::TooMany { what: "runs", found: runs as usize, most: SIM_RUNS_MAX as usize });
        }
        let changed_ground = sliders.ground(&self.now)?;
        let ground = Sliders::default().ground(&self.now)?;
        let (mut as_it_is, mut changed_floor) = (Floor::new(&ground), Floor::new(&changed_ground));
        let (start, changed_start) = (begin(&self.now, &ground), begin(&self.now, &changed_ground));
        let (mut changed, mut difference) = (Vec::new(), Vec::new());
        let mut next = 4;
        for run in 0..runs.max(1) {
            if self.nothing.len() <= run as usize {
                self.nothing.push(Outcome::of(&as_it_is.play(&start, self.seed, run)));
            }
            let outcome = Outcome::of(&changed_floor.play(&changed_start, self.seed, run));
            difference.push(outcome.less(&self.nothing[run as usize]));
            changed.push(outcome);
            if run + 1 == next && run + 1 < runs {
                next = if next < 16 { 16 } else { next + next / 2 };
                if heard(&answers(&self.nothing, &changed, &difference)) == Going::Stop {
                    break;
                }
            }
        }
        let all = answers(&self.nothing, &changed, &difference);
        heard(&all);
        Ok(all)
    }
}

fn answers(nothing: &[Outcome], changed: &[Outcome], difference: &[Outcome]) -> Answers {
    Answers {
        runs: changed.len() as u32,
        nothing: Figures::of(&nothing[..changed.len()]),
        changed: Figures::of(changed),
        difference: Figures::of(difference),
    }
}

/// What is there when it begins, as the floor that is played names it.
fn begin(now: &LiveQueue, ground: &Ground) -> Start {
    let mut waiting: Vec<(usize, f64, f64)> = now
        .open
        .iter()
        .map(|open| (ground.places[open.class], open.waited_secs, open.audience_per_min / 60.0))
        .collect();
    // Who has waited longest is first; of equals, who more people see.
    waiting.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.total_cmp(&a.2)).then(a.0.cmp(&b.0)));
    let in_hand = now.in_hand.iter().map(|held| (held.shift, ground.places[held.class], held.for_secs)).collect();
    Start { waiting, in_hand }
}

/// What one change would change: a [`Study`] that is asked once.
///
/// ```
/// use watchfloor::plan::simulate::{Going, Group, LiveClass, LiveQueue, OpenConversation, Partner, Shift, Sliders};
/// use watchfloor::plan::simulate::{Spread, what_if};
/// let group = Group {
///     name: "Care".into(), classes: vec![0], concurrency: 2, slowdown_ratio: 0.3, pace_ratio: 1.0,
///     cents_an_hour: 2400.0,
/// };
/// let now = LiveQueue {
///     interval_secs: 900.0,
///     intervals: 8,
///     classes: vec![LiveClass {
///         name: "X".into(), priority: 0, within_secs: 900.0, handle_secs: 300.0, spread: Spread::Exponential,
///         patience_secs: None, forecast: vec![40.0; 8], audience_per_min: 50.0,
///     }],
///     shifts: vec![Shift { group: 0, from: -3600.0, until: 7200.0, pauses: vec![] }; 10],
///     partner: Some(Partner { group: Group { cents_an_hour: 1800.0, ..group.clone() }, from: 600.0, until: 7200.0, seats_max: 8 }),
///     groups: vec![group],
///     open: vec![OpenConversation { class: 0, waited_secs: 300.0, audience_per_min: 80.0 }; 60],
///     in_hand: vec![],
///     shrinkage_ratio: 0.0,
/// };
/// let more = Sliders { partner_seats: 5, ..Sliders::default() };
/// let answers = what_if(&now, &more, 40, 7, &mut |_| Going::On).unwrap();
/// assert!(answers.difference.service_level.p10 > 0.0 && answers.difference.exposure_people.p90 < 0.0);
/// assert!((answers.difference.cost_cents.mean - 5.0 * 1800.0 * 6600.0 / 3600.0).abs() < 1500.0, "but for work run over");
/// ```
///
/// # Errors
///
/// As [`Study::new`] and [`Study::answer`].
pub fn what_if(
    now: &LiveQueue,
    sliders: &Sliders,
    runs: u32,
    seed: u64,
    heard: &mut dyn FnMut(&Answers) -> Going,
) -> Result<Answers, Problem> {
    Study::new(now.clone(), seed)?.answer(sliders, runs, heard)
}
