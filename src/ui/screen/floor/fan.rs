//! The fan: reach until now as a line, and what is foreseen as a line in its interval.

use crate::floor::At;
use crate::ui::{format, theme};
use crate::view::{Band, FanPoint, Snapshot, Spread};
use egui::{Align2, Color32, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2};

/// How high the chart is, in points.
const HEIGHT: f32 = 132.0;
/// Hours of the past that are drawn; the rest would press the future together.
const PAST_SECS: u32 = 4 * 3_600;
/// Up to so many times the highest reach, the alert's line is drawn; beyond, it would press everything flat.
const THRESHOLD_FACTOR: f64 = 2.5;

/// What the chart's rectangle stands for.
struct Axes {
    rect: Rect,
    from: At,
    until: At,
    most: f64,
}

impl Axes {
    fn x(&self, at: At) -> f32 {
        let span = self.until.secs_since(self.from).max(1) as f32;
        let share = at.secs_since(self.from) as f32 / span;
        self.rect.left() + self.rect.width() * share.clamp(0.0, 1.0)
    }

    fn y(&self, people: f64) -> f32 {
        self.rect.bottom() - self.rect.height() * (people / self.most.max(1.0)).clamp(0.0, 1.0) as f32
    }

    fn pos(&self, at: At, people: f64) -> Pos2 {
        Pos2::new(self.x(at), self.y(people))
    }
}

/// People, shortened.
pub fn people(n: f64) -> String {
    format::compact(n.max(0.0).round() as u64)
}

/// An interval: `0.6 M–2.4 M`.
pub fn interval(band: &Band) -> String {
    format!("{}–{}", people(band.low), people(band.high))
}

/// Draws it across the room that is left.
pub fn fan_ui(ui: &mut Ui, snapshot: &Snapshot, spread: &Spread) -> Response {
    let (whole, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::hover());
    let axes = axes(whole, snapshot, spread);
    if ui.is_rect_visible(whole) {
        draw(ui, &axes, snapshot, spread);
        hover_ui(ui, &axes, &response, snapshot, spread);
    }
    let words = format!(
        "Reach now {}, in 6 h {}, between {} and {}; alert at {}",
        people(spread.reach_now),
        people(spread.reach_6h.mid),
        people(spread.reach_6h.low),
        people(spread.reach_6h.high),
        format::compact(spread.threshold)
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &words));
    response
}

fn axes(whole: Rect, snapshot: &Snapshot, spread: &Spread) -> Axes {
    let earliest = snapshot.at.minus(PAST_SECS);
    let from = spread.past.first().map_or(earliest, |(at, _)| (*at).max(earliest));
    let until = spread.fan.last().map_or(snapshot.at, |point| point.at).max(snapshot.at.plus(60));
    let highest = spread.fan.iter().map(|point| point.reach.high).fold(spread.reach_now, f64::max).max(1.0);
    let threshold = spread.threshold as f64;
    let most = if threshold <= highest * THRESHOLD_FACTOR { highest.max(threshold) } else { highest };
    // Room for the word over the line of now, and under the line of time.
    let rect = Rect::from_min_max(whole.min + Vec2::new(0.0, 18.0), whole.max - Vec2::new(0.0, 18.0));
    Axes { rect, from, until, most: most * 1.04 }
}

fn draw(ui: &Ui, axes: &Axes, snapshot: &Snapshot, spread: &Spread) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    let font = theme::regular_font(ui, theme::SMALLEST);
    painter.hline(axes.rect.x_range(), axes.rect.bottom(), Stroke::new(1.0, t.line));
    let start = FanPoint { at: snapshot.at, reach: same(spread.reach_now) };
    let fan: Vec<FanPoint> =
        std::iter::once(start).chain(spread.fan.iter().copied().filter(|p| p.at > snapshot.at)).collect();
    painter.add(Shape::mesh(area(axes, &fan, t.viral.gamma_multiply(0.28))));
    let mid: Vec<Pos2> = fan.iter().map(|p| axes.pos(p.at, p.reach.mid)).collect();
    painter.extend(Shape::dashed_line(&mid, Stroke::new(2.0, t.viral), 5.0, 4.0));
    let before: Vec<Pos2> =
        spread.past.iter().filter(|(at, _)| *at >= axes.from).map(|(at, n)| axes.pos(*at, *n)).collect();
    painter.add(Shape::line(before, Stroke::new(2.0, t.viral)));
    let now = axes.x(snapshot.at);
    let upright = [Pos2::new(now, axes.rect.top() - 4.0), Pos2::new(now, axes.rect.bottom())];
    painter.extend(Shape::dashed_line(&upright, Stroke::new(1.0, t.faint), 3.0, 3.0));
    let side = if now > axes.rect.center().x { Align2::RIGHT_BOTTOM } else { Align2::LEFT_BOTTOM };
    let aside = if now > axes.rect.center().x { -5.0 } else { 5.0 };
    painter.text(Pos2::new(now + aside, axes.rect.top() - 2.0), side, "now", font.clone(), t.dim);
    threshold(ui, axes, spread, now);
    let under = axes.rect.bottom() + 3.0;
    let clock = |at| format::clock(at, &snapshot.zone);
    painter.text(Pos2::new(axes.rect.left(), under), Align2::LEFT_TOP, clock(axes.from), font.clone(), t.quiet);
    painter.text(Pos2::new(axes.rect.right(), under), Align2::RIGHT_TOP, clock(axes.until), font, t.quiet);
}

/// From where on it is an alert: a line, or words when the line lies far above.
fn threshold(ui: &Ui, axes: &Axes, spread: &Spread, now: f32) {
    let t = theme::tokens(ui);
    let font = theme::regular_font(ui, theme::SMALLEST);
    let words = format!("alert at {}", format::compact(spread.threshold));
    let people = spread.threshold as f64;
    if people > axes.most {
        let at = Pos2::new(axes.rect.right(), axes.rect.top() - 2.0);
        ui.painter().text(at, Align2::RIGHT_BOTTOM, format!("{words}, far above this"), font, t.quiet);
        return;
    }
    let y = axes.y(people);
    let line = [Pos2::new(axes.rect.left(), y), Pos2::new(axes.rect.right(), y)];
    ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.0, t.breach_line), 2.0, 3.0));
    // Beside the line of now, on the side with more room, so that neither word lies on the other.
    let left = now - axes.rect.left() > 90.0;
    let (x, side) =
        if left { (axes.rect.left(), Align2::LEFT_BOTTOM) } else { (axes.rect.right(), Align2::RIGHT_BOTTOM) };
    let ink = if left || now < axes.rect.center().x { t.breach_text } else { t.quiet };
    ui.painter().text(Pos2::new(x, y - 2.0), side, words, font, ink);
}

fn same(n: f64) -> Band {
    Band { low: n, mid: n, high: n }
}

/// The interval as a surface.
fn area(axes: &Axes, fan: &[FanPoint], color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (place, point) in fan.iter().enumerate() {
        mesh.colored_vertex(axes.pos(point.at, point.reach.high), color);
        mesh.colored_vertex(axes.pos(point.at, point.reach.low), color);
        if place > 0 {
            let at = place as u32 * 2;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at - 1, at, at + 1);
        }
    }
    mesh
}

/// The moment under the pointer, and the people then.
fn hover_ui(ui: &Ui, axes: &Axes, response: &Response, snapshot: &Snapshot, spread: &Spread) {
    let Some(pointer) = response.hover_pos() else { return };
    let t = theme::tokens(ui);
    let near = |at: At| (axes.x(at) - pointer.x).abs();
    let before = spread.past.iter().map(|(at, n)| (*at, same(*n), false));
    let after = spread.fan.iter().map(|p| (p.at, p.reach, true));
    let found = before.chain(after).min_by(|a, b| near(a.0).total_cmp(&near(b.0)));
    let Some((at, band, foreseen)) = found else { return };
    ui.painter().vline(axes.x(at), axes.rect.y_range(), Stroke::new(1.0, t.faint));
    ui.painter().circle_filled(axes.pos(at, band.mid), 4.0, t.viral);
    let when = format::moment(at, snapshot.at, &snapshot.zone);
    let words = match foreseen {
        true => format!(
            "{when}: {} people, 8 times in 10 between {} and {}",
            people(band.mid),
            people(band.low),
            people(band.high)
        ),
        false => format!("{when}: {} people", people(band.mid)),
    };
    response.clone().on_hover_text_at_pointer(words);
}
