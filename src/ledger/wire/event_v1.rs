//! Version 1 of the facts.

use super::Fault;
use super::assignment_v1::{AssignmentV1, how, how_number};
use super::desk_v1::DeskV1;
use super::escalation_v1::EscalationV1;
use super::handoff_v1::HandoffV1;
use super::people_v1::PeopleV1;
use super::promise_v1::PromiseV1;
use super::reading_v1::ReadingV1;
use super::schedule_v1::ScheduleV1;
use super::source_v1::SourceV1;
use super::watch_v1::WatchV1;
use crate::floor::{
    Actor, AgentId, Amplification, At, AuthorId, ChannelId, ConversationId, Decision, Event, HandleId, MentionId,
    MentionKind, Presence, Role, SourceId, SourceKind, Standing, State,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) struct DecisionV1 {
    at: u32,
    by: ActorV1,
    /// 0 for none.
    role: u8,
    group: u64,
    afterwards: bool,
    events: Vec<EventV1>,
}

#[derive(Serialize, Deserialize)]
enum ActorV1 {
    Clock,
    Source(u16),
    Desk,
    Floor,
}

/// The eight bytes of a key spread evenly, so a variable length would only make them longer.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct KeyV1(#[serde(with = "postcard::fixint::le")] pub(super) u64);

#[derive(Serialize, Deserialize)]
pub(super) struct StandingV1 {
    state: u8,
    owner: Option<u16>,
    snoozed_until: Option<u32>,
    waiting_since: Option<u32>,
    first_response_due: Option<u32>,
    resolution_due: Option<u32>,
    resolved_at: Option<u32>,
    was_resolved: bool,
    asked: bool,
}

#[derive(Serialize, Deserialize)]
enum EventV1 {
    ChannelAdded(u16, String, u32, u32),
    TargetSet(u16, u32, u32),
    HandleAdded(u16, u16, String),
    SourceAdded(u16, String, u8),
    AgentAdded(u16, String, Vec<String>, Vec<String>, u16),
    PresenceSet(u16, u8, String),
    AuthorSeen(u32, KeyV1, String, Option<u32>, bool),
    Mentioned(MentionedV1),
    Joined(u32, u32),
    Amplified(AmplifiedV1),
    Quarantined(u16, KeyV1, String, String, u16),
    PageRead(PageReadV1),
    SourceFailed(u16, String),
    Assigned(u32, Option<u16>, u8),
    Snoozed(u32, u32),
    Woken(u32),
    Resolved(u32),
    Reopened(u32),
    Restored(u32, StandingV1),
    Undone(u64),
    FirstResponseBreached(u32, u32),
    ResolutionBreached(u32, u32),
    Watch(WatchV1),
    Promise(PromiseV1),
    People(PeopleV1),
    Escalation(EscalationV1),
    Handoff(HandoffV1),
    Desk(DeskV1),
    Assignment(AssignmentV1),
    Schedule(ScheduleV1),
    Source(SourceV1),
}

#[derive(Serialize, Deserialize)]
struct MentionedV1 {
    mention: u32,
    key: KeyV1,
    at: u32,
    author: u32,
    handle: u16,
    kind: u8,
    agent: Option<u16>,
    slot: u16,
    conversation: Option<u32>,
    answers: Option<u32>,
    awaits: Option<KeyV1>,
    reading: Option<ReadingV1>,
}

#[derive(Serialize, Deserialize)]
struct AmplifiedV1 {
    key: KeyV1,
    at: u32,
    conversation: Option<u32>,
    carried: KeyV1,
    kind: u8,
    followers: Option<u32>,
    by: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct PageReadV1 {
    source: u16,
    cursor: String,
    read: u32,
    new: u32,
    known: u32,
    lag_secs: Option<u32>,
    done: bool,
}

pub(super) fn secs(at: At) -> u32 {
    at.unix() as u32 // a moment is made of a u32
}

pub(super) fn at(secs: u32) -> Result<At, Fault> {
    At::from_unix(i64::from(secs)).ok_or_else(|| Fault::Damaged("a fact has no moment".into()))
}

fn at_opt(secs: Option<u32>) -> Result<Option<At>, Fault> {
    secs.map(at).transpose()
}

/// Writes a plain enum as its number and reads it back; the numbers are part of the format.
macro_rules! numbered {
    ($to:ident, $from:ident, $what:literal, $type:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        pub(super) fn $to(value: $type) -> u8 {
            match value {
                $($type::$variant => $number),+
            }
        }
        pub(super) fn $from(number: u8) -> Result<$type, Fault> {
            match number {
                $($number => Ok($type::$variant),)+
                other => Err(Fault::Damaged(format!("no {} has the number {other}", $what))),
            }
        }
    };
}

pub(super) use numbered;

numbered!(state_number, state, "state", State {
    New = 0, Waiting = 1, Assigned = 2, PendingCustomer = 3, Snoozed = 4, Resolved = 5, Reopened = 6, Watched = 7
});
numbered!(kind_number, kind, "kind of mention", MentionKind {
    Post = 0, Comment = 1, Reply = 2, Quote = 3, Review = 4, Direct = 5
});
numbered!(amplification_number, amplification, "amplification", Amplification { Repost = 0, Like = 1, Quote = 2 });
numbered!(presence_number, presence, "presence", Presence { Available = 0, Away = 1, Off = 2 });
numbered!(role_number, role, "role", Role {
    Supervisor = 1, Lead = 2, Planner = 3, SocialMediaManager = 4, Partner = 5, Viewer = 6
});
numbered!(source_number, source_kind, "kind of source", SourceKind {
    File = 0, Rehearsal = 1, Network = 2, Listening = 3, Helpdesk = 4, Mail = 5, Webhook = 6, Customers = 7
});

impl From<&Standing> for StandingV1 {
    fn from(s: &Standing) -> StandingV1 {
        StandingV1 {
            state: state_number(s.state),
            owner: s.owner.map(|a| a.0),
            snoozed_until: s.snoozed_until.map(secs),
            waiting_since: s.waiting_since.map(secs),
            first_response_due: s.first_response_due.map(secs),
            resolution_due: s.resolution_due.map(secs),
            resolved_at: s.resolved_at.map(secs),
            was_resolved: s.was_resolved,
            asked: s.asked,
        }
    }
}

impl StandingV1 {
    pub(super) fn into_floor(self) -> Result<Standing, Fault> {
        Ok(Standing {
            state: state(self.state)?,
            owner: self.owner.map(AgentId),
            snoozed_until: at_opt(self.snoozed_until)?,
            waiting_since: at_opt(self.waiting_since)?,
            first_response_due: at_opt(self.first_response_due)?,
            resolution_due: at_opt(self.resolution_due)?,
            resolved_at: at_opt(self.resolved_at)?,
            was_resolved: self.was_resolved,
            asked: self.asked,
        })
    }
}

impl From<&Decision> for DecisionV1 {
    fn from(d: &Decision) -> DecisionV1 {
        let by = match d.by {
            Actor::Clock => ActorV1::Clock,
            Actor::Source(source) => ActorV1::Source(source.0),
            Actor::Desk => ActorV1::Desk,
            Actor::Floor => ActorV1::Floor,
        };
        let events = d.events.iter().map(EventV1::from).collect();
        let role = d.role.map_or(0, role_number);
        DecisionV1 { at: secs(d.at), by, role, group: d.group, afterwards: d.afterwards, events }
    }
}

impl DecisionV1 {
    pub(super) fn into_floor(self) -> Result<Decision, Fault> {
        let by = match self.by {
            ActorV1::Clock => Actor::Clock,
            ActorV1::Source(source) => Actor::Source(SourceId(source)),
            ActorV1::Desk => Actor::Desk,
            ActorV1::Floor => Actor::Floor,
        };
        let events = self.events.into_iter().map(EventV1::into_floor).collect::<Result<_, _>>()?;
        let role = if self.role == 0 { None } else { Some(role(self.role)?) };
        Ok(Decision { at: at(self.at)?, by, role, group: self.group, afterwards: self.afterwards, events })
    }
}

impl From<&Event> for EventV1 {
    fn from(event: &Event) -> EventV1 {
        match event {
            Event::ChannelAdded { channel, name, first_response_secs, resolution_secs } => {
                EventV1::ChannelAdded(channel.0, name.clone(), *first_response_secs, *resolution_secs)
            }
            Event::TargetSet { channel, first_response_secs, resolution_secs } => {
                EventV1::TargetSet(channel.0, *first_response_secs, *resolution_secs)
            }
            Event::HandleAdded { handle, channel, name } => EventV1::HandleAdded(handle.0, channel.0, name.clone()),
            Event::SourceAdded { source, name, kind } => {
                EventV1::SourceAdded(source.0, name.clone(), source_number(*kind))
            }
            Event::AgentAdded { agent, name, skills, languages, capacity } => {
                EventV1::AgentAdded(agent.0, name.clone(), skills.clone(), languages.clone(), *capacity)
            }
            Event::PresenceSet { agent, presence, reason } => {
                EventV1::PresenceSet(agent.0, presence_number(*presence), reason.clone())
            }
            Event::Mentioned { .. } | Event::Amplified { .. } | Event::PageRead { .. } => EventV1::of_page(event),
            Event::AuthorSeen { author, key, name, followers, ours } => {
                EventV1::AuthorSeen(author.0, KeyV1(*key), name.clone(), *followers, *ours)
            }
            Event::Joined { mention, conversation } => EventV1::Joined(mention.0, conversation.0),
            Event::Quarantined { source, key, place, reason, slot } => {
                EventV1::Quarantined(source.0, KeyV1(*key), place.clone(), reason.clone(), *slot)
            }
            Event::SourceFailed { source, reason } => EventV1::SourceFailed(source.0, reason.clone()),
            Event::Assigned { conversation, to, how } => {
                EventV1::Assigned(conversation.0, to.map(|a| a.0), how_number(*how))
            }
            Event::Snoozed { conversation, until } => EventV1::Snoozed(conversation.0, secs(*until)),
            Event::Woken { conversation } => EventV1::Woken(conversation.0),
            Event::Resolved { conversation } => EventV1::Resolved(conversation.0),
            Event::Reopened { conversation } => EventV1::Reopened(conversation.0),
            Event::Restored { conversation, before } => EventV1::Restored(conversation.0, before.into()),
            Event::Undone { group } => EventV1::Undone(*group),
            Event::FirstResponseBreached { conversation, at } => {
                EventV1::FirstResponseBreached(conversation.0, secs(*at))
            }
            Event::ResolutionBreached { conversation, at } => EventV1::ResolutionBreached(conversation.0, secs(*at)),
            Event::CustomerKnown { .. }
            | Event::AuthorMatched { .. }
            | Event::BrandSet { .. }
            | Event::WeightsSet { .. }
            | Event::Overruled { .. }
            | Event::OverruleTakenBack { .. }
            | Event::AlertRaised { .. }
            | Event::AlertMoved { .. }
            | Event::AlertAcknowledged { .. }
            | Event::AlertSnoozed { .. }
            | Event::AlertEscalated { .. }
            | Event::AlertEnded { .. }
            | Event::ModeChanged { .. }
            | Event::CaseJoined { .. }
            | Event::CaseParted { .. } => EventV1::Watch(WatchV1::of(event)),
            Event::Promise(event) => EventV1::Promise(event.into()),
            Event::People(event) => EventV1::People(event.into()),
            Event::Escalation(event) => EventV1::Escalation(event.into()),
            Event::Handoff(event) => EventV1::Handoff(event.into()),
            Event::Desk(event) => EventV1::Desk(event.into()),
            Event::Assignment(event) => EventV1::Assignment(event.into()),
            Event::Schedule(event) => EventV1::Schedule(event.into()),
            Event::Source(event) => EventV1::Source(event.into()),
        }
    }
}

impl EventV1 {
    fn of_page(event: &Event) -> EventV1 {
        match event {
            Event::Mentioned {
                mention,
                key,
                at,
                author,
                handle,
                kind,
                agent,
                slot,
                conversation,
                answers,
                awaits,
                reading,
            } => EventV1::Mentioned(MentionedV1 {
                mention: mention.0,
                key: KeyV1(*key),
                at: secs(*at),
                author: author.0,
                handle: handle.0,
                kind: kind_number(*kind),
                agent: agent.map(|a| a.0),
                slot: *slot,
                conversation: conversation.map(|c| c.0),
                answers: answers.map(|m| m.0),
                awaits: awaits.map(KeyV1),
                reading: reading.as_ref().map(ReadingV1::from),
            }),
            Event::Amplified { key, at, conversation, carried, kind, followers, by } => {
                EventV1::Amplified(AmplifiedV1 {
                    key: KeyV1(*key),
                    at: secs(*at),
                    conversation: conversation.map(|c| c.0),
                    carried: KeyV1(*carried),
                    kind: amplification_number(*kind),
                    followers: *followers,
                    by: by.map(|a| a.0),
                })
            }
            Event::PageRead { source, cursor, read, new, known, lag_secs, done } => EventV1::PageRead(PageReadV1 {
                source: source.0,
                cursor: cursor.clone(),
                read: *read,
                new: *new,
                known: *known,
                lag_secs: *lag_secs,
                done: *done,
            }),
            other => EventV1::from(other),
        }
    }

    fn into_floor(self) -> Result<Event, Fault> {
        Ok(match self {
            EventV1::ChannelAdded(channel, name, first_response_secs, resolution_secs) => {
                Event::ChannelAdded { channel: ChannelId(channel), name, first_response_secs, resolution_secs }
            }
            EventV1::TargetSet(channel, first_response_secs, resolution_secs) => {
                Event::TargetSet { channel: ChannelId(channel), first_response_secs, resolution_secs }
            }
            EventV1::HandleAdded(handle, channel, name) => {
                Event::HandleAdded { handle: HandleId(handle), channel: ChannelId(channel), name }
            }
            EventV1::SourceAdded(source, name, kind) => {
                Event::SourceAdded { source: SourceId(source), name, kind: source_kind(kind)? }
            }
            EventV1::AgentAdded(agent, name, skills, languages, capacity) => {
                Event::AgentAdded { agent: AgentId(agent), name, skills, languages, capacity }
            }
            EventV1::PresenceSet(agent, p, reason) => {
                Event::PresenceSet { agent: AgentId(agent), presence: presence(p)?, reason }
            }
            EventV1::AuthorSeen(author, key, name, followers, ours) => {
                Event::AuthorSeen { author: AuthorId(author), key: key.0, name, followers, ours }
            }
            EventV1::Mentioned(m) => m.into_floor()?,
            EventV1::Joined(mention, conversation) => {
                Event::Joined { mention: MentionId(mention), conversation: ConversationId(conversation) }
            }
            EventV1::Amplified(a) => Event::Amplified {
                key: a.key.0,
                at: at(a.at)?,
                conversation: a.conversation.map(ConversationId),
                carried: a.carried.0,
                kind: amplification(a.kind)?,
                followers: a.followers,
                by: a.by.map(AuthorId),
            },
            EventV1::Quarantined(source, key, place, reason, slot) => {
                Event::Quarantined { source: SourceId(source), key: key.0, place, reason, slot }
            }
            EventV1::PageRead(p) => Event::PageRead {
                source: SourceId(p.source),
                cursor: p.cursor,
                read: p.read,
                new: p.new,
                known: p.known,
                lag_secs: p.lag_secs,
                done: p.done,
            },
            EventV1::SourceFailed(source, reason) => Event::SourceFailed { source: SourceId(source), reason },
            EventV1::Watch(watch) => watch.into_floor()?,
            EventV1::Promise(event) => Event::Promise(event.into_floor()?),
            EventV1::People(event) => Event::People(event.into_floor()?),
            EventV1::Escalation(event) => Event::Escalation(event.into_floor()?),
            EventV1::Handoff(event) => Event::Handoff(event.into_floor()?),
            EventV1::Desk(event) => Event::Desk(event.into_floor()?),
            EventV1::Assignment(event) => Event::Assignment(event.into_floor()?),
            EventV1::Schedule(event) => Event::Schedule(event.into_floor()?),
            EventV1::Source(event) => Event::Source(event.into_floor()?),
            standing => standing.into_standing()?,
        })
    }

    fn into_standing(self) -> Result<Event, Fault> {
        let id = ConversationId;
        Ok(match self {
            EventV1::Assigned(c, to, n) => Event::Assigned { conversation: id(c), to: to.map(AgentId), how: how(n)? },
            EventV1::Snoozed(c, until) => Event::Snoozed { conversation: id(c), until: at(until)? },
            EventV1::Woken(c) => Event::Woken { conversation: id(c) },
            EventV1::Resolved(c) => Event::Resolved { conversation: id(c) },
            EventV1::Reopened(c) => Event::Reopened { conversation: id(c) },
            EventV1::Restored(c, before) => Event::Restored { conversation: id(c), before: before.into_floor()? },
            EventV1::Undone(group) => Event::Undone { group },
            EventV1::FirstResponseBreached(c, t) => Event::FirstResponseBreached { conversation: id(c), at: at(t)? },
            EventV1::ResolutionBreached(c, t) => Event::ResolutionBreached { conversation: id(c), at: at(t)? },
            _ => return Err(Fault::Damaged("a fact of a page stands where a decision should".into())),
        })
    }
}

impl MentionedV1 {
    fn into_floor(self) -> Result<Event, Fault> {
        Ok(Event::Mentioned {
            mention: MentionId(self.mention),
            key: self.key.0,
            at: at(self.at)?,
            author: AuthorId(self.author),
            handle: HandleId(self.handle),
            kind: kind(self.kind)?,
            agent: self.agent.map(AgentId),
            slot: self.slot,
            conversation: self.conversation.map(ConversationId),
            answers: self.answers.map(MentionId),
            awaits: self.awaits.map(|k| k.0),
            reading: self.reading.map(ReadingV1::into_floor).transpose()?,
        })
    }
}
