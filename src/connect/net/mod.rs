//! Networks, helpdesks, forums and mailboxes: what each is asked, and what its answers mean.
//!
//! All of it is pure: a connector makes a [`Request`] and reads an [`Answer`]; it holds no socket, no clock and no
//! memory. Who sends is [`crate::connect::send`], who says when is `poll`. What a connector has to remember it writes
//! into the cursor, which is kept in the same commit as the page that it goes with, so that stopping at any moment
//! neither loses nor doubles anything.
//!
//! A connector that is new is one file with one type that is a [`Connector`], and one line in `all`.

pub mod all;
pub mod answer;
pub mod bluesky;
pub mod chatwoot;
pub mod desk;
pub mod discourse;
pub mod feed;
pub mod html;
pub mod json;
pub mod mail;
pub mod mastodon;
pub mod meta;
pub mod plain;
pub mod poll;
pub mod reddit;
pub mod rt;
pub mod stack_exchange;
pub mod x;
pub mod zammad;
pub mod zendesk;

use crate::connect::Problem;
use crate::floor::source::{Change, ReplyWindow, SourceSettings, Ticket, TicketState, Told};
use crate::floor::{At, Incoming, IncomingKind, SourceKind};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::fmt;

/// A network, a helpdesk, a forum or a mailbox that mentions are read from, and perhaps answered on.
pub trait Connector: Send + Sync {
    /// What it is and what it can.
    fn about(&self) -> &'static About;

    /// Who numbers what it reads, where each server does it by itself: the same number of another one is something
    /// else, so two of them need a channel each. Empty where ids are the same everywhere.
    fn numbered_by(&self, settings: &SourceSettings) -> String {
        let _ = settings;
        String::new()
    }

    /// The next request of signing in, given the answers to those before it, in order. Called when there is no session,
    /// when it ends within a minute, and when an answer was [`Trouble::SignIn`]; `with.session` is then the one before,
    /// whose refresh token is to be tried first.
    fn sign_in(&self, with: &With<'_>, past: &[Answer]) -> SignIn;

    /// The next request of reading on from a cursor. The cursor is empty at the very first; what is in it is the
    /// connector's own affair, at most [`crate::limits::CURSOR_BYTES_MAX`] bytes.
    ///
    /// # Errors
    ///
    /// [`Trouble::Refused`] in the user's words when the settings make no request.
    fn ask(&self, with: &With<'_>, cursor: &str) -> Result<Request, Trouble>;

    /// What an answer to [`Connector::ask`] says. The same cursor and answer give the same page, and any bytes give a
    /// page or a trouble, never a panic. One thing that cannot be read is a problem of the page and keeps no other out.
    ///
    /// # Errors
    ///
    /// A [`Trouble`] when it is no page at all.
    fn parse(&self, with: &With<'_>, cursor: &str, answer: &Answer) -> Result<Heard, Trouble>;

    /// The next step of bringing something out, given the answers to the steps before it in this attempt, in order.
    fn deliver(&self, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
        let _ = (with, out, past);
        Step::Refused(format!("{} can only be read", self.about().name))
    }

    /// Reads one thing of a page again that was put in quarantine, after an update; `raw` as it was kept.
    ///
    /// # Errors
    ///
    /// Why it still cannot be read, in words.
    fn retry(&self, with: &With<'_>, raw: &str) -> Result<Incoming, String> {
        let _ = (with, raw);
        Err(format!("{} cannot read a single thing again", self.about().name))
    }

    /// How long a private message may be answered here; `None` where there is no limit to that.
    fn reply_window(&self) -> Option<ReplyWindow> {
        None
    }

    /// The words that a helpdesk has for how urgent a ticket is, the least urgent first, to choose from; empty where it
    /// has none, or each has its own.
    fn priorities(&self) -> &'static [&'static str] {
        &[]
    }

    /// What is wrong with an answer, if anything is. The rule for all is [`answer::trouble`].
    fn trouble(&self, answer: &Answer) -> Option<Trouble> {
        answer::trouble(answer)
    }

    /// How much may still be asked, if the answer says so. The rule for all is [`answer::quota`].
    fn quota(&self, answer: &Answer) -> Option<Quota> {
        answer::quota(answer)
    }
}

/// What a connector is and what it can.
#[derive(Debug)]
pub struct About {
    /// For settings and the command line, for ever the same: `bluesky`.
    pub id: &'static str,
    /// As people call it: `Bluesky`.
    pub name: &'static str,
    /// What kind of source it makes.
    pub kind: SourceKind,
    /// The channel that is proposed; empty where the user has to say.
    pub channel: &'static str,
    /// What it can do beside reading.
    pub can: &'static [Can],
    /// How it was tried, which the user is told.
    pub proven: Proven,
    /// What the user is asked for, beside server, login and secret.
    pub fields: &'static [Field],
    /// The server that is proposed, or an example; empty where there is only one and it is not asked.
    pub server: &'static str,
    /// What the login is called there; empty when none is asked.
    pub login: &'static str,
    /// What the secret is called there and where to find it; empty when none is asked.
    pub secret: &'static str,
    /// Seconds between two looks that are proposed.
    pub every_secs: u32,
    /// Requests a minute that we allow ourselves, four fifths of what is allowed us.
    pub per_minute: u32,
    /// What a user should know before connecting it, in a sentence or two: approvals, prices, limits.
    pub note: &'static str,
}

/// What can be done on a source beside reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Can {
    /// Answer in public.
    Reply,
    /// Answer in private.
    Direct,
    /// Say who has a ticket.
    Assign,
    /// Say where a ticket stands.
    SetState,
    /// Say how urgent a ticket is.
    SetPriority,
    /// Label a ticket.
    Label,
    /// Write a note that the customer does not see.
    Note,
}

/// How a connector was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proven {
    /// Against the real server.
    Server,
    /// Against the official contract, played by a mock, and recorded answers.
    Contract,
    /// Against recorded answers of the real server.
    Recorded,
    /// Written from the documents, and not run against a real server.
    Documents,
}

impl Proven {
    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Proven::Server => "tried against the real server",
            Proven::Contract => "tried against the official contract, not against the network itself",
            Proven::Recorded => "tried against recorded answers",
            Proven::Documents => "not run against a real server",
        }
    }
}

/// Something that a connector asks the user for.
#[derive(Debug)]
pub struct Field {
    /// The key in [`SourceSettings::options`].
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What to write, with an example.
    pub hint: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
}

/// What a connector is given with each call.
#[derive(Clone, Copy)]
pub struct With<'a> {
    /// How the source is set up.
    pub settings: &'a SourceSettings,
    /// The secret that the user gave; empty where none is needed.
    pub secret: &'a SecretString,
    /// What signing in gave; [`Session::default`] before.
    pub session: &'a Session,
    /// Ids outside of what should be looked at again, because it is open or spreads; the most urgent first, at most
    /// [`crate::limits::WATCHED_OUTSIDE_MAX`].
    pub watched: &'a [String],
    /// Now.
    pub now: At,
}

/// What signing in gave. It is a secret as a whole and is kept where the secret is.
#[derive(Clone, Default)]
pub struct Session {
    /// What each request carries: a token or a cookie.
    pub token: SecretString,
    /// What a newer token is asked for with; empty where there is none.
    pub refresh: SecretString,
    /// Until when the token is good, if that is known.
    pub expires: Option<At>,
    /// What the server said of us that is no secret: our id, our name there.
    pub own: BTreeMap<String, String>,
}

impl Session {
    /// Whether it carries another token than one before.
    pub fn is_other_than(&self, before: &Session) -> bool {
        use secrecy::ExposeSecret;
        let tokens = |s: &Session| (s.token.expose_secret().to_owned(), s.refresh.expose_secret().to_owned());
        tokens(self) != tokens(before)
    }

    /// What the server said of us under this name; empty when it did not.
    pub fn own(&self, key: &str) -> &str {
        self.own.get(key).map_or("", String::as_str)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("expires", &self.expires).field("own", &self.own).finish_non_exhaustive()
    }
}

/// How something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make.
    Post,
    /// Put in place.
    Put,
    /// Change in part.
    Patch,
    /// Take away.
    Delete,
}

/// Something to be sent. Its address holds no secret: those are in headers and body, which are never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where; the scheme says by which wire: `http`, `https`, `imap`, `imaps`, `smtp`, `smtps`.
    pub url: String,
    /// Names and values; names in lower case.
    pub headers: Vec<(String, String)>,
    /// What is sent with it.
    pub body: Vec<u8>,
}

impl Request {
    /// Something to be read.
    pub fn get(url: impl Into<String>) -> Request {
        Request { method: Method::Get, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// Something to be sent as JSON.
    pub fn json(method: Method, url: impl Into<String>, body: &serde_json::Value) -> Request {
        let request = Request { method, url: url.into(), headers: Vec::new(), body: body.to_string().into_bytes() };
        request.header("content-type", "application/json")
    }

    /// Something to be sent as a form; values are escaped here.
    pub fn form(url: impl Into<String>, fields: &[(&str, &str)]) -> Request {
        let body = json::query(fields).into_bytes();
        let request = Request { method: Method::Post, url: url.into(), headers: Vec::new(), body };
        request.header("content-type", "application/x-www-form-urlencoded")
    }

    /// The same with another header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Request {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same in the name of whoever holds the token.
    #[must_use]
    pub fn bearer(self, token: &SecretString) -> Request {
        use secrecy::ExposeSecret;
        let value = format!("Bearer {}", token.expose_secret());
        self.header("authorization", value)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "{:?} {} {names:?}, {} bytes", self.method, self.url, self.body.len())
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status, as of HTTP; other wires say 200, 401, 404, 429 or 500 for what is alike.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked; at most [`crate::limits::ANSWER_BYTES_MAX`].
    pub body: Vec<u8>,
    /// When it came, by our clock.
    pub at: At,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is one of success.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())
    }
}

/// A step of signing in.
#[derive(Debug)]
pub enum SignIn {
    /// Ask this first.
    Ask(Request),
    /// This session was given, and what it was asked for with may be spent: it is kept before anything else is asked.
    /// Then signing in begins again, with it as the one before.
    Keep(Session),
    /// Signed in.
    Ready(Session),
    /// It will not do until a person changes something; why, in words.
    Refused(String),
    /// Not now.
    Trouble(Trouble),
}

/// What an answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// What was written, and what was carried on; in the source's order.
    pub mentions: Vec<Incoming>,
    /// What could not be read, each as it came.
    pub problems: Vec<Problem>,
    /// What a source tells of what is on the floor already.
    pub changes: Vec<Change>,
    /// Where to go on from. When it does not differ from the one before although there is more, reading ends with a
    /// trouble: else it would go in a circle.
    pub cursor: String,
    /// There is more that can be asked for at once.
    pub more: bool,
    /// Something older was left out because it is too much: since when, in words, for the record.
    pub gap: Option<String>,
}

impl Heard {
    /// Goes through all that people wrote in it: words and names, not ids.
    pub fn each_word(&mut self, visit: &mut dyn FnMut(&mut String)) {
        for incoming in &mut self.mentions {
            visit(&mut incoming.author.name);
            if let IncomingKind::Written { text, agent, .. } = &mut incoming.what {
                visit(text);
                agent.iter_mut().for_each(&mut *visit);
            }
        }
        for change in &mut self.changes {
            match &mut change.what {
                Told::Edited(text) => visit(text),
                Told::Ticket(ticket) => {
                    [&mut ticket.owner, &mut ticket.priority].into_iter().for_each(&mut *visit);
                    ticket.labels.iter_mut().for_each(&mut *visit);
                }
                Told::Gone | Told::Counted { .. } => {}
            }
        }
    }
}

/// Something to be brought out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Names the operation for ever: thirteen characters of `234567abcdefghijklmnopqrstuvwxyz`, sortable by time and
    /// good as a record key. The same again is the same operation.
    pub key: String,
    /// The source's own id of what is answered; for a ticket that of the first thing written in it.
    pub target: String,
    /// The source's own id of what began the conversation.
    pub root: String,
    /// The ticket as the floor knows it, where there is one.
    pub ticket: Option<Ticket>,
    /// What.
    pub wish: Wish,
    /// When a person decided it.
    pub asked_at: At,
    /// When an attempt was last begun that may have reached the other side although nobody knows: it has to be looked
    /// for before it is sent again.
    pub tried_at: Option<At>,
}

/// What is to be brought out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// An answer to the customer.
    Reply {
        /// Exactly these words.
        text: String,
        /// Whether only the customer should see it.
        private: bool,
    },
    /// A note that the customer does not see.
    Note(String),
    /// The name of whoever has it now; empty for nobody.
    Assign(String),
    /// Where it stands.
    State(TicketState),
    /// How urgent it is, in the helpdesk's own word.
    Priority(String),
    /// Labels to add and to take away.
    Labels {
        /// To add.
        add: Vec<String>,
        /// To take away.
        remove: Vec<String>,
    },
    /// The packet of a hand-off, to the team that the source is set up for.
    HandOff {
        /// What it is about.
        subject: String,
        /// All that they need to know.
        text: String,
    },
}

/// A step of bringing something out.
#[derive(Debug)]
pub enum Step {
    /// Ask this; it changes nothing over there.
    Ask(Request),
    /// Send this; from here on it may be there although no answer came.
    Send(Request),
    /// It is there, and was seen there; the source's own id of what was made, empty where nothing was. For a ticket how
    /// it stands now, if that is known.
    Done {
        /// The id of what was made.
        external: String,
        /// How the ticket stands now.
        ticket: Option<Ticket>,
    },
    /// Somebody over there was quicker: what is so there, in words, and how the ticket stands.
    Conflict {
        /// For example `bea has it since 14:02`.
        theirs: String,
        /// How the ticket stands now.
        ticket: Option<Ticket>,
    },
    /// It will not be taken until a person changes something; why, in words.
    Refused(String),
    /// Nobody can know whether it is there, and this source has no way to look: a person must look and decide.
    Unsure(String),
    /// Not now.
    Later(Trouble),
}

/// Why there is no page, or why something is not out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The session is not good, or not any more.
    SignIn(String),
    /// Asked too often; not before this moment, if one was told.
    Slow {
        /// Not before.
        until: Option<At>,
        /// In words.
        why: String,
    },
    /// What was paid for or allowed is used up; asking again before that moment is in vain.
    Quota {
        /// Until then; `None` when nobody said, and a person has to look.
        until: Option<At>,
        /// In words.
        why: String,
    },
    /// The other side is not well, or did not say what it should; worth another try.
    Unwell(String),
    /// It will not do until a person changes something.
    Refused(String),
}

impl Trouble {
    /// In words.
    pub fn why(&self) -> &str {
        match self {
            Trouble::SignIn(why) | Trouble::Unwell(why) | Trouble::Refused(why) => why,
            Trouble::Slow { why, .. } | Trouble::Quota { why, .. } => why,
        }
    }
}

/// How much may still be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// In the window.
    pub limit: u32,
    /// Of these, left.
    pub left: u32,
    /// When the window begins anew.
    pub resets: Option<At>,
}
