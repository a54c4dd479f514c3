//! Everything by its name: actions, screens, agents, and what is typed as a search of the floor.

use super::action::{Action, Of, STAGES, Until};
use super::desk::Desk;
use super::people::PeopleAsk;
use super::screen::Screen;
use super::screen::escalations::Deed;
use super::screen::floor::ticket;
use super::screen::planner::PlanDeed;
use super::settings::ThemeChoice;
use super::{theme, widget};
use crate::floor::{AssignmentCommand, BeyondCapacity, Command, Presence};
use crate::view::{AlertRow, Chip, Moment, Snapshot, Sort};
use egui::{Align2, Area, Id, Key, Modal, Modifiers, RichText, Sense, TextEdit, Vec2};

/// What the palette offers of the escalation that is looked at.
const ESCALATION_DEEDS: [Deed; 11] = [
    Deed::Take,
    Deed::AskGive,
    Deed::Up,
    Deed::GiveBack,
    Deed::AskSay,
    Deed::AskHandOff,
    Deed::AskResolve,
    Deed::AskNote,
    Deed::AskLink,
    Deed::Incident,
    Deed::Edit,
];

/// Lines that are drawn; typing one more letter is quicker than scrolling.
const LINES_MAX: usize = 14;

/// What is typed, and the line under the cursor.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    typed: String,
    at: usize,
}

/// A line of the palette.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it does.
    pub action: Action,
    /// Its words.
    pub words: String,
    /// Why it cannot be done now.
    pub why_not: Option<&'static str>,
    /// What else helps to choose, for example how much an agent holds.
    pub note: String,
}

/// Everything that the palette offers now.
pub fn all(desk: &Desk, snapshot: &Snapshot) -> Vec<Line> {
    let mut actions: Vec<Action> = Vec::new();
    actions.extend([Action::AskAssign(Of::Chosen), Action::AskSnooze(Of::Chosen), Action::Resolve(Of::Chosen)]);
    actions.extend([Action::Release(Of::Chosen), Action::Reopen(Of::Chosen), Action::Undo]);
    actions.push(Action::AskRaise(Of::Chosen));
    actions.extend(Screen::ALL.map(Action::Show));
    if desk.screen == Screen::Escalations {
        actions.extend(ESCALATION_DEEDS.map(Action::Escalation));
    }
    if desk.screen == Screen::Planner {
        actions.extend(PlanDeed::OFFERED.map(Action::Plan));
    }
    actions.extend(Chip::ALL.map(Action::Set));
    actions.extend([Action::Search, Action::Newer, Action::MarkAll, Action::Unmark, Action::TurnRound]);
    actions.extend(Sort::ALL.map(Action::SortBy));
    actions.push(Action::OfChannel(None));
    actions.extend(snapshot.listing.channels.iter().map(|(id, _)| Action::OfChannel(Some(*id))));
    actions.push(Action::OfOwner(None));
    actions.push(Action::AskSource(None));
    let live = snapshot.sources.rows.iter().filter(|row| row.live.is_some());
    actions.extend(live.map(|row| Action::AskSource(Some(row.source))));
    actions.extend([Action::AskImport, Action::AskAgent, Action::AskChannel, Action::Board, Action::Keys]);
    actions.extend(Until::OFFERED.map(|until| Action::Snooze(Of::Chosen, until)));
    for row in snapshot.agents.rows.iter().filter(|row| !row.left) {
        actions.push(Action::Assign(Of::Chosen, row.agent, BeyondCapacity::Refuse));
    }
    for row in snapshot.agents.rows.iter().filter(|row| !row.left) {
        actions.push(Action::OfOwner(Some(row.agent)));
        actions.push(match row.presence {
            Presence::Available => Action::AskAway(row.agent),
            Presence::Away | Presence::Off => Action::Presence(row.agent, Presence::Available, String::new()),
        });
    }
    actions.extend([PeopleAsk::ANNOUNCE, PeopleAsk::ROSTER, PeopleAsk::PARTNERS].map(Action::AskPeople));
    actions.extend(snapshot.agents.rows.iter().map(|row| Action::LookInto(Some(row.agent))));
    if snapshot.moment != Moment::Now {
        actions.push(Action::Look(Moment::Now));
    }
    actions.extend([Action::Rehearse("tuesday".into(), 1), Action::Rehearse("black-friday".into(), 1)]);
    if matches!(snapshot.floor, crate::view::FloorKind::Rehearsal { .. }) {
        actions.extend([0, 1, 10, 60].map(Action::Speed));
        actions.push(Action::StartEmpty);
    }
    actions.extend(ThemeChoice::ALL.map(Action::Theme));
    actions.extend(alerts(snapshot));
    let automatic = !snapshot.assignment.rules.automatic;
    let words = if automatic { "Give work out by itself" } else { "Give work out by hand" };
    actions.push(Action::Do(words, Command::Assignment(AssignmentCommand::SetAutomatic { automatic })));
    actions.extend(STAGES.map(Action::Stage));
    actions.extend([90, 100, 115, 130].map(Action::Scale));
    actions.extend([Action::AskOverrule(Of::Chosen), Action::TakeBackOverrule(Of::Chosen)]);
    actions.extend(snapshot.house.names.iter().map(|(handle, _)| Action::MoveTo(Of::Chosen, *handle)));
    actions.push(Action::CheckSeals);
    actions.extend([Action::JoinCase(Of::Chosen), Action::PartCase(Of::Chosen), Action::AskCustomers]);
    actions.extend([Action::AskHandoff(Of::Chosen), Action::Compose, Action::Tone, Action::Reports]);
    actions.extend(ticket::DEEDS.map(Action::AskTicket));
    actions.extend([0, 40, 60, 80].map(Action::InfluenceMin));
    let line = |action: Action| {
        let words = action.words(snapshot);
        let why_not = action.possible(desk, snapshot).err();
        let note = note(&action, snapshot);
        Line { action, words, why_not, note }
    };
    actions.into_iter().map(line).collect()
}

/// What can be done with the alerts that are on the board.
fn alerts(snapshot: &Snapshot) -> Vec<Action> {
    let board = &snapshot.wallboard;
    let burning = board.viral.iter().filter_map(|card| card.alert.as_ref()).chain(&board.channel_alerts);
    let of = |row: &AlertRow| {
        let snooze = Action::SnoozeAlert(row.alert, Until::Minutes(15));
        let acknowledge = (!row.acknowledged).then_some(Action::AcknowledgeAlert(row.alert));
        let escalate = (!row.escalated).then_some(Action::EscalateAlert(row.alert));
        acknowledge.into_iter().chain([snooze]).chain(escalate)
    };
    burning.flat_map(of).collect()
}

/// How much an agent holds, so that nobody is assigned blindly.
fn note(action: &Action, snapshot: &Snapshot) -> String {
    let Action::Assign(_, agent, _) = action else { return String::new() };
    let row = snapshot.agents.rows.iter().find(|row| row.agent == *agent);
    row.map_or_else(String::new, |row| match row.presence {
        Presence::Available => format!("{} of {}", row.holds, row.capacity),
        Presence::Away | Presence::Off => row.presence.word().to_lowercase(),
    })
}

/// The lines that fit what is typed, best first. What cannot be done now comes after what can.
pub fn found(lines: Vec<Line>, typed: &str) -> Vec<Line> {
    let mut scored: Vec<(bool, i32, Line)> = lines
        .into_iter()
        .filter_map(|line| fits(&line.words, typed).map(|score| (line.why_not.is_some(), -score, line)))
        .collect();
    // The order of the list decides between equals, so the sort must be stable.
    scored.sort_by_key(|(impossible, score, _)| (*impossible, *score));
    let mut lines: Vec<Line> = scored.into_iter().take(LINES_MAX).map(|(_, _, line)| line).collect();
    let typed = typed.trim();
    if !typed.is_empty() {
        let action = Action::Find(typed.to_owned());
        let words = format!("Search the floor for “{typed}”");
        lines.push(Line { action, words, why_not: None, note: String::new() });
    }
    lines
}

/// How well the letters typed fit into the words, in their order; `None` when they do not.
///
/// ```
/// use watchfloor::ui::palette::fits;
/// assert!(fits("Assign to Ade B.", "asade").is_some());
/// assert!(fits("Assign to Ade B.", "xyz").is_none());
/// assert!(fits("Assign…", "as") > fits("Show past target", "as"));
/// ```
pub fn fits(words: &str, typed: &str) -> Option<i32> {
    let wanted: Vec<char> = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return Some(0);
    }
    let letters: Vec<char> = words.chars().collect();
    // From every place, because the first `a` of the words is not always the one that was meant.
    let best = (0..letters.len()).filter_map(|from| fits_from(&letters, &wanted, from)).max()?;
    // Of two that fit as well, the shorter is closer.
    Some(best - i32::try_from(letters.len()).unwrap_or(i32::MAX) / 12)
}

fn fits_from(letters: &[char], wanted: &[char], from: usize) -> Option<i32> {
    let (mut score, mut run, mut found) = (0, 0, 0);
    for place in from..letters.len() {
        let (Some(next), Some(letter)) = (wanted.get(found), letters.get(place)) else { break };
        if letter.to_lowercase().next() != Some(*next) {
            run = 0;
            continue;
        }
        found += 1;
        run += 1;
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        let starts_word = before.is_none_or(|before| !before.is_alphanumeric());
        score += 1 + run * 3 + if starts_word { 6 } else { 0 } + if place == 0 { 4 } else { 0 };
    }
    (found == wanted.len()).then_some(score)
}

/// Draws the palette over everything, while it is open.
pub fn palette_ui(ui: &mut egui::Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let Some(mut palette) = desk.palette.take() else { return };
    let mut lines = found(all(desk, snapshot), &palette.typed);
    let pressed = |ui: &egui::Ui, key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(ui, Key::ArrowDown) {
        palette.at = (palette.at + 1).min(lines.len().saturating_sub(1));
    }
    if pressed(ui, Key::ArrowUp) {
        palette.at = palette.at.saturating_sub(1);
    }
    let mut chosen = pressed(ui, Key::Enter).then_some(palette.at);
    let id = Id::unique("palette");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, [0.0, 72.0]);
    let modal = Modal::new(id).area(area).show(ui.ctx(), |ui: &mut egui::Ui| {
        ui.set_width(560.0_f32.min(ui.ctx().content_rect().width() - 60.0));
        let field = TextEdit::singleline(&mut palette.typed)
            .hint_text("Search or run a command")
            .desired_width(f32::INFINITY)
            .margin(Vec2::new(12.0, 9.0));
        let field = ui.add(field).accessible_name("Search or run a command");
        field.request_focus();
        if field.changed() {
            palette.at = 0;
            lines = found(all(desk, snapshot), &palette.typed);
        }
        ui.add_space(2.0);
        for (place, line) in lines.iter().enumerate() {
            if line_ui(ui, line, place == palette.at).clicked() {
                chosen = Some(place);
            }
        }
    });
    let run = chosen.and_then(|place| lines.into_iter().nth(place));
    if modal.should_close() {
        return;
    }
    match run {
        Some(Line { action, .. }) => desk.queue(action),
        None => desk.palette = Some(palette),
    }
}

fn line_ui(ui: &mut egui::Ui, line: &Line, under_cursor: bool) -> egui::Response {
    let t = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 32.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, line.why_not.is_none(), &line.words));
    if under_cursor {
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, t.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::BUTTON_RADIUS, t.raised);
    }
    let ink = if line.why_not.is_some() { t.quiet } else { t.text };
    let inner = rect.shrink2(Vec2::new(12.0, 0.0));
    let right = line.why_not.or(line.action.shortcut()).unwrap_or(&line.note);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.horizontal_centered(|ui| {
            ui.add(egui::Label::new(RichText::new(&line.words).color(ink)).truncate());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let font = theme::regular_font(ui, theme::LABEL);
                ui.add(egui::Label::new(RichText::new(right).font(font).color(t.quiet)).truncate());
            });
        });
    });
    response
}

/// Draws the overlay of all keys, while it is open.
pub fn keys_ui(ui: &mut egui::Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if !desk.keys_shown {
        return;
    }
    let modal = Modal::new(Id::unique("keys")).frame(egui::Frame::window(ui.style())).show(ui.ctx(), |ui| {
        ui.set_width(720.0_f32.min(ui.ctx().content_rect().width() - 60.0));
        widget::title_ui(ui, "All keys");
        ui.add_space(4.0);
        let height = ui.ctx().content_rect().height() - 180.0;
        let area =
            egui::ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
        area.show(ui, |ui| {
            super::screen::settings::keys_table_ui(ui, snapshot);
        });
    });
    let again = ui.input_mut(|input| {
        let question = egui::Event::Text("?".to_owned());
        input.events.contains(&question) || input.consume_key(Modifiers::NONE, Key::Questionmark)
    });
    if again || modal.should_close() {
        desk.keys_shown = false;
    }
}

/// The place of the toasts and of everything else that lies over a screen. Drawn last.
pub fn overlays_ui(ui: &mut egui::Ui, desk: &mut Desk, snapshot: &Snapshot) {
    // The nearest first, because each takes its keys out of the input before the next one reads them.
    palette_ui(ui, desk, snapshot);
    keys_ui(ui, desk, snapshot);
    super::confirm::confirm_ui(ui, desk);
    super::mapping::mapping_ui(ui, desk);
    super::dialog::dialog_ui(ui, desk, snapshot);
    drop_ui(ui);
    super::toasts::toasts_ui(ui, desk);
    if desk.waits() {
        ui.ctx().request_repaint();
    }
}

/// While a file hangs over the window: what letting go will do.
fn drop_ui(ui: &mut egui::Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    Area::new(Id::unique("drop")).anchor(Align2::CENTER_CENTER, Vec2::ZERO).order(egui::Order::Tooltip).show(
        ui.ctx(),
        |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                widget::title_ui(ui, "Let go to import the file");
            });
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_words_counts_most() {
        let best = |typed: &str| {
            let lines =
                ["Assign…", "Release", "Show past target", "Add agent…", "Assign to Ade B.", "Only what Ade B. has"]
                    .map(|words| Line {
                        action: Action::Undo,
                        words: words.to_owned(),
                        why_not: None,
                        note: String::new(),
                    });
            found(lines.into(), typed).first().map(|line| line.words.clone()).unwrap_or_default()
        };
        assert_eq!(best("ass"), "Assign…");
        assert_eq!(best("ade"), "Assign to Ade B.");
        assert_eq!(best("aa"), "Add agent…");
        assert_eq!(best("pt"), "Show past target");
        assert_eq!(best("zzz"), "Search the floor for “zzz”");
    }

    #[test]
    fn what_cannot_be_done_sinks() {
        let line =
            |words: &str, why_not| Line { action: Action::Undo, words: words.to_owned(), why_not, note: String::new() };
        let lines = found(vec![line("Resolve", Some("it is resolved already")), line("Reports, solved", None)], "reso");
        assert_eq!(lines.first().map(|line| line.words.as_str()), Some("Reports, solved"));
    }
}
