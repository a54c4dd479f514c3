//! What a roster is asked for: the people, their terms, and the need of each interval.

use crate::floor::AgentId;
use crate::limits::{ROSTER_BREAKS_MAX, ROSTER_DAYS_MAX, ROSTER_PEOPLE_MAX, ROSTER_SKILLS_MAX};

/// A thousand of these are one person: needs are fractional until they are summed, and a new hire counts for a part.
pub const MILLI: u32 = 1_000;

/// The intervals of the plan. Days are local: where the clock changes a day has an hour more or less, and its number of
/// intervals says so. All lengths are elapsed time, so that a rest of 11 hours is 11 hours also in that night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Minutes of an interval: 15 or 30.
    pub step_minutes: u16,
    /// The first interval of each day, and after the last day the first that is no longer planned.
    pub day_starts: Vec<u32>,
    /// The week of contracts that each day belongs to, from 0.
    pub weeks: Vec<u8>,
    /// The weekend that each day belongs to, if it is of one, from 0.
    pub weekends: Vec<Option<u8>>,
    /// Intervals after the last day into which its shifts may run. Nothing is needed there.
    pub tail: u32,
}

impl Grid {
    /// So many whole weeks of days of 24 hours, from a Monday.
    ///
    /// ```
    /// use watchfloor::plan::roster::Grid;
    /// let grid = Grid::weeks(15, 1);
    /// assert_eq!((grid.days(), grid.slots(), grid.per_hour()), (7, 672, 4));
    /// assert_eq!(grid.weekends[4..], [None, Some(0), Some(0)]);
    /// assert_eq!(grid.day_of(95), Some(0));
    /// assert_eq!(grid.day_of(672), None);
    /// ```
    pub fn weeks(step_minutes: u16, weeks: u8) -> Grid {
        let (days, day) = (u32::from(weeks) * 7, 1_440 / u32::from(step_minutes));
        Grid {
            step_minutes,
            day_starts: (0..=days).map(|d| d * day).collect(),
            weeks: (0..days).map(|d| (d / 7) as u8).collect(),
            weekends: (0..days).map(|d| (d % 7 >= 5).then_some((d / 7) as u8)).collect(),
            tail: 0,
        }
    }

    /// Days of the plan.
    pub fn days(&self) -> usize {
        self.day_starts.len().saturating_sub(1)
    }

    /// Intervals of the plan, without the tail.
    pub fn slots(&self) -> usize {
        self.day_starts.last().map_or(0, |end| *end as usize)
    }

    /// Intervals of an hour.
    pub fn per_hour(&self) -> u32 {
        60 / u32::from(self.step_minutes.max(1))
    }

    /// The day in which an interval of the plan lies.
    pub fn day_of(&self, slot: u32) -> Option<usize> {
        let after = self.day_starts.partition_point(|start| *start <= slot);
        (after > 0 && after < self.day_starts.len()).then(|| after - 1)
    }

    /// Weeks of contracts that the plan touches.
    pub fn week_count(&self) -> usize {
        self.weeks.iter().max().map_or(0, |w| usize::from(*w) + 1)
    }
}

/// A break that each shift of at least some length has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakRule {
    /// Shifts of at least so many intervals have it.
    pub from_length: u16,
    /// Its intervals.
    pub slots: u8,
    /// Whether it is paid.
    pub paid: bool,
    /// Intervals of the shift that must lie before it.
    pub after: u16,
    /// Intervals of the shift that must lie behind it.
    pub before: u16,
}

/// What shifts may look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes {
    /// Shifts begin at each so many-th interval of a day.
    pub start_every: u16,
    /// Their lengths differ from the shortest by multiples of so many intervals.
    pub length_every: u16,
    /// Their breaks, in the order of the shift. None may begin before the one before it has ended.
    pub breaks: Vec<BreakRule>,
}

/// What a contract allows, in intervals. Lengths of shifts include breaks; hours of days and weeks are paid ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The shortest shift.
    pub shift_min: u16,
    /// The longest.
    pub shift_max: u16,
    /// Paid intervals of a day at most.
    pub day_max: u16,
    /// Paid intervals of a week that they are owed. A plan that gives less says so.
    pub week_min: u16,
    /// Paid intervals of a week at most, without overtime.
    pub week_max: u16,
    /// Paid intervals of a week beyond that, as overtime.
    pub overtime: u16,
    /// Days of a week at most.
    pub week_days_max: u8,
    /// Days in a row at most.
    pub row_max: u8,
    /// Intervals between the end of a shift and the next.
    pub rest: u16,
    /// Weekends of any four in a row at most.
    pub weekends_max: u8,
}

/// Who a row of the roster stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// Somebody of ours.
    Agent(AgentId),
    /// A seat of a partner pool, by the pool's place in [`Instance::pools`] and the number of the seat.
    Pool {
        /// Which pool.
        pool: u16,
        /// Which of its seats.
        seat: u16,
    },
}

/// A shift that is there already, from interval to interval; also before the plan (negative) and of other work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its first interval.
    pub from: i32,
    /// The first interval after it.
    pub until: i32,
    /// Its breaks, as first interval and the first after.
    pub breaks: Vec<(i32, i32)>,
    /// Its paid intervals.
    pub paid: u16,
    /// Whether the queue is worked: training and meetings take hours and cover nothing.
    pub covers: bool,
    /// Whether it stays as it is. What is not pinned may be changed, at the price of [`Weights::change`].
    pub pinned: bool,
}

/// Somebody who can be given shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub seat: Seat,
    /// Their skills, a bit each.
    pub skills: u32,
    /// Groups of [`Cover`] that they are of, a bit each.
    pub groups: u32,
    /// What their hour gives in thousandths: 1000, and less while somebody is new.
    pub worth_milli: u16,
    /// What their contract allows.
    pub terms: Terms,
    /// When they can work: first interval and the first after, in order, without overlap. Time off is cut out.
    pub open: Vec<(u32, u32)>,
    /// The part of the day in which they like to work, in intervals from its beginning.
    pub band: Option<(u16, u16)>,
    /// Days on which they wish to be free, a bit each.
    pub wish_off: u64,
    /// What an hour costs, in cents.
    pub hour_cents: u32,
    /// What an hour of overtime costs, in cents.
    pub overtime_cents: u32,
    /// Whether their plain hours cost only when they are planned: pools and casual hands, not a monthly wage.
    pub by_the_hour: bool,
    /// Days in a row that they have worked up to the day before the plan.
    pub row_before: u8,
    /// Days in a row that they work from the day after the plan.
    pub row_after: u8,
    /// Which of the three weekends before the plan they worked, a bit each, the latest lowest.
    pub weekends_before: u8,
    /// Which of the three weekends after the plan they work, a bit each, the earliest lowest.
    pub weekends_after: u8,
    /// Paid intervals of weeks of the plan that lie outside of its days: the week, and how many.
    pub outside: Vec<(u8, u16)>,
    /// The shifts that they have.
    pub given: Vec<Given>,
}

/// What a partner pool may give at most, over all its seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolLimit {
    /// Paid intervals of a week.
    pub week_slots_max: u32,
}

/// At least so many of a group, whatever the queue needs: a lead in each night (A76).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The group's bit, from 0.
    pub group: u8,
    /// The first interval.
    pub from: u32,
    /// The first interval after.
    pub until: u32,
    /// People at least.
    pub least: u16,
}

/// What is bad, and how bad, in points. The defaults are those by which the search was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// A person missing for an interval.
    pub under: u16,
    /// A person too many for an interval.
    pub over: u16,
    /// A paid interval of overtime.
    pub overtime: u16,
    /// A paid interval below what somebody is owed.
    pub below_minimum: u16,
    /// A shift outside the part of the day that somebody likes.
    pub band: u16,
    /// A shift on a day on which somebody wishes to be free.
    pub wish: u16,
    /// A published shift that is moved, or a new one on a day that was free. Only where there were shifts before.
    pub change: u16,
    /// A person of a [`Cover`] missing for an interval.
    pub cover: u16,
    /// How many cents weigh as much as a point; 0 leaves money out.
    pub cents_a_point: u16,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            under: 10,
            over: 1,
            overtime: 3,
            below_minimum: 20,
            band: 4,
            wish: 12,
            change: 15,
            cover: 30,
            cents_a_point: 500,
        }
    }
}

/// All that a roster is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The intervals.
    pub grid: Grid,
    /// What shifts may look like.
    pub shapes: Shapes,
    /// How many skills there are.
    pub skills: usize,
    /// People needed in thousandths: all skills of the first interval, then of the next.
    pub need_milli: Vec<u32>,
    /// The people, and the seats of pools.
    pub people: Vec<Person>,
    /// The pools.
    pub pools: Vec<PoolLimit>,
    /// Least numbers of groups.
    pub covers: Vec<Cover>,
    /// What is bad.
    pub weights: Weights,
}

/// Why an instance cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing to plan.
    #[error("the plan has no days")]
    NoDays,
    /// More than is planned at once.
    #[error("a roster is made of up to {max} {what}, and this has {count}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many at most.
        max: usize,
    },
    /// Lists that do not fit together.
    #[error("the plan has {slots} intervals of {skills} skills, and needs are given for {given}")]
    Need {
        /// Intervals.
        slots: usize,
        /// Skills.
        skills: usize,
        /// Needs.
        given: usize,
    },
    /// A grid that is none.
    #[error("intervals are 15 or 30 minutes, days follow each other, and each has its week")]
    Grid,
    /// Numbers whose sums would no longer be counted.
    #[error("a missing, an idle and a group's person weigh up to 1000 points, and nobody is worth more than two")]
    Weights,
    /// A shape that no shift can have.
    #[error("break {0} of the shapes does not fit into the shifts that must have it")]
    Break(usize),
}

impl Instance {
    /// People needed of a skill in an interval, in thousandths.
    pub fn need(&self, slot: usize, skill: usize) -> u32 {
        self.need_milli.get(slot * self.skills + skill).copied().unwrap_or(0)
    }

    /// Intervals including the tail.
    pub fn slots_all(&self) -> usize {
        self.grid.slots() + self.grid.tail as usize
    }

    /// Whether it can be planned at all; what cannot be met is no matter of this.
    pub fn readable(&self) -> Result<(), Unreadable> {
        let grid = &self.grid;
        let days = grid.days();
        if days == 0 || grid.slots() == 0 {
            return Err(Unreadable::NoDays);
        }
        let rising = grid.day_starts.windows(2).all(|w| w[0] < w[1]) && grid.day_starts[0] == 0;
        let steps = matches!(grid.step_minutes, 15 | 30) && self.shapes.start_every > 0 && self.shapes.length_every > 0;
        if !rising || !steps || grid.weeks.len() != days || grid.weekends.len() != days || grid.tail > 200 {
            return Err(Unreadable::Grid);
        }
        let counts = [
            ("days", days, ROSTER_DAYS_MAX),
            ("people", self.people.len(), ROSTER_PEOPLE_MAX),
            ("skills", self.skills, ROSTER_SKILLS_MAX),
            ("breaks", self.shapes.breaks.len(), ROSTER_BREAKS_MAX),
        ];
        if let Some((what, count, max)) = counts.into_iter().find(|(_, count, max)| count > max) {
            return Err(Unreadable::TooMany { what, count, max });
        }
        let weights = [self.weights.under, self.weights.over, self.weights.cover];
        if weights.iter().any(|w| *w > 1_000) || self.people.iter().any(|p| p.worth_milli > 2_000) {
            return Err(Unreadable::Weights);
        }
        let (slots, skills, given) = (grid.slots(), self.skills, self.need_milli.len());
        if slots * skills != given {
            return Err(Unreadable::Need { slots, skills, given });
        }
        let mut end = 0;
        for (i, rule) in self.shapes.breaks.iter().enumerate() {
            let needs = rule.after.max(end + u16::from(i > 0)) + u16::from(rule.slots) + rule.before;
            if rule.slots == 0 || needs > rule.from_length || rule.from_length > 200 {
                return Err(Unreadable::Break(i));
            }
            end = rule.after.max(end + u16::from(i > 0)) + u16::from(rule.slots);
        }
        Ok(())
    }
}
