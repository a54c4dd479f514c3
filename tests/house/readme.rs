//! What the README promises and shows is what the program does.

use std::path::Path;
use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README")
}

#[test]
fn the_two_commands_and_the_picture_are_there() {
    let readme = readme();
    for command in ["cargo run --release", "cargo test"] {
        assert!(readme.contains(command), "the README must show `{command}`");
    }
    assert!(readme.contains("assets/picture.png"));
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/picture.png").is_file());
}

#[test]
fn the_keys_are_those_that_the_program_prints() {
    let readme = readme();
    let printed = Command::new(env!("CARGO_BIN_EXE_watchfloor")).arg("keys").output().expect("the program runs");
    let shown = readme.split("<!-- keys -->\n```\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(
        shown,
        Some(String::from_utf8_lossy(&printed.stdout).as_ref()),
        "put what `watchfloor keys` prints between the marks of the README"
    );
}
