//! Colours and sizes by their role. The values lie in `assets/theme/*.ron`, one file a theme.
//!
//! ```
//! use watchfloor::ui::theme;
//! assert_eq!(theme::of(egui::Theme::Dark).series.len(), 4);
//! ```
//!
//! Egui's own visuals are made from the same tokens, so that a plain label, a tooltip and a table look like the rest.

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Vec2};
use serde::Deserialize;
use std::sync::OnceLock;

/// The number of a tile that is read across the room.
pub const HERO: f32 = 76.0;
/// A number in a tile or a card.
pub const TILE: f32 = 30.0;
/// The title of a screen.
pub const TITLE: f32 = 20.0;
/// What is read.
pub const BODY: f32 = 15.0;
/// What stands beside what is read.
pub const LABEL: f32 = 13.0;
/// Nothing is smaller.
pub const SMALLEST: f32 = 12.5;

/// The corners of cards and panels.
pub const CARD_RADIUS: u8 = 10;
/// The corners of buttons, chips and fields.
pub const BUTTON_RADIUS: u8 = 8;

/// Every colour of the program, by what it says.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Tokens {
    /// Behind everything.
    #[serde(deserialize_with = "hex")]
    pub background: Color32,
    /// A large surface on the background.
    #[serde(deserialize_with = "hex")]
    pub panel: Color32,
    /// A surface on a panel.
    #[serde(deserialize_with = "hex")]
    pub card: Color32,
    /// What can be pressed, and what stands on a card.
    #[serde(deserialize_with = "hex")]
    pub raised: Color32,
    /// Edges and rules.
    #[serde(deserialize_with = "hex")]
    pub line: Color32,
    /// What is read first.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// What is read second.
    #[serde(deserialize_with = "hex")]
    pub dim: Color32,
    /// Words that stand back as far as words may: hints, shortcuts, axis labels.
    #[serde(deserialize_with = "hex")]
    pub quiet: Color32,
    /// Shapes that stand back. Too weak for words.
    #[serde(deserialize_with = "hex")]
    pub faint: Color32,
    /// The one thing to press, and what is chosen.
    #[serde(deserialize_with = "hex")]
    pub accent: Color32,
    /// Words on `accent`.
    #[serde(deserialize_with = "hex")]
    pub on_accent: Color32,
    /// The promise is kept.
    #[serde(deserialize_with = "hex")]
    pub met: Color32,
    /// The promise is in danger.
    #[serde(deserialize_with = "hex")]
    pub watch: Color32,
    /// The promise is broken: large figures and shapes.
    #[serde(deserialize_with = "hex")]
    pub breach: Color32,
    /// The promise is broken: words.
    #[serde(deserialize_with = "hex")]
    pub breach_text: Color32,
    /// Strangers carry it further.
    #[serde(deserialize_with = "hex")]
    pub viral: Color32,
    /// Behind what is selected.
    #[serde(deserialize_with = "hex")]
    pub selection: Color32,
    /// Around what is selected.
    #[serde(deserialize_with = "hex")]
    pub selection_line: Color32,
    /// Behind a `met` pill.
    #[serde(deserialize_with = "hex")]
    pub met_tint: Color32,
    /// Behind a `watch` pill.
    #[serde(deserialize_with = "hex")]
    pub watch_tint: Color32,
    /// Behind a `breach` pill.
    #[serde(deserialize_with = "hex")]
    pub breach_tint: Color32,
    /// Around a tile whose promise is broken.
    #[serde(deserialize_with = "hex")]
    pub breach_line: Color32,
    /// Behind a `viral` pill.
    #[serde(deserialize_with = "hex")]
    pub viral_tint: Color32,
    /// Behind an `accent` pill.
    #[serde(deserialize_with = "hex")]
    pub accent_tint: Color32,
    /// Words that say that this is the past.
    #[serde(deserialize_with = "hex")]
    pub past: Color32,
    /// Over everything while the past is shown.
    #[serde(deserialize_with = "hex")]
    pub past_tint: Color32,
    /// Under what floats.
    #[serde(deserialize_with = "hex")]
    pub shadow: Color32,
    /// Channels, in order.
    #[serde(deserialize_with = "hexes")]
    pub series: [Color32; 4],
}

impl Tokens {
    /// The colour of the series in this place; the last one for all further.
    pub fn series_color(&self, place: usize) -> Color32 {
        self.series.get(place).or(self.series.last()).copied().unwrap_or(self.dim)
    }
}

fn colour<E: serde::de::Error>(text: &str) -> Result<Color32, E> {
    Color32::from_hex(text).map_err(|fault| E::custom(format!("`{text}` is no colour: {fault:?}")))
}

fn hex<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Color32, D::Error> {
    colour(&String::deserialize(from)?)
}

fn hexes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<[Color32; 4], D::Error> {
    let [a, b, c, d] = <[String; 4]>::deserialize(from)?;
    Ok([colour(&a)?, colour(&b)?, colour(&c)?, colour(&d)?])
}

/// The tokens of a theme.
pub fn of(theme: egui::Theme) -> &'static Tokens {
    static DARK: OnceLock<Tokens> = OnceLock::new();
    static LIGHT: OnceLock<Tokens> = OnceLock::new();
    // The files are part of the program and read by a test, so a fault in them cannot reach anybody.
    let read = |file: &str| ron::from_str::<Tokens>(file).expect("a theme that a test has read");
    match theme {
        egui::Theme::Dark => DARK.get_or_init(|| read(include_str!("../../assets/theme/dark.ron"))),
        egui::Theme::Light => LIGHT.get_or_init(|| read(include_str!("../../assets/theme/light.ron"))),
    }
}

/// The tokens of the theme that this is drawn in.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    of(if ui.visuals().dark_mode { egui::Theme::Dark } else { egui::Theme::Light })
}

/// The semibold family.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Reads `size` in the person's text scale.
fn scaled(ui: &egui::Ui, size: f32) -> f32 {
    let body = ui.style().text_styles.get(&TextStyle::Body).map_or(BODY, |font| font.size);
    (size * body / BODY).max(SMALLEST)
}

/// The regular weight in this size, before the person's text scale.
pub fn regular_font(ui: &egui::Ui, size: f32) -> FontId {
    FontId::new(scaled(ui, size), FontFamily::Proportional)
}

/// The semibold weight in this size, before the person's text scale.
pub fn semibold_font(ui: &egui::Ui, size: f32) -> FontId {
    FontId::new(scaled(ui, size), semibold())
}

/// Sets both themes and all sizes. `text_scale` is the person's wish: 1 is as drawn.
pub fn install(ctx: &egui::Context, text_scale: f32) {
    for theme in [egui::Theme::Dark, egui::Theme::Light] {
        ctx.style_mut_of(theme, |style| set_style(style, of(theme), theme, text_scale));
    }
}

fn set_style(style: &mut egui::Style, t: &Tokens, theme: egui::Theme, text_scale: f32) {
    let size = |points: f32| (points * text_scale).max(SMALLEST);
    style.text_styles = [
        (TextStyle::Small, FontId::new(size(LABEL), FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(size(BODY), FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(size(BODY), FontFamily::Proportional)),
        (TextStyle::Heading, FontId::new(size(TITLE), semibold())),
        (TextStyle::Monospace, FontId::new(size(LABEL), FontFamily::Monospace)),
    ]
    .into();
    let space = &mut style.spacing;
    space.item_spacing = Vec2::new(8.0, 8.0);
    space.button_padding = Vec2::new(14.0, 7.0);
    space.interact_size = Vec2::new(40.0, 32.0);
    space.menu_margin = Margin::same(8);
    space.window_margin = Margin::same(16);
    space.icon_width = 18.0;
    style.animation_time = 0.1;
    // A click on words in a row must reach the row.
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.visuals = visuals(t, theme);
}

fn visuals(t: &Tokens, theme: egui::Theme) -> egui::Visuals {
    let mut v = match theme {
        egui::Theme::Dark => egui::Visuals::dark(),
        egui::Theme::Light => egui::Visuals::light(),
    };
    let radius = CornerRadius::same(BUTTON_RADIUS);
    let state = |fill: Color32, edge: Color32, words: Color32| egui::style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, words),
        expansion: 0.0,
    };
    v.widgets.noninteractive = state(t.panel, t.line, t.text);
    v.widgets.inactive = state(t.raised, t.line, t.text);
    v.widgets.hovered = state(t.line, t.faint, t.text);
    v.widgets.active = state(t.selection, t.accent, t.text);
    v.widgets.open = state(t.raised, t.selection_line, t.text);
    v.override_text_color = None;
    v.weak_text_color = Some(t.dim);
    v.selection.bg_fill = t.selection_line;
    v.selection.stroke = Stroke::new(1.0, t.text);
    v.hyperlink_color = t.accent;
    v.faint_bg_color = t.card;
    v.extreme_bg_color = t.background;
    v.text_edit_bg_color = Some(t.card);
    v.code_bg_color = t.card;
    v.warn_fg_color = t.watch;
    v.error_fg_color = t.breach_text;
    v.panel_fill = t.background;
    v.window_fill = t.panel;
    v.window_stroke = Stroke::new(1.0, t.line);
    v.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    v.menu_corner_radius = radius;
    v.window_shadow = egui::Shadow { offset: [0, 8], blur: 28, spread: 0, color: t.shadow };
    v.popup_shadow = egui::Shadow { offset: [0, 4], blur: 14, spread: 0, color: t.shadow };
    v.striped = false;
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(c: Color32) -> f32 {
        let [r, g, b, _] = egui::Rgba::from(c).to_array();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn check(t: &Tokens, name: &str, words: &[(&str, Color32)], grounds: &[(&str, Color32)]) {
        for (word, ink) in words {
            for (ground, paper) in grounds {
                let ratio = contrast(*ink, *paper);
                assert!(ratio >= 4.5, "{name}: {word} on {ground} is {ratio:.2} : 1");
            }
        }
        assert!(t.series.len() == 4);
    }

    #[test]
    fn words_can_be_read_in_both_themes() {
        for (name, theme) in [("dark", egui::Theme::Dark), ("light", egui::Theme::Light)] {
            let t = of(theme);
            let surfaces = [("background", t.background), ("panel", t.panel), ("card", t.card)];
            let pressed = [("raised", t.raised), ("selection", t.selection)];
            let words = [("text", t.text), ("dim", t.dim), ("quiet", t.quiet), ("breach_text", t.breach_text)];
            check(t, name, &words, &surfaces);
            check(t, name, &words, &pressed);
            let figures =
                [("met", t.met), ("watch", t.watch), ("breach", t.breach), ("viral", t.viral), ("past", t.past)];
            check(t, name, &figures, &surfaces);
            check(t, name, &[("accent", t.accent)], &surfaces);
            check(t, name, &[("on_accent", t.on_accent)], &[("accent", t.accent)]);
            check(t, name, &[("met", t.met)], &[("met_tint", t.met_tint)]);
            check(t, name, &[("watch", t.watch)], &[("watch_tint", t.watch_tint)]);
            check(t, name, &[("breach_text", t.breach_text)], &[("breach_tint", t.breach_tint)]);
            check(t, name, &[("viral", t.viral)], &[("viral_tint", t.viral_tint)]);
            check(t, name, &[("accent", t.accent)], &[("accent_tint", t.accent_tint)]);
        }
    }
}
