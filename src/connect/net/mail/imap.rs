//! What an IMAP server says, and what it is told, as far as reading mail needs it. All of it is of bytes alone; who
//! sends them is elsewhere. Nothing nests deeper than a counter, so no server can make it run out of room.

use crate::floor::At;

/// A message as a server gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Its number in the mailbox.
    pub uid: u32,
    /// How many bytes it has over there.
    pub size: u64,
    /// When the server got it.
    pub at: Option<At>,
    /// Its beginning, at most [`crate::limits::MAIL_BYTES_MAX`] bytes.
    pub bytes: Vec<u8>,
}

/// How a command ended, or what a server says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Good.
    Ok,
    /// Not possible.
    No,
    /// Not understood.
    Bad,
    /// It hangs up.
    Bye,
}

/// A word of a response.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Open,
    Close,
    Atom(&'a [u8]),
    Text(Vec<u8>),
    Literal(&'a [u8]),
}

/// Whether a response that begins with this line may hold pieces whose length is said before them. The words of a status
/// are only words, whatever they end with.
pub fn holds_literals(first_line: &[u8]) -> bool {
    let says = |word: &[u8]| first_line.get(2..2 + word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    first_line.starts_with(b"* ") && ![&b"OK "[..], b"NO ", b"BAD ", b"BYE ", b"PREAUTH "].into_iter().any(says)
}

/// How many bytes follow a line that ends with `{n}`; `None` where the line ends the response.
///
/// ```
/// use watchfloor::connect::net::mail::imap::{holds_literals, literal};
/// assert_eq!(literal(b"* 1 FETCH (UID 7 BODY[]<0> {42}"), Some(42));
/// assert!(!holds_literals(b"* OK we have {42}"));
/// ```
pub fn literal(line: &[u8]) -> Option<usize> {
    let inside = line.strip_suffix(b"}")?;
    let begins = inside.iter().rposition(|b| *b == b'{')?;
    std::str::from_utf8(inside.get(begins + 1..)?).ok()?.trim_end_matches('+').parse().ok()
}

/// The words of a response, in order; literals as they lie in it.
fn tokens(mut rest: &[u8]) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    while let Some((first, after)) = rest.split_first() {
        match first {
            b' ' | b'\r' | b'\n' => rest = after,
            b'(' => {
                out.push(Token::Open);
                rest = after;
            }
            b')' => {
                out.push(Token::Close);
                rest = after;
            }
            b'"' => {
                let (text, left) = quoted_text(after);
                out.push(Token::Text(text));
                rest = left;
            }
            b'{' => match literal_here(after) {
                Some((bytes, left)) => {
                    out.push(Token::Literal(bytes));
                    rest = left;
                }
                None => rest = after,
            },
            _ => {
                let end = rest.iter().position(|b| b" ()\r\n\"{".contains(b)).unwrap_or(rest.len()).max(1);
                let (atom, left) = rest.split_at_checked(end).unwrap_or((rest, b""));
                out.push(Token::Atom(atom));
                rest = left;
            }
        }
    }
    out
}

fn quoted_text(rest: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut text = Vec::new();
    let mut bytes = rest.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return (text, rest.get(at + 1..).unwrap_or_default()),
            b'\\' => text.extend(bytes.next().map(|(_, byte)| *byte)),
            byte => text.push(*byte),
        }
    }
    (text, b"")
}

fn literal_here(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = rest.iter().position(|b| *b == b'}')?;
    let count: usize = std::str::from_utf8(rest.get(..end)?).ok()?.trim_end_matches('+').parse().ok()?;
    let rest = rest.get(end + 1..)?;
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    rest.split_at_checked(count)
}

/// The message in a response like `* 12 FETCH (UID 7 … BODY[]<0> {42}…)`; `None` when it is another response, or one
/// that names no number.
///
/// ```
/// use watchfloor::connect::net::mail::imap::fetched;
/// let said = b"* 3 FETCH (FLAGS (\\Seen) UID 7 RFC822.SIZE 9000 BODY[]<0> {11}\r\nSubject: hi)\r\n";
/// let got = fetched(said).unwrap();
/// assert_eq!((got.uid, got.size, got.bytes.as_slice()), (7, 9000, &b"Subject: hi"[..]));
/// ```
pub fn fetched(response: &[u8]) -> Option<Fetched> {
    let tokens = tokens(response);
    let mut tokens = tokens.iter();
    let star = matches!(tokens.next(), Some(Token::Atom(b"*")));
    let number = matches!(tokens.next(), Some(Token::Atom(_)));
    let fetch = matches!(tokens.next(), Some(Token::Atom(word)) if word.eq_ignore_ascii_case(b"FETCH"));
    if !(star && number && fetch && matches!(tokens.next(), Some(Token::Open))) {
        return None;
    }
    let mut out = Fetched::default();
    while let Some(Token::Atom(name)) = tokens.next() {
        let value = tokens.next()?;
        match (name.to_ascii_uppercase().as_slice(), value) {
            (b"UID", Token::Atom(digits)) => out.uid = number_in(digits)?,
            (b"RFC822.SIZE", Token::Atom(digits)) => out.size = number_in(digits).map_or(0, u64::from),
            (b"INTERNALDATE", Token::Text(text)) => out.at = moment(text),
            (name, Token::Literal(bytes)) if name.starts_with(b"BODY[") => out.bytes = bytes.to_vec(),
            (name, Token::Text(bytes)) if name.starts_with(b"BODY[") => out.bytes.clone_from(bytes),
            (_, Token::Open) => {
                let mut depth = 1_u32;
                while depth > 0 {
                    match tokens.next()? {
                        Token::Open => depth += 1,
                        Token::Close => depth -= 1,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    (out.uid > 0).then_some(out)
}

fn number_in(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The moment in `17-Jul-2026 02:44:25 -0700`.
fn moment(text: &[u8]) -> Option<At> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let parsed = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text).ok()?;
    At::from_timestamp(parsed.to_timestamp().ok()?)
}

/// The numbers in a response like `* SEARCH 2 84 882`.
pub fn found(response: &[u8]) -> Option<Vec<u32>> {
    let tokens = tokens(response);
    let mut tokens = tokens.iter();
    let star = matches!(tokens.next(), Some(Token::Atom(b"*")));
    let search = matches!(tokens.next(), Some(Token::Atom(word)) if word.eq_ignore_ascii_case(b"SEARCH"));
    let digits = |token| if let &Token::Atom(digits) = token { number_in(digits) } else { None };
    (star && search).then(|| tokens.filter_map(digits).collect())
}

/// The number in a response like `* 23 EXISTS`.
pub fn exists(response: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(response).ok()?.trim().strip_prefix("* ")?;
    let (number, word) = text.split_once(' ')?;
    if word.eq_ignore_ascii_case("EXISTS") { number.parse().ok() } else { None }
}

/// The number in a code like `[UIDVALIDITY 1795000000]`.
pub fn code(response: &[u8], name: &str) -> Option<u32> {
    let text = String::from_utf8_lossy(response.get(..200).unwrap_or(response)).to_ascii_uppercase();
    let (_, rest) = text.split_once(&format!("[{name} "))?;
    rest.split_once(']')?.0.trim().parse().ok()
}

/// How a response of this tag ends its command, and its words; the tag `*` is what the server says by itself.
pub fn status(response: &[u8], tag: &str) -> Option<(Status, String)> {
    let text = String::from_utf8_lossy(response);
    let (word, words) = text.strip_prefix(tag)?.strip_prefix(' ')?.split_once([' ', '\r', '\n'])?;
    let status = match word.to_ascii_uppercase().as_str() {
        "OK" | "PREAUTH" => Status::Ok,
        "NO" => Status::No,
        "BAD" => Status::Bad,
        "BYE" => Status::Bye,
        _ => return None,
    };
    let words: String = words.trim().chars().filter(|c| !c.is_control()).take(crate::limits::NAME_CHARS_MAX).collect();
    Some((status, words))
}

/// A text as a quoted word of a command; `None` where it holds what cannot stand in one, so that no text can become a
/// command.
///
/// ```
/// use watchfloor::connect::net::mail::imap::quoted;
/// assert_eq!(quoted("a \"b\"").as_deref(), Some("\"a \\\"b\\\"\""));
/// assert_eq!(quoted("a\r\nx LOGOUT"), None);
/// ```
pub fn quoted(text: &str) -> Option<String> {
    if text.len() > 1000 || !text.chars().all(|c| (' '..='~').contains(&c)) {
        return None;
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The name of a mailbox as it goes over the wire: what is not of ASCII is written in the UTF-7 of RFC 3501, 5.1.3.
///
/// ```
/// use watchfloor::connect::net::mail::imap::mailbox;
/// assert_eq!(mailbox("Gelöscht & weg"), "Gel&APY-scht &- weg");
/// ```
pub fn mailbox(name: &str) -> String {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let (mut out, mut wide) = (String::new(), Vec::new());
    let close = |wide: &mut Vec<u8>, out: &mut String| {
        if !wide.is_empty() {
            out.push('&');
            out.push_str(&engine.encode(&*wide).replace('/', ","));
            out.push('-');
            wide.clear();
        }
    };
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            close(&mut wide, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            wide.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    close(&mut wide, &mut out);
    out
}

/// Adds a message to the body of an answer: a line `uid size unix bytes`, the bytes, and the end of a line.
pub fn write_frame(body: &mut Vec<u8>, message: &Fetched) {
    let at = message.at.map_or(0, At::unix);
    body.extend(format!("{} {} {at} {}\n", message.uid, message.size, message.bytes.len()).bytes());
    body.extend(&message.bytes);
    body.push(b'\n');
}

/// The messages in the body of an answer.
///
/// # Errors
///
/// In words when it is no such body.
pub fn frames(mut body: &[u8]) -> Result<Vec<Fetched>, String> {
    let mut out = Vec::new();
    let wrong = || "the answer of the mail server is not as it should be".to_owned();
    while !body.is_empty() {
        let end = body.iter().take(100).position(|b| *b == b'\n').ok_or_else(wrong)?;
        let (line, rest) = body.split_at_checked(end).ok_or_else(wrong)?;
        let line = std::str::from_utf8(line).map_err(|_| wrong())?;
        let numbers: Vec<i64> = line.split(' ').map_while(|word| word.parse().ok()).collect();
        let &[uid, size, at, count] = numbers.as_slice() else { return Err(wrong()) };
        let (uid, count) = (u32::try_from(uid).map_err(|_| wrong())?, usize::try_from(count).map_err(|_| wrong())?);
        let (bytes, rest) = rest.get(1..).and_then(|rest| rest.split_at_checked(count)).ok_or_else(wrong)?;
        let at = if at == 0 { None } else { At::from_unix(at) };
        out.push(Fetched { uid, size: u64::try_from(size).unwrap_or(0), at, bytes: bytes.to_vec() });
        body = rest.strip_prefix(b"\n").ok_or_else(wrong)?;
    }
    Ok(out)
}
