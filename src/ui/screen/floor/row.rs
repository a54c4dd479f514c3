//! One row of the table, cell by cell.

use super::table::{Col, Scale};
use super::{badges, words};
use crate::floor::{At, ConversationId, State, Tier};
use crate::ui::desk::{Desk, sentence};
use crate::ui::{cost, format, theme, widget};
use crate::view::{Row, Snapshot};
use egui::{Align, Color32, Id, Label, Layout, Rect, RichText, Sense, Shape, Stroke, StrokeKind, Ui, Vec2};

/// Amber begins here: what has less left cannot wait for the next look round.
const SOON_SECS: i64 = 5 * 60;

/// The box, the edge under the row, and the mark of the cursor. Says whether the box was pressed.
pub fn box_ui(ui: &mut Ui, under_cursor: bool, line: Option<&Row>, chosen: bool) -> bool {
    let t = theme::tokens(ui);
    let cell = ui.max_rect();
    if under_cursor {
        let high = cell.shrink2(Vec2::new(0.0, 5.0)).y_range();
        let mark = Rect::from_x_y_ranges(cell.left()..=cell.left() + 3.0, high);
        ui.painter().rect_filled(mark, 2.0, t.accent);
    }
    let name = line.map_or_else(|| "Select".to_owned(), |line| format!("Select {}", line.author));
    check_ui(ui, &name, chosen)
}

/// A box with or without a tick. Says whether it was pressed.
pub fn check_ui(ui: &mut Ui, name: &str, chosen: bool) -> bool {
    let t = theme::tokens(ui);
    ui.add_space(10.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, chosen, name));
    let square = rect.shrink(2.0);
    if chosen {
        ui.painter().rect_filled(square, 3.0, t.accent);
        let at = |x: f32, y: f32| square.min + egui::vec2(x, y) * square.width();
        let tick = vec![at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.30)];
        ui.painter().add(Shape::line(tick, Stroke::new(2.0, t.on_accent)));
    } else {
        let edge = if response.hovered() || response.has_focus() { t.accent } else { t.faint };
        ui.painter().rect_stroke(square, 3.0, Stroke::new(1.5, edge), StrokeKind::Inside);
    }
    response.clicked()
}

/// Any other cell.
pub fn cell_ui(ui: &mut Ui, scale: Scale, desk: &Desk, snapshot: &Snapshot, id: ConversationId, line: Option<&Row>) {
    let t = theme::tokens(ui);
    let col = scale.col;
    let Some(line) = line else {
        placeholder_ui(ui, col);
        return;
    };
    match col {
        Col::Box => {}
        Col::Due => due_ui(ui, line, snapshot),
        Col::Waiting => {
            let waited = line.waiting_since.map_or_else(|| "—".to_owned(), |since| waited(snapshot.at, since));
            words_ui(ui, &waited, t.dim);
        }
        Col::Mention => mention_ui(ui, snapshot, line),
        Col::From => {
            words_ui(ui, &line.author, t.dim);
        }
        Col::Channel => {
            words_ui(ui, &line.channel, t.dim).on_hover_text(&line.handle);
        }
        Col::Reach => figure_ui(ui, line.followers.map(u64::from)),
        Col::Reshares => figure_ui(ui, (line.amplified > 0).then_some(line.amplified.into())),
        Col::Cost => cost_ui(ui, line, scale.full),
        Col::Influence => influence_ui(ui, line),
        Col::Customer => {
            let tier = line.tier.map_or("—", tier_word);
            words_ui(ui, tier, if line.tier.is_some() { t.text } else { t.quiet });
        }
        Col::Owner => owner_ui(ui, line, desk.on_its_way(id)),
    }
}

fn words_ui(ui: &mut Ui, words: &str, ink: Color32) -> egui::Response {
    let text = RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(ink);
    ui.add(Label::new(text).truncate())
}

fn figure_ui(ui: &mut Ui, figure: Option<u64>) {
    let t = theme::tokens(ui);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| match figure {
        Some(n) => words_ui(ui, &format::compact(n), t.text),
        None => words_ui(ui, "—", t.quiet),
    });
}

fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::None => "known",
        tier => tier.word(),
    }
}

/// The number, and its parts as a stacked bar. On hover the parts in words.
fn cost_ui(ui: &mut Ui, line: &Row, full: u64) {
    let t = theme::tokens(ui);
    let cell = ui.max_rect();
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    if line.cost.tenths == 0 && line.cost.parts.is_empty() {
        words_ui(ui, "—", t.quiet).on_hover_text("Nobody waits for us here");
        return;
    }
    let words = RichText::new(cost::brief(line.cost.tenths)).font(theme::regular_font(ui, theme::BODY)).color(t.text);
    let response = ui.add(Label::new(words).extend());
    let left = response.rect.right().max(cell.left() + 34.0 * unit) + 8.0 * unit;
    if left < cell.right() {
        let bar = Rect::from_min_max(
            egui::pos2(left, cell.center().y - 3.5),
            egui::pos2(cell.right(), cell.center().y + 3.5),
        );
        cost::paint_bar(ui, bar, &line.cost, full);
    }
    let whole = ui.interact(cell, Id::unique(("cost", line.conversation)), Sense::hover());
    whole.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, cost::spoken(&line.cost)));
    whole.on_hover_ui(|ui| cost::hover_ui(ui, &line.cost));
}

fn influence_ui(ui: &mut Ui, line: &Row) {
    let t = theme::tokens(ui);
    let cell = ui.max_rect();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        words_ui(ui, &line.influence.to_string(), if line.influence >= 60 { t.text } else { t.dim });
    });
    let whole = ui.interact(cell, Id::unique(("influence", line.conversation)), Sense::hover());
    whole.on_hover_text(format!(
        "Influence {} of 100. Read the conversation and point at the reach to see how it comes about.",
        line.influence
    ));
}

fn waited(now: At, since: At) -> String {
    format::age(u64::try_from(now.secs_since(since)).unwrap_or(0))
}

/// A grey bar where words will be.
fn placeholder_ui(ui: &mut Ui, col: Col) {
    let t = theme::tokens(ui);
    let share = if col == Col::Mention { 0.7 } else { 0.55 };
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width() * share, 8.0), Sense::hover());
    ui.painter().rect_filled(rect, 4.0, t.card);
}

fn due_ui(ui: &mut Ui, line: &Row, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let Some(due) = line.due else {
        words_ui(ui, "—", t.quiet).on_hover_text("Nothing is promised now");
        return;
    };
    let left = due.secs_since(snapshot.at);
    let ink = match left {
        ..0 => t.breach,
        0..SOON_SECS => t.watch,
        _ => t.text,
    };
    let words = RichText::new(format::left(left)).font(theme::semibold_font(ui, theme::BODY)).color(ink);
    ui.label(words).on_hover_ui(|ui| {
        let what = if line.due_is_first_response { "First response" } else { "Resolution" };
        ui.label(format!("{what} promised for {}", format::moment(due, snapshot.at, &snapshot.zone)));
    });
}

fn mention_ui(ui: &mut Ui, snapshot: &Snapshot, line: &Row) {
    let t = theme::tokens(ui);
    // A line break in a row of one line would hide what follows it.
    let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        badges::badges_ui(ui, line);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if widget::has_right_to_left(&text) {
                widget::one_line_ui(ui, &text);
            } else {
                let shown = words_ui(ui, &format!("“{text}”"), t.text);
                let told = words::gone(line.gone_at, snapshot).or_else(|| words::edited(line.edited_at, snapshot));
                if let Some(told) = told {
                    shown.on_hover_text(sentence(&told));
                }
            }
        });
    });
}

fn owner_ui(ui: &mut Ui, line: &Row, on_its_way: bool) {
    let t = theme::tokens(ui);
    let (words, ink) = match (&line.owner, line.state) {
        _ if on_its_way => ("on its way…".to_owned(), t.dim),
        (Some(owner), State::Assigned | State::Waiting) => (owner.clone(), t.text),
        (Some(owner), state) => (format!("{owner} · {}", state.word()), t.text),
        (None, State::New | State::Waiting | State::Reopened) => ("unassigned".to_owned(), t.breach_text),
        (None, state) => (state.word().to_owned(), t.dim),
    };
    words_ui(ui, &words, ink).on_hover_text(line.state.word());
}
