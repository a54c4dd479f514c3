//! What time does to hand-offs and claims.

use super::decide::in_the_trail;
use super::{HandoffEvent, HandoffId, HandoffStage};
use crate::floor::escalation::What;
use crate::floor::{AlertId, At, Cause, ConversationId, Event, Floor, Level};

/// How grave an alert about a hand-off is: as a viral one that just reaches its threshold.
const BACK_SEVERITY: u8 = 5;

/// What has run out by now, with the moment that it did, at most `count_max` facts.
pub(in crate::floor) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let handoffs = floor.handoffs();
    let passed = handoffs.deadlines.iter().take_while(|(at, _)| *at <= now).take(count_max);
    let mut events: Vec<(At, Event)> = Vec::new();
    for (at, id) in passed {
        let Some(event) = ran_out(floor, *at, *id) else { continue };
        // Said first: while it is not said, the hand-off that came back is told again.
        if let (HandoffEvent::CameBack { .. }, Some(row)) = (&event, floor.handoffs().get(*id)) {
            let words = format!("back from {}: nobody accepted it in time", row.packet.way.word());
            events.extend(in_the_trail(floor, row.conversation, What::Status { words }).map(|line| (*at, line)));
        }
        events.push((*at, Event::Handoff(event)));
    }
    events.truncate(count_max);
    let claims = handoffs.claims_due.iter().take_while(|(at, _)| *at < now).take(count_max);
    events.extend(claims.map(|(at, conversation)| {
        (*at, Event::Handoff(HandoffEvent::CorrectionBreached { conversation: *conversation, at: *at }))
    }));
    // Alerts follow from what is so, so that none is lost when only a part of what ran out is told at once.
    if events.is_empty() {
        events.extend(alerts(floor, now).into_iter().take(count_max));
    }
    events
}

fn ran_out(floor: &Floor, at: At, id: HandoffId) -> Option<HandoffEvent> {
    let handoff = floor.handoffs().get(id)?;
    Some(match handoff.back_at() {
        Some(back) if back == at => HandoffEvent::CameBack { handoff: id, at },
        _ => HandoffEvent::CallMissed { handoff: id, at },
    })
}

/// Alerts that begin because a hand-off is back or a call was missed, and those that end because it is settled.
fn alerts(floor: &Floor, now: At) -> Vec<(At, Event)> {
    let mut next = floor.alerts().next_id().0;
    let mut events = Vec::new();
    for id in &floor.handoffs().unsettled {
        let Some(conversation) = floor.handoffs().get(*id).map(|h| h.conversation) else { continue };
        let cause = Cause::HandoffBack(conversation);
        if !is_unsettled(floor, conversation) || floor.alerts().about(cause).is_some() {
            continue;
        }
        let figure = u64::from(super::ACCEPT_SECS / 60);
        let (level, severity) = (Level::Alarm, BACK_SEVERITY);
        let alert = AlertId(next);
        next += 1;
        events.push((now, Event::AlertRaised { alert, cause, level, severity, figure, expected: figure }));
    }
    for (alert, row) in floor.alerts().burning() {
        if let Cause::HandoffBack(conversation) = row.cause
            && !is_unsettled(floor, conversation)
        {
            events.push((now, Event::AlertEnded { alert }));
        }
    }
    events
}

/// Whether a conversation has a hand-off that somebody must look at. What was resolved needs nobody.
fn is_unsettled(floor: &Floor, id: ConversationId) -> bool {
    let open = floor.conversation(id).is_some_and(|c| c.state != crate::floor::State::Resolved);
    let back = floor.handoffs().open_of(id).is_some_and(|(_, h)| h.missed || matches!(h.stage, HandoffStage::Back(_)));
    open && back
}

/// When something runs out next.
pub(in crate::floor) fn next_deadline(floor: &Floor) -> Option<At> {
    let handoffs = floor.handoffs();
    let first = |at: Option<At>| at.into_iter();
    first(handoffs.deadlines.first().map(|(at, _)| *at)).chain(handoffs.claims_due.first().map(|(at, _)| *at)).min()
}
