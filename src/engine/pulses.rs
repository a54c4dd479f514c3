//! The pulse of each channel: whether far more, or far less, is written there than at this hour of its week.

use crate::floor::{AlertId, At, Cause, ChannelId, Event, Floor, Level};
use crate::measure::{Alert, Pulse, WeekMinute};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Seconds of one count.
const COUNT_SECS: u32 = 60;
/// False alarms of each kind that a channel may raise in a week.
const FALSE_ALARMS_PER_WEEK: f64 = 1.0;
/// Seconds of the past that a pulse is learnt from when the program is opened.
const LEARNT_SECS: u32 = 28 * 24 * 3600;
/// From this severity on it is an alarm.
const ALARM_SEVERITY: u8 = 5;

/// The pulses of all channels that anything was written on.
#[derive(Debug, Default)]
pub(super) struct Pulses {
    of: BTreeMap<ChannelId, Pulse>,
    learnt: bool,
}

impl Pulses {
    /// Something was written on a channel.
    pub(super) fn add(&mut self, channel: ChannelId, at: At) {
        self.pulse(channel).add(at, 1);
    }

    fn pulse(&mut self, channel: ChannelId) -> &mut Pulse {
        self.of.entry(channel).or_insert_with(|| Pulse::new(COUNT_SECS, FALSE_ALARMS_PER_WEEK))
    }

    /// The pulse of a channel.
    pub(super) fn get(&self, channel: ChannelId) -> Option<&Pulse> {
        self.of.get(&channel)
    }

    /// Learns what is usual from the last four weeks on the floor, once.
    pub(super) fn learn(&mut self, floor: &Floor, now: At, zone: &TimeZone) {
        if std::mem::replace(&mut self.learnt, true) {
            return;
        }
        let from = now.minus(LEARNT_SECS);
        let recent = floor.mentions().rows().iter().filter(|m| m.at >= from && m.at < now);
        let mut written: Vec<(At, ChannelId)> = recent
            .filter(|m| floor.authors().get(m.author).is_some_and(|a| !a.ours))
            .filter_map(|m| Some((m.at, floor.conversation(m.conversation()?)?.channel)))
            .collect();
        written.sort_unstable();
        let Some((first, _)) = written.first().copied() else { return };
        let mut next = written.into_iter().peekable();
        let mut minute = first.plus(COUNT_SECS);
        while minute < now {
            while let Some((at, channel)) = next.next_if(|(at, _)| *at < minute) {
                self.add(channel, at);
            }
            let local = week_minute(minute, zone);
            for pulse in self.of.values_mut() {
                let _ = pulse.tick(minute, local); // what stood out then was told then
            }
            minute = minute.plus(COUNT_SECS);
        }
    }

    /// Lets a minute pass, and tells what stands out since.
    pub(super) fn tick(&mut self, floor: &Floor, now: At, zone: &TimeZone, next: &mut u32) -> Vec<Event> {
        let local = week_minute(now, zone);
        let mut events = Vec::new();
        for (channel, pulse) in &mut self.of {
            let Some(change) = pulse.tick(now, local) else { continue };
            for cause in [Cause::Spike(*channel), Cause::Silence(*channel)] {
                let raised = change.raised.filter(|alert| cause_of(*channel, alert) == cause);
                let burning = floor.alerts().about(cause);
                match (raised, burning) {
                    (Some(alert), None) => {
                        let (figure, expected) = figures(&alert);
                        let (severity, level) = (alert.severity(), level(alert.severity()));
                        events.push(Event::AlertRaised {
                            alert: AlertId(*next),
                            cause,
                            level,
                            severity,
                            figure,
                            expected,
                        });
                        *next += 1;
                    }
                    (Some(alert), Some((id, was))) if alert.severity() != was.severity => {
                        let (severity, level) = (alert.severity(), level(alert.severity()));
                        let figure = figures(&alert).0;
                        events.push(Event::AlertMoved { alert: id, level, severity, figure });
                    }
                    (None, Some((id, _))) if change.ended.is_some_and(|alert| cause_of(*channel, &alert) == cause) => {
                        events.push(Event::AlertEnded { alert: id });
                    }
                    _ => {}
                }
            }
        }
        events
    }
}

fn level(severity: u8) -> Level {
    if severity >= ALARM_SEVERITY { Level::Alarm } else { Level::Watch }
}

fn cause_of(channel: ChannelId, alert: &Alert) -> Cause {
    match alert {
        Alert::Spike(_) => Cause::Spike(channel),
        Alert::Quiet(_) => Cause::Silence(channel),
    }
}

/// Mentions and mentions expected; of a silence its seconds and the mentions expected.
fn figures(alert: &Alert) -> (u64, u64) {
    match alert {
        Alert::Spike(spike) => (u64::from(spike.count), spike.expected.round().max(0.0) as u64),
        Alert::Quiet(quiet) => (u64::from(quiet.secs), quiet.expected.round().max(0.0) as u64),
    }
}

/// The minute of the local week, from Monday 00:00.
pub(super) fn week_minute(at: At, zone: &TimeZone) -> WeekMinute {
    let local = at.timestamp().to_zoned(zone.clone());
    let day = u32::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0);
    WeekMinute::of(day * 1_440 + u32::from(local.hour().unsigned_abs()) * 60 + u32::from(local.minute().unsigned_abs()))
}
