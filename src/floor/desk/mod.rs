//! The desks of this floor: who may do what there, what they are warned of, and the seals of the audit.

mod role;

pub use role::{About, Asker, May, Role, Row, Seat, allowed, row};

use super::{At, Decided, Decision, Event, Floor, Refusal};

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskEvent {}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskCommand {}

/// What is so by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desks {}

pub(super) fn decide(_floor: &Floor, command: &DeskCommand, _now: At) -> Result<Decided, Refusal> {
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
    pub(super) fn apply_desk(&mut self, _seq: u64, _at: At, _decision: &Decision, event: &DeskEvent) {
        match *event {}
    }
}
