//! Customers we know, who of them writes, and which conversations are one matter of one customer.
//!
//! What is known comes from the user's own records. Names and addresses are kept as keys as far as that is enough: to
//! find a customer by an address, nobody needs to keep the address.
//!
//! ```
//! use watchfloor::floor::{Customer, CustomerHandle, Customers, MatchedBy, Seen, Tier, email_key, match_author};
//! let mut customers = Customers::default();
//! let mut dan = Customer::named("Dan Whitlow");
//! dan.tier = Tier::Gold;
//! dan.email = email_key("Dan.Whitlow@example.org");
//! dan.handles = vec![CustomerHandle::on("x", "@doorcam_dan")];
//! let dan = customers.put(dan);
//!
//! let seen = Seen { channel: "X", handle: "@Doorcam_Dan", name: "", emails: &[] };
//! let found = match_author(&customers, &seen).unwrap();
//! assert_eq!((found.customer, found.confidence_pct, found.by), (dan, 98, MatchedBy::Handle));
//!
//! let seen = Seen { channel: "Facebook", handle: "", name: "Dan Whitlow", emails: &[] };
//! assert_eq!(match_author(&customers, &seen).unwrap().confidence_pct, 55, "a name alone is a hint");
//! ```

use super::{At, ChannelId, ConversationId, CustomerId, key_of};
use crate::limits::{
    CUSTOMER_HANDLES_MAX, CUSTOMERS_MAX, EMAILS_READ_MAX, MATCH_NAMESAKES_MAX, MATTER_CONVERSATIONS_MAX,
    SAME_MATTER_SECS,
};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// Who a customer is to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Tier {
    /// Not known to be a customer, or of no tier.
    #[default]
    None,
    /// Known, or bronze.
    Bronze,
    /// Silver.
    Silver,
    /// Gold.
    Gold,
}

impl Tier {
    /// All of them, the least first.
    pub const ALL: [Tier; 4] = [Tier::None, Tier::Bronze, Tier::Silver, Tier::Gold];

    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Tier::None => "none",
            Tier::Bronze => "bronze",
            Tier::Silver => "silver",
            Tier::Gold => "gold",
        }
    }
}

/// An account of a customer, as keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerHandle {
    /// Of the channel and the handle together; 0 when nobody said on which channel.
    pub on: u64,
    /// Of the handle alone.
    pub anywhere: u64,
}

impl CustomerHandle {
    /// A handle on a channel. Neither case nor a leading `@` counts, and a channel may be called by another of its names.
    ///
    /// ```
    /// use watchfloor::floor::CustomerHandle;
    /// assert_eq!(CustomerHandle::on("X", "@dan"), CustomerHandle::on("twitter", "Dan"));
    /// assert_ne!(CustomerHandle::on("X", "@dan"), CustomerHandle::on("Facebook", "@dan"));
    /// ```
    pub fn on(channel: &str, handle: &str) -> CustomerHandle {
        let handle = handle_words(handle);
        CustomerHandle { on: key_of(&channel_words(channel), &handle), anywhere: key_of("handle", &handle) }
    }

    /// A handle on some channel, nobody said which.
    pub fn anywhere(handle: &str) -> CustomerHandle {
        CustomerHandle { on: 0, anywhere: key_of("handle", &handle_words(handle)) }
    }
}

/// A customer of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// The full name.
    pub name: Box<str>,
    /// Who they are to us.
    pub tier: Tier,
    /// The year since when.
    pub since: Option<u16>,
    /// The key of the e-mail address: [`email_key`].
    pub email: Option<u64>,
    /// Accounts that are known; at most [`CUSTOMER_HANDLES_MAX`], the rest is not looked at.
    pub handles: Vec<CustomerHandle>,
    /// Contacts before, on any way.
    pub earlier: u16,
    /// Of these, failed or unresolved.
    pub failed: u16,
    /// Writes for others.
    pub press: bool,
    /// A network has verified the account.
    pub verified: bool,
}

impl Customer {
    /// A customer of whom only the name is known.
    pub fn named(name: &str) -> Customer {
        Customer { name: name.into(), ..Customer::default() }
    }

    fn complete_from(&mut self, old: &Customer) {
        if self.name.is_empty() {
            self.name = old.name.clone();
        }
        if self.handles.is_empty() {
            self.handles = old.handles.clone();
        }
        self.email = self.email.or(old.email);
        self.since = self.since.or(old.since);
    }
}

/// The key of an e-mail address; `None` when it is none. Neither case nor what follows a `+` counts: it is the same
/// letter box.
///
/// ```
/// use watchfloor::floor::email_key;
/// assert_eq!(email_key(" Dan@Example.org "), email_key("dan+shop@example.org"));
/// assert_eq!(email_key("dan at example"), None);
/// ```
pub fn email_key(address: &str) -> Option<u64> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or_default();
    let whole = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    (whole(local) && whole(domain) && domain.contains('.')).then(|| {
        let address = format!("{}@{}", local.to_lowercase(), domain.to_lowercase());
        key_of("e-mail", &address)
    })
}

/// Keys of the e-mail addresses that stand in a text, each once, in the order of the text; the first
/// [`EMAILS_READ_MAX`]. Only whole words count, so an address that is spelt out is not found.
///
/// ```
/// use watchfloor::floor::{email_key, emails_in};
/// let text = "Order 4471, write to dan@example.org. Or (Dan+shop@example.org)! @larkhelp";
/// assert_eq!(emails_in(text), [email_key("dan@example.org").unwrap()]);
/// ```
pub fn emails_in(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let between = |c: char| c.is_whitespace() || "<>()[]{}\"'“”‘’,;:!?|/\\".contains(c);
    for word in text.split(between).filter(|word| word.contains('@')) {
        let Some(key) = email_key(word.trim_matches('.')) else { continue };
        if !found.contains(&key) {
            found.push(key);
        }
        if found.len() == EMAILS_READ_MAX {
            break;
        }
    }
    found
}

/// How an author was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// By the account's handle.
    Handle,
    /// By an e-mail address that they wrote.
    Email,
    /// By the full name alone.
    Name,
}

impl MatchedBy {
    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            MatchedBy::Handle => "by handle",
            MatchedBy::Email => "by e-mail",
            MatchedBy::Name => "by name",
        }
    }
}

/// A customer who an author seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Who.
    pub customer: CustomerId,
    /// How sure that is, in percent.
    pub confidence_pct: u8,
    /// By what.
    pub by: MatchedBy,
}

/// What is seen of an author.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The name of the channel.
    pub channel: &'a str,
    /// The account's handle; empty when the network gives none.
    pub handle: &'a str,
    /// The full name that is shown; empty when there is none.
    pub name: &'a str,
    /// Keys of e-mail addresses in what they wrote: [`email_key`].
    pub emails: &'a [u64],
}

/// The handle is recorded for this channel.
pub const SAME_CHANNEL_PCT: u8 = 98;
/// The address stands in what they wrote.
pub const EMAIL_PCT: u8 = 95;
/// The handle is recorded for another channel or for none, and the name is the customer's too.
pub const HANDLE_AND_NAME_PCT: u8 = 90;
/// The handle is recorded for another channel or for none.
pub const OTHER_CHANNEL_PCT: u8 = 75;
/// The full name is that of one customer.
pub const NAME_PCT: u8 = 55;
/// From here on a match is acted on without asking.
pub const SURE_PCT: u8 = 90;

/// Who of the customers an author is, most likely.
///
/// The first of these that finds somebody: the handle on the same channel ([`SAME_CHANNEL_PCT`]); an e-mail address in
/// the text ([`EMAIL_PCT`]); the same handle elsewhere, with the same name ([`HANDLE_AND_NAME_PCT`]) or alone
/// ([`OTHER_CHANNEL_PCT`]); the full name, which is two words or more ([`NAME_PCT`]). When `n` customers fit equally well, the
/// confidence is divided by `n` and the one who was first known is named; with more than [`MATCH_NAMESAKES_MAX`] nobody
/// is. An address comes second because people write others' addresses too.
///
/// The percentages are judgements, the same for everybody; they were not measured, because no public set says who is
/// whose customer. Names are compared without case and without accents of Latin letters.
pub fn match_author(customers: &Customers, seen: &Seen<'_>) -> Option<Match> {
    let handle = handle_words(seen.handle);
    let named = || full_name(seen.name).map(|name| key_of("name", &name));
    if !handle.is_empty() {
        let on = key_of(&channel_words(seen.channel), &handle);
        if let Some(found) = customers.found(on, SAME_CHANNEL_PCT, MatchedBy::Handle) {
            return Some(found);
        }
    }
    if let Some(found) = seen.emails.iter().find_map(|key| customers.found(*key, EMAIL_PCT, MatchedBy::Email)) {
        return Some(found);
    }
    if !handle.is_empty() {
        let anywhere = customers.with(key_of("handle", &handle));
        let same_name = named().map(|name| customers.with(name)).unwrap_or_default();
        let both: Vec<CustomerId> = anywhere.iter().copied().filter(|id| same_name.contains(id)).collect();
        if let Some(found) = among(&both, HANDLE_AND_NAME_PCT, MatchedBy::Handle) {
            return Some(found);
        }
        if let Some(found) = among(&anywhere, OTHER_CHANNEL_PCT, MatchedBy::Handle) {
            return Some(found);
        }
    }
    named().and_then(|key| customers.found(key, NAME_PCT, MatchedBy::Name))
}

fn among(found: &[CustomerId], confidence: u8, by: MatchedBy) -> Option<Match> {
    let customer = *found.first()?;
    let confidence_pct = u8::try_from(usize::from(confidence) / found.len()).unwrap_or(0);
    Some(Match { customer, confidence_pct, by })
}

/// All customers, and who has which key. A customer's number is their place, which never changes.
#[derive(Clone, Default)]
pub struct Customers {
    rows: Vec<Customer>,
    /// The newest link of each key, and how many there are. Never iterated: its order is a source of chance.
    heads: HashMap<u64, Head, FxBuildHasher>,
    /// Customers with the same key, as chains.
    links: Vec<Link>,
    /// Links that are free.
    free: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    link: u32,
    count: u32,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    customer: CustomerId,
    next: u32,
}

/// No link.
const END: u32 = u32::MAX;

impl std::fmt::Debug for Customers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.rows).finish() // never the table: its order is a source of chance
    }
}

impl PartialEq for Customers {
    fn eq(&self, other: &Customers) -> bool {
        self.rows == other.rows // the rest is computed from them
    }
}

impl Customers {
    /// All of them, in the order in which they became known.
    pub fn rows(&self) -> &[Customer] {
        &self.rows
    }

    /// One of them.
    pub fn get(&self, id: CustomerId) -> Option<&Customer> {
        self.rows.get(id.index())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many more can become known before there are [`CUSTOMERS_MAX`]. Ask before [`put`](Customers::put), which
    /// refuses nobody: who is known already takes no room.
    pub fn room(&self) -> usize {
        CUSTOMERS_MAX.saturating_sub(self.rows.len())
    }

    /// Who of those known this record is of, so that a file that is imported again changes and does not double: the one
    /// with the same e-mail address; without an address the one with the same handle on the same channel; with neither,
    /// the one of the same name of whom nothing but the name is known. `None` when nobody or more than one fits.
    pub fn known(&self, record: &Customer) -> Option<CustomerId> {
        if let Some(email) = record.email {
            return only(&self.with(email));
        }
        let mut handles = record.handles.iter().take(CUSTOMER_HANDLES_MAX).filter(|handle| handle.on != 0).peekable();
        if handles.peek().is_some() {
            return handles.find_map(|handle| only(&self.with(handle.on)));
        }
        let namesakes = self.with(key_of("name", &folded(&record.name)));
        let bare = |id: &CustomerId| self.get(*id).is_some_and(|c| c.email.is_none() && c.handles.is_empty());
        only(&namesakes.into_iter().filter(bare).collect::<Vec<_>>())
    }

    /// Takes in a record: in place of the one that is [`known`](Customers::known), or as a new customer. A name, an
    /// address, handles or a year that the record does not give stay as they were; all else is as the record says.
    pub fn put(&mut self, mut record: Customer) -> CustomerId {
        match self.known(&record) {
            Some(id) => {
                if let Some(old) = self.get(id) {
                    record.complete_from(old);
                }
                self.replace(id, record);
                id
            }
            None => self.add(record),
        }
    }

    /// Takes in a record at the next place, whoever is known already: for those who put together what was kept.
    pub fn add(&mut self, record: Customer) -> CustomerId {
        let id = CustomerId(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        keys(&record).into_iter().for_each(|key| self.link(key, id));
        self.rows.push(record);
        id
    }

    /// Puts a record in the place of another.
    pub fn replace(&mut self, id: CustomerId, record: Customer) {
        let Some(old) = self.rows.get(id.index()).map(keys) else { return };
        old.into_iter().for_each(|key| self.unlink(key, id));
        keys(&record).into_iter().for_each(|key| self.link(key, id));
        if let Some(row) = self.rows.get_mut(id.index()) {
            *row = record;
        }
    }

    fn found(&self, key: u64, confidence: u8, by: MatchedBy) -> Option<Match> {
        among(&self.with(key), confidence, by)
    }

    /// Those with a key, in the order of their numbers; none when more than [`MATCH_NAMESAKES_MAX`] have it.
    fn with(&self, key: u64) -> Vec<CustomerId> {
        let Some(head) = self.heads.get(&key).filter(|head| head.count as usize <= MATCH_NAMESAKES_MAX) else {
            return Vec::new();
        };
        let mut found = Vec::with_capacity(head.count as usize);
        let mut at = head.link;
        while let Some(link) = self.links.get(at as usize) {
            found.push(link.customer);
            at = link.next;
        }
        found.sort_unstable();
        found
    }

    fn link(&mut self, key: u64, customer: CustomerId) {
        let head = self.heads.entry(key).or_insert(Head { link: END, count: 0 });
        let link = Link { customer, next: head.link };
        head.count += 1;
        head.link = match self.free.pop() {
            Some(at) => {
                if let Some(place) = self.links.get_mut(at as usize) {
                    *place = link;
                }
                at
            }
            None => {
                self.links.push(link);
                (self.links.len() - 1) as u32
            }
        };
    }

    fn unlink(&mut self, key: u64, customer: CustomerId) {
        let Some(head) = self.heads.get_mut(&key) else { return };
        let (mut before, mut at) = (END, head.link);
        while let Some(link) = self.links.get(at as usize).copied() {
            if link.customer == customer {
                match self.links.get_mut(before as usize) {
                    Some(before) => before.next = link.next,
                    None => head.link = link.next,
                }
                head.count -= 1;
                self.free.push(at);
                break;
            }
            (before, at) = (at, link.next);
        }
        if head.count == 0 {
            self.heads.remove(&key);
        }
    }
}

fn only(found: &[CustomerId]) -> Option<CustomerId> {
    match found {
        [one] => Some(*one),
        _ => None,
    }
}

/// The keys that a customer is found by, each once.
fn keys(customer: &Customer) -> Vec<u64> {
    let mut keys: Vec<u64> = customer.email.into_iter().collect();
    let handles = customer.handles.iter().take(CUSTOMER_HANDLES_MAX);
    keys.extend(handles.flat_map(|handle| [handle.on, handle.anywhere]).filter(|key| *key != 0));
    let name = folded(&customer.name);
    if !name.is_empty() {
        keys.push(key_of("name", &name));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The name of a channel as names are compared; those that people have two of are one.
fn channel_words(channel: &str) -> String {
    let name = folded(channel);
    match name.as_str() {
        "twitter" => "x".to_owned(),
        "fb" => "facebook".to_owned(),
        "ig" | "insta" => "instagram".to_owned(),
        _ => name,
    }
}

fn handle_words(handle: &str) -> String {
    folded(handle.trim().trim_start_matches('@'))
}

/// The name folded, when it has two words or more: `Dan` is nobody's full name. In Han, Kana and Hangul, where no space
/// stands between family and given name, two letters are enough.
fn full_name(name: &str) -> Option<String> {
    let name = folded(name);
    let unspaced = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let whole = name.contains(' ') || (name.chars().all(unspaced) && name.chars().nth(1).is_some());
    whole.then_some(name)
}

/// In small letters, without accents of Latin letters, with single spaces.
fn folded(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            match plain(c) {
                Some(letters) => out.push_str(letters),
                None if ('\u{300}'..='\u{36f}').contains(&c) => {}
                None => out.push(c),
            }
        }
    }
    out
}

/// The letters that an accented small Latin letter is written with where there are no accents.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

/// A conversation whose customer is known, more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Which.
    pub conversation: ConversationId,
    /// Where.
    pub channel: ChannelId,
    /// Who, and how sure that is.
    pub matched: Match,
    /// When the customer last wrote in it.
    pub at: At,
    /// Whether it is neither resolved nor closed.
    pub open: bool,
}

/// Whether two conversations are one matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joining {
    /// They have nothing to do with each other that we know.
    Apart,
    /// A person should look: it is joined when they say so.
    Suggested,
    /// Joined without asking. It can be taken apart again.
    ByItself,
}

/// Whether two conversations are one matter of one customer.
///
/// By itself, when all of this holds: the same customer, of whom we are sure in both ([`SURE_PCT`]); both open; on
/// different channels, since on one channel the network's own threads say what belongs together; and no more than
/// [`SAME_MATTER_SECS`] between what was last written in each. With the same customer and both open, but less sure,
/// later, or on the same channel, it is only suggested. Otherwise nothing.
///
/// ```
/// use watchfloor::floor::{At, ChannelId, ConversationId, CustomerId, Joining, Match, MatchedBy, Recognised, joining};
/// let noon = At::from_unix(1_700_000_000).unwrap();
/// let sure = Match { customer: CustomerId(7), confidence_pct: 98, by: MatchedBy::Handle };
/// let on_x = Recognised {
///     conversation: ConversationId(1), channel: ChannelId(0), matched: sure, at: noon, open: true,
/// };
/// let by_mail = Recognised { conversation: ConversationId(2), channel: ChannelId(1), at: noon.plus(600), ..on_x };
/// assert_eq!(joining(&on_x, &by_mail), Joining::ByItself);
/// let guessed = Match { confidence_pct: 55, by: MatchedBy::Name, ..sure };
/// assert_eq!(joining(&on_x, &Recognised { matched: guessed, ..by_mail }), Joining::Suggested);
/// assert_eq!(joining(&on_x, &Recognised { open: false, ..by_mail }), Joining::Apart);
/// ```
pub fn joining(a: &Recognised, b: &Recognised) -> Joining {
    let same = a.matched.customer == b.matched.customer && a.conversation != b.conversation;
    if !same || !a.open || !b.open {
        return Joining::Apart;
    }
    let sure = a.matched.confidence_pct >= SURE_PCT && b.matched.confidence_pct >= SURE_PCT;
    let near = a.at.secs_since(b.at).unsigned_abs() <= u64::from(SAME_MATTER_SECS);
    match sure && near && a.channel != b.channel {
        true => Joining::ByItself,
        false => Joining::Suggested,
    }
}

/// Conversations that are one matter of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Whose.
    pub customer: CustomerId,
    /// Joined by themselves, in the order of their numbers; at least one.
    pub conversations: Vec<ConversationId>,
    /// Open conversations of the same customer that a person may join to it, in the order of their numbers.
    pub suggested: Vec<ConversationId>,
}

/// The matters among some conversations, in the order of customers and numbers; those with one conversation and nothing
/// suggested are left out. Conversations are joined in the order of time: each to the newest matter of the customer that
/// has one which it joins by itself ([`joining`]). The same conversations give the same matters in whatever order. Of one
/// customer the newest [`MATTER_CONVERSATIONS_MAX`] are looked at.
pub fn matters(conversations: &[Recognised]) -> Vec<Matter> {
    let mut by_customer: BTreeMap<CustomerId, Vec<&Recognised>> = BTreeMap::new();
    for recognised in conversations.iter().filter(|r| r.open) {
        by_customer.entry(recognised.matched.customer).or_default().push(recognised);
    }
    let mut found = Vec::new();
    for (customer, mut members) in by_customer {
        members.sort_unstable_by_key(|r| (r.at, r.conversation));
        members.drain(..members.len().saturating_sub(MATTER_CONVERSATIONS_MAX));
        let mut groups: Vec<Vec<&Recognised>> = Vec::new();
        for one in &members {
            let joins = |group: &&mut Vec<&Recognised>| group.iter().any(|r| joining(r, one) == Joining::ByItself);
            match groups.iter_mut().rev().find(joins) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        for group in groups {
            let ids = |rows: &mut dyn Iterator<Item = &Recognised>| {
                let mut ids: Vec<ConversationId> = rows.map(|r| r.conversation).collect();
                ids.sort_unstable();
                ids
            };
            let conversations = ids(&mut group.iter().copied());
            let others = &mut members.iter().copied().filter(|r| !conversations.contains(&r.conversation));
            let suggested = ids(others);
            found.push(Matter { customer, conversations, suggested });
        }
    }
    found.retain(|matter| matter.conversations.len() + matter.suggested.len() > 1);
    found.sort_by(|a, b| (a.customer, &a.conversations).cmp(&(b.customer, &b.conversations)));
    found
}
