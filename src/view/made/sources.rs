//! The sources from the floor.

use super::Look;
use crate::floor::{SourceId, SourceKind};
use crate::view::{QuarantineRow, SourceRow, SourceState, Sources};

/// A polled source that has not been read for so long is behind.
const BEHIND_SECS: i64 = 300;

/// All sources and the newest of what could not be read; `raw` gives what was read, by commit and place.
pub fn sources(look: &Look<'_>, raw: &mut dyn FnMut(u64, u16) -> String) -> Sources {
    let name = |id: SourceId| look.floor.sources().get(id.index()).map(|s| s.name.clone()).unwrap_or_default();
    let rows = look
        .floor
        .sources()
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let silent = s.last_read.is_some_and(|at| look.now.secs_since(at) > BEHIND_SECS);
            let state = match (&s.failing, s.kind) {
                (Some(why), _) => SourceState::Failing(why.clone()),
                (None, SourceKind::File) if s.done => SourceState::Done,
                (None, SourceKind::File) => SourceState::Partly,
                (None, _) if silent => SourceState::Behind,
                (None, _) => SourceState::Live,
            };
            SourceRow {
                source: SourceId(i as u16),
                name: s.name.clone(),
                kind: s.kind.word().to_owned(),
                state,
                last_in: s.last_in,
                last_read: s.last_read,
                lag_secs: s.lag_secs,
                read: s.read,
                new: s.new,
                known: s.known,
                quarantined: s.quarantined,
            }
        })
        .collect();
    let quarantine = look
        .floor
        .quarantine()
        .map(|q| QuarantineRow {
            source: name(q.source),
            place: q.place.clone(),
            reason: q.reason.clone(),
            raw: raw(q.page, q.slot),
            at: q.at,
        })
        .collect();
    Sources { rows, quarantine, quarantined: look.floor.quarantined() as usize }
}
