//! When a window is drawn again.
//!
//! The engine publishes every second, because ages grow every second. A window that nobody attends to is drawn again
//! only when it would show another figure; running seconds alone wait for its slow tick. Without a graphics card each
//! drawing costs as much as a hundred turns of the engine, so this is what a quiet desk costs.

use crate::floor::At;
use crate::ui::screen::Screen;
use crate::view::{Band, Moment, Snapshot, Spread, Wallboard};
use egui::{Context, ViewportId};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A window is drawn again after so long although it would show no other figure: its seconds run.
pub const SLOW: Duration = Duration::from_secs(5);
/// The same when nothing new comes: the age of the data is then what must be right.
pub const AGEING: Duration = Duration::from_secs(1);
/// Nothing newer for so long is worth a look at the clock.
const LATE: Duration = Duration::from_secs(2);
/// The board is read from afar, by nobody in particular: figures that change more often than this change together.
const BOARD_EVERY: Duration = Duration::from_secs(2);
/// The window, while nobody attends to it.
const WINDOW_EVERY: Duration = Duration::from_secs(1);
/// At once. The toolkit draws twice for a wish without any delay, and once for this.
const SOON: Duration = Duration::from_millis(1);

/// What a window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A screen in the window.
    Screen(Screen),
    /// The board on the other monitor.
    Board,
}

/// What was drawn last in a window.
#[derive(Clone, Debug)]
struct Drawn {
    snapshot: Arc<Snapshot>,
    shows: Shows,
    /// Somebody is at it: every second counts.
    attended: bool,
    when: Instant,
}

/// What is on the screens, for the thread that publishes.
#[derive(Debug, Default)]
pub struct Pace {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    window: Option<Drawn>,
    board: Option<Drawn>,
    heard: Option<Instant>,
}

impl Pace {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // A panic while drawing leaves nothing half done here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The window was drawn.
    pub fn window_drawn(&self, snapshot: &Arc<Snapshot>, screen: Screen, attended: bool) {
        let drawn = Drawn { snapshot: snapshot.clone(), shows: Shows::Screen(screen), attended, when: Instant::now() };
        self.state().window = Some(drawn);
    }

    /// The board on the other monitor was drawn, or closed.
    pub fn board_drawn(&self, snapshot: Option<&Arc<Snapshot>>) {
        let drawn = |snapshot: &Arc<Snapshot>| Drawn {
            snapshot: snapshot.clone(),
            shows: Shows::Board,
            attended: false,
            when: Instant::now(),
        };
        self.state().board = snapshot.map(drawn);
    }

    /// How long ago the newest look came, when that is known.
    pub fn unheard(&self) -> Option<Duration> {
        self.state().heard.map(|heard| heard.elapsed())
    }

    /// How long a window may rest that was just drawn.
    pub fn rest(&self) -> Duration {
        match self.unheard() {
            Some(unheard) if unheard <= LATE => SLOW,
            Some(_) | None => AGEING,
        }
    }

    /// There is a newer look: asks those windows to draw it that would show something else.
    pub fn wake(&self, ctx: &Context, newest: &Snapshot) {
        let mut state = self.state();
        state.heard = Some(Instant::now());
        let window = state.window.as_ref().map_or(Some(SOON), |drawn| wait(drawn, newest));
        let board = state.board.as_ref().and_then(|drawn| wait(drawn, newest));
        drop(state);
        if let Some(wait) = window {
            ctx.request_repaint_after_for(wait, ViewportId::ROOT);
        }
        if let Some(wait) = board {
            ctx.request_repaint_after_for(wait, super::board::id());
        }
    }
}

/// In how long it should be drawn again; `None` when its own tick is soon enough.
fn wait(drawn: &Drawn, newest: &Snapshot) -> Option<Duration> {
    let every = match drawn.shows {
        Shows::Board | Shows::Screen(Screen::Wallboard) => BOARD_EVERY,
        Shows::Screen(_) => WINDOW_EVERY,
    };
    let other = drawn.attended || !same_figures(&drawn.snapshot, newest, drawn.shows);
    let rested = if drawn.attended { Duration::MAX } else { drawn.when.elapsed() };
    other.then(|| every.saturating_sub(rested).max(SOON))
}

/// Whether a window would show the same, running seconds aside.
pub fn same_figures(old: &Snapshot, new: &Snapshot, shows: Shows) -> bool {
    let around = old.floor == new.floor
        && old.moment == new.moment
        && (old.moment == Moment::Now || old.at == new.at)
        && minute(old.at) == minute(new.at)
        && old.trouble == new.trouble
        && old.seat == new.seat
        && old.tasks == new.tasks
        && old.tried == new.tried
        && old.mapping_asked == new.mapping_asked
        && old.answers.last().map(|answer| answer.id) == new.answers.last().map(|answer| answer.id);
    around
        && match shows {
            Shows::Board | Shows::Screen(Screen::Wallboard) => {
                let raised = |s: &Snapshot| {
                    let all = &s.escalations;
                    (all.open, all.unacknowledged, all.alarms, all.next_due, all.frozen.clone())
                };
                let same = Arc::ptr_eq(&old.wallboard, &new.wallboard) || calm(&old.wallboard) == calm(&new.wallboard);
                same && raised(old) == raised(new)
            }
            Shows::Screen(Screen::Floor) => {
                let out = old.sources.deliveries == new.sources.deliveries;
                same_bar(old, new) && same_table(old, new) && old.thread == new.thread && out
            }
            Shows::Screen(Screen::Agents) => same_bar(old, new) && old.agents == new.agents,
            Shows::Screen(Screen::Sources) => same_bar(old, new) && old.sources == new.sources,
            Shows::Screen(Screen::Settings) => {
                same_bar(old, new) && old.promises == new.promises && old.triage == new.triage && old.house == new.house
            }
            Shows::Screen(Screen::Planner) => same_bar(old, new) && old.planner == new.planner,
            Shows::Screen(Screen::Audit) => same_bar(old, new) && old.audit == new.audit,
            Shows::Screen(Screen::Funnel) => same_bar(old, new) && old.funnel == new.funnel,
            // A countdown is another figure in each second, and only while something counts down.
            Shows::Screen(Screen::Escalations) => {
                same_bar(old, new) && old.escalations == new.escalations && new.escalations.next_due.is_none()
            }
        }
}

fn minute(at: At) -> i64 {
    at.unix().div_euclid(60)
}

/// The bar over every screen.
fn same_bar(old: &Snapshot, new: &Snapshot) -> bool {
    let (old, new) = (&old.wallboard, &new.wallboard);
    old.viral_alerts == new.viral_alerts
        && old.breached == new.breached
        && old.sources_live == new.sources_live
        && old.sources_behind == new.sources_behind
}

/// The table and what stands over it. Rows that are not loaded are not drawn.
fn same_table(old: &Snapshot, new: &Snapshot) -> bool {
    let last_minute = |snapshot: &Snapshot| {
        let left = |due: At| due.secs_since(snapshot.at);
        snapshot.listing.rows.iter().filter(|row| row.due.is_some_and(|due| left(due).abs() < 60)).count()
    };
    let (was, is) = (&old.listing, &new.listing);
    was.order.len() == is.order.len()
        && was.first == is.first
        && was.rows == is.rows
        && was.newer == is.newer
        && was.searching == is.searching
        && was.counts == is.counts
        && was.query == is.query
        && was.channels == is.channels
        && last_minute(old) == last_minute(new)
}

/// The board without the seconds that run. In its last minute before and its first after a target, a second counts.
fn calm(board: &Wallboard) -> Wallboard {
    let mut calm = board.clone();
    let round = |secs: i64| if secs.abs() < 60 { secs } else { secs / 60 * 60 };
    let age = |secs: u32| if secs < 60 { secs } else { secs / 60 * 60 };
    if let Some(oldest) = &mut calm.oldest {
        oldest.age_secs = age(oldest.age_secs);
        oldest.past_target_secs = round(oldest.past_target_secs);
    }
    for due in &mut calm.next_to_breach {
        due.left_secs = round(due.left_secs);
        due.used_ratio = (due.used_ratio * 50.0).floor();
    }
    for card in &mut calm.viral {
        card.unanswered_secs = card.unanswered_secs.map(age);
        card.exposure_secs = 0;
        settle(&mut card.spread);
    }
    for alert in calm.viral.iter_mut().filter_map(|card| card.alert.as_mut()).chain(&mut calm.channel_alerts) {
        alert.lasts_secs = age(alert.lasts_secs);
    }
    calm.exposure.person_secs = figures(calm.exposure.person_secs as f64) as u128;
    calm
}

/// A forecast as far as its card says it in figures; its curve moves in every second, by less than can be seen.
fn settle(spread: &mut Spread) {
    spread.past.clear();
    spread.fan.clear();
    spread.factors.clear();
    spread.reach_now = figures(spread.reach_now);
    for band in [&mut spread.reach_1h, &mut spread.reach_6h, &mut spread.answered_6h] {
        *band = Band { low: figures(band.low), mid: figures(band.mid), high: figures(band.high) };
    }
    let tenth = |n: f64| (n * 10.0).round() / 10.0;
    spread.r = Band { low: tenth(spread.r.low), mid: tenth(spread.r.mid), high: tenth(spread.r.high) };
    spread.p_threshold = spread.p_threshold.map(tenth);
}

/// The first two figures of a number, as a card shows them.
fn figures(n: f64) -> f64 {
    if n < 100.0 {
        return n.round();
    }
    let step = 10_f64.powf(n.log10().floor() - 1.0);
    (n / step).round() * step
}
