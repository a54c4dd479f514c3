//! Secrets in a file, for whoever has no keyring and wants it so.

use super::{Kept, Secrets, SecretsError, Written};
use crate::limits::SECRETS_FILE_BYTES_MAX;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The name of the file, which says what it is.
pub const SECRETS_FILE: &str = "secrets-readable-by-this-user.json";

type All = BTreeMap<String, Written>;

/// Secrets in [`SECRETS_FILE`]. Nobody but the user may read it (mode 0600), and it is replaced as a whole, so that a
/// crash leaves what was or what is.
pub struct File {
    path: PathBuf,
    /// One change at a time.
    turn: Mutex<()>,
}

impl File {
    /// The file in this folder, which is made when the first secret is kept.
    pub fn in_folder(folder: &Path) -> File {
        File { path: folder.join(SECRETS_FILE), turn: Mutex::default() }
    }

    fn read(&self) -> Result<All, SecretsError> {
        let unwell = |why: &io::Error| SecretsError::Unwell(format!("{SECRETS_FILE} cannot be read: {why}"));
        let mut bytes = Vec::new();
        match fs::File::open(&self.path) {
            Ok(file) => {
                only_for_its_user(&file).map_err(|why| unwell(&why))?;
                let max = SECRETS_FILE_BYTES_MAX as u64;
                file.take(max + 1).read_to_end(&mut bytes).map_err(|why| unwell(&why))?;
            }
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(All::new()),
            Err(why) => return Err(unwell(&why)),
        }
        // What the reader says of bytes that it does not understand would show them.
        let damaged = || {
            let why = "is not as it was written; put it right, or delete it and sign in again";
            SecretsError::Unwell(format!("{SECRETS_FILE} {why}"))
        };
        match bytes.len() {
            0..=SECRETS_FILE_BYTES_MAX => serde_json::from_slice(&bytes).map_err(|_| damaged()),
            _ => Err(damaged()),
        }
    }

    fn write(&self, all: &All, changed: &str) -> Result<(), SecretsError> {
        let unwell = |why: io::Error| SecretsError::Unwell(format!("{SECRETS_FILE} cannot be written: {why}"));
        let bytes = serde_json::to_vec_pretty(all).map_err(|why| unwell(why.into()))?;
        if bytes.len() > SECRETS_FILE_BYTES_MAX {
            return Err(SecretsError::TooLong(changed.to_owned()));
        }
        let beside = self.path.with_extension("json.new");
        // What a crash left is not written into: its mode may be another.
        match fs::remove_file(&beside) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(unwell(why)),
            _ => {}
        }
        let written = new_for_its_user(&beside)
            .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, &self.path))
            .and_then(|()| sync_folder(&self.path));
        written.inspect_err(|_| drop(fs::remove_file(&beside))).map_err(unwell)
    }

    fn change(&self, source: &str, change: impl FnOnce(&mut All) -> bool) -> Result<(), SecretsError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.read()?;
        if change(&mut all) { self.write(&all, source) } else { Ok(()) }
    }
}

impl Secrets for File {
    fn get(&self, source: &str) -> Result<Option<Kept>, SecretsError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.read()?.remove(source).map(Written::kept))
    }

    fn put(&self, source: &str, kept: &Kept) -> Result<(), SecretsError> {
        self.change(source, |all| {
            all.insert(source.to_owned(), Written::of(kept));
            true
        })
    }

    fn remove(&self, source: &str) -> Result<(), SecretsError> {
        self.change(source, |all| all.remove(source).is_some())
    }

    fn place(&self) -> String {
        format!("in the file {}, which whoever has your user’s rights can read", self.path.display())
    }
}

/// Makes a file that only its user can read from its first moment on.
fn new_for_its_user(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes away what a copy or a restored backup may have given to others.
fn only_for_its_user(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    let _ = file;
    Ok(())
}

/// Makes the new name last.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    let _ = path;
    Ok(())
}
