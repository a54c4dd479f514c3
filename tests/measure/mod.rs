//! What waiting costs, who waits, and what an order saves.

mod both_ways;
mod cost;
mod exposure;
mod influence;
mod load;
mod records;
mod who;

use proptest::prelude::*;
use watchfloor::floor::{At, Cues, Kind, Tier, Weights};
use watchfloor::measure::CostOf;

pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases, ..ProptestConfig::default() }
}

/// So many seconds after the mornings of these tests begin.
pub fn at(secs: u32) -> At {
    At::from_unix(1_700_000_000).unwrap().plus(secs)
}

/// A private question of nobody we know, promised in half an hour.
pub const QUIET: CostOf = CostOf {
    age_secs: 0,
    target_secs: 1_800,
    tier: Tier::None,
    people_per_minute: 0,
    growth_centi: 0,
    cues: Cues(0),
    kind: Kind::Question,
    negative_pct: 0,
    influence: 0,
    followers: None,
    earlier_failed: 0,
};

/// Whatever a conversation may be, the impossible too.
pub fn any_cost_of() -> impl Strategy<Value = CostOf> {
    let age = prop_oneof![0_u32..20_000, any::<u32>()];
    let target = prop_oneof![60_u32..90_000, any::<u32>()];
    let people = prop_oneof![Just(0), 0_u32..10_000, any::<u32>()];
    let tier = (0_usize..4).prop_map(|i| Tier::ALL[i]);
    (age, target, people, tier, any::<u16>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u32>()).prop_map(
        |(age_secs, target_secs, people_per_minute, tier, cues, negative_pct, influence, earlier_failed, growth)| {
            CostOf {
                age_secs,
                target_secs,
                people_per_minute,
                tier,
                cues: Cues(cues),
                negative_pct,
                influence,
                earlier_failed,
                growth_centi: growth,
                followers: Some(growth),
                ..QUIET
            }
        },
    )
}

/// Weights as somebody may turn them: sensible, or as far as they go.
pub fn any_weights() -> impl Strategy<Value = Weights> {
    let one = || prop_oneof![0_u32..1_000, any::<u32>()];
    let tiers = prop::array::uniform4(one());
    (one(), tiers, one(), prop::array::uniform8(one()), one()).prop_map(|(promise, tier, viral, cues, anger)| Weights {
        promise,
        tier,
        viral,
        cues,
        anger,
        ..Weights::default()
    })
//! Figures that learn: what is expected of a channel, and what stands out of it.

mod pulse;
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
