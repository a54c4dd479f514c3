//! Customers asked of a customer system, on bytes alone.

use crate::day::{Day, at as clock_at, post};
use secrecy::SecretString;
use watchfloor::connect::crm::{Asked, CrmKind, CrmPlaces, CrmSettings, Found, Who, due, lookup, matched};
use watchfloor::connect::net::{Answer, Method, Request, Trouble};
use watchfloor::engine::Input;
use watchfloor::floor::{At, AuthorId, Customer, CustomerHandle, MatchedBy, Tier, email_key};
use watchfloor::limits::{CRM_ASKED_MAX, CRM_FOUND_MAX};

fn at(secs: i64) -> At {
    At::from_unix(1_795_000_000 + secs).unwrap()
}

fn who(channel: &str, handle: &str) -> Who {
    Who { author: AuthorId(1), channel: channel.into(), handle: handle.into() }
}

fn settings(address: &str) -> CrmSettings {
    let places = CrmPlaces {
        list: "/data/people".into(),
        name: "/name".into(),
        tier: "/loyalty/level".into(),
        since: "/joined".into(),
        email: "/mail".into(),
        handles: "/social".into(),
        earlier: "/cases".into(),
        failed: "/open".into(),
        handles_on: [("instagram".to_owned(), "/insta".to_owned())].into(),
    };
    CrmSettings { on: true, address: address.into(), places, ..CrmSettings::default() }
}

fn ask(settings: &CrmSettings, who: &Who) -> Result<Option<Request>, Trouble> {
    lookup(settings.kind).ask(settings, &SecretString::from("key"), who, "")
}

fn url(address: &str, who: &Who) -> Option<String> {
    ask(&settings(address), who).unwrap().map(|request| request.url)
}

fn parse(settings: &CrmSettings, who: &Who, status: u16, body: &str) -> Result<Found, Trouble> {
    let answer = Answer { status, headers: Vec::new(), body: body.into(), at: at(0) };
    lookup(settings.kind).parse(settings, who, &answer)
}

#[test]
fn only_what_is_known_is_asked_and_nothing_can_be_slipped_in() {
    let address = "https://crm.example/find?a=1&email={email}&handle=@{handle}&on={channel}";
    let asked = url(address, &who("X", "@dan&admin=1")).unwrap();
    assert_eq!(asked, "https://crm.example/find?a=1&handle=@dan%26admin%3D1&on=X");
    let asked = url(address, &who("E-mail", "Dan@example.org")).unwrap();
    assert_eq!(asked, "https://crm.example/find?a=1&email=Dan%40example.org&on=E-mail");
    assert_eq!(url("https://crm.example/p/{email}", &who("X", "@dan")), None, "everybody would be the answer");
    assert_eq!(url("https://crm.example/?email={email}", &who("X", "@dan")), None);
    for bad in
        ["http://crm.example/?e={email}", "https://u:p@crm.example/{email}", "https://crm.example/", "ftp://x/{email}"]
    {
        assert!(matches!(ask(&settings(bad), &who("X", "@dan")), Err(Trouble::Refused(_))), "{bad}");
    }
    let request = ask(&settings(address), &who("X", "@dan")).unwrap().unwrap();
    assert_eq!(request.headers, [("authorization".to_owned(), "Bearer key".to_owned())]);
}

#[test]
fn what_comes_back_is_a_customer_as_the_floor_keeps_them() {
    let settings = settings("https://crm.example/?email={email}&handle={handle}");
    let body = r#"{"data":{"people":[{"name":"Dan Whitlow","loyalty":{"level":"Gold"},"joined":"2019-05-04","mail":
        "dan@example.org","social":["x:@doorcam_dan","@dd"],"insta":"dan.w","cases":"7","open":2,"new":null},{"id":3}]}}"#;
    let found = parse(&settings, &who("X", "@doorcam_dan"), 200, body).unwrap();
    assert_eq!(found.note, "1 of them have no name, no e-mail and no handle");
    let dan = &found.customers[0];
    assert_eq!((&*dan.name, dan.tier, dan.since), ("Dan Whitlow", Tier::Gold, Some(2019)));
    assert_eq!((dan.earlier, dan.failed, dan.email), (7, 2, email_key("dan@example.org")));
    let sure = |channel: &str, handle: &str| {
        let (_, found) = matched(&found.customers, &who(channel, handle)).unwrap();
        (found.confidence_pct, found.by)
    };
    assert_eq!(sure("X", "@doorcam_dan"), (98, MatchedBy::Handle));
    assert_eq!(sure("Instagram", "dan.w"), (98, MatchedBy::Handle));
    assert_eq!(sure("E-mail", "dan@example.org"), (98, MatchedBy::Handle), "the address is the handle of mail");
    assert_eq!(sure("Bluesky", "@dd"), (75, MatchedBy::Handle));
}

#[test]
fn an_answer_that_is_none_takes_nobody() {
    let settings = settings("https://crm.example/?email={email}");
    let read = |status, body: &str| parse(&settings, &who("X", "@dan"), status, body);
    for (status, body) in [
        (404, ""),
        (200, ""),
        (200, "{}"),
        (200, "null"),
        (200, r#"{"data":{"people":[]}}"#),
        (200, r#"{"data":null}"#),
    ] {
        assert_eq!(read(status, body), Ok(Found::default()), "{status} {body}");
    }
    let many = format!(r#"{{"data":{{"people":[{}]}}}}"#, vec![r#"{"name":"A B"}"#; CRM_FOUND_MAX + 1].join(","));
    let found = read(200, &many).unwrap();
    assert!(found.customers.is_empty() && found.note.contains("21 people"), "the question was not understood");
    assert!(matches!(read(200, "<html>"), Err(Trouble::Unwell(why)) if why.contains("a page for people")));
    assert!(matches!(read(200, r#"{"data":{"people":"none"}}"#), Err(Trouble::Refused(_))));
    assert!(matches!(read(401, ""), Err(Trouble::SignIn(_))));
    let only = read(200, r#"{"data":{"people":{"name":"Dan W"}}}"#).unwrap();
    let (_, found) = matched(&only.customers, &who("X", "@dan")).unwrap();
    assert_eq!(found.confidence_pct, 75, "only the system knows why it is the answer, so it is a hint");
}

#[test]
fn hubspot_is_asked_by_every_way_in_which_somebody_is_known() {
    let hubspot = CrmSettings { on: true, ..CrmSettings::hubspot() };
    let request = ask(&hubspot, &who("Twitter", "@Dan")).unwrap().unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://api.hubapi.com/crm/v3/objects/contacts/search");
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let filter = |n: usize| body["filterGroups"][n]["filters"][0].clone();
    assert_eq!(filter(0), serde_json::json!({"propertyName": "twitterhandle", "operator": "EQ", "value": "Dan"}));
    assert_eq!(filter(1)["value"], "@Dan");
    assert_eq!(
        body["properties"],
        serde_json::json!(["createdate", "email", "firstname", "lastname", "twitterhandle"])
    );
    assert_eq!(ask(&hubspot, &who("Bluesky", "@dan.example")).unwrap(), None, "HubSpot keeps no such accounts");
    let mail = ask(&hubspot, &who("E-mail", "Dan@Example.org")).unwrap().unwrap();
    assert!(String::from_utf8(mail.body).unwrap().contains(r#""value":"dan@example.org""#));
    let next = lookup(CrmKind::HubSpot).ask(&hubspot, &"k".into(), &who("X", "@dan"), "20").unwrap().unwrap();
    assert!(String::from_utf8(next.body).unwrap().contains(r#""after":"20""#));
}

#[test]
fn hubspots_answers_are_read_with_their_pages_and_limits() {
    let hubspot = CrmSettings { on: true, ..CrmSettings::hubspot() };
    let dan = r#"{"id":"51","properties":{"firstname":"Dan","lastname":"Whitlow","email":"dan@example.org",
        "createdate":"2019-10-30T03:30:17.883Z","twitterhandle":null},"createdAt":"2019-10-30T03:30:17.883Z"}"#;
    let read = |status, body: &str| parse(&hubspot, &who("X", "@dan"), status, body);
    let found = read(200, &format!(r#"{{"total":2,"results":[{dan}],"paging":{{"next":{{"after":"1"}}}}}}"#)).unwrap();
    assert_eq!((&*found.customers[0].name, found.customers[0].since, &*found.after), ("Dan Whitlow", Some(2019), "1"));
    let many = read(200, &format!(r#"{{"total":900,"results":[{dan}],"paging":{{"next":{{"after":"1"}}}}}}"#)).unwrap();
    assert!(many.customers.is_empty() && many.after.is_empty() && !many.note.is_empty());
    assert_eq!(read(200, r#"{"total":0,"results":[]}"#), Ok(Found::default()));
    assert!(matches!(read(200, "{}"), Err(Trouble::Unwell(_))));
    assert!(matches!(read(429, r#"{"policyName":"TEN_SECONDLY_ROLLING"}"#), Err(Trouble::Slow { .. })));
    assert!(matches!(read(429, r#"{"policyName":"DAILY"}"#), Err(Trouble::Quota { until: Some(_), .. })));
}

#[test]
fn any_bytes_are_an_answer_or_a_trouble() {
    let rounds = std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_u32);
    let seed = br#"{"total":1,"results":[{"properties":{"email":"a@b.c"}}],"data":{"people":[{"name":[1],"mail":7e99,"social":{"x":1}}]},"paging":{"next":{"after":1}}}"#;
    let (http, hubspot) = (settings("https://crm.example/?email={email}"), CrmSettings::hubspot());
    for round in 0..rounds {
        let mut state = u64::from(round).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut draw = move |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let mut body = seed.to_vec();
        for _ in 0..=draw(6) {
            let place = draw(body.len());
            body[place] = b"{}[]\",:0na"[draw(10)];
        }
        let answer = Answer { status: 200, headers: Vec::new(), body, at: at(0) };
        for settings in [&http, &hubspot] {
            if let Ok(found) = lookup(settings.kind).parse(settings, &who("X", "@dan"), &answer) {
                assert!(found.customers.len() <= CRM_FOUND_MAX);
            }
        }
    }
}

#[test]
fn nobody_is_asked_for_twice_a_day_and_the_day_has_an_end() {
    let mut asked = Asked::default();
    for n in 0..=CRM_ASKED_MAX as u32 {
        asked.note(AuthorId(n), at(0));
    }
    assert_eq!(asked.within_a_day(at(10)), CRM_ASKED_MAX, "the oldest is forgotten, the memory is bounded");
    asked.note(AuthorId(1), at(86_400));
    assert_eq!(asked.within_a_day(at(86_400)), 1);
}

#[test]
fn only_those_are_asked_for_who_wait_are_not_known_and_are_seen_by_an_account() {
    let mut day = Day::new();
    day.read_on("X", vec![post("1", "@dan", "09:00"), post("2", "@eve", "09:01"), post("3", "Mary Jane", "09:02")]);
    day.read_on(
        "E-mail",
        vec![post("4", "sam@example.org", "09:03"), post("5", "@gus", "09:04"), post("6", "@gus", "09:05")],
    );
    let mut eve = Customer::named("Eve K");
    eve.handles = vec![CustomerHandle::on("X", "@eve")];
    day.turn(vec![Input::Customers(vec![eve])]);
    day.resolve(&[0]).unwrap();
    let noon = clock_at("12:00");
    let asked_for = |day: &Day, settings: &CrmSettings, asked: &Asked| -> Vec<String> {
        due(day.engine.floor(), settings, asked, noon)
            .into_iter()
            .map(|who| format!("{} on {}", who.handle, who.channel))
            .collect()
    };
    let mut asked = Asked::default();
    let off = CrmSettings::default();
    assert!(asked_for(&day, &off, &asked).is_empty(), "nobody, until a person switches it on");
    let on = CrmSettings { on: true, ..off };
    assert_eq!(asked_for(&day, &on, &asked), ["@gus on E-mail", "sam@example.org on E-mail"]);
    let one = CrmSettings { per_day: 1, ..on.clone() };
    assert_eq!(asked_for(&day, &one, &asked), ["@gus on E-mail"]);
    let gus = due(day.engine.floor(), &on, &asked, noon)[0].author;
    asked.note(gus, noon.minus(60));
    assert_eq!(asked_for(&day, &on, &asked), ["sam@example.org on E-mail"]);
    assert!(asked_for(&day, &one, &asked).is_empty(), "the questions of the day are used up");
}
