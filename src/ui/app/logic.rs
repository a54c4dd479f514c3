//! Takes what is new, does what was asked, says what is looked at. Nothing here paints.

use super::App;
use crate::floor::Command;
use crate::ui::screen::Screen;
use crate::ui::shell::Wish;
use crate::view::{Asked, DeskWish, Moment};
use egui::{Context, Key, Modifiers};
use std::time::Duration;

/// A playing past is asked for no more often than this.
const PLAY_EVERY: Duration = Duration::from_millis(100);
/// The clock, and the age of the data.
const TICK: Duration = Duration::from_secs(1);

impl App {
    /// One turn before a frame. It also runs while the window is hidden.
    pub fn take(&mut self, ctx: &Context) {
        let newest = self.wires.snapshot.load_full();
        if !std::sync::Arc::ptr_eq(&newest, &self.snapshot) {
            self.other_monitor.wake(ctx);
            for answer in &newest.answers {
                self.on_its_way.remove(&answer.id);
            }
            self.snapshot = newest;
        }
        self.keys(ctx);
        self.play(ctx);
        for wish in self.other_monitor.take_wishes() {
            self.grant(ctx, &Wish::from(wish));
        }
        self.tell();
        self.settings.distance = self.board.distance;
        self.settings.keep_query(&self.looking.query);
        if self.settings != self.written && !ctx.input(|input| input.pointer.any_down()) {
            self.keep();
        }
        ctx.request_repaint_after(TICK);
    }

    fn keys(&mut self, ctx: &Context) {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F11)) {
            self.grant(ctx, &Wish::OtherMonitor);
        }
        if ctx.egui_wants_keyboard_input() {
            return;
        }
        for screen in Screen::ALL {
            if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, screen.key().0)) {
                self.grant(ctx, &Wish::Go(screen));
            }
        }
        if self.looking.moment != Moment::Now && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            self.grant(ctx, &Wish::Moment(Moment::Now));
        }
    }

    /// Moves the past on while it is played.
    fn play(&mut self, ctx: &Context) {
        let window_secs = ctx.input(|input| input.time);
        if let Some(moment) = self.timebar.advance(&self.snapshot, self.looking.moment, window_secs) {
            self.looking.moment = moment;
        }
        if self.timebar.plays() {
            ctx.request_repaint_after(PLAY_EVERY);
        }
    }

    /// Does what was wished for.
    pub(super) fn grant(&mut self, ctx: &Context, wish: &Wish) {
        match *wish {
            Wish::Go(screen) => self.settings.screen = screen,
            Wish::ShowSet(chip) => {
                self.settings.screen = Screen::Floor;
                self.looking.query.chip = chip;
            }
            Wish::Show(conversation) => {
                self.settings.screen = Screen::Floor;
                self.looking.conversation = Some(conversation);
            }
            Wish::OtherMonitor => self.other_monitor.toggle(ctx, self.board.distance),
            Wish::Moment(moment) => {
                self.timebar.stop();
                self.looking.moment = moment;
            }
            Wish::Welcomed => self.settings.welcomed = true,
            Wish::Palette => self.palette_wanted = true,
            Wish::Import => self.import_wanted = true,
            Wish::StartEmpty => self.send(Asked::Desk(DeskWish::StartEmpty)),
            Wish::Rehearse => self.send(Asked::Desk(DeskWish::Rehearse { day: "tuesday".to_owned(), seed: 1 })),
            Wish::Speed(speed) => self.send(Asked::Desk(DeskWish::Speed(speed))),
            Wish::Cancel(task) => self.send(Asked::Desk(DeskWish::Cancel { task })),
        }
    }

    /// Sends a decision; it is on its way until an answer with this id arrives.
    pub fn command(&mut self, command: Command) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.on_its_way.insert(id, command.clone());
        self.send(Asked::Command { id, command });
        id
    }

    /// Says what is looked at, when it has changed.
    fn tell(&mut self) {
        if self.told.as_ref() != Some(&self.looking) {
            self.told = Some(self.looking.clone());
            self.send(Asked::Looking(self.looking.clone()));
        }
    }

    fn send(&self, asked: Asked) {
        (self.wires.send)(asked);
    }

    /// Writes the settings. A disk that takes nothing costs the memory of this window, and nothing else.
    pub(super) fn keep(&mut self) {
        if let Some(path) = &self.wires.settings_path {
            // The engine shows what is wrong with a disk; a window that forgets its layout is not worth a second word.
            let _ = self.settings.write(path);
        }
        self.written = self.settings.clone();
    }
}
