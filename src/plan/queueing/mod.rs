//! How many people a queue requires, and how long it makes people wait.
//!
//! Formulas, each a pure function of its numbers: [`erlang_b`], [`erlang_c`] (nobody gives up), [`erlang_a`] (people give
//! up), [`chat`](fn@chat) (an agent with several conversations at once, slower with each), [`deferred`] (work that may
//! lie for hours), [`blend`] (both with the same people) and [`carry`] (what one interval leaves to the next).
//! [`required`] asks any of them for an interval, with shrinkage and caps, and [`round_up`] rounds once, at the end.
//!
//! ```
//! use watchfloor::plan::queueing::{Demand, Model, Needs, Target, required, round_up};
//! let needs = Needs { shrinkage_ratio: 0.3, ..Needs::new(Model::ErlangC, Target { share: 0.8, within_secs: 20.0 }) };
//! let half_hour = |volume| Demand { volume, secs: 1800.0, aht_secs: 180.0 };
//! let two: Vec<_> = [100.0, 40.0].map(|n| required(&half_hour(n), &needs).unwrap()).into();
//! // 13.0 and 6.2 people at work are 18.5 and 8.9 on the roster: 27.4, so 28 and not 19 + 9.
//! assert_eq!(round_up(two.iter().map(|r| r.gross)), 28);
//! ```
//!
//! What this room does not do: it knows no calendar (an interval is a number of seconds), no people by name, and no
//! days that interact; a day is played in [`simulate`](super::simulate).

pub mod blend;
pub mod carry;
mod chat;
pub mod deferred;
mod erlang_a;
mod erlang_b;
mod erlang_c;
mod requirement;
mod special;

pub(crate) use erlang_c::NEVER;

pub use chat::{Chat, Desk, chat, chat_required, chat_required_exactly};
pub use erlang_a::{ErlangA, erlang_a, erlang_a_required, erlang_a_required_exactly};
pub use erlang_b::erlang_b;
pub use erlang_c::{ErlangC, erlang_c, erlang_c_required, erlang_c_required_exactly};
pub use requirement::{Demand, Model, Needed, Needs, achieved, gross, required, required_series, round_up};

use thiserror::Error;

/// A promise on waiting: `share` of all within `within_secs`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// 0 to 1. A share of 1 is met where fewer than one in a billion miss it.
    pub share: f64,
    /// Seconds until the handling begins.
    pub within_secs: f64,
}

/// What is asked cannot be answered, in words for the person who asked.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Problem {
    /// A number out of its range.
    #[error("{what} is {value}; it must be {must}")]
    Number {
        /// Which number.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed.
        must: &'static str,
    },
    /// More work at once than any floor has.
    #[error(
        "{volume} in {secs} s with {aht_secs} s each are {load:.0} people at work all the time; at most {most:.0} are planned for"
    )]
    TooMuch {
        /// How many come.
        volume: f64,
        /// In how many seconds.
        secs: f64,
        /// Seconds of work each.
        aht_secs: f64,
        /// People at work.
        load: f64,
        /// The limit.
        most: f64,
    },
    /// Two lists that should tell of the same intervals.
    #[error("{what} has {found} intervals, not {expected}")]
    Lengths {
        /// Which list.
        what: &'static str,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// More than is taken.
    #[error("{found} {what}; at most {most} are taken")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// The limit.
        most: usize,
    },
}

/// The number, if it is one from `least` to `most`; else a problem that says what it `must` be.
pub(crate) fn checked(
    what: &'static str,
    value: f64,
    range: std::ops::RangeInclusive<f64>,
    must: &'static str,
) -> Result<f64, Problem> {
    if range.contains(&value) { Ok(value) } else { Err(Problem::Number { what, value, must }) }
}

/// The fewest that do, when more always do what fewer did: outwards from `about` by steps that double, then by halves.
/// At most `u32::MAX`.
fn fewest_that(about: u32, meets: impl Fn(u32) -> bool) -> u32 {
    let (mut fails, mut does, mut step) = (None, None, 1_u32);
    let mut at = about;
    loop {
        if meets(at) {
            does = Some(at);
        } else {
            fails = Some(at);
        }
        match (fails, does) {
            (Some(low), Some(high)) => return halves(low, high, meets),
            (None, _) if at == 0 => return 0,
            (None, _) => at = at.saturating_sub(step),
            (_, None) if at == u32::MAX => return u32::MAX,
            (_, None) => at = at.saturating_add(step),
        }
        step = step.saturating_mul(2);
    }
}

fn halves(mut fails: u32, mut does: u32, meets: impl Fn(u32) -> bool) -> u32 {
    while does - fails > 1 {
        let mid = fails + (does - fails) / 2;
        if meets(mid) {
            does = mid;
        } else {
            fails = mid;
        }
    }
    does
}

/// The least real number between `low` and `high` that does, to 10⁻⁹, when more always do what fewer did and `high` does.
fn least_that(mut low: f64, mut high: f64, meets: impl Fn(f64) -> bool) -> f64 {
    if meets(low) {
        return low;
    }
    while high - low > 1e-9 * (1.0 + high * 1e-3) {
        let mid = f64::midpoint(low, high);
        if meets(mid) {
            high = mid;
        } else {
            low = mid;
        }
    }
    high
}
