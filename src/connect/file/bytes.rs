//! A file, a piece at a time.
//!
//! [`Window`] shows the bytes from the next row on and never holds more than one longest row, so a file of any size is
//! read in the same memory. Bytes are shown as UTF-8; a file in UTF-16 is decoded on the way, and its places are still
//! counted in bytes of the file.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding};

use crate::limits::{HEAD_BYTES_MAX, ROW_BYTES_MAX};

/// Where bytes come from.
pub(super) type Source = Box<dyn Read + Send>;

/// The next bytes of a file.
pub(super) struct Window {
    source: Source,
    buf: Vec<u8>,
    start: usize,
    ended: bool,
    wide: bool,
    /// The place in the file of the first byte shown.
    pub offset: u64,
    /// The line of the first byte shown, from 1.
    pub line: u64,
}

impl Window {
    /// A window on a source that stands at `offset`, which is the start of `line`. `wide` names the encoding of a
    /// file in UTF-16.
    pub fn new(source: Source, wide: Option<&'static Encoding>, offset: u64, line: u64) -> Window {
        let source = match wide {
            Some(encoding) => Box::new(Wide::new(source, encoding)),
            None => source,
        };
        Window { source, buf: Vec::new(), start: 0, ended: false, wide: wide.is_some(), offset, line }
    }

    /// What is in sight.
    pub fn data(&self) -> &[u8] {
        self.buf.get(self.start..).unwrap_or_default()
    }

    /// Whether what is in sight is all there is.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Brings more into sight. False when there is no more, or when a longest row is in sight already.
    pub fn fill(&mut self) -> io::Result<bool> {
        let have = self.data().len();
        if self.ended || have > ROW_BYTES_MAX {
            return Ok(false);
        }
        self.buf.drain(..self.start);
        self.start = 0;
        // At least as much again: a long row is looked at from its start each time, and so only twice in all.
        let want = (have * 2).clamp(HEAD_BYTES_MAX, ROW_BYTES_MAX + HEAD_BYTES_MAX);
        let came = (&mut self.source).take((want - have) as u64).read_to_end(&mut self.buf)?;
        self.ended = came < want - have;
        Ok(came > 0)
    }

    /// The place in the file after so many bytes of what is in sight.
    pub fn offset_after(&self, bytes: usize) -> u64 {
        let shown = self.data().get(..bytes).unwrap_or_default();
        self.offset + if self.wide { wide_len(shown) } else { bytes as u64 }
    }

    /// Goes on by so many bytes, in which so many lines end.
    pub fn consume(&mut self, bytes: usize, lines: u64) {
        self.offset = self.offset_after(bytes);
        self.line += lines;
        self.start += bytes;
    }
}

/// Bytes that decoded text took in UTF-16: two a character, four where it takes a pair. A broken pair was
/// decoded as U+FFFD, which takes two as well, so the count is exact.
pub(super) fn wide_len(text: &[u8]) -> u64 {
    text.iter().map(|b| u64::from(b & 0xC0 != 0x80) * 2 + u64::from(*b >= 0xF0) * 2).sum()
}

/// Decodes UTF-16 on the way.
struct Wide {
    source: Source,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Wide {
    fn new(source: Source, encoding: &'static Encoding) -> Wide {
        let decoder = encoding.new_decoder_without_bom_handling();
        Wide { source, decoder, raw: Vec::new(), text: Vec::new(), given: 0, ended: false }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        const CHUNK: u64 = 64 << 10;
        self.raw.clear();
        let came = (&mut self.source).take(CHUNK).read_to_end(&mut self.raw)?;
        self.ended = (came as u64) < CHUNK;
        let room = self.decoder.max_utf8_buffer_length(came).unwrap_or(came * 4 + 16);
        self.text.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl Read for Wide {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.decode_more()?;
        }
        let mut left = self.text.get(self.given..).unwrap_or_default();
        let count = left.read(out)?;
        self.given += count;
        Ok(count)
    }
}
