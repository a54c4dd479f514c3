//! Where the secret of a source lies: in the system's keyring, or in a file when its user chose that.

use crate::config::Home;
use crate::connect::net::Session;
use crate::run::secrets::{self, File, Keep, Kept, Secrets};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Both places as one. A secret that lies in the file is found there, whatever else there is; all others lie in the
/// keyring, which is opened when the first is needed.
pub struct SecretStore {
    folder: PathBuf,
    /// One for all who ask: it takes their changes one after another, and two who changed it at once would each lose
    /// what the other kept.
    file: File,
    /// Held by whoever changes something that depends on what is there.
    changing: Mutex<()>,
    keyring: Mutex<Option<Box<dyn Secrets>>>,
}

impl SecretStore {
    /// That of a home folder.
    pub fn of(home: &Home) -> SecretStore {
        let folder = home.dir().to_owned();
        SecretStore { file: File::in_folder(&folder), folder, changing: Mutex::default(), keyring: Mutex::new(None) }
    }

    /// The home folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is kept under a name; `None` when nothing is.
    ///
    /// # Errors
    ///
    /// In words, when the place where it would lie cannot be read.
    pub(super) fn get(&self, name: &str) -> Result<Option<Kept>, String> {
        if let Some(kept) = self.in_file(name)? {
            return Ok(Some(kept));
        }
        self.in_keyring(|keyring| keyring.get(name))
    }

    /// Keeps something under a name: in the file when that is wanted or it lies there already.
    ///
    /// # Errors
    ///
    /// In words, when it cannot be kept.
    pub fn put(&self, name: &str, kept: &Kept, in_file: bool) -> Result<(), String> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(name, kept, in_file)
    }

    /// Keeps a newer session beside the secret that it was given for. False, and nothing is changed, when another secret
    /// lies there by now: who typed that one wants it to be used, and a session of the old one is worth nothing to it.
    ///
    /// # Errors
    ///
    /// In words, when it cannot be kept.
    pub fn renew(&self, name: &str, secret: &SecretString, session: Session) -> Result<bool, String> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let there = self.get(name)?.unwrap_or_default().secret;
        if there.expose_secret() != secret.expose_secret() {
            return Ok(false);
        }
        self.write(name, &Kept { secret: there, session }, false).map(|()| true)
    }

    fn write(&self, name: &str, kept: &Kept, in_file: bool) -> Result<(), String> {
        if in_file || self.in_file(name)?.is_some() {
            return self.file.put(name, kept).map_err(|why| why.to_string());
        }
        self.in_keyring(|keyring| keyring.put(name, kept))
    }

    /// Keeps a secret under a name, without a session of before.
    ///
    /// # Errors
    ///
    /// In words, when it cannot be kept.
    pub fn keep(&self, name: &str, secret: SecretString, in_file: bool) -> Result<(), String> {
        self.put(name, &Kept { secret, session: Session::default() }, in_file)
    }

    /// Forgets what is kept under a name.
    ///
    /// # Errors
    ///
    /// In words, when it cannot be forgotten.
    pub fn remove(&self, name: &str) -> Result<(), String> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.in_file(name)?.is_some() {
            return self.file.remove(name).map_err(|why| why.to_string());
        }
        self.in_keyring(|keyring| keyring.remove(name))
    }

    fn in_file(&self, name: &str) -> Result<Option<Kept>, String> {
        self.file.get(name).map_err(|why| why.to_string())
    }

    fn in_keyring<T>(&self, ask: impl Fn(&dyn Secrets) -> Result<T, secrets::SecretsError>) -> Result<T, String> {
        let mut keyring = self.keyring.lock().unwrap_or_else(PoisonError::into_inner);
        if keyring.is_none() {
            *keyring = Some(secrets::open(Keep::Keyring, &self.folder).map_err(|why| why.to_string())?);
        }
        let keyring = keyring.as_deref().ok_or("the keyring could not be asked")?;
        ask(keyring).map_err(|why| why.to_string())
    }
}
