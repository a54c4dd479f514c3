//! The questions that an action asks before it is done: to whom, until when, why, who, which file.

use super::action::{Action, Of, Until, agent_name};
use super::desk::{Desk, Dialog};
use super::offer;
use super::palette::fits;
use super::screen::escalations::ask_ui;
use super::screen::planner::{self, PlanAsk, Said};
use super::screen::sources::{self, SourceSaid};
use super::voice::Voice;
use super::{format, theme, widget};
use crate::floor::{At, BeyondCapacity, Command, ConversationId, HandoffCommand, Kind, Overrule, Presence};
use crate::view::{DeskWish, Snapshot};
use egui::{Id, Key, Modal, Modifiers, RichText, Sense, TextEdit, Vec2};

/// Agents listed at once; typing narrows them.
const AGENTS_SHOWN_MAX: usize = 10;

/// What became of the question in this frame.
pub(super) enum Turn {
    /// It stays open.
    Stay,
    /// It was answered.
    Done(Action),
    /// It was put away.
    Cancel,
}

/// Draws the open question, if there is one.
pub fn dialog_ui(ui: &mut egui::Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // A warning lies over the question and takes the keys.
    let Some(mut dialog) = desk.dialog.take() else { return };
    let mut browse = false;
    let (mut me, mut goes_on, mut saved) = (desk.me, None, None);
    let modal =
        Modal::new(Id::unique("dialog")).frame(egui::Frame::window(ui.style())).show(
            ui.ctx(),
            |ui| match &mut dialog {
                Dialog::Assign { ids, typed, at } => assign_ui(ui, snapshot, ids, typed, at),
                Dialog::Snooze { ids, typed } => snooze_ui(ui, snapshot, ids, typed),
                Dialog::Away { agent, reason } => {
                    let title = format!("Why is {} away?", agent_name(snapshot, *agent));
                    let go = one_field_ui(ui, &title, "Reason", "lunch, meeting, training", reason, "Set away");
                    let agent = *agent;
                    answer(go, || Action::Presence(agent, Presence::Away, reason.trim().to_owned()))
                }
                Dialog::Channel { name } => {
                    let go = one_field_ui(ui, "Add a channel", "Name of the channel", "SMS", name, "Add channel");
                    answer(go, || Action::AddChannel(name.trim().to_owned()))
                }
                Dialog::Agent { name, skills, languages, capacity } => agent_ui(ui, name, skills, languages, capacity),
                Dialog::Import { path, note } => {
                    let what =
                        "A table (CSV, TSV) or lines of JSON. What cannot be read is kept aside with its reason.";
                    let note = note.as_deref().unwrap_or("You can also drop the file on the window.");
                    let go = file_ui(ui, ("Import a file", what), path, note, &mut browse);
                    answer(go, || Action::Import(path.trim().into()))
                }
                asked @ (Dialog::Customers { .. } | Dialog::Holidays { .. }) => file_of_ui(ui, asked, &mut browse),
                Dialog::Overrule { ids } => overrule_ui(ui, ids),
                Dialog::Escalation(ask) => Some(match ask_ui(ui, snapshot, ask, &mut me) {
                    Some(Some(action)) => Turn::Done(action),
                    Some(None) => Turn::Cancel,
                    None => Turn::Stay,
                }),
                Dialog::Plan(ask) => plan_ui(planner::ask_ui(ui, snapshot, ask, &mut desk.planner), &mut goes_on),
                Dialog::Source(draft) => {
                    let said = sources::ask_ui(ui, snapshot, draft, &mut desk.next_id);
                    source_ui(said, &mut goes_on, &mut saved)
                }
                Dialog::People(ask) => super::people::ask_ui(ui, snapshot, ask, &mut browse),
                other => voice_ui(ui, &mut desk.voice, snapshot, other),
            },
        );
    desk.me = me;
    go_on(desk, &mut dialog, goes_on);
    let of_source = matches!(dialog, Dialog::Source(_));
    match modal.inner.as_ref().unwrap_or(&Turn::Stay) {
        Turn::Done(action) => desk.queue(action.clone()),
        Turn::Cancel => {}
        Turn::Stay if modal.should_close() => {}
        Turn::Stay => desk.dialog = Some(dialog),
    }
    if of_source && desk.dialog.is_none() {
        // What was tried is nobody's any more, and nothing remembers the secret.
        sources::forget(ui.ctx());
        desk.queue(Action::Wish("Close the test", Box::new(DeskWish::DropTried)));
    }
    if let Some(name) = saved {
        desk.toasts.hint(format!("{name} is saved, and is read from now on"));
    }
    if browse {
        desk.pick();
    }
}

/// Which file of customers or of holidays?
fn file_of_ui(ui: &mut egui::Ui, dialog: &mut Dialog, browse: &mut bool) -> Drawn {
    match dialog {
        Dialog::Customers { path, note } => {
            let what = "A table (CSV, TSV) with a row a customer: names, handles, tier, since, contacts before.";
            let note = note.as_deref().unwrap_or("Customers of an earlier file stay; the newer file counts.");
            let go = file_ui(ui, ("Import customers", what), path, note, browse);
            answer(go, || Action::ImportCustomers(path.trim().into()))
        }
        Dialog::Holidays { calendar, path, note } => {
            let what = "A calendar file (.ics). Its days become closed days; what you wrote by hand stays.";
            let note = note.as_deref().unwrap_or("You can also drop the file on the window.");
            let go = file_ui(ui, ("Import holidays", what), path, note, browse);
            let calendar = *calendar;
            answer(go, || Action::ImportHolidays(calendar, path.trim().into()))
        }
        _ => None,
    }
}

/// What became of the form of a source.
fn source_ui(said: SourceSaid, goes_on: &mut Option<GoesOn>, saved: &mut Option<String>) -> Drawn {
    match said {
        SourceSaid::Stay => Some(Turn::Stay),
        SourceSaid::Keep(action) => {
            *goes_on = Some(GoesOn::After(action));
            Some(Turn::Stay)
        }
        SourceSaid::Close => Some(Turn::Cancel),
        SourceSaid::Saved(name) => {
            *saved = Some(name);
            Some(Turn::Cancel)
        }
    }
}

/// A question of the planner that stays open.
enum GoesOn {
    /// As another one.
    With(PlanAsk),
    /// After this was done.
    After(Action),
}

/// What became of a question of the planner.
fn plan_ui(said: Said, goes_on: &mut Option<GoesOn>) -> Drawn {
    *goes_on = match said {
        Said::Done(action) => return Some(Turn::Done(action)),
        Said::Close => return Some(Turn::Cancel),
        Said::Stay => None,
        Said::Keep(action) => Some(GoesOn::After(action)),
        Said::Next(ask) => Some(GoesOn::With(ask)),
    };
    Some(Turn::Stay)
}

/// Takes up how a question of the planner goes on.
fn go_on(desk: &mut Desk, dialog: &mut Dialog, goes_on: Option<GoesOn>) {
    match goes_on {
        Some(GoesOn::With(ask)) => *dialog = Dialog::Plan(Box::new(ask)),
        Some(GoesOn::After(action)) => desk.queue(action),
        None => {}
    }
}

/// The questions and cards of answers and hand-offs.
fn voice_ui(ui: &mut egui::Ui, voice: &mut Voice, snapshot: &Snapshot, dialog: &mut Dialog) -> Drawn {
    match dialog {
        Dialog::Handoff(draft) => {
            let moment = |typed: &str| moment_of(typed, snapshot.at, &snapshot.zone);
            let packet = offer::offer_ui(ui, snapshot, draft, &moment);
            packet.map_or(Some(Turn::Stay), |packet| {
                let Some((packet, by)) = packet else { return Some(Turn::Cancel) };
                voice.offering = Some(draft.clone());
                let conversation = draft.conversation;
                let offer = HandoffCommand::Offer { conversation, packet: Box::new(packet), by };
                Some(Turn::Done(Action::Do("Hand off", Command::Handoff(offer))))
            })
        }
        Dialog::Packet { text, path, note } => {
            let closed = offer::packet_ui(ui, text, path, note);
            Some(if closed { Turn::Cancel } else { Turn::Stay })
        }
        Dialog::Reports => {
            let opened = offer::reports_ui(ui, snapshot);
            let close = pressed(ui, Key::Y) || widget::button_ui(ui, "Close").clicked();
            match opened {
                Some(id) => Some(Turn::Done(Action::Open(id))),
                None => Some(if close { Turn::Cancel } else { Turn::Stay }),
            }
        }
        // The rest is asked above.
        _ => {
            offer::tone_ui(ui, &snapshot.handoffs.card);
            let again = pressed(ui, Key::G) || widget::button_ui(ui, "Close").clicked();
            Some(if again { Turn::Cancel } else { Turn::Stay })
        }
    }
}

/// What was drawn of a question; `None` when nothing was.
pub(super) type Drawn = Option<Turn>;

pub(super) fn answer(go: Option<bool>, action: impl FnOnce() -> Action) -> Drawn {
    Some(match go {
        Some(true) => Turn::Done(action()),
        Some(false) => Turn::Cancel,
        None => Turn::Stay,
    })
}

fn pressed(ui: &egui::Ui, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

/// A field with its label. The label is its name for those who cannot see it.
pub(in crate::ui) fn field_ui(ui: &mut egui::Ui, label: &str, hint: &str, text: &mut String) -> egui::Response {
    let name = widget::label_ui(ui, label);
    let field = TextEdit::singleline(text)
        .hint_text(hint.to_owned())
        .desired_width(f32::INFINITY)
        .margin(Vec2::new(12.0, 8.0))
        .char_limit(crate::limits::NAME_CHARS_MAX);
    ui.add(field).labelled_by(name.id)
}

/// Gives the keyboard to a field when its dialog opens, and leaves it alone afterwards.
pub(in crate::ui) fn focus_first(ui: &egui::Ui, field: &egui::Response) {
    if ui.memory(|memory| memory.focused()).is_none() {
        field.request_focus();
    }
}

/// The two buttons under a question. `Some(true)` is yes.
pub(in crate::ui) fn buttons_ui(ui: &mut egui::Ui, yes: &str, possible: bool) -> Option<bool> {
    let mut go = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let button = ui.add_enabled_ui(possible, |ui| widget::accent_button_ui(ui, yes)).inner;
        if button.clicked() {
            go = Some(true);
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            go = Some(false);
        }
    });
    go.or((possible && pressed(ui, Key::Enter)).then_some(true))
}

fn one_field_ui(ui: &mut egui::Ui, title: &str, label: &str, hint: &str, text: &mut String, yes: &str) -> Option<bool> {
    ui.set_width(380.0);
    widget::title_ui(ui, title);
    ui.add_space(4.0);
    let field = field_ui(ui, label, hint, text);
    focus_first(ui, &field);
    buttons_ui(ui, yes, !text.trim().is_empty())
}

fn about(ids: &[ConversationId]) -> String {
    format::plural(ids.len(), "conversation", "conversations")
}

fn assign_ui(
    ui: &mut egui::Ui,
    snapshot: &Snapshot,
    ids: &[ConversationId],
    typed: &mut String,
    at: &mut usize,
) -> Drawn {
    ui.set_width(480.0);
    widget::title_ui(ui, &format!("Assign {}", about(ids)));
    ui.add_space(4.0);
    let lines = agents_found(snapshot, ids, typed);
    if pressed(ui, Key::ArrowDown) {
        *at += 1;
    }
    if pressed(ui, Key::ArrowUp) {
        *at = at.saturating_sub(1);
    }
    *at = (*at).min(lines.len().saturating_sub(1));
    let mut chosen = pressed(ui, Key::Enter).then_some(*at);
    let field = field_ui(ui, "To whom", "Name, skill or language", typed);
    focus_first(ui, &field);
    if field.changed() {
        *at = 0;
    }
    ui.add_space(4.0);
    for (place, line) in lines.iter().enumerate() {
        if agent_line_ui(ui, line, place == *at).clicked() {
            chosen = Some(place);
        }
    }
    if lines.is_empty() {
        let words = if snapshot.agents.rows.is_empty() { "Nobody is on the team yet" } else { "Nobody fits" };
        widget::dim_ui(ui, words);
    }
    let line = chosen.and_then(|place| lines.get(place));
    Some(line.map_or(Turn::Stay, |line| {
        Turn::Done(Action::Assign(Of::These(ids.to_vec()), line.agent, BeyondCapacity::Refuse))
    }))
}

struct AgentLine {
    agent: crate::floor::AgentId,
    name: String,
    reason: String,
    right: String,
    free: bool,
}

/// Agents that fit what is typed. For one conversation in the panel the floor has ranked them; else the freest first.
fn agents_found(snapshot: &Snapshot, ids: &[ConversationId], typed: &str) -> Vec<AgentLine> {
    let ranked = snapshot.thread.as_ref().filter(|thread| ids == [thread.conversation]);
    let rank = |agent| {
        let place = ranked.and_then(|thread| thread.candidates.iter().position(|c| c.agent == agent));
        place.unwrap_or(usize::MAX)
    };
    let mut lines: Vec<((i32, usize, i64), AgentLine)> = Vec::new();
    for row in snapshot.agents.rows.iter().filter(|row| !row.left) {
        let skills = row.skills.iter().chain(&row.languages).cloned().collect::<Vec<_>>().join(" ");
        let by_name = fits(&row.name, typed).map(|score| score + 10);
        let Some(score) = by_name.or_else(|| fits(&skills, typed)) else { continue };
        let free = usize::from(row.capacity).saturating_sub(row.holds);
        let there = row.presence == Presence::Available;
        let reason = ranked.and_then(|thread| thread.candidates.iter().find(|c| c.agent == row.agent));
        let right = match row.presence {
            Presence::Available => format!("{} of {}", row.holds, row.capacity),
            Presence::Away | Presence::Off => row.presence.word().to_lowercase(),
        };
        let line = AgentLine {
            agent: row.agent,
            name: row.name.clone(),
            reason: reason.map_or_else(
                || row.skills.iter().chain(&row.languages).cloned().collect::<Vec<_>>().join(" · "),
                |c| c.reason.clone(),
            ),
            right,
            free: reason.map_or(there && free > 0, |c| c.free),
        };
        let slots = if there { i64::try_from(free).unwrap_or(i64::MAX) } else { -1 };
        let score = if typed.is_empty() { 0 } else { score };
        lines.push(((-score, rank(row.agent), -slots), line));
    }
    lines.sort_by_key(|(key, _)| *key);
    lines.into_iter().take(AGENTS_SHOWN_MAX).map(|(_, line)| line).collect()
}

fn agent_line_ui(ui: &mut egui::Ui, line: &AgentLine, under_cursor: bool) -> egui::Response {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 34.0), Sense::click());
    let name = format!("Assign to {}", line.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if under_cursor || response.hovered() {
        let ground = if under_cursor { t.selection } else { t.raised };
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, ground);
    }
    let ink = if line.free { t.text } else { t.quiet };
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect.shrink2(Vec2::new(12.0, 0.0))), |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(&line.name).font(theme::semibold_font(ui, theme::BODY)).color(ink));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(&line.right).font(theme::regular_font(ui, theme::LABEL)).color(t.dim));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let reason = RichText::new(&line.reason).font(theme::regular_font(ui, theme::LABEL)).color(t.dim);
                    ui.add(egui::Label::new(reason).truncate());
                });
            });
        });
    });
    response
}

fn snooze_ui(ui: &mut egui::Ui, snapshot: &Snapshot, ids: &[ConversationId], typed: &mut String) -> Drawn {
    ui.set_width(400.0);
    widget::title_ui(ui, &format!("Snooze {}", about(ids)));
    widget::dim_ui(ui, "It leaves the queue and comes back by itself. The promise runs on.");
    ui.add_space(4.0);
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for until in Until::OFFERED {
            let at = until.at(snapshot.at, &snapshot.zone);
            let back = format!("Back at {}", format::moment(at, snapshot.at, &snapshot.zone));
            if widget::button_ui(ui, &until.words()).on_hover_text(back).clicked() {
                chosen = Some(until);
            }
        }
    });
    ui.add_space(4.0);
    let field = field_ui(ui, "Or for how long, or until what time", "45 min, 2 h, 16:30", typed);
    focus_first(ui, &field);
    let moment = moment_of(typed, snapshot.at, &snapshot.zone);
    let says = match (&moment, typed.trim().is_empty()) {
        (Some(at), _) => format!("Back at {}", format::moment(*at, snapshot.at, &snapshot.zone)),
        (None, true) => "Minutes, hours or a clock time".to_owned(),
        (None, false) => "This is no time that lies ahead".to_owned(),
    };
    widget::label_ui(ui, &says);
    let go = buttons_ui(ui, "Snooze", moment.is_some());
    let until = chosen.or(match go {
        Some(true) => moment.map(Until::Moment),
        _ => None,
    });
    Some(match (until, go) {
        (Some(until), _) => Turn::Done(Action::Snooze(Of::These(ids.to_vec()), until)),
        (None, Some(false)) => Turn::Cancel,
        (None, _) => Turn::Stay,
    })
}

/// A moment ahead in a person's words: `45`, `45 min`, `2 h`, `3 d`, or a clock time, today or else tomorrow.
pub fn moment_of(typed: &str, now: At, zone: &jiff::tz::TimeZone) -> Option<At> {
    let typed = typed.trim().to_lowercase();
    if let Some((hour, minute)) = typed.split_once(':') {
        let (hour, minute) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
        let today = now.timestamp().to_zoned(zone.clone());
        let on = |day: jiff::Zoned| day.with().hour(hour).minute(minute).second(0).build().ok();
        let at = on(today.clone()).filter(|at| *at > today).or_else(|| today.tomorrow().ok().and_then(on))?;
        return At::from_timestamp(at.timestamp());
    }
    let figures = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let count: u32 = typed.get(..figures)?.parse().ok().filter(|n| *n > 0)?;
    let unit = match typed.get(figures..)?.trim() {
        "" | "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    };
    count.checked_mul(unit).map(|secs| now.plus(secs))
}

fn agent_ui(
    ui: &mut egui::Ui,
    name: &mut String,
    skills: &mut String,
    languages: &mut String,
    capacity: &mut u16,
) -> Drawn {
    ui.set_width(420.0);
    widget::title_ui(ui, "Add agent");
    ui.add_space(4.0);
    let first = field_ui(ui, "Name", "Ade B.", name);
    focus_first(ui, &first);
    field_ui(ui, "Skills, with commas between", "billing, returns", skills);
    field_ui(ui, "Languages, two letters each", "en fr", languages);
    ui.horizontal(|ui| {
        let label = widget::label_ui(ui, "Conversations at once");
        ui.add(egui::DragValue::new(capacity).range(1..=50)).labelled_by(label.id);
    });
    let go = buttons_ui(ui, "Add agent", !name.trim().is_empty());
    let list = |words: &str| -> Vec<String> {
        words.split([',', ';']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    };
    let tongues = || languages.split([',', ';', ' ']).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    answer(go, || Action::AddAgent(name.trim().to_owned(), list(skills), tongues(), *capacity))
}

/// What a person may say that it is, each with its key.
const OVERRULES: [(Key, &str, Overrule, &str); 7] = [
    (Key::Num1, "1", Overrule::Respond(Kind::Complaint), "A complaint to answer"),
    (Key::Num2, "2", Overrule::Respond(Kind::Question), "A question to answer"),
    (Key::Num3, "3", Overrule::Respond(Kind::Request), "A request to answer"),
    (Key::Num4, "4", Overrule::Watch(Kind::Praise), "Praise, nobody needs to answer"),
    (Key::Num5, "5", Overrule::Watch(Kind::Chatter), "Chatter, nobody needs to answer"),
    (Key::Num6, "6", Overrule::Spam, "Spam"),
    (Key::Num7, "7", Overrule::Elsewhere, "Not about us"),
];

fn overrule_ui(ui: &mut egui::Ui, ids: &[ConversationId]) -> Drawn {
    ui.set_width(420.0);
    widget::title_ui(ui, "It is:");
    widget::dim_ui(ui, &format!("{}. The floor believes you at once, and triage learns from it.", about(ids)));
    ui.add_space(4.0);
    let mut said = None;
    for (key, shown, to, words) in OVERRULES {
        let t = theme::tokens(ui);
        let line = egui::Button::new(words).right_text(RichText::new(shown).color(t.quiet)).fill(t.raised);
        let button = ui.add(line.min_size(Vec2::new(ui.available_width(), 32.0))).accessible_name(words);
        if button.clicked() || pressed(ui, key) {
            said = Some(to);
        }
    }
    ui.add_space(6.0);
    let cancel = widget::button_ui(ui, "Cancel").clicked();
    Some(match (said, cancel) {
        (Some(to), _) => Turn::Done(Action::Overrule(Of::These(ids.to_vec()), to)),
        (None, true) => Turn::Cancel,
        (None, false) => Turn::Stay,
    })
}

/// Asks for a file. Its title, and what is expected of it.
pub(super) fn file_ui(
    ui: &mut egui::Ui,
    about: (&str, &str),
    path: &mut String,
    note: &str,
    browse: &mut bool,
) -> Option<bool> {
    ui.set_width(520.0);
    widget::title_ui(ui, about.0);
    widget::dim_ui(ui, about.1);
    ui.add_space(4.0);
    let label = widget::label_ui(ui, "Path of the file");
    ui.horizontal(|ui| {
        let width = ui.available_width() - 120.0;
        let field = TextEdit::singleline(path).desired_width(width).margin(Vec2::new(12.0, 8.0));
        let field = ui.add(field).labelled_by(label.id);
        focus_first(ui, &field);
        *browse = widget::button_ui(ui, "Browse…").clicked();
    });
    widget::label_ui(ui, note);
    buttons_ui(ui, "Import", !path.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snooze_is_read_as_people_write_it() {
        let zone = jiff::tz::TimeZone::get("Europe/Paris").expect("a zone of the bundled table");
        let now = At::from_unix(1_511_789_528).expect("14:32:08 in Paris");
        let after = |typed: &str| moment_of(typed, now, &zone).map(|at| at.secs_since(now));
        assert_eq!(after("45"), Some(45 * 60));
        assert_eq!(after(" 45 min "), Some(45 * 60));
        assert_eq!(after("2h"), Some(7_200));
        assert_eq!(after("1 d"), Some(86_400));
        assert_eq!(after("16:30"), Some(2 * 3_600 - 128));
        assert_eq!(after("9:00"), Some(18 * 3_600 + 28 * 60 - 8), "that is tomorrow");
        for wrong in ["", "0", "soon", "25:99", "-5", "3 moons", "99999999 d"] {
            assert_eq!(after(wrong), None, "{wrong}");
        }
        let nine = Until::TomorrowNine.at(now, &zone);
        assert_eq!(nine.secs_since(now), 18 * 3_600 + 28 * 60 - 8);
    }
}
