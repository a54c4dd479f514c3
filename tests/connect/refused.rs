//! Files that are broken, in part or whole: what is said, and what goes in all the same.

use std::io::Read;

use watchfloor::connect::file::{FileImport, Mapping, Role};
use watchfloor::limits::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};

use super::{csv, drain, fixture, open};

/// A CSV file with this body: which ids went in, and what was said of the others.
fn check(body: &str, ids: &str, told: &str) {
    let all = csv(format!("id,at,text\n{body}"));
    assert_eq!((all.ids().as_str(), all.told().as_str()), (ids, told));
}

/// A file that is refused.
fn refused(name: &str, bytes: &[u8], said: &str) {
    assert_eq!(open(name, bytes, None).err().expect("refused").to_string(), said);
}

#[test]
fn wrong_column_count() {
    check(
        "1,1714569725,a\n2,1714569725\n3,1714569725,b,c\n4,1714569725,d\n",
        "1 4",
        "line 3: The row has 2 columns where the header has 3.\nline 4: The row has 4 columns where the header has 3.",
    );
}

#[test]
fn wrong_column_count_over_several_lines() {
    check(
        "1,\"1714569725\n\",a,b\n2,x\n3,1714569725,c\n",
        "3",
        "line 2: The row has 4 columns where the header has 3.\nline 4: The row has 2 columns where the header has 3.",
    );
}

#[test]
fn bad_date() {
    check(
        "1,soon,a\n2,,b\n3,1714569725,c\n",
        "3",
        "line 2: The time “soon” could not be read.\nline 3: The row has no time.",
    );
}

#[test]
fn missing_id_and_text() {
    check(",1714569725,\n2,1714569725,\n", "2", "line 2: The row has neither an id nor a text.");
}

#[test]
fn nul_bytes_are_quarantined() {
    let all = csv("id,at,text\n1,1714569725,a\0b\n2,1714569725,c\n");
    assert_eq!(all.ids(), "2");
    assert_eq!(all.told(), "line 2: The row holds NUL bytes, which no text has; it was not taken in.");
    assert_eq!(all.problems[0].raw, "1,1714569725,a␀b");
}

#[test]
fn an_unclosed_quote_costs_one_row() {
    let reason =
        "A quote is opened in this row and never closed. Reading goes on at the next line that reads as a row.";
    check("1,1714569725,\"a\n2,1714569725,b\n3,1714569725,c\n", "2 3", &format!("line 2: {reason}"));
    let reason = "A quoted cell of this row goes on over several lines and is closed in the middle of text: most likely a quote is missing. Reading goes on at the next line that reads as a row.";
    check("1,1714569725,\"a\n2,1714569725,\"b\"\n3,1714569725,c\n", "2 3", &format!("line 2: {reason}"));
}

/// Bytes that are made as they are read, so that a gigabyte costs no memory.
struct Endless {
    line: Vec<u8>,
    at: usize,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = out.len().min(self.line.len() - self.at).min(usize::try_from(self.left).unwrap());
        out[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at = (self.at + count) % self.line.len();
        self.left -= count as u64;
        Ok(count)
    }
}

fn long_file(line: &str, bytes: u64, tail: &'static str) -> FileImport {
    let head = b"id,at,text\n1,1714569725,\"open\n".as_slice();
    let bytes = bytes / line.len() as u64 * line.len() as u64;
    let middle = Endless { line: line.as_bytes().to_vec(), at: 0, left: bytes };
    let source = Box::new(head.chain(middle).chain(tail.as_bytes()));
    FileImport::from_read("x.csv", source, head.len() as u64 + bytes + tail.len() as u64, None).unwrap()
}

#[test]
fn an_unclosed_quote_that_swallows_the_file_costs_what_is_no_row() {
    let all = drain(long_file("no row at all\n", 40 << 20, "2,1714569725,b\n"));
    assert_eq!(all.ids(), "2");
    assert_eq!(
        all.told(),
        "line 2: A cell of this row is longer than 1024 KB: most likely a quote is opened and not closed. Reading goes on at the next line that reads as a row."
    );
    let passed = (40 << 20) / "no row at all\n".len();
    assert_eq!(
        all.notes,
        [format!("{passed} lines were passed over after a broken row, because they do not read as rows either.")]
    );
    let all = drain(long_file("no line end at all ", 40 << 20, "\n2,1714569725,b\n"));
    assert_eq!((all.ids().as_str(), all.problems.len()), ("2", 1));
}

#[test]
fn an_unclosed_quote_before_good_rows_costs_one_row() {
    let line = "2,1714569725,good\n";
    let all = drain(long_file(line, 3 << 20, "3,1714569725,b\n"));
    assert_eq!(all.mentions.len(), (3 << 20) / line.len() + 1);
    assert_eq!((all.problems.len(), all.notes.len()), (1, 0));
    assert_eq!(all.problems[0].place, "line 2");
}

#[test]
fn a_long_search_can_be_cancelled_and_gone_on_with() {
    let mut import = long_file("no row at all\n", 40 << 20, "2,1714569725,b\n");
    assert_eq!(import.next_page().unwrap().unwrap().problems.len(), 1);
    let page = import.next_page().unwrap().unwrap();
    assert!(page.mentions.is_empty() && page.problems.is_empty() && page.cursor.contains(":searching:"), "{page:?}");
}

#[test]
fn a_row_over_its_limit() {
    let cell = "a".repeat(CELL_BYTES_MAX - 1);
    let all = csv(format!("id,at,text\n1,{cell},{cell},{cell}\n2,1714569725,b\n"));
    assert_eq!(all.ids(), "2");
    let reason = "The row is longer than 2048 KB. Reading goes on at the next line that reads as a row.";
    assert_eq!(all.problems[0].reason, reason);
    let row = format!("{{\"text\":\"{}\"}}\n", "a".repeat(ROW_BYTES_MAX + 1));
    let all = drain(
        open("x.jsonl", format!("{{\"at\":1,\"text\":\"a\"}}\n{row}{{\"at\":2,\"text\":\"b\"}}\n").as_bytes(), None)
            .unwrap(),
    );
    assert_eq!((all.mentions.len(), all.rows), (2, 3));
    assert_eq!(all.told(), format!("line 2: {reason}"));
}

#[test]
fn more_columns_than_any_table_has() {
    let row = "x,".repeat(COLUMNS_MAX + 1);
    check(&format!("{row}\n2,1714569725,b\n"), "2", "line 2: The row has more than 256 columns.");
}

#[test]
fn a_cut_off_last_row() {
    check("1,1714569725,a\n2,17145", "1", "line 3: The file ends in the middle of this row.");
    check("1,1714569725,a\n2,1714569725,\"b", "1", "line 3: The file ends in the middle of this row.");
    check("1,1714569725,a\n2,1714569725,b", "1 2", "");
}

#[test]
fn kinds_that_do_not_fit() {
    let all = csv(
        "id,at,kind,text,inbound\n1,1714569725,retweet,,true\n2,1714569725,poem,a,true\n3,1714569725,post,a,maybe\n",
    );
    assert_eq!(all.ids(), "2");
    assert_eq!(
        all.told(),
        "line 2: The row is a repost or a like, but does not say of what.\nline 4: “maybe” does not say whether the row is inbound."
    );
    assert_eq!(all.notes, ["1 row has a kind that is not known (“poem”) and came in as post or reply."]);
}

#[test]
fn files_that_are_no_tables() {
    let binary: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let rest = "Nothing was imported. Save it as CSV or JSON Lines and try again.";
    let said = |what: &str| format!("x.csv does not look like a table of text: it looks like {what}. {rest}");
    refused("x.csv", &binary, &said("a picture, a program or packed data"));
    refused("x.csv", b"PK\x03\x04\x14\0", &said("a spreadsheet or an archive (.xlsx, .ods, .zip)"));
    let wide: Vec<u8> = "id,at,text\n1,2,3\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused("x.csv", &wide, &said("text in UTF-16 without its byte order mark"));
    refused(
        "x.json",
        b"[\n {\"id\":1}\n]",
        "x.json is JSON, but not one object a line. Nothing was imported. Save it as JSON Lines or CSV and try again.",
    );
}

#[test]
fn files_with_nothing_in_them() {
    refused("x.csv", b"", "x.csv is empty. Nothing was imported.");
    refused("x.csv", b"\xEF\xBB\xBF\r\n \n", "x.csv is empty. Nothing was imported.");
    refused("x.csv", b"id,at,text\n\n", "x.csv has a header but no rows. Nothing was imported.");
    refused(
        "x.csv",
        b"id,at,\"text\n",
        "The first row of x.csv could not be read as column names: The file ends in the middle of this row. Nothing was imported. Mend the first row and try again.",
    );
}

#[test]
fn files_that_cannot_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let said = |path: &std::path::Path| FileImport::open(path, None).err().unwrap().to_string();
    assert_eq!(
        said(&dir.path().join("gone.csv")),
        "There is no file gone.csv. Nothing was imported. Choose the file again: it may have been moved or renamed."
    );
    let folder = dir.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(said(&folder), "folder is a folder, not a file. Nothing was imported. Choose the file itself.");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_not_ours_to_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.csv");
    std::fs::write(&path, "id,at,text\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read every file, so none is refused");
        return;
    }
    let said = FileImport::open(&path, None).err().unwrap().to_string();
    assert_eq!(
        said,
        "x.csv may not be read by you. Nothing was imported. Ask its owner for leave to read it, or copy it to a folder of your own."
    );
}

#[test]
fn json_lines_that_are_no_objects() {
    let bytes = b"{\"id\":\"1\",\"at\":1,\"text\":\"a\"}\n[1,2]\n{\"id\":\n\nnonsense\n{\"id\":\"2\",\"at\":2,\"text\":\"b\"}\n";
    let all = drain(open("x.jsonl", bytes, None).unwrap());
    assert_eq!((all.ids().as_str(), all.rows), ("1 2", 5));
    assert_eq!(
        all.told(),
        "line 2: The line is JSON, but not an object in braces.\nline 3: The line ends in the middle of its JSON object.\nline 5: The line is not JSON: it goes wrong at character 2."
    );
}

#[test]
fn mappings_that_do_not_fit() {
    let said = |columns: &[(&str, Role)], zone: Option<&str>| {
        let columns = columns.iter().map(|(name, role)| ((*name).to_owned(), *role)).collect();
        let mapping = Mapping { columns, zone: zone.map(str::to_owned), ..Mapping::default() };
        FileImport::open(&fixture("twitter_support.csv"), Some(mapping)).err().unwrap().to_string()
    };
    let (at, text) = (("created_at", Role::At), ("text", Role::Text));
    let rest = "Nothing was imported. Change the mapping and try again.";
    assert_eq!(
        said(&[at, text, ("colour", Role::Id)], None),
        format!("The mapping does not fit twitter_support.csv: there is no column “colour”. {rest}")
    );
    assert_eq!(
        said(&[at, text, ("inbound", Role::Text)], None),
        format!("The mapping does not fit twitter_support.csv: two columns are said to hold the text. {rest}")
    );
    assert_eq!(
        said(&[at, text], Some("Mars/Olympus")),
        format!("The mapping does not fit twitter_support.csv: there is no time zone “Mars/Olympus”. {rest}")
    );
}

/// A disk that fails after its first bytes.
struct Failing(u64);

impl Read for Failing {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::Error::other("the disk has failed"));
        }
        let count = (&b"id,at,text\n"[..]).chain(std::io::repeat(b'\n')).take(self.0).read(out)?;
        self.0 -= count as u64;
        Ok(count)
    }
}

#[test]
fn a_disk_that_fails() {
    let failed = FileImport::from_read("x.csv", Box::new(Failing(20)), 20, None).err().unwrap().to_string();
    assert_eq!(
        failed,
        "x.csv could not be read further after row 0: the disk has failed. What was imported is kept. Import the file again to go on: nothing is added twice."
    );
}
