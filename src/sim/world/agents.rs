//! Agents who answer, come and go.

use super::{Expect, Happening, POLL_SECS, SUPPORT, World, asked};
use crate::engine::Input;
use crate::floor::{
    AgentId, At, Command, ConversationId, Floor, Incoming, IncomingAuthor, IncomingKind, Kind, MentionKind, Overrule,
    Owner, Presence, State,
};
use crate::sim::day::Load;
use crate::sim::truth::Nature;
use std::collections::BTreeSet;

impl World {
    /// What whoever read a conversation says that it is, when it is none that needs an answer.
    pub(super) fn is_in_truth(&self, floor: &Floor, id: ConversationId) -> Command {
        let first = floor.conversation(id).and_then(|c| floor.mentions().get(c.first_mention));
        let truth = first.and_then(|m| self.truths().get(&m.key));
        let to = match truth.map(|t| t.nature) {
            Some(Nature::Spam) => Overrule::Spam,
            Some(Nature::Elsewhere) => Overrule::Elsewhere,
            Some(Nature::Quiet | Nature::Actionable) | None => {
                Overrule::Watch(truth.and_then(|t| t.kind).unwrap_or(Kind::Chatter))
            }
        };
        Command::Overrule { conversations: vec![id], to, lessons: Vec::new() }
    }

    pub(super) fn handle_secs(&mut self) -> u32 {
        self.agents.lognormal(self.day.handle_secs * 0.85, 0.55).clamp(25.0, 3600.0) as u32
    }

    pub(super) fn answer(
        &mut self,
        agent: AgentId,
        id: ConversationId,
        at: At,
        floor: &Floor,
        inputs: &mut Vec<(Expect, Input)>,
    ) {
        let Some(c) = floor.conversation(id) else { return };
        let here = floor.agent(agent).is_some_and(|a| a.presence == Presence::Available);
        if c.owner != Some(Owner::of(agent)) || c.waiting_since.is_none() {
            return;
        }
        if !here {
            self.at(at.plus(600), Happening::Answer(agent, id));
            return;
        }
        let Some((key, post)) = self.post_of(floor, id) else {
            if self.day.load == Load::Full {
                inputs.push((Expect::Nothing, asked(self.is_in_truth(floor, id))));
            }
            return;
        };
        let post = post.clone();
        let needs_none = matches!(post.intent, "spam") || (post.intent == "chatter" && self.agents.happens(0.6));
        if needs_none {
            inputs.push((Expect::Nothing, asked(Command::Resolve { conversations: vec![id] })));
            return;
        }
        let name = floor.agent(agent).map(|a| a.name.clone()).unwrap_or_default();
        let text = self.texts.reply(&mut self.agents, post.lang, &name);
        let external = self.external();
        let author = IncomingAuthor {
            external: SUPPORT.trim_start_matches('@').to_owned(),
            name: SUPPORT.to_owned(),
            followers: Some(88_400),
            ours: true,
        };
        let what = IncomingKind::Written { kind: MentionKind::Reply, text, agent: Some(name) };
        self.send(post.network, &Incoming { external, parent: Some(post.external.clone()), at, author, what });
        if self.agents.happens(0.35) {
            let wait = 90 + self.customers.wait(600.0);
            self.at(at.plus(wait), Happening::Followup(key));
        }
        let wait = POLL_SECS * 3 + self.agents.wait(300.0);
        self.at(at.plus(wait), Happening::Close(agent, id));
    }

    pub(super) fn shift(
        &mut self,
        agent: AgentId,
        presence: Presence,
        reason: &str,
        floor: &Floor,
        inputs: &mut Vec<(Expect, Input)>,
    ) {
        let command = Command::SetPresence { agent, presence, reason: reason.to_owned() };
        inputs.push((Expect::Nothing, asked(command)));
        if presence == Presence::Off {
            let held: Vec<ConversationId> = self
                .held
                .remove(&agent)
                .unwrap_or_default()
                .into_iter()
                .filter(|id| floor.conversation(*id).is_some_and(|c| c.owner == Some(Owner::of(agent))))
                .collect();
            if !held.is_empty() {
                inputs.push((Expect::Nothing, asked(Command::Release { conversations: held })));
            }
        }
    }

    /// After the program was killed: whoever had something in hand goes on with it.
    pub(in crate::sim) fn resume(&mut self, floor: &Floor, now: At) {
        let planned: BTreeSet<ConversationId> = self
            .queue
            .values()
            .filter_map(|h| match h {
                Happening::Answer(_, id) => Some(*id),
                _ => None,
            })
            .collect();
        let forgotten: Vec<(AgentId, ConversationId)> = floor
            .conversations()
            .filter(|(id, c)| c.state == State::Assigned && !planned.contains(id))
            .filter_map(|(id, c)| Some((c.owner?.agent(), id)))
            .collect();
        for (agent, id) in forgotten {
            let wait = self.handle_secs();
            self.at(now.plus(wait), Happening::Answer(agent, id));
        }
    }
}
