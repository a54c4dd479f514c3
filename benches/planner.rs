//! What a frame of the planner costs while a shift is dragged in a plan of 500 people over 28 days (14 000 shifts, twice
//! as many breaks): the pass over the screen and its tessellation, on the processor, at 1920 by 1080.
//!
//! Promise: at most 5 ms in the median. The baseline is the same chart that draws also what cannot be seen, in the same
//! run. With `WATCHFLOOR_BENCH_STRICT` set a broken promise ends with an error.

#![allow(clippy::print_stdout)] // a bench speaks to whoever runs it

#[path = "../tests/ui/bench.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod bench;
#[path = "../tests/ui/fixture.rs"]
#[allow(dead_code)]
mod fixture;
#[path = "../tests/ui/plan.rs"]
#[allow(dead_code)]
mod plan;

use bench::Bench;
use egui::{Context, Event, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use std::sync::Arc;
use std::time::Instant;
use watchfloor::ui::screen::Screen;
use watchfloor::ui::{fonts, theme};
use watchfloor::view::Planner;

const FRAMES: usize = 200;

/// A window on a large plan.
struct Screened {
    ctx: Context,
    bench: Bench,
    frame: usize,
}

impl Screened {
    fn new(draws_all: bool) -> Screened {
        let ctx = Context::default();
        ctx.set_fonts(fonts::own());
        theme::install(&ctx, 1.0);
        let mut bench = Bench::new(5, Screen::Planner);
        bench.snapshot.planner = Arc::new(Planner { sheet: Some(plan::large(500, 28)), ..plan::planner() });
        bench.desk.planner.gantt.draws_all = draws_all;
        Screened { ctx, bench, frame: 0 }
    }

    /// One frame with this input: its milliseconds, and the shapes that were painted.
    fn frame(&mut self, events: Vec<Event>) -> (f64, usize) {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1_920.0, 1_080.0))),
            time: Some(self.frame as f64 / 60.0),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let (bench, ctx) = (&mut self.bench, &self.ctx);
        let mut output = ctx.run_ui(input, |ui| bench.frame_ui(ui));
        output.textures_delta.clear();
        let painted = output.shapes.len();
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!shapes.is_empty(), "a frame must show something");
        (start.elapsed().as_secs_f64() * 1_000.0, painted)
    }
}

/// Milliseconds of each frame while a shift is dragged, sorted, and the most shapes that one of them painted.
fn dragged(draws_all: bool, frames: usize) -> (Vec<f64>, usize) {
    let mut screen = Screened::new(draws_all);
    for _ in 0..6 {
        screen.frame(Vec::new());
    }
    // Somewhere in the chart there is a bar under the pointer.
    let press = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let mut from = pos2(0.0, 0.0);
    'found: for y in (560..1_000).step_by(12) {
        for x in (420..1_300).step_by(40) {
            from = pos2(x as f32, y as f32);
            screen.frame(vec![Event::PointerMoved(from)]);
            screen.frame(vec![press(from, true)]);
            screen.frame(vec![Event::PointerMoved(from + vec2(12.0, 0.0))]);
            if screen.bench.desk.planner.gantt.dragging() {
                break 'found;
            }
            screen.frame(vec![press(from, false)]);
        }
    }
    assert!(screen.bench.desk.planner.gantt.dragging(), "no bar was found to drag");
    let (mut millis, mut most) = (Vec::new(), 0);
    for n in 0..frames {
        let to = from + vec2((n % 40) as f32 * 6.0, (n % 7) as f32 * 20.0);
        let (spent, painted) = screen.frame(vec![Event::PointerMoved(to)]);
        millis.push(spent);
        most = most.max(painted);
    }
    assert!(screen.bench.desk.planner.gantt.dragging(), "it is held to the end");
    assert!(screen.bench.commands().is_empty(), "nothing is decided while it is held");
    screen.frame(vec![press(from + vec2(240.0, 0.0), false)]);
    millis.sort_by(f64::total_cmp);
    (millis, most)
}

fn main() {
    let ((own, painted), (all, painted_all)) = (dragged(false, FRAMES), dragged(true, 12));
    assert!(painted_all > 10 * painted, "the baseline draws all: {painted_all} shapes against {painted}");
    let middle = |millis: &[f64]| millis[millis.len() / 2];
    let (a, b) = (middle(&own), middle(&all));
    let late = own[own.len() * 95 / 100];
    println!("shapes of a frame: {painted}, drawing all {painted_all}");
    println!("dragging in 500 × 28: {a:.2} ms median, {late:.2} ms p95; drawing all: {b:.2} ms, {:.0} times", b / a);
    let kept = a <= 5.0;
    println!("promise of at most 5 ms: {}", if kept { "kept" } else { "BROKEN" });
    if !kept && std::env::var_os("WATCHFLOOR_BENCH_STRICT").is_some() {
        std::process::exit(1);
    }
}
