//! Who is given what: the reasons in the panel, and how work is given out in the settings.

use super::bench::{Bench, Window, open, settle};
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::{AgentId, AssignmentCommand, BeyondCapacity, Command, ConversationId, How, Refusal};
use watchfloor::ui::screen::Screen;

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    settle(window);
    window.get_by_label(name).click();
    settle(window);
}

fn given(window: &Window) -> (AgentId, How, BeyondCapacity) {
    let commands = window.state().commands();
    let Some(Command::Assignment(AssignmentCommand::Give { conversations, agent, how, beyond, seen: Some(1) })) =
        commands.last()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(conversations, &[ConversationId(0)]);
    (*agent, *how, *beyond)
}

fn reading() -> Window {
    let mut window = open(Bench::new(30, Screen::Floor));
    window.key_press(egui::Key::J);
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    let thread = window.state().snapshot.thread.clone().expect("the panel is open");
    let mut thread = (*thread).clone();
    thread.candidates[3].can_be_named = false;
    thread.candidates[3].reason = "off shift by the roster".into();
    window.state_mut().snapshot.thread = Some(Arc::new(thread));
    settle(&mut window);
    window
}

#[test]
fn a36_the_panel_says_who_and_why_and_why_not_the_others() {
    let mut window = reading();
    let best = window.state().snapshot.thread.clone().unwrap().candidates[0].clone();
    window.get_by_label("Why not the others");
    let other = window.state().snapshot.thread.clone().unwrap().candidates[3].name.clone();
    window.get_by_label(&format!("{other} cannot take it: off shift by the roster"));
    click(&mut window, &format!("Assign to {}", best.name));
    assert_eq!(given(&window), (best.agent, How::Suggested, BeyondCapacity::Refuse));
}

#[test]
fn a_limit_of_a_group_is_asked_about_before_it_is_passed() {
    let mut window = reading();
    let second = window.state().snapshot.thread.clone().unwrap().candidates[1].clone();
    click(&mut window, &format!("Assign to {}", second.name));
    assert_eq!(given(&window), (second.agent, How::ByHand, BeyondCapacity::Refuse));
    let refusal = Refusal::OverLimit("the limit of senior agents is reached, 12 of 12".into());
    window.state_mut().answer(Err(refusal));
    settle(&mut window);
    window.get_by_label("The limit of senior agents is reached, 12 of 12. Assign anyway?");
    window.get_by_label("Assign anyway").click();
    settle(&mut window);
    assert_eq!(given(&window), (second.agent, How::ByHand, BeyondCapacity::Allow));
}

#[test]
fn work_is_given_out_by_itself_when_the_settings_say_so() {
    let mut window = open(Bench::new(5, Screen::Settings));
    window.get_by_label("Assignment");
    assert!(window.query_by_label("Set assignment").is_none(), "nothing was changed");
    click(&mut window, "By itself");
    click(&mut window, "Raise an alert");
    click(&mut window, "Set assignment");
    let commands = window.state().commands();
    let [Command::Assignment(AssignmentCommand::SetRules { rules })] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    let kept = window.state().snapshot.assignment.rules.clone();
    assert!(rules.automatic && !kept.automatic);
    assert_eq!(rules.timer_does, watchfloor::floor::assignment::TimerDoes::Raise);
    assert_eq!((&rules.skills, &rules.teams), (&kept.skills, &kept.teams), "what was not touched stays");
    click(&mut window, "Leave assignment as it was");
    assert!(window.query_by_label("Set assignment").is_none());
}
