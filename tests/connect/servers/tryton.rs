//! A real customer system, asked as any company's own is.

use super::desk::now;
use super::place;
use serde_json::Value;
use watchfloor::connect::crm::{CrmPlaces, CrmSettings, Found, Who, lookup, matched};
use watchfloor::connect::net::Trouble;
use watchfloor::connect::send::{Limits, Sender};
use watchfloor::floor::{AuthorId, MatchedBy, Tier};

fn settings(server: &Value) -> CrmSettings {
    let places = CrmPlaces {
        list: "/contacts".into(),
        name: "/name".into(),
        tier: "/vip".into(),
        email: "/email".into(),
        handles: "/handle".into(),
        ..CrmPlaces::default()
    };
    let address = format!("{}?email={{email}}&handle=@{{handle}}", server["lookup"].as_str().unwrap());
    CrmSettings { on: true, address, places, ..CrmSettings::default() }
}

fn ask(settings: &CrmSettings, key: &str, handle: &str) -> Result<Found, Trouble> {
    let who = Who { author: AuthorId(0), channel: "Bluesky".into(), handle: handle.into() };
    let crm = lookup(settings.kind);
    let request = crm.ask(settings, &key.into(), &who, "")?.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(Sender::new(Limits::default()).send(&request, now)).unwrap();
    crm.parse(settings, &who, &answer)
}

#[test]
fn a_real_customer_system_says_who_somebody_is() {
    let Some(server) = place("tryton") else { return };
    let (settings, key) = (settings(&server), server["key"].as_str().unwrap());
    let seen = |handle: &str| Who { author: AuthorId(0), channel: "Bluesky".into(), handle: handle.into() };

    let alice = ask(&settings, key, "@alice.test").unwrap();
    let (customer, found) = matched(&alice.customers, &seen("@alice.test")).unwrap();
    assert_eq!((&*customer.name, customer.tier), ("Alice Okafor", Tier::Gold));
    assert_eq!((found.confidence_pct, found.by), (75, MatchedBy::Handle), "nobody said on which channel");

    let sam = ask(&settings, key, "s.lee@other.invalid").unwrap();
    let (customer, found) = matched(&sam.customers, &seen("s.lee@other.invalid")).unwrap();
    assert_eq!((customer.tier, found.confidence_pct, found.by), (Tier::Gold, 95, MatchedBy::Email));

    assert_eq!(ask(&settings, key, "@nobody").unwrap(), Found::default());
    assert!(matches!(ask(&settings, "no key", "@alice.test"), Err(Trouble::SignIn(_))));
}
