//! Against a whole Bluesky network, and against a server of it with its limits on.

use super::cutter::{Cut, Cutter};
use super::desk::{Desk, Ended, micros, now, reply};
use super::place;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;
use watchfloor::connect::net::bluesky::Bluesky;
use watchfloor::connect::net::json::{document, list, number, query, text};
use watchfloor::connect::net::{Answer, Connector, Method, Request, Session, SignIn, Step, Trouble};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Amplification, IncomingKind, MentionKind};

static BLUESKY: Bluesky = Bluesky;

/// Somebody with an account of their own, made for one test.
struct Person {
    desk: Desk,
    handle: String,
    did: String,
}

impl Person {
    fn new(server: &str, name: &str) -> Person {
        let handle = format!("{name}{:x}.test", (micros() ^ u64::from(std::process::id())) % 0xffff_ffff);
        let desk = Desk::new(&BLUESKY, server, &handle, "pass-of-a-test");
        let body =
            json!({ "handle": handle, "email": format!("{handle}@floor.invalid"), "password": "pass-of-a-test" });
        let made = Request::json(Method::Post, format!("{server}/xrpc/com.atproto.server.createAccount"), &body);
        let answer = document(&desk.send(&made).unwrap().body).unwrap();
        let mut person = Person { desk, handle, did: text(&answer, "did") };
        person.desk.sign_in();
        person.make("app.bsky.actor.profile", Some("self"), json!({ "displayName": name }));
        person
    }

    fn url(&self, method: &str) -> String {
        format!("{}/xrpc/{method}", self.desk.settings.server)
    }

    fn call(&self, request: Request) -> Value {
        let answer = self.desk.send(&request.bearer(&self.desk.session.token)).unwrap();
        assert!(answer.is_ok(), "{answer:?} {}", String::from_utf8_lossy(&answer.body));
        document(&answer.body).unwrap_or(Value::Null)
    }

    fn make(&self, collection: &str, rkey: Option<&str>, mut record: Value) -> (String, String) {
        record["$type"] = collection.into();
        if collection != "app.bsky.actor.profile" {
            record["createdAt"] = format!("{:.3}", jiff::Timestamp::now()).into();
        }
        let mut body = json!({ "repo": self.did, "collection": collection, "record": record });
        if let Some(rkey) = rkey {
            body["rkey"] = rkey.into();
        }
        let made = self.call(Request::json(Method::Post, self.url("com.atproto.repo.createRecord"), &body));
        (text(&made, "uri"), text(&made, "cid"))
    }

    fn post(&self, words: &str, more: &Value) -> (String, String) {
        let mut record = json!({ "text": words });
        for (name, value) in more.as_object().into_iter().flatten() {
            record[name] = value.clone();
        }
        self.make("app.bsky.feed.post", None, record)
    }

    fn delete(&self, uri: &str) {
        let rkey = uri.rsplit('/').next().unwrap();
        let body = json!({ "repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey });
        self.call(Request::json(Method::Post, self.url("com.atproto.repo.deleteRecord"), &body));
    }

    /// Waits until the network shows a post.
    fn sees(&self, uri: &str) {
        let url = format!("{}?{}", self.url("app.bsky.feed.getPosts"), query(&[("uris", uri)]));
        until("a post is shown", || !list(&self.call(Request::get(url.clone())), "posts").is_empty());
    }

    /// Waits until the network itself tells somebody of a post.
    fn is_told(&self, uri: &str) {
        let url = self.url("app.bsky.notification.listNotifications");
        until("somebody is told of a post", || {
            list(&self.call(Request::get(url.clone())), "notifications").iter().any(|n| text(n, "uri") == uri)
        });
    }

    /// Waits until the network has counted so many followers of somebody, which it does when it has time.
    fn is_followed_by(&self, fans: u64) {
        let url = format!("{}?{}", self.url("app.bsky.actor.getProfile"), query(&[("actor", &self.did)]));
        until("followers are counted", || {
            number(&self.call(Request::get(url.clone())), "followersCount") == Some(fans)
        });
    }

    /// Everything that lies in the repository, page by page.
    fn posts(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let fields = [
                ("repo", self.did.as_str()),
                ("collection", "app.bsky.feed.post"),
                ("limit", "100"),
                ("cursor", &cursor),
            ];
            let page =
                self.call(Request::get(format!("{}?{}", self.url("com.atproto.repo.listRecords"), query(&fields))));
            all.extend(list(&page, "records").to_vec());
            cursor = text(&page, "cursor");
            if cursor.is_empty() {
                return all;
            }
        }
    }
}

/// Asks again and again until it is so; a minute that passes in vain ends the test.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("a minute passed before {what}");
}

/// A mention of somebody at the start of these words.
fn mention(of: &Person, words: &str) -> (String, Value) {
    let text = format!("@{} {words}", of.handle);
    let index = json!({ "byteStart": 0, "byteEnd": of.handle.len() + 1 });
    let feature = json!({ "$type": "app.bsky.richtext.facet#mention", "did": of.did });
    (text, json!({ "facets": [{ "index": index, "features": [feature] }] }))
}

fn strong((uri, cid): &(String, String)) -> Value {
    json!({ "uri": uri, "cid": cid })
}

fn kind_of(what: &IncomingKind) -> Option<MentionKind> {
    match what {
        IncomingKind::Written { kind, .. } => Some(*kind),
        IncomingKind::Amplified(_) => None,
    }
}

#[test]
fn a_mention_is_heard_in_one_round_and_what_it_grows_into() {
    let Some(server) = place("bluesky") else { return };
    let url = text(&server, "url");
    let mut brand = Person::new(&url, "brand");
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| Person::new(&url, name));
    assert_eq!(brand.desk.session.own("did"), brand.did);
    for (fan, star) in [(&alice, &bob), (&carol, &bob), (&bob, &carol)] {
        fan.make("app.bsky.graph.follow", None, json!({ "subject": star.did }));
    }
    bob.is_followed_by(2);
    carol.is_followed_by(1);
    let empty = brand.desk.round();
    assert!(empty.mentions.is_empty() && empty.problems.is_empty(), "{empty:?}");

    let (words, facets) = mention(&brand, "Grüße 👋 my parcel is lost");
    let lost = alice.post(&words, &facets);
    brand.is_told(&lost.0);
    let heard = brand.desk.round();
    eprintln!("once the network tells it, one round of {} requests has it", heard.requests);
    let first = heard.written()[0].clone();
    assert_eq!((first.external.as_str(), first.parent.as_deref()), (lost.0.as_str(), None));
    assert_eq!(first.what, IncomingKind::Written { kind: MentionKind::Post, text: words, agent: None });
    assert_eq!((first.author.name.as_str(), first.author.followers), (format!("@{}", alice.handle).as_str(), Some(0)));
    assert!(first.at.secs_since(now()).abs() < 30);

    brand.desk.watched = vec![lost.0.clone()];
    let same = brand.desk.round();
    assert!(same.mentions.is_empty() && same.changes.is_empty(), "{same:?}");
    for fan in [&bob, &carol] {
        fan.make("app.bsky.feed.like", None, json!({ "subject": strong(&lost) }));
    }
    bob.make("app.bsky.feed.repost", None, json!({ "subject": strong(&lost) }));
    let embed = json!({ "embed": { "$type": "app.bsky.embed.record", "record": strong(&lost) } });
    let quote = carol.post("This. Terrible.", &embed);
    let grown = brand.desk.round_until("what it grew into", |round| round.mentions.len() >= 4);
    let mut joined: Vec<_> = grown
        .joined()
        .iter()
        .map(|m| (m.external.clone(), m.author.followers, m.what.clone(), m.parent.clone()))
        .collect();
    joined.sort_by(|a, b| a.0.cmp(&b.0));
    let mut expected = vec![
        (format!("like:{}:{}", bob.did, lost.0), Some(2), Amplification::Like),
        (format!("like:{}:{}", carol.did, lost.0), Some(1), Amplification::Like),
        (format!("repost:{}:{}", bob.did, lost.0), Some(2), Amplification::Repost),
    ]
    .into_iter()
    .map(|(external, fans, how)| (external, fans, IncomingKind::Amplified(how), Some(lost.0.clone())))
    .collect::<Vec<_>>();
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(joined, expected);
    let quoted: Vec<_> = grown.written().into_iter().cloned().collect();
    assert_eq!(quoted.len(), 1);
    assert_eq!((quoted[0].external.as_str(), quoted[0].parent.as_deref()), (quote.0.as_str(), Some(lost.0.as_str())));
    assert_eq!((kind_of(&quoted[0].what), quoted[0].author.followers), (Some(MentionKind::Quote), Some(1)));
    let quiet = brand.desk.round();
    assert!(quiet.mentions.is_empty() && quiet.changes.is_empty(), "{quiet:?}");
    eprintln!("a quiet round with one watched post takes {} requests", quiet.requests);

    alice.delete(&lost.0);
    let gone = brand.desk.round_until("that it is gone", |round| !round.changes.is_empty());
    assert_eq!((gone.changes[0].external.as_str(), &gone.changes[0].what), (lost.0.as_str(), &Told::Gone));
}

#[test]
fn threads_words_and_our_own_answers_are_read() {
    let Some(server) = place("bluesky") else { return };
    let url = text(&server, "url");
    let mut brand = Person::new(&url, "brand");
    let [alice, bob] = ["alice", "bob"].map(|name| Person::new(&url, name));
    brand.desk.round();
    // Somebody calls us into a conversation that we have never seen.
    let root = alice.post("My new lamp flickers", &Value::Null);
    let second = bob.post("mine too", &json!({ "reply": { "root": strong(&root), "parent": strong(&root) } }));
    // People answer what they see: the network takes up each one's words in its own time.
    alice.sees(&second.0);
    let (words, mut call) = mention(&brand, "help them?");
    call["reply"] = json!({ "root": strong(&root), "parent": strong(&second) });
    let third = alice.post(&words, &call);
    let heard = brand.desk.round_until("the thread", |round| round.mentions.len() >= 3);
    let order: Vec<_> = heard.written().iter().map(|m| m.external.clone()).collect();
    assert_eq!(order, [third.0.clone(), second.0.clone(), root.0.clone()], "the nearest first");
    let parents: Vec<_> = heard.written().iter().map(|m| m.parent.clone()).collect();
    assert_eq!(parents, [Some(second.0), Some(root.0.clone()), None]);

    let mut out = reply(&third.0, &format!("Hello @{}, see https://help.example/lamps. #lamps", alice.handle), 1);
    let Ended::Told(Step::Done { external, .. }) = brand.desk.attempt(&mut out) else { panic!("not answered") };
    let posts = brand.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(text(&posts[0], "uri"), external);
    assert_eq!(text(&posts[0], "value/reply/root/uri"), root.0);
    assert_eq!(list(&posts[0], "value/facets").len(), 3);
    // Nobody answers what the network does not show yet; if somebody did, it would never tell us.
    bob.sees(&external);
    let back = bob.post(
        "thanks",
        &json!({ "reply": { "root": strong(&root), "parent": { "uri": external, "cid": text(&posts[0], "cid") } } }),
    );
    let heard = brand.desk.round_until("their answer", |round| round.written().iter().any(|m| m.external == back.0));
    let ours: Vec<_> = heard.written().into_iter().filter(|m| m.author.ours).collect();
    assert_eq!((ours.len(), ours[0].external.as_str()), (1, external.as_str()), "our own answer under the same id");

    let word = format!("zanzibar{}", now().unix());
    brand.desk.settings.options.insert("words".into(), format!("{word}, nothing-at-all"));
    let named = bob.post(&format!("anybody from {word} here?"), &Value::Null);
    let heard = brand.desk.round_until("the word", |round| round.written().iter().any(|m| m.external == named.0));
    assert_eq!(kind_of(&heard.written()[0].what), Some(MentionKind::Post));
}

#[test]
fn fifty_cuts_lose_and_double_nothing() {
    let Some(server) = place("bluesky") else { return };
    let url = text(&server, "url");
    let mut brand = Person::new(&url, "brand");
    let alice = Person::new(&url, "alice");
    let targets: Vec<(String, String)> = (0..50).map(|i| alice.post(&format!("question {i}"), &Value::Null)).collect();
    brand.sees(&targets.last().unwrap().0);
    let line = Cutter::to(&url);
    brand.desk.settings.server = line.url.clone();
    let mut chance = ChaCha8Rng::seed_from_u64(50);
    let (mut attempts, mut doubtful) = (0, 0);
    let mut externals = Vec::new();
    for (i, target) in targets.iter().enumerate() {
        let (at, cut) = match chance.next_u32() % 8 {
            0 => ("putRecord", Cut::Before),
            1 | 2 => ("putRecord", Cut::Within(chance.next_u32() as usize % 1200)),
            3 | 4 => ("putRecord", Cut::After),
            5 | 6 => ("putRecord", Cut::Answered(chance.next_u32() as usize % 700)),
            _ => ("getRecord", Cut::Answered(chance.next_u32() as usize % 900)),
        };
        line.arm(at, cut);
        let mut out = reply(&target.0, &format!("answer {i}"), i as u64);
        loop {
            attempts += 1;
            assert!(attempts < 500, "it never comes out");
            match brand.desk.attempt(&mut out) {
                Ended::Told(Step::Done { external, .. }) => {
                    externals.push(external);
                    break;
                }
                Ended::Told(Step::Later(_)) => {}
                Ended::Cut => {
                    doubtful += usize::from(out.tried_at.is_some());
                    // Looking for it may be cut as well.
                    if chance.next_u32().is_multiple_of(4) {
                        line.arm("getRecord", Cut::Answered(chance.next_u32() as usize % 900));
                    }
                }
                Ended::Told(other) => panic!("{i} with {cut:?}: {other:?}"),
            }
        }
        assert!(!line.disarm(), "{cut:?} of {at} was not reached");
    }
    brand.desk.settings.server = url;
    let posts = brand.posts();
    eprintln!(
        "{} cuts, {doubtful} of them in doubt, {attempts} attempts, {} answers on the server",
        line.cuts(),
        posts.len()
    );
    assert!(line.cuts() > 50);
    assert_eq!(posts.len(), 50, "each once");
    for (i, (target, external)) in targets.iter().zip(&externals).enumerate() {
        let there = posts.iter().find(|post| text(post, "uri") == *external).unwrap();
        assert_eq!(
            (text(there, "value/text"), text(there, "value/reply/parent/uri")),
            (format!("answer {i}"), target.0.clone())
        );
    }
}

#[test]
fn sessions_are_renewed_and_refused_in_words() {
    let Some(server) = place("bluesky") else { return };
    let url = text(&server, "url");
    let mut brand = Person::new(&url, "brand");
    let first = brand.desk.session.clone();
    let secs = first.expires.unwrap().secs_since(now());
    assert!((7_100..=7_200).contains(&secs), "two hours, as the token says: {secs}");
    let asked = brand.desk.sign_in();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].url.ends_with("refreshSession"), "{:?}", asked[0]);
    brand.desk.round();
    // One that has run out is known as such.
    let secret = text(&server, "jwt_secret");
    let claims = json!({ "scope": "com.atproto.access", "sub": brand.did, "aud": text(&server, "pds_did"),
        "iat": now().unix() - 9_000, "exp": now().unix() - 60 });
    brand.desk.session.token = signed(&claims, &secret).into();
    assert!(matches!(brand.desk.try_round(), Err(Trouble::SignIn(why)) if why.contains("run out")));
    // Neither token is good: the password is.
    brand.desk.session = Session { token: "gone".to_owned().into(), refresh: "gone".to_owned().into(), ..first };
    assert!(matches!(brand.desk.try_round(), Err(Trouble::SignIn(_))));
    let asked = brand.desk.sign_in();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].url.ends_with("createSession"));
    brand.desk.round();
    brand.desk.session = Session::default();
    brand.desk.secret = SecretString::from("wrong".to_owned());
    assert!(matches!(brand.desk.try_sign_in(), Err(SignIn::Refused(_))));
}

/// A token as the server signs them: HMAC with SHA-256.
fn signed(claims: &Value, secret: &str) -> String {
    use sha2::{Digest, Sha256};
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let encoded = |bytes: &[u8]| -> String {
        let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1)).collect();
        let six = |bits: &[u8]| (0..6).fold(0, |n, i| n << 1 | usize::from(bits.get(i).copied().unwrap_or(0)));
        bits.chunks(6).map(|bits| char::from(letters[six(bits)])).collect()
    };
    let head = encoded(json!({ "typ": "at+jwt", "alg": "HS256" }).to_string().as_bytes());
    let said = format!("{head}.{}", encoded(claims.to_string().as_bytes()));
    let key = |pad: u8| -> Vec<u8> { (0..64).map(|i| secret.as_bytes().get(i).copied().unwrap_or(0) ^ pad).collect() };
    let inner = Sha256::new().chain_update(key(0x36)).chain_update(&said).finalize();
    let outer = Sha256::new().chain_update(key(0x5c)).chain_update(inner).finalize();
    format!("{said}.{}", encoded(&outer))
}

/// Logs in with a wrong password until the server has enough of it.
fn too_often(desk: &mut Desk) -> Answer {
    desk.secret = SecretString::from("wrong".to_owned());
    for _ in 0..40 {
        let SignIn::Ask(request) = BLUESKY.sign_in(&desk.with(), &[]) else { panic!("nothing to ask") };
        let answer = desk.send(&request).unwrap();
        if answer.status == 429 {
            return answer;
        }
        assert!(matches!(BLUESKY.sign_in(&desk.with(), &[answer]), SignIn::Refused(_)));
    }
    panic!("the server has no limits");
}

#[test]
fn too_many_logins_wait_to_the_second() {
    let Some(server) = place("bluesky_pds") else { return };
    let slow = std::env::var("WATCHFLOOR_SERVERS_SLOW").is_ok();
    let (user, password) = if slow { ("carol", text(&server, "users/carol/password")) } else { ("nobody", "x".into()) };
    let handle = if slow { text(&server, "users/carol/handle") } else { format!("{user}{}.test", now().unix()) };
    let mut desk = Desk::new(&BLUESKY, &text(&server, "url"), &handle, &password);
    let answer = too_often(&mut desk);
    let SignIn::Trouble(Trouble::Slow { until: Some(until), .. }) =
        BLUESKY.sign_in(&desk.with(), std::slice::from_ref(&answer))
    else {
        panic!("{answer:?} is not taken for what it is")
    };
    let header = |name: &str| answer.header(name).unwrap().parse::<i64>().unwrap();
    assert_eq!(until.secs_since(answer.at), header("retry-after"));
    assert!((until.unix() - header("ratelimit-reset")).abs() <= 1, "{until} and {}", header("ratelimit-reset"));
    let quota = watchfloor::connect::net::answer::quota(&answer).unwrap();
    assert_eq!((quota.limit, quota.left), (30, 0));
    if !slow {
        eprintln!("skipped: the five minutes themselves; WATCHFLOOR_SERVERS_SLOW=1 waits for them");
        return;
    }
    desk.secret = SecretString::from(password);
    let wait = |to: i64| std::thread::sleep(Duration::from_secs(u64::try_from(to - now().unix()).unwrap_or(0)));
    wait(until.unix() - 2);
    assert!(matches!(desk.try_sign_in(), Err(SignIn::Trouble(Trouble::Slow { .. }))), "two seconds early");
    wait(until.unix());
    let late = now().secs_since(until);
    match desk.try_sign_in() {
        Ok(_) => eprintln!("after {} s the server takes it again, {late} s after it said", header("retry-after")),
        Err(why) => panic!("asked when it said, and not taken: {why:?}"),
    }
}
