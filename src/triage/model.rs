//! A linear softmax over hashed words and letters, in whole numbers of 8 bits, several questions in one table.
//!
//! A model asks one or more questions of a text; each is a [`Head`] with its classes. The weights of all classes of all
//! heads for one bucket lie beside each other, so that one walk over the features of a text answers all questions.

use super::features::Features;
use super::lexicon::{Lexicon, TONES};
use super::text::Scratch;
use crate::floor::{Lesson, LessonHead};
use std::sync::OnceLock;

/// A question that a model answers about a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// For example `sentiment`.
    pub name: String,
    /// What may be answered.
    pub classes: Vec<String>,
    /// The column of its first class.
    pub(super) first: usize,
    /// What a whole number of the table stands for.
    pub(super) scale: f32,
    /// By how much a difference is multiplied before it becomes a probability.
    pub(super) calm: f32,
    /// Of each class.
    pub(super) bias: Vec<f32>,
    /// Of each class, the weight of each tone.
    pub(super) tone: Vec<[f32; TONES]>,
}

/// A model that answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The table has `2^bits` rows.
    pub(super) bits: u32,
    /// Columns of a row: those of the classes, and some that are nothing, to make it a round number.
    pub(super) width: usize,
    pub(super) heads: Vec<Head>,
    pub(super) table: Vec<i8>,
    /// The weights of tones as they are walked over: a row of columns for each tone. Made from the heads.
    pub(super) tones: Vec<f32>,
    /// Some of what it was learnt from, so that lessons do not make it forget.
    pub(super) anchors: Vec<Lesson>,
}

/// Classes of all heads together, at most.
pub(super) const COLUMNS: usize = 64;

/// Columns of a row for so many classes: as few as can be, so that the table of a small model stays near the processor.
pub(super) fn width(columns: usize) -> usize {
    match columns {
        0..=4 => 4,
        5..=8 => 8,
        more => more.next_multiple_of(16),
    }
}

/// What the shipped model says of one text: probabilities, each list adding up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Advertising, bait or noise.
    pub spam: f32,
    /// In the order of [`crate::floor::Kind`].
    pub kind: [f32; 5],
    /// In the order of [`crate::floor::Intent`].
    pub intent: [f32; 13],
    /// Negative, neutral, positive.
    pub sentiment: [f32; 3],
}

const SHIPPED: &[u8] = include_bytes!("../../assets/triage/weights.bin");

/// The names of the heads that ship, in the order of [`LessonHead`].
pub const HEADS: [&str; 4] = ["spam", "kind", "intent", "sentiment"];

impl Model {
    /// The model that ships; its heads are [`HEADS`].
    pub fn shipped() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        // A test reads the bytes that ship, so the other way is never taken.
        MODEL.get_or_init(|| Model::from_bytes(SHIPPED).unwrap_or_else(|_| Model::blank()))
    }

    /// A model that knows nothing: every answer is as likely as the other.
    pub(super) fn blank() -> Model {
        let sizes = [2, 5, 13, 3];
        let mut first = 0;
        let mut head = |(name, size): (&str, usize)| {
            first += size;
            Head {
                name: name.to_owned(),
                classes: (0..size).map(|c| c.to_string()).collect(),
                first: first - size,
                scale: 1.0,
                calm: 1.0,
                bias: vec![0.0; size],
                tone: vec![[0.0; TONES]; size],
            }
        };
        let heads = HEADS.into_iter().zip(sizes).map(&mut head).collect();
        Model { bits: 1, width: 32, heads, table: vec![0; 64], tones: vec![0.0; 32 * TONES], anchors: Vec::new() }
    }

    /// The questions it answers.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// What the shipped model says of the text that was read last.
    ///
    /// ```
    /// use watchfloor::triage::{Model, text::Scratch};
    /// let mut scratch = Scratch::default();
    /// scratch.read("My parcel never arrived and nobody answers, this is awful");
    /// let scores = Model::shipped().scores(&scratch);
    /// assert!(scores.sentiment[0] > scores.sentiment[2]);
    /// assert!((scores.kind.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    /// ```
    pub fn scores(&self, scratch: &Scratch) -> Scores {
        let mut all = [0.0; COLUMNS];
        self.logits(&scratch.features, &mut all);
        let mut scores = Scores { spam: 0.5, kind: [0.2; 5], intent: [1.0 / 13.0; 13], sentiment: [1.0 / 3.0; 3] };
        if let [spam, kind, intent, sentiment] = self.heads.as_slice() {
            let mut two = [0.5; 2];
            spam.probabilities(&all, &mut two);
            scores.spam = two[1];
            kind.probabilities(&all, &mut scores.kind);
            intent.probabilities(&all, &mut scores.intent);
            sentiment.probabilities(&all, &mut scores.sentiment);
        }
        scores
    }

    /// How likely each class of one head is, for the text that was read last; empty when there is no such head.
    pub fn probabilities(&self, head: usize, scratch: &Scratch) -> Vec<f32> {
        let Some(head) = self.heads.get(head) else { return Vec::new() };
        let mut all = [0.0; COLUMNS];
        self.logits(&scratch.features, &mut all);
        let mut into = vec![0.0; head.classes.len()];
        head.probabilities(&all, &mut into);
        into
    }

    /// The score of every class of every head, by column.
    pub(super) fn logits(&self, features: &Features, into: &mut [f32; COLUMNS]) {
        let mut sums = [0; COLUMNS];
        match self.width {
            4 => self.sums::<4>(features, &mut sums),
            8 => self.sums::<8>(features, &mut sums),
            16 => self.sums::<16>(features, &mut sums),
            32 => self.sums::<32>(features, &mut sums),
            48 => self.sums::<48>(features, &mut sums),
            _ => self.sums::<64>(features, &mut sums),
        }
        let mut said = [0.0; COLUMNS];
        for (x, row) in features.tone.iter().zip(self.tones.chunks_exact(self.width)).filter(|(x, _)| **x != 0.0) {
            said.iter_mut().zip(row).for_each(|(said, w)| *said += w * x);
        }
        let unit = features.unit();
        for head in &self.heads {
            for (class, bias) in head.bias.iter().enumerate() {
                let at = head.first + class;
                into[at] = bias + said[at] + unit * head.scale * sums[at] as f32;
            }
        }
    }

    /// Puts the weights of tones beside each other as they are walked over.
    pub(super) fn lay_out_tones(&mut self) {
        self.tones = vec![0.0; self.width * TONES];
        for head in &self.heads {
            for (class, weights) in head.tone.iter().enumerate() {
                for (row, w) in self.tones.chunks_exact_mut(self.width).zip(weights) {
                    row[head.first + class] = *w;
                }
            }
        }
    }

    /// The rows of all features, added up.
    #[inline]
    fn sums<const WIDTH: usize>(&self, features: &Features, into: &mut [i32; COLUMNS]) {
        let (rows, _) = self.table.as_chunks::<WIDTH>();
        let shift = 32 - self.bits;
        let mut add = |hashes: &[u32], units: i32| {
            // 256 numbers of 8 bits are the most that 16 bits hold.
            for some in hashes.chunks(256) {
                let mut sum = [0_i16; WIDTH];
                for hash in some {
                    let Some(row) = rows.get((hash >> shift) as usize) else { continue };
                    for (sum, weight) in sum.iter_mut().zip(row) {
                        *sum += i16::from(*weight);
                    }
                }
                for (into, sum) in into.iter_mut().zip(sum) {
                    *into += units * i32::from(sum);
                }
            }
        };
        add(&features.words, super::features::WORD_UNITS);
        add(&features.grams, 1);
    }

    /// The weight of a bucket for a class of a head.
    pub(super) fn weight(&self, bucket: usize, head: &Head, class: usize) -> f32 {
        let at = bucket * self.width + head.first + class;
        self.table.get(at).map_or(0.0, |w| f32::from(*w) * head.scale)
    }

    /// The lesson that the text read last should have been this class of this head.
    pub fn lesson(&self, head: LessonHead, class: u8, scratch: &Scratch) -> Lesson {
        super::lesson::lesson(self.bits, head, class, &scratch.features)
    }
}

impl Head {
    /// Turns the scores of its classes into probabilities.
    pub(super) fn probabilities(&self, all: &[f32; COLUMNS], into: &mut [f32]) {
        let scores = &all[self.first..self.first + self.classes.len()];
        softmax(scores, self.calm, into);
    }
}

/// `e^(calm x) / sum of e^(calm x)`, the largest taken off first so that nothing overflows.
pub(super) fn softmax(scores: &[f32], calm: f32, into: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for (into, score) in into.iter_mut().zip(scores) {
        *into = ((score - most) * calm).exp();
        sum += *into;
    }
    into.iter_mut().for_each(|p| *p /= sum);
}

/// Why the bytes of a model cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Another kind of file.
    #[error("this is no model of Watchfloor")]
    Foreign,
    /// From another program.
    #[error(
        "this model was written by another version of Watchfloor (format {0}); learn it again with `watchfloor train`"
    )]
    Version(u16),
    /// The lexicon was changed since.
    #[error(
        "this model weighs words of feeling that this version of Watchfloor has changed; learn it again with `watchfloor train`"
    )]
    Lexicon,
    /// Cut off or altered.
    #[error("this model is damaged: {0}")]
    Damaged(&'static str),
}

const MAGIC: &[u8; 8] = b"WFMODEL\n";
const VERSION: u16 = 1;

/// FNV-1a with 64 bits (Fowler, Noll, Vo): finds damage, not malice.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.extend((bytes.len().min(u16::MAX as usize) as u16).to_le_bytes());
    out.extend(bytes.iter().take(u16::MAX as usize));
}

/// Takes numbers and words off the front of bytes.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(ModelError::Damaged("it ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut into = [0; N];
        into.copy_from_slice(self.take(N)?);
        Ok(into)
    }

    fn u8(&mut self) -> Result<u8, ModelError> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn f32(&mut self) -> Result<f32, ModelError> {
        let number = f32::from_le_bytes(self.array()?);
        if number.is_finite() { Ok(number) } else { Err(ModelError::Damaged("a number in it is none")) }
    }

    fn text(&mut self) -> Result<String, ModelError> {
        let long = self.u16()? as usize;
        let bytes = self.take(long)?.to_vec();
        String::from_utf8(bytes).map_err(|_| ModelError::Damaged("a name in it is no text"))
    }
}

impl Model {
    /// The model as bytes: the same model is always the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend(Lexicon::shipped().checksum().to_le_bytes());
        out.push(self.bits as u8);
        out.push(self.heads.len() as u8);
        for head in &self.heads {
            put_text(&mut out, &head.name);
            out.push(head.classes.len() as u8);
            head.classes.iter().for_each(|class| put_text(&mut out, class));
            let numbers = [head.scale, head.calm].into_iter().chain(head.bias.iter().copied());
            numbers.chain(head.tone.iter().flatten().copied()).for_each(|n| out.extend(n.to_le_bytes()));
        }
        let columns = self.columns();
        for row in self.table.chunks(self.width) {
            out.extend(row.iter().take(columns).map(|w| *w as u8));
        }
        out.extend((self.anchors.len() as u32).to_le_bytes());
        for anchor in &self.anchors {
            out.extend([anchor.head as u8, anchor.class]);
            out.extend((anchor.features.len() as u16).to_le_bytes());
            anchor.features.iter().for_each(|f| out.extend(f.to_le_bytes()));
            out.extend(anchor.counts.iter());
            anchor.tone.iter().for_each(|t| out.extend(t.to_le_bytes()));
        }
        out.extend(checksum(&out).to_le_bytes());
        out
    }

    /// Reads what [`Model::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`ModelError`] when the bytes are no model, one of another version, or damaged.
    ///
    /// ```
    /// use watchfloor::triage::{Model, ModelError};
    /// let bytes = Model::shipped().to_bytes();
    /// assert!(Model::from_bytes(&bytes).is_ok());
    /// assert_eq!(Model::from_bytes(b"text,label\nhello,1\n"), Err(ModelError::Foreign));
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelError> {
        let mut rest = Bytes(bytes.strip_prefix(MAGIC.as_slice()).ok_or(ModelError::Foreign)?);
        let version = rest.u16()?;
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(ModelError::Damaged("it ends too early"))?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(ModelError::Damaged("its checksum is another"));
        }
        if rest.u32()? != Lexicon::shipped().checksum() {
            return Err(ModelError::Lexicon);
        }
        let (bits, count) = (u32::from(rest.u8()?), rest.u8()?);
        if !(1..=20).contains(&bits) {
            return Err(ModelError::Damaged("its table has no size"));
        }
        let mut heads = Vec::new();
        for _ in 0..count {
            let first = heads.last().map_or(0, |h: &Head| h.first + h.classes.len());
            heads.push(head(&mut rest, first)?);
        }
        let mut model = Model { bits, width: 0, heads, table: Vec::new(), tones: Vec::new(), anchors: Vec::new() };
        let columns = model.columns();
        if !(2..=COLUMNS).contains(&columns) {
            return Err(ModelError::Damaged("it has too few or too many classes"));
        }
        model.width = width(columns);
        model.table = vec![0; model.width << bits];
        for row in model.table.chunks_mut(model.width) {
            for (into, byte) in row.iter_mut().zip(rest.take(columns)?) {
                *into = *byte as i8;
            }
        }
        for _ in 0..rest.u32()? {
            model.anchors.push(anchor(&mut rest)?);
        }
        model.lay_out_tones();
        if rest.0.len() == 8 { Ok(model) } else { Err(ModelError::Damaged("something is left over")) }
    }

    fn columns(&self) -> usize {
        self.heads.iter().map(|h| h.classes.len()).sum()
    }
}

fn head(rest: &mut Bytes<'_>, first: usize) -> Result<Head, ModelError> {
    let name = rest.text()?;
    let classes = (0..rest.u8()?).map(|_| rest.text()).collect::<Result<Vec<_>, _>>()?;
    let (scale, calm) = (rest.f32()?, rest.f32()?);
    let bias = classes.iter().map(|_| rest.f32()).collect::<Result<Vec<_>, _>>()?;
    let mut tone = vec![[0.0; TONES]; classes.len()];
    for weight in tone.iter_mut().flatten() {
        *weight = rest.f32()?;
    }
    Ok(Head { name, classes, first, scale, calm, bias, tone })
}

fn anchor(rest: &mut Bytes<'_>) -> Result<Lesson, ModelError> {
    let head = match rest.u8()? {
        0 => LessonHead::Spam,
        1 => LessonHead::Kind,
        2 => LessonHead::Intent,
        3 => LessonHead::Sentiment,
        _ => return Err(ModelError::Damaged("an example in it belongs nowhere")),
    };
    let (class, many) = (rest.u8()?, rest.u16()? as usize);
    let features = (0..many).map(|_| rest.u16()).collect::<Result<Vec<_>, _>>()?;
    let counts = rest.take(many)?.to_vec();
    let tone = (0..TONES).map(|_| Ok(rest.u16()? as i16)).collect::<Result<Vec<_>, _>>()?;
    Ok(Lesson { head, class, features: features.into(), counts: counts.into(), tone: tone.into() })
}
