//! What a day would be like with the people that are planned.

use super::requirement::{NO_AHT, Row, rows, secs, share, step, target, text_of};
use super::{Failure, say, say_json};
use crate::limits::SIM_RUNS_MAX;
use crate::plan::queueing::Target;
use crate::plan::simulate::{Arrivals, Band, Class, Going, Group, Pause, Played, Shift, Spec, Spread, Tally, simulate};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What is played.
#[derive(Args, Debug)]
pub struct SimulateArgs {
    /// A floor as one JSON object with `interval_secs`, `intervals`, `classes`, `groups` and `shifts`; or intervals as
    /// JSON lines or CSV with `start`, `volume` and `agents`, for example what `requirement --json` prints; `-` reads the
    /// standard input
    #[arg(long = "in", value_name = "FILE", required_unless_present = "rate")]
    file: Option<PathBuf>,
    /// One queue: how many come in an hour
    #[arg(long, value_name = "N", conflicts_with = "file", requires = "agents")]
    rate: Option<f64>,
    /// One queue: how many people are there
    #[arg(long, value_name = "N")]
    agents: Option<usize>,
    /// One queue: how long it is played
    #[arg(long, value_name = "TIME", value_parser = secs, default_value = "1d")]
    time: f64,
    /// Mean handle time, where the file has none
    #[arg(long, value_name = "TIME", value_parser = secs)]
    aht: Option<f64>,
    /// The promise, as SHARE/TIME, where the file has none
    #[arg(long, value_name = "SHARE/TIME", default_value = "80/20", value_parser = target)]
    target: Target,
    /// Mean time after which one who waits gives up; without it nobody does
    #[arg(long, value_name = "TIME", value_parser = secs)]
    patience: Option<f64>,
    /// Conversations that an agent has at once
    #[arg(long, value_name = "N", default_value_t = 1)]
    concurrency: u8,
    /// By how much each further conversation slows all of them
    #[arg(long, value_name = "SHARE", value_parser = share, default_value = "0.35")]
    slowdown: f64,
    /// Standard deviation of handle times over their mean, as lognormal times; without it they are exponential
    #[arg(long, value_name = "SHARE", value_parser = share)]
    variation: Option<f64>,
    /// How often it is played
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=i64::from(SIM_RUNS_MAX)))]
    runs: u32,
    /// The same seed gives the same answer
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A floor as it is written in a file. Names stand for places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FloorJson {
    interval_secs: f64,
    intervals: usize,
    classes: Vec<ClassJson>,
    groups: Vec<GroupJson>,
    shifts: Vec<ShiftJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassJson {
    name: String,
    #[serde(default)]
    priority: u8,
    within_secs: f64,
    /// A number for each interval.
    volumes: Option<Vec<f64>>,
    /// Or moments.
    at: Option<Vec<f64>>,
    handle_secs: f64,
    variation: Option<f64>,
    patience_secs: Option<f64>,
    #[serde(default)]
    audience_per_min: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupJson {
    name: String,
    classes: Vec<String>,
    #[serde(default = "one")]
    concurrency: u8,
    #[serde(default)]
    slowdown_ratio: f64,
    #[serde(default)]
    cents_an_hour: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShiftJson {
    group: String,
    from_secs: f64,
    until_secs: f64,
    #[serde(default = "one")]
    people: u32,
    #[serde(default)]
    pauses: Vec<PauseJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PauseJson {
    from_secs: f64,
    until_secs: f64,
    #[serde(default)]
    paid: bool,
}

fn one<T: From<u8>>() -> T {
    T::from(1)
}

fn spread(variation: Option<f64>) -> Spread {
    variation.map_or(Spread::Exponential, |variation| Spread::Lognormal { variation })
}

impl FloorJson {
    fn spec(self) -> Result<Spec, Failure> {
        let class_names: Vec<String> = self.classes.iter().map(|class| class.name.clone()).collect();
        let group_names: Vec<String> = self.groups.iter().map(|group| group.name.clone()).collect();
        let place = |names: &[String], name: &str, what: &str| {
            let found = names.iter().position(|n| n == name);
            found.ok_or_else(|| format!("no {what} is called {name}; there are {}", names.join(", ")))
        };
        let mut classes = Vec::new();
        for class in self.classes {
            let arrivals = match (class.volumes, class.at) {
                (Some(volumes), None) => Arrivals::PerInterval(volumes),
                (None, Some(at)) => Arrivals::At(at),
                _ => return Err(format!("class {} needs either `volumes` or `at`", class.name).into()),
            };
            classes.push(Class {
                name: class.name,
                priority: class.priority,
                within_secs: class.within_secs,
                arrivals,
                handle_secs: class.handle_secs,
                spread: spread(class.variation),
                patience_secs: class.patience_secs,
                audience_per_min: class.audience_per_min,
            });
        }
        let mut groups = Vec::new();
        for group in self.groups {
            let places =
                group.classes.iter().map(|name| place(&class_names, name, "class")).collect::<Result<_, _>>()?;
            groups.push(Group {
                name: group.name,
                classes: places,
                concurrency: group.concurrency,
                slowdown_ratio: group.slowdown_ratio,
                pace_ratio: 1.0,
                cents_an_hour: group.cents_an_hour,
            });
        }
        let mut shifts = Vec::new();
        for shift in self.shifts {
            let pause = |pause: &PauseJson| Pause { from: pause.from_secs, until: pause.until_secs, paid: pause.paid };
            let (from, until) = (shift.from_secs, shift.until_secs);
            let group = place(&group_names, &shift.group, "group")?;
            let one = Shift { group, from, until, pauses: shift.pauses.iter().map(pause).collect() };
            // More than are taken are named by the check; their number is no reason to fill the memory.
            shifts.extend(std::iter::repeat_n(one, shift.people.min(1_000_000) as usize));
        }
        Ok(Spec { interval_secs: self.interval_secs, intervals: self.intervals, classes, groups, shifts })
    }
}

impl SimulateArgs {
    fn spec(&self) -> Result<Spec, Failure> {
        let Some(file) = &self.file else {
            let secs = self.time;
            let rate = self.rate.unwrap_or_default() / 3600.0;
            let mut spec =
                Spec::one_queue(secs, rate, self.aht.ok_or(NO_AHT)?, self.agents.unwrap_or_default(), self.patience);
            self.say_how(&mut spec);
            return Ok(spec);
        };
        let (shown, text) = (file.display().to_string(), text_of(file)?);
        let floor = text.trim_start().starts_with('{')
            && serde_json::from_str::<Value>(&text).is_ok_and(|v| v.get("start").is_none());
        if floor {
            let floor: FloorJson = serde_json::from_str(&text).map_err(|e| format!("{shown} is no floor: {e}"))?;
            return floor.spec().map_err(|e| format!("{shown}: {e}").into());
        }
        self.of_rows(&shown, &rows(&shown, &text)?)
    }

    /// One queue of what the flags say.
    fn say_how(&self, spec: &mut Spec) {
        for class in &mut spec.classes {
            class.within_secs = self.target.within_secs;
            class.spread = spread(self.variation);
        }
        for group in &mut spec.groups {
            (group.concurrency, group.slowdown_ratio) = (self.concurrency, self.slowdown);
        }
    }

    /// One queue whose volume and people change with the intervals.
    fn of_rows(&self, shown: &str, rows: &[Row]) -> Result<Spec, Failure> {
        let interval_secs = step(rows);
        let number = |row: &Row, names: &[&str]| names.iter().find_map(|name| row.numbers.get(*name)).copied();
        let (mut volumes, mut people) = (Vec::new(), Vec::new());
        let (mut work, mut came) = (0.0, 0.0);
        for row in rows {
            if row.series != rows[0].series {
                return Err(format!("{shown} holds more than one series; one queue is played at a time").into());
            }
            let volume = number(row, &["volume", "p50"]).ok_or_else(|| format!("{} says no `volume`", row.start))?;
            // Who is at work is played, not who is on the roster.
            let there = number(row, &["at_work", "agents"]).or(self.agents.map(|n| n as f64));
            people.push(there.ok_or_else(|| format!("{} says no `agents`", row.start))?.clamp(0.0, 1e5) as usize);
            work += volume * number(row, &["aht_secs", "aht"]).or(self.aht).ok_or(NO_AHT)?;
            came += volume;
            volumes.push(volume);
        }
        let handle = if came > 0.0 { work / came } else { self.aht.unwrap_or(1.0) };
        let mut spec = Spec::one_queue(interval_secs, 0.0, handle, 0, self.patience);
        spec.intervals = rows.len();
        spec.classes[0].arrivals = Arrivals::PerInterval(volumes);
        // The n-th person is there in each stretch in which at least n are.
        for n in 0..people.iter().copied().max().unwrap_or(0) {
            let mut from = None;
            for (i, there) in people.iter().chain([&0]).enumerate() {
                match (from, n < *there) {
                    (None, true) => from = Some(i),
                    (Some(first), false) => {
                        let at = |i: usize| i as f64 * interval_secs;
                        spec.shifts.push(Shift { group: 0, from: at(first), until: at(i), pauses: Vec::new() });
                        from = None;
                    }
                    _ => {}
                }
            }
        }
        self.say_how(&mut spec);
        Ok(spec)
    }
}

/// Plays it, and says how it goes.
pub(super) fn run(args: &SimulateArgs, as_json: bool) -> Result<(), Failure> {
    let spec = args.spec()?;
    let played = simulate(&spec, args.runs, args.seed, &mut |_| Going::On)?;
    if as_json {
        return say_json(&object(&spec, &played, args.seed));
    }
    let percent =
        |band: &Band| format!("{:.1} % ({:.1} to {:.1})", band.mean * 100.0, band.p10 * 100.0, band.p90 * 100.0);
    say(&format!(
        "{} runs: {} within target, busy {}, {:.1} ({:.1} to {:.1}) wait at the end",
        played.runs,
        percent(&played.service_level),
        percent(&played.occupancy_ratio),
        played.backlog.mean,
        played.backlog.p10,
        played.backlog.p90
    ));
    for (class, tally) in spec.classes.iter().zip(&played.classes) {
        say(&format!(
            "{}: {:.1} come, {:.1} % within {} s, {:.1} s of waiting on average, {:.1} % give up, {:.1} wait at the end",
            class.name,
            f64::from(tally.offered) / f64::from(played.runs),
            tally.service_level() * 100.0,
            class.within_secs,
            tally.wait_mean_secs(),
            tally.abandoned_ratio() * 100.0,
            f64::from(tally.open) / f64::from(played.runs),
        ));
    }
    Ok(())
}

fn band(band: &Band) -> Value {
    json!({ "mean": band.mean, "p10": band.p10, "p90": band.p90 })
}

/// Counts are means of a run.
fn tally(tally: &Tally, runs: u32) -> Value {
    let mean = |count: u32| f64::from(count) / f64::from(runs.max(1));
    json!({
        "offered": mean(tally.offered),
        "handled": mean(tally.ended),
        "abandoned": mean(tally.abandoned),
        "open": mean(tally.open),
        "service_level": tally.service_level(),
        "waiting_ratio": tally.waiting_ratio(),
        "wait_mean_secs": tally.wait_mean_secs(),
        "abandoned_ratio": tally.abandoned_ratio(),
    })
}

fn object(spec: &Spec, played: &Played, seed: u64) -> Value {
    let runs = played.runs;
    let classes = spec.classes.iter().zip(&played.classes).zip(&played.by_interval).map(|((class, all), by)| {
        let mut value = tally(all, runs);
        value["name"] = json!(class.name);
        value["within_secs"] = json!(class.within_secs);
        value["service_level_by_interval"] = json!(by.iter().map(Tally::service_level).collect::<Vec<_>>());
        value
    });
    let intervals = played.intervals.iter().map(|interval| {
        let mut value = tally(&interval.came, runs);
        value["waiting"] = band(&interval.waiting);
        value["occupancy_ratio"] = json!(interval.people.occupancy_ratio());
        value["slots_ratio"] = json!(interval.people.slots_ratio());
        value["at_work"] = json!(interval.people.at_work_secs / f64::from(runs.max(1)) / spec.interval_secs);
        value
    });
    json!({
        "runs": runs,
        "seed": seed,
        "secs": spec.secs(),
        "events": played.events,
        "all": tally(&played.all, runs),
        "service_level": band(&played.service_level),
        "occupancy_ratio": band(&played.occupancy_ratio),
        "slots_ratio": band(&played.slots_ratio),
        "backlog": band(&played.backlog),
        "exposure_people": band(&played.exposure_people),
        "cost_cents": band(&played.cost_cents),
        "classes": classes.collect::<Vec<_>>(),
        "intervals": intervals.collect::<Vec<_>>(),
    })
}
