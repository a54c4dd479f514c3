//! Mailboxes: what customers write there is read, answers go out, and a hand-off can be sent as a mail.
//!
//! **How mail is asked for.** A [`Request`] to `imaps://host:993/MAILBOX?…` opens the mailbox for reading only: nothing
//! there is ever changed, not even what counts as read. Its query says which mails: `from` (the first number), `validity`
//! (the numbering that is meant; with another nothing is read), `since` (a day, as IMAP writes it), `message-id`, and
//! `most`. With no query it only signs in. The answer has the headers `uid-validity`, `uid-next`, `exists`, `uid-read`
//! (the highest number that was asked for) and `left` (how many mails that fit were not brought), and as its body the
//! mails as [`imap::frames`] reads them, each with its first [`crate::limits::MAIL_BYTES_MAX`] bytes; with none when it is
//! there and the server does not give it, though it gives others. A [`Request`] to
//! `smtps://host:465` has the headers `mail-from` and `rcpt-to` and the mail as its body; without a `rcpt-to` it only
//! signs in. Login and password are in `authorization`, as for HTTP. Statuses: 401 for a login that is not accepted, 404
//! for a mailbox that is not there, 422 for what the other side will never take, 503 for what it may take later.
//!
//! **Where reading stands** is the numbering of the mailbox and the highest number that was read. `UID SEARCH UID n:*`
//! names the last mail also when there is none from `n` on: what is below `n` is dropped. When a server numbers anew,
//! mail is read again from two days before the newest that we had; the floor knows by the ids of the mails what it has.
//! A mailbox that is new to us is read from the day before yesterday; that older mail was left is recorded.
//!
//! **What becomes of a mail.** Its id outside is its Message-ID, or a key of its head where it has none. The subject is
//! the first line unless the mail answers. What was written comes first, and what it carries along (quotes, signature)
//! after a mark, so that nothing is lost: [`cut::parted`]. Attachments are named and not fetched. Reports that a mail of
//! ours was not delivered, and automatic answers, are no tickets: they are put aside, where a person sees them with the
//! reason. That a mail was moved or deleted in the mailbox says nothing about the customer, and changes nothing here.
//!
//! **What goes out** are answers, and the packets of hand-offs: [`HandOff`]. It has an id that is made of the operation's key. Once the server has taken a mail its outcome is known.
//! When it is not, the mail is looked for by that id where a copy is kept, else a person must look.

pub mod cut;
mod hand_off;
pub mod imap;
pub mod place;
mod read;
pub mod write;

pub use hand_off::HandOff;

use super::{
    About, Answer, Can, Connector, Field, Heard, Method, Outgoing, Proven, Request, Session, SignIn, Step, Trouble,
    Wish, With,
};
use crate::connect::Problem;
use crate::floor::source::SourceSettings;
use crate::floor::{At, Incoming, SourceKind};
use crate::limits::{MAIL_FETCH_MAX, MAIL_TAKEN_SECS_MAX};
use base64::Engine as _;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// A mailbox by IMAP, and answers by SMTP.
pub struct Mail;

const FIELDS: [Field; 8] = [
    Field {
        key: "mailbox",
        name: "Mailbox",
        hint: "The mailbox that customers' mail is in, for example INBOX or Support. INBOX when left empty.",
        optional: true,
    },
    Field {
        key: "smtp",
        name: "Server for sending",
        hint: "For example smtps://mail.example.org:465, or smtp://mail.example.org:587. Empty: mail is only read.",
        optional: true,
    },
    Field {
        key: "address",
        name: "Our address",
        hint: "Answers are sent from it, for example help@example.org. The login when left empty.",
        optional: true,
    },
    Field {
        key: "name",
        name: "Our name",
        hint: "Stands before the address in what we send, for example Larkfield Help.",
        optional: true,
    },
    Field {
        key: "aliases",
        name: "Other addresses of ours",
        hint: "With commas between. What comes from them is an answer of ours and no ticket.",
        optional: true,
    },
    Field {
        key: "sent",
        name: "Mailbox of sent mail",
        hint: "For example Sent, where the mail server itself keeps a copy of what it sends. It is read too, so that \
               answers from other programs are seen, and it shows whether an answer went out when the line broke.",
        optional: true,
    },
    Field {
        key: "copy",
        name: "Copy to ourselves",
        hint: "yes: each answer is also sent to our own address, where the server keeps no copy of its own.",
        optional: true,
    },
    Field {
        key: "hand_off",
        name: "Address for hand-offs",
        hint: "The team that hand-offs are sent to, for example phone-team@example.org.",
        optional: true,
    },
];

static ABOUT: About = About {
    id: "mail",
    name: "E-mail",
    kind: SourceKind::Mail,
    channel: "E-mail",
    can: &[Can::Reply, Can::Direct],
    proven: Proven::Server,
    fields: &FIELDS,
    server: "imaps://mail.example.org",
    login: "Login, mostly the address",
    secret: "Password; many providers want one that is made for one program, in the settings of the account",
    every_secs: 60,
    per_minute: 30,
    note: "The mailbox is only read: nothing in it is marked, moved or deleted. Providers that accept no passwords at all \
           (Microsoft 365) cannot be read.",
};

/// Seconds after the beginning of an attempt after which a copy that a server makes of what it sends must be there: so
/// long may it take to decide whether it takes a mail, and to be given it before that, and to keep it afterwards.
const COPY_SECS: u32 = MAIL_TAKEN_SECS_MAX + 300;

/// How a mailbox is set up, checked.
pub(crate) struct Setup {
    server: String,
    mailbox: String,
    sent: String,
    smtp: String,
    address: String,
    name: String,
    own: Vec<String>,
    copy: bool,
    hand_off: String,
    authorization: String,
}

impl Setup {
    fn of(settings: &SourceSettings, secret: &SecretString) -> Result<Setup, String> {
        let checked = |url: &str, schemes: [&str; 2]| {
            let place = place::place(url)?;
            let fits = schemes.iter().any(|scheme| url.trim().starts_with(&format!("{scheme}://")));
            let bare = place.path.is_empty() && place.query.is_empty();
            let wants = schemes.join(":// or ");
            if fits && bare {
                Ok(url.trim().to_owned())
            } else {
                Err(format!("“{}” must be {wants}://, a server, and nothing more", write::shown(url)))
            }
        };
        let server = checked(&settings.server, ["imaps", "imap"])?;
        let smtp = match settings.option("smtp").trim() {
            "" => String::new(),
            url => checked(url, ["smtps", "smtp"])?,
        };
        let or =
            |text: &str, other: &str| if text.trim().is_empty() { other.to_owned() } else { text.trim().to_owned() };
        let address = or(settings.option("address"), &settings.login).to_lowercase();
        let aliases = settings.option("aliases").split([',', ';', ' ']).map(|one| one.trim().to_lowercase());
        let own = aliases.chain([address.clone(), settings.login.to_lowercase(), settings.handle.to_lowercase()]);
        if settings.login.contains(':') {
            return Err("a login with a colon in it cannot be sent".into());
        }
        let pair = format!("{}:{}", settings.login, secret.expose_secret());
        Ok(Setup {
            server,
            mailbox: or(settings.option("mailbox"), "INBOX"),
            sent: settings.option("sent").trim().to_owned(),
            smtp,
            name: settings.option("name").trim().to_owned(),
            own: own.filter(|one| one.contains('@') && !one.starts_with('@')).collect(),
            copy: matches!(settings.option("copy").trim().to_lowercase().as_str(), "yes" | "y" | "true" | "1"),
            hand_off: settings.option("hand_off").trim().to_owned(),
            authorization: format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)),
            address,
        })
    }

    fn is_ours(&self, address: &str) -> bool {
        self.own.iter().any(|own| own == address)
    }

    fn imap(&self, mailbox: &str, query: &[(&str, &str)]) -> Request {
        Request::get(place::with_query(&self.server, mailbox, query)).header("authorization", &self.authorization)
    }

    fn look_up(&self, mailbox: &str, id: &str) -> Request {
        self.imap(mailbox, &[("message-id", id), ("most", "5")])
    }

    fn smtp(&self, to: &[&str], mail: Vec<u8>) -> Request {
        let method = if to.is_empty() { Method::Get } else { Method::Post };
        let request = Request { method, url: self.smtp.clone(), headers: Vec::new(), body: mail };
        let request = request.header("authorization", &self.authorization).header("mail-from", &self.address);
        to.iter().fold(request, |request, to| request.header("rcpt-to", *to))
    }

    /// Where a copy of what we send lies, if anywhere.
    fn kept_in(&self) -> Option<&str> {
        match (self.sent.is_empty(), self.copy) {
            (false, _) => Some(&self.sent),
            (true, true) => Some(&self.mailbox),
            (true, false) => None,
        }
    }

    /// The id of the mail that an operation makes.
    fn id(&self, key: &str) -> String {
        let key: String = key.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        format!("{key}{MADE_HERE}{}", self.address.split_once('@').map_or("localhost", |(_, domain)| domain))
    }
}

/// Where reading a mailbox stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Read {
    /// Its numbering; 0 before the first look.
    validity: u32,
    /// The highest number that was read.
    last: u32,
    /// When the newest mail that we have came.
    newest: i64,
    /// Mail is taken from this moment on, until all that fits was read; 0 for no such bound.
    since: i64,
}

/// The cursor: `in 7.1234.1795000000.0 sent 3.20.1795000000.0 next in`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Cursor {
    inbox: Read,
    sent: Read,
    sent_next: bool,
}

impl Cursor {
    fn of(text: &str) -> Cursor {
        let mut cursor = Cursor::default();
        let mut words = text.split(' ');
        while let (Some(name), Some(value)) = (words.next(), words.next()) {
            let mut numbers = value.split('.').map(|n| n.parse::<i64>().unwrap_or(0));
            let mut number = || numbers.next().unwrap_or(0);
            let small = |n: i64| u32::try_from(n).unwrap_or(0);
            let read = Read { validity: small(number()), last: small(number()), newest: number(), since: number() };
            match name {
                "in" => cursor.inbox = read,
                "sent" => cursor.sent = read,
                "next" => cursor.sent_next = value == "sent",
                _ => {}
            }
        }
        cursor
    }

    fn text(&self) -> String {
        let read = |r: &Read| format!("{}.{}.{}.{}", r.validity, r.last, r.newest, r.since);
        let next = if self.sent_next { "sent" } else { "in" };
        format!("in {} sent {} next {next}", read(&self.inbox), read(&self.sent))
    }
}

/// A day as IMAP writes it, in UTC.
fn day(at: At) -> String {
    at.timestamp().strftime("%-d-%b-%Y").to_string()
}

const BEFORE_SECS: u32 = 2 * 24 * 3600;

impl Connector for Mail {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn {
        let setup = match Setup::of(with.settings, with.secret) {
            Ok(setup) => setup,
            Err(why) => return SignIn::Refused(why),
        };
        if with.settings.login.trim().is_empty() {
            return SignIn::Refused("a mailbox needs a login, which is mostly the address".into());
        }
        if let Some(trouble) = past.iter().find_map(|answer| self.trouble(answer)) {
            return match trouble {
                Trouble::SignIn(why) | Trouble::Refused(why) => SignIn::Refused(why),
                other => SignIn::Trouble(other),
            };
        }
        let mut asks = vec![setup.imap(&setup.mailbox, &[])];
        if !setup.sent.is_empty() {
            asks.push(setup.imap(&setup.sent, &[]));
        }
        if !setup.smtp.is_empty() {
            if !write::is_address(&setup.address) {
                return SignIn::Refused("to send mail, our own address is needed, for example help@example.org".into());
            }
            asks.push(setup.smtp(&[], Vec::new()));
        }
        match asks.into_iter().nth(past.len()) {
            Some(ask) => SignIn::Ask(ask),
            None => {
                let own = BTreeMap::from([("address".to_owned(), setup.address)]);
                SignIn::Ready(Session { own, ..Session::default() })
            }
        }
    }

    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble> {
        let setup = Setup::of(with.settings, with.secret).map_err(Trouble::Refused)?;
        let cursor = Cursor::of(cursor);
        let in_sent = cursor.sent_next && !setup.sent.is_empty();
        let (mailbox, read) = if in_sent { (&setup.sent, &cursor.sent) } else { (&setup.mailbox, &cursor.inbox) };
        let since = match read.validity {
            0 => Some(with.now.minus(BEFORE_SECS)),
            _ => At::from_unix(read.since).filter(|_| read.since != 0),
        };
        let (from, validity, most) =
            (read.last.saturating_add(1).to_string(), read.validity.to_string(), MAIL_FETCH_MAX.to_string());
        let mut query = vec![("from", from.as_str()), ("most", most.as_str())];
        if read.validity != 0 {
            query.push(("validity", &validity));
        }
        let since = since.map(day);
        if let Some(since) = &since {
            query.push(("since", since));
        }
        Ok(setup.imap(mailbox, &query))
    }

    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble> {
        if let Some(trouble) = self.trouble(answer) {
            return Err(trouble);
        }
        let setup = Setup::of(with.settings, with.secret).map_err(Trouble::Refused)?;
        let mut cursor = Cursor::of(cursor);
        let in_sent = cursor.sent_next && !setup.sent.is_empty();
        let before = if in_sent { cursor.sent.clone() } else { cursor.inbox.clone() };
        let told = Told::of(answer)?;
        let mut heard = Heard::default();
        let read = if before.validity != 0 && told.validity != before.validity {
            // The server numbers anew: from a while before the newest mail that we have. Not at once, because a server
            // that numbers anew each time would be asked for ever.
            let from =
                At::from_unix(before.newest).filter(|_| before.newest != 0).unwrap_or(with.now).minus(BEFORE_SECS);
            Read { validity: told.validity, last: 0, newest: before.newest, since: from.unix() }
        } else {
            let read = page(&setup, in_sent, &before, &told, &mut heard);
            if before.validity == 0 {
                first_look(with.now, &read, &told, &mut heard);
            }
            let since = if before.validity == 0 { with.now.minus(BEFORE_SECS).unix() } else { before.since };
            Read { since: if told.left > 0 { since } else { 0 }, ..read }
        };
        match in_sent {
            true => cursor.sent = read,
            false => cursor.inbox = read,
        }
        if !heard.more {
            // One round looks into both, one after the other.
            cursor.sent_next = !in_sent && !setup.sent.is_empty();
            heard.more = cursor.sent_next;
        }
        heard.cursor = cursor.text();
        Ok(heard)
    }

    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        let setup = match Setup::of(with.settings, with.secret) {
            Ok(setup) => setup,
            Err(why) => return Step::Refused(why),
        };
        if setup.smtp.is_empty() {
            return Step::Refused("this mailbox is only read: no server for sending is set up".into());
        }
        let id = setup.id(&out.key);
        let past = match self.looked_for(&setup, with, out, &id, past) {
            Ok(past) => past,
            Err(step) => return *step,
        };
        match &out.wish {
            Wish::Reply { text, .. } => self.reply(&setup, out, &id, text, past),
            Wish::HandOff { subject, text } => self.hand_off(&setup, out, &id, (subject, text), past),
            _ => Step::Refused("a mailbox has no notes, owners, states or labels".into()),
        }
    }

    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let setup = Setup::of(with.settings, with.secret)?;
        let mail = imap::Fetched { uid: 0, size: raw.len() as u64, at: None, bytes: raw.as_bytes().to_vec() };
        read::mention(&setup, &mail, false).map_err(|problem| problem.reason)
    }

    /// A server that answers, and does not say that it took a mail, has not taken it.
    fn left_nothing(&self, answer: &Answer) -> bool {
        !answer.is_ok()
    }

    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        let words = || {
            let words = String::from_utf8_lossy(answer.body.get(..300).unwrap_or(&answer.body)).into_owned();
            let words: String = words.chars().filter(|c| !c.is_control()).collect();
            if words.is_empty() { "it gives no reason".to_owned() } else { words }
        };
        match answer.status {
            401 => Some(Trouble::SignIn(
                "the mail server does not accept login and password; many providers want a password that is made for one \
                 program"
                    .into(),
            )),
            404 => Some(Trouble::Refused(format!("there is no such mailbox: {}", words()))),
            422 => Some(Trouble::Refused(format!("the mail server does not take it: {}", words()))),
            503 => Some(Trouble::Unwell(format!("the mail server is not ready: {}", words()))),
            _ => super::answer::trouble(answer),
        }
    }
}

impl Mail {
    /// Looks whether it is out already, where that is in doubt: the answers that follow that look, or the next step.
    fn looked_for<'a>(
        &self,
        setup: &Setup,
        with: &With<'_>,
        out: &Outgoing,
        id: &str,
        past: &'a [Answer],
    ) -> Result<&'a [Answer], Box<Step>> {
        let Some(tried) = out.tried_at else { return Ok(past) };
        let (what, whoever) = match &out.wish {
            Wish::HandOff { .. } => ("hand-off", "team"),
            _ => ("answer", "customer"),
        };
        let broke = format!("the line broke while the {what} was sent");
        let Some(mailbox) = setup.kept_in() else {
            let why =
                format!("{broke}, and this mailbox keeps no copy of what is sent: look whether the {whoever} has it");
            return Err(Box::new(Step::Unsure(why)));
        };
        let Some((answer, rest)) = past.split_first() else {
            return Err(Box::new(Step::Ask(setup.look_up(mailbox, id))));
        };
        let mails = self.mails(answer).map_err(|trouble| Box::new(Step::Later(trouble)))?;
        if mails.iter().any(|mail| read::is_mail(&mail.bytes, id)) {
            return Err(Box::new(Step::Done { external: id.to_owned(), ticket: None }));
        }
        if setup.sent.is_empty() {
            let why = format!("{broke}, and its copy has not come: look whether the {whoever} has it");
            return Err(Box::new(Step::Unsure(why)));
        }
        if with.now < tried.plus(COPY_SECS) {
            let why = format!("{broke}; its copy may still come");
            return Err(Box::new(Step::Later(Trouble::Slow { until: Some(tried.plus(COPY_SECS)), why })));
        }
        Ok(rest)
    }

    /// Reads what is answered, and sends.
    fn reply(&self, setup: &Setup, out: &Outgoing, id: &str, text: &str, past: &[Answer]) -> Step {
        let Some((answer, past)) = past.split_first() else {
            return Step::Ask(setup.look_up(&setup.mailbox, &out.target));
        };
        let mails = match self.mails(answer) {
            Ok(mails) => mails,
            Err(trouble) => return Step::Later(trouble),
        };
        let Some(answered) = mails.iter().find_map(|mail| read::answered(setup, &mail.bytes, &out.target)) else {
            return Step::Refused(format!(
                "the mail that is answered is not in {} any more, so its sender and subject are not known",
                setup.mailbox
            ));
        };
        let subject = write::answer_subject(&answered.subject);
        let (to, answers) = (answered.to.as_str(), answered.ids.as_slice());
        let draft = write::Draft { to, subject: &subject, id, answers, text, ..write::Draft::default() };
        self.send(setup, out, draft, past)
    }

    /// Sends the packet of a hand-off to the team that takes them.
    fn hand_off(&self, setup: &Setup, out: &Outgoing, id: &str, words: (&str, &str), past: &[Answer]) -> Step {
        let (subject, text) = words;
        if !write::is_address(&setup.hand_off) {
            return Step::Refused("no address for hand-offs is set up that a mail can be sent to".into());
        }
        if text.is_empty() {
            return Step::Refused("that hand-off is not remembered any more".into());
        }
        let draft = write::Draft { to: &setup.hand_off, subject, id, text, ..write::Draft::default() };
        self.send(setup, out, draft, past)
    }

    /// Sends a mail of ours, and reads what came of it.
    fn send(&self, setup: &Setup, out: &Outgoing, draft: write::Draft<'_>, past: &[Answer]) -> Step {
        if let Some(answer) = past.first() {
            return match self.trouble(answer) {
                None => Step::Done { external: draft.id.to_owned(), ticket: None },
                Some(Trouble::Refused(why)) => Step::Refused(why),
                Some(trouble) => Step::Later(trouble),
            };
        }
        let draft = write::Draft { name: &setup.name, from: &setup.address, ..draft };
        let mut to = vec![draft.to];
        if setup.copy {
            to.push(&setup.address);
        }
        match write::bytes(&draft, out.asked_at) {
            Ok(mail) => Step::Send(setup.smtp(&to, mail)),
            Err(why) => Step::Refused(why),
        }
    }

    fn mails(&self, answer: &Answer) -> Result<Vec<imap::Fetched>, Trouble> {
        match self.trouble(answer) {
            Some(trouble) => Err(trouble),
            None => {
                let mails = imap::frames(&answer.body).map_err(Trouble::Unwell)?;
                // It may be the very one: nobody may think that it is not there.
                if mails.iter().any(|mail| mail.bytes.is_empty()) {
                    let why = "the mail server has a mail that is looked for, but does not give it";
                    return Err(Trouble::Unwell(why.into()));
                }
                Ok(mails)
            }
        }
    }
}

/// A mail that is there and that the server does not give, so that a person knows of it.
fn not_given(setup: &Setup, in_sent: bool, validity: u32, uid: u32) -> Problem {
    let mailbox = if in_sent { &setup.sent } else { &setup.mailbox };
    Problem {
        place: format!("mail {uid}"),
        reason: format!("The mail server has this mail but does not give it: look for it in {mailbox}."),
        // Numbers are given anew by the next numbering.
        raw: format!("mail {uid} of {mailbox}, numbering {validity}"),
    }
}

/// What an answer says of a mailbox, and the mails in it.
struct Told {
    validity: u32,
    next: u32,
    exists: u64,
    read: u32,
    left: u64,
    mails: Vec<imap::Fetched>,
}

impl Told {
    fn of(answer: &Answer) -> Result<Told, Trouble> {
        let number = |name: &str| answer.header(name).and_then(|value| value.trim().parse::<u32>().ok());
        let validity = number("uid-validity").filter(|v| *v > 0);
        let validity = validity.ok_or_else(|| Trouble::Unwell("the mail server does not number its mail".into()))?;
        Ok(Told {
            validity,
            next: number("uid-next").unwrap_or(0),
            exists: number("exists").unwrap_or(0).into(),
            read: number("uid-read").unwrap_or(0),
            left: number("left").unwrap_or(0).into(),
            mails: imap::frames(&answer.body).map_err(Trouble::Unwell)?,
        })
    }
}

/// Stands in the id of every mail that is made here.
const MADE_HERE: &str = ".watchfloor@";

/// Takes the mails of an answer in, and says where reading stands then.
fn page(setup: &Setup, in_sent: bool, before: &Read, told: &Told, heard: &mut Heard) -> Read {
    let (mut last, mut newest) = (before.last.max(told.read), before.newest);
    for mail in told.mails.iter().filter(|mail| mail.uid > before.last).take(MAIL_FETCH_MAX) {
        last = last.max(mail.uid);
        newest = newest.max(mail.at.map_or(0, At::unix));
        if mail.bytes.is_empty() {
            heard.problems.push(not_given(setup, in_sent, told.validity, mail.uid));
            continue;
        }
        match read::mention(setup, mail, in_sent) {
            Ok(_) if read::is_hand_off(setup, mail) => {}
            Ok(mention) => heard.mentions.push(mention),
            Err(problem) => heard.problems.push(problem),
        }
    }
    if told.left == 0 {
        last = last.max(told.next.saturating_sub(1));
    }
    heard.more = told.left > 0 && last > before.last;
    Read { validity: told.validity, last, newest, since: 0 }
}

/// Says what the first look into a mailbox leaves out.
fn first_look(now: At, read: &Read, told: &Told, heard: &mut Heard) {
    let fits = told.mails.len() as u64 + told.left;
    if told.exists > fits && read.validity != 0 {
        let older = told.exists - fits;
        heard.gap = Some(format!("{older} mails from before {} were left where they are", day(now.minus(BEFORE_SECS))));
    }
}
