//! What will be written, interval by interval, from a file of what was.

use super::{Failure, say, say_json, tell};
use crate::floor::At;
use crate::floor::promise::WallClock;
use crate::limits::{BACKTEST_ORIGINS_MAX, FORECAST_DAYS_MAX};
use crate::plan::forecast::{
    BackTest, Calendar, Class, Event, Fit, From, Lift, Point, Today, back_test, events_of, usual,
};
use crate::plan::history::{Grain, History, Key, Part};
use crate::run::counts;
use clap::Args;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Scatter beyond which a count is called a spike.
const SPIKE_TIMES: f64 = 4.0;

/// What to forecast, and from what.
#[derive(Args, Debug)]
pub struct ForecastArgs {
    /// Counts so far: a CSV or TSV file with a time and a count in each row, or a time and a column a channel, or one row
    /// a mention
    #[arg(long, value_name = "FILE")]
    history: PathBuf,
    /// How long an interval is: 15m or 30m
    #[arg(long, value_name = "TIME", default_value = "30m")]
    interval: String,
    /// How far ahead, for example 4h, 1d or 6w
    #[arg(long, value_name = "TIME", default_value = "1d")]
    horizon: String,
    /// Also make the forecast at midnights of the past, and say how far it was off beside others
    #[arg(long)]
    backtest: bool,
    /// How many midnights of the past
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=BACKTEST_ORIGINS_MAX as i64))]
    origins: u32,
    /// The zone of times without one, of weekdays and of midnight, for example Europe/Zurich
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Times the volume: 1.2, 120% or +20%
    #[arg(long, value_name = "FACTOR", default_value = "1")]
    growth: String,
    /// Events: a country (at, au, ca, ch, de, fr, gb, us), or a CSV file with the columns name and date, and if there are
    /// until or days, class and volume
    #[arg(long, value_name = "COUNTRY|FILE")]
    events: Vec<String>,
    /// Forecast from this moment, as if nothing after it were known: 2026-11-27T14:30 on the clock of the zone
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What a column means, as COLUMN=ROLE. Roles: time, count, channel, handle, intent, language, nothing
    #[arg(long = "map", value_name = "COLUMN=ROLE")]
    map: Vec<String>,
    /// Forecast each of these by itself: channel, handle, intent, language
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    by: Vec<String>,
}

/// What the options mean.
struct Wanted {
    grain: Grain,
    /// Days, or else minutes.
    horizon: Result<u32, u32>,
    growth: f64,
    zone: WallClock,
    at: Option<At>,
    parts: Vec<Part>,
}

impl Wanted {
    fn of(args: &ForecastArgs) -> Result<Wanted, Failure> {
        let interval = minutes(&args.interval).ok_or_else(|| no_time("--interval", &args.interval))?;
        let zone = WallClock::of(&args.zone)?;
        let horizon = minutes(&args.horizon).filter(|minutes| *minutes > 0);
        let horizon = horizon.ok_or_else(|| no_time("--horizon", &args.horizon))?;
        if horizon > FORECAST_DAYS_MAX * 1440 {
            return Err(format!("--horizon {} is more than {FORECAST_DAYS_MAX} days", args.horizon).into());
        }
        let part = |word: &String| {
            let part = Part::ALL.into_iter().find(|part| format!("{part:?}").eq_ignore_ascii_case(word.trim()));
            part.ok_or_else(|| format!("--by {word}: there are channel, handle, intent and language"))
        };
        Ok(Wanted {
            grain: Grain::of_minutes(interval)?,
            horizon: if horizon.is_multiple_of(1440) { Ok(horizon / 1440) } else { Err(horizon) },
            growth: counts::factor(&args.growth).map_err(|e| format!("--growth: {e}"))?,
            at: args.at.as_deref().map(|text| moment(text, &zone)).transpose()?,
            parts: args.by.iter().map(part).collect::<Result<_, _>>()?,
            zone,
        })
    }

    /// Intervals from one to the end of the horizon. Days are those of the wall where the first interval begins one.
    fn intervals(&self, history: &History, from: i64) -> usize {
        let slots = self.grain.slots();
        match self.horizon {
            Ok(days) if history.local(from).slot == 0 => {
                (history.midnight(history.local(from).day + days as i32) - from).max(1) as usize
            }
            Ok(days) => days as usize * slots,
            Err(minutes) => (minutes * 60).div_ceil(self.grain.secs()) as usize,
        }
    }
}

fn no_time(option: &str, text: &str) -> String {
    format!("{option} {text} is no length of time; write it as 30m, 4h, 1d or 6w")
}

/// Minutes of a length of time.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let each = match unit.trim() {
        "m" | "min" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 1440,
        "w" | "week" | "weeks" => 7 * 1440,
        _ => return None,
    };
    number.parse::<u32>().ok()?.checked_mul(each)
}

fn moment(text: &str, zone: &WallClock) -> Result<At, String> {
    let wrong = || format!("--at {text} is no moment; write it as 2026-11-27T14:30 or 2026-11-27T14:30:00Z");
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return At::from_timestamp(timestamp).ok_or_else(wrong);
    }
    let civil: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    let wall = civil.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong())?.timestamp().as_second();
    // The wall's offset near by, and then at the moment itself: an hour that never comes counts as the one after.
    let near = At::from_unix(wall).ok_or_else(wrong)?;
    let first = At::from_unix(wall - zone.offset(near)).ok_or_else(wrong)?;
    At::from_unix(wall - zone.offset(first)).ok_or_else(wrong)
}

/// Forecasts, and with a back-test says how good that would have been.
pub(super) fn run(args: &ForecastArgs, as_json: bool) -> Result<(), Failure> {
    let wanted = Wanted::of(args)?;
    let counts = counts::counts(&args.history, &args.map, wanted.grain, wanted.zone.clone())?;
    let mut groups: BTreeMap<Key, History> = BTreeMap::new();
    for (key, history) in &counts.told.histories {
        let own = wanted.parts.iter().fold(Key::default(), |own, part| own.with(*part, key.part(*part)));
        let sum = match groups.get(&own) {
            None => history.clone(),
            Some(sum) => sum.merged(history, own.clone())?,
        };
        groups.insert(own, sum);
    }
    let each = |history: &History| calendar(&args.events, history, &wanted);
    let calendars = groups.values().map(each).collect::<Result<Vec<_>, _>>()?;
    counts.notes.iter().for_each(|note| tell(note));
    if counts.told.histories.len() > groups.len() && wanted.parts.is_empty() {
        let many = counts.told.histories.len();
        tell(&format!("{many} histories are added up; --by channel forecasts each channel by itself."));
    }
    let many = groups.len();
    for ((key, history), calendar) in groups.iter().zip(&calendars) {
        let name = if many > 1 { format!("{key}: ") } else { String::new() };
        let shown = Shown { wanted: &wanted, history, calendar, key, name: &name };
        match shown.forecast(as_json) {
            // What is impossible for one key is none of the others' business.
            Err(sentence) if many > 1 => tell(&format!("{name}{sentence}")),
            other => other?,
        }
        if args.backtest {
            shown.back_test(&args.history, args.origins as usize, as_json)?;
        }
    }
    Ok(())
}

/// The events of the options, over history and horizon.
fn calendar(events: &[String], history: &History, wanted: &Wanted) -> Result<Calendar, Failure> {
    let mut all: Vec<Event> = Vec::new();
    let year = |day: i32| crate::plan::forecast::date_of(day).year();
    let first = year(history.local(0).day);
    let days = wanted.horizon.unwrap_or_else(|minutes| minutes.div_ceil(1440));
    let end = wanted.at.map_or(history.len() as i64, |at| history.interval_of(at));
    let last = year(history.local(end).day + days as i32 + 1);
    for said in events {
        match events_of(said, first, last) {
            Ok(found) => all.extend(found),
            Err(_) if Path::new(said).exists() => all.extend(counts::events(Path::new(said))?),
            Err(sentence) => return Err(format!("{sentence}; and there is no file of that name").into()),
        }
    }
    Ok(Calendar::of(all)?)
}

/// One key on its way out.
struct Shown<'a> {
    wanted: &'a Wanted,
    history: &'a History,
    calendar: &'a Calendar,
    key: &'a Key,
    name: &'a str,
}

impl Shown<'_> {
    fn forecast(&self, as_json: bool) -> Result<(), Failure> {
        let (history, wanted) = (self.history, self.wanted);
        let at = wanted.at.unwrap_or_else(|| self.ends());
        let fit = Fit::of(history, at, self.calendar)?;
        let origin = history.interval_of(fit.origin());
        let mut points = fit.forecast(wanted.intervals(history, origin), wanted.growth);
        fit.notes().iter().for_each(|note| tell(&format!("{}{note}", self.name)));
        self.tell_found();
        // A day that runs is looked at from its midnight too.
        if history.local(origin).slot > 0
            && let Ok(today) = Today::of(history, fit.origin(), self.calendar)
            && today.forecast_so_far > 0.0
        {
            tell(&format!("{}{}", self.name, said_of(&today)));
            for (point, anew) in points.iter_mut().zip(&today.rest) {
                let times = wanted.growth;
                (point.p50, point.p80) = (anew.p50 * times, anew.p80 * times);
                (point.p95, point.mean) = (anew.p95 * times, anew.mean * times);
            }
        }
        if !as_json {
            let growth = fit.growth_a_week() * 100.0;
            say(&format!("{}from {}, level growing {growth:+.1} % a week", self.name, self.time(fit.origin())));
            say("start                          P50        P80        P95       mean");
        }
        for point in &points {
            if as_json {
                say_json(&self.object(point, fit.lifts()))?;
            } else {
                say(&self.line(point, fit.lifts()));
            }
        }
        Ok(())
    }

    /// The end of the last interval that is known.
    fn ends(&self) -> At {
        let last = (0..self.history.len() as i64).rev().find(|i| self.history.value(*i).is_some());
        self.history.begins(last.map_or(0, |last| last + 1))
    }

    /// Says which gaps and spikes were found, the first few of each.
    fn tell_found(&self) {
        let (usual, scatter) = usual(self.history);
        let gaps = self.history.gaps(&usual);
        let spikes = self.history.spikes(&usual, scatter, SPIKE_TIMES);
        let (missing, firsts) = (gaps.iter().map(|gap| gap.intervals).sum::<usize>(), gaps.iter().take(3));
        if missing > 0 {
            let spans: Vec<String> =
                firsts.map(|g| format!("{} to {}", self.time(g.marked.from), self.time(g.marked.until))).collect();
            let more = if gaps.len() > 3 { format!(" and {} more", gaps.len() - 3) } else { String::new() };
            let intervals = if missing == 1 { "1 interval is".to_owned() } else { format!("{missing} intervals are") };
            tell(&format!("{}{intervals} missing, which is a gap and no zero: {}{more}.", self.name, spans.join("; ")));
        }
        if !spikes.is_empty() {
            let largest = spikes.iter().max_by(|a, b| (a.counted - a.usual).total_cmp(&(b.counted - b.usual)));
            let said = largest.map_or(String::new(), |s| {
                format!(
                    "; the largest from {}: {:.0} where {:.0} are usual",
                    self.time(s.marked.from),
                    s.counted,
                    s.usual
                )
            });
            let many = match spikes.len() {
                1 => "1 spike stands out, and moves".to_owned(),
                n => format!("{n} spikes stand out, and move"),
            };
            tell(&format!("{}{many} no profile{said}.", self.name));
        }
    }

    fn time(&self, at: At) -> String {
        let offset = self.wanted.zone.offset(at);
        if offset == 0 {
            return at.to_string();
        }
        let wall = jiff::Timestamp::from_second(self.wanted.zone.shows(at)).unwrap_or(at.timestamp());
        let (sign, ahead) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
        format!("{}{sign}{:02}:{:02}", wall.strftime("%Y-%m-%dT%H:%M:%S"), ahead / 60, ahead % 60)
    }

    fn object(&self, point: &Point, lifts: &[Lift]) -> Value {
        let mut object = Map::new();
        for part in &self.wanted.parts {
            object.insert(format!("{part:?}").to_lowercase(), json!(self.key.part(*part)));
        }
        object.insert("start".into(), json!(self.time(point.start)));
        let figures = [("p50", point.p50), ("p80", point.p80), ("p95", point.p95), ("mean", point.mean)];
        object.extend(figures.map(|(name, count)| (name.to_owned(), json!(rounded(count)))));
        if point.closed {
            object.insert("closed".into(), json!(true));
        }
        if !point.lifts.is_empty() {
            let each = point.lifts.iter().map(|place| {
                let lift = &lifts[*place];
                json!({ "name": lift.event, "volume": rounded(lift.volume), "from": source(lift) })
            });
            object.insert("events".into(), each.collect());
        }
        object.into()
    }

    fn line(&self, point: &Point, lifts: &[Lift]) -> String {
        let start = self.time(point.start);
        let each = |place: &usize| {
            let lift = &lifts[*place];
            let than = if lift.class == Class::Holiday { " of a Sunday" } else { "" };
            format!("  {}: ×{:.2}{than}, {}", lift.event, lift.volume, source(lift))
        };
        let events: String = point.lifts.iter().map(each).collect();
        if point.closed {
            return format!("{start:25}  closed: no count at this time of the week{events}");
        }
        format!("{start:25} {:>9.1} {:>10.1} {:>10.1} {:>10.1}{events}", point.p50, point.p80, point.p95, point.mean)
    }

    fn back_test(&self, file: &Path, origins: usize, as_json: bool) -> Result<(), Failure> {
        let days = self.wanted.horizon.unwrap_or(1);
        let Some(test) = back_test(self.history, self.calendar, origins, days) else {
            tell(&format!(
                "{}{} is too short for a back-test: it takes a day before a midnight, and counts after it.",
                self.name,
                file.display()
            ));
            return Ok(());
        };
        if as_json {
            let mut object = Map::new();
            for part in &self.wanted.parts {
                object.insert(format!("{part:?}").to_lowercase(), json!(self.key.part(*part)));
            }
            object.insert("backtest".into(), tested(&test, days));
            return say_json(&Value::from(object));
        }
        said_test(self.name, &test, days).iter().for_each(|line| say(line));
        Ok(())
    }
}

/// Three digits after the point: a hundredth of a mention is nothing, and files stay small.
fn rounded(count: f64) -> f64 {
    (count * 1000.0).round() / 1000.0
}

/// Where a lift comes from, in words.
fn source(lift: &Lift) -> String {
    match lift.from {
        From::Person => "set by a person".to_owned(),
        From::Own(1) => "seen once".to_owned(),
        From::Own(n) => format!("seen {n} times"),
        From::Class(n) => format!("from {n} days of its class, {}", lift.class.name()),
        From::Assumed => "assumed, never seen".to_owned(),
    }
}

fn said_of(today: &Today) -> String {
    let (low, high) = today.multiplier_band;
    let spike = if today.spike >= 1.0 {
        format!(
            ", and a spike of {:.0} an interval that halves in {:.0} minutes",
            today.spike, today.spike_half_life_minutes
        )
    } else {
        String::new()
    };
    format!(
        "Today {:.0} were counted where {:.0} were forecast at midnight; the day runs at {:.2} times its forecast ({low:.2} \
         to {high:.2}){spike}.",
        today.so_far, today.forecast_so_far, today.multiplier
    )
}

fn tested(test: &BackTest, days: u32) -> Value {
    let share = |share: Option<f64>| share.map(|s| (s * 1e6).round() / 1e6);
    let three = |three: [f64; 3]| three.map(|s| (s * 1e6).round() / 1e6);
    let ([p50, p80, p95], [c50, c80, c95]) = (three(test.pinball), three(test.coverage));
    json!({
        "origins": test.origins,
        "days": days,
        "intervals": test.intervals,
        "counted": rounded(test.counted),
        "wape": share(test.wape),
        "mase": share(test.mase),
        "naive_wape": share(test.naive_wape),
        "naive_mase": share(test.naive_mase),
        "poisson_floor_wape": share(test.poisson_wape),
        "pinball": { "p50": p50, "p80": p80, "p95": p95 },
        "coverage": { "p50": c50, "p80": c80, "p95": c95 },
    })
}

fn said_test(name: &str, test: &BackTest, days: u32) -> Vec<String> {
    let percent = |share: Option<f64>| share.map_or("unknown".to_owned(), |s| format!("{:.1} %", s * 100.0));
    let times = |share: Option<f64>| share.map_or("unknown".to_owned(), |s| format!("{s:.3}"));
    let [c50, c80, c95] = test.coverage.map(|share| share * 100.0);
    let [p50, p80, p95] = test.pinball;
    vec![
        format!("{name}back-test: {} midnights, {days} d each, {} intervals", test.origins, test.intervals),
        format!(
            "  WAPE {}, seven-day seasonal naive {}, Poisson floor {}",
            percent(test.wape),
            percent(test.naive_wape),
            percent(test.poisson_wape)
        ),
        format!("  MASE {}, seven-day seasonal naive {}", times(test.mase), times(test.naive_mase)),
        format!("  at most P50 {c50:.1} %, at most P80 {c80:.1} %, at most P95 {c95:.1} %"),
        format!("  pinball loss {p50:.2} at P50, {p80:.2} at P80, {p95:.2} at P95"),
    ]
}
