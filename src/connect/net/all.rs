//! Every connector there is, by name. A new one is a line here.

use super::Connector;

/// All of them, sorted by [`super::About::id`].
const ALL: &[&dyn Connector] = &[];

/// All connectors, sorted by [`super::About::id`].
pub fn all() -> &'static [&'static dyn Connector] {
    ALL
}

/// The connector of this [`super::About::id`].
pub fn named(id: &str) -> Option<&'static dyn Connector> {
    ALL.iter().copied().find(|connector| connector.about().id == id)
}
