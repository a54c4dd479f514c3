//! Frames of the window while 100 000 mentions come in: the whole chain as in life, on one computer.
//!
//! `cargo bench --bench live` starts a server of Bluesky on 127.0.0.1 that twenty accounts of ours read with the real
//! sync, each at the pace that it keeps for its network; a real engine's thread keeps what they bring in a store on
//! disk; and the real window is drawn sixty times a second, without a display, on the thread of the bench. The baseline
//! is the same window on the same floor before the load and after it, when nothing comes in.
//!
//! Promise: no frame takes more than 16 ms, without the time in which the system let others work in its place; what it
//! waits for by itself, a lock or the disk, counts. Time on the wall is printed beside it: where fewer cores are free
//! than threads work, it tells of the computer.

#![allow(clippy::print_stdout)] // a bench speaks to whoever runs it

#[path = "live/server.rs"]
mod server;
mod support;

use egui::{Context, Event, Key, Modifiers, RawInput, Rect, vec2};
use server::Elsewhere;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{Promises, processor_time};
use watchfloor::config::Home;
use watchfloor::floor::source::SourceSettings;
use watchfloor::run::{Running, Setup, Start, start};
use watchfloor::ui::app::App;
use watchfloor::ui::settings::Settings;
use watchfloor::ui::{Wires, fonts};
use watchfloor::view::{Asked, DeskWish, Secret, Snapshot};

const ACCOUNTS: usize = 20;
const ANSWERS: usize = 50;
const PER_ANSWER: usize = 100;
const ALL: u64 = (ACCOUNTS * ANSWERS * PER_ANSWER) as u64;
/// A frame that takes longer is seen.
const FRAME_MILLIS: f64 = 16.0;
const EVERY: Duration = Duration::from_micros(16_667);
/// How long the window is watched while nothing comes in.
const QUIET: Duration = Duration::from_secs(2);
/// How long the load may take on one screen; what has not come by then is told.
const PATIENCE: Duration = Duration::from_secs(10);

/// What frames cost, in milliseconds.
#[derive(Default)]
struct Frames {
    /// On the processor.
    worked: Vec<f64>,
    /// From begin to end, without the time in which the frame could have gone on and others were let.
    own: Vec<f64>,
    /// From begin to end.
    wall: Vec<f64>,
    /// When a frame first showed another snapshot than the one before, in seconds.
    changed: Vec<f64>,
}

impl Frames {
    fn say(&self, name: &str) {
        let gap = self.changed.windows(2).map(|two| two[1] - two[0]).fold(0.0, f64::max);
        println!(
            "  {name}: {} frames, {} of them with something new, at most {gap:.1} s apart",
            self.wall.len(),
            self.changed.len()
        );
        for (what, millis) in
            [("on the processor", &self.worked), ("its own time", &self.own), ("on the wall", &self.wall)]
        {
            let sorted = sorted(millis);
            let part = |part: usize| sorted[(sorted.len() * part / 1000).min(sorted.len() - 1)];
            println!(
                "    {what:16} median {:.2} ms, p99 {:.2}, worst {:.2}; {} over {FRAME_MILLIS}",
                part(500),
                part(990),
                part(1000),
                over(millis)
            );
        }
    }
}

fn sorted(millis: &[f64]) -> Vec<f64> {
    let mut sorted = millis.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn median(millis: &[f64]) -> f64 {
    sorted(millis)[millis.len() / 2]
}

fn over(millis: &[f64]) -> usize {
    millis.iter().filter(|ms| **ms > FRAME_MILLIS).count()
}

/// The program with its window.
struct Desk {
    running: Running,
    app: App,
    ctx: Context,
    began: Instant,
    frame: u32,
    shown: Arc<Snapshot>,
    keys: Vec<Key>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::of(Some(folder.path().to_owned()));
        let path = home.settings_path();
        Settings { welcomed: true, ..Settings::default() }.write(&path).expect("a file");
        let setup = Setup { home, start: Start::Own, zone: jiff::tz::TimeZone::UTC };
        let running = start(setup).expect("opens");
        let wires = Wires { snapshot: running.snapshot.clone(), send: running.sender(), settings_path: Some(path) };
        let ctx = Context::default();
        ctx.set_fonts(fonts::with_emoji());
        let app = App::with_context(&ctx, wires);
        let wake = app.waker(&ctx);
        let _ = running.wake.set(wake);
        let shown = running.snapshot.load_full();
        Desk { running, app, ctx, began: Instant::now(), frame: 0, shown, keys: Vec::new(), _folder: folder }
    }

    /// Draws one frame when its time has come.
    fn frame(&mut self, frames: &mut Frames) {
        let due = self.began + EVERY * self.frame;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        // Frames that were missed are gone.
        let now = self.began.elapsed();
        self.frame = self.frame.max((now.as_secs_f64() / EVERY.as_secs_f64()) as u32) + 1;
        let key =
            |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
        let keys = std::mem::take(&mut self.keys);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, vec2(1920.0, 1080.0))),
            time: Some(now.as_secs_f64()),
            events: keys.into_iter().flat_map(|k| [key(k, true), key(k, false)]).collect(),
            focused: true,
            ..RawInput::default()
        };
        let (worked, waited, wall) = (worked(), waited(), Instant::now());
        self.app.take(&self.ctx);
        let mut output = self.ctx.run_ui(input, |ui| self.app.draw_ui(ui));
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = wall.elapsed();
        // There is no graphics card that would take them.
        output.textures_delta.clear();
        // In this order: a thread gives way to be told for how long it worked, and waits then.
        let waited = self::waited().saturating_sub(waited);
        let worked = self::worked().saturating_sub(worked);
        assert!(!shapes.is_empty(), "a frame must show something");
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        frames.worked.push(millis(worked));
        frames.own.push(millis(took.saturating_sub(waited)));
        frames.wall.push(millis(took));
        let newest = self.running.snapshot.load_full();
        if !Arc::ptr_eq(&newest, &self.shown) {
            frames.changed.push(now.as_secs_f64());
        }
        self.shown = newest;
    }

    /// Draws until `done` or for so long; true when it was done.
    fn until(&mut self, long: Duration, frames: &mut Frames, mut done: impl FnMut(&Snapshot) -> bool) -> bool {
        let end = Instant::now() + long;
        while Instant::now() < end {
            self.frame(frames);
            if done(&self.shown) {
                return true;
            }
        }
        false
    }

    fn wish(&self, wish: DeskWish) {
        (self.running.sender())(Asked::Desk(wish));
    }
}

/// For how long this thread was on a processor. The system brings its account up to date when a thread gives way.
fn worked() -> Duration {
    std::thread::yield_now();
    processor_time().unwrap_or_default()
}

/// For how long this thread could have been on a processor, and others were; nothing where the system does not tell.
fn waited() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split_whitespace().nth(1).and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

fn settings(server: &str, account: usize) -> SourceSettings {
    SourceSettings {
        connector: "bluesky".into(),
        server: server.to_owned(),
        login: format!("lark{account}.example"),
        channel: "Bluesky".into(),
        handle: format!("@lark{account}.example"),
        every_secs: 3600,
        ..SourceSettings::default()
    }
}

fn new_of(snapshot: &Snapshot) -> u64 {
    snapshot.sources.rows.iter().map(|row| row.new).sum()
}

fn measure(name: &str, keys: Vec<Key>, promises: &mut Promises) {
    let mut server = Elsewhere::start(ACCOUNTS, ANSWERS, PER_ANSWER);
    let mut desk = Desk::open();
    for account in 0..ACCOUNTS {
        desk.wish(DeskWish::SaveSource {
            id: account as u64,
            source: None,
            name: format!("Bluesky {account}"),
            settings: Box::new(settings(&server.url, account)),
            secret: Some(Secret("a password".into())),
            in_file: true,
        });
    }
    let begun = desk.until(PATIENCE, &mut Frames::default(), |s| new_of(s) == ACCOUNTS as u64);
    let unread = || desk.shown.sources.rows.iter().find(|row| row.new == 0);
    assert!(begun, "not all sources are read: {:?}, {:?}", desk.shown.tried, unread());
    for key in keys {
        desk.keys.push(key);
        desk.frame(&mut Frames::default());
    }

    let (mut before, mut load, mut after) = (Frames::default(), Frames::default(), Frames::default());
    desk.until(QUIET, &mut before, |_| false);
    server.open();
    for row in &desk.shown.sources.rows {
        desk.wish(DeskWish::AskNow { source: row.source });
    }
    let began = Instant::now();
    desk.until(PATIENCE, &mut load, |s| new_of(s) >= ALL + ACCOUNTS as u64);
    let (new, secs) = (new_of(&desk.shown) - ACCOUNTS as u64, began.elapsed().as_secs_f64());
    drop(server);
    desk.until(QUIET, &mut after, |_| false);

    println!("{name}: {new} of {ALL} mentions in {secs:.1} s, {:.0} a second", new as f64 / secs);
    before.say("empty, nothing comes in");
    load.say("under load");
    after.say("full, nothing comes in");
    let ratio = median(&load.worked) / median(&after.worked);
    println!("  in the median a frame under load costs {ratio:.2} times what it costs on the full floor at rest");
    promises.at_most(&format!("frames over {FRAME_MILLIS} ms, {name}"), over(&load.own) as f64, 0.0);
}

fn main() {
    if server::serves() {
        return;
    }
    let mut promises = Promises::new();
    measure("wallboard", vec![Key::Num1], &mut promises);
    measure("floor", vec![Key::Num2], &mut promises);
    measure("floor, a conversation open", vec![Key::Num2, Key::J], &mut promises);
    measure("sources", vec![Key::Num7], &mut promises);
    promises.finish();
}
