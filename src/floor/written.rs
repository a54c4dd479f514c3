//! How what was written, and what strangers did with it, changes the floor.

use super::conversation::{FIRST_RESPONSE_BREACHED, NOT_YET, PRIVATE};
use super::index::Keys;
use super::tables::{Author, Written};
use super::tally::Part;
use super::{
    Amplification, At, ChannelId, Conversation, ConversationId, Event, Floor, Join, MentionId, MentionKind, Owner,
    Reading, Spread, State,
};

/// From here on, in percent, somebody is taken to be angry.
const ANGRY_PCT: u8 = 60;

impl Floor {
    /// Facts about what was written.
    pub(super) fn apply_mention(&mut self, seq: u64, event: &Event) {
        match event {
            Event::AuthorSeen { author, key, name, followers, ours } => {
                self.authors.put(*author, Author::new(*key, name, *followers, *ours));
            }
            Event::Mentioned {
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
                reading,
            } => {
                let written = Written {
                    key: *key,
                    page: seq,
                    at: *at,
                    author: *author,
                    handle: *handle,
                    kind: *kind,
                    agent: *agent,
                    slot: *slot,
                };
                self.mentions.put(*mention, &written);
                let channel = self.handles.get(handle.index()).map_or(ChannelId(0), |h| h.channel);
                self.read(*mention, *at, channel, *reading);
                if let (None, Some(answers), Some(row)) = (conversation, answers, self.mentions.get_mut(*mention)) {
                    row.stand_under(*answers);
                }
                if let Some(parent) = awaits {
                    self.mentions.await_parent(*parent, *mention);
                }
                if let Some(conversation) = conversation {
                    self.open_if_new(*conversation, *mention, &written);
                    self.join(*conversation, *mention);
                    self.told(*conversation);
                } else if !self.authors.get(*author).is_some_and(|a| a.ours) {
                    let channel = self.handles.get(handle.index()).map_or(ChannelId(0), |h| h.channel);
                    self.tally.count(*at, channel, |i| i.mentions += 1);
                }
            }
            Event::Joined { mention, conversation } => self.join(*conversation, *mention),
            Event::Amplified { .. } => self.apply_signal(event),
            _ => {}
        }
    }

    /// A mention was carried further.
    fn apply_signal(&mut self, event: &Event) {
        let Event::Amplified { key, at, conversation, carried, kind, followers, by } = event else { return };
        self.signals.insert(*key);
        match conversation {
            Some(id) => {
                let spread = self.spread_mut(*id, *at);
                let before = spread.last_at;
                spread.add(*at, *kind, *followers, *by);
                let after = spread.last_at;
                self.index.carried_at(*id, before, after);
                if *kind != Amplification::Like {
                    self.expose_more(*id, *at, followers.unwrap_or(0));
                }
                self.change(*id, |c| {
                    c.amplified = c.amplified.saturating_add(1);
                    c.touched_at = c.touched_at.max(*at);
                });
                if let Some(channel) = self.conversation(*id).map(|c| c.channel) {
                    self.tally.count(*at, channel, |i| i.mentions += 1);
                }
            }
            None => {
                let orphan = super::Orphan { key: *key, at: *at, kind: *kind, followers: *followers, by: *by };
                self.orphans.entry(*carried).or_default().push(orphan);
            }
        }
        if conversation.is_some() {
            self.orphans.remove(carried);
        }
    }

    /// How a conversation spreads; begun when nobody had joined yet.
    fn spread_mut(&mut self, id: ConversationId, at: At) -> &mut Spread {
        let (at, author) = self.conversations.get(id.index()).map_or((at, None), |c| (c.opened_at, Some(c.author)));
        let followers = author.and_then(|a| self.authors.get(a)).and_then(Author::followers);
        self.spread.entry(id).or_insert_with(|| Spread::begin(at, followers))
    }

    /// Makes the row of a conversation that begins with this mention.
    fn open_if_new(&mut self, id: ConversationId, mention: MentionId, written: &Written) {
        let is_new = self.conversations.get(id.index()).is_none_or(|c| c.has(NOT_YET));
        // When only a part of what was told afterwards had happened, our answer may come first: no ticket yet.
        if !is_new || self.authors.get(written.author).is_some_and(|a| a.ours) {
            return;
        }
        let channel = self.handles.get(written.handle.index()).map_or(ChannelId(0), |h| h.channel);
        let mut row = Conversation {
            version: 0,
            opened_at: written.at,
            waiting_since: None,
            first_response_at: None,
            first_response_due: None,
            next_response_due: None,
            resolution_due: None,
            resolved_at: None,
            snoozed_until: None,
            answered_at: None,
            touched_at: written.at,
            author: written.author,
            first_mention: mention,
            last_mention: mention,
            amplified: 0,
            audience: self.authors.get(written.author).and_then(Author::followers).unwrap_or(0),
            owner: None,
            mentions: 0,
            handle: written.handle,
            channel,
            state: State::New,
            flags: NOT_YET,
        };
        while self.conversations.len() <= id.index() {
            self.conversations.push(row);
        }
        row.flags = if written.kind == MentionKind::Direct { PRIVATE } else { 0 };
        let before = Keys::of(&self.conversations[id.index()]);
        self.conversations[id.index()] = row;
        self.index.moved(id, &before, &Keys::of(&row));
        self.changes.note(id);
        self.tally.moved(id, None, Part::of(&row));
        if let Some(author) = self.authors.get_mut(written.author) {
            author.conversations = author.conversations.saturating_add(1);
        }
    }

    /// Makes a mention part of a conversation and moves the clocks.
    fn join(&mut self, id: ConversationId, mention_id: MentionId) {
        let Some(c) = self.conversation(id).copied() else { return };
        let Some(mention) = self.mentions.get_mut(mention_id) else { return };
        if mention.conversation().is_some() {
            return;
        }
        mention.link(id, (c.mentions > 0).then_some(c.last_mention));
        let mention = *mention;
        let ours = self.authors.get(mention.author).is_some_and(|a| a.ours);
        self.change(id, |c| {
            c.mentions = c.mentions.saturating_add(1);
            c.last_mention = mention_id;
            c.touched_at = c.touched_at.max(mention.at);
        });
        if ours && self.is_by_bot(&mention) {
            // A program's words are no response: every clock goes on.
            self.bot_answered(id, mention.at);
            return;
        }
        if ours {
            // What the customer wrote after it is here already when answers are read later than questions.
            let last = mention.at.max(c.answered_at.unwrap_or(mention.at));
            let asked_again = (c.touched_at > last).then(|| self.first_written_after(id, c.author, last)).flatten();
            self.we_answered(id, mention.at, asked_again);
            self.credit(id, &c, &mention);
            self.move_case(id, &mention, true);
            return;
        }
        self.tally.count(mention.at, c.channel, |i| i.mentions += 1);
        if mention.author != c.author {
            self.joined_in(id, mention_id, &mention);
            return;
        }
        if mention.at < c.opened_at {
            let answered = c.answered_at.is_some_and(|answered| answered >= mention.at);
            let first_answer = answered.then(|| self.first_answer_since(id, mention.at)).flatten();
            // What was approved here and stands in public is an answer, too, and may be the first.
            let said = self.handoffs.replies().filter(|(_, reply)| reply.conversation == id);
            let said = said.filter_map(|(_, reply)| reply.public_at).filter(|at| *at >= mention.at).min();
            let first_answer = first_answer.filter(|answer| said.is_none_or(|said| answer.at < said));
            let answered_at = first_answer.map(|m| m.at).or(said.filter(|_| answered));
            let terms = self.terms_of(id, &c);
            self.change(id, |c| c.opened_earlier(mention.at, answered_at, &terms));
            if let Some(answer) = first_answer {
                self.credit(id, &c, &answer);
            }
        }
        let asks = c.resolved_at.is_some_and(|resolved| resolved > mention.at);
        let seen_later = asks && self.first_written_after(id, c.author, mention.at).is_some();
        match mention.asks {
            true => self.customer_wrote(id, mention.at, seen_later),
            false => self.change(id, Conversation::customer_remarked),
        }
        self.move_case(id, &mention, false);
    }

    /// Somebody else writes below it: they join in, in anger or not.
    fn joined_in(&mut self, id: ConversationId, mention_id: MentionId, mention: &super::Mention) {
        let author = self.authors.get(mention.author);
        let followers = author.and_then(Author::followers);
        let stranger = author.map(|a| a.conversations == 0);
        let angry = self.mentions.reading(mention_id).map(|r| r.negative_pct >= ANGRY_PCT);
        let by = u64::from(mention.author.0) + 1;
        let join = Join { stranger, angry, ..Join::replied(followers, by) };
        self.spread_mut(id, mention.at).cascade.add(mention.at, join);
    }

    /// Keeps the orders of praise and of other lanes, by what a conversation begins with.
    pub(super) fn told(&mut self, id: ConversationId) {
        let Some(first) = self.conversation(id).map(|c| c.first_mention) else { return };
        let Some(at) = self.mentions.get(first).map(|m| m.at) else { return };
        self.index.told(id, at, self.mentions.reading(first));
        self.requeue(id);
    }

    /// What is said of a mention, counted where it was written.
    pub(super) fn read(&mut self, id: MentionId, at: At, channel: ChannelId, reading: Option<Reading>) {
        let before = self.mentions.read(id, reading);
        if before == reading {
            return;
        }
        self.tally.count(at, channel, |interval| {
            before.iter().for_each(|r| interval.unread(r));
            reading.iter().for_each(|r| interval.read(r));
        });
        for (reading, more) in [(before, false), (reading, true)] {
            let Some(of) = reading.and_then(|r| r.copy_of) else { continue };
            let copies = self.copies.entry(of).or_default();
            *copies = if more { *copies + 1 } else { copies.saturating_sub(1) };
        }
    }

    /// When the customer first wrote after a moment, of what is here.
    pub(super) fn first_written_after(&self, id: ConversationId, customer: super::AuthorId, after: At) -> Option<At> {
        self.arrivals(id).filter(|m| m.author == customer && m.asks && m.at > after).map(|m| m.at).min()
    }

    /// Our first answer at or after a moment, of what is here.
    fn first_answer_since(&self, id: ConversationId, since: At) -> Option<super::Mention> {
        let ours = |m: &super::Mention| self.authors.get(m.author).is_some_and(|a| a.ours) && !self.is_by_bot(m);
        self.arrivals(id).filter(|m| m.at >= since && ours(m)).min_by_key(|m| m.at).copied()
    }

    /// Who gave the first response gets it counted, once.
    fn credit(&mut self, id: ConversationId, before: &Conversation, answer: &super::Mention) {
        let Some(after) = self.conversation(id).copied() else { return };
        let (None, Some(given)) = (before.first_response_at, after.first_response_at) else { return };
        if let Some(agent) = answer.agent().or(before.owner.map(Owner::agent)) {
            let row = self.tally.agent(given, agent);
            row.responses += 1;
            row.in_time += u32::from(!after.has(FIRST_RESPONSE_BREACHED));
        }
    }
}
