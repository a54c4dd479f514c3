//! The loop: inputs in, facts kept, views out.
//!
//! A turn takes a batch of inputs, decides each against the floor, appends what was decided, folds it in, and makes the
//! whole batch durable before anybody is told. There is no await inside a turn, and time is an argument:
//! the simulator and the rehearsal run the same turn under their own clock.
//!
//! The engine knows no window, opens no file and starts no thread: what takes long is handed out as a [`Job`].

mod assign;
pub mod audit;
mod auditing;
mod commands;
mod customers;
mod input;
mod keep;
mod outbox;
mod outgoing;
mod pages;
mod planning;
mod publish;
mod pulses;
pub mod replay;
mod rules;
mod sealing;
mod table;
mod turn;
mod watch;
mod words;

pub use auditing::Audited;
pub use input::{Failed, Fetched, Input, Job, Outcome, SourceRef};
pub use outbox::{DeliveryNews, SyncSource};
pub use planning::{PlanWork, Planned};
pub use publish::Frame;
pub use turn::Engine;
