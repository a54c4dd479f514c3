//! Customers out of files: as they are exported, and as they are broken.

use super::config;
use proptest::prelude::*;
use std::io::Cursor;
use watchfloor::connect::Problem;
use watchfloor::connect::customers::CustomersFile;
use watchfloor::connect::file::ImportError;
use watchfloor::floor::{Customer, CustomerHandle, Tier, email_key};
use watchfloor::limits::{CUSTOMER_HANDLES_MAX, NAME_CHARS_MAX, PAGE_CUSTOMERS_MAX};

struct All {
    customers: Vec<Customer>,
    problems: Vec<Problem>,
    notes: Vec<String>,
}

fn open(bytes: &[u8]) -> Result<CustomersFile, ImportError> {
    CustomersFile::from_read("customers.csv", Box::new(Cursor::new(bytes.to_vec())), bytes.len() as u64)
}

fn drain(mut file: CustomersFile) -> All {
    let (mut customers, mut problems) = (Vec::new(), Vec::new());
    while let Some(page) = file.next_page().unwrap() {
        assert!(page.customers.len() + page.problems.len() <= PAGE_CUSTOMERS_MAX);
        customers.extend(page.customers);
        problems.extend(page.problems);
    }
    let progress = file.progress();
    assert_eq!(progress.bytes_read, progress.bytes_total, "all was read");
    All { customers, problems, notes: file.notes() }
}

fn read(bytes: impl AsRef<[u8]>) -> All {
    drain(open(bytes.as_ref()).unwrap())
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    match open(bytes.as_ref()) {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_column_is_read() {
    let all = read(
        "name,email,tier,since,handles,earlier,failed,press,verified\n\
         Dan Whitlow,Dan@Example.org,GOLD,2019,\"x:@doorcam_dan; instagram:@dan.w\",4,1,yes,no\n",
    );
    let wanted = Customer {
        name: "Dan Whitlow".into(),
        tier: Tier::Gold,
        since: Some(2019),
        email: email_key("dan@example.org"),
        handles: vec![CustomerHandle::on("X", "doorcam_dan"), CustomerHandle::on("Instagram", "dan.w")],
        earlier: 4,
        failed: 1,
        press: true,
        verified: false,
    };
    assert_eq!(all.customers, [wanted]);
    assert_eq!((all.problems, all.notes), (vec![], vec![]));
}

#[test]
fn a_column_for_each_channel_is_read_too() {
    let all = read("First name;Surname;Twitter handle;Instagram;Facebook\nZoë;Müller;@zoe;zoe.m;\n");
    assert_eq!(&*all.customers[0].name, "Zoë Müller");
    let wanted = [CustomerHandle::on("x", "zoe"), CustomerHandle::on("instagram", "zoe.m")];
    assert_eq!(all.customers[0].handles, wanted);
}

#[test]
fn handles_are_read_however_they_are_written() {
    let one = |cell: &str| read(format!("name\thandles\nDan\t{cell}\n")).customers.remove(0).handles;
    let (on_x, anywhere) = (CustomerHandle::on("x", "dan"), CustomerHandle::anywhere("dan"));
    assert_eq!(one("x:@dan"), [on_x]);
    assert_eq!(one("X: @Dan"), [on_x]);
    assert_eq!(one("twitter:dan, x:dan"), [on_x]);
    assert_eq!(one("@dan"), [anywhere]);
    assert_eq!(one("x:@dan @dan"), [on_x, anywhere]);
    assert_eq!(one("x:"), []);
    assert_eq!(one(" ;,; "), []);
}

#[test]
fn other_encodings_and_delimiters_are_read() {
    let latin = read(b"name;tier\nZo\xEB M\xFCller;silver\n");
    assert_eq!(&*latin.customers[0].name, "Zoë Müller");
    assert!(latin.notes[0].contains("not UTF-8"), "{:?}", latin.notes);
    let mut wide = vec![0xFF, 0xFE];
    wide.extend("name|tier\r\nZoë|gold\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(wide).customers[0].tier, Tier::Gold);
    assert_eq!(read("\u{feff}name,tier\nZoë,none\n").customers[0].tier, Tier::None);
}

#[test]
fn a_row_that_cannot_be_read_costs_one_row_and_says_why() {
    let all = read(
        "name,email,since,failed,press\n\
         Dan,dan at example,2019,1,no\n\
         \n\
         Ana,,soon,1,no\n\
         Lena,,2020,-1,no\n\
         Minh,,2020,1,perhaps\n\
         ,,2020,1,no\n\
         Too,,2020\n\
         Tom,,2020,0,no\n",
    );
    let told: Vec<String> = all.problems.iter().map(|p| format!("{}: {}", p.place, p.reason)).collect();
    assert_eq!(
        told,
        [
            "line 2: “dan at example” is no e-mail address.",
            "line 4: “soon” is no year to be a customer since.",
            "line 5: “-1” is no number of failed contacts.",
            "line 6: “perhaps” is neither yes nor no.",
            "line 7: Nobody could be found by this row: it has no name, no e-mail and no handle.",
            "line 8: The row has 3 columns where the header has 5.",
        ]
    );
    assert_eq!(all.problems[0].raw, "Dan | dan at example | 2019 | 1 | no");
    assert_eq!(all.customers.len(), 1);
    assert_eq!((&*all.customers[0].name, all.customers[0].failed), ("Tom", 0));
}

#[test]
fn a_quote_that_is_never_closed_costs_one_row() {
    let all = read("name,tier\nDan,gold\n\"Ana,silver\nLena,silver\nMinh,gold\n");
    assert_eq!(all.problems.len(), 1);
    assert_eq!(all.problems[0].place, "line 3");
    let names: Vec<&str> = all.customers.iter().map(|c| &*c.name).collect();
    assert_eq!(names, ["Dan", "Lena", "Minh"]);
}

#[test]
fn what_was_assumed_or_left_out_is_said() {
    let handles: Vec<String> = (0..CUSTOMER_HANDLES_MAX + 2).map(|i| format!("x:h{i}")).collect();
    let long = "n".repeat(NAME_CHARS_MAX + 1);
    let all = read(format!("name,tier,handles,shoe size,email,e-mail\n{long},diamond,{},43,,\n", handles.join(" ")));
    assert_eq!(
        all.notes,
        [
            "Columns that were not looked at: “shoe size”, “e-mail”.",
            "1 row has a tier that is not gold, silver, bronze or none; they came in as bronze.",
            "2 handles were left out: a customer has at most 16.",
            "1 name was longer than 200 characters and cut.",
        ]
    );
    assert_eq!(all.customers[0].tier, Tier::Bronze);
    assert_eq!(all.customers[0].handles.len(), CUSTOMER_HANDLES_MAX);
    assert_eq!(all.customers[0].name.chars().count(), NAME_CHARS_MAX);
}

#[test]
fn numbers_that_are_too_large_are_as_large_as_can_be() {
    let all = read("name,earlier,failed\nDan,99999999999999999999,70000\n");
    assert_eq!((all.customers[0].earlier, all.customers[0].failed), (u16::MAX, u16::MAX));
    let said = "There is no column for the tier: all customers of this file have none now.";
    assert_eq!(all.notes, [said]);
    let more_failed = read("name,earlier,failed\nDan,1,3\n");
    assert_eq!(more_failed.customers[0].earlier, 3, "who failed three times came three times");
}

#[test]
fn a_file_that_is_no_table_of_customers_is_refused_in_words() {
    for (bytes, wanted) in [
        (&b""[..], "customers.csv is empty. Nothing was imported."),
        (b"name,tier\n", "customers.csv has a header but no rows. Nothing was imported."),
        (
            b"tier,shoe size\ngold,43\n",
            "The columns of customers.csv are not known. Nothing was imported. Say which column holds the name, the e-mail or a handle, and import it again.",
        ),
        (
            b"{\"name\":\"Dan\"}\n",
            "The first row of customers.csv could not be read as column names: it holds JSON, and a table with a row of column names is wanted. Nothing was imported. Mend the first row and try again.",
        ),
        (
            b"PK\x03\x04 and so on",
            "customers.csv does not look like a table of text: it looks like a spreadsheet or an archive (.xlsx, .ods, .zip). Nothing was imported. Save it as CSV or JSON Lines and try again.",
        ),
    ] {
        assert_eq!(refused(bytes), wanted);
    }
    let missing = CustomersFile::open(std::path::Path::new("no/such/customers.csv")).err().unwrap().to_string();
    assert!(missing.starts_with("There is no file customers.csv."), "{missing}");
}

#[test]
fn a_file_on_disk_comes_in_pages() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("customers.csv");
    let rows: Vec<String> = (0..2_500).map(|i| format!("Customer {i},c{i}@example.org")).collect();
    std::fs::write(&path, format!("name,email\n{}\n", rows.join("\n"))).unwrap();
    let mut file = CustomersFile::open(&path).unwrap();
    let mut pages = Vec::new();
    while let Some(page) = file.next_page().unwrap() {
        pages.push(page.customers.len());
    }
    assert_eq!(pages, [PAGE_CUSTOMERS_MAX, PAGE_CUSTOMERS_MAX, 500]);
    assert_eq!(file.progress().rows_read, 2_500);
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn whatever_the_bytes_are_it_ends_and_does_not_fall_over(
        head in prop_oneof![Just("name,email,handles\n"), Just("name;x;tier\n"), Just("")],
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n'), 32_u8..127], 0..400),
    ) {
        let all: Vec<u8> = head.bytes().chain(bytes).collect();
        if let Ok(file) = open(&all) {
            let all = drain(file);
            for customer in all.customers {
                prop_assert!(!customer.name.is_empty() || customer.email.is_some() || !customer.handles.is_empty());
                prop_assert!(customer.handles.len() <= CUSTOMER_HANDLES_MAX);
            }
        }
    }
}
