//! What several screens draw. Every widget has a name that a screen reader and a test can find.

mod bar;
mod bidi;
mod button;
mod card;
mod minutes;
mod pill;
mod text;

pub use bar::{bar_ui, paint_bar, paint_sparkline, sparkline_ui};
pub use bidi::{has_right_to_left, one_line_ui};
pub use button::{accent_button_ui, button_ui, button_with_key_ui, chip_ui, danger_button_ui};
pub use card::{card_ui, card_with_ui, empty_ui, rule_ui};
pub use minutes::minutes_ui;
pub use pill::{Tone, pill_dot_ui, pill_ui};
pub use text::{dim_ui, is_right_to_left, label_ui, strong_ui, text_ui, title_ui};
