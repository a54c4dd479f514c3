//! Version 1 of the facts of `floor/promise`, and of what is so by them.

use super::Fault;
use crate::floor::{PromiseEvent, Promises};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum PromiseV1 {}

impl From<&PromiseEvent> for PromiseV1 {
    fn from(event: &PromiseEvent) -> PromiseV1 {
        match *event {}
    }
}

impl PromiseV1 {
    pub(super) fn into_floor(self) -> Result<PromiseEvent, Fault> {
        match self {}
    }
}

/// The part of a snapshot.
#[derive(Serialize, Deserialize)]
pub(super) struct PromisesV1 {}

impl From<&Promises> for PromisesV1 {
    fn from(_: &Promises) -> PromisesV1 {
        PromisesV1 {}
    }
}

impl PromisesV1 {
    pub(super) fn into_floor(self) -> Result<Promises, Fault> {
        Ok(Promises::default())
    }
}
