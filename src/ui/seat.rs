//! What the role of this desk shuts out, said on the button before it is pressed. The floor itself refuses it, too.

use super::action::Action;
use super::desk::Desk;
use super::perform;
use super::screen::Screen;
use crate::floor::desk::{May, row};
use crate::floor::source::SourceCommand;
use crate::floor::{AgentId, BeyondCapacity, Command, ConversationId, Lane, Overrule, Presence, Role, Seat, SourceId};
use crate::view::{DeskWish, Snapshot};

/// Whether this role may do that, or in words who may.
pub(super) fn may(seat: &Seat, desk: &Desk, snapshot: &Snapshot, action: &Action) -> Result<(), &'static str> {
    if seat.role == Role::Supervisor {
        return Ok(());
    }
    if let Action::AskImport | Action::Import(_) | Action::ImportMapped(..) | Action::AskCustomers = action {
        return match seat.role {
            Role::Viewer => Err(words(Role::Viewer, Role::Supervisor)),
            Role::Partner => Err(words(Role::Partner, Role::Supervisor)),
            _ => Ok(()),
        };
    }
    if let (Role::Partner, Action::Show(screen)) = (seat.role, action) {
        return match screen {
            Screen::Floor | Screen::Agents | Screen::Settings => Ok(()),
            _ => Err("a partner sees only the own queue"),
        };
    }
    let command = asks_for(action).or_else(|| perform::command(desk, snapshot, action));
    let Some(command) = command else { return Ok(()) };
    let (row, _) = row(&command);
    match row.of(seat.role) {
        May::No => Err(words(seat.role, row.ask())),
        May::Yes | May::Own => Ok(()),
    }
}

/// What a question will ask for, once it is answered.
fn asks_for(action: &Action) -> Option<Command> {
    let none = Vec::new;
    let agent = AgentId(0);
    Some(match action {
        Action::AskAssign(_) => {
            Command::Assign { conversations: none(), agent, beyond_capacity: BeyondCapacity::Refuse }
        }
        Action::AskSnooze(_) => Command::Resolve { conversations: none() },
        Action::AskAway(_) => Command::SetPresence { agent, presence: Presence::Away, reason: String::new() },
        Action::AskAgent => {
            Command::AddAgent { name: String::new(), skills: Vec::new(), languages: Vec::new(), capacity: 1 }
        }
        Action::AskChannel => Command::AddChannel { name: String::new() },
        Action::Wish(_, wish) if matches!(**wish, DeskWish::AskNow { .. } | DeskWish::DropTried) => return None,
        Action::AskSource(_) | Action::AskRemoveSource(_) | Action::Wish(..) => {
            Command::Source(SourceCommand::Remove { source: SourceId(0) })
        }
        Action::AskTicket(_) => {
            Command::Source(SourceCommand::Note { conversation: ConversationId(0), text: String::new() })
        }
        Action::AskOverrule(_) => Command::Overrule { conversations: none(), to: Overrule::Spam, lessons: Vec::new() },
        Action::Promise(channel, first, resolution, _) => {
            Command::SetTarget { channel: *channel, first_response_secs: *first, resolution_secs: *resolution }
        }
        _ => return None,
    })
}

fn words(role: Role, ask: Role) -> &'static str {
    match (role, ask) {
        (Role::Viewer, Role::Lead) => "a viewer only looks; ask a lead",
        (Role::Viewer, _) => "a viewer only looks; ask a supervisor",
        (Role::Partner, _) => "a partner works only in the own queue; ask a supervisor",
        (Role::Planner, Role::Lead) => "that is not a planner's; ask a lead",
        (Role::Planner, _) => "that is not a planner's; ask a supervisor",
        (Role::SocialMediaManager, Role::Lead) => "that is not a social media manager's; ask a lead",
        (Role::SocialMediaManager, _) => "that is not a social media manager's; ask a supervisor",
        (Role::Lead | Role::Supervisor, _) => "that is not a lead's; ask a supervisor",
    }
}

/// The lanes that an account may be of, and what they are called.
pub const LANES: [(Lane, &str); 5] = [
    (Lane::Support, "support"),
    (Lane::Engineering, "engineering"),
    (Lane::Marketing, "marketing"),
    (Lane::Press, "press"),
    (Lane::Store, "stores"),
];
