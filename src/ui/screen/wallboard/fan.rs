//! The fan of a forecast: what was, the moment that is now, and between what it will end eight times of ten.

use super::kit::Brush;
use crate::floor::At;
use crate::view::Spread;
use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke};

/// Where `now` stands: the past at its left and the forecast at its right have a scale of time each.
const NOW_RATIO: f32 = 0.42;

/// Paints the fan into a rectangle. Reach counts from zero at the foot.
pub fn paint_fan(brush: &Brush, rect: Rect, spread: &Spread, now: At, ink: Color32) {
    let fan_top = spread.fan.iter().map(|point| point.reach.high).fold(0.0, f64::max);
    let top = spread.past.iter().map(|(_, reach)| *reach).fold(fan_top, f64::max).max(spread.reach_now).max(1.0);
    let y = |reach: f64| rect.bottom() - rect.height() * (reach / top).clamp(0.0, 1.0) as f32;
    let x_now = rect.left() + rect.width() * NOW_RATIO;
    let first = spread.past.first().map_or(now, |(at, _)| *at);
    let last = spread.fan.last().map_or(now, |point| point.at);
    let part = |from: At, at: At, to: At| {
        let whole = to.secs_since(from).max(1) as f32;
        (at.secs_since(from) as f32 / whole).clamp(0.0, 1.0)
    };
    let stroke = Stroke::new(brush.px(2.0).max(1.5), ink);
    let here = Pos2::new(x_now, y(spread.reach_now));
    let mut past: Vec<Pos2> = spread
        .past
        .iter()
        .map(|(at, reach)| Pos2::new(rect.left() + (x_now - rect.left()) * part(first, *at, now), y(*reach)))
        .collect();
    past.push(here);
    let ahead = |at: At| x_now + (rect.right() - x_now) * part(now, at, last);
    let mut band = vec![(here, here)];
    let mut middle = vec![here];
    for point in spread.fan.iter().filter(|point| point.at > now) {
        let x = ahead(point.at);
        band.push((Pos2::new(x, y(point.reach.high)), Pos2::new(x, y(point.reach.low))));
        middle.push(Pos2::new(x, y(point.reach.mid)));
    }
    brush.painter.add(Shape::mesh(ribbon(&band, ink.gamma_multiply(0.32))));
    brush.dashed(Pos2::new(x_now, rect.top()), Pos2::new(x_now, rect.bottom()), brush.t.faint);
    if past.len() > 1 {
        brush.painter.add(Shape::line(past, stroke));
    }
    let (dash, gap) = (brush.px(4.0).max(3.0), brush.px(3.0).max(2.0));
    brush.painter.extend(Shape::dashed_line(&middle, stroke, dash, gap));
}

/// The surface between two lines.
fn ribbon(edges: &[(Pos2, Pos2)], ground: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (upper, lower) in edges {
        mesh.colored_vertex(*upper, ground);
        mesh.colored_vertex(*lower, ground);
    }
    let pairs = u32::try_from(edges.len()).unwrap_or(0);
    for i in 1..pairs {
        let (a, b) = (2 * (i - 1), 2 * i);
        mesh.add_triangle(a, a + 1, b);
        mesh.add_triangle(a + 1, b, b + 1);
    }
    mesh
}
