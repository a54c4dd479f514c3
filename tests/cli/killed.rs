//! The program itself is killed in the middle of an import, at moments drawn from a seed.

use super::{Place, assert_sound, many_rows, program};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

const ROWS: usize = 20_000;
const ROUNDS: u32 = 10;

#[test]
fn an_import_that_is_killed_goes_on_and_every_row_is_there_once() {
    let place = Place::new();
    let file = place.file("rows.csv", many_rows(ROWS));
    let begun = Instant::now();
    place.on("undisturbed", &["import", &file]).well();
    let mut whole = begun.elapsed().max(Duration::from_millis(20)).as_micros() as u64;
    let mut chance = ChaCha8Rng::seed_from_u64(20_000);
    let (mut killed, mut in_the_middle) = (0, 0);
    for round in 0..ROUNDS {
        let store = format!("store {round}");
        let mut importing = program(&["import", &file]);
        importing.arg("--data").arg(place.path(&store)).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = importing.spawn().unwrap();
        let moment = Duration::from_micros(chance.next_u64() % whole);
        let begun = Instant::now();
        while begun.elapsed() < moment {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().code().is_none();
        killed += u32::from(was_killed);
        if !was_killed {
            // The machine has become faster since it was measured.
            whole = whole * 3 / 4;
        }
        if place.path(&store).join("journal").is_dir() {
            assert_sound(&place, &store);
        }
        let done = place.on(&store, &["--json", "import", &file]).well().json();
        let (new, known) = (done["new"].as_u64().unwrap(), done["known"].as_u64().unwrap());
        assert_eq!((new + known, &done["quarantined"]), (ROWS as u64, &json!(0)), "{done}");
        in_the_middle += u32::from(new > 0 && known > 0);
        assert_sound(&place, &store);
        let out = place.arg(&format!("{round}.jsonl"));
        place.on(&store, &["export", &out]).well();
        let lines = std::fs::read_to_string(out).unwrap();
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        let ids: BTreeSet<String> = lines.lines().map(id).collect();
        assert_eq!((ids.len(), lines.lines().count()), (ROWS, ROWS), "every row once");
    }
    eprintln!("{killed} of {ROUNDS} imports were killed, {in_the_middle} of them with a part of the file kept");
    assert!(in_the_middle > 0, "some were killed in the middle");
}
