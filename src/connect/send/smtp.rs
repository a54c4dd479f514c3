//! SMTP: hands one mail over. Until the last line of a mail is sent nothing has happened; after that only the server's
//! answer says what has.

use super::line::{Line, login};
use super::{Limits, Lost};
use crate::connect::net::mail::place::{Guard, place};
use crate::connect::net::mail::write::is_address;
use crate::connect::net::{Answer, Request};
use crate::floor::At;
use crate::limits::{NAME_CHARS_MAX, SMTP_LINES_MAX};
use base64::Engine as _;
use std::time::Duration;
use tokio::time::timeout;

/// Hands a mail over, or only signs in when nobody is named to receive one.
///
/// # Errors
///
/// [`Lost::NotSent`] when the line broke before the end of the mail was sent, [`Lost::Unknown`] after that.
pub(super) async fn send(
    limits: &Limits,
    trusted: &[Vec<u8>],
    request: &Request,
    now: impl Fn() -> At,
) -> Result<Answer, Lost> {
    let answer = |reply: Reply| {
        let status = reply.status();
        // A server may repeat what it was told, so of signing in no words are kept.
        let words = if status == 401 { String::new() } else { reply.words };
        let headers = vec![("smtp-code".to_owned(), reply.code.to_string())];
        Answer { status, headers, body: words.into(), at: now() }
    };
    let late = || format!("the mail server was not done after {} s", limits.whole.as_secs());
    let mut talk = match timeout(limits.whole, before_the_mail(limits, trusted, request)).await {
        Ok(Ok(talk)) => talk,
        Ok(Err(Stop::Told(reply))) => return Ok(answer(reply)),
        Ok(Err(Stop::Lost(why))) => return Err(Lost::NotSent(why)),
        Err(_) => return Err(Lost::NotSent(late())),
    };
    let mut reply = Reply { code: 250, words: String::new() };
    if !request.body.is_empty() {
        let mail = stuffed(&request.body);
        talk.line.say(&mail).await.map_err(Lost::NotSent)?;
        let end = async {
            talk.line.say(b".\r\n").await?;
            // It may look through the mail first. Whoever gives up too early sends what was taken again.
            talk.line.wait_for(limits.taken);
            talk.reply().await
        };
        let late =
            || format!("the mail server did not say within {} s whether it takes the mail", limits.taken.as_secs());
        reply = timeout(limits.taken, end).await.unwrap_or_else(|_| Err(late())).map_err(Lost::Unknown)?;
    }
    // It is polite, and nothing hangs on it.
    let _ = timeout(Duration::from_secs(1), talk.line.say(b"QUIT\r\n")).await;
    Ok(answer(reply))
}

/// What a server says.
struct Reply {
    code: u16,
    words: String,
}

impl Reply {
    fn is_good(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// The status, as of HTTP, that means alike.
    fn status(&self) -> u16 {
        match self.code {
            200..=399 => 200,
            454 | 530 | 534 | 535 | 538 => 401,
            400..=499 => 503,
            _ => 422,
        }
    }
}

/// Why no mail was handed over.
enum Stop {
    Told(Reply),
    Lost(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Stop {
        Stop::Lost(why)
    }
}

struct Talk {
    line: Line,
}

/// Everything up to the mail itself.
async fn before_the_mail(limits: &Limits, trusted: &[Vec<u8>], request: &Request) -> Result<Talk, Stop> {
    let place = place(&request.url)?;
    let said =
        |name: &'static str| request.headers.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str());
    let from = said("mail-from").next().unwrap_or_default();
    let to: Vec<&str> = said("rcpt-to").collect();
    if let Some(wrong) = std::iter::once(from).chain(to.iter().copied()).find(|address| !is_address(address)) {
        let shown: String = wrong.chars().filter(|c| !c.is_control()).take(60).collect();
        return Err(Stop::Lost(format!("“{shown}” is no address of a mail")));
    }
    let mut talk = Talk { line: Line::open(limits, &place, trusted).await? };
    talk.good(None).await?;
    let mut offers = talk.good(Some("EHLO [127.0.0.1]")).await?.words;
    if place.guard == Guard::StartTls {
        if !offers.lines().any(|offer| offer.trim().eq_ignore_ascii_case("STARTTLS")) {
            return Err(Stop::Lost(format!("{} does not encrypt, so nothing is sent to it", place.host)));
        }
        talk.good(Some("STARTTLS")).await?;
        talk.line = talk.line.encrypted(limits, &place, trusted).await?;
        offers = talk.good(Some("EHLO [127.0.0.1]")).await?.words;
    }
    if let Some((login, password)) = login(said("authorization").next()) {
        talk.sign_in(&offers, &login, &password, place.guard == Guard::Clear).await?;
    }
    if to.is_empty() || request.body.is_empty() {
        return Ok(talk);
    }
    talk.good(Some(&format!("MAIL FROM:<{from}>"))).await?;
    for to in to {
        talk.good(Some(&format!("RCPT TO:<{to}>"))).await?;
    }
    match talk.good(Some("DATA")).await? {
        reply if reply.code == 354 => Ok(talk),
        _ => Err(Stop::Lost("the mail server does not want to begin with the mail".into())),
    }
}

impl Talk {
    /// Says a line, or nothing yet, and expects to be obeyed.
    async fn good(&mut self, line: Option<&str>) -> Result<Reply, Stop> {
        if let Some(line) = line {
            self.line.say(format!("{line}\r\n").as_bytes()).await?;
        }
        let reply = self.reply().await?;
        if reply.is_good() { Ok(reply) } else { Err(Stop::Told(reply)) }
    }

    async fn sign_in(&mut self, offers: &str, login: &str, password: &str, near: bool) -> Result<(), Stop> {
        let coded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let offers = offers.to_uppercase();
        let ways: Vec<&str> = offers
            .lines()
            .filter_map(|offer| offer.trim().strip_prefix("AUTH"))
            .flat_map(|ways| ways.split([' ', '=']))
            .collect();
        let signed_in = if ways.contains(&"PLAIN") {
            self.good(Some(&format!("AUTH PLAIN {}", coded(&format!("\0{login}\0{password}"))))).await
        } else if ways.contains(&"LOGIN") {
            self.good(Some("AUTH LOGIN")).await?;
            self.good(Some(&coded(login))).await?;
            self.good(Some(&coded(password))).await
        } else if near && ways.is_empty() {
            return Ok(()); // a server on this machine that asks nobody who they are
        } else {
            return Err(Stop::Lost("the mail server offers no way of signing in that is known here".into()));
        };
        match signed_in {
            // Whatever its number, it is the login that is not taken; only 4xx may be taken later.
            Err(Stop::Told(reply)) if reply.code >= 500 => Err(Stop::Told(Reply { code: 535, ..reply })),
            other => other.map(|_| ()),
        }
    }

    /// One reply: its last number, and the words of all its lines.
    async fn reply(&mut self) -> Result<Reply, String> {
        let mut words = String::new();
        for _ in 0..SMTP_LINES_MAX {
            let line = self.line.line().await?;
            let text = String::from_utf8_lossy(&line).into_owned();
            let (code, rest) = text.split_at_checked(3).ok_or("this is no server for sending mail")?;
            let code: u16 = code.parse().map_err(|_| "this is no server for sending mail")?;
            let clean: String = rest.chars().skip(1).filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
            words.push_str(&clean);
            if !rest.starts_with('-') {
                return Ok(Reply { code, words });
            }
            words.push('\n');
        }
        Err("the mail server does not come to an end".into())
    }
}

/// A mail as it goes over the wire: every line ends as it should, none looks like the end of the mail, and no half line
/// end is left that two servers could read in two ways.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 64);
    for line in mail.strip_suffix(b"\n").unwrap_or(mail).split(|b| *b == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend(line.iter().filter(|b| **b != b'\r'));
        out.extend(b"\r\n");
    }
    out
}
