//! Being asked to end: by the system that stops a server, or by the person at the terminal.

use crate::ledger::Fault;
use crate::limits;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Hears, from when it is made, that the program is asked to end. Without one, the system ends the program at once.
pub struct Ending {
    runtime: Runtime,
    wishes: Wishes,
}

/// How what was done beside an [`Ending`] came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended<T> {
    /// It was done.
    Done(T),
    /// The program was asked to end; by what, as the system calls it.
    Asked(&'static str),
}

/// Lets work wait without being late for the end.
pub struct Pause(Receiver<()>);

impl Pause {
    /// Waits so long, or until the program is asked to end; false when it is.
    pub fn wait(&self, how_long: Duration) -> bool {
        matches!(self.0.recv_timeout(how_long), Err(RecvTimeoutError::Timeout))
    }
}

impl Ending {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// [`Fault::Io`] when the system tells nothing of its wishes.
    pub fn listen() -> Result<Ending, Fault> {
        let doing = "It could not be arranged to be told when to end";
        let io = |source| Fault::Io { doing: doing.to_owned(), source };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(io)?;
        let wishes = {
            let _inside = runtime.enter();
            Wishes::listen().map_err(io)?
        };
        Ok(Ending { runtime, wishes })
    }

    /// Does `work` on a thread of its own, until it is done or the program is asked to end, whichever comes first. Work
    /// that is then being done gets a moment to come to its end; if it hangs on something outside, it is left behind.
    ///
    /// # Errors
    ///
    /// [`Fault::Io`] when the thread cannot be started.
    pub fn or_done<T: Send + 'static>(
        mut self,
        work: impl FnOnce(&Pause) -> T + Send + 'static,
    ) -> Result<Ended<T>, Fault> {
        let (go_on, pause): (Sender<()>, _) = channel();
        let (done, mut is_done) = oneshot::channel();
        std::thread::Builder::new()
            .name("printer".into())
            .spawn(move || drop(done.send(work(&Pause(pause)))))
            .map_err(|source| Fault::Io { doing: "A thread could not be started".into(), source })?;
        let wishes = &mut self.wishes;
        self.runtime.block_on(async {
            let asked = tokio::select! {
                biased;
                asked = wishes.next() => asked,
                done = &mut is_done => return done.map(Ended::Done).map_err(|_| broken()),
            };
            drop(go_on);
            let moment = Duration::from_millis(limits::LAST_WORDS_MILLIS_MAX);
            let _ = tokio::time::timeout(moment, is_done).await;
            Ok(Ended::Asked(asked))
        })
    }
}

fn broken() -> Fault {
    let source = std::io::Error::other("this is a bug");
    Fault::Io { doing: "Watchfloor has made a mistake of its own in what it shows".into(), source }
}

#[cfg(unix)]
struct Wishes {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Wishes {
    fn listen() -> std::io::Result<Wishes> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Wishes { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "Ctrl C",
        }
    }
}

#[cfg(windows)]
struct Wishes(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Wishes {
    fn listen() -> std::io::Result<Wishes> {
        tokio::signal::windows::ctrl_c().map(Wishes)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl C"
    }
}
