//! Erlang A: how long people wait who may give up.

use super::special::ln_gamma;
use super::{NEVER, Target, erlang_b};

/// People who would arrive while one waits patiently: beyond, patience makes no difference that can be seen, and is
/// taken to be so long that this many arrive. (A hundred a second, and a day of patience.)
const PATIENT: f64 = 1e7;

/// A queue with people who give up after a while (M/M/n+M), in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// Share of all who wait at all, 0 to 1.
    pub waiting_ratio: f64,
    /// Share of all who give up, 0 to 1.
    pub abandoned_ratio: f64,
    /// Share of all, those included who give up, whose handling begins within the target's time, 0 to 1.
    pub service_level: f64,
    /// Share for whom it is offered, or would have been had they stayed, within the target's time, 0 to 1: P(V ≤ T).
    pub offered_within_ratio: f64,
    /// Mean seconds of waiting, of all, until handling or giving up.
    pub wait_mean_secs: f64,
    /// Share of their time in which people work, 0 to 1.
    pub occupancy_ratio: f64,
}

/// What the formula of Palm, in the form of Zeltyn and Mandelbaum ("Call centers with impatient customers: many-server
/// asymptotics of the M/M/n+G queue", Queueing Systems 51, 2005), says of `agents` who handle `rate` arrivals a second
/// in `aht_secs` each, where each who waits gives up after `patience_secs` on average.
///
/// With `θ = 1/patience`, `µ = 1/AHT`, `ε = 1/B(n-1, a)` and `J(t; c) = ∫_t^∞ e^(λ(1-e^(-θx))/θ - cx) dx`:
/// `P(V>0) = λJ(0; nµ)/D`, `P(ab) = P(V>0) - λJ(0; nµ+θ)/D`, `P(served ≤ T) = 1 - P(ab) - λJ(T; nµ+θ)/D` and
/// `E[W] = P(ab)/θ`, where `D = ε + λJ(0; nµ)`. `J` is a series of positive terms, summed around its largest.
///
/// True for Poisson arrivals, exponential handling and patience, first come first served. It holds under any load.
/// Patience so long that ten million would arrive in it counts as that long. Without agents all give up; without load
/// nobody waits.
///
/// ```
/// use watchfloor::plan::queueing::erlang_a;
/// let ten = erlang_a(10.0, 200.0 / 3600.0, 180.0, 120.0, 20.0);
/// assert!((ten.waiting_ratio - 0.49685275).abs() < 1e-8);
/// assert!((ten.abandoned_ratio - 0.13746383).abs() < 1e-8);
/// assert!((ten.service_level - 0.63994131).abs() < 1e-8);
/// assert!((ten.wait_mean_secs - 16.495659).abs() < 1e-6);
/// ```
pub fn erlang_a(agents: f64, rate: f64, aht_secs: f64, patience_secs: f64, within_secs: f64) -> ErlangA {
    let (n, rate, aht) = (agents.max(0.0), rate.max(0.0), aht_secs.max(0.0));
    let load = rate * aht;
    if load == 0.0 {
        return ErlangA { occupancy_ratio: 0.0, ..WELL };
    }
    if n == 0.0 {
        return ErlangA { wait_mean_secs: patience_secs.max(0.0), ..LOST };
    }
    let before = erlang_b::inverse(n - 1.0, load);
    let found = Impatient { rate, drain: n / aht, patience_secs, before }.found(within_secs);
    ErlangA { occupancy_ratio: (load * (1.0 - found.abandoned_ratio) / n).min(1.0), ..found }
}

/// Nobody waits.
const WELL: ErlangA = ErlangA {
    waiting_ratio: 0.0,
    abandoned_ratio: 0.0,
    service_level: 1.0,
    offered_within_ratio: 1.0,
    wait_mean_secs: 0.0,
    occupancy_ratio: 0.0,
};
/// Nobody is served.
const LOST: ErlangA = ErlangA {
    waiting_ratio: 1.0,
    abandoned_ratio: 1.0,
    service_level: 0.0,
    offered_within_ratio: 0.0,
    wait_mean_secs: 0.0,
    occupancy_ratio: 0.0,
};

/// A queue whose people give up, above whatever serves them.
pub(super) struct Impatient {
    /// Arrivals a second.
    pub rate: f64,
    /// Ends of handling a second while anybody waits.
    pub drain: f64,
    /// Mean seconds after which somebody gives up.
    pub patience_secs: f64,
    /// How probable it is that there is room, over how probable it is that the last of it is taken next: ε.
    pub before: f64,
}

impl Impatient {
    /// The figures, without occupancy.
    pub fn found(&self, within_secs: f64) -> ErlangA {
        if self.before.is_infinite() {
            return WELL;
        }
        let theta = 1.0 / self.patience_secs.min(PATIENT / self.rate).max(1e-6);
        let (x, s) = (self.rate / theta, self.drain / theta);
        // ln of λJ(0; nµ+θ) and λJ(0; nµ), the second from the first by Σ(s) = (1 + xΣ(s+1))/s.
        let above = ln_series(s + 1.0, x);
        let ln_all = ln_one_plus(x.ln() + above) - s.ln() + x.ln();
        let ln_served = above + x.ln();
        let ln_before = self.before.ln();
        let ln_total = ln_before.max(ln_all) + (-(ln_before - ln_all).abs()).exp().ln_1p();
        let within = within_secs.max(0.0);
        let faded = x * (-theta * within).exp();
        // λJ(T; c) = e^(λH(T) - cT) Σ(c/θ) x, with the series at what is left of x after T.
        let later = |s: f64| -> f64 { (x - faded) - s * theta * within + ln_series(s, faded) + x.ln() };
        let share = |ln: f64| (ln - ln_total).exp().min(1.0);
        let waiting_ratio = share(ln_all);
        let abandoned_ratio = (waiting_ratio - share(ln_served)).max(0.0);
        ErlangA {
            waiting_ratio,
            abandoned_ratio,
            service_level: (1.0 - abandoned_ratio - share(later(s + 1.0))).clamp(0.0, 1.0),
            offered_within_ratio: (1.0 - share(later(s))).clamp(0.0, 1.0),
            wait_mean_secs: abandoned_ratio / theta,
            occupancy_ratio: 0.0,
        }
    }
}

/// `ln(1 + e^y)`, also where `e^y` is too large for a double.
fn ln_one_plus(y: f64) -> f64 {
    if y > 0.0 { y + (-y).exp().ln_1p() } else { y.exp().ln_1p() }
}

/// `ln Σ_{k≥0} x^k / (s(s+1)…(s+k))`, which is `ln(e^x x^-s γ(s, x))`, γ the lower incomplete gamma function. The terms
/// grow until `s + k` passes `x`; where that is far, it is begun there and summed to both sides, so that it takes about
/// `9√x` steps and no term overflows.
fn ln_series(s: f64, x: f64) -> f64 {
    let peak = (x - s).floor();
    if peak < 500.0 {
        let (mut term, mut sum, mut k) = (1.0 / s, 0.0, s);
        while term > 1e-17 * sum {
            sum += term;
            k += 1.0;
            term *= x / k;
        }
        return sum.ln();
    }
    let (mut up, mut sum, mut k) = (1.0, 0.0, s + peak);
    while up > 1e-17 * sum {
        sum += up;
        k += 1.0;
        up *= x / k;
    }
    let (mut down, mut k) = (1.0, s + peak);
    while down > 1e-17 * sum && k > s {
        down *= k / x;
        sum += down;
        k -= 1.0;
    }
    peak * x.ln() + ln_gamma(s) - ln_gamma(s + peak + 1.0) + sum.ln()
}

/// The fewest whole people with whom Erlang A meets `target` (of all who come, those included who give up) and nobody is
/// busy more than `occupancy_max` of their time. 0 without load.
///
/// ```
/// use watchfloor::plan::queueing::{Target, erlang_a_required, erlang_c_required};
/// let target = Target { share: 0.8, within_secs: 20.0 };
/// assert_eq!(erlang_c_required(200.0 / 3600.0, 180.0, target, 1.0), 14);
/// assert_eq!(erlang_a_required(200.0 / 3600.0, 180.0, 120.0, target, 1.0), 12, "who gives up is in nobody's way");
/// ```
pub fn erlang_a_required(rate: f64, aht_secs: f64, patience_secs: f64, target: Target, occupancy_max: f64) -> u32 {
    let load = rate.max(0.0) * aht_secs.max(0.0);
    if load == 0.0 {
        return 0;
    }
    let meets = meets(rate, aht_secs, patience_secs, target, occupancy_max);
    // Near the load plus one spread, then outwards.
    super::fewest_that((load + load.sqrt()).ceil() as u32, |n| meets(f64::from(n)))
}

fn meets(rate: f64, aht: f64, patience: f64, target: Target, occupancy_max: f64) -> impl Fn(f64) -> bool {
    let share = target.share.min(1.0 - NEVER);
    move |n: f64| {
        let found = erlang_a(n, rate, aht, patience, target.within_secs);
        found.service_level >= share && found.occupancy_ratio <= occupancy_max + 1e-12
    }
}

/// The same as a real number, to 10⁻⁹ of a person.
///
/// ```
/// use watchfloor::plan::queueing::{Target, erlang_a, erlang_a_required_exactly};
/// let n = erlang_a_required_exactly(1.0, 100.0, 50.0, Target { share: 0.9, within_secs: 10.0 }, 1.0);
/// assert!(n > 100.0 && n < 101.0 && (erlang_a(n, 1.0, 100.0, 50.0, 10.0).service_level - 0.9).abs() < 1e-8);
/// ```
pub fn erlang_a_required_exactly(rate: f64, aht: f64, patience: f64, target: Target, occupancy_max: f64) -> f64 {
    let whole = f64::from(erlang_a_required(rate, aht, patience, target, occupancy_max));
    super::least_that((whole - 1.0).max(0.0), whole, meets(rate, aht, patience, target, occupancy_max))
}
