//! All integration tests, as one program, because each program links the whole house again.
// Clippy takes the helpers between the tests for the program itself.
#![allow(clippy::unwrap_used)]

mod cli;
mod connect;
mod day;
mod engine;
mod escalation;
mod floor;
mod house;
mod ledger;
mod measure;
mod mended;
mod plan;
mod pulse;
mod run;
mod scenarios;
mod schedule;
mod sim;
mod triage;
mod ui;
mod wire;
