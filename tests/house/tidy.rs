//! Files and functions that a person can hold in the head, tests that all run, and colours in one place.

use super::{root, sources};
use std::collections::BTreeSet;

const FILE_LINES_MAX: usize = 800;
const FUNCTION_LINES_MAX: usize = 70;

/// Functions that were longer when this test came. None may be added; take a line out when one is mended.
const LONG: &[&str] = &[];

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let all = ["src", "tests", "benches", "examples"].into_iter().flat_map(sources);
    let long: Vec<String> = all
        .filter(|s| s.text.lines().count() > FILE_LINES_MAX)
        .map(|s| format!("{} has {} lines", s.path, s.text.lines().count()))
        .collect();
    assert!(long.is_empty(), "more than {FILE_LINES_MAX} lines:\n{}", long.join("\n"));
}

/// The functions of a formatted file: name and number of lines from `fn` to the closing brace of the same indent.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some(at) = line.find("fn ").filter(|at| line[..*at].trim().split(' ').all(is_modifier)) else { continue };
        let name = super::words(&line[at + 3..]).next().unwrap_or_default().to_owned();
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[i..].iter().position(|l| *l == close || (*l == *line && l.trim_end().ends_with([';', '}'])));
        found.extend(end.map(|n| (name, n + 1)));
    }
    found
}

fn is_modifier(word: &str) -> bool {
    word.is_empty() || word.starts_with("pub") || ["const", "async", "unsafe", "super)", "crate)"].contains(&word)
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut long = Vec::new();
    for source in sources("src") {
        for (name, lines) in functions(&source.code).into_iter().filter(|(_, lines)| *lines > FUNCTION_LINES_MAX) {
            let place = format!("{} {name}", source.path);
            if !LONG.contains(&place.as_str()) {
                long.push(format!("{place}: {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "more than {FUNCTION_LINES_MAX} lines:\n{}", long.join("\n"));
}

#[test]
fn functions_are_measured_from_brace_to_brace() {
    let code = "fn one() {}\npub fn two(\n    a: u8,\n) {\n    a\n}\n    pub(super) fn three() {\n    }\nfn four();\n";
    let found = functions(code);
    assert_eq!(found, [("one".into(), 1), ("two".into(), 5), ("three".into(), 2), ("four".into(), 1)]);
}

#[test]
fn nothing_is_left_to_do_and_no_colour_stands_outside_the_theme() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        for word in ["todo!", "unimplemented!", "dbg!"] {
            if source.code.contains(word) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
        let colours =
            ["Color32::from_", "Color32::WHITE", "Color32::BLACK", "Color32::RED", "Color32::GREEN", "Rgba::from_"];
        if !source.path.ends_with("theme.rs") && colours.iter().any(|c| source.code.contains(c)) {
            wrong.push(format!("{}: a colour literal; give it a role in the theme", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A test that no module names would never run.
#[test]
fn every_test_file_is_a_module_of_the_one_program() {
    let all = sources("tests");
    let mut named = BTreeSet::from(["tests/main.rs".to_owned()]);
    for source in &all {
        let folder = match source.path.rsplit_once('/') {
            Some((folder, "main.rs" | "mod.rs")) => folder.to_owned(),
            _ => source.path.trim_end_matches(".rs").to_owned(),
        };
        let modules = source.code.lines().filter_map(|l| l.trim().trim_start_matches("pub ").strip_prefix("mod "));
        for module in modules.filter_map(|m| m.strip_suffix(';')) {
            named.insert(format!("{folder}/{module}.rs"));
            named.insert(format!("{folder}/{module}/mod.rs"));
        }
        // A module with a path of its own lies beside the file that names it.
        let beside = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let raw = std::fs::read_to_string(super::root().join(&source.path)).unwrap();
        let paths = raw.lines().filter_map(|l| l.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"));
        named.extend(paths.map(|path| format!("{beside}/{path}")));
    }
    let lost: Vec<&str> = all.iter().map(|s| s.path.as_str()).filter(|p| !named.contains(*p)).collect();
    assert!(lost.is_empty(), "no module names these: {lost:?}");
}

#[test]
fn no_test_is_switched_off_without_a_reason_and_none_sleeps() {
    let mut wrong = Vec::new();
    for source in sources("tests") {
        for word in ["#[ignore]", "#[should_panic"] {
            if source.code.contains(word) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
    }
    for folder in ["floor", "engine", "wire", "house"] {
        let sleepers = sources(&format!("tests/{folder}")).into_iter().filter(|s| s.code.contains("thread::sleep"));
        wrong.extend(sleepers.map(|s| format!("{} sleeps", s.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(root().join("tests/main.rs").exists());
}
