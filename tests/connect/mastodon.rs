//! Mastodon, on a server that is played by its rules: ids that nobody counts, the oldest first after `min_id`.

use super::played::{Played, Round, TEN, at, field, fields, fuzzed, iso, json as answered, recorded, reply};
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};
use watchfloor::connect::net::mastodon::Mastodon;
use watchfloor::connect::net::{Answer, Connector, Method, Request, SignIn, Step, Trouble, Wish};
use watchfloor::floor::source::Told;
use watchfloor::floor::{Amplification, IncomingKind, MentionKind};

static MASTODON: Mastodon = Mastodon;

/// A server with its posts, in the order of their ids.
#[derive(Default)]
struct Server {
    posts: Vec<Value>,
    /// Ids of posts that name us, in the order of their notifications.
    mentions: Vec<String>,
    /// Accounts that like and boost a post, newest first.
    joined: Vec<(String, bool, Vec<Value>)>,
    keys: Vec<(String, String)>,
    honours_keys: bool,
}

fn account(id: &str, acct: &str, followers: u32) -> Value {
    json!({ "id": id, "acct": acct, "username": acct.split('@').next(), "display_name": "x", "followers_count": followers })
}

fn post(id: &str, unix: i64, who: &Value, content: &str) -> Value {
    json!({
        "id": id, "created_at": iso(unix), "in_reply_to_id": null, "visibility": "public", "content": content,
        "account": who, "spoiler_text": "", "edited_at": null, "favourites_count": 0, "reblogs_count": 0,
        "media_attachments": [], "quote": null, "url": format!("https://net.example/{id}")
    })
}

fn id(nth: usize) -> String {
    // As ULIDs are: sortable, and no numbers.
    format!("01M7ZVGR2RN5TK1GX{nth:09}")
}

impl Server {
    fn add(&mut self, post: Value, mentions_us: bool) {
        if mentions_us {
            self.mentions.push(post["id"].as_str().unwrap().to_owned());
        }
        self.posts.push(post);
    }

    fn find(&self, id: &str) -> Option<&Value> {
        self.posts.iter().find(|post| post["id"] == id)
    }

    fn page(&self, all: &[Value], request: &Request) -> Answer {
        let (min, limit) = (field(request, "min_id"), field(request, "limit").parse().unwrap());
        let above = all.iter().filter(|item| item["id"].as_str().unwrap() > min.as_str());
        let mut page: Vec<Value> = match min.as_str() {
            "" => all.iter().rev().take(limit).rev().cloned().collect(),
            _ => above.take(limit).cloned().collect(),
        };
        page.reverse();
        answered(200, &Value::Array(page))
    }

    fn serve(&mut self, request: &Request) -> Answer {
        let path = request.url.split_once("/api/v1/").unwrap().1;
        let path: Vec<&str> = path.split('?').next().unwrap().split('/').collect();
        let missing = || answered(404, &json!({ "error": "Record not found" }));
        match path.as_slice() {
            ["notifications"] => {
                assert_eq!(fields(request, "types"), ["mention"]);
                let notify = |(i, post): (usize, &String)| {
                    let status = self.find(post).cloned();
                    let made = status.as_ref().map_or(iso(TEN).into(), |s| s["created_at"].clone());
                    json!({ "id": format!("N{i:09}"), "type": "mention", "created_at": made, "status": status })
                };
                let all: Vec<Value> = self.mentions.iter().enumerate().map(notify).collect();
                self.page(&all, request)
            }
            ["timelines", "tag", tag] => {
                let word = format!("#{tag}");
                let has = |post: &&Value| post["content"].as_str().unwrap().contains(&word);
                let all: Vec<Value> = self.posts.iter().filter(has).cloned().collect();
                self.page(&all, request)
            }
            ["statuses"] if request.method == Method::Post => self.write(request),
            ["statuses", id] => self.find(id).map_or_else(missing, |post| answered(200, post)),
            ["statuses", id, "context"] if self.find(id).is_none() => missing(),
            ["statuses", id, "context"] => {
                let mut above = Vec::new();
                let mut parent = self.find(id).and_then(|post| post["in_reply_to_id"].as_str());
                while let Some(post) = parent.and_then(|id| self.find(id)) {
                    above.insert(0, post.clone());
                    parent = post["in_reply_to_id"].as_str();
                }
                let below: Vec<&Value> = self.posts.iter().filter(|post| post["in_reply_to_id"] == **id).collect();
                answered(200, &json!({ "ancestors": above, "descendants": below }))
            }
            ["statuses", id, who @ ("favourited_by" | "reblogged_by")] => {
                let boosts = *who == "reblogged_by";
                let all = self.joined.iter().find(|(post, kind, _)| post == id && *kind == boosts).unwrap().2.clone();
                let from: usize = field(request, "max_id").parse().unwrap_or(0);
                let page: Vec<Value> = all.iter().skip(from).take(80).cloned().collect();
                let mut answer = answered(200, &Value::Array(page));
                if from + 80 < all.len() {
                    let next = format!(
                        "<https://net.example/api/v1/statuses/{id}/{who}?limit=80&max_id={}>; rel=\"next\"",
                        from + 80
                    );
                    answer
                        .headers
                        .push(("link".into(), format!("{next}, <https://net.example/x?min_id=1>; rel=\"prev\"")));
                }
                answer
            }
            ["accounts", own, "statuses"] => {
                let ours: Vec<Value> =
                    self.posts.iter().rev().filter(|post| post["account"]["id"] == **own).take(40).cloned().collect();
                answered(200, &Value::Array(ours))
            }
            other => panic!("{other:?}"),
        }
    }

    fn write(&mut self, request: &Request) -> Answer {
        let header = |name: &str| request.headers.iter().find(|(n, _)| n == name).unwrap().1.clone();
        let key = header("idempotency-key");
        if let Some((_, id)) = self.keys.iter().find(|(known, _)| *known == key).filter(|_| self.honours_keys) {
            return answered(200, self.find(id).unwrap());
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let text = body["status"].as_str().unwrap();
        if text.chars().count() > 500 {
            return answered(422, &json!({ "error": "Validation failed: Text character limit of 500 exceeded" }));
        }
        let shown: Vec<String> = text
            .split(' ')
            .map(|word| match word.strip_prefix('@') {
                Some(name) => format!(
                    "<span class=\"h-card\"><a href=\"https://x.example/@{name}\" class=\"u-url mention\">@<span>{}</span></a></span>",
                    name.split('@').next().unwrap()
                ),
                None => word.replace('&', "&amp;").replace('<', "&lt;"),
            })
            .collect();
        let new = id(900_000 + self.posts.len());
        let mut made = post(&new, TEN, &account("OWN", "larkhelp", 10), &format!("<p>{}</p>", shown.join(" ")));
        made["in_reply_to_id"] = body["in_reply_to_id"].clone();
        made["visibility"] = body["visibility"].clone();
        self.keys.push((key, new));
        self.posts.push(made.clone());
        answered(200, &made)
    }
}

fn played() -> Played {
    Played::new(&MASTODON, "", &[("id", "OWN"), ("acct", "larkhelp")])
}

fn alice() -> Value {
    account("A1", "alice@far.example", 321)
}

fn kinds(round: &Round) -> Vec<MentionKind> {
    let kind = |what: &IncomingKind| match what {
        IncomingKind::Written { kind, .. } => Some(*kind),
        IncomingKind::Amplified(_) => None,
    };
    round.mentions.iter().filter_map(|m| kind(&m.what)).collect()
}

#[test]
fn a_fresh_source_reads_a_page_of_a_day_and_says_so() {
    let (mut server, mut played) = (Server::default(), played());
    for i in 0..60 {
        server.add(post(&id(i), TEN - 90_000 + 2_000 * i as i64, &alice(), "<p>hi</p>"), true);
    }
    server.posts.truncate(45);
    server.mentions.truncate(45);
    let round = played.round(|request| server.serve(request));
    assert_eq!((round.ids().len(), round.ids()[0]), (40, id(5).as_str()));
    assert_eq!(round.gaps.len(), 1, "{:?}", round.gaps);
    assert!(played.round(|request| server.serve(request)).mentions.is_empty());
    assert_eq!(round.mentions[0].author.followers, Some(321));
    assert_eq!(round.mentions[0].author.name, "@alice@far.example");
}

#[test]
fn catching_up_skips_nothing_and_reads_again_what_came_late() {
    let (mut server, mut played) = (Server::default(), played());
    server.add(post(&id(0), TEN - 100, &alice(), "<p>first</p>"), true);
    assert_eq!(played.round(|request| server.serve(request)).ids(), [id(0)]);
    for i in 1..=205 {
        server.add(post(&id(i), TEN + i as i64, &alice(), "<p>more</p>"), true);
    }
    played.now = TEN + 300;
    let round = played.round(|request| server.serve(request));
    assert_eq!(round.ids(), (1..=205).map(id).collect::<Vec<_>>(), "the oldest first, and every one");
    assert!(round.gaps.is_empty());
    // Another takes its place below the newest, as it happens when two are written at once.
    let late = post("01M7ZVGR2RN5TK1GX000000204B", TEN + 204, &alice(), "<p>late</p>");
    server.posts.push(late);
    server.mentions.insert(204, "01M7ZVGR2RN5TK1GX000000204B".into());
    played.now += 60;
    let round = played.round(|request| server.serve(request));
    assert!(round.ids().contains(&"01M7ZVGR2RN5TK1GX000000204B"), "{:?}", round.ids());
    // Once all of it is old it is not read again.
    for _ in 0..3 {
        played.now += 400;
        played.round(|request| server.serve(request));
    }
    assert_eq!(played.round(|request| server.serve(request)).asked.len(), 1);
}

#[test]
fn a_source_without_any_mention_finds_the_first() {
    let (mut server, mut played) = (Server::default(), played());
    assert!(played.round(|request| server.serve(request)).mentions.is_empty());
    for i in 0..90 {
        server.add(post(&id(i), TEN + 5, &alice(), "<p>burst</p>"), true);
    }
    played.now += 60;
    assert_eq!(played.round(|request| server.serve(request)).ids().len(), 90);
}

#[test]
fn threads_direct_messages_quotes_and_hashtags_are_what_they_are() {
    let (mut server, mut played) = (Server::default(), played());
    played.settings.options.insert("words".into(), "#larkspur, ,lark app".into());
    played.round(|request| server.serve(request));
    let root = post(&id(1), TEN + 1, &account("C1", "carol", 5), "<p>my lamp</p>");
    let mut second = post(&id(2), TEN + 2, &alice(), "<p>mine too</p>");
    second["in_reply_to_id"] = id(1).into();
    let mut call = post(&id(3), TEN + 3, &alice(), "<p>@larkhelp?</p>");
    call["in_reply_to_id"] = id(2).into();
    let mut direct = post(&id(4), TEN + 4, &alice(), "<p>order 42</p>");
    direct["visibility"] = "direct".into();
    let mut quote = post(&id(5), TEN + 5, &alice(), "<p>look</p>");
    quote["quote"] = json!({ "state": "accepted", "quoted_status": { "id": id(1) } });
    let tagged = post(&id(6), TEN + 6, &alice(), "<p>nice #larkspur</p>");
    for (post, to_us) in [(root, false), (second, false), (call, true), (direct, true), (quote, true), (tagged, false)]
    {
        server.add(post, to_us);
    }
    let round = played.round(|request| server.serve(request));
    assert_eq!(round.ids(), [id(3), id(4), id(5), id(2), id(1), id(6)], "the nearest parent first");
    let expected = [
        MentionKind::Reply,
        MentionKind::Direct,
        MentionKind::Quote,
        MentionKind::Reply,
        MentionKind::Post,
        MentionKind::Post,
    ];
    assert_eq!(kinds(&round), expected);
    assert_eq!(round.mentions[2].parent.as_deref(), Some(id(1).as_str()));
    assert!(
        round
            .asked
            .iter()
            .any(|request| request.url.contains("timelines/tag/lark%C3") || request.url.contains("tag/larkapp"))
    );
}

#[test]
fn what_is_watched_tells_who_joined_edits_and_ends() {
    let (mut server, mut played) = (Server::default(), played());
    server.add(post(&id(1), TEN - 1000, &alice(), "<p>lost</p>"), true);
    played.round(|request| server.serve(request));
    played.watched = vec![id(1), "at://no/id".into()];
    assert!(played.round(|request| server.serve(request)).mentions.is_empty());
    let fans: Vec<Value> = (0..100).map(|i| account(&format!("F{i}"), &format!("fan{i}"), i)).collect();
    server.joined = vec![(id(1), false, fans.clone()), (id(1), true, fans[..2].to_vec())];
    (server.posts[0]["favourites_count"], server.posts[0]["reblogs_count"]) = (100.into(), 2.into());
    played.now += 60;
    let round = played.round(|request| server.serve(request));
    assert_eq!(round.joined().len(), 102, "all pages of them");
    let boost = round.mentions.last().unwrap();
    assert_eq!(boost.external, format!("repost:F1:{}", id(1)));
    assert_eq!((boost.author.followers, &boost.what), (Some(1), &IncomingKind::Amplified(Amplification::Repost)));
    assert_eq!(boost.parent.as_deref(), Some(id(1).as_str()));
    let times: Vec<i64> = round.joined()[..100].iter().map(|m| m.at.unix()).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]) && times[0] <= TEN + 60 && times[99] >= TEN, "{times:?}");
    assert!(played.round(|request| server.serve(request)).mentions.is_empty(), "each once");
    server.posts[0]["content"] = "<p>found</p>".into();
    server.posts[0]["edited_at"] = iso(TEN + 70).into();
    let round = played.round(|request| server.serve(request));
    assert_eq!(round.changes[0].what, Told::Edited("found".into()));
    assert!(played.round(|request| server.serve(request)).changes.is_empty());
    server.posts.clear();
    let round = played.round(|request| server.serve(request));
    assert_eq!((round.changes[0].external.as_str(), &round.changes[0].what), (id(1).as_str(), &Told::Gone));
    assert!(played.round(|request| server.serve(request)).changes.is_empty(), "told once");
}

#[test]
fn whatever_hangs_gives_way_to_what_is_new() {
    let (mut server, mut played) = (Server::default(), played());
    server.add(post(&id(1), TEN - 1000, &alice(), "<p>lost</p>"), true);
    played.round(|request| server.serve(request));
    played.watched = vec![id(1)];
    let mut round = Round::default();
    played.step(&mut round, &mut |request| server.serve(request)).unwrap();
    let asks = |played: &Played| MASTODON.ask(&played.with(), &played.cursor).unwrap().url;
    assert!(asks(&played).contains("/statuses/"));
    played.now += 301;
    assert!(asks(&played).contains("/notifications"));
}

#[test]
fn a_hundred_watched_posts_take_their_turns() {
    let (mut server, mut played) = (Server::default(), played());
    for i in 0..100 {
        server.add(post(&id(i), TEN - 500, &alice(), "<p>x</p>"), false);
    }
    played.watched = (0..100).map(id).collect();
    let mut looked = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let round = played.round(|request| server.serve(request));
        assert!(round.asked.len() <= 17, "{}", round.asked.len());
        looked.extend(round.asked.into_iter().map(|request| request.url));
    }
    assert_eq!(looked.len(), 101 + usize::from(looked.iter().any(|url| url.contains("min_id"))));
}

#[test]
fn one_answer_whatever_happens_to_the_line() {
    for honours_keys in [true, false] {
        let mut server = Server { honours_keys, ..Server::default() };
        let played = played();
        for i in 0..50 {
            server.add(post(&id(i), TEN - 500, &alice(), "<p>help</p>"), true);
        }
        let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(6);
        let (mut cuts, mut externals) = (0, Vec::new());
        for i in 0..50 {
            let mut out = reply(&format!("3n2vgalei4{i:03}"), &id(i), &format!("We are sorry & look at <{i}>"));
            let mut cut_left = true;
            let done = loop {
                let mut cut = |answer: Answer| {
                    // Between the moment before it is sent and the moment after it is read back.
                    let now = cut_left && chance.next_u32().is_multiple_of(3);
                    (cut_left, cuts) = (cut_left && !now, cuts + usize::from(now));
                    (!now).then_some(answer)
                };
                let step = played.attempt(&mut out, |request| {
                    if request.method == Method::Post && cut(answered(200, &json!({}))).is_none() {
                        return None;
                    }
                    cut(server.serve(request))
                });
                match step {
                    Some(Step::Done { external, .. }) => break external,
                    Some(Step::Later(_)) | None => {}
                    other => panic!("{other:?}"),
                }
            };
            externals.push(done);
        }
        assert!(cuts > 30, "{cuts}");
        let ours: Vec<&Value> = server.posts.iter().filter(|post| post["account"]["id"] == "OWN").collect();
        assert_eq!(ours.len(), 50, "each once after {cuts} cuts");
        assert!(ours.iter().zip(&externals).all(|(post, external)| post["id"] == **external));
    }
}

#[test]
fn an_answer_names_its_reader_and_is_no_more_public_than_the_question() {
    let (mut server, played) = (Server::default(), played());
    for (i, visibility) in ["public", "unlisted", "private", "direct", "local"].into_iter().enumerate() {
        let mut question = post(&id(i), TEN - 500, &alice(), "<p>help</p>");
        question["visibility"] = visibility.into();
        server.add(question, true);
    }
    let mut sent = |target: usize, text: &str, private: bool| {
        let mut out = reply(&format!("3n2vgalei4{target:03}"), &id(target), text);
        out.wish = Wish::Reply { text: text.into(), private };
        let mut body = Value::Null;
        let step = played.attempt(&mut out, |request| {
            if request.method == Method::Post {
                body = serde_json::from_slice(&request.body).unwrap();
            }
            Some(server.serve(request))
        });
        (
            step.unwrap(),
            format!("{}: {}", body["visibility"].as_str().unwrap_or(""), body["status"].as_str().unwrap_or("")),
        )
    };
    assert_eq!(sent(0, "hello", false).1, "public: @alice@far.example hello");
    assert_eq!(sent(1, "hello, @alice@far.example!", false).1, "unlisted: hello, @alice@far.example!");
    assert_eq!(sent(2, "hello", false).1, "private: @alice@far.example hello");
    assert_eq!(sent(3, "hello", false).1, "direct: @alice@far.example hello");
    assert_eq!(sent(4, "hello", false).1, "unlisted: @alice@far.example hello");
    assert_eq!(sent(0, "only for you", true).1, "direct: @alice@far.example only for you");
    let Step::Refused(why) = sent(0, &"long ".repeat(120), false).0 else { panic!("taken") };
    assert!(why.contains("limit of 500"), "{why}");
    assert!(matches!(sent(77, "hello", false).0, Step::Refused(_)), "what is gone is not answered");
    assert!(matches!(sent(0, "  ", false).0, Step::Refused(_)));
    let mut out = reply("3n2vgalei4v23", "../../x", "hello");
    assert!(matches!(played.attempt(&mut out, |_| panic!("asked")), Some(Step::Refused(_))));
}

#[test]
fn the_same_words_of_last_week_are_not_taken_for_the_answer() {
    let (mut server, played) = (Server::default(), played());
    server.add(post(&id(0), TEN - 900_000, &alice(), "<p>help</p>"), true);
    let mut old = post(&id(1), TEN - 600_000, &account("OWN", "larkhelp", 1), "<p>@alice We look into it</p>");
    old["in_reply_to_id"] = id(0).into();
    server.add(old, false);
    let mut out = reply("3n2vgalei4v23", &id(0), "We look into it");
    out.tried_at = Some(at(TEN));
    let step = played.attempt(&mut out, |request| Some(server.serve(request)));
    assert!(matches!(step, Some(Step::Done { external, .. }) if external != id(1)));
    assert_eq!(server.posts.len(), 3);
}

#[test]
fn a_failing_server_is_looked_at_before_it_is_asked_again() {
    let (mut server, played) = (Server::default(), played());
    server.add(post(&id(0), TEN - 500, &alice(), "<p>help</p>"), true);
    let mut out = reply("3n2vgalei4v23", &id(0), "hello");
    // It takes the post and says that it has failed.
    let step = played.attempt(&mut out, |request| {
        let answer = server.serve(request);
        Some(if request.method == Method::Post { answered(502, &json!({})) } else { answer })
    });
    assert!(matches!(step, Some(Step::Done { .. })), "{step:?}");
    // It has failed indeed.
    let mut out = reply("3n2vgalei4v24", &id(0), "hello again");
    let step = played.attempt(&mut out, |request| {
        Some(if request.method == Method::Post { answered(502, &json!({})) } else { server.serve(request) })
    });
    assert!(matches!(step, Some(Step::Later(Trouble::Unwell(_)))), "{step:?}");
    assert_eq!(server.posts.len(), 2);
}

#[test]
fn signing_in_and_being_asked_too_often() {
    let played = played();
    let SignIn::Ask(request) = MASTODON.sign_in(&played.with(), &[]) else { panic!() };
    assert_eq!(request.url, "https://net.example/api/v1/accounts/verify_credentials");
    assert!(!format!("{request:?}").contains("secret-of-a-test"));
    let me = answered(200, &account("OWN", "larkhelp", 9));
    let SignIn::Ready(session) = MASTODON.sign_in(&played.with(), &[me]) else { panic!() };
    assert_eq!((session.own("id"), session.own("acct"), session.expires), ("OWN", "larkhelp", None));
    let wrong = answered(401, &json!({ "error": "The access token is invalid" }));
    assert!(matches!(MASTODON.sign_in(&played.with(), &[wrong]), SignIn::Refused(why) if why.contains("invalid")));
    let page = Answer { status: 200, headers: vec![], body: b"<html>".to_vec(), at: at(TEN) };
    assert!(matches!(MASTODON.sign_in(&played.with(), &[page]), SignIn::Trouble(Trouble::Unwell(_))));
    // The window's end is written as a date here, and the wait is by the server's own clock.
    let mut slow = answered(429, &json!({ "error": "Too many requests" }));
    slow.headers = vec![
        ("date".into(), "Sun, 22 Nov 2026 10:00:30 GMT".into()),
        ("x-ratelimit-limit".into(), "300".into()),
        ("x-ratelimit-remaining".into(), "0".into()),
        ("x-ratelimit-reset".into(), "2026-11-22T10:05:00.048250Z".into()),
    ];
    let Some(Trouble::Slow { until, .. }) = MASTODON.trouble(&slow) else { panic!() };
    assert!((270..=271).contains(&until.unwrap().secs_since(at(TEN))), "{until:?}");
    assert_eq!(watchfloor::connect::net::answer::quota(&slow).unwrap().limit, 300);
}

#[test]
fn one_bad_hashtag_or_post_stops_nothing_and_a_bad_server_is_told() {
    let (mut server, mut played) = (Server::default(), played());
    played.settings.options.insert("words".into(), "shut".into());
    let mut broken = post(&id(1), TEN - 50, &alice(), "<p>x</p>");
    broken["account"] = Value::Null;
    server.add(broken, true);
    server.add(post(&id(2), TEN - 40, &alice(), "<p>fine</p>"), true);
    let mut serve = |request: &Request| match request.url.contains("timelines") {
        true => answered(403, &json!({ "error": "This action is not allowed" })),
        false => server.serve(request),
    };
    let round = played.round(&mut serve);
    assert_eq!((round.ids(), round.problems.len()), (vec![id(2).as_str()], 2));
    assert!(round.problems[1].reason.contains("not allowed"), "{:?}", round.problems);
    let raw = round.problems[0].raw.replace("\"account\":null", &format!("\"account\":{}", alice()));
    assert_eq!(MASTODON.retry(&played.with(), &raw).unwrap().external, id(1));
    assert!(played.round(&mut serve).problems.iter().all(|p| !p.place.contains("shut")), "told once");
    for (status, body) in [(500, "{}"), (200, "<html>"), (200, "{}"), (404, "{}"), (200, "")] {
        let answer = Answer { status, headers: vec![], body: body.into(), at: at(TEN) };
        assert!(played.try_round(|_| answer.clone()).is_err(), "{status} {body}");
    }
    // A server that does not know `min_id` gives the newest page again and again.
    let same = answered(200, &json!([{ "id": "N1", "type": "mention", "created_at": iso(TEN), "status": null }]));
    assert!(played.round(|_| same.clone()).asked.len() < 6);
    // And one that goes in a circle is left after a while.
    let mut turn = 0;
    let round = played.round(|request| {
        turn += 1;
        let id = if turn % 2 == 0 { "NA" } else { "NB" };
        match request.url.contains("notifications") {
            true => answered(200, &json!([{ "id": id, "type": "mention", "created_at": iso(TEN), "status": null }])),
            false => answered(200, &json!([])),
        }
    });
    assert!(round.asked.len() <= 420, "{}", round.asked.len());
}

#[test]
fn any_bytes_are_a_page_or_a_trouble() {
    let (mut server, mut played) = (Server::default(), played());
    played.settings.options.insert("words".into(), "larkspur".into());
    server.joined = vec![(id(0), false, vec![alice()]), (id(0), true, vec![alice()])];
    let mut first = post(&id(0), TEN - 5, &alice(), "<p>see <a href=\"https://a.example/b\">this</a> #larkspur</p>");
    (first["favourites_count"], first["reblogs_count"]) = (1.into(), 1.into());
    let mut second = post(&id(1), TEN - 4, &alice(), "<p>and?</p>");
    second["in_reply_to_id"] = "unknown".into();
    server.add(first, true);
    server.add(second, true);
    played.watched = vec![id(0)];
    let (mut cursors, mut pages, mut round) = (vec![String::new()], Vec::new(), Round::default());
    loop {
        let more = played
            .step(&mut round, &mut |request| {
                let answer = server.serve(request);
                pages.push(String::from_utf8(answer.body.clone()).unwrap());
                answer
            })
            .unwrap();
        cursors.push(played.cursor.clone());
        if !more {
            break;
        }
    }
    assert!(cursors.len() > 5);
    fuzzed(&played, &cursors, &pages);
}

#[test]
fn the_real_answers_read_as_they_stand() {
    let data = std::env::var("WATCHFLOOR_DATA").unwrap_or_else(|_| "../shared/data".into());
    let path = std::path::Path::new(&data).join("api_samples/gotosocial/notifications.json");
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return;
    };
    let sample: Value = serde_json::from_slice(&bytes).unwrap();
    let mut played = played();
    played.now = 1_795_291_700;
    let mut round = Round::default();
    let answer = answered(200, &sample["body"]);
    let _ = played.step(&mut round, &mut |_| answer.clone()).unwrap();
    assert!(round.mentions.len() >= 2 && round.problems.is_empty(), "{round:?}");
    assert!(kinds(&round).contains(&MentionKind::Direct));
    let said = |m: &&watchfloor::floor::Incoming| matches!(&m.what, IncomingKind::Written { text, .. } if text.starts_with("@brand "));
    assert!(round.mentions.iter().any(|m| said(&m)), "{:?}", round.mentions);
}

#[test]
fn every_recorded_post_reads() {
    let mut played = played();
    played.now = TEN * 2;
    for folder in ["mastodon", "gotosocial"] {
        let posts = recorded(folder, &["id", "account", "content", "visibility", "created_at"]);
        for post in &posts {
            let mention = MASTODON.retry(&played.with(), &post.to_string()).unwrap();
            assert_eq!(mention.external, post["id"].as_str().unwrap());
            assert_eq!(mention.parent.as_deref(), post["in_reply_to_id"].as_str());
            let IncomingKind::Written { text, kind, .. } = mention.what else { panic!() };
            assert!(!text.contains(['<', '>']) || post["content"].as_str().unwrap().contains("&lt;"), "{text}");
            assert_eq!(kind == MentionKind::Direct, post["visibility"] == "direct");
        }
        eprintln!("{} posts of {folder}", posts.len());
    }
}
