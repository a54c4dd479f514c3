//! Chat on a floor where conversations stay with whom they were given to, exactly: the chain over how many people have
//! one, two and three of them. Written for tests and benches from the rules of the floor that is played, not from its
//! code and not from the formula.
//!
//! The formula of chat spreads conversations evenly at every moment. On a floor nobody moves one because somebody else
//! became free, so it is a little fuller than that.

use std::collections::BTreeMap;
use watchfloor::plan::queueing::{Desk, chat};

/// Sweeps over all states after which the probabilities are taken as they are.
const SWEEPS: usize = 4_000;

/// Share of all who come that is served within `within_secs`, with three conversations at once at most.
///
/// Where nobody waits, the states are how many of `agents` have one, two and three conversations: who comes goes to
/// somebody with the fewest, and somebody with `k` ends one at the rate `m(k)`. Who waits meets a floor on which all have
/// three, which drains in both models alike; so those who are not served in time are to those who wait as in the formula,
/// and only how many wait is another figure.
pub fn level(agents: u32, rate: f64, desk: &Desk, patience_secs: f64, within_secs: f64) -> f64 {
    assert_eq!(desk.concurrency, 3);
    let told = chat(agents, rate, desk, patience_secs, within_secs).waits;
    let full = full_ratio(agents, rate, desk);
    // The time that passes with somebody waiting or all slots taken, over that with all slots taken and nobody waiting.
    let drain = f64::from(agents) * desk.ends(3);
    let (mut waiting, mut term, mut queue) = (0.0, 1.0, 0.0);
    while term > 1e-16 * waiting {
        waiting += term;
        queue += 1.0;
        term *= rate / (drain + queue / patience_secs);
    }
    let waits = full * waiting / (1.0 - full + full * waiting);
    1.0 - (1.0 - told.service_level) * waits / told.waiting_ratio
}

/// The probability that all slots are taken, of the states in which nobody waits: the fixed point of the balance of each
/// state, swept to and fro.
fn full_ratio(agents: u32, rate: f64, desk: &Desk) -> f64 {
    let mut places: BTreeMap<[u32; 3], usize> = BTreeMap::new();
    let mut states = Vec::new();
    for three in 0..=agents {
        for two in 0..=agents - three {
            for one in 0..=agents - three - two {
                states.push([one, two, three]);
            }
        }
    }
    states.sort_by_key(|[one, two, three]| (one + 2 * two + 3 * three, *three, *two));
    places.extend(states.iter().enumerate().map(|(place, state)| (*state, place)));
    let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new(); states.len()];
    let mut out = vec![0.0; states.len()];
    for (from, [one, two, three]) in states.iter().copied().enumerate() {
        let none = agents - one - two - three;
        let mut go = |to: [u32; 3], speed: f64| {
            into[places[&to]].push((from, speed));
            out[from] += speed;
        };
        match (none, one, two) {
            (1.., ..) => go([one + 1, two, three], rate),
            (0, 1.., _) => go([one - 1, two + 1, three], rate),
            (0, 0, 1..) => go([one, two - 1, three + 1], rate),
            // Who comes now waits, and the floor is as full when the queue is empty again.
            (0, 0, 0) => {}
        }
        let ends = |k: u32, people: u32| f64::from(people) * desk.ends(k);
        if one > 0 {
            go([one - 1, two, three], ends(1, one));
        }
        if two > 0 {
            go([one + 1, two - 1, three], ends(2, two));
        }
        if three > 0 {
            go([one, two + 1, three - 1], ends(3, three));
        }
    }
    let mut share = vec![1.0 / states.len() as f64; states.len()];
    for sweep in 0..SWEEPS {
        for n in 0..states.len() {
            let place = if sweep % 2 == 0 { n } else { states.len() - 1 - n };
            let flow: f64 = into[place].iter().map(|(from, speed)| share[*from] * speed).sum();
            share[place] = flow / out[place];
        }
        let all: f64 = share.iter().sum();
        share.iter_mut().for_each(|s| *s /= all);
    }
    share[places[&[0, 0, agents]]]
}
