//! What was written, interval by interval: the past that a plan is made from.
//!
//! ```text
//! facts of the floor -> HistoryBuilder -\
//! a table of counts  -> Columns -> Row -> told -> History (a key, intervals of absolute time, marks)
//! ```
//!
//! A [`History`] holds one [`Key`] (channel, handle, intent, language) in intervals of 15 or 30 minutes of absolute
//! time, and knows the zone by whose wall they have a weekday and a slot: days of 23 and 25 hours have as many
//! intervals as they have. What nobody recorded is a gap and no zero. A person's [`Mark`]s stand over what was recorded,
//! and can be taken away again.
//!
//! Everything here is pure: who reads files hands rows over.

mod columns;
mod find;
mod gather;
mod key;
mod series;
mod told;

pub use columns::{Cell, Column, Columns};
pub use find::Found;
pub use gather::HistoryBuilder;
pub use key::{Key, Part};
pub use series::{Grain, History, Local, Mark, Marked, weekday};
pub use told::{Row, Told, When, told};
