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

/// Employees from which on the size of a team is told.
pub const SOCIAL_TEAM_EMPLOYEES: u32 = 100_000;
/// Full-time equivalents who look after social channels there, on average.
pub const SOCIAL_TEAM_FTE: u32 = 50;

/// Full-time equivalents that a company of so many employees has on social channels, on average: 50 (article S0, row
/// A50). The article speaks of companies of 100 000 employees and more alone. Below that nothing is known, and nothing is
/// scaled down.
///
/// ```
/// use watchfloor::measure::social_team_fte;
/// assert_eq!(social_team_fte(120_000), Some(50));
/// assert_eq!(social_team_fte(99_999), None, "no figure is known");
/// ```
pub fn social_team_fte(employees: u32) -> Option<u32> {
    (employees >= SOCIAL_TEAM_EMPLOYEES).then_some(SOCIAL_TEAM_FTE)
}
