//! The pure part of Watchfloor, built from the program's own files: what reads the words of strangers.
#![forbid(unsafe_code)]

pub mod connect;
#[path = "../../src/floor/mod.rs"]
pub mod floor;
#[path = "../../src/limits.rs"]
pub mod limits;
#[path = "../../src/triage/mod.rs"]
pub mod triage;
