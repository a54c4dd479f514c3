//! Rosters of nurses: the benchmark of Curtois and Qu, so that our search can be measured against what others publish.

mod chance;
#[cfg(feature = "mip")]
mod every;
mod format;
mod graph;
mod instance;
mod lines;
mod loose;
mod master;
#[cfg(feature = "mip")]
mod mip;
mod part;
mod roster;
mod search;

pub use format::{FormatError, read};
pub use instance::{Cover, Employee, Instance, Shift, at_weekend};
pub use lines::People;
pub use roster::{Roster, Rule, Score, Violation};
pub use search::{News, Search};
