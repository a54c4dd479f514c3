//! How many people must be there at least, at night, at the weekend or at all: row A76.

/// Whom a rule counts. An empty field asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Of {
    /// Members of this group.
    pub group: String,
    /// Those with this skill.
    pub skill: String,
    /// Those who write this language, a two-letter code.
    pub language: String,
    /// Those with this training, while it counts.
    pub training: String,
}

/// A rule about how many people of a plan work for the queue at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverRule {
    /// What it is called: `nights`.
    pub name: String,
    /// The weekdays on which its stretch begins, Monday first.
    pub weekdays: [bool; 7],
    /// Minutes after midnight at which it begins.
    pub from: u16,
    /// Minutes after midnight at which it ends; one that is not later than `from` is meant on the next day.
    pub until: u16,
    /// Whom it counts.
    pub of: Of,
    /// How many of them must be there.
    pub people: u16,
    /// How many of `lead_group` must be among all who are there.
    pub leads: u16,
    /// The group of those who lead.
    pub lead_group: String,
    /// Whether a plan that breaks it cannot be published; else it is a warning.
    pub hard: bool,
}

impl Default for CoverRule {
    /// Every night from ten to six: two people, one of them a lead.
    fn default() -> CoverRule {
        CoverRule {
            name: "nights".into(),
            weekdays: [true; 7],
            from: 22 * 60,
            until: 6 * 60,
            of: Of::default(),
            people: 2,
            leads: 1,
            lead_group: "team leads".into(),
            hard: true,
        }
    }
}
