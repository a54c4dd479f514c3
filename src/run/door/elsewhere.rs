//! Systems without a door: Watchfloor must be closed there before another process can read the store.

use super::{Inside, Unanswered};
use std::path::Path;

/// Nothing is ever open here.
pub(super) enum Open {}

pub(super) fn open(_inside: Inside) -> Option<Open> {
    None
}

pub(super) fn ask(_path: &Path, _question: &str) -> Result<String, Unanswered> {
    Err(Unanswered::Refused(
        "on this system a running Watchfloor cannot be asked from outside; it has to be closed first".to_owned(),
    ))
}
