//! Where secrets are kept: in the system's keyring; or, only if the user wants it so, in a file that says in its name who
//! can read it. Never in the journal, in settings or in a log.
//!
//! What is kept of a source is what the user typed and what signing in gave, together: one is worth as much as the other.

mod file;
mod keyring;

pub use file::{File, SECRETS_FILE};
pub use keyring::Keyring;

use crate::connect::net::Session;
use crate::floor::At;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// What is kept of one source.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What the user typed.
    pub secret: SecretString,
    /// What signing in gave.
    pub session: Session,
}

/// Secrets by the names of sources. A call may take until the system's keyring has been opened by its user, at most
/// [`crate::limits::KEYRING_SECS_MAX`]: whoever must not wait asks from a thread that may.
pub trait Secrets: Send + Sync {
    /// What is kept of a source; `None` when nothing is.
    ///
    /// # Errors
    ///
    /// [`SecretsError`] in the user's words.
    fn get(&self, source: &str) -> Result<Option<Kept>, SecretsError>;

    /// Keeps it, in place of what was. A newer session is kept before it is used, so that no crash loses it.
    ///
    /// # Errors
    ///
    /// [`SecretsError`] in the user's words; what was before is then still kept, or unknown when it says so.
    fn put(&self, source: &str, kept: &Kept) -> Result<(), SecretsError>;

    /// Forgets what is kept of a source; also when nothing is.
    ///
    /// # Errors
    ///
    /// [`SecretsError`] in the user's words.
    fn remove(&self, source: &str) -> Result<(), SecretsError>;

    /// Where they are, for the screen: `in the system’s keyring`.
    fn place(&self) -> String;
}

/// Where the user wants secrets to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// In the system's keyring, or nowhere.
    #[default]
    Keyring,
    /// In [`SECRETS_FILE`]: whoever can read the user's files can read it.
    ReadableFile,
}

/// The secrets of the floor that lies in a folder, where the user wants them to be.
///
/// # Errors
///
/// [`SecretsError::Unwell`] when the system gives no thread to ask its keyring from.
pub fn open(keep: Keep, folder: &Path) -> Result<Box<dyn Secrets>, SecretsError> {
    Ok(match keep {
        Keep::Keyring => Box::new(Keyring::system()?),
        Keep::ReadableFile => Box::new(File::in_folder(folder)),
    })
}

/// Why a secret cannot be had or kept, in the user's words. It never holds what was to be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// There is none.
    #[error(
        "no keyring is running here, so no secret can be kept; start one (GNOME Keyring, KWallet, KeePassXC), or choose the file {SECRETS_FILE}"
    )]
    NoKeyring,
    /// It is there and closed.
    #[error("the system’s keyring is locked; unlock it, then try again")]
    Locked,
    /// It says nothing.
    #[error("the system’s keyring has not answered for {0} s; perhaps it waits somewhere for its password")]
    Slow(u64),
    /// It holds something else under this name.
    #[error("what is kept for {0} cannot be read; sign in again")]
    Unreadable(String),
    /// It is more than fits.
    #[error("what is to be kept for {0} is longer than can be kept")]
    TooLong(String),
    /// Anything else.
    #[error("{0}")]
    Unwell(String),
}

/// As it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    secret: String,
    token: String,
    refresh: String,
    expires: Option<i64>,
    own: BTreeMap<String, String>,
}

impl Written {
    fn of(kept: &Kept) -> Written {
        let session = &kept.session;
        Written {
            secret: kept.secret.expose_secret().to_owned(),
            token: session.token.expose_secret().to_owned(),
            refresh: session.refresh.expose_secret().to_owned(),
            expires: session.expires.map(At::unix),
            own: session.own.clone(),
        }
    }

    fn kept(self) -> Kept {
        let session = Session {
            token: self.token.into(),
            refresh: self.refresh.into(),
            expires: self.expires.and_then(At::from_unix),
            own: self.own,
        };
        Kept { secret: self.secret.into(), session }
    }
}

/// Secrets that end with the program: for tests and for trying a login before anything is kept.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Kept>>);

impl Secrets for Memory {
    fn get(&self, source: &str) -> Result<Option<Kept>, SecretsError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(source).cloned())
    }

    fn put(&self, source: &str, kept: &Kept) -> Result<(), SecretsError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(source.to_owned(), kept.clone());
        Ok(())
    }

    fn remove(&self, source: &str) -> Result<(), SecretsError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(source);
        Ok(())
    }

    fn place(&self) -> String {
        "in memory, until the program ends".into()
    }
}
