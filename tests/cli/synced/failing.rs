//! One account that fails stops no other.

use super::network::Network;
use super::{Syncing, added, until};
use crate::cli::Place;
use crate::connect::server::{Reply, Server};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Seconds between two looks of an account that is well.
const EVERY: Duration = Duration::from_secs(5);

fn hostile(script: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    // Signing in goes well, so that it is asked for mentions.
    Server::start(move |asked| match asked.path() {
        "/api/v1/accounts/verify_credentials" => Reply::json(200, r#"{"id":"o9","acct":"lark9"}"#),
        _ => script(),
    })
}

/// A page that says of itself that it is not the last, and is always the same.
fn same_again() -> Reply {
    let status = r#"{"id":"77","created_at":"2026-01-02T03:04:05.000Z","content":"<p>again</p>","account":{"id":"c"}}"#;
    let item = format!(r#"{{"id":"n7","type":"mention","created_at":"2026-01-02T03:04:05.000Z","status":{status}}}"#);
    Reply::json(200, &format!("[{item}]")).header("link", r#"<http://127.0.0.1/again?min_id=1>; rel="prev""#)
}

fn peak_kib(syncing: &Syncing) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", syncing.child.id())).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn hostile_servers_stop_no_account_but_their_own() {
    let (place, network) = (Place::new(), Network::start());
    let servers = [
        hostile(|| Reply::json(200, "[]").times(100_000).drip(1, Duration::from_millis(50))),
        hostile(|| Reply::json(500, r#"{"error":"oops"}"#)),
        hostile(same_again),
        hostile(|| Reply::html(200, "<html><body>Log in to the hotel’s network</body></html>")),
        hostile(|| Reply::json(200, &" ".repeat(1 << 20)).times(1 << 10)),
        hostile(|| Reply::redirect("file:///etc/passwd")),
    ];
    network.mention(0, "Where is my parcel?");
    added(&place, &network.server.url(""), 0, false).well();
    for (n, server) in servers.iter().enumerate() {
        added(&place, &server.url(""), n + 1, false).well();
    }
    let syncing = Syncing::start(&place);
    // That of the server that always says the same is there once.
    until("the first mentions are read", || syncing.mentions() >= 2);
    let mut lags = Vec::new();
    for n in 3..=4 {
        network.mention(0, &format!("Where is parcel {n}?"));
        lags.push(until("the next is read", || syncing.mentions() >= n));
    }
    // Two looks in a row: one may have been under way.
    let slow = lags.iter().filter(|lag| **lag > 2 * EVERY + Duration::from_secs(3)).count();
    assert_eq!(slow, 0, "a mention is on the floor after one look: {lags:?}");
    for server in [&servers[1], &servers[3], &servers[4]] {
        server.wait_for(5);
    }
    if let Some(peak) = peak_kib(&syncing) {
        assert!(peak < 400 << 10, "{peak} KiB");
    }
    let boarded = syncing.board();
    assert_eq!(boarded["mentions"], 4, "{boarded}");
    syncing.end();
    let listed = place.run(&["--json", "source", "list"]).well().json();
    let rows = listed["sources"].as_array().unwrap();
    let failing = |n: usize| rows[n]["failing"].as_str().unwrap_or_default().to_owned();
    assert_eq!(rows[0]["failing"], Value::Null, "{listed}");
    for (n, words) in [(2, "(500)"), (4, "a page for people"), (5, "more than"), (6, "sends us on to file://")] {
        assert!(failing(n).contains(words), "{n}: {listed}");
    }
    eprintln!("a good account beside six bad ones: {lags:?}");
}

fn part_of_a_second() -> Duration {
    Duration::from_nanos(jiff::Timestamp::now().subsec_nanosecond().unsigned_abs().into())
}

#[test]
fn a_server_that_wants_rest_is_asked_no_moment_too_early() {
    const REST: Duration = Duration::from_secs(6);
    let (place, network) = (Place::new(), Network::start());
    let told: Arc<Mutex<Option<Instant>>> = Arc::default();
    let telling = Arc::clone(&told);
    let slow = move |asked: &crate::connect::server::SeenRequest| {
        let is_first = asked.path().ends_with("notifications") && telling.lock().unwrap().is_none();
        if !is_first {
            return None;
        }
        // Late in a second: whoever counts whole ones would come back too early.
        until("the second is nearly over", || (700..900).contains(&part_of_a_second().as_millis()));
        *telling.lock().unwrap() = Some(Instant::now());
        Some(Reply::json(429, r#"{"error":"Too many requests"}"#).header("retry-after", "6"))
    };
    // The other account has news just then, which wakes everybody.
    let heard = Arc::clone(&told);
    let other = move |asked: &crate::connect::server::SeenRequest| {
        let told = *heard.lock().unwrap();
        let due = told? + REST - Duration::from_millis(450);
        if asked.path().ends_with("notifications") && Instant::now() < due {
            until("the moment has come", || Instant::now() >= due);
        }
        None
    };
    network.state().instead.insert(0, Box::new(slow));
    network.state().instead.insert(1, Box::new(other));
    for account in 0..2 {
        added(&place, &network.server.url(""), account, false).well();
    }
    let syncing = Syncing::start(&place);
    until("the server wants rest", || told.lock().unwrap().is_some());
    let told = told.lock().unwrap().unwrap();
    network.mention(0, "Who hears me?");
    network.mention(1, "Where is my parcel?");
    until("the other account is read", || syncing.mentions() >= 1);
    until("both are read", || syncing.mentions() >= 2);
    syncing.end();
    let state = network.state();
    let first = |account| {
        let after = state.asked.iter().filter(|(at, who, _)| *who == account && *at > told).map(|(at, ..)| *at - told);
        after.min().unwrap()
    };
    assert!(first(0) >= REST, "asked again after {:?}", first(0));
    assert!(first(0) < 3 * REST, "and not much later: {:?}", first(0));
    assert!(first(1) < REST, "the other is asked meanwhile: {:?}", first(1));
    eprintln!("told to rest for {REST:?}: asked again after {:?}", first(0));
}
