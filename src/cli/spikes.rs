//! Spikes and silences in files of counts, and how good the detector is against what people marked.

use super::{Failure, say, say_json};
use crate::floor::At;
use crate::limits::SERIES_ROWS_MAX;
use crate::measure::{Alert, Numenta, Pulse, Scored, WeekMinute, numenta, numenta_at, windowed_gaussian};
use jiff::civil::DateTime;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The score from which a count is a spike.
const SPIKE: f64 = 0.5;

/// The counts of one file.
struct Series {
    name: String,
    at: Vec<DateTime>,
    counts: Vec<u32>,
    /// Seconds of a count.
    secs: u32,
}

/// A spike or a silence, as JSON.
#[derive(Serialize)]
struct Detection {
    kind: &'static str,
    row: usize,
    time: String,
    secs: u32,
    value: u64,
    expected: f64,
    times: f64,
    score: f64,
    p: f64,
}

/// Finds the spikes and silences of each file, and with marked windows the scores.
pub(super) fn spikes(
    files: &[impl AsRef<Path>],
    windows: Option<&Path>,
    false_alarms: f64,
    as_json: bool,
) -> Result<(), Failure> {
    if !(1e-3..=1e3).contains(&false_alarms) {
        return Err(format!("--false-alarms {false_alarms} is not between 0.001 and 1000 a week").into());
    }
    let all = files.iter().map(|file| series(file.as_ref())).collect::<Result<Vec<_>, _>>()?;
    let (judged, detections): (Vec<Vec<f64>>, Vec<Vec<Detection>>) =
        all.iter().map(|series| judge(series, false_alarms)).unzip();
    let scores = match windows {
        None => None,
        Some(file) => Some(scores(file, &all, &judged)?),
    };
    if as_json {
        let each: Vec<Value> = all.iter().zip(&detections).map(|(series, found)| {
            json!({ "file": series.name, "rows": series.counts.len(), "secs": series.secs, "detections": found })
        }).collect();
        return say_json(&json!({ "files": each, "false_alarms_per_week": false_alarms, "numenta": scores }));
    }
    for (series, found) in all.iter().zip(&detections) {
        say(&format!("{}: {} rows of {} s, {} alerts", series.name, series.counts.len(), series.secs, found.len()));
        for d in found {
            say(&format!(
                "  {}  {}: {} in {} min, {:.1} expected, score {:.3}",
                d.time,
                d.kind,
                d.value,
                d.secs.div_ceil(60),
                d.expected,
                d.score
            ));
        }
    }
    if let Some(Value::Object(scores)) = scores {
        scores.iter().for_each(|(name, score)| say(&told(name, score)));
    }
    Ok(())
}

/// A line of the table of scores.
fn told(name: &str, score: &Value) -> String {
    let number = |key: &str| score[key].as_f64().unwrap_or_default();
    format!(
        "{name}: Numenta score {:.2} at threshold {:.6}: {} of {} windows found, {} false alarms",
        number("score"),
        number("threshold"),
        score["found"],
        score["windows"],
        score["false_alarms"]
    )
}

/// Reads a file of counts.
fn series(path: &Path) -> Result<Series, Failure> {
    let shown = path.display();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(|e| format!("{shown}: {e}"))?;
    let columns = reader.headers().map_err(|e| format!("{shown}: {e}"))?.clone();
    let place = |name: &str| {
        columns.iter().position(|column| column.trim() == name).ok_or_else(|| {
            let names: Vec<&str> = columns.iter().collect();
            format!(
                "{shown} has no column `{name}`; a file of counts has `timestamp` and `value`, this one has {}",
                names.join(", ")
            )
        })
    };
    let (at_column, count_column) = (place("timestamp")?, place("value")?);
    let (mut at, mut counts) = (Vec::new(), Vec::new());
    for (n, row) in reader.records().enumerate() {
        let line = n + 2;
        let row = row.map_err(|e| format!("{shown}, line {line}: {e}"))?;
        let cell = |column: usize| row.get(column).unwrap_or_default().trim();
        let moment: DateTime = cell(at_column).parse().map_err(|_| {
            format!("{shown}, line {line}: `{}` is no time; write it like 2026-11-27 14:30:00", cell(at_column))
        })?;
        if at.last().is_some_and(|before| moment < *before) {
            return Err(format!("{shown}, line {line}: {moment} is earlier than the row before it").into());
        }
        let count = count(cell(count_column)).ok_or_else(|| {
            format!(
                "{shown}, line {line}: `{}` is no count; a count is whole and from 0 to {}",
                cell(count_column),
                u32::MAX
            )
        })?;
        if at.len() == SERIES_ROWS_MAX {
            return Err(format!("{shown} has more than {SERIES_ROWS_MAX} rows").into());
        }
        at.push(moment);
        counts.push(count);
    }
    if at.len() < 2 {
        return Err(format!("{shown} has {} rows; a file of counts has at least 2", at.len()).into());
    }
    let name = path.file_name().map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
    Ok(Series { secs: step(&at), name, at, counts })
}

/// A whole number, also where it is written as 12.0.
fn count(cell: &str) -> Option<u32> {
    cell.parse().ok().or_else(|| {
        let value: f64 = cell.parse().ok()?;
        (value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value)).then_some(value as u32)
    })
}

/// The middle of the steps between two rows, in seconds.
fn step(at: &[DateTime]) -> u32 {
    let mut steps: Vec<i64> = at.windows(2).map(|two| two[0].duration_until(two[1]).as_secs()).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).map_or(60, |secs| (*secs).clamp(1, 86_400) as u32)
}

/// The scores of the rows, and what was raised in them.
fn judge(series: &Series, false_alarms: f64) -> (Vec<f64>, Vec<Detection>) {
    let mut pulse = Pulse::new(series.secs, false_alarms);
    let (mut scores, mut found) = (Vec::with_capacity(series.counts.len()), Vec::new());
    for (row, (time, count)) in series.at.iter().zip(&series.counts).enumerate() {
        let day = time.date().weekday().to_monday_zero_offset().max(0) as u8;
        let local = WeekMinute::new(day, time.hour() as u8, time.minute() as u8);
        let change = pulse.count(moment(time), local, *count);
        scores.push(pulse.score());
        let raised = change.and_then(|change| change.raised);
        found.extend(raised.map(|alert| detection(row, time, &alert, pulse.score())));
    }
    (scores, found)
}

/// The moment of a time in a file. Only its distance to others matters, so its zone does not.
fn moment(time: &DateTime) -> At {
    let utc = time.to_zoned(jiff::tz::TimeZone::UTC).ok();
    utc.and_then(|zoned| At::from_timestamp(zoned.timestamp())).unwrap_or(At::FIRST)
}

fn detection(row: usize, time: &DateTime, alert: &Alert, score: f64) -> Detection {
    let (kind, secs, value, expected, p) = match alert {
        Alert::Spike(spike) => ("spike", spike.secs, u64::from(spike.count), spike.expected, spike.p),
        Alert::Quiet(quiet) => ("quiet", quiet.secs, quiet.count, quiet.expected, quiet.p),
    };
    let times = value as f64 / expected.max(1.0);
    Detection { kind, row, time: time.to_string(), secs, value, expected, times, score, p }
}

/// The Numenta scores of ours, of ours at the threshold that the alerts have, and of the windowed Gaussian.
fn scores(file: &Path, all: &[Series], judged: &[Vec<f64>]) -> Result<Value, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|e| format!("{shown}: {e}"))?;
    let marked: BTreeMap<String, Vec<(String, String)>> = serde_json::from_str(&text)
        .map_err(|e| format!("{shown} is no JSON object of files with their windows, [[\"from\", \"to\"], …]: {e}"))?;
    let (mut ours, mut gaussian) = (Vec::new(), Vec::new());
    for (series, judged) in all.iter().zip(judged) {
        let windows = windows(series, &marked).map_err(|e| format!("{shown}: {e}"))?;
        gaussian.push(Scored { scores: windowed_gaussian(&series.counts), windows: windows.clone() });
        ours.push(Scored { scores: judged.clone(), windows });
    }
    let best = |corpus: &[Scored]| {
        numenta(corpus).ok_or_else(|| format!("{shown} marks no window in these files, so there is no score"))
    };
    let (ours_best, gaussian_best) = (best(&ours)?, best(&gaussian)?);
    let each = |corpus: &[Scored], threshold: f64| -> Value {
        let one = |(series, scored): (&Series, &Scored)| {
            let at = numenta_at(std::slice::from_ref(scored), threshold).map(|score| as_value(&score, None));
            (series.name.clone(), at.unwrap_or(Value::Null))
        };
        all.iter().zip(corpus).map(one).collect::<serde_json::Map<_, _>>().into()
    };
    let as_alerts = numenta_at(&ours, SPIKE).map(|score| as_value(&score, Some(each(&ours, SPIKE))));
    Ok(json!({
        "ours": as_value(&ours_best, Some(each(&ours, ours_best.threshold))),
        "ours_as_alerts": as_alerts,
        "gaussian": as_value(&gaussian_best, Some(each(&gaussian, gaussian_best.threshold))),
    }))
}

fn as_value(score: &Numenta, files: Option<Value>) -> Value {
    let mut value = json!({
        "score": score.score,
        "threshold": score.threshold,
        "found": score.found,
        "windows": score.windows,
        "false_alarms": score.false_alarms,
    });
    if let Some(files) = files {
        value["files"] = files;
    }
    value
}

/// The rows of the windows that are marked for a file: by its name, or else by a name that its own begins with.
fn windows(series: &Series, marked: &BTreeMap<String, Vec<(String, String)>>) -> Result<Vec<(usize, usize)>, Failure> {
    let bare = |name: &str| name.rsplit('/').next().unwrap_or(name).trim_end_matches(".csv").to_owned();
    let own = bare(&series.name);
    let named = marked.iter().find(|(name, _)| bare(name) == own);
    let named = named.or_else(|| marked.iter().find(|(name, _)| own.starts_with(&format!("{}_", bare(name)))));
    let Some((_, pairs)) = named else { return Err(format!("nothing is said of {}", series.name).into()) };
    let mut rows = Vec::new();
    for (from, to) in pairs {
        let moment = |words: &str| -> Result<DateTime, Failure> {
            words.parse().map_err(|_| format!("{}: `{words}` is no time", series.name).into())
        };
        let (from, to) = (moment(from)?, moment(to)?);
        let (first, after) = (series.at.partition_point(|at| *at < from), series.at.partition_point(|at| *at <= to));
        if first >= after {
            return Err(format!("{}: no row lies from {from} to {to}", series.name).into());
        }
        rows.push((first, after - 1));
    }
    rows.sort_unstable();
    if rows.windows(2).any(|two| two[1].0 <= two[0].1) {
        return Err(format!("{}: two windows overlap", series.name).into());
    }
    Ok(rows)
}
