//! The agents: who is there, and saying so.

use super::bench::{Bench, Window, open, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use watchfloor::floor::{AgentId, ChannelId, Command, Presence, PromiseCommand};
use watchfloor::ui::screen::Screen;

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

#[test]
fn sets_are_counted_and_chosen() {
    let mut window = open(Bench::new(5, Screen::Agents));
    window.get_by_label_contains("Karim D., Off shift"); // he should be there and is not
    assert!(window.query_by_label_contains("Free · 1").is_some());
    click(&mut window, "All · 12");
    window.get_by_label_contains("Karim D., Off shift");
    click(&mut window, "Over capacity · 1");
    window.get_by_label("Priya N., Available, holds 5 of 4");
    assert!(window.query_by_label_contains("Ade B., Available").is_none());
}

#[test]
fn an_agent_is_set_away_with_a_reason() {
    let mut window = open(Bench::new(5, Screen::Agents));
    window.get_by_label_contains("Ade B., Available").click_secondary();
    settle(&mut window);
    click(&mut window, "Set away…");
    window.get_by_role_and_label(Role::TextInput, "Reason").type_text("lunch");
    settle(&mut window);
    click(&mut window, "Set away");
    let wanted = Command::SetPresence { agent: AgentId(0), presence: Presence::Away, reason: "lunch".into() };
    assert_eq!(window.state().commands(), [wanted]);
}

#[test]
fn an_agent_is_added() {
    let mut window = open(Bench::new(5, Screen::Agents));
    click(&mut window, "Add agent…");
    assert!(window.get_by_role_and_label(Role::Button, "Add agent").accesskit_node().is_disabled());
    for (field, words) in [
        ("Name", "Nguyen T."),
        ("Skills, with commas between", "billing, returns"),
        ("Languages, two letters each", "EN vi"),
    ] {
        let field = window.get_by_role_and_label(Role::TextInput, field);
        field.focus();
        settle(&mut window);
        window.get_by_role_and_label(Role::TextInput, field_name(words)).type_text(words);
        settle(&mut window);
    }
    window.get_by_role_and_label(Role::Button, "Add agent").click();
    settle(&mut window);
    let wanted = Command::AddAgent {
        name: "Nguyen T.".into(),
        skills: vec!["billing".into(), "returns".into()],
        languages: vec!["en".into(), "vi".into()],
        capacity: 4,
    };
    assert_eq!(window.state().commands(), [wanted]);
}

fn field_name(words: &str) -> &'static str {
    match words {
        "Nguyen T." => "Name",
        "EN vi" => "Languages, two letters each",
        _ => "Skills, with commas between",
    }
}

#[test]
fn a25_a_promise_of_more_than_a_day_is_confirmed() {
    let mut window = open(Bench::new(5, Screen::Settings));
    window.state_mut().desk.promises.insert(0, (45, 240));
    settle(&mut window);
    click(&mut window, "Set the target on X");
    let set = |first: u32, resolution: u32| Command::SetTarget {
        channel: ChannelId(0),
        first_response_secs: first,
        resolution_secs: resolution,
    };
    assert_eq!(window.state().commands(), [set(2_700, 14_400)]);
    window.state_mut().desk.promises.insert(0, (45, 2_880));
    settle(&mut window);
    click(&mut window, "Set the target on X");
    assert_eq!(window.state().commands().len(), 1, "first it asks");
    click(&mut window, "Set the target");
    let confirmed =
        PromiseCommand::SetLongTarget { channel: ChannelId(0), first_response_secs: 2_700, resolution_secs: 172_800 };
    assert_eq!(window.state().commands().last(), Some(&Command::Promise(confirmed)));
}
