//! The engine's thread: waits for whatever comes first, turns, publishes.

mod sources;

use super::jobs;
use super::mappings;
use super::own::OwnFloor;
use super::rehearsal::{REHEARSAL_SEED, Rehearsal};
use super::sync::Syncing;
use super::tasks::{self, News};
use crate::clock;
use crate::config::Home;
use crate::connect::customers::CustomersFile;
use crate::connect::file::Mapping;
use crate::connect::roster::RosterFile;
use crate::engine::{Engine, Frame, Input, Outcome};
use crate::floor::promise::WallClock;
use crate::floor::schedule::{KeptHistory, ScheduleCommand};
use crate::floor::{Actor, At, CalendarId, Command, PeopleCommand, PromiseCommand, Role, Seat};
use crate::ledger::Fault;
use crate::limits;
use crate::plan::history::Grain;
use crate::view::{Asked, ConnectorRow, DeskWish, FloorKind, MappingAsked, PlanWish, Snapshot, Task, Tried};
use arc_swap::ArcSwap;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

/// Ended tasks that are shown.
const TASKS_KEPT: usize = 5;

/// What is shown first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The user's own floor, or a rehearsal while that is empty.
    OwnOrRehearsal,
    /// The user's own floor.
    Own,
    /// A day.
    Rehearsal {
        /// `tuesday` or `black-friday`.
        day: String,
        /// Which one of its kind.
        seed: u64,
        /// How many times faster than life.
        speed: u32,
    },
}

/// What a running program needs to know.
pub struct Setup {
    /// Where things lie.
    pub home: Home,
    /// What is shown first.
    pub start: Start,
    /// The zone of the desk.
    pub zone: TimeZone,
}

/// A function that is called when there is a new snapshot.
pub type Wake = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

/// The running program, as the window sees it. Dropping it stops the engine when what is under way is done.
pub struct Running {
    /// The newest look at the floor.
    pub snapshot: Arc<ArcSwap<Snapshot>>,
    /// Called when there is a newer one; set it once there is a window.
    pub wake: Wake,
    /// Whether this program holds the user's own store.
    pub holds_own: watch::Receiver<bool>,
    asked: mpsc::Sender<Asked>,
    overrun: Arc<AtomicBool>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where the window sends what a person asks for. It never waits: when too much is waiting already, the newest is
    /// not taken, and the next snapshot says so.
    pub fn sender(&self) -> Arc<dyn Fn(Asked) + Send + Sync> {
        let (asked, overrun) = (self.asked.clone(), self.overrun.clone());
        Arc::new(move |wish| {
            if asked.try_send(wish).is_err() {
                overrun.store(true, Ordering::Relaxed);
            }
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens the floor and starts its thread. Answers when there is a first snapshot.
///
/// # Errors
///
/// A [`Fault`] in words when the floor cannot be opened. The window of a newcomer opens all the same: a rehearsal needs
/// no store, and says what is wrong with it.
pub fn start(setup: Setup) -> Result<Running, Fault> {
    let (asked, wishes) = mpsc::channel(limits::WISHES_MAX);
    let (news, inbox) = mpsc::channel(limits::MAILBOX_INPUTS_MAX);
    let (job_done, jobs_done) = mpsc::channel(limits::MAILBOX_INPUTS_MAX);
    let (stop, stopped) = oneshot::channel();
    let wake: Wake = Arc::default();
    let overrun = Arc::new(AtomicBool::new(false));
    let (opened, is_open) = std::sync::mpsc::sync_channel(1);
    let shared = (wake.clone(), overrun.clone());
    let work = move || {
        // The floor is opened by the thread that will change it. Memory belongs to the thread that asked for it first,
        // and whoever else grows it or gives it back may wait for that thread: the window must wait for nobody.
        let mut desk = match Desk::open(setup, news, job_done) {
            Ok(desk) => desk,
            Err(fault) => return drop(opened.send(Err(fault))),
        };
        let (holds, holds_own) = watch::channel(desk.own.is_some());
        let snapshot = Arc::new(ArcSwap::from_pointee(desk.look()));
        let (wake, overrun) = shared;
        let shared = Shared { snapshot: snapshot.clone(), wake, overrun, holds };
        if opened.send(Ok((snapshot, holds_own))).is_err() {
            return;
        }
        let doors = Doors { wishes, inbox, jobs_done, stopped };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(desk, &shared, doors)));
        if ended.is_err() {
            shared.say_broken();
        }
    };
    let thread = std::thread::Builder::new()
        .name("engine".into())
        .spawn(work)
        .map_err(|source| Fault::Io { doing: "The engine's thread could not be started".into(), source })?;
    let broken = |_| Fault::Damaged("The floor could not be opened, by a mistake of Watchfloor’s own".into());
    let (snapshot, holds_own) = is_open.recv().map_err(broken)??;
    Ok(Running { snapshot, wake, holds_own, asked, overrun, stop: Some(stop), thread: Some(thread) })
}

struct Shared {
    snapshot: Arc<ArcSwap<Snapshot>>,
    wake: Wake,
    overrun: Arc<AtomicBool>,
    holds: watch::Sender<bool>,
}

impl Shared {
    /// A bug has ended the engine: the window stays, and says what that means.
    fn say_broken(&self) {
        let mut last = Snapshot::clone(&self.snapshot.load());
        last.trouble = Some(
            "Watchfloor has made a mistake of its own and takes no more decisions. Everything that was shown as made is \
             kept; close the window and open it again"
                .into(),
        );
        self.snapshot.store(Arc::new(last));
        if let Some(wake) = self.wake.get() {
            wake();
        }
    }
}

struct Doors {
    wishes: mpsc::Receiver<Asked>,
    inbox: mpsc::Receiver<News>,
    jobs_done: mpsc::Receiver<Input>,
    stopped: oneshot::Receiver<()>,
}

fn run(mut desk: Desk, shared: &Shared, mut doors: Doors) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let Ok(runtime) = runtime else {
        tracing::error!("the engine's clockwork could not be started");
        return;
    };
    runtime.block_on(async {
        let mut published = Instant::now();
        let mut replaced = Vec::new();
        loop {
            let wait = desk.until_next();
            let mut wishes = Vec::new();
            tokio::select! {
                biased;
                _ = &mut doors.stopped => break,
                _ = doors.wishes.recv_many(&mut wishes, limits::TURN_INPUTS_MAX) => desk.take_wishes(wishes),
                Some(input) = doors.jobs_done.recv() => desk.take_job(input),
                Some(news) = doors.inbox.recv() => desk.take_news(news),
                () = tokio::time::sleep(wait) => desk.tick(),
            }
            if shared.overrun.swap(false, Ordering::Relaxed) {
                desk.say("Too much was asked at once; the last wishes were not taken");
            }
            let since = published.elapsed();
            if desk.is_dirty && since >= Duration::from_millis(limits::PUBLISH_MILLIS_MIN) {
                published = Instant::now();
                replaced.push(shared.snapshot.swap(Arc::new(desk.look())));
                // What nobody shows any more is given back here and not by the window, which would wait for this
                // thread's memory in the middle of a frame. What is kept is what a window shows: a few at the most.
                replaced.retain(|old| Arc::strong_count(old) > 1);
                shared.holds.send_if_modified(|held| std::mem::replace(held, desk.own.is_some()) != desk.own.is_some());
                desk.start_jobs();
                if let Some(wake) = shared.wake.get() {
                    wake();
                }
            }
        }
    });
    desk.close();
}

/// What the engine's thread owns.
struct Desk {
    home: Home,
    zone: TimeZone,
    own: Option<OwnFloor>,
    /// In which role the person at this desk decides, whatever floor is shown.
    seat: Seat,
    /// Why the own floor is not there, if it is not.
    own_trouble: Option<String>,
    rehearsal: Option<Rehearsal>,
    tasks: BTreeMap<u64, (Task, Arc<AtomicBool>)>,
    next_task: u64,
    /// A file about whose columns the person is being asked. One question at a time.
    mapping_asked: Option<Arc<MappingAsked>>,
    news: mpsc::Sender<News>,
    job_done: mpsc::Sender<Input>,
    /// Asks sources in the network; `None` while there is none.
    sync: Option<Syncing>,
    /// What came of trying a login.
    tried: Option<Arc<Tried>>,
    connectors: Arc<[ConnectorRow]>,
    /// What the person at the desk is told, until they decide or wish something.
    notice: Option<String>,
    /// Whether there is anything new to show, and when it was last shown.
    is_dirty: bool,
    shown: Instant,
}

impl Desk {
    fn open(setup: Setup, news: mpsc::Sender<News>, job_done: mpsc::Sender<Input>) -> Result<Desk, Fault> {
        let Setup { home, start, zone } = setup;
        let mut desk = Desk {
            home,
            zone,
            own: None,
            seat: Seat::default(),
            own_trouble: None,
            rehearsal: None,
            tasks: BTreeMap::new(),
            next_task: 1,
            mapping_asked: None,
            news,
            job_done,
            sync: None,
            tried: None,
            connectors: sources::connector_rows(),
            notice: None,
            is_dirty: true,
            shown: Instant::now(),
        };
        match start {
            Start::Own => desk.own = Some(OwnFloor::open(&desk.home)?),
            Start::OwnOrRehearsal => match OwnFloor::open(&desk.home) {
                Ok(own) if own.engine.floor().facts() > 0 => desk.own = Some(own),
                Ok(own) => {
                    desk.own = Some(own);
                    desk.rehearse("black-friday", REHEARSAL_SEED, 1)?;
                }
                Err(fault) => {
                    desk.rehearse("black-friday", REHEARSAL_SEED, 1)?;
                    desk.own_trouble = Some(format!("{fault}. What you see is a rehearsal"));
                }
            },
            Start::Rehearsal { day, seed, speed } => desk.rehearse(&day, seed, speed)?,
        }
        let notes = desk.own.as_ref().map(|own| own.notes.join(" ")).filter(|notes| !notes.is_empty());
        if let Some(notes) = notes.or_else(|| desk.own_trouble.clone()) {
            desk.say(notes);
        }
        let now = desk.now();
        desk.engine().turn(Vec::new(), now);
        desk.tell_sync();
        Ok(desk)
    }

    fn rehearse(&mut self, day: &str, seed: u64, speed: u32) -> Result<(), Fault> {
        self.rehearsal = Some(Rehearsal::begin(day, seed, speed, &self.zone)?);
        let seat = self.seat.clone();
        self.engine().set_seat(seat);
        self.is_dirty = true;
        Ok(())
    }

    /// The engine that is shown. There is always one: without an own floor there is a rehearsal.
    fn engine(&mut self) -> &mut Engine {
        if self.rehearsal.is_none() && self.own.is_none() {
            // Only reached when leaving a rehearsal and the own floor cannot be opened: see `leave_rehearsal`.
            self.rehearsal = Rehearsal::begin("tuesday", REHEARSAL_SEED, 1, &self.zone).ok();
        }
        match (&mut self.rehearsal, &mut self.own) {
            (Some(rehearsal), _) => &mut rehearsal.engine,
            (None, Some(own)) => &mut own.engine,
            (None, None) => unreachable!("a built-in day can always be played"),
        }
    }

    fn now(&self) -> At {
        self.rehearsal.as_ref().map_or_else(clock::now, Rehearsal::now)
    }

    fn until_next(&mut self) -> Duration {
        let beat = Duration::from_secs(1).saturating_sub(self.shown.elapsed());
        let publish = Duration::from_millis(limits::PUBLISH_MILLIS_MIN).saturating_sub(self.shown.elapsed());
        let next = match &self.rehearsal {
            Some(rehearsal) => rehearsal.until_next(),
            None => {
                let now = clock::now();
                let deadline = self.own.as_ref().and_then(|own| own.engine.next_deadline());
                let secs = deadline.map_or(1, |at| at.secs_since(now).clamp(0, 1));
                Duration::from_millis(secs.unsigned_abs() * 1000)
            }
        };
        let quiet = next.min(beat).max(Duration::from_millis(20));
        if self.is_dirty { quiet.min(publish.max(Duration::from_millis(1))) } else { quiet }
    }

    fn tick(&mut self) {
        if let Some(rehearsal) = &mut self.rehearsal {
            rehearsal.tick();
        } else {
            let now = clock::now();
            self.engine().turn(Vec::new(), now);
        }
        if let Some(own) = &mut self.own {
            own.save_if_worth_it();
        }
        self.tell_sync();
        // Ages grow every second, so every second there is something new to show.
        self.is_dirty |= self.shown.elapsed() >= Duration::from_millis(950);
    }

    /// Tells the person at the desk something, until they do something else.
    fn say(&mut self, words: impl Into<String>) {
        self.notice = Some(words.into());
        self.is_dirty = true;
    }

    fn look(&mut self) -> Snapshot {
        let now = self.now();
        let floor = match &self.rehearsal {
            Some(rehearsal) => rehearsal.kind(),
            None => FloorKind::Own { place: self.home.dir().display().to_string() },
        };
        // What the sync says is of the user's own floor, and a rehearsal has none.
        let sync = self.sync.as_ref().filter(|_| self.rehearsal.is_none()).map(Syncing::statuses).unwrap_or_default();
        let tasks = self.tasks.values().map(|(task, _)| task.clone()).collect();
        let frame = Frame { floor, zone: self.zone.clone(), tasks, sync };
        self.is_dirty = false;
        self.shown = Instant::now();
        let mapping_asked = self.mapping_asked.clone();
        let snapshot = self.engine().snapshot(now, &frame);
        let trouble = snapshot.trouble.clone().or_else(|| self.notice.clone());
        let (connectors, tried) = (self.connectors.clone(), self.tried.clone());
        Snapshot { mapping_asked, trouble, connectors, tried, ..snapshot }
    }

    fn start_jobs(&mut self) {
        let jobs = self.engine().take_jobs();
        for job in jobs {
            let (ledger, done) = (self.engine().ledger().clone(), self.job_done.clone());
            let work = move || jobs::work(job, ledger.as_ref(), &|input| drop(done.blocking_send(input)));
            if let Err(error) = std::thread::Builder::new().name("job".into()).spawn(work) {
                tracing::warn!("a search could not be started: {error}");
            }
        }
    }

    fn take_job(&mut self, input: Input) {
        let now = self.now();
        self.engine().turn(vec![input], now);
        self.is_dirty = true;
    }

    fn take_wishes(&mut self, wishes: Vec<Asked>) {
        self.is_dirty = true;
        for wish in wishes {
            let input = match wish {
                Asked::Command { id, command } => {
                    self.notice = None;
                    Input::Asked { by: Actor::Desk, id, command }
                }
                Asked::Looking(looking) => Input::Looking(looking),
                Asked::Desk(wish) => {
                    self.notice = None;
                    self.take_desk_wish(wish);
                    continue;
                }
            };
            let now = self.now();
            self.engine().turn(vec![input], now);
        }
        // What was decided goes out at once.
        self.tell_sync();
    }

    fn take_desk_wish(&mut self, wish: DeskWish) {
        let reads =
            matches!(wish, DeskWish::Import { .. } | DeskWish::ImportMapped { .. } | DeskWish::ImportCustomers { .. });
        if reads && matches!(self.seat.role, Role::Viewer | Role::Partner) {
            let role = self.seat.role.word();
            return self.say(format!("A {role} may not import; ask a supervisor. Nothing was read"));
        }
        match wish {
            wish @ (DeskWish::TrySource { .. }
            | DeskWish::SaveSource { .. }
            | DeskWish::RemoveSource { .. }
            | DeskWish::AskNow { .. }
            | DeskWish::RetryQuarantine { .. }
            | DeskWish::DropTried) => self.take_source_wish(wish),
            DeskWish::Import { path } => {
                if self.leave_rehearsal() {
                    self.start_import(path, None);
                }
            }
            DeskWish::ImportMapped { path, columns, zone } => {
                self.mapping_asked = None;
                if self.leave_rehearsal() {
                    match mappings::chosen(&columns, zone) {
                        Ok(mapping) => self.start_import(path, Some(mapping)),
                        Err(why) => self.say(why),
                    }
                }
            }
            DeskWish::ImportCustomers { path } => {
                if self.leave_rehearsal() {
                    self.read_customers(&path);
                }
            }
            DeskWish::ImportRoster { path } => self.read_roster(&path),
            DeskWish::ImportHolidays { calendar, path } => self.read_holidays(calendar, &path),
            DeskWish::DropMapping => self.mapping_asked = None,
            DeskWish::Cancel { task } => {
                if let Some((_, cancelled)) = self.tasks.get(&task) {
                    cancelled.store(true, Ordering::Relaxed);
                }
            }
            DeskWish::StartEmpty => {
                self.leave_rehearsal();
            }
            DeskWish::Rehearse { day, seed } => {
                if let Err(fault) = self.rehearse(&day, seed, 1) {
                    self.say(fault.to_string());
                }
            }
            DeskWish::Sit(seat) => {
                self.seat = seat.clone();
                self.engine().set_seat(seat);
            }
            DeskWish::Plan(wish) => self.take_plan_wish(wish),
            DeskWish::Speed(speed) => {
                if let Some(rehearsal) = &mut self.rehearsal {
                    rehearsal.set_speed(speed);
                }
            }
        }
    }

    fn take_plan_wish(&mut self, wish: PlanWish) {
        match wish {
            PlanWish::Optimise { plan } => {
                let (zone, now) = (self.zone.clone(), self.now());
                if let Err(why) = self.engine().optimise(plan, &zone, now) {
                    self.say(why);
                }
            }
            PlanWish::StopSearch => self.engine().stop_search(),
            PlanWish::PutAway => self.engine().put_search_away(),
            PlanWish::ImportHistory { path } => self.read_history(&path),
            PlanWish::ImportRoster { path } => {
                let (zone, now) = (self.zone.clone(), self.now());
                let said = super::plan_files::draft(self.engine(), &path, &zone, now);
                self.say(said.unwrap_or_else(|why| why));
            }
            PlanWish::Export { plan, kind, path } => {
                let said = super::plan_files::save(self.engine().floor(), plan, kind, &path);
                self.say(said.unwrap_or_else(|why| why));
            }
        }
    }

    /// Reads customers into the floor, page by page; what is wrong with the file is said.
    fn read_customers(&mut self, path: &std::path::Path) {
        let mut file = match CustomersFile::open(path) {
            Ok(file) => file,
            Err(why) => return self.say(why.to_string()),
        };
        loop {
            match file.next_page() {
                Ok(Some(page)) => {
                    let now = self.now();
                    self.engine().turn(vec![Input::Customers(page.customers)], now);
                }
                Ok(None) => return,
                Err(why) => return self.say(why.to_string()),
            }
        }
    }

    /// Reads shifts into the floor that is shown; what cannot stand there is said, and the rest is taken.
    fn read_roster(&mut self, path: &std::path::Path) {
        let file = match RosterFile::open(path, &self.zone) {
            Ok(file) => file,
            Err(why) => return self.say(why.to_string()),
        };
        let planned = file.plan(self.engine().floor());
        let wrong: Vec<_> = file.problems.iter().chain(&planned.problems).collect();
        let first = wrong.first().map(|p| format!(" The first: {}: {}", p.place, p.reason)).unwrap_or_default();
        let said = match wrong.len() {
            0 => None,
            n => Some(format!("{} shifts were taken, {n} rows were left out.{first}", planned.new)),
        };
        if planned.rosters.is_empty() && wrong.is_empty() {
            return self.say("That is the roster already".to_owned());
        }
        if !planned.rosters.is_empty() {
            let command = Command::People(PeopleCommand::SetRoster { rosters: planned.rosters });
            let now = self.now();
            let outcomes = self.engine().turn(vec![Input::Asked { by: Actor::Desk, id: 0, command }], now);
            if let Some(Outcome::Refused(refusal)) = outcomes.first() {
                return self.say(refusal.to_string());
            }
        }
        said.into_iter().for_each(|words| self.say(words));
    }

    /// Puts the days of a file of holidays into opening hours. A file that cannot be read changes nothing.
    /// Reads counts of an earlier time, and keeps each history of the file under its name.
    fn read_history(&mut self, path: &std::path::Path) {
        let now = self.now();
        let file = path.file_name().map_or_else(|| "the file".into(), |name| name.to_string_lossy().into_owned());
        let zone = self.zone.iana_name().unwrap_or("UTC");
        let clock = WallClock::of(zone).or_else(|_| WallClock::of("UTC"));
        let read = clock.and_then(|clock| super::counts::counts(path, &[], Grain::Half, clock));
        let outcome = read.and_then(|counts| {
            let mut kept = Vec::new();
            for (key, history) in &counts.told.histories {
                let of = key.to_string();
                let name = if counts.told.histories.len() > 1 { format!("{file}, {of}") } else { file.clone() };
                let count = |i: i64| history.value(i).map(|n| n.round() as u32);
                // The newest, where a file holds more than is kept.
                let first = history.len().saturating_sub(limits::KEPT_INTERVALS_MAX) as i64;
                let to = KeptHistory {
                    name,
                    channel: None,
                    first: history.begins(first),
                    step_secs: history.grain().secs(),
                    counts: (first..history.len() as i64).map(count).collect::<Vec<_>>().into(),
                };
                let command = ScheduleCommand::KeepHistory { history: None, to: Some(to) };
                let asked = Input::Asked { by: Actor::Desk, id: 0, command: Command::Schedule(command) };
                match self.engine().turn(vec![asked], now).pop() {
                    Some(Outcome::Done { words, .. }) => kept.push(words),
                    Some(Outcome::Refused(refusal)) => return Err(refusal.to_string()),
                    _ => return Err("the history could not be kept".to_owned()),
                }
            }
            kept.extend(counts.notes);
            Ok(kept.join(". "))
        });
        let id = self.next_task;
        self.next_task += 1;
        let title = format!("History from {file}");
        let task = Task { id, title, done: 1, all: Some(1), detail: String::new(), outcome: Some(outcome) };
        self.tasks.insert(id, (task, Arc::default()));
    }

    fn read_holidays(&mut self, calendar: CalendarId, path: &std::path::Path) {
        let now = self.now();
        let feed = path.file_name().map_or_else(|| "the file".into(), |name| name.to_string_lossy().into_owned());
        let bytes = match std::fs::metadata(path) {
            Ok(file) if file.len() > limits::HOLIDAY_BYTES_MAX as u64 => Ok(vec![0; limits::HOLIDAY_BYTES_MAX + 1]),
            _ => std::fs::read(path),
        };
        let today = now.timestamp().to_zoned(self.zone.clone()).date();
        let read = bytes.map_err(|e| format!("{feed} cannot be read: {e}"));
        let read = read.and_then(|bytes| crate::connect::ical::holidays(&feed, &bytes, today));
        let outcome = read.and_then(|holidays| {
            let command = PromiseCommand::AddSpecialDays { calendar, feed: feed.clone(), days: holidays.days };
            let asked = Input::Asked { by: Actor::Desk, id: 0, command: Command::Promise(command) };
            match self.engine().turn(vec![asked], now).pop() {
                Some(Outcome::Done { words, .. }) => {
                    Ok(holidays.notes.into_iter().fold(words, |words, note| format!("{words}. {note}")))
                }
                Some(Outcome::Refused(refusal)) => Err(refusal.to_string()),
                _ => Err("the holidays could not be kept".to_owned()),
            }
        });
        let id = self.next_task;
        self.next_task += 1;
        let title = format!("Holidays from {feed}");
        let task = Task { id, title, done: 1, all: Some(1), detail: String::new(), outcome: Some(outcome) };
        self.tasks.insert(id, (task, Arc::default()));
        self.is_dirty = true;
    }

    /// Shows the user's own floor; false when it cannot be opened, which is then said.
    fn leave_rehearsal(&mut self) -> bool {
        if self.own.is_none() {
            match OwnFloor::open(&self.home) {
                Ok(own) => self.own = Some(own),
                Err(fault) => {
                    self.say(format!("{fault}. What you see is still the rehearsal"));
                    return false;
                }
            }
        }
        self.rehearsal = None;
        let seat = self.seat.clone();
        self.engine().set_seat(seat);
        true
    }

    fn start_import(&mut self, path: std::path::PathBuf, mapping: Option<Mapping>) {
        let id = self.next_task;
        self.next_task += 1;
        let cancelled = Arc::new(AtomicBool::new(false));
        let title = format!("Importing {}", path.display());
        let task = Task { id, title, done: 0, all: None, detail: "opening".into(), outcome: None };
        self.tasks.insert(id, (task, cancelled.clone()));
        let (home, news) = (self.home.clone(), self.news.clone());
        let work = move || tasks::import(id, &path, mapping, &home, &cancelled, &news);
        if let Err(error) = std::thread::Builder::new().name("import".into()).spawn(work) {
            self.say(format!("The import could not be started: {error}"));
        }
    }

    fn take_news(&mut self, news: News) {
        match news {
            News::Inputs(inputs, of, answer) => self.take_synced(inputs, of.as_deref(), answer),
            News::Tried(tried) => self.tried = Some(Arc::new(tried)),
            News::SecretKept(keep) => self.secret_kept(*keep),
            News::Said(words) => self.say(words),
            News::Pages(pages, answer) => {
                let inputs = pages.into_iter().map(Input::Fetched).collect();
                let outcomes = match &mut self.own {
                    Some(own) => own.engine.turn(inputs, clock::now()),
                    None => Vec::new(),
                };
                let _ = answer.send(outcomes);
            }
            News::Mapping(task, asked, _) if self.mapping_asked.is_none() => {
                self.tasks.remove(&task.id);
                self.mapping_asked = Some(Arc::from(asked));
            }
            // Somebody is being asked about another file: this one ends in words, and can be imported afterwards.
            News::Mapping(task, _, why) => {
                self.take_news(News::Progress(Task { outcome: Some(Err(why)), ..task }));
            }
            News::Progress(task) => {
                if let Some((shown, _)) = self.tasks.get_mut(&task.id) {
                    *shown = task;
                }
                let ended: Vec<u64> =
                    self.tasks.iter().filter(|(_, (t, _))| t.outcome.is_some()).map(|(id, _)| *id).collect();
                for id in ended.iter().take(ended.len().saturating_sub(TASKS_KEPT)) {
                    self.tasks.remove(id);
                }
                if let Some(own) = &mut self.own {
                    own.save_if_worth_it();
                }
            }
        }
        self.is_dirty = true;
    }

    fn close(&mut self) {
        for (_, cancelled) in self.tasks.values() {
            cancelled.store(true, Ordering::Relaxed);
        }
        self.sync = None;
        if let Some(own) = &mut self.own {
            own.save();
        }
    }
}
