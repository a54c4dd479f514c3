//! Every connector against answers that are mutilated by chance that repeats, bounded by `WATCHFLOOR_FUZZ_ROUNDS`. A
//! failure names its connector and round. The fuzzer does the same along every new path: `fuzz/fuzz_targets/connect.rs`.

use super::probe::{SESAME, answers, probe, rules};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use watchfloor::connect::net::all::{all, named};
use watchfloor::connect::net::{About, Answer, Connector, Heard, Method, Proven, Request, SignIn, Trouble, With, json};
use watchfloor::floor::SourceKind;

/// Bytes of one fixture that are mutilated.
const BYTES_MAX: usize = 64 << 10;

fn draw(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// What servers have said, as far as it is kept here, and what the fuzzer begins with.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(&root.join("tests/fixtures"), &mut found);
    files(&root.join("fuzz/seeds/connect"), &mut found);
    let read = |path: PathBuf| {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.truncate(BYTES_MAX);
        bytes
    };
    found.into_iter().map(read).collect()
}

/// Values that no server should send where another stands.
const ODD: [&str; 14] = [
    "null",
    "-1",
    "18446744073709551616",
    "1e999",
    "\"\"",
    "[]",
    "{}",
    "true",
    "\"\\ud800\"",
    "[[[[[[[[",
    "0",
    "\"é\"",
    "\"2038-01-19T03:14:08Z\"",
    "\"9999-99-99\"",
];

/// An answer with pieces changed, left out, doubled and put in.
fn mutilated(corpus: &[Vec<u8>], state: &mut u64) -> Vec<u8> {
    let mut bytes = corpus[draw(state) % corpus.len()].clone();
    for _ in 0..draw(state) % 6 {
        let at = draw(state) % (bytes.len() + 1);
        match draw(state) % 7 {
            0 => bytes.insert(at, draw(state) as u8),
            1 if at < bytes.len() => bytes[at] ^= 1 << (draw(state) % 8),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..(at + draw(state) % 40).min(bytes.len()))),
            4 => bytes.extend_from_within(at..(at + draw(state) % 90).min(bytes.len())),
            5 => bytes.splice(at..at, corpus[draw(state) % corpus.len()].iter().copied().take(300)).for_each(drop),
            // Another value where one stood: most that goes wrong is a kind that nobody thought of.
            _ => {
                let from = bytes[at..].iter().position(|byte| *byte == b':').map_or(at, |colon| at + colon + 1);
                let to = bytes[from..].iter().position(|byte| b",}]\n".contains(byte)).map_or(from, |end| from + end);
                bytes.splice(from..to, ODD[draw(state) % ODD.len()].bytes()).for_each(drop);
            }
        }
    }
    bytes
}

/// An input of the fuzzer's kind around it.
fn input(corpus: &[Vec<u8>], state: &mut u64) -> Vec<u8> {
    let cursors = ["", "1764028800", "{}", "a|b|c", "\"", "9999999999999999999999", "{\"v\":1,\"seen\":[]}"];
    let mut input = cursors[draw(state) % cursors.len()].as_bytes().to_vec();
    for _ in 0..=draw(state) % 3 {
        let status = [200, 200, 200, 200, 201, 204, 304, 400, 401, 404, 412, 429, 500][draw(state) % 13];
        let headers =
            ["", "retry-after: 20\n", "link: <https://a.example/x?min_id=1>; rel=\"prev\"\n", "etag: \"1\"\n"];
        input.extend(format!("\u{1e}{status}\n{}\n", headers[draw(state) % headers.len()]).bytes());
        input.extend(mutilated(corpus, state));
    }
    input
}

fn rounds() -> u32 {
    std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(600)
}

#[test]
fn nothing_that_a_server_says_breaks_a_connector() {
    let corpus = corpus();
    for round in 0..rounds() {
        let mut state = u64::from(round).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let input = input(&corpus, &mut state);
        answers(&input).1.iter().for_each(rules);
        for connector in all() {
            let done = catch_unwind(AssertUnwindSafe(|| probe(*connector, &input)));
            let input = String::from_utf8_lossy(&input);
            assert!(done.is_ok(), "{} breaks in round {round}: {input:?}", connector.about().id);
        }
    }
}

#[test]
fn connectors_are_sorted_and_found_by_name() {
    let ids: Vec<&str> = all().iter().map(|connector| connector.about().id).collect();
    assert!(ids.windows(2).all(|two| two[0] < two[1]), "not sorted, or twice: {ids:?}");
    assert!(ids.iter().all(|id| named(id).is_some_and(|connector| connector.about().id == *id)));
    assert!(named("nobody").is_none());
}

/// One that does what it must not, as it is told.
struct Wrong(&'static str);

static ABOUT: About = About {
    id: "wrong",
    name: "Wrong",
    kind: SourceKind::Network,
    channel: "",
    can: &[],
    proven: Proven::Recorded,
    fields: &[],
    server: "https://wrong.example",
    login: "",
    secret: "",
    every_secs: 60,
    per_minute: 60,
    note: "",
};

impl Connector for Wrong {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, with: &With<'_>, _: &[Answer]) -> SignIn {
        use secrecy::ExposeSecret;
        let secret = with.secret.expose_secret();
        match self.0 {
            "address" => SignIn::Ask(Request::get(format!("https://wrong.example/?key={secret}"))),
            "words" => SignIn::Refused(format!("{secret} is not accepted")),
            _ => {
                let request =
                    Request::json(Method::Post, "https://wrong.example/", &serde_json::json!({"key": secret}));
                SignIn::Ask(request.bearer(with.secret))
            }
        }
    }

    fn ask(&self, _: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        Ok(Request::get("https://wrong.example/").header("x-cursor", cursor))
    }

    fn parse(&self, _: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        let read = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let cursor = match self.0 {
            "cursor" => cursor.to_owned() + &"x".repeat(9_000),
            "panic" => json::text(&read, "id")[..1].to_owned(),
            _ => cursor.to_owned(),
        };
        Ok(Heard { cursor, ..Heard::default() })
    }
}

#[test]
fn a_connector_that_does_what_it_must_not_is_found() {
    let input = b"\x1e200\ncontent-type: application/json\n\n{\"text\":\"hello\"}";
    let breaks = |how| catch_unwind(AssertUnwindSafe(|| probe(&Wrong(how), input))).is_err();
    assert!(!breaks("nothing"), "headers and bodies may hold what is secret");
    for how in ["address", "words", "cursor", "panic"] {
        assert!(breaks(how), "{how}");
    }
    assert!(SESAME.bytes().all(|byte| byte.is_ascii_alphanumeric()), "an escaped secret would not be found");
}
