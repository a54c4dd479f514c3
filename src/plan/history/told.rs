//! Histories from rows of counts, as files tell them: in any order, of any step, with holes, twice, and in the times on
//! a wall whose clocks change.

use super::series::aligned;
use super::{Grain, History, Key};
use crate::floor::At;
use crate::floor::promise::WallClock;
use crate::limits::{HISTORY_INTERVALS_MAX, HISTORY_KEYS_MAX};
use std::collections::BTreeMap;
use std::sync::Arc;

/// When a row says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// A moment.
    Moment(At),
    /// What the wall of the history's zone showed, as seconds since 1 January 1970 there.
    Wall(i64),
}

/// One count of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its line.
    pub line: u64,
    /// When its interval begins.
    pub when: When,
    /// Of what.
    pub key: Key,
    /// How many; `None` where the file says that it does not know.
    pub count: Option<f64>,
}

/// What rows became.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// A history a key.
    pub histories: BTreeMap<Key, History>,
    /// What was assumed, mended or left out, in sentences.
    pub notes: Vec<String>,
    /// Seconds from row to row.
    pub step_secs: u32,
}

impl Told {
    /// All keys together; `None` when there is none.
    pub fn together(&self) -> Option<History> {
        let mut all = self.histories.values();
        let first = all.next()?.clone();
        all.try_fold(first, |sum, history| sum.merged(history, Key::default()).ok())
    }
}

/// One count of one key at a moment.
#[derive(Clone, Copy)]
struct Dot {
    at: i64,
    count: Option<f64>,
    line: u64,
}

/// Share of rows told twice up to which they are taken for an hour that came twice, or a row that was repeated.
const TWICE_RATIO: f64 = 0.02;
/// The longest step that still has half hours in it.
const STEP_SECS_MAX: i64 = 3600;

/// Makes histories of rows. `mentions` says that each row is one mention and not a count, so that an interval without
/// rows is a zero and no gap.
///
/// ```
/// use watchfloor::floor::promise::WallClock;
/// use watchfloor::plan::history::{Grain, Key, Row, When, told};
/// // Five minutes each, by the wall clock of Zurich, on the night on which two o'clock comes twice.
/// let wall: jiff::civil::DateTime = "2026-10-25T00:00".parse().unwrap();
/// let first = wall.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
/// let shown = (0..36).chain(24..60).map(|five| first + five * 300);
/// let rows = shown.enumerate().map(|(i, wall)| {
///     Row { line: i as u64 + 2, when: When::Wall(wall), key: Key::default(), count: Some(1.0) }
/// });
/// let told = told(rows.collect(), Grain::Half, WallClock::of("Europe/Zurich").unwrap(), false).unwrap();
/// let history = &told.histories[&Key::default()];
/// assert_eq!(history.len(), 12, "six hours, though the wall showed five");
/// assert!((0..12).all(|i| history.value(i) == Some(6.0)), "{history:?}");
/// assert_eq!(told.notes, ["12 rows lie in an hour that came twice when clocks went back: the first of each is taken \
///     for the first hour, the second for the second."]);
/// ```
///
/// # Errors
///
/// A sentence when there is nothing to make a history of.
pub fn told(rows: Vec<Row>, grain: Grain, zone: impl Into<Arc<WallClock>>, mentions: bool) -> Result<Told, String> {
    let zone = zone.into();
    let mut told = Told { step_secs: grain.secs(), ..Told::default() };
    let mut by_key = placed(rows, &zone, &mut told.notes)?;
    told.sort(&mut by_key);
    if !mentions {
        told.once(&mut by_key, &zone);
    }
    if by_key.values().all(|dots| dots.iter().all(|dot| dot.count.is_none())) {
        return Err("no row has both a time and a count, so there is nothing to forecast from".to_owned());
    }
    let step = if mentions { 1 } else { step(&by_key).unwrap_or(i64::from(grain.secs())) };
    if step > STEP_SECS_MAX {
        let hours = step as f64 / 3600.0;
        return Err(format!("there is one row every {hours:.1} hours, which says nothing of half hours"));
    }
    told.step_secs = step as u32;
    if step > i64::from(grain.secs()) {
        let minutes = step / 60;
        told.notes.push(format!("Each row is of {minutes} minutes: its count is spread evenly over its intervals."));
    }
    let (mut filled, mut cut) = (0, 0);
    for (key, dots) in by_key {
        let cells = Cells::of(&dots, step, grain, &zone);
        let history = cells.history(key.clone(), grain, &zone, mentions, &mut filled, &mut cut);
        if cells.by_start.len() > HISTORY_INTERVALS_MAX {
            told.notes.push(format!("Of {key} the newest {HISTORY_INTERVALS_MAX} intervals are kept."));
        }
        told.histories.insert(key, history);
    }
    if filled > 0 {
        told.notes.push(format!(
            "{} a part of the rows: the count is filled up in proportion.",
            say(filled, "interval lacks", "intervals lack")
        ));
    }
    if cut > 0 {
        told.notes.push(format!(
            "{} too few of the rows to be known: a gap, and no zero.",
            say(cut, "interval has", "intervals have")
        ));
    }
    Ok(told)
}

fn say(n: usize, one: &str, more: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {more}") }
}

/// Rows by key, each at its moment.
fn placed(rows: Vec<Row>, zone: &WallClock, notes: &mut Vec<String>) -> Result<BTreeMap<Key, Vec<Dot>>, String> {
    let mut by_key: BTreeMap<Key, Vec<Dot>> = BTreeMap::new();
    let mut again: BTreeMap<(Key, i64), u32> = BTreeMap::new();
    let (mut twice, mut never, mut never_sum, mut never_line) = (0, 0, 0.0, 0);
    for row in rows {
        let at = match row.when {
            When::Moment(at) => at.unix(),
            When::Wall(wall) => match moments(wall, zone)[..] {
                [] => {
                    never_line = if never == 0 { row.line } else { never_line };
                    never += 1;
                    never_sum += row.count.unwrap_or(0.0);
                    continue;
                }
                [at] => at,
                [first, second, ..] => {
                    let seen = again.entry((row.key.clone(), wall)).or_insert(0);
                    *seen += 1;
                    twice += usize::from(*seen == 2);
                    if *seen == 1 { first } else { second }
                }
            },
        };
        if by_key.len() >= HISTORY_KEYS_MAX && !by_key.contains_key(&row.key) {
            return Err(format!(
                "the rows have more than {HISTORY_KEYS_MAX} keys of channel, handle, intent and language"
            ));
        }
        by_key.entry(row.key).or_default().push(Dot { at, count: row.count, line: row.line });
    }
    if twice > 0 {
        notes.push(format!(
            "{} in an hour that came twice when clocks went back: the first of each is taken for the first hour, \
             the second for the second.",
            say(twice, "row lies", "rows lie")
        ));
    }
    if never > 0 {
        notes.push(format!(
            "{}, from line {never_line}, a time that the clocks of {} skipped: left out, with a count of {never_sum}.",
            say(never, "row has", "rows have"),
            zone.name()
        ));
    }
    Ok(by_key)
}

/// The moments at which a wall showed this: none, one or two, in their order.
fn moments(wall: i64, zone: &WallClock) -> Vec<i64> {
    let near = |unix: i64| At::from_unix(unix).unwrap_or(At::FIRST);
    let (before, after) = (zone.offset(near(wall - 86_400)), zone.offset(near(wall + 86_400)));
    let mut found: Vec<i64> = [wall - before, wall - after]
        .into_iter()
        .filter(|unix| At::from_unix(*unix).is_some_and(|at| zone.shows(at) == wall))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The middle of the steps from row to row.
fn step(by_key: &BTreeMap<Key, Vec<Dot>>) -> Option<i64> {
    let steps = by_key.values().flat_map(|dots| dots.windows(2)).map(|two| two[1].at - two[0].at);
    let mut steps: Vec<i64> = steps.filter(|step| *step > 0).collect();
    let middle = steps.len() / 2;
    (!steps.is_empty()).then(|| *steps.select_nth_unstable(middle).1)
}

impl Told {
    /// Puts the rows in the order of time.
    fn sort(&mut self, by_key: &mut BTreeMap<Key, Vec<Dot>>) {
        let mut earlier = 0;
        let mut line = u64::MAX;
        for dots in by_key.values_mut() {
            let out = |two: &[Dot]| two[1].at < two[0].at;
            let found = dots.windows(2).filter(|two| out(two)).map(|two| two[1].line);
            for at in found {
                earlier += 1;
                line = line.min(at);
            }
            dots.sort_by_key(|dot| dot.at);
        }
        if earlier > 0 {
            self.notes.push(format!(
                "{} earlier than the one before, first at line {line}: the rows were put in order.",
                if earlier == 1 { "1 row is".to_owned() } else { format!("{earlier} rows are") }
            ));
        }
    }

    /// Makes one row of those that tell the same moment of the same key.
    fn once(&mut self, by_key: &mut BTreeMap<Key, Vec<Dot>>, zone: &WallClock) {
        let all: usize = by_key.values().map(Vec::len).sum();
        let (mut same, mut other, mut first) = (0, 0, None);
        for two in by_key.values().flat_map(|dots| dots.windows(2)).filter(|two| two[0].at == two[1].at) {
            if two[0].count == two[1].count || two[0].count.is_none() || two[1].count.is_none() {
                same += 1;
            } else {
                other += 1;
                first = first.or(Some(two[1]));
            }
        }
        let averaged = other as f64 <= TWICE_RATIO * all as f64;
        for dots in by_key.values_mut() {
            let mut kept: Vec<Dot> = Vec::with_capacity(dots.len());
            // How many different counts the last one kept is made of.
            let mut of = 1.0;
            for dot in dots.iter() {
                let Some(last) = kept.last_mut().filter(|last| last.at == dot.at) else {
                    kept.push(*dot);
                    of = 1.0;
                    continue;
                };
                match (last.count, dot.count) {
                    (None, count) => last.count = count,
                    (Some(a), Some(b)) if a != b && averaged => {
                        last.count = Some((a * of + b) / (of + 1.0));
                        of += 1.0;
                    }
                    (Some(a), Some(b)) if a != b => last.count = Some(a + b),
                    _ => {}
                }
            }
            *dots = kept;
        }
        if same > 0 {
            self.notes.push(format!(
                "{} a time with the same count, which counts once.",
                say(same, "row repeats", "rows repeat")
            ));
        }
        let Some(first) = first else { return };
        let shown = At::from_unix(first.at).map_or(String::new(), |at| {
            jiff::Timestamp::from_second(zone.shows(at))
                .map_or(String::new(), |t| t.strftime("%Y-%m-%d %H:%M").to_string())
        });
        self.notes.push(if averaged {
            format!(
                "{} a time again with another count, first {shown} at line {}: their mean is taken. If this is the \
                 hour that comes twice when clocks go back, say the zone of the file.",
                say(other, "row tells", "rows tell"),
                first.line
            )
        } else {
            format!(
                "{} a time again with another count, first {shown} at line {}: they are added up, as of several \
                 queues.",
                say(other, "row tells", "rows tell"),
                first.line
            )
        });
    }
}

/// What lies in one interval.
#[derive(Clone, Copy, Default)]
struct Sum {
    rows: f64,
    count: f64,
}

/// Rows of one key by interval.
struct Cells {
    /// Start of the interval: what lies in it.
    by_start: BTreeMap<i64, Sum>,
    /// Rows of a whole interval.
    whole: f64,
}

impl Cells {
    fn of(dots: &[Dot], step: i64, grain: Grain, zone: &WallClock) -> Cells {
        let secs = i64::from(grain.secs());
        let mut by_start: BTreeMap<i64, Sum> = BTreeMap::new();
        let parts = (step / secs).max(1);
        for dot in dots {
            let start = aligned(dot.at, grain, zone);
            for part in 0..parts {
                let sum = by_start.entry(start + part * secs).or_default();
                if let Some(count) = dot.count {
                    sum.rows += 1.0;
                    sum.count += count / parts as f64;
                }
            }
        }
        Cells { by_start, whole: (secs as f64 / step as f64).max(1.0) }
    }

    fn history(
        &self,
        key: Key,
        grain: Grain,
        zone: &Arc<WallClock>,
        mentions: bool,
        filled: &mut usize,
        cut: &mut usize,
    ) -> History {
        let secs = i64::from(grain.secs());
        let (first, last) = match (self.by_start.first_key_value(), self.by_start.last_key_value()) {
            (Some((first, _)), Some((last, _))) => (*first, *last),
            _ => (0, -1),
        };
        let usual = if mentions { BTreeMap::new() } else { self.usual(secs, zone) };
        let one = |start: i64| -> Option<f64> {
            let edge = start == first || start == last;
            if mentions {
                // The first and the last interval are cut by the file.
                return (!edge || first == last).then(|| self.by_start.get(&start).map_or(0.0, |sum| sum.count));
            }
            let sum = self.by_start.get(&start).filter(|sum| sum.rows > 0.0)?;
            let wanted = self.wanted(start, edge, &usual, secs, zone);
            if sum.rows + 0.5 >= wanted {
                return Some(sum.count);
            }
            if !edge && 2.0 * sum.rows >= wanted {
                *filled += 1;
                return Some(sum.count * wanted / sum.rows);
            }
            *cut += 1;
            None
        };
        let newest = (last - first) / secs + 1 - HISTORY_INTERVALS_MAX as i64;
        let from = first + newest.max(0) * secs;
        let counts: Vec<Option<f64>> =
            (0..(last - from).div_euclid(secs) + 1).map(|i| from + i * secs).map(one).collect();
        History::new(key, grain, Arc::clone(zone), At::from_unix(from).unwrap_or(At::FIRST), counts)
    }

    /// The usual number of rows of each slot of each weekday: a desk may close within an interval.
    fn usual(&self, secs: i64, zone: &WallClock) -> BTreeMap<i64, Vec<f64>> {
        let mut usual: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (start, sum) in self.by_start.iter().filter(|(_, sum)| sum.rows > 0.0) {
            usual.entry(slot(*start, secs, zone)).or_default().push(sum.rows);
        }
        usual.values_mut().for_each(|rows| rows.sort_unstable_by(f64::total_cmp));
        usual
    }

    /// How many rows an interval ought to have.
    fn wanted(&self, start: i64, edge: bool, usual: &BTreeMap<i64, Vec<f64>>, secs: i64, zone: &WallClock) -> f64 {
        let rows = usual.get(&slot(start, secs, zone)).map(Vec::as_slice).unwrap_or_default();
        // By itself an interval does not say what is usual, and one that the file may have cut says least.
        if rows.len() < 3 && (edge || rows.len() < 2) {
            return self.whole.floor();
        }
        rows.get(rows.len() / 2).copied().unwrap_or(self.whole).min(self.whole.ceil())
    }
}

/// The slot of the day of an interval.
fn slot(start: i64, secs: i64, zone: &WallClock) -> i64 {
    At::from_unix(start).map_or(0, |at| zone.shows(at).rem_euclid(86_400) / secs)
}
