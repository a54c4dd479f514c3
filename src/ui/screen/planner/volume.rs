//! Mentions in each half hour: what came, what is expected with its band, and a year before.

use super::axis::{Axis, days_later, midnight, short_day};
use crate::floor::At;
use crate::ui::theme::{self, Tokens};
use crate::ui::{format, widget};
use crate::view::{BackTest, Interval, Snapshot, Volume, VolumeOf, Worked};
use egui::{Align2, Mesh, Painter, Pos2, Rect, ScrollArea, Sense, Shape, Stroke, Ui, Vec2};
use jiff::civil::Date;

/// Room over the curves for the names of the days.
const DAYS_HEIGHT: f32 = 20.0;
/// Days whose names fit beside each other; of more only the Mondays are named.
const NAMED_MAX: u16 = 14;

/// The days on the screen and the moment, for every chart.
#[derive(Clone, Copy)]
pub(super) struct Days<'a> {
    pub(super) first: Date,
    pub(super) count: u16,
    pub(super) snapshot: &'a Snapshot,
}

impl Days<'_> {
    pub(super) fn span(&self) -> (At, At) {
        let zone = &self.snapshot.zone;
        (midnight(self.first, zone), midnight(days_later(self.first, i32::from(self.count)), zone))
    }

    /// Rules between the days, and their names over them.
    pub(super) fn rules_ui(&self, ui: &Ui, axis: Axis, rect: Rect) {
        let t = theme::tokens(ui);
        for day in 0..self.count {
            let date = days_later(self.first, i32::from(day));
            let x = axis.x(midnight(date, &self.snapshot.zone));
            ui.painter().vline(x, rect.y_range(), Stroke::new(1.0, t.raised));
            if self.count <= NAMED_MAX || date.weekday() == jiff::civil::Weekday::Monday {
                let font = theme::regular_font(ui, theme::LABEL);
                ui.painter().text(Pos2::new(x + 6.0, rect.top()), Align2::LEFT_TOP, short_day(date), font, t.dim);
            }
        }
    }
}

/// The moment, across a chart.
pub(super) fn now_line(painter: &Painter, t: &Tokens, axis: Axis, rect: Rect, now: At) {
    if axis.shows(now, now.plus(1)) {
        let x = axis.x(now);
        let ends = [Pos2::new(x, rect.top()), Pos2::new(x, rect.bottom())];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(1.5, t.text), 3.0, 3.0));
    }
}

/// Draws the card. True when somebody wants to import a history.
pub(super) fn volume_ui(ui: &mut Ui, days: Days<'_>, volume: &Worked<Volume>, of: &mut VolumeOf, height: f32) -> bool {
    let shown = volume.shown();
    let minutes = shown.map_or(30, |v| v.step_secs / 60);
    // In a narrow window the words about the curves stand in the hover alone.
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let wide = ui.available_width() > 860.0 * unit;
    let curves = "actual · forecast with 80 % interval · last year";
    let right = match (volume, shown.and_then(|v| v.back_test.as_ref())) {
        (Worked::Ready(_), Some(test)) if wide => format!("{} · {curves}", short(test)),
        (Worked::Ready(_), Some(test)) => short(test),
        (Worked::Ready(_), None) => curves.to_owned(),
        (other, _) => other.words(),
    };
    let title = format!("Mentions per {minutes} min");
    widget::card_with_ui(
        ui,
        &title,
        |ui| of_ui(ui, days.snapshot, of),
        &right,
        |ui| {
            let t = theme::tokens(ui);
            let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
            let (from, until) = days.span();
            let axis = Axis::across(from, until, rect);
            days.rules_ui(ui, axis, rect);
            let Some(volume) = shown else {
                let font = theme::regular_font(ui, theme::BODY);
                ui.painter().text(rect.center(), Align2::CENTER_CENTER, volume.words(), font, t.dim);
                let size = Vec2::new(170.0, 30.0);
                let at = Rect::from_center_size(rect.center() + Vec2::new(0.0, 32.0), size);
                let missing = matches!(volume, Worked::Missing(_));
                return missing && ui.put(at, egui::Button::new("Import a history…")).clicked();
            };
            let plot = Rect::from_min_max(rect.min + Vec2::new(0.0, DAYS_HEIGHT), rect.max);
            let scale = Scale { axis, plot, top: top(volume) };
            scale.paint(&ui.painter().with_clip_rect(rect), t, volume);
            now_line(ui.painter(), t, axis, rect, days.snapshot.at);
            let font = theme::regular_font(ui, theme::SMALLEST);
            let most = format::number(scale.top.round() as u64);
            let corner = Pos2::new(rect.right(), rect.top() + DAYS_HEIGHT);
            ui.painter().text(corner, Align2::RIGHT_TOP, format!("{most} at the top"), font, t.quiet);
            let spoken = spoken(volume);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &spoken));
            response.on_hover_ui_at_pointer(|ui| hover_ui(ui, days.snapshot, volume, axis));
            false
        },
    )
    .inner
}

/// Of what it is, and what else it can be of.
fn of_ui(ui: &mut Ui, snapshot: &Snapshot, of: &mut VolumeOf) {
    let all = &snapshot.planner.volumes;
    let name = all.iter().find(|(is, _)| is == of).map_or("all mentions", |(_, name)| name.as_str());
    let menu = ui.menu_button(format!("{name} ▾"), |ui| {
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            let mut kind = None;
            for (is, name) in all {
                let head = match is {
                    VolumeOf::All => "",
                    VolumeOf::Channel(_) => "Channels",
                    VolumeOf::Handle(_) => "Accounts",
                    VolumeOf::Intent(_) => "Intents",
                    VolumeOf::Language(_) => "Languages",
                };
                if kind.replace(head) != Some(head) && !head.is_empty() {
                    widget::label_ui(ui, head);
                }
                if ui.selectable_label(is == of, name).clicked() {
                    *of = *is;
                    ui.close();
                }
            }
        });
    });
    menu.response.on_hover_text("Of what this chart is; plans are made for all mentions");
}

fn short(test: &BackTest) -> String {
    let misses = (test.wape * 100.0).round();
    let naive = (test.naive_wape * 100.0).round();
    format!("back-test of {} d: misses {misses} % (same day last week {naive} %)", test.days)
}

fn spoken(volume: &Volume) -> String {
    let came: f64 = volume.actual.iter().flatten().map(|n| f64::from(*n)).sum();
    let comes: f64 =
        volume.forecast.iter().zip(&volume.actual).filter_map(|(f, a)| f.filter(|_| a.is_none())).map(|f| f.p50).sum();
    let number = |n: f64| format::number(n.round() as u64);
    format!("Mentions: {} came, {} are expected in the rest of the period", number(came), number(comes))
}

/// The largest count that is drawn.
fn top(volume: &Volume) -> f32 {
    let counts = volume.actual.iter().chain(&volume.last_year).flatten().copied();
    let bands = volume.forecast.iter().flatten().map(|band| band.p90 as f32);
    counts.chain(bands).fold(1.0, f32::max)
}

struct Scale {
    axis: Axis,
    plot: Rect,
    top: f32,
}

impl Scale {
    /// Counts stand in the middle of their interval.
    fn point(&self, volume: &Volume, place: usize, count: f32) -> Pos2 {
        let step = volume.step_secs;
        let mid = volume.start.plus((place as u32).saturating_mul(step).saturating_add(step / 2));
        Pos2::new(self.axis.x(mid), self.plot.bottom() - self.plot.height() * count / self.top)
    }

    /// Pieces of a curve between the places where nothing is known.
    fn pieces(&self, volume: &Volume, counts: impl Iterator<Item = Option<f32>>) -> Vec<Vec<Pos2>> {
        let mut pieces = vec![Vec::new()];
        for (place, count) in counts.enumerate() {
            match (count, pieces.last_mut()) {
                (Some(count), Some(piece)) => piece.push(self.point(volume, place, count)),
                (None, Some(piece)) if !piece.is_empty() => pieces.push(Vec::new()),
                _ => {}
            }
        }
        pieces
    }

    fn paint(&self, painter: &Painter, t: &Tokens, volume: &Volume) {
        // Behind what came, a forecast is only there to be compared on hover.
        let ahead = |place: usize| volume.actual.get(place).copied().flatten().is_none();
        let bands: Vec<(usize, Interval)> = volume
            .forecast
            .iter()
            .enumerate()
            .filter_map(|(place, band)| band.filter(|_| ahead(place)).map(|band| (place, band)))
            .collect();
        painter.add(Shape::mesh(self.band(volume, &bands, t)));
        for piece in self.pieces(volume, volume.last_year.iter().copied()) {
            painter.extend(Shape::dashed_line(&piece, Stroke::new(1.2, t.quiet), 1.5, 3.5));
        }
        let middle =
            volume.forecast.iter().enumerate().map(|(place, band)| band.filter(|_| ahead(place)).map(|b| b.p50 as f32));
        for piece in self.pieces(volume, middle) {
            painter.extend(Shape::dashed_line(&piece, Stroke::new(2.0, t.accent), 6.0, 4.0));
        }
        for piece in self.pieces(volume, volume.actual.iter().copied()) {
            painter.add(Shape::line(piece, Stroke::new(1.8, t.text)));
        }
        for mark in &volume.marks {
            let at = Pos2::new(self.axis.x(mark.at.plus(mark.secs / 2)), self.plot.bottom());
            let up = vec![at + Vec2::new(-4.0, 0.0), at + Vec2::new(4.0, 0.0), at + Vec2::new(0.0, -7.0)];
            painter.add(Shape::convex_polygon(up, t.watch, Stroke::NONE));
        }
    }

    fn band(&self, volume: &Volume, bands: &[(usize, Interval)], t: &Tokens) -> Mesh {
        let mut mesh = Mesh::default();
        let tint = t.accent.gamma_multiply(0.28);
        for pair in bands.windows(2) {
            let [(a, low), (b, high)] = pair else { continue };
            if a + 1 != *b {
                continue;
            }
            let first = mesh.vertices.len() as u32;
            for (place, count) in [(*a, low.p10), (*a, low.p90), (*b, high.p90), (*b, high.p10)] {
                mesh.colored_vertex(self.point(volume, place, count as f32), tint);
            }
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first, first + 2, first + 3);
        }
        mesh
    }
}

fn hover_ui(ui: &mut Ui, snapshot: &Snapshot, volume: &Volume, axis: Axis) {
    let Some(pointer) = ui.ctx().pointer_hover_pos() else { return };
    let secs = axis.at(pointer.x).secs_since(volume.start);
    let Ok(place) = usize::try_from(secs / i64::from(volume.step_secs.max(1))) else { return };
    let at = volume.start.plus((place as u32).saturating_mul(volume.step_secs));
    ui.set_max_width(340.0);
    let (day, from) = (format::day(at, &snapshot.zone), format::clock(at, &snapshot.zone));
    widget::strong_ui(ui, &format!("{day}, {from}–{}", format::clock(at.plus(volume.step_secs), &snapshot.zone)));
    let whole = |n: f64| format::number(n.round() as u64);
    if let Some(count) = volume.actual.get(place).copied().flatten() {
        widget::dim_ui(ui, &format!("{} mentions came", whole(f64::from(count))));
    }
    if let Some(band) = volume.forecast.get(place).copied().flatten() {
        let words = format!("{} forecast, {}–{} in eight of ten", whole(band.p50), whole(band.p10), whole(band.p90));
        widget::dim_ui(ui, &words);
    }
    if let Some(count) = volume.last_year.get(place).copied().flatten() {
        widget::dim_ui(ui, &format!("{} a year before, aligned by event", whole(f64::from(count))));
    }
    for mark in volume.marks.iter().filter(|mark| mark.at < at.plus(volume.step_secs) && mark.at.plus(mark.secs) > at) {
        let who = if mark.by_hand { "by hand" } else { "found" };
        widget::dim_ui(ui, &format!("▲ {}, {who}: left out of the profile", mark.words));
    }
    if !volume.intraday.is_empty() {
        widget::label_ui(ui, &format!("Rest of today made again: {}", volume.intraday));
    }
    if let Some(test) = &volume.back_test {
        back_test_ui(ui, test);
    }
}

/// How good the same method was on days that it had not seen.
pub(super) fn back_test_ui(ui: &mut Ui, test: &BackTest) {
    let percent = |ratio: f64| format!("{:.1} %", ratio * 100.0);
    let lines = [
        format!("Back-test: {} days, each forecast from the days before it", test.days),
        format!("Misses {} of all mentions (WAPE)", percent(test.wape)),
        format!("Same weekday a week before misses {}", percent(test.naive_wape)),
        format!("No method can get under {} at this volume", percent(test.poisson_floor)),
        format!("MASE {:.2}, under 1 is better than the seasonal naive", test.mase),
        format!("{} of intervals had at most what P80 said", percent(test.under_p80_ratio)),
    ];
    for line in lines {
        widget::label_ui(ui, &line);
    }
}
