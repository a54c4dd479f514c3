//! The head of the conversation: who writes, how it stands, whether it burns, and who that is to us.

use crate::floor::{Level, State, Tier};
use crate::ui::action::{Action, Until};
use crate::ui::desk::Desk;
use crate::ui::widget::Tone;
use crate::ui::{format, theme, widget};
use crate::view::{AlertRow, ClockKind, CustomerRow, InfluenceRow, Snapshot, Thread};
use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, RichText, Sense, Stroke, Ui, Vec2};

/// Minutes for which an alert is put aside with one press.
const SNOOZE_MINUTES: u32 = 15;

/// Closes the panel.
pub fn close_ui(ui: &mut Ui, desk: &mut Desk) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the conversation"));
    let t = theme::tokens(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, t.raised);
    }
    let cross = rect.shrink(9.5);
    let stroke = Stroke::new(1.5, t.dim);
    ui.painter().line_segment([cross.left_top(), cross.right_bottom()], stroke);
    ui.painter().line_segment([cross.left_bottom(), cross.right_top()], stroke);
    if response.on_hover_text("Close (Esc)").clicked() {
        desk.queue(Action::Close);
    }
}

/// Name, place, state.
pub fn header_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    ui.horizontal(|ui| {
        let t = theme::tokens(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            close_ui(ui, desk);
            let place = RichText::new(format!("{} · {}", thread.channel, thread.handle));
            ui.label(place.font(theme::regular_font(ui, theme::LABEL)).color(t.dim));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(&thread.author).font(theme::semibold_font(ui, theme::TITLE)).color(t.text);
                ui.add(Label::new(name).truncate().selectable(true));
            });
        });
    });
    ui.horizontal_wrapped(|ui| {
        if let Some(spread) = thread.forecast.as_ref().filter(|spread| spread.is_forecast) {
            let words = format!("R {:.1} {}", spread.r.mid, spread.growth);
            let tone = match spread.growth {
                "growing" => Tone::Viral,
                "steady" => Tone::Watch,
                _ => Tone::Plain,
            };
            widget::pill_ui(ui, &words, tone).on_hover_text(format!(
                "Each carrying on brings {:.1} others, between {:.1} and {:.1}. From 1 on it grows by itself.",
                spread.r.mid, spread.r.low, spread.r.high
            ));
        }
        let (words, tone) = state_pill(snapshot, thread);
        widget::pill_ui(ui, &words, tone);
        if let Some((words, tone)) = clock_pill(snapshot, thread) {
            widget::pill_ui(ui, &words, tone);
        }
    });
}

fn state_pill(snapshot: &Snapshot, thread: &Thread) -> (String, Tone) {
    match (thread.state, &thread.owner) {
        (State::Snoozed, _) => {
            let until = thread.snoozed_until.map(|at| format::moment(at, snapshot.at, &snapshot.zone));
            (until.map_or_else(|| "snoozed".to_owned(), |until| format!("snoozed until {until}")), Tone::Plain)
        }
        (State::Resolved, _) => ("resolved".to_owned(), Tone::Met),
        (State::PendingCustomer, _) => ("the customer's turn".to_owned(), Tone::Plain),
        (state, Some((_, owner))) => (format!("{}, {owner}", state.word()), Tone::Accent),
        (state, None) => match unanswered_secs(snapshot, thread) {
            Some(secs) => (format!("{}, unowned", format::age(secs)), Tone::Breach),
            None => (format!("{}, unowned", state.word()), Tone::Breach),
        },
    }
}

/// How long nobody has answered at all.
fn unanswered_secs(snapshot: &Snapshot, thread: &Thread) -> Option<u64> {
    let first = thread.clocks.iter().find(|clock| clock.kind == ClockKind::FirstResponse && clock.ended.is_none())?;
    u64::try_from(snapshot.at.secs_since(first.started)).ok()
}

fn clock_pill(snapshot: &Snapshot, thread: &Thread) -> Option<(String, Tone)> {
    let clock = thread.clocks.iter().filter(|clock| clock.ended.is_none()).min_by_key(|clock| clock.due)?;
    let left = clock.due.secs_since(snapshot.at);
    let age = format::age(left.unsigned_abs());
    Some(match left {
        ..0 => (format!("{age} past target"), Tone::Breach),
        0..300 => (format!("{age} left"), Tone::Watch),
        _ => (format!("{age} left"), Tone::Plain),
    })
}

/// The alert, while it burns: what it says, and what can be done with it.
pub fn alert_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, thread: &Thread) {
    let Some(alert) = &thread.alert else { return };
    let t = theme::tokens(ui);
    let (ink, tint, edge) = match alert.level {
        Level::Alarm => (t.breach_text, t.breach_tint, t.breach_line),
        Level::Watch => (t.viral, t.viral_tint, t.line),
    };
    let frame = Frame::new()
        .fill(tint)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.set_width(ui.available_width());
        let level = match alert.level {
            Level::Alarm => "Alarm",
            Level::Watch => "Watch",
        };
        let words = format!("{level}, severity {} of 10 · {}", alert.severity, alert.words);
        let words = RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(ink);
        ui.add(Label::new(words).wrap()).on_hover_text(&alert.false_alarms);
        widget::label_ui(ui, &alert_state(snapshot, alert));
        ui.horizontal_wrapped(|ui| {
            let snooze = Action::SnoozeAlert(alert.alert, Until::Minutes(SNOOZE_MINUTES));
            if !alert.acknowledged {
                short_ui(ui, desk, snapshot, "Acknowledge", &Action::AcknowledgeAlert(alert.alert));
            }
            if alert.snoozed_until.is_none() {
                short_ui(ui, desk, snapshot, &format!("Snooze {SNOOZE_MINUTES} min"), &snooze);
            }
            if !alert.escalated {
                short_ui(ui, desk, snapshot, "Escalate", &Action::EscalateAlert(alert.alert));
            }
        });
    });
}

/// The button is short; those who cannot see the alert around it hear all of what it does.
pub fn short_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, words: &str, action: &Action) {
    let possible = action.possible(desk, snapshot);
    let button = ui.add_enabled_ui(possible.is_ok(), |ui| widget::button_ui(ui, words)).inner;
    let name = action.words(snapshot);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, possible.is_ok(), &name));
    if button.clicked() {
        desk.queue(action.clone());
    }
    if let Err(why) = possible {
        button.on_disabled_hover_text(crate::ui::desk::sentence(why));
    }
}

/// For example `for 12 min, acknowledged`.
fn alert_state(snapshot: &Snapshot, alert: &AlertRow) -> String {
    let mut words = format!("for {}", format::age(u64::from(alert.lasts_secs)));
    if alert.acknowledged {
        words.push_str(", acknowledged");
    } else {
        words.push_str(", nobody has acknowledged it");
    }
    if alert.escalated {
        words.push_str(", escalated");
    }
    if let Some(until) = alert.snoozed_until {
        words.push_str(&format!(", snoozed until {}", format::moment(until, snapshot.at, &snapshot.zone)));
    }
    words
}

/// Three columns: how far their word carries, who they are to us, and what was before.
pub fn about_ui(ui: &mut Ui, thread: &Thread) {
    ui.columns_const(|[reach, customer, before]| {
        column_ui(reach, "Reach", |ui| reach_ui(ui, thread));
        column_ui(customer, "Customer", |ui| customer_ui(ui, thread.customer.as_ref()));
        column_ui(before, "Before", |ui| before_ui(ui, thread));
    });
}

fn column_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    // Columns spread words over their whole width; facts stand on the left.
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        widget::label_ui(ui, title);
        add(ui);
    });
}

fn reach_ui(ui: &mut Ui, thread: &Thread) {
    let words = thread.followers.map_or_else(|| "not known".to_owned(), |n| format::number(n.into()));
    let followers = if thread.followers.is_some() { format!("{words} followers") } else { words };
    let first = fact_ui(ui, &followers, false);
    let influence = &thread.influence;
    let second = widget::label_ui(ui, &format!("influence {}/100", influence.points));
    for response in [first, second] {
        response.on_hover_ui(|ui| influence_ui(ui, influence));
    }
    let (person_secs, people) = thread.exposure;
    if people > 0 {
        let minutes = u64::try_from(person_secs / 60).unwrap_or(u64::MAX);
        let words = format!("{} saw it unanswered", format::compact(people));
        widget::label_ui(ui, &words).on_hover_text(format!(
            "People who can see it, and that nobody answered: {}. Together they had it before them for {} \
             person-minutes.",
            format::number(people),
            format::number(minutes)
        ));
    }
}

fn influence_ui(ui: &mut Ui, influence: &InfluenceRow) {
    widget::strong_ui(ui, &format!("Influence {} of 100", influence.points));
    egui::Grid::new("influence terms").num_columns(2).spacing([14.0, 3.0]).show(ui, |ui| {
        for (words, points) in &influence.terms {
            ui.label(words);
            ui.label(format::signed(i64::from(*points)));
            ui.end_row();
        }
    });
}

fn customer_ui(ui: &mut Ui, customer: Option<&CustomerRow>) {
    let Some(customer) = customer else {
        fact_ui(ui, "not known", false).on_hover_text("No customer that you imported has this handle, e-mail or name");
        return;
    };
    fact_ui(ui, &customer.name, false);
    let tier = match customer.tier {
        Tier::None => "no tier",
        tier => tier.word(),
    };
    let since = customer.since.map_or_else(String::new, |year| format!(", since {year}"));
    widget::label_ui(ui, &format!("{tier}{since}"));
    let how = format!("{}, {} % sure", customer.by.word(), customer.confidence_pct);
    widget::label_ui(ui, &how).on_hover_text("How they were recognised, and how sure that is");
}

fn before_ui(ui: &mut Ui, thread: &Thread) {
    let (earlier, failed) = thread.customer.as_ref().map_or((0, 0), |c| (c.earlier, c.failed));
    if thread.before == 0 && earlier == 0 {
        fact_ui(ui, "first contact", false);
        return;
    }
    if thread.before > 0 {
        fact_ui(ui, &format!("{} here", format::plural(thread.before, "contact", "contacts")), false);
    }
    if earlier > 0 {
        let words = format::plural(usize::from(earlier), "contact", "contacts");
        fact_ui(ui, &format!("{words} elsewhere"), false);
    }
    if failed > 0 {
        fact_ui(ui, &format!("{failed} failed"), true)
            .on_hover_text("Contacts before that failed or stayed unresolved");
    }
}

fn fact_ui(ui: &mut Ui, words: &str, bad: bool) -> egui::Response {
    let t = theme::tokens(ui);
    let ink = if bad { t.breach_text } else { t.text };
    ui.add(Label::new(RichText::new(words).font(theme::semibold_font(ui, 14.0)).color(ink)).wrap())
}
