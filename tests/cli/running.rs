//! The running program as the window has it: wishes go in, snapshots come out.

use super::{Place, assert_sound, fixture, many_rows};
use jiff::tz::TimeZone;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::engine::Frame;
use watchfloor::floor::{At, Command, Refusal};
#[cfg(unix)]
use watchfloor::run::door::{Door, ask};
use watchfloor::run::{REHEARSAL_LOAD, Rehearsal, Running, Setup, Start, start};
use watchfloor::sim::{Day, World};
use watchfloor::view::{Asked, Chip, DeskWish, FloorKind, Looking, Moment, Snapshot, Task, Wallboard};

/// A window without glass: it is woken when there is a new snapshot.
struct Window {
    running: Running,
    woken: mpsc::Receiver<()>,
}

impl Window {
    fn open(place: &Place, how: Start) -> Window {
        let home = Home::of(Some(place.path("store")));
        let running = start(Setup { home, start: how, zone: TimeZone::UTC }).unwrap();
        let (wake, woken) = mpsc::channel();
        let set = running.wake.set(Box::new(move || {
            let _ = wake.send(());
        }));
        assert!(set.is_ok());
        Window { running, woken }
    }

    fn tuesday(place: &Place, speed: u32) -> Window {
        Window::open(place, Start::Rehearsal { day: "tuesday".into(), seed: 2, speed })
    }

    fn ask(&self, asked: Asked) {
        self.running.sender()(asked);
    }

    fn wish(&self, wish: DeskWish) {
        self.ask(Asked::Desk(wish));
    }

    fn now(&self) -> Arc<Snapshot> {
        self.running.snapshot.load_full()
    }

    /// The first snapshot of which something holds; it must come soon.
    fn until(&self, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let snapshot = self.now();
            if holds(&snapshot) {
                return snapshot;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} did not come: {:?} {:?}", snapshot.tasks, snapshot.trouble);
            let _ = self.woken.recv_timeout(left);
        }
    }

    /// The next snapshot that is published.
    fn next(&self) -> Arc<Snapshot> {
        let before = self.now();
        self.until("the next snapshot", |s| !std::ptr::eq(s, Arc::as_ptr(&before)))
    }

    /// Imports a file, and waits until that has ended.
    fn import(&self, path: &str) -> Result<String, String> {
        let before = self.now().tasks.last().map_or(0, |task| task.id);
        self.wish(DeskWish::Import { path: path.into() });
        let ended = |s: &Snapshot| s.tasks.last().filter(|t| t.id > before).and_then(|t: &Task| t.outcome.clone());
        let snapshot = self.until("the end of the import", |s| ended(s).is_some());
        ended(&snapshot).unwrap()
    }
}

fn tuesday_at(clock_secs: u32) -> At {
    Day::named("tuesday", &TimeZone::UTC).unwrap().from.plus(clock_secs)
}

/// The wallboard of the same day, played up to a moment and looked at then.
fn board_then(at: At) -> Wallboard {
    let day = Day::named("tuesday", &TimeZone::UTC).unwrap().with_load(REHEARSAL_LOAD);
    let mut played =
        Rehearsal::begin_with(&day, World::new(day.clone(), 2).furnished(), (2, 0), at, &jiff::tz::TimeZone::UTC)
            .unwrap();
    let frame = Frame { floor: played.kind(), zone: TimeZone::UTC, tasks: Vec::new(), sync: Vec::new() };
    Wallboard::clone(&played.engine.snapshot(at, &frame).wallboard)
}

/// Without what priority mode saved, which is played anew each minute and never kept, and without the strip of coverage,
/// which is of now alone.
fn unplayed(board: &Wallboard) -> Wallboard {
    let mut board = board.clone();
    board.mode.saved.clear();
    board.coverage = Default::default();
    board
}

#[test]
fn a_rehearsal_has_all_of_its_floor_in_the_first_snapshot() {
    let place = Place::new();
    let window = Window::tuesday(&place, 0);
    let first = window.now();
    let kind = FloorKind::Rehearsal { day: "tuesday".into(), seed: 2, speed: 0 };
    assert_eq!((&first.floor, first.moment, &first.trouble), (&kind, Moment::Now, &None));
    let come_in = tuesday_at(14 * 3600 + 32 * 60);
    assert_eq!(first.at, come_in);
    assert!(first.revision > 1000 && first.span.0 < first.at && first.span.1 >= first.at);
    assert_eq!(*first.wallboard, board_then(come_in));
    assert!(first.tide.iter().any(|waiting| *waiting > 0));
    let team = Day::named("tuesday", &TimeZone::UTC).unwrap().with_load(REHEARSAL_LOAD).team;
    assert!(
        first.listing.counts.of(Chip::Open) > 0
            && first.agents.rows.len() >= team
            && !first.sources.rows.is_empty()
            && !first.promises.is_empty()
    );
    assert!(!place.path("store").exists(), "a rehearsal needs no store");
}

#[test]
fn a_newcomer_imports_a_file_and_is_on_the_own_floor() {
    let place = Place::new();
    let window = Window::open(&place, Start::OwnOrRehearsal);
    assert!(matches!(window.now().floor, FloorKind::Rehearsal { .. }), "an empty store shows a rehearsal");
    let done = window.import(&fixture("care_threads.csv")).unwrap();
    assert_eq!(done, "27 rows read, 27 new, 0 known, 0 quarantined.");
    let now = window.until("the own floor", |s| matches!(s.floor, FloorKind::Own { .. }) && s.revision > 0);
    assert_eq!(now.wallboard.first_response.median_secs, Some(1266));
    assert_eq!((now.wallboard.first_response.answered, now.wallboard.open), (8, 10));
    assert_eq!(window.import(&fixture("care_threads.csv")).unwrap(), "27 rows read, 0 new, 27 known, 0 quarantined.");
    let why = window.import(&place.arg("nowhere.csv")).unwrap_err();
    assert!(why.contains("There is no file nowhere.csv. Nothing was imported."), "{why}");
    let words = window.import(&place.file("some.csv", "id,at,text\n1,2024-05-01,a\n2,never,b\n")).unwrap();
    assert!(words.contains("1 quarantined"), "{words}");
    drop(window);
    assert_sound(&place, "store");
    assert_eq!(place.board_at("store", "2024-03-13")["mentions"], 27);
}

#[test]
fn a_cancelled_import_keeps_what_is_done() {
    const ROWS: usize = 150_000;
    let place = Place::new();
    let file = place.file("rows.csv", many_rows(ROWS));
    let window = Window::open(&place, Start::Own);
    window.wish(DeskWish::Import { path: file.into() });
    let begun = window.until("progress", |s| s.tasks.last().is_some_and(|t| t.done > 0));
    let task = begun.tasks.last().unwrap();
    assert!(task.all > Some(task.done) && task.title == "Importing rows.csv", "{task:?}");
    window.wish(DeskWish::Cancel { task: task.id });
    let ended = window.until("the end", |s| s.tasks.last().is_some_and(|t| t.outcome.is_some()));
    let words = ended.tasks.last().unwrap().outcome.clone().unwrap().unwrap();
    let kept = words.strip_prefix("Cancelled. What was done is kept: ").unwrap_or_else(|| panic!("{words}"));
    let new: u64 = kept.split(" rows read, ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(new > 0 && new < ROWS as u64, "{words}");
    drop(window);
    assert_sound(&place, "store");
    assert_eq!(place.board_at("store", "2024-06-01")["mentions"], new);
}

#[test]
fn an_import_goes_on_while_the_window_is_used_and_the_window_can_be_closed() {
    let place = Place::new();
    let file = place.file("rows.csv", many_rows(150_000));
    let window = Window::open(&place, Start::Own);
    window.wish(DeskWish::Import { path: file.into() });
    window.until("progress", |s| s.tasks.last().is_some_and(|t| t.done > 0));
    let (skills, languages) = (Vec::new(), Vec::new());
    let command = Command::AddAgent { name: "Ade B.".into(), skills, languages, capacity: 3 };
    window.ask(Asked::Command { id: 7, command });
    let answered = window.until("the answer", |s| s.answers.iter().any(|a| a.id == 7));
    assert!(answered.answers[0].outcome.is_ok() && answered.tasks[0].outcome.is_none(), "{:?}", answered.tasks);
    drop(window);
    // What was answered is kept, and the store is free for the next.
    assert_sound(&place, "store");
    let window = Window::open(&place, Start::OwnOrRehearsal);
    assert!(window.now().agents.rows.iter().any(|a| a.name == "Ade B."));
}

#[test]
fn one_can_start_empty() {
    let place = Place::new();
    let window = Window::open(&place, Start::OwnOrRehearsal);
    window.wish(DeskWish::StartEmpty);
    let empty = window.until("the own floor", |s| matches!(s.floor, FloorKind::Own { .. }));
    assert_eq!((empty.revision, empty.wallboard.waiting, empty.listing.order.len()), (0, 0, 0));
    assert_eq!(empty.trouble, None);
    window.wish(DeskWish::Rehearse { day: "tuesday".into(), seed: 4 });
    let day = window.until("a rehearsal", |s| matches!(s.floor, FloorKind::Rehearsal { .. }));
    assert_eq!(day.floor, FloorKind::Rehearsal { day: "tuesday".into(), seed: 4, speed: 1 });
    window.wish(DeskWish::Rehearse { day: "doomsday".into(), seed: 4 });
    let told = window.until("the refusal", |s| s.trouble.is_some());
    assert!(told.trouble.as_deref().unwrap().contains("there are tuesday and black-friday"), "{:?}", told.trouble);
    drop(window);
    assert_sound(&place, "store");
}

#[test]
fn a_day_can_be_made_faster_and_be_stopped() {
    let place = Place::new();
    let window = Window::tuesday(&place, 0);
    let from = window.now().at;
    window.wish(DeskWish::Speed(600));
    let later = window.until("an hour later", |s| s.at >= from.plus(3600));
    assert!(later.revision > revision_at(from), "the day went on");
    window.wish(DeskWish::Speed(0));
    let is_still = |s: &Snapshot| matches!(s.floor, FloorKind::Rehearsal { speed: 0, .. });
    let still = window.until("standing still", is_still);
    assert_eq!(window.next().at, still.at);
}

/// How many commits the day has at a moment.
fn revision_at(at: At) -> u64 {
    let day = Day::named("tuesday", &TimeZone::UTC).unwrap().with_load(REHEARSAL_LOAD);
    Rehearsal::begin_with(&day, World::new(day.clone(), 2).furnished(), (2, 0), at, &jiff::tz::TimeZone::UTC)
        .unwrap()
        .engine
        .floor()
        .revision()
}

#[test]
fn the_past_looks_as_the_live_floor_looked_then() {
    let place = Place::new();
    let window = Window::tuesday(&place, 0);
    let live = window.now();
    for secs in [9 * 3600 + 17, 14 * 3600, 11 * 3600 + 59, 30, 12 * 3600] {
        let then = tuesday_at(secs);
        window.ask(Asked::Looking(Looking { moment: Moment::Past(then), ..Looking::default() }));
        let past = window.until("the past", |s| s.moment == Moment::Past(then));
        assert_eq!(past.at, then);
        assert_eq!(unplayed(&past.wallboard), unplayed(&board_then(then)), "at {then}");
        assert!(past.revision < live.revision);
        assert_eq!(past.span, live.span, "the time bar stays");
        assert_eq!(past.board, live.board, "whoever asks from outside is told what is now");
    }
    window.ask(Asked::Command { id: 1, command: Command::Undo });
    let refused = window.until("the answer", |s| !s.answers.is_empty());
    assert_eq!(refused.answers[0].outcome, Err(Refusal::InThePast));
    window.ask(Asked::Looking(Looking::default()));
    let back = window.until("now", |s| s.moment == Moment::Now);
    assert_eq!((back.revision, back.at), (live.revision, live.at));
    assert_eq!(unplayed(&back.wallboard), unplayed(&live.wallboard));
}

#[test]
fn a_newcomer_whose_store_is_held_sees_a_rehearsal_and_why() {
    let place = Place::new();
    let holding = Window::open(&place, Start::Own);
    let second = Window::open(&place, Start::OwnOrRehearsal);
    let first = second.now();
    assert!(matches!(first.floor, FloorKind::Rehearsal { .. }));
    let why = first.trouble.clone().unwrap();
    assert!(why.contains("is already open in another Watchfloor") && why.contains("is a rehearsal"), "{why}");
    second.wish(DeskWish::StartEmpty);
    let still = second.until("the words", |s| s.trouble.as_deref().is_some_and(|t| t.contains("still the rehearsal")));
    assert!(matches!(still.floor, FloorKind::Rehearsal { .. }));
    drop(holding);
    second.wish(DeskWish::StartEmpty);
    second.until("the own floor", |s| matches!(s.floor, FloorKind::Own { .. }));
}

/// The door of a window whose answer is its name, and over which floor it stands.
#[cfg(unix)]
fn door(place: &Place, window: &Window, name: &'static str) -> Door {
    let home = Home::of(Some(place.path("store")));
    Door::open(&home, &window.running, move |snapshot, question| match question {
        "who" => {
            Ok(serde_json::json!({ "who": name, "own": matches!(snapshot.floor, FloorKind::Own { .. }) }).to_string())
        }
        "much" => Ok(format!("\"{}\"", "x".repeat(watchfloor::limits::DOOR_ANSWER_BYTES_MAX))),
        _ => Err("no".into()),
    })
}

#[cfg(unix)]
#[test]
fn whoever_holds_the_store_answers_for_it() {
    use watchfloor::run::door::Unanswered;
    let place = Place::new();
    let home = Home::of(Some(place.path("store")));
    assert_eq!(ask(&home, "who"), Err(Unanswered::Nobody), "there is not even a folder");
    let holding = Window::open(&place, Start::Own);
    let first = door(&place, &holding, "first");
    let second = Window::open(&place, Start::OwnOrRehearsal);
    let other = door(&place, &second, "second");
    assert_eq!(ask(&home, "who").unwrap(), r#"{"own":true,"who":"first"}"#);
    assert_eq!(ask(&home, "what"), Err(Unanswered::Refused("no".into())));
    assert_eq!(ask(&home, "much"), Err(Unanswered::Refused("the answer is too long to be given here".into())));
    drop(first);
    assert_eq!(ask(&home, "who"), Err(Unanswered::Nobody), "the second shows a rehearsal, and holds nothing");
    drop(holding);
    second.wish(DeskWish::StartEmpty);
    second.until("the own floor", |s| matches!(s.floor, FloorKind::Own { .. }));
    let until = |what: &dyn Fn(Result<String, Unanswered>) -> bool| {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !what(ask(&home, "who")) {
            assert!(Instant::now() < deadline, "the door of the second is not as it should be");
        }
    };
    until(&|answer| answer.as_deref() == Ok(r#"{"own":true,"who":"second"}"#));
    // It stays the one that holds the store while it shows a rehearsal, and says so.
    second.wish(DeskWish::Rehearse { day: "tuesday".into(), seed: 4 });
    second.until("a rehearsal", |s| matches!(s.floor, FloorKind::Rehearsal { .. }));
    assert_eq!(ask(&home, "who").unwrap(), r#"{"own":false,"who":"second"}"#);
    // The engine ends before its door is shut: then there is nobody to ask, and no socket is left.
    drop(second);
    until(&|answer| answer == Err(Unanswered::Nobody));
    drop(other);
    assert!(!place.path("store/door").exists());
}
