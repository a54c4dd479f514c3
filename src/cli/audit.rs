//! `watchfloor audit`: who did what, when and why.

use super::{Failure, own_floor, say, say_json};
use crate::cli::commands::zone;
use crate::config::Home;
use crate::engine::audit::audit;
use crate::floor::ConversationId;
use crate::view::made::{Names, audit_push};
use crate::view::{AuditAsked, AuditRow};
use serde_json::json;

/// What is asked of the audit.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// Words that must all stand in a row: a name, a kind, a reason, a day as 2026-11-27
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub search: String,
    /// Only what was decided about this conversation
    #[arg(long, value_name = "NUMBER")]
    pub conversation: Option<u32>,
    /// Also what the clock and the floor's own rules did
    #[arg(long)]
    pub all: bool,
    /// How many rows, newest first
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    pub limit: usize,
}

/// Prints what was decided, newest first.
pub(super) fn run(home: &Home, args: &AuditArgs, as_json: bool) -> Result<(), Failure> {
    let own = own_floor(home)?;
    let (ledger, zone) = (own.engine.ledger().clone(), zone());
    let names = Names::of(own.engine.floor(), &zone);
    let conversation = args.conversation.map(ConversationId);
    let asked = AuditAsked { search: args.search.clone(), conversation, all: args.all, ..AuditAsked::default() };
    let mut rows: Vec<AuditRow> = Vec::new();
    let mut high = ledger.last_seq();
    while high > 0 && rows.len() < args.limit {
        let found = audit(ledger.as_ref(), &names, &asked, (high, 1), args.limit - rows.len())?;
        found.rows.into_iter().for_each(|row| audit_push(&mut rows, row));
        high = found.low - 1;
    }
    rows.truncate(args.limit);
    if as_json {
        let row = |r: &AuditRow| {
            json!({
                "commit": r.seq,
                "at": r.at.to_string(),
                "by": r.by,
                "kind": r.kind,
                "what": r.what,
                "why": r.why,
                "conversation": r.conversation.map(|id| id.0),
                "count": r.count,
            })
        };
        return say_json(&json!({ "rows": rows.iter().map(row).collect::<Vec<_>>(), "whole": high == 0 }));
    }
    if rows.is_empty() {
        say("Nothing that was decided answers this.");
    }
    for r in &rows {
        let about = match (r.conversation, r.count) {
            (Some(_), n) if n > 1 => format!("{n} conversations "),
            (Some(id), _) => format!("conversation {} ", id.0),
            (None, _) => String::new(),
        };
        let why = if r.why.is_empty() { String::new() } else { format!(" ({})", r.why) };
        say(&format!("{}  {}  {}: {about}{}{why}", r.at, r.by, r.kind, r.what));
    }
    Ok(())
}
