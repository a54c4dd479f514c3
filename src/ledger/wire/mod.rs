//! The bytes of facts: what is on disk is a promise.
//!
//! The floor's own types are not serialised. They are mirrored here, versioned, and golden bytes of every version ever
//! released lie beside the tests. A version is only added to at its end: a variant keeps its number, a field its place.
//! The first byte is the version; the rest is postcard.

mod assignment_v1;
mod desk_v1;
mod escalation_v1;
mod event_v1;
mod floor_v1;
mod handoff_v1;
mod people_v1;
mod promise_v1;
mod reading_v1;
mod schedule_rows_v1;
mod schedule_state_v1;
mod schedule_undo_v1;
mod schedule_v1;
mod source_v1;
mod watch_v1;

use super::Fault;
use crate::floor::{Decision, Floor, Words};
use std::io::{self, Write};

const VERSION: u8 = 1;

fn encode<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    // Only types of this module come here, and none of them can fail to be written to memory.
    if let Ok(more) = postcard::to_extend(value, std::mem::take(&mut bytes)) {
        bytes = more;
    }
    bytes
}

fn decode<'a, T: serde::Deserialize<'a>>(what: &str, bytes: &'a [u8]) -> Result<T, Fault> {
    postcard::from_bytes(versioned(what, bytes)?).map_err(|e| Fault::Damaged(format!("{what} cannot be read: {e}")))
}

/// What comes after the version, when that is the one we know.
fn versioned<'a>(what: &str, bytes: &'a [u8]) -> Result<&'a [u8], Fault> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        Some((version, _)) => Err(Fault::Damaged(format!(
            "{what} was written by a newer Watchfloor (format {version}); open it with that one"
        ))),
        None => Err(Fault::Damaged(format!("{what} is empty"))),
    }
}

/// The bytes of a decision.
///
/// ```
/// use watchfloor::floor::{Actor, At, Decision};
/// use watchfloor::ledger::wire;
/// let decision = Decision { at: At::FIRST, by: Actor::Desk, role: None, group: 3, afterwards: false, events: vec![] };
/// assert_eq!(wire::decision(&wire::decision_bytes(&decision)).unwrap(), decision);
/// ```
pub fn decision_bytes(decision: &Decision) -> Vec<u8> {
    encode(&event_v1::DecisionV1::from(decision))
}

/// The decision that these bytes are of.
///
/// # Errors
///
/// [`Fault::Damaged`] when they are of none, or of a newer version.
pub fn decision(bytes: &[u8]) -> Result<Decision, Fault> {
    decode::<event_v1::DecisionV1>("a decision", bytes)?.into_floor()
}

/// The bytes of the words of one commit; empty for none.
pub fn words_bytes(words: &[Words]) -> Vec<u8> {
    if words.is_empty() {
        return Vec::new();
    }
    encode(&words.iter().map(|w| (w.text.as_str(), w.external.as_str())).collect::<Vec<_>>())
}

/// The words that these bytes are of.
///
/// # Errors
///
/// [`Fault::Damaged`] when they are of none, or of a newer version.
pub fn words(bytes: &[u8]) -> Result<Vec<Words>, Fault> {
    let pairs: Vec<(&str, &str)> = decode("the words of a page", bytes)?;
    Ok(pairs
        .into_iter()
        .map(|(text, external)| Words { text: text.to_owned(), external: external.to_owned() })
        .collect())
}

/// Writes the bytes of a whole floor, for a snapshot, without holding them in memory.
///
/// # Errors
///
/// What the writer said.
pub fn write_floor(floor: &Floor, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&[VERSION])?;
    floor_v1::write(floor, out)
}

/// The bytes of a whole floor, for a snapshot. They may be thrown away at any time: the log makes them again.
pub fn floor_bytes(floor: &Floor) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = write_floor(floor, &mut bytes);
    bytes
}

/// The floor that these bytes are of.
///
/// # Errors
///
/// [`Fault::Damaged`] when they are of none, or of another version.
pub fn floor(bytes: &[u8]) -> Result<Floor, Fault> {
    floor_v1::read(versioned("a snapshot", bytes)?)
}
