//! What a person asks of the sync: try a login, keep a secret, read something in quarantine again.

use super::source::source_ref;
use super::{Keep, Login, MASKED_IN_WORDS_BYTES_MIN, Plan, Shared, SyncAsk, mask, masked, secret_is_another};
use crate::clock;
use crate::connect::net::{Connector, Session, SignIn, With, all};
use crate::connect::send::{Limits, Sender};
use crate::engine::{Fetched, Input, Outcome};
use crate::floor::source::SourceSettings;
use crate::floor::{Incoming, IncomingKind, SourceId};
use crate::limits;
use crate::run::secrets::Kept;
use crate::run::tasks::News;
use crate::view::{Secret, Tried, TriedState};
use secrecy::SecretString;
use std::sync::PoisonError;
use tokio::sync::watch;

/// Requests of one try: enough for a network whose first page has mentions only after some that have none.
const TRIED_PAGES_MAX: usize = 6;

pub(super) async fn answer(ask: SyncAsk, shared: Shared, planned: watch::Receiver<Plan>) {
    match ask {
        SyncAsk::Try { id, name, settings, secret } => {
            let state = match tried(&shared, &planned, name.as_deref(), &settings, secret).await {
                Ok(state) => state,
                Err(why) => TriedState::Failed(why),
            };
            let _ = shared.news.send(News::Tried(Tried { id, state })).await;
        }
        SyncAsk::Keep(keep) => {
            let id = keep.id;
            let news = match kept(&shared, &planned, &keep).await {
                Ok(()) => News::SecretKept(keep),
                Err(why) => News::Tried(Tried { id, state: TriedState::Failed(why) }),
            };
            let _ = shared.news.send(news).await;
        }
        SyncAsk::Forget(name) => {
            let secrets = shared.secrets.clone();
            let forgotten = tokio::task::spawn_blocking(move || secrets.remove(&name)).await;
            if let Ok(Err(why)) = forgotten {
                let _ = shared.news.send(News::Said(why)).await;
            }
        }
        SyncAsk::Retry { source, place, raw } => {
            let said = match retried(&shared, &planned, source, place, &raw).await {
                Ok(()) => "It was read, and is out of quarantine".to_owned(),
                Err(why) => format!("It still cannot be read: {why}"),
            };
            let _ = shared.news.send(News::Said(said)).await;
        }
    }
}

async fn kept(shared: &Shared, planned: &watch::Receiver<Plan>, keep: &Keep) -> Result<(), String> {
    let before = shared.kept(&keep.name).await.unwrap_or_default().unwrap_or_default();
    let secret = match &keep.secret {
        Some(Secret(typed)) => SecretString::from(typed.clone()),
        None => before.secret.clone(),
    };
    // A session of somebody else, or on another server, is none of this one.
    let own = own_session(planned, Some(&keep.name), before, &keep.settings, &secret);
    let session = own.or_else(|| tried_session(shared, &keep.settings, &secret)).unwrap_or_default();
    shared.keep(&keep.name, Kept { secret, session }, keep.in_file).await
}

/// What is kept of the source of that name, where it is the same login.
fn own_session(
    planned: &watch::Receiver<Plan>,
    name: Option<&str>,
    kept: Kept,
    settings: &SourceSettings,
    secret: &SecretString,
) -> Option<Session> {
    let plan = planned.borrow();
    let source = plan.sources.values().find(|s| Some(s.name.as_str()) == name)?;
    Login::of(&source.settings, kept).session(settings, secret)
}

/// What trying the same login gave.
fn tried_session(shared: &Shared, settings: &SourceSettings, secret: &SecretString) -> Option<Session> {
    shared.tried.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.session(settings, secret)
}

async fn tried(
    shared: &Shared,
    planned: &watch::Receiver<Plan>,
    name: Option<&str>,
    settings: &SourceSettings,
    secret: Option<Secret>,
) -> Result<TriedState, String> {
    let kept = match name {
        // Where a secret was typed, one that cannot be read keeps nobody from trying.
        Some(name) if secret.is_some() => shared.kept(name).await.ok().flatten(),
        Some(name) => shared.kept(name).await?,
        None => None,
    };
    let kept = kept.unwrap_or_default();
    let secret = secret.map_or_else(|| kept.secret.clone(), |Secret(typed)| SecretString::from(typed));
    let own = own_session(planned, name, kept, settings, &secret);
    let is_own = own.is_some();
    let before = own.or_else(|| tried_session(shared, settings, &secret)).unwrap_or_default();
    let mut session = before.clone();
    let looked = look(&shared.client, settings, &secret, &mut session).await;
    if session.is_other_than(&before) {
        match name.filter(|_| is_own) {
            // What is kept may be spent by this try, and whoever reads with it goes on with what came of it.
            Some(name) => {
                if shared.renew(name, &secret, session).await? {
                    secret_is_another(&shared.plan, name);
                }
            }
            None => {
                let login = Login::of(settings, Kept { secret: secret.clone(), session });
                *shared.tried.lock().unwrap_or_else(PoisonError::into_inner) = Some(login);
            }
        }
    }
    looked.map_err(|why| masked(&why, [&secret; 3]))
}

/// Tries a login and reads the first mentions that it brings, at most [`limits::TRIED_MENTIONS_MAX`]. Nothing is kept:
/// what signing in gave belongs to whoever keeps the secret, which may be spent by now.
///
/// # Errors
///
/// In words, why it does not work.
pub fn try_source(settings: &SourceSettings, secret: &SecretString) -> Result<(TriedState, Session), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|why| format!("nothing can be asked: {why}"))?;
    let mut session = Session::default();
    let looked = runtime.block_on(look(&Sender::new(Limits::default()), settings, secret, &mut session));
    looked.map(|state| (state, session)).map_err(|why| masked(&why, [secret; 3]))
}

/// Signs in and reads. `session` is the newest that is known, and becomes what signing in gave, whatever comes after it.
async fn look(
    client: &Sender,
    settings: &SourceSettings,
    secret: &SecretString,
    session: &mut Session,
) -> Result<TriedState, String> {
    let connector = all::named(&settings.connector).ok_or("this version knows no source of that kind")?;
    sign_in(client, connector, settings, secret, session).await?;
    let session = &*session;
    let (mut mentions, mut problems, mut cursor) = (Vec::new(), 0, String::new());
    for _ in 0..TRIED_PAGES_MAX {
        let with = With { settings, secret, session, watched: &[], now: clock::now() };
        let request = connector.ask(&with, &cursor).map_err(|t| t.why().to_owned())?;
        let answer = client.send(&request, clock::now).await.map_err(|lost| lost.why().to_owned())?;
        if let Some(trouble) = connector.trouble(&answer) {
            return Err(trouble.why().to_owned());
        }
        let mut heard = connector.parse(&with, &cursor, &answer).map_err(|t| t.why().to_owned())?;
        heard.each_word(&mut |words| {
            mask(words, [secret, &session.token, &session.refresh], MASKED_IN_WORDS_BYTES_MIN);
        });
        problems += heard.problems.len();
        mentions.extend(heard.mentions.into_iter().filter_map(words));
        if mentions.len() >= limits::TRIED_MENTIONS_MAX || !heard.more || heard.cursor == cursor {
            break;
        }
        cursor = heard.cursor;
    }
    mentions.truncate(limits::TRIED_MENTIONS_MAX);
    let note = match (mentions.is_empty(), problems) {
        (true, 0) => "It answers, and there is nothing new to read there now".to_owned(),
        (_, 0) => String::new(),
        (_, n) => format!("{n} things could not be read and would be kept aside"),
    };
    let who = ["handle", "username", "name", "id"].iter().map(|key| session.own(key)).find(|own| !own.is_empty());
    let who = who.unwrap_or(&settings.login).to_owned();
    Ok(TriedState::Works { who, mentions, note })
}

fn words(mention: Incoming) -> Option<(String, crate::floor::At, String)> {
    match mention.what {
        IncomingKind::Written { text, .. } => Some((mention.author.name, mention.at, text)),
        IncomingKind::Amplified(_) => None,
    }
}

async fn sign_in(
    client: &Sender,
    connector: &dyn Connector,
    settings: &SourceSettings,
    secret: &SecretString,
    session: &mut Session,
) -> Result<(), String> {
    let (mut past, mut was_given) = (Vec::new(), false);
    for _ in 0..limits::STEPS_MAX {
        let with = With { settings, secret, session, watched: &[], now: clock::now() };
        match connector.sign_in(&with, &past) {
            SignIn::Keep(given) => {
                *session = given;
                past.clear();
                if std::mem::replace(&mut was_given, true) {
                    return Err(super::NOT_TAKEN.into());
                }
            }
            SignIn::Ready(given) => {
                *session = given;
                return Ok(());
            }
            SignIn::Ask(request) => {
                past.push(client.send(&request, clock::now).await.map_err(|lost| lost.why().to_owned())?);
            }
            SignIn::Refused(why) => return Err(why),
            SignIn::Trouble(trouble) => return Err(trouble.why().to_owned()),
        }
    }
    Err("signing in goes in a circle".into())
}

async fn retried(
    shared: &Shared,
    planned: &watch::Receiver<Plan>,
    source: SourceId,
    (page, slot): (u64, u16),
    raw: &str,
) -> Result<(), String> {
    let s = planned.borrow().sources.get(&source).cloned().ok_or("its source is read no more")?;
    let connector = all::named(&s.settings.connector).ok_or("this version knows no source of that kind")?;
    let kept = shared.kept(&s.name).await?.unwrap_or_default();
    let with =
        With { settings: &s.settings, secret: &kept.secret, session: &kept.session, watched: &[], now: clock::now() };
    let mention = connector.retry(&with, raw)?;
    let fetched = Fetched {
        source: source_ref(&s),
        mentions: vec![mention],
        unreadable: Vec::new(),
        changes: Vec::new(),
        cursor: s.cursor.clone(),
        done: false,
        afterwards: false,
    };
    // It leaves quarantine when it lies elsewhere, and not before.
    match shared.give_of(vec![Input::Fetched(fetched)], Some(s)).await.map(|outcomes| outcomes.into_iter().next()) {
        None => return Err("the program is closing".into()),
        Some(Some(Outcome::Taken { .. })) => {}
        Some(_) => return Err("it could be read, but could not be kept".into()),
    }
    shared.give(vec![Input::Mended { page, slot }]).await.map(drop).ok_or_else(|| "the program is closing".into())
}
