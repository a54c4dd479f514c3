//! People who ask for what cannot be done, and machines that fail.

use super::{Expect, Happening, World};
use crate::engine::Input;
use crate::floor::{Actor, AgentId, At, BeyondCapacity, Command, ConversationId, Floor};

/// Times that the program is killed, and that the disk fills up, at most.
const KILLS_MAX: u32 = 14;

impl World {
    pub(super) fn plan_faults(&mut self) {
        let day = self.day.clone();
        let length = u32::try_from(day.until.secs_since(day.from)).unwrap_or(0);
        if day.faults.people {
            for _ in 0..length / 240 {
                let at = day.from.plus(300 + self.trouble.below(length as usize) as u32);
                self.at(at, Happening::Mischief);
            }
        }
        if day.faults.disk {
            // Often enough on a day, and no more than that in a week: each start reads the whole log.
            for _ in 0..(1 + length / 7200).min(KILLS_MAX) {
                let at = day.from.plus(600 + self.trouble.below(length as usize) as u32);
                self.at(at, Happening::Kill);
                let full = day.from.plus(600 + self.trouble.below(length as usize) as u32);
                self.at(full, Happening::DiskFull(true));
                let again = full.plus(30 + self.trouble.below(300) as u32);
                self.at(again, Happening::DiskFull(false));
            }
        }
    }

    /// A person asks for something that cannot be done, or changes their mind.
    pub(super) fn mischief(&mut self, at: At, floor: &Floor, inputs: &mut Vec<(Expect, Input)>) {
        let count = floor.conversations().count();
        let any = ConversationId(self.trouble.below(count.max(1)) as u32);
        let agent = AgentId(self.trouble.below(floor.agents().len().max(1)) as u16);
        let some: Vec<ConversationId> =
            (0..1 + self.trouble.below(12)).map(|_| ConversationId(self.trouble.below(count.max(1)) as u32)).collect();
        let beyond_capacity = BeyondCapacity::Refuse;
        let command = match self.trouble.below(11) {
            0 => Command::Assign { conversations: some, agent, beyond_capacity },
            1 => Command::Assign { conversations: vec![any], agent: AgentId(60_000), beyond_capacity },
            2 => Command::Snooze { conversations: vec![any], until: at.minus(60) },
            3 => Command::Snooze { conversations: vec![any], until: at.plus(300 + self.trouble.below(3000) as u32) },
            4 => Command::Resolve { conversations: Vec::new() },
            5 => Command::Resolve { conversations: vec![any] },
            6 => Command::Reopen { conversations: vec![any] },
            7 => Command::Release { conversations: some },
            8 => Command::Assign { conversations: vec![ConversationId(u32::MAX - 1)], agent, beyond_capacity },
            9 => Command::Undo,
            _ => {
                // They were asked whether it may be one too many, and want it so. A part of a case is not given on its own.
                let any = floor.leads(any).unwrap_or(any);
                self.confirmed.insert((agent, any));
                Command::Assign { conversations: vec![any], agent, beyond_capacity: BeyondCapacity::Allow }
            }
        };
        inputs.push((Expect::Nothing, Input::Asked { by: Actor::Desk, id: self.ticket, command }));
    }
}
