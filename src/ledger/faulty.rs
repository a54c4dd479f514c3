//! Failure on order: makes the n-th call to the disk fail, so that a test can try every n.

use super::Medium;
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A call that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A segment of the journal is begun.
    JournalOpen,
    /// Bytes are added to the journal. Failing, it leaves half of them there.
    JournalWrite,
    /// The journal is made durable.
    JournalSync,
    /// The journal is cut, to take an append back.
    JournalTruncate,
    /// A batch goes into the store.
    StoreApply,
    /// The store hands its buffers to the operating system.
    StoreFlush,
    /// The store's file is made durable.
    StoreSync,
}

const STEPS_MAX: usize = 1000;

/// Counts calls and makes the chosen ones fail. Without a choice it only counts.
#[derive(Debug, Default)]
pub struct Trouble(Mutex<Plan>);

#[derive(Debug, Default)]
struct Plan {
    calls: u64,
    steps: Vec<Step>,
    fails: Fails,
    pretends: Vec<Step>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Fails {
    #[default]
    Never,
    /// The call is not made, and fails.
    Before(u64),
    /// The call is made, and fails all the same.
    After(u64),
    /// From this call on all fail, as on a disk that was pulled out.
    From(u64),
}

impl Trouble {
    /// The `n`-th call from now on, counted from 1, fails without having been made.
    pub fn fail_before(&self, n: u64) {
        self.plan(Fails::Before(n));
    }

    /// The `n`-th call from now on is made, and fails all the same.
    pub fn fail_after(&self, n: u64) {
        self.plan(Fails::After(n));
    }

    /// From the `n`-th call on everything fails.
    pub fn fail_from(&self, n: u64) {
        self.plan(Fails::From(n));
    }

    /// These calls are not made, and answer that all is well: a disk that lies, the control of a power test.
    pub fn pretend(&self, steps: &[Step]) {
        *self.lock() = Plan { pretends: steps.to_vec(), ..Plan::default() };
    }

    /// Nothing fails any more; counting begins anew.
    pub fn clear(&self) {
        self.plan(Fails::Never);
    }

    /// The calls since the last order, the first thousand.
    pub fn steps(&self) -> Vec<Step> {
        self.lock().steps.clone()
    }

    fn plan(&self, fails: Fails) {
        *self.lock() = Plan { fails, ..Plan::default() };
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call, unless it is its turn to fail.
    pub(super) fn run(&self, step: Step, call: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let (number, fails, pretends) = {
            let mut plan = self.lock();
            plan.calls += 1;
            // Nobody asks for the steps of a night's work.
            if plan.steps.len() < STEPS_MAX {
                plan.steps.push(step);
            }
            (plan.calls, plan.fails, plan.pretends.contains(&step))
        };
        if pretends {
            return Ok(());
        }
        let failure = || Err(io::Error::other(format!("{step:?} failed on order")));
        match fails {
            Fails::Before(n) if n == number => failure(),
            Fails::From(n) if n <= number => failure(),
            Fails::After(n) if n == number => call().and_then(|()| failure()),
            _ => call(),
        }
    }
}

/// A medium whose calls fail on order. A write that fails leaves half its bytes, as a full disk does.
pub struct FaultyMedium {
    medium: Box<dyn Medium>,
    trouble: Arc<Trouble>,
}

impl FaultyMedium {
    /// Wraps a medium.
    pub fn new(medium: Box<dyn Medium>, trouble: Arc<Trouble>) -> Self {
        Self { medium, trouble }
    }
}

impl Medium for FaultyMedium {
    fn list(&self) -> io::Result<Vec<String>> {
        self.medium.list()
    }
    fn open(&mut self, name: &str) -> io::Result<()> {
        self.trouble.run(Step::JournalOpen, &mut || self.medium.open(name))
    }
    fn len(&self, name: &str) -> io::Result<u64> {
        self.medium.len(name)
    }
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut tried = false;
        let result = self.trouble.run(Step::JournalWrite, &mut || {
            tried = true;
            self.medium.append(name, bytes)
        });
        if !tried {
            let (half, _) = bytes.split_at(bytes.len() / 2);
            self.medium.append(name, half)?;
        }
        result
    }
    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.trouble.run(Step::JournalSync, &mut || self.medium.sync(name))
    }
    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()> {
        self.trouble.run(Step::JournalTruncate, &mut || self.medium.truncate(name, len))
    }
    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.medium.read(name, offset, buffer)
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.medium.remove(name)
    }
}
