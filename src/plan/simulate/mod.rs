//! A floor that is played: what a day, or the next hours, would be like.
//!
//! Formulas know one queue in the long run. Here a whole floor is played event by event: classes of conversations with
//! priorities, groups of people with skills, several conversations at once each slower for it, patience, shifts and
//! breaks after which what is begun is ended. [`simulate`] plays a [`Spec`] many times; [`Study`] plays the **live** floor
//! on from now, twice with the same customers, and says what a change would change.
//!
//! ```
//! use watchfloor::plan::queueing::erlang_a;
//! use watchfloor::plan::simulate::{Going, Spec, simulate};
//! // Ten people, 200 arrivals an hour of 3 minutes each, who wait 2 minutes on average: 500 hours.
//! let mut spec = Spec::one_queue(500.0 * 3600.0, 200.0 / 3600.0, 180.0, 10, Some(120.0));
//! spec.classes[0].within_secs = 20.0;
//! let played = simulate(&spec, 1, 7, &mut |_| Going::On).unwrap();
//! let (seen, told) = (played.all, erlang_a(10.0, 200.0 / 3600.0, 180.0, 120.0, 20.0));
//! assert!((seen.service_level() - told.service_level).abs() < 0.01);
//! assert!((seen.abandoned_ratio() - told.abandoned_ratio).abs() < 0.01);
//! assert_eq!(seen.offered, seen.ended + seen.abandoned + seen.open + played.in_hand_at_end, "nobody is lost");
//! ```
//!
//! **Not the rehearsal.** [`sim`](crate::sim) plays invented days through the real engine, fact by fact, with texts, a
//! network and a disk that fail, and tries the program. This room plays bare queues, ten thousand times as fast, and
//! tries a plan: it knows no text, no engine and no fact. They share no code but the idea that each purpose has chance of
//! its own: here chance must be looked up by a conversation's number, so that two floors meet the same customers, and
//! lengths must be real numbers of seconds that agree with Erlang's formulas to a tenth of a point.
//!
//! The same spec and seed give the same answer to the last bit, whoever asks and however often it is interrupted.

mod chance;
mod events;
mod floor;
mod ground;
mod live;
mod played;
mod spec;
mod tally;
mod what_if;

pub use live::{InHand, LiveClass, LiveQueue, OnShift, OpenConversation, Partner};
pub use played::{Band, Interval, Played, simulate};
pub use spec::{Arrivals, Class, Group, Pause, Shift, Spec, Spread};
pub use tally::{Busy, Run, Tally};
pub use what_if::{Answers, Figures, Sliders, Study, what_if};

/// Whether a search or a simulation goes on; whoever has the clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// Go on.
    On,
    /// End now, with what there is.
    Stop,
}
