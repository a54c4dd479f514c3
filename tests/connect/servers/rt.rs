//! Request Tracker 5 itself. These tests share one queue, in which each would hear what the others do: one runs at a time.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};
use watchfloor::connect::net::rt::RequestTracker;
use watchfloor::connect::net::{Method, Outgoing, Request, Step, Wish};
use watchfloor::floor::source::{Change, SourceSettings, Ticket, TicketState, Told};
use watchfloor::floor::{IncomingKind, MentionKind};

use super::plain::{Driven, now, send, server};

/// Where it runs, and the queue to oneself for as long as the guard lives.
fn alone() -> Option<(Value, MutexGuard<'static, ()>)> {
    static QUEUE: Mutex<()> = Mutex::new(());
    let rt = server("rt")?;
    Some((rt, QUEUE.lock().unwrap_or_else(PoisonError::into_inner)))
}

fn settings(rt: &Value, login: &str) -> SourceSettings {
    SourceSettings {
        connector: "rt".into(),
        server: rt["url"].as_str().unwrap().into(),
        login: login.into(),
        options: [("queue".to_owned(), "Social".to_owned())].into(),
        ..SourceSettings::default()
    }
}

fn password(rt: &Value, who: &str) -> String {
    rt["users"][who]["password"].as_str().unwrap().to_owned()
}

/// Signed in as somebody.
fn driven<'a>(rt: &Value, who: &str) -> Driven<'a> {
    let mut driven = Driven::new(&RequestTracker, settings(rt, who), &password(rt, who));
    driven.sign_in().unwrap();
    driven
}

/// Signed in as somebody, with all that was there before read: once for all tests, since a cursor is anybody's.
fn caught_up<'a>(rt: &Value, who: &str) -> Driven<'a> {
    static CURSOR: OnceLock<String> = OnceLock::new();
    let mut driven = driven(rt, who);
    let cursor = CURSOR.get_or_init(|| {
        driven.round();
        driven.cursor.clone()
    });
    driven.cursor.clone_from(cursor);
    driven
}

/// The same server as somebody else uses it, beside the connector.
struct Other {
    rest: String,
    token: String,
}

impl Other {
    fn new(rt: &Value, who: &str) -> Other {
        let (rest, token) = (rt["rest"].as_str().unwrap().into(), rt["users"][who]["token"].as_str().unwrap().into());
        Other { rest, token }
    }

    fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = match method {
            Method::Get => Request::get(format!("{}/{path}", self.rest)),
            _ => Request::json(method, format!("{}/{path}", self.rest), body),
        };
        let answer = send(&request.header("authorization", format!("token {}", self.token)));
        assert!(answer.is_ok(), "{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn ticket(&self, subject: &str) -> String {
        let body = json!({ "Queue": "Social", "Subject": subject, "Requestor": "carla@social.invalid",
            "Content": "Grüße 👋 mein Paket ist kaputt", "ContentType": "text/plain", "Priority": 40 });
        self.call(Method::Post, "ticket", &body)["id"].as_str().unwrap().to_owned()
    }

    /// How many messages of this kind a ticket has.
    fn count(&self, ticket: &str, kind: &str) -> usize {
        let page = self.call(Method::Get, &format!("ticket/{ticket}/history?fields=Type&per_page=100"), &Value::Null);
        page["items"].as_array().unwrap().iter().filter(|t| t["Type"] == kind).count()
    }
}

fn known(owner: &str, state: TicketState, priority: &str) -> Option<Ticket> {
    Some(Ticket { owner: owner.into(), state, priority: priority.into(), ..Ticket::default() })
}

fn outgoing(key: &str, ticket: &str, knows: Option<Ticket>, wish: Wish) -> Outgoing {
    let target = format!("ticket/{ticket}");
    Outgoing { key: key.into(), root: target.clone(), target, ticket: knows, wish, asked_at: now(), tried_at: None }
}

/// How a ticket stands by what was told last.
fn stands<'a>(changes: &'a [Change], ticket: &str) -> Option<&'a Ticket> {
    let external = format!("ticket/{ticket}");
    changes.iter().rev().find(|c| c.external == external).and_then(|c| match &c.what {
        Told::Ticket(ticket) => Some(ticket),
        _ => None,
    })
}

#[test]
fn signs_in_by_password_and_by_token_and_says_why_not() {
    let Some((rt, _alone)) = alone() else { return };
    let by_password = driven(&rt, "watchfloor");
    assert_eq!(by_password.session.own("name"), "watchfloor");
    let token = rt["token"].as_str().unwrap();
    let mut by_token = Driven::new(&RequestTracker, settings(&rt, ""), token);
    by_token.sign_in().unwrap();
    assert_eq!(by_token.session.own("name"), "watchfloor");
    let mut wrong = Driven::new(&RequestTracker, settings(&rt, "watchfloor"), "not it");
    assert_eq!(wrong.sign_in().unwrap_err(), "name or password is not accepted");
    let mut wrong = Driven::new(&RequestTracker, settings(&rt, ""), "1-32-00000000000000000000000000000000");
    assert_eq!(wrong.sign_in().unwrap_err(), "the token is not accepted");
}

#[test]
fn a_thousand_tickets_come_in_once_each() {
    let Some((rt, _alone)) = alone() else { return };
    let words: Vec<&str> = rt["fill"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    let prefix = format!("in{}", now().unix());
    let out = Command::new(words[0]).args(&words[1..]).args(["1000", &prefix]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let filled: Value = serde_json::from_slice(&out.stdout).unwrap();
    let number = |key: &str| filled[key].as_u64().or_else(|| filled[key].as_str()?.parse().ok()).unwrap();
    let (first, last) = (number("first"), number("last"));

    let mut source = driven(&rt, "watchfloor");
    source.asked = 0;
    let began = Instant::now();
    let heard = source.round();
    let (secs, asked) = (began.elapsed().as_secs_f64(), source.asked);
    assert_eq!(heard.problems, [], "all can be read");
    assert!(heard.gap.is_some(), "the first reading says where it begins");

    let wanted: BTreeSet<String> = (first..=last).map(|id| format!("ticket/{id}")).collect();
    assert_eq!(wanted.len(), 1_000);
    let got: Vec<&str> = heard.mentions.iter().map(|m| m.external.as_str()).filter(|e| wanted.contains(*e)).collect();
    assert_eq!(got.len(), 1_000, "every ticket, and none twice");
    assert_eq!(got.iter().collect::<BTreeSet<_>>().len(), 1_000);
    let told: BTreeSet<&str> =
        heard.changes.iter().map(|c| c.external.as_str()).filter(|e| wanted.contains(*e)).collect();
    assert_eq!(told.len(), 1_000, "how each stands is told");
    let owned = (first..=last).filter(|id| !stands(&heard.changes, &id.to_string()).unwrap().owner.is_empty()).count();
    assert_eq!(owned, 333, "every third has an owner");

    let before = source.asked;
    let again = source.round();
    eprintln!(
        "{} mentions and {} ticket states in {asked} requests and {secs:.1} s ({:.0} mentions a second); a quiet look: {}",
        heard.mentions.len(),
        heard.changes.len(),
        heard.mentions.len() as f64 / secs,
        source.asked - before,
    );
    assert_eq!(again.mentions.len(), 0, "what is known is not read again");
}

#[test]
fn what_happens_to_a_ticket_is_heard_and_each_message_once() {
    let Some((rt, _alone)) = alone() else { return };
    let (bea, mut source) = (Other::new(&rt, "bea"), caught_up(&rt, "watchfloor"));
    let id = bea.ticket("Kaputt");
    let heard = source.round();
    let mention = heard.mentions.iter().find(|m| m.external == format!("ticket/{id}")).unwrap();
    assert_eq!(mention.author.name, "carla@social.invalid", "the customer, not who typed it in");
    assert!(!mention.author.ours);
    let IncomingKind::Written { kind, text, .. } = &mention.what else { panic!() };
    assert_eq!((*kind, text.as_str()), (MentionKind::Direct, "Kaputt\n\nGrüße 👋 mein Paket ist kaputt"));

    bea.call(Method::Put, &format!("ticket/{id}"), &json!({ "Owner": "bea", "Priority": 80 }));
    let say = |text: &str| json!({ "Content": text, "ContentType": "text/plain" });
    bea.call(Method::Post, &format!("ticket/{id}/comment"), &say("nur für uns"));
    bea.call(Method::Post, &format!("ticket/{id}/correspond"), &say("Wir schauen nach."));
    let heard = source.round();
    let texts: Vec<(bool, Option<&str>, &str)> = heard
        .mentions
        .iter()
        .filter(|m| m.parent.as_deref() == Some(&format!("ticket/{id}")))
        .map(|m| match &m.what {
            IncomingKind::Written { text, agent, .. } => (m.author.ours, agent.as_deref(), text.as_str()),
            IncomingKind::Amplified(_) => panic!(),
        })
        .collect();
    assert_eq!(texts, [(true, Some("bea"), "Wir schauen nach.")], "a note is no mention");
    let now = stands(&heard.changes, &id).unwrap();
    assert_eq!((now.owner.as_str(), &now.state, now.priority.as_str()), ("bea", &TicketState::Open, "80"));
    assert_eq!(source.round().mentions.len(), 0);

    // What is deleted or merged makes no sign of its own in a search, and is missed when it is asked for.
    let root = Other::new(&rt, "root");
    root.call(Method::Put, &format!("ticket/{id}"), &json!({ "Status": "deleted" }));
    let heard = source.round();
    assert_eq!(stands(&heard.changes, &id).unwrap().state, TicketState::Gone);
}

#[test]
fn an_assignment_goes_both_ways() {
    let Some((rt, _alone)) = alone() else { return };
    let (root, mut source) = (Other::new(&rt, "root"), caught_up(&rt, "root"));
    let id = root.ticket("Wer hat es?");
    source.round();
    let wish = outgoing("3kaaaaaaaaaa2", &id, known("", TicketState::New, "40"), Wish::Assign("ada".into()));
    let Some(Step::Done { ticket: Some(now), .. }) = source.deliver(&wish) else { panic!() };
    assert_eq!(now.owner, "ada");
    // The same once more changes nothing, and says that it is so.
    let before = root.count(&id, "Set");
    assert!(matches!(source.deliver(&wish), Some(Step::Done { .. })));
    assert_eq!(root.count(&id, "Set"), before);

    root.call(Method::Put, &format!("ticket/{id}"), &json!({ "Owner": "cem" }));
    let heard = source.round();
    assert_eq!(stands(&heard.changes, &id).unwrap().owner, "cem");
    let nobody = outgoing("3kaaaaaaaaab2", &id, known("cem", TicketState::Open, "40"), Wish::Assign(String::new()));
    let Some(Step::Done { ticket: Some(now), .. }) = source.deliver(&nobody) else { panic!() };
    assert_eq!(now.owner, "");
    for (key, wish, check) in [
        ("3kaaaaaaaaac2", Wish::State(TicketState::Pending), TicketState::Pending),
        ("3kaaaaaaaaad2", Wish::State(TicketState::Resolved), TicketState::Resolved),
    ] {
        let Some(Step::Done { ticket: Some(now), .. }) = source.deliver(&outgoing(key, &id, None, wish)) else {
            panic!()
        };
        assert_eq!(now.state, check);
    }
    let urgent = outgoing("3kaaaaaaaaae2", &id, None, Wish::Priority("high".into()));
    let Some(Step::Done { ticket: Some(now), .. }) = source.deliver(&urgent) else { panic!() };
    assert_eq!(now.priority, "100");
    let bogus = outgoing("3kaaaaaaaaaf2", &id, None, Wish::Priority("enormous".into()));
    assert!(matches!(source.deliver(&bogus), Some(Step::Refused(why)) if why.contains("say a number")));
}

#[test]
fn somebody_quicker_is_a_conflict_and_is_not_overwritten() {
    let Some((rt, _alone)) = alone() else { return };
    let root = Other::new(&rt, "root");
    let id = root.ticket("Zu zweit");
    // Known as nobody's, but meanwhile taken: seen at the first look.
    root.call(Method::Put, &format!("ticket/{id}"), &json!({ "Owner": "bea" }));
    let mut source = driven(&rt, "root");
    let wish = outgoing("3kbaaaaaaaaa2", &id, known("", TicketState::New, "40"), Wish::Assign("ada".into()));
    let Some(Step::Conflict { theirs, ticket: Some(now) }) = source.deliver(&wish) else { panic!() };
    assert!(theirs.starts_with("bea has it; last changed by root at 20"), "{theirs}");
    assert_eq!(now.owner, "bea");
    // Taken between our look and our write: the server refuses what names an older state (412).
    let wish = outgoing("3kbaaaaaaaab2", &id, known("bea", TicketState::New, "40"), Wish::Assign("ada".into()));
    let quicker = |request: &Request| {
        assert!(request.headers.iter().any(|(name, _)| name == "if-match"), "the write names what it has seen");
        root.call(Method::Put, &format!("ticket/{id}"), &json!({ "Owner": "dov" }));
    };
    source.before_send = Some(Box::new(quicker));
    let Some(Step::Conflict { theirs, .. }) = source.deliver(&wish) else { panic!() };
    assert!(theirs.starts_with("dov has it"), "{theirs}");
    let page = root.call(Method::Get, &format!("ticket/{id}"), &Value::Null);
    assert_eq!(page["Owner"]["id"], "dov", "not overwritten");
    // Something else was done meanwhile: the write is refused once, and then goes through.
    let mut times = 0;
    let beside = |_: &Request| {
        times += 1;
        if times == 1 {
            root.call(
                Method::Post,
                &format!("ticket/{id}/comment"),
                &json!({ "Content": "x", "ContentType": "text/plain" }),
            );
        }
    };
    let mut source = driven(&rt, "root");
    source.before_send = Some(Box::new(beside));
    let wish = outgoing("3kbaaaaaaaac2", &id, known("dov", TicketState::New, "40"), Wish::Assign("ada".into()));
    assert!(matches!(source.deliver(&wish), Some(Step::Done { .. })));
    drop(source);
    assert_eq!(times, 2);
}

#[test]
fn a_failure_behind_a_200_is_found_by_reading_back() {
    let Some((rt, _alone)) = alone() else { return };
    let (root, mut source) = (Other::new(&rt, "root"), driven(&rt, "root"));
    let id = root.ticket("Teils");
    for (key, wish, words) in [
        ("3kcaaaaaaaaa2", Wish::Assign("nobody-called-so".into()), "user does not exist"),
        ("3kcaaaaaaaab2", Wish::State(TicketState::Other("bogus".into())), "isn't a valid status"),
    ] {
        let step = source.deliver(&outgoing(key, &id, known("", TicketState::New, "40"), wish));
        let Some(Step::Refused(why)) = step else { panic!("{step:?}") };
        assert!(why.starts_with("it was taken but did not come about") && why.contains(words), "{why}");
    }
    let gone = outgoing("3kcaaaaaaaac2", "999999", None, Wish::Assign("ada".into()));
    assert!(matches!(source.deliver(&gone), Some(Step::Refused(why)) if why.contains("not there any more")));
}

#[test]
fn a_message_whose_answer_was_lost_is_there_once() {
    let Some((rt, _alone)) = alone() else { return };
    let (root, mut source) = (Other::new(&rt, "root"), caught_up(&rt, "watchfloor"));
    let id = root.ticket("Einmal");
    source.round();
    let texts = ["Das tut uns leid!\nWir schauen nach – ü 👋", "Das tut uns leid!\nWir schauen nach – ü 👋"];
    let mut made = Vec::new();
    // The same words twice are two answers, because they are two operations.
    for (key, text) in ["3kdaaaaaaaaa2", "3kdaaaaaaaab2"].into_iter().zip(texts) {
        let mut out = outgoing(key, &id, None, Wish::Reply { text: text.into(), private: false });
        source.lose_answer = true;
        assert!(source.deliver(&out).is_none(), "nobody knows whether it is there");
        out.tried_at = Some(now());
        for _ in 0..2 {
            let Some(Step::Done { external, .. }) = source.deliver(&out) else { panic!() };
            made.push(external);
        }
    }
    assert_eq!((&made[0], &made[2]), (&made[1], &made[3]));
    assert_ne!(made[0], made[2]);
    assert_eq!(root.count(&id, "Correspond"), 2, "each once");
    let mut note = outgoing("3kdaaaaaaaac2", &id, None, Wish::Note("nur für uns".into()));
    let Some(Step::Done { external: first, .. }) = source.deliver(&note) else { panic!() };
    note.tried_at = Some(now());
    let Some(Step::Done { external: second, .. }) = source.deliver(&note) else { panic!() };
    assert_eq!((first, root.count(&id, "Comment")), (second, 1));
    // What we said comes back under the id that was given for it.
    let heard = source.round();
    let ours: Vec<&str> = heard.mentions.iter().filter(|m| m.author.ours).map(|m| m.external.as_str()).collect();
    assert!(ours.contains(&made[0].as_str()) && ours.contains(&made[2].as_str()), "{ours:?} {made:?}");
    assert_eq!(heard.mentions.len(), 2);
    // Never tried and lost on the way: looked for, not found, sent.
    let mut lost = outgoing("3kdaaaaaaaad2", &id, None, Wish::Reply { text: "Noch da?".into(), private: false });
    lost.tried_at = Some(now().minus(watchfloor::limits::RESEND_SECS));
    assert!(matches!(source.deliver(&lost), Some(Step::Done { .. })));
    assert_eq!(root.count(&id, "Correspond"), 3);
}

#[test]
fn what_is_watched_and_vanished_is_told() {
    let Some((rt, _alone)) = alone() else { return };
    let (root, mut source) = (Other::new(&rt, "root"), caught_up(&rt, "watchfloor"));
    let (one, other) = (root.ticket("Erst"), root.ticket("Dann"));
    source.watched = vec![format!("ticket/{one}"), format!("ticket/{other}/tx/1"), "ticket/999999".into()];
    let heard = source.round();
    assert_eq!(stands(&heard.changes, "999999").unwrap().state, TicketState::Gone);
    assert_eq!(stands(&heard.changes, &one).unwrap().state, TicketState::New);
    root.call(Method::Put, &format!("ticket/{other}"), &json!({ "MergeInto": one }));
    let heard = source.round();
    assert_eq!(stands(&heard.changes, &other).unwrap().state, TicketState::Gone, "merged away");
}
