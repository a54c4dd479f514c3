//! A count in each of the last minutes, with its scale.

use crate::ui::theme;
use egui::{Color32, Ui};
use egui_plot::{Bar, BarChart, GridMark, Plot};

/// Height of the chart with its line of minutes.
const HEIGHT: f32 = 74.0;
/// Minutes between two marks.
const MARK_MINUTES: usize = 15;

/// Draws one bar a minute, oldest first; the last is the minute that runs. `what` names what is counted.
pub fn minutes_ui(ui: &mut Ui, what: &str, counts: &[u32], color: Color32) {
    let t = theme::tokens(ui);
    let last = counts.len().saturating_sub(1) as f64;
    let highest = f64::from(counts.iter().copied().max().unwrap_or(0)).max(3.0);
    let bars: Vec<Bar> = counts
        .iter()
        .enumerate()
        .map(|(i, n)| Bar::new(i as f64 - last, f64::from(*n)).width(0.8).fill(color))
        .collect();
    let marks = (0..=counts.len() / MARK_MINUTES)
        .map(|n| GridMark { value: -((n * MARK_MINUTES) as f64), step_size: MARK_MINUTES as f64 })
        .collect::<Vec<_>>();
    let name = what.to_owned();
    let total: u32 = counts.iter().sum();
    let plot = Plot::new(("minutes", what))
        .height(HEIGHT)
        .include_y(0.0)
        .include_y(highest)
        .include_x(-last - 0.5)
        .include_x(0.5)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_crosshair(false)
        .show_axes([true, false])
        .show_grid([false, false])
        .grid_color(t.line)
        .x_grid_spacer(move |_| marks.clone())
        .x_axis_formatter(|mark, _| if mark.value > -1.0 { "now".into() } else { format!("−{:.0} min", -mark.value) });
    let response = ui.scope(|ui| {
        // The scale is read after the bars.
        ui.visuals_mut().override_text_color = Some(t.dim);
        plot.show(ui, |plot| {
            let words = move |bar: &Bar, _: &BarChart| match -bar.argument {
                ago if ago < 1.0 => format!("{} {name} in this minute", bar.value),
                ago => format!("{} {name} {ago:.0} min ago", bar.value),
            };
            plot.bar_chart(BarChart::new(what, bars).element_formatter(Box::new(words)));
        })
    });
    let label = format!("{total} {what} in the last {} minutes", counts.len());
    let name = move || egui::WidgetInfo::labeled(egui::Role::Image, true, &label);
    response.inner.response.widget_info(name);
}
