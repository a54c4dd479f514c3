//! Takes the power away: a small disk in a file, whose bytes are copied the moment a decision was acknowledged. What
//! the file system still held in memory is not in the copy, and it writes nothing by itself for 900 s, so a ledger that
//! only trusts the operating system loses decisions here. Two controls show that it would.

use super::{all, assert_well, commit_with_texts, settings};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use std::{
    env,
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};
use watchfloor::ledger::{EmbeddedLedger, Ledger, Step, Stored, Trouble};

const IMAGES: &str = "WATCHFLOOR_POWER_IMAGES";
const DISK_BYTES: u64 = 160 << 20;

/// A mounted disk; let go when dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn new(image: &Path, at: &Path) -> Self {
        fs::create_dir_all(at).unwrap();
        run("mount", &["-t", "ext4", "-o", "loop,commit=900"], &[image, at]).unwrap();
        Self(at.to_owned())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: sled's own threads let go of a file a moment after it was closed.
        let _ = run("umount", &["-l"], &[&self.0]);
    }
}

fn run(program: &str, options: &[&str], paths: &[&Path]) -> Result<(), String> {
    let output = Command::new(program).args(options).args(paths).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn new_image(path: &Path) -> Result<(), String> {
    File::create(path).and_then(|file| file.set_len(DISK_BYTES)).map_err(|error| error.to_string())?;
    run("mkfs.ext4", &["-q", "-F"], &[path])
}

/// How many images, or why none.
fn images() -> Result<u64, String> {
    let images = env::var(IMAGES).ok().and_then(|images| images.parse().ok());
    let images = images.ok_or(format!("{IMAGES} is not set"))?;
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("try");
    new_image(&image)?;
    let at = dir.path().join("at");
    fs::create_dir(&at).unwrap();
    run("mount", &["-o", "loop"], &[&image, &at])?;
    run("umount", &[], &[&at])?;
    Ok(images)
}

/// The disk as it is at one moment. The file system may write while it is copied, and a copy whose halves are of two
/// moments is no disk that any power cut leaves behind; so a copy counts once the disk still is what was copied.
fn at_one_moment(image: &Path, copy: &Path) {
    for _ in 0..50 {
        fs::copy(image, copy).unwrap();
        if are_equal(image, copy) {
            return;
        }
    }
    panic!("the disk is never still for as long as copying it takes");
}

fn are_equal(one: &Path, other: &Path) -> bool {
    let [mut one, mut other] = [one, other].map(|path| File::open(path).unwrap());
    let (mut ours, mut theirs) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let read = one.read(&mut ours).unwrap();
        if read == 0 {
            return other.read(&mut theirs).unwrap() == 0;
        }
        if other.read_exact(&mut theirs[..read]).is_err() || ours[..read] != theirs[..read] {
            return false;
        }
    }
}

/// Opens the disk as the next morning would; answers what is there and how it was opened. Each has a copy of its own:
/// an earlier one may be let go of only a moment later, and would write into it.
fn morning(dir: &Path, image: &Path) -> (Vec<Stored>, watchfloor::ledger::OpenReport) {
    let own = tempfile::tempdir_in(dir).unwrap();
    let copy = own.path().join("copy");
    at_one_moment(image, &copy);
    let mounted = Mounted::new(&copy, &own.path().join("morning"));
    let ledger_dir = mounted.0.join("ledger");
    let opened = EmbeddedLedger::open(&ledger_dir).unwrap();
    let log = all(&opened.ledger);
    let report = opened.report.clone();
    drop(opened);
    assert_eq!(assert_well(&ledger_dir), log.len() as u64);
    (log, report)
}

/// One decision of one to four commits; now and then a large one.
fn decide(ledger: &dyn Ledger, call: u64) {
    let part = |index| {
        let bytes = if call.is_multiple_of(17) { 50_000 } else { (call % 7) as usize * 100 };
        commit_with_texts(&format!("c/{call}-{index}"), 0, call << 8 | index, vec![call as u8; bytes])
    };
    ledger.append((0..=call % 4).map(part).collect()).unwrap();
}

#[test]
fn nothing_acknowledged_is_lost_with_the_power() {
    let images = match images() {
        Ok(images) => images,
        Err(why) => return eprintln!("left out, needs root, a loop device and the variable: {why}"),
    };
    for lag in [1, 16, 256] {
        lose_power(images, lag);
    }
}

fn lose_power(images: u64, lag: usize) {
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("image");
    new_image(&image).unwrap();
    let mounted = Mounted::new(&image, &dir.path().join("evening"));
    let ledger = EmbeddedLedger::open_with(&mounted.0.join("ledger"), settings(&Arc::default(), lag)).unwrap().ledger;
    let (mut from_journal, mut rebuilt) = (0, 0);
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    let mut call = 0;
    for number in 0..images {
        for _ in 0..=chance.next_u32() % 40 {
            call += 1;
            decide(&ledger, call);
        }
        let acknowledged = all(&ledger);
        let (log, report) = morning(dir.path(), &image);
        // The commits themselves would fill pages.
        assert!(log == acknowledged, "image {number}: {} of {} commits: {report:?}", log.len(), acknowledged.len());
        assert_eq!((report.from_store, report.torn_bytes), (0, 0), "the journal had everything");
        match &report.recovered {
            None => {
                assert!(report.from_journal < lag as u64, "the store lagged too far: {}", report.from_journal);
                from_journal += report.from_journal;
            }
            // Power that goes between two of our syncs can leave sled with nothing in the morning, not even with what was
            // synced: the 32nd image at a lag of 256 does. The journal has all of it.
            Some(recovered) => {
                assert_eq!((recovered.facts, &recovered.missing), (log.len() as u64, &None), "image {number}");
                assert!(lag > 1, "a store that is synced with each decision needs no help");
                rebuilt += 1;
            }
        }
    }
    eprintln!(
        "{images} images, {call} acknowledged decisions, none lost; lag {lag}: {from_journal} commits given to the store, \
         which was rebuilt {rebuilt} times"
    );
}

/// The power may also go while a decision is being kept: after each of its steps, and within the journal's write.
#[test]
fn power_fails_between_any_two_steps() {
    if let Err(why) = images() {
        return eprintln!("left out, needs root, a loop device and the variable: {why}");
    }
    for step in 1..=5 {
        let dir = tempfile::tempdir().unwrap();
        let image = dir.path().join("image");
        new_image(&image).unwrap();
        let mounted = Mounted::new(&image, &dir.path().join("evening"));
        let trouble = Arc::new(Trouble::default());
        let ledger = EmbeddedLedger::open_with(&mounted.0.join("ledger"), settings(&trouble, 1)).unwrap().ledger;
        (1..=30).for_each(|call| decide(&ledger, call));
        let acknowledged = all(&ledger);
        trouble.fail_from(step);
        let under_way: Vec<_> =
            (0..3).map(|n| commit_with_texts(&format!("u/{n}"), 0, 1 << 40 | n, vec![5; 900])).collect();
        let answer = ledger.append(under_way);
        let (log, report) = morning(dir.path(), &image);
        assert!(log.starts_with(&acknowledged), "step {step}: {} of {} commits", log.len(), acknowledged.len());
        let more = log.len() - acknowledged.len();
        assert!(more == 0 || more == 3, "step {step} tore a call: {more} of 3");
        assert!(answer.is_err() || more == 3, "step {step} lost what was acknowledged");
        eprintln!("power gone at step {step}: {more} of 3 kept, {report:?}");
    }
}

/// The same night on a disk that only says that it synced.
#[test]
fn control_without_our_syncs() {
    if let Err(why) = images() {
        return eprintln!("left out, needs root, a loop device and the variable: {why}");
    }
    for steps in [&[Step::StoreSync][..], &[Step::StoreSync, Step::JournalSync]] {
        let dir = tempfile::tempdir().unwrap();
        let image = dir.path().join("image");
        new_image(&image).unwrap();
        let mounted = Mounted::new(&image, &dir.path().join("evening"));
        let trouble = Arc::new(Trouble::default());
        let ledger = EmbeddedLedger::open_with(&mounted.0.join("ledger"), settings(&trouble, 1)).unwrap().ledger;
        decide(&ledger, 1);
        trouble.pretend(steps);
        for call in 2..=200 {
            decide(&ledger, call);
        }
        let acknowledged = all(&ledger).len();
        let (log, report) = morning(dir.path(), &image);
        let lost = acknowledged - log.len();
        let healed = report.from_journal;
        eprintln!("without {steps:?}: of {acknowledged} commits {lost} lost, {healed} given back by the journal");
        // With the journal synced nothing is lost even then; without, nearly everything.
        assert_eq!(lost > 0, steps.contains(&Step::JournalSync), "the control shows nothing, so neither does the test");
    }
}

/// sled by itself, with the flush that it documents as enough.
#[test]
fn control_with_sled_alone() {
    if let Err(why) = images() {
        return eprintln!("left out, needs root, a loop device and the variable: {why}");
    }
    let dir = tempfile::tempdir().unwrap();
    let image = dir.path().join("image");
    new_image(&image).unwrap();
    let mounted = Mounted::new(&image, &dir.path().join("evening"));
    let open = |dir: &Path| sled::Config::new().path(dir.join("sled")).flush_every_ms(None).open().unwrap();
    let db = open(&mounted.0);
    File::open(mounted.0.join("sled/db")).unwrap().sync_all().unwrap();
    run("sync", &[], &[]).unwrap();
    for number in 0..200_u64 {
        db.insert(number.to_be_bytes(), vec![1; 160]).unwrap();
        db.flush().unwrap();
    }
    let copy = dir.path().join("copy");
    at_one_moment(&image, &copy);
    let morning = Mounted::new(&copy, &dir.path().join("morning"));
    let lost = 200 - open(&morning.0).len();
    eprintln!("sled alone, flush() a decision: {lost} of 200 lost");
    assert!(lost > 0, "the control shows nothing, so neither does the test");
}
