//! Who is known, and what the silence of a channel would say.

use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, widget};
use crate::view::Snapshot;
use egui::{Grid, Ui};

/// How many customers are known, and where more come from.
pub fn customers_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Customers", "kept on this desk only", |ui| {
        let words = match snapshot.triage.customers {
            0 => "No customer is known yet. With a file of them the floor knows who is gold, and who has failed \
                  contacts behind them."
                .to_owned(),
            n => format!(
                "{} known. They are recognised by handle, by an e-mail they write, or by name.",
                format::plural(n, "customer is", "customers are")
            ),
        };
        widget::dim_ui(ui, &words);
        press_ui(ui, desk, snapshot, &Action::AskCustomers, Weight::Plain);
    });
}

/// From when on the silence of each channel would be an alert.
pub fn silence_ui(ui: &mut Ui, snapshot: &Snapshot) {
    widget::card_ui(ui, "Alerts of silence", "as of now; learnt from each channel’s own hours", |ui| {
        if snapshot.triage.silence.is_empty() {
            widget::dim_ui(ui, "Nothing to say yet: a channel is watched once its usual hours are known.");
            return;
        }
        Grid::new("silence").num_columns(2).spacing([18.0, 6.0]).show(ui, |ui| {
            for (_, channel, words) in &snapshot.triage.silence {
                ui.label(channel);
                widget::dim_ui(ui, words);
                ui.end_row();
            }
        });
    });
}
