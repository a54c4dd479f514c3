//! What stands around every screen: navigation, bar, rehearsal mark, trouble, tasks, and the tint of the past.

mod banner;
mod nav;
mod past;
mod tasks;
mod top;
mod trouble;
mod welcome;

pub use banner::banner_ui;
pub use nav::nav_ui;
pub use past::past_ui;
pub use tasks::tasks_ui;
pub use top::top_ui;
pub use trouble::trouble_ui;
pub use welcome::{empty_floor_ui, is_empty_floor, welcome_ui};

use super::screen::Screen;
use super::screen::wallboard::BoardWish;
use crate::floor::ConversationId;
use crate::view::{Chip, Moment};

/// What a person wants from what stands around the screens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Another screen.
    Go(Screen),
    /// The floor with this set.
    ShowSet(Chip),
    /// The floor with this conversation.
    Show(ConversationId),
    /// The palette.
    Palette,
    /// The wallboard on the other monitor, or not any more.
    OtherMonitor,
    /// Another moment.
    Moment(Moment),
    /// Read a file.
    Import,
    /// Leave the rehearsal for the user's own, empty floor.
    StartEmpty,
    /// Play a day.
    Rehearse,
    /// How fast the rehearsal runs.
    Speed(u32),
    /// Stop a task.
    Cancel(u64),
    /// The card of the first start was read.
    Welcomed,
}

impl From<BoardWish> for Wish {
    fn from(wish: BoardWish) -> Wish {
        match wish {
            BoardWish::Show(conversation) => Wish::Show(conversation),
            BoardWish::ShowSet(chip) => Wish::ShowSet(chip),
            BoardWish::ShowAgents => Wish::Go(Screen::Agents),
            BoardWish::ShowSources => Wish::Go(Screen::Sources),
            BoardWish::OtherMonitor => Wish::OtherMonitor,
            BoardWish::Import => Wish::Import,
            BoardWish::Rehearse => Wish::Rehearse,
        }
    }
}
