//! Keeps a task for each of many, and begins one again that ended by a mistake of the program.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;
use tokio::task::{Id, JoinError, JoinSet};

/// Tasks by what they are for, one each at the most.
#[derive(Debug)]
pub(super) struct Keeper<K> {
    tasks: JoinSet<()>,
    running: BTreeMap<K, Id>,
    /// How often each ended by a mistake.
    fallen: BTreeMap<K, u32>,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended<K> {
    /// It was done.
    Done,
    /// It panicked, so often by now.
    Fell(K, u32),
}

impl<K: Copy + Ord> Keeper<K> {
    pub(super) fn new() -> Keeper<K> {
        Keeper { tasks: JoinSet::new(), running: BTreeMap::new(), fallen: BTreeMap::new() }
    }

    /// Begins a task, unless there is one already. One that fell begins after a wait of so many seconds, by how often it
    /// fell.
    pub(super) fn begin<F>(&mut self, key: K, wait: impl FnOnce(u32) -> u32, task: impl FnOnce() -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if self.running.contains_key(&key) {
            return;
        }
        let secs = self.fallen.get(&key).map_or(0, |fallen| wait(*fallen));
        let task = task();
        let handle = self.tasks.spawn(async move {
            if secs > 0 {
                tokio::time::sleep(Duration::from_secs(secs.into())).await;
            }
            task.await;
        });
        self.running.insert(key, handle.id());
    }

    /// Waits for one that ends; for ever while there is none.
    pub(super) async fn ended(&mut self) -> Ended<K> {
        match self.tasks.join_next_with_id().await {
            None => std::future::pending().await,
            Some(Ok((id, ()))) => {
                self.forget(id);
                Ended::Done
            }
            Some(Err(error)) => self.fell(&error),
        }
    }

    fn fell(&mut self, error: &JoinError) -> Ended<K> {
        let Some(key) = self.forget(error.id()) else { return Ended::Done };
        let times = self.fallen.entry(key).or_default();
        *times = times.saturating_add(1);
        Ended::Fell(key, *times)
    }

    fn forget(&mut self, id: Id) -> Option<K> {
        let key = self.running.iter().find(|(_, running)| **running == id).map(|(key, _)| *key)?;
        self.running.remove(&key);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn a_task_that_fell_is_known_to_have_and_begins_again_and_the_others_go_on() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(async {
            let mut keeper = Keeper::new();
            let begun = Arc::new(AtomicU32::new(0));
            keeper.begin(7, |_| 0, std::future::pending);
            let start = tokio::time::Instant::now();
            for times in 1..4 {
                for _ in 0..2 {
                    // Asked for again and again, it begins once.
                    let begun = begun.clone();
                    keeper.begin(
                        3,
                        |fallen| 10 * fallen,
                        move || async move {
                            let before = begun.fetch_add(1, Ordering::SeqCst);
                            assert_eq!(before, u32::MAX, "a mistake on purpose");
                        },
                    );
                }
                assert_eq!(keeper.ended().await, Ended::Fell(3, times));
            }
            assert_eq!(
                (begun.load(Ordering::SeqCst), start.elapsed().as_secs()),
                (3, 30),
                "at once, after 10 s and 20 s"
            );
            keeper.begin(3, |_| 0, || async {});
            assert_eq!(keeper.ended().await, Ended::Done);
            assert_eq!(keeper.running.keys().collect::<Vec<_>>(), [&7]);
        });
    }
}
