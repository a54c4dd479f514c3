//! Zammad, as its documents say that it answers.

use watchfloor::connect::net::zammad::Zammad;
use watchfloor::connect::net::{Answer, Connector, Method, Proven, SignIn, Step, Wish};
use watchfloor::floor::source::{Ticket, TicketState};

use super::{Play, answer, fixture, lines, long_ago, outgoing, recorded, sent, told};

fn play() -> Play<'static> {
    Play::new(&Zammad, &[("group", "Social")], &[("id", "4"), ("name", "mara@desk.invalid")])
}

fn server(url: &str) -> Answer {
    match url.split_once("/api/v1/").unwrap().1 {
        path if path.starts_with("tickets/search?") => recorded("zammad/tickets.json"),
        path if path.starts_with("tags?") => recorded("zammad/tags.json"),
        path if path.starts_with("ticket_articles/by_ticket/31") => recorded("zammad/articles_31.json"),
        path if path.starts_with("ticket_articles/by_ticket/32") => recorded("zammad/articles_32.json"),
        path => panic!("{path}"),
    }
}

#[test]
fn tickets_are_read_with_their_tags_and_articles() {
    let (heard, asked) = play().round("", &server);
    assert_eq!(
        lines(&heard),
        [
            "ticket/31 > - direct ulf@post.invalid: Lamp\n\nIt hums.\nUlf",
            "ticket/31/tx/53 > ticket/31 direct us, by mara@desk.invalid: A new one is on its way.",
            "ticket/32 > - comment ines: @lark hello?",
        ]
    );
    assert_eq!(
        told(&heard),
        ["31 Open of \"mara@desk.invalid\", \"2 normal\", late vip", "32 Snoozed of \"\", \"3 high\", late vip"]
    );
    assert!(asked[0].contains("updated_at%3A%3E%3D%222026-11-13T10%3A20%3A00Z%22%20AND%20group.name"), "{}", asked[0]);
    assert!(heard.gap.is_some());
    // Five minutes before the last change are searched again; what is known is not read again, but the newest is, since
    // something may have changed within its second.
    let (again, asked) = play().round(&heard.cursor, &server);
    assert!(asked[0].contains("2026-11-20T08%3A06%3A00Z"), "{}", asked[0]);
    assert_eq!((again.changes.len(), asked.len()), (1, 3));
    assert_eq!(Zammad.about().proven, Proven::Documents);
}

#[test]
fn more_than_a_page_may_share_one_moment() {
    // Fifty tickets within one second, twenty a page: the search cannot go on by time, and goes on by page.
    let row = |id: usize| format!(r#"{{"id":{id},"state":"new","owner":"-","updated_at":"2026-11-20T08:10:00.5Z"}}"#);
    let (heard, asked) = play().round("", &|url| match url.contains("tickets/search?") {
        true => {
            let page: usize = url.split("&page=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
            let rows: Vec<String> = (1..=50).skip((page - 1) * 20).take(20).map(row).collect();
            answer(200, format!("[{}]", rows.join(",")))
        }
        false if url.contains("/tags?") => answer(200, r#"{"tags":[]}"#),
        false => answer(200, "[]"),
    });
    let all: std::collections::BTreeSet<String> = heard.changes.iter().map(|c| c.external.clone()).collect();
    assert_eq!(all.len(), 50, "{} requests", asked.len());
}

#[test]
fn tags_go_one_by_one_until_all_are_as_wished() {
    let out = outgoing("31", None, Wish::Labels { add: vec!["refund".into()], remove: vec!["late".into()] });
    let tags = |list: &str| answer(200, format!(r#"{{"tags":[{list}]}}"#));
    let mut past = vec![tags(r#""vip","late""#)];
    let (request, is_write) = play().next(&out, &past);
    assert!(is_write && request.method == Method::Post && request.url.ends_with("/tags/add"));
    assert_eq!(sent(&request), serde_json::json!({ "item": "refund", "object": "Ticket", "o_id": 31 }));
    past.extend([answer(201, "true"), tags(r#""vip","late","refund""#)]);
    let (request, is_write) = play().next(&out, &past);
    assert!(is_write && request.method == Method::Delete && request.url.ends_with("/tags/remove"));
    past.extend([answer(200, "true"), tags(r#""vip","refund""#)]);
    assert!(matches!(play().step(&out, &past), Step::Done { .. }));
    *past.last_mut().unwrap() = tags(r#""vip","late","refund""#);
    assert!(matches!(play().step(&out, &past), Step::Refused(_)), "it does not go on for ever");
}

#[test]
fn a_difference_is_shown_and_an_answer_goes_out_as_the_customer_wrote() {
    let ticket = |owner: &str| {
        answer(
            200,
            format!(
                r#"{{"id":31,"owner":"{owner}","state":"open","priority":"2 normal","updated_by":"tove","updated_at":"2026-11-20T08:12:00Z"}}"#
            ),
        )
    };
    let known = Ticket { owner: String::new(), state: TicketState::Open, ..Ticket::default() };
    let out = outgoing("31", Some(known), Wish::Assign("mara@desk.invalid".into()));
    let Step::Conflict { theirs, ticket: None } = play().step(&out, &[ticket("tove@desk.invalid")]) else { panic!() };
    assert_eq!(theirs, "tove@desk.invalid has it; last changed by tove at 2026-11-20 08:12 UTC");
    assert_eq!(sent(&play().next(&out, &[ticket("-")]).0), serde_json::json!({ "owner": "mara@desk.invalid" }));

    let mut out = outgoing("31", None, Wish::Reply { text: "A new one is on its way.".into(), private: false });
    let articles = recorded("zammad/articles_31.json");
    let body = sent(&play().next(&out, std::slice::from_ref(&articles)).0);
    assert_eq!(
        (&body["type"], &body["to"], &body["in_reply_to"]),
        (&"email".into(), &"Ulf <ulf@post.invalid>".into(), &"<a1@post.invalid>".into())
    );
    let tweet = outgoing("32", None, Wish::Reply { text: "Here we are.".into(), private: false });
    let body = sent(&play().next(&tweet, &[recorded("zammad/articles_32.json")]).0);
    assert_eq!((&body["type"], &body["internal"]), (&"twitter status".into(), &false.into()));
    // It keeps no key: what we said at 08:10 is not what we were asked to say at 10:20.
    out.tried_at = Some(long_ago());
    assert!(matches!(play().step(&out, &[articles.clone(), articles.clone()]), Step::Send(_)));
    let text = String::from_utf8(fixture("zammad/articles_31.json")).unwrap().replace("08:10:00.200", "10:20:09.200");
    let step = play().step(&out, &[articles, answer(200, text)]);
    assert!(matches!(step, Step::Done { external, .. } if external == "ticket/31/tx/53"));
    let Step::Send(request) = play().step(&outgoing("31", None, Wish::State(TicketState::Pending)), &[ticket("-")])
    else {
        panic!()
    };
    assert_eq!(
        sent(&request),
        serde_json::json!({ "state": "pending reminder", "pending_time": "2026-11-21T10:20:00Z" })
    );
    assert!(matches!(play().sign_in("t", &[answer(401, "{}")]), SignIn::Refused(_)));
}
