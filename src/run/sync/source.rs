//! The task of one source: sign in, read on, bring out, wait; for ever.

use super::{MASKED_IN_WORDS_BYTES_MIN, Plan, Shared, chance, mask, masked};
use crate::clock;
use crate::connect::net::poll::{Due, Next, Pace};
use crate::connect::net::{Answer, Connector, Heard, Quota, Request, Session, SignIn, Trouble, With, all};
use crate::connect::send::Lost;
use crate::engine::{Failed, Fetched, Input, Outcome, SourceRef, SyncSource};
use crate::floor::{At, SourceId, Unreadable};
use crate::limits;
use crate::run::secrets::Kept;
use crate::view::{Doing, SyncStatus, TroubleKind};
use secrecy::SecretString;
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
    pub(super) secret: SecretString,
    pub(super) session: Session,
    pub(super) pace: Pace,
    /// Whether the secret was looked up and the session may be good.
    signed_in: bool,
    loaded: bool,
    quota: Option<Quota>,
    answered: Option<At>,
    told: Option<String>,
    /// Tries of the thing that is to go out first.
    pub(super) tries: (u32, u32),
}

/// Asks a source until it is no source any more.
pub(super) async fn ask(id: SourceId, shared: Shared, mut planned: watch::Receiver<Plan>) {
    let Some(first) = planned.borrow_and_update().sources.get(&id).cloned() else { return };
    let Some(connector) = all::named(&first.settings.connector) else {
        let why = format!("this version knows no source of the kind {}", first.settings.connector);
        shared.say(refused(id, why));
        return until_gone(id, &mut planned).await;
    };
    let pace = Pace::new(connector.about().per_minute, clock::now());
    let mut nudged = planned.borrow().nudges.get(&id).copied();
    let mut task = Task {
        shared,
        connector,
        source: first,
        secret: SecretString::default(),
        session: Session::default(),
        pace,
        signed_in: false,
        loaded: false,
        quota: None,
        answered: None,
        told: None,
        tries: (u32::MAX, 0),
    };
    loop {
        let (newest, nudge) = {
            let plan = planned.borrow_and_update();
            (plan.sources.get(&id).cloned(), plan.nudges.get(&id).copied())
        };
        let Some(newest) = newest else { break };
        task.follow(newest);
        if nudge != nudged {
            nudged = nudge;
            task.pace.wake(clock::now());
        }
        let now = clock::now();
        let next = task.pace.next(&task.due(now), now);
        match next {
            Next::Stop | Next::Wait(_) => {
                task.say(Doing::Waiting, next);
                // The second in which something is allowed again has begun when the clock says so.
                let secs = if let Next::Wait(until) = next { until.secs_since(now).max(1) } else { 3600 };
                tokio::select! {
                    changed = planned.changed() => if changed.is_err() { break },
                    () = tokio::time::sleep(Duration::from_secs(secs.unsigned_abs())) => {}
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

fn refused(source: SourceId, why: String) -> SyncStatus {
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
            has_out: !self.source.out.is_empty(),
            paused: self.source.paused,
        }
    }

    /// Takes over how the source stands now. Set up anew, it begins anew.
    fn follow(&mut self, newest: Arc<SyncSource>) {
        if newest.settings != self.source.settings {
            (self.loaded, self.signed_in) = (false, false);
            self.pace.wake(clock::now());
        }
        if self.source.paused && !newest.paused {
            self.pace.wake(clock::now());
        }
        self.source = newest;
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
        let mut past = Vec::new();
        for _ in 0..limits::STEPS_MAX {
            let now = clock::now();
            match self.connector.sign_in(&self.with(now), &past) {
                SignIn::Ready(session) => {
                    let kept = Kept { secret: self.secret.clone(), session: session.clone() };
                    // The new pair is kept before it is used: the old one may be worthless by now.
                    if session.is_other_than(&self.session)
                        && let Err(why) = self.shared.keep(&self.source.name, kept, false).await
                    {
                        tracing::warn!("a session could not be kept: {why}");
                    }
                    self.session = session;
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
        if !pages.is_empty() {
            let inputs = pages.into_iter().map(Input::Fetched).collect();
            let Some(outcomes) = self.shared.give(inputs).await else { return false };
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

fn source_ref(s: &SyncSource) -> SourceRef {
    let (channel, handle) = (s.settings.channel.clone(), s.settings.handle.clone());
    SourceRef { name: s.name.clone(), kind: s.kind, channel, handle }
}
