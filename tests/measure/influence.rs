//! Influence: every term is shown, and the terms are the score.

use super::config;
use proptest::prelude::*;
use watchfloor::measure::{InfluenceOf, TermKind, influence, log10_milli};

fn any_author() -> impl Strategy<Value = InfluenceOf> {
    let followers = prop_oneof![Just(None), (0_u32..100_000).prop_map(Some), any::<u32>().prop_map(Some)];
    (followers, 0_u32..5_000, any::<u32>(), any::<bool>(), any::<bool>(), any::<u8>()).prop_map(
        |(followers, posts, reshares, verified, press, spam_pct)| InfluenceOf {
            followers,
            posts,
            reshares,
            verified,
            press,
            spam_pct,
        },
    )
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn the_terms_are_the_score(author in any_author()) {
        let score = influence(&author);
        let sum: i16 = score.terms.iter().map(|term| term.points).sum();
        prop_assert_eq!(sum, i16::from(score.points));
        prop_assert!(score.points <= 100);
        prop_assert!(score.terms.iter().all(|term| (term.points < 0) <= (term.what == TermKind::Spam)));
        prop_assert!(score.terms.iter().all(|term| !term.words(&author).is_empty()));
    }

    #[test]
    fn more_followers_never_count_less(author in any_author(), followers in any::<u32>(), more in any::<u32>()) {
        let of = |followers| influence(&InfluenceOf { followers: Some(followers), ..author }).points;
        prop_assert!(of(followers) <= of(followers.saturating_add(more)));
    }

    #[test]
    fn the_logarithm_is_the_logarithm(n in 1_u64..u64::MAX) {
        let book = (n as f64).log10() * 1_000.0;
        prop_assert!((log10_milli(n) as f64 - book).abs() < 1.001, "{} of {}", log10_milli(n), n);
    }
}

#[test]
fn the_scale_in_examples() {
    let points = |followers| influence(&InfluenceOf { followers: Some(followers), ..InfluenceOf::default() }).points;
    assert_eq!([0, 9, 99, 5_300, 48_200, 999_999, u32::MAX].map(points), [0, 11, 23, 43, 54, 70, 70]);
    let all = InfluenceOf {
        followers: Some(2_000_000),
        posts: 10,
        reshares: 1_000_000,
        verified: true,
        press: true,
        spam_pct: 0,
    };
    assert_eq!(influence(&all).points, 100);
    assert_eq!(influence(&InfluenceOf { spam_pct: 50, ..all }).points, 50);
    assert_eq!(influence(&InfluenceOf { spam_pct: 200, ..all }).points, 0);
}

#[test]
fn one_lucky_post_makes_nobody_a_broadcaster() {
    let lucky = InfluenceOf { followers: Some(100), posts: 1, reshares: 40, ..InfluenceOf::default() };
    let steady = InfluenceOf { posts: 200, reshares: 8_000, ..lucky };
    let engagement = |of: &InfluenceOf| influence(of).terms[1].points;
    assert_eq!((engagement(&lucky), engagement(&steady)), (3, 12));
    assert_eq!(influence(&steady).terms[1].words(&steady), "40.0 reshares a post over 200 posts");
}

#[test]
fn unknown_is_said_to_be_unknown() {
    let unknown = InfluenceOf::default();
    let words = influence(&unknown).terms[0].words(&unknown);
    assert_eq!(words, "Followers not known: counted as 200, an ordinary account");
}
