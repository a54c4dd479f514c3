//! Who could take a conversation, from the floor, with the reason; and who could not, with that.

use super::price;
use crate::floor::{AgentId, At, ChannelId, ConversationId, Floor, HandleId, WhyNot, assignment::slots};
use crate::limits;
use crate::measure::{self, Ranked};
use crate::view;
use std::collections::BTreeSet;

/// What an agent is ranked by for a conversation.
pub fn candidate(floor: &Floor, id: ConversationId, agent: AgentId) -> Option<measure::Candidate> {
    let (who, c) = (floor.agent(agent)?, floor.conversation(id)?);
    let need = floor.need_of(c);
    let demanded = floor.assignments().rules().skills.contains_key(&need.intent);
    let knows = if demanded { floor.lacks_skill(agent, &need).is_none() } else { who.knows(need.intent) };
    Some(measure::Candidate {
        agent,
        knows,
        load_centi: floor.assignments().load_centi(agent),
        capacity_centi: u32::from(who.capacity) * 100,
        last_assigned: who.last_assigned,
    })
}

/// Who could take it, best first: those without a reason against it, then those who are at a limit and may be given it
/// after asking, then the others, each with why not. At most [`limits::CANDIDATES_SHOWN_MAX`].
pub fn candidates(floor: &Floor, id: ConversationId, now: At) -> Vec<view::Candidate> {
    let cost_milli = floor.conversation(id).map_or(0, |c| price::cost_milli(floor, id, c, now));
    let handle_secs = floor.weights().handle_secs;
    let (mut may, mut over, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for agent in (0..floor.agents().len()).map(|i| AgentId(i as u16)) {
        match floor.why_not(agent, id, now) {
            Some(WhyNot::HasIt | WhyNot::LeftTeam | WhyNot::Unknown) => {}
            None => may.extend(candidate(floor, id, agent)),
            Some(why @ WhyNot::Over(_)) => over.extend(candidate(floor, id, agent).map(|c| (c, why))),
            Some(why) => others.push((agent, why)),
        }
    }
    let ranked = measure::rank(cost_milli, handle_secs, &may);
    let mut rows: Vec<view::Candidate> = ranked.iter().filter_map(|r| row(floor, id, r.agent, r, None)).collect();
    let limited: Vec<measure::Candidate> = over.iter().map(|(c, _)| *c).collect();
    for ranked in measure::rank(0, handle_secs, &limited) {
        let why = over.iter().find(|(c, _)| c.agent == ranked.agent).map(|(_, why)| why);
        rows.extend(row(floor, id, ranked.agent, &ranked, why));
    }
    others.sort_by_key(|(agent, why)| (!can_be_named(why), *agent));
    for (agent, why) in others {
        let Some(of) = candidate(floor, id, agent) else { continue };
        let ranked = measure::rank(0, handle_secs, &[of]);
        rows.extend(ranked.first().and_then(|r| row(floor, id, agent, r, Some(&why))));
        if rows.len() >= limits::CANDIDATES_SHOWN_MAX {
            break;
        }
    }
    rows.truncate(limits::CANDIDATES_SHOWN_MAX);
    rows
}

/// Whether a person may give it to them by name all the same.
fn can_be_named(why: &WhyNot) -> bool {
    !matches!(
        why,
        WhyNot::NotPresent(..) | WhyNot::OffRoster | WhyNot::LeftTeam | WhyNot::Unknown | WhyNot::NothingToDo
    )
}

fn row(
    floor: &Floor,
    id: ConversationId,
    agent: AgentId,
    ranked: &Ranked,
    why_not: Option<&WhyNot>,
) -> Option<view::Candidate> {
    let who = floor.agent(agent)?;
    let load = floor.assignments().load_centi(agent);
    let reason = match why_not {
        None => {
            let known = floor.conversation(id).map(|c| floor.need_of(c)).filter(|_| ranked.knows);
            let room = slots(floor.room_centi(agent));
            let about = known.map(|need| format!("knows {}, ", need.intent.word())).unwrap_or_default();
            format!("{about}{room} free, {}", ranked.words())
        }
        Some(why) => why.words(),
    };
    Some(view::Candidate {
        agent,
        name: who.name.clone(),
        holds: who.holds.len(),
        load_centi: load,
        capacity: who.capacity,
        reason,
        free: why_not.is_none(),
        can_be_named: why_not.is_none_or(can_be_named),
    })
}

/// How work is given out, with the names of what the rules may speak of.
pub fn assignment(floor: &Floor) -> view::Assignment {
    let a = floor.assignments();
    let channels = floor.channels().iter().enumerate().map(|(i, c)| {
        let id = ChannelId(i as u16);
        (id, c.name.clone(), a.channel_load_centi(id))
    });
    let handles = floor.handles().iter().enumerate().map(|(i, h)| {
        let id = HandleId(i as u16);
        let channel = floor.channel(h.channel).map_or("", |c| c.name.as_str());
        (id, format!("{} on {channel}", h.name), a.handle_load_centi(id))
    });
    let groups = floor.agents().iter().flat_map(|agent| &agent.profile.groups);
    let teams: BTreeSet<&String> = groups.chain(a.rules().teams.keys()).collect();
    view::Assignment {
        rules: a.rules().clone(),
        channels: channels.collect(),
        handles: handles.collect(),
        teams: teams.into_iter().map(|team| (team.clone(), a.team_load_centi(team))).collect(),
    }
}
