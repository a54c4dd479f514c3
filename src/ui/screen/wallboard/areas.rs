//! Where each part of the board lies.

use super::kit::Brush;
use egui::{Pos2, Rect, Vec2};

/// The parts of the board.
pub struct Areas {
    /// Title, sources and clock.
    pub head: Rect,
    /// Under the head, what must be known before anything else; without height when there is nothing.
    pub notices: Rect,
    /// Everything under that.
    pub body: Rect,
    /// Six tiles; the first is wider.
    pub tiles: [Rect; 6],
    /// What strangers carry on.
    pub viral: Rect,
    /// Next to breach.
    pub due: Rect,
    /// Waiting by age.
    pub by_age: Rect,
    /// Today by half hour.
    pub today: Rect,
    /// Required against scheduled and present.
    pub coverage: Rect,
    /// Channels.
    pub channels: Rect,
}

impl Areas {
    /// Divides the room. Heights follow the words in them; what is left goes to the middle.
    pub fn of(whole: Rect, brush: &Brush, has_notices: bool) -> Areas {
        let inset = whole.shrink2(Vec2::new(brush.px(20.0).max(10.0), brush.px(18.0).max(8.0)));
        let gap = brush.px(15.0).max(8.0);
        let head_height = brush.px(54.0).max(44.0);
        let head = Rect::from_min_size(inset.min, Vec2::new(inset.width(), head_height - gap.min(8.0)));
        let under = Pos2::new(inset.left(), inset.top() + head_height);
        let notices_height = if has_notices { brush.line(14.0) + brush.px(16.0).max(12.0) } else { 0.0 };
        let notices = Rect::from_min_size(under, Vec2::new(inset.width(), notices_height));
        let body_top = if has_notices { notices.bottom() + gap } else { under.y };
        let body = Rect::from_min_max(Pos2::new(inset.left(), body_top), inset.max);
        let tile_height = brush.px(216.0).max(brush.line(76.0) + 3.4 * brush.line(13.0) + 2.0 * brush.pad());
        let foot_height = brush.px(216.0).max(8.0 * brush.line(15.0));
        let foot_height = foot_height.min(body.height() * 0.27);
        let middle_top = body.top() + tile_height + gap;
        let foot_top = body.bottom() - foot_height;
        let middle = (middle_top, (foot_top - gap).max(middle_top));
        let [viral, due, by_age] = columns(body, middle, gap, [510.0, 439.0, 453.0]);
        let [today, coverage, channels] = columns(body, (foot_top, body.bottom()), gap, [540.0, 480.0, 380.0]);
        let tiles =
            columns(body, (body.top(), body.top() + tile_height), gap, [279.0, 219.0, 219.0, 219.0, 219.0, 219.0]);
        Areas { head, notices, body, tiles, viral, due, by_age, today, coverage, channels }
    }
}

/// Rectangles side by side between two heights, their widths in these proportions.
pub fn columns<const N: usize>(room: Rect, (top, bottom): (f32, f32), gap: f32, widths: [f32; N]) -> [Rect; N] {
    let all: f32 = widths.iter().sum();
    let free = room.width() - gap * (N as f32 - 1.0);
    let mut left = room.left();
    widths.map(|width| {
        let right = left + free * width / all;
        let rect = Rect::from_min_max(Pos2::new(left, top), Pos2::new(right, bottom));
        left = right + gap;
        rect
    })
}
