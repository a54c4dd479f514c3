//! What a forecast promises, whatever the history: A42 to A50 rest on it, A43 and A73 by name.

use proptest::prelude::*;
use std::sync::Arc;
use watchfloor::floor::At;
use watchfloor::floor::promise::WallClock;
use watchfloor::plan::forecast::{
    Calendar, Class, Drift, Event, Fit, From, Today, back_test, date_of, day_of, events_of, usual,
};
use watchfloor::plan::history::{Grain, History, Key, Mark, Marked};

/// Monday 2 November 2026, 00:00 UTC.
const MONDAY: i64 = 1_793_577_600;
const DAY: usize = 48;

pub fn at(secs: i64) -> At {
    At::from_unix(secs).unwrap()
}

pub fn zone(name: &str) -> Arc<WallClock> {
    Arc::new(WallClock::of(name).unwrap())
}

fn history(counts: Vec<Option<f64>>) -> History {
    History::new(Key::default(), Grain::Half, zone("UTC"), at(MONDAY), counts)
}

/// Days and nights, quieter at the weekend, with a little that repeats and is no pattern.
fn ordinary(i: usize) -> f64 {
    let busy = if (16..44).contains(&(i % DAY)) { 60.0 } else { 12.0 };
    let weekend = if (i / DAY) % 7 > 4 { 0.5 } else { 1.0 };
    busy * weekend + ((i * 7919) % 11) as f64
}

fn weeks(n: usize) -> Vec<Option<f64>> {
    (0..n * 7 * DAY).map(|i| Some(ordinary(i))).collect()
}

fn p50s(history: &History, days: usize) -> Vec<f64> {
    let fit = Fit::of(history, history.ends(), &Calendar::default()).unwrap();
    fit.forecast(days * DAY, 1.0).iter().map(|point| point.p50).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was counted, nothing is negative, and the quantiles are in order.
    #[test]
    fn a_forecast_is_never_negative_and_its_quantiles_are_in_order(
        counts in prop::collection::vec(prop::option::weighted(0.8, 0.0..3000.0_f64), 1..900),
        growth in 0.0..5.0_f64,
    ) {
        let history = history(counts);
        let Ok(fit) = Fit::of(&history, history.ends(), &Calendar::default()) else {
            prop_assert!((0..history.len()).all(|i| history.value(i as i64).is_none()));
            return Ok(());
        };
        for point in fit.forecast(9 * DAY, growth) {
            prop_assert!(0.0 <= point.p50 && point.p50 <= point.p80 && point.p80 <= point.p95, "{point:?}");
            prop_assert!(point.p95.is_finite() && point.mean.is_finite() && point.mean >= 0.0, "{point:?}");
        }
        let today = Today::of(&history, history.ends(), &Calendar::default());
        for point in today.iter().flat_map(|today| &today.rest) {
            prop_assert!(0.0 <= point.p50 && point.p50 <= point.p80 && point.p80 <= point.p95, "{point:?}");
        }
        if let Some(test) = back_test(&history, &Calendar::default(), 5, 1) {
            prop_assert!(test.wape.is_none_or(|wape| wape >= 0.0));
            prop_assert!(test.coverage[0] <= test.coverage[1] && test.coverage[1] <= test.coverage[2]);
        }
    }

    /// The same counts whole weeks later are the same forecast, to the last bit.
    #[test]
    fn a_history_that_is_moved_by_weeks_has_the_same_forecast(weeks_later in 1..200_i64, seed in 0..1000_usize) {
        let counts: Vec<Option<f64>> = (0..20 * DAY).map(|i| Some(ordinary(i * (seed % 3 + 1)) + (i % (seed + 2)) as f64)).collect();
        let one = history(counts.clone());
        let other = History::new(Key::default(), Grain::Half, zone("UTC"), at(MONDAY + weeks_later * 604_800), counts);
        prop_assert_eq!(p50s(&one, 2), p50s(&other, 2));
    }

    /// Ten times as many mentions are nearly ten times the forecast.
    #[test]
    fn a_forecast_grows_with_its_history(times in 2.0..20.0_f64) {
        let small = p50s(&history(weeks(5)), 1);
        let large = p50s(&history(weeks(5).into_iter().map(|count| count.map(|c| c * times)).collect()), 1);
        for (small, large) in small.iter().zip(&large) {
            prop_assert!((large / small / times - 1.0).abs() < 0.12, "{small} {large} {times}");
        }
    }
}

/// A day of twenty times the usual, in the middle of the history, is one day among many.
#[test]
fn a_spike_day_does_not_move_the_profile() {
    let quiet = p50s(&history(weeks(6)), 7);
    for spiked_day in [3, 17, 30] {
        let mut counts = weeks(6);
        counts[spiked_day * DAY..(spiked_day + 1) * DAY].iter_mut().flatten().for_each(|count| *count *= 20.0);
        let spiked = p50s(&history(counts), 7);
        for (a, b) in quiet.iter().zip(&spiked) {
            assert!((a - b).abs() < 0.1 * a + 1.5, "day {spiked_day}: {a} became {b}");
        }
    }
}

/// A spike of the last two hours is still felt at once, and has gone the next day.
#[test]
fn a_spike_of_now_goes_and_a_level_of_days_stays() {
    let plain = p50s(&history(weeks(6)), 2);
    let mut counts = weeks(6);
    let n = counts.len();
    counts[n - 4..].iter_mut().flatten().for_each(|count| *count *= 6.0);
    let spiked = p50s(&history(counts), 2);
    let (now, later) = (spiked[0] / plain[0], spiked[60] / plain[60]);
    assert!(now > 1.1 && later - 1.0 < 0.6 * (now - 1.0), "{now} {later}");
    let mut counts = weeks(6);
    counts[n - 10 * DAY..].iter_mut().flatten().for_each(|count| *count *= 1.6);
    let raised = p50s(&history(counts), 2);
    assert!(raised[60] > 1.2 * plain[60], "{} {}", raised[60], plain[60]);
}

#[test]
fn the_last_week_repeats_where_nothing_else_is_known() {
    let day = p50s(&history((0..DAY).map(|i| Some(ordinary(i))).collect()), 1);
    assert!(day[30] > 40.0 && day[5] < 30.0, "{day:?}");
    let zeros = history(vec![Some(0.0); 10 * DAY]);
    let fit = Fit::of(&zeros, zeros.ends(), &Calendar::default()).unwrap();
    assert!(fit.forecast(DAY, 1.0).iter().all(|point| point.p50 == 0.0 && point.p95 < 1.0));
    assert!(fit.notes().iter().any(|note| note.contains("zeros")), "{:?}", fit.notes());
    let none = history(vec![None; DAY]);
    let refused = Fit::of(&none, none.ends(), &Calendar::default()).unwrap_err().to_string();
    assert!(refused.contains("no count before"), "{refused}");
    assert!(Fit::of(&history(vec![]), at(MONDAY), &Calendar::default()).is_err());
}

/// Open from eight to six on weekdays: the nights and the weekend are closed, and no gap.
#[test]
fn a_desk_that_closes_is_closed_in_the_forecast() {
    let open = |i: usize| (16..36).contains(&(i % DAY)) && (i / DAY) % 7 < 5;
    let counts = (0..28 * DAY).map(|i| open(i).then(|| ordinary(i))).collect();
    let history = history(counts);
    let fit = Fit::of(&history, history.ends(), &Calendar::default()).unwrap();
    for (i, point) in fit.forecast(7 * DAY, 1.0).iter().enumerate() {
        assert_eq!(point.closed, !open(i), "{point:?}");
        assert!(!point.closed || (point.p95 == 0.0 && point.mean == 0.0));
    }
    assert_eq!(history.gaps(&usual(&history).0), []);
}

#[test]
fn gaps_and_spikes_are_found_marked_and_taken_back() {
    let mut counts = weeks(5);
    counts[700..706].fill(None);
    counts[900..903].iter_mut().flatten().for_each(|count| *count += 400.0);
    let mut history = history(counts);
    let (usual, scatter) = usual(&history);
    let (gaps, spikes) = (history.gaps(&usual), history.spikes(&usual, scatter, 4.0));
    assert_eq!((gaps.len(), gaps[0].intervals), (1, 6));
    assert_eq!((spikes.len(), spikes[0].intervals, spikes[0].marked.from), (1, 3, history.begins(900)));
    assert_eq!(gaps[0].marked.mark, Mark::Gap);
    let other = Marked { from: history.begins(10), until: history.begins(12), mark: Mark::Count(5.0) };
    history.set_marks(vec![spikes[0].marked, other]);
    assert_eq!((history.value(10), history.value(11), history.value(12)), (Some(5.0), Some(5.0), Some(ordinary(12))));
    assert!(history.value(900).unwrap() > 400.0, "a spike stands in the record");
    history.set_marks(vec![]);
    assert_eq!(history.value(10), Some(ordinary(10)));
}

/// A73: last year's Black Friday is this year's, on another date, shrunk towards its class, and set aside by a person.
#[test]
fn an_event_is_aligned_with_itself_and_not_with_its_date() {
    let first = day_of("2025-09-01".parse().unwrap());
    let last = day_of("2026-11-23".parse().unwrap());
    let black_friday = day_of("2025-11-28".parse().unwrap());
    let counts = (first..last).flat_map(|day| {
        let times = if day == black_friday { 3.0 } else { 1.0 };
        (0..DAY).map(move |slot| Some(40.0 * times + slot as f64))
    });
    let history = History::new(Key::default(), Grain::Half, zone("UTC"), at(i64::from(first) * 86_400), counts);
    let us = Calendar::of(events_of("us", 2025, 2026).unwrap()).unwrap();
    let fit = Fit::of(&history, history.ends(), &us).unwrap();
    let week = fit.forecast(7 * DAY, 1.0);
    let of = |date: &str| -> f64 {
        week.iter().filter(|point| fit.date(point).to_string() == date).map(|point| point.p50).sum()
    };
    let (friday, ordinary) = (of("2026-11-27"), of("2026-11-24"));
    // Seen once, about 2.3 times the usual with the slots' part; other shopping days said ×1, so a third of it is left.
    let lift = fit.lifts().iter().find(|lift| lift.event == "Black Friday").unwrap();
    assert_eq!((lift.from, lift.seen.len()), (From::Own(1), 1));
    let shrunk = (lift.seen[0].ln() + 2.0 * lift.prior.ln()) / 3.0;
    assert!((lift.volume.ln() - shrunk).abs() < 1e-9 && lift.volume > 1.2, "{lift:?}");
    assert!((friday / ordinary / lift.volume - 1.0).abs() < 0.05, "{friday} {ordinary} {lift:?}");
    // The day after was seen at its usual, and leans on its class a little.
    assert!((of("2026-11-28") / ordinary - 1.0).abs() < 0.25, "{}", of("2026-11-28") / ordinary);
    let mut said = events_of("us", 2025, 2026).unwrap();
    said.iter_mut().filter(|event| event.name == "Black Friday").for_each(|event| event.volume = Some(4.0));
    let fit = Fit::of(&history, history.ends(), &Calendar::of(said).unwrap()).unwrap();
    let lift = fit.lifts().iter().find(|lift| lift.event == "Black Friday").unwrap();
    assert_eq!((lift.from, lift.volume), (From::Person, 4.0));
}

/// A campaign with a date, and growth: A73.
#[test]
fn campaigns_and_growth_multiply() {
    let history = history(weeks(6));
    let day = history.local(history.len() as i64).day + 1;
    let campaign =
        Event { name: "Launch".into(), class: Class::Campaign, first: date_of(day), days: 2, volume: Some(1.5) };
    let calendar = Calendar::of(vec![campaign]).unwrap();
    let (plain, with) = (
        Fit::of(&history, history.ends(), &Calendar::default()).unwrap().forecast(4 * DAY, 1.0),
        Fit::of(&history, history.ends(), &calendar).unwrap().forecast(4 * DAY, 1.2),
    );
    for (i, (plain, with)) in plain.iter().zip(&with).enumerate() {
        let times = if (1..3).contains(&(i / DAY)) { 1.8 } else { 1.2 };
        assert!((with.p50 - times * plain.p50).abs() < 1e-9, "{i}: {plain:?} {with:?}");
    }
    let too_much = Event { name: "x".into(), class: Class::Campaign, first: date_of(1), days: 1, volume: Some(-1.0) };
    assert!(Calendar::of(vec![too_much]).is_err());
}

#[test]
fn events_fall_where_they_fall() {
    // Thanksgiving, Black Friday, Cyber Monday, Easter Sunday, by almanac.
    let known = [
        (2014, "2014-11-27", "2014-11-28", "2014-12-01", "2014-04-20"),
        (2015, "2015-11-26", "2015-11-27", "2015-11-30", "2015-04-05"),
        (2024, "2024-11-28", "2024-11-29", "2024-12-02", "2024-03-31"),
        (2026, "2026-11-26", "2026-11-27", "2026-11-30", "2026-04-05"),
        (2030, "2030-11-28", "2030-11-29", "2030-12-02", "2030-04-21"),
    ];
    for (year, thanksgiving, friday, monday, easter) in known {
        let events = events_of("us", year, year).unwrap();
        let on = |name: &str| events.iter().find(|event| event.name == name).unwrap().first.to_string();
        assert_eq!((on("Thanksgiving"), on("Black Friday")), (thanksgiving.into(), friday.into()));
        assert_eq!((on("Cyber Monday"), on("Easter Sunday")), (monday.into(), easter.into()));
    }
    let gb = events_of("GB", 2026, 2026).unwrap();
    let on = |name: &str| gb.iter().find(|event| event.name == name).unwrap().first.to_string();
    assert_eq!((on("Spring bank holiday"), on("Summer bank holiday")), ("2026-05-25".into(), "2026-08-31".into()));
    let ca = events_of("ca", 2026, 2026).unwrap();
    assert!(ca.iter().any(|event| event.name == "Victoria Day" && event.first.to_string() == "2026-05-18"));
}

/// A43: what self-service leaves becomes longer, and the forecast of handle time has its slope.
#[test]
fn handle_time_drifts_and_the_slope_is_damped() {
    let noisy = |week: i32| 400.0 * 1.015_f64.powi(week) * (1.0 + 0.01 * f64::from((week * 5) % 3 - 1));
    let weeks: Vec<Option<f64>> = (0..12).map(|week| (week != 4).then(|| noisy(week))).collect();
    let drift = Drift::of(&weeks).unwrap();
    assert!((drift.a_week - 0.015).abs() < 0.004, "{drift:?}");
    assert!(drift.ahead_secs(2.0) > drift.now_secs && drift.ahead_secs(1000.0) < 1.08 * drift.now_secs);
    let flat: Vec<Option<f64>> = (0..12).map(|week| Some(400.0 + f64::from((week * 7) % 5) * 8.0)).collect();
    assert!(Drift::of(&flat).unwrap().a_week.abs() < 0.002);
    assert_eq!(Drift::of(&[None, Some(f64::NAN), Some(-1.0)]), None);
}

/// A day that runs a third high is seen as such by noon; one wild half hour is a spike.
#[test]
fn a_running_day_is_told_from_a_spike() {
    let run = |change: &dyn Fn(usize) -> f64| {
        let mut counts = weeks(6);
        counts.extend((0..24).map(|slot| Some(ordinary(slot) * change(slot))));
        let history = history(counts);
        Today::of(&history, history.ends(), &Calendar::default()).unwrap()
    };
    let plain = run(&|_| 1.0);
    let high = run(&|_| 1.35);
    let spiked = run(&|slot| if slot >= 22 { 12.0 } else { 1.0 });
    assert!((plain.multiplier - 1.0).abs() < 0.05 && plain.spike < 20.0, "{plain:?}");
    assert!(high.multiplier > 1.03 && high.rest[0].p50 > 1.05 * plain.rest[0].p50, "{high:?}");
    assert!(spiked.spike > 100.0 && spiked.multiplier < 1.15, "{spiked:?}");
    let (first, last) = (spiked.rest[0].p50 / plain.rest[0].p50, spiked.rest[20].p50 / plain.rest[20].p50);
    assert!(first > 1.3 && last - 1.0 < 0.3 * (first - 1.0), "{first} {last}");
    assert!(high.whole() > plain.whole());
    assert_eq!(plain.rest.len(), 24);
}

#[test]
fn a_back_test_of_a_week_that_repeats_is_without_error() {
    let even: Vec<Option<f64>> = (0..42 * DAY).map(|i| Some(10.0 + (i % (7 * DAY)) as f64)).collect();
    let test = back_test(&history(even), &Calendar::default(), 14, 1).unwrap();
    assert_eq!((test.origins, test.intervals), (14, 14 * DAY));
    assert_eq!((test.naive_wape, test.naive_mase), (Some(0.0), None), "a change of nothing scales nothing");
    assert!(test.wape.unwrap() < 0.05, "{test:?}");
    assert!(back_test(&history(vec![Some(1.0); 20]), &Calendar::default(), 14, 1).is_none());
    let zeros = back_test(&history(vec![Some(0.0); 20 * DAY]), &Calendar::default(), 3, 1).unwrap();
    assert_eq!(zeros.wape, None, "of nothing there is no share");
}
