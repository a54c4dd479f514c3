//! Roundup: a real server that limits its callers and takes no change that does not say what it changes.

use serde_json::{Value, json};
use std::time::Duration;
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
    // All at once, so that a slow machine is limited too.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..calls * 3).map(|_| scope.spawn(ask)).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (slow, good): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|a| answer::trouble(a).is_some());
    assert!(!slow.is_empty() && !good.is_empty(), "{answers:?}");
    for answer in good {
        let quota = answer::quota(answer).expect("each answer says how much is left");
        assert_eq!(u64::from(quota.limit), calls);
        // It says seconds to go, with a fraction, and no moment.
        let resets = quota.resets.unwrap().secs_since(answer.at);
        assert!((0..=i64::try_from(secs).unwrap() + 1).contains(&resets), "{resets}");
    }
    let mut last = 0;
    for answer in slow {
        let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        let Some(Trouble::Slow { until: Some(until), .. }) = answer::trouble(answer) else { panic!("{answer:?}") };
        assert_eq!(until, answer.at.plus(wait));
        last = last.max(wait);
    }
    // And when that is over it answers again.
    std::thread::sleep(Duration::from_secs(u64::from(last) + 1));
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
