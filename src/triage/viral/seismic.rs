//! The self-exciting model of spread: how long followers remember, how infectious a post is, what is still to come.
//!
//! The model is SEISMIC: Q. Zhao, M. Erdogdu, H. He, A. Rajaraman, J. Leskovec, "SEISMIC: A Self-Exciting Point Process
//! Model for Predicting Tweet Popularity", KDD 2015. Everybody who carries a post on shows it to their followers; each
//! follower carries it on with probability `p(t)`, the infectiousness, after a delay drawn from the memory kernel.
//!
//! It is here twice. [`Exact`] is the published estimator over the whole history, with its triangular window: it is the
//! baseline of our measurements. [`Excitement`] is the same model read from a [`Cascade`] in constant time: the kernel
//! as eight exponentials, the window as one.

use crate::floor::{At, Cascade, MEMORY_TAUS_SECS, WINDOW_TAUS_SECS};

/// The kernel's plateau, a second: the density of the delay of a reaction in the first [`KERNEL_PLATEAU_SECS`].
pub const KERNEL_HEIGHT: f64 = 6.265_725e-4;
/// Seconds after which the kernel begins to fall.
pub const KERNEL_PLATEAU_SECS: f64 = 300.0;
/// How fast it falls: as `s^-(1 + theta)`. The printed 0.242 does not make it a density; this does.
pub const KERNEL_THETA: f64 = 0.231_484_3;
/// Followers that the model takes a joiner to have, on average, when it adds up generations.
pub const MEAN_DEGREE: f64 = 100.0;

/// How much of the memory each of [`MEMORY_TAUS_SECS`] carries, so that `sum(weight * exp(-s / tau))` is
/// [`still_to_react`] within [`MEMORY_ERROR_MAX`] from 0 s to 14 days. Fitted by non-negative least squares of the
/// relative error, reweighted towards the largest; a test fits them anew.
pub const MEMORY_WEIGHTS: [f64; 8] = [0.007_63, 0.377_05, 0.155_99, 0.172_99, 0.072_74, 0.089_19, 0.0, 0.135_61];
/// The largest relative error of that sum.
pub const MEMORY_ERROR_MAX: f64 = 0.012;

/// The density of the delay of a reaction, a second, after `secs`: `c` up to `s0`, then `c * (s / s0)^-(1 + theta)`
/// (SEISMIC, section 3.2). It is a density of all delays: `c * s0 * (1 + 1 / theta) = 1`.
///
/// ```
/// use watchfloor::triage::viral::memory;
/// assert_eq!(memory(10.0), memory(300.0));
/// assert!((memory(600.0) / memory(300.0) - 0.5_f64.powf(1.2314843)).abs() < 1e-12);
/// ```
pub fn memory(secs: f64) -> f64 {
    if secs < 0.0 {
        0.0
    } else if secs <= KERNEL_PLATEAU_SECS {
        KERNEL_HEIGHT
    } else {
        KERNEL_HEIGHT * (secs / KERNEL_PLATEAU_SECS).powf(-(1.0 + KERNEL_THETA))
    }
}

/// The share of followers who will react that have not reacted after `secs`: `1 - c s` up to `s0`, then
/// `c s0^(1 + theta) / theta * s^-theta`.
///
/// ```
/// use watchfloor::triage::viral::still_to_react;
/// assert_eq!(still_to_react(0.0), 1.0);
/// assert!((still_to_react(300.0) - 0.812).abs() < 0.001, "after five minutes four in five are still to come");
/// assert!((still_to_react(86_400.0) - 0.219).abs() < 0.001, "after a day one in five");
/// ```
pub fn still_to_react(secs: f64) -> f64 {
    if secs <= KERNEL_PLATEAU_SECS {
        1.0 - KERNEL_HEIGHT * secs.max(0.0)
    } else {
        KERNEL_HEIGHT * KERNEL_PLATEAU_SECS / KERNEL_THETA * (secs / KERNEL_PLATEAU_SECS).powf(-KERNEL_THETA)
    }
}

/// What the self-exciting model says of one conversation at one moment, from its fading sums alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excitement {
    /// How infectious it is: the chance that one who is shown it carries it on. Estimated over about the last half of
    /// its life, at least 5 minutes and at most 2 hours, with a prior of [`PRIOR_CARRIED`] carryings.
    pub infectiousness: f64,
    /// Carryings that the estimate rests on; its relative error is about one over their root.
    pub rests_on: f64,
    /// People who were shown it and have not reacted yet, of those who would if all did.
    pub pending: f64,
    /// Carryings a second that are to be expected now.
    pub rate: f64,
    exposed: [f64; 8],
}

/// How infectious a post is before anything is known of it, and how many carryings that is worth. One in three
/// thousand of those who are shown a post carry it on: the middle of what public cascades say.
pub const PRIOR_INFECTIOUSNESS: f64 = 3.0e-4;
/// See [`PRIOR_INFECTIOUSNESS`].
pub const PRIOR_CARRIED: f64 = 0.5;

impl Excitement {
    /// Of this conversation at `now`.
    pub fn of(cascade: &Cascade, now: At) -> Excitement {
        let exposed = cascade.exposed(now);
        let window = window_of(cascade.age_secs(now));
        let tau = WINDOW_TAUS_SECS[window];
        let carried = cascade.carried_lately(now)[window];
        // Exposure in the window, each second of it weighted as the carryings are: the integral of a product of two
        // exponentials, added up over all who carried it.
        let lately = cascade.exposed_lately(now)[window];
        let (mut shown, mut pending, mut density) = (0.0, 0.0, 0.0);
        for ((sum, weight), memory_tau) in exposed.iter().zip(MEMORY_WEIGHTS).zip(MEMORY_TAUS_SECS) {
            shown += weight * (sum - lately) / (memory_tau / tau - 1.0);
            pending += weight * sum;
            density += weight * sum / memory_tau;
        }
        let infectiousness = (carried + PRIOR_CARRIED) / (shown.max(0.0) + PRIOR_CARRIED / PRIOR_INFECTIOUSNESS);
        let infectiousness = infectiousness.min(1.0);
        Excitement { infectiousness, rests_on: carried, pending, rate: infectiousness * density, exposed }
    }

    /// Carryings that each carrying brings in its turn: `n* p`. From 1 on it grows by itself.
    pub fn reproduction(&self) -> f64 {
        MEAN_DEGREE * self.infectiousness
    }

    /// Of all reactions still to come to what was shown so far, the share that comes within `secs`: 0 to 1, and never
    /// less for a longer time.
    pub fn share_within(&self, secs: f64) -> f64 {
        let left: f64 = self.each().map(|(weighed, tau)| weighed * (-secs.max(0.0) / tau).exp()).sum();
        if self.pending > 0.0 { (1.0 - left / self.pending).clamp(0.0, 1.0) } else { 1.0 }
    }

    fn each(&self) -> impl Iterator<Item = (f64, f64)> {
        self.exposed.iter().zip(MEMORY_WEIGHTS).map(|(sum, weight)| sum * weight).zip(MEMORY_TAUS_SECS)
    }
}

/// Which window is about half of the age.
fn window_of(age_secs: u32) -> usize {
    match age_secs {
        0..1_800 => 0,
        1_800..10_800 => 1,
        _ => 2,
    }
}

/// A carrying: seconds since the beginning, and followers.
pub type Carrying = (u32, u32);

/// The published estimate at one moment, from the whole history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// The infectiousness `p(t)`.
    pub infectiousness: f64,
    /// `sum n_j ccdf(t - t_j)`: people shown it who have not reacted yet.
    pub pending: f64,
    /// Carryings seen.
    pub seen: usize,
}

impl Exact {
    /// The estimate at `secs` after the beginning. `history` begins with the post itself and is in order of time; what
    /// lies after `secs` is not looked at. The window is triangular, half of the age wide, at least 5 minutes and at
    /// most 2 hours; with fewer than five carryings in it, it is widened to the last five.
    pub fn at(history: &[Carrying], secs: u32) -> Exact {
        let t = f64::from(secs);
        let seen = history.partition_point(|(at, _)| *at <= secs);
        let seen = history.get(..seen).unwrap_or_default();
        let carried = seen.get(1..).unwrap_or_default();
        let mut width = (t / 2.0).clamp(300.0, 7_200.0);
        let fifth = carried.len().checked_sub(5).and_then(|i| carried.get(i)).or(carried.first());
        if let Some((fifth, _)) = fifth {
            // A triangle that is 0 exactly at the fifth would not count it.
            width = width.max(t - f64::from(*fifth) + 1.0);
        }
        let weight = |at: f64| (1.0 - (t - at) / width).max(0.0);
        let weighed: f64 = carried.iter().map(|(at, _)| weight(f64::from(*at))).sum();
        let (mut shown, mut pending) = (0.0, 0.0);
        for (at, followers) in seen {
            let (age, followers) = (t - f64::from(*at), f64::from(*followers));
            shown += followers * triangle_of_memory(age, width);
            pending += followers * still_to_react(age);
        }
        let infectiousness = if shown > 0.0 { weighed / shown } else { 0.0 };
        Exact { infectiousness, pending, seen: carried.len() }
    }

    /// Carryings in the end: `R + p * pending / (1 - n* p)`; infinite when each brings one or more.
    pub fn in_the_end(&self) -> f64 {
        let reproduction = MEAN_DEGREE * self.infectiousness;
        if reproduction >= 1.0 {
            return f64::INFINITY;
        }
        self.seen as f64 + self.infectiousness * self.pending / (1.0 - reproduction)
    }
}

/// `integral of max(1 - x / width, 0) * memory(age - x) dx` over the last `age` seconds: what one who posted `age` ago
/// adds to the exposure in a triangular window.
fn triangle_of_memory(age: f64, width: f64) -> f64 {
    let from = (age - width).max(0.0);
    // With u the delay, the weight is 1 - (age - u) / width, a straight line: integrals of the kernel and of u times it.
    let (start, slope) = (1.0 - age / width, 1.0 / width);
    let mass = |u: f64| 1.0 - still_to_react(u);
    let moment = |u: f64| {
        let plateau = u.min(KERNEL_PLATEAU_SECS);
        let mut sum = KERNEL_HEIGHT * plateau * plateau / 2.0;
        if u > KERNEL_PLATEAU_SECS {
            let power = 1.0 - KERNEL_THETA;
            let scale = KERNEL_HEIGHT * KERNEL_PLATEAU_SECS.powf(1.0 + KERNEL_THETA) / power;
            sum += scale * (u.powf(power) - KERNEL_PLATEAU_SECS.powf(power));
        }
        sum
    };
    start * (mass(age) - mass(from)) + slope * (moment(age) - moment(from))
}
