//! The ledger of one machine: a sled store for reading, a plain journal for certainty.
//!
//! ```text
//! <dir>/lock        held while the ledger is open
//! <dir>/journal/    checksummed segments, the source to rebuild from
//! <dir>/store/      sled
//! <dir>/store.upto  how far the store had come when the ledger was closed
//! ```
//!
//! # The order of one decision
//!
//! 1. Checked: limits, repeats, heads, and that the disk has room. Failing: nothing was touched.
//! 2. One frame is written to the journal and synced. Failing: the journal is cut back and synced, and the answer is
//!    `Unavailable`; nothing was kept and the next decision may succeed. If even that fails: `Unknown`, and the ledger
//!    refuses from then on but still reads what was acknowledged.
//! 3. One batch goes into the store. Failing: the decision is durable in the journal, but sled cannot be asked to take
//!    half a batch back, so the answer is `Unknown`, and the ledger refuses. Opening again takes the decision over from
//!    the journal; sent again, the same attempt is then `Duplicate`.
//! 4. Shown to readers and acknowledged: it survives a power cut.
//! 5. After every [`Settings::store_lag_commits_max`] commits the store is flushed and its file synced. Failing: all
//!    that was acknowledged is safe in the journal; the ledger refuses what comes next, and says why.
//!
//! The journal comes first because it can be cut back and sled cannot.
//!
//! # Why the store is not synced in each decision
//!
//! One sync makes a decision durable; a second one makes a second copy, and sled's part of it (two writes handed to a
//! pool of threads, `sync_file_range` each, then our sync) costs as much as the first. Measured side by side on two
//! busy cores (`benches/decision.rs`): median 94 us with a lagging store, 130 us with both synced, SQLite in WAL mode
//! with `synchronous=FULL`, which keeps one copy too, 74 us; of 100 the slowest takes 180, 283 and 421 us. What is left
//! of our median over the bare write and sync of 26 us is sled's processor time for three keys.
//! A lag of 1 gives the two copies to those who want them.
//! Either way opening brings both together, and the frames say how far the store had come, so that a store that lost
//! something is told from one that lags.
//!
//! Readers see only what is acknowledged, also while a batch is half applied.

use super::{
    AppendError, Commit, EventId, Fault, Health, Journal, Ledger, Seq, Stored, Trouble,
    check::{Known, check},
    faulty::Step,
    memory::{nothing_kept, refused, unknown},
    recover::{self, Held, OpenReport},
    store::{Store, guarded},
};
use crate::limits::{DISK_RESERVE_BYTES, LAZY_COMMITS_MAX, STORE_LAG_COMMITS_MAX};
use sled::Batch;
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How an embedded ledger is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Commits after which the store is made durable too. 1: in every decision, before it is acknowledged.
    pub store_lag_commits_max: usize,
    /// Calls to the disk that can be made to fail, for tests.
    pub trouble: Arc<Trouble>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { store_lag_commits_max: STORE_LAG_COMMITS_MAX, trouble: Arc::default() }
    }
}

/// A [`Ledger`] in a folder of this machine.
#[derive(Debug)]
pub struct EmbeddedLedger {
    dir: PathBuf,
    writer: Mutex<Writer>,
    store: Store,
    /// The newest place that is durable; readers see nothing behind it.
    acknowledged: Mutex<Seq>,
    grown: Condvar,
    settings: Settings,
    /// Declared last, so that the folder is let go when all else is closed.
    _lock: Held,
}

#[derive(Debug)]
struct Writer {
    journal: Journal,
    next: Seq,
    /// Commits since the store was last made durable, and since it was last handed to the operating system.
    unstored: usize,
    unflushed: usize,
    /// Whether commits wait to be acknowledged.
    lazy: bool,
    refuses: Option<String>,
}

/// An open ledger, and what was found and done to open it.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub ledger: EmbeddedLedger,
    /// What the person at the desk should know, if anything.
    pub report: OpenReport,
}

impl EmbeddedLedger {
    /// Opens the ledger in a folder, or makes one there; the folder above must exist. After a crash the store and the
    /// journal are brought together; a damaged store is set aside, never deleted, and rebuilt from the journal.
    ///
    /// # Errors
    /// [`Fault::AlreadyOpen`] when another program has it; [`Fault::Io`] when the folder cannot be used.
    pub fn open(dir: &Path) -> Result<Opened, Fault> {
        Self::open_with(dir, Settings::default())
    }

    /// Like [`EmbeddedLedger::open`], run in another way.
    ///
    /// # Errors
    /// As [`EmbeddedLedger::open`].
    pub fn open_with(dir: &Path, settings: Settings) -> Result<Opened, Fault> {
        let recover::Parts { journal, store, lock, report } = recover::open_parts(dir, &settings.trouble)?;
        let last = store.last()?;
        let next = (last + 1).max(journal.next_seq());
        let ledger = Self {
            dir: dir.to_owned(),
            writer: Mutex::new(Writer { journal, next, unstored: 0, unflushed: 0, lazy: false, refuses: None }),
            store,
            acknowledged: Mutex::new(last),
            grown: Condvar::new(),
            settings,
            _lock: lock,
        };
        Ok(Opened { ledger, report })
    }

    /// How many values sled keeps in files of its own, which are not synced: must be 0.
    #[doc(hidden)]
    pub fn unsynced_files(&self) -> usize {
        self.store.blobs()
    }

    fn append_as(&self, commits: &[Commit], lazily: bool) -> Result<Vec<Seq>, AppendError> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        writer.refuse()?;
        match check(&Guarded(self), commits) {
            // What stands there so far only lazily must be durable before it counts as kept.
            Err(AppendError::Duplicate(seq)) if seq > self.last_seq() => {
                self.sync_journal(writer)?;
                return Err(AppendError::Duplicate(seq));
            }
            checked => checked?,
        }
        if commits.is_empty() {
            return Ok(Vec::new());
        }
        self.check_room(commits)?;
        let first = writer.next;
        self.write_journal(writer, first, commits, lazily)?;
        let mut batch = Batch::default();
        for (seq, commit) in (first..).zip(commits) {
            Store::stage(&mut batch, seq, commit);
        }
        let batch = Mutex::new(Some(batch));
        let take = || batch.lock().ok().and_then(|mut batch| batch.take()).unwrap_or_default();
        self.store_step(writer, Step::StoreApply, &mut || self.store.apply(take()))?;
        writer.next = first + commits.len() as u64;
        writer.unstored += commits.len();
        writer.unflushed += commits.len();
        if lazily {
            writer.lazy = true;
            if writer.unflushed >= LAZY_COMMITS_MAX {
                // Not for certainty: sled would keep all of it in memory.
                self.store_step(writer, Step::StoreFlush, &mut || self.store.flush())?;
                writer.unflushed = 0;
            }
        } else {
            self.acknowledge(writer);
            if writer.unstored >= self.settings.store_lag_commits_max {
                self.sync_store(writer);
            }
        }
        Ok((first..writer.next).collect())
    }

    /// Writes the frame, and syncs it unless there is time; on failure takes it back, or refuses from now on.
    fn write_journal(
        &self,
        writer: &mut Writer,
        first: Seq,
        commits: &[Commit],
        lazily: bool,
    ) -> Result<(), AppendError> {
        let mark = writer.journal.mark();
        let mut written = writer.journal.append(first, commits.iter());
        let mut taken_back_possible = true;
        if written.is_ok() && !lazily {
            written = writer.journal.sync();
            // What a failed sync did to older, lazily written bytes cannot be told, and they were promised a place.
            taken_back_possible = !writer.lazy;
        }
        let Err(error) = written else { return Ok(()) };
        let taken_back = if taken_back_possible {
            writer.journal.roll_back(&mark)
        } else {
            Err(io::Error::other("commits of an import were not yet synced"))
        };
        match taken_back {
            Ok(()) => Err(AppendError::Unavailable(nothing_kept(&error))),
            Err(again) => Err(writer.refuse_from_now_on(unknown(&error, &again))),
        }
    }

    /// Makes what was appended lazily durable in the journal, and acknowledges it.
    fn sync_journal(&self, writer: &mut Writer) -> Result<(), AppendError> {
        match writer.journal.sync() {
            Ok(()) => self.acknowledge(writer),
            Err(error) => return Err(writer.refuse_from_now_on(store_unknown(Step::JournalSync, &error))),
        }
        Ok(())
    }

    /// The journal has it all, durably.
    fn acknowledge(&self, writer: &mut Writer) {
        writer.lazy = false;
        *self.acknowledged() = writer.next - 1;
        self.grown.notify_all();
    }

    /// Makes the store durable. What it holds is acknowledged already and safe in the journal, so a failure takes no
    /// answer back: the ledger refuses what comes next.
    fn sync_store(&self, writer: &mut Writer) {
        let flushed = self.store_step(writer, Step::StoreFlush, &mut || self.store.flush());
        let synced = flushed.and_then(|()| self.store_step(writer, Step::StoreSync, &mut || self.store.sync()));
        if synced.is_ok() {
            writer.unstored = 0;
            writer.unflushed = 0;
            writer.journal.note_stored(writer.next - 1);
        }
    }

    /// A step of the store. Whatever goes wrong in it, sled cannot be asked to take it back, so it is the last.
    fn store_step(
        &self,
        writer: &mut Writer,
        step: Step,
        call: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<(), AppendError> {
        let run = || self.settings.trouble.run(step, call);
        let done = catch_unwind(AssertUnwindSafe(run));
        let done = done.unwrap_or_else(|_| Err(io::Error::other("the store's own code gave up")));
        done.map_err(|error| writer.refuse_from_now_on(store_unknown(step, &error)))
    }

    /// The store cannot go on after a disk that filled up under it, so we stop earlier.
    fn check_room(&self, commits: &[Commit]) -> Result<(), AppendError> {
        let bytes: usize = commits.iter().map(|commit| commit.body.len() + commit.texts.len()).sum();
        // The journal once, the store up to about three times, as measured.
        let want = DISK_RESERVE_BYTES + 4 * bytes as u64;
        match free_bytes(&self.dir) {
            Some(free) if free < want => Err(AppendError::Unavailable(format!(
                "The disk of {} has {} MB left, {} MB are needed to keep a decision safely. Nothing was kept of this one; make room, then decide again",
                self.dir.display(),
                free >> 20,
                (want >> 20) + 1,
            ))),
            _ => Ok(()),
        }
    }

    /// Reads. Damage that is met is remembered in the folder, so that the next opening rebuilds the store.
    fn reading<T>(&self, read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let result = guarded(read);
        if matches!(result, Err(Fault::Damaged(_))) {
            recover::note_suspicion(&self.dir);
        }
        result
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acknowledged(&self) -> MutexGuard<'_, Seq> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acknowledged_head(&self, key: &str) -> Result<Option<Stored>, Fault> {
        let last = self.last_seq();
        let mut seq = self.store.head_seq(key)?;
        // Commits under way are left out by following the key's history back.
        while seq > 0 {
            let Some(stored) = self.store.commit(seq)? else {
                return Err(Fault::Damaged(format!(
                    "The store has lost commit {seq} of {key}. Close Watchfloor and open it again, and the store is rebuilt from the journal"
                )));
            };
            if seq <= last {
                return Ok(Some(stored));
            }
            seq = stored.commit.prev;
        }
        Ok(None)
    }
}

impl Writer {
    fn refuse(&self) -> Result<(), AppendError> {
        self.refuses.as_ref().map_or(Ok(()), |why| Err(AppendError::Unavailable(refused(why))))
    }

    fn refuse_from_now_on(&mut self, why: String) -> AppendError {
        self.refuses = Some(why.clone());
        AppendError::Unknown(why)
    }
}

/// The store as `check` may ask it.
struct Guarded<'a>(&'a EmbeddedLedger);

impl Known for Guarded<'_> {
    fn head_seq(&self, key: &str) -> Result<Seq, Fault> {
        self.0.reading(|| self.0.store.head_seq(key))
    }
    fn seq_of(&self, event_id: &EventId) -> Result<Option<Seq>, Fault> {
        self.0.reading(|| self.0.store.seq_of(event_id))
    }
}

fn store_unknown(step: Step, error: &io::Error) -> String {
    let what = match step {
        Step::StoreApply => "the store did not take a decision",
        Step::StoreFlush => "the store could not be written",
        Step::StoreSync => "the disk did not confirm the store",
        _ => "the disk did not confirm the journal",
    };
    format!(
        "{what} ({error}). All that was acknowledged is kept; close Watchfloor, look after the disk and open it again"
    )
}

/// Bytes that this program may still write to the disk of a folder; `None` where the system does not tell.
fn free_bytes(dir: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(dir).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = dir;
        None
    }
}

impl Drop for EmbeddedLedger {
    fn drop(&mut self) {
        let mut writer = self.writer();
        if writer.refuses.is_some() || writer.lazy {
            return;
        }
        if writer.unstored > 0 {
            self.sync_store(&mut writer);
        }
        if writer.refuses.is_none() {
            recover::note_upto(&self.dir, self.last_seq());
        }
    }
}

impl Ledger for EmbeddedLedger {
    fn append(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        self.append_as(&commits, false)
    }

    fn append_lazily(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        self.append_as(&commits, true)
    }

    fn sync(&self) -> Result<(), AppendError> {
        let mut writer = self.writer();
        writer.refuse()?;
        if writer.lazy {
            self.sync_journal(&mut writer)?;
            self.sync_store(&mut writer);
        }
        Ok(())
    }

    fn head(&self, key: &str) -> Result<Option<Stored>, Fault> {
        self.reading(|| self.acknowledged_head(key))
    }

    fn last_seq(&self) -> Seq {
        *self.acknowledged()
    }

    fn texts(&self, seq: Seq) -> Result<Option<Vec<u8>>, Fault> {
        if seq > self.last_seq() {
            return Ok(None);
        }
        self.reading(|| self.store.texts(seq))
    }

    fn read(&self, from: Seq, count_max: usize) -> Result<Vec<Stored>, Fault> {
        self.reading(|| self.store.read(from, self.last_seq(), count_max))
    }

    fn wait(&self, from: Seq, timeout: Duration) -> bool {
        let from = from.max(1);
        let waited = self.grown.wait_timeout_while(self.acknowledged(), timeout, |last| *last < from);
        let (last, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *last >= from
    }

    fn health(&self) -> Health {
        Health { role: "this machine", refuses: self.writer().refuses.clone() }
    }
}
