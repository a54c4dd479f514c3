//! What a frame of the planner costs while a shift is dragged in a plan of 500 people over 28 days (14 000 shifts, twice
//! as many breaks): the pass over the screen and its tessellation, on the processor, at 1920 by 1080.
//!
//! Promise: at most 5 ms in the median. The baseline is the same chart that draws also what cannot be seen, in the same
//! run.
//!
//! And what the six weeks of a peak cost, from the facts of the floor to every figure of the page: history, forecast,
//! requirement, gaps, hires and curve. Promise: at most two seconds. The baseline asks for the same days one by one.
//!
//! With `WATCHFLOOR_BENCH_STRICT` set a broken promise ends with an error.

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
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::time::Instant;
use watchfloor::floor::{At, Floor};
use watchfloor::run::Rehearsal;
use watchfloor::ui::screen::Screen;
use watchfloor::ui::{fonts, theme};
use watchfloor::view::made::figures::Peak;
use watchfloor::view::{Planner, PlannerAsked, VolumeOf, WhatIf};

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

/// Seconds until these days of the rehearsal's peak are worked out, from the floor's facts on.
fn peak(floor: &Floor, asked: &PlannerAsked, now: At) -> f64 {
    let start = Instant::now();
    let peak = Peak::of(floor, "UTC", asked, now).expect("the rehearsal has a history");
    let season = peak.work();
    assert!(!season.weeks.is_empty(), "a page must show something");
    start.elapsed().as_secs_f64()
}

/// Seconds of a page of six weeks, and of its 42 days one by one.
fn six_weeks() -> (f64, f64) {
    let rehearsal = Rehearsal::begin("black-friday", 1, 1, &TimeZone::UTC).expect("is an invented day");
    let (floor, now) = (rehearsal.engine.floor(), rehearsal.now());
    let first = now.timestamp().to_zoned(TimeZone::UTC).date();
    let whole = PlannerAsked {
        plan: None,
        first,
        days: 42,
        season: true,
        what_if: WhatIf::default(),
        compare: None,
        takers: None,
        time_off: None,
        volume_of: VolumeOf::default(),
    };
    let page = (0..5).map(|_| peak(floor, &whole, now)).fold(0.0, f64::max);
    let alone = (0..42).map(|n| {
        let first = first.checked_add(jiff::Span::new().days(n)).expect("is a day");
        peak(floor, &PlannerAsked { first, days: 1, ..whole.clone() }, now)
    });
    (page, alone.sum())
}

fn main() {
    let ((own, painted), (all, painted_all)) = (dragged(false, FRAMES), dragged(true, 12));
    assert!(painted_all > 10 * painted, "the baseline draws all: {painted_all} shapes against {painted}");
    let middle = |millis: &[f64]| millis[millis.len() / 2];
    let (a, b) = (middle(&own), middle(&all));
    let late = own[own.len() * 95 / 100];
    println!("shapes of a frame: {painted}, drawing all {painted_all}");
    println!("dragging in 500 × 28: {a:.2} ms median, {late:.2} ms p95; drawing all: {b:.2} ms, {:.0} times", b / a);
    let (page, alone) = six_weeks();
    println!(
        "six weeks of a peak: {page:.3} s at most of 5, its days one by one {alone:.3} s, {:.1} times",
        alone / page
    );
    let kept = a <= 5.0 && page <= 2.0;
    println!("promise of at most 5 ms and 2 s: {}", if kept { "kept" } else { "BROKEN" });
    if !kept && std::env::var_os("WATCHFLOOR_BENCH_STRICT").is_some() {
        std::process::exit(1);
    }
}
