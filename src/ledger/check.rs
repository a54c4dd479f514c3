//! What every ledger checks before it keeps anything, in the same order and the same words.

use super::{AppendError, Commit, EventId, Fault, Seq};
use crate::limits::{APPEND_BYTES_MAX, APPEND_COMMITS_MAX, COMMIT_BYTES_MAX, KEY_BYTES_MAX};
use std::collections::BTreeSet;

/// What a ledger knows about its keys and attempts.
pub(super) trait Known {
    /// The place of the newest commit under a key, 0 for none.
    fn head_seq(&self, key: &str) -> Result<Seq, Fault>;
    /// Where an attempt is kept.
    fn seq_of(&self, event_id: &EventId) -> Result<Option<Seq>, Fault>;
}

/// Refuses what no ledger may keep: over a limit, a repeat, or based on something that has changed.
pub(super) fn check(known: &dyn Known, commits: &[Commit]) -> Result<(), AppendError> {
    check_limits(commits)?;
    let unreadable = |fault: Fault| AppendError::Unavailable(format!("{fault}. Nothing was kept"));
    for commit in commits {
        if let Some(seq) = known.seq_of(&commit.event_id).map_err(unreadable)? {
            return Err(AppendError::Duplicate(seq));
        }
    }
    for commit in commits {
        let actual = known.head_seq(&commit.key).map_err(unreadable)?;
        if actual != commit.prev {
            return Err(AppendError::Conflict { key: commit.key.clone(), expected: commit.prev, actual });
        }
    }
    Ok(())
}

/// Over a limit is a bug of ours, but one that must not cost the night's work: it is refused in words.
fn check_limits(commits: &[Commit]) -> Result<(), AppendError> {
    let refuse = |what: String| Err(AppendError::Unavailable(format!("{what}. Nothing was kept")));
    if commits.len() > APPEND_COMMITS_MAX {
        return refuse(format!("{} commits in one call, at most {APPEND_COMMITS_MAX} are taken", commits.len()));
    }
    let mut bytes = 0;
    let mut ids = BTreeSet::new();
    for commit in commits {
        if commit.key.is_empty() || commit.key.len() > KEY_BYTES_MAX {
            return refuse(format!("A key must have 1 to {KEY_BYTES_MAX} bytes, this one has {}", commit.key.len()));
        }
        for part in [&commit.body, &commit.texts] {
            if part.len() > COMMIT_BYTES_MAX {
                return refuse(format!("{} bytes in one commit, at most {COMMIT_BYTES_MAX} are taken", part.len()));
            }
            bytes += part.len();
        }
        if !ids.insert(commit.event_id) {
            return refuse("The same attempt stands twice in one call".to_owned());
        }
    }
    if bytes > APPEND_BYTES_MAX {
        return refuse(format!("{bytes} bytes in one call, at most {APPEND_BYTES_MAX} are taken"));
    }
    Ok(())
}
