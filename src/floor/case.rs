//! A case: conversations of one customer on several channels, worked on as one. One conversation leads it; the clocks and
//! the owner are there, and it counts once. The parts keep clocks of their own underneath, so that a case can be taken
//! apart again at any time as if it had never been one.

use super::conversation::{Conversation, FIRST_RESPONSE_BREACHED, PART};
use super::{At, ConversationId, Event, Floor, Mention, MentionId};

impl Floor {
    /// The conversation that leads the case that this one is a part of.
    pub fn leads(&self, part: ConversationId) -> Option<ConversationId> {
        self.cases.get(&part).copied()
    }

    /// Whether a person took it out of a case.
    pub fn was_parted(&self, id: ConversationId) -> bool {
        self.parted.contains(&id)
    }

    /// How many conversations are parts of a case that another one leads.
    pub fn parts(&self) -> usize {
        self.cases.len()
    }

    /// The other conversations of the case that this one leads, in the order of their ids; none for most.
    pub fn parts_of(&self, lead: ConversationId) -> impl Iterator<Item = ConversationId> {
        let all = (lead, ConversationId(0))..=(lead, ConversationId(u32::MAX));
        self.case_parts.range(all).map(|(_, part)| *part)
    }

    /// What was written in a case, in the order in which it was written: the whole of it, whichever conversation is named.
    pub fn case_thread(&self, id: ConversationId) -> Vec<MentionId> {
        let lead = self.leads(id).unwrap_or(id);
        let mut thread = self.thread(lead);
        let before = thread.len();
        self.parts_of(lead).for_each(|part| thread.extend(self.thread(part)));
        if thread.len() > before {
            thread.sort_by_key(|m| self.mentions().get(*m).map(|m| m.at));
        }
        thread
    }

    /// Facts about cases.
    pub(super) fn apply_case(&mut self, event: &Event) {
        match event {
            Event::CaseJoined { conversation, lead } => self.join_case(*conversation, *lead),
            Event::CaseParted { conversation } => self.part_case(*conversation),
            _ => {}
        }
    }

    fn join_case(&mut self, id: ConversationId, lead: ConversationId) {
        let (Some(part), Some(_)) = (self.conversation(id).copied(), self.conversation(lead)) else { return };
        if id == lead || part.has(PART) || self.cases.contains_key(&lead) || self.parts_of(id).next().is_some() {
            return;
        }
        self.cases.insert(id, lead);
        self.case_parts.insert((lead, id));
        self.change(id, |c| {
            c.flags |= PART;
            c.owner = None;
        });
        self.change(lead, |c| {
            if c.owner.is_none() && c.state != super::State::Resolved {
                c.owner = part.owner;
            }
        });
        if let Some(since) = part.waiting_since {
            self.customer_wrote(lead, since, false);
            self.change(lead, |c| {
                if c.first_response_at.is_none() {
                    c.first_response_due = c.first_response_due.into_iter().chain(part.first_response_due).min();
                }
            });
        }
        self.change(lead, Conversation::customer_remarked);
    }

    fn part_case(&mut self, id: ConversationId) {
        let Some(lead) = self.cases.remove(&id) else { return };
        self.case_parts.remove(&(lead, id));
        self.parted.insert(id);
        self.change(id, |c| {
            c.flags &= !PART;
            c.customer_remarked();
        });
        let Some(c) = self.conversation(lead).copied() else { return };
        let terms = self.terms_of(lead, &c);
        self.change(lead, |c| {
            if c.first_response_due.is_some() {
                c.first_response_due = Some(terms.first_due(c.opened_at));
                c.flags &= !FIRST_RESPONSE_BREACHED;
            }
        });
        if self.parts_of(lead).next().is_none() {
            self.settle_by_mentions(lead);
        }
    }

    /// Something was written in a part: the clocks of the case move too.
    pub(super) fn move_case(&mut self, part: ConversationId, mention: &Mention, ours: bool) {
        let Some(lead) = self.leads(part) else { return };
        if ours {
            let asked_again = self.case_asked_after(lead, mention.at);
            self.we_answered(lead, mention.at, asked_again);
        } else if mention.asks && self.conversation(part).is_some_and(|p| p.author == mention.author) {
            self.customer_wrote(lead, mention.at, false);
        }
    }

    fn case_asked_after(&self, lead: ConversationId, after: At) -> Option<At> {
        let all = std::iter::once(lead).chain(self.parts_of(lead));
        let asked = |id: ConversationId| {
            let customer = self.conversation(id).map(|c| c.author)?;
            self.first_written_after(id, customer, after)
        };
        all.filter_map(asked).min()
    }
}
