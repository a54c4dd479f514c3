//! The same day under several policies: the same customers, strangers and people at work, and another order.
//!
//! What is the same: everything that is written first and carried on, and when; every shift, as it is kept; how long each
//! answer takes, whoever gives it; who writes again after an answer, and how long after. What differs is what the policy
//! makes of it. So two policies are compared seed by seed, and the difference is that of a pair.

use super::world::Policy;
use super::{Checks, Day, World, play_seen};
use crate::engine::Engine;
use crate::floor::conversation::{FIRST_RESPONSE_BREACHED, PRIVATE};
use crate::floor::{AlertId, At, Cause, ConversationId, Floor, Level};
use crate::ledger::Fault;
use crate::limits;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Minutes within which a conversation with a viral alarm should have a public answer.
pub const VIRAL_MINUTES: u32 = 15;

/// What a policy came to on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// People times minutes in which they could see that nobody had answered, over the whole day: the integral of
    /// [`Exposure::people`](crate::floor::Exposure::people) of all that waited in public.
    pub exposure_minutes: f64,
    /// The same without the conversation that cost most of it, the golden case if the day has it.
    pub exposure_minutes_without_the_largest: f64,
    /// Of the exposure, what came while nobody had the conversation, looked at once a minute: what an order changes first.
    /// The rest came while somebody had it: the work itself, breaks, and what customers asked again.
    pub exposure_minutes_in_the_queue: f64,
    /// Conversations whose first response came after its promise, or had not come when it ran out.
    pub breaches: f64,
    /// Conversations that waited for us when a viral alarm was raised.
    pub viral_alarms: f64,
    /// Those of them without a public answer [`VIRAL_MINUTES`] later.
    pub viral_unanswered: f64,
    /// Half of the conversations had to wait less than this for a first response, in seconds. Who had none when the day was
    /// over counts as having waited until then, so that leaving people out does not make it better.
    pub first_response_median_secs: f64,
    /// Nine in ten, the same way.
    pub first_response_p90_secs: f64,
    /// Conversations that had no answer when the day was over.
    pub unanswered: f64,
    /// Conversations that asked for an answer.
    pub conversations: f64,
}

impl Figures {
    /// Names and values, in the order in which they are shown; the names are those of the JSON.
    pub fn named(&self) -> [(&'static str, f64); 10] {
        [
            ("exposure_minutes", self.exposure_minutes),
            ("exposure_minutes_without_the_largest", self.exposure_minutes_without_the_largest),
            ("exposure_minutes_in_the_queue", self.exposure_minutes_in_the_queue),
            ("breaches", self.breaches),
            ("viral_alarms", self.viral_alarms),
            ("viral_unanswered", self.viral_unanswered),
            ("first_response_median_secs", self.first_response_median_secs),
            ("first_response_p90_secs", self.first_response_p90_secs),
            ("unanswered", self.unanswered),
            ("conversations", self.conversations),
        ]
    }
}

/// A mean over seeds with the interval in which it lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean.
    pub mean: f64,
    /// The lower end; with a single seed there is none, and it is infinitely far.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Student's t for 95 % on both sides, for 1 to 30 degrees of freedom (as in any table of it).
const T_95: [f64; limits::COMPARED_SEEDS_MAX - 1] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

impl Difference {
    /// Of values that were measured once a seed: mean and `t * s / sqrt(n)` on both sides, `s` with `n - 1` below it. It is
    /// right when the values lie about the mean like a normal distribution, which with ten seeds nobody can check; more
    /// than [`limits::COMPARED_SEEDS_MAX`] values use the last t of the table, which is a little too wide.
    ///
    /// ```
    /// use watchfloor::sim::Difference;
    /// let of = Difference::of(&[1.0, 2.0, 3.0]);
    /// assert_eq!(of.mean, 2.0);
    /// assert!((of.high - (2.0 + 4.303 / 3f64.sqrt())).abs() < 1e-9);
    /// assert_eq!(Difference::of(&[1.0]).low, f64::NEG_INFINITY);
    /// ```
    pub fn of(values: &[f64]) -> Difference {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let half = match values.len() {
            0 | 1 => f64::INFINITY,
            many => {
                let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
                T_95[(many - 2).min(T_95.len() - 1)] * (variance / n).sqrt()
            }
        };
        Difference { mean, low: mean - half, high: mean + half }
    }
}

/// The same days under several policies.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Seeds, in their order.
    pub seeds: Vec<u64>,
    /// Policies with what each came to, a row a seed.
    pub played: Vec<(Policy, Vec<Figures>)>,
}

impl Compared {
    /// The policies, in the order of the table. The last is none that anybody should have: it says how much of the exposure
    /// an order could save.
    pub const POLICIES: [Policy; 4] = [Policy::FirstCome, Policy::LeastBusy, Policy::CostOfDelay, Policy::MostSeen];

    fn of(&self, policy: Policy) -> &[Figures] {
        self.played.iter().find(|(p, _)| *p == policy).map_or(&[], |(_, rows)| rows)
    }

    /// A figure of a policy, over the seeds.
    pub fn mean(&self, policy: Policy, figure: &str) -> Difference {
        Difference::of(&column(self.of(policy), figure))
    }

    /// A figure of one policy less that of another on the same seeds.
    pub fn difference(&self, of: Policy, to: Policy, figure: &str) -> Difference {
        let (of, to) = (column(self.of(of), figure), column(self.of(to), figure));
        Difference::of(&of.iter().zip(&to).map(|(a, b)| a - b).collect::<Vec<_>>())
    }

    /// By which share a figure of one policy lies below that of another on the same seeds: 0.3 is 30 % fewer.
    pub fn fewer_ratio(&self, of: Policy, to: Policy, figure: &str) -> Difference {
        let (of, to) = (column(self.of(of), figure), column(self.of(to), figure));
        let pairs = of.iter().zip(&to).filter(|(_, b)| **b > 0.0);
        Difference::of(&pairs.map(|(a, b)| 1.0 - a / b).collect::<Vec<_>>())
    }
}

fn column(rows: &[Figures], figure: &str) -> Vec<f64> {
    rows.iter().filter_map(|row| row.named().into_iter().find(|(name, _)| *name == figure).map(|(_, v)| v)).collect()
}

/// Plays a day under each policy with the seeds from 1 on, on as many threads as the machine has cores. The result is the
/// same however many those are.
///
/// # Errors
///
/// A [`Fault`] when a ledger in memory cannot be read, which is a bug.
pub fn compare(day: &Day, seeds: u64, zone: &TimeZone) -> Result<Compared, Fault> {
    let seeds: Vec<u64> = (1..=seeds.min(limits::COMPARED_SEEDS_MAX as u64)).collect();
    let jobs: Vec<(Policy, u64)> =
        seeds.iter().flat_map(|seed| Compared::POLICIES.map(|policy| (policy, *seed))).collect();
    let done: Mutex<BTreeMap<(Policy, u64), Result<Figures, Fault>>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((policy, seed)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let figures = measured(day, *policy, *seed, zone);
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert((*policy, *seed), figures);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut played = Vec::new();
    for policy in Compared::POLICIES {
        let rows = seeds.iter().filter_map(|seed| done.remove(&(policy, *seed)));
        played.push((policy, rows.collect::<Result<Vec<Figures>, Fault>>()?));
    }
    Ok(Compared { seeds, played })
}

/// One day under one policy.
fn measured(day: &Day, policy: Policy, seed: u64, zone: &TimeZone) -> Result<Figures, Fault> {
    let world = World::new(day.clone(), seed).led_by(policy, false);
    let mut eye = Eye::default();
    let played =
        play_seen(day, world, zone, Checks::None, &mut |engine: &Engine, _, now| eye.see(engine.floor(), now))?;
    Ok(eye.figures(played.engine.floor(), day.until))
}

/// What adds up while a day is played.
#[derive(Default)]
struct Eye {
    last: Option<At>,
    people: u64,
    person_secs: u128,
    /// When the queue was looked at, and what its people added up to.
    looked: Option<At>,
    queued_person_secs: u128,
    /// The people of those conversations that are most seen, and what they added up to.
    largest: BTreeMap<ConversationId, (u64, u128)>,
    seen: BTreeSet<AlertId>,
    alarms: Vec<(At, ConversationId)>,
    judged: usize,
    unanswered: usize,
}

/// Seconds between two looks at the queue.
const QUEUE_SECS: i64 = 60;
/// People from which a conversation is followed on its own.
const LARGE_PEOPLE: u64 = 100_000;

impl Eye {
    fn see(&mut self, floor: &Floor, now: At) {
        let secs = self.last.replace(now).map_or(0, |last| now.secs_since(last).max(0)) as u128;
        self.person_secs += u128::from(self.people) * secs;
        for (people, sum) in self.largest.values_mut() {
            *sum += u128::from(*people) * secs;
        }
        self.people = floor.exposed().people();
        self.see_queue(floor, now);
        for (id, (people, _)) in &mut self.largest {
            *people = floor.exposure_of(*id).people();
        }
        for (id, spread) in floor.spreads_since(now.minus(60)) {
            if spread.reach > LARGE_PEOPLE {
                self.largest.entry(id).or_insert_with(|| {
                    let exposure = floor.exposure_of(id);
                    (exposure.people(), exposure.value(now))
                });
            }
        }
        for (number, alert) in floor.alerts().burning() {
            let Cause::Viral(id) = alert.cause else { continue };
            let waits = floor.conversation(id).is_some_and(|c| c.waiting_since.is_some() && !c.has(PRIVATE));
            if alert.level == Level::Alarm && self.seen.insert(number) && waits {
                self.alarms.push((now, id));
            }
        }
        while let Some((raised, id)) = self.alarms.get(self.judged).filter(|(at, _)| now >= at.plus(VIRAL_MINUTES * 60))
        {
            let answered = floor.conversation(*id).and_then(|c| c.answered_at).is_some_and(|at| at >= *raised);
            self.unanswered += usize::from(!answered);
            self.judged += 1;
        }
    }

    /// Adds up who is seen and had by nobody.
    fn see_queue(&mut self, floor: &Floor, now: At) {
        let secs = self.looked.map_or(QUEUE_SECS, |last| now.secs_since(last));
        if secs < QUEUE_SECS {
            return;
        }
        self.looked = Some(now);
        let waiting = floor.index().waiting.iter().map(|(_, id)| *id);
        let unowned = waiting.filter(|id| floor.conversation(*id).is_some_and(|c| c.owner.is_none()));
        let people: u64 = unowned.map(|id| floor.exposure_of(id).people()).sum();
        self.queued_person_secs += u128::from(people) * u128::from(secs.unsigned_abs());
    }

    fn figures(mut self, floor: &Floor, end: At) -> Figures {
        self.see(floor, end);
        let rows = || floor.conversations().filter(|(_, c)| c.counts()).map(|(_, c)| c);
        let mut waits: Vec<i64> = rows()
            .filter(|c| c.first_response_at.is_some() || c.waiting_since.is_some())
            .map(|c| c.first_response_at.unwrap_or(end).min(end).secs_since(c.opened_at).max(0))
            .collect();
        waits.sort_unstable();
        // The smallest wait that so large a share of all does not exceed.
        let at = |share: f64| waits.get((waits.len() as f64 * share).ceil() as usize - 1).map_or(0.0, |s| *s as f64);
        let largest = self.largest.values().map(|(_, sum)| *sum).max().unwrap_or(0);
        Figures {
            exposure_minutes: self.person_secs as f64 / 60.0,
            exposure_minutes_in_the_queue: self.queued_person_secs as f64 / 60.0,
            exposure_minutes_without_the_largest: self.person_secs.saturating_sub(largest) as f64 / 60.0,
            breaches: rows().filter(|c| c.has(FIRST_RESPONSE_BREACHED)).count() as f64,
            viral_alarms: self.judged as f64,
            viral_unanswered: self.unanswered as f64,
            first_response_median_secs: if waits.is_empty() { 0.0 } else { at(0.5) },
            first_response_p90_secs: if waits.is_empty() { 0.0 } else { at(0.9) },
            unanswered: rows().filter(|c| c.first_response_at.is_none() && c.waiting_since.is_some()).count() as f64,
            conversations: rows().count() as f64,
        }
    }
}
