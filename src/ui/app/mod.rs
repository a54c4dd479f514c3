//! The window. `logic` takes what is new and does what was asked; `draw` only paints.

mod board;
mod draw;
mod logic;
pub mod pace;

use super::action::Action;
use super::bell::{Bell, Worker};
use super::desk::Desk;
use super::screen::wallboard::{Place, WallboardMemory};
use super::scribe::Scribe;
use super::settings::Settings;
use super::timebar::TimeBar;
use super::voice::Voice;
use super::{Wires, fonts, theme};
use crate::floor::Seat;
use crate::view::Snapshot;
use board::OtherMonitor;
use pace::Pace;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The program's window.
pub struct App {
    wires: Wires,
    /// The look that is drawn now.
    snapshot: Arc<Snapshot>,
    /// What the screens remember, and what is on its way.
    desk: Desk,
    /// What is remembered for another day, and what of it lies in the file.
    settings: Settings,
    written: Settings,
    /// Writes them, and what is begun.
    scribe: Scribe,
    /// When they last changed, on the window's clock.
    changed_secs: f64,
    /// When answers that were begun were last written, on the window's clock.
    drafts_secs: f64,
    board: WallboardMemory,
    other_monitor: OtherMonitor,
    timebar: TimeBar,
    /// What is on the screens, and when it is drawn again.
    pace: Arc<Pace>,
    /// The window is to fill its monitor: a window that is not shown yet cannot be told under X11.
    fill_in_frames: Option<u8>,
    /// Tasks that have ended and were read.
    put_away: BTreeSet<u64>,
    /// What is heard of alerts.
    bell: Bell,
}

impl App {
    /// The window's content, once there is a window.
    pub fn new(cc: &eframe::CreationContext<'_>, wires: Wires) -> App {
        cc.egui_ctx.set_fonts(fonts::with_emoji());
        App::with_context(&cc.egui_ctx, wires)
    }

    /// The window's content without a window, for tests: fonts are the caller's.
    pub fn with_context(ctx: &egui::Context, wires: Wires) -> App {
        let settings = wires.settings_path.as_deref().map(Settings::read).unwrap_or_default();
        theme::install(ctx, settings.text_scale);
        ctx.set_theme(settings.theme.preference());
        ctx.set_zoom_factor(settings.zoom);
        let mut desk = Desk::default();
        desk.screen = settings.screen;
        desk.theme = settings.theme;
        desk.scale_percent = (settings.text_scale * 100.0).round() as u16;
        desk.looking.query = settings.query();
        desk.panel_width = settings.panel_width;
        desk.voice = Voice::read(wires.drafts_path().as_deref());
        desk.bell = settings.bell.clone();
        desk.seat = settings.seat();
        if desk.seat != Seat::default() {
            desk.queue(Action::Sit(desk.seat.clone()));
        }
        let sounds = wires.settings_path.as_deref().and_then(|path| path.parent()).map(|home| home.join("sounds"));
        let bell = Bell::new(Arc::new(Worker::new(sounds.unwrap_or_else(std::env::temp_dir))));
        desk.player = bell.player();
        let pace = Arc::new(Pace::default());
        App {
            snapshot: wires.snapshot.load_full(),
            desk,
            board: WallboardMemory::new(Place::Window, settings.distance),
            other_monitor: OtherMonitor::new(wires.snapshot.clone(), pace.clone()),
            wires,
            fill_in_frames: settings.maximized.then_some(3),
            written: settings.clone(),
            scribe: Scribe::default(),
            changed_secs: 0.0,
            drafts_secs: 0.0,
            settings,
            timebar: TimeBar::default(),
            pace,
            put_away: BTreeSet::new(),
            bell,
        }
    }

    /// What is called when there is a newer look at the floor, from any thread.
    pub fn waker(&self, ctx: &egui::Context) -> Box<dyn Fn() + Send + Sync> {
        let (ctx, pace, newest) = (ctx.clone(), self.pace.clone(), self.wires.snapshot.clone());
        Box::new(move || pace.wake(&ctx, &newest.load_full()))
    }

    /// What the screens remember.
    pub fn desk(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

/// How the window is opened. Drawing must be cheap also where no graphics card helps: nothing here needs a depth buffer,
/// and no colour of ours needs dithering.
pub fn options(settings_path: Option<&std::path::Path>) -> eframe::NativeOptions {
    let Settings { window: (width, height), maximized, .. } = settings_path.map(Settings::read).unwrap_or_default();
    eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        multisampling: 0,
        depth_buffer: 0,
        stencil_buffer: 0,
        dithering: false,
        persist_window: false,
        viewport: egui::ViewportBuilder::default()
            .with_title("Watchfloor")
            .with_app_id("watchfloor")
            .with_min_inner_size([960.0, 600.0])
            .with_inner_size([width, height])
            .with_maximized(maximized),
        ..eframe::NativeOptions::default()
    }
}

impl eframe::App for App {
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.fill_monitor(ctx);
        self.take(ctx);
        self.other_monitor.choose_monitor(frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw_ui(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.keep();
        // What waits to be written is written before the program ends.
        self.scribe = Scribe::default();
    }
}
