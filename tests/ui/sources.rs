//! The sources: reading a file, and what could not be read.

use super::bench::{Bench, Window, open, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use watchfloor::floor::source::{DeliveryId, SourceCommand};
use watchfloor::floor::{Command, ConversationId, SourceId};
use watchfloor::ui::action::Action;
use watchfloor::ui::picker::Fake;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{DeskWish, Secret, Task, Tried, TriedState};

fn sources(picked: Option<&str>) -> Window {
    let mut bench = Bench::new(5, Screen::Sources);
    bench.desk.picker = Arc::new(Fake(picked.map(Into::into)));
    open(bench)
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

#[test]
fn a_file_from_the_systems_dialog_is_imported() {
    let mut window = sources(Some("/tmp/threads.csv"));
    click(&mut window, "Import a file…");
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/tmp/threads.csv".into() }]);
    assert!(window.state().desk.dialog.is_none());
}

#[test]
fn without_a_dialog_the_path_is_typed() {
    let mut window = sources(None);
    click(&mut window, "Import a file…");
    window.get_by_label_contains("No file was chosen");
    window.get_by_role_and_label(Role::TextInput, "Path of the file").type_text("/data/twcs.csv");
    settle(&mut window);
    click(&mut window, "Import");
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/data/twcs.csv".into() }]);
}

#[test]
fn what_could_not_be_read_is_shown_with_its_reason_and_place() {
    let window = sources(None);
    window.get_by_label("10 rows that could not be read");
    assert!(window.get_all_by_label("the date is not one").count() > 3);
    window.get_by_label("threads.csv, line 120 · 14:31");
    window.get_by_label("the token ran out at 14:20");
}

#[test]
fn a_long_import_can_be_stopped() {
    let mut window = sources(None);
    window.state_mut().snapshot.tasks.push(Task {
        id: 9,
        title: "Importing threads.csv".into(),
        done: 8_300,
        all: Some(20_000),
        detail: "8 300 rows".into(),
        outcome: None,
    });
    settle(&mut window);
    click(&mut window, "Stop");
    assert_eq!(window.state().wishes(), [DeskWish::Cancel { task: 9 }]);
}

#[derive(Debug)]
struct Dropped;

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        std::path::Path::new("/data/dropped.csv")
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("nobody should read it here".to_owned())
    }
}

#[test]
fn a_file_that_is_dropped_on_the_window_is_imported() {
    let mut window = sources(None);
    window.input_mut().dropped_files.push(Arc::new(Dropped));
    settle(&mut window);
    assert_eq!(window.state().wishes(), [DeskWish::Import { path: "/data/dropped.csv".into() }]);
}

#[test]
fn another_floor_forgets_what_was_chosen_on_the_old_one() {
    let mut window = open(Bench::new(5, Screen::Floor));
    window.key_press(egui::Key::J);
    settle(&mut window);
    window.key_press(egui::Key::X);
    settle(&mut window);
    window.state_mut().snapshot.floor = watchfloor::view::FloorKind::Own { place: "~/watchfloor".into() };
    settle(&mut window);
    assert!(window.state().desk.selection.targets().is_empty());
    assert_eq!(window.state().looking().conversation, None);
}

#[test]
fn our_own_words_need_no_other_font() {
    for screen in [Screen::Agents, Screen::Sources, Screen::Settings] {
        let mut window = egui_kittest::Harness::builder()
            .with_size([1_280.0, 2_400.0])
            .with_context_setup(|ctx| {
                ctx.set_fonts(watchfloor::ui::fonts::own());
                watchfloor::ui::theme::install(ctx, 1.0);
            })
            .build_ui_state(|ui, bench: &mut Bench| bench.frame_ui(ui), Bench::new(0, screen));
        window.run_steps(5);
    }
}

/// The newest wish.
fn newest(window: &Window) -> DeskWish {
    window.state().wishes().last().cloned().expect("a wish was asked for")
}

/// The name of the newest test or save.
fn asked_id(window: &Window) -> u64 {
    match newest(window) {
        DeskWish::TrySource { id, .. } | DeskWish::SaveSource { id, .. } => id,
        other => panic!("not a test and not a save: {other:?}"),
    }
}

fn answered(window: &mut Window, state: TriedState) {
    let id = asked_id(window);
    window.state_mut().snapshot.tried = Some(Arc::new(Tried { id, state }));
    settle(window);
}

fn works() -> TriedState {
    let mention = |n: i64| (format!("@author{n}"), super::bench::now().minus(60), format!("where is parcel {n}?"));
    TriedState::Works { who: "@larkhelp.invalid".into(), mentions: (0..10).map(mention).collect(), note: String::new() }
}

fn write(window: &mut Window, name: &str, words: &str) {
    let field = window.get_by_role_and_label(Role::TextInput, name);
    field.focus();
    field.type_text(words);
    settle(window);
}

/// The form of a new source on Bluesky, filled in, the secret too.
fn filled() -> Window {
    let mut window = sources(None);
    click(&mut window, "Add a source…");
    click(&mut window, "Choose Bluesky");
    write(&mut window, "Handle", "larkhelp.invalid");
    write_secret(&mut window);
    write(&mut window, "Account of ours", "@larkhelp2");
    window
}

const SECRET: &str = "correct-horse-battery";

fn write_secret(window: &mut Window) {
    let field = window.get_by_role_and_label(Role::PasswordInput, "App password");
    field.focus();
    field.type_text(SECRET);
    settle(window);
}

fn can_press(window: &Window, name: &str) -> bool {
    !window.get_by_label(name).accesskit_node().is_disabled()
}

#[test]
fn a_source_is_tested_before_it_is_saved() {
    let mut window = filled();
    assert!(!can_press(&window, "Save"), "nothing was tested");
    click(&mut window, "Test");
    let DeskWish::TrySource { source, settings, secret, .. } = newest(&window) else { panic!("a test") };
    assert_eq!((source, secret), (None, Some(Secret(SECRET.into()))));
    assert_eq!((settings.connector.as_str(), settings.login.as_str()), ("bluesky", "larkhelp.invalid"));
    assert_eq!((settings.channel.as_str(), settings.handle.as_str()), ("Bluesky", "@larkhelp2"));
    assert_eq!(settings.server, "https://bsky.social");
    answered(&mut window, TriedState::Asking);
    assert!(!can_press(&window, "Save") && !can_press(&window, "Test"), "it is asked");
    answered(&mut window, works());
    window.get_by_label("You are there as @larkhelp.invalid");
    assert!(window.query_all_by_label("where is parcel 9?").count() >= 1);
    click(&mut window, "Save");
    let DeskWish::SaveSource { source, name, secret, in_file, settings, .. } = newest(&window) else {
        panic!("a save")
    };
    assert_eq!((source, name.as_str(), in_file), (None, "Bluesky @larkhelp2", false));
    assert_eq!(secret, Some(Secret(SECRET.into())));
    assert_eq!(settings.every_secs, 30);
    answered(&mut window, TriedState::Saved("Bluesky @larkhelp2".into()));
    assert!(window.state().desk.dialog.is_none(), "the form is put away");
    assert_eq!(newest(&window), DeskWish::DropTried);
}

#[test]
fn what_was_changed_after_the_test_is_tested_again() {
    let mut window = filled();
    click(&mut window, "Test");
    answered(&mut window, works());
    assert!(can_press(&window, "Save"));
    write(&mut window, "Handle", "x");
    assert!(!can_press(&window, "Save"), "another login was not tested");
    window.get_by_label("Changed since the test: test again");
    let wishes = window.state().wishes();
    assert!(!wishes.iter().any(|wish| matches!(wish, DeskWish::SaveSource { .. })));
}

#[test]
fn a_test_that_fails_says_why_and_saves_nothing() {
    let mut window = filled();
    click(&mut window, "Test");
    answered(&mut window, TriedState::Failed("the app password is wrong".into()));
    window.get_by_label("The app password is wrong");
    assert!(!can_press(&window, "Save"));
    // An answer to an older question is none.
    click(&mut window, "Test");
    window.state_mut().snapshot.tried = Some(Arc::new(Tried { id: 0, state: works() }));
    settle(&mut window);
    assert!(!can_press(&window, "Save"));
}

#[test]
fn without_a_keyring_the_secret_is_kept_in_a_file_when_one_says_so() {
    let mut window = filled();
    click(&mut window, "Test");
    answered(&mut window, works());
    click(&mut window, "Save");
    answered(&mut window, TriedState::Failed("there is no keyring here".into()));
    window.get_by_label("There is no keyring here");
    window
        .get_by_label_contains("keep it in a file that this user can read (secrets-readable-by-this-user.json)")
        .click();
    settle(&mut window);
    click(&mut window, "Save");
    assert!(matches!(newest(&window), DeskWish::SaveSource { in_file: true, .. }));
}

#[test]
fn the_secret_is_in_no_words_of_the_window() {
    let mut window = filled();
    click(&mut window, "Test");
    answered(&mut window, works());
    let nodes: Vec<String> = all_words(&window);
    assert!(nodes.iter().any(|words| words.contains("larkhelp.invalid")), "the words are looked at");
    assert!(!nodes.iter().any(|words| words.contains(SECRET)), "{nodes:?}");
    let (dialog, asked) = (&window.state().desk.dialog, &window.state().asked);
    assert!(!format!("{dialog:?} {asked:?}").contains(SECRET));
    click(&mut window, "Cancel");
    assert!(window.state().desk.dialog.is_none());
    assert_eq!(newest(&window), DeskWish::DropTried);
}

/// Names and values of everything that a screen reader could say.
fn all_words(window: &Window) -> Vec<String> {
    let mut words = Vec::new();
    let mut open = vec![window.root().accesskit_node()];
    while let Some(node) = open.pop() {
        words.extend(node.label());
        words.extend(node.value());
        open.extend(node.children());
    }
    words
}

#[test]
fn a_kind_that_no_server_has_seen_says_so() {
    let mut window = sources(None);
    click(&mut window, "Add a source…");
    window.get_by_label("Not run against a real server");
    assert!(window.get_all_by_label("Tried against the real server").count() >= 2);
    click(&mut window, "Choose Request Tracker");
    window.get_by_label_contains("Still needed: Account of ours, Queue");
    assert!(!can_press(&window, "Test"));
    click(&mut window, "Another kind");
    window.get_by_label("Choose Bluesky");
}

#[test]
fn a_source_is_set_up_anew_with_all_but_its_secret() {
    let mut window = sources(None);
    click(&mut window, "More about Bluesky @larkhelp");
    click(&mut window, "Set up Bluesky @larkhelp anew…");
    assert!(can_press(&window, "Test"), "what is kept can be tested");
    window.get_by_label("Test").scroll_to_me();
    settle(&mut window);
    click(&mut window, "Test");
    let DeskWish::TrySource { source, settings, secret, .. } = newest(&window) else { panic!("a test") };
    assert_eq!((source, secret), (Some(SourceId(4)), None));
    assert_eq!((settings.login.as_str(), settings.silent_secs), ("larkhelp.invalid", 7_200));
    answered(&mut window, works());
    click(&mut window, "Save");
    assert!(matches!(newest(&window), DeskWish::SaveSource { source: Some(SourceId(4)), secret: None, .. }));
}

fn source_commands(window: &Window) -> Vec<SourceCommand> {
    let of = |command| if let Command::Source(command) = command { Some(command) } else { None };
    window.state().commands().into_iter().filter_map(of).collect()
}

#[test]
fn a_source_is_paused_asked_and_removed() {
    let mut window = sources(None);
    click(&mut window, "Pause: Bluesky @larkhelp");
    click(&mut window, "Read again: Gardeners’ forum");
    let pause = |id, paused| SourceCommand::Pause { source: SourceId(id), paused };
    assert_eq!(source_commands(&window), [pause(4, true), pause(8, false)]);
    click(&mut window, "More about Bluesky @larkhelp");
    click(&mut window, "Ask it now");
    assert_eq!(newest(&window), DeskWish::AskNow { source: SourceId(4) });
    click(&mut window, "More about help@lark.invalid");
    click(&mut window, "Remove help@lark.invalid…");
    window.get_by_label_contains("Lost: its login is forgotten here");
    assert!(!window.state().wishes().iter().any(|wish| matches!(wish, DeskWish::RemoveSource { .. })));
    click(&mut window, "Remove the source");
    assert_eq!(newest(&window), DeskWish::RemoveSource { source: SourceId(7) });
}

#[test]
fn agents_of_a_helpdesk_who_are_not_in_the_team_are_added_with_one_press() {
    let mut window = sources(None);
    assert_eq!(window.query_all_by_label_contains("in the team").count(), 0);
    let rows = &mut Arc::make_mut(&mut window.state_mut().snapshot.sources).rows;
    let rt = rows.iter_mut().find(|row| row.live.as_ref().is_some_and(|l| l.settings.connector == "rt")).unwrap();
    let (source, name) = (rt.source, rt.name.clone());
    rt.live.as_mut().unwrap().strangers = vec!["bea".into(), "carlos".into()];
    settle(&mut window);
    let words = format!("2 agents of {name} are not in the team:");
    assert!(window.query_all_by_label(&words).next().is_some());
    click(&mut window, &format!("Add them: agents of {name}"));
    assert_eq!(source_commands(&window), [SourceCommand::AddPeople { source }]);
}

#[test]
fn an_agent_of_a_helpdesk_with_another_name_is_somebody_of_the_team_and_can_become_somebody_else() {
    let mut window = sources(None);
    let (ana, ben) = {
        let team = &window.state().snapshot.agents.rows;
        (team[0].clone(), team[1].clone())
    };
    let rows = &mut Arc::make_mut(&mut window.state_mut().snapshot.sources).rows;
    let rt = rows.iter_mut().find(|row| row.live.as_ref().is_some_and(|l| l.settings.connector == "rt")).unwrap();
    let (source, of) = (rt.source, rt.name.clone());
    rt.live.as_mut().unwrap().strangers = vec!["bea".into(), "carlos".into()];
    rt.live.as_mut().unwrap().known = vec![("alima".into(), ana.name.clone())];
    settle(&mut window);
    click(&mut window, &format!("Who carlos of {of} is here"));
    click(&mut window, &format!("carlos is {}", ben.name));
    click(&mut window, &format!("Who is who in {of}"));
    click(&mut window, &format!("alima of {of} is {}; somebody else", ana.name));
    click(&mut window, &format!("alima is {}", ben.name));
    let is_ben = |name: &str| SourceCommand::SayWho { source, name: name.into(), agent: ben.agent };
    assert_eq!(source_commands(&window), [is_ben("carlos"), is_ben("alima")]);
    // More than have room stand in a list of their own.
    let rows = &mut Arc::make_mut(&mut window.state_mut().snapshot.sources).rows;
    let rt = rows.iter_mut().find(|row| row.source == source).unwrap();
    rt.live.as_mut().unwrap().strangers = (0..9).map(|n| format!("agent{n}")).collect();
    settle(&mut window);
    click(&mut window, &format!("3 more agents of {of}"));
    click(&mut window, &format!("Who agent8 of {of} is here"));
    click(&mut window, &format!("agent8 is {}", ben.name));
    assert_eq!(source_commands(&window).last(), Some(&is_ben("agent8")));
}

#[test]
fn what_did_not_go_out_waits_for_a_person() {
    let mut window = sources(None);
    window.get_by_label("3 for you to decide, 1 waiting");
    click(&mut window, "Send again: answer to @jaynegorman");
    window.get_by_label("Leave it: owner to Lena Fuchs").scroll_to_me();
    settle(&mut window);
    click(&mut window, "Leave it: owner to Lena Fuchs");
    let (again, leave) = (DeliveryId(1), DeliveryId(2));
    let wanted = [SourceCommand::Resend { delivery: again }, SourceCommand::Drop { delivery: leave }];
    assert_eq!(source_commands(&window), wanted);
    click(&mut window, "Read the conversation with @jaynegorman");
    assert_eq!(window.state().desk.screen, Screen::Floor);
}

#[test]
fn the_conversation_shows_what_of_it_is_not_out() {
    let mut bench = Bench::new(60, Screen::Floor);
    bench.desk.queue(Action::Open(ConversationId(40)));
    let mut window = open(bench);
    window.get_by_label("Not out yet");
    click(&mut window, "Send again: answer to @doorcam_dan");
    click(&mut window, "Leave it: answer to @doorcam_dan");
    let delivery = DeliveryId(0);
    assert_eq!(source_commands(&window), [SourceCommand::Resend { delivery }, SourceCommand::Drop { delivery }]);
}

#[test]
fn what_could_not_be_read_is_tried_again() {
    let mut window = sources(None);
    let row = window.state().snapshot.sources.quarantine.last().cloned().expect("a row");
    Arc::make_mut(&mut window.state_mut().snapshot.sources).quarantine = vec![row.clone()];
    settle(&mut window);
    click(&mut window, &format!("Try again: {}, {}", row.source, row.place));
    assert_eq!(newest(&window), DeskWish::RetryQuarantine { place: row.place_in_log });
}

#[test]
fn only_a_supervisor_changes_sources() {
    let mut bench = Bench::new(5, Screen::Sources);
    bench.snapshot.seat.role = watchfloor::floor::Role::Viewer;
    let window = open(bench);
    assert!(!can_press(&window, "Add a source…"));
    assert!(!can_press(&window, "Pause: Bluesky @larkhelp"));
}
