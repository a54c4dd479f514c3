//! The planner: where are we short, what closes the gap cheapest, is the plan lawful?

mod ask;
mod ask_form;
mod ask_list;
mod ask_people;
pub mod axis;
mod bar;
mod cover;
mod deed;
pub mod edit;
mod export;
mod forms;
mod gantt;
mod head;
mod hours;
mod keys;
mod right;
mod season;
mod typed;
mod volume;

pub use ask::PlanAsk;
pub(in crate::ui) use ask::{Said, ask_ui};
pub use deed::PlanDeed;
pub(in crate::ui) use deed::{after, command, deed_possible, deed_words, perform, wish};
pub use gantt::Gantt;

use crate::floor::schedule::PlanId;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{PlanSheet, PlannerAsked, Snapshot, TakersOf, VolumeOf, WhatIf};
use axis::{date, days_later, monday};
use egui::{CentralPanel, CornerRadius, Frame, Margin, Panel, Stroke, Ui};
use jiff::civil::Date;
use volume::Days;

/// Weeks of a peak on one page.
const SEASON_WEEKS: u16 = 6;

/// What of a plan is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlanTab {
    /// One day.
    Day,
    /// A week, Monday to Sunday.
    #[default]
    Week,
    /// Six weeks on one page.
    Season,
}

impl PlanTab {
    const ALL: [PlanTab; 3] = [PlanTab::Day, PlanTab::Week, PlanTab::Season];

    fn word(self) -> &'static str {
        match self {
            PlanTab::Day => "Day",
            PlanTab::Week => "Week",
            PlanTab::Season => "Season",
        }
    }

    fn days(self) -> u16 {
        match self {
            PlanTab::Day => 1,
            PlanTab::Week => 7,
            PlanTab::Season => SEASON_WEEKS * 7,
        }
    }
}

/// What the planner remembers between two frames.
#[derive(Clone, Debug, Default)]
pub struct PlannerDesk {
    /// Day, week or peak.
    pub tab: PlanTab,
    /// The first day on the screen, once somebody turned the pages; else the period of now.
    pub first: Option<Date>,
    /// The plan that was chosen.
    pub plan: Option<PlanId>,
    /// The chart of shifts.
    pub gantt: Gantt,
    /// What is turned in what-if.
    pub what_if: WhatIf,
    /// The plan to compare with.
    pub compare: Option<PlanId>,
    /// For what somebody is looked for.
    pub takers: Option<TakersOf>,
    /// The request for time off that is looked at.
    pub time_off: Option<u32>,
    /// Of what the chart of mentions is.
    pub volume_of: VolumeOf,
    /// The violation that was gone to.
    pub violation: Option<usize>,
    /// The plan that was drawn last.
    drawn: Option<PlanId>,
}

impl PlannerDesk {
    /// The first day on the screen.
    fn first_day(&self, snapshot: &Snapshot) -> Date {
        let day = self.first.unwrap_or_else(|| date(snapshot.at, &snapshot.zone));
        match self.tab {
            PlanTab::Day => day,
            PlanTab::Week | PlanTab::Season => monday(day),
        }
    }

    fn show(&mut self, tab: PlanTab) {
        self.tab = tab;
        self.gantt.hours = if tab == PlanTab::Day { 24 } else { 72 };
        self.gantt.from = None;
    }

    /// Turns the page; 0 turns back to now.
    fn turn(&mut self, by: i32, snapshot: &Snapshot) {
        let days = if self.tab == PlanTab::Day { 1 } else { 7 };
        let first = days_later(self.first_day(snapshot), by * days);
        self.first = (by != 0).then_some(first);
        self.gantt.from = None;
        // Another week has another plan, unless one plan holds both.
        self.plan = self.plan.filter(|id| {
            let row = snapshot.planner.plans.iter().find(|row| row.plan == *id);
            row.is_some_and(|row| row.first <= first && first < days_later(row.first, i32::from(row.days)))
        });
    }

    /// What is looked at.
    pub(in crate::ui) fn asked(&self, snapshot: &Snapshot) -> PlannerAsked {
        PlannerAsked {
            plan: self.plan,
            first: self.first_day(snapshot),
            days: self.tab.days(),
            season: self.tab == PlanTab::Season,
            what_if: self.what_if,
            compare: self.compare,
            takers: self.takers,
            time_off: self.time_off,
            volume_of: self.volume_of,
        }
    }
}

/// Draws the whole screen.
pub fn planner_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    desk.looking.planner = Some(Box::new(desk.planner.asked(snapshot)));
    let sheet = snapshot.planner.sheet.as_ref();
    let plan = sheet.map(|sheet| sheet.plan);
    if desk.planner.drawn != plan {
        desk.planner.drawn = plan;
        desk.planner.gantt.leave();
        desk.planner.violation = None;
    }
    let first = desk.planner.first_day(snapshot);
    let days = Days { first, count: desk.planner.tab.days(), snapshot };
    if desk.planner.tab != PlanTab::Season {
        let width = (ui.available_width() * 0.22).clamp(262.0, 380.0);
        Panel::right("what if")
            .exact_size(width)
            .resizable(false)
            .frame(Frame::new().fill(t.panel).inner_margin(Margin::symmetric(16, 14)))
            .show(ui, |ui| right::right_ui(ui, desk, snapshot));
    }
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 12 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        head::head_ui(ui, desk, snapshot, first);
        if desk.planner.tab == PlanTab::Season {
            season::season_ui(ui, desk, snapshot);
            return;
        }
        let figures = &snapshot.planner.figures;
        let tall = ui.available_height();
        let height = (tall * 0.2 - 20.0).clamp(66.0, 190.0);
        if volume::volume_ui(ui, days, &figures.volume, &mut desk.planner.volume_of, height) {
            desk.queue(Action::Plan(PlanDeed::ImportHistory));
        }
        let clicked = cover::cover_ui(ui, days, &figures.coverage, (tall * 0.05).clamp(26.0, 42.0));
        if let Some(at) = clicked {
            desk.planner.gantt.from.get_or_insert(days.span().0);
            desk.planner.gantt.at = Some(at);
            desk.planner.gantt.show_moment(at, at.plus(1800));
        }
        shifts_ui(ui, desk, snapshot, days);
    });
}

fn shifts_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, days: Days<'_>) {
    let t = theme::tokens(ui);
    let frame = Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin { left: 16, right: 16, top: 12, bottom: 8 });
    frame.show(ui, |ui| {
        let Some(sheet) = &snapshot.planner.sheet else {
            return no_plan_ui(ui, desk, snapshot);
        };
        title_ui(ui, desk, snapshot, sheet);
        let span = days.span();
        let waits = desk.waits_for_answer();
        let planner = &mut desk.planner;
        if planner.gantt.from.is_none() {
            planner.gantt.from = Some(opening(planner.gantt.hours, span, snapshot));
        }
        planner.gantt.settle(sheet, waits);
        let wishes = gantt::gantt_ui(ui, &mut planner.gantt, sheet, snapshot);
        for wish in wishes {
            match wish {
                gantt::Wish::Decide(words, command) => {
                    desk.queue(Action::Do(words, crate::floor::Command::Schedule(command)));
                }
                gantt::Wish::Edit => desk.queue(Action::Plan(PlanDeed::Edit)),
                gantt::Wish::Menu(deed) => desk.queue(Action::Plan(deed)),
                gantt::Wish::Person(row) => ask::person(desk, snapshot, row),
            }
        }
    });
    if let Some(deed) = keys::clipboard(ui).filter(|_| !desk.covered() && !ui.text_edit_focused()) {
        desk.queue(Action::Plan(deed));
    }
}

/// The left of the chart when a period opens: the day before now, or its begin.
fn opening(hours: u16, span: (crate::floor::At, crate::floor::At), snapshot: &Snapshot) -> crate::floor::At {
    let (from, until) = span;
    let now = snapshot.at;
    if from <= now && now < until && hours > 24 {
        let today = axis::midnight(date(now, &snapshot.zone), &snapshot.zone);
        let last = until.minus(u32::from(hours) * 3600);
        return today.minus(86_400).clamp(from, last.max(from));
    }
    from
}

fn no_plan_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.set_min_size(ui.available_size());
    let words = "Make one, import a roster, or let the optimiser make a first draft";
    widget::empty_ui(ui, "No plan for this period yet", words, |ui| {
        press_ui(ui, desk, snapshot, &Action::Plan(PlanDeed::MakePlan), Weight::Accent);
        press_ui(ui, desk, snapshot, &Action::Plan(PlanDeed::ImportRoster), Weight::Plain);
    });
}

fn title_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, sheet: &PlanSheet) {
    ui.horizontal(|ui| {
        widget::strong_ui(ui, "Shifts");
        let agents = sheet.rows.iter().filter(|row| matches!(row.lane, crate::floor::schedule::Lane::Agent(_))).count();
        let chosen = desk.planner.gantt.chosen.len();
        let words = match chosen {
            0 if sheet.is_draft() => {
                format!(
                    "{} · drag to move, edge to resize, double-click to add",
                    format::plural(agents, "agent", "agents")
                )
            }
            0 => format!("{} · published: copy the plan to change it", format::plural(agents, "agent", "agents")),
            n => format!("{} selected · Esc for none", format::plural(n, "shift", "shifts")),
        };
        widget::label_ui(ui, &words);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for (deed, sign) in [(PlanDeed::ZoomIn, "+"), (PlanDeed::ZoomOut, "−")] {
                let button = widget::chip_ui(ui, sign, false).on_hover_text(deed_words(deed));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, deed_words(deed)));
                if button.clicked() {
                    desk.queue(Action::Plan(deed));
                }
            }
            let grid = format!("{} min grid", desk.planner.gantt.step_minutes);
            if widget::chip_ui(ui, &grid, false).on_hover_text(deed_words(PlanDeed::Grid)).clicked() {
                desk.queue(Action::Plan(PlanDeed::Grid));
            }
            widget::label_ui(ui, &shown_words(desk, snapshot));
        });
    });
}

/// The days across: `Thu 26 – Sat 28`.
fn shown_words(desk: &Desk, snapshot: &Snapshot) -> String {
    let Some(from) = desk.planner.gantt.from else { return String::new() };
    let until = from.plus(u32::from(desk.planner.gantt.hours) * 3600).minus(1);
    let (first, last) = (date(from, &snapshot.zone), date(until, &snapshot.zone));
    let (first, last) = (axis::short_day(first), axis::short_day(last));
    if first == last { first } else { format!("{first} – {last}") }
}
