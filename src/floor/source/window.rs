//! How long a private message may still be answered, where a network sets a limit to that.

use crate::floor::At;

/// How long after a customer's last private message a network takes an answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyWindow {
    /// Seconds after it in which any answer is taken.
    pub any_secs: u32,
    /// Seconds after it in which the answer of a person is taken, marked as that; not less than `any_secs`.
    pub person_secs: u32,
}

/// Where a moment lies in a [`ReplyWindow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Any answer is taken.
    Any {
        /// Until then.
        until: At,
        /// And that of a person until then.
        person_until: At,
    },
    /// Only that of a person is taken.
    Person {
        /// Since then.
        since: At,
        /// Until then.
        until: At,
    },
    /// None is taken: the customer has to write again.
    Nothing {
        /// Since then.
        since: At,
    },
}

impl ReplyWindow {
    /// What is allowed now to a customer who last wrote at `last`. The second in which a window ends is not in it any
    /// more. A message from the future, by our clock, has its whole time.
    ///
    /// ```
    /// use watchfloor::floor::At;
    /// use watchfloor::floor::source::{Allowed, ReplyWindow};
    /// let window = ReplyWindow { any_secs: 24 * 3_600, person_secs: 7 * 86_400 };
    /// let nine = At::from_unix(1_764_000_000).unwrap();
    /// let (a_day_on, a_week_on) = (nine.plus(86_400), nine.plus(7 * 86_400));
    /// assert_eq!(window.at(nine, nine.plus(60)), Allowed::Any { until: a_day_on, person_until: a_week_on });
    /// assert_eq!(window.at(nine, a_day_on), Allowed::Person { since: a_day_on, until: a_week_on });
    /// assert_eq!(window.at(nine, a_week_on), Allowed::Nothing { since: a_week_on });
    /// ```
    pub fn at(self, last: At, now: At) -> Allowed {
        let last = last.min(now);
        let (any, person) = (last.plus(self.any_secs), last.plus(self.person_secs));
        if now < any {
            Allowed::Any { until: any, person_until: person }
        } else if now < person {
            Allowed::Person { since: any, until: person }
        } else {
            Allowed::Nothing { since: person }
        }
    }
}
