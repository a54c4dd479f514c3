//! The navigation: only screens that exist.

use crate::ui::action::Action;
use crate::ui::screen::Screen;
use crate::ui::theme;
use egui::{Align2, CornerRadius, Frame, Margin, Panel, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

const WIDTH: f32 = 168.0;

/// Draws the screens, the settings apart at the bottom.
pub fn nav_ui(ui: &mut Ui, current: Screen, actions: &mut Vec<Action>) {
    let frame = Frame::new().inner_margin(Margin::symmetric(10, 12));
    // Larger words need a wider rail, but not as much wider as they are larger.
    let width = WIDTH * (0.4 + 0.6 * theme::regular_font(ui, theme::BODY).size / theme::BODY);
    Panel::left("navigation").exact_size(width).resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 5.0;
        for screen in Screen::ALL {
            if screen != Screen::Settings && line_ui(ui, screen, current) {
                actions.push(Action::Show(screen));
            }
        }
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
            if line_ui(ui, Screen::Settings, current) {
                actions.push(Action::Show(Screen::Settings));
            }
        });
    });
}

fn line_ui(ui: &mut Ui, screen: Screen, current: Screen) -> bool {
    let t = theme::tokens(ui);
    let selected = screen == current;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 38.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, screen.word()));
    let radius = CornerRadius::same(theme::BUTTON_RADIUS);
    if selected {
        ui.painter().rect_filled(rect, radius, t.raised);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, t.card);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    let (font, ink) = if selected {
        (theme::semibold_font(ui, theme::BODY), t.text)
    } else {
        (theme::regular_font(ui, theme::BODY), t.dim)
    };
    let painter = ui.painter();
    painter.text(rect.left_center() + Vec2::new(12.0, 0.0), Align2::LEFT_CENTER, screen.word(), font, ink);
    let key = theme::regular_font(ui, theme::SMALLEST);
    painter.text(rect.right_center() - Vec2::new(12.0, 0.0), Align2::RIGHT_CENTER, screen.key().1, key, t.quiet);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
