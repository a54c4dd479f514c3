//! Facebook Pages and Instagram as a test plays them, and what Meta sends by itself.

use super::played::{Played, TEN, at, fuzzed, iso, json, reply};
use serde_json::{Value, json};
use watchfloor::connect::net::meta::{Facebook, Instagram, Window, reply_window, webhook};
use watchfloor::connect::net::{Answer, Connector, Method, Request, SignIn, Step, Trouble, Wish};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Amplification, Incoming, IncomingKind, MentionKind};

static PAGE: Facebook = Facebook;
static INSTA: Instagram = Instagram;

fn page() -> Played {
    Played::new(&PAGE, "", &[("page", "77"), ("name", "Larkfield")])
}

fn insta() -> Played {
    Played::new(&INSTA, "", &[("page", "77"), ("id", "1789"), ("username", "larkfield")])
}

/// A moment as Graph writes it: the offset has no colon.
fn graph(unix: i64) -> String {
    iso(unix).replace(".000Z", "+0000")
}

fn kind(incoming: &Incoming) -> MentionKind {
    match incoming.what {
        IncomingKind::Written { kind, .. } => kind,
        IncomingKind::Amplified(_) => panic!("{incoming:?}"),
    }
}

fn comment(id: &str, unix: i64, from: &str, text: &str) -> Value {
    json!({ "id": id, "message": text, "created_time": graph(unix), "from": { "id": from, "name": format!("Person {from}") } })
}

fn error(status: u16, code: u64, sub: u64, message: &str) -> Answer {
    json(
        status,
        &json!({ "error": { "message": message, "type": "OAuthException", "code": code, "error_subcode": sub, "fbtrace_id": "A" } }),
    )
}

fn with_header(answer: Answer, name: &str, value: &Value) -> Answer {
    Answer { headers: vec![(name.into(), value.to_string())], ..answer }
}

/// A page with what is on it.
#[derive(Default)]
struct Graph {
    comments: Vec<Value>,
    tagged: Vec<Value>,
    talks: Vec<Value>,
    sent: Vec<Value>,
    batches: Vec<String>,
}

impl Graph {
    fn serve(&mut self, request: &Request) -> Answer {
        assert!(!request.url.contains("access_token"), "the token stands in no address");
        assert_eq!(request.headers.iter().find(|(n, _)| n == "authorization").unwrap().1, "Bearer token-of-a-test");
        let path = request.url.strip_prefix("https://net.example/").unwrap().to_owned();
        let path = path.strip_prefix("v23.0/").unwrap_or(&path).to_owned();
        if request.method == Method::Post && path.is_empty() {
            self.batches.push(String::from_utf8_lossy(&request.body).into_owned());
            let body = |value: Value| json!({ "code": 200, "body": value.to_string() });
            return json(
                200,
                &json!([
                    body(
                        json!({ "id": "77_1", "message": "We are back", "likes": { "summary": { "total_count": 9 } }, "shares": { "count": 4 } })
                    ),
                    body(json!({ "error": { "code": 100, "error_subcode": 33, "message": "Object does not exist" } })),
                    null
                ]),
            );
        }
        if path.starts_with("77/feed") {
            let mut posts = vec![comment("77_1", TEN - 7_000, "77", "We are closed today")];
            posts[0]["comments"] = json!({ "data": self.comments });
            return json(200, &json!({ "data": posts }));
        }
        if path.starts_with("77/tagged") {
            return json(200, &json!({ "data": self.tagged }));
        }
        if path.starts_with("77/conversations") || path.starts_with("me/conversations") {
            return json(200, &json!({ "data": self.talks }));
        }
        self.more(request, &path)
    }

    /// Writing, and reading what was written.
    fn more(&mut self, request: &Request, path: &str) -> Answer {
        if request.method == Method::Post {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            if path == "me/messages" {
                let mid = format!("m_{}", self.sent.len());
                let made = comment(&mid, TEN, "77", body["message"]["text"].as_str().unwrap());
                self.talks[0]["messages"]["data"].as_array_mut().unwrap().insert(0, made);
                self.sent.push(body);
                return json(200, &json!({ "recipient_id": "901", "message_id": mid }));
            }
            let made = comment(&format!("1_{}", 900 + self.sent.len()), TEN, "77", body["message"].as_str().unwrap());
            self.comments.insert(0, made.clone());
            self.sent.push(body);
            return json(200, &json!({ "id": made["id"] }));
        }
        if path.contains("/comments?") {
            return json(200, &json!({ "data": self.comments }));
        }
        let id = path.split('?').next().unwrap();
        let messages = self.talks.iter().flat_map(|t| t["messages"]["data"].as_array().unwrap()).chain(&self.comments);
        match messages.into_iter().find(|m| m["id"] == id) {
            Some(found) => json(200, found),
            None => error(400, 100, 33, "Unsupported get request"),
        }
    }
}

fn talk(messages: &[Value]) -> Value {
    json!({ "id": "t_5", "updated_time": messages[0]["created_time"], "messages": { "data": messages } })
}

#[test]
fn a_round_of_a_page_reads_comments_mentions_and_messages() {
    let mut answer = comment("1_8", TEN - 500, "77", "We are sorry");
    answer["parent"] = json!({ "id": "1_7" });
    let mut graph = Graph {
        comments: vec![
            answer,
            comment("1_7", TEN - 600, "901", "Where is my order?"),
            json!({ "id": "1_6", "message": "when?" }),
        ],
        tagged: vec![comment("44_2", TEN - 300, "44", "Larkfield again")],
        talks: vec![talk(&[comment("m_2", TEN - 100, "77", "Hi"), comment("m_1", TEN - 200, "901", "hello?")])],
        ..Graph::default()
    };
    let mut page = page();
    page.watched = vec!["77_1".into(), "1_7".into(), "m_1".into(), "44_2".into()];
    let round = page.round(|request| graph.serve(request));
    assert_eq!(round.asked.len(), 4);
    let seen: Vec<(&str, Option<&str>, MentionKind, bool)> =
        round.mentions.iter().map(|m| (m.external.as_str(), m.parent.as_deref(), kind(m), m.author.ours)).collect();
    assert_eq!(
        seen,
        [
            ("77_1", None, MentionKind::Post, true),
            ("1_8", Some("1_7"), MentionKind::Reply, true),
            ("1_7", Some("77_1"), MentionKind::Comment, false),
            ("44_2", None, MentionKind::Post, false),
            ("m_2", Some("m_1"), MentionKind::Direct, true),
            ("m_1", None, MentionKind::Direct, false),
        ]
    );
    assert_eq!(round.mentions[2].at, at(TEN - 600));
    assert_eq!(round.problems.len(), 1, "{:?}", round.problems);
    let told: Vec<(&str, &Told)> = round.changes.iter().map(|c| (c.external.as_str(), &c.what)).collect();
    let (edited, counted) = (Told::Edited("We are back".into()), Told::Counted { likes: 9, reposts: 4 });
    assert_eq!(told, [("77_1", &edited), ("77_1", &counted), ("1_7", &Told::Gone)]);
    assert!(graph.batches[0].contains("v23.0%2F77_1%3Ffields") && !graph.batches[0].contains("m_1"));
    // The next round: the same words are not told again, and the next message joins the conversation.
    graph.talks = vec![talk(&[comment("m_3", TEN - 50, "901", "thanks")])];
    let round = page.round(|request| graph.serve(request));
    assert!(!round.changes.iter().any(|c| matches!(c.what, Told::Edited(_))));
    let thanks = round.mentions.iter().find(|m| m.external == "m_3").unwrap();
    assert_eq!(thanks.parent.as_deref(), Some("m_2"));
}

#[test]
fn many_new_comments_are_read_back_to_what_is_known() {
    let mut page = page();
    let list = |from: i64, n: i64| {
        (0..n).map(|i| comment(&format!("1_{}", from - i), TEN - 10_000 + from - i, "901", "x")).collect::<Vec<_>>()
    };
    let nothing = || json(200, &json!({ "data": [] }));
    let feed = |data: Vec<Value>, next: bool| {
        let paging = if next { json!({ "next": "https://x", "cursors": { "after": "p1" } }) } else { json!({}) };
        let mut post = comment("77_1", TEN - 20_000, "77", "We are closed today");
        post["comments"] = json!({ "data": data, "paging": paging });
        json(200, &json!({ "data": [post] }))
    };
    page.round(|r| if r.url.contains("/feed?") { feed(list(1_000, 1), false) } else { nothing() });
    let mut asked = 0;
    let round = page.round(|r| {
        if r.url.contains("/feed?") {
            return feed(list(2_000, 50), true);
        }
        if !r.url.contains("/77_1/comments?") {
            return nothing();
        }
        asked += 1;
        assert!(r.url.ends_with(if asked == 1 { "&after=p1" } else { "&after=p2" }), "{}", r.url);
        let (data, next) = if asked == 1 { (list(1_950, 100), "p2") } else { (list(1_000 + 10, 200), "p3") };
        json(200, &json!({ "data": data, "paging": { "next": "https://x", "cursors": { "after": next } } }))
    });
    assert_eq!((asked, round.mentions.len(), round.gaps.len()), (2, 351, 0));
    // What is older than a day when the source was added is never read, not later either.
    let old = page.round(|r| if r.url.contains("/feed?") { feed(list(-90_000, 5), false) } else { nothing() });
    assert_eq!(old.ids(), ["77_1"]);
}

#[test]
fn an_answer_is_under_the_comment_once() {
    let (mut page, mut graph, mut chance) = (page(), Graph::default(), 5_u64);
    graph.talks = vec![talk(&[comment("m_in", TEN - 3_600, "901", "hello?")])];
    for n in 0..40 {
        let private = n % 2 == 1;
        let target = if private { "m_in" } else { "1_7" };
        let mut out = reply("3n2vgalei4v23", target, &format!("answer {n}"));
        let before = graph.sent.len();
        let mut tries = 0;
        let external = loop {
            tries += 1;
            assert!(tries < 60);
            let step = page.attempt(&mut out, |request| {
                chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let cut = (chance >> 60) % 5;
                if cut == 0 {
                    return None;
                }
                let answer = graph.serve(request);
                (cut != 1).then_some(answer)
            });
            match step {
                // Once in a while long enough passes for the server to be done with whatever it was sent.
                None | Some(Step::Later(_)) => page.now += 50,
                Some(Step::Done { external, .. }) => break external,
                Some(other) => panic!("{other:?}"),
            }
        };
        assert_eq!(graph.sent.len(), before + 1, "answer {n}");
        assert!(external.starts_with(if private { "m_" } else { "1_9" }), "{external}");
    }
    let body = &graph.sent[1];
    assert_eq!((&body["messaging_type"], &body["recipient"]["id"]), (&json!("RESPONSE"), &json!("901")));
}

#[test]
fn what_meta_may_still_be_at_work_on_is_not_sent_again() {
    let (mut page, mut graph) = (page(), Graph::default());
    graph.talks = vec![talk(&[comment("m_in", TEN - 3_600, "901", "hello?")])];
    for target in ["m_in", "1_7"] {
        page.now = TEN;
        let mut out = reply("3n2vgalei4v23", target, "Sorry!");
        out.tried_at = Some(at(TEN - 2));
        let step = page.attempt(&mut out, |r| Some(graph.serve(r)));
        assert!(matches!(step, Some(Step::Later(Trouble::Unwell(_)))), "{target}: {step:?}");
        assert_eq!(graph.sent.len(), 0);
        page.now += 178;
        assert!(matches!(page.attempt(&mut out, |r| Some(graph.serve(r))), Some(Step::Done { .. })), "{target}");
        graph.sent.clear();
    }
}

#[test]
fn a_private_message_is_answered_while_that_may_be_done() {
    let nine = at(TEN);
    assert_eq!(reply_window(nine, nine.plus(86_399)), Window::Open { left_secs: 1 });
    assert_eq!(reply_window(nine, nine.plus(86_400)), Window::HumanOnly { left_secs: 6 * 86_400 });
    assert_eq!(reply_window(nine, nine.plus(7 * 86_400 - 1)), Window::HumanOnly { left_secs: 1 });
    assert_eq!(reply_window(nine, nine.plus(7 * 86_400)), Window::Closed);
    assert_eq!(reply_window(nine.plus(60), nine), Window::Open { left_secs: 86_400 });
    let page = page();
    let attempt = |age: i64| {
        let mut graph = Graph { talks: vec![talk(&[comment("m_1", TEN - age, "901", "hello?")])], ..Graph::default() };
        let step = page.attempt(&mut reply("3n2vgalei4v23", "m_1", "hi"), |r| Some(graph.serve(r)));
        (step, graph.sent)
    };
    assert!(matches!(attempt(60), (Some(Step::Done { .. }), _)));
    let (step, sent) = attempt(2 * 86_400);
    assert!(matches!(step, Some(Step::Done { .. })));
    assert_eq!((&sent[0]["messaging_type"], &sent[0]["tag"]), (&json!("MESSAGE_TAG"), &json!("HUMAN_AGENT")));
    let (Some(Step::Refused(why)), sent) = attempt(8 * 86_400) else { panic!() };
    assert!(sent.is_empty() && why.contains("more than seven days ago"), "{why}");
    // What the customer wrote after the message that is answered counts.
    let talks = vec![talk(&[
        comment("m_2", TEN - 60, "901", "still there?"),
        comment("m_1", TEN - 8 * 86_400, "901", "hello?"),
    ])];
    let mut graph = Graph { talks, ..Graph::default() };
    let step = page.attempt(&mut reply("3n2vgalei4v23", "m_1", "hi"), |r| Some(graph.serve(r)));
    assert!(matches!(step, Some(Step::Done { .. })));
    // And Meta has the last word.
    let late = page.attempt(&mut reply("3n2vgalei4v23", "m_1", "hi"), |r| {
        Some(if r.method == Method::Post {
            error(400, 10, 2_018_278, "outside the allowed window")
        } else {
            graph.serve(r)
        })
    });
    assert!(matches!(late, Some(Step::Refused(why)) if why.contains("the customer has to write again")));
}

#[test]
fn limits_come_as_shares_and_errors_with_any_status() {
    let slow = |code: u64| {
        with_header(
            error(400, code, 0, "limit"),
            "x-business-use-case-usage",
            &json!({ "77": [{ "type": "pages", "call_count": 100, "total_cputime": 3, "total_time": 4, "estimated_time_to_regain_access": 19 }] }),
        )
    };
    for code in [4, 17, 32, 613, 80_001, 80_002] {
        let told = PAGE.trouble(&slow(code));
        assert!(
            matches!(told, Some(Trouble::Slow { until: Some(until), .. }) if until == at(TEN + 19 * 60)),
            "{code}: {told:?}"
        );
    }
    assert!(matches!(INSTA.trouble(&error(400, 190, 463, "expired")), Some(Trouble::SignIn(_))));
    assert!(matches!(INSTA.trouble(&error(500, 2, 0, "temporary")), Some(Trouble::Unwell(_))));
    assert!(matches!(INSTA.trouble(&json(502, &json!({}))), Some(Trouble::Unwell(_))));
    let fine = json(200, &json!({ "data": [] }));
    let used = |percent: u32| {
        with_header(fine.clone(), "x-app-usage", &json!({ "call_count": percent, "total_cputime": 7, "total_time": 9 }))
    };
    assert_eq!(PAGE.quota(&used(64)).map(|q| (q.limit, q.left)), Some((100, 36)));
    assert_eq!(PAGE.quota(&used(250)).map(|q| q.left), Some(0));
    assert_eq!(PAGE.quota(&fine), None);
    // At four fifths nothing more is read for a while, and answers still go out.
    let mut page = page();
    page.round(|_| used(79));
    let mut round = Default::default();
    page.step(&mut round, &mut |_| used(80)).unwrap();
    let waits = PAGE.ask(&page.with(), &page.cursor);
    assert!(matches!(waits, Err(Trouble::Slow { until: Some(until), .. }) if until == at(TEN + 600)));
    assert!(matches!(PAGE.deliver(&page.with(), &reply("3n2vgalei4v23", "1_7", "x"), &[]), Step::Send(_)));
    page.now += 600;
    assert!(PAGE.ask(&page.with(), &page.cursor).is_ok());
}

#[test]
fn what_the_token_may_not_read_is_told_once_and_stops_nothing_else() {
    let mut page = page();
    let (mut problems, mut graph) =
        (0, Graph { tagged: vec![comment("44_2", TEN - 300, "44", "Larkfield")], ..Graph::default() });
    for _ in 0..3 {
        let round = page.round(|r| {
            if r.url.contains("/conversations") {
                error(403, 200, 0, "Requires pages_messaging")
            } else {
                graph.serve(r)
            }
        });
        assert_eq!(round.mentions.len(), 2);
        problems += round.problems.len();
    }
    assert_eq!(problems, 1);
    let lost = page.try_round(|_| error(403, 200, 0, "Requires pages_read_engagement"));
    assert!(matches!(lost, Err(Trouble::Refused(why)) if why.contains("pages_read_engagement")));
    page.settings.options.insert("messages".into(), "no".into());
    let round = page.round(|r| graph.serve(r));
    assert!(!round.asked.iter().any(|r| r.url.contains("conversations")));
}

#[test]
fn instagram_reads_comments_tags_and_messages_and_answers_each_its_own_way() {
    let note = |id: &str, unix: i64, who: &str, text: &str| json!({ "id": id, "text": text, "timestamp": graph(unix), "username": who });
    let mut below = note("18", TEN - 80, "larkfield", "Sorry!");
    below["parent_id"] = json!("17");
    let mut top = note("17", TEN - 90, "t_okafor", "Where is my order?");
    top["replies"] = json!({ "data": [below] });
    let media = json!({ "data": [{ "id": "500", "caption": "New!", "timestamp": graph(TEN - 900), "username": "larkfield",
                                   "comments": { "data": [top] } }] });
    let tags = json!({ "data": [{ "id": "600", "caption": "with @larkfield", "timestamp": graph(TEN - 70), "username": "nia" }] });
    let direct = json!({ "data": [talk(&[comment("aWd1", TEN - 60, "901", "hi")])] });
    let mut insta = insta();
    insta.watched = vec!["17".into(), "media:500".into(), "dm:aWd1".into()];
    let round = insta.round(|r| {
        let body = |value: Value| json!({ "code": 200, "body": value.to_string() });
        match r.url.strip_prefix("https://net.example/v23.0/").unwrap_or_default() {
            url if url.starts_with("1789/media") => json(200, &media),
            url if url.starts_with("1789/tags") => json(200, &tags),
            url if url.starts_with("me/conversations?platform=instagram") => json(200, &direct),
            _ => json(
                200,
                &json!([body(json!({ "id": "17", "like_count": 3 })), body(json!({ "id": "500", "like_count": 60 }))]),
            ),
        }
    });
    let seen: Vec<(&str, Option<&str>, bool)> =
        round.mentions.iter().map(|m| (m.external.as_str(), m.parent.as_deref(), m.author.ours)).collect();
    let expected = [
        ("media:500", None, true),
        ("17", Some("media:500"), false),
        ("18", Some("17"), true),
        ("tagged:600", None, false),
        ("dm:aWd1", None, false),
    ];
    assert_eq!(seen, expected);
    assert_eq!(round.changes.len(), 2, "{:?}", round.changes);
    let sends = |target: &str| match INSTA.deliver(&insta.with(), &reply("3n2vgalei4v23", target, "hi"), &[]) {
        Step::Send(r) => {
            (r.url.rsplit("v23.0/").next().unwrap().to_owned(), serde_json::from_slice::<Value>(&r.body).unwrap())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(sends("17").0, "17/replies");
    assert_eq!(sends("media:500").0, "500/comments");
    assert_eq!(sends("tagged:600"), ("1789/mentions".into(), json!({ "message": "hi", "media_id": "600" })));
    let mut tried = reply("3n2vgalei4v23", "tagged:600", "hi");
    tried.tried_at = Some(at(TEN - 5));
    assert!(matches!(INSTA.deliver(&insta.with(), &tried, &[]), Step::Unsure(_)), "nobody can look there");
    // The answer to an answer is found under the comment above both.
    let mut below = reply("3n2vgalei4v23", "18", "We call you");
    below.tried_at = Some(at(TEN - 5));
    let found = insta.attempt(&mut below, |r| {
        assert_eq!(r.method, Method::Get);
        if r.url.contains("/18/replies") {
            return Some(json(200, &json!({ "data": [] })));
        }
        let ours = note("19", TEN - 4, "larkfield", "@nia We call you");
        let top = json!({ "id": "17", "text": "Where?", "username": "nia", "replies": { "data": [ours] } });
        Some(json(200, &json!({ "id": "18", "media": { "comments": { "data": [top] }, "id": "500" } })))
    });
    assert!(matches!(found, Some(Step::Done { external, .. }) if external == "19"));
    let mut first = reply("3n2vgalei4v23", "17", "hi");
    first.wish = Wish::Reply { text: "hi".into(), private: true };
    assert!(matches!(INSTA.deliver(&insta.with(), &first, &[]), Step::Ask(r) if r.url.contains("/17?fields=")));
    let me = json(
        200,
        &json!({ "id": "77", "name": "Larkfield", "instagram_business_account": { "id": "1789", "username": "larkfield" } }),
    );
    let SignIn::Ready(session) = INSTA.sign_in(&insta.with(), &[me]) else { panic!() };
    assert_eq!((session.own("id"), session.own("username")), ("1789", "larkfield"));
    let SignIn::Refused(why) = INSTA.sign_in(&insta.with(), &[json(200, &json!({ "id": "77" }))]) else { panic!() };
    assert!(why.contains("no Instagram account"), "{why}");
    assert!(matches!(PAGE.sign_in(&page().with(), &[error(400, 190, 0, "bad token")]), SignIn::Refused(_)));
}

/// A body that Meta sends about one change.
fn change(field: &str, value: &Value) -> Vec<u8> {
    json!({ "object": "page", "entry": [{ "id": "77", "time": TEN, "changes": [{ "field": field, "value": value }] }] })
        .to_string()
        .into_bytes()
}

fn event(value: &Value) -> Vec<u8> {
    json!({ "object": "page", "entry": [{ "id": 77, "time": TEN * 1_000, "messaging": [value] }] })
        .to_string()
        .into_bytes()
}

#[test]
fn what_meta_sends_by_itself_says_the_same_as_what_is_asked() {
    let told = |verb: &str| {
        json!({ "item": "comment", "verb": verb, "comment_id": "1_7", "post_id": "77_1", "parent_id": "77_1",
        "from": { "id": "901", "name": "Person 901" }, "created_time": TEN - 600, "message": "Where is my order?" })
    };
    let sent = webhook(&change("feed", &told("add"))).unwrap();
    let mut graph =
        Graph { comments: vec![comment("1_7", TEN - 600, "901", "Where is my order?")], ..Graph::default() };
    let read = page().round(|r| graph.serve(r));
    assert_eq!(Some(&sent.mentions[0]), read.mentions.iter().find(|m| m.external == "1_7"), "nothing is doubled");
    let edited = webhook(&change("feed", &told("edited"))).unwrap();
    assert_eq!(edited.changes[0].what, Told::Edited("Where is my order?".into()));
    let removed = webhook(&change("feed", &told("remove"))).unwrap();
    assert_eq!((removed.mentions.len(), &removed.changes[0].what), (0, &Told::Gone));
    assert_eq!(webhook(&change("feed", &told("hide"))).unwrap(), Default::default());
    // Ids that are numbers, a sender without a `from`, and our own answer.
    let own = json!({ "item": "comment", "verb": "add", "comment_id": "1_8", "post_id": "77_1", "parent_id": "1_7", "sender_id": 77, "sender_name": "Larkfield", "message": "Sorry" });
    let own = webhook(&change("feed", &own)).unwrap();
    assert!(
        own.mentions[0].author.ours && kind(&own.mentions[0]) == MentionKind::Reply && own.mentions[0].at == at(TEN)
    );
    let like = json!({ "item": "reaction", "verb": "add", "post_id": "77_1", "reaction_type": "love", "from": { "id": "901" }, "created_time": TEN });
    let like = webhook(&change("feed", &like)).unwrap();
    assert_eq!(
        (like.mentions[0].external.as_str(), like.mentions[0].parent.as_deref()),
        ("like:901:77_1", Some("77_1"))
    );
    assert_eq!(like.mentions[0].what, IncomingKind::Amplified(Amplification::Like));
    let review = json!({ "item": "rating", "verb": "add", "open_graph_story_id": 5_001, "reviewer_id": 9_011, "reviewer_name": "Nia", "rating": 2, "review_text": "Slow", "created_time": TEN });
    let review = webhook(&change("ratings", &review)).unwrap();
    assert!(
        matches!(&review.mentions[0].what, IncomingKind::Written { kind: MentionKind::Review, text, .. } if text == "Slow\n2 of 5 stars")
    );
    let nothing = json!({ "item": "comment", "verb": "add", "message": "no id" });
    assert_eq!(webhook(&change("feed", &nothing)).unwrap().problems.len(), 1);
    assert!(webhook(b"{\"object\":\"user\"}").is_err() && webhook(b"<html>").is_err());
}

#[test]
fn private_messages_that_meta_sends_are_read() {
    let base = |message: Value| json!({ "sender": { "id": 901 }, "recipient": { "id": 77 }, "timestamp": (TEN - 60) * 1_000 + 618, "message": message });
    let new = webhook(&event(&base(json!({ "mid": "m_1", "text": "hello?", "reply_to": { "mid": "m_0" } })))).unwrap();
    let mention = &new.mentions[0];
    assert_eq!((mention.external.as_str(), mention.parent.as_deref(), mention.at), ("m_1", Some("m_0"), at(TEN - 60)));
    assert!(!mention.author.ours && mention.author.external == "901");
    let echo = webhook(&event(&base(json!({ "mid": "m_2", "text": "hi", "is_echo": true })))).unwrap();
    assert!(echo.mentions[0].author.ours);
    let picture = webhook(&event(&base(json!({ "mid": "m_3", "attachments": [{ "type": "image" }] })))).unwrap();
    assert!(matches!(&picture.mentions[0].what, IncomingKind::Written { text, .. } if text == "[a picture or a file]"));
    let gone = webhook(&event(&base(json!({ "mid": "m_1", "is_deleted": true })))).unwrap();
    assert_eq!((gone.changes[0].external.as_str(), &gone.changes[0].what), ("m_1", &Told::Gone));
    let edit = webhook(&event(&json!({ "sender": { "id": "901" }, "timestamp": TEN * 1_000, "message_edit": { "mid": "m_1", "text": "hello!" } }))).unwrap();
    assert_eq!(edit.changes[0].what, Told::Edited("hello!".into()));
    assert_eq!(webhook(&event(&json!({ "read": { "watermark": 1 } }))).unwrap(), Default::default());
    let blocked =
        webhook(&event(&json!({ "policy-enforcement": { "action": "block", "reason": "too many" } }))).unwrap();
    assert!(blocked.problems[0].reason.contains("too many"));
    let insta = json!({ "object": "instagram", "entry": [{ "id": "1789", "time": TEN, "messaging": [base(json!({ "mid": "aWd1", "text": "hi" }))],
        "changes": [{ "field": "comments", "value": { "id": "17", "text": "where?", "from": { "id": "901", "username": "t_okafor" }, "media": { "id": "500" } } },
                    { "field": "mentions", "value": { "media_id": "600", "comment_id": "19" } }] }] });
    let insta = webhook(insta.to_string().as_bytes()).unwrap();
    let seen: Vec<(&str, Option<&str>)> =
        insta.mentions.iter().map(|m| (m.external.as_str(), m.parent.as_deref())).collect();
    assert_eq!(seen, [("17", Some("media:500")), ("dm:aWd1", None)]);
    assert_eq!((insta.mentions[0].author.name.as_str(), insta.problems.len()), ("@t_okafor", 1));
}

#[test]
fn any_bytes_are_a_page_or_a_trouble() {
    let mut own = comment("77_1", TEN, "77", "a");
    own["comments"] =
        json!({ "data": [comment("1_7", TEN, "901", "b")], "paging": { "next": "n", "cursors": { "after": "p" } } });
    let list = json!({ "data": [own, talk(&[comment("m_1", TEN, "901", "c")])], "paging": { "next": "n", "cursors": { "after": "p" } } });
    let batch =
        json!([{ "code": 200, "body": "{\"message\":\"x\",\"likes\":{\"summary\":{\"total_count\":1}}}" }, null]);
    let failed = json!({ "error": { "code": 100, "message": "x" } });
    let pages = [list, batch, failed].map(|p| p.to_string());
    let cursors = [
        "",
        "{\"stage\":\"c\",\"walks\":[[\"77_1\",\"p\"]],\"comments\":5}",
        "{\"stage\":\"m\",\"messages\":7}",
        "{\"stage\":\"w\"}",
        "{\"stage\":\"t\",\"tagged\":-5,\"after\":\"é\"}",
    ]
    .map(str::to_owned);
    for mut played in [page(), insta()] {
        played.watched = vec!["77_1".into(), "17".into(), "media:5".into()];
        fuzzed(&played, &cursors, &pages);
    }
    let bodies = [
        change("feed", &json!({ "item": "comment", "verb": "add", "comment_id": "1_7" })),
        event(&json!({ "message": { "mid": "m" } })),
    ];
    let mut state = 9_u64;
    for round in 0..2_000_usize {
        let mut body = bodies[round % 2].clone();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let i = (state >> 33) as usize % body.len();
            body[i] = (state >> 20) as u8;
        }
        let _ = webhook(&body);
    }
}

/// A recorded answer, or nothing, said.
pub fn sample(name: &str) -> Option<Vec<u8>> {
    let path = crate::cli::real(&format!("api_samples/{name}"))?;
    Some(std::fs::read(path).unwrap())
}

#[test]
fn recorded_webhooks_of_pages_are_read() {
    let mut read = 0;
    for (name, mentions, changes) in [
        ("feed-comment-add-25", 1, 0),
        ("feed-comment-edited-25", 1, 1),
        ("feed-comment-hide", 0, 0),
        ("feed-comment-remove-25", 0, 1),
        ("feed-post-add-25", 1, 0),
        ("feed-reaction-add", 1, 0),
        ("feed-share-add-25", 1, 0),
        ("feed-two-entries-25", 0, 0),
        ("mention-comment-add", 1, 0),
        ("messaging-message-basic", 1, 0),
        ("messaging-message-isdeleted", 0, 1),
        ("messaging-message-reply-1", 1, 0),
        ("messaging-postback-basic", 0, 0),
        ("messaging-read-basic", 0, 0),
        ("ratings-rating-add-31", 1, 0),
        ("unknown-change-value", 0, 0),
    ] {
        let Some(body) = sample(&format!("meta_webhooks/{name}.json")) else { return };
        let heard = webhook(&body).unwrap();
        assert_eq!((heard.mentions.len(), heard.changes.len(), heard.problems.len()), (mentions, changes, 0), "{name}");
        read += 1;
    }
    assert_eq!(read, 16);
}

#[test]
fn only_an_error_that_says_so_left_nothing_there() {
    let said = |status, code: u32| Answer {
        status,
        headers: Vec::new(),
        body: json!({ "error": { "code": code, "message": "no" } }).to_string().into_bytes(),
        at: at(TEN),
    };
    let left = |status, code| PAGE.left_nothing(&said(status, code)) && INSTA.left_nothing(&said(status, code));
    assert!(left(400, 100) && left(403, 200) && left(400, 4), "it is refused, or asked too often");
    for (status, code) in [(400, 1), (400, 2), (400, 506), (500, 100), (200, 100)] {
        assert!(!left(status, code), "{status} {code}: it may be there all the same");
    }
    assert!(!PAGE.left_nothing(&Answer { body: b"<html>".to_vec(), ..said(400, 100) }), "who says so is no Graph");
}
