//! The background sync: a thread beside the engine that asks sources and brings out what waits.
//!
//! Each source has a task of its own, so that none waits for another and none stops another. A task knows when by its
//! [`crate::connect::net::poll::Pace`] and what by the newest [`SyncSource`] that the engine gave; it sends through the
//! one [`Sender`], reads answers with its connector, and hands all that comes of it to the engine, which keeps it or
//! does not. A task remembers nothing that a restart may not lose: cursor, outbox and settings are facts, session and
//! secret lie in the keyring.

mod customers;
mod deliver;
mod keeper;
mod listen;
mod source;
mod store;
mod trial;

pub use store::SecretStore;
pub use trial::try_source;

use self::keeper::{Ended, Keeper};
use super::secrets::Kept;
use super::tasks::News;
use crate::clock;
use crate::connect::net::Session;
use crate::connect::net::poll::back_off;
use crate::connect::send::{Limits, Sender};
use crate::engine::{Input, Outcome, SyncSource};
use crate::floor::source::SourceSettings;
use crate::floor::{SourceId, SourceKind, key_of};
use crate::view::{Secret, SyncStatus};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};

/// What the engine's thread wants of this one.
pub(super) enum SyncAsk {
    /// Try a login, and say what it brings; nothing is kept.
    Try {
        /// Names the try.
        id: u64,
        /// Under which name a secret may be kept already.
        name: Option<String>,
        /// How it would be set up.
        settings: SourceSettings,
        /// The secret that was typed.
        secret: Option<Secret>,
    },
    /// Keep a secret; then [`News::SecretKept`] tells it.
    Keep(Box<Keep>),
    /// Forget what is kept under a name.
    Forget(String),
    /// Read something in quarantine again.
    Retry {
        /// Which source it came from.
        source: SourceId,
        /// Where it lies.
        place: (u64, u16),
        /// As it came.
        raw: String,
    },
}

/// A secret that is to be kept, with the source that it is of.
pub(super) struct Keep {
    /// Names the wish.
    pub id: u64,
    /// The source that is set up anew.
    pub source: Option<SourceId>,
    /// What it is called; the secret lies under this name.
    pub name: String,
    /// How it is set up.
    pub settings: SourceSettings,
    /// The secret that was typed; `None` for the one that is kept.
    pub secret: Option<Secret>,
    /// Keep it in a file that this user can read.
    pub in_file: bool,
}

/// What all tasks are given: the sources, how often a person asked for each to be asked now, and how often another
/// secret was kept under each name.
#[derive(Clone, Default)]
pub(super) struct Plan {
    sources: BTreeMap<SourceId, Arc<SyncSource>>,
    nudges: BTreeMap<SourceId, u64>,
    secrets: BTreeMap<String, u64>,
}

/// How often something was done about a source that does not show in how it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Marks {
    nudges: u64,
    /// The secret itself is not here: that it is another one is to be known although all settings are the same.
    secrets: u64,
}

impl Plan {
    fn of(&self, id: SourceId) -> Option<(Arc<SyncSource>, Marks)> {
        let source = self.sources.get(&id)?;
        let nudges = self.nudges.get(&id).copied().unwrap_or_default();
        let secrets = self.secrets.get(&source.name).copied().unwrap_or_default();
        Some((source.clone(), Marks { nudges, secrets }))
    }
}

/// What all tasks share.
#[derive(Clone)]
struct Shared {
    client: Sender,
    secrets: Arc<SecretStore>,
    news: mpsc::Sender<News>,
    statuses: Arc<Mutex<BTreeMap<SourceId, SyncStatus>>>,
    /// The login that was tried last: what it was given may be good once only, and belongs to what is saved then.
    tried: Arc<Mutex<Option<Login>>>,
    /// The home folder.
    folder: PathBuf,
    plan: watch::Sender<Plan>,
}

/// A login, and what signing in with it gave.
#[derive(Clone)]
struct Login {
    connector: String,
    server: String,
    login: String,
    kept: Kept,
}

impl Login {
    fn of(settings: &SourceSettings, kept: Kept) -> Login {
        let SourceSettings { connector, server, login, .. } = settings.clone();
        Login { connector, server, login, kept }
    }

    /// What signing in with the same secret at the same place gave.
    fn session(&self, settings: &SourceSettings, secret: &SecretString) -> Option<Session> {
        let place = |server: &str| server.trim().trim_end_matches('/').to_lowercase();
        let is_same = self.connector == settings.connector
            && place(&self.server) == place(&settings.server)
            && self.login.trim() == settings.login.trim()
            && self.kept.secret.expose_secret() == secret.expose_secret();
        is_same.then(|| self.kept.session.clone())
    }
}

impl Shared {
    /// Hands inputs to the engine and waits for what became of them; `None` when the program is closing.
    async fn give(&self, inputs: Vec<Input>) -> Option<Vec<Outcome>> {
        self.give_of(inputs, None).await
    }

    /// The same for pages, with how their source was when they were asked for: once it is at another place they are
    /// not taken.
    async fn give_of(&self, inputs: Vec<Input>, source: Option<Arc<SyncSource>>) -> Option<Vec<Outcome>> {
        let (answer, answered) = oneshot::channel();
        self.news.send(News::Inputs(inputs, source, answer)).await.ok()?;
        answered.await.ok()
    }

    /// Has all sources of a connector asked now, whatever their pace says.
    fn nudge_all(&self, connector: &str) {
        self.plan.send_if_modified(|plan| {
            let of = plan.sources.values().filter(|s| s.settings.connector == connector).map(|s| s.source);
            let of: Vec<SourceId> = of.collect();
            of.iter().for_each(|source| *plan.nudges.entry(*source).or_default() += 1);
            !of.is_empty()
        });
    }

    fn say(&self, status: SyncStatus) {
        let mut all = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(status.source, status);
    }

    fn forget(&self, source: SourceId) {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).remove(&source);
    }

    /// What is kept under a name, away from this thread: a keyring may take its time, and one that hangs is given up.
    async fn kept(&self, name: &str) -> Result<Option<Kept>, String> {
        let (secrets, name) = (self.secrets.clone(), name.to_owned());
        tokio::task::spawn_blocking(move || secrets.get(&name)).await.unwrap_or_else(|_| Err(GONE.into()))
    }

    async fn keep(&self, name: &str, kept: Kept, in_file: bool) -> Result<(), String> {
        let (secrets, name) = (self.secrets.clone(), name.to_owned());
        let put = move || secrets.put(&name, &kept, in_file);
        tokio::task::spawn_blocking(put).await.unwrap_or_else(|_| Err(GONE.into()))
    }

    async fn renew(&self, name: &str, secret: &SecretString, session: Session) -> Result<bool, String> {
        let (secrets, name, secret) = (self.secrets.clone(), name.to_owned(), secret.clone());
        let renew = move || secrets.renew(&name, &secret, session);
        tokio::task::spawn_blocking(renew).await.unwrap_or_else(|_| Err(GONE.into()))
    }
}

/// What is shorter is no secret that a server gives, and may be part of any word.
const MASKED_BYTES_MIN: usize = 4;
/// The same in what people wrote: a short password may be a word that they use, and a gap in its place would betray it.
const MASKED_IN_WORDS_BYTES_MIN: usize = 16;

/// A task that fell waits as after so many failures more: a mistake seldom passes in a second.
const FALLEN_MIN: u32 = 4;
const FELL: &str = "it has stopped by a mistake of the program’s own, and begins again by itself within five minutes";
/// A session that was given a moment ago is asked for again: that would go on for ever.
const NOT_TAKEN: &str = "the server does not take the token that it has given just now";
const GONE: &str = "the keyring could not be asked";

/// The running sync. Dropping it stops it; what was sent and not answered is looked for at the next start.
pub(super) struct Syncing {
    plan: watch::Sender<Plan>,
    asks: mpsc::UnboundedSender<SyncAsk>,
    statuses: Arc<Mutex<BTreeMap<SourceId, SyncStatus>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Syncing {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// In words, when the system gives no thread.
    pub(super) fn start(secrets: SecretStore, news: mpsc::Sender<News>) -> Result<Syncing, String> {
        let (plan, planned) = watch::channel(Plan::default());
        // Only a person at the desk puts something in here, one press at a time.
        let (asks, asked) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let secrets = Arc::new(secrets);
        let folder = secrets.folder().to_owned();
        let client = Sender::new(Limits::default());
        let (statuses, tried) = <(Arc<_>, Arc<_>)>::default();
        let shared =
            Shared { client, secrets, news, statuses: Arc::clone(&statuses), tried, plan: plan.clone(), folder };
        let thread = std::thread::Builder::new()
            .name("sync".into())
            .spawn(move || match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    runtime.block_on(run(shared, planned, asked, stopped));
                    // A keyring that hangs keeps nobody from closing.
                    runtime.shutdown_background();
                }
                Err(error) => tracing::error!("the sync could not be started: {error}"),
            })
            .map_err(|error| format!("The sync could not be started: {error}"))?;
        Ok(Syncing { plan, asks, statuses, stop: Some(stop), thread: Some(thread) })
    }

    /// Tells all tasks how the sources stand now. It returns when they can see it.
    pub(super) fn tell(&self, sources: Vec<SyncSource>) {
        self.plan.send_if_modified(|plan| {
            let same = plan.sources.len() == sources.len()
                && sources.iter().all(|s| plan.sources.get(&s.source).is_some_and(|known| **known == *s));
            if !same {
                plan.sources = sources.into_iter().map(|s| (s.source, Arc::new(s))).collect();
            }
            !same
        });
    }

    /// Has a source asked now, whatever its pace says.
    pub(super) fn nudge(&self, source: SourceId) {
        self.plan.send_modify(|plan| *plan.nudges.entry(source).or_default() += 1);
    }

    /// Another secret lies under a name: whoever signs in with it looks it up again.
    pub(super) fn secret_is_another(&self, name: &str) {
        secret_is_another(&self.plan, name);
    }

    /// Asks this thread for something.
    pub(super) fn ask(&self, ask: SyncAsk) {
        let _ = self.asks.send(ask);
    }

    /// What all tasks say of themselves.
    pub(super) fn statuses(&self) -> Vec<SyncStatus> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn secret_is_another(plan: &watch::Sender<Plan>, name: &str) {
    plan.send_modify(|plan| *plan.secrets.entry(name.to_owned()).or_default() += 1);
}

async fn run(
    shared: Shared,
    mut planned: watch::Receiver<Plan>,
    mut asked: mpsc::UnboundedReceiver<SyncAsk>,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut tasks = Keeper::new();
    loop {
        let wanted: Vec<(SourceId, SourceKind)> =
            planned.borrow_and_update().sources.values().map(|s| (s.source, s.kind)).collect();
        for (id, kind) in wanted {
            let wait = |fallen: u32| back_off(fallen.saturating_add(FALLEN_MIN), chance("fallen", fallen));
            tasks.begin(id, wait, || {
                let (shared, planned) = (shared.clone(), planned.clone());
                async move {
                    match kind {
                        SourceKind::Webhook => listen::listen(id, shared, planned).await,
                        SourceKind::Customers => customers::ask(id, shared, planned).await,
                        _ => source::ask(id, shared, planned).await,
                    }
                }
            });
        }
        tokio::select! {
            biased;
            _ = &mut stopped => return,
            Some(ask) = asked.recv() => drop(tokio::spawn(trial::answer(ask, shared.clone(), planned.clone()))),
            ended = tasks.ended() => match ended {
                // It was removed. When it is added again a new task begins.
                Ended::Done => {}
                // A mistake of ours in one source: the others go on, and this one says so and begins again.
                Ended::Fell(id, times) => {
                    tracing::error!("source {} has stopped by a mistake of the program, {times} times by now", id.0);
                    shared.say(source::refused(id, FELL.into()));
                }
            },
            changed = planned.changed() => if changed.is_err() { return },
        }
    }
}

/// Words of a server without the secrets that it was sent: some repeat them when they say no, and words are kept, shown
/// and exported.
fn masked(words: &str, secrets: [&SecretString; 3]) -> String {
    let mut words = words.to_owned();
    mask(&mut words, secrets, MASKED_BYTES_MIN);
    words
}

/// The same in place, of secrets that are at least so long.
fn mask(words: &mut String, secrets: [&SecretString; 3], bytes_min: usize) {
    for secret in secrets.map(ExposeSecret::expose_secret).into_iter().map(str::trim) {
        if secret.len() >= bytes_min && words.contains(secret) {
            *words = words.replace(secret, "[secret]");
        }
    }
}

/// A number that is even between 0 and 1 and differs from source to source and from moment to moment.
fn chance(name: &str, nth: u32) -> f64 {
    let key = key_of("jitter", &format!("{name} {nth} {}", clock::now().unix()));
    (key >> 11) as f64 / (1_u64 << 53) as f64
}
