//! A floor taken apart and put together again, so that a snapshot can be kept of it.
//!
//! What can be computed from the rows (orders, counters, hash tables) is not part of the parts: it is computed anew,
//! so that a snapshot cannot bring a wrong counter back.

use super::assignment::need;
use super::index::Keys;
use super::tables::{Authors, Mentions};
use super::tally::Tally;
use super::{
    Agent, AgentId, Alerts, At, Author, AuthorId, Brand, Channel, ChannelId, Conversation, ConversationId, Customers,
    Floor, Handle, Match, Mention, MentionId, Orphan, Overruled, Quarantined, Reading, Source, Spread, Undoable,
    Weights,
};
use crate::floor::conversation::NOT_YET;
use crate::floor::tally::{AgentInterval, Interval, IntervalId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Everything that a floor is made of.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Debug, Default)]
pub struct Parts {
    pub revision: u64,
    pub facts: u64,
    pub groups: u64,
    pub at: Option<At>,
    pub channels: Vec<Channel>,
    pub handles: Vec<Handle>,
    pub sources: Vec<Source>,
    pub agents: Vec<Agent>,
    pub authors: Vec<Author>,
    pub mentions: Vec<Mention>,
    pub awaited: Vec<(u64, MentionId)>,
    pub readings: Vec<Option<Reading>>,
    pub conversations: Vec<Conversation>,
    pub intervals: BTreeMap<(IntervalId, ChannelId), Interval>,
    pub agent_intervals: BTreeMap<(IntervalId, AgentId), AgentInterval>,
    pub waiting_by_minute: BTreeMap<u32, u32>,
    pub spread: BTreeMap<ConversationId, Spread>,
    pub signals: Vec<u64>,
    pub orphans: BTreeMap<u64, Vec<Orphan>>,
    pub heads: BTreeMap<String, u64>,
    pub undo: VecDeque<Undoable>,
    pub quarantine: VecDeque<Quarantined>,
    pub quarantined: u64,
    pub customers: Customers,
    pub matched: BTreeMap<AuthorId, Match>,
    pub brand: Brand,
    pub weights: Weights,
    pub overruled: VecDeque<Overruled>,
    pub lessons_version: u64,
    pub alerts: Alerts,
    pub priority_since: Option<(At, u32)>,
    pub cases: BTreeMap<ConversationId, ConversationId>,
    pub parted: BTreeSet<ConversationId>,
    pub people: super::People,
    pub promises: super::Promises,
    pub escalations: super::Escalations,
    pub handoffs: super::Handoffs,
    pub desks: super::Desks,
    pub assignments: super::Assignments,
    pub outside: super::source::Outside,
    pub schedule: super::schedule::ScheduleParts,
}

impl Floor {
    /// The floor that is made of these parts.
    pub fn from_parts(parts: Parts) -> Floor {
        let mut floor = Floor {
            revision: parts.revision,
            facts: parts.facts,
            at: parts.at,
            channels: parts.channels,
            handles: parts.handles,
            sources: parts.sources,
            agents: parts.agents,
            authors: Authors::from_rows(parts.authors),
            mentions: Mentions::from_rows(parts.mentions, parts.awaited, parts.readings),
            conversations: parts.conversations,
            tally: Tally {
                intervals: parts.intervals,
                agents: parts.agent_intervals,
                waiting_by_minute: parts.waiting_by_minute,
                ..Tally::default()
            },
            spread: parts.spread,
            people: parts.people,
            promises: parts.promises,
            escalations: parts.escalations,
            handoffs: parts.handoffs,
            desks: parts.desks,
            assignments: parts.assignments,
            outside: parts.outside,
            schedule: super::Schedule::from_parts(parts.schedule),
            signals: parts.signals.into_iter().collect(),
            orphans: parts.orphans,
            heads: parts.heads,
            undo: parts.undo,
            quarantine: parts.quarantine,
            quarantined: parts.quarantined,
            groups: parts.groups,
            customers: parts.customers,
            matched: parts.matched,
            brand: parts.brand,
            weights: parts.weights,
            overruled: parts.overruled,
            lessons_version: parts.lessons_version,
            alerts: parts.alerts,
            priority_since: parts.priority_since,
            case_parts: parts.cases.iter().map(|(part, lead)| (*lead, *part)).collect(),
            cases: parts.cases,
            parted: parts.parted,
            ..Floor::default()
        };
        floor.index_rows();
        floor.order_by_author();
        floor.count_certified();
        floor.reschedule_all();
        floor.plan_anew();
        for of in floor.mentions.readings().iter().flatten().filter_map(|r| r.copy_of) {
            *floor.copies.entry(of).or_default() += 1;
        }
        floor
    }

    fn index_rows(&mut self) {
        let nowhere = Conversation {
            flags: NOT_YET,
            ..match self.conversations.first() {
                Some(c) => *c,
                None => return,
            }
        };
        for i in 0..self.conversations.len() {
            let exposure = self.exposure_of(ConversationId(i as u32));
            self.exposed.put(exposure);
        }
        let mut responses = Vec::new();
        let since = self.at.unwrap_or(super::At::FIRST);
        for (i, c) in self.conversations.iter().enumerate() {
            let id = ConversationId(i as u32);
            let keys = Keys::of(c);
            let none = Conversation { channel: c.channel, handle: c.handle, owner: None, ..nowhere };
            self.index.moved(id, &Keys::of(&none), &keys);
            self.assignments.moved(id, (&none, c), need(&self.mentions, c), since, &self.agents);
            if let Some(agent) = c.owner.map(super::Owner::agent).and_then(|a| self.agents.get_mut(a.index())) {
                agent.duty.owns.insert(id);
            }
            if let Some(agent) = keys.held_by.and_then(|a| self.agents.get_mut(a.index())) {
                agent.holds.insert(id);
            }
            if let (Some(at), Some(secs)) = (c.first_response_at, c.first_response_secs()) {
                responses.push(((at, id), secs));
                self.tally.add_response_secs(c.channel, secs);
            }
        }
        for i in 0..self.conversations.len() {
            self.told(ConversationId(i as u32));
        }
        for (id, spread) in &self.spread {
            self.index.carried_at(*id, None, spread.last_at);
        }
        self.tally.intervals.values().for_each(|i| self.tally.all.add(i));
        responses.sort_unstable();
        self.tally.responses = responses.into_iter().collect();
    }
}
