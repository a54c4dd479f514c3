//! A small network with the API of Mastodon, which counts what is made in it and looks at no key of an operation.

use crate::connect::server::{Reply, SeenRequest, Server};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

/// Something written.
#[derive(Clone, Debug)]
pub struct Post {
    id: u64,
    /// Whom it concerns: the account of ours that it names, or that wrote it.
    account: usize,
    is_ours: bool,
    answers: Option<String>,
    text: String,
    at: jiff::Timestamp,
}

/// What the server does with an answer that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Keeps it for itself, and the connection open.
    Held,
    /// Sends so many bytes of it and cuts the connection.
    Cut(usize),
}

/// Which answer it is about.
type Which = Box<dyn Fn(&SeenRequest) -> bool + Send>;

/// What is said instead of what is so, if anything.
type Instead = Box<dyn Fn(&SeenRequest) -> Option<Reply> + Send>;

/// What the server knows.
#[derive(Default)]
pub struct State {
    last: u64,
    posts: Vec<Post>,
    /// What becomes of answers to come: each once, of the first that fits.
    fates: VecDeque<(Which, Fate)>,
    /// Fates that have been met.
    pub met: usize,
    /// When each account was asked, and for what.
    pub asked: Vec<(Instant, usize, String)>,
    /// Before an answer is made, an account may say something else.
    pub instead: BTreeMap<usize, Instead>,
}

impl State {
    fn write(&mut self, account: usize, is_ours: bool, answers: Option<String>, text: &str) -> Value {
        self.last += 1;
        let (id, at, text) = (self.last, jiff::Timestamp::now(), text.to_owned());
        self.posts.push(Post { id, account, is_ours, answers, text, at });
        self.posts.last().unwrap().shown()
    }

    /// How often we have written each text.
    pub fn ours(&self) -> BTreeMap<String, usize> {
        let mut ours = BTreeMap::new();
        for post in self.posts.iter().filter(|post| post.is_ours) {
            let words = post.text.split_once(' ').filter(|(name, _)| name.starts_with('@'));
            *ours.entry(words.map_or(post.text.clone(), |(_, words)| words.to_owned())).or_default() += 1;
        }
        ours
    }

    /// The ids of all mentions.
    pub fn mentions(&self) -> Vec<String> {
        self.posts.iter().filter(|post| !post.is_ours).map(|post| post.id.to_string()).collect()
    }
}

impl Post {
    fn shown(&self) -> Value {
        let author = if self.is_ours {
            json!({"id": format!("o{}", self.account), "acct": format!("lark{}", self.account)})
        } else {
            json!({"id": format!("c{}", self.id), "acct": format!("c{}", self.id), "followers_count": 12})
        };
        json!({"id": self.id.to_string(), "created_at": self.at.to_string(), "in_reply_to_id": self.answers,
            "visibility": "public", "content": format!("<p>{}</p>", self.text), "account": author,
            "favourites_count": 0, "reblogs_count": 0, "replies_count": 0, "edited_at": null})
    }
}

/// The network, as long as it is there. Account `n` signs in with a token that ends in `-n`.
pub struct Network {
    pub state: Arc<Mutex<State>>,
    pub server: Server,
}

impl Network {
    pub fn start() -> Network {
        let state: Arc<Mutex<State>> = Arc::default();
        let ours = Arc::clone(&state);
        let server = Server::start(move |asked| answer(&ours, asked));
        Network { state, server }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A customer names an account of ours.
    pub fn mention(&self, account: usize, text: &str) {
        self.state().write(account, false, None, text);
    }

    /// The first answer that fits will not come as it should.
    pub fn fate(&self, which: impl Fn(&SeenRequest) -> bool + Send + 'static, fate: Fate) {
        self.state().fates.push_back((Box::new(which), fate));
    }

    /// Everything is answered again as it should be.
    pub fn forgive(&self) {
        self.state().fates.clear();
    }
}

/// A request that makes a post.
pub fn makes(asked: &SeenRequest) -> bool {
    asked.method == "POST" && asked.path() == "/api/v1/statuses"
}

fn account(asked: &SeenRequest) -> Option<usize> {
    asked.header("authorization")?.rsplit_once('-')?.1.parse().ok()
}

fn answer(state: &Mutex<State>, asked: &SeenRequest) -> Reply {
    let Some(account) = account(asked) else {
        return Reply::json(401, r#"{"error":"The access token is invalid"}"#);
    };
    let instead = {
        let mut state = state.lock().unwrap();
        state.asked.push((Instant::now(), account, asked.path().to_owned()));
        state.instead.remove(&account)
    };
    // It may take its time, and others are answered meanwhile.
    if let Some(instead) = instead {
        let said = instead(asked);
        state.lock().unwrap().instead.entry(account).or_insert(instead);
        if let Some(said) = said {
            return said;
        }
    }
    let mut state = state.lock().unwrap();
    let reply = honest(&mut state, account, asked);
    let Some(place) = state.fates.iter().position(|(which, _)| which(asked)) else { return reply };
    state.met += 1;
    match state.fates.remove(place) {
        Some((_, Fate::Cut(bytes))) => reply.cut_after(bytes),
        _ => Reply::silence(),
    }
}

fn honest(state: &mut State, account: usize, asked: &SeenRequest) -> Reply {
    let path = asked.path().strip_prefix("/api/v1/").unwrap_or_default();
    let told = match path.split('/').collect::<Vec<_>>()[..] {
        ["accounts", "verify_credentials"] => json!({"id": format!("o{account}"), "acct": format!("lark{account}")}),
        ["notifications"] => notifications(state, account, asked.query()),
        ["statuses"] => {
            let body: Value = serde_json::from_slice(&asked.body).unwrap();
            let answers = body["in_reply_to_id"].as_str().map(str::to_owned);
            state.write(account, true, answers, body["status"].as_str().unwrap())
        }
        ["accounts", id, "statuses"] if id == format!("o{account}") => {
            let ours = state.posts.iter().rev().filter(|post| post.is_ours && post.account == account);
            ours.take(40).map(Post::shown).collect()
        }
        ["statuses", _, "favourited_by" | "reblogged_by"] => json!([]),
        ["statuses", id, "context"] => {
            let below = state.posts.iter().filter(|post| post.answers.as_deref() == Some(id));
            json!({"ancestors": [], "descendants": below.map(Post::shown).collect::<Vec<_>>()})
        }
        ["statuses", id] => match state.posts.iter().find(|post| post.id.to_string() == id) {
            Some(post) => post.shown(),
            None => return Reply::json(404, r#"{"error":"Record not found"}"#),
        },
        _ => return Reply::json(404, r#"{"error":"Not found"}"#),
    };
    Reply::json(200, &told.to_string())
}

/// The oldest after `min_id`, or the newest; in either case the newest first.
fn notifications(state: &State, account: usize, query: &str) -> Value {
    let after = query.split('&').find_map(|field| field.strip_prefix("min_id="));
    let after: Option<u64> = after.map(|id| id.trim_start_matches('n').parse().unwrap());
    let posts: Vec<&Post> = state.posts.iter().filter(|post| !post.is_ours && post.account == account).collect();
    let page: Vec<&Post> = match after {
        Some(after) => posts.into_iter().filter(|post| post.id > after).take(40).collect(),
        None => posts[posts.len().saturating_sub(40)..].to_vec(),
    };
    let shown = page.iter().rev().map(|post| {
        json!({"id": format!("n{}", post.id), "type": "mention", "created_at": post.at.to_string(),
            "account": post.shown()["account"], "status": post.shown()})
    });
    shown.collect()
}
