//! Any customer system that answers an address with JSON.

use super::{CrmLookup, CrmSettings, Found, Who};
use crate::connect::customers::{add_handle, add_handles, year};
use crate::connect::net::mail::place::is_local;
use crate::connect::net::{Answer, Request, Trouble, answer, json};
use crate::floor::{Customer, CustomerHandle, email_key};
use crate::limits::{CRM_FOUND_MAX, NAME_CHARS_MAX};
use secrecy::SecretString;
use serde_json::Value;

pub(super) struct Http;

impl CrmLookup for Http {
    fn per_minute(&self) -> u32 {
        60
    }

    fn ask(
        &self,
        settings: &CrmSettings,
        secret: &SecretString,
        who: &Who,
        _after: &str,
    ) -> Result<Option<Request>, Trouble> {
        let template = settings.address.trim();
        checked(template).map_err(Trouble::Refused)?;
        Ok(filled(template, who).map(|url| settings.signed(Request::get(url), secret)))
    }

    fn parse(&self, settings: &CrmSettings, who: &Who, answer: &Answer) -> Result<Found, Trouble> {
        // Nobody of that name, as some say it.
        if answer.status == 404 {
            return Ok(Found::default());
        }
        if let Some(trouble) = answer::trouble(answer) {
            return Err(trouble);
        }
        if answer.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Found::default());
        }
        let document = json::document(&answer.body).map_err(Trouble::Unwell)?;
        let place = settings.places.list.as_str();
        let list = document.pointer(place).unwrap_or(&Value::Null);
        let people: &[Value] = match list {
            Value::Array(people) => people,
            Value::Object(fields) if !fields.is_empty() => std::slice::from_ref(list),
            Value::Null if !place.is_empty() && document.is_object() => &[],
            Value::Null | Value::Object(_) => &[],
            _ => return Err(Trouble::Refused(format!("no customers are at {place} in the answer"))),
        };
        Ok(found(people, who, |person| customer(settings, person)))
    }
}

/// Reads each of a few people; many are the answer to another question than the one that was asked.
pub(super) fn found(people: &[Value], who: &Who, read: impl Fn(&Value) -> Option<Customer>) -> Found {
    if people.len() > CRM_FOUND_MAX {
        let note = format!("{} people were named where one was asked for; is the address right?", people.len());
        return Found { note, ..Found::default() };
    }
    let mut customers: Vec<Customer> = people.iter().filter_map(read).collect();
    let unread = people.len() - customers.len();
    if let [only] = customers.as_mut_slice() {
        belongs(only, who);
    }
    let note =
        if unread > 0 { format!("{unread} of them have no name, no e-mail and no handle") } else { String::new() };
    Found { customers, after: String::new(), note }
}

/// Where a record names no account and no address at all, the system alone knows why it is the answer: the account counts,
/// though on no channel in particular, so that it is only a hint.
fn belongs(customer: &mut Customer, who: &Who) {
    if customer.handles.is_empty() && customer.email.is_none() && !who.account().is_empty() {
        add_handle(customer, CustomerHandle::anywhere(who.account()));
    }
}

/// Whether a template may be asked: encrypted, or on this machine.
fn checked(template: &str) -> Result<(), String> {
    let shape = "The address of the customer system looks like https://crm.example.org/contacts?email={email}.";
    let (scheme, rest) = template.split_once("://").ok_or(shape)?;
    let server = rest.split(['/', '?']).next().unwrap_or_default();
    if server.is_empty() || server.contains(['{', '@', '#', ' ']) || template.contains(char::is_control) {
        return Err(shape.into());
    }
    let host = server.rsplit_once(':').map_or(server, |(host, _)| host).trim_matches(['[', ']']);
    match scheme {
        "https" => {}
        "http" if is_local(host) => {}
        _ => return Err(format!("{host} is asked only with https://, because customers' addresses are asked for.")),
    }
    if !["{email}", "{handle}"].iter().any(|name| rest.contains(name)) {
        return Err("The address of the customer system needs {email} or {handle} where they belong.".into());
    }
    Ok(())
}

/// The template with what is known; `None` where nothing of it would be a question.
fn filled(template: &str, who: &Who) -> Option<String> {
    let values = [("{email}", who.email()), ("{handle}", who.account()), ("{channel}", who.channel.as_str())];
    let fill = |part: &str| -> Option<String> {
        let mut part = part.to_owned();
        for (name, value) in values {
            if part.contains(name) {
                if value.is_empty() {
                    return None;
                }
                part = part.replace(name, &json::escaped(value));
            }
        }
        Some(part)
    };
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    let pairs: Vec<String> = query.split('&').filter(|pair| !pair.is_empty()).filter_map(fill).collect();
    // Without anything that names somebody, a system would answer with everybody.
    let names = |part: &&str| ["{email}", "{handle}"].iter().any(|name| part.contains(name));
    let named = query.split('&').filter(names).any(|pair| fill(pair).is_some()) || names(&path);
    let path = fill(path)?;
    if !named {
        return None;
    }
    Some(if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) })
}

/// A text, a number or a yes at a pointer.
fn text(person: &Value, pointer: &str) -> String {
    match person.pointer(pointer).filter(|_| !pointer.is_empty()) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

fn customer(settings: &CrmSettings, person: &Value) -> Option<Customer> {
    let places = &settings.places;
    let mut customer = made(settings, &text(person, &places.name), |name| text(person, name));
    let handles = person.pointer(&places.handles).filter(|_| !places.handles.is_empty());
    match handles {
        Some(Value::Array(list)) => {
            for handle in list.iter().filter_map(Value::as_str) {
                add_handles(&mut customer, handle);
            }
        }
        Some(Value::String(handles)) => {
            add_handles(&mut customer, handles);
        }
        _ => {}
    }
    is_somebody(&customer).then_some(customer)
}

/// A customer of what `said` says at each place; handles in one text are left to the caller.
pub(super) fn made(settings: &CrmSettings, name: &str, said: impl Fn(&str) -> String) -> Customer {
    let places = &settings.places;
    let mut customer = Customer::named(&name.chars().take(NAME_CHARS_MAX).collect::<String>());
    let email = said(&places.email);
    customer.email = email_key(&email);
    if customer.email.is_some() {
        // Who writes mail is seen by the address, as others are by a handle.
        add_handle(&mut customer, CustomerHandle::on("e-mail", &email));
    }
    customer.tier = settings.tier(&said(&places.tier));
    customer.since = year(&said(&places.since)).ok();
    let count = |place: &str| said(place).parse::<u64>().map_or(0, |n| u16::try_from(n).unwrap_or(u16::MAX));
    customer.failed = count(&places.failed);
    customer.earlier = count(&places.earlier).max(customer.failed);
    for (channel, place) in &places.handles_on {
        let handle = said(place);
        if handle.is_empty() || handle.contains(char::is_whitespace) {
            continue;
        }
        let handle = match channel.is_empty() {
            true => CustomerHandle::anywhere(&handle),
            false => CustomerHandle::on(channel, &handle),
        };
        add_handle(&mut customer, handle);
    }
    customer
}

pub(super) fn is_somebody(customer: &Customer) -> bool {
    !customer.name.is_empty() || customer.email.is_some() || !customer.handles.is_empty()
}
