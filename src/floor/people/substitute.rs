//! Who takes the work of somebody who is absent.

use crate::floor::{AgentId, At, Floor};
use crate::limits;

/// The answer, and how it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Substitute {
    /// Who takes it; `None` for the queue.
    pub to: Option<AgentId>,
    /// Those who were asked, in order. The last is `to` when there is one.
    pub chain: Vec<AgentId>,
}

impl Floor {
    /// Who takes the work of an agent at a moment. A substitute who is absent too has one of their own, and so on; who is
    /// named twice, is not on duty without being absent, or comes after too many others ends the search at the queue.
    pub fn substitute(&self, agent: AgentId, at: At) -> Substitute {
        let mut found = Substitute::default();
        let mut asked = agent;
        for _ in 0..limits::SUBSTITUTES_ASKED_MAX {
            let absence = self.agent(asked).and_then(|a| a.absence_at(at));
            let Some(next) = absence.and_then(|absence| absence.substitute) else { return found };
            if next == agent || found.chain.contains(&next) {
                return found;
            }
            found.chain.push(next);
            let Some(row) = self.agent(next) else { return found };
            if row.is_on_duty(at) {
                found.to = Some(next);
                return found;
            }
            asked = next;
        }
        found
    }
}
