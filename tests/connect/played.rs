//! A connector at work on a server that a test plays: what it asks is answered by a function.

use secrecy::SecretString;
use watchfloor::connect::Problem;
use watchfloor::connect::net::{Answer, Connector, Outgoing, Request, Session, Step, Trouble, Wish, With};
use watchfloor::floor::source::{Change, SourceSettings};
use watchfloor::floor::{At, Incoming, IncomingKind};

/// Sunday, 22 November 2026, 10:00 UTC.
pub const TEN: i64 = 1_795_341_600;

pub fn at(unix: i64) -> At {
    At::from_unix(unix).unwrap()
}

/// The moment as networks write it.
pub fn iso(unix: i64) -> String {
    format!("{:.3}", at(unix).timestamp())
}

/// An answer with a body.
pub fn json(status: u16, body: &serde_json::Value) -> Answer {
    Answer { status, headers: Vec::new(), body: body.to_string().into_bytes(), at: at(TEN) }
}

/// The value of a field of an address, unescaped as far as tests need it; all of them when it stands there often.
pub fn fields(request: &Request, name: &str) -> Vec<String> {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = |text: &str| text.replace("%3A", ":").replace("%2F", "/").replace("%20", " ").replace("%23", "#");
    pairs.filter(|(key, _)| value(key).trim_end_matches("%5B%5D") == name).map(|(_, text)| value(text)).collect()
}

/// The value of a field of an address; empty when it is not there.
pub fn field(request: &Request, name: &str) -> String {
    fields(request, name).pop().unwrap_or_default()
}

/// What a round heard.
#[derive(Debug, Default)]
pub struct Round {
    pub mentions: Vec<Incoming>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
    pub gaps: Vec<String>,
    pub asked: Vec<Request>,
}

impl Round {
    pub fn ids(&self) -> Vec<&str> {
        self.mentions.iter().map(|m| m.external.as_str()).collect()
    }

    pub fn joined(&self) -> Vec<&Incoming> {
        self.mentions.iter().filter(|m| matches!(m.what, IncomingKind::Amplified(_))).collect()
    }
}

pub struct Played {
    pub connector: &'static dyn Connector,
    pub settings: SourceSettings,
    pub secret: SecretString,
    pub session: Session,
    pub cursor: String,
    pub watched: Vec<String>,
    pub now: i64,
}

impl Played {
    pub fn new(connector: &'static dyn Connector, login: &str, own: &[(&str, &str)]) -> Played {
        let settings = SourceSettings {
            connector: connector.about().id.into(),
            server: "https://net.example".into(),
            login: login.into(),
            ..SourceSettings::default()
        };
        let session = Session {
            token: SecretString::from("token-of-a-test".to_owned()),
            own: own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..Session::default()
        };
        let secret = SecretString::from("secret-of-a-test".to_owned());
        Played { connector, settings, secret, session, cursor: String::new(), watched: Vec::new(), now: TEN }
    }

    pub fn with(&self) -> With<'_> {
        With {
            settings: &self.settings,
            secret: &self.secret,
            session: &self.session,
            watched: &self.watched,
            now: at(self.now),
        }
    }

    /// One request and its answer into the round; whether there is more.
    pub fn step(&mut self, round: &mut Round, serve: &mut dyn FnMut(&Request) -> Answer) -> Result<bool, Trouble> {
        let request = self.connector.ask(&self.with(), &self.cursor)?;
        assert!(!request.url.contains("token-of-a-test") && !request.url.contains("secret-of-a-test"));
        let mut answer = serve(&request);
        answer.at = at(self.now);
        round.asked.push(request);
        let heard = self.connector.parse(&self.with(), &self.cursor, &answer)?;
        let again = self.connector.parse(&self.with(), &self.cursor, &answer)?;
        assert_eq!(heard, again, "the same answer says the same");
        assert!(heard.cursor.len() <= watchfloor::limits::CURSOR_BYTES_MAX);
        assert!(!heard.more || heard.cursor != self.cursor, "in a circle at {}", heard.cursor);
        self.cursor = heard.cursor;
        round.mentions.extend(heard.mentions);
        round.changes.extend(heard.changes);
        round.problems.extend(heard.problems);
        round.gaps.extend(heard.gap);
        Ok(heard.more)
    }

    pub fn try_round(&mut self, mut serve: impl FnMut(&Request) -> Answer) -> Result<Round, Trouble> {
        let mut round = Round::default();
        while self.step(&mut round, &mut serve)? {
            assert!(round.asked.len() < 5_000, "a round that never ends");
        }
        Ok(round)
    }

    pub fn round(&mut self, serve: impl FnMut(&Request) -> Answer) -> Round {
        self.try_round(serve).unwrap()
    }

    /// One attempt to bring something out; `None` as an answer is a line that was cut. `None` back is the same.
    pub fn attempt(&self, out: &mut Outgoing, mut serve: impl FnMut(&Request) -> Option<Answer>) -> Option<Step> {
        let (mut past, before) = (Vec::new(), out.clone());
        loop {
            let request = match self.connector.deliver(&self.with(), &before, &past) {
                Step::Ask(request) => request,
                Step::Send(request) => {
                    out.tried_at = Some(at(self.now));
                    request
                }
                step => return Some(step),
            };
            past.push(serve(&request)?);
            assert!(past.len() < 20, "an attempt that never ends");
        }
    }
}

/// An answer to be brought out.
pub fn reply(key: &str, target: &str, text: &str) -> Outgoing {
    Outgoing {
        key: key.into(),
        target: target.into(),
        root: target.into(),
        ticket: None,
        wish: Wish::Reply { text: text.into(), private: false },
        asked_at: at(TEN - 60),
        tried_at: None,
    }
}

/// Changes a page here and there, and feeds it: whatever comes, it is a page or a trouble.
pub fn fuzzed(played: &Played, cursors: &[String], pages: &[String]) {
    use rand_chacha::rand_core::{RngCore, SeedableRng};
    let rounds = std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let pieces =
        ["null", "0", "-1", "\"\"", "[]", "{}", "1e99", "\"\\u0000\"", "[[[[", "true", "9999999999999999999", "é"];
    for _ in 0..rounds {
        let mut pick = |n: usize| chance.next_u32() as usize % n.max(1);
        let mut page = pages[pick(pages.len())].clone().into_bytes();
        for _ in 0..pick(6) {
            let (from, piece) = (pick(page.len()), pieces[pick(pieces.len())].as_bytes());
            let to = (from + pick(40)).min(page.len());
            match pick(3) {
                0 => drop(page.splice(from..to, piece.iter().copied())),
                1 => drop(page.drain(from..to)),
                _ => page[from] = page[from].wrapping_add(pick(256) as u8),
            }
            if page.is_empty() {
                page.push(b'{');
            }
        }
        // A value that is whole JSON, in another's place.
        let text = String::from_utf8_lossy(&page).into_owned();
        let status = [200, 200, 200, 400, 404, 500, 429][pick(7)];
        let mut cursor = cursors[pick(cursors.len())].clone();
        if pick(4) == 0 {
            // Numbers that no clock and no count reaches.
            let huge = ["18446744073709551615", "4294967295", "-9223372036854775808", "9223372036854775807"][pick(4)];
            cursor = cursor
                .split(':')
                .map(|part| {
                    let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
                    if digits > 0 && pick(2) == 0 { format!("{huge}{}", &part[digits..]) } else { part.to_owned() }
                })
                .collect::<Vec<_>>()
                .join(":");
        }
        if pick(4) == 0 {
            cursor.truncate(cursor.char_indices().nth(pick(cursor.len())).map_or(0, |(i, _)| i));
        }
        let answer = Answer { status, headers: Vec::new(), body: page, at: at(TEN) };
        if let Ok(heard) = played.connector.parse(&played.with(), &cursor, &answer) {
            assert!(heard.cursor.len() <= watchfloor::limits::CURSOR_BYTES_MAX);
            assert!(heard.mentions.len() <= 400);
            let _ = played.connector.ask(&played.with(), &heard.cursor);
        }
        let _ = played.connector.retry(&played.with(), &text);
        let mut out = reply("3n2vgalei4v23", "1", "x");
        out.tried_at = Some(at(TEN));
        let _ =
            played.connector.deliver(&played.with(), &out, &[answer.clone(), answer.clone(), answer.clone(), answer]);
    }
}

/// Every object with these fields in the recorded answers of a folder, wherever it stands; none when they are not here.
pub fn recorded(folder: &str, has: &[&str]) -> Vec<serde_json::Value> {
    use serde_json::Value;
    fn collect(value: &Value, has: &[&str], found: &mut Vec<Value>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, has, found)),
            Value::Object(fields) => {
                if has.iter().all(|name| fields.get(*name).is_some_and(|value| !value.is_null())) {
                    found.push(value.clone());
                }
                fields.values().for_each(|item| collect(item, has, found));
            }
            _ => {}
        }
    }
    let data = std::env::var("WATCHFLOOR_DATA").unwrap_or_else(|_| "../shared/data".into());
    let path = std::path::Path::new(&data).join("api_samples").join(folder);
    let Ok(files) = std::fs::read_dir(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return Vec::new();
    };
    let mut found = Vec::new();
    for file in files.map(|file| file.unwrap().path()).filter(|file| file.extension().is_some_and(|e| e == "json")) {
        collect(&serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap(), has, &mut found);
    }
    assert!(!found.is_empty());
    found
}
