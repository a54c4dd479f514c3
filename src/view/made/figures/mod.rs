//! What is worked out for the planner: pure functions of a floor and a moment, and work that takes so long that somebody
//! else does it. One figure is computed in one place: the strip of the wallboard asks the same [`coverage`].

mod better;
mod cover;
mod history;
mod outlook;
mod played;
mod rehearsed;
mod season;

pub use better::{Gap, Hunt};
pub use cover::{asking, coverage, in_force};
pub use history::volumes;
pub use outlook::{Ground, Outlook, volume_of};
pub use played::{Days, Turned, days, start, turned};
pub use season::Peak;
