//! The first page of the form: which kind of source, what each can, and how each was tried.

use crate::floor::SourceKind;
use crate::ui::{theme, widget};
use crate::view::ConnectorRow;
use egui::{CornerRadius, Frame, Label, Margin, Response, RichText, Sense, Stroke, Ui};

/// The groups, in the order in which people look for them.
const GROUPS: [(SourceKind, &str); 6] = [
    (SourceKind::Network, "Networks"),
    (SourceKind::Helpdesk, "Helpdesks"),
    (SourceKind::Listening, "Listening: forums, feeds and reviews that are overheard"),
    (SourceKind::Mail, "Mailboxes"),
    (SourceKind::Webhook, "Webhooks: others send to this computer"),
    (SourceKind::Customers, "Customer systems: who is who"),
];

/// Draws the kinds; the place of the one that was chosen.
pub(super) fn kinds_ui(ui: &mut Ui, connectors: &[ConnectorRow]) -> Option<usize> {
    let mut chosen = None;
    ui.style_mut().interaction.selectable_labels = false;
    for (kind, title) in GROUPS {
        let of: Vec<(usize, &ConnectorRow)> =
            connectors.iter().enumerate().filter(|(_, row)| row.kind == kind).collect();
        if of.is_empty() {
            continue;
        }
        ui.add_space(4.0);
        widget::strong_ui(ui, title);
        for pair in of.chunks(2) {
            ui.columns(2, |columns| {
                for (column, (place, row)) in columns.iter_mut().zip(pair) {
                    if kind_ui(column, row).clicked() {
                        chosen = Some(*place);
                    }
                }
            });
        }
    }
    if connectors.is_empty() {
        widget::dim_ui(ui, "No kind of source is built into this program");
    }
    chosen
}

fn kind_ui(ui: &mut Ui, row: &ConnectorRow) -> Response {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.raised)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 10));
    let drawn = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        // A column would spread the words of a line over its whole width.
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(RichText::new(row.name).font(theme::semibold_font(ui, theme::BODY)).color(t.text));
            let can = if row.can.is_empty() { "reads".to_owned() } else { format!("reads; {}", row.can) };
            small_ui(ui, &can, t.text);
            proven_ui(ui, row);
            small_ui(ui, row.note, t.dim);
        });
    });
    let response = drawn.response.interact(Sense::click());
    let name = format!("Choose {}", row.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        let edge = Stroke::new(1.5, t.accent);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(theme::CARD_RADIUS), edge, egui::StrokeKind::Inside);
    }
    response
}

/// How it was tried: what was never run against a real server says so.
pub(super) fn proven_ui(ui: &mut Ui, row: &ConnectorRow) {
    let t = theme::tokens(ui);
    let ink = if row.is_proven { t.met } else { t.watch };
    let mut words = row.proven.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    small_ui(ui, &words, ink);
}

fn small_ui(ui: &mut Ui, words: &str, ink: egui::Color32) {
    let words = RichText::new(words).font(theme::regular_font(ui, theme::LABEL)).color(ink);
    ui.add(Label::new(words).wrap());
}
