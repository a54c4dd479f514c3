//! A hand-off by mail: pressed once, one mail, also when the line breaks between the mail and the server's answer.

use super::{Syncing, until};
use crate::cli::{Place, program, run_command};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use watchfloor::config::Home;
use watchfloor::engine::{Input, Outcome};
use watchfloor::floor::handoff::{Consent, Contact, Packet, SwitchReason, Way, Window};
use watchfloor::floor::source::DeliveryState;
use watchfloor::floor::{Actor, At, Command as Decision, ConversationId, HandoffCommand, SourceId};
use watchfloor::run::OwnFloor;

/// What the servers took, and how often they are to hang up instead of saying so.
#[derive(Default)]
struct Post {
    mails: Vec<String>,
    hang_ups: usize,
    /// How often a mail was looked for, and how often something else was asked after that.
    looked_for: usize,
    asked_then: usize,
}

type Shared = Arc<Mutex<Post>>;

fn serve(post: &Shared, talk: fn(TcpStream, &Shared) -> std::io::Result<()>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let post = post.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let post = post.clone();
            std::thread::spawn(move || talk(stream, &post));
        }
    });
    at
}

fn sending(mut to: TcpStream, post: &Shared) -> std::io::Result<()> {
    let lines = BufReader::new(to.try_clone()?).lines();
    to.write_all(b"220 hello\r\n")?;
    let mut mail: Option<String> = None;
    for line in lines {
        let line = line?;
        match &mut mail {
            Some(whole) if line == "." => {
                let mut post = post.lock().unwrap();
                post.mails.push(std::mem::take(whole));
                mail = None;
                if post.hang_ups > 0 {
                    post.hang_ups -= 1;
                    return Ok(());
                }
                to.write_all(b"250 taken\r\n")?;
            }
            Some(whole) => whole.push_str(&format!("{line}\r\n")),
            None => {
                let verb = line.split(' ').next().unwrap_or_default();
                mail = (verb == "DATA").then(String::new);
                let said: &[u8] = match verb {
                    "EHLO" => b"250-me\r\n250 AUTH PLAIN\r\n",
                    "AUTH" => b"235 ok\r\n",
                    "DATA" => b"354 go on\r\n",
                    _ => b"250 ok\r\n",
                };
                to.write_all(said)?;
            }
        }
    }
    Ok(())
}

/// The server keeps a copy of what it took in `Sent`, and has one question in `INBOX`.
fn keeping(mut to: TcpStream, post: &Shared) -> std::io::Result<()> {
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000");
    let head = "From: Dan <dan@example.org>\r\nMessage-ID: <q1@example.org>\r\nSubject: It leaks\r\n";
    let question = format!("{head}Date: {date}\r\n\r\nIt leaks.\r\n");
    let lines = BufReader::new(to.try_clone()?).lines();
    to.write_all(b"* OK hello\r\n")?;
    let mut mails = Vec::new();
    for line in lines {
        let line = line?;
        let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
        let mut said = String::new();
        if command.starts_with("EXAMINE") {
            mails = match command.contains("Sent") {
                true => post.lock().unwrap().mails.clone(),
                false => vec![question.clone()],
            };
            let next = mails.len() + 1;
            said = format!("* {} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {next}] ok\r\n", mails.len());
        } else if command.starts_with("UID SEARCH") {
            let id = command.split_once("HEADER Message-ID ").map(|(_, id)| id.trim_matches('"').to_owned());
            let fits = |mail: &&(usize, &String)| id.as_ref().is_none_or(|id| mail.1.contains(id.as_str()));
            let found: Vec<String> = mails
                .iter()
                .enumerate()
                .collect::<Vec<_>>()
                .iter()
                .filter(fits)
                .map(|(i, _)| (i + 1).to_string())
                .collect();
            said = format!("* SEARCH {}\r\n", found.join(" "));
            let mut post = post.lock().unwrap();
            post.looked_for += usize::from(id.is_some());
            post.asked_then += usize::from(id.is_none() && post.looked_for > 0);
        } else if let Some(which) = command.strip_prefix("UID FETCH ") {
            let which: Vec<usize> = which.split(' ').next().unwrap_or("").split(',').flat_map(str::parse).collect();
            for (i, mail) in mails.iter().enumerate().filter(|(i, _)| which.contains(&(i + 1))) {
                let (n, bytes) = (i + 1, mail.len());
                said.push_str(&format!(
                    "* {n} FETCH (UID {n} RFC822.SIZE {bytes} BODY[]<0> {{{bytes}}}\r\n{mail})\r\n"
                ));
            }
        }
        to.write_all(format!("{said}{tag} OK done\r\n").as_bytes())?;
    }
    Ok(())
}

fn own(place: &Place) -> OwnFloor {
    OwnFloor::open(&Home::of(Some(place.path("store")))).unwrap()
}

/// What a person does at the window: fills in the hand-off and presses once.
fn press(place: &Place, by: Option<SourceId>) {
    let mut own = own(place);
    let now = At::from_unix(jiff::Timestamp::now().as_second()).unwrap();
    let packet = Packet {
        way: Way::Email,
        to: "e-mail team".into(),
        contact: Contact("dan@example.org".into()),
        consent: Consent { who: "Dan".into(), at: now },
        window: Window { from: now, until: now.plus(7_200) },
        reason: SwitchReason::PersonalData,
        promised: "an answer today".into(),
        note: String::new(),
    };
    let offer = HandoffCommand::Offer { conversation: ConversationId(0), packet: Box::new(packet), by };
    let input = Input::Asked { by: Actor::Desk, id: 0, command: Decision::Handoff(offer) };
    let outcome = own.engine.turn(vec![input], now).remove(0);
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    own.save();
}

#[test]
fn a_hand_off_pressed_once_is_one_mail_also_when_the_line_breaks_before_the_answer() {
    let post = Shared::default();
    let (smtp, imap) = (serve(&post, sending), serve(&post, keeping));
    let place = Place::new();
    let (server, smtp) = (format!("imap://{imap}"), format!("smtp=smtp://{smtp}"));
    let mut add = program(&["source", "add", "mail", "--name", "Inbox", "--handle", "@larkhelp", "--every", "5"]);
    add.args(["--server", &server, "--login", "help@lark.example", "--option", &smtp, "--option", "sent=Sent"]);
    add.args(["--option", "hand_off=team@lark.example", "--secret-in-file", "--secret-from", "PLANTED", "--untried"]);
    run_command(add.env("PLANTED", "a secret").arg("--data").arg(place.path("store"))).well();
    let syncing = Syncing::start(&place);
    until("the question is read", || syncing.mentions() > 0);
    syncing.end();
    post.lock().unwrap().hang_ups = 1;
    press(&place, Some(SourceId(0)));
    assert!(post.lock().unwrap().mails.is_empty(), "it is kept first, and then sent");
    let mut syncing = Syncing::start(&place);
    until("the mail is taken", || !post.lock().unwrap().mails.is_empty());
    // Nobody knows now whether it is there: whoever begins anew has to look.
    syncing.kill();
    syncing = Syncing::start(&place);
    let state = |place: &Place| own(place).engine.floor().outside().deliveries().next().unwrap().1.state.clone();
    // What was found is kept before anything else is asked.
    until("it was looked for", || post.lock().unwrap().asked_then > 0);
    syncing.end();
    assert!(matches!(state(&place), DeliveryState::Sent(_)), "{:?}", state(&place));
    let mails = post.lock().unwrap().mails.clone();
    assert_eq!(mails.len(), 1, "once: {mails:?}");
    assert!(mails[0].contains("To: team@lark.example") && mails[0].contains("Subject: Hand-off by e-mail: "));
    assert!(mails[0].contains("It leaks."), "with what was written: {}", mails[0]);
    assert_eq!(own(&place).engine.floor().mentions().rows().len(), 1, "our own copy is no mention");
}
