//! The agents in lines, the one that is looked into, and what shifts left to each other.

use crate::floor::people::{By, CapsuleId, Experience, Pool, Spent, Why};
use crate::floor::{AgentId, At, ConversationId, HandleId, Presence};

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agents {
    /// In order of name.
    pub rows: Vec<AgentRow>,
    /// The first and the last moment of today, which the bars are drawn from and to.
    pub day: Option<(At, At)>,
    /// The agent who is looked into.
    pub card: Option<AgentCard>,
    /// What was left lately and nobody took over, newest first, at most [`crate::limits::CAPSULES_SHOWN_MAX`].
    pub capsules: Vec<CapsuleRow>,
    /// Who could take a capsule over: those on duty, leads first.
    pub takers: Vec<(AgentId, String)>,
    /// Shift changes that are near, and not announced yet.
    pub announcements: Vec<AnnouncementRow>,
    /// The words that announcements are made of.
    pub announcement_words: String,
    /// The partners who supplement the team.
    pub pools: Vec<PoolRow>,
}

/// How somebody keeps to their roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schedule {
    /// Nobody made a roster for them.
    #[default]
    None,
    /// As planned.
    OnTime,
    /// They came so many seconds after the beginning, or are not there yet.
    Late(u32),
    /// They are not there, so many seconds after the beginning.
    Absent(u32),
    /// An absence was planned; until when.
    Planned(At),
    /// Their break is longer than usual, by so many seconds.
    BreakOver(u32),
    /// They left so many seconds ago, before the end.
    LeftEarly(u32),
    /// Longer than the roster says, until then.
    Extended(At),
    /// Their shift is over; so many seconds ago.
    Over(u32),
    /// Their next shift begins then.
    Next(At),
}

impl Schedule {
    /// Whether a lead should look.
    pub fn is_trouble(self) -> bool {
        matches!(self, Schedule::Late(_) | Schedule::Absent(_) | Schedule::BreakOver(_) | Schedule::LeftEarly(_))
    }
}

/// One agent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRow {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Whether they have left the team. Their name stays in what happened.
    pub left: bool,
    /// What they can do.
    pub skills: Vec<String>,
    /// In which languages.
    pub languages: Vec<String>,
    /// Whether they take work.
    pub presence: Presence,
    /// Why they are away.
    pub reason: String,
    /// Since when.
    pub since: At,
    /// Who said so.
    pub by: By,
    /// Whether a lead has set it against whatever else says.
    pub forced: bool,
    /// Whether they are on duty: the roster beats the presence.
    pub on_duty: bool,
    /// How they keep to their roster.
    pub schedule: Schedule,
    /// Their shifts of today.
    pub shifts: Vec<(At, At)>,
    /// Whether their skills are different today.
    pub today: bool,
    /// How many of their certificates have expired.
    pub expired: usize,
    /// What they hold.
    pub holds: usize,
    /// What they can hold.
    pub capacity: u16,
    /// What they hold whose customer has waited longest, and since when.
    pub oldest_in_hand: Option<(ConversationId, At)>,
    /// First responses given today.
    pub answered_today: usize,
    /// Of these, in time.
    pub within_today: usize,
    /// Conversations resolved today.
    pub resolved_today: usize,
}

/// A state of today, for the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct SpellRow {
    /// Its first second that lies in today.
    pub from: At,
    /// Its end, or now.
    pub until: At,
    /// What they were.
    pub presence: Presence,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: By,
}

/// Something that an agent has.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldRow {
    /// Which.
    pub conversation: ConversationId,
    /// Who wrote.
    pub author: String,
    /// Since when they wait; `None` when they do not.
    pub since: Option<At>,
    /// Its state in a word.
    pub state: &'static str,
}

/// A certificate or another training.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingRow {
    /// What was learnt.
    pub what: String,
    /// Until when it counts.
    pub until: Option<At>,
    /// Whether that has passed.
    pub expired: bool,
}

/// A time in which somebody is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct AbsenceRow {
    /// From when.
    pub from: At,
    /// Until when.
    pub until: At,
    /// Why.
    pub reason: String,
    /// Who stands in, and who for them if they are absent too: a chain of names.
    pub substitutes: Vec<String>,
    /// Whether it is over.
    pub expired: bool,
}

/// Everything about one agent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgentCard {
    /// Who; the row of the same number says the rest.
    pub agent: Option<AgentId>,
    /// What they have, longest waiting first, at most [`crate::limits::HELD_SHOWN_MAX`].
    pub holding: Vec<HeldRow>,
    /// All that they own, what waits for the customer counted.
    pub owns: usize,
    /// Their states of today, earliest first.
    pub spells: Vec<SpellRow>,
    /// How they spent today so far.
    pub spent: Spent,
    /// The shift that they are in, to its end; an extension counted.
    pub shift: Option<(At, At)>,
    /// Why it is longer than the roster says.
    pub extended: Option<String>,
    /// Their next shift.
    pub next_shift: Option<At>,
    /// What their skills will be again, until when they are not, and why.
    pub today: Option<(Vec<String>, At, String)>,
    /// Where they belong.
    pub groups: Vec<String>,
    /// Whether the queue is theirs.
    pub takes_queue: bool,
    /// Certificates and trainings.
    pub trainings: Vec<TrainingRow>,
    /// Networks that they know.
    pub networks: Vec<String>,
    /// What they care for.
    pub interests: Vec<String>,
    /// How long they have been there.
    pub experience: Experience,
    /// The partner they work for.
    pub pool: Option<String>,
    /// Absences, the expired ones too.
    pub absences: Vec<AbsenceRow>,
    /// What they leave to those who come next, as far as it is written.
    pub note: String,
}

/// What somebody left.
#[derive(Clone, Debug, PartialEq)]
pub struct CapsuleRow {
    /// Which.
    pub capsule: CapsuleId,
    /// Who left it.
    pub name: String,
    /// When.
    pub at: At,
    /// Why.
    pub why: Why,
    /// Who got the open ones; `None` for the queue.
    pub to: Option<String>,
    /// Open conversations.
    pub open: usize,
    /// Of these, those that nobody has taken or answered since.
    pub left: usize,
    /// Put aside, and when the first comes back.
    pub aside: (usize, Option<At>),
    /// In which the customer has the word.
    pub pending: usize,
    /// Answers that were begun.
    pub drafts: usize,
    /// Alerts that burnt then and still do.
    pub watch: usize,
    /// In their own words.
    pub note: String,
    /// The first open conversation.
    pub first: Option<ConversationId>,
}

/// A draft that says who is on duty.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnouncementRow {
    /// For which account.
    pub handle: HandleId,
    /// Its name.
    pub name: String,
    /// Its channel.
    pub channel: String,
    /// From when they are on duty.
    pub boundary: At,
    /// Who goes then.
    pub leaving: Vec<String>,
    /// The words.
    pub text: String,
    /// How long it is as the network counts, and what it allows, with the source of that.
    pub length: u32,
    /// The most; `None` when the network is not known.
    pub most: Option<(u32, &'static str)>,
}

impl AnnouncementRow {
    /// Whether the network takes it.
    pub fn fits(&self) -> bool {
        self.most.is_none_or(|(most, _)| self.length <= most)
    }
}

/// A partner who supplements the team, and what it holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRow {
    /// What was agreed.
    pub pool: Pool,
    /// Its people who are on duty.
    pub on_duty: usize,
    /// Its people.
    pub people: Vec<String>,
    /// Conversations that they hold together.
    pub holds: usize,
    /// Those, of all that is held, in percent.
    pub share_pct: u32,
    /// Whether it works at this hour.
    pub works: bool,
}
