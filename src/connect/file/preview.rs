//! What a file holds, before it is imported.

use super::mapping::Mapping;
use super::shape::Shape;
use crate::connect::Problem;
use crate::floor::Incoming;

/// The first rows of a file, for the dialog in which an import is begun. Nothing is imported by looking.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The file's name.
    pub name: String,
    /// What it is by its column names, which are `shape.columns()`.
    pub shape: Shape,
    /// The mapping by which the mentions below were read: the one that was given, or the one proposed.
    pub mapping: Mapping,
    /// What is still missing before it can be imported.
    pub missing: Option<&'static str>,
    /// The first rows, cell by cell as they stand; at most [`crate::limits::PREVIEW_ROWS_MAX`]. A value that a JSON
    /// line does not have is empty.
    pub rows: Vec<Vec<String>>,
    /// The mentions that these rows make.
    pub mentions: Vec<Incoming>,
    /// What could not be read of them.
    pub problems: Vec<Problem>,
    /// What was assumed.
    pub notes: Vec<String>,
}
