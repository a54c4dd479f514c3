//! Time as an input: what has run out by now.

use super::{At, Event, Floor};

/// The facts that the passing of time makes, at most `count_max` of them, oldest promise first.
/// Ask again until there are none.
pub fn due(floor: &Floor, now: At, count_max: usize) -> Vec<Event> {
    let index = floor.index();
    let passed = |order: &super::index::ByMoment| -> Vec<(At, super::ConversationId)> {
        order.iter().take_while(|(at, _)| *at < now).take(count_max).copied().collect()
    };
    let first = passed(&index.first_response_due)
        .into_iter()
        .map(|(at, conversation)| (at, Event::FirstResponseBreached { conversation, at }));
    let resolution = passed(&index.resolution_due)
        .into_iter()
        .map(|(at, conversation)| (at, Event::ResolutionBreached { conversation, at }));
    let back = index.snoozed.iter().take_while(|(at, _)| *at <= now).take(count_max);
    let woken = back.map(|(at, conversation)| (*at, Event::Woken { conversation: *conversation }));
    let mut events: Vec<_> = first.chain(resolution).chain(woken).collect();
    events.extend(super::promise::due(floor, now, count_max));
    events.extend(super::people::due(floor, now, count_max));
    events.extend(super::escalation::due(floor, now, count_max));
    events.extend(super::handoff::due(floor, now, count_max));
    events.extend(super::desk::due(floor, now, count_max));
    events.extend(super::assignment::due(floor, now, count_max));
    events.extend(super::schedule::due(floor, now, count_max));
    events.extend(super::source::due(floor, now, count_max));
    events.sort_by_key(|(at, _)| *at);
    events.truncate(count_max);
    let mut events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
    // Each room counts on from the alerts that there are; here they are told one after another.
    let raised = events.iter_mut().filter_map(|event| match event {
        Event::AlertRaised { alert, .. } => Some(alert),
        _ => None,
    });
    for (alert, next) in raised.zip(floor.alerts().next_id().0..) {
        alert.0 = next;
    }
    events
}
