//! Files of counts, and files of events, as the planner and its command line read them.

use crate::connect::file::{Dates, DayOrder, Evidence};
use crate::floor::promise::WallClock;
use crate::limits::{FORECAST_EVENTS_MAX, SERIES_ROWS_MAX};
use crate::plan::forecast::{Class, Event};
use crate::plan::history::{Cell, Column, Columns, Grain, Row, Told, When, told};
use csv::StringRecord;
use jiff::civil::Date;
use std::path::Path;

/// Rows by which columns and the order of dates are guessed.
const SAMPLE_ROWS: usize = 1000;
/// Rows that cannot be read and are named; the rest are counted.
const NAMED_ROWS: usize = 5;

/// The counts of a file.
pub struct Counts {
    /// Histories by what they are of.
    pub told: Told,
    /// What was assumed and left out.
    pub notes: Vec<String>,
}

/// The lines of a table, and the number of each.
struct Table {
    names: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// Which character stands between cells: the one that the first line has most of.
fn delimiter(first_line: &str) -> u8 {
    let most =
        [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|d| first_line.bytes().filter(|b| b == d).count());
    most.unwrap_or(b',')
}

impl Table {
    fn read(path: &Path, most: usize) -> Result<Table, String> {
        let shown = path.display();
        let bytes = std::fs::read(path).map_err(|e| format!("{shown}: {e}"))?;
        if bytes.contains(&0) {
            return Err(format!("{shown} is no table of text; save it as CSV in UTF-8"));
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}');
        let first_line = text.lines().next().unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(delimiter(first_line))
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|e| format!("{shown}: {e}"))?;
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() > most {
                return Err(format!("{shown} has more than {most} rows"));
            }
            rows.push((row.position().map_or(0, csv::Position::line), row));
        }
        if rows.is_empty() {
            return Err(format!("{shown} is empty, so there is nothing to forecast from"));
        }
        let names: Vec<String> = rows[0].1.iter().map(|cell| cell.trim().to_owned()).collect();
        let utc = dates(DayOrder::DayFirst);
        let is_data = names.len() > 1
            && names.iter().any(|cell| !cell.bytes().all(|b| b.is_ascii_digit()) && utc.read(cell).is_ok())
            && names.iter().any(|cell| matches!(Cell::read(cell), Cell::Count(_)));
        if !is_data {
            rows.remove(0);
            return Ok(Table { names, rows });
        }
        // No row of names: the first cell that is a time is the time.
        let time = names.iter().position(|cell| utc.read(cell).is_ok()).unwrap_or(0);
        let name = |i: usize| if i == time { "timestamp".to_owned() } else { format!("column {}", i + 1) };
        Ok(Table { names: (0..names.len()).map(name).collect(), rows })
    }
}

/// The names, with `timestamp` for the first column that is all times where none is called so.
fn named(names: &[String], sample: &[Vec<String>]) -> Vec<String> {
    let mut named: Vec<String> = names.iter().map(|name| shortened(name)).collect();
    if sample.is_empty() || Columns::guess(names, sample).is_ok() {
        return named;
    }
    let (utc, us) = (dates(DayOrder::DayFirst), dates(DayOrder::MonthFirst));
    let is_time = |cell: &String| {
        let number = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') && cell.len() < 9;
        !number && (utc.read(cell).is_ok() || us.read(cell).is_ok())
    };
    let all_times = |i: &usize| {
        sample.iter().filter_map(|row| row.get(*i)).filter(|cell| is_time(cell)).count() * 10 >= sample.len() * 9
    };
    if let Some(time) = (0..names.len()).find(all_times) {
        "timestamp".clone_into(&mut named[time]);
    }
    named
}

/// Dates read as if the wall's zone were UTC: whether they said a zone of their own is said beside.
fn dates(order: DayOrder) -> Dates {
    Dates { zone: jiff::tz::TimeZone::UTC, order }
}

/// Reads the counts of a file: columns are guessed from names and values unless `map` says `COLUMN=ROLE`.
///
/// # Errors
///
/// Why nothing can be read from it, in a sentence for the user.
pub fn counts(path: &Path, map: &[String], grain: Grain, zone: WallClock) -> Result<Counts, String> {
    let table = Table::read(path, SERIES_ROWS_MAX)?;
    let shown = path.display();
    let sample: Vec<Vec<String>> =
        table.rows.iter().take(SAMPLE_ROWS).map(|(_, row)| row.iter().map(str::to_owned).collect()).collect();
    let guessed = Columns::guess(&named(&table.names, &sample), &sample);
    let mut columns = match guessed {
        Ok(columns) => columns,
        Err(_) if map.iter().any(|said| said.ends_with("=time") || said.ends_with("=timestamp")) => {
            Columns { each: vec![Column::Other; table.names.len()] }
        }
        Err(sentence) => return Err(format!("{shown}: {sentence}")),
    };
    for said in map {
        let (column, word) =
            said.split_once('=').ok_or_else(|| format!("--map {said} is not written as COLUMN=ROLE"))?;
        columns.set(&table.names, column, word)?;
    }
    if table.rows.is_empty() {
        return Err(format!("{shown} has names of columns and no row, so there is nothing to forecast from"));
    }
    let mut reading = Reading::of(&columns, &sample);
    let mut rows = Vec::with_capacity(table.rows.len());
    for (line, row) in &table.rows {
        reading.row(*line, row, &mut rows);
    }
    let mentions = columns.rows_are_mentions();
    let mut notes = reading.notes(&table, mentions);
    let sentence = |sentence: String| {
        // One reason is enough: they are all of a kind where nothing is left.
        let also = notes.first().map_or(String::new(), |note| format!(": {}", note.trim_end_matches('.')));
        format!("{shown}: {sentence}{also}")
    };
    let told = told(rows, grain, zone, mentions).map_err(sentence)?;
    notes.extend(told.notes.iter().cloned());
    Ok(Counts { told, notes })
}

/// Rows of a table on their way to counts.
struct Reading<'a> {
    columns: &'a Columns,
    time: usize,
    clock: Option<usize>,
    dates: Dates,
    undecided: bool,
    order_assumed: usize,
    zone_assumed: usize,
    wrong: Vec<String>,
    wrongs: usize,
    missing: usize,
}

impl Reading<'_> {
    fn of<'a>(columns: &'a Columns, sample: &[Vec<String>]) -> Reading<'a> {
        let place = |wanted: &Column| columns.each.iter().position(|column| column == wanted);
        let time = place(&Column::Time).unwrap_or(0);
        let mut evidence = Evidence::default();
        sample.iter().filter_map(|row| row.get(time)).for_each(|cell| evidence.add(cell));
        Reading {
            columns,
            time,
            clock: place(&Column::Clock),
            dates: dates(evidence.order()),
            undecided: evidence.undecided(),
            order_assumed: 0,
            zone_assumed: 0,
            wrong: Vec::new(),
            wrongs: 0,
            missing: 0,
        }
    }

    fn wrong(&mut self, line: u64, sentence: &str) {
        self.wrongs += 1;
        if self.wrong.len() < NAMED_ROWS {
            self.wrong.push(format!("Line {line} is left out: {sentence}."));
        }
    }

    fn row(&mut self, line: u64, row: &StringRecord, rows: &mut Vec<Row>) {
        let cell = |i: usize| row.get(i).unwrap_or_default().trim();
        let mut time = cell(self.time).to_owned();
        if let Some(clock) = self.clock {
            let clock = cell(clock);
            let hour = clock.bytes().all(|b| b.is_ascii_digit()) && (1..=2).contains(&clock.len());
            time = if hour { format!("{time} {clock:0>2}:00") } else { format!("{time} {clock}") };
        }
        let moment = match self.dates.read(&time) {
            Ok(moment) => moment,
            Err(sentence) => {
                let sentence = sentence.trim_end_matches('.').to_owned();
                return self.wrong(line, &sentence);
            }
        };
        self.order_assumed += usize::from(moment.order_assumed);
        self.zone_assumed += usize::from(moment.zone_assumed);
        let when = if moment.zone_assumed { When::Wall(moment.at.unix()) } else { When::Moment(moment.at) };
        let mut key = crate::plan::history::Key::default();
        for (i, column) in self.columns.each.iter().enumerate() {
            if let Column::Part(part) = column {
                key = key.with(*part, cell(i));
            }
        }
        let columns = self.columns;
        let counts = columns.each.iter().enumerate().filter_map(|(i, column)| match column {
            Column::Count(own) => Some((i, own)),
            _ => None,
        });
        for (i, own) in counts {
            let count = match Cell::read(cell(i)) {
                Cell::Count(count) => Some(count),
                Cell::Missing => {
                    self.missing += 1;
                    None
                }
                Cell::Wrong(why) => {
                    self.wrong(line, &format!("“{}” is no count: {why}", shortened(cell(i))));
                    None
                }
            };
            let key = if own.channel.is_empty() {
                key.clone()
            } else {
                crate::plan::history::Key { channel: own.channel.clone(), ..key.clone() }
            };
            rows.push(Row { line, when, key, count });
        }
        if columns.rows_are_mentions() {
            rows.push(Row { line, when, key, count: Some(1.0) });
        }
    }

    fn notes(&self, table: &Table, mentions: bool) -> Vec<String> {
        let mut notes = self.wrong.clone();
        if self.wrongs > self.wrong.len() {
            notes.push(format!("{} more rows or cells like these are left out.", self.wrongs - self.wrong.len()));
        }
        if self.missing > 0 {
            let cells =
                if self.missing == 1 { "1 cell says".to_owned() } else { format!("{} cells say", self.missing) };
            notes.push(format!("{cells} that nothing is known: a gap, and no zero."));
        }
        if self.undecided && self.order_assumed > 0 {
            let order = if self.dates.order == DayOrder::DayFirst { "day first" } else { "month first" };
            let shown = table.rows.first().and_then(|(_, row)| row.get(self.time)).unwrap_or_default();
            notes.push(format!(
                "Dates such as {} are read {order}: nothing in the file says otherwise.",
                shortened(shown)
            ));
        }
        if mentions {
            notes.push("No column has counts, so each row counts as one mention.".to_owned());
        }
        notes
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text.to_owned() }
}

/// Reads a file of events: `name` and `date`, and if there are `until` or `days`, `class` and `volume`.
///
/// # Errors
///
/// The first line that is wrong, in a sentence for the user.
pub fn events(path: &Path) -> Result<Vec<Event>, String> {
    let table = Table::read(path, FORECAST_EVENTS_MAX)?;
    let shown = path.display();
    let place = |words: &[&str]| {
        table.names.iter().position(|name| words.iter().any(|word| name.trim().eq_ignore_ascii_case(word)))
    };
    let wanted = |words: &[&str]| {
        place(words).ok_or_else(|| format!("{shown} has no column `{}`; it has {}", words[0], table.names.join(", ")))
    };
    let (name, first) = (wanted(&["name", "event", "holiday"])?, wanted(&["date", "first", "from", "start", "day"])?);
    let (until, days) = (place(&["until", "last", "to", "end"]), place(&["days"]));
    let (class, volume) = (place(&["class", "kind"]), place(&["volume", "lift", "growth"]));
    let mut all = Vec::new();
    for (line, row) in &table.rows {
        let cell = |column: Option<usize>| column.and_then(|i| row.get(i)).map(str::trim).filter(|c| !c.is_empty());
        let wrong = |what: String| format!("{shown}, line {line}: {what}");
        let date = |text: &str| -> Result<Date, String> {
            text.parse().map_err(|_| wrong(format!("“{text}” is no date; write it as 2026-11-27")))
        };
        let (Some(called), Some(begins)) = (cell(Some(name)), cell(Some(first))) else {
            return Err(wrong("an event has a name and a date".to_owned()));
        };
        let first = date(begins)?;
        let many = match (cell(days), cell(until)) {
            (Some(days), _) => days.parse().map_err(|_| wrong(format!("“{days}” is no number of days")))?,
            (None, Some(last)) => {
                let span = first.until(date(last)?).map_or(-1, |span| span.get_days());
                let days = u16::try_from(span + 1).ok().filter(|days| (1..=366).contains(days));
                days.ok_or_else(|| wrong(format!("it ends on {last}, which is not 1 to 366 days from {first}")))?
            }
            (None, None) => 1,
        };
        let class = match cell(class) {
            None => Class::Campaign,
            Some(word) => Class::named(word).ok_or_else(|| {
                wrong(format!("“{word}” is no class: holiday, observed, shopping, year end or campaign"))
            })?,
        };
        let volume = cell(volume).map(|text| factor(text).map_err(&wrong)).transpose()?;
        all.push(Event { name: called.to_owned(), class, first, days: many, volume });
    }
    Ok(all)
}

/// A factor, written as 1.35, 135% or +35%.
///
/// # Errors
///
/// A sentence that says how one is written.
pub fn factor(text: &str) -> Result<f64, String> {
    let wrong = || format!("“{text}” is no factor; write it as 1.35, 135% or +35%");
    let plain = text.trim();
    let (number, percent) = plain.strip_suffix('%').map_or((plain, false), |number| (number.trim(), true));
    let value: f64 = number.parse().map_err(|_| wrong())?;
    let relative = percent && number.starts_with(['+', '-']);
    let factor = match (percent, relative) {
        (true, true) => 1.0 + value / 100.0,
        (true, false) => value / 100.0,
        _ => value,
    };
    if (0.0..=1000.0).contains(&factor) { Ok(factor) } else { Err(wrong()) }
}
