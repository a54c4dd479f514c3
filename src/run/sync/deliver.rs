//! Bringing out what waits: once, and after whatever happened looked for before it is sent again.

use super::chance;
use super::source::Task;
use crate::clock;
use crate::connect::net::{Answer, Outgoing, Request, Step, Trouble};
use crate::connect::send::Lost;
use crate::engine::{DeliveryNews, Input, Outcome};
use crate::floor::source::{DeliveryId, NotOut};
use crate::limits;

/// How an attempt ended.
enum Ended {
    /// The floor knows all there is to know.
    Told(DeliveryNews),
    /// It is tried again later; for itself, while reading goes on.
    Later(Trouble),
    /// It is not to be sent any more: a person decided otherwise meanwhile.
    Dropped,
    /// The program is closing.
    Closing,
}

impl Task {
    /// Brings out the first thing that waits. False when the program is closing.
    pub(super) async fn send_first(&mut self) -> bool {
        let Some((id, out)) = self.source.out.first().cloned() else { return true };
        if self.tries.0 != id.0 {
            self.tries = (id.0, 0);
        }
        self.tries.1 += 1;
        let now = clock::now();
        let ended = self.attempt(id, &out).await;
        let too_long = self.tries.1 >= limits::DELIVERY_TRIES_MAX
            || now.secs_since(out.asked_at) > i64::from(limits::DELIVERY_SECS_MAX);
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
            Ended::Later(trouble @ (Trouble::SignIn(_) | Trouble::Slow { .. } | Trouble::Quota { .. })) => {
                self.fail(trouble).await;
                return true;
            }
            Ended::Later(trouble) if too_long => {
                let why = format!("{}; tried {} times", self.masked(trouble.why()), self.tries.1);
                DeliveryNews::Failed { how: NotOut::GivenUp, why, ticket: None }
            }
            Ended::Later(_) => {
                let nth = self.tries.1;
                self.pace.hold(nth, clock::now(), chance(&self.source.name, nth));
                return true;
            }
        };
        self.shared.give(vec![Input::Brought { delivery: id, news }]).await.is_some()
    }

    async fn attempt(&mut self, id: DeliveryId, out: &Outgoing) -> Ended {
        let mut past = Vec::new();
        let mut is_told = false;
        for _ in 0..limits::STEPS_MAX {
            let step = self.connector.deliver(&self.with(clock::now()), out, &past);
            let answer = match step {
                Step::Ask(request) => self.step(&request).await,
                Step::Send(request) => {
                    if !is_told {
                        // From here on it may be there, and whoever goes on after us has to know.
                        let told = Input::Brought { delivery: id, news: DeliveryNews::Sending };
                        match self.shared.give(vec![told]).await.map(|o| o.into_iter().next()) {
                            None => return Ended::Closing,
                            Some(Some(Outcome::Noted)) => is_told = true,
                            Some(Some(Outcome::Refused(_))) => return Ended::Dropped,
                            Some(_) => return Ended::Later(Trouble::Unwell("the store takes nothing".into())),
                        }
                    }
                    self.step(&request).await
                }
                Step::Done { external, ticket } => return Ended::Told(DeliveryNews::Sent { external, ticket }),
                Step::Conflict { theirs, ticket } => return failed(NotOut::Conflict, self.masked(&theirs), ticket),
                Step::Refused(why) => return failed(NotOut::Refused, self.masked(&why), None),
                Step::Unsure(why) => return failed(NotOut::Unsure, self.masked(&why), None),
                Step::Later(trouble) => return Ended::Later(trouble),
            };
            match answer {
                Ok(answer) => past.push(answer),
                Err(trouble) => return Ended::Later(trouble),
            }
        }
        Ended::Later(Trouble::Unwell("bringing it out goes in a circle".into()))
    }

    /// One request of an attempt. An answer that says nothing about the matter itself ends the attempt; a connector
    /// sees only those that do.
    async fn step(&mut self, request: &Request) -> Result<Answer, Trouble> {
        let answer = match self.request(request).await {
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
