//! Takes what is new, does what was asked, says what is looked at. Nothing here paints.

use super::App;
use crate::ui::action::{Action, Until};
use crate::ui::screen::Screen;
use crate::ui::screen::wallboard::BoardWish;
use crate::ui::{perform, theme};
use crate::view::{FloorKind, Moment};
use egui::Context;
use std::time::Duration;

/// A playing past is asked for no more often than this.
const PLAY_EVERY: Duration = Duration::from_millis(100);
/// Settings are written once the hand has been still for so long: a window that is being resized changes in every frame.
const STILL_SECS: f64 = 0.5;

impl App {
    /// One turn before a frame. It also runs while the window is hidden.
    pub fn take(&mut self, ctx: &Context) {
        let newest = self.wires.snapshot.load_full();
        if !std::sync::Arc::ptr_eq(&newest, &self.snapshot) {
            self.snapshot = newest;
        }
        self.move_in_time(ctx);
        for wish in self.other_monitor.take_wishes() {
            self.desk.queue(action(wish));
            ctx.send_viewport_cmd_to(egui::ViewportId::ROOT, egui::ViewportCommand::Focus);
        }
        // Esc puts the card of the first start away before anything else hears it.
        let escape = |input: &mut egui::InputState| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape);
        let greeting = !self.settings.welcomed && matches!(self.snapshot.floor, FloorKind::Rehearsal { .. });
        if greeting && !self.desk.covered() && ctx.input_mut(escape) {
            self.settings.welcomed = true;
        }
        let send = self.wires.send.clone();
        perform::turn(ctx, &mut self.desk, &self.snapshot, &|asked| send(asked));
        if self.desk.looking.moment == Moment::Now {
            self.timebar.stop();
        }
        self.other_monitor.follow(ctx, &mut self.desk.board_open, self.board.distance);
        self.remember(ctx);
        self.ring(ctx);
        // Somebody is at it who points at it, writes in it, or waits for what was asked. The board is only read.
        let held = ctx.input(|input| input.focused || input.pointer.has_pointer());
        let worked_on = held && self.desk.screen != Screen::Wallboard;
        let attended = worked_on || self.desk.waits_for_answer() || self.snapshot.moment != self.desk.looking.moment;
        self.pace.window_drawn(&self.snapshot, self.desk.screen, attended);
        self.board.unheard = self.pace.unheard();
        ctx.request_repaint_after(self.pace.rest());
    }

    /// Lets be heard what burns now. The past makes no sound.
    fn ring(&mut self, ctx: &Context) {
        if let Some(kind) = self.desk.try_sound.take() {
            self.bell.try_out(kind, self.desk.bell.volume.max(20));
        }
        let rehearsed = matches!(self.snapshot.floor, FloorKind::Rehearsal { .. });
        if self.snapshot.moment != Moment::Now || rehearsed && !self.desk.bell.in_rehearsal {
            return;
        }
        let secs = ctx.input(|input| input.time);
        self.bell.hear(&self.snapshot.alerts, &self.desk.bell, self.snapshot.at, &self.snapshot.zone, secs);
    }

    /// Fills the monitor, once the window is shown.
    pub(super) fn fill_monitor(&mut self, ctx: &Context) {
        match self.fill_in_frames {
            None => {}
            Some(0) => {
                self.fill_in_frames = None;
                ctx.send_viewport_cmd(egui::ViewportCommand::Maximized(true));
            }
            Some(frames) => {
                self.fill_in_frames = Some(frames - 1);
                ctx.request_repaint();
            }
        }
    }

    /// The time bar's keys come before the table's, and a playing past moves on by itself.
    fn move_in_time(&mut self, ctx: &Context) {
        let asked = self.desk.looking.moment;
        if let Some(moment) = self.timebar.read_keys(ctx, &self.snapshot, asked) {
            self.timebar.stop();
            self.desk.queue(Action::Look(moment));
        }
        let window_secs = ctx.input(|input| input.time);
        if let Some(moment) = self.timebar.advance(&self.snapshot, asked, window_secs) {
            self.desk.looking.moment = moment;
        }
        if self.timebar.plays() {
            ctx.request_repaint_after(PLAY_EVERY);
        }
    }

    /// Takes what is worth remembering into the settings, and writes them once the hand is still.
    fn remember(&mut self, ctx: &Context) {
        let before = self.settings.clone();
        let kept = &mut self.settings;
        let text_scale = f32::from(self.desk.scale_percent) / 100.0;
        if text_scale != kept.text_scale {
            theme::install(ctx, text_scale);
            kept.text_scale = text_scale;
        }
        if self.desk.theme != kept.theme {
            ctx.set_theme(self.desk.theme.preference());
            kept.theme = self.desk.theme;
        }
        kept.screen = self.desk.screen;
        kept.bell.clone_from(&self.desk.bell);
        self.desk.seat.role.word().clone_into(&mut kept.role);
        kept.group.clone_from(&self.desk.seat.group);
        kept.panel_width = self.desk.panel_width;
        kept.zoom = ctx.zoom_factor();
        kept.distance = self.board.distance;
        kept.keep_query(&self.desk.looking.query);
        ctx.input(|input| {
            let window = input.viewport();
            let whole = window.fullscreen == Some(true) || window.maximized == Some(true);
            if let (Some(maximized), Some(false) | None) = (window.maximized, window.fullscreen)
                && self.fill_in_frames.is_none()
            {
                kept.maximized = maximized;
            }
            if let (Some(rect), false) = (window.inner_rect, whole) {
                kept.window = (rect.width().round(), rect.height().round());
            }
        });
        let window_secs = ctx.input(|input| input.time);
        if self.settings != before {
            self.changed_secs = window_secs;
        }
        if self.settings != self.written && window_secs - self.changed_secs >= STILL_SECS {
            self.keep();
        } else if self.settings != self.written {
            ctx.request_repaint_after(Duration::from_secs_f64(STILL_SECS));
        }
        if self.desk.voice.is_unwritten() {
            // Words are written while the hand still types: a window that is killed costs half a second of them.
            if window_secs - self.drafts_secs >= STILL_SECS {
                self.drafts_secs = window_secs;
                self.keep_drafts();
            }
            ctx.request_repaint_after(Duration::from_secs_f64(STILL_SECS));
        }
    }

    /// Has the settings and the drafts written. A disk that takes nothing costs the memory of this window, and nothing
    /// else: the engine shows what is wrong with it, and a window that forgets its layout is not worth a second word.
    pub(super) fn keep(&mut self) {
        if let Some(path) = self.wires.settings_path.clone() {
            let settings = self.settings.clone();
            self.scribe.keep(path.clone(), move || settings.write(&path));
        }
        self.written = self.settings.clone();
        self.keep_drafts();
    }

    fn keep_drafts(&mut self) {
        if let Some(drafts) = self.desk.voice.unwritten()
            && let Some(path) = self.wires.drafts_path()
        {
            self.scribe.keep(path.clone(), move || drafts.write(&path));
        }
    }
}

/// What the person wants who pressed something on the board.
pub(super) fn action(wish: BoardWish) -> Action {
    match wish {
        BoardWish::Show(conversation) => Action::Open(conversation),
        BoardWish::ShowSet(chip) => Action::Set(chip),
        BoardWish::ShowAgents => Action::Show(Screen::Agents),
        BoardWish::OtherMonitor => Action::Board,
        BoardWish::Acknowledge(alert) => Action::AcknowledgeAlert(alert),
        BoardWish::Snooze(alert) => Action::SnoozeAlert(alert, Until::Minutes(15)),
        BoardWish::Escalate(alert) => Action::EscalateAlert(alert),
        BoardWish::ShowStage(stage) => Action::Stage(stage),
    }
}
