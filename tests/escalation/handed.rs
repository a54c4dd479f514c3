//! What goes on by phone or e-mail stands in the trail of its escalation, and so does its coming back.

use super::{LEADS, SENIORS, ask, member, raise, row, staffed, take};
use crate::day::Day;
use watchfloor::engine::audit::audit;
use watchfloor::floor::escalation::{Progress, What};
use watchfloor::floor::handoff::{
    Consent, Contact, Ending, HandoffCommand, HandoffId, Packet, SwitchReason, Way, Window,
};
use watchfloor::floor::{Command, ConversationId, EscalationCommand, EscalationId};
use watchfloor::view::AuditAsked;
use watchfloor::view::made::Names;

fn hand(day: &mut Day, command: HandoffCommand) -> String {
    day.ask(Command::Handoff(command)).unwrap()
}

fn offer(day: &mut Day) -> String {
    let now = day.now;
    let packet = Box::new(Packet {
        way: Way::Phone,
        to: "phone team".into(),
        contact: Contact("+44 20 7946 0018".into()),
        consent: Consent { who: "Mira".into(), at: now },
        window: Window { from: now, until: now.plus(7_200) },
        reason: SwitchReason::PersonalData,
        promised: "a call before noon".into(),
        note: String::new(),
    });
    hand(day, HandoffCommand::Offer { conversation: ConversationId(0), packet, by: None })
}

/// Raised, taken and offered to the phone team.
fn offered() -> Day {
    let (mut day, [priya, ..]) = staffed();
    raise(&mut day, &[0]).unwrap();
    take(&mut day, 0, priya).unwrap();
    offer(&mut day);
    day
}

#[test]
fn an_offer_moves_the_escalation_to_where_it_goes_on() {
    let mut day = offered();
    assert_eq!(row(&day, 0).now.progress, Progress::HandedOff);
    assert_eq!(row(&day, 0).now.status, "Phone · phone team");
    hand(&mut day, HandoffCommand::Accept { handoff: HandoffId(0), who: "Jo P.".into() });
    assert_eq!(row(&day, 0).now.status, "Phone · Jo P.", "and says who has it there");
    let (how, note) = (Ending::Done, String::new());
    hand(&mut day, HandoffCommand::End { handoff: HandoffId(0), how, note, resolve: false });
    assert_eq!((row(&day, 0).now.progress, row(&day, 0).now.status.as_str()), (Progress::Working, "phone done"));
}

#[test]
fn what_nobody_accepts_is_in_hand_again_once() {
    let mut day = offered();
    day.until("09:20");
    let now = &row(&day, 0).now;
    assert_eq!((now.progress, now.status.as_str()), (Progress::Working, "back from phone: nobody accepted it in time"));
    let back = row(&day, 0).trail.iter().filter(|line| matches!(line.what, What::Status { .. }));
    assert_eq!(back.count(), 1);
}

#[test]
fn what_nobody_has_taken_is_offered_without_a_line() {
    let (mut day, _) = staffed();
    raise(&mut day, &[0]).unwrap();
    offer(&mut day);
    assert_eq!(row(&day, 0).now.progress, Progress::Raised, "those above are still asked");
}

/// Numbers that people type into the trail show neither on the screen nor in the audit, and every line is in words.
#[test]
fn the_audit_tells_it_in_words_and_covers_numbers() {
    let mut day = offered();
    member(&mut day, "Sam", SENIORS);
    member(&mut day, "Ann", LEADS);
    let (escalation, words) = (EscalationId(0), "call her on 020 7946 0018".to_owned());
    ask(&mut day, EscalationCommand::Note { escalation, words }).unwrap();
    let names = Names::of(day.engine.floor(), &jiff::tz::TimeZone::UTC);
    let asked = AuditAsked { all: true, count: 500, ..AuditAsked::default() };
    let rows = audit(day.ledger.as_ref(), &names, &asked, (day.ledger.last_seq(), 1), usize::MAX).unwrap().rows;
    let told: Vec<String> = rows.iter().map(|r| format!("{}: {} ({})", r.kind, r.what, r.why)).collect();
    let has = |words: &str| told.iter().any(|line| line.contains(words));
    assert!(has("escalation: mira, public anger: note (call her on ••••)"), "{told:#?}");
    assert!(has("escalation: mira, public anger: handed off: Phone · phone team"), "{told:#?}");
    assert!(has("handed off: by phone to phone team, promised between"), "{told:#?}");
    assert!(told.iter().all(|line| !line.contains("7946") && !line.contains('{')), "{told:#?}");
}
