//! Snapshots of the projection, so that opening need not replay the whole log. Opaque bytes up to a place.
//!
//! A snapshot is a convenience: if none can be read, the log is replayed. So damage here is a remark, never a failure.
//!
//! ```text
//! magic "WFSNAP01" | place u64 | length u64 | crc32 of the bytes u32 | crc32 of all before u32 | bytes
//! ```

use super::{Fault, Seq, frame::Cursor, medium::sync_folder};
use crate::limits::SNAPSHOTS_KEPT_MAX;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const MAGIC: &[u8; 8] = b"WFSNAP01";
const HEADER_BYTES: usize = 32;
const BUFFER_BYTES: usize = 1 << 20;
const SUFFIX: &str = "snap";

/// The snapshots of one ledger, as files of a folder.
#[derive(Clone, Debug)]
pub struct Snapshots {
    path: PathBuf,
}

/// The newest snapshot that can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Its place and its bytes; `None` means: replay from the beginning.
    pub snapshot: Option<(Seq, Vec<u8>)>,
    /// Sentences about newer ones that could not be read.
    pub problems: Vec<String>,
}

impl Snapshots {
    /// The snapshots of the ledger in a folder.
    pub fn new(dir: &Path) -> Self {
        Self { path: dir.join("snapshots") }
    }

    /// Writes a snapshot that covers all commits up to a place, durably, and lets the oldest go.
    /// `fill` writes the bytes; it is given a buffered writer.
    ///
    /// # Errors
    /// When the disk refuses; the earlier snapshots are then untouched.
    pub fn write(&self, upto: Seq, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
        let doing =
            || format!("The snapshot in {} cannot be written; the log itself is not affected", self.path.display());
        let temporary = self.path.join(format!("{upto:020}.writing"));
        let written = fs::create_dir_all(&self.path)
            .and_then(|()| write_file(&temporary, upto, fill))
            .and_then(|()| fs::rename(&temporary, self.file_path(upto)))
            .and_then(|()| sync_folder(&self.path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(Fault::io(doing()))?;
        self.let_go(upto);
        Ok(())
    }

    /// The newest snapshot whose bytes are what was written, at most up to a place: a snapshot that is ahead of its
    /// log, for example of one that was restored, belongs to another log.
    pub fn newest(&self, last: Seq) -> Loaded {
        let mut loaded = Loaded::default();
        for seq in self.places().into_iter().rev() {
            if seq > last {
                loaded.problems.push(format!("The snapshot of commit {seq} is ahead of the log and was left out"));
                continue;
            }
            match read_file(&self.file_path(seq), seq) {
                Ok(bytes) => {
                    loaded.snapshot = Some((seq, bytes));
                    break;
                }
                Err(error) => {
                    let problem = format!(
                        "The snapshot of commit {seq} cannot be read ({error}); more of the log is replayed instead"
                    );
                    loaded.problems.push(problem);
                }
            }
        }
        loaded
    }

    /// Where the snapshots stand, oldest first.
    pub fn places(&self) -> Vec<Seq> {
        let Ok(entries) = fs::read_dir(&self.path) else { return Vec::new() };
        let place = |path: PathBuf| {
            let snapshot = path.extension().is_some_and(|extension| extension == SUFFIX);
            path.file_stem().filter(|_| snapshot).and_then(|stem| stem.to_str()?.parse().ok())
        };
        let mut places: Vec<Seq> = entries.flatten().filter_map(|entry| place(entry.path())).collect();
        places.sort_unstable();
        places
    }

    /// Keeps the newest that are not ahead of the one just written; best effort.
    fn let_go(&self, upto: Seq) {
        let older: Vec<Seq> = self.places().into_iter().filter(|seq| *seq <= upto).collect();
        let count = older.len().saturating_sub(SNAPSHOTS_KEPT_MAX);
        for seq in older.into_iter().take(count) {
            let _ = fs::remove_file(self.file_path(seq));
        }
    }

    fn file_path(&self, seq: Seq) -> PathBuf {
        self.path.join(format!("{seq:020}.{SUFFIX}"))
    }
}

/// Counts and sums what passes through.
struct Summing<W> {
    inner: W,
    hasher: crc32fast::Hasher,
    bytes: u64,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        let (done, _) = buffer.split_at(written);
        self.hasher.update(done);
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn write_file(path: &Path, upto: Seq, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&[0; HEADER_BYTES])?;
    // The sum is taken of whole buffers: small writes would spend their time in the hasher's setup.
    let summing = Summing { inner: file, hasher: crc32fast::Hasher::new(), bytes: 0 };
    let mut buffered = BufWriter::with_capacity(BUFFER_BYTES, summing);
    fill(&mut buffered)?;
    let Summing { inner: mut file, hasher, bytes } = buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header(upto, bytes, hasher.finalize()))?;
    file.sync_all()
}

fn header(upto: Seq, bytes: u64, crc: u32) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&upto.to_le_bytes());
    header.extend_from_slice(&bytes.to_le_bytes());
    header.extend_from_slice(&crc.to_le_bytes());
    let sum = crc32fast::hash(&header);
    header.extend_from_slice(&sum.to_le_bytes());
    header
}

fn read_file(path: &Path, seq: Seq) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::other("it is not what was written");
    let mut file = File::open(path)?;
    let mut head = [0; HEADER_BYTES];
    file.read_exact(&mut head)?;
    let mut cursor = Cursor(&head);
    let _ = cursor.take(MAGIC.len() + 8);
    let (Some(bytes), Some(crc)) = (cursor.u64(), cursor.u32()) else { return Err(damaged()) };
    // The length is believed only when the whole header is, and the file is that long.
    if head != header(seq, bytes, crc)[..] || file.metadata()?.len() != HEADER_BYTES as u64 + bytes {
        return Err(damaged());
    }
    let mut body = Vec::with_capacity(usize::try_from(bytes).map_err(|_| damaged())?);
    file.read_to_end(&mut body)?;
    if crc32fast::hash(&body) == crc { Ok(body) } else { Err(damaged()) }
}
