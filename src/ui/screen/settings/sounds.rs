//! What rings, how loud, and when it is quiet.

use crate::ui::action::Action;
use crate::ui::bell::Kind;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{theme, widget};
use crate::view::Snapshot;
use egui::{DragValue, Grid, RichText, Slider, Ui};

/// Draws the section.
pub fn sounds_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Sounds and notifications", "of this desk; they repeat until acknowledged", |ui| {
        match desk.player {
            Ok(player) => widget::label_ui(ui, &format!("Sounds are made by {player}.")),
            Err(why) => {
                let ink = theme::tokens(ui).watch;
                ui.label(RichText::new(crate::ui::desk::sentence(why)).color(ink))
            }
        };
        ui.horizontal(|ui| {
            let label = widget::dim_ui(ui, "Volume");
            ui.spacing_mut().slider_width = 160.0;
            ui.add(Slider::new(&mut desk.bell.volume, 0..=100).suffix(" %")).labelled_by(label.id);
        });
        Grid::new("sounds").num_columns(4).spacing([18.0, 6.0]).show(ui, |ui| {
            for title in ["", "Sounds", "Also when quiet, as an alarm", ""] {
                widget::label_ui(ui, title);
            }
            ui.end_row();
            for (i, kind) in Kind::ALL.into_iter().enumerate().rev() {
                ui.label(kind.word());
                let name = |what: &str| format!("{}: {what}", kind.word());
                ui.checkbox(&mut desk.bell.sounds[i], "").accessible_name(name("sounds"));
                ui.checkbox(&mut desk.bell.always[i], "").accessible_name(name("also when quiet"));
                press_ui(ui, desk, snapshot, &Action::TrySound(kind), Weight::Plain);
                ui.end_row();
            }
        });
        ui.checkbox(
            &mut desk.bell.notices,
            "Notifications of the system: how many alerts and of what kind, nobody's words",
        );
        ui.checkbox(&mut desk.bell.in_rehearsal, "A rehearsal rings, too");
        quiet_ui(ui, desk);
    });
}

fn quiet_ui(ui: &mut Ui, desk: &mut Desk) {
    ui.horizontal(|ui| {
        let mut on = desk.bell.quiet.0 != desk.bell.quiet.1;
        if ui.checkbox(&mut on, "Quiet hours").changed() {
            desk.bell.quiet = if on { (22 * 60, 7 * 60) } else { (0, 0) };
        }
        if !on {
            return;
        }
        let (mut from, mut until) = desk.bell.quiet;
        clock_ui(ui, &mut from, "Quiet from");
        widget::dim_ui(ui, "to");
        clock_ui(ui, &mut until, "Quiet until");
        if from != until {
            desk.bell.quiet = (from, until);
        }
    });
}

/// Minutes of the day as a clock, to drag in quarters of an hour.
fn clock_ui(ui: &mut Ui, minutes: &mut u16, name: &str) {
    let mut quarters = *minutes / 15;
    let shown = |n: f64, _: std::ops::RangeInclusive<usize>| {
        let minutes = n as u32 * 15;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    let read = |text: &str| {
        let (hours, minutes) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
        Some(f64::from(hours.parse::<u16>().ok()? * 4 + minutes.parse::<u16>().ok()? / 15))
    };
    let drag = DragValue::new(&mut quarters).range(0..=95).speed(0.1).custom_formatter(shown).custom_parser(read);
    if ui.add(drag).accessible_name(name).changed() {
        *minutes = quarters * 15;
    }
}
