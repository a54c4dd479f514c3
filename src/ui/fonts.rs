//! The fonts: Inter in two weights from this repository, then colour emoji and whatever else the system has.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// Where systems keep a font with colour emoji.
const EMOJI: [&str; 6] = [
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
    "/usr/share/fonts/TTF/NotoColorEmoji.ttf",
    "/usr/local/share/fonts/NotoColorEmoji.ttf",
];

/// The fonts of the repository and no others. The digits of both weights are tabular, see `assets/fonts/README.md`.
pub fn own() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let regular = FontData::from_static(include_bytes!("../../assets/fonts/Inter-Regular.otf"));
    let semibold = FontData::from_static(include_bytes!("../../assets/fonts/Inter-SemiBold.otf"));
    fonts.font_data.insert("inter".to_owned(), Arc::new(regular));
    fonts.font_data.insert("inter-semibold".to_owned(), Arc::new(semibold));
    let plain = fonts.families.entry(FontFamily::Proportional).or_default();
    plain.insert(0, "inter".to_owned());
    let mut strong = plain.clone();
    strong.insert(0, "inter-semibold".to_owned());
    fonts.families.insert(super::theme::semibold(), strong);
    fonts
}

/// The fonts of the repository, and the system's colour emoji when there are any.
pub fn with_emoji() -> FontDefinitions {
    let mut fonts = own();
    let Some(bytes) = EMOJI.iter().find_map(|path| std::fs::read(path).ok()) else { return fonts };
    fonts.font_data.insert("emoji".to_owned(), Arc::new(FontData::from_owned(bytes)));
    for family in [FontFamily::Proportional, super::theme::semibold()] {
        fonts.families.entry(family).or_default().push("emoji".to_owned());
    }
    fonts
}
