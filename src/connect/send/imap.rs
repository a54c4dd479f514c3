//! IMAP: opens a mailbox for reading only, finds mails and brings their beginnings. What is asked and answered is told in
//! [`crate::connect::net::mail`].

use super::line::{Line, login};
use super::{Limits, Lost};
use crate::connect::net::mail::imap::{self, Status};
use crate::connect::net::mail::place::{Place, place};
use crate::connect::net::{Answer, Request};
use crate::floor::At;
use crate::limits::{IMAP_RESPONSES_MAX, MAIL_BYTES_MAX, MAIL_FETCH_MAX};
use base64::Engine as _;

/// Asks and waits for the whole answer.
///
/// # Errors
///
/// [`Lost::NotSent`] when there was no connection; after that [`Lost::Unknown`], though nothing over there changes.
pub(super) async fn send(
    limits: &Limits,
    trusted: &[Vec<u8>],
    request: &Request,
    now: impl Fn() -> At,
) -> Result<Answer, Lost> {
    let place = place(&request.url).map_err(Lost::NotSent)?;
    let login = header(request, "authorization").and_then(|value| login(Some(value)));
    let Some((login, password)) = login else { return Err(Lost::NotSent("a mailbox needs login and password".into())) };
    let line = Line::open(limits, &place, trusted).await.map_err(Lost::NotSent)?;
    let mut asking = Asking { line, tags: 0, place };
    let all = tokio::time::timeout(limits.whole, asking.all(&login, &password));
    match all.await {
        Ok(Ok(told)) => Ok(Answer { status: 200, headers: told.headers, body: told.body, at: now() }),
        Ok(Err(Stop::Told(status, words))) => Ok(Answer { status, headers: Vec::new(), body: words.into(), at: now() }),
        Ok(Err(Stop::Lost(why))) => Err(Lost::Unknown(why)),
        Err(_) => Err(Lost::Unknown(format!("the mail server was not done after {} s", limits.whole.as_secs()))),
    }
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

struct Told {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Why there is no page.
enum Stop {
    /// The server said so: a status as of HTTP, and its words.
    Told(u16, String),
    /// The line broke.
    Lost(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Stop {
        Stop::Lost(why)
    }
}

struct Asking {
    line: Line,
    tags: u32,
    place: Place,
}

impl Asking {
    async fn all(&mut self, login: &str, password: &str) -> Result<Told, Stop> {
        let greeting = self.response().await?;
        match imap::status(&greeting, "*") {
            Some((Status::Ok, _)) => {}
            Some((_, words)) => return Err(Stop::Told(503, words)),
            None => return Err(Stop::Lost("this is no server for reading mail".into())),
        }
        self.sign_in(login, password).await?;
        let told = self.read().await;
        // It is polite, and nothing hangs on it.
        let _ = self.line.say(b"bye LOGOUT\r\n").await;
        told
    }

    async fn sign_in(&mut self, login: &str, password: &str) -> Result<(), Stop> {
        let plain = imap::quoted(login).zip(imap::quoted(password));
        let (status, words) = match plain {
            Some((login, password)) => self.command(&format!("LOGIN {login} {password}")).await?.1,
            None => self.authenticate(login, password).await?,
        };
        let busy = ["[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[SERVERBUG]"].iter().any(|code| words.contains(code));
        match status {
            Status::Ok => Ok(()),
            Status::Bye => Err(Stop::Told(503, words)),
            Status::No if busy => Err(Stop::Told(503, words)),
            // Not with its words, which may repeat what was said.
            Status::No | Status::Bad => Err(Stop::Told(401, String::new())),
        }
    }

    /// Signs in with letters that cannot stand in a quoted word.
    async fn authenticate(&mut self, login: &str, password: &str) -> Result<(Status, String), Stop> {
        let tag = self.tag();
        self.line.say(format!("{tag} AUTHENTICATE PLAIN\r\n").as_bytes()).await?;
        let asked = self.response().await?;
        if !asked.starts_with(b"+") {
            return Ok((Status::No, String::new()));
        }
        let coded = base64::engine::general_purpose::STANDARD.encode(format!("\0{login}\0{password}"));
        self.line.say(format!("{coded}\r\n").as_bytes()).await?;
        Ok(self.until(&tag).await?.1)
    }

    async fn read(&mut self) -> Result<Told, Stop> {
        let name = imap::quoted(&imap::mailbox(&self.place.path));
        let name = name.ok_or_else(|| Stop::Told(404, "its name cannot be said to the server".into()))?;
        let opened = self.done(&format!("EXAMINE {name}"), 404).await?;
        let first =
            |read: &dyn Fn(&[u8]) -> Option<u32>| opened.iter().find_map(|response| read(response)).unwrap_or(0);
        let validity = first(&|response| imap::code(response, "UIDVALIDITY"));
        let next = first(&|response| imap::code(response, "UIDNEXT"));
        let exists = first(&|response| imap::exists(response));
        let wanted = self.wanted(validity, next).await?;
        let most = self.place.number("most").map_or(MAIL_FETCH_MAX, |most| (most as usize).min(MAIL_FETCH_MAX));
        let (now, left) = wanted.split_at_checked(most).unwrap_or((&wanted, &[]));
        let body = self.fetch(now).await?;
        let read = now.last().copied().unwrap_or(0);
        let left = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let headers =
            [("uid-validity", validity), ("uid-next", next), ("exists", exists), ("uid-read", read), ("left", left)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_string())).into();
        Ok(Told { headers, body })
    }

    /// The numbers of the mails that are asked for, in order.
    async fn wanted(&mut self, validity: u32, next: u32) -> Result<Vec<u32>, Stop> {
        let from = self.place.number("from").and_then(|from| u32::try_from(from).ok());
        let id = self.place.said("message-id").to_owned();
        let other = self.place.number("validity").is_some_and(|meant| meant != u64::from(validity));
        if other || (from.is_none() && id.is_empty()) || (next > 0 && from.is_some_and(|from| from >= next)) {
            return Ok(Vec::new());
        }
        let mut keys = Vec::new();
        if let Some(from) = from {
            keys.push(format!("UID {from}:*"));
        }
        let since = self.place.said("since");
        if !since.is_empty() && since.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            keys.push(format!("SINCE {since}"));
        }
        if !id.is_empty() {
            let id = imap::quoted(&id).ok_or_else(|| Stop::Told(422, "such an id cannot be looked for".into()))?;
            keys.push(format!("HEADER Message-ID {id}"));
        }
        let found = self.done(&format!("UID SEARCH {}", keys.join(" ")), 422).await?;
        let mut found: Vec<u32> = found.iter().filter_map(|response| imap::found(response)).flatten().collect();
        // `n:*` names the last mail also when it has a lower number.
        found.retain(|uid| *uid >= from.unwrap_or(1));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    async fn fetch(&mut self, uids: &[u32]) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        if uids.is_empty() {
            return Ok(body);
        }
        let list: Vec<String> = uids.iter().map(u32::to_string).collect();
        let what = format!("(UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{MAIL_BYTES_MAX}>)");
        let came = self.done(&format!("UID FETCH {} {what}", list.join(",")), 503).await?;
        let mut mails: Vec<imap::Fetched> = came.iter().filter_map(|response| imap::fetched(response)).collect();
        mails.retain(|mail| uids.contains(&mail.uid) && !mail.bytes.is_empty());
        mails.sort_by_key(|mail| mail.uid);
        mails.dedup_by_key(|mail| mail.uid);
        for mail in &mut mails {
            mail.bytes.truncate(MAIL_BYTES_MAX);
            imap::write_frame(&mut body, mail);
        }
        Ok(body)
    }

    /// A command that must be obeyed; `no` is the status where the server will not.
    async fn done(&mut self, command: &str, no: u16) -> Result<Vec<Vec<u8>>, Stop> {
        match self.command(command).await? {
            (said, (Status::Ok, _)) => Ok(said),
            (_, (Status::No, words)) => Err(Stop::Told(no, words)),
            (_, (Status::Bad, words)) => Err(Stop::Told(422, words)),
            (_, (Status::Bye, words)) => Err(Stop::Told(503, words)),
        }
    }

    async fn command(&mut self, command: &str) -> Result<(Vec<Vec<u8>>, (Status, String)), Stop> {
        let tag = self.tag();
        self.line.say(format!("{tag} {command}\r\n").as_bytes()).await?;
        self.until(&tag).await
    }

    fn tag(&mut self) -> String {
        self.tags += 1;
        format!("w{}", self.tags)
    }

    /// What the server says until it is done with a command.
    async fn until(&mut self, tag: &str) -> Result<(Vec<Vec<u8>>, (Status, String)), Stop> {
        let mut said = Vec::new();
        loop {
            let response = self.response().await?;
            if let Some(status) = imap::status(&response, tag) {
                return Ok((said, status));
            }
            if let Some((Status::Bye, words)) = imap::status(&response, "*") {
                return Ok((said, (Status::Bye, words)));
            }
            said.push(response);
            if said.len() > IMAP_RESPONSES_MAX {
                return Err(Stop::Lost("the mail server says more than is read of one answer".into()));
            }
        }
    }

    /// One response: a line, and what it says will follow it.
    async fn response(&mut self) -> Result<Vec<u8>, Stop> {
        let mut response = self.line.line().await?;
        if !imap::holds_literals(&response) {
            return Ok(response);
        }
        let mut from = 0;
        while let Some(count) = response.get(from..).and_then(imap::literal) {
            response.extend(b"\r\n");
            response.extend(self.line.exactly(count).await?);
            from = response.len();
            response.extend(self.line.line().await?);
        }
        Ok(response)
    }
}
