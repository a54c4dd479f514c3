//! What it costs to watch a channel's pulse, how good the spikes are on marked data, and how often the pulse of the
//! same channels is wrong about silence.
//!
//! `cargo bench --bench spikes` feeds a year of minutes of an invented channel to a pulse, and the same counts to the
//! windowed Gaussian of the Numenta benchmark; then, where the marked series are at hand, it prints the Numenta score
//! of both, of the Gaussian with our rule of one alarm a day, and of ours with the threshold chosen on the other
//! series.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};
use support::{Chance, Promises, at, processor_time};
use watchfloor::floor::At;
use watchfloor::measure::{Alert, Pulse, Scored, Spikes, WeekMinute, numenta, numenta_at, windowed_gaussian};

const MINUTES: u32 = 365 * 1440;

fn timed(f: impl FnOnce()) -> Duration {
    let (began, busy) = (Instant::now(), processor_time());
    f();
    match (busy, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => began.elapsed(),
    }
}

/// Counts that follow day and night.
fn invented() -> Vec<u32> {
    let mut chance = Chance(4);
    (0..MINUTES).map(|minute| chance.below(1 + 12 * u32::from((480..1200).contains(&(minute % 1440))))).collect()
}

fn costs(promises: &mut Promises) {
    let counts = invented();
    let mut pulse = Pulse::new(60, 1.0);
    let begin = at(support::START / 604_800 * 604_800);
    let ours = timed(|| {
        for (minute, count) in counts.iter().enumerate() {
            let from = begin.plus(minute as u32 * 60);
            pulse.add(from, *count);
            std::hint::black_box(pulse.tick(from.plus(60), WeekMinute::of(minute as u32 + 1)));
        }
    });
    let gaussian = timed(|| drop(std::hint::black_box(windowed_gaussian(&counts))));
    let nanos = |took: Duration| took.as_nanos() as f64 / f64::from(MINUTES);
    println!("a count and its tick: {:.0} ns; the windowed Gaussian {:.0} ns a count", nanos(ours), nanos(gaussian));
    promises.at_most("nanoseconds a tick over the windowed Gaussian's", nanos(ours) / nanos(gaussian), 5.0);
    // 200 channels are as many as there may be.
    println!("200 channels: {:.3} ms a tick of all", nanos(ours) * 200.0 / 1e6);
}

struct Series {
    name: String,
    at: Vec<At>,
    counts: Vec<u32>,
    windows: Vec<(usize, usize)>,
}

fn moment(words: &str) -> Option<At> {
    let civil: jiff::civil::DateTime = words.parse().ok()?;
    At::from_timestamp(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

fn local(at: At) -> WeekMinute {
    // 1 January 1970 was a Thursday.
    WeekMinute::of((at.unix() / 60) as u32 + 3 * 1440)
}

fn marked() -> Option<Vec<Series>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from).join("mention_volume");
    let text = std::fs::read_to_string(folder.join("spike_windows.json")).ok()?;
    let windows: serde_json::Value = serde_json::from_str(&text).ok()?;
    let mut all = Vec::new();
    for (file, pairs) in windows.as_object()? {
        let name = if file == "nyc_taxi.csv" { "nyc_taxi_holidays.csv" } else { file.as_str() };
        let Ok(rows) = std::fs::read_to_string(folder.join(name)) else { continue };
        let rows: Vec<(At, u32)> = rows
            .lines()
            .filter_map(|line| line.split_once(','))
            .filter_map(|(at, count)| Some((moment(at)?, count.trim().parse().ok()?)))
            .collect();
        let place = |words: &serde_json::Value| {
            let at = moment(words.as_str()?)?;
            rows.iter().position(|(row, _)| *row >= at)
        };
        let windows = pairs.as_array()?.iter().filter_map(|p| Some((place(&p[0])?, place(&p[1])?))).collect();
        let (at, counts) = rows.iter().copied().unzip();
        all.push(Series { name: name.trim_end_matches(".csv").into(), at, counts, windows });
    }
    Some(all)
}

fn secs(series: &Series) -> u32 {
    series.at[1].secs_since(series.at[0]) as u32
}

fn ours(series: &Series) -> Vec<f64> {
    let mut pulse = Pulse::new(secs(series), 1.0);
    let one = |(at, count): (&At, &u32)| {
        pulse.count(*at, local(*at), *count);
        pulse.score()
    };
    series.at.iter().zip(&series.counts).map(one).collect()
}

fn spikes_only(series: &Series) -> Vec<f64> {
    let mut spikes = Spikes::new(secs(series), 1.0);
    series.at.iter().zip(&series.counts).map(|(at, count)| spikes.count(local(*at), *count).score).collect()
}

/// Only what is greater than all of a day before it.
fn sparse(series: &Series, scores: &[f64]) -> Vec<f64> {
    let day = (86_400 / secs(series)) as usize;
    let (mut greatest, mut since) = (0.0, usize::MAX);
    let mut kept = Vec::with_capacity(scores.len());
    for score in scores {
        let held = since < day && *score <= greatest;
        kept.push(if held { 0.0 } else { *score });
        if !held && *score > 0.0 {
            (greatest, since) = (*score, 0);
        }
        since = since.saturating_add(1);
    }
    kept
}

fn scored<'a>(all: impl Iterator<Item = &'a Series>, detector: &dyn Fn(&Series) -> Vec<f64>) -> Vec<Scored> {
    all.map(|series| Scored { scores: detector(series), windows: series.windows.clone() }).collect()
}

fn say(name: &str, corpus: &[Scored]) -> f64 {
    let Some(best) = numenta(corpus) else { return 0.0 };
    println!(
        "{name:38} {:6.2}  {} of {} windows, {} false alarms, threshold {:.4}",
        best.score, best.found, best.windows, best.false_alarms, best.threshold
    );
    best.score
}

fn scores(promises: &mut Promises) {
    let Some(all) = marked().filter(|all| !all.is_empty()) else {
        println!("skipped: the marked series are not here; WATCHFLOOR_DATA says where the real data is");
        return;
    };
    let mentions = || all.iter().filter(|series| secs(series) == 300);
    let gaussian = |series: &Series| windowed_gaussian(&series.counts);
    println!("Numenta score, standard profile, six series of mentions:");
    let corpus = scored(mentions(), &ours);
    let best = say("ours", &corpus);
    say("ours without silences", &scored(mentions(), &spikes_only));
    let beaten = say("windowed Gaussian", &scored(mentions(), &gaussian));
    say("windowed Gaussian, one alarm a day", &scored(mentions(), &|s| sparse(s, &gaussian(s))));
    let alerts = numenta_at(&corpus, 0.5).map_or(0.0, |at| at.score);
    println!("ours at the threshold of the alerts    {alerts:6.2}");
    let (mut sum, mut windows) = (0.0, 0.0);
    for (left_out, one) in corpus.iter().enumerate() {
        let others: Vec<Scored> =
            corpus.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, scored)| scored.clone()).collect();
        let threshold = numenta(&others).map_or(0.5, |best| best.threshold);
        let Some(at) = numenta_at(std::slice::from_ref(one), threshold) else { continue };
        sum += at.score * at.windows as f64;
        windows += at.windows as f64;
    }
    println!("ours, threshold of the other five      {:6.2}", sum / windows);
    for (series, one) in mentions().zip(&corpus) {
        say(&format!("  {} alone", series.name), std::slice::from_ref(one));
    }
    for series in all.iter().filter(|series| secs(series) != 300) {
        println!("{}, of which most marked days are too quiet:", series.name);
        say("ours", &scored(std::iter::once(series), &ours));
        say("windowed Gaussian", &scored(std::iter::once(series), &gaussian));
    }
    promises.at_least("Numenta score of ours", best, 68.0);
    promises.at_least("Numenta score of ours over the windowed Gaussian's", best / beaten, 1.0);
    silences(mentions(), promises);
}

/// Alarms of each kind that the pulse of the same channels raises, true and false. Nobody has marked silences in them.
fn silences<'a>(all: impl Iterator<Item = &'a Series>, promises: &mut Promises) {
    let mut most: f64 = 0.0;
    for series in all {
        let mut pulse = Pulse::new(secs(series), 1.0);
        let (mut quiets, mut spikes) = (0, 0);
        for (at, count) in series.at.iter().zip(&series.counts) {
            pulse.add(*at, *count);
            let now = at.plus(secs(series));
            match pulse.tick(now, local(now)).and_then(|change| change.raised) {
                Some(Alert::Quiet(_)) => quiets += 1,
                Some(Alert::Spike(_)) => spikes += 1,
                None => {}
            }
        }
        let weeks = pulse.expected().days() / 7.0;
        println!("{}: {quiets} silences and {spikes} spikes raised in {weeks:.1} weeks", series.name);
        most = most.max(f64::from(quiets) / weeks);
    }
    promises.at_most("silences a week and channel, the most", most, 1.0);
}

fn main() {
    let mut promises = Promises::new();
    costs(&mut promises);
    scores(&mut promises);
    promises.finish();
}
