//! The tone of a text by words that carry a feeling, and by how they are said.
//!
//! The words are our own, in `assets/triage/lexicon.txt`; the rules are these: a word that denies turns the feelings of
//! the next three words and weakens them, a word that raises or lowers counts for the next word that carries a feeling,
//! capitals and stretched letters raise, and what comes after a `but` counts more than what came before. The idea is
//! that of rule-based sentiment (Taboada et al., Computational Linguistics 37(2), 2011), weights and words are not.

use super::text::{Text, Token, TokenKind, hash_of};
use std::sync::OnceLock;

/// How many numbers a tone has.
pub const TONES: usize = FEELINGS + TOPICS;
/// How many of them are of feelings and marks.
const FEELINGS: usize = 24;
/// How many of them say what a text is about, or what it wants.
const TOPICS: usize = 16;

/// The names of the topics in the lexicon, in order.
const TOPIC_NAMES: [&str; TOPICS] = [
    "delivery", "payment", "account", "order", "product", "bug", "stock", "store", "offer", "feedback", "press",
    "service", "asks", "wants", "thanks", "baits",
];

/// What each number of a tone is, for screens, in order.
pub const TONE_NAMES: [&str; TONES] = [
    "glad words",
    "angry words",
    "glad against angry words",
    "more glad than angry",
    "more angry than glad",
    "the gladdest word",
    "the angriest word",
    "glad words at the end",
    "angry words at the end",
    "how the last feeling was",
    "words that deny",
    "exclamation marks",
    "question marks",
    "capitals",
    "stretched letters",
    "links",
    "names it is addressed to",
    "hashtags",
    "emoji",
    "numbers",
    "signs of money and percent",
    "length",
    "many links for its words",
    "no word of feeling",
    "words of delivery",
    "words of payment",
    "words of accounts",
    "words of orders",
    "words of products",
    "words of faults of the app",
    "words of stock",
    "words of shops",
    "words of offers",
    "words of ideas",
    "words of the press",
    "words of service",
    "words that ask",
    "words that want",
    "words that thank",
    "words that bait",
];

/// Feelings that a turned word keeps.
const TURNED: f32 = -0.6;
/// Words that a denial reaches.
const REACH: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It is only about something.
    Tells,
    Feels,
    Denies,
    Raises,
    But,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    tenths: i16,
    role: Role,
    /// What it is about, a bit for each of [`TOPIC_NAMES`].
    topics: u16,
}

/// The words, in a table with open places: a word is looked for from its hash on until an empty place.
#[derive(Debug)]
pub struct Lexicon {
    slots: Vec<Option<Entry>>,
    mask: usize,
    words: usize,
    /// The longest word of a script without spaces, in letters.
    longest: usize,
    checksum: u32,
}

const SOURCE: &str = include_str!("../../assets/triage/lexicon.txt");

impl Lexicon {
    /// The lexicon that ships.
    pub fn shipped() -> &'static Lexicon {
        static SHIPPED: OnceLock<Lexicon> = OnceLock::new();
        SHIPPED.get_or_init(|| Lexicon::read(SOURCE))
    }

    fn read(source: &str) -> Lexicon {
        let mut entries: Vec<Entry> = Vec::new();
        let mut longest = 2;
        let mut scratch = super::text::Scratch::default();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let (Some(what), Some(how)) = (parts.next(), parts.next()) else { continue };
            let topics = TOPIC_NAMES.iter().position(|t| what == "topic" && *t == how).map_or(0, |bit| 1 << bit);
            let role = match what {
                "topic" => Role::Tells,
                "not" => Role::Denies,
                "more" | "less" => Role::Raises,
                "but" => Role::But,
                _ => Role::Feels,
            };
            let entry = Entry { hash: 0, tenths: how.parse().unwrap_or(0), role, topics };
            for written in parts {
                let (root, has_endings) = written.strip_suffix('*').map_or((written, false), |root| (root, true));
                // The words as the reader folds them, so that both agree whatever the reader learns.
                let text = scratch.tokenise(&root.replace('_', " "));
                let hash = match text.tokens() {
                    [] => continue,
                    [one] => one.hash,
                    [first, second, ..] => pair(first.hash, second.hash),
                };
                if text.tokens()[0].kind == TokenKind::Run {
                    longest = longest.max(text.folded().trim().chars().count());
                }
                entries.push(Entry { hash, ..entry });
                if has_endings {
                    entries.extend(endings(text.folded().trim()).map(|w| Entry { hash: hash_of(&w), ..entry }));
                }
            }
        }
        Lexicon::of(&entries, longest)
    }

    fn of(entries: &[Entry], longest: usize) -> Lexicon {
        let size = (entries.len() * 4).next_power_of_two();
        let mut lexicon =
            Lexicon { slots: vec![None; size], mask: size - 1, words: 0, longest, checksum: checksum(SOURCE) };
        for entry in entries {
            let place = lexicon.place(entry.hash);
            match &mut lexicon.slots[place] {
                // Of feelings, the first line that names a word has it; it may be about several things.
                Some(known) => {
                    known.topics |= entry.topics;
                    if known.role == Role::Tells {
                        (known.role, known.tenths) = (entry.role, entry.tenths);
                    }
                }
                empty => {
                    *empty = Some(*entry);
                    lexicon.words += 1;
                }
            }
        }
        lexicon
    }

    /// Where a hash is, or would be. A quarter of the places is taken at most, so an empty one comes soon.
    #[inline]
    fn place(&self, hash: u32) -> usize {
        let mut place = hash as usize & self.mask;
        while let Some(entry) = self.slots[place] {
            if entry.hash == hash {
                break;
            }
            place = (place + 1) & self.mask;
        }
        place
    }

    #[inline]
    fn find(&self, hash: u32) -> Option<Entry> {
        self.slots[self.place(hash)]
    }

    /// How many words, their endings among them.
    pub fn words(&self) -> usize {
        self.words
    }

    /// A number that changes when a word or its strength does: a model that weighs tones learnt from one lexicon.
    pub fn checksum(&self) -> u32 {
        self.checksum
    }
}

/// Of two words that stand beside each other.
#[inline]
fn pair(first: u32, second: u32) -> u32 {
    (first.rotate_left(9) ^ second).wrapping_mul(0x2c1b_3c6d)
}

/// FNV-1a, of the words and of the rules' version.
fn checksum(source: &str) -> u32 {
    source.bytes().fold(0x811c_9dc5 ^ TONES as u32, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// An English word with its usual endings. Some are no words; nobody writes them, so they do no harm.
fn endings(root: &str) -> impl Iterator<Item = String> {
    let plain = ["s", "es", "ed", "d", "ing", "er", "ers", "ly"].map(|end| format!("{root}{end}"));
    let stem = root.strip_suffix(['e', 'y']).map(|s| s.to_owned()).unwrap_or_default();
    let after = ["ing", "ed", "ies", "ied", "ily", "ingly"].map(|end| format!("{stem}{end}"));
    plain.into_iter().chain(after.into_iter().filter(move |_| !stem.is_empty()))
}

/// What was felt so far.
#[derive(Default)]
struct Felt {
    glad: f32,
    angry: f32,
    gladdest: f32,
    angriest: f32,
    last: f32,
    late_glad: f32,
    late_angry: f32,
}

impl Felt {
    #[inline]
    fn feel(&mut self, strength: f32, late: bool) {
        if strength > 0.0 {
            self.glad += strength;
            self.gladdest = self.gladdest.max(strength);
            self.late_glad += if late { strength } else { 0.0 };
        } else {
            self.angry -= strength;
            self.angriest = self.angriest.max(-strength);
            self.late_angry -= if late { strength } else { 0.0 };
        }
        self.last = strength;
    }
}

/// Reads the feelings of a text, word by word.
struct Walk<'a> {
    lexicon: &'a Lexicon,
    felt: Felt,
    denied: u32,
    raised: f32,
    denials: f32,
    late: bool,
    topics: [u8; TOPICS],
}

impl Walk<'_> {
    /// Counts what a word is about.
    #[inline]
    fn tell(&mut self, mut topics: u16) {
        while topics != 0 {
            let bit = topics.trailing_zeros() as usize;
            self.topics[bit] = self.topics[bit].saturating_add(1);
            topics &= topics - 1;
        }
    }

    #[inline]
    fn take(&mut self, entry: Option<Entry>, token: &Token) {
        if let Some(entry) = entry {
            self.tell(entry.topics);
        }
        match entry.map(|e| (e.role, f32::from(e.tenths))) {
            Some((Role::Feels, tenths)) => {
                let loud =
                    1.0 + 0.25 * f32::from(u8::from(token.shouted)) + 0.15 * f32::from(u8::from(token.stretched));
                let turned = if self.denied > 0 && token.kind != TokenKind::Emoji { TURNED } else { 1.0 };
                self.felt.feel(tenths / 10.0 * loud * self.raised * turned, self.late);
                self.raised = 1.0;
            }
            Some((Role::Denies, _)) => {
                self.denied = REACH + 1;
                self.denials += 1.0;
            }
            Some((Role::Raises, hundredths)) => self.raised *= hundredths / 100.0,
            Some((Role::But, _)) => {
                self.felt.glad *= 0.6;
                self.felt.angry *= 0.6;
                self.denied = 0;
                self.late = true;
            }
            Some((Role::Tells, _)) | None => self.raised = 1.0 + (self.raised - 1.0) * 0.5,
        }
        self.raised = self.raised.clamp(0.3, 2.0);
        self.denied = if token.ends_clause { 0 } else { self.denied.saturating_sub(1) };
    }

    /// A run of letters without spaces: its longest known words from left to right.
    fn run(&mut self, letters: &str, token: &Token) {
        let mut rest = letters;
        while !rest.is_empty() {
            let (mut found, mut long) = (None, rest.chars().next().map_or(1, char::len_utf8));
            for (count, (at, c)) in rest.char_indices().enumerate().take(self.lexicon.longest) {
                let end = at + c.len_utf8();
                if let Some(entry) = self.lexicon.find(hash_of(&rest[..end])).filter(|_| count > 0) {
                    (found, long) = (Some(entry), end);
                }
            }
            if found.is_some() {
                self.take(found, token);
            }
            rest = &rest[long..];
        }
    }
}

/// Counts of what is no word.
#[derive(Default)]
struct Signs {
    exclaims: f32,
    asks: f32,
    shouted: f32,
    stretched: f32,
    links: f32,
    handles: f32,
    tags: f32,
    emoji: f32,
    numbers: f32,
    money: f32,
    words: f32,
}

impl Signs {
    #[inline]
    fn take(&mut self, token: &Token, text: &Text) {
        self.shouted += f32::from(u8::from(token.shouted));
        self.stretched += f32::from(u8::from(token.stretched));
        match token.kind {
            TokenKind::Word | TokenKind::Run => self.words += 1.0,
            TokenKind::Number => self.numbers += 1.0,
            TokenKind::Link => self.links += 1.0,
            TokenKind::Handle => self.handles += 1.0,
            TokenKind::Tag => self.tags += 1.0,
            TokenKind::Emoji => self.emoji += 1.0,
            TokenKind::Mark => match text.word(token).as_bytes().first() {
                Some(b'!') => self.exclaims += 1.0 + f32::from(u8::from(token.stretched)),
                Some(b'?') => self.asks += 1.0 + f32::from(u8::from(token.stretched)),
                Some(b'.' | b'*') | None => {}
                _ => self.money += 1.0,
            },
        }
    }
}

/// From 0 towards 1, half at `half`.
#[inline]
fn soft(count: f32, half: f32) -> f32 {
    count / (count + half)
}

/// The tone of a text: numbers between -1 and 1, in the order of [`TONE_NAMES`].
///
/// ```
/// use watchfloor::triage::lexicon::tone;
/// use watchfloor::triage::text::Scratch;
/// let mut scratch = Scratch::default();
/// let glad = tone(scratch.tokenise("the staff was really helpful"))[2];
/// let turned = tone(scratch.tokenise("the staff was not helpful"))[2];
/// assert!(glad > 0.2 && turned < 0.0);
/// ```
pub fn tone(text: &Text) -> [f32; TONES] {
    let lexicon = Lexicon::shipped();
    let mut walk =
        Walk { lexicon, felt: Felt::default(), denied: 0, raised: 1.0, denials: 0.0, late: false, topics: [0; TOPICS] };
    let mut before = 0;
    let mut signs = Signs::default();
    let tokens = text.tokens();
    for (i, token) in tokens.iter().enumerate() {
        signs.take(token, text);
        walk.late |= i * 2 >= tokens.len();
        match token.kind {
            TokenKind::Run => walk.run(text.word(token), token),
            TokenKind::Word | TokenKind::Tag | TokenKind::Emoji => {
                walk.take(lexicon.find(token.hash), token);
                if let Some(entry) = lexicon.find(pair(before, token.hash)) {
                    walk.tell(entry.topics);
                    if entry.role == Role::Feels {
                        walk.felt.feel(f32::from(entry.tenths) / 10.0, walk.late);
                    }
                }
            }
            _ => {}
        }
        before = token.hash;
    }
    let Walk { felt, denials, topics, .. } = walk;
    let sum = felt.glad - felt.angry;
    let mixed = sum / (sum.abs() + 3.0);
    let nothing = f32::from(u8::from(felt.glad + felt.angry == 0.0));
    let feelings: [f32; FEELINGS] = [
        soft(felt.glad, 4.0),
        soft(felt.angry, 4.0),
        mixed,
        mixed.max(0.0),
        (-mixed).max(0.0),
        soft(felt.gladdest, 2.0),
        soft(felt.angriest, 2.0),
        soft(felt.late_glad, 3.0),
        soft(felt.late_angry, 3.0),
        (felt.last / 4.0).clamp(-1.0, 1.0),
        soft(denials, 1.0),
        soft(signs.exclaims, 1.0),
        soft(signs.asks, 1.0),
        soft(signs.shouted, 2.0),
        soft(signs.stretched, 1.0),
        soft(signs.links, 1.0),
        soft(signs.handles, 1.0),
        soft(signs.tags, 2.0),
        soft(signs.emoji, 1.0),
        soft(signs.numbers, 2.0),
        soft(signs.money, 1.0),
        soft(tokens.len() as f32, 20.0),
        soft(signs.links * 4.0, signs.words + 1.0),
        nothing,
    ];
    let mut tone = [0.0; TONES];
    tone[..FEELINGS].copy_from_slice(&feelings);
    for (into, count) in tone[FEELINGS..].iter_mut().zip(topics) {
        *into = soft(f32::from(count), 1.0);
    }
    tone
}
