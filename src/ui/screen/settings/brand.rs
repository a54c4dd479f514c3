//! What the brand is called and what is not meant by it, tried on recent mentions while it is written.

use crate::limits;
use crate::ui::action::Action;
use crate::ui::brand::{BrandDraft, ShopDraft};
use crate::ui::desk::Desk;
use crate::ui::press::{Weight, press_ui};
use crate::ui::{format, theme, widget};
use crate::view::{BrandRow, Preview, PreviewAsked, Snapshot};
use egui::{Label, RichText, ScrollArea, TextEdit, Ui, Vec2};

/// Lines of a list that are seen at once.
const ROWS: usize = 5;
/// How high the list of shops is before it scrolls, in points.
const SHOPS_HEIGHT: f32 = 190.0;
/// Mentions of the preview that are drawn.
const PREVIEW_ROWS_MAX: usize = 12;

/// Draws the section.
pub fn brand_ui(ui: &mut Ui, desk: &mut Desk, snapshot: &Snapshot) {
    widget::card_ui(ui, "Brand", "what a mention is judged by: is it about us?", |ui| {
        let kept = &snapshot.triage.brand;
        let mut draft = desk.brand.clone().unwrap_or_else(|| BrandDraft::of(kept));
        let before = draft.clone();
        lists_ui(ui, &mut draft);
        shops_ui(ui, &mut draft);
        let brand = draft.brand();
        let changed = brand != *kept;
        if draft != before {
            desk.looking.preview = changed.then(|| PreviewAsked::Brand(brand.clone()));
            desk.brand = Some(draft);
        }
        if !changed {
            return;
        }
        if desk.looking.preview.is_none() {
            desk.looking.preview = Some(PreviewAsked::Brand(brand.clone()));
        }
        ui.horizontal(|ui| {
            press_ui(ui, desk, snapshot, &Action::SetBrand(brand), Weight::Accent);
            if widget::button_ui(ui, "Leave it as it was").clicked() {
                desk.brand = None;
                desk.looking.preview = None;
            }
        });
        if let (Some(PreviewAsked::Brand(_)), Some(Preview::Brand { rows, about_us, of })) =
            (&desk.looking.preview, &snapshot.triage.preview)
        {
            preview_ui(ui, rows, *about_us, *of);
        }
    });
}

fn lists_ui(ui: &mut Ui, draft: &mut BrandDraft) {
    let BrandDraft { names, ambiguous, context, exclusions, .. } = draft;
    let two = |ui: &mut Ui, first: (&str, &str, &mut String), second: (&str, &str, &mut String)| {
        ui.columns_const(|[left, right]| {
            list_ui(left, first.0, first.1, first.2);
            list_ui(right, second.0, second.1, second.2);
        });
    };
    two(
        ui,
        ("Names that are ours alone", "one a line; one of them in a text is enough", names),
        ("Not about us with these words", "whatever else is in the text", exclusions),
    );
    two(
        ui,
        ("Names that mean other things too", "count only near a word of the context", ambiguous),
        ("Context of those names", "order, store, parcel …", context),
    );
}

fn list_ui(ui: &mut Ui, title: &str, about: &str, text: &mut String) {
    ui.spacing_mut().item_spacing.y = 3.0;
    let label = widget::label_ui(ui, title);
    let most = limits::BRAND_TERMS_MAX * (limits::BRAND_TERM_CHARS_MAX + 1);
    ScrollArea::vertical().id_salt(title).max_height(116.0).show(ui, |ui| {
        let field = TextEdit::multiline(text)
            .desired_rows(ROWS)
            .desired_width(f32::INFINITY)
            .hint_text(about.to_owned())
            .margin(Vec2::new(10.0, 6.0))
            .char_limit(most);
        ui.add(field).labelled_by(label.id).on_hover_text(about);
    });
}

fn shops_ui(ui: &mut Ui, draft: &mut BrandDraft) {
    widget::label_ui(ui, "Shops: when somebody stands in one, their row says whom to call");
    let mut gone = None;
    ScrollArea::vertical().id_salt("shops").auto_shrink([false, true]).max_height(SHOPS_HEIGHT).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for (place, shop) in draft.shops.iter_mut().enumerate() {
            if shop_ui(ui, place + 1, shop) {
                gone = Some(place);
            }
        }
    });
    if let Some(place) = gone {
        draft.shops.remove(place);
    }
    if draft.shops.len() < limits::BRAND_TERMS_MAX && widget::button_ui(ui, "Add a shop").clicked() {
        draft.shops.push(ShopDraft::default());
    }
}

/// A shop. Says whether it is to go.
fn shop_ui(ui: &mut Ui, which: usize, shop: &mut ShopDraft) -> bool {
    ui.horizontal(|ui| {
        let room = ui.available_width() - 116.0;
        let field = |ui: &mut Ui, text: &mut String, share: f32, hint: &str, what: &str| {
            let field = TextEdit::singleline(text)
                .desired_width(room * share - 24.0)
                .hint_text(hint.to_owned())
                .margin(Vec2::new(10.0, 6.0))
                .char_limit(limits::NAME_CHARS_MAX);
            ui.add(field).accessible_name(format!("{what} of shop {which}"));
        };
        field(ui, &mut shop.name, 0.3, "Leeds, Briggate", "Name");
        field(ui, &mut shop.words, 0.27, "leeds, briggate", "Words");
        field(ui, &mut shop.contact, 0.43, "whom to call", "Contact");
        widget::button_ui(ui, "Remove").accessible_name(format!("Remove shop {which}")).clicked()
    })
    .inner
}

fn preview_ui(ui: &mut Ui, rows: &[BrandRow], (now, then): (usize, usize), of: usize) {
    let words = format!(
        "{} of {} recent mentions would be about us, {} now",
        format::count(then),
        format::count(of),
        format::count(now)
    );
    widget::strong_ui(ui, &words);
    let changing = rows.iter().filter(|row| row.before != row.after).count();
    if changing == 0 {
        widget::dim_ui(ui, "None of them changes.");
    }
    ui.spacing_mut().interact_size.y = 20.0;
    ui.spacing_mut().item_spacing.y = 5.0;
    for row in rows.iter().take(PREVIEW_ROWS_MAX) {
        row_ui(ui, row);
    }
}

fn row_ui(ui: &mut Ui, row: &BrandRow) {
    let t = theme::tokens(ui);
    let (words, tone) = match (row.before, row.after) {
        (false, true) => ("+ would be about us", widget::Tone::Met),
        (true, false) => ("− no longer about us", widget::Tone::Watch),
        (true, true) => ("about us, as now", widget::Tone::Plain),
        (false, false) => ("not about us, as now", widget::Tone::Plain),
    };
    ui.horizontal(|ui| {
        widget::pill_ui(ui, words, tone).on_hover_text(&row.why);
        let text = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if widget::has_right_to_left(&text) {
            widget::one_line_ui(ui, &text);
        } else {
            ui.add(Label::new(RichText::new(&text).font(theme::regular_font(ui, 14.0)).color(t.dim)).truncate());
        }
    });
}
