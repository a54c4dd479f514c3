//! What rules notice in the facts of others, and what those facts add to the trail.

use super::super::{At, AuthorId, Cause, ConversationId, Decision, EscalationId, Event, Floor, Level, Reading, Stage};
use super::rule::tier_of;
use super::{Line, Muted, What, When};
use crate::limits;

impl Floor {
    /// Hears a fact that was folded in: rules note whom to raise, and what an alert says of something that was raised
    /// becomes a line of its trail. Costs nothing while there is neither rule nor escalation.
    pub(in super::super) fn escalation_hears(&mut self, at: At, decision: &Decision, event: &Event) {
        match event {
            Event::AlertRaised { cause: Cause::Viral(of), level, figure, .. } => {
                self.reach_told(at, decision, *of, *level, *figure);
                self.viral_noticed(at, *of, *level);
            }
            Event::AlertMoved { alert, level, figure, .. } => {
                let cause = self.alerts.get(*alert).map(|a| a.cause);
                if let Some(Cause::Viral(of)) = cause {
                    self.reach_told(at, decision, of, *level, *figure);
                    self.viral_noticed(at, of, *level);
                }
            }
            Event::Undone { group } => self.take_back_escalations(at, decision.by, *group),
            // What a file of last year tells is over.
            _ if decision.afterwards || self.escalations.parts.rules.is_empty() => {}
            Event::FirstResponseBreached { conversation, .. } => {
                self.noticed(at, *conversation, |_, when| when == When::FirstResponseBreached);
            }
            Event::ResolutionBreached { conversation, .. } => {
                self.noticed(at, *conversation, |_, when| when == When::ResolutionBreached);
            }
            Event::Mentioned { conversation: Some(of), reading: Some(reading), .. } => {
                let (id, reading) = (*of, *reading);
                self.noticed(at, id, |floor, when| is_said(floor, id, &reading, when));
            }
            Event::AuthorMatched { author, found: Some(_) } => self.recognised_noticed(at, *author),
            _ => {}
        }
    }

    fn reach_told(&mut self, at: At, decision: &Decision, of: ConversationId, level: Level, figure: u64) {
        let Some(id) = self.escalations.of(of) else { return };
        let what = What::Reach { conversation: of, level, figure };
        self.escalations.change(id, |row| row.tell(Line { at, by: decision.by, what }));
    }

    /// An alarm is raised once, however often it moves.
    fn viral_noticed(&mut self, at: At, of: ConversationId, level: Level) {
        let burns_since = self.alerts.about(Cause::Viral(of)).map(|(_, a)| a.raised_at);
        let newest = self.escalations.newest_of(of).and_then(|id| self.escalations.get(id));
        let told = newest.is_some_and(|row| row.now.resolved_at.is_some_and(|at| Some(at) >= burns_since));
        if level == Level::Alarm && !told {
            self.noticed(at, of, |_, when| when == When::Viral);
        }
    }

    /// Somebody turned out to be a customer: what they wrote a moment ago is looked at again.
    fn recognised_noticed(&mut self, at: At, author: AuthorId) {
        if !self.escalations.parts.rules.values().any(|r| r.on && matches!(r.when, When::Tier(_))) {
            return;
        }
        let newest = self.mentions.rows().iter().rev().take(2 * limits::PAGE_MENTIONS_MAX);
        let of = newest.filter(|m| m.author == author).find_map(|m| m.conversation());
        if let Some(of) = of {
            self.noticed(at, of, |floor, when| match when {
                When::Tier(tier) => floor.conversation(of).is_some_and(|c| c.counts()) && tier_of(floor, of) >= tier,
                _ => false,
            });
        }
    }

    /// Each rule that waits for this notes it, unless it has raised it already.
    fn noticed(&mut self, at: At, of: ConversationId, waits: impl Fn(&Floor, When) -> bool) {
        let open: Option<EscalationId> = self.escalations.of(of);
        let told = open.and_then(|id| self.escalations.get(id)).map(|row| row.rules.clone()).unwrap_or_default();
        let rules = &self.escalations.parts.rules;
        let those: Vec<u16> = rules
            .iter()
            .filter(|(number, rule)| rule.on && !told.contains(number) && waits(self, rule.when))
            .map(|(number, _)| *number)
            .collect();
        for number in those {
            let muted = self.escalations.is_muted(&Muted::Rule(number), at);
            self.escalations.note(number, of, at, muted);
        }
    }
}

/// Whether what was just said is what a rule waits for.
fn is_said(floor: &Floor, of: ConversationId, reading: &Reading, when: When) -> bool {
    let asks = reading.stage == Stage::Actionable;
    match when {
        When::Cue(cues) => asks && reading.cues.each().any(|cue| cues.has(cue)),
        When::Tier(tier) => asks && tier_of(floor, of) >= tier,
        When::Followers(n) => asks && floor.conversation(of).is_some_and(|c| c.audience >= n),
        When::Viral | When::FirstResponseBreached | When::ResolutionBreached => false,
    }
}
