//! Who of those who write is a customer, asked of the company's own customer system.
//!
//! Off until a person switches it on, because what is asked tells the other side who writes to us. Only handles and
//! addresses by which somebody writes ever leave this machine, never a word of what was written. Each author is asked for
//! at most once a day, the newest conversations first, and no more than [`CrmSettings::per_day`] in all.
//!
//! What comes back are customers as the floor keeps them, so that [`crate::floor::match_author`] says how sure a match is,
//! wherever a customer is known from. A customer file ([`super::customers`]) needs none of this.

mod due;
mod http;
mod hubspot;
pub mod source;

pub use due::{Asked, due};

use super::net::{Answer, Request, Trouble};
use crate::floor::{AuthorId, Customer, Customers, Match, Seen, Tier, email_key, match_author};
use secrecy::SecretString;
use std::collections::BTreeMap;

/// Which system is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CrmKind {
    /// Any that answers `GET https://…?email=…` with JSON.
    #[default]
    Http,
    /// HubSpot's search of contacts.
    HubSpot,
}

/// How a customer system is asked. Its secret lies in the keyring of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmSettings {
    /// Whether it is asked at all; not until a person says so.
    pub on: bool,
    /// Which it is.
    pub kind: CrmKind,
    /// For [`CrmKind::Http`] the address with `{email}`, `{handle}` (without its `@`) and `{channel}` where they belong; a
    /// part of the query whose value is not known is left out. For HubSpot its server.
    pub address: String,
    /// The header that carries the secret; empty where none is needed.
    pub header: String,
    /// What stands before the secret in it, for example `Bearer`; may be empty.
    pub scheme: String,
    /// Where in the answer things are: JSON pointers (RFC 6901) for [`CrmKind::Http`], names of properties for HubSpot.
    pub places: CrmPlaces,
    /// Words of the system for tiers, in small letters, beside gold, silver, bronze and none.
    pub tiers: BTreeMap<String, Tier>,
    /// Questions in a day, at most.
    pub per_day: u32,
}

/// Where things are in an answer; empty where they are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrmPlaces {
    /// The list of customers, for example `/contacts`; the whole answer when empty.
    pub list: String,
    /// The full name.
    pub name: String,
    /// The tier: a word, or yes for a good customer.
    pub tier: String,
    /// The date or the year since when.
    pub since: String,
    /// The e-mail address.
    pub email: String,
    /// The accounts: a text like `x:@dan, instagram:@dan.w`, or a list of such.
    pub handles: String,
    /// How many contacts there were before.
    pub earlier: String,
    /// How many of these failed.
    pub failed: String,
    /// Accounts that have a place of their own, by the channel's name; an empty name for those of any channel.
    pub handles_on: BTreeMap<String, String>,
}

impl Default for CrmSettings {
    /// Off, and nothing filled in.
    fn default() -> CrmSettings {
        CrmSettings {
            on: false,
            kind: CrmKind::Http,
            address: String::new(),
            header: "authorization".into(),
            scheme: "Bearer".into(),
            places: CrmPlaces::default(),
            tiers: BTreeMap::new(),
            per_day: 2_000,
        }
    }
}

impl CrmSettings {
    /// HubSpot as it comes: names, addresses, and the account on X.
    pub fn hubspot() -> CrmSettings {
        CrmSettings {
            kind: CrmKind::HubSpot,
            address: "https://api.hubapi.com".into(),
            places: CrmPlaces {
                since: "createdate".into(),
                email: "email".into(),
                handles_on: BTreeMap::from([("x".into(), "twitterhandle".into())]),
                ..CrmPlaces::default()
            },
            ..CrmSettings::default()
        }
    }

    fn tier(&self, word: &str) -> Tier {
        let word = word.trim().to_lowercase();
        match (self.tiers.get(&word), word.as_str()) {
            (Some(tier), _) => *tier,
            (None, "" | "false") => Tier::None,
            (None, "true" | "yes") => Tier::Gold,
            (None, word) => super::customers::tier(word).unwrap_or(Tier::Bronze),
        }
    }

    fn signed(&self, request: Request, secret: &SecretString) -> Request {
        use secrecy::ExposeSecret;
        if self.header.trim().is_empty() || secret.expose_secret().is_empty() {
            return request;
        }
        let value = format!("{} {}", self.scheme.trim(), secret.expose_secret());
        request.header(&self.header.trim().to_lowercase(), value.trim())
    }
}

/// Who is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The floor's own number.
    pub author: AuthorId,
    /// Where they write.
    pub channel: String,
    /// The account's handle, or an e-mail address where they write mail. Never a name with a space in it.
    pub handle: String,
}

impl Who {
    /// The address, where the handle is one.
    pub fn email(&self) -> &str {
        if email_key(&self.handle).is_some() { self.handle.trim() } else { "" }
    }

    /// The handle without its `@`, where it is no address.
    pub fn account(&self) -> &str {
        if self.email().is_empty() { self.handle.trim().trim_start_matches('@') } else { "" }
    }
}

/// What a customer system says of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Customers, at most [`crate::limits::CRM_FOUND_MAX`].
    pub customers: Vec<Customer>,
    /// Where the next page begins; empty when there is none.
    pub after: String,
    /// What is wrong although it was an answer, in words: it named far too many people, or some that nobody could find.
    pub note: String,
}

/// A customer system that can be asked who somebody is.
pub trait CrmLookup: Send + Sync {
    /// Questions a minute that we allow ourselves, four fifths of what is allowed us.
    fn per_minute(&self) -> u32;

    /// What to ask; `None` where nothing that is known of them can be asked for. `after` is empty at first.
    ///
    /// # Errors
    ///
    /// [`Trouble::Refused`] in the user's words when the settings make no question.
    fn ask(
        &self,
        settings: &CrmSettings,
        secret: &SecretString,
        who: &Who,
        after: &str,
    ) -> Result<Option<Request>, Trouble>;

    /// What the answer says; any bytes give customers or a trouble.
    ///
    /// # Errors
    ///
    /// A [`Trouble`] when it is no answer.
    fn parse(&self, settings: &CrmSettings, who: &Who, answer: &Answer) -> Result<Found, Trouble>;
}

/// The one that asks this kind of system.
pub fn lookup(kind: CrmKind) -> &'static dyn CrmLookup {
    match kind {
        CrmKind::Http => &http::Http,
        CrmKind::HubSpot => &hubspot::HubSpot,
    }
}

/// Who of those found it most likely is, by the floor's own rule; for showing it before anything is kept.
pub fn matched<'a>(found: &'a [Customer], who: &Who) -> Option<(&'a Customer, Match)> {
    let mut known = Customers::default();
    for customer in found {
        known.add(customer.clone());
    }
    let emails: Vec<u64> = email_key(who.email()).into_iter().collect();
    let seen = Seen { channel: &who.channel, handle: &who.handle, name: "", emails: &emails };
    let matched = match_author(&known, &seen)?;
    found.get(matched.customer.index()).map(|customer| (customer, matched))
}
