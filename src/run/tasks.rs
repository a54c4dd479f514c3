//! Long work that the window shows and can cancel.

use super::import::{Importing, Stopped, Totals};
use super::mappings;
use super::sync::Keep;
use crate::config::Home;
use crate::connect::file::{ImportError, Mapping, preview};
use crate::engine::{Fetched, Input, Outcome, SyncSource};
use crate::view::{MappingAsked, Task, Tried};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{mpsc, oneshot};

/// What long work tells the engine's thread.
pub(super) enum News {
    /// Pages for the floor, and where the answer goes.
    Pages(Vec<Fetched>, oneshot::Sender<Vec<Outcome>>),
    /// What the sync brings, of which source as it was then, and where the answer goes.
    Inputs(Vec<Input>, Option<Arc<SyncSource>>, oneshot::Sender<Vec<Outcome>>),
    /// What came of trying a login.
    Tried(Tried),
    /// A secret lies where it belongs: its source can be read.
    SecretKept(Box<Keep>),
    /// Something to tell the person at the desk.
    Said(String),
    /// How far it is.
    Progress(Task),
    /// The task cannot begin before somebody has said what the columns hold; and what the task then ends with, when
    /// nobody can be asked.
    Mapping(Task, Box<MappingAsked>, String),
}

/// Reads a file into the floor. Runs on a thread that may wait.
pub(super) fn import(
    id: u64,
    path: &Path,
    mapping: Option<Mapping>,
    home: &Home,
    cancelled: &Arc<AtomicBool>,
    news: &mpsc::Sender<News>,
) {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    let title = format!("Importing {name}");
    let mut task = Task { id, title, done: 0, all: None, detail: "opening".into(), outcome: None };
    let _ = news.blocking_send(News::Progress(task.clone()));
    let outcome = match Importing::open(path, mapping, home) {
        Ok(importing) => run(importing, &mut task, cancelled, news),
        Err(error @ ImportError::NeedsMapping { .. }) => match preview(path, None) {
            Ok(preview) => {
                let asked = mappings::asked(path, preview);
                let _ = news.blocking_send(News::Mapping(task, Box::new(asked), error.to_string()));
                return;
            }
            Err(_) => Err(error.to_string()),
        },
        Err(error) => Err(error.to_string()),
    };
    task.outcome = Some(outcome);
    let _ = news.blocking_send(News::Progress(task));
}

fn run(
    mut importing: Importing,
    task: &mut Task,
    cancelled: &AtomicBool,
    news: &mpsc::Sender<News>,
) -> Result<String, String> {
    loop {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(format!("Cancelled. What was done is kept: {}", importing.totals().words()));
        }
        let Some(pages) = importing.next_pages().map_err(|e| kept_so_far(&e.to_string(), &importing.totals()))? else {
            let totals = importing.totals();
            let notes = totals.notes.iter().map(|note| format!(" {note}")).collect::<String>();
            return Ok(format!("{}.{notes}", totals.words()));
        };
        let (answer, answered) = oneshot::channel();
        let closed = || "The program is closing; what was read is kept".to_owned();
        news.blocking_send(News::Pages(pages, answer)).map_err(|_| closed())?;
        let outcomes = answered.blocking_recv().map_err(|_| closed())?;
        importing.hear(&outcomes).map_err(|stopped: Stopped| stopped.to_string())?;
        let totals = importing.totals();
        task.done = totals.bytes.0;
        task.all = Some(totals.bytes.1);
        task.detail = totals.words();
        let _ = news.blocking_send(News::Progress(task.clone()));
    }
}

fn kept_so_far(why: &str, totals: &Totals) -> String {
    if totals.read == 0 { why.to_owned() } else { format!("{why} Kept so far: {}", totals.words()) }
}
