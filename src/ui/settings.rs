//! What the window remembers from one day to the next: a RON file that a person can read and mend.
//!
//! Reading is tolerant. A field that is missing, or unknown, or out of bounds costs that field and no other; a file that
//! cannot be read at all gives the settings of a new window.

use super::bell::BellSettings;
use super::screen::Screen;
use crate::floor::{Role, Seat};
use crate::view::{Chip, Query, Sort};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As drawn.
    #[default]
    Dark,
    /// For bright rooms.
    Light,
    /// As the system says.
    System,
}

impl ThemeChoice {
    /// In the order of the settings.
    pub const ALL: [ThemeChoice; 3] = [ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::System];

    /// The word on it.
    pub fn word(self) -> &'static str {
        match self {
            ThemeChoice::Dark => "Dark",
            ThemeChoice::Light => "Light",
            ThemeChoice::System => "As the system",
        }
    }

    /// The same for egui.
    pub fn preference(self) -> egui::ThemePreference {
        match self {
            ThemeChoice::Dark => egui::ThemePreference::Dark,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::System => egui::ThemePreference::System,
        }
    }
}

/// The smallest and the largest text, against the size as drawn.
pub const TEXT_SCALE: std::ops::RangeInclusive<f32> = 0.9..=1.6;
/// The smallest and the largest of everything, against the size as drawn.
pub const ZOOM: std::ops::RangeInclusive<f32> = 0.7..=2.5;

/// Everything that is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Text against its size as drawn.
    pub text_scale: f32,
    /// Everything against its size as drawn.
    pub zoom: f32,
    /// The screen that was open.
    pub screen: Screen,
    /// The wallboard for a screen across the room.
    pub distance: bool,
    /// Width of the panel beside the table, in points.
    pub panel_width: f32,
    /// The floor's set, by its words.
    pub chip: String,
    /// The floor's order, by its words.
    pub sort: String,
    /// That order turned round.
    pub reversed: bool,
    /// Inner size of the window, in points.
    pub window: (f32, f32),
    /// The window fills its monitor. So does a new one: the board is drawn for a whole screen.
    pub maximized: bool,
    /// The card of the first start was read and put away.
    pub welcomed: bool,
    /// In which role this desk decides, by its word.
    pub role: String,
    /// The group whose queue a partner's desk sees.
    pub group: String,
    /// What rings, and how loud.
    pub bell: BellSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: ThemeChoice::default(),
            text_scale: 1.0,
            zoom: 1.0,
            screen: Screen::default(),
            distance: false,
            panel_width: 540.0,
            chip: Chip::default().word().to_owned(),
            sort: Sort::default().word().to_owned(),
            reversed: false,
            window: (1600.0, 900.0),
            maximized: true,
            welcomed: false,
            role: Role::default().word().to_owned(),
            group: String::new(),
            bell: BellSettings::default(),
        }
    }
}

impl Settings {
    /// In which role this desk decides. A role that nobody knows is that of somebody who only looks.
    pub fn seat(&self) -> Seat {
        let group = self.group.trim().to_lowercase();
        Seat { role: Role::named(&self.role).unwrap_or(Role::Viewer), group }
    }

    /// Reads the file; what cannot be read is as in a new window.
    pub fn read(path: &Path) -> Settings {
        std::fs::read_to_string(path).map(|text| Settings::from_text(&text)).unwrap_or_default()
    }

    /// Reads the words of a file, field by field.
    pub fn from_text(text: &str) -> Settings {
        if let Ok(whole) = ron::from_str::<Settings>(text) {
            return whole.in_bounds();
        }
        // One field is wrong: read each line on its own, so that it costs no other.
        let mut kept = Settings::default();
        for line in text.lines() {
            let line = line.trim().trim_end_matches(',');
            let alone = format!("({line})");
            if let Ok(one) = ron::from_str::<Settings>(&alone) {
                kept.take_field(line, one);
            }
        }
        kept.in_bounds()
    }

    fn take_field(&mut self, line: &str, from: Settings) {
        match line.split(':').next().map(str::trim).unwrap_or_default() {
            "theme" => self.theme = from.theme,
            "text_scale" => self.text_scale = from.text_scale,
            "zoom" => self.zoom = from.zoom,
            "screen" => self.screen = from.screen,
            "distance" => self.distance = from.distance,
            "panel_width" => self.panel_width = from.panel_width,
            "chip" => self.chip = from.chip,
            "sort" => self.sort = from.sort,
            "reversed" => self.reversed = from.reversed,
            "window" => self.window = from.window,
            "maximized" => self.maximized = from.maximized,
            "welcomed" => self.welcomed = from.welcomed,
            "role" => self.role = from.role,
            "group" => self.group = from.group,
            "bell" => self.bell = from.bell,
            _ => {}
        }
    }

    fn in_bounds(mut self) -> Settings {
        let within = |value: f32, low: f32, high: f32, otherwise: f32| {
            if value.is_finite() { value.clamp(low, high) } else { otherwise }
        };
        self.text_scale = within(self.text_scale, *TEXT_SCALE.start(), *TEXT_SCALE.end(), 1.0);
        self.zoom = within(self.zoom, *ZOOM.start(), *ZOOM.end(), 1.0);
        self.panel_width = within(self.panel_width, 280.0, 1_200.0, 540.0);
        self.bell = self.bell.in_bounds();
        self.window.0 = within(self.window.0, 960.0, 7_680.0, 1_600.0);
        self.window.1 = within(self.window.1, 600.0, 4_320.0, 900.0);
        self
    }

    /// Writes the file beside itself first, so that a crash leaves the old one.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let pretty = ron::ser::PrettyConfig::new().depth_limit(1);
        let text = ron::ser::to_string_pretty(self, pretty).map_err(std::io::Error::other)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let beside = path.with_extension("ron.new");
        std::fs::write(&beside, text)?;
        std::fs::rename(&beside, path)
    }

    /// The floor's question as it was left, without search words.
    pub fn query(&self) -> Query {
        Query {
            chip: Chip::ALL.into_iter().find(|c| c.word() == self.chip).unwrap_or_default(),
            sort: Sort::ALL.into_iter().find(|s| s.word() == self.sort).unwrap_or_default(),
            reversed: self.reversed,
            ..Query::default()
        }
    }

    /// Keeps the floor's question.
    pub fn keep_query(&mut self, query: &Query) {
        self.chip = query.chip.word().to_owned();
        self.sort = query.sort.word().to_owned();
        self.reversed = query.reversed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("window.ron");
        let mut kept = Settings { theme: ThemeChoice::Light, zoom: 1.5, welcomed: true, ..Settings::default() };
        kept.keep_query(&Query { chip: Chip::Spreading, sort: Sort::Reach, reversed: true, ..Query::default() });
        kept.write(&path).unwrap();
        let read = Settings::read(&path);
        assert_eq!(read, kept);
        assert_eq!((read.query().chip, read.query().sort, read.query().reversed), (Chip::Spreading, Sort::Reach, true));
    }

    #[test]
    fn a_wrong_field_costs_that_field_and_no_other() {
        let read = Settings::from_text("(\n  theme: Light,\n  zoom: \"big\",\n  colour: 3,\n  welcomed: true,\n)");
        assert_eq!(read, Settings { theme: ThemeChoice::Light, welcomed: true, ..Settings::default() });
        assert_eq!(Settings::from_text("(zoom: 900.0)").zoom, *ZOOM.end());
        assert_eq!(Settings::from_text("(zoom: NaN)").zoom, 1.0);
        assert_eq!(Settings::from_text("\u{0}\u{1} not a file at all"), Settings::default());
        assert_eq!(Settings::read(Path::new("/nowhere/at/all.ron")), Settings::default());
    }
}
