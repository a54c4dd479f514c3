//! The audit that is looked at: read from the log backwards, page by page, on a thread of its own.

use super::input::Job;
use crate::floor::{At, Floor};
use crate::ledger::Seq;
use crate::limits;
use crate::view::made::{Names, audit_push};
use crate::view::{Audit, AuditAsked, AuditRow, SealCheck};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What is known of the question that is asked.
#[derive(Debug, Default)]
pub(super) struct Auditing {
    asked: Option<AuditAsked>,
    id: u64,
    rows: Vec<AuditRow>,
    shown: Arc<[AuditRow]>,
    /// The newest and the oldest commit that were looked at.
    top: Seq,
    bottom: Seq,
    is_busy: bool,
    is_checking: bool,
    checked: Option<SealCheck>,
}

/// A part of the log that was looked through.
#[derive(Clone, Debug, Default)]
pub struct Audited {
    /// Which question.
    pub id: u64,
    /// What answers it, newest first.
    pub rows: Vec<AuditRow>,
    /// The newest commit that was looked at.
    pub high: Seq,
    /// The oldest.
    pub low: Seq,
}

impl Auditing {
    /// Takes up what is asked now, and says what must be read for it.
    pub(super) fn update(&mut self, asked: Option<&AuditAsked>, last: Seq, floor: &Floor, zone: &TimeZone) -> Vec<Job> {
        let Some(asked) = asked else {
            if self.asked.take().is_some() {
                self.forget();
            }
            return Vec::new();
        };
        let question = |a: &AuditAsked| (a.search.clone(), a.conversation, a.all);
        if self.asked.as_ref().map(question) != Some(question(asked)) {
            self.forget();
        }
        let check_before = self.asked.as_ref().map_or(0, |a| a.check);
        self.asked = Some(asked.clone());
        let mut jobs = Vec::new();
        if asked.check > check_before && !self.is_checking {
            self.is_checking = true;
            jobs.push(Job::CheckSeals);
        }
        if self.is_busy {
            return jobs;
        }
        let span = match (self.top, self.bottom) {
            (0, _) => Some((last, 1, limits::AUDIT_ROWS_AT_ONCE)),
            (top, _) if top < last => Some((last, top + 1, usize::MAX)),
            (_, bottom) if bottom > 1 && self.rows.len() < asked.count.min(limits::AUDIT_ROWS_MAX) => {
                Some((bottom - 1, 1, limits::AUDIT_ROWS_AT_ONCE))
            }
            _ => None,
        };
        if let Some((high, low, rows_max)) = span.filter(|(high, ..)| *high > 0) {
            self.is_busy = true;
            let names = Arc::new(Names::of(floor, zone));
            jobs.push(Job::Audit { id: self.id, asked: asked.clone(), high, low, rows_max, names });
        }
        jobs
    }

    fn forget(&mut self) {
        let (id, checked, is_checking) = (self.id + 1, self.checked.take(), self.is_checking);
        *self = Auditing { id, checked, is_checking, ..Auditing::default() };
    }

    /// Takes what was found.
    pub(super) fn take(&mut self, found: Audited) {
        if found.id != self.id {
            return;
        }
        self.is_busy = false;
        if self.top == 0 {
            (self.top, self.bottom) = (found.high, found.low);
            self.rows = found.rows;
        } else if found.high > self.top {
            self.top = found.high;
            let older = std::mem::replace(&mut self.rows, found.rows);
            older.into_iter().for_each(|row| audit_push(&mut self.rows, row));
        } else {
            self.bottom = found.low;
            found.rows.into_iter().for_each(|row| audit_push(&mut self.rows, row));
        }
        self.rows.truncate(limits::AUDIT_ROWS_MAX);
        self.shown = self.rows.as_slice().into();
    }

    /// Takes what a check of the seals found.
    pub(super) fn take_check(&mut self, checked: SealCheck) {
        (self.is_checking, self.checked) = (false, Some(checked));
    }

    /// The audit as it is shown; in the past only what had happened by then.
    pub(super) fn view(&self, floor: &Floor, until: Option<At>) -> Audit {
        let Some(asked) = &self.asked else { return Audit::default() };
        let rows = match until {
            None => self.shown.clone(),
            Some(until) => self.shown.iter().filter(|row| row.at <= until).cloned().collect(),
        };
        Audit {
            asked: asked.clone(),
            rows,
            searching: self.is_busy || self.is_checking,
            whole: self.top > 0 && self.bottom <= 1,
            sealed: floor.desks().seal().map(|s| (s.at, s.up_to)),
            seals: floor.desks().seals(),
            checked: self.checked.clone(),
        }
    }
}
