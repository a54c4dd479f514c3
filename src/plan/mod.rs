//! What comes: forecasts, the people they require, rosters that give them, and what would happen if.
//!
//! Pure and seeded: the same history, wishes and seed give the same plan. It names the floor and the measures, never a
//! screen, a clock or a thread.

pub mod fixes;
pub mod forecast;
pub mod history;
pub mod nurse;
pub mod peak;
pub mod queueing;
pub mod roster;
pub mod simulate;
