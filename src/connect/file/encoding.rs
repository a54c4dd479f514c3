//! What the bytes of a file stand for.
//!
//! The head of a file decides, and the rest may still differ: a cell that is no UTF-8 is read as the older encoding
//! that the head suggests, or as Windows-1252, so one stray byte after 500 MB costs nothing.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the cells of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8, and a cell that is not is read as this. Most single-byte files have cells of plain ASCII in between.
    Utf8Or(&'static Encoding),
    /// Two bytes a character, as in East Asia: a short cell may be valid UTF-8 by accident, so none is tried as such.
    Only(&'static Encoding),
}

impl Charset {
    /// Decides by the head of a file.
    pub fn of(head: &[u8]) -> Charset {
        let (mut valid, mut broken) = (0, 0);
        for line in head.split(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
            match std::str::from_utf8(line) {
                Err(error) if error.error_len().is_some() => broken += 1,
                _ => valid += 1,
            }
        }
        if broken <= valid {
            return Charset::Utf8Or(WINDOWS_1252);
        }
        let mut detector = chardetng::EncodingDetector::new();
        detector.feed(head, false);
        let guess = detector.guess(None, false);
        if guess.is_single_byte() { Charset::Utf8Or(guess) } else { Charset::Only(guess) }
    }

    /// Reads a cell; the encoding is named when it was not UTF-8.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> (Cow<'a, str>, Option<&'static Encoding>) {
        let other = match self {
            Charset::Utf8Or(other) => match std::str::from_utf8(bytes) {
                Ok(text) => return (Cow::Borrowed(text), None),
                Err(_) => other,
            },
            Charset::Only(_) if bytes.is_ascii() => {
                return (String::from_utf8_lossy(bytes), None);
            }
            Charset::Only(other) => other,
        };
        let (text, _) = other.decode_without_bom_handling(bytes);
        (text, Some(other))
    }
}

/// UTF-16 by its mark, with the length of the mark; or the length of UTF-8's mark.
pub(super) fn mark(head: &[u8]) -> (usize, Option<&'static Encoding>) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (3, None),
        [0xFF, 0xFE, ..] => (2, Some(UTF_16LE)),
        [0xFE, 0xFF, ..] => (2, Some(UTF_16BE)),
        _ => (0, None),
    }
}

/// What a file without text looks like, judged by its first bytes.
pub(super) fn binary(head: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 11] = [
        (b"PK\x03\x04", "a spreadsheet or an archive (.xlsx, .ods, .zip)"),
        (b"\xD0\xCF\x11\xE0", "an old office document (.xls, .doc)"),
        (b"%PDF-", "a PDF document"),
        (b"\x1F\x8B", "a packed file (.gz)"),
        (b"\x28\xB5\x2F\xFD", "a packed file (.zst)"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3\0", "a database"),
        (b"PAR1", "a Parquet file"),
    ];
    if let Some((_, what)) = STARTS.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(what);
    }
    let zeros_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    if half >= 8 && (zeros_at(0) * 2 > half) != (zeros_at(1) * 2 > half) {
        return Some("text in UTF-16 without its byte order mark");
    }
    // Packed data holds one control byte in ten; a text with a few stray ones is still a text.
    let controls = head.iter().filter(|b| matches!(**b, 0..=8 | 14..=31) && **b != 0x1B).count();
    (controls >= 8 && controls * 20 > head.len()).then_some("a picture, a program or packed data")
}
