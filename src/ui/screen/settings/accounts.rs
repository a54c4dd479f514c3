//! The accounts of ours: who looks after each, what must be so before it goes live, and what was sent to the wrong one.

use crate::floor::{Account, Command, DeskCommand};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::seat::LANES;
use crate::ui::widget::Tone;
use crate::ui::{format, widget};
use crate::view::{AccountRow, Snapshot};
use egui::{ComboBox, DragValue, TextEdit, Ui};

/// Draws the section.
pub fn accounts_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let over = format!("figures over the newest {} mentions that were read", format::count(snapshot.house.mentions));
    widget::card_ui(ui, "Accounts of ours", &over, |ui| {
        if snapshot.house.accounts.is_empty() {
            widget::dim_ui(ui, "An account appears here with the first mention that is addressed to it.");
        }
        for row in &snapshot.house.accounts {
            account_ui(ui, desk, snapshot, row);
            widget::rule_ui(ui);
        }
    });
}

fn account_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AccountRow) {
    ui.horizontal_wrapped(|ui| {
        widget::strong_ui(ui, &row.name);
        widget::label_ui(ui, &row.channel);
        match row.live_since {
            Some(at) => {
                let since = format::moment(at, snapshot.at, &snapshot.zone);
                widget::pill_dot_ui(ui, "live", Tone::Met).on_hover_text(format!("since {since}"))
            }
            None => widget::pill_ui(ui, "not live", Tone::Watch),
        };
        widget::dim_ui(ui, &figures(row)).on_hover_text(
            "Mis-sent: triage read that it is for another lane than the account's. In time: first responses of \
             the conversations opened last, against the account's goal",
        );
    });
    ui.horizontal_wrapped(|ui| {
        for (tick, is) in row.ticks.0 {
            let (sign, tone) = if is { ("✔", Tone::Met) } else { ("–", Tone::Plain) };
            widget::pill_ui(ui, &format!("{sign} {}", tick.word()), tone);
        }
    });
    if !row.suited.is_empty() {
        ui.horizontal_wrapped(|ui| {
            widget::label_ui(ui, "Suits").on_hover_text(
                "Who of the team knows the network, cares for what the brand is about, and has been there: a \
                 suggestion for the team of this account",
            );
            for (name, why) in &row.suited {
                widget::pill_ui(ui, name, Tone::Plain).on_hover_text(why);
            }
        });
    }
    let draft = desk.accounts.get(&row.handle.0).cloned();
    if let Some(draft) = draft {
        draft_ui(ui, desk, snapshot, row, draft);
        return;
    }
    ui.horizontal(|ui| {
        let name = format!("Change {}", row.name);
        if widget::button_ui(ui, "Change…").accessible_name(name).clicked() {
            desk.accounts.insert(row.handle.0, row.account.clone());
        }
        live_ui(ui, desk, snapshot, row);
    });
}

fn figures(row: &AccountRow) -> String {
    let missent = match row.came {
        0 => "nothing came lately".to_owned(),
        came => format!(
            "{} of {} mis-sent ({})",
            format::number(row.missent.into()),
            format::number(came.into()),
            format::fine_share(row.missent.into(), came.into())
        ),
    };
    let goal = row.account.goal_pct;
    let in_time =
        row.in_time_pct.map_or_else(|| format!("goal {goal} %"), |pct| format!("{pct} % in time, goal {goal} %"));
    format!("{} waiting · {in_time} · {missent}", format::count(row.waiting))
}

fn live_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AccountRow) {
    let live = row.live_since.is_none();
    let command = Command::Desk(DeskCommand::OpenAccount { handle: row.handle, live });
    if !live {
        press_ui(ui, desk, snapshot, &Action::Do("Close the account", command), Weight::Plain);
    } else if row.ticks.all() {
        press_ui(ui, desk, snapshot, &Action::Do("Go live", command), Weight::Accent);
    } else {
        let why = format!("Not without {}", row.ticks.missing());
        ui.add_enabled(false, egui::Button::new("Go live")).on_disabled_hover_text(why);
    }
}

fn draft_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, row: &AccountRow, mut draft: Account) {
    ui.horizontal_wrapped(|ui| {
        let label = widget::dim_ui(ui, "Team");
        let team = TextEdit::singleline(&mut draft.team).desired_width(130.0).hint_text("everybody");
        ui.add(team).labelled_by(label.id);
        let label = widget::dim_ui(ui, "Escalation contact");
        let contact = TextEdit::singleline(&mut draft.contact).desired_width(130.0).hint_text("team leads");
        ui.add(contact).labelled_by(label.id);
        if !snapshot.house.groups.is_empty() {
            widget::label_ui(ui, "groups").on_hover_text(snapshot.house.groups.join(", "));
        }
    });
    ui.horizontal_wrapped(|ui| {
        widget::dim_ui(ui, "For matters of");
        let word = LANES.iter().find(|(lane, _)| *lane == draft.lane).map_or("", |(_, word)| word);
        let combo = ComboBox::from_id_salt(("lane", row.handle.0)).selected_text(word).show_ui(ui, |ui| {
            for (lane, word) in LANES {
                ui.selectable_value(&mut draft.lane, lane, word);
            }
        });
        combo.response.accessible_name(format!("For matters of, {}", row.name));
        let label = widget::dim_ui(ui, "Goal in time");
        ui.add(DragValue::new(&mut draft.goal_pct).range(1..=100).suffix(" %")).labelled_by(label.id);
    });
    let label = widget::dim_ui(ui, "Strategy card: what the account is for, and how it speaks");
    ui.add(TextEdit::multiline(&mut draft.card).desired_rows(3).desired_width(f32::INFINITY)).labelled_by(label.id);
    desk.accounts.insert(row.handle.0, draft.clone());
    ui.horizontal(|ui| {
        if draft != row.account {
            let set = Command::Desk(DeskCommand::SetAccount { handle: row.handle, account: draft });
            press_ui(ui, desk, snapshot, &Action::Do("Save the account", set), Weight::Accent);
        }
        if widget::button_ui(ui, "Leave it as it was").clicked() {
            desk.accounts.remove(&row.handle.0);
        }
    });
}
