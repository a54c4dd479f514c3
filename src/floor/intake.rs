//! From a page of mentions to facts: what is new, who wrote it, and which conversation it belongs to.
//!
//! The rules, in the order in which they are asked:
//! - what is on the floor already is known, and gives no fact;
//! - a repost, a like or a quote is a signal on the conversation that it carries, never a conversation of its own;
//! - what we write is an answer, never a ticket: it joins what it answers, or stands alone;
//! - what a customer writes joins the conversation that it answers, whoever wrote there before; under a post of
//!   our own each customer opens one;
//! - an answer that arrives before what it answers waits for it, and both become one conversation.

use super::source::{self, Change, Heard};
use super::{
    AgentId, Amplification, At, AuthorId, ChannelId, ConversationId, Event, Floor, HandleId, Incoming, IncomingKind,
    Lane, MentionId, MentionKind, Reading, SourceId, key_of, parted,
};
use crate::limits;
use std::collections::BTreeMap;

/// A repost or like that arrived before what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The key of its id outside.
    pub key: u64,
    /// When.
    pub at: At,
    /// What kind.
    pub kind: Amplification,
    /// How many follow whoever did it.
    pub followers: Option<u32>,
    /// Who did it, when many follow them.
    pub by: Option<AuthorId>,
}

/// The words of a mention and its name outside, as they are kept apart from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// The network's own id.
    pub external: String,
}

/// Something on a page that could not be read as a mention. It is kept as it came, so that it can be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands, for example `line 812`.
    pub place: String,
    /// What is wrong with it, in the words of the person at the desk.
    pub reason: String,
    /// What was read, as far as it can be shown; at most [`crate::limits::TEXT_CHARS_MAX`] characters.
    pub raw: String,
}

/// A page on its way to the floor.
#[derive(Clone, Debug)]
pub struct Arrived<'a> {
    /// From where.
    pub source: SourceId,
    /// On which network.
    pub channel: ChannelId,
    /// The account of ours that it is addressed to unless its words name another.
    pub handle: HandleId,
    /// What was written.
    pub mentions: &'a [Incoming],
    /// What could not be read.
    pub unreadable: &'a [Unreadable],
    /// What the source tells of what is here already, or is on this page.
    pub changes: &'a [Change],
    /// Where to go on from.
    pub cursor: &'a str,
    /// Whether the source is read to its end.
    pub done: bool,
    /// Whether this tells of what happened earlier.
    pub afterwards: bool,
}

/// What a page becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The facts.
    pub events: Vec<Event>,
    /// The words that the facts point at.
    pub words: Vec<Words>,
    /// How many mentions and signals were new.
    pub new: u32,
    /// How many were known.
    pub known: u32,
    /// How many could not be read.
    pub quarantined: u32,
}

/// Something that a customer wrote, as triage is given it to read.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Which.
    pub mention: MentionId,
    /// Who wrote.
    pub author: AuthorId,
    /// When.
    pub at: At,
    /// The words.
    pub text: &'a str,
    /// What kind of thing it is.
    pub kind: MentionKind,
    /// Names an account of ours, answers us, is private, or stands under a post of ours.
    pub to_us: bool,
    /// Whether it goes on in a conversation that was there before.
    pub answers_us: bool,
    /// How many follow the author, if it is known.
    pub followers: Option<u32>,
    /// Where what this source brings belongs when its words do not say it; `None` for the agents of this floor.
    pub lane: Option<Lane>,
}

impl Said<'_> {
    /// Whether nobody else sees it.
    pub fn private(&self) -> bool {
        self.kind == MentionKind::Direct
    }
}

/// What triage reads in what a customer wrote; `None` when nothing reads.
pub type Reads<'a> = &'a mut dyn FnMut(&Said<'_>) -> Option<Reading>;

/// What a page means on this floor at `now`. Pure: the floor is not changed.
pub fn intake(floor: &Floor, arrived: &Arrived<'_>, now: At, reads: Reads<'_>) -> Intake {
    let mut desk = Desk::new(floor, arrived, reads);
    let mut order: Vec<&Incoming> = arrived.mentions.iter().collect();
    // What carries comes after what is carried, when both were written in the same second or arrive out of order.
    order.sort_by_key(|m| (matches!(m.what, IncomingKind::Amplified(_)), m.at));
    // A question is addressed to an account of ours also where that account is first seen in its answer.
    for ours in order.iter().filter(|m| m.author.ours && matches!(m.what, IncomingKind::Written { .. })) {
        desk.own_handle(&ours.author.name);
    }
    for incoming in order {
        desk.take(incoming);
    }
    let scope = format!("quarantine of {}", floor.sources().get(arrived.source.index()).map_or("", |s| &s.name));
    for bad in arrived.unreadable {
        let key = key_of(&scope, &format!("{}\n{}", bad.place, bad.raw));
        if floor.signals.contains(&key) || !desk.signals.insert(key) {
            desk.out.known += 1;
            continue;
        }
        desk.out.quarantined += 1;
        let slot = desk.keep(bad.raw.clone(), String::new());
        desk.out.events.push(Event::Quarantined {
            source: arrived.source,
            key,
            place: bad.place.clone(),
            reason: bad.reason.clone(),
            slot,
        });
    }
    for change in arrived.changes {
        desk.hear(change, now);
    }
    let newest = arrived.mentions.iter().map(|m| m.at).max();
    let lag = newest.filter(|_| !arrived.afterwards).and_then(|at| u32::try_from(now.secs_since(at)).ok());
    let read = (arrived.mentions.len() + arrived.unreadable.len()) as u32;
    let (new, known) = (desk.out.new, desk.out.known);
    desk.out.events.push(Event::PageRead {
        source: arrived.source,
        cursor: arrived.cursor.to_owned(),
        read,
        new,
        known,
        lag_secs: lag,
        done: arrived.done,
    });
    desk.out
}

/// What is known of a mention that may be answered or carried.
#[derive(Clone, Copy)]
struct Parent {
    mention: MentionId,
    conversation: Option<ConversationId>,
    ours: bool,
    kind: MentionKind,
    /// What it answers itself, kept for what stands alone.
    answers: Option<MentionId>,
}

/// The floor together with what this page has added so far.
struct Desk<'a> {
    floor: &'a Floor,
    arrived: &'a Arrived<'a>,
    reads: Reads<'a>,
    /// What is read here was written to an account of ours. What is merely overheard has a source without one.
    own_inbox: bool,
    /// Where what the source brings belongs when its words do not say it.
    lane: Option<Lane>,
    scope: String,
    out: Intake,
    authors: BTreeMap<u64, (AuthorId, bool)>,
    handles: BTreeMap<String, HandleId>,
    mentions: BTreeMap<u64, Parent>,
    keys: BTreeMap<MentionId, u64>,
    awaited: BTreeMap<u64, MentionId>,
    joined: BTreeMap<MentionId, ConversationId>,
    signals: std::collections::BTreeSet<u64>,
    orphans: BTreeMap<u64, Vec<Orphan>>,
    next_author: u32,
    next_mention: u32,
    next_conversation: u32,
}

impl<'a> Desk<'a> {
    fn new(floor: &'a Floor, arrived: &'a Arrived<'a>, reads: Reads<'a>) -> Desk<'a> {
        let scope = floor.channel(arrived.channel).map(|c| c.name.clone()).unwrap_or_default();
        Desk {
            floor,
            arrived,
            reads,
            lane: floor.outside().settings(arrived.source).and_then(|s| s.lane),
            own_inbox: floor.handle(arrived.handle).is_some_and(|h| h.name.starts_with('@')),
            scope,
            out: Intake::default(),
            authors: BTreeMap::new(),
            handles: BTreeMap::new(),
            mentions: BTreeMap::new(),
            keys: BTreeMap::new(),
            awaited: BTreeMap::new(),
            joined: BTreeMap::new(),
            signals: Default::default(),
            orphans: BTreeMap::new(),
            next_author: floor.authors().len() as u32,
            next_mention: floor.mentions().len() as u32,
            next_conversation: floor.conversations.len() as u32,
        }
    }

    fn keep(&mut self, text: String, external: String) -> u16 {
        self.out.words.push(Words { text, external });
        (self.out.words.len() - 1) as u16
    }

    fn take(&mut self, incoming: &Incoming) {
        let key = key_of(&self.scope, &incoming.external);
        match &incoming.what {
            IncomingKind::Amplified(kind) => self.take_signal(incoming, key, *kind),
            IncomingKind::Written { kind, text, agent } => {
                // A hand-off's mail that is read where its copy lies is no word to a customer.
                let known = incoming.author.ours && self.floor.outside().is_hand_off(key);
                if known || self.parent(key).is_some() {
                    self.out.known += 1;
                    return;
                }
                let source = self.arrived.source;
                let agent = agent.as_deref().and_then(|name| self.floor.agent_over_there(source, name));
                self.take_written(incoming, key, *kind, text, agent);
                self.out.new += 1;
            }
        }
    }

    /// What a source tells of something that is on the floor, or on this page. What is not here is no matter of ours.
    fn hear(&mut self, change: &Change, now: At) {
        let key = key_of(&self.scope, &change.external);
        let Some(parent) = self.parent(key) else { return };
        let (scope, mut texts) = (std::mem::take(&mut self.scope), Vec::new());
        let heard = Heard {
            source: self.arrived.source,
            scope: &scope,
            external: &change.external,
            mention: parent.mention,
            conversation: parent.conversation,
            now,
        };
        let first = self.out.words.len();
        let mut keep = |text: String| {
            texts.push(text);
            (first + texts.len() - 1) as u16
        };
        let events = source::hear(self.floor, &heard, &change.what, &mut keep);
        self.out.new += u32::from(!events.is_empty());
        for event in events {
            match event {
                Event::Amplified { key, .. } if !self.signals.insert(key) => {}
                event => self.out.events.push(event),
            }
        }
        let external = &change.external;
        self.out.words.extend(texts.into_iter().map(|text| Words { text, external: external.clone() }));
        self.scope = scope;
    }

    fn take_signal(&mut self, incoming: &Incoming, key: u64, kind: Amplification) {
        if self.floor.signals.contains(&key) || !self.signals.insert(key) {
            self.out.known += 1;
            return;
        }
        let Some(carried) = incoming.parent.as_deref().map(|p| key_of(&self.scope, p)) else {
            self.out.known += 1;
            return;
        };
        let conversation = match self.parent(carried) {
            // What strangers do with our own posts is applause, not service.
            Some(parent) if parent.conversation.is_none() => {
                self.out.known += 1;
                return;
            }
            Some(parent) => parent.conversation,
            None => None,
        };
        let followers = incoming.author.followers;
        let named = kind != Amplification::Like && followers.is_some_and(|n| n >= limits::JOINER_FOLLOWERS_MIN);
        let by = named.then(|| self.author(incoming).0);
        if conversation.is_none() {
            let orphan = Orphan { key, at: incoming.at, kind, followers, by };
            self.orphans.entry(carried).or_default().push(orphan);
        }
        self.out.events.push(Event::Amplified { key, at: incoming.at, conversation, carried, kind, followers, by });
        self.out.new += 1;
    }

    fn take_written(&mut self, incoming: &Incoming, key: u64, kind: MentionKind, text: &str, agent: Option<AgentId>) {
        let (author, ours) = self.author(incoming);
        // What a mail quotes was said before: it names nobody anew, and is not judged again.
        let (new, _) = parted(text);
        let named = if ours { Some(self.own_handle(&incoming.author.name)) } else { self.addressed(new) };
        let handle = named.unwrap_or(self.arrived.handle);
        let parent_key = incoming.parent.as_deref().map(|p| key_of(&self.scope, p));
        let parent = parent_key.and_then(|p| self.parent(p));
        let child = self.answers_absent(key);
        let (conversation, adopts) = self.place(ours, kind, parent, child);
        let mention = MentionId(self.next_mention);
        self.next_mention += 1;
        let slot = self.keep(text.to_owned(), incoming.external.clone());
        let awaits = parent_key.filter(|_| parent.is_none());
        if let Some(parent) = awaits {
            self.awaited.entry(parent).or_insert(mention);
        }
        let answers = parent.map(|p| p.mention);
        self.mentions.insert(key, Parent { mention, conversation, ours, kind, answers });
        self.keys.insert(mention, key);
        let at = incoming.at;
        let reading = (!ours).then(|| {
            (self.reads)(&Said {
                mention,
                author,
                at,
                text: new,
                kind,
                to_us: self.own_inbox
                    || named.is_some()
                    || kind == MentionKind::Direct
                    || parent.is_some_and(|p| p.ours),
                answers_us: parent.is_some_and(|p| p.conversation.is_some()) || child.is_some(),
                followers: incoming.author.followers,
                lane: self.lane,
            })
        });
        self.out.events.push(Event::Mentioned {
            mention,
            key,
            at,
            author,
            handle,
            kind,
            agent,
            slot,
            conversation,
            answers,
            awaits,
            reading: reading.flatten(),
        });
        let without = child.filter(|c| c.conversation.is_none()).map(|c| c.mention);
        for adopted in adopts.into_iter().chain(without) {
            let Some(conversation) = conversation else { break };
            self.joined.insert(adopted, conversation);
            self.out.events.push(Event::Joined { mention: adopted, conversation });
        }
        self.carry((incoming, author), key, kind, parent, conversation);
    }

    /// The signals that go with a written mention: its own quote, and what arrived before it.
    fn carry(
        &mut self,
        (incoming, author): (&Incoming, AuthorId),
        key: u64,
        kind: MentionKind,
        parent: Option<Parent>,
        conversation: Option<ConversationId>,
    ) {
        let Some(conversation) = conversation else { return };
        if kind == MentionKind::Quote && parent.is_some_and(|p| p.conversation == Some(conversation)) {
            self.out.events.push(Event::Amplified {
                key: key.rotate_left(1),
                at: incoming.at,
                conversation: Some(conversation),
                carried: key,
                kind: Amplification::Quote,
                followers: incoming.author.followers,
                by: Some(author),
            });
        }
        let waiting = self.floor.orphans.get(&key).cloned().unwrap_or_default();
        for orphan in waiting.into_iter().chain(self.orphans.remove(&key).unwrap_or_default()) {
            self.out.events.push(Event::Amplified {
                key: orphan.key,
                at: orphan.at,
                conversation: Some(conversation),
                carried: key,
                kind: orphan.kind,
                followers: orphan.followers,
                by: orphan.by,
            });
        }
    }

    /// Which conversation, and which mentions of ours that stand alone above it it takes along.
    fn place(
        &mut self,
        ours: bool,
        kind: MentionKind,
        parent: Option<Parent>,
        child: Option<Parent>,
    ) -> (Option<ConversationId>, Vec<MentionId>) {
        let is_answer =
            |kind: MentionKind| !matches!(kind, MentionKind::Post | MentionKind::Quote | MentionKind::Review);
        if let Some(conversation) = parent.and_then(|p| p.conversation) {
            return (Some(conversation), Vec::new());
        }
        let from_child = child.and_then(|c| c.conversation);
        if ours {
            return (from_child.filter(|_| is_answer(kind)), Vec::new());
        }
        if let Some(conversation) = from_child {
            return (Some(conversation), Vec::new());
        }
        let opened = ConversationId(self.next_conversation);
        self.next_conversation += 1;
        // An answer of ours to an answer of ours and so on: all of it is this conversation.
        let mut adopts = Vec::new();
        let mut above = parent;
        while let Some(p) = above.filter(|p| p.ours && p.conversation.is_none() && is_answer(p.kind)) {
            adopts.push(p.mention);
            above = p.answers.and_then(|m| self.mention(m));
        }
        (Some(opened), adopts)
    }

    fn parent(&self, key: u64) -> Option<Parent> {
        let mut parent = match self.mentions.get(&key) {
            Some(parent) => *parent,
            None => self.on_floor(self.floor.mentions().find(key)?)?,
        };
        parent.conversation = parent.conversation.or_else(|| self.joined.get(&parent.mention).copied());
        Some(parent)
    }

    fn mention(&self, mention: MentionId) -> Option<Parent> {
        match self.keys.get(&mention) {
            Some(key) => self.parent(*key),
            None => self.on_floor(mention),
        }
    }

    fn on_floor(&self, mention: MentionId) -> Option<Parent> {
        let row = self.floor.mentions().get(mention)?;
        let ours = self.floor.authors().get(row.author).is_some_and(|a| a.ours);
        let conversation = row.conversation().or_else(|| self.joined.get(&mention).copied());
        // What stands alone is linked to what it answers, not to what was written before it.
        let answers = row.prev().filter(|_| row.conversation().is_none());
        Some(Parent { mention, conversation, ours, kind: row.kind, answers })
    }

    /// The mention here that answers the one with this key, which has just arrived.
    fn answers_absent(&self, key: u64) -> Option<Parent> {
        let mention = self.awaited.get(&key).copied().or_else(|| self.floor.mentions().answers_absent(key))?;
        match self.mentions.values().find(|p| p.mention == mention) {
            Some(parent) => {
                let conversation = parent.conversation.or_else(|| self.joined.get(&mention).copied());
                Some(Parent { conversation, ..*parent })
            }
            None => self.on_floor(mention),
        }
    }

    fn author(&mut self, incoming: &Incoming) -> (AuthorId, bool) {
        let who = &incoming.author;
        let key = key_of(&self.scope, &who.external);
        if let Some((id, ours)) = self.authors.get(&key) {
            return (*id, *ours);
        }
        let ours = who.ours || self.floor.handle_named(self.arrived.channel, &who.name).is_some();
        let known = self.floor.authors().find(key);
        let id = known.unwrap_or_else(|| {
            self.next_author += 1;
            AuthorId(self.next_author - 1)
        });
        let name = who.name.char_indices().nth(limits::NAME_CHARS_MAX).map_or(&*who.name, |(end, _)| &who.name[..end]);
        let is_same = known.and_then(|id| self.floor.authors().get(id)).is_some_and(|a| {
            *a.name == *name && a.ours == ours && (who.followers.is_none() || a.followers() == who.followers)
        });
        if !is_same {
            let name = name.to_owned();
            self.out.events.push(Event::AuthorSeen { author: id, key, name, followers: who.followers, ours });
        }
        self.authors.insert(key, (id, ours));
        (id, ours)
    }

    /// The account of ours with this name; a new one is added to the registry.
    fn own_handle(&mut self, name: &str) -> HandleId {
        if let Some(id) = self.floor.handle_named(self.arrived.channel, name).or(self.handles.get(name).copied()) {
            return id;
        }
        let id = HandleId((self.floor.handles().len() + self.handles.len()) as u16);
        self.handles.insert(name.to_owned(), id);
        self.out.events.push(Event::HandleAdded { handle: id, channel: self.arrived.channel, name: name.to_owned() });
        id
    }

    /// The first account of ours that the words name.
    fn addressed(&self, text: &str) -> Option<HandleId> {
        text.split_whitespace()
            .filter(|word| word.starts_with('@'))
            .map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_'))
            .find_map(|name| {
                self.floor.handle_named(self.arrived.channel, name).or_else(|| self.handles.get(name).copied())
            })
    }
}
