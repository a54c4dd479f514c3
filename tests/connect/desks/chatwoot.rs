//! Chatwoot from recorded answers; its contract is in `servers`.

use watchfloor::connect::net::chatwoot::{Chatwoot, webhook};
use watchfloor::connect::net::{Answer, SignIn, Step, Wish};
use watchfloor::floor::source::{Ticket, TicketState};

use super::{Play, answer, fixture, lines, long_ago, outgoing, recorded, sent, stands, told};

fn play() -> Play<'static> {
    Play::new(&Chatwoot, &[("account", "1")], &[("id", "2"), ("name", "Mara Holm")])
}

fn server(url: &str) -> Answer {
    match url.split_once("/accounts/1/").unwrap().1 {
        "conversations?status=all&assignee_type=all&page=1" => recorded("chatwoot/conversations.json"),
        "conversations/8/messages?after=0" => recorded("chatwoot/messages_8.json"),
        "conversations/7/messages?after=0" => recorded("chatwoot/messages_7.json"),
        path => panic!("{path}"),
    }
}

#[test]
fn a_round_goes_from_the_newest_conversation_to_what_is_known() {
    let (heard, asked) = play().round("", &server);
    assert_eq!(
        lines(&heard),
        [
            "ticket/8 > - comment Ines: @lark the lamp hums",
            "ticket/8/tx/930 > ticket/8 comment us, by Mara Holm: Looking into it, Ines.",
            "ticket/7 > - direct Ulf: No confirmation yet",
            "ticket/7/tx/920 > ticket/7 direct Ulf: (no words)",
        ],
        "what the program says of itself and notes are no mentions"
    );
    assert_eq!(
        told(&heard),
        [
            "3 Resolved of \"Tove\", \"low\", old",
            "8 Open of \"Mara Holm\", \"high\", late vip",
            "ticket/7/tx/904 Gone",
            "7 Snoozed of \"\", \"\", ",
        ]
    );
    assert_eq!((heard.problems.len(), asked.len()), (0, 3));
    assert!(heard.gap.unwrap().contains("7 days"));
    // Nothing has moved: one look at the list, and no message is read again.
    let (quiet, asked) = play().round(&heard.cursor, &server);
    assert_eq!((quiet.mentions.len(), asked.len()), (0, 1));
    // Something was written in one that is known: only what is after the last that is known for good is asked for.
    let list = String::from_utf8(fixture("chatwoot/conversations.json")).unwrap();
    let list = list.replace("[{\"id\": 920}]", "[{\"id\": 950}]").replace("1795167000", "1795169000");
    let (more, asked) = play().round(&quiet.cursor, &|url| match url.contains("/messages") {
        false => answer(200, list.as_str()),
        true => {
            assert!(url.ends_with("/conversations/7/messages?after=920"), "{url}");
            let row = r#"{"id":950,"content":"Hello?","message_type":0,"created_at":1795169000,"sender":{"id":4,"name":"Ulf"}}"#;
            answer(200, format!(r#"{{"payload":[{row}]}}"#))
        }
    });
    assert_eq!(lines(&more), ["ticket/7/tx/950 > ticket/7 direct Ulf: Hello?"], "{asked:?}");
}

#[test]
fn rows_that_move_between_pages_are_not_lost() {
    // Page 2 begins with what was last on page 1, because a conversation came to the top meanwhile; the round after that
    // has it at its top.
    let row = |id: u64, active: u64| {
        format!(
            r#"{{"id":{id},"status":"open","created_at":{active},"last_activity_at":{active},"messages":[{{"id":{id}00}}]}}"#
        )
    };
    let page = |rows: &[(u64, u64)]| {
        let rows: Vec<String> = rows.iter().map(|(id, active)| row(*id, *active)).collect();
        answer(200, format!(r#"{{"data":{{"payload":[{}]}}}}"#, rows.join(",")))
    };
    let t = 1_795_169_000;
    let messages = |url: &str| {
        let id: u64 = url.split("/conversations/").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        let row = format!(
            r#"{{"id":{id}00,"content":"of {id}","message_type":0,"created_at":{},"sender":{{"id":1,"name":"Ulf"}}}}"#,
            t - id
        );
        answer(200, format!(r#"{{"payload":[{row}]}}"#))
    };
    let (first, _) = play().round("", &|url| match url.rsplit_once("page=").map(|(_, page)| page) {
        Some("1") => page(&[(1, t), (2, t - 10), (3, t - 20)]),
        Some("2") => page(&[(3, t - 20), (5, t - 50)]),
        Some(_) => page(&[]),
        None => messages(url),
    });
    let ids: Vec<&str> = first.mentions.iter().map(|m| m.external.as_str()).collect();
    assert_eq!(ids, ["ticket/1", "ticket/2", "ticket/3", "ticket/5"]);
    let (second, _) = play().round(&first.cursor, &|url| match url.rsplit_once("page=").map(|(_, page)| page) {
        Some("1") => page(&[(4, t + 60), (1, t), (2, t - 10), (3, t - 20), (9, t - 90_000)]),
        Some(page) => panic!("page {page} is older than the last round"),
        None => messages(url),
    });
    let ids: Vec<&str> = second.mentions.iter().map(|m| m.external.as_str()).collect();
    assert_eq!(ids, ["ticket/4"], "what moved away under the first round is heard in the second");
}

#[test]
fn a_long_conversation_is_read_to_its_end() {
    let rows = |after: u64| -> String {
        let rows = (after + 1..=230).take(100).map(|id| {
            format!(
                r#"{{"id":{id},"content":"m{id}","message_type":0,"created_at":{},"sender":{{"id":1,"name":"Ulf"}}}}"#,
                1_795_160_000 + id
            )
        });
        rows.collect::<Vec<_>>().join(",")
    };
    let list =
        r#"{"data":{"payload":[{"id":8,"status":"open","created_at":1795160000,"last_activity_at":1795160300}]}}"#;
    let (heard, asked) = play().round("", &|url| match url.split_once("after=") {
        Some((_, after)) => answer(200, format!(r#"{{"payload":[{}]}}"#, rows(after.parse().unwrap()))),
        None if url.ends_with("page=1") => answer(200, list),
        None => answer(200, r#"{"data":{"payload":[]}}"#),
    });
    assert_eq!((heard.mentions.len(), asked.len()), (230, 5));
    assert_eq!(heard.mentions.iter().filter(|m| m.parent.is_none()).count(), 1);
}

#[test]
fn a_difference_is_shown_and_not_overwritten() {
    let known = Ticket { owner: String::new(), state: TicketState::Open, ..Ticket::default() };
    let out = outgoing("8", Some(known.clone()), Wish::Assign("tove lind".into()));
    let (agents, there) = (recorded("chatwoot/agents.json"), recorded("chatwoot/conversation.json"));
    let Step::Conflict { theirs, ticket: Some(now) } = play().step(&out, &[agents.clone(), there.clone()]) else {
        panic!()
    };
    assert_eq!(theirs, "Mara Holm has it; last changed at 2026-11-20 09:46 UTC");
    assert_eq!(stands(&now), "8 Open of \"Mara Holm\", \"high\", late vip");
    // Known as Mara's, it goes to Tove by her number, and is read again.
    let out = outgoing("8", Some(Ticket { owner: "Mara Holm".into(), ..known }), Wish::Assign("tove lind".into()));
    let (request, is_write) = play().next(&out, &[agents.clone(), there.clone()]);
    assert!(is_write && request.url.ends_with("/conversations/8/assignments"));
    assert_eq!(sent(&request), serde_json::json!({ "assignee_id": 9 }));
    let (request, is_write) = play().next(&out, &[agents.clone(), there.clone(), answer(200, "{}")]);
    assert!(!is_write && request.url.ends_with("/conversations/8"));
    let step = play().step(&out, &[agents.clone(), there.clone(), answer(200, "{}"), there.clone()]);
    assert!(matches!(step, Step::Refused(why) if why.starts_with("it was taken but did not come about")));
    let nobody = outgoing("8", None, Wish::Assign("Nobody Known".into()));
    assert!(
        matches!(play().step(&nobody, &[agents, there]), Step::Refused(why) if why == "nobody there is called Nobody Known")
    );
}

#[test]
fn the_whole_list_of_labels_is_sent() {
    let there = recorded("chatwoot/conversation.json");
    let out = outgoing("8", None, Wish::Labels { add: vec!["refund".into()], remove: vec!["late".into()] });
    let (request, _) = play().next(&out, std::slice::from_ref(&there));
    assert_eq!(sent(&request), serde_json::json!({ "labels": ["refund", "vip"] }));
    let none = outgoing("8", None, Wish::Priority(String::new()));
    assert_eq!(sent(&play().next(&none, std::slice::from_ref(&there)).0), serde_json::json!({ "priority": "none" }));
    let same = outgoing("8", None, Wish::Priority("high".into()));
    assert!(matches!(play().step(&same, std::slice::from_ref(&there)), Step::Done { .. }));
    for wish in [Wish::State(TicketState::Gone), Wish::Priority("huge".into())] {
        assert!(matches!(play().step(&outgoing("8", None, wish), std::slice::from_ref(&there)), Step::Refused(_)));
    }
}

#[test]
fn a_message_is_looked_for_before_it_is_sent_again() {
    let mut out = outgoing("8", None, Wish::Reply { text: "We look.".into(), private: false });
    let (request, _) = play().next(&out, &[]);
    assert_eq!(sent(&request)["private"], false);
    out.tried_at = Some(long_ago());
    assert!(!play().next(&out, &[]).1, "first it looks");
    let row = |more: &str| {
        answer(
            200,
            format!(
                r#"{{"payload":[{{"id":951,"message_type":1,"private":false,"content":"We look.","created_at":1795170010{more}}}]}}"#
            ),
        )
    };
    let is_there = |answer: Answer| match play().step(&out, &[answer]) {
        Step::Done { external, .. } => external == "ticket/8/tx/951",
        Step::Send(_) => false,
        other => panic!("{other:?}"),
    };
    assert!(is_there(row(r#","sender_id":2"#)));
    assert!(is_there(row(r#","sender_id":7,"content_attributes":{"watchfloor_key":"3kaaaaaaaaaa2"}"#)));
    assert!(
        !is_there(row(r#","sender_id":2,"content_attributes":{"watchfloor_key":"3kbbbbbbbbbb2"}"#)),
        "another operation"
    );
    assert!(!is_there(row(r#","sender_id":9"#)));
    assert!(matches!(play().sign_in(" ", &[]), SignIn::Refused(_)));
    assert!(matches!(play().sign_in("t", &[answer(401, "")]), SignIn::Refused(_)));
}

#[test]
fn a_webhook_says_what_reading_would_say() {
    let heard = webhook(&fixture("chatwoot/webhook_message.json")).unwrap();
    assert_eq!(lines(&heard), ["ticket/8/tx/960 > ticket/8 comment Ines: Still humming"]);
    assert_eq!(told(&heard), ["8 Open of \"Mara Holm\", \"\", vip"]);
    assert_eq!((heard.cursor.as_str(), heard.more), ("", false));
    let heard = webhook(&fixture("chatwoot/webhook_created.json")).unwrap();
    assert_eq!(lines(&heard), ["ticket/11 > - direct Ola: Hello?"]);
    // Whether this is the first, it cannot know: reading will say.
    let text = String::from_utf8(fixture("chatwoot/webhook_message.json")).unwrap().replace("1795160000", "1795175998");
    assert_eq!(webhook(text.as_bytes()).unwrap().mentions, []);
    assert_eq!(webhook(br#"{"event":"webwidget_triggered","id":1}"#).unwrap().changes, []);
    assert!(webhook(b"<html>").is_err());
}
