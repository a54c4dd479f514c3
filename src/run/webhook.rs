//! The receiver of webhooks: off until a person switches it on, and only this machine can reach it.
//!
//! What comes from outside comes through a tunnel of the user's own. It is looked at only when whoever sent it knew the
//! secret, and it is answered with 200 only when the floor has kept it, so that nothing is lost: whoever sends it tries
//! again. An answer never repeats what came, except for the challenge that Meta asks for.
//!
//! | status | when |
//! |---|---|
//! | 200 | the floor has kept it |
//! | 401, 403 | nobody or somebody else has signed it, or too long ago |
//! | 404, 405 | nothing is received there, or not in this way |
//! | 408, 413 | it comes too slowly, or is too much |
//! | 409 | it came before |
//! | 503 | the floor cannot keep it just now |

use crate::connect::net::{Heard, Trouble};
use crate::connect::webhook::{Begun, Key, Replays, Signing, aside, challenge, verify};
use crate::floor::At;
use crate::limits::{
    WEBHOOK_BYTES_MAX, WEBHOOK_CONNECTIONS_MAX, WEBHOOK_HEAD_BYTES_MAX, WEBHOOK_REPLAYS_MAX, WEBHOOK_SECS_MAX,
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use secrecy::SecretString;
use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::time::timeout;

/// Reads a body whose signature fits. What it cannot read is put aside with the reason.
pub type Read = Arc<dyn Fn(&[u8]) -> Result<Heard, Trouble> + Send + Sync>;

/// What the time is.
pub type Now = Arc<dyn Fn() -> At + Send + Sync>;

/// Something that is received at one path. It holds secrets, so it cannot be printed.
#[derive(Clone)]
pub struct Hook {
    /// For example `/meta`.
    pub path: String,
    /// How it is signed.
    pub signing: Signing,
    /// With what.
    pub secret: SecretString,
    /// What Meta has to know when the receiver is set up; empty where nobody asks.
    pub token: SecretString,
    /// Who reads it.
    pub read: Read,
}

/// Something that came, for the floor. Whoever gets it says whether it is kept; saying nothing means no.
#[derive(Debug)]
pub struct Arrived {
    /// The [`Hook::path`].
    pub path: String,
    /// What it says. What cannot be read is a problem in it.
    pub heard: Heard,
    /// Whether it is kept.
    pub kept: oneshot::Sender<bool>,
}

/// A receiver that runs.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

/// What is received, where, and for whom.
pub struct Reception {
    /// Where; on this machine only. Port 0 takes a free one.
    pub at: SocketAddr,
    /// What.
    pub hooks: Vec<Hook>,
    /// For whom.
    pub to: mpsc::Sender<Arrived>,
    /// What the time is.
    pub now: Now,
    /// The file that remembers over a restart what came; `None` to remember only while it runs.
    pub memory: Option<PathBuf>,
    /// How long a head, a body and the floor are waited for, each.
    pub patience: Duration,
}

impl Reception {
    /// With the patience of [`WEBHOOK_SECS_MAX`], and no memory over a restart.
    pub fn new(at: SocketAddr, hooks: Vec<Hook>, to: mpsc::Sender<Arrived>, now: Now) -> Reception {
        Reception { at, hooks, to, now, memory: None, patience: Duration::from_secs(WEBHOOK_SECS_MAX.into()) }
    }
}

struct Shared {
    hooks: Vec<Hook>,
    to: mpsc::Sender<Arrived>,
    now: Now,
    replays: Mutex<Replays>,
    memory: Option<Memory>,
    patience: Duration,
}

/// Begins to receive.
///
/// # Errors
///
/// In words for the user: an address that others can reach, a hook without a secret, a port that is taken, a memory that
/// cannot be written.
pub async fn receive(reception: Reception) -> Result<Receiver, String> {
    use secrecy::ExposeSecret;
    let Reception { at, hooks, to, now, memory, patience } = reception;
    if !at.ip().is_loopback() {
        return Err(format!(
            "webhooks are received on 127.0.0.1 or [::1] only, and {} can be reached by others",
            at.ip()
        ));
    }
    if let Some(open) = hooks.iter().find(|hook| hook.secret.expose_secret().is_empty()) {
        return Err(format!("{} has no secret: anybody could send to it", open.path));
    }
    let (memory, replays) = match memory {
        None => (None, Replays::default()),
        Some(path) => {
            let (memory, replays) = Memory::open(path)?;
            (Some(memory), replays)
        }
    };
    let listener = TcpListener::bind(at).await.map_err(|why| format!("nothing can be received at {at}: {why}"))?;
    let address = listener.local_addr().map_err(|why| why.to_string())?;
    let shared = Arc::new(Shared { hooks, to, now, replays: Mutex::new(replays), memory, patience });
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(listen(listener, shared, stopped));
    Ok(Receiver { address, stop, task })
}

/// A file of what came, a line each. It grows until it holds twice what is remembered, and is then written anew.
struct Memory {
    path: PathBuf,
    lines: Mutex<usize>,
}

impl Memory {
    fn open(path: PathBuf) -> Result<(Memory, Replays), String> {
        let wrong = |why: std::io::Error| format!("{} cannot remember what webhooks brought: {why}", path.display());
        let replays = match std::fs::read(&path) {
            Ok(bytes) => Replays::of_lines(&String::from_utf8_lossy(&bytes)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Replays::default(),
            Err(why) => return Err(wrong(why)),
        };
        std::fs::write(&path, replays.lines()).map_err(wrong)?;
        let lines = Mutex::new(replays.len());
        Ok((Memory { path, lines }, replays))
    }

    /// Remembers what was kept. That it cannot is no reason to refuse it: the floor knows by ids what it has.
    fn keep(&self, keys: &[Key], now: At, all: &Mutex<Replays>) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let written = if *lines + keys.len() > 2 * WEBHOOK_REPLAYS_MAX {
            let whole = all.lock().unwrap_or_else(PoisonError::into_inner).lines();
            *lines = whole.lines().count();
            std::fs::write(&self.path, whole)
        } else {
            *lines += keys.len();
            let some: String = keys.iter().map(|key| Replays::line(key, now)).collect();
            let file = std::fs::OpenOptions::new().append(true).create(true).open(&self.path);
            file.and_then(|mut file| file.write_all(some.as_bytes()))
        };
        if let Err(why) = written {
            tracing::warn!("what webhooks brought cannot be remembered over a restart: {why}");
        }
    }
}

impl Receiver {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes nothing new and waits for what is on its way.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(WEBHOOK_CONNECTIONS_MAX));
    loop {
        let next = async {
            let permit = room.clone().acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            _ = stopped.changed() => break,
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file handles, mostly: a moment later some are free again.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let shared = shared.clone();
        tokio::spawn(async move {
            serve(stream, shared).await;
            drop(permit);
        });
    }
    drop(listener);
    // All are done when all room is free.
    let _ = room.acquire_many(WEBHOOK_CONNECTIONS_MAX as u32).await;
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let patience = shared.patience;
    let service = service_fn(move |request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(shared.answer(request).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(WEBHOOK_HEAD_BYTES_MAX)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // Head, body, floor, and the way back: whoever takes longer is no longer waited for.
    let _ = timeout(patience * 4, served).await;
}

fn said(status: u16, words: &'static str) -> Response<Full<Bytes>> {
    whole(status, Bytes::from_static(words.as_bytes()))
}

fn whole(status: u16, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", hyper::header::HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert("x-content-type-options", hyper::header::HeaderValue::from_static("nosniff"));
    response
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let Some(hook) = self.hooks.iter().find(|hook| hook.path == request.uri().path()) else {
            return said(404, "nothing is received here\n");
        };
        if request.method() == Method::GET && hook.signing == Signing::Meta {
            return match challenge(request.uri().query().unwrap_or_default(), &hook.token) {
                Ok(challenge) => whole(200, Bytes::from(challenge)),
                Err(refused) => said(refused.status(), "not for you\n"),
            };
        }
        if request.method() != Method::POST {
            return said(405, "only POST\n");
        }
        let headers: Vec<(String, String)> = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        if request.body().size_hint().lower() > WEBHOOK_BYTES_MAX as u64 {
            return said(413, "too much at once\n");
        }
        let body = match timeout(self.patience, Limited::new(request.into_body(), WEBHOOK_BYTES_MAX).collect()).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(why)) if why.is::<http_body_util::LengthLimitError>() => return said(413, "too much at once\n"),
            Ok(Err(_)) | Err(_) => return said(408, "it did not come to its end\n"),
        };
        let keys = match verify(hook.signing, &hook.secret, &headers, &body, (self.now)()) {
            Ok(keys) => keys,
            Err(refused) => {
                tracing::warn!(path = hook.path, "a webhook was refused: {}", refused.words());
                return said(refused.status(), "not taken\n");
            }
        };
        self.take(hook, &keys, &body).await
    }

    async fn take(&self, hook: &Hook, keys: &[Key], body: &[u8]) -> Response<Full<Bytes>> {
        let begun = self.replays.lock().unwrap_or_else(PoisonError::into_inner).begin(keys, (self.now)());
        match begun {
            Begun::New => {}
            Begun::Known => return said(hook.signing.known(), "it came before\n"),
            Begun::Full => {
                tracing::warn!(path = hook.path, "more than {WEBHOOK_REPLAYS_MAX} webhooks within minutes");
                return said(503, "later\n");
            }
        }
        // Whoever hangs up now ends this as well; what was not kept by then may come again.
        let mut held = Held { shared: self, keys, kept: false };
        let heard = (hook.read)(body).unwrap_or_else(|trouble| aside(body, trouble.why().to_owned()));
        let (kept, answer) = oneshot::channel();
        let arrived = Arrived { path: hook.path.clone(), heard, kept };
        let done = timeout(self.patience, async {
            self.to.send(arrived).await.ok()?;
            answer.await.ok()
        });
        held.kept = matches!(done.await, Ok(Some(true)));
        if let Some(memory) = self.memory.as_ref().filter(|_| held.kept) {
            // A line of fifty bytes: shorter than handing it to another thread.
            memory.keep(keys, (self.now)(), &self.replays);
        }
        match held.kept {
            true => said(200, "kept\n"),
            false => said(503, "later\n"),
        }
    }
}

/// Forgets the keys of what was not kept, however it ends.
struct Held<'a> {
    shared: &'a Shared,
    keys: &'a [Key],
    kept: bool,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.shared.replays.lock().unwrap_or_else(PoisonError::into_inner).failed(self.keys);
        }
    }
}
