//! The door as a socket in the user's own folder.

use super::{Inside, Unanswered};
use crate::limits::{
    DOOR_ANSWER_BYTES_MAX, DOOR_MILLIS_MAX, DOOR_PEERS_MAX, DOOR_QUESTION_BYTES_MAX, DOOR_WAIT_MILLIS_MAX,
};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::time::{sleep, timeout};

/// How long to wait before it is tried again what the system refuses for the moment: no more files, a full queue.
const AGAIN: Duration = Duration::from_millis(20);

/// The thread that answers.
pub(super) struct Open {
    shut: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.shut.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) fn open(inside: Inside) -> Option<Open> {
    let (shut, is_shut) = oneshot::channel();
    let (tried, is_tried) = mpsc::channel();
    let spawned = std::thread::Builder::new().name("door".into()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => runtime.block_on(stand(inside, is_shut, tried)),
            Err(error) => warn(&error.to_string()),
        }
    });
    match spawned {
        Ok(thread) => {
            // Over, too, when the thread ends before it has tried.
            let _ = is_tried.recv();
            Some(Open { shut: Some(shut), thread: Some(thread) })
        }
        Err(error) => {
            warn(&error.to_string());
            None
        }
    }
}

fn warn(why: &str) {
    tracing::warn!("`watchfloor board` of another process is not answered while this one runs: {why}");
}

/// Waits until the store is ours, and answers until the door is shut or the engine has ended.
async fn stand(inside: Inside, mut shut: oneshot::Receiver<()>, tried: mpsc::Sender<()>) {
    let mut holds_own = inside.holds_own.clone();
    if !*holds_own.borrow_and_update() {
        let _ = tried.send(());
        tokio::select! {
            _ = &mut shut => return,
            held = holds_own.wait_for(|held| *held) => if held.is_err() { return },
        }
    }
    let path = inside.path.clone();
    let bound = bind(&path).await;
    let _ = tried.send(());
    let (listener, mark) = match bound {
        Ok(bound) => bound,
        Err(why) => return warn(&why),
    };
    tokio::select! {
        _ = &mut shut => {}
        () = ended(holds_own) => {}
        () = serve(&listener, mark.owner, Arc::new(inside)) => {}
    }
    // While it is bound its place on the disk is given to nobody else, so this is the one that was bound.
    if Mark::of(&path).is_ok_and(|now| now == mark) {
        let _ = fs::remove_file(&path);
    }
}

async fn ended(mut holds_own: watch::Receiver<bool>) {
    while holds_own.changed().await.is_ok() {}
}

/// What tells a socket from another one that has taken its place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    device: u64,
    place: u64,
    owner: u32,
}

impl Mark {
    fn of(path: &Path) -> io::Result<Mark> {
        let socket = fs::symlink_metadata(path)?;
        Ok(Mark { device: socket.dev(), place: socket.ino(), owner: socket.uid() })
    }
}

async fn bind(path: &Path) -> Result<(UnixListener, Mark), String> {
    clear(path).await?;
    let listener = UnixListener::bind(path).map_err(|error| words(path, &error))?;
    let doing = |error: io::Error| format!("{} cannot be kept to its owner: {error}", path.display());
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(doing)?;
    let mark = Mark::of(path).map_err(doing)?;
    Ok((listener, mark))
}

/// Takes away what a program that was killed has left behind, and nothing else.
async fn clear(path: &Path) -> Result<(), String> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(words(path, &error)),
        Ok(found) => found,
    };
    if !found.file_type().is_socket() {
        return Err(format!("{} is in the way and not Watchfloor's; it was left as it is", path.display()));
    }
    match timeout(Duration::from_millis(DOOR_MILLIS_MAX), UnixStream::connect(path)).await {
        Ok(Err(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => {
            fs::remove_file(path).map_err(|error| words(path, &error))
        }
        Ok(Err(error)) if error.kind() != ErrorKind::WouldBlock => Err(words(path, &error)),
        _ => Err(format!("another program answers at {}", path.display())),
    }
}

fn words(path: &Path, error: &io::Error) -> String {
    let place = path.display();
    match error.kind() {
        ErrorKind::InvalidInput => format!(
            "the path {place} is too long for a socket, which may have about a hundred bytes; choose a shorter folder \
             with --data"
        ),
        _ => format!("{place} cannot be used: {error}"),
    }
}

async fn serve(listener: &UnixListener, owner: u32, inside: Arc<Inside>) {
    let places = Arc::new(Semaphore::new(DOOR_PEERS_MAX));
    while let Ok(place) = places.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((peer, _)) => {
                let inside = inside.clone();
                tokio::spawn(async move {
                    let answered = meet(peer, owner, &inside);
                    // Whoever is too slow, or gone, has no answer; there is nobody to tell.
                    let _ = timeout(Duration::from_millis(DOOR_MILLIS_MAX), answered).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::debug!("the door could not be opened to somebody: {error}");
                sleep(AGAIN).await;
            }
        }
    }
}

/// One question and one answer.
async fn meet(mut peer: UnixStream, owner: u32, inside: &Inside) -> io::Result<()> {
    // The socket's mode keeps others out, but for the moment between being made and being given it.
    let who = peer.peer_cred()?.uid();
    if who != owner && who != 0 {
        return Ok(());
    }
    let mut asked = Vec::new();
    let mut piece = [0; DOOR_QUESTION_BYTES_MAX];
    let line = loop {
        let got = peer.read(&mut piece).await?;
        asked.extend_from_slice(&piece[..got]);
        match asked.iter().position(|byte| *byte == b'\n') {
            Some(end) => break &asked[..end],
            None if got == 0 || asked.len() > DOOR_QUESTION_BYTES_MAX => break &asked[..],
            None => {}
        }
    };
    let question = std::str::from_utf8(line).ok().filter(|line| line.len() <= DOOR_QUESTION_BYTES_MAX);
    peer.write_all(inside.line(question).as_bytes()).await?;
    peer.shutdown().await
}

pub(super) fn ask(path: &Path, question: &str) -> Result<String, Unanswered> {
    let refused = |words: String| Unanswered::Refused(words);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| refused(error.to_string()))?;
    let wait = Duration::from_millis(DOOR_WAIT_MILLIS_MAX);
    let asked = runtime.block_on(async { timeout(wait, talk(path, question)).await });
    let answered = asked.map_err(|_| refused(format!("it did not answer within {} seconds", wait.as_secs())))?;
    answered.map_err(|error| match error.kind() {
        ErrorKind::NotFound
        | ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Unanswered::Nobody,
        ErrorKind::PermissionDenied => refused("it answers only to the one who started it".to_owned()),
        _ => refused(words(path, &error)),
    })
}

async fn talk(path: &Path, question: &str) -> io::Result<String> {
    let mut door = loop {
        match UnixStream::connect(path).await {
            // So many wait already that the system takes no more of them for now.
            Err(error) if error.kind() == ErrorKind::WouldBlock => sleep(AGAIN).await,
            done => break done?,
        }
    };
    door.write_all(format!("{question}\n").as_bytes()).await?;
    let mut line = Vec::new();
    door.take(DOOR_ANSWER_BYTES_MAX as u64 + 1).read_to_end(&mut line).await?;
    // A program that ends in the middle of its answer has not answered.
    if line.pop() != Some(b'\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    String::from_utf8(line).map_err(|_| ErrorKind::InvalidData.into())
}
