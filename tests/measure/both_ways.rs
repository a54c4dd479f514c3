//! The same hours played in several orders: against the plainest way to play them, and against each other.

use super::{QUIET, any_cost_of, any_weights, at, config};
use proptest::prelude::*;
use watchfloor::floor::{Cues, Kind, Tier, Weights};
use watchfloor::limits::PLAYED_JOBS_MAX;
use watchfloor::measure::{CostOf, Hours, Job, Order, Servers, both_ways, cost, play, priority, waiting_cost_milli};

/// Plays as a person would with slips of paper: second by second, each slip priced anew whenever somebody is free.
fn slips(hours: &Hours, jobs: &[Job], order: Order, weights: &Weights) -> Vec<u32> {
    let mut waiting: Vec<usize> = (0..jobs.len()).collect();
    let mut busy: Vec<u32> = Vec::new();
    let mut waited = vec![hours.until; jobs.len()];
    let length = hours.until.secs_since(hours.from) as u32;
    for second in 0..length {
        let now = hours.from.plus(second);
        busy.iter_mut().for_each(|left| *left -= 1);
        busy.retain(|left| *left > 0);
        let count = hours.servers.iter().rev().find(|s| s.from <= now).map_or(0, |s| s.count);
        while busy.len() < count as usize {
            let age = |i: usize| u32::try_from(now.secs_since(jobs[i].arrived)).unwrap();
            let price = |i: usize, age_secs| {
                priority(cost(&CostOf { age_secs, ..jobs[i].of }, weights).total_milli(), jobs[i].handle_secs)
            };
            let key = |i: usize| match order {
                Order::Waiting => 0,
                Order::Due => u64::MAX - (jobs[i].arrived.unix() as u64 + u64::from(jobs[i].of.target_secs)),
                Order::Fixed => price(i, 0),
                Order::CostOfDelay => price(i, age(i)),
            };
            let here = waiting.iter().copied().filter(|i| jobs[*i].arrived <= now);
            let first = here.max_by_key(|i| (key(*i), std::cmp::Reverse((jobs[*i].arrived, *i))));
            let Some(first) = first else { break };
            waiting.retain(|i| *i != first);
            busy.push(jobs[first].handle_secs.max(1));
            waited[first] = now.plus(jobs[first].handle_secs.max(1)).min(hours.until);
        }
    }
    waited.iter().zip(jobs).map(|(end, job)| end.secs_since(job.arrived).max(0) as u32).collect()
}

fn any_job() -> impl Strategy<Value = Job> {
    (any_cost_of(), 0_u32..1_500, 0_u32..120).prop_map(|(of, arrived, handle_secs)| Job {
        arrived: at(arrived),
        handle_secs,
        of,
    })
}

fn any_hours() -> impl Strategy<Value = Hours> {
    prop::collection::vec((0_u32..1_500, 0_u32..4), 0..4).prop_map(|mut pieces| {
        pieces.sort_unstable();
        let servers = pieces.into_iter().map(|(from, count)| Servers { from: at(from), count }).collect();
        Hours { from: at(0), until: at(1_800), servers }
    })
}

fn few(jobs: usize) -> impl Strategy<Value = Vec<Job>> {
    prop::collection::vec(any_job(), 0..jobs)
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn it_is_what_slips_of_paper_give(hours in any_hours(), jobs in few(40), weights in any_weights()) {
        for order in [Order::Waiting, Order::CostOfDelay, Order::Due, Order::Fixed] {
            let played = play(&hours, &jobs, order, &weights);
            prop_assert_eq!(&played.waited_secs, &slips(&hours, &jobs, order, &weights), "{:?}", order);
        }
    }

    #[test]
    fn the_figures_are_those_of_the_waits(hours in any_hours(), jobs in few(40)) {
        let weights = Weights::default();
        let played = play(&hours, &jobs, Order::CostOfDelay, &weights);
        let pairs = || jobs.iter().zip(&played.waited_secs);
        let exposure: u128 = pairs().map(|(j, w)| u128::from(j.of.seen_by) * u128::from(*w)).sum();
        prop_assert_eq!(played.exposure_secs, exposure);
        prop_assert_eq!(played.breaches, pairs().filter(|(j, w)| **w > j.of.target_secs).count());
        let cost: u128 = pairs().map(|(j, w)| waiting_cost_milli(&j.of, *w, &weights)).sum();
        prop_assert_eq!(played.cost_milli, cost);
    }

    #[test]
    fn the_cost_of_a_wait_is_the_sum_of_its_minutes(of in any_cost_of(), minutes in 1_u32..120) {
        // Without the guard, seconds of the price added up; in doubles.
        let of = CostOf { target_secs: of.target_secs.clamp(600, 90_000), ..of };
        let weights = Weights::default();
        let minute_milli = |age_secs: u32| {
            let priced = cost(&CostOf { age_secs, ..of }, &weights);
            let tier = weights.tier[of.tier as usize];
            let plain = watchfloor::measure::promise_milli(weights.promise, of.target_secs, age_secs);
            let rates = cost_of_rates(&of, &weights);
            assert!(priced.total_milli() >= rates);
            (plain * u64::from(tier)) as f64 / 100.0 + rates as f64
        };
        let book: f64 = (0..minutes * 6).map(|i| minute_milli(i * 10 + 5) / 6.0).sum();
        let ours = waiting_cost_milli(&of, minutes * 60, &weights) as f64;
        prop_assert!((book - ours).abs() <= book * 0.01 + 60.0, "{} against {}", ours, book);
    }
}

fn cost_of_rates(of: &CostOf, weights: &Weights) -> u64 {
    cost(&CostOf { age_secs: 0, ..*of }, &Weights { promise: 0, ..*weights }).total_milli()
}

/// Chance that repeats: a linear congruential generator, good enough to mix jobs.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 33) * u64::from(end)) >> 31) as u32
    }
}

/// A morning of a floor that is offered more than it can do for two hours, and less afterwards.
fn morning(seed: u64) -> (Hours, Vec<Job>) {
    let mut chance = Chance(seed);
    let mut jobs = Vec::new();
    let mut now = 0;
    while now < 6 * 3_600 {
        // Ten agents, five minutes each: 30 seconds between two is as much as can be done.
        now += chance.below(if now < 2 * 3_600 { 44 } else { 80 });
        let viral = chance.below(100) < 4;
        let angry = chance.below(100) < 40;
        let audience = if viral { 20_000 + chance.below(80_000) } else { 50 + chance.below(2_000) };
        let of = CostOf {
            target_secs: [1_800, 3_600, 7_200][chance.below(3) as usize],
            tier: Tier::ALL[[0, 0, 0, 1, 2, 3][chance.below(6) as usize]],
            people_per_minute: if viral { 500 + chance.below(4_000) } else { chance.below(5) },
            seen_by: audience.into(),
            cues: if chance.below(50) == 0 { Cues::SAFETY } else { Cues::default() },
            negative_pct: if angry { 60 + chance.below(40) as u8 } else { chance.below(30) as u8 },
            influence: if viral { 50 } else { chance.below(40) as u8 },
            ..QUIET
        };
        jobs.push(Job { arrived: at(now), handle_secs: 120 + chance.below(360), of });
    }
    let servers = vec![Servers { from: at(0), count: 10 }];
    (Hours { from: at(0), until: at(8 * 3_600), servers }, jobs)
}

#[test]
fn the_order_by_cost_of_delay_costs_least() {
    let weights = Weights::default();
    let (mut totals, mut exposures) = ([0_u128; 4], [0_u128; 4]);
    for seed in 0..12 {
        let (hours, jobs) = morning(seed);
        let orders = [Order::Waiting, Order::Due, Order::Fixed, Order::CostOfDelay];
        let played = orders.map(|order| play(&hours, &jobs, order, &weights));
        for (i, played) in played.iter().enumerate() {
            assert_eq!(played.answered, jobs.len(), "the afternoon is quiet enough for all");
            totals[i] += played.cost_milli;
            exposures[i] += played.exposure_secs;
        }
        let ours = played[3].cost_milli;
        assert!(ours < played[0].cost_milli && ours < played[1].cost_milli, "every morning, seed {seed}");
    }
    let [waiting, due, fixed, by_cost] = totals;
    assert!(by_cost < fixed && by_cost * 10 < waiting * 8 && by_cost * 10 < due * 8, "{totals:?}");
    assert!(exposures[3] * 2 < exposures[0], "and what spreads is answered: {exposures:?}");
}

/// One who asks something small before a stream of viral posts that is more than can be done, for as long as it takes.
fn stream(hours: u32, people_per_minute: u32) -> (Hours, Vec<Job>) {
    let quiet = Job { arrived: at(0), handle_secs: 300, of: CostOf { seen_by: 10, ..QUIET } };
    let viral = Job { of: CostOf { people_per_minute, seen_by: 50_000, ..QUIET }, ..quiet };
    let stream = (0..hours * 15).map(|i| Job { arrived: at(i * 240), ..viral });
    let jobs = std::iter::once(quiet).chain(stream).collect();
    (Hours { from: at(0), until: at(hours * 3_600), servers: vec![Servers { from: at(0), count: 1 }] }, jobs)
}

#[test]
fn nobody_starves_behind_what_is_always_worse() {
    for (promise, people, hours_max) in [(360, 50_000, 35), (360, 4_000_000_000, 48), (0, 50_000, 35)] {
        let weights = Weights { promise, ..Weights::default() };
        let (hours, jobs) = stream(72, people);
        let fixed = play(&hours, &jobs, Order::Fixed, &weights).waited_secs[0];
        assert_eq!(fixed, 72 * 3_600, "by a fixed price it is never answered");
        let by_cost = play(&hours, &jobs, Order::CostOfDelay, &weights).waited_secs[0];
        assert!(by_cost <= hours_max * 3_600, "{people} a minute: {} h", by_cost / 3_600);
    }
}

/// A travel writer whom the telephone did not help, on a floor that is thirteen hours behind.
#[test]
fn the_writer_who_waited_thirteen_hours_waits_for_minutes() {
    let mut chance = Chance(18);
    let mut jobs = Vec::new();
    // Half as much again as ten agents can do, all day.
    let mut now = 0;
    while now < 40 * 3_600 {
        now += chance.below(40);
        let of = CostOf {
            tier: Tier::ALL[[0, 0, 0, 0, 0, 0, 1, 1, 2, 3][chance.below(10) as usize]],
            people_per_minute: chance.below(5),
            negative_pct: chance.below(60) as u8,
            influence: 10 + chance.below(30) as u8,
            seen_by: 200,
            ..QUIET
        };
        jobs.push(Job { arrived: at(now), handle_secs: 200 + chance.below(200), of });
    }
    let asked = 26 * 3_600;
    let of = CostOf {
        kind: Kind::Complaint,
        cues: Cues::FAILED_ELSEWHERE.with(Cues::PRESS),
        negative_pct: 85,
        influence: 56,
        people_per_minute: 40,
        followers: Some(5_300),
        seen_by: 5_300,
        ..QUIET
    };
    jobs.push(Job { arrived: at(asked), handle_secs: 300, of });
    let servers = vec![Servers { from: at(0), count: 10 }];
    let hours = Hours { from: at(0), until: at(48 * 3_600), servers };
    let waited = |order| play(&hours, &jobs, order, &Weights::default()).waited_secs[jobs.len() - 1];
    let (before, by_cost) = (waited(Order::Waiting), waited(Order::CostOfDelay));
    assert!(before > 11 * 3_600, "first come, first served: {} h", before / 3_600);
    assert!(by_cost < 20 * 60, "by cost of delay: {} min", by_cost / 60);
}

#[test]
fn what_it_saved_and_what_it_took_are_said() {
    let (hours, jobs) = morning(3);
    let both = both_ways(&hours, &jobs, &Weights::default());
    assert!(both.saved_exposure_secs() > 0 && both.saved_cost_milli() > 0);
    assert!(both.delayed > 0 && both.delayed < jobs.len());
    assert_eq!((both.jobs, both.beyond), (jobs.len(), 0));
    let words = both.words();
    let (begin, end) = words.split_once(" person-minutes, delayed ").unwrap();
    assert!(begin.starts_with("Priority mode saved ") && end.contains(" conversations by "), "{words}");
}

#[test]
fn a_floor_that_copes_saves_nothing_and_says_so() {
    let job = |i: u32| Job { arrived: at(i * 600), handle_secs: 300, of: CostOf { seen_by: 10, ..QUIET } };
    let jobs: Vec<Job> = (0..10).map(job).collect();
    let hours = Hours { from: at(0), until: at(9_000), servers: vec![Servers { from: at(0), count: 1 }] };
    let both = both_ways(&hours, &jobs, &Weights::default());
    assert_eq!(both.words(), "Priority mode saved 0 person-minutes, delayed nobody");
    assert_eq!(both.waiting, both.by_cost);
}

#[test]
fn when_nobody_answers_everybody_waits_to_the_end() {
    let jobs = [Job { arrived: at(60), handle_secs: 300, of: CostOf { seen_by: 7, ..QUIET } }];
    let hours = Hours { from: at(0), until: at(3_660), servers: vec![] };
    let played = play(&hours, &jobs, Order::CostOfDelay, &Weights::default());
    assert_eq!((played.answered, played.exposure_secs, played.breaches), (0, 7 * 3_600, 1));
}

#[test]
fn beyond_the_limit_the_newest_are_left_out_and_it_is_said() {
    let job = |i: usize| Job { arrived: at(i as u32), handle_secs: 1, of: QUIET };
    let jobs: Vec<Job> = (0..PLAYED_JOBS_MAX + 5).rev().map(job).collect();
    let until = at(PLAYED_JOBS_MAX as u32 * 2);
    let hours = Hours { from: at(0), until, servers: vec![Servers { from: at(0), count: 2 }] };
    let both = both_ways(&hours, &jobs, &Weights::default());
    assert_eq!((both.jobs, both.beyond), (PLAYED_JOBS_MAX, 5));
    assert_eq!(both.waiting.waited_secs, vec![1; PLAYED_JOBS_MAX]);
    assert!(both.words().ends_with("; the newest 5 conversations are not in it"), "{}", both.words());
}
