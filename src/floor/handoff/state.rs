//! What is so by now, with the orders that are kept of it.

use super::{Card, Claim, Handoff, HandoffId, Reply, ReplyId, Template, TemplateId};
use crate::floor::tally::IntervalId;
use crate::floor::{At, ConversationId, Intent};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Work that ended in a quarter of an hour, of one intent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandledRow {
    /// Conversations.
    pub count: u32,
    /// Seconds from when they were given to somebody, all together.
    pub secs: u64,
}

/// All hand-offs, answers, templates and claims of a floor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handoffs {
    pub(super) parts: HandoffParts,
    /// What runs out, by its moment.
    pub(super) deadlines: BTreeSet<(At, HandoffId)>,
    pub(super) claims_due: BTreeSet<(At, ConversationId)>,
    /// The open hand-offs, by conversation: one each at most.
    pub(super) open: BTreeMap<ConversationId, HandoffId>,
    /// Those that came back or whose call was missed, and are still open.
    pub(super) unsettled: BTreeSet<HandoffId>,
    /// Claims that are to be put right.
    pub(super) claims_open: usize,
}

/// What [`Handoffs`] are made of, without what can be computed.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoffParts {
    pub handoffs: BTreeMap<HandoffId, Handoff>,
    pub offered: u32,
    /// The newest answers, oldest first, and how many there ever were.
    pub replies: VecDeque<(ReplyId, Reply)>,
    pub replied: u32,
    pub templates: BTreeMap<TemplateId, Template>,
    pub templates_made: u16,
    pub card: Card,
    pub claims: BTreeMap<ConversationId, Claim>,
    /// `None` until somebody has set it.
    pub correction_secs: Option<u32>,
    pub turned: BTreeMap<ConversationId, At>,
    pub handled: BTreeMap<(IntervalId, Intent), HandledRow>,
}

impl Handoffs {
    /// What is made of these parts.
    pub fn from_parts(parts: HandoffParts) -> Handoffs {
        let mut made = Handoffs { parts, ..Handoffs::default() };
        for (id, handoff) in &made.parts.handoffs {
            if handoff.is_open() {
                made.deadlines.extend(handoff.deadlines(*id));
                made.open.insert(handoff.conversation, *id);
                if handoff.missed || matches!(handoff.stage, super::HandoffStage::Back(_)) {
                    made.unsettled.insert(*id);
                }
            }
        }
        for (id, claim) in &made.parts.claims {
            made.claims_open += usize::from(claim.is_open());
            if claim.is_open() && !claim.breached {
                made.claims_due.insert((claim.due, *id));
            }
        }
        made
    }

    /// What they are made of.
    pub fn parts(&self) -> &HandoffParts {
        &self.parts
    }

    /// A hand-off, if it is remembered.
    pub fn get(&self, id: HandoffId) -> Option<&Handoff> {
        self.parts.handoffs.get(&id)
    }

    /// The hand-off of a conversation that is not over, if there is one.
    pub fn open_of(&self, id: ConversationId) -> Option<(HandoffId, &Handoff)> {
        let handoff = *self.open.get(&id)?;
        Some((handoff, self.parts.handoffs.get(&handoff)?))
    }

    /// All that are not over, by conversation.
    pub fn open(&self) -> impl Iterator<Item = (HandoffId, &Handoff)> {
        self.open.values().filter_map(|id| Some((*id, self.parts.handoffs.get(id)?)))
    }

    /// All that are remembered, newest first: every open one, and the newest that are over.
    pub fn newest(&self) -> impl Iterator<Item = (HandoffId, &Handoff)> {
        self.parts.handoffs.iter().rev().map(|(id, handoff)| (*id, handoff))
    }

    /// The newest answers, newest first, at most [`limits::REPLIES_KEPT_MAX`].
    pub fn replies(&self) -> impl Iterator<Item = (ReplyId, &Reply)> {
        self.parts.replies.iter().rev().map(|(id, reply)| (*id, reply))
    }

    /// An answer, if it is remembered.
    pub fn reply(&self, id: ReplyId) -> Option<&Reply> {
        let place = self.parts.replies.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.parts.replies.get(place).map(|(_, reply)| reply)
    }

    /// How many answers there ever were: what the next one is called by.
    pub fn replied(&self) -> u32 {
        self.parts.replied
    }

    /// The templates, by their numbers.
    pub fn templates(&self) -> &BTreeMap<TemplateId, Template> {
        &self.parts.templates
    }

    /// The tone card; its version is 0 while nobody has written one.
    pub fn card(&self) -> &Card {
        &self.parts.card
    }

    /// The wrong claim of a conversation, if it was tagged.
    pub fn claim(&self, id: ConversationId) -> Option<&Claim> {
        self.parts.claims.get(&id)
    }

    /// All that were tagged, by conversation.
    pub fn claims(&self) -> &BTreeMap<ConversationId, Claim> {
        &self.parts.claims
    }

    /// How many claims are to be put right.
    pub fn claims_open(&self) -> usize {
        self.claims_open
    }

    /// Seconds in which a wrong claim is put right in public.
    pub fn correction_secs(&self) -> u32 {
        self.parts.correction_secs.unwrap_or(super::CORRECTION_PRESET_SECS)
    }

    /// Customers who were angry and are glad now, and since when; each once.
    pub fn turned(&self) -> &BTreeMap<ConversationId, At> {
        &self.parts.turned
    }

    /// Work that ended, by quarter of an hour and intent.
    pub fn handled(&self) -> &BTreeMap<(IntervalId, Intent), HandledRow> {
        &self.parts.handled
    }

    /// Changes a hand-off and the orders of it.
    pub(super) fn change(&mut self, id: HandoffId, f: impl FnOnce(&mut Handoff)) {
        let Some(row) = self.parts.handoffs.get_mut(&id) else { return };
        for key in row.deadlines(id) {
            self.deadlines.remove(&key);
        }
        f(row);
        self.deadlines.extend(row.deadlines(id));
        let back = matches!(row.stage, super::HandoffStage::Back(_));
        let conversation = row.conversation;
        if row.is_open() && (row.missed || back) {
            self.unsettled.insert(id);
        } else {
            self.unsettled.remove(&id);
        }
        if row.is_open() {
            self.open.insert(conversation, id);
        } else if self.open.get(&conversation) == Some(&id) {
            self.open.remove(&conversation);
        }
        self.forget();
    }

    /// Forgets the oldest hand-offs that are over.
    fn forget(&mut self) {
        let most = self.open.len() + limits::HANDOFFS_KEPT_MAX;
        while self.parts.handoffs.len() > most {
            let over = self.parts.handoffs.iter().find(|(_, h)| !h.is_open()).map(|(id, _)| *id);
            // More open hand-offs than conversations with one: only where facts were left out.
            let Some(id) = over else { return };
            self.parts.handoffs.remove(&id);
        }
    }

    pub(super) fn change_claim(&mut self, id: ConversationId, claim: Option<Claim>) {
        if let Some(before) = self.parts.claims.remove(&id) {
            self.claims_open -= usize::from(before.is_open());
            self.claims_due.remove(&(before.due, id));
        }
        let Some(claim) = claim else { return };
        self.claims_open += usize::from(claim.is_open());
        if claim.is_open() && !claim.breached {
            self.claims_due.insert((claim.due, id));
        }
        self.parts.claims.insert(id, claim);
        if self.parts.claims.len() > limits::CLAIMS_KEPT_MAX {
            // Those that were put right go first, the oldest of them; then the oldest of all.
            let oldest = |open: bool| {
                let rows = self.parts.claims.iter().filter(move |(_, c)| open || !c.is_open());
                rows.min_by_key(|(id, c)| (c.tagged_at, **id)).map(|(id, _)| *id)
            };
            if let Some(gone) = oldest(false).or_else(|| oldest(true)) {
                self.change_claim(gone, None);
            }
        }
    }
}
