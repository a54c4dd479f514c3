//! The peak on one page: six weeks of volume, the gap of each half hour, hires, partners, cost, and what must be ready.

use super::ask::PlanAsk;
use super::axis::{day, days_later, midnight, short_day};
use super::cover::{Cover, gap_words, money};
use super::deed::PlanDeed;
use crate::floor::schedule::Readiness;
use crate::floor::{Command, ScheduleCommand};
use crate::ui::action::Action;
use crate::ui::desk::{Desk, Dialog};
use crate::ui::format;
use crate::ui::theme::{self, Tokens};
use crate::ui::widget::{self, Tone};
use crate::view::{CurvePoint, Interval, Season, Snapshot, WeekRow, Worked};
use egui::{Align, Align2, CornerRadius, Layout, Pos2, Rect, RichText, ScrollArea, Sense, Shape, Stroke, Ui, Vec2};

/// Height of one week of the heat map, in points.
const WEEK_HEIGHT: f32 = 70.0;
/// Room over the bars for the names of the days.
const DAYS_HEIGHT: f32 = 15.0;

/// Draws the page.
pub(super) fn season_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ScrollArea::vertical().id_salt("season").auto_shrink(false).show(ui, |ui| {
        let width = ui.available_width();
        let season = &snapshot.planner.figures.season;
        let shown = season.shown();
        let right = match (shown, season) {
            (Some(s), crate::view::Worked::Ready(_)) => s.about.clone(),
            (_, other) => other.words(),
        };
        widget::card_ui(ui, "Gap by half hour", &right, |ui| match shown {
            Some(season) => weeks_ui(ui, snapshot, season),
            None => {
                ui.add_space(12.0);
                widget::dim_ui(ui, &season.words());
                ui.add_space(12.0);
            }
        });
        if width > 1100.0 {
            let third = (ui.available_width() - 16.0) / 3.0;
            let part = |ui: &mut Ui, add: &mut dyn FnMut(&mut Ui)| {
                ui.vertical(|ui| {
                    ui.set_width(third);
                    add(ui);
                });
            };
            ui.horizontal_top(|ui| {
                part(ui, &mut |ui| readiness_ui(ui, desk, snapshot));
                part(ui, &mut |ui| {
                    rehearsed_ui(ui, desk, shown);
                    ways_ui(ui, desk, snapshot, shown);
                });
                part(ui, &mut |ui| curve_card_ui(ui, snapshot, shown));
            });
        } else {
            readiness_ui(ui, desk, snapshot);
            rehearsed_ui(ui, desk, shown);
            ways_ui(ui, desk, snapshot, shown);
            curve_card_ui(ui, snapshot, shown);
        }
    });
}

/// A row a week: its figures, and its gaps as a heat map of seven days.
fn weeks_ui(ui: &mut Ui, snapshot: &Snapshot, season: &Season) {
    let t = theme::tokens(ui);
    let words = ["red down is short, blue up is over, a thin green line is covered; hover for the figures"];
    widget::label_ui(ui, words[0]);
    for week in &season.weeks {
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() * 0.3).clamp(230.0, 400.0);
            ui.allocate_ui(Vec2::new(width, WEEK_HEIGHT), |ui| {
                ui.set_min_size(Vec2::new(width, WEEK_HEIGHT));
                ui.vertical(|ui| week_words_ui(ui, week));
            });
            let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), WEEK_HEIGHT), Sense::hover());
            heat(ui, t, week, rect, snapshot);
            let spoken = format!("Week of {}: shortest {}", day(week.first), week.worst);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &spoken));
            response.on_hover_ui_at_pointer(|ui| heat_hover_ui(ui, week, rect, snapshot));
        });
    }
}

fn week_words_ui(ui: &mut Ui, week: &WeekRow) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let names = if week.events.is_empty() { String::new() } else { format!(" · {}", week.events.join(", ")) };
    let title = format!("Week {}, {}{names}", week.first.iso_week_date().week(), short_day(week.first));
    let t = theme::tokens(ui);
    ui.add(egui::Label::new(RichText::new(title).font(theme::semibold_font(ui, 14.0)).color(t.text)).truncate());
    let number = |n: f64| format::number(n.round().max(0.0) as u64);
    let mut volume = format!("{} mentions", number(week.mentions));
    if let Some(last) = week.last_year {
        let growth = week.growth.map(|g| format!(" × {g:.2}")).unwrap_or_default();
        volume.push_str(&format!(" = {}{growth} × {:.2}", number(last), week.campaigns));
    }
    let hover = "Last year aligned by event × growth × campaigns and events of this year";
    ui.add(egui::Label::new(RichText::new(volume).font(theme::regular_font(ui, theme::LABEL)).color(t.dim)).truncate())
        .on_hover_text(hover);
    let (required, own, partner) = week.fte;
    let fte = format!("{required:.1} FTE required · {own:.1} own + {partner:.1} partner");
    widget::label_ui(ui, &fte);
    widget::label_ui(ui, &format!("shortest: {}", week.worst));
}

fn slot_rect(week: &WeekRow, rect: Rect, place: usize) -> Rect {
    let width = rect.width() / week.gaps.len().max(1) as f32;
    let left = rect.left() + place as f32 * width;
    Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(left + width, rect.bottom()))
}

fn heat(ui: &Ui, t: &Tokens, week: &WeekRow, rect: Rect, snapshot: &Snapshot) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, CornerRadius::same(4), t.card);
    // The names of the days stand over the bars, never under them.
    let bars = Rect::from_min_max(rect.min + Vec2::new(0.0, DAYS_HEIGHT), rect.max);
    let most = week.gaps.iter().fold(4.0_f32, |most, gap| most.max(gap.abs()));
    let mut shapes = Vec::with_capacity(week.gaps.len());
    for (place, gap) in week.gaps.iter().enumerate() {
        let slot = slot_rect(week, bars, place);
        let cover = Cover::of(*gap);
        let half = (gap.abs() / most).clamp(0.1, 1.0) * bars.height() * 0.5;
        let mid = bars.center().y;
        let (top, bottom) = match cover {
            Cover::Short => (mid, mid + half),
            Cover::Over => (mid - half, mid),
            Cover::Met => (mid - 1.5, mid + 1.5),
        };
        let bar = Rect::from_min_max(Pos2::new(slot.left(), top), Pos2::new(slot.right() - 0.4, bottom));
        shapes.push(Shape::rect_filled(bar, CornerRadius::ZERO, cover.color(t)));
    }
    painter.extend(shapes);
    let whole = week.gaps.len() as f32 / 7.0;
    let font = theme::regular_font(ui, theme::SMALLEST);
    for of_week in 0..7 {
        let date = days_later(week.first, of_week);
        let x = rect.left() + of_week as f32 * whole * rect.width() / week.gaps.len().max(1) as f32;
        painter.vline(x, rect.y_range(), Stroke::new(1.0, t.line));
        painter.text(Pos2::new(x + 4.0, rect.top() + 1.0), Align2::LEFT_TOP, short_day(date), font.clone(), t.quiet);
    }
    let begin = midnight(week.first, &snapshot.zone);
    let ahead = snapshot.at.secs_since(begin) as f32 / (7.0 * 86_400.0);
    if (0.0..1.0).contains(&ahead) {
        painter.vline(rect.left() + ahead * rect.width(), rect.y_range(), Stroke::new(1.5, t.text));
    }
}

fn heat_hover_ui(ui: &mut Ui, week: &WeekRow, rect: Rect, snapshot: &Snapshot) {
    let Some(pointer) = ui.ctx().pointer_hover_pos() else { return };
    let across = ((pointer.x - rect.left()) / rect.width()).clamp(0.0, 0.9999);
    let place = (across * week.gaps.len() as f32) as usize;
    let Some(gap) = week.gaps.get(place) else { return };
    let next = midnight(days_later(week.first, 7), &snapshot.zone);
    let step = (next.secs_since(week.start) / week.gaps.len().max(1) as i64).max(1);
    let at = super::axis::later(week.start, step * place as i64);
    let (on, clock) = (format::day(at, &snapshot.zone), format::clock(at, &snapshot.zone));
    widget::strong_ui(ui, &format!("{on}, {clock}: {}", gap_words(*gap)));
    widget::dim_ui(ui, "Agents scheduled less agents required, shrinkage included");
}

/// What must be ready, with its date and owner; overdue in words and in red.
fn readiness_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let items = &snapshot.planner.readiness;
    let done = items.iter().filter(|(_, item)| item.done.is_some()).count();
    let right = if items.is_empty() { String::new() } else { format!("{done} of {} ready", items.len()) };
    widget::card_ui(ui, "Readiness", &right, |ui| {
        if items.is_empty() {
            widget::dim_ui(ui, "Nothing is listed yet. Write down what must be ready, by when, and who sees to it.");
        }
        for (id, item) in items {
            item_ui(ui, desk, snapshot, *id, item);
        }
        if widget::button_ui(ui, "Add what must be ready…").clicked() {
            desk.dialog = Some(Dialog::Plan(Box::new(PlanAsk::item(None, snapshot))));
        }
    });
}

fn item_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, id: u16, item: &Readiness) {
    let t = theme::tokens(ui);
    ui.horizontal(|ui| {
        let mut done = item.done.is_some();
        if ui.checkbox(&mut done, "").accessible_name(format!("Ready: {}", item.what)).changed() {
            let wish = ScheduleCommand::TickReadiness { item: id, done };
            desk.queue(Action::Do("Tick", Command::Schedule(wish)));
        }
        let overdue = item.done.is_none() && item.due <= snapshot.at;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let due = format::day(item.due, &snapshot.zone);
            match (item.done, overdue) {
                (Some(_), _) => widget::pill_ui(ui, "ready", Tone::Met),
                (None, true) => widget::pill_ui(ui, &format!("overdue since {due}"), Tone::Breach),
                (None, false) => widget::pill_ui(ui, &format!("by {due}"), Tone::Plain),
            };
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let ink = if overdue { t.breach_text } else { t.text };
                let words = RichText::new(format!("{} · {}", item.what, item.owner)).color(ink);
                let line = egui::Button::new(words).frame(false).truncate();
                if ui.add(line).on_hover_text("Change it").clicked() {
                    desk.dialog = Some(Dialog::Plan(Box::new(PlanAsk::item(Some(id), snapshot))));
                }
            });
        });
    });
}

/// The busiest day, played with who is planned for it.
fn rehearsed_ui(ui: &mut Ui, desk: &mut Desk, season: Option<&Season>) {
    let rehearsed = season.map(|s| &s.rehearsed);
    let right = match rehearsed.and_then(Worked::shown) {
        Some(of) => format!("{}, played {} times", day(of.day), of.played.runs),
        None => String::new(),
    };
    widget::card_ui(ui, "Rehearsal of the peak with this roster", &right, |ui| {
        match rehearsed.map(|of| (of, of.shown())) {
            None => widget::dim_ui(ui, "The busiest day is played once the gaps are worked out."),
            Some((of, None)) => widget::dim_ui(ui, &of.words()),
            Some((_, Some(of))) => {
                let played = &of.played;
                let level = format!("{:.0} %", played.within_ratio.p50 * 100.0);
                widget::strong_ui(ui, &format!("{level} of first responses within target ({})", played.target));
                let (low, high) = (played.within_ratio.p10 * 100.0, played.within_ratio.p90 * 100.0);
                let number = |n: f64| format::number(n.round().max(0.0) as u64);
                widget::dim_ui(ui, &format!("eight days of ten between {low:.0} and {high:.0} %"));
                let band = |of: &Interval| format!("{} ({}–{})", number(of.p50), number(of.p10), number(of.p90));
                widget::dim_ui(ui, &format!("{} wait at midnight", band(&played.backlog)));
                widget::dim_ui(ui, &format!("{} person-hours of exposure", band(&played.exposure_hours)));
                widget::label_ui(
                    ui,
                    &format!(
                        "{} mentions, {}, {} · the day begins with nobody waiting",
                        number(of.mentions),
                        format::plural(of.shifts.0 as usize, "shift", "shifts"),
                        format::plural(of.shifts.1 as usize, "partner seat", "partner seats"),
                    ),
                )
            }
        };
        let words = "Rehearse an invented Black Friday";
        if widget::button_ui(ui, words).on_hover_text("The whole floor, to look around in; nothing is real").clicked() {
            desk.queue(Action::Rehearse("black-friday".to_owned(), 1));
        }
    });
}

/// Hires, partners, campaigns and the size of teams elsewhere.
fn ways_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, season: Option<&Season>) {
    widget::card_ui(ui, "Hiring, partners and campaigns", "", |ui| {
        let hires = season.map(|s| s.hires.as_slice()).unwrap_or_default();
        for hire in hires {
            let words = format!(
                "{} by {}, ramp {:.0} weeks: {} · {}",
                format::plural(hire.count as usize, "hire", "hires"),
                day(hire.begin_by),
                hire.ramp_weeks,
                hire.words,
                money(hire.cost_cents)
            );
            widget::dim_ui(ui, &words);
        }
        let open = season.map_or(0.0, |s| s.open_hours);
        if open >= 0.5 {
            let words = format!("{open:.0} agent hours come too soon for anybody hired now: partners or overtime.");
            widget::dim_ui(ui, &words);
        }
        if hires.is_empty() {
            let words =
                if season.is_some() { "No hire closes a gap in time." } else { "Hires are worked out with the gaps." };
            widget::label_ui(ui, words);
        }
        for (_, campaign) in &snapshot.planner.campaigns {
            let last = days_later(campaign.first, i32::from(campaign.days) - 1);
            let words = format!(
                "{}: {} – {}, {} % of usual",
                campaign.name,
                day(campaign.first),
                day(last),
                campaign.volume_pct
            );
            widget::dim_ui(ui, &words);
        }
        benchmark_ui(ui, snapshot);
        ui.horizontal_wrapped(|ui| {
            for deed in [PlanDeed::Campaigns, PlanDeed::Lifts, PlanDeed::Headcount, PlanDeed::Target] {
                if widget::button_ui(ui, super::deed_words(deed)).clicked() {
                    desk.queue(Action::Plan(deed));
                }
            }
        });
    });
}

/// How many companies of this size have, on average.
fn benchmark_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let planner = &snapshot.planner;
    let words = match (planner.employees, planner.benchmark_fte) {
        (None, _) => "Benchmark: say how many the company employs.".to_owned(),
        (Some(of), Some(fte)) => {
            format!(
                "Benchmark: companies of {} employees have {fte} FTE on average for this",
                format::number(u64::from(of))
            )
        }
        (Some(of), None) => {
            format!("Benchmark: nothing is known for {} employees, only from 100 000 on", format::number(u64::from(of)))
        }
    };
    widget::dim_ui(ui, &words)
        .on_hover_text("An average of large companies asked in a survey. It is a size to compare with, no target");
}

fn curve_card_ui(ui: &mut Ui, snapshot: &Snapshot, season: Option<&Season>) {
    widget::card_ui(ui, "Cost against service level", "", |ui| {
        let Some(season) = season.filter(|season| season.curve.len() > 1) else {
            widget::dim_ui(ui, "The curve is worked out with the gaps.");
            return;
        };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 190.0), Sense::hover());
        let mut plot = rect.shrink2(Vec2::new(8.0, 22.0));
        // Room for the shares beside the axis.
        *plot.left_mut() += 34.0;
        let at = curve(ui, season, plot, f32::from(snapshot.planner.target.pct) / 100.0);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Cost against share within target"));
        response.on_hover_ui_at_pointer(|ui| {
            let Some(pointer) = ui.ctx().pointer_hover_pos() else { return };
            let near = |p: &(usize, Pos2)| (p.1 - pointer).length_sq();
            let Some((place, _)) = at.iter().min_by(|a, b| near(a).total_cmp(&near(b))) else { return };
            if let Some(point) = season.curve.get(*place) {
                widget::strong_ui(ui, &point_words(point));
                widget::dim_ui(ui, &point.words);
            }
        });
        if let Some(here) = season.here.and_then(|place| season.curve.get(place)) {
            widget::label_ui(ui, &format!("● this plan: {}", point_words(here)));
        }
    });
}

fn point_words(point: &CurvePoint) -> String {
    format!("{:.0} % within target for {}", point.within_ratio * 100.0, money(point.cost_cents))
}

/// Paints the curve and gives back where each of its points lies.
fn curve(ui: &Ui, season: &Season, plot: Rect, target: f32) -> Vec<(usize, Pos2)> {
    let t = theme::tokens(ui);
    let (first, last) = (season.curve.first(), season.curve.last());
    let (least, most) = (first.map_or(0, |p| p.cost_cents), last.map_or(1, |p| p.cost_cents));
    let place = |cents: i64, ratio: f32| {
        let across = (cents - least) as f32 / (most - least).max(1) as f32;
        Pos2::new(plot.left() + across * plot.width(), plot.bottom() - ratio.clamp(0.0, 1.0) * plot.height())
    };
    let painter = ui.painter();
    let font = theme::regular_font(ui, theme::SMALLEST);
    for (ratio, words) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let y = place(least, ratio).y;
        painter.hline(plot.x_range(), y, Stroke::new(1.0, t.raised));
        painter.text(Pos2::new(plot.left() - 4.0, y), Align2::RIGHT_CENTER, words, font.clone(), t.quiet);
    }
    let goal = place(least, target).y;
    let ends = [Pos2::new(plot.left(), goal), Pos2::new(plot.right(), goal)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, t.met), 4.0, 4.0));
    painter.text(Pos2::new(plot.right(), goal - 2.0), Align2::RIGHT_BOTTOM, "target", font.clone(), t.met);
    let points: Vec<(usize, Pos2)> =
        season.curve.iter().enumerate().map(|(i, p)| (i, place(p.cost_cents, p.within_ratio as f32))).collect();
    painter.add(Shape::line(points.iter().map(|(_, at)| *at).collect(), Stroke::new(2.0, t.accent)));
    for (i, at) in &points {
        let here = season.here == Some(*i);
        painter.circle_filled(*at, if here { 6.0 } else { 3.0 }, if here { t.text } else { t.accent });
    }
    painter.text(plot.left_bottom() + Vec2::new(0.0, 4.0), Align2::LEFT_TOP, money(least), font.clone(), t.quiet);
    painter.text(plot.right_bottom() + Vec2::new(0.0, 4.0), Align2::RIGHT_TOP, money(most), font, t.quiet);
    points
}
