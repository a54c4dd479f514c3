//! The one place that sends. Connectors make requests and read answers; nobody else opens a connection to a network.
//!
//! What goes wrong is told by what it means for what was asked: either it is sure that it never reached the other side
//! ([`Lost::NotSent`]), or nobody can know ([`Lost::Unknown`], [`Lost::TooLong`]). A status that means failure is an answer and no loss.
//!
//! Everything is bounded by [`Limits`]: connecting, waiting, the whole, and what an answer may weigh unpacked. Secrets
//! go only over a wire that is encrypted and whose other end has shown a certificate, or to this computer itself.

mod http;
mod imap;
mod line;
mod smtp;

use crate::connect::net::answer::place;
use crate::connect::net::{Answer, Request};
use crate::floor::At;
use crate::limits;
use std::fmt;
use std::time::Duration;

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the other side must have taken the connection and shown its certificate.
    pub connect: Duration,
    /// For which nothing may come.
    pub idle: Duration,
    /// From the first byte sent to the last one that came, with all addresses that are followed on the way.
    pub whole: Duration,
    /// In which a mail that was sent to its end must be taken or refused.
    pub taken: Duration,
    /// Bytes of a body, unpacked.
    pub bytes: usize,
}

impl Default for Limits {
    /// As in [`crate::limits`].
    fn default() -> Limits {
        let secs = |secs: u32| Duration::from_secs(secs.into());
        Limits {
            connect: secs(limits::CONNECT_SECS_MAX),
            idle: secs(limits::ANSWER_IDLE_SECS_MAX),
            whole: secs(limits::ANSWER_SECS_MAX),
            taken: secs(limits::MAIL_TAKEN_SECS_MAX),
            bytes: limits::ANSWER_BYTES_MAX,
        }
    }
}

/// Why there is no answer, in words for the user that hold neither a secret nor more of an address than whose it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It is sure that nothing reached the other side: it may be sent again.
    #[error("{0}")]
    NotSent(String),
    /// It may have reached the other side: look there before it is sent again.
    #[error("{0}")]
    Unknown(String),
    /// It reached the other side, whose answer is longer than is read. To ask the same again is in vain.
    #[error("{0}")]
    TooLong(String),
}

impl Lost {
    /// In words.
    pub fn why(&self) -> &str {
        match self {
            Lost::NotSent(why) | Lost::Unknown(why) | Lost::TooLong(why) => why,
        }
    }
}

/// Sends, over whatever wire the scheme of an address names. Connections are kept and used again; one client serves all
/// sources, and a clone shares them.
///
/// ```
/// use watchfloor::connect::net::Request;
/// use watchfloor::connect::send::{Sender, Limits, Lost};
/// use watchfloor::floor::At;
///
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let client = Sender::new(Limits::default());
/// let asked = Request::get("http://social.example/api?token=x");
/// let lost = runtime.block_on(client.send(&asked, || At::FIRST)).unwrap_err();
/// let why = "http://social.example would send what is secret in the clear; write https://".to_owned();
/// assert_eq!(lost, Lost::NotSent(why));
/// ```
#[derive(Clone)]
pub struct Sender {
    limits: Limits,
    http: http::Http,
}

impl Sender {
    /// A client with these limits, that trusts whom the system trusts and goes through the system's proxy.
    pub fn new(limits: Limits) -> Sender {
        Sender { limits, http: http::Http::new(limits) }
    }

    /// The same that also trusts this certificate, in DER: that of a company's own authority, where the system does not
    /// know it.
    #[must_use]
    pub fn trusting(mut self, certificate: Vec<u8>) -> Sender {
        self.http = self.http.trusting(certificate);
        self
    }

    /// The same that goes through this proxy (`http://proxy.example:3128`, `socks5://…`) and not through the system's.
    /// What runs on this computer is never asked through a proxy.
    #[must_use]
    pub fn through(mut self, proxy: &str) -> Sender {
        self.http = self.http.through(proxy);
        self
    }

    /// How long and how much.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sends and waits for the whole answer. `now` is asked when it came.
    ///
    /// What is read follows an address that the same server names instead; what is written never does, and nothing is
    /// followed to another server: such an answer is given as it came.
    ///
    /// # Errors
    ///
    /// [`Lost`], by whether it may have reached the other side.
    pub async fn send(&self, request: &Request, now: impl Fn() -> At) -> Result<Answer, Lost> {
        let scheme = request.url.split("://").next().unwrap_or_default().to_ascii_lowercase();
        match scheme.as_str() {
            "http" | "https" => self.http.send(request, now).await,
            "imap" | "imaps" => imap::send(&self.limits, self.http.certificates(), request, now).await,
            "smtp" | "smtps" => smtp::send(&self.limits, self.http.certificates(), request, now).await,
            _ => {
                Err(Lost::NotSent(format!("{} is no address that can be asked; write https://…", place(&request.url))))
            }
        }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("limits", &self.limits).finish_non_exhaustive()
    }
}
