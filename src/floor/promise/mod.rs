//! Hours and promises: when we are open, and what is promised to whom.

mod calendar;
mod working;
mod zone;

pub use calendar::{Calendar, Hours, Period, SpecialDay, WEEKDAYS, parse_periods, period_words};
pub use working::{Due, Line, Pause, Working, due as due_of, span_words, working};
pub use zone::WallClock;

use super::{At, CalendarId, Decided, Decision, Event, Floor, Refusal};
use std::sync::Arc;

/// What can happen here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseEvent {}

/// What a person may ask for here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseCommand {}

/// What is so by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    pub(crate) calendars: Vec<Arc<Calendar>>,
}

impl Promises {
    /// The hours with this number.
    pub fn calendar(&self, id: CalendarId) -> Option<&Calendar> {
        self.calendars.get(id.index()).map(Arc::as_ref)
    }
}

pub(super) fn decide(_floor: &Floor, command: &PromiseCommand, _now: At) -> Result<Decided, Refusal> {
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
    /// Hours and promises.
    pub fn promises(&self) -> &Promises {
        &self.promises
    }

    pub(super) fn apply_promise(&mut self, _seq: u64, _at: At, _decision: &Decision, event: &PromiseEvent) {
        match *event {}
    }
}
