//! What can be done on the screen of escalations: each deed with its words, its key and when it cannot be done.

use super::{EscalationAsk, shown};
use crate::floor::escalation::Progress;
use crate::floor::{Command, EscalationCommand};
use crate::ui::action::{Action, Of};
use crate::ui::desk::{Desk, Dialog};
use crate::ui::screen::Screen;
use crate::ui::selection::Step;
use crate::view::{EscalationDetail, Snapshot, Timeline, timeline};

/// A deed, done to the escalation that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Look at another.
    Step(Step),
    /// The person at the desk takes it.
    Take,
    /// Ask who takes it.
    AskGive,
    /// Raise it to the next rung.
    Up,
    /// Let it wait on its rung again.
    GiveBack,
    /// Ask what is being done.
    AskSay,
    /// Ask where it goes on.
    AskHandOff,
    /// Ask why it is over.
    AskResolve,
    /// It is not over after all.
    Reopen,
    /// Ask for a note.
    AskNote,
    /// Begin or end incident mode.
    Incident,
    /// Ask what else belongs to it.
    AskLink,
    /// Read its conversation on the floor.
    OpenConversation,
    /// Put its timeline on the clipboard.
    CopyTimeline,
    /// Change ladder, rules and playbooks.
    Edit,
}

fn chosen<'a>(desk: &Desk, snapshot: &'a Snapshot) -> Option<&'a EscalationDetail> {
    let detail = snapshot.escalations.chosen.as_ref()?;
    (desk.screen == Screen::Escalations && Some(detail.card.escalation) == desk.escalation_at).then_some(detail)
}

/// The words on the button and in the palette.
pub(in crate::ui) fn deed_words(deed: Deed, snapshot: &Snapshot) -> String {
    let detail = snapshot.escalations.chosen.as_ref();
    let fixed = match deed {
        Deed::Step(Step::Up) => "Escalation before",
        Deed::Step(_) => "Next escalation",
        Deed::Take => "I’ll take it",
        Deed::AskGive => "Reassign…",
        Deed::Up => match detail.and_then(|d| d.above.as_ref()) {
            Some((_, label)) => return format!("Raise to {label}"),
            None => "Raise further",
        },
        Deed::GiveBack => "Give back",
        Deed::AskSay => "Say what is done…",
        Deed::AskHandOff => "Hand off to phone",
        Deed::AskResolve => "Resolve…",
        Deed::Reopen => "Reopen the escalation",
        Deed::AskNote => "Add a note…",
        Deed::Incident if detail.is_some_and(|d| d.card.incident) => "End incident mode",
        Deed::Incident => "Incident mode",
        Deed::AskLink => "Link conversations…",
        Deed::OpenConversation => "Read its conversation",
        Deed::CopyTimeline => "Copy timeline",
        Deed::Edit => "Edit ladder…",
    };
    fixed.to_owned()
}

/// Whether it can be done now, or in words why not.
pub(in crate::ui) fn deed_possible(deed: Deed, desk: &Desk, snapshot: &Snapshot) -> Result<(), &'static str> {
    if matches!(deed, Deed::Step(_) | Deed::Edit) {
        return Ok(());
    }
    let detail = chosen(desk, snapshot).ok_or("no escalation is chosen; open the escalations and press j")?;
    let progress = detail.card.progress;
    let open = progress != Progress::Resolved;
    let held = detail.card.owner.is_some() && open;
    match deed {
        Deed::Take | Deed::AskGive | Deed::AskResolve | Deed::Incident if !open => Err("it is over; reopen it first"),
        Deed::Take if held && progress != Progress::HandedOff => Err("somebody has it; reassign it"),
        Deed::Up if !open => Err("it is over; reopen it first"),
        Deed::Up if detail.above.is_none() => Err("there is no rung above"),
        Deed::GiveBack | Deed::AskSay | Deed::AskHandOff if !held => Err("somebody has to take it first"),
        Deed::Reopen if open => Err("it is open"),
        Deed::AskNote | Deed::AskLink if !open => Err("it is over; reopen it first"),
        Deed::OpenConversation if detail.linked.is_empty() => Err("it is about no conversation"),
        _ => Ok(()),
    }
}

/// The command that a deed is, when it is one as it stands.
pub(in crate::ui) fn command(deed: Deed, desk: &Desk, snapshot: &Snapshot) -> Option<Command> {
    let detail = chosen(desk, snapshot)?;
    let escalation = detail.card.escalation;
    let wish = match deed {
        Deed::Take => EscalationCommand::Take { escalation, agent: desk.me? },
        Deed::Up => EscalationCommand::MoveTo { escalation, rung: detail.above.as_ref()?.0, reason: String::new() },
        Deed::GiveBack => EscalationCommand::GiveBack { escalation },
        Deed::Reopen => EscalationCommand::Reopen { escalation },
        Deed::Incident if detail.card.incident => {
            EscalationCommand::Incident { escalation, on: false, contact: detail.contact.clone() }
        }
        Deed::Incident => {
            // Whoever stands on the last rung is whom one calls.
            let contact = detail.ladder.last().map(|rung| rung.people.join(", ")).unwrap_or_default();
            EscalationCommand::Incident { escalation, on: true, contact }
        }
        _ => return None,
    };
    Some(Command::Escalation(wish))
}

/// What is no command: moving, asking, copying.
pub(in crate::ui) fn perform(deed: Deed, desk: &mut Desk, snapshot: &Snapshot) {
    if let Deed::Step(step) = deed {
        return step_to(desk, snapshot, step);
    }
    if deed == Deed::Edit {
        desk.dialog = Some(Dialog::Escalation(Box::new(EscalationAsk::edit(snapshot))));
        return;
    }
    let Some(detail) = chosen(desk, snapshot) else { return };
    let escalation = detail.card.escalation;
    let ask = match deed {
        // Nobody has said yet who sits here.
        Deed::Take => EscalationAsk::Who { escalation, mine: true, typed: String::new() },
        Deed::AskGive => EscalationAsk::Who { escalation, mine: false, typed: String::new() },
        Deed::AskSay => EscalationAsk::say(escalation),
        // What goes on by phone has a packet; only what is about no conversation goes on in words alone.
        Deed::AskHandOff => match detail.linked.first() {
            Some(line) => return desk.queue(Action::AskHandoff(Of::one(line.conversation))),
            None => EscalationAsk::hand_off(escalation),
        },
        Deed::AskLink => EscalationAsk::Link { escalation, typed: String::new() },
        Deed::AskResolve => EscalationAsk::resolve(escalation),
        Deed::AskNote => EscalationAsk::note(escalation),
        Deed::OpenConversation => {
            if let Some(line) = detail.linked.first() {
                desk.queue(Action::Open(line.conversation));
            }
            return;
        }
        Deed::CopyTimeline => {
            let rows = detail.happened.iter().rev().cloned().collect();
            let (title, card) = (detail.card.title.clone(), detail.card.clone());
            let whole = Timeline { title, card, rows, left_out: detail.happened_left_out };
            desk.copied = Some(timeline::markdown(&whole, &snapshot.zone));
            desk.toasts.hint("The timeline is on the clipboard".to_owned());
            return;
        }
        _ => return,
    };
    desk.dialog = Some(Dialog::Escalation(Box::new(ask)));
}

fn step_to(desk: &mut Desk, snapshot: &Snapshot, step: Step) {
    let cards = shown(desk, snapshot);
    let Some(last) = cards.len().checked_sub(1) else { return };
    let at = cards.iter().position(|card| Some(card.escalation) == desk.escalation_at);
    let to = match (step, at) {
        (Step::First, _) | (_, None) => 0,
        (Step::Last, _) => last,
        (Step::Down | Step::PageDown, Some(at)) => (at + 1).min(last),
        (Step::Up | Step::PageUp, Some(at)) => at.saturating_sub(1),
    };
    let id = cards.get(to).map(|card| card.escalation);
    desk.escalation_at = id;
    desk.escalation_moved = true;
}
