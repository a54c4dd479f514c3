//! The facts of `floor/escalation`.

use super::moment;
use watchfloor::floor::escalation::{
    Ladder, LadderId, Mute, Muted, Raiser, Rule, Rung, Substitute, Trouble, What, When, Why,
};
use watchfloor::floor::{
    AgentId, CalendarId, ConversationId, Cues, EscalationEvent as Fact, EscalationId, Event, Level, Tier,
};

fn rule(when: When) -> Fact {
    let to = Rule { name: "r".into(), on: true, when, trouble: Trouble::Legal, ladder: LadderId(1), per_minute: 5 };
    Fact::RuleSet { rule: 2, to: Some(to) }
}

fn whats() -> Vec<What> {
    let (due, words) = (moment(300), "words".to_owned());
    vec![
        What::Reason { by: Raiser::Desk, words: words.clone() },
        What::Reason { by: Raiser::Agent(AgentId(3)), words: String::new() },
        What::Reason { by: Raiser::Rule(2), words: words.clone() },
        What::Rung { to: 1, why: Why::Time, due },
        What::Rung { to: 2, why: Why::Nobody, due },
        What::Rung { to: 2, why: Why::Hand("press".into()), due },
        What::LadderEnded { why: Why::Nobody },
        What::Taken { agent: AgentId(3) },
        What::Status { words: words.clone() },
        What::HandedOff { to: "phone".into() },
        What::GivenBack { off_duty: true, due },
        What::Ticked { step: 1, done: true, by: Some(AgentId(3)) },
        What::Linked { conversations: vec![ConversationId(7), ConversationId(300)] },
        What::Unlinked { conversation: ConversationId(7) },
        What::Noted { words: words.clone() },
        What::Reach { conversation: ConversationId(7), level: Level::Alarm, figure: 1_200_000 },
        What::Incident { on: true, contact: "Petra K.".into() },
        What::ClockBack { due },
        What::Resolved { reason: words },
        What::Reopened { due },
        What::TakenBack,
    ]
}

/// One of each at least.
pub fn facts() -> Vec<Event> {
    let hours = Some(CalendarId(1));
    let ladder = Ladder {
        name: "Standard".into(),
        rungs: vec![Rung { hours, ..Rung::of("Leads", "team leads", 300) }, Rung::of("PR", "pr", 900)],
    };
    let trouble = Trouble::Safety;
    let substitute = Substitute { agent: AgentId(4), until: moment(3600), reason: "ill".into() };
    let mute = Mute { until: moment(3600), reason: "drill".into() };
    let mut facts = vec![
        Fact::LadderSet { ladder: LadderId(0), to: ladder.clone() },
        rule(When::Viral),
        rule(When::FirstResponseBreached),
        rule(When::ResolutionBreached),
        rule(When::Cue(Cues::SAFETY.with(Cues::LEGAL))),
        rule(When::Tier(Tier::Gold)),
        rule(When::Followers(10_000)),
        Fact::RuleSet { rule: 2, to: None },
        Fact::PlaybookSet { trouble, steps: vec!["Ask".into(), "Tell".into()] },
        Fact::SubstituteSet { instead_of: AgentId(3), to: Some(substitute) },
        Fact::MuteSet { of: Muted::Group("team leads".into()), to: Some(mute) },
        Fact::MuteSet { of: Muted::Rule(2), to: None },
        Fact::Raised {
            escalation: EscalationId(5),
            trouble,
            title: "Missed deliveries".into(),
            conversations: vec![ConversationId(7)],
            by: Raiser::Desk,
            words: "many".into(),
            ladder,
            steps: vec!["Ask".into()],
            due: moment(300),
        },
        Fact::Lapsed { rule: 2, conversation: ConversationId(7) },
    ];
    facts.extend(whats().into_iter().map(|what| Fact::Of { escalation: EscalationId(5), what }));
    facts.into_iter().map(Event::Escalation).collect()
}

/// Adding a fact stops this from compiling until its bytes are promised too.
#[test]
fn every_fact_of_escalations_is_promised() {
    let number = |event: &Event| match event {
        Event::Escalation(fact) => match fact {
            Fact::LadderSet { .. } => 0,
            Fact::RuleSet { .. } => 1,
            Fact::PlaybookSet { .. } => 2,
            Fact::SubstituteSet { .. } => 3,
            Fact::MuteSet { .. } => 4,
            Fact::Raised { .. } => 5,
            Fact::Lapsed { .. } => 6,
            Fact::Of { what, .. } => match what {
                What::Reason { .. } => 7,
                What::Rung { .. } => 8,
                What::LadderEnded { .. } => 9,
                What::Taken { .. } => 10,
                What::Status { .. } => 11,
                What::HandedOff { .. } => 12,
                What::GivenBack { .. } => 13,
                What::Ticked { .. } => 14,
                What::Linked { .. } => 15,
                What::Unlinked { .. } => 16,
                What::Noted { .. } => 17,
                What::Reach { .. } => 18,
                What::Incident { .. } => 19,
                What::ClockBack { .. } => 20,
                What::Resolved { .. } => 21,
                What::Reopened { .. } => 22,
                What::TakenBack => 23,
            },
        },
        other => panic!("{other:?} belongs elsewhere"),
    };
    let promised: std::collections::BTreeSet<i32> = facts().iter().map(number).collect();
    assert_eq!(promised.len(), 24);
}
