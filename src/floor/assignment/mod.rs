//! How work is given out: the rules, who may take what, the queue, and what is left lying.
//!
//! Every assignment, by hand, suggested, by itself, in bulk or back, is one fact ([`Event::Assigned`]) that one function
//! decides (`give`). What it asks, who holds how much and who waits, is kept per fact and never counted.

mod eligible;
mod give;
mod load;
mod rules;
mod watch;

pub use eligible::{Limit, LimitOf, WhyNot, slots};
pub use load::{Assignments, Kept, Left, Need};
pub use rules::{Rules, STUCK_PRESET_SECS, TimerDoes, WEIGHT_PRESET_CENTI};
pub use watch::watch;

pub(super) use give::{Give, give, release};
pub(super) use load::need;

use super::{
    Actor, AgentId, At, BeyondCapacity, ConversationId, Decided, Decision, Event, Floor, Owner, Presence, Refusal,
};

/// How a conversation came to whoever has it, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum How {
    /// A person gave it to somebody by name.
    ByHand,
    /// The same, over a limit, after they were asked.
    OverLimit,
    /// A person took the floor's suggestion.
    Suggested,
    /// The floor gave it out by itself.
    Automatic,
    /// A person took it back.
    Released,
    /// Who had it let the time to answer pass.
    TimedOut,
    /// The shift of who had it ended.
    ShiftEnd,
    /// It was raised to those above.
    Escalated,
    /// It was handed off, or came back from there.
    HandedOff,
    /// Who had it left the team.
    LeftTeam,
    /// Somebody said so in the helpdesk that it came from.
    Outside,
}

impl How {
    /// All of them.
    pub const ALL: [How; 11] = [
        How::ByHand,
        How::OverLimit,
        How::Suggested,
        How::Automatic,
        How::Released,
        How::TimedOut,
        How::ShiftEnd,
        How::Escalated,
        How::HandedOff,
        How::LeftTeam,
        How::Outside,
    ];

    /// What stands behind `assigned to Ade B.` or `back in the queue`; empty where nothing needs to.
    pub fn words(self) -> &'static str {
        match self {
            How::ByHand | How::Released => "",
            How::OverLimit => "over the limit, after asking",
            How::Suggested => "as suggested",
            How::Automatic => "by itself",
            How::TimedOut => "no answer in time",
            How::ShiftEnd => "end of shift",
            How::Escalated => "escalated",
            How::HandedOff => "handed off",
            How::LeftTeam => "left the team",
            How::Outside => "in the helpdesk",
        }
    }

    /// Whether it comes back from somebody who is not to be given it again by itself.
    fn is_given_back(self) -> bool {
        matches!(self, How::Released | How::TimedOut)
    }
}

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentEvent {
    /// How work is given out was said.
    RulesSet {
        /// From now on.
        rules: Box<Rules>,
    },
    /// An agent left the team. Their name stays in what happened.
    AgentRemoved {
        /// Who.
        agent: AgentId,
    },
    /// An agent who had left is on the team again.
    AgentRejoined {
        /// Who.
        agent: AgentId,
    },
}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentCommand {
    /// Give conversations to an agent, as the one who asks has seen them: what somebody else has decided about since
    /// stays as it is.
    Give {
        /// Which.
        conversations: Vec<ConversationId>,
        /// To whom.
        agent: AgentId,
        /// How it comes about: by hand, suggested or by itself.
        how: How,
        /// What to do when that goes over a limit.
        beyond: BeyondCapacity,
        /// The revision of the floor that was looked at; `None` to give it whoever has it now.
        seen: Option<u64>,
    },
    /// Say how work is given out.
    SetRules {
        /// From now on.
        rules: Box<Rules>,
    },
    /// Let the floor give work out by itself, or not.
    SetAutomatic {
        /// Whether.
        automatic: bool,
    },
    /// Take an agent off the team. All they have goes back to the queue.
    RemoveAgent {
        /// Who.
        agent: AgentId,
    },
    /// Take an agent who had left back.
    RejoinAgent {
        /// Who.
        agent: AgentId,
    },
}

pub(super) fn decide(floor: &Floor, command: &AssignmentCommand, now: At) -> Result<Decided, Refusal> {
    match command {
        AssignmentCommand::Give { conversations, agent, how, beyond, seen } => {
            let how = match how {
                How::Suggested | How::Automatic | How::Escalated | How::HandedOff => *how,
                _ => How::ByHand,
            };
            give(floor, &Give { ids: conversations, to: *agent, how, beyond: *beyond, seen: *seen }, now)
        }
        AssignmentCommand::SetRules { rules } => give::set_rules(floor, rules),
        AssignmentCommand::SetAutomatic { automatic } => {
            let rules = Rules { automatic: *automatic, ..floor.assignments().rules().clone() };
            give::set_rules(floor, &rules)
        }
        AssignmentCommand::RemoveAgent { agent } => give::remove(floor, *agent),
        AssignmentCommand::RejoinAgent { agent } => give::rejoin(floor, *agent),
    }
}

/// What has run out by now, with the moment that it did, at most `count_max` facts: those who let the time to answer
/// pass lose what they have.
pub(super) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let a = floor.assignments();
    if a.rules().timer_does != TimerDoes::Return {
        return Vec::new();
    }
    let back = |id| Event::Assigned { conversation: id, to: None, how: How::TimedOut };
    a.overdue(now).take(count_max).map(|(at, id)| (at, back(id))).collect()
}

/// When something runs out next.
pub(super) fn next_deadline(floor: &Floor) -> Option<At> {
    floor.assignments().next_return()
}

impl Floor {
    pub(super) fn apply_assignment(&mut self, at: At, decision: &Decision, event: &AssignmentEvent) {
        match event {
            AssignmentEvent::RulesSet { rules } => {
                self.assignments.rules = (**rules).clone();
                self.count_loads();
            }
            AssignmentEvent::AgentRemoved { agent } => {
                let Some(row) = self.agents.get_mut(agent.index()) else { return };
                if row.presence != Presence::Off {
                    (row.presence, row.since) = (Presence::Off, at);
                    row.reason.clear();
                }
                self.assignments.kept.left.insert(*agent, Left { at, group: decision.group });
                if decision.by == Actor::Desk {
                    self.remember_group(decision.group);
                }
            }
            AssignmentEvent::AgentRejoined { agent } => drop(self.assignments.kept.left.remove(agent)),
        }
    }

    /// A decision was taken back: who left in it is on the team again. Whether anybody is.
    pub(super) fn take_back_removal(&mut self, group: u64) -> bool {
        let left = self.assignments.kept.left.len();
        self.assignments.kept.left.retain(|_, left| left.group != group);
        self.assignments.kept.left.len() != left
    }

    /// The clock gave something to somebody, or back into the queue.
    pub(super) fn given_by_clock(&mut self, id: ConversationId, at: At, to: Option<AgentId>, how: How) {
        self.assignments.kept.by_clock.insert(id, (at, to, how));
    }

    /// Somebody gave something back, or let the time to answer pass.
    pub(super) fn given_back(&mut self, id: ConversationId, from: Option<Owner>, how: How) {
        let Some(from) = from.filter(|_| how.is_given_back() && self.assignments.places.contains_key(&id)) else {
            return;
        };
        self.assignments.kept.returned.insert(id, from.agent());
    }
}
