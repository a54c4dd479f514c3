//! The one place that reads the clock.

use crate::floor::At;
use std::time::{Duration, Instant};

/// Now, by the system's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
pub fn now() -> At {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).ok().and_then(At::from_unix).unwrap_or(At::LAST)
}

/// A clock that can run faster than life, or stand still.
#[derive(Clone, Copy, Debug)]
pub struct ScaledClock {
    base: At,
    since: Instant,
    speed: u32,
}

impl ScaledClock {
    /// A clock that shows `at` now.
    pub fn starting(at: At, speed: u32) -> ScaledClock {
        ScaledClock { base: at, since: Instant::now(), speed }
    }

    /// What it shows.
    pub fn now(&self) -> At {
        let secs = self.since.elapsed().as_secs_f64() * f64::from(self.speed);
        self.base.plus(secs as u32)
    }

    /// How many times faster than life it runs.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// The same moment from here on at another speed.
    pub fn set_speed(&mut self, speed: u32) {
        *self = ScaledClock::starting(self.now(), speed);
    }

    /// How long it takes until it shows `at`; `None` when it stands still.
    pub fn until(&self, at: At) -> Option<Duration> {
        let secs = at.secs_since(self.base).max(0) as f64;
        let due = Duration::from_secs_f64(secs / f64::from((self.speed > 0).then_some(self.speed)?));
        Some(due.saturating_sub(self.since.elapsed()))
    }
}
