//! The people who answer: who they are, when they work, how they are now, and what they leave to those who come next.
//!
//! A roster is moments ([`Shift`]). It beats what anybody's presence says: who is out of shift, or absent, is not on duty
//! and five minutes later owns nothing. What they owned lies in [`Capsule`]s, each conversation in one, and goes to their
//! substitute or back into the queue. What the passing of time does here is in `due`.
//!
//! What it does not do: it makes no rosters and gives nobody work.

mod announce;
mod apply;
mod capsule;
mod decide;
mod due;
mod duty;
mod profile;
mod shift;
mod substitute;

pub use announce::{
    Announcement, Counting, DEFAULT_ANNOUNCEMENT, LengthLimit, NETWORKS, announced_length, length_limit,
};
pub use capsule::{Capsule, CapsuleId, Capsules, Why};
pub use duty::{Absence, By, Duty, Extension, Left, Sign, Spell, Spent, Today, usual_secs};
pub use profile::{About, Experience, PUBLIC_REPLIES, Pool, PoolLoads, Profile, Suited, Training, Unfit};
pub use shift::{Gap, Shift, wall_shift};
pub use substitute::Substitute;

pub(super) use decide::decide;
pub(super) use due::{due, next_deadline};

use super::{AgentId, At, ConversationId, HandleId, Presence};
use std::collections::BTreeMap;

/// What can happen here. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleEvent {
    /// Where an agent belongs was said.
    ProfileSet { agent: AgentId, profile: Profile },
    /// The roster of an agent was set, whole: earliest first, none overlap.
    ShiftsSet { agent: AgentId, shifts: Vec<Shift> },
    /// What an agent brings along was said.
    AboutSet { agent: AgentId, about: About },
    /// What was agreed with a partner.
    PoolSet { pool: Pool },
    /// A lead set a state against whatever else says.
    Forced { agent: AgentId, presence: Presence, reason: String },
    /// A lead logged somebody out.
    LoggedOut { agent: AgentId, reason: String },
    /// Other skills until a moment.
    SkillsChanged { agent: AgentId, skills: Vec<String>, until: At, reason: String },
    /// The skills are as before.
    SkillsBack { agent: AgentId, at: At },
    /// Longer than the roster.
    Extended { agent: AgentId, until: At, reason: String },
    /// An absence was planned.
    AbsenceSet { agent: AgentId, absence: Absence },
    /// One that was planned from a moment does not take place, or ends now.
    AbsenceDropped { agent: AgentId, from: At },
    /// A sign of somebody was seen, or is lost.
    Signed { agent: AgentId, sign: Sign, seen: bool },
    /// No sign was seen for a while.
    Vanished { agent: AgentId, at: At },
    /// The roster has them at work.
    ShiftBegan { agent: AgentId, at: At },
    /// The roster has them at home.
    ShiftEnded { agent: AgentId, at: At },
    /// They are absent now.
    AbsenceBegan { agent: AgentId, at: At },
    /// They are no longer.
    AbsenceEnded { agent: AgentId, at: At },
    /// Whoever is out of shift or absent is off, whatever they said.
    SentHome { agent: AgentId, at: At },
    /// Something for those who come next.
    NoteLeft { agent: AgentId, left: Left },
    /// What somebody who is gone owned.
    HandedOver { capsule: CapsuleId, row: Capsule },
    /// Somebody of the next shift took it over.
    CapsuleAccepted { capsule: CapsuleId, by: AgentId },
    /// The words of the shift announcement.
    AnnouncementSet { words: String },
    /// It was announced who is on duty from a moment on.
    Announced { handle: HandleId, boundary: At },
}

/// What a person may ask for here. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleCommand {
    /// Say where an agent belongs.
    SetProfile { agent: AgentId, profile: Profile },
    /// Set the roster of an agent, whole: in any order; what overlaps is refused.
    SetShifts { agent: AgentId, shifts: Vec<Shift> },
    /// Set the rosters of several, each whole, or none of them.
    SetRoster { rosters: Vec<(AgentId, Vec<Shift>)> },
    /// Say what an agent brings along.
    SetAbout { agent: AgentId, about: About },
    /// Agree with a partner.
    SetPool { pool: Pool },
    /// Set a state against whatever else says, with a reason. It holds until a desk says otherwise or the shift ends.
    Force { agent: AgentId, presence: Presence, reason: String },
    /// Send somebody home now: off shift, and all their work back in the queue, in one decision.
    LogOut { agent: AgentId, reason: String },
    /// Change skills for a while, at most a day.
    ChangeSkills { agent: AgentId, skills: Vec<String>, until: At, reason: String },
    /// Let the skills be as before.
    TakeBackSkills { agent: AgentId },
    /// Let somebody work longer than the roster says.
    Extend { agent: AgentId, until: At, reason: String },
    /// Plan an absence.
    SetAbsence { agent: AgentId, absence: Absence },
    /// Drop the absence that begins at a moment, or end it now.
    DropAbsence { agent: AgentId, from: At },
    /// A sign of somebody is seen, or is lost.
    SetSign { agent: AgentId, sign: Sign, seen: bool },
    /// Leave something for those who come next.
    LeaveNote { agent: AgentId, note: String, drafts: Vec<ConversationId> },
    /// Take a capsule over.
    AcceptCapsule { capsule: CapsuleId, by: AgentId },
    /// Set the words of the shift announcement.
    SetAnnouncement { words: String },
    /// Say that it was announced who is on duty from a moment on.
    Announce { handle: HandleId, boundary: At },
}

impl PeopleEvent {
    /// The moment that a fact of the passing of time was due at.
    pub fn due_at(&self) -> Option<At> {
        match self {
            PeopleEvent::SkillsBack { at, .. }
            | PeopleEvent::Vanished { at, .. }
            | PeopleEvent::ShiftBegan { at, .. }
            | PeopleEvent::ShiftEnded { at, .. }
            | PeopleEvent::AbsenceBegan { at, .. }
            | PeopleEvent::AbsenceEnded { at, .. }
            | PeopleEvent::SentHome { at, .. } => Some(*at),
            PeopleEvent::HandedOver { row, .. } => Some(row.at),
            _ => None,
        }
    }
}

/// What is so of all of them together. What is so of one is in [`Agent`](super::Agent).
#[derive(Clone, Debug, Default)]
pub struct People {
    /// What shifts left to the next.
    pub capsules: Capsules,
    /// The partners, by name.
    pub pools: BTreeMap<String, Pool>,
    /// The words of the shift announcement; empty for [`DEFAULT_ANNOUNCEMENT`].
    pub announcement: String,
    /// Up to which boundary it was announced who is on duty, for each account.
    pub announced: BTreeMap<HandleId, At>,
    /// How many have, or had, the certificate for public replies.
    pub(crate) certified: u32,
    pub(crate) agenda: super::agenda::Agenda,
}

impl super::Floor {
    /// The people, as far as it is not about one of them.
    pub fn people(&self) -> &People {
        &self.people
    }
}
