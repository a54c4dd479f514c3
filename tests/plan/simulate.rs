//! The floor that is played: against Erlang, against itself, and nobody lost.

use proptest::prelude::*;
use watchfloor::plan::queueing::{Desk, erlang_a, erlang_c};
use watchfloor::plan::simulate::*;

/// Arrivals of one comparison with a formula: more where `.ci/run` asks for it.
fn arrivals() -> f64 {
    std::env::var("WATCHFLOOR_SIMULATE_ARRIVALS").ok().and_then(|n| n.parse().ok()).unwrap_or(150_000.0)
}

/// One run of so many arrivals, and the standard error of its service level, from 50 parts of it.
fn long_run(rate: f64, aht: f64, people: usize, patience: Option<f64>, within: f64, slots: u8) -> (Played, f64) {
    let secs = arrivals() / rate / 50.0;
    let mut spec = Spec::one_queue(secs, rate, aht, people, patience);
    spec.intervals = 50;
    spec.classes[0].arrivals = Arrivals::PerInterval(vec![rate * secs; 50]);
    spec.classes[0].within_secs = within;
    spec.groups[0].concurrency = slots;
    spec.groups[0].slowdown_ratio = 0.35;
    spec.shifts.iter_mut().for_each(|shift| shift.until = secs * 50.0);
    let played = simulate(&spec, 1, 11, &mut |_| Going::On).unwrap();
    let parts: Vec<f64> = played.by_interval[0].iter().map(Tally::service_level).collect();
    let mean = parts.iter().sum::<f64>() / 50.0;
    let variance = parts.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / 49.0;
    (played, (variance / 50.0).sqrt())
}

/// Within 0.2 points where that can be told; with few arrivals chance alone is more, and four standard errors are it.
fn agrees(found: f64, told: f64, error: f64) {
    assert!((found - told).abs() < 0.002_f64.max(4.0 * error), "{found} is not {told}, within {error}");
}

/// Twenty who take twice as long are twenty of whom each conversation is twice as long.
#[test]
fn who_is_new_takes_longer_for_the_same() {
    let day = |aht: f64, pace: f64| {
        let mut spec = Spec::one_queue(8.0 * 3_600.0, 0.05, aht, 20, None);
        (spec.groups[0].pace_ratio, spec.classes[0].within_secs) = (pace, 20.0);
        simulate(&spec, 20, 5, &mut |_| Going::On).unwrap()
    };
    let (new, slow, known) = (day(180.0, 0.5), day(360.0, 1.0), day(180.0, 1.0));
    assert_eq!(new.all.service_level(), slow.all.service_level());
    assert!(known.all.service_level() > new.all.service_level() + 0.1, "{known:?}");
    let mut spec = Spec::one_queue(3_600.0, 0.1, 180.0, 1, None);
    spec.groups[0].pace_ratio = 0.0;
    let no = simulate(&spec, 1, 1, &mut |_| Going::On).unwrap_err().to_string();
    assert!(no.contains("the pace"), "{no}");
}

#[test]
fn the_floor_agrees_with_erlang() {
    let (played, error) = long_run(200.0 / 3600.0, 180.0, 14, None, 20.0, 1);
    let told = erlang_c(14.0, 200.0 / 3600.0, 180.0, 20.0);
    agrees(played.all.service_level(), told.service_level, error);
    agrees(played.all.waiting_ratio(), told.waiting_ratio, 1.5 * error);
    agrees(played.occupancy_ratio.mean, told.occupancy_ratio, error);
    for (people, rate, aht, patience, within) in
        [(10, 200.0 / 3600.0, 180.0, 120.0, 20.0), (100, 1.0, 100.0, 50.0, 10.0)]
    {
        let (played, error) = long_run(rate, aht, people, Some(patience), within, 1);
        let told = erlang_a(people as f64, rate, aht, patience, within);
        agrees(played.all.service_level(), told.service_level, error);
        agrees(played.all.abandoned_ratio(), told.abandoned_ratio, error);
        let wait = played.all.wait_mean_secs();
        let share = 0.03_f64.max(0.15 * (150_000.0 / arrivals()).sqrt());
        assert!((wait / told.wait_mean_secs - 1.0).abs() < share, "{wait} {}", told.wait_mean_secs);
    }
    let desk = Desk { concurrency: 3, aht_alone_secs: 300.0, slowdown_ratio: 0.35 };
    let (played, error) = long_run(0.15, 300.0, 25, Some(300.0), 30.0, 3);
    // The formula spreads conversations evenly at any moment; the floor does not move one that is begun.
    agrees(played.all.service_level(), super::uneven::level(25, 0.15, &desk, 300.0, 30.0), error);
}

/// A floor with all that there is.
fn floor(seed: u64, patience: Option<f64>, lognormal: bool) -> Spec {
    let share = |n: u64| ((seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (n % 40)) % 100) as f64 / 100.0;
    let class = |n: u64| Class {
        name: format!("class {n}"),
        priority: (n % 2) as u8,
        within_secs: 120.0 * (n + 1) as f64,
        arrivals: if n == 3 {
            Arrivals::At((0..40).map(|i| f64::from(i) * 100.0).collect())
        } else {
            Arrivals::PerInterval((0..8).map(|i| 20.0 + 40.0 * share(n + i)).collect())
        },
        handle_secs: 100.0 + 300.0 * share(n + 9),
        spread: if lognormal { Spread::Lognormal { variation: 0.8 } } else { Spread::Exponential },
        patience_secs: patience.map(|p| p * (n + 1) as f64),
        audience_per_min: 12.0,
    };
    let group = |n: u8, classes: Vec<usize>| Group {
        name: format!("group {n}"),
        classes,
        concurrency: 1 + n,
        slowdown_ratio: 0.3,
        pace_ratio: 1.0,
        cents_an_hour: 2000.0,
    };
    let shift = |n: usize| {
        let from = -600.0 + 300.0 * (n % 7) as f64;
        let pauses = vec![Pause { from: from + 1200.0, until: from + 2100.0, paid: n.is_multiple_of(2) }];
        Shift { group: n % 3, from, until: from + 3000.0 + 500.0 * (n % 5) as f64, pauses }
    };
    Spec {
        interval_secs: 900.0,
        intervals: 8,
        classes: (0..4).map(class).collect(),
        groups: vec![group(0, vec![0, 1, 2, 3]), group(1, vec![0]), group(2, vec![1, 2])],
        shifts: (0..30).map(shift).collect(),
    }
}

#[test]
fn the_same_seed_gives_the_same_to_the_last_bit() {
    let spec = floor(3, Some(200.0), true);
    let play = |seed| simulate(&spec, 5, seed, &mut |_| Going::On).unwrap();
    let (a, b) = (play(7), play(7));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    assert_ne!(a, play(8));
    // Ended early, it is what it would have been so far.
    let two = simulate(&spec, 5, 7, &mut |n| if n == 2 { Going::Stop } else { Going::On }).unwrap();
    assert_eq!(two, simulate(&spec, 2, 7, &mut |_| Going::On).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nobody_is_lost_and_nobody_works_twice(seed in 0_u64..10_000, patient in any::<bool>(), lognormal in any::<bool>()) {
        let spec = floor(seed, (!patient).then_some(150.0), lognormal);
        let played = simulate(&spec, 1, seed, &mut |_| Going::On).unwrap();
        let all = played.all;
        prop_assert_eq!(all.offered, all.ended + all.abandoned + all.open + played.in_hand_at_end);
        prop_assert_eq!(all.offered, all.begun + all.abandoned + all.open);
        prop_assert!(all.within <= all.begun && all.undecided <= all.open && all.waited <= all.offered);
        prop_assert_eq!(played.classes[3].offered, 40, "explicit arrivals come as they are told");
        prop_assert!(patient == (all.abandoned == 0) || all.abandoned == 0);
        // Time at work is what the shifts say, to the millisecond.
        let at_work: f64 = played.intervals.iter().map(|i| i.people.at_work_secs).sum();
        let there = |from: f64, until: f64| (until.min(7200.0) - from.max(0.0)).max(0.0);
        let planned: f64 = spec.shifts.iter()
            .map(|s| there(s.from, s.until) - s.pauses.iter().map(|p| there(p.from, p.until)).sum::<f64>()).sum();
        prop_assert!((at_work - planned).abs() < 1e-3, "{at_work} {planned}");
        for i in &played.intervals {
            prop_assert!(i.people.busy_secs <= i.people.at_work_secs + 1e-6);
            prop_assert!(i.people.taken_secs <= i.people.slot_secs + 1e-6);
        }
        // What people saw is the audience times the waiting.
        let waited: f64 = played.classes.iter().map(|c| c.wait_secs).sum();
        prop_assert!((played.exposure_people.mean - waited * 12.0 / 60.0).abs() < 1e-6 * (1.0 + waited));
    }
}

#[test]
fn what_is_begun_is_ended_after_the_shift_and_costs() {
    // One conversation of an hour, in the last minute of a shift.
    let mut spec = Spec::one_queue(7200.0, 0.0, 3600.0, 1, None);
    spec.classes[0].arrivals = Arrivals::At(vec![590.0, 595.0, 605.0]);
    spec.groups[0].cents_an_hour = 3600.0;
    spec.shifts[0].until = 600.0;
    let played = simulate(&spec, 1, 5, &mut |_| Going::On).unwrap();
    let over = played.intervals[0].people.run_out_secs;
    assert!(over > 0.0 && played.all.begun == 1 && played.all.open == 2, "{played:?}");
    assert!((played.cost_cents.mean - 600.0 - over).abs() < 1e-6, "{over} {:?}", played.cost_cents);
}

#[test]
fn the_dear_come_first_and_skills_hold() {
    let mut spec = floor(5, None, false);
    // Only the first group can do class 3, and it has the lowest priority.
    spec.classes[3].priority = 9;
    spec.shifts.iter_mut().for_each(|shift| shift.group = 1);
    let played = simulate(&spec, 3, 1, &mut |_| Going::On).unwrap();
    assert!(played.classes[0].begun > 0);
    assert_eq!((played.classes[1].begun, played.classes[3].begun), (0, 0), "nobody there can");
    spec.shifts.iter_mut().for_each(|shift| shift.group = 0);
    let played = simulate(&spec, 3, 1, &mut |_| Going::On).unwrap();
    let waits: Vec<f64> = played.classes.iter().map(Tally::wait_mean_secs).collect();
    assert!(waits[0] < waits[1] && waits[1] < waits[3] && waits[2] < waits[3], "{waits:?}");
}

/// Two hours ahead, with an open queue.
fn now() -> LiveQueue {
    let group = Group {
        name: "care".into(),
        classes: vec![0, 1],
        concurrency: 2,
        slowdown_ratio: 0.3,
        pace_ratio: 1.0,
        cents_an_hour: 2400.0,
    };
    let class = |n: u8| LiveClass {
        name: format!("{n}"),
        priority: n,
        within_secs: 900.0,
        handle_secs: 240.0,
        spread: Spread::Lognormal { variation: 0.9 },
        patience_secs: None,
        forecast: vec![30.0; 8],
        audience_per_min: 20.0,
    };
    let waiting = |i: usize| OpenConversation { class: i % 2, waited_secs: i as f64 * 10.0, audience_per_min: 30.0 };
    LiveQueue {
        interval_secs: 900.0,
        intervals: 8,
        classes: vec![class(0), class(1)],
        shifts: vec![Shift { group: 0, from: -3600.0, until: 7200.0, pauses: vec![] }; 12],
        partner: Some(Partner { group: group.clone(), from: 0.0, until: 7200.0, seats_max: 20 }),
        groups: vec![group],
        open: (0..120).map(waiting).collect(),
        in_hand: (0..20).map(|i| InHand { class: i % 2, shift: i / 2, for_secs: 90.0 }).collect(),
        shrinkage_ratio: 0.05,
    }
}

#[test]
fn each_slider_moves_the_way_it_must() {
    let mut study = Study::new(now(), 3).unwrap();
    let mut ask = |sliders: Sliders| study.answer(&sliders, 30, &mut |_| Going::On).unwrap().difference;
    let same = ask(Sliders::default());
    assert_eq!(
        (same.service_level, same.exposure_people, same.cost_cents),
        Default::default(),
        "nothing changes nothing"
    );
    let nothing = Sliders::default();
    for (worse, sliders) in [
        (true, Sliders { volume: 1.3, ..nothing }),
        (false, Sliders { volume: 0.7, ..nothing }),
        (true, Sliders { handle_time: 1.2, ..nothing }),
        (false, Sliders { handle_time: 0.8, ..nothing }),
        (false, Sliders { concurrency: 1, ..nothing }),
        (true, Sliders { shrinkage_ratio: Some(0.4), ..nothing }),
        (false, Sliders { shrinkage_ratio: Some(0.0), ..nothing }),
        (false, Sliders { partner_seats: 6, ..nothing }),
    ] {
        let difference = ask(sliders);
        let (level, exposure) = (difference.service_level.mean, difference.exposure_people.mean);
        assert!(
            if worse { level < 0.0 && exposure > 0.0 } else { level > 0.0 && exposure < 0.0 },
            "{sliders:?} {difference:?}"
        );
    }
    let tighter = ask(Sliders { within_secs: Some(300.0), ..nothing });
    assert!(tighter.service_level.mean < 0.0 && tighter.exposure_people == Band::default(), "it moves nobody");
    let seats = ask(Sliders { partner_seats: 6, ..nothing });
    assert!(seats.cost_cents.mean > 6.0 * 2400.0 * 1.9 && seats.backlog.mean < 0.0);
}

#[test]
fn the_difference_is_told_apart_from_chance() {
    let mut study = Study::new(now(), 3).unwrap();
    let one_more = Sliders { partner_seats: 1, ..Sliders::default() };
    let mut told = Vec::new();
    let answers = study
        .answer(&one_more, 60, &mut |answers| {
            told.push(answers.runs);
            Going::On
        })
        .unwrap();
    assert_eq!(told, [4, 16, 24, 36, 54, 60], "soon, and then better");
    let width = |band: &Band| band.p90 - band.p10;
    // One seat is a small change, less than days differ by chance; with the same customers it is seen all the same.
    assert!(width(&answers.difference.exposure_people) < 0.7 * width(&answers.nothing.exposure_people), "{answers:?}");
    assert!(answers.difference.exposure_people.p90 < 0.0, "{:?}", answers.difference);
    assert_eq!(answers.nothing.waiting.len(), 8);
    // Asked anew, and by another study, it is the same; stopped, it is what it was then.
    assert_eq!(what_if(&now(), &one_more, 60, 3, &mut |_| Going::On).unwrap(), answers);
    let early = what_if(&now(), &one_more, 60, 3, &mut |a| if a.runs >= 16 { Going::Stop } else { Going::On }).unwrap();
    assert_eq!(early.runs, 16);
}

#[test]
fn what_cannot_be_played_is_named() {
    let said = |change: &dyn Fn(&mut Spec)| {
        let mut spec = floor(1, None, false);
        change(&mut spec);
        simulate(&spec, 1, 1, &mut |_| Going::On).unwrap_err().to_string()
    };
    assert_eq!(said(&|s| s.groups[0].concurrency = 9), "the concurrency is 9; it must be from 1 to 8 conversations");
    assert_eq!(said(&|s| s.groups[0].classes.push(4)), "the class of a group is 4; it must be the place of a class");
    assert_eq!(said(&|s| s.intervals = 9), "the volumes of a class has 8 intervals, not 9");
    assert!(said(&|s| s.shifts[0].pauses[0].until = 1e6).starts_with("the end of a break is 1000000"));
    assert!(said(&|s| s.classes[0].handle_secs = 0.0).starts_with("the handle time is 0"));
    assert!(said(&|s| s.classes = vec![s.classes[0].clone(); 33]).contains("33 classes; at most 32"));
    let mut wrong = now();
    wrong.open[3].class = 2;
    assert!(Study::new(wrong, 1).unwrap_err().to_string().starts_with("the class of an open conversation is 2"));
    let many = Sliders { partner_seats: 21, ..Sliders::default() };
    let said = what_if(&now(), &many, 4, 1, &mut |_| Going::On).unwrap_err().to_string();
    assert_eq!(said, "the number of partner seats is 21; it must be at most the seats that the partner has");
}
