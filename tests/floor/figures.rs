//! The figures against a plain count of the rows and of what was written.

use crate::day::Day;
use watchfloor::floor::conversation::FIRST_RESPONSE_BREACHED;
use watchfloor::floor::{At, Conversation, ConversationId, Floor, State};
use watchfloor::measure::{self, Period};
use watchfloor::view::made::{self, Look};
use watchfloor::view::{Chip, Query, Sort, Wallboard};

const GOAL: f64 = 0.8;

/// The board of a floor, without words.
pub fn board_of(floor: &Floor, now: At) -> Wallboard {
    let zone = jiff::tz::TimeZone::UTC;
    made::wallboard(&mut Look {
        floor,
        now,
        zone: &zone,
        goal_ratio: GOAL,
        words: &mut |_| String::new(),
        because: &|_, _| Vec::new(),
    })
}

/// Definition 7 of Hyndman and Fan, straight from the sorted values.
fn quantile(values: &mut [u32], q: f64) -> Option<u32> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    let place = q * last as f64;
    let (low, high) = (values[place.floor() as usize], values[(place.floor() as usize + 1).min(last)]);
    Some((f64::from(low) + (f64::from(high) - f64::from(low)) * place.fract()).round() as u32)
}

/// The fewest that bring the share back, by trying.
fn recovers(within: usize, of: usize) -> Option<usize> {
    let reached = |n: usize| (within + n) as f64 >= GOAL * (of + n) as f64 - 1e-9;
    (of > 0 && !reached(0)).then(|| (1..=10_000).find(|n| reached(*n)).unwrap())
}

/// Every figure of the board is what a person would count who reads all rows.
pub fn agree(day: &mut Day) {
    let (board, now) = (day.board(), day.now);
    let floor = day.engine.floor();
    let rows: Vec<(ConversationId, &Conversation)> = floor.conversations().collect();
    written_times(floor, &rows);

    let waiting: Vec<_> = rows.iter().filter(|(_, c)| c.waits_for_first_response()).collect();
    let breached = |c: &Conversation| c.has(FIRST_RESPONSE_BREACHED);
    assert_eq!(board.waiting, waiting.len());
    assert_eq!(made::board_figures(floor, now, &jiff::tz::TimeZone::UTC).conversations, rows.len());
    assert_eq!(board.breached, waiting.iter().filter(|(_, c)| breached(c)).count());
    assert_eq!(board.open, rows.iter().filter(|(_, c)| c.state != State::Resolved).count());
    let oldest = waiting.iter().filter_map(|(id, c)| Some((c.waiting_since?, *id))).min();
    assert_eq!(board.oldest.as_ref().map(|o| (now.minus(o.age_secs), o.conversation)), oldest);
    for (_, c) in &waiting {
        // A promise is broken as soon as it has run out, and not before.
        assert_eq!(breached(c), c.first_response_due.unwrap() < now, "{c:?}");
    }
    let aged: usize = board.by_age.columns.iter().flat_map(|c| &c.counts).sum();
    assert_eq!(aged, waiting.len(), "every age is in a column");
    assert_eq!(board.by_age.columns.iter().map(|c| c.past_target).sum::<usize>(), board.breached);
    assert_eq!(board.channels.iter().map(|c| c.waiting).sum::<usize>(), waiting.len());

    // All of a test's day lies in one day, so today is everything.
    let answered: Vec<_> = rows.iter().filter(|(_, c)| c.first_response_at.is_some()).collect();
    let late = rows.iter().filter(|(_, c)| breached(c)).count();
    let in_time = answered.iter().filter(|(_, c)| !breached(c)).count();
    assert_eq!((board.within_target.within, board.within_target.of), (in_time, in_time + late));
    assert_eq!(board.within_target.recovers.map(|(n, _)| n), recovers(in_time, in_time + late));
    assert_eq!((board.response_rate.answered, board.response_rate.opened), (answered.len(), rows.len()));

    let hour: Vec<_> = answered
        .iter()
        .filter(|(_, c)| c.first_response_at.is_some_and(|at| at > now.minus(3600) && at <= now))
        .collect();
    let secs = |c: &Conversation| c.first_response_at.unwrap().secs_since(c.opened_at) as u32;
    let mut took: Vec<u32> = hour.iter().map(|(_, c)| secs(c)).collect();
    assert_eq!(board.first_response.answered, took.len());
    assert_eq!(board.first_response.median_secs, quantile(&mut took, 0.5));
    assert_eq!(board.first_response.p90_secs, quantile(&mut took, 0.9));
    let zone = jiff::tz::TimeZone::get("Asia/Kathmandu").unwrap();
    let mut all: Vec<u32> = answered.iter().map(|(_, c)| secs(c)).collect();
    let ever = measure::response(floor, Period::All, now, &zone);
    assert_eq!(ever.median_secs.map(|s| s.round() as u32), quantile(&mut all, 0.5));
    let today = measure::rate(floor, Period::Today, now, &zone);
    assert_eq!(today.opened, rows.len(), "midnight there is a quarter past six in the evening here");

    let half_hours: u32 = board.today.iter().map(|h| h.opened).sum();
    assert_eq!(half_hours as usize, rows.len());
    let held: usize = floor.agents().iter().map(|a| a.holds.len()).sum();
    assert_eq!(held, rows.iter().filter(|(_, c)| c.state == State::Assigned).count());
    lists(floor, now);
}

/// The times of each conversation, told from nothing but what was written and said in it.
fn written_times(floor: &Floor, rows: &[(ConversationId, &Conversation)]) {
    for (id, c) in rows {
        let thread: Vec<_> = floor.thread(*id).into_iter().filter_map(|m| floor.mentions().get(m)).collect();
        let ours = |a| floor.authors().get(a).is_some_and(|a| a.ours);
        let asked = thread.iter().filter(|m| m.author == c.author).map(|m| m.at);
        // What was approved here and stands in public is an answer, too.
        let said =
            || floor.handoffs().replies().filter(|(_, r)| r.conversation == *id).filter_map(|(_, r)| r.public_at);
        let answers = || thread.iter().filter(|m| ours(m.author)).map(|m| m.at).chain(said());
        assert_eq!(Some(c.opened_at), asked.clone().min(), "{id:?}");
        assert_eq!(c.first_response_at, answers().filter(|at| *at >= c.opened_at).min(), "{id:?}");
        assert_eq!(c.answered_at, answers().max(), "{id:?}");
        // Without a closing in between, who wrote after our last answer waits since then, and nobody else does.
        // What was handed off and came back waits for us although nobody wrote.
        let handed_off = floor.handoffs().newest().any(|(_, h)| h.conversation == *id);
        if c.resolved_at.is_none() && !handed_off && !c.has(watchfloor::floor::conversation::WAS_RESOLVED) {
            let since = asked.filter(|at| c.answered_at.is_none_or(|answered| *at > answered)).min();
            // Taking back a closing takes back a moment that did not know what arrived meanwhile.
            let told = if c.version == 0 { c.waiting_since } else { c.waiting_since.and(since) };
            assert_eq!(told, since, "{id:?} {c:?}");
            assert_eq!(c.waiting_since.is_some(), since.is_some(), "{id:?} {c:?}");
        }
    }
}

/// Every set above the table counts the rows that it shows, and each order is one.
fn lists(floor: &Floor, now: At) {
    let counts = made::counts(floor, now);
    for chip in Chip::ALL {
        let query = Query { chip, ..Query::default() };
        let order = made::order(floor, &query, None, now);
        assert_eq!(counts.of(chip), order.len(), "{}", chip.word());
        for sort in Sort::ALL {
            let query = Query { chip, sort, reversed: true, ..Query::default() };
            let mut other = made::order(floor, &query, None, now);
            other.sort_unstable();
            let mut same = order.clone();
            same.sort_unstable();
            assert_eq!(other, same, "{} by {}", chip.word(), sort.word());
        }
    }
}

#[test]
fn quantiles_are_those_of_the_sorted_values() {
    for n in 1..40_u32 {
        let mut values: Vec<u32> = (0..n).map(|i| i * i * 7919 % 1000).collect();
        values.sort_unstable();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for v in &values {
            match counts.last_mut() {
                Some((last, n)) if last == v => *n += 1,
                _ => counts.push((*v, 1)),
            }
        }
        for q in [0.0, 0.1, 0.5, 0.75, 0.9, 1.0] {
            let got = measure::quantile(&counts, q).map(|v| v.round() as u32);
            assert_eq!(got, quantile(&mut values, q), "{q} of {values:?}");
        }
    }
}

#[test]
fn how_many_bring_the_share_back_is_found_by_trying() {
    for of in 1..60 {
        for within in 0..=of {
            let share = measure::Within { period: Period::Today, within, of };
            assert_eq!(share.recovers(GOAL), recovers(within, of), "{within} of {of}");
        }
    }
}
