//! What a post says.

use super::cursor::is_post;
use crate::connect::net::json;
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::limits;
use serde_json::Value;

/// Seconds before it arrived that a post may say it was written. One that says more was dated back or brought along
/// from another network: for the floor it begins when it arrived.
const BACKDATED_SECS_MAX: u32 = 24 * 3600;

/// A post as the network shows it, in a notification, a search or a thread.
///
/// # Errors
///
/// What it lacks, in words.
pub(super) fn written(post: &Value, own: &str, followers: Option<u32>) -> Result<Incoming, String> {
    let external = json::text(post, "uri");
    if !is_post(&external) {
        return Err(format!("{} is not the address of a post", shown(&external)));
    }
    let record = json::at(post, "record");
    if !record.is_object() {
        return Err("it has no record".into());
    }
    let at = moment(post).ok_or("nobody says when it was written")?;
    let (kind, parent) = match (parent(post), quoted(record)) {
        (Some(parent), _) => (MentionKind::Reply, Some(parent)),
        (None, Some(quoted)) => (MentionKind::Quote, Some(quoted)),
        (None, None) => (MentionKind::Post, None),
    };
    let author = author(json::at(post, "author"), own, followers)?;
    let what = IncomingKind::Written { kind, text: words(record), agent: None };
    Ok(Incoming { external, parent, at, author, what })
}

/// Somebody, as the network shows accounts.
///
/// # Errors
///
/// In words, when it is nobody.
pub(super) fn author(actor: &Value, own: &str, followers: Option<u32>) -> Result<IncomingAuthor, String> {
    let external = json::text(actor, "did");
    if !external.starts_with("did:") || external.len() > limits::NAME_CHARS_MAX {
        return Err("nobody wrote it".into());
    }
    let handle = json::text(actor, "handle");
    // A name that points nowhere any more is shown so by the network itself.
    let name = if handle.is_empty() || handle == "handle.invalid" { external.clone() } else { format!("@{handle}") };
    let name = name.chars().take(limits::NAME_CHARS_MAX).collect();
    let ours = external == own;
    let followers = json::count(actor, "followersCount").or(followers);
    Ok(IncomingAuthor { external, name, followers, ours })
}

/// What a post answers.
pub(super) fn parent(post: &Value) -> Option<String> {
    let parent = json::text(post, "record/reply/parent/uri");
    is_post(&parent).then_some(parent)
}

/// The post that a record carries with words of its own. Lists and feeds are carried in the same way, and are none.
fn quoted(record: &Value) -> Option<String> {
    let bare = json::text(record, "embed/record/uri");
    let with_media = json::text(record, "embed/record/record/uri");
    [bare, with_media].into_iter().find(|uri| is_post(uri))
}

/// When it was written: what its author says, but not after it arrived, and not long before.
pub(super) fn moment(post: &Value) -> Option<At> {
    let said = json::moment(post, "record/createdAt");
    let arrived = json::moment(post, "indexedAt");
    match (said, arrived) {
        (Some(said), Some(arrived)) if said > arrived || said < arrived.minus(BACKDATED_SECS_MAX) => Some(arrived),
        (said, arrived) => said.or(arrived),
    }
}

/// The words of a post; where it has none, what its pictures are said to show, or what it points to.
pub(super) fn words(record: &Value) -> String {
    let text = json::text(record, "text");
    if !text.trim().is_empty() {
        return json::clipped(&text);
    }
    let media = match json::at(record, "embed/media") {
        Value::Null => json::at(record, "embed"),
        media => media,
    };
    let shown: Vec<String> = json::list(media, "images")
        .iter()
        .chain([media])
        .map(|picture| json::text(picture, "alt"))
        .chain([json::text(media, "external/uri")])
        .filter(|words| !words.trim().is_empty())
        .collect();
    if shown.is_empty() { "(no words)".into() } else { json::clipped(&shown.join("\n")) }
}

/// A word of the network's for a sentence of ours.
pub(super) fn shown(word: &str) -> String {
    let cut: String = word.chars().filter(|c| !c.is_control()).take(80).collect();
    if cut.is_empty() { "nothing".into() } else { format!("“{cut}”") }
}
