//! One moment of an invented floor, for tests of the window and for looking at it. The numbers mean nothing.

#[path = "fixture_sources.rs"]
pub mod live;

use jiff::tz::TimeZone;
use std::sync::Arc;
use watchfloor::floor::{
    AgentId, AlertId, At, Cause, ChannelId, ConversationId, Cues, Intent, Kind, Lane, Level, MatchedBy, MentionId,
    Overrule, Presence, Seat, Stage, Tier, Verdict,
};
use watchfloor::view::*;

/// Mon 27 Nov 2017, 14:32:08 in Paris.
pub fn now() -> At {
    At::from_unix(1_511_789_528).expect("after 1970")
}

/// A busy rehearsal.
pub fn busy() -> Snapshot {
    let now = now();
    let mut counts = ChipCounts { counts: [61, 37, 84, 2, 40, 9, 12, 642, 5_331] };
    counts.counts[0] = 61;
    Snapshot {
        revision: 1,
        at: now,
        moment: Moment::Now,
        floor: FloorKind::Rehearsal { day: "tuesday".to_owned(), seed: 7, speed: 1 },
        trouble: None,
        zone: TimeZone::get("Europe/Paris").expect("a bundled zone"),
        span: (now.minus(14 * 3_600 + 32 * 60), now),
        tide: tide().into(),
        wallboard: Arc::new(wallboard()),
        board: None,
        listing: Arc::new(Listing { counts, channels: vec![(ChannelId(0), "X".to_owned())], ..Listing::default() }),
        thread: None,
        agents: Arc::new(agents()),
        promises: Vec::new().into(),
        hours: Arc::default(),
        sources: Arc::new(sources(now)),
        tasks: Vec::new(),
        answers: Vec::new(),
        mapping_asked: None,
        connectors: live::connectors(),
        tried: None,
        escalations: Arc::default(),
        funnel: Arc::new(funnel_screen(None)),
        triage: Arc::default(),
        assignment: Arc::default(),
        planner: Arc::default(),
        alerts: Arc::from([]),
        handoffs: Arc::default(),
        seat: Seat::default(),
        audit: Arc::default(),
        house: Arc::default(),
    }
}

/// The user's own floor before anything has been on it.
pub fn empty() -> Snapshot {
    let zone = TimeZone::get("Europe/Paris").expect("a bundled zone");
    Snapshot {
        floor: FloorKind::Own { place: "~/watchfloor".to_owned() },
        zone,
        tide: Vec::new().into(),
        wallboard: Arc::default(),
        listing: Arc::default(),
        agents: Arc::default(),
        sources: Arc::default(),
        funnel: Arc::default(),
        ..busy()
    }
}

/// The same floor at another moment.
#[allow(dead_code, reason = "the example looks at it")]
pub fn past(at: At) -> Snapshot {
    Snapshot { at, moment: Moment::Past(at), ..busy() }
}

fn tide() -> Vec<u32> {
    (0..240_u32).map(|i| 40 + (i * i) / 420 + (i * 37 % 23) + if i > 200 { (i - 200) * 2 } else { 0 }).collect()
}

/// The board of the picture.
pub fn wallboard() -> Wallboard {
    Wallboard {
        waiting: 214,
        waiting_again: 29,
        waiting_trend: (0..60_u32).map(|i| 150 + (i * 7 % 11) + if i > 30 { (i - 30) * 2 } else { 0 }).collect(),
        waiting_change: 61,
        breached: 37,
        open: 642,
        unowned: 61,
        oldest: Some(Oldest {
            conversation: ConversationId(1),
            age_secs: 2_470,
            past_target_secs: 1_570,
            author: "@jaynegorman".to_owned(),
            channel: "X".to_owned(),
        }),
        first_response: ResponseTile {
            period: Period::Hour,
            median_secs: Some(680),
            p90_secs: Some(1_640),
            answered: 418,
        },
        within_target: WithinTile {
            period: Period::Today,
            within: 3_814,
            of: 5_120,
            goal_ratio: 0.8,
            recovers: Some((31, 40)),
        },
        response_rate: RateTile { period: Period::Today, answered: 5_120, opened: 5_331, mentions: 18_940 },
        agents: AgentTile { team: 44, on_shift: 38, handling: 31, free: 2, away: 5, over_capacity: 6 },
        next_to_breach: due(),
        by_age: by_age(),
        channels: channels(),
        viral: viral(),
        viral_alerts: 2,
        funnel: funnel(),
        skill_gap: watchfloor::view::SkillGap::default(),
        exposure: ExposureRow {
            person_secs: 72_000_000,
            people: 1_310_000,
            ignored: 37,
            will_tell: 22,
            tell_others_pct: 60,
        },
        today: today(),
        sources_live: 6,
        sources_behind: vec![("Instagram".to_owned(), "48 s behind".to_owned())],
        promise: "first response within 15 min for 80 %".to_owned(),
        ..Wallboard::default()
    }
}

type DueRow = (i64, &'static str, &'static str, &'static str, Option<u32>, Option<&'static str>);

fn due() -> Vec<Due> {
    let rows: [DueRow; 10] = [
        (
            -1_570,
            "still no refund, 3 weeks. this is a joke @brandhelp",
            "@jaynegorman",
            "X",
            Some(5_300),
            Some("Priya N."),
        ),
        (-764, "locked out before my flight, nobody answers the phone", "@t_okafor", "X", Some(900), None),
        (48, "the app deleted my order history??", "Lena Fuchs", "Facebook", Some(210), None),
        (95, "is the Lyon store open Sunday?", "@marc_lyon", "Instagram", Some(1_100), Some("Tomas V.")),
        (182, "bạn có giao hàng tới Huế không?", "Minh", "Facebook", None, None),
        (260, "متى يصل طلبي رقم 4471 إلى الرياض؟", "@noura_k", "Instagram", Some(430), Some("Ade B.")),
        (357, "how do I return without the box", "@hollyw", "X", Some(1_900), None),
        (430, "wrong size sent twice now 😡", "@kpbaker", "Bluesky", Some(430), None),
        (521, "gift card says expired, bought last week", "@sunny_r", "X", Some(12_000), None),
        (600, "your driver was lovely, but the parcel is soaked", "Ana Reis", "Facebook", Some(340), None),
    ];
    let due = |(place, row): (usize, &DueRow)| Due {
        conversation: ConversationId(1 + place as u32),
        left_secs: row.0,
        used_ratio: (1.0 - row.0 as f32 / 900.0).clamp(0.0, 1.0),
        text: row.1.to_owned(),
        author: row.2.to_owned(),
        channel: row.3.to_owned(),
        followers: row.4,
        owner: row.5.map(str::to_owned),
    };
    rows.iter().enumerate().map(due).collect()
}

fn by_age() -> ByAge {
    let column = |label: &str, from_secs: u32, counts: [usize; 4]| AgeColumn {
        label: label.to_owned(),
        from_secs,
        past_target: if from_secs >= 900 { counts.iter().sum() } else { 0 },
        counts: counts.to_vec(),
    };
    ByAge {
        series: ["X", "Facebook", "Instagram", "Other"].map(str::to_owned).to_vec(),
        columns: vec![
            column("< 5", 0, [34, 12, 9, 6]),
            column("5–10", 300, [28, 12, 9, 5]),
            column("10–15", 600, [21, 9, 8, 4]),
            column("15–30", 900, [14, 7, 5, 2]),
            column("30–60", 1_800, [5, 2, 1, 1]),
            column("1–2 h", 3_600, [0, 0, 0, 0]),
            column("> 2 h", 7_200, [0, 0, 0, 0]),
        ],
        target_secs: Some(900),
    }
}

fn channels() -> Vec<ChannelRow> {
    let rows: [(&str, usize, usize, Option<u32>, usize); 5] = [
        ("X", 121, 22, Some(1_440), 3_120),
        ("Facebook", 43, 9, Some(1_860), 1_204),
        ("Instagram", 31, 0, Some(840), 744),
        ("Bluesky", 9, 0, Some(480), 151),
        ("Reviews, forums", 10, 6, None, 112),
    ];
    let row = |(name, waiting, breached, p90_secs, opened_today): (&str, usize, usize, Option<u32>, usize)| {
        ChannelRow { name: name.to_owned(), waiting, breached, p90_secs, target_secs: 900, opened_today }
    };
    rows.into_iter().map(row).collect()
}

/// Text, author, followers, customer, owner, seconds unanswered, R, reach in six hours, alert.
type ViralRow = (
    &'static str,
    &'static str,
    u32,
    Option<(Tier, u16)>,
    Option<&'static str>,
    Option<u32>,
    f64,
    f64,
    Option<AlertRow>,
);

fn viral_rows() -> [ViralRow; 3] {
    [
        (
            "Third delivery ‘attempted’ today. Nobody rang. I have the door-cam footage. @brandhelp anyone awake?",
            "@doorcam_dan",
            48_200,
            Some((Tier::Bronze, 2_019)),
            None,
            Some(552),
            1.7,
            1_200_000.0,
            Some(alert(0, Cause::Viral(ConversationId(40)), Level::Alarm, false)),
        ),
        (
            "Charged twice and your chat hung up on me. Everyone check your statements!",
            "@mira.k",
            6_100,
            Some((Tier::Gold, 2_015)),
            Some("Amara O."),
            None,
            1.2,
            310_000.0,
            Some(alert(1, Cause::Viral(ConversationId(41)), Level::Watch, true)),
        ),
        (
            "So the gift card scheme just… expired? On Black Friday?",
            "@dealwatcher",
            212_000,
            None,
            Some("Priya N."),
            Some(130),
            0.6,
            190_000.0,
            None,
        ),
    ]
}

/// An alert, nine minutes old.
pub fn alert(id: u32, cause: Cause, level: Level, acknowledged: bool) -> AlertRow {
    AlertRow {
        alert: AlertId(id),
        cause,
        level,
        severity: 8,
        words: "@doorcam_dan: 1.2 M people within six hours".to_owned(),
        false_alarms: "Alarm is later and right in about nine of ten.".to_owned(),
        lasts_secs: 552,
        acknowledged,
        escalated: false,
        snoozed_until: None,
        is_over: false,
    }
}

fn viral() -> Vec<ViralCard> {
    let card = |(place, row): (usize, ViralRow)| ViralCard {
        spread: spread(ConversationId(40 + place as u32), row.6, row.7),
        alert: row.8,
        text: row.0.to_owned(),
        author: row.1.to_owned(),
        channel: "X".to_owned(),
        followers: Some(row.2),
        customer: row.3.map(|(tier, since)| CustomerRow {
            name: "Dan Doorcam".to_owned(),
            tier,
            since: Some(since),
            earlier: 3,
            failed: 1,
            by: MatchedBy::Handle,
            confidence_pct: 95,
        }),
        owner: row.4.map(str::to_owned),
        unanswered_secs: row.5,
        exposure_secs: 72_000_000,
    };
    viral_rows().into_iter().enumerate().map(card).collect()
}

/// A forecast that ends at so many people.
fn spread(conversation: ConversationId, r: f64, reach: f64) -> Spread {
    let band = |mid: f64| Band { low: mid * 0.51, mid, high: mid * 2.0 };
    let reach_now = reach * 0.55;
    let ahead = |n: u32| {
        let share = 1.0 - (-f64::from(n) / 12.0).exp();
        let mid = reach_now + (reach - reach_now) * share;
        let reach = Band { low: mid - mid * 0.35 * share, mid, high: mid + mid * share };
        FanPoint { at: now().plus(n * 600), reach }
    };
    let before = |n: u32| (now().minus((24 - n) * 300), reach_now * (f64::from(n) / 24.0).powi(3));
    Spread {
        conversation,
        r: Band { low: r * 0.7, mid: r, high: r * 1.4 },
        growth: if r >= 1.0 { "growing" } else { "fading" },
        reach_now,
        reach_1h: band(reach * 0.7),
        reach_6h: band(reach),
        p_threshold: Some(0.94),
        minutes_to_threshold: Some(25),
        threshold: 500_000,
        past: (0..=24).map(before).collect(),
        fan: (0..=36).map(ahead).collect(),
        answered_6h: band(reach * 0.72),
        assumption: "Assumes that an answer now prevents three in ten joins.",
        drivers: vec![("@citynews".to_owned(), 120_000), ("@cam_club".to_owned(), 31_000)],
        factors: vec![("how many do so now", 0.44), ("its age", -0.2)],
        is_forecast: true,
        joined: [842, 118, 3_100, 64],
        stranger_ratio: Some(0.88),
        angry_ratio: Some(0.71),
    }
}

/// What is wrong with a channel, and in what order the floor serves.
#[allow(dead_code, reason = "not every bench shows it")]
pub fn loud(mut board: Wallboard) -> Wallboard {
    let mut quiet = alert(7, Cause::Silence(ChannelId(1)), Level::Alarm, false);
    quiet.words =
        "Facebook has been unusually quiet for 11 min: 12 mentions were expected when it was noticed".to_owned();
    quiet.false_alarms = "Chosen for at most one false alarm a week.".to_owned();
    board.channel_alerts = vec![quiet];
    board.mode = ModeRow {
        priority_since: Some(now().minus(27 * 60)),
        words: "Priority mode since 14:05: load 1.18, 212 conversations an hour for 15 agents".to_owned(),
        saved: "Saved since then 1 240 points of cost".to_owned(),
    };
    board
}

/// The funnel of the board and of its own screen.
pub fn funnel() -> Funnel {
    Funnel {
        raw: 100_000,
        stages: [14_200, 30_100, 5_750, 48_951, 999],
        kinds: [412, 530, 120, 6_204, 42_684],
        unread: 12,
        saved_cents: 275_002,
        read_secs: 5,
    }
}

/// The funnel's screen with samples of a stage.
#[allow(dead_code, reason = "not every bench shows it")]
pub fn funnel_screen(stage: Option<Stage>) -> FunnelScreen {
    let samples = stage.map_or(Vec::new(), |stage| (0..24).map(|n| sample(stage, n)).collect());
    let overruled = OverruledRow {
        conversation: ConversationId(77),
        at: now().minus(700),
        was: "somebody talks, and asks nothing".to_owned(),
        to: Overrule::Respond(Kind::Complaint),
        text: "larkhelp on hold for an hour, lovely".into(),
    };
    FunnelScreen {
        funnel: funnel(),
        period: "today".to_owned(),
        stage,
        samples,
        looked_through: 20_000,
        overruled: if stage.is_some() { vec![overruled] } else { Vec::new() },
        lessons: 2,
    }
}

fn sample(stage: Stage, n: u32) -> Sample {
    let texts = [
        ("Where is order 4471? The app has said ‘out for delivery’ since Tuesday", Kind::Question, Cues::default()),
        ("My kid burnt her hand on your kettle. A lawyer will call you.", Kind::Complaint, Cues::SAFETY),
        ("@larkhelp please cancel my booking before noon, the flight is at two", Kind::Request, Cues::URGENT),
        ("متى يصل طلبي رقم 4471 إلى الرياض؟", Kind::Question, Cues::default()),
        ("love the new parka, third winter and still warm", Kind::Chatter, Cues::default()),
    ];
    let (text, kind, cues) = texts[n as usize % texts.len()];
    let cues = if n == 1 { cues.with(Cues::LEGAL) } else { cues };
    let because = |stage, passed, words: &str| Because { stage, passed, words: words.to_owned() };
    Sample {
        mention: MentionId(900 - n),
        conversation: ConversationId(n),
        at: now().minus(40 + n * 73),
        author: format!("@customer_{n}"),
        channel: if n.is_multiple_of(2) { "X".to_owned() } else { "Facebook".to_owned() },
        text: text.into(),
        reading: ReadingRow {
            verdict: if stage == Stage::Actionable { Verdict::Respond } else { Verdict::Ignore },
            stage,
            kind,
            intent: Intent::Delivery,
            lane: Lane::Support,
            cues,
            negative_pct: 71,
            mood: -40,
            sure_pct: 93,
            language: "English".to_owned(),
            reason: "somebody asks".to_owned(),
            overruled: false,
            copies: n % 3,
            store: None,
        },
        because: vec![
            because(Stage::Copy, true, "nothing like it in the last hour"),
            because(Stage::Spam, stage != Stage::Spam, "spam 3 %: “order”, “delivery” speak against it"),
            because(Stage::Elsewhere, true, "written to @larkhelp"),
        ],
    }
}

fn today() -> Vec<HalfHour> {
    let midnight = now().minus(14 * 3_600 + 32 * 60 + 8);
    let half = |i: u32| {
        let opened = [40, 34, 28, 22, 18, 16, 15, 17, 22, 30, 42, 60, 84, 110, 140, 171, 190, 205, 214, 230, 236, 240];
        let opened = opened.get(i as usize).copied().unwrap_or(244 + (i % 3) * 9);
        let answered = if i < 18 { opened.min(198) - (i % 4) * 2 } else { 186 + (i % 5) * 7 };
        let running = i == 29;
        let part = if running { 8 } else { 1 };
        HalfHour { from: midnight.plus(i * 1_800), opened: opened / part, answered: answered / part, running }
    };
    (0..30).map(half).collect()
}

fn agents() -> Agents {
    let row = |i: u16| AgentRow {
        agent: AgentId(i),
        name: ["Ade B.", "Amara O.", "Priya N.", "Tomas V."][usize::from(i)].to_owned(),
        left: false,
        skills: vec!["billing".to_owned()],
        languages: vec!["en".to_owned()],
        presence: Presence::Available,
        reason: String::new(),
        since: now().minus(7_200),
        by: watchfloor::floor::people::By::Themselves,
        forced: false,
        on_duty: true,
        schedule: Schedule::OnTime,
        shifts: vec![(now().minus(14_400), now().plus(14_400))],
        today: false,
        expired: 0,
        holds: usize::from(i),
        capacity: 4,
        oldest_in_hand: None,
        answered_today: 20,
        within_today: 17,
        resolved_today: 15,
    };
    Agents { rows: (0..4).map(row).collect(), ..Agents::default() }
}

fn sources(now: At) -> Sources {
    let row = SourceRow {
        source: watchfloor::floor::SourceId(0),
        name: "X @brandhelp".to_owned(),
        kind: "rehearsal network".to_owned(),
        state: SourceState::Live,
        last_in: Some(now),
        last_read: Some(now),
        lag_secs: Some(2),
        read: 18_940,
        new: 18_900,
        known: 40,
        quarantined: 0,
        live: None,
    };
    let mut rows = vec![row];
    rows.extend(live::rows(now));
    let aside = |n: u32| QuarantineRow {
        source: "Bluesky @brandhelp".to_owned(),
        place: format!("item {}", 3 + n),
        reason: "it has no author".to_owned(),
        raw: format!("{{\"uri\":\"at://invented/{n}\",\"record\":{{\"text\":\"is the shop open\"}}}}"),
        at: now.minus(600 + n * 60),
        place_in_log: (40, n as u16),
        can_retry: n < 2,
    };
    Sources {
        rows,
        quarantine: (0..4).map(aside).collect(),
        quarantined: 4,
        deliveries: live::deliveries(now),
        failed: 3,
        waiting: 1,
    }
}

/// A busy board of escalations; nothing in it happened.
#[allow(dead_code, reason = "the examples look at it")]
pub fn escalations() -> Escalations {
    use watchfloor::floor::EscalationId;
    use watchfloor::floor::escalation::{Ladder, LadderId, Progress, Rule, Trouble};
    let now = now();
    let card = |id: u32, title: &str, author: &str, channel: &str, reach: u64| EscalationCard {
        escalation: EscalationId(id),
        title: title.into(),
        author: author.into(),
        channel: channel.into(),
        reach: Some(reach).filter(|n| *n > 0),
        progress: Progress::Working,
        owner: Some((AgentId(1), "Priya N.".into())),
        status: "working".into(),
        due: None,
        alarm: false,
        target: None,
        r: None,
        linked: 1,
        steps: (3, 6),
        trouble: Trouble::PublicAnger,
        incident: false,
        raised_at: now.minus(900),
        resolved_at: None,
        lanes: vec![
            LaneTime { lane: "Senior agents".into(), secs: 600, owners: vec!["Priya N.".into()] },
            LaneTime { lane: "Team leads".into(), secs: 300, owners: Vec::new() },
        ],
    };
    let raised = |due: u32, of: EscalationCard| EscalationCard {
        progress: Progress::Raised,
        owner: None,
        status: String::new(),
        due: Some(now.plus(due)),
        ..of
    };
    let refund = card(0, "Refund after 3 weeks", "@jaynegorman", "X", 5_300);
    let refund = EscalationCard { target: Some(now.minus(26 * 60)), ..refund };
    let locked = raised(130, card(1, "Locked out before flight", "@t_okafor", "X", 0));
    let missed = raised(220, card(2, "Missed deliveries, door-cam", "@doorcam_dan", "X", 48_000));
    let missed = EscalationCard { linked: 11, r: Some((17, "growing")), ..missed };
    let charged = EscalationCard { r: Some((12, "growing")), ..card(3, "Charged twice", "@mira.k", "X", 6_100) };
    let cards =
        EscalationCard { r: Some((6, "fading")), ..card(4, "Gift cards expired", "@dealwatcher", "X", 212_000) };
    let phone = card(5, "Address change #4471", "@r_osei", "Bluesky", 0);
    let phone =
        EscalationCard { progress: Progress::HandedOff, status: "Phone · Jo P. · called 14:12".into(), ..phone };
    let column = |label: &str, name: &str, ack_secs: u32, cards: Vec<EscalationCard>| RungColumn {
        label: label.into(),
        name: name.into(),
        ack_secs,
        on_duty: 2,
        cards,
        left_out: 0,
    };
    let rung = |label: &str, name: &str, people: &[&str], state, current| RungLine {
        label: label.into(),
        name: name.into(),
        people: people.iter().map(|p| (*p).to_owned()).collect(),
        more: 0,
        state,
        current,
    };
    let line = |ago: u32, what: &str| TimelineLine {
        at: now.minus(ago),
        what: what.into(),
        lane: "Team leads".into(),
        owner: String::new(),
        place: Some(1),
    };
    let chosen = EscalationDetail {
        card: missed.clone(),
        label: "L2".into(),
        ladder: vec![
            rung("L1", "Senior agents", &["Priya N."], RungState::Passed(now.minus(180)), false),
            rung("L2", "Team leads", &["Amara O.", "Yusuf A."], RungState::Asked(now.plus(220)), true),
            rung("L3", "PR and legal", &["Petra K."], RungState::Next(now.plus(220)), false),
        ],
        above: Some((2, "L3".into())),
        steps: Trouble::PublicAnger
            .suggested_steps()
            .iter()
            .enumerate()
            .map(|(n, words)| StepLine {
                words: (*words).into(),
                done: (n < 3).then(|| (now.minus(300), "Priya N.".into())),
            })
            .collect(),
        happened: vec![
            line(0, "raised by rule “viral”: 1200000 people within six hours"),
            line(180, "Priya N. asked for help"),
            line(300, "answered in public by Priya N."),
            line(540, "@doorcam_dan wrote on X @brandhelp"),
        ],
        happened_left_out: 0,
        linked: vec![LinkedLine {
            conversation: ConversationId(9),
            author: "@doorcam_dan".into(),
            channel: "X".into(),
            state: "assigned",
        }],
        linked_left_out: 10,
        exposure_secs: 48_000 * 540,
        contact: String::new(),
        takers: vec![
            (AgentId(3), "Amara O.".into(), "Team leads".into()),
            (AgentId(4), "Yusuf A.".into(), "Team leads".into()),
        ],
    };
    let resolved =
        EscalationCard { progress: Progress::Resolved, resolved_at: Some(now), ..card(6, "Over", "@a", "X", 9) };
    let rules = Rule::suggested().into_iter().zip(0..).map(|(rule, number)| RuleLine {
        number,
        rule,
        raised: 3,
        waiting: 0,
        passed_over: 0,
        muted: None,
    });
    Escalations {
        columns: vec![
            column("L1", "Senior agents", 300, vec![locked, refund]),
            column("L2", "Team leads", 300, vec![missed, charged]),
            column("L3", "PR and legal", 900, vec![cards]),
        ],
        handed_off: vec![phone],
        resolved: vec![resolved],
        open: 6,
        unacknowledged: 2,
        alarms: 0,
        resolved_today: 1,
        handed_off_left_out: 0,
        next_due: Some(now.plus(130)),
        chosen: Some(chosen),
        setup: EscalationSetup {
            ladders: vec![(LadderId(0), Ladder::default())],
            rules: rules.collect(),
            playbooks: Trouble::ALL
                .map(|t| (t, t.suggested_steps().iter().map(|s| (*s).to_owned()).collect()))
                .to_vec(),
            groups: vec!["senior agents".into(), "team leads".into(), "pr and legal".into()],
            ..EscalationSetup::default()
        },
        warnings: Vec::new(),
        frozen: None,
    }
}
