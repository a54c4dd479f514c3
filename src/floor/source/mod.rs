//! What is read from the network and written back to it: how each source is set up, what a source tells of what is here
//! already, and the outbox of what has to reach the outside.
//!
//! What must reach the outside is a fact before it is sent, so that nothing that was decided is forgotten; that it is
//! *being* sent is a fact too, so that after whatever happened it is known that it may be there already, and is looked
//! for before it is sent again. A secret is never here.

mod settings;
mod told;

pub use settings::SourceSettings;
pub use told::{Change, Ticket, TicketState, Told};
