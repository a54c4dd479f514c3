//! Watchfloor, a supervisor's desk for social customer service.
//!
//! The floor is the fold of its facts: everything the screens show is computed from an ordered log of what happened.
//! Read the modules in this order.
#![forbid(unsafe_code)]

// What is, how it goes, what it says and what comes: pure.
pub mod floor;
pub mod measure;
pub mod plan;
pub mod triage;
pub mod view;

// Where facts are kept, where they come from, and the loop in the middle.
pub mod connect;
pub mod engine;
pub mod ledger;

// The whole floor in a bottle.
pub mod sim;

// The running program and its faces.
pub mod cli;
pub mod clock;
pub mod config;
pub mod limits;
pub mod run;
pub mod ui;
