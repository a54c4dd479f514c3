//! What rosters cost, and what they are worth.
//!
//! `cargo bench --bench roster` makes the roster of 200 people over seven days of quarter hours and three skills, stopped
//! after one and after ten seconds of processor time, beside the plain way: the same moves with the whole roster counted
//! anew for each; shows the list of what an impossible week leaves open; ranks fixes and candidates for 500 people; and
//! reads the gap table of six weeks, beside each interval asked anew without memory. Times are of the processor.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::time::Duration;
use support::processor_time;
use watchfloor::plan::fixes::fixes;
use watchfloor::plan::peak::{GapTable, Lift, Season, Staffing, outcome};
use watchfloor::plan::roster::{Answer, Going, Grid, Instance, candidates, sample, search};

/// How often a table is read.
const TIMES: u32 = 200;

fn cpu() -> f64 {
    processor_time().as_ref().map_or(0.0, Duration::as_secs_f64)
}

/// Searches for so many seconds of the processor.
fn searched(instance: &Instance, seed: u64, secs: f64) -> (Answer, f64) {
    let began = cpu();
    let answer = search(instance, seed, &mut |_| Going::On((cpu() - began) / secs)).expect("can be read");
    (answer, cpu() - began)
}

fn report(instance: &Instance, seed: u64, secs: f64) {
    let need: f64 = instance.need_milli.iter().map(|n| f64::from(*n) / 1000.0).sum();
    let (answer, took) = searched(instance, seed, secs);
    println!(
        "seed {seed}, {took:5.2} s: cost {:6.0} (bound {:4.0}), under {:5.3} %, over {:4.2} %, overtime {}, {:.1} million moves/s",
        answer.cost,
        answer.bound,
        100.0 * answer.under / need,
        100.0 * answer.over / need,
        answer.overtime,
        answer.moves as f64 / took / 1e6,
    );
}

/// Moves whose worth is read from the whole roster, as a search without deltas does.
fn plainly(instance: &Instance, answer: &Answer) -> f64 {
    let began = cpu();
    let mut plan = instance.with(answer);
    let mut looked = 0;
    while cpu() - began < 1.0 {
        let person = looked % plan.people.len();
        if let Some(given) = plan.people[person].given.first_mut() {
            given.until += 1;
            let coverage = plan.coverage();
            assert!(coverage.slots() > 0);
            plan.people[person].given[0].until -= 1;
        }
        looked += 1;
    }
    looked as f64 / (cpu() - began)
}

fn rosters() {
    let instance = sample::floor(1, 200, 1, 15, 94);
    println!("200 people, 7 days, 15 minutes, 3 skills, 94 % of what contracts allow");
    for seed in 1..=3 {
        report(&sample::floor(seed, 200, 1, 15, 94), seed, 1.0);
    }
    for seed in 1..=3 {
        report(&sample::floor(seed, 200, 1, 15, 94), seed, 10.0);
    }
    let (answer, took) = searched(&instance, 1, 1.0);
    let (moves, plain) = (answer.moves as f64 / took, plainly(&instance, &answer));
    println!("moves by delta {moves:.0}/s, by the whole roster {plain:.0}/s: {:.0} times", moves / plain);
    let impossible = sample::floor(1, 200, 1, 15, 150);
    let (answer, took) = searched(&impossible, 1, 0.2);
    println!(
        "impossible (150 %): a plan of {} shifts and {} stretches that are not met after {took:.2} s",
        answer.shifts.len(),
        answer.unmet.len()
    );
}

fn advice() {
    let people = sample::floor(1, 500, 1, 15, 94);
    let mut short = people.with(&searched(&people, 1, 2.0).0);
    (240..256).for_each(|t| short.need_milli[t * 3] += 8_000);
    let short = sample::with_pool(short, 10, (8, 22), 3_100, 400);
    let began = cpu();
    let met = |people: &[u32]| people.iter().map(|n| f64::from(*n)).sum::<f64>() / 1e9;
    let found = fixes(&short, 240, 256, &met);
    println!("500 people: {} fixes in {:.0} ms", found.len(), (cpu() - began) * 1e3);
    for fix in &found {
        println!(
            "  {:?}: {} changes, {} cents, closes {:.1} of 128",
            fix.way,
            fix.changes.len(),
            fix.cents,
            fix.closed
        );
    }
    let began = cpu();
    let found = candidates(&short, 240, 248, Some(0));
    println!("500 people: {} candidates in {:.0} ms", found.able.len(), (cpu() - began) * 1e3);
}

/// The fewest people whose service level is 80 % in 20 seconds by Erlang C, counted up one by one.
fn require(volume: f64, _skill: usize) -> f64 {
    let (handling, within, target) = (300.0, 20.0, 0.8);
    let load = volume * handling / 1800.0;
    let (mut n, mut blocked) = (0.0, 1.0);
    loop {
        n += 1.0;
        blocked = load * blocked / (n + load * blocked);
        if n > load {
            let waits = n * blocked / (n - load * (1.0 - blocked));
            if 1.0 - waits * (-(n - load) * within / handling).exp() >= target {
                return n;
            }
        }
    }
}

fn peak() {
    let grid = Grid::weeks(30, 6);
    let volume = |i: usize| 40.0 + ((i / 3 * 17) % 480) as f64 + (i % 3) as f64 * 31.0;
    let last_year: Vec<f64> = (0..grid.slots() * 3).map(volume).collect();
    let there = vec![60_000; last_year.len()];
    let mut lifts = vec![Lift { from: 960, until: 1_200, skill: None, times: 1.8 }];
    let table = |lifts: &[Lift], before: Option<&GapTable>| {
        let season = Season {
            grid: &grid,
            skills: 3,
            last_year: &last_year,
            growth: 1.3,
            lifts,
            there_milli: &there,
            shrinkage: 0.28,
        };
        // The processor is read in large steps on some machines: many times, and the mean.
        let began = cpu();
        let mut last = GapTable::of(&season, before, &mut require);
        for _ in 1..TIMES {
            last = GapTable::of(&season, before, &mut require);
            assert_eq!(last.heat().len(), 42);
        }
        (last, (cpu() - began) / f64::from(TIMES))
    };
    let (first, whole) = table(&lifts, None);
    lifts[0].until += 48;
    let (_, moved) = table(&lifts, Some(&first));
    let nothing = Staffing { name: "nothing".into(), measures: Vec::new() };
    let began = cpu();
    let outcome = outcome(&first, &nothing, &mut |volume, people, k| (people / require(volume, k)).min(1.0));
    assert!(outcome.level > 0.0);
    let rated = cpu() - began;
    // The plain way asks for each half hour of the map when it is painted: all, also for a campaign that moved.
    println!(
        "six weeks, 3 skills: gap table and map {:.1} ms; after a campaign moved {:.2} ms: {:.1} times as fast; an outcome {:.1} ms",
        whole * 1e3,
        moved * 1e3,
        whole / moved,
        rated * 1e3
    );
}

fn main() {
    peak();
    advice();
    rosters();
}
