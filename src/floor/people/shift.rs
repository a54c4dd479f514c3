//! Shifts: when somebody works, as moments, and where nobody does.
//!
//! A shift is kept as two moments, never as hours of a clock: the night in which the clocks change is one hour longer or
//! shorter, and the moments know. [`wall_shift`] makes the moments of what people write on a wall.

use crate::floor::{Agent, AgentId, At, Floor};

/// A stretch of work of one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
}

/// A stretch in which nobody of a group is rostered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
}

/// The shift that is written as two wall clock times of a zone. An end that is not later than the beginning is meant on
/// the next day. A time that the clocks skip is taken an hour later, and of a time that comes twice the first, as
/// calendars do (RFC 5545, 3.3.5).
///
/// `None` when a moment cannot be kept, or when the shift would last longer than a day.
///
/// ```
/// use watchfloor::floor::people::wall_shift;
/// let paris = jiff::tz::TimeZone::get("Europe/Paris")?;
/// let night: jiff::civil::DateTime = "2017-10-28T22:00".parse()?;
/// let shift = wall_shift(night, jiff::civil::time(6, 0, 0, 0), &paris).unwrap();
/// assert_eq!(shift.until.secs_since(shift.from), 9 * 3600, "the night in which three o'clock comes twice");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn wall_shift(from: jiff::civil::DateTime, until: jiff::civil::Time, zone: &jiff::tz::TimeZone) -> Option<Shift> {
    let day = if until <= from.time() { from.date().tomorrow().ok()? } else { from.date() };
    let moment = |wall: jiff::civil::DateTime| At::from_timestamp(wall.to_zoned(zone.clone()).ok()?.timestamp());
    let shift = Shift { from: moment(from)?, until: moment(day.to_datetime(until))? };
    (shift.from < shift.until).then_some(shift)
}

impl Agent {
    /// The shift that a moment lies in.
    pub fn shift_at(&self, at: At) -> Option<Shift> {
        let after = self.shifts.partition_point(|s| s.from <= at);
        self.shifts.get(after.checked_sub(1)?).copied().filter(|s| at < s.until)
    }

    /// The first shift that begins after a moment.
    pub fn shift_after(&self, at: At) -> Option<Shift> {
        self.shifts.get(self.shifts.partition_point(|s| s.from <= at)).copied()
    }

    /// Whether the roster has them at work at a moment, an extension counted. So it has everybody without a roster.
    pub fn is_rostered(&self, at: At) -> bool {
        let extended = || self.duty.extended.as_ref().is_some_and(|e| e.from <= at && at < e.until);
        self.shifts.is_empty() || self.shift_at(at).is_some() || extended()
    }

    /// When the roster lets them go, seen from a moment in a shift: shifts that follow without a gap are one.
    pub fn rostered_until(&self, at: At) -> Option<At> {
        let mut end = self.shift_at(at).map(|s| s.until);
        while let Some(next) = end.and_then(|end| self.shift_at(end)) {
            end = Some(next.until);
        }
        let extended = self.duty.extended.as_ref().filter(|e| e.from <= at && at < e.until).map(|e| e.until);
        end.max(extended)
    }

    /// Whether they are on duty at a moment: at work, not absent, and in a shift where a roster was made for them. The
    /// roster beats what their presence says.
    pub fn is_on_duty(&self, at: At) -> bool {
        self.presence != crate::floor::Presence::Off && self.is_rostered(at) && self.absence_at(at).is_none()
    }

    /// Where the roster turns after a moment that it was told up to: the moment, and whether they work from then on.
    pub(super) fn roster_turn(&self, told: At) -> Option<(At, bool)> {
        let working = self.duty.out_since.is_none();
        let first = self.shifts.partition_point(|s| s.until <= told);
        let bounds = self.shifts.get(first..).unwrap_or_default().iter().flat_map(|s| [s.from, s.until]);
        let bounds = bounds.filter(|at| *at > told);
        let turn = bounds.into_iter().find(|at| self.is_rostered(*at) != working);
        let extended = self.duty.extended.as_ref().map(|e| e.until).filter(|at| *at > told);
        let extended = extended.filter(|at| self.is_rostered(*at) != working);
        turn.into_iter().chain(extended).min().map(|at| (at, !working))
    }
}

impl Floor {
    /// Those of a group who are on duty, in the order in which they joined the team. `None` for everybody.
    pub fn on_duty<'a>(&'a self, group: Option<&'a str>, at: At) -> impl Iterator<Item = (AgentId, &'a Agent)> {
        let all = self.agents.iter().enumerate().map(|(i, a)| (AgentId(i as u16), a));
        all.filter(move |(_, a)| a.is_on_duty(at) && group.is_none_or(|g| a.belongs_to(g)))
    }

    /// Where nobody of a group is rostered between two moments, earliest first; `None` for everybody. Only rosters
    /// count: who has none promises nothing, and who is absent does not cover. It looks at all shifts of the group.
    ///
    /// ```
    /// use watchfloor::floor::{At, Floor};
    /// let at = |secs: i64| At::from_unix(1_511_740_800 + secs).unwrap();
    /// let gaps = Floor::default().gaps(Some("night"), at(0), at(3600));
    /// assert_eq!((gaps[0].from, gaps[0].until), (at(0), at(3600)), "nobody at all is one long gap");
    /// ```
    pub fn gaps(&self, group: Option<&str>, from: At, until: At) -> Vec<Gap> {
        let mut covered: Vec<Shift> = Vec::new();
        for agent in self.agents.iter().filter(|a| group.is_none_or(|g| a.belongs_to(g))) {
            for shift in agent.shifts.iter().filter(|s| s.until > from && s.from < until) {
                covered.extend(without(*shift, &agent.duty.absences));
            }
        }
        covered.sort_unstable();
        let (mut gaps, mut reached) = (Vec::new(), from);
        for shift in covered {
            if shift.from > reached {
                gaps.push(Gap { from: reached, until: shift.from.min(until) });
            }
            reached = reached.max(shift.until);
            if reached >= until {
                return gaps;
            }
        }
        if reached < until {
            gaps.push(Gap { from: reached, until });
        }
        gaps
    }
}

/// What is left of a shift beside the absences.
fn without(shift: Shift, absences: &[super::Absence]) -> Vec<Shift> {
    let mut left = vec![shift];
    for gone in absences {
        let parts = left.into_iter().flat_map(|s| {
            let before = Shift { from: s.from, until: s.until.min(gone.from) };
            let after = Shift { from: s.from.max(gone.until), until: s.until };
            let apart = s.until <= gone.from || s.from >= gone.until;
            if apart { [Some(s), None] } else { [Some(before), Some(after)] }
        });
        left = parts.flatten().filter(|s| s.from < s.until).collect();
    }
    left
}
