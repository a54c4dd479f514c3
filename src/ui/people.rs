//! The questions that are asked about people: why, until when, with which skills, and what is announced.

use super::action::{Action, agent_name};
use super::dialog::{Drawn, Turn, answer, buttons_ui, field_ui, file_ui, focus_first, moment_of};
use super::{format, theme, widget};
use crate::floor::people::{About, Absence, Counting, Experience, Pool, Training, announced_length, length_limit};
use crate::floor::{AgentId, AssignmentCommand, At, Command, PeopleCommand, Presence, Profile};
use crate::view::{AgentRow, AnnouncementRow, Snapshot};
use egui::{Label, RichText, TextEdit, Ui, Vec2};
use std::path::PathBuf;

/// What is asked, and what was typed so far.
#[derive(Clone, Debug, PartialEq)]
pub enum PeopleAsk {
    /// Why is somebody off shift?
    Off(AgentId, String),
    /// In which state, and why against their own word?
    Force(AgentId, Presence, String),
    /// Why are they logged out?
    LogOut(AgentId, String),
    /// With which skills, until the shift ends or the day, and why?
    Skills {
        /// Who.
        agent: AgentId,
        /// With commas between.
        typed: String,
        /// Until midnight, and not the end of the shift.
        all_day: bool,
        /// Why.
        reason: String,
    },
    /// Until when do they stay, and why?
    Extend(AgentId, String, String),
    /// From when until when are they absent, and who stands in?
    Absence {
        /// Who.
        agent: AgentId,
        /// In a person's words; now, when it is empty.
        from: String,
        /// In a person's words.
        until: String,
        /// The name of the substitute.
        substitute: String,
        /// Why.
        reason: String,
    },
    /// Where do they belong?
    Groups {
        /// Who.
        agent: AgentId,
        /// With commas between.
        groups: String,
        /// Whether the queue is theirs.
        takes_queue: bool,
    },
    /// What do they bring along?
    About {
        /// Who.
        agent: AgentId,
        /// Networks, interests, certificates with their dates, partner: as typed.
        typed: [String; 4],
        /// How long they have been on networks.
        experience: Experience,
    },
    /// What is left for those who come next?
    Note(AgentId, String),
    /// Do they leave the team?
    Leaves(AgentId),
    /// Who are the partners, and what is agreed with them?
    Partners {
        /// The partner that is written; none while the list is shown.
        pool: Option<Pool>,
        /// Whether it is a new one, whose name is written too.
        new: bool,
    },
    /// Which file holds the roster?
    Roster {
        /// As typed.
        path: String,
        /// What there is to say about it.
        note: Option<String>,
    },
    /// What is announced, for which of the accounts?
    Announce {
        /// The place of the account among the drafts.
        place: usize,
        /// The words, once somebody has changed them.
        text: Option<String>,
        /// The words that all announcements are made of, once somebody has changed them.
        template: Option<String>,
    },
}

impl PeopleAsk {
    /// The composer with nothing changed.
    pub const ANNOUNCE: PeopleAsk = PeopleAsk::Announce { place: 0, text: None, template: None };
    /// The list of partners.
    pub const PARTNERS: PeopleAsk = PeopleAsk::Partners { pool: None, new: false };
    /// The question for a file with nothing typed.
    pub const ROSTER: PeopleAsk = PeopleAsk::Roster { path: String::new(), note: None };

    /// The words of the button that asks.
    pub fn words(&self, snapshot: &Snapshot) -> String {
        let of = |what: &str, agent: &AgentId| format!("{what} {}…", agent_name(snapshot, *agent));
        match self {
            PeopleAsk::Off(agent, _) => format!("{} is off shift…", agent_name(snapshot, *agent)),
            PeopleAsk::Force(agent, ..) => of("Force the state of", agent),
            PeopleAsk::LogOut(agent, _) => of("Log out", agent),
            PeopleAsk::Skills { agent, .. } => of("Skills for today of", agent),
            PeopleAsk::Extend(agent, ..) => of("Extend the shift of", agent),
            PeopleAsk::Absence { agent, .. } => of("Plan an absence of", agent),
            PeopleAsk::Groups { agent, .. } => of("Groups of", agent),
            PeopleAsk::About { agent, .. } => of("Networks and certificates of", agent),
            PeopleAsk::Note(agent, _) => of("Note for whoever comes after", agent),
            PeopleAsk::Leaves(agent) => format!("{} leaves the team…", agent_name(snapshot, *agent)),
            PeopleAsk::Partners { .. } => "Partners…".to_owned(),
            PeopleAsk::Roster { .. } => "Import a roster…".to_owned(),
            PeopleAsk::Announce { .. } => "Announce the shift change…".to_owned(),
        }
    }
}

fn people(command: PeopleCommand, words: &'static str) -> Action {
    Action::Do(words, Command::People(command))
}

fn row(snapshot: &Snapshot, agent: AgentId) -> Option<&AgentRow> {
    snapshot.agents.rows.iter().find(|row| row.agent == agent)
}

/// Draws the question.
pub(super) fn ask_ui(ui: &mut Ui, snapshot: &Snapshot, ask: &mut PeopleAsk, browse: &mut bool) -> Drawn {
    ui.set_width(460.0);
    match ask {
        PeopleAsk::Roster { path, note } => {
            let what = "A table (CSV) with the columns agent, from and until, and if there is one zone.";
            let note = note.as_deref().unwrap_or("Shifts are added to the roster. Rows that cannot stand are named.");
            let go = file_ui(ui, ("Import a roster", what), path, note, browse);
            answer(go, || Action::ImportRoster(PathBuf::from(path.trim())))
        }
        PeopleAsk::Announce { place, text, template } => announce_ui(ui, snapshot, place, text, template),
        PeopleAsk::Off(agent, why) => {
            title_ui(ui, snapshot, "Why is {} off shift?", *agent);
            widget::dim_ui(ui, "What they own goes back into the queue in five minutes.");
            let go = reason_ui(ui, why, "went home, sick", "Set off shift", true);
            answer(go, || Action::Presence(*agent, Presence::Off, why.trim().to_owned()))
        }
        PeopleAsk::Force(agent, presence, why) => force_ui(ui, snapshot, *agent, presence, why),
        PeopleAsk::LogOut(agent, why) => {
            title_ui(ui, snapshot, "Log {} out?", *agent);
            widget::dim_ui(ui, "They are off shift at once, and all they own goes back into the queue.");
            let go = reason_ui(ui, why, "went home and left the screen open", "Log out", true);
            let reason = why.trim().to_owned();
            answer(go, || people(PeopleCommand::LogOut { agent: *agent, reason }, "Log out"))
        }
        PeopleAsk::Skills { agent, typed, all_day, reason } => {
            skills_ui(ui, snapshot, *agent, (typed, all_day), reason)
        }
        PeopleAsk::Extend(agent, typed, why) => {
            title_ui(ui, snapshot, "How long does {} stay?", *agent);
            let field = field_ui(ui, "Until what time, or for how long", "45 min, 2 h, 16:30", typed);
            focus_first(ui, &field);
            let until = moment_ui(ui, snapshot, typed);
            let go = reason_ui(ui, why, "the outage", "Extend the shift", until.is_some());
            let (until, reason) = (until.unwrap_or(snapshot.at), why.trim().to_owned());
            answer(go, || people(PeopleCommand::Extend { agent: *agent, until, reason }, "Extend the shift"))
        }
        PeopleAsk::Absence { agent, from, until, substitute, reason } => {
            absence_ui(ui, snapshot, *agent, [from, until, substitute, reason])
        }
        PeopleAsk::Groups { agent, groups, takes_queue } => groups_ui(ui, snapshot, *agent, groups, takes_queue),
        PeopleAsk::About { agent, typed, experience } => about_ui(ui, snapshot, *agent, typed, experience),
        PeopleAsk::Leaves(agent) => {
            title_ui(ui, snapshot, "{} leaves the team?", *agent);
            widget::dim_ui(ui, "All they own goes back into the queue, and nobody can be given to them.");
            widget::dim_ui(ui, "Their name stays in what happened. They can come back, and Undo takes it back.");
            let go = buttons_ui(ui, "They leave the team", true);
            let command = AssignmentCommand::RemoveAgent { agent: *agent };
            answer(go, || Action::Do("They leave the team", Command::Assignment(command)))
        }
        PeopleAsk::Partners { pool, new } => super::partners::partners_ui(ui, snapshot, pool, new),
        PeopleAsk::Note(agent, note) => {
            title_ui(ui, snapshot, "Note for whoever comes after {}", *agent);
            widget::dim_ui(ui, "It lies in the hand-over when the shift ends.");
            let name = widget::label_ui(ui, "Note");
            let field = TextEdit::multiline(note).desired_rows(3).desired_width(f32::INFINITY);
            let field = ui.add(field.char_limit(crate::limits::NOTE_CHARS_MAX)).labelled_by(name.id);
            focus_first(ui, &field);
            let go = clicked_ui(ui, "Leave the note", true);
            let note = note.clone();
            answer(go, || {
                people(PeopleCommand::LeaveNote { agent: *agent, note, drafts: Vec::new() }, "Leave the note")
            })
        }
    }
}

fn title_ui(ui: &mut Ui, snapshot: &Snapshot, words: &str, agent: AgentId) {
    widget::title_ui(ui, &words.replace("{}", &agent_name(snapshot, agent)));
    ui.add_space(4.0);
}

/// A reason is required: it stands in the audit.
fn reason_ui(ui: &mut Ui, why: &mut String, hint: &str, yes: &str, possible: bool) -> Option<bool> {
    let field = field_ui(ui, "Reason", hint, why);
    focus_first(ui, &field);
    buttons_ui(ui, yes, possible && !why.trim().is_empty())
}

/// The two buttons where Enter writes a new line.
fn clicked_ui(ui: &mut Ui, yes: &str, possible: bool) -> Option<bool> {
    ui.add_space(6.0);
    let mut go = None;
    ui.horizontal(|ui| {
        if ui.add_enabled_ui(possible, |ui| widget::accent_button_ui(ui, yes)).inner.clicked() {
            go = Some(true);
        }
        if widget::button_ui(ui, "Cancel").clicked() {
            go = Some(false);
        }
    });
    go
}

/// The moment that was typed, said in full.
fn moment_ui(ui: &mut Ui, snapshot: &Snapshot, typed: &str) -> Option<At> {
    let moment = moment_of(typed, snapshot.at, &snapshot.zone);
    let says = match (&moment, typed.trim().is_empty()) {
        (Some(at), _) => format!("Until {}", format::moment(*at, snapshot.at, &snapshot.zone)),
        (None, true) => "Minutes, hours or a clock time".to_owned(),
        (None, false) => "This is no time that lies ahead".to_owned(),
    };
    widget::label_ui(ui, &says);
    moment
}

fn force_ui(ui: &mut Ui, snapshot: &Snapshot, agent: AgentId, presence: &mut Presence, why: &mut String) -> Drawn {
    title_ui(ui, snapshot, "Force the state of {}", agent);
    widget::dim_ui(ui, "It holds against their own word until you say otherwise or their next shift begins.");
    ui.horizontal(|ui| {
        for of in [Presence::Available, Presence::Away, Presence::Off] {
            if widget::chip_ui(ui, of.word(), *presence == of).clicked() {
                *presence = of;
            }
        }
    });
    let go = reason_ui(ui, why, "left the desk without a word", "Force the state", true);
    let (presence, reason) = (*presence, why.trim().to_owned());
    answer(go, || people(PeopleCommand::Force { agent, presence, reason }, "Force the state"))
}

fn skills_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    agent: AgentId,
    (typed, all_day): (&mut String, &mut bool),
    why: &mut String,
) -> Drawn {
    title_ui(ui, snapshot, "Skills of {} for today", agent);
    let field = field_ui(ui, "Skills, with commas between", "billing, returns", typed);
    focus_first(ui, &field);
    let shifts = row(snapshot, agent).map(|row| row.shifts.as_slice()).unwrap_or_default();
    let shift = shifts.iter().find(|(from, until)| *from <= snapshot.at && snapshot.at < *until).map(|(_, end)| *end);
    let midnight = snapshot.agents.day.map_or(snapshot.at.plus(3600), |(_, end)| end);
    ui.horizontal(|ui| {
        let clock = |at: At| format::moment(at, snapshot.at, &snapshot.zone);
        if let Some(end) = shift
            && widget::chip_ui(ui, &format!("To the end of the shift, {}", clock(end)), !*all_day).clicked()
        {
            *all_day = false;
        }
        if widget::chip_ui(ui, "To the end of the day", *all_day || shift.is_none()).clicked() {
            *all_day = true;
        }
    });
    let until = shift.filter(|_| !*all_day).unwrap_or(midnight);
    let go = reason_ui(ui, why, "the app is down", "Change the skills", true);
    let split = typed.split([',', ';']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let (skills, reason) = (split.collect(), why.trim().to_owned());
    let command = PeopleCommand::ChangeSkills { agent, skills, until, reason };
    answer(go, || people(command, "Change the skills"))
}

fn list(typed: &str) -> Vec<String> {
    typed.split([',', ';']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn groups_ui(ui: &mut Ui, snapshot: &Snapshot, agent: AgentId, groups: &mut String, queue: &mut bool) -> Drawn {
    title_ui(ui, snapshot, "Where does {} belong?", agent);
    let field = field_ui(ui, "Groups, with commas between", "team leads, senior agents, x", groups);
    focus_first(ui, &field);
    ui.checkbox(queue, "They are given work of the queue without being asked for by name");
    let go = buttons_ui(ui, "Save the groups", true);
    let profile = Profile { groups: list(groups), takes_queue: *queue };
    answer(go, || people(PeopleCommand::SetProfile { agent, profile }, "Save the groups"))
}

/// `public replies 2027-01-31, tone`: what was learnt, and the last day on which it counts.
///
/// ```
/// use watchfloor::ui::people::trainings;
/// let zone = jiff::tz::TimeZone::UTC;
/// let read = trainings("public replies 2027-01-31, tone", &zone);
/// assert_eq!((read[0].what.as_str(), read[1].until), ("public replies", None));
/// assert_eq!(read[0].until.unwrap().to_string(), "2027-02-01T00:00:00Z");
/// ```
pub fn trainings(typed: &str, zone: &jiff::tz::TimeZone) -> Vec<Training> {
    let read = |words: String| {
        let dated = words.rsplit_once(' ').and_then(|(what, date)| {
            let after: jiff::civil::Date = date.parse::<jiff::civil::Date>().ok()?.tomorrow().ok()?;
            Some((what.trim().to_owned(), At::from_timestamp(after.to_zoned(zone.clone()).ok()?.timestamp())?))
        });
        match dated {
            Some((what, until)) => Training { what, until: Some(until) },
            None => Training { what: words, until: None },
        }
    };
    list(typed).into_iter().map(read).collect()
}

fn about_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    agent: AgentId,
    typed: &mut [String; 4],
    experience: &mut Experience,
) -> Drawn {
    title_ui(ui, snapshot, "What does {} bring along?", agent);
    let [networks, interests, learnt, pool] = typed;
    let first = field_ui(ui, "Networks that they know", "x, instagram", networks);
    focus_first(ui, &first);
    field_ui(ui, "What they care for", "ski, chess", interests);
    ui.horizontal_wrapped(|ui| {
        for of in Experience::ALL {
            if widget::chip_ui(ui, of.words(), *experience == of).clicked() {
                *experience = of;
            }
        }
    });
    field_ui(ui, "Certificates, each with its last day if it has one", "public replies 2027-01-31, tone", learnt);
    widget::label_ui(ui, "Once anybody has “public replies”, only those who have it are given public conversations.");
    field_ui(ui, "Partner whom they work for; empty for our own", "", pool);
    let go = buttons_ui(ui, "Save what they bring along", true);
    let partner = pool.trim();
    let about = About {
        networks: list(networks),
        interests: list(interests),
        experience: *experience,
        trainings: trainings(learnt, &snapshot.zone),
        pool: (!partner.is_empty()).then(|| partner.to_owned()),
    };
    answer(go, || people(PeopleCommand::SetAbout { agent, about }, "Save what they bring along"))
}

fn absence_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    agent: AgentId,
    [from, until, substitute, why]: [&mut String; 4],
) -> Drawn {
    title_ui(ui, snapshot, "When is {} absent?", agent);
    let first = field_ui(ui, "From; empty for now", "16:30, 2 d", from);
    focus_first(ui, &first);
    field_ui(ui, "Until", "3 h, 18:00, 5 d", until);
    let begin = match from.trim() {
        "" => Some(snapshot.at),
        typed => moment_of(typed, snapshot.at, &snapshot.zone),
    };
    let end = moment_ui(ui, snapshot, until);
    field_ui(ui, "Who stands in; empty for the queue", "Name", substitute);
    let wanted = substitute.trim().to_lowercase();
    let found = snapshot.agents.rows.iter().find(|row| row.agent != agent && row.name.to_lowercase() == wanted);
    if !wanted.is_empty() && found.is_none() {
        let near = snapshot.agents.rows.iter().filter(|row| !row.left && row.name.to_lowercase().contains(&wanted));
        let names: Vec<&str> = near.take(4).map(|row| row.name.as_str()).collect();
        widget::label_ui(
            ui,
            &match names.is_empty() {
                true => "Nobody is called that".to_owned(),
                false => format!("Write one of {} in full", names.join(", ")),
            },
        );
    }
    let sure = begin.is_some() && end.is_some() && (wanted.is_empty() || found.is_some());
    let go = reason_ui(ui, why, "holidays, training", "Plan the absence", sure);
    let absence = Absence {
        from: begin.unwrap_or(snapshot.at),
        until: end.unwrap_or(snapshot.at),
        substitute: found.map(|row| row.agent),
        reason: why.trim().to_owned(),
    };
    answer(go, || people(PeopleCommand::SetAbsence { agent, absence }, "Plan the absence"))
}

fn announce_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    place: &mut usize,
    text: &mut Option<String>,
    template: &mut Option<String>,
) -> Drawn {
    ui.set_width(560.0);
    widget::title_ui(ui, "Announce the shift change");
    let rows = &snapshot.agents.announcements;
    *place = (*place).min(rows.len().saturating_sub(1));
    let Some(row) = rows.get(*place) else {
        widget::dim_ui(ui, "No shift begins within half an hour, or it was announced already.");
        widget::dim_ui(ui, "Rosters say when: import one, and the draft is ready at each change.");
        let close = widget::button_ui(ui, "Close").clicked();
        return Some(if close { Turn::Cancel } else { Turn::Stay });
    };
    accounts_ui(ui, rows, place, text);
    let boundary = format::clock(row.boundary, &snapshot.zone);
    let leaving = if row.leaving.is_empty() { String::new() } else { format!(" {} go.", row.leaving.join(", ")) };
    widget::dim_ui(ui, &format!("From the roster: who is on duty from {boundary}.{leaving}"));
    let name = widget::label_ui(ui, "Announcement");
    let words = text.get_or_insert_with(|| row.text.clone());
    let field = TextEdit::multiline(words).desired_rows(3).desired_width(f32::INFINITY);
    ui.add(field.char_limit(crate::limits::NOTE_CHARS_MAX)).labelled_by(name.id);
    length_ui(ui, row, words);
    template_ui(ui, snapshot, template, text)
        .or_else(|| send_ui(ui, row, text.as_deref().unwrap_or_default()))
        .or(Some(Turn::Stay))
}

fn accounts_ui(ui: &mut Ui, rows: &[AnnouncementRow], place: &mut usize, text: &mut Option<String>) {
    if rows.len() < 2 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (at, row) in rows.iter().enumerate() {
            let words = format!("{} {}", row.channel, row.name);
            if widget::chip_ui(ui, &words, *place == at).clicked() {
                (*place, *text) = (at, None);
            }
        }
    });
}

/// How long it is, in the network's own counting; red when the network would not take it.
fn length_ui(ui: &mut Ui, row: &AnnouncementRow, words: &str) {
    let t = theme::tokens(ui);
    let limit = length_limit(&row.channel, row.boundary);
    let length = announced_length(words, limit.map_or(Counting::Characters, |l| l.counting));
    let over = limit.is_some_and(|l| length > l.most);
    let said = match limit {
        Some(l) if over => format!("{length} of {}: {} too long for {}", l.most, length - l.most, row.channel),
        Some(l) => format!("{length} of {} on {}", l.most, row.channel),
        None => format!("{length} characters; how many {} takes is not known", row.channel),
    };
    let ink = if over { t.breach_text } else { t.dim };
    let font = theme::semibold_font(ui, theme::LABEL);
    let label = ui.add(Label::new(RichText::new(said).font(font).color(ink)));
    if let Some(limit) = limit {
        label.on_hover_text(format!("Counted as the network does. Source: {}", limit.source));
    }
}

fn template_ui(ui: &mut Ui, snapshot: &Snapshot, template: &mut Option<String>, text: &mut Option<String>) -> Drawn {
    let kept = &snapshot.agents.announcement_words;
    let words = template.get_or_insert_with(|| kept.clone());
    field_ui(ui, "Words of all announcements: {names}, {are}, {handle}, {until}", "", words);
    if words.trim() == kept {
        return None;
    }
    let words = words.trim().to_owned();
    let pressed = widget::button_ui(ui, "Save these words for all").clicked();
    pressed.then(|| {
        *text = None;
        Turn::Done(people(PeopleCommand::SetAnnouncement { words }, "Save these words for all"))
    })
}

fn send_ui(ui: &mut Ui, row: &AnnouncementRow, words: &str) -> Drawn {
    let mut turn = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        if widget::accent_button_ui(ui, "Copy and mark as announced").clicked() {
            ui.ctx().copy_text(words.to_owned());
            let command = PeopleCommand::Announce { handle: row.handle, boundary: row.boundary };
            turn = Some(Turn::Done(people(command, "Mark as announced")));
        }
        ui.add_enabled(false, egui::Button::new("Publish").min_size(Vec2::new(0.0, 30.0)))
            .on_disabled_hover_text("No account on this floor can send yet. Copy the words and post them there.");
        if widget::button_ui(ui, "Cancel").clicked() {
            turn = Some(Turn::Cancel);
        }
    });
    widget::label_ui(ui, "Publishing needs an account that can send; none is connected yet.");
    turn
}
