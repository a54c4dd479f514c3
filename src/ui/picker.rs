//! Where a file is chosen: the system's dialog, or in tests a dialog that knows the answer.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

/// The answer that is to come: a path, or none.
pub type Picked = Receiver<Option<PathBuf>>;

/// Asks the person for a file. Never waits.
pub trait Picker: Send + Sync {
    /// Opens the dialog.
    fn pick(&self) -> Picked;
}

/// The system's dialog, on a thread of its own: the window must go on drawing behind it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Picker for Native {
    fn pick(&self) -> Picked {
        let (send, picked) = channel();
        let dialog = move || {
            let dialog = rfd::AsyncFileDialog::new()
                .set_title("Import a file")
                .add_filter("Tables and lines", &["csv", "tsv", "jsonl", "json", "txt", "ics"])
                .add_filter("All files", &["*"]);
            let file = block_on(dialog.pick_file());
            // When the window has gone, nobody reads this.
            let _ = send.send(file.map(|file| file.path().to_owned()));
        };
        // Without a thread there is no dialog; the receiver then says so by itself.
        let _ = std::thread::Builder::new().name("file dialog".to_owned()).spawn(dialog);
        picked
    }
}

/// A dialog that knows the answer.
#[derive(Clone, Debug, Default)]
pub struct Fake(pub Option<PathBuf>);

impl Picker for Fake {
    fn pick(&self) -> Picked {
        let (send, picked) = channel();
        let _ = send.send(self.0.clone());
        picked
    }
}

/// Runs one future on this thread, which sleeps in between.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_that_sleeps_is_waited_for() {
        let (send, receive) = std::sync::mpsc::channel::<std::task::Waker>();
        let waker = std::thread::spawn(move || receive.recv().map(|w| w.wake()));
        let mut polled = 0;
        let answer = block_on(std::future::poll_fn(|context| {
            polled += 1;
            if polled == 1 {
                let _ = send.send(context.waker().clone());
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(7)
        }));
        assert_eq!(answer, 7);
        assert!(waker.join().is_ok());
    }
}
