//! A real mailbox, and a server for sending that keeps what it takes and misbehaves when it is asked to.

use super::desk::{Desk, Ended, now, reply};
use super::place;
use base64::Engine as _;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;
use watchfloor::connect::net::mail::Mail;
use watchfloor::connect::net::{SignIn, Step, Trouble};
use watchfloor::connect::send::{Limits, Lost, Sender};

/// The other side of the test: puts mail into mailboxes.
pub struct Postman {
    stream: BufReader<TcpStream>,
    tags: u32,
}

impl Postman {
    pub fn new(server: &Value, user: &Value) -> Postman {
        let port = server["imap_port"].as_u64().unwrap() as u16;
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut postman = Postman { stream: BufReader::new(stream), tags: 0 };
        postman.line();
        let (login, password) = (user["email"].as_str().unwrap(), user["password"].as_str().unwrap());
        postman.ask(&format!("LOGIN {login} {password}"));
        postman
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line
    }

    fn ask(&mut self, command: &str) -> String {
        self.tags += 1;
        let tag = format!("t{} ", self.tags);
        write!(self.stream.get_mut(), "{tag}{command}\r\n").unwrap();
        let mut said = String::new();
        loop {
            let line = self.line();
            said.push_str(&line);
            if line.starts_with(&tag) {
                assert!(line[tag.len()..].starts_with("OK"), "{command}: {line}");
                return said;
            }
        }
    }

    /// An empty mailbox of this name.
    pub fn fresh(&mut self, mailbox: &str) {
        self.tags += 1;
        let tag = format!("t{} ", self.tags);
        write!(self.stream.get_mut(), "{tag}DELETE {mailbox}\r\n").unwrap();
        while !self.line().starts_with(&tag) {}
        self.ask(&format!("CREATE {mailbox}"));
    }

    pub fn put(&mut self, mailbox: &str, mail: &str) {
        let mail = mail.replace('\n', "\r\n");
        self.tags += 1;
        let tag = format!("t{} ", self.tags);
        write!(self.stream.get_mut(), "{tag}APPEND {mailbox} {{{}}}\r\n", mail.len()).unwrap();
        assert!(self.line().starts_with('+'));
        self.stream.get_mut().write_all(mail.as_bytes()).unwrap();
        self.stream.get_mut().write_all(b"\r\n").unwrap();
        loop {
            let line = self.line();
            if line.starts_with(&tag) {
                assert!(line.contains("OK"), "{line}");
                return;
            }
        }
    }

    fn putmany(&mut self, mailbox: &str, ids: std::ops::Range<u32>) {
        for n in ids {
            self.put(mailbox, &mail(&format!("many-{n}@test"), "alice@floor.invalid", "Leak", "It leaks."));
        }
    }
}

pub fn mail(id: &str, from: &str, subject: &str, words: &str) -> String {
    format!(
        "From: Customer <{from}>\nTo: brand@floor.invalid\nSubject: {subject}\nMessage-ID: <{id}>\nDate: {}\n\n{words}\n",
        now().timestamp().strftime("%a, %d %b %Y %H:%M:%S +0000")
    )
}

/// The authority of the server, as a client is told of it.
fn authority(server: &Value) -> Vec<u8> {
    let mut pem = String::new();
    std::fs::File::open(server["ca"].as_str().unwrap()).unwrap().read_to_string(&mut pem).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

fn url(scheme: &str, server: &Value) -> String {
    format!("{scheme}://127.0.0.1:{}", server[format!("{scheme}_port")])
}

/// A desk at the mailbox of this name, which only this test uses.
pub fn desk(server: &Value, scheme: &str, mailbox: &str) -> Desk {
    let user = &server["users"]["brand"];
    let (login, secret) = (user["email"].as_str().unwrap(), user["password"].as_str().unwrap());
    let mut desk = Desk::new(&Mail, &url(scheme, server), login, secret);
    desk.settings.options.insert("mailbox".into(), mailbox.into());
    desk.settings.options.insert("smtp".into(), url("smtp", server));
    desk
}

/// The mails that the server for sending took with this text in their head.
pub fn taken(server: &Value, id: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(server["sent"].as_str().unwrap()).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let mail = String::from_utf8(std::fs::read(path.with_extension("eml")).unwrap()).unwrap();
            if mail.contains(id) {
                found.push((mail, serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_mail_comes_once_over_pages_and_numberings() {
    let Some(server) = place("dovecot") else { return };
    let mut postman = Postman::new(&server, &server["users"]["brand"]);
    postman.fresh("Pages");
    postman.putmany("Pages", 0..120);
    let mut desk = desk(&server, "imap", "Pages");
    desk.sign_in();
    let first = desk.try_round().unwrap();
    assert_eq!((first.mentions.len(), first.requests), (120, 3), "fifty at a time");
    assert_eq!((first.problems.len(), &first.gaps), (0, &Vec::new()));
    assert_eq!(desk.try_round().unwrap().mentions.len(), 0, "the last one is not read again");
    postman.putmany("Pages", 120..123);
    let ids: Vec<String> = desk.try_round().unwrap().mentions.into_iter().map(|m| m.external).collect();
    assert_eq!(ids, ["many-120@test", "many-121@test", "many-122@test"]);
    postman.fresh("Pages");
    postman.putmany("Pages", 121..125);
    let mut again = desk.try_round().unwrap().mentions;
    again.extend(desk.try_round().unwrap().mentions);
    assert_eq!(again.len(), 4, "numbered anew, it is read again; the floor knows two of them by their ids");
    postman.ask("SELECT Pages");
    assert!(postman.ask("SEARCH UNSEEN").contains("SEARCH 1 2 3 4"), "reading marks nothing as read");
}

#[test]
fn a_mailbox_is_read_encrypted_and_only_when_the_server_shows_who_it_is() {
    let Some(server) = place("dovecot") else { return };
    let mut postman = Postman::new(&server, &server["users"]["alice"]);
    let name = "\"Gel&APY-scht &- weg\"";
    postman.fresh(name);
    postman.put(name, &mail("tls-1@test", "x@y.example", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Words."));
    let mut desk = desk(&server, "imaps", "Gelöscht & weg");
    desk.settings.options.insert("smtp".into(), url("smtps", &server));
    desk.settings.login = server["users"]["alice"]["email"].as_str().unwrap().into();
    desk.secret = server["users"]["alice"]["password"].as_str().unwrap().into();
    let SignIn::Ask(request) = desk.connector.sign_in(&desk.with(), &[]) else { panic!("it asks") };
    match desk.send(&request) {
        Err(Lost::NotSent(why)) => assert!(why.contains("cannot be trusted"), "{why}"),
        other => panic!("an unknown authority must not be trusted: {other:?}"),
    }
    let client = Sender::new(Limits::default()).trusting(authority(&server));
    let mut desk = desk.through(client);
    assert_eq!(desk.sign_in().len(), 2, "the mailbox and the server for sending");
    let round = desk.try_round().unwrap();
    assert_eq!(round.mentions.len(), 1);
    assert!(format!("{:?}", round.mentions[0].what).contains("Grüße\\n\\nWords."));
}

#[test]
fn a_wrong_password_and_a_missing_mailbox_are_told_in_words() {
    let Some(server) = place("dovecot") else { return };
    let mut none = desk(&server, "imap", "NoSuchBox");
    assert!(matches!(none.try_sign_in(), Err(SignIn::Refused(why)) if why.contains("no such mailbox")));
    let mut wrong = desk(&server, "imap", "INBOX");
    wrong.secret = "gue\"ss\\".into();
    assert!(matches!(wrong.try_sign_in(), Err(SignIn::Refused(why)) if why.contains("password")));
    wrong.secret = "gu€ss".into();
    assert!(matches!(wrong.try_sign_in(), Err(SignIn::Refused(why)) if why.contains("password")), "in other letters");
}

#[test]
fn an_answer_goes_out_once_also_when_the_line_breaks() {
    let Some(server) = place("dovecot") else { return };
    let mut postman = Postman::new(&server, &server["users"]["brand"]);
    for name in ["Replies", "RepliesSent"] {
        postman.fresh(name);
    }
    for (id, from) in
        [("ask-1@test", "dan@y.example"), ("ask-2@test", "cut@y.example"), ("ask-3@test", "refuse@y.example")]
    {
        postman.put("Replies", &mail(id, from, "Leak", "It leaks."));
    }
    postman.put("Replies", &mail("ask-4@test", "later@y.example", "Leak", "It leaks."));
    let mut desk = desk(&server, "imap", "Replies");
    desk.sign_in();
    let words = "Wir sind dran.\n.\nAde";

    let Ended::Told(Step::Done { external, .. }) = desk.attempt(&mut reply("ask-1@test", words, 1)) else {
        panic!("it is taken")
    };
    let sent = taken(&server, &external);
    assert_eq!((sent.len(), &sent[0].1["to"][0]), (1, &Value::from("dan@y.example")));
    assert!(sent[0].0.contains("Subject: Re: Leak\r\n") && sent[0].0.contains("\r\n.\r\n"), "{}", sent[0].0);

    let mut cut = reply("ask-2@test", words, 2);
    assert!(matches!(desk.attempt(&mut cut), Ended::Cut), "taken, but nobody said so");
    cut.tried_at = cut.tried_at.map(|at| at.minus(600));
    assert!(matches!(desk.attempt(&mut cut), Ended::Told(Step::Unsure(_))), "without a copy nobody can know");
    desk.settings.options.insert("sent".into(), "RepliesSent".into());
    let id = format!("{}.watchfloor@floor.invalid", cut.key);
    postman.put("RepliesSent", &taken(&server, &id)[0].0.replace("\r\n", "\n"));
    assert!(matches!(desk.attempt(&mut cut), Ended::Told(Step::Done { external, .. }) if external == id));
    assert_eq!(taken(&server, &id).len(), 1, "it was not sent a second time");

    let refused = desk.attempt(&mut reply("ask-3@test", words, 3));
    assert!(matches!(&refused, Ended::Told(Step::Refused(why)) if why.contains("nobody of that name")), "{refused:?}");
    let later = desk.attempt(&mut reply("ask-4@test", words, 4));
    assert!(matches!(&later, Ended::Told(Step::Later(Trouble::Unwell(why))) if why.contains("try again")), "{later:?}");
    let round = desk.try_round().unwrap();
    let ours: Vec<&str> = round.mentions.iter().filter(|m| m.author.ours).map(|m| m.external.as_str()).collect();
    assert_eq!(ours, [id], "the copy is known as ours, by the id that delivering gave");
}
