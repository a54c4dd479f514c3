//! Version 1 of the facts of `floor/escalation`, and of what is so by them.

use super::Fault;
use crate::floor::{EscalationEvent, Escalations};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum EscalationV1 {}

impl From<&EscalationEvent> for EscalationV1 {
    fn from(event: &EscalationEvent) -> EscalationV1 {
        match *event {}
    }
}

impl EscalationV1 {
    pub(super) fn into_floor(self) -> Result<EscalationEvent, Fault> {
        match self {}
    }
}

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct EscalationsV1 {}

impl From<&Escalations> for EscalationsV1 {
    fn from(_: &Escalations) -> EscalationsV1 {
        EscalationsV1 {}
    }
}

impl EscalationsV1 {
    pub(super) fn into_floor(self) -> Result<Escalations, Fault> {
        Ok(Escalations::default())
    }
}
