//! What waiting costs, what triage read, and what a person says against it: by name, and the commands that come out.

use super::bench::{Bench, Window, open, row, settle, thread};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use watchfloor::floor::{AlertId, Command, ConversationId, Kind, Overrule, Weights};
use watchfloor::ui::cost;
use watchfloor::ui::screen::Screen;
use watchfloor::view::{Chip, DeskWish, PreviewAsked};

fn floor() -> Window {
    open(Bench::new(60, Screen::Floor))
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

/// Opens the conversation of the row at this place.
fn read(window: &mut Window, place: usize) {
    for _ in 0..=place {
        press(window, Key::J);
    }
    assert_eq!(window.state().looking().conversation, Some(ConversationId(place as u32)));
}

/// Everything that is scrolled to in the panel, from its top to its end.
fn scroll(window: &mut Window) {
    window.hover_at(egui::pos2(1_400.0, 600.0));
    for _ in 0..12 {
        window.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -400.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        window.run_steps(2);
    }
}

/// The tenths in `8.9` or `+4.1`.
fn tenths(figure: &str) -> u64 {
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a figure with one decimal")
}

#[test]
fn the_parts_of_the_cost_are_said_and_add_up() {
    let window = floor();
    for place in 0..12 {
        let cost = row(place).cost;
        let spoken = cost::spoken(&cost);
        assert!(window.query_all_by_label(&spoken).count() > 0, "row {place} does not say “{spoken}”");
        let (number, parts) = spoken.split_once(" a minute: ").expect("a number and its parts");
        let number = tenths(number.rsplit(' ').next().expect("a number"));
        let sum: u64 = parts.split('+').skip(1).map(|part| tenths(part.split(',').next().unwrap_or(part))).sum();
        assert_eq!(number, sum, "{spoken}");
    }
}

#[test]
fn a_row_says_what_stands_out() {
    let window = floor();
    window.get_by_label_contains("@doorcam_dan, X, −9:12");
    for words in ["viral", "press", "in store now", "case of 3", "engineering"] {
        assert!(window.query_all_by_label_contains(words).count() > 0, "{words}");
    }
    let name = "@vlad.p, Instagram";
    let row = window.get_by_label_contains(name);
    let said = row.accesskit_node().label().unwrap_or_default();
    assert!(said.ends_with(", × 5\u{2009}000 copies"), "{said}");
}

#[test]
fn o_asks_what_it_is_and_a_figure_answers() {
    let mut window = floor();
    read(&mut window, 0);
    press(&mut window, Key::O);
    window.get_by_label("It is:");
    press(&mut window, Key::Num6);
    let spam = Command::Overrule { conversations: vec![ConversationId(0)], to: Overrule::Spam, lessons: Vec::new() };
    assert_eq!(window.state().commands(), std::slice::from_ref(&spam));
    assert_eq!(window.state().desk.screen, Screen::Floor, "the figure answered and changed no screen");
    press(&mut window, Key::X);
    press(&mut window, Key::J);
    press(&mut window, Key::X);
    press(&mut window, Key::O);
    click(&mut window, "A complaint to answer");
    let both = vec![ConversationId(0), ConversationId(1)];
    let to = Overrule::Respond(Kind::Complaint);
    assert_eq!(
        window.state().commands().last(),
        Some(&Command::Overrule { conversations: both, to, lessons: Vec::new() })
    );
}

#[test]
fn what_was_said_against_triage_can_be_taken_back() {
    let mut window = floor();
    read(&mut window, 3);
    scroll(&mut window);
    assert!(window.query_by_label("Take back what was said of it").is_none());
    let mut overruled = thread(ConversationId(3), 3);
    overruled.reading.as_mut().expect("read").overruled = true;
    window.state_mut().snapshot.thread = Some(Arc::new(overruled));
    settle(&mut window);
    scroll(&mut window);
    click(&mut window, "Take back what was said of it");
    assert_eq!(window.state().commands(), [Command::TakeBackOverrule { conversations: vec![ConversationId(3)] }]);
}

#[test]
fn a_case_is_taken_apart_and_the_same_matter_joined() {
    let mut window = floor();
    read(&mut window, 1);
    click(&mut window, "Join with Facebook");
    let joined = Command::JoinCase { conversations: vec![ConversationId(1), ConversationId(32)] };
    assert_eq!(window.state().commands(), std::slice::from_ref(&joined));
    press(&mut window, Key::J);
    window.get_by_label("One case with:");
    click(&mut window, "Take the case apart");
    assert_eq!(window.state().commands().last(), Some(&Command::PartCase { conversation: ConversationId(2) }));
}

#[test]
fn chosen_rows_are_made_one_case() {
    let mut window = floor();
    press(&mut window, Key::J);
    press(&mut window, Key::M);
    assert!(window.state().commands().is_empty(), "one alone is no case");
    press(&mut window, Key::X);
    press(&mut window, Key::J);
    press(&mut window, Key::X);
    press(&mut window, Key::M);
    let joined = Command::JoinCase { conversations: vec![ConversationId(0), ConversationId(1)] };
    assert_eq!(window.state().commands(), [joined]);
}

#[test]
fn an_alert_is_acknowledged_snoozed_and_escalated() {
    let mut window = floor();
    read(&mut window, 0);
    click(&mut window, "Acknowledge the alert");
    click(&mut window, "Snooze 15 min the alert");
    click(&mut window, "Escalate the alert");
    let alert = AlertId(7);
    let until = super::bench::now().plus(900);
    assert_eq!(
        window.state().commands(),
        [Command::AcknowledgeAlert { alert }, Command::SnoozeAlert { alert, until }, Command::EscalateAlert { alert }]
    );
}

#[test]
fn the_panel_says_why_and_how_far() {
    let mut window = floor();
    read(&mut window, 0);
    for words in ["R 1.7 growing", "What waiting costs · cost of delay 8.9 per minute", "1.2 M", "600 k–2.4 M"] {
        window.get_by_label(words);
    }
    window.get_by_label_contains("Reach now 380 k, in 6 h 1.2 M, between 600 k and 2.4 M; alert at 500 k");
    window.get_by_label_contains("84 % likely to pass 500 k");
    window.get_by_label("Dan Whitlow");
    window.get_by_label("by handle, 96 % sure");
    scroll(&mut window);
    window.get_by_label("What triage read");
    click(&mut window, "Why, stage by stage");
    settle(&mut window);
    scroll(&mut window);
    window.get_by_label("spam 2 %");
}

#[test]
fn every_set_is_in_one_line_also_in_a_small_window() {
    let mut window = floor();
    window.set_size(egui::vec2(1_112.0, 600.0));
    settle(&mut window);
    let top = window.get_by_label("Needs an owner · 61").rect().top();
    for words in ["Past target · 37", "Next 15 min · 84"] {
        assert_eq!(window.get_by_label(words).rect().top(), top);
    }
    click(&mut window, "More sets");
    click(&mut window, "All open · 642");
    assert_eq!(window.state().looking().query.chip, Chip::Open);
    window.get_by_label("More sets");
}

#[test]
fn only_influence_can_be_asked_for() {
    let mut window = floor();
    click(&mut window, "Influence: any influence");
    click(&mut window, "Influence 60 or more");
    assert_eq!(window.state().looking().query.influence_min, 60);
}

fn settings() -> Window {
    let mut window = open(Bench::new(20, Screen::Settings));
    window.set_size(egui::vec2(1_600.0, 3_600.0));
    settle(&mut window);
    window
}

fn field(window: &mut Window, name: &str, words: &str) {
    window.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, name).focus();
    settle(window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::End);
    settle(window);
    window.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, name).type_text(words);
    settle(window);
}

#[test]
fn a_brand_is_tried_before_it_is_saved() {
    let mut window = settings();
    assert!(window.query_by_label("Save the brand").is_none(), "nothing has changed yet");
    field(&mut window, "Names that are ours alone", "\nLarkfield Home");
    let Some(PreviewAsked::Brand(asked)) = window.state().looking().preview else { panic!("no preview was asked for") };
    assert_eq!(asked.names, ["Larkfield", "Larkfield Home"]);
    window.get_by_label("34 of 400 recent mentions would be about us, 31 now");
    window.get_by_label("+ would be about us");
    click(&mut window, "Save the brand");
    let commands = window.state().commands();
    let [Command::SetBrand { brand }] = commands.as_slice() else { panic!("{commands:?}") };
    assert_eq!(brand.names, ["Larkfield", "Larkfield Home"]);
    assert_eq!(brand.stores.len(), 1, "what was not touched stays");
    window.state_mut().answer(Ok("what is about us is judged by this from now on".to_owned()));
    Arc::make_mut(&mut window.state_mut().snapshot.triage).brand = brand.clone();
    settle(&mut window);
    assert!(window.query_by_label("Save the brand").is_none());
}

#[test]
fn weights_are_tried_and_saved_and_put_back() {
    let mut window = settings();
    assert!(window.query_by_label("Back to defaults").is_none(), "they are the defaults");
    window.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Of the ignored, tell others").click();
    settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(&mut window);
    window.event(egui::Event::Text("45".to_owned()));
    settle(&mut window);
    press(&mut window, Key::Enter);
    let turned = Weights { tell_others_pct: 45, ..Weights::default() };
    assert_eq!(window.state().looking().preview, Some(PreviewAsked::Weights(turned)));
    window.get_by_label("Who would come first");
    window.get_by_label("1 · up from 2");
    click(&mut window, "Save what waiting costs");
    assert_eq!(window.state().commands(), [Command::SetWeights { weights: turned }]);
    click(&mut window, "Back to defaults");
    assert_eq!(window.state().looking().preview, None, "the defaults are what is kept");
    assert!(window.query_by_label("Save what waiting costs").is_none());
}

#[test]
fn a_preview_ends_with_the_screen() {
    let mut window = settings();
    field(&mut window, "Not about us with these words", "\nlark rise");
    assert!(window.state().looking().preview.is_some());
    window.state_mut().desk.screen = Screen::Floor;
    settle(&mut window);
    assert_eq!(window.state().looking().preview, None);
}

#[test]
fn customers_are_imported_from_the_file_that_is_chosen() {
    let mut bench = Bench::new(20, Screen::Settings);
    bench.desk.picker = Arc::new(watchfloor::ui::picker::Fake(Some("/customers.csv".into())));
    let mut window = open(bench);
    window.set_size(egui::vec2(1_600.0, 3_600.0));
    settle(&mut window);
    window.get_by_label_contains("2\u{2009}000 customers are known");
    window.get_by_label("11 min without a mention would be an alert");
    click(&mut window, "Import customers…");
    assert_eq!(window.state().wishes(), [DeskWish::ImportCustomers { path: "/customers.csv".into() }]);
}
