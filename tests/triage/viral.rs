//! The forecast of spread: that its sums are the sums they stand for, that nothing it is told breaks it, and how far off
//! it is on histories whose end is known.

use crate::cli::{Place, real};
use proptest::prelude::*;
use watchfloor::floor::{Amplification, At, Cascade, CascadeParts, Join, MEMORY_TAUS_SECS, WINDOW_TAUS_SECS};
use watchfloor::limits::{HISTORY_BYTES_MAX, HISTORY_CARRYINGS_MAX, HISTORY_FILES_MAX};
use watchfloor::triage::viral::{
    ANSWERED_ASSUMPTION, Band, Basis, Effect, Exact, Excitement, Forecast, History, KERNEL_HEIGHT, KERNEL_PLATEAU_SECS,
    KERNEL_THETA, Lessons, Level, MEMORY_ERROR_MAX, MEMORY_WEIGHTS, NoTrees, Trees, answered_now, curve, forecast,
    invented_histories, learn, learn_sizes, level, memory, next_level, still_to_react,
};

const THRESHOLD: u64 = 500_000;
const WEEK: f64 = 604_800.0;

fn start() -> At {
    At::from_unix(1_700_000_000).unwrap()
}

fn repost(followers: u32, by: u64) -> Join {
    Join::passed_on(Amplification::Repost, Some(followers), by)
}

/// A cascade of these: seconds and followers, the first the post itself.
fn of(rows: &[(u32, u32)]) -> Cascade {
    let mut cascade = Cascade::begin(start(), Some(rows[0].1));
    for (i, (at, followers)) in rows.iter().enumerate().skip(1) {
        cascade.add(start().plus(*at), repost(*followers, i as u64));
    }
    cascade
}

fn assert_near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-3), "{a} is not {b}");
}

#[test]
fn the_memory_is_a_density() {
    assert_near(KERNEL_HEIGHT * KERNEL_PLATEAU_SECS * (1.0 + 1.0 / KERNEL_THETA), 1.0, 1e-6);
    // What is still to come is one less what has come, added up in small steps.
    let (mut sum, step) = (0.0, 0.25);
    let mut checked = 0;
    for i in 0..40_000_u32 {
        let secs = f64::from(i) * step;
        if i % 5_000 == 0 {
            assert_near(1.0 - sum, still_to_react(secs), 1e-5);
            checked += 1;
        }
        sum += step * (memory(secs) + memory(secs + step)) / 2.0;
    }
    assert_eq!(checked, 8);
    assert!(still_to_react(1e7) < 0.1 && still_to_react(-5.0) == 1.0 && memory(-1.0) == 0.0);
}

/// Moments from 0 s to 14 days, denser at the beginning, as the weights were fitted on.
fn moments() -> Vec<f64> {
    (0..600).map(|i| 30.0 * (14.0 * 86_400.0_f64 / 30.0).powf(f64::from(i) / 599.0) - 30.0).collect()
}

fn as_exponentials(weights: &[f64], secs: f64) -> f64 {
    weights.iter().zip(MEMORY_TAUS_SECS).map(|(weight, tau)| weight * (-secs / tau).exp()).sum()
}

/// Non-negative least squares of the relative error, again and again with more weight where the error is large.
fn fitted() -> [f64; 8] {
    let secs = moments();
    let row = |s: &f64| MEMORY_TAUS_SECS.map(|tau| (-s / tau).exp() / still_to_react(*s));
    let rows: Vec<[f64; 8]> = secs.iter().map(row).collect();
    let (mut heavy, mut best) = (vec![1.0 / 600.0; 600], (f64::MAX, [0.1; 8]));
    let mut weights = [0.1_f64; 8];
    for _ in 0..300 {
        let (mut gram, mut right) = ([[0.0; 8]; 8], [0.0; 8]);
        for (row, heavy) in rows.iter().zip(&heavy) {
            for a in 0..8 {
                right[a] += heavy * row[a];
                (0..8).for_each(|b| gram[a][b] += heavy * row[a] * row[b]);
            }
        }
        for _ in 0..1_500 {
            for a in 0..8 {
                let rest: f64 = (0..8).filter(|b| *b != a).map(|b| gram[a][b] * weights[b]).sum();
                weights[a] = ((right[a] - rest) / gram[a][a]).max(0.0);
            }
        }
        let errors: Vec<f64> =
            rows.iter().map(|r| (r.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>() - 1.0).abs()).collect();
        let largest = errors.iter().copied().fold(0.0, f64::max);
        if largest < best.0 {
            best = (largest, weights);
        }
        let sum: f64 = heavy.iter().zip(&errors).map(|(h, e)| h * (e + 1e-4)).sum();
        heavy.iter_mut().zip(&errors).for_each(|(h, e)| *h *= (e + 1e-4) / sum);
    }
    best.1
}

#[test]
fn eight_exponentials_are_the_memory() {
    let error = |weights: &[f64]| {
        let off = |s: f64| (as_exponentials(weights, s) / still_to_react(s) - 1.0).abs();
        moments().into_iter().map(off).fold(0.0, f64::max)
    };
    assert!(error(&MEMORY_WEIGHTS) <= MEMORY_ERROR_MAX, "{}", error(&MEMORY_WEIGHTS));
    let anew = fitted();
    assert!(anew.iter().all(|weight| *weight >= 0.0));
    assert!(error(&anew) <= MEMORY_ERROR_MAX, "fitted anew: {} {anew:?}", error(&anew));
    // The fit is flat, so other weights serve as well; what they say together is the same.
    for secs in moments() {
        assert_near(as_exponentials(&anew, secs), as_exponentials(&MEMORY_WEIGHTS, secs), 0.01);
    }
}

/// Histories as they come: some seconds, some followers, in order of time.
fn histories() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let followers = prop_oneof![0..2_000_u32, 0..5_000_000_u32, Just(u32::MAX)];
    let row = (prop_oneof![0..600_u32, 0..100_000_u32, 0..2_000_000_u32], followers);
    prop::collection::vec(row, 1..60).prop_map(|mut rows| {
        rows[0].0 = 0;
        rows[1..].sort_unstable();
        rows
    })
}

fn finite(forecast: &Forecast) -> Vec<f64> {
    let bands = [forecast.r, forecast.size_final, forecast.reach_1h, forecast.reach_6h, forecast.reach_final];
    let mut all: Vec<f64> = bands.iter().flat_map(|b| [b.low, b.mid, b.high]).collect();
    all.extend([forecast.joins_per_minute, forecast.people_per_minute, forecast.reach_now]);
    all.extend(forecast.p_threshold);
    all.extend(forecast.drivers.iter().flatten().map(|d| d.share));
    all
}

/// What every forecast must keep to.
fn assert_sound(forecast: &Forecast) {
    assert!(finite(forecast).iter().all(|x| x.is_finite() && *x >= 0.0), "{forecast:?}");
    let ordered = |b: Band| b.low <= b.mid && b.mid <= b.high;
    for band in [forecast.r, forecast.size_final, forecast.reach_1h, forecast.reach_6h, forecast.reach_final] {
        assert!(ordered(band), "{forecast:?}");
    }
    let parts = |b: Band| [b.low, b.mid, b.high];
    let hours =
        [[forecast.reach_now; 3], parts(forecast.reach_1h), parts(forecast.reach_6h), parts(forecast.reach_final)];
    for (sooner, later) in hours.iter().zip(&hours[1..]) {
        assert!(sooner.iter().zip(later).all(|(a, b)| *a <= *b * (1.0 + 1e-12)), "{forecast:?}");
    }
    assert!(forecast.size_final.low >= f64::from(forecast.size_now), "{forecast:?}");
    assert!(forecast.p_threshold.is_none_or(|p| p <= 1.0), "{forecast:?}");
    assert!(forecast.factors.iter().flatten().all(|f| f.share.abs() <= 1.0 + 1e-9), "{forecast:?}");
    assert_eq!(forecast.minutes_to_threshold == Some(0), forecast.reach_now >= forecast.threshold_reach as f64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_fading_sums_are_the_sums_over_all(rows in histories(), later in 0..500_000_u32) {
        let cascade = of(&rows);
        let now = start().plus(rows.last().unwrap().0 + later);
        let age = |at: u32| (now.secs_since(start()) - i64::from(at)) as f64;
        let sum = |tau: f64, weight: &dyn Fn(u32) -> f64, from: usize| -> f64 {
            rows[from..].iter().map(|(at, followers)| weight(*followers) * (-age(*at) / tau).exp()).sum()
        };
        let followers = |n: u32| f64::from(n);
        for (kept, tau) in cascade.exposed(now).into_iter().zip(MEMORY_TAUS_SECS) {
            assert_near(kept, sum(tau, &followers, 0), 2e-5);
        }
        for (kept, tau) in cascade.exposed_lately(now).into_iter().zip(WINDOW_TAUS_SECS) {
            assert_near(kept, sum(tau, &followers, 0), 2e-5);
        }
        for (kept, tau) in cascade.carried_lately(now).into_iter().zip(WINDOW_TAUS_SECS) {
            assert_near(kept, sum(tau, &|_| 1.0, 1), 2e-5);
        }
        // Carried on to the last day of the fit, the kernel as exponentials is the kernel.
        if now.secs_since(start()) <= 14 * 86_400 {
            let exact: f64 = rows.iter().map(|(at, n)| f64::from(*n) * still_to_react(age(*at))).sum();
            assert_near(Excitement::of(&cascade, now).pending, exact, MEMORY_ERROR_MAX + 1e-4);
        }
    }

    #[test]
    fn the_order_of_hearing_does_not_matter(rows in histories(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        let mut state = seed | 1;
        for i in (2..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, 1 + (state >> 33) as usize % i);
        }
        let key = |row: &(u32, u32)| u64::from(row.0) * 7 + u64::from(row.1);
        let build = |rows: &[(u32, u32)]| {
            let mut cascade = Cascade::begin(start(), Some(rows[0].1));
            rows[1..].iter().for_each(|row| cascade.add(start().plus(row.0), repost(row.1, key(row))));
            cascade
        };
        let (one, other) = (build(&rows).parts(), build(&shuffled).parts());
        prop_assert_eq!((one.whole, one.wide), (other.whole, other.wide));
        for (a, b) in one.fading.into_iter().zip(other.fading) {
            assert_near(f64::from(a), f64::from(b), 1e-4);
        }
    }

    #[test]
    fn every_forecast_is_sound(rows in histories(), later in 0..3_000_000_u32, threshold in any::<u64>()) {
        let cascade = of(&rows);
        for now in [start().plus(rows.last().unwrap().0 + later), start(), At::FIRST, At::LAST] {
            let f = forecast(&cascade, now, threshold);
            assert_sound(&f);
            prop_assert_eq!((f.level, f.p_threshold), level(&cascade, now, threshold));
            let answered = answered_now(&cascade, now, threshold, Effect::default());
            assert_sound(&answered);
            prop_assert!(answered.reach_final.mid <= f.reach_final.mid && answered.p_threshold <= f.p_threshold);
            let fan = curve(&cascade, now, 6);
            prop_assert_eq!((fan.len(), fan[0].reach.high), (25, f.reach_now));
            assert_near(fan[4].reach.mid, f.reach_1h.mid, 1e-12);
            prop_assert!(fan.windows(2).all(|w| w[0].reach.mid <= w[1].reach.mid * (1.0 + 1e-12)));
        }
    }

    #[test]
    fn a_nearer_threshold_is_never_less_likely(rows in histories(), later in 0..100_000_u32) {
        let (cascade, now) = (of(&rows), start().plus(rows.last().unwrap().0 + later));
        let p = |threshold: u64| forecast(&cascade, now, threshold).p_threshold.unwrap();
        let all: Vec<f64> = (0..40).map(|i| p(10 * 3_u64.pow(i / 2) + u64::from(i))).collect();
        prop_assert!(all.windows(2).all(|w| w[0] >= w[1]), "{:?}", all);
    }

    #[test]
    fn what_is_kept_is_what_was(rows in histories()) {
        let cascade = of(&rows);
        prop_assert_eq!(Cascade::from_parts(&cascade.parts()), Some(cascade));
    }
}

#[test]
fn no_flood_and_no_nonsense_breaks_it() {
    let mut cascade = Cascade::begin(start(), Some(u32::MAX));
    (0..100_000).for_each(|i| cascade.add(start(), repost(u32::MAX, i)));
    assert_eq!((cascade.joins(), cascade.followers_seen()), (100_000, 100_001 * u64::from(u32::MAX)));
    // Times before the beginning, the ends of time, and people of whom nothing is known.
    for at in [At::FIRST, At::LAST, start().minus(5), start()] {
        cascade.add(at, Join::passed_on(Amplification::Quote, None, 3));
        cascade.add(at, Join::replied(Some(9), 4));
    }
    for now in [At::FIRST, start(), At::LAST] {
        assert_sound(&forecast(&cascade, now, 0));
        assert_sound(&forecast(&cascade, now, u64::MAX));
    }
    let nobody = Cascade::begin(At::LAST, None);
    assert_sound(&forecast(&nobody, At::FIRST, 1));
    assert_sound(&answered_now(&of(&[(0, 1), (1, 1)]), start(), 9, Effect { calms_ratio: f64::NAN }));
    assert_eq!(curve(&nobody, start(), u32::MAX).len(), 168 * 4 + 1, "no more than a week");
}

#[test]
fn what_cannot_have_been_kept_is_refused() {
    let sound = of(&[(0, 90), (30, 400)]).parts();
    let spoiled = |spoil: &dyn Fn(&mut CascadeParts)| {
        let mut parts = sound;
        spoil(&mut parts);
        Cascade::from_parts(&parts)
    };
    assert!(spoiled(&|_| {}).is_some());
    assert_eq!(spoiled(&|p| p.fading[3] = f32::NAN), None);
    assert_eq!(spoiled(&|p| p.fading[17] = -1.0), None);
    assert_eq!(spoiled(&|p| p.whole[0] = 0), None, "no moment");
    assert_eq!(spoiled(&|p| p.whole[1] = p.whole[0] - 1), None, "newest before the beginning");
    assert_eq!(spoiled(&|p| p.whole[2] = 2), None);
}

/// The published estimator against the same integral in small steps.
#[test]
fn the_published_estimate_is_what_its_integral_says() {
    let history = [(0, 500), (40, 100), (200, 3_000), (350, 20), (700, 900), (1_100, 80), (1_500, 60)];
    for t in [650_u32, 1_600, 9_000, 100_000] {
        let seen: Vec<_> = history.iter().filter(|(at, _)| *at <= t).collect();
        let now = f64::from(t);
        let mut width = (now / 2.0).clamp(300.0, 7_200.0);
        let fifth = if seen.len() > 5 { seen[seen.len() - 5].0 } else { seen[1].0 };
        width = width.max(now - f64::from(fifth) + 1.0);
        let triangle = |u: f64| (1.0 - (now - u) / width).max(0.0);
        let above: f64 = seen[1..].iter().map(|(at, _)| triangle(f64::from(*at))).sum();
        let mut below = 0.0;
        for (at, followers) in &seen {
            let (from, steps) = (f64::from(*at), 20_000);
            let step = (now - from) / f64::from(steps);
            let at = |i: u32| from + (f64::from(i) + 0.5) * step;
            below +=
                f64::from(*followers) * step * (0..steps).map(|i| triangle(at(i)) * memory(at(i) - from)).sum::<f64>();
        }
        let exact = Exact::at(&history, t);
        assert_near(exact.infectiousness, above / below, 1e-3);
        assert_eq!(exact.seen, seen.len() - 1);
    }
    assert_eq!(Exact::at(&[(0, 0), (5, 0)], 60).in_the_end(), 1.0, "nobody was shown it");
    let wild = Exact { infectiousness: 0.02, pending: 10.0, seen: 3 };
    assert!(wild.in_the_end().is_infinite(), "each brings two");
}

#[test]
fn the_second_who_joins_is_enough_when_widely_known() {
    let cascade = of(&[(0, 90), (200, 120), (292, 2_400_000)]);
    let f = forecast(&cascade, start().plus(293), THRESHOLD);
    assert_eq!((f.level, f.p_threshold, f.minutes_to_threshold), (Level::Alarm, Some(1.0), Some(0)));
    assert_eq!((f.drivers[0].unwrap().by, f.drivers[0].unwrap().followers), (2, 2_400_000));
    assert!(f.drivers[0].unwrap().share > 0.99);
    // Not quite there, but with so many who have not reacted yet, it is more likely than with another neighbour.
    let p = |followers: u32| {
        let cascade = of(&[(0, 90), (200, 120), (292, followers)]);
        forecast(&cascade, start().plus(293), THRESHOLD).p_threshold.unwrap()
    };
    assert!(p(450_000) > p(4_500) * 3.0, "{} {}", p(450_000), p(4_500));
}

/// A grumble of a customer, passed on by a few friends, must not be taken for the next that goes round the world.
#[test]
fn a_small_conversation_stays_small() {
    for rows in [vec![(0, 150)], vec![(0, 150), (60, 200)], vec![(0, 600), (90, 150), (400, 300), (900, 80)]] {
        let cascade = of(&rows);
        for minutes in [2_u32, 10, 60, 600] {
            let now = start().plus(rows.last().unwrap().0 + minutes * 60);
            let f = forecast(&cascade, now, THRESHOLD);
            assert_eq!(f.level, Level::Calm, "{f:?}");
            assert!(f.size_final.mid < 30.0 && f.p_threshold.unwrap() < 0.1, "{f:?}");
        }
    }
}

#[test]
fn without_followers_it_goes_by_speed_and_says_so() {
    let mut cascade = Cascade::begin(start(), None);
    let at = |i: u32| forecast(&cascade, start().plus(i), THRESHOLD);
    assert_eq!((at(0).basis, at(0).level, at(0).p_threshold), (Basis::Velocity, Level::Calm, None));
    (0..4).for_each(|i| cascade.add(start().plus(i * 10), Join::replied(None, 1)));
    let few = forecast(&cascade, start().plus(40), THRESHOLD);
    assert_eq!((few.level, few.reach_now), (Level::Watch, 4.0));
    (4..20).for_each(|i| cascade.add(start().plus(i * 10), Join::passed_on(Amplification::Like, None, 1)));
    let many = forecast(&cascade, start().plus(200), THRESHOLD);
    assert_eq!(many.level, Level::Alarm);
    assert!(many.joins_per_minute > 2.0 && many.joins_per_minute < 6.0, "{many:?}");
    // It falls again, and not at once.
    let later = |secs: u32| forecast(&cascade, start().plus(200 + secs), THRESHOLD);
    assert_eq!(later(7_200).level, Level::Calm);
    assert!((1..600).any(|s| later(s).level == Level::Watch && next_level(Level::Alarm, &later(s)) == Level::Alarm));
}

#[test]
fn what_has_ended_is_no_alarm_any_more() {
    let cascade = of(&[(0, 90), (60, 700_000), (120, 900)]);
    let after = |hours: u32| forecast(&cascade, start().plus(120 + hours * 3_600), THRESHOLD);
    assert_eq!((after(1).level, after(4).level, after(25).level), (Level::Alarm, Level::Watch, Level::Calm));
    assert_eq!(next_level(Level::Alarm, &after(25)), Level::Calm, "though the threshold stays passed");
    let alone = forecast(&of(&[(0, 700_000)]), start().plus(5), THRESHOLD);
    assert_eq!(alone.level, Level::Watch, "a widely known author whom nobody has joined yet");
}

#[test]
fn an_answer_takes_away_what_anger_drives() {
    let mut cascade = of(&[(0, 5_000), (60, 9_000), (100, 20_000), (130, 700), (150, 90), (160, 4_000)]);
    let now = start().plus(170);
    let (left, answered) =
        (forecast(&cascade, now, THRESHOLD), answered_now(&cascade, now, THRESHOLD, Effect::default()));
    let grows = |f: &Forecast| f.reach_final.mid - f.reach_now;
    assert_near(grows(&answered), grows(&left) * 0.7, 1e-9);
    let join = |angry| Join { angry: Some(angry), ..Join::replied(None, 8) };
    [true, false, false, false].into_iter().for_each(|angry| cascade.add(now, join(angry)));
    let calmer = answered_now(&cascade, now, THRESHOLD, Effect::default());
    assert_near(grows(&calmer), grows(&forecast(&cascade, now, THRESHOLD)) * (1.0 - 0.3 * 0.25), 1e-9);
    assert!(ANSWERED_ASSUMPTION.contains("assumed, not measured"));
}

#[test]
fn most_invented_histories_die_small_and_some_do_not() {
    let invented = invented_histories(5, 3_000);
    assert_eq!(invented, invented_histories(5, 3_000), "the same seed");
    assert_ne!(invented, invented_histories(6, 3_000));
    let over = |size: usize| invented.iter().filter(|h| h.size() > size).count();
    assert!(over(0) < 1_500 && over(100) > 2 && over(100) < 60, "{} {}", over(0), over(100));
}

#[test]
fn the_shipped_trees_are_small_and_whole_and_learnt_again_the_same() {
    let bytes = Trees::shipped().to_bytes();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/triage/cascade.trees");
    assert_eq!(std::fs::read(file).unwrap(), bytes);
    assert!(bytes.len() <= 64 << 10, "{} bytes", bytes.len());
    assert_eq!(Trees::from_bytes(b"something else"), Err(NoTrees::Unknown));
    for cut in [8, 100, bytes.len() - 1] {
        assert_eq!(Trees::from_bytes(&bytes[..cut]), Err(NoTrees::Damaged), "{cut}");
    }
    let some = invented_histories(3, 300);
    let lessons = Lessons { real: &some, invented: 200, seed: 4 };
    let trees = learn(&lessons);
    assert_eq!(trees.to_bytes(), learn(&lessons).to_bytes());
    assert!(trees.learnt(&some[0]) && !Trees::shipped().learnt(&some[0]));
}

#[test]
fn a_file_that_is_no_history_says_where() {
    let say = |text: &str| History::read(text).unwrap_err().to_string();
    assert_eq!(say(""), "line 1: the file is empty");
    assert!(say("hello\n0 5").starts_with("line 1: expected the number of reposts"));
    assert!(say("1 0.5").starts_with("line 2: there is no post"));
    assert!(say("1 0.5\n0 90\n12 x").starts_with("line 3: expected seconds and followers"));
    assert!(say("1 0.5\n0 90\n12 5 5").starts_with("line 3:"));
    assert_eq!(say("1 0.5\n0 90\n12 5\n11 5"), "line 4: it lies before the line above");
    assert!(say("1 0.5\n0 90\n99999999 5").starts_with("line 3: it lies more than a month"));
    assert!(say("1 0.5\n0 90\nNaN 5").starts_with("line 3:"));
    let read = History::read("2 0.5\n0 90 \n\n12 5\n12 7\n").unwrap();
    assert_eq!((read.size(), read.reach(), read.seen_by(11).carried(), read.seen_by(12).carried()), (2, 102, 0, 2));
}

#[test]
fn more_than_fits_is_refused() {
    let rows = "0 1\n".repeat(HISTORY_CARRYINGS_MAX + 2);
    let refused = History::read(&format!("9 0.5\n{rows}")).unwrap_err();
    assert_eq!((refused.line, refused.what.contains("a million lines")), (HISTORY_CARRYINGS_MAX + 3, true));
    let place = Place::new();
    let large = place.file("large.txt", "1 0.5\n0 1\n");
    std::fs::File::options().write(true).open(&large).unwrap().set_len(HISTORY_BYTES_MAX + 1).unwrap();
    let said = place.run(&["cascade", "--in", &large, "--observe", "1h"]).refused();
    assert!(said.ends_with("is larger than 32 MB, so it is no history"), "{said}");
    let mut many = vec!["cascade", "--observe", "1h", "--in"];
    many.extend(std::iter::repeat_n("x", HISTORY_FILES_MAX + 1));
    assert_eq!(place.run(&many).refused(), "2001 files are more than the 2000 that are read at once");
}

#[test]
fn the_command_measures_what_it_can_read_and_names_what_it_cannot() {
    let place = Place::new();
    let history = |n: u32| {
        let rows: String = (1..=n).map(|i| format!("{} {}\n", i * 20, 50 + i)).collect();
        format!("{n} 0.25\n0 900\n{rows}")
    };
    let (good, other) = (place.file("good.txt", history(40)), place.file("other.txt", history(90)));
    let bad = place.file("bad.txt", "3 0.5\n0 90\n12 five\n");
    let said = place.run(&["--json", "cascade", "--in", &good, &bad, &other, "--observe", "10m"]).well();
    assert!(said.err.contains("bad.txt, line 3: expected seconds and followers"), "{}", said.err);
    let answer = said.json();
    let row = &answer["files"][1];
    assert_eq!((row["observed"].as_u64(), row["final"].as_u64()), (Some(30), Some(90)));
    let figure = |name: &str| row[name].as_f64().unwrap();
    assert!(figure("low") <= figure("predicted") && figure("predicted") <= figure("high"));
    assert!(figure("r") > 0.0 && figure("low") >= 30.0);
    for name in ["median_ape", "median_ape_constant"] {
        assert!(answer[name].is_f64(), "{answer}");
    }
    assert_eq!(answer["measured"], "out of sample: none of these files was learnt from");
    assert_eq!(answer["problems"].as_array().unwrap().len(), 1);
    let folds = place.run(&["--json", "cascade", "--in", &good, &other, "--observe", "10m", "--folds", "3"]);
    assert_eq!(folds.refused(), "2 files cannot be put into 3 parts");
    let all_bad = place.run(&["cascade", "--in", &bad, "--observe", "1h"]).refused();
    assert!(all_bad.contains("bad.txt, line 3"), "{all_bad}");
    let no_time = place.run(&["cascade", "--in", &good, "--observe", "soon"]);
    assert!(no_time.code != Some(0) && no_time.err.contains("soon is no time"), "{no_time:?}");
}

/// Learnt on two thirds of the real histories, measured on the rest.
#[test]
fn on_real_histories_it_beats_the_published_model_and_one_constant() {
    let Some(folder) = real("cascades") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let all: Vec<History> =
        paths.iter().map(|p| History::read(&std::fs::read_to_string(p).unwrap()).unwrap()).collect();
    let folds: Vec<(Trees, Vec<&History>)> = (0..3)
        .map(|fold| {
            let learnt: Vec<History> =
                all.iter().enumerate().filter(|(i, _)| i % 3 != fold).map(|(_, h)| h.clone()).collect();
            let trees = learn_sizes(&Lessons { real: &learnt, invented: 1_000, seed: 1 });
            (trees, all.iter().skip(fold).step_by(3).collect())
        })
        .collect();
    for (secs, share) in [(600, 0.7), (3_600, 0.75)] {
        let error = |said: &dyn Fn(&Trees, &History) -> f64| {
            let mut errors: Vec<f64> = folds
                .iter()
                .flat_map(|(trees, rest)| rest.iter().map(|h| (said(trees, h) / h.size() as f64 - 1.0).abs()))
                .collect();
            errors.sort_by(f64::total_cmp);
            errors[errors.len() / 2]
        };
        let ours = error(&|trees, h| trees.sizes(&h.seen_by(secs), History::moment(secs)).mid);
        let published = error(&|_, h| Exact::at(h.carryings(), secs).in_the_end());
        let constant = error(&|trees, _| trees.size_median());
        assert!(ours <= share * published && ours < constant, "{secs} s: {ours} {published} {constant}");
    }
}

#[test]
fn every_forecast_of_an_invented_week_is_sound() {
    let week = &invented_histories(11, 400);
    for history in week.iter().filter(|h| h.size() > 2) {
        for secs in [0, 60, 600, 7_200, WEEK as u32] {
            assert_sound(&forecast(&history.seen_by(secs), History::moment(secs), THRESHOLD));
        }
    }
}
