//! What the engine has an eye on, beside the clock: what mentions say, who writes, what strangers carry on, and whether
//! order matters. It decides nothing that is not a fact of the floor in the same turn.

use super::pulses::Pulses;
use super::rules::Rules;
use crate::floor::tally::{INTERVAL_SECS, IntervalId};
use crate::floor::{
    Agent, AlertId, At, AuthorId, Brand, Cause, ChannelId, Conversation, ConversationId, CustomerId, Event, Floor,
    Incoming, IncomingKind, Joining, Lesson, LessonHead, Level, MentionId, Overrule, Presence, Reading, Recognised,
    Said, Seen, email_key, joining, match_author, parted,
};
use crate::limits;
use crate::measure::{self, Hours, Job, Load, Mode, Offered, Servers};
use crate::triage::text::Scratch;
use crate::triage::{Delta, Model, Reader, viral};
use crate::view::made;
use crate::view::{Because, Moment, Snapshot};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Seconds between two looks at what only time changes.
const LOOK_SECS: u32 = 60;
/// Seconds after its newest joining in which a conversation is looked at again without any.
const LIVE_SECS: u32 = 6 * 3600;
/// Seconds after the newest mention in which the floor is taken to be live.
const AWAKE_SECS: i64 = 6 * 3600;

/// From here on, in percent, a complaint is an angry one; and from so many points on its author is listened to.
const ANGRY_PCT: u8 = 50;
const HEARD_POINTS: u8 = 40;
/// Seconds after which a closed case is another matter.
const JUST_CLOSED_SECS: i64 = 2 * 3600;

/// The eye.
pub(super) struct Watch {
    pub(super) pulses: Pulses,
    rules: Rules,
    zone: TimeZone,
    reader: Reader,
    knows: Option<(Brand, usize, u64)>,
    seen: u64,
    next_look: Option<At>,
    next_interval: Option<IntervalId>,
    recent: Option<BTreeMap<CustomerId, VecDeque<ConversationId>>>,
    /// What priority mode saved, in words; played anew each minute.
    saved: String,
}

impl Watch {
    /// An eye that has seen nothing yet. The zone is that of the desk, by whose hours a week is known.
    pub(super) fn in_zone(zone: TimeZone) -> Watch {
        Watch {
            pulses: Pulses::default(),
            rules: Rules::default(),
            zone,
            reader: Reader::new(),
            knows: None,
            seen: 0,
            next_look: None,
            next_interval: None,
            recent: None,
            saved: String::new(),
        }
    }

    /// Somebody wrote on a channel just now.
    pub(super) fn heard(&mut self, events: &[Event], channel: ChannelId) {
        for event in events {
            if let Event::Mentioned { at, reading: Some(_), .. } = event {
                self.pulses.add(channel, *at);
            }
        }
    }

    /// Reads what somebody said.
    pub(super) fn read(&mut self, said: &Said<'_>) -> Reading {
        self.reader.read(said)
    }

    /// Lets the reader know what the floor knows by now.
    pub(super) fn prepare(&mut self, floor: &Floor) {
        let (handles, lessons) = (floor.handles().len(), floor.lessons_version());
        let same = |known: &(Brand, usize, u64)| known.0 == *floor.brand() && (known.1, known.2) == (handles, lessons);
        if self.knows.as_ref().is_some_and(same) {
            return;
        }
        self.reader.set_handles(floor.handles().iter().map(|h| h.name.as_str()).filter(|name| name.starts_with('@')));
        self.reader.set_brand(floor.brand());
        if self.knows.as_ref().is_none_or(|known| known.2 != lessons) {
            let all: Vec<Lesson> = floor.overruled().flat_map(|o| o.lessons.iter().cloned()).collect();
            let newest = all.len().saturating_sub(limits::LESSONS_MAX);
            self.reader.set_delta(&Delta::fit(Model::shipped(), &all[newest..]));
        }
        self.knows = Some((floor.brand().clone(), handles, lessons));
    }

    /// What the model learns when a person says what these words are. What is not about us is judged by names, which
    /// are not learnt.
    pub(super) fn lessons(text: &str, to: Overrule) -> Vec<Lesson> {
        let mut scratch = Scratch::default();
        scratch.read(parted(text).0);
        let lesson = |head, class| Model::shipped().lesson(head, class, &scratch);
        match to {
            Overrule::Spam => vec![lesson(LessonHead::Spam, 1)],
            Overrule::Elsewhere => Vec::new(),
            Overrule::Respond(kind) | Overrule::Watch(kind) => {
                vec![lesson(LessonHead::Spam, 0), lesson(LessonHead::Kind, kind as u8)]
            }
        }
    }

    /// Forgets what was read of pages that were not kept: their mentions have no names, and others will get them.
    pub(super) fn forget(&mut self) {
        self.reader.forget_copies();
        (self.recent, self.seen) = (None, 0);
    }

    /// Why a mention with these words stands where its reading says.
    pub(super) fn because(&self, floor: &Floor, id: MentionId, text: &str) -> Vec<Because> {
        let (Some(row), Some(reading)) = (floor.mentions().get(id), floor.mentions().reading(id)) else {
            return Vec::new();
        };
        let said = Said {
            text: parted(text).0,
            at: row.at,
            mention: id,
            author: row.author,
            kind: row.kind,
            to_us: row.conversation().is_some_and(|c| written_to_us(floor, c)),
            answers_us: row.prev().is_some(),
            followers: None,
            // It is told by the reading where it belongs.
            lane: None,
        };
        let steps = self.reader.explain(&said, reading).steps;
        steps.into_iter().map(|s| Because { stage: s.stage, passed: s.passed, words: s.words }).collect()
    }

    /// The zone of the desk.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Adds to a snapshot what only the eye knows: in what order the floor serves, and what silence would say.
    pub(super) fn tell(&self, snapshot: &mut Snapshot, floor: &Floor, zone: &TimeZone) {
        let mode = mode_of(floor);
        let running = IntervalId::of(snapshot.at);
        let offered = offered(floor, IntervalId(running.0.saturating_sub(1)));
        let board = Arc::make_mut(&mut snapshot.wallboard);
        board.mode.words = measure::mode_words(mode, &offered, zone);
        if snapshot.moment == Moment::Now {
            // In the past nobody played the hours both ways, and what is usual now was not known.
            board.mode.saved.clone_from(&self.saved);
        }
        let local = super::pulses::week_minute(snapshot.at, zone);
        let triage = Arc::make_mut(&mut snapshot.triage);
        let channels = if snapshot.moment == Moment::Now { floor.channels() } else { &[] };
        for (i, channel) in channels.iter().enumerate() {
            let id = ChannelId(i as u16);
            let words = self.pulses.get(id).map(|p| p.silence(local).words());
            triage.silence.extend(words.map(|words| (id, channel.name.clone(), words)));
        }
    }

    /// When it wants to look although nothing came.
    pub(super) fn next_look(&self, floor: &Floor) -> Option<At> {
        let awake = |at: &At| floor.at().is_some_and(|newest| at.secs_since(newest) < AWAKE_SECS);
        self.next_look.into_iter().chain(self.rules.next_look()).min().filter(awake)
    }

    /// Who of those on a page is a customer that we know, and which of their conversations are one case.
    pub(super) fn recognise(&mut self, floor: &Floor, events: &[Event], mentions: &[Incoming]) -> Vec<Event> {
        if floor.customers().is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut looked = BTreeSet::new();
        for event in events {
            let Event::Mentioned { author, reading, .. } = event else { continue };
            if looked.insert(*author) && floor.authors().get(*author).is_some_and(|a| !a.ours) {
                found.extend(recognised(floor, *author, reading.as_ref(), mentions));
            }
        }
        found
    }

    /// Which conversations of known customers on a page belong to a case that is open.
    pub(super) fn join_cases(&mut self, floor: &Floor, events: &[Event]) -> Vec<Event> {
        if floor.customers().is_empty() {
            return Vec::new();
        }
        let recent = self.recent.get_or_insert_with(|| recent_of(floor));
        let mut joined = Vec::new();
        for event in events {
            let Event::Mentioned { author, conversation: Some(id), at, .. } = event else { continue };
            let Some(this) = recognised_in(floor, *id, *author, *at) else { continue };
            let others = recent.entry(this.matched.customer).or_default();
            if others.contains(id) {
                continue;
            }
            let lead = others.iter().rev().find_map(|other| {
                let c = floor.conversation(*other)?;
                let that = recognised_in(floor, *other, c.author, c.touched_at)?;
                (joining(&that, &this) == Joining::ByItself).then(|| floor.leads(*other).unwrap_or(*other))
            });
            others.push_back(*id);
            if others.len() > limits::MATTER_CONVERSATIONS_MAX {
                others.pop_front();
            }
            let free = floor.leads(*id).is_none() && floor.parts_of(*id).next().is_none() && !floor.was_parted(*id);
            if let Some(lead) = lead.filter(|lead| free && lead != id) {
                joined.push(Event::CaseJoined { conversation: *id, lead });
            }
        }
        joined
    }

    /// What there is to tell now: alerts that begin, move and end, and whether order matters.
    pub(super) fn look(&mut self, floor: &Floor, now: At) -> Vec<Event> {
        let changed: BTreeSet<ConversationId> = match floor.changes().since(self.seen) {
            Some(changed) => changed.collect(),
            None => floor.spreads_since(now.minus(LIVE_SECS)).map(|(id, _)| id).collect(),
        };
        self.seen = floor.changes().mark();
        let mut candidates: BTreeSet<_> = changed.into_iter().filter(|id| floor.spread_of(*id).is_some()).collect();
        let due = self.next_look.is_none_or(|at| at <= now);
        if due {
            let minute = now.unix() / i64::from(LOOK_SECS);
            self.next_look = At::from_unix((minute + 1) * i64::from(LOOK_SECS));
            candidates
                .extend(floor.spreads_since(now.minus(LIVE_SECS)).map(|(id, _)| id).take(limits::CASCADES_LIVE_MAX));
            candidates.extend(floor.alerts().burning().filter_map(|(_, alert)| match alert.cause {
                Cause::Viral(id) => Some(id),
                _ => None,
            }));
        }
        self.pulses.learn(floor, now, &self.zone);
        let mut next = floor.alerts().next_id().0;
        let mut events: Vec<Event> =
            candidates.into_iter().filter_map(|id| spreading(floor, id, now, &mut next)).collect();
        if due {
            events.extend(self.pulses.tick(floor, now, &self.zone, &mut next));
            events.extend(self.mode(floor, now));
            self.saved = saved(floor, now);
        }
        events.extend(self.rules.look(floor, now, &mut next));
        events
    }

    /// Whether order begins or ceases to matter, asked when a quarter of an hour is over.
    fn mode(&mut self, floor: &Floor, now: At) -> Option<Event> {
        let running = IntervalId::of(now);
        if self.next_interval.replace(running).is_none_or(|at| at == running) {
            return None;
        }
        let loads: Vec<Load> = [2, 1].map(|back| measure::load(&offered(floor, IntervalId(running.0 - back)))).to_vec();
        let was = mode_of(floor);
        let is = measure::next_mode(was, &loads, floor.weights(), now);
        match (was, is) {
            (Mode::Fifo, Mode::Priority { load, .. }) => {
                Some(Event::ModeChanged { priority: true, load_centi: load.centi().unwrap_or(u32::MAX) })
            }
            (Mode::Priority { .. }, Mode::Fifo) => {
                let load_centi = loads.last().and_then(|l| l.centi()).unwrap_or(0);
                Some(Event::ModeChanged { priority: false, load_centi })
            }
            _ => None,
        }
    }
}

/// Whether a conversation stands at an account of ours: what is merely overheard has a source without one.
fn written_to_us(floor: &Floor, id: ConversationId) -> bool {
    let handle = floor.conversation(id).and_then(|c| floor.handle(c.handle));
    handle.is_some_and(|h| h.name.starts_with('@'))
}

/// In what order the floor serves.
pub(super) fn mode_of(floor: &Floor) -> Mode {
    match floor.priority_since() {
        Some((since, u32::MAX)) => Mode::Priority { since, load: Load::INFINITE },
        Some((since, centi)) => Mode::Priority { since, load: Load::of_centi(centi) },
        None => Mode::Fifo,
    }
}

/// Whether somebody is there for the queue: who is given none of it makes no load smaller.
fn shares_queue(agent: &Agent) -> bool {
    agent.presence == Presence::Available && agent.profile.takes_queue
}

/// What came in an interval, for those who are there now.
pub(super) fn offered(floor: &Floor, interval: IntervalId) -> Offered {
    let channels = (interval, ChannelId(0))..=(interval, ChannelId(u16::MAX));
    let arrived = floor.tally().intervals.range(channels).map(|(_, i)| i.opened).sum();
    let there = floor.agents().iter().filter(|a| shares_queue(a)).count() as u64;
    Offered {
        secs: INTERVAL_SECS,
        arrived,
        waiting: floor.index().waiting.len() as u32,
        handle_secs: floor.weights().handle_secs,
        agent_secs: there * u64::from(INTERVAL_SECS),
    }
}

/// What serving by cost of delay saved since it began, by playing the same hours both ways; empty while first come is
/// first served.
fn saved(floor: &Floor, now: At) -> String {
    let Some((since, _)) = floor.priority_since() else { return String::new() };
    let from = since.minus(2 * INTERVAL_SECS);
    let there = floor.agents().iter().filter(|a| shares_queue(a)).count() as u32;
    let handle_secs = floor.weights().handle_secs;
    let opened = floor.conversations_newest().take_while(|(_, c)| c.opened_at >= from).take(limits::PLAYED_JOBS_MAX);
    let mut jobs: Vec<Job> = opened
        .filter(|(_, c)| c.counts())
        .map(|(id, c)| {
            let asked = Conversation { waiting_since: Some(c.opened_at), ..*c };
            Job { arrived: c.opened_at, handle_secs, of: made::cost_of(floor, id, &asked, c.opened_at) }
        })
        .collect();
    jobs.reverse();
    let hours = Hours { from, until: now, servers: vec![Servers { from, count: there }] };
    measure::both_ways(&hours, &jobs, floor.weights()).words()
}

/// What there is to tell of one conversation that is carried on.
fn spreading(floor: &Floor, id: ConversationId, now: At, next: &mut u32) -> Option<Event> {
    let cause = Cause::Viral(id);
    let burning = floor.alerts().about(cause);
    let (Some(c), Some(spread)) = (floor.conversation(id), floor.spread_of(id)) else { return None };
    let live = now.secs_since(spread.cascade.newest()) < i64::from(limits::UNWATCHED_SECS) * 24;
    let is_risk = c.is_open() || floor.mentions().reading(c.first_mention).is_some_and(|r| r.negative_pct >= 50);
    if c.has(crate::floor::conversation::PRIVATE) || !is_risk || !live || spread.cascade.carried() == 0 {
        return burning.map(|(alert, _)| Event::AlertEnded { alert });
    }
    let threshold = u64::from(floor.weights().alert_reach);
    let forecast = viral::forecast(&spread.cascade, now, threshold);
    let was = burning.map_or(viral::Level::Calm, |(_, a)| match a.level {
        Level::Watch => viral::Level::Watch,
        Level::Alarm => viral::Level::Alarm,
    });
    let level = match viral::next_level(was, &forecast) {
        viral::Level::Calm if joined_in_anger(floor, id, c) => Level::Watch,
        viral::Level::Calm => return burning.map(|(alert, _)| Event::AlertEnded { alert }),
        viral::Level::Watch => Level::Watch,
        viral::Level::Alarm => Level::Alarm,
    };
    let reach = forecast.reach_6h.mid;
    let (severity, figure) = (severity(reach, threshold), reach as u64);
    match burning {
        None => {
            let alert = AlertId(*next);
            *next += 1;
            Some(Event::AlertRaised { alert, cause, level, severity, figure, expected: threshold })
        }
        Some((alert, a)) => {
            let graver = a.severity != severity && now.secs_since(a.moved_at) >= i64::from(LOOK_SECS);
            (a.level != level || graver).then_some(Event::AlertMoved { alert, level, severity, figure })
        }
    }
}

/// Whether strangers join an unanswered public complaint of somebody who is listened to: few as they are, and whatever
/// the forecast says, that is how the costly ones begin. At least two of them, one of whom carried it on.
fn joined_in_anger(floor: &Floor, id: ConversationId, c: &Conversation) -> bool {
    let Some(cascade) = floor.spread_of(id).map(|s| s.cascade) else { return false };
    let angry = floor.mentions().reading(c.first_mention).is_some_and(|r| r.negative_pct >= ANGRY_PCT);
    c.waits_for_first_response()
        && angry
        && cascade.joins() >= 2
        && cascade.carried() >= 1
        && made::influence_points(floor, id, c) >= HEARD_POINTS
}

/// From 1 to 10: 5 at the reach that makes an alert, 10 at ten times as much, 1 below a sixth of it.
fn severity(reach: f64, threshold: u64) -> u8 {
    let decades = (reach.max(1.0) / threshold.max(1) as f64).log10();
    (5.0 + 5.0 * decades).round().clamp(1.0, 10.0) as u8
}

fn recognised(floor: &Floor, author: AuthorId, reading: Option<&Reading>, mentions: &[Incoming]) -> Option<Event> {
    let row = floor.authors().get(author)?;
    let wrote_mail = reading.is_some_and(|r| r.personal.0 & crate::floor::Personal::EMAIL.0 != 0);
    let known = floor.customer_of(author);
    if known.is_some() && !wrote_mail {
        return None;
    }
    let emails: Vec<u64> = if wrote_mail { emails_of(&row.name, mentions) } else { Vec::new() };
    let channel = row_channel(floor, author)?;
    let name = row.name.trim_start_matches('@');
    let found = match_author(floor.customers(), &Seen { channel, handle: &row.name, name, emails: &emails })?;
    let better = known.is_none_or(|k| found.confidence_pct > k.confidence_pct);
    better.then_some(Event::AuthorMatched { author, found: Some(found) })
}

/// The channel that an author writes on.
fn row_channel(floor: &Floor, author: AuthorId) -> Option<&str> {
    let last = floor.mentions().rows().iter().rev().take(limits::PAGE_MENTIONS_MAX * 2);
    let of = last.filter(|m| m.author == author).find_map(|m| m.conversation())?;
    let channel = floor.conversation(of)?.channel;
    floor.channel(channel).map(|c| c.name.as_str())
}

/// Keys of the addresses that somebody wrote on a page.
fn emails_of(name: &str, mentions: &[Incoming]) -> Vec<u64> {
    let theirs = mentions.iter().filter(|m| m.author.name == name);
    let texts = theirs.filter_map(|m| match &m.what {
        IncomingKind::Written { text, .. } => Some(parted(text).0),
        IncomingKind::Amplified(_) => None,
    });
    texts.flat_map(|text| text.split_whitespace().filter(|w| w.contains('@')).filter_map(email_key)).collect()
}

fn recognised_in(floor: &Floor, id: ConversationId, author: AuthorId, at: At) -> Option<Recognised> {
    let c = floor.conversation(id).filter(|c| c.author == author)?;
    let matched = *floor.customer_of(author)?;
    let lead = floor.leads(id).and_then(|lead| floor.conversation(lead));
    let lead = lead.unwrap_or(c);
    // What was closed a moment ago and is asked again elsewhere is the same matter.
    let just_closed = lead.resolved_at.is_some_and(|closed| at.secs_since(closed) < JUST_CLOSED_SECS);
    Some(Recognised { conversation: id, channel: c.channel, matched, at, open: lead.is_open() || just_closed })
}

/// The newest open conversations of each customer that we know.
fn recent_of(floor: &Floor) -> BTreeMap<CustomerId, VecDeque<ConversationId>> {
    let mut recent: BTreeMap<CustomerId, VecDeque<ConversationId>> = BTreeMap::new();
    for (id, c) in floor.conversations() {
        if let Some(matched) = floor.customer_of(c.author).filter(|_| c.is_open() || floor.leads(id).is_some()) {
            let of = recent.entry(matched.customer).or_default();
            of.push_back(id);
            if of.len() > limits::MATTER_CONVERSATIONS_MAX {
                of.pop_front();
            }
        }
    }
    recent
}
