//! The formulas against published and independently computed values, against sums over every state, and as laws.

use proptest::prelude::*;
use watchfloor::plan::queueing::blend::{Live, blend};
use watchfloor::plan::queueing::carry::{Stretch, carry};
use watchfloor::plan::queueing::deferred::{carry_over, least_peak, smoothed};
use watchfloor::plan::queueing::*;

fn near(found: f64, told: f64, within: f64) {
    assert!((found - told).abs() <= within, "{found} is not {told}");
}

fn to(share: f64, within_secs: f64) -> Target {
    Target { share, within_secs }
}

/// Calls an hour, handle time, seconds and share of the target; people, service level, wait, busy, waiting; people when
/// they may be busy for 85 %.
type RowC = (f64, f64, f64, f64, u32, f64, f64, f64, f64, u32);

#[test]
fn erlang_c_is_what_the_table_says() {
    let table: [RowC; 6] = [
        (200., 180., 20., 0.8, 14, 0.888350019179, 7.835937, 0.714286, 0.174131934, 14),
        (200., 180., 20., 0.9, 15, 0.941452842869, 3.673525, 0.666667, 0.102042367, 15),
        (360., 240., 15., 0.8, 29, 0.822748566326, 11.629151, 0.827586, 0.242273985, 29),
        (2000., 300., 30., 0.8, 175, 0.820184031047, 14.895080, 0.952381, 0.413752209, 197),
        (200., 420., 900., 0.8, 25, 0.981745066957, 163.618537, 0.933333, 0.649279910, 28),
        (40., 600., 60., 0.8, 10, 0.874906585382, 31.424746, 0.666667, 0.174581924, 10),
    ];
    for (an_hour, aht, within, share, people, level, wait, busy, waiting, capped) in table {
        let rate = an_hour / 3600.0;
        assert_eq!(erlang_c_required(rate, aht, to(share, within), 1.0), people);
        assert_eq!(erlang_c_required(rate, aht, to(share, within), 0.85), capped);
        let found = erlang_c(f64::from(people), rate, aht, within);
        near(found.service_level, level, 1e-12);
        near(found.wait_mean_secs, wait, 5e-7);
        near(found.occupancy_ratio, busy, 5e-7);
        near(found.waiting_ratio, waiting, 5e-10);
        let exactly = erlang_c_required_exactly(rate, aht, to(share, within), 1.0);
        assert!(exactly <= f64::from(people) && exactly > f64::from(people) - 1.0);
        near(erlang_c(exactly, rate, aht, within).service_level.max(share), share, 1e-8);
    }
    for (people, load, told, digits) in [
        (10.0, 8.0, 0.121661064253, 1e-12),
        (100.0, 100.0, 0.075700452711, 1e-12),
        (1e4, 1e4, 0.007936563249, 1e-12),
        (10.5, 8.0, 0.1001060931, 1e-10),
    ] {
        near(erlang_b(people, load), told, digits);
    }
}

#[test]
fn erlang_a_is_what_the_table_says() {
    for (people, an_hour, aht, patience, within, waiting, gone, wait, level, offered) in [
        (10., 200., 180., 120., 20., 0.49685275, 0.13746383, 16.495659, 0.63994131, 0.65147782),
        (14., 200., 180., 60., 20., 0.11152734, 0.03032184, 1.819310, 0.94377611, 0.95243573),
        (55., 2880., 60., 120., 30., 0.19359898, 0.00863966, 1.036760, 0.99122262, 0.99981860),
        (50., 2880., 60., 60., 0., 0.40540440, 0.03941752, 2.365051, 0.59459560, 0.59459560),
        (100., 3600., 100., 50., 10., 0.42999877, 0.04668330, 2.334165, 0.89428437, 0.92266862),
        (90., 3600., 100., 300., 30., 0.96974908, 0.10163308, 30.489925, 0.42782273, 0.45281760),
    ] {
        let found = erlang_a(people, an_hour / 3600.0, aht, patience, within);
        near(found.waiting_ratio, waiting, 1e-8);
        near(found.abandoned_ratio, gone, 1e-8);
        near(found.wait_mean_secs, wait, 1e-6);
        near(found.service_level, level, 1e-8);
        near(found.offered_within_ratio, offered, 1e-8);
    }
}

#[test]
fn chat_is_what_the_table_says() {
    let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
    for (people, level, gone) in [(20, 0.180063, 0.217402), (25, 0.750910, 0.052540), (30, 0.995462, 0.001039)] {
        let found = chat(people, 0.15, &desk, 300.0, 30.0);
        near(found.waits.service_level, level, 1e-6);
        near(found.waits.abandoned_ratio, gone, 1e-6);
    }
    // With 30 people nearly always busy, hardly more than two of three places are taken.
    let thirty = chat(30, 0.15, &desk, 300.0, 30.0);
    assert!(thirty.waits.occupancy_ratio > 0.99 && (0.70..0.74).contains(&thirty.slots_ratio), "{thirty:?}");
}

#[test]
fn the_long_run_comes_out_of_the_short() {
    let quiet = Stretch { secs: 900.0, rate: 0.3, aht_secs: 300.0, patience_secs: 300.0, people: 90 };
    let day = carry(&[Stretch { secs: 20_000.0, ..quiet }, quiet], 0, 0, 30.0).unwrap();
    let long = erlang_a(90.0, 0.3, 300.0, 300.0, 30.0);
    near(day[1].waiting_ratio, 0.514018247, 1e-9);
    near(day[1].queue_mean, 3.781196069, 1e-8);
    near(day[1].abandoned_ratio, long.abandoned_ratio, 1e-9);
    near(day[1].service_level, long.service_level, 1e-9);
    near(day[1].occupancy_ratio, long.occupancy_ratio, 1e-9);
    // And where nobody gives up, Erlang C.
    let patient = Stretch { patience_secs: f64::INFINITY, people: 14, aht_secs: 180.0, rate: 200.0 / 3600.0, ..quiet };
    let day = carry(&[Stretch { secs: 30_000.0, ..patient }, patient], 0, 0, 20.0).unwrap();
    near(day[1].service_level, 0.888350019179, 1e-9);
    near(day[1].waiting_ratio, 0.174131934, 1e-9);
}

#[test]
fn who_leaves_ends_what_is_begun() {
    let noon = Stretch { secs: 900.0, rate: 0.0, aht_secs: 300.0, patience_secs: f64::INFINITY, people: 10 };
    // Ten are busy, four leave: they take four with them, and nobody is left waiting for the six.
    let day = carry(&[Stretch { people: 6, ..noon }], 10, 0, 20.0).unwrap();
    assert_eq!(day[0].queue_mean, 0.0);
    // Without a change of hands the ten would be six and four who wait. `carry` starts with the people who handle them.
    near(day[0].run_out_secs, 4.0 * 300.0 * (1.0 - (-3.0_f64).exp()), 1e-6);
    near(day[0].occupancy_ratio, (1.0 - (-3.0_f64).exp()) / 3.0, 1e-9);
}

/// Probabilities of each number there, by births and deaths, added up one by one.
fn birth_death(rate: f64, deaths: impl Fn(usize) -> f64, states: usize) -> Vec<f64> {
    let (mut ln, mut all) = (0.0, vec![0.0]);
    for j in 1..states {
        ln += (rate / deaths(j)).ln();
        all.push(ln);
    }
    let top = all.iter().fold(f64::NEG_INFINITY, |a: f64, b| a.max(*b));
    let sum: f64 = all.iter().map(|ln| (ln - top).exp()).sum();
    all.iter().map(|ln| (ln - top).exp() / sum).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn erlang_b_and_c_are_sums_over_states(people in 1_usize..120, load in 0.05_f64..100.0) {
        let full = birth_death(load, |j| j as f64, people + 1);
        let b = erlang_b(people as f64, load);
        prop_assert!((b - full[people]).abs() < 1e-12 * (1.0 + b) + 1e-13, "{b} {}", full[people]);
        let n = people as f64 + load;
        // Enough states for a queue that fades by at least the ratio of load to people.
        let whole = n.ceil();
        let states = 4_000;
        let there = birth_death(load, |j| (j as f64).min(whole), states);
        let waits: f64 = there[whole as usize..].iter().sum();
        let c = erlang_c(whole, load, 1.0, 0.0);
        if load / whole < 0.97 {
            prop_assert!((c.waiting_ratio - waits).abs() < 1e-9, "{} {waits}", c.waiting_ratio);
        }
        prop_assert_eq!(c.service_level, 1.0 - c.waiting_ratio);
    }

    #[test]
    fn erlang_a_is_a_sum_over_states(people in 1_usize..80, load in 0.05_f64..120.0, patience in 0.05_f64..5.0) {
        let theta = 1.0 / patience;
        let deaths = |j: usize| (j.min(people)) as f64 + theta * j.saturating_sub(people) as f64;
        let there = birth_death(load, deaths, 4_000);
        let waiting: f64 = there[people..].iter().sum();
        let queue: f64 = there.iter().enumerate().map(|(j, p)| p * j.saturating_sub(people) as f64).sum();
        let found = erlang_a(people as f64, load, 1.0, patience, 0.0);
        prop_assert!((found.waiting_ratio - waiting).abs() < 1e-9);
        prop_assert!((found.abandoned_ratio - theta * queue / load).abs() < 1e-9);
        prop_assert!((found.wait_mean_secs - queue / load).abs() < 1e-9 * (1.0 + queue / load));
        prop_assert!((found.service_level - (1.0 - waiting)).abs() < 1e-9, "whoever does not wait is served at once");
        // Two minutes later fewer are late, and in the end only those are missing who gave up.
        let later = erlang_a(people as f64, load, 1.0, patience, 2.0);
        let end = erlang_a(people as f64, load, 1.0, patience, 1e6);
        prop_assert!(later.service_level >= found.service_level - 1e-12);
        prop_assert!((end.service_level - (1.0 - end.abandoned_ratio)).abs() < 1e-9);
    }

    #[test]
    fn chat_is_a_sum_over_states(people in 1_u32..30, c in 1_u32..5, slow in 0.0_f64..0.9, load in 0.1_f64..60.0) {
        let desk = Desk { concurrency: c, aht_alone_secs: 1.0, slowdown_ratio: slow };
        let (n, full) = (people as usize, (people * c) as usize);
        let deaths = |j: usize| {
            let inside = j.min(full);
            let (q, r) = ((inside / n) as u32, (inside % n) as f64);
            r * desk.ends(q + 1) + (f64::from(people) - r) * desk.ends(q) + j.saturating_sub(full) as f64 / 2.0
        };
        let there = birth_death(load, deaths, 3_000);
        let mean = |of: &dyn Fn(usize) -> f64| there.iter().enumerate().map(|(j, p)| p * of(j)).sum::<f64>();
        let found = chat(people, load, &desk, 2.0, 0.0);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-8;
        prop_assert!(close(found.waits.waiting_ratio, mean(&|j| f64::from(u8::from(j >= full)))), "{found:?}");
        prop_assert!(close(found.waits.occupancy_ratio, mean(&|j| j.min(n) as f64) / n as f64), "{found:?}");
        prop_assert!(close(found.slots_ratio, mean(&|j| j.min(full) as f64) / full as f64), "{found:?}");
    }

    #[test]
    fn one_conversation_at_a_time_is_erlang_a(people in 1_u32..60, load in 0.1_f64..80.0, patience in 0.1_f64..4.0) {
        let desk = Desk { concurrency: 1, aht_alone_secs: 1.0, slowdown_ratio: 0.7 };
        let (a, b) = (chat(people, load, &desk, patience, 0.3).waits, erlang_a(f64::from(people), load, 1.0, patience, 0.3));
        prop_assert!((a.service_level - b.service_level).abs() < 1e-10);
        prop_assert!((a.occupancy_ratio - b.occupancy_ratio).abs() < 1e-9);
    }

    #[test]
    fn more_people_and_less_work_wait_less(
        n in 0.2_f64..150.0, more in 0.05_f64..10.0, load in 0.05_f64..140.0, within in 0.0_f64..3.0, patience in 0.1_f64..9.0,
    ) {
        let (c, c_more) = (erlang_c(n, load, 1.0, within), erlang_c(n + more, load, 1.0, within));
        prop_assert!(c_more.service_level >= c.service_level - 1e-12);
        let (a, a_more) = (erlang_a(n, load, 1.0, patience, within), erlang_a(n + more, load, 1.0, patience, within));
        prop_assert!(a_more.service_level >= a.service_level - 1e-9);
        prop_assert!(a_more.abandoned_ratio <= a.abandoned_ratio + 1e-9);
        let less = erlang_a(n, load * 0.9, 1.0, patience, within);
        prop_assert!(less.service_level >= a.service_level - 1e-9);
        for found in [a.service_level, a.abandoned_ratio, a.waiting_ratio, a.occupancy_ratio, c.service_level, c.waiting_ratio] {
            prop_assert!((0.0..=1.0).contains(&found), "{found}");
        }
    }

    #[test]
    fn a_requirement_is_the_least_that_does(
        volume in 0.0_f64..400.0, aht in 5.0_f64..900.0, share in 0.3_f64..0.99, within in 0.0_f64..300.0,
        cap in 0.5_f64..1.0, which in 0_usize..3,
    ) {
        let model = [
            Model::ErlangC,
            Model::ErlangA { patience_secs: 200.0 },
            Model::Chat { concurrency: 2, slowdown_ratio: 0.4, patience_secs: 200.0 },
        ][which];
        let needs = Needs { occupancy_max: cap, ..Needs::new(model, to(share, within)) };
        let demand = Demand { volume, secs: 1800.0, aht_secs: aht };
        let needed = required(&demand, &needs).unwrap();
        let whole = needed.net.ceil();
        let does = |n: f64| {
            let found = achieved(&demand, &needs, n).unwrap().waits;
            found.service_level >= share - 1e-9 && found.occupancy_ratio <= cap + 1e-9
        };
        prop_assert!(does(whole), "{needed:?}");
        prop_assert!(whole < 1.0 || !does(whole - 1.0) || needed.net > whole - 1e-6, "{needed:?}");
        let more = required(&Demand { volume: volume * 1.2 + 1.0, ..demand }, &needs).unwrap();
        prop_assert!(more.net >= needed.net - 1e-6);
    }

    #[test]
    fn even_plans_keep_every_deadline_with_the_least_peak(
        work in prop::collection::vec(0.0_f64..20.0, 1..40), deadline in 1_usize..10, backlog in 0.0_f64..20.0,
    ) {
        let people = smoothed(&work, backlog, deadline, 1.0).unwrap();
        let left = carry_over(&work, &people, backlog, deadline as f64).unwrap();
        prop_assert!(left.iter().all(|l| l.in_time_ratio > 1.0 - 1e-6), "{left:?}");
        prop_assert!(left.last().unwrap().backlog < 1e-6);
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        prop_assert!((sum(&people) - sum(&work) - backlog).abs() < 1e-6, "nobody works for nothing");
        // The bound: what comes in a window and is due in a later one, over both. The end of the plan is a due time too.
        let mut bound = 0.0_f64;
        for i in 0..work.len() {
            let mut inside = if i == 0 { backlog } else { 0.0 };
            for j in i..work.len() {
                inside += work[j];
                bound = bound.max(inside / ((j + deadline).min(work.len()) - i) as f64);
            }
        }
        let peak = people.iter().copied().fold(0.0, f64::max);
        prop_assert!((peak - bound).abs() < 1e-6 * (1.0 + bound), "{peak} {bound}");
    }

    #[test]
    fn blended_people_suffice_for_both(
        live in prop::collection::vec((0.0_f64..20.0, 1.0_f64..1.6), 1..30),
        deferred in prop::collection::vec(0.0_f64..10.0, 30), deadline in 1_usize..8,
    ) {
        let live: Vec<Live> = live.iter().map(|(load, spare)| Live { load: *load, people: load * spare + 0.5 }).collect();
        let deferred = &deferred[..live.len()];
        let both = blend(&live, deferred, 0.0, deadline, 1.0, 0.9).unwrap();
        let room: Vec<f64> =
            both.iter().zip(&live).map(|(b, l)| ((l.people * 0.9 - l.load).max(0.0) + b.further) * (1.0 + 1e-9)).collect();
        let left = carry_over(deferred, &room, 0.0, deadline as f64).unwrap();
        prop_assert!(left.iter().take(live.len().saturating_sub(deadline)).all(|l| l.in_time_ratio > 1.0 - 1e-6), "{both:?} {left:?}");
        prop_assert!(both.iter().zip(&live).all(|(b, l)| b.people >= l.people));
        let done: f64 = both.iter().map(|b| b.between + b.further).sum();
        prop_assert!((done - deferred.iter().sum::<f64>()).abs() < 1e-6);
    }

    #[test]
    fn nobody_is_lost_between_intervals(
        day in prop::collection::vec((0.0_f64..0.5, 0_u32..60), 1..8), waiting in 0_u32..80,
    ) {
        let stretches: Vec<Stretch> = day.iter().map(|(rate, people)| Stretch {
            secs: 900.0, rate: *rate, aht_secs: 120.0, patience_secs: 600.0, people: *people,
        }).collect();
        for found in carry(&stretches, 0, waiting, 60.0).unwrap() {
            for ratio in [found.waiting_ratio, found.service_level, found.occupancy_ratio] {
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&ratio), "{found:?}");
            }
            prop_assert!(found.queue_mean >= 0.0 && found.queue_end >= 0.0 && found.abandoned_ratio >= 0.0, "{found:?}");
        }
    }
}

#[test]
fn the_edges_are_defined() {
    let eighty = to(0.8, 20.0);
    assert_eq!(erlang_c_required(0.0, 300.0, eighty, 1.0), 0);
    assert_eq!(erlang_c_required(1.0, 0.0, eighty, 1.0), 0);
    assert_eq!(erlang_a_required(0.0, 300.0, 60.0, eighty, 1.0), 0);
    assert_eq!(erlang_c(5.0, 0.0, 300.0, 20.0).service_level, 1.0);
    assert_eq!(erlang_c_required(1e-9, 1e-6, eighty, 1.0), 1, "however little, somebody must be there");
    let all = erlang_c_required(1.0, 100.0, to(1.0, 20.0), 1.0);
    assert!((125..200).contains(&all), "all but one in a billion: {all}");
    assert_eq!(erlang_c(100.0, 1.0, 100.0, 20.0).wait_mean_secs, f64::INFINITY);
    assert_eq!(erlang_c(99.0, 1.0, 100.0, 20.0).service_level, 0.0);
    let at_once = erlang_c(110.0, 1.0, 100.0, 0.0);
    assert_eq!(at_once.service_level, 1.0 - at_once.waiting_ratio);
    let nobody = erlang_a(0.0, 1.0, 100.0, 60.0, 20.0);
    assert_eq!((nobody.abandoned_ratio, nobody.service_level, nobody.wait_mean_secs), (1.0, 0.0, 60.0));
    // Thousands of times overloaded, and patient for a year: nothing overflows.
    let drowned = erlang_a(10.0, 50.0, 300.0, 3e7, 60.0);
    near(drowned.abandoned_ratio, 1.0 - 10.0 / 15_000.0, 1e-9);
    assert!(drowned.service_level < 1e-9 && drowned.occupancy_ratio > 1.0 - 1e-9, "{drowned:?}");
    let empty = chat(500, 0.001, &Desk { concurrency: 4, aht_alone_secs: 60.0, slowdown_ratio: 0.2 }, 60.0, 10.0);
    near(empty.waits.occupancy_ratio, 0.06 / 500.0, 1e-9);
    assert_eq!(erlang_b(1e6, 3.0), 0.0);
    assert_eq!(least_peak(&[], 3).unwrap(), 0.0);
    assert!(smoothed(&[1.0], 0.0, 0, 1.0).is_err() && carry_over(&[1.0], &[], 0.0, 1.0).is_err());
    let wrong = Demand { volume: f64::NAN, secs: 1800.0, aht_secs: 60.0 };
    let said = required(&wrong, &Needs::new(Model::ErlangC, eighty)).unwrap_err().to_string();
    assert_eq!(said, "the volume is NaN; it must be 0 or more");
    let much = Demand { volume: 1e9, secs: 1800.0, aht_secs: 600.0 };
    assert!(required(&much, &Needs::new(Model::ErlangC, eighty)).unwrap_err().to_string().contains("at most 100000"));
}

/// The formula spreads conversations evenly; on a floor they stay where they are. By how much that is too kind is known
/// exactly, and is said beside the formula.
#[test]
fn chat_is_at_most_a_fifth_of_a_point_kinder_than_a_floor_that_moves_nothing() {
    let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
    let kinder = |agents: u32| {
        let told = chat(agents, 0.15, &desk, 300.0, 30.0).waits.service_level;
        (told - super::uneven::level(agents, 0.15, &desk, 300.0, 30.0)) * 100.0
    };
    for (agents, points) in [(20, 0.014_08), (25, 0.186_52), (30, 0.035_95)] {
        assert!((kinder(agents) - points).abs() < 2e-4, "{agents}: {}", kinder(agents));
    }
}
