//! How long X says that a post is.

/// The longest post that everybody may write, by [`weighted_length`].
pub const POST_WEIGHT_MAX: usize = 280;
/// What any link counts, however long it is: X puts one of its own in its place.
const LINK: usize = 23;
/// Ends of names of sites that X makes links of without `https://`: the usual ones, not all.
const ENDS: [&str; 34] = [
    "app", "at", "au", "be", "biz", "br", "ca", "ch", "co", "com", "de", "dev", "edu", "es", "eu", "fr", "gov", "ie",
    "in", "info", "io", "it", "jp", "me", "net", "nl", "org", "pl", "se", "shop", "store", "tv", "uk", "us",
];

/// How long X says that a text is: letters of most alphabets count 1, Chinese, Japanese and Korean ones and emoji 2, a
/// link 23. A picture of several signs, such as a family or a flag, counts 2 as a whole.
///
/// The weights are those of X's own counting, version 3: 1 for U+0000 to U+10FF, U+2000 to U+200D, U+2010 to U+201F and
/// U+2032 to U+2037, else 2. Where it stops being true: X composes letters with their accents first, so that one
/// which comes in two parts counts 2 here and 1 there; and it knows every end of a site's name, we the usual ones. The
/// last word is X's.
///
/// ```
/// use watchfloor::connect::net::x::weighted_length;
/// assert_eq!(weighted_length("Sorry about that"), 16);
/// assert_eq!(weighted_length("申し訳"), 6);
/// assert_eq!(weighted_length("👨‍👩‍👧‍👦 🇩🇪"), 2 + 1 + 2, "a family, a space and a flag");
/// assert_eq!(weighted_length("See https://larkfield.example/help/returns?from=x."), 4 + 23 + 1);
/// assert_eq!(weighted_length("See larkfield.com"), 4 + 23);
/// ```
pub fn weighted_length(text: &str) -> usize {
    let (mut total, mut rest) = (0, text);
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let (bytes, weight) = match link(rest).filter(|_| !before.is_some_and(inside_word)) {
            Some(bytes) => (bytes, LINK),
            None => sign(rest, first),
        };
        total += weight;
        before = rest[..bytes].chars().last();
        rest = &rest[bytes..];
    }
    total
}

/// Whether a link cannot begin right after this.
fn inside_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '#' | '$' | '_' | '-' | '.' | '/')
}

/// Bytes of the link that a text begins with.
fn link(text: &str) -> Option<usize> {
    let lower = |n: usize| text.get(..n).map(str::to_ascii_lowercase);
    let scheme = if lower(8).is_some_and(|s| s == "https://") {
        8
    } else if lower(7).is_some_and(|s| s == "http://") {
        7
    } else {
        0
    };
    let host_end = text[scheme..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
        .map_or(text.len(), |at| at + scheme);
    let host = text[scheme..host_end].trim_end_matches(['.', '-']);
    let (name, end) = host.rsplit_once('.')?;
    let known = || ENDS.contains(&end.to_ascii_lowercase().as_str());
    let is_site = !name.is_empty() && end.len() > 1 && end.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_site || (scheme == 0 && !known()) || text[host_end..].starts_with(['@', '_']) {
        return None;
    }
    let host_end = scheme + host.len();
    let path = match text[host_end..].chars().next() {
        Some('/' | '?' | '#' | ':') => {
            text[host_end..].find(|c: char| c.is_whitespace() || !c.is_ascii()).map_or(text.len(), |at| at + host_end)
        }
        _ => host_end,
    };
    Some(text[..path].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']).len().max(host_end))
}

/// Bytes and weight of the sign that a text begins with: a letter, or a picture of one or more.
fn sign(text: &str, first: char) -> (usize, usize) {
    if let Some(bytes) = picture(text, first) {
        return (bytes, 2);
    }
    let light = matches!(u32::from(first), 0..=4_351 | 8_192..=8_205 | 8_208..=8_223 | 8_242..=8_247);
    (first.len_utf8(), if light { 1 } else { 2 })
}

/// Bytes of the picture that a text begins with.
fn picture(text: &str, first: char) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    chars.next();
    if matches!(first, '0'..='9' | '#' | '*') {
        let plain = text[first.len_utf8()..].trim_start_matches('\u{FE0F}');
        return plain.starts_with('\u{20E3}').then(|| text.len() - plain.len() + '\u{20E3}'.len_utf8());
    }
    if is_flag_half(first) {
        return text[first.len_utf8()..]
            .chars()
            .next()
            .filter(|c| is_flag_half(*c))
            .map(|c| first.len_utf8() + c.len_utf8());
    }
    if !is_picture(first) {
        return None;
    }
    let mut joined = false;
    for (at, c) in chars {
        match c {
            '\u{FE0F}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' => joined = false,
            '\u{200D}' => joined = true,
            c if joined && is_picture(c) => joined = false,
            // A joiner with nothing to join counts for itself.
            _ => return Some(if joined { at - '\u{200D}'.len_utf8() } else { at }),
        }
    }
    Some(if joined { text.len() - '\u{200D}'.len_utf8() } else { text.len() })
}

fn is_flag_half(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

fn is_picture(c: char) -> bool {
    matches!(
        u32::from(c),
        0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2194..=0x21AA | 0x231A..=0x23FF | 0x24C2 | 0x25AA..=0x25FE
            | 0x2600..=0x27BF | 0x2934..=0x2935 | 0x2B05..=0x2B55 | 0x3030 | 0x303D | 0x3297 | 0x3299
            | 0x1F000..=0x1F1E5 | 0x1F200..=0x1FAFF
    )
}
