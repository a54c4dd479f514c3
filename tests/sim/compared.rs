//! Policies of who answers what next, on the same invented day.

use super::day;
use jiff::tz::TimeZone;
use watchfloor::sim::{Compared, Day, Policy, compare};

/// A Black Friday of a quarter of the size, with half the team that it would take.
fn small() -> Day {
    Day { conversations: 2400.0, team: 8, ..day("black-friday") }
}

#[test]
fn serving_by_cost_of_delay_shows_fewer_people_that_nobody_answers() {
    let compared = compare(&small(), 2, &TimeZone::UTC).expect("memory reads");
    for (policy, rows) in &compared.played {
        println!("{policy:?}: {rows:?}");
        assert_eq!(rows.len(), 2);
        for row in rows {
            assert!(row.exposure_minutes > 0.0 && row.first_response_p90_secs >= row.first_response_median_secs);
            assert!(row.breaches > 100.0, "on a day with enough people order hardly matters: {row:?}");
        }
    }
    for other in [Policy::FirstCome, Policy::LeastBusy] {
        let fewer = compared.fewer_ratio(Policy::CostOfDelay, other, "exposure_minutes");
        println!("against {other:?}: {fewer:?}");
        assert!(fewer.mean > 0.3, "{fewer:?}");
        let queued = compared.fewer_ratio(Policy::CostOfDelay, other, "exposure_minutes_in_the_queue");
        assert!(queued.mean > fewer.mean, "an order saves first of what nobody has yet: {queued:?}");
        let breaches = compared.fewer_ratio(Policy::CostOfDelay, other, "breaches");
        assert!(breaches.mean > -0.02, "and promises are not what pays for it: {breaches:?}");
    }
    let bound = compared.fewer_ratio(Policy::MostSeen, Policy::LeastBusy, "exposure_minutes");
    let ours = compared.fewer_ratio(Policy::CostOfDelay, Policy::LeastBusy, "exposure_minutes");
    assert!(ours.mean < bound.mean + 0.02, "no order saves much more than the bound: {bound:?}");
    let asked = |policy: Policy| compared.mean(policy, "conversations").mean;
    let (ours, theirs) = (asked(Policy::CostOfDelay), asked(Policy::LeastBusy));
    assert!((ours - theirs).abs() < 0.03 * theirs, "the same customers wrote: {ours} and {theirs}");
    assert_eq!(Compared::POLICIES.len(), compared.played.len());
}
