//! The next moment of each agent: one order of all, so that a turn in which nobody's moment has come costs one look at the
//! first.

use super::{AgentId, At};
use std::collections::{BTreeMap, BTreeSet};

/// The next moment of each agent who has one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    order: BTreeSet<(At, AgentId)>,
    by_agent: BTreeMap<AgentId, At>,
}

impl Agenda {
    /// Puts the next moment of an agent where it belongs now; `None` takes it away.
    pub(super) fn put(&mut self, agent: AgentId, at: Option<At>) {
        let before = match at {
            Some(at) => self.by_agent.insert(agent, at),
            None => self.by_agent.remove(&agent),
        };
        if before == at {
            return;
        }
        before.map(|before| self.order.remove(&(before, agent)));
        self.order.extend(at.map(|at| (at, agent)));
    }

    /// The first moment of all.
    pub(super) fn first(&self) -> Option<At> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Whose moment has come by now, earliest first.
    pub(super) fn due(&self, now: At) -> impl Iterator<Item = (At, AgentId)> {
        self.order.iter().copied().take_while(move |(at, _)| *at <= now)
    }

    /// Whether this and nothing else is kept of an agent.
    pub(super) fn has(&self, agent: AgentId, at: Option<At>) -> bool {
        self.by_agent.get(&agent).copied() == at && at.is_none_or(|at| self.order.contains(&(at, agent)))
    }
}
