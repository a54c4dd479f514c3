//! A mailbox that keeps no copy of what is sent: it cannot be looked whether an answer is out.

use super::{Answers, Syncing, until};
use crate::cli::{Place, program, run_command};
use crate::connect::mail_wire::{HELLO, Mailer, honest, smtp};
use std::sync::atomic::{AtomicUsize, Ordering};
use watchfloor::config::Home;
use watchfloor::run::OwnFloor;

/// A mailbox with one mail in it.
fn mailbox() -> Mailer {
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let head = format!("From: dan@example.org\r\nDate: {date}\r\nSubject: Leak\r\nMessage-ID: <1@example.org>");
    let mail = format!("{head}\r\n\r\nIt leaks.\r\n");
    let fetch = format!("* 1 FETCH (UID 4 BODY[]<0> {{{}}}\r\n{mail})\r\n", mail.len());
    Mailer::new(HELLO, move |line| honest(line, "* SEARCH 4\r\n", &fetch))
}

fn added(place: &Place, mailbox: &Mailer, sends: &Mailer) {
    let add = ["source", "add", "mail", "--name", "Inbox", "--handle", "help@lark.example", "--channel", "Mail"];
    let how = ["--every", "5", "--login", "help@lark.example", "--secret-in-file", "--secret-from", "PLANTED"];
    let mut command = program(&add);
    command.args(how).arg("--untried").env("PLANTED", "pass word");
    command.args(["--server", &format!("imap://{}", mailbox.at)]);
    command.args(["--option", &format!("smtp=smtp://{}", sends.at)]);
    run_command(command.arg("--data").arg(place.path("store"))).well();
}

#[test]
fn an_answer_that_was_certainly_not_taken_is_sent_again() {
    let tries = AtomicUsize::new(0);
    let sends = smtp(move |line| {
        let nth = tries.fetch_add(usize::from(line == "DATA"), Ordering::Relaxed);
        match (nth, line) {
            // The line breaks before the mail is sent; then the server wants to see it again later; then all is well.
            (0, "DATA") => Some(""),
            (2, ".") => Some("451 4.7.1 come back later\r\n"),
            _ => None,
        }
    });
    let (place, mailbox) = (Place::new(), mailbox());
    added(&place, &mailbox, &sends);
    let syncing = Syncing::start(&place);
    until("the mail is read", || syncing.mentions() == 1);
    syncing.end();
    let mut answers = Answers::default();
    assert_eq!(answers.give(&place, 1), 1);
    let syncing = Syncing::start(&place);
    until("the floor knows that it is out", || syncing.board()["waiting"] == 0);
    syncing.end();
    let told = sends.told();
    let times = |what: &str| told.iter().filter(|line| *line == what).count();
    assert_eq!((times("DATA"), times(".")), (3, 2), "{told:?}");
    let own = OwnFloor::open(&Home::of(Some(place.path("store")))).unwrap();
    let open: Vec<_> = own.engine.floor().outside().deliveries().filter(|(_, d)| d.is_open()).collect();
    assert!(open.is_empty(), "{open:?}");
}
