//! The escalations: what is not acknowledged, who is next on the ladder, what has been done?

mod ask;
mod card;
mod deed;
mod edit;
mod edit_quiet;
mod edit_rules;
mod panel;

pub use ask::{EscalationAsk, ask_ui};
pub use deed::Deed;
pub(in crate::ui) use deed::{command, deed_possible, deed_words, perform};

use crate::floor::AgentId;
use crate::floor::escalation::Progress;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{EscalationCard, Escalations, RungColumn, Snapshot};
use egui::{
    Align, CentralPanel, CornerRadius, Frame, Layout, Margin, Panel, Rect, RichText, ScrollArea, Stroke, Ui, Vec2,
};

/// Room for the title, the sets and the button in one line, in points.
const NARROW: f32 = 860.0;

/// A column that is narrower than this, in points, says its time under its name.
const NARROW_LANE: f32 = 240.0;

/// Which escalations are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EscalationSet {
    /// All that are open.
    #[default]
    Open,
    /// Those that nobody has.
    Unacknowledged,
    /// Those that the person at this desk has.
    Mine,
    /// Those that were over today.
    Resolved,
}

impl EscalationSet {
    const ALL: [EscalationSet; 4] =
        [EscalationSet::Open, EscalationSet::Unacknowledged, EscalationSet::Mine, EscalationSet::Resolved];

    fn word(self) -> &'static str {
        match self {
            EscalationSet::Open => "Open",
            EscalationSet::Unacknowledged => "Not acknowledged",
            EscalationSet::Mine => "Mine",
            EscalationSet::Resolved => "Resolved today",
        }
    }

    fn has(self, card: &EscalationCard, me: Option<AgentId>) -> bool {
        match self {
            EscalationSet::Open => card.progress != Progress::Resolved,
            EscalationSet::Unacknowledged => card.progress == Progress::Raised,
            EscalationSet::Mine => me.is_some() && card.owner.as_ref().map(|(a, _)| *a) == me,
            EscalationSet::Resolved => card.progress == Progress::Resolved,
        }
    }

    fn count(self, all: &Escalations, me: Option<AgentId>) -> usize {
        match self {
            EscalationSet::Open => all.open,
            EscalationSet::Unacknowledged => all.unacknowledged,
            EscalationSet::Mine => all.cards().filter(|card| self.has(card, me)).count(),
            EscalationSet::Resolved => all.resolved_today,
        }
    }
}

/// The cards that are shown, column by column, for the keys: what is drawn and what is stepped through is one.
pub(in crate::ui) fn shown<'a>(desk: &Desk, snapshot: &'a Snapshot) -> Vec<&'a EscalationCard> {
    let all = &snapshot.escalations;
    let (set, me) = (desk.escalation_set, desk.me);
    match set {
        EscalationSet::Resolved => all.resolved.iter().collect(),
        _ => all.cards().filter(|card| set.has(card, me)).collect(),
    }
}

/// Draws the whole screen.
pub fn escalations_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let room = ui.available_width();
    if desk.escalation_at.is_none_or(|at| !shown(desk, snapshot).iter().any(|card| card.escalation == at)) {
        desk.escalation_at = shown(desk, snapshot).first().map(|card| card.escalation);
    }
    if desk.escalation_at.is_some() {
        let width = (room * 0.31).clamp(330.0, 548.0).min(room * 0.45);
        Panel::right("escalation")
            .exact_size(width)
            .resizable(false)
            .frame(Frame::new().fill(t.panel).inner_margin(Margin::symmetric(16, 16)))
            .show(ui, |ui| panel::panel_ui(ui, desk, snapshot));
    }
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 16, top: 14, bottom: 14 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        head_ui(ui, desk, snapshot);
        ui.add_space(2.0);
        warnings_ui(ui, desk, snapshot);
        if desk.escalation_set == EscalationSet::Resolved {
            resolved_ui(ui, desk, snapshot);
        } else if snapshot.escalations.open == 0 && snapshot.escalations.columns.is_empty() {
            widget::empty_ui(ui, "Nothing is raised", "Choose a conversation on the floor and press E", |_| ());
        } else {
            columns_ui(ui, desk, snapshot);
        }
    });
}

fn head_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let narrow = ui.available_width() < NARROW * unit;
    ui.horizontal_wrapped(|ui| {
        widget::title_ui(ui, "Escalations");
        ui.spacing_mut().item_spacing = Vec2::new(8.0, 6.0);
        for set in EscalationSet::ALL {
            let words = format!("{} · {}", set.word(), format::count(set.count(&snapshot.escalations, desk.me)));
            let chip = widget::chip_ui(ui, &words, desk.escalation_set == set);
            let chip = match (set, desk.me) {
                (EscalationSet::Mine, None) => chip.on_hover_text("Say who you are with “I’ll take it” first"),
                _ => chip,
            };
            if chip.clicked() {
                desk.escalation_set = set;
            }
        }
        let edit = Action::Escalation(Deed::Edit);
        if narrow {
            press_ui(ui, desk, snapshot, &edit, Weight::Plain);
        } else {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                press_ui(ui, desk, snapshot, &edit, Weight::Plain);
            });
        }
    });
}

/// What is wrong with the set-up, and automatic answers that hold still.
fn warnings_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    if let Some(frozen) = &snapshot.escalations.frozen {
        let call = if frozen.contact.is_empty() { String::new() } else { format!(" · call {}", frozen.contact) };
        let words = format!("INCIDENT · {} · automatic answers hold still{call}", frozen.title);
        line_ui(ui, &words, t.breach_text, t.breach_tint);
    }
    for words in snapshot.escalations.warnings.iter().take(3) {
        line_ui(ui, words, t.watch, t.watch_tint);
    }
    if snapshot.escalations.setup.rules.is_empty() {
        ui.horizontal_wrapped(|ui| {
            widget::label_ui(ui, "No rule raises by itself yet: viral alarms and cues of safety, law and press wait.");
            let words = "Use the suggested rules";
            let wish = crate::floor::EscalationCommand::UseSuggestedRules;
            let action = Action::Do(words, crate::floor::Command::Escalation(wish));
            press_ui(ui, desk, snapshot, &action, Weight::Plain);
        });
    }
}

fn line_ui(ui: &mut Ui, words: &str, ink: egui::Color32, ground: egui::Color32) {
    let frame = Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(theme::BUTTON_RADIUS))
        .inner_margin(Margin::symmetric(12, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let words = RichText::new(words).font(theme::semibold_font(ui, theme::LABEL)).color(ink);
        ui.add(egui::Label::new(words).truncate());
    });
}

/// `5 min`, `40 s`.
fn ack_words(secs: u32) -> String {
    if secs.is_multiple_of(60) { format!("ack in {} min", secs / 60) } else { format!("ack in {secs} s") }
}

/// One of the columns as it is drawn.
struct Lane<'a> {
    title: String,
    right: String,
    about: String,
    cards: Vec<&'a EscalationCard>,
    left_out: usize,
    empty: String,
}

fn lane<'a>(desk: &Desk, column: &'a RungColumn) -> Lane<'a> {
    let duty = format::plural(column.on_duty, "person on duty", "people on duty");
    let set = desk.escalation_set;
    Lane {
        title: format!("{} · {}", column.label, column.name),
        right: ack_words(column.ack_secs),
        about: format!("{duty}. Not acknowledged in that time, it goes to the next rung"),
        cards: column.cards.iter().filter(|card| set.has(card, desk.me)).collect(),
        left_out: column.left_out,
        empty: if column.on_duty == 0 { "Nobody is on duty here: skipped".to_owned() } else { duty },
    }
}

fn columns_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let all = &snapshot.escalations;
    let mut lanes: Vec<Lane<'_>> = all.columns.iter().map(|column| lane(desk, column)).collect();
    let set = desk.escalation_set;
    lanes.push(Lane {
        title: "Handed off".to_owned(),
        right: "phone and email".to_owned(),
        about: "It stays ours until the other side has answered".to_owned(),
        cards: all.handed_off.iter().filter(|card| set.has(card, desk.me)).collect(),
        left_out: all.handed_off_left_out,
        empty: "Nothing is on the phone or in a mail".to_owned(),
    });
    let gap = 12.0;
    let count = lanes.len() as f32;
    // Narrow windows scroll sideways; a column is never too narrow to read.
    let width = ((ui.available_width() - gap * (count - 1.0)) / count).max(200.0);
    let height = ui.available_height();
    ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = gap;
        ui.horizontal_top(|ui| {
            for lane in &lanes {
                lane_ui(ui, desk, snapshot, lane, Vec2::new(width, height));
            }
        });
    });
}

/// The name of a column and its time, side by side where there is room.
fn lane_head_ui(ui: &mut Ui, lane: &Lane<'_>) {
    let t = theme::tokens(ui);
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let title = RichText::new(&lane.title).font(theme::semibold_font(ui, theme::BODY)).color(t.text);
    if ui.available_width() < NARROW_LANE * unit {
        ui.add(egui::Label::new(title).truncate()).on_hover_text(&lane.title);
        widget::label_ui(ui, &lane.right).on_hover_text(&lane.about);
        return;
    }
    ui.horizontal(|ui| {
        ui.add_space(4.0);
        let right = RichText::new(&lane.right).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(right)).on_hover_text(&lane.about);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(title).truncate());
            });
        });
    });
}

fn lane_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, lane: &Lane<'_>, size: Vec2) {
    let t = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::CARD_RADIUS),
        t.panel,
        Stroke::new(1.0, t.line),
        egui::StrokeKind::Inside,
    );
    let inner = Rect::from_min_max(rect.min + Vec2::new(13.0, 12.0), rect.max - Vec2::new(13.0, 10.0));
    let down = Layout::top_down(Align::Min);
    let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(down).id_salt(&lane.title));
    ui.set_clip_rect(ui.clip_rect().intersect(rect));
    ui.scope(|ui| {
        lane_head_ui(ui, lane);
        ui.add_space(4.0);
        if lane.cards.is_empty() {
            widget::label_ui(ui, &lane.empty);
            return;
        }
        ScrollArea::vertical().id_salt((&lane.title, "cards")).auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 10.0;
            for card in &lane.cards {
                card::card_ui(ui, desk, snapshot, card);
            }
            if lane.left_out > 0 {
                widget::label_ui(ui, &format!("and {} more", format::count(lane.left_out)));
            }
        });
    });
}

fn resolved_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let all = &snapshot.escalations;
    if all.resolved.is_empty() {
        widget::empty_ui(
            ui,
            "Nothing was resolved today",
            "What is over stands here, with what it cost each silo",
            |_| (),
        );
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for card in &all.resolved {
            card::resolved_ui(ui, desk, snapshot, card);
        }
        let left_out = all.resolved_today.saturating_sub(all.resolved.len());
        if left_out > 0 {
            widget::label_ui(ui, &format!("and {} more", format::count(left_out)));
        }
    });
}
