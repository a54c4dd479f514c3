//! The brush that the board is painted with: sizes in the scale of the monitor, words that are cut where they end.

use crate::ui::theme::{self, Tokens};
use crate::ui::widget::{is_right_to_left, paint_sparkline};
use egui::epaint::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, CornerRadius, FontFamily, FontId, Galley, Painter, Pos2, Rect, Response, Role, Sense};
use egui::{Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};
use std::sync::Arc;

/// From the top of a line of Inter to its baseline, as a part of the size.
const ASCENT: f32 = 0.968_75;
/// From one line of Inter to the next, as a part of the size.
const LINE: f32 = 1.22;
/// From this size on letters stand closer.
const LARGE: f32 = 40.0;

/// Paints in the scale of the monitor.
pub struct Brush {
    /// Paints.
    pub painter: Painter,
    /// The colours.
    pub t: &'static Tokens,
    /// Against a 1920×1080 monitor.
    scale: f32,
}

impl Brush {
    /// A brush for a board of this size.
    pub fn new(ui: &Ui, size: Vec2) -> Brush {
        let scale = (size.x / 1920.0).min(size.y / 1080.0).clamp(0.3, 6.0);
        Brush { painter: ui.painter().clone(), t: theme::tokens(ui), scale }
    }

    /// The same brush on a part of the board: nothing is painted outside.
    pub fn within(&self, rect: Rect) -> Brush {
        Brush { painter: self.painter.with_clip_rect(rect.intersect(self.painter.clip_rect())), ..*self }
    }

    /// A length in the scale of the monitor.
    pub fn px(&self, at_full_hd: f32) -> f32 {
        at_full_hd * self.scale
    }

    /// A size of words in the scale of the monitor, never too small to read.
    pub fn size(&self, at_full_hd: f32) -> f32 {
        self.px(at_full_hd).max(theme::SMALLEST)
    }

    /// The height of a line of words.
    pub fn line(&self, at_full_hd: f32) -> f32 {
        self.size(at_full_hd) * LINE
    }

    /// Between the edge of a card and what is in it.
    pub fn pad(&self) -> f32 {
        self.px(19.0).max(10.0)
    }

    /// The regular weight.
    pub fn regular(&self, at_full_hd: f32) -> FontId {
        FontId::new(self.size(at_full_hd), FontFamily::Proportional)
    }

    /// The semibold weight.
    pub fn strong(&self, at_full_hd: f32) -> FontId {
        FontId::new(self.size(at_full_hd), theme::semibold())
    }

    /// One line of words. Very large ones stand closer, as their spaces grow with them.
    fn one_line(&self, text: &str, font: FontId, ink: Color32) -> Arc<Galley> {
        let closer = if font.size >= LARGE { font.size * -0.035 } else { 0.0 };
        let mut job = LayoutJob::default();
        let format = TextFormat { extra_letter_spacing: closer, ..TextFormat::simple(font, ink) };
        job.append(text, 0.0, format);
        self.painter.layout_job(job)
    }

    /// The longest of these that is no wider than this; the last when none is.
    pub fn fitting<'a>(&self, choices: &[&'a str], font: &FontId, width: f32) -> &'a str {
        let fits = choices.iter().find(|words| self.width(words, font) <= width);
        fits.or(choices.last()).copied().unwrap_or_default()
    }

    /// Words at a place.
    pub fn words(&self, at: Pos2, align: Align2, text: &str, font: FontId, ink: Color32) -> Rect {
        let galley = self.one_line(text, font, ink);
        let rect = align.anchor_size(at, galley.size());
        self.painter.galley(rect.min, galley, ink);
        rect
    }

    /// Words that stand on a baseline; gives where they end.
    pub fn words_on(&self, baseline: Pos2, text: &str, font: FontId, ink: Color32) -> f32 {
        let at = Pos2::new(baseline.x, baseline.y - font.size * ASCENT);
        self.words(at, Align2::LEFT_TOP, text, font, ink).right()
    }

    /// Words in at most so many lines of this width, with `…` where they are cut.
    pub fn wrapped(&self, text: &str, font: FontId, ink: Color32, width: f32, rows: usize) -> Arc<Galley> {
        let mut job = LayoutJob::simple(text.to_owned(), font, ink, width.max(8.0));
        job.wrap = TextWrapping { max_width: width.max(8.0), max_rows: rows, ..TextWrapping::default() };
        if rows == 1 {
            job.wrap.break_anywhere = true;
        }
        self.painter.layout_job(job)
    }

    /// One line of words from its left top corner, cut where the width ends.
    pub fn cut(&self, at: Pos2, width: f32, text: &str, font: FontId, ink: Color32) -> Rect {
        let galley = self.wrapped(text, font, ink, width, 1);
        let rect = Rect::from_min_size(at, galley.size());
        self.painter.galley(at, galley, ink);
        rect
    }

    /// A customer's words from their left top corner, in at most so many lines; gives their height.
    pub fn customer(&self, at: Pos2, width: f32, rows: usize, text: &str, font: FontId, ink: Color32) -> f32 {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if is_right_to_left(&text) {
            return self.rightwards(at, width, rows, &text, &font, ink);
        }
        let galley = self.wrapped(&format!("“{text}”"), font, ink, width, rows);
        let height = galley.size().y;
        self.painter.galley(at, galley, ink);
        height
    }

    /// The toolkit lays out every line from the left; so the words are laid out here, one by one from the right.
    fn rightwards(&self, at: Pos2, width: f32, rows: usize, text: &str, font: &FontId, ink: Color32) -> f32 {
        let (line, space) = (font.size * 1.35, font.size * 0.27);
        let mut x = at.x + width;
        let mut row = 0;
        for word in text.split(' ') {
            let galley = self.painter.layout_no_wrap(word.to_owned(), font.clone(), ink);
            let last = row + 1 >= rows;
            let room = if last { at.x + font.size } else { at.x };
            if x - galley.size().x < room {
                if last {
                    self.words(Pos2::new(x, at.y + line * row as f32), Align2::RIGHT_TOP, "…", font.clone(), ink);
                    break;
                }
                row += 1;
                x = at.x + width;
            }
            x -= galley.size().x;
            self.painter.galley(Pos2::new(x, at.y + line * row as f32), galley, ink);
            x -= space;
        }
        line * (row + 1) as f32
    }

    /// The width of words.
    pub fn width(&self, text: &str, font: &FontId) -> f32 {
        self.one_line(text, font.clone(), self.t.text).size().x
    }

    /// The semibold weight in this size, or smaller, so that the words are no wider than this.
    pub fn strong_fitting(&self, text: &str, at_full_hd: f32, width: f32) -> FontId {
        let font = self.strong(at_full_hd);
        let wide = self.width(text, &font).max(1.0);
        FontId::new((font.size * (width / wide).min(1.0)).max(theme::SMALLEST), font.family)
    }

    /// A figure with its unit on one baseline, from the left top corner of the figure's line.
    pub fn figure(&self, at: Pos2, figure: &str, font: &FontId, ink: Color32, unit: &str, unit_font: &FontId) -> f32 {
        let baseline = at.y + font.size * ASCENT;
        let right = self.words_on(Pos2::new(at.x, baseline), figure, font.clone(), ink);
        if unit.is_empty() {
            return right;
        }
        let gap = unit_font.size * 0.22;
        self.words_on(Pos2::new(right + gap, baseline), unit, unit_font.clone(), self.t.dim)
    }

    /// The ground of a card.
    pub fn card(&self, rect: Rect) {
        let radius = CornerRadius::same(self.radius());
        self.painter.rect(rect, radius, self.t.panel, self.edge(self.t.line), StrokeKind::Inside);
    }

    /// The ground of a card whose promise is broken: red from above, so that it stands out without shouting.
    pub fn card_breached(&self, rect: Rect) {
        let radius = CornerRadius::same(self.radius());
        self.painter.rect_filled(rect, radius, self.t.panel);
        let mut edge = Vec::new();
        egui::epaint::tessellator::path::rounded_rectangle(&mut edge, egui::epaint::RoundedRect::new(rect, radius));
        let mut mesh = egui::Mesh::default();
        let at = |pos: Pos2| {
            let down = ((pos.y - rect.top()) / rect.height().max(1.0)).clamp(0.0, 1.0);
            self.t.breach_tint.lerp_to_gamma(self.t.panel, 0.25 + 0.75 * down)
        };
        mesh.colored_vertex(rect.center(), at(rect.center()));
        for pos in &edge {
            mesh.colored_vertex(*pos, at(*pos));
        }
        let count = u32::try_from(edge.len()).unwrap_or(0);
        for i in 0..count {
            mesh.add_triangle(0, 1 + i, 1 + (i + 1) % count);
        }
        self.painter.add(Shape::mesh(mesh));
        self.painter.rect_stroke(rect, radius, self.edge(self.t.breach_line), StrokeKind::Inside);
    }

    /// The edge of a card.
    fn edge(&self, ink: Color32) -> Stroke {
        Stroke::new(self.px(1.0).max(1.0), ink)
    }

    /// A small line of counts in a rectangle.
    pub fn sparkline(&self, rect: Rect, counts: &[u32], ink: Color32) {
        paint_sparkline(&self.painter, rect, counts, ink, self.px(2.0).max(1.5));
    }

    /// The corners of a card.
    pub fn radius(&self) -> u8 {
        self.px(f32::from(theme::CARD_RADIUS)).clamp(6.0, 24.0) as u8
    }

    /// A card with a title, and dim words at its right, the longest choice that fits; gives the room in it.
    pub fn section(&self, rect: Rect, title: &str, right: &[&str]) -> Rect {
        self.card(rect);
        let pad = self.pad();
        let inner = rect.shrink(pad);
        let title_right = self.words(inner.min, Align2::LEFT_TOP, title, self.strong(15.0), self.t.text).right();
        let room = inner.right() - title_right - self.px(16.0).max(8.0);
        let right = self.fitting(right, &self.regular(13.0), room);
        let galley = self.wrapped(right, self.regular(13.0), self.t.dim, room, 1);
        let at = Pos2::new(inner.right() - galley.size().x, inner.top() + self.px(1.5));
        self.painter.galley(at, galley, self.t.dim);
        Rect::from_min_max(Pos2::new(inner.left(), inner.top() + self.line(15.0) + self.px(8.0).max(4.0)), inner.max)
    }

    /// Words in the middle of an empty place: what is not here, and what it means or what to do.
    pub fn empty(&self, rect: Rect, title: &str, next: &str) {
        let centred = |text: &str, font: FontId, ink: Color32| {
            let mut job = LayoutJob::simple(text.to_owned(), font, ink, rect.width() * 0.9);
            job.halign = egui::Align::Center;
            self.painter.layout_job(job)
        };
        let title = centred(title, self.strong(16.0), self.t.dim);
        let next = centred(next, self.regular(13.0), self.t.quiet);
        let gap = self.px(6.0).max(3.0);
        let top = rect.center().y - (title.size().y + gap + next.size().y) / 2.0;
        let below = top + title.size().y + gap;
        self.painter.galley(Pos2::new(rect.center().x, top), title, self.t.dim);
        self.painter.galley(Pos2::new(rect.center().x, below), next, self.t.quiet);
    }

    /// A pill from its left top corner; gives its rectangle.
    pub fn pill(&self, at: Pos2, text: &str, ink: Color32, ground: Color32, room: f32) -> Rect {
        let font = self.strong(12.5);
        let side = font.size * 0.72;
        let galley = self.wrapped(text, font.clone(), ink, room - 2.0 * side, 1);
        let size = Vec2::new(galley.size().x + 2.0 * side, galley.size().y + font.size * 0.44);
        let rect = Rect::from_min_size(at, size);
        self.painter.rect_filled(rect, CornerRadius::same(255), ground);
        self.painter.galley(Pos2::new(rect.left() + side, rect.top() + font.size * 0.22), galley, ink);
        rect
    }

    /// A dashed line.
    pub fn dashed(&self, from: Pos2, to: Pos2, ink: Color32) {
        let (dash, gap) = (self.px(5.0).max(3.0), self.px(4.0).max(3.0));
        let stroke = Stroke::new(self.px(1.4).max(1.0), ink);
        self.painter.extend(Shape::dashed_line(&[from, to], stroke, dash, gap));
    }
}

/// A place that has a name for a screen reader, and on hover says how it came about.
pub fn named(ui: &Ui, rect: Rect, salt: impl std::hash::Hash + std::fmt::Debug, name: &str, about: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(salt), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    if about.is_empty() { response } else { response.on_hover_text_at_pointer(about) }
}

/// A place that can be pressed, with a name and words on hover. It shows that it can be pressed.
pub fn pressable(
    ui: &Ui,
    brush: &Brush,
    rect: Rect,
    salt: impl std::hash::Hash + std::fmt::Debug,
    name: &str,
    about: &str,
) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(salt), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let radius = CornerRadius::same(brush.radius());
    if response.has_focus() {
        brush.painter.rect_stroke(rect, radius, Stroke::new(2.0, brush.t.accent), StrokeKind::Inside);
    } else if response.hovered() {
        brush.painter.rect_stroke(rect, radius, Stroke::new(1.0, brush.t.faint), StrokeKind::Inside);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if about.is_empty() { response } else { response.on_hover_text_at_pointer(about) }
}

/// How large a small button with these words is.
pub fn small_button_size(brush: &Brush, words: &str) -> Vec2 {
    let font = brush.regular(12.5);
    Vec2::new(brush.width(words, &font) + font.size * 1.5, font.size * LINE + font.size * 0.6)
}

/// A small button from its left top corner; whether it was pressed. It lies over what can be pressed around it.
pub fn small_button(
    ui: &Ui,
    brush: &Brush,
    at: Pos2,
    words: &str,
    salt: impl std::hash::Hash + std::fmt::Debug,
    name: &str,
    about: &str,
) -> bool {
    let t = brush.t;
    let rect = Rect::from_min_size(at, small_button_size(brush, words));
    let response = ui.interact(rect, ui.scope_id().with(salt), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let radius = CornerRadius::same(brush.px(6.0).clamp(4.0, 14.0) as u8);
    let edge = match () {
        () if response.has_focus() => Stroke::new(2.0, t.accent),
        () if response.hovered() => Stroke::new(1.0, t.faint),
        () => Stroke::new(1.0, t.line),
    };
    brush.painter.rect(rect, radius, t.raised, edge, StrokeKind::Inside);
    brush.words(rect.center(), Align2::CENTER_CENTER, words, brush.regular(12.5), t.text);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text_at_pointer(about).clicked()
}
