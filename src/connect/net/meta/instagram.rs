//! An Instagram account of a business: comments under its posts, posts that tag it, and private messages.
//!
//! Posts have the id `media:` or, where somebody else's tags us, `tagged:` before Instagram's own, and private messages
//! `dm:`, because Instagram's ids do not say what they name. That somebody mentions us in a comment elsewhere is told by
//! webhooks only.

use super::round::{self, POSTS, Shape, Stage};
use super::send::{Under, Ways};
use super::webhook::or_attachment;
use super::{FIELD_MESSAGES, FIELD_VERSION, NOTE, REPLY_WINDOW, author, has_error, json, moment, plain};
use crate::connect::net::{
    About, Answer, Can, Connector, Heard, Outgoing, Proven, Quota, Request, SignIn, Step, Trouble,
};
use crate::connect::net::{Wish, With};
use crate::floor::source::ReplyWindow;
use crate::floor::{Incoming, IncomingKind, MentionKind, SourceKind};
use serde_json::Value;

/// An Instagram account of a business.
pub struct Instagram;

/// What is asked for of a comment.
const COMMENT: &str = "id,text,timestamp,username,from,parent_id";

static ABOUT: About = About {
    id: "instagram",
    name: "Instagram",
    kind: SourceKind::Network,
    channel: "Instagram",
    can: &[Can::Reply, Can::Direct],
    proven: Proven::Documents,
    fields: &[FIELD_MESSAGES, FIELD_VERSION],
    server: "",
    login: "",
    secret: "Access token of the Facebook Page that the account belongs to, from developers.facebook.com",
    every_secs: 120,
    per_minute: 12,
    note: NOTE,
};

static WAYS: Ways = Ways {
    name: "Instagram",
    platform: "instagram",
    direct: "dm:",
    text: "text",
    most: (2_200, 1_000),
    own: &["id", "username"],
};

impl Connector for Instagram {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn reply_window(&self) -> Option<ReplyWindow> {
        Some(REPLY_WINDOW)
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let (mut session, said) = match super::sign_in(with, past, "id,name,instagram_business_account{id,username}") {
            Ok(given) => given,
            Err(step) => return step,
        };
        let account = json::at(&said, "instagram_business_account");
        let id = json::text(account, "id");
        if id.is_empty() {
            return SignIn::Refused("this page has no Instagram account of a business".into());
        }
        session.own.insert("id".into(), plain::name(&id));
        session.own.insert("username".into(), plain::name(&json::text(account, "username")));
        SignIn::Ready(session)
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        round::ask(self, with, cursor)
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        round::parse(self, with, cursor, answer)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        let private = matches!(&out.wish, Wish::Reply { private: true, .. });
        if private || super::send::is_message(out, &WAYS) {
            return super::send::private(with, out, &WAYS, past);
        }
        let list = "?fields=id,text,timestamp,username,from&limit=100";
        let id = |target: &str| {
            let good = !target.is_empty() && target.len() <= 40 && target.bytes().all(|b| b.is_ascii_digit());
            good.then(|| target.to_owned())
        };
        let under = if let Some(media) = out.target.strip_prefix("media:").and_then(id) {
            let looks = vec![format!("{media}/comments{list}")];
            Under { to: format!("{media}/comments"), with: Vec::new(), looks }
        } else if let Some(media) = out.target.strip_prefix("tagged:").and_then(id) {
            let to = format!("{}/mentions", json::escaped(with.session.own("id")));
            Under { to, with: vec![("media_id", media)], looks: Vec::new() }
        } else if let Some(comment) = id(&out.target) {
            // The answer to an answer is shown under the comment above both; all of them are below the post.
            let all = "id,text,timestamp,username,from";
            let post = format!("{comment}?fields=media{{comments.limit(50){{{all},replies.limit(50){{{all}}}}}}}");
            let looks = vec![format!("{comment}/replies{list}"), post];
            Under { to: format!("{comment}/replies"), with: Vec::new(), looks }
        } else {
            return Step::Refused("Instagram has nothing with such an id".into());
        };
        super::send::public(with, out, &WAYS, &under, past)
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let item: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        let own = self.own(with);
        if item.get("created_time").is_some() {
            return self.message(&item, &own);
        }
        match self.post(&item, Stage::Feed, &own) {
            Some(read) => read,
            None => self.comment(&item, "", &own),
        }
    }

    fn left_nothing(&self, answer: &Answer) -> bool {
        super::left_nothing(answer)
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        // What is refused, and whether the rest of the round can do without it, is for `parse`.
        super::trouble(answer).filter(|trouble| !matches!(trouble, Trouble::Refused(_)) || !has_error(answer))
    }

    fn quota(&self, answer: &Answer) -> Option<Quota> {
        super::quota(answer)
    }
}

impl Shape for Instagram {
    fn own<'a>(&self, with: &With<'a>) -> Vec<&'a str> {
        vec![with.session.own("id"), with.session.own("username")]
    }

    fn path(&self, own: &str, stage: Stage) -> String {
        match stage {
            Stage::Tagged => format!("{own}/tags?fields=id,caption,timestamp,username&limit={POSTS}"),
            Stage::Messages => format!(
                "me/conversations?platform=instagram&fields=id,updated_time,messages.limit(25){{id,message,from,created_time}}&limit={POSTS}"
            ),
            _ => format!(
                "{own}/media?fields=id,caption,timestamp,username,comments.limit(50){{{COMMENT},replies.limit(50){{{COMMENT}}}}}&limit={POSTS}"
            ),
        }
    }

    fn comments_path(&self, post: &str) -> String {
        format!("{post}/comments?limit=100&fields={COMMENT},replies.limit(50){{{COMMENT}}}")
    }

    fn time(&self) -> &'static str {
        "timestamp"
    }

    fn post(&self, item: &Value, stage: Stage, own: &[&str]) -> Option<Result<Incoming, String>> {
        let caption = json::text(item, "caption");
        let prefix = if stage == Stage::Tagged { "tagged:" } else { "media:" };
        (!caption.is_empty()).then(|| written(item, (prefix, &caption), own, MentionKind::Post, None))
    }

    fn comment(&self, item: &Value, post: &str, own: &[&str]) -> Result<Incoming, String> {
        let above = json::text(item, "parent_id");
        let under = Some(post).filter(|post| !post.is_empty()).map(|post| format!("media:{post}"));
        let (kind, parent) = if above.is_empty() {
            (MentionKind::Comment, under)
        } else {
            (MentionKind::Reply, Some(plain::name(&above)))
        };
        written(item, ("", &json::text(item, "text")), own, kind, parent)
    }

    fn message(&self, item: &Value, own: &[&str]) -> Result<Incoming, String> {
        written(item, ("dm:", &json::text(item, "message")), own, MentionKind::Direct, None)
    }

    fn look(&self, external: &str, _: &str) -> Option<String> {
        let digits = |id: &str| !id.is_empty() && id.len() <= 40 && id.bytes().all(|b| b.is_ascii_digit());
        match external.strip_prefix("media:") {
            Some(media) => digits(media).then(|| format!("{media}?fields=id,caption,like_count")),
            None => digits(external).then(|| format!("{external}?fields=id,text,like_count")),
        }
    }

    fn looked<'a>(&self, body: &'a Value) -> (&'a Value, Option<u32>, Option<u32>) {
        let words = ["caption", "text"].map(|key| json::at(body, key)).into_iter().find(|words| words.is_string());
        (words.unwrap_or(&Value::Null), json::count(body, "like_count"), None)
    }
}

/// Something written; what stands before its id, and its words.
fn written(
    item: &Value,
    (prefix, words): (&str, &str),
    own: &[&str],
    kind: MentionKind,
    parent: Option<String>,
) -> Result<Incoming, String> {
    let id = json::text(item, "id");
    if id.is_empty() {
        return Err("Instagram does not say its id".into());
    }
    let at = ["timestamp", "created_time"].iter().find_map(|key| moment(item, key));
    let at = at.ok_or("Instagram does not say when it was written")?;
    let text = or_attachment(json::clipped(words));
    let what = IncomingKind::Written { kind, text, agent: None };
    let external = plain::name(&format!("{prefix}{id}"));
    Ok(Incoming { external, parent, at, author: author(item, own), what })
}
