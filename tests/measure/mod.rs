//! What waiting costs, who waits, and what an order saves.

mod both_ways;
mod cost;
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
    seen_by: 0,
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
    let seen = prop_oneof![Just(0), 0_u64..100_000, any::<u64>()];
    (age, target, (people, seen), tier, any::<u16>(), any::<u8>(), any::<u8>(), any::<u8>(), any::<u32>()).prop_map(
        |(
            age_secs,
            target_secs,
            (people_per_minute, seen_by),
            tier,
            cues,
            negative_pct,
            influence,
            earlier_failed,
            growth,
        )| {
            CostOf {
                age_secs,
                target_secs,
                people_per_minute,
                seen_by,
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
    (one(), tiers, (one(), one()), prop::array::uniform8(one()), one()).prop_map(
        |(promise, tier, (viral, seen), cues, anger)| Weights {
            promise,
            tier,
            viral,
            seen,
            cues,
            anger,
            ..Weights::default()
        },
    )
}

/// Row A50: a company of 100 000 has 50 people on social channels, on average.
#[test]
fn a_company_is_held_against_others_of_its_size() {
    use watchfloor::measure::social_team_fte;
    assert_eq!(social_team_fte(100_000), Some(50));
    assert_eq!(social_team_fte(u32::MAX), Some(50), "nothing is scaled up");
    assert_eq!(social_team_fte(99_999), None, "nor down: no figure is known");
}
