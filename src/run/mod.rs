//! The running program: one thread that turns the engine, and around it whatever reads files, plays days and wakes the
//! window.
//!
//! The thread alone owns the engine. Everybody else sends: the window what a person asks for, an import its pages, a job
//! its answer. The window reads the newest [`crate::view::Snapshot`] and is woken when there is one.

pub mod counts;
pub mod import;
mod jobs;
pub mod mappings;
mod own;
mod plan_files;
mod rehearsal;
pub mod secrets;
mod tasks;
mod thread;

pub use own::OwnFloor;
pub use rehearsal::{REHEARSAL_LOAD, REHEARSAL_SEED, Rehearsal};
pub use thread::{Running, Setup, Start, start};
