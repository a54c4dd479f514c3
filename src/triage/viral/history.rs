//! Whole histories of spread, as they are learnt from: who carried it on when, to how many.

use super::seismic::Carrying;
use crate::floor::{Amplification, At, Cascade, Join, key_of};
use crate::limits::{HISTORY_CARRYINGS_MAX, HISTORY_SECS_MAX};

/// One post and all who carried it on, in order of time. Never empty: the first is the post itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    carryings: Vec<Carrying>,
}

/// Why a text is no history: the line, counted from 1, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct NoHistory {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, as a clause.
    pub what: String,
}

/// Seconds since 1970 at which replayed histories begin; any moment serves, because a forecast knows ages only.
const REPLAY_BEGINS: i64 = 1_000_000;

impl History {
    /// Of these; `None` when there are none. They are put in order of time, the post itself first.
    pub fn new(mut carryings: Vec<Carrying>) -> Option<History> {
        carryings.get_mut(1..)?.sort_unstable();
        carryings.first_mut()?.0 = 0;
        Some(History { carryings })
    }

    /// Reads the text form: a first line with the number of carryings and the time of day in days, then a line
    /// `seconds followers` for the post itself and for each who carried it on. The first line is only checked for its
    /// shape: files are met whose count is another than that of their lines.
    ///
    /// # Errors
    ///
    /// [`NoHistory`] with the first line that is not of this form, that goes back in time or lies after a month, or that
    /// is one too many.
    pub fn read(text: &str) -> Result<History, NoHistory> {
        let fault = |line: usize, what: &str| NoHistory { line, what: what.to_owned() };
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, head) = lines.next().ok_or_else(|| fault(1, "the file is empty"))?;
        let mut words = head.split_whitespace();
        let count = words.next().and_then(|w| w.parse::<u32>().ok());
        let start = words.next().and_then(|w| w.parse::<f64>().ok()).filter(|t| t.is_finite());
        if count.is_none() || start.is_none() || words.next().is_some() {
            return Err(fault(1, "expected the number of reposts and the time of day, for example 2273 1.08"));
        }
        let mut carryings: Vec<Carrying> = Vec::new();
        for (n, line) in lines {
            let mut words = line.split_whitespace();
            let at = words.next().and_then(|w| w.parse::<f64>().ok()).filter(|t| t.is_finite() && *t >= 0.0);
            let followers = words.next().and_then(|w| w.parse::<u32>().ok());
            let (Some(at), Some(followers), None) = (at, followers, words.next()) else {
                return Err(fault(n + 1, "expected seconds and followers, for example 292 433344"));
            };
            if at > f64::from(HISTORY_SECS_MAX) {
                return Err(fault(n + 1, "it lies more than a month after the beginning"));
            }
            let at = at as u32;
            if carryings.last().is_some_and(|(before, _)| *before > at) {
                return Err(fault(n + 1, "it lies before the line above"));
            }
            if carryings.len() > HISTORY_CARRYINGS_MAX {
                return Err(fault(n + 1, "a history may have a million lines, and this is one more"));
            }
            carryings.push((at, followers));
        }
        History::new(carryings).ok_or_else(|| fault(2, "there is no post: the first line stands alone"))
    }

    /// The post and all who carried it, in order of time.
    pub fn carryings(&self) -> &[Carrying] {
        &self.carryings
    }

    /// How many carried it in the end.
    pub fn size(&self) -> usize {
        self.carryings.len() - 1
    }

    /// Followers of the author and of all who carried it in the end, added up.
    pub fn reach(&self) -> u64 {
        self.carryings.iter().map(|(_, followers)| u64::from(*followers)).sum()
    }

    /// A number that is the same for the same history, from which it cannot be told.
    pub fn key(&self) -> u64 {
        let last = self.carryings.last().map_or(0, |(at, _)| *at);
        key_of("history of spread", &format!("{} {} {last}", self.size(), self.reach()))
    }

    /// The moment so many seconds after the beginning.
    pub fn moment(secs: u32) -> At {
        At::from_unix(REPLAY_BEGINS).unwrap_or(At::FIRST).plus(secs)
    }

    /// Calls `see` with the state at each of `times`, seconds since the beginning in ascending order.
    pub fn replay(&self, times: &[u32], mut see: impl FnMut(u32, &Cascade)) {
        let mut coming = self.carryings.iter().zip(0..).skip(1).peekable();
        let author = self.carryings.first().map(|(_, followers)| *followers);
        let mut cascade = Cascade::begin(History::moment(0), author);
        for time in times {
            while let Some(((at, followers), by)) = coming.next_if(|((at, _), _)| at <= time) {
                let join = Join::passed_on(Amplification::Repost, Some(*followers), by);
                cascade.add(History::moment(*at), join);
            }
            see(*time, &cascade);
        }
    }

    /// The state so many seconds after the beginning.
    pub fn seen_by(&self, secs: u32) -> Cascade {
        let mut seen = Cascade::begin(History::moment(0), None);
        self.replay(&[secs], |_, cascade| seen = *cascade);
        seen
    }
}
