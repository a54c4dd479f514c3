//! A floor on the bench: invented people, the window's own memory, and everything the window asks for, in order.

#[path = "bench/outside.rs"]
pub mod outside;
#[path = "bench/voice.rs"]
mod voice;

use super::fixture;
use std::sync::Arc;
pub use voice::handoffs_view;
use voice::of_thread;
use watchfloor::floor::people::{By, CapsuleId, Experience, Pool, Spent, Why};
use watchfloor::floor::{
    AgentId, AlertId, Amplification, At, Brand, CalendarId, Cause, ChannelId, Command, ConversationId, Cues, HandleId,
    Hours, Intent, Kind, Lane, Level, MatchedBy, MentionKind, Policy, PolicyHours, Presence, SourceId, SpecialDay,
    Stage, State, Store, Tier, Verdict, Weights, parse_periods,
};
use watchfloor::ui::desk::Desk;
use watchfloor::ui::screen::{Screen, agents, audit, escalations, floor, funnel, planner, settings, sources};
use watchfloor::ui::{palette, perform};
use watchfloor::view::{
    AbsenceRow, AgentCard, AgentRow, Agents, AlertRow, AnnouncementRow, Answer, Asked, Band, Because, BrandRow, Bubble,
    CalendarRow, Candidate, CapsuleRow, ChipCounts, Clock, ClockKind, ClockWords, CostPart, CostRow, CustomerRow,
    DeskWish, FanPoint, FloorKind, HandleHours, Happened, HeldRow, HoursScreen, InfluenceRow, Listing, Looking, Moment,
    OrderRow, PartKind, PoolRow, Preview, PreviewAsked, Promise, QuarantineRow, ReadingRow, Row, Schedule, Snapshot,
    SourceRow, SourceState, Sources, SpellRow, Spread, Thread, TrainingRow, TriageSettings, Wallboard,
};

/// Monday 27 November 2017, 14:32 in Paris.
pub fn now() -> At {
    At::from_unix(1_511_789_520).expect("after 1970")
}

/// Seconds left, author, words, channel, followers, reshares, owner.
type Line = (i64, &'static str, &'static str, &'static str, u32, u32, Option<&'static str>);

const LINES: [Line; 18] = [
    (
        -552,
        "@doorcam_dan",
        "Third delivery ‘attempted’ today. Nobody rang. I have the door-cam footage. @larkhelp anyone awake?",
        "X",
        48_200,
        1_304,
        None,
    ),
    (-1_570, "@jaynegorman", "still no refund, 3 weeks. this is a joke @lark", "X", 5_300, 12, Some("Priya N.")),
    (-764, "@t_okafor", "locked out before my flight, nobody answers the phone", "X", 900, 0, None),
    (48, "Lena Fuchs", "the app deleted my order history??", "Facebook", 210, 0, None),
    (95, "@marc_lyon", "is the Lyon store open Sunday?", "Instagram", 1_100, 0, Some("Tomas V.")),
    (182, "Minh", "bạn có giao hàng tới Huế không?", "Facebook", 88, 0, None),
    (260, "@kpbaker", "wrong size sent twice now", "Bluesky", 430, 3, Some("Ade B.")),
    (357, "@hollyw", "how do I return without the box", "X", 1_900, 0, None),
    (390, "@dana_tlv", "הזמנתי לפני שבועיים (מעיל כחול) ועדיין לא הגיע", "X", 640, 0, None),
    (430, "@sunny_r", "gift card says expired, bought last week", "X", 12_000, 2, None),
    (521, "Ana Reis", "your driver was lovely, but the parcel is soaked", "Facebook", 340, 0, None),
    (543, "@vlad.p", "promo code BLACK20 not working", "Instagram", 2_200, 0, None),
    (570, "@yuki_t", "promo code not working on mobile", "X", 610, 0, None),
    (612, "@r_osei", "can I change the address after ordering?", "Bluesky", 77, 0, None),
    (700, "@coldhands", "size chart is missing on the parka page", "X", 150, 0, None),
    (738, "J. Borg", "do you ship to Malta", "Facebook", 45, 0, None),
    (3_835, "@m_ferro", "where is my order #4471 ...", "X", 300, 0, None),
    (9_860, "@leedslass", "store manager in Leeds deserves a raise!", "X", 980, 0, None),
];

/// Name, skills, languages, presence, reason, holds, capacity, answered, within, resolved.
type Person = (&'static str, &'static str, &'static str, Presence, &'static str, usize, u16, usize, usize, usize);

const PEOPLE: [Person; 12] = [
    ("Ade B.", "billing", "en", Presence::Available, "", 2, 4, 25, 23, 12),
    ("Amara O.", "lead", "en fr", Presence::Available, "", 1, 2, 20, 19, 4),
    ("Priya N.", "billing", "en", Presence::Available, "", 5, 4, 18, 11, 9),
    ("Tomas V.", "", "en cs de", Presence::Available, "", 3, 4, 19, 16, 11),
    ("Minh T.", "", "en vi", Presence::Away, "break", 0, 3, 16, 14, 8),
    ("Lin W.", "", "en zh", Presence::Available, "", 3, 3, 14, 11, 7),
    ("Hanna S.", "tech", "en sv", Presence::Available, "", 0, 3, 10, 9, 5),
    ("Karim D.", "", "en fr", Presence::Off, "", 0, 3, 0, 0, 0),
    ("Yusuf A.", "", "en ar", Presence::Available, "", 2, 3, 14, 12, 10),
    ("Jo P.", "phone", "en", Presence::Available, "", 1, 1, 0, 0, 3),
    ("Outsource 1", "", "en", Presence::Available, "", 3, 4, 13, 10, 9),
    ("Outsource 2", "", "en", Presence::Available, "", 4, 4, 12, 9, 9),
];

fn at(offset: i64) -> At {
    At::from_unix(now().unix() + offset).expect("after 1970")
}

/// A row of the table.
pub fn row(place: usize) -> Row {
    let (left, author, text, channel, followers, amplified, owner) = LINES[place % LINES.len()];
    let left = if place < LINES.len() { left } else { 900 + place as i64 };
    let again = place / LINES.len();
    Row {
        conversation: ConversationId(place as u32),
        state: if owner.is_some() { State::Assigned } else { State::New },
        due: Some(at(left)),
        due_is_first_response: true,
        waiting_since: Some(at(left - 1_800)),
        text: text.into(),
        edited_at: outside::edited_at(ConversationId(place as u32), 0),
        gone_at: outside::gone_at(ConversationId(place as u32), 0),
        author: if again == 0 { author.to_owned() } else { format!("{author}{again}") },
        followers: Some(followers),
        channel: channel.to_owned(),
        handle: "@larkhelp".to_owned(),
        owner: owner.map(str::to_owned),
        mentions: 1,
        amplified,
        touched_at: at(left - 1_800),
        cost: cost_of(place, left),
        influence: (followers / 700).min(100) as u8,
        tier: [Some(Tier::Gold), Some(Tier::Silver), None, Some(Tier::None)][place % 4],
        reading: Some(if place == 3 { Lane::Engineering } else { Lane::Support }),
        cues: [Cues::PRESS.with(Cues::FAILED_ELSEWHERE), Cues(0), Cues::URGENT, Cues(0), Cues::IN_STORE][place % 5],
        copies: if place == 11 { 5_000 } else { 0 },
        parts: if place == 2 { 2 } else { 0 },
        alert: (place == 0).then_some(Level::Alarm),
    }
}

/// An invented cost of delay whose parts add up.
fn cost_of(place: usize, left: i64) -> CostRow {
    let part = |what, words: &str, tenths| CostPart { what, words: words.to_owned(), tenths };
    let parts = match place {
        0 => vec![
            part(PartKind::Viral, "Viral risk: reach growing 1.7× per generation", 41),
            part(PartKind::Promise, "Past target by 9 min", 22),
            part(PartKind::Anger, "Complaint, strong anger", 12),
            part(PartKind::Customer, "Gold customer, 1 unresolved before", 9),
            part(PartKind::Influence, "Author reach 48 k", 5),
        ],
        _ if left < 0 => vec![
            part(PartKind::Promise, "Past target by 20 min", 34),
            part(PartKind::Cues, "Risk: urgent", 15),
            part(PartKind::Anger, "Complaint, anger", 12),
        ],
        n => {
            vec![part(PartKind::Promise, "Due in 5 min", (30 / n.max(1)) as u64 + 2), part(PartKind::Anger, "Anger", 3)]
        }
    };
    CostRow { tenths: parts.iter().map(|part| part.tenths).sum(), parts }
}

fn agents_view() -> Agents {
    let words = |list: &str| list.split_whitespace().map(str::to_owned).collect();
    let rows = PEOPLE.iter().enumerate().map(|(place, p)| AgentRow {
        agent: AgentId(place as u16),
        name: p.0.to_owned(),
        left: false,
        skills: words(p.1),
        languages: words(p.2),
        presence: p.3,
        reason: p.4.to_owned(),
        since: at(-3_000),
        by: By::Themselves,
        forced: false,
        on_duty: p.3 != Presence::Off,
        schedule: schedule(p.0),
        shifts: vec![shift(place)],
        today: p.0 == "Hanna S.",
        expired: usize::from(p.0 == "Yusuf A."),
        holds: p.5,
        capacity: p.6,
        oldest_in_hand: (p.5 > 0).then(|| (ConversationId(place as u32), at(-408 - 60 * place as i64))),
        answered_today: p.7,
        within_today: p.8,
        resolved_today: p.9,
    });
    Agents {
        rows: rows.collect(),
        day: Some((at(-52_320), at(34_080))),
        card: None,
        capsules: vec![capsule()],
        takers: vec![(AgentId(1), "Amara O.".into()), (AgentId(0), "Ade B.".into())],
        announcements: vec![announcement()],
        announcement_words: "{names} {are} on duty for {handle} until {until}. Write to us!".into(),
        pools: vec![pool()],
    }
}

fn pool() -> PoolRow {
    let pool = Pool { name: "Brightdesk".into(), on: true, capacity: 8, hours: None, cost_cents: 2_650, share_pct: 40 };
    let people = vec!["Outsource 1".to_owned(), "Outsource 2".to_owned()];
    PoolRow { pool, on_duty: 2, people, holds: 7, share_pct: 21, works: true }
}

/// How the people of the picture keep to their roster.
fn schedule(name: &str) -> Schedule {
    match name {
        "Tomas V." => Schedule::Late(720),
        "Minh T." => Schedule::BreakOver(280),
        "Karim D." => Schedule::Absent(1_920),
        _ => Schedule::OnTime,
    }
}

fn shift(place: usize) -> (At, At) {
    let from = [-30_300, -23_100, -23_100, -23_100, -26_700, -15_900, -15_900, -1_920][place % 8];
    (at(from), at(from + 28_800))
}

fn capsule() -> CapsuleRow {
    CapsuleRow {
        capsule: CapsuleId(3),
        name: "Karim D.".into(),
        at: at(-900),
        why: Why::ShiftEnded,
        to: None,
        open: 3,
        left: 2,
        aside: (1, Some(at(3_600))),
        pending: 4,
        drafts: 1,
        watch: 1,
        note: "The lost parcel wants a call at six".into(),
        first: Some(ConversationId(4)),
    }
}

fn announcement() -> AnnouncementRow {
    let text = "Ade B. and Amara O. are on duty for @larkhelp until 18:00. Write to us!";
    AnnouncementRow {
        handle: HandleId(0),
        name: "@larkhelp".into(),
        channel: "X".into(),
        boundary: at(1_680),
        leaving: vec!["Priya N.".into()],
        text: text.into(),
        length: text.chars().count() as u32,
        most: Some((280, "X developer documentation")),
    }
}

/// What is shown of the agent who is looked into.
pub fn card(agent: AgentId) -> AgentCard {
    let spell = |from, until, presence, reason: &str, by| SpellRow {
        from: at(from),
        until: at(until),
        presence,
        reason: reason.into(),
        by,
    };
    let held = |id, author: &str, since, state| HeldRow {
        conversation: ConversationId(id),
        author: author.into(),
        since,
        state,
    };
    AgentCard {
        agent: Some(agent),
        holding: vec![
            held(1, "@jaynegorman", Some(at(-1_570)), "assigned"),
            held(6, "@kpbaker", Some(at(-260)), "assigned"),
            held(9, "@sunny_r", None, "snoozed"),
        ],
        owns: 5,
        spells: vec![
            spell(-30_000, -12_000, Presence::Available, "", By::Themselves),
            spell(-12_000, -11_000, Presence::Away, "break", By::Themselves),
            spell(-11_000, 0, Presence::Available, "", By::Lead),
        ],
        spent: Spent { available_secs: 29_000, away_secs: 1_000, off_secs: 0, breaks: 1 },
        shift: Some((at(-30_300), at(5_400))),
        extended: Some("the outage".into()),
        next_shift: Some(at(56_100)),
        today: Some((vec!["billing".into()], at(5_400), "the app is down".into())),
        groups: vec!["senior agents".into()],
        takes_queue: true,
        trainings: vec![
            TrainingRow { what: "public replies".into(), until: Some(at(9_000_000)), expired: false },
            TrainingRow { what: "tone".into(), until: Some(at(-9_000)), expired: true },
        ],
        networks: vec!["x".into()],
        interests: vec!["ski".into()],
        experience: Experience::Writes,
        pool: Some("Nearby".into()),
        absences: vec![AbsenceRow {
            from: at(90_000),
            until: at(180_000),
            reason: "training".into(),
            substitutes: vec!["Amara O.".into()],
            expired: false,
        }],
        note: "Dan calls back at six".into(),
    }
}

/// Hours and policies of an invented retailer.
pub fn hours_view() -> HoursScreen {
    let day = |text: &str| parse_periods(text).expect("hours that can be read");
    let mut week: [Vec<_>; 7] = std::array::from_fn(|_| day("8-12, 13:30-18"));
    week[5] = day("10-16");
    week[6] = Vec::new();
    let holiday = SpecialDay {
        date: jiff::civil::date(2017, 12, 25),
        hours: Vec::new(),
        name: "Christmas".to_owned(),
        public_text: "We are back on the 27th.".to_owned(),
        from_feed: "fr.ics".to_owned(),
    };
    let hours = Hours { name: "Support".to_owned(), zone: "Europe/Paris".to_owned(), week, days: vec![holiday] };
    let never = Hours { name: "Nobody".to_owned(), week: Default::default(), days: Vec::new(), ..hours.clone() };
    let row = |n: u16, hours: Hours, now: &str| CalendarRow {
        calendar: CalendarId(n),
        hours,
        now: now.to_owned(),
        never: n == 1,
        used_by: if n == 0 { vec!["@larkhelp".to_owned()] } else { Vec::new() },
    };
    let policy = Policy {
        name: "Complaints on X".to_owned(),
        channel: Some(ChannelId(0)),
        handle: None,
        tier: None,
        kind: Some(Kind::Complaint),
        intent: None,
        first_secs: 900,
        next_secs: Some(900),
        resolution_secs: 14_400,
        hours: PolicyHours::OfHandle,
        pauses_pending: true,
        pauses_snoozed: false,
    };
    HoursScreen {
        calendars: vec![row(0, hours, "open now"), row(1, never, "never opens")],
        policies: vec![policy],
        counts: vec![61, 112],
        counted: 173,
        handles: vec![HandleHours {
            handle: HandleId(0),
            name: "@larkhelp on X".to_owned(),
            calendar: Some(CalendarId(0)),
        }],
        groups: vec![("team leads".to_owned(), None)],
        bots: vec!["larkbot".to_owned()],
        ..HoursScreen::default()
    }
}

/// How work is given out.
fn assignment_view() -> watchfloor::view::Assignment {
    use watchfloor::floor::{ChannelId, HandleId, Intent, Rules};
    let skills = [(Intent::Payment, "billing".to_owned()), (Intent::Bug, "technical".to_owned())].into();
    let teams = [("senior agents".to_owned(), 12)].into();
    watchfloor::view::Assignment {
        rules: Rules { skills, teams, timer_secs: Some(900), ..Rules::default() },
        channels: vec![(ChannelId(0), "X".into(), 2_150), (ChannelId(1), "Facebook".into(), 900)],
        handles: vec![(HandleId(0), "@larkhelp".into(), 3_050)],
        teams: vec![("senior agents".into(), 750), ("team leads".into(), 0)],
    }
}

/// The conversation in the panel.
pub fn thread(id: ConversationId, bubbles: usize) -> Thread {
    let row = row(id.index());
    let candidate = |agent: u16, reason: &str, free| Candidate {
        agent: AgentId(agent),
        name: PEOPLE[usize::from(agent)].0.to_owned(),
        holds: PEOPLE[usize::from(agent)].5,
        capacity: PEOPLE[usize::from(agent)].6,
        load_centi: PEOPLE[usize::from(agent)].5 as u32 * 100,
        reason: reason.to_owned(),
        free,
        can_be_named: true,
    };
    let clock = |kind, target_secs: u32, due: At| Clock {
        kind,
        started: due.minus(target_secs),
        target_secs,
        due,
        ended: None,
        paused_left_secs: None,
    };
    let due = row.due.unwrap_or(now());
    let said = |place: usize| Bubble {
        at: due.minus(1_800).plus(place as u32 * 45),
        author: if place % 3 == 1 { "@larkhelp".to_owned() } else { row.author.clone() },
        ours: place % 3 == 1,
        customer: place % 3 != 1,
        agent: (place % 3 == 1).then(|| "Ade B.".to_owned()),
        kind: MentionKind::Post,
        edited_at: outside::edited_at(id, place),
        gone_at: outside::gone_at(id, place),
        text: match place {
            0 => row.text.to_string(),
            _ if place % 3 == 1 => "Hi, that should not happen three times. I’m on it now.".to_owned(),
            _ => format!("Message {place} 🎥 شكرا جزيلا على المساعدة"),
        },
    };
    Thread {
        conversation: id,
        author: row.author.clone(),
        followers: row.followers,
        before: 3,
        channel: row.channel.clone(),
        handle: row.handle.clone(),
        state: row.state,
        snoozed_until: None,
        owner: row.owner.as_ref().map(|name| (AgentId(2), name.clone())),
        clocks: vec![
            clock(ClockKind::FirstResponse, 1_800, due),
            clock(ClockKind::Resolution, 14_400, due.plus(12_600)),
        ],
        explained: vec![ClockWords {
            kind: ClockKind::FirstResponse,
            policy: "30 min by policy Complaints on X, number 1 in the list".to_owned(),
            hours: "counted from Wed 29 Nov 17:45 in hours Support (Europe/Paris)".to_owned(),
            lines: vec![
                ("Wed 29 Nov from 17:45: 15 min".to_owned(), true),
                ("Thu 30 Nov: St. Andrew, closed".to_owned(), false),
                ("Fri 1 Dec from 09:00: 15 min".to_owned(), true),
            ],
            end: "due Fri 1 Dec 09:15".to_owned(),
        }],
        bubbles: (0..bubbles).map(said).collect(),
        bubbles_left_out: 0,
        amplified: vec![(Amplification::Repost, 842), (Amplification::Like, 3_100), (Amplification::Quote, 118)],
        spread: (0..60).map(|n| n * n / 90).collect(),
        happened: vec![Happened { at: at(-600), by: "the clock".into(), what: "first response was due".into() }],
        candidates: vec![
            candidate(0, "2 free slots, billing", true),
            candidate(6, "3 free slots", true),
            candidate(8, "1 free slot", true),
            candidate(2, "over capacity", false),
        ],
        reading: Some(reading(&row)),
        because: because(),
        cost: row.cost.clone(),
        forecast: (id.0 == 0).then(|| spread(id)),
        alert: (id.0 == 0).then(|| AlertRow {
            alert: AlertId(7),
            cause: Cause::Viral(id),
            level: Level::Alarm,
            severity: 8,
            words: "1.2 M people in 6 h, with R 1.7".to_owned(),
            false_alarms: "One in ten is wrong".to_owned(),
            lasts_secs: 420,
            acknowledged: false,
            escalated: false,
            snoozed_until: None,
            is_over: false,
        }),
        customer: (id.0 == 0).then(|| CustomerRow {
            name: "Dan Whitlow".to_owned(),
            tier: Tier::Gold,
            since: Some(2019),
            earlier: 4,
            failed: 1,
            by: MatchedBy::Handle,
            confidence_pct: 96,
        }),
        influence: InfluenceRow {
            points: row.influence,
            terms: vec![("48 200 followers".to_owned(), 60), ("Posts often".to_owned(), 8)],
        },
        exposure: (5_040_000, 12_400),
        case: if id.0 == 2 {
            vec![(ConversationId(30), "Facebook".to_owned()), (ConversationId(31), "Instagram".to_owned())]
        } else {
            Vec::new()
        },
        same_matter: if id.0 == 1 { vec![(ConversationId(32), "Facebook".to_owned())] } else { Vec::new() },
        ticket: outside::ticket(id),
        answers_by: outside::answers_by(id),
        outgoing: outside::outgoing(id),
    }
}

fn reading(row: &Row) -> ReadingRow {
    ReadingRow {
        verdict: Verdict::Respond,
        stage: Stage::Actionable,
        kind: Kind::Complaint,
        intent: Intent::Delivery,
        lane: row.reading.unwrap_or(Lane::Support),
        cues: row.cues,
        negative_pct: 88,
        mood: -71,
        sure_pct: 93,
        language: "English".to_owned(),
        reason: "somebody complains".to_owned(),
        overruled: false,
        copies: row.copies,
        store: row.cues.has(Cues::IN_STORE).then(|| ("Leeds, Briggate".to_owned(), "ext. 41".to_owned())),
    }
}

fn because() -> Vec<Because> {
    let because = |stage, passed, words: &str| Because { stage, passed, words: words.to_owned() };
    vec![
        because(Stage::Copy, true, "no copy of anything in the last hour"),
        because(Stage::Spam, true, "spam 2 %"),
        because(Stage::Elsewhere, true, "about us: it is addressed to @larkhelp"),
        because(Stage::Quiet, false, "complaint 93 %: “nobody rang”, “attempted”"),
    ]
}

/// An invented forecast: reach grows past the alert's threshold.
fn spread(id: ConversationId) -> Spread {
    let band = |mid: f64| Band { low: mid * 0.5, mid, high: mid * 2.0 };
    let fan = (1..=24).map(|n| FanPoint {
        at: now().plus(n * 900),
        reach: Band {
            low: 380_000.0 + 9_000.0 * f64::from(n),
            mid: 380_000.0 + 34_000.0 * f64::from(n),
            high: 380_000.0 + 84_000.0 * f64::from(n),
        },
    });
    Spread {
        conversation: id,
        r: Band { low: 1.3, mid: 1.7, high: 2.2 },
        growth: "growing",
        reach_now: 380_000.0,
        reach_1h: band(520_000.0),
        reach_6h: Band { low: 600_000.0, mid: 1_200_000.0, high: 2_400_000.0 },
        p_threshold: Some(0.84),
        minutes_to_threshold: Some(52),
        threshold: 500_000,
        past: (0..=60).map(|n| (now().minus((60 - n) * 120), 380_000.0 * f64::from(n * n) / 3_600.0)).collect(),
        fan: fan.collect(),
        answered_6h: Band { low: 450_000.0, mid: 700_000.0, high: 1_400_000.0 },
        assumption: "Assumed: an answer takes a third off each carrying on that comes after it.",
        drivers: vec![("@dealwatcher".to_owned(), 212_000), ("@citydesk".to_owned(), 88_000)],
        factors: vec![("speed of the last ten minutes", 0.42), ("followers of those who joined", 0.31)],
        is_forecast: true,
        joined: [842, 118, 3_100, 210],
        stranger_ratio: Some(0.64),
        angry_ratio: Some(0.71),
    }
}

fn triage_view() -> TriageSettings {
    TriageSettings {
        brand: Brand {
            names: vec!["Larkfield".to_owned()],
            ambiguous: vec!["Lark".to_owned()],
            context: vec!["order".to_owned(), "parcel".to_owned()],
            exclusions: vec!["meadowlark".to_owned()],
            stores: vec![Store {
                name: "Leeds, Briggate".to_owned(),
                words: vec!["leeds".to_owned()],
                contact: "ext. 41".to_owned(),
            }],
        },
        weights: Weights::default(),
        customers: 2_000,
        silence: vec![(ChannelId(0), "X".to_owned(), "11 min without a mention would be an alert".to_owned())],
        preview: None,
    }
}

/// What the engine would say of a change that is thought about.
fn preview(asked: &PreviewAsked) -> Option<Preview> {
    Some(match asked {
        // Who gets which policy stands on the page of hours.
        PreviewAsked::Policies(_) => return None,
        PreviewAsked::Brand(_) => Preview::Brand {
            rows: vec![
                BrandRow {
                    text: "the lark in the morning".to_owned(),
                    before: false,
                    after: true,
                    why: "about us".to_owned(),
                },
                BrandRow {
                    text: "my parcel from larkfield".to_owned(),
                    before: true,
                    after: true,
                    why: "about us".to_owned(),
                },
            ],
            about_us: (31, 34),
            of: 400,
        },
        PreviewAsked::Weights(_) => Preview::Weights {
            rows: [(2, 1), (0, 0), (1, 2)]
                .into_iter()
                .map(|(place, before)| {
                    let row = row(place);
                    OrderRow {
                        conversation: row.conversation,
                        text: row.text.to_string(),
                        author: row.author,
                        before: before + 1,
                        cost: row.cost,
                    }
                })
                .collect(),
        },
    })
}

fn source(id: u16, name: &str, kind: &str, state: SourceState, quarantined: u64) -> SourceRow {
    SourceRow {
        source: SourceId(id),
        name: name.to_owned(),
        kind: kind.to_owned(),
        state,
        last_in: Some(at(-4)),
        last_read: Some(at(-2)),
        lag_secs: Some(3),
        read: 18_940,
        new: 18_700,
        known: 240 - quarantined,
        live: None,
        quarantined,
    }
}

fn sources_view() -> Sources {
    let quarantined = |n: u32| QuarantineRow {
        source: "threads.csv".to_owned(),
        place: format!("line {}", 120 + n),
        reason: "the date is not one".to_owned(),
        raw: format!("{n},sprintcare,False,yesterday-ish,\"Please send us a private message\""),
        at: at(-60),
        place_in_log: (40, n as u16),
        can_retry: false,
    };
    let mut rows = vec![
        source(0, "X @larkhelp", "rehearsal network", SourceState::Live, 0),
        source(1, "Facebook Lark", "rehearsal network", SourceState::Behind, 0),
        source(2, "Instagram lark", "rehearsal network", SourceState::Failing("the token ran out at 14:20".into()), 0),
        source(3, "threads.csv", "file", SourceState::Done, 10),
    ];
    rows.extend(fixture::live::rows(now()));
    let mut quarantine: Vec<QuarantineRow> = (0..10).map(quarantined).collect();
    if let Some(last) = quarantine.last_mut() {
        *last = QuarantineRow { source: "Bluesky @larkhelp".into(), can_retry: true, ..last.clone() };
    }
    Sources { rows, quarantine, quarantined: 10, deliveries: fixture::live::deliveries(now()), failed: 3, waiting: 1 }
}

/// A look at a floor whose table has so many rows.
pub fn snapshot(rows: usize) -> Snapshot {
    let channels = ["X", "Facebook", "Instagram", "Bluesky"];
    let promise = |(place, name): (usize, &&str)| Promise {
        channel: ChannelId(place as u16),
        name: (*name).to_owned(),
        first_response_secs: if place == 0 { 1_800 } else { 3_600 },
        resolution_secs: 14_400,
    };
    Snapshot {
        revision: 1,
        at: now(),
        moment: Moment::Now,
        floor: FloorKind::Rehearsal { day: "tuesday".into(), seed: 1, speed: 1 },
        trouble: None,
        zone: jiff::tz::TimeZone::get("Europe/Paris").expect("a zone of the bundled table"),
        span: (at(-36_000), now()),
        tide: Arc::from([]),
        wallboard: Arc::new(Wallboard::default()),
        board: None,
        listing: Arc::new(Listing {
            order: (0..rows as u32).map(ConversationId).collect(),
            rows: (0..rows.min(120)).map(row).collect(),
            counts: ChipCounts { counts: [61, 37, 84, 2, 40, 9, 5, 642, 1_204] },
            channels: channels.iter().enumerate().map(|(n, name)| (ChannelId(n as u16), (*name).to_owned())).collect(),
            ..Listing::default()
        }),
        thread: None,
        agents: Arc::new(agents_view()),
        promises: channels.iter().enumerate().map(promise).collect(),
        hours: Arc::new(hours_view()),
        sources: Arc::new(sources_view()),
        tasks: Vec::new(),
        answers: Vec::new(),
        mapping_asked: None,
        connectors: fixture::live::connectors(),
        tried: None,
        escalations: Arc::default(),
        funnel: Arc::default(),
        triage: Arc::new(triage_view()),
        assignment: Arc::new(assignment_view()),
        planner: Arc::default(),
        alerts: Arc::from([]),
        seat: Default::default(),
        audit: Arc::default(),
        house: Arc::default(),
        handoffs: Arc::new(handoffs_view()),
    }
}

/// The window on the bench.
pub struct Bench {
    /// What it draws.
    pub snapshot: Snapshot,
    /// What it remembers.
    pub desk: Desk,
    /// What it asked for, oldest first.
    pub asked: Vec<Asked>,
    /// Bubbles of the conversation that is opened.
    pub bubbles: usize,
}

impl Bench {
    /// With so many rows, on this screen.
    pub fn new(rows: usize, screen: Screen) -> Bench {
        let mut desk = Desk::default();
        desk.screen = screen;
        Bench { snapshot: snapshot(rows), desk, asked: Vec::new(), bubbles: 3 }
    }

    /// One frame: a turn, the screen, and what lies over it.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let asked = std::cell::RefCell::new(Vec::new());
        perform::turn(ui.ctx(), &mut self.desk, &self.snapshot, &|ask| asked.borrow_mut().push(ask));
        for ask in asked.into_inner() {
            if let Asked::Looking(looking) = &ask {
                self.look(looking);
            }
            self.asked.push(ask);
        }
        match self.desk.screen {
            Screen::Floor | Screen::Wallboard => floor::floor_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Agents => agents::agents_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Sources => sources::sources_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Settings => settings::settings_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Audit => audit::audit_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Funnel => funnel::funnel_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Escalations => escalations::escalations_ui(ui, &mut self.desk, &self.snapshot),
            Screen::Planner => planner::planner_ui(ui, &mut self.desk, &self.snapshot),
        }
        palette::overlays_ui(ui, &mut self.desk, &self.snapshot);
    }

    /// What the engine would do with a look.
    fn look(&mut self, looking: &Looking) {
        let first = looking.rows.start.saturating_sub(60);
        let end = (looking.rows.end + 60).min(self.snapshot.listing.order.len());
        let listing = Arc::make_mut(&mut self.snapshot.listing);
        listing.query = looking.query.clone();
        listing.first = first;
        listing.rows = (first..end).map(row).collect();
        Arc::make_mut(&mut self.snapshot.handoffs).thread = looking.conversation.map(of_thread);
        Arc::make_mut(&mut self.snapshot.agents).card = looking.agent.map(card);
        Arc::make_mut(&mut self.snapshot.triage).preview = looking.preview.as_ref().and_then(preview);
        self.snapshot.thread = looking.conversation.map(|id| Arc::new(thread(id, self.bubbles)));
    }

    /// The commands that were asked for.
    pub fn commands(&self) -> Vec<Command> {
        let command = |ask: &Asked| match ask {
            Asked::Command { command, .. } => Some(command.clone()),
            _ => None,
        };
        self.asked.iter().filter_map(command).collect()
    }

    /// The wishes to the desk that were asked for.
    pub fn wishes(&self) -> Vec<DeskWish> {
        let wish = |ask: &Asked| match ask {
            Asked::Desk(wish) => Some(wish.clone()),
            _ => None,
        };
        self.asked.iter().filter_map(wish).collect()
    }

    /// What was last looked at.
    pub fn looking(&self) -> Looking {
        let look = |ask: &Asked| match ask {
            Asked::Looking(looking) => Some(looking.clone()),
            _ => None,
        };
        self.asked.iter().rev().find_map(look).unwrap_or_default()
    }

    /// Answers the newest command.
    pub fn answer(&mut self, outcome: Result<String, watchfloor::floor::Refusal>) {
        let id = self.asked.iter().rev().find_map(|ask| match ask {
            Asked::Command { id, .. } => Some(*id),
            _ => None,
        });
        let undoable = outcome.is_ok();
        self.snapshot.answers.push(Answer { id: id.expect("a command was asked for"), outcome, undoable });
    }
}

/// The window in a test, at 1600 by 900.
pub type Window = egui_kittest::Harness<'static, Bench>;

/// Opens it. The invented customers write in scripts that the fonts of the repository do not cover.
pub fn open(bench: Bench) -> Window {
    let mut window = egui_kittest::Harness::builder()
        .with_size([1_600.0, 900.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(watchfloor::ui::fonts::own());
            watchfloor::ui::theme::install(ctx, 1.0);
        })
        .allow_missing_glyphs()
        .build_ui_state(|ui, bench: &mut Bench| bench.frame_ui(ui), bench);
    settle(&mut window);
    window
}

/// A few frames: an action is done in the frame after it was queued, and what it opens is measured in the next.
pub fn settle(window: &mut Window) {
    window.run_steps(5);
}
