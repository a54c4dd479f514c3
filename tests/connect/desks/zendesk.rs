//! Zendesk, as its documents say that it answers.

use watchfloor::connect::net::zendesk::Zendesk;
use watchfloor::connect::net::{Answer, Connector, Proven, Request, SignIn, Step, Wish};
use watchfloor::floor::source::{Ticket, TicketState};

use super::{Play, answer, fixture, lines, long_ago, outgoing, recorded, sent, told};

fn play() -> Play<'static> {
    Play::new(&Zendesk, &[], &[("id", "2001"), ("name", "Mara Holm")])
}

fn server(url: &str) -> Answer {
    match url.split_once("/api/v2/").unwrap().1 {
        path if path.starts_with("incremental/tickets/cursor.json?") => recorded("zendesk/tickets.json"),
        path if path.starts_with("tickets/61/comments.json?") => recorded("zendesk/comments_61.json"),
        path if path.starts_with("tickets/62/comments.json?") => recorded("zendesk/comments_62.json"),
        "tickets/show_many.json?ids=61%2C62&include=users" => {
            let text = String::from_utf8(fixture("zendesk/tickets.json")).unwrap();
            let mut page: serde_json::Value = serde_json::from_str(&text).unwrap();
            page["tickets"].as_array_mut().unwrap().truncate(2);
            answer(200, page.to_string())
        }
        path => panic!("{path}"),
    }
}

fn there(owner: u64, stamp: &str) -> Answer {
    let text = format!(
        r#"{{"ticket":{{"id":61,"status":"open","priority":"high","tags":["vip"],"assignee_id":{owner},"updated_at":"{stamp}"}},
            "users":[{{"id":2001,"name":"Mara Holm"}},{{"id":2002,"name":"Tove Lind"}}]}}"#
    );
    answer(200, text)
}

#[test]
fn the_export_goes_on_where_it_ended() {
    let (heard, asked) = play().round("", &server);
    assert_eq!(
        lines(&heard),
        [
            "ticket/61 > - direct Ulf: The lamp hums.",
            "ticket/61/tx/7003 > ticket/61 direct us, by Mara Holm: A new one is on its way.",
            "ticket/62 > - comment Ines: @lark hello?",
        ]
    );
    assert_eq!(
        told(&heard),
        ["60 Gone of \"\", \"\", ", "61 Open of \"Mara Holm\", \"high\", late vip", "62 Snoozed of \"\", \"\", "]
    );
    assert!(asked[0].contains("start_time=1794565200") && heard.gap.is_some(), "seven days back: {}", asked[0]);
    let (_, asked) = play().round(&heard.cursor, &server);
    assert!(
        asked[0].contains("cursor=MTc5NTE2MDAwMC4wfHw2Mg%3D%3D") && !asked[0].contains("start_time"),
        "{}",
        asked[0]
    );
    assert_eq!(Zendesk.about().proven, Proven::Documents);
}

#[test]
fn a_long_conversation_is_read_to_its_end() {
    let first = String::from_utf8(fixture("zendesk/comments_61.json")).unwrap();
    let first = first.replace("\"has_more\": false", "\"has_more\": true, \"after_cursor\": \"abc\"");
    let (heard, asked) = play().round("", &|url| match () {
        () if url.contains("page%5Bafter%5D=abc") => answer(
            200,
            r#"{"comments":[{"id":7009,"author_id":3001,"public":true,"body":"Thanks!","created_at":"2026-11-20T09:00:00Z"}],
                "users":[{"id":3001,"name":"Ulf","role":"end-user"}],"meta":{"has_more":false}}"#,
        ),
        () if url.contains("tickets/61/comments") => answer(200, first.as_str()),
        () => server(url),
    });
    assert!(lines(&heard).contains(&"ticket/61/tx/7009 > ticket/61 direct Ulf: Thanks!".to_owned()), "{asked:#?}");
}

#[test]
fn a_change_names_what_it_has_seen() {
    let found = answer(
        200,
        r#"{"users":[{"id":2002,"name":"Tove Lind","role":"agent"},{"id":9,"name":"Tove Lind","role":"end-user"}]}"#,
    );
    let known = Ticket { owner: "Mara Holm".into(), state: TicketState::Open, ..Ticket::default() };
    let out = outgoing("61", Some(known), Wish::Assign("Tove Lind".into()));
    let stamp = "2026-11-20T08:10:00Z";
    let past = [found, there(2001, stamp)];
    let (request, is_write) = play().next(&out, &past);
    assert!(is_write && request.url.ends_with("/api/v2/tickets/61.json"));
    let body = serde_json::json!({ "ticket": { "assignee_id": 2002, "safe_update": true, "updated_stamp": stamp } });
    assert_eq!(sent(&request), body);
    // Refused because somebody was quicker: looked at, and shown.
    let mut past = past.to_vec();
    past.extend([answer(409, r#"{"error":"UpdateConflict"}"#), there(2003, "2026-11-20T08:12:00Z")]);
    let Step::Conflict { theirs, .. } = play().step(&out, &past) else { panic!() };
    assert_eq!(theirs, "user 2003 has it; last changed at 2026-11-20 08:12 UTC");
    // Refused because of something else that happened: once more with the newer stamp.
    past[3] = there(2001, "2026-11-20T08:12:00Z");
    let (again, is_write): (Request, bool) = play().next(&out, &past);
    assert!(is_write && sent(&again)["ticket"]["updated_stamp"] == "2026-11-20T08:12:00Z");
    past.extend([answer(200, "{}"), there(2002, "2026-11-20T08:13:00Z")]);
    assert!(matches!(play().step(&out, &past), Step::Done { ticket: Some(ticket), .. } if ticket.owner == "Tove Lind"));
}

#[test]
fn tags_are_put_together_and_a_message_carries_its_key() {
    let out = outgoing("61", None, Wish::Labels { add: vec!["refund".into()], remove: vec!["vip".into()] });
    let (request, _) = play().next(&out, &[there(2001, "2026-11-20T08:10:00Z")]);
    assert_eq!(sent(&request)["ticket"]["tags"], serde_json::json!(["refund"]));
    let mut note = outgoing("61", None, Wish::Note("only us".into()));
    let (request, is_write) = play().next(&note, &[]);
    assert!(is_write);
    assert_eq!(sent(&request)["ticket"]["comment"], serde_json::json!({ "body": "only us", "public": false }));
    assert_eq!(sent(&request)["ticket"]["metadata"]["custom"]["watchfloor_key"], "3kaaaaaaaaaa2");
    note.tried_at = Some(long_ago());
    let row = r#"{"comments":[{"id":7020,"author_id":1,"public":false,"body":"x","metadata":{"custom":{"watchfloor_key":"3kaaaaaaaaaa2"}}}]}"#;
    assert!(
        matches!(play().step(&note, &[answer(200, row)]), Step::Done { external, .. } if external == "ticket/61/tx/7020")
    );
    assert!(matches!(play().step(&note, &[answer(200, r#"{"comments":[]}"#)]), Step::Send(_)));
}

#[test]
fn only_agents_can_sign_in() {
    let agent = answer(200, r#"{"user":{"id":2001,"name":"Mara Holm","role":"agent"}}"#);
    assert!(matches!(play().sign_in("t", &[agent]), SignIn::Ready(session) if session.own("id") == "2001"));
    let guest = answer(200, r#"{"user":{"id":null,"name":"Anonymous user","role":"end-user"}}"#);
    assert!(matches!(play().sign_in("t", &[guest]), SignIn::Refused(_)));
    assert!(matches!(play().sign_in("t", &[answer(401, "{}")]), SignIn::Refused(_)));
}
