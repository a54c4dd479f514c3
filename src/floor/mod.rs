//! What is: the floor of a customer-service team, as plain data and pure functions.
//!
//! The floor is the fold of its [`Event`]s. [`decide`] turns a [`Command`] into events or a [`Refusal`], [`intake`] turns
//! a page of mentions into events, [`due`] turns the passing of time into events, and [`Floor::apply`] folds them in.
//!
//! Nothing here reads a clock, touches a disk, draws a random number or waits. Time arrives as an argument. No words
//! that a customer wrote are here either: they lie in the ledger, and facts point at them.

mod agenda;
mod agent;
mod alert;
mod ask;
pub mod assignment;
mod at;
mod brand;
mod cascade;
mod case;
mod changes;
mod channel;
pub mod check;
mod command;
pub mod conversation;
pub mod customer;
mod decide;
mod decide_watch;
pub mod desk;
mod due;
mod durations;
pub mod escalation;
mod event;
mod exposure;
pub mod handoff;
mod id;
mod index;
mod intake;
mod lesson;
mod mention;
mod overrule;
mod parts;
pub mod people;
pub mod promise;
mod reading;
pub mod schedule;
pub mod source;
mod spread;
mod state;
mod tables;
pub mod tally;
mod weights;
mod written;

pub use agent::{Agent, Presence};
pub use alert::{Alert, AlertId, Alerts, Cause, Level};
pub use assignment::{AssignmentCommand, AssignmentEvent, Assignments, How, Limit, Need, Rules, WhyNot};
pub use at::At;
pub use brand::{Brand, Store};
pub use cascade::{Cascade, CascadeParts, EARLY_SECS, Join, JoinKind, MEMORY_TAUS_SECS, WINDOW_TAUS_SECS};
pub use changes::Changes;
pub use channel::{Channel, Handle, RESOLUTION_PRESET_SECS, Source, SourceKind, first_response_preset_secs};
pub use command::{BeyondCapacity, Command, Refusal};
pub use conversation::{Conversation, Owner, State};
pub use customer::{
    Customer, CustomerHandle, Customers, Joining, Match, MatchedBy, Matter, Recognised, SURE_PCT, Seen, Tier,
    email_key, emails_in, joining, match_author, matters,
};
pub use decide::{Decided, Draft, channel_added, decide};
pub use desk::{Account, Asker, DeskCommand, DeskEvent, Desks, Figure, Role, Rule, Seal, Seat};
pub use due::due;
pub use durations::Durations;
pub use escalation::{EscalationCommand, EscalationEvent, Escalations};
pub use event::{Actor, Decision, Event, Standing};
pub use exposure::Exposure;
pub use handoff::{HandoffCommand, HandoffEvent, Handoffs};
pub use id::{
    AgentId, AuthorId, CalendarId, ChannelId, ConversationId, CustomerId, EscalationId, HandleId, MentionId, SourceId,
};
pub use index::{ByMoment, Index};
pub use intake::{Arrived, Intake, Orphan, Reads, Said, Unreadable, Words, intake};
pub use lesson::{Lesson, LessonHead};
pub use mention::{Amplification, CARRIED_MARK, Incoming, IncomingAuthor, IncomingKind, MentionKind, parted};
pub use overrule::Overruled;
pub use parts::Parts;
pub use people::{People, PeopleCommand, PeopleEvent, Profile, Shift};
pub use promise::{
    Book, Calendar, Clock, Due, Edition, Explained, Hours, Line, Moved, Pause, Period, Policy, PolicyHours,
    PromiseCommand, PromiseEvent, Promises, SpecialDay, Terms, WEEKDAYS, WallClock, Working, due_of, merged,
    parse_periods, period_words, preset_policies, span_words, unwise, working,
};
pub use reading::{Cues, Intent, Kind, Lane, Overrule, Personal, Reading, Reason, Stage, Verdict};
pub use schedule::{Schedule, ScheduleCommand, ScheduleEvent};
pub use source::{SourceCommand, SourceEvent};
pub use spread::{SPREAD_MINUTES, Spread};
pub use state::{Changed, Floor, Quarantined, Undoable};
pub use tables::{Author, Authors, Mention, Mentions, key_of};
pub use weights::Weights;
