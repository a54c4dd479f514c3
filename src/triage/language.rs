//! Which language a text is in: by its script where the script says it, else by the letters that stand together.

use super::words::is_word;
use crate::limits::LANGUAGE_CHARS_MAX;
use whichlang::Lang;

/// No language was recognised.
pub const UNKNOWN: [u8; 2] = *b"  ";

/// Letters that a text in the Latin script must have before its language is guessed: with fewer, one guess in three is
/// wrong.
const LETTERS_MIN: u32 = 12;

/// Words so common that two of them tell a language, for one that the detector does not know: Polish as it is typed on
/// a telephone, without its accents.
const POLISH: [&str; 40] = [
    "nie",
    "jest",
    "sie",
    "się",
    "czy",
    "moja",
    "moje",
    "mam",
    "jak",
    "gdzie",
    "kiedy",
    "prosze",
    "proszę",
    "dlaczego",
    "juz",
    "już",
    "jeszcze",
    "wasz",
    "wasza",
    "waszej",
    "przez",
    "dla",
    "ale",
    "tylko",
    "zamowienie",
    "zamówienie",
    "paczka",
    "paczki",
    "dzieki",
    "dzięki",
    "bardzo",
    "dzien",
    "dzień",
    "dobry",
    "od",
    "nadal",
    "sklepie",
    "mnie",
    "zwrot",
    "ktos",
];

/// Letters by script.
#[derive(Default)]
struct Scripts {
    latin: u32,
    arabic: u32,
    cyrillic: u32,
    greek: u32,
    hebrew: u32,
    devanagari: u32,
    thai: u32,
    hangul: u32,
    kana: u32,
    han: u32,
    polish: u32,
}

impl Scripts {
    fn add(&mut self, c: char) {
        match c {
            'a'..='z' | 'A'..='Z' => self.latin += 1,
            'ł' | 'Ł' | 'ż' | 'Ż' | 'ź' | 'Ź' | 'ś' | 'Ś' | 'ą' | 'Ą' | 'ę' | 'Ę' | 'ń' | 'Ń' => {
                self.latin += 1;
                self.polish += 1;
            }
            '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => self.latin += 1,
            '\u{0370}'..='\u{03FF}' => self.greek += 1,
            '\u{0400}'..='\u{052F}' => self.cyrillic += 1,
            '\u{0590}'..='\u{05FF}' => self.hebrew += 1,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                self.arabic += 1;
            }
            '\u{0900}'..='\u{097F}' => self.devanagari += 1,
            '\u{0E00}'..='\u{0E7F}' => self.thai += 1,
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => self.hangul += 1,
            '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => self.kana += 1,
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}' => self.han += 1,
            _ => {}
        }
    }
}

/// Two letters of ISO 639-1, or two spaces when the text is too short or in no language that is known here: Arabic,
/// Chinese, Dutch, English, French, German, Greek, Hebrew, Hindi, Italian, Japanese, Korean, Polish, Portuguese,
/// Russian, Spanish, Swedish, Thai, Turkish, Vietnamese. Links, `@names` and hashtags are not looked at. A language
/// that shares its script with one of these is taken for it.
///
/// ```
/// use watchfloor::triage::language::{UNKNOWN, detect};
/// assert_eq!(detect("@larkhelp wo bleibt eigentlich meine Bestellung?", &mut String::new()), *b"de");
/// assert_eq!(detect("注文した商品がまだ届きません", &mut String::new()), *b"ja");
/// assert_eq!(detect("ok 👍", &mut String::new()), UNKNOWN);
/// ```
pub fn detect(text: &str, scratch: &mut String) -> [u8; 2] {
    let scripts = prepare(text, scratch);
    let best = [
        (scripts.arabic, *b"ar"),
        (scripts.cyrillic, *b"ru"),
        (scripts.greek, *b"el"),
        (scripts.hebrew, *b"he"),
        (scripts.devanagari, *b"hi"),
        (scripts.thai, *b"th"),
        (scripts.hangul, *b"ko"),
        // A Japanese text may be mostly Chinese characters; a Chinese one has no kana.
        (if scripts.kana > 0 { scripts.kana + scripts.han } else { 0 }, *b"ja"),
        (if scripts.kana > 0 { 0 } else { scripts.han }, *b"zh"),
    ]
    .into_iter()
    .max_by_key(|(letters, _)| *letters)
    .filter(|(letters, _)| *letters >= 2);
    // A letter of these scripts says more than one of the Latin, in which product names are written everywhere.
    if let Some((letters, language)) = best.filter(|(letters, _)| letters * 3 >= scripts.latin) {
        return if letters >= 2 { language } else { UNKNOWN };
    }
    if scripts.latin < LETTERS_MIN {
        return UNKNOWN;
    }
    if scripts.polish > scripts.latin / 60 || polish_words(scratch) >= 2 {
        return *b"pl";
    }
    code(whichlang::detect_language(scratch))
}

/// Leaves out links and names, and counts letters.
fn prepare(text: &str, scratch: &mut String) -> Scripts {
    scratch.clear();
    let mut scripts = Scripts::default();
    let mut chars = 0;
    for token in text.split_whitespace() {
        if token.starts_with(['@', '#']) || token.starts_with("http") || token.starts_with("www.") {
            continue;
        }
        if !scratch.is_empty() {
            scratch.push(' ');
        }
        for c in token.chars() {
            scripts.add(c);
            scratch.push(c);
            chars += 1;
            if chars >= LANGUAGE_CHARS_MAX {
                return scripts;
            }
        }
    }
    scripts
}

fn polish_words(text: &str) -> usize {
    let words = text.split(|c: char| !is_word(c)).filter(|w| !w.is_empty());
    words.filter(|w| POLISH.iter().any(|p| p.eq_ignore_ascii_case(w))).count()
}

fn code(language: Lang) -> [u8; 2] {
    match language {
        Lang::Ara => *b"ar",
        Lang::Cmn => *b"zh",
        Lang::Deu => *b"de",
        Lang::Eng => *b"en",
        Lang::Fra => *b"fr",
        Lang::Hin => *b"hi",
        Lang::Ita => *b"it",
        Lang::Jpn => *b"ja",
        Lang::Kor => *b"ko",
        Lang::Nld => *b"nl",
        Lang::Por => *b"pt",
        Lang::Rus => *b"ru",
        Lang::Spa => *b"es",
        Lang::Swe => *b"sv",
        Lang::Tur => *b"tr",
        Lang::Vie => *b"vi",
    }
}

/// The English name of a language, for sentences.
pub fn name(language: [u8; 2]) -> &'static str {
    const NAMES: [(&[u8; 2], &str); 20] = [
        (b"ar", "Arabic"),
        (b"de", "German"),
        (b"el", "Greek"),
        (b"en", "English"),
        (b"es", "Spanish"),
        (b"fr", "French"),
        (b"he", "Hebrew"),
        (b"hi", "Hindi"),
        (b"it", "Italian"),
        (b"ja", "Japanese"),
        (b"ko", "Korean"),
        (b"nl", "Dutch"),
        (b"pl", "Polish"),
        (b"pt", "Portuguese"),
        (b"ru", "Russian"),
        (b"sv", "Swedish"),
        (b"th", "Thai"),
        (b"tr", "Turkish"),
        (b"vi", "Vietnamese"),
        (b"zh", "Chinese"),
    ];
    NAMES.iter().find(|(code, _)| **code == language).map_or("no language that is known here", |(_, name)| name)
}
