//! How it goes: the figures, each one function of the facts. Live tile, report, export and replay call the same one.

mod expected;
mod numenta;
mod period;
mod pulse;
mod quantile;
mod rate;
mod response;
mod surprise;
mod trend;

pub use expected::{Dispersion, Expected, WeekMinute};
pub use numenta::{Numenta, Scored, numenta, numenta_at, windowed_gaussian};
pub use period::{Period, Span};
pub use pulse::{Alert, Change, Pulse, Quiet, Silence, Spike};
pub use quantile::{quantile, quantile_of};
pub use rate::{Rate, Within, rate, within};
pub use response::{Response, response, responses_by_channel};
pub use surprise::{Judged, Spikes, surprise};
pub use trend::{HalfHour, half_hours, tide, waiting_trend};
