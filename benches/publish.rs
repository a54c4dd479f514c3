//! What one snapshot for the window costs on a floor of a million conversations.
//!
//! `cargo bench --bench publish` opens the store that the bench `open` makes, and publishes once a second of its own
//! time: with nothing new, and with a page of 100 new mentions each second; with the table's order held and not.

// Figures are what it is for.
#![allow(clippy::print_stdout)]

mod support;

use std::time::{Duration, Instant};
use support::{Chance, Promises, median_and_p90, store};
use watchfloor::engine::{Engine, Frame, Input};
use watchfloor::floor::{At, ConversationId};
use watchfloor::view::{Chip, FloorKind, Looking, Query, Sort};

const TIMES: u32 = 40;

struct Bench {
    engine: Engine,
    frame: Frame,
    now: At,
    chance: Chance,
    looking: Looking,
}

impl Bench {
    fn look(&mut self, chip: Chip, sort: Sort, hold: bool) {
        self.looking = Looking {
            query: Query { chip, sort, ..Query::default() },
            rows: 0..40,
            hold,
            conversation: self.looking.conversation,
            ..Looking::default()
        };
        self.engine.turn(vec![Input::Looking(self.looking.clone())], self.now);
    }

    fn publish(&mut self) -> Duration {
        let began = Instant::now();
        let snapshot = self.engine.snapshot(self.now, &self.frame);
        let took = began.elapsed();
        assert!(snapshot.wallboard.open > 0);
        took
    }

    /// Publishes every second, with so many new mentions before each.
    fn run(&mut self, new: usize) -> (f64, f64, f64) {
        let mut took = Vec::new();
        for _ in 0..TIMES {
            self.now = self.now.plus(1);
            if new > 0 {
                let page = store::new_page(&mut self.chance, new, self.now);
                store::turn(&mut self.engine, vec![page], self.now);
            }
            took.push(self.publish());
        }
        let worst = took.iter().max().map_or(0.0, |t| t.as_secs_f64() * 1e3);
        let (median, p90) = median_and_p90(took);
        (median, p90, worst)
    }
}

fn main() {
    let dir = store::folder();
    let (engine, ..) = store::open(&dir).expect("opens");
    let now = engine.floor().at().expect("something happened").plus(5);
    let chance = Chance(engine.floor().revision());
    let longest = engine.floor().conversations().max_by_key(|(_, c)| c.mentions).map(|(id, _)| id);
    let frame = Frame {
        floor: FloorKind::Own { place: dir.display().to_string() },
        zone: jiff::tz::TimeZone::UTC,
        tasks: Vec::new(),
        sync: Vec::new(),
    };
    let mut bench = Bench { engine, frame, now, chance, looking: Looking::default() };
    bench.engine.turn(Vec::new(), now);
    println!(
        "{} conversations, {} open",
        bench.engine.floor().conversations().count(),
        bench.engine.floor().index().open()
    );
    let mut promises = Promises::new();
    bench.looking.conversation = longest.or(Some(ConversationId(0)));
    for (chip, sort) in [
        (Chip::Open, Sort::Due),
        (Chip::All, Sort::Due),
        (Chip::All, Sort::Reach),
        (Chip::NeedsOwner, Sort::Touched),
        (Chip::Next15Min, Sort::Due),
        (Chip::Spreading, Sort::Amplified),
    ] {
        for hold in [false, true] {
            bench.look(chip, sort, hold);
            let asked = bench.publish().as_secs_f64() * 1e3;
            let (quiet, quiet_p90, quiet_worst) = bench.run(0);
            let (busy, busy_p90, busy_worst) = bench.run(100);
            let held = if hold { "held" } else { "not held" };
            println!(
                "{chip:?} by {sort:?}, {held}: first {asked:.1} ms; nothing new: median {quiet:.2} p90 {quiet_p90:.2} \
                 worst {quiet_worst:.2} ms; 100 new: median {busy:.2} p90 {busy_p90:.2} worst {busy_worst:.2} ms"
            );
            promises.at_most(&format!("ms median, nothing new, {chip:?} {held}"), quiet, 1.0);
            promises.at_most(&format!("ms median, 100 new, {chip:?} {held}"), busy, 5.0);
        }
    }
    // Days later, with nothing new, the board shows all time.
    bench.now = bench.now.plus(3 * 86_400);
    bench.look(Chip::Open, Sort::Due, false);
    bench.engine.turn(Vec::new(), bench.now);
    bench.publish();
    let (median, p90, worst) = bench.run(0);
    println!("an archive, nothing new: median {median:.2} p90 {p90:.2} worst {worst:.2} ms");
    promises.at_most("ms median, an archive", median, 1.0);
    promises.finish();
}
