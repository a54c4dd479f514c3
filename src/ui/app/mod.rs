//! The window. `logic` takes what is new and does what was asked; `draw` only paints.

mod board;
mod draw;
mod logic;

use super::screen::wallboard::{Place, WallboardMemory};
use super::settings::Settings;
use super::timebar::TimeBar;
use super::{Wires, fonts, theme};
use crate::floor::Command;
use crate::view::{Looking, Snapshot};
use board::OtherMonitor;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The program's window.
pub struct App {
    wires: Wires,
    /// The look that is drawn now.
    snapshot: Arc<Snapshot>,
    /// What is remembered, and what of it lies in the file.
    settings: Settings,
    written: Settings,
    /// What is looked at, and what of it was said.
    looking: Looking,
    told: Option<Looking>,
    /// Commands without an answer yet.
    on_its_way: BTreeMap<u64, Command>,
    next_id: u64,
    board: WallboardMemory,
    other_monitor: OtherMonitor,
    timebar: TimeBar,
    /// Tasks that have ended and were read.
    put_away: BTreeSet<u64>,
    /// A file dialog is wanted.
    import_wanted: bool,
    /// The palette is wanted.
    palette_wanted: bool,
}

impl App {
    /// The window's content, once there is a window.
    pub fn new(cc: &eframe::CreationContext<'_>, wires: Wires) -> App {
        cc.egui_ctx.set_fonts(fonts::with_emoji());
        let monitors = cc.winit_window().map_or(1, |window| window.available_monitors().count());
        App::with_context(&cc.egui_ctx, wires, monitors)
    }

    /// The window's content without a window, for tests: fonts are the caller's.
    pub fn with_context(ctx: &egui::Context, wires: Wires, monitors: usize) -> App {
        let settings = wires.settings_path.as_deref().map(Settings::read).unwrap_or_default();
        theme::install(ctx, settings.text_scale);
        ctx.set_theme(settings.theme.preference());
        ctx.set_zoom_factor(settings.zoom);
        let looking = Looking { query: settings.query(), rows: 0..60, ..Looking::default() };
        App {
            snapshot: wires.snapshot.load_full(),
            board: WallboardMemory::new(Place::Window, settings.distance),
            other_monitor: OtherMonitor::new(wires.snapshot.clone(), monitors),
            wires,
            written: settings.clone(),
            settings,
            looking,
            told: None,
            on_its_way: BTreeMap::new(),
            next_id: 1,
            timebar: TimeBar::default(),
            put_away: BTreeSet::new(),
            import_wanted: false,
            palette_wanted: false,
        }
    }

    /// Commands that were sent and have no answer yet.
    pub fn on_its_way(&self) -> &BTreeMap<u64, Command> {
        &self.on_its_way
    }
}

/// How the window is opened. Drawing must be cheap also where no graphics card helps: nothing here needs a depth buffer,
/// and no colour of ours needs dithering.
pub fn options(settings_path: Option<&std::path::Path>) -> eframe::NativeOptions {
    let (width, height) = settings_path.map(Settings::read).unwrap_or_default().window;
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
            .with_inner_size([width, height]),
        ..eframe::NativeOptions::default()
    }
}

impl eframe::App for App {
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.take(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw_ui(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.keep();
    }
}
