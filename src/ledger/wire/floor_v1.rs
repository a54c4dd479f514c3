//! Version 1 of a whole floor. Unlike facts, these bytes are a cache: a program that does not know them reads the log.
//!
//! The long tables are written and read row by row, so that a floor of a million conversations is never in memory twice.

use super::Fault;
use super::assignment_v1::AssignmentsV1;
use super::desk_v1::DesksV1;
use super::escalation_v1::EscalationsV1;
use super::event_v1::{
    KeyV1, StandingV1, amplification, amplification_number, at, kind, kind_number, presence, presence_number, secs,
    source_kind, source_number, state, state_number,
};
use super::handoff_v1::HandoffsV1;
use super::people_v1::{AboutV1, DutyV1, PeopleRestV1, ProfileV1, ShiftV1, shifts, shifts_v1};
use super::promise_v1::PromisesV1;
use super::reading_v1::ReadingV1;
use super::schedule_state_v1::SchedulesV1;
use super::source_v1::OutsideV1;
use super::watch_v1::{AlertV1, BrandV1, CustomerV1, LessonV1, MatchV1, OverruleV1, WeightsV1};
use crate::floor::tally::{AgentInterval, Interval, IntervalId};
use crate::floor::{
    Agent, AgentId, AlertId, Alerts, At, Author, AuthorId, Cascade, CascadeParts, Changed, Channel, ChannelId,
    Conversation, ConversationId, Exposure, Floor, Handle, HandleId, Mention, MentionId, Orphan, Overruled, Owner,
    Parts, Quarantined, Source, SourceId, Spread, Undoable,
};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Bytes that are gathered before they are handed on.
const GATHERED_BYTES: usize = 64 << 10;
/// No row of a long table takes fewer.
const ROW_BYTES_MIN: usize = 1;

type Secs = Option<u32>;

#[derive(Serialize, Deserialize)]
struct ConversationV1(TimesV1, WhereV1);

type TimesV1 = (u64, u32, Secs, Secs, (Secs, Secs), Secs, Secs, Secs, Secs, u32);
/// Amplified and audience come as a pair: tuples are no longer than serde knows them.
type WhereV1 = (u32, u32, u32, (u32, u32), Option<u16>, u16, u16, u16, u8, u8);
/// Counts, stages and kinds of one channel in one interval.
type IntervalV1 = (u32, u16, [u32; 6], [u32; 5], [u32; 5]);

#[derive(Serialize, Deserialize)]
struct MentionV1((KeyV1, u64, u32, u32), (Option<u32>, Option<u32>, u16, Option<u16>, u8));

#[derive(Serialize, Deserialize)]
struct AuthorV1<'a>(KeyV1, &'a str, Option<u32>, u16, bool);

#[derive(Serialize, Deserialize)]
struct SourceV1((String, u8, String), (u64, u64, u64, u64), (Secs, Secs, Secs, Option<String>, bool));

#[derive(Serialize, Deserialize)]
struct AgentV1((String, Vec<String>, Vec<String>, u16), (u8, String, u32, Secs, u32), RosterV1);

/// Where they belong, when they work, what they bring along, and their day.
type RosterV1 = (ProfileV1, Vec<ShiftV1>, AboutV1, DutyV1);

#[derive(Serialize, Deserialize)]
struct SpreadV1(u32, u32, u32, u64, Vec<(u32, u32, u64)>, Secs, CascadeV1, (u64, u128));

/// The numbers of a cascade as it names them; three arrays of eighteen, five and eighteen.
#[derive(Serialize, Deserialize)]
struct CascadeV1([u32; 18], [u64; 5], [f32; 18]);

type OrphanV1 = (KeyV1, u32, u8, Option<u32>, Option<u32>);
type UndoV1 = (u64, Vec<(u32, StandingV1, u64, u64, u16)>);

/// What comes before the long tables of authors, mentions, what is awaited, and conversations.
#[derive(Serialize, Deserialize)]
struct HouseV1 {
    head: (u64, u64, u64, Secs, u64),
    channels: Vec<(String, u32, u32)>,
    handles: Vec<(u16, String)>,
    sources: Vec<SourceV1>,
    agents: Vec<AgentV1>,
}

/// What comes after them.
#[derive(Serialize, Deserialize)]
struct RestV1 {
    intervals: Vec<IntervalV1>,
    agent_intervals: Vec<(u32, u16, [u32; 3])>,
    waiting_by_minute: Vec<(u32, u32)>,
    spread: Vec<(u32, SpreadV1)>,
    signals: Vec<KeyV1>,
    orphans: Vec<(KeyV1, Vec<OrphanV1>)>,
    heads: Vec<(String, u64)>,
    undo: Vec<UndoV1>,
    quarantine: Vec<(u16, String, String, u64, u16, u32)>,
    watch: WatchRestV1,
    people: PeopleRestV1,
    rooms: RoomsV1,
}

/// Promises, escalations, hand-offs, desks, assignments, plans, sources.
type RoomsV1 = (PromisesV1, EscalationsV1, HandoffsV1, DesksV1, AssignmentsV1, SchedulesV1, OutsideV1);

type OverruledV1 = (u64, u32, OverruleV1, u32, Vec<(u32, Option<ReadingV1>)>, Vec<LessonV1>);

/// What triage, alerts and cases add.
#[derive(Serialize, Deserialize)]
struct WatchRestV1 {
    customers: Vec<CustomerV1>,
    matched: Vec<(u32, MatchV1)>,
    brand: BrandV1,
    weights: WeightsV1,
    overruled: Vec<OverruledV1>,
    lessons_version: u64,
    alerts: (Vec<(u32, AlertV1)>, u32),
    priority_since: Option<(u32, u32)>,
    cases: Vec<(u32, u32)>,
    parted: Vec<u32>,
}

impl From<&Conversation> for ConversationV1 {
    fn from(c: &Conversation) -> ConversationV1 {
        let s = |at: Option<At>| at.map(secs);
        ConversationV1(
            (
                c.version,
                secs(c.opened_at),
                s(c.waiting_since),
                s(c.first_response_at),
                (s(c.first_response_due), s(c.next_response_due)),
                s(c.resolution_due),
                s(c.resolved_at),
                s(c.snoozed_until),
                s(c.answered_at),
                secs(c.touched_at),
            ),
            (
                c.author.0,
                c.first_mention.0,
                c.last_mention.0,
                (c.amplified, c.audience),
                c.owner.map(|o| o.agent().0),
                c.mentions,
                c.handle.0,
                c.channel.0,
                state_number(c.state),
                c.flags,
            ),
        )
    }
}

fn at_opt(secs: Secs) -> Result<Option<At>, Fault> {
    secs.map(at).transpose()
}

impl ConversationV1 {
    fn into_floor(self) -> Result<Conversation, Fault> {
        let ConversationV1(times, rest) = self;
        Ok(Conversation {
            version: times.0,
            opened_at: at(times.1)?,
            waiting_since: at_opt(times.2)?,
            first_response_at: at_opt(times.3)?,
            first_response_due: at_opt(times.4.0)?,
            next_response_due: at_opt(times.4.1)?,
            resolution_due: at_opt(times.5)?,
            resolved_at: at_opt(times.6)?,
            snoozed_until: at_opt(times.7)?,
            answered_at: at_opt(times.8)?,
            touched_at: at(times.9)?,
            author: AuthorId(rest.0),
            first_mention: MentionId(rest.1),
            last_mention: MentionId(rest.2),
            amplified: rest.3.0,
            audience: rest.3.1,
            owner: rest.4.map(|a| Owner::of(AgentId(a))),
            mentions: rest.5,
            handle: HandleId(rest.6),
            channel: ChannelId(rest.7),
            state: state(rest.8)?,
            flags: rest.9,
        })
    }
}

impl From<&Mention> for MentionV1 {
    fn from(m: &Mention) -> MentionV1 {
        MentionV1(
            (KeyV1(m.key), m.page, secs(m.at), m.author.0),
            (m.conversation().map(|c| c.0), m.prev().map(|p| p.0), m.slot, m.agent().map(|a| a.0), kind_number(m.kind)),
        )
    }
}

impl MentionV1 {
    fn into_floor(self) -> Result<Mention, Fault> {
        let MentionV1((key, page, secs, author), (conversation, prev, slot, agent, number)) = self;
        let mut mention =
            Mention::new(key.0, page, at(secs)?, AuthorId(author), kind(number)?).with(slot, agent.map(AgentId));
        match (conversation, prev) {
            (Some(conversation), prev) => mention.link(ConversationId(conversation), prev.map(MentionId)),
            (None, Some(answers)) => mention.stand_under(MentionId(answers)),
            (None, None) => {}
        }
        Ok(mention)
    }
}

impl From<&Source> for SourceV1 {
    fn from(s: &Source) -> SourceV1 {
        SourceV1(
            (s.name.clone(), source_number(s.kind), s.cursor.clone()),
            (s.read, s.new, s.known, s.quarantined),
            (s.last_read.map(secs), s.last_in.map(secs), s.lag_secs, s.failing.clone(), s.done),
        )
    }
}

impl SourceV1 {
    fn into_floor(self) -> Result<Source, Fault> {
        let SourceV1((name, kind, cursor), (read, new, known, quarantined), rest) = self;
        Ok(Source {
            name,
            kind: source_kind(kind)?,
            cursor,
            read,
            new,
            known,
            quarantined,
            last_read: at_opt(rest.0)?,
            last_in: at_opt(rest.1)?,
            lag_secs: rest.2,
            failing: rest.3,
            done: rest.4,
        })
    }
}

impl From<&Agent> for AgentV1 {
    fn from(a: &Agent) -> AgentV1 {
        AgentV1(
            (a.name.clone(), a.skills.clone(), a.languages.clone(), a.capacity),
            (presence_number(a.presence), a.reason.clone(), secs(a.since), a.last_assigned.map(secs), a.resolved),
            ((&a.profile).into(), shifts_v1(&a.shifts), (&a.about).into(), (&a.duty).into()),
        )
    }
}

impl AgentV1 {
    fn into_floor(self) -> Result<Agent, Fault> {
        let AgentV1(
            (name, skills, languages, capacity),
            (number, reason, since, last_assigned, resolved),
            (profile, kept, about, duty),
        ) = self;
        Ok(Agent {
            name,
            skills,
            languages,
            capacity,
            presence: presence(number)?,
            reason,
            since: at(since)?,
            holds: Default::default(), // computed from the rows
            last_assigned: at_opt(last_assigned)?,
            resolved,
            profile: profile.into_floor(),
            shifts: shifts(kept)?,
            about: about.into_floor()?,
            duty: duty.into_floor()?,
        })
    }
}

fn changed_v1(c: &Changed) -> (u32, StandingV1, u64, u64, u16) {
    (c.conversation.0, (&c.before).into(), c.base, c.version, c.mentions)
}

fn orphan_v1(o: &Orphan) -> OrphanV1 {
    (KeyV1(o.key), secs(o.at), amplification_number(o.kind), o.followers, o.by.map(|a| a.0))
}

/// Writes a floor.
pub(super) fn write(floor: &Floor, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Writer { gathered: Vec::with_capacity(2 * GATHERED_BYTES), out };
    out.put(&HouseV1::from(floor))?;
    let authors = floor.authors.rows().iter();
    out.rows(authors.map(|a| AuthorV1(KeyV1(a.key), &a.name, a.followers(), a.conversations, a.ours)))?;
    out.rows(floor.mentions.rows().iter().map(MentionV1::from))?;
    out.rows(floor.mentions.awaited().into_iter().map(|(k, m)| (KeyV1(k), m.0)))?;
    out.rows(floor.mentions.readings().iter().map(|r| r.as_ref().map(ReadingV1::from)))?;
    out.rows(floor.conversations.iter().map(ConversationV1::from))?;
    out.put(&RestV1::from(floor))?;
    out.finish()
}

/// The floor that these bytes are of.
pub(super) fn read(bytes: &[u8]) -> Result<Floor, Fault> {
    let mut from = Reader(bytes);
    let mut parts = from.get::<HouseV1>()?.into_parts()?;
    parts.authors = from.rows(|AuthorV1(key, name, followers, conversations, ours)| {
        let mut author = Author::new(key.0, name, followers, ours);
        author.conversations = conversations;
        Ok(author)
    })?;
    parts.mentions = from.rows(MentionV1::into_floor)?;
    parts.awaited = from.rows(|(key, mention): (KeyV1, u32)| Ok((key.0, MentionId(mention))))?;
    parts.readings = from.rows(|r: Option<ReadingV1>| r.map(ReadingV1::into_floor).transpose())?;
    parts.conversations = from.rows(ConversationV1::into_floor)?;
    from.get::<RestV1>()?.into_parts(&mut parts)?;
    Ok(Floor::from_parts(parts))
}

/// Gathers small values into larger writes.
struct Writer<'a> {
    gathered: Vec<u8>,
    out: &'a mut dyn Write,
}

impl Writer<'_> {
    fn put<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let gathered = std::mem::take(&mut self.gathered);
        self.gathered = postcard::to_extend(value, gathered).map_err(io::Error::other)?;
        if self.gathered.len() >= GATHERED_BYTES {
            self.out.write_all(&self.gathered)?;
            self.gathered.clear();
        }
        Ok(())
    }

    /// How many, then one after the other.
    fn rows<T: Serialize>(&mut self, rows: impl ExactSizeIterator<Item = T>) -> io::Result<()> {
        self.put(&rows.len())?;
        rows.into_iter().try_for_each(|row| self.put(&row))
    }

    fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.gathered)
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn get<T: Deserialize<'a>>(&mut self) -> Result<T, Fault> {
        let damaged = |e| Fault::Damaged(format!("a snapshot cannot be read: {e}"));
        let (value, rest) = postcard::take_from_bytes(self.0).map_err(damaged)?;
        self.0 = rest;
        Ok(value)
    }

    fn rows<T: Deserialize<'a>, R>(&mut self, row: impl Fn(T) -> Result<R, Fault>) -> Result<Vec<R>, Fault> {
        let count: usize = self.get()?;
        let mut rows = Vec::with_capacity(count.min(self.0.len() / ROW_BYTES_MIN));
        for _ in 0..count {
            rows.push(row(self.get()?)?);
        }
        Ok(rows)
    }
}

impl From<&Floor> for HouseV1 {
    fn from(f: &Floor) -> HouseV1 {
        HouseV1 {
            head: (f.revision, f.facts, f.groups, f.at.map(secs), f.quarantined),
            channels: f.channels.iter().map(|c| (c.name.clone(), c.first_response_secs, c.resolution_secs)).collect(),
            handles: f.handles.iter().map(|h| (h.channel.0, h.name.clone())).collect(),
            sources: f.sources.iter().map(SourceV1::from).collect(),
            agents: f.agents.iter().map(AgentV1::from).collect(),
        }
    }
}

impl HouseV1 {
    fn into_parts(self) -> Result<Parts, Fault> {
        let (revision, facts, groups, newest, quarantined) = self.head;
        let mut parts = Parts { revision, facts, groups, at: at_opt(newest)?, quarantined, ..Parts::default() };
        parts.channels = self
            .channels
            .into_iter()
            .map(|(name, first_response_secs, resolution_secs)| Channel { name, first_response_secs, resolution_secs })
            .collect();
        parts.handles = self.handles.into_iter().map(|(c, name)| Handle { channel: ChannelId(c), name }).collect();
        parts.sources = self.sources.into_iter().map(SourceV1::into_floor).collect::<Result<_, _>>()?;
        parts.agents = self.agents.into_iter().map(AgentV1::into_floor).collect::<Result<_, _>>()?;
        Ok(parts)
    }
}

impl From<&Floor> for RestV1 {
    fn from(f: &Floor) -> RestV1 {
        let tally = f.tally();
        let mut signals: Vec<_> = f.signals.iter().map(|k| KeyV1(*k)).collect();
        signals.sort_unstable_by_key(|k| k.0);
        RestV1 {
            intervals: tally
                .intervals
                .iter()
                .map(|((i, c), v)| {
                    let counts = [v.opened, v.answered, v.in_time, v.late, v.responses, v.mentions];
                    (i.0, c.0, counts, v.stages, v.kinds)
                })
                .collect(),
            agent_intervals: tally
                .agents
                .iter()
                .map(|((i, a), v)| (i.0, a.0, [v.responses, v.in_time, v.resolved]))
                .collect(),
            waiting_by_minute: tally.waiting_by_minute.iter().map(|(m, n)| (*m, *n)).collect(),
            spread: f
                .spread
                .iter()
                .map(|(id, s)| {
                    let minutes = s.by_minute.iter().map(|(m, (n, reach))| (*m, *n, *reach)).collect();
                    let CascadeParts { whole, wide, fading } = s.cascade.parts();
                    let cascade = CascadeV1(whole, wide, fading);
                    let last = s.last_at.map(secs);
                    let waited = s.waited.raw();
                    (id.0, SpreadV1(s.reposts, s.likes, s.quotes, s.reach, minutes, last, cascade, waited))
                })
                .collect(),
            signals,
            orphans: f.orphans.iter().map(|(k, v)| (KeyV1(*k), v.iter().map(orphan_v1).collect())).collect(),
            heads: f.heads.iter().map(|(k, v)| (k.clone(), *v)).collect(),
            undo: f.undo.iter().map(|u| (u.group, u.changed.iter().map(changed_v1).collect())).collect(),
            quarantine: f
                .quarantine
                .iter()
                .map(|q| (q.source.0, q.place.clone(), q.reason.clone(), q.page, q.slot, secs(q.at)))
                .collect(),
            watch: WatchRestV1::from(f),
            people: (&f.people).into(),
            rooms: (
                (&f.promises).into(),
                (&f.escalations).into(),
                (&f.handoffs).into(),
                (&f.desks).into(),
                (&f.assignments).into(),
                (&f.schedule).into(),
                (&f.outside).into(),
            ),
        }
    }
}

impl RestV1 {
    fn into_parts(self, parts: &mut Parts) -> Result<(), Fault> {
        parts.intervals = self
            .intervals
            .into_iter()
            .map(|(i, c, [opened, answered, in_time, late, responses, mentions], stages, kinds)| {
                let interval = Interval { opened, answered, in_time, late, responses, mentions, stages, kinds };
                ((IntervalId(i), ChannelId(c)), interval)
            })
            .collect();
        parts.agent_intervals = self
            .agent_intervals
            .into_iter()
            .map(|(i, a, [responses, in_time, resolved])| {
                ((IntervalId(i), AgentId(a)), AgentInterval { responses, in_time, resolved })
            })
            .collect();
        parts.waiting_by_minute = self.waiting_by_minute.into_iter().collect();
        parts.signals = self.signals.into_iter().map(|k| k.0).collect();
        parts.heads = self.heads.into_iter().collect();
        for (id, SpreadV1(reposts, likes, quotes, reach, minutes, last, cascade, waited)) in self.spread {
            let CascadeV1(whole, wide, fading) = cascade;
            let cascade = Cascade::from_parts(&CascadeParts { whole, wide, fading });
            let cascade = cascade.ok_or_else(|| Fault::Damaged("a cascade in a snapshot has no moment".into()))?;
            let waited = Exposure::from_raw(waited);
            let by_minute = minutes.into_iter().map(|(m, n, reach)| (m, (n, reach))).collect();
            let spread = Spread { cascade, waited, reposts, likes, quotes, reach, by_minute, last_at: at_opt(last)? };
            parts.spread.insert(ConversationId(id), spread);
        }
        for (key, orphans) in self.orphans {
            let orphans = orphans
                .into_iter()
                .map(|(k, t, n, followers, by)| {
                    let by = by.map(AuthorId);
                    Ok(Orphan { key: k.0, at: at(t)?, kind: amplification(n)?, followers, by })
                })
                .collect::<Result<_, Fault>>()?;
            parts.orphans.insert(key.0, orphans);
        }
        for (group, changed) in self.undo {
            let changed = changed
                .into_iter()
                .map(|(id, before, base, version, mentions)| {
                    let (conversation, before) = (ConversationId(id), before.into_floor()?);
                    Ok(Changed { conversation, before, base, version, mentions })
                })
                .collect::<Result<_, Fault>>()?;
            parts.undo.push_back(Undoable { group, changed });
        }
        self.watch.into_parts(parts)?;
        parts.people = self.people.into_floor()?;
        let (promises, escalations, handoffs, desks, assignments, schedule, outside) = self.rooms;
        parts.outside = outside.into_floor()?;
        parts.schedule = schedule.into_floor()?;
        parts.assignments = assignments.into_floor()?;
        (parts.promises, parts.escalations) = (promises.into_floor()?, escalations.into_floor()?);
        (parts.handoffs, parts.desks) = (handoffs.into_floor()?, desks.into_floor()?);
        for (source, place, reason, page, slot, t) in self.quarantine {
            let source = SourceId(source);
            parts.quarantine.push_back(Quarantined { source, place, reason, page, slot, at: at(t)? });
        }
        Ok(())
    }
}

impl From<&Floor> for WatchRestV1 {
    fn from(f: &Floor) -> WatchRestV1 {
        let overruled = |o: &Overruled| {
            let before = o.before.iter().map(|(m, r)| (m.0, r.as_ref().map(ReadingV1::from))).collect();
            (o.group, o.conversation.0, o.to.into(), secs(o.at), before, o.lessons.iter().map(LessonV1::from).collect())
        };
        let mut alerts: Vec<_> = f.alerts.newest().map(|(id, a)| (id.0, AlertV1::from(a))).collect();
        alerts.reverse();
        WatchRestV1 {
            customers: f.customers.rows().iter().map(CustomerV1::from).collect(),
            matched: f.matched.iter().map(|(a, m)| (a.0, m.into())).collect(),
            brand: (&f.brand).into(),
            weights: (&f.weights).into(),
            overruled: f.overruled.iter().map(overruled).collect(),
            lessons_version: f.lessons_version,
            alerts: (alerts, f.alerts.next_id().0),
            priority_since: f.priority_since.map(|(at, load)| (secs(at), load)),
            parted: f.parted.iter().map(|id| id.0).collect(),
            cases: f.cases.iter().map(|(part, lead)| (part.0, lead.0)).collect(),
        }
    }
}

impl WatchRestV1 {
    fn into_parts(self, parts: &mut Parts) -> Result<(), Fault> {
        for customer in self.customers {
            parts.customers.add(customer.into_floor()?);
        }
        for (author, found) in self.matched {
            parts.matched.insert(AuthorId(author), found.into_floor()?);
        }
        parts.brand = self.brand.into_floor();
        parts.weights = self.weights.into_floor();
        parts.lessons_version = self.lessons_version;
        for (group, conversation, to, t, before, lessons) in self.overruled {
            let before = before
                .into_iter()
                .map(|(m, r)| Ok((MentionId(m), r.map(ReadingV1::into_floor).transpose()?)))
                .collect::<Result<_, Fault>>()?;
            parts.overruled.push_back(Overruled {
                group,
                conversation: ConversationId(conversation),
                to: to.into_floor()?,
                at: at(t)?,
                before,
                lessons: lessons.into_iter().map(LessonV1::into_floor).collect::<Result<_, _>>()?,
            });
        }
        let (alerts, raised) = self.alerts;
        let alerts = alerts.into_iter().map(|(id, a)| Ok((AlertId(id), a.into_floor()?)));
        parts.alerts = Alerts::from_rows(alerts.collect::<Result<Vec<_>, Fault>>()?, raised);
        parts.priority_since = self.priority_since.map(|(t, load)| Ok::<_, Fault>((at(t)?, load))).transpose()?;
        parts.parted = self.parted.into_iter().map(ConversationId).collect();
        parts.cases = self.cases.into_iter().map(|(p, l)| (ConversationId(p), ConversationId(l))).collect();
        Ok(())
    }
}
