//! The screens of the hand on an invented floor: to look at, not to work with. `cargo run --example floor [light]`.

#[path = "../tests/ui/bench.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod bench;

use bench::Bench;
use eframe::egui;
use watchfloor::floor::{AgentId, BeyondCapacity, Command, Refusal};
use watchfloor::ui::screen::Screen;
use watchfloor::ui::{fonts, theme, widget};

struct Example {
    bench: Bench,
    answered: usize,
}

impl eframe::App for Example {
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let t = theme::tokens(ui);
        ui.ctx().set_theme(self.bench.desk.theme.preference());
        egui::Panel::left("rail").exact_size(168.0).resizable(false).show(ui, |ui| {
            for screen in Screen::ALL {
                widget::chip_ui(ui, screen.word(), self.bench.desk.screen == screen);
            }
        });
        egui::Panel::top("top").exact_size(54.0).resizable(false).show(ui, |ui| {
            ui.label(egui::RichText::new("Search or run a command").color(t.quiet));
        });
        self.bench.frame_ui(ui);
        let commands = self.bench.commands().len();
        if commands > self.answered {
            self.answered = commands;
            let commands = self.bench.commands();
            let outcome = match commands.last() {
                Some(Command::Undo) => Ok("taken back".to_owned()),
                Some(Command::Assign { agent: AgentId(2), beyond_capacity: BeyondCapacity::Refuse, .. }) => {
                    Err(Refusal::AtCapacity { name: "Priya N.".to_owned(), holds: 5, capacity: 4, over: 2 })
                }
                Some(Command::Release { .. }) => Err(Refusal::NotKept("the disk is full".to_owned())),
                _ => Ok("done, as far as an example can".to_owned()),
            };
            self.bench.answer(outcome);
        }
    }
}

fn main() -> eframe::Result {
    let light = std::env::args().any(|word| word == "light");
    let small = std::env::args().any(|word| word == "small");
    let size = if small { [1280.0, 720.0] } else { [1920.0, 1080.0] };
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
        let mut bench = Bench::new(10_000, Screen::Floor);
        if light {
            bench.desk.theme = watchfloor::ui::settings::ThemeChoice::Light;
        }
        Ok(Box::new(Example { bench, answered: 0 }))
    };
    eframe::run_native("floor", options, Box::new(start))
}
