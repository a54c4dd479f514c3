//! Of the outside what is pure.

#[path = "../../src/connect/crm/mod.rs"]
pub mod crm;
#[path = "../../src/connect/customers.rs"]
pub mod customers;
#[path = "../../src/connect/file/mod.rs"]
pub mod file;
#[path = "../../src/connect/net/mod.rs"]
pub mod net;
#[path = "../../src/connect/webhook/mod.rs"]
pub mod webhook;

pub use crate::floor::Unreadable as Problem;

/// A page of a file: as in the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub mentions: Vec<crate::floor::Incoming>,
    pub problems: Vec<Problem>,
    pub cursor: String,
}
