//! What a roster is asked for: days, shifts, people, wishes and cover.

/// One kind of shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its name in the file.
    pub name: String,
    /// How many minutes of work it is.
    pub minutes: u32,
    /// Which shifts must not be worked on the day after, by their number.
    pub bars: Vec<bool>,
}

/// One person, with what their contract allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employee {
    /// Their name in the file.
    pub name: String,
    /// How many of each shift they may work, by the shift's number.
    pub most: Vec<u32>,
    /// The most minutes over all days.
    pub minutes_max: u32,
    /// The least minutes over all days.
    pub minutes_min: u32,
    /// The most days of work in a row.
    pub run_max: u32,
    /// The least days of work in a row.
    pub run_min: u32,
    /// The least days off in a row.
    pub off_min: u32,
    /// The most weekends of which they work the Saturday, the Sunday or both.
    pub weekends_max: u32,
    /// The days on which they must not work.
    pub away: Vec<bool>,
}

/// How many people a shift of a day wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// How many.
    pub need: u32,
    /// What each one too few costs.
    pub under: i64,
    /// What each one too many costs.
    pub over: i64,
}

impl Cover {
    /// What it costs that `there` people work the shift.
    #[must_use]
    pub fn cost(self, there: u32) -> i64 {
        if there < self.need {
            self.under * i64::from(self.need - there)
        } else {
            self.over * i64::from(there - self.need)
        }
    }
}

/// One benchmark problem: who may work when, and what is wished for.
///
/// The first day is a Monday, so that days 5 and 6 of each seven are a weekend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// How many days are planned.
    pub days: usize,
    /// The kinds of shifts.
    pub shifts: Vec<Shift>,
    /// The people.
    pub staff: Vec<Employee>,
    /// The cover of each day and shift, day by day.
    pub cover: Vec<Cover>,
    /// What it costs that a person works a shift on a day, or is off, which is the last of each day; person by person,
    /// day by day.
    pub(super) wishes: Vec<i64>,
}

impl Instance {
    /// An instance in which nobody wishes and nothing is covered yet.
    #[must_use]
    pub fn new(days: usize, shifts: Vec<Shift>, staff: Vec<Employee>) -> Instance {
        let cover = vec![Cover::default(); days * shifts.len()];
        let wishes = vec![0; staff.len() * days * (shifts.len() + 1)];
        Instance { days, shifts, staff, cover, wishes }
    }

    /// The place of a day's shift in [`Instance::cover`].
    #[must_use]
    pub fn cell(&self, day: usize, shift: usize) -> usize {
        day * self.shifts.len() + shift
    }

    fn wish_at(&self, who: usize, day: usize) -> usize {
        (who * self.days + day) * (self.shifts.len() + 1)
    }

    /// What a person's wishes cost when they work `shift` on `day`, or are off.
    #[must_use]
    pub fn wish(&self, who: usize, day: usize, shift: Option<usize>) -> i64 {
        self.wishes[self.wish_at(who, day) + shift.unwrap_or(self.shifts.len())]
    }

    /// A person wishes to work a shift on a day: any other, and being off, costs `weight` more.
    pub fn wish_on(&mut self, who: usize, day: usize, shift: usize, weight: i64) {
        let (at, count) = (self.wish_at(who, day), self.shifts.len());
        for other in (0..=count).filter(|&other| other != shift) {
            self.wishes[at + other] += weight;
        }
    }

    /// A person wishes not to work a shift on a day: it costs `weight` more.
    pub fn wish_off(&mut self, who: usize, day: usize, shift: usize, weight: i64) {
        let at = self.wish_at(who, day);
        self.wishes[at + shift] += weight;
    }

    /// Whether a person may work a shift on a day, as far as that day alone says.
    #[must_use]
    pub fn may_work(&self, who: usize, day: usize, shift: usize) -> bool {
        let person = &self.staff[who];
        !person.away[day] && person.most[shift] > 0
    }

    /// How many weekends the days touch.
    #[must_use]
    pub fn weekends(&self) -> usize {
        (self.days + 1) / 7
    }
}

/// Whether a day is a Saturday or a Sunday.
#[must_use]
pub fn at_weekend(day: usize) -> bool {
    day % 7 >= 5
}
