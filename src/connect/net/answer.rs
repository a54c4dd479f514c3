//! What every answer says beside its body: whether it is one, and how often one may ask.

use super::{Answer, Quota, Trouble};
use crate::floor::At;

/// What is wrong with an answer, by its status and headers alone.
pub fn trouble(answer: &Answer) -> Option<Trouble> {
    let status = answer.status;
    match status {
        200..=299 | 304 => None,
        401 => Some(Trouble::SignIn("the login is not accepted, or not any more".into())),
        429 => Some(Trouble::Slow { until: until(answer), why: "asked too often".into() }),
        408 | 500..=599 => Some(Trouble::Unwell(format!("the server answers {status}"))),
        _ => Some(Trouble::Refused(format!("the server answers {status}"))),
    }
}

/// Not before when to ask again, if the answer says so in any of the ways that servers say it.
pub fn until(answer: &Answer) -> Option<At> {
    answer.header("retry-after").and_then(|secs| secs.trim().parse::<u32>().ok()).map(|secs| answer.at.plus(secs))
}

/// How much may still be asked, by the headers that most servers send.
pub fn quota(answer: &Answer) -> Option<Quota> {
    let _ = answer;
    None
}
