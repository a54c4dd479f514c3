//! What it costs to follow the spread of all conversations at once, beside the published estimator over the whole
//! history.
//!
//! `cargo bench --bench cascade` keeps ten thousand live conversations, sweeps them all for their level, and feeds them
//! two million joins, each followed by a look at how infectious the post is. Beside it, the same joins of a hundred
//! conversations are given to the estimator that keeps every join and adds them all up at every look.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{Chance, Promises, START, at, median_and_p90, processor_time};
use watchfloor::floor::{Amplification, Cascade, Join};
use watchfloor::triage::viral::{Exact, Excitement, Level, Trees, forecast, level};

const LIVE: usize = 10_000;
const EVENTS: u32 = 2_000_000;
const THRESHOLD: u64 = 500_000;

/// One join: seconds since the start, which conversation, how many follow the joiner.
#[derive(Clone, Copy)]
struct Event {
    secs: u32,
    of: usize,
    followers: u32,
}

/// Joins evenly over the conversations, four a second.
fn events(count: u32, of: usize, chance: &mut Chance) -> Vec<Event> {
    let one = |i: u32| {
        let widely = chance.below(1_000) == 0;
        let followers = if widely { 50_000 + chance.below(2_000_000) } else { chance.below(1_200) };
        Event { secs: i / 4, of: chance.below(of as u32) as usize, followers }
    };
    (0..count).map(one).collect()
}

fn join(followers: u32, by: u64) -> Join {
    Join::passed_on(Amplification::Repost, Some(followers), by)
}

/// Time on a processor where the system tells, else on the wall.
fn timed(mut work: impl FnMut()) -> Duration {
    let (wall, busy) = (Instant::now(), processor_time());
    work();
    match (busy, processor_time()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => wall.elapsed(),
    }
}

fn ours(live: &mut [Cascade], events: &[Event]) -> Duration {
    timed(|| {
        let mut sum = 0.0;
        for (i, event) in events.iter().enumerate() {
            let now = at(START + event.secs);
            live[event.of].add(now, join(event.followers, i as u64));
            sum += Excitement::of(&live[event.of], now).infectiousness;
        }
        black_box(sum);
    })
}

fn whole_histories(of: usize, events: &[Event]) -> Duration {
    let mut histories = vec![vec![(0, 500)]; of];
    timed(|| {
        let mut sum = 0.0;
        for event in events {
            let history = &mut histories[event.of];
            history.push((event.secs, event.followers));
            sum += Exact::at(history, event.secs).infectiousness;
        }
        black_box(sum);
    })
}

fn main() {
    let mut chance = Chance(11);
    let begin = |n: usize| vec![Cascade::begin(at(START), Some(500)); n];
    black_box(Trees::shipped());
    let mut promises = Promises::new();

    let mut live = begin(LIVE);
    let fed = events(EVENTS, LIVE, &mut chance);
    let took = ours(&mut live, &fed);
    let millions = f64::from(EVENTS) / took.as_secs_f64() / 1e6;
    println!("{EVENTS} joins over {LIVE} conversations, each followed by a look: {millions:.2} million a second");
    promises.at_least("millions of joins and looks a second", millions, 2.0);

    // As many joins each as real ones have: most none or few, some hundreds.
    let mut swept = begin(LIVE);
    for (i, cascade) in swept.iter_mut().enumerate() {
        let joins = if i % 50 == 0 { chance.below(800) } else { chance.below(6) };
        for n in 0..joins {
            cascade.add(at(START + chance.below(3_600)), join(chance.below(1_200), u64::from(n)));
        }
    }
    let now = at(START + 3_700);
    let mut warned = 0;
    let sweep = |warned: &mut usize| {
        timed(|| {
            let is_warned = |c: &&Cascade| level(c, now, THRESHOLD).0 > Level::Calm;
            *warned = black_box(swept.iter().filter(is_warned).count());
        })
    };
    let sweeps: Vec<Duration> = (0..50).map(|_| sweep(&mut warned)).collect();
    let (median, p90) = median_and_p90(sweeps);
    println!("a sweep over {LIVE} for their level: median {median:.2} ms, p90 {p90:.2} ms, {warned} not calm");
    promises.at_most("ms a sweep over ten thousand (median)", median, 10.0);
    let whole = timed(|| {
        black_box(swept.iter().map(|c| forecast(c, now, THRESHOLD).reach_1h.mid).sum::<f64>());
    });
    println!("the whole forecast of one: {:.2} µs", whole.as_secs_f64() * 1e6 / LIVE as f64);

    let few = events(20_000, 100, &mut chance);
    let (ours_took, theirs_took) = (ours(&mut begin(100), &few), whole_histories(100, &few));
    let ratio = theirs_took.as_secs_f64() / ours_took.as_secs_f64();
    println!("20 000 joins of 100 conversations: ours {ours_took:.2?}, over whole histories {theirs_took:.2?}");
    promises.at_least("times as fast as over whole histories", ratio, 10.0);
    promises.at_most("bytes a conversation", size_of::<Cascade>() as f64, 200.0);
    promises.finish();
}
