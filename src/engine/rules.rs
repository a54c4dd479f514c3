//! The rules of alerts, asked at every turn: as soon as a figure changes, and when time alone changes it.

use super::watch::offered;
use crate::floor::desk::{Change, Phase, step};
use crate::floor::tally::IntervalId;
use crate::floor::{AlertId, At, Cause, Event, Figure, Floor, Level, Rule};
use crate::measure;
use std::collections::BTreeMap;

/// What the engine remembers of the rules between two looks. After a start a wait begins anew; an alert that burns
/// burns on.
#[derive(Debug, Default)]
pub(super) struct Rules {
    against: BTreeMap<u16, At>,
    next: Option<At>,
}

impl Rules {
    /// Alerts that begin and end now. `next` is the number of the next alert.
    pub(super) fn look(&mut self, floor: &Floor, now: At, next: &mut u32) -> Vec<Event> {
        let mut events = Vec::new();
        self.next = None;
        self.against.retain(|id, _| floor.desks().rule(*id).is_some_and(|rule| rule.is_on));
        for (id, rule) in floor.desks().rules().filter(|(_, rule)| rule.is_on) {
            let figure = figure_of(floor, rule, now);
            let burns = floor.alerts().about(Cause::Threshold(id)).map(|(alert, _)| alert);
            let phase = Phase { is_on: burns.is_some(), against_since: self.against.get(&id).copied() };
            let (phase, change) = step(rule, phase, figure, now);
            match phase.against_since {
                Some(since) => drop(self.against.insert(id, since)),
                None => drop(self.against.remove(&id)),
            }
            match (change, burns) {
                (Change::Raise, _) => {
                    events.push(raised(AlertId(*next), id, rule, figure));
                    *next += 1;
                }
                (Change::End, Some(alert)) => events.push(Event::AlertEnded { alert }),
                (Change::At(at), _) => self.wake(at),
                _ => {}
            }
            if let Some(at) = passes_at(floor, rule, now) {
                self.wake(at);
            }
        }
        events.extend(orphans(floor));
        events
    }

    /// When it wants to look although nothing came.
    pub(super) fn next_look(&self) -> Option<At> {
        self.next
    }

    fn wake(&mut self, at: At) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

fn raised(alert: AlertId, id: u16, rule: &Rule, figure: u64) -> Event {
    Event::AlertRaised {
        alert,
        cause: Cause::Threshold(id),
        level: rule.level,
        severity: rule.severity,
        figure,
        expected: u64::from(rule.on_at),
    }
}

/// The ends of alerts whose rule was dropped or put to rest while they burnt.
fn orphans(floor: &Floor) -> impl Iterator<Item = Event> + '_ {
    floor.alerts().burning().filter_map(|(alert, row)| match row.cause {
        Cause::Threshold(id) if !floor.desks().rule(id).is_some_and(|rule| rule.is_on) => {
            Some(Event::AlertEnded { alert })
        }
        _ => None,
    })
}

/// What a rule looks at, now.
fn figure_of(floor: &Floor, rule: &Rule, now: At) -> u64 {
    let index = floor.index();
    let of = |by_channel: &[usize], all: usize| match rule.channel {
        Some(channel) => by_channel.get(channel.index()).copied().unwrap_or(0),
        None => all,
    };
    match rule.figure {
        Figure::Waiting => of(&index.waiting_by_channel, index.waiting.len()) as u64,
        Figure::OldestSecs => {
            index.waiting.first().map_or(0, |(since, _)| u64::try_from(now.secs_since(*since)).unwrap_or(0))
        }
        Figure::Breached => of(&index.breached_by_channel, index.first_response_breached.len()) as u64,
        Figure::Unowned => index.unowned as u64,
        Figure::Exposure => u64::try_from(floor.exposed().value(now) / 60).unwrap_or(u64::MAX),
        Figure::Load => {
            let interval = IntervalId(IntervalId::of(now).0.saturating_sub(1));
            measure::load(&offered(floor, interval)).centi().map_or(u64::MAX, u64::from)
        }
        Figure::Unseen => {
            let alarms = floor.alerts().burning().filter(|(_, a)| is_unseen_alarm(a, now)).count();
            (alarms + floor.escalations().waiting().count()) as u64
        }
    }
}

fn is_unseen_alarm(alert: &crate::floor::Alert, now: At) -> bool {
    alert.level == Level::Alarm && alert.is_unseen(now) && !matches!(alert.cause, Cause::Threshold(_))
}

/// When time alone takes the figure past the rule's beginning.
fn passes_at(floor: &Floor, rule: &Rule, now: At) -> Option<At> {
    let (since, _) = floor.index().waiting.first().filter(|_| rule.figure == Figure::OldestSecs)?;
    Some(since.plus(rule.on_at)).filter(|at| *at > now)
}
