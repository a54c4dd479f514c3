//! Histories from single mentions, as the floor's own facts give them.

use super::series::aligned;
use super::{Grain, History, Key};
use crate::floor::At;
use crate::floor::promise::WallClock;
use crate::limits::{HISTORY_INTERVALS_MAX, HISTORY_KEYS_MAX};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts what is written, by key and interval: a fold over the facts of a floor.
///
/// ```
/// use watchfloor::floor::{At, promise::WallClock};
/// use watchfloor::plan::history::{Grain, HistoryBuilder, Key};
/// let at = |secs: i64| At::from_unix(1_793_577_600 + secs).unwrap();
/// let mut builder = HistoryBuilder::new(Grain::Half, WallClock::of("UTC").unwrap());
/// let x = Key { channel: "X".into(), ..Key::default() };
/// for secs in [60, 90, 1900, 9000] {
///     builder.count(&x, at(secs)).unwrap();
/// }
/// // The source was silent from the second to the third hour: what is missing there is no zero.
/// builder.unwatched(at(3600), at(7200));
/// let history = builder.finish(at(0), at(10_800), &Key::default());
/// let counts: Vec<_> = (0..6).map(|i| history.value(i)).collect();
/// assert_eq!(counts, [Some(2.0), Some(1.0), None, None, Some(0.0), Some(1.0)]);
/// ```
#[derive(Clone, Debug)]
pub struct HistoryBuilder {
    grain: Grain,
    zone: Arc<WallClock>,
    /// Key: start of an interval, how many.
    counts: BTreeMap<Key, BTreeMap<i64, f64>>,
    unwatched: Vec<(At, At)>,
}

impl HistoryBuilder {
    /// Nothing counted yet.
    pub fn new(grain: Grain, zone: impl Into<Arc<WallClock>>) -> HistoryBuilder {
        HistoryBuilder { grain, zone: zone.into(), counts: BTreeMap::new(), unwatched: Vec::new() }
    }

    /// Counts one more.
    ///
    /// # Errors
    ///
    /// A sentence when that would be more than [`HISTORY_KEYS_MAX`] keys.
    pub fn count(&mut self, key: &Key, at: At) -> Result<(), String> {
        self.add(key, at, 1.0)
    }

    /// Counts so many more.
    ///
    /// # Errors
    ///
    /// As [`HistoryBuilder::count`].
    pub fn add(&mut self, key: &Key, at: At, count: f64) -> Result<(), String> {
        let start = aligned(at.unix(), self.grain, &self.zone);
        if let Some(own) = self.counts.get_mut(key) {
            *own.entry(start).or_insert(0.0) += count;
            return Ok(());
        }
        if self.counts.len() >= HISTORY_KEYS_MAX {
            return Err(format!("{key} is one more than the {HISTORY_KEYS_MAX} keys that are kept apart"));
        }
        self.counts.insert(key.clone(), BTreeMap::from([(start, count)]));
        Ok(())
    }

    /// Nobody watched from one moment to before another: these intervals are gaps, whatever was counted in them.
    pub fn unwatched(&mut self, from: At, until: At) {
        self.unwatched.push((from, until));
    }

    /// The keys that were counted.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.counts.keys()
    }

    /// The history of all that a key covers, from one moment to before another. Where nothing was counted stands zero,
    /// because the floor watched; an interval that is cut by either end is left out.
    pub fn finish(&self, from: At, until: At, key: &Key) -> History {
        let secs = i64::from(self.grain.secs());
        let mut start = aligned(from.unix(), self.grain, &self.zone);
        start += if start < from.unix() { secs } else { 0 };
        let many = ((until.unix() - start).max(0) / secs).min(HISTORY_INTERVALS_MAX as i64);
        let begin = At::from_unix(start).unwrap_or(At::FIRST);
        let covered: Vec<&BTreeMap<i64, f64>> =
            self.counts.iter().filter(|(own, _)| key.covers(own)).map(|(_, counts)| counts).collect();
        let counts = (0..many).map(|i| {
            let at = start + i * secs;
            let dark = self.unwatched.iter().any(|(from, until)| from.unix() < at + secs && at < until.unix());
            (!dark).then(|| covered.iter().filter_map(|counts| counts.get(&at)).sum())
        });
        History::new(key.clone(), self.grain, Arc::clone(&self.zone), begin, counts)
    }
}
