//! What answers say beside their bodies.

use watchfloor::connect::net::answer::{http_date, quota, server_time, skew_secs, trouble, until};
use watchfloor::connect::net::{Answer, Quota, Trouble};
use watchfloor::floor::At;
use watchfloor::limits::ANSWER_WAIT_SECS_MAX;

/// Tuesday, 25 November 2025, 00:00:00 UTC.
const MIDNIGHT: i64 = 1_764_028_800;

fn at(unix: i64) -> At {
    At::from_unix(unix).unwrap()
}

fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer { status, headers, body: Vec::new(), at: at(MIDNIGHT) }
}

/// Seconds to wait by these headers.
fn wait(headers: &[(&str, &str)]) -> Option<i64> {
    until(&answer(429, headers)).map(|told| told.secs_since(at(MIDNIGHT)))
}

#[test]
fn every_way_to_say_when_is_understood() {
    let cases: &[(&[(&str, &str)], i64)] = &[
        (&[("retry-after", "290")], 290),
        (&[("retry-after", " 20 ")], 20),
        (&[("retry-after", "0.3")], 1),
        (&[("retry-after", "Tue, 25 Nov 2025 00:01:00 GMT")], 60),
        (&[("retry-after", "Tuesday, 25-Nov-25 00:01:00 GMT")], 60),
        (&[("retry-after", "Tue Nov 25 00:01:00 2025")], 60),
        // Bluesky and X: Unix seconds.
        (&[("ratelimit-reset", "1764028890"), ("ratelimit-remaining", "0")], 90),
        (&[("x-rate-limit-reset", "1764029700"), ("x-rate-limit-remaining", "0")], 900),
        (&[("x-ratelimit-reset", "1764028890123")], 91),
        (&[("x-ratelimit-reset", "1764028890.5")], 91),
        // Mastodon: ISO 8601.
        (&[("x-ratelimit-reset", "2025-11-25T00:05:00.000000Z")], 300),
        (&[("x-ratelimit-reset", "2025-11-25T01:05:00+01:00")], 300),
        (&[("x-ratelimit-reset", "2025-11-25 00:05:00 UTC")], 300),
        (&[("x-ratelimit-reset", "2025-11-25T00:05:00")], 300),
        // Roundup and Reddit: seconds to go.
        (&[("x-ratelimit-reset", "20")], 20),
        (&[("x-ratelimit-reset", "187.0"), ("x-ratelimit-remaining", "0.0")], 187),
        (&[("x-ratelimit-reset", "1764099999"), ("x-ratelimit-reset-after", "1.25")], 2),
        (&[("ratelimit-policy", "30;w=300")], 300),
        (&[("ratelimit-policy", "\"hour\";q=100;w=3600")], 3_600),
        (&[("ratelimit", "\"hour\";r=0;t=50, \"day\";r=7;t=900")], 50),
    ];
    for (headers, secs) in cases {
        assert_eq!(wait(headers), Some(*secs), "{headers:?}");
    }
}

#[test]
fn of_several_windows_the_one_that_is_used_up_counts() {
    let x = [
        ("x-rate-limit-reset", "1764029700"),
        ("x-rate-limit-remaining", "14"),
        ("x-user-limit-24hour-remaining", "0"),
        ("x-user-limit-24hour-reset", "1764039600"),
    ];
    assert_eq!(wait(&x), Some(10_800));
    // Nobody says which is used up: the first to end may be it, and asking then is cheap.
    assert_eq!(wait(&[("x-ratelimit-reset", "60"), ("x-app-limit-24hour-reset", "1764039600")]), Some(60));
    // The wait that is told in so many words goes first.
    assert_eq!(wait(&[("retry-after", "5"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "60")]), Some(5));
}

#[test]
fn clocks_that_differ_move_no_wait() {
    for hours in [-26, -1, 0, 3, 24 * 400] {
        let theirs = at(MIDNIGHT + hours * 3_600);
        let date = theirs.timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let reset = theirs.plus(75).unix().to_string();
        let later = theirs.plus(75).timestamp().to_string();
        assert_eq!(wait(&[("date", &date), ("ratelimit-reset", &reset)]), Some(75), "{date}");
        assert_eq!(wait(&[("date", &date), ("x-ratelimit-reset", &later)]), Some(75), "{date}");
        assert_eq!(wait(&[("date", &date), ("retry-after", "75")]), Some(75), "{date}");
        let answer = answer(200, &[("date", &date)]);
        assert_eq!((server_time(&answer), skew_secs(&answer)), (Some(theirs), Some(hours * 3_600)));
    }
}

#[test]
fn nobody_makes_us_wait_for_ever() {
    let max = Some(i64::from(ANSWER_WAIT_SECS_MAX));
    let wild = [
        "31536000",
        "999999999",
        "9999999999",
        "99999999999999999999",
        "1e300",
        "9000-01-01T00:00:00Z",
        "4294967295",
        "Fri, 01 Jan 2100 00:00:00 GMT",
    ];
    for value in wild {
        assert_eq!(wait(&[("retry-after", value)]), max, "{value}");
    }
    let nothing =
        ["", "0", "-5", "soon", "NaN", "inf", "-inf", "1970-01-01T00:00:00Z", "1764028799", "٣٠", "1;2;3\u{0}"];
    for value in nothing {
        assert!(wait(&[("retry-after", value)]).is_none_or(|secs| secs == 1), "{value}");
    }
    // What says nothing does not hide what does.
    assert_eq!(wait(&[("retry-after", "0"), ("x-ratelimit-reset", "20")]), Some(20));
    assert_eq!(wait(&[("date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("ratelimit-reset", "1764028860")]), Some(60));
}

#[test]
fn what_is_left_is_read_in_every_dialect() {
    let left = |headers: &[(&str, &str)]| quota(&answer(200, headers));
    let told =
        |limit, left, secs: Option<u32>| Some(Quota { limit, left, resets: secs.map(|secs| at(MIDNIGHT).plus(secs)) });
    let bluesky = [
        ("ratelimit-limit", "30"),
        ("ratelimit-remaining", "7"),
        ("ratelimit-reset", "1764028890"),
        ("ratelimit-policy", "30;w=300"),
    ];
    assert_eq!(left(&bluesky), told(30, 7, Some(90)));
    let mastodon =
        [("x-ratelimit-limit", "300"), ("x-ratelimit-remaining", "298"), ("x-ratelimit-reset", "2025-11-25T00:05:00Z")];
    assert_eq!(left(&mastodon), told(300, 298, Some(300)));
    let reddit = [("x-ratelimit-used", "12"), ("x-ratelimit-remaining", "588.0"), ("x-ratelimit-reset", "187")];
    assert_eq!(left(&reddit), told(600, 588, Some(187)));
    assert_eq!(left(&[("x-ratelimit-total", "50"), ("x-ratelimit-remaining", "49")]), told(50, 49, None));
    assert_eq!(left(&[("ratelimit-limit", "100, 100;w=60"), ("ratelimit-remaining", "5")]), told(100, 5, None));
    let newer = [("ratelimit", "\"hour\";r=90;t=30,\"day\";r=3;t=900"), ("ratelimit-policy", "\"hour\";q=100;w=3600")];
    assert_eq!(left(&newer), told(100, 3, Some(900)));
    // The scarcest.
    let x = [
        ("x-rate-limit-limit", "15"),
        ("x-rate-limit-remaining", "14"),
        ("x-user-limit-24hour-limit", "25"),
        ("x-user-limit-24hour-remaining", "1"),
    ];
    assert_eq!(left(&x), told(25, 1, None));
    assert_eq!(left(&[]), None);
    assert_eq!(left(&[("x-ratelimit-remaining", "5")]), None, "of how many is not told");
    assert_eq!(left(&[("x-ratelimit-limit", "-1"), ("x-ratelimit-remaining", "many")]), None);
}

#[test]
fn each_status_means_what_it_means() {
    let kind = |status: u16, headers: &[(&str, &str)]| match trouble(&answer(status, headers)) {
        None => "fine",
        Some(Trouble::SignIn(_)) => "sign in",
        Some(Trouble::Slow { .. }) => "slow",
        Some(Trouble::Quota { .. }) => "quota",
        Some(Trouble::Unwell(_)) => "unwell",
        Some(Trouble::Refused(_)) => "refused",
    };
    let cases: &[(&str, &[u16])] = &[
        ("fine", &[200, 201, 204, 207, 299, 304]),
        ("refused", &[300, 301, 302, 307, 308, 400, 403, 404, 405, 409, 410, 412, 413, 415, 418, 422, 451, 499, 501]),
        ("sign in", &[401]),
        ("slow", &[429]),
        ("quota", &[402]),
        ("unwell", &[0, 1, 100, 101, 199, 408, 421, 423, 425, 500, 502, 503, 504, 507, 529, 599, 600, 999, 65_535]),
    ];
    for (expected, statuses) in cases {
        for status in *statuses {
            assert_eq!(kind(*status, &[]), *expected, "{status}");
            let why = trouble(&answer(*status, &[])).map(|t| t.why().to_owned()).unwrap_or_default();
            assert!(*expected == "fine" || why.len() > 10, "{status}: {why}");
        }
    }
    assert_eq!(kind(503, &[("retry-after", "5")]), "slow");
    assert_eq!(kind(403, &[("retry-after", "5")]), "slow");
    assert_eq!(kind(403, &[("x-ratelimit-remaining", "0")]), "slow");
    assert_eq!(kind(403, &[("x-ratelimit-remaining", "1")]), "refused");
}

#[test]
fn where_an_answer_sends_us_is_told_without_what_is_secret_in_it() {
    let why = |to: &str| trouble(&answer(302, &[("location", to)])).unwrap().why().to_owned();
    let elsewhere = why("https://ann:sesame@evil.example/steal?token=sesame#sesame");
    assert!(elsewhere.contains("https://evil.example (302)") && !elsewhere.contains("sesame"), "{elsewhere}");
    assert!(why("file:///etc/passwd").contains("file://"), "{}", why("file:///etc/passwd"));
    assert!(!why("/login?token=sesame").contains("sesame"));
    assert!(why(&"x".repeat(70_000)).len() < 400 && why(&format!("https://{}", "x".repeat(70_000))).len() < 400);
}

#[test]
fn dates_of_long_ago_and_of_nowhere() {
    assert_eq!(http_date("Thu, 01 Jan 1970 00:00:01 GMT"), Some(at(1)));
    assert_eq!(
        http_date("Mon, 25 Nov 2025 00:00:00 GMT"),
        Some(at(MIDNIGHT)),
        "the day’s name is wrong, the date is not"
    );
    assert_eq!(http_date("Tue, 25 Nov 2025 01:00:00 +0100"), Some(at(MIDNIGHT)));
    for wrong in
        ["", "GMT", ", ", "Tue, 32 Nov 2025 00:00:00 GMT", "Tue, 25 Nov 2025", "Tue, 25 Nov 99999 00:00:00 GMT"]
    {
        assert_eq!(http_date(wrong), None, "{wrong}");
    }
}
