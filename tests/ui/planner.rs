//! The planner: every decision by an accessible name, by hand and by key; and what is not worked out says so.

use super::bench::{Bench, Window, open, settle};
use super::{fixture, plan};
use egui::Key;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use watchfloor::floor::schedule::{
    Activity, Answerer, Contract, CoverRule, Mark, PlannedShift, ScheduleCommand as Wish, ShiftId, Standing, Who,
};
use watchfloor::floor::{AgentId, Command};
use watchfloor::ui::screen::Screen;
use watchfloor::ui::screen::planner::PlanTab;
use watchfloor::view::{Asked, DeskWish, Figures, PlanFile, PlanWish, Planner, TakersOf, VolumeOf, WhatIf, Worked};

fn shown_with(change: impl FnOnce(&mut Planner)) -> Window {
    let mut bench = Bench::new(5, Screen::Planner);
    bench.snapshot.at = fixture::now();
    let mut all = plan::planner();
    change(&mut all);
    bench.snapshot.planner = Arc::new(all);
    open(bench)
}

fn shown() -> Window {
    shown_with(|_| ())
}

fn figures(planner: &mut Planner, change: impl FnOnce(&mut Figures)) {
    change(Arc::make_mut(&mut planner.figures));
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    settle(window);
}

fn press_with(window: &mut Window, modifiers: egui::Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    settle(window);
}

fn wishes(window: &Window) -> Vec<Wish> {
    let wish = |command| match command {
        Command::Schedule(wish) => Some(wish),
        _ => None,
    };
    window.state().commands().into_iter().filter_map(wish).collect()
}

fn last(window: &Window) -> Wish {
    wishes(window).pop().expect("something was decided")
}

/// Puts the cursor on a shift.
fn at(window: &mut Window, shift: u32) {
    let sheet = window.state().snapshot.planner.sheet.clone().expect("a plan");
    window.state_mut().desk.planner.gantt.point_at(&sheet, ShiftId(shift));
    settle(window);
}

fn of(shift: u32) -> PlannedShift {
    plan::sheet().shift(ShiftId(shift)).expect("it is in the plan").1.clone()
}

#[test]
fn the_screen_says_where_we_are_short_and_whether_the_plan_is_lawful() {
    let window = shown();
    for words in [
        "Week 48 · Black Friday",
        "Mentions per 30 min",
        "Over / under coverage",
        "short 61 h (1.5 FTE, €\u{a0}1\u{2009}340 to close) · over 48 h · agents, every 30 min",
        "This plan, simulated 1\u{2009}000 times",
        "83 %",
        "within target (P10 71 %)",
        "€\u{a0}31 k",
        "cost, 1\u{2009}412 paid h",
        "Ade B.: 9 h rest before Tue 09:00, needs 11 h",
        "Apply: +2 partner seats, Fri 16–21",
        "1 time-off request waits",
        "1 swap waits",
        "2 open shifts",
    ] {
        assert!(window.query_all_by_label(words).count() >= 1, "{words}");
    }
    window.get_by_label_contains("back-test of 28 d: misses 31 % (same day last week 47 %)");
    let bars: Vec<_> = window.get_all_by_label_contains("Shift of Ade B., ").collect();
    assert!(bars.len() >= 2, "both days that can be seen");
    assert_eq!(window.get_all_by_label_contains("1 break, against rules").count(), 1);
}

#[test]
fn what_is_not_worked_out_says_what_to_do_and_shows_no_figure() {
    let window = shown_with(|all| {
        let no_history = || "No history yet: import one".to_owned();
        all.figures = Arc::new(Figures {
            volume: Worked::Missing(no_history()),
            coverage: Worked::Working { done_ratio: Some(0.25), before: None },
            ..Figures::default()
        });
    });
    window.get_by_label("No history yet: import one");
    window.get_by_label("working… 25 %");
    window.get_by_label("The handles need a history and a plan: import a history, make a plan.");
    assert!(window.query_by_label_contains("within target (P10").is_none());
    let mut window = window;
    click(&mut window, "Import a history…");
    type_into(&mut window, "Path of the file", "/data/mentions.csv");
    click(&mut window, "Import the history");
    let wanted = DeskWish::Plan(PlanWish::ImportHistory { path: "/data/mentions.csv".into() });
    assert_eq!(window.state().wishes(), [wanted]);
    let window = shown_with(|all| (all.sheet, all.plans) = (None, Vec::new()));
    window.get_by_label("No plan for this period yet");
    window.get_by_label("New plan…");
}

#[test]
fn the_chart_of_mentions_is_of_what_somebody_chooses() {
    let mut window = shown();
    assert_eq!(window.state().looking().planner.map(|asked| asked.volume_of), Some(VolumeOf::All));
    click(&mut window, "all mentions ▾");
    window.get_by_label("Languages");
    click(&mut window, "vi");
    assert_eq!(window.state().looking().planner.map(|asked| asked.volume_of), Some(VolumeOf::Language(*b"vi")));
    window.get_by_label("vi ▾");
}

#[test]
fn a_roster_is_read_into_a_draft() {
    let mut window = shown();
    click(&mut window, "Import roster…");
    type_into(&mut window, "Path of the file", "/data/week-48.csv");
    click(&mut window, "Make the draft");
    let wanted = DeskWish::Plan(PlanWish::ImportRoster { path: "/data/week-48.csv".into() });
    assert_eq!(window.state().wishes(), [wanted]);
}

#[test]
fn keys_move_and_change_the_shift_under_the_cursor() {
    let mut window = shown();
    at(&mut window, 1);
    let before = of(1);
    let step = |to: &PlannedShift| (to.from.secs_since(before.from), to.until.secs_since(before.until));
    let shift = egui::Modifiers::SHIFT;
    let both = egui::Modifiers::COMMAND | shift;
    for (modifiers, key, wanted) in [
        (shift, Key::ArrowRight, (1_800, 1_800)),
        (shift, Key::ArrowLeft, (-1_800, -1_800)),
        (egui::Modifiers::COMMAND, Key::ArrowRight, (0, 1_800)),
        (both, Key::ArrowLeft, (-1_800, 0)),
    ] {
        press_with(&mut window, modifiers, key);
        let Wish::ChangeShift { shift: ShiftId(1), to, .. } = last(&window) else { panic!("{:?}", last(&window)) };
        assert_eq!(step(&to), wanted);
    }
    press(&mut window, Key::P);
    assert!(matches!(last(&window), Wish::ChangeShift { to, .. } if to.pinned));
    press(&mut window, Key::B);
    assert!(matches!(last(&window), Wish::ChangeShift { to, .. } if to.breaks.len() == 2));
    press(&mut window, Key::S);
    assert!(matches!(last(&window), Wish::SplitShift { shift: ShiftId(1), .. }));
    press_with(&mut window, shift, Key::ArrowDown);
    assert!(matches!(last(&window), Wish::ChangeShift { to, .. } if to.who == Who::Agent(AgentId(1))));
    at(&mut window, 1);
    press(&mut window, Key::Delete);
    assert_eq!(last(&window), Wish::RemoveShift { plan: plan::PLAN, shift: ShiftId(1) });
    press_with(&mut window, egui::Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().commands().last(), Some(&Command::Undo));
}

#[test]
fn arrows_go_from_shift_to_shift_and_n_adds_one() {
    let mut window = shown();
    at(&mut window, 1);
    press(&mut window, Key::ArrowRight);
    assert_eq!(window.state().desk.planner.gantt.cursor, Some(ShiftId(2)));
    press(&mut window, Key::ArrowDown);
    assert_eq!(window.state().desk.planner.gantt.row, 1);
    press(&mut window, Key::N);
    let Wish::AddShift { shift, .. } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((shift.who.clone(), shift.breaks.len()), (Who::Agent(AgentId(1)), 1));
    press(&mut window, Key::V);
    assert_eq!(window.state().desk.planner.gantt.cursor, Some(ShiftId(2)), "the first that is against rules");
}

#[test]
fn many_are_moved_copied_and_taken_out_as_one() {
    let mut window = shown();
    at(&mut window, 1);
    press_with(&mut window, egui::Modifiers::SHIFT, Key::X);
    assert_eq!(window.state().desk.planner.gantt.chosen.len(), 5);
    press_with(&mut window, egui::Modifiers::SHIFT, Key::ArrowRight);
    assert!(
        matches!(last(&window), Wish::ReplaceShifts { put, words, .. } if put.len() == 5 && words == "5 shifts changed")
    );
    window.event(egui::Event::Copy);
    settle(&mut window);
    press(&mut window, Key::ArrowDown);
    window.event(egui::Event::Paste(String::new()));
    settle(&mut window);
    let Wish::ReplaceShifts { put, remove, .. } = last(&window) else { panic!("{:?}", last(&window)) };
    assert!(remove.is_empty() && put.len() == 5 && put.iter().all(|(id, _)| id.is_none()));
    press(&mut window, Key::Delete);
    assert!(matches!(last(&window), Wish::ReplaceShifts { remove, .. } if remove.len() == 5));
}

/// The place on the screen of a shift that can be seen.
fn place(window: &Window, words: &str) -> egui::Rect {
    window.get_all_by_label_contains(words).next().expect("the bar is drawn").rect()
}

#[test]
fn a_drag_is_one_command_when_it_is_let_go() {
    let mut window = shown();
    at(&mut window, 1);
    let rect = place(&window, "Shift of Ade B., Mon 27 Nov");
    let from = egui::pos2(rect.left() + 20.0, rect.center().y);
    window.drag_at(from);
    settle(&mut window);
    for by in [10.0, 60.0, 120.0] {
        window.hover_at(from + egui::vec2(by, 0.0));
        settle(&mut window);
    }
    assert!(window.state().desk.planner.gantt.dragging());
    assert!(wishes(&window).is_empty(), "nothing is decided while it is held");
    window.drop_at(from + egui::vec2(120.0, 0.0));
    settle(&mut window);
    let decided = wishes(&window);
    let [Wish::ChangeShift { shift: ShiftId(1), to, .. }] = decided.as_slice() else { panic!("{decided:?}") };
    let by = to.from.secs_since(of(1).from);
    assert!(by > 0 && by % 1_800 == 0, "{by}");
    assert_eq!(to.until.secs_since(of(1).until), by);
}

#[test]
fn an_edge_resizes_and_escape_lets_go_without_a_word() {
    let mut window = shown();
    at(&mut window, 1);
    let rect = place(&window, "Shift of Ade B., Mon 27 Nov");
    let edge = egui::pos2(rect.right() - 3.0, rect.center().y);
    let drag = |window: &mut Window, escape: bool| {
        window.drag_at(edge);
        settle(window);
        window.hover_at(edge + egui::vec2(40.0, 0.0));
        settle(window);
        window.hover_at(edge + egui::vec2(80.0, 0.0));
        settle(window);
        if escape {
            window.key_press(Key::Escape);
            settle(window);
        }
        window.drop_at(edge + egui::vec2(80.0, 0.0));
        settle(window);
    };
    drag(&mut window, true);
    assert!(wishes(&window).is_empty());
    drag(&mut window, false);
    let Wish::ChangeShift { to, .. } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(to.from, of(1).from);
    assert!(to.until > of(1).until);
}

#[test]
fn a_published_plan_is_only_looked_at() {
    let mut window = shown_with(|all| {
        if let Some(sheet) = &mut all.sheet {
            sheet.standing = Standing::Published { at: plan::monday() };
        }
    });
    at(&mut window, 1);
    press(&mut window, Key::P);
    press(&mut window, Key::Delete);
    assert!(wishes(&window).is_empty());
}

#[test]
fn the_search_shows_its_best_and_one_press_uses_it() {
    let mut window = shown_with(|all| figures(all, |f| f.search = Some(plan::search(true))));
    window.get_by_label("Searching, 3 of 10 s");
    window.get_by_label_contains("best so far: short 12.5 h, over 30.0 h, 0 against rules, at most 3.4 % above");
    window.get_by_label_contains("Not covered: Fri 17:00: 2.4 short and 4 more");
    click(&mut window, "Stop and keep the best");
    assert_eq!(window.state().wishes(), [DeskWish::Plan(PlanWish::StopSearch)]);
    click(&mut window, "Use the best plan found (18 changes)");
    assert!(matches!(last(&window), Wish::ReplaceShifts { words, .. } if words == "optimised"));
    let mut window = shown();
    press(&mut window, Key::O);
    assert_eq!(window.state().wishes(), [DeskWish::Plan(PlanWish::Optimise { plan: plan::PLAN })]);
}

#[test]
fn handles_are_told_to_the_engine_and_their_answer_is_a_difference() {
    let mut window = shown();
    window.state_mut().desk.planner.what_if = WhatIf { volume: Some(1.35), ..WhatIf::default() };
    settle(&mut window);
    let asked = window.state().looking().planner.expect("the planner is looked at");
    assert_eq!(asked.what_if.volume, Some(1.35));
    let mut all = plan::planner();
    figures(&mut all, |f| f.what_if = Worked::Ready(plan::answer(asked.what_if)));
    window.state_mut().snapshot.planner = Arc::new(all);
    settle(&mut window);
    window.get_by_label("−8.0 points (−12.0 points to −3.0 points)");
    window.get_by_label("200 pairs of runs, live queue, next 4 h");
    click(&mut window, "As it stands");
    assert!(!window.state().desk.planner.what_if.turned());
}

/// Row A42: partner seats are one press, and stand in the plan as seats of the partner.
#[test]
fn a_fix_and_the_publication_are_one_press() {
    let mut window = shown();
    window.get_by_label("Apply: +2 partner seats, Fri 16–21").scroll_to_me();
    settle(&mut window);
    click(&mut window, "Apply: +2 partner seats, Fri 16–21");
    assert!(matches!(last(&window), Wish::AddShift { shift, .. } if matches!(shift.who, Who::Pool { seats: 2, .. })));
    click(&mut window, "Publish week");
    assert_eq!(last(&window), Wish::Publish { plan: plan::PLAN });
}

/// Opens a question of the palette's words.
fn ask(window: &mut Window, deed: watchfloor::ui::screen::planner::PlanDeed) {
    window.state_mut().desk.queue(watchfloor::ui::action::Action::Plan(deed));
    settle(window);
}

fn type_into(window: &mut Window, label: &str, text: &str) {
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, label);
    field.focus();
    settle(window);
    press_with(window, egui::Modifiers::COMMAND, Key::A);
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, label).type_text(text);
    settle(window);
}

use watchfloor::ui::screen::planner::PlanDeed as D;

#[test]
fn plans_are_made_copied_dropped_and_compared() {
    let mut window = shown();
    ask(&mut window, D::MakePlan);
    type_into(&mut window, "Days", "28");
    click(&mut window, "Make the plan");
    assert!(
        matches!(last(&window), Wish::MakePlan { name, days: 28, zone, .. } if name == "Week 48" && zone == "Europe/Paris")
    );
    ask(&mut window, D::CopyPlan);
    click(&mut window, "Copy the plan");
    assert!(matches!(last(&window), Wish::CopyPlan { plan: plan::PLAN, name } if name == "Week 48, changed"));
    ask(&mut window, D::DropPlan);
    click(&mut window, "Drop the plan");
    assert_eq!(last(&window), Wish::DropPlan { plan: plan::PLAN });
    click(&mut window, "Compare plans");
    click(&mut window, "Week 48, first");
    window.get_by_label("1 difference");
    assert_eq!(window.state().looking().planner.and_then(|asked| asked.compare), Some(plan::OTHER));
    press(&mut window, Key::Escape);
    ask(&mut window, D::Log);
    window.get_by_label("64 shifts put in: optimised");
}

#[test]
fn the_form_of_a_shift_does_all_that_a_hand_does() {
    let mut window = shown();
    let team = &window.state().snapshot.agents.rows;
    let lin = team.iter().find(|row| row.name == "Lin W.").expect("she is on the team").agent;
    at(&mut window, 1);
    press(&mut window, Key::Enter);
    type_into(&mut window, "Who", "Lin W.");
    type_into(&mut window, "From", "22:00");
    type_into(&mut window, "Until; beyond midnight it ends on the next day", "6:00");
    type_into(&mut window, "Breaks, with commas between", "1:00-1:30 paid");
    type_into(&mut window, "Activity", "training");
    click(&mut window, "Save the shift");
    let Wish::ChangeShift { shift: ShiftId(1), to, .. } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(to.who, Who::Agent(lin));
    assert_eq!(to.until.secs_since(to.from), 8 * 3_600);
    assert_eq!(to.breaks[0].from.secs_since(to.from), 3 * 3_600);
    assert!(to.breaks[0].paid && to.activity == Activity::Training);
    press(&mut window, Key::Enter);
    type_into(&mut window, "Day", "tomorrow");
    window.get_by_label("“tomorrow” is no day, for example 2026-11-27");
}

#[test]
fn contracts_and_wishes_are_set_for_one_or_many() {
    let mut window = shown();
    ask(&mut window, D::People);
    click(&mut window, "All 12 shown");
    click(&mut window, "Contract of 12 chosen…");
    type_into(&mut window, "Rest between days, hours", "12");
    click(&mut window, "Save the contract");
    let Wish::SetContract { agents, contract } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((agents.len(), contract), (12, Some(Contract { rest: 12 * 60, ..Contract::default() })));
    ask(&mut window, D::People);
    click(&mut window, "Wishes of Ade B.");
    type_into(&mut window, "When they can work; empty for always", "Mon 8-17, Fri 22-6");
    click(&mut window, "Save the wishes");
    let Wish::SetWishes { agent: AgentId(0), wishes } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((wishes.windows.len(), wishes.windows[1].until), (2, 30 * 60));
}

#[test]
fn requests_are_asked_for_and_answered() {
    let mut window = shown();
    press(&mut window, Key::T);
    click(&mut window, "Gap it opens: Ines R.");
    assert_eq!(window.state().looking().planner.and_then(|asked| asked.time_off), Some(1));
    click(&mut window, "Grant: Ines R.");
    assert_eq!(last(&window), Wish::AnswerTimeOff { request: 1, granted: true, words: String::new() });
    click(&mut window, "Ask for time off…");
    type_into(&mut window, "Who", "ade");
    type_into(&mut window, "Until", "2017-11-29");
    type_into(&mut window, "Reason", "moving house");
    click(&mut window, "Ask for time off");
    assert!(matches!(last(&window), Wish::AskTimeOff { agent: AgentId(_), reason, .. } if reason == "moving house"));
    ask(&mut window, D::Swaps);
    click(&mut window, "Grant: Ade B.");
    assert_eq!(last(&window), Wish::AnswerSwap { swap: 5, who: Answerer::Lead, yes: true });
}

#[test]
fn a_swap_is_offered_and_an_open_shift_is_taken_in_the_published_plan() {
    let published = |all: &mut Planner| {
        if let Some(sheet) = &mut all.sheet {
            (sheet.plan, sheet.standing) = (plan::OTHER, Standing::Published { at: plan::monday() });
        }
    };
    let mut window = shown_with(published);
    at(&mut window, 1);
    ask(&mut window, D::Swaps);
    click(&mut window, "Offer the chosen shift…");
    type_into(&mut window, "To whom", "Lin W.");
    click(&mut window, "Offer the swap");
    assert!(matches!(last(&window), Wish::OfferSwap { plan: plan::OTHER, gives: ShiftId(1), takes: None, .. }));
    let open =
        plan::sheet().rows.last().and_then(|row| row.shifts.first().map(|shift| shift.id)).expect("an open shift");
    ask(&mut window, D::OpenShifts);
    window.get_all_by_label_contains("Who could take it: ").next().expect("an open shift").click();
    settle(&mut window);
    assert_eq!(window.state().looking().planner.and_then(|asked| asked.takers), Some(TakersOf::Shift(open)));
    let mut all = plan::planner();
    published(&mut all);
    all.takers = Some((TakersOf::Shift(open), plan::takers()));
    window.state_mut().snapshot.planner = Arc::new(all);
    settle(&mut window);
    window.get_by_label_contains("against rules: 9 h rest before Sat 07:00");
    click(&mut window, "Give it to them: Lin W.");
    assert_eq!(last(&window), Wish::TakeOpenShift { plan: plan::OTHER, shift: open, agent: AgentId(6) });
}

/// Row A76: the violation of a rule of cover is listed with who could fill it.
#[test]
fn a_gap_in_cover_is_listed_with_who_could_fill_it() {
    let mut window = shown();
    click(&mut window, "All…");
    click(&mut window, "Who could fill it: Tue 20:00–22:00: no Vietnamese speaker, needs 1");
    let of = TakersOf::Violation(1);
    assert_eq!(window.state().looking().planner.and_then(|asked| asked.takers), Some(of));
    let mut all = plan::planner();
    all.takers = Some((of, plan::takers()));
    window.state_mut().snapshot.planner = Arc::new(all);
    settle(&mut window);
    window.get_by_label_contains("8 h left this week, wishes evenings");
    click(&mut window, "Give it to them: Lin W.");
    let Wish::AddShift { shift, .. } = last(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(shift.who, Who::Agent(AgentId(6)));
}

#[test]
fn campaigns_lifts_marks_and_rules_are_set_and_dropped() {
    let mut window = shown();
    ask(&mut window, D::Campaigns);
    click(&mut window, "Change…: Black Friday");
    type_into(&mut window, "Volume in % of what it would be without", "220");
    click(&mut window, "Save the campaign");
    assert!(matches!(last(&window), Wish::SetCampaign { campaign: Some(4), to: Some(to) } if to.volume_pct == 220));
    ask(&mut window, D::Lifts);
    window.get_by_label_contains("measured × 2.80 on 1 occurrence");
    click(&mut window, "Go by what was learnt: cyber monday");
    assert!(matches!(last(&window), Wish::SetLift { volume_pct: None, .. }));
    click(&mut window, "Override…: Black Friday");
    type_into(&mut window, "Volume in % of the day without it", "240");
    click(&mut window, "Save the lift");
    assert!(matches!(last(&window), Wish::SetLift { lift, volume_pct: Some(240) } if lift.event == "black friday"));
    ask(&mut window, D::Marks);
    click(&mut window, "New mark…");
    type_into(&mut window, "From", "2017-11-20 08:00");
    type_into(&mut window, "Until", "2017-11-20 09:00");
    type_into(&mut window, "What it is: gap, spike, or mentions an interval", "120");
    click(&mut window, "Save the mark");
    assert!(matches!(last(&window), Wish::MarkHistory { mark: None, to: Some(to) } if to.mark == Mark::Count(120)));
    ask(&mut window, D::Cover);
    click(&mut window, "Change…: nights");
    type_into(&mut window, "People at least", "3");
    click(&mut window, "Save the rule");
    let wanted = CoverRule { people: 3, ..CoverRule::default() };
    assert_eq!(last(&window), Wish::SetCover { rule: Some(2), to: Some(wanted) });
    ask(&mut window, D::Cover);
    click(&mut window, "Change…: nights");
    click(&mut window, "Drop the rule");
    assert_eq!(last(&window), Wish::SetCover { rule: Some(2), to: None });
}

/// Rows A50, A73, A74 and A75: gaps, hires, costs and what must be ready, on one page.
#[test]
fn the_peak_shows_what_is_overdue_in_words_and_ticks_it_off() {
    let mut window = shown();
    press(&mut window, Key::E);
    assert_eq!(window.state().desk.planner.tab, PlanTab::Season);
    let asked = window.state().looking().planner.expect("the planner is looked at");
    assert_eq!((asked.season, asked.days), (true, 42));
    for words in ["Gap by half hour", "1 of 3 ready", "overdue since Sat 25 Nov", "ready"] {
        assert!(window.query_all_by_label(words).count() >= 1, "{words}");
    }
    window.get_by_label("Benchmark: companies of 120\u{2009}000 employees have 50 FTE on average for this");
    window.get_by_label_contains("4 hires by Mon 6 Nov, ramp 4 weeks");
    click(&mut window, "Ready: Routing rules for returns tested");
    assert_eq!(last(&window), Wish::TickReadiness { item: 0, done: true });
    click(&mut window, "Add what must be ready…");
    type_into(&mut window, "What", "Macros translated");
    type_into(&mut window, "Owner", "Minh T.");
    type_into(&mut window, "By when", "2017-12-01 18:00");
    click(&mut window, "Save what must be ready");
    assert!(matches!(last(&window), Wish::SetReadiness { item: None, to: Some(to) } if to.owner == "Minh T."));
    window.get_by_label("Employees…").scroll_to_me();
    settle(&mut window);
    click(&mut window, "Employees…");
    type_into(&mut window, "Employees", "90000");
    click(&mut window, "Save the headcount");
    assert_eq!(last(&window), Wish::SetHeadcount { employees: 90_000 });
    window.get_by_label("Planning target…").scroll_to_me();
    settle(&mut window);
    click(&mut window, "Planning target…");
    type_into(&mut window, "Shrinkage, %", "31");
    click(&mut window, "Save the target");
    assert!(matches!(last(&window), Wish::SetTarget { target } if target.shrinkage_pct == 31 && target.pct == 80));
}

#[test]
fn every_field_and_button_of_every_question_has_a_name() {
    // The harness itself checks names at the end of every `run`.
    shown().run();
    let lists = [D::People, D::TimeOff, D::Swaps, D::OpenShifts, D::Campaigns, D::Lifts, D::Readiness, D::Cover];
    let forms = [D::Marks, D::Target, D::Headcount, D::MakePlan, D::CopyPlan, D::DropPlan, D::Compare, D::Log];
    let rest = [D::Violations, D::Export, D::ImportHistory, D::Edit, D::Tab(PlanTab::Season), D::Tab(PlanTab::Day)];
    for deed in lists.into_iter().chain(forms).chain(rest) {
        let mut window = shown();
        at(&mut window, 1);
        ask(&mut window, deed);
        window.run();
    }
}

#[test]
fn the_pages_turn_and_another_screen_stops_the_figures() {
    let mut window = shown();
    click(&mut window, "Next period");
    let asked = window.state().looking().planner.expect("the planner is looked at");
    assert_eq!(asked.first.to_string(), "2017-12-04");
    press(&mut window, Key::D);
    assert_eq!(window.state().looking().planner.map(|asked| asked.days), Some(1));
    press(&mut window, Key::Num2);
    assert_eq!(window.state().looking().planner, None);
    let known = |ask: &Asked| matches!(ask, Asked::Looking(looking) if looking.planner.is_some());
    assert!(window.state().asked.iter().any(known));
}

#[test]
fn a_plan_is_saved_as_a_table_calendars_and_a_page() {
    let mut window = shown();
    let kinds = [
        ("Table (CSV)", PlanFile::Csv),
        ("Page to print (PDF)", PlanFile::Pdf),
        ("Calendars, one an agent (iCal)", PlanFile::ICal),
    ];
    for (words, kind) in kinds {
        ask(&mut window, D::Export);
        click(&mut window, words);
        type_into(&mut window, "Where to", "/data/week");
        click(&mut window, "Save");
        let wanted = DeskWish::Plan(PlanWish::Export { plan: plan::PLAN, kind, path: "/data/week".into() });
        assert_eq!(window.state().wishes().last(), Some(&wanted));
    }
}

#[test]
fn a_page_to_print_is_a_whole_document_with_every_row_on_it() {
    let sheet = plan::sheet();
    let zone = jiff::tz::TimeZone::get("Europe/Paris").expect("a bundled zone");
    let page = watchfloor::view::made::plan_pdf(&sheet, sheet.first, &zone);
    let text = String::from_utf8_lossy(&page);
    assert!(text.starts_with("%PDF-1.4") && text.ends_with("%%EOF\n"));
    for row in &sheet.rows {
        assert!(text.contains(&format!("({}) Tj", row.name)), "{}", row.name);
    }
    // Every object lies where the table says.
    let table = text.rfind("xref\n").expect("a table");
    for (n, line) in text[table..].lines().skip(3).take_while(|line| line.ends_with(" n ")).enumerate() {
        let at: usize = line[..10].parse().expect("a place");
        assert!(text[at..].starts_with(&format!("{} 0 obj", n + 1)), "object {}", n + 1);
    }
}
