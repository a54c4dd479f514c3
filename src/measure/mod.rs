//! How it goes: the figures, each one function of the facts. Live tile, report, export and replay call the same one.

mod both_ways;
mod cost;
mod expectation;
mod expected;
mod influence;
mod load;
mod numenta;
mod period;
mod pulse;
mod quantile;
mod rate;
mod response;
mod say;
mod surprise;
mod trend;

pub use both_ways::{BothWays, Hours, Job, Order, Played, Servers, both_ways, play, waiting_cost_milli};
pub use cost::{
    AGE_CAP_SECS, AGE_CAP_TARGETS, BREACH_FLOOR_MILLI, Cost, CostOf, PART_MILLI_MAX, Part, PartKind, cost, guard_milli,
    points, priority, promise_milli,
};
pub use expectation::{EXPECT_OF_ALL, EXPECT_OF_COMPLAINTS, EXPECTED_SECS, Expectation, Share, expectation};
pub use expected::{Dispersion, Expected, WeekMinute};
pub use influence::{Influence, InfluenceOf, Term, TermKind, influence, log10_milli};
pub use load::{LOAD_INTERVAL_SECS, Load, Mode, Offered, load, mode_words, next_mode};
pub use numenta::{Numenta, Scored, numenta, numenta_at, windowed_gaussian};
pub use period::{Period, Span};
pub use pulse::{Alert, Change, Pulse, Quiet, Silence, Spike};
pub use quantile::{quantile, quantile_of};
pub use rate::{Rate, Within, rate, within};
pub use response::{Counting, Response, response, response_counted, response_open_secs, responses_by_channel};
pub use surprise::{Judged, Spikes, surprise};
pub use trend::{HalfHour, half_hours, tide, waiting_trend};
