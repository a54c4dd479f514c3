//! The outside.

mod answer;
mod bluesky;
mod crm;
mod dates;
mod desks;
mod fuzz;
mod hostile;
mod html;
mod ical;
mod laws;
mod listening;
mod mail;
pub mod mail_wire;
mod mastodon;
mod meta;
pub mod played;
mod probe;
mod read;
mod real;
mod redaction;
mod refused;
mod sending;
pub mod server;
mod servers;
pub mod tls;
mod webhook;
mod x;

use std::io::Cursor;
use std::path::PathBuf;

use watchfloor::connect::Problem;
use watchfloor::connect::file::{FileImport, ImportError, Mapping};
use watchfloor::floor::Incoming;
use watchfloor::limits::PAGE_MENTIONS_MAX;

/// Everything that a file gave.
#[derive(Debug, Default)]
pub struct All {
    pub mentions: Vec<Incoming>,
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    pub rows: u64,
}

impl All {
    /// The problems, one a line.
    pub fn told(&self) -> String {
        self.problems.iter().map(|p| format!("{}: {}", p.place, p.reason)).collect::<Vec<_>>().join("\n")
    }

    /// The ids, in the order of the file.
    pub fn ids(&self) -> String {
        self.mentions.iter().map(|m| m.external.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Reads all pages, and checks what holds for every import.
pub fn drain(mut import: FileImport) -> All {
    let (mut all, mut byte) = (All::default(), 0);
    while let Some(page) = import.next_page().unwrap() {
        assert!(page.mentions.len() + page.problems.len() <= PAGE_MENTIONS_MAX);
        let at: u64 = page.cursor.split(':').next().unwrap().parse().unwrap();
        assert!(at > byte, "each page goes on");
        byte = at;
        all.mentions.extend(page.mentions);
        all.problems.extend(page.problems);
    }
    let progress = import.progress();
    assert_eq!(progress.bytes_read, progress.bytes_total, "all was read");
    all.notes = import.notes();
    all.rows = progress.rows_read;
    all
}

/// Opens bytes as a file of this name.
pub fn open(name: &str, bytes: &[u8], mapping: Option<Mapping>) -> Result<FileImport, ImportError> {
    FileImport::from_read(name, Box::new(Cursor::new(bytes.to_vec())), bytes.len() as u64, mapping)
}

/// Reads bytes as a CSV file.
pub fn csv(bytes: impl AsRef<[u8]>) -> All {
    drain(open("x.csv", bytes.as_ref(), None).unwrap())
}

/// A file written for these tests.
pub fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
