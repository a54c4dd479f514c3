//! How much there is to do for those who are there, and when order begins to matter.
//!
//! While the floor copes, whoever came first is served first: nobody minds an order that costs them nothing. When more
//! comes than can be done, somebody will wait too long, and it should be those for whom it costs least.

use super::say;
use crate::floor::{At, Weights};
use jiff::tz::TimeZone;

/// Length of the intervals that priority mode is switched off by, in seconds.
pub const LOAD_INTERVAL_SECS: u32 = 15 * 60;
/// Quiet intervals in a row after which priority mode is off.
const QUIET_INTERVALS: usize = 2;

/// What happened in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// How long it was, in seconds.
    pub secs: u32,
    /// Conversations that came to need an answer in it.
    pub arrived: u32,
    /// Conversations that wait for an answer at its end.
    pub waiting: u32,
    /// Seconds of work that one takes.
    pub handle_secs: u32,
    /// Seconds in which agents were available, all agents together. Who answers three at a time gives three seconds a
    /// second, when the seconds of work are counted so too.
    pub agent_secs: u64,
}

/// Offered work over capacity, in hundredths: 100 is just as much work as can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Load(u32);

impl Load {
    /// Nobody is there, and somebody waits.
    pub const INFINITE: Load = Load(u32::MAX);

    /// So many hundredths.
    pub fn of_centi(centi: u32) -> Load {
        Load(centi)
    }

    /// In hundredths; `None` when it is infinite.
    pub fn centi(self) -> Option<u32> {
        (self != Load::INFINITE).then_some(self.0)
    }

    /// The words on the screen: `1.18`, or that nobody is there.
    pub fn words(self) -> String {
        match self.centi() {
            Some(centi) => say::hundredths(u64::from(centi)),
            None => "without limit: nobody is there to answer".to_owned(),
        }
    }
}

/// The load of a stretch of time: `arrived * handle_secs / agent_secs`, rounded to a hundredth, halves up. It is the
/// offered load in erlangs over the agents who are there (Erlang 1917; also called traffic intensity a server). At 1 and
/// above the queue grows for as long as it stays so; near 1 it is long already.
///
/// It looks at what comes and not at what waits, so a backlog of yesterday is no load. Without agents it is
/// infinite when anybody comes or waits, and 0 when nobody does.
///
/// ```
/// use watchfloor::measure::{Load, Offered, load};
/// // 53 in a quarter of an hour, five minutes each, for 15 agents.
/// let quarter = Offered { secs: 900, arrived: 53, waiting: 9, handle_secs: 300, agent_secs: 15 * 900 };
/// assert_eq!(load(&quarter), Load::of_centi(118));
/// assert_eq!(load(&Offered { agent_secs: 0, ..quarter }), Load::INFINITE);
/// assert_eq!(load(&Offered { agent_secs: 0, arrived: 0, waiting: 0, ..quarter }), Load::of_centi(0));
/// ```
pub fn load(offered: &Offered) -> Load {
    let work = u128::from(offered.arrived) * u128::from(offered.handle_secs);
    match u128::from(offered.agent_secs) {
        0 if offered.arrived == 0 && offered.waiting == 0 => Load(0),
        0 => Load::INFINITE,
        there => Load(u32::try_from((work * 200 + there) / (there * 2)).unwrap_or(u32::MAX).min(u32::MAX - 1)),
    }
}

/// In what order the floor serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// First come, first served.
    #[default]
    Fifo,
    /// By cost of delay.
    Priority {
        /// Since when.
        since: At,
        /// The load that switched it on.
        load: Load,
    },
}

/// The mode after an interval.
///
/// `loads` are those of the newest intervals of [`LOAD_INTERVAL_SECS`], oldest first, the newest ending `now`; two are
/// enough, and more are not looked at. Priority mode goes on when the newest load is at or above `priority_on`, and off
/// when the newest two are both below `priority_off`: a floor that hovers about 1 does not change its order with every
/// interval. Should `priority_off` be set above `priority_on`, it counts as that. An empty list changes nothing.
///
/// ```
/// use watchfloor::floor::{At, Weights};
/// use watchfloor::measure::{Load, Mode, next_mode};
/// let at = At::from_unix(1_700_000_000).unwrap();
/// let (weights, loads) = (Weights::default(), |loads: &[u32]| loads.iter().map(|l| Load::of_centi(*l)).collect::<Vec<_>>());
/// let on = next_mode(Mode::Fifo, &loads(&[97, 118]), &weights, at);
/// assert_eq!(on, Mode::Priority { since: at, load: Load::of_centi(118) });
/// assert_eq!(next_mode(on, &loads(&[118, 80]), &weights, at.plus(900)), on, "one quiet interval is not enough");
/// assert_eq!(next_mode(on, &loads(&[80, 94]), &weights, at.plus(1_800)), Mode::Fifo);
/// assert_eq!(next_mode(on, &loads(&[80, 97]), &weights, at.plus(1_800)), on, "97 is not quiet");
/// ```
#[must_use]
pub fn next_mode(mode: Mode, loads: &[Load], weights: &Weights, now: At) -> Mode {
    let Some(newest) = loads.last().copied() else { return mode };
    let (on, off) = (Load(weights.priority_on), Load(weights.priority_off.min(weights.priority_on)));
    match mode {
        Mode::Fifo if newest >= on => Mode::Priority { since: now, load: newest },
        Mode::Fifo => Mode::Fifo,
        Mode::Priority { .. } => {
            let quiet = loads.iter().rev().take(QUIET_INTERVALS).filter(|load| **load < off).count();
            if quiet == QUIET_INTERVALS { Mode::Fifo } else { mode }
        }
    }
}

/// Why the floor serves in the order it does. The load is the one that switched the mode on, what came is that of the
/// newest stretch.
///
/// ```
/// use jiff::tz::TimeZone;
/// use watchfloor::floor::At;
/// use watchfloor::measure::{Load, Mode, Offered, mode_words};
/// let at = At::from_unix(1_700_000_000 - 800).unwrap(); // 22:00 in Greenwich
/// let quarter = Offered { secs: 900, arrived: 53, waiting: 9, handle_secs: 300, agent_secs: 15 * 900 };
/// let mode = Mode::Priority { since: at, load: Load::of_centi(118) };
/// assert_eq!(
///     mode_words(mode, &quarter, &TimeZone::UTC),
///     "Priority mode since 22:00: load 1.18, 212 conversations an hour for 15 agents"
/// );
/// assert_eq!(
///     mode_words(Mode::Fifo, &Offered { arrived: 31, ..quarter }, &TimeZone::UTC),
///     "First come, first served: load 0.69, 124 conversations an hour for 15 agents"
/// );
/// ```
pub fn mode_words(mode: Mode, offered: &Offered, zone: &TimeZone) -> String {
    let secs = u64::from(offered.secs.max(1));
    let agents = say::many((offered.agent_secs + secs / 2) / secs, "agent");
    let hourly = say::many((u64::from(offered.arrived) * 3_600 + secs / 2) / secs, "conversation");
    let (begin, load) = match mode {
        Mode::Fifo => ("First come, first served".to_owned(), load(offered)),
        Mode::Priority { since, load } => {
            let since = since.timestamp().to_zoned(zone.clone());
            (format!("Priority mode since {:02}:{:02}", since.hour(), since.minute()), load)
        }
    };
    format!("{begin}: load {}, {hourly} an hour for {agents}", load.words())
}
