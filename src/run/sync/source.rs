//! The task of one source: sign in, read on, bring out, wait; for ever.

use super::{MASKED_IN_WORDS_BYTES_MIN, Marks, Plan, Shared, chance, mask, masked};
use crate::clock;
use crate::connect::net::poll::{Due, Next, Pace, back_off};
use crate::connect::net::{Answer, Connector, Heard, Outgoing, Quota, Request, Session, SignIn, Trouble, With, all};
use crate::connect::send::Lost;
use crate::engine::{Failed, Fetched, Input, Outcome, SourceRef, SyncSource};
use crate::floor::source::DeliveryId;
use crate::floor::{At, SourceId, Unreadable};
use crate::limits;
use crate::view::{Doing, SyncStatus, TroubleKind};
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A session is renewed so many seconds before it ends.
const RENEW_SECS: u32 = 60;
/// The place of what was left out.
const GAP: &str = "gap";
/// Failures one after another that are told to the floor; the first few pass by themselves.
const TOLD_FAILURES: u32 = 3;

/// One source under its connector.
pub(super) struct Task {
    pub(super) shared: Shared,
    pub(super) connector: &'static dyn Connector,
    pub(super) source: Arc<SyncSource>,
    marks: Marks,
    pub(super) secret: SecretString,
    pub(super) session: Session,
    pub(super) pace: Pace,
    /// Whether the secret was looked up and the session may be good.
    signed_in: bool,
    loaded: bool,
    quota: Option<Quota>,
    answered: Option<At>,
    told: Option<String>,
    /// What did not go out for itself: how often it was tried, and not before when again.
    held: BTreeMap<DeliveryId, (u32, At)>,
}

/// Asks a source until it is no source any more.
pub(super) async fn ask(id: SourceId, shared: Shared, mut planned: watch::Receiver<Plan>) {
    let Some((first, marks)) = planned.borrow_and_update().of(id) else { return };
    let Some(connector) = all::named(&first.settings.connector) else {
        let why = format!("this version knows no source of the kind {}", first.settings.connector);
        shared.say(refused(id, why));
        return until_gone(id, &mut planned).await;
    };
    let pace = Pace::new(connector.about().per_minute, clock::now());
    let mut task = Task {
        shared,
        connector,
        source: first,
        marks,
        secret: SecretString::default(),
        session: Session::default(),
        pace,
        signed_in: false,
        loaded: false,
        quota: None,
        answered: None,
        told: None,
        held: BTreeMap::new(),
    };
    loop {
        let Some((newest, marks)) = planned.borrow_and_update().of(id) else { break };
        if newest.settings.connector != task.source.settings.connector {
            // It was removed and is another one under the same name: that one gets a task of its own.
            break;
        }
        task.follow(newest, marks);
        let now = clock::now();
        let next = task.pace.next(&task.due(now), now);
        match next {
            Next::Stop | Next::Wait(_) => {
                task.say(Doing::Waiting, next);
                let secs = task.rest(next, now);
                tokio::select! {
                    changed = planned.changed() => if changed.is_err() { break },
                    () = tokio::time::sleep(Duration::from_secs(secs)) => {}
                }
            }
            Next::SignIn => {
                task.say(Doing::SigningIn, next);
                task.sign_in().await;
            }
            Next::Read => {
                task.say(Doing::Reading, next);
                if !task.read(&planned).await {
                    break;
                }
            }
            Next::Send => {
                task.say(Doing::Sending, next);
                if !task.send_first().await {
                    break;
                }
            }
        }
    }
    task.shared.forget(id);
}

/// Waits until a source is gone that nobody can ask.
async fn until_gone(id: SourceId, planned: &mut watch::Receiver<Plan>) {
    while planned.borrow_and_update().sources.contains_key(&id) && planned.changed().await.is_ok() {}
}

pub(super) fn refused(source: SourceId, why: String) -> SyncStatus {
    SyncStatus {
        source,
        doing: Doing::Waiting,
        next_try: None,
        trouble: Some((TroubleKind::Refused, why)),
        quota: None,
        token_until: None,
        answered: None,
    }
}

impl Task {
    fn due(&self, now: At) -> Due {
        let renew = self.session.expires.is_some_and(|until| until <= now.plus(RENEW_SECS));
        Due {
            every_secs: self.source.settings.every_secs,
            signed_in: self.signed_in && !renew,
            has_out: self.next_out(now).is_some(),
            paused: self.source.paused,
        }
    }

    /// Seconds to wait when there is nothing to do now.
    fn rest(&self, next: Next, now: At) -> u64 {
        // The second in which something is allowed again has begun when the clock says so.
        let Next::Wait(until) = next else { return 3600 };
        let held = self.held.keys().filter_map(|id| self.held_until(*id, now)).min();
        held.map_or(until, |at| at.min(until)).secs_since(now).max(1).unsigned_abs()
    }

    /// Until when something that did not go out waits; not longer than it ever should, whatever becomes of the clock.
    fn held_until(&self, id: DeliveryId, now: At) -> Option<At> {
        let (_, at) = self.held.get(&id)?;
        (1..=i64::from(limits::BACK_OFF_SECS_MAX)).contains(&at.secs_since(now)).then_some(*at)
    }

    /// What is to be brought out now: the oldest thing that need not wait. What did not go out keeps back only what comes
    /// after it about the same conversation.
    pub(super) fn next_out(&self, now: At) -> Option<&(DeliveryId, Outgoing)> {
        let mut kept_back: BTreeSet<&str> = BTreeSet::new();
        self.source.out.iter().find(|(id, out)| {
            let is_free = self.held_until(*id, now).is_none() && !kept_back.contains(out.root.as_str());
            kept_back.insert(&out.root);
            is_free
        })
    }

    /// Something is tried; how often by now.
    pub(super) fn tried(&mut self, id: DeliveryId, now: At) -> u32 {
        let (tries, at) = self.held.entry(id).or_insert((0, now));
        (*tries, *at) = (tries.saturating_add(1), now);
        *tries
    }

    /// Something did not go out for itself, and is tried again after a while; the others go on in a moment.
    pub(super) fn hold(&mut self, id: DeliveryId, now: At) {
        let Some((tries, at)) = self.held.get_mut(&id) else { return };
        let chance = chance(&self.source.name, *tries);
        *at = now.plus(back_off(*tries, chance));
        self.pace.hold(1, now, chance);
    }

    /// Takes over how the source stands now. Set up anew, or with another secret, it begins anew.
    fn follow(&mut self, newest: Arc<SyncSource>, marks: Marks) {
        let anew = newest.settings != self.source.settings || marks.secrets != self.marks.secrets;
        if anew {
            (self.loaded, self.signed_in) = (false, false);
        }
        if anew || marks != self.marks || (self.source.paused && !newest.paused) {
            let now = clock::now();
            self.pace.wake(now);
            self.held.values_mut().for_each(|(_, at)| *at = now);
        }
        self.held.retain(|id, _| newest.out.iter().any(|(waits, _)| waits == id));
        (self.source, self.marks) = (newest, marks);
    }

    fn say(&self, doing: Doing, next: Next) {
        let trouble = self.pace.trouble().map(|trouble| {
            let kind = match trouble {
                Trouble::Slow { .. } => TroubleKind::Slow,
                Trouble::Quota { .. } => TroubleKind::Quota,
                Trouble::Unwell(_) => TroubleKind::Unwell,
                Trouble::SignIn(_) => TroubleKind::SignIn,
                Trouble::Refused(_) => TroubleKind::Refused,
            };
            (kind, trouble.why().to_owned())
        });
        self.shared.say(SyncStatus {
            source: self.source.source,
            doing,
            next_try: if let Next::Wait(until) = next { Some(until) } else { None },
            trouble,
            quota: self.quota.map(|q| (q.left, q.limit, q.resets)),
            token_until: self.session.expires,
            answered: self.answered,
        });
    }

    pub(super) fn with<'a>(&'a self, now: At) -> With<'a> {
        let source = &self.source;
        With { settings: &source.settings, secret: &self.secret, session: &self.session, watched: &source.watched, now }
    }

    /// Sends one request within the pace, and remembers what its answer says of the quota.
    pub(super) async fn request(&mut self, request: &Request) -> Result<Answer, Lost> {
        self.pace.ask(clock::now());
        let answer = self.shared.client.send(request, clock::now).await?;
        self.quota = self.connector.quota(&answer).or(self.quota);
        if answer.is_ok() {
            self.answered = Some(answer.at);
        }
        Ok(answer)
    }

    async fn sign_in(&mut self) {
        if !self.loaded {
            match self.shared.kept(&self.source.name).await {
                Ok(kept) => {
                    let kept = kept.unwrap_or_default();
                    (self.secret, self.session, self.loaded) = (kept.secret, kept.session, true);
                }
                Err(why) => return self.fail(Trouble::Refused(why)).await,
            }
        }
        let (mut past, mut was_given) = (Vec::new(), false);
        for _ in 0..limits::STEPS_MAX {
            let now = clock::now();
            match self.connector.sign_in(&self.with(now), &past) {
                SignIn::Keep(session) => {
                    self.keep(session).await;
                    past.clear();
                    if std::mem::replace(&mut was_given, true) {
                        return self.fail(Trouble::Refused(super::NOT_TAKEN.into())).await;
                    }
                }
                SignIn::Ready(session) => {
                    self.keep(session).await;
                    self.signed_in = true;
                    return self.pace.signed_in();
                }
                SignIn::Ask(request) => match self.request(&request).await {
                    Ok(answer) => past.push(answer),
                    Err(lost) => return self.fail(Trouble::Unwell(lost.why().to_owned())).await,
                },
                SignIn::Refused(why) => return self.fail(Trouble::Refused(why)).await,
                SignIn::Trouble(trouble) => return self.fail(trouble).await,
            }
        }
        self.fail(Trouble::Unwell("signing in goes in a circle".into())).await;
    }

    /// Keeps a session before it is used: the one before it may be worthless by now.
    async fn keep(&mut self, session: Session) {
        if session.is_other_than(&self.session) || session.own != self.session.own {
            let renewed = self.shared.renew(&self.source.name, &self.secret, session.clone()).await;
            match renewed {
                Ok(true) => {}
                // Whoever keeps another secret has it looked up.
                Ok(false) => tracing::info!("a session was not kept: its secret is another one by now"),
                Err(why) => tracing::warn!("a session could not be kept: {why}"),
            }
        }
        self.session = session;
    }

    /// Reads on until there is no more, or enough to be kept at once. False when the program is closing.
    async fn read(&mut self, planned: &watch::Receiver<Plan>) -> bool {
        let mut cursor = self.source.cursor.clone();
        let mut pages = Vec::new();
        let mut trouble = None;
        let mut more = true;
        while more && pages.len() < limits::PAGES_AHEAD_MAX && trouble.is_none() {
            match self.page(&cursor).await {
                Ok(heard) => {
                    more = heard.more;
                    if more && heard.cursor == cursor {
                        trouble = Some(Trouble::Unwell("the source names the same place again and again".into()));
                    }
                    cursor.clone_from(&heard.cursor);
                    cut(&self.source, &mut pages, heard, &cursor);
                }
                Err(why) => trouble = Some(why),
            }
            // What goes out does not wait until all is read.
            let waits = planned.borrow().sources.get(&self.source.source).is_some_and(|s| !s.out.is_empty());
            if waits || self.pace.next(&self.due(clock::now()), clock::now()) != Next::Read {
                break;
            }
        }
        let is_anew = planned.borrow().of(self.source.source).is_none_or(|(s, _)| s.settings != self.source.settings);
        if is_anew {
            // What was asked for belongs to how it was set up before; what is lost by that is read again.
            return true;
        }
        if !pages.is_empty() {
            let inputs = pages.into_iter().map(Input::Fetched).collect();
            let of = Some(self.source.clone());
            let Some(outcomes) = self.shared.give_of(inputs, of).await else { return false };
            let lost = outcomes.into_iter().find_map(|outcome| match outcome {
                Outcome::NotKept(why) => Some(why),
                _ => None,
            });
            match lost {
                Some(why) => trouble = Some(Trouble::Unwell(format!("what was read could not be kept: {why}"))),
                None => {
                    self.told = None;
                    let due = self.due(clock::now());
                    self.pace.read(&due, more && trouble.is_none(), clock::now());
                }
            }
        }
        if let Some(trouble) = trouble {
            self.fail(trouble).await;
        }
        true
    }

    async fn page(&mut self, cursor: &str) -> Result<Heard, Trouble> {
        let request = self.connector.ask(&self.with(clock::now()), cursor)?;
        let mut heard = match self.request(&request).await {
            Ok(answer) => match self.connector.trouble(&answer) {
                Some(trouble) => return Err(trouble),
                None => self.connector.parse(&self.with(clock::now()), cursor, &answer)?,
            },
            Err(Lost::TooLong(why)) => {
                let less = self.connector.too_long(&self.with(clock::now()), cursor);
                less.ok_or(Trouble::Unwell(why))?
            }
            Err(lost) => return Err(Trouble::Unwell(lost.why().to_owned())),
        };
        for problem in &mut heard.problems {
            (problem.reason, problem.raw) = (self.masked(&problem.reason), self.masked(&problem.raw));
        }
        // A customer can have seen a token of ours somewhere, and a server can put one anywhere.
        heard.each_word(&mut |words| mask(words, self.secrets(), MASKED_IN_WORDS_BYTES_MIN));
        if heard.cursor.len() > limits::CURSOR_BYTES_MAX {
            return Err(Trouble::Unwell("the place to read on from is longer than can be kept".into()));
        }
        Ok(heard)
    }

    /// Takes out of words what nobody should see.
    pub(super) fn masked(&self, words: &str) -> String {
        masked(words, self.secrets())
    }

    fn secrets(&self) -> [&SecretString; 3] {
        [&self.secret, &self.session.token, &self.session.refresh]
    }

    fn mask(&self, trouble: &mut Trouble) {
        match trouble {
            Trouble::Slow { why, .. } | Trouble::Quota { why, .. } => *why = self.masked(why),
            Trouble::Unwell(why) | Trouble::SignIn(why) | Trouble::Refused(why) => *why = self.masked(why),
        }
    }

    /// Something did not work: the pace says when next, and the floor is told when it does not pass by itself.
    pub(super) async fn fail(&mut self, mut trouble: Trouble) {
        self.mask(&mut trouble);
        // Of the second in which the answer came a part was over: so much of the one that it names has to pass, too.
        if let Trouble::Slow { until: Some(until), .. } = &mut trouble {
            *until = until.plus(1);
        }
        if matches!(trouble, Trouble::SignIn(_)) {
            self.signed_in = false;
        }
        let nth = self.pace.failures();
        self.pace.fail(&trouble, clock::now(), chance(&self.source.name, nth));
        let lasts = match &trouble {
            Trouble::Unwell(_) => nth + 1 >= TOLD_FAILURES,
            Trouble::SignIn(_) => nth > 0,
            Trouble::Slow { .. } => false,
            Trouble::Quota { .. } | Trouble::Refused(_) => true,
        };
        let why = trouble.why().to_owned();
        if lasts && self.told.as_ref() != Some(&why) {
            let failed = Failed { source: source_ref(&self.source), reason: why.clone() };
            if self.shared.give(vec![Input::Failed(failed)]).await.is_some() {
                self.told = Some(why);
            }
        }
    }
}

/// Cuts what was heard into pages; only the last of them carries the place to go on from.
pub(super) fn cut(source: &SyncSource, pages: &mut Vec<Fetched>, heard: Heard, cursor: &str) {
    let before = pages.last().map_or(&source.cursor, |p: &Fetched| &p.cursor).clone();
    // What is left out is known by its words.
    let gap = heard.gap.map(|why| Unreadable { place: GAP.into(), raw: why.clone(), reason: why });
    let mut unreadable: Vec<Unreadable> = heard.problems.into_iter().chain(gap).collect();
    let mut mentions = heard.mentions;
    let most = limits::PAGE_MENTIONS_MAX;
    let page = |mentions, unreadable, changes, cursor: &str| Fetched {
        source: source_ref(source),
        mentions,
        unreadable,
        changes,
        cursor: cursor.to_owned(),
        done: false,
        afterwards: false,
    };
    while mentions.len() + unreadable.len() > most {
        if mentions.is_empty() {
            let rest = unreadable.split_off(most);
            pages.push(page(Vec::new(), std::mem::replace(&mut unreadable, rest), Vec::new(), &before));
        } else {
            let rest = mentions.split_off(most.min(mentions.len()));
            pages.push(page(std::mem::replace(&mut mentions, rest), Vec::new(), Vec::new(), &before));
        }
    }
    pages.push(page(mentions, unreadable, heard.changes, cursor));
}

pub(super) fn source_ref(s: &SyncSource) -> SourceRef {
    let (channel, handle) = (s.settings.channel.clone(), s.settings.handle.clone());
    SourceRef { name: s.name.clone(), kind: s.kind, channel, handle }
}
