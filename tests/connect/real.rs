//! Real conversations, where they are at hand. They are not ours to keep in the repository.

use watchfloor::connect::file::{FileImport, ShapeKind};

use super::drain;
use crate::cli::real;

#[test]
fn real_support_conversations_are_read_whole() {
    let Some(path) = real("support_threads/threads_to_14_nov_2017.csv") else { return };
    let import = FileImport::open(&path, None).unwrap();
    assert_eq!(import.shape().kind(), ShapeKind::TwitterSupport);
    let all = drain(import);
    assert_eq!((all.rows, all.told().as_str(), all.notes.len()), (11_336, "", 0));
    assert_eq!(all.mentions.iter().filter(|m| !m.author.ours).count(), 5_367);
}
