//! How the facts of this room change the floor. Total: whatever is left out, a floor comes of it.

use super::outbox::is_closed;
use super::{Deed, Delivery, DeliveryId, DeliveryState, Held, NotOut, SourceEvent, SourceSettings, Ticket};
use crate::floor::{At, ConversationId, Decision, Floor, Owner, SourceId};
use crate::limits;

impl Floor {
    pub(in crate::floor) fn apply_outside(&mut self, seq: u64, at: At, decision: &Decision, event: &SourceEvent) {
        self.outside.version += 1;
        let out = &mut self.outside;
        match event {
            SourceEvent::Set { source, settings } => {
                self.moves(*source, settings);
                self.outside.settings.insert(*source, (**settings).clone());
                self.outside.begun.insert(*source, at);
                self.forget_failure(*source);
            }
            SourceEvent::Paused { source, paused: true } => drop(out.paused.insert(*source)),
            SourceEvent::Paused { source, paused: false } => {
                out.paused.remove(source);
                out.begun.insert(*source, at);
            }
            SourceEvent::Removed { source } => {
                let before = out.settings.remove(source);
                out.begun.remove(source);
                out.paused.remove(source);
                if let Some(before) = before.filter(|_| self.has_brought(*source)) {
                    self.outside.remember(*source, before);
                }
                self.forget_failure(*source);
            }
            SourceEvent::Edited { mention, words, slot } => {
                out.edited.insert(*mention, (*words, at));
                while out.edited.len() > limits::TOLD_KEPT_MAX {
                    out.edited.pop_first();
                }
                if let Some(row) = self.mentions.get_mut(*mention) {
                    (row.page, row.slot) = (seq, *slot);
                }
                self.told_anew(*mention);
            }
            SourceEvent::Gone { mention } => {
                out.gone.insert(*mention, at);
                while out.gone.len() > limits::TOLD_KEPT_MAX {
                    out.gone.pop_first();
                }
                self.told_anew(*mention);
            }
            SourceEvent::Ticketed { conversation, source, ticket } => {
                self.ticketed_as(*conversation, *source, ticket, at);
            }
            SourceEvent::Mended { page, slot } => {
                let before = self.quarantine.len();
                self.quarantine.retain(|q| (q.page, q.slot) != (*page, *slot));
                self.quarantined = self.quarantined.saturating_sub((before - self.quarantine.len()) as u64);
            }
            SourceEvent::PersonKnown { source, name, agent } => {
                out.people.insert((*source, name.clone()), *agent);
                while out.people.len() > limits::PEOPLE_OVER_THERE_MAX {
                    out.people.pop_first();
                }
            }
            delivery => self.apply_delivery(at, delivery),
        }
        // What a person decided stands under the key of its conversation.
        if decision.group != 0
            && let Some(id) = self.decided_about(event)
        {
            self.decided(id, seq, at);
        }
    }

    fn decided_about(&self, event: &SourceEvent) -> Option<ConversationId> {
        match event {
            SourceEvent::Queued { conversation, .. } => Some(*conversation),
            SourceEvent::Decided { delivery, .. } => self.outside.deliveries.get(delivery).map(|d| d.conversation),
            _ => None,
        }
    }

    fn apply_delivery(&mut self, at: At, event: &SourceEvent) {
        match event {
            SourceEvent::Queued { delivery, source, conversation, target, deed } => {
                let out = &mut self.outside;
                out.queued = out.queued.max(delivery.0.saturating_add(1));
                let row = Delivery {
                    source: *source,
                    conversation: *conversation,
                    target: *target,
                    deed: (**deed).clone(),
                    asked_at: at,
                    state: DeliveryState::Waiting,
                    tried_at: None,
                    tries: 0,
                    key: 0,
                };
                out.deliveries.insert(*delivery, row);
                self.touch(*conversation);
            }
            SourceEvent::Sending { delivery } => self.change_delivery(*delivery, |d| {
                (d.tried_at, d.tries) = (Some(at), d.tries.saturating_add(1));
            }),
            SourceEvent::NotSent { delivery, tried_at } => {
                self.change_delivery(*delivery, |d| d.tried_at = *tried_at);
            }
            SourceEvent::Sent { delivery, key } => {
                self.change_delivery(*delivery, |d| (d.state, d.key) = (DeliveryState::Sent(at), *key));
                self.agree(*delivery);
                self.is_over(*delivery);
            }
            SourceEvent::Failed { delivery, how, why } => self.change_delivery(*delivery, |d| {
                d.state = DeliveryState::Failed { how: *how, why: why.clone(), at };
            }),
            SourceEvent::Decided { delivery, again: true } => {
                self.change_delivery(*delivery, |d| {
                    // Nobody could know whether it is there; now a person has looked.
                    if matches!(d.state, DeliveryState::Failed { how: NotOut::Unsure, .. }) {
                        d.tried_at = None;
                    }
                    d.state = DeliveryState::Waiting;
                });
            }
            SourceEvent::Decided { delivery, again: false } => {
                self.change_delivery(*delivery, |d| d.state = DeliveryState::Dropped(at));
                self.is_over(*delivery);
            }
            _ => {}
        }
    }

    fn change_delivery(&mut self, id: DeliveryId, f: impl FnOnce(&mut Delivery)) {
        let Some(delivery) = self.outside.deliveries.get_mut(&id) else { return };
        f(delivery);
        let conversation = delivery.conversation;
        self.touch(conversation);
    }

    /// What is over is remembered for a while.
    fn is_over(&mut self, id: DeliveryId) {
        let out = &mut self.outside;
        if out.deliveries.contains_key(&id) && !out.over.contains(&id) {
            out.over.push_back(id);
        }
        while out.over.len() > limits::DELIVERIES_KEPT_MAX {
            if let Some(oldest) = out.over.pop_front() {
                out.deliveries.remove(&oldest);
            }
        }
    }

    /// Both sides agree again about what was brought out.
    fn agree(&mut self, id: DeliveryId) {
        let Some(delivery) = self.outside.deliveries.get(&id) else { return };
        let (conversation, source, deed) = (delivery.conversation, delivery.source, delivery.deed.clone());
        let Some(mut held) = self.outside.tickets.get(&conversation).cloned() else { return };
        match deed {
            Deed::Assign(to) => {
                held.owner = to;
                held.ticket.owner = to.map_or(String::new(), |to| self.name_over_there(source, to).to_owned());
            }
            Deed::State(state) => {
                held.resolved = state == super::TicketState::Resolved;
                held.ticket.state = state;
            }
            _ => return,
        }
        self.outside.hold(conversation, held);
    }

    fn ticketed_as(&mut self, id: ConversationId, source: SourceId, ticket: &Ticket, at: At) {
        let (owner, resolved) =
            self.conversation(id).map_or((None, false), |c| (c.owner.map(Owner::agent), is_closed(c)));
        let before = self.outside.tickets.get(&id);
        // While something of ours is on its way about it, both sides do not agree, and what is on its way says how.
        let owner = before.filter(|_| self.outside.moves_owner(id)).map_or(owner, |held| held.owner);
        let resolved = before.filter(|_| self.outside.moves_state(id)).map_or(resolved, |held| held.resolved);
        let held = Held { source, ticket: ticket.clone(), owner, resolved, told_at: at };
        self.outside.hold(id, held);
        self.touch(id);
    }

    /// What is shown of a conversation is not as it was.
    fn touch(&mut self, id: ConversationId) {
        self.change(id, |_| {});
    }

    fn told_anew(&mut self, mention: crate::floor::MentionId) {
        if let Some(id) = self.mentions.get(mention).and_then(|m| m.conversation()) {
            self.touch(id);
        }
    }

    /// A source that is set up at another place is read from its beginning: where to read on was a place of the one before.
    /// At another server nobody knows the tickets and the people of the one before.
    fn moves(&mut self, source: SourceId, to: &SourceSettings) {
        let before = self.outside.last_settings(source).cloned();
        let is_same = before.as_ref().is_some_and(|before| before.is_same_place(to));
        if !before.as_ref().is_some_and(|before| before.is_same_server(to)) {
            self.outside.tickets.retain(|_, held| held.source != source);
            self.outside.owners.retain(|(of, _), _| *of != source);
            self.outside.people.retain(|(of, _), _| *of != source);
        }
        if let Some(before) = before
            && (!is_same || before.channel != to.channel)
            && self.has_brought(source)
        {
            self.outside.remember(source, before);
        }
        if let Some(row) = self.sources.get_mut(source.index()).filter(|_| !is_same) {
            row.cursor.clear();
        }
    }

    fn forget_failure(&mut self, source: SourceId) {
        if let Some(row) = self.sources.get_mut(source.index()) {
            row.failing = None;
        }
    }
}
