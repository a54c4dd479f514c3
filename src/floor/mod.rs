//! What is: the floor of a customer-service team, as plain data and pure functions.
//!
//! The floor is the fold of its [`Event`]s. [`decide`] turns a [`Command`] into events or a [`Refusal`], [`intake`] turns
//! a page of mentions into events, [`due`] turns the passing of time into events, and [`Floor::apply`] folds them in.
//!
//! Nothing here reads a clock, touches a disk, draws a random number or waits. Time arrives as an argument. No words
//! that a customer wrote are here either: they lie in the ledger, and facts point at them.

mod agent;
mod ask;
mod at;
mod brand;
mod changes;
mod channel;
pub mod check;
mod command;
pub mod conversation;
mod decide;
mod due;
mod durations;
mod event;
mod id;
mod index;
mod intake;
mod lesson;
mod mention;
mod parts;
mod reading;
mod spread;
mod state;
mod tables;
pub mod tally;
mod weights;

pub use agent::{Agent, Presence};
pub use at::At;
pub use brand::{Brand, Store};
pub use changes::Changes;
pub use channel::{Channel, Handle, RESOLUTION_PRESET_SECS, Source, SourceKind, first_response_preset_secs};
pub use command::{BeyondCapacity, Command, Refusal};
pub use conversation::{Conversation, Owner, State};
pub use decide::{Decided, Draft, channel_added, decide};
pub use due::due;
pub use durations::Durations;
pub use event::{Actor, Decision, Event, Standing};
pub use id::{AgentId, AuthorId, ChannelId, ConversationId, HandleId, MentionId, SourceId};
pub use index::{ByMoment, Index};
pub use intake::{Arrived, Intake, Orphan, Unreadable, Words, intake};
pub use lesson::{Lesson, LessonHead};
pub use mention::{Amplification, Incoming, IncomingAuthor, IncomingKind, MentionKind};
pub use parts::Parts;
pub use reading::{Cues, Intent, Kind, Lane, Overrule, Personal, Reading, Reason, Stage, Verdict};
pub use spread::{SPREAD_MINUTES, Spread};
pub use state::{Changed, Floor, Quarantined, Undoable};
pub use tables::{Author, Authors, Mention, Mentions, key_of};
pub use weights::Weights;
