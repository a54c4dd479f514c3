//! What files say, when they are as they should be, and nearly so.

use watchfloor::connect::file::{CUT_MARK, FileImport, Mapping, Role, ShapeKind, preview};
use watchfloor::floor::{Amplification, Incoming, IncomingKind, MentionKind};
use watchfloor::limits::{CELL_BYTES_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};

use super::{All, csv, drain, fixture, open};

fn text(mention: &Incoming) -> &str {
    match &mention.what {
        IncomingKind::Written { text, .. } => text,
        IncomingKind::Amplified(_) => "",
    }
}

fn texts(all: &All) -> Vec<&str> {
    all.mentions.iter().map(text).collect()
}

#[test]
fn the_public_twitter_set_is_known() {
    let import = FileImport::open(&fixture("twitter_support.csv"), None).unwrap();
    assert_eq!(import.shape().kind(), ShapeKind::TwitterSupport);
    let all = drain(import);
    assert_eq!((all.ids(), all.told(), all.rows), ("1 2 4".to_owned(), String::new(), 3));
    assert_eq!(
        texts(&all),
        [
            "@FernRail my ticket says Leeds & the app says York, which is it? <3",
            "@70001 It's York. Sorry for the \"mix-up\"! &lt;KP>",
            "@FernRail thanks,\nthat is all"
        ]
    );
    let brand = &all.mentions[1];
    assert_eq!((brand.author.name.as_str(), brand.author.external.as_str()), ("@FernRail", "FernRail"));
    assert_eq!((brand.author.ours, brand.parent.as_deref()), (true, Some("1")));
    assert!(!all.mentions[0].author.ours);
    assert_eq!(all.mentions[0].at.to_string(), "2024-05-01T13:22:05Z");
    assert_eq!(all.notes, Vec::<String>::new());
}

#[test]
fn other_programs_exports_are_known_by_their_column_names() {
    let all = drain(FileImport::open(&fixture("generic.csv"), None).unwrap());
    assert_eq!((all.ids().as_str(), all.told().as_str()), ("p1 p2 p3 p4", ""));
    assert_eq!(all.mentions[0].author.followers, Some(1204));
    assert!(all.mentions[1].author.ours);
    assert!(matches!(all.mentions[1].what, IncomingKind::Written { kind: MentionKind::Reply, .. }));
    assert_eq!(all.mentions[2].what, IncomingKind::Amplified(Amplification::Repost));
    assert_eq!(all.mentions[3].what, IncomingKind::Amplified(Amplification::Like));
    assert_eq!(all.mentions[3].parent.as_deref(), Some("p1"));
    assert_eq!(
        all.notes,
        ["Times without a zone were read as UTC. Choose their zone in the mapping if that is wrong."]
    );
}

#[test]
fn json_lines_are_read_by_the_same_names() {
    let all = drain(FileImport::open(&fixture("own.jsonl"), None).unwrap());
    assert_eq!((all.ids().as_str(), all.told().as_str(), all.rows), ("a1 a2 a3", "", 3));
    let IncomingKind::Written { agent, .. } = &all.mentions[1].what else { panic!("it is written") };
    assert_eq!(agent.as_deref(), Some("kim"));
    assert_eq!(all.mentions[2].at.to_string(), "2024-05-01T13:26:40Z");
}

#[test]
fn keys_that_come_late_are_read_too() {
    let early = "{\"id\":\"1\",\"at\":1,\"text\":\"a\"}\n".repeat(300);
    let late = "{\"id\":\"2\",\"at\":2,\"text\":\"b\",\"parent\":\"1\",\"author\":{\"id\":\"7\",\"ours\":true}}\n";
    let all = drain(open("x.jsonl", format!("{early}{late}").as_bytes(), None).unwrap());
    let last = all.mentions.last().unwrap();
    assert_eq!((last.parent.as_deref(), last.author.external.as_str(), last.author.ours), (Some("1"), "7", true));
}

#[test]
fn unknown_columns_need_a_mapping_which_is_remembered_by_their_fingerprint() {
    let bytes = b"wann;wer;was\n2024-05-01 13:22:05;ana;hallo\n";
    let refused = open("x.csv", bytes, None).err().unwrap().to_string();
    assert_eq!(
        refused,
        "The columns of x.csv are not known. Nothing was imported. Say which column holds the time and which the text, and import it again."
    );
    let columns = [("wann", Role::At), ("wer", Role::AuthorName), ("was", Role::Text)];
    let columns = columns.map(|(name, role)| (name.to_owned(), role)).into();
    let mapping = Mapping { columns, zone: Some("Europe/Berlin".to_owned()), ..Mapping::default() };
    let kept = serde_json::to_string(&mapping).unwrap();
    let import = open("x.csv", bytes, Some(serde_json::from_str(&kept).unwrap())).unwrap();
    let print = import.shape().fingerprint();
    let all = drain(import);
    assert_eq!(texts(&all), ["hallo"]);
    assert_eq!(all.mentions[0].at.to_string(), "2024-05-01T11:22:05Z");
    assert_eq!(all.notes, Vec::<String>::new());
    let other = open(
        "y.csv",
        b"Wann,Wer,Was\n1,2,3\n",
        Some(Mapping { columns: [("Wann".to_owned(), Role::At), ("Was".to_owned(), Role::Text)].into(), ..mapping }),
    )
    .unwrap();
    assert_eq!(other.shape().fingerprint(), print);
}

#[test]
fn a_preview_shows_the_first_rows_and_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.csv");
    let rows: String = (1..40).map(|n| format!("{n};ana;hallo {n}\n")).collect();
    std::fs::write(&path, format!("wann;wer;was\n{rows}")).unwrap();
    let seen = preview(&path, None).unwrap();
    assert_eq!((seen.shape.kind(), seen.missing), (ShapeKind::Unknown, Some("the time and which the text")));
    assert_eq!((seen.rows.len(), &seen.rows[0]), (10, &vec!["1".to_owned(), "ana".to_owned(), "hallo 1".to_owned()]));
    assert_eq!((seen.mentions.len(), seen.problems.len()), (0, 0));
    let seen = preview(&fixture("own.jsonl"), None).unwrap();
    assert_eq!((seen.mentions.len(), seen.missing), (3, None));
    assert_eq!(preview(&fixture("generic.csv"), None).unwrap().rows[0][2], "Where is my parcel?");
}

#[test]
fn an_import_goes_on_where_it_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.csv");
    let rows: String = (1..=250).map(|n| format!("{n},17145697{:02},\"text\n{n}\"\n", n % 60)).collect();
    for bytes in [format!("id,at,text\n{rows}").into_bytes(), wide(&format!("id,at,text\n{rows}"), u16::to_le_bytes)] {
        std::fs::write(&path, bytes).unwrap();
        let whole = drain(FileImport::open(&path, None).unwrap());
        let first = FileImport::open(&path, None).unwrap().next_page().unwrap().unwrap();
        let rest = drain(FileImport::resume(&path, None, &first.cursor).unwrap());
        assert_eq!(first.mentions.len() + rest.mentions.len(), whole.mentions.len());
        assert_eq!(rest.mentions, whole.mentions[100..]);
        assert_eq!((rest.rows, whole.rows), (250, 250));
        let refused = FileImport::resume(&path, None, "999999:1:1").err().unwrap().to_string();
        assert_eq!(
            refused,
            "x.csv is not the file whose import was begun: it has changed since. What was imported is kept. Import it from its beginning: nothing is added twice."
        );
    }
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn encodings_are_found_out() {
    let text = "id\tat\ttext\n1\t1714569725\tÜber 5 € für Zoë 🙂 ’tis\n";
    let expected = "Über 5 € für Zoë 🙂 ’tis";
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        wide(text, u16::to_le_bytes),
        wide(text, u16::to_be_bytes),
    ] {
        let all = csv(bytes);
        assert_eq!((texts(&all), all.ids().as_str(), all.notes.len()), (vec![expected], "1", 0));
    }
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode("id,at,text\n1,1714569725,Über 5 € für Zoë ’tis\n");
    let all = csv(latin);
    assert_eq!(texts(&all), ["Über 5 € für Zoë ’tis"]);
    assert_eq!(all.notes, ["1 cell is not UTF-8 and read as windows-1252, the first on line 2."]);
    let body: String =
        (1..60).map(|n| format!("{n},1714569725,これは長い日本語の文章です、荷物はどこですか\n")).collect();
    let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode(&body);
    let all = csv([b"id,at,text\n".as_slice(), &japanese].concat());
    assert_eq!(texts(&all)[0], "これは長い日本語の文章です、荷物はどこですか");
}

#[test]
fn a_first_stray_byte_late_in_the_file_costs_nothing() {
    let mut bytes = b"id,at,text\n".to_vec();
    while bytes.len() < 3 << 20 {
        bytes.extend_from_slice(format!("{},1714569725,é is fine\n", bytes.len()).as_bytes());
    }
    bytes.extend_from_slice(b"last,1714569725,caf\xE9\n");
    let all = csv(bytes);
    assert_eq!(text(all.mentions.last().unwrap()), "café");
    assert_eq!(text(&all.mentions[0]), "é is fine");
    assert_eq!((all.problems.len(), all.notes.len()), (0, 1));
}

#[test]
fn delimiters_are_found_out() {
    for mark in [',', ';', '\t', '|'] {
        let all = csv(format!("id{mark}at{mark}text\n1{mark}1714569725{mark}\"a, b; c | d\te\"\n"));
        assert_eq!(texts(&all), ["a, b; c | d\te"]);
    }
    assert_eq!(
        csv("sep=;\r\nid;at;text\r\n1;1714569725;a\r\n2;x;b\r\n").told(),
        "line 4: The time “x” could not be read."
    );
    assert_eq!(csv("id,at,text\r1,1714569725,a\r2,1714569726,b\r").ids(), "1 2", "old line ends");
    assert_eq!(csv("id,at,text,,\n1,1714569725,a,,\n\n\n2,1714569726,b,,\n").ids(), "1 2", "spare columns and lines");
}

#[test]
fn day_and_month_are_told_apart_by_the_column() {
    let times = |all: &All| all.mentions.iter().map(|m| m.at.to_string()[..10].to_owned()).collect::<Vec<_>>();
    let all = csv("id,date,text\n1,01/05/2024 13:22,a\n2,13/05/2024 13:22,b\n");
    assert_eq!(times(&all), ["2024-05-01", "2024-05-13"]);
    assert_eq!(all.notes.len(), 1, "the zone only");
    let all = csv("id,date,text\n1,01/05/2024 1:22 PM,a\n2,01/25/2024 1:22 AM,b\n");
    assert_eq!(times(&all), ["2024-01-05", "2024-01-25"]);
    let all = csv("id,date,text\n1,01/05/2024 13:22,a\n");
    assert_eq!(times(&all), ["2024-05-01"]);
    assert_eq!(
        all.notes[1],
        "Dates such as that of line 2 were read day first (01/05 is 1 May), because nothing in the file tells. Choose the order in the mapping if that is wrong."
    );
}

#[test]
fn day_and_month_are_looked_for_far_into_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.csv");
    let day = |day: u32| (0..9000).map(|n| format!("{day}-{n},01/{day:02}/2024 10:00,hello\n")).collect::<String>();
    std::fs::write(&path, format!("id,date,text\n{}{}", day(2), day(25))).unwrap();
    let mut import = FileImport::open(&path, None).unwrap();
    let page = import.next_page().unwrap().unwrap();
    assert_eq!(page.mentions[0].at.to_string(), "2024-01-02T10:00:00Z");
}

#[test]
fn a_row_without_an_id_gets_the_same_id_each_time() {
    let bytes = "at,author,text\n1714569725,ana,hello\n1714569725,ana,hello there\n1714569726,ana,hello\n";
    let (once, again) = (csv(bytes), csv(bytes));
    assert_eq!(once.mentions, again.mentions);
    let ids: std::collections::BTreeSet<_> = once.mentions.iter().map(|m| &m.external).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn long_texts_and_names_are_cut_and_said() {
    let long = "ä".repeat(TEXT_CHARS_MAX + 1);
    let all = csv(format!("id,at,author,text\n1,1714569725,{long},{long}\n{long},1714569725,b,{}\n", &long[2..]));
    let cut = text(&all.mentions[0]);
    assert!(cut.ends_with(CUT_MARK));
    assert_eq!(cut.chars().count(), TEXT_CHARS_MAX);
    assert_eq!(all.mentions[0].author.name.chars().count(), NAME_CHARS_MAX);
    assert!(all.mentions[1].external.starts_with("long:"));
    assert_eq!(text(&all.mentions[1]), &long[2..], "the longest that is kept whole");
    assert_eq!(
        all.notes,
        ["1 text was longer than 10000 characters and cut, the first on line 2; a cut text ends in “… [cut]”."]
    );
}

#[test]
fn a_longest_cell_is_still_read() {
    let cell = "a".repeat(CELL_BYTES_MAX);
    let all = csv(format!("id,at,text\n1,1714569725,\"{cell}\"\n2,1714569725,b\n"));
    assert_eq!((all.ids().as_str(), all.told().as_str()), ("1 2", ""));
}

#[test]
fn our_accounts_can_be_named() {
    let mapping = Mapping {
        columns: [("at", Role::At), ("author", Role::AuthorName), ("text", Role::Text)]
            .map(|(name, role)| (name.to_owned(), role))
            .into(),
        our_accounts: ["@FernRail".to_owned()].into(),
        ..Mapping::default()
    };
    let bytes = b"at,author,text\n1714569725,fernrail,hello\n1714569725,ana,hello\n";
    let all = drain(open("x.csv", bytes, Some(mapping)).unwrap());
    assert_eq!(all.mentions.iter().map(|m| m.author.ours).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_tables_write_for_nothing_is_nothing() {
    let all = csv(
        "id,at,author,parent,text\n12.0,1714569725,ana,nan,hi\n13,1714569725,None,12.0,hi\n1.2E+17,1714569725,,,hi\n",
    );
    assert_eq!(all.ids(), "12 13 1.2E+17");
    assert_eq!(all.mentions[1].parent.as_deref(), Some("12"));
    assert_eq!(all.mentions[1].author.external, "nameless:13");
    assert!(all.notes[0].starts_with("1 id looks rounded by a spreadsheet"), "{:?}", all.notes);
}
