//! The time bar: a thin strip that takes the whole floor back to any past minute, and plays it from there.
//!
//! Press or drag to scrub; with the keyboard: arrows a minute, Page Up and Page Down half an hour, Home the beginning,
//! End and Esc back to now.

use super::format;
use super::theme::{self, Tokens};
use super::widget::{accent_button_ui, chip_ui};
use crate::floor::At;
use crate::view::{Moment, Snapshot};
use egui::{Align, Align2, Context, CornerRadius, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, Panel};
use egui::{Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

/// How fast the past can be played.
pub const SPEEDS: [u32; 4] = [1, 10, 60, 600];
const MINUTE: u32 = 60;
const MONTH_SECS: u32 = 2_592_000;

/// What the bar remembers: whether the past is being played.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeBar {
    playing: Option<Playing>,
}

#[derive(Clone, Copy, Debug)]
struct Playing {
    speed: u32,
    /// Where it began, and when that was on the window's clock.
    from: At,
    since_secs: f64,
}

impl TimeBar {
    /// Whether the past is being played.
    pub fn plays(&self) -> bool {
        self.playing.is_some()
    }

    /// Stops playing; the moment stays.
    pub fn stop(&mut self) {
        self.playing = None;
    }

    /// The moment that playing has reached, when it has moved on.
    pub fn advance(&mut self, snapshot: &Snapshot, asked: Moment, window_secs: f64) -> Option<Moment> {
        let playing = self.playing?;
        let passed = (window_secs - playing.since_secs).max(0.0) * f64::from(playing.speed);
        let at = playing.from.plus(passed as u32);
        if at >= snapshot.span.1 {
            self.playing = None;
            return Some(Moment::Now);
        }
        (Moment::Past(at) != asked).then_some(Moment::Past(at))
    }

    /// Takes the strip's keys out of the input while it has the focus; gives the moment they lead to.
    pub fn read_keys(&self, ctx: &Context, snapshot: &Snapshot, asked: Moment) -> Option<Moment> {
        if !ctx.memory(|memory| memory.has_focus(strip_id())) {
            return None;
        }
        let span = Span::of(Rect::NOTHING, snapshot);
        let at = match asked {
            Moment::Past(at) => at,
            Moment::Now => span.to,
        };
        let on_minute = span.from.plus(span.minutes(at) * MINUTE);
        let steps = [
            (Key::ArrowLeft, on_minute.minus(MINUTE)),
            (Key::ArrowRight, on_minute.plus(MINUTE)),
            (Key::PageUp, on_minute.minus(30 * MINUTE)),
            (Key::PageDown, on_minute.plus(30 * MINUTE)),
            (Key::Home, span.from),
            (Key::End, span.to),
        ];
        let pressed = |key: &Key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, *key));
        let (_, to) = steps.into_iter().find(|(key, _)| pressed(key))?;
        Some(span.moment(to.max(span.from).min(span.to)))
    }

    fn press(&mut self, speed: u32, from: At, window_secs: f64) {
        let same = self.playing.is_some_and(|playing| playing.speed == speed);
        self.playing = (!same).then_some(Playing { speed, from, since_secs: window_secs });
    }
}

/// Draws the bar at the bottom; gives the moment that is wanted now, when it is another.
pub fn timebar_ui(ui: &mut Ui, bar: &mut TimeBar, snapshot: &Snapshot, asked: Moment) -> Option<Moment> {
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 18, top: 4, bottom: 6 });
    let mut wanted = None;
    Panel::bottom("time").exact_size(46.0).frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            speeds_ui(ui, bar, snapshot, asked);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // As wide in the past as now: the strip must not change under the hand that drags on it.
                let end = Vec2::new(theme::regular_font(ui, theme::LABEL).size * 6.0, ui.available_height());
                ui.allocate_ui_with_layout(end, Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(end.x);
                    if let Moment::Past(_) = asked {
                        if accent_button_ui(ui, "Now").on_hover_text("Back to now, Esc").clicked() {
                            wanted = Some(Moment::Now);
                        }
                    } else {
                        label(ui, &format!("now {}", format::clock(snapshot.span.1, &snapshot.zone)));
                    }
                });
                let strip = strip_ui(ui, snapshot, asked);
                wanted = wanted.or(strip);
            });
        });
    });
    if wanted.is_some() {
        bar.stop();
    }
    wanted
}

fn label(ui: &mut Ui, text: &str) {
    let t = theme::tokens(ui);
    ui.label(egui::RichText::new(text).font(theme::regular_font(ui, theme::LABEL)).color(t.dim));
}

fn speeds_ui(ui: &mut Ui, bar: &mut TimeBar, snapshot: &Snapshot, asked: Moment) {
    label(ui, "▶ Replay");
    let window_secs = ui.input(|i| i.time);
    for speed in SPEEDS {
        let on = bar.playing.is_some_and(|playing| playing.speed == speed);
        let about = if on { "Stop here".to_owned() } else { format!("Play the past {speed} times as fast as life") };
        let response = chip_ui(ui, &format!("×{speed}"), on).on_hover_text(about);
        if response.clicked() {
            let from = match asked {
                Moment::Past(at) => at,
                // From now there is nothing to play, so the last hour is.
                Moment::Now => snapshot.span.1.minus(3_600).max(snapshot.span.0),
            };
            bar.press(speed, from, window_secs);
        }
    }
    ui.add_space(8.0);
}

/// The strip is the same in every screen.
fn strip_id() -> Id {
    Id::unique("time of the floor")
}

/// The strip itself.
fn strip_ui(ui: &mut Ui, snapshot: &Snapshot, asked: Moment) -> Option<Moment> {
    let t = theme::tokens(ui);
    let size = Vec2::new(ui.available_width(), 34.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let response = ui.interact(rect, strip_id(), Sense::click_and_drag());
    let span = Span::of(rect.shrink2(Vec2::new(1.0, 2.0)), snapshot);
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    let at = match asked {
        Moment::Past(at) => at,
        Moment::Now => span.to,
    };
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Slider, true, "Time of the floor");
        info.current_text_value = Some(format::moment(at, span.to, &snapshot.zone));
        info.value = Some(f64::from(span.minutes(at)));
        info
    });
    paint(ui, &span, snapshot, t, at, asked);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, CornerRadius::same(6), Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    let wanted = pressed(ui, &response, &span);
    let hovered = response.hover_pos().map(|pos| span.at(pos.x));
    if let Some(over) = hovered {
        let waited = waited(snapshot, &span, over).map(|n| format!(", {} waited", format::number(u64::from(n))));
        let words = format::moment(over, span.to, &snapshot.zone);
        response.on_hover_text_at_pointer(format!("{words}{}", waited.unwrap_or_default()));
    }
    wanted.filter(|moment| *moment != asked)
}

/// The strip as a scale of time.
struct Span {
    rect: Rect,
    from: At,
    to: At,
}

impl Span {
    fn of(rect: Rect, snapshot: &Snapshot) -> Span {
        Span { rect, from: snapshot.span.0, to: snapshot.span.1 }
    }

    fn secs(&self) -> u32 {
        u32::try_from(self.to.secs_since(self.from)).unwrap_or(0).max(1)
    }

    fn minutes(&self, at: At) -> u32 {
        u32::try_from(at.secs_since(self.from) / 60).unwrap_or(0)
    }

    /// The minute at this place.
    fn at(&self, x: f32) -> At {
        let share = f64::from((x - self.rect.left()) / self.rect.width().max(1.0)).clamp(0.0, 1.0);
        let secs = (share * f64::from(self.secs())).round() as u32;
        self.from.plus(secs / MINUTE * MINUTE)
    }

    fn x(&self, at: At) -> f32 {
        let share = at.secs_since(self.from) as f32 / self.secs() as f32;
        self.rect.left() + self.rect.width() * share.clamp(0.0, 1.0)
    }

    /// The last minute is now.
    fn moment(&self, at: At) -> Moment {
        if at.plus(MINUTE) > self.to { Moment::Now } else { Moment::Past(at.max(self.from)) }
    }
}

fn pressed(ui: &Ui, response: &Response, span: &Span) -> Option<Moment> {
    if response.clicked() || response.drag_started() {
        ui.memory_mut(|memory| memory.request_focus(response.id));
    }
    let held = response.is_pointer_button_down_on() || response.clicked();
    let pos = response.interact_pointer_pos().filter(|_| held)?;
    Some(span.moment(span.at(pos.x)))
}

/// How many waited then.
fn waited(snapshot: &Snapshot, span: &Span, at: At) -> Option<u32> {
    let last = snapshot.tide.len().checked_sub(1)?;
    let share = at.secs_since(span.from) as f64 / f64::from(span.secs());
    snapshot.tide.get((share.clamp(0.0, 1.0) * last as f64).round() as usize).copied()
}

fn paint(ui: &Ui, span: &Span, snapshot: &Snapshot, t: &Tokens, at: At, asked: Moment) {
    let painter = ui.painter_at(span.rect.expand(2.0));
    painter.rect_filled(span.rect, CornerRadius::same(6), t.panel);
    let past = matches!(asked, Moment::Past(_));
    let x = span.x(at);
    tide(&painter, span, snapshot, t, x);
    moments(ui, &painter, span, snapshot, t);
    let ink = if past { t.past } else { t.accent };
    painter.vline(x, span.rect.y_range(), Stroke::new(2.0, ink));
    painter.circle_filled(Pos2::new(x, span.rect.top() + 4.0), 4.0, ink);
}

/// How many waited, as a low hill; what lies after the marker is fainter.
fn tide(painter: &egui::Painter, span: &Span, snapshot: &Snapshot, t: &Tokens, marker: f32) {
    let most = snapshot.tide.iter().copied().max().unwrap_or(0).max(1) as f32;
    let steps = snapshot.tide.len().saturating_sub(1).max(1) as f32;
    let (before, after) = (t.accent.gamma_multiply(0.45), t.accent.gamma_multiply(0.18));
    let mut mesh = egui::Mesh::default();
    let mut last: Option<Pos2> = None;
    for (place, count) in snapshot.tide.iter().enumerate() {
        let x = span.rect.left() + span.rect.width() * place as f32 / steps;
        let top = Pos2::new(x, span.rect.bottom() - 1.0 - (span.rect.height() - 12.0) * *count as f32 / most);
        if let Some(from) = last {
            let ink = if x <= marker { before } else { after };
            let first = u32::try_from(mesh.vertices.len()).unwrap_or(0);
            mesh.colored_vertex(from, ink);
            mesh.colored_vertex(top, ink);
            mesh.colored_vertex(Pos2::new(from.x, span.rect.bottom()), ink);
            mesh.colored_vertex(Pos2::new(top.x, span.rect.bottom()), ink);
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 3, first + 2);
        }
        last = Some(top);
    }
    painter.add(egui::Shape::mesh(mesh));
}

/// Moments along the strip in words, as many as there is room for: clock times, days, months or years.
fn moments(ui: &Ui, painter: &egui::Painter, span: &Span, snapshot: &Snapshot, t: &Tokens) {
    let room = (span.rect.width() / 110.0).max(1.0);
    let font = theme::regular_font(ui, theme::SMALLEST);
    for (at, words) in named(span.from, span.to, room, &snapshot.zone) {
        let x = span.x(at);
        if x > span.rect.left() + 24.0 && x < span.rect.right() - 24.0 {
            painter.text(Pos2::new(x, span.rect.top() + 1.0), Align2::CENTER_TOP, words, font.clone(), t.quiet);
        }
    }
}

/// The round moments of a span in words, not many more of them than there is room for.
///
/// ```
/// use watchfloor::floor::At;
/// use watchfloor::ui::timebar::named;
/// let at = |unix| At::from_unix(unix).unwrap();
/// let words = |from, to| named(at(from), at(to), 4.0, &jiff::tz::TimeZone::UTC).into_iter().map(|(_, words)| words);
/// assert_eq!(words(1_510_000_000, 1_510_010_000).collect::<Vec<_>>(), ["21:00", "22:00", "23:00"]);
/// assert_eq!(words(1_510_000_000, 1_790_000_000).collect::<Vec<_>>(), ["2020", "2025"]);
/// ```
pub fn named(from: At, to: At, room: f32, zone: &jiff::tz::TimeZone) -> Vec<(At, String)> {
    let fits = |step_secs: u32| to.secs_since(from) as f32 / step_secs as f32 <= room;
    let steps = [900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800];
    let Some(step) = steps.into_iter().find(|step| fits(*step)) else {
        let steps = [1, 3, 6, 12, 24, 60];
        return months(from, to, steps.into_iter().find(|step| fits(step * MONTH_SECS)).unwrap_or(120), zone);
    };
    let local = from.unix() + i64::from(zone.to_offset(from.timestamp()).seconds());
    let first = from.plus(u32::try_from(i64::from(step) - local.rem_euclid(i64::from(step))).unwrap_or(0));
    let words = |at| if step < 86_400 { format::clock(at, zone) } else { format::day(at, zone) };
    std::iter::successors(Some(first), |at| Some(at.plus(step)))
        .take_while(|at| *at < to)
        .map(|at| (at, words(at)))
        .collect()
}

/// The first days of months, so many apart, counted from the beginning of a year.
fn months(from: At, to: At, step: u32, zone: &jiff::tz::TimeZone) -> Vec<(At, String)> {
    let begins = from.timestamp().to_zoned(zone.clone()).date();
    let begun = i32::from(begins.year()) * 12 + i32::from(begins.month()) - 1;
    let step = i32::try_from(step).unwrap_or(12);
    let first = (begun / step + 1) * step;
    let words = if step < 12 { "%b %Y" } else { "%Y" };
    let month = |n: i32| {
        let (year, month) = (i16::try_from(n / 12).ok()?, i8::try_from(n % 12 + 1).ok()?);
        let zoned = jiff::civil::Date::new(year, month, 1).ok()?.to_zoned(zone.clone()).ok()?;
        Some((At::from_timestamp(zoned.timestamp())?, zoned.strftime(words).to_string()))
    };
    (0..).map_while(|n| month(first + n * step)).take_while(|(at, _)| *at < to).collect()
}
