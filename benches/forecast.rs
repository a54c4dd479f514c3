//! What a forecast costs, and how good it is, beside the forecasts that anybody makes in a table.
//!
//! `cargo bench --bench forecast` fits eight weeks of half hours of an invented channel, and beside it takes the mean of
//! the same interval of the last four weeks, and the interval a week before; then, where the real counts are at hand, it
//! prints the error of the next day, from 14 midnights, of all three.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{Chance, Promises, processor_time};
use watchfloor::floor::At;
use watchfloor::floor::promise::WallClock;
use watchfloor::plan::forecast::{Calendar, Fit, back_test, seasonal_naive};
use watchfloor::plan::history::{Grain, History, Key};

const DAY: usize = 48;
/// The same error of Prophet 1.5.0 on the same 14 midnights, as its package gives it for the logarithm of one and the
/// count, with 12 terms for the day and 10 for the week; a fit took it .17 to .21 s of the processor.
const PROPHET: [(&str, f64); 6] =
    [("AAPL", 0.5756), ("AMZN", 0.1926), ("CRM", 0.3888), ("FB", 0.2884), ("GOOG", 0.2590), ("IBM", 0.4340)];
const FITS: u32 = 200;
/// The others are so quick that they are made this often, for the processor's clock to see them.
const OTHERS: u32 = 20_000;

fn timed(f: impl FnOnce()) -> Duration {
    let (began, busy) = (Instant::now(), processor_time());
    f();
    match (busy, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    }
}

fn utc() -> Arc<WallClock> {
    Arc::new(WallClock::of("UTC").unwrap_or_else(|sentence| panic!("{sentence}")))
}

/// A Monday.
fn monday() -> At {
    At::from_unix(1_793_577_600).unwrap_or(At::FIRST)
}

/// Counts that follow day and week, with spikes.
fn invented(days: usize) -> History {
    let mut chance = Chance(5);
    let counts = (0..days * DAY).map(|i| {
        let busy = if (16..44).contains(&(i % DAY)) { 60 } else { 8 } / if (i / DAY) % 7 > 4 { 2 } else { 1 };
        let spike = if chance.below(400) == 0 { 1500 } else { 0 };
        Some(f64::from(busy / 2 + chance.below(busy) + spike))
    });
    History::new(Key::default(), Grain::Half, utc(), monday(), counts)
}

/// The mean of the same interval of the last four weeks.
fn mean_of_four(history: &History, interval: i64) -> Option<f64> {
    let week = 7 * DAY as i64;
    let known: Vec<f64> = (1..=4).filter_map(|weeks| history.value(interval - weeks * week)).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

fn costs(promises: &mut Promises) {
    let history = invented(56);
    let ends = history.ends();
    let first = history.len() as i64;
    let each = |took: Duration, times: u32| took.as_secs_f64() * 1e3 / f64::from(times);
    let fit = timed(|| {
        for _ in 0..FITS {
            let fit = Fit::of(&history, ends, &Calendar::default());
            std::hint::black_box(fit.map(|fit| fit.forecast(DAY, 1.0)).ok());
        }
    });
    // What a table makes of the same: the mean of every interval of the week, for a week.
    let means = timed(|| {
        for _ in 0..OTHERS {
            let week: Vec<Option<f64>> = (first..first + 7 * DAY as i64).map(|i| mean_of_four(&history, i)).collect();
            std::hint::black_box(week);
        }
    });
    let naive = timed(|| {
        for _ in 0..OTHERS {
            let day: Vec<Option<f64>> =
                (first..first + DAY as i64).map(|i| seasonal_naive(&history, i - 7 * DAY as i64)).collect();
            std::hint::black_box(day);
        }
    });
    println!(
        "a fit of 56 days and the forecast of a day: {:.3} ms; means of four weeks for a week {:.4} ms, a week before {:.4} ms",
        each(fit, FITS),
        each(means, OTHERS),
        each(naive, OTHERS)
    );
    promises.at_most("milliseconds a fit with its forecast", each(fit, FITS), 1.0);
    promises.at_most("times the means of four weeks", each(fit, FITS) / each(means, OTHERS), 150.0);
    let year = invented(730);
    let long = timed(|| {
        for _ in 0..20 {
            std::hint::black_box(Fit::of(&year, year.ends(), &Calendar::default()).ok());
        }
    });
    println!("a fit of two years: {:.3} ms", each(long, 20));
    promises.at_most(
        "times the fit of eight weeks",
        long.as_secs_f64() / 20.0 / (fit.as_secs_f64() / f64::from(FITS)),
        3.0,
    );
}

/// The half hours of a file of counts, whole days only where the file begins or ends within one.
fn read(path: &PathBuf, whole_days: bool) -> Option<History> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut sums = std::collections::BTreeMap::<i64, f64>::new();
    for (at, count) in text.lines().skip(1).filter_map(|line| line.split_once(',')) {
        let civil: jiff::civil::DateTime = at.parse().ok()?;
        let unix = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
        *sums.entry(unix.div_euclid(1800)).or_default() += count.trim().parse::<f64>().ok()?;
    }
    let day = DAY as i64;
    let (mut first, mut last) = (*sums.first_key_value()?.0, *sums.last_key_value()?.0);
    if whole_days {
        (first, last) = (first.div_euclid(day) * day + day, last.div_euclid(day) * day - 1);
    }
    let counts = (first..=last).map(|half| sums.get(&half).copied());
    Some(History::new(Key::default(), Grain::Half, utc(), At::from_unix(first * 1800)?, counts))
}

/// WAPE of the mean of four weeks on the days of a back-test.
fn error_of_means(history: &History, days: i32) -> f64 {
    let last = history.local(history.len() as i64 - 1).day;
    let (mut error, mut counted, mut tested) = (0.0, 0.0, 0);
    for day in (0..=last).rev() {
        let (from, until) = (history.midnight(day), history.midnight(day + 1));
        if tested == days || from < 0 {
            break;
        }
        let pairs: Vec<(f64, f64)> =
            (from..until).filter_map(|i| Some((history.value(i)?, mean_of_four(history, i)?))).collect();
        tested += i32::from(!pairs.is_empty());
        error += pairs.iter().map(|(count, mean)| (count - mean).abs()).sum::<f64>();
        counted += pairs.iter().map(|(count, _)| count).sum::<f64>();
    }
    error / counted
}

fn errors(promises: &mut Promises) {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from);
    let files = PROPHET.map(|(name, _)| (name, folder.join(format!("mention_volume/Twitter_volume_{name}.csv")), true));
    let calls = ("calls", folder.join("calls/bank_calls_mar_aug_2003.csv"), false);
    let (mut ours, mut naive, mut peer, mut read_all) = (0.0, 0.0, 0.0, 0.0);
    println!("WAPE of the next day in half hours, 14 midnights:      ours   naive   means   floor  Prophet");
    for (name, path, whole) in files.into_iter().chain([calls]) {
        let Some(history) = read(&path, whole) else {
            println!("skipped: {name}: not here; WATCHFLOOR_DATA says where the real counts are");
            continue;
        };
        let Some(test) = back_test(&history, &Calendar::default(), 14, 1) else { continue };
        let (own, week) = (test.wape.unwrap_or(1.0), test.naive_wape.unwrap_or(1.0));
        let means = error_of_means(&history, 14);
        let prophet = PROPHET.iter().find(|(brand, _)| *brand == name).map(|(_, error)| *error);
        let beside = prophet.map_or(String::new(), |error| format!("{error:.4}"));
        println!("  {name:48} {own:.4}  {week:.4}  {means:.4}  {:.4}  {beside}", test.poisson_wape.unwrap_or_default());
        if let Some(prophet) = prophet {
            (ours, naive, peer, read_all) = (ours + own, naive + week, peer + prophet, read_all + 1.0);
        } else {
            promises.at_most("calls: error over that of the mean of the weekday", own / means, 1.0);
        }
    }
    if read_all > 0.0 {
        let [own, week, prophet] = [ours, naive, peer].map(|sum| sum / read_all);
        println!("  {:48} {own:.4}  {week:.4}                  {prophet:.4}", "mean of the mentions");
        promises.at_most("mentions: error over that of the week before", ours / naive, 0.7);
        if read_all as usize == PROPHET.len() {
            promises.at_most("mentions: error over Prophet's", ours / peer, 1.0);
        }
    }
}

fn main() {
    let mut promises = Promises::new();
    costs(&mut promises);
    errors(&mut promises);
    promises.finish();
}
