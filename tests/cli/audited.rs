//! `audit` and the seals that `verify` checks.

use super::{Place, fixture};

#[test]
fn an_import_is_sealed_and_its_audit_is_told() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let verified = place.run(&["--json", "verify"]).well().json();
    assert_eq!(verified["seals"], 1, "{verified}");
    assert_eq!(verified["seal"].as_str().unwrap().len(), 64);
    assert!(verified["sealed_up_to"].as_u64().unwrap() > 1);
    let audit = place.run(&["--json", "audit", "--all", "--search", "sealed"]).well().json();
    assert_eq!(audit["rows"].as_array().unwrap().len(), 1, "{audit}");
    assert_eq!(audit["rows"][0]["kind"], "sealed");
    let people = place.run(&["--json", "audit"]).well().json();
    assert_eq!(people["rows"].as_array().unwrap().len(), 0, "no person decided anything: {people}");
    assert_eq!(people["whole"], true);
    place.run(&["audit", "--conversation", "7", "--search", "nobody"]).well();
}

#[test]
fn an_audit_of_nothing_says_so() {
    let place = Place::new();
    let why = place.run(&["audit"]).refused();
    assert!(why.contains("There is no floor"), "{why}");
}
