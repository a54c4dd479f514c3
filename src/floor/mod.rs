//! What is: the floor of a customer-service team, as plain data and pure functions.
//!
//! Nothing here reads a clock, touches a disk, draws a random number or waits. Time arrives as an argument.

mod at;
mod mention;

pub use at::At;
pub use mention::{Amplification, Incoming, IncomingAuthor, IncomingKind, MentionKind};
