//! How a fact about people changes the floor.

use super::duty::{By, Spell};
use super::{Absence, Extension, Left, PUBLIC_REPLIES, PeopleEvent, Sign, Today};
use crate::floor::{Actor, Agent, AgentId, At, Decision, Floor, Presence};
use crate::limits;

impl Agent {
    fn become_so(&mut self, at: At, presence: Presence, reason: &str, by: By) {
        self.presence = presence;
        reason.clone_into(&mut self.reason);
        self.since = at;
        self.duty.by = by;
        self.duty.note_spell(Spell { from: at, presence, reason: reason.to_owned(), by });
    }

    fn sign(&mut self, at: At, sign: Sign, seen: bool) {
        let lost = (!seen).then_some(at);
        match self.duty.signs.iter_mut().find(|(of, _)| *of == sign) {
            Some((_, since)) => *since = if seen { None } else { since.or(lost) },
            None => self.duty.signs.push((sign, lost)),
        }
        if seen && self.duty.by == By::System {
            self.become_so(at, Presence::Available, "", By::System);
            self.duty.by = By::Themselves;
        }
    }

    fn skills_back(&mut self) {
        if let Some(today) = self.duty.today.take() {
            self.skills = today.skills;
        }
    }

    fn rostered(&mut self, at: At) {
        self.duty.told = Some(at);
        let was_out = self.duty.out_since;
        self.duty.out_since = (!self.is_rostered(at)).then(|| was_out.unwrap_or(at));
        // Whom a new roster finds out of shift was not at work by it: there is nobody to send home.
        self.duty.handed |= was_out.is_none() && self.duty.out_since.is_some();
        if self.gone_since().is_none() {
            self.duty.handed = false;
        }
    }

    fn plan_absence(&mut self, at: At, absence: &Absence) {
        let rows = &mut self.duty.absences;
        rows.retain(|a| a.from != absence.from);
        rows.push(absence.clone());
        rows.sort_by_key(|a| (a.from, a.until));
        while rows.len() > limits::AGENT_ABSENCES_MAX {
            rows.remove(0);
        }
        // Told up to the second before, so that one that begins at once is told now.
        let before = at.minus(1);
        self.duty.absences_told = Some(self.duty.absences_told.map_or(before, |told| told.min(before)));
    }

    fn drop_absence(&mut self, at: At, from: At) {
        self.duty.absences.retain(|a| a.from != from || a.from < at);
        self.duty.absences.iter_mut().filter(|a| a.from == from).for_each(|a| a.until = a.until.min(at));
        // Told up to the second before, so that its end is told now.
        self.duty.absences_told = self.duty.absences_told.map(|told| told.min(at.minus(1)));
    }

    /// Facts about the working day of one agent.
    fn apply_duty(&mut self, now: At, event: &PeopleEvent) {
        match event {
            PeopleEvent::Forced { presence, reason, .. } => {
                self.become_so(now, *presence, reason, By::Lead);
                self.duty.forced = true;
            }
            PeopleEvent::LoggedOut { reason, .. } => {
                self.become_so(now, Presence::Off, reason, By::Lead);
                self.duty.left = Left::default();
            }
            PeopleEvent::SkillsChanged { skills, until, reason, .. } => {
                self.skills_back();
                let before = std::mem::replace(&mut self.skills, skills.clone());
                self.duty.today = Some(Today { until: *until, skills: before, reason: reason.clone(), since: now });
            }
            PeopleEvent::SkillsBack { .. } => self.skills_back(),
            PeopleEvent::Extended { until, reason, .. } => {
                self.duty.extended = Some(Extension { from: now, until: *until, reason: reason.clone() });
                self.rostered(now);
            }
            PeopleEvent::AbsenceSet { absence, .. } => self.plan_absence(now, absence),
            PeopleEvent::AbsenceDropped { from, .. } => self.drop_absence(now, *from),
            PeopleEvent::Signed { sign, seen, .. } => self.sign(now, *sign, *seen),
            PeopleEvent::Vanished { .. } if self.presence == Presence::Available => {
                self.become_so(now, Presence::Away, "no sign of them", By::System);
            }
            PeopleEvent::ShiftBegan { at, .. } => {
                self.duty.told = Some(*at);
                self.duty.out_since = None;
                self.duty.forced = false;
                self.duty.handed &= self.duty.absent_since.is_some();
            }
            PeopleEvent::ShiftEnded { at, .. } => {
                self.duty.told = Some(*at);
                self.duty.out_since = Some(*at);
                self.duty.forced = false;
            }
            PeopleEvent::AbsenceBegan { at, .. } => {
                self.duty.absences_told = Some(*at);
                self.duty.absent_since = Some(*at);
            }
            PeopleEvent::AbsenceEnded { at, .. } => {
                self.duty.absences_told = Some(*at);
                self.duty.absent_since = None;
                self.duty.handed &= self.duty.out_since.is_some();
            }
            PeopleEvent::SentHome { .. } => {
                self.duty.handed = true;
                if self.presence != Presence::Off {
                    let absent = self.duty.absent_since.and_then(|_| self.absence_at(now)).map(|a| a.reason.clone());
                    let reason = absent.unwrap_or_else(|| "shift over".to_owned());
                    self.become_so(now, Presence::Off, &reason, By::Roster);
                }
            }
            PeopleEvent::NoteLeft { left, .. } => self.duty.left = left.clone(),
            _ => {}
        }
    }
}

impl PeopleEvent {
    /// Whose day it is about.
    pub(in crate::floor) fn agent(&self) -> Option<AgentId> {
        match self {
            PeopleEvent::ProfileSet { agent, .. }
            | PeopleEvent::ShiftsSet { agent, .. }
            | PeopleEvent::AboutSet { agent, .. }
            | PeopleEvent::Forced { agent, .. }
            | PeopleEvent::LoggedOut { agent, .. }
            | PeopleEvent::SkillsChanged { agent, .. }
            | PeopleEvent::SkillsBack { agent, .. }
            | PeopleEvent::Extended { agent, .. }
            | PeopleEvent::AbsenceSet { agent, .. }
            | PeopleEvent::AbsenceDropped { agent, .. }
            | PeopleEvent::Signed { agent, .. }
            | PeopleEvent::Vanished { agent, .. }
            | PeopleEvent::ShiftBegan { agent, .. }
            | PeopleEvent::ShiftEnded { agent, .. }
            | PeopleEvent::AbsenceBegan { agent, .. }
            | PeopleEvent::AbsenceEnded { agent, .. }
            | PeopleEvent::SentHome { agent, .. }
            | PeopleEvent::NoteLeft { agent, .. } => Some(*agent),
            PeopleEvent::HandedOver { row, .. } => Some(row.agent),
            PeopleEvent::PoolSet { .. }
            | PeopleEvent::CapsuleAccepted { .. }
            | PeopleEvent::AnnouncementSet { .. }
            | PeopleEvent::Announced { .. } => None,
        }
    }
}

impl Floor {
    pub(in crate::floor) fn apply_people(&mut self, _seq: u64, at: At, _decision: &Decision, event: &PeopleEvent) {
        match event {
            PeopleEvent::PoolSet { pool } => drop(self.people.pools.insert(pool.name.clone(), pool.clone())),
            PeopleEvent::CapsuleAccepted { capsule, by } => self.people.capsules.accept(*capsule, *by, at),
            PeopleEvent::AnnouncementSet { words } => self.people.announcement.clone_from(words),
            PeopleEvent::Announced { handle, boundary } => drop(self.people.announced.insert(*handle, *boundary)),
            PeopleEvent::HandedOver { capsule, row } => {
                self.people.capsules.keep(*capsule, super::Capsule { at, ..row.clone() });
            }
            _ => {}
        }
        let Some(id) = event.agent() else { return };
        let Some(agent) = self.agents.get_mut(id.index()) else { return };
        match event {
            PeopleEvent::ProfileSet { profile, .. } => agent.profile = profile.clone(),
            PeopleEvent::ShiftsSet { shifts, .. } => {
                agent.shifts.clone_from(shifts);
                agent.rostered(at);
            }
            PeopleEvent::AboutSet { about, .. } => agent.about = about.clone(),
            PeopleEvent::HandedOver { row, .. } => {
                agent.duty.handing.extend(row.taken().filter(|c| agent.duty.owns.contains(c)).collect::<Vec<_>>());
                agent.duty.left = Left::default();
            }
            other => agent.apply_duty(at, other),
        }
        if matches!(event, PeopleEvent::AboutSet { .. }) {
            self.count_certified();
        }
        self.reschedule(id);
    }

    /// Somebody was said to be there, away or off.
    pub(in crate::floor) fn apply_presence(
        &mut self,
        at: At,
        by: Actor,
        id: AgentId,
        presence: Presence,
        reason: &str,
    ) {
        let Some(agent) = self.agents.get_mut(id.index()) else { return };
        // What a lead has set holds against the agent's own word, not against another word of a desk.
        if by == Actor::Desk || !agent.duty.forced {
            agent.duty.forced = false;
            agent.become_so(at, presence, reason, if by == Actor::Desk { By::Lead } else { By::Themselves });
        }
        self.reschedule(id);
    }

    /// Counts those who have, or had, the certificate for public replies.
    pub(in crate::floor) fn count_certified(&mut self) {
        let has = |a: &&Agent| a.about.trainings.iter().any(|t| t.what == PUBLIC_REPLIES);
        self.people.certified = u32::try_from(self.agents.iter().filter(has).count()).unwrap_or(u32::MAX);
    }
}
