//! What a file is, by the names of its columns.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::mapping::{Mapping, Role};

/// Which kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// The public set “Customer Support on Twitter”, and files made like it.
    TwitterSupport,
    /// Column names that we know.
    Known,
    /// Column names of which too few are known: a [`Mapping`] is needed.
    Unknown,
}

/// A file's column names, and what they tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    kind: ShapeKind,
    columns: Vec<String>,
    proposal: Mapping,
}

const TWITTER_SUPPORT: [&str; 7] =
    ["tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"];

impl Shape {
    /// Recognises a file by its column names.
    ///
    /// ```
    /// use watchfloor::connect::file::{Role, Shape, ShapeKind};
    /// let shape = Shape::of(&["Date (UTC)".to_owned(), "From".to_owned(), "Message".to_owned()]);
    /// assert_eq!(shape.kind(), ShapeKind::Known);
    /// assert_eq!(shape.proposal().columns.get("Message"), Some(&Role::Text));
    /// ```
    pub fn of(header: &[String]) -> Shape {
        let normals: Vec<String> = header.iter().map(|name| normal(name)).collect();
        let twitter = TWITTER_SUPPORT.iter().all(|name| normals.iter().any(|normal| normal == name));
        let mut proposal = Mapping::default();
        for role in Role::ALL {
            let free = |place: &usize| header.get(*place).is_some_and(|name| !proposal.columns.contains_key(name));
            let find = |known: &str| normals.iter().position(|normal| normal == known);
            let place = role.names().filter_map(find).find(free);
            if let Some(name) = place.and_then(|place| header.get(place)) {
                proposal.columns.insert(name.clone(), role);
            }
        }
        let kind = match proposal.missing() {
            _ if twitter => ShapeKind::TwitterSupport,
            None => ShapeKind::Known,
            Some(_) => ShapeKind::Unknown,
        };
        Shape { kind, columns: header.to_vec(), proposal }
    }

    /// Which kind of file it is.
    pub fn kind(&self) -> ShapeKind {
        self.kind
    }

    /// The names of the columns as they stand in the file; a name that comes twice is numbered.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What the columns mean, as far as their names tell.
    pub fn proposal(&self) -> &Mapping {
        &self.proposal
    }

    /// Names files of this shape, so that a mapping can be remembered for the next one. Case and punctuation of the
    /// column names do not matter; their order does, because it is part of how a program writes its export.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for column in &self.columns {
            hash.update(normal(column));
            hash.update([0x1F]);
        }
        hex(&hash.finalize(), 8)
    }
}

/// So many bytes, as digits.
pub(super) fn hex(bytes: &[u8], count: usize) -> String {
    bytes.iter().take(count).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A column name as names are compared: `createdAt`, `Created at` and `CREATED_AT` are one.
pub(super) fn normal(name: &str) -> String {
    let mut out = String::new();
    let mut lower_before = false;
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && lower_before {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else if c == '.' {
            out.push('.');
        } else if !out.is_empty() && !out.ends_with(['_', '.']) {
            out.push('_');
        }
        lower_before = c.is_lowercase();
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// The names of a header's columns: trimmed, never empty, and never twice the same.
pub(super) fn named(cells: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (place, cell) in cells.into_iter().enumerate() {
        let cell: String = cell.trim().chars().take(crate::limits::NAME_CHARS_MAX).collect();
        let base = if cell.is_empty() { format!("column {}", place + 1) } else { cell };
        let mut name = base.clone();
        let mut count = 2;
        while names.contains(&name) {
            name = format!("{base} ({count})");
            count += 1;
        }
        names.push(name);
    }
    names
}
