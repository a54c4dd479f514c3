//! How strangers carry a conversation further: how much, how fast and to how many.

use super::{Amplification, At, AuthorId, Cascade, Exposure, Join};
use std::collections::BTreeMap;

/// Minutes of reshares that are kept one by one.
pub const SPREAD_MINUTES: u32 = 60;

/// What is known of one conversation's spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// What a forecast is made from.
    pub cascade: Cascade,
    /// What those who carried it on, and their followers, have to see of the wait that runs.
    pub waited: Exposure,
    /// Passed on without words.
    pub reposts: u32,
    /// Approved of.
    pub likes: u32,
    /// Passed on with words.
    pub quotes: u32,
    /// Followers of all who passed it on, added up: an upper bound of who may have seen it,
    /// because people follow several of them.
    pub reach: u64,
    /// Reposts and quotes, and followers of those who did it, of each of the last [`SPREAD_MINUTES`] minutes with any, by
    /// minute since 1970.
    pub by_minute: BTreeMap<u32, (u32, u64)>,
    /// The newest.
    pub last_at: Option<At>,
}

impl Spread {
    /// Of a conversation that somebody with so many followers opened.
    pub fn begin(at: At, followers: Option<u32>) -> Spread {
        Spread {
            cascade: Cascade::begin(at, followers),
            waited: Exposure::default(),
            reposts: 0,
            likes: 0,
            quotes: 0,
            reach: 0,
            by_minute: BTreeMap::new(),
            last_at: None,
        }
    }

    pub(super) fn add(&mut self, at: At, kind: Amplification, followers: Option<u32>, by: Option<AuthorId>) {
        // 0 is nobody we know by name.
        let by = by.map_or(0, |a| u64::from(a.0) + 1);
        self.cascade.add(at, Join::passed_on(kind, followers, by));
        match kind {
            Amplification::Repost => self.reposts += 1,
            Amplification::Like => self.likes += 1,
            Amplification::Quote => self.quotes += 1,
        }
        self.last_at = self.last_at.max(Some(at));
        if kind == Amplification::Like {
            return;
        }
        self.reach += u64::from(followers.unwrap_or(0));
        let minute = (at.unix() / 60) as u32;
        let of_minute = self.by_minute.entry(minute).or_default();
        of_minute.0 += 1;
        of_minute.1 += u64::from(followers.unwrap_or(0));
        let newest = self.by_minute.last_key_value().map_or(minute, |(m, _)| *m);
        let oldest = newest.saturating_sub(SPREAD_MINUTES);
        while self.by_minute.first_key_value().is_some_and(|(minute, _)| *minute < oldest) {
            self.by_minute.pop_first();
        }
    }

    /// Reposts and quotes so far.
    pub fn reshares(&self) -> u32 {
        self.reposts + self.quotes
    }

    /// Reposts and quotes of the last `minutes` whole minutes and the one that runs.
    pub fn reshares_within(&self, now: At, minutes: u32) -> u32 {
        let minute = (now.unix() / 60) as u32;
        self.by_minute.range(minute.saturating_sub(minutes)..=minute).map(|(_, (n, _))| n).sum()
    }

    /// Reposts and quotes in each of the last 60 minutes, oldest first.
    pub fn trend(&self, now: At) -> Vec<u32> {
        let minute = (now.unix() / 60) as u32;
        (0..SPREAD_MINUTES)
            .map(|i| self.by_minute.get(&(minute.saturating_sub(SPREAD_MINUTES - 1) + i)).map_or(0, |(n, _)| *n))
            .collect()
    }
}
