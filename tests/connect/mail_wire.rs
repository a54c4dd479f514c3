//! Mail servers that say what no honest one would.

use super::mail::at;
use super::tls;
use base64::Engine as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use watchfloor::connect::net::mail::imap::frames;
use watchfloor::connect::net::{Answer, Method, Request};
use watchfloor::connect::send::{Limits, Lost, Sender};

/// A server that greets, and answers each line by a script; what it was told is remembered.
pub struct Mailer {
    pub at: SocketAddr,
    told: Arc<Mutex<Vec<String>>>,
}

impl Mailer {
    pub fn new(greeting: &'static str, script: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Mailer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = Mailer::talk(stream, greeting, &script, &heard);
            }
        });
        Mailer { at, told }
    }

    /// One connection; an empty answer hangs up.
    fn talk(
        mut stream: TcpStream,
        greeting: &str,
        script: &impl Fn(&str) -> Vec<u8>,
        heard: &Mutex<Vec<String>>,
    ) -> std::io::Result<()> {
        stream.write_all(greeting.as_bytes())?;
        let mut lines = BufReader::new(stream.try_clone()?);
        let mut in_mail = false;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_owned();
            heard.lock().unwrap().push(line.clone());
            if in_mail && line != "." {
                continue;
            }
            let said = script(&line);
            in_mail = said.starts_with(b"354");
            if said.is_empty() {
                return Ok(());
            }
            stream.write_all(&said)?;
        }
    }

    pub fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

fn send_within(request: &Request, limits: Limits) -> Result<Answer, Lost> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Sender::new(limits).send(request, || at(1_795_000_000)))
}

fn send(request: &Request) -> Result<Answer, Lost> {
    send_within(request, Limits::default())
}

fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{login}:{password}")))
}

fn read(mailer: &Mailer, query: &str) -> Request {
    Request::get(format!("imap://{}/INBOX{query}", mailer.at)).header("authorization", basic("help", "pass"))
}

/// What an honest server says to a command, with these mails; the tag goes before.
pub fn honest(line: &str, search: &str, fetch: &str) -> Vec<u8> {
    let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
    let said = match command.split(' ').next().unwrap_or_default() {
        "EXAMINE" => "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n".to_owned(),
        "UID" if command.starts_with("UID SEARCH") => search.to_owned(),
        "UID" => fetch.to_owned(),
        _ => String::new(),
    };
    format!("{said}{tag} OK done\r\n").into_bytes()
}

pub const HELLO: &str = "* OK hello\r\n";

fn said(answer: &Answer, name: &str) -> String {
    answer.header(name).unwrap_or_default().to_owned()
}

#[test]
fn mails_are_found_and_brought() {
    let fetch = "* 1 FETCH (UID 5 BODY[]<0> {3}\r\nabc)\r\n* 9 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 6 BODY[]<0> {5}\r\nx\r\nyz)\r\n";
    let mailer = Mailer::new(HELLO, |line| honest(line, "* SEARCH 6 5 4\r\n", fetch));
    let answer = send(&read(&mailer, "?from=5&validity=7&most=2")).unwrap();
    let mails = frames(&answer.body).unwrap();
    assert_eq!(mails.iter().map(|m| (m.uid, m.bytes.len())).collect::<Vec<_>>(), [(5, 3), (6, 5)]);
    let names = ["uid-validity", "uid-next", "exists", "uid-read", "left"];
    assert_eq!(names.map(|name| said(&answer, name)), ["7", "10", "4", "6", "0"]);
    let told = mailer.told();
    assert_eq!(told[0], "w1 LOGIN \"help\" \"pass\"");
    assert_eq!(told[1], "w2 EXAMINE \"INBOX\"");
    assert_eq!(told[2], "w3 UID SEARCH UID 5:*");
    assert!(told[3].starts_with("w4 UID FETCH 5,6 (") && told[3].contains("BODY.PEEK[]<0.131072>"), "{}", told[3]);
    let anew = send(&read(&mailer, "?from=5&validity=6")).unwrap();
    assert_eq!((anew.body.len(), said(&anew, "uid-validity")), (0, "7".into()), "numbered anew, nothing is read");
    let id = send(&read(&mailer, "?message-id=a%22%0d%0ab")).unwrap();
    assert_eq!(id.status, 422, "no id can become a command");
    assert!(mailer.told().iter().all(|line| line.starts_with('w') || line == "bye LOGOUT"));
}

#[test]
fn a_mail_server_that_does_not_play_fair_is_bounded_and_told_in_words() {
    let endless = || [b"* 1 FETCH (UID 5 BODY[]<0> {1000000000}\r\n".as_slice(), &[b'x'; 9 << 20]].concat();
    type Script = fn(&str, &str) -> Option<Vec<u8>>;
    let cases: [(&str, Script, &str); 6] = [
        (
            "a literal that is too long",
            |line, tag| {
                line.contains("FETCH").then(|| format!("* 1 FETCH (UID 5 BODY[]<0> {{1000000000}}\r\n{tag}").into())
            },
            "more than is read",
        ),
        ("a line without an end", |line, _| line.contains("SEARCH").then(|| vec![b'x'; 2 << 20]), "does not end"),
        ("hanging up", |line, _| line.contains("EXAMINE").then(Vec::new), "hung up"),
        ("nothing at all", |line, _| line.contains("EXAMINE").then(|| b"* ".to_vec()), "nothing came"),
        (
            "endless small answers",
            |line, _| line.contains("SEARCH").then(|| b"* SEARCH 1\r\n".repeat(800_000)),
            "more than is read",
        ),
        (
            "a count that is no number",
            |line, _| line.contains("FETCH").then(|| b"* 1 FETCH (UID 5 BODY[]<0> {99999999999999999999}\r\n".to_vec()),
            "nothing came",
        ),
    ];
    let limits = Limits { idle: Duration::from_millis(400), ..Limits::default() };
    for (name, script, words) in cases {
        let mailer = Mailer::new(HELLO, move |line| {
            let tag = line.split(' ').next().unwrap();
            script(line, tag).unwrap_or_else(|| honest(line, "* SEARCH 5\r\n", ""))
        });
        let began = Instant::now();
        let lost = send_within(&read(&mailer, "?from=5"), limits).unwrap_err();
        assert!(matches!(&lost, Lost::Unknown(why) if why.contains(words)), "{name}: {lost:?}");
        assert!(began.elapsed() < Duration::from_secs(20), "{name}: {:?}", began.elapsed());
        assert!(!lost.why().contains("pass"), "{lost}");
    }
    let flood = Mailer::new(
        HELLO,
        move |line| if line.contains("FETCH") { endless() } else { honest(line, "* SEARCH 5\r\n", "") },
    );
    assert!(matches!(send(&read(&flood, "?from=5")), Err(Lost::Unknown(_))));
}

#[test]
fn statuses_say_what_is_wrong() {
    let no = |what: &'static str, words: &'static str| {
        Mailer::new(HELLO, move |line| {
            let (tag, command) = line.split_once(' ').unwrap();
            if command.starts_with(what) {
                format!("{tag} {words}\r\n").into()
            } else {
                honest(line, "* SEARCH\r\n", "")
            }
        })
    };
    let status = |mailer: &Mailer| send(&read(mailer, "?from=1")).unwrap().status;
    assert_eq!(status(&no("LOGIN", "NO [AUTHENTICATIONFAILED] wrong")), 401);
    assert_eq!(status(&no("LOGIN", "BAD what is LOGIN help pass?")), 401);
    assert_eq!(status(&no("LOGIN", "NO [UNAVAILABLE] later")), 503);
    assert_eq!(status(&no("EXAMINE", "NO no such mailbox")), 404);
    assert_eq!(status(&no("UID SEARCH", "BAD cannot")), 422);
    assert_eq!(status(&Mailer::new("* BYE too many connections\r\n", |_| Vec::new())), 503);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let request = Request::get(format!("imap://{closed}/INBOX")).header("authorization", basic("a", "b"));
    assert!(matches!(send(&request), Err(Lost::NotSent(why)) if why.contains("cannot be reached")));
    let far = Request::get("imap://mail.example.org/INBOX").header("authorization", basic("a", "b"));
    assert!(matches!(send(&far), Err(Lost::NotSent(why)) if why.contains("imaps://")));
    assert!(
        matches!(send(&Request::get(format!("imap://{closed}/x"))), Err(Lost::NotSent(why)) if why.contains("login"))
    );
}

fn mail(mailer: &Mailer, scheme: &str, to: &[&str]) -> Request {
    let body = b"Subject: x\r\n\r\n.\r\nA line\n.leading dot\r\rodd\r\n".to_vec();
    let request = Request { method: Method::Post, url: format!("{scheme}://{}", mailer.at), headers: Vec::new(), body };
    let request = request.header("authorization", basic("help", "pa ss")).header("mail-from", "help@lark.example");
    to.iter().fold(request, |request, to| request.header("rcpt-to", *to))
}

pub fn smtp(special: impl Fn(&str) -> Option<&'static str> + Send + 'static) -> Mailer {
    Mailer::new("220-hello\r\n220 there\r\n", move |line| {
        if let Some(said) = special(line) {
            return said.into();
        }
        let verb = line.split(' ').next().unwrap_or_default();
        let said = match verb {
            "EHLO" => "250-me\r\n250-SIZE 1\r\n250 AUTH LOGIN PLAIN\r\n",
            "AUTH" => "235 ok\r\n",
            "DATA" => "354 go on\r\n",
            _ => "250 ok\r\n",
        };
        said.into()
    })
}

#[test]
fn a_mail_is_handed_over_as_it_is_and_nothing_in_it_ends_it() {
    let mailer = smtp(|_| None);
    let answer = send(&mail(&mailer, "smtp", &["dan@example.org", "help@lark.example"])).unwrap();
    assert_eq!((answer.status, answer.header("smtp-code")), (200, Some("250")));
    let told = mailer.told();
    let begun = told.iter().position(|line| line == "DATA").unwrap();
    assert_eq!(told[1], format!("AUTH PLAIN {}", base64::engine::general_purpose::STANDARD.encode("\0help\0pa ss")));
    assert_eq!(
        told[2..begun],
        ["MAIL FROM:<help@lark.example>", "RCPT TO:<dan@example.org>", "RCPT TO:<help@lark.example>"]
    );
    assert_eq!(told[begun + 1..begun + 7], ["Subject: x", "", "..", "A line", "..leading dotodd", "."]);
    let bad = send(&mail(&mailer, "smtp", &["dan@example.org>\r\nRCPT TO:<all@example.org"]));
    assert!(matches!(bad, Err(Lost::NotSent(why)) if why.contains("no address")));
}

#[test]
fn until_the_end_of_a_mail_a_broken_line_is_harmless_and_after_it_nobody_knows() {
    let lost = |special: fn(&str) -> Option<&'static str>| {
        let short = Duration::from_millis(400);
        let limits = Limits { idle: short, taken: short, ..Limits::default() };
        send_within(&mail(&smtp(special), "smtp", &["dan@example.org"]), limits)
    };
    for at in ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"] {
        let special: fn(&str) -> Option<&'static str> = match at {
            "EHLO" => |line| line.starts_with("EHLO").then_some(""),
            "AUTH" => |line| line.starts_with("AUTH").then_some(""),
            "MAIL" => |line| line.starts_with("MAIL").then_some(""),
            "RCPT" => |line| line.starts_with("RCPT").then_some(""),
            _ => |line| line.starts_with("DATA").then_some(""),
        };
        assert!(matches!(lost(special), Err(Lost::NotSent(_))), "{at}");
    }
    assert!(matches!(lost(|line| (line == ".").then_some("")), Err(Lost::Unknown(why)) if why.contains("hung up")));
    assert!(
        matches!(lost(|line| (line == ".").then_some("250-")), Err(Lost::Unknown(why)) if why.contains("nothing came"))
    );
    assert!(matches!(lost(|line| (line == ".").then_some("nonsense\r\n")), Err(Lost::Unknown(_))));
    let told = |special: fn(&str) -> Option<&'static str>| lost(special).unwrap().status;
    assert_eq!(told(|line| (line == ".").then_some("554 5.7.1 spam\r\n")), 422);
    assert_eq!(told(|line| (line == ".").then_some("451 later\r\n")), 503);
    assert_eq!(told(|line| line.starts_with("AUTH").then_some("535 5.7.8 no\r\n")), 401);
    assert_eq!(told(|line| line.starts_with("RCPT").then_some("550 nobody\r\n")), 422);
}

#[test]
fn a_server_may_look_through_a_mail_before_it_takes_it() {
    let script = |line: &str| {
        if line == "." {
            // Longer than anything else may take, the whole of it too.
            std::thread::sleep(Duration::from_millis(900));
        }
        None
    };
    let (idle, whole) = (Duration::from_millis(300), Duration::from_millis(600));
    let limits = Limits { idle, whole, ..Limits::default() };
    let answer = send_within(&mail(&smtp(script), "smtp", &["dan@example.org"]), limits);
    assert_eq!(answer.map(|answer| answer.status), Ok(200));
    assert_eq!(Limits::default().taken, Duration::from_secs(600), "RFC 5321, 4.5.3.2.6");
}

/// A mailbox with the mails 3 to 8, the fourth of which makes a server do something else than to give it; 3 was read.
fn damaged(instead: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Mailer {
    Mailer::new(HELLO, move |line| {
        let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
        let words: Vec<&str> = command.split(' ').collect();
        let uids = |list: &str| -> Vec<u32> { list.split(',').filter_map(|uid| uid.parse().ok()).collect() };
        match words.as_slice() {
            ["UID", "FETCH", list, ..] if uids(list).contains(&6) => {
                let before: String = uids(list).iter().filter(|uid| **uid < 6).map(|uid| given(*uid)).collect();
                let end = instead(tag);
                if end.is_empty() { end } else { [before.as_bytes(), &end].concat() }
            }
            ["UID", "FETCH", list, ..] => {
                let given: String = uids(list).iter().map(|uid| given(*uid)).collect();
                format!("{given}{tag} OK done\r\n").into()
            }
            ["UID", "SEARCH", "UID", range] => {
                let (from, to) = range.split_once(':').unwrap_or((range, range));
                let (from, to) = (from.parse().unwrap_or(3), to.parse().unwrap_or(8));
                let there: Vec<String> = (from.max(3)..=to).map(|uid: u32| uid.to_string()).collect();
                format!("* SEARCH {}\r\n{tag} OK done\r\n", there.join(" ")).into()
            }
            _ => honest(line, "", ""),
        }
    })
}

fn given(uid: u32) -> String {
    format!("* 1 FETCH (UID {uid} BODY[]<0> {{3}}\r\nabc)\r\n")
}

/// Numbers and weights of the mails of an answer, the highest number that was read, and how many are left.
fn brought(answer: &Answer) -> (Vec<(u32, usize)>, String, String) {
    let mails = frames(&answer.body).unwrap().iter().map(|m| (m.uid, m.bytes.len())).collect();
    (mails, said(answer, "uid-read"), said(answer, "left"))
}

#[test]
fn a_mail_that_does_not_come_is_named_and_is_no_others_loss() {
    let others: fn(&str) -> String = |tag| format!("{}{}{tag} OK done\r\n", given(7), given(8));
    let silent = [
        "",
        "* 4 FETCH (UID 6 BODY[]<0> NIL)\r\n",
        "* 4 FETCH (UID 6 BODY[]<0> {0}\r\n)\r\n",
        "* 4 FETCH (UID six BODY[]<0> {3}\r\nabc)\r\n",
        "* 4 FETCH (UID 6 ENVELOPE (\r\n",
    ];
    for instead in silent {
        let mailer = damaged(move |tag| format!("{instead}{}", others(tag)).into());
        let answer = send(&read(&mailer, "?from=4")).unwrap();
        let all = [(4, 3), (5, 3), (6, 0), (7, 3), (8, 3)].to_vec();
        assert_eq!(brought(&answer), (all, "8".into(), "0".into()), "{instead}");
    }
    for bad in ["NO [SERVERBUG] cannot read it", "hang up", "* BYE internal error"] {
        let mailer = damaged(move |tag| match bad {
            "hang up" => Vec::new(),
            no if no.starts_with("NO") => format!("{tag} {no}\r\n").into(),
            bye => format!("{bye}\r\n").into(),
        });
        let answer = send(&read(&mailer, "?from=4")).unwrap();
        let until = [(4, 3), (5, 3), (6, 0)].to_vec();
        assert_eq!(brought(&answer), (until, "6".into(), "2".into()), "{bad}");
        let answer = send(&read(&mailer, "?from=6")).unwrap();
        assert_eq!(brought(&answer), ([(6, 0)].to_vec(), "6".into(), "2".into()), "it alone: {bad}");
        let answer = send(&read(&mailer, "?from=7")).unwrap();
        assert_eq!(brought(&answer).0, [(7, 3), (8, 3)], "{bad}");
    }
}

#[test]
fn a_mail_that_was_deleted_meanwhile_is_not_missed() {
    let mailer = Mailer::new(HELLO, |line| match line.contains("SEARCH UID 4:*") {
        true => honest(line, "* SEARCH 4 5\r\n", ""),
        false => honest(line, "* SEARCH\r\n", &given(5)),
    });
    let answer = send(&read(&mailer, "?from=4")).unwrap();
    assert_eq!(brought(&answer), ([(5, 3)].to_vec(), "5".into(), "0".into()));
}

#[test]
fn a_server_that_gives_no_mail_at_all_loses_none() {
    for (bad, is_status) in [("NO [UNAVAILABLE] the disk is away", true), ("", false)] {
        let mailer = Mailer::new(HELLO, move |line| {
            let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
            match (command.starts_with("UID FETCH"), is_status) {
                (true, true) => format!("{tag} {bad}\r\n").into(),
                (true, false) => Vec::new(),
                _ => honest(line, "* SEARCH 3 4 5 6\r\n", ""),
            }
        });
        match send(&read(&mailer, "?from=4")) {
            Ok(answer) => assert!(is_status && answer.status == 503, "{answer:?}"),
            Err(lost) => assert!(!is_status && lost.why().contains("hung up"), "{lost:?}"),
        }
    }
}

/// What was said, each with whether it was said encrypted.
type Told = Arc<Mutex<Vec<(bool, String)>>>;

/// A server that encrypts when it is asked to; `extra` follows in the clear. And what it was told.
fn starttls(authority: &tls::Authority, extra: &'static str) -> (SocketAddr, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let config = tls::config(tls::identity(&["127.0.0.1"], [2020, 2090], Some(authority)));
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut plain = stream;
            plain.write_all(b"220 hello\r\n").unwrap();
            let clear = converse(&mut plain, &heard, false);
            if clear {
                plain.write_all(format!("220 go on\r\n{extra}").as_bytes()).unwrap();
                let session = rustls::ServerConnection::new(config.clone()).unwrap();
                converse(&mut rustls::StreamOwned::new(session, plain), &heard, true);
            }
        }
    });
    (at, told)
}

/// Answers until it is asked to encrypt, or the other side hangs up.
fn converse(stream: &mut (impl std::io::Read + Write), heard: &Mutex<Vec<(bool, String)>>, encrypted: bool) -> bool {
    loop {
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\n") {
            match stream.read(&mut byte) {
                Ok(1) => line.push(byte[0]),
                _ => return false,
            }
        }
        let line = String::from_utf8(line).unwrap().trim_end().to_owned();
        heard.lock().unwrap().push((encrypted, line.clone()));
        let said: &[u8] = match line.split(' ').next().unwrap() {
            "STARTTLS" => return true,
            "EHLO" if encrypted => b"250-me\r\n250 AUTH PLAIN\r\n",
            "EHLO" => b"250-me\r\n250 STARTTLS\r\n",
            "AUTH" => b"235 ok\r\n",
            "DATA" => b"354 go on\r\n",
            "." | "MAIL" | "RCPT" => b"250 ok\r\n",
            _ => b"",
        };
        if stream.write_all(said).and_then(|()| stream.flush()).is_err() {
            return false;
        }
    }
}

#[test]
fn nothing_secret_is_said_before_the_line_is_encrypted() {
    let authority = tls::authority();
    let (at, told) = starttls(&authority, "");
    let request = |at: SocketAddr| {
        let mailer = Mailer { at, told: Arc::default() };
        let url = format!("smtp://{at}/?starttls=1");
        Request { url, ..mail(&mailer, "smtp", &["dan@example.org"]) }
    };
    let trusting = |request: &Request| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Sender::new(Limits::default()).trusting(authority.der.clone());
        runtime.block_on(client.send(request, || super::mail::at(1_795_000_000)))
    };
    assert_eq!(trusting(&request(at)).unwrap().status, 200);
    let told = told.lock().unwrap().clone();
    let clear: Vec<&str> = told.iter().filter(|(encrypted, _)| !encrypted).map(|(_, line)| line.as_str()).collect();
    assert_eq!(clear, ["EHLO [127.0.0.1]", "STARTTLS"]);
    assert!(told.iter().any(|(encrypted, line)| *encrypted && line.starts_with("AUTH PLAIN")));

    assert!(matches!(send(&request(at)), Err(Lost::NotSent(why)) if why.contains("cannot be trusted")));
    let (at, told) = starttls(&authority, "250 smuggled in\r\n");
    let smuggled = trusting(&request(at));
    assert!(matches!(&smuggled, Err(Lost::NotSent(_))), "{smuggled:?}");
    assert!(told.lock().unwrap().iter().all(|(encrypted, line)| *encrypted || !line.contains("AUTH")));

    let bare = smtp(|_| None);
    assert!(matches!(trusting(&request(bare.at)), Err(Lost::NotSent(why)) if why.contains("does not encrypt")));
    let encrypted = mail(&bare, "smtps", &["dan@example.org"]);
    let limits = Limits { connect: Duration::from_millis(500), ..Limits::default() };
    assert!(matches!(send_within(&encrypted, limits), Err(Lost::NotSent(_))));
    assert!(!bare.told().iter().any(|line| line.contains("AUTH")), "{:?}", bare.told());
}
