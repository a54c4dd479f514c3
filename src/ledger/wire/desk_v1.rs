//! Version 1 of the facts of `floor/desk`, and of what is so by them.

use super::Fault;
use crate::floor::{DeskEvent, Desks};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum DeskV1 {}

impl From<&DeskEvent> for DeskV1 {
    fn from(event: &DeskEvent) -> DeskV1 {
        match *event {}
    }
}

impl DeskV1 {
    pub(super) fn into_floor(self) -> Result<DeskEvent, Fault> {
        match self {}
    }
}

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct DesksV1 {}

impl From<&Desks> for DesksV1 {
    fn from(_: &Desks) -> DesksV1 {
        DesksV1 {}
    }
}

impl DesksV1 {
    pub(super) fn into_floor(self) -> Result<Desks, Fault> {
        Ok(Desks::default())
    }
}
