//! Row A46: an account of ours goes live only when four things are so. Row A48: each account has its own queue.

use crate::day::{Day, at, post, some};
use watchfloor::floor::{
    Account, AgentId, Command, ConversationId, DeskCommand, HandleId, Lane, PeopleCommand, Profile, Shift,
};

const HANDLE: HandleId = HandleId(0);

fn set(day: &mut Day, account: &Account) -> Result<String, String> {
    let command = DeskCommand::SetAccount { handle: HANDLE, account: account.clone() };
    day.ask(Command::Desk(command)).map_err(|r| r.to_string())
}

fn go_live(day: &mut Day) -> Result<String, String> {
    day.ask(Command::Desk(DeskCommand::OpenAccount { handle: HANDLE, live: true })).map_err(|r| r.to_string())
}

fn join(day: &mut Day, agent: AgentId, group: &str) {
    let profile = Profile { groups: vec![group.into()], takes_queue: true };
    day.ask(Command::People(PeopleCommand::SetProfile { agent, profile })).unwrap();
}

#[test]
fn a46_an_account_cannot_go_live_before_its_four_ticks_hold() {
    let mut day = Day::new();
    day.read(vec![post("a", "Ann", "09:00")]);
    assert_eq!(
        go_live(&mut day).unwrap_err(),
        "@larkhelp cannot go live without staffed hours, an escalation contact and a strategy card"
    );
    let ade = day.agent("Ade", 5);
    let bea = day.agent("Bea", 5);
    join(&mut day, ade, "care");
    let mut account = Account { team: "Care".into(), ..Account::default() };
    set(&mut day, &account).unwrap();
    assert_eq!(
        go_live(&mut day).unwrap_err(),
        "@larkhelp cannot go live without an escalation contact and a strategy card"
    );
    let shifts = vec![Shift { from: at("07:00"), until: at("08:00") }];
    day.ask(Command::People(PeopleCommand::SetShifts { agent: ade, shifts })).unwrap();
    assert!(go_live(&mut day).unwrap_err().contains("staffed hours"), "a roster that has ended staffs nothing");
    let shifts = vec![Shift { from: at("12:00"), until: at("18:00") }];
    day.ask(Command::People(PeopleCommand::SetShifts { agent: ade, shifts })).unwrap();
    account.contact = "team leads".into();
    account.card = "Answers questions about orders. Warm, short, no jokes.".into();
    set(&mut day, &account).unwrap();
    assert!(go_live(&mut day).unwrap_err().ends_with("without an escalation contact"), "nobody is a team lead yet");
    join(&mut day, bea, "team leads");
    assert_eq!(go_live(&mut day).unwrap(), "@larkhelp is live");
    assert_eq!(day.engine.floor().desks().live_since(HANDLE), Some(day.now));
    assert_eq!(go_live(&mut day).unwrap_err(), "@larkhelp is live already");
    day.ask(Command::Desk(DeskCommand::OpenAccount { handle: HANDLE, live: false })).unwrap();
    assert_eq!(day.engine.floor().desks().live_since(HANDLE), None);
}

#[test]
fn what_an_account_cannot_be_is_said() {
    let mut day = Day::new();
    assert!(set(&mut day, &Account::default()).unwrap_err().contains("not on this floor"));
    day.read(vec![post("a", "Ann", "09:00")]);
    assert!(set(&mut day, &Account { goal_pct: 101, ..Account::default() }).unwrap_err().contains("1 to 100"));
    let card = "x".repeat(2001);
    assert!(set(&mut day, &Account { card, ..Account::default() }).unwrap_err().contains("say less"));
    let lane = Lane::Press;
    set(&mut day, &Account { lane, ..Account::default() }).unwrap();
    assert_eq!(day.engine.floor().desks().account(HANDLE).lane, Lane::Press);
}

#[test]
fn a48_a_conversation_moves_to_another_accounts_queue_and_its_history_stays() {
    let mut day = Day::new();
    day.read(vec![post("a", "Ann", "09:00")]);
    let ade = day.agent("Ade", 5);
    let mut other = crate::day::page("X", vec![post("b", "Ben", "09:00")], "1");
    other.source.handle = "@larkpress".into();
    other.source.name = "press feed".into();
    day.turn(vec![watchfloor::engine::Input::Fetched(other)]);
    day.read_on("Email", vec![post("c", "Cat", "09:00")]);
    day.assign(&[0], ade).unwrap();
    let before = day.row(0);
    let press = day.engine.floor().handle_named(before.channel, "@larkpress").unwrap();
    let move_to = |ids: &[u32], to| Command::Desk(DeskCommand::Move { conversations: some(ids), to });
    assert_eq!(day.ask(move_to(&[0], press)).unwrap(), "1 conversation moved to @larkpress");
    let after = day.row(0);
    assert_eq!(after.handle, press);
    assert_eq!((after.owner, after.mentions, after.opened_at), (before.owner, before.mentions, before.opened_at));
    assert_eq!((after.first_response_due, after.state), (before.first_response_due, before.state));
    assert_eq!(day.engine.floor().thread(ConversationId(0)).len(), 1);
    assert!(after.version > before.version, "a decision that knew nothing of the move is refused");
    assert_eq!(day.ask(move_to(&[0], press)).unwrap_err().to_string(), "it is in the queue of @larkpress already");
    let why = day.ask(move_to(&[2], press)).unwrap_err().to_string();
    assert!(why.contains("on another channel than @larkpress"), "{why}");
    assert!(day.ask(move_to(&[1], HandleId(9))).is_err());
    day.ask(move_to(&[0], before.handle)).unwrap();
    assert_eq!(day.row(0).handle, before.handle, "and back");
}

#[test]
fn a48_what_nobody_has_is_offered_to_the_team_of_its_account() {
    let mut day = Day::new();
    day.read(vec![post("a", "Ann", "09:00")]);
    assert!(!day.engine.floor().is_in_queue_of("nordhelp", ConversationId(0)));
    set(&mut day, &Account { team: "nordhelp".into(), ..Account::default() }).unwrap();
    assert!(day.engine.floor().is_in_queue_of("nordhelp", ConversationId(0)));
    let ade = day.agent("Ade", 5);
    day.assign(&[0], ade).unwrap();
    assert!(!day.engine.floor().is_in_queue_of("nordhelp", ConversationId(0)), "one of ours has it");
    assert!(!day.engine.floor().is_in_queue_of("", ConversationId(0)));
}
