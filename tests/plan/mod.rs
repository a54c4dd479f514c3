//! What comes: the laws of planning.

mod peak;
mod roster;
//! The planner's pure core.

mod forecast;
mod forecast_cli;
mod forecast_data;
mod forecast_history;
