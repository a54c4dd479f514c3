//! What the columns of imported files meant, remembered by the shape of the file.

use crate::config::Home;
use crate::connect::file::{Mapping, Preview, Role};
use crate::limits;
use crate::view::{MappingAsked, MappingNeed, MappingRole};
use std::collections::BTreeMap;
use std::path::Path;

/// Sets of roles of which an import needs one whole, by what they tell.
const NEEDS: [(&str, &[&[Role]]); 2] =
    [("the time", &[&[Role::At]]), ("the text", &[&[Role::Text], &[Role::Kind, Role::Parent]])];

/// A role as the window and the command line name it.
fn key(role: Role) -> String {
    // A role without fields is a string in JSON, so the other arm is never taken.
    serde_json::to_value(role).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What is asked about a file, from its first rows.
pub(super) fn asked(path: &Path, preview: Preview) -> MappingAsked {
    let cut = |cell: String| cell.chars().take(limits::NAME_CHARS_MAX).collect::<String>();
    let columns = preview.shape.columns().to_vec();
    let proposed = columns.iter().map(|column| preview.mapping.columns.get(column).copied().map(key)).collect();
    let role = |role: Role| MappingRole { key: key(role), label: role.label().to_owned() };
    let need = |(words, sets): (&str, &[&[Role]])| MappingNeed {
        words: words.to_owned(),
        any_of: sets.iter().map(|set| set.iter().copied().map(key).collect()).collect(),
    };
    MappingAsked {
        path: path.to_owned(),
        name: preview.name,
        rows: preview.rows.into_iter().map(|row| row.into_iter().map(cut).collect()).collect(),
        roles: Role::ALL.map(role).into(),
        needs: NEEDS.map(need).into(),
        notes: preview.notes,
        columns,
        proposed,
    }
}

/// The mapping that was chosen in the window, or in words why it is none.
pub(super) fn chosen(columns: &[(String, String)], zone: Option<String>) -> Result<Mapping, String> {
    let role = |(column, key): &(String, String)| -> Result<(String, Role), String> {
        let role = serde_json::from_value(serde_json::Value::String(key.clone()));
        let role = role.map_err(|_| format!("{key} is nothing that a column can hold. Nothing was imported."))?;
        Ok((column.clone(), role))
    };
    Ok(Mapping { columns: columns.iter().map(role).collect::<Result<_, _>>()?, zone, ..Mapping::default() })
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// The dialog says what is missing without knowing the reader of files, so the two must agree.
    #[test]
    fn the_window_and_the_reader_miss_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("unknown.csv");
        std::fs::write(&path, "a,b,c,d\n1,2,3,4\n").unwrap();
        let asked = asked(&path, crate::connect::file::preview(&path, None).unwrap());
        assert_eq!(asked.roles.len(), Role::ALL.len());
        let asked_for = [Role::At, Role::Text, Role::Kind, Role::Parent];
        for set in 0..16_usize {
            let roles: Vec<Option<Role>> =
                asked_for.iter().enumerate().map(|(bit, role)| (set >> bit & 1 == 1).then_some(*role)).collect();
            let keys: Vec<Option<String>> = roles.iter().map(|role| role.map(key)).collect();
            let columns =
                asked.columns.iter().zip(&keys).filter_map(|(column, key)| Some((column.clone(), key.clone()?)));
            let mapping = chosen(&columns.collect::<Vec<_>>(), None).unwrap();
            assert_eq!(asked.missing(&keys).is_some(), mapping.missing().is_some(), "{keys:?}");
        }
        assert_eq!(asked.missing(&[]).as_deref(), Some("the time and the text"));
        assert!(chosen(&[("a".to_owned(), "moon".to_owned())], None).is_err());
    }
}
