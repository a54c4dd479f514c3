//! Looking after a ledger: is all of it well, a copy in one file, and the way back from such a copy.

use super::{
    Commit, EmbeddedLedger, Fault, Folder, Found, Journal, Ledger, Medium, Reader, Seq, Stored,
    check::Known,
    medium::sync_folder,
    recover::{describe, lock, set_aside, with_texts},
    store::{NotOpen, Store},
};
use crate::limits::REPORT_PROBLEMS_MAX;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// What [`verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Commits in the journal.
    pub commits: u64,
    /// Whether all is as it was written.
    pub ok: bool,
    /// Sentences, at most [`REPORT_PROBLEMS_MAX`] and one that counts the rest.
    pub problems: Vec<String>,
}

/// What [`restore`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Commits that were restored.
    pub commits: u64,
    /// The newest place.
    pub last: Seq,
    /// Where what was there before lies now.
    pub set_aside: Vec<PathBuf>,
    /// Sentences about what could not be read.
    pub problems: Vec<String>,
}

/// Reads everything in a ledger's folder, compares store and journal, and follows every key and every attempt.
/// Changes nothing but closes what a crash left open in the store. Takes about 100 bytes of memory a key.
///
/// # Errors
/// When the folder is not there or in use, or cannot be read at all. Damage is no error but the report's business.
pub fn verify(dir: &Path) -> Result<Report, Fault> {
    if !dir.is_dir() {
        return Err(Fault::io(format!("There is no ledger in {}", dir.display()))(io::ErrorKind::NotFound.into()));
    }
    let _lock = lock(dir)?;
    let mut walk = Walk::default();
    let store = match dir.join("store").is_dir().then(|| Store::open(&dir.join("store"))) {
        None => {
            walk.problem("There is no store; it is rebuilt from the journal when the ledger is opened".to_owned());
            None
        }
        Some(Ok(store)) => Some(store),
        Some(Err(NotOpen::Fault(fault))) => return Err(fault),
        Some(Err(NotOpen::Damaged(why))) => {
            walk.problem(format!(
                "The store is damaged ({why}); it is rebuilt from the journal when the ledger is opened"
            ));
            None
        }
    };
    let folder = Folder::new(dir.join("journal"));
    walk.journal(&folder, store.as_ref())?;
    if let Some(store) = &store {
        walk.store(store)?;
    }
    Ok(walk.report())
}

/// What a walk over a journal has gathered.
#[derive(Default)]
struct Walk {
    commits: u64,
    /// The newest commit of each key, and what it followed.
    heads: BTreeMap<String, (Seq, Seq)>,
    problems: Vec<String>,
    more: u64,
}

impl Walk {
    fn problem(&mut self, problem: String) {
        if self.problems.len() < REPORT_PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    fn report(mut self) -> Report {
        let ok = self.problems.is_empty();
        if self.more > 0 {
            self.problems.push(format!("and {} more", self.more));
        }
        Report { commits: self.commits, ok, problems: self.problems }
    }

    fn journal(&mut self, medium: &dyn Medium, store: Option<&Store>) -> Result<(), Fault> {
        let mut reader = Reader::new(medium, 1)?;
        while let Some(found) = reader.next_found()? {
            match found {
                Found::Group(commits) => self.group(&commits, store)?,
                Found::Damage(damage) => self.problem(describe(&damage)),
                Found::Torn(damage) => self.problem(format!(
                    "The end of the journal is torn: {} bytes of a decision that was never acknowledged, or of damage",
                    damage.bytes
                )),
                Found::End(_) => {}
            }
        }
        Ok(())
    }

    fn group(&mut self, commits: &[Stored], store: Option<&Store>) -> Result<(), Fault> {
        for stored in commits {
            let Commit { key, prev, .. } = &stored.commit;
            let (head, before) = self.heads.get(key).copied().unwrap_or_default();
            // Several commits of one call under one key all follow what was there before the call.
            if head != *prev && (head == 0 || before != *prev) {
                self.problem(format!("Commit {} of {key} follows {prev}, but the newest was {head}", stored.seq));
            }
            if let Some(store) = store {
                self.same(stored, store)?;
            }
            self.commits += 1;
            self.heads.insert(key.clone(), (stored.seq, *prev));
        }
        Ok(())
    }

    fn same(&mut self, stored: &Stored, store: &Store) -> Result<(), Fault> {
        let seq = stored.seq;
        match readable(with_texts(store, seq))? {
            Ok(Some(other)) if other == *stored => {}
            Ok(Some(_)) => self.problem(format!("Commit {seq} is another in the store than in the journal")),
            Ok(None) => self.problem(format!("Commit {seq} is in the journal but not in the store")),
            Err(what) => self.problem(what),
        }
        match readable(store.seq_of(&stored.commit.event_id))? {
            Ok(Some(found)) if found == seq => {}
            Ok(found) => self.problem(format!("The store has the attempt of commit {seq} at {found:?}")),
            Err(what) => self.problem(what),
        }
        Ok(())
    }

    /// What the store has beyond the journal, and whether its heads are right.
    fn store(&mut self, store: &Store) -> Result<(), Fault> {
        for (key, (seq, _)) in std::mem::take(&mut self.heads) {
            match readable(store.head_seq(&key))? {
                Ok(found) if found == seq => {}
                Ok(found) => self.problem(format!("The newest commit of {key} is {seq}, the store says {found}")),
                Err(what) => self.problem(what),
            }
        }
        let (commits, attempts) = match readable(store.counts())? {
            Ok(counts) => counts,
            Err(what) => {
                self.problem(what);
                return Ok(());
            }
        };
        if commits != self.commits || attempts != self.commits {
            self.problem(format!(
                "The journal has {} commits, the store {commits} and {attempts} attempts",
                self.commits
            ));
        }
        Ok(())
    }
}

/// Damage is a finding; anything else ends the walk.
fn readable<T>(result: Result<T, Fault>) -> Result<Result<T, String>, Fault> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Fault::Damaged(what)) => Ok(Err(what)),
        Err(fault) => Err(fault),
    }
}

/// Writes the whole log of a closed ledger into one file; an existing file is replaced only when the new one is whole.
/// Answers the number of commits.
///
/// # Errors
/// When the ledger cannot be opened or the file not be written.
pub fn export(dir: &Path, to_file: &Path) -> Result<u64, Fault> {
    if !dir.join("journal").is_dir() {
        return Err(Fault::io(format!("There is no ledger in {}", dir.display()))(io::ErrorKind::NotFound.into()));
    }
    let opened = EmbeddedLedger::open(dir)?;
    export_ledger(&opened.ledger, to_file)
}

/// Like [`export`], of any ledger that is open. What is appended meanwhile may be in it.
///
/// # Errors
/// When the ledger cannot be read or the file not be written.
pub fn export_ledger(ledger: &dyn Ledger, to_file: &Path) -> Result<u64, Fault> {
    const PAGE_COMMITS: usize = 64;
    let doing = || format!("The export to {} cannot be written; nothing was replaced", to_file.display());
    let folder = to_file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file_name = to_file.file_name().and_then(|name| name.to_str()).unwrap_or("export");
    // A hidden folder beside the target, so that the rename stays on one disk.
    let temporary = folder.join(format!(".{file_name}.writing"));
    let _ = fs::remove_dir_all(&temporary);
    fs::create_dir(&temporary).map_err(Fault::io(doing()))?;
    let write = || -> Result<u64, Fault> {
        let (mut journal, _) = Journal::open_with(Box::new(Folder::new(&temporary)), u64::MAX)?;
        let last = ledger.last_seq();
        let mut from = 1;
        let mut count = 0;
        while from <= last {
            let mut page = ledger.read(from, PAGE_COMMITS)?;
            for stored in &mut page {
                stored.commit.texts = ledger.texts(stored.seq)?.unwrap_or_default();
            }
            let Some(newest) = page.last().map(|stored| stored.seq) else { break };
            count += page.len() as u64;
            append_runs(&mut journal, &page).map_err(Fault::io(doing()))?;
            from = newest + 1;
        }
        journal.append_end().and_then(|()| journal.sync()).map_err(Fault::io(doing()))?;
        drop(journal);
        let medium = Folder::new(&temporary);
        let names = medium.list().map_err(Fault::io(doing()))?;
        let written = names.first().map(|name| medium.file_path(name)).unwrap_or_default();
        fs::rename(written, to_file).and_then(|()| sync_folder(folder)).map_err(Fault::io(doing()))?;
        Ok(count)
    };
    let written = write();
    let _ = fs::remove_dir_all(&temporary);
    written
}

/// A frame holds places without a gap, and few enough bytes.
fn append_runs(journal: &mut Journal, page: &[Stored]) -> io::Result<()> {
    const RUN_BYTES: usize = 4 << 20;
    let mut run: Vec<&Stored> = Vec::new();
    let mut bytes = 0;
    for stored in page {
        let follows = run.last().is_none_or(|before| before.seq + 1 == stored.seq);
        if !run.is_empty() && (!follows || bytes > RUN_BYTES) {
            journal.append(run.first().map_or(0, |first| first.seq), run.iter().map(|stored| &stored.commit))?;
            run.clear();
            bytes = 0;
        }
        bytes += stored.commit.body.len() + stored.commit.texts.len();
        run.push(stored);
    }
    match run.first() {
        Some(first) => journal.append(first.seq, run.iter().map(|stored| &stored.commit)),
        None => Ok(()),
    }
}

/// One file, read as a medium with one segment.
struct OneFile(File);

impl Medium for OneFile {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(vec!["export".to_owned()])
    }
    fn len(&self, _: &str) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
    fn read(&self, _: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        use io::{Read, Seek};
        let mut file = &self.0;
        file.seek(io::SeekFrom::Start(offset))?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match file.read(rest)? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }
    fn open(&mut self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
    fn append(&mut self, _: &str, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
    fn sync(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
    fn truncate(&mut self, _: &str, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
    fn remove(&mut self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}

/// Makes a ledger in a folder from an exported file, or from the `journal` folder of another ledger. What is in the
/// folder already is set aside, never deleted. Nothing changes there before all that can be read was read.
///
/// # Errors
/// When the source holds no commit, or the folder is in use or cannot be written.
pub fn restore(from: &Path, dir: &Path) -> Result<Restored, Fault> {
    let held = lock(dir)?;
    let cannot = || format!("{} cannot be read; nothing was changed in {}", from.display(), dir.display());
    let folder = from.is_dir();
    let medium: Box<dyn Medium> = if folder {
        Box::new(Folder::new(from))
    } else {
        Box::new(OneFile(File::open(from).map_err(Fault::io(cannot()))?))
    };
    let building = dir.join("journal.restoring");
    let ready = dir.join("journal.ready");
    let doing = || format!("The restored log cannot be written in {}; what was there is untouched", dir.display());
    for left_over in [&building, &ready] {
        if left_over.exists() {
            set_aside(dir, left_over)?;
        }
    }
    fs::create_dir(&building).map_err(Fault::io(doing()))?;
    let mut restored = Restored::default();
    copy(&*medium, folder, &building, &mut restored)?;
    if restored.commits == 0 {
        let _ = fs::remove_dir_all(&building);
        return Err(Fault::Damaged(format!(
            "{} holds no commit that can be read; nothing was changed in {}",
            from.display(),
            dir.display()
        )));
    }
    // From here on each step leaves a folder that opens: the old log, or, once the old journal is away, the new one.
    fs::rename(&building, &ready).and_then(|()| sync_folder(dir)).map_err(Fault::io(doing()))?;
    for name in ["store", "snapshots", "journal"] {
        restored.set_aside.extend(set_aside(dir, &dir.join(name))?);
    }
    fs::rename(&ready, dir.join("journal")).and_then(|()| sync_folder(dir)).map_err(Fault::io(doing()))?;
    drop(held);
    let opened = EmbeddedLedger::open(dir)?;
    restored.last = opened.ledger.last_seq();
    Ok(restored)
}

fn copy(medium: &dyn Medium, folder: bool, to: &Path, restored: &mut Restored) -> Result<(), Fault> {
    let doing = || format!("The restored log cannot be written in {}", to.display());
    let (mut journal, _) = Journal::open(Box::new(Folder::new(to)))?;
    let mut reader = Reader::new(medium, if folder { 1 } else { 0 })?;
    let mut end = None;
    while let Some(found) = reader.next_found()? {
        match found {
            Found::Group(commits) => {
                let first = commits.first().map_or(1, |stored| stored.seq);
                if first > 1 && restored.commits == 0 {
                    restored.problems.push(format!("The log begins at commit {first}; what was before is missing"));
                }
                journal.append(first, commits.iter().map(|stored| &stored.commit)).map_err(Fault::io(doing()))?;
                restored.commits += commits.len() as u64;
                end = None;
            }
            Found::Damage(damage) => restored.problems.push(describe(&damage)),
            Found::Torn(damage) => {
                restored.problems.push(format!("The end of the log is torn, {} bytes cannot be read", damage.bytes));
            }
            Found::End(next) => end = Some(next),
        }
    }
    if !folder && end != Some(journal.next_seq()) {
        let last = journal.next_seq() - 1;
        restored.problems.push(format!("The file ends early: commits after {last} may be missing"));
    }
    journal.sync().map_err(Fault::io(doing()))?;
    sync_folder(to).map_err(Fault::io(doing()))
}
