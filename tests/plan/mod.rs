//! The planner: how much comes, how many that takes, and how it would go.

mod commands;
mod queueing;
mod simulate;
