//! Version 1 of the facts of `floor/assignment`, and of what a snapshot keeps of it.

use super::Fault;
use super::event_v1::{at, secs};
use super::reading_v1::{intent, intent_number};
use crate::floor::assignment::{Kept, Left, Rules, TimerDoes};
use crate::floor::tally::IntervalId;
use crate::floor::{AgentId, AssignmentEvent, Assignments, ChannelId, ConversationId, HandleId, How};
use serde::{Deserialize, Serialize};

/// The number of a way is its place in [`How::ALL`], which is only added to at its end.
pub(super) fn how_number(how: How) -> u8 {
    how as u8
}

pub(super) fn how(number: u8) -> Result<How, Fault> {
    let found = How::ALL.get(usize::from(number)).copied();
    found.ok_or_else(|| Fault::Damaged(format!("no way to assign has the number {number}")))
}

/// Slots or hundredths of them, by a number.
type ByNumberV1 = Vec<(u16, u16)>;

/// Weights, limits of groups, accounts and channels; then skills; then the rest.
#[derive(Serialize, Deserialize)]
pub(super) struct RulesV1(
    (ByNumberV1, Vec<(String, u16)>, ByNumberV1, ByNumberV1),
    Vec<(u8, String)>,
    (bool, bool, Option<u32>, bool, u32),
);

#[derive(Serialize, Deserialize)]
pub(super) enum AssignmentV1 {
    RulesSet(RulesV1),
    AgentRemoved(u16),
    AgentRejoined(u16),
}

/// The rules; who left, when, and in which decision; what came back from whom; since when something is held; what was
/// closed in an interval; what the clock last did with which conversation: when, to whom, how.
#[derive(Serialize, Deserialize)]
pub(super) struct AssignmentsV1(
    RulesV1,
    Vec<(u16, u32, u64)>,
    Vec<(u32, u16)>,
    Vec<(u32, u32)>,
    Vec<(u32, u32, u32)>,
    Vec<(u32, u32, Option<u16>, u8)>,
);

impl From<&Rules> for RulesV1 {
    fn from(r: &Rules) -> RulesV1 {
        let channels = |of: &std::collections::BTreeMap<ChannelId, u16>| of.iter().map(|(c, n)| (c.0, *n)).collect();
        RulesV1(
            (
                channels(&r.weights),
                r.teams.iter().map(|(t, n)| (t.clone(), *n)).collect(),
                r.handles.iter().map(|(h, n)| (h.0, *n)).collect(),
                channels(&r.channels),
            ),
            r.skills.iter().map(|(i, s)| (intent_number(*i), s.clone())).collect(),
            (r.automatic, r.language, r.timer_secs, r.timer_does == TimerDoes::Raise, r.stuck_secs),
        )
    }
}

impl RulesV1 {
    fn into_floor(self) -> Result<Rules, Fault> {
        let RulesV1((weights, teams, handles, channels), skills, rest) = self;
        let (automatic, language, timer_secs, raises, stuck_secs) = rest;
        let by_channel = |of: ByNumberV1| of.into_iter().map(|(c, n)| (ChannelId(c), n)).collect();
        Ok(Rules {
            automatic,
            weights: by_channel(weights),
            teams: teams.into_iter().collect(),
            handles: handles.into_iter().map(|(h, n)| (HandleId(h), n)).collect(),
            channels: by_channel(channels),
            skills: skills.into_iter().map(|(i, s)| Ok((intent(i)?, s))).collect::<Result<_, Fault>>()?,
            language,
            timer_secs,
            timer_does: if raises { TimerDoes::Raise } else { TimerDoes::Return },
            stuck_secs,
        })
    }
}

impl From<&AssignmentEvent> for AssignmentV1 {
    fn from(event: &AssignmentEvent) -> AssignmentV1 {
        match event {
            AssignmentEvent::RulesSet { rules } => AssignmentV1::RulesSet((&**rules).into()),
            AssignmentEvent::AgentRemoved { agent } => AssignmentV1::AgentRemoved(agent.0),
            AssignmentEvent::AgentRejoined { agent } => AssignmentV1::AgentRejoined(agent.0),
        }
    }
}

impl AssignmentV1 {
    pub(super) fn into_floor(self) -> Result<AssignmentEvent, Fault> {
        Ok(match self {
            AssignmentV1::RulesSet(rules) => AssignmentEvent::RulesSet { rules: Box::new(rules.into_floor()?) },
            AssignmentV1::AgentRemoved(agent) => AssignmentEvent::AgentRemoved { agent: AgentId(agent) },
            AssignmentV1::AgentRejoined(agent) => AssignmentEvent::AgentRejoined { agent: AgentId(agent) },
        })
    }
}

impl From<&Assignments> for AssignmentsV1 {
    fn from(a: &Assignments) -> AssignmentsV1 {
        let kept = a.kept();
        AssignmentsV1(
            a.rules().into(),
            kept.left.iter().map(|(agent, left)| (agent.0, secs(left.at), left.group)).collect(),
            kept.returned.iter().map(|(id, agent)| (id.0, agent.0)).collect(),
            kept.held_since.iter().map(|(id, at)| (id.0, secs(*at))).collect(),
            kept.closed.iter().map(|(i, (all, without))| (i.0, *all, *without)).collect(),
            kept.by_clock
                .iter()
                .map(|(id, (t, to, how))| (id.0, secs(*t), to.map(|a| a.0), how_number(*how)))
                .collect(),
        )
    }
}

impl AssignmentsV1 {
    pub(super) fn into_floor(self) -> Result<Assignments, Fault> {
        let AssignmentsV1(rules, left, returned, held, closed, by_clock) = self;
        let left = left.into_iter().map(|(agent, t, group)| Ok((AgentId(agent), Left { at: at(t)?, group })));
        let held = held.into_iter().map(|(id, t)| Ok((ConversationId(id), at(t)?)));
        let by_clock =
            by_clock.into_iter().map(|(id, t, to, n)| Ok((ConversationId(id), (at(t)?, to.map(AgentId), how(n)?))));
        Ok(Assignments::from_kept(
            rules.into_floor()?,
            Kept {
                left: left.collect::<Result<_, Fault>>()?,
                returned: returned.into_iter().map(|(id, agent)| (ConversationId(id), AgentId(agent))).collect(),
                held_since: held.collect::<Result<_, Fault>>()?,
                closed: closed.into_iter().map(|(i, all, without)| (IntervalId(i), (all, without))).collect(),
                by_clock: by_clock.collect::<Result<_, Fault>>()?,
            },
        ))
    }
}
