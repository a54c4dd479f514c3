//! Paints the window and collects what the person wants.

use super::App;
use super::logic::action;
use crate::ui::action::Action;
use crate::ui::palette::overlays_ui;
use crate::ui::screen::wallboard::wallboard_ui;
use crate::ui::screen::{Screen, agents, audit, escalations, floor, funnel, planner, settings, sources};
use crate::ui::shell;
use crate::ui::timebar::timebar_ui;
use egui::{CentralPanel, Frame};

impl App {
    /// Draws everything.
    pub fn draw_ui(&mut self, ui: &mut egui::Ui) {
        let snapshot = self.snapshot.clone();
        let screen = self.desk.screen;
        let asked = self.desk.looking.moment;
        let mut actions = Vec::new();
        shell::past_strip_ui(ui, &snapshot, asked);
        shell::trouble_ui(ui, &snapshot);
        shell::nav_ui(ui, screen, &mut actions);
        shell::top_ui(ui, &snapshot, &mut actions);
        shell::banner_ui(ui, &snapshot, &mut actions);
        shell::tasks_ui(ui, &snapshot, &mut self.put_away, &mut actions);
        let empty = shell::is_empty_floor(&snapshot);
        if matches!(screen, Screen::Wallboard | Screen::Floor) && !empty {
            let wanted = timebar_ui(ui, &mut self.timebar, &snapshot, asked);
            actions.extend(wanted.map(Action::Look));
        }
        // The window is cleared in the background's colour, so no panel needs to fill it again.
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| match screen {
            Screen::Wallboard | Screen::Floor if empty => shell::empty_floor_ui(ui, &snapshot, &mut actions),
            Screen::Wallboard => {
                let wishes = wallboard_ui(ui, &snapshot, &mut self.board);
                actions.extend(wishes.into_iter().map(action));
            }
            Screen::Floor => floor::floor_ui(ui, &mut self.desk, &snapshot),
            Screen::Agents => agents::agents_ui(ui, &mut self.desk, &snapshot),
            Screen::Sources => sources::sources_ui(ui, &mut self.desk, &snapshot),
            Screen::Settings => settings::settings_ui(ui, &mut self.desk, &snapshot),
            Screen::Escalations => escalations::escalations_ui(ui, &mut self.desk, &snapshot),
            Screen::Planner => planner::planner_ui(ui, &mut self.desk, &snapshot),
            Screen::Audit => audit::audit_ui(ui, &mut self.desk, &snapshot),
            Screen::Funnel => funnel::funnel_ui(ui, &mut self.desk, &snapshot),
        });
        if !self.settings.welcomed && shell::welcome_ui(ui, &snapshot, &mut actions) {
            self.settings.welcomed = true;
        }
        for action in actions {
            self.desk.queue(action);
        }
        overlays_ui(ui, &mut self.desk, &snapshot);
        shell::past_tint_ui(ui, &snapshot, asked);
        self.other_monitor.show(ui.ctx());
    }
}
