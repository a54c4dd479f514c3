//! Mails as bytes. Whatever stands in a name, a subject or an address, it cannot become a header of its own.

use crate::connect::net::json;
use crate::floor::At;

/// A mail to be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Draft<'a> {
    /// The name of whoever writes; empty for none.
    pub name: &'a str,
    /// Their address.
    pub from: &'a str,
    /// To whom.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// Its id, without the angle brackets.
    pub id: &'a str,
    /// What it answers, the newest last.
    pub answers: &'a [String],
    /// The words.
    pub text: &'a str,
}

/// The bytes of a mail: UTF-8, quoted printable, lines that end as mail's do.
///
/// # Errors
///
/// In words when an address or the id is none.
///
/// ```
/// use watchfloor::connect::net::mail::write::{Draft, bytes};
/// use watchfloor::floor::At;
/// let draft = Draft {
///     from: "help@lark.example", to: "dan@example.org", id: "k@lark.example",
///     subject: "Re: leak\r\nBcc: all@example.org", text: "Grüße", ..Draft::default()
/// };
/// let mail = String::from_utf8(bytes(&draft, At::from_unix(1_700_000_000).unwrap()).unwrap()).unwrap();
/// assert!(mail.contains("\r\nSubject: Re: leak Bcc: all@example.org\r\n"), "a line of a subject is no header");
/// assert!(mail.ends_with("\r\n\r\nGr=C3=BC=C3=9Fe\r\n"));
/// ```
pub fn bytes(draft: &Draft<'_>, at: At) -> Result<Vec<u8>, String> {
    for address in [draft.from, draft.to] {
        if !is_address(address) {
            return Err(format!("“{}” is no address that a mail can be sent to or from", shown(address)));
        }
    }
    if !is_id(draft.id) {
        return Err("a mail needs an id".into());
    }
    let name = phrase(draft.name);
    let from = if name.is_empty() { draft.from.to_owned() } else { format!("{name} <{}>", draft.from) };
    let mut head = vec![
        format!("Date: {}", at.timestamp().strftime("%a, %d %b %Y %H:%M:%S +0000")),
        format!("From: {from}"),
        format!("To: {}", draft.to),
        format!("Subject: {}", words(draft.subject, false)),
        format!("Message-ID: <{}>", draft.id),
    ];
    let answers: Vec<String> = draft.answers.iter().filter(|id| is_id(id)).map(|id| format!("<{id}>")).collect();
    if let Some(last) = answers.last() {
        head.push(format!("In-Reply-To: {last}"));
        head.push(format!("References: {}", answers.join("\r\n ")));
    }
    head.push("MIME-Version: 1.0".into());
    head.push("Content-Type: text/plain; charset=utf-8".into());
    head.push("Content-Transfer-Encoding: quoted-printable".into());
    let text = quoted_printable(&json::clipped(draft.text));
    Ok(format!("{}\r\n\r\n{text}\r\n", head.join("\r\n")).into_bytes())
}

/// An address or a subject as it is named in a sentence.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// Whether a mail can be sent to an address: ASCII, one `@` between two parts, and nothing that means anything to a mail
/// server.
///
/// ```
/// use watchfloor::connect::net::mail::write::is_address;
/// assert!(is_address("dan+shop@example.org"));
/// assert!(!is_address("dan@example.org>\r\nRCPT TO:<all@example.org") && !is_address("dan"));
/// ```
pub fn is_address(address: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c);
    let Some((local, domain)) = address.split_once('@') else { return false };
    let whole = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
    whole && address.len() <= 254 && !domain.starts_with('-') && address.chars().all(allowed)
}

/// Whether a text can stand between the angle brackets of a mail's id.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 250 && id.chars().all(|c| c.is_ascii_graphic() && c != '<' && c != '>')
}

/// The subject of an answer.
///
/// ```
/// use watchfloor::connect::net::mail::write::answer_subject;
/// assert_eq!(answer_subject("Leak"), "Re: Leak");
/// assert_eq!(answer_subject("AW: Leak"), "AW: Leak");
/// ```
pub fn answer_subject(subject: &str) -> String {
    if is_answer(subject) { subject.trim().to_owned() } else { format!("Re: {}", subject.trim()).trim().to_owned() }
}

/// Whether a subject says that it answers.
pub(super) fn is_answer(subject: &str) -> bool {
    let word = subject.trim().split(':').next().unwrap_or_default().to_lowercase();
    subject.contains(':') && ["re", "aw", "sv", "antw", "rv", "res", "odp", "rif", "回复", "答复"].contains(&&*word)
}

/// A text for one line of a head: controls become spaces, and what is not of ASCII is encoded.
fn words(text: &str, phrase: bool) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(crate::limits::NAME_CHARS_MAX).collect();
    let plain = line.chars().all(|c| (' '..='~').contains(&c)) && !line.contains("=?");
    if plain && !phrase { line } else { encoded(&line) }
}

/// A name before an address.
fn phrase(name: &str) -> String {
    let simple = name.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    if simple { name.trim().chars().take(crate::limits::NAME_CHARS_MAX).collect() } else { words(name, true) }
}

/// Encoded words of RFC 2047, each short enough for a line.
fn encoded(line: &str) -> String {
    use base64::Engine as _;
    let mut out = Vec::new();
    let mut part = String::new();
    let mut close = |part: &mut String| {
        if !part.is_empty() {
            let coded = base64::engine::general_purpose::STANDARD.encode(part.as_bytes());
            out.push(format!("=?UTF-8?B?{coded}?="));
            part.clear();
        }
    };
    for c in line.chars() {
        if part.len() + c.len_utf8() > 42 {
            close(&mut part);
        }
        part.push(c);
    }
    close(&mut part);
    out.join("\r\n ")
}

/// A text as quoted printable (RFC 2045, 6.7), with lines of at most 76 characters.
fn quoted_printable(text: &str) -> String {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (row, line) in text.trim_end().lines().enumerate() {
        if row > 0 {
            out.push_str("\r\n");
        }
        let line = line.trim_end_matches('\r');
        let mut width = 0;
        for (at, byte) in line.bytes().enumerate() {
            let last = at + 1 == line.len();
            let plain = matches!(byte, 33..=60 | 62..=126) || (matches!(byte, b' ' | b'\t') && !last);
            let needs = if plain { 1 } else { 3 };
            if width + needs > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            width += needs;
            if plain {
                out.push(char::from(byte));
            } else {
                out.push('=');
                out.extend([byte >> 4, byte & 15].iter().filter_map(|n| HEX.get(usize::from(*n))));
            }
        }
    }
    out
}
