//! Opening the embedded ledger: whatever happened before, store and journal hold the same commits afterwards.
//!
//! A commit is acknowledged when the journal has it durably, and the store follows; so after a crash the store may be
//! behind by acknowledged commits, and either may be ahead by some that nobody was promised. All are kept: what one
//! has, the other is given. A store that is further behind than it can be has lost something, and is rebuilt.

use super::{
    Commit, Damage, Fault, FaultyMedium, Folder, Found, Journal, Seq, Stored, Trouble,
    medium::sync_folder,
    store::{NotOpen, Store, guarded},
};
use crate::limits::{LAZY_COMMITS_MAX, OPEN_COMPARED_MAX};
use sled::Batch;
use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

/// What opening found and did. All empty after a clean close.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// The store was rebuilt from the journal.
    pub recovered: Option<Recovered>,
    /// Commits that the store was given from the journal.
    pub from_journal: u64,
    /// Commits that the journal was given from the store.
    pub from_store: u64,
    /// Bytes cut off the journal's end: a decision that was never acknowledged.
    pub torn_bytes: u64,
    /// Sentences for the person at the desk.
    pub problems: Vec<String>,
}

/// A store that was rebuilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Where the damaged store lies now; `None` when there was none.
    pub set_aside: Option<PathBuf>,
    /// Why.
    pub why: String,
    /// Commits that are in the new store.
    pub facts: u64,
    /// The first and last commit between which some could not be recovered.
    pub missing: Option<(Seq, Seq)>,
}

impl fmt::Display for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The store was rebuilt from the journal with {} commits, because {}", self.facts, self.why)?;
        match self.missing {
            None => write!(f, ". Nothing is missing")?,
            Some((first, last)) => write!(f, ". Commits {first} to {last} could not be recovered")?,
        }
        match &self.set_aside {
            None => Ok(()),
            Some(path) => write!(f, ". The old store lies untouched in {}", path.display()),
        }
    }
}

pub(super) struct Parts {
    pub journal: Journal,
    pub store: Store,
    pub lock: Held,
    pub report: OpenReport,
}

const SUSPECT: &str = "store.suspect";

/// Written when a ledger is closed: how far the store had come. Without it the frames of the journal say so, which
/// know it as of the last time the store was synced.
const UPTO: &str = "store.upto";

/// Notes, best effort, that the store holds everything up to a place durably.
pub(super) fn note_upto(dir: &Path, seq: Seq) {
    let _ = fs::write(dir.join(UPTO), format!("{seq}\n"));
}

fn upto(dir: &Path) -> Seq {
    fs::read_to_string(dir.join(UPTO)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Opens everything and brings it together.
pub(super) fn open_parts(dir: &Path, trouble: &Arc<Trouble>) -> Result<Parts, Fault> {
    let lock = lock(dir)?;
    let journal_path = dir.join("journal");
    finish_restore(dir, &journal_path)?;
    make_folder(&journal_path)?;
    let medium = FaultyMedium::new(Box::new(Folder::new(journal_path)), Arc::clone(trouble));
    let (mut journal, journal_report) = Journal::open(Box::new(medium))?;
    let mut report = OpenReport::default();
    if let Some(torn) = &journal_report.torn {
        report.torn_bytes = torn.bytes;
    }
    report.problems.extend(journal_report.damaged.iter().map(describe));
    let path = dir.join("store");
    let fresh = !path.exists();
    let (mut store, mut why) = match usable_store(dir, &path, &journal, journal_report.stored.max(upto(dir)))? {
        Ok(store) => (store, None),
        Err(why) => (set_aside_and_begin(dir, &path, &why, &mut report)?, Some(why)),
    };
    if fresh && journal_report.last > 0 {
        why = Some("there was no store".to_owned());
    }
    if let Err(fault) = guarded(|| give_to_journal(&store, &mut journal, &mut report)) {
        let Fault::Damaged(what) = fault else { return Err(fault) };
        let unread = (journal.next_seq(), store.last().unwrap_or(journal.next_seq()));
        drop(store);
        store = set_aside_and_begin(dir, &path, &what, &mut report)?;
        why = Some(what);
        if let Some(recovered) = &mut report.recovered {
            recovered.missing = Some(unread);
        }
    }
    let missing = give_to_store(&journal, &store, &mut report)?;
    journal.note_stored(store.last()?);
    if why.is_some() && report.torn_bytes > 0 {
        report.problems.push(format!(
            "The end of the journal was torn as well: a decision acknowledged after commit {} may be missing",
            journal.next_seq() - 1
        ));
    }
    if let Some(why) = why {
        let before = report.recovered.take();
        let set_aside = before.as_ref().and_then(|recovered| recovered.set_aside.clone());
        let missing = join(before.and_then(|recovered| recovered.missing), missing);
        report.recovered = Some(Recovered { set_aside, why, facts: report.from_journal, missing });
    }
    let _ = fs::remove_file(dir.join(SUSPECT));
    Ok(Parts { journal, store, lock, report })
}

/// A folder that nobody else can open.
#[derive(Debug)]
pub(super) struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // Closing is not enough: a child process that is just being started has the file open for a moment too.
        let _ = self.0.unlock();
    }
}

/// Makes the folder and takes hold of it.
pub(super) fn lock(dir: &Path) -> Result<Held, Fault> {
    make_folder(dir)?;
    let path = dir.join("lock");
    let doing = || {
        format!(
            "Watchfloor cannot write in {}; nothing was changed there. Make the folder writable, or choose another with --data",
            dir.display()
        )
    };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(Fault::io(doing()))?;
    match file.try_lock() {
        Ok(()) => Ok(Held(file)),
        Err(TryLockError::WouldBlock) => Err(Fault::AlreadyOpen(dir.display().to_string())),
        Err(TryLockError::Error(error)) => Err(Fault::io(doing())(error)),
    }
}

/// Makes one folder, not those above it: a mistyped path must not become a new, empty floor.
fn make_folder(path: &Path) -> Result<(), Fault> {
    match fs::create_dir(path) {
        Ok(()) => {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            sync_folder(parent).map_err(Fault::io(format!("The new folder {} cannot be kept", path.display())))
        }
        Err(_) if path.is_dir() => Ok(()),
        Err(error) => Err(Fault::io(format!(
            "The folder {} is not there and cannot be made; check the path, or choose another with --data",
            path.display()
        ))(error)),
    }
}

/// A restore was interrupted between putting the old journal aside and putting the new one in its place.
fn finish_restore(dir: &Path, journal: &Path) -> Result<(), Fault> {
    let ready = dir.join("journal.ready");
    if journal.exists() || !ready.exists() {
        return Ok(());
    }
    let finish = fs::rename(&ready, journal).and_then(|()| sync_folder(dir));
    finish.map_err(Fault::io(format!("The restored journal in {} cannot be put in place", ready.display())))
}

/// Remembers that a reader met damage. Best effort: the next reader meets it again.
pub(super) fn note_suspicion(dir: &Path) {
    let _ = File::create(dir.join(SUSPECT)).and_then(|file| file.sync_all());
}

/// The store, if it opens and agrees with the journal; else why not.
fn usable_store(dir: &Path, path: &Path, journal: &Journal, stored: Seq) -> Result<Result<Store, String>, Fault> {
    let fresh = !path.exists();
    if dir.join(SUSPECT).exists() && path.exists() {
        return Ok(Err("damage was met while reading it".to_owned()));
    }
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(NotOpen::Damaged(why)) => return Ok(Err(why)),
        Err(NotOpen::Fault(fault)) => return Err(fault),
    };
    if let Ok(last) = guarded(|| store.last())
        && last < stored
        && !fresh
    {
        // sled takes an emptied or shortened file for a younger store, and says nothing.
        return Ok(Err(format!("it had lost what came after commit {last}")));
    }
    match guarded(|| disagreement(&store, journal)) {
        Ok(None) => Ok(Ok(store)),
        Ok(Some(why)) | Err(Fault::Damaged(why)) => Ok(Err(why)),
        Err(fault) => Err(fault),
    }
}

/// Compares the newest commits that both have.
fn disagreement(store: &Store, journal: &Journal) -> Result<Option<String>, Fault> {
    let last = store.last()?;
    let from = journal.next_seq().min(last + 1).saturating_sub(OPEN_COMPARED_MAX).max(1);
    let mut reader = journal.read(from)?;
    while let Some(found) = reader.next_found()? {
        let Found::Group(commits) = found else { continue };
        for stored in commits.iter().take_while(|stored| stored.seq <= last) {
            if with_texts(store, stored.seq)?.as_ref() != Some(stored) {
                return Ok(Some(format!("commit {} is not what the journal says", stored.seq)));
            }
        }
    }
    Ok(None)
}

/// A commit of the store as the journal has it.
pub(super) fn with_texts(store: &Store, seq: Seq) -> Result<Option<Stored>, Fault> {
    let Some(mut stored) = store.commit(seq)? else { return Ok(None) };
    stored.commit.texts = store.texts(seq)?.unwrap_or_default();
    Ok(Some(stored))
}

fn set_aside_and_begin(dir: &Path, path: &Path, why: &str, report: &mut OpenReport) -> Result<Store, Fault> {
    let set_aside = set_aside(dir, path)?;
    let _ = fs::remove_file(dir.join(SUSPECT));
    report.recovered = Some(Recovered { set_aside, why: why.to_owned(), facts: 0, missing: None });
    match Store::open(path) {
        Ok(store) => Ok(store),
        Err(NotOpen::Fault(fault)) => Err(fault),
        Err(NotOpen::Damaged(what)) => Err(Fault::Damaged(format!(
            "A new store cannot be made in {} ({what}). The journal is untouched",
            path.display()
        ))),
    }
}

/// Renames a folder to `<name>.bad-<time of its last change>`; that time needs no clock, and tells more than now.
pub(super) fn set_aside(dir: &Path, path: &Path) -> Result<Option<PathBuf>, Fault> {
    let Ok(meta) = fs::metadata(path.join("db")).or_else(|_| fs::metadata(path)) else { return Ok(None) };
    let changed = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let secs = changed.map_or(0, |time| time.as_secs());
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("store");
    let names = std::iter::once(String::new()).chain((2..1000).map(|number| format!("-{number}")));
    let aside = names.map(|suffix| dir.join(format!("{name}.bad-{secs}{suffix}"))).find(|path| !path.exists());
    let Some(aside) = aside else {
        return Err(Fault::Damaged(format!("{} holds a thousand damaged stores; move them away", dir.display())));
    };
    let renamed = fs::rename(path, &aside).and_then(|()| sync_folder(dir));
    renamed.map_err(Fault::io(format!("{} cannot be set aside", path.display())))?;
    // It spoke of the store that is now away.
    let _ = fs::remove_file(dir.join(UPTO));
    Ok(Some(aside))
}

/// Gives the journal what only the store has.
fn give_to_journal(store: &Store, journal: &mut Journal, report: &mut OpenReport) -> Result<(), Fault> {
    const GROUP_COMMITS: usize = 256;
    const GROUP_BYTES: usize = 1 << 20;
    let last = store.last()?;
    let doing = "The journal cannot be given what the store has; make room on the disk, then open again";
    let mut group: Vec<Commit> = Vec::new();
    let mut bytes = 0;
    let begin = journal.next_seq();
    let mut first = begin;
    for seq in begin..=last {
        let stored = with_texts(store, seq)?;
        let gap = stored.is_none();
        if let Some(stored) = stored {
            bytes += stored.commit.body.len() + stored.commit.texts.len();
            group.push(stored.commit);
            report.from_store += 1;
        }
        if (gap || seq == last || group.len() >= GROUP_COMMITS || bytes >= GROUP_BYTES) && !group.is_empty() {
            journal.append(first, group.iter()).map_err(Fault::io(doing))?;
            group.clear();
            bytes = 0;
        }
        if group.is_empty() {
            first = seq + 1;
        }
    }
    journal.sync().map_err(Fault::io(doing))
}

/// Gives the store what only the journal has; answers between which places commits are missing in the journal.
fn give_to_store(journal: &Journal, store: &Store, report: &mut OpenReport) -> Result<Option<(Seq, Seq)>, Fault> {
    let doing = "The store cannot be given what the journal has; make room on the disk, then open again";
    let mut missing = None;
    let mut unflushed = 0;
    let mut first = true;
    let from = store.last()? + 1;
    let mut reader = journal.read(from)?;
    while let Some(found) = reader.next_found()? {
        match found {
            Found::Group(commits) => {
                let begins = commits.first().map_or(0, |stored| stored.seq);
                if first && begins > from {
                    missing = join(missing, Some((from, begins - 1)));
                }
                first = false;
                store.apply(staged(&commits)).map_err(Fault::io(doing))?;
                report.from_journal += commits.len() as u64;
                unflushed += commits.len();
                if unflushed >= LAZY_COMMITS_MAX {
                    store.flush().map_err(Fault::io(doing))?;
                    unflushed = 0;
                }
            }
            Found::Damage(damage) | Found::Torn(damage) => {
                let lost = damage.missing.filter(|(_, last)| *last >= from);
                if lost.is_some() && !report.problems.contains(&describe(&damage)) {
                    report.problems.push(describe(&damage));
                }
                missing = join(missing, lost);
            }
            Found::End(_) => {}
        }
    }
    store.flush().and_then(|()| store.sync()).map_err(Fault::io(doing))?;
    Ok(missing)
}

fn staged(commits: &[Stored]) -> Batch {
    let mut batch = Batch::default();
    for stored in commits {
        Store::stage(&mut batch, stored.seq, &stored.commit);
    }
    batch
}

fn join(one: Option<(Seq, Seq)>, other: Option<(Seq, Seq)>) -> Option<(Seq, Seq)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

/// A sentence about a damaged place of the journal.
pub(super) fn describe(damage: &Damage) -> String {
    let Damage { segment, offset, bytes, missing } = damage;
    let commits = match missing {
        Some((first, last)) if first == last => format!("commit {first} cannot be read there"),
        Some((first, last)) => format!("commits {first} to {last} cannot be read there"),
        None => "no commit is missing there".to_owned(),
    };
    format!("Segment {segment} of the journal is damaged at byte {offset}, for {bytes} bytes: {commits}")
}
