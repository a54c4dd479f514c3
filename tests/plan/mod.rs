//! The planner’s pure core: forecasts, requirements, rosters, and what is played.

mod checker;
mod commands;
mod forecast;
mod forecast_cli;
mod forecast_data;
mod forecast_history;
mod nurse;
mod peak;
mod planned;
mod queueing;
mod roster;
mod simulate;
pub mod uneven;
