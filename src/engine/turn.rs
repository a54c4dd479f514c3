//! One turn: decide, append, fold in, make durable.

use super::assign::Assigner;
use super::auditing::Auditing;
use super::input::{Failed, Fetched, Input, Job, Outcome, SourceRef};
use super::outgoing::OwnVoice;
use super::planning::Planning;
use super::publish::Told;
use super::replay;
use super::sealing::Sealing;
use super::table::Table;
use super::watch::Watch;
use super::words::WordsMemory;
use crate::floor::{
    self, Actor, Arrived, At, Command, Decision, Event, Floor, HandleId, Refusal, Seat, SourceId, Words, channel_added,
};
use crate::ledger::seal::{self, SEAL_KEY};
use crate::ledger::{AppendError, Commit, Fault, Ledger, wire};
use crate::limits;
use crate::view::{Answer, Looking, Moment};
use std::collections::VecDeque;
use std::sync::Arc;

/// The key under which every decision that assigns something stands on the one before it.
const ASSIGNING: &str = "assigning";

/// The engine: a ledger, the floor that is folded from it, and what the window looks at.
pub struct Engine {
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) floor: Floor,
    pub(super) looking: Looking,
    pub(super) table: Table,
    pub(super) words: WordsMemory,
    pub(super) past: Option<(Arc<Floor>, At)>,
    pub(super) answers: VecDeque<Answer>,
    pub(super) trouble: Option<String>,
    pub(super) jobs: Vec<Job>,
    pub(super) folding: bool,
    unsynced: bool,
    /// When time last passed under this engine's eyes.
    last_turn: Option<At>,
    /// The latest moment at which a turn was ever made.
    latest_turn: Option<At>,
    pub(super) happened: Option<Told>,
    /// When time may pass again after a disk that took nothing.
    not_before: Option<At>,
    /// Why something of this turn could not be made durable.
    failed: Option<String>,
    refusals: std::collections::BTreeMap<&'static str, u64>,
    /// What mentions say and what strangers carry on; `None` when nobody reads.
    pub(super) watch: Option<Watch>,
    /// In which role the person at this desk decides.
    pub(super) seat: Seat,
    /// What we ourselves say; looked at only where somebody reads.
    pub(super) voice: OwnVoice,
    /// What giving work out by itself remembers.
    pub(super) assigner: Assigner,
    /// The key on which another desk was quicker, in the newest attempt to keep something.
    conflict: Option<String>,
    /// The chain of fingerprints over the log; `None` when it is not sealed.
    sealing: Option<Sealing>,
    pub(super) auditing: Auditing,
    pub(super) planning: Planning,
}

/// One commit on its way.
struct Draft {
    key: String,
    prev: u64,
    decision: Decision,
    words: Vec<Words>,
}

impl Engine {
    /// An engine over a ledger, beginning with a snapshot of the floor if there is one that can be read.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when the ledger cannot be read.
    pub fn open(ledger: Arc<dyn Ledger>, snapshot: Option<&[u8]>) -> Result<Engine, Fault> {
        let last = ledger.last_seq();
        let kept = snapshot.and_then(|bytes| wire::floor(bytes).ok()).filter(|f| f.revision() <= last);
        let mut floor = kept.unwrap_or_default();
        replay::catch_up(&mut floor, ledger.as_ref())?;
        Ok(Engine {
            ledger,
            floor,
            looking: Looking::default(),
            table: Table::default(),
            words: WordsMemory::default(),
            past: None,
            answers: VecDeque::new(),
            trouble: None,
            jobs: Vec::new(),
            folding: false,
            unsynced: false,
            last_turn: None,
            latest_turn: None,
            happened: None,
            not_before: None,
            failed: None,
            refusals: Default::default(),
            watch: None,
            seat: Seat::default(),
            voice: OwnVoice::default(),
            assigner: Assigner::default(),
            conflict: None,
            sealing: None,
            auditing: Auditing::default(),
            planning: Planning::default(),
        })
    }

    /// The same engine with an eye on what it takes: mentions are read, customers recognised, alerts raised.
    #[must_use]
    pub fn watching(mut self, zone: &jiff::tz::TimeZone) -> Engine {
        self.watch = Some(Watch::in_zone(zone.clone()));
        self
    }

    /// The same engine, sealing its log as it grows: see [`crate::ledger::seal`].
    ///
    /// # Errors
    ///
    /// A [`Fault`] when the ledger cannot be read from its newest seal on.
    pub fn sealing(mut self) -> Result<Engine, Fault> {
        self.sealing = Some(Sealing::open(&self.floor, self.ledger.as_ref())?);
        Ok(self)
    }

    /// Seals what is not sealed yet, because the program ends.
    pub fn seal(&mut self, now: At) {
        self.keep_seal(now, true);
        if let Err(why) = self.sync() {
            tracing::warn!("the log could not be sealed: {why}");
        }
    }

    fn keep_seal(&mut self, now: At, closing: bool) {
        if let Some(sealed) = self.sealing.as_mut().and_then(|s| s.due(now, closing)) {
            let decision =
                Decision { at: now, by: Actor::Floor, role: None, group: 0, afterwards: false, events: vec![sealed] };
            let prev = self.floor.head(SEAL_KEY);
            // What could not be sealed now is sealed with what comes next.
            let _ = self.keep(&[Draft { key: SEAL_KEY.into(), prev, decision, words: Vec::new() }]);
        }
    }

    /// From now on the person at this desk decides in another role.
    pub fn set_seat(&mut self, seat: Seat) {
        self.seat = seat;
    }

    /// In which role the person at this desk decides.
    pub fn seat(&self) -> &Seat {
        &self.seat
    }

    /// The floor as it is now.
    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    /// The ledger underneath.
    pub fn ledger(&self) -> &Arc<dyn Ledger> {
        &self.ledger
    }

    /// What to say when the clock of this computer was set back: due times follow it as it is, and what is told of
    /// moments that seem not to have come yet looks odd until it has caught up.
    pub(super) fn set_back(&self, now: At) -> Option<String> {
        let back = self.latest_turn?.secs_since(now);
        let words = floor::span_words(u32::try_from(back).ok().filter(|secs| *secs > limits::CLOCK_BACK_SECS)?);
        Some(format!("The clock of this computer was set back by {words}; until it has caught up, ages are too small"))
    }

    /// How many commands were refused, by kind.
    pub fn refusals(&self) -> &std::collections::BTreeMap<&'static str, u64> {
        &self.refusals
    }

    /// Says that something is wrong underneath, until something is kept again.
    pub fn set_trouble(&mut self, words: impl Into<String>) {
        self.trouble = Some(words.into());
    }

    /// Work that was asked for since this was last called.
    pub fn take_jobs(&mut self) -> Vec<Job> {
        std::mem::take(&mut self.jobs)
    }

    /// When the engine wants to be called again although nothing comes in.
    pub fn next_deadline(&self) -> Option<At> {
        // A promise is broken the second after it ran out.
        let deadline = self.floor.next_deadline().map(|at| at.plus(1));
        let look = self.watch.as_ref().and_then(|w| w.next_look(&self.floor));
        let deadline = deadline.into_iter().chain(look).chain(self.assigner.next()).min()?;
        Some(self.not_before.map_or(deadline, |at| at.max(deadline)))
    }

    /// Takes a batch of inputs, at most [`limits::TURN_INPUTS_MAX`], and answers each. Whatever is answered as taken
    /// or done is durable.
    pub fn turn(&mut self, inputs: Vec<Input>, now: At) -> Vec<Outcome> {
        self.catch_up();
        let from = self.floor.revision();
        self.not_before = None;
        self.latest_turn = self.latest_turn.max(Some(now));
        let trouble = self.trouble.take();
        // The program was closed, or the whole computer slept.
        let unwatched = i64::from(limits::UNWATCHED_SECS);
        let was_closed = self.last_turn.replace(now).is_none_or(|at| now.secs_since(at) > unwatched);
        self.pass_time(now, was_closed);
        let told_afterwards = inputs.iter().any(|i| matches!(i, Input::Fetched(page) if page.afterwards));
        let mut outcomes = Vec::with_capacity(inputs.len());
        let mut ids = Vec::new();
        let mut stopped = std::collections::BTreeSet::new();
        for input in inputs {
            if let Input::Asked { by: Actor::Desk, id, .. } = &input {
                ids.push((*id, outcomes.len()));
            }
            let source = match &input {
                Input::Fetched(page) => Some(page.source.name.clone()),
                _ => None,
            };
            // What comes after a page that was not kept must not be kept either, or the gap would never be filled.
            if source.as_ref().is_some_and(|name| stopped.contains(name)) {
                outcomes.push(Outcome::NotKept("the page before it was not kept".into()));
                continue;
            }
            let outcome = self.take(input, now);
            if let (Outcome::NotKept(_), Some(name)) = (&outcome, source) {
                stopped.insert(name);
            }
            outcomes.push(outcome);
        }
        // What arrived late may be past its promise already, and is shown so from the first moment.
        self.pass_time(now, told_afterwards);
        self.look_around(now);
        self.give_out(now);
        self.keep_seal(now, false);
        let synced = self.sync();
        if let Err(why) = self.failed.take().map_or(synced, Err) {
            // Nobody has been told yet: the floor goes back to what the ledger holds.
            for outcome in &mut outcomes {
                if matches!(outcome, Outcome::Taken { .. } | Outcome::Done { .. }) {
                    *outcome = Outcome::NotKept(why.clone());
                }
            }
            self.reload();
            self.not_before = Some(now.plus(1));
        }
        if self.floor.revision() == from {
            // Nothing was kept that would show that all is well again.
            self.trouble = self.trouble.take().or(trouble);
        }
        for outcome in &outcomes {
            if let Outcome::Refused(refusal) = outcome {
                *self.refusals.entry(refusal.kind()).or_default() += 1;
            }
        }
        for (id, place) in ids {
            self.answer(id, &outcomes[place]);
        }
        outcomes
    }

    fn answer(&mut self, id: u64, outcome: &Outcome) {
        let (outcome, undoable) = match outcome {
            Outcome::Done { words, undoable } => (Ok(words.clone()), *undoable),
            Outcome::Refused(refusal) => (Err(refusal.clone()), false),
            Outcome::NotKept(why) => (Err(Refusal::NotKept(why.clone())), false),
            Outcome::Taken { .. } | Outcome::Noted => return,
        };
        self.answers.push_back(Answer { id, outcome, undoable });
        while self.answers.len() > limits::ANSWERS_KEPT_MAX {
            self.answers.pop_front();
        }
    }

    /// Turns what has run out by now into facts. `unwatched` when the program was closed until now, or a file of
    /// last year is being read: what ran out long ago then counts at the moment it ran out. Otherwise it counts when the
    /// floor says so, which is when it was shown.
    fn pass_time(&mut self, now: At, unwatched: bool) {
        loop {
            let events = floor::due(&self.floor, now, limits::DUE_EVENTS_MAX);
            if events.is_empty() {
                return;
            }
            let all = events.len() < limits::DUE_EVENTS_MAX;
            let watched = now.minus(limits::UNWATCHED_SECS);
            let is_old = |e: &Event| unwatched && e.promised_at().is_none_or(|at| at < watched);
            let old = events.partition_point(is_old);
            let (afterwards, events) = match old {
                0 => (false, events),
                n => (true, events.into_iter().take(n).collect()),
            };
            let all = all && !afterwards;
            let decision = Decision { at: now, by: Actor::Clock, role: None, group: 0, afterwards, events };
            let prev = self.floor.head("clock");
            let kept = self.keep(&[Draft { key: "clock".into(), prev, decision, words: Vec::new() }]);
            if kept.is_err() {
                // The disk takes nothing now: asking again at once would only ask in a circle.
                self.not_before = Some(now.plus(1));
                return;
            }
            if all {
                return;
            }
        }
    }

    fn take(&mut self, input: Input, now: At) -> Outcome {
        match input {
            Input::Fetched(page) => self.take_page(&page, now),
            Input::Failed(failed) => self.take_failure(failed, now),
            Input::Customers(customers) => self.take_customers(customers, now),
            Input::Asked { by, command, .. } => self.take_command(by, &command, now),
            Input::Seated(seat) => {
                self.set_seat(seat);
                Outcome::Noted
            }
            Input::Audited(found) => {
                self.auditing.take(found);
                Outcome::Noted
            }
            Input::Planned { id, what } => {
                self.planning.take(id, what, &self.floor);
                Outcome::Noted
            }
            Input::SealsChecked(checked) => {
                self.auditing.take_check(checked);
                Outcome::Noted
            }
            Input::Looking(looking) => {
                self.look(looking);
                Outcome::Noted
            }
            Input::Found { search, hits, done } => {
                if search == self.table.search {
                    match (&self.past, self.looking.moment) {
                        (Some((floor, at)), Moment::Past(_)) => self.table.found(floor, &hits, done, *at),
                        _ => self.table.found(&self.floor, &hits, done, now),
                    }
                }
                Outcome::Noted
            }
            Input::Folded { floor, at } => {
                self.folding = false;
                if let Moment::Past(wanted) = self.looking.moment {
                    self.past = Some((floor, at));
                    if wanted != at {
                        self.fold_past(wanted);
                    }
                }
                Outcome::Noted
            }
        }
    }

    fn look(&mut self, looking: Looking) {
        match looking.moment {
            Moment::Now => self.past = None,
            Moment::Past(at) if self.past.as_ref().is_none_or(|(_, shown)| *shown != at) => self.fold_past(at),
            Moment::Past(_) => {}
        }
        self.looking = looking;
    }

    fn fold_past(&mut self, until: At) {
        if self.folding {
            return; // when this one is ready, the newest wish is looked at again
        }
        self.folding = true;
        let base = self.past.as_ref().filter(|(f, at)| *at <= until && f.can_go_on()).map(|(f, _)| f.clone());
        self.jobs.push(Job::Fold { base, until });
    }

    pub(super) fn take_command(&mut self, by: Actor, command: &Command, now: At) -> Outcome {
        if by == Actor::Desk && matches!(self.looking.moment, Moment::Past(_)) {
            return Outcome::Refused(Refusal::InThePast);
        }
        // What invented people say teaches nothing: the model is the desk's own.
        let taught = if by == Actor::Desk { self.with_lessons(command) } else { None };
        let command = taught.as_ref().unwrap_or(command);
        // What was lost to another desk before is not this command's affair.
        self.conflict = None;
        let mut outcome = self.decide_and_keep(by, command, now);
        for _ in 0..limits::DECIDED_ANEW_MAX {
            // Another desk assigned something else meanwhile: limits are asked again, with what it gave.
            if self.conflict.take().is_none_or(|key| key != ASSIGNING) {
                break;
            }
            self.trouble = None;
            outcome = self.decide_and_keep(by, command, now);
        }
        outcome
    }

    fn decide_and_keep(&mut self, by: Actor, command: &Command, now: At) -> Outcome {
        let asker = self.seat.asker(by);
        let role = asker.kept();
        let decided = match floor::decide(&self.floor, &asker, command, now) {
            Ok(decided) => decided,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let group = self.floor.next_group();
        let mut drafts: Vec<Draft> = decided
            .drafts
            .into_iter()
            .map(|draft| {
                let decision = Decision { at: now, by, role, group, afterwards: false, events: draft.events };
                Draft { key: draft.key, prev: draft.prev, decision, words: Vec::new() }
            })
            .collect();
        drafts.extend(self.guard(&drafts));
        match self.keep(&drafts) {
            Ok(()) => Outcome::Done { words: decided.words, undoable: decided.undoable },
            Err(why) => Outcome::Refused(Refusal::NotKept(why)),
        }
    }

    /// What is assigned is decided with all that was assigned before it in mind, on whatever desk: every such decision
    /// stands on the one before. A limit cannot be passed by two desks that each have room for one more.
    fn guard(&self, drafts: &[Draft]) -> Option<Draft> {
        let gives = |e: &Event| matches!(e, Event::Assigned { to: Some(_), .. });
        let first = drafts.iter().find(|d| d.decision.events.iter().any(gives))?;
        let decision = Decision { events: Vec::new(), ..first.decision.clone() };
        Some(Draft { key: ASSIGNING.into(), prev: self.floor.head(ASSIGNING), decision, words: Vec::new() })
    }

    /// An overrule with what the model learns from it: the words lie in the ledger, and only here are they at hand.
    fn with_lessons(&mut self, command: &Command) -> Option<Command> {
        let Command::Overrule { conversations, to, .. } = command else { return None };
        self.watch.as_ref()?;
        let mut lessons = Vec::new();
        for id in conversations.iter().take(limits::COMMAND_LESSONS_MAX) {
            let said = self.floor.said_lately(*id);
            let newest = said.first().and_then(|m| self.floor.mentions().get(*m));
            let Some((page, slot)) = newest.map(|m| (m.page, m.slot)) else { continue };
            let text = self.words.get(self.ledger.as_ref(), page, slot);
            if !text.is_empty() {
                lessons.push((*id, Watch::lessons(&text, *to)));
            }
        }
        Some(Command::Overrule { conversations: conversations.clone(), to: *to, lessons })
    }

    fn take_failure(&mut self, failed: Failed, now: At) -> Outcome {
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

    fn take_page(&mut self, page: &Fetched, now: At) -> Outcome {
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
    fn look_around(&mut self, now: At) {
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

    /// Keeps facts that the floor itself found. What could not be kept is found again.
    pub(super) fn keep_by_floor(&mut self, events: Vec<Event>, at: At, afterwards: bool) -> bool {
        if events.is_empty() {
            return true;
        }
        let decision = Decision { at, by: Actor::Floor, role: None, group: 0, afterwards, events };
        let prev = self.floor.head("watch");
        self.keep(&[Draft { key: "watch".into(), prev, decision, words: Vec::new() }]).is_ok()
    }

    fn is_no_news(&self, source: SourceId, page: &Fetched, now: At) -> bool {
        self.floor.sources().get(source.index()).is_some_and(|s| match s.kind {
            // The same file again adds nothing, not even that it was read again.
            floor::SourceKind::File => s.done || !page.done,
            floor::SourceKind::Rehearsal => {
                s.cursor == page.cursor && s.failing.is_none() && s.last_read.is_some_and(|at| now.secs_since(at) < 60)
            }
        })
    }

    fn keep_of_source(
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

    /// Appends commits and folds them in. They are durable after [`Engine::sync`].
    fn keep(&mut self, drafts: &[Draft]) -> Result<(), String> {
        let mut digests = Vec::new();
        let commits = drafts
            .iter()
            .map(|draft| {
                let body = wire::decision_bytes(&draft.decision);
                let texts = wire::words_bytes(&draft.words);
                let said = seal::digest(&draft.key, draft.prev, &body);
                let event_id = attempt(&said);
                if self.sealing.is_some() {
                    digests.push((event_id, said, seal::digest_of_texts(&texts)));
                }
                Commit { key: draft.key.clone(), prev: draft.prev, event_id, body, texts }
            })
            .collect();
        let why = match self.ledger.append_lazily(commits) {
            Ok(seqs) => {
                self.unsynced = true;
                // Where somebody else wrote in between, theirs is folded in before ours.
                let next = self.floor.revision() + 1;
                if !(next..).zip(&seqs).all(|(next, seq)| next == *seq) {
                    self.failed = self.failed.take().or(self.sync().err());
                    self.catch_up();
                    return Ok(());
                }
                if let Some(sealing) = &mut self.sealing {
                    for (seq, (event_id, said, texts)) in seqs.iter().zip(&digests) {
                        sealing.chain().add(*seq, event_id, said, texts);
                    }
                }
                for (draft, seq) in drafts.iter().zip(seqs) {
                    self.floor.apply(seq, &draft.key, &draft.decision);
                }
                return Ok(());
            }
            Err(error @ (AppendError::Conflict { .. } | AppendError::Duplicate(_))) => {
                // The same decision on the same ground, on another desk: deciding anew says that it is so already.
                self.conflict = Some(match error {
                    AppendError::Conflict { key, .. } => key,
                    _ => ASSIGNING.to_owned(),
                });
                // What this turn has kept so far is shown by the ledger only when it is durable.
                self.failed = self.failed.take().or(self.sync().err());
                self.catch_up();
                "the floor changed at the same moment; look again and decide anew".to_owned()
            }
            Err(AppendError::Unavailable(why) | AppendError::Unknown(why)) => why,
        };
        self.trouble = Some(why.clone());
        Err(why)
    }

    /// Makes everything durable that was appended.
    fn sync(&mut self) -> Result<(), String> {
        if !std::mem::take(&mut self.unsynced) {
            return Ok(());
        }
        self.ledger.sync().map_err(|e| {
            self.trouble = Some(e.to_string());
            e.to_string()
        })
    }

    /// Folds in what others kept since. What this engine kept is folded in already, in the order of the log.
    fn catch_up(&mut self) {
        if self.ledger.last_seq() <= self.floor.revision() {
            return;
        }
        // The reader's memory of copies and customers knows nothing of what others took in.
        self.watch.iter_mut().for_each(Watch::forget);
        let sealed = self.sealing.as_mut().map_or(Ok(()), |s| s.chain().catch_up(self.ledger.as_ref()));
        if let Err(fault) = replay::catch_up(&mut self.floor, self.ledger.as_ref()).and(sealed) {
            self.trouble = Some(fault.to_string());
        }
    }

    /// Folds the floor anew from what the ledger holds.
    fn reload(&mut self) {
        let mut floor = Floor::default();
        match replay::catch_up(&mut floor, self.ledger.as_ref()) {
            Ok(()) => {
                self.watch.iter_mut().for_each(Watch::forget);
                self.floor = floor;
                self.voice = OwnVoice::default();
                self.table.forget_marks();
                self.assigner.forget();
                if self.sealing.is_some() {
                    match Sealing::open(&self.floor, self.ledger.as_ref()) {
                        Ok(sealing) => self.sealing = Some(sealing),
                        Err(fault) => self.trouble = Some(fault.to_string()),
                    }
                }
            }
            Err(fault) => self.trouble = Some(fault.to_string()),
        }
    }
}

/// Names an attempt by what is attempted: the same decision on the same ground is the same attempt.
fn attempt(said: &seal::Sha) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&said[..16]);
    id
}
