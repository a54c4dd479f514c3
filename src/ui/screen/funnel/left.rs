//! The bars: from all mentions to those that somebody should answer, what is said about us, and what reading it all
//! would cost.

use super::{KINDS, kind_word, paint_parts, share_words, stage_color, stage_title};
use crate::floor::Stage;
use crate::ui::action::{Action, STAGES};
use crate::ui::desk::Desk;
use crate::ui::{format, theme, widget};
use crate::view::{Funnel, Snapshot};
use egui::{
    Align2, Color32, CornerRadius, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo,
};

/// A bar: its words, its count, and between which shares of all mentions it lies.
struct Bar<'a> {
    title: &'a str,
    count: u64,
    under: String,
    from: f32,
    to: f32,
    /// No colour: all stages side by side.
    ink: Option<Color32>,
}

/// Draws the left side.
pub fn left_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let screen = &snapshot.funnel;
    ui.horizontal(|ui| {
        widget::title_ui(ui, "Funnel");
        widget::label_ui(ui, &format!("{} · from all mentions to those that need an answer", screen.period));
    });
    ScrollArea::vertical().id_salt("funnel").auto_shrink(false).show(ui, |ui| {
        ui.add_space(4.0);
        // Room for the bar of a long page.
        ui.set_width((ui.available_width() - 12.0).max(240.0));
        widget::card_ui(ui, "Stages", "press one to see what stands there", |ui| {
            stages_ui(ui, desk, &screen.funnel);
        });
        ui.add_space(2.0);
        widget::card_ui(ui, "What is said about us", &about_us_words(&screen.funnel), |ui| {
            kinds_ui(ui, &screen.funnel);
        });
        ui.add_space(2.0);
        saved_ui(ui, snapshot);
    });
}

fn about_us_words(funnel: &Funnel) -> String {
    format!(
        "{} about us",
        format::plural(usize::try_from(funnel.about_us()).unwrap_or(usize::MAX), "mention", "mentions")
    )
}

fn stages_ui(ui: &mut Ui, desk: &mut Desk, funnel: &Funnel) {
    let t = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    let under = match funnel.unread {
        0 => "100 %, all that others than us wrote".to_owned(),
        n => format!("100 %; nobody read {} more", format::number(n)),
    };
    let all = Bar { title: "All mentions", count: funnel.raw, under, from: 0.0, to: 1.0, ink: None };
    let name = format!("All mentions: {}, {}", format::number(all.count), all.under);
    bar_ui(ui, funnel, &all, false, &name);
    let mut left = 1.0;
    for stage in STAGES {
        let share = funnel.at(stage) as f32 / funnel.raw.max(1) as f32;
        let bar = Bar {
            title: stage_title(stage),
            count: funnel.at(stage),
            under: share_words(funnel, stage),
            from: (left - share).max(0.0),
            to: left,
            ink: Some(stage_color(t, stage)),
        };
        left -= share;
        let name = format!("{}: {}, {}", bar.title, format::number(bar.count), bar.under);
        let response = bar_ui(ui, funnel, &bar, desk.stage == stage, &name);
        let response = response
            .on_hover_cursor(egui::CursorIcon::PointingHand)
            .on_hover_text(format!("{name}.\n{}", stage_about(stage)));
        if response.clicked() {
            desk.queue(Action::Stage(stage));
        }
    }
}

/// What a stage means.
fn stage_about(stage: Stage) -> &'static str {
    match stage {
        Stage::Copy => "Near enough the same words as a mention that came before. The first of them went on.",
        Stage::Spam => "Advertising, bait or noise. What is written to us alone is never thrown out.",
        Stage::Elsewhere => "None of the brand's names is in it in its own sense, and it is not addressed to us.",
        Stage::Quiet => "About us, and nobody waits: praise, chatter, thanks, or for another lane.",
        Stage::Actionable => "Somebody should answer. These are the conversations of the floor.",
    }
}

/// One bar with its words over it. What goes on to the next stage lies pale at its left.
fn bar_ui(ui: &mut Ui, funnel: &Funnel, bar: &Bar<'_>, selected: bool, name: &str) -> Response {
    let t = theme::tokens(ui);
    let sense = if bar.ink.is_some() { Sense::click() } else { Sense::hover() };
    let (strong, label) = (theme::semibold_font(ui, theme::BODY), theme::regular_font(ui, theme::LABEL));
    let line = strong.size * 1.3;
    let height = line + label.size * 1.35 + 8.0 + 16.0;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), sense);
    response.widget_info(|| match sense.senses_click() {
        true => WidgetInfo::selected(Role::Button, true, selected, name),
        false => WidgetInfo::labeled(Role::Label, true, name),
    });
    let radius = CornerRadius::same(theme::BUTTON_RADIUS);
    if selected {
        ui.painter().rect(rect, radius, t.selection, Stroke::new(1.0, t.selection_line), StrokeKind::Inside);
    } else if response.hovered() && sense.senses_click() {
        ui.painter().rect_filled(rect, radius, t.card);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    let inner = rect.shrink2(Vec2::new(10.0, 6.0));
    let painter = ui.painter();
    painter.text(inner.left_top(), Align2::LEFT_TOP, bar.title, strong.clone(), t.text);
    painter.text(inner.right_top(), Align2::RIGHT_TOP, format::number(bar.count), strong, t.text);
    let at = Pos2::new(inner.left(), inner.top() + line);
    let mut job = egui::text::LayoutJob::simple_singleline(bar.under.clone(), label, t.dim);
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width());
    painter.galley(at, painter.layout_job(job), t.dim);
    let track = Rect::from_min_max(Pos2::new(inner.left(), inner.bottom() - 9.0), inner.max);
    let x = |share: f32| track.left() + track.width() * share;
    let small = CornerRadius::same(3);
    painter.rect_filled(Rect::from_min_max(track.min, Pos2::new(x(bar.to), track.bottom())), small, t.raised);
    // A share too small to see is still there.
    let left = x(bar.from).min(x(bar.to) - 2.0).max(track.left());
    let part = Rect::from_min_max(Pos2::new(left, track.top()), Pos2::new(x(bar.to).max(left + 2.0), track.bottom()));
    match bar.ink {
        Some(ink) if bar.count > 0 => {
            painter.rect_filled(part, small, ink);
        }
        Some(_) => {}
        None => paint_parts(painter, t, track, funnel),
    }
    response
}

fn kinds_ui(ui: &mut Ui, funnel: &Funnel) {
    let t = theme::tokens(ui);
    let most = funnel.kinds.iter().copied().max().unwrap_or(0).max(1);
    ui.spacing_mut().item_spacing.y = 3.0;
    for (kind, count) in KINDS.into_iter().zip(funnel.kinds) {
        let (font, label) = (theme::regular_font(ui, theme::BODY), theme::regular_font(ui, theme::LABEL));
        let height = font.size * 1.5;
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
        let title = kind_plural(kind_word(kind));
        let share = format::fine_share(count, funnel.about_us());
        let name = format!("{title}: {}, {share} of what is about us", format::number(count));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        let painter = ui.painter();
        let mid = rect.center().y;
        painter.text(Pos2::new(rect.left(), mid), Align2::LEFT_CENTER, title, font.clone(), t.text);
        painter.text(Pos2::new(rect.right(), mid), Align2::RIGHT_CENTER, &share, label.clone(), t.dim);
        let counted = Pos2::new(rect.right() - label.size * 4.6, mid);
        painter.text(counted, Align2::RIGHT_CENTER, format::number(count), font.clone(), t.text);
        let from = rect.left() + font.size * 7.0;
        let to = counted.x - font.size * 4.5;
        if to > from {
            let track = Rect::from_min_max(Pos2::new(from, mid - 3.0), Pos2::new(to, mid + 3.0));
            widget::paint_bar(painter, track, count as f32 / most as f32, t.series_color(1), t.raised);
        }
        response.on_hover_text(name);
    }
}

fn kind_plural(word: &str) -> &'static str {
    match word {
        "question" => "Questions",
        "complaint" => "Complaints",
        "request" => "Requests",
        "praise" => "Praise",
        _ => "Chatter",
    }
}

fn saved_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let funnel = &snapshot.funnel.funnel;
    let wage_cents = u64::from(snapshot.triage.weights.wage_cents);
    let money = format!("{}.{:02}", format::number(funnel.saved_cents / 100), funnel.saved_cents % 100);
    let kept = funnel.raw - funnel.at(Stage::Actionable).min(funnel.raw);
    let hour_tenths = (kept * u64::from(funnel.read_secs) + 180) / 360;
    let under = format!(
        "{} kept from the agents · {} s each · {}.{} h of reading · {}.{:02} an hour",
        format::number(kept),
        funnel.read_secs,
        format::number(hour_tenths / 10),
        hour_tenths % 10,
        format::number(wage_cents / 100),
        wage_cents % 100,
    );
    let about = format!(
        "What it would have cost to have people read what triage kept from them, in the currency of the wage:\n\
         ({} mentions − {} actionable) × {} s ÷ 3 600 × {}.{:02} an hour = {money}.\nThe wage is set in the settings; \
         that one reading takes {} s is assumed.",
        format::number(funnel.raw),
        format::number(funnel.at(Stage::Actionable)),
        funnel.read_secs,
        format::number(wage_cents / 100),
        wage_cents % 100,
        funnel.read_secs,
    );
    let card = widget::card_ui(ui, "Cost to monitor saved", &snapshot.funnel.period, |ui| {
        let words = egui::RichText::new(&money).font(theme::semibold_font(ui, theme::TILE)).color(t.met);
        ui.label(words).on_hover_text(&about);
        widget::label_ui(ui, &under).on_hover_text(&about);
    });
    card.response.on_hover_text(about);
}
