//! What helpdesks have in common: how an external names a ticket, and how a change or a message is brought out so that
//! it is neither lost nor doubled nor laid over what somebody else has done in the meantime.
//!
//! A change is: look at the ticket; if it is as wished, done; if somebody has changed what is to be changed, a
//! conflict; else write, look again, and compare. A message is: if it may have been sent before, look for it first;
//! else send it, look for it, and only what was seen there is done. Both are the same for every helpdesk; what differs
//! is a [`Desk`].

use super::{Answer, Connector, Outgoing, Request, Step, Trouble, Wish, With};
use crate::floor::source::{Change, Ticket, TicketState, Told};
use crate::floor::{At, MentionKind};
use crate::limits;
use std::collections::BTreeSet;

/// Seconds that a server's clock may be behind ours when our own message is looked for by when it was written.
pub const SKEW_SECS: u32 = 120;

/// The external of the first thing written in a ticket, by which the ticket itself is known.
///
/// ```
/// use watchfloor::connect::net::desk;
/// assert_eq!(desk::first("12"), "ticket/12");
/// assert_eq!(desk::later("12", "99"), "ticket/12/tx/99");
/// assert_eq!(desk::ticket_of("ticket/12/tx/99"), Some("12"));
/// assert_eq!(desk::ticket_of("at://somebody/post/1"), None);
/// ```
pub fn first(ticket: &str) -> String {
    format!("ticket/{ticket}")
}

/// The external of something written later in a ticket.
pub fn later(ticket: &str, message: &str) -> String {
    format!("ticket/{ticket}/tx/{message}")
}

/// The ticket that an external of ours belongs to; `None` when it is no ticket's.
pub fn ticket_of(external: &str) -> Option<&str> {
    let id = external.strip_prefix("ticket/")?.split('/').next().unwrap_or_default();
    (!id.is_empty() && id.len() <= 20 && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

/// What a source tells of a ticket.
pub fn told(ticket: Ticket) -> Change {
    Change { external: first(&ticket.external), what: Told::Ticket(ticket) }
}

/// A ticket of which only is known that it is there no more.
pub fn gone(ticket: &str) -> Change {
    told(Ticket { external: ticket.to_owned(), state: TicketState::Gone, ..Ticket::default() })
}

/// Which kind of mention a customer's message is: what everybody can read is a comment, all else is between the two.
pub fn kind(public: bool) -> MentionKind {
    if public { MentionKind::Comment } else { MentionKind::Direct }
}

/// Labels as they are kept: sorted, without doubles and blanks.
///
/// ```
/// use watchfloor::connect::net::desk;
/// assert_eq!(desk::labels(["vip", " ", "late", "vip"]), ["late", "vip"]);
/// ```
pub fn labels<S: AsRef<str>>(all: impl IntoIterator<Item = S>) -> Vec<String> {
    let set: BTreeSet<String> =
        all.into_iter().map(|l| l.as_ref().trim().to_owned()).filter(|l| !l.is_empty()).collect();
    set.into_iter().collect()
}

/// The list that stands for "with these and without those", where a helpdesk only takes the whole list.
///
/// ```
/// use watchfloor::connect::net::desk;
/// let now = vec!["late".to_owned(), "vip".to_owned()];
/// assert_eq!(desk::merged(&now, &["angry".to_owned()], &["late".to_owned()]), ["angry", "vip"]);
/// ```
pub fn merged(now: &[String], add: &[String], remove: &[String]) -> Vec<String> {
    labels(now.iter().chain(add).filter(|l| !remove.contains(l)))
}

/// Whether two texts are the same words: helpdesks change ends of lines and drop blanks at the end.
///
/// ```
/// use watchfloor::connect::net::desk;
/// assert!(desk::same_words("Hello,\nwe look.", "Hello,\r\nwe look.\n"));
/// assert!(!desk::same_words("Hello", "Hello!"));
/// ```
pub fn same_words(one: &str, other: &str) -> bool {
    let lines = |text: &str| -> Vec<String> { text.trim().lines().map(|l| l.trim_end().to_owned()).collect() };
    lines(one) == lines(other)
}

/// The words of a page for people, without its marks. Breaks and paragraphs become ends of lines; what nobody reads,
/// styles and scripts, is left out.
///
/// ```
/// use watchfloor::connect::net::desk;
/// let page = "<p>Hello &amp; welcome</p><style>p{}</style><p>Tom<br>Lee</p>";
/// assert_eq!(desk::words(page), "Hello & welcome\nTom\nLee");
/// ```
pub fn words(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open].replace(['\n', '\r'], " "));
        let tag = &rest[open + 1..];
        let Some(end) = tag.find('>') else {
            rest = "";
            break;
        };
        let name: String = tag[..end].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        rest = &tag[end + 1..];
        match name.to_ascii_lowercase().trim_end_matches('/') {
            "br" | "/p" | "/div" | "/li" | "/tr" | "/h1" | "/h2" | "/h3" | "/blockquote" => out.push('\n'),
            hidden @ ("style" | "script" | "head" | "title") => {
                let close = format!("</{hidden}");
                let lower = rest.to_ascii_lowercase();
                rest = lower.find(&close).map_or("", |at| &rest[at..]);
            }
            _ => {}
        }
    }
    out.push_str(rest);
    let plain = entities(&out);
    let lines: Vec<String> = plain.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n").trim().to_owned()
}

/// The few entities that mail and helpdesks write, and every numbered one.
fn entities(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let name = tail.find(';').filter(|end| *end <= 8).map(|end| &tail[..end]);
        let meant = name.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            "auml" => Some('ä'),
            "ouml" => Some('ö'),
            "uuml" => Some('ü'),
            "Auml" => Some('Ä'),
            "Ouml" => Some('Ö'),
            "Uuml" => Some('Ü'),
            "szlig" => Some('ß'),
            "ndash" => Some('–'),
            "mdash" => Some('—'),
            "hellip" => Some('…'),
            "rsquo" => Some('’'),
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (meant, name) {
            (Some(meant), Some(name)) => {
                out.push(meant);
                rest = &tail[name.len() + 1..];
            }
            _ => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// When an answer was sent by the server's clock; by ours where it does not say.
///
/// ```
/// use watchfloor::connect::net::{Answer, desk};
/// use watchfloor::floor::At;
/// let at = At::from_unix(1_795_342_483).unwrap();
/// let headers = vec![("date".to_owned(), "Sun, 22 Nov 2026 10:14:40 GMT".to_owned())];
/// let answer = Answer { status: 200, headers, body: Vec::new(), at };
/// assert_eq!(desk::server_now(&answer).unix(), 1_795_342_480);
/// ```
pub fn server_now(answer: &Answer) -> At {
    super::answer::server_time(answer).unwrap_or(answer.at)
}

/// A name and a secret as the plainest way of signing in sends them.
///
/// ```
/// use watchfloor::connect::net::desk;
/// assert_eq!(desk::basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// ```
pub fn basic(name: &str, secret: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("Basic ");
    for three in format!("{name}:{secret}").as_bytes().chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte)) << (8 * (3 - three.len()));
        let signs = [18, 12, 6, 0].map(|shift| char::from(SIGNS[(bits >> shift) & 63]));
        out.extend(&signs[..=three.len()]);
        out.extend(std::iter::repeat_n('=', 3 - three.len()));
    }
    out
}

/// A ticket as one look showed it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How it stands.
    pub ticket: Ticket,
    /// What a write has to name so that it is refused when somebody was quicker; empty where nothing is offered.
    pub tag: String,
    /// Who changed it last; empty when nobody says.
    pub by: String,
    /// When it was changed last, by their clock.
    pub changed: Option<At>,
    /// Only what the wish is about was looked at: this is not all that the floor knows of a ticket.
    pub part: bool,
}

impl Seen {
    /// The ticket for the floor, where all of it was seen.
    fn whole(self) -> Option<Ticket> {
        (!self.part).then_some(self.ticket)
    }
}

/// What one helpdesk does differently from the others when something is brought out.
pub trait Desk: Connector {
    /// What has to be asked first, for example who is called so, or how the customer wrote; `None` when nothing has.
    fn lookup(&self, with: &With<'_>, out: &Outgoing) -> Option<Request> {
        let _ = (with, out);
        None
    }
    /// Asks for a ticket, or for that part of it which the wish is about.
    fn read(&self, with: &With<'_>, out: &Outgoing, ticket: &str) -> Request;
    /// What the answer to it says.
    ///
    /// # Errors
    ///
    /// Why it does not.
    fn seen(&self, with: &With<'_>, out: &Outgoing, ticket: &str, answer: &Answer) -> Result<Seen, Trouble>;
    /// How many writes this wish takes at most: more than one where labels are set one by one.
    fn writes(&self, out: &Outgoing) -> usize {
        let _ = out;
        1
    }
    /// Writes the change; `found` is the answer to [`Desk::lookup`].
    ///
    /// # Errors
    ///
    /// Why this cannot be wished here, in words.
    fn write(&self, with: &With<'_>, out: &Outgoing, seen: &Seen, found: Option<&Answer>) -> Result<Request, String>;
    /// Whether the ticket is as wished.
    fn met(&self, out: &Outgoing, seen: &Seen, written: Option<&Answer>) -> bool {
        let _ = written;
        met(&out.wish, &seen.ticket)
    }
    /// What the server said to a write, for people.
    fn said(&self, answer: &Answer) -> String {
        said(answer)
    }
    /// Asks for the newest messages of a ticket.
    fn look(&self, with: &With<'_>, ticket: &str) -> Request;
    /// The external of our message among them.
    ///
    /// # Errors
    ///
    /// In words why the answer does not say.
    fn found(&self, with: &With<'_>, out: &Outgoing, ticket: &str, answer: &Answer) -> Result<Option<String>, String>;
    /// Sends the message; `found` is the answer to [`Desk::lookup`].
    ///
    /// # Errors
    ///
    /// Why this cannot be sent here, in words.
    fn post(&self, with: &With<'_>, out: &Outgoing, ticket: &str, found: Option<&Answer>) -> Result<Request, String>;
}

/// Whether a ticket is as wished, in the words that helpdesks share.
pub fn met(wish: &Wish, now: &Ticket) -> bool {
    match wish {
        Wish::Assign(who) => now.owner.eq_ignore_ascii_case(who.trim()),
        Wish::State(state) => now.state == *state,
        Wish::Priority(word) => now.priority.eq_ignore_ascii_case(word.trim()),
        Wish::Labels { add, remove } => {
            add.iter().all(|l| now.labels.contains(l)) && !remove.iter().any(|l| now.labels.contains(l))
        }
        Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => false,
    }
}

/// Whether what is to be changed is not as the floor knows it: somebody else has been at it. Labels are put together
/// and can therefore not be in each other's way.
pub fn overtaken(out: &Outgoing, now: &Ticket) -> bool {
    let Some(known) = &out.ticket else { return false };
    match &out.wish {
        Wish::Assign(_) => !known.owner.eq_ignore_ascii_case(&now.owner),
        Wish::State(_) => known.state != now.state,
        Wish::Priority(_) => !known.priority.eq_ignore_ascii_case(&now.priority),
        Wish::Labels { .. } | Wish::Reply { .. } | Wish::Note(_) | Wish::HandOff { .. } => false,
    }
}

/// What is so over there, in words.
pub fn theirs(out: &Outgoing, seen: &Seen) -> String {
    let now = &seen.ticket;
    let what = match &out.wish {
        Wish::Assign(_) if now.owner.is_empty() => "nobody has it".to_owned(),
        Wish::Assign(_) => format!("{} has it", now.owner),
        Wish::State(_) => format!("it is {}", now.state.word()),
        Wish::Priority(_) if now.priority.is_empty() => "it has no priority".to_owned(),
        Wish::Priority(_) => format!("its priority is {}", now.priority),
        _ => "somebody has changed it".to_owned(),
    };
    let when = seen.changed.map(|at| at.timestamp().strftime(" at %Y-%m-%d %H:%M UTC").to_string());
    match (seen.by.is_empty(), when) {
        (false, when) => format!("{what}; last changed by {}{}", seen.by, when.unwrap_or_default()),
        (true, Some(when)) => format!("{what}; last changed{when}"),
        (true, None) => what,
    }
}

/// What a server said, for people: sentences in a list, or in the usual places of an error; at most a line.
pub fn said(answer: &Answer) -> String {
    let Ok(value) = super::json::document(&answer.body) else { return format!("the server answers {}", answer.status) };
    let mut words: Vec<String> = super::json::list(&value, "").iter().map(|s| super::json::text(s, "")).collect();
    for path in ["message", "error", "error/message", "error/title", "description", "details", "error_human", "detail"]
    {
        words.push(super::json::text(&value, path));
    }
    words.retain(|w| !w.trim().is_empty());
    words.dedup();
    match words.is_empty() {
        true => format!("the server answers {}", answer.status),
        false => words.join("; ").chars().take(limits::NAME_CHARS_MAX.max(200)).collect(),
    }
}

/// The next step of bringing something out to a helpdesk.
pub fn deliver<D: Desk + ?Sized>(desk: &D, with: &With<'_>, out: &Outgoing, past: &[Answer]) -> Step {
    let Some(ticket) = ticket_of(&out.target).or_else(|| ticket_of(&out.root)) else {
        return Step::Refused(format!("{} is not a ticket of {}", out.target, desk.about().name));
    };
    match &out.wish {
        Wish::Reply { .. } | Wish::Note(_) => message(desk, with, out, past, ticket),
        Wish::HandOff { .. } => Step::Refused("a helpdesk sends no hand-offs; a mailbox does".into()),
        _ => change(desk, with, out, past, ticket),
    }
}

/// What is wrong with the answer to something that was asked, as a step.
fn bad<D: Desk + ?Sized>(desk: &D, answer: &Answer) -> Option<Step> {
    match desk.trouble(answer)? {
        Trouble::Refused(_) if matches!(answer.status, 404 | 410) => {
            Some(Step::Refused("the ticket is not there any more, or not for this login".into()))
        }
        Trouble::Refused(_) => Some(Step::Refused(desk.said(answer))),
        other => Some(Step::Later(other)),
    }
}

/// Whether a write was refused because somebody was quicker.
fn quicker(answer: &Answer) -> bool {
    matches!(answer.status, 409 | 412)
}

/// The answer to what has to be asked first, and the answers after it; or the step that comes before all others.
type Begun<'a> = Result<(Option<&'a Answer>, &'a [Answer]), Box<Step>>;

fn begun<'a, D: Desk + ?Sized>(desk: &D, with: &With<'_>, out: &Outgoing, past: &'a [Answer]) -> Begun<'a> {
    match (desk.lookup(with, out), past.split_first()) {
        (Some(request), None) => Err(Box::new(Step::Ask(request))),
        (Some(_), Some((found, rest))) => match bad(desk, found) {
            Some(step) => Err(Box::new(step)),
            None => Ok((Some(found), rest)),
        },
        (None, _) => Ok((None, past)),
    }
}

fn change<D: Desk + ?Sized>(desk: &D, with: &With<'_>, out: &Outgoing, past: &[Answer], ticket: &str) -> Step {
    let (found, past) = match begun(desk, with, out, past) {
        Ok(begun) => begun,
        Err(step) => return *step,
    };
    // Look, write, look; and once more when the ticket changed meanwhile in something that this does not touch.
    let Some(last) = past.last() else { return Step::Ask(desk.read(with, out, ticket)) };
    if past.len().is_multiple_of(2) {
        return after_write(desk, with, out, last, ticket);
    }
    if let Some(step) = bad(desk, last) {
        return step;
    }
    let seen = match desk.seen(with, out, ticket, last) {
        Ok(seen) => seen,
        Err(Trouble::Refused(why)) => return Step::Refused(why),
        Err(trouble) => return Step::Later(trouble),
    };
    let written = past.len().checked_sub(2).and_then(|i| past.get(i));
    if desk.met(out, &seen, written) {
        return Step::Done { external: String::new(), ticket: seen.whole() };
    }
    let (lost, looks) = (written.is_some_and(quicker), past.len() / 2);
    if overtaken(out, &seen.ticket) || (lost && looks > 1) {
        return Step::Conflict { theirs: theirs(out, &seen), ticket: seen.whole() };
    }
    match written {
        Some(answer) if !lost && (looks >= desk.writes(out) || !answer.is_ok()) => {
            Step::Refused(format!("it was taken but did not come about: {}", desk.said(answer)))
        }
        _ => match desk.write(with, out, &seen, found) {
            Ok(request) => Step::Send(request),
            Err(why) => Step::Refused(why),
        },
    }
}

/// After a write the ticket is looked at again whatever the answer was, unless the server certainly did nothing.
fn after_write<D: Desk + ?Sized>(desk: &D, with: &With<'_>, out: &Outgoing, answer: &Answer, ticket: &str) -> Step {
    match desk.trouble(answer) {
        None | Some(Trouble::Unwell(_)) => Step::Ask(desk.read(with, out, ticket)),
        Some(_) if quicker(answer) => Step::Ask(desk.read(with, out, ticket)),
        Some(Trouble::Refused(_)) => Step::Refused(desk.said(answer)),
        Some(other) => Step::Later(other),
    }
}

fn message<D: Desk + ?Sized>(desk: &D, with: &With<'_>, out: &Outgoing, past: &[Answer], ticket: &str) -> Step {
    let (found, past) = match begun(desk, with, out, past) {
        Ok(begun) => begun,
        Err(step) => return *step,
    };
    let looked = |answer: &Answer| match bad(desk, answer) {
        Some(step) => Err(Box::new(step)),
        None => desk.found(with, out, ticket, answer).map_err(|why| Box::new(Step::Later(Trouble::Unwell(why)))),
    };
    let done = |external: String| Step::Done { external, ticket: None };
    let past = match (out.tried_at, past.split_first()) {
        (None, _) => past,
        (Some(_), None) => return Step::Ask(desk.look(with, ticket)),
        (Some(_), Some((answer, rest))) => match looked(answer) {
            Err(step) => return *step,
            Ok(Some(external)) => return done(external),
            Ok(None) => rest,
        },
    };
    match past {
        [] => match desk.post(with, out, ticket, found) {
            Ok(request) => Step::Send(request),
            Err(why) => Step::Refused(why),
        },
        [sent] => match desk.trouble(sent) {
            None | Some(Trouble::Unwell(_)) => Step::Ask(desk.look(with, ticket)),
            Some(Trouble::Refused(_)) => Step::Refused(desk.said(sent)),
            Some(other) => Step::Later(other),
        },
        [sent, .., look] => match looked(look) {
            Err(step) => *step,
            Ok(Some(external)) => done(external),
            Ok(None) => Step::Later(Trouble::Unwell(match sent.is_ok() {
                true => "the message was taken but cannot be seen there yet".into(),
                false => desk.said(sent),
            })),
        },
    }
}
