//! Which key does what. One table, so that the overlay of keys cannot lie.

use super::action::{Action, Judged, Of, Scope};
use super::desk::Desk;
use super::screen::Screen;
use super::screen::escalations::Deed;
use super::screen::planner::edit::Edge;
use super::screen::planner::{PlanDeed, PlanTab};
use super::selection::Step;
use egui::{Key, Modifiers};

/// A key and its action.
pub struct Binding {
    /// The key.
    pub key: Key,
    /// Whether with Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Whether with Shift; `None` when it makes no difference.
    pub shift: Option<bool>,
    /// How it is shown.
    pub shown: &'static str,
    /// What it does.
    pub action: Action,
}

const fn bare(key: Key, shown: &'static str, action: Action) -> Binding {
    Binding { key, ctrl: false, shift: Some(false), shown, action }
}

const fn ctrl(key: Key, shown: &'static str, action: Action) -> Binding {
    Binding { key, ctrl: true, shift: Some(false), shown, action }
}

const fn shift(key: Key, shown: &'static str, action: Action) -> Binding {
    Binding { key, ctrl: false, shift: Some(true), shown, action }
}

const fn ctrl_shift(key: Key, shown: &'static str, action: Action) -> Binding {
    Binding { key, ctrl: true, shift: Some(true), shown, action }
}

/// For a character that needs Shift on one keyboard and not on the other.
const fn sign(key: Key, shown: &'static str, action: Action) -> Binding {
    Binding { key, ctrl: false, shift: None, shown, action }
}

/// Every key, in the order of the overlay. The first key of an action is the one its button shows.
pub static BINDINGS: &[Binding] = &[
    bare(Key::Num1, "1", Action::Show(Screen::Wallboard)),
    bare(Key::Num2, "2", Action::Show(Screen::Floor)),
    bare(Key::Num3, "3", Action::Show(Screen::Agents)),
    bare(Key::Num4, "4", Action::Show(Screen::Escalations)),
    bare(Key::Num5, "5", Action::Show(Screen::Planner)),
    bare(Key::Num7, "7", Action::Show(Screen::Sources)),
    sign(Key::Comma, ",", Action::Show(Screen::Settings)),
    ctrl(Key::K, "Ctrl K", Action::Palette),
    sign(Key::Slash, "/", Action::Search),
    ctrl(Key::F, "Ctrl F", Action::Search),
    sign(Key::Questionmark, "?", Action::Keys),
    ctrl(Key::Z, "Ctrl Z", Action::Undo),
    bare(Key::Escape, "Esc", Action::Back),
    bare(Key::F11, "F11", Action::Board),
    bare(Key::J, "j", Action::Step(Step::Down)),
    bare(Key::ArrowDown, "↓", Action::Step(Step::Down)),
    bare(Key::K, "k", Action::Step(Step::Up)),
    bare(Key::ArrowUp, "↑", Action::Step(Step::Up)),
    bare(Key::PageDown, "Page Down", Action::Step(Step::PageDown)),
    bare(Key::PageUp, "Page Up", Action::Step(Step::PageUp)),
    bare(Key::Home, "Home", Action::Step(Step::First)),
    bare(Key::End, "End", Action::Step(Step::Last)),
    shift(Key::J, "Shift J", Action::Extend(Step::Down)),
    shift(Key::ArrowDown, "Shift ↓", Action::Extend(Step::Down)),
    shift(Key::K, "Shift K", Action::Extend(Step::Up)),
    shift(Key::ArrowUp, "Shift ↑", Action::Extend(Step::Up)),
    shift(Key::PageDown, "Shift Page Down", Action::Extend(Step::PageDown)),
    shift(Key::PageUp, "Shift Page Up", Action::Extend(Step::PageUp)),
    shift(Key::Home, "Shift Home", Action::Extend(Step::First)),
    shift(Key::End, "Shift End", Action::Extend(Step::Last)),
    bare(Key::X, "x", Action::Mark),
    ctrl(Key::A, "Ctrl A", Action::MarkAll),
    bare(Key::A, "A", Action::AskAssign(Of::Chosen)),
    bare(Key::S, "S", Action::AskSnooze(Of::Chosen)),
    bare(Key::R, "R", Action::Resolve(Of::Chosen)),
    shift(Key::R, "Shift R", Action::Reopen(Of::Chosen)),
    bare(Key::U, "U", Action::Release(Of::Chosen)),
    bare(Key::N, "N", Action::Newer),
    bare(Key::T, "T", Action::TurnRound),
    ctrl(Key::O, "Ctrl O", Action::AskImport),
    ctrl(Key::Num0, "Ctrl 0", Action::Scale(100)),
    ctrl(Key::Comma, "Ctrl ,", Action::Show(Screen::Settings)),
    bare(Key::O, "O", Action::AskOverrule(Of::Chosen)),
    bare(Key::M, "M", Action::JoinCase(Of::Chosen)),
    bare(Key::H, "H", Action::AskHandoff(Of::Chosen)),
    bare(Key::C, "C", Action::Compose),
    bare(Key::G, "G", Action::Tone),
    bare(Key::Y, "Y", Action::Reports),
    bare(Key::Num8, "8", Action::Show(Screen::Funnel)),
    bare(Key::Num9, "9", Action::Show(Screen::Audit)),
    bare(Key::J, "j", Action::Sample(Step::Down)),
    bare(Key::ArrowDown, "↓", Action::Sample(Step::Down)),
    bare(Key::K, "k", Action::Sample(Step::Up)),
    bare(Key::ArrowUp, "↑", Action::Sample(Step::Up)),
    bare(Key::PageDown, "Page Down", Action::Sample(Step::PageDown)),
    bare(Key::PageUp, "Page Up", Action::Sample(Step::PageUp)),
    bare(Key::Home, "Home", Action::Sample(Step::First)),
    bare(Key::End, "End", Action::Sample(Step::Last)),
    bare(Key::Enter, "Enter", Action::OpenSample),
    bare(Key::R, "R", Action::Judge(Judged::Respond)),
    bare(Key::W, "W", Action::Judge(Judged::Watch)),
    bare(Key::M, "M", Action::Judge(Judged::Spam)),
    bare(Key::N, "N", Action::Judge(Judged::Elsewhere)),
    bare(Key::E, "E", Action::AskRaise(Of::Chosen)),
    bare(Key::J, "j", Action::Escalation(Deed::Step(Step::Down))),
    bare(Key::ArrowDown, "↓", Action::Escalation(Deed::Step(Step::Down))),
    bare(Key::K, "k", Action::Escalation(Deed::Step(Step::Up))),
    bare(Key::ArrowUp, "↑", Action::Escalation(Deed::Step(Step::Up))),
    bare(Key::A, "A", Action::Escalation(Deed::Take)),
    bare(Key::T, "T", Action::Escalation(Deed::AskGive)),
    bare(Key::E, "E", Action::Escalation(Deed::Up)),
    bare(Key::U, "U", Action::Escalation(Deed::GiveBack)),
    bare(Key::W, "W", Action::Escalation(Deed::AskSay)),
    bare(Key::H, "H", Action::Escalation(Deed::AskHandOff)),
    bare(Key::R, "R", Action::Escalation(Deed::AskResolve)),
    shift(Key::R, "Shift R", Action::Escalation(Deed::Reopen)),
    bare(Key::N, "N", Action::Escalation(Deed::AskNote)),
    bare(Key::I, "I", Action::Escalation(Deed::Incident)),
    bare(Key::Enter, "Enter", Action::Escalation(Deed::OpenConversation)),
    bare(Key::C, "C", Action::Escalation(Deed::CopyTimeline)),
    bare(Key::L, "L", Action::Escalation(Deed::Edit)),
    bare(Key::ArrowDown, "↓", Action::Plan(PlanDeed::Row(1))),
    bare(Key::J, "j", Action::Plan(PlanDeed::Row(1))),
    bare(Key::ArrowUp, "↑", Action::Plan(PlanDeed::Row(-1))),
    bare(Key::K, "k", Action::Plan(PlanDeed::Row(-1))),
    bare(Key::ArrowRight, "→", Action::Plan(PlanDeed::Shift(1))),
    bare(Key::ArrowLeft, "←", Action::Plan(PlanDeed::Shift(-1))),
    shift(Key::ArrowRight, "Shift →", Action::Plan(PlanDeed::Nudge(1))),
    shift(Key::ArrowLeft, "Shift ←", Action::Plan(PlanDeed::Nudge(-1))),
    shift(Key::ArrowDown, "Shift ↓", Action::Plan(PlanDeed::Give(1))),
    shift(Key::ArrowUp, "Shift ↑", Action::Plan(PlanDeed::Give(-1))),
    ctrl(Key::ArrowRight, "Ctrl →", Action::Plan(PlanDeed::Reach(Edge::End, 1))),
    ctrl(Key::ArrowLeft, "Ctrl ←", Action::Plan(PlanDeed::Reach(Edge::End, -1))),
    ctrl_shift(Key::ArrowRight, "Ctrl Shift →", Action::Plan(PlanDeed::Reach(Edge::Begin, 1))),
    ctrl_shift(Key::ArrowLeft, "Ctrl Shift ←", Action::Plan(PlanDeed::Reach(Edge::Begin, -1))),
    bare(Key::N, "N", Action::Plan(PlanDeed::Add)),
    bare(Key::Enter, "Enter", Action::Plan(PlanDeed::Edit)),
    bare(Key::S, "S", Action::Plan(PlanDeed::Split)),
    bare(Key::B, "B", Action::Plan(PlanDeed::AddBreak)),
    shift(Key::B, "Shift B", Action::Plan(PlanDeed::DropBreak)),
    bare(Key::P, "P", Action::Plan(PlanDeed::Pin)),
    bare(Key::Delete, "Delete", Action::Plan(PlanDeed::Remove)),
    bare(Key::Backspace, "Backspace", Action::Plan(PlanDeed::Remove)),
    bare(Key::X, "x", Action::Plan(PlanDeed::Mark)),
    shift(Key::X, "Shift X", Action::Plan(PlanDeed::MarkRow)),
    ctrl(Key::A, "Ctrl A", Action::Plan(PlanDeed::MarkAll)),
    ctrl(Key::D, "Ctrl D", Action::Plan(PlanDeed::NextDay)),
    bare(Key::V, "V", Action::Plan(PlanDeed::NextViolation)),
    bare(Key::O, "O", Action::Plan(PlanDeed::Optimise)),
    bare(Key::PageDown, "Page Down", Action::Plan(PlanDeed::Later)),
    bare(Key::PageUp, "Page Up", Action::Plan(PlanDeed::Earlier)),
    bare(Key::Home, "Home", Action::Plan(PlanDeed::Today)),
    bare(Key::D, "D", Action::Plan(PlanDeed::Tab(PlanTab::Day))),
    bare(Key::W, "W", Action::Plan(PlanDeed::Tab(PlanTab::Week))),
    bare(Key::E, "E", Action::Plan(PlanDeed::Tab(PlanTab::Season))),
    bare(Key::Minus, "-", Action::Plan(PlanDeed::ZoomOut)),
    sign(Key::Equals, "=", Action::Plan(PlanDeed::ZoomIn)),
    bare(Key::Q, "Q", Action::Plan(PlanDeed::Grid)),
    bare(Key::C, "C", Action::Plan(PlanDeed::Compare)),
    bare(Key::L, "L", Action::Plan(PlanDeed::Log)),
    bare(Key::T, "T", Action::Plan(PlanDeed::TimeOff)),
];

impl Binding {
    fn is(&self, key: Key, held: Modifiers) -> bool {
        self.key == key && self.ctrl == held.command && !held.alt && self.shift.is_none_or(|shift| shift == held.shift)
    }

    /// Whether a held key does it again and again.
    fn repeats(&self) -> bool {
        matches!(
            self.action,
            Action::Step(_)
                | Action::Extend(_)
                | Action::Sample(_)
                | Action::Escalation(Deed::Step(_))
                | Action::Plan(
                    PlanDeed::Row(_)
                        | PlanDeed::Shift(_)
                        | PlanDeed::Nudge(_)
                        | PlanDeed::Reach(..)
                        | PlanDeed::Give(_)
                )
        )
    }

    /// Whether the key works on this screen. A screen's own keys bring the screen up only for search and import.
    fn works_on(&self, screen: Screen) -> bool {
        match self.action.scope() {
            Scope::Everywhere => true,
            Scope::Floor => screen == Screen::Floor || self.action == Action::Search,
            Scope::Agents => screen == Screen::Agents,
            Scope::Sources => screen == Screen::Sources || self.action == Action::AskImport,
            Scope::Settings => true,
            Scope::Funnel => screen == Screen::Funnel,
            Scope::Escalations => screen == Screen::Escalations,
            Scope::Planner => screen == Screen::Planner,
        }
    }
}

/// Takes the keys that mean something out of the input and queues their actions.
///
/// While a field is being written in, or a dialog is open, keys belong to it: only `Ctrl K` still works then.
pub fn read(ctx: &egui::Context, desk: &mut Desk) {
    let writing = ctx.text_edit_focused();
    let covered = desk.covered();
    let menu_open = egui::Popup::is_any_open(ctx);
    let something_focused = ctx.memory(|memory| memory.focused().is_some());
    let mut found = Vec::new();
    ctx.input_mut(|input| {
        let mut fired = false;
        input.events.retain(|event| {
            let egui::Event::Key { key, pressed: true, repeat, modifiers, .. } = event else { return true };
            let Some(binding) = BINDINGS.iter().find(|b| b.is(*key, *modifiers) && b.works_on(desk.screen)) else {
                return true;
            };
            // What has the focus is pressed with Enter.
            let pressed = binding.key == Key::Enter && something_focused;
            let free = !writing && !covered && !menu_open && !pressed;
            if !(free || binding.action == Action::Palette && !menu_open) {
                return true;
            }
            if !repeat || binding.repeats() {
                found.push(binding.action.clone());
                fired = true;
            }
            false
        });
        if fired {
            // The letter itself must not land in the field that the action opens.
            input.events.retain(|event| !matches!(event, egui::Event::Text(_)));
        }
    });
    for action in found {
        desk.queue(action);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings() {
        for (i, a) in BINDINGS.iter().enumerate() {
            for b in BINDINGS.iter().skip(i + 1) {
                // A letter may mean one thing on the floor and another in the funnel; nobody looks at both.
                if !Screen::ALL.iter().any(|screen| a.works_on(*screen) && b.works_on(*screen)) {
                    continue;
                }
                let clash = a.key == b.key && a.ctrl == b.ctrl && (a.shift == b.shift || a.shift.or(b.shift).is_none());
                assert!(!clash, "{} and {} are one key", a.shown, b.shown);
                assert_ne!(a.shown, b.shown);
            }
        }
    }
}
