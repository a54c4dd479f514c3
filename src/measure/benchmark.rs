//! Figures of others to hold one's own against: what customers expect, and what brands did.
//!
//! Each is of its year and of those who were asked, and none is a target by itself. The articles they stand in are
//! those of the product's number register.

/// A figure of others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Benchmark {
    /// The figure, in the unit of what it is held against.
    pub figure: f64,
    /// What it is of, for people.
    pub words: &'static str,
    /// Where it is from.
    pub source: &'static str,
}

/// Of all customers who write, the share who expect an answer within the hour.
pub const WITHIN_HOUR: Benchmark =
    Benchmark { figure: 0.53, words: "expect an answer within the hour", source: "S0, 2016" };
/// The same share of those who complain.
pub const WITHIN_HOUR_COMPLAINT: Benchmark =
    Benchmark { figure: 0.72, words: "expect it when they have a problem", source: "S0, 2016" };
/// The share of mentions that the hundred largest brands answered.
pub const RESPONSE_RATE: Benchmark =
    Benchmark { figure: 0.42, words: "answered by the 100 largest brands", source: "S0, 2016" };
/// Seconds to the first response on Twitter, on average.
pub const FIRST_RESPONSE_SECS: Benchmark =
    Benchmark { figure: 14_400.0, words: "average first response", source: "S0, 2016" };

/// Employees of a company of which [`SOCIAL_TEAM`] is told.
const COMPANY: u64 = 100_000;
/// People in full-time equivalents who look after social channels there.
const SOCIAL_TEAM: u64 = 50;

/// Tenths of full-time equivalents that a company of so many employees has on social channels, on average, rounded
/// half up: 50 of 100 000 (article S0, row A50), taken to grow with the company. The article speaks of companies of
/// 100 000 and more alone; for a small one it says next to nothing.
///
/// ```
/// use watchfloor::measure::social_team_tenths;
/// assert_eq!(social_team_tenths(100_000), 500, "50.0");
/// assert_eq!(social_team_tenths(240_000), 1_200, "120.0");
/// assert_eq!(social_team_tenths(900), 5, "0.5: do not build on it");
/// ```
pub fn social_team_tenths(employees: u32) -> u32 {
    let tenths = (u64::from(employees) * SOCIAL_TEAM * 10 * 2 + COMPANY) / (COMPANY * 2);
    u32::try_from(tenths).unwrap_or(u32::MAX)
}
