//! Who is who: the people of a helpdesk, and those of the team here.

use super::{SourceEvent, outbox::is_closed};
use crate::floor::{
    AgentId, ConversationId, Decided, Draft, Event, Floor, How, Refusal, SourceId, decide::about, decide::tidy,
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
        let of = self.outside.people.range((source, String::new())..).take_while(|((of, _), _)| *of == source);
        let said = of.filter(|(_, known)| **known == agent).map(|((_, name), _)| name.as_str()).next();
        said.or_else(|| self.agent(agent).map(|a| a.name.as_str())).unwrap_or_default()
    }

    /// Those who have tickets in a helpdesk and are nobody of the team here, by name.
    pub fn strangers(&self, source: SourceId) -> impl Iterator<Item = &str> {
        let of = self.outside.owners.range((source, String::new())..).take_while(move |((of, _), _)| *of == source);
        of.map(|((_, name), _)| name.as_str()).filter(move |name| self.agent_over_there(source, name).is_none())
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
    drafts.extend(theirs(floor, source, &added));
    Ok(Decided { drafts, words, undoable: false })
}

/// What those who were added have over there is theirs here too.
fn theirs(floor: &Floor, source: SourceId, added: &[(&str, AgentId)]) -> Vec<Draft> {
    let given = |id: ConversationId| {
        let held = floor.outside().ticket(id).filter(|held| held.source == source)?;
        let (_, agent) = added.iter().find(|(name, _)| *name == held.ticket.owner)?;
        let c = floor.conversation(id).filter(|c| !is_closed(c) && c.owner.is_none())?;
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
