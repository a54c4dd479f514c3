//! Stand-ins and mutes in the dialog behind “Edit ladder…”.

use super::ask::Answered;
use super::edit::done;
use crate::floor::escalation::{Mute, Muted, Substitute};
use crate::floor::{AgentId, At, EscalationCommand};
use crate::ui::action::agent_name;
use crate::ui::dialog::{buttons_ui, moment_of};
use crate::ui::{format, widget};
use crate::view::Snapshot;
use egui::{ComboBox, TextEdit, Ui};

/// A stand-in and a mute that are being written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Quiet {
    absent: Option<AgentId>,
    instead: Option<AgentId>,
    until: String,
    why: String,
    of: Option<Muted>,
    mute_until: String,
    mute_why: String,
}

/// A mute of an hour, as the button of a rule sets it.
pub(super) fn an_hour(now: At) -> Mute {
    Mute { until: now.plus(3_600), reason: "muted for an hour by the desk".to_owned() }
}

/// Draws both.
pub(super) fn quiet_ui(ui: &mut Ui, snapshot: &Snapshot, quiet: &mut Quiet) -> Answered {
    let wish = stand_ins_ui(ui, snapshot, quiet);
    widget::rule_ui(ui);
    let wish = wish.or(mutes_ui(ui, snapshot, quiet));
    let close = buttons_ui(ui, "Close", true);
    match wish {
        Some((words, wish)) => done(words, wish),
        None => close.map(|_| None),
    }
}

type Wish = Option<(&'static str, EscalationCommand)>;

fn clock(snapshot: &Snapshot, at: At) -> String {
    format::moment(at, snapshot.at, &snapshot.zone)
}

fn stand_ins_ui(ui: &mut Ui, snapshot: &Snapshot, quiet: &mut Quiet) -> Wish {
    let mut wish = None;
    widget::strong_ui(ui, "Stand-ins");
    let all = &snapshot.escalations.setup.substitutes;
    if all.is_empty() {
        widget::dim_ui(
            ui,
            "Nobody stands in for anybody. A stand-in is asked on every rung, whatever their roster says.",
        );
    }
    for (absent, instead, until) in all {
        ui.horizontal_wrapped(|ui| {
            let (who, of) = (agent_name(snapshot, *instead), agent_name(snapshot, *absent));
            ui.label(format!("{who} stands in for {of} until {}", clock(snapshot, *until)));
            let end = widget::button_ui(ui, "End");
            if end.accessible_name(format!("End the stand-in for {of}")).clicked() {
                let ended = EscalationCommand::Substitute { instead_of: *absent, to: None };
                wish = Some(("End the stand-in", ended));
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        agent_ui(ui, snapshot, "Who stands in", &mut quiet.instead);
        widget::label_ui(ui, "for");
        agent_ui(ui, snapshot, "For whom", &mut quiet.absent);
    });
    let until = when_ui(ui, snapshot, ("Stands in until", "Why they stand in"), &mut quiet.until, &mut quiet.why);
    let given = quiet.absent.zip(quiet.instead).zip(until);
    let set = ui.add_enabled_ui(given.is_some(), |ui| widget::button_ui(ui, "Let them stand in")).inner;
    if let Some(((instead_of, agent), until)) = given.filter(|_| set.clicked()) {
        let to = Some(Substitute { agent, until, reason: quiet.why.trim().to_owned() });
        wish = Some(("Let them stand in", EscalationCommand::Substitute { instead_of, to }));
    }
    wish
}

fn agent_ui(ui: &mut Ui, snapshot: &Snapshot, name: &str, chosen: &mut Option<AgentId>) {
    let words = chosen.map_or_else(|| "choose".to_owned(), |agent| agent_name(snapshot, agent));
    let combo = ComboBox::from_id_salt(("quiet", name)).selected_text(words).show_ui(ui, |ui| {
        for row in snapshot.agents.rows.iter().filter(|row| !row.left) {
            ui.selectable_value(chosen, Some(row.agent), &row.name);
        }
    });
    combo.response.accessible_name(name);
}

/// Until when, and why.
fn when_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    (until_name, why_name): (&str, &str),
    until: &mut String,
    why: &mut String,
) -> Option<At> {
    let moment = moment_of(until, snapshot.at, &snapshot.zone);
    ui.horizontal_wrapped(|ui| {
        widget::label_ui(ui, "until");
        ui.add(TextEdit::singleline(until).hint_text("2 h, 18:00").desired_width(90.0)).accessible_name(until_name);
        if let Some(at) = moment {
            widget::label_ui(ui, &clock(snapshot, at));
        }
        widget::label_ui(ui, "because");
        ui.add(TextEdit::singleline(why).hint_text("why").desired_width(300.0)).accessible_name(why_name);
    });
    moment
}

fn muted_words(snapshot: &Snapshot, of: &Muted) -> String {
    match of {
        Muted::Group(group) => group.clone(),
        Muted::Rule(number) => {
            let line = snapshot.escalations.setup.rules.iter().find(|line| line.number == *number);
            line.map_or_else(|| format!("rule {number}"), |line| format!("rule {}", line.rule.name))
        }
    }
}

fn mutes_ui(ui: &mut Ui, snapshot: &Snapshot, quiet: &mut Quiet) -> Wish {
    let mut wish = None;
    widget::strong_ui(ui, "Mutes");
    let setup = &snapshot.escalations.setup;
    if setup.mutes.is_empty() {
        widget::dim_ui(ui, "Nothing is muted. Rungs of a muted group are passed over; a muted rule raises nothing.");
    }
    for (of, until, reason) in &setup.mutes {
        ui.horizontal_wrapped(|ui| {
            let what = muted_words(snapshot, of);
            ui.label(format!("{what} until {}: {reason}", clock(snapshot, *until)));
            let end = widget::button_ui(ui, "End");
            if end.accessible_name(format!("End the mute of {what}")).clicked() {
                wish = Some(("End the mute", EscalationCommand::Mute { of: of.clone(), to: None }));
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        let words = quiet.of.as_ref().map_or_else(|| "choose".to_owned(), |of| muted_words(snapshot, of));
        let groups = setup.groups.iter().map(|group| Muted::Group(group.clone()));
        let all: Vec<Muted> = groups.chain(setup.rules.iter().map(|line| Muted::Rule(line.number))).collect();
        let combo = ComboBox::from_id_salt("mute of").selected_text(words).show_ui(ui, |ui| {
            for of in all {
                let words = muted_words(snapshot, &of);
                ui.selectable_value(&mut quiet.of, Some(of), words);
            }
        });
        combo.response.accessible_name("What is muted");
    });
    let until = when_ui(ui, snapshot, ("Muted until", "Why it is muted"), &mut quiet.mute_until, &mut quiet.mute_why);
    let reason = quiet.mute_why.trim().to_owned();
    let given = quiet.of.clone().zip(until).filter(|_| !reason.is_empty());
    let set = ui.add_enabled_ui(given.is_some(), |ui| widget::button_ui(ui, "Mute")).inner;
    if let Some((of, until)) = given.filter(|_| set.clicked()) {
        wish = Some(("Mute", EscalationCommand::Mute { of, to: Some(Mute { until, reason }) }));
    }
    wish
}
