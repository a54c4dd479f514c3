//! A file whose columns are not known is asked about, not refused.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use watchfloor::config::Home;
use watchfloor::run::{Running, Setup, Start, start};
use watchfloor::view::{Asked, DeskWish, Snapshot};

/// Long enough for the slowest machine; a test that passes never waits so long.
const PATIENCE: Duration = Duration::from_secs(120);

struct Desk {
    running: Running,
    news: Receiver<()>,
    folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::of(Some(folder.path().join("store")));
        let setup = Setup { home, start: Start::Own, zone: jiff::tz::TimeZone::UTC };
        let running = start(setup).expect("an empty store opens");
        let (tell, news) = channel();
        // After the test nobody listens, and nobody need.
        let wake = Box::new(move || {
            let _ = tell.send(());
        });
        assert!(running.wake.set(wake).is_ok());
        Desk { running, news, folder }
    }

    fn wish(&self, wish: DeskWish) {
        (self.running.sender())(Asked::Desk(wish));
    }

    fn file(&self, name: &str, rows: &str) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, format!("wann,wer,was\n{rows}")).expect("a file");
        path
    }

    /// The first snapshot in which it is so.
    fn until(&self, what: &str, is: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let begun = Instant::now();
        loop {
            let snapshot = self.running.snapshot.load_full();
            if is(&snapshot) {
                return snapshot;
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            assert!(self.news.recv_timeout(left).is_ok(), "waited in vain until {what}: {:?}", snapshot.tasks);
        }
    }

    fn asked_about(&self, path: &Path) -> Arc<Snapshot> {
        self.wish(DeskWish::Import { path: path.to_owned() });
        self.until("the columns are asked about", |s| s.mapping_asked.as_ref().is_some_and(|asked| asked.path == path))
    }
}

fn ended(snapshot: &Snapshot, name: &str) -> Option<Result<String, String>> {
    snapshot.tasks.iter().rev().find(|task| task.title.contains(name)).and_then(|task| task.outcome.clone())
}

fn holds(columns: &[(&str, &str)]) -> Vec<(String, String)> {
    columns.iter().map(|(column, key)| ((*column).to_owned(), (*key).to_owned())).collect()
}

#[test]
fn what_was_said_of_the_columns_imports_this_file_and_the_next() {
    let desk = Desk::open();
    let path = desk.file("anrufe.csv", "2024-05-01 10:00,anna,wo ist mein Paket\n2024-05-01 10:05,ben,danke\n");
    let snapshot = desk.asked_about(&path);
    let asked = snapshot.mapping_asked.as_ref().expect("it is asked");
    assert_eq!((asked.name.as_str(), asked.columns.join(" ")), ("anrufe.csv", "wann wer was".to_owned()));
    assert_eq!(asked.rows[0], ["2024-05-01 10:00", "anna", "wo ist mein Paket"]);
    assert_eq!(asked.missing(&asked.proposed).as_deref(), Some("the time and the text"));
    assert!(snapshot.tasks.is_empty(), "nothing is under way while it is asked");
    let columns = holds(&[("wann", "at"), ("wer", "author_name"), ("was", "text")]);
    desk.wish(DeskWish::ImportMapped { path, columns, zone: Some("Europe/Berlin".to_owned()) });
    let snapshot = desk.until("it is imported", |s| ended(s, "anrufe.csv").is_some());
    assert!(snapshot.mapping_asked.is_none());
    let words = ended(&snapshot, "anrufe.csv").expect("it ended").expect("it went well");
    assert!(words.starts_with("2 rows read, 2 new, 0 known, 0 quarantined"), "{words}");

    let next = desk.file("mehr.csv", "2024-05-02 10:00,cora,falsche Größe\n");
    desk.wish(DeskWish::Import { path: next });
    let snapshot = desk.until("the next is imported", |s| ended(s, "mehr.csv").is_some());
    assert!(snapshot.mapping_asked.is_none(), "files of one shape are asked about once");
    let words = ended(&snapshot, "mehr.csv").expect("it ended").expect("it went well");
    assert!(words.starts_with("1 rows read, 1 new"), "{words}");
}

#[test]
fn a_question_that_is_dropped_imports_nothing_and_a_second_file_waits_its_turn() {
    let desk = Desk::open();
    let path = desk.file("anrufe.csv", "2024-05-01 10:00,anna,wo ist mein Paket\n");
    desk.asked_about(&path);
    let other = desk.file("andere.csv", "2024-05-01 10:00,ben,hallo\n");
    desk.wish(DeskWish::Import { path: other.clone() });
    let snapshot = desk.until("the second has ended", |s| ended(s, "andere.csv").is_some());
    let words = ended(&snapshot, "andere.csv").expect("it ended").expect_err("nobody could be asked about it");
    assert!(words.contains("Say which column holds"), "{words}");
    desk.wish(DeskWish::DropMapping);
    let snapshot = desk.until("it is asked no more", |s| s.mapping_asked.is_none());
    assert!(snapshot.sources.rows.is_empty());
    desk.asked_about(&other);
    let columns = holds(&[("wann", "at"), ("was", "moon")]);
    desk.wish(DeskWish::ImportMapped { path: other, columns, zone: None });
    let snapshot = desk.until("the wrong answer is refused", |s| s.trouble.is_some());
    assert!(snapshot.trouble.as_ref().is_some_and(|words| words.contains("moon")), "{:?}", snapshot.trouble);
}
