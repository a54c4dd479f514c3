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
    let Some(login) = login else { return Err(Lost::NotSent("a mailbox needs login and password".into())) };
    let line = Line::open(limits, &place, trusted).await.map_err(Lost::NotSent)?;
    let mut asking = Asking { line, tags: 0, is_over: false, place, limits, trusted, login };
    match tokio::time::timeout(limits.whole, asking.all()).await {
        Ok(Ok(told)) => Ok(Answer { status: 200, headers: told.headers, body: told.body, at: now() }),
        Ok(Err(Stop::Told(status, words))) => Ok(Answer { status, headers: Vec::new(), body: words.into(), at: now() }),
        Ok(Err(Stop::Lost(why))) => Err(Lost::Unknown(why)),
        Err(_) => Err(Lost::Unknown(format!("the mail server was not done after {} s", limits.whole.as_secs()))),
    }
}

/// Numbers as a command names them.
fn list(uids: &[u32]) -> String {
    uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
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

/// Mails on each side of one that does not come which are asked for to see whether the server gives others.
const OTHERS: usize = 3;
/// Numbers below it among which these are looked for.
const BEFORE: u32 = 1_000;

struct Asking<'a> {
    line: Line,
    tags: u32,
    /// The server has hung up.
    is_over: bool,
    place: Place,
    limits: &'a Limits,
    trusted: &'a [Vec<u8>],
    login: (String, String),
}

impl Asking<'_> {
    async fn all(&mut self) -> Result<Told, Stop> {
        self.enter().await?;
        let told = self.read().await;
        // It is polite, and nothing hangs on it.
        let _ = self.line.say(b"bye LOGOUT\r\n").await;
        told
    }

    /// Is greeted, and signs in.
    async fn enter(&mut self) -> Result<(), Stop> {
        let greeting = self.response().await?;
        match imap::status(&greeting, "*") {
            Some((Status::Ok, _)) => {}
            Some((_, words)) => return Err(Stop::Told(503, words)),
            None => return Err(Stop::Lost("this is no server for reading mail".into())),
        }
        let (login, password) = self.login.clone();
        self.sign_in(&login, &password).await
    }

    /// Goes on over another line where the server has hung up.
    async fn again(&mut self) -> Result<(), Stop> {
        if self.is_over {
            self.line = Line::open(self.limits, &self.place, self.trusted).await?;
            self.is_over = false;
            self.enter().await?;
            self.open().await?;
        }
        Ok(())
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

    /// Opens the mailbox for reading; what is said of it.
    async fn open(&mut self) -> Result<Vec<Vec<u8>>, Stop> {
        let name = imap::quoted(&imap::mailbox(&self.place.path));
        let name = name.ok_or_else(|| Stop::Told(404, "its name cannot be said to the server".into()))?;
        self.done(&format!("EXAMINE {name}"), 404).await
    }

    async fn read(&mut self) -> Result<Told, Stop> {
        let opened = self.open().await?;
        let first =
            |read: &dyn Fn(&[u8]) -> Option<u32>| opened.iter().find_map(|response| read(response)).unwrap_or(0);
        let validity = first(&|response| imap::code(response, "UIDVALIDITY"));
        let next = first(&|response| imap::code(response, "UIDNEXT"));
        let exists = first(&|response| imap::exists(response));
        let wanted = self.wanted(validity, next).await?;
        let most = self.place.number("most").map_or(MAIL_FETCH_MAX, |most| (most as usize).min(MAIL_FETCH_MAX));
        let (body, answered) = self.fetch(wanted.get(..most).unwrap_or(&wanted)).await?;
        let (now, left) = wanted.split_at_checked(answered).unwrap_or((&wanted, &[]));
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
        let mut found = self.search(&keys.join(" ")).await?;
        // `n:*` names the last mail also when it has a lower number.
        found.retain(|uid| *uid >= from.unwrap_or(1));
        Ok(found)
    }

    /// The numbers of the mails that these keys fit, in order.
    async fn search(&mut self, keys: &str) -> Result<Vec<u32>, Stop> {
        let found = self.done(&format!("UID SEARCH {keys}"), 422).await?;
        let mut found: Vec<u32> = found.iter().filter_map(|response| imap::found(response)).flatten().collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The mails of these numbers, a frame each, and how many of the numbers that answers. Of a mail that is there and
    /// does not come the frame has no bytes.
    async fn fetch(&mut self, uids: &[u32]) -> Result<(Vec<u8>, usize), Stop> {
        let mut body = Vec::new();
        if uids.is_empty() {
            return Ok((body, 0));
        }
        let (mut mails, stop) = self.bring(uids).await;
        let answered = match stop {
            None => uids.len(),
            Some(why) => self.one_by_one(uids, &mut mails, why).await?,
        };
        let uids = uids.get(..answered).unwrap_or(uids);
        let mut missing = uids.to_vec();
        missing.retain(|uid| !mails.iter().any(|mail| mail.uid == *uid));
        if !missing.is_empty() {
            self.again().await?;
            // One that was deleted meanwhile is not there.
            let there = self.search(&format!("UID {}", list(&missing))).await?;
            let there = there.into_iter().filter(|uid| missing.contains(uid));
            mails.extend(there.map(|uid| imap::Fetched { uid, ..imap::Fetched::default() }));
        }
        mails.retain(|mail| uids.contains(&mail.uid));
        mails.sort_by_key(|mail| mail.uid);
        mails.dedup_by_key(|mail| mail.uid);
        for mail in &mut mails {
            mail.bytes.truncate(MAIL_BYTES_MAX);
            imap::write_frame(&mut body, mail);
        }
        Ok((body, answered))
    }

    /// Asks for these mails: those that came, and why not all were given.
    async fn bring(&mut self, uids: &[u32]) -> (Vec<imap::Fetched>, Option<Stop>) {
        let what = format!("(UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.{MAIL_BYTES_MAX}>)");
        let (said, stop) = match self.command(&format!("UID FETCH {} {what}", list(uids))).await {
            Ok((said, (Status::Ok, _))) => (said, None),
            Ok((said, (Status::No, words))) => (said, Some(Stop::Told(503, words))),
            Ok((said, (Status::Bad, words))) => (said, Some(Stop::Told(422, words))),
            Ok((said, (Status::Bye, words))) => {
                self.is_over = true;
                (said, Some(Stop::Told(503, words)))
            }
            Err(why) => {
                self.is_over = true;
                (Vec::new(), Some(why))
            }
        };
        let mut mails: Vec<imap::Fetched> = said.iter().filter_map(|response| imap::fetched(response)).collect();
        mails.retain(|mail| uids.contains(&mail.uid) && !mail.bytes.is_empty());
        (mails, stop)
    }

    /// Asks for each of these mails alone, when the server would not give them together, up to the one that it cannot
    /// give; how many of the numbers that answers.
    async fn one_by_one(&mut self, uids: &[u32], mails: &mut Vec<imap::Fetched>, why: Stop) -> Result<usize, Stop> {
        if matches!(why, Stop::Told(422, _)) {
            return Err(why);
        }
        for (n, uid) in uids.iter().enumerate() {
            if mails.iter().any(|mail| mail.uid == *uid) {
                continue;
            }
            self.again().await?;
            match self.bring(&[*uid]).await {
                (came, stop) if !came.is_empty() || stop.is_none() => mails.extend(came),
                (_, stop) => {
                    let after = uids.get(n + 1..).unwrap_or_default();
                    // When it gives none at all it is not the mail.
                    return if self.gives_another(*uid, after).await? { Ok(n + 1) } else { Err(stop.unwrap_or(why)) };
                }
            }
        }
        Ok(uids.len())
    }

    /// Whether the server gives just now a mail that lies beside this one.
    async fn gives_another(&mut self, uid: u32, after: &[u32]) -> Result<bool, Stop> {
        self.again().await?;
        let mut before = self.search(&format!("UID {}:{uid}", uid.saturating_sub(BEFORE).max(1))).await?;
        before.retain(|other| *other < uid);
        for other in before.iter().rev().take(OTHERS).chain(after.iter().take(OTHERS)) {
            self.again().await?;
            if !self.bring(&[*other]).await.0.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
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
