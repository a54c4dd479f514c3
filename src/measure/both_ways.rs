//! The same hours played twice, with the same work and the same people, in two orders: what an order saved is the
//! difference.
//!
//! ```
//! use watchfloor::floor::{At, Cues, Kind, Tier, Weights};
//! use watchfloor::measure::{CostOf, Hours, Job, Servers, both_ways};
//! let noon = At::from_unix(1_700_000_000).unwrap();
//! let quiet = CostOf {
//!     age_secs: 0, target_secs: 1_800, tier: Tier::None, people_per_minute: 0, seen_by: 100, growth_centi: 0,
//!     cues: Cues::default(), kind: Kind::Question, negative_pct: 0, influence: 0, followers: None, earlier_failed: 0,
//! };
//! let viral = CostOf { people_per_minute: 2_000, seen_by: 48_000, ..quiet };
//! let job = |of| Job { arrived: noon, handle_secs: 600, of };
//! let jobs = [job(quiet), job(quiet), job(viral)];
//! let hours = Hours { from: noon, until: noon.plus(7_200), servers: vec![Servers { from: noon, count: 1 }] };
//! let both = both_ways(&hours, &jobs, &Weights::default());
//! assert_eq!(both.saved_exposure_secs(), 48_000 * 1_200 - 2 * 100 * 600);
//! assert_eq!((both.delayed, both.delayed_median_secs), (2, 600));
//! assert_eq!(both.words(), "Priority mode saved 958 k person-minutes, delayed 2 conversations by 10 min");
//! ```

use super::cost::{milli_of, rates};
use super::{CostOf, priority, say};
use crate::floor::{At, Weights};
use crate::limits::PLAYED_JOBS_MAX;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Seconds for which upper bounds of prices are good at first, and at most, before all that wait are priced anew. Any
/// length gives the same order; how long is quickest depends on how alike the prices are, and is found while playing.
const BOUND_SECS: u32 = 600;

/// A conversation that needs an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// When the customer asked.
    pub arrived: At,
    /// Seconds of work.
    pub handle_secs: u32,
    /// What waiting costs; its age is set by the play. Those who see it unanswered are its audience.
    pub of: CostOf,
}

/// So many who answer, from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Servers {
    /// From when.
    pub from: At,
    /// How many. Who is at work when there are to be fewer ends the work first.
    pub count: u32,
}

/// The hours to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// When they begin; who asked before waits already.
    pub from: At,
    /// When they end; who has no answer by then has waited until then.
    pub until: At,
    /// How many answer, in the order of time. Before the first of them nobody does.
    pub servers: Vec<Servers>,
}

/// In what order those who wait are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// First come, first served.
    Waiting,
    /// By cost of delay per minute of work.
    CostOfDelay,
    /// By the moment that was promised (earliest due date).
    Due,
    /// By what it costs when it comes, whatever its age (static priority).
    Fixed,
}

/// What an order led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Seconds that each waited for the end of the answer, in the order of the jobs.
    pub waited_secs: Vec<u32>,
    /// How many were answered within the hours.
    pub answered: usize,
    /// Audience times time unanswered, in person-seconds.
    pub exposure_secs: u128,
    /// What waiting cost, in thousandths of a point: see [`waiting_cost_milli`].
    pub cost_milli: u128,
    /// How many waited longer than promised.
    pub breaches: usize,
}

/// The same hours in both orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothWays {
    /// First come, first served.
    pub waiting: Played,
    /// By cost of delay.
    pub by_cost: Played,
    /// How many conversations were played.
    pub jobs: usize,
    /// How many were too many to be played, the newest: see [`PLAYED_JOBS_MAX`].
    pub beyond: usize,
    /// How many waited longer by cost than in the order they came.
    pub delayed: usize,
    /// Half of these waited longer by less than this, in seconds (the lower of the middle two).
    pub delayed_median_secs: u32,
}

/// What waiting so long costs altogether, in thousandths of a point: the integral of [`cost`](super::cost()) over the wait
/// without its guard, which is there for the order and is no cost. With `a` the wait and `tau` the promised time in
/// minutes it is `tier * b * (a / tau + 2 * (a / tau)^4)` up to one and a half promised times, `28 * b / tau` for each
/// minute beyond, and the rates times `a`; in whole numbers rounded down.
///
/// ```
/// use watchfloor::floor::{Cues, Kind, Tier, Weights};
/// use watchfloor::measure::{CostOf, waiting_cost_milli};
/// let of = CostOf {
///     age_secs: 0, target_secs: 1_800, tier: Tier::None, people_per_minute: 500, seen_by: 0, growth_centi: 0,
///     cues: Cues::default(), kind: Kind::Question, negative_pct: 0, influence: 0, followers: None, earlier_failed: 0,
/// };
/// // 3.6 * (1 + 2) for the promise and 1 point a minute for half an hour.
/// assert_eq!(waiting_cost_milli(&of, 1_800, &Weights::default()), 10_800 + 30_000);
/// ```
pub fn waiting_cost_milli(of: &CostOf, waited_secs: u32, weights: &Weights) -> u128 {
    const STEPS: u128 = 10_000;
    let target = u128::from(of.target_secs.max(60));
    let steps = u128::from(waited_secs) * STEPS / target;
    let growing = steps.min(STEPS * 3 / 2);
    let times = growing * STEPS.pow(3) + 2 * growing.pow(4) + 28 * (steps - growing) * STEPS.pow(3);
    let tier = u128::from(weights.tier.get(of.tier as usize).copied().unwrap_or(100));
    let promise = u128::from(weights.promise) * 10 * tier;
    let promise = promise.saturating_mul(times) / (100 * STEPS.pow(4));
    promise + u128::from(rate_milli(of, weights)) * u128::from(waited_secs) / 60
}

/// What a minute costs beside the promise, in thousandths of a point.
fn rate_milli(of: &CostOf, weights: &Weights) -> u64 {
    rates(of, weights).iter().sum()
}

/// Plays the hours in one order. A free server takes the first in the order, works on it without a break, and the answer
/// is there when the work is done. Of equals the one who waits longer comes first, then the one who stands first in the
/// list. No more than [`PLAYED_JOBS_MAX`] jobs are played: the rest waits in vain, so give fewer.
pub fn play(hours: &Hours, jobs: &[Job], order: Order, weights: &Weights) -> Played {
    let mut arrivals: Vec<usize> = (0..jobs.len().min(PLAYED_JOBS_MAX)).collect();
    arrivals.sort_by_key(|i| jobs.get(*i).map(|job| job.arrived));
    let mut arrivals = arrivals.into_iter().filter_map(|i| Some((i, jobs.get(i)?))).peekable();
    let mut servers = hours.servers.iter().peekable();
    let mut queue = Queue::new(order, weights, jobs);
    let mut busy: BinaryHeap<Reverse<At>> = BinaryHeap::new();
    let mut done: Vec<Option<At>> = vec![None; jobs.len()];
    let mut count = 0;
    let mut now = hours.from;
    while now < hours.until {
        while busy.pop_if_done(now) {}
        while let Some(next) = servers.next_if(|s| s.from <= now) {
            count = next.count as usize;
        }
        while let Some((i, _)) = arrivals.next_if(|(_, job)| job.arrived <= now) {
            queue.push(i);
        }
        while busy.len() < count {
            let Some(i) = queue.pop(now) else { break };
            let Some(job) = jobs.get(i) else { break };
            let end = now.plus(job.handle_secs.max(1));
            busy.push(Reverse(end));
            if let Some(done) = done.get_mut(i) {
                *done = Some(end);
            }
        }
        let next_end = busy.peek().map(|Reverse(end)| *end);
        let next_arrival = arrivals.peek().map(|(_, job)| job.arrived);
        let Some(next) = [next_end, next_arrival, servers.peek().map(|s| s.from)].into_iter().flatten().min() else {
            break;
        };
        now = next;
    }
    tell(hours, jobs, &done, weights)
}

/// Takes out of the heap what is over.
trait PopIfDone {
    fn pop_if_done(&mut self, now: At) -> bool;
}

impl PopIfDone for BinaryHeap<Reverse<At>> {
    fn pop_if_done(&mut self, now: At) -> bool {
        let over = self.peek().is_some_and(|Reverse(end)| *end <= now);
        if over {
            self.pop();
        }
        over
    }
}

fn tell(hours: &Hours, jobs: &[Job], done: &[Option<At>], weights: &Weights) -> Played {
    let mut played = Played::default();
    for (job, done) in jobs.iter().zip(done) {
        let answered = done.filter(|end| *end <= hours.until);
        let waited = answered.unwrap_or(hours.until).secs_since(job.arrived).max(0);
        let waited = u32::try_from(waited).unwrap_or(u32::MAX);
        played.answered += usize::from(answered.is_some());
        played.exposure_secs += u128::from(job.of.seen_by) * u128::from(waited);
        played.cost_milli += waiting_cost_milli(&job.of, waited, weights);
        played.breaches += usize::from(waited > job.of.target_secs);
        played.waited_secs.push(waited);
    }
    played
}

/// Those who wait. For an order that changes with the age, each has an upper bound of its price that holds until a
/// horizon, so that only those who may be first are priced: prices never fall with the age, so the price at the horizon
/// is such a bound.
struct Queue<'a> {
    order: Order,
    weights: &'a Weights,
    jobs: &'a [Job],
    rates: Vec<[u64; 6]>,
    heap: BinaryHeap<Entry>,
    horizon: At,
    /// For how long the next bounds are to be good.
    bound_secs: u32,
    /// Jobs priced in vain since all were.
    in_vain: usize,
}

/// Bound, then longer waiting, then earlier in the list.
type Entry = (u64, Reverse<At>, Reverse<usize>);

impl<'a> Queue<'a> {
    fn new(order: Order, weights: &'a Weights, jobs: &'a [Job]) -> Queue<'a> {
        let rates = jobs.iter().map(|job| rates(&job.of, weights)).collect();
        let heap = BinaryHeap::new();
        Queue { order, weights, jobs, rates, heap, horizon: At::FIRST, bound_secs: BOUND_SECS, in_vain: 0 }
    }

    /// The key of a job at a moment; higher is sooner.
    fn entry(&self, i: usize, at: At) -> Option<Entry> {
        let (job, rates) = (self.jobs.get(i)?, self.rates.get(i)?);
        let price = |age: i64| {
            let of = CostOf { age_secs: u32::try_from(age.max(0)).unwrap_or(u32::MAX), ..job.of };
            priority(milli_of(&of, self.weights, *rates).iter().sum(), job.handle_secs)
        };
        let key = match self.order {
            Order::Waiting => 0,
            Order::Due => u64::MAX - (job.arrived.unix().unsigned_abs() + u64::from(job.of.target_secs)),
            Order::Fixed => price(0),
            Order::CostOfDelay => price(at.secs_since(job.arrived)),
        };
        Some((key, Reverse(job.arrived), Reverse(i)))
    }

    fn push(&mut self, i: usize) {
        let entry = self.entry(i, self.horizon);
        self.heap.extend(entry);
    }

    fn pop(&mut self, now: At) -> Option<usize> {
        if self.order != Order::CostOfDelay {
            return self.heap.pop().map(|(_, _, Reverse(i))| i);
        }
        if now > self.horizon || self.in_vain > self.heap.len() + 64 {
            self.bound_anew(now);
        }
        let mut best: Option<Entry> = None;
        let mut passed = Vec::new();
        while let Some(bound) = self.heap.peek().copied() {
            if best.is_some_and(|best| best >= bound) {
                break;
            }
            self.heap.pop();
            let (_, _, Reverse(i)) = bound;
            let real = self.entry(i, now);
            if real > best {
                passed.extend(best);
                best = real;
            } else {
                passed.extend(real);
            }
        }
        self.in_vain += passed.len();
        for (_, _, Reverse(i)) in passed {
            self.push(i);
        }
        best.map(|(_, _, Reverse(i))| i)
    }

    /// Bounds for all who wait. Where more were priced in vain than wait, the bounds were too loose, and the next are
    /// good for half as long; otherwise for twice as long.
    fn bound_anew(&mut self, now: At) {
        let loose = now <= self.horizon;
        self.bound_secs = if loose { self.bound_secs / 2 } else { (self.bound_secs * 2).clamp(1, BOUND_SECS) };
        self.horizon = now.plus(self.bound_secs);
        self.in_vain = 0;
        let old = std::mem::take(&mut self.heap);
        self.heap = old.into_iter().filter_map(|(_, _, Reverse(i))| self.entry(i, self.horizon)).collect();
    }
}

/// Plays the hours by waiting and by cost of delay. Of more than [`PLAYED_JOBS_MAX`] jobs those who came first are
/// played, and how many were left out is said.
pub fn both_ways(hours: &Hours, jobs: &[Job], weights: &Weights) -> BothWays {
    let mut first: Vec<Job> = jobs.to_vec();
    first.sort_by_key(|job| job.arrived);
    first.truncate(PLAYED_JOBS_MAX);
    let waiting = play(hours, &first, Order::Waiting, weights);
    let by_cost = play(hours, &first, Order::CostOfDelay, weights);
    let pairs = waiting.waited_secs.iter().zip(&by_cost.waited_secs);
    let mut later: Vec<u32> = pairs.filter_map(|(then, now)| now.checked_sub(*then).filter(|d| *d > 0)).collect();
    later.sort_unstable();
    BothWays {
        jobs: first.len(),
        beyond: jobs.len() - first.len(),
        delayed: later.len(),
        delayed_median_secs: later.get(later.len().saturating_sub(1) / 2).copied().unwrap_or(0),
        waiting,
        by_cost,
    }
}

impl BothWays {
    /// Person-seconds that the order by cost saved; below 0 when it cost more.
    pub fn saved_exposure_secs(&self) -> i128 {
        signed(self.waiting.exposure_secs) - signed(self.by_cost.exposure_secs)
    }

    /// Thousandths of a point that it saved; below 0 when it cost more.
    pub fn saved_cost_milli(&self) -> i128 {
        signed(self.waiting.cost_milli) - signed(self.by_cost.cost_milli)
    }

    /// Promises that it kept and the other order broke; below 0 when it broke more.
    pub fn saved_breaches(&self) -> i64 {
        self.waiting.breaches as i64 - self.by_cost.breaches as i64
    }

    /// What it came to, the price of it included.
    pub fn words(&self) -> String {
        let saved = self.saved_exposure_secs();
        let minutes = saved.unsigned_abs() / 60;
        let said = say::compact(minutes);
        let persons = if minutes == 1 { "person-minute" } else { "person-minutes" };
        let verb = if saved < 0 { "cost" } else { "saved" };
        let delayed = match self.delayed {
            0 => "delayed nobody".to_owned(),
            n => {
                let by = say::length(u64::from(self.delayed_median_secs));
                format!("delayed {} by {by}", say::many(n as u64, "conversation"))
            }
        };
        let beyond = match self.beyond {
            0 => String::new(),
            n => format!("; the newest {} are not in it", say::many(n as u64, "conversation")),
        };
        format!("Priority mode {verb} {said} {persons}, {delayed}{beyond}")
    }
}

fn signed(n: u128) -> i128 {
    i128::try_from(n).unwrap_or(i128::MAX)
}
