//! Where segments of a journal lie: a folder of files, or whatever the simulator puts in its place.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Named segments of bytes that grow at the end. A medium promises what a disk promises, and no more: an `append` that
/// failed may have written a part; what was not `sync`ed may be lost, whole or in part, with the power.
pub trait Medium: Send {
    /// The names of all segments, sorted.
    fn list(&self) -> io::Result<Vec<String>>;
    /// Makes a segment if there is none of that name; its name then survives a power cut.
    fn open(&mut self, name: &str) -> io::Result<()>;
    /// Bytes in a segment.
    fn len(&self, name: &str) -> io::Result<u64>;
    /// Adds bytes at the end.
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Returns when everything in the segment, and its length, survive a power cut.
    fn sync(&mut self, name: &str) -> io::Result<()>;
    /// Cuts a segment to a length.
    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()>;
    /// Fills the buffer from an offset on; answers how many bytes there were, fewer only at the end.
    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
    /// Takes a segment away.
    fn remove(&mut self, name: &str) -> io::Result<()>;
}

/// Segments as files `<name>.log` of a folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    writing: Option<(String, File)>,
    reading: Mutex<Option<(String, File)>>,
}

const SUFFIX: &str = ".log";

impl Folder {
    /// A folder that is there already. Nothing is written until a segment is.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), writing: None, reading: Mutex::new(None) }
    }

    /// The file of a segment.
    pub fn file_path(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}{SUFFIX}"))
    }

    fn writer(&mut self, name: &str) -> io::Result<&mut File> {
        let open = matches!(&self.writing, Some((open, _)) if open == name);
        if !open {
            let file = OpenOptions::new().append(true).open(self.file_path(name))?;
            self.writing = Some((name.to_owned(), file));
        }
        match &mut self.writing {
            Some((_, file)) => Ok(file),
            None => Err(io::Error::from(ErrorKind::NotFound)),
        }
    }
}

impl Medium for Folder {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            if let Some(name) = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn open(&mut self, name: &str) -> io::Result<()> {
        let file = OpenOptions::new().create(true).append(true).open(self.file_path(name))?;
        file.sync_all()?;
        sync_folder(&self.path)?;
        self.writing = Some((name.to_owned(), file));
        Ok(())
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        Ok(fs::metadata(self.file_path(name))?.len())
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.writer(name)?.write_all(bytes)
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.writer(name)?.sync_data()
    }

    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()> {
        self.writer(name)?.set_len(len)
    }

    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let open = matches!(&*reading, Some((open, _)) if open == name);
        if !open {
            *reading = Some((name.to_owned(), File::open(self.file_path(name))?));
        }
        let Some((_, file)) = &mut *reading else { return Ok(0) };
        file.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match file.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.writing = None;
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = None;
        fs::remove_file(self.file_path(name))?;
        sync_folder(&self.path)
    }
}

/// Makes new, renamed and removed names in a folder survive a power cut. Windows has no such call and needs none.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
