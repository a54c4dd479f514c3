//! What burns on the wallboard: cards with their alerts, channels, and the order in which the floor serves.

use super::fixture;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::{AlertId, ConversationId, Stage};
use watchfloor::ui::screen::wallboard::{BoardWish, Place, WallboardMemory, wallboard_ui};
use watchfloor::ui::{fonts, theme};
use watchfloor::view::{Moment, Snapshot};

/// The board, what it shows, and what was wished on it.
struct Board {
    snapshot: Snapshot,
    memory: WallboardMemory,
    wishes: Vec<BoardWish>,
}

fn open(snapshot: Snapshot) -> Harness<'static, Board> {
    let board = Board { snapshot, memory: WallboardMemory::new(Place::Monitor, false), wishes: Vec::new() };
    let mut window = Harness::builder()
        .with_size([1_920.0, 1_080.0])
        .allow_missing_glyphs()
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::own());
            theme::install(ctx, 1.0);
        })
        .build_ui_state(
            |ui, board: &mut Board| {
                let wished = wallboard_ui(ui, &board.snapshot, &mut board.memory);
                board.wishes.extend(wished);
            },
            board,
        );
    window.run_steps(3);
    window
}

fn loud() -> Snapshot {
    Snapshot { wallboard: Arc::new(fixture::loud(fixture::wallboard())), ..fixture::busy() }
}

fn click(window: &mut Harness<'static, Board>, name: &str) {
    window.get_by_label_contains(name).click();
    window.run_steps(3);
}

#[test]
fn an_alarm_is_acknowledged_snoozed_or_escalated_on_its_card() {
    let mut window = open(fixture::busy());
    click(&mut window, "Acknowledge: @doorcam_dan");
    click(&mut window, "Snooze 15 min: @doorcam_dan");
    click(&mut window, "Escalate: @doorcam_dan");
    let id = AlertId(0);
    assert_eq!(window.state().wishes, [BoardWish::Acknowledge(id), BoardWish::Snooze(id), BoardWish::Escalate(id)]);
    assert!(window.query_by_label("Acknowledge: @mira.k").is_none(), "what was acknowledged asks for nothing");
}

#[test]
fn a_card_opens_its_conversation_and_says_what_became_of_its_alert() {
    let mut window = open(fixture::busy());
    window.get_by_label_contains("Viral risk, watch, acknowledged: Charged twice");
    click(&mut window, "Viral risk, no alert: So the gift card scheme");
    assert_eq!(window.state().wishes, [BoardWish::Show(ConversationId(42))]);
}

#[test]
fn a_channel_that_is_too_quiet_and_the_order_of_serving_are_said_under_the_head() {
    let mut window = open(loud());
    window.get_by_label("PRIORITY MODE since 14:05 (load 1.18). Saved since then 1 240 points of cost");
    window.get_by_label_contains("Facebook has been unusually quiet for 11 min. 12 mentions were expected");
    click(&mut window, "Acknowledge: Facebook has been unusually quiet");
    assert_eq!(window.state().wishes, [BoardWish::Acknowledge(AlertId(7))]);
    let calm = open(fixture::busy());
    assert!(calm.query_by_label_contains("PRIORITY MODE").is_none());
}

#[test]
fn the_past_asks_for_no_decision() {
    let past = Snapshot { moment: Moment::Past(fixture::now()), ..loud() };
    let window = open(past);
    window.get_by_label_contains("Viral risk, alarm, not acknowledged");
    assert!(window.query_by_label_contains("Acknowledge:").is_none());
}

#[test]
fn the_response_rate_opens_the_funnel() {
    let mut window = open(fixture::busy());
    click(&mut window, "Response rate today");
    assert_eq!(window.state().wishes, [BoardWish::ShowStage(Stage::Actionable)]);
}
