//! How the facts of this room change the floor. Total: whatever is left out, a floor comes of it.

use super::{Claim, Handoff, HandoffEvent, HandoffStage, Reply, ReplyId, Said, Sending};
use crate::floor::conversation::FIRST_RESPONSE_BREACHED;
use crate::floor::tally::IntervalId;
use crate::floor::{At, Conversation, ConversationId, Decision, Floor, Owner};
use crate::limits;

impl Floor {
    /// Hand-offs, answers, templates, the tone card, and claims.
    pub fn handoffs(&self) -> &super::Handoffs {
        &self.handoffs
    }

    pub(in crate::floor) fn apply_handoff(&mut self, seq: u64, at: At, decision: &Decision, event: &HandoffEvent) {
        match event {
            HandoffEvent::Offered { handoff, conversation, packet, agent, card } => {
                let row = Handoff {
                    conversation: *conversation,
                    packet: (**packet).clone(),
                    agent: *agent,
                    card: *card,
                    offered_at: at,
                    stage: HandoffStage::Offered,
                    missed: false,
                };
                let parts = &mut self.handoffs.parts;
                parts.offered = parts.offered.max(handoff.0.saturating_add(1));
                parts.handoffs.insert(*handoff, row);
                self.handoffs.change(*handoff, |_| {});
            }
            HandoffEvent::Accepted { handoff, who, .. } => self.handoffs.change(*handoff, |h| {
                if h.is_open() {
                    h.stage = HandoffStage::Accepted(at, who.clone());
                }
            }),
            HandoffEvent::CameBack { handoff, .. } => self.came_back(*handoff, at),
            HandoffEvent::CallMissed { handoff, .. } => self.handoffs.change(*handoff, |h| h.missed = true),
            HandoffEvent::Ended { handoff, conversation, how, .. } => {
                self.handoffs.change(*handoff, |h| h.stage = HandoffStage::Ended(at, *how));
                if *how == super::Ending::Returned {
                    self.ours_again(*conversation, at);
                }
            }
            HandoffEvent::Replied { reply, conversation, said } => self.replied(*reply, *conversation, said, at),
            HandoffEvent::Delivered { reply, how, .. } => self.delivered(*reply, *how, at),
            other => self.apply_approved(at, other),
        }
        if decision.group != 0
            && let Some(id) = event.conversation()
        {
            self.decided(id, seq, at);
        }
    }

    /// Facts about what is approved, what is wrong, and what is counted.
    fn apply_approved(&mut self, at: At, event: &HandoffEvent) {
        let parts = &mut self.handoffs.parts;
        match event {
            HandoffEvent::TemplateSet { template, row } => {
                parts.templates_made = parts.templates_made.max(template.0.saturating_add(1));
                parts.templates.insert(*template, row.clone());
            }
            HandoffEvent::TemplateRemoved { template } => drop(parts.templates.remove(template)),
            HandoffEvent::CardSet { card } => parts.card = card.clone(),
            HandoffEvent::CorrectionTargetSet { secs } => {
                parts.correction_secs = Some(*secs);
                let open: Vec<_> = parts.claims.iter().filter(|(_, c)| c.is_open()).map(|(id, _)| *id).collect();
                for id in open {
                    let claim = self.handoffs.claim(id).cloned();
                    let due = claim.map(|c| Claim { due: c.tagged_at.plus(*secs), breached: false, ..c });
                    self.handoffs.change_claim(id, due);
                }
            }
            HandoffEvent::ClaimTagged { conversation, claim, due } => {
                let row = Claim { claim: claim.clone(), tagged_at: at, due: *due, corrected_at: None, breached: false };
                self.handoffs.change_claim(*conversation, Some(row));
            }
            HandoffEvent::ClaimCleared { conversation } => self.handoffs.change_claim(*conversation, None),
            HandoffEvent::CorrectionBreached { conversation, at } => {
                // In the past another correction may have been promised, which was not the one that was late.
                if let Some(claim) = self.handoffs.claim(*conversation).filter(|c| c.is_open() && c.due == *at).cloned()
                {
                    self.handoffs.change_claim(*conversation, Some(Claim { breached: true, ..claim }));
                }
            }
            HandoffEvent::TurnedRound { conversation } if parts.turned.len() < limits::TURNED_MAX => {
                parts.turned.entry(*conversation).or_insert(at);
            }
            HandoffEvent::Handled { intent, secs, .. } => {
                let row = parts.handled.entry((IntervalId::of(at), *intent)).or_default();
                row.count = row.count.saturating_add(1);
                row.secs = row.secs.saturating_add(u64::from(*secs));
                while parts.handled.len() > limits::HANDLED_ROWS_MAX {
                    parts.handled.pop_first();
                }
            }
            _ => {}
        }
    }

    fn came_back(&mut self, id: super::HandoffId, at: At) {
        let Some(handoff) = self.handoffs.get(id) else { return };
        if handoff.stage != HandoffStage::Offered {
            return;
        }
        let conversation = handoff.conversation;
        self.handoffs.change(id, |h| h.stage = HandoffStage::Back(at));
        self.ours_again(conversation, at);
    }

    /// Somebody has to go on with it here: with its owner if it has one, in the queue if not.
    fn ours_again(&mut self, id: ConversationId, at: At) {
        let Some(c) = self.conversation(id).copied() else { return };
        if !c.is_open() {
            return;
        }
        // What was answered this second, or by a faster clock, does not keep it from waiting again.
        let since = c.answered_at.map_or(at, |answered| at.max(answered.plus(1)));
        self.customer_wrote(id, since, false);
    }

    fn replied(&mut self, id: ReplyId, conversation: ConversationId, said: &Said, at: At) {
        let parts = &mut self.handoffs.parts;
        parts.replied = parts.replied.max(id.0.saturating_add(1));
        let reply = Reply { conversation, said: said.clone(), at, public_at: said.sending.is_public().then_some(at) };
        let place = parts.replies.partition_point(|(other, _)| *other < id);
        if parts.replies.get(place).is_some_and(|(other, _)| *other == id) {
            return;
        }
        parts.replies.insert(place, (id, reply));
        if parts.replies.len() > limits::REPLIES_KEPT_MAX {
            parts.replies.pop_front();
        }
        if said.sending.is_public() {
            self.stands_in_public(conversation, said, at);
        }
    }

    fn delivered(&mut self, id: ReplyId, how: Sending, at: At) {
        let replies = &mut self.handoffs.parts.replies;
        let Ok(place) = replies.binary_search_by_key(&id, |(id, _)| *id) else { return };
        let Some((_, reply)) = replies.get_mut(place) else { return };
        if reply.public_at.is_some() || !how.is_public() {
            return;
        }
        reply.public_at = Some(at);
        reply.said.sending = how;
        let (conversation, said) = (reply.conversation, reply.said.clone());
        self.stands_in_public(conversation, &said, at);
    }

    /// An answer of ours that the customer can read: it counts, once, like one that a network tells of.
    fn stands_in_public(&mut self, id: ConversationId, said: &Said, at: At) {
        let lead = self.leads(id);
        for (place, id) in [Some(id), lead].into_iter().flatten().enumerate() {
            let Some(before) = self.conversation(id).copied() else { continue };
            // Whoever pressed the button had read what stood there, whatever its clock says.
            let at = at.max(before.opened_at).max(before.waiting_since.unwrap_or(at));
            let later = (before.touched_at > at).then(|| self.first_written_after(id, before.author, at)).flatten();
            self.we_answered(id, at, later);
            self.change(id, |c| c.touched_at = c.touched_at.max(at));
            if place == 0 {
                self.credit_reply(id, &before, said);
            }
        }
        if said.corrects
            && let Some(claim) = self.handoffs.claim(id).filter(|c| c.is_open()).cloned()
        {
            let breached = claim.breached || at > claim.due;
            self.handoffs.change_claim(id, Some(Claim { corrected_at: Some(at), breached, ..claim }));
        }
    }

    /// Whoever gave the first response gets it counted, once.
    fn credit_reply(&mut self, id: ConversationId, before: &Conversation, said: &Said) {
        let Some(after) = self.conversation(id).copied() else { return };
        let (None, Some(given)) = (before.first_response_at, after.first_response_at) else { return };
        if let Some(agent) = said.agent.or(before.owner.map(Owner::agent)) {
            let row = self.tally.agent(given, agent);
            row.responses += 1;
            row.in_time += u32::from(!after.has(FIRST_RESPONSE_BREACHED));
        }
    }
}

impl HandoffEvent {
    /// The conversation that a person decided about with it, if it is one.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            HandoffEvent::Offered { conversation, .. }
            | HandoffEvent::Accepted { conversation, .. }
            | HandoffEvent::Ended { conversation, .. }
            | HandoffEvent::Replied { conversation, .. }
            | HandoffEvent::Delivered { conversation, .. }
            | HandoffEvent::ClaimTagged { conversation, .. }
            | HandoffEvent::ClaimCleared { conversation } => Some(*conversation),
            _ => None,
        }
    }
}
