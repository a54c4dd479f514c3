//! The questions of the screen of escalations: why, who, what, where to.

use super::edit::{Draft, edit_ui};
use crate::floor::escalation::{LadderId, Trouble};
use crate::floor::{AgentId, Command, ConversationId, EscalationCommand, EscalationId};
use crate::ui::action::Action;
use crate::ui::dialog::{buttons_ui, field_ui, focus_first};
use crate::ui::palette::fits;
use crate::ui::{format, widget};
use crate::view::{Row as ListRow, Snapshot};
use egui::{ComboBox, Ui};

/// People that are listed at once; typing narrows them.
const PEOPLE_SHOWN_MAX: usize = 10;
/// Open escalations that something new may belong to.
const OPEN_SHOWN_MAX: usize = 40;

/// What words are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// What is being done.
    Say,
    /// Where it goes on.
    HandOff,
    /// Why it is over.
    Resolve,
    /// What happened elsewhere.
    Note,
}

/// A question that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum EscalationAsk {
    /// What kind of trouble, and why?
    Raise {
        /// What is raised.
        conversations: Vec<ConversationId>,
        /// The kind.
        trouble: Trouble,
        /// Why.
        words: String,
        /// For whom it is raised; the desk for nobody.
        by: Option<AgentId>,
        /// What it is called; the words of the customer when it stays empty.
        title: String,
        /// Whom it asks.
        ladder: LadderId,
        /// What is raised already, when these only belong to it.
        part_of: Option<EscalationId>,
    },
    /// What else belongs to it?
    Link {
        /// To what.
        escalation: EscalationId,
        /// What was typed to find it.
        typed: String,
    },
    /// Who takes it?
    Who {
        /// What is taken.
        escalation: EscalationId,
        /// The person at the desk, who is asked who they are.
        mine: bool,
        /// What was typed to find them.
        typed: String,
    },
    /// In words?
    Words {
        /// What about.
        escalation: EscalationId,
        /// Which words.
        which: Words,
        /// As typed.
        typed: String,
    },
    /// How are ladder, rules and playbooks?
    Edit(Draft),
}

impl EscalationAsk {
    fn words(escalation: EscalationId, which: Words, typed: &str) -> EscalationAsk {
        EscalationAsk::Words { escalation, which, typed: typed.to_owned() }
    }

    pub(super) fn say(escalation: EscalationId) -> EscalationAsk {
        EscalationAsk::words(escalation, Words::Say, "")
    }

    pub(super) fn hand_off(escalation: EscalationId) -> EscalationAsk {
        EscalationAsk::words(escalation, Words::HandOff, "Phone")
    }

    pub(super) fn resolve(escalation: EscalationId) -> EscalationAsk {
        EscalationAsk::words(escalation, Words::Resolve, "")
    }

    pub(super) fn note(escalation: EscalationId) -> EscalationAsk {
        EscalationAsk::words(escalation, Words::Note, "")
    }

    pub(super) fn edit(snapshot: &Snapshot) -> EscalationAsk {
        EscalationAsk::Edit(Draft::of(snapshot))
    }

    /// What is asked before these are raised. The owner of a single one is who asks for help.
    pub(in crate::ui) fn raise(conversations: Vec<ConversationId>, snapshot: &Snapshot) -> EscalationAsk {
        let thread = snapshot.thread.as_ref().filter(|thread| conversations == [thread.conversation]);
        let trouble = thread.and_then(|thread| thread.reading.as_ref()).map_or(Trouble::PublicAnger, |reading| {
            use crate::floor::Cues;
            match () {
                () if reading.cues.has(Cues::SAFETY) => Trouble::Safety,
                () if reading.cues.has(Cues::LEGAL) => Trouble::Legal,
                () if reading.cues.has(Cues::PRESS) => Trouble::Press,
                () => Trouble::PublicAnger,
            }
        });
        let by = thread.and_then(|thread| thread.owner.as_ref()).map(|(agent, _)| *agent);
        EscalationAsk::Raise {
            conversations,
            trouble,
            words: String::new(),
            by,
            title: String::new(),
            ladder: LadderId(0),
            part_of: None,
        }
    }
}

/// What became of a question in this frame: nothing yet, put away, or answered. Who is at the desk is said aside.
pub(in crate::ui) type Answered = Option<Option<Action>>;

/// Draws an open question.
pub fn ask_ui(ui: &mut Ui, snapshot: &Snapshot, ask: &mut EscalationAsk, me: &mut Option<AgentId>) -> Answered {
    match ask {
        EscalationAsk::Raise { .. } => raise_ui(ui, snapshot, ask),
        EscalationAsk::Link { escalation, typed } => link_ui(ui, snapshot, *escalation, typed),
        EscalationAsk::Who { escalation, mine, typed } => who_ui(ui, snapshot, *escalation, *mine, typed, me),
        EscalationAsk::Words { escalation, which, typed } => words_ui(ui, *escalation, *which, typed),
        EscalationAsk::Edit(draft) => edit_ui(ui, snapshot, draft),
    }
}

fn answered(go: Option<bool>, words: &'static str, wish: impl FnOnce() -> EscalationCommand) -> Answered {
    match go {
        Some(true) => Some(Some(Action::Do(words, Command::Escalation(wish())))),
        Some(false) => Some(None),
        None => None,
    }
}

fn raise_ui(ui: &mut Ui, snapshot: &Snapshot, ask: &mut EscalationAsk) -> Answered {
    let EscalationAsk::Raise { conversations, trouble, words, by, title, ladder, part_of } = ask else { return None };
    ui.set_width(480.0);
    let count = format::plural(conversations.len(), "conversation", "conversations");
    widget::title_ui(ui, &format!("Escalate {count}"));
    part_ui(ui, snapshot, part_of);
    if let Some(escalation) = *part_of {
        let go = buttons_ui(ui, "Link them", true);
        let conversations = conversations.clone();
        return answered(go, "Link them", || EscalationCommand::Link { escalation, conversations });
    }
    to_ui(ui, snapshot, ladder);
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for kind in Trouble::ALL {
            if widget::chip_ui(ui, kind.word(), *trouble == kind).clicked() {
                *trouble = kind;
            }
        }
    });
    let thread = snapshot.thread.as_ref().filter(|thread| *conversations == [thread.conversation]);
    if let Some((agent, name)) = thread.and_then(|thread| thread.owner.as_ref()) {
        let mut asked = by.is_some();
        if ui.checkbox(&mut asked, format!("{name} asks for help")).changed() {
            *by = asked.then_some(*agent);
        }
    }
    let field = field_ui(ui, "Why (it may stay empty)", "what those above must know", words);
    focus_first(ui, &field);
    field_ui(ui, "What it is called (empty for the customer’s words)", "checkout fails in the sale", title);
    let go = buttons_ui(ui, "Escalate", true);
    let (trouble, by, words, ladder) = (*trouble, *by, words.trim().to_owned(), *ladder);
    answered(go, "Escalate", || EscalationCommand::Raise {
        conversations: conversations.clone(),
        trouble,
        title: title.trim().to_owned(),
        by,
        words,
        ladder,
    })
}

/// Whether it is something new, or belongs to what is raised already.
fn part_ui(ui: &mut Ui, snapshot: &Snapshot, part_of: &mut Option<EscalationId>) {
    let open: Vec<_> = snapshot.escalations.cards().take(OPEN_SHOWN_MAX).collect();
    if open.is_empty() {
        return;
    }
    let title = |id: EscalationId| open.iter().find(|card| card.escalation == id).map_or("", |card| &card.title);
    let words = part_of.map_or("something new", title);
    let combo = ComboBox::from_id_salt("part of").width(300.0).truncate().selected_text(words).show_ui(ui, |ui| {
        ui.selectable_value(part_of, None, "something new");
        for card in &open {
            ui.selectable_value(part_of, Some(card.escalation), &card.title);
        }
    });
    combo.response.accessible_name("Something new, or part of what is raised");
}

/// Whom it asks first; with several ladders, which.
fn to_ui(ui: &mut Ui, snapshot: &Snapshot, ladder: &mut LadderId) {
    let ladders = &snapshot.escalations.setup.ladders;
    if ladders.len() > 1 {
        ui.horizontal_wrapped(|ui| {
            widget::label_ui(ui, "Ladder");
            for (id, one) in ladders {
                if widget::chip_ui(ui, &one.name, ladder == id).clicked() {
                    *ladder = *id;
                }
            }
        });
    }
    let rung = ladders.iter().find(|(id, _)| id == ladder).and_then(|(_, l)| l.rungs.first());
    let column = snapshot.escalations.columns.iter().find(|c| rung.is_none_or(|r| r.name == c.name));
    let to = match (column, rung) {
        (Some(c), _) => format!("To {} · {}: {} on duty", c.label, c.name, c.on_duty),
        (None, Some(rung)) => format!("To L1 · {}", rung.name),
        (None, None) => String::new(),
    };
    widget::dim_ui(ui, &to);
}

fn link_ui(ui: &mut Ui, snapshot: &Snapshot, escalation: EscalationId, typed: &mut String) -> Answered {
    ui.set_width(520.0);
    widget::title_ui(ui, "What else belongs to it?");
    widget::dim_ui(ui, "The rows that the floor shows. On the floor itself, E links what is chosen there.");
    ui.add_space(4.0);
    let field = field_ui(ui, "Customer, channel or words", "payment", typed);
    focus_first(ui, &field);
    let detail = snapshot.escalations.chosen.as_ref().filter(|detail| detail.card.escalation == escalation);
    let linked = |id| detail.is_some_and(|d| d.linked.iter().any(|line| line.conversation == id));
    let words = |row: &ListRow| format!("{} · {} · {}", row.author, row.channel, row.text);
    let rows = snapshot.listing.rows.iter().filter(|row| !linked(row.conversation));
    let fitting: Vec<&ListRow> = rows.filter(|row| fits(&words(row), typed).is_some()).take(PEOPLE_SHOWN_MAX).collect();
    let mut chosen = None;
    for row in &fitting {
        let name = format!("Link {}", row.author);
        let button = egui::Button::new(words(row)).truncate();
        if ui.add_sized([ui.available_width(), 30.0], button).accessible_name(name).clicked() {
            chosen = Some(row.conversation);
        }
    }
    if fitting.is_empty() {
        widget::dim_ui(ui, "No row of the floor fits");
    }
    ui.add_space(6.0);
    let cancel = widget::button_ui(ui, "Cancel").clicked();
    match chosen {
        Some(id) => {
            let link = EscalationCommand::Link { escalation, conversations: vec![id] };
            answered(Some(true), "Link it", || link)
        }
        None => cancel.then_some(None),
    }
}

fn who_ui(
    ui: &mut Ui,
    snapshot: &Snapshot,
    escalation: EscalationId,
    mine: bool,
    typed: &mut String,
    me: &mut Option<AgentId>,
) -> Answered {
    ui.set_width(420.0);
    widget::title_ui(ui, if mine { "Who are you?" } else { "Who takes it from here?" });
    let about = if mine {
        "Asked once; “Mine” and “I’ll take it” go by it"
    } else {
        "They get its conversation, too"
    };
    widget::dim_ui(ui, about);
    ui.add_space(4.0);
    let field = field_ui(ui, "Name or rung", "Amara O.", typed);
    focus_first(ui, &field);
    let detail = snapshot.escalations.chosen.as_ref().filter(|detail| detail.card.escalation == escalation);
    let takers = detail.map(|detail| detail.takers.as_slice()).unwrap_or_default();
    let fitting = |(_, name, rung): &&(AgentId, String, String)| fits(&format!("{name} {rung}"), typed).is_some();
    let mut chosen = None;
    for (agent, name, rung) in takers.iter().filter(fitting).take(PEOPLE_SHOWN_MAX) {
        let words = if rung.is_empty() { name.clone() } else { format!("{name} · {rung}") };
        if widget::button_ui(ui, &words).clicked() {
            chosen = Some(*agent);
        }
    }
    if takers.is_empty() {
        widget::dim_ui(ui, "Nobody is on duty");
    }
    if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter)) {
        chosen = chosen.or_else(|| takers.iter().find(fitting).map(|(agent, ..)| *agent));
    }
    ui.add_space(6.0);
    let cancel = widget::button_ui(ui, "Cancel").clicked();
    match chosen {
        Some(agent) if mine => {
            *me = Some(agent);
            answered(Some(true), "I’ll take it", || EscalationCommand::Take { escalation, agent })
        }
        Some(agent) => answered(Some(true), "Reassign", || EscalationCommand::Reassign { escalation, agent }),
        None => cancel.then_some(None),
    }
}

fn words_ui(ui: &mut Ui, escalation: EscalationId, which: Words, typed: &mut String) -> Answered {
    let (title, label, hint, yes) = match which {
        Words::Say => ("What is being done?", "In a few words", "calls the carrier, waits for customer", "Say it"),
        Words::HandOff => ("Where does it go on?", "Where, and with whom", "Phone · Jo P. calls 14:12", "Hand off"),
        Words::Resolve => ("Why is it over?", "Reason", "refunded and called", "Resolve"),
        Words::Note => ("What happened?", "Note", "the carrier called back", "Add note"),
    };
    ui.set_width(440.0);
    widget::title_ui(ui, title);
    ui.add_space(4.0);
    let field = field_ui(ui, label, hint, typed);
    focus_first(ui, &field);
    let go = buttons_ui(ui, yes, !typed.trim().is_empty());
    let words = typed.trim().to_owned();
    answered(go, yes, || match which {
        Words::Say => EscalationCommand::Say { escalation, words },
        Words::HandOff => EscalationCommand::HandOff { escalation, to: words },
        Words::Resolve => EscalationCommand::Resolve { escalation, reason: words },
        Words::Note => EscalationCommand::Note { escalation, words },
    })
}
