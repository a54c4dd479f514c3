//! What connectors to networks of plain JSON share: where they left off, whose words are whose, and what cannot be read.

use super::{Answer, Heard, Request, With, answer, json};
use crate::connect::Problem;
use crate::floor::At;
use crate::limits;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Seconds that a fresh source is read back: what is older has been answered elsewhere, or never will be.
pub const FIRST_SECS: u32 = 24 * 3_600;
/// Seconds that are read again at each look, because what was written in the same second may appear later.
pub const OVERLAP_SECS: u32 = 180;

/// The server of a source, or the only one there is; without a slash at its end.
pub fn server(with: &With<'_>, only: &str) -> String {
    let server = with.settings.server.trim().trim_end_matches('/');
    if server.is_empty() { only.to_owned() } else { server.to_owned() }
}

/// What a cursor remembers; a cursor that is empty or not one of ours remembers nothing.
pub fn remembered<T: DeserializeOwned + Default>(cursor: &str) -> T {
    serde_json::from_str(cursor).unwrap_or_default()
}

/// The cursor that remembers this.
pub fn cursor(place: &impl Serialize) -> String {
    serde_json::to_string(place).unwrap_or_default()
}

/// A name or an id from outside, at most as long as is kept.
pub fn name(text: &str) -> String {
    let end = text.char_indices().nth(limits::NAME_CHARS_MAX).map_or(text.len(), |(end, _)| end);
    text[..end].to_owned()
}

/// One thing that cannot be read, as it came.
pub fn problem(place: impl Into<String>, reason: impl Into<String>, raw: &Value) -> Problem {
    Problem { place: place.into(), reason: reason.into(), raw: json::clipped(&raw.to_string()) }
}

/// The request in the name of a login with a password.
#[must_use]
pub fn with_login(request: Request, login: &str, password: &SecretString) -> Request {
    let pair = format!("{login}:{}", password.expose_secret());
    let value = format!("Basic {}", STANDARD.encode(pair));
    request.header("authorization", value)
}

/// Whether a text has one of the words, which stand with commas between them; any text has one of none.
///
/// ```
/// use watchfloor::connect::net::plain::speaks_of;
/// assert!(speaks_of("My LarkPhone broke", "larkphone, lark field"));
/// assert!(!speaks_of("My phone broke", "larkphone, lark field"));
/// assert!(speaks_of("Anything", " , "));
/// ```
pub fn speaks_of(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = words.split(',').map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).peekable();
    words.peek().is_none() || words.any(|w| text.contains(&w))
}

/// Whether two texts are the same to a reader: networks change spaces, escape signs, and put names before an answer.
///
/// ```
/// use watchfloor::connect::net::plain::same_words;
/// assert!(same_words("Sorry & thanks!", "@t_okafor Sorry &amp;  thanks!\n"));
/// assert!(!same_words("Sorry", "Sorry!"));
/// ```
pub fn same_words(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words
    };
    let (ours, theirs) = (plain(ours), plain(theirs));
    let named = |words: &[String]| words.iter().take_while(|w| w.len() > 1 && w.starts_with('@')).count();
    ours == theirs || (!ours.is_empty() && ours[named(&ours)..] == theirs[named(&theirs)..])
}

/// What a list of pairs says of a key.
pub fn said_of<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a str> {
    pairs.iter().find(|(k, _)| k == key).map(|(_, said)| said.as_str())
}

/// Puts a pair at the end of a list of at most so many, in place of the one with the same key; the oldest fall out.
pub fn remember(pairs: &mut Vec<(String, String)>, key: &str, said: &str, most: usize) {
    pairs.retain(|(k, _)| k != key);
    pairs.push((key.to_owned(), said.to_owned()));
    let over = pairs.len().saturating_sub(most);
    pairs.drain(..over);
}

/// A short name for a text, the same for ever (FNV-1a): whether it is still the same words.
pub fn mark(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Before when a fresh source is not read: a day before an answer, by the server's clock where it tells.
pub fn first_from(answer: &Answer) -> At {
    answer::server_time(answer).unwrap_or(answer.at).minus(FIRST_SECS)
}

/// Leaves out what is older; whether anything was. It is remembered in the cursor, so that what a fresh source was too
/// old to bring at first does not come later.
pub fn only_since(heard: &mut Heard, from: At) -> bool {
    let all = heard.mentions.len();
    heard.mentions.retain(|m| m.at >= from);
    heard.mentions.len() < all
}

/// What is read first, in words, when something older was left out.
pub const FIRST_GAP: &str = "what was written more than a day before the source was added was not read";
