//! The one path that every assignment takes, and the ways back.

use super::eligible::LimitOf;
use super::{AssignmentEvent, How, Rules, WhyNot};
use crate::floor::decide::{about, count, house, selected};
use crate::floor::{
    AgentId, At, BeyondCapacity, Conversation, ConversationId, Decided, Draft, Event, Floor, Refusal, State,
};

/// What is to be given to whom.
pub(in crate::floor) struct Give<'a> {
    /// Which.
    pub ids: &'a [ConversationId],
    /// To whom.
    pub to: AgentId,
    /// How it comes about.
    pub how: How,
    /// What to do when it goes over a limit.
    pub beyond: BeyondCapacity,
    /// The place in the log of what the one who asks has seen; what was decided after it stays as it is.
    pub seen: Option<u64>,
}

/// Gives conversations to an agent: by hand, suggested, by itself, in bulk.
pub(in crate::floor) fn give(floor: &Floor, give: &Give<'_>, now: At) -> Result<Decided, Refusal> {
    let rows = selected(floor, &leading(floor, give.ids))?;
    let who = floor.agent(give.to).ok_or(Refusal::NoAgent)?;
    if let Some((id, c)) = rows.iter().find(|(_, c)| c.state == State::Resolved) {
        return Err(Refusal::WrongState { conversation: *id, state: c.state.word(), instead: "reopen it first" });
    }
    let (rows, changed) = unchanged(rows, give.seen)?;
    let rows: Vec<_> =
        rows.into_iter().filter(|(_, c)| c.owner.map(crate::floor::Owner::agent) != Some(give.to)).collect();
    if rows.is_empty() {
        return Err(Refusal::AlreadySo(format!("{} has it already", who.name)));
    }
    there(floor, give.to, now)?;
    let passed = floor.limit_passed(give.to, &floor.more(give.to, rows.iter().map(|(_, c)| c)));
    let how = match (passed, give.beyond) {
        (None, _) => give.how,
        (Some(_), BeyondCapacity::Allow) => How::OverLimit,
        (Some(limit), BeyondCapacity::Refuse) => {
            let more = rows.iter().filter(|(_, c)| super::eligible::would_hold(c)).count();
            let would = who.holds.len() + more;
            let capacity = usize::from(who.capacity);
            let plain = limit.load_centi as usize == who.holds.len() * 100 && would > capacity;
            return Err(match &limit.of {
                LimitOf::Agent(name) if plain => Refusal::AtCapacity {
                    name: name.clone(),
                    holds: who.holds.len(),
                    capacity: who.capacity,
                    over: would - capacity,
                },
                _ => Refusal::OverLimit(limit.words()),
            });
        }
    };
    let mut words = format!("{} assigned to {}", count(rows.len()), who.name);
    if changed > 0 {
        words.push_str(&format!("; {changed} changed since and left as they are"));
    }
    let event = |id: ConversationId| Event::Assigned { conversation: id, to: Some(give.to), how };
    let drafts = rows.iter().map(|(id, c)| about(*id, c, event(*id))).collect();
    Ok(Decided { drafts, words, undoable: true })
}

/// The same, with the conversation that leads in the place of each part of a case: a case has one owner.
fn leading(floor: &Floor, ids: &[ConversationId]) -> Vec<ConversationId> {
    ids.iter().map(|id| floor.leads(*id).unwrap_or(*id)).collect()
}

type Rows = Vec<(ConversationId, Conversation)>;

/// Those that nobody has decided about since they were seen, and how many others there are.
fn unchanged(rows: Rows, seen: Option<u64>) -> Result<(Rows, usize), Refusal> {
    let Some(seen) = seen else { return Ok((rows, 0)) };
    let (same, changed): (Rows, Rows) = rows.into_iter().partition(|(_, c)| c.version <= seen);
    match (same.is_empty(), changed.first()) {
        (true, Some((id, _))) => Err(Refusal::ChangedSince(*id)),
        _ => Ok((same, changed.len())),
    }
}

fn there(floor: &Floor, to: AgentId, now: At) -> Result<(), Refusal> {
    let name = || floor.agent(to).map(|a| a.name.clone()).unwrap_or_default();
    match floor.why_not_there(to, now) {
        None => Ok(()),
        Some(WhyNot::Unknown) => Err(Refusal::NoAgent),
        Some(why) => Err(Refusal::NotAvailable { name: name(), state: state(&why) }),
    }
}

/// What somebody is who cannot be given anything: `off shift`.
fn state(why: &WhyNot) -> String {
    match why {
        WhyNot::LeftTeam => "not on the team any more".into(),
        other => other.words(),
    }
}

/// Takes conversations back from whoever has them.
pub(in crate::floor) fn release(floor: &Floor, ids: &[ConversationId]) -> Result<Decided, Refusal> {
    let ids = leading(floor, ids);
    let rows: Vec<_> = selected(floor, &ids)?.into_iter().filter(|(_, c)| c.owner.is_some()).collect();
    if rows.is_empty() {
        return Err(Refusal::AlreadySo("nobody has it".into()));
    }
    let drafts = rows.iter().map(|(id, c)| about(*id, c, back(*id, How::Released))).collect();
    Ok(Decided { drafts, words: format!("{} back in the queue", count(rows.len())), undoable: true })
}

fn back(id: ConversationId, how: How) -> Event {
    Event::Assigned { conversation: id, to: None, how }
}

/// Takes an agent off the team: all they have goes back to the queue in the same decision.
pub(super) fn remove(floor: &Floor, agent: AgentId) -> Result<Decided, Refusal> {
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if floor.assignments().left(agent).is_some() {
        return Err(Refusal::AlreadySo(format!("{} has left the team already", who.name)));
    }
    let owned = &who.duty.owns;
    let most = crate::limits::COMMAND_CONVERSATIONS_MAX;
    if owned.len() > most {
        return Err(Refusal::TooMany { asked: owned.len(), most });
    }
    let rows = owned.iter().filter_map(|id| floor.conversation(*id).map(|c| (*id, c)));
    let mut drafts: Vec<Draft> = rows.map(|(id, c)| about(id, c, back(id, How::LeftTeam))).collect();
    let words = match drafts.len() {
        0 => format!("{} has left the team", who.name),
        n => format!("{} has left the team; {} back in the queue", who.name, count(n)),
    };
    drafts.extend(house(floor, Event::Assignment(AssignmentEvent::AgentRemoved { agent }), String::new()).drafts);
    Ok(Decided { drafts, words, undoable: true })
}

/// Somebody who left is on the team again.
pub(super) fn rejoin(floor: &Floor, agent: AgentId) -> Result<Decided, Refusal> {
    let who = floor.agent(agent).ok_or(Refusal::NoAgent)?;
    if floor.assignments().left(agent).is_none() {
        return Err(Refusal::AlreadySo(format!("{} is on the team already", who.name)));
    }
    let words = format!("{} is on the team again", who.name);
    Ok(house(floor, Event::Assignment(AssignmentEvent::AgentRejoined { agent }), words))
}

/// Says how work is given out.
pub(super) fn set_rules(floor: &Floor, rules: &Rules) -> Result<Decided, Refusal> {
    let rules = rules.tidied(floor)?;
    let before = floor.assignments().rules();
    if *before == rules {
        return Err(Refusal::AlreadySo("work is given out so already".into()));
    }
    let words = format!("assignment set: {}", before.difference(&rules));
    Ok(house(floor, Event::Assignment(AssignmentEvent::RulesSet { rules: Box::new(rules) }), words))
}
