//! How far people keep to the published plan, and what it costs when they do not.
//!
//! Two figures that are often mixed up. *Adherence* asks whether people did what was planned when it was planned.
//! *Conformance* asks only whether they worked as long as was planned. Somebody who comes an hour late and stays an hour
//! longer conforms and does not adhere: the first hour was missing on the floor all the same. The definitions are those
//! of the trade (workforce management texts agree on them; vendors differ in what they leave out).

use crate::floor::schedule::{Activity, PlannedShift};
use crate::floor::{Agent, AgentId, At, Floor, Presence};

/// How one agent kept to the plan in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adherence {
    /// Seconds that were planned: queue, breaks and other activities.
    pub planned_secs: u32,
    /// Of these, seconds in which they did what was planned.
    pub kept_secs: u32,
    /// Of the planned seconds, those for the queue.
    pub queue_secs: u32,
    /// Of the seconds for the queue, those in which they were available.
    pub there_secs: u32,
    /// Seconds in which they were available, planned or not.
    pub worked_secs: u32,
}

impl Adherence {
    /// Seconds of queue work that were planned and not given: the impact.
    pub fn lost_secs(&self) -> u32 {
        self.queue_secs.saturating_sub(self.there_secs)
    }

    /// `kept / planned`; `None` when nothing was planned.
    pub fn adherence_ratio(&self) -> Option<f64> {
        (self.planned_secs > 0).then(|| f64::from(self.kept_secs) / f64::from(self.planned_secs))
    }

    /// `worked / planned for the queue`; above 1 for whoever worked longer. `None` when nothing was planned.
    pub fn conformance_ratio(&self) -> Option<f64> {
        (self.queue_secs > 0).then(|| f64::from(self.worked_secs) / f64::from(self.queue_secs))
    }

    fn add(&mut self, other: &Adherence) {
        self.planned_secs += other.planned_secs;
        self.kept_secs += other.kept_secs;
        self.queue_secs += other.queue_secs;
        self.there_secs += other.there_secs;
        self.worked_secs += other.worked_secs;
    }
}

/// A stretch in which somebody was so.
pub type Was = (At, At, Presence);

fn common(a: (At, At), b: (At, At)) -> u32 {
    u32::try_from(a.1.min(b.1).secs_since(a.0.max(b.0))).unwrap_or(0)
}

/// Seconds of a stretch in which somebody was as a test says.
fn so(was: &[Was], of: (At, At), test: impl Fn(Presence) -> bool) -> u32 {
    was.iter().filter(|(_, _, p)| test(*p)).map(|(from, until, _)| common((*from, *until), of)).sum()
}

/// How somebody with these shifts, who was so, kept to them between two moments.
///
/// Planned for the queue asks for *available*; a break asks for anything but available; a training or a meeting asks to
/// be at work, available or away. A moment of which nothing is known counts as not there. Absences are no shifts: leave
/// the shifts out that somebody was excused from, as [`adherence`] does.
///
/// ```
/// use watchfloor::floor::schedule::{Break, PlannedShift, Who};
/// use watchfloor::floor::{At, Presence};
/// use watchfloor::measure::adherence_of;
/// let at = |minutes: i64| At::from_unix(1_700_000_000 + minutes * 60).unwrap();
/// // Eight hours with half an hour of break in the middle; an hour late, and an hour longer.
/// let mut shift = PlannedShift::new(Who::Open, at(0), at(480));
/// shift.breaks = vec![Break { from: at(240), until: at(270), paid: false }];
/// let was = [
///     (at(60), at(240), Presence::Available),
///     (at(240), at(270), Presence::Away),
///     (at(270), at(540), Presence::Available),
/// ];
/// let kept = adherence_of(&[shift], &was, at(0), at(600));
/// assert_eq!(kept.lost_secs(), 3600, "the first hour");
/// assert_eq!(kept.adherence_ratio(), Some(420.0 / 480.0));
/// assert_eq!(kept.conformance_ratio(), Some(1.0), "as long as was planned, at another time");
/// ```
pub fn adherence_of(shifts: &[PlannedShift], was: &[Was], from: At, until: At) -> Adherence {
    let cut = |a: At, b: At| (a.max(from), b.min(until));
    let secs = |of: (At, At)| common(of, of);
    let available = |p: Presence| p == Presence::Available;
    let mut sum = Adherence { worked_secs: so(was, (from, until), available), ..Adherence::default() };
    for shift in shifts.iter().filter(|s| s.touches(from, until)) {
        let whole = cut(shift.from, shift.until);
        sum.planned_secs += secs(whole);
        if shift.activity != Activity::Queue {
            sum.kept_secs += so(was, whole, |p| p != Presence::Off);
            continue;
        }
        let mut queue = (secs(whole), so(was, whole, available));
        for pause in &shift.breaks {
            let pause = cut(pause.from, pause.until);
            let working = so(was, pause, available);
            queue = (queue.0.saturating_sub(secs(pause)), queue.1.saturating_sub(working));
            sum.kept_secs += secs(pause).saturating_sub(working);
        }
        sum.queue_secs += queue.0;
        sum.there_secs += queue.1;
        sum.kept_secs += queue.1;
    }
    sum
}

fn was(agent: &Agent, from: At, until: At) -> Vec<Was> {
    agent.spells_between(from, until).map(|(from, until, spell)| (from, until, spell.presence)).collect()
}

/// Published shifts of an agent that they were not excused from, as far as what they did is remembered.
fn shifts(floor: &Floor, id: AgentId, agent: &Agent, from: At, until: At) -> Vec<PlannedShift> {
    let rows = floor.schedule().published(id).iter().map(|row| &row.shift);
    let excused = |s: &PlannedShift| agent.duty.absences.iter().any(|a| s.touches(a.from, a.until));
    rows.filter(|s| s.touches(from, until) && !excused(s)).cloned().collect()
}

/// How an agent kept to the published plan between two moments. Of an agent whose oldest states are forgotten, only
/// what is remembered counts.
pub fn adherence(floor: &Floor, id: AgentId, from: At, until: At) -> Adherence {
    let Some(agent) = floor.agent(id) else { return Adherence::default() };
    let full = agent.duty.spells.len() >= crate::limits::SPELLS_KEPT_MAX;
    let from = agent.duty.spells.front().filter(|_| full).map_or(from, |oldest| oldest.from.max(from));
    adherence_of(&shifts(floor, id, agent, from, until), &was(agent, from, until), from, until)
}

/// How everybody together kept to it: what was planned for one is not given by another.
pub fn adherence_of_all(floor: &Floor, from: At, until: At) -> Adherence {
    let mut sum = Adherence::default();
    for i in 0..floor.agents().len() {
        sum.add(&adherence(floor, AgentId(i as u16), from, until));
    }
    sum
}

/// How many were planned for the queue and how many of them were there, in one interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    /// When it begins.
    pub from: At,
    /// People planned, on average over the interval, in hundredths.
    pub planned_centi: u32,
    /// Of these, people there, in hundredths.
    pub there_centi: u32,
}

impl There {
    /// People who were planned and missing, in hundredths.
    pub fn missing_centi(&self) -> u32 {
        self.planned_centi.saturating_sub(self.there_centi)
    }
}

/// Who was missing when: of each interval between two moments, the people planned for the queue and those of them who
/// were there, `seconds / interval`. Beyond a thousand intervals it stops.
pub fn there(floor: &Floor, from: At, until: At, interval_secs: u32) -> Vec<There> {
    const INTERVALS_MAX: usize = 1_000;
    let step = interval_secs.max(60);
    let count = usize::try_from(until.secs_since(from) / i64::from(step)).unwrap_or(0).min(INTERVALS_MAX);
    let mut sums = vec![(0_u64, 0_u64); count];
    let ends = from.plus(step.saturating_mul(count as u32));
    for (i, agent) in floor.agents().iter().enumerate() {
        let shifts = shifts(floor, AgentId(i as u16), agent, from, ends);
        if shifts.is_empty() {
            continue;
        }
        let was = was(agent, from, ends);
        for (n, sum) in sums.iter_mut().enumerate() {
            let begins = from.plus(step * n as u32);
            let kept = adherence_of(&shifts, &was, begins, begins.plus(step));
            sum.0 += u64::from(kept.queue_secs);
            sum.1 += u64::from(kept.there_secs);
        }
    }
    let centi = |secs: u64| u32::try_from(secs * 100 / u64::from(step)).unwrap_or(u32::MAX);
    let row = |(n, (planned, there)): (usize, (u64, u64))| There {
        from: from.plus(step * n as u32),
        planned_centi: centi(planned),
        there_centi: centi(there),
    };
    sums.into_iter().enumerate().map(row).collect()
}
