//! Writes the window's own files on a thread of its own: a disk that takes its time must not hold up a frame.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How long after it was refused something is offered to the disk again.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

type Write = Box<dyn Fn() -> io::Result<()> + Send>;

/// Keeps files as they were last asked for. Of several wishes for one file only the newest is written. What the disk does
/// not take is tried again until it does, or until something newer takes its place; at the end, once more.
///
/// Nothing is lost when it is dropped: that waits for the disk.
#[derive(Default)]
pub struct Scribe {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Desk {
    wishes: Mutex<Wishes>,
    changed: Condvar,
}

#[derive(Default)]
struct Wishes {
    /// What is to be written, by its file.
    waiting: BTreeMap<PathBuf, Write>,
    /// How many wishes there were.
    made: u64,
    ends: bool,
}

impl Scribe {
    /// Has a file written soon, whole or not at all, which is up to `write`.
    pub fn keep(&mut self, path: PathBuf, write: impl Fn() -> io::Result<()> + Send + 'static) {
        let mut wishes = self.desk.wishes();
        wishes.waiting.insert(path, Box::new(write));
        wishes.made += 1;
        drop(wishes);
        self.desk.changed.notify_one();
        if self.thread.is_none() {
            let desk = self.desk.clone();
            self.thread = Builder::new().name("scribe".into()).spawn(move || desk.work()).ok();
            // Where there can be no thread the frame waits for the disk.
            if self.thread.is_none() {
                self.desk.write_all();
            }
        }
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.desk.wishes().ends = true;
        self.desk.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Desk {
    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let wishes = self.wishes();
            let idle = |wishes: &mut Wishes| wishes.waiting.is_empty() && !wishes.ends;
            let wishes = self.changed.wait_while(wishes, idle).unwrap_or_else(PoisonError::into_inner);
            let (made, ends) = (wishes.made, wishes.ends);
            drop(wishes);
            let is_refused = self.write_all();
            if ends {
                return;
            }
            if is_refused {
                // What is wished meanwhile does not wait with what was refused.
                let is_old = |wishes: &mut Wishes| !wishes.ends && wishes.made == made;
                let _ = self.changed.wait_timeout_while(self.wishes(), AGAIN_AFTER, is_old);
            }
        }
    }

    /// Writes what waits; whether anything was refused. Nobody waits for the disk to make a wish.
    fn write_all(&self) -> bool {
        let waiting = std::mem::take(&mut self.wishes().waiting);
        let refused: Vec<_> = waiting.into_iter().filter(|(_, write)| write().is_err()).collect();
        let is_refused = !refused.is_empty();
        let mut wishes = self.wishes();
        for (path, write) in refused {
            wishes.waiting.entry(path).or_insert(write);
        }
        is_refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc;

    #[test]
    fn a_slow_disk_holds_up_nobody_and_only_the_newest_is_written() {
        let (said, heard) = mpsc::channel();
        let (go, wait) = mpsc::channel();
        let mut scribe = Scribe::default();
        let wait = Mutex::new(wait);
        let slow = said.clone();
        scribe.keep("a".into(), move || {
            slow.send(0).unwrap();
            wait.lock().unwrap().recv().unwrap();
            Ok(())
        });
        assert_eq!(heard.recv(), Ok(0), "the disk is at it");
        for n in 1..=3 {
            let said = said.clone();
            scribe.keep("a".into(), move || {
                said.send(n).unwrap();
                Ok(())
            });
        }
        go.send(()).unwrap();
        drop(scribe);
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn what_is_refused_is_tried_again_at_the_end() {
        let tries = Arc::new(AtomicU32::new(0));
        let (said, heard) = mpsc::channel();
        let mut scribe = Scribe::default();
        let count = tries.clone();
        scribe.keep("full".into(), move || {
            let before = count.fetch_add(1, Ordering::SeqCst);
            let _ = said.send(());
            if before == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        });
        heard.recv().unwrap();
        drop(scribe);
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }
}
