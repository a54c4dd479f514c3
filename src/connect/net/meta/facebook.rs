//! A Facebook Page: posts and comments on it, mentions of it, and Messenger.

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

/// A Facebook Page.
pub struct Facebook;

/// What is asked for of a comment.
const COMMENT: &str = "id,message,created_time,from,parent{id}";

static ABOUT: About = About {
    id: "facebook",
    name: "Facebook Page",
    kind: SourceKind::Network,
    channel: "Facebook",
    can: &[Can::Reply, Can::Direct],
    proven: Proven::Documents,
    fields: &[FIELD_MESSAGES, FIELD_VERSION],
    server: "",
    login: "",
    secret: "Page access token, from the page’s app at developers.facebook.com",
    every_secs: 120,
    per_minute: 12,
    note: NOTE,
};

static WAYS: Ways = Ways {
    name: "Facebook",
    platform: "messenger",
    direct: "m_",
    text: "message",
    most: (8_000, 2_000),
    own: &["page"],
};

impl Connector for Facebook {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn reply_window(&self) -> Option<ReplyWindow> {
        Some(REPLY_WINDOW)
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        match super::sign_in(with, past, "id,name") {
            Ok((session, _)) => SignIn::Ready(session),
            Err(step) => step,
        }
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
        let target = &out.target;
        if !is_public(target) {
            return Step::Refused("Facebook has no post and no comment with such an id".into());
        }
        let list = "comments?filter=stream&order=reverse_chronological&limit=100&fields=id,message,created_time,from";
        let mut looks = vec![format!("{target}/{list}")];
        // The answer to an answer is shown under the comment above both; all of them are below the post.
        let page = with.session.own("page");
        if let Some((post, _)) = target.split_once('_').filter(|(post, _)| *post != page) {
            looks.push(format!("{}_{post}/{list}", json::escaped(page)));
        }
        let under = Under { to: format!("{target}/comments"), with: Vec::new(), looks };
        super::send::public(with, out, &WAYS, &under, past)
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let item: Value = serde_json::from_str(raw).map_err(|why| format!("it is no JSON: {why}"))?;
        let own = [with.session.own("page")];
        let id = json::text(&item, "id");
        match (id.starts_with("m_"), item.get("parent").is_some()) {
            (true, _) => self.message(&item, &own),
            (false, true) => self.comment(&item, "", &own),
            (false, false) => written(&item, &own, MentionKind::Post, None),
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

/// Whether this is the id of a post or a comment.
fn is_public(id: &str) -> bool {
    !id.is_empty() && id.len() <= 100 && id.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

impl Shape for Facebook {
    fn own<'a>(&self, with: &With<'a>) -> Vec<&'a str> {
        vec![with.session.own("page")]
    }

    fn path(&self, own: &str, stage: Stage) -> String {
        match stage {
            Stage::Tagged => format!("{own}/tagged?fields=id,message,created_time,from&limit={POSTS}"),
            Stage::Messages => format!(
                "{own}/conversations?platform=messenger&fields=id,updated_time,messages.limit(25){{id,message,from,created_time}}&limit={POSTS}"
            ),
            _ => format!(
                "{own}/feed?fields=id,message,created_time,from,comments.filter(stream).order(reverse_chronological).limit(50){{{COMMENT}}}&limit={POSTS}"
            ),
        }
    }

    fn comments_path(&self, post: &str) -> String {
        format!("{post}/comments?filter=stream&order=reverse_chronological&limit=100&fields={COMMENT}")
    }

    fn time(&self) -> &'static str {
        "created_time"
    }

    fn post(&self, item: &Value, _: Stage, own: &[&str]) -> Option<Result<Incoming, String>> {
        // A post without words says nothing to a desk; what is written under it does.
        (!json::text(item, "message").is_empty()).then(|| written(item, own, MentionKind::Post, None))
    }

    fn comment(&self, item: &Value, post: &str, own: &[&str]) -> Result<Incoming, String> {
        let above = json::text(item, "parent/id");
        let (kind, parent) =
            if above.is_empty() { (MentionKind::Comment, post) } else { (MentionKind::Reply, above.as_str()) };
        written(item, own, kind, Some(plain::name(parent)).filter(|p| !p.is_empty()))
    }

    fn message(&self, item: &Value, own: &[&str]) -> Result<Incoming, String> {
        written(item, own, MentionKind::Direct, None)
    }

    fn look(&self, external: &str, own: &str) -> Option<String> {
        let posts = if external.split('_').next() == Some(own) { ",shares" } else { "" };
        is_public(external).then(|| format!("{external}?fields=id,message,likes.limit(0).summary(true){posts}"))
    }

    fn looked<'a>(&self, body: &'a Value) -> (&'a Value, Option<u32>, Option<u32>) {
        (json::at(body, "message"), json::count(body, "likes/summary/total_count"), json::count(body, "shares/count"))
    }
}

fn written(item: &Value, own: &[&str], kind: MentionKind, parent: Option<String>) -> Result<Incoming, String> {
    let id = json::text(item, "id");
    if id.is_empty() {
        return Err("Meta does not say its id".into());
    }
    let at = moment(item, "created_time").ok_or("Meta does not say when it was written")?;
    let text = or_attachment(json::clipped(&json::text(item, "message")));
    let what = IncomingKind::Written { kind, text, agent: None };
    Ok(Incoming { external: plain::name(&id), parent, at, author: author(item, own), what })
}
