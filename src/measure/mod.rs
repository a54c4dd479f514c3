//! How it goes: the figures, each one function of the facts. Live tile, report, export and replay call the same one.

mod adherence;
mod assignment;
mod benchmark;
mod both_ways;
mod cost;
mod expectation;
mod expected;
mod handle_time;
mod influence;
mod listening;
mod load;
mod numenta;
mod period;
mod pulse;
mod quantile;
mod rate;
mod response;
mod say;
mod surprise;
mod switching;
mod trend;
mod turned;

pub use adherence::{Adherence, There, Was, adherence, adherence_of, adherence_of_all, there};
pub use assignment::{Candidate, Ranked, UNFAMILIAR_CENTI, most_urgent, of_age_milli, rank, rest_milli};
pub use benchmark::{
    Benchmark, FIRST_RESPONSE_SECS, RESPONSE_RATE, WITHIN_HOUR, WITHIN_HOUR_COMPLAINT, social_team_fte,
};
pub use both_ways::{BothWays, Hours, Job, Order, Played, Servers, both_ways, play, waiting_cost_milli};
pub use cost::{
    AGE_CAP_SECS, AGE_CAP_TARGETS, BREACH_FLOOR_MILLI, Cost, CostOf, PART_MILLI_MAX, Part, PartKind, cost, guard_milli,
    points, priority, promise_milli,
};
pub use expectation::{EXPECT_OF_ALL, EXPECT_OF_COMPLAINTS, EXPECTED_SECS, Expectation, Share, expectation};
pub use expected::{Dispersion, Expected, WeekMinute};
pub use handle_time::{HandleTime, handle_times, slope};
pub use influence::{Influence, InfluenceOf, Term, TermKind, influence, log10_milli};
pub use listening::{Listening, OCCUPANCY_CAP_PCT, Occupancy, listening, occupancy};
pub use load::{LOAD_INTERVAL_SECS, Load, Mode, Offered, load, mode_words, next_mode};
pub use numenta::{Numenta, Scored, numenta, numenta_at, windowed_gaussian};
pub use period::{Period, Span};
pub use pulse::{Alert, Change, Pulse, Quiet, Silence, Spike};
pub use quantile::{quantile, quantile_of};
pub use rate::{Rate, Within, rate, within};
pub use response::{Counting, Response, response, response_counted, response_open_secs, responses_by_channel};
pub use surprise::{Judged, Spikes, surprise};
pub use switching::{SWITCH_ALERT_PCT, SWITCH_CALM_PCT, SWITCH_OF_MIN, SwitchRow, Switching, switching};
pub use trend::{HalfHour, half_hours, tide, waiting_trend};
pub use turned::{turned_round, went_from_angry_to_glad};
