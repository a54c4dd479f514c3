//! The same people for what cannot wait and for what can.

use super::deferred::{all_positive, same_length, smoothed};
use super::{Problem, checked};

/// What cannot wait in one interval, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Live {
    /// Work in it, in people at work all the time (erlangs).
    pub load: f64,
    /// People whom it requires, for example from [`erlang_a`](super::erlang_a()).
    pub people: f64,
}

/// Who is required in one interval for both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blended {
    /// People whom live work requires.
    pub live: f64,
    /// Deferred work that they do between live work, in people for one interval.
    pub between: f64,
    /// Deferred work that further people must do, in people for one interval of work.
    pub further: f64,
    /// People required in all.
    pub people: f64,
}

/// Live work first; deferred work takes what is left of the same people, `n·occupancy_max - load`, and only what then
/// would miss its deadline requires more people.
///
/// `deferred` is the deferred work an interval (people for one interval) of which `share` is due within
/// `deadline_intervals` (a whole number; 1: in the same interval). What is left of people is used first, for what is due
/// first: work that can be divided loses nothing by that, so what remains is as little as it can be. The remainder is
/// spread evenly by [`smoothed`], within the windows in which it came and is due. So in each window of intervals people
/// suffice for the live work, and for the deferred work that can only be done in it.
///
/// Without live work people are busy for at most `occupancy_max` too, so further people are `further / occupancy_max`.
///
/// ```
/// use watchfloor::plan::queueing::blend::{Live, blend};
/// // Ten erlangs with 14 people leave 2.6 of them at 0.9; a load of 8 a time is due within two intervals.
/// let live = [Live { load: 10.0, people: 14.0 }; 3];
/// let both = blend(&live, &[8.0, 0.0, 0.0], 0.0, 2, 1.0, 0.9).unwrap();
/// assert!((both[0].between - 2.6).abs() < 1e-9 && (both[1].between - 2.6).abs() < 1e-9);
/// // 2.8 remain: 1.4 in each of the two intervals, and 14 + 1.4 / 0.9 people.
/// assert!((both[0].further - 1.4).abs() < 1e-9 && (both[1].people - 15.555555555).abs() < 1e-8);
/// assert_eq!(both[2].people, 14.0);
/// ```
///
/// # Errors
///
/// Lists of different lengths, and numbers out of their range.
pub fn blend(
    live: &[Live],
    deferred: &[f64],
    backlog: f64,
    deadline_intervals: usize,
    share: f64,
    occupancy_max: f64,
) -> Result<Vec<Blended>, Problem> {
    same_length("the deferred work", deferred.len(), live.len())?;
    all_positive("the deferred work of an interval", deferred)?;
    checked("the backlog", backlog, 0.0..=f64::MAX, "0 or more")?;
    checked("the share", share, 0.0..=1.0, "between 0 and 1")?;
    checked("the occupancy", occupancy_max, 0.01..=1.0, "between 0.01 and 1")?;
    for live in live {
        checked("the live load of an interval", live.load, 0.0..=f64::MAX, "0 or more")?;
        checked("the people of an interval", live.people, 0.0..=f64::MAX, "0 or more")?;
    }
    let deadline = deadline_intervals.max(1);
    // What came in each interval and is not done; what lay there before is due with the first.
    let mut left: Vec<f64> = deferred.iter().map(|work| work * share).collect();
    if let Some(first) = left.first_mut() {
        *first += backlog * share;
    }
    let mut all = Vec::with_capacity(live.len());
    let mut oldest = 0;
    for (i, live) in live.iter().enumerate() {
        // All deadlines are equally long, so the oldest is due first; what is past due waits for further people.
        oldest = oldest.max((i + 1).saturating_sub(deadline));
        let mut free = (live.people * occupancy_max - live.load).max(0.0);
        let mut between = 0.0;
        while free > 0.0 && oldest <= i {
            let done = free.min(left[oldest]);
            left[oldest] -= done;
            free -= done;
            between += done;
            if left[oldest] > 0.0 {
                break;
            }
            oldest += 1;
        }
        all.push(Blended { live: live.people, between, further: 0.0, people: live.people });
    }
    // What came too near the end to be due in the plan is spread over its last intervals.
    let further = smoothed(&left, 0.0, deadline, 1.0)?;
    for (blended, further) in all.iter_mut().zip(further) {
        blended.further = further;
        blended.people += further / occupancy_max;
    }
    Ok(all)
}
