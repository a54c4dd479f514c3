//! Customers from the user's own records, and who of those who write they are.

use super::input::Outcome;
use super::turn::Engine;
use crate::floor::{At, AuthorId, ChannelId, Customer, Event, Floor, Seen, email_key, match_author};
use std::collections::BTreeSet;

impl Engine {
    /// Takes a page of customers in. What is known already, as it stands there, gives no fact.
    pub(super) fn take_customers(&mut self, customers: Vec<Customer>, now: At) -> Outcome {
        let all = customers.len();
        let is_news = |c: &Customer| {
            let known = self.floor.customers().known(c).and_then(|id| self.floor.customers().get(id));
            known != Some(c)
        };
        let news: Vec<Event> =
            customers.into_iter().filter(is_news).map(|customer| Event::CustomerKnown { customer }).collect();
        let new = news.len() as u32;
        if !self.keep_by_floor(news, now, false) {
            return Outcome::NotKept("the customers of this page could not be kept".into());
        }
        if new > 0 {
            let matched = recognised(&self.floor);
            if !self.keep_by_floor(matched, now, false) {
                return Outcome::NotKept("who of the authors these customers are could not be kept".into());
            }
        }
        Outcome::Taken { new, known: all as u32 - new, quarantined: 0 }
    }
}

/// Who of all who wrote is a customer, where that is new or surer than it was.
fn recognised(floor: &Floor) -> Vec<Event> {
    let mut seen = BTreeSet::new();
    let wrote = floor.conversations_newest().filter(|(_, c)| seen.insert(c.author)).map(|(_, c)| (c.author, c.channel));
    wrote.filter_map(|(author, channel)| recognise(floor, author, channel)).collect()
}

fn recognise(floor: &Floor, author: AuthorId, channel: ChannelId) -> Option<Event> {
    let row = floor.authors().get(author).filter(|a| !a.ours)?;
    let channel = floor.channel(channel)?.name.as_str();
    let name = row.name.trim_start_matches('@');
    // Who writes mail is named by an address.
    let emails: Vec<u64> = email_key(&row.name).into_iter().collect();
    let found = match_author(floor.customers(), &Seen { channel, handle: &row.name, name, emails: &emails })?;
    let surer = floor.customer_of(author).is_none_or(|k| found.confidence_pct > k.confidence_pct);
    surer.then_some(Event::AuthorMatched { author, found: Some(found) })
}
