//! Reddit, Discourse, Stack Exchange and feeds as a test plays them.

use super::played::{Played, TEN, at, field, fuzzed, iso, json};
use serde_json::{Value, json};
use watchfloor::connect::net::discourse::Discourse;
use watchfloor::connect::net::feed::Feed;
use watchfloor::connect::net::reddit::Reddit;
use watchfloor::connect::net::stack_exchange::StackExchange;
use watchfloor::connect::net::{Answer, Connector, Request, SignIn, Step, Trouble};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Incoming, IncomingKind, MentionKind, SourceKind};

static REDDIT: Reddit = Reddit;
static FORUM: Discourse = Discourse;
static STACK: StackExchange = StackExchange;
static FEED: Feed = Feed;

fn words(incoming: &Incoming) -> (MentionKind, &str) {
    match &incoming.what {
        IncomingKind::Written { kind, text, .. } => (*kind, text),
        IncomingKind::Amplified(_) => panic!("{incoming:?}"),
    }
}

fn with_options(connector: &'static dyn Connector, options: &[(&str, &str)]) -> Played {
    let mut played = Played::new(connector, "", &[]);
    played.settings.options = options.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    played
}

#[test]
fn all_of_them_listen_and_cannot_answer() {
    for connector in [&REDDIT as &'static dyn Connector, &FORUM, &STACK, &FEED] {
        let about = connector.about();
        assert_eq!((about.kind, about.can.len()), (SourceKind::Listening, 0), "{}", about.id);
        let played = Played::new(connector, "", &[]);
        let out = super::played::reply("3n2vgalei4v23", "1", "x");
        assert!(matches!(connector.deliver(&played.with(), &out, &[]), Step::Refused(_)));
    }
}

fn thing(kind: &str, id: &str, unix: i64, more: &Value) -> Value {
    let mut data = json!({ "name": format!("{kind}_{id}"), "author": "nia", "author_fullname": "t2_9", "created_utc": unix as f64 + 0.5 });
    for (key, value) in more.as_object().unwrap() {
        data[key] = value.clone();
    }
    json!({ "kind": kind, "data": data })
}

fn listing(things: &[Value], after: Option<&str>) -> Answer {
    json(200, &json!({ "kind": "Listing", "data": { "children": things, "after": after } }))
}

#[test]
fn reddit_reads_posts_and_comments_back_to_what_is_known() {
    let mut reddit = with_options(&REDDIT, &[("places", "r/larkfield, phones; no/name"), ("words", "lark OR field")]);
    let posts = [
        thing("t3", "b", TEN - 100, &json!({ "title": "Phone died", "selftext": "After & update", "is_self": true })),
        thing("t3", "a", TEN - 90_000, &json!({ "title": "old" })),
    ];
    let comments = [
        thing("t1", "d", TEN - 50, &json!({ "body": "same here", "parent_id": "t3_b" })),
        thing("t1", "e", TEN - 40, &json!({ "body": "and here", "parent_id": "t1_d" })),
        thing("t1", "f", TEN - 30, &json!({ "body": "[removed]", "parent_id": "t1_d" })),
        json!({ "kind": "t1", "data": { "name": "t1_g", "author": "nia" } }),
    ];
    let found = [thing(
        "t3",
        "h",
        TEN - 20,
        &json!({ "title": "Look", "url": "https://a.example", "is_self": false, "selftext": "" }),
    )];
    reddit.watched = vec!["t3_b".into(), "t1_d".into(), "t1_e".into(), "elsewhere".into()];
    let looked = [
        thing(
            "t3",
            "b",
            TEN,
            &json!({ "title": "Phone died", "selftext": "Solved", "edited": 1_795_341_000.0, "score": 12, "num_crossposts": 2 }),
        ),
        thing("t1", "d", TEN, &json!({ "body": "[deleted]", "author": "[deleted]" })),
        thing("t1", "e", TEN, &json!({ "body": "and here", "edited": false, "score": -4 })),
    ];
    let mut serve = |r: &Request| {
        assert!(r.headers.iter().any(|(n, v)| n == "user-agent" && v.starts_with("watchfloor/")));
        match r.url.strip_prefix("https://net.example/").unwrap() {
            url if url.starts_with("r/larkfield+phones/new.json") => listing(&posts, None),
            url if url.starts_with("r/larkfield+phones/comments.json") => listing(&comments, None),
            url if url.starts_with("search.json") => listing(&found, None),
            url => {
                assert_eq!(url, "api/info.json?raw_json=1&id=t3_b,t1_d,t1_e");
                listing(&looked, None)
            }
        }
    };
    let round = reddit.round(&mut serve);
    let seen: Vec<(&str, Option<&str>, MentionKind, &str)> =
        round.mentions.iter().map(|m| (m.external.as_str(), m.parent.as_deref(), words(m).0, words(m).1)).collect();
    let expected = [
        ("t3_b", None, MentionKind::Post, "Phone died\n\nAfter & update"),
        ("t1_d", Some("t3_b"), MentionKind::Comment, "same here"),
        ("t1_e", Some("t1_d"), MentionKind::Reply, "and here"),
        ("t3_h", None, MentionKind::Post, "Look\n\nhttps://a.example"),
    ];
    assert_eq!(seen, expected);
    assert_eq!((round.problems.len(), round.gaps.len()), (1, 1));
    assert_eq!((round.mentions[0].author.name.as_str(), round.mentions[0].at), ("u/nia", at(TEN - 100)));
    let told: Vec<(&str, Told)> = round.changes.iter().map(|c| (c.external.as_str(), c.what.clone())).collect();
    let edited = Told::Edited("Phone died\n\nSolved".into());
    assert_eq!(
        told,
        [
            ("t3_b", edited),
            ("t3_b", Told::Counted { likes: 12, reposts: 2 }),
            ("t1_d", Told::Gone),
            ("t1_e", Told::Counted { likes: 0, reposts: 0 })
        ]
    );
    // Many new ones: page by page down to what is known, which is read a little again.
    let mut walk = with_options(&REDDIT, &[("places", "larkfield")]);
    let page = |from: i64, n: i64, after: Option<&str>| {
        let all: Vec<Value> = (0..n)
            .map(|i| thing("t3", &format!("z{}", from - i), TEN - 10_000 + from - i, &json!({ "title": "x" })))
            .collect();
        listing(&all, after)
    };
    let empty = || listing(&[], None);
    walk.round(|r| if r.url.contains("/new") { page(1_000, 5, Some("t3_old")) } else { empty() });
    let mut afters = Vec::new();
    let round = walk.round(|r| {
        if !r.url.contains("/new") {
            return empty();
        }
        afters.push(field(r, "after"));
        match afters.len() {
            1 => page(1_200, 100, Some("t3_z1101")),
            2 => page(1_100, 100, Some("t3_z1001")),
            _ => page(1_000, 200, Some("t3_z801")),
        }
    });
    assert_eq!(
        (afters, round.mentions.len(), round.gaps.len()),
        (vec![String::new(), "t3_z1101".into(), "t3_z1001".into()], 400, 0)
    );
}

#[test]
fn reddit_gives_a_token_for_an_app_and_counts_in_fractions() {
    let mut reddit = with_options(&REDDIT, &[("places", "larkfield")]);
    assert!(matches!(REDDIT.sign_in(&reddit.with(), &[]), SignIn::Refused(_)));
    reddit.settings.login = "lark".into();
    let SignIn::Ask(request) = REDDIT.sign_in(&reddit.with(), &[]) else { panic!() };
    assert!(
        request.url == "https://net.example/api/v1/access_token" && request.body == b"grant_type=client_credentials"
    );
    // "lark:secret-of-a-test"
    assert!(request.headers.contains(&("authorization".into(), "Basic bGFyazpzZWNyZXQtb2YtYS10ZXN0".into())));
    let token = json(200, &json!({ "access_token": "t", "expires_in": 86_400, "token_type": "bearer" }));
    let SignIn::Ready(session) = REDDIT.sign_in(&reddit.with(), &[token]) else { panic!() };
    assert_eq!(session.expires, Some(at(TEN + 86_400)));
    assert!(matches!(REDDIT.sign_in(&reddit.with(), &[json(401, &json!({ "error": 401 }))]), SignIn::Refused(_)));
    reddit.settings.server.clear();
    let SignIn::Ask(request) = REDDIT.sign_in(&reddit.with(), &[]) else { panic!() };
    assert!(request.url.starts_with("https://www.reddit.com/"));
    reddit.settings.options.clear();
    assert!(matches!(REDDIT.ask(&reddit.with(), ""), Err(Trouble::Refused(_))));
    let mut slow = json(429, &json!({}));
    slow.headers = [("x-ratelimit-used", "600"), ("x-ratelimit-remaining", "0.0"), ("x-ratelimit-reset", "41.5")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec();
    assert!(matches!(REDDIT.trouble(&slow), Some(Trouble::Slow { until: Some(until), .. }) if until == at(TEN + 42)));
    assert_eq!(REDDIT.quota(&slow).map(|q| (q.limit, q.left)), Some((600, 0)));
}

fn written(id: u64, topic: u64, number: u64, unix: i64, text: &str) -> Value {
    json!({ "id": id, "topic_id": topic, "post_number": number, "created_at": iso(unix), "username": "nia", "user_id": 9,
            "cooked": format!("<p>{text}</p>"), "topic_title": "Where is it?", "post_type": 1, "reply_to_post_number": null })
}

#[test]
fn a_forum_is_read_down_to_what_is_known() {
    let mut forum = Played::new(&FORUM, "larkhelp", &[]);
    let mut second = written(101, 7, 2, TEN - 90, "Not here &amp; not there");
    second["reply_to_post_number"] = json!(1);
    let mut ours = written(102, 7, 3, TEN - 80, "We look");
    ours["username"] = json!("LarkHelp");
    let mut moved = written(103, 7, 4, TEN - 70, "closed");
    moved["post_type"] = json!(3);
    let all = [moved, ours, second, written(100, 7, 1, TEN - 100, "My parcel"), written(90, 6, 1, TEN - 90_000, "old")];
    let round = forum.round(|r| {
        assert!(r.headers.contains(&("api-key".into(), "secret-of-a-test".into())) && !r.url.contains("secret"));
        assert!(r.headers.contains(&("api-username".into(), "larkhelp".into())));
        json(200, &json!({ "latest_posts": all }))
    });
    let seen: Vec<(&str, Option<&str>, bool)> =
        round.mentions.iter().map(|m| (m.external.as_str(), m.parent.as_deref(), m.author.ours)).collect();
    assert_eq!(seen, [("7/3", Some("7/1"), true), ("7/2", Some("7/1"), false), ("7/1", None, false)]);
    assert_eq!(
        (words(&round.mentions[1]), words(&round.mentions[2])),
        ((MentionKind::Reply, "Not here & not there"), (MentionKind::Post, "Where is it?\n\nMy parcel"))
    );
    assert_eq!(round.gaps.len(), 1);
    // More than a page is new, with a stretch of numbers that nobody may see.
    forum.watched = vec!["7/1".into(), "7/2".into()];
    let mut befores = Vec::new();
    let round = forum.round(|r| match r.url.strip_prefix("https://net.example/").unwrap() {
        url if url.starts_with("posts.json") => {
            befores.push(field(r, "before"));
            match befores.last().unwrap().as_str() {
                "" => json(200, &json!({ "latest_posts": [written(260, 8, 9, TEN - 5, "new"), written(220, 8, 8, TEN - 6, "new")] })),
                "219" => json(200, &json!({ "latest_posts": [] })),
                "168" => json(200, &json!({ "latest_posts": [written(160, 8, 2, TEN - 20, "new"), written(130, 8, 1, TEN - 30, "new")] })),
                before => {
                    assert_eq!(before, "129");
                    json(200, &json!({ "latest_posts": [written(101, 7, 2, TEN - 90, "again"), written(80, 6, 1, TEN - 90_000, "old")] }))
                }
            }
        }
        "latest.json?order=activity" => json(200, &json!({ "topic_list": { "topics": [{ "id": 7, "op_like_count": 4 }, { "id": 8, "op_like_count": 9 }] } })),
        "posts/by_number/7/1.json" => {
            let mut post = written(100, 7, 1, TEN - 100, "My parcel, found");
            (post["version"], post["actions_summary"]) = (json!(2), json!([{ "id": 2, "count": 5 }]));
            json(200, &post)
        }
        _ => json(404, &json!({ "errors": ["not found"], "error_type": "not_found" })),
    });
    assert_eq!((befores.len(), round.mentions.len()), (4, 5));
    let told: Vec<(&str, Told)> = round.changes.iter().map(|c| (c.external.as_str(), c.what.clone())).collect();
    let edited = Told::Edited("Where is it?\n\nMy parcel, found".into());
    assert_eq!(
        told,
        [
            ("7/1", Told::Counted { likes: 4, reposts: 0 }),
            ("7/1", edited),
            ("7/1", Told::Counted { likes: 5, reposts: 0 }),
            ("7/2", Told::Gone)
        ]
    );
    let slow =
        json(429, &json!({ "errors": ["slow down"], "error_type": "rate_limit", "extras": { "wait_seconds": 17 } }));
    assert!(matches!(FORUM.trouble(&slow), Some(Trouble::Slow { until: Some(until), .. }) if until == at(TEN + 17)));
    let mut open = with_options(&FORUM, &[("words", "larkphone")]);
    open.secret = String::new().into();
    let round = open.round(|r| {
        assert!(!r.headers.iter().any(|(name, _)| name.starts_with("api-")));
        json(200, &json!({ "latest_posts": [written(2, 1, 2, TEN - 5, "my LarkPhone"), written(1, 1, 1, TEN - 6, "weather")] }))
    });
    assert_eq!(round.ids(), ["1/2"]);
    let lost = open.try_round(|_| json(404, &json!({})));
    assert!(matches!(lost, Err(Trouble::Refused(_))), "{lost:?}");
}

#[test]
fn stack_exchange_is_obeyed_when_it_wants_nothing() {
    let mut stack = with_options(&STACK, &[("site", "stackoverflow"), ("tagged", "lark-api, rust")]);
    let question = |id: u64, unix: i64| {
        json!({ "question_id": id, "title": "Why &quot;null&quot;?", "body": "<p>It says <code>a &lt; b</code></p>",
        "creation_date": unix, "owner": { "user_id": 5, "display_name": "Ni&#225;" }, "tags": ["lark-api"] })
    };
    let page = |items: &[Value], more: bool, rest: &Value| {
        let mut body = json!({ "items": items, "has_more": more, "quota_max": 300, "quota_remaining": 288 });
        for (key, value) in rest.as_object().unwrap() {
            body[key] = value.clone();
        }
        json(200, &body)
    };
    let mut pages = Vec::new();
    let round = stack.round(|r| {
        pages.push((field(r, "page"), field(r, "fromdate")));
        assert!(
            r.url.starts_with("https://net.example/2.3/questions?site=stackoverflow")
                && r.url.contains("tagged=lark-api%3Brust")
        );
        if pages.len() == 1 {
            page(&[question(1, TEN - 900)], true, &json!({}))
        } else {
            page(&[question(2, TEN - 800)], false, &json!({}))
        }
    });
    assert_eq!(round.ids(), ["1", "2"]);
    let day = (TEN - 86_400).to_string();
    assert_eq!(pages, [("1".into(), day.clone()), ("2".into(), day)]);
    assert_eq!(words(&round.mentions[0]).1, "Why \"null\"?\n\nIt says a < b");
    assert_eq!(round.mentions[0].author.name, "Niá");
    // The next look begins a little before what is known, and what is watched is looked at.
    stack.watched = vec!["1".into(), "2".into(), "not-a-number".into()];
    let round = stack.round(|r| {
        if r.url.contains("/posts/") {
            assert!(r.url.contains("/2.3/posts/1;2?"));
            return page(
                &[json!({ "post_id": 1, "score": 4, "body": "<p>solved</p>", "last_edit_date": TEN })],
                false,
                &json!({}),
            );
        }
        assert_eq!(field(r, "fromdate"), (TEN - 800 - 180).to_string());
        page(&[], false, &json!({}))
    });
    let told: Vec<(&str, Told)> = round.changes.iter().map(|c| (c.external.as_str(), c.what.clone())).collect();
    assert_eq!(
        told,
        [("1", Told::Edited("solved".into())), ("1", Told::Counted { likes: 4, reposts: 0 }), ("2", Told::Gone)]
    );
    // Ten seconds of nothing, to the second.
    let answer = page(&[], false, &json!({ "backoff": 10 }));
    assert_eq!(STACK.quota(&answer).map(|q| (q.left, q.resets)), Some((0, Some(at(TEN + 10)))));
    stack.watched.clear();
    stack.round(|_| answer.clone());
    stack.now = TEN + 9;
    assert!(
        matches!(STACK.ask(&stack.with(), &stack.cursor), Err(Trouble::Slow { until: Some(u), .. }) if u == at(TEN + 10))
    );
    stack.now = TEN + 10;
    assert!(STACK.ask(&stack.with(), &stack.cursor).is_ok());
    let throttled = json(
        400,
        &json!({ "error_id": 502, "error_name": "throttle_violation", "error_message": "too many requests from this IP, more requests available in 34 seconds" }),
    );
    assert!(matches!(STACK.trouble(&throttled), Some(Trouble::Slow { until: Some(u), .. }) if u == at(TEN + 34)));
    let used = json(400, &json!({ "error_id": 502, "error_message": "used up", "quota_remaining": 0 }));
    assert!(
        matches!(STACK.trouble(&used), Some(Trouble::Quota { until: Some(u), .. }) if u.unix() % 86_400 == 0 && u > at(TEN))
    );
    assert_eq!(STACK.quota(&page(&[], false, &json!({}))).map(|q| (q.limit, q.left)), Some((300, 288)));
    assert!(matches!(
        STACK.trouble(&json(400, &json!({ "error_id": 400, "error_message": "site is required" }))),
        Some(Trouble::Refused(_))
    ));
}

fn document(body: &str) -> Answer {
    Answer { body: body.as_bytes().to_vec(), ..json(200, &Value::Null) }
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Lark &amp; co</title><link>https://b.example</link>
<item><title>Phones &lt;b&gt;break&lt;/b&gt;</title><link>https://b.example/1</link><guid isPermaLink="false">g-1</guid><author>nia@b.example (Nia)</author>
<pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate><description><![CDATA[<p>All of<br>them &amp; more</p>]]></description></item>
<item><title>No id</title><link>https://b.example/2</link><pubDate>Sun, 22 Nov 2026 09:30:00 GMT</pubDate></item>
<item><description>Neither title nor link</description><pubDate>Sun, 22 Nov 2026 09:40:00 GMT</pubDate></item>
<item><title>Old</title><guid>g-0</guid><pubDate>Sun, 01 Nov 2026 09:00:00 GMT</pubDate></item>
<item><title>Tomorrow</title><guid>g-9</guid><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:f</id><updated>2026-11-22T09:00:00Z</updated>
<entry><title type="html">Larkfield &amp;amp; us</title><id>urn:1</id><author><name>Nia</name></author><published>2026-11-22T08:00:00Z</published>
<updated>2026-11-22T09:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>In <b>short</b></p></div></content></entry></feed>"#;

#[test]
fn a_feed_is_read_when_it_has_changed() {
    let mut feed = with_options(&FEED, &[("address", "https://b.example/feed.xml")]);
    let stamped = || Answer {
        headers: [
            ("etag", "\"a-1\""),
            ("last-modified", "Sun, 22 Nov 2026 09:45:00 GMT"),
            ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec(),
        ..document(RSS)
    };
    let round = feed.round(|r| {
        assert!(r.url == "https://b.example/feed.xml" && !r.headers.iter().any(|(n, _)| n.starts_with("if-")));
        stamped()
    });
    assert_eq!(round.mentions.len(), 4);
    assert_eq!(round.ids()[..2], ["g-1", "https://b.example/2"]);
    assert!(round.ids()[2].starts_with("words:") && round.ids()[3] == "g-9");
    assert_eq!(words(&round.mentions[0]), (MentionKind::Post, "Phones break\n\nAll of\nthem & more"));
    assert_eq!((round.mentions[0].at, round.mentions[3].at), (at(TEN - 3_600), at(TEN)), "nothing is from the future");
    assert_eq!(round.mentions[1].author.name, "Lark & co");
    assert_eq!(round.gaps.len(), 1);
    let same = feed.round(|r| {
        assert!(r.headers.contains(&("if-none-match".into(), "\"a-1\"".into())));
        assert!(r.headers.contains(&("if-modified-since".into(), "Sun, 22 Nov 2026 09:45:00 GMT".into())));
        Answer { status: 304, ..document("") }
    });
    assert_eq!(same.mentions.len(), 0);
    // The whole again: the same ids, and nothing that was too old at first.
    feed.now = TEN + 86_400;
    let again = feed.round(|_| stamped());
    assert_eq!(again.ids(), round.ids());
    feed.watched = vec!["urn:1".into()];
    let edited = feed.round(|_| document(ATOM));
    assert_eq!(words(&edited.mentions[0]).1, "Larkfield & us\n\nIn short");
    assert_eq!(
        (edited.mentions[0].author.name.as_str(), &edited.changes[0].what),
        ("Nia", &Told::Edited("Larkfield & us\n\nIn short".into()))
    );
}

#[test]
fn what_is_no_feed_says_so() {
    let mut feed = with_options(&FEED, &[("address", "b.example")]);
    assert!(matches!(FEED.ask(&feed.with(), ""), Err(Trouble::Refused(_))));
    feed.settings.options.insert("address".into(), "https://b.example".into());
    let page = feed.try_round(|_| document("<!DOCTYPE html><html><body>Hello</body></html>"));
    assert!(matches!(page, Err(Trouble::Refused(why)) if why.contains("a page for people")));
    for body in ["", "hello", "{}", "<rss version=\"2.0\"><channel><item>", "<rss></rss>"] {
        assert!(matches!(feed.try_round(|_| document(body)), Err(Trouble::Unwell(_)) | Ok(_)), "{body}");
    }
    let deep = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">{}",
        "<div>".repeat(400_000)
    );
    assert!(matches!(feed.try_round(|_| document(&deep)), Err(Trouble::Refused(_))));
    let quoted = RSS.replace("<br>", &"<br>".repeat(400));
    assert!(feed.try_round(|_| document(&quoted)).is_ok(), "what is quoted whole may hold anything");
    let many: String = (0..1_200).map(|n| format!("<item><title>t{n}</title><guid>{n}</guid></item>")).collect();
    let round =
        feed.round(|_| document(&format!("<rss version=\"2.0\"><channel><title>x</title>{many}</channel></rss>")));
    assert_eq!((round.mentions.len(), round.gaps.len()), (1_000, 1));
    let json_feed = json!({ "version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{ "id": "j1", "content_text": "Larkfield", "date_published": iso(TEN) }] });
    let mut feed = with_options(&FEED, &[("address", "https://b.example"), ("words", "larkfield")]);
    assert_eq!(feed.round(|_| document(&json_feed.to_string())).ids(), ["j1"]);
    assert_eq!(feed.round(|_| document(RSS)).ids().len(), 0, "nothing in it speaks of us");
}

#[test]
fn any_bytes_are_a_page_or_a_trouble() {
    let mut reddit = with_options(&REDDIT, &[("places", "a"), ("words", "b")]);
    reddit.watched = vec!["t3_b".into()];
    let things = json!({ "data": { "children": [thing("t3", "b", TEN, &json!({ "title": "x", "edited": 5.0, "score": 1 })), thing("t1", "c", TEN, &json!({ "body": "y", "parent_id": "t3_b" }))], "after": "t3_b" } });
    let stages = ["", "{\"stage\":\"c\",\"comments\":5}", "{\"stage\":\"s\",\"search\":-9}", "{\"stage\":\"w\"}"]
        .map(str::to_owned);
    fuzzed(&reddit, &stages, &[things.to_string()]);
    let mut forum = Played::new(&FORUM, "larkhelp", &[]);
    forum.watched = vec!["7/1".into()];
    let posts = json!({ "latest_posts": [written(9, 7, 1, TEN, "a"), written(8, 6, 2, TEN, "b")], "topic_list": { "topics": [{ "id": 7, "op_like_count": 1 }] } });
    let stages = ["", "{\"known\":5,\"before\":9}", "{\"stage\":\"t\"}", "{\"stage\":\"w\",\"looks\":[\"7/1\",\"x\"]}"]
        .map(str::to_owned);
    fuzzed(&forum, &stages, &[posts.to_string(), written(9, 7, 1, TEN, "a").to_string()]);
    let mut stack = with_options(&STACK, &[("site", "a")]);
    stack.watched = vec!["1".into()];
    let items = json!({ "items": [{ "question_id": 1, "post_id": 1, "creation_date": TEN, "title": "a", "body": "<p>b", "score": 1, "last_edit_date": 5 }], "has_more": true, "backoff": 9, "quota_max": 3 });
    fuzzed(
        &stack,
        &["", "{\"watched\":true}", "{\"page\":4294967295,\"known\":-9223372036854775808,\"from\":5}"]
            .map(str::to_owned),
        &[items.to_string()],
    );
    let feed = with_options(&FEED, &[("address", "https://b.example")]);
    fuzzed(&feed, &["".to_owned(), "{\"from\":1}".to_owned()], &[RSS.to_owned(), ATOM.to_owned()]);
}
