//! Bringing out what waits: once, and after whatever happened looked for before it is sent again.

use super::source::Task;
use crate::clock;
use crate::connect::net::{Answer, Outgoing, Step, Trouble};
use crate::connect::send::Lost;
use crate::engine::{DeliveryNews, Input, Outcome};
use crate::floor::At;
use crate::floor::source::{DeliveryId, NotOut};
use crate::limits;

/// How an attempt ended.
enum Ended {
    /// The floor knows all there is to know.
    Told(DeliveryNews),
    /// It is tried again later; for itself, while reading goes on.
    Later(Trouble),
    /// The same, and not before a moment that is of no concern to anything else.
    Not(At),
    /// It is not to be sent any more: a person decided otherwise meanwhile.
    Dropped,
    /// The program is closing.
    Closing,
}

impl Task {
    /// Brings out the first thing that need not wait. False when the program is closing.
    pub(super) async fn send_first(&mut self) -> bool {
        let now = clock::now();
        let Some((id, out)) = self.next_out(now).cloned() else { return true };
        let tries = self.tried(id, now);
        let ended = self.attempt(id, &out).await;
        let too_long =
            tries >= limits::DELIVERY_TRIES_MAX || now.secs_since(out.asked_at) > i64::from(limits::DELIVERY_SECS_MAX);
        let news = match ended {
            Ended::Closing => return false,
            Ended::Dropped => {
                self.pace.sent();
                return true;
            }
            Ended::Told(news) => {
                self.pace.sent();
                news
            }
            Ended::Not(until) => {
                self.pace.hold_until(until, clock::now());
                return true;
            }
            Ended::Later(trouble @ (Trouble::SignIn(_) | Trouble::Slow { .. } | Trouble::Quota { .. })) => {
                self.fail(trouble).await;
                return true;
            }
            Ended::Later(trouble) if too_long => {
                let why = format!("{}; tried {} times", self.masked(trouble.why()), tries);
                DeliveryNews::Failed { how: NotOut::GivenUp, why, ticket: None }
            }
            Ended::Later(_) => {
                self.hold(id, clock::now());
                return true;
            }
        };
        let Some(outcomes) = self.shared.give(vec![Input::Brought { delivery: id, news }]).await else { return false };
        // It waits still, and is looked for the next time; not at once, while the disk takes nothing.
        if let Some(Outcome::NotKept(_)) = outcomes.first() {
            self.hold(id, clock::now());
        }
        true
    }

    /// One attempt. When it is certain that nothing of it is over there, the floor is told that, too: so the next one
    /// need not look for what cannot be there, where there may be no way to look.
    async fn attempt(&mut self, id: DeliveryId, out: &Outgoing) -> Ended {
        let (mut is_told, mut may_be_there) = (false, false);
        let ended = self.steps(id, out, &mut is_told, &mut may_be_there).await;
        let failed = matches!(ended, Ended::Later(_) | Ended::Not(_) | Ended::Told(DeliveryNews::Failed { .. }));
        if failed && is_told && !may_be_there {
            let news = DeliveryNews::NotSent { tried_at: out.tried_at };
            // Where this is not kept it is looked for, and at worst a person looks.
            if self.shared.give(vec![Input::Brought { delivery: id, news }]).await.is_none() {
                return Ended::Closing;
            }
        }
        ended
    }

    async fn steps(&mut self, id: DeliveryId, out: &Outgoing, is_told: &mut bool, may_be_there: &mut bool) -> Ended {
        let mut past: Vec<Answer> = Vec::new();
        for _ in 0..limits::STEPS_MAX {
            let step = self.connector.deliver(&self.with(clock::now()), out, &past);
            let answer = match step {
                Step::Ask(request) => {
                    let answer = self.request(&request).await;
                    self.judged(answer)
                }
                Step::Send(request) => {
                    if !*is_told {
                        // From here on it may be there, and whoever goes on after us has to know.
                        let told = Input::Brought { delivery: id, news: DeliveryNews::Sending };
                        match self.shared.give(vec![told]).await.map(|o| o.into_iter().next()) {
                            None => return Ended::Closing,
                            Some(Some(Outcome::Noted)) => *is_told = true,
                            Some(Some(Outcome::Refused(_))) => return Ended::Dropped,
                            Some(_) => return Ended::Later(Trouble::Unwell("the store takes nothing".into())),
                        }
                    }
                    let answer = self.request(&request).await;
                    *may_be_there |= match &answer {
                        Ok(answer) => !self.connector.left_nothing(answer),
                        Err(Lost::NotSent(_)) => false,
                        Err(Lost::Unknown(_) | Lost::TooLong(_)) => true,
                    };
                    self.judged(answer)
                }
                Step::Done { external, ticket } => return Ended::Told(DeliveryNews::Sent { external, ticket }),
                Step::Conflict { theirs, ticket } => return failed(NotOut::Conflict, self.masked(&theirs), ticket),
                Step::Refused(why) => return failed(NotOut::Refused, self.masked(&why), None),
                Step::Unsure(why) => return failed(NotOut::Unsure, self.masked(&why), None),
                Step::Later(Trouble::Slow { until: Some(until), .. })
                    if past.last().is_none_or(|answer| self.connector.trouble(answer).is_none()) =>
                {
                    // The server is well, and this alone has to wait.
                    return Ended::Not(until);
                }
                Step::Later(trouble) => return Ended::Later(trouble),
            };
            match answer {
                Ok(answer) => past.push(answer),
                Err(trouble) => return Ended::Later(trouble),
            }
        }
        Ended::Later(Trouble::Unwell("bringing it out goes in a circle".into()))
    }

    /// An answer within an attempt. One that says nothing about the matter itself ends the attempt; a connector sees
    /// only those that do.
    fn judged(&self, answer: Result<Answer, Lost>) -> Result<Answer, Trouble> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(Lost::NotSent(why) | Lost::Unknown(why) | Lost::TooLong(why)) => return Err(Trouble::Unwell(why)),
        };
        match self.connector.trouble(&answer) {
            Some(Trouble::Refused(_)) | None => Ok(answer),
            Some(trouble) => Err(trouble),
        }
    }
}

fn failed(how: NotOut, why: String, ticket: Option<crate::floor::source::Ticket>) -> Ended {
    Ended::Told(DeliveryNews::Failed { how, why, ticket })
}
