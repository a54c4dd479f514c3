//! Engine and sync without a window.

use super::board::board_text;
use super::commands::zone;
use super::{Failure, is_heard};
use crate::config::Home;
use crate::run::{Running, Setup, Start, start};
use crate::view::{FloorKind, Snapshot};
use std::time::Duration;

/// Runs until it is ended, and prints the board.
///
/// A store that cannot be opened ends it: whoever watches a server's figures must not be shown invented ones instead.
pub(super) fn run(home: &Home, once: bool, every_secs: u64, as_json: bool) -> Result<(), Failure> {
    let begin = |how| start(Setup { home: home.clone(), start: how, zone: zone() });
    let mut running = begin(Start::Own)?;
    if running.snapshot.load().revision == 0 {
        drop(running);
        running = begin(Start::OwnOrRehearsal)?;
    }
    show(&running, once, every_secs, as_json)
}

/// Prints the board of a running floor again and again.
pub(super) fn show(running: &Running, once: bool, every_secs: u64, as_json: bool) -> Result<(), Failure> {
    loop {
        let snapshot = running.snapshot.load_full();
        let board =
            if as_json { serde_json::to_string(&figures(&snapshot))? } else { format!("{}\n", text(&snapshot)) };
        if !is_heard(&board) || once {
            return Ok(());
        }
        std::thread::sleep(Duration::from_secs(every_secs));
    }
}

fn text(snapshot: &Snapshot) -> String {
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

/// The figures of the wallboard that is shown, under the names of `board`.
fn figures(snapshot: &Snapshot) -> serde_json::Value {
    let board = &snapshot.wallboard;
    serde_json::json!({
        "at": snapshot.at.to_string(),
        "revision": snapshot.revision,
        "rehearsal": matches!(snapshot.floor, FloorKind::Rehearsal { .. }),
        "waiting": board.waiting,
        "waiting_again": board.waiting_again,
        "oldest_secs": board.oldest.as_ref().map(|o| o.age_secs),
        "first_response_period": board.first_response.period.word(),
        "within_target_period": board.within_target.period.word(),
        "response_rate_period": board.response_rate.period.word(),
        "first_response_median_secs": board.first_response.median_secs,
        "first_response_p90_secs": board.first_response.p90_secs,
        "first_responses": board.first_response.answered,
        "within_target_ratio": board.within_target.ratio(),
        "response_rate_ratio": board.response_rate.ratio(),
        "agents_on_shift": board.agents.on_shift,
        "open": board.open,
        "breached": board.breached,
        "unowned": board.unowned,
        "trouble": snapshot.trouble,
    })
}
