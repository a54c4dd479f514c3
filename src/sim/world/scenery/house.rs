//! What is set about hours, promises, accounts and people.

use crate::floor::desk::DeskCommand;
use crate::floor::escalation::{Ladder, LadderId, Rung};
use crate::floor::people::{About, Absence, Experience, PUBLIC_REPLIES, Pool, Training, Why};
use crate::floor::schedule::ScheduleCommand;
use crate::floor::{
    Account, AgentId, At, CalendarId, Command, EscalationCommand, Floor, Hours, Lane, PeopleCommand, Policy,
    PolicyHours, Presence, Profile, PromiseCommand, Shift, SpecialDay, Tier, parse_periods, preset_policies,
};
use crate::sim::World;
use jiff::ToSpan;
use jiff::civil::Date;

/// Places of the hours in the order in which they are set.
const CARE: CalendarId = CalendarId(0);
const STORES: CalendarId = CalendarId(1);
const NEW_YORK: CalendarId = CalendarId(2);
/// The partner, and who of them works here.
const PARTNER: &str = "Brightdesk";
const PARTNERS: [&str; 2] = ["Mina R.", "Oskar T."];
/// What people care for besides work, in turn.
const INTERESTS: [&[&str]; 4] =
    [&["furniture", "travel"], &["cooking"], &["diy", "gardening"], &["travel", "photography"]];

fn hours_of(name: &str, zone: &str, week: [&str; 7], days: Vec<SpecialDay>) -> Command {
    let week = week.map(|text| parse_periods(text).unwrap_or_default());
    let hours = Box::new(Hours { name: name.to_owned(), zone: zone.to_owned(), week, days });
    Command::Promise(PromiseCommand::SetCalendar { calendar: None, hours })
}

fn closed(date: Date, name: &str, text: &str) -> SpecialDay {
    let (name, public_text) = (name.to_owned(), text.to_owned());
    SpecialDay { date, hours: Vec::new(), name, public_text, from_feed: String::new() }
}

/// Opening hours: of those who care for customers, of the stores, and of marketing in New York.
pub(super) fn hours(world: &mut World, _: &Floor, _: At) -> Vec<Command> {
    let (care, store, office) = ("8-20", "9-13, 14-18", "8-20");
    let today = world.day.from.timestamp().to_zoned(world.day.zone.clone()).date();
    let on = |days: i32| today.saturating_add(days.days());
    let christmas = "We are closed on Christmas Day and answer from the 26th at 9:00.";
    let england = vec![
        closed(Date::constant(today.year(), 12, 25), "Christmas Day", christmas),
        SpecialDay {
            hours: parse_periods("9-17").unwrap_or_default(),
            ..closed(Date::constant(today.year(), 12, 26), "Boxing Day", "")
        },
    ];
    let thanksgiving = "Happy Thanksgiving! Our New York desk is back on Friday at 8:00 Eastern.";
    let mut commands = vec![
        hours_of("Lark care", "Europe/London", [care, care, care, care, care, "9-17", "10-16"], england),
        hours_of("Stores", "Europe/London", [store, store, store, store, store, store, "closed"], Vec::new()),
        hours_of(
            "Marketing, New York",
            "America/New_York",
            [office, office, office, office, office, "closed", "closed"],
            vec![closed(on(-1), "Thanksgiving", thanksgiving)],
        ),
    ];
    let groups = [("pr and legal", CARE), ("stores", STORES)];
    commands.extend(groups.map(|(group, calendar)| {
        Command::Promise(PromiseCommand::SetGroupHours { group: group.to_owned(), calendar: Some(calendar) })
    }));
    let rungs = vec![
        Rung { hours: Some(CARE), ..Rung::of("PR and legal", "pr and legal", 900) },
        Rung::of("Team leads", "team leads", 300),
    ];
    let ladder = EscalationCommand::SetLadder {
        ladder: LadderId(1),
        to: Ladder { name: "Press and law first".to_owned(), rungs },
    };
    commands.push(Command::Escalation(ladder));
    commands
}

/// What the people bring along, who may answer in public, and a partner with people of theirs.
pub(super) fn people(world: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let pool =
        Pool { name: PARTNER.to_owned(), on: true, capacity: 8, hours: Some(CARE), cost_cents: 2650, share_pct: 40 };
    let mut commands = vec![Command::People(PeopleCommand::SetPool { pool })];
    for (n, agent) in floor.agents().iter().enumerate() {
        let training = |what: &str, days: i64| {
            let until = world.day.from.unix() + days * 24 * 3600;
            Training { what: what.to_owned(), until: At::from_unix(until) }
        };
        // One of the seniors let it expire the day before yesterday: the program says so, and nobody else needs to.
        let mut trainings = vec![training(PUBLIC_REPLIES, if agent.name == "Marcus L." { -2 } else { 190 })];
        if n % 3 == 0 {
            trainings.push(training("difficult customers", 380));
        }
        let about = About {
            networks: [["X", "Instagram"], ["Facebook", "X"], ["Bluesky", "X"]][n % 3].map(str::to_owned).to_vec(),
            interests: INTERESTS[n % INTERESTS.len()].iter().map(|s| (*s).to_owned()).collect(),
            experience: Experience::ALL[1 + n % 3],
            trainings,
            pool: None,
        };
        commands.push(Command::People(PeopleCommand::SetAbout { agent: AgentId(n as u16), about }));
    }
    for (n, name) in PARTNERS.into_iter().enumerate() {
        let agent = AgentId((floor.agents().len() + n) as u16);
        let until = At::from_unix(world.day.from.unix() + 90 * 24 * 3600);
        let about = About {
            networks: vec!["X".to_owned(), "Facebook".to_owned()],
            experience: Experience::Answered,
            trainings: vec![Training { what: PUBLIC_REPLIES.to_owned(), until }],
            pool: Some(PARTNER.to_owned()),
            ..About::default()
        };
        let profile = Profile { groups: vec![PARTNER.to_lowercase()], takes_queue: true };
        let shift = Shift { from: world.moment_of(14, 0), until: world.moment_of(22, 0) };
        commands.push(Command::AddAgent {
            name: name.to_owned(),
            skills: vec!["orders".to_owned(), "delivery".to_owned()],
            languages: vec!["en".to_owned()],
            capacity: 2,
        });
        commands.extend(
            [
                PeopleCommand::SetProfile { agent, profile },
                PeopleCommand::SetAbout { agent, about },
                PeopleCommand::SetShifts { agent, shifts: vec![shift] },
            ]
            .map(Command::People),
        );
    }
    commands
}

/// Each account of ours has its hours.
pub(super) fn accounts(_: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let all = super::ids(floor);
    all.filter_map(|(handle, row)| {
        let channel = floor.channel(row.channel).map(|c| c.name.as_str())?;
        let calendar = match (row.name.as_str(), channel) {
            ("@larkhelp", "Reviews") => STORES,
            ("@larkhelp", _) => CARE,
            ("@northwindlark", _) => NEW_YORK,
            _ => return None,
        };
        Some(Command::Promise(PromiseCommand::SetHandleHours { handle, calendar: Some(calendar) }))
    })
    .collect()
}

/// Complaints come first on each channel, and gold customers before them.
pub(super) fn promises(_: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let gold = Policy {
        name: "Gold customers".to_owned(),
        channel: None,
        handle: None,
        tier: Some(Tier::Gold),
        kind: None,
        intent: None,
        first_secs: 10 * 60,
        next_secs: Some(15 * 60),
        resolution_secs: 8 * 3600,
        hours: PolicyHours::Always,
        pauses_pending: true,
        pauses_snoozed: false,
    };
    let policies = std::iter::once(gold).chain(preset_policies(floor)).collect();
    vec![Command::Promise(PromiseCommand::SetPolicies { policies, confirmed: false })]
}

/// The support account on X is described and opened; that of marketing is described and not open yet.
pub(super) fn open(_: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let mut commands = Vec::new();
    for (handle, row) in super::ids(floor) {
        let on_x = floor.channel(row.channel).is_some_and(|c| c.name == "X");
        let account = match row.name.as_str() {
            "@larkhelp" if on_x => Account {
                contact: "team leads".to_owned(),
                card:
                    "Where customers get help. We answer everybody by name, in the language they write, and say what \
                       happens next."
                        .to_owned(),
                ..Account::default()
            },
            "@northwindlark" if on_x => Account {
                lane: Lane::Marketing,
                goal_pct: 60,
                card: "Offers and stories. Who asks for help here is moved to @larkhelp.".to_owned(),
                ..Account::default()
            },
            _ => continue,
        };
        let live = account.lane == Lane::Support;
        commands.push(Command::Desk(DeskCommand::SetAccount { handle, account }));
        if live {
            commands.push(Command::Desk(DeskCommand::OpenAccount { handle, live }));
        }
    }
    commands
}

fn presence(floor: &Floor, presence: Presence) -> Vec<Command> {
    let agents = PARTNERS.into_iter().filter_map(|name| floor.agent_named(name));
    agents.map(|agent| Command::SetPresence { agent, presence, reason: String::new() }).collect()
}

/// The partner's people begin.
pub(super) fn partners_come(_: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    presence(floor, Presence::Available)
}

/// The partner's people go.
pub(super) fn partners_go(floor: &Floor) -> Vec<Command> {
    presence(floor, Presence::Off)
}

/// Somebody helps out elsewhere for today.
pub(super) fn skills(world: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let skilled = |a: &crate::floor::Agent| !a.skills.iter().any(|s| s == "billing") && a.profile.takes_queue;
    let Some((agent, row)) = floor.on_duty(None, at).find(|(_, a)| skilled(a)) else { return Vec::new() };
    let skills = row.skills.iter().cloned().chain(["billing".to_owned()]).collect();
    let (until, reason) = (world.moment_of(20, 0), "card payments fail, all hands to billing".to_owned());
    vec![Command::People(PeopleCommand::ChangeSkills { agent, skills, until, reason })]
}

/// Those of the early shift who have something in hand leave a note for the next.
pub(super) fn note(_: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let ends = |a: &crate::floor::Agent| a.shift_at(at).is_some_and(|s| s.until <= at.plus(600));
    let leaving = floor.on_duty(None, at).filter(|(_, a)| ends(a) && !a.holds.is_empty());
    leaving
        .take(2)
        .map(|(agent, row)| {
            let drafts = row.holds.iter().take(1).copied().collect();
            let note =
                "The carrier has promised a time by 15:00 and a first answer is begun; please call back before four."
                    .to_owned();
            Command::People(PeopleCommand::LeaveNote { agent, note, drafts })
        })
        .collect()
}

/// Somebody goes home ill in the middle of the shift; somebody else has their work.
pub(super) fn ill(world: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let stays = |a: &crate::floor::Agent| a.shift_at(at).is_some_and(|s| s.until >= at.plus(3 * 3600));
    let mut there =
        floor.on_duty(None, at).filter(|(_, a)| a.profile.takes_queue && stays(a) && a.about.pool.is_none());
    let Some((agent, _)) = there.find(|(_, a)| a.holds.len() > 1 && a.profile.groups.is_empty()) else {
        return Vec::new();
    };
    let others = floor.on_duty(None, at).filter(|(id, a)| *id != agent && stays(a) && a.profile.takes_queue);
    let substitute = others.min_by_key(|(id, a)| (a.holds.len(), *id)).map(|(id, _)| id);
    let absence =
        Absence { from: at.plus(60), until: world.moment_of(24, 0), substitute, reason: "went home ill".to_owned() };
    vec![Command::People(PeopleCommand::SetAbsence { agent, absence })]
}

/// The first capsule of the early shift is taken over; the others wait for somebody.
pub(super) fn capsule(_: &mut World, floor: &Floor, at: At) -> Vec<Command> {
    let left = floor.people().capsules.newest().find(|(_, row)| row.why == Why::ShiftEnded && row.accepted.is_none());
    let by = floor.on_duty(None, at).find(|(_, a)| a.profile.takes_queue).map(|(id, _)| id);
    let (Some((capsule, _)), Some(by)) = (left, by) else { return Vec::new() };
    vec![Command::People(PeopleCommand::AcceptCapsule { capsule, by })]
}

/// What was written in the year before, so that the planner has a history.
pub(super) fn past(world: &mut World, _: &Floor, _: At) -> Vec<Command> {
    let kept = crate::sim::plan::history(&world.day);
    let keep = |to| Command::Schedule(ScheduleCommand::KeepHistory { history: None, to: Some(to) });
    kept.into_iter().map(keep).collect()
}

/// The draft of the week becomes what people work by, and a copy of it is there to be changed.
pub(super) fn published(_: &mut World, floor: &Floor, _: At) -> Vec<Command> {
    let Some((plan, row)) = floor.schedule().plans().find(|(_, row)| row.is_draft()) else { return Vec::new() };
    let name = format!("{}, changed", row.name);
    let commands = [ScheduleCommand::Publish { plan }, ScheduleCommand::CopyPlan { plan, name }];
    commands.map(Command::Schedule).to_vec()
}
