//! Bringing an answer out to Meta: under a post or a comment, or into a private conversation while that may be done.
//!
//! Meta takes no key that would name an operation: after an attempt whose outcome nobody knows, what we wrote there is
//! looked through for the same words.

use super::{Said, Window, get, json, moment, plain, reply_window, trouble};
use crate::connect::net::{Answer, Method, Outgoing, Request, Step, Trouble, UNDER_WAY, Wish, With};
use crate::floor::At;
use serde_json::{Value, json};
use std::slice::Iter;

/// Seconds before the decision from which our own words can be the answer: clocks differ.
const SLACK_SECS: u32 = 300;

/// In what the two networks differ.
pub struct Ways {
    /// What people call it.
    pub name: &'static str,
    /// What `platform` it is among private conversations.
    pub platform: &'static str,
    /// What stands before the id of a private message among the ids of mentions.
    pub direct: &'static str,
    /// What the words of a comment are called.
    pub text: &'static str,
    /// Characters of a comment, and bytes of a private message.
    pub most: (usize, usize),
    /// The ids and names of ours, by the keys of the session.
    pub own: &'static [&'static str],
}

/// Where a public answer goes.
pub struct Under {
    /// What is posted to.
    pub to: String,
    /// What goes with it beside the words.
    pub with: Vec<(&'static str, String)>,
    /// Where our own are looked for, all of them; empty where that cannot be done.
    pub looks: Vec<String>,
}

/// An attempt: what is given, and the answers that are left.
struct Attempt<'a, 'b> {
    with: &'a With<'b>,
    out: &'a Outgoing,
    ways: &'a Ways,
    text: &'a str,
    past: Iter<'a, Answer>,
}

/// A step that ends or goes on elsewhere.
type Next<T> = Result<T, Box<Step>>;

/// The words to bring out, if they are words and not too long.
pub fn words<'a>(out: &'a Outgoing, ways: &Ways) -> Next<(&'a str, bool)> {
    let Wish::Reply { text, private } = &out.wish else {
        return Err(Box::new(Step::Refused(format!(
            "{} has comments and private messages, and nothing else to change",
            ways.name
        ))));
    };
    if text.trim().is_empty() {
        return Err(Box::new(Step::Refused("there is nothing to say".into())));
    }
    let direct = *private || is_message(out, ways);
    let (most, long) = if direct { (ways.most.1, text.len()) } else { (ways.most.0, text.chars().count()) };
    if long > most {
        return Err(Box::new(Step::Refused(format!("{} takes {most} characters here, and this is {long}", ways.name))));
    }
    Ok((text, *private))
}

/// Whether a private message is answered.
pub fn is_message(out: &Outgoing, ways: &Ways) -> bool {
    out.target.starts_with(ways.direct)
}

/// An answer that everybody sees.
pub fn public(with: &With<'_>, out: &Outgoing, ways: &Ways, under: &Under, past: &[Answer]) -> Step {
    let text = match words(out, ways) {
        Ok((text, _)) => text,
        Err(step) => return *step,
    };
    let mut attempt = Attempt { with, out, ways, text, past: past.iter() };
    match attempt.public(under) {
        Ok(external) => Step::Done { external, ticket: None },
        Err(step) => *step,
    }
}

/// An answer that only the customer sees: to a private message, or to a comment for the first time.
pub fn private(with: &With<'_>, out: &Outgoing, ways: &Ways, past: &[Answer]) -> Step {
    let text = match words(out, ways) {
        Ok((text, _)) => text,
        Err(step) => return *step,
    };
    let mut attempt = Attempt { with, out, ways, text, past: past.iter() };
    let done = if is_message(out, ways) { attempt.message() } else { attempt.first_message() };
    match done {
        Ok(external) => Step::Done { external, ticket: None },
        Err(step) => *step,
    }
}

impl Attempt<'_, '_> {
    fn ask(&mut self, path: &str) -> Next<(Value, Option<Trouble>)> {
        let Some(answer) = self.past.next() else { return Err(Box::new(Step::Ask(get(self.with, path)))) };
        Ok((json::document(&answer.body).unwrap_or_default(), trouble(answer)))
    }

    /// The same where nothing can be done without it.
    fn need(&mut self, path: &str) -> Next<Value> {
        match self.ask(path)? {
            (document, None) => Ok(document),
            (_, Some(trouble)) => Err(later(trouble)),
        }
    }

    /// Sends, unless it was; what Meta made of it, or that it may be there all the same.
    fn send(&mut self, path: &str, body: &Value) -> Next<Result<Value, ()>> {
        let Some(answer) = self.past.next() else {
            if self.out.is_under_way(self.with.now) {
                return Err(Box::new(Step::Later(Trouble::Unwell(UNDER_WAY.into()))));
            }
            let url = super::address(self.with, path);
            return Err(Box::new(Step::Send(Request::json(Method::Post, url, body).bearer(&self.with.session.token))));
        };
        let document = json::document(&answer.body).unwrap_or_default();
        let said = Said::of(&document);
        if answer.status >= 500 || said.as_ref().is_some_and(Said::is_unclear) {
            return Ok(Err(()));
        }
        match trouble(answer) {
            Some(trouble) => Err(later(trouble)),
            None => Ok(Ok(document)),
        }
    }

    fn public(&mut self, under: &Under) -> Next<String> {
        if self.out.tried_at.is_some()
            && let Some(found) = self.look(under)?
        {
            return Ok(found);
        }
        let mut body = json!({ "message": self.text });
        for (key, value) in &under.with {
            body[*key] = Value::String(value.clone());
        }
        let Ok(made) = self.send(&under.to, &body)? else {
            return match self.look(under)? {
                Some(found) => Ok(found),
                None => Err(unknown(self.ways)),
            };
        };
        let id = json::text(&made, "id");
        if id.is_empty() {
            return Err(unknown(self.ways));
        }
        self.read_back(&id, self.ways.text)?;
        Ok(plain::name(&id))
    }

    /// Our own words where the answer goes, if they are there.
    fn look(&mut self, under: &Under) -> Next<Option<String>> {
        if under.looks.is_empty() {
            let why = format!(
                "{} does not show us the answers to this post: please look whether ours is there",
                self.ways.name
            );
            return Err(Box::new(Step::Unsure(why)));
        }
        for (i, path) in under.looks.iter().enumerate() {
            let (document, trouble) = self.ask(path)?;
            match trouble {
                None => {}
                Some(_) if i > 0 => continue,
                Some(trouble) => return Err(later(trouble)),
            }
            if let Some(found) = self.found(&document) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Our answer in a document, however deep it stands: comments are lists within lists.
    fn found(&self, document: &Value) -> Option<String> {
        match document {
            Value::Array(items) => items.iter().find_map(|item| self.found(item)),
            Value::Object(_) if self.is_answer(document, self.ways.text) => {
                Some(plain::name(&json::text(document, "id"))).filter(|id| !id.is_empty())
            }
            Value::Object(fields) => fields.values().find_map(|field| self.found(field)),
            _ => None,
        }
    }

    fn is_ours(&self, item: &Value) -> bool {
        let own: Vec<&str> = self.ways.own.iter().map(|key| self.with.session.own(key)).collect();
        super::author(item, &own).ours
    }

    fn is_answer(&self, item: &Value, key: &str) -> bool {
        let since = self.out.asked_at.minus(SLACK_SECS);
        let at = written_at(item);
        self.is_ours(item) && at.is_none_or(|at| at >= since) && plain::same_words(self.text, &json::text(item, key))
    }

    /// Compares what is shown with what was sent; Meta has named it already, so that not seeing it yet does no harm.
    fn read_back(&mut self, id: &str, key: &str) -> Next<()> {
        let (document, trouble) = self.ask(&format!("{}?fields=id,{key}", json::escaped(id)))?;
        let shown = json::text(&document, key);
        if trouble.is_some() || shown.is_empty() || plain::same_words(self.text, &shown) {
            return Ok(());
        }
        let start: String = shown.chars().take(100).collect();
        Err(Box::new(Step::Unsure(format!("{} has taken the answer, but shows other words: {start}", self.ways.name))))
    }

    /// An answer to a private message.
    fn message(&mut self) -> Next<String> {
        let prefix = if self.ways.direct.ends_with(':') { self.ways.direct } else { "" };
        let mid = self.out.target.strip_prefix(prefix).unwrap_or(&self.out.target).to_owned();
        let about = self.need(&format!("{}?fields=id,from,to,created_time", json::escaped(&mid)))?;
        let to_us = !self.is_ours(&about);
        let customer = json::text(&about, if to_us { "from/id" } else { "to/data/0/id" });
        if customer.is_empty() {
            return Err(Box::new(Step::Refused("Meta does not say whose message this is".into())));
        }
        let talk = format!(
            "me/conversations?platform={}&user_id={}&fields=id,messages.limit(50){{id,message,from,created_time}}",
            self.ways.platform,
            json::escaped(&customer)
        );
        let said = self.need(&talk)?;
        if self.out.tried_at.is_some()
            && let Some(found) = self.said(&said)
        {
            return Ok(found);
        }
        let last = self.last_of(&customer, &said).or_else(|| written_at(&about).filter(|_| to_us));
        let mut body = json!({ "recipient": { "id": customer }, "message": { "text": self.text } });
        self.in_time(last, &mut body)?;
        self.sent_message(&body, Some(&talk), prefix)
    }

    /// What kind of answer it is still time for.
    fn in_time(&self, last: Option<At>, body: &mut Value) -> Next<()> {
        let kind = match last.map(|last| reply_window(last, self.with.now)) {
            None | Some(Window::Open { .. }) => "RESPONSE",
            Some(Window::HumanOnly { .. }) => {
                body["tag"] = Value::String("HUMAN_AGENT".into());
                "MESSAGE_TAG"
            }
            Some(Window::Closed) => {
                return Err(Box::new(Step::Refused(format!(
                    "the customer last wrote more than seven days ago, and {} allows no answer any more: they have to write again",
                    self.ways.name
                ))));
            }
        };
        body["messaging_type"] = Value::String(kind.into());
        Ok(())
    }

    fn sent_message(&mut self, body: &Value, talk: Option<&str>, prefix: &str) -> Next<String> {
        let Ok(made) = self.send("me/messages", body)? else {
            let Some(talk) = talk else { return Err(unknown(self.ways)) };
            let said = self.need(talk)?;
            return self.said(&said).ok_or_else(|| unknown(self.ways));
        };
        let mid = json::text(&made, "message_id");
        if mid.is_empty() {
            return Err(unknown(self.ways));
        }
        self.read_back(&mid, "message")?;
        Ok(plain::name(&format!("{prefix}{mid}")))
    }

    /// Our own message in a conversation.
    fn said(&self, talk: &Value) -> Option<String> {
        let messages = json::list(talk, "data").iter().flat_map(|t| json::list(t, "messages/data"));
        let found = messages.into_iter().find(|m| self.is_answer(m, "message"))?;
        let prefix = if self.ways.direct.ends_with(':') { self.ways.direct } else { "" };
        Some(plain::name(&format!("{prefix}{}", json::text(found, "id"))))
    }

    /// When the customer last wrote in a conversation.
    fn last_of(&self, customer: &str, talk: &Value) -> Option<At> {
        let messages = json::list(talk, "data").iter().flat_map(|t| json::list(t, "messages/data"));
        messages.filter(|m| json::text(m, "from/id") == customer).filter_map(written_at).max()
    }

    /// The one private answer that a comment may have.
    fn first_message(&mut self) -> Next<String> {
        let id = self.out.target.clone();
        let path = format!("{}?fields=id,created_time,timestamp,can_reply_privately", json::escaped(&id));
        let about = self.need(&path)?;
        let allowed = json::at(&about, "can_reply_privately").as_bool();
        if self.out.tried_at.is_some() && allowed != Some(true) {
            return Err(Box::new(Step::Unsure(
                "the private answer to this comment may have been sent: please look there".into(),
            )));
        }
        let written = written_at(&about);
        let late = written.is_some_and(|at| reply_window(at, self.with.now) == Window::Closed);
        if allowed == Some(false) || late {
            return Err(Box::new(Step::Refused("this comment cannot be answered in private, or was already".into())));
        }
        let body = json!({ "recipient": { "comment_id": id }, "message": { "text": self.text } });
        let prefix = if self.ways.direct.ends_with(':') { self.ways.direct } else { "" };
        self.sent_message(&body, None, prefix)
    }
}

fn written_at(item: &Value) -> Option<At> {
    ["created_time", "timestamp"].iter().find_map(|key| moment(item, key))
}

/// It may be there: the next attempt looks before it sends.
fn unknown(ways: &Ways) -> Box<Step> {
    Box::new(Step::Later(Trouble::Unwell(format!("{} did not say whether it took the answer", ways.name))))
}

fn later(trouble: Trouble) -> Box<Step> {
    Box::new(match trouble {
        Trouble::Refused(why) => Step::Refused(why),
        trouble => Step::Later(trouble),
    })
}
