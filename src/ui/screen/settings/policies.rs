//! Policies: who is promised what, in order; the first that fits counts.

use crate::floor::{Command, Intent, Kind, Policy, PolicyHours, PromiseCommand, Tier, unwise};
use crate::ui::action::{Action, channel_name};
use crate::ui::confirm::Confirm;
use crate::ui::desk::Desk;
use crate::ui::hours::new_policy;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{PreviewAsked, Snapshot};
use egui::{Align, ComboBox, DragValue, Grid, Layout, RichText, TextEdit, Ui};

/// Draws the section.
pub fn policies_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Policies", "the first that fits counts; the channel's own target comes last", |ui| {
        let kept = &snapshot.hours.policies;
        let mut policies = desk.hours.policies.clone().unwrap_or_else(|| kept.clone());
        if policies.is_empty() {
            widget::dim_ui(ui, "No policies yet: everybody gets the target of the channel.");
        } else {
            table_ui(ui, desk, snapshot, &mut policies);
        }
        if let Some(at) = desk.hours.policy_at.filter(|at| *at < policies.len()) {
            editor_ui(ui, snapshot, &mut policies[at]);
        }
        ui.horizontal_wrapped(|ui| {
            if widget::button_ui(ui, "Add a policy").clicked() {
                desk.hours.policy_at = Some(policies.len());
                policies.push(new_policy(policies.len()));
            }
            if kept.is_empty() && policies.is_empty() && !snapshot.hours.presets.is_empty() {
                let presets = widget::button_ui(ui, "Begin with stricter targets for complaints");
                if presets.on_hover_text(PRESETS).clicked() {
                    policies.clone_from(&snapshot.hours.presets);
                }
            }
        });
        let changed = policies != *kept;
        if desk.hours.policies.is_some() != changed || desk.hours.policies.as_ref().is_some_and(|d| *d != policies) {
            desk.looking.preview = changed.then(|| PreviewAsked::Policies(policies.clone()));
        }
        desk.hours.policies = changed.then(|| policies.clone());
        if changed {
            save_ui(ui, desk, snapshot, policies);
        }
    });
}

const PRESETS: &str = "Half the time of each channel and never more than an hour: 72 % of those with a problem expect an \
                       answer within one, 53 % of all do";

fn save_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, policies: Vec<Policy>) {
    let long = policies.iter().map(|p| p.first_secs.max(p.next_secs.unwrap_or(0))).max().and_then(unwise);
    let set = |policies: Vec<Policy>, confirmed: bool| {
        Action::Do("Save the policies", Command::Promise(PromiseCommand::SetPolicies { policies, confirmed }))
    };
    ui.horizontal(|ui| {
        match long {
            None => {
                press_ui(ui, desk, snapshot, &set(policies, false), Weight::Accent);
            }
            Some(_) => {
                if widget::accent_button_ui(ui, "Save the policies…").clicked() {
                    desk.confirm = Some(Confirm {
                        title: "Promise an answer after more than 24 h?".to_owned(),
                        body: "Every open clock is set anew. A customer would wait for more than a day before \
                               anything here turns red."
                            .to_owned(),
                        yes: "Save the policies".to_owned(),
                        then: set(policies, true),
                    });
                }
            }
        }
        if widget::button_ui(ui, "Leave the policies as they were").clicked() {
            desk.hours.policies = None;
            desk.hours.policy_at = None;
            desk.looking.preview = None;
        }
    });
}

/// Who gets a policy, in words.
fn who_words(snapshot: &Snapshot, p: &Policy) -> String {
    let mut words = Vec::new();
    words.extend(p.tier.filter(|t| *t > Tier::None).map(|t| format!("{} and above", t.word())));
    words.extend(p.kind.map(|k| format!("{}s", kind_word(k))));
    words.extend(p.intent.map(|i| format!("about {}", intent_word(i))));
    words.extend(p.channel.map(|c| format!("on {}", channel_name(snapshot, c))));
    let handle = |h| snapshot.hours.handles.iter().find(|row| row.handle == h).map(|row| format!("to {}", row.name));
    words.extend(p.handle.and_then(handle));
    if words.is_empty() { "everybody".into() } else { words.join(", ") }
}

fn hours_words(snapshot: &Snapshot, hours: PolicyHours) -> String {
    match hours {
        PolicyHours::OfHandle => "hours of the account".into(),
        PolicyHours::Always => "day and night".into(),
        PolicyHours::Calendar(id) => {
            let row = snapshot.hours.calendars.iter().find(|row| row.calendar == id);
            row.map_or("none".into(), |row| row.hours.name.clone())
        }
    }
}

fn table_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, policies: &mut Vec<Policy>) {
    let counts = match (&desk.hours.policies, &snapshot.hours.preview) {
        (Some(_), Some(preview)) => preview,
        _ => &snapshot.hours.counts,
    };
    let count = |at: usize| counts.get(at).map_or(String::new(), |n| format!("{n} of {}", snapshot.hours.counted));
    let (mut up, mut gone) = (None, None);
    for (at, p) in policies.iter().enumerate() {
        ui.horizontal(|ui| {
            widget::label_ui(ui, &format!("{}", at + 1));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let named = |what: &str| format!("{what} policy {}", p.name);
                if ui.small_button("Remove").accessible_name(named("Remove")).clicked() {
                    gone = Some(at);
                }
                let lift = ui.add_enabled_ui(at > 0, |ui| ui.small_button("Up")).inner;
                if lift.accessible_name(named("Move up")).clicked() {
                    up = Some(at);
                }
                if ui.small_button("Edit").accessible_name(named("Edit")).clicked() {
                    desk.hours.policy_at = (desk.hours.policy_at != Some(at)).then_some(at);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = RichText::new(&p.name).font(theme::semibold_font(ui, theme::BODY));
                    ui.add(egui::Label::new(name).truncate()).on_hover_text(who_words(snapshot, p));
                });
            });
        });
        widget::label_ui(ui, &promise_words(snapshot, p));
        let of = format!("{} · {}", who_words(snapshot, p), count(at));
        widget::label_ui(ui, &of).on_hover_text(
            "Of the newest conversations that are open. Those that an earlier policy fits are not in it",
        );
        widget::rule_ui(ui);
    }
    ui.horizontal_wrapped(|ui| {
        widget::label_ui(ui, "last");
        widget::dim_ui(ui, "Target of the channel, in the hours of the account");
        widget::label_ui(ui, &count(policies.len())).on_hover_text("Everybody else");
    });
    if let Some(at) = up {
        policies.swap(at, at - 1);
        desk.hours.policy_at = None;
    }
    if let Some(at) = gone {
        policies.remove(at);
        desk.hours.policy_at = None;
    }
}

/// `first response 30 min, next 30 min, resolved 24 h, standing still while it is their turn; hours of the account`.
fn promise_words(snapshot: &Snapshot, p: &Policy) -> String {
    let next = p.next_secs.map_or_else(String::new, |secs| format!(", next {}", format::age(secs.into())));
    let pauses = if p.pauses_pending || p.pauses_snoozed { " (pauses)" } else { "" };
    let (first, whole) = (format::age(p.first_secs.into()), format::age(p.resolution_secs.into()));
    format!("first response {first}{next}, resolved {whole}{pauses} · {}", hours_words(snapshot, p.hours))
}

fn minutes_ui(ui: &mut Ui, name: &str, secs: &mut u32) {
    let mut minutes = *secs / 60;
    let value = DragValue::new(&mut minutes).range(1..=60 * 24 * 90).suffix(" min");
    if ui.add(value).accessible_name(name).changed() {
        *secs = minutes * 60;
    }
}

/// One of several, or any.
fn any_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    (name, any): (&str, &str),
    chosen: &mut Option<T>,
    all: &[T],
    words: impl Fn(T) -> String,
) {
    widget::label_ui(ui, name);
    let text = chosen.map_or_else(|| any.to_owned(), &words);
    let combo = ComboBox::from_id_salt(("policy", name)).selected_text(text).show_ui(ui, |ui| {
        ui.selectable_value(chosen, None, any);
        for one in all {
            ui.selectable_value(chosen, Some(*one), words(*one));
        }
    });
    combo.response.accessible_name(format!("{name} of the policy"));
    ui.end_row();
}

fn editor_ui(ui: &mut Ui, snapshot: &Snapshot, p: &mut Policy) {
    ui.indent("policy editor", |ui| {
        ui.columns_const(|[left, right]| {
            Grid::new("policy of whom").num_columns(2).spacing([12.0, 5.0]).show(left, |ui| {
                widget::label_ui(ui, "Name");
                ui.add(TextEdit::singleline(&mut p.name).desired_width(200.0)).accessible_name("Name of the policy");
                ui.end_row();
                let channels: Vec<_> = snapshot.promises.iter().map(|c| c.channel).collect();
                any_ui(ui, ("Channel", "any"), &mut p.channel, &channels, |c| channel_name(snapshot, c));
                let handles: Vec<_> = snapshot.hours.handles.iter().map(|h| h.handle).collect();
                any_ui(ui, ("Account", "any"), &mut p.handle, &handles, |h| {
                    snapshot.hours.handles.iter().find(|row| row.handle == h).map_or(String::new(), |r| r.name.clone())
                });
                let tiers = [Tier::Bronze, Tier::Silver, Tier::Gold];
                any_ui(ui, ("Customer", "anybody"), &mut p.tier, &tiers, |t| format!("{} and above", t.word()));
                any_ui(ui, ("Begins with", "anything"), &mut p.kind, &KINDS, |k| kind_word(k).to_owned());
                any_ui(ui, ("About", "anything"), &mut p.intent, &Intent::ALL, |i| intent_word(i).to_owned());
            });
            Grid::new("policy of what")
                .num_columns(2)
                .spacing([12.0, 5.0])
                .show(right, |ui| promise_ui(ui, snapshot, p));
        });
        if p.resolution_secs < p.first_secs {
            let t = theme::tokens(ui);
            ui.label(RichText::new("resolved before it is answered?").color(t.watch));
        }
    });
}

fn promise_ui(ui: &mut Ui, snapshot: &Snapshot, p: &mut Policy) {
    widget::label_ui(ui, "First response");
    minutes_ui(ui, "First response of the policy", &mut p.first_secs);
    ui.end_row();
    widget::label_ui(ui, "Next response");
    ui.horizontal(|ui| {
        let mut promised = p.next_secs.is_some();
        if ui.checkbox(&mut promised, "").accessible_name("A next response is promised").changed() {
            p.next_secs = promised.then_some(p.first_secs);
        }
        if let Some(secs) = &mut p.next_secs {
            minutes_ui(ui, "Next response of the policy", secs);
        }
    });
    ui.end_row();
    widget::label_ui(ui, "Resolution");
    minutes_ui(ui, "Resolution of the policy", &mut p.resolution_secs);
    ui.end_row();
    widget::label_ui(ui, "Counted in");
    let text = hours_words(snapshot, p.hours);
    let combo = ComboBox::from_id_salt("policy hours").selected_text(text).show_ui(ui, |ui| {
        ui.selectable_value(&mut p.hours, PolicyHours::OfHandle, "of the account");
        ui.selectable_value(&mut p.hours, PolicyHours::Always, "day and night");
        for row in &snapshot.hours.calendars {
            ui.selectable_value(&mut p.hours, PolicyHours::Calendar(row.calendar), &row.hours.name);
        }
    });
    combo.response.accessible_name("Hours of the policy");
    ui.end_row();
    widget::label_ui(ui, "Resolution stands still");
    ui.vertical(|ui| {
        ui.checkbox(&mut p.pauses_pending, "while it is the customer's turn");
        ui.checkbox(&mut p.pauses_snoozed, "while it is put aside");
    });
    ui.end_row();
}

const KINDS: [Kind; 5] = [Kind::Question, Kind::Complaint, Kind::Request, Kind::Praise, Kind::Chatter];

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Question => "question",
        Kind::Complaint => "complaint",
        Kind::Request => "request",
        Kind::Praise => "praise",
        Kind::Chatter => "remark",
    }
}

fn intent_word(intent: Intent) -> &'static str {
    match intent {
        Intent::Delivery => "a delivery",
        Intent::Payment => "a payment",
        Intent::Account => "an account",
        Intent::Order => "an order",
        Intent::Product => "a product",
        Intent::Bug => "a fault of app or site",
        Intent::Stock => "stock",
        Intent::Store => "a shop",
        Intent::Offer => "an offer",
        Intent::Feedback => "feedback",
        Intent::Press => "the press",
        Intent::Service => "how we answer",
        Intent::Other => "anything else",
    }
}
