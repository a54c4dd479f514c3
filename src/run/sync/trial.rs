//! What a person asks of the sync: try a login, keep a secret, read something in quarantine again.

use super::{Keep, MASKED_IN_WORDS_BYTES_MIN, Plan, Shared, SyncAsk, mask, masked};
use crate::clock;
use crate::connect::net::{Connector, Session, SignIn, With, all};
use crate::connect::send::{Limits, Sender};
use crate::engine::{Fetched, Input, SourceRef};
use crate::floor::source::SourceSettings;
use crate::floor::{Incoming, IncomingKind, SourceId};
use crate::limits;
use crate::run::secrets::Kept;
use crate::run::tasks::News;
use crate::view::{Secret, Tried, TriedState};
use secrecy::SecretString;
use tokio::sync::watch;

/// Requests of one try: enough for a network whose first page has mentions only after some that have none.
const TRIED_PAGES_MAX: usize = 6;

pub(super) async fn answer(ask: SyncAsk, shared: Shared, planned: watch::Receiver<Plan>) {
    match ask {
        SyncAsk::Try { id, name, settings, secret } => {
            let state = match tried(&shared, name.as_deref(), &settings, secret).await {
                Ok(state) => state,
                Err(why) => TriedState::Failed(why),
            };
            let _ = shared.news.send(News::Tried(Tried { id, state })).await;
        }
        SyncAsk::Keep(keep) => {
            let id = keep.id;
            let news = match kept(&shared, &keep).await {
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

async fn kept(shared: &Shared, keep: &Keep) -> Result<(), String> {
    let before = shared.kept(&keep.name).await.unwrap_or_default();
    let secret = match &keep.secret {
        Some(Secret(typed)) => SecretString::from(typed.clone()),
        None => before.unwrap_or_default().secret,
    };
    // A session of before may be somebody else's, or on another server.
    shared.keep(&keep.name, Kept { secret, session: Session::default() }, keep.in_file).await
}

async fn tried(
    shared: &Shared,
    name: Option<&str>,
    settings: &SourceSettings,
    secret: Option<Secret>,
) -> Result<TriedState, String> {
    let secret = match (secret, name) {
        (Some(Secret(typed)), _) => SecretString::from(typed),
        (None, Some(name)) => shared.kept(name).await?.unwrap_or_default().secret,
        (None, None) => SecretString::default(),
    };
    look(&shared.client, settings, &secret).await.map_err(|why| masked(&why, [&secret; 3]))
}

/// Tries a login and reads the first mentions that it brings, at most [`limits::TRIED_MENTIONS_MAX`]. Nothing is kept.
///
/// # Errors
///
/// In words, why it does not work.
pub fn try_source(settings: &SourceSettings, secret: &SecretString) -> Result<TriedState, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|why| format!("nothing can be asked: {why}"))?;
    let looked = runtime.block_on(look(&Sender::new(Limits::default()), settings, secret));
    looked.map_err(|why| masked(&why, [secret; 3]))
}

async fn look(client: &Sender, settings: &SourceSettings, secret: &SecretString) -> Result<TriedState, String> {
    let connector = all::named(&settings.connector).ok_or("this version knows no source of that kind")?;
    let session = signed_in(client, connector, settings, secret).await?;
    let (mut mentions, mut problems, mut cursor) = (Vec::new(), 0, String::new());
    for _ in 0..TRIED_PAGES_MAX {
        let with = With { settings, secret, session: &session, watched: &[], now: clock::now() };
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

async fn signed_in(
    client: &Sender,
    connector: &dyn Connector,
    settings: &SourceSettings,
    secret: &SecretString,
) -> Result<Session, String> {
    let (none, mut past) = (Session::default(), Vec::new());
    for _ in 0..limits::STEPS_MAX {
        let with = With { settings, secret, session: &none, watched: &[], now: clock::now() };
        match connector.sign_in(&with, &past) {
            SignIn::Ready(session) => return Ok(session),
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
        source: SourceRef {
            name: s.name.clone(),
            kind: s.kind,
            channel: s.settings.channel.clone(),
            handle: s.settings.handle.clone(),
        },
        mentions: vec![mention],
        unreadable: Vec::new(),
        changes: Vec::new(),
        cursor: s.cursor.clone(),
        done: false,
        afterwards: false,
    };
    let inputs = vec![Input::Fetched(fetched), Input::Mended { page, slot }];
    shared.give(inputs).await.map(drop).ok_or_else(|| "the program is closing".into())
}
