//! Files: CSV and JSON Lines, of any size, in the shape in which they come.
//!
//! ```no_run
//! # use std::path::Path;
//! # use watchfloor::connect::file::FileImport;
//! let mut import = FileImport::open(Path::new("mentions.csv"), None)?;
//! while let Some(page) = import.next_page()? {
//!     println!("{} mentions, {} problems, go on at {}", page.mentions.len(), page.problems.len(), page.cursor);
//! }
//! # Ok::<(), watchfloor::connect::file::ImportError>(())
//! ```
//!
//! A file is read once from front to back, in the memory of one longest row, and each page is a piece of it with a
//! place to go on from. A row that cannot be read becomes a [`Problem`](super::Problem) with its line, and the rest
//! goes in. What was assumed for the whole file (a zone, the order of day and month, an encoding) is said in
//! [`FileImport::notes`]. Importing a file again adds nothing: a row without an id has one made of what it says.
//!
//! What it does not do: it knows no ledger and no floor, and does not ask whether a mention is known already. It
//! reads no spreadsheets and no packed files; it says what they are, and refuses them.

mod bytes;
mod csv;
mod cursor;
mod date;
mod encoding;
mod error;
mod import;
mod jsonl;
mod layout;
mod mapping;
mod notes;
mod opened;
mod preview;
mod row;
mod rows;
mod shape;

pub use date::{Dates, DayOrder, Evidence, Moment};
pub use error::ImportError;
pub use import::{FileImport, Progress, preview};
pub use jsonl::{mention_from_json, mention_to_json};
pub use mapping::{Mapping, Role};
pub use preview::Preview;
pub use row::CUT_MARK;
pub(in crate::connect) use rows::{TableRows, TableStep};
pub use shape::{Shape, ShapeKind};
