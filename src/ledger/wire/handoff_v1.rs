//! Version 1 of the facts of `floor/handoff`, and of what is so by them.

use super::Fault;
use crate::floor::{HandoffEvent, Handoffs};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum HandoffV1 {}

impl From<&HandoffEvent> for HandoffV1 {
    fn from(event: &HandoffEvent) -> HandoffV1 {
        match *event {}
    }
}

impl HandoffV1 {
    pub(super) fn into_floor(self) -> Result<HandoffEvent, Fault> {
        match self {}
    }
}

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct HandoffsV1 {}

impl From<&Handoffs> for HandoffsV1 {
    fn from(_: &Handoffs) -> HandoffsV1 {
        HandoffsV1 {}
    }
}

impl HandoffsV1 {
    pub(super) fn into_floor(self) -> Result<Handoffs, Fault> {
        Ok(Handoffs::default())
    }
}
