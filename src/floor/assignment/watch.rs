//! What is left lying: nobody on duty while somebody waits, what does not move, what nobody was given.

use super::TimerDoes;
use super::load::queued_since;
use crate::floor::{AlertId, At, Cause, ConversationId, Event, Floor, Level};
use crate::limits;

/// Seconds after the newest fact in which the floor is taken to be live: an import of last year alarms nobody.
const AWAKE_SECS: i64 = 6 * 3600;
/// Of those who wait longest, how many are asked whether anybody could take them.
const ORPHANS_LOOKED_AT: usize = 16;
/// How grave it is when nobody is there, and when one does not move.
const UNSTAFFED_SEVERITY: u8 = 9;
const STUCK_SEVERITY: u8 = 4;

/// The alerts that begin and end now, and when to look again although nothing happens.
///
/// - Nobody on duty: somebody waits, there is a team, and nobody of it who takes from the queue is at work: seniors who
///   are called for by name alone leave it waiting. It ends when somebody comes or nobody waits.
/// - Stuck: who has a conversation has not answered it for the time that the rules say; or it waits in the queue so long
///   although somebody there could take it. It ends when it is answered, given to somebody or closed. At most
///   [`limits::STUCK_ALERTS_MAX`] burn at once: of more, those that have waited longest.
pub fn watch(floor: &Floor, now: At) -> (Vec<Event>, Option<At>) {
    let mut events = Vec::new();
    let mut next = floor.alerts().next_id();
    let mut raise = |cause, level, severity, figure, expected| {
        let alert = next;
        next = AlertId(next.0 + 1);
        Event::AlertRaised { alert, cause, level, severity, figure, expected }
    };
    let burning = floor.alerts().about(Cause::Unstaffed);
    match (is_unstaffed(floor, now), burning) {
        (true, None) => {
            let waiting = floor.assignments().oldest().len() as u64;
            events.push(raise(Cause::Unstaffed, Level::Alarm, UNSTAFFED_SEVERITY, waiting, 0));
        }
        (false, Some((alert, _))) => events.push(Event::AlertEnded { alert }),
        _ => {}
    }
    let mut burn = 0;
    for (alert, row) in floor.alerts().burning() {
        match row.cause {
            Cause::Stuck(id) if waits_secs(floor, id, now).is_some() => burn += 1,
            Cause::Stuck(_) => events.push(Event::AlertEnded { alert }),
            _ => {}
        }
    }
    for id in stuck(floor, now).take(limits::STUCK_ALERTS_MAX.saturating_sub(burn)) {
        let (secs, most) = waits_secs(floor, id, now).unwrap_or_default();
        events.push(raise(Cause::Stuck(id), Level::Watch, STUCK_SEVERITY, secs, most));
    }
    (events, next_look(floor, now))
}

fn is_unstaffed(floor: &Floor, now: At) -> bool {
    let live = floor.at().is_some_and(|newest| now.secs_since(newest) < AWAKE_SECS);
    let team = floor.agents().len() > floor.assignments().kept.left.len();
    let somebody = || floor.on_duty(None, now).any(|(_, agent)| agent.profile.takes_queue);
    live && team && !floor.assignments().oldest().is_empty() && !somebody()
}

/// Seconds after which who has a conversation should have moved it.
fn held_secs(floor: &Floor) -> u32 {
    let rules = floor.assignments().rules();
    let timer = rules.timer_secs.filter(|_| rules.timer_does == TimerDoes::Raise);
    timer.map_or(rules.stuck_secs, |secs| secs.min(rules.stuck_secs))
}

/// How long a conversation has not moved and how long it might, when that is too long.
fn waits_secs(floor: &Floor, id: ConversationId, now: At) -> Option<(u64, u64)> {
    let a = floor.assignments();
    let queued = || floor.conversation(id).and_then(queued_since).map(|at| (at, a.rules().stuck_secs));
    let (since, most) = a.held_since(id).map(|at| (at, held_secs(floor))).or_else(queued)?;
    let secs = now.secs_since(since);
    (secs >= i64::from(most)).then_some((secs as u64, u64::from(most)))
}

/// What does not move and burns in no alert yet, oldest first.
fn stuck(floor: &Floor, now: At) -> impl Iterator<Item = ConversationId> {
    let a = floor.assignments();
    let (held, queue) = (held_secs(floor), a.rules().stuck_secs);
    let is_new = |id: &ConversationId| floor.alerts().about(Cause::Stuck(*id)).is_none();
    let late = move |at: At, secs: u32| at.plus(secs) <= now;
    let owned = a.held.iter().take_while(move |(at, _)| late(*at, held)).map(|(_, id)| *id).filter(is_new);
    let old = a.oldest.iter().take_while(move |(at, _)| late(*at, queue)).map(|(_, id)| *id).filter(is_new);
    let orphans = old.take(ORPHANS_LOOKED_AT).filter(move |id| floor.eligible(*id, now).next().is_some());
    owned.chain(orphans)
}

/// When the next one will have waited too long.
fn next_look(floor: &Floor, now: At) -> Option<At> {
    let a = floor.assignments();
    let next = |order: &crate::floor::ByMoment, secs: u32| {
        let from = now.minus(secs).plus(1);
        order.range((from, ConversationId(0))..).next().map(|(at, _)| at.plus(secs))
    };
    [next(&a.held, held_secs(floor)), next(&a.oldest, a.rules().stuck_secs)].into_iter().flatten().min()
}
