//! What goes out to Request Tracker.
//!
//! An answer of 200 says nothing there: each part of a change can fail for itself, and only a sentence tells. So every
//! change names what it has seen (`If-Match`), and the ticket is read again and compared. A message carries its
//! operation key as a parameter of its content type, which is kept with it and never mailed, so that a message is found
//! again by its key and not by guessing.

use super::{Desk, Method, RequestTracker, Seen, get, send, status, ticket};
use crate::connect::net::{Answer, Outgoing, Request, Trouble, Wish, With, desk, json};
use serde_json::{Value, json};

/// The parameter of the content type that holds the operation's key.
const KEY: &str = "x-watchfloor";

/// Names for priorities that come with the program; any other word would silently become the lowest.
pub(super) const PRIORITIES: [&str; 3] = ["low", "medium", "high"];

impl Desk for RequestTracker {
    fn read(&self, with: &With<'_>, _: &Outgoing, ticket: &str) -> Request {
        get(with, &format!("ticket/{ticket}"))
    }

    fn seen(&self, with: &With<'_>, _: &Outgoing, id: &str, answer: &Answer) -> Result<Seen, Trouble> {
        let item = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let ticket = ticket(with, &item);
        if ticket.external != id {
            return Err(match ticket.external.as_str() {
                "" => Trouble::Unwell("the answer is no ticket".into()),
                other => Trouble::Refused(format!("ticket {id} was merged into {other}")),
            });
        }
        Ok(Seen {
            ticket,
            tag: answer.header("etag").unwrap_or_default().to_owned(),
            by: json::text(&item, "LastUpdatedBy/id"),
            changed: json::moment(&item, "LastUpdated"),
            part: false,
        })
    }

    fn write(&self, with: &With<'_>, out: &Outgoing, seen: &Seen, _: Option<&Answer>) -> Result<Request, String> {
        let body = match &out.wish {
            Wish::Assign(who) => json!({ "Owner": if who.trim().is_empty() { "Nobody" } else { who.trim() } }),
            Wish::State(state) => json!({ "Status": status(state) }),
            Wish::Priority(word) => json!({ "Priority": priority(word)? }),
            Wish::Labels { add, remove } => {
                let field = with.settings.option("labels");
                if field.is_empty() {
                    return Err("say in the settings of this source which custom field holds labels".into());
                }
                json!({ "CustomFields": { field: desk::merged(&seen.ticket.labels, add, remove) } })
            }
            Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => return Err("a message is no change".into()),
        };
        let request = send(with, Method::Put, &format!("ticket/{}", seen.ticket.external), &body);
        Ok(match seen.tag.is_empty() {
            true => request,
            false => request.header("if-match", seen.tag.clone()),
        })
    }

    fn met(&self, out: &Outgoing, seen: &Seen, written: Option<&Answer>) -> bool {
        match &out.wish {
            Wish::State(state) => status(state) == status(&seen.ticket.state),
            // The record only has the number; the sentence has the word that it was taken for.
            Wish::Priority(word) if word.trim().parse::<u32>().is_err() => written.is_some_and(|answer| {
                let said = self.said(answer).to_lowercase();
                let nothing_to_do = answer.body.iter().filter(|b| !b.is_ascii_whitespace()).eq(b"[]");
                answer.is_ok() && (nothing_to_do || said.ends_with(&format!("to '{}'", word.trim().to_lowercase())))
            }),
            wish => desk::met(wish, &seen.ticket),
        }
    }

    fn look(&self, with: &With<'_>, ticket: &str) -> Request {
        let fields = "fields=TransactionId,Content,ContentType,Headers,Creator,Created";
        get(with, &format!("ticket/{ticket}/attachments?orderby=id&order=DESC&per_page=100&{fields}"))
    }

    fn found(&self, with: &With<'_>, out: &Outgoing, id: &str, answer: &Answer) -> Result<Option<String>, String> {
        let page = json::document(&answer.body)?;
        let (Wish::Note(text) | Wish::Reply { text, .. }) = &out.wish else { return Ok(None) };
        let own = with.session.own("name");
        let ours = json::list(&page, "items").iter().find(|item| {
            let headers = json::text(item, "Headers");
            match headers.contains(KEY) {
                true => headers.contains(&out.key) && headers.contains(&format!("{KEY}=")),
                // A server between us may have dropped the parameter: then by whom, when and what.
                false => {
                    !own.is_empty()
                        && json::text(item, "Creator/id") == own
                        && json::moment(item, "Created").is_some_and(|at| at >= out.asked_at.minus(desk::SKEW_SECS))
                        && desk::same_words(&json::text(item, "Content"), text)
                }
            }
        });
        Ok(ours.map(|item| desk::later(id, &json::text(item, "TransactionId"))))
    }

    fn post(&self, with: &With<'_>, out: &Outgoing, ticket: &str, _: Option<&Answer>) -> Result<Request, String> {
        let (text, path) = match &out.wish {
            Wish::Reply { text, .. } => (text, "correspond"),
            Wish::Note(text) => (text, "comment"),
            _ => return Err("a change is no message".into()),
        };
        if text.trim().is_empty() {
            return Err("Request Tracker takes no empty message".into());
        }
        let kind = format!("text/plain; {KEY}={}", out.key);
        let body = json!({ "Content": text, "ContentType": kind });
        Ok(send(with, Method::Post, &format!("ticket/{ticket}/{path}"), &body))
    }
}

/// A priority as it can be sent: a number, or a word that comes with the program.
fn priority(word: &str) -> Result<Value, String> {
    let word = word.trim();
    match word.parse::<u32>() {
        Ok(number) => Ok(json!(number)),
        Err(_) if PRIORITIES.contains(&word.to_lowercase().as_str()) => {
            let mut letters = word.to_lowercase().chars().collect::<Vec<char>>();
            if let Some(first) = letters.first_mut() {
                first.make_ascii_uppercase();
            }
            Ok(json!(letters.into_iter().collect::<String>()))
        }
        Err(_) => Err(format!("{word} is no priority there: say a number, or low, medium or high")),
    }
}
