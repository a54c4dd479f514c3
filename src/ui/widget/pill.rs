//! A few words on a round ground: a state, never a button.

use crate::ui::theme::{self, Tokens};
use egui::{Color32, CornerRadius, Response, Role, Sense, Ui, Vec2, WidgetInfo};

/// What a pill says beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing more.
    #[default]
    Plain,
    /// The promise is kept.
    Met,
    /// The promise is in danger.
    Watch,
    /// The promise is broken.
    Breach,
    /// Strangers carry it further.
    Viral,
    /// It is chosen, or new.
    Accent,
}

impl Tone {
    /// The words and the ground.
    pub fn colors(self, t: &Tokens) -> (Color32, Color32) {
        match self {
            Tone::Plain => (t.dim, t.raised),
            Tone::Met => (t.met, t.met_tint),
            Tone::Watch => (t.watch, t.watch_tint),
            Tone::Breach => (t.breach_text, t.breach_tint),
            Tone::Viral => (t.viral, t.viral_tint),
            Tone::Accent => (t.accent, t.accent_tint),
        }
    }
}

/// Words on a round ground.
pub fn pill_ui(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    draw_ui(ui, text, tone, 0.0)
}

/// Words on a round ground, with a dot before them.
pub fn pill_dot_ui(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    draw_ui(ui, text, tone, 15.0)
}

fn draw_ui(ui: &mut Ui, text: &str, tone: Tone, before: f32) -> Response {
    let t = theme::tokens(ui);
    let (ink, ground) = tone.colors(t);
    let font = theme::semibold_font(ui, theme::SMALLEST);
    let unit = font.size / theme::SMALLEST;
    let (side, before) = (9.0 * unit, before * unit);
    // What does not fit is cut and said in full on hover; a pill never runs out of its card.
    let room = (ui.available_width() - 2.0 * side - before).max(24.0);
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    let size = Vec2::new(galley.size().x + 2.0 * side + before, galley.size().y + 5.0 * unit);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, CornerRadius::same(255), ground);
        let mid = rect.center().y;
        if before > 0.0 {
            ui.painter().circle_filled(egui::pos2(rect.left() + side + 3.5 * unit, mid), 3.5 * unit, ink);
        }
        let at = egui::pos2(rect.left() + side + before, mid - galley.size().y / 2.0);
        ui.painter().galley(at, galley.clone(), ink);
    }
    if galley.elided { response.on_hover_text(text) } else { response }
}
