//! Strangers who carry on what somebody wrote, and the golden case that they all join.

use super::{Happening, Post, World};
use crate::floor::{Amplification, At, Incoming, IncomingAuthor, IncomingKind, MentionKind};
use crate::sim::story::Beat;

impl World {
    /// A few people like a post or pass it on; seldom many do.
    pub(super) fn draw_crowd(&mut self, key: u64, at: At) {
        let joiners = (self.crowd.lognormal(1.6, 1.0) as usize).min(80);
        let mut when = at;
        for _ in 0..joiners {
            when = when.plus(self.crowd.wait(500.0));
            let kind = if self.crowd.happens(0.3) { Amplification::Repost } else { Amplification::Like };
            let followers = self.crowd.lognormal(180.0, 1.6) as u32;
            if when < self.day.until {
                self.at(when, Happening::Amplify(key, kind, followers));
            }
        }
    }

    pub(super) fn amplify(&mut self, key: u64, kind: Amplification, followers: u32, at: At) {
        let Some(post) = self.posts.get(&key).cloned() else { return };
        let external = self.external();
        let author = IncomingAuthor {
            external: format!("fan{external}"),
            name: format!("@fan_{external}"),
            followers: Some(followers),
            ours: false,
        };
        let what = IncomingKind::Amplified(kind);
        self.send(post.network, &Incoming { external, parent: Some(post.external), at, author, what });
    }

    pub(super) fn beat(&mut self, i: usize, at: At) {
        let Some(line) = self.story.get(i).cloned() else { return };
        let author = IncomingAuthor {
            external: line.handle.trim_start_matches('@').to_owned(),
            name: line.handle.to_owned(),
            followers: Some(line.followers),
            ours: false,
        };
        let external = self.external();
        let parent = self.root.and_then(|root| self.posts.get(&root)).map(|p| p.external.clone());
        let written = |kind| IncomingKind::Written { kind, text: line.text.to_owned(), agent: None };
        let what = match line.beat {
            Beat::Post => written(MentionKind::Post),
            Beat::Followup | Beat::Reply => written(MentionKind::Reply),
            Beat::Quote => written(MentionKind::Quote),
            Beat::Reshare => IncomingKind::Amplified(Amplification::Repost),
            Beat::Like => IncomingKind::Amplified(Amplification::Like),
        };
        let incoming = Incoming { external: external.clone(), parent, at, author: author.clone(), what };
        let key = self.send(0, &incoming);
        if !line.text.is_empty() {
            self.truths.insert(key, self.truth_of_story(&line, at));
        }
        if line.beat == Beat::Post {
            self.root = Some(key);
            self.posts.insert(key, Post { network: 0, external, author, lang: "en", intent: "story" });
        }
    }
}
