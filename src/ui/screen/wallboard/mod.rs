//! The wallboard: how many wait, how long, will the promise be kept, what spreads, what is next.
//!
//! It is drawn by one function, in the window and on a second monitor. Everything is placed by hand from the room there
//! is, because it must fill a monitor from 1280×720 to 3840×2160 and be read from across the room. Sizes are those of a
//! 1920×1080 monitor, scaled; words never become smaller than [`crate::ui::theme::SMALLEST`], so a small board shows
//! fewer rows instead of smaller ones.

mod areas;
mod by_age;
mod channels;
mod coverage;
mod due;
mod expected;
mod exposure;
mod fan;
mod head;
pub(in crate::ui) mod kit;
mod notices;
mod tiles;
mod today;
mod viral;

use crate::floor::{AlertId, At, ConversationId, Stage};
use crate::ui::screen::distance::distance_ui;
use crate::view::{Chip, Moment, Snapshot};
use areas::Areas;
use kit::Brush;

/// What a person may want from the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardWish {
    /// Read this conversation on the floor.
    Show(ConversationId),
    /// See this set on the floor.
    ShowSet(Chip),
    /// See the agents.
    ShowAgents,
    /// Put the board on the other monitor, or take it away.
    OtherMonitor,
    /// Say that this alert was seen.
    Acknowledge(AlertId),
    /// Put this alert aside for 15 minutes.
    Snooze(AlertId),
    /// Raise this alert to those above.
    Escalate(AlertId),
    /// See what stands at this stage of the funnel.
    ShowStage(Stage),
}

/// Where the board is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In the window, under its bar, which has the clock.
    #[default]
    Window,
    /// Alone on a monitor.
    Monitor,
}

/// What the board remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct WallboardMemory {
    /// Where it is drawn.
    pub place: Place,
    /// Few numbers, for across the room.
    pub distance: bool,
    /// How long ago the newest look came, when the window knows it.
    pub unheard: Option<std::time::Duration>,
    /// The newest moment that was drawn, and when that was on the window's clock.
    seen: Option<(At, f64)>,
}

impl WallboardMemory {
    /// A board for this place.
    pub fn new(place: Place, distance: bool) -> WallboardMemory {
        WallboardMemory { place, distance, ..WallboardMemory::default() }
    }

    /// For how many seconds nothing newer has come. The past, and a rehearsal that stands still, do not age.
    pub fn data_age_secs(&mut self, snapshot: &Snapshot, window_secs: f64) -> u64 {
        let still = matches!(snapshot.floor, crate::view::FloorKind::Rehearsal { speed: 0, .. });
        match self.seen {
            Some((at, since)) if at == snapshot.at && !still && snapshot.moment == Moment::Now => {
                (window_secs - since).max(0.0) as u64
            }
            _ => {
                // It may have come a while before it was drawn.
                let unheard_secs = self.unheard.map_or(0.0, |unheard| unheard.as_secs_f64());
                self.seen = Some((snapshot.at, window_secs - unheard_secs));
                if still || snapshot.moment != Moment::Now { 0 } else { unheard_secs as u64 }
            }
        }
    }
}

/// Draws the board into all the room there is.
pub fn wallboard_ui(ui: &mut egui::Ui, snapshot: &Snapshot, memory: &mut WallboardMemory) -> Vec<BoardWish> {
    let mut wishes = Vec::new();
    let whole = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(whole);
    let brush = Brush::new(ui, whole.size());
    let notices = notices::of(snapshot);
    let areas = Areas::of(whole, &brush, !notices.is_empty());
    let age_secs = memory.data_age_secs(snapshot, ui.input(|i| i.time));
    head::head_ui(ui, &brush, areas.head, snapshot, memory, age_secs, &mut wishes);
    notices::notices_ui(ui, &brush, areas.notices, snapshot, &notices, &mut wishes);
    let board = &snapshot.wallboard;
    if memory.distance {
        distance_ui(ui, &brush, areas.body, snapshot);
        return wishes;
    }
    tiles::tiles_ui(ui, &brush, &areas.tiles, board, &mut wishes);
    viral::viral_ui(ui, &brush, areas.viral, snapshot, &mut wishes);
    due::due_ui(ui, &brush, areas.due, board, &mut wishes);
    by_age::by_age_ui(ui, &brush, areas.by_age, board, &mut wishes);
    today::today_ui(ui, &brush, areas.today, snapshot);
    coverage::coverage_ui(ui, &brush, areas.coverage, snapshot);
    channels::channels_ui(ui, &brush, areas.channels, board);
    wishes
}
