//! X as a test plays it: what is read of it, what is told once, and that an answer is there once.

use super::played::{Played, TEN, at, field, fuzzed, iso, json, reply};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use watchfloor::connect::net::x::{POST_WEIGHT_MAX, X, weighted_length};
use watchfloor::connect::net::{Answer, Connector, Method, Outgoing, Request, SignIn, Step, Trouble, Wish};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Amplification, IncomingKind, MentionKind};

static NETWORK: X = X;
const OWN: &str = "900";

/// The id of a post written at a moment, as X makes them.
fn id(unix: i64, n: u64) -> String {
    ((((unix as u64) * 1_000 - 1_288_834_974_657) << 22) + n).to_string()
}

fn brand() -> Played {
    Played::new(&NETWORK, "", &[("id", OWN), ("handle", "@larkhelp")])
}

fn post(unix: i64, n: u64, author: &str, text: &str) -> Value {
    json!({ "id": id(unix, n), "author_id": author, "created_at": iso(unix), "text": text,
            "edit_history_tweet_ids": [id(unix, n)], "public_metrics": { "like_count": 0, "retweet_count": 0, "quote_count": 0 } })
}

fn users() -> Value {
    json!([{ "id": "901", "username": "t_okafor", "name": "Tari", "public_metrics": { "followers_count": 41_000 } },
           { "id": OWN, "username": "larkhelp", "name": "Larkfield help" }])
}

/// X with what was written there.
#[derive(Default)]
struct Network {
    mentions: Vec<Value>,
    found: Vec<Value>,
    own: Vec<Value>,
    messages: Vec<Value>,
    quotes: Vec<Value>,
    looked: Option<Value>,
    /// How many posts a page has.
    page: usize,
    /// Only the newer names are known.
    newer: bool,
    writes: u64,
}

fn error(status: u16, title: &str, detail: &str, parameter: &str) -> Answer {
    let named = if parameter.is_empty() { json!({}) } else { json!({ parameter: ["?"] }) };
    json(
        status,
        &json!({ "title": title, "detail": detail, "errors": [{ "parameters": named, "message": detail }], "type": "about:blank" }),
    )
}

impl Network {
    /// A page of a list, newest first, between a token and what is known.
    fn list(&self, all: &[Value], request: &Request) -> Answer {
        let number = |v: &Value| v["id"].as_str().unwrap().parse::<u64>().unwrap();
        let since: u64 = field(request, "since_id").parse().unwrap_or(0);
        let mut all: Vec<Value> = all.iter().filter(|post| number(post) > since).cloned().collect();
        all.sort_by_key(|post| std::cmp::Reverse(number(post)));
        let token = [field(request, "pagination_token"), field(request, "next_token")].concat();
        let from = token.strip_prefix("page").and_then(|n| n.parse().ok()).unwrap_or(0_usize);
        let size = if self.page == 0 { 100 } else { self.page };
        let to = (from + size).min(all.len());
        let mut meta = json!({ "result_count": to - from });
        if to < all.len() {
            meta["next_token"] = json!(format!("page{to}"));
        }
        let mut body = json!({ "meta": meta, "includes": { "users": users() } });
        if to > from {
            body["data"] = json!(all[from..to]);
        }
        json(200, &body)
    }

    fn serve(&mut self, request: &Request) -> Answer {
        let path = request.url.strip_prefix("https://net.example").unwrap().split('?').next().unwrap().to_owned();
        if self.newer && request.url.contains("tweet.fields") {
            return error(
                400,
                "Invalid Request",
                "The query parameter [tweet.fields] is not one of [id,post.fields]",
                "tweet.fields",
            );
        }
        assert_eq!(request.headers.iter().find(|(n, _)| n == "authorization").unwrap().1, "Bearer token-of-a-test");
        match (request.method, path.as_str()) {
            (Method::Get, "/2/users/900/mentions") => self.list(&self.mentions, request),
            (Method::Get, "/2/tweets/search/recent") => self.list(&self.found, request),
            (Method::Get, "/2/users/900/tweets") => self.list(&self.own, request),
            (Method::Get, "/2/dm_events" | "/2/dm_conversations/with/901/dm_events") => {
                self.list(&self.messages, request)
            }
            (Method::Get, "/2/tweets") => json(200, self.looked.as_ref().unwrap()),
            (Method::Get, path) if path.ends_with("/quote_tweets") => self.list(&self.quotes, request),
            (Method::Get, path) => {
                let found = self.own.iter().find(|post| path.ends_with(post["id"].as_str().unwrap()));
                json(
                    200,
                    &found.map_or_else(
                        || json!({ "errors": [{ "title": "Not Found Error" }] }),
                        |post| json!({ "data": post }),
                    ),
                )
            }
            (Method::Post, "/2/tweets") => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                let (text, parent) =
                    (body["text"].as_str().unwrap(), body["reply"]["in_reply_to_tweet_id"].as_str().unwrap());
                if self.own.iter().any(|post| post["sent"] == text) {
                    return error(
                        403,
                        "Forbidden",
                        "You are not allowed to create a Tweet with duplicate content.",
                        "",
                    );
                }
                self.writes += 1;
                // As X shows an answer: whom it answers comes first, links are its own, and signs are escaped.
                let shown = format!(
                    "@t_okafor {}",
                    text.replace('&', "&amp;").replace("https://lark.example/help", "https://t.co/abcdefghij")
                );
                let mut made = post(TEN, self.writes, OWN, &shown);
                made["sent"] = json!(text);
                made["entities"] = json!({ "urls": [{ "url": "https://t.co/abcdefghij", "expanded_url": "https://lark.example/help" }] });
                made["referenced_tweets"] = json!([{ "type": "replied_to", "id": parent }]);
                self.own.push(made.clone());
                json(201, &json!({ "data": { "id": made["id"], "text": shown } }))
            }
            (Method::Post, "/2/dm_conversations/with/901/messages") => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                self.writes += 1;
                let event = message(TEN, self.writes, OWN, body["text"].as_str().unwrap());
                self.messages.push(event.clone());
                json(201, &json!({ "data": { "dm_conversation_id": "900-901", "dm_event_id": event["id"] } }))
            }
            other => panic!("nobody answers {other:?}"),
        }
    }
}

fn message(unix: i64, n: u64, sender: &str, text: &str) -> Value {
    json!({ "id": id(unix, n), "event_type": "MessageCreate", "dm_conversation_id": "900-901", "sender_id": sender,
            "created_at": iso(unix), "text": text })
}

fn text(incoming: &watchfloor::floor::Incoming) -> &str {
    match &incoming.what {
        IncomingKind::Written { text, .. } => text,
        IncomingKind::Amplified(_) => "",
    }
}

#[test]
fn a_round_reads_mentions_the_search_messages_counts_and_quotes() {
    let mut net = Network::default();
    let asked = post(TEN - 600, 1, "901", "@larkhelp where is my order &amp; my money? https://t.co/abcdefghij");
    let mut asked = asked;
    asked["entities"] =
        json!({ "urls": [{ "url": "https://t.co/abcdefghij", "expanded_url": "https://lark.example/o/7" }] });
    let mut answered = post(TEN - 500, 2, OWN, "@t_okafor on its way");
    answered["referenced_tweets"] = json!([{ "type": "replied_to", "id": id(TEN - 600, 1) }]);
    let mut carried = post(TEN - 400, 3, "901", "RT @x: ...");
    carried["referenced_tweets"] = json!([{ "type": "retweeted", "id": id(TEN - 600, 1) }]);
    net.mentions = vec![asked, answered, carried, json!({ "id": id(TEN - 300, 9), "text": "by whom?" })];
    net.found = vec![post(TEN - 200, 4, "77", "Larkfield again")];
    let mut quoting = post(TEN - 100, 5, "78", "look at this");
    quoting["referenced_tweets"] = json!([{ "type": "quoted", "id": id(TEN - 600, 1) }]);
    net.quotes = vec![quoting];
    net.messages = vec![message(TEN - 90, 6, "901", "hello?"), message(TEN - 80, 7, OWN, "yes!")];
    net.looked = Some(json!({
        "data": [{ "id": id(TEN - 600, 1), "author_id": "901", "text": "x",
                   "public_metrics": { "like_count": 7, "retweet_count": 3, "quote_count": 1 } }],
        "errors": [{ "resource_id": "44", "type": "https://api.twitter.com/2/problems/resource-not-found" },
                   { "value": "45", "type": "https://api.twitter.com/2/problems/not-authorized-for-resource" }] }));
    let mut brand = brand();
    brand.settings.options =
        [("words", "larkfield OR lark"), ("direct", "yes")].map(|(k, v)| (k.into(), v.into())).into();
    brand.watched = vec![id(TEN - 600, 1), "44".into(), "45".into(), "dm:1-2:3".into()];
    let round = brand.round(|request| net.serve(request));
    assert_eq!(round.asked.len(), 5, "{:?}", round.asked);
    assert!(round.asked[1].url.contains("query=%28larkfield%20OR%20lark%29%20-is%3Aretweet"));
    let all = &round.mentions;
    assert_eq!(all.len(), 7);
    let by = |external: &str| all.iter().find(|m| m.external == external).unwrap();
    let first = by(&id(TEN - 600, 1));
    assert_eq!(text(first), "@larkhelp where is my order & my money? https://lark.example/o/7");
    assert_eq!(
        (first.author.name.as_str(), first.author.followers, first.at),
        ("@t_okafor", Some(41_000), at(TEN - 600))
    );
    let ours = by(&id(TEN - 500, 2));
    assert!(ours.author.ours && ours.parent == Some(first.external.clone()));
    let carried = by(&format!("repost:901:{}", first.external));
    assert_eq!(
        (&carried.what, &carried.parent),
        (&IncomingKind::Amplified(Amplification::Repost), &Some(first.external.clone()))
    );
    let quote = by(&id(TEN - 100, 5));
    assert!(
        matches!(quote.what, IncomingKind::Written { kind: MentionKind::Quote, .. })
            && quote.parent == Some(first.external.clone())
    );
    let (hello, yes) = (by(&format!("dm:900-901:{}", id(TEN - 90, 6))), by(&format!("dm:900-901:{}", id(TEN - 80, 7))));
    assert_eq!((&hello.parent, &yes.parent), (&None, &Some(hello.external.clone())));
    assert_eq!(round.problems.len(), 1, "{:?}", round.problems);
    let told: Vec<(&str, &Told)> = round.changes.iter().map(|c| (c.external.as_str(), &c.what)).collect();
    let counted = Told::Counted { likes: 7, reposts: 3 };
    assert_eq!(told, [(first.external.as_str(), &counted), ("44", &Told::Gone), ("45", &Told::Gone)]);
    // The next message joins the conversation, and quotes are not read again while there are no more of them.
    net.messages.push(message(TEN - 10, 8, "901", "thanks"));
    let round = brand.round(|request| net.serve(request));
    assert_eq!(round.asked.len(), 4);
    let thanks = round.mentions.iter().find(|m| m.external.ends_with(&id(TEN - 10, 8))).unwrap();
    assert_eq!(thanks.parent, Some(format!("dm:900-901:{}", id(TEN - 80, 7))));
    assert!(brand.cursor.len() < 2_000, "{}", brand.cursor.len());
}

#[test]
fn a_walk_goes_back_to_what_is_known_and_reads_a_little_of_it_again() {
    let mut net = Network { page: 3, ..Network::default() };
    net.mentions = vec![post(TEN - 90_000, 1, "901", "two days ago"), post(TEN - 5_000, 2, "901", "first")];
    let mut brand = brand();
    let round = brand.round(|request| net.serve(request));
    assert_eq!(round.ids(), [id(TEN - 5_000, 2)], "nothing older than a day");
    assert_eq!(round.gaps.len(), 1);
    let first = brand.cursor.clone();
    net.mentions.extend((0..10).map(|n| post(TEN - 4_000 + i64::from(n as u32), 10 + n, "901", "more")));
    net.mentions.push(post(TEN - 5_100, 3, "901", "shown late, with an id below what is known"));
    let round = brand.round(|request| net.serve(request));
    let since = field(&round.asked[0], "since_id");
    assert_eq!(since, id(TEN - 5_180, 2), "three minutes are read again");
    assert_eq!(round.asked.len(), 4);
    assert_eq!(round.mentions.len(), 12);
    assert!(round.asked.iter().all(|request| field(request, "since_id") == since), "the same walk to its end");
    // Stopped in the middle of the walk, it goes on there.
    brand.cursor = first;
    let mut half = Default::default();
    assert!(brand.step(&mut half, &mut |request| net.serve(request)).unwrap());
    let rest = brand.round(|request| net.serve(request));
    assert_eq!(half.mentions.len() + rest.mentions.len(), 12);
    let again = brand.round(|request| net.serve(request));
    assert_eq!(field(&again.asked[0], "since_id"), id(TEN - 3_991 - 180, 19));
}

#[test]
fn both_vocabularies_say_the_same() {
    let older = json!({ "data": [{ "id": "2000000000000000001", "author_id": "901", "created_at": "2026-11-22T09:00:00.000Z", "text": "short…",
        "note_tweet": { "text": "all of it" }, "edit_history_tweet_ids": ["1999999999999999999", "2000000000000000001"],
        "referenced_tweets": [{ "type": "replied_to", "id": "5" }] }], "includes": { "users": users(), "tweets": [] }, "meta": {} });
    let newer: Value = serde_json::from_str(&older.to_string().replace("tweet", "post")).unwrap();
    let mut brand = brand();
    let mut read = |page: &Value| brand.round(|_| json(200, page));
    let (a, b) = (read(&older), read(&newer));
    assert_eq!(a.mentions, b.mentions);
    assert_eq!(a.changes, b.changes);
    assert_eq!(a.ids(), ["1999999999999999999"], "an edited post keeps the id of its first wording");
    assert_eq!(a.changes[0].what, Told::Edited("all of it".into()));
    assert_eq!((text(&a.mentions[0]), a.mentions[0].parent.as_deref()), ("all of it", Some("5")));
    let counts = |names: &str| json!({ "data": [{ "id": "5", "public_metrics": { "like_count": 2, names: 9 } }] });
    brand.watched = vec!["5".into()];
    for names in ["retweet_count", "repost_count"] {
        let round = brand.round(|request| {
            if request.url.contains("ids=5") { json(200, &counts(names)) } else { json(200, &json!({ "meta": {} })) }
        });
        assert_eq!(round.changes[0].what, Told::Counted { likes: 2, reposts: 9 }, "{names}");
    }
}

#[test]
fn what_is_not_good_any_more_in_a_question_is_put_right() {
    let mut net = Network { newer: true, ..Network::default() };
    net.mentions = vec![post(TEN - 60, 1, "901", "hello")];
    let mut brand = brand();
    let round = brand.round(|request| net.serve(request));
    assert_eq!((round.asked.len(), round.mentions.len()), (2, 1));
    let round = brand.round(|request| net.serve(request));
    assert!(round.asked.len() == 1 && round.asked[0].url.contains("post.fields"), "it is remembered");
    brand.settings.options.insert("vocabulary".into(), "tweet".into());
    assert!(matches!(brand.try_round(|request| net.serve(request)), Err(Trouble::Refused(_))), "as the user said");
    // A page that X has forgotten: from the newest again. An id that it has forgotten: said to the user.
    brand.settings.options.clear();
    let page = |more: bool| json!({ "data": [post(TEN - 30, 2, "901", "x")], "meta": if more { json!({ "next_token": "t" }) } else { json!({}) } });
    let mut n = 0;
    let round = brand.round(|_| {
        n += 1;
        match n {
            1 => json(200, &page(true)),
            2 => error(400, "Invalid Request", "The pagination_token is not valid", "pagination_token"),
            3 => error(400, "Invalid Request", "'since_id' must be a tweet id created after", "since_id"),
            _ => json(200, &page(false)),
        }
    });
    assert_eq!((round.asked.len(), round.gaps.len()), (4, 1), "{:?}", round.gaps);
    assert!(!round.asked[3].url.contains("since_id"));
}

#[test]
fn a_search_that_the_plan_does_not_have_is_told_once_and_stops_nothing_else() {
    let mut net = Network { mentions: vec![post(TEN - 60, 1, "901", "hello")], ..Network::default() };
    let mut brand = brand();
    brand.settings.options.insert("words".into(), "larkfield".into());
    let mut problems = 0;
    for _ in 0..3 {
        let round = brand.round(|request| {
            if request.url.contains("/search/") {
                error(403, "Forbidden", "This plan has no search", "")
            } else {
                net.serve(request)
            }
        });
        assert!(!round.mentions.is_empty());
        problems += round.problems.len();
    }
    assert_eq!(problems, 1);
    let lost = brand.try_round(|_| error(403, "Client Forbidden", "This app is not in a project", ""));
    assert_eq!(lost.unwrap_err(), Trouble::Refused("X says: This app is not in a project".into()));
}

#[test]
fn a_limit_of_a_window_passes_and_one_of_a_month_does_not() {
    let headers = |status: u16, body: &Value, headers: &[(&str, String)]| Answer {
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect(),
        ..json(status, body)
    };
    let reset = [
        ("x-rate-limit-limit", "15".into()),
        ("x-rate-limit-remaining", "0".into()),
        ("x-rate-limit-reset", (TEN + 431).to_string()),
    ];
    let slow = headers(429, &json!({ "title": "Too Many Requests", "status": 429 }), &reset);
    assert!(matches!(NETWORK.trouble(&slow), Some(Trouble::Slow { until: Some(until), .. }) if until == at(TEN + 431)));
    assert_eq!(NETWORK.quota(&slow).map(|q| (q.limit, q.left)), Some((15, 0)));
    let cap = json!({ "title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap", "period": "Monthly",
                      "scope": "Product", "type": "https://api.twitter.com/2/problems/usage-capped" });
    let Some(Trouble::Quota { until: None, why }) = NETWORK.trouble(&headers(429, &cap, &reset)) else { panic!() };
    assert!(why.contains("monthly"), "{why}");
    let mut told = cap;
    told["reset_at"] = json!("2026-12-14T00:00:00Z");
    let until = at(1_797_206_400);
    assert!(
        matches!(NETWORK.trouble(&headers(429, &told, &[])), Some(Trouble::Quota { until: Some(u), .. }) if u == until)
    );
    let credits = json!({ "title": "CreditsDepleted", "detail": "Your account has no credits", "type": "https://api.twitter.com/2/problems/credits" });
    let Some(Trouble::Quota { until: None, why }) = NETWORK.trouble(&json(402, &credits)) else { panic!() };
    assert!(why.contains("credits"), "{why}");
    assert!(matches!(NETWORK.trouble(&json(401, &json!({ "title": "Unauthorized" }))), Some(Trouble::SignIn(_))));
    assert!(matches!(NETWORK.trouble(&json(503, &json!({}))), Some(Trouble::Unwell(_))));
}

#[test]
fn signing_in_asks_who_it_is_and_renews_a_token_where_it_can() {
    let mut brand = brand();
    let me = json(200, &json!({ "data": { "id": "900", "username": "larkhelp" } }));
    let SignIn::Ask(first) = NETWORK.sign_in(&brand.with(), &[]) else { panic!() };
    assert!(first.url.ends_with("/2/users/me?user.fields=username") && !first.url.contains("secret"));
    let SignIn::Ready(session) = NETWORK.sign_in(&brand.with(), std::slice::from_ref(&me)) else { panic!() };
    assert_eq!(
        (session.own("id"), session.own("handle"), session.token.expose_secret()),
        ("900", "@larkhelp", "secret-of-a-test")
    );
    assert!(matches!(NETWORK.sign_in(&brand.with(), &[json(401, &json!({}))]), SignIn::Refused(_)));
    assert!(matches!(NETWORK.sign_in(&brand.with(), &[json(503, &json!({}))]), SignIn::Trouble(_)));
    // A refresh token: the newest first, the user's own when that one is used up.
    brand.settings.options.insert("client_id".into(), "lark-app".into());
    brand.session.token = String::new().into();
    brand.session.refresh = "newest".to_owned().into();
    let SignIn::Ask(first) = NETWORK.sign_in(&brand.with(), &[]) else { panic!() };
    assert_eq!(
        String::from_utf8_lossy(&first.body),
        "grant_type=refresh_token&refresh_token=newest&client_id=lark-app"
    );
    let used_up = json(
        400,
        &json!({ "error": "invalid_request", "error_description": "Value passed for the token was invalid." }),
    );
    let SignIn::Ask(second) = NETWORK.sign_in(&brand.with(), std::slice::from_ref(&used_up)) else { panic!() };
    assert!(String::from_utf8_lossy(&second.body).contains("refresh_token=secret-of-a-test"));
    assert!(matches!(NETWORK.sign_in(&brand.with(), &[used_up.clone(), used_up.clone()]), SignIn::Refused(_)));
    let given = json(200, &json!({ "access_token": "fresh", "refresh_token": "next", "expires_in": 7200 }));
    let SignIn::Keep(session) = NETWORK.sign_in(&brand.with(), &[used_up, given]) else { panic!() };
    // What was given is kept before anything else is asked: the token that it was given for is spent.
    brand.session = session;
    let SignIn::Ask(who) = NETWORK.sign_in(&brand.with(), &[]) else { panic!() };
    assert!(who.url.contains("/2/users/me") && who.headers[0].1 == "Bearer fresh");
    assert!(matches!(NETWORK.sign_in(&brand.with(), &[json(503, &json!({}))]), SignIn::Trouble(_)));
    let SignIn::Ready(session) = NETWORK.sign_in(&brand.with(), std::slice::from_ref(&me)) else { panic!() };
    assert_eq!((session.refresh.expose_secret(), session.expires), ("next", Some(at(TEN + 7_200))));
    // One that is refused, or ends soon, is renewed; one that is good is not.
    brand.session = session;
    let SignIn::Ask(who) = NETWORK.sign_in(&brand.with(), &[]) else { panic!() };
    assert!(who.url.contains("/2/users/me"));
    let refused = json(401, &json!({ "title": "Unauthorized" }));
    let SignIn::Ask(renew) = NETWORK.sign_in(&brand.with(), std::slice::from_ref(&refused)) else { panic!() };
    assert!(String::from_utf8_lossy(&renew.body).contains("refresh_token=next"));
    brand.now = TEN + 7_150;
    let SignIn::Ask(renew) = NETWORK.sign_in(&brand.with(), &[]) else { panic!() };
    assert!(String::from_utf8_lossy(&renew.body).contains("refresh_token=next"));
    brand.now = TEN;
    // A token of an app alone reads, and says that it cannot write.
    brand.settings.options.clear();
    brand.settings.login = "@larkhelp".into();
    let no_user = json(403, &json!({ "title": "Unsupported Authentication" }));
    let SignIn::Ask(by_name) = NETWORK.sign_in(&brand.with(), std::slice::from_ref(&no_user)) else { panic!() };
    assert!(by_name.url.ends_with("/2/users/by/username/larkhelp"));
    let me = json(200, &json!({ "data": { "id": 900, "username": "larkhelp" } }));
    let SignIn::Ready(session) = NETWORK.sign_in(&brand.with(), &[no_user, me]) else { panic!() };
    brand.session = session;
    assert!(matches!(NETWORK.deliver(&brand.with(), &reply("3n2vgalei4v23", "5", "hi"), &[]), Step::Refused(_)));
}

#[test]
fn a_text_is_as_long_as_x_says() {
    for (text, length) in [
        ("", 0),
        ("plain words", 11),
        ("日本語", 6),
        ("Привет", 6),
        ("👍🏽", 2),
        ("1️⃣ #️⃣ 1 #", 2 + 1 + 2 + 1 + 1 + 1 + 1),
        ("🇩🇪🇫🇷", 4),
        ("❤️", 2),
        ("http://a.example/x y", 23 + 2),
        ("(larkfield.com/returns?x=1), ok", 1 + 23 + 5),
        ("mail me@larkfield.com", 21),
        ("v1.2 and e.g.this", 17),
        ("“quoted” – dash…", 17),
    ] {
        assert_eq!(weighted_length(text), length, "{text}");
    }
    let (exact, brand) = ("x".repeat(POST_WEIGHT_MAX), brand());
    assert!(matches!(NETWORK.deliver(&brand.with(), &reply("3n2vgalei4v23", "5", &exact), &[]), Step::Send(_)));
    let Step::Refused(why) = NETWORK.deliver(&brand.with(), &reply("3n2vgalei4v23", "5", &(exact + "日")), &[]) else {
        panic!()
    };
    assert_eq!(why, "X counts 282 signs, and takes 280");
}

/// Brings it out with lines that are cut by chance, until it is done.
fn with_cuts(brand: &mut Played, net: &mut Network, out: &mut Outgoing, chance: &mut u64) -> String {
    for _ in 0..50 {
        let step = brand.attempt(out, |request| {
            *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let cut = (*chance >> 60) % 4;
            // Cut before it arrives, on the way back, or not at all.
            if cut == 0 {
                return None;
            }
            let answer = net.serve(request);
            (cut != 1).then_some(answer)
        });
        match step {
            // Once in a while long enough passes for the server to be done with whatever it was sent.
            None | Some(Step::Later(_)) => brand.now += 50,
            Some(Step::Done { external, .. }) => return external,
            Some(other) => panic!("{other:?}"),
        }
    }
    panic!("never done");
}

#[test]
fn an_answer_is_there_once_however_the_line_is_cut() {
    let (mut brand, mut net, mut chance) = (brand(), Network::default(), 11);
    for n in 0..50_u64 {
        let target = id(TEN - 900, 100 + n);
        let mut out =
            reply("3n2vgalei4v23", &target, &format!("Sorry & thanks, number {n}: https://lark.example/help"));
        let external = with_cuts(&mut brand, &mut net, &mut out, &mut chance);
        let there: Vec<&Value> =
            net.own.iter().filter(|post| post["referenced_tweets"][0]["id"] == target.as_str()).collect();
        assert_eq!(there.len(), 1, "number {n}");
        assert_eq!(there[0]["id"], external.as_str());
    }
    for n in 0..50_u64 {
        let mut out = reply(
            "3n2vgalei4v23",
            &format!("dm:900-901:{}", id(TEN - 900, 500 + n)),
            &format!("in private, number {n}"),
        );
        let external = with_cuts(&mut brand, &mut net, &mut out, &mut chance);
        let there: Vec<&Value> =
            net.messages.iter().filter(|m| m["text"] == format!("in private, number {n}")).collect();
        assert_eq!(there.len(), 1, "number {n}");
        assert_eq!(external, format!("dm:900-901:{}", there[0]["id"].as_str().unwrap()));
    }
    assert_eq!(net.writes, 100);
}

#[test]
fn when_we_wrote_is_told_by_the_clock_of_x() {
    let brand = brand();
    let wrong_by = |secs: i64, list: Value| {
        let mut answer = json(200, &json!({ "data": list }));
        let date = at(TEN + secs).timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        answer.headers.push(("date".into(), date));
        answer
    };
    let mut out = reply("3n2vgalei4v23", "dm:900-901:5", "Sorry!");
    out.tried_at = Some(at(TEN - 50));
    // An hour behind us, and an hour ahead: what was said just now, and what was said half an hour ago.
    let behind = wrong_by(-3_600, json!([message(TEN - 3_600 - 40, 1, OWN, "Sorry!")]));
    let ahead = wrong_by(3_600, json!([message(TEN + 3_600 - 1_800, 2, OWN, "Sorry!")]));
    assert!(matches!(NETWORK.deliver(&brand.with(), &out, std::slice::from_ref(&behind)), Step::Done { .. }));
    assert!(!matches!(NETWORK.deliver(&brand.with(), &out, &[ahead]), Step::Done { .. }));
    let mut out = reply("3n2vgalei4v23", "5", "Sorry!");
    out.tried_at = Some(at(TEN - 50));
    let own = |unix: i64| {
        let mut own = post(unix, 1, OWN, "@t_okafor Sorry!");
        own["referenced_tweets"] = json!([{ "type": "replied_to", "id": "5" }]);
        json!([own])
    };
    let behind = wrong_by(-3_600, own(TEN - 3_600 - 40));
    let ahead = wrong_by(3_600, own(TEN + 3_600 - 1_800));
    assert!(matches!(NETWORK.deliver(&brand.with(), &out, &[behind]), Step::Done { .. }));
    assert!(!matches!(NETWORK.deliver(&brand.with(), &out, &[ahead]), Step::Done { .. }));
}

#[test]
fn a_message_that_x_may_still_be_at_work_on_is_not_sent_again() {
    let (mut brand, net) = (brand(), Network::default());
    let mut out = reply("3n2vgalei4v23", "dm:900-901:5", "Sorry!");
    out.tried_at = Some(at(TEN - 2));
    let nothing = json(200, &json!({ "data": net.messages }));
    let step = NETWORK.deliver(&brand.with(), &out, std::slice::from_ref(&nothing));
    assert!(matches!(step, Step::Later(Trouble::Unwell(_))), "{step:?}");
    brand.now += 178;
    assert!(matches!(NETWORK.deliver(&brand.with(), &out, &[nothing]), Step::Send(_)));
}

#[test]
fn the_same_words_twice_are_looked_for_and_else_said() {
    let (brand, mut net) = (brand(), Network::default());
    let mut out = reply("3n2vgalei4v23", "5", "Sorry!");
    assert!(matches!(brand.attempt(&mut out, |r| Some(net.serve(r))), Some(Step::Done { .. })));
    // The floor has forgotten that it was sent: X refuses, and it is found.
    out.tried_at = None;
    assert!(matches!(brand.attempt(&mut out, |r| Some(net.serve(r))), Some(Step::Done { .. })));
    let mut other = reply("3n2vgalei4v23", "6", "Sorry!");
    let Some(Step::Refused(why)) = brand.attempt(&mut other, |r| Some(net.serve(r))) else { panic!() };
    assert!(why.contains("the same words"), "{why}");
    let gone = |_: &Request| {
        Some(error(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.", ""))
    };
    let Some(Step::Refused(why)) = brand.attempt(&mut reply("3n2vgalei4v23", "7", "a"), gone) else { panic!() };
    assert!(why.contains("deleted or not visible"), "{why}");
    let mut note = reply("3n2vgalei4v23", "7", "a");
    note.wish = Wish::Note("x".into());
    assert!(matches!(NETWORK.deliver(&brand.with(), &note, &[]), Step::Refused(_)));
    assert_eq!(net.writes, 1);
}

#[test]
fn any_bytes_are_a_page_or_a_trouble() {
    let mut brand = brand();
    brand.settings.options = [("words", "lark"), ("direct", "yes")].map(|(k, v)| (k.into(), v.into())).into();
    brand.watched = vec!["5".into()];
    let pages = [
        json!({ "data": [post(TEN, 1, "901", "a https://t.co/abcdefghij"), message(TEN, 2, "901", "b")], "includes": { "users": users() },
                "errors": [{ "resource_id": "5", "type": "resource-not-found" }], "meta": { "next_token": "t", "newest_id": "9" } }),
        json!({ "title": "x", "detail": "tweet.fields", "errors": [{ "parameters": { "since_id": [] } }] }),
    ];
    let cursors = [
        "",
        "{\"stage\":\"s\"}",
        "{\"stage\":\"d\",\"direct\":\"17\"}",
        "{\"stage\":\"c\"}",
        "{\"stage\":\"q\",\"quotes\":[[\"5\",\"1\"]]}",
        "{\"mentions\":\"99999999999999999999\",\"token\":\"é\"}",
    ];
    fuzzed(&brand, &cursors.map(str::to_owned), &pages.map(|p| p.to_string()));
}

#[test]
fn recorded_answers_of_both_contracts_are_read() {
    let mut read = 0;
    for name in ["mentions.json", "v2159_mentions.json", "recent.json", "dm_events.json", "v2159_dm.json"] {
        let Some(body) = super::meta::sample(&format!("x/{name}")) else { return };
        let mut brand = brand();
        brand.settings.options = [("direct", "yes")].map(|(k, v)| (k.into(), v.into())).into();
        brand.cursor = if name.contains("dm") { "{\"stage\":\"d\",\"from\":1}".into() } else { "{\"from\":1}".into() };
        let mut round = Default::default();
        brand.step(&mut round, &mut |_| Answer { body: body.clone(), ..json(200, &json!({})) }).unwrap();
        assert_eq!(round.mentions.len() + round.problems.len(), 1, "{name}");
        read += round.mentions.len();
    }
    assert!(read >= 4, "{read}");
}
