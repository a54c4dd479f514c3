//! Secrets in the system's keyring: the Secret Service of a Linux desktop, the keychain of macOS, the credentials of
//! Windows.

use super::{Kept, Secrets, SecretsError, Written};
use crate::limits::{KEYRING_CALLS_MAX, KEYRING_SECS_MAX};
use keyring_core::{CredentialStore, Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// Under this name all entries stand in the system's keyring; their user is the source.
const SERVICE: &str = "Watchfloor";

type Opened = Result<Arc<CredentialStore>, Error>;
type Answered = Result<Option<SecretString>, SecretsError>;

/// Secrets in the system's keyring. One thread asks it, and is waited for only so long: a keyring that shows a question
/// to nobody holds up whoever asked, and nothing else.
pub struct Keyring {
    calls: SyncSender<Call>,
    patience: Duration,
}

/// Something that the thread is to do.
struct Call {
    source: String,
    what: What,
    answer: SyncSender<Answered>,
    /// Nobody waits any more: what has not begun must not be done, because it was told that it was not.
    given_up: Arc<AtomicBool>,
}

enum What {
    Get,
    Put(SecretString),
    Remove,
}

impl Keyring {
    /// The keyring of this system. It is opened when it is first needed, and again after it was away.
    ///
    /// # Errors
    ///
    /// [`SecretsError::Unwell`] when the system gives no thread.
    pub fn system() -> Result<Keyring, SecretsError> {
        Keyring::over(of_system, Duration::from_secs(KEYRING_SECS_MAX))
    }

    /// Another store of the same kind, and how long it is waited for.
    ///
    /// # Errors
    ///
    /// [`SecretsError::Unwell`] when the system gives no thread.
    pub fn over(open: impl Fn() -> Opened + Send + 'static, patience: Duration) -> Result<Keyring, SecretsError> {
        let (calls, called) = sync_channel(KEYRING_CALLS_MAX);
        let named = std::thread::Builder::new().name("keyring".into());
        named
            .spawn(move || answer_all(&called, &open))
            .map_err(|_| SecretsError::Unwell("the system has no room to ask its keyring; try again".into()))?;
        Ok(Keyring { calls, patience })
    }

    fn call(&self, source: &str, what: What) -> Answered {
        let (answer, answered) = sync_channel(1);
        let given_up = Arc::new(AtomicBool::new(false));
        let slow = SecretsError::Slow(self.patience.as_secs());
        let call = Call { source: source.to_owned(), what, answer, given_up: Arc::clone(&given_up) };
        // So many wait already that it is no use to wait too.
        self.calls.try_send(call).map_err(|_| slow.clone())?;
        answered.recv_timeout(self.patience).unwrap_or_else(|why| match why {
            RecvTimeoutError::Timeout => {
                given_up.store(true, Ordering::SeqCst);
                Err(slow)
            }
            RecvTimeoutError::Disconnected => Err(failed()),
        })
    }
}

impl Secrets for Keyring {
    fn get(&self, source: &str) -> Result<Option<Kept>, SecretsError> {
        let Some(written) = self.call(source, What::Get)? else { return Ok(None) };
        // What the reader says of a text that it does not understand would show it.
        let read = serde_json::from_str::<Written>(written.expose_secret());
        read.map(|written| Some(written.kept())).map_err(|_| SecretsError::Unreadable(source.to_owned()))
    }

    fn put(&self, source: &str, kept: &Kept) -> Result<(), SecretsError> {
        let written = serde_json::to_string(&Written::of(kept)).map_err(|_| failed())?;
        self.call(source, What::Put(written.into())).map(drop)
    }

    fn remove(&self, source: &str) -> Result<(), SecretsError> {
        self.call(source, What::Remove).map(drop)
    }

    fn place(&self) -> String {
        "in the system’s keyring".into()
    }
}

fn failed() -> SecretsError {
    SecretsError::Unwell("the system’s keyring has failed; try again".into())
}

/// Until nobody can ask any more.
fn answer_all(calls: &Receiver<Call>, open: &dyn Fn() -> Opened) {
    let mut store = None;
    for call in calls {
        if call.given_up.load(Ordering::SeqCst) {
            continue;
        }
        // A keyring that breaks must not take along whoever asks it next.
        let done = catch_unwind(AssertUnwindSafe(|| answer(&mut store, open, &call)));
        let done = done.unwrap_or_else(|_| {
            store = None;
            Err(failed())
        });
        // Whoever asked may be gone.
        let _ = call.answer.send(done);
    }
}

fn answer(store: &mut Option<Arc<CredentialStore>>, open: &dyn Fn() -> Opened, call: &Call) -> Answered {
    let done = match store.take().map_or_else(open, Ok) {
        Ok(open) => {
            let done = open.build(SERVICE, &call.source, None).and_then(|entry| ask(&entry, &call.what));
            // After any failure it is opened anew: the connection to it may be gone.
            *store = done.is_ok().then_some(open);
            done
        }
        Err(_) => return Err(SecretsError::NoKeyring),
    };
    done.map_err(|why| in_words(&why, &call.source))
}

fn ask(entry: &Entry, what: &What) -> Result<Option<SecretString>, Error> {
    match what {
        What::Get => match entry.get_secret() {
            Ok(written) => String::from_utf8(written).map(|written| Some(written.into())).map_err(|_| {
                // The bytes themselves have no place in an error.
                Error::BadEncoding(Vec::new())
            }),
            Err(Error::NoEntry) => Ok(None),
            Err(why) => Err(why),
        },
        What::Put(written) => entry.set_secret(written.expose_secret().as_bytes()).map(|()| None),
        What::Remove => match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(None),
            Err(why) => Err(why),
        },
    }
}

/// Never with what the error carries: it may be the secret.
fn in_words(why: &Error, source: &str) -> SecretsError {
    match why {
        Error::NoStorageAccess(_) => SecretsError::Locked,
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => SecretsError::NoKeyring,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => {
            SecretsError::Unreadable(source.to_owned())
        }
        Error::TooLong(..) => SecretsError::TooLong(source.to_owned()),
        _ => failed(),
    }
}

#[cfg(target_os = "linux")]
fn of_system() -> Opened {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn of_system() -> Opened {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn of_system() -> Opened {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn of_system() -> Opened {
    Err(Error::NoDefaultStore)
}
