//! What a simulated floor is made of.

use crate::limits::{SIM_CLASSES_MAX, SIM_CONCURRENCY_MAX, SIM_CONVERSATIONS_MAX, SIM_INTERVALS_MAX, SIM_PEOPLE_MAX};
use crate::plan::queueing::{Problem, checked};

/// How many come, and when.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A mean number for each interval, evenly by chance within it (Poisson).
    PerInterval(Vec<f64>),
    /// At these seconds from the start, in ascending order.
    At(Vec<f64>),
}

/// How lengths vary around their mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// As Erlang's formulas take it: the mean is the standard deviation.
    Exponential,
    /// As handling is most often measured: its logarithm is normal. `variation` is the standard deviation over the mean.
    Lognormal {
        /// Above 0; 0.5 to 1 is common.
        variation: f64,
    },
}

/// One class of conversations: a channel, an intent, a language, or a mixture.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The lower is taken first; of equals, who has waited longest.
    pub priority: u8,
    /// Seconds of waiting that are within target.
    pub within_secs: f64,
    /// How many come.
    pub arrivals: Arrivals,
    /// Mean seconds of handling by an agent who has nothing else.
    pub handle_secs: f64,
    /// How these vary.
    pub spread: Spread,
    /// Mean seconds after which one who waits gives up, exponential; `None` where nobody does.
    pub patience_secs: Option<f64>,
    /// People who see each conversation in a minute in which it waits.
    pub audience_per_min: f64,
}

/// People who can do the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Places of the classes that they handle.
    pub classes: Vec<usize>,
    /// Conversations that each has at once at most.
    pub concurrency: u8,
    /// By how much each further conversation slows all of an agent's; see
    /// [`Desk::slowdown_ratio`](crate::plan::queueing::Desk).
    pub slowdown_ratio: f64,
    /// What each does in an hour, as a share of somebody who knows the work: 1 for who does, 0.5 for who takes twice as
    /// long because they are new.
    pub pace_ratio: f64,
    /// What an hour costs, in cents.
    pub cents_an_hour: f64,
}

/// A stretch of a shift in which somebody is not at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pause {
    /// Seconds from the start.
    pub from: f64,
    /// Seconds from the start.
    pub until: f64,
    /// Whether it is paid.
    pub paid: bool,
}

/// One shift of one person. Who has two in a plan is there twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The place of the group.
    pub group: usize,
    /// Seconds from the start.
    pub from: f64,
    /// Seconds from the start. What is begun is ended, but nothing new is begun.
    pub until: f64,
    /// In order, without overlap, within the shift.
    pub pauses: Vec<Pause>,
}

/// A floor over some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Seconds of an interval.
    pub interval_secs: f64,
    /// How many intervals are played. What is open after the last is counted as open.
    pub intervals: usize,
    /// What comes.
    pub classes: Vec<Class>,
    /// Who can do what.
    pub groups: Vec<Group>,
    /// Who is there.
    pub shifts: Vec<Shift>,
}

impl Spec {
    /// One queue with so many people who are always there, each with one conversation at a time: what Erlang's formulas
    /// are about.
    pub fn one_queue(secs: f64, rate: f64, handle_secs: f64, agents: usize, patience_secs: Option<f64>) -> Spec {
        let class = Class {
            name: "all".to_owned(),
            priority: 0,
            within_secs: 0.0,
            arrivals: Arrivals::PerInterval(vec![rate * secs]),
            handle_secs,
            spread: Spread::Exponential,
            patience_secs,
            audience_per_min: 0.0,
        };
        let group = Group {
            name: "all".to_owned(),
            classes: vec![0],
            concurrency: 1,
            slowdown_ratio: 0.0,
            pace_ratio: 1.0,
            cents_an_hour: 0.0,
        };
        let shift = Shift { group: 0, from: 0.0, until: secs, pauses: Vec::new() };
        Spec {
            interval_secs: secs,
            intervals: 1,
            classes: vec![class],
            groups: vec![group],
            shifts: vec![shift; agents],
        }
    }

    /// Seconds that are played.
    pub fn secs(&self) -> f64 {
        self.interval_secs * self.intervals as f64
    }

    /// That it can be played.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be meant, named.
    pub fn check(&self) -> Result<(), Problem> {
        checked("the length of an interval", self.interval_secs, 1.0..=1e9, "at least 1 s")?;
        at_most("intervals", self.intervals, SIM_INTERVALS_MAX)?;
        at_most("classes", self.classes.len(), SIM_CLASSES_MAX)?;
        at_most("groups", self.groups.len(), 64)?;
        at_most("shifts", self.shifts.len(), SIM_PEOPLE_MAX)?;
        let mut expected = 0.0;
        for class in &self.classes {
            expected += class.check(self.intervals)?;
        }
        at_most("conversations", expected as usize, SIM_CONVERSATIONS_MAX)?;
        self.groups.iter().try_for_each(|group| group.check(self.classes.len()))?;
        self.shifts.iter().try_for_each(|shift| shift.check(self.groups.len()))
    }
}

fn at_most(what: &'static str, found: usize, most: usize) -> Result<(), Problem> {
    if found <= most { Ok(()) } else { Err(Problem::TooMany { what, found, most }) }
}

impl Class {
    fn check(&self, intervals: usize) -> Result<f64, Problem> {
        checked("the time of the target", self.within_secs, 0.0..=1e9, "0 s or more")?;
        checked("the handle time", self.handle_secs, 1e-3..=1e8, "above 0 s")?;
        if let Spread::Lognormal { variation } = self.spread {
            checked("the variation of handling", variation, 1e-3..=10.0, "between 0.001 and 10")?;
        }
        if let Some(patience) = self.patience_secs {
            checked("the patience", patience, 0.1..=1e9, "at least 0.1 s")?;
        }
        checked("the audience", self.audience_per_min, 0.0..=1e12, "0 or more people a minute")?;
        match &self.arrivals {
            Arrivals::PerInterval(volumes) => {
                let (what, found) = ("the volumes of a class", volumes.len());
                if found != intervals {
                    return Err(Problem::Lengths { what, found, expected: intervals });
                }
                volumes.iter().try_for_each(|v| checked("the volume", *v, 0.0..=1e9, "0 or more").map(drop))?;
                Ok(volumes.iter().sum())
            }
            Arrivals::At(times) => {
                let mut before = 0.0;
                for time in times {
                    before = checked("the time of an arrival", *time, before..=1e9, "not before the one before it")?;
                }
                Ok(times.len() as f64)
            }
        }
    }
}

impl Group {
    fn check(&self, classes: usize) -> Result<(), Problem> {
        let most = f64::from(SIM_CONCURRENCY_MAX);
        checked("the concurrency", f64::from(self.concurrency), 1.0..=most, "from 1 to 8 conversations")?;
        checked("the slowdown", self.slowdown_ratio, 0.0..=10.0, "between 0 and 10")?;
        checked("the pace", self.pace_ratio, 0.01..=10.0, "between 0.01 and 10")?;
        checked("the cost of an hour", self.cents_an_hour, 0.0..=1e9, "0 cents or more")?;
        let place = |class: &usize| {
            let last = classes as f64 - 1.0;
            checked("the class of a group", *class as f64, 0.0..=last, "the place of a class").map(drop)
        };
        self.classes.iter().try_for_each(place)
    }
}

impl Shift {
    fn check(&self, groups: usize) -> Result<(), Problem> {
        checked("the group of a shift", self.group as f64, 0.0..=groups as f64 - 1.0, "the place of a group")?;
        checked("the end of a shift", self.until, self.from..=1e10, "not before its start")?;
        let mut before = self.from;
        for pause in &self.pauses {
            checked("the start of a break", pause.from, before..=self.until, "in its shift and after the one before")?;
            before =
                checked("the end of a break", pause.until, pause.from..=self.until, "in its shift, after its start")?;
        }
        Ok(())
    }
}
