//! Who has signed what came. Signatures are compared in a time that does not depend on where they differ.

use super::replay::Key;
use crate::floor::At;
use crate::limits::WEBHOOK_SKEW_SECS;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signing {
    /// Meta: `X-Hub-Signature-256`, HMAC-SHA256 of the body with the app secret.
    Meta,
    /// Chatwoot: `X-Chatwoot-Signature`, HMAC-SHA256 of `timestamp.body`, with `X-Chatwoot-Timestamp` and
    /// `X-Chatwoot-Delivery`.
    Chatwoot,
    /// Zammad: `X-Hub-Signature`, HMAC-SHA1 of the body, with `X-Zammad-Delivery`.
    Zammad,
    /// Programs of the user's own: `X-Watchfloor-Signature`, HMAC-SHA256 of `timestamp.body`, with
    /// `X-Watchfloor-Timestamp` and, if they like, `X-Watchfloor-Delivery`.
    Own,
}

impl Signing {
    /// For settings, for ever the same.
    pub fn id(self) -> &'static str {
        match self {
            Signing::Meta => "meta",
            Signing::Chatwoot => "chatwoot",
            Signing::Zammad => "zammad",
            Signing::Own => "own",
        }
    }

    /// The one of this [`Signing::id`].
    pub fn named(id: &str) -> Option<Signing> {
        [Signing::Meta, Signing::Chatwoot, Signing::Zammad, Signing::Own].into_iter().find(|one| one.id() == id)
    }

    /// The header of the signature, of the moment and of the delivery's own id; empty where there is none.
    fn headers(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Signing::Meta => ("x-hub-signature-256", "", ""),
            Signing::Chatwoot => ("x-chatwoot-signature", "x-chatwoot-timestamp", "x-chatwoot-delivery"),
            Signing::Zammad => ("x-hub-signature", "", "x-zammad-delivery"),
            Signing::Own => ("x-watchfloor-signature", "x-watchfloor-timestamp", "x-watchfloor-delivery"),
        }
    }

    /// The status that says that something was taken before. Meta says nothing of a delivery that it repeats, and
    /// switches a receiver off that refuses too often.
    pub fn known(self) -> u16 {
        if self == Signing::Meta { 200 } else { 409 }
    }
}

/// Why nothing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// Nobody has signed it, or not in this way.
    Unsigned,
    /// Somebody else has signed it.
    Forged,
    /// It was signed too long ago, or will be.
    Stale,
}

impl Refused {
    /// The status to answer with.
    pub fn status(self) -> u16 {
        match self {
            Refused::Unsigned => 401,
            Refused::Forged | Refused::Stale => 403,
        }
    }

    /// Why, in words for the user.
    pub fn words(self) -> &'static str {
        match self {
            Refused::Unsigned => "it is not signed",
            Refused::Forged => "its signature does not fit: the secret is another one, or it is forged",
            Refused::Stale => "it was signed more than five minutes ago, or one of the clocks is wrong",
        }
    }
}

/// Whether whoever knows the secret has sent this body, and the keys by which it is known when it comes again. Names of
/// headers are in lower case. An empty secret takes nothing.
///
/// The id of a delivery is not signed, so it alone keeps no replay out; what was signed is a key as well.
///
/// # Errors
///
/// Why it is not taken.
///
/// ```
/// use secrecy::SecretString;
/// use watchfloor::connect::webhook::{Refused, Signing, sign, verify};
/// use watchfloor::floor::At;
/// let now = At::from_unix(1_700_000_000).unwrap();
/// let secret = SecretString::from("between us");
/// let headers = sign(Signing::Own, &secret, b"{}", now);
/// assert!(verify(Signing::Own, &secret, &headers, b"{}", now.plus(300)).is_ok());
/// assert_eq!(verify(Signing::Own, &secret, &headers, b"{}", now.plus(301)), Err(Refused::Stale));
/// assert_eq!(verify(Signing::Own, &secret, &headers, b"{ }", now), Err(Refused::Forged));
/// assert_eq!(verify(Signing::Own, &secret, &[], b"{}", now), Err(Refused::Unsigned));
/// ```
pub fn verify(
    by: Signing,
    secret: &SecretString,
    headers: &[(String, String)],
    body: &[u8],
    now: At,
) -> Result<Vec<Key>, Refused> {
    let (signature, moment, delivery) = by.headers();
    let said = |name: &str| headers.iter().find(|(n, _)| !name.is_empty() && n == name).map(|(_, value)| value.trim());
    let signature = said(signature).ok_or(Refused::Unsigned)?;
    let stamp = said(moment).unwrap_or_default();
    if !moment.is_empty() && (stamp.is_empty() || stamp.len() > 20) {
        return Err(Refused::Unsigned);
    }
    let secret = secret.expose_secret().as_bytes();
    let fits = match by {
        Signing::Meta => fits::<Hmac<Sha256>>(secret, &[body], signature, "sha256="),
        Signing::Zammad => fits::<Hmac<Sha1>>(secret, &[body], signature, "sha1="),
        Signing::Chatwoot | Signing::Own => {
            fits::<Hmac<Sha256>>(secret, &[stamp.as_bytes(), b".", body], signature, "sha256=")
        }
    };
    if secret.is_empty() || !fits {
        return Err(Refused::Forged);
    }
    if !moment.is_empty() {
        let at = stamp.parse().ok().and_then(At::from_unix).ok_or(Refused::Stale)?;
        if now.secs_since(at).abs() > i64::from(WEBHOOK_SKEW_SECS) {
            return Err(Refused::Stale);
        }
    }
    let mut keys = vec![key(by, "signed", &[stamp.as_bytes(), b".", body])];
    keys.extend(said(delivery).filter(|id| !id.is_empty()).map(|id| key(by, "delivery", &[id.as_bytes()])));
    Ok(keys)
}

fn fits<M: Mac + hmac::digest::KeyInit>(secret: &[u8], parts: &[&[u8]], signature: &str, prefix: &str) -> bool {
    let Some(given) = signature.strip_prefix(prefix).and_then(unhex) else { return false };
    let Ok(mac) = <M as Mac>::new_from_slice(secret) else { return false };
    parts.iter().fold(mac, |mac, part| mac.chain_update(part)).verify_slice(&given).is_ok()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 128 || text.len() % 2 == 1 || !text.is_ascii() {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

fn key(by: Signing, what: &str, parts: &[&[u8]]) -> Key {
    let begun = Sha256::new().chain_update(by.id()).chain_update([0]).chain_update(what).chain_update([0]);
    let whole = parts.iter().fold(begun, |hash, part| hash.chain_update(part)).finalize();
    let mut key = [0; 16];
    key.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    key
}

/// The headers that whoever knows the secret sends with a body: for programs of the user's own, and for tests.
pub fn sign(by: Signing, secret: &SecretString, body: &[u8], at: At) -> Vec<(String, String)> {
    let (signature, moment, _) = by.headers();
    let stamp = at.unix().to_string();
    let secret = secret.expose_secret().as_bytes();
    let value = match by {
        Signing::Meta => format!("sha256={}", made::<Hmac<Sha256>>(secret, &[body])),
        Signing::Zammad => format!("sha1={}", made::<Hmac<Sha1>>(secret, &[body])),
        Signing::Chatwoot | Signing::Own => {
            format!("sha256={}", made::<Hmac<Sha256>>(secret, &[stamp.as_bytes(), b".", body]))
        }
    };
    let mut headers = vec![(signature.to_owned(), value)];
    if !moment.is_empty() {
        headers.push((moment.to_owned(), stamp));
    }
    headers
}

fn made<M: Mac + hmac::digest::KeyInit>(secret: &[u8], parts: &[&[u8]]) -> String {
    let Ok(mac) = <M as Mac>::new_from_slice(secret) else { return String::new() };
    let bytes = parts.iter().fold(mac, |mac, part| mac.chain_update(part)).finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What Meta wants to hear when a receiver is set up: the challenge in the query, when the token in it is ours.
///
/// # Errors
///
/// Why it hears nothing.
///
/// ```
/// use secrecy::SecretString;
/// use watchfloor::connect::webhook::{Refused, challenge};
/// let token = SecretString::from("our token");
/// let asked = |token: &str| format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
/// assert_eq!(challenge(&asked("our%20token"), &token).as_deref(), Ok("1158201444"));
/// assert_eq!(challenge(&asked("guess"), &token), Err(Refused::Forged));
/// ```
pub fn challenge(query: &str, token: &SecretString) -> Result<String, Refused> {
    let said = |name: &str| {
        let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(n, _)| *n == name);
        pair.map(|(_, value)| crate::connect::net::mail::place::unescaped(&value.replace('+', " ")))
    };
    let (Some(mode), Some(given), Some(challenge)) =
        (said("hub.mode"), said("hub.verify_token"), said("hub.challenge"))
    else {
        return Err(Refused::Unsigned);
    };
    // Two texts are alike when their codes under any one key are.
    let ours = token.expose_secret();
    let code = |text: &str| <Hmac<Sha256> as Mac>::new_from_slice(b"token").map(|mac| mac.chain_update(text)).ok();
    let alike = code(ours).zip(code(&given)).is_some_and(|(a, b)| a.verify(&b.finalize().into_bytes()).is_ok());
    // It goes back as it came, so it may hold nothing that means anything to whoever shows it.
    let harmless = challenge.len() <= 100 && challenge.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    match mode == "subscribe" && !ours.is_empty() && alike && harmless {
        true => Ok(challenge),
        false => Err(Refused::Forged),
    }
}
