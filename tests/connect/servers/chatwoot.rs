//! Chatwoot as its own contract plays it: each request of ours is one that the contract knows, and each example can be
//! read. The player remembers nothing, so what is written cannot be seen afterwards: that is tried with recorded
//! answers.

use secrecy::SecretString;
use watchfloor::connect::net::chatwoot::Chatwoot;
use watchfloor::connect::net::{Connector, Outgoing, Step, Trouble, Wish};
use watchfloor::floor::source::{SourceSettings, TicketState};

use super::plain::{Driven, now, send, server};

fn driven(prism: &serde_json::Value) -> Driven<'static> {
    let settings = SourceSettings {
        connector: "chatwoot".into(),
        server: prism["url"].as_str().unwrap().into(),
        options: [("account".to_owned(), prism["account"].to_string())].into(),
        ..SourceSettings::default()
    };
    Driven::new(&Chatwoot, settings, prism["token"].as_str().unwrap())
}

#[test]
fn every_request_is_one_that_the_contract_knows() {
    let Some(prism) = server("prism_chatwoot") else { return };
    let mut source = driven(&prism);
    source.sign_in().unwrap();
    assert_ne!(source.session.own("id"), "");
    // The list, and the messages of a conversation as a cursor asks for them.
    for cursor in ["", r#"{"h":1700000000,"t":[[1,0,true,false,false,null]]}"#] {
        let request = Chatwoot.ask(&source.with(), cursor).unwrap();
        let answer = send(&request);
        assert_eq!(Chatwoot.trouble(&answer), None, "{request:?}");
        let heard = Chatwoot.parse(&source.with(), cursor, &answer).unwrap();
        // Its examples happen in 1970, which is no time: a problem of its own, and no end of the page.
        assert_eq!(heard.problems.len(), 1, "{heard:?}");
    }
    let wishes = [
        Wish::Reply { text: "We look into it.".into(), private: false },
        Wish::Note("Only for us.".into()),
        Wish::Assign("string".into()),
        Wish::Assign(String::new()),
        Wish::State(TicketState::Resolved),
        Wish::State(TicketState::Snoozed),
        Wish::Priority("urgent".into()),
        Wish::Priority(String::new()),
        Wish::Labels { add: vec!["vip".into()], remove: vec!["string".into()] },
    ];
    for wish in wishes {
        let target = "ticket/0".to_owned();
        let root = target.clone();
        let key = "3kaaaaaaaaaa2".into();
        let out = Outgoing { key, target, root, ticket: None, wish, asked_at: now(), tried_at: None };
        source.trail.clear();
        let step = source.deliver(&out);
        let already = matches!(step, Some(Step::Done { .. }));
        assert!(already || source.trail.iter().any(|(what, _)| what.starts_with("Post")), "{:?} {step:?}", out.wish);
        assert!(source.trail.iter().all(|(_, status)| *status == 200), "{:?}", source.trail);
        let honest = match step {
            // A message has the number that it was given.
            Some(Step::Done { .. }) => matches!(out.wish, Wish::Assign(_) | Wish::Reply { .. } | Wish::Note(_)),
            Some(Step::Unsure(_) | Step::Refused(_)) => true,
            _ => false,
        };
        assert!(honest, "what cannot be seen is not done: {:?} {step:?}", out.wish);
    }
}

#[test]
fn without_a_token_there_is_no_session() {
    let Some(prism) = server("prism_chatwoot") else { return };
    let mut source = driven(&prism);
    source.secret = SecretString::from("");
    assert_eq!(source.sign_in().unwrap_err(), "say an access token");
    let mut request = Chatwoot.ask(&source.with(), "").unwrap();
    request.headers.retain(|(name, _)| name != "api_access_token");
    assert!(matches!(Chatwoot.trouble(&send(&request)), Some(Trouble::SignIn(_))));
}
