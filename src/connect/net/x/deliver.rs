//! Bringing an answer out to X.
//!
//! X takes no key that would name an operation, so that after an attempt whose outcome nobody knows our own latest posts
//! are looked through for the same words under the same post. X itself refuses the same words twice in a row: then they
//! are there already, or another post of ours says the same.

use super::{DIRECT_FIELDS, POST_WEIGHT_MAX, SERVER, json, plain, read, trouble, weighted_length};
use crate::connect::net::answer::in_theirs;
use crate::connect::net::{Answer, Method, Outgoing, Request, Step, Trouble, UNDER_WAY, Wish, With};
use crate::floor::At;
use serde_json::{Value, json};

/// Pages of our own posts that are looked through; a floor that writes more in between has a person look.
const LOOKS_MAX: usize = 5;
/// Seconds before the decision from which our own posts can be the answer: clocks differ.
const SLACK_SECS: u32 = 300;
/// Characters of a private message.
const MESSAGE_CHARS_MAX: usize = 10_000;

/// The next step.
pub fn step(with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
    let Wish::Reply { text, private } = &out.wish else {
        return Step::Refused("X has posts and private messages, and nothing else to change".into());
    };
    if !with.session.own("app_only").is_empty() {
        return Step::Refused("this token belongs to an app and to no account: it can read, but not write".into());
    }
    let is_message = out.target.starts_with("dm:");
    if text.trim().is_empty() {
        return Step::Refused("there is nothing to say".into());
    }
    if (is_message || *private) && text.chars().count() > MESSAGE_CHARS_MAX {
        return Step::Refused(format!("a private message on X has at most {MESSAGE_CHARS_MAX} characters"));
    }
    if is_message {
        return message(with, out, text, past);
    }
    if !super::is_post(&out.target) {
        return Step::Refused("X has no post with such an id".into());
    }
    if *private {
        return Step::Refused(
            "answer in public and ask the customer to write to us, or answer their private message".into(),
        );
    }
    let length = weighted_length(text);
    let long = matches!(with.settings.option("long").trim().to_lowercase().as_str(), "yes" | "true" | "1");
    if length > POST_WEIGHT_MAX && !long {
        return Step::Refused(format!("X counts {length} signs, and takes {POST_WEIGHT_MAX}"));
    }
    reply(with, out, text, past)
}

/// What looking through our own says.
enum Look {
    Ask(Request),
    Found(String),
    Missing,
    Stop(Step),
}

fn reply(with: &With<'_>, out: &Outgoing, text: &str, past: &[Answer]) -> Step {
    let mut past = past.iter();
    if out.tried_at.is_some() {
        match look(with, out, text, &mut past) {
            Look::Ask(request) => return Step::Ask(request),
            Look::Found(external) => return Step::Done { external, ticket: None },
            Look::Stop(step) => return step,
            Look::Missing => {}
        }
    }
    let base = plain::server(with, SERVER);
    let Some(sent) = past.next() else {
        let body = json!({ "text": text, "reply": { "in_reply_to_tweet_id": out.target } });
        let request = Request::json(Method::Post, format!("{base}/2/tweets"), &body);
        return Step::Send(request.bearer(&with.session.token));
    };
    let document = json::document(&sent.body).unwrap_or_default();
    let id = json::text(&document, "data/id");
    if sent.is_ok() && super::is_post(&id) {
        return read_back(with, &base, text, &id, past.next());
    }
    let twice = sent.status == 403 && super::Said::of(sent).is_twice();
    if twice || sent.is_ok() || sent.status >= 500 {
        // It may be there all the same.
        return match look(with, out, text, &mut past) {
            Look::Ask(request) => Step::Ask(request),
            Look::Found(external) => Step::Done { external, ticket: None },
            Look::Stop(step) => step,
            Look::Missing if twice => {
                Step::Refused("X does not take the same words again: another post of ours says exactly this".into())
            }
            Look::Missing => Step::Later(Trouble::Unwell("X did not say whether it took the answer".into())),
        };
    }
    refused(sent)
}

/// Compares what X shows with what was sent. X was told the id already, so that reading may fail without harm.
fn read_back(with: &With<'_>, base: &str, text: &str, id: &str, read: Option<&Answer>) -> Step {
    let Some(read) = read else {
        return Step::Ask(Request::get(format!("{base}/2/tweets/{id}")).bearer(&with.session.token));
    };
    let document = json::document(&read.body).unwrap_or_default();
    let shown = read::words(json::at(&document, "data"));
    let done = || Step::Done { external: id.to_owned(), ticket: None };
    // A long post is cut here unless all of it is asked for; its beginning is enough to know it.
    let start: String = shown.chars().take(100).collect();
    let same =
        || plain::same_words(text, &shown) || (shown.chars().count() > 200 && text.starts_with(start.trim_end()));
    if !read.is_ok() || json::text(&document, "data/id") != id || shown.contains("https://t.co/") || same() {
        return done();
    }
    Step::Unsure(format!("X has taken the answer, but shows other words: {}", start.trim()))
}

/// Looks through our own latest posts for the answer.
fn look<'a>(with: &With<'_>, out: &Outgoing, text: &str, past: &mut impl Iterator<Item = &'a Answer>) -> Look {
    let base = plain::server(with, SERVER);
    let own = with.session.own("id");
    let mut names = if with.settings.option("vocabulary").trim() == "post" { "post" } else { "tweet" };
    let mut token = String::new();
    for _ in 0..=LOOKS_MAX {
        let Some(answer) = past.next() else {
            let fields = format!("{names}.fields=created_at,entities,note_{names},referenced_{names}s");
            let page =
                if token.is_empty() { String::new() } else { format!("&pagination_token={}", json::escaped(&token)) };
            let url = format!("{base}/2/users/{own}/tweets?max_results=100&{fields}{page}");
            return Look::Ask(Request::get(url).bearer(&with.session.token));
        };
        if matches!(answer.status, 400 | 422) && super::Said::of(answer).mendable().is_some() && names == "tweet" {
            names = "post";
            continue;
        }
        if let Some(trouble) = trouble(answer) {
            return Look::Stop(later(trouble));
        }
        let Ok(document) = json::document(&answer.body) else {
            return Look::Stop(Step::Later(Trouble::Unwell("X answers with something that is no page".into())));
        };
        let since = in_theirs(answer, out.asked_at.minus(SLACK_SECS));
        let posts = json::list(&document, "data");
        if let Some(found) = posts.iter().find(|post| is_answer(post, out, text, since)) {
            return Look::Found(json::text(found, "id"));
        }
        let older = posts.iter().filter_map(written_at).any(|at| at < since);
        token = json::text(&document, "meta/next_token");
        if older || token.is_empty() {
            return Look::Missing;
        }
    }
    Look::Stop(Step::Unsure("so much was written in our name since that this answer was not found or ruled out".into()))
}

fn written_at(post: &Value) -> Option<At> {
    json::moment(post, "created_at").or_else(|| read::moment(&json::text(post, "id")))
}

fn is_answer(post: &Value, out: &Outgoing, text: &str, since: At) -> bool {
    let referenced = ["referenced_tweets", "referenced_posts"].into_iter().flat_map(|path| json::list(post, path));
    let answers =
        referenced.into_iter().any(|r| json::text(r, "type") == "replied_to" && json::text(r, "id") == out.target);
    answers && written_at(post).is_none_or(|at| at >= since) && plain::same_words(text, &read::words(post))
}

/// An answer to a private message, in its conversation.
fn message(with: &With<'_>, out: &Outgoing, text: &str, past: &[Answer]) -> Step {
    let base = plain::server(with, SERVER);
    let Some((talk, _)) = out.target.strip_prefix("dm:").and_then(|rest| rest.rsplit_once(':')) else {
        return Step::Refused("X has no private message with such an id".into());
    };
    let own = with.session.own("id");
    // Between two, the conversation is named after both; among several it has a number.
    let other = talk.split_once('-').map(|(a, b)| if a == own { b } else { a });
    let part = match other {
        Some(other) if super::is_post(other) => format!("with/{other}"),
        None if super::is_post(talk) => talk.to_owned(),
        _ => return Step::Refused("X has no private conversation with such an id".into()),
    };
    let mut past = past.iter();
    let events = match other {
        Some(_) => format!("{base}/2/dm_conversations/{part}/dm_events?max_results=100&{DIRECT_FIELDS}"),
        None => format!("{base}/2/dm_conversations/{talk}/dm_events?max_results=100&{DIRECT_FIELDS}"),
    };
    let ask = || Step::Ask(Request::get(events.clone()).bearer(&with.session.token));
    if out.tried_at.is_some() {
        let Some(answer) = past.next() else { return ask() };
        match sent_message(answer, own, out, text) {
            Ok(Some(external)) => return Step::Done { external, ticket: None },
            Ok(None) if out.is_under_way(with.now) => return Step::Later(Trouble::Unwell(UNDER_WAY.into())),
            Ok(None) => {}
            Err(trouble) => return later(trouble),
        }
    }
    let Some(sent) = past.next() else {
        let url = format!("{base}/2/dm_conversations/{part}/messages");
        let request = Request::json(Method::Post, url, &json!({ "text": text }));
        return Step::Send(request.bearer(&with.session.token));
    };
    let document = json::document(&sent.body).unwrap_or_default();
    let event = json::text(&document, "data/dm_event_id");
    if !sent.is_ok() && sent.status < 500 {
        return refused(sent);
    }
    let Some(answer) = past.next() else { return ask() };
    match sent_message(answer, own, out, text) {
        Ok(Some(external)) => Step::Done { external, ticket: None },
        // X has named it; that it does not show it yet is no reason to send it again.
        _ if sent.is_ok() && !event.is_empty() => {
            let talk = json::text(&document, "data/dm_conversation_id");
            Step::Done { external: read::message_id(&talk, &event), ticket: None }
        }
        Ok(None) => Step::Later(Trouble::Unwell("X did not say whether it took the message".into())),
        Err(trouble) => later(trouble),
    }
}

/// Our message among those of a conversation.
fn sent_message(answer: &Answer, own: &str, out: &Outgoing, text: &str) -> Result<Option<String>, Trouble> {
    if let Some(trouble) = trouble(answer) {
        return Err(trouble);
    }
    let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
    let since = in_theirs(answer, out.asked_at.minus(SLACK_SECS));
    let found = json::list(&document, "data").iter().find(|event| {
        json::text(event, "sender_id") == own
            && written_at(event).is_none_or(|at| at >= since)
            && plain::same_words(text, &read::words(event))
    });
    Ok(found.map(|e| read::message_id(&json::text(e, "dm_conversation_id"), &json::text(e, "id"))))
}

/// What an answer means that says no.
fn refused(answer: &Answer) -> Step {
    match trouble(answer) {
        Some(trouble) => later(trouble),
        None => Step::Later(Trouble::Unwell("X did not say what it made of the answer".into())),
    }
}

fn later(trouble: Trouble) -> Step {
    match trouble {
        Trouble::Refused(why) => Step::Refused(why),
        trouble => Step::Later(trouble),
    }
}
