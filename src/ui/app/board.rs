//! The wallboard on the other monitor: a window of its own that is drawn on its own, when it shows something else.

use super::pace::Pace;
use crate::ui::screen::wallboard::{BoardWish, Place, WallboardMemory, wallboard_ui};
use crate::ui::shell;
use crate::view::Snapshot;
use arc_swap::ArcSwap;
use egui::{CentralPanel, Context, Event, Frame, Key, ViewportBuilder, ViewportCommand, ViewportId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Both windows are drawn by one thread; the lock is what the toolkit asks for, and is never waited for.
struct Shared {
    snapshot: Arc<ArcSwap<Snapshot>>,
    memory: Mutex<WallboardMemory>,
    wishes: Mutex<Vec<BoardWish>>,
    open: AtomicBool,
    pace: Arc<Pace>,
}

/// The board on the other monitor, open or not.
pub struct OtherMonitor {
    shared: Arc<Shared>,
    /// Which monitor it goes to, when there is another than the window's.
    monitor: Option<usize>,
    /// It was opened in this turn.
    opened: bool,
    /// What the window knows of it; the board can be closed over there.
    shown: bool,
}

/// Its name among the windows.
pub(super) fn id() -> ViewportId {
    ViewportId::from_hash_of("wallboard")
}

impl OtherMonitor {
    /// Not open yet.
    pub fn new(snapshot: Arc<ArcSwap<Snapshot>>, pace: Arc<Pace>) -> OtherMonitor {
        let memory = Mutex::new(WallboardMemory::new(Place::Monitor, false));
        let shared = Shared { snapshot, memory, wishes: Mutex::default(), open: AtomicBool::new(false), pace };
        OtherMonitor { shared: Arc::new(shared), monitor: None, opened: false, shown: false }
    }

    fn is_open(&self) -> bool {
        self.shared.open.load(Ordering::Relaxed)
    }

    /// Opens it as the board in the window is, or closes it, as `wanted` says; and says so when it was closed over there.
    pub fn follow(&mut self, ctx: &Context, wanted: &mut bool, distance: bool) {
        if self.shown && !self.is_open() {
            *wanted = false;
        } else if *wanted && !self.shown {
            *locked(&self.shared.memory) = WallboardMemory::new(Place::Monitor, distance);
        }
        if *wanted != self.shown {
            self.shared.open.store(*wanted, Ordering::Relaxed);
            self.shown = *wanted;
            self.opened = *wanted;
            if !*wanted {
                self.shared.pace.board_drawn(None);
            }
            ctx.request_repaint();
        }
    }

    /// Finds the monitor that the window is not on, once after opening; monitors come and go with their cables.
    pub fn choose_monitor(&mut self, frame: &eframe::Frame) {
        if std::mem::take(&mut self.opened)
            && let Some(window) = frame.winit_window()
        {
            let here = window.current_monitor();
            self.monitor = window.available_monitors().position(|monitor| Some(monitor) != here);
        }
    }

    /// What was pressed on it.
    pub fn take_wishes(&self) -> Vec<BoardWish> {
        std::mem::take(&mut *locked(&self.shared.wishes))
    }

    /// Keeps it open; called in every frame of the window.
    pub fn show(&self, ctx: &Context) {
        if !self.is_open() {
            return;
        }
        let mut builder = ViewportBuilder::default()
            .with_title("Watchfloor wallboard")
            .with_app_id("watchfloor-wallboard")
            .with_inner_size([1280.0, 720.0])
            .with_min_inner_size([960.0, 540.0]);
        builder = match self.monitor {
            Some(monitor) => builder.with_monitor(monitor).with_decorations(false),
            None => builder.with_fullscreen(true),
        };
        let shared = self.shared.clone();
        ctx.show_viewport_deferred(id(), builder, move |ui, _class| shared.draw_ui(ui));
    }
}

impl Shared {
    fn draw_ui(&self, ui: &mut egui::Ui) {
        let snapshot = self.snapshot.load_full();
        // The window knows which moment is asked for; here only what is shown can be told.
        shell::past_strip_ui(ui, &snapshot, snapshot.moment);
        let wished = CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            let mut memory = locked(&self.memory);
            memory.unheard = self.pace.unheard();
            if ui.input(|input| input.key_pressed(Key::D)) {
                memory.distance = !memory.distance;
            }
            wallboard_ui(ui, &snapshot, &mut memory)
        });
        shell::past_tint_ui(ui, &snapshot, snapshot.moment);
        let close = ui.input(|input| input.viewport().close_requested() || input.events.iter().any(leaves));
        if close {
            self.open.store(false, Ordering::Relaxed);
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
        let pressed = !wished.inner.is_empty();
        locked(&self.wishes).extend(wished.inner);
        if close || pressed {
            ui.ctx().request_repaint_of(ViewportId::ROOT);
        }
        self.pace.board_drawn((!close).then_some(&snapshot));
        ui.ctx().request_repaint_after(self.pace.rest());
    }
}

/// Whether this is a key that leaves the board. A key that is still held down from opening it is not.
fn leaves(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Escape | Key::F11, pressed: true, repeat: false, .. })
}

/// A panic while drawing leaves nothing half done here, so a poisoned lock is as good as any.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
