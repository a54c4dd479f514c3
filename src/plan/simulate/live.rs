//! The floor as it is now, and what is known of the next hours.

use super::spec::{Arrivals, Class, Group, Shift, Spec, Spread};
use crate::limits::{SIM_INTERVALS_MAX, WHAT_IF_OPEN_MAX};
use crate::plan::queueing::{Problem, checked};

/// A class of conversations, and what is forecast of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveClass {
    /// Its name.
    pub name: String,
    /// The lower is taken first; of equals, who has waited longest.
    pub priority: u8,
    /// Seconds of waiting that are within target.
    pub within_secs: f64,
    /// Mean seconds of handling by an agent who has nothing else.
    pub handle_secs: f64,
    /// How these vary.
    pub spread: Spread,
    /// Mean seconds after which one who waits gives up; `None` where nobody does.
    pub patience_secs: Option<f64>,
    /// How many are forecast for each of the next intervals.
    pub forecast: Vec<f64>,
    /// People who see one of the forecast conversations in a minute in which it waits.
    pub audience_per_min: f64,
}

/// One that waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenConversation {
    /// The place of its class.
    pub class: usize,
    /// For how many seconds.
    pub waited_secs: f64,
    /// People who see it in a minute.
    pub audience_per_min: f64,
}

/// One that is being handled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InHand {
    /// The place of its class.
    pub class: usize,
    /// The place of its owner's shift.
    pub shift: usize,
    /// For how many seconds already.
    pub for_secs: f64,
}

/// One who is on shift or will be.
pub type OnShift = Shift;

/// Further people of a partner, whom a slider can turn on.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// What they can do, and what they cost.
    pub group: Group,
    /// Seconds from now until they can begin.
    pub from: f64,
    /// Seconds from now until they end.
    pub until: f64,
    /// How many there are at most.
    pub seats_max: u32,
}

/// The floor now: moments are seconds from now.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveQueue {
    /// Seconds of an interval of the forecast.
    pub interval_secs: f64,
    /// How many intervals are looked at.
    pub intervals: usize,
    /// What comes.
    pub classes: Vec<LiveClass>,
    /// Who can do what.
    pub groups: Vec<Group>,
    /// Who is there, with breaks and ends; a shift that has begun starts before 0.
    pub shifts: Vec<OnShift>,
    /// What waits. In any order.
    pub open: Vec<OpenConversation>,
    /// What is being handled.
    pub in_hand: Vec<InHand>,
    /// Share of the people on shift who are away against the plan, 0 to 0.95.
    pub shrinkage_ratio: f64,
    /// Further people who could be turned on.
    pub partner: Option<Partner>,
}

impl LiveQueue {
    /// As a floor to be played.
    pub(super) fn spec(&self) -> Spec {
        let class = |class: &LiveClass| Class {
            name: class.name.clone(),
            priority: class.priority,
            within_secs: class.within_secs,
            arrivals: Arrivals::PerInterval(class.forecast.clone()),
            handle_secs: class.handle_secs,
            spread: class.spread,
            patience_secs: class.patience_secs,
            audience_per_min: class.audience_per_min,
        };
        Spec {
            interval_secs: self.interval_secs,
            intervals: self.intervals,
            classes: self.classes.iter().map(class).collect(),
            groups: self.groups.clone(),
            shifts: self.shifts.clone(),
        }
    }

    /// That it can be played.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be meant, named.
    pub fn check(&self) -> Result<(), Problem> {
        let open = self.open.len() + self.in_hand.len();
        if open > WHAT_IF_OPEN_MAX {
            return Err(Problem::TooMany { what: "open conversations", found: open, most: WHAT_IF_OPEN_MAX });
        }
        if self.intervals == 0 || self.intervals > SIM_INTERVALS_MAX {
            let (what, must) = ("the number of intervals", "from 1 to 10 000");
            return Err(Problem::Number { what, value: self.intervals as f64, must });
        }
        checked("shrinkage", self.shrinkage_ratio, 0.0..=0.95, "between 0 and 0.95")?;
        let classes = self.classes.len() as f64 - 1.0;
        for open in &self.open {
            checked("the class of an open conversation", open.class as f64, 0.0..=classes, "the place of a class")?;
            checked("the wait of an open conversation", open.waited_secs, 0.0..=1e10, "0 s or more")?;
            checked("the audience", open.audience_per_min, 0.0..=1e12, "0 or more people a minute")?;
        }
        for held in &self.in_hand {
            let shifts = self.shifts.len() as f64 - 1.0;
            checked("the class of a conversation in hand", held.class as f64, 0.0..=classes, "the place of a class")?;
            checked("the owner's shift", held.shift as f64, 0.0..=shifts, "the place of a shift")?;
            checked("the time in hand", held.for_secs, 0.0..=1e10, "0 s or more")?;
        }
        self.spec().check()
    }
}
