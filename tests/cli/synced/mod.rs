//! The sync from outside and whole: the program itself, over servers that a test plays.
#![cfg(unix)]

mod failing;
mod killed;
mod mail;
mod network;
mod secrets;

use super::{Place, program, run_command};
use network::Network;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::engine::{Input, Outcome};
use watchfloor::floor::handoff::{Said, Sending};
use watchfloor::floor::{Actor, At, Command as Decision, HandoffCommand};
use watchfloor::run::OwnFloor;

/// How often something is done to it: a few times, or as often as is wanted, and never more than this.
const ROUNDS_MAX: usize = 50;

fn rounds(usual: usize) -> usize {
    let wanted = std::env::var("WATCHFLOOR_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    wanted.unwrap_or(usual).min(ROUNDS_MAX)
}

/// Waits until something is so; how long that took.
fn until(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    begun.elapsed()
}

fn secret(account: usize) -> String {
    format!("pl4nted/S+cret~of%20=&{account}.u-{account}")
}

/// Adds an account to the floor of this place, on a channel of its server, and tries it first when it is to be tried.
fn added(place: &Place, server: &str, account: usize, is_tried: bool) -> super::Said {
    added_on(place, &format!("Mastodon {}", server.rsplit(':').next().unwrap()), server, account, is_tried)
}

fn added_on(place: &Place, channel: &str, server: &str, account: usize, is_tried: bool) -> super::Said {
    let (name, handle) = (format!("Account {account}"), format!("@lark{account}"));
    let add = ["source", "add", "mastodon", "--name", &name, "--handle", &handle, "--channel", channel, "--every", "5"];
    let how = ["--server", server, "--secret-in-file", "--secret-from", "PLANTED", "--untried"];
    let mut command = program(&add);
    command.args(&how[..how.len() - usize::from(is_tried)]).env("PLANTED", secret(account));
    run_command(command.arg("--data").arg(place.path("store")))
}

/// A running `headless` with all sources of a place.
struct Syncing {
    child: Child,
    out: BufReader<ChildStdout>,
    door: PathBuf,
}

impl Syncing {
    fn start(place: &Place) -> Syncing {
        Syncing::logging(place, "off")
    }

    /// What it logs goes to the file `log`, after what is there.
    fn logging(place: &Place, level: &str) -> Syncing {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(place.path("log")).unwrap();
        let mut command = program(&["--json", "headless", "--every", "600"]);
        command.arg("--data").arg(place.path("store")).env("WATCHFLOOR_LOG", level);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        // Held to the end: what prints for ever ends when nobody reads.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut String::new()).unwrap();
        Syncing { child, out, door: place.path("store/door") }
    }

    fn board(&self) -> Value {
        let mut peer = UnixStream::connect(&self.door).unwrap();
        peer.write_all(b"board\n").unwrap();
        let mut said = String::new();
        peer.read_to_string(&mut said).unwrap();
        serde_json::from_str(&said).unwrap()
    }

    fn mentions(&self) -> u64 {
        self.board()["mentions"].as_u64().unwrap()
    }

    /// It is gone at once, whatever it does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().code(), None);
    }

    /// It is asked to end, and does so well and soon.
    fn end(mut self) {
        let asked = Instant::now();
        assert!(crate::cli::signal("-TERM", self.child.id()));
        self.out.read_to_string(&mut String::new()).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert!(asked.elapsed() < Duration::from_secs(20), "it waits for nobody: {:?}", asked.elapsed());
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a person does at the window in between: answers, each of its own words.
#[derive(Default)]
struct Answers {
    asked: BTreeSet<u32>,
    texts: Vec<String>,
}

impl Answers {
    /// Answers so many of those who have no answer yet, the oldest first; how many there were.
    fn give(&mut self, place: &Place, most: usize) -> usize {
        let mut own = OwnFloor::open(&Home::of(Some(place.path("store")))).unwrap();
        let unanswered = own.engine.floor().conversations().map(|(id, _)| id).filter(|id| !self.asked.contains(&id.0));
        let unanswered: Vec<_> = unanswered.take(most).collect();
        let given = unanswered.len();
        for conversation in unanswered {
            let text = format!("We are on number {} of {}.", self.texts.len(), conversation.0);
            let said = Box::new(Said {
                text: text.clone(),
                template: None,
                corrects: false,
                elsewhere: None,
                sending: Sending::Taken,
                agent: None,
                card: 0,
            });
            let command = Decision::Handoff(HandoffCommand::Reply { conversation, said });
            let input = Input::Asked { by: Actor::Desk, id: 0, command };
            let now = At::from_unix(jiff::Timestamp::now().as_second()).unwrap();
            let outcome = own.engine.turn(vec![input], now).remove(0);
            assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
            self.asked.insert(conversation.0);
            self.texts.push(text);
        }
        own.save();
        given
    }

    /// Each of them is there.
    fn are_there(&self, network: &Network) -> bool {
        let there = network.state().ours();
        self.texts.iter().all(|text| there.contains_key(text))
    }

    /// Each of them is there once, and nothing else; and the floor knows it.
    fn assert_once(&self, place: &Place, network: &Network) {
        let there = network.state().ours();
        let each: BTreeMap<String, usize> = self.texts.iter().map(|text| (text.clone(), 1)).collect();
        assert_eq!(there, each, "every answer once");
        let own = OwnFloor::open(&Home::of(Some(place.path("store")))).unwrap();
        let open: Vec<_> = own.engine.floor().outside().deliveries().filter(|(_, d)| d.is_open()).collect();
        assert!(open.is_empty(), "{open:?}");
    }
}

/// Every mention of the network is on the floor, once, and nothing is in quarantine.
fn assert_all_read(place: &Place, network: &Network) {
    let out = place.arg("all.jsonl");
    place.run(&["export", &out]).well();
    let lines = std::fs::read_to_string(out).unwrap();
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    let mut here: Vec<String> = lines.lines().map(id).collect();
    let mut there = network.state().mentions();
    here.sort();
    there.sort();
    assert_eq!(here, there, "every mention once");
    super::assert_sound(place, "store");
}

#[test]
fn two_servers_that_number_by_themselves_need_two_channels() {
    let place = Place::new();
    added_on(&place, "Mastodon", "http://127.0.0.1:2", 0, false).well();
    let refused = added_on(&place, "mastodon", "http://127.0.0.1:3", 1, false);
    assert!(refused.err.contains("choose another channel"), "{refused:?}");
    added_on(&place, "Mastodon", "http://127.0.0.1:2/", 2, false).well();
    added_on(&place, "Mastodon of another", "http://127.0.0.1:3", 3, false).well();
}
