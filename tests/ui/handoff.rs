//! Answers, hand-offs and what is read beside them: by name, and the commands that come out. Rows A26 to A33 of the
//! product.

use super::bench::{Bench, Window, open, settle};
use egui::Key;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::handoff::{Contact, Ending, HandoffId, Packet, Sending, SwitchReason, TemplateKind, Way};
use watchfloor::floor::{Command, ConversationId, HandoffCommand, Refusal, SourceId};
use watchfloor::ui::action::Action;
use watchfloor::ui::screen::Screen;
use watchfloor::ui::voice::{Drafts, Written};
use watchfloor::view::MailTo;

fn floor() -> Window {
    open(Bench::new(60, Screen::Floor))
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

/// Presses what has this name, as a screen reader does: also where it must be scrolled to. The last of several lies on
/// top.
fn click(window: &mut Window, name: &str) {
    let found = window.query_all_by_label(name).last();
    found.unwrap_or_else(|| panic!("nothing is called {name}")).click_accesskit();
    settle(window);
}

/// Whether these words stand somewhere.
fn reads(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// Opens the conversation of the row at this place.
fn read(window: &mut Window, place: u32) {
    for _ in 0..=place {
        press(window, Key::J);
    }
    assert_eq!(window.state().looking().conversation, Some(ConversationId(place)));
}

fn write(window: &mut Window, field: &str, words: &str) {
    window.get_by_label(field).focus();
    settle(window);
    window.get_by_label(field).type_text(words);
    settle(window);
}

fn last(window: &Window) -> HandoffCommand {
    match window.state().commands().pop() {
        Some(Command::Handoff(command)) => command,
        other => panic!("{other:?} is no hand-off"),
    }
}

/// A26, A27 and A30: an approved text, looked at exactly as it goes out, sent with one press.
#[test]
fn a_template_is_filled_in_looked_at_and_sent() {
    let mut window = floor();
    read(&mut window, 0);
    click(&mut window, "Begin with Seen");
    assert!(reads(&window, "A name in braces is not filled in"));
    read_again_as_owned(&mut window);
    assert!(reads(&window, "Exactly this goes out"));
    click(&mut window, "Send");
    let HandoffCommand::Reply { conversation, said } = last(&window) else { panic!("no answer went out") };
    assert_eq!(conversation, ConversationId(1));
    assert_eq!(said.text, "Thank you, @jaynegorman. We look into it now. Priya N.");
    assert_eq!((said.sending, said.elsewhere), (Sending::Taken, None), "where it came, and nowhere else");
}

/// The next conversation has an owner, in whose name the answer goes out.
fn read_again_as_owned(window: &mut Window) {
    window.state_mut().desk.queue(Action::Open(ConversationId(1)));
    settle(window);
    assert_eq!(window.state().looking().conversation, Some(ConversationId(1)));
    click(window, "Begin with Seen");
}

/// Where no account is connected, the button says so.
#[test]
fn without_an_account_the_button_copies_and_marks() {
    let mut window = floor();
    Arc::make_mut(&mut window.state_mut().snapshot.handoffs).can_send = false;
    read(&mut window, 0);
    write(&mut window, "Answer to @doorcam_dan", "Sorry, Dan. Ring me on +44 20 7946 0018");
    assert!(reads(&window, "Holds a telephone number: +44 20 7946 0018"));
    assert!(window.query_by_label("Send").is_none());
    assert!(reads(&window, "Approve, not sent: no account is connected"));
    click(&mut window, "Copy, and mark as answered outside");
    let HandoffCommand::Reply { said, .. } = last(&window) else { panic!("no answer was marked") };
    assert_eq!((said.sending, said.text.as_str()), (Sending::Outside, "Sorry, Dan. Ring me on +44 20 7946 0018"));
}

/// A31: the amber chip names who sounds like a machine.
#[test]
fn a31_the_chip_names_whose_answers_are_alike() {
    let mut window = floor();
    read(&mut window, 0);
    assert!(reads(&window, "Ade B. on @larkhelp: 6 answers nearly alike"));
}

/// A29: tagged by hand; where a claim is tagged, the correction is offered first.
#[test]
fn a29_a_correction_is_offered_where_a_claim_is_wrong() {
    let mut window = floor();
    read(&mut window, 0);
    click(&mut window, "Incorrect claim…");
    write(&mut window, "What is claimed", "no refunds on Mondays");
    click(&mut window, "Tag as incorrect claim");
    let claim = "no refunds on Mondays".to_owned();
    assert_eq!(last(&window), HandoffCommand::TagClaim { conversation: ConversationId(0), claim });
    window.state_mut().desk.queue(Action::Open(ConversationId(3)));
    settle(&mut window);
    assert!(reads(&window, "Incorrect claim: we sell no spare parts"));
    let first = window.state().snapshot.handoffs.templates.iter().find(|(_, t)| t.kind == TemplateKind::Correction);
    let name = format!("Begin with {}", first.unwrap().1.name);
    let (correct, seen) = (window.get_by_label(&name).rect(), window.get_by_label("Begin with Seen").rect());
    assert!(correct.left() < seen.left(), "the correction comes first");
}

fn fill(window: &mut Window) {
    press(window, Key::H);
    write(window, "Who should take it", "phone team");
    write(window, "Telephone number", "+44 20 7946 0018");
    assert!(reads(window, "The customer must have said yes"));
    click(window, "The customer said yes to it");
    click(window, "too complex here");
}

/// A27: the packet with consent, time and contact.
#[test]
fn a27_h_hands_off_with_consent_and_a_promised_time() {
    let mut window = floor();
    read(&mut window, 0);
    fill(&mut window);
    assert!(reads(&window, "Nobody: tell them yourself. A mailbox in Sources with a server for sending"));
    click(&mut window, "Show the packet");
    assert!(reads(&window, "Contact: +44 20 7946 0018"));
    click(&mut window, "Hand off");
    let HandoffCommand::Offer { conversation, packet, by } = last(&window) else { panic!("nothing was offered") };
    assert_eq!(by, None, "no mailbox is set up");
    let now = super::bench::now();
    assert_eq!(conversation, ConversationId(0));
    let Packet { way, to, contact, consent, window: times, reason, .. } = *packet;
    assert_eq!((way, to.as_str(), contact), (Way::Phone, "phone team", Contact("+44 20 7946 0018".into())));
    assert_eq!((consent.who.as_str(), consent.at), ("@doorcam_dan", now));
    assert_eq!((times.from, times.until, reason), (now, now.plus(7_200), SwitchReason::Complex));
}

/// Who is written to is said before the press, and a person can say that nobody is.
#[test]
fn a_hand_off_says_who_is_written_to_before_it_is_pressed() {
    let mailbox = |n: u16| MailTo { source: SourceId(n), name: "Inbox".into(), to: format!("team{n}@lark.example") };
    let offered = |mails: Vec<MailTo>, choose: Option<&str>| {
        let mut window = floor();
        Arc::make_mut(&mut window.state_mut().snapshot.handoffs).mails = mails;
        read(&mut window, 0);
        fill(&mut window);
        if let Some(choose) = choose {
            assert!(choose == "Nobody" || reads(&window, "Choose who is written to"));
            click(&mut window, choose);
        }
        click(&mut window, "Hand off");
        let HandoffCommand::Offer { by, .. } = last(&window) else { panic!("nothing was offered") };
        by
    };
    assert_eq!(offered(vec![mailbox(3)], None), Some(SourceId(3)), "the only one");
    assert_eq!(offered(vec![mailbox(3)], Some("Nobody")), None);
    assert_eq!(offered(vec![mailbox(3), mailbox(4)], Some("team4@lark.example")), Some(SourceId(4)));
}

/// What the floor refuses need not be filled in again.
#[test]
fn a_refused_hand_off_stays_filled_in() {
    let mut window = floor();
    read(&mut window, 0);
    fill(&mut window);
    click(&mut window, "Hand off");
    assert!(window.state().desk.dialog.is_none());
    window.state_mut().answer(Err(Refusal::BadValue("the other side is closed".into())));
    settle(&mut window);
    assert!(reads(&window, "The customer said yes to it"), "the dialog is back");
}

/// A27: accepted by a person with a name, done, given back.
#[test]
fn a27_the_card_of_a_hand_off_says_who_has_it_and_how_it_ends() {
    let mut window = floor();
    read(&mut window, 1);
    assert!(reads(&window, "not accepted, back since 3 min"));
    write(&mut window, "Who takes it", "Bo");
    click(&mut window, "They accepted");
    assert_eq!(last(&window), HandoffCommand::Accept { handoff: HandoffId(4), who: "Bo".into() });
    window.state_mut().desk.queue(Action::Open(ConversationId(2)));
    settle(&mut window);
    click(&mut window, "They gave it back");
    let HandoffCommand::End { handoff, how, resolve, .. } = last(&window) else { panic!("it did not end") };
    assert_eq!((handoff, how, resolve), (HandoffId(5), Ending::Returned, false));
    click(&mut window, "Show the packet…");
    assert!(reads(&window, "Hand-off by phone to phone team"));
}

/// A30: the tone card is one key away, on every screen.
#[test]
fn a30_g_opens_the_tone_card() {
    let mut window = floor();
    press(&mut window, Key::G);
    assert!(reads(&window, "Tone card, version 3") && reads(&window, "Nobody waits alone"));
    press(&mut window, Key::G);
    assert!(!reads(&window, "Tone card, version 3"));
}

/// A28, A32, A33 and A43: the reports, each with what it is of.
#[test]
fn y_shows_how_we_answer() {
    let mut window = floor();
    press(&mut window, Key::Y);
    for words in [
        "Sent elsewhere within 24 h: 12 of 96",
        "Listening 3.7 read to 1 said",
        "Occupancy 89 % of 85 %",
        "Incorrect claims 2 open, 1 late, 3 corrected today",
        "Hand-offs 2 open, 1 back",
        "Angry at first, glad now: 9",
        "Praise of the last 24 h",
        "+11 s an hour",
    ] {
        assert!(reads(&window, words), "{words}");
    }
    click(&mut window, "@marc_lyon");
    assert_eq!(window.state().looking().conversation, Some(ConversationId(4)));
}

#[test]
fn texts_and_the_tone_card_are_written_in_the_settings() {
    let mut window = open(Bench::new(3, Screen::Settings));
    click(&mut window, "Change Seen");
    write(&mut window, "Words of the text", " Soon.");
    click(&mut window, "Approve the text");
    let HandoffCommand::SetTemplate { row, .. } = last(&window) else { panic!("no text was approved") };
    assert!(row.text.contains("Soon."), "{}", row.text);
    write(&mut window, "How we sound", " and brief");
    click(&mut window, "Save the tone card");
    let HandoffCommand::SetCard { card } = last(&window) else { panic!("no card was saved") };
    assert!(card.tone.contains("and brief"), "{}", card.tone);
}

/// Zammad 5953: a colleague's change must not take away a word of what is being written; nor may a restart.
#[test]
fn a_draft_survives_another_owner_another_floor_and_a_restart() {
    let mut window = floor();
    read(&mut window, 1);
    write(&mut window, "Answer to @jaynegorman", "Dear Jayne, we");
    let drafts = |window: &Window| window.state().desk.voice.drafts.clone();
    let before = drafts(&window);
    // Somebody else takes the conversation, it is resolved, and the window reads another one meanwhile.
    let thread = Arc::make_mut(window.state_mut().snapshot.thread.as_mut().unwrap());
    thread.owner = Some((watchfloor::floor::AgentId(3), "Tomas V.".into()));
    thread.state = watchfloor::floor::State::Resolved;
    settle(&mut window);
    assert!(reads(&window, "in the name of Tomas V."));
    for id in [2, 1] {
        window.state_mut().desk.queue(Action::Open(ConversationId(id)));
        settle(&mut window);
    }
    assert_eq!(drafts(&window), before);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/drafts.ron");
    before.write(&path).unwrap();
    let again = Drafts::read(&path);
    assert_eq!(again.of("tuesday 1", ConversationId(1)).map(|w| w.text.as_str()), Some("Dear Jayne, we"));
    assert_eq!(again, before);
    std::fs::write(&path, "(by_floor: {").unwrap();
    assert_eq!(Drafts::read(&path), Drafts::default(), "a torn file costs the drafts and nothing else");
}

#[test]
fn a_draft_goes_when_it_was_taken_and_only_then() {
    let mut window = floor();
    read(&mut window, 1);
    click(&mut window, "Begin with Seen");
    click(&mut window, "Send");
    let kept = |window: &Window| window.state().desk.voice.drafts.of("tuesday 1", ConversationId(1)).cloned();
    assert!(kept(&window).is_some(), "the floor has not answered yet");
    window.state_mut().answer(Err(Refusal::BadValue("replies are frozen".into())));
    settle(&mut window);
    assert!(kept(&window).is_some(), "refused, it stays");
    click(&mut window, "Send");
    window.state_mut().answer(Ok("@jaynegorman answered on X".into()));
    settle(&mut window);
    assert_eq!(kept(&window), None);
}

#[test]
fn the_oldest_drafts_are_forgotten_first() {
    let mut drafts = Drafts::default();
    for n in 0..600 {
        let written = Written { text: format!("words {n}"), touched: n, ..Written::default() };
        drafts.put("own", ConversationId(n as u32), written);
    }
    assert!(drafts.of("own", ConversationId(99)).is_none() && drafts.of("own", ConversationId(100)).is_some());
}
