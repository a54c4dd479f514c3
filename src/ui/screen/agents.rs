//! The agents: who is free, over capacity, away, in trouble?

use super::{agents_card, agents_left};
use crate::floor::{At, Presence};
use crate::ui::action::Action;
use crate::ui::desk::{AgentsSet, Desk};
use crate::ui::people::PeopleAsk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{cell, format, theme, widget};
use crate::view::{AgentRow, Schedule, Snapshot};
use egui::{Align, CentralPanel, Color32, Frame, Label, Layout, Margin, Rect, RichText, Sense, Ui, Vec2};
use egui_extras::{Column, TableBuilder, TableRow};

const ROW_HEIGHT: f32 = 39.0;
/// Blocks drawn one by one; a larger capacity is a bar.
const BLOCKS_MAX: usize = 8;
/// Below this share of answers in time, the figure is amber; the goal of the board is 80 %.
const WITHIN_WATCH_RATIO: f64 = 0.7;
const TITLES: [&str; 9] = [
    "Agent",
    "Skills · languages",
    "State",
    "Load",
    "Oldest in hand",
    "Within target, %",
    "Resolved",
    "Schedule",
    "Shift today",
];

impl AgentsSet {
    const ALL: [AgentsSet; 6] =
        [AgentsSet::OnShift, AgentsSet::Free, AgentsSet::Over, AgentsSet::Away, AgentsSet::Late, AgentsSet::All];

    fn word(self) -> &'static str {
        match self {
            AgentsSet::OnShift => "On shift",
            AgentsSet::Free => "Free",
            AgentsSet::Over => "Over capacity",
            AgentsSet::Away => "Away",
            AgentsSet::Late => "Late or absent",
            AgentsSet::All => "All",
        }
    }

    fn has(self, row: &AgentRow) -> bool {
        if row.left {
            return self == AgentsSet::All;
        }
        match self {
            // Who should be there and is not belongs to the shift, too.
            AgentsSet::OnShift => row.presence != Presence::Off || row.schedule.is_trouble(),
            AgentsSet::Free => row.presence == Presence::Available && row.on_duty && row.holds == 0,
            AgentsSet::Over => row.holds > usize::from(row.capacity),
            AgentsSet::Away => row.presence == Presence::Away,
            AgentsSet::Late => row.schedule.is_trouble(),
            AgentsSet::All => true,
        }
    }
}

/// Draws the whole screen.
pub fn agents_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    agents_card::panel_ui(ui, desk, snapshot);
    agents_left::strip_ui(ui, desk, snapshot);
    // The window is cleared in the background's colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 0 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        head_ui(ui, desk, snapshot);
        agents_left::announcement_ui(ui, desk, snapshot);
        ui.add_space(4.0);
        if snapshot.agents.rows.is_empty() {
            widget::empty_ui(ui, "Nobody is on the team yet", "Add the people who answer, then assign to them", |ui| {
                press_ui(ui, desk, snapshot, &Action::AskAgent, Weight::Accent);
            });
            return;
        }
        let rows: Vec<&AgentRow> = snapshot.agents.rows.iter().filter(|row| desk.agents_set.has(row)).collect();
        if rows.is_empty() {
            let words = format!("Nobody is in “{}” right now", desk.agents_set.word().to_lowercase());
            widget::empty_ui(ui, &words, "All agents are one press away", |ui| {
                if widget::button_ui(ui, "Show all agents").clicked() {
                    desk.agents_set = AgentsSet::All;
                }
            });
            return;
        }
        table_ui(ui, desk, snapshot, &rows);
    });
}

/// How many columns there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Who, what, how, and how late: the card beside the table says the rest.
    Few,
    /// Everything.
    All,
}

impl Shown {
    fn of(ui: &Ui) -> Shown {
        let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
        if ui.available_width() / unit < 940.0 { Shown::Few } else { Shown::All }
    }

    fn has(self, title: &str) -> bool {
        self == Shown::All || !matches!(title, "Within target, %" | "Resolved" | "Shift today")
    }
}

fn head_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if Shown::of(ui) == Shown::Few {
        ui.horizontal_wrapped(|ui| {
            sets_ui(ui, desk, snapshot);
            press_ui(ui, desk, snapshot, &Action::AskAgent, Weight::Plain);
            press_ui(ui, desk, snapshot, &Action::AskPeople(PeopleAsk::PARTNERS), Weight::Plain);
        });
        return;
    }
    ui.horizontal(|ui| {
        sets_ui(ui, desk, snapshot);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            press_ui(ui, desk, snapshot, &Action::AskAgent, Weight::Plain);
            press_ui(ui, desk, snapshot, &Action::AskPeople(PeopleAsk::ROSTER), Weight::Plain);
            press_ui(ui, desk, snapshot, &Action::AskPeople(PeopleAsk::PARTNERS), Weight::Plain);
        });
    });
}

fn sets_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::title_ui(ui, "Agents");
    ui.spacing_mut().item_spacing.x = 6.0;
    for set in AgentsSet::ALL {
        let count = snapshot.agents.rows.iter().filter(|row| set.has(row)).count();
        let words = format!("{} · {}", set.word(), format::count(count));
        if widget::chip_ui(ui, &words, desk.agents_set == set).clicked() {
            desk.agents_set = set;
        }
    }
}

fn table_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, rows: &[&AgentRow]) {
    let t = theme::tokens(ui);
    let shown = Shown::of(ui);
    ui.style_mut().interaction.selectable_labels = false;
    ui.visuals_mut().widgets.hovered.bg_fill = t.panel;
    ui.spacing_mut().item_spacing.y = 0.0;
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    // From the narrowest that reads to the widest that helps; what is left goes to the last.
    let share = ((ui.available_width() / unit - 1_060.0) / 540.0).clamp(0.0, 1.0);
    let column = |narrow: f32, wide: f32| Column::exact((unit * (narrow + (wide - narrow) * share)).round()).clip(true);
    // Lines of the table end where its room ends, also when a card stands beside it.
    ui.set_clip_rect(ui.clip_rect().intersect(ui.max_rect().expand(6.0)));
    let mut table = TableBuilder::new(ui)
        .id_salt("agents")
        .sense(Sense::click())
        .auto_shrink(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(column(116.0, 150.0))
        .column(column(104.0, 190.0))
        .column(column(112.0, 180.0))
        .column(column(172.0, 230.0))
        .column(column(92.0, 132.0));
    if shown == Shown::All {
        table = table.column(column(104.0, 134.0)).column(column(72.0, 92.0)).column(column(112.0, 180.0));
    }
    let table = table.column(Column::remainder().clip(true));
    let header = |mut header: TableRow<'_, '_>| {
        for title in TITLES.into_iter().filter(|title| shown.has(title)) {
            header.col(|ui| {
                ui.add_space(if title == "Agent" { 10.0 } else { 0.0 });
                widget::label_ui(ui, title);
            });
        }
    };
    table.header(36.0 * unit, header).body(|body| {
        body.rows(ROW_HEIGHT * unit, rows.len(), |mut line| {
            let Some(row) = rows.get(line.index()) else { return };
            row_ui(&mut line, desk, snapshot, row, shown);
        });
    });
}

fn row_ui(line: &mut TableRow<'_, '_>, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow, shown: Shown) {
    line.col(|ui| {
        cell::ground_ui(ui, None);
        ui.add_space(10.0);
        let looked_into = desk.looking.agent == Some(row.agent);
        let t = theme::tokens(ui);
        let ink = if looked_into { t.accent } else { t.text };
        let name = RichText::new(&row.name).font(theme::semibold_font(ui, theme::BODY)).color(ink);
        ui.add(Label::new(name).truncate());
    });
    line.col(|ui| {
        cell::ground_ui(ui, None);
        if row.expired > 0 {
            let hover = format::plural(row.expired, "certificate has expired", "certificates have expired");
            widget::pill_ui(ui, "expired", Tone::Breach).on_hover_text(hover);
        }
        if row.today {
            widget::pill_ui(ui, "today", Tone::Accent).on_hover_text("Other skills than usual, for today");
        }
        let skills = [row.skills.join(", "), row.languages.join(" ")];
        let words = skills.iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
        words_ui(ui, &words, |t| t.dim);
    });
    line.col(|ui| state_ui(ui, snapshot, row));
    line.col(|ui| load_ui(ui, row));
    line.col(|ui| {
        cell::ground_ui(ui, None);
        match row.oldest_in_hand {
            Some((conversation, since)) => {
                let age = format::age(u64::try_from(snapshot.at.secs_since(since)).unwrap_or(0));
                let t = theme::tokens(ui);
                let words = RichText::new(&age).font(theme::regular_font(ui, theme::BODY)).color(t.text);
                let link = ui.add(Label::new(words).sense(Sense::click()));
                let link = link.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text("Read the conversation");
                let name = format!("Read the oldest that {} has", row.name);
                link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &name));
                if link.clicked() {
                    desk.queue(Action::Open(conversation));
                }
            }
            None => words_ui(ui, "—", |t| t.quiet),
        }
    });
    if shown == Shown::All {
        line.col(|ui| within_ui(ui, row));
        line.col(|ui| {
            cell::ground_ui(ui, None);
            words_ui(ui, &format::count(row.resolved_today), |t| t.text);
        });
    }
    line.col(|ui| schedule_ui(ui, snapshot, row));
    if shown == Shown::All {
        line.col(|ui| shift_ui(ui, snapshot, row));
    }
    let response = line.response();
    let name = format!("{}, {}, holds {} of {}", row.name, row.presence.word(), row.holds, row.capacity);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &name));
    if response.clicked() {
        let other = desk.looking.agent != Some(row.agent);
        desk.queue(Action::LookInto(other.then_some(row.agent)));
    }
    let open = response.secondary_clicked().then_some(egui::SetOpenCommand::Bool(true));
    let menu = egui::Popup::context_menu(&response).open_memory(open);
    menu.show(|ui| menu_ui(ui, desk, snapshot, row));
}

fn words_ui(ui: &mut Ui, words: &str, ink: impl Fn(&theme::Tokens) -> Color32) {
    let ink = ink(theme::tokens(ui));
    ui.add(Label::new(RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(ink)).truncate());
}

fn state_ui(ui: &mut Ui, snapshot: &Snapshot, row: &AgentRow) {
    cell::ground_ui(ui, None);
    let t = theme::tokens(ui);
    let (words, ink) = state_words(row, t);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(10.0, 10.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.5, ink);
    let since = format::moment(row.since, snapshot.at, &snapshot.zone);
    let label = RichText::new(words).font(theme::regular_font(ui, theme::BODY)).color(t.text);
    let mut hover = format!("Since {since}, {}", row.by.words());
    if row.forced {
        hover.push_str(". It holds until a lead says otherwise or the next shift begins");
    }
    ui.add(Label::new(label).truncate()).on_hover_text(hover);
}

/// The state in words, and the colour of its dot.
pub(super) fn state_words(row: &AgentRow, t: &theme::Tokens) -> (String, Color32) {
    let over = row.holds > usize::from(row.capacity);
    if row.left {
        return ("Left the team".to_owned(), t.faint);
    }
    let forced = if row.forced { " · forced" } else { "" };
    match row.presence {
        Presence::Available if !row.on_duty => ("Out of shift".to_owned(), t.watch),
        Presence::Available if over => ("Over capacity".to_owned(), t.breach),
        Presence::Available if row.holds == 0 => (format!("Free{forced}"), t.accent),
        Presence::Available => (format!("Handling{forced}"), t.met),
        Presence::Away if row.reason.is_empty() => (format!("Away{forced}"), t.watch),
        Presence::Away => (format!("Away · {}{forced}", row.reason), t.watch),
        Presence::Off => match row.schedule {
            Schedule::Absent(_) => ("Absent".to_owned(), t.breach),
            Schedule::Late(_) => ("Not there yet".to_owned(), t.watch),
            Schedule::LeftEarly(_) => ("Left early".to_owned(), t.watch),
            Schedule::Planned(_) => ("Absent, planned".to_owned(), t.faint),
            _ => ("Off shift".to_owned(), t.faint),
        },
    }
}

/// How they keep to the roster, in words; red words are trouble.
pub(super) fn schedule_words(row: &AgentRow, snapshot: &Snapshot) -> String {
    let minutes = |secs: u32| format!("{} min", secs / 60);
    let clock = |at| format::moment(at, snapshot.at, &snapshot.zone);
    match row.schedule {
        Schedule::None => "no roster".to_owned(),
        Schedule::OnTime => "on time".to_owned(),
        Schedule::Late(secs) => format!("{} late", minutes(secs)),
        Schedule::Absent(secs) => format!("absent {}", minutes(secs)),
        Schedule::Planned(until) => format!("back {}", clock(until)),
        Schedule::BreakOver(secs) => format!("break over by {}:{:02}", secs / 60, secs % 60),
        Schedule::LeftEarly(secs) => format!("left {} ago", minutes(secs)),
        Schedule::Extended(until) => format!("extended to {}", clock(until)),
        Schedule::Over(secs) if secs < 3600 => format!("over for {}", minutes(secs)),
        Schedule::Over(_) => "over".to_owned(),
        Schedule::Next(at) => format!("from {}", clock(at)),
    }
}

fn schedule_ui(ui: &mut Ui, snapshot: &Snapshot, row: &AgentRow) {
    cell::ground_ui(ui, None);
    let quiet = matches!(row.schedule, Schedule::None);
    words_ui(ui, &schedule_words(row, snapshot), |t| match (row.schedule.is_trouble(), quiet) {
        (true, _) => t.breach_text,
        (false, true) => t.quiet,
        (false, false) => t.dim,
    });
}

/// The shifts of today on the day's line, with a mark for now.
fn shift_ui(ui: &mut Ui, snapshot: &Snapshot, row: &AgentRow) {
    cell::ground_ui(ui, None);
    let t = theme::tokens(ui);
    let width = (ui.available_width() - 14.0).clamp(40.0, 320.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 14.0), Sense::hover());
    ui.painter().rect_filled(rect, 3.0, t.panel);
    let Some(day) = snapshot.agents.day else { return };
    let x = |at| rect.left() + rect.width() * share_of(at, day);
    for (from, until) in &row.shifts {
        let bar = Rect::from_x_y_ranges(x(*from)..=x(*until), rect.y_range());
        ui.painter().rect_filled(bar, 3.0, t.selection_line);
    }
    let now = x(snapshot.at);
    ui.painter().vline(now, rect.y_range(), egui::Stroke::new(1.5, t.text));
    let clock = |at| format::clock(at, &snapshot.zone);
    let said: Vec<String> =
        row.shifts.iter().map(|(from, until)| format!("{}–{}", clock(*from), clock(*until))).collect();
    let said = if said.is_empty() { "no shift today".to_owned() } else { said.join(", ") };
    response.on_hover_text(format!("{}: {said}", row.name));
}

/// Where a moment lies in a day, 0 to 1.
pub(super) fn share_of(at: At, day: (At, At)) -> f32 {
    let whole = day.1.secs_since(day.0).max(1) as f32;
    (at.secs_since(day.0) as f32 / whole).clamp(0.0, 1.0)
}

/// Filled blocks are held, empty ones are free, red ones are too many.
fn load_ui(ui: &mut Ui, row: &AgentRow) {
    cell::ground_ui(ui, None);
    let t = theme::tokens(ui);
    let capacity = usize::from(row.capacity);
    let blocks = capacity.max(row.holds);
    let size = Vec2::new(21.0, 12.0);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(24.0 * 5.0, 12.0), Sense::hover());
    if blocks > BLOCKS_MAX || capacity == 0 {
        let color = if row.holds > capacity { t.breach } else { t.accent };
        widget::paint_bar(
            ui.painter(),
            rect.shrink2(Vec2::new(0.0, 2.0)),
            row.holds as f32 / capacity.max(1) as f32,
            color,
            t.raised,
        );
    } else {
        let step = (size.x + 3.0).min(rect.width() / blocks as f32);
        for block in 0..blocks {
            let color = match (block < row.holds, block < capacity) {
                (true, true) => t.accent,
                (true, false) => t.breach,
                (false, _) => t.raised,
            };
            let at = rect.min + Vec2::new(step * block as f32, 0.0);
            ui.painter().rect_filled(Rect::from_min_size(at, Vec2::new(step - 3.0, size.y)), 3.0, color);
        }
    }
    words_ui(ui, &format!("{} of {}", row.holds, row.capacity), |t| {
        if row.holds > capacity { t.breach_text } else { t.dim }
    });
}

fn within_ui(ui: &mut Ui, row: &AgentRow) {
    cell::ground_ui(ui, None);
    if row.answered_today == 0 {
        words_ui(ui, "—", |t| t.quiet);
        return;
    }
    let ratio = row.within_today as f64 / row.answered_today as f64;
    let figure = format::percent_figure(ratio).to_string();
    let ink = |t: &theme::Tokens| if ratio < WITHIN_WATCH_RATIO { t.watch } else { t.text };
    ui.scope(|ui| words_ui(ui, &figure, ink)).response.on_hover_text(format!(
        "{} of {} first responses today within the target",
        row.within_today, row.answered_today
    ));
}

fn menu_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AgentRow) {
    ui.set_min_width(200.0);
    widget::label_ui(ui, &row.name);
    let mut line = |ui: &mut Ui, words: &str, action: Action| {
        let possible = action.possible(desk, snapshot);
        let response = ui.add_enabled(possible.is_ok(), egui::Button::new(words));
        if response.clicked() {
            desk.queue(action);
            ui.close();
        }
        if let Err(why) = possible {
            response.on_disabled_hover_text(crate::ui::desk::sentence(why));
        }
    };
    if row.presence != Presence::Available {
        line(ui, "Set available", Action::Presence(row.agent, Presence::Available, String::new()));
    }
    line(ui, "Set away…", Action::AskAway(row.agent));
    if row.presence != Presence::Off {
        line(ui, "Set off shift…", Action::AskPeople(PeopleAsk::Off(row.agent, String::new())));
    }
    let agent = row.agent;
    line(ui, "Force a state…", Action::AskPeople(PeopleAsk::Force(agent, Presence::Away, String::new())));
    line(ui, "Log out…", Action::AskPeople(PeopleAsk::LogOut(agent, String::new())));
    line(ui, "Skills for today…", Action::AskPeople(agents_card::skills_ask(row)));
    line(ui, "Extend the shift…", Action::AskPeople(PeopleAsk::Extend(agent, String::new(), String::new())));
    line(ui, "Plan an absence…", Action::AskPeople(agents_card::absence_ask(agent)));
    ui.separator();
    line(ui, "Look into", Action::LookInto(Some(agent)));
    line(ui, "Show what they have", Action::OfOwner(Some(row.agent)));
    if let Some((conversation, _)) = row.oldest_in_hand {
        line(ui, "Read their oldest", Action::Open(conversation));
    }
}
