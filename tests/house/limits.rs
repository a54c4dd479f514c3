//! A limit that nothing asks for limits nothing.

use super::sources;

#[test]
fn every_limit_is_kept_by_some_code() {
    let all: Vec<_> = sources("src").into_iter().filter(|s| s.path != "src/limits.rs").collect();
    let limits = sources("src").into_iter().find(|s| s.path == "src/limits.rs").unwrap();
    let names: Vec<&str> =
        limits.code.lines().filter_map(|l| l.strip_prefix("pub const ")).filter_map(|l| l.split(':').next()).collect();
    assert!(names.len() > 20, "the limits are not where they were");
    let unkept: Vec<&&str> =
        names.iter().filter(|n| !all.iter().any(|s| super::words(&s.code).any(|w| w == **n))).collect();
    assert!(unkept.is_empty(), "nothing keeps these limits: {unkept:?}");
}

#[test]
fn every_limit_says_why() {
    let limits = sources("src").into_iter().find(|s| s.path == "src/limits.rs").unwrap();
    let lines: Vec<&str> = limits.text.lines().collect();
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.starts_with("pub const ")) {
        assert!(i > 0 && lines[i - 1].starts_with("///"), "{line}");
    }
}
