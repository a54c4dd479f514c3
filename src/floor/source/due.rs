//! What time does to sources and deliveries: alerts that follow from how they stand.

use super::DeliveryState;
use crate::floor::{AlertId, At, Cause, Event, Floor, Level, SourceId};
use std::collections::BTreeSet;

/// How grave it is that something did not go out: as a viral alert that just reaches its threshold.
const NOT_OUT_SEVERITY: u8 = 5;
/// How grave it is that a source is silent.
const SILENT_SEVERITY: u8 = 4;

/// Alerts that begin because something did not go out or a source is silent, and those that end because it is not so
/// any more; at most `count_max`.
pub(in crate::floor) fn due(floor: &Floor, now: At, count_max: usize) -> Vec<(At, Event)> {
    let failed: BTreeSet<Cause> = floor
        .outside()
        .deliveries()
        .filter(|(_, d)| matches!(d.state, DeliveryState::Failed { .. }))
        .map(|(_, d)| Cause::NotDelivered(d.conversation))
        .collect();
    let silent: Vec<(SourceId, i64)> =
        floor.outside().live().filter_map(|(id, _)| floor.silent_secs(id, now).map(|secs| (id, secs))).collect();
    let mut next = floor.alerts().next_id().0;
    let mut raised = |cause, level, severity, figure: u64, expected| {
        let alert = AlertId(next);
        next += 1;
        (now, Event::AlertRaised { alert, cause, level, severity, figure, expected })
    };
    let unknown = |cause: &Cause| floor.alerts().about(*cause).is_none();
    let mut events: Vec<(At, Event)> = failed
        .iter()
        .filter(|cause| unknown(cause))
        .map(|cause| raised(*cause, Level::Alarm, NOT_OUT_SEVERITY, 1, 0))
        .collect();
    for (id, secs) in &silent {
        let cause = Cause::SourceSilent(*id);
        if unknown(&cause) {
            let promised = floor.outside().settings(*id).map_or(0, |s| u64::from(s.silent_secs));
            events.push(raised(cause, Level::Watch, SILENT_SEVERITY, secs.unsigned_abs(), promised));
        }
    }
    for (alert, row) in floor.alerts().burning() {
        let over = match row.cause {
            Cause::NotDelivered(_) => !failed.contains(&row.cause),
            Cause::SourceSilent(id) => !silent.iter().any(|(silent, _)| *silent == id),
            _ => false,
        };
        if over {
            events.push((now, Event::AlertEnded { alert }));
        }
    }
    events.truncate(count_max);
    events
}

impl Floor {
    /// For how long a source has brought nothing, when that is longer than it ever should be.
    pub fn silent_secs(&self, id: SourceId, now: At) -> Option<i64> {
        let settings = self.outside().settings(id).filter(|s| s.silent_secs > 0 && !self.outside().is_paused(id))?;
        let heard = self.sources().get(id.index()).and_then(|s| s.last_in);
        let since = heard.max(self.outside().begun.get(&id).copied())?;
        let secs = now.secs_since(since);
        (secs > i64::from(settings.silent_secs)).then_some(secs)
    }
}
