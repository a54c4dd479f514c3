//! The lead, who gives what waits to those who answer.

use super::{Expect, World, asked, conversation_of};
use crate::engine::Input;
use crate::floor::{AgentId, At, BeyondCapacity, Command, ConversationId, Floor, State};
use crate::sim::day::Load;
use crate::sim::truth::Tale;
use std::collections::BTreeSet;

/// Assignments that a lead makes in one look.
const ASSIGN_MAX: usize = 24;
/// Mentions that turn out to be nothing for us, given out in one look on a full day: somebody must look at them.
const GLANCES_MAX: usize = 2;

impl World {
    /// Now and then the lead looks for customers who wrote again and whom nobody has.
    pub(super) fn sweep(&mut self, floor: &Floor, at: At) {
        if at.secs_since(self.swept) < 60 {
            return;
        }
        self.swept = at;
        let unowned = |c: &crate::floor::Conversation| {
            c.is_open() && c.waiting_since.is_some() && c.owner.is_none() && c.first_response_at.is_some()
        };
        let mut found: Vec<_> =
            floor.conversations().filter(|(_, c)| unowned(c)).map(|(id, c)| (c.waiting_since, id)).collect();
        found.sort_unstable();
        self.requeue = found.into_iter().map(|(_, id)| id).collect();
    }

    /// The lead gives what waits longest to whoever has room, in their language if somebody speaks it.
    pub(super) fn lead(&mut self, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        let mut free: Vec<(AgentId, usize)> = floor
            .agents()
            .iter()
            .enumerate()
            .map(|(i, a)| (AgentId(i as u16), a.free_slots()))
            .filter(|(_, slots)| *slots > 0)
            .collect();
        if free.is_empty() {
            return;
        }
        let index = floor.index();
        let mut waiting: Vec<ConversationId> = Vec::new();
        for _ in 0..self.requeue.len() {
            waiting.extend(self.requeue.pop_front());
        }
        waiting.extend(self.needing(floor));
        let mut glances = 0;
        let due = index.first_response_breached.iter().chain(&index.first_response_due).map(|(_, id)| *id);
        waiting.extend(due.take(ASSIGN_MAX * 16));
        let mut given = BTreeSet::new();
        for id in waiting {
            let wants = floor.conversation(id).is_some_and(|c| {
                c.owner.is_none() && c.waiting_since.is_some() && !matches!(c.state, State::Resolved | State::Snoozed)
            });
            if !wants || given.contains(&id) || self.is_story(floor, id) {
                continue;
            }
            // A line of the golden case that opened a conversation of its own is left alone like the case itself.
            let truth = self.truth_of(floor, id).filter(|_| self.day.load == Load::Full);
            let is_noise = truth.is_some_and(|t| !t.is_actionable());
            if truth.is_some_and(|t| t.tale == Some(Tale::Golden)) || (is_noise && glances == GLANCES_MAX) {
                continue;
            }
            let lang = self.lang_of(floor, id);
            let speaks = |agent: AgentId| floor.agent(agent).is_some_and(|a| a.languages.iter().any(|l| l == lang));
            let Some(place) = free
                .iter()
                .position(|(a, slots)| *slots > 0 && speaks(*a))
                .or_else(|| free.iter().position(|(_, slots)| *slots > 0))
                .filter(|_| given.len() < ASSIGN_MAX)
            else {
                break; // no room now; the next look begins with what waits then
            };
            free[place].1 -= 1;
            given.insert(id);
            let agent = free[place].0;
            let command = Command::Assign { conversations: vec![id], agent, beyond_capacity: BeyondCapacity::Refuse };
            glances += usize::from(is_noise);
            let expect = if is_noise { Expect::Glanced(agent, id) } else { Expect::Assigned(agent, vec![id]) };
            inputs.push((expect, asked(command)));
        }
    }

    /// On a full day: conversations of people who need us, longest first. Whoever reads the queue sees at a glance
    /// which those are; where the floor says that nobody waits, nobody looks.
    pub(super) fn needing(&mut self, floor: &Floor) -> Vec<ConversationId> {
        let wants = |key: u64| {
            conversation_of(floor, key)
                .map(|(id, c)| (id, c.owner.is_none() && c.waiting_since.is_some() && c.is_open()))
        };
        self.needs.retain(|key| wants(*key).is_none_or(|(_, waits)| waits));
        self.needs.iter().filter_map(|key| wants(*key).map(|(id, _)| id)).take(ASSIGN_MAX * 4).collect()
    }

    /// The golden case is left to the person at the desk: what becomes of it is what they do.
    pub(super) fn is_story(&self, floor: &Floor, id: ConversationId) -> bool {
        self.root.is_some_and(|root| conversation_of(floor, root).is_some_and(|(story, _)| story == id))
    }

    pub(super) fn lang_of(&self, floor: &Floor, id: ConversationId) -> &'static str {
        self.post_of(floor, id).map_or("en", |(_, post)| post.lang)
    }
}
