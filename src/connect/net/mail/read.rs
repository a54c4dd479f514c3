//! A mail becomes a mention.

use super::cut::put_apart;
use super::imap::Fetched;
use super::write::{is_answer, is_id, shown};
use super::{MADE_HERE, Setup};
use crate::connect::Problem;
use crate::connect::file::CUT_MARK;
use crate::connect::net::{html, json};
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind, key_of};
use crate::limits::{MAIL_ATTACHMENTS_NAMED_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};
use mail_parser::{Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// What of a mail an answer to it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answered {
    /// Where answers are wanted.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it answers, and itself, the newest last.
    pub ids: Vec<String>,
}

/// The mention that a mail is, or why it is none.
pub(super) fn mention(setup: &Setup, mail: &Fetched, sent: bool) -> Result<Incoming, Problem> {
    let none = |reason: String| Problem { place: format!("mail {}", mail.uid), reason, raw: raw(&mail.bytes) };
    let message = parsed(&mail.bytes).ok_or_else(|| none("it is no mail".into()))?;
    let from = address(message.from()).ok_or_else(|| none("nobody is named as who wrote it".into()))?;
    let wanted = address(message.reply_to()).filter(|to| *to != from);
    if let Some(reason) = automatic(&message, &mail.bytes, wanted.is_some()) {
        return Err(none(reason));
    }
    // A form on a web site writes in our own name and says who has filled it in.
    let ours = setup.is_ours(&from);
    let author = match wanted {
        Some(to) if !sent && !setup.is_ours(&to) && (ours || is_made(&message)) => to,
        _ => from,
    };
    let ours = sent || setup.is_ours(&author);
    let at = moment(&message, mail).ok_or_else(|| none("neither it nor the server says when it was written".into()))?;
    let author = IncomingAuthor { external: clip(&author), name: clip(&author), followers: None, ours };
    Ok(Incoming {
        external: external(&message),
        parent: parent(&message),
        at,
        author,
        what: IncomingKind::Written { kind: MentionKind::Direct, text: text(&message, mail), agent: None },
    })
}

/// Whether a mail is a hand-off of ours, where its copy lies: it says nothing to a customer.
pub(super) fn is_hand_off(setup: &Setup, mail: &Fetched) -> bool {
    let made = |message: Message<'_>| {
        address(message.to()).is_some_and(|to| to.eq_ignore_ascii_case(&setup.hand_off))
            && address(message.from()).is_some_and(|from| setup.is_ours(&from))
            && parent(&message).is_none()
            && external(&message).contains(MADE_HERE)
    };
    !setup.hand_off.is_empty() && parsed(&mail.bytes).is_some_and(made)
}

/// What an answer to a mail needs; `None` when it is not the mail of this id.
pub(super) fn answered(setup: &Setup, bytes: &[u8], id: &str) -> Option<Answered> {
    let message = parsed(bytes)?;
    if external(&message) != id {
        return None;
    }
    let from = address(message.from());
    let to = address(message.reply_to()).filter(|to| !setup.is_ours(to)).or(from)?;
    let mut ids = ids(message.references());
    if ids.is_empty() {
        ids = self::ids(message.in_reply_to());
    }
    ids.retain(|one| one != id);
    ids.drain(..ids.len().saturating_sub(20));
    ids.push(id.to_owned());
    Some(Answered { to, subject: message.subject().unwrap_or_default().to_owned(), ids })
}

/// Whether a mail is the one of this id.
pub(super) fn is_mail(bytes: &[u8], id: &str) -> bool {
    parsed(bytes).is_some_and(|message| external(&message) == id)
}

fn parsed(bytes: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse(bytes).filter(|message| !message.headers().is_empty())
}

fn clip(text: &str) -> String {
    text.chars().take(NAME_CHARS_MAX).collect()
}

/// A mail as it is put aside.
pub(super) fn raw(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..4 * TEXT_CHARS_MAX).unwrap_or(bytes)).replace('\0', "␀");
    json::clipped(&text)
}

/// The first address of a list, in small letters.
fn address(list: Option<&Address<'_>>) -> Option<String> {
    let address = list?.iter().find_map(|one| one.address())?.trim().to_lowercase();
    let whole = address.contains('@') && !address.contains(|c: char| c.is_whitespace() || c.is_control());
    whole.then_some(address)
}

/// The ids that stand in a header.
fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let all: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    all.into_iter().map(bare).filter(|id| is_id(id)).map(clip).collect()
}

fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// What a mail is called for ever: its id, or, where it has none that can be used, a key of what does not change when it
/// is copied from one mailbox to another.
fn external(message: &Message<'_>) -> String {
    let id = message.message_id().map(bare).filter(|id| is_id(id) && id.len() <= NAME_CHARS_MAX);
    if let Some(id) = id {
        return id.to_owned();
    }
    let head = ["From", "To", "Date", "Subject", "Message-ID"].map(|name| message.header_raw(name).unwrap_or_default());
    let first = message.text_bodies().next().map(MessagePart::contents).unwrap_or_default();
    let first = String::from_utf8_lossy(first.get(..1000).unwrap_or(first)).into_owned();
    let head = head.map(str::trim).join("\n");
    format!("no-id:{:016x}{:016x}", key_of("mail head", &head), key_of(&head, &first))
}

fn parent(message: &Message<'_>) -> Option<String> {
    ids(message.in_reply_to()).into_iter().next().or_else(|| ids(message.references()).pop())
}

/// When it was written: as it says itself, unless that cannot be by the server's clock.
fn moment(message: &Message<'_>, mail: &Fetched) -> Option<At> {
    let said = message.date().filter(|date| date.is_valid()).and_then(|date| At::from_unix(date.to_timestamp()));
    match (said, mail.at) {
        (Some(said), Some(got)) => {
            let late = got.secs_since(said);
            Some(if (-600..=3 * 24 * 3600).contains(&late) { said } else { got })
        }
        (said, got) => got.or(said),
    }
}

fn header<'m>(message: &'m Message<'_>, name: &'static str) -> &'m str {
    message.header_raw(name).unwrap_or_default().trim()
}

fn is_made(message: &Message<'_>) -> bool {
    header(message, "Auto-Submitted").to_lowercase().starts_with("auto-generated")
}

/// Why nobody waits for an answer to a mail, if a machine wrote it by itself.
fn automatic(message: &Message<'_>, bytes: &[u8], answers_elsewhere: bool) -> Option<String> {
    let path = header(message, "Return-Path");
    let report = header(message, "Content-Type").to_lowercase().starts_with("multipart/report");
    let daemon = address(message.from()).is_some_and(|from| {
        let local = from.split('@').next().unwrap_or_default();
        local == "mailer-daemon" || local == "postmaster"
    });
    if report || (daemon && path == "<>") {
        return Some(undelivered(bytes));
    }
    let submitted = header(message, "Auto-Submitted").to_lowercase();
    let replied = submitted.starts_with("auto-replied")
        || !header(message, "X-Autoreply").is_empty()
        || !header(message, "X-Autorespond").is_empty()
        || header(message, "Precedence").to_lowercase().starts_with("auto_reply");
    let made = !submitted.is_empty() && !submitted.starts_with("no") && !answers_elsewhere;
    (replied || made || path == "<>").then(|| {
        "An automatic mail, for example that somebody is away: nobody waits for an answer, so it is no ticket.".into()
    })
}

/// What a report of a mail server says, in a sentence.
fn undelivered(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let said = |name: &str| {
        let line = text.lines().find(|line| line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)));
        line.and_then(|line| line.get(name.len()..)).map(|rest| rest.rsplit(';').next().unwrap_or(rest).trim())
    };
    let delayed = said("Action:").is_some_and(|action| action.eq_ignore_ascii_case("delayed"));
    let whom = said("Final-Recipient:").map(|to| format!(" to {}", shown(to))).unwrap_or_default();
    let why = said("Diagnostic-Code:").or_else(|| said("Status:")).map(|why| format!(": {}", shown(why)));
    let what = if delayed { "has not been delivered yet" } else { "was not delivered" };
    format!("A mail of ours{whom} {what}{}.", why.unwrap_or_default())
}

/// The words of a mail: its subject unless it answers, what was written, the names of what is attached, and then what is
/// carried along.
fn text(message: &Message<'_>, mail: &Fetched) -> String {
    let mut body = String::new();
    for part in message.text_bodies() {
        let words = match &part.body {
            PartType::Text(text) => text.to_string(),
            PartType::Html(text) => html::plain(text),
            _ => continue,
        };
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(&words);
        if body.chars().nth(2 * TEXT_CHARS_MAX).is_some() {
            break;
        }
    }
    let tidy = |text: &str| -> String {
        text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
    };
    let apart = put_apart(&tidy(&body));
    let (written, carried) = super::cut::parted(&apart);
    let subject = tidy(message.subject().unwrap_or_default());
    let names = names(message);
    let is_cut = mail.size > mail.bytes.len() as u64 && names.is_empty();
    let mut parts = Vec::new();
    if !subject.trim().is_empty() && !is_answer(&subject) {
        parts.push(subject.trim().to_owned());
    }
    if !written.trim().is_empty() {
        parts.push(format!("{}{}", written.trim_end(), if is_cut { CUT_MARK } else { "" }));
    }
    if !names.is_empty() {
        parts.push(names);
    }
    let mut text = parts.join("\n\n");
    if !carried.is_empty() {
        text.push_str(super::cut::CARRIED_MARK);
        text.push_str(carried);
    }
    if text.chars().nth(TEXT_CHARS_MAX).is_some() {
        text = text.chars().take(TEXT_CHARS_MAX - CUT_MARK.chars().count()).collect::<String>() + CUT_MARK;
    }
    text
}

/// `Attached: invoice.pdf, photo.jpg`; what has no name is called by its kind.
fn names(message: &Message<'_>) -> String {
    let name = |part: &MessagePart<'_>| {
        let kind = part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("?")));
        let name = part.attachment_name().map(str::to_owned).or(kind).unwrap_or_else(|| "something".into());
        let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
        name
    };
    let count = message.attachment_count();
    let mut names: Vec<String> = message.attachments().take(MAIL_ATTACHMENTS_NAMED_MAX).map(name).collect();
    if count > names.len() {
        names.push(format!("and {} more", count - names.len()));
    }
    if names.is_empty() { String::new() } else { format!("Attached: {}", names.join(", ")) }
}
