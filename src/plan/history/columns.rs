//! What the columns of a table of counts mean, and what its cells say.

use super::{Key, Part};

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// When the interval of the row begins.
    Time,
    /// The time of day, where [`Column::Time`] has only the date.
    Clock,
    /// How many were counted, of this key.
    Count(Key),
    /// A part of the key.
    Part(Part),
    /// Something else.
    Other,
}

/// What the columns of a table mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// One a column.
    pub each: Vec<Column>,
}

const TIMES: [&str; 14] = [
    "timestamp",
    "time",
    "datetime",
    "date",
    "ds",
    "at",
    "start",
    "interval",
    "begin",
    "from",
    "created_at",
    "when",
    "period",
    "interval_start",
];
/// Times of day beside a date.
const CLOCKS: [&str; 3] = ["time", "hour", "clock"];
const COUNTS: [&str; 16] = [
    "value",
    "count",
    "counts",
    "volume",
    "calls",
    "contacts",
    "mentions",
    "offered",
    "arrivals",
    "messages",
    "y",
    "n",
    "total",
    "demand",
    "number",
    "conversations",
];

fn bare(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_")
}

fn part_named(name: &str) -> Option<Part> {
    match name {
        "channel" | "network" | "source" => Some(Part::Channel),
        "handle" | "account" | "brand" => Some(Part::Handle),
        "intent" | "topic" | "reason" | "queue" => Some(Part::Intent),
        "language" | "lang" => Some(Part::Language),
        _ => None,
    }
}

impl Columns {
    /// Guesses from the names of the columns and some rows: a time, and either one column of counts, or several, each
    /// of a channel that is called as the column is (a wide table), or none, so that each row is one mention.
    ///
    /// ```
    /// use watchfloor::plan::history::{Column, Columns, Key};
    /// let names = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    /// let long = Columns::guess(&names("timestamp,channel,value"), &[]).unwrap();
    /// assert_eq!(long.each[2], Column::Count(Key::default()));
    /// let wide = Columns::guess(&names("start,X,Facebook"), &[names("2026-11-27 09:00,12,7")]).unwrap();
    /// assert_eq!(wide.each[2], Column::Count(Key { channel: "Facebook".into(), ..Key::default() }));
    /// assert!(Columns::guess(&names("name,age"), &[]).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// A sentence that names the columns there are.
    pub fn guess(names: &[String], rows: &[Vec<String>]) -> Result<Columns, String> {
        let plain: Vec<String> = names.iter().map(|name| bare(name)).collect();
        let clocked = plain.iter().any(|name| CLOCKS.contains(&name.as_str()));
        let by_name = TIMES
            .iter()
            .filter(|time| !(clocked && **time == "time" && plain.iter().any(|name| name == "date")))
            .find_map(|time| plain.iter().position(|name| name == time));
        let time = by_name.ok_or_else(|| {
            format!("no column looks like a time; there are {}: say which with --map COLUMN=time", names.join(", "))
        })?;
        let mut each = vec![Column::Other; names.len()];
        each[time] = Column::Time;
        for (i, name) in plain.iter().enumerate().filter(|(i, _)| *i != time) {
            if let Some(part) = part_named(name) {
                each[i] = Column::Part(part);
            } else if plain[time] == "date" && CLOCKS.contains(&name.as_str()) {
                each[i] = Column::Clock;
            }
        }
        let free = |i: usize, each: &[Column]| each[i] == Column::Other;
        let by_name = COUNTS.iter().find_map(|count| plain.iter().position(|name| name == count));
        if let Some(count) = by_name.filter(|i| free(*i, &each)) {
            each[count] = Column::Count(Key::default());
            return Ok(Columns { each });
        }
        let numeric = |i: &usize| {
            let cells: Vec<Cell> = rows.iter().filter_map(|row| row.get(*i)).map(|cell| Cell::read(cell)).collect();
            cells.iter().any(|cell| matches!(cell, Cell::Count(_)))
                && cells.iter().filter(|cell| matches!(cell, Cell::Wrong(_))).count() * 10 <= cells.len()
        };
        let found: Vec<usize> = (0..names.len()).filter(|i| free(*i, &each)).filter(numeric).collect();
        for i in &found {
            let channel = if found.len() == 1 { String::new() } else { names[*i].trim().to_owned() };
            each[*i] = Column::Count(Key { channel, ..Key::default() });
        }
        Ok(Columns { each })
    }

    /// Says what a column means, over what was guessed. Words: `time`, `count`, `channel`, `handle`, `intent`,
    /// `language`, `nothing`.
    ///
    /// # Errors
    ///
    /// A sentence when there is no such column or word.
    pub fn set(&mut self, names: &[String], column: &str, word: &str) -> Result<(), String> {
        let wanted = bare(column);
        let place = names
            .iter()
            .position(|name| bare(name) == wanted)
            .ok_or_else(|| format!("there is no column called {column}; there are {}", names.join(", ")))?;
        let is = match word.trim().to_lowercase().as_str() {
            "time" | "timestamp" => Column::Time,
            "count" | "value" => Column::Count(Key::default()),
            "nothing" | "other" => Column::Other,
            word => Column::Part(part_named(word).ok_or_else(|| {
                format!("a column can be time, count, channel, handle, intent, language or nothing, and not {word}")
            })?),
        };
        for other in &mut self.each {
            // One time, and one count that a person names, are enough.
            let same = matches!((&is, &*other), (Column::Time, Column::Time) | (Column::Count(_), Column::Count(_)));
            if same {
                *other = Column::Other;
            }
        }
        self.each[place] = is;
        Ok(())
    }

    /// Whether no column has counts, so that each row is one mention.
    pub fn rows_are_mentions(&self) -> bool {
        !self.each.iter().any(|column| matches!(column, Column::Count(_)))
    }
}

/// What a cell of counts says.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// So many.
    Count(f64),
    /// Nothing was recorded.
    Missing,
    /// No count; why.
    Wrong(&'static str),
}

impl Cell {
    /// Reads a cell: `12`, `12.0`, `1,234`, `1 234`, `12,5`; empty, `-`, `NA` and `NaN` are missing.
    ///
    /// ```
    /// use watchfloor::plan::history::Cell;
    /// assert_eq!(Cell::read("1,234"), Cell::Count(1234.0));
    /// assert_eq!(Cell::read("12,5"), Cell::Count(12.5));
    /// assert_eq!(Cell::read("NaN"), Cell::Missing);
    /// assert_eq!(Cell::read("-3"), Cell::Wrong("a count is not negative"));
    /// assert_eq!(Cell::read("many"), Cell::Wrong("it is no number"));
    /// ```
    pub fn read(text: &str) -> Cell {
        let text = text.trim();
        if ["", "-", "–", "na", "n/a", "nan", "null", "none", "missing"].iter().any(|no| text.eq_ignore_ascii_case(no))
        {
            return Cell::Missing;
        }
        let mut plain: String =
            text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
        if let Some((whole, rest)) = plain.split_once(',') {
            let thousands = rest.len() >= 3
                && plain.split(',').skip(1).all(|part| part.split('.').next().is_some_and(|p| p.len() == 3));
            plain = if thousands { plain.replace(',', "") } else { format!("{whole}.{rest}") };
        }
        match plain.parse::<f64>() {
            Ok(count) if !count.is_finite() => Cell::Wrong("it is no number"),
            Ok(count) if count < 0.0 => Cell::Wrong("a count is not negative"),
            Ok(count) if count > 1e12 => Cell::Wrong("no desk gets so many"),
            Ok(count) => Cell::Count(count),
            Err(_) => Cell::Wrong("it is no number"),
        }
    }
}
