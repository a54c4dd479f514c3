//! The task of a customer system: asks who those are who write to us and whom nobody knows yet.

use super::{Plan, Shared, chance, masked};
use crate::clock;
use crate::connect::crm::{self, CrmSettings, Who};
use crate::connect::net::poll::{Due, Next, Pace};
use crate::connect::net::{Trouble, all, answer};
use crate::engine::Input;
use crate::floor::{At, Customer, SourceId};
use crate::view::{Doing, SyncStatus, TroubleKind};
use secrecy::SecretString;
use std::time::Duration;
use tokio::sync::watch;

/// Pages of one answer that are read.
const PAGES_MAX: usize = 3;

/// Asks until the source is no source any more.
pub(super) async fn ask(id: SourceId, shared: Shared, mut planned: watch::Receiver<Plan>) {
    let Some((mut known, mut marks)) = planned.borrow_and_update().of(id) else { return };
    let per_minute = all::named(&known.settings.connector).map_or(60, |c| c.about().per_minute);
    let mut pace = Pace::new(per_minute, clock::now());
    let (mut secret, mut answered) = (None, None);
    loop {
        let Some((source, newest)) = planned.borrow_and_update().of(id) else { break };
        if source.settings != known.settings || newest != marks {
            secret = None;
            pace.wake(clock::now());
        }
        (known, marks) = (source.clone(), newest);
        let Some(settings) = crm::source::settings(&source.settings) else { break };
        let due =
            Due { every_secs: 1, signed_in: true, has_out: false, paused: source.paused || source.whom.is_empty() };
        let now = clock::now();
        let next = pace.next(&due, now);
        shared.say(status(id, &pace, next, answered));
        let who = match (next, source.whom.first()) {
            (Next::Read, Some(who)) => who.clone(),
            (next, _) => {
                let secs = if let Next::Wait(until) = next { until.secs_since(now).max(1) } else { 3600 };
                tokio::select! {
                    changed = planned.changed() => if changed.is_err() { return },
                    () = tokio::time::sleep(Duration::from_secs(secs.unsigned_abs())) => {}
                }
                continue;
            }
        };
        if secret.is_none() {
            match shared.kept(&source.name).await {
                Ok(kept) => secret = Some(kept.unwrap_or_default().secret),
                Err(why) => {
                    pace.fail(&Trouble::Refused(why), clock::now(), 0.0);
                    continue;
                }
            }
        }
        let secret = secret.clone().unwrap_or_default();
        match found(&shared, &settings, &secret, &who, &mut pace).await {
            Ok(customers) => {
                answered = Some(clock::now());
                let input = Input::LookedUp { author: who.author, customers };
                if shared.give(vec![input]).await.is_none() {
                    return;
                }
                pace.read(&due, false, clock::now());
            }
            Err(trouble) => {
                let trouble = hidden(trouble, &secret);
                let nth = pace.failures();
                pace.fail(&trouble, clock::now(), chance(&source.name, nth));
            }
        }
    }
    shared.forget(id);
}

/// The same without the secret, which a server may repeat.
fn hidden(trouble: Trouble, secret: &SecretString) -> Trouble {
    let mask = |why: &str| masked(why, [secret; 3]);
    match trouble {
        Trouble::Slow { until, why } => Trouble::Slow { until: until.map(|at| at.plus(1)), why: mask(&why) },
        Trouble::Quota { until, why } => Trouble::Quota { until, why: mask(&why) },
        Trouble::Unwell(why) => Trouble::Unwell(mask(&why)),
        Trouble::SignIn(why) => Trouble::SignIn(mask(&why)),
        Trouble::Refused(why) => Trouble::Refused(mask(&why)),
    }
}

async fn found(
    shared: &Shared,
    settings: &CrmSettings,
    secret: &SecretString,
    who: &Who,
    pace: &mut Pace,
) -> Result<Vec<Customer>, Trouble> {
    let lookup = crm::lookup(settings.kind);
    let (mut customers, mut after) = (Vec::new(), String::new());
    for _ in 0..PAGES_MAX {
        let Some(request) = lookup.ask(settings, secret, who, &after)? else { break };
        pace.ask(clock::now());
        let answer = shared.client.send(&request, clock::now).await;
        let answer = answer.map_err(|lost| Trouble::Unwell(lost.why().to_owned()))?;
        // Nobody of that name is an answer, too.
        if answer.status == 404 {
            break;
        }
        if let Some(trouble) = answer::trouble(&answer) {
            return Err(trouble);
        }
        let page = lookup.parse(settings, who, &answer)?;
        customers.extend(page.customers);
        after = page.after;
        if after.is_empty() {
            break;
        }
    }
    Ok(customers)
}

fn status(source: SourceId, pace: &Pace, next: Next, answered: Option<At>) -> SyncStatus {
    let trouble = pace.trouble().map(|trouble| {
        let kind = match trouble {
            Trouble::Slow { .. } => TroubleKind::Slow,
            Trouble::Quota { .. } => TroubleKind::Quota,
            Trouble::Unwell(_) => TroubleKind::Unwell,
            Trouble::SignIn(_) => TroubleKind::SignIn,
            Trouble::Refused(_) => TroubleKind::Refused,
        };
        (kind, trouble.why().to_owned())
    });
    SyncStatus {
        source,
        doing: if next == Next::Read { Doing::Reading } else { Doing::Waiting },
        next_try: if let Next::Wait(until) = next { Some(until) } else { None },
        trouble,
        quota: None,
        token_until: None,
        answered,
    }
}
