//! Arrows run down: each folder may name only the folders below it, and only its own outside crates.

use super::{Source, sources};
use std::collections::BTreeSet;

/// Folder or file of `src`, the folders that it may name, the outside crates that it may name. `limits` and the folder
/// itself are allowed to all. A name with a `/` is allowed in that one file only.
const ROWS: [(&str, &str, &str); 17] = [
    ("floor", "", "jiff hashbrown rustc_hash siphasher thiserror"),
    ("measure", "floor", "jiff"),
    (
        "triage",
        "floor",
        "aho_corasick regex whichlang unicode_normalization unicode_properties memchr rustc_hash serde serde_json postcard csv rand_chacha thiserror",
    ),
    ("plan", "floor measure", "rand_chacha jiff thiserror highs:plan/nurse/mip.rs"),
    ("view", "floor measure plan triage", "jiff"),
    ("ledger", "floor", "jiff sled postcard serde crc32fast thiserror sha2 rustix siphasher"),
    (
        "connect",
        "floor",
        "serde serde_json base64 csv chardetng encoding_rs feed_rs:connect/net/feed.rs hmac jiff mail_parser memchr secrecy sha1 sha2 siphasher thiserror unicode_segmentation reqwest:connect/send/http.rs rustls:connect/send/http.rs tokio:connect/send/http.rs rustls:connect/send/line.rs rustls_platform_verifier:connect/send/line.rs tokio:connect/send/line.rs tokio_rustls:connect/send/line.rs tokio:connect/send/imap.rs tokio:connect/send/smtp.rs",
    ),
    ("engine", "floor view ledger connect triage plan measure", "jiff sha2 tracing tokio:engine/run.rs"),
    (
        "run",
        "clock config connect engine floor ledger measure plan sim triage view",
        "arc_swap csv http_body_util:run/webhook.rs hyper:run/webhook.rs hyper_util:run/webhook.rs jiff secrecy serde serde_json thiserror tokio tracing sha2 keyring_core:run/secrets/keyring.rs zbus_secret_service_keyring_store:run/secrets/keyring.rs apple_native_keyring_store:run/secrets/keyring.rs windows_native_keyring_store:run/secrets/keyring.rs",
    ),
    (
        "sim",
        "clock config connect engine floor ledger measure plan triage view",
        "jiff rand_chacha sha2 serde serde_json thiserror",
    ),
    (
        "ui",
        "floor view",
        "egui eframe egui_extras egui_plot arc_swap jiff notify_rust rfd ron serde unicode_bidi winit tracing",
    ),
    ("cli", "*", "clap csv eframe egui jiff secrecy serde serde_json tracing tracing_subscriber"),
    ("clock", "floor", "jiff"),
    ("config", "floor ledger", "directories serde ron jiff"),
    ("limits", "", ""),
    ("lib", "*", ""),
    ("main", "*", "clap tracing tracing_subscriber"),
];

/// The folder or file of `src` that a source belongs to.
fn home(source: &Source) -> String {
    let rest = source.path.strip_prefix("src/").unwrap();
    rest.split('/').next().unwrap().trim_end_matches(".rs").to_owned()
}

/// The first names after `crate::`, also of a list in braces.
fn named_inside(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') || code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            named.extend(first_names(list));
        } else {
            named.extend(super::words(rest).next().map(str::to_owned));
        }
    }
    named
}

/// The first name of each part of a list in braces.
fn first_names(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut part) = (1, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(std::mem::take(&mut part)),
            c if depth == 1 => part.push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.push(part);
    names.iter().filter_map(|part| super::words(part).next().map(str::to_owned)).collect()
}

/// The crates of `Cargo.toml`, as code names them.
fn crates() -> Vec<String> {
    let toml = std::fs::read_to_string(super::root().join("Cargo.toml")).unwrap();
    let (mut inside, mut names) = (false, Vec::new());
    for line in toml.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || line.ends_with(".dependencies]");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| inside) {
            names.push(name.trim().replace('-', "_"));
        }
    }
    assert!(names.iter().any(|n| n == "eframe"), "the list of crates is not where it was: {names:?}");
    names
}

/// The crates of ours to choose from that a file names.
fn named_outside<'a>(code: &str, crates: &'a [String]) -> BTreeSet<&'a str> {
    let names = |name: &str| {
        code.match_indices(&format!("{name}::")).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        })
    };
    crates.iter().map(String::as_str).filter(|name| names(name)).collect()
}

fn row(home: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    ROWS.iter().find(|(name, _, _)| *name == home)
}

#[test]
fn each_folder_names_only_the_folders_below_it() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        let home = home(&source);
        let Some((_, below, _)) = row(&home) else {
            wrong.push(format!("{}: nobody has said what `{home}` may name", source.path));
            continue;
        };
        for named in named_inside(&source.code) {
            let allowed = *below == "*" || named == home || named == "limits";
            if !allowed && row(&named).is_some() && !below.split(' ').any(|b| b == named) {
                wrong.push(format!("{} names {named}, which `{home}` must not know", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_folder_names_only_its_own_outside_crates() {
    let crates = crates();
    let mut wrong = Vec::new();
    for source in sources("src") {
        let home = home(&source);
        let Some((_, _, allowed)) = row(&home) else { continue };
        for name in named_outside(&source.code, &crates) {
            let in_file = format!("{name}:{}", source.path.trim_start_matches("src/"));
            if name != "watchfloor" && !allowed.split(' ').any(|a| a == name || a == in_file) {
                wrong.push(format!("{} names {name}, which is no crate of `{home}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Time and chance are inputs; nothing pure waits, locks, reads or writes.
#[test]
fn the_pure_folders_hold_no_clock_lock_file_or_socket() {
    let banned = [
        "std::fs",
        "std::net",
        "std::io",
        "std::thread",
        "std::process",
        "std::env",
        "std::time",
        "Mutex",
        "RwLock",
        "Atomic",
        "Instant::now",
        "SystemTime",
        "Timestamp::now",
        "Zoned::now",
        "async fn",
        " rand::",
    ];
    let pure = ["floor", "measure", "triage", "plan", "view"];
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|s| pure.contains(&home(s).as_str())) {
        let found = banned.iter().filter(|word| source.code.contains(**word));
        wrong.extend(found.map(|word| format!("{} holds {word}", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_found_in_all_the_ways_they_are_written() {
    let code =
        "use crate::floor::{self, At};\nuse crate::{view::Row, ledger};\nfn f(x: crate::sim::Day) { $crate::id!() }";
    let named: Vec<_> = named_inside(code).into_iter().collect();
    assert_eq!(named, ["floor", "ledger", "sim", "view"]);
    let crates = ["csv".to_owned(), "egui".to_owned()];
    assert_eq!(named_outside("use super::csv::Row; let a = egui::Id::NULL;", &crates), BTreeSet::from(["egui"]));
}
