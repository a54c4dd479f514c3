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
