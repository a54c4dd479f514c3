//! From the floor to a snapshot of views.

use super::input::Job;
use super::table::Wanted;
use super::turn::Engine;
use crate::floor::{At, Cause, ConversationId, DeskEvent, Event, Floor, MentionId, Role};
use crate::ledger::wire;
use crate::measure;
use crate::view::made::{self, Look};
use crate::view::{
    Because, FloorKind, FunnelScreen, Happened, House, Listing, Moment, Planner, PreviewAsked, Promise, Query,
    Snapshot, Sources, SyncStatus, Task, TriageSettings,
};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Points of the time bar.
const TIDE_POINTS: u32 = 240;
/// The first response should come in time for four in five.
const GOAL_RATIO: f64 = 0.8;
/// Commits that the history of one conversation is read from, newest last.
const HAPPENED_MAX: usize = 60;

/// What people did to a conversation, and of which one it is told: its version and the moment that is shown.
pub(super) type Told = ((ConversationId, u64, Option<At>), Vec<Happened>);

/// What the desk adds to a snapshot: what the floor does not know.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What kind of floor it is.
    pub floor: FloorKind,
    /// The zone of the desk.
    pub zone: TimeZone,
    /// Long work.
    pub tasks: Vec<Task>,
    /// What the tasks that ask sources say of themselves.
    pub sync: Vec<SyncStatus>,
}

/// Where a snapshot gets words and reasons from.
struct Reads<'a> {
    read: &'a mut dyn FnMut(u64, u16) -> String,
    because: &'a dyn Fn(MentionId, &str) -> Vec<Because>,
}

impl Engine {
    /// One consistent look at the floor, or at the past that is looked at.
    pub fn snapshot(&mut self, now: At, frame: &Frame) -> Snapshot {
        let past = match (&self.past, self.looking.moment) {
            (Some((floor, at)), Moment::Past(_)) => Some((floor.clone(), *at)),
            _ => None,
        };
        let ledger = self.ledger.clone();
        let mut memory = std::mem::take(&mut self.words);
        let own = std::mem::take(&mut self.floor);
        let (floor, at) = match &past {
            Some((floor, at)) => (floor.as_ref(), *at),
            None => (&own, now),
        };
        let watch = self.watch.take();
        let because = |id: MentionId, text: &str| watch.as_ref().map_or_else(Vec::new, |w| w.because(floor, id, text));
        let mut read = |page, slot| memory.get(ledger.as_ref(), page, slot);
        let mut snapshot = self.look_at(floor, &own, at, now, frame, &mut Reads { read: &mut read, because: &because });
        if let Some(watch) = &watch {
            watch.tell(&mut snapshot, floor, &frame.zone);
        }
        if self.seat.role == Role::Partner {
            only_own(&mut snapshot, floor, &self.seat.group, at, frame);
        } else {
            let jobs = self.auditing.update(self.looking.audit.as_ref(), ledger.last_seq(), floor, &frame.zone);
            self.jobs.extend(jobs);
            snapshot.audit = Arc::new(self.auditing.view(&own, past.as_ref().map(|(_, at)| *at)));
        }
        self.watch = watch;
        self.floor = own;
        self.words = memory;
        snapshot
    }

    fn look_at(
        &mut self,
        floor: &Floor,
        own: &Floor,
        at: At,
        now: At,
        frame: &Frame,
        reads: &mut Reads<'_>,
    ) -> Snapshot {
        let Reads { read, because } = reads;
        let shown = if at == now { Moment::Now } else { Moment::Past(at) };
        let listing = self.listing(floor, at, shown, frame, *read);
        let happened = self.looking.conversation.map(|id| self.happened(own, id, at));
        let mut words = |id: MentionId| floor.mentions().get(id).map(|m| read(m.page, m.slot)).unwrap_or_default();
        let mut look =
            Look { floor, now: at, zone: &frame.zone, goal_ratio: GOAL_RATIO, words: &mut words, because: *because };
        let mut wallboard = made::wallboard(&mut look);
        let mut thread = self.looking.conversation.zip(happened).and_then(|(id, h)| made::thread(&mut look, id, h));
        let agents = made::agents(&look, self.looking.agent);
        let escalations = made::escalations(&mut look, self.looking.escalation);
        let funnel = made::funnel_screen(&mut look, self.looking.stage);
        let handoffs = made::handoffs(&mut look, self.looking.conversation, &self.voice.alike);
        let triage = made::settings(&mut look, self.looking.preview.as_ref());
        let no_words = &mut |_| String::new();
        let look =
            Look { floor, now: at, zone: &frame.zone, goal_ratio: GOAL_RATIO, words: no_words, because: *because };
        let sources = made::sources(&look, &frame.sync, *read);
        if let Some(thread) = &mut thread {
            thread.outgoing = made::outgoing(&look, &frame.sync, thread.conversation);
        }
        let span = span(own, now);
        let (strip, job) = self.planning.strip(floor, &frame.zone, (at, now));
        wallboard.coverage = strip;
        self.jobs.extend(job);
        Snapshot {
            revision: floor.revision(),
            at,
            moment: shown,
            floor: frame.floor.clone(),
            trouble: self.trouble.clone().or_else(|| self.ledger.health().refuses).or_else(|| self.set_back(now)),
            zone: frame.zone.clone(),
            span,
            tide: measure::tide(own, span.0, span.1, TIDE_POINTS).into(),
            wallboard: Arc::new(wallboard),
            board: Some(Arc::new(made::board_figures(own, now, &frame.zone))),
            listing: Arc::new(listing),
            thread: thread.map(Arc::new),
            agents: Arc::new(agents),
            escalations: Arc::new(escalations),
            funnel: Arc::new(funnel),
            triage: Arc::new(triage),
            alerts: made::alerts(floor, at).into(),
            handoffs: Arc::new(handoffs),
            assignment: Arc::new(made::assignment(floor)),
            planner: self.planner(floor, at, now, frame),
            promises: promises(floor),
            seat: self.seat.clone(),
            audit: Arc::default(),
            house: Arc::new(if self.looking.house { made::house(floor, at) } else { House::of(floor) }),
            hours: Arc::new(made::hours(floor, at, self.policies_asked())),
            sources: Arc::new(sources),
            tasks: frame.tasks.clone(),
            answers: self.answers.iter().cloned().collect(),
            mapping_asked: None,
            connectors: Arc::from([]),
            tried: None,
        }
    }

    /// The planner, while somebody looks at it. Its figures are of now: a past minute shows its plans alone.
    fn planner(&mut self, floor: &Floor, at: At, now: At, frame: &Frame) -> Arc<Planner> {
        let Some(asked) = self.looking.planner.clone() else { return Arc::default() };
        let mut planner = made::planner(floor, &asked, at);
        if at == now {
            let jobs = self.planning.fill(&mut planner, &asked, floor, &frame.zone, now);
            self.jobs.extend(jobs);
        }
        Arc::new(planner)
    }

    /// Looks for a better plan than a draft.
    ///
    /// # Errors
    ///
    /// What is missing for that, in a sentence for the planner.
    pub fn optimise(&mut self, plan: crate::floor::schedule::PlanId, zone: &TimeZone, now: At) -> Result<(), String> {
        let job = self.planning.hunt(plan, &self.floor, zone, now)?;
        self.jobs.push(job);
        Ok(())
    }

    /// Ends the search for a better plan with the best it has.
    pub fn stop_search(&self) {
        self.planning.stop();
    }

    /// Puts the answer of the search away.
    pub fn put_search_away(&mut self) {
        self.planning.put_away();
    }

    fn listing(
        &mut self,
        floor: &Floor,
        at: At,
        shown: Moment,
        frame: &Frame,
        read: &mut dyn FnMut(u64, u16) -> String,
    ) -> Listing {
        let partner = (self.seat.role == Role::Partner).then(|| self.seat.group.clone());
        let asked = Query { queue: partner.clone(), ..self.looking.query.clone() };
        let wanted = Wanted { query: &asked, hold: self.looking.hold, refresh: self.looking.refresh, moment: shown };
        if self.table.update(floor, &wanted, at) {
            let needle = self.table.query.search.trim().to_lowercase();
            self.table.find_authors(floor, &needle);
            let mut pages: Vec<u64> = floor.mentions().rows().iter().map(|m| m.page).collect();
            pages.dedup();
            self.jobs.push(Job::Search { search: self.table.search, needle, pages });
        }
        let around = crate::limits::ROWS_AROUND_MAX;
        let rows = &self.looking.rows;
        let length = rows.len().min(crate::limits::ROWS_SHOWN_MAX);
        let first = rows.start.saturating_sub(around).min(self.table.order.len());
        let end = (rows.start + length + around).clamp(first, self.table.order.len());
        let ids: Vec<ConversationId> = self.table.order[first..end].to_vec();
        let mut words = |id: MentionId| floor.mentions().get(id).map(|m| read(m.page, m.slot)).unwrap_or_default();
        let mut look = Look {
            floor,
            now: at,
            zone: &frame.zone,
            goal_ratio: GOAL_RATIO,
            words: &mut words,
            because: &|_, _| Vec::new(),
        };
        Listing {
            // The window asked without it, and looks for its own question.
            query: Query { queue: None, ..self.table.query.clone() },
            order: self.table.order.clone(),
            first,
            rows: made::rows(&mut look, &ids),
            newer: self.table.newer,
            searching: self.table.searching,
            counts: match &partner {
                Some(group) => made::counts_of(floor, group, at),
                None => made::counts(floor, at),
            },
            channels: floor
                .channels()
                .iter()
                .enumerate()
                .map(|(i, c)| (crate::floor::ChannelId(i as u16), c.name.clone()))
                .collect(),
        }
    }

    /// The policies that somebody thinks about.
    fn policies_asked(&self) -> Option<&[crate::floor::Policy]> {
        match &self.looking.preview {
            Some(PreviewAsked::Policies(policies)) => Some(policies),
            _ => None,
        }
    }

    /// The moment of the floor that is shown, when it is one of the past.
    fn past_shown(&self) -> Option<At> {
        match self.looking.moment {
            Moment::Past(_) => self.past.as_ref().map(|(_, at)| *at),
            Moment::Now => None,
        }
    }

    /// What people did to a conversation, read again only when there is more of it or another moment is shown.
    fn happened(&mut self, floor: &Floor, id: ConversationId, now: At) -> Vec<Happened> {
        let version = floor.conversation(id).map_or(0, |c| c.version);
        let told = (id, version, self.past_shown());
        match &self.happened {
            Some((of, happened)) if *of == told => happened.clone(),
            _ => {
                let happened = self.read_happened(floor, id, version, now);
                self.happened = Some((told, happened.clone()));
                happened
            }
        }
    }

    /// What people did to a conversation by `until`, newest first, as the log tells it: its own commits only.
    fn read_happened(&self, floor: &Floor, id: ConversationId, version: u64, until: At) -> Vec<Happened> {
        let mut happened = Vec::new();
        let key = format!("c/{}", id.0);
        let mut seq = version;
        while seq != 0 && happened.len() < HAPPENED_MAX {
            let Ok(commits) = self.ledger.read(seq, 1) else { break };
            let Some(stored) = commits.into_iter().next().filter(|s| s.seq == seq && s.commit.key == key) else {
                break;
            };
            let Ok(decision) = wire::decision(&stored.commit.body) else { break };
            for event in decision.events.iter().rev().filter(|_| decision.at <= until) {
                if let Some(what) = words_of(floor, event) {
                    happened.push(Happened { at: decision.at, by: actor(decision.by), what });
                }
            }
            seq = stored.commit.prev;
        }
        happened
    }
}

/// Takes out of a snapshot all that is not of a partner's queue, so that it never reaches the window. The figures of
/// the whole floor are not theirs either: the board is that of a floor on which nothing has happened.
fn only_own(snapshot: &mut Snapshot, floor: &Floor, group: &str, at: At, frame: &Frame) {
    let own = |id| floor.is_in_queue_of(group, id);
    let nothing = Floor::default();
    let (words, because) = (&mut |_| String::new(), &|_: MentionId, _: &str| Vec::new());
    let mut look = Look { floor: &nothing, now: at, zone: &frame.zone, goal_ratio: GOAL_RATIO, words, because };
    (snapshot.wallboard, snapshot.board) = (Arc::new(made::wallboard(&mut look)), None);
    snapshot.thread = snapshot.thread.take().filter(|thread| own(thread.conversation)).map(|mut thread| {
        let of = Arc::make_mut(&mut thread);
        of.candidates.retain(|candidate| floor.belongs(candidate.agent, group));
        of.case.retain(|(id, _)| own(*id));
        of.same_matter.retain(|(id, _)| own(*id));
        thread
    });
    Arc::make_mut(&mut snapshot.agents).rows.retain(|row| floor.belongs(row.agent, group));
    (snapshot.funnel, snapshot.triage) = (Arc::new(FunnelScreen::default()), Arc::new(TriageSettings::default()));
    snapshot.planner = Arc::default();
    (snapshot.sources, snapshot.house) = (Arc::new(Sources::default()), Arc::default());
    snapshot.planner = Arc::default();
    snapshot.tide = Arc::from([0_u32; 2]);
    let theirs = |cause| matches!(cause, Cause::Viral(id) | Cause::Stuck(id) | Cause::HandoffBack(id) if own(id));
    snapshot.alerts = snapshot.alerts.iter().filter(|row| theirs(row.cause)).cloned().collect();
}

fn promises(floor: &Floor) -> Arc<[Promise]> {
    let promise = |(i, c): (usize, &crate::floor::Channel)| Promise {
        channel: crate::floor::ChannelId(i as u16),
        name: c.name.clone(),
        first_response_secs: c.first_response_secs,
        resolution_secs: c.resolution_secs,
    };
    floor.channels().iter().enumerate().map(promise).collect()
}

fn actor(by: crate::floor::Actor) -> String {
    use crate::floor::Actor;
    match by {
        Actor::Clock => "the clock".into(),
        Actor::Source(_) => "the network".into(),
        Actor::Desk => "you".into(),
        Actor::Floor => "the floor".into(),
    }
}

fn words_of(floor: &Floor, event: &Event) -> Option<String> {
    Some(match event {
        Event::Assigned { to, how, .. } => {
            let name = |agent| floor.agent(agent).map_or("an agent", |a| a.name.as_str());
            let what =
                to.map_or_else(|| "back in the queue".to_owned(), |agent| format!("assigned to {}", name(agent)));
            match how.words() {
                "" => what,
                how => format!("{what}, {how}"),
            }
        }
        Event::Snoozed { .. } => "put aside".into(),
        Event::Woken { .. } => "came back".into(),
        Event::Resolved { .. } => "resolved".into(),
        Event::Reopened { .. } => "opened again".into(),
        Event::Restored { .. } => "set back to how it was".into(),
        Event::Desk(DeskEvent::Moved { to, .. }) => {
            format!("moved to {}", floor.handle(*to).map_or("another account", |h| h.name.as_str()))
        }
        other => return made::handoff_words(floor, other),
    })
}

/// From the first thing that happened to now; to the last thing, when that is long ago.
fn span(floor: &Floor, now: At) -> (At, At) {
    let first = floor.tally().intervals.first_key_value().map(|((i, _), _)| i.start());
    let newest = floor.at().unwrap_or(now);
    let last = if now.secs_since(newest) > 24 * 3600 { newest } else { now };
    (first.unwrap_or(last.minus(3600)), last)
}
