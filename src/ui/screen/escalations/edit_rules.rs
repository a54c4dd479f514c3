//! Rules in the dialog behind “Edit ladder…”: what raises by itself.

use super::ask::Answered;
use super::edit::{Draft, done};
use super::edit_quiet;
use crate::floor::escalation::{LadderId, Muted, Rule, Trouble, When};
use crate::floor::{Cues, EscalationCommand, Tier};
use crate::limits;
use crate::ui::dialog::buttons_ui;
use crate::ui::{format, widget};
use crate::view::{RuleLine, Snapshot};
use egui::{ComboBox, DragValue, ScrollArea, TextEdit, Ui};

/// How high the list of rules is before it scrolls, in points.
const RULES_HEIGHT: f32 = 330.0;

/// A rule that is being written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NewRule {
    name: String,
    when: When,
    trouble: Trouble,
    ladder: LadderId,
    open: bool,
}

impl Default for NewRule {
    fn default() -> NewRule {
        let (when, trouble, ladder) = (When::Viral, Trouble::PublicAnger, LadderId(0));
        NewRule { name: String::new(), when, trouble, ladder, open: false }
    }
}

/// Draws the rules, and a new one below them.
pub(super) fn rules_ui(ui: &mut Ui, snapshot: &Snapshot, draft: &mut Draft) -> Answered {
    if draft.rules.is_empty() {
        widget::dim_ui(ui, "No rule raises by itself yet.");
        if widget::accent_button_ui(ui, "Use the suggested rules").clicked() {
            return done("Use the suggested rules", EscalationCommand::UseSuggestedRules);
        }
    }
    let mut wish = None;
    ScrollArea::vertical().max_height(RULES_HEIGHT).show(ui, |ui| {
        for line in &mut draft.rules {
            wish = line_ui(ui, snapshot, line).or(wish.take());
            widget::rule_ui(ui);
        }
    });
    if draft.rule.open {
        wish = new_ui(ui, snapshot, &mut draft.rule).or(wish);
    } else if widget::button_ui(ui, "Add a rule…").clicked() {
        draft.rule.open = true;
    }
    let close = buttons_ui(ui, "Close", true);
    match wish {
        Some((words, wish)) => done(words, wish),
        None => close.map(|_| None),
    }
}

type Wish = Option<(&'static str, EscalationCommand)>;

fn line_ui(ui: &mut Ui, snapshot: &Snapshot, line: &mut RuleLine) -> Wish {
    let mut wish = None;
    let name = line.rule.name.clone();
    ui.checkbox(&mut line.rule.on, format!("{name}: when {} → {}", line.rule.when.words(), line.rule.trouble.word()))
        .on_hover_text(about(line, snapshot));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let most = 1..=limits::RULE_PER_MINUTE_MAX;
        let drag = DragValue::new(&mut line.rule.per_minute).range(most).suffix(" a minute");
        let drag = ui.add(drag).on_hover_text("At most so many in a minute; the rest waits and is counted");
        drag.accessible_name(format!("At most in a minute, rule {name}"));
        ladder_ui(ui, snapshot, &format!("rule {name}"), &mut line.rule.ladder);
        if is_changed(line, snapshot) && widget::button_ui(ui, "Save rule").clicked() {
            let (rule, to) = (Some(line.number), Some(line.rule.clone()));
            wish = Some(("Save rule", EscalationCommand::SetRule { rule, to }));
        }
        let of = Muted::Rule(line.number);
        match &line.muted {
            Some((until, _)) => {
                widget::label_ui(ui, &format!("muted until {}", format::moment(*until, snapshot.at, &snapshot.zone)));
                let hear = widget::button_ui(ui, "Hear it again");
                if hear.accessible_name(format!("Hear rule {name} again")).clicked() {
                    wish = Some(("Hear it again", EscalationCommand::Mute { of, to: None }));
                }
            }
            None => {
                let mute = widget::button_ui(ui, "Mute for an hour");
                if mute.accessible_name(format!("Mute rule {name} for an hour")).clicked() {
                    let to = Some(edit_quiet::an_hour(snapshot.at));
                    wish = Some(("Mute for an hour", EscalationCommand::Mute { of, to }));
                }
            }
        }
        let drop = widget::button_ui(ui, "Drop");
        if drop.accessible_name(format!("Drop rule {name}")).clicked() {
            wish = Some(("Drop the rule", EscalationCommand::SetRule { rule: Some(line.number), to: None }));
        }
    });
    wish
}

/// On which ladder it goes up; nothing to choose while there is one.
fn ladder_ui(ui: &mut Ui, snapshot: &Snapshot, of: &str, chosen: &mut LadderId) {
    let ladders = &snapshot.escalations.setup.ladders;
    if ladders.len() < 2 {
        return;
    }
    let name = |id: LadderId| ladders.iter().find(|(of, _)| *of == id).map_or("", |(_, l)| l.name.as_str());
    let combo = ComboBox::from_id_salt(("ladder", of)).selected_text(name(*chosen)).show_ui(ui, |ui| {
        for (id, ladder) in ladders {
            ui.selectable_value(chosen, *id, &ladder.name);
        }
    });
    combo.response.on_hover_text("The ladder that it goes up").accessible_name(format!("Ladder of {of}"));
}

fn new_ui(ui: &mut Ui, snapshot: &Snapshot, rule: &mut NewRule) -> Wish {
    ui.horizontal_wrapped(|ui| {
        let label = widget::label_ui(ui, "Name of the new rule");
        let name = TextEdit::singleline(&mut rule.name).hint_text("gold customer").desired_width(170.0);
        ui.add(name).labelled_by(label.id);
        when_ui(ui, &mut rule.when);
    });
    let mut wish = None;
    ui.horizontal_wrapped(|ui| {
        widget::label_ui(ui, "raises it as");
        let combo = ComboBox::from_id_salt("rule trouble").selected_text(rule.trouble.word()).show_ui(ui, |ui| {
            for trouble in Trouble::ALL {
                ui.selectable_value(&mut rule.trouble, trouble, trouble.word());
            }
        });
        combo.response.accessible_name("Trouble of the new rule");
        ladder_ui(ui, snapshot, "the new rule", &mut rule.ladder);
        let add = ui.add_enabled_ui(!rule.name.trim().is_empty(), |ui| widget::button_ui(ui, "Add rule")).inner;
        if add.clicked() {
            let to = Rule {
                name: rule.name.trim().to_owned(),
                on: true,
                when: rule.when,
                trouble: rule.trouble,
                ladder: rule.ladder,
                per_minute: 5,
            };
            wish = Some(("Add rule", EscalationCommand::SetRule { rule: None, to: Some(to) }));
        }
    });
    wish
}

/// What the new rule waits for, and how much of it.
fn when_ui(ui: &mut Ui, when: &mut When) {
    let kinds = [
        ("a viral alarm burns", When::Viral),
        ("the first response is late", When::FirstResponseBreached),
        ("the resolution is late", When::ResolutionBreached),
        ("it reads like…", When::Cue(Cues::URGENT)),
        ("a known customer asks", When::Tier(Tier::Gold)),
        ("somebody with many followers asks", When::Followers(50_000)),
    ];
    widget::label_ui(ui, "when");
    let same = |kind: &When| std::mem::discriminant(kind) == std::mem::discriminant(&*when);
    let words = kinds.iter().find(|(_, kind)| same(kind)).map_or("", |(words, _)| *words);
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("rule when").selected_text(words).show_ui(ui, |ui| {
        for (words, kind) in kinds {
            if ui.selectable_label(same(&kind), words).clicked() {
                chosen = Some(kind);
            }
        }
    });
    combo.response.accessible_name("When the new rule raises");
    if let Some(kind) = chosen {
        *when = kind;
    }
    match when {
        When::Cue(cues) => {
            let combo = ComboBox::from_id_salt("rule cue").selected_text(cues.word()).show_ui(ui, |ui| {
                for cue in Cues::ALL {
                    ui.selectable_value(cues, cue, cue.word());
                }
            });
            combo.response.accessible_name("Cue of the new rule");
        }
        When::Tier(tier) => {
            let combo = ComboBox::from_id_salt("rule tier").selected_text(tier.word()).show_ui(ui, |ui| {
                for one in [Tier::Bronze, Tier::Silver, Tier::Gold] {
                    ui.selectable_value(tier, one, one.word());
                }
            });
            combo.response.accessible_name("Tier of the new rule");
        }
        When::Followers(n) => {
            let drag = DragValue::new(n).range(100..=100_000_000).speed(500).suffix(" followers");
            ui.add(drag).accessible_name("Followers of the new rule");
        }
        When::Viral | When::FirstResponseBreached | When::ResolutionBreached => {}
    }
}

fn is_changed(line: &RuleLine, snapshot: &Snapshot) -> bool {
    let is: Option<&Rule> = snapshot.escalations.setup.rules.iter().find(|l| l.number == line.number).map(|l| &l.rule);
    is.is_some_and(|rule| *rule != line.rule)
}

/// What a rule did so far.
fn about(line: &RuleLine, snapshot: &Snapshot) -> String {
    let mut words = format!("It has raised {}", format::number(line.raised));
    if line.waiting > 0 {
        words.push_str(&format!("; {} wait their turn", format::count(line.waiting)));
    }
    if let Some((until, reason)) = &line.muted {
        words.push_str(&format!("; muted until {}: {reason}", format::moment(*until, snapshot.at, &snapshot.zone)));
    }
    if line.passed_over > 0 {
        words.push_str(&format!("; {} were passed over", format::number(line.passed_over)));
    }
    words
}
