//! Silence is said in time, and not said where it means nothing.

use super::{Chance, Played, tide};
use proptest::prelude::*;
use watchfloor::floor::At;
use watchfloor::measure::{Alert, Pulse, Silence, WeekMinute, surprise};

const WEEK: u32 = 10_080;

/// Weeks of a channel with a mean of `busiest` mentions in its busiest minute. Each half hour has a gamma multiplier of
/// `shape`, which makes the counts negative binomial; 0 is Poisson.
fn weeks(count: u32, busiest: f64, shape: u32, seed: u64) -> Played {
    let mut chance = Chance(seed);
    let mut played = Played::new();
    let mut mood = 1.0;
    for minute in 0..count * WEEK {
        if shape > 0 && minute % 30 == 0 {
            mood = chance.gamma(shape);
        }
        let came = chance.poisson(busiest * tide(minute) * mood);
        played.minute(came);
    }
    played
}

#[test]
fn ordinary_weeks_raise_at_most_one_false_alarm_of_each_kind_a_week() {
    for (busiest, shape) in [(0.02, 0), (0.2, 0), (2.0, 0), (10.0, 0), (0.2, 4), (2.0, 4), (10.0, 4), (2.0, 1)] {
        let (mut quiets, mut spikes) = (0, 0);
        for seed in 0..4 {
            let played = weeks(10, busiest, shape, seed);
            quiets += played.quiets(2 * WEEK);
            spikes += played.spikes(2 * WEEK);
        }
        // Four channels, the last eight weeks of each.
        eprintln!("{busiest} a minute, shape {shape}: {quiets} silences and {spikes} spikes in 32 weeks");
        assert!(quiets <= 32, "{busiest} a minute, shape {shape}: {quiets} silences in 32 weeks");
        assert!(spikes <= 32, "{busiest} a minute, shape {shape}: {spikes} spikes in 32 weeks");
    }
}

#[test]
fn the_first_two_weeks_raise_no_flood() {
    for (busiest, shape) in [(0.2, 0), (2.0, 0), (2.0, 4), (10.0, 4)] {
        let played = weeks(2, busiest, shape, 11);
        eprintln!("{busiest} {shape}: {} {}", played.quiets(0), played.spikes(0));
        assert!(played.quiets(0) <= 4, "{busiest} {shape}: {:?}", played.raised);
        assert!(played.spikes(0) <= 4, "{busiest} {shape}: {:?}", played.raised);
    }
}

/// A feed that dies on a Wednesday at noon.
fn dies(busiest: f64, shape: u32) -> (Played, u32) {
    let mut played = weeks(4, busiest, shape, 5);
    let mut chance = Chance(99);
    for minute in 0..2 * 1440 + 720 {
        let came = chance.poisson(busiest * tide(minute));
        played.minute(came);
    }
    let died = played.now();
    (0..600).for_each(|_| played.minute(0));
    (played, died)
}

#[test]
fn a_dead_feed_is_said_in_time() {
    for (busiest, shape, within) in [(10.0, 0, 3), (10.0, 4, 8), (2.0, 0, 9), (2.0, 4, 30), (0.2, 0, 80), (0.2, 4, 150)]
    {
        let (played, died) = dies(busiest, shape);
        let Some((at, Alert::Quiet(quiet))) = played.raised.iter().find(|(at, _)| *at > died) else {
            panic!("{busiest} a minute, shape {shape}: nothing was said: {:?}", played.raised)
        };
        eprintln!("{busiest} a minute, shape {shape}: said after {} min: {}", at - died, quiet.words());
        assert!(at - died <= within, "{busiest} a minute, shape {shape}: said after {} min", at - died);
        assert!(quiet.p < 1e-3 && (1..=10).contains(&quiet.severity), "{quiet:?}");
        assert!(matches!(played.pulse.standing(), Some(Alert::Quiet(now)) if now.secs >= 590 * 60));
    }
}

#[test]
fn a_silence_is_over_when_the_mentions_are_back_and_not_with_the_first_stray_one() {
    let (mut played, died) = dies(2.0, 0);
    let ended = |played: &Played| played.ended.iter().any(|(at, _)| *at > died);
    played.minute(1);
    (0..10).for_each(|_| played.minute(0));
    assert!(!ended(&played), "one stray mention is no feed");
    (0..6).for_each(|_| played.minute(1));
    assert!(ended(&played) && played.pulse.standing().is_none(), "{:?}", played.pulse.standing());
}

#[test]
fn what_is_missing_in_an_hour_is_said_though_it_is_not_silent() {
    let mut played = weeks(4, 4.0, 0, 5);
    let mut chance = Chance(99);
    (0..720).for_each(|minute| played.minute(chance.poisson(4.0 * tide(minute))));
    let from = played.now();
    // A tenth of what should come: one of the two ways in is broken.
    (720..900).for_each(|minute| played.minute(chance.poisson(0.4 * tide(minute))));
    let Some((at, Alert::Quiet(quiet))) = played.raised.iter().find(|(at, _)| *at > from) else {
        panic!("nothing was said")
    };
    assert!(at - from <= 60, "said after {} min: {quiet:?}", at - from);
}

/// Open from 8 to 20 o'clock on weekdays, and nothing at all in between.
fn office(minute: u32) -> f64 {
    let open = (8 * 60..20 * 60).contains(&(minute % 1440)) && minute / 1440 % 7 < 5;
    if open { 2.0 } else { 0.0 }
}

#[test]
fn planned_nights_and_weekends_are_no_silence_and_the_morning_is_judged_again() {
    let mut chance = Chance(3);
    let mut played = Played::new();
    for minute in 0..4 * WEEK {
        played.minute(chance.poisson(office(minute)));
    }
    assert!(played.quiets(WEEK) <= 3, "{:?}", played.raised);
    let night = WeekMinute::new(1, 3, 0);
    assert!(matches!(played.pulse.silence(night), Silence::TooFew { .. }), "{:?}", played.pulse.silence(night));
    // A Monday that does not begin.
    let from = played.now();
    (0..9 * 60).for_each(|_| played.minute(0));
    let (at, _) = played.raised.iter().find(|(at, _)| *at > from).expect("the morning that does not come is said");
    assert!((8 * 60..8 * 60 + 20).contains(&(at - from)), "said at minute {} of the day", at - from);
}

#[test]
fn a_night_when_clocks_change_is_an_ordinary_night() {
    // At 02:00 on Sunday the local clock goes on by an hour, or back by one; customers live by it.
    for shift in [60, WEEK - 60] {
        let mut chance = Chance(8);
        let mut played = Played::new();
        for minute in 0..8 * WEEK {
            let shifted = if minute >= 5 * WEEK - 22 * 60 { minute + shift } else { minute };
            played.minute_at(chance.poisson(office(shifted)), WeekMinute::of(shifted));
        }
        let about = |(at, _): &&(u32, Alert)| (5 * WEEK - 1440..6 * WEEK).contains(at);
        let raised: Vec<_> = played.raised.iter().filter(about).collect();
        assert!(raised.len() <= 1, "{raised:?}");
    }
}

#[test]
fn a_channel_of_few_mentions_says_that_silence_means_nothing() {
    let played = weeks(4, 0.002, 0, 1);
    let silence = played.pulse.silence(WeekMinute::new(1, 14, 0));
    let Silence::TooFew { expected } = silence else { panic!("{silence:?}") };
    assert!(expected < 0.5);
    assert!(silence.words().starts_with("too few expected at this hour"), "{}", silence.words());
    assert_eq!(played.quiets(0), 0, "{:?}", played.raised);
    let new = Pulse::new(60, 1.0);
    assert_eq!(new.silence(WeekMinute::of(0)), Silence::Learning);
}

#[test]
fn time_in_which_nobody_watched_is_neither_judged_nor_learnt() {
    let (mut pulse, learnt) = {
        let played = weeks(3, 2.0, 0, 4);
        (played.pulse.clone(), played.pulse)
    };
    let asleep = super::monday().plus((3 * WEEK + 5 * 60) * 60);
    assert_eq!(pulse.tick(asleep, WeekMinute::of(5 * 60)), None);
    assert_eq!(pulse.expected(), learnt.expected());
    assert!(!pulse.add(asleep.minus(3600), 500), "what was fetched late is no news of now");
    assert_eq!(pulse.tick(asleep.plus(60), WeekMinute::of(5 * 60 + 1)), None);
}

#[test]
fn a_spike_is_raised_once_and_ends() {
    let mut played = weeks(3, 1.0, 0, 6);
    let from = played.now();
    (0..720).for_each(|_| played.minute(1));
    [60, 90, 40, 1, 0, 2, 1, 1].into_iter().for_each(|count| played.minute(count));
    let spikes: Vec<_> = played.raised.iter().filter(|(at, _)| *at > from).collect();
    let [(_, Alert::Spike(first)), (_, Alert::Spike(greater))] = spikes[..] else { panic!("{spikes:?}") };
    assert_eq!((first.count, greater.count), (60, 90), "and again only when it has become greater");
    assert!(first.times() > 20.0 && first.severity > 3, "{first:?}");
    assert!(first.words().starts_with("unusually busy: 60 mentions in 1 min, "), "{}", first.words());
    assert!(played.pulse.standing().is_none(), "{:?}", played.pulse.standing());
    assert!(played.pulse.alarms_per_week().is_some_and(|rate| rate < 2.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_counts_and_gaps_give_numbers(
        secs in prop_oneof![Just(1_u32), Just(60), Just(300), Just(86_400), any::<u32>()],
        all in prop::collection::vec((prop_oneof![Just(0), 0..20_u32, any::<u32>(), Just(u32::MAX)], 0..2000_u32), 1..400),
    ) {
        let mut pulse = Pulse::new(secs, f64::from(secs % 7));
        let mut now = At::FIRST;
        for (count, gap) in all {
            pulse.add(now, count);
            now = now.plus(gap);
            let local = WeekMinute::of((now.unix() / 60) as u32);
            let change = pulse.tick(now, local);
            for alert in change.into_iter().flat_map(|c| [c.ended, c.raised]).flatten().chain(pulse.standing().copied()) {
                prop_assert!((1..=10).contains(&alert.severity()));
                let (p, expected) = match alert {
                    Alert::Spike(s) => (s.p, s.expected + s.times()),
                    Alert::Quiet(q) => (q.p, q.expected),
                };
                prop_assert!((0.0..=1.0).contains(&p) && expected.is_finite() && expected >= 0.0, "{alert:?}");
            }
            prop_assert!(pulse.expected().count(local, 3600).is_finite());
            prop_assert!(pulse.expected().phi().is_finite());
            prop_assert!(!pulse.silence(local).words().is_empty());
        }
    }

    #[test]
    fn a_surprise_is_a_number_and_grows_with_the_distance(count: u32, expected in 0.0..1e9_f64, phi in 0.0..10.0_f64) {
        let nats = surprise(count, expected, phi);
        prop_assert!(nats.is_finite() && nats >= 0.0);
        if f64::from(count) > expected {
            prop_assert!(surprise(count.saturating_add(count / 10 + 1), expected, phi) >= nats - 1e-6 * nats);
        }
    }
}

/// A helpdesk that is connected brings what has waited there within a minute, and is then as slow as it is: once, and a
/// second time after an hour of nothing.
#[test]
fn what_had_been_waiting_is_no_pulse_to_fall_silent() {
    let mut pulse = Pulse::new(60, 1.0);
    let monday = At::from_unix(345_600).unwrap();
    for minute in 0..6 * 60_u32 {
        if minute == 1 || minute == 90 {
            pulse.add(monday.plus(minute * 60), 1_000);
        }
        let change = pulse.tick(monday.plus((minute + 1) * 60), WeekMinute::of(minute + 1));
        let raised = change.and_then(|change| change.raised);
        assert!(!matches!(raised, Some(Alert::Quiet(_))), "minute {minute}: {raised:?}");
        assert_eq!(pulse.silence(WeekMinute::of(minute + 1)), Silence::Learning);
    }
}
