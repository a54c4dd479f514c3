//! What goes out: what the floor owes the outside, what whoever sends has to know for it, and what came of it.

use super::input::Outcome;
use super::turn::Engine;
use crate::connect::crm::{self, Asked, Who};
use crate::connect::net::mail::HandOff;
use crate::connect::net::{Outgoing, Wish};
use crate::floor::handoff::{HandoffId, Sending};
use crate::floor::source::{Deed, Delivery, DeliveryId, DeliveryState, NotOut, SourceSettings, Ticket};
use crate::floor::{
    At, AuthorId, ConversationId, Event, HandoffEvent, MentionId, Refusal, SourceEvent, SourceId, SourceKind, key_of,
};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet};

/// Seconds between two choices of what is looked at again outside.
const WATCHED_EVERY_SECS: i64 = 20;
/// How far back something that was carried on may still spread.
const SPREADS_SECS: u32 = 6 * 3600;

/// How far something that has to reach the outside has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryNews {
    /// It is being sent: from here on it may be there. To be kept before it is sent.
    Sending,
    /// It is there.
    Sent {
        /// The id that it has there; empty where it has none.
        external: String,
        /// How its ticket stands now, if that is known.
        ticket: Option<Ticket>,
    },
    /// A person has to decide.
    Failed {
        /// In what way it is not out.
        how: NotOut,
        /// In words.
        why: String,
        /// How its ticket stands now, if that is known.
        ticket: Option<Ticket>,
    },
}

/// A source as whoever asks it has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncSource {
    /// Which.
    pub source: SourceId,
    /// What it is called; its secret lies under this name.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// How it is set up.
    pub settings: SourceSettings,
    /// Where to read on from.
    pub cursor: String,
    /// Not to be asked now.
    pub paused: bool,
    /// Ids outside of what should be looked at again, the most urgent first.
    pub watched: Vec<String>,
    /// What waits to go out, the oldest first.
    pub out: Vec<(DeliveryId, Outgoing)>,
    /// Of a customer system: whom to ask it for.
    pub whom: Vec<Who>,
}

/// What the engine remembers of the outside between two turns.
#[derive(Default)]
pub(super) struct Outbox {
    changes: Option<u64>,
    watched: BTreeMap<SourceId, Vec<String>>,
    /// Whom to ask customer systems for, and who was asked for lately.
    whom: BTreeMap<SourceId, Vec<Who>>,
    asked: Asked,
    chosen: Option<At>,
    /// The mails of hand-offs that are on their way: made once, so that each attempt says the same.
    mails: BTreeMap<DeliveryId, (String, String)>,
}

impl Outbox {
    /// A customer system has answered who somebody is.
    pub(super) fn looked_up(&mut self, author: AuthorId, now: At) {
        self.asked.note(author, now);
        for whom in self.whom.values_mut() {
            whom.retain(|who| who.author != author);
        }
    }
}

impl Engine {
    /// What was decided here and is not so in the helpdesk yet goes into the outbox.
    pub(super) fn mirror(&mut self, now: At) {
        let changed: Option<BTreeSet<ConversationId>> =
            self.outbox.changes.and_then(|mark| self.floor.changes().since(mark)).map(Iterator::collect);
        let changed = changed.unwrap_or_else(|| self.floor.ticketed().collect());
        self.outbox.changes = Some(self.floor.changes().mark());
        for id in changed {
            // One after another: each counts on from the deliveries that there are.
            let owed = self.floor.owed(id);
            self.keep_by_floor(owed, now, false);
        }
    }

    pub(super) fn take_delivery(&mut self, id: DeliveryId, news: DeliveryNews, now: At) -> Outcome {
        let Some(delivery) = self.floor.outside().delivery(id).cloned() else {
            return Outcome::Refused(Refusal::BadValue("that is not remembered any more".into()));
        };
        // A person can leave it while it is on its way: that it is there all the same is so, whatever was decided.
        let is_late = matches!((&news, &delivery.state), (DeliveryNews::Sent { .. }, DeliveryState::Dropped(_)));
        if !delivery.is_waiting() && !is_late {
            return Outcome::Refused(Refusal::AlreadySo("that does not wait to be sent any more".into()));
        }
        let source = delivery.source;
        let events = match news {
            DeliveryNews::Sending => vec![Event::Source(SourceEvent::Sending { delivery: id })],
            DeliveryNews::Sent { external, ticket } => self.arrived(id, &delivery, &external, ticket),
            DeliveryNews::Failed { how, why, ticket } => {
                let mut events = vec![Event::Source(SourceEvent::Failed { delivery: id, how, why })];
                events.extend(ticketed(&delivery, ticket));
                events
            }
        };
        self.keep_of_source(source, now, false, events, Vec::new()).map_or_else(Outcome::NotKept, |()| Outcome::Noted)
    }

    fn arrived(&self, id: DeliveryId, delivery: &Delivery, external: &str, ticket: Option<Ticket>) -> Vec<Event> {
        let scope = self.floor.outside().settings(delivery.source).map_or("", |s| s.channel.as_str());
        let key = if external.is_empty() { 0 } else { key_of(scope, external) };
        let mut events = vec![Event::Source(SourceEvent::Sent { delivery: id, key })];
        if let Deed::Reply { reply, .. } = &delivery.deed {
            let (reply, conversation) = (*reply, delivery.conversation);
            events.push(Event::Handoff(HandoffEvent::Delivered { reply, conversation, how: Sending::Taken }));
        }
        events.extend(ticketed(delivery, ticket));
        events
    }

    pub(super) fn take_mended(&mut self, page: u64, slot: u16, now: At) -> Outcome {
        let found = self.floor.quarantine().find(|q| (q.page, q.slot) == (page, slot)).map(|q| q.source);
        let Some(source) = found else { return Outcome::Noted };
        let events = vec![Event::Source(SourceEvent::Mended { page, slot })];
        self.keep_of_source(source, now, false, events, Vec::new()).map_or_else(Outcome::NotKept, |()| Outcome::Noted)
    }

    /// What was read when something was put in quarantine, and by which source.
    pub fn quarantined(&mut self, page: u64, slot: u16) -> Option<(SourceId, String)> {
        let source = self.floor.quarantine().find(|q| (q.page, q.slot) == (page, slot))?.source;
        Some((source, self.words.get(self.ledger.as_ref(), page, slot)))
    }

    /// All sources in the network as they stand now: where to read on, what to look at again, what waits to go out.
    pub fn sync_sources(&mut self, now: At) -> Vec<SyncSource> {
        if self.outbox.chosen.is_none_or(|at| !(0..WATCHED_EVERY_SECS).contains(&now.secs_since(at))) {
            self.outbox.chosen = Some(now);
            self.outbox.watched = self.choose_watched(now);
            self.outbox.whom = self.choose_whom(now);
        }
        let floor = &self.floor;
        let mut waiting: BTreeMap<SourceId, Vec<(DeliveryId, Delivery)>> = BTreeMap::new();
        for (id, delivery) in floor.outside().deliveries().filter(|(_, d)| d.is_waiting()) {
            let queue = waiting.entry(delivery.source).or_default();
            if queue.len() < limits::OUT_AT_ONCE_MAX {
                queue.push((id, delivery.clone()));
            }
        }
        self.outbox.mails.retain(|id, _| floor.outside().delivery(*id).is_some_and(Delivery::is_waiting));
        let live: Vec<(SourceId, SourceSettings)> = floor.outside().live().map(|(id, s)| (id, s.clone())).collect();
        live.into_iter()
            .filter_map(|(source, settings)| {
                let row = self.floor.sources().get(source.index())?;
                let (name, kind, cursor) = (row.name.clone(), row.kind, row.cursor.clone());
                let paused = self.floor.outside().is_paused(source);
                let watched = self.outbox.watched.get(&source).cloned().unwrap_or_default();
                let out = waiting.remove(&source).unwrap_or_default();
                let out = out.into_iter().map(|(id, delivery)| (id, self.outgoing(id, &delivery))).collect();
                let whom = self.outbox.whom.get(&source).cloned().unwrap_or_default();
                Some(SyncSource { source, name, kind, settings, cursor, paused, watched, out, whom })
            })
            .collect()
    }

    fn outgoing(&mut self, id: DeliveryId, delivery: &Delivery) -> Outgoing {
        let root = self.floor.conversation(delivery.conversation).map(|c| c.first_mention);
        let target = delivery.target.or(root);
        let wish = match &delivery.deed {
            Deed::Reply { text, private, .. } => Wish::Reply { text: text.clone(), private: *private },
            Deed::Note(text) => Wish::Note(text.clone()),
            Deed::Assign(to) => {
                let name = |to| self.floor.name_over_there(delivery.source, to).to_owned();
                Wish::Assign(to.map(name).unwrap_or_default())
            }
            Deed::State(state) => Wish::State(state.clone()),
            Deed::Priority(word) => Wish::Priority(word.clone()),
            Deed::Labels { add, remove } => Wish::Labels { add: add.clone(), remove: remove.clone() },
            Deed::HandOff(handoff) => self.handing_off(id, *handoff),
        };
        let ticket = self.floor.outside().ticket(delivery.conversation).map(|held| held.ticket.clone());
        Outgoing {
            key: delivery.operation(id),
            target: target.map(|m| self.external(m)).unwrap_or_default(),
            root: root.map(|m| self.external(m)).unwrap_or_default(),
            ticket,
            wish,
            asked_at: delivery.asked_at,
            tried_at: delivery.tried_at,
        }
    }

    /// The mail of a hand-off; without words when the hand-off is not remembered any more.
    fn handing_off(&mut self, id: DeliveryId, handoff: HandoffId) -> Wish {
        let wish = |(subject, text): (String, String)| Wish::HandOff { subject, text };
        if let Some(made) = self.outbox.mails.get(&id) {
            return wish(made.clone());
        }
        let Some(row) = self.floor.handoffs().get(handoff).cloned() else { return wish(Default::default()) };
        let (floor, words, ledger) = (&self.floor, &mut self.words, self.ledger.as_ref());
        let zone = self.watch.as_ref().map_or(jiff::tz::TimeZone::UTC, |watch| watch.zone().clone());
        let name = |author| floor.authors().get(author).map(|a| a.name.to_string()).unwrap_or_default();
        let said = floor.case_thread(row.conversation);
        let newest = said.len().saturating_sub(limits::BUBBLES_SHOWN_MAX);
        let said = said.into_iter().skip(newest).filter_map(|m| floor.mentions().get(m));
        let lines: Vec<String> = said
            .map(|m| {
                let when = m.at.timestamp().to_zoned(zone.clone()).strftime("%-d %b %H:%M").to_string();
                format!("{when} {}: {}", name(m.author), words.get(ledger, m.page, m.slot))
            })
            .collect();
        let c = floor.conversation(row.conversation);
        let channel = c.and_then(|c| floor.channel(c.channel)).map_or("", |channel| channel.name.as_str());
        let customer = format!("{} on {channel}", c.map(|c| name(c.author)).unwrap_or_default());
        let mail = HandOff {
            packet: &row.packet,
            customer: &customer,
            agent: row.agent.and_then(|a| floor.agent(a)).map_or("", |a| a.name.as_str()),
            transcript: &lines.join("\n\n"),
            zone: &zone,
        };
        let made = (mail.subject(), mail.text());
        self.outbox.mails.insert(id, made.clone());
        wish(made)
    }

    /// The source's own id of a mention. Empty when its words are gone.
    fn external(&mut self, id: MentionId) -> String {
        let Some((page, slot)) = self.floor.mentions().get(id).map(|m| (m.page, m.slot)) else { return String::new() };
        self.words.external(self.ledger.as_ref(), page, slot)
    }

    /// Whom each customer system is to be asked for.
    fn choose_whom(&self, now: At) -> BTreeMap<SourceId, Vec<Who>> {
        let asked = &self.outbox.asked;
        let systems = self.floor.outside().live().filter_map(|(id, s)| Some((id, crm::source::settings(s)?)));
        systems.map(|(id, settings)| (id, crm::due(&self.floor, &settings, asked, now))).collect()
    }

    /// What spreads, and then what is open and newest: the first thing written in each.
    fn choose_watched(&mut self, now: At) -> BTreeMap<SourceId, Vec<String>> {
        if self.floor.outside().live().next().is_none() {
            return BTreeMap::new();
        }
        let floor = &self.floor;
        let most = limits::WATCHED_OUTSIDE_MAX;
        let mut chosen: BTreeMap<SourceId, Vec<MentionId>> = BTreeMap::new();
        let spreads = floor.spreads_since(now.minus(SPREADS_SECS)).map(|(id, _)| id);
        let newest = floor.conversations_newest().take(limits::WATCHED_LOOKED_THROUGH_MAX);
        let open = newest.filter(|(_, c)| c.is_open()).map(|(id, _)| id);
        for id in spreads.chain(open) {
            let Some(c) = floor.conversation(id).filter(|c| !floor.outside().is_gone(c.first_mention)) else {
                continue;
            };
            let Some(source) = floor.answers_by(c) else { continue };
            let list = chosen.entry(source).or_default();
            if list.len() < most && !list.contains(&c.first_mention) {
                list.push(c.first_mention);
            }
        }
        let externals = |engine: &mut Engine, list: Vec<MentionId>| -> Vec<String> {
            list.into_iter().map(|m| engine.external(m)).filter(|external| !external.is_empty()).collect()
        };
        chosen.into_iter().map(|(source, list)| (source, externals(self, list))).collect()
    }
}

fn ticketed(delivery: &Delivery, ticket: Option<Ticket>) -> Option<Event> {
    let (conversation, source) = (delivery.conversation, delivery.source);
    let ticket = Box::new(ticket?);
    Some(Event::Source(SourceEvent::Ticketed { conversation, source, ticket }))
}
