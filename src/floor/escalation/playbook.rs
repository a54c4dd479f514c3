//! Playbooks: what to do about each kind of trouble, as a list to tick.

use super::super::{Cues, Reading};

/// What kind of trouble it is. Each has a playbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Many see that somebody is angry with us.
    #[default]
    PublicAnger,
    /// Somebody may be hurt.
    Safety,
    /// Lawyers, courts, consumer protection.
    Legal,
    /// A newspaper or a broadcaster asks, or is about to.
    Press,
    /// Something of ours does not work for many at once.
    Outage,
    /// Somebody whom we must not lose.
    Vip,
}

impl Trouble {
    /// All of them, in the order of the menus.
    pub const ALL: [Trouble; 6] =
        [Trouble::PublicAnger, Trouble::Safety, Trouble::Legal, Trouble::Press, Trouble::Outage, Trouble::Vip];

    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::PublicAnger => "public anger",
            Trouble::Safety => "safety",
            Trouble::Legal => "legal",
            Trouble::Press => "press",
            Trouble::Outage => "outage",
            Trouble::Vip => "VIP",
        }
    }

    /// What kind of trouble what triage read looks like.
    pub fn of(reading: Option<&Reading>) -> Trouble {
        let cues = reading.map(|r| r.cues).unwrap_or_default();
        match () {
            () if cues.has(Cues::SAFETY) => Trouble::Safety,
            () if cues.has(Cues::LEGAL) => Trouble::Legal,
            () if cues.has(Cues::PRESS) => Trouble::Press,
            () => Trouble::PublicAnger,
        }
    }

    /// The steps that are there before anybody writes others.
    pub fn suggested_steps(self) -> &'static [&'static str] {
        match self {
            Trouble::PublicAnger => &[
                "Acknowledge in public, by name",
                "Move to private",
                "Match to customer record",
                "Call the customer (hand off to phone)",
                "Tell PR if forecast reach passes 500 k",
                "Post the fix in the thread",
            ],
            Trouble::Safety => &[
                "Ask whether anybody is hurt",
                "Tell them to stop using it",
                "Take product, batch and place",
                "Call product safety now",
                "Look for others with the same product",
                "Say in public what to do",
            ],
            Trouble::Legal => &[
                "Promise nothing and admit nothing",
                "Save the whole conversation",
                "Hand it to legal with the packet",
                "Answer in public with the approved sentence only",
                "Note what legal decided",
            ],
            Trouble::Press => &[
                "Find out who asks, for whom and by when",
                "Give no statement at the desk",
                "Tell the PR contact",
                "Stop planned posts",
                "Post the statement that PR has approved",
                "Watch the thread for an hour",
            ],
            Trouble::Outage => &[
                "Confirm with operations that it is ours",
                "Post one notice and pin it",
                "Stop automatic replies",
                "Link what others write about it",
                "Say when the next news comes",
                "Post that it works again, and answer each who wrote",
            ],
            Trouble::Vip => &[
                "Read what was promised before",
                "Answer by name within the hour",
                "Give them one person to talk to",
                "Call the customer (hand off to phone)",
                "Look in again tomorrow",
            ],
        }
    }
}

/// One line of a playbook in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub words: String,
    /// When it was ticked, and by whom, where that was said.
    pub done: Option<(super::super::At, Option<super::super::AgentId>)>,
}
