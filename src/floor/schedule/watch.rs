//! What time does to plans: what should be ready is overdue, a shift has not begun, a break is over.

use crate::floor::{AgentId, At, Event, Floor};
use std::collections::{BTreeMap, BTreeSet};

/// The next moment of each agent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    order: BTreeSet<(At, AgentId)>,
    by_agent: BTreeMap<AgentId, At>,
}

/// What has run out by now, with the moment that it did, at most about `count_max` facts.
pub(in crate::floor) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let _ = (floor, now, count_max);
    Vec::new()
}

/// When something runs out next.
pub(in crate::floor) fn next_deadline(floor: &Floor) -> Option<At> {
    floor.schedule.agenda.order.first().map(|(at, _)| *at)
}

impl Floor {
    /// Makes anew what follows from the facts.
    pub(in crate::floor) fn plan_anew(&mut self) {
        self.recheck_all();
    }

    /// Puts the next moment of an agent where it belongs now.
    pub(super) fn look_after(&mut self, agent: AgentId) {
        let _ = agent;
    }

    /// Hears a fact that was folded in, which plans may rest on.
    pub(in crate::floor) fn schedule_hears(&mut self, event: &Event) {
        let _ = event;
    }
}
