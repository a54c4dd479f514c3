//! How the facts about escalations change the floor.

use super::super::{Actor, ConversationId};
use super::super::{At, Cause, Decision, EscalationId, Floor, Undoable};
use super::{Before, Escalation, EscalationEvent, Line, Progress, Raiser, Step, Stood, What};
use crate::limits;
use std::sync::Arc;

impl Floor {
    pub(in super::super) fn apply_escalation(
        &mut self,
        seq: u64,
        at: At,
        decision: &Decision,
        event: &EscalationEvent,
    ) {
        let parts = &mut self.escalations.parts;
        match event {
            EscalationEvent::LadderSet { ladder, to } => drop(parts.ladders.insert(*ladder, to.clone())),
            EscalationEvent::PlaybookSet { trouble, steps } => drop(parts.playbooks.insert(*trouble, steps.clone())),
            EscalationEvent::RuleSet { rule, to } => {
                parts.rules_made = parts.rules_made.max(rule.saturating_add(1));
                match to {
                    Some(to) => drop(parts.rules.insert(*rule, to.clone())),
                    None => {
                        parts.rules.remove(rule);
                        parts.rule_states.remove(rule);
                        self.escalations.index.waited_for.retain(|(of, _)| of != rule);
                    }
                }
            }
            EscalationEvent::SubstituteSet { instead_of, to } => {
                parts.substitutes.retain(|_, s| at < s.until);
                match to {
                    Some(to) => drop(parts.substitutes.insert(*instead_of, to.clone())),
                    None => drop(parts.substitutes.remove(instead_of)),
                }
            }
            EscalationEvent::MuteSet { of, to } => {
                parts.mutes.retain(|_, m| at < m.until);
                match to {
                    Some(to) => drop(parts.mutes.insert(of.clone(), to.clone())),
                    None => drop(parts.mutes.remove(of)),
                }
            }
            EscalationEvent::Raised { escalation, .. } => {
                self.raise(seq, at, decision, event);
                self.remember_escalation(seq, decision, *escalation, None, 0);
            }
            EscalationEvent::Of { escalation, what } => self.apply_what(seq, at, decision, *escalation, what),
            EscalationEvent::Lapsed { rule, conversation } => self.escalations.seen(*rule, *conversation),
        }
    }

    fn raise(&mut self, seq: u64, at: At, decision: &Decision, event: &EscalationEvent) {
        let EscalationEvent::Raised { escalation, trouble, title, conversations, by, words, ladder, steps, due } =
            event
        else {
            return;
        };
        let first = What::Reason { by: *by, words: words.clone() };
        // Ten thousand escalations share the ladders that they were raised on.
        let newest = self.escalations.parts.rows.last_key_value().map(|(_, row)| row.ladder.clone());
        let ladder = newest.filter(|l| **l == *ladder).unwrap_or_else(|| Arc::new(ladder.clone()));
        let row = Escalation {
            trouble: *trouble,
            title: title.clone(),
            ladder,
            raised_at: at,
            by: *by,
            now: Stood {
                progress: Progress::Raised,
                rung: 0,
                rung_since: at,
                due: Some(*due),
                ended: false,
                owner: None,
                status: String::new(),
                resolved_at: None,
                linked: conversations.clone(),
                steps: steps.iter().map(|words| Step { words: words.clone(), done: None }).collect(),
                incident: false,
                contact: String::new(),
            },
            version: seq,
            rules: Vec::new(),
            trail: vec![Line { at, by: decision.by, what: first }],
            left_out: 0,
        };
        self.escalations.put(*escalation, row);
        if let Raiser::Rule(rule) = by {
            let state = self.escalations.parts.rule_states.entry(*rule).or_default();
            let minute = (at.unix() / 60) as u32;
            state.in_minute = if state.minute == minute { state.in_minute.saturating_add(1) } else { 1 };
            state.minute = minute;
            state.raised += 1;
            self.escalations.change(*escalation, |row| row.rules.push(*rule));
            conversations.iter().for_each(|c| self.escalations.seen(*rule, *c));
        }
    }

    fn apply_what(&mut self, seq: u64, at: At, decision: &Decision, id: EscalationId, what: &What) {
        let Some(was) = self.escalations.get(id) else { return };
        let (before, base, was_alarm) = (was.now.clone(), was.version, was.is_alarm());
        if let What::Reason { by: Raiser::Rule(rule), .. } = what {
            before.linked.iter().for_each(|c| self.escalations.seen(*rule, *c));
        }
        let line = Line { at, by: decision.by, what: what.clone() };
        self.escalations.change(id, |row| {
            if moves(&mut row.now, at, what) {
                row.version = seq;
            }
            if let What::Reason { by: Raiser::Rule(rule), .. } = what {
                row.rules.push(*rule);
            }
            row.tell(line);
        });
        self.silence(id, at, was_alarm);
        if decision.by != Actor::Desk {
            self.forget_undo(id, seq);
        }
        self.remember_escalation(seq, decision, id, Some(before), base);
    }

    /// Time or somebody else moved it: what the desk decided about it before is not taken back any more, and does not
    /// stand in the way of what was decided earlier.
    fn forget_undo(&mut self, id: EscalationId, seq: u64) {
        if self.escalations.get(id).is_none_or(|row| row.version != seq) {
            return;
        }
        let overtaken = |b: &Before| b.escalation == id;
        let undo = &mut self.escalations.parts.undo;
        let groups: Vec<u64> = undo.iter().filter(|b| overtaken(b)).map(|b| b.group).collect();
        undo.retain(|b| !overtaken(b));
        self.undo.retain(|u| !u.changed.is_empty() || !groups.contains(&u.group));
    }

    /// Ends the alarm of an escalation that somebody has now, or that is over.
    fn silence(&mut self, id: EscalationId, at: At, was_alarm: bool) {
        let burns = self.alerts.about(Cause::Ladder(id)).map(|(alert, _)| alert);
        if let Some(alert) = burns.filter(|_| was_alarm && self.escalations.get(id).is_none_or(|row| !row.is_alarm())) {
            self.alerts.change(alert, |a| a.ended_at = Some(at));
        }
    }

    /// What the desk decided can be taken back.
    fn remember_escalation(&mut self, seq: u64, by: &Decision, id: EscalationId, stood: Option<Stood>, base: u64) {
        let moved = self.escalations.get(id).is_some_and(|row| row.version == seq);
        if by.by != Actor::Desk || by.group == 0 || !moved {
            return;
        }
        let undo = &mut self.escalations.parts.undo;
        if undo.iter().any(|b| b.group == by.group && b.escalation == id) {
            return; // how it stood before the first of several facts is what counts
        }
        undo.push_front(Before { group: by.group, escalation: id, base, version: seq, stood });
        undo.truncate(limits::ESCALATION_UNDO_MAX);
        if self.undo.front().is_none_or(|newest| newest.group != by.group) {
            self.undo.push_front(Undoable { group: by.group, changed: Vec::new() });
            self.undo.truncate(limits::UNDO_MAX);
        }
    }

    /// A decision was taken back: what it did to escalations is undone, where nothing happened since.
    pub(super) fn take_back_escalations(&mut self, at: At, by: Actor, group: u64) {
        let undo = std::mem::take(&mut self.escalations.parts.undo);
        let (these, others) = undo.into_iter().partition(|b: &Before| b.group == group);
        self.escalations.parts.undo = others;
        for before in these {
            self.take_back_one(at, by, before);
        }
    }

    fn take_back_one(&mut self, at: At, by: Actor, before: Before) {
        let id = before.escalation;
        let Some(row) = self.escalations.get(id).filter(|row| row.version == before.version) else { return };
        let was_alarm = row.is_alarm();
        let free = |c: &ConversationId| self.escalations.of(*c).is_none_or(|of| of == id);
        let stood = before.stood.map(|mut stood| {
            stood.linked.retain(free);
            if stood.progress == Progress::Raised && stood.ended {
                // The alarm has to burn again: the last rung passes once more.
                (stood.ended, stood.due, stood.rung_since) = (false, Some(at), at);
            }
            stood
        });
        self.escalations.change(id, |row| {
            row.version = before.base;
            row.tell(Line { at, by, what: What::TakenBack });
            match stood {
                Some(stood) => row.now = stood,
                None => drop(moves(&mut row.now, at, &What::Resolved { reason: String::new() })),
            }
        });
        self.silence(id, at, was_alarm);
    }
}

/// How something moves an escalation. Whether it did: a note moves nothing.
fn moves(now: &mut Stood, at: At, what: &What) -> bool {
    let waits = |now: &mut Stood, due: At| {
        (now.progress, now.owner, now.ended) = (Progress::Raised, None, false);
        (now.rung_since, now.due) = (at, Some(due));
        now.status.clear();
    };
    match what {
        What::Rung { to, due, .. } => {
            waits(now, *due);
            now.rung = *to;
        }
        What::GivenBack { due, .. } => waits(now, *due),
        What::Reopened { due } => {
            waits(now, *due);
            now.resolved_at = None;
        }
        What::ClockBack { due } if now.due.is_some() => (now.rung_since, now.due) = (at, Some(*due)),
        What::LadderEnded { .. } if now.progress == Progress::Raised => (now.ended, now.due) = (true, None),
        What::Taken { agent } => {
            (now.progress, now.owner, now.due) = (Progress::Acknowledged, Some(*agent), None);
            now.status.clear();
        }
        What::Status { words } => {
            now.progress = Progress::Working;
            now.status.clone_from(words);
        }
        What::HandedOff { to } => {
            (now.progress, now.due) = (Progress::HandedOff, None);
            now.status.clone_from(to);
        }
        What::Ticked { step, done, by } => {
            let Some(step) = now.steps.get_mut(usize::from(*step)) else { return false };
            step.done = done.then_some((at, *by));
        }
        What::Linked { conversations } => {
            for id in conversations {
                if !now.linked.contains(id) && now.linked.len() < limits::ESCALATION_LINKED_MAX {
                    now.linked.push(*id);
                }
            }
        }
        What::Unlinked { conversation } => now.linked.retain(|c| c != conversation),
        What::Incident { on, contact } => {
            now.incident = *on;
            now.contact.clone_from(contact);
        }
        What::Resolved { .. } => {
            (now.progress, now.resolved_at, now.due) = (Progress::Resolved, Some(at), None);
            (now.incident, now.ended) = (false, false);
        }
        What::Reason { .. } | What::Noted { .. } | What::Reach { .. } | What::TakenBack => return false,
        What::ClockBack { .. } | What::LadderEnded { .. } => return false,
    }
    true
}
