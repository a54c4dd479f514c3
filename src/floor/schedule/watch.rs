//! What time does to plans: what should be ready is overdue, somebody is late or absent, a break is over.
//!
//! Each agent has one next moment, and all of them lie in one order. It follows from what is told alone: the published
//! shifts, how the agent is since when, and which alerts burn. An alert ends only after they have been back for a while,
//! so that somebody who comes and goes at the threshold raises one alert and not ten.

use super::{Activity, PublishedShift, Told};
use crate::floor::{Agent, AgentId, AlertId, At, Cause, Event, Floor, Level, Presence};
use crate::limits;

/// Grave enough to be seen, and less than customers who wait.
const SEVERITY: u8 = 4;
const MISSING_SEVERITY: u8 = 6;
const OVERDUE_SEVERITY: u8 = 5;

/// What comes next for one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Raise(Cause),
    End(AlertId),
}

/// What has run out by now, with the moment that it did, at most about `count_max` facts.
pub(in crate::floor) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let mut next_id = floor.alerts().next_id();
    let mut raise = |cause, level, severity, figure| {
        let alert = next_id;
        next_id = AlertId(next_id.0 + 1);
        Event::AlertRaised { alert, cause, level, severity, figure, expected: 0 }
    };
    let mut events = Vec::new();
    for (at, agent) in floor.schedule.agenda.due(now).take(count_max) {
        let Some((_, next)) = next_turn(floor, agent) else { continue };
        events.push((
            at,
            match next {
                Next::Raise(cause @ Cause::Missing(_)) => raise(cause, Level::Alarm, MISSING_SEVERITY, 1),
                Next::Raise(cause) => raise(cause, Level::Watch, SEVERITY, 1),
                Next::End(alert) => Event::AlertEnded { alert },
            },
        ));
    }
    for (at, next) in ready_turns(floor).into_iter().filter(|(at, _)| *at <= now).take(count_max) {
        let event = match next {
            Next::Raise(cause) => raise(cause, Level::Alarm, OVERDUE_SEVERITY, 1),
            Next::End(alert) => Event::AlertEnded { alert },
        };
        events.push((at, event));
    }
    events
}

/// When something runs out next.
pub(in crate::floor) fn next_deadline(floor: &Floor) -> Option<At> {
    let agents = floor.schedule.agenda.first();
    let ready = ready_turns(floor).into_iter().map(|(at, _)| at);
    agents.into_iter().chain(ready).min()
}

/// What should be ready: raised when it is overdue, over when it is ticked, dropped or put off.
fn ready_turns(floor: &Floor) -> Vec<(At, Next)> {
    let items = &floor.schedule.parts.readiness;
    let mut turns = Vec::new();
    let now = floor.at().unwrap_or(At::FIRST);
    for (id, row) in items.iter().filter(|(_, row)| row.done.is_none()) {
        if floor.alerts().about(Cause::Overdue(*id)).is_none() {
            turns.push((row.due, Next::Raise(Cause::Overdue(*id))));
        }
    }
    for (alert, row) in floor.alerts().burning() {
        if let Cause::Overdue(id) = row.cause {
            let item = items.get(&id);
            if item.is_none_or(|item| item.done.is_some() || item.due > row.raised_at.max(now)) {
                turns.push((now.max(row.raised_at), Next::End(alert)));
            }
        }
    }
    turns.sort_by_key(|(at, _)| *at);
    turns
}

/// An agent and what is published of them.
struct Look<'a> {
    agent: &'a Agent,
    rows: &'a [PublishedShift],
    told: Told,
}

impl Look<'_> {
    /// The end of the work that begins or goes on at a moment: shifts that follow without a gap are one.
    fn ends(&self, from: At) -> Option<At> {
        let mut end = None;
        for row in self.rows.iter().map(|row| &row.shift) {
            if row.from <= end.unwrap_or(from) && end.unwrap_or(from) < row.until {
                end = Some(row.until);
            }
        }
        end
    }

    fn is_away(&self, at: At) -> bool {
        self.agent.absence_at(at).is_some()
    }

    /// When it is told that they are not there: the first moment of a shift at which they are gone for so long.
    fn missed(&self, grace: u32) -> Option<At> {
        let gone = self.agent.since;
        let moments = self.rows.iter().map(|row| (row.shift.from.max(gone).plus(grace), row.shift.until));
        let told = self.told.missing;
        moments.filter(|(at, until)| at < until && *at > told).map(|(at, _)| at).find(|at| !self.is_away(*at))
    }

    /// When a break is over for somebody who is away: what is planned as a break or as anything but the queue is waited
    /// for, and beyond it the longest break of the shift, wherever it is taken: breaks may be moved.
    fn over(&self) -> Option<At> {
        let since = self.agent.since;
        let row = self.rows.iter().map(|row| &row.shift).find(|s| s.until > since)?;
        if row.activity != Activity::Queue {
            return None;
        }
        let from = since.max(row.from);
        let longest = row.breaks.iter().map(|b| b.until.secs_since(b.from)).max().unwrap_or(0);
        let longest = u32::try_from(longest).unwrap_or(0).max(limits::BREAK_SECS_MIN);
        let planned = row.breaks.iter().filter(|b| b.from <= from.plus(longest) && b.until > from).map(|b| b.until);
        let over = planned.chain([from.plus(longest)]).max()?.plus(limits::BREAK_GRACE_SECS);
        (over < row.until && over > self.told.over && !self.is_away(over)).then_some(over)
    }
}

/// When the alert about somebody ends: when they have been back for a while, when the work is over, or when it is known
/// that they are absent.
fn ends(look: &Look<'_>, raised: At, back: bool) -> At {
    let agent = look.agent;
    let by_shift = look.ends(raised).unwrap_or(raised);
    let absent = agent.duty.absences.iter().filter(|a| a.until > raised).map(|a| a.from.max(raised)).min();
    let back = back.then(|| agent.since.plus(limits::BACK_SECS).max(raised));
    [Some(by_shift), absent, back].into_iter().flatten().min().unwrap_or(raised)
}

/// What comes next for an agent, and when. It is the same at any moment until something is told.
fn next_turn(floor: &Floor, id: AgentId) -> Option<(At, Next)> {
    let schedule = floor.schedule();
    let agent = floor.agent(id)?;
    let burns = |cause| floor.alerts().about(cause).map(|(alert, row)| (alert, row.raised_at));
    let (late, missing, over) = (burns(Cause::Late(id)), burns(Cause::Missing(id)), burns(Cause::BreakOver(id)));
    let left = floor.assignments().left(id).is_some();
    let rows = if left { &[] } else { schedule.published(id) };
    if rows.is_empty() && late.is_none() && missing.is_none() && over.is_none() {
        return None;
    }
    let told = schedule.parts.told.get(&id).copied().unwrap_or(Told { missing: At::FIRST, over: At::FIRST });
    let look = Look { agent, rows, told };
    let is_there = agent.presence != Presence::Off;
    let mut turns: Vec<(At, Next)> = Vec::new();
    if let Some((alert, raised)) = missing {
        turns.push((ends(&look, raised, is_there), Next::End(alert)));
    }
    if let Some((alert, raised)) = late {
        // From some minutes on it is an absence, which is told instead.
        let absent = raised.plus(limits::MISSING_SECS - limits::LATE_SECS);
        match missing {
            Some((_, since)) => turns.push((since, Next::End(alert))),
            None => {
                let end = ends(&look, raised, is_there);
                turns.push((end, Next::End(alert)));
                if !is_there && absent < end {
                    turns.push((absent, Next::Raise(Cause::Missing(id))));
                }
            }
        }
    }
    if let Some((alert, raised)) = over {
        turns.push((ends(&look, raised, agent.presence != Presence::Away), Next::End(alert)));
    }
    if !is_there && late.is_none() && missing.is_none() {
        turns.extend(look.missed(limits::LATE_SECS).map(|at| (at, Next::Raise(Cause::Late(id)))));
    }
    if agent.presence == Presence::Away && over.is_none() {
        turns.extend(look.over().map(|at| (at, Next::Raise(Cause::BreakOver(id)))));
    }
    turns.into_iter().min()
}

impl Floor {
    /// Makes anew what follows from the facts.
    pub(in crate::floor) fn plan_anew(&mut self) {
        self.recheck_all();
        (0..self.agents.len()).for_each(|i| self.look_after(AgentId(i as u16)));
    }

    /// Puts the next moment of an agent where it belongs now.
    pub(super) fn look_after(&mut self, agent: AgentId) {
        let at = next_turn(self, agent).map(|(at, _)| at);
        self.schedule.agenda.put(agent, at);
    }

    /// Agents whose next moment is not the one that follows from the facts.
    pub(super) fn broken_agenda(&self) -> Vec<String> {
        let agenda = &self.schedule.agenda;
        let wrong = (0..self.agents.len()).map(|i| AgentId(i as u16)).filter(|id| {
            let next = next_turn(self, *id).map(|(at, _)| at);
            !agenda.has(*id, next)
        });
        wrong.map(|id| format!("agent {}: the next moment of their plan is not the one that is kept", id.0)).collect()
    }

    /// Hears a fact that was folded in, which plans may rest on.
    pub(in crate::floor) fn schedule_hears(&mut self, at: At, event: &Event) {
        use crate::floor::{AssignmentEvent as A, PeopleEvent as P};
        match event {
            Event::PresenceSet { agent, .. } => self.look_after(*agent),
            Event::People(event) => {
                let Some(agent) = event.agent() else { return };
                if matches!(
                    event,
                    P::ShiftsSet { .. } | P::AbsenceSet { .. } | P::AbsenceDropped { .. } | P::AboutSet { .. }
                ) {
                    self.recheck(agent);
                }
                self.look_after(agent);
            }
            Event::Assignment(A::AgentRemoved { agent } | A::AgentRejoined { agent }) => {
                self.recheck(*agent);
                self.look_after(*agent);
            }
            Event::AlertRaised { cause, .. } => self.heard(at, *cause),
            Event::AlertEnded { alert } => {
                let cause = self.alerts.get(*alert).map(|row| row.cause);
                if let Some(Cause::Late(agent) | Cause::Missing(agent) | Cause::BreakOver(agent)) = cause {
                    self.look_after(agent);
                }
            }
            _ => {}
        }
    }

    /// An alert about somebody's adherence was raised: it is told up to here.
    fn heard(&mut self, at: At, cause: Cause) {
        let (Cause::Late(agent) | Cause::Missing(agent) | Cause::BreakOver(agent)) = cause else { return };
        let none = Told { missing: At::FIRST, over: At::FIRST };
        let told = self.schedule.parts.told.entry(agent).or_insert(none);
        match cause {
            Cause::BreakOver(_) => told.over = told.over.max(at),
            _ => told.missing = told.missing.max(at),
        }
        self.look_after(agent);
    }
}
