//! What the product promises by number, and the test that holds each promise.

use super::{root, sources};

/// The rows of the product's list that are built. A row that nobody tests is not done.
const ROWS: [std::ops::RangeInclusive<u8>; 2] = [23..=50, 73..=77];

/// Whether a text names a row: `A23` or the test `a23_…`, and not `A230`.
fn names(text: &str, row: u8) -> bool {
    let (text, row) = (text.to_lowercase(), format!("a{row:02}"));
    text.match_indices(&row).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + row.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn each_row_of_the_product_is_named_by_a_test() {
    let mut texts: Vec<String> =
        sources("tests").into_iter().filter(|s| s.path != "tests/house/rows.rs").map(|s| s.text).collect();
    for entry in std::fs::read_dir(root().join("tests/scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "floor") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    let missing: Vec<u8> =
        ROWS.into_iter().flatten().filter(|row| !texts.iter().any(|text| names(text, *row))).collect();
    assert!(missing.is_empty(), "no test names the rows {missing:?}");
}

#[test]
fn a_row_is_named_by_its_number_alone() {
    assert!(names("// A23: an hour", 23) && names("rows A26, A27", 27) && names("fn a34_one_owner()", 34));
    assert!(!names("A230", 23) && !names("BA23", 23) && !names("nothing", 23));
}
