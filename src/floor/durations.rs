//! Many lengths of time, so kept that the n-th shortest is found without looking at all of them.

use std::collections::BTreeMap;

/// Seconds of one drawer: a day has 144 of them, and each at most 600 different lengths.
const DRAWER_SECS: u32 = 600;

/// Lengths of time in whole seconds.
///
/// ```
/// use watchfloor::floor::Durations;
/// let mut durations = Durations::default();
/// for secs in [90, 4000, 90, 7] {
///     durations.add(secs);
/// }
/// let sorted: Vec<_> = (0..5).map(|n| durations.nth(n)).collect();
/// assert_eq!(sorted, [Some(7), Some(90), Some(90), Some(4000), None]);
/// durations.remove(7);
/// assert_eq!(durations.nth(0), Some(90));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    len: u64,
    /// How many lie in each drawer, and how many of each length.
    drawers: BTreeMap<u32, (u64, BTreeMap<u32, u32>)>,
}

impl Durations {
    /// How many there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// One more.
    pub fn add(&mut self, secs: u32) {
        self.len += 1;
        let (count, lengths) = self.drawers.entry(secs / DRAWER_SECS).or_default();
        *count += 1;
        *lengths.entry(secs).or_default() += 1;
    }

    /// One of this length fewer; nothing when there is none.
    pub fn remove(&mut self, secs: u32) {
        let Some((count, lengths)) = self.drawers.get_mut(&(secs / DRAWER_SECS)) else { return };
        let Some(same) = lengths.get_mut(&secs) else { return };
        *same -= 1;
        if *same == 0 {
            lengths.remove(&secs);
        }
        *count -= 1;
        if *count == 0 {
            self.drawers.remove(&(secs / DRAWER_SECS));
        }
        self.len -= 1;
    }

    /// The n-th shortest; the first is number 0.
    pub fn nth(&self, n: u64) -> Option<u32> {
        let mut left = n;
        for (count, lengths) in self.drawers.values() {
            if left >= *count {
                left -= count;
                continue;
            }
            for (secs, count) in lengths {
                match left.checked_sub(u64::from(*count)) {
                    Some(after) => left = after,
                    None => return Some(*secs),
                }
            }
        }
        None
    }
}
