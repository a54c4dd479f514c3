//! Addresses of mail servers: what may be spoken to, and how.

use crate::connect::net::json;

/// How a connection is kept from being listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// From the first byte on.
    Tls,
    /// In the clear until both agree; without that nothing is said.
    StartTls,
    /// Not at all, which is good only on this machine.
    Clear,
}

/// Where a mail server is, and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// How it is guarded.
    pub guard: Guard,
    /// Its name or number.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What follows the first `/`, unescaped; for IMAP the mailbox.
    pub path: String,
    /// What follows the `?`, unescaped.
    pub query: Vec<(String, String)>,
}

impl Place {
    /// What is said under this name in the query; empty when nothing is.
    pub fn said(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// A number in the query.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.said(name).parse().ok()
    }
}

/// Reads the address of a server for reading mail (`imaps://`, or `imap://` on this machine) or for sending it
/// (`smtps://`, `smtp://`, which encrypts once both agree, on this machine only when it says `?starttls=1`).
///
/// # Errors
///
/// In words why nothing is said to such a server.
///
/// ```
/// use watchfloor::connect::net::mail::place::{Guard, place};
/// assert_eq!(place("imaps://mail.example.org").unwrap().port, 993);
/// assert_eq!(place("smtp://mail.example.org").unwrap().guard, Guard::StartTls);
/// assert!(place("imap://mail.example.org").is_err(), "the password would be read by anybody on the way");
/// ```
pub fn place(url: &str) -> Result<Place, String> {
    let shape = "The address of a mail server looks like imaps://mail.example.org or smtps://mail.example.org:465.";
    let (scheme, rest) = url.trim().split_once("://").ok_or(shape)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (server, path) = rest.split_once('/').unwrap_or((rest, ""));
    if server.contains('@') {
        return Err("The address of a mail server holds no name and no password: they are asked for apart.".into());
    }
    let (host, port) = host_and_port(server).ok_or(shape)?;
    let (guard, usual) = match (scheme, is_local(host)) {
        ("imaps", _) => (Guard::Tls, 993),
        ("smtps", _) => (Guard::Tls, 465),
        ("imap", true) => (Guard::Clear, 143),
        ("smtp", true) => (Guard::Clear, 25),
        ("smtp", false) => (Guard::StartTls, 587),
        ("imap", false) => {
            return Err(format!(
                "{host} is asked for mail only with imaps://: without it anybody on the way could read the password."
            ));
        }
        _ => return Err(shape.into()),
    };
    let query = query.split('&').filter_map(|pair| pair.split_once('='));
    let query: Vec<(String, String)> = query.map(|(name, value)| (unescaped(name), unescaped(value))).collect();
    let agrees = scheme == "smtp" && query.iter().any(|(name, _)| name == "starttls");
    Ok(Place {
        guard: if agrees { Guard::StartTls } else { guard },
        host: host.to_owned(),
        port: port.unwrap_or(usual),
        path: unescaped(path),
        query,
    })
}

fn host_and_port(server: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match server.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            (host, rest.strip_prefix(':'))
        }
        None => match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        },
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    let port = match port {
        Some(port) => Some(port.parse().ok().filter(|p| *p > 0)?),
        None => None,
    };
    (!host.is_empty() && host.len() <= 253 && host.chars().all(plain)).then_some((host, port))
}

/// Whether a host is this machine.
pub fn is_local(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Undoes [`json::escaped`]. What is no UTF-8 afterwards is written as the sign for it.
pub fn unescaped(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address with a mailbox and a query, each escaped.
pub(super) fn with_query(server: &str, mailbox: &str, query: &[(&str, &str)]) -> String {
    let query = json::query(query);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}/{}{mark}{query}", server.trim().trim_end_matches('/'), json::escaped(mailbox))
}
