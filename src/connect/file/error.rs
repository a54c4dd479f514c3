//! Why an import could not begin, or not go on.

/// Why nothing more can be read of a file. What was imported before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such file.
    #[error("There is no file {name}. Nothing was imported. Choose the file again: it may have been moved or renamed.")]
    Missing {
        /// The file.
        name: String,
    },
    /// It is a folder, or a device.
    #[error("{name} is {what}, not a file. Nothing was imported. Choose the file itself.")]
    NotAFile {
        /// The file.
        name: String,
        /// What it is.
        what: &'static str,
    },
    /// The system does not let us read it.
    #[error(
        "{name} may not be read by you. Nothing was imported. Ask its owner for leave to read it, or copy it to a folder of your own."
    )]
    Permission {
        /// The file.
        name: String,
    },
    /// It holds nothing.
    #[error("{name} is empty. Nothing was imported.")]
    Empty {
        /// The file.
        name: String,
    },
    /// It holds column names only.
    #[error("{name} has a header but no rows. Nothing was imported.")]
    HeaderOnly {
        /// The file.
        name: String,
    },
    /// Its first row does not name columns.
    #[error(
        "The first row of {name} could not be read as column names: {reason} Nothing was imported. Mend the first row and try again."
    )]
    Header {
        /// The file.
        name: String,
        /// What is wrong with the row.
        reason: String,
    },
    /// It is no text.
    #[error(
        "{name} does not look like a table of text: it looks like {what}. Nothing was imported. Save it as CSV or JSON Lines and try again."
    )]
    Binary {
        /// The file.
        name: String,
        /// What it looks like.
        what: &'static str,
    },
    /// It is JSON, but not one object a line.
    #[error(
        "{name} is JSON, but not one object a line. Nothing was imported. Save it as JSON Lines or CSV and try again."
    )]
    NotLines {
        /// The file.
        name: String,
    },
    /// Nobody has said what its columns mean.
    #[error(
        "The columns of {name} are not known. Nothing was imported. Say which column holds {missing}, and import it again."
    )]
    NeedsMapping {
        /// The file.
        name: String,
        /// The roles that no column plays.
        missing: &'static str,
    },
    /// The mapping does not fit the file.
    #[error("The mapping does not fit {name}: {reason} Nothing was imported. Change the mapping and try again.")]
    Mapping {
        /// The file.
        name: String,
        /// Why not.
        reason: String,
    },
    /// The place to go on from is not in this file.
    #[error(
        "{name} is not the file whose import was begun: it has changed since. What was imported is kept. Import it from its beginning: nothing is added twice."
    )]
    Changed {
        /// The file.
        name: String,
    },
    /// The disk failed.
    #[error(
        "{name} could not be read further after row {rows}: {reason}. What was imported is kept. Import the file again to go on: nothing is added twice."
    )]
    Read {
        /// The file.
        name: String,
        /// Rows that had been read.
        rows: u64,
        /// What the system says.
        reason: String,
    },
}

impl ImportError {
    /// The same failure of the system in the words of the desk.
    pub(super) fn from_io(name: &str, rows: u64, error: &std::io::Error) -> ImportError {
        let name = name.to_owned();
        match error.kind() {
            std::io::ErrorKind::NotFound => ImportError::Missing { name },
            std::io::ErrorKind::PermissionDenied => ImportError::Permission { name },
            std::io::ErrorKind::IsADirectory => ImportError::NotAFile { name, what: "a folder" },
            _ => ImportError::Read { name, rows, reason: error.to_string() },
        }
    }
}
