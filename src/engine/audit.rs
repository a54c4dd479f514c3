//! Reads the log backwards for the audit: who did what, when and why.

use super::auditing::Audited;
use crate::ledger::{Fault, Ledger, Seq, wire};
use crate::view::AuditAsked;
use crate::view::made::{Names, audit_answers, audit_push, audit_rows};

/// Commits that are read at once.
const READ_AT_ONCE: u64 = 512;
/// Commits after which what was found so far is handed on, when rows are looked for to a number.
const READ_MAX: u64 = 50_000;

/// Looks through the commits from `high` down to `low` until `rows_max` rows answer the question. Says how far down it
/// came; a rare word may need several calls. The rows of one commit are never torn apart.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read.
pub fn audit(
    ledger: &dyn Ledger,
    names: &Names,
    asked: &AuditAsked,
    span: (Seq, Seq),
    rows_max: usize,
) -> Result<Audited, Fault> {
    let (high, low) = span;
    let mut found = Audited { high, low: high + 1, ..Audited::default() };
    while found.low > low && found.rows.len() < rows_max {
        let until = found.low - 1;
        let from = until.saturating_sub(READ_AT_ONCE - 1).max(low);
        let mut stored = ledger.read(from, usize::try_from(until - from + 1).unwrap_or(usize::MAX))?;
        // Places may be missing: what lies above was looked at before.
        stored.retain(|s| s.seq <= until);
        for one in stored.iter().rev() {
            let Ok(decision) = wire::decision(&one.commit.body) else { continue };
            for row in audit_rows(names, one.seq, &decision) {
                if audit_answers(names, asked, decision.by, &row) {
                    audit_push(&mut found.rows, row);
                }
            }
        }
        found.low = from;
        if rows_max != usize::MAX && high - from >= READ_MAX {
            break;
        }
    }
    Ok(found)
}
