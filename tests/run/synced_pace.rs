//! When a source is asked, in a time of our own: never too often, never too early, and never not at all.

use proptest::prelude::*;
use watchfloor::connect::net::Trouble;
use watchfloor::connect::net::poll::{Due, Next, Pace};
use watchfloor::floor::At;
use watchfloor::limits::BACK_OFF_SECS_MAX;

/// Requests that one thing may take once it is begun.
const STEPS: u32 = 6;

fn start() -> At {
    At::from_unix(1_764_000_000).unwrap()
}

/// What happens to a source, one a second or less often.
#[derive(Clone, Debug)]
enum Turn {
    Well { steps: u32, more: bool },
    Unwell,
    Slow(u32),
    Held,
    Wakes,
}

fn turns() -> impl Strategy<Value = Vec<(Turn, bool, f64)>> {
    let turn = prop_oneof![
        6 => (1..=STEPS, any::<bool>()).prop_map(|(steps, more)| Turn::Well { steps, more }),
        1 => Just(Turn::Unwell),
        1 => (1..400_u32).prop_map(Turn::Slow),
        1 => Just(Turn::Held),
        1 => Just(Turn::Wakes),
    ];
    prop::collection::vec((turn, any::<bool>(), 0.0..1.0), 1..80)
}

fn burst(per_minute: u32) -> usize {
    (per_minute / 4).max(2) as usize
}

proptest! {
    #[test]
    fn it_is_never_asked_more_often_than_is_allowed(per_minute in 1..200_u32, every in 0..40_u32, turns in turns()) {
        let mut now = start();
        let mut pace = Pace::new(per_minute, now);
        let mut asked: Vec<At> = Vec::new();
        let mut rest = now;
        for (turn, has_out, chance) in turns {
            let due = Due { every_secs: every, signed_in: true, has_out, paused: false };
            // Whoever waits is told until when, and then there is something to do.
            for _ in 0..8 {
                match pace.next(&due, now) {
                    Next::Wait(until) => {
                        prop_assert!(until > now, "a wait ends later than now");
                        now = until;
                    }
                    _ => break,
                }
            }
            let next = pace.next(&due, now);
            prop_assert!(matches!(next, Next::Send | Next::Read), "{next:?}");
            prop_assert!(now >= rest, "{now} is before {rest}");
            let steps = if let (Turn::Well { steps, .. }, Next::Send) = (&turn, next) { *steps } else { 1 };
            for _ in 0..steps {
                pace.ask(now);
                asked.push(now);
            }
            match turn {
                Turn::Well { more, .. } if next == Next::Read => pace.read(&due, more, now),
                Turn::Well { .. } => pace.sent(),
                Turn::Unwell => pace.fail(&Trouble::Unwell("it is not well".into()), now, chance),
                Turn::Slow(secs) => {
                    rest = now.plus(secs);
                    pace.fail(&Trouble::Slow { until: Some(rest), why: "too often".into() }, now, chance);
                    prop_assert_eq!(pace.next(&due, now), Next::Wait(rest));
                    prop_assert_eq!(pace.clone().next(&due, rest.minus(1)), Next::Wait(rest));
                }
                Turn::Held => pace.hold(1, now, chance),
                Turn::Wakes => pace.wake(now),
            }
        }
        for (n, first) in asked.iter().enumerate() {
            let minute = asked[n..].iter().take_while(|at| at.secs_since(*first) < 60).count();
            let most = per_minute as usize + burst(per_minute) + STEPS as usize;
            prop_assert!(minute <= most, "{minute} in a minute of {per_minute}");
        }
        // In the long run what was taken at once is given back.
        let secs = now.secs_since(start()) as usize;
        prop_assert!(asked.len() <= secs * per_minute as usize / 60 + burst(per_minute) + STEPS as usize);
    }

    #[test]
    fn a_clock_that_is_set_back_neither_stalls_nor_hurries(back in 1..1_000_000_u32, waited in 0..60_u32, every in 1..600_u32) {
        let now = start();
        let due = Due { every_secs: every, signed_in: true, ..Due::default() };
        let mut pace = Pace::new(60, now);
        while pace.next(&due, now) == Next::Read {
            pace.ask(now);
            pace.read(&due, true, now);
        }
        pace.ask(now);
        pace.read(&due, false, now);
        let before = pace.next(&due, now.plus(waited));
        let now = now.plus(waited).minus(back);
        let after = pace.next(&due, now);
        match (before, after) {
            (Next::Wait(until), Next::Wait(again)) => {
                prop_assert_eq!(until.secs_since(start().plus(waited)), again.secs_since(now));
            }
            (before, after) => prop_assert_eq!(before, after),
        }
        // Nothing is given for hours that the clock shows twice.
        let now = now.plus(every);
        let mut asked = 0;
        while pace.next(&due, now) == Next::Read {
            pace.ask(now);
            pace.read(&due, true, now);
            asked += 1;
        }
        prop_assert!(asked <= burst(60) as u32, "{asked} at once");
        prop_assert!(asked <= waited + every + 1, "{asked} in {} seconds", waited + every);
    }
}

#[test]
fn who_said_until_when_is_left_alone_to_the_second_also_with_a_clock_set_back() {
    let now = start();
    let due = Due { every_secs: 60, signed_in: true, has_out: true, paused: false };
    for trouble in [
        Trouble::Slow { until: Some(now.plus(290)), why: "too often".into() },
        Trouble::Quota { until: Some(now.plus(290)), why: "used up".into() },
    ] {
        let mut pace = Pace::new(30, now);
        pace.fail(&trouble, now, 0.5);
        assert_eq!(pace.next(&due, now.plus(289)), Next::Wait(now.plus(290)));
        assert_eq!(pace.next(&due, now.plus(290)), Next::Send);
        let mut pace = Pace::new(30, now);
        pace.fail(&trouble, now, 0.5);
        assert_eq!(pace.next(&due, now.minus(3600)), Next::Wait(now.minus(3600).plus(290)));
    }
}

#[test]
fn a_person_who_asks_now_does_not_go_before_a_server_that_said_until_when() {
    let now = start();
    let due = Due { every_secs: 60, signed_in: true, has_out: true, paused: false };
    let mut pace = Pace::new(30, now);
    pace.fail(&Trouble::Slow { until: Some(now.plus(290)), why: "too often".into() }, now, 0.5);
    pace.wake(now.plus(1));
    assert_eq!(pace.next(&due, now.plus(289)), Next::Wait(now.plus(290)));
    assert!(pace.trouble().is_some(), "it is said why");
    assert_eq!(pace.next(&due, now.plus(290)), Next::Send);
    // A server that said no moment, and a quota that may be a larger one by now, are asked.
    for trouble in [
        Trouble::Slow { until: None, why: "too often".into() },
        Trouble::Quota { until: Some(now.plus(290)), why: "used up".into() },
    ] {
        let mut pace = Pace::new(30, now);
        pace.fail(&trouble, now, 0.9);
        pace.wake(now);
        assert_eq!((pace.next(&due, now), pace.trouble()), (Next::Send, None));
    }
}

#[test]
fn what_needs_a_person_asks_nothing_until_one_comes() {
    let now = start();
    let due = Due { every_secs: 60, signed_in: true, has_out: true, paused: false };
    let sign_in = Trouble::SignIn("not accepted".into());
    let stops = [
        vec![Trouble::Refused("it has no right".into())],
        vec![Trouble::Quota { until: None, why: "it wants to be paid".into() }],
        vec![sign_in.clone(), sign_in],
    ];
    for troubles in stops {
        let mut pace = Pace::new(30, now);
        troubles.iter().for_each(|trouble| pace.fail(trouble, now, 0.5));
        for later in [1, 3600, 365 * 24 * 3600] {
            assert_eq!(pace.next(&due, now.plus(later)), Next::Stop, "{troubles:?}");
        }
        assert!(pace.trouble().is_some());
        let back = now.plus(100);
        pace.wake(back);
        assert_eq!((pace.next(&due, back), pace.trouble()), (Next::Send, None));
        assert_eq!(pace.next(&Due { paused: true, ..due }, back), Next::Stop);
    }
}

#[test]
fn what_goes_out_goes_first_and_does_not_wait_for_reading() {
    let now = start();
    let due = Due { every_secs: 60, signed_in: true, has_out: true, paused: false };
    let mut pace = Pace::new(8, now);
    assert_eq!(pace.next(&Due { signed_in: false, ..due }, now), Next::SignIn);
    assert_eq!(pace.next(&due, now), Next::Send);
    pace.ask(now);
    // One request is left: it is for what goes out.
    assert_eq!(pace.next(&due, now), Next::Send);
    assert!(matches!(pace.next(&Due { has_out: false, ..due }, now), Next::Wait(_)));
    // What failed for itself leaves reading its turn, and is not forgotten.
    let mut pace = Pace::new(60, now);
    pace.hold(3, now, 0.99);
    assert_eq!(pace.next(&due, now), Next::Read);
    pace.ask(now);
    pace.read(&due, false, now);
    let Next::Wait(until) = pace.next(&due, now) else { panic!() };
    assert!(until > now && until <= now.plus(BACK_OFF_SECS_MAX));
    assert_eq!(pace.next(&due, until), Next::Send);
    // So does what has to wait for a moment that nothing else has to wait for.
    let mut pace = Pace::new(60, now);
    pace.hold_until(now.plus(900), now);
    assert_eq!(pace.next(&due, now), Next::Read);
    pace.ask(now);
    pace.read(&due, false, now);
    assert_eq!(pace.next(&due, now), Next::Wait(now.plus(60)));
    pace.read(&Due { every_secs: 3_600, ..due }, false, now);
    assert_eq!(pace.next(&due, now), Next::Wait(now.plus(900)));
    assert_eq!(pace.next(&due, now.plus(900)), Next::Send);
}
