//! The disk fills up in the middle of an import.

use super::{Place, assert_sound, many_rows};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A disk of its own, of so many megabytes.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn at(path: &Path, mb: u32) -> Option<SmallDisk> {
        std::fs::create_dir_all(path).unwrap();
        let size = format!("size={mb}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).stderr(Stdio::null());
        let mounted = mount.status().is_ok_and(|status| status.success());
        mounted.then(|| SmallDisk(path.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn what_was_imported_before_the_disk_was_full_is_kept_and_the_rest_comes_later() {
    let place = Place::new();
    let Some(disk) = SmallDisk::at(&place.path("disk"), 64) else {
        eprintln!("skipped: a disk of its own needs leave to mount");
        return;
    };
    let file = place.file("rows.csv", many_rows(20_000));
    // So much is left that the import begins and does not end.
    std::fs::write(disk.0.join("ballast"), vec![7; 30 << 20]).unwrap();
    let why = place.on("disk/store", &["import", &file]).refused();
    let kept: u64 = why.split(". ").find_map(|s| s.split_once(" rows of rows.csv were kept")?.0.parse().ok()).unwrap();
    assert!(kept > 0 && kept < 20_000, "{why}");
    for words in ["The disk of", "MB left", "import the same file again, and it goes on where it stopped"] {
        assert!(why.contains(words), "{words}: {why}");
    }
    assert_sound(&place, "disk/store");
    let count = |at: &str| place.board_at("disk/store", at)["mentions"].as_u64().unwrap();
    assert!(count("2030-01-01") >= kept, "what was said to be kept is there");
    // Still full: nothing happens, and it is said again.
    let why = place.on("disk/store", &["import", &file]).refused();
    assert!(why.contains("MB left"), "{why}");
    std::fs::remove_file(disk.0.join("ballast")).unwrap();
    let done = place.on("disk/store", &["--json", "import", &file]).well().json();
    assert_eq!(done["new"].as_u64().unwrap() + done["known"].as_u64().unwrap(), 20_000, "{done}");
    assert_eq!(count("2030-01-01"), 20_000);
    assert_sound(&place, "disk/store");
    let again = place.on("disk/store", &["--json", "import", &file]).well().json();
    assert_eq!((&again["new"], &again["known"]), (&0.into(), &20_000.into()));
}

#[test]
fn a_disk_that_is_full_to_the_last_byte_loses_nothing() {
    let place = Place::new();
    let Some(disk) = SmallDisk::at(&place.path("disk"), 48) else {
        eprintln!("skipped: a disk of its own needs leave to mount");
        return;
    };
    let file = place.file("rows.csv", many_rows(600));
    place.on("disk/store", &["import", &file]).well();
    let before = place.board_at("disk/store", "2024-05-02");
    let mut ballast = std::fs::File::create(disk.0.join("ballast")).unwrap();
    let piece = vec![7; 1 << 16];
    while std::io::Write::write_all(&mut ballast, &piece).is_ok() {}
    drop(ballast);
    let more = place.file("more.csv", many_rows(900));
    let why = place.on("disk/store", &["import", &more]).refused();
    assert!(why.contains("disk") || why.contains("space"), "{why}");
    std::fs::remove_file(disk.0.join("ballast")).unwrap();
    // Merely opened without a byte to write, sled now and then leaves what it cannot read again: that may cost a rebuild
    // from the journal, which is told, and nothing else.
    let found = place.on("disk/store", &["verify"]);
    if found.code != Some(0) {
        assert!(
            found.out.contains("rebuilt from the journal") && found.out.contains("Nothing is missing"),
            "{found:?}"
        );
    }
    assert_sound(&place, "disk/store");
    assert_eq!(place.board_at("disk/store", "2024-05-02")["mentions"], before["mentions"]);
    place.on("disk/store", &["import", &more]).well();
    assert_eq!(place.board_at("disk/store", "2024-05-02")["mentions"], 900);
    assert_sound(&place, "disk/store");
}
