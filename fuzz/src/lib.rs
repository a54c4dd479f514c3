//! The pure part of Watchfloor, built from the program's own files: what reads the words of strangers.
#![forbid(unsafe_code)]

#[path = "../../src/floor/mod.rs"]
pub mod floor;
#[path = "../../src/limits.rs"]
pub mod limits;
#[path = "../../src/connect/net/mod.rs"]
pub mod net;
#[path = "../../src/triage/mod.rs"]
pub mod triage;

/// Of the outside what is pure.
pub mod connect {
    pub use crate::floor::Unreadable as Problem;
    pub use crate::net;
}
