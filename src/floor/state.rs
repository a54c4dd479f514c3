//! The floor itself, and how a fact changes it.
//!
//! [`Floor::apply`] is total: any list of facts, whole or with parts left out because the past is looked at, gives a floor.

use super::assignment::need;
use super::changes::Changes;
use super::conversation::{ASKED, FIRST_RESPONSE_BREACHED, RESOLUTION_BREACHED};
use super::index::{Index, Keys};
use super::spread::Spread;
use super::tables::{Authors, Mentions};
use super::tally::{Part, Tally};
use super::{
    Actor, Agent, Alert, Alerts, At, AuthorId, Brand, Channel, ChannelId, Conversation, ConversationId, Customers,
    Decision, Event, Exposure, Handle, Match, MentionId, Overruled, Owner, Presence, Source, SourceId, Standing, State,
    Weights,
};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// From where.
    pub source: SourceId,
    /// Its place there.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
    /// The commit whose texts hold what was read.
    pub page: u64,
    /// Its place in the texts.
    pub slot: u16,
    /// When.
    pub at: At,
}

/// A decision of this desk that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// The group of its commits.
    pub group: u64,
    /// What it changed.
    pub changed: Vec<Changed>,
}

/// What a decision of this desk changed of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub conversation: ConversationId,
    /// How it stood before.
    pub before: Standing,
    /// The version that the decision was made on.
    pub base: u64,
    /// The version that it made, or that taking back what came after it made.
    pub version: u64,
    /// Things that were written in it by then.
    pub mentions: u16,
}

/// The floor at one moment: the fold of its facts up to `revision`.
#[derive(Clone, Debug, Default)]
pub struct Floor {
    pub(crate) revision: u64,
    pub(crate) facts: u64,
    pub(crate) at: Option<At>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) handles: Vec<Handle>,
    pub(crate) sources: Vec<Source>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) authors: Authors,
    pub(crate) mentions: Mentions,
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) index: Index,
    pub(crate) changes: Changes,
    pub(crate) tally: Tally,
    pub(crate) spread: BTreeMap<ConversationId, Spread>,
    /// How many copies of a mention came after it.
    pub(crate) copies: BTreeMap<MentionId, u32>,
    /// What people have to see of all that waits.
    pub(crate) exposed: Exposure,
    pub(crate) customers: Customers,
    /// Which customer an author is.
    pub(crate) matched: BTreeMap<AuthorId, Match>,
    pub(crate) brand: Brand,
    pub(crate) weights: Weights,
    pub(crate) overruled: VecDeque<Overruled>,
    pub(crate) lessons_version: u64,
    pub(crate) alerts: Alerts,
    pub(crate) people: super::People,
    pub(crate) promises: super::Promises,
    pub(crate) escalations: super::Escalations,
    pub(crate) handoffs: super::Handoffs,
    pub(crate) desks: super::Desks,
    pub(crate) assignments: super::Assignments,
    pub(crate) outside: super::source::Outside,
    pub(crate) schedule: super::Schedule,
    /// Since when order matters, and the load that it began with.
    pub(crate) priority_since: Option<(At, u32)>,
    /// The conversation that leads the case of each part.
    pub(crate) cases: BTreeMap<ConversationId, ConversationId>,
    /// What a person took out of a case: it does not join one by itself again.
    pub(crate) parted: BTreeSet<ConversationId>,
    /// The same, by who leads.
    pub(crate) case_parts: BTreeSet<(ConversationId, ConversationId)>,
    pub(crate) signals: hashbrown::HashSet<u64, rustc_hash::FxBuildHasher>,
    pub(crate) orphans: BTreeMap<u64, Vec<super::Orphan>>,
    pub(crate) heads: BTreeMap<String, u64>,
    pub(crate) undo: VecDeque<Undoable>,
    pub(crate) quarantine: VecDeque<Quarantined>,
    pub(crate) quarantined: u64,
    pub(crate) groups: u64,
    pub(crate) left: Left,
}

/// What was left out because it had not happened yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nothing, so far.
    #[default]
    Nothing,
    /// All from some place of the log on.
    Tail,
    /// Some of what lies before the newest that was folded in.
    Between,
}

impl Floor {
    /// Folds one commit in: its place in the log, its key, and what was decided.
    pub fn apply(&mut self, seq: u64, key: &str, decision: &Decision) {
        for (at, event) in decision.moments() {
            self.apply_event(seq, at, decision, event);
        }
        self.end_commit(seq, key, decision);
    }

    /// Folds in the part of a commit that had happened by `until`.
    pub fn apply_until(&mut self, seq: u64, key: &str, decision: &Decision, until: At) {
        let (mut any, mut dated, mut left) = (false, false, false);
        for (at, event) in decision.moments() {
            if at <= until {
                self.apply_event(seq, at, decision, event);
                any = true;
                dated |= at > At::FIRST;
            } else {
                left = true;
            }
        }
        if dated {
            self.end_commit(seq, key, decision);
        }
        self.left = match self.left {
            Left::Nothing if left && any => Left::Between,
            Left::Nothing if left => Left::Tail,
            Left::Tail if any => Left::Between,
            as_it_was => as_it_was,
        };
    }

    /// Whether a floor of the past holds all that the log holds up to its revision, so that the facts after it can be
    /// folded in to make a later one.
    pub fn can_go_on(&self) -> bool {
        self.left != Left::Between
    }

    fn end_commit(&mut self, seq: u64, key: &str, decision: &Decision) {
        self.revision = seq;
        self.groups = self.groups.max(decision.group);
        if !key.starts_with("c/") {
            match self.heads.get_mut(key) {
                Some(head) => *head = seq,
                None => {
                    self.heads.insert(key.to_owned(), seq);
                }
            }
        }
    }

    fn apply_event(&mut self, seq: u64, at: At, decision: &Decision, event: &Event) {
        self.facts += 1;
        if at > At::FIRST {
            self.at = self.at.max(Some(at));
        }
        let waited = self.index.waiting.len();
        let stood = self.stands_before(decision, event);
        match event {
            Event::Mentioned { .. } | Event::Joined { .. } | Event::Amplified { .. } | Event::AuthorSeen { .. } => {
                self.apply_mention(seq, event);
            }
            Event::Assigned { .. }
            | Event::Snoozed { .. }
            | Event::Woken { .. }
            | Event::Resolved { .. }
            | Event::Reopened { .. }
            | Event::Restored { .. }
            | Event::Undone { .. }
            | Event::Overruled { .. }
            | Event::OverruleTakenBack { .. }
            | Event::FirstResponseBreached { .. }
            | Event::ResolutionBreached { .. } => self.apply_standing(seq, at, decision, event),
            Event::CaseJoined { .. } | Event::CaseParted { .. } => self.apply_case(event),
            Event::Promise(event) => self.apply_promise(seq, at, decision, event),
            Event::PresenceSet { agent, presence, reason } => {
                self.apply_presence(at, decision.by, *agent, *presence, reason);
            }
            Event::People(event) => {
                self.apply_people(seq, at, decision, event);
                if matches!(event, super::PeopleEvent::ProfileSet { .. }) {
                    self.count_loads();
                }
            }
            Event::Assignment(event) => self.apply_assignment(at, decision, event),
            Event::Source(event) => self.apply_outside(seq, at, decision, event),
            Event::Escalation(event) => self.apply_escalation(seq, at, decision, event),
            Event::Handoff(event) => self.apply_handoff(seq, at, decision, event),
            Event::Desk(event) => self.apply_desk(seq, at, decision, event),
            Event::Schedule(event) => self.apply_schedule(at, decision, event),
            _ => self.apply_house(seq, at, event),
        }
        self.escalation_hears(at, decision, event);
        self.schedule_hears(at, event);
        self.remember_before(at, decision, stood);
        let waiting = self.index.waiting.len();
        if let Some(now) = self.at.filter(|_| waiting != waited || self.tally.waiting_by_minute.is_empty()) {
            // Facts come in the order of the log; the newest moment only grows.
            self.tally.waiting_by_minute.insert((now.unix() / 60) as u32, waiting as u32);
        }
    }

    /// Facts about the house: channels, accounts, people.
    fn apply_house(&mut self, seq: u64, at: At, event: &Event) {
        match event {
            Event::ChannelAdded { channel, name, first_response_secs, resolution_secs } => {
                let row = Channel {
                    name: name.clone(),
                    first_response_secs: *first_response_secs,
                    resolution_secs: *resolution_secs,
                };
                put(&mut self.channels, channel.index(), row);
            }
            Event::TargetSet { channel, first_response_secs, resolution_secs } => {
                self.set_target(at, *channel, *first_response_secs, *resolution_secs);
            }
            Event::HandleAdded { handle, channel, name } => {
                put(&mut self.handles, handle.index(), Handle { channel: *channel, name: name.clone() });
            }
            Event::AgentAdded { agent, name, skills, languages, capacity } => {
                let row = Agent {
                    name: name.clone(),
                    skills: skills.clone(),
                    languages: languages.clone(),
                    capacity: *capacity,
                    presence: Presence::Off,
                    reason: String::new(),
                    since: at,
                    holds: Default::default(),
                    last_assigned: None,
                    resolved: 0,
                    profile: super::Profile::default(),
                    shifts: Vec::new(),
                    about: super::people::About::default(),
                    duty: super::people::Duty::default(),
                };
                put(&mut self.agents, agent.index(), row);
            }
            Event::CustomerKnown { customer } => {
                self.customers.put(customer.clone());
            }
            Event::AuthorMatched { author, found } => match found {
                Some(found) => {
                    self.matched.insert(*author, *found);
                    self.promise_anew_to(*author);
                }
                None => {
                    self.matched.remove(author);
                    self.promise_anew_to(*author);
                }
            },
            Event::BrandSet { brand } => self.brand = brand.clone(),
            Event::WeightsSet { weights } => self.weights = *weights,
            Event::ModeChanged { priority, load_centi } => {
                self.priority_since = priority.then_some((at, *load_centi));
            }
            _ => self.apply_alert(seq, at, event),
        }
    }

    /// Facts about alerts.
    fn apply_alert(&mut self, seq: u64, at: At, event: &Event) {
        match event {
            Event::AlertRaised { alert, cause, level, severity, figure, expected } => {
                let row = Alert {
                    cause: *cause,
                    level: *level,
                    peak: *level,
                    severity: *severity,
                    figure: *figure,
                    expected: *expected,
                    raised_at: at,
                    moved_at: at,
                    acknowledged_at: None,
                    snoozed_until: None,
                    escalated_at: None,
                    ended_at: None,
                };
                self.alerts.raise(*alert, row);
            }
            Event::AlertMoved { alert, level, severity, figure } => self.alerts.change(*alert, |a| {
                (a.level, a.severity, a.figure, a.moved_at) = (*level, *severity, *figure, at);
                a.peak = a.peak.max(*level);
            }),
            Event::AlertAcknowledged { alert } => {
                self.alerts.change(*alert, |a| a.acknowledged_at = a.acknowledged_at.or(Some(at)));
            }
            Event::AlertSnoozed { alert, until } => self.alerts.change(*alert, |a| a.snoozed_until = Some(*until)),
            Event::AlertEscalated { alert } => {
                self.alerts.change(*alert, |a| a.escalated_at = a.escalated_at.or(Some(at)));
            }
            Event::AlertEnded { alert } => self.alerts.change(*alert, |a| a.ended_at = Some(at)),
            _ => self.apply_source(seq, at, event),
        }
    }

    /// Facts about where mentions are read from.
    fn apply_source(&mut self, seq: u64, at: At, event: &Event) {
        match event {
            Event::SourceAdded { source, name, kind } => {
                let row = Source {
                    name: name.clone(),
                    kind: *kind,
                    cursor: String::new(),
                    read: 0,
                    new: 0,
                    known: 0,
                    quarantined: 0,
                    last_read: None,
                    last_in: None,
                    lag_secs: None,
                    failing: None,
                    done: false,
                };
                put(&mut self.sources, source.index(), row);
            }
            Event::Quarantined { source, key, place, reason, slot } => {
                self.signals.insert(*key);
                self.quarantined += 1;
                if let Some(source) = self.sources.get_mut(source.index()) {
                    source.quarantined += 1;
                }
                self.quarantine.push_front(Quarantined {
                    source: *source,
                    place: place.clone(),
                    reason: reason.clone(),
                    page: seq,
                    slot: *slot,
                    at,
                });
                self.quarantine.truncate(limits::QUARANTINE_SHOWN_MAX);
            }
            Event::PageRead { source, cursor, read, new, known, lag_secs, done } => {
                if let Some(source) = self.sources.get_mut(source.index()) {
                    source.cursor.clone_from(cursor);
                    source.read += u64::from(*read);
                    source.new += u64::from(*new);
                    source.known += u64::from(*known);
                    source.last_read = source.last_read.max(Some(at));
                    source.failing = None;
                    source.done = *done;
                    if *new > 0 {
                        source.last_in = source.last_in.max(Some(at));
                        source.lag_secs = *lag_secs;
                    }
                }
            }
            Event::SourceFailed { source, reason } => {
                if let Some(source) = self.sources.get_mut(source.index()) {
                    source.failing = Some(reason.clone());
                }
            }
            _ => {}
        }
    }

    fn set_target(&mut self, at: At, channel: ChannelId, first_response_secs: u32, resolution_secs: u32) {
        let Some(name) = self.channels.get(channel.index()).map(|c| c.name.clone()) else { return };
        self.remember_edition(at, format!("targets of {name} set"));
        let row = &mut self.channels[channel.index()];
        row.first_response_secs = first_response_secs;
        row.resolution_secs = resolution_secs;
        self.promise_all_anew(|c| c.channel == channel);
    }

    /// What undoing a decision takes back besides the standing of conversations, which have facts of their own.
    fn apply_undone(&mut self, at: At, decision: &Decision, group: u64) {
        self.undo.retain(|u| u.group != group);
        self.take_back_overrules(group, None);
        if self.take_back_removal(group) {
            self.plan_anew();
        }
        self.take_back_plans(at, decision, group);
    }

    /// Facts about where a conversation stands.
    fn apply_standing(&mut self, seq: u64, at: At, decision: &Decision, event: &Event) {
        let id = match event {
            Event::Assigned { conversation, .. }
            | Event::Snoozed { conversation, .. }
            | Event::Woken { conversation }
            | Event::Resolved { conversation }
            | Event::Reopened { conversation }
            | Event::Restored { conversation, .. }
            | Event::Overruled { conversation, .. }
            | Event::OverruleTakenBack { conversation, .. }
            | Event::FirstResponseBreached { conversation, .. }
            | Event::ResolutionBreached { conversation, .. } => *conversation,
            Event::Undone { group } => return self.apply_undone(at, decision, *group),
            _ => return,
        };
        let Some(before) = self.conversation(id).copied() else { return };
        let standing = before.standing();
        match event {
            Event::Assigned { to, how, .. } => {
                if to.is_some() && !before.has(ASKED) && before.state != State::Resolved {
                    // Who gives it to somebody says that it needs an answer, since it was written.
                    self.customer_wrote(id, before.opened_at, false);
                }
                self.change(id, |c| c.assign(*to));
                self.given_back(id, before.owner, *how);
                if decision.by == Actor::Clock {
                    self.given_by_clock(id, at, *to, *how);
                }
                if let Some(agent) = to.and_then(|a| self.agents.get_mut(a.index())) {
                    agent.last_assigned = Some(at);
                }
            }
            Event::Snoozed { until, .. } => self.change(id, |c| {
                c.state = State::Snoozed;
                c.snoozed_until = Some(*until);
            }),
            Event::Woken { .. } => self.change(id, Conversation::wake),
            Event::Resolved { .. } => self.resolve(id, at, before.owner),
            Event::Reopened { .. } => self.reopen(id, at),
            Event::Restored { before: s, .. } => {
                self.restore(id, s);
                self.take_back(id, &before, s, seq);
            }
            Event::Overruled { .. } => self.apply_overruled(decision.group, decision.by, at, event),
            Event::OverruleTakenBack { group, .. } => self.take_back_overrules(*group, Some(id)),
            // In the past another promise may have stood, which was not the one that was broken.
            Event::FirstResponseBreached { at, .. } if before.first_response_due == Some(*at) => {
                self.change(id, |c| c.flags |= FIRST_RESPONSE_BREACHED);
            }
            Event::ResolutionBreached { at, .. } if before.resolution_due == Some(*at) => {
                self.change(id, |c| c.flags |= RESOLUTION_BREACHED);
            }
            _ => {}
        }
        if decision.group != 0 {
            self.decided(id, seq, at);
            if decision.by == Actor::Desk && !matches!(event, Event::Restored { .. }) {
                let (base, mentions) = (before.version, before.mentions);
                let changed = Changed { conversation: id, before: standing, base, version: seq, mentions };
                self.remember(decision.group, changed);
            }
        }
    }

    /// A decision under the key of a conversation is its newest: the next one must know of it.
    pub(super) fn decided(&mut self, id: ConversationId, seq: u64, at: At) {
        self.change(id, |c| {
            c.version = seq;
            c.touched_at = c.touched_at.max(at);
        });
    }

    /// Closes a conversation with all that is one case with it, and counts it for whoever had it.
    fn resolve(&mut self, id: ConversationId, at: At, owner: Option<Owner>) {
        self.change(id, |c| c.resolve(at));
        for part in self.parts_of(id).collect::<Vec<_>>() {
            self.change(part, |c| c.resolve(at));
        }
        if let Some(agent) = owner.map(Owner::agent) {
            self.tally.agent(at, agent).resolved += 1;
            if let Some(c) = self.conversation(id).copied() {
                self.count_closed(at, agent, &c, true);
            }
            if let Some(agent) = self.agents.get_mut(agent.index()) {
                agent.resolved += 1;
            }
        }
    }

    /// A decision that changed no conversation can be taken back too.
    pub(super) fn remember_group(&mut self, group: u64) {
        if self.undo.front().is_none_or(|newest| newest.group != group) {
            self.undo.push_front(Undoable { group, changed: Vec::new() });
            self.undo.truncate(limits::UNDO_MAX);
        }
    }

    fn remember(&mut self, group: u64, changed: Changed) {
        match self.undo.front_mut() {
            Some(newest) if newest.group == group => {
                // In order of id, so that one of ten thousand is found at once.
                let place = newest.changed.partition_point(|c| c.conversation <= changed.conversation);
                newest.changed.insert(place, changed);
            }
            _ => {
                self.undo.push_front(Undoable { group, changed: vec![changed] });
                self.undo.truncate(limits::UNDO_MAX);
            }
        }
    }

    /// A decision about a conversation is taken back: what it had counted goes, and the decision before it, if it was
    /// made on that one's version, is the newest again and can be taken back too.
    fn take_back(&mut self, id: ConversationId, was: &Conversation, to: &Standing, version: u64) {
        let resolved = was.resolved_at.filter(|_| was.resolved_at != to.resolved_at);
        if let (Some(resolved_at), Some(agent)) = (resolved, to.owner) {
            let row = self.tally.agent(resolved_at, agent);
            row.resolved = row.resolved.saturating_sub(1);
            self.count_closed(resolved_at, agent, was, false);
            if let Some(agent) = self.agents.get_mut(agent.index()) {
                agent.resolved = agent.resolved.saturating_sub(1);
            }
        }
        let mut changes = self.undo.iter_mut().flat_map(|u| {
            let from = u.changed.partition_point(|c| c.conversation < id);
            u.changed[from..].iter_mut().take_while(|c| c.conversation == id)
        });
        let base = changes.find(|c| c.version == was.version).map(|c| c.base);
        if let Some(earlier) = changes.find(|c| Some(c.version) == base) {
            earlier.version = version;
        }
    }

    /// Changes a conversation and everything that is ordered or counted by it.
    pub(super) fn change(&mut self, id: ConversationId, f: impl FnOnce(&mut Conversation)) {
        let Some(row) = self.conversations.get(id.index()) else { return };
        let was = *row;
        let (before, counted) = (Keys::of(row), Part::of(row));
        let mut is = was;
        f(&mut is);
        self.settle_promises(id, &was, &mut is);
        self.conversations[id.index()] = is;
        let (after, counts) = (Keys::of(&is), Part::of(&is));
        self.expose(id, &was, &is);
        self.index.moved(id, &before, &after);
        self.changes.note(id);
        self.tally.moved(id, counted, counts);
        let at = self.at.unwrap_or(At::FIRST);
        let need = need(&self.mentions, &is);
        self.assignments.moved(id, (&was, &is), need, at, &self.agents);
        if was.owner != is.owner {
            self.owner_changed(id, was.owner.map(Owner::agent), is.owner.map(Owner::agent));
        }
        if before.held_by != after.held_by {
            if let Some(agent) = before.held_by.and_then(|a| self.agents.get_mut(a.index())) {
                agent.holds.remove(&id);
            }
            if let Some(agent) = after.held_by.and_then(|a| self.agents.get_mut(a.index())) {
                agent.holds.insert(id);
            }
        }
    }
}

fn put<T: Clone>(rows: &mut Vec<T>, at: usize, row: T) {
    while rows.len() < at {
        rows.push(row.clone());
    }
    if rows.len() == at {
        rows.push(row);
    } else {
        rows[at] = row;
    }
}
