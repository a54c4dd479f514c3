//! The outbox: what has to reach the outside, and how far it has come.

use super::{SourceEvent, SourceSettings, Ticket, TicketState};
use crate::floor::handoff::{HandoffId, ReplyId};
use crate::floor::{
    AgentId, At, Conversation, ConversationId, Event, Floor, MentionId, Owner, SourceId, SourceKind, State, key_of,
};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Names something that has to reach the outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub u32);

/// What has to reach the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An answer to the customer: exactly these words.
    Reply {
        /// The answer that a person approved.
        reply: ReplyId,
        /// Its words.
        text: String,
        /// Whether only the customer should see it.
        private: bool,
    },
    /// A note that the customer does not see.
    Note(String),
    /// Who has it now.
    Assign(Option<AgentId>),
    /// Where it stands now.
    State(TicketState),
    /// How urgent it is.
    Priority(String),
    /// Labels to add and to take away.
    Labels {
        /// To add.
        add: Vec<String>,
        /// To take away.
        remove: Vec<String>,
    },
    /// The packet of a hand-off, to the team that takes them.
    HandOff(HandoffId),
}

impl Deed {
    /// In a few words, without those of a customer or of ours.
    pub fn words(&self) -> &'static str {
        match self {
            Deed::Reply { private: false, .. } => "answer",
            Deed::Reply { private: true, .. } => "private answer",
            Deed::Note(_) => "note",
            Deed::Assign(_) => "owner",
            Deed::State(_) => "state",
            Deed::Priority(_) => "priority",
            Deed::Labels { .. } => "labels",
            Deed::HandOff(_) => "hand-off",
        }
    }
}

/// In what way something is not out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotOut {
    /// The other side will not take it.
    Refused,
    /// Somebody over there was quicker.
    Conflict,
    /// It may be there or not, and there is no way to look.
    Unsure,
    /// It was tried for too long.
    GivenUp,
}

impl NotOut {
    /// All of them; the number of one is its place.
    pub const ALL: [NotOut; 4] = [NotOut::Refused, NotOut::Conflict, NotOut::Unsure, NotOut::GivenUp];

    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            NotOut::Refused => "not taken",
            NotOut::Conflict => "changed over there",
            NotOut::Unsure => "nobody knows whether it is there",
            NotOut::GivenUp => "tried in vain",
        }
    }
}

/// How far something has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It waits to be sent, or is on its way.
    Waiting,
    /// It is there.
    Sent(At),
    /// A person has to decide.
    Failed {
        /// In what way.
        how: NotOut,
        /// In words.
        why: String,
        /// Since when.
        at: At,
    },
    /// A person left it.
    Dropped(At),
}

/// Something that has to reach the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// By which source.
    pub source: SourceId,
    /// About which conversation.
    pub conversation: ConversationId,
    /// What is answered.
    pub target: Option<MentionId>,
    /// What.
    pub deed: Deed,
    /// When it was decided.
    pub asked_at: At,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it was last begun to be sent and may have come there: since then it has to be looked for.
    pub tried_at: Option<At>,
    /// How often it was begun.
    pub tries: u32,
    /// The key of the id that it has outside.
    pub key: u64,
}

impl Delivery {
    /// Whether it waits for us or for a person.
    pub fn is_open(&self) -> bool {
        matches!(self.state, DeliveryState::Waiting | DeliveryState::Failed { .. })
    }

    /// Whether it can be sent now.
    pub fn is_waiting(&self) -> bool {
        self.state == DeliveryState::Waiting
    }

    /// The key that names the operation over there, for ever: thirteen characters, sortable by time.
    ///
    /// It is made of the second in which it was decided, of its number and of what it is about, so that two stores of
    /// the same account do not make the same in the same second.
    pub fn operation(&self, id: DeliveryId) -> String {
        const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
        let micros = self.asked_at.unix().unsigned_abs() * 1_000_000 + u64::from(id.0 % 1_000_000);
        let words = match &self.deed {
            Deed::Reply { text, .. } | Deed::Note(text) => text.as_str(),
            other => other.words(),
        };
        let salt = key_of(words, &format!("{} {}", self.conversation.0, id.0)) & 1023;
        let number = (micros << 10 | salt) & (u64::MAX >> 1);
        (0..13).rev().map(|i| char::from(ALPHABET[(number >> (5 * i)) as usize & 31])).collect()
    }
}

/// How a conversation stands in the helpdesk that it came from, and what both sides last agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which helpdesk.
    pub source: SourceId,
    /// As it stands there.
    pub ticket: Ticket,
    /// Who had it here when both sides last agreed.
    pub owner: Option<AgentId>,
    /// Whether it was resolved here then.
    pub resolved: bool,
    /// When the helpdesk last told something new of it.
    pub told_at: At,
}

/// Sources in the network, the outbox, and what sources told of what is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    pub(crate) settings: BTreeMap<SourceId, SourceSettings>,
    pub(crate) paused: BTreeSet<SourceId>,
    /// How those were set up that brought something and are removed or elsewhere by now, the oldest first.
    pub(crate) former: VecDeque<(SourceId, SourceSettings)>,
    /// Since when each is set up, or read again after a pause.
    pub(crate) begun: BTreeMap<SourceId, At>,
    /// All that is open, and the newest of what is over.
    pub(crate) deliveries: BTreeMap<DeliveryId, Delivery>,
    /// What is over, in the order in which it ended.
    pub(crate) over: VecDeque<DeliveryId>,
    pub(crate) queued: u32,
    pub(crate) tickets: BTreeMap<ConversationId, Held>,
    /// What tells the words that stand now from others, and when they were told.
    pub(crate) edited: BTreeMap<MentionId, (u64, At)>,
    /// When it was told that it is not there any more.
    pub(crate) gone: BTreeMap<MentionId, At>,
    /// Who is who, by helpdesk and name there.
    pub(crate) people: BTreeMap<(SourceId, String), AgentId>,
    /// How many tickets each has over there, by helpdesk and name; made of the tickets.
    pub(crate) owners: BTreeMap<(SourceId, String), u32>,
    /// Grows with every fact of this room. It is no part of a snapshot's promise.
    pub(crate) version: u64,
}

impl Outside {
    /// How a source is set up; `None` for a file, and for one that was removed.
    pub fn settings(&self, source: SourceId) -> Option<&SourceSettings> {
        self.settings.get(&source)
    }

    /// All sources that are set up.
    pub fn live(&self) -> impl Iterator<Item = (SourceId, &SourceSettings)> {
        self.settings.iter().map(|(id, settings)| (*id, settings))
    }

    /// How a source is set up, or was when it was removed.
    pub(crate) fn last_settings(&self, source: SourceId) -> Option<&SourceSettings> {
        let former = || self.former.iter().rev().find(|(of, _)| *of == source).map(|(_, settings)| settings);
        self.settings(source).or_else(former)
    }

    /// Remembers how a source was set up that is not so any more.
    pub(crate) fn remember(&mut self, source: SourceId, settings: SourceSettings) {
        self.former.retain(|(of, former)| {
            *of != source || !former.is_same_place(&settings) || former.channel != settings.channel
        });
        self.former.push_back((source, settings));
        while self.former.len() > limits::SOURCES_FORMER_MAX {
            self.former.pop_front();
        }
    }

    /// Whether a source is not asked for now.
    pub fn is_paused(&self, source: SourceId) -> bool {
        self.paused.contains(&source)
    }

    /// Something that has to reach the outside, or has lately.
    pub fn delivery(&self, id: DeliveryId) -> Option<&Delivery> {
        self.deliveries.get(&id)
    }

    /// All that is open and the newest of what is over, the oldest first.
    pub fn deliveries(&self) -> impl DoubleEndedIterator<Item = (DeliveryId, &Delivery)> {
        self.deliveries.iter().map(|(id, delivery)| (*id, delivery))
    }

    /// Whether a mention with this key is an answer that we brought out ourselves.
    pub fn is_ours(&self, key: u64) -> bool {
        self.deliveries.values().any(|d| d.key == key && d.key != 0)
    }

    /// Whether a mention with this key is the mail of a hand-off.
    pub fn is_hand_off(&self, key: u64) -> bool {
        self.deliveries.values().any(|d| d.key == key && d.key != 0 && matches!(d.deed, Deed::HandOff(_)))
    }

    /// How a conversation stands in its helpdesk.
    pub fn ticket(&self, conversation: ConversationId) -> Option<&Held> {
        self.tickets.get(&conversation)
    }

    /// From now on a conversation stands so in its helpdesk.
    pub(crate) fn hold(&mut self, id: ConversationId, held: Held) {
        let key = |held: &Held| (held.source, held.ticket.owner.clone());
        if let Some(before) = self.tickets.get(&id).filter(|before| !before.ticket.owner.is_empty()) {
            let before = key(before);
            let left = self.owners.remove(&before).unwrap_or(0).saturating_sub(1);
            if left > 0 {
                self.owners.insert(before, left);
            }
        }
        if !held.ticket.owner.is_empty() {
            *self.owners.entry(key(&held)).or_default() += 1;
        }
        self.tickets.insert(id, held);
    }

    /// Whether a mention is not there any more where it was written.
    pub fn is_gone(&self, mention: MentionId) -> bool {
        self.gone.contains_key(&mention)
    }

    /// When we were told that a mention is not there any more where it was written.
    pub fn gone_at(&self, mention: MentionId) -> Option<At> {
        self.gone.get(&mention).copied()
    }

    /// When we were told the words that a mention has now, when those are not the ones that it was written with.
    pub fn edited_at(&self, mention: MentionId) -> Option<At> {
        self.edited.get(&mention).map(|(_, at)| *at)
    }

    /// Whether the words of a mention are not those that it was written with.
    pub fn is_edited(&self, mention: MentionId) -> bool {
        self.edited.contains_key(&mention)
    }

    /// Grows whenever something changes here.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What is open about a conversation.
    pub fn open_about(&self, conversation: ConversationId) -> impl Iterator<Item = (DeliveryId, &Delivery)> {
        self.deliveries().filter(move |(_, d)| d.is_open() && d.conversation == conversation)
    }

    /// The newest thing that brings a hand-off to those who should take it.
    pub fn hand_off(&self, handoff: HandoffId) -> Option<(DeliveryId, &Delivery)> {
        self.deliveries().rfind(|(_, d)| d.deed == Deed::HandOff(handoff))
    }

    fn is_moving(&self, conversation: ConversationId, what: impl Fn(&Deed) -> bool) -> bool {
        self.open_about(conversation).any(|(_, d)| what(&d.deed))
    }

    pub(super) fn moves_owner(&self, conversation: ConversationId) -> bool {
        self.is_moving(conversation, |deed| matches!(deed, Deed::Assign(_)))
    }

    pub(super) fn moves_state(&self, conversation: ConversationId) -> bool {
        self.is_moving(conversation, |deed| matches!(deed, Deed::State(_)))
    }
}

/// Whether a conversation is closed.
pub(super) fn is_closed(c: &Conversation) -> bool {
    c.state == State::Resolved
}

impl Floor {
    /// Sources in the network, and what goes out by them.
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// How all sources are set up that bring something, and were that did: whatever is here was numbered by one of them.
    /// A source that is set up anew is left out when it never brought anything, wherever it was.
    pub fn set_up_ever(&self, anew: Option<SourceId>) -> impl Iterator<Item = &SourceSettings> {
        let is_bound = move |id: SourceId| Some(id) != anew || self.has_brought(id);
        let live = self.outside.live().filter(move |(id, _)| is_bound(*id)).map(|(_, settings)| settings);
        live.chain(self.outside.former.iter().map(|(_, settings)| settings))
    }

    pub(super) fn has_brought(&self, source: SourceId) -> bool {
        self.sources().get(source.index()).is_some_and(|row| row.new > 0)
    }

    /// The source by which a conversation is answered: of the account that it was written to, or of its channel when
    /// that has just one that takes answers.
    pub fn answers_by(&self, c: &Conversation) -> Option<SourceId> {
        let channel = self.channel(c.channel)?;
        let handle = self.handle(c.handle).map_or("", |h| h.name.as_str());
        let takes = |id: &SourceId| {
            let kind = self.sources().get(id.index()).map(|s| s.kind);
            matches!(kind, Some(SourceKind::Network | SourceKind::Helpdesk | SourceKind::Mail))
        };
        let here = || self.outside.live().filter(|(id, s)| s.channel == channel.name && takes(id));
        let exact = here().find(|(_, s)| s.handle == handle).map(|(id, _)| id);
        let only = here().next().map(|(id, _)| id).filter(|_| here().nth(1).is_none());
        exact.or(only)
    }

    /// The mailboxes that send hand-offs to a team, each with the address of that team.
    pub fn hands_off_by(&self) -> impl Iterator<Item = (SourceId, &str)> {
        let is_mail = |id: SourceId| self.sources().get(id.index()).is_some_and(|s| s.kind == SourceKind::Mail);
        self.outside.live().filter(move |(id, _)| is_mail(*id)).filter_map(|(id, s)| Some((id, s.hands_off_to()?)))
    }

    /// What changed here and not yet in the helpdesk: facts that put it into the outbox.
    pub fn owed(&self, conversation: ConversationId) -> Vec<Event> {
        let (Some(held), Some(c)) = (self.outside.ticket(conversation), self.conversation(conversation)) else {
            return Vec::new();
        };
        if self.outside.settings(held.source).is_none() {
            return Vec::new();
        }
        let mut next = self.outside.queued;
        let mut queue = |deed: Deed| {
            let delivery = DeliveryId(next);
            next += 1;
            let deed = Box::new(deed);
            let event = SourceEvent::Queued { delivery, source: held.source, conversation, target: None, deed };
            Event::Source(event)
        };
        let owner = c.owner.map(Owner::agent);
        let mut events = Vec::new();
        let closed = is_closed(c);
        // What is closed here is nobody's; over there it stays with whoever closed it.
        if owner != held.owner && !closed && !self.outside.moves_owner(conversation) {
            events.push(queue(Deed::Assign(owner)));
        }
        if closed != held.resolved && !self.outside.moves_state(conversation) {
            events.push(queue(Deed::State(if closed { TicketState::Resolved } else { TicketState::Open })));
        }
        events
    }

    /// Conversations that stand in a helpdesk.
    pub fn ticketed(&self) -> impl Iterator<Item = ConversationId> {
        self.outside.tickets.keys().copied()
    }
}
