//! The title of the planner: which period, which plan, and what is done with the whole of it.

use super::axis::{day, days_later};
use super::deed::PlanDeed;
use super::{PlanTab, deed_possible};
use crate::floor::schedule::Standing;
use crate::ui::action::Action;
use crate::ui::desk::{Desk, sentence};
use crate::ui::press::menu_line_ui;
use crate::ui::theme;
use crate::ui::widget::{self, Tone};
use crate::view::{PlanRow, Search, Snapshot};
use egui::{Align, Button, Layout, RichText, Ui, Vec2};
use jiff::civil::Date;

/// Stretches without enough people that are named below a search; the others are counted, and told by a hover.
const UNMET_SHOWN: usize = 3;

/// The name of a period: `Week 48 · Black Friday`, `Fri 27 Nov`.
fn period(tab: PlanTab, first: Date, snapshot: &Snapshot) -> String {
    let last = days_later(first, i32::from(tab.days()) - 1);
    let title = match tab {
        PlanTab::Day => day(first),
        PlanTab::Week => format!("Week {}", first.iso_week_date().week()),
        PlanTab::Season => format!("{} – {}", day(first), day(last)),
    };
    let inside = |begin: Date, days: u16| begin <= last && days_later(begin, i32::from(days)) > first;
    let named =
        snapshot.planner.campaigns.iter().filter(|(_, c)| inside(c.first, c.days)).map(|(_, c)| c.name.as_str());
    let names: Vec<&str> = named.take(2).collect();
    if names.is_empty() { title } else { format!("{title} · {}", names.join(", ")) }
}

/// Draws the head.
pub(super) fn head_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, first: Date) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(8.0, 6.0);
        widget::title_ui(ui, &period(desk.planner.tab, first, snapshot));
        for (sign, deed) in [("‹", PlanDeed::Earlier), ("›", PlanDeed::Later)] {
            let button = widget::chip_ui(ui, sign, false).on_hover_text(super::deed_words(deed));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, super::deed_words(deed)));
            if button.clicked() {
                desk.queue(Action::Plan(deed));
            }
        }
        for tab in PlanTab::ALL {
            if widget::chip_ui(ui, tab.word(), desk.planner.tab == tab).clicked() {
                desk.queue(Action::Plan(PlanDeed::Tab(tab)));
            }
        }
        plan_ui(ui, desk, snapshot);
        let space = ui.available_size_before_wrap().x;
        let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
        let narrow = space < 440.0 * unit;
        if space > 230.0 * unit {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| buttons_ui(ui, desk, snapshot, narrow, true));
        } else {
            buttons_ui(ui, desk, snapshot, narrow, false);
        }
    });
    if let Some(search) = &snapshot.planner.figures.search {
        search_ui(ui, desk, search);
    }
}

fn standing_words(standing: Standing) -> (&'static str, Tone) {
    match standing {
        Standing::Draft => ("draft", Tone::Watch),
        Standing::Published { .. } => ("published", Tone::Met),
        Standing::Replaced { .. } => ("replaced", Tone::Plain),
    }
}

/// Which plan is looked at, and the others.
fn plan_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(sheet) = &snapshot.planner.sheet else { return };
    let (words, tone) = standing_words(sheet.standing);
    let menu = ui.menu_button(format!("{} ▾", sheet.name), |ui| {
        for row in &snapshot.planner.plans {
            if ui.selectable_label(row.plan == sheet.plan, row_words(row)).clicked() {
                desk.planner.plan = Some(row.plan);
                desk.planner.first = Some(row.first);
                desk.planner.gantt.from = None;
                ui.close();
            }
        }
        ui.separator();
        for deed in [PlanDeed::MakePlan, PlanDeed::CopyPlan, PlanDeed::Compare, PlanDeed::Log, PlanDeed::DropPlan] {
            menu_line_ui(ui, desk, snapshot, &Action::Plan(deed));
        }
    });
    menu.response.on_hover_text("Which plan is looked at");
    widget::pill_ui(ui, words, tone);
}

fn row_words(row: &PlanRow) -> String {
    let (standing, _) = standing_words(row.standing);
    format!("{} · {} d from {} · {} shifts · {standing}", row.name, row.days, day(row.first), row.shifts)
}

/// Import, export, optimise and what belongs to the plan. Where room is scarce, files are in the menu.
fn buttons_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, narrow: bool, from_the_right: bool) {
    let mut draw: Vec<fn(&mut Ui, &mut Desk, &Snapshot)> = match narrow {
        true => vec![all_ui, optimise_ui],
        false => vec![more_ui, import_ui, export_ui, optimise_ui],
    };
    if from_the_right {
        draw.reverse();
    }
    for part in draw {
        part(ui, desk, snapshot);
    }
}

fn more_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    manage_ui(ui, desk, snapshot, &[]);
}

fn all_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    manage_ui(ui, desk, snapshot, &[PlanDeed::ImportRoster, PlanDeed::Export]);
}

fn manage_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, files: &[PlanDeed]) {
    use PlanDeed as D;
    let menu = ui.menu_button("Manage ▾", |ui| {
        for deed in files {
            menu_line_ui(ui, desk, snapshot, &Action::Plan(*deed));
        }
        for deed in [D::People, D::TimeOff, D::Swaps, D::OpenShifts, D::Cover, D::Campaigns, D::Lifts, D::Marks] {
            menu_line_ui(ui, desk, snapshot, &Action::Plan(deed));
        }
        for deed in [D::Readiness, D::Target, D::Headcount, D::ImportHistory] {
            menu_line_ui(ui, desk, snapshot, &Action::Plan(deed));
        }
    });
    menu.response.on_hover_text("People, requests, rules, campaigns, history");
}

fn import_ui(ui: &mut Ui, desk: &mut Desk, _snapshot: &Snapshot) {
    if widget::button_ui(ui, "Import roster…").on_hover_text("Make a draft of the shifts in a CSV file").clicked() {
        desk.queue(Action::Plan(PlanDeed::ImportRoster));
    }
}

fn export_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let possible = deed_possible(PlanDeed::Export, desk, snapshot);
    let t = theme::tokens(ui);
    let button = Button::new("Export…").fill(t.raised).wrap_mode(egui::TextWrapMode::Extend);
    let button = ui.add_enabled(possible.is_ok(), button);
    if button.clicked() {
        desk.queue(Action::Plan(PlanDeed::Export));
    }
    if let Err(why) = possible {
        button.on_disabled_hover_text(sentence(why));
    }
}

fn optimise_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let possible = deed_possible(PlanDeed::Optimise, desk, snapshot);
    let words = RichText::new("Optimise").font(theme::semibold_font(ui, theme::BODY)).color(t.on_accent);
    // No scope: it would take the room that is left and break the word instead of going on to the next line.
    let button = Button::new(words).fill(t.accent).wrap_mode(egui::TextWrapMode::Extend);
    let button = ui.add_enabled(possible.is_ok(), button);
    if button.clicked() {
        desk.queue(Action::Plan(PlanDeed::Optimise));
    }
    match possible {
        Err(why) => button.on_disabled_hover_text(sentence(why)),
        Ok(()) => button.on_hover_text("Looks for a better plan. Pinned shifts stay; nothing changes until you use it"),
    };
}

/// How far the search is, and the best so far.
fn search_ui(ui: &mut Ui, desk: &mut Desk, search: &Search) {
    let t = theme::tokens(ui);
    let frame = egui::Frame::new()
        .fill(t.accent_tint)
        .corner_radius(egui::CornerRadius::same(theme::BUTTON_RADIUS))
        .inner_margin(egui::Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        let (spent, allowed) = search.secs;
        let done = if search.running { (spent / allowed.max(0.001)) as f32 } else { 1.0 };
        ui.horizontal_wrapped(|ui| {
            let state = if search.running {
                format!("Searching, {spent:.0} of {allowed:.0} s")
            } else {
                "Search over".to_owned()
            };
            widget::strong_ui(ui, &state);
            widget::dim_ui(ui, &best_words(search));
            if search.running && widget::button_ui(ui, "Stop and keep the best").clicked() {
                desk.queue(Action::Plan(PlanDeed::StopSearch));
            }
            if search.command.is_some() {
                let words = format!("Use the best plan found ({} changes)", search.changes);
                if widget::accent_button_ui(ui, &words).clicked() {
                    desk.queue(Action::Plan(PlanDeed::UseBest));
                }
            }
            if !search.running && widget::button_ui(ui, "Put the answer away").clicked() {
                desk.queue(Action::Plan(PlanDeed::PutAway));
            }
        });
        widget::bar_ui(ui, done, t.accent);
        if !search.unmet.is_empty() {
            let shown = search.unmet.len().min(UNMET_SHOWN);
            let more = search.unmet_count.saturating_sub(shown);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let words = format!("Not covered: {}{rest}", search.unmet[..shown].join(" · "));
            widget::label_ui(ui, &words).on_hover_text(search.unmet.join("\n"));
        }
    });
}

fn best_words(search: &Search) -> String {
    let gap = match search.gap_ratio {
        Some(gap) => format!("at most {:.1} % above what is possible", gap * 100.0),
        None => "no bound known".to_owned(),
    };
    let short = search.short_hours;
    let over = search.over_hours.map_or_else(String::new, |over| format!("over {over:.1} h, "));
    let lawful = match search.violations {
        0 => "0 against rules".to_owned(),
        n => format!("{n} against rules"),
    };
    format!("best so far: short {short:.1} h, {over}{lawful}, {gap}")
}
