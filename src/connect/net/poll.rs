//! When a source is asked, and when it is left alone: the pure part of asking.
//!
//! Whoever asks a source holds one [`Pace`] for it, says what came of each request, and is told what to do next. So no
//! source is asked more often than is allowed, what goes out goes before what comes in, a source that is not well is
//! asked ever less, one that said until when it wants to be left alone is left alone until then, and one that needs a
//! person is not asked at all. One source's pace is nobody else's.
//!
//! ```
//! use watchfloor::connect::net::Trouble;
//! use watchfloor::connect::net::poll::{Due, Next, Pace};
//! use watchfloor::floor::At;
//! let now = At::from_unix(1_700_000_000).unwrap();
//! let due = Due { every_secs: 60, signed_in: true, ..Due::default() };
//! let mut pace = Pace::new(30, now);
//! assert_eq!(pace.next(&due, now), Next::Read);
//! pace.ask(now);
//! pace.read(&due, false, now);
//! assert_eq!(pace.next(&due, now), Next::Wait(now.plus(60)));
//! let slow = Trouble::Slow { until: Some(now.plus(290)), why: "asked too often".into() };
//! pace.fail(&slow, now.plus(60), 0.5);
//! assert_eq!(pace.next(&due, now.plus(60)), Next::Wait(now.plus(290)), "to the second");
//! ```

use super::Trouble;
use crate::floor::At;
use crate::limits;

/// What there is to do for a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Seconds between two looks.
    pub every_secs: u32,
    /// There is a session, and it is good for a while.
    pub signed_in: bool,
    /// Something waits to go out.
    pub has_out: bool,
    /// A person said that it is not to be asked.
    pub paused: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing before this moment, unless something changes.
    Wait(At),
    /// Nothing before a person does something.
    Stop,
    /// Sign in.
    SignIn,
    /// Bring out what waits.
    Send,
    /// Read on.
    Read,
}

/// How a source is asked. See the module.
#[derive(Clone, Debug)]
pub struct Pace {
    per_minute: u32,
    /// Sixtieths of a request that may be asked at once, and since when that counts. Less than nothing when one thing
    /// took more requests than there were: what follows waits the longer.
    tokens: i64,
    filled_at: At,
    /// The newest moment that it was told.
    seen_at: At,
    read_at: At,
    send_at: At,
    /// Nothing at all before this.
    not_before: At,
    /// Until when the server itself wants to be left alone: no person's wish goes before that.
    slow_until: At,
    /// Failures one after another.
    failures: u32,
    /// Refused logins one after another.
    refused: u32,
    stopped: bool,
    trouble: Option<Trouble>,
}

/// Sixtieths of a request in one.
const REQUEST: i64 = 60;

impl Pace {
    /// Of a source that may be asked so many times a minute, at once.
    pub fn new(per_minute: u32, now: At) -> Pace {
        let per_minute = per_minute.max(1);
        Pace {
            per_minute,
            tokens: burst(per_minute),
            filled_at: now,
            seen_at: now,
            read_at: now,
            send_at: now,
            not_before: now,
            slow_until: now,
            failures: 0,
            refused: 0,
            stopped: false,
            trouble: None,
        }
    }

    /// What keeps it from being asked now.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Failures one after another.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// What to do next.
    pub fn next(&mut self, due: &Due, now: At) -> Next {
        self.heed(now);
        if due.paused || self.stopped {
            return Next::Stop;
        }
        if self.not_before > now {
            return Next::Wait(self.not_before);
        }
        let sends = due.has_out && self.send_at <= now;
        let reads = self.read_at <= now;
        if !sends && !reads {
            let next = if due.has_out { self.read_at.min(self.send_at) } else { self.read_at };
            return Next::Wait(next);
        }
        self.fill(now);
        // What goes out may take the last request of a minute; what comes in leaves it one.
        let needed = if sends { REQUEST } else { REQUEST.min(burst(self.per_minute) - REQUEST) + REQUEST };
        if self.tokens < needed {
            let secs = (needed - self.tokens).unsigned_abs().div_ceil(u64::from(self.per_minute));
            return Next::Wait(now.plus(u32::try_from(secs).unwrap_or(u32::MAX).max(1)));
        }
        match (due.signed_in, sends) {
            (false, _) => Next::SignIn,
            (true, true) => Next::Send,
            (true, false) => Next::Read,
        }
    }

    /// A request is sent now. Something that was begun may need several: those that were not there to be spent are owed.
    pub fn ask(&mut self, now: At) {
        self.heed(now);
        self.fill(now);
        self.tokens = self.tokens.saturating_sub(REQUEST);
    }

    /// The login was taken.
    pub fn signed_in(&mut self) {
        self.trouble = None;
    }

    /// A page was read and kept. `more` when there is more to be read at once.
    pub fn read(&mut self, due: &Due, more: bool, now: At) {
        self.heed(now);
        self.well();
        self.read_at = if more { now } else { now.plus(due.every_secs) };
    }

    /// Something went out, or a person has to decide about it: either way nothing waits for it.
    pub fn sent(&mut self) {
        self.well();
    }

    /// What goes out failed for itself and is tried again later; reading goes on.
    pub fn hold(&mut self, tries: u32, now: At, chance: f64) {
        self.heed(now);
        self.send_at = now.plus(back_off(tries, chance));
    }

    /// Nothing goes out before this moment; reading goes on.
    pub fn hold_until(&mut self, until: At, now: At) {
        self.heed(now);
        self.send_at = until.max(now.plus(1));
    }

    /// Something did not work. `chance` is even between 0 and 1.
    pub fn fail(&mut self, trouble: &Trouble, now: At, chance: f64) {
        self.heed(now);
        self.failures = self.failures.saturating_add(1);
        let later = now.plus(back_off(self.failures, chance));
        match trouble {
            Trouble::Slow { until, .. } => {
                self.not_before = until.filter(|at| *at > now).unwrap_or(later);
                self.slow_until = until.map_or(self.slow_until, |at| at.max(self.slow_until));
            }
            Trouble::Quota { until: Some(until), .. } if *until > now => self.not_before = *until,
            Trouble::Quota { .. } | Trouble::Refused(_) => self.stopped = true,
            // A fresh login that is refused at once will be so the next time too: no circle, but a person.
            Trouble::SignIn(_) => {
                self.refused += 1;
                self.stopped = self.refused > limits::SIGN_INS_MAX;
                self.not_before = later;
            }
            Trouble::Unwell(_) => self.not_before = later,
        }
        self.trouble = Some(trouble.clone());
    }

    /// A person did something: it is asked again at once, or as soon as the server wants to be asked again when it said
    /// that it was asked too often. A quota that is used up may be a larger one by now, so that is tried.
    pub fn wake(&mut self, now: At) {
        self.heed(now);
        (self.stopped, self.refused, self.failures) = (false, 0, 0);
        (self.not_before, self.read_at, self.send_at) = (self.slow_until.max(now), now, now);
        if self.slow_until <= now {
            self.trouble = None;
        }
    }

    fn well(&mut self) {
        (self.failures, self.refused, self.trouble) = (0, 0, None);
    }

    fn fill(&mut self, now: At) {
        let filled = now.secs_since(self.filled_at).max(0).saturating_mul(i64::from(self.per_minute));
        self.tokens = self.tokens.saturating_add(filled).min(burst(self.per_minute));
        self.filled_at = now;
    }

    /// A clock that was set back takes all moments with it: what was to be in a minute still is.
    fn heed(&mut self, now: At) {
        let back = u32::try_from(self.seen_at.secs_since(now)).unwrap_or(0);
        for at in
            [&mut self.filled_at, &mut self.read_at, &mut self.send_at, &mut self.not_before, &mut self.slow_until]
        {
            *at = at.minus(back);
        }
        self.seen_at = now;
    }
}

/// What may be asked at once: a quarter of what may be asked in a minute, at least two.
fn burst(per_minute: u32) -> i64 {
    i64::from(per_minute / 4).max(2) * REQUEST
}

/// Seconds to wait after so many failures: anything from one to twice as long as the last time at most, so that many
/// who failed together do not come back together; five minutes at the most.
///
/// The rule is full jitter: evenly spread below a bound that doubles. `chance` is even between 0 and 1.
///
/// ```
/// use watchfloor::connect::net::poll::back_off;
/// assert_eq!((back_off(1, 0.0), back_off(1, 0.99)), (1, 2));
/// assert_eq!(back_off(30, 0.999_999), 300);
/// ```
pub fn back_off(failures: u32, chance: f64) -> u32 {
    let most = 2_u32.saturating_pow(failures.min(16)).min(limits::BACK_OFF_SECS_MAX);
    1 + (f64::from(most - 1).mul_add(chance.clamp(0.0, 1.0), 0.5) as u32).min(most - 1)
}
