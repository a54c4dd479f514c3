//! A moment, in whole seconds.
//!
//! Facts of the floor are people writing and people answering: nobody is measured in less than a second. A moment takes
//! four bytes, and so does an `Option` of it, which keeps a million conversations small. It reaches
//! from 1970 to February 2106.

use std::num::NonZeroU32;

/// A moment: whole seconds since 1970-01-01 00:00 UTC, never 0.
///
/// ```
/// use watchfloor::floor::At;
/// let nine = At::from_unix(1_511_776_800).unwrap();
/// assert_eq!(nine.plus(90).secs_since(nine), 90);
/// assert_eq!(At::from_unix(-5), None, "before 1970 there was no social network");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(NonZeroU32);

impl At {
    /// The first moment there is.
    pub const FIRST: At = At(NonZeroU32::MIN);
    /// The last moment there is.
    pub const LAST: At = At(NonZeroU32::MAX);

    /// The moment so many seconds after 1970, if it can be kept.
    pub fn from_unix(secs: i64) -> Option<At> {
        u32::try_from(secs).ok().and_then(NonZeroU32::new).map(At)
    }

    /// Seconds since 1970.
    pub fn unix(self) -> i64 {
        i64::from(self.0.get())
    }

    /// The same moment for calendars.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.unix()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// The whole second that a timestamp lies in.
    pub fn from_timestamp(t: jiff::Timestamp) -> Option<At> {
        At::from_unix(t.as_second())
    }

    /// So many seconds later; the last moment there is, when that would be later still.
    pub fn plus(self, secs: u32) -> At {
        At(self.0.saturating_add(secs))
    }

    /// So many seconds earlier; the first moment there is, when that would be earlier still.
    pub fn minus(self, secs: u32) -> At {
        At(NonZeroU32::new(self.0.get().saturating_sub(secs)).unwrap_or(NonZeroU32::MIN))
    }

    /// Seconds from `earlier` to this, negative when `earlier` is later.
    pub fn secs_since(self, earlier: At) -> i64 {
        self.unix() - earlier.unix()
    }
}

impl std::fmt::Debug for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}
