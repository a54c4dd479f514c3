//! What a frame of the window costs: the pass over the screen and its tessellation, on the processor, at 1920 by 1080.
//!
//! Promise: with a million conversations at most 4 ms in the median, and at most 1.2 times what it costs with a
//! thousand (the baseline). With `WATCHFLOOR_BENCH_STRICT` set a broken promise ends with an error.

#![allow(clippy::print_stdout)] // a bench speaks to whoever runs it

#[path = "../tests/ui/bench.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod bench;
#[path = "../tests/ui/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use arc_swap::ArcSwap;
use egui::{Context, Key, RawInput, Rect, vec2};
use std::sync::Arc;
use std::time::Instant;
use watchfloor::ui::app::App;
use watchfloor::ui::settings::Settings;
use watchfloor::ui::{Wires, fonts};
use watchfloor::view::Snapshot;

const FRAMES: usize = 300;

/// Milliseconds of each frame, sorted.
fn frames(rows: usize, screen: Key) -> Vec<f64> {
    let table = bench::snapshot(rows);
    let first = Snapshot { listing: table.listing, agents: table.agents, sources: table.sources, ..fixture::busy() };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.ron");
    Settings { welcomed: true, ..Settings::default() }.write(&path).expect("a file");
    let wires =
        Wires { snapshot: Arc::new(ArcSwap::from_pointee(first)), send: Arc::new(|_| ()), settings_path: Some(path) };
    let ctx = Context::default();
    ctx.set_fonts(fonts::own());
    let mut app = App::with_context(&ctx, wires);
    let key = |pressed| egui::Event::Key {
        key: screen,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    };
    let mut millis = Vec::new();
    for frame in 0..FRAMES + 10 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, vec2(1920.0, 1080.0))),
            time: Some(frame as f64 / 60.0),
            events: if frame == 2 { vec![key(true), key(false)] } else { Vec::new() },
            ..RawInput::default()
        };
        let start = Instant::now();
        app.take(&ctx);
        let output = ctx.run_ui(input, |ui| app.draw_ui(ui));
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!shapes.is_empty(), "a frame must show something");
        if frame >= 10 {
            millis.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    millis.sort_by(f64::total_cmp);
    millis
}

fn main() {
    let mut kept = true;
    for (name, key) in [("wallboard", Key::Num1), ("floor", Key::Num2)] {
        let (small, large) = (frames(1_000, key), frames(1_000_000, key));
        let middle = |millis: &[f64]| millis[millis.len() / 2];
        let (a, b) = (middle(&small), middle(&large));
        println!(
            "{name}: {b:.2} ms median with 1 000 000 conversations (p95 {:.2}), {a:.2} ms with 1 000: {:.2} times",
            large[large.len() * 95 / 100],
            b / a
        );
        kept &= b <= 4.0 && b <= a * 1.2;
    }
    println!("promise of at most 4 ms and 1.2 times: {}", if kept { "kept" } else { "BROKEN" });
    if !kept && std::env::var_os("WATCHFLOOR_BENCH_STRICT").is_some() {
        std::process::exit(1);
    }
}
