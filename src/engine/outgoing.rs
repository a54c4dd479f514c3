//! What the engine has an eye on in what we ourselves say: answers that are all alike, customers who turned round, how
//! long work takes, and how many are sent elsewhere.

use crate::floor::{
    AgentId, AlertId, At, Cause, ConversationId, Event, Floor, HandoffEvent, Intent, Level, MentionId, Owner, State,
};
use crate::limits;
use crate::measure;
use crate::triage::alike::{ALIKE_MANY, ALIKE_SECS, AlikeGroup, Outgoing};
use std::collections::BTreeMap;

/// Seconds between two looks at shares and groups.
const LOOK_SECS: i64 = 60;
/// The period that the channel-switch rate is of.
const SWITCH_SECS: u32 = 3600;
/// How grave these alerts are.
const SEVERITY: u8 = 3;
/// A handle time longer than a day is a conversation that somebody forgot, not work.
const HANDLE_SECS_MAX: i64 = 24 * 3600;

/// The eye on ourselves. What it found is facts of the floor; what it remembers beside them is of the last half hour.
#[derive(Default)]
pub(super) struct OwnVoice {
    said: Outgoing,
    /// The mentions and answers that were looked at.
    mentions: Option<usize>,
    replies: u32,
    changes: Option<u64>,
    /// When it last looked.
    looked: Option<At>,
    /// Since when somebody has a conversation, and who.
    working: BTreeMap<ConversationId, (AgentId, At)>,
    next_look: Option<At>,
    /// Groups of answers that are alike.
    pub(super) alike: Vec<AlikeGroup>,
}

impl OwnVoice {
    /// What there is to tell now. `words` gives the words of a mention.
    pub(super) fn look(&mut self, floor: &Floor, now: At, words: &mut dyn FnMut(MentionId) -> String) -> Vec<Event> {
        let mut events = Vec::new();
        self.follow(floor, now, &mut events);
        self.listen(floor, now, words);
        if self.next_look.is_none_or(|at| at <= now || at.secs_since(now) > LOOK_SECS) {
            self.next_look = Some(now.plus(LOOK_SECS as u32));
            self.said.forget(now);
            self.alike = self.said.groups(now);
            let mut next = floor.alerts().next_id().0;
            self.tell_alike(floor, &mut next, &mut events);
            tell_switching(floor, now, &mut next, &mut events);
        }
        events
    }

    /// Takes up what we said since the last look: answers approved here, and those that a network told of.
    fn listen(&mut self, floor: &Floor, now: At, words: &mut dyn FnMut(MentionId) -> String) {
        let recent = now.minus(ALIKE_SECS);
        let rows = floor.mentions().rows();
        // After a restart the last half hour is looked at again; it lies among the newest.
        let from = self.mentions.unwrap_or(rows.len().saturating_sub(limits::OUTGOING_LOOKED_THROUGH_MAX));
        for (i, row) in rows.iter().enumerate().skip(from.min(rows.len())) {
            // What went out by ourselves is heard when it is approved.
            let ours = floor.authors().get(row.author).is_some_and(|a| a.ours) && !floor.outside().is_ours(row.key);
            let of = row.conversation().and_then(|id| floor.conversation(id));
            let (true, Some(c)) = (ours && row.at >= recent, of) else { continue };
            let text = words(MentionId(i as u32));
            self.said.say(c.handle, row.agent().or(c.owner.map(Owner::agent)), row.at, &text);
        }
        self.mentions = Some(rows.len());
        let newest: Vec<_> = floor.handoffs().replies().take_while(|(id, _)| id.0 >= self.replies).collect();
        for (_, reply) in newest.into_iter().rev() {
            let Some(c) = floor.conversation(reply.conversation) else { continue };
            if reply.at >= recent {
                self.said.say(c.handle, reply.said.agent, reply.at, &reply.said.text);
            }
        }
        self.replies = floor.handoffs().replied();
    }

    /// Looks at the conversations that changed: who began to work on them, who ended, and who is glad now.
    fn follow(&mut self, floor: &Floor, now: At, events: &mut Vec<Event>) {
        let changed = self.changes.and_then(|mark| floor.changes().since(mark));
        let changed: std::collections::BTreeSet<ConversationId> = match changed {
            Some(changed) => changed.collect(),
            // The first look, or too much changed: what work began when is not known.
            None => {
                self.working.clear();
                Default::default()
            }
        };
        self.changes = Some(floor.changes().mark());
        let before = self.looked.replace(now).unwrap_or(now);
        let given = |agent: AgentId| floor.agent(agent).and_then(|a| a.last_assigned).is_some_and(|at| at >= before);
        for id in changed {
            let Some(c) = floor.conversation(id) else { continue };
            let agent = c.owner.map(Owner::agent).filter(|_| c.state == State::Assigned);
            match (self.working.get(&id).copied(), agent) {
                // What somebody had before this program looked began at a moment that is not known.
                (None, Some(agent)) if given(agent) && self.working.len() < limits::WORKING_MAX => {
                    self.working.insert(id, (agent, now));
                }
                (Some((before, _)), Some(agent)) if before != agent => {
                    self.working.insert(id, (agent, now));
                }
                (Some((_, since)), None) => {
                    self.working.remove(&id);
                    let answered = c.answered_at.is_some_and(|at| at >= since);
                    let resolved = c.resolved_at.is_some_and(|at| at >= since);
                    let secs = now.secs_since(since);
                    if (answered || resolved) && (0..=HANDLE_SECS_MAX).contains(&secs) {
                        let intent = floor.mentions().reading(c.first_mention).map_or(Intent::Other, |r| r.intent);
                        let secs = u32::try_from(secs).unwrap_or(0);
                        events.push(Event::Handoff(HandoffEvent::Handled { conversation: id, intent, secs }));
                    }
                }
                _ => {}
            }
            if !floor.handoffs().turned().contains_key(&id) && measure::turned_round(floor, id) {
                events.push(Event::Handoff(HandoffEvent::TurnedRound { conversation: id }));
            }
        }
    }

    /// Answers that are alike: an alert for each account, which ends when they are few again.
    fn tell_alike(&self, floor: &Floor, next: &mut u32, events: &mut Vec<Event>) {
        for group in &self.alike {
            let cause = Cause::Alike(group.handle);
            let figure = group.count as u64;
            match floor.alerts().about(cause) {
                None => {
                    let alert = AlertId(*next);
                    *next += 1;
                    let (level, severity, expected) = (Level::Watch, SEVERITY, ALIKE_MANY as u64);
                    events.push(Event::AlertRaised { alert, cause, level, severity, figure, expected });
                }
                Some((alert, row)) if row.figure != figure => {
                    events.push(Event::AlertMoved { alert, level: row.level, severity: row.severity, figure });
                }
                Some(_) => {}
            }
        }
        for (alert, row) in floor.alerts().burning() {
            if let Cause::Alike(handle) = row.cause
                && !self.alike.iter().any(|group| group.handle == handle)
            {
                events.push(Event::AlertEnded { alert });
            }
        }
    }
}

/// The alert about too many that are sent elsewhere.
fn tell_switching(floor: &Floor, now: At, next: &mut u32, events: &mut Vec<Event>) {
    let rate = measure::switching(floor, now.minus(SWITCH_SECS), now);
    let burning = floor.alerts().about(Cause::Switching);
    let figure = rate.ratio().map_or(0, |r| (r * 100.0).round() as u64);
    match (burning, rate.is_alarming(burning.is_some())) {
        (None, true) => {
            let alert = AlertId(*next);
            *next += 1;
            let (cause, expected) = (Cause::Switching, measure::SWITCH_ALERT_PCT);
            events.push(Event::AlertRaised { alert, cause, level: Level::Watch, severity: SEVERITY, figure, expected });
        }
        (Some((alert, row)), true) if row.figure.abs_diff(figure) >= 5 => {
            events.push(Event::AlertMoved { alert, level: row.level, severity: row.severity, figure });
        }
        (Some((alert, _)), false) => events.push(Event::AlertEnded { alert }),
        _ => {}
    }
}
