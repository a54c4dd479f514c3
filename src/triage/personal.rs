//! Personal data in a text: where it stands, and the text without it.
//!
//! Nothing is left out before it is looked at: codes of bookings may have no digit at all, so there is no short cut by
//! digits or `@`.

use crate::floor::Personal;
use crate::limits::TEXT_CHARS_MAX;
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;

/// What stands where, in bytes of the text, in order, without overlaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it is: one bit.
    pub what: Personal,
    /// Where.
    pub range: Range<usize>,
}

/// What stands in the place of each.
const MASK: &str = "••••";

/// Personal data that is in a text, in order. More than [`TEXT_CHARS_MAX`] characters are not looked at.
///
/// ```
/// use watchfloor::{floor::Personal, triage::personal::see};
/// let text = "Ring me on +44 20 7946 0018, order 418207";
/// let seen = see(text);
/// assert_eq!((seen[0].what, &text[seen[0].range.clone()]), (Personal::PHONE, "+44 20 7946 0018"));
/// assert_eq!((seen[1].what, &text[seen[1].range.clone()]), (Personal::ORDER, "418207"));
/// ```
pub fn see(text: &str) -> Vec<Seen> {
    let mut all = Vec::new();
    each(cut(text), |what, range| all.push(Seen { what, range }));
    all
}

/// Which kinds are in a text.
pub fn kinds(text: &str) -> Personal {
    let mut kinds = Personal::default();
    each(cut(text), |what, _| kinds = Personal(kinds.0 | what.0));
    kinds
}

/// The text with `••••` for each, for screens that everybody sees. What was found in one place is covered wherever it
/// stands again. Text beyond [`TEXT_CHARS_MAX`] characters is left away.
///
/// ```
/// use watchfloor::triage::personal::mask;
/// assert_eq!(mask("call me on 020 7946 0018 or t.okafor@mail.example"), "call me on •••• or ••••");
/// assert_eq!(mask("order 4182, I repeat: 4182!"), "order ••••, I repeat: ••••!");
/// assert_eq!(mask("size 12, 3 days late"), "size 12, 3 days late");
/// ```
pub fn mask(text: &str) -> String {
    let mut masked = cut(text).to_owned();
    // What is covered may have kept its neighbour from being seen, so it is looked at until nothing is found; each
    // round covers something, so there is an end.
    while let Some(next) = covered(&masked) {
        masked = next;
    }
    masked
}

/// The text with what is found in it covered; `None` when nothing is found.
fn covered(text: &str) -> Option<String> {
    let mut found: Vec<&str> = see(text).into_iter().map(|seen| &text[seen.range]).collect();
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return None;
    }
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&found);
    // The found texts are few and short. Should they be too much all the same, nothing is shown.
    let Ok(automaton) = automaton else { return Some(MASK.to_owned()) };
    let mut masked = String::with_capacity(text.len());
    automaton.replace_all_with(text, &mut masked, |_, _, masked| {
        masked.push_str(MASK);
        true
    });
    Some(masked)
}

/// What is looked at of a text.
fn cut(text: &str) -> &str {
    if text.len() <= TEXT_CHARS_MAX {
        return text;
    }
    text.char_indices().nth(TEXT_CHARS_MAX).map_or(text, |(end, _)| &text[..end])
}

/// Digits, spaces and dashes are written in other ways too, and characters without a shape are put between them: such a
/// text is looked at as if it were written plainly.
fn each(text: &str, mut found: impl FnMut(Personal, Range<usize>)) {
    if text.is_ascii() || !text.chars().any(|c| plain(c).is_some()) {
        return look(text.as_bytes(), found);
    }
    let (mut bytes, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, c) in text.char_indices() {
        match plain(c) {
            Some(0) => {}
            Some(byte) => {
                bytes.push(byte);
                places.push(at);
            }
            None => {
                let mut buffer = [0; 4];
                for (i, byte) in c.encode_utf8(&mut buffer).bytes().enumerate() {
                    bytes.push(byte);
                    places.push(at + i);
                }
            }
        }
    }
    places.push(text.len());
    look(&bytes, |what, range| {
        // The last byte's character ends where the next begins that is looked at, less what is invisible between.
        let last = places.get(range.end.saturating_sub(1)).copied().unwrap_or(0);
        let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
        found(what, places.get(range.start).copied().unwrap_or(0)..end);
    });
}

/// The plain byte that a character stands for; 0 for one that nobody sees, `None` for one that stands for itself.
fn plain(c: char) -> Option<u8> {
    let digit = |zero: char| Some(b'0' + (c as u32 - zero as u32) as u8);
    match c {
        '\u{0660}'..='\u{0669}' => digit('\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => digit('\u{06F0}'),
        '\u{0966}'..='\u{096F}' => digit('\u{0966}'),
        '\u{FF10}'..='\u{FF19}' => digit('\u{FF10}'),
        '\u{00A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' | '\u{3000}' => Some(b' '),
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FF0D}' => Some(b'-'),
        '\u{FF0B}' => Some(b'+'),
        '\u{FF20}' => Some(b'@'),
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => {
            Some(0)
        }
        _ => None,
    }
}

/// Looks at each place where one may begin: behind a character that is none of a word's, and not in a link, a name
/// of an account or a hashtag.
fn look(bytes: &[u8], mut found: impl FnMut(Personal, Range<usize>)) {
    let mut at = 0;
    let mut named = Named::default();
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == MASK.as_bytes()[0] && bytes[at..].starts_with(MASK.as_bytes()) {
            // What is covered already was what the word before it spoke of.
            named = Named::default();
            at += MASK.len();
            continue;
        }
        if !starts(byte) || (at > 0 && is_part(bytes[at - 1])) {
            at += 1;
            continue;
        }
        if let Some(end) = link_or_account(bytes, at) {
            at = end;
            continue;
        }
        let (what, end) = one(bytes, at, &named);
        match what {
            Some(what) => {
                found(what, at..end);
                named = Named::default();
            }
            None => named.hear(&bytes[at..end]),
        }
        at = end.max(at + 1);
    }
}

/// Where a link, a name of an account or a hashtag ends that begins here.
fn link_or_account(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let account = is_part(rest[0]) && at > 0 && bytes[at - 1] == b'@' && (at < 2 || !is_part(bytes[at - 2]));
    let tag = at > 0 && bytes[at - 1] == b'#' && rest[0].is_ascii_alphabetic();
    if account || tag {
        return Some(at + rest.iter().position(|b| !is_part(*b)).unwrap_or(rest.len()));
    }
    let link = matches!(rest[0], b'h' | b'H' | b'w' | b'W')
        && [&b"http://"[..], b"https://", b"www."]
            .iter()
            .any(|start| rest.len() > start.len() && rest[..start.len()].eq_ignore_ascii_case(start));
    link.then(|| at + rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len()))
}

fn starts(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'(')
}

/// Part of a word, an address or a number, so that nothing begins behind it. Every byte of another script is.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What the words before a code say: whether one is to be expected, and how many words ago that was.
#[derive(Clone, Copy, Debug, Default)]
struct Named {
    order: Option<u8>,
    booking: Option<u8>,
    national: Option<u8>,
}

/// Words after which a code of an order, a booking or a case stands.
const ORDER_WORDS: [&[u8]; 44] = [
    b"order",
    b"orders",
    b"booking",
    b"reservation",
    b"confirmation",
    b"reference",
    b"ref",
    b"pnr",
    b"case",
    b"ticket",
    b"tracking",
    b"invoice",
    b"account",
    b"customer",
    b"return",
    b"rma",
    b"parcel",
    b"shipment",
    b"locator",
    b"claim",
    b"bestellung",
    b"bestellnummer",
    b"auftrag",
    b"buchung",
    b"rechnung",
    b"sendung",
    b"kundennummer",
    b"vorgang",
    b"commande",
    b"facture",
    b"dossier",
    b"colis",
    b"pedido",
    b"reserva",
    b"factura",
    b"ordine",
    b"encomenda",
    b"prenotazione",
    b"zamowienie",
    b"paczka",
    b"rezerwacja",
    b"faktura",
    b"voucher",
    b"flight",
];
/// Those of them after which six capitals are a code too.
const BOOKING_WORDS: [&[u8]; 12] = [
    b"booking",
    b"reservation",
    b"confirmation",
    b"reference",
    b"ref",
    b"pnr",
    b"locator",
    b"buchung",
    b"buchungscode",
    b"reserva",
    b"prenotazione",
    b"rezerwacja",
];
/// Words between such a word and the code.
const BETWEEN: [&[u8]; 30] = [
    b"number",
    b"no",
    b"nr",
    b"nummer",
    b"num",
    b"id",
    b"code",
    b"is",
    b"my",
    b"the",
    b"ref",
    b"reference",
    b"numero",
    b"was",
    b"it",
    b"s",
    b"placed",
    b"ist",
    b"est",
    b"es",
    b"de",
    b"with",
    b"under",
    b"n",
    b"for",
    b"numer",
    b"lautet",
    b"meine",
    b"number's",
    b"nummero",
];
/// Words after which a number of a person stands.
const NATIONAL_WORDS: [&[u8]; 4] = [b"ssn", b"social", b"security", b"sozialversicherungsnummer"];

impl Named {
    fn hear(&mut self, word: &[u8]) {
        let is = |list: &[&[u8]]| list.iter().any(|w| word.eq_ignore_ascii_case(w));
        let later = |n: Option<u8>, far: u8| n.map(|n| n + 1).filter(|n| *n <= far);
        let between = is(&BETWEEN);
        self.order = if is(&ORDER_WORDS) { Some(0) } else { later(self.order, if between { 4 } else { 1 }) };
        self.booking = if is(&BOOKING_WORDS) { Some(0) } else { later(self.booking, if between { 4 } else { 1 }) };
        self.national = if is(&NATIONAL_WORDS) { Some(0) } else { later(self.national, 3) };
    }
}

/// What begins here, and where it, or else the word, ends.
fn one(bytes: &[u8], at: usize, named: &Named) -> (Option<Personal>, usize) {
    if let Some(end) = email(bytes, at) {
        return (Some(Personal::EMAIL), end);
    }
    if let Some(end) = iban(bytes, at) {
        return (Some(Personal::IBAN), end);
    }
    if let Some((what, end)) = number(bytes, at, named) {
        return (Some(what), end);
    }
    let word_end = at + bytes[at..].iter().position(|b| !is_part(*b)).unwrap_or(bytes.len() - at);
    let end = word_end.max(at + 1);
    if let Some(end) = code(bytes, at, end, named) {
        return (Some(Personal::ORDER), end);
    }
    (None, end)
}

/// `name@host.end`.
fn email(bytes: &[u8], at: usize) -> Option<usize> {
    const NAME_BYTES_MAX: usize = 64;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'%');
    let name = bytes[at..].iter().take(NAME_BYTES_MAX + 1).position(|b| !is_name(*b))?;
    if name == 0 || bytes.get(at + name) != Some(&b'@') {
        return None;
    }
    let host = at + name + 1;
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let mut end = host + bytes[host..].iter().position(|b| !is_host(*b)).unwrap_or(bytes.len() - host);
    while end > host && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let dot = bytes[host..end].iter().rposition(|b| *b == b'.')?;
    let ending = &bytes[host + dot + 1..end];
    (dot > 0 && ending.len() >= 2 && ending.iter().all(u8::is_ascii_alphabetic)).then_some(end)
}

/// How long an IBAN is, by its country (the register of ISO 13616).
const IBAN_LENGTHS: [(&[u8; 2], usize); 44] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AT", 20),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BR", 29),
    (b"CH", 21),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GR", 27),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MT", 31),
    (b"NL", 18),
    (b"NO", 15),
    (b"PL", 28),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"TR", 26),
];

/// A country, two digits, and as many more as the country has, with single spaces between, when the remainder by 97 is
/// 1 (ISO 13616).
fn iban(bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at..at + 4)?;
    if !(head[2].is_ascii_digit() && head[3].is_ascii_digit()) {
        return None;
    }
    let country = [head[0].to_ascii_uppercase(), head[1].to_ascii_uppercase()];
    let (_, length) = IBAN_LENGTHS.iter().find(|(name, _)| **name == country)?;
    let mut all = [0_u8; 34];
    let (mut len, mut i) = (0, at);
    while len < *length {
        match bytes.get(i)? {
            b if b.is_ascii_alphanumeric() => {
                all[len] = b.to_ascii_uppercase();
                len += 1;
            }
            b' ' | b'-' if bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric) => {}
            _ => return None,
        }
        i += 1;
    }
    (bytes.get(i).is_none_or(|b| !is_part(*b)) && remainder_97(&all[..len]) == 1).then_some(i)
}

/// Of an IBAN, its first four moved to the end and letters as numbers from 10 on.
fn remainder_97(iban: &[u8]) -> u32 {
    iban[4..].iter().chain(&iban[..4]).fold(0, |sum, b| match b {
        b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
        _ => (sum * 100 + u32::from(b - b'A') + 10) % 97,
    })
}

/// Digits with spaces, dots, dashes, slashes and brackets between.
#[derive(Clone, Copy)]
struct Number {
    digits: [u8; 24],
    /// How many digits.
    len: usize,
    /// Where it ends, in bytes of the text.
    end: usize,
    groups: usize,
    dashes: usize,
    dots: usize,
}

impl Number {
    /// As far as it goes, but not into a word: `12 34 5ab` ends behind `34`.
    fn at(bytes: &[u8], at: usize) -> Number {
        let mut now = Number { digits: [0; 24], len: 0, end: at, groups: 0, dashes: 0, dots: 0 };
        let mut before = now;
        let (mut i, mut gap) = (at, 1);
        while i < bytes.len() && now.len < now.digits.len() {
            match bytes[i] {
                b @ b'0'..=b'9' => {
                    if gap > 0 {
                        before = now;
                        now.groups += 1;
                    }
                    gap = 0;
                    now.digits[now.len] = b - b'0';
                    now.len += 1;
                    now.end = i + 1;
                }
                b'+' if i == at => {}
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' if gap < 2 || i == at => {
                    gap += 1;
                    now.dashes += usize::from(bytes[i] == b'-');
                    now.dots += usize::from(bytes[i] == b'.');
                }
                _ => break,
            }
            i += 1;
        }
        if bytes.get(now.end).is_some_and(|b| is_part(*b)) { before } else { now }
    }
}

/// What a number is.
fn number(bytes: &[u8], at: usize, named: &Named) -> Option<(Personal, usize)> {
    if !matches!(bytes[at], b'0'..=b'9' | b'+' | b'(') {
        return None;
    }
    let number = Number::at(bytes, at);
    let Number { len, end, groups, .. } = number;
    let written = &bytes[at..end];
    if len < 4 {
        return None;
    }
    let digits = &number.digits[..len];
    let plus = bytes[at] == b'+';
    if (13..=19).contains(&len) && !plus && number.dots == 0 && luhn(digits) && digits[0] != 0 {
        return Some((Personal::CARD, end));
    }
    if len == 9 && (named.national.is_some() || is_social(written)) {
        return Some((Personal::NATIONAL, end));
    }
    let plain = !looks_like_date(written) && !is_money(bytes, at, end);
    if named.order.is_some() && !plus && groups <= 4 && plain {
        return Some((Personal::ORDER, end));
    }
    if plain && is_telephone(&number, written) {
        return Some((Personal::PHONE, end));
    }
    // A long number alone is a number of something: of an order, a parcel, a case.
    (groups == 1 && len >= 6 && plain).then_some((Personal::ORDER, end))
}

/// With a country's code, a zero before it, or in groups as they are read out.
fn is_telephone(number: &Number, written: &[u8]) -> bool {
    let Number { len, groups, dashes, dots, digits, .. } = *number;
    let read_out = (3..=5).contains(&groups) || (groups == 2 && written[0] == b'(') || dashes > 0 || dots > 1;
    (written[0] == b'+' && (8..=15).contains(&len))
        || (digits[0] == 0 && (9..=15).contains(&len))
        || ((10..=11).contains(&len) && groups > 1 && read_out)
        || (len == 10 && groups == 1 && digits[0] > 1)
}

/// The check digit of payment cards (ISO/IEC 7812-1, annex B).
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| match (i % 2, u32::from(*d) * 2) {
            (0, _) => u32::from(*d),
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `123-45-6789`.
fn is_social(written: &[u8]) -> bool {
    written.len() == 11 && written[3] == b'-' && written[6] == b'-'
}

/// `2026-11-22`, `22.11.2026`, `22/11/26 14`.
fn looks_like_date(written: &[u8]) -> bool {
    let mut groups = written.split(|b| matches!(b, b'-' | b'.' | b'/' | b' ')).filter(|g| !g.is_empty());
    let separators = written.iter().filter(|b| matches!(b, b'-' | b'.' | b'/')).count();
    let (Some(a), Some(b), Some(c)) = (groups.next(), groups.next(), groups.next()) else { return false };
    separators >= 2 && b.len() <= 2 && matches!((a.len(), c.len()), (4, 1 | 2) | (1 | 2, 2 | 4))
}

/// Behind a currency, or before one, or in percent.
fn is_money(bytes: &[u8], at: usize, end: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|b| **b != b' ');
    let after = bytes.get(end..).unwrap_or_default();
    let euro_or_pound = |s: &[u8]| s.starts_with("€".as_bytes()) || s.starts_with("£".as_bytes());
    let trimmed = if after.first() == Some(&b' ') { &after[1..] } else { after };
    before == Some(&b'$')
        || bytes[..at].ends_with("€".as_bytes())
        || bytes[..at].ends_with("£".as_bytes())
        || euro_or_pound(trimmed)
        || matches!(trimmed.first(), Some(b'%' | b'$'))
}

/// A code of letters and digits: five or more with both, or six capital letters where a booking is spoken of.
fn code(bytes: &[u8], at: usize, word_end: usize, named: &Named) -> Option<usize> {
    // `LK-2231-AB` is one code.
    let mut end = word_end;
    while bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
        end += 1 + bytes[end + 1..].iter().position(|b| !is_part(*b)).unwrap_or(bytes.len() - end - 1);
    }
    let word = &bytes[at..end];
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = word.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let capitals = word.iter().filter(|b| b.is_ascii_uppercase()).count();
    let expected = named.order.is_some();
    let is_code = letters + digits + word.iter().filter(|b| **b == b'-').count() == word.len()
        && letters + digits <= 40
        && match (expected, digits) {
            // A booking's code may have no digit; it is six capitals.
            (_, 0) if named.booking.is_some() => letters == 6 && capitals == 6,
            (true, _) => letters + digits >= 5 && (letters == capitals || digits >= 3),
            (_, 0) => false,
            // Digits alone, more than a number has: what a parcel service prints on its labels.
            (false, _) if letters == 0 => digits >= 20 && digits == word.len(),
            // Six of both, as airlines make them, or a code with many digits.
            (false, _) => {
                letters == capitals
                    && letters >= 1
                    && ((letters + digits == 6 && digits >= 1 && letters >= 2) || digits >= 5)
            }
        };
    is_code.then_some(end)
}
