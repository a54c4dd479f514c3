//! Opens the real window on an invented moment, to look at it: `cargo run --example board -- [light] [empty] [past]
//! [welcome] [trouble] [distance] [calm] [loud]`.

#[path = "../tests/ui/bench.rs"]
#[allow(dead_code)]
mod bench;
#[path = "../tests/ui/fixture.rs"]
mod fixture;

use arc_swap::ArcSwap;
use std::sync::Arc;
use std::time::Duration;
use watchfloor::ui::Wires;
use watchfloor::ui::app::App;
use watchfloor::view::{Asked, DeskWish, FloorKind, Moment, Snapshot, Task};

fn snapshot(is: impl Fn(&str) -> bool) -> Snapshot {
    let mut snapshot = if is("empty") { fixture::empty() } else { fixture::busy() };
    if !is("empty") {
        let table = bench::snapshot(642);
        snapshot.listing = table.listing;
        snapshot.agents = table.agents;
        snapshot.sources = table.sources;
        snapshot.promises = table.promises;
    }
    if is("past") {
        snapshot = fixture::past(fixture::now().minus(5_400));
    }
    if is("own") {
        snapshot.floor = FloorKind::Own { place: "~/watchfloor".to_owned() };
    }
    if is("trouble") {
        snapshot.trouble =
            Some("The disk is full. Nothing new is kept until there is room; what was kept is safe.".to_owned());
        let detail = "8 300 rows, 8 290 new, 10 quarantined".to_owned();
        let title = "Importing threads.csv".to_owned();
        snapshot.tasks.push(Task { id: 1, title, done: 8_300, all: Some(20_000), detail, outcome: None });
    }
    if is("loud") {
        snapshot.wallboard = Arc::new(fixture::loud(fixture::wallboard()));
    }
    if is("calm") {
        snapshot.wallboard = Arc::default();
    }
    snapshot
}

/// A floor that answers: what is asked for is shown at once, and a second passes every second.
fn wires(first: Snapshot, settings: std::path::PathBuf) -> Wires {
    let newest = Arc::new(ArcSwap::from_pointee(first));
    let shown = newest.clone();
    let send = move |asked: Asked| {
        let mut next = Snapshot::clone(&shown.load());
        match asked {
            Asked::Looking(looking) => {
                next.moment = looking.moment;
                next.at = if let Moment::Past(at) = looking.moment { at } else { next.span.1 };
                if next.funnel.funnel.raw > 0 {
                    next.funnel = Arc::new(fixture::funnel_screen(looking.stage));
                }
                next.thread = looking.conversation.map(|id| Arc::new(bench::thread(id, 5)));
                Arc::make_mut(&mut next.listing).query = looking.query;
            }
            Asked::Desk(DeskWish::Speed(to)) => {
                if let FloorKind::Rehearsal { speed, .. } = &mut next.floor {
                    *speed = to;
                }
            }
            other => tracing::info!("{other:?}"),
        }
        shown.store(Arc::new(next));
    };
    let ticking = newest.clone();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let mut next = Snapshot::clone(&ticking.load());
            next.span.1 = next.span.1.plus(1);
            if next.moment == Moment::Now {
                next.at = next.span.1;
            }
            ticking.store(Arc::new(next));
        }
    });
    Wires { snapshot: newest, send: Arc::new(send), settings_path: Some(settings) }
}

fn main() -> eframe::Result {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is = |word: &str| words.iter().any(|w| w == word);
    let folder = std::env::temp_dir().join(format!("watchfloor-look-{}", std::process::id()));
    let settings = watchfloor::ui::settings::Settings {
        theme: if is("light") {
            watchfloor::ui::settings::ThemeChoice::Light
        } else {
            watchfloor::ui::settings::ThemeChoice::Dark
        },
        distance: is("distance"),
        text_scale: if is("large") { 1.5 } else { 1.0 },
        welcomed: !is("welcome"),
        ..watchfloor::ui::settings::Settings::default()
    };
    let path = folder.join("window.ron");
    let _ = settings.write(&path);
    let mut options = watchfloor::ui::app::options(Some(&path));
    options.viewport = options.viewport.with_fullscreen(!is("window"));
    let wires = wires(snapshot(is), path);
    eframe::run_native("watchfloor", options, Box::new(|cc| Ok(Box::new(App::new(cc, wires)))))
}
