//! What will be written, interval by interval, with how sure that is.
//!
//! ```text
//! z = ln(1 + count)
//! p50 = (exp(profile(weekday, slot) + level(ahead) + trend(ahead)) - 1) · lifts of events · growth
//! p80, p95: from what forecasts of the past missed, one and seven days ahead
//! ```
//!
//! * `profile`: the usual week, of medians, pooled as far as noise asks for it;
//! * `level`: how high the week stands now, in three parts of which the quick one is a spike that goes;
//! * `trend`: a slope that dies away; [`Drift`] is the same for handle times;
//! * `lift`: what events multiply, aligned by event, shrunk towards their class, set by a person;
//! * `band`: the quantiles;
//! * [`Today`]: the rest of a running day;
//! * [`back_test`]: how good all of it would have been.
//!
//! Nothing is fitted step by step and nothing is drawn by chance: the same history gives the same forecast, to the last
//! bit. No parameter belongs to a brand; each is a length of time, or a multiple of the scatter of the history itself.

mod backtest;
mod band;
mod calendar;
mod drift;
mod fit;
mod level;
mod lift;
mod profile;
mod robust;
mod today;
mod trend;

pub use backtest::{BackTest, back_test, poisson_floor, seasonal_naive};
pub use calendar::{COUNTRIES, Calendar, Class, Event, date_of, day_of, easter, events_of};
pub use drift::Drift;
pub use fit::{Fit, Impossible, Point, usual};
pub use lift::{From, Lift, PRIOR_WEIGHT, shrunk};
pub use today::Today;
