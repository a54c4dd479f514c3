//! One JSON object a line.
//!
//! The keys of an object are its columns; an object within it gives `author.id` and the like, one level deep. Lists
//! and deeper objects are not read.
//!
//! Our own wire is the same thing with fixed names, see [`mention_to_json`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::bytes::Window;
use super::csv::{Fault, State, Step, line_len};
use super::date::{Dates, DayOrder};
use super::mapping::Role;
use super::notes::Notes;
use super::row::{Fields, Rules, mention};
use crate::floor::{Amplification, Incoming, IncomingKind, MentionKind};
use crate::limits::ROW_BYTES_MAX;

/// Goes from line to line.
pub(super) struct Lines {
    /// Whether the next byte begins a line.
    pub state: State,
}

impl Lines {
    /// Finds the next line that is not blank.
    pub fn step(&mut self, window: &mut Window) -> io::Result<Step> {
        let begun = window.offset;
        loop {
            if window.offset - begun > crate::limits::PAGE_BYTES_MAX {
                return Ok(Step::Pause);
            }
            let Some(len) = line_len(window.data(), window.ended()) else {
                if self.state == State::Passing {
                    let len = window.data().len() - usize::from(window.data().ends_with(b"\r"));
                    window.consume(len, 0);
                } else if window.data().len() > ROW_BYTES_MAX {
                    return Ok(Step::Wrong(Fault::LongRow));
                }
                window.fill()?;
                continue;
            };
            let line = window.data().get(..len).unwrap_or_default();
            let blank = line.trim_ascii().is_empty();
            if blank && len == 0 {
                return Ok(Step::End);
            }
            if blank || self.state == State::Passing {
                self.state = State::Reading;
                window.consume(len, 1);
                continue;
            }
            if len > ROW_BYTES_MAX {
                return Ok(Step::Wrong(Fault::LongRow));
            }
            return Ok(Step::Row { len, lines: 1 });
        }
    }

    /// Goes past a line that is too long to be looked at.
    pub fn reject(&mut self) {
        self.state = State::Passing;
    }
}

/// The values of one object by column. Nothing (`null`) is left out.
pub(super) fn columns(line: &str) -> Result<Vec<(String, String)>, String> {
    let value = match serde_json::from_str(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err("The line is JSON, but not an object in braces.".to_owned()),
        Err(error) if error.is_eof() => return Err("The line ends in the middle of its JSON object.".to_owned()),
        Err(error) => return Err(format!("The line is not JSON: it goes wrong at character {}.", error.column())),
    };
    let mut out = Vec::with_capacity(value.len());
    for (key, value) in value {
        match value {
            Value::Object(inner) => {
                for (inner_key, value) in inner {
                    push(&mut out, format!("{key}.{inner_key}"), value);
                }
            }
            value => push(&mut out, key, value),
        }
    }
    Ok(out)
}

fn push(out: &mut Vec<(String, String)>, key: String, value: Value) {
    match value {
        Value::String(text) => out.push((key, text)),
        Value::Number(number) => out.push((key, number.to_string())),
        Value::Bool(yes) => out.push((key, yes.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
}

/// The values by role.
pub(super) fn fields<'a>(columns: Vec<(String, String)>, roles: &BTreeMap<String, Role>) -> Fields<'a> {
    let mut fields = Fields::literal();
    for (column, value) in columns {
        if let Some(role) = roles.get(&column) {
            fields.set(*role, Cow::Owned(value));
        }
    }
    fields
}

static WIRE: LazyLock<BTreeMap<String, Role>> = LazyLock::new(|| {
    let names = [
        ("id", Role::Id),
        ("parent", Role::Parent),
        ("at", Role::At),
        ("author.id", Role::AuthorId),
        ("author.name", Role::AuthorName),
        ("author.followers", Role::Followers),
        ("author.ours", Role::Ours),
        ("kind", Role::Kind),
        ("text", Role::Text),
        ("agent", Role::Agent),
    ];
    names.map(|(name, role)| (name.to_owned(), role)).into()
});

/// Reads one mention of our own wire; the reason why it is none is a sentence. See [`mention_to_json`] for the fields.
///
/// The time may be RFC 3339 or seconds since 1970. A mention without an id gets one from its author, time and text.
pub fn mention_from_json(line: &str) -> Result<Incoming, String> {
    let dates = Dates { zone: jiff::tz::TimeZone::UTC, order: DayOrder::DayFirst };
    let rules = Rules { twitter: false, dates, our_accounts: std::collections::BTreeSet::new() };
    mention(fields(columns(line)?, &WIRE), &rules, &mut Notes::default())
}

/// Writes one mention as our own wire, on one line. These names are a promise:
///
/// | field | what |
/// |---|---|
/// | `id` | the network's own id |
/// | `parent` | the id of what it answers, comments or carries |
/// | `at` | when, as RFC 3339 in UTC |
/// | `author` | `id`, `name`, `followers` when known, `ours` |
/// | `kind` | `post`, `comment`, `reply`, `quote`, `review`, `direct`, `repost` or `like` |
/// | `text` | the words; a `quote` without this field was carried without words |
/// | `agent` | who wrote it, when it is ours and the source says so |
///
/// ```
/// use watchfloor::connect::file::{mention_from_json, mention_to_json};
/// let line = r#"{"id":"7","at":1511776800,"author":{"id":"42","name":"@ana"},"kind":"post","text":"hello"}"#;
/// let mention = mention_from_json(line).unwrap();
/// assert_eq!(mention_from_json(&mention_to_json(&mention)), Ok(mention));
/// ```
pub fn mention_to_json(mention: &Incoming) -> String {
    let mut author = Map::new();
    author.insert("id".to_owned(), json!(mention.author.external));
    author.insert("name".to_owned(), json!(mention.author.name));
    if let Some(followers) = mention.author.followers {
        author.insert("followers".to_owned(), json!(followers));
    }
    author.insert("ours".to_owned(), json!(mention.author.ours));
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(mention.external));
    if let Some(parent) = &mention.parent {
        object.insert("parent".to_owned(), json!(parent));
    }
    object.insert("at".to_owned(), json!(mention.at.to_string()));
    object.insert("author".to_owned(), Value::Object(author));
    object.insert("kind".to_owned(), json!(kind_name(&mention.what)));
    if let IncomingKind::Written { text, agent, .. } = &mention.what {
        object.insert("text".to_owned(), json!(text));
        if let Some(agent) = agent {
            object.insert("agent".to_owned(), json!(agent));
        }
    }
    Value::Object(object).to_string()
}

fn kind_name(what: &IncomingKind) -> &'static str {
    match what {
        IncomingKind::Written { kind: MentionKind::Post, .. } => "post",
        IncomingKind::Written { kind: MentionKind::Comment, .. } => "comment",
        IncomingKind::Written { kind: MentionKind::Reply, .. } => "reply",
        IncomingKind::Written { kind: MentionKind::Quote, .. } | IncomingKind::Amplified(Amplification::Quote) => {
            "quote"
        }
        IncomingKind::Written { kind: MentionKind::Review, .. } => "review",
        IncomingKind::Written { kind: MentionKind::Direct, .. } => "direct",
        IncomingKind::Amplified(Amplification::Repost) => "repost",
        IncomingKind::Amplified(Amplification::Like) => "like",
    }
}
