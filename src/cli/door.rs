//! What one running Watchfloor tells another process: the questions, and their answers.

use super::board::BoardNow;
use super::{Failure, headless};
use crate::config::Home;
use crate::ledger::Fault;
use crate::measure::Period;
use crate::run::Running;
use crate::run::door::{Door, Unanswered, ask};
use crate::view::{Moment, Snapshot};
use serde_json::json;

/// What can be asked, by its words on the line. Another question is another row here and another arm in [`answer`].
const QUESTIONS: [(&str, Question); 5] = [
    ("board", Question::Board(Period::All)),
    ("board today", Question::Board(Period::Today)),
    ("board hour", Question::Board(Period::Hour)),
    ("text", Question::Text),
    ("process", Question::Process),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The figures over a period.
    Board(Period),
    /// The board as text.
    Text,
    /// Which process holds the store.
    Process,
}

impl Question {
    fn words(self) -> &'static str {
        QUESTIONS.iter().find(|(_, question)| *question == self).map_or("", |(words, _)| words)
    }
}

/// Lets other processes ask this one.
pub(super) fn open(home: &Home, running: &Running) -> Door {
    Door::open(home, running, answer)
}

fn answer(snapshot: &Snapshot, asked: &str) -> Result<String, String> {
    let Some((_, question)) = QUESTIONS.iter().find(|(words, _)| *words == asked) else {
        let all: Vec<_> = QUESTIONS.iter().map(|(words, _)| format!("`{words}`")).collect();
        return Err(format!("there is no such question; there are {}", all.join(", ")));
    };
    match *question {
        Question::Process => Ok(json!({ "process": std::process::id() }).to_string()),
        Question::Board(period) => {
            let board = BoardNow::of(snapshot, Some(period)).ok_or(PARTNERS)?;
            serde_json::to_string(&board).map_err(|error| error.to_string())
        }
        Question::Text if snapshot.board.is_none() => Err(PARTNERS.to_owned()),
        Question::Text if snapshot.moment != Moment::Now => {
            Err("its window looks at a past minute; `board --json` says what is now".to_owned())
        }
        Question::Text => Ok(json!({ "text": headless::text(snapshot) }).to_string()),
    }
}

const PARTNERS: &str = "a partner sits at its desk, whose the figures of the whole floor are not";

/// Asks the program that holds the store; `None` when nobody answers.
///
/// # Errors
///
/// Who holds it, and why it does not answer, in words.
pub(super) fn answered(home: &Home, question: Question, held: &Fault) -> Result<Option<String>, Failure> {
    match ask(home, question.words()) {
        Ok(line) => Ok(Some(line)),
        Err(Unanswered::Nobody) => Ok(None),
        Err(Unanswered::Refused(why)) => Err(format!("{held}. It was asked, but {why}").into()),
    }
}

/// That the store is held, and by whom if they say so.
pub(super) fn held_by(home: &Home, fault: Fault) -> Failure {
    let who = matches!(fault, Fault::AlreadyOpen(_)).then(|| ask(home, Question::Process.words()).ok()).flatten();
    let process = who.and_then(|line| serde_json::from_str::<serde_json::Value>(&line).ok()?["process"].as_u64());
    match process {
        Some(process) => format!("{fault}. The other one is process {process}").into(),
        None => fault.into(),
    }
}
