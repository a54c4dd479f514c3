//! How many people a forecast requires.

use super::{Failure, say, say_json};
use crate::limits::{PLAN_FILE_BYTES_MAX, PLAN_INTERVALS_MAX};
use crate::plan::queueing::{Demand, Model, Needed, Needs, Target, achieved, gross, required_series, round_up};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is expected, and what is promised.
#[derive(Args, Debug)]
pub struct RequirementArgs {
    /// A forecast: the JSON lines that `forecast --json` prints, or CSV with `start` and `volume`; `-` reads the standard
    /// input. A column `aht` or `aht_secs` is the handle time of its row
    #[arg(long = "in", value_name = "FILE", required_unless_present_any = ["volume", "rate"])]
    file: Option<PathBuf>,
    /// Which column of the forecast is planned for
    #[arg(long, value_name = "COLUMN", default_value = "p50")]
    quantile: String,
    /// How many come in one interval
    #[arg(long, value_name = "N", conflicts_with_all = ["file", "rate"])]
    volume: Option<f64>,
    /// How many come in an hour
    #[arg(long, value_name = "N", conflicts_with = "file")]
    rate: Option<f64>,
    /// How long an interval is; of a file, the time between two rows
    #[arg(long, value_name = "TIME", value_parser = secs)]
    interval: Option<f64>,
    /// Mean handle time of an agent who has nothing else
    #[arg(long, value_name = "TIME", value_parser = secs)]
    aht: Option<f64>,
    /// The promise, as SHARE/TIME: 80/20 is 80 % within 20 s, 90/4h is 90 % within four hours
    #[arg(long, value_name = "SHARE/TIME", default_value = "80/20", value_parser = target)]
    target: Target,
    /// How people wait
    #[arg(long, value_enum, default_value_t = ModelArg::ErlangC)]
    model: ModelArg,
    /// Mean time after which one who waits gives up (erlang-a, chat)
    #[arg(long, value_name = "TIME", value_parser = secs)]
    patience: Option<f64>,
    /// Conversations that an agent has at once (chat)
    #[arg(long, value_name = "N", default_value_t = 3)]
    concurrency: u32,
    /// By how much each further conversation slows all of them, for example 0.35 (chat)
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "0.35")]
    slowdown: f64,
    /// Share of those on the roster who are not at work, for example 30% or 0.3
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "0")]
    shrinkage: f64,
    /// Share of their time that people may be busy, for example 85%
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "1")]
    occupancy: f64,
    /// Share of all places for conversations that may be taken (chat)
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "1")]
    slots: f64,
    /// Work that lies there at the beginning, as handle time (deferred)
    #[arg(long, value_name = "TIME", value_parser = secs, default_value = "0")]
    backlog: f64,
    /// Say what so many people at work achieve, in place of asking how many are required
    #[arg(long, value_name = "N")]
    agents: Option<f64>,
}

/// How people wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModelArg {
    /// Nobody gives up
    ErlangC,
    /// Who waits gives up after a while
    ErlangA,
    /// Several conversations at once
    Chat,
    /// Work that may lie until the target's time is over
    Deferred,
}

/// Seconds, of what people write: `300`, `20s`, `5m`, `4h`, `1d`.
pub(super) fn secs(words: &str) -> Result<f64, String> {
    let words = words.trim();
    let (number, each) = match words.char_indices().next_back() {
        Some((at, 's')) => (&words[..at], 1.0),
        Some((at, 'm')) => (&words[..at], 60.0),
        Some((at, 'h')) => (&words[..at], 3_600.0),
        Some((at, 'd')) => (&words[..at], 86_400.0),
        _ => (words, 1.0),
    };
    let found = number.trim().parse::<f64>().ok().map(|n| n * each).filter(|secs| (0.0..=1e9).contains(secs));
    found.ok_or_else(|| format!("{words} is no time; write it like 300, 20s, 5m, 4h or 1d"))
}

/// A share, of `0.3` or `30%`.
pub(super) fn share(words: &str) -> Result<f64, String> {
    let words = words.trim();
    let (number, each) = words.strip_suffix('%').map_or((words, 1.0), |number| (number, 0.01));
    let found = number.trim().parse::<f64>().ok().map(|n| n * each).filter(|share| share.is_finite() && *share >= 0.0);
    found.ok_or_else(|| format!("{words} is no share; write it like 30% or 0.3"))
}

/// A promise, of `80/20`, `0.8/20s` or `90%/4h`.
pub(super) fn target(words: &str) -> Result<Target, String> {
    let wrong = || format!("{words} is no target; write 80 % within 20 s as 80/20, and 90 % within 4 hours as 90/4h");
    let (part, time) = words.split_once('/').ok_or_else(wrong)?;
    let number: f64 = part.trim().trim_end_matches('%').trim().parse().map_err(|_| wrong())?;
    // 1 is all, and nobody promises one in a hundred.
    let share = if number > 1.0 || part.contains('%') { number / 100.0 } else { number };
    if !(0.0..=1.0).contains(&share) {
        return Err(wrong());
    }
    Ok(Target { share, within_secs: secs(time)? })
}

/// One row of a forecast.
pub(super) struct Row {
    /// What it is called: its time as it was written.
    pub start: String,
    /// Which series it is of: all that the row says beside time and numbers.
    pub series: String,
    /// Which skill it is summed into.
    skill: String,
    pub numbers: BTreeMap<String, f64>,
}

/// The text of a file, or of the standard input.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let (mut text, most) = (String::new(), PLAN_FILE_BYTES_MAX);
    let read = if path == Path::new("-") {
        std::io::stdin().take(most + 1).read_to_string(&mut text)
    } else {
        let file = std::fs::File::open(path).map_err(|e| format!("{shown} cannot be read: {e}"))?;
        file.take(most + 1).read_to_string(&mut text)
    };
    read.map_err(|e| format!("{shown} cannot be read: {e}"))?;
    if text.len() as u64 > most {
        return Err(format!("{shown} has more than {most} bytes").into());
    }
    Ok(text)
}

/// The rows of a forecast, of JSON lines or of CSV.
pub(super) fn rows(shown: &str, text: &str) -> Result<Vec<Row>, Failure> {
    let rows = if text.trim_start().starts_with('{') { rows_of_json(shown, text) } else { rows_of_csv(shown, text) }?;
    if rows.is_empty() {
        return Err(format!("{shown} has no row").into());
    }
    if rows.len() > PLAN_INTERVALS_MAX {
        return Err(format!("{shown} has {} rows; at most {PLAN_INTERVALS_MAX} are planned for", rows.len()).into());
    }
    Ok(rows)
}

fn rows_of_json(shown: &str, text: &str) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{shown}, line {}", n + 1);
        let object: Map<String, Value> =
            serde_json::from_str(line).map_err(|e| format!("{place} is no JSON object: {e}"))?;
        // A forecast ends with what it says about itself; that is no interval.
        let Some(start) = object.get("start").and_then(Value::as_str) else {
            if rows.is_empty() {
                return Err(format!("{place} has no `start`; a forecast says for each interval when it starts").into());
            }
            continue;
        };
        let words = object.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let numbers = object.iter().filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect();
        rows.push(row(start, words, numbers));
    }
    Ok(rows)
}

fn rows_of_csv(shown: &str, text: &str) -> Result<Vec<Row>, Failure> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|e| format!("{shown}: {e}"))?.clone();
    let names: Vec<&str> = columns.iter().map(str::trim).collect();
    let Some(start) = names.iter().position(|name| *name == "start") else {
        return Err(format!("{shown} has no column `start`; it has {}", names.join(", ")).into());
    };
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.map_err(|e| format!("{shown}, line {}: {e}", n + 2))?;
        let cells = || names.iter().copied().zip(record.iter().map(str::trim));
        let number = |cell: &str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
        let numbers = cells().filter_map(|(name, cell)| Some((name.to_owned(), number(cell)?))).collect();
        let words = cells().filter(|(_, cell)| number(cell).is_none());
        rows.push(row(record.get(start).unwrap_or_default().trim(), words, numbers));
    }
    Ok(rows)
}

fn row<'a>(start: &str, words: impl Iterator<Item = (&'a str, &'a str)>, numbers: BTreeMap<String, f64>) -> Row {
    let (mut series, mut skill) = (String::new(), String::new());
    for (name, word) in words.filter(|(name, _)| *name != "start") {
        if name == "skill" {
            word.clone_into(&mut skill);
        }
        series += &format!("{name}={word};");
    }
    Row { start: start.to_owned(), series, skill, numbers }
}

/// Seconds between two rows: the least step of any series; half an hour when there is none.
pub(super) fn step(rows: &[Row]) -> f64 {
    let moments = rows.iter().filter_map(|row| moment(&row.start));
    let mut moments: Vec<f64> = moments.collect();
    moments.sort_by(f64::total_cmp);
    let steps = moments.windows(2).map(|two| two[1] - two[0]).filter(|step| *step >= 1.0);
    Some(steps.fold(f64::INFINITY, f64::min)).filter(|step| step.is_finite()).unwrap_or(1800.0)
}

/// The moment of a time that is written with its offset, with its zone, or with neither; in seconds.
fn moment(words: &str) -> Option<f64> {
    let zoned = words.parse::<jiff::Zoned>().ok().map(|zoned| zoned.timestamp());
    let moment = zoned.or_else(|| words.parse().ok()).or_else(|| {
        let civil = words.parse::<jiff::civil::DateTime>().ok()?;
        Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    });
    moment.map(|moment| moment.as_second() as f64)
}

impl RequirementArgs {
    fn needs(&self) -> Result<Needs, Failure> {
        let patience = || {
            self.patience
                .ok_or("say with --patience how long people wait until they give up, for example --patience 120")
        };
        let model = match self.model {
            ModelArg::ErlangC => Model::ErlangC,
            ModelArg::ErlangA => Model::ErlangA { patience_secs: patience()? },
            ModelArg::Chat => {
                Model::Chat { concurrency: self.concurrency, slowdown_ratio: self.slowdown, patience_secs: patience()? }
            }
            ModelArg::Deferred => Model::Deferred,
        };
        let needs = Needs {
            model,
            target: self.target,
            shrinkage_ratio: self.shrinkage,
            occupancy_max: self.occupancy,
            slots_max: self.slots,
        };
        needs.check()?;
        Ok(needs)
    }

    fn demand(&self, row: &Row, secs: f64) -> Result<Demand, Failure> {
        let named = |names: &[&str]| names.iter().find_map(|name| row.numbers.get(*name)).copied();
        let volume = named(&[&self.quantile, "volume"]).ok_or_else(|| {
            let has: Vec<&str> = row.numbers.keys().map(String::as_str).collect();
            format!("{} says no `{}` and no `volume`; its numbers are {}", row.start, self.quantile, has.join(", "))
        })?;
        let aht = named(&["aht_secs", "aht"]).or(self.aht).ok_or(NO_AHT)?;
        Ok(Demand { volume, secs, aht_secs: aht })
    }
}

pub(super) const NO_AHT: &str = "say with --aht how long one takes on average, for example --aht 5m";

/// What the intervals require.
pub(super) fn run(args: &RequirementArgs, as_json: bool) -> Result<(), Failure> {
    let needs = args.needs()?;
    let Some(file) = &args.file else { return one(args, &needs, as_json) };
    let shown = file.display().to_string();
    let rows = rows(&shown, &text_of(file)?)?;
    let secs = args.interval.unwrap_or_else(|| step(&rows));
    // Each series is planned by itself; its rows are in the order of time.
    let mut series: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        series.entry(&row.series).or_default().push(at);
    }
    let mut needed: Vec<Option<(Demand, Needed)>> = vec![None; rows.len()];
    for places in series.values() {
        let demands = places.iter().map(|at| args.demand(&rows[*at], secs)).collect::<Result<Vec<_>, _>>()?;
        let all = match args.agents {
            None => required_series(&demands, &needs, args.backlog)?,
            Some(agents) => demands.iter().map(|d| achieved(d, &needs, agents)).collect::<Result<_, _>>()?,
        };
        for ((at, demand), found) in places.iter().zip(demands).zip(all) {
            needed[*at] = Some((demand, found));
        }
    }
    // Summed by time and skill, in the order in which these first stand there, and then rounded.
    let mut sums: Vec<Vec<(Demand, Needed)>> = Vec::new();
    let mut place: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut names = Vec::new();
    for (row, found) in rows.iter().zip(needed) {
        let at = *place.entry((&row.start, &row.skill)).or_insert_with(|| {
            names.push((row.start.as_str(), row.skill.as_str()));
            sums.push(Vec::new());
            sums.len() - 1
        });
        sums[at].extend(found);
    }
    if !as_json {
        say("start                          volume     load  at work  on roster  people  in time   wait s  busy");
    }
    for ((start, skill), parts) in names.into_iter().zip(&sums) {
        let mut object = told(parts, needs.shrinkage_ratio);
        if !as_json {
            say(&line(start, skill, &object));
            continue;
        }
        object.insert("start".into(), json!(start));
        if !skill.is_empty() {
            object.insert("skill".into(), json!(skill));
        }
        say_json(&object)?;
    }
    Ok(())
}

/// One interval, of what the command line says.
fn one(args: &RequirementArgs, needs: &Needs, as_json: bool) -> Result<(), Failure> {
    let secs = args.interval.unwrap_or(if args.rate.is_some() { 3600.0 } else { 1800.0 });
    let volume = args.volume.or(args.rate.map(|rate| rate * secs / 3600.0)).unwrap_or_default();
    let demand = Demand { volume, secs, aht_secs: args.aht.ok_or(NO_AHT)? };
    let found = match args.agents {
        None => required_series(&[demand], needs, args.backlog)?,
        Some(agents) => vec![achieved(&demand, needs, agents)?],
    };
    let whole = match (args.agents, found.first()) {
        // With whole people at work, which is what one who asks for one interval wants to know.
        (None, Some(found)) if needs.model != Model::Deferred => {
            Some(achieved(&demand, needs, f64::from(round_up([found.net])))?)
        }
        _ => None,
    };
    let parts: Vec<_> = found.into_iter().map(|found| (demand, found)).collect();
    let mut object = told(&parts, needs.shrinkage_ratio);
    if let Some(whole) = whole {
        object.insert("at_work".into(), json!(whole.net));
        object.insert("agents".into(), json!(round_up([gross(whole.net, needs.shrinkage_ratio)])));
        object.extend(waiting(&[(demand, whole)]));
    }
    if as_json {
        return say_json(&object);
    }
    let number = |name: &str| object.get(name).and_then(Value::as_f64).unwrap_or(f64::INFINITY);
    say(&format!(
        "{} people on the roster, {} at work ({:.2} are required): {:.1} % within target, {:.1} s of waiting on average, {:.1} % \
         give up, busy {:.1} % of their time",
        number("agents"),
        object.get("at_work").and_then(Value::as_f64).unwrap_or(number("net")),
        number("net"),
        number("service_level") * 100.0,
        number("wait_mean_secs"),
        number("abandoned_ratio") * 100.0,
        number("occupancy_ratio") * 100.0,
    ));
    Ok(())
}

/// The sum of some series in one interval.
fn told(parts: &[(Demand, Needed)], shrinkage: f64) -> Map<String, Value> {
    let sum = |of: fn(&(Demand, Needed)) -> f64| parts.iter().map(of).sum::<f64>();
    let (volume, load) = (sum(|(demand, _)| demand.volume), sum(|(_, needed)| needed.load));
    let mut object = Map::new();
    object.insert("volume".into(), json!(volume));
    object.insert("secs".into(), json!(parts.first().map(|(demand, _)| demand.secs)));
    let work = sum(|(demand, _)| demand.volume * demand.aht_secs);
    let aht = if volume > 0.0 { Some(work / volume) } else { parts.first().map(|(demand, _)| demand.aht_secs) };
    object.insert("aht_secs".into(), json!(aht));
    object.insert("load".into(), json!(load));
    object.insert("net".into(), json!(sum(|(_, needed)| needed.net)));
    object.insert("gross".into(), json!(sum(|(_, needed)| needed.gross)));
    object.insert("shrinkage_ratio".into(), json!(shrinkage));
    object.insert("at_work".into(), json!(round_up(parts.iter().map(|(_, needed)| needed.net))));
    object.insert("agents".into(), json!(round_up(parts.iter().map(|(_, needed)| needed.gross))));
    object.extend(waiting(parts));
    object
}

/// How these wait, each by its share of the volume; what is infinite is `null`.
fn waiting(parts: &[(Demand, Needed)]) -> Map<String, Value> {
    let volume: f64 = parts.iter().map(|(demand, _)| demand.volume).sum();
    let mean = |of: fn(&Needed) -> f64| {
        let weighed = |(demand, needed): &(Demand, Needed)| {
            let weight = if volume > 0.0 { demand.volume / volume } else { 1.0 / parts.len() as f64 };
            // Nothing of what is infinite is nothing.
            if weight == 0.0 { 0.0 } else { weight * of(needed) }
        };
        json!(parts.iter().map(weighed).sum::<f64>())
    };
    let figures = [
        ("service_level", mean(|n| n.waits.service_level)),
        ("waiting_ratio", mean(|n| n.waits.waiting_ratio)),
        ("wait_mean_secs", mean(|n| n.waits.wait_mean_secs)),
        ("abandoned_ratio", mean(|n| n.waits.abandoned_ratio)),
        ("occupancy_ratio", mean(|n| n.waits.occupancy_ratio)),
        ("slots_ratio", mean(|n| n.slots_ratio)),
    ];
    figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn line(start: &str, skill: &str, object: &Map<String, Value>) -> String {
    let number = |name: &str| object.get(name).and_then(Value::as_f64).unwrap_or(f64::INFINITY);
    format!(
        "{start:25} {:>11.1} {:>8.2} {:>8.2} {:>10.2} {:>7} {:>6.1} % {:>8.1} {:>4.0} %{}{skill}",
        number("volume"),
        number("load"),
        number("net"),
        number("gross"),
        number("agents"),
        number("service_level") * 100.0,
        number("wait_mean_secs"),
        number("occupancy_ratio") * 100.0,
        if skill.is_empty() { "" } else { "  " },
    )
}
