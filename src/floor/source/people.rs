//! Who is who: the people of a helpdesk, and those of the team here.

use super::{SourceEvent, outbox::is_closed};
use crate::floor::{
    AgentId, Conversation, ConversationId, Decided, Draft, Event, Floor, How, Refusal, SourceId, decide::about,
    decide::tidy,
};
use crate::limits;

/// Conversations at once of somebody who is added from a helpdesk, until a person says otherwise.
const CAPACITY_PRESET: u16 = 4;

impl Floor {
    /// The agent who is called so in a helpdesk: by what a person said, else by the same name here.
    pub fn agent_over_there(&self, source: SourceId, name: &str) -> Option<AgentId> {
        let said = self.outside.people.get(&(source, name.to_owned())).copied();
        said.or_else(|| self.agent_named(name))
    }

    /// What an agent is called in a helpdesk; empty for somebody who is not on the team.
    pub fn name_over_there(&self, source: SourceId, agent: AgentId) -> &str {
        let said = self.known_over_there(source).find(|(_, known)| *known == agent).map(|(name, _)| name);
        said.or_else(|| self.agent(agent).map(|a| a.name.as_str())).unwrap_or_default()
    }

    /// Those of a helpdesk of whom was said who they are here, by their names there.
    pub fn known_over_there(&self, source: SourceId) -> impl Iterator<Item = (&str, AgentId)> {
        let of = self.outside.people.range((source, String::new())..).take_while(move |((of, _), _)| *of == source);
        of.map(|((_, name), agent)| (name.as_str(), *agent))
    }

    /// Those who have tickets in a helpdesk and are nobody of the team here, by name.
    pub fn strangers(&self, source: SourceId) -> impl Iterator<Item = &str> {
        let is_set_up = self.outside.settings(source).is_some();
        let of = self.outside.owners.range((source, String::new())..).take_while(move |((of, _), _)| *of == source);
        let is_stranger = move |name: &&str| is_set_up && self.agent_over_there(source, name).is_none();
        of.map(|((_, name), _)| name.as_str()).filter(is_stranger)
    }
}

/// Takes those of a helpdesk who are nobody here into the team, each under their name there, and gives them here what
/// they have there.
pub(super) fn add(floor: &Floor, source: SourceId) -> Result<Decided, Refusal> {
    let (name, _) = super::decide::row(floor, source)?;
    let mut events = Vec::new();
    let mut added: Vec<(&str, AgentId)> = Vec::new();
    for stranger in floor.strangers(source) {
        // A name that can be nobody's here stays over there.
        let Ok(called) = tidy("an agent", stranger, false) else { continue };
        let known = floor.agent_named(&called).or_else(|| {
            let same = |(other, _): &&(&str, AgentId)| other.trim() == called;
            added.iter().find(same).map(|(_, agent)| *agent)
        });
        let agent = match known {
            Some(agent) => agent,
            None => {
                let new = events.iter().filter(|e| matches!(e, Event::AgentAdded { .. })).count();
                let place = floor.agents().len() + new;
                if place >= limits::AGENTS_MAX {
                    return Err(Refusal::BadValue(format!("a floor holds at most {} agents", limits::AGENTS_MAX)));
                }
                let agent = AgentId(place as u16);
                let (skills, languages) = (Vec::new(), Vec::new());
                let capacity = CAPACITY_PRESET;
                events.push(Event::AgentAdded { agent, name: called, skills, languages, capacity });
                agent
            }
        };
        events.push(Event::Source(SourceEvent::PersonKnown { source, name: stranger.to_owned(), agent }));
        added.push((stranger, agent));
    }
    let words = match added.as_slice() {
        [] => return Err(Refusal::AlreadySo(format!("everybody who has a ticket in {name} is on the team already"))),
        [(one, _)] => format!("{one} of {name} is on the team"),
        all => format!("{} of {name} are on the team", all.len()),
    };
    let mut drafts = vec![Draft { key: "desk".into(), prev: floor.head("desk"), events }];
    drafts.extend(theirs(floor, source, &added, None));
    Ok(Decided { drafts, words, undoable: false })
}

/// Says who somebody of a helpdesk is here. What they have there is theirs here from now on; also what somebody else had
/// here who was taken for them.
pub(super) fn say_who(floor: &Floor, source: SourceId, name: &str, agent: AgentId) -> Result<Decided, Refusal> {
    let (of, _) = super::decide::row(floor, source)?;
    let who = floor.agent(agent).ok_or_else(|| Refusal::BadValue("nobody here is that".into()))?;
    if floor.assignments().left(agent).is_some() {
        return Err(Refusal::NotAvailable { name: who.name.clone(), state: "not on the team any more".into() });
    }
    if name.trim().is_empty() || name.chars().count() > limits::NAME_CHARS_MAX {
        return Err(Refusal::BadValue(format!("a name in {of} has 1 to {} characters", limits::NAME_CHARS_MAX)));
    }
    let before = floor.agent_over_there(source, name);
    if before == Some(agent) {
        return Err(Refusal::AlreadySo(format!("{name} of {of} is {} already", who.name)));
    }
    let known = Event::Source(SourceEvent::PersonKnown { source, name: name.to_owned(), agent });
    let mut drafts = vec![Draft { key: "desk".into(), prev: floor.head("desk"), events: vec![known] }];
    drafts.extend(theirs(floor, source, &[(name, agent)], before));
    Ok(Decided { drafts, words: format!("{name} of {of} is {}", who.name), undoable: false })
}

/// What those who are known now have over there is theirs here too, unless somebody has it here who was not taken for
/// them before.
fn theirs(floor: &Floor, source: SourceId, known: &[(&str, AgentId)], before: Option<AgentId>) -> Vec<Draft> {
    let given = |id: ConversationId| {
        let held = floor.outside().ticket(id).filter(|held| held.source == source)?;
        let (_, agent) = known.iter().find(|(name, _)| *name == held.ticket.owner)?;
        let is_free = |c: &&Conversation| c.owner.is_none_or(|owner| Some(owner.agent()) == before);
        let c = floor.conversation(id).filter(|c| !is_closed(c)).filter(is_free)?;
        if floor.outside().moves_owner(id) {
            return None;
        }
        let mut draft = about(id, c, Event::Assigned { conversation: id, to: Some(*agent), how: How::Outside });
        let ticket = Box::new(held.ticket.clone());
        draft.events.push(Event::Source(SourceEvent::Ticketed { conversation: id, source, ticket }));
        Some(draft)
    };
    floor.ticketed().filter_map(given).take(limits::COMMAND_CONVERSATIONS_MAX).collect()
}
