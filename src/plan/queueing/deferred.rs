//! Work that may lie for a while: mail, forms, posts that nobody expects an answer to within minutes.
//!
//! In hours rather than seconds chance evens out, and work is a fluid: so much comes in an interval, so much can be done
//! in it, and what comes first is done first. Work and capacity are in the same unit, best in **people for one interval**
//! (volume · handle time / seconds of the interval).

use super::{Problem, checked};
use crate::limits::{DEFERRED_INTERVALS_MAX, PLAN_INTERVALS_MAX};

/// What one interval leaves behind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Left {
    /// Work that is not done at its end, in the unit of the work.
    pub backlog: f64,
    /// Work that was done in it.
    pub done: f64,
    /// Intervals that what arrives last in it waits until it is done, first come first served; infinite when what is
    /// there to the end of the last interval does not suffice.
    pub wait_intervals: f64,
    /// Share of what arrives in it that is done within the deadline, 0 to 1; 1 when nothing arrives.
    pub in_time_ratio: f64,
}

/// Carries what is not done from each interval to the next: `Q(i+1) = max(0, Q(i) + w(i) - s(i))`, where within an
/// interval work comes and is done evenly.
///
/// `work` arrives, `capacity` can be done, `backlog` lies there at the beginning, and what arrives should be done within
/// `deadline_intervals` (a real number). What waits is `S⁻¹(A(t) + Q₀) - t`, with `A` what came until `t` and `S` what is
/// done.
///
/// ```
/// use watchfloor::plan::queueing::deferred::carry_over;
/// let left = carry_over(&[6.0, 2.0, 0.0], &[4.0, 4.0, 4.0], 1.0, 1.0).unwrap();
/// assert_eq!(left.iter().map(|l| l.backlog).collect::<Vec<_>>(), [3.0, 1.0, 0.0]);
/// // Of the first interval's last piece, 7 must be done at 4 an interval: at 1.75, so 0.75 after it came.
/// assert!((left[0].wait_intervals - 0.75).abs() < 1e-9 && left[0].in_time_ratio == 1.0);
/// ```
///
/// # Errors
///
/// Lists of different lengths, too many intervals, and numbers below 0.
pub fn carry_over(work: &[f64], capacity: &[f64], backlog: f64, deadline_intervals: f64) -> Result<Vec<Left>, Problem> {
    same_length("the capacity", capacity.len(), work.len())?;
    all_positive("the work of an interval", work)?;
    all_positive("the capacity of an interval", capacity)?;
    checked("the backlog", backlog, 0.0..=f64::MAX, "0 or more")?;
    checked("the deadline", deadline_intervals, 0.0..=f64::MAX, "0 intervals or more")?;
    let done = done_until(work, capacity, backlog);
    let mut arrived = backlog;
    let mut all = Vec::with_capacity(work.len());
    for (i, work) in work.iter().enumerate() {
        let from = i as f64;
        let (before, until) = (arrived, arrived + work);
        arrived = until;
        let finished = when_done(&done, until);
        all.push(Left {
            backlog: (until - at(&done, from + 1.0)).max(0.0),
            done: at(&done, from + 1.0) - at(&done, from),
            wait_intervals: (finished - (from + 1.0)).max(0.0),
            in_time_ratio: in_time(&done, from, before, *work, deadline_intervals),
        });
    }
    Ok(all)
}

/// Corners of the line "done until", as (moment, work): straight while it is piled up, or while all that comes is done.
fn done_until(work: &[f64], capacity: &[f64], backlog: f64) -> Vec<(f64, f64)> {
    let (mut corners, mut done, mut left) = (vec![(0.0, 0.0)], 0.0, backlog);
    for (i, (work, capacity)) in work.iter().zip(capacity).enumerate() {
        let empty = if left == 0.0 && work <= capacity {
            Some(0.0)
        } else if capacity > work {
            Some(left / (capacity - work)).filter(|part| *part < 1.0)
        } else {
            None
        };
        if let Some(part) = empty {
            done += capacity * part;
            if part > 0.0 {
                corners.push((i as f64 + part, done));
            }
            done += work * (1.0 - part);
            left = 0.0;
        } else {
            done += capacity;
            left += work - capacity;
        }
        corners.push((i as f64 + 1.0, done));
    }
    corners
}

/// The line at a moment; after its end it stays where it is.
fn at(line: &[(f64, f64)], moment: f64) -> f64 {
    let after = line.partition_point(|(t, _)| *t <= moment);
    match (line.get(after.wrapping_sub(1)), line.get(after)) {
        (Some((t0, y0)), Some((t1, y1))) => y0 + (y1 - y0) * (moment - t0) / (t1 - t0),
        (Some((_, y)), None) | (None, Some((_, y))) => *y,
        (None, None) => 0.0,
    }
}

/// The first moment at which the line is as high as `amount`; infinite when it never is.
fn when_done(line: &[(f64, f64)], amount: f64) -> f64 {
    let amount = amount * (1.0 - 1e-12);
    let after = line.partition_point(|(_, y)| *y < amount);
    match (after.checked_sub(1).and_then(|i| line.get(i)), line.get(after)) {
        (Some((t0, y0)), Some((t1, y1))) => t0 + (t1 - t0) * (amount - y0) / (y1 - y0),
        (None, Some((t, _))) => *t,
        (_, None) => f64::INFINITY,
    }
}

/// The share of an interval's arrivals that are done within the deadline: between the corners of "done until, so much
/// later" what arrives and what is done are straight lines.
fn in_time(done: &[(f64, f64)], from: f64, before: f64, work: f64, deadline: f64) -> f64 {
    if work == 0.0 {
        return 1.0;
    }
    let first = done.partition_point(|(t, _)| *t <= from + deadline);
    let last = done.partition_point(|(t, _)| *t < from + 1.0 + deadline);
    let inner = done.get(first..last.max(first)).unwrap_or_default().iter().map(|(t, _)| t - deadline);
    let (mut share, mut t0) = (0.0, from);
    // Above 0: done in time. A hair is forgiven, for what just keeps its deadline.
    let gap = |t: f64| at(done, t + deadline) - (before + work * (t - from)) + 1e-9 * (1.0 + before + work);
    let mut g0 = gap(t0);
    for t1 in inner.chain([from + 1.0]) {
        let g1 = gap(t1);
        share += (t1 - t0)
            * match (g0 >= 0.0, g1 >= 0.0) {
                (true, true) => 1.0,
                (false, false) => 0.0,
                (true, false) => g0 / (g0 - g1),
                (false, true) => g1 / (g1 - g0),
            };
        (t0, g0) = (t1, g1);
    }
    share.clamp(0.0, 1.0)
}

/// The least peak with which all of `work` can be done within `deadline_intervals` (a whole number from 1: 1 is "in the
/// interval in which it arrives"): `max over i ≤ j of Σ w(i..=j) / (j - i + deadline)`.
///
/// ```
/// use watchfloor::plan::queueing::deferred::least_peak;
/// assert_eq!(least_peak(&[0.0, 12.0, 0.0, 0.0], 1).unwrap(), 12.0);
/// assert_eq!(least_peak(&[0.0, 12.0, 0.0, 0.0], 3).unwrap(), 4.0);
/// ```
///
/// # Errors
///
/// As in [`smoothed`].
pub fn least_peak(work: &[f64], deadline_intervals: usize) -> Result<f64, Problem> {
    Ok(smoothed(work, 0.0, deadline_intervals, 1.0)?.into_iter().fold(0.0, f64::max))
}

/// The people an interval that do `share` of all work within `deadline_intervals`, with the least peak, and as evenly as
/// it can be: no other plan that keeps all deadlines has a smaller sum of squares.
///
/// What must be done by the end of an interval is what came until `deadline - 1` intervals before; what can be done is
/// what came until then. Between these two stairs a string is pulled taut: its slopes are the answer. What would be due
/// after the last interval is done by its end. `backlog` counts as come before the first interval and due with what comes
/// in it. Of each interval's work the share `1 - share` is left out, as the target allows.
///
/// ```
/// use watchfloor::plan::queueing::deferred::{carry_over, smoothed};
/// let work = [9.0, 1.0, 2.0, 12.0, 0.0, 0.0];
/// let people = smoothed(&work, 0.0, 3, 1.0).unwrap();
/// assert_eq!(people, [4.0, 4.0, 4.0, 4.0, 4.0, 4.0]);
/// let left = carry_over(&work, &people, 0.0, 3.0).unwrap();
/// assert!(left.iter().all(|l| l.in_time_ratio == 1.0) && left[5].backlog == 0.0);
/// ```
///
/// # Errors
///
/// Work or backlog below 0, a share that is none, a deadline of 0 or of more intervals than there are, too many
/// intervals.
pub fn smoothed(work: &[f64], backlog: f64, deadline_intervals: usize, share: f64) -> Result<Vec<f64>, Problem> {
    all_positive("the work of an interval", work)?;
    checked("the backlog", backlog, 0.0..=f64::MAX, "0 or more")?;
    checked("the share", share, 0.0..=1.0, "between 0 and 1")?;
    if deadline_intervals == 0 || deadline_intervals > DEFERRED_INTERVALS_MAX {
        let must = "1 to 2 688 intervals";
        return Err(Problem::Number { what: "the deadline", value: deadline_intervals as f64, must });
    }
    let n = work.len();
    // Points 0..=n: the least and the most that can have been done until then.
    let mut came = Vec::with_capacity(n + 1);
    let mut total = backlog * share;
    came.push(total);
    for work in work {
        total += work * share;
        came.push(total);
    }
    let most: Vec<f64> = (0..=n).map(|i| if i == 0 { 0.0 } else { came[i] }).collect();
    let least: Vec<f64> = (0..=n)
        .map(|i| match i {
            0 => 0.0,
            i if i == n => came[n],
            i if i < deadline_intervals => 0.0,
            i => came[i + 1 - deadline_intervals],
        })
        .collect();
    Ok(taut(&least, &most))
}

/// The slopes of the shortest line from the first point to the last that keeps between two rising stairs: a funnel that
/// is narrowed point by point, and turned where it closes.
fn taut(least: &[f64], most: &[f64]) -> Vec<f64> {
    let last = least.len().saturating_sub(1);
    let mut slopes = Vec::with_capacity(last);
    let (mut at, mut height) = (0, 0.0);
    while at < last {
        let (mut low, mut low_at) = (f64::NEG_INFINITY, at);
        let (mut high, mut high_at) = (f64::INFINITY, at);
        let mut turn = None;
        for i in at + 1..=last {
            let run = (i - at) as f64;
            let (up, down) = ((least[i] - height) / run, (most[i] - height) / run);
            if up > high {
                turn = Some((high_at, high));
                break;
            }
            if down < low {
                turn = Some((low_at, low));
                break;
            }
            if up >= low {
                (low, low_at) = (up, i);
            }
            if down <= high {
                (high, high_at) = (down, i);
            }
        }
        // The end is one point, so the last funnel closes there.
        let (to, slope) = turn.unwrap_or((last, (least[last] - height) / (last - at) as f64));
        slopes.extend(std::iter::repeat_n(slope.max(0.0), to - at));
        height += slope * (to - at) as f64;
        at = to;
    }
    slopes
}

pub(super) fn same_length(what: &'static str, found: usize, expected: usize) -> Result<(), Problem> {
    if found == expected { Ok(()) } else { Err(Problem::Lengths { what, found, expected }) }
}

pub(super) fn all_positive(what: &'static str, values: &[f64]) -> Result<(), Problem> {
    if values.len() > PLAN_INTERVALS_MAX {
        return Err(Problem::TooMany { what: "intervals", found: values.len(), most: PLAN_INTERVALS_MAX });
    }
    values.iter().try_for_each(|value| checked(what, *value, 0.0..=f64::MAX, "0 or more").map(drop))
}
