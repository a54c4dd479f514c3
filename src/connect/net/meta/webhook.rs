//! What Meta sends by itself: comments, mentions, messages, reviews, and that something was edited or taken away.
//!
//! It says the same as what is asked for, under the same ids, so that reading both doubles nothing. What it does not say
//! is which conversation a private message belongs to, unless it answers another by name.

use super::{author, json, moment, plain};
use crate::connect::net::{Heard, Trouble};
use crate::floor::source::{Change, Told};
use crate::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use serde_json::Value;

/// What is read of one body at most; Meta sends a hundred changes at most in one.
const ITEMS_MAX: usize = 1_000;

/// What the body of a webhook of a Facebook Page or an Instagram account says. Whoever calls has checked the signature.
///
/// What is not for a customer floor (parking, payments, read receipts) says nothing, and what cannot be read is a
/// problem of its own.
///
/// # Errors
///
/// [`Trouble::Refused`] when it is no such body.
///
/// ```
/// use watchfloor::connect::net::meta::webhook;
/// let body = br#"{"object":"page","entry":[{"id":"77","time":1764000000,"changes":[{"field":"feed","value":{
///   "item":"comment","verb":"add","comment_id":"5_6","post_id":"77_5","parent_id":"77_5",
///   "from":{"id":"901","name":"Tari Okafor"},"created_time":1764000000,"message":"Where is my order?"}}]}]}"#;
/// let heard = webhook(body).unwrap();
/// assert_eq!(heard.mentions[0].external, "5_6");
/// assert_eq!(heard.mentions[0].parent.as_deref(), Some("77_5"));
/// ```
pub fn webhook(body: &[u8]) -> Result<Heard, Trouble> {
    let document = json::document(body).map_err(Trouble::Refused)?;
    let object = json::text(&document, "object");
    if !matches!(object.as_str(), "page" | "instagram") {
        return Err(Trouble::Refused("this is nothing that a Facebook Page or an Instagram account sends".into()));
    }
    let insta = object == "instagram";
    let mut heard = Heard::default();
    let mut left = ITEMS_MAX;
    for entry in json::list(&document, "entry") {
        let about = Entry { own: json::text(entry, "id"), at: moment(entry, "time"), insta };
        for change in json::list(entry, "changes").iter().take(left) {
            about.change(change, &mut heard);
            left -= 1;
        }
        // What another app answers while this one stands by is written here.
        let messages = ["messaging", "standby"].into_iter().flat_map(|path| json::list(entry, path));
        for event in messages.take(left) {
            about.message(event, &mut heard);
            left -= 1;
        }
    }
    if left == 0 {
        heard.gap = Some(format!("a webhook had more than {ITEMS_MAX} things in it, and the rest was not read"));
    }
    Ok(heard)
}

/// What all of an entry has in common.
struct Entry {
    own: String,
    at: Option<At>,
    insta: bool,
}

impl Entry {
    fn change(&self, change: &Value, heard: &mut Heard) {
        let (field, value) = (json::text(change, "field"), json::at(change, "value"));
        let told = match field.as_str() {
            "feed" => self.feed(value, heard),
            "mention" => self.mention(value, heard),
            "ratings" => self.review(value, heard),
            "comments" | "live_comments" if self.insta => self.comment(value, heard),
            "mentions" if self.insta => {
                Err("Instagram says that we were mentioned, but not by whom or how: look there".into())
            }
            _ => Ok(()),
        };
        if let Err(why) = told {
            heard.problems.push(plain::problem(format!("webhook {field}"), why, change));
        }
    }

    fn when(&self, value: &Value) -> Result<At, String> {
        ["created_time", "timestamp", "edited_time"]
            .iter()
            .find_map(|key| moment(value, key))
            .or(self.at)
            .ok_or_else(|| "Meta does not say when it was".into())
    }

    fn feed(&self, value: &Value, heard: &mut Heard) -> Result<(), String> {
        let item = json::text(value, "item");
        let id = match item.as_str() {
            "comment" => json::text(value, "comment_id"),
            _ => json::text(value, "post_id"),
        };
        match (item.as_str(), json::text(value, "verb").as_str()) {
            ("reaction" | "like", "add") => self.reaction(value, heard),
            ("reaction" | "like", _) => Ok(()),
            (_, "remove") if id.is_empty() => Err("Meta does not say what was removed".into()),
            (_, "remove") => {
                heard.changes.push(Change { external: plain::name(&id), what: Told::Gone });
                Ok(())
            }
            ("comment" | "post" | "status" | "photo" | "video" | "share", "add" | "edited" | "edit") => {
                self.words(value, &item, &id, heard)
            }
            // Hidden, shown again, blocked: our own doing.
            _ => Ok(()),
        }
    }

    /// A mention of the page in somebody's post or comment.
    fn mention(&self, value: &Value, heard: &mut Heard) -> Result<(), String> {
        let comment = json::text(value, "comment_id");
        let (item, id) = if comment.is_empty() { ("post", json::text(value, "post_id")) } else { ("comment", comment) };
        match json::text(value, "verb").as_str() {
            "remove" if !id.is_empty() => {
                heard.changes.push(Change { external: plain::name(&id), what: Told::Gone });
                Ok(())
            }
            "" | "add" | "edited" | "edit" => self.words(value, item, &id, heard),
            _ => Ok(()),
        }
    }

    /// A post or a comment, new or in other words.
    fn words(&self, value: &Value, item: &str, id: &str, heard: &mut Heard) -> Result<(), String> {
        if id.is_empty() {
            return Err("Meta does not say its id".into());
        }
        let external = plain::name(id);
        let text = json::clipped(&json::text(value, "message"));
        if json::text(value, "verb").starts_with("edit") {
            heard.changes.push(Change { external: external.clone(), what: Told::Edited(text.clone()) });
        }
        if text.is_empty() && item != "comment" {
            return Ok(());
        }
        let (post, parent) = (json::text(value, "post_id"), json::text(value, "parent_id"));
        let (kind, parent) = match item {
            "comment" if parent.is_empty() || parent == post => (MentionKind::Comment, Some(post)),
            "comment" => (MentionKind::Reply, Some(parent)),
            _ => (MentionKind::Post, None),
        };
        let parent = parent.filter(|p| !p.is_empty()).map(|p| plain::name(&p));
        let what = IncomingKind::Written { kind, text: or_attachment(text), agent: None };
        let at = self.when(value)?;
        heard.mentions.push(Incoming { external, parent, at, author: author(value, &[&self.own]), what });
        Ok(())
    }

    fn reaction(&self, value: &Value, heard: &mut Heard) -> Result<(), String> {
        let what = ["comment_id", "post_id"].iter().map(|k| json::text(value, k)).find(|id| !id.is_empty());
        let (who, Some(what)) = (author(value, &[&self.own]), what) else {
            return Err("Meta does not say what was liked".into());
        };
        // Anger is no approval, and spreads nothing.
        if matches!(json::text(value, "reaction_type").as_str(), "angry" | "sad") || who.external == "unknown" {
            return Ok(());
        }
        let external = plain::name(&format!("like:{}:{what}", who.external));
        let kind = IncomingKind::Amplified(Amplification::Like);
        let at = self.when(value)?;
        heard.mentions.push(Incoming { external, parent: Some(plain::name(&what)), at, author: who, what: kind });
        Ok(())
    }

    fn review(&self, value: &Value, heard: &mut Heard) -> Result<(), String> {
        if !matches!(json::text(value, "item").as_str(), "rating" | "") {
            return Ok(());
        }
        let id = json::text(value, "open_graph_story_id");
        if id.is_empty() {
            return Err("Meta does not say its id".into());
        }
        let (external, verb) = (plain::name(&id), json::text(value, "verb"));
        let stars = json::number(value, "rating").map(|n| format!("{n} of 5 stars"));
        let recommends = match json::text(value, "recommendation_type").to_lowercase().as_str() {
            "positive" => Some("recommends us".to_owned()),
            "negative" => Some("does not recommend us".to_owned()),
            _ => None,
        };
        let words = Some(json::text(value, "review_text")).filter(|text| !text.is_empty());
        let text: Vec<String> = [words, stars.or(recommends)].into_iter().flatten().collect();
        let text = json::clipped(&text.join("\n"));
        match verb.as_str() {
            "remove" => heard.changes.push(Change { external, what: Told::Gone }),
            _ => {
                if verb.starts_with("edit") {
                    heard.changes.push(Change { external: external.clone(), what: Told::Edited(text.clone()) });
                }
                let what = IncomingKind::Written { kind: MentionKind::Review, text, agent: None };
                let at = self.when(value)?;
                heard.mentions.push(Incoming { external, parent: None, at, author: author(value, &[&self.own]), what });
            }
        }
        Ok(())
    }

    /// A comment on Instagram.
    fn comment(&self, value: &Value, heard: &mut Heard) -> Result<(), String> {
        let id = json::text(value, "id");
        if id.is_empty() {
            return Err("Instagram does not say its id".into());
        }
        let (above, media) = (json::text(value, "parent_id"), json::text(value, "media/id"));
        let (kind, parent) = if above.is_empty() {
            (MentionKind::Comment, Some(media).filter(|m| !m.is_empty()).map(|m| format!("media:{m}")))
        } else {
            (MentionKind::Reply, Some(above))
        };
        let what = IncomingKind::Written { kind, text: json::clipped(&json::text(value, "text")), agent: None };
        let (external, at) = (plain::name(&id), self.when(value)?);
        heard.mentions.push(Incoming { external, parent, at, author: author(value, &[&self.own]), what });
        Ok(())
    }

    fn message(&self, event: &Value, heard: &mut Heard) {
        let read = self.said(event);
        match read {
            Ok(Some(Said::New(incoming))) => heard.mentions.push(*incoming),
            Ok(Some(Said::Changed(change))) => heard.changes.push(change),
            Ok(None) => {}
            Err(why) => heard.problems.push(plain::problem("webhook message", why, event)),
        }
    }

    /// The id of a private message, the same as where it is asked for.
    fn message_id(&self, mid: &str) -> String {
        plain::name(&if self.insta { format!("dm:{mid}") } else { mid.to_owned() })
    }

    fn said(&self, event: &Value) -> Result<Option<Said>, String> {
        let blocked = json::at(event, "policy-enforcement");
        if blocked.is_object() {
            return Err(format!("Meta does not let the page write any more: {}", json::text(blocked, "reason")));
        }
        let edit = json::at(event, "message_edit");
        if edit.is_object() {
            let mid = json::text(edit, "mid");
            if mid.is_empty() {
                return Err("Meta does not say which message was edited".into());
            }
            let what = Told::Edited(json::clipped(&json::text(edit, "text")));
            return Ok(Some(Said::Changed(Change { external: self.message_id(&mid), what })));
        }
        let message = ["message", "postback"].map(|k| json::at(event, k)).into_iter().find(|m| m.is_object());
        let Some(message) = message else { return Ok(None) };
        let mid = json::text(message, "mid");
        if mid.is_empty() {
            // A button that was pressed in an old version says nothing that could be answered.
            return if event.get("postback").is_some() { Ok(None) } else { Err("Meta does not say its id".into()) };
        }
        let flag = |key: &str| json::at(message, key).as_bool().unwrap_or(false);
        let external = self.message_id(&mid);
        if flag("is_deleted") {
            return Ok(Some(Said::Changed(Change { external, what: Told::Gone })));
        }
        let sender = json::text(event, "sender/id");
        if sender.is_empty() {
            return Err("Meta does not say who wrote it".into());
        }
        let at = moment(event, "timestamp").or(self.at).ok_or("Meta does not say when it was")?;
        let text = ["text", "title"].iter().map(|k| json::text(message, k)).find(|t| !t.is_empty());
        let text = or_attachment(json::clipped(&text.unwrap_or_default()));
        let ours = flag("is_echo") || sender == self.own;
        let who = plain::name(&sender);
        let author = IncomingAuthor { external: who.clone(), name: who, followers: None, ours };
        let what = IncomingKind::Written { kind: MentionKind::Direct, text, agent: None };
        let parent = Some(json::text(message, "reply_to/mid")).filter(|m| !m.is_empty()).map(|m| self.message_id(&m));
        Ok(Some(Said::New(Box::new(Incoming { external, parent, at, author, what }))))
    }
}

enum Said {
    New(Box<Incoming>),
    Changed(Change),
}

/// The words, or that there is something without words.
pub(super) fn or_attachment(text: String) -> String {
    if text.trim().is_empty() { "[a picture or a file]".into() } else { text }
}
