//! What time does to escalations: rungs whose time has passed, rungs that nobody stands on any more, owners who left,
//! and what rules have noticed.

use super::super::{Alert, AlertId, At, Cause, ConversationId, EscalationId, Event, Floor, Level};
use super::ladder::ack_due;
use super::{Escalation, EscalationEvent, Ladder, LadderId, Muted, Raiser, Rule, Trouble, What, When, Why};
use crate::limits;
use std::collections::{BTreeMap, BTreeSet};

/// From a rung on, up to the first on which somebody stands: a line for each rung that is reached, and one more when
/// there is none left. `why` is why it comes to the first of them.
pub(super) fn climb(floor: &Floor, ladder: &Ladder, from: usize, mut why: Why, now: At) -> Vec<What> {
    let mut lines = Vec::new();
    for (to, rung) in ladder.rungs.iter().enumerate().skip(from) {
        let due = floor.anyone_on(&rung.group, now).then(|| ack_due(floor, rung, now)).flatten();
        let stays = due.is_some();
        lines.push(What::Rung { to: to as u8, why, due: due.unwrap_or(now) });
        if stays {
            return lines;
        }
        why = Why::Nobody;
    }
    lines.push(What::LadderEnded { why });
    lines
}

/// Until when a rung may take, when somebody stands on it.
pub(super) fn due_on(floor: &Floor, ladder: &Ladder, rung: usize, now: At) -> Option<At> {
    let rung = ladder.rungs.get(rung)?;
    floor.anyone_on(&rung.group, now).then(|| ack_due(floor, rung, now)).flatten()
}

/// Lines as facts. An alarm comes before the line that says why it burns, so that half of it is never kept.
pub(super) fn facts(
    floor: &Floor,
    id: EscalationId,
    of: (Trouble, At),
    lines: Vec<What>,
    alert: &mut u32,
) -> Vec<Event> {
    let mut events = Vec::with_capacity(lines.len() + 1);
    let (trouble, raised_at) = of;
    let cause = Cause::Ladder(id);
    let mut burns = floor.alerts().about(cause).is_some();
    for what in lines {
        if !matches!(what, What::LadderEnded { .. }) {
            // Whatever sets it on a rung again puts the alarm out.
            burns = false;
        } else if !burns {
            let severity = if trouble == Trouble::Safety { 10 } else { 8 };
            let figure = floor.at().map_or(0, |at| u64::try_from(at.secs_since(raised_at)).unwrap_or(0));
            let (alert_id, level) = (AlertId(*alert), Level::Alarm);
            *alert += 1;
            events.push(Event::AlertRaised { alert: alert_id, cause, level, severity, figure, expected: 0 });
        }
        events.push(Event::Escalation(EscalationEvent::Of { escalation: id, what }));
    }
    events
}

/// What is told in one go.
struct Telling<'a> {
    floor: &'a Floor,
    now: At,
    most: usize,
    alert: u32,
    told: BTreeSet<EscalationId>,
    events: Vec<(At, Event)>,
}

/// What has run out by now, with the moment that it did, at most `count_max` facts and those that belong to the last.
pub(in super::super) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let alert = floor.alerts().next_id().0;
    let mut telling = Telling { floor, now, most: count_max, alert, told: BTreeSet::new(), events: Vec::new() };
    telling.clock_back();
    telling.passed();
    telling.deserted();
    telling.left();
    telling.noticed();
    telling.events
}

impl Telling<'_> {
    fn full(&self) -> bool {
        self.events.len() >= self.most
    }

    fn tell(&mut self, moment: At, id: EscalationId, row: &Escalation, lines: Vec<What>) {
        self.told.insert(id);
        let facts = facts(self.floor, id, (row.trouble, row.raised_at), lines, &mut self.alert);
        self.events.extend(facts.into_iter().map(|event| (moment, event)));
    }

    /// The clock went back past the moment at which a rung was reached: its time runs anew, once.
    fn clock_back(&mut self) {
        let store = &self.floor.escalations;
        let from = (self.now.plus(limits::CLOCK_BACK_SECS), EscalationId(u32::MAX));
        for (_, id) in store.index.since.range(from..) {
            let Some(row) = store.get(*id).filter(|_| !self.full()) else { break };
            let due = due_on(self.floor, &row.ladder, usize::from(row.now.rung), self.now).unwrap_or(self.now);
            self.tell(self.now, *id, row, vec![What::ClockBack { due }]);
        }
    }

    /// Nobody acknowledged in time.
    fn passed(&mut self) {
        let store = &self.floor.escalations;
        let now = self.now;
        for (due, id) in store.index.due.iter().take_while(|(due, _)| super::reached(*due, now)) {
            let Some(row) = store.get(*id).filter(|_| !self.full()) else { break };
            if self.told.contains(id) {
                continue;
            }
            let rung = usize::from(row.now.rung);
            let anyone = row.asked_group().is_some_and(|group| self.floor.anyone_on(group, self.now));
            let why = if anyone { Why::Time } else { Why::Nobody };
            let lines = climb(self.floor, &row.ladder, rung + 1, why, self.now);
            self.tell(*due, *id, row, lines);
        }
    }

    /// Nobody stands on a rung any more on which something waits.
    fn deserted(&mut self) {
        let floor = self.floor;
        let from = floor.at().map_or(self.now, |at| at.min(self.now));
        for (group, ids) in &floor.escalations.index.asked {
            if floor.deserted_at(group, from).is_none_or(|at| at > self.now) {
                continue;
            }
            for id in ids {
                let Some(row) = floor.escalations.get(*id).filter(|_| !self.full()) else { break };
                if self.told.contains(id) {
                    continue;
                }
                let lines = climb(floor, &row.ladder, usize::from(row.now.rung) + 1, Why::Nobody, self.now);
                self.tell(self.now, *id, row, lines);
            }
        }
    }

    /// Somebody who has something is not on duty any more.
    fn left(&mut self) {
        let floor = self.floor;
        let from = floor.at().map_or(self.now, |at| at.min(self.now));
        for (owner, ids) in &floor.escalations.index.owned {
            if floor.holds_until(*owner, from).is_none_or(|at| at > self.now) {
                continue;
            }
            for id in ids {
                let Some(row) = floor.escalations.get(*id).filter(|_| !self.full()) else { break };
                let lines = given_back(floor, row, true, self.now);
                self.tell(self.now, *id, row, lines);
            }
        }
    }

    /// What rules have noticed, as many in this minute as each may raise.
    fn noticed(&mut self) {
        let floor = self.floor;
        let mut room = limits::ESCALATIONS_OPEN_MAX.saturating_sub(floor.escalations.open_count());
        let mut next = floor.escalations.next_id().0;
        let mut here: BTreeMap<ConversationId, EscalationId> = BTreeMap::new();
        for (number, state) in &floor.escalations.parts.rule_states {
            let Some(rule) = floor.escalations.parts.rules.get(number) else { continue };
            let minute = (self.now.unix() / 60) as u32;
            let raised = if state.minute == minute { state.in_minute } else { 0 };
            let mut left = usize::from(rule.per_minute.saturating_sub(raised));
            for (_, conversation) in &state.waiting {
                if left == 0 || room == 0 || self.full() {
                    break;
                }
                let open = here.get(conversation).copied().or_else(|| floor.escalations.of(*conversation));
                let event = self.by_rule((*number, rule), *conversation, open);
                if let Some(event) = event {
                    self.events.push((self.now, event));
                    continue;
                }
                let id = EscalationId(next);
                (next, left, room) = (next + 1, left - 1, room - 1);
                here.insert(*conversation, id);
                let (raised, lines) = self.raised(id, (*number, rule), *conversation);
                self.events.push((self.now, raised));
                let facts = facts(floor, id, (rule.trouble, self.now), lines, &mut self.alert);
                self.events.extend(facts.into_iter().map(|event| (self.now, event)));
            }
        }
    }

    /// What a rule does to a conversation when it raises nothing new.
    fn by_rule(&self, rule: (u16, &Rule), conversation: ConversationId, open: Option<EscalationId>) -> Option<Event> {
        let (number, what) = rule;
        let lapsed = Event::Escalation(EscalationEvent::Lapsed { rule: number, conversation });
        let muted = self.floor.escalations.is_muted(&Muted::Rule(number), self.now);
        let is_over = self.floor.conversation(conversation).is_none_or(|c| c.resolved_at.is_some() && !c.is_open());
        if muted || is_over || !what.on {
            return Some(lapsed);
        }
        let escalation = open?;
        let row = self.floor.escalations.get(escalation);
        if row.is_some_and(|row| row.rules.contains(&number)) {
            return Some(lapsed);
        }
        let words = self.words(what, conversation);
        let what = What::Reason { by: Raiser::Rule(number), words };
        Some(Event::Escalation(EscalationEvent::Of { escalation, what }))
    }

    fn raised(&self, id: EscalationId, rule: (u16, &Rule), of: ConversationId) -> (Event, Vec<What>) {
        let (number, rule) = rule;
        let raise = Raise {
            id,
            trouble: rule.trouble,
            title: String::new(),
            conversations: vec![of],
            by: Raiser::Rule(number),
            words: self.words(rule, of),
            ladder: rule.ladder,
        };
        raise.facts(self.floor, self.now)
    }

    fn words(&self, rule: &Rule, of: ConversationId) -> String {
        let alert: Option<&Alert> = self.floor.alerts().about(Cause::Viral(of)).map(|(_, a)| a);
        match (rule.when, alert) {
            (When::Viral, Some(alert)) => format!("{} people within six hours", alert.figure),
            (when, _) => when.words(),
        }
    }
}

/// Something on its way to the first rung.
pub(super) struct Raise {
    pub(super) id: EscalationId,
    pub(super) trouble: Trouble,
    pub(super) title: String,
    pub(super) conversations: Vec<ConversationId>,
    pub(super) by: Raiser,
    pub(super) words: String,
    pub(super) ladder: LadderId,
}

impl Raise {
    /// The fact that raises it, and the rungs that it goes past because nobody stands on them.
    pub(super) fn facts(self, floor: &Floor, now: At) -> (Event, Vec<What>) {
        let ladder = floor.escalations.ladder(self.ladder).unwrap_or_default();
        let first = due_on(floor, &ladder, 0, now);
        let lines = if first.is_some() { Vec::new() } else { climb(floor, &ladder, 1, Why::Nobody, now) };
        let raised = EscalationEvent::Raised {
            escalation: self.id,
            trouble: self.trouble,
            title: self.title,
            conversations: self.conversations,
            by: self.by,
            words: self.words,
            ladder,
            steps: floor.escalations.playbook(self.trouble),
            due: first.unwrap_or(now),
        };
        (Event::Escalation(raised), lines)
    }
}

/// What follows when nobody has an escalation any more.
pub(super) fn given_back(floor: &Floor, row: &Escalation, off_duty: bool, now: At) -> Vec<What> {
    let rung = usize::from(row.now.rung);
    match due_on(floor, &row.ladder, rung, now) {
        Some(due) => vec![What::GivenBack { off_duty, due }],
        None => {
            let mut lines = vec![What::GivenBack { off_duty, due: now }];
            lines.extend(climb(floor, &row.ladder, rung + 1, Why::Nobody, now));
            lines
        }
    }
}

/// When something runs out next.
pub(in super::super) fn next_deadline(floor: &Floor) -> Option<At> {
    let store = &floor.escalations;
    let timer = store.index.due.first().map(|(at, _)| *at);
    let from = floor.at()?;
    let deserted = store.index.asked.keys().filter_map(|group| floor.deserted_at(group, from));
    let left = store.index.owned.keys().filter_map(|owner| floor.holds_until(*owner, from));
    let room = store.open_count() < limits::ESCALATIONS_OPEN_MAX;
    let rules = store.parts.rule_states.iter().filter(|(number, state)| {
        room && !state.waiting.is_empty() && store.parts.rules.get(number).is_some_and(|r| r.per_minute > 0)
    });
    let noticed = rules.filter_map(|(number, state)| {
        let full = store.parts.rules.get(number).is_some_and(|r| state.in_minute >= r.per_minute);
        let minute = i64::from(state.minute) + i64::from(full);
        let (oldest, _) = state.waiting.front()?;
        Some(At::from_unix(minute * 60).map_or(*oldest, |at| at.max(*oldest)))
    });
    deserted.chain(left).chain(noticed).chain(timer).min()
}
