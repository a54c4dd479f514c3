//! The board's figures from the floor.

use crate::floor::{At, Floor, Presence};
use crate::measure::{self, Period};
use crate::view::{BoardFigures, Measured};
use jiff::tz::TimeZone;

/// The figures of a floor at a moment.
///
/// ```
/// use watchfloor::floor::{At, Floor};
/// use watchfloor::{measure::Period, view::made::board_figures};
/// let now = At::from_unix(1_700_000_000).unwrap();
/// let figures = board_figures(&Floor::default(), now, &jiff::tz::TimeZone::UTC);
/// assert_eq!((figures.waiting, figures.oldest_secs), (0, None));
/// assert_eq!(figures.shown, (Period::All, Period::All), "where nothing happens there is no last hour");
/// ```
pub fn board_figures(floor: &Floor, now: At, zone: &TimeZone) -> BoardFigures {
    let index = floor.index();
    let over = |period| Measured {
        response: measure::response(floor, period, now, zone),
        within: measure::within(floor, period, now, zone),
        rate: measure::rate(floor, period, now, zone),
    };
    BoardFigures {
        at: now,
        revision: floor.revision(),
        waiting: index.waiting.len(),
        waiting_again: index.waiting_again,
        oldest_secs: index.waiting.first().and_then(|(since, _)| u32::try_from(now.secs_since(*since)).ok()),
        breached: index.first_response_breached.len(),
        open: index.open(),
        unowned: index.unowned,
        agents_on_shift: floor.agents().iter().filter(|a| a.presence != Presence::Off).count(),
        // Counted as they move, because this is made with every snapshot.
        conversations: index.by_state.iter().sum::<usize>() + floor.parts(),
        mentions: floor.mentions().len(),
        facts: floor.facts(),
        hour: over(Period::Hour),
        today: over(Period::Today),
        all: over(Period::All),
        shown: (Period::Hour.or_all_of_an_archive(floor, now), Period::Today.or_all_of_an_archive(floor, now)),
    }
}
