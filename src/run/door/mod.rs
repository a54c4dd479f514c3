//! The door: where another process asks the one that holds the store what it shows.
//!
//! One line comes in, the question; one line goes out, a JSON object. A question that is not answered gets
//! `{"refused":"…"}` with the reason in words. What the questions are is not said here; the door only keeps everything
//! bounded, and reads nothing but the newest [`Snapshot`], so that no asker holds up the floor.
//!
//! It stands open only while this program holds the user's own store. So at most one program answers for a folder, and
//! what an earlier one left behind can be told from one that is there.

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use elsewhere as system;
#[cfg(unix)]
use unix as system;

use super::Running;
use crate::config::Home;
use crate::limits::{DOOR_ANSWER_BYTES_MAX, DOOR_QUESTION_BYTES_MAX};
use crate::view::Snapshot;
use arc_swap::ArcSwap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// From a question to one JSON object on one line, or to the reason in words why it is not answered.
pub type Answer = dyn Fn(&Snapshot, &str) -> Result<String, String> + Send + Sync;

/// An open door. Dropping it shuts it.
pub struct Door {
    _open: Option<system::Open>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// Nobody is behind the door, or there is none.
    #[error("nobody answers")]
    Nobody,
    /// Somebody or something refused, in words.
    #[error("{0}")]
    Refused(String),
}

/// What the door knows of the program behind it.
#[cfg_attr(not(unix), allow(dead_code, reason = "there is no door"))]
struct Inside {
    path: PathBuf,
    snapshot: Arc<ArcSwap<Snapshot>>,
    holds_own: watch::Receiver<bool>,
    answer: Box<Answer>,
}

#[cfg_attr(not(unix), allow(dead_code, reason = "there is no door"))]
impl Inside {
    /// The line for a question; `None` stands for one that is too long or no text.
    fn line(&self, question: Option<&str>) -> String {
        let answer = match question {
            Some(question) => (self.answer)(&self.snapshot.load(), question.trim()),
            None => Err(format!("a question is one line of at most {DOOR_QUESTION_BYTES_MAX} bytes of text")),
        };
        let line = answer.and_then(|line| match line.len() <= DOOR_ANSWER_BYTES_MAX && !line.contains('\n') {
            true => Ok(line),
            false => Err("the answer is too long to be given here".to_owned()),
        });
        line.unwrap_or_else(|words| serde_json::json!({ "refused": words }).to_string()) + "\n"
    }
}

impl Door {
    /// Opens the door of a running program, as soon as that holds the user's own store; when it does already, the door is
    /// open when this returns. A door that cannot be opened is said in the log and holds up nothing else.
    pub fn open(
        home: &Home,
        running: &Running,
        answer: impl Fn(&Snapshot, &str) -> Result<String, String> + Send + Sync + 'static,
    ) -> Door {
        let inside = Inside {
            path: home.door_path(),
            snapshot: running.snapshot.clone(),
            holds_own: running.holds_own.clone(),
            answer: Box::new(answer),
        };
        Door { _open: system::open(inside) }
    }
}

/// Asks the program that holds the store in this folder.
///
/// # Errors
///
/// [`Unanswered`] when nobody is there or the question is refused; it never waits longer than
/// [`crate::limits::DOOR_WAIT_MILLIS_MAX`].
pub fn ask(home: &Home, question: &str) -> Result<String, Unanswered> {
    let line = system::ask(&home.door_path(), question)?;
    let strange = || Unanswered::Refused("what answers there is not this version of Watchfloor".to_owned());
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).map_err(|_| strange())?;
    match object.get("refused") {
        Some(words) => Err(words.as_str().map_or_else(strange, |words| Unanswered::Refused(words.to_owned()))),
        None => Ok(line),
    }
}
