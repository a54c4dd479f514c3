//! Personal data in a text: where it stands, and the text without it.
//!
//! Nothing is left out before it is looked at: codes of bookings may have no digit at all, so there is no short cut by
//! digits or `@`.

use crate::floor::Personal;
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

/// Personal data that is in a text.
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
    look(text.as_bytes(), |what, range| all.push(Seen { what, range }));
    all
}

/// Which kinds are in a text.
pub fn kinds(text: &str) -> Personal {
    let mut kinds = Personal::default();
    look(text.as_bytes(), |what, _| kinds = Personal(kinds.0 | what.0));
    kinds
}

/// The text with `••••` for each, for screens that everybody sees.
///
/// ```
/// use watchfloor::triage::personal::mask;
/// assert_eq!(mask("call me on 020 7946 0018 or t.okafor@mail.example"), "call me on •••• or ••••");
/// assert_eq!(mask("size 12, 3 days late"), "size 12, 3 days late");
/// ```
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for Seen { range, .. } in see(text) {
        masked.push_str(&text[from..range.start]);
        masked.push_str(MASK);
        from = range.end;
    }
    masked.push_str(&text[from..]);
    masked
}

/// Looks at each place where one may begin: behind a character that is none of a word's.
fn look(bytes: &[u8], mut found: impl FnMut(Personal, Range<usize>)) {
    let mut at = 0;
    let mut named = Named::default();
    while at < bytes.len() {
        let byte = bytes[at];
        if !starts(byte) || (at > 0 && is_part(bytes[at - 1])) {
            at += 1;
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

/// Two letters, two digits, and 11 to 30 more, with single spaces between, when the remainder by 97 is 1 (ISO 13616).
fn iban(bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at..at + 4)?;
    if !(head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let mut all = [0_u8; 34];
    let (mut len, mut i) = (0, at);
    let mut best = None;
    while i < bytes.len() && len < all.len() {
        match bytes[i] {
            b if b.is_ascii_alphanumeric() => {
                all[len] = b.to_ascii_uppercase();
                len += 1;
            }
            b' ' if bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric) => {}
            _ => break,
        }
        i += 1;
        let ends = bytes.get(i).is_none_or(|b| !is_part(*b));
        if len >= 15 && ends && remainder_97(&all[..len]) == 1 {
            best = Some(i);
        }
    }
    best
}

/// Of an IBAN, its first four moved to the end and letters as numbers from 10 on.
fn remainder_97(iban: &[u8]) -> u32 {
    iban[4..].iter().chain(&iban[..4]).fold(0, |sum, b| match b {
        b'0'..=b'9' => (sum * 10 + u32::from(b - b'0')) % 97,
        _ => (sum * 100 + u32::from(b - b'A') + 10) % 97,
    })
}

/// A number of digits with spaces, dots, dashes, slashes and brackets between.
fn number(bytes: &[u8], at: usize, named: &Named) -> Option<(Personal, usize)> {
    if !matches!(bytes[at], b'0'..=b'9' | b'+' | b'(') {
        return None;
    }
    let mut digits = [0_u8; 24];
    let (mut len, mut i, mut end, mut groups) = (0, at, at, 0);
    let (mut gap, mut dashes, mut dots) = (1, 0, 0);
    while i < bytes.len() && len < digits.len() {
        match bytes[i] {
            b @ b'0'..=b'9' => {
                groups += usize::from(gap > 0);
                gap = 0;
                digits[len] = b - b'0';
                len += 1;
                end = i + 1;
            }
            b'+' if i == at => {}
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' if gap < 2 || (i == at) => {
                gap += 1;
                dashes += usize::from(bytes[i] == b'-');
                dots += usize::from(bytes[i] == b'.');
            }
            _ => break,
        }
        i += 1;
    }
    if bytes.get(end).is_some_and(|b| is_part(*b)) || len < 4 {
        return None;
    }
    let digits = &digits[..len];
    let plus = bytes[at] == b'+';
    if (13..=19).contains(&len) && !plus && dots == 0 && luhn(digits) && digits[0] != 0 {
        return Some((Personal::CARD, end));
    }
    if len == 9 && (named.national.is_some() || is_social(&bytes[at..end])) {
        return Some((Personal::NATIONAL, end));
    }
    if named.order.is_some() && !plus && groups <= 4 && !looks_like_date(&bytes[at..end]) && !is_money(bytes, at, end) {
        return Some((Personal::ORDER, end));
    }
    let telephone = (plus && (8..=15).contains(&len))
        || (digits[0] == 0 && (9..=15).contains(&len) && !looks_like_date(&bytes[at..end]))
        || ((10..=11).contains(&len)
            && (3..=5).contains(&groups)
            && (dashes > 0 || dots > 1 || bytes[at] == b'(' || groups >= 3))
        || (len == 10 && groups == 1 && digits[0] > 1);
    if telephone && !looks_like_date(&bytes[at..end]) {
        return Some((Personal::PHONE, end));
    }
    // A long number alone is a number of something: of an order, a parcel, a case.
    (groups == 1 && len >= 6 && !is_money(bytes, at, end)).then_some((Personal::ORDER, end))
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
    sum % 10 == 0
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
        && letters + digits <= 30
        && match (expected, digits) {
            // A booking's code may have no digit; it is six capitals.
            (true, 0) => letters == 6 && capitals == 6,
            (true, _) => letters + digits >= 5 && (letters == capitals || digits >= 3),
            (false, 0) => false,
            // Six of both, as airlines make them, or a code with many digits.
            (false, _) => {
                letters == capitals
                    && letters >= 1
                    && ((letters + digits == 6 && digits >= 1 && letters >= 2) || digits >= 5)
            }
        };
    is_code.then_some(end)
}
