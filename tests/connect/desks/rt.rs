//! Request Tracker 5 from recorded answers; the real one is in `servers`.

use std::cell::RefCell;

use watchfloor::connect::net::rt::RequestTracker;
use watchfloor::connect::net::{Answer, Connector, Method, SignIn, Step, Trouble, Wish};
use watchfloor::floor::source::{Ticket, TicketState};

use super::{Play, answer, fixture, lines, long_ago, outgoing, recorded, sent, told};

fn play() -> Play<'static> {
    Play::new(&RequestTracker, &[("queue", "Social"), ("labels", "Tags")], &[("name", "watchfloor")])
}

fn server(url: &str) -> Answer {
    let mut answer = served(url);
    answer.headers.push(("date".into(), "Fri, 20 Nov 2026 08:03:00 GMT".into()));
    answer
}

fn served(url: &str) -> Answer {
    let page = |name: &str| recorded(&format!("rt/{name}.json"));
    match url.split_once("/REST/2.0/").unwrap().1 {
        path if path.starts_with("transactions") && path.contains("Type%20%3D%20%27Create%27%20AND") => page("first"),
        path if path.starts_with("transactions") && path.contains("days%20ago") => page("transactions"),
        path if path.starts_with("transactions") => answer(200, r#"{"items":[]}"#),
        path if path.starts_with("tickets") => page("tickets"),
        path if path.starts_with("user/") => page("user"),
        path if path.starts_with("attachments") => page("words"),
        path => panic!("{path}"),
    }
}

#[test]
fn a_round_is_transactions_then_tickets_then_words() {
    let (heard, asked) = play().round("", &server);
    assert_eq!(heard.problems, []);
    assert_eq!(
        lines(&heard),
        [
            "ticket/12 > - direct ola@post.invalid: Where is it?\n\nOrdered in September.",
            "ticket/41 > - direct ulf@post.invalid: Broken lamp\n\nIt flickers — and hums.",
            "ticket/42 > - direct ines@post.invalid: Grüße\n\nWo ist mein Paket?\nÜbrigens: 3 < 4",
            "ticket/12/tx/515 > ticket/12 direct us, by tove: We send a new one today.",
        ],
        "the customer is who asked, not who typed it in"
    );
    assert_eq!(
        told(&heard),
        [
            "12 Pending of \"tove\", \"50\", refund vip",
            "41 Open of \"mara\", \"80\", ",
            "42 Other(\"awaiting parts\") of \"\", \"0\", ",
        ]
    );
    assert_eq!(asked.len(), 5, "{asked:#?}");
    assert!(heard.gap.unwrap().contains("2026-11-20 08:00"), "it says where it began");
    // What is known is asked for again, and not heard again: a smaller number may come late.
    let again = play().round(&heard.cursor, &|url| match url.contains("id%20%3E%20500%20") {
        true => Answer { headers: server(url).headers, ..recorded("rt/transactions.json") },
        false => panic!("{url}"),
    });
    assert_eq!((again.0.mentions.len(), again.0.changes.len(), again.1.len()), (0, 0, 1));
    // Unless it was not there the time before: number 509 shows up after 515.
    let late = String::from_utf8(fixture("rt/transactions.json")).unwrap().replace("\"507\"", "\"509\"");
    let (late, _) = play().round(&heard.cursor, &|url| match url.contains("transactions") {
        true => answer(200, late.as_str()),
        false => server(url),
    });
    assert_eq!(late.mentions.len(), 1, "{late:?}");
}

#[test]
fn a_customer_whose_name_is_a_number_is_not_asked_about() {
    // The server would take the number for that of a user, say that there is none, and nothing would be read any more;
    // or there is one, and it is somebody else.
    let numbered = |url: &str| {
        assert!(!url.contains("/user/"), "{url}");
        let given = server(url);
        match url.contains("/transactions?") {
            true => {
                let text = String::from_utf8(given.body.clone()).unwrap().replace("\"tove\"", "\"4915155501\"");
                assert!(!url.contains("days%20ago") || text.contains("4915155501"), "{text}");
                Answer { body: text.into_bytes(), ..given }
            }
            false => given,
        }
    };
    let (heard, _) = play().round("", &numbered);
    let said = lines(&heard);
    assert!(said.iter().any(|l| l.starts_with("ticket/12/tx/515 > ticket/12 direct 4915155501: We send")), "{said:#?}");
}

#[test]
fn long_ago_is_not_asked_for_again() {
    let (heard, _) = play().round("", &server);
    // Ten minutes later by the server's clock, all of that is settled.
    let asked = RefCell::new(Vec::new());
    let later = |url: &str| {
        asked.borrow_mut().push(url.to_owned());
        let mut quiet = answer(200, r#"{"items":[]}"#);
        quiet.headers.push(("date".into(), "Fri, 20 Nov 2026 08:20:00 GMT".into()));
        quiet
    };
    let (quiet, _) = play().round(&heard.cursor, &later);
    let _ = play().round(&quiet.cursor, &later);
    assert!(asked.borrow()[1].contains("id%20%3E%20515%20"), "{asked:?}");
}

#[test]
fn what_is_deleted_merged_or_moved_away_is_gone() {
    let only_one = |url: &str| match url.contains("/tickets?") {
        true => {
            let text = String::from_utf8(fixture("rt/tickets.json")).unwrap();
            let mut page: serde_json::Value = serde_json::from_str(&text).unwrap();
            let items = page["items"].as_array_mut().unwrap();
            items.truncate(2);
            items[0]["Queue"]["Name"] = "Billing".into();
            answer(200, page.to_string())
        }
        false => server(url),
    };
    let (heard, _) = play().round("", &only_one);
    let gone: Vec<String> = told(&heard).into_iter().filter(|line| line.contains("Gone")).collect();
    assert_eq!(gone, ["42 Gone of \"\", \"\", ", "12 Gone of \"tove\", \"50\", refund vip"]);
}

#[test]
fn words_that_do_not_fit_into_one_page_are_asked_for_to_the_end() {
    // A hundred and fifty messages: words come a hundred at a time, transactions too.
    let transactions = |from: u64| {
        let rows = (from + 1..=650).take(100).map(|tx| {
            format!(r#"{{"id":"{tx}","Type":"Create","ObjectId":"{}","Created":"2026-11-20T08:00:00Z","Creator":{{"id":"c{tx}@post.invalid"}}}}"#, tx - 400)
        });
        format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(","))
    };
    let number = |url: &str, before: &str| -> u64 {
        let rest = url.split_once(before).unwrap().1;
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    let ids = |url: &str, before: &str| -> Vec<u64> {
        url.split(before)
            .skip(1)
            .map(|r| r.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap())
            .collect()
    };
    let server = |url: &str| match () {
        () if url.contains("days%20ago") => answer(200, transactions(500)),
        () if url.contains("/transactions?") => answer(200, transactions(number(url, "id%20%3E%20"))),
        () if url.contains("/tickets?") => {
            let rows = ids(url, "id%20%3D%20")
                .into_iter()
                .map(|id| format!(r#"{{"id":"{id}","Status":"new","Created":"2026-11-20T08:00:00Z"}}"#));
            answer(200, format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(",")))
        }
        () => {
            // Two rows a message: the mail as a whole, and its words.
            let after = number(url, "%22%3E%22%2C%22value%22%3A");
            let list = url.split_once("IN%22%2C%22value%22%3A%5B").unwrap().1.split_once("%5D").unwrap().0.to_owned();
            let rows = list.split("%2C").map(|id| id.parse::<u64>().unwrap()).flat_map(|tx| {
                [(tx * 2, "multipart/mixed", format!("Subject {tx}")), (tx * 2 + 1, "text/plain", String::new())].map(|(id, kind, subject)| {
                    (id, format!(r#"{{"id":"{id}","TransactionId":"{tx}","ContentType":"{kind}","Subject":"{subject}","Filename":"","Content":"words {tx}"}}"#))
                })
            });
            let rows: Vec<String> = rows.filter(|(id, _)| *id > after).take(100).map(|(_, row)| row).collect();
            answer(200, format!(r#"{{"items":[{}]}}"#, rows.join(",")))
        }
    };
    let (heard, asked) = play().round("", &server);
    assert_eq!((heard.mentions.len(), heard.problems.len()), (150, 0), "{asked:#?}");
    let said = lines(&heard);
    assert!(
        said.contains(&"ticket/249 > - direct c649@post.invalid: Subject 649\n\nwords 649".to_owned()),
        "{said:#?}"
    );
    assert_eq!(heard.changes.len(), 150);
}

/// The numbers of a list in the query of an address, after these words.
fn listed(url: &str, before: &str) -> Vec<u64> {
    let list = url.split_once(before).unwrap().1.split_once("%5D").unwrap().0;
    list.split("%2C").map(|id| id.parse().unwrap()).collect()
}

#[test]
fn words_that_are_too_many_for_one_answer_are_asked_for_in_parts() {
    // Forty mails of a third of a megabyte, and one of nine, which no answer can hold.
    let much = |tx: u64| if tx == 520 { 9 << 20 } else { 340_000 };
    let server = |url: &str| match () {
        () if url.contains("/transactions?") => {
            let from = if url.contains("days%20ago") { 501 } else { 999 };
            let rows = (from..=540).map(|tx| {
                format!(r#"{{"id":"{tx}","Type":"Create","ObjectId":"{}","Created":"2026-11-20T08:00:00Z","Creator":{{"id":"c"}}}}"#, tx - 400)
            });
            answer(200, format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(",")))
        }
        () if url.contains("/tickets?") => {
            let rows =
                (101..=140).map(|id| format!(r#"{{"id":"{id}","Status":"new","Created":"2026-11-20T08:00:00Z"}}"#));
            answer(200, format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(",")))
        }
        () => {
            // Files are left out, those without a name and those whose name is empty are not.
            assert!(url.contains("%22Filename%22%2C%22operator%22%3A%22IS%22%2C%22value%22%3A%22NULL%22"), "{url}");
            assert!(url.contains("%22Filename%22%2C%22operator%22%3A%22%3D%22%2C%22value%22%3A%22%22"), "{url}");
            let rows = listed(url, "IN%22%2C%22value%22%3A%5B").into_iter().map(|tx| {
                let words = format!("{tx} {}", "x".repeat(much(tx)));
                format!(r#"{{"id":"{tx}","TransactionId":"{tx}","ContentType":"text/plain","Subject":"","Content":"{words}"}}"#)
            });
            answer(200, format!(r#"{{"items":[{}]}}"#, rows.collect::<Vec<_>>().join(",")))
        }
    };
    let (heard, asked) = play().round("", &server);
    let all: Vec<String> = lines(&heard).iter().map(|line| line.chars().take(50).collect()).collect();
    for tx in 501..=540_u64 {
        let words = if tx == 520 { "(longer than is read".to_owned() } else { format!("{tx} xxx") };
        let start = format!("ticket/{} > - direct c: {words}", tx - 400);
        assert_eq!(all.iter().filter(|line| line.starts_with(&start)).count(), 1, "{start}: {all:#?}");
    }
    assert_eq!((heard.mentions.len(), heard.changes.len()), (40, 40), "each once, and how each ticket stands");
    let [problem] = heard.problems.as_slice() else { panic!("{:?}", heard.problems) };
    assert_eq!(problem.place, "transaction 520");
    assert!(asked.len() < 25, "{} requests", asked.len());
    // And it goes on from there.
    let (quiet, asked) = play().round(&heard.cursor, &server);
    assert_eq!((quiet.mentions.len(), quiet.problems.len(), asked.len()), (0, 0, 1));
}

#[test]
fn a_picture_in_the_ticket_does_not_hide_our_message() {
    let mut out = outgoing("41", None, Wish::Reply { text: "We look.".into(), private: false });
    out.tried_at = Some(long_ago());
    let fields = |url: &str| url.split("fields=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (look, _) = play().next(&out, &[]);
    assert!(!fields(&look.url).split(',').any(|field| field == "Content"), "{}", look.url);
    // One of ours whose key was lost on the way: only of that it is asked what it says.
    let row = |id: u64, kind: &str, who: &str, file: &str| {
        serde_json::json!({ "id": id, "TransactionId": "99", "ContentType": kind, "Headers": "", "Filename": file,
            "Creator": { "id": who }, "Created": "2026-11-20T10:20:00Z" })
    };
    let rows = [
        row(7, "text/plain", "watchfloor", ""),
        row(6, "image/jpeg", "watchfloor", "a.jpg"),
        row(5, "text/plain", "ulf", ""),
        row(4, "text/plain", "watchfloor", "a.log"),
    ];
    let seen = answer(200, serde_json::json!({ "items": rows }).to_string());
    let (closer, is_write) = play().next(&out, std::slice::from_ref(&seen));
    assert!(!is_write && fields(&closer.url).split(',').any(|field| field == "Content"));
    assert_eq!(listed(&closer.url, "IN%22%2C%22value%22%3A%5B"), [7]);
    let says = |text: &str| {
        let mut row = row(7, "text/plain", "watchfloor", "");
        row["Content"] = text.into();
        answer(200, serde_json::json!({ "items": [row] }).to_string())
    };
    let step = play().step(&out, &[seen.clone(), says("We look.")]);
    assert!(matches!(step, Step::Done { external, .. } if external == "ticket/41/tx/99"));
    assert!(matches!(play().step(&out, &[seen, says("Another.")]), Step::Send(_)));
}

#[test]
fn a_session_that_has_ended_is_noticed_and_a_customer_cannot_sign_in() {
    let moved = answer(302, "Login required");
    assert!(matches!(RequestTracker.trouble(&moved), Some(Trouble::SignIn(_))));
    let mut page = answer(200, "<html>");
    page.headers.push(("set-cookie".into(), "other=1; path=/".into()));
    page.headers.push(("set-cookie".into(), "RT_SID_desk.443=abc; path=/; HttpOnly".into()));
    let staff = answer(200, r#"{"id":31,"Name":"mara","Privileged":1}"#);
    let SignIn::Ready(session) = play().sign_in("pass word", &[page.clone(), staff.clone()]) else { panic!() };
    assert_eq!(session.own("name"), "mara");
    let customer = answer(200, r#"{"Name":"ulf","Privileged":0}"#);
    assert!(
        matches!(play().sign_in("x", &[page.clone(), customer]), SignIn::Refused(why) if why.contains("not staff"))
    );
    assert!(matches!(play().sign_in("x", &[page, moved]), SignIn::Refused(_)), "a wrong password gets a cookie too");
    let token = "1-31-0123456789abcdef0123456789abcdef";
    assert!(matches!(play().sign_in(token, &[staff]), SignIn::Ready(_)));
    assert!(matches!(play().sign_in(token, &[answer(503, "")]), SignIn::Trouble(Trouble::Unwell(_))));
}

#[test]
fn labels_are_put_together_and_named_with_what_was_seen() {
    let wish = Wish::Labels { add: vec!["refund".into()], remove: vec!["late".into()] };
    let out = outgoing("41", Some(Ticket::default()), wish);
    let mut ticket = recorded("rt/ticket.json");
    ticket.headers.push(("etag".into(), "\"46\"".into()));
    let (request, is_write) = play().next(&out, &[ticket.clone()]);
    assert!(is_write && request.method == Method::Put);
    assert_eq!(sent(&request), serde_json::json!({ "CustomFields": { "Tags": ["refund", "vip"] } }));
    assert!(request.headers.contains(&("if-match".to_owned(), "\"46\"".to_owned())));
    let mut none = play();
    none.settings.options.remove("labels");
    assert!(matches!(none.step(&out, &[ticket]), Step::Refused(why) if why.contains("custom field")));
}

#[test]
fn an_unknown_outcome_is_looked_at_before_anything_else() {
    let known = Ticket { owner: "mara".into(), ..Ticket::default() };
    let out = outgoing("41", Some(known), Wish::Assign("tove".into()));
    let (before, lost) = (recorded("rt/ticket.json"), answer(502, ""));
    // The write was answered by a gateway: it is looked at, and found done.
    let done = String::from_utf8(before.body.clone())
        .unwrap()
        .replace("\"Owner\": {\"id\": \"mara\"", "\"Owner\": {\"id\": \"tove\"");
    let Step::Done { ticket: Some(now), .. } = play().step(&out, &[before.clone(), lost.clone(), answer(200, done)])
    else {
        panic!()
    };
    assert_eq!(now.owner, "tove");
    // Or found not done, and tried in another attempt.
    assert!(matches!(play().step(&out, &[before.clone(), lost, before.clone()]), Step::Refused(_)));
    assert!(matches!(play().step(&out, &[before.clone(), answer(429, "")]), Step::Later(Trouble::Slow { .. })));
    // A ticket that was merged away cannot be changed.
    let merged = outgoing("40", None, Wish::State(TicketState::Open));
    assert!(matches!(play().step(&merged, &[before]), Step::Refused(why) if why == "ticket 40 was merged into 41"));
    assert!(matches!(play().step(&outgoing("x", None, Wish::Note("a".into())), &[]), Step::Refused(_)));
}

#[test]
fn a_message_is_found_by_its_key_and_else_by_who_when_and_what() {
    let mut out = outgoing("41", None, Wish::Reply { text: "We look.\nMara".into(), private: false });
    let (request, is_write) = play().next(&out, &[]);
    assert!(is_write && request.url.ends_with("/ticket/41/correspond"));
    assert_eq!(sent(&request)["ContentType"], "text/plain; x-watchfloor=3kaaaaaaaaaa2");
    out.tried_at = Some(long_ago());
    let row = |headers: &str, who: &str, at: &str, text: &str| {
        let row = serde_json::json!({ "TransactionId": "99", "Headers": headers, "Creator": { "id": who }, "Created": at, "Content": text });
        answer(200, serde_json::json!({ "items": [row] }).to_string())
    };
    let at = "2026-11-20T10:20:00Z";
    let is_there = |answer: Answer| match play().step(&out, &[answer]) {
        Step::Done { external, .. } => external == "ticket/41/tx/99",
        Step::Send(_) => false,
        other => panic!("{other:?}"),
    };
    assert!(is_there(row(
        "Content-Type: text/plain; x-watchfloor=\"3kaaaaaaaaaa2\"",
        "gate",
        at,
        "re-written by a filter"
    )));
    assert!(!is_there(row(
        "Content-Type: text/plain; x-watchfloor=\"3kbbbbbbbbbb2\"",
        "watchfloor",
        at,
        "We look.\nMara"
    )));
    assert!(is_there(row("", "watchfloor", at, "We look.\r\nMara\r\n")));
    assert!(!is_there(row("", "mara", at, "We look.\nMara")), "somebody else may say the same");
    assert!(!is_there(row("", "watchfloor", "2026-11-20T08:00:00Z", "We look.\nMara")), "that was another time");
}
