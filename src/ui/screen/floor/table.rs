//! The table. It may have a million rows: only those on the screen are drawn, and only those are asked for.

use super::{badges, row};
use crate::floor::ConversationId;
use crate::ui::action::{Action, Of};
use crate::ui::desk::Desk;
use crate::ui::selection::Click;
use crate::ui::{cell, cost, format, press, theme, widget};
use crate::view::{Row, Snapshot, Sort};
use egui::{Align, Label, Layout, Response, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};
use std::sync::Arc;

/// High enough to hit, low enough for 24 rows on a laptop.
const ROW_HEIGHT: f32 = 37.0;
const HEADER_HEIGHT: f32 = 34.0;
/// The range that is reported grows in steps, so that a slow scroll is not a message a row.
const RANGE_STEP: usize = 8;

/// What is being dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dragged(pub Vec<ConversationId>);

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Col {
    /// Whether it is chosen.
    Box,
    /// Time left.
    Due,
    /// How long the customer waits.
    Waiting,
    /// The words.
    Mention,
    /// Who wrote.
    From,
    /// Where.
    Channel,
    /// Followers.
    Reach,
    /// How often it was carried further.
    Reshares,
    /// Who has it.
    Owner,
    /// What one more minute costs.
    Cost,
    /// How far the author's word carries.
    Influence,
    /// Who the customer is to us.
    Customer,
}

/// A column, and the cost that a full bar in it stands for, in tenths of a point a minute.
#[derive(Clone, Copy)]
pub struct Scale {
    /// Which.
    pub col: Col,
    /// For the bars of the cost.
    pub full: u64,
}

impl Col {
    fn title(self) -> &'static str {
        match self {
            Col::Box => "",
            Col::Due => "Due",
            Col::Waiting => "Waiting",
            Col::Mention => "Mention",
            Col::From => "From",
            Col::Channel => "Channel",
            Col::Reach => "Reach",
            Col::Reshares => "Reshares",
            Col::Owner => "Owner",
            Col::Cost => "Cost/min",
            Col::Influence => "Influence",
            Col::Customer => "Customer",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Col::Due => "Time left to what is promised next, first response or resolution; with a minus sign, past it",
            Col::Waiting => "How long the customer has waited for an answer",
            Col::Reach => "Followers of the author",
            Col::Reshares => "Reposts, likes and quotes so far",
            Col::Owner => "Who has it, and where it stands",
            Col::Cost => "Cost of delay: points that one more minute of waiting costs. Point at a row for its parts",
            Col::Influence => "How far the author’s word carries, 0 to 100",
            Col::Customer => "The customer’s tier; — when we do not know them",
            _ => "",
        }
    }

    /// The order that a click on its title asks for.
    fn sort(self) -> Option<Sort> {
        match self {
            Col::Due => Some(Sort::Due),
            Col::Waiting => Some(Sort::Waiting),
            Col::Reach => Some(Sort::Reach),
            Col::Reshares => Some(Sort::Amplified),
            Col::Cost => Some(Sort::Cost),
            Col::Influence => Some(Sort::Influence),
            _ => None,
        }
    }

    fn right(self) -> bool {
        matches!(self, Col::Reach | Col::Reshares | Col::Influence)
    }

    /// Its width; `unit` is the person's text size against the size as drawn.
    fn column(self, wide: bool, unit: f32) -> Column {
        let points = match self {
            Col::Box => return Column::exact(34.0),
            Col::Mention => return Column::remainder().at_least(150.0).clip(true),
            Col::Due => 72.0,
            Col::Channel => 76.0,
            Col::Waiting => 66.0,
            Col::From => [96.0, 122.0][usize::from(wide)],
            Col::Reach => 58.0,
            Col::Reshares => 68.0,
            Col::Owner => [100.0, 118.0][usize::from(wide)],
            Col::Cost => [88.0, 112.0][usize::from(wide)],
            Col::Influence => 62.0,
            Col::Customer => 64.0,
        };
        Column::exact(points * unit).clip(!matches!(self, Col::Due | Col::Waiting))
    }

    /// What fits: on a narrow screen the words of the customer keep their room.
    fn shown(width: f32) -> &'static [Col] {
        use Col::{Box, Channel, Cost, Customer, Due, From, Influence, Mention, Owner, Reach, Reshares, Waiting};
        match width {
            w if w >= 1_480.0 => {
                &[Box, Due, Cost, Waiting, Mention, From, Channel, Reach, Reshares, Influence, Customer, Owner]
            }
            w if w >= 1_060.0 => &[Box, Due, Cost, Mention, From, Channel, Reach, Influence, Customer, Owner],
            w if w >= 900.0 => &[Box, Due, Cost, Mention, From, Channel, Reach, Customer, Owner],
            w if w >= 740.0 => &[Box, Due, Cost, Mention, From, Reach, Owner],
            w if w >= 600.0 => &[Box, Due, Cost, Mention, Owner],
            _ => &[Box, Due, Mention, Owner],
        }
    }
}

/// What the pointer did in this frame, and what was drawn.
#[derive(Default)]
struct Touched {
    click: Option<(usize, Click)>,
    first: Option<usize>,
    last: usize,
    menu: bool,
}

/// Draws the table and takes its clicks.
pub fn table_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    let t = theme::tokens(ui);
    let order = Arc::clone(&snapshot.listing.order);
    let area = ui.available_rect_before_wrap();
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let cols = Col::shown(area.width() / unit);
    let wide = area.width() >= 1_060.0 * unit;
    let full = cost::full(snapshot.listing.rows.iter().map(|row| row.cost.tenths).max().unwrap_or(0));
    let mut touched = Touched::default();
    ui.scope(|ui| {
        // A click on words must reach the row, and a chosen row keeps its words readable.
        ui.style_mut().interaction.selectable_labels = false;
        ui.visuals_mut().selection.bg_fill = t.selection;
        ui.visuals_mut().widgets.hovered.bg_fill = t.panel;
        ui.spacing_mut().item_spacing = egui::Vec2::new(12.0, 0.0);
        let mut table = TableBuilder::new(ui)
            .id_salt("floor")
            .sense(Sense::click_and_drag())
            .auto_shrink(false)
            .cell_layout(Layout::left_to_right(Align::Center));
        for col in cols {
            table = table.column(col.column(wide, unit));
        }
        if std::mem::take(&mut desk.top_wanted) {
            table = table.vertical_scroll_offset(0.0);
        }
        if let Some(place) = desk.selection.take_scroll() {
            table = table.scroll_to_row(place, None).animate_scrolling(false);
        }
        let header = |mut header: TableRow<'_, '_>| {
            for col in cols {
                header.col(|ui| header_ui(ui, *col, desk, order.len()));
            }
        };
        table.header(HEADER_HEIGHT * unit, header).body(|body| {
            body.rows(ROW_HEIGHT * unit, order.len(), |mut row| {
                row_ui(&mut row, (cols, full), desk, snapshot, &order, &mut touched);
            });
        });
    });
    finish(ui, desk, &order, &touched, area);
}

/// Takes up the click, and says what is on the screen.
fn finish(ui: &Ui, desk: &mut Desk, order: &Arc<[ConversationId]>, touched: &Touched, area: egui::Rect) {
    if let Some((place, how)) = touched.click {
        desk.selection.click(order, place, how);
        desk.looking.conversation = desk.selection.cursor();
        ui.ctx().request_repaint();
    }
    if let Some(first) = touched.first {
        desk.page_rows = (touched.last - first).max(1);
        let end = (touched.last / RANGE_STEP + 1) * RANGE_STEP;
        desk.looking.rows = first / RANGE_STEP * RANGE_STEP..end.min(order.len());
    }
    desk.table_touched = ui.rect_contains_pointer(area) || touched.menu;
}

fn header_ui(ui: &mut Ui, col: Col, desk: &mut Desk, rows: usize) {
    if col == Col::Box {
        all_ui(ui, desk, rows);
        return;
    }
    let t = theme::tokens(ui);
    let sorted = col.sort().is_some_and(|sort| sort == desk.looking.query.sort);
    let ink = if sorted { t.text } else { t.dim };
    let words = RichText::new(col.title()).font(theme::regular_font(ui, theme::LABEL)).color(ink);
    let sense = if col.sort().is_some() { Sense::click() } else { Sense::hover() };
    let add = |ui: &mut Ui| {
        let label = ui.add(Label::new(words).truncate().sense(sense));
        if sorted {
            // Drawn, because not every font has a triangle. It says that the order is by this, and which way.
            let (mid, up) = (label.rect.center_bottom() + egui::vec2(0.0, 4.0), desk.looking.query.reversed);
            let tip = if up { -4.0 } else { 4.0 };
            let points = vec![mid - egui::vec2(4.0, 0.0), mid + egui::vec2(4.0, 0.0), mid + egui::vec2(0.0, tip)];
            ui.painter().add(egui::Shape::convex_polygon(points, t.accent, egui::Stroke::NONE));
        }
        let label = if col.about().is_empty() { label } else { label.on_hover_text(col.about()) };
        let Some(sort) = col.sort() else { return };
        let label = label.on_hover_cursor(egui::CursorIcon::PointingHand);
        let name = format!("Sort by {}", sort.word());
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if label.clicked() {
            desk.queue(Action::SortBy(sort));
        }
    };
    if col.right() {
        ui.with_layout(Layout::right_to_left(Align::Center), add);
    } else {
        add(ui);
    }
}

/// The box over the boxes.
fn all_ui(ui: &mut Ui, desk: &mut Desk, rows: usize) {
    let all = rows > 0 && desk.selection.len() == rows;
    if row::check_ui(ui, "Select all rows", all) {
        desk.queue(if desk.selection.is_empty() { Action::MarkAll } else { Action::Unmark });
    }
}

fn row_ui(
    row: &mut TableRow<'_, '_>,
    (cols, full): (&[Col], u64),
    desk: &mut Desk,
    snapshot: &Snapshot,
    order: &Arc<[ConversationId]>,
    touched: &mut Touched,
) {
    let place = row.index();
    touched.first.get_or_insert(place);
    touched.last = touched.last.max(place);
    let Some(id) = order.get(place).copied() else { return };
    // While rows are on their way, the ones that are here may be of an older order.
    let line = snapshot.listing.row(place).filter(|line| line.conversation == id);
    let chosen = desk.selection.has(id);
    row.set_selected(chosen);
    let under_cursor = desk.selection.cursor() == Some(id);
    let mut boxed = false;
    for col in cols {
        row.col(|ui| {
            let fill = (under_cursor && !chosen).then(|| theme::tokens(ui).panel);
            cell::ground_ui(ui, fill);
            match col {
                Col::Box => boxed = row::box_ui(ui, under_cursor, line, chosen),
                _ => row::cell_ui(ui, Scale { col: *col, full }, desk, snapshot, id, line),
            }
        });
    }
    let response = row.response();
    name_row(&response, line, snapshot, chosen);
    if let Some(how) = how_clicked(&response, boxed, chosen) {
        touched.click = Some((place, how));
    }
    if response.drag_started() {
        let ids = if chosen { desk.selection.targets() } else { vec![id] };
        response.dnd_set_drag_payload(Dragged(ids));
    }
    if response.context_menu(|ui| menu_ui(ui, desk, snapshot)).is_some() {
        touched.menu = true;
    }
}

fn how_clicked(response: &Response, boxed: bool, chosen: bool) -> Option<Click> {
    let held = response.ctx.input(|input| input.modifiers);
    match (held.command, held.shift) {
        _ if boxed && !held.shift => Some(Click::Box),
        // As in a file manager, the menu is about the row under the pointer, or about all that are chosen.
        _ if response.secondary_clicked() => (!chosen).then_some(Click::Plain),
        _ if !response.clicked() && !boxed => None,
        (_, true) => Some(Click::Range),
        (true, false) => Some(Click::Toggle),
        (false, false) => Some(Click::Plain),
    }
}

/// What a screen reader says, and what a test looks for.
fn name_row(response: &Response, line: Option<&Row>, snapshot: &Snapshot, chosen: bool) {
    response.widget_info(|| {
        let words = line.map_or_else(
            || "A row that is being read".to_owned(),
            |line| {
                let due = line.due.map(|due| format::left(due.secs_since(snapshot.at)));
                let due = due.unwrap_or_else(|| "nothing due".to_owned());
                format!("{}, {}, {due}, {}{}", line.author, line.channel, line.text, badges::spoken(line))
            },
        );
        egui::WidgetInfo::selected(egui::Role::Row, true, chosen, words)
    });
}

fn menu_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    ui.set_min_width(200.0);
    if desk.selection.len() > 1 {
        widget::label_ui(ui, &format!("{} selected", format::count(desk.selection.len())));
    }
    for action in [Action::AskAssign(Of::Chosen), Action::AskSnooze(Of::Chosen), Action::Resolve(Of::Chosen)] {
        press::menu_line_ui(ui, desk, snapshot, &action);
    }
    for action in [Action::AskOverrule(Of::Chosen), Action::JoinCase(Of::Chosen), Action::PartCase(Of::Chosen)] {
        press::menu_line_ui(ui, desk, snapshot, &action);
    }
    for action in [Action::Reopen(Of::Chosen), Action::Release(Of::Chosen)] {
        press::menu_line_ui(ui, desk, snapshot, &action);
    }
    if snapshot.house.names.len() > 1 {
        ui.menu_button("Move to another account", |ui| {
            for (handle, _) in &snapshot.house.names {
                press::menu_line_ui(ui, desk, snapshot, &Action::MoveTo(Of::Chosen, *handle));
            }
        });
    }
    ui.separator();
    for action in [Action::Mark, Action::MarkAll, Action::Unmark, Action::Undo] {
        press::menu_line_ui(ui, desk, snapshot, &action);
    }
}
