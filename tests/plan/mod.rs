//! The planner’s pure core: forecasts, requirements, rosters, and what is played.

mod commands;
mod forecast;
mod forecast_cli;
mod forecast_data;
mod forecast_history;
mod peak;
mod planned;
mod queueing;
mod roster;
mod simulate;
//! The planner.

mod checker;
mod nurse;
