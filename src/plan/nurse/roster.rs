//! A roster, what it costs, and which rules it breaks.

use super::instance::Instance;
use std::fmt;

/// Who works which shift on which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    days: usize,
    /// The shift's number, or [`OFF`]; person by person, day by day.
    cells: Vec<u16>,
}

/// The mark of a day off.
pub(super) const OFF: u16 = u16::MAX;

impl Roster {
    /// A roster on which nobody works.
    #[must_use]
    pub fn empty(instance: &Instance) -> Roster {
        Roster { days: instance.days, cells: vec![OFF; instance.days * instance.staff.len()] }
    }

    /// What a person works on a day, if anything.
    #[must_use]
    pub fn at(&self, who: usize, day: usize) -> Option<usize> {
        let cell = self.cells[who * self.days + day];
        (cell != OFF).then_some(usize::from(cell))
    }

    /// Lets a person work a shift on a day, or be off.
    pub fn set(&mut self, who: usize, day: usize, shift: Option<usize>) {
        self.cells[who * self.days + day] = shift.and_then(|s| u16::try_from(s).ok()).unwrap_or(OFF);
    }

    /// The days of one person.
    pub(super) fn line(&self, who: usize) -> &[u16] {
        &self.cells[who * self.days..][..self.days]
    }

    pub(super) fn set_line(&mut self, who: usize, line: &[u16]) {
        self.cells[who * self.days..][..self.days].copy_from_slice(line);
    }

    /// How many people work each shift of each day, as [`Instance::cover`] has them.
    #[must_use]
    pub fn there(&self, instance: &Instance) -> Vec<u32> {
        let mut there = vec![0; instance.cover.len()];
        for line in self.cells.chunks(self.days.max(1)) {
            for (day, &shift) in line.iter().enumerate().filter(|(_, shift)| **shift != OFF) {
                there[instance.cell(day, usize::from(shift))] += 1;
            }
        }
        there
    }

    /// What the roster costs: wishes that are not met, and people too few or too many. Broken rules cost nothing here.
    #[must_use]
    pub fn cost(&self, instance: &Instance) -> i64 {
        let there = self.there(instance);
        let cover: i64 = instance.cover.iter().zip(there).map(|(cover, there)| cover.cost(there)).sum();
        cover + (0..instance.staff.len()).map(|who| wishes_of(instance, who, self.line(who))).sum::<i64>()
    }

    /// The rules that the roster breaks, person by person.
    #[must_use]
    pub fn violations(&self, instance: &Instance) -> Vec<Violation> {
        (0..instance.staff.len()).flat_map(|who| broken_by(instance, who, self.line(who))).collect()
    }

    /// The roster as a table: one line a person in the order of the instance, one column a day, parted by tabs, each the
    /// name of the shift or nothing.
    #[must_use]
    pub fn table(&self, instance: &Instance) -> String {
        let name = |cell: &u16| match *cell {
            OFF => "",
            shift => instance.shifts[usize::from(shift)].name.as_str(),
        };
        self.cells.chunks(self.days.max(1)).fold(String::new(), |mut text, line| {
            text += &line.iter().map(name).collect::<Vec<_>>().join("\t");
            text.push('\n');
            text
        })
    }
}

/// How good a roster is: the fewer rules it breaks the better, and then the less it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// How much it breaks: days, shifts and weekends too many or too few, hours begun of minutes, and 24 for each day off
    /// that is not kept. Nothing where all rules are kept.
    pub broken: u32,
    /// What it costs.
    pub cost: i64,
}

impl Score {
    /// How good a roster is.
    #[must_use]
    pub fn of(instance: &Instance, roster: &Roster) -> Score {
        let broken = (0..instance.staff.len()).map(|who| super::loose::broken(instance, who, roster.line(who))).sum();
        Score { broken, cost: roster.cost(instance) }
    }
}

/// What the wishes of one person cost.
pub(super) fn wishes_of(instance: &Instance, who: usize, line: &[u16]) -> i64 {
    let cost = |(day, &cell): (usize, &u16)| instance.wish(who, day, (cell != OFF).then_some(usize::from(cell)));
    line.iter().enumerate().map(cost).sum()
}

/// A rule of a person's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No work on a day that is promised off.
    DayOff,
    /// Only so many of a shift.
    MostOfShift,
    /// A shift must not follow the one of the day before.
    Follows,
    /// At most so many minutes.
    MinutesMax,
    /// At least so many minutes.
    MinutesMin,
    /// At most so many days of work in a row.
    RunMax,
    /// At least so many days of work in a row.
    RunMin,
    /// At least so many days off in a row.
    OffMin,
    /// At most so many weekends.
    Weekends,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The person's name.
    pub who: String,
    /// The rule.
    pub rule: Rule,
    /// The day on which it is broken, where it is about one.
    pub day: Option<usize>,
    /// By how much: minutes, days, shifts or weekends.
    pub by: u32,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self.by;
        let what = match self.rule {
            Rule::DayOff => "works although the day is promised off".to_owned(),
            Rule::MostOfShift => format!("works {by} more of a shift than allowed"),
            Rule::Follows => "works a shift that must not follow the one before".to_owned(),
            Rule::MinutesMax => format!("works {by} minutes too much"),
            Rule::MinutesMin => format!("works {by} minutes too little"),
            Rule::RunMax => format!("works {by} days too many in a row"),
            Rule::RunMin => format!("works {by} days too few in a row"),
            Rule::OffMin => format!("is off {by} days too few in a row"),
            Rule::Weekends => format!("works {by} weekends too many"),
        };
        match self.day {
            Some(day) => write!(f, "{}, day {day}: {what}", self.who),
            None => write!(f, "{}: {what}", self.who),
        }
    }
}

/// The rules that one person's days break.
pub(super) fn broken_by(instance: &Instance, who: usize, line: &[u16]) -> Vec<Violation> {
    let mut broken = Vec::new();
    each_breach(instance, who, line, &mut |rule, day, by| {
        broken.push(Violation { who: instance.staff[who].name.clone(), rule, day, by });
    });
    broken
}

/// Tells each breach of one person's days: the rule, the day, and by how much.
pub(super) fn each_breach(
    instance: &Instance,
    who: usize,
    line: &[u16],
    tell: &mut dyn FnMut(Rule, Option<usize>, u32),
) {
    let person = &instance.staff[who];
    let mut count = [0_u32; crate::limits::NURSE_SHIFTS_MAX];
    let mut minutes = 0;
    for (day, &cell) in line.iter().enumerate().filter(|(_, cell)| **cell != OFF) {
        let shift = usize::from(cell);
        count[shift] += 1;
        minutes += instance.shifts[shift].minutes;
        if person.away[day] {
            tell(Rule::DayOff, Some(day), 1);
        }
        let next = line.get(day + 1).copied().unwrap_or(OFF);
        if next != OFF && instance.shifts[shift].bars[usize::from(next)] {
            tell(Rule::Follows, Some(day + 1), 1);
        }
    }
    for (&count, &most) in count.iter().zip(&person.most).filter(|(count, most)| count > most) {
        tell(Rule::MostOfShift, None, count - most);
    }
    if minutes > person.minutes_max {
        tell(Rule::MinutesMax, None, minutes - person.minutes_max);
    }
    if minutes < person.minutes_min {
        tell(Rule::MinutesMin, None, person.minutes_min - minutes);
    }
    each_run(instance, who, line, tell);
    let worked = |weekend: &usize| [5, 6].iter().any(|d| line.get(weekend * 7 + d).is_some_and(|cell| *cell != OFF));
    let weekends = u32::try_from((0..instance.weekends()).filter(worked).count()).unwrap_or(u32::MAX);
    if weekends > person.weekends_max {
        tell(Rule::Weekends, None, weekends - person.weekends_max);
    }
}

/// Days in a row. What came before the first day and comes after the last is as long as anybody wishes, so that a run that
/// touches either end is never too short.
fn each_run(instance: &Instance, who: usize, line: &[u16], tell: &mut dyn FnMut(Rule, Option<usize>, u32)) {
    let person = &instance.staff[who];
    let mut start = 0;
    while start < line.len() {
        let works = line[start] != OFF;
        let same = line[start..].iter().take_while(|cell| (**cell != OFF) == works).count();
        let length = u32::try_from(same).unwrap_or(u32::MAX);
        let inside = start > 0 && start + same < line.len();
        if works && length > person.run_max {
            tell(Rule::RunMax, Some(start), length - person.run_max);
        }
        let least = if works { person.run_min } else { person.off_min };
        if inside && length < least {
            tell(if works { Rule::RunMin } else { Rule::OffMin }, Some(start), least - length);
        }
        start += same;
    }
}
