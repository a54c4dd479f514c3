//! What people ask of a plan: time off, swaps, open shifts.

use super::{PlanId, ShiftId};
use crate::floor::{AgentId, At};

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Yes or no.
    pub granted: bool,
    /// When.
    pub at: At,
}

/// A wish to be off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOff {
    /// Whose.
    pub agent: AgentId,
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: At,
    /// What was answered, and in which words.
    pub answer: Option<Answer>,
    /// The words of the answer.
    pub words: String,
}

/// An offer to swap two shifts of a published plan, or to give one away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// In which plan.
    pub plan: PlanId,
    /// The shift that is offered.
    pub gives: ShiftId,
    /// By whom.
    pub by: AgentId,
    /// To whom.
    pub to: AgentId,
    /// The shift of `to` that is asked for; `None` to give one away.
    pub takes: Option<ShiftId>,
    /// When it was offered.
    pub offered_at: At,
    /// What the other one said.
    pub agreed: Option<Answer>,
    /// What a lead or planner said.
    pub answer: Option<Answer>,
}

/// Who answers an offer to swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answerer {
    /// The one it was offered to.
    Other,
    /// A lead or planner, after the other has agreed.
    Lead,
}
