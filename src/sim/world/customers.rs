//! Customers who write, and write again.

use super::{Happening, NETWORKS, POLL_SECS, Post, World, conversation_of};
use crate::floor::{At, Floor, Incoming, IncomingAuthor, IncomingKind, MentionKind, Owner, State, key_of};
use crate::sim::Chance;
use crate::sim::text::{INTENTS, Person};

impl World {
    pub(super) fn until_next_customer(&mut self, now: At) -> u32 {
        let per_hour = self.day.conversations * self.day.part_of_hour(now) / 1000.0;
        self.customers.wait(3600.0 / per_hour.max(0.01)).min(3600)
    }

    pub(super) fn customer_writes(&mut self, at: At) {
        let share = self.customers.below(100);
        let mut upto = 0;
        let network = NETWORKS
            .iter()
            .position(|(_, part)| {
                upto += part;
                share < upto
            })
            .unwrap_or(0);
        let part = self.customers.below(1000) as u32;
        let mut upto = 0;
        let intent = INTENTS.iter().find(|i| {
            upto += i.1;
            part < upto
        });
        let intent = intent.map_or("order", |i| i.0);
        let Some(person) = self.customers.pick(&self.texts.people).cloned() else { return };
        let text = self.texts.first_words(&mut self.customers, person.lang, intent);
        let kind = match (network, intent) {
            (4, _) => MentionKind::Review,
            (_, "account" | "billing") if self.customers.happens(0.4) => MentionKind::Direct,
            (1 | 2, _) if self.customers.happens(0.5) => MentionKind::Comment,
            _ => MentionKind::Post,
        };
        let author = self.author(&person);
        let external = self.external();
        let what = IncomingKind::Written { kind, text, agent: None };
        let incoming = Incoming { external: external.clone(), parent: None, at, author: author.clone(), what };
        let key = self.send(network, &incoming);
        self.truths.insert(key, self.truth_of_want(intent, person.lang, at));
        self.posts.insert(key, Post { network, external, author, lang: person.lang, intent });
        if kind != MentionKind::Direct && self.crowd.happens(0.25) {
            self.draw_crowd(key, at);
        }
    }

    pub(super) fn author(&mut self, person: &Person) -> IncomingAuthor {
        // The same account has the same followers whenever it writes: they follow from its name.
        let mut own = Chance::new(key_of("followers", person.handle), "followers");
        let followers = own.lognormal(220.0, 1.7) as u32;
        IncomingAuthor {
            external: person.handle.trim_start_matches('@').to_owned(),
            name: person.handle.to_owned(),
            followers: Some(followers),
            ours: false,
        }
    }

    pub(super) fn customer_writes_again(&mut self, key: u64, at: At, floor: &Floor) {
        let Some(post) = self.posts.get(&key).cloned() else { return };
        let text = self.texts.next_words(&mut self.own(key, "next words"), post.lang);
        let external = self.external_of_answer();
        let what = IncomingKind::Written { kind: MentionKind::Reply, text, agent: None };
        let incoming = Incoming { external, parent: Some(post.external), at, author: post.author, what };
        self.send(post.network, &incoming);
        let Some((id, c)) = conversation_of(floor, key) else { return };
        // Where nobody has it, the lead finds it.
        if let Some(agent) = c.owner.map(Owner::agent).filter(|_| c.state != State::Resolved) {
            let wait = self.handle_secs(key) + POLL_SECS;
            self.at(at.plus(wait), Happening::Answer(agent, id));
        }
    }
}
