//! What a requirement costs, beside pyworkforce for the same intervals.
//!
//! `cargo bench --bench erlang` asks for a million Erlang C requirements, and, where WATCHFLOOR_PYWORKFORCE names a Python
//! that has pyworkforce (from PyPI), gives it three thousand of the same, compares every answer, and prints the ratio of
//! processor time for each.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{Chance, Promises};
use watchfloor::plan::queueing::carry::{Stretch, carry};
use watchfloor::plan::queueing::{Desk, Target, chat_required, erlang_a_required, erlang_c_required};

/// Requirements of ours, and how many of them the peer is given.
const OURS: usize = 1_000_000;
const THEIRS: usize = 3_000;

/// A half hour: how many come, seconds each, the promise, and how busy people may be.
struct Asked {
    volume: f64,
    aht: f64,
    target: Target,
    cap: f64,
}

fn asked() -> Vec<Asked> {
    let mut chance = Chance(11);
    let mut unit = move || f64::from(chance.below(1 << 30)) / f64::from(1 << 30);
    (0..OURS)
        .map(|_| Asked {
            volume: (1.0 + unit() * 700.0).floor(),
            aht: (60.0 + unit() * 300.0).floor(),
            target: Target {
                share: 0.7 + (unit() * 25.0).floor() / 100.0,
                within_secs: 10.0 + (unit() * 110.0).floor(),
            },
            cap: 0.8 + (unit() * 15.0).floor() / 100.0,
        })
        .collect()
}

/// Processor time of some work, or the wall's where the system does not tell.
fn took(work: impl FnOnce()) -> Duration {
    let (wall, began) = (Instant::now(), support::processor_time());
    work();
    support::processor_time().zip(began).map_or(wall.elapsed(), |(now, began)| now.saturating_sub(began))
}

const SCRIPT: &str = "
import sys, time
from pyworkforce.queuing import ErlangC
rows = [tuple(map(float, line.split())) for line in open(sys.argv[1])]
began = time.process_time()
found = [ErlangC(transactions=v, aht=h, asa=t, interval=1800.0).required_positions(service_level=s, max_occupancy=c)
         for v, h, s, t, c in rows]
print(time.process_time() - began)
for one in found:
    print(one['raw_positions'], one['service_level'])
";

/// Seconds of the peer for these, and its answers; `None` when there is none.
fn theirs(rows: &[Asked]) -> Option<(f64, Vec<u32>)> {
    let python = std::env::var_os("WATCHFLOOR_PYWORKFORCE")?;
    let dir = tempfile::tempdir().ok()?;
    let file = dir.path().join("rows.txt");
    let line = |a: &Asked| format!("{} {} {} {} {}\n", a.volume, a.aht, a.target.share, a.target.within_secs, a.cap);
    std::fs::write(&file, rows.iter().map(line).collect::<String>()).ok()?;
    let output = Command::new(python).args(["-c", SCRIPT]).arg(&file).output().ok()?;
    if !output.status.success() {
        println!("pyworkforce: {}", String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("no word"));
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let secs = lines.next()?.trim().parse().ok()?;
    let answers = lines.filter_map(|line| line.split(' ').next()?.parse::<f64>().ok()).map(|n| n as u32);
    Some((secs, answers.collect()))
}

fn main() {
    let mut promises = Promises::new();
    let rows = asked();
    let one = |a: &Asked| erlang_c_required(a.volume / 1800.0, a.aht, a.target, a.cap);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        best = best.min(took(|| {
            rows.iter().for_each(|a| {
                black_box(one(a));
            });
        }));
    }
    let ours: Vec<u32> = rows.iter().take(THEIRS).map(one).collect();
    let mean = ours.iter().map(|n| f64::from(*n)).sum::<f64>() / ours.len() as f64;
    let each = best.as_secs_f64() / OURS as f64;
    println!(
        "{OURS} Erlang C requirements (mean {mean:.0} people): {:.3} s of processor, {:.0} ns each",
        best.as_secs_f64(),
        each * 1e9
    );
    match theirs(&rows[..THEIRS]) {
        None => println!("skipped: pyworkforce, because WATCHFLOOR_PYWORKFORCE names no Python that has it"),
        Some((secs, answers)) => {
            let same = ours.iter().zip(&answers).filter(|(a, b)| a == b).count();
            // It begins at the load plus one, rounded, and so never asks about the number just above the load.
            let one_more = ours.iter().zip(&answers).zip(&rows).filter(|((a, b), row)| {
                let load = row.volume / 1800.0 * row.aht;
                **b == **a + 1 && load.fract() >= 0.5 && f64::from(**a) == load.floor() + 1.0
            });
            let one_more = one_more.count();
            println!(
                "pyworkforce: {:.1} µs each over {THEIRS}; the same answer {same} times, one more {one_more} times because it begins too high",
                secs * 1e6 / THEIRS as f64
            );
            promises.at_least(
                "answers that agree or are so explained, in a hundred",
                (same + one_more) as f64 * 100.0 / THEIRS as f64,
                100.0,
            );
            promises.at_least(
                "times as fast as pyworkforce, processor time a requirement",
                secs / THEIRS as f64 / each,
                100.0,
            );
        }
    }
    others(&rows);
    promises.finish();
}

/// What the other formulas cost; nobody else has them.
fn others(rows: &[Asked]) {
    let micros = |time: Duration, count: usize| time.as_secs_f64() * 1e6 / count as f64;
    let some = &rows[..20_000];
    let time = took(|| {
        some.iter().for_each(|a| {
            black_box(erlang_a_required(a.volume / 1800.0, a.aht, 180.0, a.target, a.cap));
        });
    });
    println!("an Erlang A requirement: {:.2} µs", micros(time, some.len()));
    let some = &rows[..2_000];
    let chat = |a: &Asked| {
        let desk = Desk { concurrency: 3, aht_alone_secs: a.aht, slowdown_ratio: 0.35 };
        chat_required(a.volume / 1800.0, &desk, 180.0, a.target, 1.0, a.cap)
    };
    let time = took(|| {
        some.iter().for_each(|a| {
            black_box(chat(a));
        });
    });
    println!("a chat requirement, three at once: {:.1} µs", micros(time, some.len()));
    let day: Vec<Stretch> = (0..96)
        .map(|i| {
            let rate = 0.2 + 0.15 * (f64::from(i) / 96.0 * std::f64::consts::TAU).sin();
            Stretch { secs: 900.0, rate, aht_secs: 300.0, patience_secs: 300.0, people: (rate * 300.0) as u32 + 4 }
        })
        .collect();
    let time = took(|| drop(black_box(carry(&day, 0, 0, 30.0))));
    println!("a day of 96 quarters of an hour carried over: {:.1} ms", time.as_secs_f64() * 1e3);
}
