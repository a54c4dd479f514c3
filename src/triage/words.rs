//! One text as triage compares it: without case, accents of Latin letters, marks that nobody sees, links and names of
//! accounts. Made once a mention; copies, cues and names are all looked for in it.

use crate::limits::TEXT_CHARS_MAX;
use unicode_normalization::char::decompose_canonical;

/// A text, folded. Its buffers are kept from one mention to the next.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The text in small letters, white space as single spaces, with its punctuation.
    plain: String,
    /// Its words alone, each with a space before it and one after the last: no links, no `@names`, no punctuation, and
    /// apostrophes closed up (`don't` is `dont`).
    pub bare: String,
    /// The names of accounts, without the `@`, each with a space before it and one after the last.
    pub accounts: String,
    /// The hashtags, without the `#`, in the same way. They are words of `bare` too.
    pub tags: String,
    /// Words, of `bare`.
    pub words: u32,
    /// Letters and digits, of `bare`.
    pub letters: u32,
    /// Whether a question mark stands outside its links.
    pub question: bool,
    /// Links.
    pub links: u32,
    /// Hashtags.
    pub hashtags: u32,
    /// A hash of all digits outside links and names of accounts, in their order; 0 without any. Two texts that differ
    /// only in an order number differ here.
    pub digits: u64,
}

impl Folded {
    /// Of a text. More than [`TEXT_CHARS_MAX`] characters are not looked at.
    ///
    /// ```
    /// use watchfloor::triage::words::Folded;
    /// let mut folded = Folded::default();
    /// folded.fold("@LarkHelp CAFÉ-Lampe, don't work! https://t.co/x #Éclair");
    /// assert_eq!(folded.bare, " cafe lampe dont work eclair ");
    /// assert_eq!((folded.accounts.as_str(), folded.tags.as_str()), (" larkhelp ", " eclair "));
    /// assert_eq!((folded.words, folded.links, folded.hashtags), (5, 1, 1));
    /// ```
    pub fn fold(&mut self, text: &str) {
        self.plain.clear();
        fold_into(text, &mut self.plain);
        let plain = std::mem::take(&mut self.plain);
        self.bare.clear();
        self.accounts.clear();
        self.tags.clear();
        (self.words, self.letters, self.links, self.hashtags, self.digits) = (0, 0, 0, 0, 0);
        self.question = false;
        for token in plain.split(' ').filter(|t| !t.is_empty()) {
            self.token(token);
        }
        for list in [&mut self.bare, &mut self.accounts, &mut self.tags] {
            if !list.is_empty() {
                list.push(' ');
            }
        }
        self.plain = plain;
    }

    fn token(&mut self, token: &str) {
        let inner = token.trim_start_matches(|c: char| c.is_ascii_punctuation() && c != '@' && c != '#');
        if is_link(inner) {
            self.links += 1;
            return;
        }
        self.question |= token.contains(['?', '؟']);
        if let Some(rest) = inner.strip_prefix('@') {
            let name_bytes =
                rest.find(|c: char| !(is_word(c) || c == '_' || c == '.' || c == '-')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_bytes);
            push_word(&mut self.accounts, name.trim_end_matches(['.', '-', '_']));
            if !after.is_empty() && !after.starts_with('@') {
                self.push_words(after);
            } else if after.starts_with('@') {
                // A run of names without spaces is one token for each name; a run is as long as the text allows.
                after.split('@').filter(|n| !n.is_empty()).for_each(|n| push_word(&mut self.accounts, n));
            }
            return;
        }
        if let Some(tag) = inner.strip_prefix('#').filter(|t| t.chars().next().is_some_and(is_word)) {
            self.hashtags += 1;
            for c in [' '].into_iter().chain(tag.chars().filter(|c| is_word(*c))) {
                self.tags.push(c);
            }
            self.hashtags += tag.matches('#').count() as u32;
            self.push_words(tag);
            return;
        }
        self.push_words(inner);
    }

    /// The words of a piece of text without spaces.
    fn push_words(&mut self, piece: &str) {
        let (mut inside, mut unspaced) = (false, false);
        for c in piece.chars() {
            if is_word(c) {
                // A name in Latin letters stands in a Japanese sentence without spaces.
                let other = is_unspaced(c);
                if !inside || other != unspaced {
                    self.bare.push(' ');
                    self.words += 1;
                    (inside, unspaced) = (true, other);
                }
                self.bare.push(c);
                self.letters += 1;
                if c.is_ascii_digit() {
                    self.digits =
                        (self.digits ^ u64::from(c as u32)).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                }
            } else if c != '\'' {
                inside = false;
            }
        }
    }
}

/// A text folded on its own, as names and phrases are, which are compared with [`Folded::bare`].
pub fn words_of(text: &str) -> String {
    let mut folded = Folded::default();
    folded.fold(&text.replace(['@', '#'], " "));
    folded.bare.trim().to_owned()
}

fn push_word(list: &mut String, word: &str) {
    if !word.is_empty() {
        list.push(' ');
        list.push_str(word);
    }
}

/// Part of a word. Marks of scripts that write vowels as marks are.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || matches!(c, '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}')
}

/// Scripts that put no space between words, so that a phrase may begin anywhere.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

fn is_link(token: &str) -> bool {
    if token.len() < 4 {
        return false;
    }
    if token.starts_with("http") && (token.starts_with("http://") || token.starts_with("https://")) {
        return true;
    }
    // `shop.example/x`, without the beginning that browsers hide.
    token.starts_with("www.")
        || token.find('/').is_some_and(|slash| {
            let host = &token[..slash];
            host.rsplit_once('.').is_some_and(|(name, end)| {
                !name.is_empty() && (2..=6).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase())
            })
        })
}

/// Small letters, Latin ones without accents, white space as single spaces, and nothing that nobody sees.
fn fold_into(text: &str, out: &mut String) {
    let mut space = true;
    for c in text.chars().take(TEXT_CHARS_MAX) {
        if c.is_ascii() {
            if c.is_ascii_whitespace() || c.is_ascii_control() {
                if !space {
                    out.push(' ');
                }
                space = true;
            } else {
                out.push(c.to_ascii_lowercase());
                space = false;
            }
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            if !space {
                out.push(' ');
            }
            space = true;
            continue;
        }
        fold_char(c, out);
        space = false;
    }
}

/// Characters without a shape of their own: joiners, directions, soft hyphens, accents that stand alone.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{0300}'..='\u{036F}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{180E}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

fn fold_char(c: char, out: &mut String) {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}' | '\u{00B4}' => out.push('\''),
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ı' | 'İ' => out.push('i'),
        // Letters as wide as a Chinese one.
        '\u{FF01}'..='\u{FF5E}' => {
            let narrow = char::from_u32(c as u32 - 0xFEE0).unwrap_or(c);
            out.push(narrow.to_ascii_lowercase());
        }
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => {
            let mut first = None;
            decompose_canonical(c, |d| first = first.or(Some(d)));
            out.extend(first.unwrap_or(c).to_lowercase());
        }
        // Alif with its carriers, and the two ways to write the last letter: they are exchanged freely.
        'أ' | 'إ' | 'آ' => out.push('ا'),
        'ى' => out.push('ي'),
        'ة' => out.push('ه'),
        _ if c.is_lowercase() || !c.is_uppercase() => out.push(c),
        _ => out.extend(c.to_lowercase()),
    }
}
