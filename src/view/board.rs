//! The board's figures as scripts and servers are told them.

use crate::floor::At;
use crate::measure::{Period, Rate, Response, Within};

/// The figures of a floor at a moment. Each is made by the function that makes the tile on the wallboard.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardFigures {
    /// The moment.
    pub at: At,
    /// The place in the log of the newest fact.
    pub revision: u64,
    /// Customers who wait for a first response.
    pub waiting: usize,
    /// Customers who were answered before and wait again.
    pub waiting_again: usize,
    /// Seconds that the one has waited who has waited longest for a first response; `None` when nobody waits.
    pub oldest_secs: Option<u32>,
    /// Of `waiting`, those past their target.
    pub breached: usize,
    /// Conversations that are not resolved.
    pub open: usize,
    /// Waiting customers whose conversation nobody has.
    pub unowned: usize,
    /// Agents who are available or away.
    pub agents_on_shift: usize,
    /// All conversations.
    pub conversations: usize,
    /// All mentions.
    pub mentions: usize,
    /// Facts.
    pub facts: u64,
    /// What is of a period, over the last 60 minutes.
    pub hour: Measured,
    /// The same since midnight on the desk's clock.
    pub today: Measured,
    /// The same over everything that is kept.
    pub all: Measured,
    /// The periods that the wallboard shows: of the time to first response, and of the shares.
    pub shown: (Period, Period),
}

/// The figures that are of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Time to first response.
    pub response: Response,
    /// First responses within target.
    pub within: Within,
    /// Conversations that got a response.
    pub rate: Rate,
}

impl BoardFigures {
    /// The figures of a period.
    pub fn over(&self, period: Period) -> Measured {
        match period {
            Period::Hour => self.hour,
            Period::Today => self.today,
            Period::All => self.all,
        }
    }

    /// The figures as the wallboard shows them, each of its own period.
    pub fn as_shown(&self) -> Measured {
        let (response, shares) = (self.over(self.shown.0), self.over(self.shown.1));
        Measured { response: response.response, ..shares }
    }
}
