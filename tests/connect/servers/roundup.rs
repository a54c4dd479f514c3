//! Roundup: a real server that limits its callers and takes no change that does not say what it changes.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use watchfloor::connect::net::{Answer, Method, Request, Trouble, answer, desk};

use super::plain::{send, server};

fn signed(roundup: &Value, who: &str, request: Request) -> Request {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    request
        .header("authorization", desk::basic(who, &text(&roundup["users"][who]["password"])))
        .header("x-requested-with", "rest")
        .header("origin", text(&roundup["origin"]))
        .header("referer", text(&roundup["referer"]))
        .header("accept", "application/json")
}

#[test]
fn a_real_limit_is_understood_to_the_second() {
    let Some(roundup) = server("roundup") else { return };
    let rest = roundup["rest"].as_str().unwrap();
    let (calls, secs) = (roundup["calls"].as_u64().unwrap(), roundup["seconds"].as_u64().unwrap());
    let ask = || send(&signed(&roundup, "bea", Request::get(format!("{rest}/data/issue/1"))));
    // One after the other: what is asked at one and the same moment slips through its fingers.
    let began = Instant::now();
    let (mut slow, mut asked) = (None, 0);
    while slow.is_none() && asked < calls * 8 {
        let answer = ask();
        asked += 1;
        if answer::trouble(&answer).is_some() {
            slow = Some(answer);
            continue;
        }
        let quota = answer::quota(&answer).expect("each answer says how much is left");
        assert_eq!(u64::from(quota.limit), calls);
        // It says seconds to go, with a fraction, and no moment.
        let resets = quota.resets.unwrap().secs_since(answer.at);
        assert!((0..=i64::try_from(secs).unwrap() + 1).contains(&resets), "{resets}");
    }
    let Some(answer) = slow else {
        let each = began.elapsed().as_secs_f64() / f64::from(u32::try_from(asked).unwrap());
        let allowed = secs as f64 / calls as f64;
        assert!(each > allowed, "{asked} calls, one in {each:.1} s, and no limit");
        return eprintln!("skipped: a call takes {each:.1} s here, and one in {allowed:.1} s is allowed");
    };
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    let Some(Trouble::Slow { until: Some(until), .. }) = answer::trouble(&answer) else { panic!("{answer:?}") };
    assert_eq!(until, answer.at.plus(wait));
    // And when that is over it answers again.
    std::thread::sleep(Duration::from_secs(u64::from(wait) + 1));
    assert_eq!(answer::trouble(&ask()), None);
}

#[test]
fn a_change_that_does_not_say_what_it_changes_is_refused() {
    let Some(roundup) = server("roundup") else { return };
    let url = format!("{}/data/issue/2", roundup["rest"].as_str().unwrap());
    let admin = |request: Request| send(&signed(&roundup, "admin", request));
    let title = |title: &str| Request::json(Method::Patch, url.as_str(), &json!({ "title": title }));
    let tag = |answer: &Answer| answer.header("etag").unwrap().to_owned();
    let first = tag(&admin(Request::get(url.as_str())));
    assert_eq!(admin(title("Without a tag")).status, 412);
    let ok = admin(
        title(&format!("With the tag that was seen, {:?}", jiff::Timestamp::now())).header("if-match", first.clone()),
    );
    assert!(ok.is_ok(), "{}", String::from_utf8_lossy(&ok.body));
    let stale = admin(title("With the tag of before").header("if-match", first));
    assert_eq!(stale.status, 412);
    assert!(matches!(answer::trouble(&stale), Some(Trouble::Refused(why)) if why.contains("somebody else")));
}
