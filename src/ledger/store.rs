//! The sled part of the embedded ledger: one tree, values that carry their own checksum, one batch an append.
//!
//! ```text
//! e/<seq>          a commit without texts      e/<seq><n>   its n-th further piece
//! t/<seq>          its texts                   t/<seq><n>   their n-th further piece
//! h/<key>          the place of the key's newest commit
//! i/<event id>     the place of the attempt
//! m/format         the version of all this
//! ```
//!
//! Numbers in keys are big-endian, so that they sort. Values are cut into pieces of
//! [`STORE_PIECE_BYTES_MAX`]: sled 0.34 puts any page that outgrows a quarter of a segment into a file of its own
//! under `blobs/`, which it never syncs. Pieces keep every page inside the one file that we sync.

use super::{Commit, EventId, Fault, Seq, Stored, check::Known, frame::Cursor, medium::sync_folder};
use crate::limits::STORE_PIECE_BYTES_MAX;
use sled::{Batch, IVec, Mode, Tree};
use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Duration,
};

const FORMAT: u8 = 1;
const FORMAT_KEY: &[u8] = b"m/format";
/// The projection is the cache of all questions; sled's own only holds what is being written and replayed.
const CACHE_BYTES: u64 = 48 << 20;
/// 128 KiB instead of 512 KiB writes a quarter during updates and halves the memory of a bulk load. It is fixed for
/// the life of a store.
const SEGMENT_BYTES: usize = 128 << 10;
/// How often an open is tried while an earlier store of this very process lets go of its file.
const OPEN_ATTEMPTS_MAX: u32 = 400;
const OPEN_PAUSE: Duration = Duration::from_millis(5);

/// An open sled store.
pub(super) struct Store {
    path: PathBuf,
    tree: Tree,
    db: sled::Db,
    /// sled 0.34.7 ends a flush with `sync_file_range`, which neither writes the file's length nor empties the disk's
    /// cache. So we sync the file ourselves, through a handle of our own.
    file: File,
}

/// Why a store did not open.
#[derive(Debug)]
pub(super) enum NotOpen {
    /// The outside: no room, no permission. The store itself may be well.
    Fault(Fault),
    /// What is there is no store any more.
    Damaged(String),
}

impl Store {
    /// Opens or makes the store. The caller holds the lock of the folder above.
    pub fn open(path: &Path) -> Result<Self, NotOpen> {
        let doing = || format!("The store in {} cannot be opened", path.display());
        let config = sled::Config::new()
            .path(path)
            .mode(Mode::LowSpace)
            .segment_size(SEGMENT_BYTES)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(None);
        let db = open_sled(&config, path)?;
        let tree = (*db).clone();
        let open = || -> io::Result<File> {
            // Windows syncs only what may be written.
            let writable = |name| OpenOptions::new().read(true).write(true).open(path.join(name));
            let file = writable("db")?;
            file.sync_all()?;
            writable("conf")?.sync_all()?;
            sync_folder(path)?;
            if let Some(parent) = path.parent() {
                sync_folder(parent)?;
            }
            Ok(file)
        };
        let file = open().map_err(|error| NotOpen::Fault(Fault::io(doing())(error)))?;
        let store = Self { path: path.to_owned(), tree, db, file };
        match store.get(FORMAT_KEY).map_err(NotOpen::Fault)? {
            None if store.tree.is_empty() => {
                store.tree.insert(FORMAT_KEY, &[FORMAT]).map_err(|error| not_open(error, path))?;
            }
            Some(format) if *format == [FORMAT] => {}
            found => return Err(NotOpen::Damaged(format!("its format is {found:?}, not {FORMAT}"))),
        }
        Ok(store)
    }

    /// The newest commit there is, synced or not; 0 for none.
    pub fn last(&self) -> Result<Seq, Fault> {
        let newest = self.tree.range(&b"e/"[..]..&b"e0"[..]).next_back();
        let Some((key, _)) = newest.transpose().map_err(|error| self.fault(error))? else { return Ok(0) };
        seq_of_key(&key).ok_or_else(|| damaged("the key of its newest commit"))
    }

    /// Adds to a batch what keeps a commit.
    pub fn stage(batch: &mut Batch, seq: Seq, commit: &Commit) {
        let mut bytes = Vec::with_capacity(commit.key.len() + commit.body.len() + 40);
        bytes.extend_from_slice(&(commit.key.len() as u16).to_le_bytes());
        bytes.extend_from_slice(commit.key.as_bytes());
        bytes.extend_from_slice(&commit.prev.to_le_bytes());
        bytes.extend_from_slice(&commit.event_id);
        bytes.extend_from_slice(&commit.body);
        put_pieces(batch, b'e', seq, &bytes);
        if !commit.texts.is_empty() {
            put_pieces(batch, b't', seq, &commit.texts);
        }
        batch.insert(head_key(&commit.key), place(seq, commit.key.as_bytes()));
        batch.insert(id_key(&commit.event_id), place(seq, &commit.event_id));
    }

    pub fn apply(&self, batch: Batch) -> io::Result<()> {
        self.tree.apply_batch(batch).map_err(into_io)
    }

    /// Hands all to the operating system. Not durable before [`Store::sync`].
    pub fn flush(&self) -> io::Result<()> {
        self.tree.flush().map(drop).map_err(into_io)
    }

    /// Makes what was flushed durable.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// A commit without its texts.
    pub fn commit(&self, seq: Seq) -> Result<Option<Stored>, Fault> {
        self.pieces(b'e', seq)?.map(|bytes| decode_commit(seq, &bytes)).transpose()
    }

    pub fn texts(&self, seq: Seq) -> Result<Option<Vec<u8>>, Fault> {
        self.pieces(b't', seq)
    }

    /// Commits without texts from `from` to `to`, both inclusive.
    pub fn read(&self, from: Seq, to: Seq, count_max: usize) -> Result<Vec<Stored>, Fault> {
        let mut found = Vec::new();
        if from > to || count_max == 0 {
            return Ok(found);
        }
        let mut entries = self.tree.range(piece_key(b'e', from, 0)..piece_key(b'e', to.saturating_add(1), 0));
        while found.len() < count_max {
            let Some(entry) = entries.next() else { break };
            let (key, value) = entry.map_err(|error| self.fault(error))?;
            let seq = seq_of_key(&key).filter(|_| key.len() == 10).ok_or_else(|| damaged("the key of a commit"))?;
            let mut whole = Pieces::begin(&value).ok_or_else(|| damaged_commit(seq))?;
            while whole.wants_more() {
                let next = entries.next().transpose().map_err(|error| self.fault(error))?;
                let (key, value) = next.ok_or_else(|| damaged_commit(seq))?;
                if seq_of_key(&key) != Some(seq) {
                    return Err(damaged_commit(seq));
                }
                whole.bytes.extend_from_slice(&value);
            }
            let bytes = whole.finish(b'e', seq).ok_or_else(|| damaged_commit(seq))?;
            found.push(decode_commit(seq, &bytes)?);
        }
        Ok(found)
    }

    /// How many commits and how many attempts there are.
    pub fn counts(&self) -> Result<(u64, u64), Fault> {
        let mut counts = (0, 0);
        for entry in self.tree.scan_prefix(b"e/") {
            let (key, _) = entry.map_err(|error| self.fault(error))?;
            counts.0 += u64::from(key.len() == 10);
        }
        for entry in self.tree.scan_prefix(b"i/") {
            entry.map_err(|error| self.fault(error))?;
            counts.1 += 1;
        }
        Ok(counts)
    }

    fn pieces(&self, kind: u8, seq: Seq) -> Result<Option<Vec<u8>>, Fault> {
        let Some(value) = self.get(&piece_key(kind, seq, 0))? else { return Ok(None) };
        let mut whole = Pieces::begin(&value).ok_or_else(|| damaged_commit(seq))?;
        let mut index = 1;
        while whole.wants_more() {
            let value = self.get(&piece_key(kind, seq, index))?.ok_or_else(|| damaged_commit(seq))?;
            whole.bytes.extend_from_slice(&value);
            index += 1;
        }
        whole.finish(kind, seq).map(Some).ok_or_else(|| damaged_commit(seq))
    }

    fn get(&self, key: &[u8]) -> Result<Option<IVec>, Fault> {
        self.tree.get(key).map_err(|error| self.fault(error))
    }

    fn fault(&self, error: sled::Error) -> Fault {
        match not_open(error, &self.path) {
            NotOpen::Fault(fault) => fault,
            NotOpen::Damaged(what) => damaged(&what),
        }
    }

    /// Whether sled put something into a file that we do not sync. It must not; a test asks.
    pub fn blobs(&self) -> usize {
        std::fs::read_dir(self.path.join("blobs")).map_or(0, Iterator::count)
    }
}

impl Known for Store {
    fn head_seq(&self, key: &str) -> Result<Seq, Fault> {
        let Some(value) = self.get(&head_key(key))? else { return Ok(0) };
        read_place(&value, key.as_bytes()).ok_or_else(|| damaged(&format!("the head of {key}")))
    }

    fn seq_of(&self, event_id: &EventId) -> Result<Option<Seq>, Fault> {
        let Some(value) = self.get(&id_key(event_id))? else { return Ok(None) };
        read_place(&value, event_id).map(Some).ok_or_else(|| damaged("the place of an attempt"))
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).field("recovered", &self.db.was_recovered()).finish()
    }
}

/// Reads, and takes a panic of sled's for what it is: a page that is not what was written.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged("its own code gave up on it")))
}

/// A damaged store may make sled panic instead of answering; both mean the same to us. The file of a store that was
/// just closed is let go by sled's own threads, a moment later; nobody else can hold it, because we hold the folder.
fn open_sled(config: &sled::Config, path: &Path) -> Result<sled::Db, NotOpen> {
    for attempt in 1.. {
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        match opened {
            Ok(Ok(db)) => return Ok(db),
            Ok(Err(sled::Error::Io(error)))
                if attempt < OPEN_ATTEMPTS_MAX && error.to_string().starts_with("could not acquire lock") =>
            {
                std::thread::sleep(OPEN_PAUSE);
            }
            Ok(Err(error)) => return Err(not_open(error, path)),
            Err(_) => break,
        }
    }
    Err(NotOpen::Damaged("the store's own code gave up on it".to_owned()))
}

fn not_open(error: sled::Error, path: &Path) -> NotOpen {
    match error {
        sled::Error::Io(error) if !is_damage(&error) => {
            NotOpen::Fault(Fault::io(format!("The store in {} cannot be used", path.display()))(error))
        }
        other => NotOpen::Damaged(other.to_string()),
    }
}

/// A file that ends too early or reads as nonsense is damage; a full disk or a missing right is not.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}

fn into_io(error: sled::Error) -> io::Error {
    match error {
        sled::Error::Io(error) => error,
        other => io::Error::other(other),
    }
}

fn damaged(what: &str) -> Fault {
    Fault::Damaged(format!(
        "The store is damaged ({what}). The journal holds everything; close Watchfloor and open it again, and the store is rebuilt from it"
    ))
}

fn damaged_commit(seq: Seq) -> Fault {
    damaged(&format!("commit {seq} is not what was written"))
}

fn piece_key(kind: u8, seq: Seq, index: u32) -> Vec<u8> {
    let mut key = Vec::with_capacity(14);
    key.extend_from_slice(&[kind, b'/']);
    key.extend_from_slice(&seq.to_be_bytes());
    if index > 0 {
        key.extend_from_slice(&index.to_be_bytes());
    }
    key
}

fn head_key(key: &str) -> Vec<u8> {
    [b"h/", key.as_bytes()].concat()
}

fn id_key(event_id: &EventId) -> Vec<u8> {
    [&b"i/"[..], event_id].concat()
}

fn seq_of_key(key: &[u8]) -> Option<Seq> {
    Some(Seq::from_be_bytes(key.get(2..10)?.try_into().ok()?))
}

/// A place with a checksum that also covers what it is the place of.
fn place(seq: Seq, of: &[u8]) -> Vec<u8> {
    let mut value = seq.to_le_bytes().to_vec();
    value.extend_from_slice(&place_crc(seq, of).to_le_bytes());
    value
}

fn read_place(value: &[u8], of: &[u8]) -> Option<Seq> {
    let mut cursor = Cursor(value);
    let seq = cursor.u64()?;
    (cursor.u32()? == place_crc(seq, of) && cursor.0.is_empty()).then_some(seq)
}

fn place_crc(seq: Seq, of: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&seq.to_le_bytes());
    hasher.update(of);
    hasher.finalize()
}

/// Envelope: version u8, length u32, checksum u32 over kind, place and bytes; then the bytes, cut into pieces.
fn put_pieces(batch: &mut Batch, kind: u8, seq: Seq, bytes: &[u8]) {
    let mut whole = Vec::with_capacity(bytes.len() + ENVELOPE_BYTES);
    whole.push(FORMAT);
    whole.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    whole.extend_from_slice(&piece_crc(kind, seq, bytes).to_le_bytes());
    whole.extend_from_slice(bytes);
    for (index, piece) in (0..).zip(whole.chunks(STORE_PIECE_BYTES_MAX)) {
        batch.insert(piece_key(kind, seq, index), piece);
    }
}

const ENVELOPE_BYTES: usize = 9;

fn piece_crc(kind: u8, seq: Seq, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind]);
    hasher.update(&seq.to_le_bytes());
    hasher.update(bytes);
    hasher.finalize()
}

/// A value that is being put together.
struct Pieces {
    bytes: Vec<u8>,
    want: usize,
    crc: u32,
}

impl Pieces {
    fn begin(first: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(first);
        if cursor.take(1)? != [FORMAT] {
            return None;
        }
        let want = cursor.u32()? as usize;
        let crc = cursor.u32()?;
        Some(Self { bytes: cursor.0.to_vec(), want, crc })
    }

    fn wants_more(&self) -> bool {
        self.bytes.len() < self.want
    }

    fn finish(self, kind: u8, seq: Seq) -> Option<Vec<u8>> {
        (self.bytes.len() == self.want && piece_crc(kind, seq, &self.bytes) == self.crc).then_some(self.bytes)
    }
}

fn decode_commit(seq: Seq, bytes: &[u8]) -> Result<Stored, Fault> {
    let decode = || -> Option<Commit> {
        let mut cursor = Cursor(bytes);
        let key_bytes = cursor.u16()? as usize;
        let key = std::str::from_utf8(cursor.take(key_bytes)?).ok()?.to_owned();
        let prev = cursor.u64()?;
        let event_id = cursor.take(16)?.try_into().ok()?;
        Some(Commit { key, prev, event_id, body: cursor.0.to_vec(), texts: Vec::new() })
    };
    decode().map(|commit| Stored { seq, commit }).ok_or_else(|| damaged_commit(seq))
}
