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
//! 3. It waits in memory, in the overlay; shown to readers and acknowledged: it survives a power cut.
//! 4. Of every [`Settings::overlay_commits_max`] commits (or [`OVERLAY_BYTES_MAX`]) the last one takes them all to the
//!    store, in one batch; of every [`Settings::store_lag_commits_max`] the last one has the store flushed and its file
//!    synced. Failing: all that was acknowledged is safe in the journal, and readers find it in the overlay, but sled
//!    cannot be asked to take half a batch back. So the answer is `Ok` all the same, and the ledger refuses what comes
//!    next, and says why. Opening again gives the store what it lacks from the journal.
//!
//! The journal comes first because it can be cut back and sled cannot. What is appended lazily goes the same way,
//! without the sync, and is shown only when it is acknowledged; when the store fails under it, `append_lazily`, which
//! promised nothing yet, answers `Unknown`.
//!
//! Closing makes all of it durable in the store too.
//!
//! # Why the store is neither written nor synced in each decision
//!
//! One sync makes a decision durable, and the journal is all that it takes to find it again. sled's part costs more
//! processor time a key than the journal's write, and its sync as much as the journal's; in batches both are paid once
//! for many. Measured side by side on two shared cores (`benches/decision.rs`, medians): 35 us, of which 26 us are the
//! bare write and sync; SQLite in WAL mode with `synchronous=FULL`, which keeps one copy too, 57 to 65 us; with the
//! store synced in each decision 97 to 111 us. The price is paid by one decision in 64, which takes 0.8 to 0.9 ms.
//!
//! A lag of 1 gives two synced copies to those who want them.
//! Either way opening brings both together, and the frames say how far the store had come, so that a store that lost
//! something is told from one that lags.
//!
//! A journal whose segments are filled with zeros in advance, so that a sync need not record a new length, was
//! measured and left out: 27 us instead of 25 (ext4, 260 bytes a write, median), and no gain on a busy disk either.
//!
//! Readers see only what is acknowledged, also while a batch is half applied.

use super::{
    AppendError, Commit, EventId, Fault, Health, Journal, Ledger, Seq, Stored, Trouble,
    check::{Known, check},
    faulty::Step,
    memory::{nothing_kept, refused, unknown},
    overlay::Overlay,
    recover::{self, Held, OpenReport},
    store::{Store, guarded},
};
use crate::limits::{
    DISK_RESERVE_BYTES, LAZY_COMMITS_MAX, OVERLAY_BYTES_MAX, OVERLAY_COMMITS_MAX, STORE_LAG_COMMITS_MAX,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

/// How an embedded ledger is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Commits that wait in memory, durable in the journal, before the store is given them in one batch.
    pub overlay_commits_max: usize,
    /// Commits after which the store is made durable too. 1: in every decision, before it is answered.
    pub store_lag_commits_max: usize,
    /// Calls to the disk that can be made to fail, for tests.
    pub trouble: Arc<Trouble>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            overlay_commits_max: OVERLAY_COMMITS_MAX,
            store_lag_commits_max: STORE_LAG_COMMITS_MAX,
            trouble: Arc::default(),
        }
    }
}

/// A [`Ledger`] in a folder of this machine.
#[derive(Debug)]
pub struct EmbeddedLedger {
    dir: PathBuf,
    writer: Mutex<Writer>,
    /// Looked at before the store. Only the writer changes it.
    overlay: Mutex<Overlay>,
    store: Store,
    /// Why no decision is taken any more.
    refuses: OnceLock<String>,
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
    /// Commits since the store was last made durable, and since it was last handed to the operating system.
    unstored: usize,
    unflushed: usize,
    /// Whether commits wait to be acknowledged.
    lazy: bool,
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
            writer: Mutex::new(Writer { journal, unstored: 0, unflushed: 0, lazy: false }),
            overlay: Mutex::new(Overlay::new(next)),
            store,
            refuses: OnceLock::new(),
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

    fn append_as(&self, commits: Vec<Commit>, lazily: bool) -> Result<Vec<Seq>, AppendError> {
        let mut writer = self.writer();
        let writer = &mut *writer;
        self.refuse()?;
        match check(&Guarded(self), &commits) {
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
        self.check_room(&commits)?;
        let first = self.overlay().next();
        self.write_journal(writer, first, &commits, lazily)?;
        let count = commits.len();
        let mut overlay = self.overlay();
        commits.into_iter().for_each(|commit| overlay.push(commit));
        drop(overlay);
        writer.unstored += count;
        if lazily {
            writer.lazy = true;
            self.relieve(writer)?;
        } else {
            self.acknowledge(writer);
            self.follow(writer);
        }
        Ok((first..).take(count).collect())
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
            Err(again) => Err(self.refuse_from_now_on(unknown(&error, &again))),
        }
    }

    /// Makes what was appended lazily durable in the journal, and acknowledges it.
    fn sync_journal(&self, writer: &mut Writer) -> Result<(), AppendError> {
        match writer.journal.sync() {
            Ok(()) => self.acknowledge(writer),
            Err(error) => return Err(self.refuse_from_now_on(store_unknown(Step::JournalSync, &error))),
        }
        Ok(())
    }

    /// The journal has it all, durably.
    fn acknowledge(&self, writer: &mut Writer) {
        writer.lazy = false;
        *self.acknowledged() = self.overlay().next() - 1;
        self.grown.notify_all();
    }

    /// Lets the store follow when it lags too far. What it is given here is acknowledged already and safe in the
    /// journal, so a failure takes no answer back: the ledger refuses what comes next.
    fn follow(&self, writer: &mut Writer) {
        let _ = if writer.unstored >= self.settings.store_lag_commits_max {
            self.sync_store(writer)
        } else {
            self.relieve(writer)
        };
    }

    /// Gives the store what waits in memory, if that is too much.
    fn relieve(&self, writer: &mut Writer) -> Result<(), AppendError> {
        if self.overlay().reaches(self.settings.overlay_commits_max, OVERLAY_BYTES_MAX) {
            self.empty_overlay(writer)?;
        }
        if writer.unflushed >= LAZY_COMMITS_MAX {
            // Not for certainty: sled would keep all of it in memory.
            self.store_step(Step::StoreFlush, &mut || self.store.flush())?;
            writer.unflushed = 0;
        }
        Ok(())
    }

    /// Gives the store what waits in memory. Failing, it goes on waiting there, where readers find it.
    fn empty_overlay(&self, writer: &mut Writer) -> Result<(), AppendError> {
        let overlay = self.overlay();
        if overlay.is_empty() {
            return Ok(());
        }
        let count = usize::try_from(overlay.next() - overlay.first()).unwrap_or(usize::MAX);
        let mut batch = Some(overlay.batch());
        // Readers go on meanwhile.
        drop(overlay);
        self.store_step(Step::StoreApply, &mut || self.store.apply(batch.take().unwrap_or_default()))?;
        self.overlay().clear();
        writer.unflushed += count;
        Ok(())
    }

    /// Gives the store everything and makes it durable there.
    fn sync_store(&self, writer: &mut Writer) -> Result<(), AppendError> {
        self.empty_overlay(writer)?;
        self.store_step(Step::StoreFlush, &mut || self.store.flush())?;
        self.store_step(Step::StoreSync, &mut || self.store.sync())?;
        writer.unstored = 0;
        writer.unflushed = 0;
        writer.journal.note_stored(self.overlay().first() - 1);
        Ok(())
    }

    /// A step of the store. Whatever goes wrong in it, sled cannot be asked to take it back, so it is the last.
    fn store_step(&self, step: Step, call: &mut dyn FnMut() -> io::Result<()>) -> Result<(), AppendError> {
        let run = AssertUnwindSafe(|| self.settings.trouble.run(step, call));
        let done = catch_unwind(run).unwrap_or_else(|_| Err(io::Error::other("the store's own code gave up")));
        done.map_err(|error| self.refuse_from_now_on(store_unknown(step, &error)))
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

    fn overlay(&self) -> MutexGuard<'_, Overlay> {
        self.overlay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self) -> Result<(), AppendError> {
        self.refuses.get().map_or(Ok(()), |why| Err(AppendError::Unavailable(refused(why))))
    }

    fn refuse_from_now_on(&self, why: String) -> AppendError {
        AppendError::Unknown(self.refuses.get_or_init(|| why).clone())
    }

    /// The newest place under a key, acknowledged or not.
    fn newest(&self, key: &str) -> Result<Seq, Fault> {
        let waiting = self.overlay().head_seq(key);
        waiting.map_or_else(|| self.store.head_seq(key), Ok)
    }

    fn acknowledged_head(&self, key: &str) -> Result<Option<Stored>, Fault> {
        let last = self.last_seq();
        let mut seq = self.newest(key)?;
        // Commits under way are left out by following the key's history back.
        while seq > 0 {
            let waiting = self.overlay().commit(seq);
            let Some(stored) = waiting.map_or_else(|| self.store.commit(seq), |stored| Ok(Some(stored)))? else {
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

    fn acknowledged_from(&self, mut from: Seq, count_max: usize) -> Result<Vec<Stored>, Fault> {
        let last = self.last_seq();
        let mut found = Vec::new();
        loop {
            let overlay = self.overlay();
            let waiting = overlay.first();
            if from >= waiting {
                found.extend(overlay.read(from, last).take(count_max - found.len()));
                return Ok(found);
            }
            drop(overlay);
            found.extend(self.store.read(from, last.min(waiting - 1), count_max - found.len())?);
            if found.len() >= count_max {
                return Ok(found);
            }
            // What waits may have gone to the store meanwhile; then it is looked for there.
            from = waiting;
        }
    }
}

/// Overlay and store as `check` may ask them.
struct Guarded<'a>(&'a EmbeddedLedger);

impl Known for Guarded<'_> {
    fn head_seq(&self, key: &str) -> Result<Seq, Fault> {
        self.0.reading(|| self.0.newest(key))
    }
    fn seq_of(&self, event_id: &EventId) -> Result<Option<Seq>, Fault> {
        let waiting = self.0.overlay().seq_of(event_id);
        waiting.map_or_else(|| self.0.reading(|| self.0.store.seq_of(event_id)), |seq| Ok(Some(seq)))
    }
}

fn store_unknown(step: Step, error: &io::Error) -> String {
    let what = match step {
        Step::StoreApply => "the store did not take what was decided",
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
        if self.refuses.get().is_some() || (writer.lazy && self.sync_journal(&mut writer).is_err()) {
            return;
        }
        if writer.unstored == 0 || self.sync_store(&mut writer).is_ok() {
            recover::note_upto(&self.dir, self.last_seq());
        }
    }
}

impl Ledger for EmbeddedLedger {
    fn append(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        self.append_as(commits, false)
    }

    fn append_lazily(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        self.append_as(commits, true)
    }

    fn sync(&self) -> Result<(), AppendError> {
        let mut writer = self.writer();
        self.refuse()?;
        if writer.lazy {
            self.sync_journal(&mut writer)?;
            self.follow(&mut writer);
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
        let waiting = self.overlay().texts(seq).map(<[u8]>::to_vec);
        match waiting {
            Some(texts) => Ok((!texts.is_empty()).then_some(texts)),
            None => self.reading(|| self.store.texts(seq)),
        }
    }

    fn read(&self, from: Seq, count_max: usize) -> Result<Vec<Stored>, Fault> {
        self.reading(|| self.acknowledged_from(from, count_max))
    }

    fn wait(&self, from: Seq, timeout: Duration) -> bool {
        let from = from.max(1);
        let waited = self.grown.wait_timeout_while(self.acknowledged(), timeout, |last| *last < from);
        let (last, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *last >= from
    }

    fn health(&self) -> Health {
        Health { role: "this machine", refuses: self.refuses.get().cloned() }
    }
}
