//! What the columns of imported files meant, remembered by the shape of the file.

use crate::config::Home;
use crate::connect::file::Mapping;
use std::collections::BTreeMap;

fn read(home: &Home) -> BTreeMap<String, Mapping> {
    let text = std::fs::read_to_string(home.mappings_path()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// What the columns of files of this shape meant last time.
pub fn remembered(home: &Home, fingerprint: &str) -> Option<Mapping> {
    read(home).remove(fingerprint)
}

/// Remembers what the columns of files of this shape mean.
///
/// # Errors
///
/// When the file beside the store cannot be written; the import itself is not affected.
pub fn remember(home: &Home, fingerprint: &str, mapping: &Mapping) -> std::io::Result<()> {
    let mut all = read(home);
    all.insert(fingerprint.to_owned(), mapping.clone());
    let text = serde_json::to_string_pretty(&all)?;
    let temporary = home.mappings_path().with_extension("writing");
    std::fs::write(&temporary, text)?;
    std::fs::rename(temporary, home.mappings_path())
}
