//! A row's values become a mention. CSV, JSON Lines and our own wire all end here.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::date::Dates;
use super::mapping::Role;
use super::notes::Notes;
use super::shape::hex;
use crate::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::limits::{NAME_CHARS_MAX, TEXT_CHARS_MAX};

/// What is put where a text was cut.
pub const CUT_MARK: &str = " … [cut]";

/// The values of one row by role.
#[derive(Default)]
pub(super) struct Fields<'a> {
    values: [Option<Cow<'a, str>>; Role::ALL.len()],
    // The source can tell nothing from the word “none”, and texts from numbers.
    literal: bool,
}

impl<'a> Fields<'a> {
    /// Values that are taken as they are.
    pub fn literal() -> Fields<'a> {
        Fields { literal: true, ..Fields::default() }
    }

    /// Sets what a role's column says.
    pub fn set(&mut self, role: Role, value: Cow<'a, str>) {
        if let Some(slot) = self.values.get_mut(role as usize) {
            *slot = Some(value);
        }
    }

    fn get(&self, role: Role) -> Option<&str> {
        self.values.get(role as usize)?.as_deref()
    }

    /// What a column says, unless it says nothing in one of the ways that programs write nothing.
    fn said(&self, role: Role) -> Option<&str> {
        let text = self.get(role)?;
        if self.literal {
            return (!text.is_empty()).then_some(text);
        }
        let text = text.trim();
        let nothing = ["", "null", "none", "nan", "n/a", "-"].iter().any(|word| text.eq_ignore_ascii_case(word));
        (!nothing).then_some(text)
    }

    fn take(&mut self, role: Role) -> Option<Cow<'a, str>> {
        self.values.get_mut(role as usize)?.take()
    }
}

/// How the rows of one file are read.
pub(super) struct Rules {
    /// The file comes from the public Twitter set: names have no `@`, and texts are HTML.
    pub twitter: bool,
    /// What its dates leave unsaid.
    pub dates: Dates,
    /// The brand's own accounts, in the form of [`account`].
    pub our_accounts: BTreeSet<String>,
}

/// A name as accounts are compared.
pub(super) fn account(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}

/// Reads a row. The reason why it is no mention is a sentence.
pub(super) fn mention(mut fields: Fields<'_>, rules: &Rules, notes: &mut Notes) -> Result<Incoming, String> {
    if fields.values.iter().flatten().any(|value| value.contains('\0')) {
        return Err("The row holds NUL bytes, which no text has; it was not taken in.".to_owned());
    }
    let id = fields.said(Role::Id).map(|id| external(id, fields.literal, notes));
    let parent = fields.said(Role::Parent).map(|id| external(id, fields.literal, notes));
    let Some(at) = fields.said(Role::At) else { return Err("The row has no time.".to_owned()) };
    let at = rules.dates.read(at)?;
    notes.moment(at);
    let text = text(&mut fields, rules, notes);
    let what = kind(&fields, parent.is_some(), text, notes)?;
    if let (None, IncomingKind::Written { text, .. }) = (&id, &what)
        && text.trim().is_empty()
    {
        return Err("The row has neither an id nor a text.".to_owned());
    }
    if matches!(what, IncomingKind::Amplified(_)) && parent.is_none() {
        return Err("The row is a repost or a like, but does not say of what.".to_owned());
    }
    let id = id.unwrap_or_else(|| derived_id(&fields, at.at, parent.as_deref(), &what));
    let author = author(&fields, &id, rules)?;
    Ok(Incoming { external: id, parent, at: at.at, author, what })
}

/// An id from outside. One that is too long to keep is kept by its hash, so that answers still find what they answer.
fn external(id: &str, literal: bool, notes: &mut Notes) -> String {
    // Tables pass through programs that take ids for numbers.
    let id = match id.strip_suffix(".0") {
        Some(digits) if !literal && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => id,
    };
    if !literal && id.len() < 30 && (id.contains("E+") || id.contains("e+")) && id.parse::<f64>().is_ok() {
        notes.rounded_ids += 1;
    }
    if id.len() <= NAME_CHARS_MAX || id.chars().count() <= NAME_CHARS_MAX {
        return id.to_owned();
    }
    format!("long:{}", hex(&Sha256::digest(id), 16))
}

/// The id of a row without one, from what it says, so that the same row has the same id in the next file.
fn derived_id(fields: &Fields<'_>, at: At, parent: Option<&str>, what: &IncomingKind) -> String {
    let author = fields.said(Role::AuthorId).or_else(|| fields.said(Role::AuthorName)).unwrap_or_default();
    let (word, text) = match what {
        IncomingKind::Written { text, .. } => ("", text.as_str()),
        IncomingKind::Amplified(how) => (amplified_word(*how), parent.unwrap_or_default()),
    };
    let time = at.unix().to_string();
    let mut hash = Sha256::new();
    for part in [author, &time, word, text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("row:{}", hex(&hash.finalize(), 16))
}

fn amplified_word(how: Amplification) -> &'static str {
    match how {
        Amplification::Repost => "repost",
        Amplification::Like => "like",
        Amplification::Quote => "quote",
    }
}

fn text(fields: &mut Fields<'_>, rules: &Rules, notes: &mut Notes) -> Option<String> {
    let text = fields.take(Role::Text)?;
    let text = if rules.twitter && text.contains('&') { unescaped(&text) } else { text.into_owned() };
    if text.len() <= TEXT_CHARS_MAX {
        return Some(text);
    }
    let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) else { return Some(text) };
    let room = TEXT_CHARS_MAX - CUT_MARK.chars().count();
    let end = text.char_indices().nth(room).map_or(end, |(end, _)| end);
    notes.cut();
    Some(format!("{}{CUT_MARK}", text.get(..end).unwrap_or_default()))
}

/// Undoes what the Twitter API did to texts, once: `&amp;lt;` becomes `&lt;`, which is what was written.
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, char); 5] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        let (c, len) =
            ENTITIES.iter().find(|(name, _)| entity.starts_with(name)).map_or(('&', 1), |(n, c)| (*c, n.len()));
        out.push(c);
        rest = entity.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A word of the kind column.
enum Word {
    Written(MentionKind),
    Amplified(Amplification),
}

fn word(text: &str) -> Option<Word> {
    let text = text.trim().to_lowercase().replace([' ', '-'], "_");
    Some(match text.as_str() {
        "post" | "tweet" | "status" | "toot" | "mention" => Word::Written(MentionKind::Post),
        "comment" => Word::Written(MentionKind::Comment),
        "reply" | "answer" | "response" | "replied_to" => Word::Written(MentionKind::Reply),
        "quote" | "quoted" | "quote_tweet" | "quote_post" => Word::Written(MentionKind::Quote),
        "review" | "rating" => Word::Written(MentionKind::Review),
        "direct" | "dm" | "direct_message" | "private" | "private_message" | "pm" | "chat" => {
            Word::Written(MentionKind::Direct)
        }
        "repost" | "retweet" | "retweeted" | "rt" | "share" | "reshare" | "boost" | "reblog" => {
            Word::Amplified(Amplification::Repost)
        }
        "like" | "liked" | "favourite" | "favorite" | "fav" | "heart" | "reaction" => {
            Word::Amplified(Amplification::Like)
        }
        _ => return None,
    })
}

fn kind(fields: &Fields<'_>, answers: bool, text: Option<String>, notes: &mut Notes) -> Result<IncomingKind, String> {
    let plain = if answers { MentionKind::Reply } else { MentionKind::Post };
    let kind = match (fields.said(Role::Kind), fields.said(Role::Channel)) {
        (Some(said), _) => word(said).unwrap_or_else(|| {
            notes.unknown_kind(said);
            Word::Written(plain)
        }),
        // A channel is “Twitter” as often as it is “reviews”; only the second tells a kind.
        (None, Some(channel)) => match word(channel.trim_end_matches('s')) {
            Some(Word::Written(kind @ (MentionKind::Direct | MentionKind::Review))) => Word::Written(kind),
            _ => Word::Written(plain),
        },
        (None, None) => Word::Written(plain),
    };
    match (kind, text) {
        (Word::Amplified(how), _) => Ok(IncomingKind::Amplified(how)),
        (Word::Written(MentionKind::Quote), None) => Ok(IncomingKind::Amplified(Amplification::Quote)),
        (Word::Written(kind), text) => {
            let agent = fields.said(Role::Agent).map(name_cut);
            Ok(IncomingKind::Written { kind, text: text.unwrap_or_default(), agent })
        }
    }
}

fn author(fields: &Fields<'_>, id: &str, rules: &Rules) -> Result<IncomingAuthor, String> {
    let named = fields.said(Role::AuthorName);
    let account_id = fields.said(Role::AuthorId);
    let marked = match (fields.said(Role::Ours), fields.said(Role::Inbound)) {
        (Some(said), _) => yes(said, "ours")?,
        (None, Some(said)) => !yes(said, "inbound")?,
        (None, None) => false,
    };
    let ours_by_name = |name: Option<&str>| name.is_some_and(|name| rules.our_accounts.contains(&account(name)));
    let ours = marked || (!rules.our_accounts.is_empty() && (ours_by_name(named) || ours_by_name(account_id)));
    let (external, name) = match (account_id, named) {
        (Some(id), Some(name)) => (name_cut(id), name_cut(name)),
        (Some(id), None) if rules.twitter => (name_cut(id), name_cut(&format!("@{}", id.trim_start_matches('@')))),
        (Some(only), None) | (None, Some(only)) => (name_cut(only), name_cut(only)),
        (None, None) if ours => ("ours".to_owned(), "us".to_owned()),
        // Each nameless author is somebody else: one person for all of them would be one long conversation.
        (None, None) => (name_cut(&format!("nameless:{id}")), "nameless".to_owned()),
    };
    let followers = fields.said(Role::Followers).and_then(whole_number);
    Ok(IncomingAuthor { external, name, followers, ours })
}

fn name_cut(name: &str) -> String {
    if name.len() <= NAME_CHARS_MAX { name.to_owned() } else { name.chars().take(NAME_CHARS_MAX).collect() }
}

/// `1204`, `1,204` and `1204.0`, but no guess at `1.2k`.
fn whole_number(text: &str) -> Option<u32> {
    text.strip_suffix(".0").unwrap_or(text).replace([',', ' ', '\u{a0}', '\u{202f}'], "").parse().ok()
}

fn yes(text: &str, column: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "t" | "in" | "inbound" | "incoming" | "received" | "ours" => Ok(true),
        "false" | "0" | "no" | "n" | "f" | "out" | "outbound" | "outgoing" | "sent" | "theirs" => Ok(false),
        _ => Err(format!("“{}” does not say whether the row is {column}.", text.chars().take(40).collect::<String>())),
    }
}
