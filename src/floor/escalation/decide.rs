//! From a wish about an escalation to facts, or to a refusal in words.

use super::super::assignment::{Give, How, give, release};
use super::super::decide::{house, selected};
use super::super::{
    AgentId, AlertId, At, BeyondCapacity, Cause, Conversation, ConversationId, Decided, Draft, EscalationId, Event,
    Floor, Owner, Refusal, State,
};
use super::edit;
use super::time::{Raise, climb, due_on, facts, given_back};
use super::{Escalation, EscalationCommand, EscalationEvent, LadderId, Progress, Raiser, Trouble, What, Why};
use crate::limits;

pub(in super::super) fn decide(floor: &Floor, command: &EscalationCommand, now: At) -> Result<Decided, Refusal> {
    use EscalationCommand as C;
    match command {
        C::SetLadder { ladder, to } => edit::set_ladder(floor, *ladder, to),
        C::SetRule { rule, to } => edit::set_rule(floor, *rule, to.as_ref()),
        C::UseSuggestedRules => edit::use_suggested(floor),
        C::SetPlaybook { trouble, steps } => edit::set_playbook(floor, *trouble, steps),
        C::Substitute { instead_of, to } => edit::substitute(floor, *instead_of, to.as_ref(), now),
        C::Mute { of, to } => edit::mute(floor, of, to.as_ref(), now),
        C::Raise { conversations, trouble, title, by, words, ladder } => {
            let by = by.map_or(Raiser::Desk, Raiser::Agent);
            let wish = Wish { trouble: *trouble, title, by, words, ladder: *ladder };
            raise(floor, conversations, &wish, now)
        }
        C::Take { escalation, agent } => take(floor, *escalation, *agent, false, now),
        C::Reassign { escalation, agent } => take(floor, *escalation, *agent, true, now),
        C::GiveBack { escalation } => give_back(floor, *escalation, now),
        C::MoveTo { escalation, rung, reason } => move_to(floor, *escalation, *rung, reason, now),
        C::Say { escalation, words } => say(floor, *escalation, words),
        C::HandOff { escalation, to } => hand_off(floor, *escalation, to),
        C::Tick { escalation, step, done, by } => tick(floor, *escalation, *step, *done, *by),
        C::Link { escalation, conversations } => link(floor, *escalation, conversations),
        C::Unlink { escalation, conversation } => unlink(floor, *escalation, *conversation),
        C::Note { escalation, words } => {
            let what = What::Noted { words: said("a note", words, false)? };
            of(floor, *escalation, what, "noted".into()).map(|d| Decided { undoable: false, ..d })
        }
        C::Incident { escalation, on, contact } => incident(floor, *escalation, *on, contact),
        C::Resolve { escalation, reason } => {
            let reason = said("why it is over", reason, false)?;
            of(floor, *escalation, What::Resolved { reason }, "escalation resolved".into())
        }
        C::Reopen { escalation } => reopen(floor, *escalation, now),
    }
}

/// Words of a person as they may be kept: trimmed, on as many lines as they like, not too long.
pub(super) fn said(what: &str, words: &str, may_be_empty: bool) -> Result<String, Refusal> {
    let words = words.trim();
    if words.is_empty() && !may_be_empty {
        return Err(Refusal::BadValue(format!("say {what} first")));
    }
    if words.chars().count() > limits::ESCALATION_WORDS_MAX {
        let most = limits::ESCALATION_WORDS_MAX;
        return Err(Refusal::BadValue(format!("keep it under {most} characters")));
    }
    Ok(words.chars().filter(|c| !c.is_control() || *c == '\n').collect())
}

fn any(floor: &Floor, id: EscalationId) -> Result<&Escalation, Refusal> {
    floor.escalations.get(id).ok_or_else(|| Refusal::BadValue("that escalation is not there any more".into()))
}

fn open(floor: &Floor, id: EscalationId) -> Result<&Escalation, Refusal> {
    let row = any(floor, id)?;
    if row.is_open() { Ok(row) } else { Err(Refusal::AlreadySo("that escalation is over; reopen it first".into())) }
}

fn drafted(floor: &Floor, events: Vec<Event>, words: String) -> Decided {
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Decided { drafts: vec![draft], words, undoable: true }
}

/// One line of the trail.
fn of(floor: &Floor, id: EscalationId, what: What, words: String) -> Result<Decided, Refusal> {
    open(floor, id)?;
    let event = Event::Escalation(EscalationEvent::Of { escalation: id, what });
    Ok(drafted(floor, vec![event], words))
}

/// Lines of the trail that may end in an alarm.
fn lines(floor: &Floor, id: EscalationId, row: &Escalation, lines: Vec<What>) -> Vec<Event> {
    let mut alert = floor.alerts().next_id().0;
    facts(floor, id, (row.trouble, row.raised_at), lines, &mut alert)
}

fn name(floor: &Floor, agent: AgentId) -> String {
    floor.agent(agent).map_or_else(|| "an agent".to_owned(), |a| a.name.clone())
}

struct Wish<'a> {
    trouble: Trouble,
    title: &'a str,
    by: Raiser,
    words: &'a str,
    ladder: LadderId,
}

fn raise(floor: &Floor, ids: &[ConversationId], wish: &Wish<'_>, now: At) -> Result<Decided, Refusal> {
    let title = said("what it is called", wish.title, true)?;
    let words = said("why", wish.words, true)?;
    if let Raiser::Agent(agent) = wish.by {
        floor.agent(agent).ok_or(Refusal::NoAgent)?;
    }
    if floor.escalations.ladder(wish.ladder).is_none() {
        return Err(Refusal::BadValue("that ladder is not there".into()));
    }
    if ids.is_empty() && title.is_empty() {
        return Err(Refusal::NothingSelected);
    }
    if ids.len() > limits::ESCALATION_LINKED_MAX {
        return Err(Refusal::TooMany { asked: ids.len(), most: limits::ESCALATION_LINKED_MAX });
    }
    let asked: Vec<ConversationId> =
        if ids.is_empty() { Vec::new() } else { selected(floor, ids)?.into_iter().map(|(id, _)| id).collect() };
    // What the person named first leads, the rest follows in the order of the floor.
    let first = ids.first().copied();
    let free: Vec<ConversationId> = first
        .into_iter()
        .chain(asked.iter().copied().filter(|id| Some(*id) != first))
        .filter(|id| floor.escalations.of(*id).is_none())
        .collect();
    let raised: Vec<EscalationId> = asked.iter().filter_map(|id| floor.escalations.of(*id)).collect();
    if let Some(escalation) = raised.first().copied() {
        return further(floor, escalation, free, wish.by, words);
    }
    if floor.escalations.open_count() >= limits::ESCALATIONS_OPEN_MAX {
        let most = limits::ESCALATIONS_OPEN_MAX;
        return Err(Refusal::BadValue(format!("{most} escalations are open; resolve some first")));
    }
    let id = floor.escalations.next_id();
    let (trouble, ladder) = (wish.trouble, wish.ladder);
    let raise = Raise { id, trouble, title, conversations: free, by: wish.by, words, ladder };
    let (event, passed) = raise.facts(floor, now);
    let to = reached_words(floor, ladder, &passed);
    let mut alert = floor.alerts().next_id().0;
    let mut events = vec![event];
    events.extend(facts(floor, id, (trouble, now), passed, &mut alert));
    Ok(drafted(floor, events, to))
}

/// Where something came to, in words.
fn reached_words(floor: &Floor, ladder: LadderId, passed: &[What]) -> String {
    let ladder = floor.escalations.ladder(ladder).unwrap_or_default();
    let rung = |n: usize| ladder.rungs.get(n).map_or("", |r| r.name.as_str()).to_owned();
    match passed.last() {
        None => format!("raised to {}", rung(0)),
        Some(What::Rung { to, .. }) => {
            format!("raised to {}: nobody is on duty below", rung(usize::from(*to)))
        }
        _ => "raised, and nobody is on duty on any rung: the alarm burns".to_owned(),
    }
}

/// A further reason for what is raised already: never a second escalation.
fn further(
    floor: &Floor,
    escalation: EscalationId,
    free: Vec<ConversationId>,
    by: Raiser,
    words: String,
) -> Result<Decided, Refusal> {
    let row = open(floor, escalation)?;
    if row.now.linked.len() + free.len() > limits::ESCALATION_LINKED_MAX {
        return Err(Refusal::TooMany { asked: free.len(), most: limits::ESCALATION_LINKED_MAX });
    }
    let mut whats = vec![What::Reason { by, words }];
    if !free.is_empty() {
        whats.push(What::Linked { conversations: free });
    }
    let events = lines(floor, escalation, row, whats);
    Ok(Decided { undoable: false, ..drafted(floor, events, "it is raised already; a reason was added".into()) })
}

/// Whether somebody is there to take something: on duty, or standing in for somebody.
fn is_there(floor: &Floor, agent: AgentId, now: At) -> bool {
    floor.holds_until(agent, now).is_none_or(|until| until > now)
}

fn take(floor: &Floor, id: EscalationId, agent: AgentId, from_other: bool, now: At) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    match row.now.owner {
        Some(owner) if owner == agent && row.now.progress != Progress::HandedOff => {
            return Err(Refusal::AlreadySo(format!("{} has it already", who.name)));
        }
        Some(owner) if owner != agent && !from_other => {
            let words = format!("{} has it; reassign it if it should move", name(floor, owner));
            return Err(Refusal::AlreadySo(words));
        }
        _ => {}
    }
    if !is_there(floor, agent, now) {
        return Err(Refusal::NotAvailable { name: who.name.clone(), state: "not on duty".into() });
    }
    let events = lines(floor, id, row, vec![What::Taken { agent }]);
    let mut decided = drafted(floor, events, format!("{} has it", who.name));
    // What is taken is theirs, as by every other assignment. That they are full does not matter: they chose it.
    let lead = row.now.linked.first().and_then(|lead| Some((*lead, floor.conversation(*lead)?)));
    let theirs = |c: &Conversation| c.state == State::Resolved || c.owner.map(Owner::agent) == Some(agent);
    if let Some((lead, _)) = lead.filter(|(_, c)| !theirs(c)) {
        let (how, beyond) = (How::Escalated, BeyondCapacity::Allow);
        let given = Give { ids: &[lead], to: agent, how, beyond, seen: None };
        decided.drafts.extend(give(floor, &given, now)?.drafts);
    }
    Ok(decided)
}

fn give_back(floor: &Floor, id: EscalationId, now: At) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let Some(owner) = row.now.owner else {
        return Err(Refusal::AlreadySo("nobody has it".into()));
    };
    let events = lines(floor, id, row, given_back(floor, row, false, now));
    let mut decided = drafted(floor, events, format!("{} gave it back", name(floor, owner)));
    let lead = row.now.linked.first().and_then(|lead| Some((*lead, floor.conversation(*lead)?)));
    if let Some((lead, _)) = lead.filter(|(_, c)| c.owner.map(Owner::agent) == Some(owner)) {
        decided.drafts.extend(release(floor, &[lead])?.drafts);
    }
    Ok(decided)
}

fn move_to(floor: &Floor, id: EscalationId, rung: u8, reason: &str, now: At) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let Some(to) = row.ladder.rungs.get(usize::from(rung)) else {
        return Err(Refusal::BadValue("there is no rung above; take it, or call somebody".into()));
    };
    if row.now.rung == rung && row.is_unacknowledged() && !row.now.ended {
        return Err(Refusal::AlreadySo(format!("it waits for {} already", to.name)));
    }
    let why = Why::Hand(said("why", reason, true)?);
    let climbed = climb(floor, &row.ladder, usize::from(rung), why, now);
    let words = match climbed.last() {
        Some(What::Rung { to: reached, .. }) if *reached == rung => format!("it waits for {} now", to.name),
        Some(What::Rung { to, .. }) => {
            let name = row.ladder.rungs.get(usize::from(*to)).map_or("", |r| r.name.as_str());
            format!("it waits for {name} now: nobody is on duty below")
        }
        _ => "nobody is on duty there or above: the alarm burns".to_owned(),
    };
    Ok(drafted(floor, lines(floor, id, row, climbed), words))
}

fn held(floor: &Floor, id: EscalationId) -> Result<&Escalation, Refusal> {
    let row = open(floor, id)?;
    match row.now.owner {
        Some(_) => Ok(row),
        None => Err(Refusal::BadValue("somebody has to take it first".into())),
    }
}

fn say(floor: &Floor, id: EscalationId, words: &str) -> Result<Decided, Refusal> {
    let row = held(floor, id)?;
    let words = said("what is being done", words, false)?;
    if row.now.progress == Progress::Working && row.now.status == words {
        return Err(Refusal::AlreadySo("that is said already".into()));
    }
    of(floor, id, What::Status { words: words.clone() }, words)
}

fn hand_off(floor: &Floor, id: EscalationId, to: &str) -> Result<Decided, Refusal> {
    held(floor, id)?;
    let to = said("to where", to, false)?;
    of(floor, id, What::HandedOff { to: to.clone() }, format!("handed off: {to}"))
}

fn tick(floor: &Floor, id: EscalationId, step: u8, done: bool, by: Option<AgentId>) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let Some(at) = row.now.steps.get(usize::from(step)) else {
        return Err(Refusal::BadValue("there is no such step".into()));
    };
    if at.done.is_some() == done {
        let is = if done { "ticked" } else { "not ticked" };
        return Err(Refusal::AlreadySo(format!("it is {is} already")));
    }
    if let Some(agent) = by {
        floor.agent(agent).ok_or(Refusal::NoAgent)?;
    }
    let words = format!("{}: {}", if done { "done" } else { "not done" }, at.words);
    of(floor, id, What::Ticked { step, done, by }, words)
}

fn link(floor: &Floor, id: EscalationId, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let mut new = Vec::new();
    for (conversation, c) in selected(floor, ids)? {
        match floor.escalations.of(conversation) {
            Some(of) if of == id => {}
            Some(_) => {
                let author = floor.authors().get(c.author).map_or("", |a| &*a.name);
                return Err(Refusal::AlreadySo(format!("what {author} wrote belongs to another escalation")));
            }
            None => new.push(conversation),
        }
    }
    if new.is_empty() {
        return Err(Refusal::AlreadySo("it is linked already".into()));
    }
    if row.now.linked.len() + new.len() > limits::ESCALATION_LINKED_MAX {
        return Err(Refusal::TooMany { asked: new.len(), most: limits::ESCALATION_LINKED_MAX });
    }
    let words = format!("{} linked", super::super::decide::count(new.len()));
    of(floor, id, What::Linked { conversations: new }, words)
}

fn unlink(floor: &Floor, id: EscalationId, conversation: ConversationId) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    if !row.now.linked.contains(&conversation) {
        return Err(Refusal::AlreadySo("it is not linked".into()));
    }
    if row.now.linked.len() == 1 && row.title.is_empty() {
        return Err(Refusal::BadValue("it is about this conversation alone; resolve it instead".into()));
    }
    of(floor, id, What::Unlinked { conversation }, "1 conversation unlinked".into())
}

fn incident(floor: &Floor, id: EscalationId, on: bool, contact: &str) -> Result<Decided, Refusal> {
    let row = open(floor, id)?;
    let contact = said("whom to call", contact, true)?;
    if row.now.incident == on && row.now.contact == contact {
        return Err(Refusal::AlreadySo(format!("incident mode is {} already", if on { "on" } else { "off" })));
    }
    let words = if on { "incident mode: automatic answers hold still" } else { "incident mode is over" };
    of(floor, id, What::Incident { on, contact }, words.into())
}

fn reopen(floor: &Floor, id: EscalationId, now: At) -> Result<Decided, Refusal> {
    let row = any(floor, id)?;
    if row.is_open() {
        return Err(Refusal::AlreadySo("it is open already".into()));
    }
    if row.now.linked.iter().any(|c| floor.escalations.of(*c).is_some()) {
        return Err(Refusal::AlreadySo("what it is about has been raised again since".into()));
    }
    let rung = usize::from(row.now.rung);
    let due = due_on(floor, &row.ladder, rung, now);
    let mut whats = vec![What::Reopened { due: due.unwrap_or(now) }];
    if due.is_none() {
        whats.extend(climb(floor, &row.ladder, rung + 1, Why::Nobody, now));
    }
    Ok(drafted(floor, lines(floor, id, row, whats), "escalation open again".into()))
}

/// An alert that somebody escalates raises what it is about, too.
pub(in super::super) fn with_alert(
    floor: &Floor,
    alert: AlertId,
    decided: Decided,
    now: At,
) -> Result<Decided, Refusal> {
    let Some(Cause::Viral(id)) = floor.alerts().get(alert).map(|a| a.cause) else { return Ok(decided) };
    if floor.conversation(id).is_none() {
        return Ok(decided);
    }
    let words = "the viral alert was escalated";
    let wish = Wish { trouble: Trouble::PublicAnger, title: "", by: Raiser::Desk, words, ladder: LadderId(0) };
    let raised = raise(floor, &[id], &wish, now)?;
    let mut all = decided;
    let events = raised.drafts.into_iter().flat_map(|d| d.events);
    match all.drafts.first_mut() {
        Some(draft) => draft.events.extend(events),
        None => return Ok(house(floor, Event::AlertEscalated { alert }, all.words)),
    }
    Ok(Decided { words: format!("{}; {}", all.words, raised.words), ..all })
}

/// What undoing a decision does to escalations, in words; a refusal when something happened to them since.
pub(in super::super) fn undone_words(floor: &Floor, group: u64) -> Result<Option<String>, Refusal> {
    let mut these = floor.escalations.parts.undo.iter().filter(|b| b.group == group).peekable();
    if these.peek().is_none() {
        return Ok(None);
    }
    let same = |id: EscalationId, version| floor.escalations.get(id).is_some_and(|row| row.version == version);
    if these.all(|b| same(b.escalation, b.version)) {
        Ok(Some("escalation as before".into()))
    } else {
        Err(Refusal::AlreadySo("the escalation has changed since; it was left as it is".into()))
    }
}
