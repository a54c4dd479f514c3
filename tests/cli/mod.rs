//! The program itself, as a script or a person at a terminal runs it.

mod audited;
mod bad_input;
mod damaged;
mod door;
mod full;
mod import;
mod kept;
mod killed;
mod locked;
mod mapped;
mod promised;
mod rehearsed;
mod roster;
mod running;
mod synced;
mod triage;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl Said {
    /// It did what was asked.
    pub fn well(self) -> Said {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// It ended with a sentence on the standard error, and nothing else; the sentence.
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        let sentence = self.err.strip_prefix("watchfloor: ").unwrap_or_else(|| panic!("{self:?}")).trim_end();
        assert_eq!(sentence.lines().count(), 1, "one line: {sentence}");
        sentence.to_owned()
    }

    /// The one JSON object.
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object: {self:?}");
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The program, in a world of its own: no settings of whoever runs the tests, and the zone of every table below.
pub fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchfloor"));
    command.args(args).env("TZ", "UTC").stdin(Stdio::null());
    for name in ["WATCHFLOOR_HOME", "WATCHFLOOR_LOG", "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub fn run_command(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let said = Said { out: text(output.stdout), err: text(output.stderr), code: output.status.code() };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

/// A folder with a store in it, or one to come, and room for files beside.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The path of a file, as an argument.
    pub fn arg(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.arg(name)
    }

    /// Runs the program over the store of this name.
    pub fn on(&self, store: &str, args: &[&str]) -> Said {
        run_on(&self.path(store), args)
    }

    /// Runs the program over the one store.
    pub fn run(&self, args: &[&str]) -> Said {
        self.on("store", args)
    }

    /// The board at a moment.
    pub fn board_at(&self, store: &str, at: &str) -> Value {
        self.on(store, &["--json", "board", "--at", at]).well().json()
    }
}

/// Runs the program over a store in this folder.
pub fn run_on(store: &Path, args: &[&str]) -> Said {
    run_command(program(args).arg("--data").arg(store))
}

/// All is well in the store of this name.
pub fn assert_sound(place: &Place, store: &str) {
    let report = place.on(store, &["--json", "verify"]).well().json();
    assert_eq!((&report["ok"], &report["problems"]), (&Value::Bool(true), &serde_json::json!([])), "{report}");
}

/// A file written for these tests.
pub fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A file of the real data, or nothing, said.
pub fn real(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var_os("WATCHFLOOR_DATA").map_or(beside, PathBuf::from).join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not here; WATCHFLOOR_DATA says where the real data is", path.display());
        return None;
    }
    Some(path)
}

/// Rows of customers and of ours in turn, every id once.
pub fn many_rows(count: usize) -> String {
    let mut rows = String::from("id,parent,created_at,author,inbound,text\n");
    for n in 0..count {
        let (hour, minute, second) = (n / 3600 % 24, n / 60 % 60, n % 60);
        let (parent, author, inbound) = match n % 3 {
            0 => (String::new(), format!("@c{}", n / 3), true),
            1 => (format!("m{}", n - 1), "Larkspur Help".to_owned(), false),
            _ => (format!("m{}", n - 1), format!("@c{}", n / 3), true),
        };
        rows += &format!(
            "m{n},{parent},2024-05-01T{hour:02}:{minute:02}:{second:02}Z,{author},{inbound},words number {n}\n"
        );
    }
    rows
}

/// Sends a signal, for example `-TERM`, to a process that a test started. The shell has it built in: a bare system has
/// no program for it.
#[cfg(unix)]
pub fn signal(which: &str, process: u32) -> bool {
    Command::new("sh").args(["-c", &format!("kill {which} {process}")]).status().is_ok_and(|sent| sent.success())
}
