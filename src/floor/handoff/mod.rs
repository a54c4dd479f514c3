//! What we say and where it goes on: acknowledgements in public, templates, hand-offs to phone and e-mail.

use super::{At, Decided, Decision, Event, Floor, Refusal};

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffEvent {}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffCommand {}

/// What is so by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handoffs {}

pub(super) fn decide(_floor: &Floor, command: &HandoffCommand, _now: At) -> Result<Decided, Refusal> {
    match *command {}
}

/// What has run out by now, with the moment that it did, at most `count_max` facts.
pub(super) fn due(_floor: &Floor, _now: At, _count_max: usize) -> Vec<(At, Event)> {
    Vec::new()
}

/// When something runs out next.
pub(super) fn next_deadline(_floor: &Floor) -> Option<At> {
    None
}

impl Floor {
    pub(super) fn apply_handoff(&mut self, _seq: u64, _at: At, _decision: &Decision, event: &HandoffEvent) {
        match *event {}
    }
}
