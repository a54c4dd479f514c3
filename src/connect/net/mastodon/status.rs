//! What a post says.

use crate::connect::net::html::plain;
use crate::connect::net::json;
use crate::floor::{At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::limits;
use serde_json::Value;

/// A post as the API shows it everywhere.
///
/// # Errors
///
/// What it lacks, in words.
pub(super) fn written(status: &Value, own: &str, now: At) -> Result<Incoming, String> {
    let external = json::text(status, "id");
    if !is_id(&external) {
        return Err("it has no id".into());
    }
    let at = json::moment(status, "created_at").ok_or("nobody says when it was written")?.min(now);
    let answers = Some(json::text(status, "in_reply_to_id")).filter(|id| is_id(id));
    // Where a quote stands depends on who may see it, and on the server.
    let quotes = ["quote/quoted_status/id", "quote/quoted_status_id", "quote/id", "quote_id"]
        .map(|path| json::text(status, path))
        .into_iter()
        .find(|id| is_id(id));
    let kind = match (json::text(status, "visibility").as_str(), &answers, &quotes) {
        ("direct", ..) => MentionKind::Direct,
        (_, Some(_), _) => MentionKind::Reply,
        (_, None, Some(_)) => MentionKind::Quote,
        (_, None, None) => MentionKind::Post,
    };
    let author = author(json::at(status, "account"), own)?;
    let what = IncomingKind::Written { kind, text: words(status), agent: None };
    Ok(Incoming { external, parent: answers.or(quotes), at, author, what })
}

/// Somebody, as the API shows accounts.
///
/// # Errors
///
/// In words, when it is nobody.
pub(super) fn author(account: &Value, own: &str) -> Result<IncomingAuthor, String> {
    let external = json::text(account, "id");
    if !is_id(&external) {
        return Err("nobody wrote it".into());
    }
    let acct = json::text(account, "acct");
    let name = if acct.is_empty() { external.clone() } else { format!("@{acct}") };
    let name = name.chars().take(limits::NAME_CHARS_MAX).collect();
    let ours = external == own;
    Ok(IncomingAuthor { external, name, followers: json::count(account, "followers_count"), ours })
}

/// The words of a post, after the warning that it may carry; where it has none, what its pictures are said to show.
pub(super) fn words(status: &Value) -> String {
    let parts = [json::text(status, "spoiler_text").trim().to_owned(), plain(&json::text(status, "content"))];
    let mut parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        let media = json::list(status, "media_attachments").iter().map(|media| json::text(media, "description"));
        parts = media.filter(|words| !words.trim().is_empty()).collect();
    }
    if parts.is_empty() { "(no words)".into() } else { json::clipped(&parts.join("\n\n")) }
}

/// Which version of a post this is.
pub(super) fn version(status: &Value) -> String {
    json::moment(status, "edited_at").map_or(String::new(), |at| at.unix().to_string())
}

/// Whether it can be an id: what is asked for is part of an address.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
