//! How each view is made from the floor. Pure: the same floor, moment and words give the same view.

mod agents;
mod assignment;
mod audit;
mod board;
mod escalations;
pub mod figures;
mod handoff;
mod hours;
mod house;
mod listing;
mod outside;
mod plan_file;
mod planner;
mod price;
mod sources;
mod spread;
mod thread;
pub mod timeline;
mod told;
mod triage;
mod wallboard;

pub use agents::agents;
pub use assignment::{assignment, candidate, candidates};
pub use audit::{Names, audit_answers, audit_push, audit_rows};
pub use board::board_figures;
pub use escalations::escalations;
pub use handoff::{handoff_words, handoffs};
pub use hours::hours;
pub use house::house;
pub use listing::{IdSet, answers, changes_with_time, counts, counts_of, matches, mended, order, rows};
pub use plan_file::plan_pdf;
pub use planner::{plan_sheet, planner};
pub use price::{cost_milli, cost_of, influence_points};
pub use sources::{outgoing, sources};
pub use spread::alerts;
pub use thread::thread;
pub use triage::{funnel, funnel_screen, settings};
pub use wallboard::wallboard;

use crate::floor::{At, Conversation, Floor, MentionId, Owner, parted};
use crate::view::Because;
use jiff::tz::TimeZone;

/// What a view is made for.
pub struct Look<'a> {
    /// The floor.
    pub floor: &'a Floor,
    /// The moment it is looked at.
    pub now: At,
    /// The desk's zone.
    pub zone: &'a TimeZone,
    /// The share of first responses that should be in time, 0 to 1.
    pub goal_ratio: f64,
    /// The words of a mention, from the ledger.
    pub words: &'a mut dyn FnMut(MentionId) -> String,
    /// Why a mention with these words stands where it stands; nothing when nobody reads.
    pub because: &'a dyn Fn(MentionId, &str) -> Vec<Because>,
}

impl Look<'_> {
    /// What somebody wrote, for a row or a card: without what their mail carries along.
    fn written(&mut self, id: MentionId) -> String {
        let mut text = (self.words)(id);
        text.truncate(parted(&text).0.len());
        text
    }

    fn author(&self, c: &Conversation) -> (String, Option<u32>) {
        match self.floor.authors().get(c.author) {
            Some(author) => (author.name.to_string(), author.followers()),
            None => (String::new(), None),
        }
    }

    fn channel(&self, c: &Conversation) -> String {
        self.floor.channel(c.channel).map(|ch| ch.name.clone()).unwrap_or_default()
    }

    fn handle(&self, c: &Conversation) -> String {
        self.floor.handle(c.handle).map(|h| h.name.clone()).unwrap_or_default()
    }

    fn owner(&self, c: &Conversation) -> Option<String> {
        c.owner.map(Owner::agent).and_then(|a| self.floor.agent(a)).map(|a| a.name.clone())
    }
}

/// Whole seconds, a half rounded up.
fn whole(secs: Option<f64>) -> Option<u32> {
    secs.map(|s| s.round() as u32)
}
