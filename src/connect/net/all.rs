//! Every connector there is, by name. A new one is a line here.

use super::Connector;
use super::bluesky::Bluesky;
use super::chatwoot::Chatwoot;
use super::discourse::Discourse;
use super::feed::Feed;
use super::mail::Mail;
use super::mastodon::Mastodon;
use super::meta::{Facebook, Instagram};
use super::reddit::Reddit;
use super::rt::RequestTracker;
use super::stack_exchange::StackExchange;
use super::x::X;
use super::zammad::Zammad;
use super::zendesk::Zendesk;
use crate::connect::crm::source::{AnyCrm, HubSpotCrm};
use crate::connect::webhook::source::Webhook;
use crate::floor::source::SourceSettings;

/// All of them, sorted by [`super::About::id`].
const ALL: &[&dyn Connector] = &[
    &Bluesky,
    &Chatwoot,
    &AnyCrm,
    &Discourse,
    &Facebook,
    &Feed,
    &HubSpotCrm,
    &Instagram,
    &Mail,
    &Mastodon,
    &Reddit,
    &RequestTracker,
    &StackExchange,
    &Webhook,
    &X,
    &Zammad,
    &Zendesk,
];

/// All connectors, sorted by [`super::About::id`].
pub fn all() -> &'static [&'static dyn Connector] {
    ALL
}

/// The connector of this [`super::About::id`].
pub fn named(id: &str) -> Option<&'static dyn Connector> {
    ALL.iter().copied().find(|connector| connector.about().id == id)
}

/// Who numbers what a source brings, when each server does it by itself.
fn numbering(of: &SourceSettings) -> Option<(String, String)> {
    let by = named(&of.connector)?.numbered_by(of).trim_end_matches('/').to_lowercase();
    (!by.is_empty()).then(|| (of.connector.clone(), by))
}

/// Why a source cannot share its channel with the others, in the user's words; nothing when it can. Numbers that two
/// servers give by themselves would be taken for one another on one channel.
///
/// ```
/// use watchfloor::connect::net::all::clash;
/// use watchfloor::floor::source::SourceSettings;
/// let of = |server: &str, channel: &str| SourceSettings {
///     connector: "mastodon".into(),
///     server: server.into(),
///     channel: channel.into(),
///     ..SourceSettings::default()
/// };
/// let (ours, other) = (of("https://social.test", "Mastodon"), of("https://other.test/", "Mastodon"));
/// assert!(clash(&ours, [&other]).is_some_and(|why| why.contains("another channel")));
/// assert_eq!(clash(&ours, [&of("https://other.test", "Mastodon 2")]), None);
/// assert_eq!(clash(&ours, [&of("https://Social.test/", "mastodon")]), None, "two accounts of one server");
/// ```
pub fn clash<'a>(settings: &SourceSettings, others: impl IntoIterator<Item = &'a SourceSettings>) -> Option<String> {
    let own = numbering(settings)?;
    let other = others
        .into_iter()
        .filter(|other| other.channel.to_lowercase() == settings.channel.to_lowercase())
        .filter_map(numbering)
        .find(|other| *other != own)?;
    Some(format!(
        "{} is the channel of {} already, whose numbers could be the same: choose another channel",
        settings.channel, other.1
    ))
}
