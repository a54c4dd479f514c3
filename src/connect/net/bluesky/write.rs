//! An answer on its way out.

use super::cursor::is_post;
use super::{Bluesky, error, failed, url, xrpc};
use crate::connect::net::{Answer, Connector, Method, Outgoing, Request, Step, Trouble, Wish, With, json};
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

const POST: &str = "app.bsky.feed.post";
/// Characters as people count them that the network takes, and the bytes that they may have.
const GRAPHEMES_MAX: usize = 300;
const BYTES_MAX: usize = 3000;
/// Characters of a topic that the network takes.
const TAG_MAX: usize = 64;

/// The next step of bringing an answer out.
///
/// The record's key is the operation's own, and its time is when a person decided it, so that an attempt that is made
/// again writes the very same record in the very same place.
pub(super) fn deliver(with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
    let text = match &out.wish {
        Wish::Reply { text, private: false } => text,
        Wish::Reply { private: true, .. } => {
            return Step::Refused("Bluesky lets programs like this one send no private messages".into());
        }
        _ => return Step::Refused("Bluesky has no tickets; it can only be answered".into()),
    };
    if let Some(why) = unfit(text, &out.target) {
        return Step::Refused(why);
    }
    let mut past = past.iter();
    if out.tried_at.is_some() {
        let Some(answer) = past.next() else { return Step::Ask(look(with, out)) };
        match found(with, out, text, answer) {
            Found::Same(step) | Found::Other(step) | Found::Unknown(step) => return step,
            Found::Nothing => {}
        }
    }
    let Some(answer) = past.next() else {
        return Step::Ask(xrpc(with, "app.bsky.feed.getPosts", &[("uris", out.target.clone())]));
    };
    let record = match record(with, out, text, answer) {
        Ok(record) => record,
        Err(step) => return *step,
    };
    let Some(sent) = past.next() else {
        let body = json!({ "repo": with.session.own("did"), "collection": POST, "rkey": out.key, "record": record });
        let request = Request::json(Method::Post, url(with, "com.atproto.repo.putRecord"), &body);
        return Step::Send(request.bearer(&with.session.token));
    };
    if let Some(trouble) = refused(sent) {
        return trouble;
    }
    // Whatever it said: what counts is what is there.
    let Some(answer) = past.next() else { return Step::Ask(look(with, out)) };
    match found(with, out, text, answer) {
        Found::Same(step) | Found::Other(step) | Found::Unknown(step) => step,
        Found::Nothing if sent.is_ok() => {
            Step::Later(Trouble::Unwell("Bluesky took the answer, but does not show it yet".into()))
        }
        Found::Nothing => Step::Later(failed(sent, "")),
    }
}

/// Why a text cannot be an answer here.
fn unfit(text: &str, target: &str) -> Option<String> {
    let long = text.graphemes(true).count();
    if text.trim().is_empty() {
        Some("there are no words in it".into())
    } else if long > GRAPHEMES_MAX || text.len() > BYTES_MAX {
        Some(format!("Bluesky takes {GRAPHEMES_MAX} characters at most, and this has {long}"))
    } else if !is_post(target) {
        Some("what is answered is no post on Bluesky".into())
    } else {
        None
    }
}

/// Asks for what lies under our key.
fn look(with: &With<'_>, out: &Outgoing) -> Request {
    let fields = [("repo", with.session.own("did").to_owned()), ("collection", POST.into()), ("rkey", out.key.clone())];
    xrpc(with, "com.atproto.repo.getRecord", &fields)
}

enum Found {
    /// Our answer is there.
    Same(Step),
    /// Something else is there.
    Other(Step),
    /// Nothing is there.
    Nothing,
    /// It cannot be known now.
    Unknown(Step),
}

/// What lies under our key.
fn found(with: &With<'_>, out: &Outgoing, text: &str, answer: &Answer) -> Found {
    let (name, said) = error(answer);
    // Older servers have no name for it.
    if answer.status == 400 && (name == "RecordNotFound" || said.starts_with("Could not locate record")) {
        return Found::Nothing;
    }
    if let Some(trouble) = Bluesky.trouble(answer).or_else(|| (!answer.is_ok()).then(|| failed(answer, ""))) {
        return Found::Unknown(Step::Later(trouble));
    }
    let value = match json::document(&answer.body) {
        Ok(body) if json::at(&body, "value").is_object() => json::at(&body, "value").clone(),
        Ok(_) => return Found::Unknown(Step::Later(Trouble::Unwell("the answer has no record in it".into()))),
        Err(why) => return Found::Unknown(Step::Later(Trouble::Unwell(why))),
    };
    let theirs = json::text(&value, "text");
    if theirs == text && json::text(&value, "reply/parent/uri") == out.target {
        let external = format!("at://{}/{POST}/{}", with.session.own("did"), out.key);
        return Found::Same(Step::Done { external, ticket: None });
    }
    Found::Other(Step::Conflict {
        theirs: format!("other words stand where this answer belongs: {theirs}"),
        ticket: None,
    })
}

/// Why what was sent was not taken, if it is certain that it was not.
fn refused(sent: &Answer) -> Option<Step> {
    if let Some(trouble) = Bluesky.trouble(sent) {
        return Some(Step::Later(trouble));
    }
    if !(400..500).contains(&sent.status) {
        return None;
    }
    Some(refusal(sent))
}

fn refusal(answer: &Answer) -> Step {
    match failed(answer, "") {
        Trouble::Refused(why) => Step::Refused(why),
        trouble => Step::Later(trouble),
    }
}

/// The record of an answer, by what is said of the post that it answers.
fn record(with: &With<'_>, out: &Outgoing, text: &str, answer: &Answer) -> Result<Value, Box<Step>> {
    if let Some(trouble) = Bluesky.trouble(answer) {
        return Err(Box::new(Step::Later(trouble)));
    }
    if !answer.is_ok() {
        return Err(Box::new(refusal(answer)));
    }
    let body = json::document(&answer.body).map_err(|why| Box::new(Step::Later(Trouble::Unwell(why))))?;
    if !json::at(&body, "posts").is_array() {
        return Err(Box::new(Step::Later(Trouble::Unwell("the answer has no posts in it".into()))));
    }
    let Some(post) = json::list(&body, "posts").iter().find(|post| json::text(post, "uri") == out.target) else {
        return Err(Box::new(Step::Refused("the post is not there any more, or its author has blocked us".into())));
    };
    if json::at(post, "viewer/replyDisabled").as_bool() == Some(true) {
        return Err(Box::new(Step::Refused("its author does not let us answer this post".into())));
    }
    let this = |node: &Value| json!({ "uri": json::text(node, "uri"), "cid": json::text(node, "cid") });
    let root = match json::at(post, "record/reply/root") {
        root if json::at(root, "uri").is_string() => this(root),
        _ => this(post),
    };
    let people = [
        (json::text(post, "author/handle"), json::text(post, "author/did")),
        (with.session.own("handle").to_owned(), with.session.own("did").to_owned()),
    ];
    let people: Vec<(&str, &str)> = people.iter().map(|(handle, did)| (handle.as_str(), did.as_str())).collect();
    let mut record = json!({
        "$type": POST,
        "text": text,
        "createdAt": format!("{:.3}", out.asked_at.timestamp()),
        "reply": { "root": root, "parent": this(post) },
    });
    let facets = facets(text, &people);
    if !facets.is_empty() {
        record["facets"] = Value::Array(facets);
    }
    Ok(record)
}

/// What in a text is a link, a topic or a name, as the network wants to be told. Places are counted in bytes of UTF-8.
/// Of names only these people's, by handle and id: nobody else is called by accident.
///
/// ```
/// use watchfloor::connect::net::bluesky::facets;
/// let found = facets("Grüße 👋 @alice.test, see https://a.example/x.", &[("alice.test", "did:plc:a1")]);
/// let places: Vec<_> = found.iter().map(|f| (&f["index"]["byteStart"], &f["index"]["byteEnd"])).collect();
/// assert_eq!(format!("{places:?}"), "[(Number(13), Number(24)), (Number(30), Number(49))]");
/// assert_eq!(found[1]["features"][0]["uri"], "https://a.example/x");
/// ```
pub fn facets(text: &str, people: &[(&str, &str)]) -> Vec<Value> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '„' | '«')) {
        let from = start;
        start = from + word.len() + text[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        let bare = word
            .trim_end_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '/' | '#' | '=' | '&' | '-' | '_'));
        let bare = bare.trim_end_matches(['…', '”', '“', '»', '’']);
        let feature = if bare.starts_with("https://") || bare.starts_with("http://") {
            (bare.split_once("://").is_some_and(|(_, rest)| rest.contains('.')))
                .then(|| json!({ "$type": "app.bsky.richtext.facet#link", "uri": bare }))
        } else if let Some(handle) = bare.strip_prefix('@') {
            let who = people.iter().find(|(known, did)| !did.is_empty() && known.eq_ignore_ascii_case(handle));
            who.map(|(_, did)| json!({ "$type": "app.bsky.richtext.facet#mention", "did": did }))
        } else if let Some(tag) = bare.strip_prefix('#') {
            let is_tag = tag.chars().any(char::is_alphabetic) && tag.graphemes(true).count() <= TAG_MAX;
            is_tag.then(|| json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag }))
        } else {
            None
        };
        if let Some(feature) = feature {
            found.push(json!({ "index": { "byteStart": from, "byteEnd": from + bare.len() }, "features": [feature] }));
        }
    }
    found
}
