//! The clock on the wall of one place, as plain numbers.

use crate::floor::At;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// No zone was ever further from UTC since 1970.
const OFFSET_MAX_SECS: i64 = 16 * 3600;

/// What the clocks on the walls of a zone show, from 1970 to 2106.
///
/// The rules are those that the program carries, not those of the machine: two desks with different machines must
/// never disagree about a due time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallClock {
    name: String,
    /// From which second on the wall shows how many seconds more than UTC; the first counts from the beginning.
    turns: Vec<(i64, i32)>,
}

impl WallClock {
    /// The clock of a zone by its IANA name, for example `Europe/Zurich`; the case does not matter.
    ///
    /// # Errors
    ///
    /// A sentence for the user when there is no such zone.
    pub fn of(name: &str) -> Result<WallClock, String> {
        let unknown = || format!("no time zone is called \"{name}\"; write it as Europe/Zurich or America/New_York");
        // Not `TimeZone::get`: it would read the machine's own rules where it has some.
        let zone = TimeZoneDatabase::bundled().get(name.trim()).map_err(|_| unknown())?;
        let name = zone.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(WallClock { name, turns: turns(&zone) })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seconds that the wall shows more than UTC.
    pub fn offset(&self, at: At) -> i64 {
        i64::from(self.turns[self.turn(at.unix())].1)
    }

    /// What the wall shows: seconds since midnight of 1 January 1970 there.
    pub fn shows(&self, at: At) -> i64 {
        at.unix() + self.offset(at)
    }

    /// The first moment, in seconds since 1970 UTC, at which the wall shows this or later.
    ///
    /// A time that the clock shows twice counts the first time; one that it skips counts as the moment of the jump. So
    /// a later time on the wall never comes before an earlier one, whatever the clock does.
    pub(super) fn first_showing(&self, wall: i64) -> i64 {
        let mut turn = self.turn(wall - OFFSET_MAX_SECS);
        loop {
            let (since, offset) = self.turns[turn];
            let at = (wall - i64::from(offset)).max(since);
            match self.turns.get(turn + 1) {
                Some((until, _)) if at >= *until => turn += 1,
                _ => return at,
            }
        }
    }

    /// Which turn of the clock a second lies after.
    fn turn(&self, unix: i64) -> usize {
        self.turns.partition_point(|(since, _)| *since <= unix).saturating_sub(1)
    }
}

fn turns(zone: &TimeZone) -> Vec<(i64, i32)> {
    let first = At::FIRST.timestamp();
    let mut turns = vec![(i64::MIN, zone.to_offset(first).seconds())];
    for turn in zone.following(first) {
        if turn.timestamp() > At::LAST.timestamp() {
            break;
        }
        let offset = turn.offset().seconds();
        if turns.last().is_none_or(|(_, before)| *before != offset) {
            turns.push((turn.timestamp().as_second(), offset));
        }
    }
    turns
}
