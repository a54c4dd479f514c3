//! The sources: where mentions come from, how late they are, and what could not be read.

use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{cell, format, theme, widget};
use crate::view::{QuarantineRow, Snapshot, SourceRow, SourceState, Task};
use egui::{Align, CentralPanel, Frame, Label, Layout, Margin, RichText, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

const TITLES: [&str; 8] = ["Source", "State", "Last in", "Lag", "Read", "New", "Known", "Quarantined"];
const ROW_HEIGHT: f32 = 39.0;

/// Draws the whole screen.
pub fn sources_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // The window is cleared in the background's colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 8 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            widget::title_ui(ui, "Sources");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                press_ui(ui, desk, snapshot, &Action::AskImport, Weight::Accent);
            });
        });
        for task in &snapshot.tasks {
            task_ui(ui, desk, task);
        }
        if snapshot.sources.rows.is_empty() {
            let next = "Import a file of mentions. What cannot be read is kept aside with its reason";
            widget::empty_ui(ui, "No source yet", next, |_| ());
            return;
        }
        table_ui(ui, snapshot);
        ui.add_space(10.0);
        quarantine_ui(ui, snapshot);
    });
}

fn task_ui(ui: &mut Ui, desk: &mut Desk, task: &Task) {
    let t = theme::tokens(ui);
    widget::card_ui(ui, &task.title, &task.detail, |ui| match (&task.outcome, task.all) {
        (Some(Ok(words)), _) => {
            widget::dim_ui(ui, words);
        }
        (Some(Err(words)), _) => {
            ui.label(RichText::new(words).color(t.breach_text));
        }
        (None, all) => {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if widget::button_ui(ui, "Stop").on_hover_text("What is read so far is kept").clicked() {
                        desk.queue(Action::Cancel(task.id));
                    }
                    match all {
                        Some(all) => {
                            widget::bar_ui(ui, task.done as f32 / all.max(1) as f32, t.accent);
                        }
                        None => {
                            widget::label_ui(ui, &format!("{} so far", format::number(task.done)));
                        }
                    }
                });
            });
        }
    });
}

fn table_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let sources = &snapshot.sources.rows;
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let share = ((ui.available_width() / unit - 1_040.0) / 480.0).clamp(0.0, 1.0);
    let column = |narrow: f32, wide: f32| Column::exact(unit * (narrow + (wide - narrow) * share)).clip(true);
    ui.scope(|ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.visuals_mut().widgets.hovered.bg_fill = t.panel;
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = unit * (36.0 + ROW_HEIGHT * sources.len() as f32);
        let table = TableBuilder::new(ui)
            .id_salt("sources")
            .sense(Sense::hover())
            .auto_shrink([false, true])
            .max_scroll_height(height.min(420.0))
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(column(290.0, 320.0))
            .column(column(130.0, 260.0))
            .columns(column(84.0, 130.0), 5)
            .column(Column::remainder().clip(true));
        let header = |mut header: TableRow<'_, '_>| {
            for title in TITLES {
                header.col(|ui| {
                    widget::label_ui(ui, title);
                });
            }
        };
        table.header(36.0 * unit, header).body(|body| {
            body.rows(ROW_HEIGHT * unit, sources.len(), |mut line| {
                if let Some(row) = sources.get(line.index()) {
                    row_ui(&mut line, snapshot, row);
                }
            });
        });
    });
}

fn row_ui(line: &mut TableRow<'_, '_>, snapshot: &Snapshot, row: &SourceRow) {
    let ago = |at| format!("{} ago", format::age(u64::try_from(snapshot.at.secs_since(at)).unwrap_or(0)));
    line.col(|ui| {
        cell::ground_ui(ui, None);
        ui.label(RichText::new(&row.name).font(theme::semibold_font(ui, theme::BODY)));
        widget::label_ui(ui, &row.kind);
    });
    line.col(|ui| {
        cell::ground_ui(ui, None);
        let (words, tone) = match &row.state {
            SourceState::Live => ("live", Tone::Met),
            SourceState::Behind => ("behind", Tone::Watch),
            SourceState::Failing(_) => ("cannot be read", Tone::Breach),
            SourceState::Done => ("read to the end", Tone::Plain),
            SourceState::Partly => ("read in part", Tone::Watch),
            SourceState::Paused => ("paused", Tone::Plain),
            SourceState::Slowed(_) => ("slowed down", Tone::Watch),
            SourceState::NeedsPerson(_) => ("needs you", Tone::Breach),
            SourceState::Starting => ("starting", Tone::Plain),
        };
        let pill = widget::pill_dot_ui(ui, words, tone);
        if let SourceState::Failing(why) = &row.state {
            pill.on_hover_text(why);
            let t = theme::tokens(ui);
            ui.add(
                Label::new(RichText::new(why).font(theme::regular_font(ui, theme::LABEL)).color(t.breach_text))
                    .truncate(),
            );
        }
    });
    let last = row.last_in.map_or_else(|| "never".to_owned(), ago);
    let read = row.last_read.map_or_else(|| "never read".to_owned(), |at| format!("read {}", ago(at)));
    line.col(|ui| {
        cell::ground_ui(ui, None);
        widget::dim_ui(ui, &last).on_hover_text(&read);
    });
    let lag = row.lag_secs.map_or_else(|| "—".to_owned(), |secs| format::age(secs.into()));
    line.col(|ui| {
        cell::ground_ui(ui, None);
        widget::dim_ui(ui, &lag).on_hover_text("From writing to arriving, of the newest page");
    });
    for count in [row.read, row.new, row.known] {
        line.col(|ui| {
            cell::ground_ui(ui, None);
            ui.label(format::number(count));
        });
    }
    line.col(|ui| {
        cell::ground_ui(ui, None);
        let t = theme::tokens(ui);
        let ink = if row.quarantined > 0 { t.breach_text } else { t.quiet };
        ui.label(RichText::new(format::number(row.quarantined)).color(ink));
    });
}

fn quarantine_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let sources = &snapshot.sources;
    ui.horizontal(|ui| {
        widget::strong_ui(ui, "Quarantine");
        let words = match (sources.quarantined, sources.quarantine.len()) {
            (0, _) => "everything could be read".to_owned(),
            (all, shown) if all > shown => {
                format!("{} in all, the newest {} shown", format::count(all), format::count(shown))
            }
            (all, _) => format::plural(all, "row that could not be read", "rows that could not be read"),
        };
        widget::label_ui(ui, &words);
    });
    if sources.quarantine.is_empty() {
        return;
    }
    ScrollArea::vertical().id_salt("quarantine").auto_shrink(false).show_rows(
        ui,
        62.0,
        sources.quarantine.len(),
        |ui, rows| {
            for place in rows {
                if let Some(row) = sources.quarantine.get(place) {
                    quarantined_ui(ui, snapshot, row);
                }
            }
        },
    );
}

fn quarantined_ui(ui: &mut Ui, snapshot: &Snapshot, row: &QuarantineRow) {
    let t = theme::tokens(ui);
    let frame = Frame::new().fill(t.card).corner_radius(theme::BUTTON_RADIUS).inner_margin(Margin::symmetric(12, 7));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_height(48.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            ui.label(RichText::new(&row.reason).font(theme::semibold_font(ui, 14.0)).color(t.breach_text));
            let when = format::moment(row.at, snapshot.at, &snapshot.zone);
            widget::label_ui(ui, &format!("{}, {} · {when}", row.source, row.place));
        });
        // What was read can be marked and copied, to mend it where it came from.
        let raw = row.raw.replace(['\n', '\r'], " ");
        let raw = RichText::new(raw).font(egui::FontId::monospace(theme::LABEL)).color(t.text);
        ui.add(Label::new(raw).truncate().selectable(true)).on_hover_text(&row.raw);
    });
}
