//! A file whose columns are not known: what the person who imports it is asked.

use std::path::PathBuf;

/// The question. Plain words and keys: the window knows no reader of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingAsked {
    /// Which file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// The names of its columns, each once, in the order of the file.
    pub columns: Vec<String>,
    /// The first rows, cell by cell; at most [`crate::limits::PREVIEW_ROWS_MAX`], and long cells are cut.
    pub rows: Vec<Vec<String>>,
    /// What a column may hold.
    pub roles: Vec<MappingRole>,
    /// For each column the key of the role that its name suggests.
    pub proposed: Vec<Option<String>>,
    /// What no import can do without.
    pub needs: Vec<MappingNeed>,
    /// What was assumed so far, in sentences.
    pub notes: Vec<String>,
}

/// What a column may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRole {
    /// As it is sent back.
    pub key: String,
    /// As people read it.
    pub label: String,
}

/// Something that an import cannot do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingNeed {
    /// In words, for example `the time`.
    pub words: String,
    /// Sets of roles; it is there when every role of one of them is played.
    pub any_of: Vec<Vec<String>>,
}

impl MappingAsked {
    /// What is still missing while the columns hold this, in words: `the time and the text`. `None` when nothing is.
    pub fn missing(&self, chosen: &[Option<String>]) -> Option<String> {
        let plays = |key: &String| chosen.iter().flatten().any(|played| played == key);
        let met = |need: &&MappingNeed| !need.any_of.iter().any(|set| set.iter().all(plays));
        let words: Vec<&str> = self.needs.iter().filter(met).map(|need| need.words.as_str()).collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }
}
