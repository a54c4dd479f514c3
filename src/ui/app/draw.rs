//! Paints the window and collects what the person wants.

use super::App;
use crate::ui::screen::Screen;
use crate::ui::screen::wallboard::wallboard_ui;
use crate::ui::shell::{self, Wish};
use crate::ui::timebar::timebar_ui;
use egui::{CentralPanel, Frame};

impl App {
    /// Draws everything.
    pub fn draw_ui(&mut self, ui: &mut egui::Ui) {
        let snapshot = self.snapshot.clone();
        let screen = self.settings.screen;
        let mut wishes = Vec::new();
        shell::trouble_ui(ui, &snapshot);
        shell::nav_ui(ui, screen, &mut wishes);
        shell::top_ui(ui, &snapshot, &mut wishes);
        shell::banner_ui(ui, &snapshot, &mut wishes);
        shell::tasks_ui(ui, &snapshot, &mut self.put_away, &mut wishes);
        if matches!(screen, Screen::Wallboard | Screen::Floor) {
            let wanted = timebar_ui(ui, &mut self.timebar, &snapshot, self.looking.moment);
            wishes.extend(wanted.map(Wish::Moment));
        }
        // The window is cleared in the background's colour, so no panel needs to fill it again.
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| self.screen_ui(ui, screen, &mut wishes));
        if !self.settings.welcomed {
            shell::welcome_ui(ui, &snapshot, &mut wishes);
        }
        shell::past_ui(ui, &snapshot, self.looking.moment);
        let ctx = ui.ctx().clone();
        self.other_monitor.show(&ctx);
        for wish in wishes {
            self.grant(&ctx, &wish);
            // What was wished for in this frame is seen in the next.
            ctx.request_repaint();
        }
    }

    fn screen_ui(&mut self, ui: &mut egui::Ui, screen: Screen, wishes: &mut Vec<Wish>) {
        let snapshot = self.snapshot.clone();
        match screen {
            Screen::Wallboard if shell::is_empty_floor(&snapshot) => shell::empty_floor_ui(ui, &snapshot, wishes),
            Screen::Wallboard => {
                wishes.extend(wallboard_ui(ui, &snapshot, &mut self.board).into_iter().map(Wish::from));
            }
            Screen::Floor | Screen::Agents | Screen::Sources | Screen::Settings => {}
        }
    }
}
