//! Where things lie.

use crate::ledger::Fault;
use std::path::{Path, PathBuf};

/// The folder of one user's Watchfloor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
}

impl Home {
    /// The folder that was named, or the one that the system keeps for programs' data.
    pub fn of(named: Option<PathBuf>) -> Home {
        let usual = || {
            directories::ProjectDirs::from("", "", "watchfloor")
                .map_or_else(|| PathBuf::from("watchfloor-data"), |dirs| dirs.data_dir().to_path_buf())
        };
        Home { dir: named.unwrap_or_else(usual) }
    }

    /// The folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`Fault::Io`] when it cannot be made.
    pub fn make(&self) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.dir).map_err(|source| Fault::Io {
            doing: format!(
                "The folder {} cannot be made, so nothing was read or kept; choose another with --data",
                self.dir.display()
            ),
            source,
        })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Theme, sizes and layout of the window.
    pub fn settings_path(&self) -> PathBuf {
        self.dir.join("settings.ron")
    }

    /// What the columns of imported files meant, by the shape of the file.
    pub fn mappings_path(&self) -> PathBuf {
        self.dir.join("mappings.json")
    }
}
