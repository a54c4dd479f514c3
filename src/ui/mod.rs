//! The window: it draws a [`Snapshot`] and sends what a person asks for. It changes nothing itself.
//!
//! Colours, sizes and fonts have roles ([`theme`]); figures become words in one place ([`mod@format`]); what several screens
//! draw is a [`widget`]. The window holds no lock that the engine takes, and knows neither the engine nor the store.

pub mod action;
pub mod app;
pub mod bell;
pub mod brand;
pub mod cell;
pub mod confirm;
pub mod cost;
pub mod desk;
pub mod dialog;
pub mod fonts;
pub mod format;
pub mod hours;
pub mod keys;
pub mod mapping;
pub mod offer;
pub mod palette;
mod partners;
pub mod people;
pub mod perform;
pub mod picker;
pub mod press;
pub mod screen;
mod scribe;
pub mod seat;
pub mod selection;
pub mod settings;
pub mod shell;
pub mod theme;
pub mod timebar;
pub mod toasts;
pub mod voice;
pub mod widget;

use crate::view::{Asked, Snapshot};
use arc_swap::ArcSwap;
use std::path::PathBuf;
use std::sync::Arc;

/// What connects the window with the rest: a place to read from, a place to send to, and where its settings lie.
#[derive(Clone)]
pub struct Wires {
    /// The newest look at the floor.
    pub snapshot: Arc<ArcSwap<Snapshot>>,
    /// Sends what the person asks for. Never waits.
    pub send: Arc<dyn Fn(Asked) + Send + Sync>,
    /// The file that keeps theme, sizes and layout; `None` keeps nothing.
    pub settings_path: Option<PathBuf>,
}

impl Wires {
    /// The file of answers that were begun at this desk, beside its settings.
    pub fn drafts_path(&self) -> Option<PathBuf> {
        self.settings_path.as_ref().map(|path| path.with_file_name("drafts.ron"))
    }
}
