//! Choosing, assigning, putting aside: what comes out of the window.

use super::bench::{Bench, Window, now, open, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use watchfloor::floor::{AgentId, AssignmentCommand, At, BeyondCapacity, Command, ConversationId, How, Refusal};
use watchfloor::ui::screen::Screen;
use watchfloor::view::{Chip, Moment};

fn floor(rows: usize) -> Window {
    open(Bench::new(rows, Screen::Floor))
}

fn ids(ids: impl IntoIterator<Item = u32>) -> Vec<ConversationId> {
    ids.into_iter().map(ConversationId).collect()
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

fn assign(conversations: Vec<ConversationId>, agent: u16, beyond: BeyondCapacity) -> Command {
    give(conversations, agent, beyond, How::ByHand)
}

fn give(conversations: Vec<ConversationId>, agent: u16, beyond: BeyondCapacity, how: How) -> Command {
    let (agent, seen) = (AgentId(agent), Some(1));
    Command::Assignment(AssignmentCommand::Give { conversations, agent, how, beyond, seen })
}

#[test]
fn boxes_and_the_picker_assign() {
    let mut window = floor(60);
    click(&mut window, "Select @doorcam_dan");
    click(&mut window, "Select @t_okafor");
    window.get_by_label("2 selected");
    press(&mut window, Key::A);
    window.get_by_label("Assign 2 conversations");
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "To whom").type_text("tomas");
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands(), [assign(ids([0, 2]), 3, BeyondCapacity::Refuse)]);
    assert!(window.query_by_label("Assign 2 conversations").is_none(), "the question is closed");
    window.state_mut().answer(Ok("assigned 2 conversations to Tomas V.".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label("2 selected").is_none(), "what was decided is no longer chosen");
    window.get_by_label("Assigned 2 conversations to Tomas V.");
    click(&mut window, "Undo");
    assert_eq!(window.state().commands().last(), Some(&Command::Undo));
}

#[test]
fn shift_and_ctrl_choose_rows_and_the_order_is_held() {
    let mut window = floor(60);
    window.hover_at(egui::pos2(5.0, 5.0));
    settle(&mut window);
    assert!(!window.state().looking().hold);
    window.get_by_label_contains("@doorcam_dan, X").click();
    settle(&mut window);
    assert!(window.state().desk.selection.is_empty());
    assert_eq!(window.state().looking().conversation, Some(ConversationId(0)), "a click reads");
    window.get_by_label_contains("Lena Fuchs, Facebook").click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    assert_eq!(window.state().desk.selection.targets(), ids(0..4));
    window.get_by_label_contains("@jaynegorman, X").click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert_eq!(window.state().desk.selection.targets(), ids([0, 2, 3]));
    window.hover_at(egui::pos2(5.0, 5.0));
    settle(&mut window);
    assert!(window.state().looking().hold, "chosen rows hold the order, wherever the pointer is");
}

#[test]
fn over_capacity_asks_and_only_a_yes_allows() {
    let mut window = floor(60);
    press(&mut window, Key::J);
    window.get_by_label("Assign to Hanna S.").scroll_to_me();
    settle(&mut window);
    window.get_by_label("Assign to Hanna S.").click();
    settle(&mut window);
    let refusal = Refusal::AtCapacity { name: "Hanna S.".into(), holds: 3, capacity: 3, over: 1 };
    window.state_mut().answer(Err(refusal.clone()));
    settle(&mut window);
    window.get_by_label("Hanna S. is at capacity, 3 of 3. Assign anyway?");
    click(&mut window, "Cancel");
    assert_eq!(window.state().commands().len(), 1, "no is no");
    window.get_by_label("Assign to Hanna S.").scroll_to_me();
    settle(&mut window);
    window.get_by_label("Assign to Hanna S.").click();
    settle(&mut window);
    window.state_mut().answer(Err(refusal));
    settle(&mut window);
    click(&mut window, "Assign anyway");
    let allowed = assign(ids([0]), 6, BeyondCapacity::Allow);
    assert_eq!(window.state().commands().last(), Some(&allowed));
}

#[test]
fn a_refusal_stays_until_it_is_put_away() {
    let mut window = floor(60);
    press(&mut window, Key::J);
    press(&mut window, Key::R);
    window.state_mut().answer(Err(Refusal::ChangedSince(ConversationId(0))));
    settle(&mut window);
    let words = "Conversation 0 has changed since; it was left as it is";
    window.run_steps(60);
    window.get_by_label(words);
    click(&mut window, "Dismiss");
    assert!(window.query_by_label(words).is_none());
}

#[test]
fn snooze_is_until_a_moment() {
    let mut window = floor(60);
    press(&mut window, Key::J);
    press(&mut window, Key::S);
    click(&mut window, "1 h");
    let until = now().plus(3_600);
    assert_eq!(window.state().commands(), [Command::Snooze { conversations: ids([0]), until }]);
    press(&mut window, Key::S);
    let field = "Or for how long, or until what time";
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, field).type_text("16:30");
    settle(&mut window);
    window.get_by_label("Back at 16:30");
    press(&mut window, Key::Enter);
    let until = At::from_unix(now().unix() + 2 * 3_600 - 120).unwrap();
    assert_eq!(window.state().commands().last(), Some(&Command::Snooze { conversations: ids([0]), until }));
}

#[test]
fn the_menu_of_a_row_offers_what_the_keys_do() {
    let mut window = floor(60);
    window.get_by_label_contains("Lena Fuchs, Facebook").click_secondary();
    settle(&mut window);
    let resolve = window.get_all_by_label("Resolve").last().unwrap();
    resolve.click();
    settle(&mut window);
    assert_eq!(window.state().commands(), [Command::Resolve { conversations: ids([3]) }]);
}

#[test]
fn rows_can_be_dropped_on_an_agent() {
    let mut window = floor(60);
    let from = window.get_by_label_contains("@t_okafor, X").rect().center();
    window.drag_at(from);
    window.step();
    window.hover_at(from + egui::vec2(40.0, 20.0));
    settle(&mut window);
    window.get_by_label("Drop 1 conversation on");
    let to = window.get_by_label("Drop on Ade B.").rect().center();
    window.hover_at(to);
    settle(&mut window);
    window.drop_at(to);
    settle(&mut window);
    assert_eq!(window.state().commands(), [assign(ids([2]), 0, BeyondCapacity::Refuse)]);
    assert!(window.query_by_label("Drop 1 conversation on").is_none());
}

#[test]
fn a_million_rows_are_walked_to_the_end() {
    let mut window = floor(1_000_000);
    press(&mut window, Key::J);
    press(&mut window, Key::End);
    settle(&mut window);
    let looking = window.state().looking();
    assert_eq!(looking.rows.end, 1_000_000);
    assert!(looking.rows.len() < 60, "only what is on the screen is asked for, not {:?}", looking.rows);
    assert_eq!(looking.conversation, Some(ConversationId(999_999)));
    window.get_by_label_contains(&format!("{}, ", super::bench::row(999_999).author));
    press(&mut window, Key::PageUp);
    press(&mut window, Key::Home);
    settle(&mut window);
    window.get_by_label_contains("@doorcam_dan, X");
    assert_eq!(window.state().looking().rows.start, 0);
}

#[test]
fn a_set_a_search_and_a_sort_are_asked_for() {
    let mut window = floor(60);
    click(&mut window, "Past target · 37");
    assert_eq!(window.state().looking().query.chip, Chip::PastTarget);
    press(&mut window, Key::Slash);
    window.get_by_label("Search the floor").type_text("jar");
    settle(&mut window);
    assert_eq!(window.state().looking().query.search, "jar", "letters in the field are no keys");
    assert!(window.state().commands().is_empty());
    click(&mut window, "Sorted by turn");
    click(&mut window, "By reach");
    assert_eq!(window.state().looking().query.sort, watchfloor::view::Sort::Reach);
    click(&mut window, "Channel: All channels");
    window.get_by_role_and_label(egui::accesskit::Role::Button, "Bluesky").click();
    settle(&mut window);
    assert_eq!(window.state().looking().query.channel, Some(watchfloor::floor::ChannelId(3)));
}

#[test]
fn titles_sort_and_the_box_over_the_boxes_takes_all() {
    let mut window = floor(60);
    click(&mut window, "Sort by reach");
    click(&mut window, "Sort by reach");
    let query = window.state().looking().query;
    assert_eq!((query.sort, query.reversed), (watchfloor::view::Sort::Reach, true), "a second click turns it round");
    click(&mut window, "Select all rows");
    window.get_by_label("60 selected");
    click(&mut window, "Select all rows");
    assert!(window.query_by_label("60 selected").is_none());
}

#[test]
fn enter_on_cancel_is_no_yes() {
    let mut window = floor(60);
    press(&mut window, Key::J);
    window.get_by_label("Assign to Hanna S.").scroll_to_me();
    settle(&mut window);
    window.get_by_label("Assign to Hanna S.").click();
    settle(&mut window);
    window.state_mut().answer(Err(Refusal::AtCapacity { name: "Hanna S.".into(), holds: 3, capacity: 3, over: 1 }));
    settle(&mut window);
    window.get_by_label("Cancel").focus();
    settle(&mut window);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands().len(), 1);
    assert!(window.state().desk.confirm.is_none());
}

#[test]
fn no_row_moves_when_the_panel_opens() {
    for size in [[1_112.0, 600.0], [1_600.0, 900.0]] {
        let mut window = floor(60);
        window.set_size(size.into());
        settle(&mut window);
        let row = |window: &Window| window.get_by_label_contains("@t_okafor, X").rect().top();
        let before = row(&window);
        window.get_by_label_contains("@t_okafor, X").click();
        settle(&mut window);
        assert!(window.state().looking().conversation.is_some());
        assert_eq!(row(&window), before);
    }
}

#[test]
fn a_new_order_waits_until_it_is_asked_for() {
    let mut window = floor(60);
    std::sync::Arc::make_mut(&mut window.state_mut().snapshot.listing).newer = 12;
    settle(&mut window);
    click(&mut window, "12 newer");
    assert_eq!(window.state().looking().refresh, 1);
}

#[test]
fn the_past_cannot_be_decided_and_says_so() {
    let mut window = floor(60);
    window.state_mut().snapshot.moment = Moment::Past(now());
    press(&mut window, Key::J);
    assert!(window.get_all_by_label("Assign…").all(|node| node.accesskit_node().is_disabled()));
    press(&mut window, Key::R);
    assert!(window.state().commands().is_empty());
    window.get_by_label_contains("This is the floor as it was");
}

#[test]
fn an_empty_table_says_what_to_do() {
    let mut window = floor(0);
    window.get_by_label("Everybody who waits has an owner");
    std::sync::Arc::make_mut(&mut window.state_mut().snapshot.listing).counts = Default::default();
    settle(&mut window);
    window.get_by_label("Nobody has written yet");
    window.get_by_label("Import a file…");
}

#[test]
fn a_long_thread_is_read_to_its_end() {
    let mut bench = Bench::new(60, Screen::Floor);
    bench.bubbles = 200;
    let mut window = open(bench);
    press(&mut window, Key::J);
    window.hover_at(egui::pos2(1_400.0, 600.0));
    let mut seen = false;
    for _ in 0..120 {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -250.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        window.event(wheel);
        window.run_steps(2);
        seen |= window.query_all_by_label_contains("Message 198").count() > 0;
    }
    assert!(seen, "the newest words come by");
    window.get_by_label("What happened");
}
