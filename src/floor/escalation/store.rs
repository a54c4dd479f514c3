//! All escalations that are remembered, and the orders in which they are asked for.

use super::super::{AgentId, At, ConversationId, EscalationId};
use super::{Escalation, Ladder, LadderId, Mute, Muted, Progress, Rule, Stood, Substitute, Trouble};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a rule did, and what waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleState {
    /// The minute since 1970 in which it last raised.
    pub minute: u32,
    /// How many it raised in that minute.
    pub in_minute: u16,
    /// How many it ever raised.
    pub raised: u64,
    /// How many it noticed and did not raise: it was mute, or too many waited already.
    pub passed_over: u64,
    /// What it has noticed and not raised yet, because it has raised enough in this minute; the oldest first.
    pub waiting: VecDeque<(At, ConversationId)>,
}

/// How escalations stood before a decision of the desk, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The group of its commits.
    pub group: u64,
    /// Which.
    pub escalation: EscalationId,
    /// Its version before.
    pub base: u64,
    /// Its version after: when something happened since, it is not taken back.
    pub version: u64,
    /// How it stood; nothing when the decision raised it.
    pub stood: Option<Stood>,
}

/// What is so by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Escalations {
    pub(super) parts: EscalationParts,
    pub(super) index: Index,
}

/// All that a snapshot keeps; what can be computed from it is not here.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EscalationParts {
    pub ladders: BTreeMap<LadderId, Ladder>,
    pub rules: BTreeMap<u16, Rule>,
    pub rule_states: BTreeMap<u16, RuleState>,
    pub rules_made: u16,
    pub playbooks: BTreeMap<Trouble, Vec<String>>,
    pub substitutes: BTreeMap<AgentId, Substitute>,
    pub mutes: BTreeMap<Muted, Mute>,
    pub rows: BTreeMap<EscalationId, Escalation>,
    pub raised: u32,
    pub undo: VecDeque<Before>,
}

/// The orders, computed from the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// Those that wait, by when they must be acknowledged.
    pub(super) due: BTreeSet<(At, EscalationId)>,
    /// The same, by since when they are on their rung.
    pub(super) since: BTreeSet<(At, EscalationId)>,
    /// The same, by the group that is asked.
    pub(super) asked: BTreeMap<String, BTreeSet<EscalationId>>,
    /// By who has them, handed-off ones not counted.
    pub(super) owned: BTreeMap<AgentId, BTreeSet<EscalationId>>,
    /// The open one of each conversation.
    pub(super) of: BTreeSet<(ConversationId, EscalationId)>,
    /// The open ones.
    pub(super) open: BTreeSet<EscalationId>,
    /// Those whose ladder ended and that nobody has.
    pub(super) alarms: BTreeSet<EscalationId>,
    /// Those in incident mode.
    pub(super) incidents: BTreeSet<EscalationId>,
    /// All of each conversation, open or over.
    pub(super) ever: BTreeSet<(ConversationId, EscalationId)>,
    /// What waits for a rule.
    pub(super) waited_for: BTreeSet<(u16, ConversationId)>,
    /// Those that are over, the first that was over first.
    pub(super) resolved: BTreeSet<(At, EscalationId)>,
}

impl Index {
    fn count(&mut self, id: EscalationId, row: &Escalation, there: bool) {
        fn put<T: Ord>(set: &mut BTreeSet<T>, key: T, there: bool) {
            match there {
                true => drop(set.insert(key)),
                false => drop(set.remove(&key)),
            }
        }
        fn put_of<K: Ord + Clone>(
            map: &mut BTreeMap<K, BTreeSet<EscalationId>>,
            of: &K,
            id: EscalationId,
            there: bool,
        ) {
            let set = map.entry(of.clone()).or_default();
            put(set, id, there);
            if set.is_empty() {
                map.remove(of);
            }
        }
        let now = &row.now;
        if let Some(at) = now.resolved_at.filter(|_| !row.is_open()) {
            put(&mut self.resolved, (at, id), there);
        }
        for of in &now.linked {
            put(&mut self.ever, (*of, id), there);
        }
        if !row.is_open() {
            return;
        }
        put(&mut self.open, id, there);
        if let (Some(group), Some(due)) = (row.asked_group(), now.due) {
            put(&mut self.due, (due, id), there);
            put(&mut self.since, (now.rung_since, id), there);
            put_of(&mut self.asked, &group.to_owned(), id, there);
        }
        if let Some(owner) = now.owner.filter(|_| now.progress != Progress::HandedOff) {
            put_of(&mut self.owned, &owner, id, there);
        }
        if row.is_alarm() {
            put(&mut self.alarms, id, there);
        }
        if now.incident {
            put(&mut self.incidents, id, there);
        }
        for of in &now.linked {
            put(&mut self.of, (*of, id), there);
        }
    }
}

impl Escalations {
    /// What a snapshot keeps.
    pub fn parts(&self) -> &EscalationParts {
        &self.parts
    }

    /// The escalations that are made of these parts.
    pub fn from_parts(parts: EscalationParts) -> Escalations {
        let mut index = Index::default();
        parts.rows.iter().for_each(|(id, row)| index.count(*id, row, true));
        for (rule, state) in &parts.rule_states {
            index.waited_for.extend(state.waiting.iter().map(|(_, of)| (*rule, *of)));
        }
        Escalations { parts, index }
    }

    /// An escalation, if it is remembered.
    pub fn get(&self, id: EscalationId) -> Option<&Escalation> {
        self.parts.rows.get(&id)
    }

    /// Those that are not over, in the order in which they were raised.
    pub fn open(&self) -> impl DoubleEndedIterator<Item = (EscalationId, &Escalation)> {
        self.index.open.iter().filter_map(|id| Some((*id, self.parts.rows.get(id)?)))
    }

    /// How many are not over.
    pub fn open_count(&self) -> usize {
        self.index.open.len()
    }

    /// Those that wait on a rung, the one that must be acknowledged first at the head. Not those whose ladder ended.
    pub fn waiting(&self) -> impl Iterator<Item = (EscalationId, &Escalation)> {
        self.index.due.iter().filter_map(|(_, id)| Some((*id, self.parts.rows.get(id)?)))
    }

    /// Those whose ladder ended and that nobody has.
    pub fn alarms(&self) -> impl Iterator<Item = (EscalationId, &Escalation)> {
        self.index.alarms.iter().filter_map(|id| Some((*id, self.parts.rows.get(id)?)))
    }

    /// How many nobody has acknowledged, those with an alarm counted.
    pub fn unacknowledged_count(&self) -> usize {
        self.index.due.len() + self.index.alarms.len()
    }

    /// How many an agent has.
    pub fn owned_count(&self, agent: AgentId) -> usize {
        self.index.owned.get(&agent).map_or(0, BTreeSet::len)
    }

    /// Those that were over at or after a moment, newest first.
    pub fn resolved_since(&self, from: At) -> impl Iterator<Item = (EscalationId, &Escalation)> {
        let since = self.index.resolved.range((from, EscalationId(0))..).rev();
        since.filter_map(|(_, id)| Some((*id, self.parts.rows.get(id)?)))
    }

    /// The open escalation of a conversation.
    pub fn of(&self, conversation: ConversationId) -> Option<EscalationId> {
        let ids = (conversation, EscalationId(0))..=(conversation, EscalationId(u32::MAX));
        self.index.of.range(ids).next().map(|(_, id)| *id)
    }

    /// The number that the next one gets.
    pub fn next_id(&self) -> EscalationId {
        EscalationId(self.parts.raised)
    }

    /// The escalation in incident mode that was raised first: while there is one, automatic answers hold still.
    pub fn frozen_by(&self) -> Option<(EscalationId, &Escalation)> {
        let id = *self.index.incidents.first()?;
        Some((id, self.parts.rows.get(&id)?))
    }

    /// A ladder; the one that is there from the beginning for 0.
    pub fn ladder(&self, id: LadderId) -> Option<Ladder> {
        let written = self.parts.ladders.get(&id).cloned();
        written.or_else(|| (id == LadderId(0)).then(Ladder::default))
    }

    /// All ladders, the standard one first.
    pub fn ladders(&self) -> Vec<(LadderId, Ladder)> {
        let mut all: Vec<_> = self.parts.ladders.iter().map(|(id, l)| (*id, l.clone())).collect();
        if all.first().is_none_or(|(id, _)| *id != LadderId(0)) {
            all.insert(0, (LadderId(0), Ladder::default()));
        }
        all
    }

    /// The rules.
    pub fn rules(&self) -> &BTreeMap<u16, Rule> {
        &self.parts.rules
    }

    /// What a rule did.
    pub fn rule_state(&self, rule: u16) -> Option<&RuleState> {
        self.parts.rule_states.get(&rule)
    }

    /// The steps of a kind of trouble, as they are copied into what is raised from now on.
    pub fn playbook(&self, trouble: Trouble) -> Vec<String> {
        let written = self.parts.playbooks.get(&trouble).cloned();
        written.unwrap_or_else(|| trouble.suggested_steps().iter().map(|s| (*s).to_owned()).collect())
    }

    /// Who stands in for somebody at a moment.
    pub(super) fn substitute(&self, instead_of: AgentId, at: At) -> Option<AgentId> {
        self.substituted(instead_of, at).map(|s| s.agent)
    }

    pub(super) fn substituted(&self, instead_of: AgentId, at: At) -> Option<&Substitute> {
        self.parts.substitutes.get(&instead_of).filter(|s| at < s.until)
    }

    /// The substitutes that stand at a moment.
    pub fn substitutes(&self, at: At) -> impl Iterator<Item = (AgentId, &Substitute)> {
        self.parts.substitutes.iter().filter(move |(_, s)| at < s.until).map(|(id, s)| (*id, s))
    }

    /// The mutes in force at a moment.
    pub fn mutes(&self, at: At) -> impl Iterator<Item = (&Muted, &Mute)> {
        self.parts.mutes.iter().filter(move |(_, m)| at < m.until)
    }

    /// Whether something is mute at a moment.
    pub fn is_muted(&self, of: &Muted, at: At) -> bool {
        self.parts.mutes.get(of).is_some_and(|m| at < m.until)
    }

    /// Adds one, or changes it, with every order that it stands in.
    pub(super) fn put(&mut self, id: EscalationId, row: Escalation) {
        if let Some(was) = self.parts.rows.get(&id) {
            self.index.count(id, was, false);
        }
        self.index.count(id, &row, true);
        self.parts.raised = self.parts.raised.max(id.0.saturating_add(1));
        self.parts.rows.insert(id, row);
        self.forget();
    }

    pub(super) fn change(&mut self, id: EscalationId, f: impl FnOnce(&mut Escalation)) {
        let Some(row) = self.parts.rows.get_mut(&id) else { return };
        self.index.count(id, row, false);
        f(row);
        let Some(row) = self.parts.rows.get(&id) else { return };
        self.index.count(id, row, true);
        self.forget();
    }

    /// Forgets those that were over first, when too many are.
    fn forget(&mut self) {
        while self.index.resolved.len() > limits::ESCALATIONS_KEPT_MAX {
            let Some((_, oldest)) = self.index.resolved.pop_first() else { break };
            for of in self.parts.rows.remove(&oldest).map(|row| row.now.linked).unwrap_or_default() {
                self.index.ever.remove(&(of, oldest));
            }
        }
    }

    /// The newest escalation of a conversation, open or over, if it is remembered.
    pub fn newest_of(&self, conversation: ConversationId) -> Option<EscalationId> {
        let ids = (conversation, EscalationId(0))..=(conversation, EscalationId(u32::MAX));
        self.index.ever.range(ids).next_back().map(|(_, id)| *id)
    }

    /// A rule has noticed a conversation.
    pub(super) fn note(&mut self, rule: u16, of: ConversationId, at: At, muted: bool) {
        let state = self.parts.rule_states.entry(rule).or_default();
        if muted || state.waiting.len() >= limits::RULE_WAITING_MAX {
            state.passed_over += 1;
        } else if self.index.waited_for.insert((rule, of)) {
            state.waiting.push_back((at, of));
        }
    }

    /// What a rule had noticed is dealt with.
    pub(super) fn seen(&mut self, rule: u16, of: ConversationId) {
        if !self.index.waited_for.remove(&(rule, of)) {
            return;
        }
        let Some(state) = self.parts.rule_states.get_mut(&rule) else { return };
        // The oldest is dealt with first, so this looks at one.
        if let Some(place) = state.waiting.iter().position(|(_, c)| *c == of) {
            state.waiting.remove(place);
        }
    }
}
