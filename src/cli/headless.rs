//! Engine and sync without a window.

use super::board::{BoardNow, board_text};
use super::commands::zone;
use super::{Failure, door, is_heard, tell};
use crate::config::Home;
use crate::run::door::Door;
use crate::run::ending::{Ended, Ending, Pause};
use crate::run::{Running, Setup, Start, start};
use crate::view::{FloorKind, Snapshot};
use std::sync::Arc;
use std::time::Duration;

/// Runs until it is ended, prints the board, and answers other processes.
///
/// A store that cannot be opened ends it: whoever watches a server's figures must not be shown invented ones instead.
pub(super) fn run(home: &Home, once: bool, every_secs: u64, as_json: bool) -> Result<(), Failure> {
    // From here on: an end that is asked for while the floor is being opened comes as soon as it is open.
    let ending = Ending::listen()?;
    let begin = |how| start(Setup { home: home.clone(), start: how, zone: zone() });
    let mut running = begin(Start::Own).map_err(|fault| door::held_by(home, fault))?;
    if running.snapshot.load().revision == 0 {
        drop(running);
        running = begin(Start::OwnOrRehearsal)?;
    }
    let door = door::open(home, &running);
    show(ending, (running, door), once, every_secs, as_json)
}

/// Prints the board of a running floor again and again, until nobody reads or the program is asked to end. Then the door
/// is shut, what the engine is doing is done, and the store is closed.
pub(super) fn show(
    ending: Ending,
    (running, door): (Running, Door),
    once: bool,
    every_secs: u64,
    as_json: bool,
) -> Result<(), Failure> {
    let snapshot = running.snapshot.clone();
    let every = (!once).then(|| Duration::from_secs(every_secs));
    let ended = ending.or_done(move |pause| print(&|| snapshot.load_full(), every, as_json, pause))?;
    drop(door);
    drop(running);
    match ended {
        Ended::Done(printed) => printed,
        Ended::Asked(by) => {
            tell(&format!("ended by {by}; what was under way is done, and the store is closed"));
            Ok(())
        }
    }
}

fn print(
    newest: &dyn Fn() -> Arc<Snapshot>,
    every: Option<Duration>,
    as_json: bool,
    pause: &Pause,
) -> Result<(), Failure> {
    loop {
        let snapshot = newest();
        let board = match BoardNow::of(&snapshot, None).filter(|_| as_json) {
            Some(board) => serde_json::to_string(&board)?,
            None => format!("{}\n", text(&snapshot)),
        };
        drop(snapshot);
        let somebody_reads = is_heard(&board);
        let Some(every) = every.filter(|_| somebody_reads) else { return Ok(()) };
        if !pause.wait(every) {
            return Ok(());
        }
    }
}

/// The board as text.
pub(super) fn text(snapshot: &Snapshot) -> String {
    let title = match &snapshot.floor {
        FloorKind::Own { .. } => "Care floor".to_owned(),
        FloorKind::Rehearsal { day, speed, .. } => format!("Rehearsal · {day} · ×{speed}"),
    };
    let board = board_text(&snapshot.wallboard, &title, snapshot.at, &snapshot.zone);
    match &snapshot.trouble {
        Some(trouble) => format!("{board}\n\n{trouble}"),
        None => board,
    }
}
