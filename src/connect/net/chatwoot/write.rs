//! What goes out to Chatwoot.

use super::{Chatwoot, get, post, status, ticket};
use crate::connect::net::desk::{self, Desk, Seen};
use crate::connect::net::{Answer, Outgoing, Request, Trouble, Wish, With, json};
use serde_json::{Value, json};

/// Under which name a message of ours carries its operation key. Not every version keeps it.
const KEY: &str = "watchfloor_key";

/// Its words for how urgent something is.
const PRIORITIES: [&str; 5] = ["urgent", "high", "medium", "low", "none"];

impl Desk for Chatwoot {
    fn lookup(&self, with: &With<'_>, out: &Outgoing) -> Option<Request> {
        matches!(&out.wish, Wish::Assign(who) if !who.trim().is_empty()).then(|| get(with, "agents"))
    }

    fn read(&self, with: &With<'_>, _: &Outgoing, ticket: &str) -> Request {
        get(with, &format!("conversations/{ticket}"))
    }

    fn seen(&self, _: &With<'_>, _: &Outgoing, id: &str, answer: &Answer) -> Result<Seen, Trouble> {
        let item = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let ticket = ticket(&item);
        if ticket.external != id {
            return Err(Trouble::Unwell("the answer is not that conversation".into()));
        }
        let changed = json::moment(&item, "updated_at").or_else(|| json::moment(&item, "last_activity_at"));
        Ok(Seen { ticket, changed, ..Seen::default() })
    }

    fn write(&self, with: &With<'_>, out: &Outgoing, seen: &Seen, found: Option<&Answer>) -> Result<Request, String> {
        let id = &seen.ticket.external;
        Ok(match &out.wish {
            Wish::Assign(who) => {
                let agent = match who.trim() {
                    "" => 0,
                    who => agent(found, who).ok_or_else(|| format!("nobody there is called {who}"))?,
                };
                post(with, &format!("conversations/{id}/assignments"), &json!({ "assignee_id": agent }))
            }
            Wish::State(state) => {
                let word = status(state).ok_or_else(|| format!("Chatwoot has no state for {}", state.word()))?;
                post(with, &format!("conversations/{id}/toggle_status"), &json!({ "status": word }))
            }
            Wish::Priority(word) => {
                let word = priority(word);
                if !PRIORITIES.contains(&word.as_str()) {
                    return Err(format!("{word} is no priority there: it has {}", PRIORITIES.join(", ")));
                }
                post(with, &format!("conversations/{id}/toggle_priority"), &json!({ "priority": word }))
            }
            Wish::Labels { add, remove } => {
                let all = desk::merged(&seen.ticket.labels, add, remove);
                post(with, &format!("conversations/{id}/labels"), &json!({ "labels": all }))
            }
            Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => return Err("a message is no change".into()),
        })
    }

    fn met(&self, out: &Outgoing, seen: &Seen, _: Option<&Answer>) -> bool {
        match &out.wish {
            Wish::State(state) => status(state).is_some() && status(state) == status(&seen.ticket.state),
            Wish::Priority(word) => priority(word) == priority(&seen.ticket.priority),
            wish => desk::met(wish, &seen.ticket),
        }
    }

    fn look(&self, with: &With<'_>, ticket: &str) -> Request {
        get(with, &format!("conversations/{ticket}/messages"))
    }

    fn found(&self, with: &With<'_>, out: &Outgoing, id: &str, answer: &Answer) -> Result<Option<String>, String> {
        let page = json::document(&answer.body)?;
        let (text, note) = match &out.wish {
            Wish::Reply { text, .. } => (text, false),
            Wish::Note(text) => (text, true),
            _ => return Ok(None),
        };
        let own = with.session.own("id");
        let ours =
            json::list(&page, "payload").iter().find(|m| match json::text(m, &format!("content_attributes/{KEY}")) {
                key if !key.is_empty() => key == out.key,
                _ => {
                    let by = [json::text(m, "sender_id"), json::text(m, "sender/id")];
                    !own.is_empty()
                        && by.iter().any(|id| id == own)
                        && json::number(m, "message_type") == Some(1)
                        && json::at(m, "private").as_bool().unwrap_or(false) == note
                        && json::moment(m, "created_at").is_some_and(|at| at >= out.asked_at.minus(desk::SKEW_SECS))
                        && desk::same_words(&json::text(m, "content"), text)
                }
            });
        Ok(ours.map(|m| desk::later(id, &json::text(m, "id"))))
    }

    fn post(&self, with: &With<'_>, out: &Outgoing, ticket: &str, _: Option<&Answer>) -> Result<Request, String> {
        let (text, note) = match &out.wish {
            Wish::Reply { text, .. } => (text, false),
            Wish::Note(text) => (text, true),
            _ => return Err("a change is no message".into()),
        };
        let body = json!({
            "content": text,
            "message_type": "outgoing",
            "private": note,
            "content_type": "text",
            "content_attributes": { KEY: out.key },
        });
        Ok(post(with, &format!("conversations/{ticket}/messages"), &body))
    }
}

/// A priority as it is sent: none has a word of its own there.
fn priority(word: &str) -> String {
    match word.trim().to_lowercase() {
        word if word.is_empty() => "none".into(),
        word => word,
    }
}

/// The number of an agent by name or address.
fn agent(found: Option<&Answer>, who: &str) -> Option<u64> {
    let all: Value = json::document(&found?.body).ok()?;
    let called = |a: &&Value| {
        ["name", "available_name", "email"].iter().any(|key| json::text(a, key).trim().eq_ignore_ascii_case(who))
    };
    json::list(&all, "").iter().find(called).and_then(|a| json::number(a, "id"))
}
