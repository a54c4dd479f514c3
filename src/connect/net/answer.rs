//! What every answer says beside its body: whether it is one, and how often one may ask.
//!
//! Servers say when to come back in a dozen ways, and none says which it is. What is told here is always in our own
//! clock: a moment in a server's clock is turned into "so long after the server's `Date`", and that much is added to the
//! moment when the answer came. A clock that is wrong, ours or theirs, then moves nothing.

use super::{Answer, Quota, Trouble};
use crate::floor::At;
use crate::limits::{ANSWER_WAIT_SECS_MAX, ANSWER_WINDOWS_MAX, PLACE_CHARS_MAX};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Beginnings of the names of headers under which windows are told, and how a limit is called there.
const WINDOWS: [(&str, &str); 6] = [
    ("ratelimit-", "limit"),
    ("x-ratelimit-", "limit"),
    ("x-ratelimit-", "total"),
    ("x-rate-limit-", "limit"),
    ("x-user-limit-24hour-", "limit"),
    ("x-app-limit-24hour-", "limit"),
];

/// A number from here on is Unix seconds, a smaller one is seconds to go: thirty years are no time to wait.
const UNIX_FROM: f64 = 1_000_000_000.0;
/// And from here on it is Unix milliseconds: as seconds it would be the year 5138.
const MILLIS_FROM: f64 = 100_000_000_000.0;

/// What is wrong with an answer, by its status and headers alone. The body is for the connector, which may know better.
///
/// ```
/// use watchfloor::connect::net::{Answer, Trouble, answer};
/// use watchfloor::floor::At;
///
/// let at = At::from_unix(1_764_000_000).unwrap();
/// let headers = vec![("retry-after".to_owned(), "290".to_owned())];
/// let slow = Answer { status: 429, headers, body: Vec::new(), at };
/// let why = "asked too often".to_owned();
/// assert_eq!(answer::trouble(&slow), Some(Trouble::Slow { until: Some(at.plus(290)), why }));
/// ```
pub fn trouble(answer: &Answer) -> Option<Trouble> {
    let refused = |why: &str| Some(Trouble::Refused(why.into()));
    let unwell = |why: &str| Some(Trouble::Unwell(why.into()));
    let slow = |why: &str| Some(Trouble::Slow { until: until(answer), why: why.into() });
    match answer.status {
        200..=299 | 304 => None,
        300..=399 => Some(Trouble::Refused(elsewhere(answer))),
        400 => refused("the server does not understand what it was asked (400)"),
        401 => Some(Trouble::SignIn("the login is not accepted, or not any more".into())),
        402 => Some(Trouble::Quota { until: None, why: "the server wants to be paid first (402)".into() }),
        // Some servers say so, and mean that it was too often.
        403 if answer.header("retry-after").is_some() || used_up(answer) => slow("asked too often"),
        403 => refused("the login is good, but it has no right to do that (403)"),
        404 => refused("there is nothing at this address (404): it was deleted, or the server’s address is wrong"),
        405 => refused("the server does not do that at this address (405)"),
        406 => refused("the server cannot answer in a format that is understood here (406)"),
        407 => refused("the proxy on the way wants a login of its own (407)"),
        408 => unwell("the server waited too long for what was asked (408)"),
        409 => refused("somebody else has changed it meanwhile (409)"),
        410 => refused("it was there and is gone for good (410)"),
        412 => refused("somebody else has changed it meanwhile (412)"),
        413 => refused("it is longer than the server takes (413)"),
        414 => refused("the address is longer than the server takes (414)"),
        415 => refused("the server does not take this format (415)"),
        421 => unwell("the answer came from a server that does not know the address (421)"),
        422 => refused("the server understands what it was asked, but does not take it (422)"),
        423 => unwell("it is locked just now (423)"),
        425 => unwell("the server wants to be asked again (425)"),
        426 => refused("the server wants another version of the protocol (426)"),
        428 => refused("the server wants to know which version is changed (428)"),
        429 => slow("asked too often"),
        431 => refused("the login or the headers are longer than the server takes (431)"),
        451 => refused("it may not be shown for reasons of law (451)"),
        501 | 505 => refused("the server cannot do that at all"),
        502 | 504 => unwell("the server is there, but what stands behind it does not answer"),
        503 if answer.header("retry-after").is_some() => slow("the server is busy, and says when to come back"),
        503 | 529 => unwell("the server is busy, or is being looked after"),
        507 => unwell("the server has no room left"),
        status @ 400..=499 => Some(Trouble::Refused(format!("the server does not take it ({status})"))),
        status @ 500..=599 => Some(Trouble::Unwell(format!("the server has failed ({status})"))),
        status => Some(Trouble::Unwell(format!("the server answers with {status}, which means nothing"))),
    }
}

/// Not before when to ask again, in our clock, if the answer says so in any of the ways that servers say it.
///
/// `Retry-After` comes first, in seconds or as a date. Otherwise the window that is used up counts: of several such the
/// one that ends last, and where none says how much is left, the one that ends first. A moment may be Unix seconds or
/// milliseconds, ISO 8601, a date as in e-mail, or seconds to go, also with a fraction. Where only the policy is told,
/// it is the length of its window. Never more than [`ANSWER_WAIT_SECS_MAX`] after the answer: whoever says so is asked
/// once more then, which costs little, while a wrong date would cost a source. A moment that has passed already says
/// nothing.
///
/// ```
/// use watchfloor::connect::net::{Answer, answer};
/// use watchfloor::floor::At;
///
/// let at = At::from_unix(1_764_000_000).unwrap();
/// let with = |headers: &[(&str, &str)]| Answer {
///     status: 429,
///     headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
///     body: Vec::new(),
///     at,
/// };
/// let in_20_s = Some(at.plus(20));
/// assert_eq!(answer::until(&with(&[("retry-after", "20")])), in_20_s);
/// assert_eq!(answer::until(&with(&[("x-ratelimit-reset", "19.2")])), in_20_s);
/// assert_eq!(answer::until(&with(&[("ratelimit-reset", "1764000020")])), in_20_s);
/// // Our clock is eight hours behind the server's: the wait is the same.
/// let dated = [("date", "Tue, 25 Nov 2025 00:00:00 GMT"), ("x-ratelimit-reset", "2025-11-25T00:00:20.000Z")];
/// assert_eq!(answer::until(&with(&dated)), in_20_s);
/// assert_eq!(answer::until(&with(&[])), None);
/// ```
pub fn until(answer: &Answer) -> Option<At> {
    if let Some(told) = answer.header("retry-after").and_then(|value| wait(answer, value)) {
        return Some(told);
    }
    let windows = windows(answer);
    let resets = |used_up: bool| windows.iter().filter(move |w| !used_up || w.left == Some(0)).filter_map(|w| w.resets);
    resets(true).max().or_else(|| resets(false).min()).or_else(|| {
        let secs = policy(answer)?.1?;
        Some(answer.at.plus(secs.clamp(1, ANSWER_WAIT_SECS_MAX)))
    })
}

/// How much may still be asked, by the headers that most servers send: of several windows the one that is nearest to
/// its end, by the share that is left.
///
/// ```
/// use watchfloor::connect::net::{Answer, answer};
/// use watchfloor::floor::At;
///
/// let at = At::from_unix(1_764_000_000).unwrap();
/// let headers = [("x-ratelimit-limit", "300"), ("x-ratelimit-remaining", "12"), ("x-ratelimit-reset", "60")];
/// let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
/// let quota = answer::quota(&Answer { status: 200, headers, body: Vec::new(), at }).unwrap();
/// assert_eq!((quota.limit, quota.left, quota.resets), (300, 12, Some(at.plus(60))));
/// ```
pub fn quota(answer: &Answer) -> Option<Quota> {
    let share = |quota: &Quota| f64::from(quota.left) / f64::from(quota.limit.max(1));
    let known = windows(answer).into_iter().filter_map(|window| {
        let (limit, left) = (window.limit?, window.left?);
        Some(Quota { limit, left: left.min(limit), resets: window.resets })
    });
    known.min_by(|a, b| share(a).total_cmp(&share(b)))
}

/// A date as HTTP writes it, and as it was written long ago. The name of the day is not looked at: it may be wrong.
///
/// ```
/// use watchfloor::connect::net::answer::http_date;
///
/// let same = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
/// assert!(same.iter().all(|date| http_date(date).unwrap().unix() == 784_111_777));
/// assert_eq!(http_date("soon"), None);
/// ```
pub fn http_date(text: &str) -> Option<At> {
    dated(text).and_then(At::from_timestamp)
}

fn dated(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    let rest = text.split_once(", ").map_or(text, |(_, rest)| rest).trim();
    let zoned = || {
        let rest = rest.strip_suffix("GMT").map(|rest| format!("{rest}+0000"));
        jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(rest.as_deref().unwrap_or(text)).ok()
    };
    let civil = |format, text: &str| {
        let civil = jiff::fmt::strtime::parse(format, text).and_then(|t| t.to_datetime()).ok()?;
        in_utc(civil)
    };
    zoned()
        .or_else(|| civil("%d-%b-%y %H:%M:%S GMT", rest))
        .or_else(|| civil("%b %d %H:%M:%S %Y", text.split_once(' ').map_or(text, |(_, rest)| rest.trim())))
}

/// The server's clock, by its answer.
pub fn server_time(answer: &Answer) -> Option<At> {
    answer.header("date").and_then(http_date)
}

/// Seconds that the server's clock is ahead of ours; less than nought when it is behind.
pub fn skew_secs(answer: &Answer) -> Option<i64> {
    server_time(answer).map(|theirs| theirs.secs_since(answer.at))
}

/// A moment of our clock as the server's clock shows it, by its answer: what it has written is compared with this and not
/// with ours, which may be wrong by hours.
///
/// ```
/// use watchfloor::connect::net::{Answer, answer};
/// use watchfloor::floor::At;
///
/// let at = At::from_unix(1_764_028_800).unwrap();
/// let headers = vec![("date".to_owned(), "Mon, 24 Nov 2025 23:00:00 GMT".to_owned())];
/// let hour_behind = Answer { status: 200, headers, body: Vec::new(), at };
/// assert_eq!(answer::in_theirs(&hour_behind, at.minus(60)), at.minus(60 + 3_600));
/// ```
pub fn in_theirs(answer: &Answer, ours: At) -> At {
    At::from_unix(ours.unix() + skew_secs(answer).unwrap_or(0)).unwrap_or(ours)
}

/// Of an address only whose it is: no name, no path, no query, all of which may hold what nobody should see.
///
/// ```
/// use watchfloor::connect::net::answer::place;
///
/// assert_eq!(place("https://ann:pass@desk.example:8443/a/b?token=x#y"), "https://desk.example:8443");
/// assert_eq!(place("just a word"), "the address");
/// ```
pub fn place(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "the address".into() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).take(PLACE_CHARS_MAX).collect::<String>();
    format!("{}://{}", plain(scheme), plain(host))
}

/// What is told of one window.
#[derive(Default)]
struct Window {
    limit: Option<u32>,
    left: Option<u32>,
    resets: Option<At>,
}

fn windows(answer: &Answer) -> Vec<Window> {
    let mut found = Vec::new();
    for (start, limit) in WINDOWS {
        let value = |name: &str| answer.header(&format!("{start}{name}"));
        let left = value("remaining").and_then(count);
        let limit = value(limit).and_then(count);
        let used = || value("used").and_then(count).zip(left).map(|(used, left)| used.saturating_add(left));
        let limit = limit.or_else(used).or_else(|| policy(answer).map(|(limit, _)| limit));
        let after = value("reset-after").and_then(seconds).and_then(|secs| ahead(answer, secs));
        let resets = after.or_else(|| value("reset").and_then(|value| wait(answer, value)));
        if left.is_some() || resets.is_some() {
            found.push(Window { limit, left, resets });
        }
    }
    // The newer way to say it has all in one header, for several windows.
    for part in answer.header("ratelimit").unwrap_or_default().split(',').take(ANSWER_WINDOWS_MAX) {
        let named = |name: &str| parameter(part, name);
        let (left, secs) = (named("r").and_then(count), named("t").and_then(seconds));
        if left.is_some() {
            let resets = secs.and_then(|secs| ahead(answer, secs));
            found.push(Window { limit: policy(answer).map(|(limit, _)| limit), left, resets });
        }
    }
    found
}

fn used_up(answer: &Answer) -> bool {
    windows(answer).iter().any(|window| window.left == Some(0))
}

/// How many requests in how many seconds, as in `30;w=300` and in `"default";q=30;w=300`.
fn policy(answer: &Answer) -> Option<(u32, Option<u32>)> {
    let first = answer.header("ratelimit-policy")?.split(',').next()?;
    let limit = parameter(first, "q").and_then(count).or_else(|| count(first.split(';').next()?))?;
    Some((limit, parameter(first, "w").and_then(count)))
}

/// The value of `name` in a list like `"default";r=50;t=30`.
fn parameter<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    list.split(';').filter_map(|part| part.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A number of nought or more; a fraction does not count.
fn count(text: &str) -> Option<u32> {
    let number = text.split([',', ';']).next()?.trim().parse::<f64>().ok()?;
    (number >= 0.0).then_some(number as u32)
}

fn seconds(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|secs| secs.is_finite())
}

/// When a moment that is told in whatever way is in our clock, if it lies ahead.
fn wait(answer: &Answer, value: &str) -> Option<At> {
    let value = value.split(';').next().unwrap_or_default();
    match seconds(value) {
        Some(secs) if secs < UNIX_FROM => ahead(answer, secs),
        Some(secs) => until_theirs(answer, if secs < MILLIS_FROM { secs } else { secs / 1_000.0 }),
        None => until_theirs(answer, written(value)?.as_second() as f64),
    }
}

/// So many seconds after the answer, a fraction rounded up; at most [`ANSWER_WAIT_SECS_MAX`].
fn ahead(answer: &Answer, secs: f64) -> Option<At> {
    (secs > 0.0).then(|| answer.at.plus((secs.ceil() as u32).min(ANSWER_WAIT_SECS_MAX)))
}

/// A moment of the server's clock in ours.
fn until_theirs(answer: &Answer, unix: f64) -> Option<At> {
    let theirs = server_time(answer).unwrap_or(answer.at);
    ahead(answer, unix - theirs.unix() as f64)
}

/// A moment in words: ISO 8601, also without a zone, which is UTC then, or a date of HTTP.
fn written(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    let stamp = text.parse::<jiff::Timestamp>().ok();
    let civil = || in_utc(text.trim_end_matches("UTC").trim().parse::<DateTime>().ok()?);
    stamp.or_else(civil).or_else(|| dated(text))
}

fn in_utc(civil: DateTime) -> Option<jiff::Timestamp> {
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// Where an answer sends us, in words: never more of the address than whose it is.
fn elsewhere(answer: &Answer) -> String {
    let to = answer.header("location").unwrap_or_default();
    let host = to.contains("://").then(|| place(to));
    let status = answer.status;
    match host {
        Some(host) => format!(
            "the server sends us on to {host} ({status}), and nothing secret is carried there unasked; if that is right, write it as the server’s address"
        ),
        None => format!("the server sends us on to another address ({status}): is the server’s address right?"),
    }
}
