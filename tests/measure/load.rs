//! Load, and the mode that follows it.

use super::{at, config};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use watchfloor::floor::Weights;
use watchfloor::measure::{LOAD_INTERVAL_SECS, Load, Mode, Offered, load, mode_words, next_mode};

/// The modes of a floor whose intervals have these loads: `F` or `P`.
fn modes(loads: &[u32]) -> String {
    let loads: Vec<Load> = loads.iter().map(|centi| Load::of_centi(*centi)).collect();
    let mut mode = Mode::Fifo;
    (0..loads.len())
        .map(|i| {
            mode = next_mode(mode, &loads[..=i], &Weights::default(), at(i as u32 * LOAD_INTERVAL_SECS));
            if mode == Mode::Fifo { 'F' } else { 'P' }
        })
        .collect()
}

#[test]
fn priority_comes_at_once_and_goes_when_it_is_quiet_twice() {
    assert_eq!(modes(&[80, 99, 100, 118, 96, 94, 95, 94, 94, 99, 100]), "FFPPPPPPFFP");
}

#[test]
fn a_floor_that_hovers_about_one_does_not_change_its_order() {
    assert_eq!(modes(&[101, 99, 101, 99, 96, 101, 94, 101, 94]), "PPPPPPPPP");
}

#[test]
fn since_when_is_the_beginning_and_not_now() {
    let load = |centi| Load::of_centi(centi);
    let on = next_mode(Mode::Fifo, &[load(118)], &Weights::default(), at(0));
    let later = next_mode(on, &[load(118), load(160)], &Weights::default(), at(900));
    assert_eq!(later, Mode::Priority { since: at(0), load: load(118) });
}

#[test]
fn an_off_above_on_is_no_flicker() {
    let weights = Weights { priority_on: 100, priority_off: 300, ..Weights::default() };
    let busy = [Load::of_centi(120), Load::of_centi(120)];
    let on = next_mode(Mode::Fifo, &busy, &weights, at(0));
    assert_eq!(next_mode(on, &busy, &weights, at(900)), on);
}

#[test]
fn nobody_there_is_more_than_any_load() {
    let alone = Offered { secs: 900, arrived: 0, waiting: 3, handle_secs: 300, agent_secs: 0 };
    assert_eq!(load(&alone), Load::INFINITE);
    let mode = next_mode(Mode::Fifo, &[load(&alone)], &Weights::default(), at(0));
    assert_eq!(
        mode_words(mode, &alone, &TimeZone::UTC),
        "Priority mode since 22:13: load without limit: nobody is there to answer, 0 conversations an hour for 0 agents"
    );
    assert_eq!(load(&Offered { waiting: 0, ..alone }), Load::of_centi(0), "at night nobody comes and nobody is there");
    assert_eq!(next_mode(Mode::Fifo, &[], &Weights::default(), at(0)), Mode::Fifo);
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn load_is_work_over_capacity(arrived in 0_u32..100_000, handle in 1_u32..10_000, agent_secs in 1_u64..10_000_000) {
        let offered = Offered { secs: 900, arrived, waiting: 0, handle_secs: handle, agent_secs };
        let book = f64::from(arrived) * f64::from(handle) / agent_secs as f64 * 100.0;
        let ours = f64::from(load(&offered).centi().unwrap());
        prop_assert!((ours - book).abs() <= 0.5 + 1e-9 || book > 4e9, "{} against {}", ours, book);
    }

    #[test]
    fn between_off_and_on_nothing_changes(loads in prop::collection::vec(95_u32..100, 1..20), on in any::<bool>()) {
        let begun = if on { Mode::Priority { since: at(0), load: Load::of_centi(118) } } else { Mode::Fifo };
        let loads: Vec<Load> = loads.into_iter().map(Load::of_centi).collect();
        prop_assert_eq!(next_mode(begun, &loads, &Weights::default(), at(9)), begun);
    }
}
