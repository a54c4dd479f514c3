//! Watchfloor, a supervisor's desk for social customer service.
//!
//! The floor is the fold of its facts: everything the screens show is computed from an ordered log of what happened.
//! Read the modules in this order.
#![forbid(unsafe_code)]

pub mod floor;
pub mod ledger;
pub mod limits;
pub mod measure;
// What the screens may read.
pub mod view;
// The outside.
pub mod connect;
// The loop.
pub mod engine;
