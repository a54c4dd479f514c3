//! Whatever a server says: every connector reads it, signs in with it and delivers by it, without a panic, without a
//! secret in an address or in words, and the same each time.
//!
//! The first byte of an input chooses the connector; the rest is as `tests/connect/probe.rs` says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor::connect::net::all::all;

#[path = "../../tests/connect/probe.rs"]
mod probe;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, input)) = bytes.split_first() else { return };
    probe::answers(input).1.iter().for_each(probe::rules);
    let all = all();
    if let Some(connector) = all.get(usize::from(*which) % all.len().max(1)) {
        probe::probe(*connector, input);
    }
});
