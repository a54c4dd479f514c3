//! What is asked of the table: the set, the words, the channel, the owner and the order.

use crate::ui::action::{Action, agent_name, channel_name};
use crate::ui::desk::Desk;
use crate::ui::{format, press, theme, widget};
use crate::view::{Chip, Snapshot, Sort};
use egui::{Align, Layout, RichText, TextEdit, Ui, Vec2};

/// Between two chips, beside the words of one, and what the menu of the others takes, in points.
const CHIP_GAP: f32 = 6.0;
const CHIP_PADDING: f32 = 22.0;
const MORE_WIDTH: f32 = 150.0;
/// What the menu of influence offers.
const INFLUENCES: [u8; 4] = [0, 40, 60, 80];

/// The sets, each with how many are in it.
pub fn chips_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot, width: f32) {
    let chosen = desk.looking.query.chip;
    let words = |chip: Chip| format!("{} · {}", chip.word(), format::count(snapshot.listing.counts.of(chip)));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(CHIP_GAP);
        let font = theme::regular_font(ui, 14.0);
        let ink = theme::tokens(ui).text;
        let wide = |words: String| {
            let galley = ui.painter().layout_no_wrap(words, font.clone(), ink);
            galley.size().x + CHIP_PADDING + CHIP_GAP
        };
        let width = width.min(ui.available_width());
        let all: Vec<f32> = Chip::ALL.into_iter().map(|chip| wide(words(chip))).collect();
        let shown = fitting(&all, width, MORE_WIDTH * font.size / 14.0);
        for chip in Chip::ALL.into_iter().take(shown) {
            if widget::chip_ui(ui, &words(chip), chosen == chip).clicked() {
                desk.queue(Action::Set(chip));
            }
        }
        let rest = Chip::ALL.get(shown..).unwrap_or(&[]);
        if rest.is_empty() {
            return;
        }
        let among = rest.contains(&chosen);
        let title = if among { words(chosen) } else { "More".to_owned() };
        menu_ui(ui, &title, "More sets", among, |ui| {
            for chip in rest {
                press::choice_line_ui(ui, desk, &words(*chip), chosen == *chip, Action::Set(*chip));
            }
        });
    });
}

/// How many chips of these widths fit into one line, with room left for the menu of the others.
fn fitting(widths: &[f32], room: f32, menu: f32) -> usize {
    if widths.iter().sum::<f32>() <= room {
        return widths.len();
    }
    let mut used = menu;
    widths
        .iter()
        .take_while(|width| {
            used += **width;
            used <= room
        })
        .count()
}

/// Search, channel and owner on the left, order on the right.
pub fn filters_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.horizontal(|ui| {
        search_ui(ui, desk);
        channel_ui(ui, desk, snapshot);
        owner_ui(ui, desk, snapshot);
        influence_ui(ui, desk, snapshot);
        if snapshot.listing.searching || snapshot.listing.query != desk.looking.query {
            widget::label_ui(ui, "Searching…");
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            sort_ui(ui, desk, snapshot);
            newer_ui(ui, desk, snapshot);
        });
    });
}

fn newer_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    if snapshot.listing.newer == 0 {
        return;
    }
    let words = format!("{} newer", format::count(snapshot.listing.newer));
    let hint = "The order waits while you are at it. Press to take up the new one (N)";
    if widget::chip_ui(ui, &words, true).on_hover_text(hint).clicked() {
        desk.queue(Action::Newer);
    }
}

fn search_ui(ui: &mut Ui, desk: &mut Desk) {
    let t = theme::tokens(ui);
    let mut words = desk.looking.query.search.clone();
    let width = (ui.available_width() * 0.24).clamp(130.0, 300.0);
    let hint = RichText::new("Search words or a name  /").color(t.quiet);
    let field = TextEdit::singleline(&mut words)
        .id(egui::Id::unique("floor search"))
        .hint_text(hint)
        .desired_width(width)
        .margin(Vec2::new(10.0, 6.0));
    let field = ui.add(field).accessible_name("Search the floor");
    if std::mem::take(&mut desk.search_wanted) {
        field.request_focus();
    }
    if field.changed() {
        desk.ask(|query| query.search = words);
    }
}

fn channel_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let chosen = desk.looking.query.channel;
    let words = chosen.map_or_else(|| "All channels".to_owned(), |id| channel_name(snapshot, id));
    menu_ui(ui, &words, &format!("Channel: {words}"), chosen.is_some(), |ui| {
        press::choice_line_ui(ui, desk, "All channels", chosen.is_none(), Action::OfChannel(None));
        for (id, name) in &snapshot.listing.channels {
            press::choice_line_ui(ui, desk, name, chosen == Some(*id), Action::OfChannel(Some(*id)));
        }
    });
}

fn owner_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let chosen = desk.looking.query.owner;
    let words = chosen.map_or_else(|| "All owners".to_owned(), |id| agent_name(snapshot, id));
    menu_ui(ui, &words, &format!("Owner: {words}"), chosen.is_some(), |ui| {
        egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            press::choice_line_ui(ui, desk, "All owners", chosen.is_none(), Action::OfOwner(None));
            for row in &snapshot.agents.rows {
                let chosen = chosen == Some(row.agent);
                press::choice_line_ui(ui, desk, &row.name, chosen, Action::OfOwner(Some(row.agent)));
            }
        });
    });
}

fn influence_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let least = desk.looking.query.influence_min;
    let words = Action::InfluenceMin(least).words(snapshot);
    menu_ui(ui, &words, &format!("Influence: {}", words.to_lowercase()), least > 0, |ui| {
        for points in INFLUENCES {
            let action = Action::InfluenceMin(points);
            press::choice_line_ui(ui, desk, &action.words(snapshot), least == points, action);
        }
    });
}

/// In what order the floor serves now.
fn turn_words(snapshot: &Snapshot) -> &'static str {
    match snapshot.wallboard.mode.priority_since {
        Some(_) => " (priority mode: cost of delay)",
        None => " (first come, first served)",
    }
}

fn sort_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let (sort, reversed) = (desk.looking.query.sort, desk.looking.query.reversed);
    let name = format!("Sorted by {}{}", sort.word(), if reversed { ", turned round" } else { "" });
    // A narrow window keeps the room for the filters; the menu says the rest.
    let wide = sort == Sort::Turn && ui.available_width() > 330.0;
    let words = if wide { format!("{name}{}", turn_words(snapshot)) } else { name.clone() };
    menu_ui(ui, &words, &name, reversed, |ui| {
        if !snapshot.wallboard.mode.words.is_empty() {
            widget::label_ui(ui, &snapshot.wallboard.mode.words);
        }
        for other in Sort::ALL {
            let words = match other {
                Sort::Turn => format!("By turn{}", turn_words(snapshot)),
                _ => format!("By {}", other.word()),
            };
            press::choice_line_ui(ui, desk, &words, other == sort, Action::SortBy(other));
        }
        ui.separator();
        press::choice_line_ui(ui, desk, "Turned round", reversed, Action::TurnRound);
    });
}

/// A quiet button that opens a list of choices.
fn menu_ui(ui: &mut Ui, words: &str, name: &str, chosen: bool, add: impl FnOnce(&mut Ui)) {
    let t = theme::tokens(ui);
    let (ink, ground, edge) =
        if chosen { (t.text, t.selection, t.selection_line) } else { (t.dim, t.background, t.background) };
    let label = RichText::new(words).font(theme::regular_font(ui, 14.0)).color(ink);
    // A small triangle, drawn, because not every font has one.
    let arrow = egui::Atom::paint(Vec2::new(8.0, 5.0), move |ui: &Ui, args| {
        let rect = args.rect;
        let points = vec![rect.left_top(), rect.right_top(), rect.center_bottom()];
        ui.painter().add(egui::Shape::convex_polygon(points, ink, egui::Stroke::NONE));
    });
    let button = egui::Button::new((label, arrow)).fill(ground).stroke(egui::Stroke::new(1.0, edge));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, add);
    response.accessible_name(name);
}
