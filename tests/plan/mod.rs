//! The planner's pure core.

mod forecast;
mod forecast_cli;
mod forecast_data;
mod forecast_history;
