//! The settings: how the desk looks, what is promised, how work is given out, what the brand is, what waiting costs, and every key.

mod accounts;
mod assignment;
mod brand;
mod customers;
mod hours;
mod policies;
mod role;
mod rules;
mod sounds;
mod voice;
mod weights;

use crate::ui::action::{Action, Scope};
use crate::ui::desk::Desk;
use crate::ui::keys::BINDINGS;
use crate::ui::press::{Weight, press_ui};
use crate::ui::settings::ThemeChoice;
use crate::ui::{format, theme, widget};
use crate::view::{FloorKind, Promise, Snapshot};
use egui::{CentralPanel, DragValue, Frame, Grid, Margin, RichText, ScrollArea, Ui};

/// The widest a settings page reads well.
const WIDTH_MAX: f32 = 860.0;
/// From so wide on there are two columns of cards.
const TWO_COLUMNS: f32 = 1_440.0;
/// Between them, and beside the bar that scrolls them, in points.
const GAP: f32 = 14.0;
const BESIDE_BAR: f32 = 12.0;

/// Draws the whole screen.
pub fn settings_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // The window is cleared in the background's colour already.
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 14, bottom: 8 });
    CentralPanel::no_frame().frame(frame).show(ui, |ui| {
        widget::title_ui(ui, "Settings");
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            if ui.available_width() >= TWO_COLUMNS {
                let width = ((ui.available_width() - GAP - BESIDE_BAR) / 2.0).min(WIDTH_MAX);
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    column_ui(ui, width, |ui| {
                        desk_cards_ui(ui, desk, snapshot);
                        rest_cards_ui(ui, desk, snapshot);
                    });
                    column_ui(ui, width, |ui| floor_cards_ui(ui, desk, snapshot));
                });
                return;
            }
            ui.set_max_width(WIDTH_MAX);
            desk_cards_ui(ui, desk, snapshot);
            floor_cards_ui(ui, desk, snapshot);
            rest_cards_ui(ui, desk, snapshot);
        });
    });
}

fn column_ui(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 12.0);
        add(ui);
    });
}

/// What is about this desk, and about promises.
fn desk_cards_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "How it looks", "", |ui| looks_ui(ui, desk));
    widget::card_ui(ui, "What is promised", "every open clock of a channel is set anew", |ui| {
        promises_ui(ui, desk, snapshot);
    });
    policies::policies_ui(ui, desk, snapshot);
    hours::hours_ui(ui, desk, snapshot);
    role::role_ui(ui, desk, snapshot);
    sounds::sounds_ui(ui, desk, snapshot);
}

/// What is known, where it lies, and every key.
fn rest_cards_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    customers::customers_ui(ui, desk, snapshot);
    customers::silence_ui(ui, snapshot);
    widget::card_ui(ui, "Where the data lies", "", |ui| data_ui(ui, desk, snapshot));
    widget::card_ui(ui, "All keys", "also with ?", |ui| keys_table_ui(ui, snapshot));
}

/// What triage and the order are told.
fn floor_cards_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    voice::voice_ui(ui, desk, snapshot);
    assignment::assignment_ui(ui, desk, snapshot);
    brand::brand_ui(ui, desk, snapshot);
    rules::rules_ui(ui, desk, snapshot);
    accounts::accounts_ui(ui, desk, snapshot);
    weights::weights_ui(ui, desk, snapshot);
}

fn looks_ui(ui: &mut Ui, desk: &mut Desk) {
    ui.horizontal(|ui| {
        widget::dim_ui(ui, "Theme");
        for choice in ThemeChoice::ALL {
            if widget::chip_ui(ui, choice.word(), desk.theme == choice).clicked() {
                desk.queue(Action::Theme(choice));
            }
        }
    });
    ui.horizontal(|ui| {
        widget::dim_ui(ui, "Text size");
        for percent in [90, 100, 115, 130, 150] {
            if widget::chip_ui(ui, &format!("{percent} %"), desk.scale_percent == percent).clicked() {
                desk.queue(Action::Scale(percent));
            }
        }
    });
}

fn promises_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if snapshot.promises.is_empty() {
        widget::dim_ui(ui, "A channel appears here with its first mention. You can also add one now.");
    } else {
        Grid::new("promises").num_columns(4).spacing([18.0, 8.0]).show(ui, |ui| {
            for title in ["Channel", "First response", "Resolution", ""] {
                widget::label_ui(ui, title);
            }
            ui.end_row();
            for promise in snapshot.promises.iter() {
                promise_ui(ui, desk, promise);
                ui.end_row();
            }
        });
    }
    press_ui(ui, desk, snapshot, &Action::AskChannel, Weight::Plain);
}

fn promise_ui(ui: &mut Ui, desk: &mut Desk, promise: &Promise) {
    let kept = (promise.first_response_secs / 60, promise.resolution_secs / 60);
    let mut minutes = desk.promises.get(&promise.channel.0).copied().unwrap_or(kept);
    ui.label(&promise.name);
    let field = |ui: &mut Ui, minutes: &mut u32, what: &str| {
        ui.horizontal(|ui| {
            let value = DragValue::new(minutes).range(1..=60 * 24 * 30).suffix(" min");
            ui.add(value).accessible_name(format!("{what} on {}", promise.name));
            if *minutes >= 120 {
                widget::label_ui(ui, &format::age(u64::from(*minutes) * 60));
            }
        });
    };
    field(ui, &mut minutes.0, "First response");
    field(ui, &mut minutes.1, "Resolution");
    if minutes == kept {
        desk.promises.remove(&promise.channel.0);
        ui.label("");
        return;
    }
    desk.promises.insert(promise.channel.0, minutes);
    ui.horizontal(|ui| {
        let set = ui.button("Set").accessible_name(format!("Set the target on {}", promise.name));
        if set.clicked() {
            desk.queue(Action::Promise(promise.channel, minutes.0 * 60, minutes.1 * 60, false));
        }
        if ui.button("Leave").accessible_name(format!("Leave the target on {}", promise.name)).clicked() {
            desk.promises.remove(&promise.channel.0);
        }
        if minutes.1 < minutes.0 {
            let t = theme::tokens(ui);
            ui.label(RichText::new("resolved before it is answered?").color(t.watch));
        }
    });
}

fn data_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    match &snapshot.floor {
        FloorKind::Own { place } => {
            ui.horizontal(|ui| {
                widget::dim_ui(ui, "In");
                ui.add(egui::Label::new(place).selectable(true));
            });
        }
        FloorKind::Rehearsal { day, seed, .. } => {
            widget::dim_ui(
                ui,
                &format!(
                    "This is a rehearsal: an invented {}, seed {seed}. It is kept nowhere.",
                    format::day_words(day)
                ),
            );
            press_ui(ui, desk, snapshot, &Action::StartEmpty, Weight::Plain);
        }
    }
}

/// Every key, from the one table of them.
pub fn keys_table_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let first = [Scope::Everywhere, Scope::Floor, Scope::Escalations, Scope::Planner];
    let rest = [Scope::Funnel, Scope::Agents, Scope::Sources, Scope::Settings];
    for scope in first.into_iter().chain(rest) {
        let keys: Vec<_> = BINDINGS.iter().filter(|binding| binding.action.scope() == scope).collect();
        if keys.is_empty() {
            continue;
        }
        widget::label_ui(ui, scope.word());
        ui.spacing_mut().interact_size.y = 20.0;
        Grid::new(("keys", scope.word())).num_columns(4).spacing([16.0, 5.0]).show(ui, |ui| {
            for (place, binding) in keys.iter().enumerate() {
                let key = RichText::new(binding.shown).font(theme::semibold_font(ui, theme::LABEL)).color(t.text);
                // All tables of keys line up, whatever is in them.
                ui.horizontal(|ui| {
                    ui.set_min_width(104.0);
                    ui.label(key);
                });
                ui.horizontal(|ui| {
                    ui.set_min_width(210.0);
                    widget::label_ui(ui, &binding.action.words(snapshot));
                });
                if place % 2 == 1 {
                    ui.end_row();
                }
            }
        });
        ui.add_space(6.0);
    }
}
