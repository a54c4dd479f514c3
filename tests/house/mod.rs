//! The house itself: who may name whom, how long a file may be, which words are used.

mod glossary;
mod layers;
mod limits;
mod readme;
mod rows;
mod tidy;

use std::path::{Path, PathBuf};

/// A file of ours, as text.
pub struct Source {
    /// From the root of the house, with `/` between.
    pub path: String,
    pub text: String,
    /// The text with comments and the inside of strings taken out, so that only code is left.
    pub code: String,
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files under a folder of the house, in order of their paths.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = code_of(&text);
            let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            Source { path, text, code }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The text without comments and without what stands in quotes; lines stay where they are.
fn code_of(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut code = String::new();
    let mut i = 0;
    let starts = |i: usize, what: &str| what.chars().enumerate().all(|(n, c)| bytes.get(i + n) == Some(&c));
    while i < bytes.len() {
        if starts(i, "//") {
            while i < bytes.len() && bytes[i] != '\n' {
                i += 1;
            }
        } else if let Some(hashes) = raw_quote(&bytes, i) {
            let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            i += 2 + hashes;
            while i < bytes.len() && !starts(i, &end) {
                code.extend(Some('\n').filter(|_| bytes[i] == '\n'));
                i += 1;
            }
            i += end.len();
        } else if bytes[i] == '"' {
            i += 1;
            while i < bytes.len() && bytes[i] != '"' {
                code.extend(Some('\n').filter(|_| bytes[i] == '\n'));
                i += if bytes[i] == '\\' { 2 } else { 1 };
            }
            i += 1;
            code.push_str("\"\"");
        } else if bytes[i] == '\'' && (bytes.get(i + 2) == Some(&'\'') || bytes.get(i + 1) == Some(&'\\')) {
            i += if bytes[i + 1] == '\\' { 3 } else { 2 };
            while i < bytes.len() && bytes[i] != '\'' {
                i += 1;
            }
            i += 1;
            code.push_str("' '");
        } else {
            code.push(bytes[i]);
            i += 1;
        }
    }
    code
}

/// How many `#` a raw string has that begins here.
fn raw_quote(text: &[char], i: usize) -> Option<usize> {
    let word_before = i > 0 && (text[i - 1].is_alphanumeric() || text[i - 1] == '_') && text[i - 1] != 'b';
    if text[i] != 'r' || word_before {
        return None;
    }
    let hashes = text[i + 1..].iter().take_while(|c| **c == '#').count();
    (text.get(i + 1 + hashes) == Some(&'"')).then_some(hashes)
}

/// The words of a text: runs of letters, digits and `_`.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}

#[test]
fn code_is_told_from_words() {
    let text = "let a = \"b::c \\\" d\"; // e::f\nlet g = r#\"h \" i\"#; let j = '\"'; let k = 'l'; &'m str";
    assert_eq!(code_of(text), "let a = \"\"; \nlet g = ; let j = ' '; let k = ' '; &'m str");
}
