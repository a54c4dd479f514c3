//! Weeks with people leaving, illness, outages, crashes, full disks and clocks that change: what must hold in each.
//!
//! A rule looks at the floor's facts, and at nothing else that the program believes of itself. All of them
//! must hold after every turn of every week.

use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use watchfloor::engine::Engine;
use watchfloor::floor::escalation::{Escalation, Progress, Stood};
use watchfloor::floor::people::Shift;
use watchfloor::floor::{
    Agent, AgentId, At, Cause, Conversation, ConversationId, EscalationId, Floor, Owner, Presence,
};
use watchfloor::sim::{Checks, Day, Played, World, play_seen};

/// Seconds after which nothing may be left with somebody whose shift is over.
const HAND_OVER_SECS: i64 = 300;
/// Seconds for which somebody may wait with nobody on duty before that is said.
const UNSTAFFED_SECS: i64 = 300;
/// Seconds after which a rung's time must have led to the next rung or to the alarm: a full disk stays so for 330.
const RUNG_LATE_SECS: i64 = 400;

/// What must hold in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// Who needs an answer has an owner or a clock that runs.
    OwnerOrClock,
    /// Nobody is given more than they can take, but where a person was asked and wanted it so, or took back a decision.
    Limits,
    /// Nobody whose shift is over for five minutes has anything that waits for an answer.
    NothingWaitsOffShift,
    /// Nobody whose shift is over for five minutes owns anything that is open.
    NothingOwnedOffShift,
    /// Somebody waits and nobody is on duty for five minutes: an alert says so.
    UnstaffedIsSaid,
    /// What was raised is with a person, waits on a rung whose time still runs, or an alarm burns for it.
    LaddersEnd,
}

/// The rules.
const HOLDS: [Rule; 6] = [
    Rule::OwnerOrClock,
    Rule::Limits,
    Rule::NothingWaitsOffShift,
    Rule::NothingOwnedOffShift,
    Rule::UnstaffedIsSaid,
    Rule::LaddersEnd,
];

/// Who looks on while a week is played.
#[derive(Default)]
struct Eye {
    mark: u64,
    last_full: Option<i64>,
    owners: BTreeMap<ConversationId, AgentId>,
    held: Vec<BTreeSet<ConversationId>>,
    /// When each was last seen in a shift of theirs.
    rostered: Vec<Option<At>>,
    unstaffed_since: Option<At>,
    /// How often each rule was broken, and how first.
    broken: BTreeMap<Rule, (u64, String)>,
    turns: u64,
    overtime: u64,
}

impl Eye {
    fn see(&mut self, engine: &Engine, world: &World, now: At) {
        let floor = engine.floor();
        self.turns += 1;
        self.limits(floor, world, now);
        let changed: Option<BTreeSet<ConversationId>> = floor.changes().since(self.mark).map(Iterator::collect);
        self.mark = floor.changes().mark();
        // All of them now and then, and after a start, which forgets what changed.
        let five = now.unix() / 300;
        let all = self.last_full.replace(five) != Some(five) || changed.is_none();
        let rows: Vec<(ConversationId, Conversation)> = if all {
            floor.conversations().map(|(id, c)| (id, *c)).collect()
        } else {
            changed.into_iter().flatten().filter_map(|id| Some((id, *floor.conversation(id)?))).collect()
        };
        for (id, c) in &rows {
            match c.owner.filter(|_| c.is_open()).map(Owner::agent) {
                Some(agent) => self.owners.insert(*id, agent),
                None => self.owners.remove(id),
            };
            if !has_owner_or_clock(c) {
                self.breaks(Rule::OwnerOrClock, now, &format!("conversation {} ({c:?})", id.0));
            }
        }
        self.off_shift(floor, floor.at(), now);
        self.unstaffed(floor, now);
        self.ladders(floor, now);
    }

    fn ladders(&mut self, floor: &Floor, now: At) {
        for (id, row) in floor.escalations().open() {
            if let Some(how) = left_alone(floor, id, row, now) {
                self.breaks(Rule::LaddersEnd, now, &format!("escalation {}: {how}", id.0));
            }
        }
    }

    fn breaks(&mut self, rule: Rule, now: At, how: &str) {
        let entry = self.broken.entry(rule).or_insert_with(|| (0, format!("{now}: {how}")));
        entry.0 += 1;
    }

    /// What was newly given beyond the capacity, unless a person said so. What agents had in hand already and whose
    /// customers wrote again is nobody's decision.
    fn limits(&mut self, floor: &Floor, world: &World, now: At) {
        self.held.resize(floor.agents().len(), BTreeSet::new());
        for (n, agent) in floor.agents().iter().enumerate() {
            let id = AgentId(n as u16);
            if agent.holds == self.held[n] {
                continue;
            }
            let before = std::mem::replace(&mut self.held[n], agent.holds.clone());
            let given: Vec<ConversationId> = agent
                .holds
                .difference(&before)
                .copied()
                .filter(|c| self.owners.get(c) != Some(&id) && !world.confirmed().contains(&(id, *c)))
                .collect();
            let kept = agent.holds.intersection(&before).count();
            self.overtime += u64::from(agent.holds.len() > usize::from(agent.capacity));
            if !given.is_empty() && kept + given.len() > usize::from(agent.capacity) {
                let of = agent.capacity;
                self.breaks(Rule::Limits, now, &format!("{} had {kept} of {of} and got {given:?}", agent.name));
            }
        }
    }

    fn off_shift(&mut self, floor: &Floor, kept: Option<At>, now: At) {
        self.rostered.resize(floor.agents().len(), None);
        for (n, agent) in floor.agents().iter().enumerate() {
            if agent.shift_at(now).is_some() {
                self.rostered[n] = Some(now);
            }
            let since = off_duty_since(agent, self.rostered[n], now);
            if since.is_none_or(|since| now.secs_since(since) <= HAND_OVER_SECS) {
                continue;
            }
            // Nothing at all was kept since it was due: the disk is full, and whoever asks is told so.
            if kept.is_none_or(|kept| since.is_some_and(|since| kept.secs_since(since) <= HAND_OVER_SECS)) {
                continue;
            }
            if !agent.holds.is_empty() {
                self.breaks(Rule::NothingWaitsOffShift, now, &format!("{} has {:?}", agent.name, agent.holds));
            }
            if let Some((id, _)) = self.owners.iter().find(|(_, owner)| owner.index() == n) {
                self.breaks(Rule::NothingOwnedOffShift, now, &format!("{} owns conversation {}", agent.name, id.0));
            }
        }
    }

    fn unstaffed(&mut self, floor: &Floor, now: At) {
        let nobody = !floor.agents().iter().any(|a| a.profile.takes_queue && a.is_on_duty(now));
        let waits = floor.index().waiting.iter().next().is_some();
        if !(nobody && waits) {
            self.unstaffed_since = None;
            return;
        }
        let since = *self.unstaffed_since.get_or_insert(now);
        if now.secs_since(since) > UNSTAFFED_SECS && floor.alerts().about(Cause::Unstaffed).is_none() {
            self.breaks(Rule::UnstaffedIsSaid, now, &format!("nobody is on duty since {since}"));
        }
    }
}

/// How something that was raised is with nobody and goes nowhere; `None` while it is with a person, its rung's time
/// runs, or its alarm burns.
fn left_alone(floor: &Floor, id: EscalationId, row: &Escalation, now: At) -> Option<String> {
    if !row.is_unacknowledged() {
        return row.now.owner.is_none().then(|| "is acknowledged and nobody has it".to_owned());
    }
    let burns = floor.alerts().about(Cause::Ladder(id)).is_some_and(|(_, alert)| alert.ended_at.is_none());
    match (row.now.ended, row.now.due) {
        (true, _) => (!burns).then(|| "its ladder ended and no alarm burns".to_owned()),
        (false, None) => Some("waits on a rung without a time".to_owned()),
        (false, Some(due)) => (now.secs_since(due) > RUNG_LATE_SECS)
            .then(|| format!("its rung's time passed at {due} and nothing followed")),
    }
}

/// Whether who needs an answer has somebody or something that will remember it.
fn has_owner_or_clock(c: &Conversation) -> bool {
    let clock = c.first_response_due.is_some() || c.resolution_due.is_some() || c.snoozed_until.is_some();
    !c.is_open() || c.waiting_since.is_none() || c.owner.is_some() || clock
}

/// Since when somebody is off duty; `None` while they are on it. Whose roster is taken away in the middle of a shift is
/// off since they were last seen in it.
fn off_duty_since(agent: &Agent, rostered: Option<At>, now: At) -> Option<At> {
    let by_presence = (agent.presence == Presence::Off).then_some(agent.since);
    let by_roster = (!agent.shifts.is_empty() && agent.shift_at(now).is_none())
        .then(|| agent.shifts.iter().map(|s| s.until).filter(|until| *until <= now).max().max(rostered))
        .map(|since| since.unwrap_or(At::FIRST));
    by_presence.into_iter().chain(by_roster).min()
}

/// The weeks that are played in turn: an ordinary one, the one in which clocks are set back, the one in which they are
/// set forward, and the one that they are set back in elsewhere.
fn week(seed: u64) -> Day {
    let (first, zone) = match seed % 4 {
        1 => (date(2026, 10, 19), "Europe/Berlin"),
        2 => (date(2026, 3, 8), "America/New_York"),
        3 => (date(2026, 11, 16), "UTC"),
        _ => (date(2026, 10, 4), "Australia/Lord_Howe"),
    };
    let zone = TimeZone::get(zone).expect("a zone that is bundled");
    Day::week(first, &zone).expect("a week of the calendar")
}

fn played(seed: u64) -> (Played, Eye) {
    let day = week(seed);
    let mut eye = Eye::default();
    let zone = day.zone.clone();
    let world = World::new(day.clone(), seed);
    let played = play_seen(&day, world, &zone, Checks::Some, &mut |engine, world, now| eye.see(engine, world, now))
        .expect("reads");
    (played, eye)
}

/// How many weeks: 2, or as `WATCHFLOOR_SIM_WEEKS` says.
fn weeks() -> u64 {
    std::env::var("WATCHFLOOR_SIM_WEEKS").ok().and_then(|n| n.parse().ok()).unwrap_or(2)
}

#[test]
fn weeks_with_people_leaving_illness_outages_and_crashes() {
    let first = std::env::var("WATCHFLOOR_SIM_WEEK_FIRST").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let seeds: Vec<u64> = (first..=weeks()).collect();
    // Two at a time: a week is one thread's work.
    let done: Vec<(u64, Played, Eye)> = seeds
        .chunks(2)
        .flat_map(|pair| {
            std::thread::scope(|scope| {
                let all: Vec<_> = pair.iter().map(|seed| (*seed, scope.spawn(|| played(*seed)))).collect();
                let joined = all.into_iter().map(|(seed, week)| (seed, week.join().expect("no panic")));
                joined.map(|(seed, (played, eye))| (seed, played, eye)).collect::<Vec<_>>()
            })
        })
        .collect();
    let (mut faults, mut overtime) = (BTreeMap::<&str, u64>::new(), 0);
    for (seed, played, eye) in done {
        let again = format!("to see it again: WATCHFLOOR_SIM_WEEK_FIRST={seed} WATCHFLOOR_SIM_WEEKS={seed}");
        assert_eq!(played.broken, Vec::<String>::new(), "{again}");
        for rule in HOLDS {
            assert_eq!(eye.broken.get(&rule), None, "{rule:?}; {again}");
        }
        played.faults.iter().for_each(|(kind, n)| *faults.entry(kind).or_default() += n);
        overtime += eye.overtime;
        let floor = played.engine.floor();
        let answered = floor.conversations().filter(|(_, c)| c.first_response_at.is_some()).count();
        println!(
            "week {seed}: {} conversations, {answered} answered, {} facts, {} turns",
            floor.conversations().count(),
            floor.facts(),
            eye.turns
        );
        assert!(answered * 10 > floor.conversations().count() * 6, "the week was not lived; {again}");
    }
    println!("faults {faults:?}; {overtime} times somebody had more than they can take");
    for kind in ["killed", "disk_full", "channel_outage", "left_the_team", "poison_message", "network_lost"] {
        assert!(faults.get(kind).is_some_and(|n| *n > 0), "the weeks must have seen {kind}, but saw only {faults:?}");
    }
}

#[test]
fn each_rule_sees_what_breaks_it() {
    let (played, _) = {
        let day = Day { conversations: 300.0, team: 4, ..Day::named("tuesday", &TimeZone::UTC).expect("a day") };
        let day = Day { until: day.from.plus(11 * 3600), ..day };
        let world = World::new(day.clone(), 1);
        (play_seen(&day, world, &TimeZone::UTC, Checks::None, &mut |_, _, _| {}).expect("reads"), ())
    };
    let (floor, noon) = (played.engine.floor(), played.at);
    let (n, busy) = floor.agents().iter().enumerate().find(|(_, a)| !a.holds.is_empty()).expect("somebody works");
    let mut gone = busy.clone();
    assert_eq!(off_duty_since(busy, None, noon), None);
    (gone.presence, gone.since) = (Presence::Off, noon.minus(400));
    assert_eq!(off_duty_since(&gone, None, noon), Some(noon.minus(400)));
    gone.shifts.clear();
    assert_eq!(off_duty_since(&gone, None, noon), Some(noon.minus(400)), "without a roster presence alone says it");
    let end = busy.shift_at(noon).expect("a shift").until;
    assert_eq!(off_duty_since(busy, None, end.plus(1)), Some(end), "the roster beats presence");
    let free = Agent { shifts: vec![Shift { from: noon.minus(90_000), until: noon.minus(80_000) }], ..busy.clone() };
    let taken = off_duty_since(&free, Some(noon.minus(5)), noon);
    assert_eq!(taken, Some(noon.minus(5)), "a roster that was taken away counts from then");
    let later = end.plus(301);
    let mut eye = Eye { owners: busy.holds.iter().map(|c| (*c, AgentId(n as u16))).collect(), ..Eye::default() };
    eye.off_shift(floor, Some(end.plus(100)), later);
    assert!(!eye.broken.contains_key(&Rule::NothingOwnedOffShift), "nothing was kept since: a full disk");
    eye.off_shift(floor, Some(later), later);
    assert!(eye.broken.contains_key(&Rule::NothingWaitsOffShift));
    assert!(eye.broken.contains_key(&Rule::NothingOwnedOffShift));
    let night = end.plus(24 * 3600);
    eye.unstaffed(floor, night);
    eye.unstaffed(floor, night.plus(301));
    let waits = floor.index().waiting.iter().next().is_some();
    assert_eq!(eye.broken.contains_key(&Rule::UnstaffedIsSaid), waits);
    let held = busy.holds.iter().next().and_then(|id| floor.conversation(*id)).copied().expect("it is there");
    assert!(has_owner_or_clock(&held));
    let forgotten =
        Conversation { owner: None, first_response_due: None, resolution_due: None, snoozed_until: None, ..held };
    assert!(!has_owner_or_clock(&forgotten));
    // What is raised: with somebody, on a rung whose time runs, or with an alarm that burns.
    let (id, row) = floor.escalations().open().next().expect("something is raised");
    assert_eq!(left_alone(floor, id, row, noon), None);
    let as_if = |progress, owner, ended, due| {
        let now = Stood { progress, owner, ended, due, ..row.now.clone() };
        left_alone(floor, EscalationId(u32::MAX), &Escalation { now, ..row.clone() }, noon).is_some()
    };
    let (raised, somebody) = (Progress::Raised, Some(AgentId(0)));
    assert!(as_if(Progress::Working, None, false, None) && !as_if(Progress::Working, somebody, false, None));
    assert!(as_if(raised, None, true, None) && as_if(raised, None, false, None));
    assert!(as_if(raised, None, false, Some(noon.minus(401))) && !as_if(raised, None, false, Some(noon.plus(1))));
    // Whoever holds more than they can take, all of it new to them.
    let mut eye = Eye::default();
    eye.limits(floor, &played.world, noon);
    assert!(!eye.broken.contains_key(&Rule::Limits));
    let mut eye = Eye { held: floor.agents().iter().map(|a| a.holds.clone()).collect(), ..Eye::default() };
    eye.held[n].clear();
    let tight = busy.holds.len() > usize::from(busy.capacity);
    eye.limits(floor, &played.world, noon);
    assert_eq!(eye.broken.contains_key(&Rule::Limits), tight);
}
