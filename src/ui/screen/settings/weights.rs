//! What waiting costs, and who would come first by other weights.

use crate::floor::{Cues, Weights};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{cost, format, theme, widget};
use crate::view::{OrderRow, Preview, PreviewAsked, Snapshot};
use egui::{DragValue, Grid, Label, RichText, Slider, Ui, Vec2};

/// Draws the section.
pub fn weights_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(
        ui,
        "What waiting costs",
        "points a minute; whoever costs most comes first in priority mode",
        |ui| {
            let kept = snapshot.triage.weights;
            let mut weights = desk.weights.unwrap_or(kept);
            let before = weights;
            ui.columns_const(|[left, right]| {
                points_ui(left, &mut weights);
                thresholds_ui(right, &mut weights);
            });
            if weights != before {
                desk.weights = (weights != kept).then_some(weights);
                desk.looking.preview = desk.weights.map(PreviewAsked::Weights);
            }
            ui.horizontal(|ui| {
                if weights != kept {
                    press_ui(ui, desk, snapshot, &Action::SetWeights(weights), Weight::Accent);
                    if widget::button_ui(ui, "Leave them as they were").clicked() {
                        desk.weights = None;
                        desk.looking.preview = None;
                    }
                }
                let defaults = Weights::default();
                if weights != defaults && widget::button_ui(ui, "Back to defaults").clicked() {
                    desk.weights = (kept != defaults).then_some(defaults);
                    desk.looking.preview = desk.weights.map(PreviewAsked::Weights);
                }
            });
            // A button may just have put them back.
            let Some(weights) = desk.weights.filter(|weights| *weights != kept) else { return };
            if desk.looking.preview.is_none() {
                desk.looking.preview = Some(PreviewAsked::Weights(weights));
            }
            if let (Some(PreviewAsked::Weights(_)), Some(Preview::Weights { rows })) =
                (&desk.looking.preview, &snapshot.triage.preview)
            {
                preview_ui(ui, rows);
            }
        },
    );
}

/// A weight in hundredths, as a slider in points.
fn slider_ui(ui: &mut Ui, name: &str, about: &str, hundredths: &mut u32, most_points: f64) {
    let mut points = f64::from(*hundredths) / 100.0;
    let label = widget::label_ui(ui, name).on_hover_text(about);
    ui.spacing_mut().slider_width = 110.0;
    // What was set beyond the slider's end, by another hand, stays until it is moved.
    let range = 0.0..=most_points.max(points);
    let slider =
        ui.add(Slider::new(&mut points, range).step_by(0.05).max_decimals(2).trailing_fill(true)).labelled_by(label.id);
    if slider.on_hover_text(about).changed() {
        *hundredths = (points * 100.0).round().max(0.0) as u32;
    }
    ui.end_row();
}

fn points_ui(ui: &mut Ui, weights: &mut Weights) {
    Grid::new("weights").num_columns(2).spacing([14.0, 6.0]).show(ui, |ui| {
        let about = "Points that a whole promised time weighs, for a customer without a tier";
        slider_ui(ui, "Promise", about, &mut weights.promise, 20.0);
        let about = "Points a minute for each thousand new people a minute who would see it unanswered";
        slider_ui(ui, "Viral, a thousand people", about, &mut weights.viral, 20.0);
        let about = "Points a minute for each thousand people who see it unanswered already";
        slider_ui(ui, "Seen, a thousand people", about, &mut weights.seen, 20.0);
        let about = "Points a minute of anger that is certain, before influence";
        slider_ui(ui, "Anger", about, &mut weights.anger, 10.0);
        for (cue, points) in Cues::ALL.into_iter().zip(weights.cues.iter_mut()) {
            let about = format!("Points a minute when what was written says so: {}", cue.word());
            slider_ui(ui, &format!("Cue: {}", cue.word()), &about, points, 20.0);
        }
    });
}

/// A number to drag, with its unit.
fn number_ui(ui: &mut Ui, name: &str, about: &str, add: impl FnOnce(&mut Ui) -> egui::Response) {
    let label = widget::label_ui(ui, name).on_hover_text(about);
    add(ui).labelled_by(label.id).on_hover_text(about);
    ui.end_row();
}

/// Hundredths as a number with two decimals.
fn hundredths_ui(
    ui: &mut Ui,
    hundredths: &mut u32,
    range: std::ops::RangeInclusive<f64>,
    unit: (&str, &str),
) -> egui::Response {
    let mut value = f64::from(*hundredths) / 100.0;
    let drag = DragValue::new(&mut value).range(range).speed(0.01).fixed_decimals(2).prefix(unit.0).suffix(unit.1);
    let response = ui.add(drag);
    if response.changed() {
        *hundredths = (value * 100.0).round().max(0.0) as u32;
    }
    response
}

fn thresholds_ui(ui: &mut Ui, weights: &mut Weights) {
    Grid::new("thresholds").num_columns(2).spacing([14.0, 8.0]).show(ui, |ui| {
        let tiers = ["no tier", "bronze or known", "silver", "gold"];
        for (tier, times) in tiers.into_iter().zip(weights.tier.iter_mut()) {
            let name = format!("Promise, {tier}");
            number_ui(ui, &name, "What the promise of such a customer is multiplied by", |ui| {
                hundredths_ui(ui, times, 0.0..=1_000.0, ("× ", ""))
            });
        }
        number_ui(ui, "An alert from", "People who would see it within six hours", |ui| {
            let speed = f64::from(weights.alert_reach) / 100.0;
            let people = DragValue::new(&mut weights.alert_reach).range(1..=1_000_000_000).speed(speed);
            let read = |typed: &str| typed.replace(|c: char| !c.is_ascii_digit(), "").parse::<f64>().ok();
            ui.add(people.custom_formatter(|n, _| format::number(n as u64)).custom_parser(read).suffix(" people"))
        });
        number_ui(ui, "One conversation takes", "Seconds of work, until it is measured here", |ui| {
            ui.add(DragValue::new(&mut weights.handle_secs).range(1..=86_400).suffix(" s"))
        });
        let about = "Work that comes in against the work that the people here can do. From here on whoever costs most \
                     comes first";
        number_ui(ui, "Priority mode from load", about, |ui| {
            hundredths_ui(ui, &mut weights.priority_on, 0.01..=10.0, ("", ""))
        });
        number_ui(ui, "Ends below load", "Twice in a row; no higher than where it begins", |ui| {
            hundredths_ui(ui, &mut weights.priority_off, 0.0..=10.0, ("", ""))
        });
        number_ui(ui, "An hour of reading costs", "In your currency; what triage saves is counted with it", |ui| {
            hundredths_ui(ui, &mut weights.wage_cents, 0.0..=10_000.0, ("", ""))
        });
        number_ui(ui, "Of the ignored, tell others", "Of a hundred who never get an answer", |ui| {
            ui.add(DragValue::new(&mut weights.tell_others_pct).range(0..=100).suffix(" %"))
        });
    });
}

fn preview_ui(ui: &mut Ui, rows: &[OrderRow]) {
    widget::strong_ui(ui, "Who would come first");
    if rows.is_empty() {
        widget::dim_ui(ui, "Nobody waits now, so nothing changes its place.");
    }
    let full = cost::full(rows.iter().map(|row| row.cost.tenths).max().unwrap_or(0));
    ui.spacing_mut().interact_size.y = 22.0;
    ui.spacing_mut().item_spacing.y = 3.0;
    for (place, row) in rows.iter().enumerate() {
        order_ui(ui, place + 1, row, full);
    }
}

fn order_ui(ui: &mut Ui, after: usize, row: &OrderRow, full: u64) {
    let t = theme::tokens(ui);
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let cell = |ui: &mut Ui, width: f32, words: String, ink| {
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(Vec2::new(width * unit, 22.0 * unit), layout, |ui| {
            ui.set_min_width(width * unit);
            ui.add(Label::new(RichText::new(words).font(theme::regular_font(ui, 14.0)).color(ink)).truncate());
        });
    };
    ui.horizontal(|ui| {
        let (sign, ink) = match row.before.cmp(&after) {
            std::cmp::Ordering::Greater => ("up from", t.met),
            std::cmp::Ordering::Less => ("down from", t.watch),
            std::cmp::Ordering::Equal => ("as now", t.dim),
        };
        let place = match row.before == after {
            true => format!("{after} · {sign}"),
            false => format!("{after} · {sign} {}", format::count(row.before)),
        };
        cell(ui, 120.0, place, ink);
        cell(ui, 44.0, cost::figure(row.cost.tenths), t.text);
        cost::bar_ui(ui, &row.cost, Vec2::new(120.0 * unit, 7.0), full);
        cell(ui, 110.0, row.author.clone(), t.dim);
        let text = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if widget::has_right_to_left(&text) {
            widget::one_line_ui(ui, &text);
        } else {
            ui.add(Label::new(RichText::new(text).font(theme::regular_font(ui, 14.0)).color(t.text)).truncate());
        }
    });
}
