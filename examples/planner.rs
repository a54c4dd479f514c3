//! The planner on an invented plan: to look at, not to work with. `cargo run --example planner [light] [small] [season]
//! [form]`.

#[path = "../tests/ui/bench.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod bench;
#[path = "../tests/ui/plan.rs"]
#[allow(dead_code)]
mod plan;

use bench::Bench;
use eframe::egui;
use std::sync::Arc;
use watchfloor::ui::screen::Screen;
use watchfloor::ui::{fonts, theme, widget};

struct Example(Bench);

impl eframe::App for Example {
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let t = theme::tokens(ui);
        ui.ctx().set_theme(self.0.desk.theme.preference());
        egui::Panel::left("rail").exact_size(168.0).resizable(false).show(ui, |ui| {
            for screen in Screen::ALL {
                widget::chip_ui(ui, screen.word(), self.0.desk.screen == screen);
            }
        });
        egui::Panel::top("top").exact_size(54.0).resizable(false).show(ui, |ui| {
            ui.label(egui::RichText::new("Search or run a command").color(t.quiet));
        });
        self.0.frame_ui(ui);
    }
}

fn main() -> eframe::Result {
    let word = |wanted: &str| std::env::args().any(|word| word == wanted);
    let size = if word("small") { [1280.0, 720.0] } else { [1920.0, 1080.0] };
    let light = word("light");
    let searching = word("search");
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_title("Watchfloor")
            .with_inner_size(size)
            .with_decorations(false),
        ..Default::default()
    };
    let start = move |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        cc.egui_ctx.set_fonts(fonts::with_emoji());
        theme::install(&cc.egui_ctx, 1.0);
        let mut bench = Bench::new(20, Screen::Planner);
        let mut all = plan::planner();
        if searching {
            Arc::make_mut(&mut all.figures).search = Some(plan::search(true));
        }
        bench.snapshot.planner = Arc::new(all);
        if light {
            bench.desk.theme = watchfloor::ui::settings::ThemeChoice::Light;
        }
        Ok(Box::new(Example(bench)))
    };
    eframe::run_native("planner", options, Box::new(start))
}
