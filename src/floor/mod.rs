//! What is: the floor of a customer-service team, as plain data and pure functions.
//!
//! Nothing here reads a clock, touches a disk, draws a random number or waits. Time arrives as an argument.

mod agent;
mod at;
mod command;
pub mod conversation;
mod id;
mod mention;

pub use agent::{Agent, Presence};
pub use at::At;
pub use command::{BeyondCapacity, Command, Refusal};
pub use conversation::{Conversation, Owner, State};
pub use id::{AgentId, AuthorId, ChannelId, ConversationId, HandleId, MentionId, SourceId};
pub use mention::{Amplification, Incoming, IncomingAuthor, IncomingKind, MentionKind};
