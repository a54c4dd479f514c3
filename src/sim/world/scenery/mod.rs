//! What stands on the floor of the rehearsal besides what its lead and its agents do: hours and policies, certificates
//! and a partner, and by half past two an escalation on each rung, hand-offs at every stage, and notes of the early
//! shift. So a newcomer finds on every screen what the screen is for.
//!
//! Everything is a command that any desk could give, at a moment of the day. What is raised or handed off here is left
//! to the person at the desk: nobody of the invented team goes on with it.

mod house;
mod raised;

use super::{Expect, Happening, World, asked};
use crate::engine::Input;
use crate::floor::{AgentId, At, Command, ConversationId, Floor, Handle, HandleId, Intent, Kind};

/// A moment of the day, and what happens then.
type Scene = (u32, fn(&mut World, &Floor, At) -> Vec<Command>);

/// Open conversations that are looked at for a scene.
const KEPT_FROM: usize = 24;

/// Minutes since midnight, and what is done.
const SCENES: [Scene; 22] = [
    (2, house::hours),
    (3, house::people),
    (4, house::past),
    (5, house::published),
    (12, house::accounts),
    (13, house::promises),
    (14, house::open),
    (11 * 60 + 30, house::skills),
    (13 * 60 + 36, raised::missed),
    (13 * 60 + 50, raised::handed_off),
    (13 * 60 + 52, raised::accepted),
    (13 * 60 + 54, house::note),
    (14 * 60, house::partners_come),
    (14 * 60 + 1, house::ill),
    (14 * 60 + 3, raised::claim),
    (14 * 60 + 5, raised::incident),
    (14 * 60 + 8, raised::incident_taken),
    (14 * 60 + 9, house::capsule),
    (14 * 60 + 19, raised::law),
    (14 * 60 + 21, raised::climbing),
    (14 * 60 + 26, raised::late),
    (14 * 60 + 30, raised::last),
];

impl World {
    /// The same world with everything set up that a newcomer should see.
    #[must_use]
    pub fn furnished(mut self) -> World {
        for (place, (minute, _)) in SCENES.iter().enumerate() {
            self.at(self.day.from.plus(minute * 60), Happening::Scene(place));
        }
        let evening = self.day.from.plus(22 * 3600);
        self.at(evening, Happening::Scene(SCENES.len()));
        self
    }

    /// What a scene does, as commands.
    pub(super) fn scene(&mut self, place: usize, floor: &Floor, at: At, inputs: &mut Vec<(Expect, Input)>) {
        let commands = match SCENES.get(place) {
            Some((_, scene)) => scene(self, floor, at),
            None => house::partners_go(floor),
        };
        inputs.extend(commands.into_iter().map(|command| (Expect::Nothing, asked(command))));
    }

    /// A moment of this day.
    fn moment_of(&self, hour: u32, minute: u32) -> At {
        self.day.from.plus(hour * 3600 + minute * 60)
    }

    /// The newest conversations that need us in truth, are about one of these matters, and in which nobody does anything
    /// that was planned here. They are left to the person at the desk from now on.
    fn keep(&mut self, floor: &Floor, count: usize, intents: &[Intent]) -> Vec<ConversationId> {
        let fits = |id: ConversationId| {
            let needs = self
                .truth_of(floor, id)
                .is_some_and(|t| t.is_actionable() && t.lang == "en" && t.tale.is_none() && !t.copy);
            let first = floor.conversation(id).map(|c| c.first_mention);
            let intent = first.and_then(|m| floor.mentions().reading(m)).map(|r| r.intent);
            needs
                && intent.is_some_and(|i| intents.is_empty() || intents.contains(&i))
                && !self.kept.contains(&id)
                && !self.is_story(floor, id)
                && floor.escalations().of(id).is_none()
                && floor.leads(id).is_none()
        };
        let open = floor.conversations_newest().filter(|(_, c)| c.is_open()).map(|(id, _)| id);
        let mut found: Vec<ConversationId> = open.filter(|id| fits(*id)).take(KEPT_FROM).collect();
        // Whoever complains first: what is raised is seldom a question.
        found.sort_by_key(|id| {
            let first = floor.conversation(*id).map(|c| c.first_mention);
            let kind = first.and_then(|m| floor.mentions().reading(m)).map(|r| r.kind);
            kind != Some(Kind::Complaint)
        });
        found.truncate(count);
        if found.is_empty() && !intents.is_empty() {
            // Another seed has another hour: better about something else than nothing.
            return self.keep(floor, 1, &[]);
        }
        self.kept.extend(&found);
        found
    }

    /// Somebody of a group who is on duty for another hour at least, the first of those who have least that was raised.
    fn somebody_of(floor: &Floor, group: &str, at: At) -> Option<AgentId> {
        let stays = |a: &crate::floor::Agent| a.shift_at(at).is_some_and(|s| s.until > at.plus(3600));
        let there = floor.on_duty(Some(group), at).filter(|(_, a)| stays(a)).map(|(id, _)| id);
        there.min_by_key(|agent| floor.escalations().owned_count(*agent))
    }
}

/// The accounts of ours, each with its number.
fn ids(floor: &Floor) -> impl Iterator<Item = (HandleId, &Handle)> {
    floor.handles().iter().enumerate().map(|(n, row)| (HandleId(n as u16), row))
}
