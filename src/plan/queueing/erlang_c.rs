//! Erlang C: how long people wait who never give up.

use super::{Target, erlang_b};

/// A share of 1 is reached by no finite number of people: what misses the target less often than this has met it.
pub(crate) const NEVER: f64 = 1e-9;

/// A queue with people who wait until they are served (M/M/n), in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    /// Share of all who wait at all, 0 to 1.
    pub waiting_ratio: f64,
    /// Share of all whose handling begins within the target's time, 0 to 1.
    pub service_level: f64,
    /// Mean seconds until the handling begins, of all; infinite when the queue grows without end.
    pub wait_mean_secs: f64,
    /// Share of their time in which people work, 0 to 1.
    pub occupancy_ratio: f64,
}

/// What Erlang's delay formula says of `agents` (a real number; 4.5 is four people and one half-time) who handle
/// `rate` arrivals a second in `aht_secs` each, with "within" counted in `within_secs`:
///
/// `C = nB/(n - a(1-B))`, `P(W ≤ T) = 1 - C e^(-(n-a)T/AHT)`, `E[W] = C·AHT/(n-a)`, `occ = a/n`, `a = rate·AHT`
/// (A. K. Erlang, 1917; Gross and others, "Fundamentals of Queueing Theory", section 3.3).
///
/// True for Poisson arrivals, exponential handling, first come first served, and nobody who gives up: where some do, it
/// asks for too many, and near full load for far too many; see [`erlang_a`](super::erlang_a). With no more people than
/// load (`n ≤ a`) the queue grows without end: all wait, none in time, for infinite seconds. Without load nobody waits.
///
/// ```
/// use watchfloor::plan::queueing::erlang_c;
/// let fourteen = erlang_c(14.0, 200.0 / 3600.0, 180.0, 20.0);
/// assert!((fourteen.service_level - 0.888350019179).abs() < 1e-12);
/// assert!((fourteen.wait_mean_secs - 7.835937).abs() < 1e-6);
/// assert!((fourteen.waiting_ratio - 0.174131934).abs() < 1e-9);
/// assert!((fourteen.occupancy_ratio - 10.0 / 14.0).abs() < 1e-12);
/// assert_eq!(erlang_c(10.0, 200.0 / 3600.0, 180.0, 20.0).service_level, 0.0, "ten people, ten erlangs");
/// ```
pub fn erlang_c(agents: f64, rate: f64, aht_secs: f64, within_secs: f64) -> ErlangC {
    let (n, load) = (agents.max(0.0), rate.max(0.0) * aht_secs.max(0.0));
    if load == 0.0 {
        return ErlangC { waiting_ratio: 0.0, service_level: 1.0, wait_mean_secs: 0.0, occupancy_ratio: 0.0 };
    }
    if n <= load {
        let wait_mean_secs = f64::INFINITY;
        return ErlangC { waiting_ratio: 1.0, service_level: 0.0, wait_mean_secs, occupancy_ratio: 1.0 };
    }
    let inverse = erlang_b::inverse(n, load);
    let waiting_ratio = n / ((n - load) * inverse + load);
    ErlangC {
        waiting_ratio,
        service_level: 1.0 - waiting_ratio * (-(n - load) * within_secs.max(0.0) / aht_secs).exp(),
        wait_mean_secs: waiting_ratio * aht_secs / (n - load),
        occupancy_ratio: load / n,
    }
}

/// The fewest whole people with whom Erlang C meets `target` and nobody is busy more than `occupancy_max` of their time
/// (a share, 0 to 1; 1 where there is no cap). 0 without load.
///
/// One pass over `n`: `1/B` is carried on from each to the next, so a requirement costs little more than one evaluation.
/// A target of all (1.0) is met where fewer than one in a billion miss it.
///
/// ```
/// use watchfloor::plan::queueing::{Target, erlang_c_required};
/// let within = |share, secs| Target { share, within_secs: secs };
/// assert_eq!(erlang_c_required(200.0 / 3600.0, 180.0, within(0.8, 20.0), 1.0), 14);
/// assert_eq!(erlang_c_required(2000.0 / 3600.0, 300.0, within(0.8, 30.0), 1.0), 175);
/// assert_eq!(erlang_c_required(2000.0 / 3600.0, 300.0, within(0.8, 30.0), 0.85), 197);
/// assert_eq!(erlang_c_required(0.0, 300.0, within(0.8, 30.0), 0.85), 0);
/// ```
pub fn erlang_c_required(rate: f64, aht_secs: f64, target: Target, occupancy_max: f64) -> u32 {
    let load = rate.max(0.0) * aht_secs.max(0.0);
    if load == 0.0 {
        return 0;
    }
    let misses = 1.0 - target.share.min(1.0 - NEVER);
    // A quotient that is whole but for the last bit is whole.
    let capped = (load / occupancy_max.clamp(1e-6, 1.0) * (1.0 - 4.0 * f64::EPSILON)).ceil();
    let mut n = (load.floor() + 1.0).max(capped);
    let per_agent = target.within_secs.max(0.0) / aht_secs;
    let (mut tail, fades) = ((-(n - load) * per_agent).exp(), (-per_agent).exp());
    let mut inverse = erlang_b::inverse(n, load);
    let each = 1.0 / load;
    // P(W > T) = n·tail / ((n-a)/B + a), without the division.
    while n * tail > misses * ((n - load) * inverse + load) && n < f64::from(u32::MAX) {
        n += 1.0;
        inverse = 1.0 + n * each * inverse;
        tail *= fades;
    }
    n as u32
}

/// The same as a real number: so many people, and so much of one more, as just meet the target. What is summed before
/// it is rounded should be summed of these, see [`round_up`](super::round_up).
///
/// Between two whole numbers Erlang C with a real number of people rises steadily, so it is found by bisection to 10⁻⁹
/// of a person.
///
/// ```
/// use watchfloor::plan::queueing::{Target, erlang_c, erlang_c_required_exactly};
/// let n = erlang_c_required_exactly(200.0 / 3600.0, 180.0, Target { share: 0.8, within_secs: 20.0 }, 1.0);
/// assert!(n > 12.9 && n < 13.1, "{n}");
/// assert!((erlang_c(n, 200.0 / 3600.0, 180.0, 20.0).service_level - 0.8).abs() < 1e-8);
/// ```
pub fn erlang_c_required_exactly(rate: f64, aht_secs: f64, target: Target, occupancy_max: f64) -> f64 {
    let whole = f64::from(erlang_c_required(rate, aht_secs, target, occupancy_max));
    let load = rate.max(0.0) * aht_secs.max(0.0);
    let least = (load / occupancy_max.clamp(1e-6, 1.0)).max(whole - 1.0).min(whole);
    let share = target.share.min(1.0 - NEVER);
    let meets = |n: f64| erlang_c(n, rate, aht_secs, target.within_secs).service_level >= share;
    super::least_that(least, whole, meets)
}
