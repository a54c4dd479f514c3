//! Where reading stands, as it is kept with every page.

use crate::floor::{At, key_of};
use crate::limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Posts that are looked at again with one request: of the 25 that the network allows, as many as the cursor has room
/// to name.
pub(super) const BATCH_MAX: usize = 15;
/// Posts that were read lately and are remembered, so that they are not asked about twice.
const KNOWN_MAX: usize = 48;
/// Accounts whose followers are remembered.
const FANS_MAX: usize = 40;

/// What is remembered between two requests.
///
/// A round reads what is new for us, then each word that is searched for, then what is watched; between two pages come
/// the followers of whoever wrote them and the threads that they belong to. Whatever is not empty here is done first,
/// in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Cursor {
    /// Accounts to ask about before the page is read again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<String>,
    /// The page that is asked for next was looked through for accounts already.
    #[serde(skip_serializing_if = "is_false")]
    pub asked: bool,
    /// Answers whose parents are to be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<String>,
    /// What is looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
    /// When a page of what is addressed to us was read last, by our clock.
    pub news: i64,
    /// 0 for what is addressed to us, n for the nth word.
    pub stream: usize,
    /// The network's own cursor within the stream; empty at its top.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// Pages of the stream that were read in this round.
    pub pages: u32,
    /// The newest that was seen in the stream in this round, in Unix seconds.
    pub head: i64,
    /// Up to when each stream is known, by its key.
    pub since: BTreeMap<String, i64>,
    /// Words that the network does not want to search for, which was told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mute: Vec<String>,
    /// When it was last read a whole day back, because somebody may date a post back.
    pub deep: i64,
    /// This round reads a whole day back.
    #[serde(skip_serializing_if = "is_false")]
    pub deeply: bool,
    /// When the round before looked at what is watched.
    pub looked: i64,
    /// Posts that were read lately, with the version read.
    pub known: Vec<String>,
    /// How many follow an account, where it is known.
    pub fans: Vec<(String, Option<u32>)>,
    /// What was seen of each post that is watched.
    pub seen: BTreeMap<String, Seen>,
}

/// What was seen of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen(
    /// Likes, reposts and quotes that were told.
    pub [u32; 3],
    /// The version whose words were told.
    pub String,
    /// How often in a row it was not there.
    pub u8,
);

/// A look at some of what is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Look {
    /// Where among all that is watched the next look begins.
    pub next: usize,
    /// The posts, in short.
    pub posts: Vec<String>,
    /// Who joined is to be asked: which post, of what kind, up to which count.
    pub jobs: Vec<(usize, Kind, u32)>,
    /// The network's cursor within the first job.
    pub page: String,
    /// How many of the first job's have been read.
    pub read: u32,
    /// When the posts of the jobs were written, to spread over the time since what has no time of its own.
    pub born: Vec<i64>,
}

/// How somebody joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Kind {
    #[serde(rename = "l")]
    Like = 0,
    #[serde(rename = "r")]
    Repost = 1,
    #[serde(rename = "q")]
    Quote = 2,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Cursor {
    /// Reads a cursor. One that cannot be read begins anew: reading again costs requests and nothing else.
    pub(super) fn read(text: &str) -> Cursor {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Writes it within its limit; what only saves requests is forgotten first.
    pub(super) fn write(mut self) -> String {
        loop {
            let text = serde_json::to_string(&self).unwrap_or_default();
            if text.len() <= limits::CURSOR_BYTES_MAX {
                return text;
            }
            if !self.known.is_empty() {
                self.known.clear();
            } else if !self.fans.is_empty() {
                self.fans.clear();
            } else if !self.seen.is_empty() {
                self.seen.clear();
            } else if !self.threads.is_empty() {
                self.threads.pop();
            } else if self.ask.pop().is_none() {
                let since = std::mem::take(&mut self.since);
                self = Cursor { since, ..Cursor::default() };
                if self.since.len() > 1 {
                    self.since.pop_last();
                } else {
                    return serde_json::to_string(&self).unwrap_or_default();
                }
            }
        }
    }

    /// Whether this version of a post was read lately.
    pub(super) fn knows(&self, uri: &str, cid: &str) -> bool {
        let name = short_key(uri) + &version(cid);
        self.known.contains(&name)
    }

    /// Whether any version of a post was read lately.
    pub(super) fn knows_any(&self, uri: &str) -> bool {
        let name = short_key(uri);
        self.known.iter().any(|known| known.starts_with(&name))
    }

    /// Remembers that this version of a post was read.
    pub(super) fn learn(&mut self, uri: &str, cid: &str) {
        let name = short_key(uri);
        self.known.retain(|known| !known.starts_with(&name));
        self.known.push(name + &version(cid));
        let over = self.known.len().saturating_sub(KNOWN_MAX);
        self.known.drain(..over);
    }

    /// How many follow an account: the outer `None` when it was never asked.
    pub(super) fn followers(&self, did: &str) -> Option<Option<u32>> {
        let key = short_key(did);
        self.fans.iter().find(|(known, _)| *known == key).map(|(_, followers)| *followers)
    }

    /// Remembers how many follow an account.
    pub(super) fn follow(&mut self, did: &str, followers: Option<u32>) {
        let key = short_key(did);
        self.fans.retain(|(known, _)| *known != key);
        self.fans.push((key, followers));
        let over = self.fans.len().saturating_sub(FANS_MAX);
        self.fans.drain(..over);
    }

    /// Up to when a stream is known; `None` when it was never read to its end.
    pub(super) fn since(&self, stream: &str) -> Option<At> {
        self.since.get(stream).copied().and_then(At::from_unix)
    }
}

/// Eight characters that stand for a name: two of a hundred share them once in a hundred million times, and then one
/// count is taken for another's until the next look.
pub(super) fn short_key(name: &str) -> String {
    let mut key = key_of("", name);
    (0..8)
        .map(|_| {
            let letter = b"234567abcdefghijklmnopqrstuvwxyz"[(key & 31) as usize];
            key >>= 5;
            char::from(letter)
        })
        .collect()
}

/// What tells one version of a post from another.
pub(super) fn version(cid: &str) -> String {
    short_key(cid)[..4].to_owned()
}

/// The address of a post without what all have in common.
pub(super) fn shortened(uri: &str) -> String {
    uri.trim_start_matches("at://").replacen("/app.bsky.feed.post/", "/", 1)
}

/// The address that was shortened.
pub(super) fn lengthened(short: &str) -> String {
    match short.split_once('/') {
        Some((who, key)) if !key.contains('/') => format!("at://{who}/app.bsky.feed.post/{key}"),
        _ => format!("at://{short}"),
    }
}

/// Whether it is the address of a post, short enough to be remembered.
pub(super) fn is_post(uri: &str) -> bool {
    let mut parts = uri.strip_prefix("at://").unwrap_or("").split('/');
    let (who, collection, key) = (parts.next(), parts.next(), parts.next());
    who.is_some_and(|who| who.starts_with("did:"))
        && collection == Some("app.bsky.feed.post")
        && key.is_some_and(|key| !key.is_empty())
        && parts.next().is_none()
        && uri.len() <= limits::NAME_CHARS_MAX
        && uri.bytes().all(|b| b.is_ascii_graphic())
}
