//! Required, scheduled, present and expected people of each interval and skill: the one place where a gap is computed,
//! for the planner, for the wallboard and for the peak.

use super::flow::serve;
use super::instance::{Instance, MILLI};
use super::{Answer, Given};

/// Somebody's work without a break between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first interval.
    pub from: u32,
    /// The first interval after.
    pub until: u32,
    /// The skills, a bit each.
    pub skills: u32,
    /// What their hour gives, in thousandths.
    pub worth_milli: u32,
    /// Planned, and not there now: nobody expects the rest of it.
    pub absent: bool,
}

/// What coverage is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Minutes of an interval.
    pub step_minutes: u16,
    /// Skills.
    pub skills: usize,
    /// People needed, in thousandths: all skills of the first interval, then of the next.
    pub need_milli: &'a [u32],
    /// What is planned.
    pub scheduled: &'a [Stretch],
    /// What was there, up to now.
    pub present: &'a [Stretch],
    /// The interval that runs; 0 when all is to come.
    pub now: u32,
}

/// One interval of one skill, in thousandths of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Needed.
    pub required: u32,
    /// Planned: those who serve it, and those left over whose first skill it is.
    pub scheduled: u32,
    /// There; 0 of what is still to come.
    pub present: u32,
    /// Forecast to the close: who was there up to now, then who is planned and has not stayed away.
    pub expected: u32,
    /// Missing in the plan.
    pub under: u32,
    /// Too many in the plan.
    pub over: u32,
}

/// A gap over some time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gap {
    /// Hours of people missing.
    pub under_hours: f64,
    /// Hours of people too many.
    pub over_hours: f64,
    /// People at full time who would give the missing hours.
    pub full_time: f64,
    /// What the missing hours would cost, in cents.
    pub cents: u64,
}

/// Coverage of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    step_minutes: u16,
    skills: usize,
    cells: Vec<Covered>,
}

impl Coverage {
    /// Reads it. In each interval people are given to skills so that as much as possible is met (a greatest flow): what
    /// is missing is exact also where people have several skills.
    ///
    /// ```
    /// use watchfloor::plan::roster::{Asked, Coverage, Stretch};
    /// let stretch = |skills, until| Stretch { from: 0, until, skills, worth_milli: 1000, absent: false };
    /// // Two intervals of two skills; one can do both, and one who can do the first goes after an interval.
    /// let scheduled = [stretch(0b11, 2), stretch(0b01, 1)];
    /// let asked = Asked {
    ///     step_minutes: 30, skills: 2, need_milli: &[1000, 1000, 1500, 0], scheduled: &scheduled, present: &[], now: 0,
    /// };
    /// let coverage = Coverage::of(&asked);
    /// assert_eq!((coverage.at(0, 0).under, coverage.at(0, 1).under), (0, 0));
    /// assert_eq!((coverage.at(1, 0).under, coverage.at(1, 1).over), (500, 0));
    /// // A quarter of an hour of one person, of 40 hours a week, at 24 an hour.
    /// let gap = coverage.gap(0..2, 40.0, 2_400);
    /// assert_eq!((gap.under_hours, gap.full_time, gap.cents), (0.25, 0.25 / 40.0, 600));
    /// ```
    pub fn of(asked: &Asked<'_>) -> Coverage {
        let slots = asked.need_milli.len().checked_div(asked.skills).unwrap_or(0);
        let planned = classes(asked.scheduled.iter(), slots);
        let there = classes(asked.present.iter(), (asked.now as usize + 1).min(slots));
        let staying = classes(asked.scheduled.iter().filter(|s| !s.absent), slots);
        let mut cells = Vec::with_capacity(slots * asked.skills);
        for t in 0..slots {
            let need = &asked.need_milli[t * asked.skills..(t + 1) * asked.skills];
            let scheduled = serve(&planned[t], need);
            let present = there.get(t).filter(|_| !asked.present.is_empty()).map(|p| serve(p, need));
            let expected = match &present {
                Some(present) => present.clone(),
                None => serve(&staying[t], need),
            };
            cells.extend((0..asked.skills).map(|k| Covered {
                required: need[k],
                scheduled: scheduled.served[k] + scheduled.idle[k],
                present: present.as_ref().map_or(0, |p| p.served[k] + p.idle[k]),
                expected: expected.served[k] + expected.idle[k],
                under: need[k] - scheduled.served[k],
                over: scheduled.idle[k],
            }));
        }
        Coverage { step_minutes: asked.step_minutes, skills: asked.skills, cells }
    }

    /// Intervals.
    pub fn slots(&self) -> usize {
        self.cells.len().checked_div(self.skills).unwrap_or(0)
    }

    /// An interval of a skill; nothing where there is none.
    pub fn at(&self, slot: usize, skill: usize) -> Covered {
        if skill >= self.skills {
            return Covered::default();
        }
        self.cells.get(slot * self.skills + skill).copied().unwrap_or_default()
    }

    /// An interval over all skills.
    pub fn sum(&self, slot: usize) -> Covered {
        (0..self.skills).map(|k| self.at(slot, k)).fold(Covered::default(), |a, b| Covered {
            required: a.required + b.required,
            scheduled: a.scheduled + b.scheduled,
            present: a.present + b.present,
            expected: a.expected + b.expected,
            under: a.under + b.under,
            over: a.over + b.over,
        })
    }

    /// People planned, in thousandths: all skills of the first interval, then of the next.
    pub fn scheduled_milli(&self) -> Vec<u32> {
        self.cells.iter().map(|c| c.scheduled).collect()
    }

    /// The gap of some intervals, with the hours that somebody at full time gives in them (a week: 40) and what an hour
    /// costs.
    pub fn gap(&self, slots: std::ops::Range<usize>, full_time_hours: f64, hour_cents: u32) -> Gap {
        let (mut under, mut over) = (0u64, 0u64);
        for t in slots {
            let sum = self.sum(t);
            under += u64::from(sum.under);
            over += u64::from(sum.over);
        }
        let hours = |milli: u64| milli as f64 * f64::from(self.step_minutes) / 60.0 / f64::from(MILLI);
        Gap {
            under_hours: hours(under),
            over_hours: hours(over),
            full_time: if full_time_hours > 0.0 { hours(under) / full_time_hours } else { 0.0 },
            cents: (hours(under) * f64::from(hour_cents)).round() as u64,
        }
    }
}

/// The people of each interval, alike with alike.
fn classes<'a>(stretches: impl Iterator<Item = &'a Stretch>, slots: usize) -> Vec<Vec<(u32, u32)>> {
    let mut people: Vec<Vec<(u32, u32)>> = vec![Vec::new(); slots];
    for stretch in stretches {
        for of in people.iter_mut().take(stretch.until as usize).skip(stretch.from as usize) {
            match of.iter_mut().find(|(skills, _)| *skills == stretch.skills) {
                Some((_, n)) => *n += stretch.worth_milli,
                None => of.push((stretch.skills, stretch.worth_milli)),
            }
        }
    }
    // In one order, whatever order people came in.
    people.iter_mut().for_each(|of| of.sort_unstable());
    people
}

impl Instance {
    /// The worked stretches of the shifts that are there.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for person in &self.people {
            for given in person.given.iter().filter(|g| g.covers) {
                let mut at = given.from;
                for (from, until) in given.breaks.iter().copied().chain([(given.until, given.until)]) {
                    let (a, b) = (at.max(0) as u32, from.max(0) as u32);
                    let (skills, worth_milli) = (person.skills, u32::from(person.worth_milli));
                    if a < b {
                        stretches.push(Stretch { from: a, until: b, skills, worth_milli, absent: false });
                    }
                    at = until;
                }
            }
        }
        stretches
    }

    /// Coverage of the shifts that are there, before the first of its intervals.
    pub fn coverage(&self) -> Coverage {
        let scheduled = self.stretches();
        let (step_minutes, skills) = (self.grid.step_minutes, self.skills);
        Coverage::of(&Asked {
            step_minutes,
            skills,
            need_milli: &self.need_milli,
            scheduled: &scheduled,
            present: &[],
            now: 0,
        })
    }

    /// The same with the shifts of an answer in the place of those that were not pinned.
    pub fn with(&self, answer: &Answer) -> Instance {
        let mut with = self.clone();
        with.people.iter_mut().for_each(|p| p.given.retain(|g| g.pinned || g.from < 0));
        for placed in &answer.shifts {
            let whole = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
            with.people[placed.person].given.push(Given {
                from: whole(placed.from),
                until: whole(placed.until),
                breaks: placed.breaks.iter().map(|(a, b)| (whole(*a), whole(*b))).collect(),
                paid: placed.paid as u16,
                covers: true,
                pinned: false,
            });
        }
        with.people.iter_mut().for_each(|p| p.given.sort_by_key(|g| g.from));
        with
    }
}
