//! Who stands on the rungs, what is raised by hand, and what those above do with it. The golden case is left to the
//! person at the desk: nobody here takes it.
//!
//! Nothing is drawn from a generator: whether somebody does something now follows from the moment and from what it is
//! about, so that the draws of everything else stay as they are.

use super::lead::GLANCE_SECS;
use super::{Expect, World, asked};
use crate::engine::Input;
use crate::floor::escalation::{Escalation, LadderId, Progress, Rule, Trouble, When};
use crate::floor::{AgentId, At, Command, ConversationId, EscalationCommand as Wish, EscalationId, Floor, State};
use crate::sim::Load;
use crate::sim::truth::Tale;

/// Escalations that are looked after in one look of a lead.
const LOOKED_AFTER_MAX: usize = 40;
/// Of a thousand looks, in how many somebody does it. A lead looks every ten seconds.
const RAISES_PER_MILLE: u64 = 30;
const TAKES_PER_MILLE: u64 = 45;
const WORKS_PER_MILLE: u64 = 35;
/// What those above say that they do.
const DOES: [&str; 5] =
    ["working", "waiting for customer", "calls the carrier", "statement with PR", "checks the order"];
/// Why it is over.
const OVER: [&str; 4] = ["refunded and called", "replacement sent", "answered in public, calm again", "false alarm"];

/// Chance without a generator: the same moment and the same thing give the same number.
fn luck(at: At, of: u32, salt: u64) -> u64 {
    let mut n =
        (at.unix() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(of).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = n.wrapping_add(salt.wrapping_mul(0x94d0_49bb_1331_11eb));
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The rules that are on. On a full day cues are read in so much that is not for us that they would take up the small
/// team: there only what is carried on goes up by itself.
pub(super) fn rules(load: Load) -> Command {
    let viral = Rule::suggested().into_iter().find(|r| r.when == When::Viral);
    Command::Escalation(match load {
        Load::Full => Wish::SetRule { rule: None, to: viral },
        Load::Floor => Wish::UseSuggestedRules,
    })
}

impl World {
    /// What else a lead does at a look: raises, and looks after what is raised.
    pub(super) fn look_after(&mut self, floor: &Floor, at: At, inputs: &mut Vec<(Expect, Input)>) {
        self.raise_hand(floor, at, inputs);
        let open: Vec<(EscalationId, &Escalation)> = floor.escalations().open().take(LOOKED_AFTER_MAX).collect();
        for (id, row) in open {
            let left = |of: &ConversationId| self.is_story(floor, *of) || self.kept.contains(of);
            let story = row.now.linked.iter().any(left);
            let command = match row.now.progress {
                _ if story => None,
                Progress::Raised => taken(floor, id, row, at),
                Progress::Acknowledged | Progress::Working | Progress::HandedOff => worked_on(id, row, at),
                Progress::Resolved => None,
            };
            let Some(wish) = command else { continue };
            if let (Wish::Take { agent, .. }, Some(of)) = (&wish, row.now.linked.first()) {
                // Whoever takes it chose to, however much they have in hand.
                self.confirmed.insert((*agent, *of));
            }
            let expect = match wish {
                Wish::Take { agent, .. } => match row.now.linked.first().copied().filter(|of| is_work(floor, *of)) {
                    Some(of) => {
                        // That a rule was wrong is seen at a glance.
                        let wrong = self.truth_of(floor, of).is_some_and(|t| !t.is_actionable());
                        Expect::Assigned(agent, of, if wrong { GLANCE_SECS } else { self.work_secs(floor, of) })
                    }
                    None => Expect::Nothing,
                },
                _ => Expect::Nothing,
            };
            inputs.push((expect, asked(Command::Escalation(wish))));
        }
    }

    /// Now and then somebody who holds an angry conversation asks for help, or a lead raises what waits too long.
    fn raise_hand(&mut self, floor: &Floor, at: At, inputs: &mut Vec<(Expect, Input)>) {
        let agents = floor.agents().len().max(1);
        let n = (luck(at, 7, 1) % agents as u64) as u16;
        if luck(at, 0, 2) % 1000 >= RAISES_PER_MILLE {
            return;
        }
        let (by, id) = if self.day.load == Load::Full {
            // Nobody's work is begun anew: what waits longest of those who need us goes up.
            let golden = |id: ConversationId| self.truth_of(floor, id).is_some_and(|t| t.tale == Some(Tale::Golden));
            let free = |id: &ConversationId| {
                floor.escalations().of(*id).is_none() && !self.is_story(floor, *id) && !golden(*id)
            };
            (
                None,
                floor.index().first_response_breached.iter().map(|(_, id)| *id).take(200).find(|id| {
                    let needs = self.truth_of(floor, *id).is_some_and(|t| t.is_actionable());
                    needs && free(id) && floor.conversation(*id).is_some_and(|c| c.owner.is_none())
                }),
            )
        } else {
            let Some(agent) = floor.agent(AgentId(n)) else { return };
            let angry = |id: &&ConversationId| {
                let first = floor.conversation(**id).map(|c| c.first_mention);
                first.and_then(|m| floor.mentions().reading(m)).is_some_and(|r| r.negative_pct >= 50)
            };
            let held = agent.holds.iter().find(angry).or_else(|| agent.holds.iter().next());
            (Some(AgentId(n)), held.copied().filter(|id| !self.is_story(floor, *id)))
        };
        let Some(id) = id else { return };
        let reading = floor.conversation(id).and_then(|c| floor.mentions().reading(c.first_mention));
        let wish = Wish::Raise {
            conversations: vec![id],
            trouble: Trouble::of(reading),
            title: String::new(),
            by,
            words: if by.is_some() { "I need somebody above me here" } else { "waits far too long" }.to_owned(),
            ladder: LadderId(0),
        };
        inputs.push((Expect::Nothing, asked(Command::Escalation(wish))));
    }
}

fn is_work(floor: &Floor, id: ConversationId) -> bool {
    floor.conversation(id).is_some_and(|c| c.waiting_since.is_some() && c.state != State::Resolved)
}

/// Whether somebody on the rung, or after an alarm anybody on the ladder, takes it now.
fn taken(floor: &Floor, id: EscalationId, row: &Escalation, at: At) -> Option<Wish> {
    if luck(at, id.0, 3) % 1000 >= TAKES_PER_MILLE {
        return None;
    }
    let here = row.ladder.rungs.get(usize::from(row.now.rung));
    let there = here.into_iter().chain(&row.ladder.rungs).flat_map(|rung| floor.on_rung(rung, at));
    let agent = there.min_by_key(|agent| floor.escalations().owned_count(*agent))?;
    Some(Wish::Take { escalation: id, agent })
}

/// The next thing that its owner does.
fn worked_on(id: EscalationId, row: &Escalation, at: At) -> Option<Wish> {
    let luck = luck(at, id.0, 4);
    let owner = row.now.owner?;
    if luck % 1000 >= WORKS_PER_MILLE {
        return None;
    }
    let pick = (luck >> 20) as usize;
    if row.now.progress == Progress::Acknowledged {
        return Some(Wish::Say { escalation: id, words: DOES[pick % DOES.len()].to_owned() });
    }
    let open = row.now.steps.iter().position(|s| s.done.is_none());
    match open {
        Some(step) if step < 3 || !pick.is_multiple_of(3) => {
            Some(Wish::Tick { escalation: id, step: step as u8, done: true, by: Some(owner) })
        }
        Some(_) if row.now.progress == Progress::Working && pick.is_multiple_of(2) => {
            Some(Wish::HandOff { escalation: id, to: "Phone · call agreed".to_owned() })
        }
        _ => Some(Wish::Resolve { escalation: id, reason: OVER[pick % OVER.len()].to_owned() }),
    }
}
