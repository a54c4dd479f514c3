//! A source at work without a floor: it signs in, reads round by round, and brings answers out, attempt by attempt, as
//! the program does it.

use secrecy::SecretString;
use watchfloor::connect::Problem;
use watchfloor::connect::net::{Answer, Connector, Outgoing, Request, Session, SignIn, Step, Trouble, Wish, With};
use watchfloor::connect::send::{Limits, Lost, Sender};
use watchfloor::floor::source::{Change, SourceSettings};
use watchfloor::floor::{At, Incoming, IncomingKind};

/// Microseconds since 1970, which no two calls share.
#[expect(clippy::disallowed_methods, reason = "these tests speak with programs that live in real time")]
pub fn micros() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as u64
}

pub fn now() -> At {
    At::from_unix((micros() / 1_000_000) as i64).unwrap()
}

/// What a round heard.
#[derive(Debug, Default)]
pub struct Round {
    pub mentions: Vec<Incoming>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
    pub gaps: Vec<String>,
    pub requests: usize,
}

impl Round {
    pub fn written(&self) -> Vec<&Incoming> {
        self.mentions.iter().filter(|m| matches!(m.what, IncomingKind::Written { .. })).collect()
    }

    pub fn joined(&self) -> Vec<&Incoming> {
        self.mentions.iter().filter(|m| matches!(m.what, IncomingKind::Amplified(_))).collect()
    }
}

/// How an attempt ended.
#[derive(Debug)]
pub enum Ended {
    /// The connector had its last word.
    Told(Step),
    /// No answer came.
    Cut,
}

pub struct Desk {
    pub connector: &'static dyn Connector,
    pub settings: SourceSettings,
    pub secret: SecretString,
    pub session: Session,
    pub cursor: String,
    pub watched: Vec<String>,
    client: Sender,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub fn new(connector: &'static dyn Connector, server: &str, login: &str, secret: &str) -> Desk {
        let settings = SourceSettings {
            connector: connector.about().id.into(),
            server: server.into(),
            login: login.into(),
            ..SourceSettings::default()
        };
        Desk {
            connector,
            settings,
            secret: SecretString::from(secret.to_owned()),
            session: Session::default(),
            cursor: String::new(),
            watched: Vec::new(),
            client: Sender::new(Limits::default()),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    /// The same that sends through another client.
    pub fn through(self, client: Sender) -> Desk {
        Desk { client, ..self }
    }

    pub fn with(&self) -> With<'_> {
        With {
            settings: &self.settings,
            secret: &self.secret,
            session: &self.session,
            watched: &self.watched,
            now: now(),
        }
    }

    pub fn send(&self, request: &Request) -> Result<Answer, Lost> {
        self.runtime.block_on(self.client.send(request, now))
    }

    /// Signs in; the requests that it took.
    pub fn try_sign_in(&mut self) -> Result<Vec<Request>, SignIn> {
        let (mut past, mut asked) = (Vec::new(), Vec::new());
        loop {
            match self.connector.sign_in(&self.with(), &past) {
                SignIn::Ask(request) => {
                    past.push(self.send(&request).unwrap());
                    asked.push(request);
                }
                SignIn::Keep(session) => {
                    self.session = session;
                    past.clear();
                }
                SignIn::Ready(session) => {
                    self.session = session;
                    return Ok(asked);
                }
                other => return Err(other),
            }
        }
    }

    pub fn sign_in(&mut self) -> Vec<Request> {
        self.try_sign_in().unwrap()
    }

    /// Reads until there is no more.
    pub fn try_round(&mut self) -> Result<Round, Trouble> {
        let mut round = Round::default();
        loop {
            let request = self.connector.ask(&self.with(), &self.cursor)?;
            let answer = self.send(&request).unwrap();
            round.requests += 1;
            if let Some(trouble) = self.connector.trouble(&answer) {
                return Err(trouble);
            }
            let heard = self.connector.parse(&self.with(), &self.cursor, &answer)?;
            assert!(heard.cursor.len() <= watchfloor::limits::CURSOR_BYTES_MAX, "{} bytes", heard.cursor.len());
            assert!(!heard.more || heard.cursor != self.cursor, "in a circle at {}", heard.cursor);
            self.cursor = heard.cursor;
            round.mentions.extend(heard.mentions);
            round.changes.extend(heard.changes);
            round.problems.extend(heard.problems);
            round.gaps.extend(heard.gap);
            if !heard.more {
                return Ok(round);
            }
            assert!(round.requests < 2_000, "a round that never ends");
        }
    }

    pub fn round(&mut self) -> Round {
        self.try_round().unwrap()
    }

    /// Reads rounds until one has what is waited for: servers show some things a moment after they took them.
    pub fn round_until(&mut self, what: &str, mut has: impl FnMut(&Round) -> bool) -> Round {
        let mut all = Round::default();
        for _ in 0..120 {
            let round = self.round();
            all.mentions.extend(round.mentions);
            all.changes.extend(round.changes);
            all.problems.extend(round.problems);
            all.gaps.extend(round.gaps);
            all.requests += round.requests;
            if has(&all) {
                return all;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
        }
        panic!("{what} was never heard: {all:?}");
    }

    /// One attempt to bring something out. What would be kept on the disk is kept in `out`.
    pub fn attempt(&self, out: &mut Outgoing) -> Ended {
        let mut past = Vec::new();
        let before = out.clone();
        loop {
            let request = match self.connector.deliver(&self.with(), &before, &past) {
                Step::Ask(request) => request,
                Step::Send(request) => {
                    out.tried_at = Some(now());
                    request
                }
                step => return Ended::Told(step),
            };
            match self.send(&request) {
                Ok(answer) => past.push(answer),
                Err(_) => return Ended::Cut,
            }
        }
    }
}

/// An answer to be brought out. The keys are as the program makes them: sortable by time.
pub fn reply(target: &str, text: &str, nth: u64) -> Outgoing {
    let tid = (micros() << 10) | (nth & 1023);
    let key = (0..13).map(|i| char::from(b"234567abcdefghijklmnopqrstuvwxyz"[(tid >> (60 - 5 * i) & 31) as usize]));
    Outgoing {
        key: key.collect(),
        target: target.into(),
        root: target.into(),
        ticket: None,
        wish: Wish::Reply { text: text.into(), private: false },
        asked_at: now(),
        tried_at: None,
    }
}
