//! What others send to us: who has signed it, whether it came before, and what it says.
//!
//! Nothing here listens; `run::webhook` does, which is off until a person switches it on, and which only this machine can
//! reach. What comes from outside goes through a tunnel of the user's own, so everything that comes is a stranger's until
//! its signature says otherwise.

mod replay;
pub mod source;
mod verify;

pub use replay::{Begun, Key, Replays};
pub use verify::{Refused, Signing, challenge, sign, verify};

use super::Problem;
use super::file::mention_from_json;
use super::net::{Heard, json};
use serde_json::Value;

/// Reads what programs of the user's own send: one mention, a list of them, or one a line, with the fields of
/// [`crate::connect::file::mention_to_json`]. What cannot be read is a problem and keeps no other out.
///
/// ```
/// use watchfloor::connect::webhook::own;
/// let heard = own(br#"[{"id":"1","at":"2026-03-01T10:00:00Z","author":{"id":"7","name":"@dan"},"kind":"post",
///     "text":"It leaks"}, {"text":"who?"}]"#);
/// assert_eq!((heard.mentions.len(), heard.problems.len()), (1, 1));
/// ```
pub fn own(body: &[u8]) -> Heard {
    let mut heard = Heard::default();
    let text = String::from_utf8_lossy(body);
    let mut take = |place: String, line: &str| match mention_from_json(line) {
        Ok(mention) => heard.mentions.push(mention),
        Err(reason) => heard.problems.push(Problem { place, reason, raw: raw(line.as_bytes()) }),
    };
    match serde_json::from_slice(body) {
        Ok(Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                take(format!("item {}", at + 1), &item.to_string());
            }
        }
        Ok(item) => take("the body".into(), &item.to_string()),
        Err(_) => {
            for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                take(format!("line {}", at + 1), line);
            }
        }
    }
    heard
}

/// What is put aside of a body that says nothing to us.
pub fn aside(body: &[u8], reason: String) -> Heard {
    let problem = Problem { place: "the body".into(), reason, raw: raw(body) };
    Heard { problems: vec![problem], ..Heard::default() }
}

fn raw(bytes: &[u8]) -> String {
    json::clipped(&String::from_utf8_lossy(bytes).replace('\0', "␀"))
}
