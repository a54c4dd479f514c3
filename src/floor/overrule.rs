//! A person says what a mention is, against what triage read: the floor, and the model, believe the person.

use super::conversation::Conversation;
use super::{
    Actor, At, ConversationId, Cues, Event, Floor, Intent, Kind, Lane, Lesson, MentionId, Overrule, Personal, Reading,
    Reason, Stage, Verdict,
};
use crate::limits;

/// An overrule that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overruled {
    /// The decision that made it.
    pub group: u64,
    /// About which conversation.
    pub conversation: ConversationId,
    /// What the person said.
    pub to: Overrule,
    /// When.
    pub at: At,
    /// What it was said of, and what was read there before.
    pub before: Vec<(MentionId, Option<Reading>)>,
    /// What the model learns from it.
    pub lessons: Vec<Lesson>,
}

impl Overrule {
    /// What is said of a mention that was read so, now that a person has spoken.
    pub fn of(self, before: Option<&Reading>) -> Reading {
        let was = before.copied().unwrap_or(Reading::UNREAD);
        let (verdict, stage, kind) = match self {
            Overrule::Respond(kind) => (Verdict::Respond, Stage::Actionable, kind),
            Overrule::Watch(kind) => (Verdict::Watch, Stage::Quiet, kind),
            Overrule::Spam => (Verdict::Ignore, Stage::Spam, was.kind),
            Overrule::Elsewhere => (Verdict::Ignore, Stage::Elsewhere, was.kind),
        };
        let lane =
            if verdict == Verdict::Respond && was.verdict != Verdict::Respond { Lane::Support } else { was.lane };
        Reading { verdict, stage, reason: Reason::Overruled, kind, lane, sure_pct: 100, copy_of: None, ..was }
    }

    /// For example `a complaint that needs an answer`.
    pub fn words(self) -> String {
        let a = |kind: Kind| match kind {
            Kind::Question => "a question",
            Kind::Complaint => "a complaint",
            Kind::Request => "a request",
            Kind::Praise => "praise",
            Kind::Chatter => "chatter",
        };
        match self {
            Overrule::Respond(kind) => format!("{} that needs an answer", a(kind)),
            Overrule::Watch(kind) => format!("{} that needs none", a(kind)),
            Overrule::Spam => "spam".into(),
            Overrule::Elsewhere => "not about us".into(),
        }
    }
}

impl Reading {
    /// What stands for a mention that nothing has read.
    pub const UNREAD: Reading = Reading {
        verdict: Verdict::Respond,
        stage: Stage::Actionable,
        reason: Reason::Untriaged,
        kind: Kind::Chatter,
        intent: Intent::Other,
        lane: Lane::Support,
        cues: Cues(0),
        negative_pct: 0,
        mood: 0,
        spam_pct: 0,
        sure_pct: 0,
        language: *b"  ",
        personal: Personal(0),
        copy_of: None,
    };
}

impl Floor {
    /// The overrules of this desk that stand, oldest first; the newest [`limits::LESSONS_MAX`].
    pub fn overruled(&self) -> impl Iterator<Item = &Overruled> {
        self.overruled.iter()
    }

    /// Grows whenever the overrules change.
    pub fn lessons_version(&self) -> u64 {
        self.lessons_version
    }

    /// What an overrule of a conversation is about: of what the customer wrote, what waits for an answer, or else the
    /// newest. The newest comes first.
    pub fn said_lately(&self, id: ConversationId) -> Vec<MentionId> {
        let Some(c) = self.conversation(id) else { return Vec::new() };
        let mut by_customer: Vec<(At, MentionId)> = self
            .thread(id)
            .into_iter()
            .filter_map(|m| Some((self.mentions.get(m)?, m)))
            .filter(|(row, _)| row.author == c.author)
            .map(|(row, m)| (row.at, m))
            .collect();
        by_customer.reverse();
        let unanswered = by_customer.iter().take_while(|(at, _)| c.answered_at.is_none_or(|answered| *at > answered));
        let n = unanswered.count().clamp(1, limits::OVERRULED_MENTIONS_MAX);
        by_customer.into_iter().take(n).map(|(_, m)| m).collect()
    }

    /// A person has spoken.
    pub(super) fn apply_overruled(&mut self, group: u64, by: Actor, at: At, event: &Event) {
        let Event::Overruled { conversation, mentions, to, lessons } = event else { return };
        let read = |m: &MentionId| (*m, self.mentions.reading(*m).copied());
        let overruled = Overruled {
            group,
            conversation: *conversation,
            to: *to,
            at,
            before: mentions.iter().map(read).collect(),
            lessons: lessons.clone(),
        };
        self.overrule(overruled, by == Actor::Desk);
    }

    /// `kept` among those that can be taken back and teach.
    fn overrule(&mut self, overruled: Overruled, kept: bool) {
        let (id, to) = (overruled.conversation, overruled.to);
        for (mention, before) in &overruled.before {
            self.say_of(*mention, Some(to.of(before.as_ref())));
        }
        self.settle_by_mentions(id);
        if !kept {
            return;
        }
        self.overruled.push_back(overruled);
        while self.overruled.len() > limits::LESSONS_MAX {
            self.overruled.pop_front();
        }
        self.lessons_version += 1;
    }

    /// Takes back the overrules of a decision: what triage had read is read again. `only` of one conversation, or all.
    pub(super) fn take_back_overrules(&mut self, group: u64, only: Option<ConversationId>) {
        let matches = |o: &Overruled| o.group == group && only.is_none_or(|id| o.conversation == id);
        if !self.overruled.iter().any(matches) {
            return;
        }
        let (back, stay) = std::mem::take(&mut self.overruled).into_iter().partition(matches);
        self.overruled = stay;
        let back: std::collections::VecDeque<Overruled> = back;
        for overruled in back {
            for (mention, before) in overruled.before {
                self.say_of(mention, before);
            }
            self.settle_by_mentions(overruled.conversation);
        }
        self.lessons_version += 1;
    }

    fn say_of(&mut self, mention: MentionId, reading: Option<Reading>) {
        let Some(row) = self.mentions.get(mention) else { return };
        let row_of = row.conversation();
        let (at, of) = (row.at, row.conversation().and_then(|c| self.conversations.get(c.index())));
        let Some(channel) = of.map(|c| c.channel) else { return };
        self.read(mention, at, channel, reading);
        row_of.into_iter().for_each(|id| self.told(id));
    }

    /// Lets the clocks follow what its mentions ask, after what is said of them has changed.
    pub(super) fn settle_by_mentions(&mut self, id: ConversationId) {
        let Some(c) = self.conversation(id).copied() else { return };
        let since = c.answered_at.max(c.resolved_at);
        let asks = self.arrivals(id).filter(|m| m.author == c.author && m.asks && since.is_none_or(|at| m.at > at));
        let first = asks.map(|m| m.at).min();
        match first {
            Some(at) if c.waiting_since.is_none() => self.customer_wrote(id, at, false),
            None if c.waiting_since.is_some() || !c.has(super::conversation::ASKED) => {
                self.change(id, Conversation::asks_no_more);
            }
            _ => {}
        }
        // Another policy may fit what it is now said to have begun with.
        self.promise_anew(id);
    }
}
