//! Measuring the forecast of spread on histories whose end is known, and learning it anew.

use super::{Failure, say, say_json, tell};
use crate::limits::{HISTORY_BYTES_MAX, HISTORY_FILES_MAX};
use crate::triage::viral::{
    ALARM_P, Exact, Excitement, History, Lessons, Trees, WATCH_P, Warned, invented_histories, learn, learn_sizes,
    warned,
};
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to measure.
#[derive(Args, Debug)]
pub struct CascadeArgs {
    /// Histories: a first line `count day`, then `seconds followers` of the post and of each who carried it on
    #[arg(long = "in", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// How much of each is looked at, for example 600s, 10m or 1h
    #[arg(long, value_name = "TIME", value_parser = secs)]
    observe: u32,
    /// Learn for each of so many parts of the files from the other parts, so that nothing measured was learnt from
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=20), conflicts_with = "learn_from")]
    folds: Option<u8>,
    /// Learn from these files instead of taking the trees that the program comes with
    #[arg(long, value_name = "FILE", num_args = 1..)]
    learn_from: Vec<PathBuf>,
}

/// What to learn from.
#[derive(Args, Debug)]
pub struct LearnArgs {
    /// Histories, in the form that `cascade` reads
    #[arg(long = "in", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Where the trees are written
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many histories are invented beside them
    #[arg(long, value_name = "N", default_value_t = INVENTED, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    invented: u32,
    /// The same seed invents the same
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

/// What to warn of.
#[derive(Args, Debug)]
pub struct AlertArgs {
    /// Histories, in the form that `cascade` reads
    #[arg(long = "in", value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// The reach from which on it is an alert
    #[arg(long, value_name = "PEOPLE", default_value_t = 500_000)]
    reach: u64,
    /// How many invented histories the real ones are hidden among; other ones than those that are learnt from
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    among: u32,
    /// Learn for each of so many parts of the files from the other parts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=20))]
    folds: u8,
}

/// Histories that are invented beside the real ones.
const INVENTED: u32 = 8_000;
/// The seed of those that the program comes with.
const SEED: u64 = 1;

/// What is said of one file.
#[derive(Serialize)]
struct Row {
    file: String,
    observed: u32,
    predicted: f64,
    low: f64,
    high: f64,
    /// `null`: infinite, because the published model takes it to grow by itself.
    seismic: Option<f64>,
    r: f64,
    #[serde(rename = "final")]
    in_the_end: usize,
    /// Whether the trees were learnt from this very history.
    learnt_from: bool,
    #[serde(skip)]
    constant: f64,
    #[serde(skip)]
    shipped: f64,
}

/// Seconds from what people write: `600`, `600s`, `10m`, `1h`.
fn secs(words: &str) -> Result<u32, String> {
    let words = words.trim();
    let (number, each) = match words.char_indices().next_back() {
        Some((at, 's')) => (&words[..at], 1),
        Some((at, 'm')) => (&words[..at], 60),
        Some((at, 'h')) => (&words[..at], 3_600),
        Some((at, 'd')) => (&words[..at], 86_400),
        _ => (words, 1),
    };
    let secs = number.parse::<u32>().ok().and_then(|n| n.checked_mul(each)).filter(|secs| *secs > 0);
    secs.ok_or_else(|| format!("{words} is no time; write it like 600s, 10m or 1h"))
}

/// The history in a file, or a sentence that names it.
fn read(path: &Path) -> Result<History, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(HISTORY_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(|e| format!("{shown} cannot be read: {e}"))?;
    if bytes.len() as u64 > HISTORY_BYTES_MAX {
        return Err(format!("{shown} is larger than {} MB, so it is no history", HISTORY_BYTES_MAX >> 20));
    }
    let text = String::from_utf8_lossy(&bytes);
    History::read(&text).map_err(|e| format!("{shown}, {e}"))
}

/// A history, with the path of its file.
type Named = (String, History);

/// All histories that can be read, with their files, and a sentence for each that cannot.
fn read_all(files: &[PathBuf]) -> Result<(Vec<Named>, Vec<String>), Failure> {
    if files.len() > HISTORY_FILES_MAX {
        return Err(format!("{} files are more than the {HISTORY_FILES_MAX} that are read at once", files.len()).into());
    }
    let (mut histories, mut problems) = (Vec::new(), Vec::new());
    for path in files {
        match read(path) {
            Ok(history) => histories.push((path.display().to_string(), history)),
            Err(problem) => problems.push(problem),
        }
    }
    Ok((histories, problems))
}

/// Measures.
pub(super) fn cascade(args: &CascadeArgs, as_json: bool) -> Result<(), Failure> {
    let (histories, problems) = read_all(&args.files)?;
    if histories.is_empty() {
        return Err(problems.first().cloned().unwrap_or_else(|| "there is no file to read".into()).into());
    }
    problems.iter().for_each(|problem| tell(problem));
    let rows = measure(args, &histories)?;
    if as_json {
        return say_json(&as_object(args, &rows, &problems));
    }
    say(&format!(
        "{:<28} {:>9} {:>9} {:>9} {:>9} {:>9} {:>6} {:>9}",
        "file", "observed", "predicted", "low", "high", "seismic", "r", "final"
    ));
    for row in &rows {
        let name = Path::new(&row.file).file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let seismic = row.seismic.map_or_else(|| "∞".to_owned(), |s| format!("{s:.0}"));
        say(&format!(
            "{name:<28} {:>9} {:>9.0} {:>9.0} {:>9.0} {seismic:>9} {:>6.2} {:>9}",
            row.observed, row.predicted, row.low, row.high, row.r, row.in_the_end
        ));
    }
    say("");
    say(&in_words(args, &rows));
    Ok(())
}

fn measure(args: &CascadeArgs, histories: &[Named]) -> Result<Vec<Row>, Failure> {
    let learnt = |real: &[History]| learn_sizes(&Lessons { real, invented: INVENTED as usize, seed: SEED });
    if let Some(folds) = args.folds.map(usize::from) {
        if histories.len() < folds {
            return Err(format!("{} files cannot be put into {folds} parts", histories.len()).into());
        }
        let mut rows: Vec<(usize, Row)> = Vec::new();
        for fold in 0..folds {
            let others = histories.iter().enumerate().filter(|(i, _)| i % folds != fold);
            let others: Vec<History> = others.map(|(_, (_, history))| history.clone()).collect();
            let trees = learnt(&others);
            let these = histories.iter().enumerate().filter(|(i, _)| i % folds == fold);
            rows.extend(these.map(|(i, (file, history))| (i, row(&trees, file, history, args.observe))));
        }
        rows.sort_by_key(|(i, _)| *i);
        return Ok(rows.into_iter().map(|(_, row)| row).collect());
    }
    if args.learn_from.is_empty() {
        let one = |(file, history): &Named| row(Trees::shipped(), file, history, args.observe);
        return Ok(histories.iter().map(one).collect());
    }
    let trees = learnt(&lessons(&args.learn_from)?);
    Ok(histories.iter().map(|(file, history)| row(&trees, file, history, args.observe)).collect())
}

/// What is learnt from must all be there: who learns from half of it should know.
fn lessons(files: &[PathBuf]) -> Result<Vec<History>, Failure> {
    let (histories, problems) = read_all(files)?;
    match problems.first() {
        Some(problem) => Err(format!("{problem}; nothing was learnt").into()),
        None => Ok(histories.into_iter().map(|(_, history)| history).collect()),
    }
}

fn row(trees: &Trees, file: &str, history: &History, observe: u32) -> Row {
    let (seen, now) = (history.seen_by(observe), History::moment(observe));
    let sizes = trees.sizes(&seen, now);
    let seismic = Exact::at(history.carryings(), observe).in_the_end();
    Row {
        file: file.to_owned(),
        observed: seen.carried(),
        predicted: sizes.mid,
        low: sizes.low,
        high: sizes.high,
        seismic: Some(seismic).filter(|s| s.is_finite()),
        r: Excitement::of(&seen, now).reproduction(),
        in_the_end: history.size(),
        learnt_from: trees.learnt(history),
        constant: trees.size_median(),
        shipped: Trees::shipped().sizes(&seen, now).mid,
    }
}

/// The median of the absolute errors as shares of what came; `None` when it is infinite or there is none. One that is
/// infinite is larger than all others, so it counts.
fn median_ape(rows: &[Row], said: impl Fn(&Row) -> Option<f64>) -> Option<f64> {
    let ape = |row: &Row| {
        let end = (row.in_the_end as f64).max(1.0);
        said(row).map_or(f64::INFINITY, |said| (said - end).abs() / end)
    };
    let mut errors: Vec<f64> = rows.iter().map(ape).collect();
    errors.sort_by(f64::total_cmp);
    let (low, high) = (errors.get(errors.len().checked_sub(1)? / 2)?, errors.get(errors.len() / 2)?);
    Some((low + high) / 2.0).filter(|median| median.is_finite())
}

/// The medians that are asked for: ours, the published model's, one constant's.
fn medians(rows: &[Row]) -> [Option<f64>; 3] {
    [median_ape(rows, |r| Some(r.predicted)), median_ape(rows, |r| r.seismic), median_ape(rows, |r| Some(r.constant))]
}

/// On what the predictions rest, so that nobody takes what was learnt by heart for what was foreseen.
fn how(args: &CascadeArgs, rows: &[Row]) -> &'static str {
    if args.folds.is_some() {
        "learnt for each part from the other parts"
    } else if rows.iter().any(|row| row.learnt_from) {
        "in sample: some of these files were learnt from"
    } else {
        "out of sample: none of these files was learnt from"
    }
}

fn as_object(args: &CascadeArgs, rows: &[Row], problems: &[String]) -> Value {
    let [ours, seismic, constant] = medians(rows);
    let ratio = ours.zip(seismic).map(|(ours, seismic)| ours / seismic.max(1e-12));
    let inside = rows.iter().filter(|row| (row.low..=row.high).contains(&(row.in_the_end as f64))).count();
    let mut object = json!({
        "observe_secs": args.observe,
        "measured": how(args, rows),
        "files": rows,
        "problems": problems,
        "median_ape": ours,
        "median_ape_seismic": seismic,
        "median_ape_constant": constant,
        "ratio": ratio,
        "seismic_infinite": rows.iter().filter(|row| row.seismic.is_none()).count(),
        "inside_range_ratio": inside as f64 / rows.len().max(1) as f64,
    });
    if args.folds.is_some() {
        // What the trees that the program comes with say of the same files, which they may know by heart.
        object["median_ape_in_sample"] = json!(median_ape(rows, |row| Some(row.shipped)));
    }
    object
}

fn in_words(args: &CascadeArgs, rows: &[Row]) -> String {
    let shown = |median: Option<f64>| median.map_or_else(|| "infinite".to_owned(), |m| format!("{:.1} %", m * 100.0));
    let [ours, seismic, constant] = medians(rows).map(shown);
    format!(
        "Median error of {} files after {} s: {ours} (published model {seismic}, one number for all {constant}); {}",
        rows.len(),
        args.observe,
        how(args, rows)
    )
}

/// Learns, and writes the trees.
pub(super) fn learn_cascades(args: &LearnArgs, as_json: bool) -> Result<(), Failure> {
    let real = lessons(&args.files)?;
    let trees = learn(&Lessons { real: &real, invented: args.invented as usize, seed: args.seed });
    let bytes = trees.to_bytes();
    let out = args.out.display().to_string();
    std::fs::write(&args.out, &bytes).map_err(|e| format!("{out} cannot be written: {e}"))?;
    if as_json {
        return say_json(&json!({
            "out": out,
            "bytes": bytes.len(),
            "real": real.len(),
            "invented": args.invented,
            "size_median": trees.size_median(),
        }));
    }
    say(&format!(
        "{out}: {} bytes, learnt from {} histories and {} invented ones",
        bytes.len(),
        real.len(),
        args.invented
    ));
    Ok(())
}

/// Warnings of one kind: how many were given, how many of them rightly.
#[derive(Serialize)]
struct Warnings {
    given: usize,
    right: usize,
    precision: Option<f64>,
    recall: Option<f64>,
}

impl Warnings {
    fn of(all: &[Warned], to_come: impl Fn(&Warned) -> bool, given: impl Fn(&Warned) -> bool) -> Warnings {
        let count = |keep: &dyn Fn(&Warned) -> bool| all.iter().filter(|w| keep(w)).count();
        let (number, right, of) = (count(&given), count(&|w| given(w) && to_come(w)), count(&to_come));
        let share = |of: usize| (of > 0).then(|| right as f64 / of as f64);
        Warnings { given: number, right, precision: share(number), recall: share(of) }
    }
}

/// Measures the warnings over real histories hidden among invented ones, none of which was learnt from.
pub(super) fn cascade_alerts(args: &AlertArgs, as_json: bool) -> Result<(), Failure> {
    let real = lessons(&args.files)?;
    let folds = usize::from(args.folds);
    if real.len() < folds {
        return Err(format!("{} files cannot be put into {folds} parts", real.len()).into());
    }
    let invented = invented_histories(SEED + 1, args.among as usize);
    let mut all = Vec::new();
    for fold in 0..folds {
        let others = real.iter().enumerate().filter(|(i, _)| i % folds != fold).map(|(_, h)| h.clone());
        let others: Vec<History> = others.collect();
        let trees = learn(&Lessons { real: &others, invented: INVENTED as usize, seed: SEED });
        let these = real.iter().chain(&invented).enumerate().filter(|(i, _)| i % folds == fold);
        all.extend(these.filter_map(|(_, history)| warned(&trees, history, args.reach)));
    }
    let passes = |w: &Warned| w.passes;
    let at = |least: f64| {
        json!({
            "p": least,
            "before": Warnings::of(&all, passes, |w| w.before >= least),
            "before_half": Warnings::of(&all, passes, |w| w.early >= least),
        })
    };
    let others: Vec<Value> = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9].into_iter().map(at).collect();
    let object = json!({
        "reach": args.reach,
        "histories": all.len(),
        "passing": all.iter().filter(|w| w.passes).count(),
        "watch": at(WATCH_P),
        "alarm": at(ALARM_P),
        "others": others,
        "carried_by_a_hundred": all.iter().filter(|w| w.many).count(),
        "speed_watch_before_half": Warnings::of(&all, |w| w.many, |w| w.speed[0]),
        "speed_alarm_before_half": Warnings::of(&all, |w| w.many, |w| w.speed[1]),
    });
    if as_json {
        return say_json(&object);
    }
    say(&format!("{} of {} histories pass a reach of {}", object["passing"], object["histories"], args.reach));
    for (name, figures) in [("watch", &object["watch"]), ("alarm", &object["alarm"])] {
        for (when, figures) in [("before that", &figures["before"]), ("before half of it", &figures["before_half"])] {
            let (right, given) = (&figures["right"], &figures["given"]);
            say(&format!("{name} {when}: {given} given, {right} of them rightly"));
        }
    }
    Ok(())
}
