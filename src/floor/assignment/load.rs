//! Who holds how much, and who waits in the queue: kept per fact, so that no decision counts rows.

use super::{How, Rules, TimerDoes};
use crate::floor::tally::IntervalId;
use crate::floor::{
    Agent, AgentId, At, ByMoment, ChannelId, Conversation, ConversationId, Floor, HandleId, Intent, Mentions, Owner,
    State,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a conversation takes of who answers it. Conversations of the same need stand in one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Need {
    /// The account of ours that it stands at.
    pub handle: HandleId,
    /// On which channel.
    pub channel: ChannelId,
    /// What it is about.
    pub intent: Intent,
    /// Two letters of ISO 639-1, or two spaces when it is not known.
    pub language: [u8; 2],
    /// Whether only the two of us read it.
    pub private: bool,
}

/// An agent who left the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// When.
    pub at: At,
    /// The decision.
    pub group: u64,
}

/// Hundredths of slots that are in hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Loads {
    pub(super) agents: Vec<u32>,
    pub(super) handles: Vec<u32>,
    pub(super) channels: Vec<u32>,
    pub(super) teams: BTreeMap<String, u32>,
}

type Places = hashbrown::HashMap<ConversationId, (Need, At), rustc_hash::FxBuildHasher>;

/// What the facts alone say: a snapshot keeps it. All else is computed from the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Who left, and in which decision.
    pub left: BTreeMap<AgentId, Left>,
    /// From whom a conversation of the queue came back.
    pub returned: BTreeMap<ConversationId, AgentId>,
    /// Since when who has a conversation has owed an answer.
    pub held_since: BTreeMap<ConversationId, At>,
    /// What was closed in an interval, and how much of it by somebody without the skill that it takes.
    pub closed: BTreeMap<IntervalId, (u32, u32)>,
    /// What the clock last did with an open conversation: when, to whom it went, and why. The log tells of it under the
    /// clock's own key, so the trail of the conversation would not have it.
    pub by_clock: BTreeMap<ConversationId, (At, Option<AgentId>, How)>,
}

/// How work is given out: the rules, who holds what since when, and the queue.
#[derive(Clone, Debug, Default)]
pub struct Assignments {
    pub(super) rules: Rules,
    pub(super) kept: Kept,
    pub(super) loads: Loads,
    pub(super) held: ByMoment,
    pub(super) places: Places,
    pub(super) queues: BTreeMap<Need, ByMoment>,
    pub(super) oldest: ByMoment,
}

/// Since when a conversation waits in the queue: open, with a customer who waits, and nobody's.
pub(super) fn queued_since(c: &Conversation) -> Option<At> {
    c.waiting_since.filter(|_| c.is_open() && c.owner.is_none() && c.state != State::Snoozed)
}

pub(super) fn held_by(c: &Conversation) -> Option<AgentId> {
    c.owner.filter(|_| c.state == State::Assigned).map(Owner::agent)
}

/// What a conversation takes, by what its first words were read as.
pub(in crate::floor) fn need(mentions: &Mentions, c: &Conversation) -> Need {
    let reading = mentions.reading(c.first_mention);
    let (intent, language) = reading.map_or((Intent::Other, *b"  "), |r| (r.intent, r.language));
    let private = c.has(crate::floor::conversation::PRIVATE);
    Need { handle: c.handle, channel: c.channel, intent, language, private }
}

fn shift(loads: &mut Vec<u32>, at: usize, centi: u32, more: bool) {
    if loads.len() <= at {
        loads.resize(at + 1, 0);
    }
    loads[at] = if more { loads[at].saturating_add(centi) } else { loads[at].saturating_sub(centi) };
}

impl Loads {
    fn shift(&mut self, c: &Conversation, agent: AgentId, agents: &[Agent], centi: u32, more: bool) {
        shift(&mut self.agents, agent.index(), centi, more);
        shift(&mut self.handles, c.handle.index(), centi, more);
        shift(&mut self.channels, c.channel.index(), centi, more);
        for team in agents.get(agent.index()).iter().flat_map(|a| &a.profile.groups) {
            let load = match self.teams.get_mut(team) {
                Some(load) => load,
                None => self.teams.entry(team.clone()).or_default(),
            };
            *load = if more { load.saturating_add(centi) } else { load.saturating_sub(centi) };
        }
    }

    /// The same without what nobody holds: a fresh count has no row for it.
    pub(super) fn trimmed(&self) -> Loads {
        let trim = |loads: &[u32]| {
            let n = loads.iter().rposition(|l| *l > 0).map_or(0, |i| i + 1);
            loads[..n].to_vec()
        };
        Loads {
            agents: trim(&self.agents),
            handles: trim(&self.handles),
            channels: trim(&self.channels),
            teams: self.teams.iter().filter(|(_, l)| **l > 0).map(|(t, l)| (t.clone(), *l)).collect(),
        }
    }
}

impl Assignments {
    /// What a snapshot keeps.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// What a snapshot kept. Orders and counters are missing until the rows are gone through.
    pub fn from_kept(rules: Rules, kept: Kept) -> Assignments {
        Assignments { rules, kept, ..Assignments::default() }
    }

    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Hundredths of slots that an agent has in hand.
    pub fn load_centi(&self, agent: AgentId) -> u32 {
        self.loads.agents.get(agent.index()).copied().unwrap_or(0)
    }

    /// Hundredths of slots that all of a group have in hand. Who belongs to two groups counts in both.
    pub fn team_load_centi(&self, team: &str) -> u32 {
        self.loads.teams.get(team).copied().unwrap_or(0)
    }

    /// Hundredths of slots that are in hand at an account of ours.
    pub fn handle_load_centi(&self, handle: HandleId) -> u32 {
        self.loads.handles.get(handle.index()).copied().unwrap_or(0)
    }

    /// Hundredths of slots that are in hand on a channel.
    pub fn channel_load_centi(&self, channel: ChannelId) -> u32 {
        self.loads.channels.get(channel.index()).copied().unwrap_or(0)
    }

    /// Those who wait and are nobody's, by the moment since when.
    pub fn oldest(&self) -> &ByMoment {
        &self.oldest
    }

    /// Those of one need.
    pub fn queue(&self, need: &Need) -> Option<&ByMoment> {
        self.queues.get(need)
    }

    /// The same, in a queue for each need.
    pub fn queues(&self) -> impl Iterator<Item = (&Need, &ByMoment)> {
        self.queues.iter()
    }

    /// What one that waits in the queue takes, and since when it waits; `None` when it does not wait there.
    pub fn place(&self, id: ConversationId) -> Option<(Need, At)> {
        self.places.get(&id).copied()
    }

    /// From whom one that waits in the queue came back: it is not given to the same agent again by itself.
    pub fn returned_by(&self, id: ConversationId) -> Option<AgentId> {
        self.kept.returned.get(&id).copied()
    }

    /// What the clock last did with it while it is open: when, to whom it went, and why.
    pub fn moved_by_clock(&self, id: ConversationId) -> Option<(At, Option<AgentId>, How)> {
        self.kept.by_clock.get(&id).copied()
    }

    /// Since when who has it has owed an answer.
    pub fn held_since(&self, id: ConversationId) -> Option<At> {
        self.kept.held_since.get(&id).copied()
    }

    /// When an agent left the team, if they did.
    pub fn left(&self, agent: AgentId) -> Option<At> {
        self.kept.left.get(&agent).map(|left| left.at)
    }

    /// Conversations that were closed by who had them from an interval on, and how many of those by somebody without
    /// the skill that they take.
    pub fn closed_since(&self, from: IntervalId) -> (u32, u32) {
        self.kept.closed.range(from..).fold((0, 0), |(all, without), (_, (a, w))| (all + a, without + w))
    }

    /// Those held longest whose time to answer is over.
    pub(super) fn overdue(&self, now: At) -> impl Iterator<Item = (At, ConversationId)> {
        let secs = self.rules.timer_secs;
        let over = move |since: At| secs.map(|secs| since.plus(secs)).filter(|due| *due <= now);
        self.held.iter().map_while(move |(since, id)| Some((over(*since)?, *id)))
    }

    /// When the next time to answer is over, when that returns a conversation.
    pub(super) fn next_return(&self) -> Option<At> {
        let secs = self.rules.timer_secs.filter(|_| self.rules.timer_does == TimerDoes::Return)?;
        self.held.first().map(|(since, _)| since.plus(secs))
    }

    fn place_at(&mut self, id: ConversationId, place: Option<(Need, At)>) {
        let before = match place {
            Some(place) => self.places.insert(id, place),
            None => self.places.remove(&id),
        };
        if before == place {
            return;
        }
        if let Some((need, at)) = before {
            self.oldest.remove(&(at, id));
            if let Some(queue) = self.queues.get_mut(&need) {
                queue.remove(&(at, id));
                if queue.is_empty() {
                    self.queues.remove(&need);
                }
            }
        }
        if let Some((need, at)) = place {
            self.oldest.insert((at, id));
            self.queues.entry(need).or_default().insert((at, id));
        }
    }

    /// A conversation that stood so stands so now. `at` is when, for what begins to be held.
    pub(in crate::floor) fn moved(
        &mut self,
        id: ConversationId,
        (was, is): (&Conversation, &Conversation),
        need: Need,
        at: At,
        agents: &[Agent],
    ) {
        if is.state == State::Resolved {
            self.kept.by_clock.remove(&id);
        }
        self.place_at(id, queued_since(is).map(|since| (need, since)));
        if queued_since(is).is_none() {
            self.kept.returned.remove(&id);
        }
        let (held, holds) = (held_by(was), held_by(is));
        let moved = (was.handle, was.channel) != (is.handle, is.channel);
        if held == holds && !(moved && held.is_some()) {
            return;
        }
        if let Some(agent) = held {
            self.loads.shift(was, agent, agents, self.rules.weight_centi(was.channel), false);
            self.kept.held_since.remove(&id).map(|since| self.held.remove(&(since, id)));
        }
        if let Some(agent) = holds {
            self.loads.shift(is, agent, agents, self.rules.weight_centi(is.channel), true);
            // A snapshot has said since when already.
            let since = *self.kept.held_since.entry(id).or_insert(at);
            self.held.insert((since, id));
        }
    }
}

impl Floor {
    /// What a conversation takes of who answers it.
    pub fn need_of(&self, c: &Conversation) -> Need {
        need(&self.mentions, c)
    }

    /// How work is given out.
    pub fn assignments(&self) -> &Assignments {
        &self.assignments
    }

    /// What a conversation is about is said to be something else.
    pub(in crate::floor) fn requeue(&mut self, id: ConversationId) {
        let Some(c) = self.conversation(id).copied() else { return };
        let place = queued_since(&c).map(|since| (self.need_of(&c), since));
        self.assignments.place_at(id, place);
    }

    /// Counts anew what is in hand: weights or groups have changed.
    pub(in crate::floor) fn count_loads(&mut self) {
        self.assignments.loads = self.fresh_loads();
    }

    pub(super) fn fresh_loads(&self) -> Loads {
        let mut loads = Loads::default();
        for id in self.assignments.kept.held_since.keys() {
            let Some(c) = self.conversation(*id) else { continue };
            if let Some(agent) = held_by(c) {
                loads.shift(c, agent, &self.agents, self.assignments.rules.weight_centi(c.channel), true);
            }
        }
        loads
    }

    /// Somebody closed what they had.
    pub(in crate::floor) fn count_closed(&mut self, at: At, agent: AgentId, c: &Conversation, more: bool) {
        let without = self.lacks_skill(agent, &self.need_of(c)).is_some();
        let row = self.assignments.kept.closed.entry(IntervalId::of(at)).or_default();
        let step = |n: u32| if more { n + 1 } else { n.saturating_sub(1) };
        row.0 = step(row.0);
        if without {
            row.1 = step(row.1);
        }
    }

    /// Counters and orders that differ from the rows. For [`crate::floor::check`].
    pub(in crate::floor) fn broken_assignments(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let mut rule = |holds: bool, words: &str| {
            if !holds {
                broken.push(words.to_owned());
            }
        };
        let a = &self.assignments;
        let mut queue = BTreeMap::<Need, ByMoment>::new();
        let (mut owned, mut held) = (BTreeSet::new(), BTreeSet::new());
        for (id, c) in self.conversations() {
            if let Some(since) = queued_since(c) {
                queue.entry(self.need_of(c)).or_default().insert((since, id));
            }
            owned.extend(c.owner.map(|owner| (owner.agent(), id)));
            held.extend(held_by(c).map(|_| id));
        }
        rule(queue == a.queues, "the queues differ from the rows");
        rule(queue.values().flatten().eq(a.queues.values().flatten()), "the queues are out of order");
        rule(
            queue.into_values().flatten().collect::<ByMoment>() == a.oldest,
            "the order of the queue is not the rows'",
        );
        rule(a.places.len() == a.oldest.len(), "a conversation stands in the queue twice");
        let owns = self.agents.iter().enumerate();
        let owns = owns.flat_map(|(i, a)| a.duty.owns.iter().map(move |id| (AgentId(i as u16), *id)));
        rule(owns.eq(owned), "what agents own differs from the rows");
        rule(a.kept.held_since.keys().eq(held.iter()), "since when something is held differs from the rows");
        let since: ByMoment = a.kept.held_since.iter().map(|(id, at)| (*at, *id)).collect();
        rule(since == a.held, "the order of what is held differs from its moments");
        rule(self.fresh_loads().trimmed() == a.loads.trimmed(), "what is in hand differs from a fresh count");
        rule(a.kept.returned.keys().all(|id| a.places.contains_key(id)), "something came back and is not in the queue");
        broken
    }
}
