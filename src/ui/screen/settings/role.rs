//! In which role this desk decides.

use crate::floor::{Role, Seat};
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::widget;
use crate::view::Snapshot;
use egui::{TextEdit, Ui};

/// Draws the section.
pub fn role_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Who sits here", "kept with every decision", |ui| {
        ui.horizontal_wrapped(|ui| {
            for role in Role::ALL {
                let chip = widget::chip_ui(ui, &word(role), desk.seat.role == role).on_hover_text(about(role));
                if chip.clicked() {
                    desk.queue(Action::Sit(Seat { role, ..desk.seat.clone() }));
                }
            }
        });
        widget::dim_ui(ui, about(desk.seat.role));
        if desk.seat.role == Role::Partner {
            partner_ui(ui, desk, snapshot);
        }
        widget::label_ui(
            ui,
            "Whoever sits at a desk can choose. It keeps from slips and shows in the audit; it is no lock.",
        );
    });
}

fn partner_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let mut group = desk.seat.group.clone();
    ui.horizontal(|ui| {
        let label = widget::dim_ui(ui, "The partner's group of agents");
        ui.add(TextEdit::singleline(&mut group).desired_width(180.0).hint_text("nordhelp")).labelled_by(label.id);
    });
    if group != desk.seat.group {
        desk.queue(Action::Sit(Seat { role: Role::Partner, group: group.to_lowercase() }));
    }
    let agents = snapshot.agents.rows.len();
    if !desk.seat.group.trim().is_empty() && agents == 0 {
        widget::dim_ui(ui, "No agent belongs to that group, so nothing is shown. Groups are set on the agents.");
    }
}

/// With a capital.
fn word(role: Role) -> String {
    crate::ui::desk::sentence(role.word())
}

fn about(role: Role) -> &'static str {
    match role {
        Role::Supervisor => "May do all.",
        Role::Lead => "Gives out work, answers alarms and sets their rules. Not the team, targets or weights.",
        Role::Planner => "Makes the team, rosters, hours and targets. Gives out no work.",
        Role::SocialMediaManager => "Cares for accounts, brand and what is said. Not the team's affairs.",
        Role::Partner => "Sees and moves only the own queue: what its agents have, and what waits at its accounts.",
        Role::Viewer => "Only looks.",
    }
}
