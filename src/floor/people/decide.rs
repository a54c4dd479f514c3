//! From a wish about people to facts, or to a refusal in words.

use super::due::Leaving;
use super::{About, Absence, CapsuleId, Left, PeopleCommand, PeopleEvent, Pool, Profile, Shift, Sign, Training, Why};
use crate::floor::decide::{count, house, tidy};
use crate::floor::{Agent, AgentId, At, ConversationId, Decided, Draft, Event, Floor, HandleId, Presence, Refusal};
use crate::limits;

pub(in crate::floor) fn decide(floor: &Floor, command: &PeopleCommand, now: At) -> Result<Decided, Refusal> {
    use PeopleCommand as C;
    match command {
        C::SetProfile { agent, profile } => set_profile(floor, *agent, profile),
        C::SetShifts { agent, shifts } => set_shifts(floor, *agent, shifts),
        C::SetRoster { rosters } => set_roster(floor, rosters),
        C::SetAbout { agent, about } => set_about(floor, *agent, about),
        C::SetPool { pool } => set_pool(floor, pool),
        C::Force { agent, presence, reason } => force(floor, *agent, *presence, reason),
        C::LogOut { agent, reason } => log_out(floor, *agent, reason, now),
        C::ChangeSkills { agent, skills, until, reason } => change_skills(floor, *agent, skills, (*until, now), reason),
        C::TakeBackSkills { agent } => take_back_skills(floor, *agent, now),
        C::Extend { agent, until, reason } => extend(floor, *agent, *until, reason, now),
        C::SetAbsence { agent, absence } => set_absence(floor, *agent, absence, now),
        C::DropAbsence { agent, from } => drop_absence(floor, *agent, *from, now),
        C::SetSign { agent, sign, seen } => set_sign(floor, *agent, *sign, *seen),
        C::LeaveNote { agent, note, drafts } => leave_note(floor, *agent, note, drafts),
        C::AcceptCapsule { capsule, by } => accept(floor, *capsule, *by, now),
        C::SetAnnouncement { words } => set_announcement(floor, words),
        C::Announce { handle, boundary } => announce(floor, *handle, *boundary),
    }
}

fn fact(floor: &Floor, event: PeopleEvent, words: String) -> Decided {
    house(floor, Event::People(event), words)
}

fn who(floor: &Floor, agent: AgentId) -> Result<&Agent, Refusal> {
    floor.agent(agent).ok_or(Refusal::NoAgent)
}

/// A reason, which is required: it stands in the audit.
fn reason(words: &str) -> Result<String, Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::BadValue("say why: the reason is kept with the decision".into()));
    }
    tidy("a reason", words, false)
}

/// Words in small letters, each once.
fn words_of(what: &str, words: &[String], most: usize) -> Result<Vec<String>, Refusal> {
    if words.len() > most {
        return Err(Refusal::BadValue(format!("that is more than {most}: {what}")));
    }
    let mut all = Vec::with_capacity(words.len());
    for word in words {
        let word = tidy(what, word, false)?.to_lowercase();
        if !all.contains(&word) {
            all.push(word);
        }
    }
    Ok(all)
}

fn set_profile(floor: &Floor, agent: AgentId, profile: &Profile) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    if profile.groups.len() > limits::AGENT_GROUPS_MAX {
        let most = limits::AGENT_GROUPS_MAX;
        return Err(Refusal::BadValue(format!("an agent belongs to at most {most} groups")));
    }
    let groups = words_of("a group", &profile.groups, limits::AGENT_GROUPS_MAX)?;
    let profile = Profile { groups, takes_queue: profile.takes_queue };
    if row.profile == profile {
        return Err(Refusal::AlreadySo(format!("that is so of {} already", row.name)));
    }
    Ok(fact(floor, PeopleEvent::ProfileSet { agent, profile }, format!("{} set", row.name)))
}

fn sorted_shifts(row: &Agent, shifts: &[Shift]) -> Result<Vec<Shift>, Refusal> {
    if shifts.len() > limits::AGENT_SHIFTS_MAX {
        let most = limits::AGENT_SHIFTS_MAX;
        return Err(Refusal::BadValue(format!("the roster of one agent holds at most {most} shifts")));
    }
    let mut shifts = shifts.to_vec();
    shifts.sort_unstable();
    if shifts.iter().any(|s| s.until <= s.from) {
        return Err(Refusal::BadValue(format!("a shift of {} ends before it begins", row.name)));
    }
    if shifts.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return Err(Refusal::BadValue(format!("two shifts of {} overlap", row.name)));
    }
    Ok(shifts)
}

fn set_shifts(floor: &Floor, agent: AgentId, shifts: &[Shift]) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let shifts = sorted_shifts(row, shifts)?;
    if row.shifts == shifts {
        return Err(Refusal::AlreadySo(format!("that is the roster of {} already", row.name)));
    }
    Ok(fact(floor, PeopleEvent::ShiftsSet { agent, shifts }, format!("roster of {} set", row.name)))
}

fn set_roster(floor: &Floor, rosters: &[(AgentId, Vec<Shift>)]) -> Result<Decided, Refusal> {
    if rosters.len() > limits::AGENTS_MAX {
        return Err(Refusal::BadValue(format!("a floor holds at most {} agents", limits::AGENTS_MAX)));
    }
    let mut events = Vec::with_capacity(rosters.len());
    for (agent, shifts) in rosters {
        let row = who(floor, *agent)?;
        let shifts = sorted_shifts(row, shifts)?;
        if row.shifts != shifts {
            events.push(Event::People(PeopleEvent::ShiftsSet { agent: *agent, shifts }));
        }
    }
    if events.is_empty() {
        return Err(Refusal::AlreadySo("that is the roster already".into()));
    }
    let words = match events.len() {
        1 => "roster of 1 agent set".to_owned(),
        n => format!("rosters of {n} agents set"),
    };
    let draft = Draft { key: "desk".into(), prev: floor.head("desk"), events };
    Ok(Decided { drafts: vec![draft], words, undoable: false })
}

fn set_about(floor: &Floor, agent: AgentId, about: &About) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let most = limits::AGENT_GROUPS_MAX;
    let mut trainings: Vec<Training> = Vec::new();
    for training in about.trainings.iter().take(limits::TRAININGS_MAX + 1) {
        let what = tidy("a training", &training.what, false)?.to_lowercase();
        // Of one training the later end counts; one without an end counts for ever.
        match trainings.iter_mut().find(|t| t.what == what) {
            Some(same) => same.until = same.until.zip(training.until).map(|(a, b)| a.max(b)),
            None => trainings.push(Training { what, until: training.until }),
        }
    }
    if about.trainings.len() > limits::TRAININGS_MAX {
        return Err(Refusal::BadValue(format!("an agent has at most {} trainings", limits::TRAININGS_MAX)));
    }
    let pool = about.pool.as_deref().map(|pool| tidy("a partner", pool, false)).transpose()?;
    if let Some(unknown) = pool.as_ref().filter(|pool| !floor.people.pools.contains_key(*pool)) {
        return Err(Refusal::BadValue(format!("no partner is called {unknown}; agree with the partner first")));
    }
    let about = About {
        networks: words_of("a network", &about.networks, most)?,
        interests: words_of("an interest", &about.interests, most)?,
        experience: about.experience,
        trainings,
        pool,
    };
    if row.about == about {
        return Err(Refusal::AlreadySo(format!("that is so of {} already", row.name)));
    }
    Ok(fact(floor, PeopleEvent::AboutSet { agent, about }, format!("{} set", row.name)))
}

fn set_pool(floor: &Floor, pool: &Pool) -> Result<Decided, Refusal> {
    let name = tidy("a partner", &pool.name, false)?;
    if pool.share_pct > 100 {
        return Err(Refusal::BadValue("a share of all work is at most 100 percent".into()));
    }
    let pool = Pool { name: name.clone(), ..pool.clone() };
    if floor.people.pools.get(&name) == Some(&pool) {
        return Err(Refusal::AlreadySo(format!("that is agreed with {name} already")));
    }
    if !floor.people.pools.contains_key(&name) && floor.people.pools.len() >= limits::POOLS_MAX {
        return Err(Refusal::BadValue(format!("a floor has at most {} partners", limits::POOLS_MAX)));
    }
    let words = format!("{name} is {}", if pool.on { "on" } else { "off" });
    Ok(fact(floor, PeopleEvent::PoolSet { pool }, words))
}

fn force(floor: &Floor, agent: AgentId, presence: Presence, why: &str) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let why = reason(why)?;
    if row.presence == presence && row.duty.forced && row.reason == why {
        return Err(Refusal::AlreadySo(format!("{} is {} already", row.name, presence.word().to_lowercase())));
    }
    let words = format!("{} is {} until you say otherwise", row.name, presence.word().to_lowercase());
    Ok(fact(floor, PeopleEvent::Forced { agent, presence, reason: why }, words))
}

fn log_out(floor: &Floor, agent: AgentId, why: &str, now: At) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let why = reason(why)?;
    if row.presence == Presence::Off && row.duty.owns.is_empty() {
        return Err(Refusal::AlreadySo(format!("{} is off shift already and has nothing", row.name)));
    }
    if row.duty.owns.len() > limits::COMMAND_CONVERSATIONS_MAX {
        let (asked, most) = (row.duty.owns.len(), limits::COMMAND_CONVERSATIONS_MAX);
        return Err(Refusal::TooMany { asked, most });
    }
    let mut leaving = Leaving::of(floor);
    let capsules = leaving.capsules(agent, row, now, Why::LoggedOut);
    let mut events = vec![Event::People(PeopleEvent::LoggedOut { agent, reason: why })];
    let handed = capsules.into_iter().map(|(capsule, row)| Event::People(PeopleEvent::HandedOver { capsule, row }));
    events.extend(handed);
    let mut drafts = vec![Draft { key: "desk".into(), prev: floor.head("desk"), events }];
    for id in &row.duty.owns {
        let Some(c) = floor.conversation(*id) else { continue };
        drafts.push(Draft { key: format!("c/{}", id.0), prev: c.version, events: leaving.taken(*id, None) });
    }
    let words = match row.duty.owns.len() {
        0 => format!("{} is logged out", row.name),
        n => format!("{} is logged out, {} back in the queue", row.name, count(n)),
    };
    Ok(Decided { drafts, words, undoable: false })
}

fn change_skills(
    floor: &Floor,
    agent: AgentId,
    skills: &[String],
    (until, now): (At, At),
    why: &str,
) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let why = reason(why)?;
    if until <= now {
        return Err(Refusal::NotInFuture);
    }
    if until > now.plus(24 * 3600) {
        return Err(Refusal::BadValue("skills for today end within a day".into()));
    }
    if skills.len() > limits::AGENT_SKILLS_MAX {
        return Err(Refusal::BadValue(format!("an agent has at most {} skills", limits::AGENT_SKILLS_MAX)));
    }
    let skills = skills.iter().map(|skill| tidy("a skill", skill, false)).collect::<Result<Vec<_>, _>>()?;
    if row.skills == skills {
        return Err(Refusal::AlreadySo(format!("those are the skills of {} already", row.name)));
    }
    let words = format!("skills of {} changed for today", row.name);
    Ok(fact(floor, PeopleEvent::SkillsChanged { agent, skills, until, reason: why }, words))
}

fn take_back_skills(floor: &Floor, agent: AgentId, now: At) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    if row.duty.today.is_none() {
        return Err(Refusal::AlreadySo(format!("nothing is different for {} today", row.name)));
    }
    Ok(fact(floor, PeopleEvent::SkillsBack { agent, at: now }, format!("skills of {} as before", row.name)))
}

fn extend(floor: &Floor, agent: AgentId, until: At, why: &str, now: At) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let why = reason(why)?;
    if row.shifts.is_empty() {
        return Err(Refusal::BadValue(format!("{} has no roster, so no shift to extend", row.name)));
    }
    if until <= now {
        return Err(Refusal::NotInFuture);
    }
    if until > now.plus(limits::EXTENSION_SECS_MAX) {
        let hours = limits::EXTENSION_SECS_MAX / 3600;
        return Err(Refusal::BadValue(format!("a shift is extended by at most {hours} hours from now")));
    }
    if row.rostered_until(now).is_some_and(|end| end >= until) {
        return Err(Refusal::AlreadySo(format!("{} works until then already", row.name)));
    }
    Ok(fact(floor, PeopleEvent::Extended { agent, until, reason: why }, format!("{} stays longer", row.name)))
}

fn set_absence(floor: &Floor, agent: AgentId, absence: &Absence, now: At) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let why = reason(&absence.reason)?;
    let absence = Absence { from: absence.from.max(now), reason: why, ..absence.clone() };
    if absence.until <= absence.from {
        return Err(Refusal::BadValue("an absence ends after it begins, and after now".into()));
    }
    if let Some(substitute) = absence.substitute {
        who(floor, substitute)?;
        if substitute == agent {
            return Err(Refusal::BadValue(format!("{} cannot be the substitute of themselves", row.name)));
        }
    }
    // One that has begun is ended first: its beginning is told already.
    let begun = row.duty.absences.iter().any(|a| a.from == absence.from && a.from <= now);
    if begun || row.duty.absences.contains(&absence) {
        return Err(Refusal::AlreadySo(format!("{} is absent then already", row.name)));
    }
    let words = match absence.substitute.and_then(|s| floor.agent(s)) {
        Some(substitute) => format!("{} will be absent; {} takes their work", row.name, substitute.name),
        None => format!("{} will be absent", row.name),
    };
    Ok(fact(floor, PeopleEvent::AbsenceSet { agent, absence }, words))
}

fn drop_absence(floor: &Floor, agent: AgentId, from: At, now: At) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let ahead = row.duty.absences.iter().any(|a| a.from == from && a.until > now);
    if !ahead {
        return Err(Refusal::AlreadySo(format!("{} has no such absence ahead", row.name)));
    }
    Ok(fact(floor, PeopleEvent::AbsenceDropped { agent, from }, format!("absence of {} dropped", row.name)))
}

fn set_sign(floor: &Floor, agent: AgentId, sign: Sign, seen: bool) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let known = row.duty.signs.iter().find(|(of, _)| *of == sign).map(|(_, lost)| lost.is_none());
    if known == Some(seen) {
        return Err(Refusal::AlreadySo("that is known already".into()));
    }
    let words = format!("{} of {}", if seen { "a sign" } else { "no sign" }, row.name);
    Ok(fact(floor, PeopleEvent::Signed { agent, sign, seen }, words))
}

fn leave_note(floor: &Floor, agent: AgentId, note: &str, drafts: &[ConversationId]) -> Result<Decided, Refusal> {
    let row = who(floor, agent)?;
    let note = note.trim();
    if note.chars().count() > limits::NOTE_CHARS_MAX || note.chars().any(|c| c.is_control() && c != '\n') {
        let most = limits::NOTE_CHARS_MAX;
        return Err(Refusal::BadValue(format!("a note has at most {most} characters, and no control characters")));
    }
    if drafts.len() > limits::CAPSULE_OPEN_MAX {
        return Err(Refusal::TooMany { asked: drafts.len(), most: limits::CAPSULE_OPEN_MAX });
    }
    if let Some(unknown) = drafts.iter().find(|id| floor.conversation(**id).is_none()) {
        return Err(Refusal::NoConversation(*unknown));
    }
    let left = Left { note: note.to_owned(), drafts: drafts.to_vec() };
    if row.duty.left == left {
        return Err(Refusal::AlreadySo("that is noted already".into()));
    }
    Ok(fact(floor, PeopleEvent::NoteLeft { agent, left }, format!("noted for whoever comes after {}", row.name)))
}

fn accept(floor: &Floor, capsule: CapsuleId, by: AgentId, now: At) -> Result<Decided, Refusal> {
    let gone = || Refusal::BadValue("that hand-over is not remembered any more".into());
    let row = floor.people.capsules.get(capsule).ok_or_else(gone)?;
    let taker = who(floor, by)?;
    if let Some((earlier, _)) = row.accepted {
        let name = floor.agent(earlier).map_or("somebody", |a| a.name.as_str());
        return Err(Refusal::AlreadySo(format!("{name} has taken it over already")));
    }
    if !taker.is_on_duty(now) {
        return Err(Refusal::NotAvailable { name: taker.name.clone(), state: "not on duty".into() });
    }
    let from = floor.agent(row.agent).map_or("somebody", |a| a.name.as_str());
    let words = format!("{} takes over from {from}", taker.name);
    Ok(fact(floor, PeopleEvent::CapsuleAccepted { capsule, by }, words))
}

fn set_announcement(floor: &Floor, words: &str) -> Result<Decided, Refusal> {
    let words = words.trim();
    if words.chars().count() > limits::NOTE_CHARS_MAX || words.chars().any(char::is_control) {
        let most = limits::NOTE_CHARS_MAX;
        return Err(Refusal::BadValue(format!("an announcement stands on one line of at most {most} characters")));
    }
    if floor.people.announcement == words {
        return Err(Refusal::AlreadySo("those are the words already".into()));
    }
    Ok(fact(floor, PeopleEvent::AnnouncementSet { words: words.to_owned() }, "words of the announcement set".into()))
}

fn announce(floor: &Floor, handle: HandleId, boundary: At) -> Result<Decided, Refusal> {
    let Some(row) = floor.handle(handle) else {
        return Err(Refusal::BadValue("that account is not on this floor".into()));
    };
    if floor.people.announced.get(&handle).is_some_and(|at| *at >= boundary) {
        return Err(Refusal::AlreadySo(format!("{} has announced that already", row.name)));
    }
    let words = format!("shift announced for {}", row.name);
    Ok(fact(floor, PeopleEvent::Announced { handle, boundary }, words))
}
