//! Mailboxes: how mail is read and written, on bytes alone.

use secrecy::SecretString;
use watchfloor::connect::net::mail::cut::{CARRIED_MARK, parted, put_apart};
use watchfloor::connect::net::mail::imap::{Fetched, code, exists, fetched, found, frames, status, write_frame};
use watchfloor::connect::net::mail::{HandOff, Mail};
use watchfloor::connect::net::{
    Answer, Connector, Heard, Method, Outgoing, Request, Session, SignIn, Step, Trouble, Wish, With,
};
use watchfloor::floor::handoff::{Consent, Contact, Packet, SwitchReason, Way, Window};
use watchfloor::floor::source::SourceSettings;
use watchfloor::floor::{At, Incoming, IncomingKind};
use watchfloor::limits::{CURSOR_BYTES_MAX, TEXT_CHARS_MAX};

const NOW: i64 = 1_795_000_000; // 18 November 2026

pub fn at(secs: i64) -> At {
    At::from_unix(secs).unwrap()
}

pub fn settings(options: &[(&str, &str)]) -> SourceSettings {
    SourceSettings {
        connector: "mail".into(),
        server: "imaps://mail.lark.example".into(),
        login: "help@lark.example".into(),
        options: options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..SourceSettings::default()
    }
}

fn asked<T>(settings: &SourceSettings, what: impl FnOnce(&With<'_>) -> T) -> T {
    let (secret, session) = (SecretString::from("pass word"), Session::default());
    what(&With { settings, secret: &secret, session: &session, watched: &[], now: at(NOW) })
}

fn got(uid: u32, text: &str) -> Fetched {
    let bytes = text.replace('\n', "\r\n").into_bytes();
    Fetched { uid, size: bytes.len() as u64, at: Some(at(NOW - 60)), bytes }
}

/// An answer of the wire: validity, next, exists, left.
fn answer(numbers: [u32; 4], mails: &[Fetched]) -> Answer {
    let mut body = Vec::new();
    mails.iter().for_each(|mail| write_frame(&mut body, mail));
    let read = mails.iter().map(|mail| mail.uid).max().unwrap_or(0);
    let names = ["uid-validity", "uid-next", "exists", "left"];
    let mut headers: Vec<(String, String)> =
        names.iter().zip(numbers).map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    headers.push(("uid-read".into(), read.to_string()));
    Answer { status: 200, headers, body, at: at(NOW) }
}

fn heard(settings: &SourceSettings, cursor: &str, answer: &Answer) -> Heard {
    asked(settings, |with| Mail.parse(with, cursor, answer)).unwrap()
}

fn one(text: &str) -> Incoming {
    let heard = heard(&settings(&[]), "", &answer([7, 2, 1, 0], &[got(1, text)]));
    assert_eq!(heard.problems, []);
    heard.mentions[0].clone()
}

fn aside(text: &str) -> String {
    let heard = heard(&settings(&[]), "", &answer([7, 2, 1, 0], &[got(1, text)]));
    assert_eq!(heard.mentions, [], "it is no ticket");
    heard.problems[0].reason.clone()
}

fn text(mention: &Incoming) -> &str {
    match &mention.what {
        IncomingKind::Written { text, .. } => text,
        IncomingKind::Amplified(_) => panic!("a mail has words"),
    }
}

const HEAD: &str =
    "From: Dan Whitlow <Dan@Example.org>\nTo: help@lark.example\nDate: Wed, 18 Nov 2026 11:05:30 +0100\n";

#[test]
fn a_mail_becomes_a_mention() {
    let mention = one(&format!(
        "{HEAD}Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?B?IEvDtmxu?=\nMessage-ID: <abc@example.org>\n\
         Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nEs tropft f=FCr immer.\n"
    ));
    assert_eq!((mention.external.as_str(), mention.parent.as_deref()), ("abc@example.org", None));
    assert_eq!(text(&mention), "Grüße aus Köln\n\nEs tropft für immer.");
    assert_eq!((mention.author.name.as_str(), mention.author.ours), ("dan@example.org", false));
    assert_eq!(mention.at.unix(), 1_794_996_330, "by its own date, which the server's clock bears out");
}

#[test]
fn a_date_that_cannot_be_is_the_servers() {
    let mention = one("From: d@e.example\nDate: Mon, 1 Jan 2001 00:00:00 +0000\nMessage-ID: <1@e>\n\nx\n");
    assert_eq!(mention.at.unix(), NOW - 60);
}

#[test]
fn an_answer_names_what_it_answers() {
    let reply = |heads: &str| one(&format!("{HEAD}Message-ID: <2@e>\nSubject: Re: leak\n{heads}\n\nStill.\n"));
    assert_eq!(reply("In-Reply-To: <1@lark>\nReferences: <0@lark> <1@lark>").parent.as_deref(), Some("1@lark"));
    assert_eq!(reply("References: <0@lark>\n <1@lark>").parent.as_deref(), Some("1@lark"));
    assert_eq!(text(&reply("In-Reply-To: <1@lark>")), "Still.", "the subject says nothing new");
}

#[test]
fn of_several_parts_the_plain_one_is_read_and_the_attached_are_named() {
    let mention = one(&format!(
        "{HEAD}Message-ID: <3@e>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\
         Content-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain\n\nPlain words.\n--i\n\
         Content-Type: text/html\n\n<p>Other words.</p>\n--i--\n--o\nContent-Type: application/pdf; name=bill.pdf\n\
         Content-Disposition: attachment; filename=\"bill 4.pdf\"\nContent-Transfer-Encoding: base64\n\nQUJD\n--o--\n"
    ));
    assert_eq!(text(&mention), "Plain words.\n\nAttached: bill 4.pdf");
    let mention = one(&format!("{HEAD}Message-ID: <4@e>\nContent-Type: text/html\n\n<p>Caf&eacute;<br>open?</p>\n"));
    assert_eq!(text(&mention), "Café\nopen?");
}

#[test]
fn what_is_carried_along_stands_after_what_was_written_and_nothing_is_lost() {
    let cases = [
        ("New.\n\nAm 3. März 2026 schrieb Ade <a@b.example>:\n> old\n> older\n", "New.", "Am 3. März 2026 schrieb"),
        ("New.\n\nOn Tue, 3 Mar 2026 at 10:00,\nAde B <a@b.example>\nwrote:\n\n> old\n", "New.", "On Tue, 3 Mar"),
        ("New.\n\n-----Original Message-----\nFrom: Ade\nold\n", "New.", "-----Original"),
        ("New.\n\n________________________________\nVon: Ade <a@b>\nGesendet: heute\nold\n", "New.", "____"),
        ("New.\n\nFrom: Ade\nSent: today\nTo: Dan\nSubject: x\n\nold\n", "New.", "From: Ade"),
        ("New.\n-- \nDan Whitlow\n0123\n", "New.", "-- "),
        ("On 3 Mar 2026 Ade wrote:\n> old\n\nNew below.\n", "New below.", "On 3 Mar"),
        ("> old\n\nNew below.\n", "New below.", "> old"),
    ];
    for (mail, written, carried) in cases {
        let kept = put_apart(mail);
        let (now, then) = parted(&kept);
        assert_eq!(now, written, "{mail}");
        assert!(then.starts_with(carried), "{mail}: {then}");
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>().len();
        assert_eq!(letters(now) + letters(then), letters(mail), "{mail}");
    }
    for whole in [
        "> How many?\nThree.\n> What colour?\nRed.",
        "Please look at the line\nFrom: nowhere\nand say why.",
        "> only old",
        "She wrote: it is fine.",
        "1 > 0 and\n2 > 1",
    ] {
        assert_eq!(put_apart(whole), whole, "it has no part that could be folded away");
    }
}

#[test]
fn a_long_mail_is_cut_with_a_mark_and_its_words_come_first() {
    let long = "word ".repeat(TEXT_CHARS_MAX / 4);
    let mention = one(&format!("{HEAD}Message-ID: <5@e>\n\n{long}\n"));
    assert_eq!(text(&mention).chars().count(), TEXT_CHARS_MAX);
    assert!(text(&mention).ends_with("[cut]"));
    let mention = one(&format!("{HEAD}Message-ID: <6@e>\n\nNew.\n\nOn 1 Mar 2026 Ade wrote:\n> {long}\n"));
    assert!(text(&mention).starts_with(&format!("New.{CARRIED_MARK}On 1 Mar")));
}

#[test]
fn what_machines_write_by_themselves_is_put_aside_with_its_reason() {
    assert!(aside(&format!("{HEAD}Message-ID: <7@e>\nAuto-Submitted: auto-replied\n\nI am away\n")).contains("away"));
    assert!(aside(&format!("Return-Path: <>\n{HEAD}Message-ID: <8@e>\n\nx\n")).contains("automatic"));
    let report = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nMessage-ID: <9@mx>\nContent-Type: multipart/report; \
                  boundary=r\n\n--r\n\nsorry\n--r\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; \
                  dan@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n--r--\n";
    assert_eq!(aside(report), "A mail of ours to dan@example.org was not delivered: 550 5.1.1 no such user.");
    let form = one(
        "From: help@lark.example\nReply-To: eve@example.org\nAuto-Submitted: auto-generated\nMessage-ID: <10@web>\n\
         Subject: Contact form\n\nIt leaks.\n",
    );
    assert_eq!((form.author.external.as_str(), form.author.ours), ("eve@example.org", false), "a form of our own site");
}

#[test]
fn what_we_sent_is_ours() {
    let options = settings(&[("aliases", "team@lark.example, Boss@Lark.example"), ("sent", "Sent")]);
    let mail = got(1, "From: \"The boss\" <boss@lark.example>\nMessage-ID: <11@l>\n\nHello\n");
    assert!(heard(&options, "", &answer([7, 2, 1, 0], &[mail])).mentions[0].author.ours);
}

#[test]
fn a_mail_without_an_id_has_the_same_one_wherever_it_lies() {
    let mail = "From: d@e.example\nDate: Wed, 18 Nov 2026 10:00:00 +0000\nSubject: x\n\nwords\n";
    let id = one(mail).external;
    assert!(id.starts_with("no-id:") && id == one(&format!("X-Moved: yes\nReceived: by mx\n{mail}")).external);
    assert_ne!(id, one(&mail.replace("words", "other")).external);
}

#[test]
fn reading_goes_on_where_it_stood_and_in_pages() {
    let options = settings(&[]);
    let query = |cursor: &str| {
        let request = asked(&options, |with| Mail.ask(with, cursor)).unwrap();
        request.url.split_once('?').unwrap().1.to_owned()
    };
    assert_eq!(query(""), "from=1&most=50&since=16-Nov-2026", "a new mailbox is not read from its beginning");
    let mails = [got(90, &format!("{HEAD}Message-ID: <90@e>\n\nx\n")), got(91, "no mail")];
    let first = heard(&options, "", &answer([7, 100, 80, 3], &mails));
    assert_eq!((first.mentions.len(), first.problems.len(), first.more), (1, 1, true));
    assert_eq!(first.gap.as_deref(), Some("75 mails from before 16-Nov-2026 were left where they are"));
    assert_eq!(query(&first.cursor), "from=92&most=50&validity=7&since=16-Nov-2026");
    let second = heard(&options, &first.cursor, &answer([7, 100, 80, 0], &[]));
    assert_eq!((second.more, &second.gap), (false, &None));
    assert_eq!(query(&second.cursor), "from=100&most=50&validity=7", "all below the next number was seen");
    let last = heard(&options, &second.cursor, &answer([7, 100, 80, 0], &[got(99, HEAD)]));
    assert_eq!(last.mentions.len() + last.problems.len(), 0, "n:* names the last mail also when it is below n");
}

#[test]
fn a_mailbox_that_is_numbered_anew_is_read_again_with_an_overlap() {
    let options = settings(&[]);
    let mail = got(41, &format!("{HEAD}Message-ID: <41@e>\n\nx\n"));
    let before = heard(&options, "", &answer([7, 42, 1, 0], std::slice::from_ref(&mail)));
    let anew = heard(&options, &before.cursor, &answer([8, 3, 2, 0], &[]));
    assert!(!anew.more, "a server that numbers anew each time is not asked for ever");
    let url = asked(&options, |with| Mail.ask(with, &anew.cursor)).unwrap().url;
    assert!(url.ends_with("?from=1&most=50&validity=8&since=16-Nov-2026"), "{url}");
    let again = heard(&options, &anew.cursor, &answer([8, 3, 2, 0], &[Fetched { uid: 2, ..mail }]));
    assert_eq!(again.mentions[0], before.mentions[0], "the floor knows it by its id");
}

#[test]
fn a_mail_that_the_server_does_not_give_is_put_aside_and_reading_goes_on() {
    let mails = [got(4, ""), got(5, &format!("{HEAD}Message-ID: <5@e>\n\nx\n")), got(6, "")];
    let before = "in 7.3.0.0 sent 0.0.0.0 next in";
    let heard = heard(&settings(&[]), before, &answer([7, 7, 4, 0], &mails));
    let places: Vec<&str> = heard.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!((heard.mentions.len(), places), (1, vec!["mail 4", "mail 6"]));
    assert!(heard.problems[0].reason.contains("look for it in INBOX"), "{:?}", heard.problems);
    assert!(heard.problems.iter().all(|problem| !problem.raw.is_empty()));
    assert!(heard.cursor.starts_with("in 7.6."), "{}", heard.cursor);
}

#[test]
fn both_mailboxes_are_looked_into_in_turn() {
    let options = settings(&[("sent", "Gesendete Objekte")]);
    let first = heard(&options, "", &answer([7, 2, 0, 0], &[]));
    assert!(first.more, "the mailbox of sent mail follows at once");
    let url = asked(&options, |with| Mail.ask(with, &first.cursor)).unwrap().url;
    assert!(url.starts_with("imaps://mail.lark.example/Gesendete%20Objekte?"), "{url}");
    let sent = got(5, "From: someone@else.example\nMessage-ID: <5@l>\n\nOur words\n");
    let second = heard(&options, &first.cursor, &answer([3, 6, 1, 0], &[sent]));
    assert!(!second.more && second.mentions[0].author.ours && second.cursor.len() < CURSOR_BYTES_MAX);
    let url = asked(&options, |with| Mail.ask(with, &second.cursor)).unwrap().url;
    assert!(url.contains("/INBOX?from=2&"), "{url}");
}

fn out(tried: Option<At>) -> Outgoing {
    Outgoing {
        key: "3jui7kd54zh2y".into(),
        target: "abc@example.org".into(),
        root: "abc@example.org".into(),
        ticket: None,
        wish: Wish::Reply { text: "We are on it.\n.\nAde".into(), private: true },
        asked_at: at(NOW - 300),
        tried_at: tried,
    }
}

fn step(settings: &SourceSettings, out: &Outgoing, past: &[Answer]) -> Step {
    asked(settings, |with| Mail.deliver(with, out, past))
}

fn words(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

const CUSTOMER: &str = "From: Dan <dan@example.org>\nReply-To: dan.w@example.org\nSubject: Leak\nMessage-ID: \
                        <abc@example.org>\nReferences: <0@lark.example>\n\nIt leaks.\n";

#[test]
fn an_answer_goes_to_whom_it_should_and_names_what_it_answers() {
    let options = settings(&[("smtp", "smtps://mail.lark.example"), ("name", "Lark, help")]);
    let Step::Ask(ask) = step(&options, &out(None), &[]) else { panic!("the customer's mail is looked up first") };
    assert!(ask.url.ends_with("/INBOX?message-id=abc%40example.org&most=5"), "{}", ask.url);
    let found = answer([7, 9, 1, 0], &[got(8, CUSTOMER)]);
    let Step::Send(send) = step(&options, &out(None), std::slice::from_ref(&found)) else { panic!("then it is sent") };
    let to: Vec<_> = send.headers.iter().filter(|(name, _)| name == "rcpt-to").map(|(_, to)| to.as_str()).collect();
    assert_eq!((send.method, to), (Method::Post, vec!["dan.w@example.org"]));
    let mail = words(&send);
    for line in [
        "From: =?UTF-8?B?TGFyaywgaGVscA==?= <help@lark.example>",
        "To: dan.w@example.org",
        "Subject: Re: Leak",
        "Message-ID: <3jui7kd54zh2y.watchfloor@lark.example>",
        "In-Reply-To: <abc@example.org>",
        "References: <0@lark.example>\r\n <abc@example.org>",
        "Date: Wed, 18 Nov 2026 11:01:40 +0000",
    ] {
        assert!(mail.contains(&format!("{line}\r\n")), "{line} in {mail}");
    }
    let taken = Answer { status: 200, headers: Vec::new(), body: Vec::new(), at: at(NOW) };
    let Step::Done { external, .. } = step(&options, &out(None), &[found, taken]) else { panic!("it was taken") };
    let read = one(&mail.replace("\r\n", "\n"));
    assert_eq!((read.external, read.author.ours), (external, true), "it is known when it is read");
    assert_eq!(read.parent.as_deref(), Some("abc@example.org"));
}

#[test]
fn after_a_broken_line_it_is_looked_for_before_it_is_sent_again() {
    let kept = settings(&[("smtp", "smtps://m.example"), ("sent", "Sent")]);
    let copied = settings(&[("smtp", "smtps://m.example"), ("copy", "yes")]);
    let blind = settings(&[("smtp", "smtps://m.example")]);
    let (long_ago, just_now) = (out(Some(at(NOW - 1_000))), out(Some(at(NOW - 10))));
    // So long may a server look through a mail before it takes it.
    let scanned = out(Some(at(NOW - 599)));
    assert!(matches!(step(&blind, &long_ago, &[]), Step::Unsure(_)));
    let Step::Ask(ask) = step(&kept, &long_ago, &[]) else { panic!("it looks") };
    assert!(ask.url.contains("/Sent?message-id=3jui7kd54zh2y.watchfloor%40lark.example"), "{}", ask.url);
    let nothing = answer([7, 9, 1, 0], &[]);
    let there = answer(
        [7, 9, 1, 0],
        &[got(3, "From: help@lark.example\nMessage-ID: <3jui7kd54zh2y.watchfloor@lark.example>\n\nx\n")],
    );
    assert!(matches!(step(&kept, &long_ago, std::slice::from_ref(&there)), Step::Done { .. }));
    assert!(matches!(step(&kept, &just_now, std::slice::from_ref(&nothing)), Step::Later(Trouble::Slow { .. })));
    assert!(matches!(step(&kept, &scanned, std::slice::from_ref(&nothing)), Step::Later(Trouble::Slow { .. })));
    let found = answer([7, 9, 1, 0], &[got(8, CUSTOMER)]);
    assert!(matches!(step(&kept, &long_ago, std::slice::from_ref(&nothing)), Step::Ask(_)), "it is not there: go on");
    let not_given = answer([7, 9, 1, 0], &[got(3, "")]);
    let unread = step(&kept, &long_ago, std::slice::from_ref(&not_given));
    assert!(matches!(unread, Step::Later(Trouble::Unwell(_))), "it may be the very one: {unread:?}");
    assert!(matches!(step(&kept, &long_ago, &[nothing.clone(), found]), Step::Send(_)));
    assert!(matches!(step(&copied, &long_ago, std::slice::from_ref(&nothing)), Step::Unsure(_)), "it may still come");
    assert!(matches!(step(&copied, &long_ago, std::slice::from_ref(&there)), Step::Done { .. }));
}

#[test]
fn what_cannot_be_sent_is_said_and_what_a_server_refuses_is_told() {
    let options = settings(&[("smtp", "smtps://m.example")]);
    assert!(matches!(step(&settings(&[]), &out(None), &[]), Step::Refused(why) if why.contains("only read")));
    let assign = Outgoing { wish: Wish::Assign("ade".into()), ..out(None) };
    assert!(matches!(step(&options, &assign, &[]), Step::Refused(_)));
    let gone = answer([7, 9, 1, 0], &[]);
    assert!(matches!(step(&options, &out(None), &[gone]), Step::Refused(why) if why.contains("INBOX")));
    let found = answer([7, 9, 1, 0], &[got(8, CUSTOMER)]);
    let told = |status, body: &str| Answer { status, headers: Vec::new(), body: body.into(), at: at(NOW) };
    let after = |answer| step(&options, &out(None), &[found.clone(), answer]);
    assert!(matches!(after(told(422, "5.7.1 no")), Step::Refused(why) if why.ends_with("5.7.1 no")));
    assert!(matches!(after(told(503, "4.7.1 later")), Step::Later(Trouble::Unwell(_))));
    assert!(matches!(after(told(401, "")), Step::Later(Trouble::SignIn(_))));
    let left_nothing = [200, 401, 422, 503].map(|status| Mail.left_nothing(&told(status, "")));
    assert_eq!(left_nothing, [false, true, true, true], "a server that does not say that it took a mail has not");
    use watchfloor::connect::net::mastodon::Mastodon;
    let web = [200, 302, 400, 401, 403, 408, 409, 422, 429, 500, 502, 503, 504];
    let left_nothing = web.map(|status| Mastodon.left_nothing(&told(status, "")));
    assert_eq!(
        left_nothing,
        [false, false, true, true, true, false, false, true, true, false, false, false, false],
        "what a server says that is not well says nothing"
    );
}

#[test]
fn no_header_can_be_slipped_in() {
    let evil = "From: \"x\" <dan@example.org>\nSubject: =?utf-8?Q?hi=0D=0ABcc:_all@example.org?=\nMessage-ID: \
                <abc@example.org>\nReferences: <a@b> <c\td@e>\n\nx\n";
    let options = settings(&[("smtp", "smtps://m.example"), ("name", "A\r\nBcc: all@example.org")]);
    let found = answer([7, 9, 1, 0], &[got(8, evil)]);
    let Step::Send(send) = step(&options, &out(None), &[found]) else { panic!("it is sent") };
    let mail = words(&send);
    let head = mail.split("\r\n\r\n").next().unwrap();
    assert!(!head.split("\r\n").any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
    assert!(!mail.replace("\r\n", "").contains(['\r', '\n']), "no half line end");
    for bad in ["dan@example.org\r\nRCPT TO:<all@example.org>", "a@b@c", "<a@b>", "ü@example.org"] {
        let options = settings(&[("smtp", "smtps://m"), ("hand_off", bad)]);
        let step = asked(&options, |with| Mail.deliver(with, &handing_off("It leaks."), &[]));
        assert!(matches!(step, Step::Refused(_)), "{bad}");
    }
}

fn packet() -> Packet {
    Packet {
        way: Way::Phone,
        to: "phone team".into(),
        contact: Contact("+44 20 7946 0018".into()),
        consent: Consent { who: "Dan".into(), at: at(NOW - 600) },
        window: Window { from: at(NOW), until: at(NOW + 3600) },
        reason: SwitchReason::PersonalData,
        promised: "a call today".into(),
        note: "order 4471".into(),
    }
}

static UTC: jiff::tz::TimeZone = jiff::tz::TimeZone::UTC;

fn packet_of(packet: &Packet) -> HandOff<'_> {
    HandOff { packet, customer: "@dan on X", agent: "Ade B.", transcript: "@dan: it leaks\nus: where?", zone: &UTC }
}

#[test]
fn a_hand_off_is_a_mail_that_says_all_the_other_side_needs() {
    let options = settings(&[("smtp", "smtp://m.example"), ("hand_off", "phone@lark.example")]);
    let packet = packet();
    let what = packet_of(&packet);
    assert_eq!(what.subject(), "Hand-off by phone: @dan on X");
    let out = handing_off(&what.text());
    let request = sends(&options, &out, &[]);
    let mail = words(&request);
    for part in [
        "To: phone@lark.example",
        "Message-ID: <3jui7kd54zh2y.watchfloor@lark.example>",
        "Subject: Hand-off by phone: @dan on X",
        "Reach them by: phone, +44 20 7946 0018",
        "Why: personal data",
        "Promised for: 18 Nov 2026 11:06 UTC until 18 Nov 2026 12:06 UTC",
        "@dan: it leaks",
    ] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
    assert!(!format!("{request:?}").contains("7946"), "a log shows nobody's number");
    let taken = asked(&options, |with| Mail.deliver(with, &out, &[answer([7, 9, 1, 0], &[])]));
    assert!(matches!(taken, Step::Done { external, .. } if external == "3jui7kd54zh2y.watchfloor@lark.example"));
    let long = "x".repeat(3 * TEXT_CHARS_MAX) + " the end";
    let text = HandOff { transcript: &long, ..what }.text();
    assert!(text.contains("the beginning is left out") && text.contains("the end") && text.len() < 2 * TEXT_CHARS_MAX);
}

fn handing_off(text: &str) -> Outgoing {
    Outgoing {
        key: "3jui7kd54zh2y".into(),
        target: String::new(),
        root: String::new(),
        ticket: None,
        wish: Wish::HandOff { subject: "Hand-off by phone: @dan on X".into(), text: text.into() },
        asked_at: at(NOW),
        tried_at: None,
    }
}

fn sends(settings: &SourceSettings, out: &Outgoing, past: &[Answer]) -> Request {
    match asked(settings, |with| Mail.deliver(with, out, past)) {
        Step::Send(request) => request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hand_off_whose_line_broke_is_looked_for_and_not_sent_twice() {
    let to = [("smtp", "smtp://m.example"), ("hand_off", "phone@lark.example")];
    let kept = settings(&[to[0], to[1], ("sent", "Sent")]);
    let mail = words(&sends(&kept, &handing_off("It leaks."), &[])).replace("\r\n", "\n");
    let doubtful = |secs: u32| Outgoing { tried_at: Some(at(NOW).minus(secs)), ..handing_off("It leaks.") };
    let step = |settings: &SourceSettings, out: &Outgoing, past: &[Answer]| {
        asked(settings, |with| Mail.deliver(with, out, past))
    };
    match step(&kept, &doubtful(10), &[]) {
        Step::Ask(ask) => {
            assert!(ask.url.contains("/Sent?message-id=3jui7kd54zh2y.watchfloor%40lark.example"), "{}", ask.url);
        }
        other => panic!("{other:?}"),
    }
    let there = answer([7, 9, 1, 0], &[got(1, &mail)]);
    assert!(matches!(step(&kept, &doubtful(10), &[there]), Step::Done { .. }), "it is there, and not sent again");
    let nothing = [answer([7, 9, 1, 0], &[])];
    assert!(matches!(step(&kept, &doubtful(10), &nothing), Step::Later(Trouble::Slow { .. })), "its copy may come");
    assert_eq!(words(&sends(&kept, &doubtful(1_200), &nothing)).replace("\r\n", "\n"), mail, "the very same mail");
    let unsure = step(&settings(&to), &doubtful(10), &[]);
    assert!(matches!(&unsure, Step::Unsure(why) if why.contains("the team has it")), "no copy is kept: {unsure:?}");
    let read_only = step(&settings(&[to[1]]), &handing_off("It leaks."), &[]);
    assert!(matches!(read_only, Step::Refused(why) if why.contains("only read")));
}

#[test]
fn signing_in_tries_every_server_that_is_set_up_and_says_what_is_wrong() {
    let options = settings(&[("smtp", "smtps://m.example"), ("sent", "Sent")]);
    let ok = Answer { status: 200, headers: Vec::new(), body: Vec::new(), at: at(NOW) };
    let urls: Vec<String> = (0..3)
        .map(|n| match asked(&options, |with| Mail.sign_in(with, &vec![ok.clone(); n])) {
            SignIn::Ask(request) => {
                assert!(!format!("{request:?}").contains("pass"), "{request:?}");
                request.url
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(urls, ["imaps://mail.lark.example/INBOX", "imaps://mail.lark.example/Sent", "smtps://m.example"]);
    assert!(matches!(asked(&options, |with| Mail.sign_in(with, &vec![ok; 3])), SignIn::Ready(_)));
    let no = Answer { status: 401, headers: Vec::new(), body: Vec::new(), at: at(NOW) };
    assert!(
        matches!(asked(&options, |with| Mail.sign_in(with, &[no])), SignIn::Refused(why) if why.contains("password"))
    );
    for (server, word) in
        [("imap://mail.lark.example", "imaps://"), ("https://x", "imaps"), ("imaps://a/b", "nothing more")]
    {
        let options = SourceSettings { server: server.into(), ..settings(&[]) };
        let refused = asked(&options, |with| Mail.sign_in(with, &[]));
        assert!(matches!(&refused, SignIn::Refused(why) if why.contains(word)), "{server}: {refused:?}");
    }
}

#[test]
fn responses_are_read_as_servers_write_them() {
    let said =
        b"* 12 FETCH (UID 7 INTERNALDATE \"18-Nov-2026 11:05:30 +0100\" FLAGS (\\Seen (x \"y)\")) RFC822.SIZE 99 \
                 BODY[]<0> {5}\r\na)\"b\n MODSEQ (77))";
    let mail = fetched(said).unwrap();
    assert_eq!(
        (mail.uid, mail.size, mail.at.map(At::unix), mail.bytes.as_slice()),
        (7, 99, Some(1_794_996_330), &b"a)\"b\n"[..])
    );
    assert_eq!(fetched(b"* 1 FETCH (FLAGS (\\Seen))"), None, "a flag that changed names no mail");
    assert_eq!(found(b"* SEARCH 2 84 882\r\n"), Some(vec![2, 84, 882]));
    assert_eq!(found(b"* SEARCH"), Some(Vec::new()));
    assert_eq!(exists(b"* 23 EXISTS"), Some(23));
    assert_eq!(code(b"* OK [UIDVALIDITY 3857529045] UIDs valid", "UIDVALIDITY"), Some(3_857_529_045));
    assert_eq!(status(b"w1 NO [AUTHENTICATIONFAILED] no", "w1").unwrap().1, "[AUTHENTICATIONFAILED] no");
    assert_eq!(status(b"w12 OK done", "w1"), None);
    let deep = [b"* 1 FETCH (UID 1 X ".as_slice(), &b"(".repeat(1 << 20)].concat();
    assert_eq!(fetched(&deep), None, "no depth runs it out of room");
    assert!(frames(b"1 2 3\nx").is_err() && frames(b"1 2 3 99999999999\nx\n").is_err());
}

#[test]
fn no_depth_of_parts_runs_the_reader_out_of_room() {
    use watchfloor::limits::MAIL_BYTES_MAX;
    let carried = "Content-Type: message/rfc822\n\n";
    let parts = "Content-Type: multipart/mixed; boundary=a\n\n--a\n";
    let html = format!("Content-Type: text/html\n\n{}", "<div>".repeat(MAIL_BYTES_MAX / 5 - 20));
    let deep = |piece: &str| format!("{HEAD}Message-ID: <d@e>\n{}", piece.repeat((MAIL_BYTES_MAX - 200) / piece.len()));
    let addresses = format!("From: {}a@b.example\nMessage-ID: <d@e>\n\nx", "(".repeat(MAIL_BYTES_MAX - 100));
    // As little room as a thread of the program has.
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let done = small.spawn(move || {
        for mail in [deep(carried), deep(parts), deep(&html), addresses] {
            let _ = heard(&settings(&[]), "", &answer([7, 2, 1, 0], &[got(1, &mail)]));
        }
    });
    done.unwrap().join().unwrap();
}

#[test]
fn nothing_that_comes_breaks_the_reader() {
    let rounds = std::env::var("WATCHFLOOR_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_u32);
    let options = settings(&[("sent", "Sent")]);
    let seeds = [
        CUSTOMER.as_bytes(),
        HEAD.as_bytes(),
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\n--a\nContent-Type: \
        multipart/alternative; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\nQQ==\n--b--\n--a--\n",
        b"From: =?utf-8?Q?=?= \
        <a@b>\nDate: Wed, 31 Feb 2026 25:61:61 +9999\nMessage-ID: <<>>\nAuto-Submitted:\n\n> x\n-- \n",
    ];
    for round in 0..rounds {
        let mut state = u64::from(round).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut draw = move |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most.max(1)
        };
        let mut bytes = seeds[draw(seeds.len())].to_vec();
        bytes.extend(seeds[draw(seeds.len())]);
        for _ in 0..draw(12) {
            let place = draw(bytes.len());
            match draw(4) {
                0 => bytes[place] = draw(256) as u8,
                1 if bytes.len() > 1 => drop(bytes.remove(place)),
                2 => bytes.truncate(place.max(1)),
                _ => bytes.extend_from_within(place..(place + 9).min(bytes.len())),
            }
        }
        let mail = Fetched { uid: 1, size: draw(1 << 20) as u64, at: None, bytes: bytes.clone() };
        let mut answer = answer([draw(3) as u32, 2, 1, draw(2) as u32], &[mail]);
        if draw(3) == 0 {
            answer.body.truncate(draw(200));
        }
        let heard = asked(&options, |with| Mail.parse(with, "in 1.0.0.0 sent 1.0.0.0 next in", &answer));
        let texts = heard.iter().flat_map(|heard| &heard.mentions).map(|mention| text(mention).chars().count());
        assert!(texts.max().unwrap_or(0) <= TEXT_CHARS_MAX, "round {round}");
        let _ = (fetched(&bytes), found(&bytes), status(&bytes, "*"), put_apart(&String::from_utf8_lossy(&bytes)));
        let _ = asked(&options, |with| Mail.retry(with, &String::from_utf8_lossy(&bytes)));
    }
}
