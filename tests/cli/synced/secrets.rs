//! A secret that is planted is found nowhere but where it was put.

use super::network::{Fate, Network, makes};
use super::{Answers, Syncing, added, secret, until};
use crate::cli::{Place, Said};
use crate::connect::server::{Reply, Server};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::path::{Path, PathBuf};

/// All ways in which a secret may be written down.
fn dresses(secret: &str) -> Vec<Vec<u8>> {
    let escaped: String = secret
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let json = serde_json::to_string(secret).unwrap().trim_matches('"').to_owned();
    let mut all =
        vec![secret.as_bytes().to_vec(), escaped.to_lowercase().into_bytes(), escaped.into_bytes(), json.into_bytes()];
    // Whatever stands before it: the middle of it looks the same at each of three places.
    for before in ["", "x", "xx"] {
        let at = (before.len() * 8).div_ceil(6);
        for packed in
            [STANDARD.encode(format!("{before}{secret}")), URL_SAFE_NO_PAD.encode(format!("{before}{secret}"))]
        {
            let packed = packed.trim_end_matches('=');
            all.push(packed.as_bytes()[at..packed.len() - 2].to_vec());
        }
    }
    all.push(secret.bytes().flat_map(|b| format!("{b:02x}").into_bytes()).collect());
    all
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// Says no in a different way each time, with what it was asked in its words: a server that repeats secrets.
fn talkative() -> Server {
    Server::start(|asked| {
        let login = asked.header("authorization").unwrap_or_default();
        let body = serde_json::json!({ "error": format!("no such token: {login}") }).to_string();
        match asked.n % 4 {
            0 => Reply::json(401, &body),
            1 => Reply::redirect("http://127.0.0.1:1/elsewhere?again=1"),
            2 => Reply::hang_up(),
            _ => Reply::json(500, &body),
        }
    })
}

fn kept(said: &Said, all: &mut Vec<u8>) {
    all.extend(said.out.as_bytes());
    all.extend(said.err.as_bytes());
}

#[test]
fn a_secret_is_only_where_it_was_put() {
    let (place, network) = (Place::new(), Network::start());
    let servers = [talkative(), talkative()];
    let mut said = Vec::new();
    network.mention(0, "Where is my parcel?");
    network.mention(0, &format!("I found this in your page: {}", secret(0)));
    kept(&added(&place, &network.server.url(""), 0, true).well(), &mut said);
    // One that is tried and refused, and one that is kept all the same.
    let refused = added(&place, &servers[0].url(""), 1, true);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    kept(&refused, &mut said);
    kept(&added(&place, &servers[1].url(""), 2, false).well(), &mut said);
    let syncing = Syncing::logging(&place, "trace");
    until("the mention is read", || syncing.mentions() >= 2);
    syncing.end();
    let mut answers = Answers::default();
    answers.give(&place, 2);
    network.fate(makes, Fate::Cut(30));
    let syncing = Syncing::logging(&place, "trace");
    until("it was cut", || network.state().met == 1);
    said.extend(syncing.board().to_string().into_bytes());
    // In the middle of it: what a crash leaves behind is searched as well.
    syncing.kill();
    let syncing = Syncing::logging(&place, "trace");
    until("the floor knows that it is out", || syncing.board()["waiting"] == 0);
    let asked = servers[1].seen().len();
    assert!(asked >= 1, "the bad account was asked");
    syncing.end();
    answers.assert_once(&place, &network);
    for file in ["out.csv", "out.jsonl", "out.backup"] {
        kept(&place.run(&["export", &place.arg(file)]).well(), &mut said);
    }
    for what in [
        &["--json", "board"][..],
        &["board"],
        &["--json", "source", "list"],
        &["source", "list"],
        &["audit"],
        &["verify"],
    ] {
        kept(&place.run(what).well(), &mut said);
    }
    std::fs::write(place.path("said"), &said).unwrap();
    let exported = std::fs::read_to_string(place.path("out.jsonl")).unwrap();
    assert!(exported.contains("in your page: [secret]"), "what a customer wrote of it is masked: {exported}");
    search(&place);
}

fn search(place: &Place) {
    let mut all = Vec::new();
    files(&place.path(""), &mut all);
    let (mut found, mut bytes) = (Vec::new(), 0);
    for file in &all {
        let text = std::fs::read(file).unwrap();
        bytes += text.len();
        let is_home = file.ends_with("secrets-readable-by-this-user.json");
        let holds_any = (0..3).any(|n| dresses(&secret(n)).iter().any(|part| holds(&text, part)));
        assert!(!is_home || holds_any, "the search finds a secret where there is one");
        if holds_any && !is_home {
            found.push(file);
        }
    }
    let log = std::fs::read(place.path("log")).unwrap();
    assert!(holds(&log, b"TRACE") && holds(&log, b"127.0.0.1"), "otherwise the search would prove nothing");
    assert!(all.iter().any(|file| file.ends_with("secrets-readable-by-this-user.json")), "{all:?}");
    assert!(found.is_empty(), "a secret lies in {found:?}");
    eprintln!("{} files and {bytes} bytes were searched", all.len());
}
