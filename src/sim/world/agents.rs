//! Agents who answer, come and go.

use super::{Expect, Happening, POLL_SECS, SUPPORT, World, asked};
use crate::engine::Input;
use crate::floor::{
    AgentId, At, Command, ConversationId, Floor, Incoming, IncomingAuthor, IncomingKind, Kind, MentionKind, Overrule,
    Owner, PeopleCommand, Presence, State,
};
use crate::sim::Chance;
use crate::sim::day::{Day, Load};
use crate::sim::people::Worker;
use crate::sim::truth::Nature;
use std::collections::BTreeSet;

impl World {
    /// When people come, rest and go.
    pub(super) fn plan_shifts(&mut self) {
        let from = self.day.from;
        for (n, worker) in self.team.clone().into_iter().enumerate() {
            let agent = AgentId(n as u16);
            for kept in worker.days.iter().filter_map(|day| day.kept) {
                let pause = kept.pause.0 < kept.until && kept.pause.1 < kept.until;
                let steps = [
                    Some((kept.from, Presence::Available, "")),
                    pause.then_some((kept.pause.0, Presence::Away, "break")),
                    pause.then_some((kept.pause.1, Presence::Available, "")),
                    Some((kept.forgotten_until.unwrap_or(kept.until), Presence::Off, "")),
                ];
                let steps = || steps.into_iter().flatten();
                // Whoever began before the day is played is there from its start.
                let now = steps().rfind(|(at, _, _)| *at <= from).filter(|(_, p, _)| *p != Presence::Off);
                if let Some((_, presence, reason)) = now {
                    self.at(from.plus(2), Happening::Shift(agent, presence, reason));
                }
                for (at, presence, reason) in steps().filter(|(at, _, _)| *at > from.plus(2)) {
                    self.at(at, Happening::Shift(agent, presence, reason));
                }
                if kept.forgotten_until.is_some() {
                    self.at(kept.until, Happening::Gone(agent));
                }
            }
        }
        for (agent, at) in leaving(&self.day, &self.team, self.seed) {
            self.at(at, Happening::Leaves(agent));
        }
    }

    /// Somebody leaves the team for good, in the middle of what they do, and says nothing about it.
    pub(super) fn leaves(&mut self, agent: AgentId, at: At, inputs: &mut Vec<(Expect, Input)>) {
        self.left.insert(agent);
        self.held.remove(&agent);
        let shifts = self.team.get(agent.index()).map(Worker::roster).unwrap_or_default();
        let shifts = shifts.into_iter().filter(|s| s.until <= at).collect();
        let gone = Command::SetPresence { agent, presence: Presence::Off, reason: "left the team".to_owned() };
        let roster = Command::People(PeopleCommand::SetShifts { agent, shifts });
        inputs.extend([gone, roster].map(|command| (Expect::Nothing, asked(command))));
        self.count("left_the_team", 1);
    }

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

    /// Chance that belongs to one thing that was written and to the answers that it has had: whoever answers, and when,
    /// the same work is as long and the same customer writes again or does not.
    pub(super) fn own(&self, key: u64, purpose: &str) -> Chance {
        let nth = self.answers.get(&key).copied().unwrap_or(0);
        Chance::new(self.seed ^ key ^ nth.rotate_left(32), purpose)
    }

    /// Seconds that it takes to answer this.
    pub(super) fn handle_secs(&self, key: u64) -> u32 {
        self.own(key, "handle").lognormal(self.day.handle_secs * 0.85, 0.55).clamp(25.0, 3600.0) as u32
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
        let available = floor.agent(agent).is_some_and(|a| a.presence == Presence::Available);
        let here = available && !self.gone.contains(&agent);
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
        let needs_none =
            matches!(post.intent, "spam") || (post.intent == "chatter" && self.own(key, "chatter").happens(0.6));
        if needs_none {
            inputs.push((Expect::Nothing, asked(Command::Resolve { conversations: vec![id] })));
            return;
        }
        let name = floor.agent(agent).map(|a| a.name.clone()).unwrap_or_default();
        let mut own = self.own(key, "answer");
        *self.answers.entry(key).or_default() += 1;
        let text = self.texts.reply(&mut own, post.lang, &name);
        let external = self.external_of_answer();
        let author = IncomingAuthor {
            external: SUPPORT.trim_start_matches('@').to_owned(),
            name: SUPPORT.to_owned(),
            followers: Some(88_400),
            ours: true,
        };
        let what = IncomingKind::Written { kind: MentionKind::Reply, text, agent: Some(name) };
        self.send(post.network, &Incoming { external, parent: Some(post.external.clone()), at, author, what });
        if own.happens(0.35) {
            let wait = 90 + own.wait(600.0);
            self.at(at.plus(wait), Happening::Followup(key));
        }
        let wait = POLL_SECS * 3 + own.wait(300.0);
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
        if self.left.contains(&agent) {
            return;
        }
        if presence == Presence::Available {
            self.gone.remove(&agent);
        }
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

    /// Whoever has something in hand that they do not think of goes on with it: after the program was killed, and when a
    /// customer wrote again.
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
            let wait = self.work_secs(floor, id);
            self.at(now.plus(wait), Happening::Answer(agent, id));
        }
    }
}

/// Who leaves the team in the time that is played, and when: each in the middle of a shift.
fn leaving(day: &Day, team: &[Worker], seed: u64) -> Vec<(AgentId, At)> {
    let mut chance = Chance::new(seed, "leaving");
    let mut all = Vec::new();
    for _ in 0..day.leavers {
        let n = chance.below(day.team);
        let kept: Vec<_> = team.get(n).map_or(&[][..], |w| &w.days).iter().filter_map(|d| d.kept).collect();
        let Some(shift) = chance.pick(&kept) else { continue };
        let length = shift.until.secs_since(shift.from).max(1) as usize;
        let at = shift.from.plus(chance.below(length) as u32);
        if !all.iter().any(|(agent, _)| *agent == AgentId(n as u16)) {
            all.push((AgentId(n as u16), at));
        }
    }
    all
}
