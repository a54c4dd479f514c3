//! An invented disk: it holds what it was told to sync, fills up, and tears what was not synced when the power goes.

use super::Chance;
use crate::ledger::Medium;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
struct Segment {
    bytes: Vec<u8>,
    durable: usize,
}

#[derive(Default)]
struct State {
    segments: BTreeMap<String, Segment>,
    full: bool,
    /// Writing calls until the power goes; `None` while nothing threatens.
    calls_left: Option<usize>,
}

impl State {
    /// One writing call: fails when the power has gone.
    fn write(&mut self) -> io::Result<&mut State> {
        match &mut self.calls_left {
            Some(0) => Err(io::Error::other("the power is gone")),
            Some(left) => {
                *left -= 1;
                Ok(self)
            }
            None => Ok(self),
        }
    }
}

/// A disk that several owners share: the ledger that writes, and the world that makes it fail.
#[derive(Clone, Default)]
pub struct SimDisk(Arc<Mutex<State>>);

impl SimDisk {
    /// An empty disk.
    pub fn new() -> SimDisk {
        SimDisk::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on there is no room, or there is again.
    pub fn set_full(&self, full: bool) {
        self.state().full = full;
    }

    /// The power will go after so many more writing calls, in the middle of whatever is being written then.
    pub fn threaten(&self, calls: usize) {
        self.state().calls_left = Some(calls);
    }

    /// Whether the power has gone.
    pub fn is_dead(&self) -> bool {
        self.state().calls_left == Some(0)
    }

    /// The power comes back. Of what was not synced, only a part of the front is left. Answers how many bytes were torn off.
    pub fn lose_power(&self, chance: &mut Chance) -> usize {
        let mut torn = 0;
        let mut state = self.state();
        state.calls_left = None;
        for segment in state.segments.values_mut() {
            let unsynced = segment.bytes.len() - segment.durable;
            let left = chance.below(unsynced + 1);
            segment.bytes.truncate(segment.durable + left);
            segment.durable = segment.bytes.len();
            torn += unsynced - left;
        }
        torn
    }
}

fn no_segment(name: &str) -> io::Error {
    io::Error::new(ErrorKind::NotFound, format!("no segment {name}"))
}

impl Medium for SimDisk {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.state().segments.keys().cloned().collect())
    }

    fn open(&mut self, name: &str) -> io::Result<()> {
        self.state().write()?.segments.entry(name.to_owned()).or_default();
        Ok(())
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        self.state().segments.get(name).map(|s| s.bytes.len() as u64).ok_or_else(|| no_segment(name))
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        let full = state.write()?.full;
        let segment = state.segments.get_mut(name).ok_or_else(|| no_segment(name))?;
        if full {
            // A full disk takes the first half and then says no.
            segment.bytes.extend_from_slice(&bytes[..bytes.len() / 2]);
            return Err(io::Error::new(ErrorKind::StorageFull, "no space left on device"));
        }
        segment.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        let segment = state.write()?.segments.get_mut(name).ok_or_else(|| no_segment(name))?;
        segment.durable = segment.bytes.len();
        Ok(())
    }

    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()> {
        let mut state = self.state();
        let segment = state.write()?.segments.get_mut(name).ok_or_else(|| no_segment(name))?;
        segment.bytes.truncate(len as usize);
        segment.durable = segment.durable.min(segment.bytes.len());
        Ok(())
    }

    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.state();
        let segment = state.segments.get(name).ok_or_else(|| no_segment(name))?;
        let from = (offset as usize).min(segment.bytes.len());
        let n = buffer.len().min(segment.bytes.len() - from);
        buffer[..n].copy_from_slice(&segment.bytes[from..from + n]);
        Ok(n)
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.state().write()?.segments.remove(name).map(|_| ()).ok_or_else(|| no_segment(name))
    }
}
