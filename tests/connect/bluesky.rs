//! Bluesky, on a network that is played: newest first, and no way to ask for what came since.

use super::played::{Played, Round, TEN, at, field, fields, fuzzed, iso, json as answered, recorded, reply};
use serde_json::{Value, json};
use watchfloor::connect::net::bluesky::{Bluesky, facets};
use watchfloor::connect::net::{Answer, Connector, Request, Session, SignIn, Step, Trouble, Wish};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Amplification, IncomingKind, MentionKind};

static BLUESKY: Bluesky = Bluesky;
const OWN: &str = "did:plc:ownownownownownownownown";

fn did(nth: usize) -> String {
    format!("did:plc:{nth:024}")
}

fn uri(nth: usize) -> String {
    format!("at://{}/app.bsky.feed.post/3n2v{nth:09}", did(nth % 40))
}

fn actor(nth: usize) -> Value {
    json!({ "did": did(nth), "handle": format!("u{nth}.test"), "displayName": "x", "viewer": { "muted": false } })
}

/// A post by somebody, as it stands in lists.
fn post(nth: usize, unix: i64, record: Value) -> Value {
    let mut record = record;
    if record["createdAt"].is_null() {
        record["createdAt"] = iso(unix).into();
    }
    json!({
        "uri": uri(nth), "cid": format!("bafy{nth}"), "author": actor(nth % 40), "record": record,
        "indexedAt": iso(unix), "likeCount": 0, "repostCount": 0, "quoteCount": 0, "labels": []
    })
}

fn words(text: &str) -> Value {
    json!({ "$type": "app.bsky.feed.post", "text": text })
}

#[derive(Default)]
struct Network {
    /// What is told us, oldest first, each with its reason.
    told: Vec<(String, Value)>,
    /// What is searched, oldest first.
    found: Vec<Value>,
    posts: Vec<Value>,
    likes: Vec<Value>,
    reposts: Vec<Value>,
    quotes: Vec<Value>,
    /// What a thread says stands above a post, the nearest first.
    above: Vec<Value>,
    records: Vec<(String, Value)>,
}

fn offset(request: &Request) -> usize {
    field(request, "cursor").parse().unwrap_or(0)
}

/// A page of a list, oldest first, from its end.
fn page(all: &[Value], request: &Request, name: &str) -> Answer {
    let (from, limit) = (offset(request), field(request, "limit").parse().unwrap());
    let items: Vec<&Value> = all.iter().rev().skip(from).take(limit).collect();
    let mut body = json!({ name: items });
    if from + limit < all.len() {
        body["cursor"] = (from + limit).to_string().into();
    }
    answered(200, &body)
}

impl Network {
    fn tell(&mut self, reason: &str, post: Value) {
        self.told.push((reason.into(), post));
    }

    fn serve(&mut self, request: &Request) -> Answer {
        let method = request.url.split_once("/xrpc/").unwrap().1.split('?').next().unwrap();
        match method {
            "app.bsky.notification.listNotifications" => {
                assert_eq!(fields(request, "reasons"), ["mention", "reply", "quote"]);
                let all = self.told.iter().map(|(reason, post)| {
                    let mut item = post.clone();
                    (item["reason"], item["isRead"]) = (reason.as_str().into(), true.into());
                    item
                });
                page(&all.collect::<Vec<_>>(), request, "notifications")
            }
            "app.bsky.feed.searchPosts" => page(&self.found, request, "posts"),
            "app.bsky.actor.getProfiles" => {
                let asked = fields(request, "actors");
                assert!((1..=25).contains(&asked.len()));
                let profile = |did: &String| {
                    let nth: usize = did.trim_start_matches("did:plc:").parse().ok()?;
                    Some(json!({ "did": did, "handle": format!("u{nth}.test"), "followersCount": nth * 10 }))
                };
                answered(200, &json!({ "profiles": asked.iter().filter_map(profile).collect::<Vec<_>>() }))
            }
            "app.bsky.feed.getPosts" => {
                let asked = fields(request, "uris");
                assert!((1..=25).contains(&asked.len()));
                let has = |post: &&Value| asked.iter().any(|uri| post["uri"] == **uri);
                answered(200, &json!({ "posts": self.posts.iter().filter(has).collect::<Vec<_>>() }))
            }
            "app.bsky.feed.getLikes" => page(&self.likes, request, "likes"),
            "app.bsky.feed.getRepostedBy" => page(&self.reposts, request, "repostedBy"),
            "app.bsky.feed.getQuotes" => page(&self.quotes, request, "posts"),
            "app.bsky.feed.getPostThread" => {
                let mut node = Value::Null;
                for post in self.above.iter().rev() {
                    node = json!({ "$type": "app.bsky.feed.defs#threadViewPost", "post": post, "parent": node });
                }
                answered(200, &json!({ "thread": { "post": {}, "parent": node } }))
            }
            "com.atproto.repo.putRecord" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                let key = body["rkey"].as_str().unwrap().to_owned();
                self.records.retain(|(known, _)| *known != key);
                self.records.push((key.clone(), body["record"].clone()));
                answered(200, &json!({ "uri": format!("at://{OWN}/app.bsky.feed.post/{key}"), "cid": "bafyx" }))
            }
            "com.atproto.repo.getRecord" => match self.records.iter().find(|(key, _)| *key == field(request, "rkey")) {
                Some((_, record)) => answered(200, &json!({ "uri": "at://x", "cid": "bafyx", "value": record })),
                None => answered(400, &json!({ "error": "RecordNotFound", "message": "Could not locate record: x" })),
            },
            other => panic!("{other}"),
        }
    }
}

fn played() -> Played {
    Played::new(&BLUESKY, "larkhelp.test", &[("did", OWN), ("handle", "larkhelp.test"), ("login", "larkhelp.test")])
}

/// Whether exactly these were heard.
fn same(round: &Round, range: std::ops::Range<usize>) {
    let (heard, told): (_, std::collections::BTreeSet<String>) = (heard(round), range.map(uri).collect());
    let missing: Vec<_> = told.difference(&heard).take(3).collect();
    let strange: Vec<_> = heard.difference(&told).take(3).collect();
    assert!(heard == told, "{} of {}; not {missing:?}, but {strange:?}", heard.len(), told.len());
}

fn heard(round: &Round) -> std::collections::BTreeSet<String> {
    round.ids().into_iter().map(str::to_owned).collect()
}

#[test]
fn a_fresh_source_reads_a_day_and_says_what_it_left_out() {
    let (mut net, mut played) = (Network::default(), played());
    for i in 0..100 {
        net.tell("mention", post(i, TEN - 1000 * (100 - i as i64), words("hello")));
    }
    let round = played.round(|request| net.serve(request));
    same(&round, 14..100);
    assert_eq!(round.gaps.len(), 1, "{:?}", round.gaps);
    let first = round.mentions.iter().find(|m| m.external == uri(99)).unwrap();
    assert_eq!((first.author.name.as_str(), first.author.followers), ("@u19.test", Some(190)));
    // What arrived last may be read once more, and then not again.
    assert!(played.round(|request| net.serve(request)).mentions.len() <= 1);
    let quiet = played.round(|request| net.serve(request));
    assert_eq!((quiet.mentions.len(), quiet.asked.len()), (0, 1));
}

#[test]
fn catching_up_pages_back_to_what_is_known_and_reads_a_little_again() {
    let (mut net, mut played) = (Network::default(), played());
    net.tell("mention", post(0, TEN - 50, words("first")));
    played.round(|request| net.serve(request));
    for i in 1..=700 {
        net.tell("mention", post(i, TEN + i as i64, words("more")));
    }
    net.tell("like", json!({ "uri": "at://x/app.bsky.feed.like/1", "indexedAt": iso(TEN + 701) }));
    played.now = TEN + 800;
    let round = played.round(|request| net.serve(request));
    same(&round, 0..701);
    assert!(round.gaps.is_empty() && round.problems.is_empty());
    assert!(round.mentions.iter().all(|m| m.author.followers.is_some()));
    // One that was written before the newest and told after it.
    net.told.insert(600, ("mention".into(), post(900, TEN + 600, words("late"))));
    let again = heard(&played.round(|request| net.serve(request)));
    assert!(again.contains(&uri(900)) && again.len() <= 302, "what the last five minutes hold: {}", again.len());
    assert!(played.cursor.len() < 4_000, "{}", played.cursor.len());
}

#[test]
fn what_is_dated_back_is_found_within_the_hour() {
    let (mut net, mut played) = (Network::default(), played());
    for i in 0..60 {
        net.tell("mention", post(i, TEN - 6000 + 100 * i as i64, words("x")));
    }
    played.round(|request| net.serve(request));
    let mut back = post(200, TEN - 5_950, words("written now, dated back"));
    back["record"]["createdAt"] = iso(TEN - 5_950).into();
    net.told.insert(1, ("mention".into(), back));
    played.now = TEN + 1800;
    assert!(!heard(&played.round(|request| net.serve(request))).contains(&uri(200)));
    played.now = TEN + 3700;
    played.round(|request| net.serve(request));
    assert!(heard(&played.round(|request| net.serve(request))).contains(&uri(200)));
}

#[test]
fn too_much_to_read_leaves_a_gap_that_is_told() {
    let (mut net, mut played) = (Network::default(), played());
    net.tell("mention", post(0, TEN, words("first")));
    played.round(|request| net.serve(request));
    let mut nth = 0;
    played.now = TEN + 100_000;
    let round = played.round(|request| {
        if request.url.contains("getProfiles") {
            return net.serve(request);
        }
        let from = offset(request);
        let items: Vec<Value> =
            (from..from + 25).map(|i| post(i + 10, TEN + 90_000 - i as i64, words("flood"))).collect();
        nth = from + 25;
        answered(200, &json!({ "notifications": items, "cursor": nth.to_string() }))
    });
    assert_eq!(nth, 10_000);
    assert_eq!(round.mentions.len(), 10_000);
    assert_eq!(round.gaps.len(), 1, "{:?}", round.gaps);
    assert!(round.gaps[0].contains("too many"), "{:?}", round.gaps);
}

#[test]
fn a_fresh_source_and_its_words_are_bounded() {
    let (mut net, mut played) = (Network::default(), played());
    for i in 0..600 {
        net.tell("mention", post(i, TEN - 700 + i as i64, words("hello")));
    }
    played.settings.options.insert("words".into(), (0..12).map(|i| format!("word{i},")).collect());
    let round = played.round(|request| net.serve(request));
    same(&round, 100..600);
    assert_eq!(round.gaps.len(), 1);
    let searched = round.asked.iter().filter(|request| request.url.contains("searchPosts")).count();
    assert_eq!(searched, watchfloor::limits::SEARCH_WORDS_MAX);
}

#[test]
fn kinds_parents_and_moments_are_what_they_are() {
    let (mut net, mut played) = (Network::default(), played());
    let strong = |nth: usize| json!({ "uri": uri(nth), "cid": "bafy" });
    net.tell("mention", post(1, TEN - 90, words("")));
    net.told[0].1["record"]["embed"] =
        json!({ "$type": "app.bsky.embed.images", "images": [{ "alt": "a broken lamp" }] });
    let mut quote = words("look");
    quote["embed"] =
        json!({ "$type": "app.bsky.embed.recordWithMedia", "record": { "record": strong(1) }, "media": {} });
    net.tell("quote", post(2, TEN - 80, quote));
    let mut list = words("a list of mine");
    list["embed"] = json!({ "record": { "uri": format!("at://{}/app.bsky.graph.list/1", did(1)) } });
    net.tell("mention", post(3, TEN - 70, list));
    let mut ahead = words("from the future");
    ahead["createdAt"] = "2031-01-01T00:00:00Z".into();
    net.tell("mention", post(4, TEN - 60, ahead));
    let mut behind = words("from the past");
    behind["createdAt"] = "2019-01-01T00:00:00Z".into();
    net.tell("mention", post(5, TEN - 50, behind));
    let mut second = words("and this?");
    second["reply"] = json!({ "root": strong(6), "parent": strong(7) });
    net.tell("reply", post(8, TEN - 40, second));
    let mut middle = words("mine too");
    middle["reply"] = json!({ "root": strong(6), "parent": strong(6) });
    net.above = vec![post(7, TEN - 45, middle), post(6, TEN - 46, words("my lamp"))];
    net.above[0]["author"]["did"] = OWN.into();
    net.tell("mention", json!({ "uri": "nonsense", "author": actor(1), "record": {} }));
    let round = played.round(|request| net.serve(request));
    let told: Vec<(String, String)> = round
        .mentions
        .iter()
        .map(|m| {
            let IncomingKind::Written { kind, text, .. } = &m.what else { panic!("{m:?}") };
            (format!("{kind:?} {}", m.at.unix() - TEN), format!("{text} {}", m.parent.is_some()))
        })
        .collect();
    let expected = [
        ("Post -90", "a broken lamp false"),
        ("Quote -80", "look true"),
        ("Post -70", "a list of mine false"),
        ("Post -60", "from the future false"),
        ("Post -50", "from the past false"),
        ("Reply -40", "and this? true"),
        ("Reply -45", "mine too true"),
        ("Post -46", "my lamp false"),
    ];
    let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(told, expected);
    assert!(round.mentions[6].author.ours && !round.mentions[7].author.ours);
    assert_eq!(round.mentions[7].author.followers, Some(60));
    assert_eq!(round.problems.len(), 1);
    assert!(played.round(|request| net.serve(request)).problems.is_empty(), "told once");
    let fixed = post(9, TEN, words("again")).to_string();
    assert_eq!(BLUESKY.retry(&played.with(), &fixed).unwrap().external, uri(9));
}

/// What stands for a round about one post.
fn spreading() -> (Network, Played) {
    let (mut net, mut played) = (Network::default(), played());
    net.tell("mention", post(1, TEN - 1000, words("lost")));
    net.posts = vec![net.told[0].1.clone()];
    played.round(|request| net.serve(request));
    played.watched = vec![uri(1), "like:x:y".into()];
    (net, played)
}

#[test]
fn who_joins_is_heard_once_with_followers() {
    let (mut net, mut played) = spreading();
    assert!(played.round(|request| net.serve(request)).mentions.is_empty());
    net.likes = (0..60)
        .map(|i| json!({ "actor": actor(i), "createdAt": iso(TEN + i as i64), "indexedAt": iso(TEN + i as i64) }))
        .collect();
    net.reposts = (10..14).map(actor).collect();
    net.reposts.push(json!({ "did": OWN, "handle": "larkhelp.test" }));
    let mut quote = post(30, TEN + 30, words("this!"));
    quote["record"]["embed"] = json!({ "record": { "uri": uri(1), "cid": "bafy1" } });
    net.quotes = vec![quote];
    for (name, count) in [("likeCount", 60), ("repostCount", 5), ("quoteCount", 1)] {
        net.posts[0][name] = count.into();
    }
    played.now = TEN + 100;
    let round = played.round(|request| net.serve(request));
    let of = |how: Amplification| {
        round.joined().into_iter().filter(move |m| m.what == IncomingKind::Amplified(how)).collect::<Vec<_>>()
    };
    let (likes, reposts) = (of(Amplification::Like), of(Amplification::Repost));
    assert_eq!((likes.len(), reposts.len()), (60, 4), "ours is not counted");
    assert_eq!(likes[0].external, format!("like:{}:{}", did(59), uri(1)));
    assert_eq!((likes[0].at.unix(), likes[0].author.followers), (TEN + 59, Some(590)));
    assert!(likes.iter().all(|m| m.author.followers.is_some() && m.parent.as_deref() == Some(uri(1).as_str())));
    let times: Vec<i64> = reposts.iter().map(|m| m.at.unix()).collect();
    assert!(times.windows(2).all(|pair| pair[0] > pair[1]) && times[0] < TEN + 100 && times[3] > TEN, "{times:?}");
    let quote = round.mentions.iter().find(|m| m.external == uri(30)).unwrap();
    assert!(matches!(quote.what, IncomingKind::Written { kind: MentionKind::Quote, .. }));
    assert_eq!((quote.parent.as_deref(), quote.author.followers), (Some(uri(1).as_str()), Some(300)));
    assert!(played.round(|request| net.serve(request)).mentions.is_empty());
    // One more: only the newest are read again.
    net.likes.push(json!({ "actor": actor(77), "indexedAt": iso(TEN + 101) }));
    net.posts[0]["likeCount"] = 61.into();
    let round = played.round(|request| net.serve(request));
    assert!(round.ids().contains(&format!("like:{}:{}", did(77), uri(1)).as_str()));
    assert_eq!(
        round.asked.iter().filter(|request| request.url.contains("getLikes")).count(),
        2,
        "before and after the profiles"
    );
}

#[test]
fn whatever_hangs_gives_way_to_what_is_new() {
    let (mut net, mut played) = spreading();
    net.posts[0]["likeCount"] = 3.into();
    let mut round = Round::default();
    while !played.cursor.contains("\"jobs\":[[") {
        played.step(&mut round, &mut |request| net.serve(request)).unwrap();
    }
    let asks = |played: &Played| BLUESKY.ask(&played.with(), &played.cursor).unwrap().url;
    assert!(asks(&played).contains("getLikes"));
    played.now += 301;
    assert!(asks(&played).contains("listNotifications"));
    net.tell("mention", post(2, played.now - 5, words("new")));
    assert_eq!(played.round(|request| net.serve(request)).ids(), [uri(2)]);
    // Who wrote it is not known then, and that is no reason to wait either.
    net.tell("mention", post(3, played.now - 4, words("newer")));
    played.step(&mut round, &mut |request| net.serve(request)).unwrap();
    assert!(asks(&played).contains("getProfiles"));
    played.now += 301;
    assert!(asks(&played).contains("listNotifications"));
    let late = played.round(|request| net.serve(request));
    assert_eq!((late.ids(), late.mentions[0].author.followers), (vec![uri(3).as_str()], None));
}

#[test]
fn an_avalanche_is_read_as_far_as_it_pays_and_the_rest_is_told() {
    let (mut net, mut played) = spreading();
    net.likes = (0..3000).map(|i| json!({ "actor": actor(i), "indexedAt": iso(TEN + 5) })).collect();
    net.posts[0]["likeCount"] = 3000.into();
    let round = played.round(|request| net.serve(request));
    assert_eq!(round.joined().len(), 1000);
    assert_eq!(round.gaps.len(), 1);
    assert!(played.round(|request| net.serve(request)).mentions.is_empty());
}

#[test]
fn edits_and_ends_are_told_once() {
    let (mut net, mut played) = spreading();
    assert!(played.round(|request| net.serve(request)).changes.is_empty(), "as it was read");
    (net.posts[0]["cid"], net.posts[0]["record"]["text"]) = ("bafyother".into(), "found".into());
    let round = played.round(|request| net.serve(request));
    assert_eq!(
        (round.changes[0].external.as_str(), &round.changes[0].what),
        (uri(1).as_str(), &Told::Edited("found".into()))
    );
    assert!(played.round(|request| net.serve(request)).changes.is_empty());
    let kept = net.posts.clone();
    net.posts.clear();
    assert!(played.round(|request| net.serve(request)).changes.is_empty(), "once may be a moment's weakness");
    assert_eq!(played.round(|request| net.serve(request)).changes[0].what, Told::Gone);
    assert!(played.round(|request| net.serve(request)).changes.is_empty());
    net.posts = kept;
    // An error is not an end.
    for _ in 0..3 {
        let round = played.round(|request| match request.url.contains("getPosts") {
            true => answered(502, &json!({ "error": "UpstreamFailure" })),
            false => net.serve(request),
        });
        assert!(round.changes.is_empty());
    }
}

#[test]
fn a_hundred_watched_posts_fit_into_the_cursor() {
    let (mut net, mut played) = (Network::default(), played());
    let long = |nth: usize| {
        format!("at://did:web:{}{nth:03}.example/app.bsky.feed.post/3n2v{nth:09}", "a-long-name-".repeat(9))
    };
    played.watched = (0..100).map(|i| if i % 2 == 0 { uri(i) } else { long(i) }).collect();
    for i in 0..100 {
        let mut item = post(i, TEN - 100, words("x"));
        item["uri"] = played.watched[i].clone().into();
        for name in ["likeCount", "repostCount", "quoteCount"] {
            item[name] = (1_000_000 + i).into();
        }
        net.posts.push(item);
    }
    net.likes = (0..25).map(|i| json!({ "actor": actor(i), "indexedAt": iso(TEN) })).collect();
    let round = played.round(|request| net.serve(request));
    let looked: usize = round.asked.iter().map(|request| fields(request, "uris").len()).sum();
    assert_eq!(looked, 100);
    let again = played.round(|request| net.serve(request));
    assert!(again.mentions.is_empty(), "what was told is remembered: {}", again.mentions.len());
}

#[test]
fn words_are_searched_for_and_one_bad_one_is_told_once() {
    let (mut net, mut played) = (Network::default(), played());
    played.settings.options.insert("words".into(), "lark lamp, , bad".into());
    net.found = vec![post(1, TEN - 10, words("my lark lamp"))];
    let mut serve = |request: &Request| match field(request, "q").as_str() {
        "bad" => answered(400, &json!({ "error": "BadQueryString", "message": "no such query" })),
        _ => net.serve(request),
    };
    let round = played.round(&mut serve);
    assert_eq!(round.ids(), [uri(1)]);
    assert_eq!(round.problems.len(), 1);
    assert!(round.problems[0].reason.contains("no such query"), "{:?}", round.problems);
    let round = played.round(&mut serve);
    assert!(round.mentions.is_empty() && round.problems.is_empty());
    assert_eq!(round.asked.len(), 3);
}

#[test]
fn a_bad_server_is_a_trouble_and_no_loss() {
    let mut played = played();
    let (circle, empty) =
        (json!({ "notifications": [post(1, TEN + 50, words("x"))], "cursor": "same" }), json!({ "profiles": [] }));
    let circle = |request: &Request| answered(200, if request.url.contains("Profiles") { &empty } else { &circle });
    let why = played.try_round(circle).unwrap_err();
    assert!(matches!(&why, Trouble::Unwell(why) if why.contains("again and again")), "{why:?}");
    for (status, body) in [(500, "{}"), (200, "<html>"), (200, "{}"), (404, "{}"), (200, ""), (400, "[1]")] {
        let answer = Answer { status, headers: vec![], body: body.into(), at: at(TEN) };
        assert!(Played::new(&BLUESKY, "x", &[]).try_round(|_| answer.clone()).is_err(), "{status} {body}");
    }
    for name in ["ExpiredToken", "InvalidToken"] {
        let answer = answered(400, &json!({ "error": name, "message": "Token could not be verified" }));
        assert!(matches!(played.try_round(|_| answer.clone()), Err(Trouble::SignIn(_))));
    }
}

#[test]
fn signing_in_goes_from_renewing_to_the_password_to_words() {
    let mut played = played();
    // {"exp":1795345200}, an hour from now by the server's clock, which is ten minutes ahead.
    let token = "x.eyJleHAiOjE3OTUzNDU4MDB9.y";
    let body = json!({ "accessJwt": token, "refreshJwt": "r2", "did": OWN, "handle": "larkhelp.test", "active": true });
    let mut good = answered(200, &body);
    good.headers.push(("date".into(), "Sun, 22 Nov 2026 10:10:00 GMT".into()));
    let asks = |played: &Played, past: &[Answer]| match BLUESKY.sign_in(&played.with(), past) {
        SignIn::Ask(request) => request.url.rsplit('.').next().unwrap().to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(asks(&played, &[]), "createSession");
    played.session.refresh = "r1".to_owned().into();
    assert_eq!(asks(&played, &[]), "refreshSession");
    let SignIn::Ready(session) = BLUESKY.sign_in(&played.with(), std::slice::from_ref(&good)) else { panic!() };
    assert_eq!((session.own("did"), session.expires), (OWN, Some(at(TEN + 3600))));
    let expired = answered(400, &json!({ "error": "ExpiredToken", "message": "Token has expired" }));
    assert_eq!(asks(&played, std::slice::from_ref(&expired)), "createSession");
    assert!(matches!(BLUESKY.sign_in(&played.with(), &[expired.clone(), good]), SignIn::Ready(_)));
    let why = |answer: &Answer| asks(&played, &[expired.clone(), answer.clone()]);
    assert!(why(&answered(401, &json!({ "error": "AuthenticationRequired" }))).contains("does not know this handle"));
    assert!(why(&answered(401, &json!({ "error": "AuthFactorTokenRequired" }))).contains("use an app password"));
    let away = json!({ "accessJwt": token, "did": OWN, "active": false, "status": "deactivated" });
    assert!(why(&answered(200, &away)).contains("deactivated"));
    let mut slow = answered(429, &json!({ "error": "RateLimitExceeded" }));
    slow.headers.push(("retry-after".into(), "290".into()));
    let SignIn::Trouble(Trouble::Slow { until, .. }) = BLUESKY.sign_in(&played.with(), &[slow]) else { panic!() };
    assert_eq!(until, Some(at(TEN + 290)));
    assert!(why(&answered(503, &json!({}))).starts_with("Trouble(Unwell"));
    // Another login begins with its own password.
    played.settings.login = "@other.test".into();
    let SignIn::Ask(request) = BLUESKY.sign_in(&played.with(), &[]) else { panic!() };
    assert!(String::from_utf8(request.body).unwrap().contains("\"identifier\":\"other.test\""));
    played.session = Session::default();
    played.secret = String::new().into();
    assert!(asks(&played, &[]).starts_with("Refused"));
}

fn answerable() -> (Network, Played) {
    let (mut net, played) = (Network::default(), played());
    let mut question = words("and this?");
    question["reply"] =
        json!({ "root": { "uri": uri(6), "cid": "bafy6" }, "parent": { "uri": uri(7), "cid": "bafy7" } });
    net.posts = vec![post(1, TEN - 100, question)];
    (net, played)
}

#[test]
fn an_answer_is_one_record_under_its_own_key() {
    let (mut net, played) = answerable();
    let mut out = reply("3n2vgalei4v23", &uri(1), "Grüße 👋 @u1.test: see https://a.example/x, #lamps!");
    let Some(Step::Done { external, .. }) = played.attempt(&mut out, |request| Some(net.serve(request))) else {
        panic!()
    };
    assert_eq!(external, format!("at://{OWN}/app.bsky.feed.post/3n2vgalei4v23"));
    let record = net.records[0].1.clone();
    assert_eq!(record["reply"]["root"], json!({ "uri": uri(6), "cid": "bafy6" }));
    assert_eq!(record["reply"]["parent"], json!({ "uri": uri(1), "cid": "bafy1" }));
    assert_eq!(record["createdAt"], iso(TEN - 60), "when a person decided it");
    let text = record["text"].as_str().unwrap();
    let marked: Vec<&str> = record["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            &text[f["index"]["byteStart"].as_u64().unwrap() as usize..f["index"]["byteEnd"].as_u64().unwrap() as usize]
        })
        .collect();
    assert_eq!(marked, ["@u1.test", "https://a.example/x", "#lamps"]);
    // The same again looks first, and writes nothing.
    let mut asked = 0;
    let step = played.attempt(&mut out, |request| {
        asked += 1;
        Some(net.serve(request))
    });
    assert!(matches!(step, Some(Step::Done { .. })) && asked == 1);
    // It was not there after all: it is the very same record.
    net.records.clear();
    let step = played.attempt(&mut out, |request| Some(net.serve(request)));
    assert!(matches!(step, Some(Step::Done { .. })));
    assert_eq!(net.records, [("3n2vgalei4v23".to_owned(), record)]);
}

#[test]
fn what_cannot_be_answered_says_why() {
    let (mut net, played) = answerable();
    let mut step =
        |out: &mut watchfloor::connect::net::Outgoing| played.attempt(out, |request| Some(net.serve(request))).unwrap();
    let mut long = reply("3n2vgalei4v23", &uri(1), &"👩‍👩‍👧".repeat(301));
    assert!(matches!(step(&mut long), Step::Refused(why) if why.contains("300") && why.contains("301")));
    let mut fits = reply("3n2vgalei4v24", &uri(1), &"ü".repeat(300));
    assert!(matches!(step(&mut fits), Step::Done { .. }));
    assert!(
        matches!(step(&mut reply("3n2vgalei4v25", &uri(2), "x")), Step::Refused(why) if why.contains("not there any more"))
    );
    assert!(matches!(step(&mut reply("3n2vgalei4v26", "at://x", "x")), Step::Refused(_)));
    let mut private = reply("3n2vgalei4v27", &uri(1), "x");
    private.wish = Wish::Reply { text: "x".into(), private: true };
    assert!(matches!(step(&mut private), Step::Refused(why) if why.contains("private")));
    assert!(!BLUESKY.about().can.contains(&watchfloor::connect::net::Can::Direct));
    net.posts[0]["viewer"] = json!({ "replyDisabled": true });
    let shut = played.attempt(&mut reply("3n2vgalei4v28", &uri(1), "x"), |request| Some(net.serve(request)));
    assert!(matches!(shut, Some(Step::Refused(_))));
    // Somebody else's words lie where ours belong.
    net.posts[0]["viewer"] = Value::Null;
    net.records.push(("3n2vgalei4v29".into(), json!({ "text": "other" })));
    let mut out = reply("3n2vgalei4v29", &uri(1), "x");
    out.tried_at = Some(at(TEN));
    assert!(matches!(played.attempt(&mut out, |request| Some(net.serve(request))), Some(Step::Conflict { .. })));
}

#[test]
fn whatever_the_server_says_what_counts_is_what_is_there() {
    for (status, taken) in [(500, true), (500, false), (400, false), (429, false), (401, false), (200, false)] {
        let (mut net, played) = answerable();
        let mut out = reply("3n2vgalei4v23", &uri(1), "hello");
        let step = played.attempt(&mut out, |request| {
            if !request.url.ends_with("putRecord") {
                return Some(net.serve(request));
            }
            if taken {
                net.serve(request);
            }
            Some(answered(status, &json!({ "error": "X", "message": "as it is" })))
        });
        let fits = match (status, taken, step.unwrap()) {
            (500, true, Step::Done { .. }) => true,
            (400, _, Step::Refused(why)) => why.contains("as it is"),
            (429, _, Step::Later(Trouble::Slow { .. })) | (401, _, Step::Later(Trouble::SignIn(_))) => true,
            (500 | 200, false, Step::Later(Trouble::Unwell(_))) => true,
            (_, _, step) => panic!("{status}: {step:?}"),
        };
        assert!(fits);
    }
}

#[test]
fn facets_call_only_who_is_known() {
    let none = |text: &str| assert!(facets(text, &[("alice.test", "did:plc:a"), ("", "")]).is_empty(), "{text}");
    ["plain", "@bob.test", "mail@alice.test", "#1", "#", "http://x", "https://", "@", "a#b", ""]
        .into_iter()
        .for_each(none);
    let found = facets("(https://a.example/b_(c)) \"@Alice.test\" #Größe…", &[("alice.test", "did:plc:a")]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[1]["features"][0]["did"], "did:plc:a");
    assert_eq!(found[2]["features"][0]["tag"], "Größe");
}

#[test]
fn any_bytes_are_a_page_or_a_trouble() {
    let (mut net, mut played) = spreading();
    played.settings.options.insert("words".into(), "lark".into());
    let mut late = words("and?");
    late["reply"] = json!({ "root": { "uri": uri(6) }, "parent": { "uri": uri(7) } });
    net.tell("reply", post(5, TEN - 5, late));
    net.above = vec![post(7, TEN - 45, words("above"))];
    net.found = vec![post(8, TEN - 10, words("my lark lamp"))];
    net.likes = vec![json!({ "actor": actor(3), "indexedAt": iso(TEN) })];
    net.reposts = vec![actor(4)];
    net.quotes = vec![post(9, TEN, words("look"))];
    for name in ["likeCount", "repostCount", "quoteCount"] {
        net.posts[0][name] = 1.into();
    }
    let (mut cursors, mut pages, mut round) = (vec![String::new()], Vec::new(), Round::default());
    loop {
        let more = played.step(&mut round, &mut |request| {
            let answer = net.serve(request);
            pages.push(String::from_utf8(answer.body.clone()).unwrap());
            answer
        });
        cursors.push(played.cursor.clone());
        if !more.unwrap() {
            break;
        }
    }
    assert!(cursors.len() > 8, "{}", cursors.len());
    fuzzed(&played, &cursors, &pages);
}

#[test]
fn the_real_answers_read_as_they_stand() {
    let data = std::env::var("WATCHFLOOR_DATA").unwrap_or_else(|_| "../shared/data".into());
    let path = std::path::Path::new(&data).join("api_samples/atproto/listNotifications_filtered.json");
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return;
    };
    let sample: Value = serde_json::from_slice(&bytes).unwrap();
    let mut played = played();
    played.now = 1_795_289_400;
    let (mut round, mut answers) =
        (Round::default(), [answered(200, &sample["body"]), answered(200, &json!({}))].into_iter().cycle());
    played.step(&mut round, &mut |_| answers.next().unwrap()).unwrap();
    played.step(&mut round, &mut |_| answered(200, &json!({ "profiles": [] }))).unwrap();
    played.step(&mut round, &mut |_| answered(200, &sample["body"])).unwrap();
    assert_eq!(round.mentions.len(), sample["body"]["notifications"].as_array().unwrap().len());
    assert!(round.problems.is_empty(), "{:?}", round.problems);
}

#[test]
fn every_recorded_post_reads() {
    let played = played();
    let posts = recorded("atproto", &["uri", "author", "record", "indexedAt"]);
    for post in posts.iter().filter(|post| post["record"]["text"].is_string()) {
        let mention = BLUESKY.retry(&played.with(), &post.to_string()).unwrap();
        assert!(
            matches!(mention.what, IncomingKind::Written { text, .. } if text == post["record"]["text"].as_str().unwrap())
        );
        assert!(mention.author.name.starts_with('@'));
    }
    eprintln!("{} posts", posts.len());
}
