//! The house before its doors open.

use super::{Expect, World, asked};
use crate::engine::Input;
use crate::floor::{AgentId, Command, PeopleCommand, Profile, Weights};
use crate::sim::company::{brand, known_customers};

impl World {
    /// What the brand is called, what a conversation costs, whom we know, and the team with its roster.
    pub(super) fn introduce(&self) -> Vec<(Expect, Input)> {
        let handle_secs = self.day.handle_secs.round() as u32;
        let weights = Weights { handle_secs, ..Weights::default() };
        let house = [Command::SetBrand { brand: brand() }, Command::SetWeights { weights }];
        let mut inputs: Vec<_> = house.into_iter().map(said).collect();
        inputs.extend(crate::sim::voice::commands().into_iter().map(said));
        inputs.push(said(super::escalating::rules(self.day.load)));
        inputs.extend(known_customers().map(|page| (Expect::Nothing, Input::Customers(page))));
        for (n, worker) in self.team.iter().enumerate() {
            let agent = AgentId(n as u16);
            inputs.push(said(Command::AddAgent {
                name: worker.name.clone(),
                skills: worker.skills.clone(),
                languages: worker.languages.clone(),
                capacity: worker.capacity,
            }));
            if worker.profile != Profile::default() {
                let profile = worker.profile.clone();
                inputs.push(said(Command::People(PeopleCommand::SetProfile { agent, profile })));
            }
            inputs.push(said(Command::People(PeopleCommand::SetShifts { agent, shifts: worker.roster() })));
        }
        inputs.extend(crate::sim::plan::commands(&self.day, &self.team).into_iter().map(said));
        inputs
    }
}

fn said(command: Command) -> (Expect, Input) {
    (Expect::Nothing, asked(command))
}
