//! What a model weighs: words, pairs of words and letters in a row as hashes, and the tone of the lexicon.
//!
//! Each hash falls into one bucket of a model's table ("the hashing trick", Weinberger et al., ICML 2009), so that no
//! vocabulary is kept. Of scripts without spaces the letters alone, in pairs and in threes, take the place of words.

use super::lexicon::{self, TONES};
use super::text::{Text, Token, TokenKind};
use crate::limits::FEATURES_MAX;

/// How many letters in a row make a feature.
const GRAM: usize = 4;
/// How much a word or a pair counts, where letters in a row count 1.
pub(super) const WORD_UNITS: i32 = 2;

/// The features of one text; hashes of 32 bits, of which a model takes the highest as the bucket.
#[derive(Clone, Debug)]
pub struct Features {
    pub(super) words: Vec<u32>,
    pub(super) grams: Vec<u32>,
    pub(super) tone: [f32; TONES],
    letters: Vec<char>,
}

/// What one of so many units weighs.
#[inline]
pub(super) fn unit_of(units: u32) -> f32 {
    1.0 / (units.max(1) as f32).sqrt()
}

/// Where a feature came from, to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub hash: u32,
    /// In the folded text, in bytes.
    pub from: usize,
    pub to: usize,
    pub units: i32,
}

/// Lets every bit of a pair count in the highest bits.
#[inline]
fn spread(a: u32, b: u32) -> u32 {
    let product = (u64::from(a) ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(u64::from(b) | 0xd6e8_feb8_0000_0001);
    (product >> 32) as u32 ^ product as u32
}

#[inline]
fn word_hash(token: &Token) -> u32 {
    spread(token.hash, 0x51ed_270b)
}

#[inline]
fn pair_hash(first: u32, second: u32) -> u32 {
    spread(first.rotate_left(7) ^ second.wrapping_mul(0x85eb_ca6b), 0xc2b2_ae35)
}

#[inline]
fn gram_hash(window: u64) -> u32 {
    let product = (window ^ 0x2545_f491_4f6c_dd1d).wrapping_mul(0x9fb2_1c65_1e98_df25);
    (product >> 32) as u32
}

/// What stands before the first word and after the last.
const EDGE: u32 = 0x0bad_cafe;

/// Each feature of words, in order.
fn each_word(text: &Text, letters: &mut Vec<char>, mut give: impl FnMut(Place)) {
    let mut before: Option<&Token> = None;
    for token in text.tokens() {
        let (from, to) = (token.folded_from as usize, token.folded_to as usize);
        if token.kind == TokenKind::Run {
            letters.clear();
            letters.extend(text.word(token).chars());
            for n in 1..=3 {
                let mut at = from;
                for window in letters.windows(n) {
                    let long: usize = window.iter().map(|c| c.len_utf8()).sum();
                    let hash = window.iter().fold(n as u32, |h, c| pair_hash(h, *c as u32));
                    give(Place { hash, from: at, to: at + long, units: WORD_UNITS });
                    at += window[0].len_utf8();
                }
            }
        } else {
            give(Place { hash: word_hash(token), from, to, units: WORD_UNITS });
        }
        let (first, from) = before.map_or((EDGE, from), |b| (b.hash, b.folded_from as usize));
        give(Place { hash: pair_hash(first, token.hash), from, to, units: WORD_UNITS });
        before = Some(token);
    }
    if let Some(last) = before {
        let (from, to) = (last.folded_from as usize, last.folded_to as usize);
        give(Place { hash: pair_hash(last.hash, EDGE), from, to, units: WORD_UNITS });
    }
}

/// Each feature of letters in a row, in order.
#[inline]
fn each_gram(text: &Text, mut give: impl FnMut(Place)) {
    let folded = text.folded();
    if folded.is_ascii() {
        for (at, w) in folded.as_bytes().windows(GRAM).enumerate() {
            let window = u32::from_be_bytes([w[0], w[1], w[2], w[3]]);
            give(Place { hash: gram_hash(u64::from(window)), from: at, to: at + GRAM, units: 1 });
        }
        return;
    }
    // The last four letters, 16 bits each at most: four letters of ASCII make the same number as above.
    let mut window = [(0, ' '); GRAM];
    for (count, (at, c)) in folded.char_indices().enumerate() {
        window.rotate_left(1);
        window[GRAM - 1] = (at, c);
        if count + 1 < GRAM {
            continue;
        }
        let packed = if window.iter().all(|(_, c)| c.is_ascii()) {
            window.iter().fold(0, |packed, (_, c)| packed << 8 | u64::from(*c as u32))
        } else {
            window.iter().fold(1, |packed: u64, (_, c)| packed.wrapping_mul(0x1_0000_01b3) ^ u64::from(*c as u32) << 20)
        };
        give(Place { hash: gram_hash(packed), from: window[0].0, to: at + c.len_utf8(), units: 1 });
    }
}

impl Default for Features {
    fn default() -> Features {
        Features { words: Vec::new(), grams: Vec::new(), tone: [0.0; TONES], letters: Vec::new() }
    }
}

impl Features {
    /// Takes the features of a text in place of those of the last one.
    pub(super) fn fill(&mut self, text: &Text) {
        let Features { words, grams, tone, letters } = self;
        words.clear();
        grams.clear();
        each_word(text, letters, |place| words.push(place.hash));
        each_gram(text, |place| grams.push(place.hash));
        words.truncate(FEATURES_MAX);
        grams.truncate(FEATURES_MAX);
        *tone = lexicon::tone(text);
    }

    /// The places of all features, in the order in which they were filled.
    pub(super) fn places(text: &Text) -> Vec<Place> {
        let (mut words, mut grams) = (Vec::new(), Vec::new());
        each_word(text, &mut Vec::new(), |place| words.push(place));
        each_gram(text, |place| grams.push(place));
        words.truncate(FEATURES_MAX);
        grams.truncate(FEATURES_MAX);
        words.append(&mut grams);
        words
    }

    /// What one unit weighs, so that a long text does not shout: one over the root of all units.
    #[inline]
    pub(super) fn unit(&self) -> f32 {
        unit_of(WORD_UNITS as u32 * self.words.len() as u32 + self.grams.len() as u32)
    }

    /// The tone of the text, by the lexicon.
    pub fn tone(&self) -> &[f32; TONES] {
        &self.tone
    }

    /// The buckets of a table of `2^bits`, ascending and each once, with their units.
    pub(super) fn buckets(&self, bits: u32, into: &mut Vec<(u32, f32)>) {
        let mut all: Vec<(u32, i32)> = Vec::with_capacity(self.words.len() + self.grams.len());
        all.extend(self.words.iter().map(|hash| (hash >> (32 - bits), WORD_UNITS)));
        all.extend(self.grams.iter().map(|hash| (hash >> (32 - bits), 1)));
        all.sort_unstable();
        into.clear();
        for (bucket, units) in all {
            match into.last_mut() {
                Some((last, sum)) if *last == bucket => *sum += units as f32,
                _ => into.push((bucket, units as f32)),
            }
        }
    }
}
