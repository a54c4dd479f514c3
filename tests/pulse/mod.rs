//! Figures that learn: what is expected of a channel, and what stands out of it.

mod command;
mod quiet;
mod spikes;

use watchfloor::floor::At;
use watchfloor::measure::{Alert, Pulse, WeekMinute};

/// Monday 5 January 1970, 00:00 UTC.
pub fn monday() -> At {
    At::from_unix(345_600).unwrap()
}

/// Chance that repeats (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((n ^ (n >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A Poisson count: exponential gaps within one unit, in pieces so that large means do not underflow.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let (mut count, mut at) = (0, 0.0);
        loop {
            at -= (1.0 - self.share()).ln();
            if at > mean {
                return count;
            }
            count += 1;
        }
    }

    /// A gamma multiplier of mean 1 and variance `1 / shape`, of a whole shape.
    pub fn gamma(&mut self, shape: u32) -> f64 {
        (0..shape).map(|_| -(1.0 - self.share()).ln()).sum::<f64>() / f64::from(shape)
    }
}

/// How busy a care channel is at a minute of its week: days busier than nights, weekends half.
pub fn tide(minute: u32) -> f64 {
    let (day, hour) = (minute / 1440 % 7, f64::from(minute % 1440) / 60.0);
    let daily = 0.1 + 0.9 * (1.0 - ((hour - 14.0) / 12.0 * std::f64::consts::PI).cos().mul_add(-0.5, 0.5)).powi(2);
    daily * if day >= 5 { 0.5 } else { 1.0 }
}

/// A pulse with what it raised.
pub struct Played {
    pub pulse: Pulse,
    pub raised: Vec<(u32, Alert)>,
    pub ended: Vec<(u32, Alert)>,
    minute: u32,
}

impl Played {
    pub fn new() -> Played {
        Played { pulse: Pulse::new(60, 1.0), raised: Vec::new(), ended: Vec::new(), minute: 0 }
    }

    /// A minute with so many mentions, at this minute of the local week.
    pub fn minute_at(&mut self, count: u32, local: WeekMinute) {
        let from = monday().plus(self.minute * 60);
        if count > 0 {
            self.pulse.add(from.plus(7), count);
        }
        self.minute += 1;
        // The clock ticks when the minute is over; the local clock then stands a minute later.
        let change = self.pulse.tick(from.plus(60), local.back(10_080 - 1));
        if let Some(change) = change {
            self.raised.extend(change.raised.map(|alert| (self.minute, alert)));
            self.ended.extend(change.ended.map(|alert| (self.minute, alert)));
        }
    }

    pub fn minute(&mut self, count: u32) {
        self.minute_at(count, WeekMinute::of(self.minute));
    }

    pub fn now(&self) -> u32 {
        self.minute
    }

    /// Silences raised from a minute on.
    pub fn quiets(&self, from: u32) -> usize {
        self.raised.iter().filter(|(at, alert)| *at > from && matches!(alert, Alert::Quiet(_))).count()
    }

    /// Spikes raised from a minute on.
    pub fn spikes(&self, from: u32) -> usize {
        self.raised.iter().filter(|(at, alert)| *at > from && matches!(alert, Alert::Spike(_))).count()
    }
}
