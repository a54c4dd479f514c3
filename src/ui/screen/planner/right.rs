//! The right of the planner: what if, the plan simulated, what is against the rules, and the cheapest fixes.

use super::cover::money;
use super::deed::PlanDeed;
use super::keys::go_to_violation;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::press::{Weight, press_ui};
use crate::ui::theme;
use crate::ui::widget::{self, Tone};
use crate::view::{Fix, Interval, PlanSheet, Simulated, Snapshot, WhatIf, WhatIfAnswer, WhatIfStart, Worked};
use egui::{Button, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Slider, Stroke, Ui};

/// Violations listed at once; the rest is counted and opens as a list.
const LISTED_MAX: usize = 7;

/// Draws the panel.
pub(super) fn right_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // In a narrow panel the two buttons stand over each other.
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let buttons = if ui.available_width() < 270.0 * unit { 84.0 } else { 44.0 };
    let height = (ui.available_height() - buttons).max(80.0);
    ScrollArea::vertical().id_salt("what if").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        what_if_ui(ui, desk, snapshot);
        ui.add_space(6.0);
        simulated_ui(ui, &snapshot.planner.figures.simulated, snapshot.planner.sheet.as_ref());
        rules_ui(ui, desk, snapshot);
        fixes_ui(ui, desk, snapshot);
        requests_ui(ui, desk, snapshot);
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding.x = 10.0;
        press_ui(ui, desk, snapshot, &Action::Plan(PlanDeed::Publish), Weight::Accent);
        press_ui(ui, desk, snapshot, &Action::Plan(PlanDeed::Compare), Weight::Plain);
    });
}

/// A handle with its name and its figure over it.
fn handle_ui(ui: &mut Ui, name: &str, value: &mut f64, range: (f64, f64, f64), shown: &str, turned: bool) -> bool {
    let t = theme::tokens(ui);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal(|ui| {
        widget::label_ui(ui, name);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let ink = if turned { t.accent } else { t.text };
            ui.label(RichText::new(shown).font(theme::semibold_font(ui, theme::LABEL)).color(ink));
        });
    });
    ui.spacing_mut().slider_width = ui.available_width() - 4.0;
    let (low, high, step) = range;
    // A handle that nobody touched stands on the next step, which is no wish.
    let untouched = ((*value / step).round() * step).clamp(low, high);
    let slider = Slider::new(value, low..=high).step_by(step).show_value(false).trailing_fill(true);
    let response = ui.add(slider).accessible_name(name);
    response.changed() && (*value - untouched).abs() > step / 100.0
}

fn what_if_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.horizontal(|ui| {
        widget::title_ui(ui, "What if");
        if desk.planner.what_if.turned() {
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                if widget::chip_ui(ui, "As it stands", false).clicked() {
                    desk.planner.what_if = WhatIf::default();
                }
            });
        }
    });
    let Some(start) = &snapshot.planner.figures.start else {
        widget::label_ui(ui, "The handles need a history and a plan: import a history, make a plan.");
        return;
    };
    let what = &mut desk.planner.what_if;
    ui.scope(|ui| handles_ui(ui, what, start));
    if what.turned() {
        answer_ui(ui, &snapshot.planner.figures.what_if, *what);
    } else {
        widget::label_ui(ui, "Turn a handle: what it does is played on the live queue and shown as a difference.");
    }
}

fn handles_ui(ui: &mut Ui, what: &mut WhatIf, start: &WhatIfStart) {
    let mut volume = f64::from(what.volume.unwrap_or(1.0));
    let shown = format!("× {volume:.2}");
    if handle_ui(ui, "Holiday volume", &mut volume, (0.5, 3.0, 0.05), &shown, what.volume.is_some()) {
        what.volume = Some(volume as f32).filter(|v| (v - 1.0).abs() > 0.001);
    }
    let mut minutes = f64::from(what.handling_secs.unwrap_or(start.handling_secs)) / 60.0;
    let shown = format!("{minutes:.1} min");
    if handle_ui(ui, "Handling time", &mut minutes, (1.0, 20.0, 0.5), &shown, what.handling_secs.is_some()) {
        what.handling_secs = Some((minutes * 60.0).round() as u32).filter(|secs| *secs != start.handling_secs);
    }
    let mut at_once = f64::from(what.at_once.unwrap_or(start.at_once));
    let shown = format!("{at_once:.0}");
    if handle_ui(ui, "Conversations at once", &mut at_once, (1.0, 6.0, 1.0), &shown, what.at_once.is_some()) {
        what.at_once = Some(at_once.round() as u8).filter(|n| *n != start.at_once);
    }
    let mut shrinkage = f64::from(what.shrinkage_ratio.unwrap_or(start.shrinkage_ratio)) * 100.0;
    let shown = format!("{shrinkage:.0} %");
    if handle_ui(ui, "Shrinkage", &mut shrinkage, (0.0, 60.0, 1.0), &shown, what.shrinkage_ratio.is_some()) {
        let ratio = (shrinkage / 100.0) as f32;
        what.shrinkage_ratio = Some(ratio).filter(|r| (r - start.shrinkage_ratio).abs() > 0.001);
    }
    let mut seats = f64::from(what.partner_seats.unwrap_or(start.partner_seats));
    let shown = format!("{seats:.0}");
    if handle_ui(ui, "Partner seats", &mut seats, (0.0, 40.0, 1.0), &shown, what.partner_seats.is_some()) {
        what.partner_seats = Some(seats.round() as u16).filter(|n| *n != start.partner_seats);
    }
    let mut target = f64::from(what.target_secs.unwrap_or(start.target_secs)) / 60.0;
    let shown = format!("{:.0} % in {target:.0} min", start.target_ratio * 100.0);
    if handle_ui(ui, "Target", &mut target, (1.0, 120.0, 1.0), &shown, what.target_secs.is_some()) {
        what.target_secs = Some((target * 60.0).round() as u32).filter(|secs| *secs != start.target_secs);
    }
}

/// `+3.1 points (+1.2 to +5.0)`.
fn difference(band: Interval, unit: impl Fn(f64) -> String) -> String {
    let signed = |n: f64| {
        let sign = if n > 0.0 {
            "+"
        } else if n < 0.0 {
            "−"
        } else {
            "±"
        };
        format!("{sign}{}", unit(n.abs()))
    };
    format!("{} ({} to {})", signed(band.p50), signed(band.p10), signed(band.p90))
}

/// What the handles do, against doing nothing.
fn answer_ui(ui: &mut Ui, answer: &Worked<WhatIfAnswer>, asked: WhatIf) {
    let t = theme::tokens(ui);
    let words = answer.words();
    let Some(shown) = answer.shown() else {
        widget::label_ui(ui, &words);
        return;
    };
    let old = shown.asked != asked || !words.is_empty();
    let (met, worse) = if old { (t.dim, t.dim) } else { (t.met, t.breach_text) };
    let tinted = |band: Interval, good: bool| if (band.p50 > 0.0) == good { met } else { worse };
    let lines = [
        ("Within target", difference(shown.within, |n| format!("{:.1} points", n * 100.0)), tinted(shown.within, true)),
        (
            "Exposure",
            difference(shown.exposure_hours, |n| format!("{} person-h", format::people(n))),
            tinted(shown.exposure_hours, false),
        ),
        (
            "Waiting at the end",
            difference(shown.backlog, |n| format::number(n.round() as u64)),
            tinted(shown.backlog, false),
        ),
        ("Cost", difference(shown.cost_cents, |n| money(n.round() as i64)), t.text),
    ];
    for (name, words, ink) in lines {
        ui.horizontal_wrapped(|ui| {
            widget::label_ui(ui, name);
            let figure = RichText::new(words).font(theme::semibold_font(ui, theme::LABEL)).color(ink);
            ui.add(Label::new(figure)).on_hover_text("Against doing nothing, with the band of eight in ten runs");
        });
    }
    let state = if old {
        format!("{} · the question before", if words.is_empty() { "working…" } else { &words })
    } else {
        String::new()
    };
    let note = format!("{} pairs of runs, {}", shown.runs, shown.over);
    widget::label_ui(ui, if state.is_empty() { &note } else { &state });
}

/// A card on the panel.
fn card_ui<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 12));
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui)
    });
    inner.inner
}

fn simulated_ui(ui: &mut Ui, simulated: &Worked<Simulated>, sheet: Option<&PlanSheet>) {
    card_ui(ui, |ui| {
        let t = theme::tokens(ui);
        let Some(shown) = simulated.shown() else {
            widget::label_ui(ui, "This plan, simulated");
            widget::dim_ui(ui, &simulated.words());
            if let Some(sheet) = sheet {
                widget::label_ui(ui, &cost_words(sheet));
            }
            return;
        };
        let working = match simulated {
            Worked::Ready(_) => String::new(),
            other => format!(" · {}", other.words()),
        };
        widget::label_ui(ui, &format!("This plan, simulated {} times{working}", format::number(u64::from(shown.runs))));
        let within = shown.within_ratio;
        let percent = |ratio: f64| format!("{:.0} %", ratio * 100.0);
        let half = (ui.available_width() - 12.0) / 2.0;
        let figure = |ui: &mut Ui, big: String, small: String, about: &str| {
            ui.vertical(|ui| {
                ui.set_width(half);
                ui.spacing_mut().item_spacing.y = 2.0;
                let words = RichText::new(big).font(theme::semibold_font(ui, 27.0)).color(t.text);
                ui.label(words).on_hover_text(about);
                widget::label_ui(ui, &small);
            });
        };
        let hours = format::number(shown.paid_minutes / 60);
        let about = format!("Median of all runs; the target is {}", shown.target);
        ui.horizontal_top(|ui| {
            figure(ui, percent(within.p50), format!("within target (P10 {})", percent(within.p10)), &about);
            figure(ui, money(shown.cost_cents), format!("cost, {hours} paid h"), "By the contracts of now");
        });
        let waits = shown.backlog;
        let words = format!(
            "{} wait at the end ({}–{}) · exposure {} person-h",
            waits.p50.round(),
            waits.p10.round(),
            waits.p90.round(),
            format::people(shown.exposure_hours.p50)
        );
        widget::label_ui(ui, &words);
    });
}

/// What a plan costs by its contracts: `€ 31 k, 1 412 paid h, 12 h overtime`.
fn cost_words(sheet: &PlanSheet) -> String {
    let (cents, overtime) = sheet.cost;
    let cost = money(i64::try_from(cents).unwrap_or(i64::MAX));
    let hours = format::number(sheet.paid_minutes / 60);
    let over = if overtime == 0 { String::new() } else { format!(", {} h overtime", overtime.div_ceil(60)) };
    format!("{cost} by contract, {hours} paid h{over}")
}

/// What is against the rules; pressing a line goes to the shift.
fn rules_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(sheet) = &snapshot.planner.sheet else { return };
    card_ui(ui, |ui| {
        let t = theme::tokens(ui);
        let hard = sheet.violations.iter().filter(|v| v.hard).count();
        let soft = sheet.violations.len() - hard;
        ui.horizontal(|ui| {
            widget::strong_ui(ui, "Against rules");
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let (words, tone) = match (hard, soft) {
                    (0, 0) => ("lawful".to_owned(), Tone::Met),
                    (0, n) => (format!("{n} to look at"), Tone::Watch),
                    (n, _) => (n.to_string(), Tone::Breach),
                };
                widget::pill_ui(ui, &words, tone);
            });
        });
        if sheet.violations.is_empty() {
            widget::label_ui(ui, "Nothing is against the rules.");
            return;
        }
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().button_padding.y = 1.0;
        for (place, violation) in sheet.violations.iter().enumerate().take(LISTED_MAX) {
            let kind = if violation.hard { "" } else { "Warning: " };
            let ink = if violation.hard { t.text } else { t.dim };
            let words = RichText::new(format!("{kind}{}", violation.words))
                .font(theme::regular_font(ui, theme::LABEL))
                .color(ink);
            let line = ui.add(Button::new(words).frame(false).wrap());
            if line.on_hover_text("Go to the shift").clicked() {
                go_to_violation(&mut desk.planner, sheet, place);
            }
        }
        let more = sheet.violations.len().saturating_sub(LISTED_MAX);
        let words = if more > 0 { format!("All, {} more…", format::count(more)) } else { "All…".to_owned() };
        let all = widget::chip_ui(ui, &words, false).on_hover_text("With who could fill a gap");
        if all.clicked() {
            desk.queue(Action::Plan(PlanDeed::Violations));
        }
    });
}

fn fixes_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    card_ui(ui, |ui| {
        widget::label_ui(ui, "Cheapest fixes");
        let fixes = &snapshot.planner.figures.fixes;
        let Some(shown) = fixes.shown() else {
            widget::dim_ui(ui, &fixes.words());
            return;
        };
        if shown.is_empty() {
            widget::dim_ui(ui, "Nothing is short, or nothing cheaper was found.");
        }
        for fix in shown {
            fix_ui(ui, desk, fix);
        }
        if !matches!(fixes, Worked::Ready(_)) {
            widget::label_ui(ui, &fixes.words());
        }
    });
}

fn fix_ui(ui: &mut Ui, desk: &mut Desk, fix: &Fix) {
    let t = theme::tokens(ui);
    let cost = if fix.cost_cents == 0 { "free".to_owned() } else { money(fix.cost_cents) };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let font = theme::regular_font(ui, theme::LABEL);
        let words = RichText::new(format!("{} →", fix.words)).font(font.clone()).color(t.text);
        ui.add(Label::new(words).wrap()).on_hover_text(&fix.why);
        let after = format!("{:.0} %", fix.within_ratio * 100.0);
        ui.label(RichText::new(after).font(theme::semibold_font(ui, theme::LABEL)).color(t.text));
        ui.label(RichText::new(cost).font(font).color(t.dim));
        match &fix.command {
            Some(command) => {
                let button = widget::chip_ui(ui, "Apply", false).on_hover_text(&fix.why);
                let name = format!("Apply: {}", fix.words);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if button.clicked() {
                    desk.queue(Action::Do("Apply the fix", command.clone()));
                }
            }
            None => {
                widget::label_ui(ui, "by hand").on_hover_text(&fix.why);
            }
        }
    });
}

/// What waits for an answer, so that nobody has to look for it.
fn requests_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let planner = &snapshot.planner;
    let off = planner.time_off.iter().filter(|row| row.asked.answer.is_none()).count();
    let swaps = planner.swaps.iter().filter(|row| row.offered.answer.is_none()).count();
    let open = planner.sheet.as_ref().map_or(0, open_shifts);
    let lines = [
        (off, "time-off request waits", "time-off requests wait", PlanDeed::TimeOff),
        (swaps, "swap waits", "swaps wait", PlanDeed::Swaps),
        (open, "open shift", "open shifts", PlanDeed::OpenShifts),
    ];
    if lines.iter().all(|(count, ..)| *count == 0) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (count, one, many, deed) in lines {
            if count > 0 && widget::chip_ui(ui, &format::plural(count, one, many), false).clicked() {
                desk.queue(Action::Plan(deed));
            }
        }
    });
}

pub(super) fn open_shifts(sheet: &PlanSheet) -> usize {
    let open = sheet.rows.iter().find(|row| row.lane == crate::floor::schedule::Lane::Open);
    open.map_or(0, |row| row.shifts.len())
}
