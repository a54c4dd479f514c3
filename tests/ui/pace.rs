//! How often a window is drawn that nobody looks into.

use super::fixture;
use egui::ViewportId;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use watchfloor::ui::app::pace::{Pace, Shows, same_figures};
use watchfloor::ui::screen::Screen;
use watchfloor::view::{Snapshot, Wallboard};

type Wishes = Arc<Mutex<Vec<(ViewportId, Duration)>>>;

/// A toolkit that only notes which window should be drawn, and when.
fn noting() -> (egui::Context, Wishes) {
    let ctx = egui::Context::default();
    let wishes = Wishes::default();
    let heard = wishes.clone();
    ctx.set_request_repaint_callback(move |info| heard.lock().expect("no panic").push((info.viewport_id, info.delay)));
    (ctx, wishes)
}

/// The same floor `secs` later: what runs has run, and nothing else has changed.
fn later(secs: u32) -> Snapshot {
    let mut next = fixture::busy();
    next.at = next.at.plus(secs);
    let mut board = Wallboard::clone(&next.wallboard);
    let secs = i64::from(secs);
    for due in &mut board.next_to_breach {
        due.left_secs -= secs;
    }
    if let Some(oldest) = &mut board.oldest {
        oldest.age_secs += secs as u32;
        oldest.past_target_secs += secs;
    }
    for card in &mut board.viral {
        // A forecast is made anew in every second and differs by less than its card can say.
        card.spread.reach_6h.mid *= 1.001;
        card.spread.fan.pop();
        card.unanswered_secs = card.unanswered_secs.map(|unanswered| unanswered + secs as u32);
        card.exposure_secs += 50_000;
    }
    board.exposure.person_secs += 50_000;
    next.wallboard = Arc::new(board);
    next
}

fn counted() -> Snapshot {
    let mut next = later(1);
    Arc::make_mut(&mut next.wallboard).waiting += 1;
    Arc::make_mut(&mut next.listing).counts.counts[0] += 1;
    next
}

#[test]
fn running_seconds_alone_draw_nothing_and_a_figure_draws_once() {
    let first = Arc::new(fixture::busy());
    for shows in [Screen::Floor, Screen::Agents, Screen::Settings] {
        assert!(same_figures(&first, &later(1), Shows::Screen(shows)), "{shows:?}");
    }
    assert!(!same_figures(&first, &later(60), Shows::Screen(Screen::Settings)), "the clock of the bar");
    assert!(!same_figures(&first, &counted(), Shows::Board));
    let mut moved = later(1);
    let due = first.wallboard.next_to_breach.clone();
    Arc::make_mut(&mut moved.wallboard).next_to_breach = due; // whose last minute runs in seconds
    assert!(same_figures(&first, &moved, Shows::Board), "a forecast that moves by less than its card says");
    let mut grown = later(1);
    Arc::make_mut(&mut grown.wallboard).viral[0].spread.reach_6h.mid *= 1.2;
    assert!(!same_figures(&first, &grown, Shows::Board));
    Arc::make_mut(&mut grown.wallboard).viral_alerts += 1;
    assert!(!same_figures(&first, &grown, Shows::Screen(Screen::Funnel)), "the pill of the bar");
    let (ctx, wishes) = noting();
    let pace = Pace::default();
    pace.window_drawn(&first, Screen::Floor, false);
    pace.wake(&ctx, &later(1));
    assert!(wishes.lock().unwrap().is_empty(), "{:?}", wishes.lock().unwrap());
    pace.wake(&ctx, &counted());
    let seen = std::mem::take(&mut *wishes.lock().unwrap());
    assert!(matches!(seen.as_slice(), [(ViewportId::ROOT, delay)] if *delay > Duration::ZERO), "{seen:?}");
}

#[test]
fn a_window_that_is_attended_is_drawn_with_every_look() {
    let (ctx, wishes) = noting();
    let pace = Pace::default();
    pace.window_drawn(&Arc::new(fixture::busy()), Screen::Floor, true);
    pace.wake(&ctx, &later(1));
    let seen = std::mem::take(&mut *wishes.lock().unwrap());
    // A wish without any delay would be drawn twice.
    assert!(matches!(seen.as_slice(), [(ViewportId::ROOT, delay)] if *delay > Duration::ZERO), "{seen:?}");
}

#[test]
fn the_board_follows_its_figures_but_not_every_second() {
    let (ctx, wishes) = noting();
    let pace = Pace::default();
    let first = Arc::new(fixture::busy());
    pace.window_drawn(&first, Screen::Settings, false);
    pace.wake(&ctx, &counted());
    assert!(wishes.lock().unwrap().is_empty(), "a board that is not open is not drawn");
    pace.board_drawn(Some(&first));
    pace.wake(&ctx, &counted());
    let seen = std::mem::take(&mut *wishes.lock().unwrap());
    assert!(matches!(seen.as_slice(), [(id, delay)] if *id != ViewportId::ROOT && *delay > Duration::from_secs(1)));
    pace.board_drawn(None);
    pace.wake(&ctx, &counted());
    assert!(wishes.lock().unwrap().is_empty());
}
