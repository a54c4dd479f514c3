//! Hand-offs, answers, templates and claims. Rows A26 to A33 and A43 of the product.

use crate::day::{Day, Worded, answer, at, page, post, reply, some};
use proptest::prelude::*;
use watchfloor::engine::{Engine, Input};
use watchfloor::floor::handoff::{
    Card, Consent, Contact, Ending, HandoffId, HandoffStage, Packet, ReplyId, Said, Sending, SwitchReason, Template,
    TemplateKind, Way, Window,
};
use watchfloor::floor::{
    AgentId, At, Cause, ChannelId, Command, ConversationId, Decision, Event, HandoffCommand, Refusal, SourceKind, State,
};
use watchfloor::ledger::wire;
use watchfloor::measure;

pub fn packet(now: At) -> Packet {
    Packet {
        way: Way::Phone,
        to: "phone team".into(),
        contact: Contact("+44 20 7946 0018".into()),
        consent: Consent { who: "Mira".into(), at: now },
        window: Window { from: now.plus(1800), until: now.plus(7200) },
        reason: SwitchReason::PersonalData,
        promised: "a call before noon".into(),
        note: String::new(),
    }
}

pub fn said(text: &str, sending: Sending) -> Said {
    Said { text: text.into(), template: None, corrects: false, elsewhere: None, sending, agent: None, card: 0 }
}

fn offer(day: &mut Day, id: u32) -> Result<String, Refusal> {
    let packet = Box::new(packet(day.now));
    day.ask(Command::Handoff(HandoffCommand::Offer { conversation: ConversationId(id), packet, by: None }))
}

fn say(day: &mut Day, id: u32, said: Said) -> Result<String, Refusal> {
    let said = Box::new(said);
    day.ask(Command::Handoff(HandoffCommand::Reply { conversation: ConversationId(id), said }))
}

fn accept(day: &mut Day, handoff: u32, who: &str) -> Result<String, Refusal> {
    day.ask(Command::Handoff(HandoffCommand::Accept { handoff: HandoffId(handoff), who: who.into() }))
}

fn end(day: &mut Day, handoff: u32, how: Ending, resolve: bool) -> Result<String, Refusal> {
    let (handoff, note) = (HandoffId(handoff), String::new());
    day.ask(Command::Handoff(HandoffCommand::End { handoff, how, note, resolve }))
}

fn back_alert(day: &Day, id: u32) -> bool {
    day.engine.floor().alerts().about(Cause::HandoffBack(ConversationId(id))).is_some()
}

/// Wishes of this room for random days.
pub fn commands() -> BoxedStrategy<Command> {
    let id = || (0..8u32).prop_map(ConversationId);
    let handoff = || (0..6u32).prop_map(HandoffId);
    let how = prop_oneof![Just(Ending::Done), Just(Ending::Returned), Just(Ending::Withdrawn)];
    let sending = prop_oneof![Just(Sending::NotSent), Just(Sending::Outside), Just(Sending::Taken)];
    let offered = (id(), 0..9000u32).prop_map(|(conversation, until)| {
        let now = at("09:00");
        let window = Window { from: now, until: now.plus(10_000 + until) };
        HandoffCommand::Offer { conversation, packet: Box::new(Packet { window, ..packet(now) }), by: None }
    });
    let replied = (id(), 0..3u8, sending, any::<bool>()).prop_map(|(conversation, n, sending, corrects)| {
        let said = Box::new(Said { corrects, ..said(&format!("answer {n}"), sending) });
        HandoffCommand::Reply { conversation, said }
    });
    prop_oneof![
        4 => offered,
        2 => handoff().prop_map(|handoff| HandoffCommand::Accept { handoff, who: "Bo".into() }),
        2 => (handoff(), how, any::<bool>())
            .prop_map(|(handoff, how, resolve)| HandoffCommand::End { handoff, how, note: String::new(), resolve }),
        4 => replied,
        1 => (0..8u32).prop_map(|n| HandoffCommand::Deliver { reply: ReplyId(n) }),
        1 => id().prop_map(|conversation| HandoffCommand::TagClaim { conversation, claim: "no spare parts".into() }),
        1 => id().prop_map(|conversation| HandoffCommand::ClearClaim { conversation }),
        1 => (60..4000u32).prop_map(|secs| HandoffCommand::SetCorrectionTarget { secs }),
    ]
    .prop_map(Command::Handoff)
    .boxed()
}

fn begun() -> Day {
    let mut day = Day::new();
    let ana = day.agent("Ana", 5);
    day.read(vec![post("q1", "mira", "09:00")]);
    day.read(vec![post("q2", "noor", "09:00")]);
    day.assign(&[0], ana).unwrap();
    day
}

/// A27: handed off, the acknowledgement clock stopped and the resolution clock runs; unaccepted for 15 minutes it
/// returns with an alert.
#[test]
fn a27_what_nobody_accepts_in_15_minutes_returns_with_an_alert() {
    let mut day = begun();
    say(&mut day, 0, said("We have seen it and will call you.", Sending::Taken)).unwrap();
    let c = day.row(0);
    assert_eq!((c.first_response_at, c.first_response_due), (Some(at("09:00")), None));
    assert!(c.resolution_due.is_some(), "the resolution clock runs on");
    offer(&mut day, 0).unwrap();
    assert_eq!(day.row(0).owner.map(|o| o.agent()), Some(AgentId(0)), "it stays ours until they accept");
    day.until("09:14:59");
    assert!(!back_alert(&day, 0));
    day.until("09:15:01");
    assert!(back_alert(&day, 0));
    let c = day.row(0);
    assert_eq!((c.state, c.owner.map(|o| o.agent())), (State::Assigned, Some(AgentId(0))));
    let (id, handoff) = day.engine.floor().handoffs().open_of(ConversationId(0)).unwrap();
    assert!(matches!(handoff.stage, HandoffStage::Back(_)));
    assert_eq!(handoff.packet, packet(at("09:00")), "nothing of it is lost");
    // Offered again, the alert is over and the quarter of an hour begins anew.
    offer(&mut day, 0).unwrap();
    assert!(!back_alert(&day, 0));
    assert_ne!(day.engine.floor().handoffs().open_of(ConversationId(0)).unwrap().0, id);
    day.until("09:30:03");
    assert!(back_alert(&day, 0));
    day.ask(Command::Resolve { conversations: some(&[0]) }).unwrap();
    assert!(!back_alert(&day, 0), "what is resolved needs nobody");
}

/// A27: accepted, it is theirs; the promised call is tracked until it is done, and what is done can resolve it.
#[test]
fn a27_an_accepted_hand_off_is_tracked_until_what_was_promised_is_done() {
    let mut day = begun();
    offer(&mut day, 0).unwrap();
    assert!(end(&mut day, 0, Ending::Returned, false).is_err(), "nobody has it yet");
    assert!(accept(&mut day, 0, " ").is_err(), "a person accepts, by name");
    accept(&mut day, 0, "Bo of the phone team").unwrap();
    assert!(accept(&mut day, 0, "Cy").unwrap_err().to_string().contains("Bo of the phone team"));
    assert!(offer(&mut day, 0).unwrap_err().to_string().contains("has it"));
    day.until("10:59");
    assert!(!back_alert(&day, 0), "accepted in time, it does not come back");
    day.until("11:01");
    assert!(back_alert(&day, 0), "the call was promised by 11:00");
    assert!(day.engine.floor().handoffs().get(HandoffId(0)).unwrap().missed);
    end(&mut day, 0, Ending::Done, true).unwrap();
    assert!(!back_alert(&day, 0));
    assert_eq!(day.row(0).state, State::Resolved);
    assert!(end(&mut day, 0, Ending::Done, true).is_err(), "once");
}

#[test]
fn a_returned_hand_off_waits_for_us_again() {
    let mut day = begun();
    say(&mut day, 0, said("We will call.", Sending::Outside)).unwrap();
    offer(&mut day, 0).unwrap();
    accept(&mut day, 0, "Bo").unwrap();
    assert!(day.row(0).waiting_since.is_none());
    end(&mut day, 0, Ending::Returned, false).unwrap();
    assert!(day.row(0).waiting_since.is_some());
}

#[test]
fn a_packet_without_consent_or_with_a_wrong_window_is_refused_in_words() {
    let mut day = begun();
    let now = day.now;
    let good = packet(now);
    for (wrong, says) in [
        (Packet { consent: Consent { who: " ".into(), at: now }, ..good.clone() }, "said yes"),
        (Packet { consent: Consent { who: "Mira".into(), at: now.plus(3600) }, ..good.clone() }, "future"),
        (Packet { contact: Contact("ring me".into()), ..good.clone() }, "telephone number"),
        (Packet { way: Way::Email, ..good.clone() }, "address"),
        (Packet { window: Window { from: now, until: now }, ..good.clone() }, "ends before"),
        (Packet { window: Window { from: at("08:00"), until: at("08:30") }, ..good.clone() }, "passed"),
        (Packet { window: Window { from: now, until: now.plus(40 * 86_400) }, ..good.clone() }, "30 days"),
        (Packet { reason: SwitchReason::Other, ..good.clone() }, "other reason"),
        (Packet { note: "n".repeat(3000), ..good.clone() }, "characters"),
    ] {
        let packet = Box::new(wrong);
        let refused =
            day.ask(Command::Handoff(HandoffCommand::Offer { conversation: ConversationId(0), packet, by: None }));
        let words = refused.unwrap_err().to_string();
        assert!(words.contains(says), "{words}");
    }
    assert!(!format!("{good:?}").contains("7946"), "a number is not printed: {good:?}");
}

/// A26: the reply goes where the customer wrote; another channel takes a reason, which is kept.
#[test]
fn a26_another_channel_takes_a_reason_that_the_log_keeps() {
    let mut day = begun();
    day.read_on("Facebook", vec![post("f1", "kit", "09:00")]);
    let elsewhere = Some((ChannelId(1), SwitchReason::NetworkLimit));
    say(&mut day, 0, Said { elsewhere, ..said("More on Facebook.", Sending::Outside) }).unwrap();
    let elsewhere = Some((ChannelId(0), SwitchReason::Complex));
    say(&mut day, 1, Said { elsewhere, ..said("Here.", Sending::Outside) }).unwrap();
    let floor = day.engine.floor();
    let kept: Vec<_> = floor.handoffs().replies().map(|(_, r)| r.said.elsewhere).collect();
    assert_eq!(kept, [None, Some((ChannelId(1), SwitchReason::NetworkLimit))], "where it came is no other channel");
    let logged = day.log().into_iter().flat_map(|(_, _, d)| d.events);
    let reasons = logged.filter(|e| format!("{e:?}").contains("NetworkLimit")).count();
    assert_eq!(reasons, 1);
}

/// A28: the channel-switch rate by agent and reason.
#[test]
fn a28_the_switch_rate_counts_each_conversation_once_by_agent_and_reason() {
    let mut day = begun();
    for n in 2..12 {
        day.read(vec![post(&format!("q{}", n + 1), "sam", "09:00")]);
        say(&mut day, n, said(&format!("answer {n}"), Sending::Outside)).unwrap();
    }
    offer(&mut day, 0).unwrap();
    offer(&mut day, 2).unwrap();
    end(&mut day, 1, Ending::Withdrawn, false).unwrap();
    offer(&mut day, 2).unwrap();
    let rate = measure::switching(day.engine.floor(), at("09:00"), day.now);
    assert_eq!((rate.switched, rate.of), (2, 11), "ten were answered, and one was handed off unanswered");
    let rows: Vec<_> = rate.rows.iter().map(|r| (r.agent, r.reason, r.count)).collect();
    assert_eq!(rows, [(None, SwitchReason::PersonalData, 1), (Some(AgentId(0)), SwitchReason::PersonalData, 1)]);
}

/// A28: an alert when too many are sent elsewhere, and no trembling around the threshold.
#[test]
fn a28_too_many_hand_offs_raise_one_alert() {
    let mut day = Day::new();
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    for n in 0..30 {
        day.read(vec![post(&format!("q{n}"), &format!("someone{n}"), "09:00")]);
        say(&mut day, n, said(&format!("answer number {n}"), Sending::Outside)).unwrap();
    }
    (0..5).for_each(|n| drop(offer(&mut day, n).unwrap()));
    day.until("09:02");
    assert!(day.engine.floor().alerts().about(Cause::Switching).is_none(), "5 of 30");
    offer(&mut day, 5).unwrap();
    day.until("09:04");
    let (_, alert) = day.engine.floor().alerts().about(Cause::Switching).unwrap();
    assert_eq!((alert.figure, alert.expected), (20, 20));
    day.until("12:00");
    assert!(day.engine.floor().alerts().about(Cause::Switching).is_none(), "an hour later there is nothing to say");
    let raised = day
        .log()
        .iter()
        .flat_map(|(_, _, d)| &d.events)
        .filter(|e| matches!(e, Event::AlertRaised { cause: Cause::Switching, .. }))
        .count();
    assert_eq!(raised, 1);
}

/// A29: tagged, a correction is offered with its own promise, and counts on the board until it is made.
#[test]
fn a29_a_wrong_claim_is_corrected_in_public_or_late() {
    let mut day = begun();
    let tag = |id| HandoffCommand::TagClaim { conversation: ConversationId(id), claim: "no spare parts".into() };
    day.ask(Command::Handoff(tag(0))).unwrap();
    day.ask(Command::Handoff(tag(1))).unwrap();
    assert!(day.ask(Command::Handoff(tag(1))).is_err());
    assert_eq!(day.engine.floor().handoffs().claims_open(), 2);
    say(&mut day, 0, Said { corrects: true, ..said("We do sell them.", Sending::NotSent) }).unwrap();
    assert_eq!(day.engine.floor().handoffs().claims_open(), 2, "nobody can read it yet");
    day.ask(Command::Handoff(HandoffCommand::Deliver { reply: ReplyId(0) })).unwrap();
    assert_eq!(day.engine.floor().handoffs().claims_open(), 1);
    day.until("10:00");
    assert!(!day.engine.floor().handoffs().claim(ConversationId(1)).unwrap().breached, "an hour is promised");
    day.until("10:01");
    assert!(day.engine.floor().handoffs().claim(ConversationId(1)).unwrap().breached);
    assert!(!day.engine.floor().handoffs().claim(ConversationId(0)).unwrap().breached);
    day.ask(Command::Handoff(HandoffCommand::ClearClaim { conversation: ConversationId(1) })).unwrap();
    assert_eq!(day.engine.floor().handoffs().claims_open(), 0);
}

/// A30: each version of the tone card follows the one before, and answers and hand-offs keep theirs.
#[test]
fn a30_the_version_of_the_tone_card_stands_in_every_answer_and_hand_off() {
    let mut day = begun();
    let card = |tone: &str| Card { mission: "Nobody waits alone".into(), tone: tone.into(), ..Card::default() };
    let set = |card| Command::Handoff(HandoffCommand::SetCard { card });
    day.ask(set(card("plain"))).unwrap();
    assert!(day.ask(set(card(" plain "))).is_err(), "that is no new version");
    assert!(day.ask(set(Card::default())).is_err());
    say(&mut day, 0, said("One.", Sending::Outside)).unwrap();
    day.ask(set(card("warm"))).unwrap();
    say(&mut day, 1, said("Two.", Sending::Outside)).unwrap();
    offer(&mut day, 1).unwrap();
    let handoffs = day.engine.floor().handoffs();
    let cards: Vec<u32> = handoffs.replies().map(|(_, r)| r.said.card).collect();
    assert_eq!((cards, handoffs.get(HandoffId(0)).unwrap().card), (vec![2, 1], 2));
}

#[test]
fn templates_are_approved_changed_and_removed() {
    let mut day = begun();
    let row = |name: &str, text: &str| Template {
        name: name.into(),
        kind: TemplateKind::Acknowledge,
        language: *b"en",
        text: text.into(),
    };
    let set = |template, row| Command::Handoff(HandoffCommand::SetTemplate { template, row });
    day.ask(set(None, row("seen", "Hello {name}, {agent} is on it."))).unwrap();
    let words = day.ask(set(None, row("odd", "Hello {customer}."))).unwrap_err().to_string();
    assert!(words.contains("{customer}"), "{words}");
    assert!(day.ask(set(None, row("seen", "Again."))).is_err(), "a name is given once a language");
    let id = *day.engine.floor().handoffs().templates().keys().next().unwrap();
    day.ask(set(Some(id), row("seen", "Hello {name}!"))).unwrap();
    let refused = say(&mut day, 0, said("Hello {name}!", Sending::Outside)).unwrap_err().to_string();
    assert!(refused.contains("placeholder"), "{refused}");
    day.ask(Command::Handoff(HandoffCommand::RemoveTemplate { template: id })).unwrap();
    day.ask(set(None, row("seen", "Anew."))).unwrap();
    assert_ne!(*day.engine.floor().handoffs().templates().keys().next().unwrap(), id, "a number is never given again");
}

/// A31: five near-identical answers of one agent in half an hour make an alert that names the account.
#[test]
fn a31_five_near_identical_answers_in_half_an_hour_raise_an_alert() {
    let mut day = Day::new();
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    let ana = day.agent("Ana", 9);
    for n in 0..5 {
        day.read(vec![post(&format!("q{n}"), &format!("someone{n}"), "09:00")]);
        day.assign(&[n], ana).unwrap();
        let text = format!("@someone{n} Sorry to hear that! Please send us your order number in a private message.");
        if n % 2 == 0 {
            say(&mut day, n, said(&text, Sending::Outside)).unwrap();
        } else {
            // The network tells of it; it is the same voice.
            let told = answer(&format!("a{n}"), "09:00", &format!("q{n}")).by("Ana").saying(&text);
            day.read(vec![told]);
        }
        day.until(&format!("09:0{}", 2 * n + 1));
        let burns = day.engine.floor().alerts().newest().any(|(_, a)| matches!(a.cause, Cause::Alike(_)));
        assert_eq!(burns, n == 4, "after {} answers", n + 1);
    }
    day.until("10:00");
    let burning = day.engine.floor().alerts().burning().filter(|(_, a)| matches!(a.cause, Cause::Alike(_))).count();
    assert_eq!(burning, 0, "half an hour later it is over");
}

/// A32: a customer who was angry and is glad after our answer is counted once, and listed.
#[test]
fn a32_who_turns_from_angry_to_glad_is_counted_once() {
    let mut day = Day::new();
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    let angry = "This is the worst service ever. I am furious, the lamp is broken and nobody answers. Disgusting.";
    day.read(vec![post("q1", "mira", "09:00").saying(angry)]);
    say(&mut day, 0, said("So sorry, Mira. A new lamp leaves today.", Sending::Taken)).unwrap();
    assert!(day.engine.floor().handoffs().turned().is_empty());
    day.until("09:30");
    let glad = "Thank you so much! Wonderful, brilliant service, I love the new lamp.";
    for n in 2..5 {
        let again = format!("{glad} {n}");
        day.read(vec![reply(&format!("q{n}"), "mira", "09:30", "q1").saying(&again)]);
    }
    let turned: Vec<_> = day.engine.floor().handoffs().turned().keys().copied().collect();
    assert_eq!(turned, [ConversationId(0)]);
    let told = day.log().into_iter().flat_map(|(_, _, d)| d.events);
    assert_eq!(told.filter(|e| format!("{e:?}").contains("TurnedRound")).count(), 1, "once");
}

/// A33: what was read against what was said, and how much of what people can hold is in hand.
#[test]
fn a33_listening_and_occupancy_are_counted_from_the_facts() {
    let mut day = begun();
    day.read(vec![reply("q3", "mira", "09:00", "q1"), post("q4", "sam", "09:00")]);
    say(&mut day, 0, said("Yes.", Sending::Outside)).unwrap();
    let zone = jiff::tz::TimeZone::UTC;
    let heard = measure::listening(day.engine.floor(), measure::Period::Today, day.now, &zone);
    assert_eq!((heard.read, heard.said), (4, 1));
    day.assign(&[1, 2], AgentId(0)).unwrap();
    assert_eq!(measure::occupancy(day.engine.floor()).pct(), Some(40), "two of five");
}

/// A43: the time from being given to being answered, by intent, as a series.
#[test]
fn a43_handle_times_run_from_being_given_to_being_answered() {
    let mut day = Day::new();
    day.engine = Engine::open(day.ledger.clone(), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
    let ana = day.agent("Ana", 9);
    for (n, minutes) in [5, 10, 15, 20].into_iter().enumerate() {
        let began = day.now;
        day.read(vec![post(&format!("q{n}"), &format!("someone{n}"), "09:00").saying("Where is my parcel?")]);
        day.assign(&[n as u32], ana).unwrap();
        day.pass_to(began.plus(minutes * 60));
        say(&mut day, n as u32, said(&format!("It is number {n} on the van."), Sending::Outside)).unwrap();
        day.pass_to(began.plus(3600));
    }
    let times = measure::handle_times(day.engine.floor(), at("09:00"), 3600);
    assert_eq!(times.len(), 1, "{times:?}");
    assert_eq!((times[0].count, times[0].mean_secs), (4, 750.0));
    assert_eq!(times[0].slope_secs_per_hour.map(f64::round), Some(300.0), "five minutes more each hour");
}

#[test]
fn an_answer_marked_outside_counts_once_and_shows_who_and_which_text() {
    let mut day = begun();
    day.until("09:10");
    say(&mut day, 0, said("On its way.", Sending::Outside)).unwrap();
    assert!(say(&mut day, 0, said("On its way.", Sending::Outside)).is_err(), "a second press");
    assert_eq!(day.row(0).first_response_at, Some(at("09:10")));
    let (_, row) = day.engine.floor().handoffs().replies().next().unwrap();
    assert_eq!((row.said.agent, row.said.text.as_str()), (Some(AgentId(0)), "On its way."));
    // The network tells of the same answer later: nothing is counted twice.
    day.read(vec![answer("a1", "09:10", "q1").by("Ana")]);
    assert_eq!(day.board().first_response.answered, 1);
    let responses: u32 = day.engine.floor().tally().agents.values().map(|a| a.responses).sum();
    assert_eq!(responses, 1);
}

#[test]
fn what_is_not_sent_stops_no_clock() {
    let mut day = begun();
    let words = say(&mut day, 0, said("Soon.", Sending::NotSent)).unwrap();
    assert!(words.contains("not sent"), "{words}");
    assert!(day.row(0).first_response_due.is_some());
    day.ask(Command::Handoff(HandoffCommand::Deliver { reply: ReplyId(0) })).unwrap();
    assert!(day.row(0).first_response_at.is_some());
    assert!(day.ask(Command::Handoff(HandoffCommand::Deliver { reply: ReplyId(0) })).is_err(), "once");
}

#[test]
fn without_a_connected_account_nothing_is_sent() {
    let mut day = Day::new();
    let mut file = page("X", vec![post("q1", "mira", "09:00")], "1");
    file.source.kind = SourceKind::File;
    day.turn(vec![Input::Fetched(file)]);
    let words = say(&mut day, 0, said("Hello.", Sending::Taken)).unwrap_err().to_string();
    assert!(words.contains("no account is connected on X"), "{words}");
    let long = "a".repeat(281);
    let words = say(&mut day, 0, said(&long, Sending::Outside)).unwrap_err().to_string();
    assert!(words.contains("281") && words.contains("280"), "{words}");
}

/// Whatever is lost on the way, a room that is read back is the room that was.
#[test]
fn a_snapshot_brings_all_of_it_back() {
    let mut day = begun();
    offer(&mut day, 0).unwrap();
    offer(&mut day, 1).unwrap();
    accept(&mut day, 1, "Bo").unwrap();
    say(&mut day, 1, said("Yes.", Sending::NotSent)).unwrap();
    let tag = HandoffCommand::TagClaim { conversation: ConversationId(0), claim: "late".into() };
    day.ask(Command::Handoff(tag)).unwrap();
    day.until("11:30");
    let floor = day.engine.floor();
    let again = wire::floor(&wire::floor_bytes(floor)).unwrap();
    assert_eq!(again.handoffs(), floor.handoffs());
    assert_eq!(again.next_deadline(), floor.next_deadline());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A hand-off that nobody accepts for 15 minutes always returns with an alert, and nothing of it is lost: whatever
    /// the clock does meanwhile, and however often the program is closed and opened.
    #[test]
    fn an_unaccepted_hand_off_always_returns(
        jumps in proptest::collection::vec((-7200..7200i64, any::<bool>()), 0..12), answered in any::<bool>(),
    ) {
        let mut day = begun();
        if answered {
            say(&mut day, 0, said("We will call.", Sending::Outside)).unwrap();
        }
        offer(&mut day, 0).unwrap();
        let offered = day.now;
        let mut latest = day.now;
        for (secs, closed) in jumps {
            day.now = At::from_unix((day.now.unix() + secs).max(at("07:00").unix())).unwrap();
            if closed {
                day.engine = Engine::open(day.ledger.clone(), None).unwrap();
            }
            day.turn(Vec::new());
            latest = latest.max(day.now);
            prop_assert_eq!(back_alert(&day, 0), latest.secs_since(offered) >= 900, "at {}", day.now);
        }
        day.now = latest.max(offered.plus(900));
        day.turn(Vec::new());
        prop_assert!(back_alert(&day, 0));
        let floor = day.engine.floor();
        let (_, handoff) = floor.handoffs().open_of(ConversationId(0)).unwrap();
        prop_assert_eq!(&handoff.packet, &packet(offered));
        prop_assert!(matches!(handoff.stage, HandoffStage::Back(_)));
        let c = day.row(0);
        prop_assert!(c.waiting_since.is_some() && c.owner.is_some(), "somebody goes on with it: {:?}", c);
        let raised = |d: &Decision| {
            d.events.iter().filter(|e| matches!(e, Event::AlertRaised { cause: Cause::HandoffBack(_), .. })).count()
        };
        prop_assert_eq!(day.log().iter().map(|(_, _, d)| raised(d)).sum::<usize>(), 1, "one alert, not more");
    }

    /// However often the button is pressed, and whatever the network tells of it later, an answer counts once.
    #[test]
    fn a_reply_counts_once(presses in proptest::collection::vec((0..3u8, 0..3u8, 0..200u32), 1..12)) {
        let mut day = begun();
        let mut told = 0;
        for (what, how, secs) in presses {
            day.pass_to(day.now.plus(secs));
            match what {
                0 => drop(say(&mut day, 0, said("Yes.", [Sending::NotSent, Sending::Outside, Sending::Taken][usize::from(how)]))),
                1 => drop(day.ask(Command::Handoff(HandoffCommand::Deliver { reply: ReplyId(u32::from(how)) }))),
                _ => {
                    told += 1;
                    let clock = crate::day::clock(day.now);
                    day.read(vec![answer(&format!("a{told}"), &clock, "q1").by("Ana")]);
                }
            }
            let floor = day.engine.floor();
            let answered = usize::from(day.row(0).first_response_at.is_some());
            prop_assert_eq!(floor.tally().responses.len(), answered);
            let credited: u32 = floor.tally().agents.values().map(|a| a.responses).sum();
            prop_assert_eq!(credited as usize, answered);
            let public = floor.handoffs().replies().filter(|(_, r)| r.public_at.is_some()).count();
            prop_assert!(public <= 1, "the same words stand in public once");
        }
    }
}
