//! The board for a screen across the room: four to six numbers, each as large as there is room for.

use super::wallboard::kit::{self, Brush};
use crate::ui::format;
use crate::ui::theme;
use crate::view::{Snapshot, Wallboard};
use egui::{Align2, Color32, FontId, Pos2, Rect, Ui, Vec2};

/// Numbers are not drawn smaller than this; there are fewer of them instead.
const LEAST: f32 = 160.0;

/// A number, what it is and what it is held against.
struct Figure {
    title: &'static str,
    figure: String,
    unit: String,
    beside: String,
    ink: Color32,
}

/// Draws six, or four, or as many as can be large.
pub fn distance_ui(ui: &Ui, brush: &Brush, room: Rect, snapshot: &Snapshot) {
    let figures = figures(brush, snapshot);
    let gap = brush.px(15.0).max(8.0);
    let fits = |columns: usize, rows: usize| size_in(brush, &figures[..columns * rows], cell(room, columns, rows, gap));
    let (columns, rows) = match () {
        () if fits(3, 2) >= LEAST => (3, 2),
        () if fits(2, 2) >= LEAST => (2, 2),
        () if fits(2, 1) >= LEAST => (2, 1),
        () => (2, 2),
    };
    let size = fits(columns, rows);
    let cell = cell(room, columns, rows, gap);
    for (place, figure) in figures.iter().take(columns * rows).enumerate() {
        let (column, row) = (place % columns, place / columns);
        let step = Vec2::new((cell.x + gap) * column as f32, (cell.y + gap) * row as f32);
        let rect = Rect::from_min_size(room.min + step, cell);
        draw(&brush.within(rect), rect, figure, size);
        let name = format!("{}: {} {}. {}", figure.title, figure.figure, figure.unit, figure.beside);
        kit::named(ui, rect, ("distance", place), &name, &name);
    }
}

fn cell(room: Rect, columns: usize, rows: usize, gap: f32) -> Vec2 {
    let part = |length: f32, n: usize| (length - gap * (n as f32 - 1.0)) / n as f32;
    Vec2::new(part(room.width(), columns), part(room.height(), rows))
}

fn label_size(brush: &Brush) -> f32 {
    brush.size(30.0).max(20.0)
}

/// The largest size in which all of these fit their cell: one size for all, so that none looks more important.
fn size_in(brush: &Brush, figures: &[Figure], cell: Vec2) -> f32 {
    let label = label_size(brush);
    let height = (cell.y - 2.0 * brush.pad() - 3.0 * label) / 1.0;
    let probe = 100.0;
    let widest = figures
        .iter()
        .map(|figure| {
            let number = brush.width(&figure.figure, &FontId::new(probe, theme::semibold()));
            let unit = brush.width(&figure.unit, &FontId::new(probe * 0.3, egui::FontFamily::Proportional));
            number + unit + probe * 0.1
        })
        .fold(1.0, f32::max);
    let width = (cell.x - 2.0 * brush.pad()) * probe / widest;
    height.min(width).min(cell.y * 0.7)
}

fn draw(brush: &Brush, rect: Rect, figure: &Figure, size: f32) {
    brush.card(rect);
    let inner = rect.shrink(brush.pad());
    let label = label_size(brush);
    let font = FontId::new(label, egui::FontFamily::Proportional);
    brush.cut(inner.min, inner.width(), figure.title, font.clone(), brush.t.dim);
    let top = inner.center().y - size * 0.61;
    let unit = FontId::new(size * 0.3, egui::FontFamily::Proportional);
    let number = FontId::new(size, theme::semibold());
    brush.figure(Pos2::new(inner.left(), top), &figure.figure, &number, figure.ink, &figure.unit, &unit);
    let galley = brush.wrapped(&figure.beside, font, figure.ink, inner.width(), 1);
    let at = Align2::LEFT_BOTTOM.anchor_size(inner.left_bottom(), galley.size()).min;
    brush.painter.galley(at, galley, figure.ink);
}

fn figures(brush: &Brush, snapshot: &Snapshot) -> Vec<Figure> {
    let t = brush.t;
    let board = &snapshot.wallboard;
    let late = if board.breached > 0 { t.breach } else { t.text };
    let beside = format!("{} past target", format::count(board.breached));
    let waiting =
        Figure { title: "Waiting now", figure: format::count(board.waiting), unit: String::new(), beside, ink: late };
    let oldest = match &board.oldest {
        Some(oldest) => {
            let (figure, unit) = format::age_parts(u64::from(oldest.age_secs));
            let past = oldest.past_target_secs;
            let words = if past > 0 { "past target" } else { "to target" };
            let beside = format!("{} {words}", format::age(past.unsigned_abs()));
            let ink = if past > 0 { t.breach } else { t.text };
            Figure { title: "Oldest waiting", figure, unit: unit.to_owned(), beside, ink }
        }
        None => plain("Oldest waiting", "—", "", "nobody waits", t.met),
    };
    let tile = &board.within_target;
    let goal = format!("goal {}", format::percent(tile.goal_ratio));
    let within = match tile.ratio() {
        Some(ratio) => {
            let ink = if ratio >= tile.goal_ratio {
                t.met
            } else if ratio >= tile.goal_ratio - 0.1 {
                t.watch
            } else {
                t.breach
            };
            let word = if ratio >= tile.goal_ratio { "kept" } else { "missed" };
            plain(
                "Within target today",
                &format::percent_figure(ratio).to_string(),
                "%",
                &format!("{goal} {word}"),
                ink,
            )
        }
        None => plain("Within target today", "—", "", &goal, t.dim),
    };
    let agents = &board.agents;
    let free = format!("{} free, {} away", agents.free, agents.away);
    let people =
        plain("Agents on shift", &format::count(agents.on_shift), &format!("of {}", agents.team), &free, t.text);
    let median =
        board.first_response.median_secs.map_or(("—".to_owned(), ""), |secs| format::age_parts(u64::from(secs)));
    let answered =
        format!("{}, {} answered", board.first_response.period.word(), format::count(board.first_response.answered));
    let response = plain("Median first response", &median.0, median.1, &answered, t.text);
    vec![waiting, oldest, within, people, response, viral(brush, board)]
}

/// Alerts of conversations that strangers carry on, and the widest of them.
fn viral(brush: &Brush, board: &Wallboard) -> Figure {
    let ink = if board.viral_alerts > 0 { brush.t.viral } else { brush.t.text };
    let widest = board.viral.iter().filter(|card| card.spread.is_forecast).map(|card| card.spread.reach_6h.mid);
    let beside = match widest.fold(None, |most: Option<f64>, reach| Some(most.map_or(reach, |most| most.max(reach)))) {
        Some(reach) => format!("reach {} in 6 h", format::people(reach)),
        None if board.viral.is_empty() => "nothing spreads".to_owned(),
        None => "followers not known".to_owned(),
    };
    plain("Viral alerts", &format::count(board.viral_alerts), "", &beside, ink)
}

fn plain(title: &'static str, figure: &str, unit: &str, beside: &str, ink: Color32) -> Figure {
    Figure { title, figure: figure.to_owned(), unit: unit.to_owned(), beside: beside.to_owned(), ink }
}
