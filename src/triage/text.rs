//! One look at a text, shared by all who read it: folded words with their places in the original.
//!
//! The same letters in another dress are the same word: case, accents of Latin letters, wide and ornate letters,
//! invisible characters and stretched vowels make no difference. A link, an `@name` and a number each become a shape.
//! What is looked at is bounded, so that no text takes longer than a long one.
//!
//! ```
//! use watchfloor::triage::text::{Scratch, TokenKind};
//! let mut scratch = Scratch::default();
//! let text = scratch.read("@Lark WHERE is my pärcel??? 1,234 https://example.org/x");
//! assert_eq!(text.folded(), " @ where is my parcel ?? 0.000 // ");
//! assert_eq!(text.tokens()[0].kind, TokenKind::Handle);
//! assert!(text.tokens()[1].shouted);
//! ```
//!
//! It does not split Chinese, Japanese or Thai into words: a run of such letters is one token, and its letters speak
//! for themselves (see [`super::features`]).

use super::fold;
use crate::limits::{READ_CHARS_MAX, WORD_CHARS_MAX};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters of a script that puts spaces between words, perhaps with digits.
    Word,
    /// Digits, folded to their shape: `1,234` is `0.000`.
    Number,
    /// An address on the web, folded to `//`.
    Link,
    /// An `@name`, folded to `@`.
    Handle,
    /// A `#word`; its hash is that of the word.
    Tag,
    /// An emoji, or a face made of marks such as `:-)`.
    Emoji,
    /// Marks that say something: `!`, `?`, `...`, `%`, signs of money. Two stand for many.
    Mark,
    /// Letters of a script without spaces between words.
    Run,
}

/// A word of a text, or what takes the place of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it begins in the original, in bytes.
    pub from: u32,
    /// Where it ends in the original, in bytes.
    pub to: u32,
    /// Where it begins in the folded text, in bytes.
    pub folded_from: u32,
    /// Where it ends in the folded text, in bytes.
    pub folded_to: u32,
    /// Of the folded letters; the same word has the same in every text and every run.
    pub hash: u32,
    /// What it is.
    pub kind: TokenKind,
    /// Two or more letters, all of them capitals.
    pub shouted: bool,
    /// A letter or mark was repeated more often than words do.
    pub stretched: bool,
    /// A comma, a full stop or the like came after it.
    pub ends_clause: bool,
}

/// A text as it was read: folded, and in tokens.
#[derive(Clone, Debug, Default)]
pub struct Text {
    folded: String,
    tokens: Vec<Token>,
    cut: bool,
}

impl Text {
    /// The tokens in lower case and without accents, a space before, between and after them.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The tokens in their order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The folded letters of one of its tokens.
    pub fn word(&self, token: &Token) -> &str {
        self.folded.get(token.folded_from as usize..token.folded_to as usize).unwrap_or_default()
    }

    /// Whether the text went on after [`READ_CHARS_MAX`] characters.
    pub fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Buffers that are filled anew for each text, so that reading makes no rubbish. One for each who reads.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) text: Text,
    pub(super) features: super::features::Features,
}

impl Scratch {
    /// Reads a text: its tokens, and the features that models weigh.
    pub fn read(&mut self, text: &str) -> &Text {
        self.tokenise(text);
        self.features.fill(&self.text);
        &self.text
    }

    /// Reads the tokens of a text alone, for who needs no model.
    pub fn tokenise(&mut self, text: &str) -> &Text {
        self.text.folded.clear();
        self.text.tokens.clear();
        self.text.folded.push(' ');
        let cut = {
            let mut reader = Reader { source: text, at: 0, left: READ_CHARS_MAX, out: &mut self.text };
            reader.all();
            reader.at < text.len()
        };
        self.text.cut = cut;
        &self.text
    }

    /// What was read last.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The features of what was read last.
    pub fn features(&self) -> &super::features::Features {
        &self.features
    }
}

/// The hash of a folded word, as [`Token::hash`] has it.
///
/// ```
/// use watchfloor::triage::text::{Scratch, hash_of};
/// let mut scratch = Scratch::default();
/// assert_eq!(scratch.read("Parcel!").tokens()[0].hash, hash_of("parcel"));
/// ```
pub fn hash_of(folded: &str) -> u32 {
    finish(folded.chars().fold(0, step))
}

/// One letter more (Knuth's multiplicative hashing, TAOCP 3, 6.4).
#[inline]
fn step(hash: u32, c: char) -> u32 {
    (hash.rotate_left(5) ^ c as u32).wrapping_mul(0x9e37_79b1)
}

/// Lets every letter count in every bit.
#[inline]
fn finish(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 13)
}

/// A token that is being read.
struct Growing {
    from: usize,
    folded_from: usize,
    hash: u32,
    chars: usize,
    last: char,
    repeats: u8,
    letters: u16,
    capitals: u16,
    digits: u16,
    marks: u8,
    stretched: bool,
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    left: usize,
    out: &'a mut Text,
}

impl Reader<'_> {
    fn all(&mut self) {
        while self.left > 0 {
            let Some(c) = self.peek() else { break };
            match c {
                'a'..='z' | 'A'..='Z' => {
                    if self.link_chars().is_some() {
                        self.link();
                    } else {
                        self.word(TokenKind::Word);
                    }
                }
                '0'..='9' => self.word(TokenKind::Number),
                '@' => self.handle(),
                '#' => self.tag(),
                '&' => self.entity(),
                '\\' => self.escape(),
                c if c.is_ascii() => self.mark(c),
                c => self.beyond_ascii(c),
            }
        }
    }

    #[inline]
    fn peek(&self) -> Option<char> {
        match self.source.as_bytes().get(self.at) {
            Some(b) if b.is_ascii() => Some(*b as char),
            Some(_) => self.source.get(self.at..)?.chars().next(),
            None => None,
        }
    }

    #[inline]
    fn byte(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    #[inline]
    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
        self.left = self.left.saturating_sub(1);
    }

    fn begin(&self) -> Growing {
        Growing {
            from: self.at,
            folded_from: self.out.folded.len(),
            hash: 0,
            chars: 0,
            last: ' ',
            repeats: 0,
            letters: 0,
            capitals: 0,
            digits: 0,
            marks: 0,
            stretched: false,
        }
    }

    #[inline]
    fn push(&mut self, token: &mut Growing, c: char) {
        self.out.folded.push(c);
        token.hash = step(token.hash, c);
        token.chars += 1;
    }

    /// A folded letter, unless it is the third of its kind in a row.
    #[inline]
    fn push_letter(&mut self, token: &mut Growing, c: char) {
        if c == token.last {
            token.repeats = token.repeats.saturating_add(1);
            if token.repeats >= 2 {
                token.stretched = true;
                return;
            }
        } else {
            token.last = c;
            token.repeats = 0;
        }
        self.push(token, c);
    }

    fn end(&mut self, token: &Growing, kind: TokenKind) {
        if token.chars == 0 {
            return;
        }
        self.out.folded.push(' ');
        self.out.tokens.push(Token {
            from: token.from as u32,
            to: self.at as u32,
            folded_from: token.folded_from as u32,
            folded_to: self.out.folded.len() as u32 - 1,
            hash: finish(token.hash),
            kind,
            shouted: token.letters >= 2 && token.capitals == token.letters,
            stretched: token.stretched,
            ends_clause: false,
        });
    }

    fn end_clause(&mut self) {
        if let Some(last) = self.out.tokens.last_mut() {
            last.ends_clause = true;
        }
    }

    /// A word, a number, a tag or a run; the first character is known to belong to it.
    fn word(&mut self, kind: TokenKind) {
        let mut token = self.begin();
        if kind == TokenKind::Tag {
            self.out.folded.push('#');
            self.skip('#');
        }
        let run = self.peek().is_some_and(fold::is_spaceless);
        while let Some(c) = self.peek().filter(|_| self.left > 0 && token.chars < WORD_CHARS_MAX) {
            match c {
                'a'..='z' => {
                    token.letters += 1;
                    self.push_letter(&mut token, c);
                }
                'A'..='Z' => {
                    token.letters += 1;
                    token.capitals += 1;
                    self.push_letter(&mut token, c.to_ascii_lowercase());
                }
                '0'..='9' => self.digit(&mut token),
                // An apostrophe or underscore inside: `don't` and `dont` are one word.
                '\'' | '\u{2019}' | '_' if !run && self.goes_on(c.len_utf8()) => {}
                '\\' | '&' if let Some(bytes) = self.written_apostrophe() => {
                    self.at += bytes - 1;
                    self.left = self.left.saturating_sub(bytes - 1);
                }
                '.' | ',' | ':' | '/' | '-'
                    if token.letters == 0 && token.digits > 0 && self.byte(1).is_ascii_digit() =>
                {
                    token.last = ' ';
                    self.push(&mut token, '.');
                }
                c if c.is_ascii() => break,
                c if fold::is_spaceless(c) != run && fold::is_letter(c) && token.chars > 0 => break,
                c if !self.foreign(&mut token, c) => break,
                _ => {}
            }
            self.skip(c);
        }
        let kind = match kind {
            TokenKind::Number if token.letters > 0 => TokenKind::Word,
            TokenKind::Word if token.letters == 0 && token.digits > 0 => TokenKind::Number,
            kind => kind,
        };
        if kind == TokenKind::Tag && token.chars == 0 {
            self.out.folded.truncate(token.folded_from);
        }
        self.end(&token, kind);
    }

    fn digit(&mut self, token: &mut Growing) {
        token.digits += 1;
        if token.last == '0' {
            token.repeats = token.repeats.saturating_add(1);
            // Four digits stand for more, so that an order number is one shape.
            if token.repeats >= 4 {
                return;
            }
        } else {
            token.last = '0';
            token.repeats = 0;
        }
        self.push(token, '0');
    }

    /// A letter beyond ASCII, folded; false when it is no letter.
    fn foreign(&mut self, token: &mut Growing, c: char) -> bool {
        if fold::is_invisible(c) {
            return true;
        }
        if fold::is_mark(c) {
            token.marks = token.marks.saturating_add(1);
            // Latin accents go; the vowels of Thai or Hindi stay, a tower of them does not.
            if token.chars > 0 && token.marks <= 2 && !fold::is_accent(c) {
                self.push(token, c);
            }
            return true;
        }
        if !fold::is_letter(c) {
            return false;
        }
        token.marks = 0;
        token.letters += 1;
        token.capitals += u16::from(c.is_uppercase() || !fold::has_case(c));
        fold::letters(c, &mut |folded| self.push_letter(token, folded));
        true
    }

    /// How many bytes spell an apostrophe inside a word here, as some exports do.
    fn written_apostrophe(&self) -> Option<usize> {
        let rest = &self.source.as_bytes()[self.at..];
        let found = [&b"\\u2019"[..], b"\\u0027", b"&#39;", b"&apos;"].into_iter().find(|w| rest.starts_with(w))?;
        self.goes_on(found.len()).then_some(found.len())
    }

    /// Whether a letter or digit comes this many bytes on.
    fn goes_on(&self, ahead: usize) -> bool {
        let next = self.byte(ahead);
        next.is_ascii_alphanumeric() || next >= 0xc3
    }

    fn handle(&mut self) {
        if !self.byte(1).is_ascii_alphanumeric() && self.byte(1) != b'_' {
            return self.skip('@');
        }
        let mut token = self.begin();
        self.push(&mut token, '@');
        self.skip('@');
        while self.left > 0 && matches!(self.byte(0), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-') {
            if matches!(self.byte(0), b'.' | b'-') && !self.byte(1).is_ascii_alphanumeric() {
                break;
            }
            self.skip('a');
        }
        self.end(&token, TokenKind::Handle);
    }

    fn tag(&mut self) {
        let next = self.source.get(self.at + 1..).and_then(|rest| rest.chars().next());
        if next.is_some_and(|c| c.is_alphanumeric()) { self.word(TokenKind::Tag) } else { self.skip('#') }
    }

    /// How many bytes begin a link here.
    fn link_chars(&self) -> Option<usize> {
        let rest = &self.source.as_bytes()[self.at..];
        if self.out.tokens.last().is_some_and(|t| t.to as usize == self.at && t.kind == TokenKind::Word) {
            return None;
        }
        let starts = |with: &[u8]| rest.len() > with.len() && rest[..with.len()].eq_ignore_ascii_case(with);
        match rest[0] | 0x20 {
            b'h' => [&b"https://"[..], b"http://"].into_iter().find(|w| starts(w)).map(<[u8]>::len),
            b'w' if starts(b"www.") => Some(4),
            b'b' if starts(b"bit.ly/") => Some(7),
            b't' if starts(b"t.co/") => Some(5),
            _ => None,
        }
    }

    fn link(&mut self) {
        let mut token = self.begin();
        self.push(&mut token, '/');
        self.push(&mut token, '/');
        while let Some(c) = self.peek().filter(|c| self.left > 0 && !c.is_whitespace() && !"<>\"".contains(*c)) {
            self.skip(c);
        }
        self.end(&token, TokenKind::Link);
    }

    /// `&amp;` and its like, which some exports leave behind.
    fn entity(&mut self) {
        let rest = &self.source.as_bytes()[self.at..];
        let named = [&b"&amp;"[..], b"&lt;3", b"&lt;", b"&gt;", b"&quot;", b"&apos;", b"&#39;", b"&nbsp;"];
        let Some(found) = named.into_iter().find(|name| rest.starts_with(name)) else { return self.skip('&') };
        if found == b"&lt;3" {
            let mut token = self.begin();
            self.push(&mut token, '<');
            self.push(&mut token, '3');
            found.iter().for_each(|b| self.skip(*b as char));
            return self.end(&token, TokenKind::Emoji);
        }
        found.iter().for_each(|b| self.skip(*b as char));
    }

    /// `\u2019` and its like, which some exports leave behind: read as a gap, or as nothing inside a word.
    fn escape(&mut self) {
        let hex = |i: usize| self.byte(i).is_ascii_hexdigit();
        if self.byte(1) == b'u' && (2..6).all(hex) {
            (0..6).for_each(|_| self.skip('\\'));
            return self.end_clause();
        }
        if matches!(self.byte(1), b'n' | b't' | b'r') {
            self.skip('\\');
        }
        self.skip('\\');
    }

    /// Marks of ASCII, and spaces.
    fn mark(&mut self, c: char) {
        if let Some(length) = self.face() {
            let mut token = self.begin();
            for _ in 0..length {
                let c = self.byte(0) as char;
                if c != '-' {
                    self.push(&mut token, c.to_ascii_lowercase());
                }
                self.skip(c);
            }
            return self.end(&token, TokenKind::Emoji);
        }
        match c {
            '!' | '?' | '$' | '%' | '*' => self.repeated(c),
            '.' if self.byte(1) == b'.' => self.repeated(c),
            ',' | '.' | ';' | ':' | '(' | ')' | '\n' => {
                self.end_clause();
                self.skip(c);
            }
            c => self.skip(c),
        }
    }

    /// How many bytes make a face here: eyes, perhaps a nose, a mouth; or a heart.
    fn face(&self) -> Option<usize> {
        let heart = self.byte(0) == b'<' && self.byte(1) == b'3';
        if heart {
            return Some(2);
        }
        if !matches!(self.byte(0), b':' | b';' | b'=') {
            return None;
        }
        let nose = usize::from(matches!(self.byte(1), b'-' | b'\''));
        let mouth = self.byte(1 + nose);
        let ends = !self.byte(2 + nose).is_ascii_alphanumeric();
        match mouth {
            b')' | b'(' | b'|' | b']' | b'[' | b'*' | b'}' | b'{' => Some(2 + nose),
            b'D' | b'P' | b'p' | b'O' | b'o' | b'/' | b'3' | b'S' if ends => Some(2 + nose),
            _ => None,
        }
    }

    /// A mark; two stand for many.
    fn repeated(&mut self, c: char) {
        let mut token = self.begin();
        let mut count = 0;
        while self.peek() == Some(c) && self.left > 0 {
            count += 1;
            if count <= 2 {
                self.push(&mut token, c);
            }
            self.skip(c);
        }
        token.stretched = count > 2;
        self.end_clause();
        self.end(&token, TokenKind::Mark);
    }

    fn beyond_ascii(&mut self, c: char) {
        if fold::is_invisible(c) {
            return self.skip(c);
        }
        if fold::is_emoji(c) {
            return self.emoji(c);
        }
        match c {
            '\u{a1}' | '\u{bf}' => return self.skip(c),
            '\u{2026}' => return self.sign('.', c),
            '\u{ff01}' => return self.sign('!', c),
            '\u{ff1f}' | '\u{61f}' => return self.sign('?', c),
            '\u{20ac}' | '\u{a3}' | '\u{a5}' => return self.sign(c, c),
            '\u{3001}' | '\u{3002}' | '\u{ff0c}' | '\u{60c}' => self.end_clause(),
            _ => {}
        }
        if fold::is_letter(c) {
            return self.word(if fold::is_spaceless(c) { TokenKind::Run } else { TokenKind::Word });
        }
        self.skip(c);
    }

    /// A mark that stands for another.
    fn sign(&mut self, folded: char, c: char) {
        let mut token = self.begin();
        self.push(&mut token, folded);
        if folded == '.' {
            self.push(&mut token, folded);
        }
        self.skip(c);
        self.end_clause();
        self.end(&token, TokenKind::Mark);
    }

    fn emoji(&mut self, c: char) {
        let mut token = self.begin();
        self.push(&mut token, c);
        let mut count = 0;
        while let Some(next) = self.peek().filter(|n| self.left > 0 && (*n == c || fold::is_invisible(*n))) {
            count += u32::from(next == c);
            self.skip(next);
        }
        token.stretched = count > 1;
        self.end(&token, TokenKind::Emoji);
    }
}
