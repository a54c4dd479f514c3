//! What does not look ordinary in a history: stretches without counts, and spikes.
//!
//! They are offered as marks for a person to set; nothing is changed by finding them.

use super::{History, Mark, Marked};

/// A stretch of history that stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The mark that would say so.
    pub marked: Marked,
    /// How many intervals it has.
    pub intervals: usize,
    /// What was counted there; 0 in a gap.
    pub counted: f64,
    /// What would have been usual there.
    pub usual: f64,
}

impl History {
    /// Stretches without counts between the first and the last count, where the same time of other weeks has some. A
    /// desk that is closed at night has no gaps at night.
    ///
    /// `usual` gives what is usual in each interval, NaN where nothing is: see
    /// [`usual`](crate::plan::forecast::usual).
    pub fn gaps(&self, usual: &[f64]) -> Vec<Found> {
        let known = |i: &i64| self.value(*i).is_some();
        let n = self.len() as i64;
        let (Some(first), Some(last)) = ((0..n).find(known), (0..n).rev().find(known)) else { return Vec::new() };
        let open = |i: usize| usual.get(i).is_some_and(|usual| !usual.is_nan());
        let missing = |i: usize| open(i) && self.value(i as i64).is_none();
        self.stretches(
            first as usize,
            last as usize,
            missing,
            |i| !open(i) && self.value(i as i64).is_none(),
            Mark::Gap,
            usual,
        )
    }

    /// Spikes: stretches whose counts stand out of what is usual there by more than `times` of the scatter that such
    /// counts have (Hampel's identifier on the logarithms; 4 is a good number), and by at least ten mentions an interval.
    pub fn spikes(&self, usual: &[f64], scatter: f64, times: f64) -> Vec<Found> {
        let stands_out = |i: usize| {
            let (Some(count), Some(usual)) = (self.value(i as i64), usual.get(i).filter(|usual| !usual.is_nan()))
            else {
                return false;
            };
            // The variance of ln(1 + y) by chance alone, and what the queue scatters beside it.
            let chance = usual / (1.0 + usual).powi(2);
            count - usual >= 10.0 && count.ln_1p() - usual.ln_1p() > times * (chance + scatter * scatter).sqrt()
        };
        let last = self.len().saturating_sub(1);
        self.stretches(0, last, stands_out, |_| false, Mark::Spike, usual)
    }

    /// Runs of intervals that are `hit`; what is `between` neither ends a run nor makes one.
    fn stretches(
        &self,
        first: usize,
        last: usize,
        hit: impl Fn(usize) -> bool,
        between: impl Fn(usize) -> bool,
        mark: Mark,
        usual: &[f64],
    ) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut running = false;
        for i in first..=last {
            if !hit(i) {
                running &= between(i);
                continue;
            }
            let until = self.begins(i as i64 + 1);
            let counted = self.value(i as i64).unwrap_or(0.0);
            let usual = usual.get(i).copied().filter(|usual| !usual.is_nan()).unwrap_or(0.0);
            match found.last_mut().filter(|_| running) {
                Some(run) => {
                    run.marked.until = until;
                    run.intervals += 1;
                    run.counted += counted;
                    run.usual += usual;
                }
                None => {
                    let marked = Marked { from: self.begins(i as i64), until, mark };
                    found.push(Found { marked, intervals: 1, counted, usual });
                }
            }
            running = true;
        }
        found
    }
}
