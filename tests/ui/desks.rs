//! The role of a desk, the rules of alerts, the accounts of ours, and the audit, by their accessible names.

use super::bench::{Bench, Window, open, settle};
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use watchfloor::floor::desk::{Desks, Tick, Ticks};
use watchfloor::floor::{Account, Command, ConversationId, DeskCommand, HandleId, Role, Seat};
use watchfloor::ui::screen::Screen;
use watchfloor::view::{AccountRow, Audit, AuditRow, DeskWish, House, RuleRow, SealCheck};

fn click(window: &mut Window, name: &str) {
    let node = window.get_by_label(name);
    node.scroll_to_me();
    settle(window);
    window.get_by_label(name).click();
    settle(window);
}

fn house(ticks: [(Tick, bool); 4]) -> House {
    let rule = *Desks::default().rule(1).unwrap();
    let account = AccountRow {
        handle: HandleId(0),
        name: "@larkhelp".into(),
        channel: "X".into(),
        account: Account::default(),
        ticks: Ticks(ticks),
        live_since: None,
        came: 120,
        missent: 3,
        waiting: 14,
        in_time_pct: Some(83),
        suited: vec![("Ade B.".into(), "knows X, cares for cooking too".into())],
    };
    let words = "late first responses: 20 conversations or more for 120 s, until 10 or fewer".into();
    House {
        rules: vec![RuleRow { rule: 1, says: rule, words, burns_since: None }],
        accounts: vec![account],
        mentions: 4_200,
        groups: vec!["team leads".into()],
        names: Vec::new(),
    }
}

const READY: [(Tick, bool); 4] =
    [(Tick::Staffed, true), (Tick::Contact, true), (Tick::Target, true), (Tick::Card, true)];

fn settings(ticks: [(Tick, bool); 4], seat: Seat) -> Window {
    let mut bench = Bench::new(5, Screen::Settings);
    bench.snapshot.house = Arc::new(house(ticks));
    bench.snapshot.seat = seat.clone();
    bench.desk.seat = seat;
    open(bench)
}

#[test]
fn a41_a_role_is_chosen_in_the_settings() {
    let mut window = settings(READY, Seat::default());
    click(&mut window, "Viewer");
    let seat = Seat { role: Role::Viewer, group: String::new() };
    assert_eq!(window.state().wishes(), [DeskWish::Sit(seat)]);
}

#[test]
fn a41_a_button_that_a_role_may_not_press_is_disabled() {
    let mut bench = Bench::new(5, Screen::Floor);
    bench.snapshot.seat = Seat { role: Role::Viewer, group: String::new() };
    let mut window = open(bench);
    window.key_press(egui::Key::J);
    settle(&mut window);
    window.key_press(egui::Key::R);
    settle(&mut window);
    assert!(window.state().commands().is_empty());
    window.get_by_label_contains("A viewer only looks; ask a lead");
}

#[test]
fn a46_going_live_is_offered_only_when_all_four_ticks_hold() {
    let mut missing = READY;
    missing[3].1 = false;
    let mut window = settings(missing, Seat::default());
    let node = window.get_by_label("Go live");
    assert!(node.accesskit_node().is_disabled());
    window.get_by_label("– a strategy card");
    let mut window2 = settings(READY, Seat::default());
    click(&mut window2, "Go live");
    let open = Command::Desk(DeskCommand::OpenAccount { handle: HandleId(0), live: true });
    assert_eq!(window2.state().commands(), [open]);
    click(&mut window, "Change @larkhelp");
    window.get_by_label("Escalation contact");
}

#[test]
fn a48_what_was_sent_to_the_wrong_account_is_shown_with_its_share() {
    let window = settings(READY, Seat::default());
    window.get_by_label_contains("3 of 120 mis-sent (2.5 %)");
}

#[test]
fn a_rule_is_put_to_rest_changed_and_dropped() {
    let mut window = settings(READY, Seat::default());
    click(&mut window, "Put to rest");
    click(&mut window, "Drop the rule");
    let said = window.state().commands();
    assert!(matches!(&said[0], Command::Desk(DeskCommand::SetRule { rule: Some(1), to }) if !to.is_on));
    assert_eq!(said[1], Command::Desk(DeskCommand::DropRule { rule: 1 }));
    click(&mut window, "Change rule 1");
    click(&mut window, "alarm");
    click(&mut window, "Set the rule");
    assert_eq!(window.state().commands().len(), 3);
}

#[test]
fn the_audit_is_searched_and_opens_a_conversation() {
    let mut bench = Bench::new(5, Screen::Audit);
    let row = |seq: u64| AuditRow {
        seq,
        at: super::bench::now(),
        by: "lead at this desk".into(),
        kind: "presence".into(),
        what: "Ade is away".into(),
        why: format!("dentist {seq}"),
        conversation: (seq == 900).then_some(ConversationId(2)),
        count: 1,
        group: seq,
    };
    let checked =
        SealCheck { at: super::bench::now(), commits: 900, seals: 2, broken: vec!["commit 7 was changed".into()] };
    let rows: Vec<AuditRow> = (1..=900).rev().map(row).collect();
    bench.snapshot.audit = Arc::new(Audit { rows: rows.into(), checked: Some(checked), seals: 2, ..Audit::default() });
    let mut window = open(bench);
    window.get_by_label("dentist 900");
    window.get_by_label("Commit 7 was changed");
    window.get_by_label("Search the audit").focus();
    settle(&mut window);
    window.get_by_label("Search the audit").type_text("dentist");
    settle(&mut window);
    assert_eq!(window.state().looking().audit.unwrap().search, "dentist");
    click(&mut window, "Check every seal");
    assert_eq!(window.state().looking().audit.unwrap().check, 1);
}
