//! What a conversation shows of the world outside, and what of it can be written there.

use super::bench::outside::{NOTES_ONLY, PRIVATE, TICKET};
use super::bench::{Bench, Window, now, open, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use watchfloor::floor::source::{DeliveryId, NotOut, SourceCommand};
use watchfloor::floor::{At, CARRIED_MARK, Command, ConversationId, Role as Seat};
use watchfloor::ui::action::Action;
use watchfloor::ui::palette;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{DeliveryRow, DeliveryWords, Moment, Thread, TicketDeed};

fn reading(id: ConversationId) -> Window {
    let mut bench = Bench::new(60, Screen::Floor);
    bench.bubbles = 4;
    bench.desk.queue(Action::Open(id));
    let mut window = open(bench);
    settle(&mut window);
    window
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    settle(window);
    window.get_by_label(name).click();
    settle(window);
}

fn write(window: &mut Window, role: Role, name: &str, words: &str) {
    let field = window.get_by_role_and_label(role, name);
    field.focus();
    field.type_text(words);
    settle(window);
}

fn asked(window: &Window) -> Vec<SourceCommand> {
    let of = |command| if let Command::Source(command) = command { Some(command) } else { None };
    window.state().commands().into_iter().filter_map(of).collect()
}

fn can_press(window: &Window, name: &str) -> bool {
    !window.get_by_label(name).accesskit_node().is_disabled()
}

fn change(window: &mut Window, f: impl FnOnce(&mut Thread)) {
    f(Arc::make_mut(window.state_mut().snapshot.thread.as_mut().expect("a conversation is read")));
    settle(window);
}

#[test]
fn what_a_mail_carries_along_is_folded_until_somebody_wants_to_see_it() {
    let mut window = reading(TICKET);
    let quoted = "On 3 Mar Ade wrote:\n> Does it still leak?\n\nSent from my phone";
    change(&mut window, |thread| {
        thread.bubbles[1].text = format!("It still leaks.{CARRIED_MARK}{quoted}");
    });
    let author = window.state().snapshot.thread.as_ref().unwrap().bubbles[1].author.clone();
    let says = |window: &Window, words: &str| window.query_all_by_label_contains(words).next().is_some();
    assert!(says(&window, "It still leaks.") && !says(&window, "Sent from my phone"));
    click(&mut window, &format!("⋯ 3 lines carried along: {author}"));
    assert!(says(&window, "> Does it still leak?") && says(&window, "Sent from my phone"));
    click(&mut window, &format!("⋯ fold what it carries along: {author}"));
    assert!(says(&window, "It still leaks.") && !says(&window, "Sent from my phone"));
}

#[test]
fn a_ticket_is_shown_as_its_helpdesk_tells_it() {
    let window = reading(TICKET);
    window.get_by_label("Ticket 4711 in Request Tracker");
    for words in ["open", "priority medium", "# billing", "# vip"] {
        assert!(window.query_all_by_label(words).next().is_some(), "{words}");
    }
    window.get_by_label("bea has it there, and is no agent here · assign, resolve and reopen go there too");
    assert!(window.query_by_label("not run against a real server").is_none());
    let unproven = reading(NOTES_ONLY);
    unproven.get_by_label("not run against a real server");
    unproven.get_by_label_contains("assign and resolve stay here");
    assert!(reading(ConversationId(5)).query_by_label_contains("Ticket 4711").is_none());
}

#[test]
fn a_note_goes_into_the_ticket_and_its_words_are_kept_until_it_is_taken() {
    let mut window = reading(TICKET);
    click(&mut window, "Internal note…");
    assert!(!can_press(&window, "Write the note"), "there is nothing to write yet");
    write(&mut window, Role::MultilineTextInput, "Internal note", "Rang twice.");
    click(&mut window, "Write the note");
    let note = SourceCommand::Note { conversation: TICKET, text: "Rang twice.".into() };
    assert_eq!(asked(&window), [note]);
    window.get_by_label("Write the note");
    window.state_mut().answer(Ok("note on its way to Request Tracker".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label("Write the note").is_none(), "it is done with");
}

#[test]
fn priority_and_labels_are_set_in_the_helpdesks_own_words() {
    let mut window = reading(TICKET);
    click(&mut window, "Priority of the ticket…");
    click(&mut window, "Priority high");
    click(&mut window, "Set the priority");
    click(&mut window, "Labels of the ticket…");
    assert!(!can_press(&window, "Set the labels"), "nothing is changed yet");
    click(&mut window, "Take away the label billing");
    write(&mut window, Role::TextInput, "Labels to add", " refund, vip,, refund ");
    click(&mut window, "Set the labels");
    let set = SourceCommand::SetPriority { conversation: TICKET, priority: "high".into() };
    let (add, remove) = (vec!["refund".to_owned()], vec!["billing".to_owned()]);
    assert_eq!(asked(&window), [set, SourceCommand::Label { conversation: TICKET, add, remove }]);
}

#[test]
fn what_a_helpdesk_does_not_take_is_said_before_it_is_pressed() {
    let window = reading(NOTES_ONLY);
    assert!(can_press(&window, "Internal note…"));
    assert!(!can_press(&window, "Priority of the ticket…") && !can_press(&window, "Labels of the ticket…"));
    let why = |window: &Window, deed| {
        let bench = window.state();
        Action::AskTicket(deed).possible(&bench.desk, &bench.snapshot)
    };
    assert_eq!(why(&window, TicketDeed::Priority), Err("this helpdesk takes no priority from here"));
    assert_eq!(why(&window, TicketDeed::Labels), Err("this helpdesk takes no labels from here"));
    assert_eq!(why(&reading(PRIVATE), TicketDeed::Note), Err("this conversation is in no helpdesk"));
    let mut past = reading(TICKET);
    past.state_mut().snapshot.moment = Moment::Past(now());
    settle(&mut past);
    assert!(!can_press(&past, "Internal note…"));
    let mut viewer = reading(TICKET);
    viewer.state_mut().snapshot.seat.role = Seat::Viewer;
    settle(&mut viewer);
    assert!(!can_press(&viewer, "Internal note…"));
}

#[test]
fn the_palette_opens_what_is_written_into_a_ticket() {
    let mut window = reading(TICKET);
    let bench = window.state();
    let lines = palette::all(&bench.desk, &bench.snapshot);
    for words in ["Internal note…", "Priority of the ticket…", "Labels of the ticket…"] {
        let line = lines.iter().find(|line| line.words == words).unwrap_or_else(|| panic!("{words}"));
        assert_eq!(line.why_not, None);
    }
    window.state_mut().desk.queue(Action::AskTicket(TicketDeed::Labels));
    settle(&mut window);
    window.get_by_role_and_label(Role::TextInput, "Labels to add");
    // Another conversation has a ticket of its own.
    window.state_mut().desk.queue(Action::Open(NOTES_ONLY));
    settle(&mut window);
    assert!(window.query_by_label("Set the labels").is_none());
}

#[test]
fn edited_and_deleted_words_say_so() {
    let window = reading(TICKET);
    window.get_by_label("edited, told 14:22");
    window.get_by_label("deleted by its author, told 14:27");
    let rows: Vec<String> = all_words(&window);
    assert!(rows.iter().any(|words| words.ends_with(", edited")), "the table says it too: {rows:?}");
    assert!(rows.iter().any(|words| words.contains(", deleted")));
}

fn all_words(window: &Window) -> Vec<String> {
    let (mut words, mut open) = (Vec::new(), vec![window.root().accesskit_node()]);
    while let Some(node) = open.pop() {
        words.extend(node.label());
        open.extend(node.children());
    }
    words
}

fn row(number: u32, what: &'static str, state: DeliveryWords) -> DeliveryRow {
    DeliveryRow {
        delivery: DeliveryId(number),
        source: "Request Tracker".into(),
        conversation: TICKET,
        author: "@mira".into(),
        what,
        words: String::new(),
        asked_at: now().minus(60),
        tries: 0,
        state,
    }
}

#[test]
fn what_goes_out_stands_in_one_place_with_how_far_it_is() {
    let mut window = reading(TICKET);
    let failed = DeliveryWords::Failed(NotOut::Conflict, "its priority is low there".into(), now().minus(30));
    change(&mut window, |thread| {
        thread.outgoing = vec![
            row(1, "note", DeliveryWords::Sending),
            row(2, "labels", DeliveryWords::Waiting),
            row(3, "priority", failed),
            row(4, "answer", DeliveryWords::Sent(now().minus(600))),
        ];
    });
    for words in ["Not out yet", "1 for you to decide", "being sent", "waiting", "changed over there", "sent"] {
        assert!(window.query_all_by_label(words).next().is_some(), "{words}");
    }
    click(&mut window, "Leave it: priority to @mira");
    assert_eq!(asked(&window), [SourceCommand::Drop { delivery: DeliveryId(3) }]);
    change(&mut window, |thread| drop(thread.outgoing.drain(..3)));
    window.get_by_label("Went out");
    assert!(window.query_by_label_contains("Leave it").is_none());
}

fn written_at(window: &mut Window, at: At) {
    change(window, |thread| {
        if let Some(by) = &mut thread.answers_by {
            by.private_since = Some(at);
        }
    });
}

#[test]
fn the_reply_window_is_told_and_closes() {
    let mut window = reading(PRIVATE);
    window.get_by_label_contains("The 24 h reply window closes ");
    let name = answer_field(&window);
    write(&mut window, Role::MultilineTextInput, &name, "Here it is.");
    assert!(can_press(&window, "Send"));
    written_at(&mut window, now().minus(2 * 86_400));
    window.get_by_label_contains("a person may answer until");
    assert!(can_press(&window, "Send"), "a person writes here");
    written_at(&mut window, now().minus(7 * 86_400));
    window.get_by_label_contains("the customer has to write again");
    assert!(!can_press(&window, "Send"));
    // What sets no limit says nothing of one.
    let free = reading(TICKET);
    assert!(free.query_by_label_contains("reply window").is_none());
}

fn answer_field(window: &Window) -> String {
    let author = window.state().snapshot.thread.as_ref().map(|thread| thread.author.clone());
    format!("Answer to {}", author.unwrap_or_default())
}
