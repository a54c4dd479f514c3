//! The clocks of conversations by their promises: when they begin, stand still, go on, and are set anew.

use super::policy::{PolicyOf, Terms};
use super::working::{Due, Pause, Working};
use super::{Edition, Promises};
use crate::floor::conversation::{FIRST_RESPONSE_BREACHED, NEXT_RESPONSE_BREACHED, RESOLUTION_BREACHED, WAS_RESOLVED};
use crate::floor::{At, AuthorId, Conversation, ConversationId, Floor, Mention, Standing, Tier};
use crate::limits;
use std::sync::Arc;

/// Which clock of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// To the first answer that the customer ever gets.
    FirstResponse,
    /// To the answer that they wait for now, after others.
    NextResponse,
    /// To the end of the matter.
    Resolution,
}

impl Clock {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Clock::FirstResponse => "first response",
            Clock::NextResponse => "next response",
            Clock::Resolution => "resolution",
        }
    }
}

/// A clock with all that it came about by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Which.
    pub clock: Clock,
    /// When it began.
    pub began: At,
    /// Open seconds that were promised.
    pub secs: u32,
    /// Who is promised that: `policy "VIP on X", the 2nd in the list`.
    pub policy: String,
    /// Which hours count: `hours "Support, Zurich" (Europe/Zurich)`.
    pub hours: String,
    /// The stretches, and where it stands.
    pub working: Working,
}

/// A due time that was moved by a change of hours or promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// When.
    pub at: At,
    /// By what: `policies set`.
    pub words: String,
    /// Which clock.
    pub clock: Clock,
    /// From when; `None` when it stood still or was not promised.
    pub from: Option<At>,
    /// To when.
    pub to: Option<At>,
    /// Who is promised that since then.
    pub policy: String,
}

impl Promises {
    /// The stretches in which the resolution clock of a conversation stood still, in order.
    pub fn paused(&self, id: ConversationId) -> Vec<Pause> {
        if self.pauses.is_empty() {
            return Vec::new();
        }
        self.pauses.range((id, At::FIRST)..=(id, At::LAST)).map(|((_, since), until)| (*since, *until)).collect()
    }

    /// Since when it stands still, if it does.
    fn stands_since(&self, id: ConversationId) -> Option<At> {
        let last = self.pauses.range((id, At::FIRST)..=(id, At::LAST)).next_back();
        last.filter(|(_, until)| until.is_none()).map(|((_, since), _)| *since)
    }

    fn forget_pauses(&mut self, id: ConversationId) {
        let all: Vec<At> = self.paused(id).into_iter().map(|(since, _)| since).collect();
        for since in all {
            self.pauses.remove(&(id, since));
        }
    }
}

/// What is asked.
impl Floor {
    /// What a conversation is promised.
    pub fn terms(&self, id: ConversationId) -> Option<Terms> {
        self.conversation(id).map(|c| self.terms_of(id, c))
    }

    /// What the policy of a conversation is chosen by.
    pub fn asker(&self, c: &Conversation) -> PolicyOf {
        let tier = self.customer_of(c.author).and_then(|m| self.customers().get(m.customer)).map(|k| k.tier);
        let began = self.mentions().reading(c.first_mention);
        PolicyOf {
            channel: c.channel,
            handle: c.handle,
            tier: tier.unwrap_or(Tier::None),
            kind: began.map(|r| r.kind),
            intent: began.map(|r| r.intent),
        }
    }

    /// The terms of a row that is, or is about to be, this conversation.
    pub(crate) fn terms_of(&self, id: ConversationId, c: &Conversation) -> Terms {
        let target = self.channels.get(c.channel.index());
        let target = target.map_or((0, 0), |ch| (ch.first_response_secs, ch.resolution_secs));
        let mut terms = self.promises.book.terms(&self.asker(c), target);
        terms.paused = self.promises.paused(id);
        terms
    }

    /// When the resolution clock of a conversation began: when it was opened, or opened again.
    pub fn resolution_began(&self, id: ConversationId, c: &Conversation) -> At {
        let again = self.promises.began.get(&id).filter(|_| c.has(WAS_RESOLVED));
        again.copied().unwrap_or(c.opened_at)
    }

    /// All clocks that run or stand still, and the first response once it was given, each with its explanation.
    pub fn explained(&self, id: ConversationId) -> Vec<Explained> {
        let Some(c) = self.conversation(id) else { return Vec::new() };
        let terms = self.terms_of(id, c);
        let explain = |clock, began, secs, pauses: &[Pause]| Explained {
            clock,
            began,
            secs,
            policy: self.policy_words(terms.policy, c),
            hours: hours_words(&terms, began, secs),
            working: terms.explain(began, secs, pauses),
        };
        let mut all = Vec::new();
        if c.first_response_due.is_some() || c.first_response_at.is_some() {
            all.push(explain(Clock::FirstResponse, c.opened_at, terms.first_secs, &[]));
        }
        if let (Some(since), Some(secs), Some(_)) = (c.waiting_since, terms.next_secs, c.next_response_due) {
            all.push(explain(Clock::NextResponse, since, secs, &[]));
        }
        if c.resolution_due.is_some() || self.promises.stands_since(id).is_some() {
            let began = self.resolution_began(id, c);
            all.push(explain(Clock::Resolution, began, terms.resolution_secs, &terms.paused));
        }
        all
    }

    /// The words for a policy by its place in the list.
    pub fn policy_words(&self, place: Option<usize>, c: &Conversation) -> String {
        match place.and_then(|at| Some((at, self.promises.book.policies.get(at)?))) {
            Some((at, policy)) => format!("policy {}, number {} in the list", policy.name, at + 1),
            None => {
                let channel = self.channel(c.channel).map_or("the channel", |ch| ch.name.as_str());
                format!("the target of {channel}: no policy fits")
            }
        }
    }

    /// How changes of hours and promises have moved the due times of a conversation, as far as they are remembered:
    /// the newest [`limits::PROMISE_EDITIONS_MAX`]. Worked out from what was in force before and after each change, so
    /// that a change for a million conversations is one fact.
    pub fn moved_by_promises(&self, id: ConversationId) -> Vec<Moved> {
        let Some(c) = self.conversation(id) else { return Vec::new() };
        let (asker, paused) = (self.asker(c), self.promises.paused(id));
        let targets = |all: &[(u32, u32)]| all.get(c.channel.index()).copied().unwrap_or((0, 0));
        let now: Vec<(u32, u32)> = self.targets();
        let mut moved = Vec::new();
        for (i, edition) in self.promises.editions.iter().enumerate() {
            if edition.at < c.opened_at || c.resolved_at.is_some_and(|resolved| resolved < edition.at) {
                continue;
            }
            let next = self.promises.editions.get(i + 1);
            let (book, after_targets) = next.map_or((&self.promises.book, &now), |n| (&n.book, &n.targets));
            let mut before = edition.book.terms(&asker, targets(&edition.targets));
            let mut after = book.terms(&asker, targets(after_targets));
            before.paused = paused.iter().copied().filter(|(since, _)| *since < edition.at).collect();
            after.paused.clone_from(&before.paused);
            let policy = after.policy.and_then(|at| book.policies.get(at)).map(|p| p.name.clone());
            let policy = policy.unwrap_or_else(|| "the channel's own target".into());
            for (clock, from, to) in self.both(id, c, edition.at, &before, &after) {
                if from != to {
                    let (words, policy) = (edition.words.clone(), policy.clone());
                    moved.push(Moved { at: edition.at, words, clock, from, to, policy });
                }
            }
        }
        moved
    }

    /// The clocks of a conversation that ran at a moment, by two terms.
    fn both(
        &self,
        id: ConversationId,
        c: &Conversation,
        at: At,
        before: &Terms,
        after: &Terms,
    ) -> Vec<(Clock, Option<At>, Option<At>)> {
        let mut all = Vec::new();
        if c.first_response_at.is_none_or(|given| given > at) {
            let due = |t: &Terms| Some(t.first_due(c.opened_at));
            all.push((Clock::FirstResponse, due(before), due(after)));
        } else if let Some(since) = c.waiting_since.filter(|since| *since <= at) {
            all.push((Clock::NextResponse, before.next_due(since), after.next_due(since)));
        }
        let began = self.resolution_began(id, c);
        if began <= at {
            all.push((Clock::Resolution, before.resolution(began).at(), after.resolution(began).at()));
        }
        all
    }

    /// Whether a program of ours wrote it.
    pub(crate) fn is_by_bot(&self, mention: &Mention) -> bool {
        let bots = &self.promises.book.bots;
        if bots.is_empty() {
            return false;
        }
        let is_bot = |name: &str| bots.binary_search_by(|b| b.as_str().cmp(&name.to_lowercase())).is_ok();
        match mention.agent().and_then(|a| self.agents.get(a.index())) {
            Some(agent) => is_bot(&agent.name),
            None => self.authors.get(mention.author).is_some_and(|a| is_bot(&a.name)),
        }
    }

    /// From when on a person of ours could answer: when the customer first wrote, or when the last program of ours that
    /// answered before a person did so and handed over.
    pub fn ours_since(&self, id: ConversationId, c: &Conversation) -> At {
        self.promises.handed_over.get(&id).copied().unwrap_or(c.opened_at).max(c.opened_at)
    }
}

fn hours_words(terms: &Terms, from: At, secs: u32) -> String {
    match &terms.hours {
        None => "day and night".into(),
        Some(hours) if terms.falls_back(from, secs) => {
            format!("hours {} never come, so it runs by the clock on the wall", hours.hours().name)
        }
        Some(hours) => format!("hours {} ({})", hours.hours().name, hours.clock().name()),
    }
}

/// What moves them.
impl Floor {
    pub(crate) fn customer_wrote(&mut self, id: ConversationId, at: At, seen_later: bool) {
        let Some(c) = self.conversation(id).copied() else { return };
        let mut terms = self.terms_of(id, &c);
        let begins = c.has(WAS_RESOLVED) && c.resolution_due.is_none() && self.promises.stands_since(id).is_none();
        if begins {
            // Another clock than the one that ended: what stood still then is over.
            terms.paused.clear();
        }
        self.change(id, |c| c.customer_wrote(at, seen_later, &terms));
        if begins && self.conversation(id).is_some_and(|c| c.resolution_due.is_some()) {
            self.promises.forget_pauses(id);
            self.promises.began.insert(id, at);
        }
    }

    pub(crate) fn we_answered(&mut self, id: ConversationId, at: At, asked_again: Option<At>) {
        let Some(terms) = self.terms(id) else { return };
        self.change(id, |c| c.we_answered(at, asked_again, &terms));
    }

    /// A program of ours wrote.
    pub(crate) fn bot_answered(&mut self, id: ConversationId, at: At) {
        if self.conversation(id).is_some_and(|c| c.first_response_at.is_none_or(|given| given > at)) {
            let last = self.promises.handed_over.entry(id).or_insert(at);
            *last = at.max(*last);
        }
    }

    /// Opened again by a person: a new promise of a resolution begins now.
    pub(crate) fn reopen(&mut self, id: ConversationId, at: At) {
        self.promises.forget_pauses(id);
        self.promises.began.insert(id, at);
        let Some(terms) = self.terms(id) else { return };
        self.change(id, |c| c.reopen(at, &terms));
    }

    /// A decision is taken back.
    pub(crate) fn restore(&mut self, id: ConversationId, before: &Standing) {
        let Some(terms) = self.terms(id) else { return };
        if terms.stands_still_in(before.state)
            && before.resolution_due.is_none()
            && let Some((_, until)) = self.promises.pauses.range_mut((id, At::FIRST)..=(id, At::LAST)).next_back()
        {
            // It stood still before, so it stood still all the time.
            *until = None;
        }
        self.change(id, |c| c.restore(before, &terms));
        self.promise_anew(id);
    }

    /// Keeps what a row is promised in step with how it stands. Every change of a row comes here.
    pub(crate) fn settle_promises(&mut self, id: ConversationId, was: &Conversation, is: &mut Conversation) {
        if self.promises.by_tier() {
            self.promises.of_author(id, is.author, is.state.is_open());
        }
        let plain = self.promises.book.policies.is_empty() && self.promises.pauses.is_empty();
        if plain && is.next_response_due.is_none() {
            return;
        }
        let terms = self.terms_of(id, is);
        is.settle_next(&terms);
        self.stand_or_go(id, was, is, terms);
    }

    /// Stops the resolution clock, or lets it go on with what was left.
    fn stand_or_go(&mut self, id: ConversationId, was: &Conversation, is: &mut Conversation, mut terms: Terms) {
        let now = self.at.unwrap_or(is.touched_at);
        let stands = is.state.is_open() && terms.stands_still_in(is.state);
        match self.promises.stands_since(id) {
            Some(_) if stands => is.resolution_due = None,
            Some(since) => {
                let wrote = is.waiting_since.filter(|_| is.waiting_since != was.waiting_since);
                let until = wrote.unwrap_or(now).max(since);
                self.promises.pauses.insert((id, since), Some(until));
                if is.state.is_open() {
                    terms.paused = self.promises.paused(id);
                    is.resolution_due = terms.resolution(self.resolution_began(id, is)).at();
                }
            }
            None if stands => {
                let Some(due) = is.resolution_due else { return };
                let answered = is.answered_at.filter(|_| is.answered_at != was.answered_at);
                let after = terms.paused.last().and_then(|(_, until)| *until);
                let began = self.resolution_began(id, is);
                let since = answered.unwrap_or(now).max(began).max(after.unwrap_or(began));
                let full = terms.paused.len() >= limits::PAUSES_KEPT_MAX;
                if due > since && !is.has(RESOLUTION_BREACHED) && !full {
                    self.promises.pauses.insert((id, since), None);
                    is.resolution_due = None;
                }
            }
            None => {}
        }
    }

    /// Sets the clocks of an open conversation by what is promised now.
    pub(crate) fn promise_anew(&mut self, id: ConversationId) {
        let Some(c) = self.conversation(id).copied().filter(|c| c.state.is_open()) else { return };
        let terms = self.terms_of(id, &c);
        let parts = self.parts_of(id).filter_map(|part| self.conversation(part)?.first_response_due).min();
        let first = c.first_response_due.map(|_| {
            let own = terms.first_due(c.opened_at);
            parts.map_or(own, |part| part.min(own))
        });
        let began = self.resolution_began(id, &c);
        let resolution = match (c.resolution_due, terms.resolution(began)) {
            (Some(_), Due::At(due)) => Some(due),
            (as_it_is, _) => as_it_is,
        };
        let next = c.next_response_due == c.waiting_since.and_then(|since| terms.next_due(since));
        let stands = terms.stands_still_in(c.state) == self.promises.stands_since(id).is_some();
        if (first, resolution) == (c.first_response_due, c.resolution_due) && next && stands {
            return;
        }
        let now = self.at.unwrap_or(c.touched_at);
        self.change(id, |c| {
            // What has run out by the new promise too stays broken; the clock tells what else has.
            if c.first_response_due != first && first.is_some_and(|due| due >= now) {
                c.flags &= !FIRST_RESPONSE_BREACHED;
            }
            if c.resolution_due != resolution && resolution.is_some_and(|due| due >= now) {
                c.flags &= !RESOLUTION_BREACHED;
            }
            (c.first_response_due, c.resolution_due) = (first, resolution);
        });
    }

    /// Sets the clocks of all open conversations that this is true of.
    pub(crate) fn promise_all_anew(&mut self, of: impl Fn(&Conversation) -> bool) {
        for i in 0..self.conversations.len() {
            if self.conversations[i].state.is_open() && of(&self.conversations[i]) {
                self.promise_anew(ConversationId(i as u32));
            }
        }
    }

    /// Another policy may fit this customer now.
    pub(crate) fn promise_anew_to(&mut self, author: AuthorId) {
        if !self.promises.by_tier() {
            return;
        }
        let all = (author, ConversationId(0))..=(author, ConversationId(u32::MAX));
        let open: Vec<_> = self.promises.open_by_author.range(all).map(|(_, id)| *id).collect();
        open.into_iter().for_each(|id| self.promise_anew(id));
    }

    /// Orders the open conversations by author, when a policy asks for the tier of one.
    pub(crate) fn order_by_author(&mut self) {
        self.promises.open_by_author.clear();
        if self.promises.by_tier() {
            let open = self.conversations.iter().enumerate().filter(|(_, c)| c.state.is_open());
            self.promises.open_by_author = open.map(|(i, c)| (c.author, ConversationId(i as u32))).collect();
        }
    }

    /// What the channels promise by themselves.
    fn targets(&self) -> Vec<(u32, u32)> {
        self.channels.iter().map(|c| (c.first_response_secs, c.resolution_secs)).collect()
    }

    /// Remembers what is promised now, before it changes.
    pub(crate) fn remember_edition(&mut self, at: At, words: String) {
        let (book, targets) = (Arc::clone(&self.promises.book), self.targets());
        self.promises.editions.push_back(Edition { at, words, book, targets });
        while self.promises.editions.len() > limits::PROMISE_EDITIONS_MAX {
            self.promises.editions.pop_front();
        }
    }

    /// What has run out, and is to be told.
    pub(super) fn next_response_breached(&mut self, id: ConversationId, at: At) {
        if self.conversation(id).is_some_and(|c| c.next_response_due == Some(at)) {
            self.change(id, |c| c.flags |= NEXT_RESPONSE_BREACHED);
        }
    }
}
