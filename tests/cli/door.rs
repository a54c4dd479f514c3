//! A server without a display: it is asked by other processes, and ends when it is told to.
#![cfg(unix)]

use super::{Place, Said, assert_sound, fixture, program, run_command};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use watchfloor::limits;

/// A running `headless`, which ends with the test.
struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    first: String,
    store: PathBuf,
}

impl Server {
    /// Has printed its first line.
    fn over(place: &Place, store: &str) -> Server {
        let store = place.path(store);
        let mut command = program(&["--json", "headless", "--every", "600"]);
        command.arg("--data").arg(&store).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Held to the end: what prints for ever ends when nobody reads.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        Server { child, out, first, store }
    }

    fn imported(place: &Place) -> Server {
        place.run(&["import", &fixture("care_threads.csv")]).well();
        Server::over(place, "store")
    }

    fn printed(&self) -> Value {
        serde_json::from_str(&self.first).unwrap()
    }

    fn door(&self) -> UnixStream {
        let peer = UnixStream::connect(self.store.join("door")).unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        peer.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
        peer
    }

    /// What the door says to these bytes; nothing when it hangs up on them.
    fn says(&self, bytes: &[u8]) -> String {
        let mut peer = self.door();
        let _ = peer.write_all(bytes);
        let _ = peer.shutdown(Shutdown::Write);
        let mut said = String::new();
        let _ = peer.read_to_string(&mut said);
        said
    }

    fn board(&self) -> Value {
        let line = self.says(b"board\n");
        assert!(line.ends_with('\n') && line.len() < limits::DOOR_ANSWER_BYTES_MAX, "{line}");
        let board: Value = serde_json::from_str(&line).unwrap();
        assert!(board["waiting"].is_number(), "{board}");
        board
    }

    /// Sends a signal, and says how it ended and what it said beside the board.
    fn told(mut self, signal: &str) -> (Option<i32>, String) {
        assert!(crate::cli::signal(signal, self.child.id()));
        let mut said = String::new();
        self.out.read_to_string(&mut said).unwrap();
        assert_eq!(said, "", "one board in ten minutes");
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A board without the moment; instead of how long the oldest waits it says since when.
fn timeless(board: &Value) -> Value {
    let mut board = board.clone();
    let at: jiff::Timestamp = board["at"].as_str().unwrap().parse().unwrap();
    let oldest = board["oldest_secs"].as_i64();
    board["at"] = Value::Null;
    board["oldest_secs"] = json!(oldest.map(|secs| at.as_second() - secs));
    board
}

fn refused(line: &str) -> String {
    let answer: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no answer: {line:?}"));
    assert_eq!(answer.as_object().unwrap().len(), 1, "{line}");
    answer["refused"].as_str().unwrap_or_else(|| panic!("{line}")).to_owned()
}

#[test]
fn the_board_of_a_running_floor_is_what_it_prints_and_what_its_store_says() {
    let place = Place::new();
    let server = Server::imported(&place);
    let asked = place.run(&["--json", "board"]).well();
    assert_eq!(asked.err, "");
    let asked = asked.json();
    assert_eq!((&asked["waiting"], &asked["mentions"], &asked["rehearsal"]), (&json!(2), &json!(27), &json!(false)));
    assert_eq!(timeless(&asked), timeless(&server.printed()));
    let text = place.run(&["board"]).well().out;
    assert!(text.starts_with("Care floor · ") && text.contains("Waiting for first response"), "{text}");
    assert_eq!(server.told("-TERM").0, Some(0));
    // The same names, the same values, from the store itself.
    assert_eq!(timeless(&place.run(&["--json", "board"]).well().json()), timeless(&asked));
    let after = place.run(&["board"]).well().out;
    // One that runs also says in what order it serves, at the end.
    let lines: Vec<&str> = after.lines().skip(1).collect();
    assert_eq!(text.lines().skip(1).take(lines.len()).collect::<Vec<_>>(), lines);
}

/// Threads of today and of three hours ago, all answered.
fn fresh_rows() -> String {
    let now = jiff::Timestamp::now();
    let mut rows = String::from("id,parent,created_at,author,inbound,text\n");
    for (n, minutes) in [180, 175, 20, 15, 10].into_iter().enumerate() {
        let asked = now - jiff::SignedDuration::from_mins(minutes);
        let answered = asked + jiff::SignedDuration::from_secs(60 + 30 * n as i64);
        rows += &format!("q{n},,{asked:.0},@c{n},true,Where is my parcel? It is late.\n");
        rows += &format!("a{n},q{n},{answered:.0},Larkspur Help,false,On its way.\n");
    }
    rows
}

#[test]
fn each_period_is_answered_as_the_store_says_it() {
    let place = Place::new();
    let file = place.file("fresh.csv", fresh_rows());
    place.run(&["import", &file]).well();
    let server = Server::over(&place, "store");
    let ask = |period: &str| place.run(&["--json", "board", "--period", period]).well().json();
    let running: Vec<Value> = ["hour", "today", "all"].map(ask).into();
    let printed = server.printed();
    assert_eq!(server.told("-TERM").0, Some(0));
    for (period, running) in ["hour", "today", "all"].into_iter().zip(&running) {
        let closed = ask(period);
        let day = |board: &Value| board["at"].as_str().unwrap()[..10].to_owned();
        if period != "today" || day(&closed) == day(running) {
            assert_eq!(timeless(&closed), timeless(running), "{period}");
        }
    }
    let [hour, _, all] = &running[..] else { panic!() };
    assert_eq!((&hour["first_responses"], &hour["period"]), (&json!(3), &json!("last 60 min")));
    assert_eq!((&all["first_responses"], &all["period"]), (&json!(5), &json!("all time")));
    // What it prints is as the wallboard shows it, each figure of its own period.
    assert_eq!(printed["first_response_median_secs"], hour["first_response_median_secs"]);
    assert_eq!((&printed["response_rate_period"], &printed["period"]), (&json!("today"), &Value::Null));
}

#[test]
fn it_ends_when_it_is_told_to_and_everything_is_kept() {
    for (signal, name) in [("-TERM", "SIGTERM"), ("-INT", "Ctrl C")] {
        let place = Place::new();
        let server = Server::imported(&place);
        let before = server.board();
        let (code, said) = server.told(signal);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said, format!("watchfloor: ended by {name}; what was under way is done, and the store is closed\n"));
        assert!(!place.path("store/door").exists(), "the door is gone");
        assert_sound(&place, "store");
        assert_eq!(timeless(&place.run(&["--json", "board"]).well().json()), timeless(&before));
        place.run(&["import", &fixture("own.jsonl")]).well();
    }
}

/// A reader that has stalled must not keep a server from ending.
#[cfg(target_os = "linux")]
#[test]
fn it_ends_also_while_nobody_takes_what_it_prints() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&[b' '; 64 << 10]).unwrap();
    let mut command = program(&["--json", "headless"]);
    let child = command.arg("--data").arg(place.path("store")).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    drop(command);
    // The door is open before the first line is printed.
    wait_until("the door is open", || UnixStream::connect(place.path("store/door")).is_ok());
    let told = crate::cli::signal("-TERM", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!((told, output.status.code()), (true, Some(0)), "{output:?}");
    drop(reader);
    assert_sound(&place, "store");
}

fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_second_one_is_told_who_holds_the_store() {
    let place = Place::new();
    let server = Server::imported(&place);
    for args in [&["headless"][..], &["--json", "headless", "--once"]] {
        let why = place.run(args).refused();
        assert!(why.contains("is already open in another Watchfloor; close that one first"), "{why}");
        assert!(why.ends_with(&format!("The other one is process {}", server.child.id())), "{why}");
    }
    let why = place.run(&["--json", "board", "--at", "2024-03-12"]).refused();
    assert!(why.ends_with("It says how the floor is, without --at, and not how it was"), "{why}");
    assert_eq!(server.board()["mentions"], 27, "and it goes on");
}

#[test]
fn a_rehearsal_says_that_it_is_one() {
    let place = Place::new();
    let server = Server::over(&place, "store");
    let board = place.run(&["--json", "board"]).well().json();
    assert_eq!((&board["rehearsal"], &server.printed()["rehearsal"]), (&json!(true), &json!(true)));
    assert!(place.run(&["board"]).well().out.starts_with("Rehearsal · black-friday · ×1 · "));
}

#[test]
fn what_a_killed_one_left_behind_is_cleared_away_and_nothing_else() {
    let place = Place::new();
    let server = Server::imported(&place);
    let door = place.path("store/door");
    let mode = std::fs::symlink_metadata(&door).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    assert_eq!(server.told("-KILL").0, None);
    assert!(std::fs::symlink_metadata(&door).unwrap().file_type().is_socket(), "nobody was there to clear it away");
    // Nobody is behind it, and the store is free.
    assert_eq!(place.run(&["--json", "board"]).well().json()["mentions"], 27);
    let server = Server::over(&place, "store");
    assert_eq!(server.board()["mentions"], 27);
    assert_eq!(server.told("-TERM").0, Some(0));

    std::fs::write(&door, "a list of doors").unwrap();
    let server = Server::over(&place, "store");
    let why = place.run(&["board"]).refused();
    assert!(why.contains("already open in another Watchfloor") && why.contains("does not say what is on"), "{why}");
    let (code, said) = server.told("-TERM");
    assert!(
        code == Some(0) && said.contains("door is in the way and not Watchfloor's; it was left as it is"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&door).unwrap(), "a list of doors");
}

#[test]
fn a_folder_whose_path_is_too_long_is_said_in_words() {
    let place = Place::new();
    let name = "a-folder-with-a-long-name-".repeat(5);
    place.on(&name, &["import", &fixture("care_threads.csv")]).well();
    let server = Server::over(&place, &name);
    assert_eq!(server.printed()["mentions"], 27, "it runs all the same");
    let why = place.on(&name, &["board"]).refused();
    assert!(why.contains("is too long for a socket") && why.contains("already open in another"), "{why}");
    let (code, said) = server.told("-TERM");
    assert!(code == Some(0) && said.contains("is too long for a socket"), "{said}");
}

#[test]
fn whoever_says_nothing_holds_nobody_up_and_is_left() {
    let place = Place::new();
    let server = Server::imported(&place);
    // More than are heard at once; the queue behind them is heard when they are left.
    let silent: Vec<UnixStream> = (0..limits::DOOR_PEERS_MAX + 36).map(|_| server.door()).collect();
    assert_eq!(place.run(&["--json", "board"]).well().json()["mentions"], 27);
    for mut peer in silent {
        let mut said = Vec::new();
        peer.read_to_end(&mut said).unwrap();
        assert_eq!(said, b"", "it is hung up on");
    }
    // One that says half of it, and one that goes without hearing the answer.
    let mut half = server.door();
    half.write_all(b"boa").unwrap();
    server.door().write_all(b"board\n").unwrap();
    assert_eq!(server.board()["mentions"], 27);
}

#[test]
fn a_hundred_at_once_are_all_answered() {
    let place = Place::new();
    let server = Arc::new(Server::imported(&place));
    let start = Arc::new(Barrier::new(100));
    let expected = timeless(&server.board());
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let (server, start) = (server.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                server.board()
            })
        })
        .collect();
    for answer in asking {
        assert_eq!(timeless(&answer.join().unwrap()), expected);
    }
    let programs: Vec<_> = (0..8)
        .map(|_| {
            let mut command = program(&["--json", "board"]);
            command.arg("--data").arg(place.path("store"));
            std::thread::spawn(move || run_command(&mut command))
        })
        .collect();
    for said in programs {
        let said: Said = said.join().unwrap();
        assert_eq!(timeless(&said.well().json()), expected);
    }
}

#[test]
fn hostile_questions_get_words_or_nothing_and_the_next_is_answered() {
    let place = Place::new();
    let server = Server::imported(&place);
    let too_long = "a question is one line of at most 64 bytes of text";
    let unknown = "there is no such question; there are `board`, `board today`, `board hour`, `text`, `process`";
    for (bytes, words) in [
        (&b""[..], unknown),
        (b"\n", unknown),
        (b"boards\n", unknown),
        (b"Board\n", unknown),
        (b"board all\n", unknown),
        (b"GET / HTTP/1.1\r\n\r\n", unknown),
        (b"\0\0\0\0\n", unknown),
        (b"\xff\xfe\x00board\n", too_long),
        (&[b'b'; limits::DOOR_QUESTION_BYTES_MAX], unknown),
        (&[b'b'; limits::DOOR_QUESTION_BYTES_MAX + 1], too_long),
    ] {
        assert_eq!(refused(&server.says(bytes)), words, "{:?}", String::from_utf8_lossy(bytes));
    }
    for fine in [&b"board"[..], b"board\r\n", b"  board \n", b"board\nboard\nboard\n"] {
        let board: Value = serde_json::from_str(&server.says(fine)).unwrap();
        assert_eq!(board["mentions"], 27);
    }
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    for round in 0..60 {
        let mut bytes = vec![0; if round == 0 { 1 << 20 } else { (chance.next_u32() % 4096) as usize }];
        chance.fill_bytes(&mut bytes);
        // Hung up on, or told in words; whoever goes on writing may not get to hear them.
        let said = server.says(&bytes);
        assert!(said.is_empty() || !refused(&said).is_empty(), "{said}");
    }
    server.says(&vec![b'x'; 1 << 20]);
    assert_eq!(server.board()["mentions"], 27);
    let (code, said) = server.told("-TERM");
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{said}");
}
