//! What it costs to price who waits, to play a day both ways, and to find out who writes.
//!
//! `cargo bench --bench order` prices conversations; plays 10 000 of them first come and by cost of delay, beside the
//! plain way (whenever somebody is free, all who wait are priced anew and the dearest is taken), which must give the same
//! waits; and takes in a million customers and recognises authors among them. Times are those on the processor.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};
use support::{Chance, Promises, processor_time, status_mb};
use watchfloor::floor::{
    At, Cues, Customer, CustomerHandle, Customers, Kind, Seen, Tier, Weights, email_key, match_author,
};
use watchfloor::measure::{CostOf, Hours, Job, Order, Servers, both_ways, cost, play, priority};

const JOBS: u32 = 10_000;
const AGENTS: u32 = 100;
const CUSTOMERS: u32 = 1_000_000;

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let (wall, begun) = (Instant::now(), processor_time());
    let made = what();
    let took = begun.zip(processor_time()).map_or_else(|| wall.elapsed(), |(begun, now)| now.saturating_sub(begun));
    (made, took)
}

fn at(secs: u32) -> At {
    At::FIRST.plus(support::START + secs)
}

/// Eight hours; for the first four a fifth more comes than can be done.
fn day() -> (Hours, Vec<Job>) {
    let mut chance = Chance(14);
    let mut now_millis = 0;
    let jobs = (0..JOBS).map(|i| {
        // A hundred agents, five minutes each: three seconds between two is as much as can be done.
        now_millis += chance.below(if i < JOBS / 2 { 5_000 } else { 6_600 });
        let of = CostOf {
            age_secs: 0,
            target_secs: [1_800, 3_600, 7_200][chance.below(3) as usize],
            tier: Tier::ALL[chance.below(4) as usize],
            people_per_minute: if chance.percent(3) { chance.below(5_000) } else { chance.below(5) },
            seen_by: u64::from(chance.below(10_000)),
            growth_centi: 0,
            cues: if chance.percent(4) { Cues::ALL[chance.below(8) as usize] } else { Cues::default() },
            kind: Kind::Complaint,
            negative_pct: chance.below(100) as u8,
            influence: chance.below(60) as u8,
            followers: None,
            earlier_failed: chance.below(20).saturating_sub(17) as u8,
        };
        let handle_secs = 120 + chance.below(361);
        Job { arrived: at(now_millis / 1_000), handle_secs, of }
    });
    let jobs = jobs.collect();
    (Hours { from: at(0), until: at(36_000), servers: vec![Servers { from: at(0), count: AGENTS }] }, jobs)
}

/// The same, without any cleverness.
fn plainly(hours: &Hours, jobs: &[Job], weights: &Weights) -> Vec<u32> {
    let (mut waiting, mut next) = (Vec::new(), 0);
    let mut free: BinaryHeap<Reverse<At>> = (0..AGENTS).map(|_| Reverse(hours.from)).collect();
    let mut ends = vec![hours.until; jobs.len()];
    let mut now = hours.from;
    while let Some(Reverse(since)) = free.pop() {
        now = now.max(since);
        if waiting.is_empty() {
            let Some(job) = jobs.get(next) else { break };
            now = now.max(job.arrived);
        }
        while jobs.get(next).is_some_and(|job| job.arrived <= now) {
            waiting.push(next);
            next += 1;
        }
        let price = |i: usize| {
            let age_secs = now.secs_since(jobs[i].arrived) as u32;
            priority(cost(&CostOf { age_secs, ..jobs[i].of }, weights).total_milli(), jobs[i].handle_secs)
        };
        let first = (0..waiting.len()).max_by_key(|place| (price(waiting[*place]), Reverse(waiting[*place])));
        let first = waiting.remove(first.expect("somebody waits"));
        ends[first] = now.plus(jobs[first].handle_secs);
        free.push(Reverse(ends[first]));
    }
    ends.iter().zip(jobs).map(|(end, job)| (*end).min(hours.until).secs_since(job.arrived).max(0) as u32).collect()
}

fn customers() -> Customers {
    let mut customers = Customers::default();
    for i in 0..CUSTOMERS {
        // Names meet: a million people have some thirty thousand names between them.
        let n = support::mix(u64::from(i)) as u32;
        let mut customer = Customer::named(&format!("Given{} Family{}", n % 170, n / 170 % 180));
        customer.email = email_key(&format!("customer{i}@example.org"));
        customer.handles = vec![CustomerHandle::on("x", &format!("c{i}"))];
        customers.put(customer);
    }
    customers
}

fn main() {
    let mut promises = Promises::new();
    let weights = Weights::default();
    let (hours, jobs) = day();

    let (sum, took) = timed(|| {
        let prices = (0..100).flat_map(|age| jobs.iter().map(move |job| CostOf { age_secs: age * 60, ..job.of }));
        prices.map(|of| cost(&of, &weights).total_milli()).fold(0_u64, u64::wrapping_add)
    });
    let prices = f64::from(JOBS) * 100.0;
    println!("{:.0} ns a price (sum {sum})", took.as_secs_f64() * 1e9 / prices);

    let (both, ours) = timed(|| both_ways(&hours, &jobs, &weights));
    println!("{}", both.words());
    let ours_once = timed(|| play(&hours, &jobs, Order::CostOfDelay, &weights)).1;
    let (plain, theirs) = timed(|| plainly(&hours, &jobs, &weights));
    assert!(both.by_cost.waited_secs == plain, "the same waits");
    println!("{JOBS} both ways: {ours:.1?}; by cost alone {ours_once:.1?}, plainly {theirs:.1?}");
    promises.at_most("milliseconds to play 10 000 both ways", ours.as_secs_f64() * 1e3, 50.0);
    promises.at_least("times as fast as pricing all anew", theirs.as_secs_f64() / ours_once.as_secs_f64(), 2.0);

    // All at once, and no two alike: the worst there is for bounds.
    let rush: Vec<Job> = jobs.iter().map(|job| Job { arrived: at(0), ..*job }).collect();
    let rush_took = timed(|| both_ways(&hours, &rush, &weights)).1;
    println!("{JOBS} that come at once, both ways: {rush_took:.1?}");

    let before = status_mb("VmRSS");
    let (customers, took) = timed(customers);
    println!("{CUSTOMERS} customers taken in within {took:.1?}, {} MB", status_mb("VmRSS") - before);
    let mut chance = Chance(7);
    let asked: Vec<String> = (0..200_000).map(|_| format!("@C{}", chance.below(CUSTOMERS * 2))).collect();
    let (found, took) = timed(|| {
        let seen = |handle| Seen { channel: "X", handle, name: "", emails: &[] };
        asked.iter().filter(|handle| match_author(&customers, &seen(handle)).is_some()).count()
    });
    let rate = asked.len() as f64 / took.as_secs_f64();
    println!("{found} of {} authors recognised", asked.len());
    promises.at_least("authors recognised a second", rate, 500_000.0);
    promises.finish();
}
