//! Signing in to X.
//!
//! A refresh token is good once. What it gave is kept at once: were it lost because the next question is not answered,
//! a person would have to sign in again.

use super::said::trouble;
use super::{SERVER, is_post};
use crate::connect::net::{Answer, Request, Session, SignIn, Trouble, With, json, plain};
use secrecy::{ExposeSecret, SecretString};

/// A token that is good for fewer seconds is renewed first.
const GOOD_SECS: u32 = 60;

/// Signing in: a new token where there is one to be had and none that is good, then which account it is.
pub fn sign_in(with: &With<'_>, past: &[Answer]) -> SignIn {
    let base = plain::server(with, SERVER);
    let mut past = past.iter();
    let client = with.settings.option("client_id").trim();
    let mut session = Session { token: with.secret.clone(), ..Session::default() };
    if with.secret.expose_secret().trim().is_empty() {
        return SignIn::Refused("the token is empty".into());
    }
    let before = with.session;
    // Whose it is has not been asked yet: it was given just now.
    let is_fresh = before.own.is_empty() || before.expires.is_none_or(|until| until > with.now.plus(GOOD_SECS));
    let is_good = !client.is_empty() && is_fresh && !before.token.expose_secret().is_empty();
    let mut who = None;
    if is_good {
        session = Session { own: Default::default(), ..before.clone() };
        let Some(answer) = past.next() else { return SignIn::Ask(me(&base, &session.token)) };
        who = Some(answer).filter(|answer| !matches!(trouble(answer), Some(Trouble::SignIn(_))));
    }
    if !client.is_empty() && who.is_none() {
        // A refresh token is good once; the one of the last session is the newest, the user's own the last resort.
        let mut known = vec![&with.session.refresh, with.secret];
        known.retain(|token| !token.expose_secret().is_empty());
        for token in known {
            let Some(answer) = past.next() else { return SignIn::Ask(refresh(&base, client, token)) };
            match renewed(answer) {
                Ok(session) => return SignIn::Keep(session),
                Err(None) => {}
                Err(Some(trouble)) => return SignIn::Trouble(trouble),
            }
        }
        return SignIn::Refused("X does not take the refresh token any more: please sign in again there".into());
    }
    let Some(answer) = who.or_else(|| past.next()) else { return SignIn::Ask(me(&base, &session.token)) };
    let mut who = answer;
    if answer.status == 403 && !with.settings.login.trim().is_empty() {
        let name = json::escaped(with.settings.login.trim().trim_start_matches('@'));
        match past.next() {
            Some(answer) => who = answer,
            None => {
                let url = format!("{base}/2/users/by/username/{name}");
                return SignIn::Ask(Request::get(url).bearer(&session.token));
            }
        }
        session.own.insert("app_only".into(), "1".into());
    }
    match trouble(who) {
        Some(Trouble::SignIn(_)) => return SignIn::Refused("X does not take this token".into()),
        Some(Trouble::Refused(why)) => return SignIn::Refused(why),
        Some(trouble) => return SignIn::Trouble(trouble),
        None => {}
    }
    let document = json::document(&who.body).unwrap_or_default();
    let id = json::text(&document, "data/id");
    if !is_post(&id) {
        return SignIn::Trouble(Trouble::Unwell("X does not say whose token this is".into()));
    }
    session.own.insert("id".into(), id);
    let name = json::text(&document, "data/username");
    session.own.insert("handle".into(), plain::name(&format!("@{name}")));
    SignIn::Ready(session)
}

fn me(base: &str, token: &SecretString) -> Request {
    Request::get(format!("{base}/2/users/me?user.fields=username")).bearer(token)
}

fn refresh(base: &str, client: &str, token: &SecretString) -> Request {
    let token = token.expose_secret();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client)];
    Request::form(format!("{base}/2/oauth2/token"), &fields)
}

/// The session that a refresh token gave; an error without a trouble when it is not good any more.
fn renewed(answer: &Answer) -> Result<Session, Option<Trouble>> {
    if matches!(answer.status, 400 | 401 | 403) {
        return Err(None);
    }
    if let Some(trouble) = trouble(answer) {
        return Err(Some(trouble));
    }
    let document = json::document(&answer.body).map_err(|why| Some(Trouble::Unwell(why)))?;
    let token = json::text(&document, "access_token");
    if token.is_empty() {
        return Err(None);
    }
    let expires = json::number(&document, "expires_in").map(|secs| answer.at.plus(u32::try_from(secs).unwrap_or(0)));
    let refresh: SecretString = json::text(&document, "refresh_token").into();
    Ok(Session { token: token.into(), refresh, expires, ..Session::default() })
}
