//! The planner.

mod checker;
mod nurse;
