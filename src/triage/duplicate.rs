//! Which texts are near enough the same words: sketches of 32 hashes, and a window of those that came before.
//!
//! A sketch is a MinHash (Broder, "On the resemblance and containment of documents", 1997) over the sets of four bytes
//! that stand side by side in the words of a text. The share of equal hashes of two sketches estimates the Jaccard
//! index of the two sets, with a standard error of at most 0.09. Sketches that agree in one of eight bands of four
//! hashes are found without looking at the others.

use super::words::Folded;
use crate::floor::{At, AuthorId, MentionId};
use crate::limits::{COPY_CANDIDATES_MAX, COPY_WINDOW_SECS, ORIGINALS_KEPT_MAX};

/// Hashes of a sketch.
const HASHES: usize = 32;
/// Bands, and hashes of each.
const BANDS: usize = 8;
const BAND: usize = HASHES / BANDS;
/// Places of the index, of each band.
const PLACES: usize = ORIGINALS_KEPT_MAX;

/// The smallest hashes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch([i32; HASHES]);

/// What is added to a hash for each place of a sketch. The nearest hash to a random number is any of them alike, so
/// that one good hash of a shingle and 32 of these stand for 32 hashes. The first five bits are all different: the
/// places look at different parts of the hashes, and an estimate varies less.
const SALTS: [i32; HASHES] = salts();

const fn salts() -> [i32; HASHES] {
    let mut all = [0; HASHES];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut i = 0;
    while i < HASHES {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all[i] = (((i as u64) << 27) | (state >> 37)) as u32 as i32;
        i += 1;
    }
    all
}

impl Sketch {
    /// Of the words of a text, as [`Folded::bare`] has them.
    pub fn of(bare: &str) -> Sketch {
        let mut least = [i32::MAX; HASHES];
        let bytes = bare.as_bytes();
        for four in bytes.windows(4) {
            let shingle = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
            let hash = mixed(shingle);
            for (least, salt) in least.iter_mut().zip(SALTS) {
                *least = (*least).min(hash ^ salt);
            }
        }
        Sketch(least)
    }

    /// The estimated Jaccard index of what two sketches are of, 0 to 1.
    ///
    /// ```
    /// use watchfloor::triage::duplicate::Sketch;
    /// let one = Sketch::of(" the kettle i bought on friday leaks ");
    /// let other = Sketch::of(" the kettle i bought on sunday leaks ");
    /// assert!(one.likeness(&other) > 0.5 && one.likeness(&one) == 1.0);
    /// assert!(one.likeness(&Sketch::of(" when do you open on christmas eve ")) < 0.3);
    /// ```
    pub fn likeness(&self, other: &Sketch) -> f64 {
        self.equal(other) as f64 / HASHES as f64
    }

    fn equal(&self, other: &Sketch) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count()
    }

    /// Where a band lies in the index.
    fn place(&self, band: usize) -> usize {
        let four = &self.0[band * BAND..][..BAND];
        let all = four.iter().fold(0_u64, |sum, h| (sum ^ u64::from(*h as u32)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        band * PLACES + ((all >> 32) as usize) % PLACES
    }

    fn same_band(&self, other: &Sketch, band: usize) -> bool {
        self.0[band * BAND..][..BAND] == other.0[band * BAND..][..BAND]
    }
}

/// Spreads a number over 32 bits (the finaliser of MurmurHash3).
fn mixed(n: u32) -> i32 {
    let n = (n ^ (n >> 16)).wrapping_mul(0x85eb_ca6b);
    let n = (n ^ (n >> 13)).wrapping_mul(0xc2b2_ae35);
    (n ^ (n >> 16)) as i32
}

/// Who wrote something and when, for the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// What was written.
    pub mention: MentionId,
    /// By whom.
    pub author: AuthorId,
    /// When.
    pub at: At,
    /// Whether it is addressed to us.
    pub to_us: bool,
    /// Whether it goes on in a conversation with us.
    pub answers_us: bool,
}

/// What a text is a copy of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyOf {
    /// The one that came first.
    pub original: MentionId,
    /// Its author.
    pub author: AuthorId,
    /// How many copies of it there are now, this one included.
    pub copies: u32,
    /// The estimated Jaccard index.
    pub likeness: f64,
    /// Whether the original was one of which something is to be seen: not spam, and about us.
    pub matters: bool,
}

/// Something that no earlier text was like.
#[derive(Clone, Copy, Debug)]
struct Original {
    sketch: Sketch,
    mention: MentionId,
    author: AuthorId,
    /// When it, or its last copy, was written.
    last: At,
    copies: u32,
    matters: bool,
    digits: u64,
    /// The one before it at the same place of the index, by its number; for each band.
    before: [u32; BANDS],
}

/// The originals of the last hour, by their sketches. At most [`ORIGINALS_KEPT_MAX`], in the order in which they were
/// read; the order of the moments does not matter, so that a file can be read backwards.
#[derive(Clone, Debug)]
pub struct Window {
    originals: Vec<Original>,
    /// Originals that there ever were. Number `n`, from 1, lies at `(n - 1) % ORIGINALS_KEPT_MAX`.
    count: u32,
    /// The newest original of each place of the index, by its number; 0 for none.
    newest: Vec<u32>,
}

impl Default for Window {
    fn default() -> Window {
        Window { originals: Vec::new(), count: 0, newest: vec![0; BANDS * PLACES] }
    }
}

/// Words and letters from which on the words of one person are known in another's mouth. Two customers who write
/// `please help` are two customers.
const WORDS_MIN: u32 = 6;
const LETTERS_MIN: u32 = 40;

/// How much alike a copy is, in 32nds: half for words that stand in public, most for those addressed to us, where two
/// people may ask nearly the same, and nearly all for a few words.
const ALIKE: usize = HASHES / 2;
const ALIKE_TO_US: usize = HASHES * 3 / 4;
const ALIKE_SHORT: usize = HASHES - 2;

impl Window {
    /// Whether a text says what one before it said; if not, it is remembered as an original.
    pub fn see(&mut self, folded: &Folded, writing: &Writing) -> Option<CopyOf> {
        if folded.letters == 0 {
            return None;
        }
        let sketch = Sketch::of(&folded.bare);
        let found = self.nearest(&sketch, folded, writing);
        let Some((number, equal)) = found else {
            self.remember(sketch, folded.digits, writing);
            return None;
        };
        let original = self.original_mut(number)?;
        original.copies = original.copies.saturating_add(1);
        original.last = original.last.max(writing.at);
        Some(CopyOf {
            original: original.mention,
            author: original.author,
            copies: original.copies,
            likeness: equal as f64 / HASHES as f64,
            matters: original.matters,
        })
    }

    /// Says of the original that was remembered last that nothing of it is to be seen, so that its copies are not
    /// either.
    pub fn dismiss(&mut self, mention: MentionId) {
        let newest = self.count;
        if let Some(original) = self.original_mut(newest).filter(|o| o.mention == mention) {
            original.matters = false;
        }
    }

    /// Copies of a mention that were seen while it was remembered.
    pub fn copies(&self, mention: MentionId) -> u32 {
        self.originals.iter().find(|o| o.mention == mention).map_or(0, |o| o.copies)
    }

    /// Originals that are remembered.
    pub fn len(&self) -> usize {
        self.originals.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.originals.is_empty()
    }

    fn nearest(&self, sketch: &Sketch, folded: &Folded, writing: &Writing) -> Option<(u32, usize)> {
        let mut best: Option<(u32, usize)> = None;
        for band in 0..BANDS {
            let mut number = self.newest[sketch.place(band)];
            for _ in 0..COPY_CANDIDATES_MAX {
                let Some(original) = self.original(number) else { break };
                if sketch.same_band(&original.sketch, band) {
                    let equal = sketch.equal(&original.sketch);
                    // Of those alike, the one that came first.
                    let better = best.is_none_or(|(n, e)| equal > e || (equal == e && number < n));
                    if better && is_copy(original, equal, folded, writing) {
                        best = Some((number, equal));
                    }
                }
                number = original.before[band];
            }
        }
        best
    }

    fn remember(&mut self, sketch: Sketch, digits: u64, writing: &Writing) {
        if self.count == u32::MAX {
            // After four thousand million originals the numbers begin anew, with an empty window.
            *self = Window::default();
        }
        self.count += 1;
        let number = self.count;
        let mut before = [0; BANDS];
        for (band, before) in before.iter_mut().enumerate() {
            *before = std::mem::replace(&mut self.newest[sketch.place(band)], number);
        }
        let Writing { mention, author, at, .. } = *writing;
        let original = Original { sketch, mention, author, last: at, copies: 0, matters: true, digits, before };
        let index = (number - 1) as usize % ORIGINALS_KEPT_MAX;
        match self.originals.get_mut(index) {
            Some(oldest) => *oldest = original,
            None => self.originals.push(original),
        }
    }

    /// By its number, if it is still remembered.
    fn original(&self, number: u32) -> Option<&Original> {
        if number == 0 || u64::from(number) + (ORIGINALS_KEPT_MAX as u64) <= u64::from(self.count) {
            return None;
        }
        self.originals.get((number - 1) as usize % ORIGINALS_KEPT_MAX)
    }

    fn original_mut(&mut self, number: u32) -> Option<&mut Original> {
        self.originals.get_mut((number.checked_sub(1)?) as usize % ORIGINALS_KEPT_MAX)
    }
}

/// Whether two people may well have written the same by chance. A Chinese or Japanese character, of three bytes, says as
/// much as two letters, and nothing stands between words.
fn is_short(folded: &Folded) -> bool {
    let dense = folded.bare.len() > 2 * folded.letters as usize + folded.words as usize + 1;
    if dense {
        return folded.letters < LETTERS_MIN / 2;
    }
    folded.words < WORDS_MIN || folded.letters < LETTERS_MIN
}

/// Whether a text that agrees in so many hashes is a copy. Here the rule stands that nobody who needs an answer is
/// passed over because somebody else wrote in like words.
fn is_copy(original: &Original, equal: usize, folded: &Folded, writing: &Writing) -> bool {
    if writing.at.secs_since(original.last).unsigned_abs() > u64::from(COPY_WINDOW_SECS) {
        return false;
    }
    let short = is_short(folded);
    if writing.answers_us {
        // In a conversation only the very same longer words again are a copy: a second `yes` answers another question.
        return writing.author == original.author && !short && equal == HASHES && folded.digits == original.digits;
    }
    let same_numbers = folded.digits == original.digits;
    if writing.author == original.author {
        return equal >= if short { ALIKE_SHORT } else { ALIKE } && (same_numbers || !writing.to_us);
    }
    // Two order numbers are two customers.
    !short && equal >= if writing.to_us { ALIKE_TO_US } else { ALIKE } && (same_numbers || !writing.to_us)
}
