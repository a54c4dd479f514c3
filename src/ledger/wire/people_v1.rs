//! Version 1 of the facts of `floor/people`, and of what is so there.

use super::Fault;
use super::event_v1::{at, presence, presence_number, secs};
use crate::floor::people::{
    About, Absence, By, Capsule, CapsuleId, Capsules, Duty, Experience, Extension, Left, People, Pool, Sign, Spell,
    Today, Training, Why,
};
use crate::floor::{AgentId, AlertId, At, CalendarId, ConversationId, HandleId, PeopleEvent, Profile, Shift};
use serde::{Deserialize, Serialize};

type Secs = Option<u32>;

/// Groups, and whether the queue is theirs.
#[derive(Serialize, Deserialize)]
pub(super) struct ProfileV1(Vec<String>, bool);

pub(super) type ShiftV1 = (u32, u32);

/// Networks, interests, experience, trainings, partner.
#[derive(Serialize, Deserialize)]
pub(super) struct AboutV1(Vec<String>, Vec<String>, u8, Vec<(String, Secs)>, Option<String>);

/// Name, whether it is on, capacity, hours, cost, share.
#[derive(Serialize, Deserialize)]
pub(super) struct PoolV1(String, bool, u16, Option<u16>, u32, u8);

/// From, until, substitute, reason.
#[derive(Serialize, Deserialize)]
pub(super) struct AbsenceV1(u32, u32, Option<u16>, String);

/// Note and drafts.
#[derive(Serialize, Deserialize)]
pub(super) struct LeftV1(String, Vec<u32>);

/// Who, when and why; what was owned; what else is left; who took it.
#[derive(Serialize, Deserialize)]
pub(super) struct CapsuleV1(
    (u16, u32, u8, Option<u16>),
    (Vec<u32>, Vec<(u32, u32)>, Vec<u32>),
    (LeftV1, Vec<u32>),
    Option<(u16, u32)>,
);

/// From, presence, reason, who said so.
type SpellV1 = (u32, u8, String, u8);
type LongerV1 = (u32, u32, String);
type TodayV1 = (u32, Vec<String>, String, u32);
type RestOfDayV1 = (Option<TodayV1>, Vec<(u8, Secs)>, LeftV1, Vec<u32>);

/// State and history; roster; absences; skills, signs, what is left, what is being handed over.
#[derive(Serialize, Deserialize)]
pub(super) struct DutyV1(
    (u8, bool, Vec<SpellV1>),
    (Secs, Secs, bool, Option<LongerV1>),
    (Vec<AbsenceV1>, Secs, Secs),
    RestOfDayV1,
);

#[derive(Serialize, Deserialize)]
pub(super) struct PeopleRestV1 {
    capsules: (Vec<(u32, CapsuleV1)>, u32),
    pools: Vec<PoolV1>,
    announcement: String,
    announced: Vec<(u16, u32)>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum PeopleV1 {
    ProfileSet(u16, ProfileV1),
    ShiftsSet(u16, Vec<ShiftV1>),
    AboutSet(u16, AboutV1),
    PoolSet(PoolV1),
    Forced(u16, u8, String),
    LoggedOut(u16, String),
    SkillsChanged(u16, Vec<String>, u32, String),
    SkillsBack(u16, u32),
    Extended(u16, u32, String),
    AbsenceSet(u16, AbsenceV1),
    AbsenceDropped(u16, u32),
    Signed(u16, u8, bool),
    Vanished(u16, u32),
    ShiftBegan(u16, u32),
    ShiftEnded(u16, u32),
    AbsenceBegan(u16, u32),
    AbsenceEnded(u16, u32),
    SentHome(u16, u32),
    NoteLeft(u16, LeftV1),
    HandedOver(u32, CapsuleV1),
    CapsuleAccepted(u32, u16),
    AnnouncementSet(String),
    Announced(u16, u32),
}

/// What a number means; the place in the list is the promise.
fn of<T: Copy>(all: &[T], number: u8, what: &str) -> Result<T, Fault> {
    all.get(usize::from(number)).copied().ok_or_else(|| Fault::Damaged(format!("no {what} has the number {number}")))
}

fn number<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|v| v == value).and_then(|n| u8::try_from(n).ok()).unwrap_or(0)
}

const BY: [By; 4] = [By::Themselves, By::Lead, By::Roster, By::System];
const WHY: [Why; 4] = [Why::ShiftEnded, Why::Absent, Why::LoggedOut, Why::WentOff];
const SIGN: [Sign; 2] = [Sign::Connected, Sign::Active];

fn at_opt(kept: Secs) -> Result<Option<At>, Fault> {
    kept.map(at).transpose()
}

fn ids(kept: Vec<u32>) -> Vec<ConversationId> {
    kept.into_iter().map(ConversationId).collect()
}

fn numbers(ids: &[ConversationId]) -> Vec<u32> {
    ids.iter().map(|id| id.0).collect()
}

impl From<&Profile> for ProfileV1 {
    fn from(p: &Profile) -> ProfileV1 {
        ProfileV1(p.groups.clone(), p.takes_queue)
    }
}

impl ProfileV1 {
    pub(super) fn into_floor(self) -> Profile {
        let ProfileV1(groups, takes_queue) = self;
        Profile { groups, takes_queue }
    }
}

pub(super) fn shifts_v1(shifts: &[Shift]) -> Vec<ShiftV1> {
    shifts.iter().map(|s| (secs(s.from), secs(s.until))).collect()
}

pub(super) fn shifts(kept: Vec<ShiftV1>) -> Result<Vec<Shift>, Fault> {
    kept.into_iter().map(|(from, until)| Ok(Shift { from: at(from)?, until: at(until)? })).collect()
}

impl From<&About> for AboutV1 {
    fn from(a: &About) -> AboutV1 {
        let trainings = a.trainings.iter().map(|t| (t.what.clone(), t.until.map(secs))).collect();
        let experience = number(&Experience::ALL, &a.experience);
        AboutV1(a.networks.clone(), a.interests.clone(), experience, trainings, a.pool.clone())
    }
}

impl AboutV1 {
    pub(super) fn into_floor(self) -> Result<About, Fault> {
        let AboutV1(networks, interests, experience, trainings, pool) = self;
        let trainings = trainings.into_iter().map(|(what, until)| Ok(Training { what, until: at_opt(until)? }));
        Ok(About {
            networks,
            interests,
            experience: of(&Experience::ALL, experience, "experience")?,
            trainings: trainings.collect::<Result<_, Fault>>()?,
            pool,
        })
    }
}

impl From<&Pool> for PoolV1 {
    fn from(p: &Pool) -> PoolV1 {
        PoolV1(p.name.clone(), p.on, p.capacity, p.hours.map(|h| h.0), p.cost_cents, p.share_pct)
    }
}

impl PoolV1 {
    fn into_floor(self) -> Pool {
        let PoolV1(name, on, capacity, hours, cost_cents, share_pct) = self;
        Pool { name, on, capacity, hours: hours.map(CalendarId), cost_cents, share_pct }
    }
}

impl From<&Absence> for AbsenceV1 {
    fn from(a: &Absence) -> AbsenceV1 {
        AbsenceV1(secs(a.from), secs(a.until), a.substitute.map(|s| s.0), a.reason.clone())
    }
}

impl AbsenceV1 {
    pub(super) fn into_floor(self) -> Result<Absence, Fault> {
        let AbsenceV1(from, until, substitute, reason) = self;
        Ok(Absence { from: at(from)?, until: at(until)?, substitute: substitute.map(AgentId), reason })
    }
}

impl From<&Left> for LeftV1 {
    fn from(l: &Left) -> LeftV1 {
        LeftV1(l.note.clone(), numbers(&l.drafts))
    }
}

impl LeftV1 {
    fn into_floor(self) -> Left {
        Left { note: self.0, drafts: ids(self.1) }
    }
}

impl From<&Capsule> for CapsuleV1 {
    fn from(c: &Capsule) -> CapsuleV1 {
        let aside = c.aside.iter().map(|(id, until)| (id.0, secs(*until))).collect();
        CapsuleV1(
            (c.agent.0, secs(c.at), number(&WHY, &c.why), c.to.map(|to| to.0)),
            (numbers(&c.open), aside, numbers(&c.pending)),
            (LeftV1(c.note.clone(), numbers(&c.drafts)), c.watch.iter().map(|a| a.0).collect()),
            c.accepted.map(|(by, when)| (by.0, secs(when))),
        )
    }
}

impl CapsuleV1 {
    fn into_floor(self) -> Result<Capsule, Fault> {
        let CapsuleV1((agent, when, why, to), (open, aside, pending), (left, watch), accepted) = self;
        let aside = aside.into_iter().map(|(id, until)| Ok((ConversationId(id), at(until)?)));
        let Left { note, drafts } = left.into_floor();
        Ok(Capsule {
            agent: AgentId(agent),
            at: at(when)?,
            why: of(&WHY, why, "reason of a hand-over")?,
            to: to.map(AgentId),
            open: ids(open),
            aside: aside.collect::<Result<_, Fault>>()?,
            pending: ids(pending),
            drafts,
            watch: watch.into_iter().map(AlertId).collect(),
            note,
            accepted: accepted.map(|(by, when)| Ok::<_, Fault>((AgentId(by), at(when)?))).transpose()?,
        })
    }
}

impl From<&Duty> for DutyV1 {
    fn from(d: &Duty) -> DutyV1 {
        let spell = |s: &Spell| (secs(s.from), presence_number(s.presence), s.reason.clone(), number(&BY, &s.by));
        let longer = d.extended.as_ref().map(|e| (secs(e.from), secs(e.until), e.reason.clone()));
        let today = d.today.as_ref().map(|t| (secs(t.until), t.skills.clone(), t.reason.clone(), secs(t.since)));
        let signs = d.signs.iter().map(|(sign, lost)| (number(&SIGN, sign), lost.map(secs))).collect();
        let handing = d.handing.iter().map(|id| id.0).collect();
        DutyV1(
            (number(&BY, &d.by), d.forced, d.spells.iter().map(spell).collect()),
            (d.told.map(secs), d.out_since.map(secs), d.handed, longer),
            (d.absences.iter().map(AbsenceV1::from).collect(), d.absences_told.map(secs), d.absent_since.map(secs)),
            (today, signs, (&d.left).into(), handing),
        )
    }
}

impl DutyV1 {
    pub(super) fn into_floor(self) -> Result<Duty, Fault> {
        let DutyV1(state, roster, absences, rest) = self;
        let spell = |(from, p, reason, by): SpellV1| {
            Ok(Spell { from: at(from)?, presence: presence(p)?, reason, by: of(&BY, by, "source of a state")? })
        };
        let longer =
            |(from, until, reason): LongerV1| Ok::<_, Fault>(Extension { from: at(from)?, until: at(until)?, reason });
        let today = |(until, skills, reason, since): TodayV1| {
            Ok::<_, Fault>(Today { until: at(until)?, skills, reason, since: at(since)? })
        };
        let sign = |(sign, lost): (u8, Secs)| Ok((of(&SIGN, sign, "sign")?, at_opt(lost)?));
        Ok(Duty {
            by: of(&BY, state.0, "source of a state")?,
            forced: state.1,
            spells: state.2.into_iter().map(spell).collect::<Result<_, Fault>>()?,
            told: at_opt(roster.0)?,
            out_since: at_opt(roster.1)?,
            handed: roster.2,
            extended: roster.3.map(longer).transpose()?,
            absences: absences.0.into_iter().map(AbsenceV1::into_floor).collect::<Result<_, Fault>>()?,
            absences_told: at_opt(absences.1)?,
            absent_since: at_opt(absences.2)?,
            today: rest.0.map(today).transpose()?,
            signs: rest.1.into_iter().map(sign).collect::<Result<_, Fault>>()?,
            left: rest.2.into_floor(),
            owns: Default::default(), // computed from the rows
            handing: rest.3.into_iter().map(ConversationId).collect(),
        })
    }
}

impl From<&People> for PeopleRestV1 {
    fn from(p: &People) -> PeopleRestV1 {
        let mut capsules: Vec<_> = p.capsules.newest().map(|(id, row)| (id.0, row.into())).collect();
        capsules.reverse();
        PeopleRestV1 {
            capsules: (capsules, p.capsules.next_id().0),
            pools: p.pools.values().map(PoolV1::from).collect(),
            announcement: p.announcement.clone(),
            announced: p.announced.iter().map(|(h, when)| (h.0, secs(*when))).collect(),
        }
    }
}

impl PeopleRestV1 {
    pub(super) fn into_floor(self) -> Result<People, Fault> {
        let rows = self.capsules.0.into_iter().map(|(id, row)| Ok((CapsuleId(id), row.into_floor()?)));
        let pools = self.pools.into_iter().map(PoolV1::into_floor);
        let announced = self.announced.into_iter().map(|(h, when)| Ok((HandleId(h), at(when)?)));
        Ok(People {
            capsules: Capsules::from_rows(rows.collect::<Result<Vec<_>, Fault>>()?, self.capsules.1),
            pools: pools.map(|p| (p.name.clone(), p)).collect(),
            announcement: self.announcement,
            announced: announced.collect::<Result<_, Fault>>()?,
            ..People::default()
        })
    }
}

impl From<&PeopleEvent> for PeopleV1 {
    fn from(event: &PeopleEvent) -> PeopleV1 {
        use PeopleEvent as E;
        match event {
            E::ProfileSet { agent, profile } => PeopleV1::ProfileSet(agent.0, profile.into()),
            E::ShiftsSet { agent, shifts } => PeopleV1::ShiftsSet(agent.0, shifts_v1(shifts)),
            E::AboutSet { agent, about } => PeopleV1::AboutSet(agent.0, about.into()),
            E::PoolSet { pool } => PeopleV1::PoolSet(pool.into()),
            E::Forced { agent, presence, reason } => {
                PeopleV1::Forced(agent.0, presence_number(*presence), reason.clone())
            }
            E::LoggedOut { agent, reason } => PeopleV1::LoggedOut(agent.0, reason.clone()),
            E::SkillsChanged { agent, skills, until, reason } => {
                PeopleV1::SkillsChanged(agent.0, skills.clone(), secs(*until), reason.clone())
            }
            E::SkillsBack { agent, at } => PeopleV1::SkillsBack(agent.0, secs(*at)),
            E::Extended { agent, until, reason } => PeopleV1::Extended(agent.0, secs(*until), reason.clone()),
            E::AbsenceSet { agent, absence } => PeopleV1::AbsenceSet(agent.0, absence.into()),
            E::AbsenceDropped { agent, from } => PeopleV1::AbsenceDropped(agent.0, secs(*from)),
            E::Signed { agent, sign, seen } => PeopleV1::Signed(agent.0, number(&SIGN, sign), *seen),
            E::Vanished { agent, at } => PeopleV1::Vanished(agent.0, secs(*at)),
            E::ShiftBegan { agent, at } => PeopleV1::ShiftBegan(agent.0, secs(*at)),
            E::ShiftEnded { agent, at } => PeopleV1::ShiftEnded(agent.0, secs(*at)),
            E::AbsenceBegan { agent, at } => PeopleV1::AbsenceBegan(agent.0, secs(*at)),
            E::AbsenceEnded { agent, at } => PeopleV1::AbsenceEnded(agent.0, secs(*at)),
            E::SentHome { agent, at } => PeopleV1::SentHome(agent.0, secs(*at)),
            E::NoteLeft { agent, left } => PeopleV1::NoteLeft(agent.0, left.into()),
            E::HandedOver { capsule, row } => PeopleV1::HandedOver(capsule.0, row.into()),
            E::CapsuleAccepted { capsule, by } => PeopleV1::CapsuleAccepted(capsule.0, by.0),
            E::AnnouncementSet { words } => PeopleV1::AnnouncementSet(words.clone()),
            E::Announced { handle, boundary } => PeopleV1::Announced(handle.0, secs(*boundary)),
        }
    }
}

impl PeopleV1 {
    pub(super) fn into_floor(self) -> Result<PeopleEvent, Fault> {
        use PeopleEvent as E;
        let who = AgentId;
        Ok(match self {
            PeopleV1::ProfileSet(a, profile) => E::ProfileSet { agent: who(a), profile: profile.into_floor() },
            PeopleV1::ShiftsSet(a, kept) => E::ShiftsSet { agent: who(a), shifts: shifts(kept)? },
            PeopleV1::AboutSet(a, about) => E::AboutSet { agent: who(a), about: about.into_floor()? },
            PeopleV1::PoolSet(pool) => E::PoolSet { pool: pool.into_floor() },
            PeopleV1::Forced(a, p, reason) => E::Forced { agent: who(a), presence: presence(p)?, reason },
            PeopleV1::LoggedOut(a, reason) => E::LoggedOut { agent: who(a), reason },
            PeopleV1::SkillsChanged(a, skills, until, reason) => {
                E::SkillsChanged { agent: who(a), skills, until: at(until)?, reason }
            }
            PeopleV1::SkillsBack(a, t) => E::SkillsBack { agent: who(a), at: at(t)? },
            PeopleV1::Extended(a, until, reason) => E::Extended { agent: who(a), until: at(until)?, reason },
            PeopleV1::AbsenceSet(a, absence) => E::AbsenceSet { agent: who(a), absence: absence.into_floor()? },
            PeopleV1::AbsenceDropped(a, from) => E::AbsenceDropped { agent: who(a), from: at(from)? },
            PeopleV1::Signed(a, n, seen) => E::Signed { agent: who(a), sign: of(&SIGN, n, "sign")?, seen },
            PeopleV1::Vanished(a, t) => E::Vanished { agent: who(a), at: at(t)? },
            PeopleV1::ShiftBegan(a, t) => E::ShiftBegan { agent: who(a), at: at(t)? },
            PeopleV1::ShiftEnded(a, t) => E::ShiftEnded { agent: who(a), at: at(t)? },
            PeopleV1::AbsenceBegan(a, t) => E::AbsenceBegan { agent: who(a), at: at(t)? },
            PeopleV1::AbsenceEnded(a, t) => E::AbsenceEnded { agent: who(a), at: at(t)? },
            PeopleV1::SentHome(a, t) => E::SentHome { agent: who(a), at: at(t)? },
            PeopleV1::NoteLeft(a, left) => E::NoteLeft { agent: who(a), left: left.into_floor() },
            PeopleV1::HandedOver(id, row) => E::HandedOver { capsule: CapsuleId(id), row: row.into_floor()? },
            PeopleV1::CapsuleAccepted(id, by) => E::CapsuleAccepted { capsule: CapsuleId(id), by: who(by) },
            PeopleV1::AnnouncementSet(words) => E::AnnouncementSet { words },
            PeopleV1::Announced(h, t) => E::Announced { handle: HandleId(h), boundary: at(t)? },
        })
    }
}
