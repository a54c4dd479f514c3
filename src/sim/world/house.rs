//! The house before its doors open.

use super::{Expect, World, asked};
use crate::engine::Input;
use crate::floor::{Command, Weights};
use crate::sim::company::{brand, known_customers};

impl World {
    /// The house before its doors open: what the brand is called, what a conversation costs, whom we know, and the team.
    pub(super) fn introduce(&self) -> Vec<(Expect, Input)> {
        let handle_secs = self.day.handle_secs.round() as u32;
        let weights = Weights { handle_secs, ..Weights::default() };
        let house = [Command::SetBrand { brand: brand() }, Command::SetWeights { weights }];
        let mut inputs: Vec<_> = house.into_iter().map(|c| (Expect::Nothing, asked(c))).collect();
        inputs.extend(known_customers().map(|page| (Expect::Nothing, Input::Customers(page))));
        let team = self.texts.team.iter().take(self.day.team);
        let team = team.enumerate().map(|(n, member)| {
            let capacity = self.day.capacity + u16::from(n % 5 == 0);
            let command = Command::AddAgent {
                name: member.name.to_owned(),
                skills: member.skills.clone(),
                languages: member.languages.clone(),
                capacity,
            };
            (Expect::Nothing, asked(command))
        });
        inputs.extend(team);
        inputs
    }
}
