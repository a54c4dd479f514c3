//! How far it will spread: from the fading sums of a conversation to an early, honest warning.
//!
//! ```
//! use watchfloor::floor::{Amplification, At, Cascade, Join};
//! use watchfloor::triage::viral::{Level, forecast, next_level};
//! let start = At::from_unix(1_700_000_000).unwrap();
//! let mut cascade = Cascade::begin(start, Some(90));
//! cascade.add(start.plus(200), Join::passed_on(Amplification::Repost, Some(120), 1));
//! let calm = forecast(&cascade, start.plus(201), 500_000);
//! cascade.add(start.plus(292), Join::passed_on(Amplification::Repost, Some(2_400_000), 2));
//! let alarm = forecast(&cascade, start.plus(293), 500_000);
//! assert_eq!((calm.level, alarm.level), (Level::Calm, Level::Alarm), "the second who joins is enough, if known widely");
//! assert_eq!(next_level(Level::Calm, &alarm), Level::Alarm);
//! ```
//!
//! `seismic` is the self-exciting model, [`forecast()`] what the desk is told. Everything is a pure function of a
//! [`crate::floor::Cascade`] and a moment: no clock is read, no history is kept, no chance is drawn.

mod alerts;
mod boost;
mod features;
mod forecast;
mod forest;
mod history;
mod invented;
mod learn;
mod level;
mod seismic;
mod trees;

pub use alerts::{Warned, warned};
pub use forecast::{
    ANSWER_CALMS_RATIO, ANSWERED_ASSUMPTION, Band, Basis, Driver, Effect, Factor, Forecast, Point, Weighing,
    answered_now, curve, forecast, forecast_by,
};
pub use history::{History, NoHistory};
pub use invented::invented_histories;
pub use learn::{Lessons, learn, learn_sizes};
pub use level::{ALARM_P, LEAVE_RATIO, Level, QUIET_SECS, VELOCITY_ALARM, VELOCITY_WATCH, WATCH_P, level, next_level};
pub use seismic::{
    Carrying, Exact, Excitement, KERNEL_HEIGHT, KERNEL_PLATEAU_SECS, KERNEL_THETA, MEAN_DEGREE, MEMORY_ERROR_MAX,
    MEMORY_WEIGHTS, PRIOR_CARRIED, PRIOR_INFECTIOUSNESS, memory, still_to_react,
};
pub use trees::{NoTrees, Trees};
