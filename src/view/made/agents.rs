//! The agents from the floor.

use super::Look;
use crate::floor::AgentId;
use crate::floor::tally::IntervalId;
use crate::measure::Period;
use crate::view::{AgentRow, Agents};

/// All agents, in order of name.
pub fn agents(look: &Look<'_>) -> Agents {
    let span = Period::Today.span(look.now, look.zone);
    let first = IntervalId::of(span.after.plus(1));
    let mut today = vec![(0, 0, 0); look.floor.agents().len()];
    for ((_, agent), interval) in look.floor.tally().agents.range((first, AgentId(0))..) {
        if let Some((answered, within, resolved)) = today.get_mut(agent.index()) {
            *answered += interval.responses as usize;
            *within += interval.in_time as usize;
            *resolved += interval.resolved as usize;
        }
    }
    let mut rows: Vec<AgentRow> = look
        .floor
        .agents()
        .iter()
        .zip(today)
        .enumerate()
        .map(|(i, (a, (answered_today, within_today, resolved_today)))| AgentRow {
            agent: AgentId(i as u16),
            name: a.name.clone(),
            skills: a.skills.clone(),
            languages: a.languages.clone(),
            presence: a.presence,
            reason: a.reason.clone(),
            since: a.since,
            holds: a.holds.len(),
            capacity: a.capacity,
            oldest_in_hand: a
                .holds
                .iter()
                .filter_map(|id| Some((*id, look.floor.conversation(*id)?.waiting_since?)))
                .min_by_key(|(id, since)| (*since, *id)),
            answered_today,
            within_today,
            resolved_today,
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Agents { rows }
}
