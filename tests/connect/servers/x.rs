//! X behind its official contract, played by a mock: every request that is made is one that the contract allows.
//!
//! The mock gives the contract's own examples, whatever is asked: who checks that an answer is the right one is
//! `tests/connect/x.rs`.

use super::super::played::reply;
use super::desk::Desk;
use super::place;
use serde_json::Value;
use watchfloor::connect::net::x::X;
use watchfloor::connect::net::{Answer, Connector, Request, SignIn, Step, Trouble};

static NETWORK: X = X;

/// What the contract finds wrong with a request, by the mock.
fn violations(answer: &Answer) -> String {
    answer.header("sl-violations").unwrap_or_default().to_owned()
}

fn about_the_request(answer: &Answer) -> bool {
    violations(answer).contains("\"request\"")
}

struct Mock {
    desk: Desk,
    id: String,
}

impl Mock {
    fn new(server: &Value) -> Mock {
        let text = |key: &str| server[key].as_str().unwrap_or_default().to_owned();
        let mut desk = Desk::new(&NETWORK, &text("url"), "", &text("token"));
        desk.session.own.insert("id".into(), text("user_id"));
        desk.session.token = text("token").into();
        Mock { desk, id: text("tweet_id") }
    }

    fn send(&self, request: &Request) -> Answer {
        self.desk.send(request).unwrap()
    }

    /// Asks, and says how the contract takes it.
    fn asked(&self, cursor: &str) -> (Request, Answer) {
        let request = NETWORK.ask(&self.desk.with(), cursor).unwrap();
        let answer = self.send(&request);
        (request, answer)
    }
}

#[test]
fn every_question_of_a_round_is_one_that_the_contract_allows() {
    let Some(server) = place("prism_x") else { return };
    let mut mock = Mock::new(&server);
    mock.desk.settings.options =
        [("words", "larkfield"), ("direct", "yes")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    mock.desk.watched = vec![mock.id.clone(), "1346889436626259969".into()];
    // As if the source were old, because the contract's examples are.
    let place = |rest: &str| format!("{{\"from\":1{rest}}}");
    let quotes = format!(",\"stage\":\"q\",\"quotes\":[[\"{}\",\"3\"]]", mock.id);
    let walk = format!(",\"mentions\":\"{}\",\"token\":\"abc\"", mock.id);
    let stages = ["", ",\"stage\":\"s\"", ",\"stage\":\"d\"", ",\"stage\":\"c\"", &quotes, &walk];
    let mut read = 0;
    for cursor in stages.map(place) {
        let cursor = cursor.as_str();
        let (request, answer) = mock.asked(cursor);
        assert_eq!(answer.status, 200, "{} {}", request.url, violations(&answer));
        assert!(!about_the_request(&answer), "{} {}", request.url, violations(&answer));
        assert_eq!(NETWORK.trouble(&answer), None);
        let heard = NETWORK.parse(&mock.desk.with(), cursor, &answer).unwrap();
        read += heard.mentions.len() + heard.changes.len();
        assert!(heard.problems.is_empty(), "{cursor}: {:?}", heard.problems);
    }
    assert!(read >= 5, "{read}");
}

#[test]
fn signing_in_and_being_sent_away_are_understood() {
    let Some(server) = place("prism_x") else { return };
    let mut mock = Mock::new(&server);
    let SignIn::Ask(request) = NETWORK.sign_in(&mock.desk.with(), &[]) else { panic!() };
    let me = mock.send(&request);
    let SignIn::Ready(session) = NETWORK.sign_in(&mock.desk.with(), &[me]) else { panic!() };
    assert_eq!(session.own("id"), server["user_id"].as_str().unwrap());
    // Nobody.
    let (mut request, _) = mock.asked("");
    request.headers.retain(|(name, _)| name != "authorization");
    let answer = mock.send(&request);
    assert_eq!(answer.status, 401);
    assert!(matches!(NETWORK.trouble(&answer), Some(Trouble::SignIn(_))));
    // More than a page may have.
    let (mut request, _) = mock.asked("");
    request.url = request.url.replace("max_results=100", "max_results=500");
    let answer = mock.send(&request);
    assert_eq!(answer.status, 422);
    let told = NETWORK.parse(&mock.desk.with(), "", &answer);
    assert!(matches!(told, Err(Trouble::Refused(_))), "{told:?}");
    // The newer vocabulary, which this contract does not have.
    mock.desk.settings.options.insert("vocabulary".into(), "post".into());
    let (request, answer) = mock.asked("");
    assert!(request.url.contains("post.fields"));
    assert!(answer.status == 422 || answer.status == 200, "{}", answer.status);
}

#[test]
fn every_step_of_an_answer_is_one_that_the_contract_allows() {
    let Some(server) = place("prism_x") else { return };
    let mock = Mock::new(&server);
    let with = mock.desk.with();
    let mut public = reply("3n2vgalei4v23", &mock.id, "Sorry about that");
    public.tried_at = Some(public.asked_at.minus(watchfloor::limits::RESEND_SECS));
    let private = watchfloor::connect::net::Outgoing {
        target: format!("dm:{}-905:1346889436626259968", server["user_id"].as_str().unwrap()),
        ..public.clone()
    };
    for (out, steps) in [(public, 3), (private, 3)] {
        let (mut past, mut sent) = (Vec::new(), 0);
        while past.len() < steps {
            let request = match NETWORK.deliver(&with, &out, &past) {
                Step::Ask(request) => request,
                Step::Send(request) => {
                    sent += 1;
                    request
                }
                // What the contract shows are its own words, and no answer of ours.
                Step::Unsure(_) | Step::Done { .. } => break,
                other => panic!("{other:?}"),
            };
            let answer = mock.send(&request);
            assert!(
                answer.is_ok() && !about_the_request(&answer),
                "{} {} {}",
                answer.status,
                request.url,
                violations(&answer)
            );
            past.push(answer);
        }
        assert_eq!(sent, 1, "{}", out.target);
        assert_eq!(past[1].status, 201);
    }
    // An id that is none never leaves the house, and would not be taken.
    let bad = reply("3n2vgalei4v23", "abc", "Sorry");
    assert!(matches!(NETWORK.deliver(&with, &bad, &[]), Step::Refused(_)));
    let Step::Send(mut request) = NETWORK.deliver(&with, &reply("3n2vgalei4v23", &mock.id, "Sorry"), &[]) else {
        panic!()
    };
    request.body = String::from_utf8(request.body).unwrap().replace(&mock.id, "abc").into_bytes();
    let answer = mock.send(&request);
    assert_eq!(answer.status, 422);
    assert!(matches!(NETWORK.deliver(&with, &reply("3n2vgalei4v23", &mock.id, "Sorry"), &[answer]), Step::Refused(_)));
}
