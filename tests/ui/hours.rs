//! Hours and targets in the settings, and how a due time came about in the panel.

use super::bench::{Bench, Window, open, settle};
use egui_kittest::kittest::Queryable;
use watchfloor::floor::{CalendarId, Command, HandleId, PromiseCommand};
use watchfloor::ui::action::Action;
use watchfloor::ui::screen::Screen;
use watchfloor::view::DeskWish;

/// The page is longer than the window: what is pressed need not be seen.
fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click_accesskit();
    settle(window);
}

fn settings() -> Window {
    let mut window = open(Bench::new(5, Screen::Settings));
    settle(&mut window);
    window
}

#[test]
fn hours_are_edited_as_text_and_saved() {
    let mut window = settings();
    click(&mut window, "Edit the hours Support");
    window.get_by_label("Hours on Sunday");
    let draft = window.state_mut().desk.hours.calendar.as_mut().expect("the editor is open");
    assert_eq!(draft.week[0], "8:00-12:00, 13:30-18:00");
    draft.week[6] = "10 to noon".to_owned();
    settle(&mut window);
    assert!(window.query_by_label("Save the hours").is_none(), "what cannot be read is not saved");
    window.state_mut().desk.hours.calendar.as_mut().expect("still open").week[6] = "10-12".to_owned();
    settle(&mut window);
    click(&mut window, "Save the hours");
    let commands = window.state().commands();
    let Some(Command::Promise(PromiseCommand::SetCalendar { calendar, hours })) = commands.last() else {
        panic!("{commands:?}")
    };
    assert_eq!((*calendar, hours.days.len()), (Some(CalendarId(0)), 1));
    assert_eq!(hours.week[6], watchfloor::floor::parse_periods("10-12").expect("hours"));
}

#[test]
fn holidays_come_from_a_file_and_hours_go_to_an_account() {
    let mut window = settings();
    window.state_mut().desk.queue(Action::ImportHolidays(CalendarId(0), "fr.ics".into()));
    settle(&mut window);
    let asked = window.state().wishes();
    assert!(asked.contains(&DeskWish::ImportHolidays { calendar: CalendarId(0), path: "fr.ics".into() }), "{asked:?}");
    let command = PromiseCommand::SetHandleHours { handle: HandleId(0), calendar: None };
    window.state_mut().desk.queue(Action::Do("Set the hours of an account", Command::Promise(command.clone())));
    settle(&mut window);
    assert_eq!(window.state().commands().last(), Some(&Command::Promise(command)));
    window.get_by_label("Hours of @larkhelp on X");
    window.get_by_label("Import holidays into Nobody");
}

#[test]
fn policies_are_put_in_order_and_a_long_one_is_asked_about() {
    let mut window = settings();
    click(&mut window, "Add a policy");
    click(&mut window, "Move up policy Policy 2");
    let names = |window: &Window| -> Vec<String> {
        let draft = window.state().desk.hours.policies.clone().expect("changed");
        draft.into_iter().map(|p| p.name).collect()
    };
    assert_eq!(names(&window), ["Policy 2", "Complaints on X"]);
    click(&mut window, "Save the policies");
    let sent = window.state().commands().len();
    assert!(matches!(
        window.state().commands().last(),
        Some(Command::Promise(PromiseCommand::SetPolicies { policies, confirmed: false })) if policies.len() == 2
    ));
    window.state_mut().desk.hours.policies.as_mut().expect("changed")[0].first_secs = 25 * 3600;
    settle(&mut window);
    click(&mut window, "Save the policies…");
    assert_eq!(window.state().commands().len(), sent, "first it asks");
    click(&mut window, "Save the policies");
    assert!(matches!(
        window.state().commands().last(),
        Some(Command::Promise(PromiseCommand::SetPolicies { confirmed: true, .. }))
    ));
}
