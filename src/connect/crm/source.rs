//! Customer systems as sources: what each says of itself, and what is set up of it. They bring no mentions; they are
//! asked who somebody is, by a task of their own.

use super::{CrmKind, CrmPlaces, CrmSettings};
use crate::connect::net::{About, Answer, Connector, Field, Heard, Proven, Request, Session, SignIn, Trouble, With};
use crate::floor::SourceKind;
use crate::floor::source::SourceSettings;

/// Any customer system that answers a GET with JSON.
pub struct AnyCrm;

/// HubSpot.
pub struct HubSpotCrm;

const fn field(key: &'static str, name: &'static str, hint: &'static str) -> Field {
    Field { key, name, hint, optional: true }
}

static ANY: About = About {
    id: "crm",
    name: "Customer system",
    kind: SourceKind::Customers,
    channel: "Customers",
    can: &[],
    proven: Proven::Server,
    fields: &[
        Field {
            key: "address",
            name: "Address",
            hint: "https://crm.example/contacts?email={email}&handle={handle}",
            optional: false,
        },
        field("header", "Header of the secret", "authorization when left empty"),
        field("scheme", "Before the secret", "for example Bearer"),
        field("list", "Where the list is", "a JSON pointer, for example /contacts"),
        field("name", "Where the name is", "for example /name"),
        field("email", "Where the address is", "for example /email"),
        field("handles", "Where the accounts are", "for example /accounts"),
        field("tier", "Where the tier is", "for example /tier"),
        field("since", "Where the date is since when", "for example /since"),
        field("earlier", "Where earlier contacts are counted", "for example /tickets"),
        field("per_day", "Questions a day at most", "2000 when left empty"),
    ],
    server: "",
    login: "",
    secret: "Key of the customer system",
    every_secs: 60,
    per_minute: 60,
    note: "Asked for the accounts of people who write to you and are not known yet, each once a day. No text of theirs \
           is sent.",
};

static HUBSPOT: About = About {
    id: "hubspot",
    name: "HubSpot",
    kind: SourceKind::Customers,
    channel: "Customers",
    can: &[],
    proven: Proven::Documents,
    fields: &[
        field("tier", "Property of the tier", "for example customer_tier"),
        field("account", "Property of the account on X", "twitterhandle when left empty"),
        field("per_day", "Questions a day at most", "2000 when left empty"),
    ],
    server: "https://api.hubapi.com",
    login: "",
    secret: "Access token of a private app that may read contacts",
    every_secs: 60,
    per_minute: 180,
    note: "Asked for the accounts of people who write to you and are not known yet, each once a day. No text of theirs \
           is sent. Its search lags behind changes by some seconds.",
};

/// What is set up of a customer system; `None` when the source is none.
pub fn settings(of: &SourceSettings) -> Option<CrmSettings> {
    let option = |key: &str| of.option(key).trim().to_owned();
    let or = |key: &str, preset: String| if option(key).is_empty() { preset } else { option(key) };
    let base = match of.connector.as_str() {
        "crm" => CrmSettings {
            kind: CrmKind::Http,
            address: option("address"),
            places: CrmPlaces {
                list: option("list"),
                name: option("name"),
                tier: option("tier"),
                since: option("since"),
                email: option("email"),
                handles: option("handles"),
                earlier: option("earlier"),
                ..CrmPlaces::default()
            },
            ..CrmSettings::default()
        },
        "hubspot" => {
            let preset = CrmSettings::hubspot();
            let mut places = preset.places.clone();
            places.tier = option("tier");
            places.handles_on.insert("x".into(), or("account", "twitterhandle".into()));
            CrmSettings { address: of.server.clone(), places, ..preset }
        }
        _ => return None,
    };
    let per_day = option("per_day").parse().unwrap_or(base.per_day);
    let (header, scheme) = (or("header", base.header.clone()), or("scheme", base.scheme.clone()));
    Some(CrmSettings { on: true, header, scheme, per_day, ..base })
}

macro_rules! crm {
    ($name:ident, $about:ident) => {
        impl Connector for $name {
            fn about(&self) -> &'static About {
                &$about
            }

            fn sign_in(&self, _with: &With<'_>, _past: &[Answer]) -> SignIn {
                SignIn::Ready(Session::default())
            }

            fn ask(&self, _with: &With<'_>, _cursor: &str) -> Result<Request, Trouble> {
                Err(Trouble::Refused("a customer system brings no mentions; it is asked who somebody is".into()))
            }

            fn parse(&self, _with: &With<'_>, cursor: &str, _answer: &Answer) -> Result<Heard, Trouble> {
                Ok(Heard { cursor: cursor.to_owned(), ..Heard::default() })
            }
        }
    };
}
crm!(AnyCrm, ANY);
crm!(HubSpotCrm, HUBSPOT);
