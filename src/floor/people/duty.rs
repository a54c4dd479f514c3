//! What an agent does by the hour: the state, who said so, and what is different today.

use crate::floor::{Agent, AgentId, At, ConversationId, Presence};
use crate::limits;
use std::collections::{BTreeSet, VecDeque};

/// Who or what says how an agent is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The agent.
    #[default]
    Themselves,
    /// Somebody at a desk, for them.
    Lead,
    /// The roster: the shift is over.
    Roster,
    /// The program: nothing was heard of them for a while.
    System,
}

impl By {
    /// The words after the state: `by a lead`.
    pub fn words(self) -> &'static str {
        match self {
            By::Themselves => "by themselves",
            By::Lead => "by a lead",
            By::Roster => "by the roster",
            By::System => "by the system",
        }
    }
}

/// A state that an agent was in, from its moment to that of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Its first second.
    pub from: At,
    /// What they were.
    pub presence: Presence,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: By,
}

/// By what the program sees that somebody is there. One of them is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Their program is connected. A phone in a pocket loses this for a minute and is not gone.
    Connected,
    /// They write, click or answer.
    Active,
}

/// Longer at work than the roster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// From when it counts.
    pub from: At,
    /// Until when.
    pub until: At,
    /// Why.
    pub reason: String,
}

/// Not there although rostered: holidays, sickness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Who takes their work meanwhile.
    pub substitute: Option<AgentId>,
    /// Why.
    pub reason: String,
}

/// Other skills for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// Until when.
    pub until: At,
    /// What comes back then.
    pub skills: Vec<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: At,
}

/// What somebody leaves for those who come next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// In their own words.
    pub note: String,
    /// Where an answer was begun.
    pub drafts: Vec<ConversationId>,
}

/// The working day of an agent, as far as it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// Who said how they are now.
    pub by: By,
    /// Whether a lead has set the state, so that only a lead or the next shift changes it.
    pub forced: bool,
    /// How they were, oldest first: at most [`limits::SPELLS_KEPT_MAX`].
    pub spells: VecDeque<Spell>,
    /// Up to where the roster was told.
    pub told: Option<At>,
    /// Since when the roster has them out of shift.
    pub out_since: Option<At>,
    /// Whether those who went home, or are absent, were sent home and their work handed over.
    pub handed: bool,
    /// Longer than the roster.
    pub extended: Option<Extension>,
    /// Planned and past absences, earliest first.
    pub absences: Vec<Absence>,
    /// Up to where absences were told.
    pub absences_told: Option<At>,
    /// Since when they are absent.
    pub absent_since: Option<At>,
    /// Skills that are different now.
    pub today: Option<Today>,
    /// Since when each sign of them is lost; `None` while it is there. A sign that was never seen is not known.
    pub signs: Vec<(Sign, Option<At>)>,
    /// For those who come next.
    pub left: Left,
    /// All that they own, also what waits for its time or for the customer. It follows from the conversations.
    pub owns: BTreeSet<ConversationId>,
    /// Listed in a capsule and not yet taken from them.
    pub handing: BTreeSet<ConversationId>,
}

/// How an agent spent a stretch of time, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Taking work.
    pub available_secs: u32,
    /// At work, taking none.
    pub away_secs: u32,
    /// Not at work.
    pub off_secs: u32,
    /// How many times they went away.
    pub breaks: u32,
}

impl Spent {
    /// At work, breaks counted.
    pub fn worked_secs(&self) -> u32 {
        self.available_secs.saturating_add(self.away_secs)
    }
}

impl Duty {
    pub(super) fn note_spell(&mut self, spell: Spell) {
        // The log may tell of an earlier moment afterwards; a history does not run backwards.
        let from = self.spells.back().map_or(spell.from, |last| last.from.max(spell.from));
        self.spells.push_back(Spell { from, ..spell });
        while self.spells.len() > limits::SPELLS_KEPT_MAX {
            self.spells.pop_front();
        }
    }

    /// Since when all signs of them are lost.
    pub fn lost_since(&self) -> Option<At> {
        let lost: Option<Vec<At>> = self.signs.iter().map(|(_, lost)| *lost).collect();
        lost.and_then(|all| all.into_iter().max())
    }
}

/// How long an absence from work with this reason usually lasts, in seconds; `None` for one that has no usual length.
/// These are the house's presets, by the words that people choose; nothing but the colour on the screen hangs on them.
pub fn usual_secs(reason: &str) -> Option<u32> {
    let reason = reason.trim().to_lowercase();
    match reason.split([' ', ',', ':']).next().unwrap_or_default() {
        "break" | "pause" | "coffee" | "tea" => Some(15 * 60),
        "lunch" | "dinner" | "meal" => Some(45 * 60),
        _ => None,
    }
}

impl Agent {
    /// Whether they belong to a group, by its name in small letters.
    pub fn belongs_to(&self, group: &str) -> bool {
        self.profile.groups.iter().any(|of| of == group)
    }

    /// The absence that a moment lies in; of two, the one that began first.
    pub fn absence_at(&self, at: At) -> Option<&Absence> {
        self.duty.absences.iter().find(|a| a.from <= at && at < a.until)
    }

    /// Since when they are not at work, as far as it was told: off shift by their word or a lead's, out of the roster, or
    /// absent. Five minutes later they own nothing.
    pub fn gone_since(&self) -> Option<At> {
        let off = (self.presence == Presence::Off).then_some(self.since);
        [off, self.duty.out_since, self.duty.absent_since].into_iter().flatten().min()
    }

    /// How they were between two moments, earliest first: the spells, and their ends. The first may have begun before.
    pub fn spells_between(&self, from: At, until: At) -> impl Iterator<Item = (At, At, &Spell)> {
        let ends = self.duty.spells.iter().skip(1).map(|s| s.from).chain([At::LAST]);
        let all = self.duty.spells.iter().zip(ends);
        let cut = all.map(move |(s, end)| (s.from.max(from), end.min(until), s));
        cut.filter(|(from, until, _)| from < until)
    }

    /// How they spent the time between two moments. Only what is still remembered counts.
    pub fn spent(&self, from: At, until: At) -> Spent {
        let mut spent = Spent::default();
        for (from, until, spell) in self.spells_between(from, until) {
            let secs = u32::try_from(until.secs_since(from)).unwrap_or(0);
            let sum = match spell.presence {
                Presence::Available => &mut spent.available_secs,
                Presence::Away => &mut spent.away_secs,
                Presence::Off => &mut spent.off_secs,
            };
            *sum = sum.saturating_add(secs);
            spent.breaks += u32::from(spell.presence == Presence::Away);
        }
        spent
    }

    /// How they were at a moment, when that is remembered.
    pub fn spell_at(&self, at: At) -> Option<&Spell> {
        self.duty.spells.iter().rev().find(|s| s.from <= at)
    }
}

impl crate::floor::Floor {
    /// Who was there when: everybody who was at work at a moment, and how.
    pub fn who_was_there(&self, at: At) -> Vec<(AgentId, &Spell)> {
        let all = self.agents.iter().enumerate().filter_map(|(i, a)| Some((AgentId(i as u16), a.spell_at(at)?)));
        all.filter(|(_, spell)| spell.presence != Presence::Off).collect()
    }
}
