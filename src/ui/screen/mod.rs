//! The screens. Each is one function that draws a snapshot and gives back what the person wants.

pub mod agents;
mod agents_card;
mod agents_left;
pub mod audit;
pub mod distance;
pub mod escalations;
pub mod floor;
pub mod funnel;
pub mod planner;
pub mod settings;
pub mod sources;
pub mod wallboard;

/// The screens there are, in the order of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Screen {
    /// How the floor does, for everybody to see.
    #[default]
    Wallboard,
    /// What first, and who takes it.
    Floor,
    /// Who is free, late or in trouble.
    Agents,
    /// Where mentions come from.
    Sources,
    /// Themes, sizes and targets.
    Settings,
    /// What triage keeps from us, and whether it is right.
    Funnel,
    /// What was raised to those above.
    Escalations,
    /// Who did what, when and why.
    Audit,
    /// Where we are short, and what closes the gap.
    Planner,
}

impl Screen {
    /// In the order of the navigation.
    pub const ALL: [Screen; 9] = [
        Screen::Wallboard,
        Screen::Floor,
        Screen::Agents,
        Screen::Escalations,
        Screen::Planner,
        Screen::Funnel,
        Screen::Sources,
        Screen::Audit,
        Screen::Settings,
    ];

    /// The word in the navigation.
    pub fn word(self) -> &'static str {
        match self {
            Screen::Wallboard => "Wallboard",
            Screen::Floor => "Floor",
            Screen::Agents => "Agents",
            Screen::Sources => "Sources",
            Screen::Settings => "Settings",
            Screen::Funnel => "Funnel",
            Screen::Escalations => "Escalations",
            Screen::Audit => "Audit",
            Screen::Planner => "Planner",
        }
    }

    /// The key that opens it. The gaps are for screens to come, so that no key ever changes its meaning.
    pub fn key(self) -> (egui::Key, &'static str) {
        match self {
            Screen::Wallboard => (egui::Key::Num1, "1"),
            Screen::Floor => (egui::Key::Num2, "2"),
            Screen::Agents => (egui::Key::Num3, "3"),
            Screen::Sources => (egui::Key::Num7, "7"),
            Screen::Settings => (egui::Key::Comma, ","),
            Screen::Funnel => (egui::Key::Num8, "8"),
            Screen::Escalations => (egui::Key::Num4, "4"),
            Screen::Audit => (egui::Key::Num9, "9"),
            Screen::Planner => (egui::Key::Num5, "5"),
        }
    }
}
