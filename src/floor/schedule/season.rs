//! What a planner knows of the weeks to come: campaigns, lifts of events, marks on history, what must be ready, targets.

use crate::floor::{At, ChannelId};
use jiff::civil::Date;
use std::sync::Arc;

/// Days on which more is written than the same days would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// For example `Black Friday`.
    pub name: String,
    /// Where; `None` for everywhere.
    pub channel: Option<ChannelId>,
    /// Its first day.
    pub first: Date,
    /// How many days.
    pub days: u16,
    /// Volume on these days in percent of what it would be without: 135 is 35 % more.
    pub volume_pct: u16,
}

/// The lift of an event that a person has set against what was learnt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiftKey {
    /// For example `black friday`, in small letters.
    pub event: String,
    /// Where; `None` for everywhere.
    pub channel: Option<ChannelId>,
    /// Days from the event: -1 is the day before.
    pub offset: i8,
}

/// What a person says of a stretch of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing was recorded; it is no zero.
    Gap,
    /// It will not come again: it teaches nothing.
    Spike,
    /// So many were written in each interval of it.
    Count(u32),
}

/// A stretch of history with a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Where; `None` for everywhere.
    pub channel: Option<ChannelId>,
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// What is said of it.
    pub mark: Mark,
}

/// How much was written at an earlier time, as a file tells it: counts of intervals that follow each other. Where the
/// floor was there itself, its own counts stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHistory {
    /// For example `mentions_2016.csv`.
    pub name: String,
    /// Where; `None` for everywhere.
    pub channel: Option<ChannelId>,
    /// The begin of the first interval: a whole number of intervals since 1970.
    pub first: At,
    /// Length of an interval, 900 or 1800 seconds.
    pub step_secs: u32,
    /// Mentions of each interval; `None` where nothing was recorded, which is no zero.
    pub counts: Arc<Vec<Option<u32>>>,
}

impl KeptHistory {
    /// The second after its last interval.
    pub fn until(&self) -> At {
        let secs = u64::from(self.step_secs) * self.counts.len() as u64;
        self.first.plus(u32::try_from(secs).unwrap_or(u32::MAX))
    }
}

/// Something that must be ready before a peak: row A74.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// For example `Routing rules for returns tested`.
    pub what: String,
    /// Who sees to it, in words.
    pub owner: String,
    /// By when.
    pub due: At,
    /// When it was ticked.
    pub done: Option<At>,
}

/// What a plan is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTarget {
    /// Percent of first responses …
    pub pct: u8,
    /// … within so many seconds.
    pub within_secs: u32,
    /// Conversations at once, in hundredths.
    pub concurrency_centi: u16,
    /// Paid time without work for the queue, in percent: breaks that are in the plan are not among it.
    pub shrinkage_pct: u8,
    /// How busy people may be, in percent.
    pub occupancy_pct: u8,
    /// What an hour of somebody without a contract costs, in hundredths of the currency.
    pub cents_an_hour: u32,
    /// Seconds of work that one conversation takes alone; 0 to go by what is measured here.
    pub handling_secs: u32,
}

impl Default for PlanTarget {
    fn default() -> PlanTarget {
        PlanTarget {
            pct: 80,
            within_secs: 900,
            concurrency_centi: 300,
            shrinkage_pct: 28,
            occupancy_pct: 85,
            cents_an_hour: 2_200,
            handling_secs: 0,
        }
    }
}
