//! Rosters: who works when, so that what is needed is there, every rule holds, and it costs as little as time allows.
//!
//! An [`Instance`] says who there is, what their contracts allow and what each interval needs; [`search`] makes lawful
//! rosters of it and keeps the best, for as long as its caller says. What cannot be met comes back as a list, with the
//! reason: a roster is manual first, and this one advises.
//!
//! It knows no clock and no floor at work: the first is the caller's, the second is turned into an instance elsewhere.

mod answer;
mod bound;
pub(in crate::plan) mod candidates;
mod contradiction;
pub(in crate::plan) mod cover;
mod coverage;
pub(in crate::plan) mod desk;
mod dice;
mod flow;
mod instance;
mod of;
pub mod sample;
mod search;
pub(in crate::plan) mod shift;
pub(in crate::plan) mod state;
pub(in crate::plan) mod tries;

pub use answer::{Answer, Owed, Placed, Reason, Unmet};
pub use candidates::{Candidate, Candidates, Hindrance, Why, candidates};
pub use contradiction::{Contradiction, contradictions};
pub use coverage::{Asked, Coverage, Covered, Gap, Stretch};
pub use desk::Change;
pub use flow::{Served, serve};
pub use instance::{
    BreakRule, Cover, Given, Grid, Instance, MILLI, Person, PoolLimit, Seat, Shapes, Terms, Unreadable, Weights,
};
pub use of::{Asking, Need, PoolSeats, Wanted};
pub use search::{Going, Progress, search};
pub use tries::Way;
