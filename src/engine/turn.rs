//! One turn: time passes, inputs are taken, what was seen is told, and all of it is durable before anybody is answered.

use super::assign::Assigner;
use super::auditing::Auditing;
use super::input::{Input, Job, Outcome};
use super::keep::Draft;
use super::outbox::Outbox;
use super::outgoing::OwnVoice;
use super::planning::Planning;
use super::publish::Told;
use super::replay;
use super::sealing::Sealing;
use super::table::Table;
use super::watch::Watch;
use super::words::WordsMemory;
use crate::floor::{self, Actor, At, Decision, Event, Floor, Refusal, Seat};
use crate::ledger::{Fault, Ledger, wire};
use crate::limits;
use crate::view::{Answer, Looking, Moment};
use std::collections::VecDeque;
use std::sync::Arc;

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
    pub(super) unsynced: bool,
    /// When time last passed under this engine's eyes.
    last_turn: Option<At>,
    /// The latest moment at which a turn was ever made.
    latest_turn: Option<At>,
    pub(super) happened: Option<Told>,
    /// When time may pass again after a disk that took nothing.
    not_before: Option<At>,
    /// Why something of this turn could not be made durable.
    pub(super) failed: Option<String>,
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
    pub(super) conflict: Option<String>,
    /// The chain of fingerprints over the log; `None` when it is not sealed.
    pub(super) sealing: Option<Sealing>,
    pub(super) auditing: Auditing,
    pub(super) planning: Planning,
    /// What goes out, and what is looked at again outside.
    pub(super) outbox: Outbox,
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
            outbox: Outbox::default(),
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
        self.mirror(now);
        self.keep_seal(now, false);
        let synced = self.sync();
        if let Err(why) = self.failed.take().map_or(synced, Err) {
            // Nobody has been told yet: the floor goes back to what the ledger holds.
            for outcome in &mut outcomes {
                // Also what was merely noted: that something is being sent is sent for only when it will be known.
                if matches!(outcome, Outcome::Taken { .. } | Outcome::Done { .. } | Outcome::Noted) {
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
            Input::LookedUp { author, customers } => {
                self.outbox.looked_up(author, now);
                self.take_customers(customers, now)
            }
            Input::Brought { delivery, news } => self.take_delivery(delivery, news, now),
            Input::Mended { page, slot } => self.take_mended(page, slot, now),
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
}
