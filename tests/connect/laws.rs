//! What holds for every file.

use proptest::prelude::*;
use watchfloor::connect::file::{FileImport, mention_from_json, mention_to_json};
use watchfloor::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};

use super::{All, csv, drain, open};

fn mentions() -> impl Strategy<Value = Incoming> {
    let word = "[^\\x00\\r\\n]{1,12}";
    let kind = prop_oneof![
        Just(MentionKind::Post),
        Just(MentionKind::Comment),
        Just(MentionKind::Reply),
        Just(MentionKind::Quote),
        Just(MentionKind::Review),
        Just(MentionKind::Direct)
    ];
    let how = prop_oneof![Just(Amplification::Repost), Just(Amplification::Like), Just(Amplification::Quote)];
    let written = (kind, "[^\\x00]{0,40}", proptest::option::of(word))
        .prop_map(|(kind, text, agent)| IncomingKind::Written { kind, text, agent });
    let what = prop_oneof![3 => written, 1 => how.prop_map(IncomingKind::Amplified)];
    let author = (word, word, any::<Option<u32>>(), any::<bool>())
        .prop_map(|(external, name, followers, ours)| IncomingAuthor { external, name, followers, ours });
    (word, word, any::<bool>(), 1u32.., author, what).prop_map(|(external, parent, has_parent, at, author, what)| {
        let has_parent = has_parent || matches!(what, IncomingKind::Amplified(_));
        let at = At::from_unix(i64::from(at)).unwrap();
        Incoming { external, parent: has_parent.then_some(parent), at, author, what }
    })
}

proptest! {
    #[test]
    fn our_wire_gives_back_what_it_was_given(mention in mentions()) {
        prop_assert_eq!(mention_from_json(&mention_to_json(&mention)), Ok(mention));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), json in any::<bool>()) {
        let name = if json { "x.jsonl" } else { "x.csv" };
        if let Ok(import) = open(name, &bytes, None) {
            drain(import);
        }
    }

    #[test]
    fn arbitrary_bodies_never_panic_and_always_end(
        parts in proptest::collection::vec(prop_oneof![
            Just("\""), Just(","), Just("\n"), Just("\r"), Just("\"\""), Just("1714569725"), Just("a"), Just("é"),
            Just("1,1714569725,a\n"), Just("\0"),
        ], 0..60),
    ) {
        let body = format!("id,at,text\n{}", parts.concat());
        if let Ok(import) = open("x.csv", body.as_bytes(), None) {
            drain(import);
        }
    }

    #[test]
    fn rows_as_other_programs_write_them_are_read_back(
        texts in proptest::collection::vec("[^\\x00]{0,30}", 1..250),
        delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["id", "at", "author", "text"]).unwrap();
        for (n, text) in texts.iter().enumerate() {
            writer.write_record([format!("r{n}").as_str(), "1714569725", "ana", text]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let all = csv(bytes);
        prop_assert_eq!(all.told(), "");
        let found: Vec<_> = all.mentions.iter().map(|m| match &m.what {
            IncomingKind::Written { text, .. } => text.clone(),
            IncomingKind::Amplified(_) => String::new(),
        }).collect();
        prop_assert_eq!(found, texts);
    }

    #[test]
    fn one_broken_row_costs_no_other(at in 0usize..20, broken in "[a-z\",]{0,8}\"[a-z,]{0,8}") {
        let rows: String = (0..20).map(|n| {
            let broken = if n == at { format!("{broken}\n") } else { String::new() };
            format!("{broken}g{n},1714569725,\"plain {n}\"\n")
        }).collect();
        let all = csv(format!("id,at,text\n{rows}"));
        for n in 0..20 {
            let id = format!("g{n}");
            prop_assert!(all.mentions.iter().any(|m| m.external == id), "{id} is lost: {}", all.told());
        }
    }
}

/// Reads a file by opening it anew for every page, as if the program were ended after each.
fn page_by_page(path: &std::path::Path) -> All {
    let (mut all, mut import) = (All::default(), FileImport::open(path, None).unwrap());
    while let Some(page) = import.next_page().unwrap() {
        all.mentions.extend(page.mentions);
        all.problems.extend(page.problems);
        import = FileImport::resume(path, None, &page.cursor).unwrap();
    }
    all.rows = import.progress().rows_read;
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_broken_file_gives_the_same_however_often_it_is_left(
        parts in proptest::collection::vec(prop_oneof![
            8 => Just("1,1714569725,a\n"), 2 => Just("1,1714569725,\"b\nc\"\n"), 1 => Just("x,\"y\nz\",u,v\nw\n"),
            1 => Just("2,1714569725,\"open\n"), 1 => Just("short,row\n"), 1 => Just("\n"), 1 => Just("é\"\n"),
        ], 1..60),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        std::fs::write(&path, format!("id,at,text\n{}", parts.concat().repeat(12))).unwrap();
        prop_assume!(FileImport::open(&path, None).is_ok(), "nothing but blank lines is refused");
        let (whole, pages) = (drain(FileImport::open(&path, None).unwrap()), page_by_page(&path));
        prop_assert_eq!(&pages.mentions, &whole.mentions);
        prop_assert_eq!(&pages.problems, &whole.problems);
        prop_assert_eq!(pages.rows, whole.rows);
    }
}

#[test]
fn an_import_may_run_beside_the_window() {
    fn is_send<T: Send>() {}
    is_send::<FileImport>();
}
