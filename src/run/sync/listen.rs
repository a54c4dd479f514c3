//! The task of a webhook: listen while it is set up, and answer what comes when the floor has kept it.

use super::source::cut;
use super::{Marks, Plan, Shared, chance};
use crate::clock;
use crate::connect::net::poll::back_off;
use crate::connect::webhook;
use crate::engine::{Input, Outcome, SyncSource};
use crate::floor::{At, SourceId};
use crate::limits;
use crate::run::webhook::{Arrived, Hook, Receiver, Reception, receive};
use crate::view::{Doing, SyncStatus, TroubleKind};
use secrecy::SecretString;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Listens until the source is no source any more.
pub(super) async fn listen(id: SourceId, shared: Shared, mut planned: watch::Receiver<Plan>) {
    let mut failures = 0;
    loop {
        let Some((source, marks)) = planned.borrow_and_update().of(id) else { break };
        let (to, mut arrived) = mpsc::channel(limits::WEBHOOK_CONNECTIONS_MAX);
        let receiver = if source.paused { Ok(None) } else { open(&shared, &source, to).await.map(Some) };
        // A port that is taken may be free again later.
        failures = if receiver.is_err() { failures + 1 } else { 0 };
        let again = receiver.is_err().then(|| back_off(failures, chance(&source.name, failures)));
        shared.say(status(id, receiver.as_ref().err(), again.map(|secs| clock::now().plus(secs))));
        let again = tokio::time::sleep(Duration::from_secs(again.unwrap_or_default().into()));
        tokio::pin!(again);
        loop {
            tokio::select! {
                () = &mut again, if receiver.is_err() => break,
                changed = planned.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let newest = planned.borrow_and_update().of(id);
                    let is_same = |(s, m): (Arc<SyncSource>, Marks)| {
                        // Where it listens, a person who asks now has what they want.
                        let is_marked = m.secrets != marks.secrets || (receiver.is_err() && m != marks);
                        s.settings == source.settings && s.paused == source.paused && !is_marked
                    };
                    if !newest.is_some_and(is_same) {
                        break;
                    }
                }
                Some(came) = arrived.recv() => {
                    if !keep(&shared, &source, came).await {
                        return;
                    }
                }
            }
        }
        if let Ok(Some(receiver)) = receiver {
            receiver.stop().await;
        }
    }
    shared.forget(id);
}

async fn open(shared: &Shared, source: &SyncSource, to: mpsc::Sender<Arrived>) -> Result<Receiver, String> {
    let signing = webhook::source::signing(&source.settings)?;
    let port = webhook::source::port(&source.settings)?;
    let kept = shared.kept(&source.name).await?.unwrap_or_default();
    let hook = Hook {
        path: webhook::source::path(&source.settings),
        signing,
        secret: kept.secret,
        token: SecretString::from(source.settings.option("token").to_owned()),
        read: Arc::new(move |body| webhook::source::read(signing, body)),
    };
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut reception = Reception::new(at, vec![hook], to, Arc::new(clock::now));
    reception.memory = Some(shared.folder.join(format!("webhook-{}", source.source.0)));
    receive(reception).await
}

/// Hands over what came. False when the program is closing: whoever sent it hears no 200, and sends it again.
async fn keep(shared: &Shared, source: &Arc<SyncSource>, came: Arrived) -> bool {
    let mut pages = Vec::new();
    cut(source, &mut pages, came.heard, &source.cursor);
    let pages = pages.into_iter().map(Input::Fetched).collect();
    let Some(outcomes) = shared.give_of(pages, Some(source.clone())).await else { return false };
    let kept = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Taken { .. }));
    if let Some(connector) = webhook::source::signing(&source.settings).ok().and_then(webhook::source::wakes) {
        shared.nudge_all(connector);
    }
    let _ = came.kept.send(kept);
    true
}

fn status(source: SourceId, trouble: Option<&String>, next_try: Option<At>) -> SyncStatus {
    SyncStatus {
        source,
        doing: Doing::Waiting,
        next_try,
        trouble: trouble.map(|why| (TroubleKind::Refused, why.clone())),
        quota: None,
        token_until: None,
        answered: None,
    }
}
