//! Helpdesks, with answers in the shape of theirs about people who do not exist.

mod chatwoot;
mod rt;
mod zammad;
mod zendesk;

use std::path::PathBuf;

use secrecy::SecretString;
use watchfloor::connect::net::{
    Answer, Connector, Heard, Method, Outgoing, Request, Session, SignIn, Step, Trouble, Wish, With,
};
use watchfloor::floor::source::{SourceSettings, Ticket, Told};
use watchfloor::floor::{At, Incoming, IncomingKind, MentionKind};

/// Some time in the life of the answers.
pub fn now() -> At {
    At::from_unix(1_795_170_000).unwrap()
}

/// So long ago that no server is still at work on what it was sent then.
pub fn long_ago() -> At {
    now().minus(watchfloor::limits::RESEND_SECS)
}

/// A recorded answer.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer { status, headers: Vec::new(), body: body.into(), at: now() }
}

pub fn recorded(name: &str) -> Answer {
    answer(200, fixture(name))
}

/// One desk with its settings, and what it plays with.
pub struct Play<'a> {
    pub connector: &'a dyn Connector,
    pub settings: SourceSettings,
    pub session: Session,
    pub watched: Vec<String>,
}

impl<'a> Play<'a> {
    pub fn new(connector: &'a dyn Connector, options: &[(&str, &str)], own: &[(&str, &str)]) -> Play<'a> {
        let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let settings = SourceSettings {
            connector: connector.about().id.into(),
            server: "https://desk.invalid".into(),
            login: "mara".into(),
            options: owned(options),
            ..SourceSettings::default()
        };
        let session = Session { token: SecretString::from("sesame"), own: owned(own), ..Session::default() };
        Play { connector, settings, session, watched: Vec::new() }
    }

    fn with<'b>(&'b self, secret: &'b SecretString) -> With<'b> {
        let Play { settings, session, watched, .. } = self;
        With { settings, secret, session, watched, now: now() }
    }

    /// Reads a round from a cursor; `server` answers. Gives what was heard, and what was asked.
    pub fn round(&self, cursor: &str, server: &dyn Fn(&str) -> Answer) -> (Heard, Vec<String>) {
        let secret = SecretString::from("sesame");
        let (mut all, mut asked, mut cursor) = (Heard::default(), Vec::new(), cursor.to_owned());
        loop {
            let request = self.connector.ask(&self.with(&secret), &cursor).unwrap();
            assert_eq!(request.method, Method::Get);
            assert!(!request.url.contains("sesame"), "no secret in an address");
            let answer = server(&request.url);
            let with = self.with(&secret);
            // What is longer than is read never comes, and the connector is told so.
            let read = |_: u8| match answer.body.len() > watchfloor::limits::ANSWER_BYTES_MAX {
                true => self.connector.too_long(&with, &cursor).expect("it can be asked for less"),
                false => self.connector.parse(&with, &cursor, &answer).unwrap(),
            };
            let heard = read(1);
            assert_eq!(heard, read(2), "the same answer, the same page");
            assert!(!heard.more || heard.cursor != cursor, "no circle at {}", request.url);
            asked.push(request.url);
            all.mentions.extend(heard.mentions);
            all.problems.extend(heard.problems);
            all.changes.extend(heard.changes);
            all.gap = all.gap.or(heard.gap);
            all.cursor.clone_from(&heard.cursor);
            cursor = heard.cursor;
            if !heard.more {
                return (all, asked);
            }
            assert!(asked.len() < 300, "a round comes to an end");
        }
    }

    /// One step of bringing something out.
    pub fn step(&self, out: &Outgoing, past: &[Answer]) -> Step {
        let secret = SecretString::from("sesame");
        self.connector.deliver(&self.with(&secret), out, past)
    }

    /// The request that is next, and whether it changes something over there.
    pub fn next(&self, out: &Outgoing, past: &[Answer]) -> (Request, bool) {
        match self.step(out, past) {
            Step::Ask(request) => (request, false),
            Step::Send(request) => (request, true),
            other => panic!("{other:?}"),
        }
    }

    /// Signs in with this secret, given these answers one after the other.
    pub fn sign_in(&self, secret: &str, answers: &[Answer]) -> SignIn {
        let secret = SecretString::from(secret);
        for given in 0..answers.len() {
            let step = self.connector.sign_in(&self.with(&secret), &answers[..given]);
            assert!(matches!(step, SignIn::Ask(_)), "{step:?}");
        }
        self.connector.sign_in(&self.with(&secret), answers)
    }
}

pub fn outgoing(ticket: &str, knows: Option<Ticket>, wish: Wish) -> Outgoing {
    let target = format!("ticket/{ticket}");
    let root = target.clone();
    Outgoing { key: "3kaaaaaaaaaa2".into(), target, root, ticket: knows, wish, asked_at: now(), tried_at: None }
}

/// The body of a request, as JSON.
pub fn sent(request: &Request) -> serde_json::Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// A mention in one line: its id, what it answers, who, and what it says.
pub fn line(mention: &Incoming) -> String {
    let IncomingKind::Written { kind, text, agent } = &mention.what else { panic!("{mention:?}") };
    let kind = match kind {
        MentionKind::Direct => "direct",
        MentionKind::Comment => "comment",
        other => panic!("{other:?}"),
    };
    let who = match (mention.author.ours, agent) {
        (true, Some(agent)) => format!("us, by {agent}"),
        (true, None) => "us".into(),
        (false, _) => mention.author.name.clone(),
    };
    format!("{} > {} {kind} {who}: {text}", mention.external, mention.parent.as_deref().unwrap_or("-"))
}

pub fn lines(heard: &Heard) -> Vec<String> {
    heard.mentions.iter().map(line).collect()
}

/// How a ticket stands, in one line.
pub fn stands(ticket: &Ticket) -> String {
    let Ticket { external, owner, state, priority, labels, .. } = ticket;
    format!("{external} {state:?} of {owner:?}, {priority:?}, {}", labels.join(" "))
}

pub fn told(heard: &Heard) -> Vec<String> {
    let one = |change: &watchfloor::floor::source::Change| match &change.what {
        Told::Ticket(ticket) => {
            assert_eq!(change.external, format!("ticket/{}", ticket.external));
            stands(ticket)
        }
        other => format!("{} {other:?}", change.external),
    };
    heard.changes.iter().map(one).collect()
}

/// Each desk, signed in as number 2, who is called mara.
fn each() -> [Play<'static>; 4] {
    use watchfloor::connect::net::{chatwoot::Chatwoot, rt::RequestTracker, zammad::Zammad, zendesk::Zendesk};
    let all: [&'static dyn Connector; 4] = [&RequestTracker, &Chatwoot, &Zendesk, &Zammad];
    all.map(|connector| Play::new(connector, &[("account", "1")], &[("id", "2"), ("name", "mara")]))
}

/// What a desk shows of a ticket in which we have said this and nobody anything else; nothing where that is empty.
fn shown(desk: &str, at: At, text: &str) -> Answer {
    use serde_json::json;
    let stamp = at.timestamp().to_string();
    let row = match desk {
        "rt" => {
            json!({ "TransactionId": "99", "Headers": "", "Creator": { "id": "mara" }, "Created": stamp, "Content": text })
        }
        "chatwoot" => json!({ "id": 99, "message_type": 1, "sender_id": 2, "created_at": at.unix(), "content": text }),
        "zendesk" => json!({ "id": 99, "author_id": 2, "public": true, "created_at": stamp, "body": text }),
        _ => json!({ "id": 99, "created_by_id": 2, "internal": false, "created_at": stamp, "body": text }),
    };
    let rows = if text.is_empty() { json!([]) } else { json!([row]) };
    let page = match desk {
        "rt" => json!({ "items": rows }),
        "chatwoot" => json!({ "payload": rows }),
        "zendesk" => json!({ "comments": rows }),
        _ => rows,
    };
    answer(200, page.to_string())
}

/// One step of answering, after what a desk wants to know first and these answers.
fn answering(play: &Play<'_>, out: &Outgoing, past: &[Answer]) -> Step {
    let first = (play.connector.about().id == "zammad").then(|| answer(200, "[]"));
    let past: Vec<Answer> = first.into_iter().chain(past.iter().cloned()).collect();
    play.step(out, &past)
}

fn we_look() -> Outgoing {
    outgoing("8", None, Wish::Reply { text: "We look.".into(), private: false })
}

#[test]
fn when_we_wrote_is_told_by_the_servers_clock() {
    let by = |date: &str, answer: Answer| Answer { headers: vec![("date".into(), date.into())], ..answer };
    for play in each() {
        let desk = play.connector.about().id;
        let (now, mut out) = (now(), we_look());
        (out.asked_at, out.tried_at) = (now.minus(60), Some(now.minus(59)));
        // An hour behind us: what it wrote fifty seconds ago has a time from before we decided it.
        let behind = by("Fri, 20 Nov 2026 09:20:00 GMT", shown(desk, now.minus(3_600 + 50), "We look."));
        let step = answering(&play, &out, &[behind]);
        assert!(matches!(&step, Step::Done { external, .. } if external == "ticket/8/tx/99"), "{desk}: {step:?}");
        // An hour ahead: the same words from half an hour ago have a time from after it.
        let ahead = by("Fri, 20 Nov 2026 11:20:00 GMT", shown(desk, now.plus(3_600 - 1_800), "We look."));
        let step = answering(&play, &out, &[ahead]);
        assert!(!matches!(step, Step::Done { .. }), "{desk}: {step:?}");
    }
}

/// What a desk answers that has taken our message, and gives it a number.
fn taken(desk: &str) -> Answer {
    match desk {
        "rt" => {
            let location = ("location".to_owned(), "/REST/2.0/transaction/99".to_owned());
            Answer { headers: vec![location], ..answer(201, r#"["Correspondence added"]"#) }
        }
        "zendesk" => {
            answer(200, r#"{"audit":{"id":97,"events":[{"id":98,"type":"Change"},{"id":99,"type":"Comment"}]}}"#)
        }
        _ => answer(201, r#"{"id":99}"#),
    }
}

#[test]
fn what_was_taken_is_never_sent_again() {
    for play in each() {
        let (desk, out) = (play.connector.about().id, we_look());
        let nothing = shown(desk, now(), "");
        assert!(matches!(answering(&play, &out, &[]), Step::Send(_)));
        assert!(matches!(answering(&play, &out, &[taken(desk)]), Step::Ask(_)), "{desk}: it is looked at");
        // It cannot be seen yet, or cannot be looked at, or a filter has changed it beyond knowing: it has its number.
        for look in [nothing.clone(), shown(desk, now(), "[mail filter] removed"), answer(404, "{}"), answer(502, "")] {
            let step = answering(&play, &out, &[taken(desk), look]);
            assert!(matches!(&step, Step::Done { external, .. } if external == "ticket/8/tx/99"), "{desk}: {step:?}");
        }
        // Taken without a number: only a person can know.
        for said in ["", "<html>", "{}", "[]", r#"{"id":"../1"}"#] {
            let step = answering(&play, &out, &[answer(200, said), nothing.clone()]);
            assert!(matches!(&step, Step::Unsure(why) if why.contains("has taken the message")), "{desk}: {step:?}");
        }
        // Failed, and not there: another time.
        let step = answering(&play, &out, &[answer(502, ""), nothing.clone()]);
        assert!(matches!(step, Step::Later(Trouble::Unwell(_))), "{desk}: {step:?}");
    }
}

#[test]
fn what_the_server_may_still_be_at_work_on_is_not_sent_again() {
    for play in each() {
        let desk = play.connector.about().id;
        let mut out = we_look();
        let past = [shown(desk, now(), "")];
        for secs in [0, 2, 179] {
            out.tried_at = Some(now().minus(secs));
            assert!(matches!(answering(&play, &out, &[]), Step::Ask(_)), "{desk}: it is looked for");
            let step = answering(&play, &out, &past);
            assert!(matches!(step, Step::Later(Trouble::Unwell(_))), "{desk} after {secs} s: {step:?}");
        }
        out.tried_at = Some(long_ago());
        assert!(matches!(answering(&play, &out, &past), Step::Send(_)), "{desk}");
        // Seen there, it is done at once.
        out.tried_at = Some(now().minus(2));
        let step = answering(&play, &out, &[shown(desk, now(), "We look.")]);
        assert!(matches!(step, Step::Done { .. }), "{desk}: {step:?}");
    }
}

/// Four megabytes of what looks like marks and is none: a reader whose work grows with the square of it would sit there
/// for minutes, on the one thread that asks all sources.
#[test]
fn a_hostile_page_is_read_in_one_pass() {
    use watchfloor::connect::net::desk::words;
    let much = |piece: &str| piece.repeat((4 << 20) / piece.len());
    assert_eq!(words(&much("&")).len(), 4 << 20);
    assert_eq!(words(&much("&amp")).len(), 4 << 20);
    assert_eq!(words(&much("<style></style>")), "");
    assert_eq!(words(&much("<STYLE>é</sTyLe>x")).len(), (4 << 20) / "<STYLE>é</sTyLe>x".len());
    assert_eq!(words(&much("<title>")), "");
    assert_eq!(words(&much("<")), "");
    assert_eq!(words("&#228;&#x1F600; &thetasym; &amp;lt; é&é;"), "ä😀 &thetasym; &lt; é&é;");
}

/// Whatever a server says to whichever question, reading it gives a page or a trouble: every recorded answer, and each of
/// them cut at every tenth byte, given to every place that the connector can be at.
#[test]
fn whatever_the_server_says_there_is_no_panic() {
    use watchfloor::connect::net::{chatwoot::Chatwoot, rt::RequestTracker, zammad::Zammad, zendesk::Zendesk};
    let desks: [(&dyn Connector, &[&str]); 4] = [
        (
            &RequestTracker,
            &[
                "",
                "{\"g\":\"Tickets\",\"i\":[12,41],\"h\":1,\"l\":[[501,41,true,1795160000,\"?\",\"x\"]]}",
                "{\"g\":\"First\",\"l\":[[0,12,true,1,\"c\",\"x\"]]}",
                "{\"g\":\"Who\",\"l\":[[5,12,false,1,\"?\",\"x\"]]}",
                "{\"g\":\"Words\",\"l\":[[501,41,true,-5,\"c\",\"x\"]],\"k\":\"é_~\",\"o\":18446744073709551615}",
                "not json",
            ],
        ),
        (
            &Chatwoot,
            &[
                "",
                "{\"t\":[[8,0,true,false,true,null]],\"m\":[[1,-9223372036854775808]],\"n\":-9223372036854775808}",
                "{\"l\":9223372036854775807,\"h\":1}",
            ],
        ),
        (&Zendesk, &["", "{\"t\":[[61,3001]]}", "{\"c\":\"x\"}"]),
        (
            &Zammad,
            &[
                "",
                "{\"t\":[[31,\"a\",\"b\",\"c\",\"d\"]],\"g\":true}",
                "{\"y\":9223372036854775807,\"l\":-9223372036854775808}",
            ],
        ),
    ];
    let secret = SecretString::from("sesame");
    for (connector, cursors) in desks {
        let play = Play::new(connector, &[("account", "1")], &[("id", "2"), ("name", "mara")]);
        let with = play.with(&secret);
        for file in std::fs::read_dir(
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(connector.about().id),
        )
        .unwrap()
        {
            let whole = std::fs::read(file.unwrap().path()).unwrap();
            for end in (0..=whole.len()).rev().step_by(10) {
                let given = answer(200, &whole[..end]);
                for cursor in cursors {
                    let _ = connector.ask(&with, cursor);
                    if let Ok(heard) = connector.parse(&with, cursor, &given) {
                        assert!(heard.cursor.len() <= watchfloor::limits::CURSOR_BYTES_MAX);
                        let _ = connector.ask(&with, &heard.cursor);
                    }
                }
                for wish in [Wish::Assign("Mara Holm".into()), Wish::Reply { text: "x".into(), private: false }] {
                    let out = outgoing("8", None, wish);
                    let past: Vec<Answer> = (0..4).map(|_| given.clone()).collect();
                    (0..4).for_each(|n| drop(connector.deliver(&with, &out, &past[..n])));
                }
            }
        }
    }
}
