//! Customers out of the user's own records: a table with a row of column names, as a customer system exports it.
//!
//! ```
//! use watchfloor::connect::customers::CustomersFile;
//! use watchfloor::floor::Tier;
//! let text = "name;email;tier;since;handles;failed\n\
//!             Dan Whitlow;dan@example.org;Gold;2019;x:@doorcam_dan, instagram:@dan.w;1\n\
//!             ;;gold;;;\n";
//! let mut file = CustomersFile::from_read("customers.csv", Box::new(text.as_bytes()), text.len() as u64)?;
//! let page = file.next_page()?.unwrap();
//! assert_eq!((page.customers[0].tier, page.customers[0].handles.len()), (Tier::Gold, 2));
//! assert_eq!(page.problems[0].place, "line 3");
//! assert_eq!(page.problems[0].reason, "Nobody could be found by this row: it has no name, no e-mail and no handle.");
//! # Ok::<(), watchfloor::connect::file::ImportError>(())
//! ```
//!
//! Columns, in any order and by many names: `name`, `email`, `tier`, `since`, `handles`, `earlier`, `failed`, `press`,
//! `verified`. `handles` holds any number of `channel:@handle`, with `;`, `,` or spaces between; without a channel it
//! counts on all of them. A column named after a channel, such as `x` or `instagram handle`, holds the handle there.
//! Other columns are not looked at, and [`CustomersFile::notes`] says which. A file is read once from front to back in
//! the memory of one longest row. A row that cannot be read is put aside with its line, and the rest goes in.
//!
//! What it does not do: it does not ask who is known already. [`Customers::put`](crate::floor::Customers::put) does, so
//! that importing a file again doubles nobody.

use super::Problem;
use super::file::{ImportError, TableRows, TableStep};
use crate::floor::{Customer, CustomerHandle, Tier, email_key};
use crate::limits::{CUSTOMER_HANDLES_MAX, NAME_CHARS_MAX, PAGE_BYTES_MAX, PAGE_CUSTOMERS_MAX, TEXT_CHARS_MAX};
use std::path::Path;

/// A page of customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomersPage {
    /// What was read, in the order of the file; with the problems at most [`PAGE_CUSTOMERS_MAX`].
    pub customers: Vec<Customer>,
    /// Rows that could not be.
    pub problems: Vec<Problem>,
}

/// A file of customers that is being read, page by page. To cancel is to ask for no further page.
pub struct CustomersFile {
    rows: TableRows,
    places: Vec<Place>,
    unknown: Vec<String>,
    tiers_unknown: u64,
    handles_left: u64,
    names_cut: u64,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Name,
    GivenName,
    FamilyName,
    Email,
    Tier,
    Since,
    Handles,
    HandleOn(String),
    Earlier,
    Failed,
    Press,
    Verified,
    Other,
}

/// Channels that a column may be named after.
const CHANNELS: [&str; 17] = [
    "x",
    "twitter",
    "facebook",
    "fb",
    "instagram",
    "insta",
    "ig",
    "youtube",
    "tiktok",
    "bluesky",
    "mastodon",
    "linkedin",
    "reddit",
    "telegram",
    "whatsapp",
    "threads",
    "weibo",
];

impl Place {
    fn of(column: &str) -> Place {
        let words: Vec<String> =
            column.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        match words.join(" ").as_str() {
            "name" | "full name" | "fullname" | "customer" | "customer name" | "contact" | "contact name" => {
                Place::Name
            }
            "first name" | "firstname" | "given name" => Place::GivenName,
            "last name" | "lastname" | "surname" | "family name" => Place::FamilyName,
            "email" | "e mail" | "mail" | "email address" | "e mail address" | "mail address" => Place::Email,
            "tier" | "level" | "segment" | "loyalty tier" | "customer tier" => Place::Tier,
            "since" | "customer since" | "member since" | "since year" | "joined" => Place::Since,
            "handles" | "accounts" | "social" | "social handles" | "handle" | "username" => Place::Handles,
            "earlier" | "contacts" | "earlier contacts" | "contacts before" | "cases" => Place::Earlier,
            "failed" | "failed contacts" | "unresolved" | "open cases" | "unresolved cases" => Place::Failed,
            "press" | "journalist" | "media" => Place::Press,
            "verified" => Place::Verified,
            _ => Place::channel_column(&words),
        }
    }

    /// `x`, `X handle`, `instagram_username`: a channel's name, and perhaps what it holds.
    fn channel_column(words: &[String]) -> Place {
        let said = |word: &&String| !["handle", "account", "username", "user", "name", "id"].contains(&word.as_str());
        match words.iter().filter(said).collect::<Vec<_>>().as_slice() {
            [one] if CHANNELS.contains(&one.as_str()) => Place::HandleOn((*one).clone()),
            _ => Place::Other,
        }
    }
}

impl CustomersFile {
    /// Opens a file at its beginning. When no column tells who somebody is, it says so.
    pub fn open(path: &Path) -> Result<CustomersFile, ImportError> {
        CustomersFile::begin(TableRows::open(path)?)
    }

    /// Reads anything that gives bytes, under a name for the messages.
    pub fn from_read(
        name: &str,
        source: Box<dyn std::io::Read + Send>,
        bytes_total: u64,
    ) -> Result<CustomersFile, ImportError> {
        CustomersFile::begin(TableRows::from_read(name, source, bytes_total)?)
    }

    fn begin(rows: TableRows) -> Result<CustomersFile, ImportError> {
        let mut places: Vec<Place> = Vec::new();
        let mut unknown = Vec::new();
        for column in rows.columns() {
            let place = Place::of(column);
            // The first column of a kind counts; handles may stand in several.
            let many = matches!(place, Place::Handles | Place::HandleOn(_));
            let place = if !many && places.contains(&place) { Place::Other } else { place };
            if place == Place::Other {
                unknown.push(column.clone());
            }
            places.push(place);
        }
        let finds = |place: &Place| {
            matches!(place, Place::Name | Place::FamilyName | Place::Email | Place::Handles | Place::HandleOn(_))
        };
        if !places.iter().any(finds) {
            let name = rows.name().to_owned();
            return Err(ImportError::NeedsMapping { name, missing: "the name, the e-mail or a handle" });
        }
        Ok(CustomersFile { rows, places, unknown, tiers_unknown: 0, handles_left: 0, names_cut: 0 })
    }

    /// The next page; `None` when all was read. A page may hold nothing where the file is broken for many megabytes.
    pub fn next_page(&mut self) -> Result<Option<CustomersPage>, ImportError> {
        let (begun, _) = self.rows.bytes();
        let mut page = CustomersPage::default();
        while page.customers.len() + page.problems.len() < PAGE_CUSTOMERS_MAX
            && self.rows.bytes().0 - begun <= PAGE_BYTES_MAX
        {
            match self.rows.next()? {
                TableStep::Row(cells) => match self.customer(&cells) {
                    Ok(customer) => page.customers.push(customer),
                    Err(reason) => page.problems.push(problem(self.rows.line(), reason, &cells)),
                },
                TableStep::Wrong(problem) => page.problems.push(problem),
                TableStep::Pause => break,
                TableStep::End if page.customers.is_empty() && page.problems.is_empty() => return Ok(None),
                TableStep::End => break,
            }
        }
        Ok(Some(page))
    }

    /// Bytes that were read, bytes there are, and rows that were read.
    pub fn progress(&self) -> super::file::Progress {
        let (bytes_read, bytes_total) = self.rows.bytes();
        super::file::Progress { bytes_read, bytes_total, rows_read: self.rows.read() }
    }

    /// What was assumed or left out so far, in sentences for the person who imports.
    pub fn notes(&self) -> Vec<String> {
        let mut out = self.rows.notes();
        if !self.unknown.is_empty() {
            let shown: Vec<String> = self.unknown.iter().take(10).map(|name| format!("“{name}”")).collect();
            let more = match self.unknown.len() - shown.len() {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            out.push(format!("Columns that were not looked at: {}{more}.", shown.join(", ")));
        }
        if !self.places.contains(&Place::Tier) {
            out.push("There is no column for the tier: all customers of this file have none now.".to_owned());
        }
        if self.tiers_unknown > 0 {
            let count = counted(self.tiers_unknown, "row has a tier", "rows have tiers");
            out.push(format!("{count} that is not gold, silver, bronze or none; they came in as bronze."));
        }
        if self.handles_left > 0 {
            let count = counted(self.handles_left, "handle was", "handles were");
            out.push(format!("{count} left out: a customer has at most {CUSTOMER_HANDLES_MAX}."));
        }
        if self.names_cut > 0 {
            let count = counted(self.names_cut, "name was", "names were");
            out.push(format!("{count} longer than {NAME_CHARS_MAX} characters and cut."));
        }
        out
    }

    fn customer(&mut self, cells: &[String]) -> Result<Customer, String> {
        let mut customer = Customer::default();
        let (mut name, mut given, mut family) = ("", "", "");
        for (place, cell) in self.places.iter().zip(cells) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match place {
                Place::Name => name = cell,
                Place::GivenName => given = cell,
                Place::FamilyName => family = cell,
                Place::Email => customer.email = Some(email(cell)?),
                Place::Tier => {
                    let tier = tier(cell);
                    self.tiers_unknown += u64::from(tier.is_none());
                    customer.tier = tier.unwrap_or(Tier::Bronze);
                }
                Place::Since => customer.since = Some(year(cell)?),
                Place::Handles => self.handles_left += add_handles(&mut customer, cell),
                Place::HandleOn(channel) => {
                    self.handles_left += add_handle(&mut customer, CustomerHandle::on(channel, cell));
                }
                Place::Earlier => customer.earlier = count(cell, "earlier contacts")?,
                Place::Failed => customer.failed = count(cell, "failed contacts")?,
                Place::Press => customer.press = yes(cell)?,
                Place::Verified => customer.verified = yes(cell)?,
                Place::Other => {}
            }
        }
        let both = format!("{given} {family}");
        let name = if name.is_empty() { both.trim() } else { name };
        self.names_cut += u64::from(name.chars().nth(NAME_CHARS_MAX).is_some());
        customer.name = name.chars().take(NAME_CHARS_MAX).collect::<String>().into();
        customer.earlier = customer.earlier.max(customer.failed);
        if customer.name.is_empty() && customer.email.is_none() && customer.handles.is_empty() {
            return Err("Nobody could be found by this row: it has no name, no e-mail and no handle.".to_owned());
        }
        Ok(customer)
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn problem(line: u64, reason: String, cells: &[String]) -> Problem {
    let raw = cells.join(" | ");
    let raw = raw.chars().take(TEXT_CHARS_MAX).map(|c| if c == '\0' { '␀' } else { c }).collect();
    Problem { place: format!("line {line}"), reason, raw }
}

/// A cell as it is named in a sentence.
fn shown(cell: &str) -> String {
    let mut shown: String = cell.chars().take(40).collect();
    if shown.len() < cell.len() {
        shown.push('…');
    }
    shown
}

fn email(cell: &str) -> Result<u64, String> {
    email_key(cell).ok_or_else(|| format!("“{}” is no e-mail address.", shown(cell)))
}

pub(super) fn tier(cell: &str) -> Option<Tier> {
    match cell.to_lowercase().as_str() {
        "none" | "no" | "-" | "0" => Some(Tier::None),
        "bronze" | "basic" | "standard" | "known" | "1" => Some(Tier::Bronze),
        "silver" | "2" => Some(Tier::Silver),
        "gold" | "platinum" | "vip" | "3" => Some(Tier::Gold),
        _ => None,
    }
}

/// The year of `2019`, or of a date that begins or ends with a year.
pub(super) fn year(cell: &str) -> Result<u16, String> {
    let parts = cell.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    let year = parts.filter_map(|part| part.parse().ok()).find(|year| (1900..=2105).contains(year));
    year.ok_or_else(|| format!("“{}” is no year to be a customer since.", shown(cell)))
}

/// A count; more than can be kept counts as the most that can.
fn count(cell: &str, what: &str) -> Result<u16, String> {
    let digits = !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return Err(format!("“{}” is no number of {what}.", shown(cell)));
    }
    Ok(cell.parse().unwrap_or(u16::MAX))
}

fn yes(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" | "-" => Ok(false),
        _ => Err(format!("“{}” is neither yes nor no.", shown(cell))),
    }
}

/// Adds `x:@dan; instagram:@dan.w`; says how many did not fit.
pub(super) fn add_handles(customer: &mut Customer, cell: &str) -> u64 {
    let parts = cell.split(|c: char| c == ';' || c == ',' || c == '|' || c.is_whitespace());
    let mut left = 0;
    let mut on: Option<String> = None;
    for part in parts.filter(|part| !part.is_empty()) {
        let (on_channel, handle) = part.split_once(':').unwrap_or(("", part));
        // `x: @dan` is one handle with a space in it.
        let on_channel = if on_channel.is_empty() { on.take() } else { Some(on_channel.to_owned()) };
        if handle.trim_start_matches('@').is_empty() {
            on = on_channel;
            continue;
        }
        left += add_handle(
            customer,
            match on_channel {
                Some(name) => CustomerHandle::on(&name, handle),
                None => CustomerHandle::anywhere(handle),
            },
        );
    }
    left
}

pub(super) fn add_handle(customer: &mut Customer, handle: CustomerHandle) -> u64 {
    if customer.handles.contains(&handle) {
        return 0;
    }
    if customer.handles.len() >= CUSTOMER_HANDLES_MAX {
        return 1;
    }
    customer.handles.push(handle);
    0
}
