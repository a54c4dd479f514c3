//! From a forecast to the people it requires.

use super::{
    Chat, Desk, ErlangA, Problem, Target, chat, chat_required_exactly, checked, deferred, erlang_a,
    erlang_a_required_exactly, erlang_c, erlang_c_required_exactly,
};
use crate::limits::{LOAD_MAX, PLAN_INTERVALS_MAX};

/// What is expected in one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// How many come in it; a fraction is fine.
    pub volume: f64,
    /// Its length in seconds.
    pub secs: f64,
    /// Mean seconds of handling, of one agent with nothing else to do.
    pub aht_secs: f64,
}

impl Demand {
    /// Arrivals a second.
    pub fn rate(&self) -> f64 {
        self.volume / self.secs
    }

    /// People at work all the time, in erlangs: `volume · AHT / secs`.
    pub fn load(&self) -> f64 {
        self.rate() * self.aht_secs
    }

    fn checked(&self) -> Result<(), Problem> {
        checked("the volume", self.volume, 0.0..=1e12, "0 or more")?;
        checked("the length of an interval", self.secs, 1.0..=1e8, "at least 1 s")?;
        checked("the handle time", self.aht_secs, 0.0..=1e8, "0 s or more")?;
        if self.load() > LOAD_MAX {
            let Demand { volume, secs, aht_secs } = *self;
            return Err(Problem::TooMuch { volume, secs, aht_secs, load: self.load(), most: LOAD_MAX });
        }
        Ok(())
    }
}

/// How people wait, and how they are served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// Nobody gives up.
    ErlangC,
    /// Who waits gives up after so many seconds on average.
    ErlangA {
        /// Mean seconds.
        patience_secs: f64,
    },
    /// Agents have several conversations at once.
    Chat {
        /// How many at most.
        concurrency: u32,
        /// By how much each further one slows all; see [`Desk::slowdown_ratio`].
        slowdown_ratio: f64,
        /// Mean seconds until who waits gives up.
        patience_secs: f64,
    },
    /// Work that may lie until the target's time is over.
    Deferred,
}

/// What is promised, and what of their time people are at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needs {
    /// How people wait.
    pub model: Model,
    /// The promise. For deferred work its time is the deadline.
    pub target: Target,
    /// Share of those on the roster who are not at work: illness, leave, training, breaks that the roster does not hold
    /// already. 0 to 0.95.
    pub shrinkage_ratio: f64,
    /// Share of their time that people may be busy, 0.05 to 1.
    pub occupancy_max: f64,
    /// Share of all places for conversations that may be taken, 0.05 to 1; for chat.
    pub slots_max: f64,
}

impl Needs {
    /// No shrinkage, and no caps.
    pub fn new(model: Model, target: Target) -> Needs {
        Needs { model, target, shrinkage_ratio: 0.0, occupancy_max: 1.0, slots_max: 1.0 }
    }

    /// That every number is one that can be meant.
    ///
    /// # Errors
    ///
    /// Names the first that is not.
    pub fn check(&self) -> Result<(), Problem> {
        checked("the target's share", self.target.share, 0.0..=1.0, "between 0 and 1")?;
        checked("the target's time", self.target.within_secs, 0.0..=1e8, "0 s or more")?;
        checked("shrinkage", self.shrinkage_ratio, 0.0..=0.95, "between 0 and 0.95")?;
        checked("the cap on occupancy", self.occupancy_max, 0.05..=1.0, "between 0.05 and 1")?;
        checked("the cap on slots", self.slots_max, 0.05..=1.0, "between 0.05 and 1")?;
        match self.model {
            Model::ErlangC | Model::Deferred => Ok(()),
            Model::ErlangA { patience_secs } => patience(patience_secs),
            Model::Chat { concurrency, slowdown_ratio, patience_secs } => {
                checked("the concurrency", f64::from(concurrency), 1.0..=20.0, "from 1 to 20 conversations")?;
                checked("the slowdown", slowdown_ratio, 0.0..=10.0, "between 0 and 10")?;
                patience(patience_secs)
            }
        }
    }
}

fn patience(secs: f64) -> Result<(), Problem> {
    checked("the patience", secs, 0.1..=1e9, "at least 0.1 s").map(drop)
}

/// What one interval requires, and what it then is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// Work, in people at work all the time (erlangs).
    pub load: f64,
    /// People at work; a fraction until it is summed.
    pub net: f64,
    /// People on the roster, `net / (1 - shrinkage)`.
    pub gross: f64,
    /// Waiting, giving up and busy time with `net` people. Erlang C is told as if nobody gave up; deferred work knows
    /// no waiting in seconds, only its service level and occupancy.
    pub waits: ErlangA,
    /// Places for conversations that are taken; for chat, otherwise the same as `waits.occupancy_ratio`.
    pub slots_ratio: f64,
}

/// People on the roster of whom `net` are at work: `net / (1 - shrinkage)`, for a shrinkage below 1.
///
/// Shrinkage is what happens to people who are planned. Breaks that stand in a roster are no shrinkage of it, or they
/// would be counted twice.
///
/// ```
/// use watchfloor::plan::queueing::gross;
/// assert!((gross(14.0, 0.3) - 20.0).abs() < 1e-12);
/// ```
pub fn gross(net: f64, shrinkage_ratio: f64) -> f64 {
    net / (1.0 - shrinkage_ratio.clamp(0.0, 0.99))
}

/// The whole people that these parts are together: summed first and rounded up once, because rounding each of 20 queues
/// up hires ten people for nothing. A billionth above a whole number counts as that number.
///
/// ```
/// use watchfloor::plan::queueing::round_up;
/// assert_eq!(round_up([2.3, 4.2, 1.5]), 8);
/// assert_eq!(round_up([0.1; 10]), 1);
/// ```
pub fn round_up(parts: impl IntoIterator<Item = f64>) -> u32 {
    (parts.into_iter().sum::<f64>() - 1e-8).ceil().clamp(0.0, 4e9) as u32
}

/// The people that one interval requires, taken as one in a long row of the same.
///
/// Deferred work that may lie for longer than the interval is best asked about over a day, [`required_series`]; by
/// itself one interval requires what its own work takes.
///
/// ```
/// use watchfloor::plan::queueing::{Demand, Model, Needs, Target, required};
/// let half_hour = Demand { volume: 100.0, secs: 1800.0, aht_secs: 180.0 };
/// let needs = Needs::new(Model::ErlangA { patience_secs: 120.0 }, Target { share: 0.8, within_secs: 20.0 });
/// let needed = required(&half_hour, &needs).unwrap();
/// assert!(needed.net > 11.0 && needed.net < 12.0 && (needed.waits.service_level - 0.8).abs() < 1e-8);
/// let wrong = Needs { shrinkage_ratio: 30.0, ..needs };
/// assert_eq!(required(&half_hour, &wrong).unwrap_err().to_string(), "shrinkage is 30; it must be between 0 and 0.95");
/// ```
///
/// # Errors
///
/// The first number that cannot be meant, named.
pub fn required(demand: &Demand, needs: &Needs) -> Result<Needed, Problem> {
    needs.check()?;
    demand.checked()?;
    let (rate, aht, target, cap) = (demand.rate(), demand.aht_secs, needs.target, needs.occupancy_max);
    let net = match needs.model {
        Model::ErlangC => erlang_c_required_exactly(rate, aht, target, cap),
        Model::ErlangA { patience_secs } => erlang_a_required_exactly(rate, aht, patience_secs, target, cap),
        Model::Chat { concurrency, slowdown_ratio, patience_secs } => {
            let desk = Desk { concurrency, aht_alone_secs: aht, slowdown_ratio };
            chat_required_exactly(rate, &desk, patience_secs, target, cap, needs.slots_max)
        }
        Model::Deferred => demand.load() * target.share / cap,
    };
    achieved(demand, needs, net)
}

/// What one interval is like with `net` people at work, whatever it requires. With a part of a person, chat is told
/// between the two whole numbers around it.
///
/// # Errors
///
/// The first number that cannot be meant, named.
pub fn achieved(demand: &Demand, needs: &Needs, net: f64) -> Result<Needed, Problem> {
    needs.check()?;
    demand.checked()?;
    checked("the number of people", net, 0.0..=1e9, "0 or more")?;
    let (rate, aht, within) = (demand.rate(), demand.aht_secs, needs.target.within_secs);
    let load = demand.load();
    let (waits, slots_ratio) = match needs.model {
        Model::ErlangC => {
            let found = erlang_c(net, rate, aht, within);
            let waits = ErlangA {
                waiting_ratio: found.waiting_ratio,
                abandoned_ratio: 0.0,
                service_level: found.service_level,
                offered_within_ratio: found.service_level,
                wait_mean_secs: found.wait_mean_secs,
                occupancy_ratio: found.occupancy_ratio,
            };
            (waits, found.occupancy_ratio)
        }
        Model::ErlangA { patience_secs } => {
            let waits = erlang_a(net, rate, aht, patience_secs, within);
            (waits, waits.occupancy_ratio)
        }
        Model::Chat { concurrency, slowdown_ratio, patience_secs } => {
            let desk = Desk { concurrency, aht_alone_secs: aht, slowdown_ratio };
            let at = |people: f64| chat(people as u32, rate, &desk, patience_secs, within);
            let found = between(&at(net.floor()), &at(net.ceil()), net.fract());
            (found.waits, found.slots_ratio)
        }
        Model::Deferred => {
            let done = if load > 0.0 { (net / load).min(1.0) } else { 1.0 };
            let occupancy_ratio = if net > 0.0 { (load / net).min(1.0) } else { 0.0 };
            (lying(done, occupancy_ratio), occupancy_ratio)
        }
    };
    Ok(Needed { load, net, gross: gross(net, needs.shrinkage_ratio), waits, slots_ratio })
}

/// Deferred work of which this share is done in time.
fn lying(in_time: f64, occupancy_ratio: f64) -> ErlangA {
    ErlangA {
        waiting_ratio: 1.0,
        abandoned_ratio: 0.0,
        service_level: in_time,
        offered_within_ratio: in_time,
        wait_mean_secs: 0.0,
        occupancy_ratio,
    }
}

/// The part of the way from one to the other.
fn between(less: &Chat, more: &Chat, part: f64) -> Chat {
    let mix = |less: f64, more: f64| if part == 0.0 { less } else { less + (more - less) * part };
    let (a, b) = (&less.waits, &more.waits);
    Chat {
        waits: ErlangA {
            waiting_ratio: mix(a.waiting_ratio, b.waiting_ratio),
            abandoned_ratio: mix(a.abandoned_ratio, b.abandoned_ratio),
            service_level: mix(a.service_level, b.service_level),
            offered_within_ratio: mix(a.offered_within_ratio, b.offered_within_ratio),
            wait_mean_secs: mix(a.wait_mean_secs, b.wait_mean_secs),
            occupancy_ratio: mix(a.occupancy_ratio, b.occupancy_ratio),
        },
        slots_ratio: mix(less.slots_ratio, more.slots_ratio),
        handle_mean_secs: mix(less.handle_mean_secs, more.handle_mean_secs),
    }
}

/// The people that each interval of a plan requires. For deferred work all are looked at together: the fewest people at
/// the peak with whom the target's share is done by its deadline, and as even as that allows, with `backlog` (work that
/// lies there before the first interval, in seconds of handling). For all others each interval is for itself, and
/// `backlog` does not matter.
///
/// ```
/// use watchfloor::plan::queueing::{Demand, Model, Needs, Target, required_series};
/// let mail = |volume| Demand { volume, secs: 1800.0, aht_secs: 600.0 };
/// let needs = Needs::new(Model::Deferred, Target { share: 1.0, within_secs: 4.0 * 3600.0 });
/// let day: Vec<_> = [90.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0].map(mail).into();
/// let people = required_series(&day, &needs, 0.0).unwrap();
/// assert!(people.iter().all(|n| (n.net - 3.75).abs() < 1e-9), "90 mails of 10 min are 30 people for a half hour, over 4 h");
/// ```
///
/// # Errors
///
/// The first number that cannot be meant, named; and for deferred work, intervals of different lengths.
pub fn required_series(plan: &[Demand], needs: &Needs, backlog_secs: f64) -> Result<Vec<Needed>, Problem> {
    if plan.len() > PLAN_INTERVALS_MAX {
        return Err(Problem::TooMany { what: "intervals", found: plan.len(), most: PLAN_INTERVALS_MAX });
    }
    if needs.model != Model::Deferred {
        return plan.iter().map(|demand| required(demand, needs)).collect();
    }
    needs.check()?;
    let secs = plan.first().map_or(1.0, |demand| demand.secs);
    for demand in plan {
        demand.checked()?;
        let must = "the same for all intervals of deferred work";
        checked("the length of an interval", demand.secs, secs..=secs, must)?;
    }
    let work: Vec<f64> = plan.iter().map(Demand::load).collect();
    let deadline = needs.target.within_secs / secs;
    let whole = (deadline.floor() as usize).clamp(1, plan.len().max(1));
    let backlog = backlog_secs / secs;
    let busy = deferred::smoothed(&work, backlog, whole, needs.target.share)?;
    let left = deferred::carry_over(&work, &busy, backlog, deadline.max(1.0))?;
    let told = busy.iter().zip(&work).zip(&left).map(|((busy, load), left)| {
        let net = busy / needs.occupancy_max;
        let occupancy_ratio = if net > 0.0 { left.done / net } else { 0.0 };
        let waits = lying(left.in_time_ratio, occupancy_ratio);
        Needed { load: *load, net, gross: gross(net, needs.shrinkage_ratio), waits, slots_ratio: occupancy_ratio }
    });
    Ok(told.collect())
}
