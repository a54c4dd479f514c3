//! Every lawful line of a person that costs little more than the cheapest.

use super::graph::{Graph, NEVER};
use super::lines::{People, Room};
use super::roster::OFF;

/// The shifts of a class on a day, each with what it costs more than the cheapest of them; the least first.
type Choice = Vec<(f64, u16)>;

/// A walk along all such lines, from the last day to the first.
struct Walk<'w> {
    graph: &'w Graph,
    /// What the cheapest line up to each node costs.
    sums: &'w [f64],
    /// Day by day, the choice of each class and last that of a day off.
    choices: &'w [Choice],
    width: usize,
    most: usize,
    cells: Vec<u16>,
    found: Vec<Vec<u16>>,
}

impl Walk<'_> {
    /// Lists the lines that come to `node` on `day`, go on as `cells` has it, and cost at most `slack` more than the
    /// cheapest that does. Says whether there was room for all of them.
    fn back(&mut self, node: usize, day: usize, slack: f64) -> bool {
        let (graph, sums, choices) = (self.graph, self.sums, self.choices);
        let edges = &graph.from[graph.edges_at[node] as usize..graph.edges_at[node + 1] as usize];
        let least = edges.iter().fold(f64::INFINITY, |least, &from| least.min(sums[from as usize]));
        for &(extra, cell) in &choices[day * self.width + graph.class_at(node)] {
            if extra > slack {
                break;
            }
            self.cells[day] = cell;
            if day == 0 {
                if self.found.len() == self.most {
                    return false;
                }
                self.found.push(self.cells.clone());
                continue;
            }
            for &from in edges {
                let left = slack - extra - (sums[from as usize] - least);
                if left >= 0.0 && !self.back(from as usize, day - 1, left) {
                    return false;
                }
            }
        }
        true
    }
}

impl People<'_> {
    /// Every lawful line of a person that costs at most `slack` more than the cheapest at this worth (see
    /// [`People::cheapest`]). Nothing if there are more than `most`.
    pub(super) fn every(
        &self,
        who: usize,
        worth: &[f64],
        (slack, most): (f64, usize),
        room: &mut Room,
    ) -> Option<Vec<Vec<u16>>> {
        let Some((price, _)) = self.cheapest(who, worth, room) else { return Some(Vec::new()) };
        let graph = self.graphs[self.graph_of[who]].as_ref()?;
        let choices = self.choices(who, worth);
        let days = self.instance.days;
        let mut walk = Walk {
            graph,
            sums: &room.sums,
            choices: &choices,
            width: self.classes[who].len() + 1,
            most,
            cells: vec![OFF; days],
            found: Vec::new(),
        };
        for end in graph.first[days - 1] as usize..graph.first[days] as usize {
            let left = slack - (room.sums[end] - price);
            if room.sums[end] < NEVER * 0.5 && left >= 0.0 && !walk.back(end, days - 1, left) {
                return None;
            }
        }
        Some(walk.found)
    }

    /// What a person can choose from on each day, as [`Walk::choices`] has it.
    fn choices(&self, who: usize, worth: &[f64]) -> Vec<Choice> {
        let instance = self.instance;
        let mut choices = Vec::new();
        for day in 0..instance.days {
            for shifts in &self.classes[who] {
                let price = |s: usize| instance.wish(who, day, Some(s)) as f64 - worth[instance.cell(day, s)];
                let least = shifts.iter().fold(f64::INFINITY, |least, &s| least.min(price(s)));
                let more = |&s: &usize| (price(s) - least, u16::try_from(s).unwrap_or(OFF));
                let mut choice: Choice = shifts.iter().map(more).collect();
                choice.sort_by(|a, b| a.0.total_cmp(&b.0));
                choices.push(choice);
            }
            choices.push(vec![(0.0, OFF)]);
        }
        choices
    }
}
