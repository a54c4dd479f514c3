//! The people on their screen: one is looked into, a lead decides about them, a shift is handed over and announced.

use super::bench::{Bench, Window, open, settle};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use watchfloor::floor::people::CapsuleId;
use watchfloor::floor::{AgentId, At, Command, HandleId, PeopleCommand as P, Presence};
use watchfloor::ui::screen::Screen;

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

fn write(window: &mut Window, field: &str, words: &str) {
    window.get_by_role_and_label(Role::TextInput, field).focus();
    settle(window);
    window.get_by_role_and_label(Role::TextInput, field).type_text(words);
    settle(window);
}

fn asked(window: &Window) -> Vec<P> {
    let people = |command| match command {
        Command::People(command) => Some(command),
        _ => None,
    };
    window.state().commands().into_iter().filter_map(people).collect()
}

fn looked_into() -> Window {
    let mut window = open(Bench::new(5, Screen::Agents));
    window.get_by_label_contains("Ade B., Available").click();
    settle(&mut window);
    window
}

#[test]
fn who_is_late_or_absent_is_one_press_away() {
    let mut window = open(Bench::new(5, Screen::Agents));
    click(&mut window, "Late or absent · 3");
    for name in ["Tomas V., Available", "Minh T., Away", "Karim D., Off shift"] {
        window.get_by_label_contains(name);
    }
    assert!(window.query_by_label_contains("Ade B., Available").is_none());
    window.get_by_label("12 min late");
    window.get_by_label("break over by 4:40");
    window.get_by_label("absent 32 min");
}

#[test]
fn an_agent_is_looked_into() {
    let mut window = looked_into();
    assert_eq!(window.state().looking().agent, Some(AgentId(0)));
    window.get_by_label("Read the conversation of @jaynegorman");
    window.get_by_label_contains("Today: ");
    window.get_by_label_contains("ends in");
    click(&mut window, "Take back the skills for today");
    window.get_by_label("End this absence");
    assert_eq!(asked(&window), [P::TakeBackSkills { agent: AgentId(0) }]);
    click(&mut window, "Close the agent");
    assert_eq!(window.state().looking().agent, None);
}

#[test]
fn a_state_is_forced_and_somebody_logged_out_only_with_a_reason() {
    let mut window = looked_into();
    click(&mut window, "Force a state…");
    assert!(window.get_by_role_and_label(Role::Button, "Force the state").accesskit_node().is_disabled());
    write(&mut window, "Reason", "left the desk");
    click(&mut window, "Force the state");
    click(&mut window, "Log out…");
    write(&mut window, "Reason", "went home");
    window.get_by_role_and_label(Role::Button, "Log out").click();
    settle(&mut window);
    let agent = AgentId(0);
    let wanted = [
        P::Force { agent, presence: Presence::Away, reason: "left the desk".into() },
        P::LogOut { agent, reason: "went home".into() },
    ];
    assert_eq!(asked(&window), wanted);
}

#[test]
fn a_shift_is_extended_and_skills_change_for_today() {
    let mut window = looked_into();
    click(&mut window, "Extend the shift…");
    write(&mut window, "Until what time, or for how long", "2 h");
    write(&mut window, "Reason", "the outage");
    click(&mut window, "Extend the shift");
    click(&mut window, "Skills for today…");
    write(&mut window, "Skills, with commas between", ", app");
    write(&mut window, "Reason", "the app is down");
    click(&mut window, "Change the skills");
    let now = super::bench::now();
    let asked = asked(&window);
    let until = At::from_unix(now.unix() + 7_200).unwrap();
    assert_eq!(asked[0], P::Extend { agent: AgentId(0), until, reason: "the outage".into() });
    let P::ChangeSkills { skills, until, .. } = &asked[1] else { panic!("{asked:?}") };
    assert!(skills.concat().contains("app"), "{skills:?}");
    assert!(*until > now);
}

#[test]
fn a_hand_over_is_taken_by_somebody_on_duty() {
    let mut window = open(Bench::new(5, Screen::Agents));
    window.get_by_label("“The lost parcel wants a call at six”");
    window.get_by_label("3 open to the queue, 2 still wait");
    click(&mut window, "Who takes over from Karim D.");
    click(&mut window, "Amara O. takes over from Karim D.");
    assert_eq!(asked(&window), [P::AcceptCapsule { capsule: CapsuleId(3), by: AgentId(1) }]);
}

/// A44: the draft is ready, its length is counted, and it is copied; publishing says why it cannot.
#[test]
fn a44_the_shift_change_is_announced_from_its_draft() {
    let mut window = open(Bench::new(5, Screen::Agents));
    window.get_by_label("Draft ready");
    click(&mut window, "Announce the shift change…");
    window.get_by_label("71 of 280 on X");
    assert!(window.get_by_role_and_label(Role::Button, "Publish").accesskit_node().is_disabled());
    window.get_by_label_contains("Publishing needs an account");
    window.get_by_role_and_label(Role::MultilineTextInput, "Announcement").focus();
    settle(&mut window);
    window.get_by_role_and_label(Role::MultilineTextInput, "Announcement").type_text(&"x".repeat(300));
    settle(&mut window);
    window.get_by_label("371 of 280: 91 too long for X");
    click(&mut window, "Copy and mark as announced");
    let boundary = At::from_unix(super::bench::now().unix() + 1_680).unwrap();
    assert_eq!(asked(&window), [P::Announce { handle: HandleId(0), boundary }]);
}
