//! How a source in the network is set up.

use crate::floor::Lane;
use std::collections::BTreeMap;

/// The options that belong to the address: each is another place with its own numbers and people. They are named here and
/// not by the connectors, because what is a fact may not depend on which of them this version knows.
const WHERE: [&str; 4] = ["account", "address", "path", "site"];
/// The options that say which part of a place is read.
const WHAT: [&str; 4] = ["group", "inbox", "mailbox", "queue"];

/// How a source in the network is set up. The secret that belongs to it lies in the keyring of the system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSettings {
    /// Which connector reads it, for example `bluesky`: the `id` of what it says about itself.
    pub connector: String,
    /// Where it is, for example `https://bsky.social`; no path, no slash at the end, no name and no secret in it.
    pub server: String,
    /// Who signs in; empty where nobody has to.
    pub login: String,
    /// On which channel its mentions arrive, for example `Bluesky`.
    pub channel: String,
    /// The account of ours that it belongs to, for example `@larkhelp`; without `@` for what is merely overheard.
    pub handle: String,
    /// What else its connector asks for, by the key of the field: `words` to search for, a `queue`, a `mailbox`.
    pub options: BTreeMap<String, String>,
    /// Seconds between two looks.
    pub every_secs: u32,
    /// Seconds without anything new after which somebody should look why; 0 for never.
    pub silent_secs: u32,
    /// Where what is merely overheard by it belongs when its words do not say it, for example engineering for a forum of
    /// developers; `None` for the agents of this floor. What is addressed to us, and what names another lane by what it
    /// is about, goes where it would go.
    pub lane: Option<Lane>,
}

impl SourceSettings {
    /// What was answered to a field of the connector's own; empty when nothing was.
    pub fn option(&self, key: &str) -> &str {
        self.options.get(key).map_or("", String::as_str)
    }

    /// Whether both are at the same server, so that what one brought can be found by the other.
    ///
    /// ```
    /// use watchfloor::floor::source::SourceSettings;
    /// let of = |account: &str| SourceSettings {
    ///     connector: "chatwoot".into(),
    ///     server: "https://desk.test".into(),
    ///     options: [("account".to_owned(), account.to_owned())].into(),
    ///     ..SourceSettings::default()
    /// };
    /// assert!(of("1").is_same_server(&SourceSettings { login: "ana".into(), every_secs: 90, ..of("1") }));
    /// assert!(of("1").is_same_server(&SourceSettings { server: "https://Desk.test".into(), ..of("1") }));
    /// assert!(!of("1").is_same_server(&of("2")), "two accounts there know nothing of each other");
    /// ```
    pub fn is_same_server(&self, other: &SourceSettings) -> bool {
        self.connector == other.connector
            && self.server.eq_ignore_ascii_case(&other.server)
            && self.agrees(other, &WHERE)
    }

    /// Whether both read the same there as the same login, so that one can read on where the other was.
    pub fn is_same_place(&self, other: &SourceSettings) -> bool {
        self.is_same_server(other) && self.login == other.login && self.agrees(other, &WHAT)
    }

    fn agrees(&self, other: &SourceSettings, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.option(key).trim() == other.option(key).trim())
    }

    /// The address that a mailbox sends hand-offs to; `None` when it has none, or sends nothing.
    ///
    /// ```
    /// use watchfloor::floor::source::SourceSettings;
    /// let mut mailbox = SourceSettings::default();
    /// mailbox.options.insert("hand_off".into(), " phone@lark.example ".into());
    /// assert_eq!(mailbox.hands_off_to(), None, "it is only read");
    /// mailbox.options.insert("smtp".into(), "smtps://mail.lark.example".into());
    /// assert_eq!(mailbox.hands_off_to(), Some("phone@lark.example"));
    /// ```
    pub fn hands_off_to(&self) -> Option<&str> {
        let said = |key: &str| Some(self.option(key).trim()).filter(|value| !value.is_empty());
        said("smtp").and_then(|_| said("hand_off"))
    }
}
