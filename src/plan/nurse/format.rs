//! The text format of Curtois and Qu's benchmark instances.
//!
//! Sections begin with a line `SECTION_…`; lines that begin with `#` and empty lines are passed over. The fields of a
//! line are parted by commas, and the comment above each section of a published file says what they are.

use super::instance::{Cover, Employee, Instance, Shift};
use crate::limits::{NURSE_BYTES_MAX, NURSE_DAYS_MAX, NURSE_SHIFTS_MAX, NURSE_STAFF_MAX, NURSE_WEIGHT_MAX};
use std::collections::{BTreeMap, BTreeSet};

/// Why a file is no instance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A line cannot be read.
    #[error("line {line}: {what}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Something is not there at all.
    #[error("{0}")]
    Missing(String),
}

/// The sections, in the order in which a file has them.
const SECTIONS: [&str; 7] = [
    "SECTION_HORIZON",
    "SECTION_SHIFTS",
    "SECTION_STAFF",
    "SECTION_DAYS_OFF",
    "SECTION_SHIFT_ON_REQUESTS",
    "SECTION_SHIFT_OFF_REQUESTS",
    "SECTION_COVER",
];

/// One line that says something.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn fault(self, what: impl Into<String>) -> FormatError {
        FormatError::Line { line: self.number, what: what.into() }
    }

    /// Its fields, of which there must be as many as `names`.
    fn fields<const N: usize>(self, names: [&str; N]) -> Result<[&'a str; N], FormatError> {
        let fields: Vec<&str> = self.text.split(',').map(str::trim).collect();
        let count = fields.len();
        fields
            .try_into()
            .map_err(|_| self.fault(format!("{N} fields are expected ({}), but there are {count}", names.join(", "))))
    }

    fn number(self, text: &str, name: &str, max: usize) -> Result<usize, FormatError> {
        let number: usize =
            text.parse().map_err(|_| self.fault(format!("the {name} must be a whole number, but is {text:?}")))?;
        if number > max {
            return Err(self.fault(format!("the {name} must be at most {max}, but is {number}")));
        }
        Ok(number)
    }

    fn count(self, text: &str, name: &str) -> Result<u32, FormatError> {
        let number = self.number(text, name, NURSE_WEIGHT_MAX)?;
        u32::try_from(number).map_err(|_| self.fault(format!("the {name} is too large")))
    }

    fn weight(self, text: &str, name: &str) -> Result<i64, FormatError> {
        self.count(text, name).map(i64::from)
    }
}

/// Names and their numbers.
struct Names {
    of: BTreeMap<String, usize>,
    kind: &'static str,
}

impl Names {
    fn new(kind: &'static str) -> Names {
        Names { of: BTreeMap::new(), kind }
    }

    fn add(&mut self, line: Line<'_>, name: &str, max: usize) -> Result<(), FormatError> {
        let number = self.of.len();
        if name.is_empty() {
            return Err(line.fault(format!("the {} has no name", self.kind)));
        }
        if number >= max {
            return Err(line.fault(format!("there are more than {max} of the kind {}", self.kind)));
        }
        match self.of.insert(name.to_owned(), number) {
            Some(_) => Err(line.fault(format!("the {} {name} is there twice", self.kind))),
            None => Ok(()),
        }
    }

    fn find(&self, line: Line<'_>, name: &str) -> Result<usize, FormatError> {
        self.of.get(name).copied().ok_or_else(|| line.fault(format!("there is no {} {name}", self.kind)))
    }
}

/// Reads an instance.
///
/// # Errors
///
/// [`FormatError`] names the first line that cannot be read and why, or the section that is missing.
///
/// ```
/// use watchfloor::plan::nurse::read;
///
/// let text = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nAda,D=5,2400,960,5,2,2,1\n\
///     SECTION_COVER\n0,D,1,100,1\n";
/// let instance = read(text).unwrap();
/// assert_eq!((instance.days, instance.shifts.len(), instance.staff.len()), (7, 1, 1));
/// assert_eq!(instance.cover[0].need, 1);
/// let fault = read(&text.replace("D=5", "X=5")).unwrap_err();
/// assert_eq!(fault.to_string(), "line 6: there is no shift X");
/// ```
pub fn read(text: &str) -> Result<Instance, FormatError> {
    if text.len() > NURSE_BYTES_MAX {
        return Err(FormatError::Missing(format!("an instance has at most {NURSE_BYTES_MAX} bytes")));
    }
    let parts = sections(text)?;
    let lines = |name: &str| parts.get(name).map_or(&[][..], Vec::as_slice);
    for name in ["SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF"] {
        if lines(name).is_empty() {
            return Err(FormatError::Missing(format!("there is nothing in {name}, without which there is no roster")));
        }
    }
    let days = horizon(lines("SECTION_HORIZON"))?;
    let (shifts, shift_names) = shifts(lines("SECTION_SHIFTS"))?;
    let (mut staff, staff_names) = staff(lines("SECTION_STAFF"), &shifts, &shift_names, days)?;
    days_off(lines("SECTION_DAYS_OFF"), &mut staff, &staff_names, days)?;
    let mut instance = Instance::new(days, shifts, staff);
    wishes(lines("SECTION_SHIFT_ON_REQUESTS"), &mut instance, &staff_names, &shift_names, Instance::wish_on)?;
    wishes(lines("SECTION_SHIFT_OFF_REQUESTS"), &mut instance, &staff_names, &shift_names, Instance::wish_off)?;
    cover(lines("SECTION_COVER"), &mut instance, &shift_names)?;
    Ok(instance)
}

/// The lines of each section.
fn sections(text: &str) -> Result<BTreeMap<&str, Vec<Line<'_>>>, FormatError> {
    let mut parts: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
    let mut section = None;
    for (index, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = Line { number: index + 1, text: text.trim() };
        if line.text.is_empty() || line.text.starts_with('#') {
            continue;
        }
        if line.text.starts_with("SECTION_") {
            if !SECTIONS.contains(&line.text) {
                return Err(line.fault(format!("there is no section {}", line.text)));
            }
            if parts.insert(line.text, Vec::new()).is_some() {
                return Err(line.fault(format!("{} is there twice", line.text)));
            }
            section = Some(line.text);
            continue;
        }
        let Some(lines) = section.and_then(|name| parts.get_mut(name)) else {
            return Err(line.fault("a section must begin before anything else"));
        };
        lines.push(line);
    }
    Ok(parts)
}

fn horizon(lines: &[Line<'_>]) -> Result<usize, FormatError> {
    let line = lines[0];
    if let Some(second) = lines.get(1) {
        return Err(second.fault("the horizon is one number, and it was there already"));
    }
    match line.number(line.text, "number of days", NURSE_DAYS_MAX)? {
        0 => Err(line.fault("the horizon must be at least one day")),
        days => Ok(days),
    }
}

fn shifts(lines: &[Line<'_>]) -> Result<(Vec<Shift>, Names), FormatError> {
    let (mut names, mut shifts, mut barred) = (Names::new("shift"), Vec::new(), Vec::new());
    for line in lines {
        let [name, minutes, after] = line.fields(["shift", "minutes", "shifts that cannot follow"])?;
        names.add(*line, name, NURSE_SHIFTS_MAX)?;
        let minutes = line.count(minutes, "length in minutes")?;
        if minutes == 0 || minutes > 24 * 60 {
            return Err(line.fault(format!("a shift takes between 1 and 1440 minutes, not {minutes}")));
        }
        shifts.push(Shift { name: name.to_owned(), minutes, bars: Vec::new() });
        barred.push((*line, after));
    }
    for (shift, (line, after)) in shifts.iter_mut().zip(barred) {
        shift.bars = vec![false; lines.len()];
        for name in after.split('|').map(str::trim).filter(|name| !name.is_empty()) {
            shift.bars[names.find(line, name)?] = true;
        }
    }
    Ok((shifts, names))
}

fn staff(
    lines: &[Line<'_>],
    shifts: &[Shift],
    shift_names: &Names,
    days: usize,
) -> Result<(Vec<Employee>, Names), FormatError> {
    let (mut names, mut staff) = (Names::new("employee"), Vec::new());
    for line in lines {
        let [name, most, minutes_max, minutes_min, run_max, run_min, off_min, weekends] = line.fields([
            "employee",
            "most of each shift",
            "most minutes",
            "least minutes",
            "most days in a row",
            "least days in a row",
            "least days off in a row",
            "most weekends",
        ])?;
        names.add(*line, name, NURSE_STAFF_MAX)?;
        staff.push(Employee {
            name: name.to_owned(),
            most: most_of_each(*line, most, shifts, shift_names)?,
            minutes_max: line.count(minutes_max, "most minutes")?,
            minutes_min: line.count(minutes_min, "least minutes")?,
            run_max: line.count(run_max, "most days in a row")?,
            run_min: line.count(run_min, "least days in a row")?,
            off_min: line.count(off_min, "least days off in a row")?,
            weekends_max: line.count(weekends, "most weekends")?,
            away: vec![false; days],
        });
    }
    Ok((staff, names))
}

/// A shift that is not named may be worked as often as one likes.
fn most_of_each(line: Line<'_>, text: &str, shifts: &[Shift], names: &Names) -> Result<Vec<u32>, FormatError> {
    let mut most = vec![u32::MAX; shifts.len()];
    for pair in text.split('|').map(str::trim).filter(|pair| !pair.is_empty()) {
        let Some((name, count)) = pair.split_once('=') else {
            return Err(line.fault(format!("the most of each shift is written SHIFT=COUNT, not {pair:?}")));
        };
        most[names.find(line, name.trim())?] = line.count(count.trim(), "most of a shift")?;
    }
    Ok(most)
}

fn days_off(lines: &[Line<'_>], staff: &mut [Employee], names: &Names, days: usize) -> Result<(), FormatError> {
    for line in lines {
        let mut fields = line.text.split(',').map(str::trim);
        let who = names.find(*line, fields.next().unwrap_or_default())?;
        for day in fields.filter(|day| !day.is_empty()) {
            staff[who].away[line.number(day, "day", days - 1)?] = true;
        }
    }
    Ok(())
}

/// How a wish is taken into an instance: who, day, shift, weight.
type Wish = fn(&mut Instance, usize, usize, usize, i64);

fn wishes(
    lines: &[Line<'_>],
    instance: &mut Instance,
    staff: &Names,
    shifts: &Names,
    wish: Wish,
) -> Result<(), FormatError> {
    for line in lines {
        let [who, day, shift, weight] = line.fields(["employee", "day", "shift", "weight"])?;
        let day = line.number(day, "day", instance.days - 1)?;
        let (who, shift) = (staff.find(*line, who)?, shifts.find(*line, shift)?);
        wish(instance, who, day, shift, line.weight(weight, "weight")?);
    }
    Ok(())
}

fn cover(lines: &[Line<'_>], instance: &mut Instance, shifts: &Names) -> Result<(), FormatError> {
    let mut seen = BTreeSet::new();
    for line in lines {
        let [day, shift, need, under, over] =
            line.fields(["day", "shift", "requirement", "weight for under", "weight for over"])?;
        let cell = instance.cell(line.number(day, "day", instance.days - 1)?, shifts.find(*line, shift)?);
        if !seen.insert(cell) {
            return Err(line.fault(format!("the cover of shift {shift} on day {day} is there twice")));
        }
        instance.cover[cell] = Cover {
            need: line.count(need, "requirement")?,
            under: line.weight(under, "weight for under")?,
            over: line.weight(over, "weight for over")?,
        };
    }
    Ok(())
}
