//! An answer on its way out.

use super::status::is_id;
use super::{Mastodon, failed, get, server, status};
use crate::connect::net::html::plain;
use crate::connect::net::{Answer, Connector, Method, Outgoing, Request, Step, Trouble, Wish, With, answer, json};
use serde_json::{Value, json};
use std::slice::Iter;

/// Seconds by which clocks and the order of things may differ when we look for what we may have written.
const BEFORE_SECS: u32 = 120;
/// Posts of ours among which we look.
const OWN_MAX: &str = "40";

/// The next step of bringing an answer out.
///
/// Servers keep the key of an operation for an hour, and some do not look at it. So before a second attempt we look
/// ourselves: among the answers to the post, and among what we wrote last.
pub(super) fn deliver(with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
    let (text, private) = match &out.wish {
        Wish::Reply { text, private } => (text, *private),
        _ => return Step::Refused("Mastodon has no tickets; it can only be answered".into()),
    };
    if text.trim().is_empty() {
        return Step::Refused("there are no words in it".into());
    }
    if !is_id(&out.target) {
        return Step::Refused("what is answered is no post on this server".into());
    }
    let mut past = past.iter();
    if out.tried_at.is_some() {
        match look(with, out, text, &mut past) {
            Looked::Step(step) => return step,
            Looked::There(id) => return done(id),
            Looked::Nothing => {}
        }
    }
    let Some(target) = past.next() else { return Step::Ask(get(with, &format!("statuses/{}", out.target), &[])) };
    let body = match body(with, out, text, private, target) {
        Ok(body) => body,
        Err(step) => return *step,
    };
    let Some(sent) = past.next() else {
        let request = Request::json(Method::Post, format!("{}/api/v1/statuses", server(with)), &body);
        return Step::Send(request.header("idempotency-key", out.key.clone()).bearer(&with.session.token));
    };
    if let Some(trouble) = Mastodon.trouble(sent) {
        return Step::Later(trouble);
    }
    if (400..500).contains(&sent.status) {
        return refused(sent);
    }
    let id = json::text(&json::document(&sent.body).unwrap_or_default(), "id");
    if sent.is_ok() && is_id(&id) {
        let Some(back) = past.next() else { return Step::Ask(get(with, &format!("statuses/{id}"), &[])) };
        return compared(with, out, text, &id, back);
    }
    // It may be there all the same.
    match look(with, out, text, &mut past) {
        Looked::Step(step) => step,
        Looked::There(id) => done(id),
        Looked::Nothing => Step::Later(failed(sent, "the server did not say what became of the answer")),
    }
}

fn done(external: String) -> Step {
    Step::Done { external, ticket: None }
}

fn refused(answer: &Answer) -> Step {
    match failed(answer, "") {
        Trouble::Refused(why) => Step::Refused(why),
        trouble => Step::Later(trouble),
    }
}

enum Looked {
    Step(Step),
    There(String),
    Nothing,
}

/// Looks for the answer: under the post, then among our own.
fn look(with: &With<'_>, out: &Outgoing, text: &str, past: &mut Iter<'_, Answer>) -> Looked {
    let own = with.session.own("id");
    let context = (format!("statuses/{}/context", out.target), vec![]);
    let ours = (format!("accounts/{own}/statuses"), vec![("limit", OWN_MAX), ("exclude_reblogs", "true")]);
    for (i, (path, fields)) in [context, ours].into_iter().enumerate() {
        let Some(answer) = past.next() else { return Looked::Step(Step::Ask(get(with, &path, &fields))) };
        if let Some(trouble) = Mastodon.trouble(answer) {
            return Looked::Step(Step::Later(trouble));
        }
        // When the post is gone, what hangs under it cannot be seen; our own still can.
        if i == 0 && matches!(answer.status, 404 | 410) {
            continue;
        }
        let body = match json::document(&answer.body) {
            Ok(body) if answer.is_ok() => body,
            Ok(_) => return Looked::Step(Step::Later(failed(answer, ""))),
            Err(why) => return Looked::Step(Step::Later(failed(answer, &why))),
        };
        let list = if i == 0 { json::list(&body, "descendants") } else { json::list(&body, "") };
        let from = answer::in_theirs(answer, out.asked_at.minus(BEFORE_SECS));
        let ours = |status: &&Value| {
            json::text(status, "account/id") == own
                && json::text(status, "in_reply_to_id") == out.target
                && json::moment(status, "created_at").is_none_or(|at| at >= from)
                && same(status, text)
        };
        if let Some(status) = list.iter().find(ours) {
            return Looked::There(json::text(status, "id"));
        }
    }
    Looked::Nothing
}

/// Whether a post says this. The server turns names into links and leaves out where they are from, and may write a text
/// in its own dress; so the names at the start and all punctuation are left out.
fn same(status: &Value, text: &str) -> bool {
    let source = json::text(status, "text");
    folded(&plain(&json::text(status, "content"))) == folded(text)
        || (!source.is_empty() && folded(&source) == folded(text))
}

fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().skip_while(|word| word.starts_with('@')).collect();
    let name = |word: &&str| match word.strip_prefix('@') {
        Some(name) => name.split('@').next().unwrap_or("").to_owned(),
        None => (*word).to_owned(),
    };
    let bare: String = words.iter().map(name).collect();
    let folded: String = bare.chars().filter(|c| !c.is_ascii_punctuation()).collect();
    if folded.is_empty() { bare } else { folded }
}

/// What is sent, by what is said of the post that it answers.
fn body(with: &With<'_>, out: &Outgoing, text: &str, private: bool, target: &Answer) -> Result<Value, Box<Step>> {
    if let Some(trouble) = Mastodon.trouble(target) {
        return Err(Box::new(Step::Later(trouble)));
    }
    if matches!(target.status, 404 | 410) {
        return Err(Box::new(Step::Refused(
            "the post is not there any more, or its author does not let us see it".into(),
        )));
    }
    if !target.is_ok() {
        return Err(Box::new(refused(target)));
    }
    let post = json::document(&target.body).map_err(|why| Box::new(Step::Later(Trouble::Unwell(why))))?;
    if json::text(&post, "id") != out.target {
        return Err(Box::new(Step::Later(Trouble::Unwell("the server shows another post than was asked for".into()))));
    }
    let visibility = json::text(&post, "visibility");
    let visibility = match visibility.as_str() {
        _ if private => "direct",
        known @ ("public" | "unlisted" | "private" | "direct") => known,
        // Whatever it is, it is not more public than this.
        _ => "unlisted",
    };
    let acct = json::text(&post, "account/acct");
    let name = format!("@{acct}");
    let named = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '!' | '?' | ';'))
        .any(|word| word.eq_ignore_ascii_case(&name) || word.trim_end_matches('.').eq_ignore_ascii_case(&name));
    let ours = json::text(&post, "account/id") == with.session.own("id");
    let text = if named || ours || acct.is_empty() { text.to_owned() } else { format!("{name} {text}") };
    Ok(json!({ "status": text, "in_reply_to_id": out.target, "visibility": visibility }))
}

/// What became of it, by the server's own words.
fn compared(with: &With<'_>, out: &Outgoing, text: &str, id: &str, back: &Answer) -> Step {
    if let Some(trouble) = Mastodon.trouble(back) {
        return Step::Later(trouble);
    }
    let shown = match json::document(&back.body) {
        Ok(shown) if back.is_ok() => shown,
        Ok(_) => return Step::Later(failed(back, "")),
        Err(why) => return Step::Later(failed(back, &why)),
    };
    let here = json::text(&shown, "id") == id
        && json::text(&shown, "account/id") == with.session.own("id")
        && json::text(&shown, "in_reply_to_id") == out.target;
    if here && same(&shown, text) {
        return done(id.to_owned());
    }
    Step::Conflict {
        theirs: format!("the server made something else of the answer: {}", status::words(&shown)),
        ticket: None,
    }
}
