//! What sources bring, and what is seen in it.

use super::input::{Failed, Fetched, Outcome, SourceRef};
use super::keep::Draft;
use super::turn::Engine;
use super::watch::Watch;
use crate::floor::{self, Actor, Arrived, At, Decision, Event, HandleId, SourceId, Words, channel_added};
use crate::limits;

impl Engine {
    pub(super) fn take_failure(&mut self, failed: Failed, now: At) -> Outcome {
        let (source, _) = match self.source(&failed.source, now, false) {
            Ok(ids) => ids,
            Err(why) => return Outcome::NotKept(why),
        };
        let known = self.floor.sources().get(source.index()).and_then(|s| s.failing.as_ref());
        if known == Some(&failed.reason) {
            return Outcome::Noted; // the same failure again is no news
        }
        let events = vec![Event::SourceFailed { source, reason: failed.reason }];
        self.keep_of_source(source, now, false, events, Vec::new()).map_or_else(Outcome::NotKept, |()| Outcome::Noted)
    }

    pub(super) fn take_page(&mut self, page: &Fetched, now: At) -> Outcome {
        let length = page.mentions.len() + page.unreadable.len();
        if length > limits::PAGE_MENTIONS_MAX {
            let most = limits::PAGE_MENTIONS_MAX;
            return Outcome::NotKept(format!("a page of {length} is more than the {most} that a page may hold"));
        }
        let newest = page.mentions.iter().map(|m| m.at).max();
        let oldest = page.mentions.iter().map(|m| m.at).min();
        let at = if page.afterwards { newest.unwrap_or(now) } else { now };
        let house_at = if page.afterwards { oldest.unwrap_or(now) } else { now };
        let (source, handle) = match self.source(&page.source, house_at, page.afterwards) {
            Ok(ids) => ids,
            Err(why) => return Outcome::NotKept(why),
        };
        let channel = self.floor.handle(handle).map_or(floor::ChannelId(0), |h| h.channel);
        let arrived = Arrived {
            source,
            channel,
            handle,
            mentions: &page.mentions,
            unreadable: &page.unreadable,
            changes: &page.changes,
            cursor: &page.cursor,
            done: page.done,
            afterwards: page.afterwards,
        };
        let mut watch = self.watch.take();
        watch.iter_mut().for_each(|w| w.prepare(&self.floor));
        let intake = floor::intake(&self.floor, &arrived, now, &mut |said| watch.as_mut().map(|w| w.read(said)));
        self.watch = watch;
        let (new, known, quarantined) = (intake.new, intake.known, intake.quarantined);
        if let Some(watch) = self.watch.as_mut().filter(|_| !page.afterwards) {
            watch.heard(&intake.events, channel);
        }
        // A source that is polled and has nothing to say makes a fact once a minute, not at every poll.
        if new == 0 && quarantined == 0 && self.is_no_news(source, page, now) {
            return Outcome::Taken { new, known, quarantined };
        }
        let asked = self.watch.is_some() && !self.floor.customers().is_empty();
        let told = if asked { intake.events.clone() } else { Vec::new() };
        match self.keep_of_source(source, at, page.afterwards, intake.events, intake.words) {
            Ok(()) => {
                self.recognise(&told, page, at);
                Outcome::Taken { new, known, quarantined }
            }
            Err(why) => {
                self.watch.iter_mut().for_each(Watch::forget);
                Outcome::NotKept(why)
            }
        }
    }

    /// Who wrote on a page that was just kept, and which cases their conversations are part of.
    fn recognise(&mut self, events: &[Event], page: &Fetched, at: At) {
        let Some(mut watch) = self.watch.take() else { return };
        let found = watch.recognise(&self.floor, events, &page.mentions);
        let kept = self.keep_by_floor(found, at, page.afterwards);
        let joined = if kept { watch.join_cases(&self.floor, events) } else { Vec::new() };
        self.keep_by_floor(joined, at, page.afterwards);
        self.watch = Some(watch);
    }

    /// Tells what can be seen by now of all that is carried on.
    pub(super) fn look_around(&mut self, now: At) {
        let Some(mut watch) = self.watch.take() else { return };
        watch.prepare(&self.floor);
        let events = watch.look(&self.floor, now);
        self.watch = Some(watch);
        self.keep_by_floor(events, now, false);
        let events = self.hear_ourselves(now);
        self.keep_by_floor(events, now, false);
    }

    /// What there is to tell of what we ourselves say.
    fn hear_ourselves(&mut self, now: At) -> Vec<Event> {
        let (mut voice, mut memory) = (std::mem::take(&mut self.voice), std::mem::take(&mut self.words));
        let (floor, ledger) = (&self.floor, self.ledger.as_ref());
        let mut words = |id: floor::MentionId| {
            floor.mentions().get(id).map(|m| memory.get(ledger, m.page, m.slot)).unwrap_or_default()
        };
        let events = voice.look(floor, now, &mut words);
        (self.voice, self.words) = (voice, memory);
        events
    }

    fn is_no_news(&self, source: SourceId, page: &Fetched, now: At) -> bool {
        self.floor.sources().get(source.index()).is_some_and(|s| match s.kind {
            // The same file again adds nothing, not even that it was read again.
            floor::SourceKind::File => s.done || !page.done,
            _ => {
                s.cursor == page.cursor && s.failing.is_none() && s.last_read.is_some_and(|at| now.secs_since(at) < 60)
            }
        })
    }

    pub(super) fn keep_of_source(
        &mut self,
        source: SourceId,
        at: At,
        afterwards: bool,
        events: Vec<Event>,
        words: Vec<Words>,
    ) -> Result<(), String> {
        let key = format!("source/{}", source.0);
        let prev = self.floor.head(&key);
        let decision = Decision { at, by: Actor::Source(source), role: None, group: 0, afterwards, events };
        self.keep(&[Draft { key, prev, decision, words }])
    }

    /// The source and its account of ours, added to the floor's tables when they are new.
    fn source(&mut self, source: &SourceRef, at: At, afterwards: bool) -> Result<(SourceId, HandleId), String> {
        let mut events = Vec::new();
        let known_channel = self.floor.channel_named(&source.channel);
        let channel = known_channel.unwrap_or(floor::ChannelId(self.floor.channels().len() as u16));
        if known_channel.is_none() {
            events.push(channel_added(&self.floor, &source.channel));
        }
        let known_handle = self.floor.handle_named(channel, &source.handle);
        let handle = known_handle.unwrap_or(HandleId(self.floor.handles().len() as u16));
        if known_handle.is_none() {
            events.push(Event::HandleAdded { handle, channel, name: source.handle.clone() });
        }
        let known_source = self.floor.source_named(&source.name);
        let id = known_source.unwrap_or(SourceId(self.floor.sources().len() as u16));
        if known_source.is_none() {
            events.push(Event::SourceAdded { source: id, name: source.name.clone(), kind: source.kind });
        }
        if !events.is_empty() {
            let decision = Decision { at, by: Actor::Floor, role: None, group: 0, afterwards, events };
            let prev = self.floor.head("desk");
            self.keep(&[Draft { key: "desk".into(), prev, decision, words: Vec::new() }])?;
        }
        Ok((id, handle))
    }
}
