//! One escalation: where it stands, what was done, and how long it lay with whom.

use super::super::{Actor, AgentId, At, ConversationId, Level};
use super::{Ladder, Step, Trouble};
use crate::limits;
use std::sync::Arc;

/// Where an escalation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Nobody has said that they have it.
    #[default]
    Raised,
    /// Somebody has it.
    Acknowledged,
    /// Somebody has it and has said what they do.
    Working,
    /// It is somewhere else: on the phone, in a mail.
    HandedOff,
    /// It is over.
    Resolved,
}

/// Who raised it, or gave a further reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Raiser {
    /// The person at the desk.
    Desk,
    /// An agent asked for help.
    Agent(AgentId),
    /// A rule, by its number.
    Rule(u16),
}

/// Why something goes to another rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody acknowledged in time.
    Time,
    /// Nobody stands on the rung.
    Nobody,
    /// Somebody moved it; their reason, which may be empty.
    Hand(String),
}

/// What happened to an escalation. Each is a line of its trail.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It began, or somebody gave a further reason.
    Reason { by: Raiser, words: String },
    /// It reached a rung, who must acknowledge by `due`.
    Rung { to: u8, why: Why, due: At },
    /// The last rung let it pass.
    LadderEnded { why: Why },
    /// Somebody has it.
    Taken { agent: AgentId },
    /// Somebody said what they do with it.
    Status { words: String },
    /// It went somewhere else.
    HandedOff { to: String },
    /// It is with nobody again, and waits on its rung until `due`. `off_duty` when its owner left.
    GivenBack { off_duty: bool, due: At },
    /// A step of the playbook was ticked, or the tick was taken away.
    Ticked { step: u8, done: bool, by: Option<AgentId> },
    /// Conversations belong to it.
    Linked { conversations: Vec<ConversationId> },
    /// A conversation does not belong to it any more.
    Unlinked { conversation: ConversationId },
    /// Somebody wrote down what happened elsewhere.
    Noted { words: String },
    /// The alert about a conversation of it was raised or moved: people within six hours.
    Reach { conversation: ConversationId, level: Level, figure: u64 },
    /// Incident mode began, with whom to call, or ended.
    Incident { on: bool, contact: String },
    /// The clock of this computer went back, so the time of the rung runs anew.
    ClockBack { due: At },
    /// It is over.
    Resolved { reason: String },
    /// It is not over after all.
    Reopened { due: At },
    /// The decision before it was taken back.
    TakenBack,
}

/// A line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: At,
    /// Who or what did it.
    pub by: Actor,
    /// What.
    pub what: What,
}

/// The part of an escalation that is set back when a decision is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// How far it is.
    pub progress: Progress,
    /// On which rung, from 0.
    pub rung: u8,
    /// Since when.
    pub rung_since: At,
    /// When it must be acknowledged, while nobody has it and the ladder has not ended.
    pub due: Option<At>,
    /// Whether the last rung let it pass.
    pub ended: bool,
    /// Who has it.
    pub owner: Option<AgentId>,
    /// What they do with it, in their words.
    pub status: String,
    /// When it was over.
    pub resolved_at: Option<At>,
    /// What it is about; the first leads.
    pub linked: Vec<ConversationId>,
    /// The playbook, with its ticks.
    pub steps: Vec<Step>,
    /// Whether incident mode is on: automatic answers hold still.
    pub incident: bool,
    /// Whom to call about it.
    pub contact: String,
}

/// An escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// What kind of trouble it is.
    pub trouble: Trouble,
    /// In the words of who raised it; empty when the words of the conversation say it.
    pub title: String,
    /// The ladder as it was when it was raised.
    pub ladder: Arc<Ladder>,
    /// When it was raised.
    pub raised_at: At,
    /// By whom.
    pub by: Raiser,
    /// Where it stands.
    pub now: Stood,
    /// The place in the log of the newest decision about it.
    pub version: u64,
    /// The rules that gave a reason.
    pub rules: Vec<u16>,
    /// What happened, oldest first.
    pub trail: Vec<Line>,
    /// Lines of the trail that only the log holds.
    pub left_out: u32,
}

/// A stretch of time in which one group, or one person of it, had an escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// For example `Team leads`, or where it was handed off to.
    pub lane: String,
    /// Who had it; nobody while it waited to be acknowledged.
    pub owner: Option<AgentId>,
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
}

impl Stretch {
    /// How long it was, in seconds.
    pub fn secs(&self) -> u32 {
        u32::try_from(self.until.secs_since(self.from)).unwrap_or(0)
    }
}

impl Escalation {
    /// Whether it is not over.
    pub fn is_open(&self) -> bool {
        self.now.progress != Progress::Resolved
    }

    /// Whether it waits for somebody to say that they have it.
    pub fn is_unacknowledged(&self) -> bool {
        self.now.progress == Progress::Raised
    }

    /// Whether the ladder ended and nobody has it: the alarm burns.
    pub fn is_alarm(&self) -> bool {
        self.is_unacknowledged() && self.now.ended
    }

    /// Steps of the playbook that are ticked.
    pub fn steps_done(&self) -> usize {
        self.now.steps.iter().filter(|s| s.done.is_some()).count()
    }

    /// The group whose people are asked now, while anybody is.
    pub(super) fn asked_group(&self) -> Option<&str> {
        let waits = self.is_unacknowledged() && !self.now.ended;
        waits.then(|| self.ladder.rungs.get(usize::from(self.now.rung))).flatten().map(|r| r.group.as_str())
    }

    /// How long it lay where, and with whom, from its trail up to `until`: what it cost each silo. Adds up to the time
    /// from when it was raised to its end or to `until`.
    pub fn stretches(&self, until: At) -> Vec<Stretch> {
        let rung = |n: u8| self.ladder.rungs.get(usize::from(n)).map_or("", |r| r.name.as_str()).to_owned();
        let mut stretches: Vec<Stretch> = Vec::new();
        let (mut at_rung, mut since) = (0, self.raised_at);
        let mut has: (String, Option<AgentId>) = (rung(0), None);
        let mut over = false;
        for line in &self.trail {
            let next = match &line.what {
                What::Rung { to, .. } => {
                    at_rung = *to;
                    Some((rung(at_rung), None))
                }
                What::Taken { agent } => Some((rung(at_rung), Some(*agent))),
                What::HandedOff { to } => Some((to.clone(), has.1)),
                What::GivenBack { .. } => Some((rung(at_rung), None)),
                What::Reopened { .. } => {
                    (over, since) = (false, line.at);
                    Some((rung(at_rung), None))
                }
                What::Resolved { .. } => None,
                _ => continue,
            };
            if !over && line.at > since {
                stretches.push(Stretch { lane: has.0.clone(), owner: has.1, from: since, until: line.at });
            }
            since = since.max(line.at);
            match next {
                Some(next) => has = next,
                None => over = true,
            }
        }
        if !over && until > since {
            stretches.push(Stretch { lane: has.0, owner: has.1, from: since, until });
        }
        stretches
    }

    /// Writes a line into the trail. Of too many, what moves nothing goes first.
    pub(super) fn tell(&mut self, line: Line) {
        self.trail.push(line);
        if self.trail.len() <= limits::TRAIL_LINES_MAX {
            return;
        }
        let moves_nothing = |l: &Line| {
            matches!(l.what, What::Reason { .. } | What::Reach { .. } | What::Noted { .. } | What::Ticked { .. })
        };
        // The first line tells how it began.
        let oldest = self.trail.iter().skip(1).position(moves_nothing).map_or(1, |i| i + 1);
        self.trail.remove(oldest);
        self.left_out = self.left_out.saturating_add(1);
    }
}
