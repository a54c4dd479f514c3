//! From what a person asks for to what is kept, or to a refusal.

use super::input::Outcome;
use super::keep::Draft;
use super::turn::Engine;
use super::watch::Watch;
use crate::floor::{self, Actor, At, Command, Decision, Event, Refusal};
use crate::limits;
use crate::view::Moment;

/// The key under which every decision that assigns something stands on the one before it.
pub(super) const ASSIGNING: &str = "assigning";

impl Engine {
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

    /// Why the person at this desk cannot do something now, without doing it.
    pub fn refusal(&self, command: &Command, now: At) -> Option<Refusal> {
        floor::decide(&self.floor, &self.seat.asker(Actor::Desk), command, now).err()
    }

    fn decide_and_keep(&mut self, by: Actor, command: &Command, now: At) -> Outcome {
        let asker = self.seat.asker(by);
        let role = asker.kept();
        let decided = match floor::decide(&self.floor, &asker, command, now) {
            Ok(decided) => decided,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let group = decided.drafts.first().map_or(0, |first| self.floor.next_group(&first.key, first.prev));
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
}
