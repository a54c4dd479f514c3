//! Where things lie.

use crate::ledger::Fault;
use std::path::{Path, PathBuf};

/// The folder of one user's Watchfloor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
    is_named: bool,
}

impl Home {
    /// The folder that was named, or the one that the system keeps for programs' data.
    pub fn of(named: Option<PathBuf>) -> Home {
        let usual = || {
            directories::ProjectDirs::from("", "", "watchfloor")
                .map_or_else(|| PathBuf::from("watchfloor-data"), |dirs| dirs.data_dir().to_path_buf())
        };
        Home { is_named: named.is_some(), dir: named.unwrap_or_else(usual) }
    }

    /// The folder, which is made if it is not there. Of a folder that was named only the last part is made: a mistyped
    /// path must not quietly become a new, empty floor somewhere else.
    ///
    /// # Errors
    ///
    /// [`Fault::Io`] when it cannot be made.
    pub fn make(&self) -> Result<(), Fault> {
        let made = match (self.is_named, self.dir.is_dir()) {
            (_, true) => Ok(()),
            (true, false) => std::fs::create_dir(&self.dir),
            (false, false) => std::fs::create_dir_all(&self.dir),
        };
        made.map_err(|source| Fault::Io {
            doing: format!(
                "The folder {} cannot be made, so nothing was read or kept; choose another with --data",
                self.dir.display()
            ),
            source,
        })
    }

    /// Whether there is no store in it.
    pub fn is_empty(&self) -> bool {
        !self.dir.join("journal").exists() && !self.dir.join("store").exists()
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Theme, sizes and layout of the window.
    pub fn settings_path(&self) -> PathBuf {
        self.dir.join("settings.ron")
    }

    /// Where another process asks the one that holds the store.
    pub fn door_path(&self) -> PathBuf {
        self.dir.join("door")
    }

    /// What the columns of imported files meant, by the shape of the file.
    pub fn mappings_path(&self) -> PathBuf {
        self.dir.join("mappings.json")
    }
}
