//! Cost of delay: laws over whatever may come, and what a supervisor would object to.

use super::{QUIET, any_cost_of, any_weights, config};
use proptest::prelude::*;
use watchfloor::floor::{Cues, Kind, Tier, Weights};
use watchfloor::measure::{
    AGE_CAP_SECS, AGE_CAP_TARGETS, BREACH_FLOOR_MILLI, CostOf, PART_MILLI_MAX, PartKind, cost, guard_milli, points,
    priority,
};

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn the_bar_is_as_long_as_the_number(of in any_cost_of(), weights in any_weights()) {
        let cost = cost(&of, &weights);
        let sum: u128 = cost.parts.iter().map(|part| u128::from(part.milli)).sum();
        prop_assert_eq!(sum, u128::from(cost.total_milli()));
        prop_assert!(cost.parts.iter().all(|part| part.milli <= PART_MILLI_MAX));
        let (total, shown) = cost.tenths();
        prop_assert_eq!(shown.iter().sum::<u64>(), total, "what is shown adds up too");
        for (tenths, part) in shown.iter().zip(cost.parts) {
            prop_assert!(tenths.abs_diff(part.milli / 100) <= 1, "and each is at most a tenth off");
        }
        prop_assert!((total * 100).abs_diff(cost.total_milli()) <= 50);
    }

    #[test]
    fn waiting_longer_never_costs_less(of in any_cost_of(), weights in any_weights(), more in any::<u32>()) {
        let later = CostOf { age_secs: of.age_secs.saturating_add(more), ..of };
        let (now, then) = (cost(&of, &weights), cost(&later, &weights));
        prop_assert!(now.total_milli() <= then.total_milli());
        for fixed in [PartKind::Viral, PartKind::Seen, PartKind::Cues, PartKind::Anger, PartKind::Influence] {
            prop_assert_eq!(now.milli(fixed), then.milli(fixed), "only the promise and the customer's share age");
        }
    }

    #[test]
    fn a_second_more_is_no_leap(target in 600_u32..90_000, age in 0_u32..200_000) {
        // Beyond the step to the breach floor, a second changes the price by less than a hundredth of it and 3 milli.
        let of = |age_secs| CostOf { age_secs, target_secs: target, ..QUIET };
        let now = cost(&of(age), &Weights::default()).total_milli();
        let then = cost(&of(age + 1), &Weights::default()).total_milli();
        let step = if age == target { BREACH_FLOOR_MILLI } else { 0 };
        prop_assert!(then <= now + now / 100 + 3 + step, "{} then {}", now, then);
    }

    #[test]
    fn every_part_has_words(of in any_cost_of()) {
        for part in cost(&of, &Weights::default()).parts {
            let words = part.words(&of);
            prop_assert!(!words.is_empty() && words.len() < 140, "{}", words);
        }
    }

    #[test]
    fn more_of_anything_never_costs_less(of in any_cost_of(), weights in any_weights()) {
        let people_per_minute = of.people_per_minute.saturating_add(100);
        let seen_by = of.seen_by.saturating_add(100);
        let (negative_pct, influence) = (of.negative_pct.saturating_add(10), of.influence.saturating_add(10));
        let (earlier_failed, cues) = (of.earlier_failed.saturating_add(1), of.cues.with(Cues::SAFETY));
        let base = cost(&of, &weights).total_milli();
        for more in [
            CostOf { people_per_minute, ..of },
            CostOf { seen_by, ..of },
            CostOf { negative_pct, ..of },
            CostOf { influence, ..of },
            CostOf { earlier_failed, ..of },
            CostOf { cues, ..of },
        ] {
            prop_assert!(cost(&more, &weights).total_milli() >= base, "{:?}", more);
        }
    }

    #[test]
    fn it_is_the_formula(target_min in 1_u32..2_000, age_min in 0_u32..4_000, promise in 1_u32..5_000) {
        // Written down once more as in the book, in doubles; the guard apart.
        let (tau, a, b) = (f64::from(target_min), f64::from(age_min), f64::from(promise) / 100.0);
        let book = b / tau * (1.0 + 8.0 * (a / tau).min(1.5).powi(3)) * 1_000.0;
        let ours = watchfloor::measure::promise_milli(promise, target_min * 60, age_min * 60) as f64;
        prop_assert!((book - ours).abs() <= book * 4e-5 + 1.0, "{} against {}", ours, book);
    }
}

#[test]
fn the_customer_who_is_known_comes_first_and_the_words_say_why() {
    let stranger = CostOf { kind: Kind::Complaint, negative_pct: 80, age_secs: 2_340, ..QUIET };
    let known = CostOf { tier: Tier::Gold, earlier_failed: 1, ..stranger };
    let weights = Weights::default();
    let (them, us) = (cost(&stranger, &weights), cost(&known, &weights));
    assert_eq!(them.milli(PartKind::Customer), 0);
    // Gold doubles the promise of 2.229, and a contact that failed is 2 points.
    assert_eq!(us.milli(PartKind::Customer), 2_229 + 2_000);
    assert_eq!(us.total_milli() - them.total_milli(), 4_229, "nothing else differs");
    assert_eq!(us.parts[5].words(&known), "Gold customer, 1 unresolved before");
    assert_eq!(us.parts[2].words(&known), "Past target by 9 min");
    assert_eq!(us.parts[4].words(&known), "Complaint, strong anger");
    assert_eq!(us.parts[6].words(&CostOf { followers: Some(48_200), ..known }), "Author reach 48 k");
    assert_eq!(points(them.tenths().1[2]), "+2.2");
}

#[test]
fn what_the_words_say_is_not_counted_again_from_the_records() {
    let weights = Weights::default();
    let total =
        |cues: Cues, earlier_failed: u8| cost(&CostOf { cues, earlier_failed, ..QUIET }, &weights).total_milli();
    let said = total(Cues::FAILED_ELSEWHERE, 0);
    assert_eq!(total(Cues::FAILED_ELSEWHERE, 1), said);
    assert_eq!(total(Cues::default(), 1), said, "and either tells as much");
    assert_eq!(total(Cues::FAILED_ELSEWHERE, 3), total(Cues::default(), 3));
    assert!(total(Cues::default(), 2) > said);
    assert_eq!(total(Cues::default(), 5), total(Cues::default(), 255));
}

#[test]
fn each_cue_weighs_what_its_weight_says() {
    let weights = Weights { promise: 0, ..Weights::default() };
    for (place, cue) in Cues::ALL.into_iter().enumerate() {
        let of = CostOf { cues: cue, ..QUIET };
        assert_eq!(cost(&of, &weights).milli(PartKind::Cues), u64::from(weights.cues[place]) * 10, "{}", cue.word());
        assert_eq!(cost(&of, &weights).parts[3].words(&of), format!("Risk: {}", cue.word()));
    }
    assert_eq!(cost(&CostOf { cues: Cues(u16::MAX), ..QUIET }, &weights).milli(PartKind::Cues), 25_500);
}

#[test]
fn a_tier_that_weighs_less_than_none_makes_the_promise_smaller() {
    let weights = Weights { tier: [100, 50, 150, 200], ..Weights::default() };
    let cost = cost(&CostOf { tier: Tier::Bronze, ..QUIET }, &weights);
    assert_eq!((cost.milli(PartKind::Promise), cost.milli(PartKind::Customer)), (60, 0));
}

#[test]
fn the_guard_takes_over_whatever_the_weights_say() {
    let nothing = Weights { promise: 0, tier: [0; 4], viral: 0, seen: 0, cues: [0; 8], anger: 0, ..Weights::default() };
    let of = |age_secs| cost(&CostOf { age_secs, ..QUIET }, &nothing).total_milli();
    assert_eq!(of(1_800), 0);
    assert_eq!(of(1_801), BREACH_FLOOR_MILLI);
    assert_eq!(of(AGE_CAP_SECS as u32), BREACH_FLOOR_MILLI);
    assert_eq!(of(AGE_CAP_SECS as u32 + 3 * 3_600), 8 * BREACH_FLOOR_MILLI);
    let of_a_day = |age: u64| guard_milli(AGE_CAP_SECS as u32, age as u32);
    assert_eq!(of_a_day(AGE_CAP_TARGETS * AGE_CAP_SECS), BREACH_FLOOR_MILLI);
    assert_eq!(of_a_day(AGE_CAP_TARGETS * AGE_CAP_SECS + 3_600), 2 * BREACH_FLOOR_MILLI);
    assert_eq!(guard_milli(0, u32::MAX), PART_MILLI_MAX, "and it stops growing instead of turning over");
}

#[test]
fn who_sees_it_unanswered_counts_from_the_first_minute_and_can_be_weighed() {
    let of = |seen_by| CostOf { seen_by, ..QUIET };
    let seen = |of: &CostOf, weights: &Weights| cost(of, weights).milli(PartKind::Seen);
    let weights = Weights::default();
    assert_eq!([0, 1, 220, 12_400].map(|n| seen(&of(n), &weights)), [0, 2, 440, 24_800]);
    assert_eq!(seen(&of(12_400), &Weights { seen: 0, ..weights }), 0);
    let words = |n| cost(&of(n), &weights).parts[1].words(&of(n));
    assert_eq!(words(12_400), "12\u{2009}400 people see it unanswered");
    assert_eq!(words(1), "1 person sees it unanswered");
    assert_eq!(words(0), "Nobody sees it unanswered");
    // A promise is heard too: nobody with few followers waits for ever behind those with some.
    let late = CostOf { age_secs: 2_700, ..of(200) };
    assert!(cost(&late, &weights).total_milli() > cost(&of(1_500), &weights).total_milli());
    assert!(cost(&late, &weights).total_milli() < cost(&of(5_000), &weights).total_milli());
}

#[test]
fn short_work_first_when_the_cost_is_the_same() {
    assert!(priority(5_000, 60) > priority(5_000, 600));
    assert_eq!(priority(u64::MAX, 0), u64::MAX);
}

#[test]
fn a_promise_that_is_not_due_says_how_long_it_has() {
    let of = CostOf { age_secs: 1_560, ..QUIET };
    assert_eq!(cost(&of, &Weights::default()).parts[2].words(&of), "Due in 4 min");
    let viral = CostOf { people_per_minute: 45, ..QUIET };
    assert_eq!(cost(&viral, &Weights::default()).parts[0].words(&viral), "Public: 45 new people a minute");
}
