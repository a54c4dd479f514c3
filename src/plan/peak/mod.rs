//! The weeks of a peak on one page: what comes, who is missing in each half hour, and what each way to close it costs.
//!
//! What comes is last year's volume, aligned by event by whoever forecasts, times growth, times campaigns. How many people
//! a volume requires, and what service level people give it, are functions that the caller passes in: this module knows no
//! queue. It counts people as fractions and rounds nothing.

mod gap;
mod hiring;
mod option;

pub use gap::{GapTable, HalfHour, Lift, Season};
pub use hiring::{Hires, Hiring, LEARNING, Ramp, hiring};
pub use option::{Measure, OnLevel, Outcome, Point, Staffing, curve, outcome};
