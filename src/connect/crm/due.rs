//! Whom to ask for next.

use super::{CrmSettings, Who};
use crate::floor::{At, AuthorId, Floor};
use crate::limits::{CRM_ASKED_MAX, CRM_BATCH_MAX, NAME_CHARS_MAX};
use std::collections::BTreeMap;

/// Seconds until somebody who was not found is asked for again.
const AGAIN_SECS: i64 = 24 * 3600;

/// Who was asked for lately; at most [`CRM_ASKED_MAX`], the oldest is forgotten first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    at: BTreeMap<AuthorId, At>,
}

impl Asked {
    /// Remembers that somebody was asked for. To be called when an answer came, also when it named nobody; not when there
    /// was none, so that they are asked for again.
    pub fn note(&mut self, author: AuthorId, now: At) {
        if self.at.len() >= CRM_ASKED_MAX {
            self.at.retain(|_, at| now.secs_since(*at) < AGAIN_SECS);
        }
        if self.at.len() >= CRM_ASKED_MAX {
            let oldest = self.at.iter().min_by_key(|(_, at)| **at).map(|(author, _)| *author);
            oldest.map(|author| self.at.remove(&author));
        }
        self.at.insert(author, now);
    }

    /// How many were asked for within a day.
    pub fn within_a_day(&self, now: At) -> usize {
        self.at.values().filter(|at| now.secs_since(**at) < AGAIN_SECS).count()
    }

    fn lately(&self, author: AuthorId, now: At) -> bool {
        self.at.get(&author).is_some_and(|at| now.secs_since(*at) < AGAIN_SECS)
    }
}

/// Whom to ask for next: who has an open conversation, is no customer that we know, and was not asked for within a day;
/// the newest first, at most [`CRM_BATCH_MAX`]. Nobody while it is switched off, or when the day's questions are used up.
/// Somebody of whom only a name is seen is not asked for: a name is no account, and should not leave this machine.
pub fn due(floor: &Floor, settings: &CrmSettings, asked: &Asked, now: At) -> Vec<Who> {
    if !settings.on {
        return Vec::new();
    }
    let left = (settings.per_day as usize).min(CRM_ASKED_MAX).saturating_sub(asked.within_a_day(now));
    let mut out: Vec<Who> = Vec::new();
    for (_, conversation) in floor.conversations_newest().filter(|(_, conversation)| conversation.is_open()) {
        if out.len() >= left.min(CRM_BATCH_MAX) {
            break;
        }
        let author = conversation.author;
        let seen = asked.lately(author, now) || out.iter().any(|who| who.author == author);
        if seen || floor.customer_of(author).is_some() {
            continue;
        }
        let (Some(row), Some(channel)) = (floor.authors().get(author), floor.channel(conversation.channel)) else {
            continue;
        };
        let handle = row.name.trim();
        let account = handle.trim_start_matches('@');
        let whole = !account.is_empty() && !account.contains(|c: char| c.is_whitespace() || c.is_control());
        if row.ours || !whole || handle.chars().count() > NAME_CHARS_MAX {
            continue;
        }
        out.push(Who { author, channel: channel.name.to_string(), handle: handle.to_owned() });
    }
    out
}
