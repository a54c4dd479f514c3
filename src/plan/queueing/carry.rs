//! What one interval leaves to the next, for work that cannot wait.
//!
//! The formulas of the long run take each interval for endless. Here the number of people who are there, waiting or
//! being handled, is followed through the day as a probability of each number, so that a rush at noon still waits at one.

use super::special::ln_gamma;
use super::{Problem, checked};
use crate::limits::{CARRY_STATES_MAX, LOAD_MAX, PLAN_INTERVALS_MAX};

/// One interval in which nothing changes by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its length in seconds.
    pub secs: f64,
    /// Arrivals a second.
    pub rate: f64,
    /// Mean seconds of handling.
    pub aht_secs: f64,
    /// Mean seconds after which one who waits gives up; infinite where nobody does.
    pub patience_secs: f64,
    /// People at work.
    pub people: u32,
}

/// What one interval is like, given all before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carried {
    /// Share of its arrivals who wait at all.
    pub waiting_ratio: f64,
    /// Share of its arrivals whose handling begins within the target's time.
    pub service_level: f64,
    /// People who give up in it, over its arrivals; those who came earlier count too.
    pub abandoned_ratio: f64,
    /// Mean of those who wait, over the interval.
    pub queue_mean: f64,
    /// Mean of those who wait when it ends: what is carried over.
    pub queue_end: f64,
    /// Share of their time in which the people at work work.
    pub occupancy_ratio: f64,
    /// Seconds of work after their end by people who left with the beginning of this interval or before.
    pub run_out_secs: f64,
}

/// What matters of one state less than this is dropped from either end.
const LEAST: f64 = 1e-15;
/// Steps of one piece of uniformisation, about: few enough that their Poisson weights are plain numbers.
const STEPS: f64 = 200.0;

/// Follows a queue with changing arrivals and people, M(t)/M/s(t)+M, from `being_handled` and `waiting` on.
///
/// By uniformisation (A. Jensen, 1953): with `Λ` the largest rate at which any state is left,
/// `π(t) = Σ_k e^(-Λt) (Λt)^k/k! · π(0)Pᵏ`, and the mean over the interval has the weights `P(N > k)/(Λt)`. Only numbers
/// that are probable at all are kept. People who leave end what they have begun, and take with them as many as are busy
/// of the people who are drawn to leave; the rest goes on without them. Service level is what an arrival at a random
/// moment of the interval can expect if the people stay as they are.
///
/// True for arrivals that are Poisson at a rate that is constant within an interval, exponential handling and patience.
/// Queues longer than [`CARRY_STATES_MAX`] are cut off there.
///
/// ```
/// use watchfloor::plan::queueing::carry::{Stretch, carry};
/// let quiet = Stretch { secs: 900.0, rate: 0.3, aht_secs: 300.0, patience_secs: 300.0, people: 90 };
/// // After a day of the same quarter of an hour, what the long run says.
/// let day = carry(&[Stretch { secs: 86_400.0, ..quiet }, quiet], 0, 0, 30.0).unwrap();
/// assert!((day[1].waiting_ratio - 0.514018247).abs() < 1e-8);
/// assert!((day[1].queue_mean - 3.781196069).abs() < 1e-7);
/// // A short-handed quarter leaves its queue to the next.
/// let short = carry(&[Stretch { people: 70, ..quiet }, quiet], 70, 0, 30.0).unwrap();
/// assert!(short[0].queue_end > 8.0 && short[1].queue_mean > 1.0, "{short:?}");
/// ```
///
/// # Errors
///
/// Numbers out of their range, and too many intervals.
pub fn carry(day: &[Stretch], being_handled: u32, waiting: u32, within_secs: f64) -> Result<Vec<Carried>, Problem> {
    if day.len() > PLAN_INTERVALS_MAX {
        return Err(Problem::TooMany { what: "intervals", found: day.len(), most: PLAN_INTERVALS_MAX });
    }
    checked("the time of the target", within_secs, 0.0..=1e9, "0 s or more")?;
    for stretch in day {
        checked("the length of an interval", stretch.secs, 1e-3..=1e8, "above 0 s and at most 3 years")?;
        checked("the handle time", stretch.aht_secs, 1e-3..=1e8, "above 0 s")?;
        checked("the rate", stretch.rate, 0.0..=LOAD_MAX, "0 or more arrivals a second")?;
        checked("the patience", stretch.patience_secs, 1e-3..=f64::INFINITY, "above 0 s")?;
        checked("the people of an interval", f64::from(stretch.people), 0.0..=1e5, "at most 100 000")?;
    }
    let there = (being_handled as usize).saturating_add(waiting as usize).min(CARRY_STATES_MAX);
    let mut states = States { low: there, share: vec![1.0], people: being_handled, running_out: 0.0 };
    Ok(day
        .iter()
        .map(|stretch| {
            states.change(stretch.people);
            states.through(stretch, within_secs)
        })
        .collect())
}

/// How probable each number of people there is.
struct States {
    /// The number that the first share is of.
    low: usize,
    share: Vec<f64>,
    /// People at work so far.
    people: u32,
    /// People who have left and still end what they have, on average.
    running_out: f64,
}

impl States {
    /// Others are at work from now on.
    fn change(&mut self, people: u32) {
        let leave = self.people.saturating_sub(people);
        if leave > 0 {
            let (all, mut shares) = (self.people, vec![0.0; self.low + self.share.len()]);
            for (at, share) in self.share.iter().enumerate() {
                let there = self.low + at;
                let busy = (there as u32).min(all);
                for taken in (busy + leave).saturating_sub(all)..=busy.min(leave) {
                    let part = share * drawn(all, busy, leave, taken);
                    shares[there - taken as usize] += part;
                    self.running_out += part * f64::from(taken);
                }
            }
            (self.low, self.share) = (0, shares);
            self.trim();
        }
        self.people = people;
    }

    /// Drops what is improbable from either end.
    fn trim(&mut self) {
        let from = self.share.iter().position(|p| *p >= LEAST).unwrap_or(0);
        let until = self.share.iter().rposition(|p| *p >= LEAST).map_or(self.share.len(), |i| i + 1);
        self.share.truncate(until);
        self.share.drain(..from);
        self.low += from;
        let total: f64 = self.share.iter().sum();
        self.share.iter_mut().for_each(|p| *p /= total);
    }

    /// One interval, in pieces in which the states reach no further than is foreseen.
    fn through(&mut self, stretch: &Stretch, within_secs: f64) -> Carried {
        let mut mean = Mean { low: self.low, share: Vec::new() };
        let mut left = stretch.secs;
        while left > 1e-9 * stretch.secs {
            let high = self.low + self.share.len();
            let now = out_of(stretch, high as f64);
            let mut piece = if now > 0.0 { left.min(STEPS / now) } else { left };
            let reach = loop {
                let more = stretch.rate * piece;
                let reach = (high + (more + 9.0 * more.sqrt() + 12.0) as usize).min(CARRY_STATES_MAX.max(high));
                // The states that it may reach are left faster than those that are there.
                if out_of(stretch, reach as f64) * piece <= 3.0 * STEPS {
                    break reach;
                }
                piece *= 0.5;
            };
            self.piece(stretch, piece, reach, &mut mean, piece / stretch.secs);
            left -= piece;
        }
        let runs = self.running_out * (1.0 - (-stretch.secs / stretch.aht_secs).exp());
        self.running_out -= runs;
        self.told(stretch, &mean, within_secs, runs * stretch.aht_secs)
    }

    /// Moves on by `secs`, within the states up to `reach`, and adds the mean over them with its `weight`.
    fn piece(&mut self, stretch: &Stretch, secs: f64, reach: usize, mean: &mut Mean, weight: f64) {
        let fastest = out_of(stretch, reach as f64);
        let low = self.low.saturating_sub(self.fall(stretch, secs));
        let mut now = vec![0.0; reach + 1 - low];
        now[self.low - low..][..self.share.len()].copy_from_slice(&self.share);
        let steps = fastest * secs;
        let (mut then, mut sum) = (vec![0.0; now.len()], vec![0.0; now.len()]);
        // Where the probable states lie, moved outwards by one a step.
        let (mut from, mut until) = (self.low - low, self.low - low + self.share.len());
        let up = if fastest > 0.0 { stretch.rate / fastest } else { 0.0 };
        let down: Vec<f64> = (low..=reach)
            .map(|j| if fastest > 0.0 { (out_of(stretch, j as f64) - stretch.rate) / fastest } else { 0.0 })
            .collect();
        let (mut poisson, mut later, mut k) = ((-steps).exp(), -(-steps).exp_m1(), 0.0);
        loop {
            let each = if steps > 0.0 { later / steps } else { 1.0 };
            for ((then, sum), now) in then[from..until].iter_mut().zip(&mut sum[from..until]).zip(&now[from..until]) {
                *then += poisson * now;
                *sum += each * now;
            }
            // `later` itself keeps a rounding error for ever.
            if steps == 0.0 || (k > steps && poisson < 1e-18) {
                break;
            }
            step(&mut now, &mut from, &mut until, up, &down);
            k += 1.0;
            poisson *= steps / k;
            later = (later - poisson).max(0.0);
        }
        mean.add(low, &sum, weight);
        (self.low, self.share) = (low, then);
        self.trim();
    }

    /// How many fewer there can be after so long, at most.
    fn fall(&self, stretch: &Stretch, secs: f64) -> usize {
        let fewer = out_of(stretch, (self.low + self.share.len()) as f64) * secs;
        (fewer + 9.0 * fewer.sqrt() + 12.0) as usize
    }

    fn told(&self, stretch: &Stretch, mean: &Mean, within_secs: f64, run_out_secs: f64) -> Carried {
        let people = stretch.people as usize;
        let (mut waiting, mut queue, mut busy) = (0.0, 0.0, 0.0);
        for (at, share) in mean.share.iter().enumerate() {
            let there = mean.low + at;
            busy += share * there.min(people) as f64;
            if there >= people {
                waiting += share;
                queue += share * (there - people) as f64;
            }
        }
        let end = |(at, share): (usize, &f64)| share * (self.low + at).saturating_sub(people) as f64;
        let come = stretch.rate;
        Carried {
            waiting_ratio: if come > 0.0 { waiting } else { 0.0 },
            service_level: if come > 0.0 { mean.served_within(stretch, within_secs) } else { 1.0 },
            abandoned_ratio: if come > 0.0 { queue / stretch.patience_secs / come } else { 0.0 },
            queue_mean: queue,
            queue_end: self.share.iter().enumerate().map(end).sum(),
            occupancy_ratio: if people > 0 { busy / people as f64 } else { 0.0 },
            run_out_secs,
        }
    }
}

/// Rate at which a state with `there` people is left.
fn out_of(stretch: &Stretch, there: f64) -> f64 {
    let people = f64::from(stretch.people);
    stretch.rate + there.min(people) / stretch.aht_secs + (there - people).max(0.0) / stretch.patience_secs
}

/// One step of the chain, in place: from each state up, down, or not at all.
fn step(now: &mut [f64], from: &mut usize, until: &mut usize, up: f64, down: &[f64]) {
    *from = from.saturating_sub(1);
    *until = (*until + 1).min(now.len());
    let mut below = 0.0;
    let mut here = now.get(*from).copied().unwrap_or(0.0);
    for j in *from..*until {
        let above = now.get(j + 1).copied().unwrap_or(0.0);
        let falls = down.get(j + 1).copied().unwrap_or(0.0);
        // At the end of what is kept nobody comes in.
        let rises = if j + 1 < now.len() { up } else { 0.0 };
        now[j] = below * up + here * (1.0 - rises - down[j]) + above * falls;
        (below, here) = (here, above);
    }
    while *from + 1 < *until && now[*from] < 1e-18 {
        now[*from] = 0.0;
        *from += 1;
    }
    while *from + 1 < *until && now[*until - 1] < 1e-18 {
        now[*until - 1] = 0.0;
        *until -= 1;
    }
}

/// How probable `taken` busy people are among `leave` who are drawn from `all` of whom `busy` are (hypergeometric).
fn drawn(all: u32, busy: u32, leave: u32, taken: u32) -> f64 {
    let choose = |n: u32, k: u32| {
        let ln = |n: u32| ln_gamma(f64::from(n) + 1.0);
        ln(n) - ln(k) - ln(n - k)
    };
    (choose(busy, taken) + choose(all - busy, leave - taken) - choose(all, leave)).exp()
}

/// Probabilities over an interval.
struct Mean {
    low: usize,
    share: Vec<f64>,
}

impl Mean {
    fn add(&mut self, low: usize, share: &[f64], weight: f64) {
        if self.share.is_empty() {
            self.low = low;
        }
        if low < self.low {
            let more = self.low - low;
            self.share.splice(0..0, std::iter::repeat_n(0.0, more));
            self.low = low;
        }
        let from = low - self.low;
        self.share.resize(self.share.len().max(from + share.len()), 0.0);
        self.share[from..].iter_mut().zip(share).for_each(|(sum, p)| *sum += weight * p);
    }

    /// Share of arrivals whose handling begins in time: with `k` before one, all of them must have begun or given up, and
    /// one must not have given up oneself. With `Y = e^(-θV)`, which is Beta(sµ/θ, k+1), that is the mean of `Y` where
    /// `Y ≥ e^(-θT)`: `α/(α+k+1) · (1 - I_y(α+1, k+1))`. Where nobody gives up, `V` is a sum of `k+1` exponentials.
    fn served_within(&self, stretch: &Stretch, within_secs: f64) -> f64 {
        let people = stretch.people as usize;
        let at_once: f64 = self.share.iter().take(people.saturating_sub(self.low)).sum();
        if people == 0 {
            return at_once.clamp(0.0, 1.0);
        }
        let drain = people as f64 / stretch.aht_secs;
        let theta = 1.0 / stretch.patience_secs;
        let patient = theta <= 0.0;
        let alpha = drain / theta;
        let y = (-theta * within_secs).exp();
        // The logarithm of what the incomplete Beta or Poisson sum gains with each further person before one.
        let (mut late, mut ln_term) = if patient {
            (0.0, -drain * within_secs)
        } else {
            let all = -theta * within_secs * (alpha + 1.0);
            (all.exp(), all + (1.0 - y).ln() + (alpha + 1.0).ln())
        };
        let mut total = at_once;
        let mut k = 0.0;
        for there in people..self.low + self.share.len() {
            if patient {
                late += ln_term.exp();
                ln_term += (drain * within_secs / (k + 1.0)).ln();
            }
            if there >= self.low {
                let stays = if patient { 1.0 } else { alpha / (alpha + k + 1.0) };
                total += self.share[there - self.low] * stays * (1.0 - late).max(0.0);
            }
            if !patient {
                late += ln_term.exp();
                ln_term += ((1.0 - y) * (alpha + 2.0 + k) / (k + 2.0)).ln();
            }
            k += 1.0;
        }
        total.clamp(0.0, 1.0)
    }
}
