//! HubSpot's search of contacts: `POST /crm/v3/objects/contacts/search`. It allows about five questions a second, and what
//! was changed there is found some seconds later, so who is not found today is asked for again tomorrow.

use super::http::{found, is_somebody, made};
use super::{CrmLookup, CrmSettings, Found, Who};
use crate::connect::net::{Answer, Method, Request, Trouble, answer, json};
use crate::floor::{Customer, CustomerHandle};
use crate::limits::CRM_FOUND_MAX;
use secrecy::SecretString;
use serde_json::{Value, json};

pub(super) struct HubSpot;

impl CrmLookup for HubSpot {
    fn per_minute(&self) -> u32 {
        240
    }

    fn ask(
        &self,
        settings: &CrmSettings,
        secret: &SecretString,
        who: &Who,
        after: &str,
    ) -> Result<Option<Request>, Trouble> {
        use secrecy::ExposeSecret;
        if secret.expose_secret().is_empty() {
            return Err(Trouble::Refused("HubSpot needs the token of a private app that may read contacts".into()));
        }
        let server = settings.address.trim().trim_end_matches('/');
        if !server.starts_with("https://") && !server.starts_with("http://127.0.0.1:") {
            return Err(Trouble::Refused("HubSpot is asked at https://api.hubapi.com".into()));
        }
        let groups = groups(settings, who);
        if groups.is_empty() {
            return Ok(None);
        }
        let mut body = json!({ "filterGroups": groups, "properties": properties(settings), "limit": CRM_FOUND_MAX });
        if !after.is_empty() {
            body.as_object_mut().map(|fields| fields.insert("after".into(), after.into()));
        }
        let request = Request::json(Method::Post, format!("{server}/crm/v3/objects/contacts/search"), &body);
        Ok(Some(settings.signed(request, secret)))
    }

    fn parse(&self, settings: &CrmSettings, who: &Who, answer: &Answer) -> Result<Found, Trouble> {
        if let Some(trouble) = trouble(answer) {
            return Err(trouble);
        }
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        if !json::at(&document, "results").is_array() {
            return Err(Trouble::Unwell("HubSpot answers with no list of contacts".into()));
        }
        let mut found = found(json::list(&document, "results"), who, |contact| customer(settings, contact));
        found.after = json::text(&document, "paging/next/after");
        if json::number(&document, "total").is_some_and(|total| total > CRM_FOUND_MAX as u64) {
            return Ok(Found {
                note: "more people fit than can be looked at; nobody is taken".into(),
                ..Found::default()
            });
        }
        Ok(found)
    }
}

/// By each way in which somebody is known: any of them is enough.
fn groups(settings: &CrmSettings, who: &Who) -> Vec<Value> {
    let one = |property: &str, value: &str| json!({ "filters": [{ "propertyName": property, "operator": "EQ", "value": value }] });
    let mut groups = Vec::new();
    if !who.email().is_empty() && !settings.places.email.is_empty() {
        groups.push(one(&settings.places.email, &who.email().to_lowercase()));
    }
    if !who.account().is_empty() {
        let same = |channel: &str| CustomerHandle::on(channel, "a") == CustomerHandle::on(&who.channel, "a");
        let places = settings.places.handles_on.iter().filter(|(channel, _)| channel.is_empty() || same(channel));
        for (_, property) in places {
            groups.push(one(property, who.account()));
            groups.push(one(property, &format!("@{}", who.account())));
        }
    }
    groups.truncate(5); // as many as it takes
    groups
}

fn properties(settings: &CrmSettings) -> Vec<&str> {
    let places = &settings.places;
    let some =
        [&places.name, &places.tier, &places.since, &places.email, &places.handles, &places.earlier, &places.failed];
    let named = some.into_iter().chain(places.handles_on.values()).map(String::as_str).filter(|name| !name.is_empty());
    let mut all: Vec<&str> = ["firstname", "lastname"].into_iter().chain(named).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn customer(settings: &CrmSettings, contact: &Value) -> Option<Customer> {
    let properties = json::at(contact, "properties");
    let said = |name: &str| match name.is_empty() {
        true => String::new(),
        false => properties.get(name).map(|value| json::text(value, "")).unwrap_or_default(),
    };
    let both = format!("{} {}", said("firstname").trim(), said("lastname").trim());
    let name = if settings.places.name.is_empty() { both.trim().to_owned() } else { said(&settings.places.name) };
    let mut customer = made(settings, &name, said);
    crate::connect::customers::add_handles(&mut customer, &said(&settings.places.handles));
    is_somebody(&customer).then_some(customer)
}

/// A limit of a day looks like one of a second, but waiting a second is in vain.
fn trouble(answer: &Answer) -> Option<Trouble> {
    let daily = answer.status == 429 && String::from_utf8_lossy(&answer.body).contains("DAILY");
    if daily {
        let why = "HubSpot answers no more questions today".to_owned();
        return Some(Trouble::Quota { until: Some(answer.at.plus(6 * 3600)), why });
    }
    answer::trouble(answer)
}
