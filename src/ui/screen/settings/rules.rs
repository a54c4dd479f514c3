//! The rules of alerts: what is too much, from where to where, and for how long.

use crate::floor::{ChannelId, Command, DeskCommand, Figure, Level, Rule};
use crate::ui::action::Action;
use crate::ui::desk::{Desk, sentence};
use crate::ui::press::{Weight, press_ui};
use crate::ui::widget::Tone;
use crate::ui::{format, widget};
use crate::view::{RuleRow, Snapshot};
use egui::{ComboBox, DragValue, Ui};

/// The place of a rule that does not exist yet.
const NEW: u16 = u16::MAX;

/// Draws the section.
pub fn rules_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "What is too much", "one alert a rule; it ends below where it began", |ui| {
        for row in &snapshot.house.rules {
            rule_ui(ui, desk, snapshot, row);
            widget::rule_ui(ui);
        }
        match desk.rules.get(&NEW).copied() {
            Some(rule) => draft_ui(ui, desk, snapshot, NEW, rule, rule),
            None => {
                if widget::button_ui(ui, "Add a rule…").clicked() {
                    desk.rules.insert(NEW, fresh());
                }
            }
        }
    });
}

fn fresh() -> Rule {
    Rule {
        figure: Figure::Waiting,
        channel: None,
        on_at: 100,
        off_at: 80,
        for_secs: 120,
        level: Level::Watch,
        severity: 5,
        is_on: true,
    }
}

fn rule_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &RuleRow) {
    ui.horizontal_wrapped(|ui| {
        let burns = row.burns_since.map(|at| format!("since {}", format::clock(at, &snapshot.zone)));
        match (&burns, row.says.is_on) {
            (Some(since), _) => widget::pill_dot_ui(ui, since, Tone::Breach),
            (None, true) => widget::pill_dot_ui(ui, "asked", Tone::Met),
            (None, false) => widget::pill_ui(ui, "at rest", Tone::Plain),
        };
        ui.label(sentence(&row.words));
    });
    let draft = desk.rules.get(&row.rule).copied();
    if let Some(draft) = draft {
        draft_ui(ui, desk, snapshot, row.rule, draft, row.says);
        return;
    }
    ui.horizontal(|ui| {
        let change = widget::button_ui(ui, "Change…").accessible_name(format!("Change rule {}", row.rule));
        if change.clicked() {
            desk.rules.insert(row.rule, row.says);
        }
        let words = if row.says.is_on { "Put to rest" } else { "Ask again" };
        let to = Rule { is_on: !row.says.is_on, ..row.says };
        let set = Command::Desk(DeskCommand::SetRule { rule: Some(row.rule), to });
        press_ui(ui, desk, snapshot, &Action::Do(words, set), Weight::Plain);
        let drop = Command::Desk(DeskCommand::DropRule { rule: row.rule });
        press_ui(ui, desk, snapshot, &Action::Do("Drop the rule", drop), Weight::Plain);
    });
}

fn draft_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, id: u16, mut rule: Rule, kept: Rule) {
    ui.horizontal_wrapped(|ui| what_ui(ui, snapshot, id, &mut rule));
    ui.horizontal_wrapped(|ui| when_ui(ui, &mut rule));
    desk.rules.insert(id, rule);
    ui.horizontal(|ui| {
        let place = (id != NEW).then_some(id);
        if id == NEW || rule != kept {
            let set = Command::Desk(DeskCommand::SetRule { rule: place, to: rule });
            if press_ui(ui, desk, snapshot, &Action::Do("Set the rule", set), Weight::Accent).clicked() {
                desk.rules.remove(&id);
            }
        }
        if widget::button_ui(ui, "Leave the rule").clicked() {
            desk.rules.remove(&id);
        }
    });
}

fn what_ui(ui: &mut Ui, snapshot: &Snapshot, id: u16, rule: &mut Rule) {
    let combo = ComboBox::from_id_salt(("figure", id)).selected_text(rule.figure.word()).show_ui(ui, |ui| {
        for figure in Figure::ALL {
            if ui.selectable_label(rule.figure == figure, figure.word()).clicked() {
                let channel = rule.channel.filter(|_| figure.is_by_channel());
                *rule = Rule { figure, channel, ..*rule };
            }
        }
    });
    combo.response.accessible_name(format!("Figure of rule {id}"));
    if rule.figure.is_by_channel() {
        let channels = &snapshot.listing.channels;
        let name = |id: ChannelId| channels.iter().find(|(of, _)| *of == id).map_or("a channel", |(_, name)| name);
        let shown = rule.channel.map_or("all channels", name);
        let combo = ComboBox::from_id_salt(("channel", id)).selected_text(shown).show_ui(ui, |ui| {
            ui.selectable_value(&mut rule.channel, None, "all channels");
            for (of, name) in channels {
                ui.selectable_value(&mut rule.channel, Some(*of), name);
            }
        });
        combo.response.accessible_name(format!("Channel of rule {id}"));
    }
    for (level, word) in [(Level::Watch, "watch"), (Level::Alarm, "alarm")] {
        if widget::chip_ui(ui, word, rule.level == level).clicked() {
            rule.level = level;
        }
    }
    widget::dim_ui(ui, "severity");
    ui.add(DragValue::new(&mut rule.severity).range(1..=10)).accessible_name("Severity");
}

fn when_ui(ui: &mut Ui, rule: &mut Rule) {
    let (unit, each) = rule.figure.unit();
    let each = u32::try_from(each).unwrap_or(1);
    let number = |ui: &mut Ui, name: &str, value: &mut u32| {
        widget::dim_ui(ui, name);
        let mut shown = *value / each;
        let drag = DragValue::new(&mut shown).range(0..=10_000_000).suffix(format!(" {unit}"));
        if ui.add(drag).accessible_name(name).changed() {
            *value = shown.saturating_mul(each);
        }
    };
    number(ui, "begins at", &mut rule.on_at);
    number(ui, "ends at", &mut rule.off_at);
    widget::dim_ui(ui, "when it is so for");
    ui.add(DragValue::new(&mut rule.for_secs).range(0..=86_400).suffix(" s")).accessible_name("Seconds");
    if rule.off_at >= rule.on_at {
        widget::pill_ui(ui, "must end below where it begins", Tone::Watch);
    }
}
