//! Quiet words at the lower edge: what was done, with a way back, and what went wrong.
//!
//! What was done fades after a while, unless the pointer rests on it. What went wrong stays until it is put away.

use super::action::Action;
use super::desk::Desk;
use super::theme;
use super::widget;
use egui::{Align2, Area, CornerRadius, Frame, Id, Margin, Order, RichText, Stroke};
use std::collections::VecDeque;
use std::time::Duration;

/// Words on the screen at once. More would be a log, not news.
pub const TOASTS_MAX: usize = 5;
/// Long enough to read twelve words and press Undo.
const SECS: f64 = 7.0;
/// A hint is shorter.
const HINT_SECS: f64 = 4.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Done,
    Hint,
    Fault,
}

#[derive(Clone, Debug)]
struct Toast {
    id: u64,
    words: String,
    kind: Kind,
    undo: bool,
    /// When it was first drawn.
    since: Option<f64>,
}

impl Toast {
    fn secs(&self) -> Option<f64> {
        match self.kind {
            Kind::Done => Some(SECS),
            Kind::Hint => Some(HINT_SECS),
            Kind::Fault => None,
        }
    }
}

/// The words on the screen, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    list: VecDeque<Toast>,
    next: u64,
}

impl Toasts {
    /// Something was done.
    pub fn done(&mut self, words: String, undo: bool) {
        // Only the newest decision can be taken back, so no older toast may offer it.
        for toast in &mut self.list {
            toast.undo = false;
        }
        self.push(words, Kind::Done, undo);
    }

    /// Something cannot be done now.
    pub fn hint(&mut self, words: String) {
        self.push(words, Kind::Hint, false);
    }

    /// Something went wrong.
    pub fn fault(&mut self, words: String) {
        self.push(words, Kind::Fault, false);
    }

    /// The words, oldest first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|toast| toast.words.as_str())
    }

    fn push(&mut self, words: String, kind: Kind, undo: bool) {
        self.list.retain(|toast| toast.words != words || toast.kind != kind);
        self.list.push_back(Toast { id: self.next, words, kind, undo, since: None });
        self.next += 1;
        while self.list.len() > TOASTS_MAX {
            // What is read already goes first; a fault only when there is nothing else.
            let place = self.list.iter().position(|toast| toast.kind != Kind::Fault).unwrap_or(0);
            self.list.remove(place);
        }
    }
}

/// Draws them over everything, without covering what is worked on.
pub fn toasts_ui(ui: &mut egui::Ui, desk: &mut Desk) {
    if desk.toasts.list.is_empty() {
        return;
    }
    let now = ui.input(|input| input.time);
    let mut undo = false;
    let mut gone = None;
    let area = Area::new(Id::unique("toasts")).anchor(Align2::LEFT_BOTTOM, [190.0, -20.0]).order(Order::Tooltip).show(
        ui.ctx(),
        |ui| {
            for toast in &mut desk.toasts.list {
                toast.since.get_or_insert(now);
                match toast_ui(ui, toast) {
                    Some(Press::Undo) => undo = true,
                    Some(Press::Dismiss) => gone = Some(toast.id),
                    None => {}
                }
            }
        },
    );
    let rests = area.response.contains_pointer();
    for toast in &mut desk.toasts.list {
        if rests || (undo && toast.undo) {
            toast.since = Some(now);
        }
    }
    desk.toasts.list.retain(|toast| {
        let over = toast.secs().zip(toast.since).is_some_and(|(secs, since)| now - since >= secs);
        !over && gone != Some(toast.id) && !(undo && toast.undo)
    });
    if undo {
        desk.queue(Action::Undo);
    }
    let next = desk.toasts.list.iter().filter_map(|t| t.secs().zip(t.since).map(|(secs, since)| since + secs - now));
    if let Some(secs) = next.min_by(f64::total_cmp) {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(secs.max(0.05)));
    }
}

enum Press {
    Undo,
    Dismiss,
}

fn toast_ui(ui: &mut egui::Ui, toast: &Toast) -> Option<Press> {
    let t = theme::tokens(ui);
    let (edge, sign, ink) = match toast.kind {
        Kind::Done => (t.line, "Done", t.met),
        Kind::Hint => (t.line, "Note", t.dim),
        Kind::Fault => (t.breach_line, "Not done", t.breach_text),
    };
    let frame = Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 8))
        .shadow(ui.visuals().popup_shadow);
    let mut press = None;
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(sign).font(theme::semibold_font(ui, theme::LABEL)).color(ink));
            ui.label(RichText::new(&toast.words).font(theme::regular_font(ui, theme::BODY)).color(t.text));
            if toast.undo && widget::button_ui(ui, "Undo").on_hover_text("Take it back (Ctrl Z)").clicked() {
                press = Some(Press::Undo);
            }
            if toast.kind == Kind::Fault && widget::button_ui(ui, "Dismiss").clicked() {
                press = Some(Press::Dismiss);
            }
        });
    });
    press
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_never_more_than_five_and_faults_stay_longest() {
        let mut toasts = Toasts::default();
        toasts.fault("the disk is full".to_owned());
        for n in 0..20 {
            toasts.done(format!("assigned {n}"), true);
        }
        let words: Vec<_> = toasts.words().collect();
        assert_eq!(words.len(), TOASTS_MAX);
        assert_eq!(words.first(), Some(&"the disk is full"));
        assert_eq!(toasts.list.iter().filter(|toast| toast.undo).count(), 1, "only the newest can be taken back");
    }
}
