//! The whole window on an invented moment: what it says, what it asks for, and that it fits its monitor.

use super::fixture;
use arc_swap::ArcSwap;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::{Arc, Mutex};
use watchfloor::ui::app::App;
use watchfloor::ui::screen::Screen;
use watchfloor::ui::settings::Settings;
use watchfloor::ui::{Wires, fonts, theme};
use watchfloor::view::{Asked, DeskWish, FloorKind, Moment, Snapshot, Task, Wallboard};

/// The window, what it reads and what it asked for.
struct Bench {
    app: Option<App>,
    wires: Wires,
    asked: Arc<Mutex<Vec<Asked>>>,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let wires = self.wires.clone();
        let app = self.app.get_or_insert_with(|| App::with_context(ui.ctx(), wires));
        app.take(ui.ctx());
        app.draw_ui(ui);
    }

    fn desk_wishes(&self) -> Vec<DeskWish> {
        let asked = self.asked.lock().expect("nobody panicked");
        let wish = |asked: &Asked| if let Asked::Desk(wish) = asked { Some(wish.clone()) } else { None };
        asked.iter().filter_map(wish).collect()
    }

    fn moments(&self) -> Vec<Moment> {
        let asked = self.asked.lock().expect("nobody panicked");
        let moment = |asked: &Asked| if let Asked::Looking(looking) = asked { Some(looking.moment) } else { None };
        asked.iter().filter_map(moment).collect()
    }
}

/// A floor that shows at once whatever moment is asked for.
fn bench(first: Snapshot, settings: &Settings) -> Bench {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("window.ron");
    settings.write(&path).expect("a file");
    let newest = Arc::new(ArcSwap::from_pointee(first));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (shown, heard) = (newest.clone(), asked.clone());
    let send = move |ask: Asked| {
        if let Asked::Looking(looking) = &ask {
            let mut next = Snapshot::clone(&shown.load());
            next.moment = looking.moment;
            next.at = if let Moment::Past(at) = looking.moment { at } else { next.span.1 };
            shown.store(Arc::new(next));
        }
        heard.lock().expect("nobody panicked").push(ask);
    };
    let wires = Wires { snapshot: newest, send: Arc::new(send), settings_path: Some(path) };
    Bench { app: None, wires, asked, _folder: folder }
}

type Window = Harness<'static, Bench>;

fn open_sized(first: Snapshot, settings: &Settings, size: [f32; 2]) -> Window {
    let mut window = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(1.0)
        .allow_missing_glyphs()
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::own());
            theme::install(ctx, 1.0);
        })
        .build_ui_state(|ui, bench: &mut Bench| bench.frame_ui(ui), bench(first, settings));
    window.run_steps(4);
    window
}

fn open(first: Snapshot) -> Window {
    open_sized(first, &Settings { welcomed: true, ..Settings::default() }, [1600.0, 900.0])
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    window.run_steps(4);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(4);
}

#[test]
fn the_tiles_say_the_numbers_with_what_they_are_of() {
    let window = open(fixture::busy());
    for words in [
        "Waiting for first response: 214 . 37 past target. ▲ 61 in 30 min · 61 unowned",
        "Oldest waiting: 41 min. 26 min past target. @jaynegorman · X",
        "First response, median · p90: 11 min · 27. last 60 min, 418 answered. target 15 min",
        "Within target today: 74 %. goal 80 % · 6 points below. 31 of the next 40 in time recovers it",
        "Response rate today: 96 %. 5\u{2009}120 of 5\u{2009}331 actionable. from 100\u{2009}000 mentions",
        "Agents on shift: 38 of 44. 6 over capacity · 31 handling. 2 free, 5 away",
        "−26:10 past target, still no refund, 3 weeks. this is a joke @brandhelp, @jaynegorman · X · reach 5.3 k, Priya N.",
        "Waiting 15–30: 28, 28 past target",
        "X: 121 waiting, 22 past, p90 ▲ 24 min of 15 min, 3\u{2009}120 opened today",
    ] {
        window.get_by_label(words);
    }
    window.get_by_label_contains("Viral risk, alarm, not acknowledged: Third delivery");
    window.get_by_label_contains("reach 1.2 M in 6 h, R 1.7 growing, nobody has it, no answer for 9 min");
    window.get_by_label("1.2 M person-minutes unanswered · 37 ignored, about 22 will tell others (60 %)");
    window.get_by_label("2 viral");
    window.get_by_label_contains("Data is up to date");
}

#[test]
fn the_pill_of_viral_alerts_shows_them_on_the_floor() {
    let mut window = open(fixture::busy());
    click(&mut window, "2 viral");
    let desk = window.state_mut().app.as_mut().map(App::desk).unwrap();
    assert_eq!((desk.screen, desk.looking.query.chip), (Screen::Floor, watchfloor::view::Chip::Spreading));
}

#[test]
fn every_screen_opens_by_its_key_and_every_input_has_a_name() {
    let mut window = open(fixture::busy());
    for screen in Screen::ALL {
        press(&mut window, screen.key().0);
        // The harness fails when an input has no name.
        window.run_ok();
        assert_eq!(window.state_mut().app.as_mut().map(|app| app.desk().screen), Some(screen));
    }
}

#[test]
fn a_row_of_the_board_opens_its_conversation_on_the_floor() {
    let mut window = open(fixture::busy());
    window.get_by_label_contains("0:48 left, the app deleted").click();
    window.run_steps(4);
    let desk = window.state_mut().app.as_mut().map(App::desk).unwrap();
    assert_eq!(desk.screen, Screen::Floor);
    assert_eq!(desk.looking.conversation, Some(watchfloor::floor::ConversationId(3)));
}

#[test]
fn the_first_start_offers_three_ways_and_starts_empty() {
    let mut window = open_sized(fixture::busy(), &Settings::default(), [1600.0, 900.0]);
    window.get_by_label("Welcome to Watchfloor");
    assert!(window.get_all_by_label("Connect an account…").count() >= 1);
    window.get_all_by_label("Start empty").last().unwrap().click();
    window.run_steps(4);
    assert_eq!(window.state().desk_wishes(), [DeskWish::StartEmpty]);
    assert!(window.query_by_label("Welcome to Watchfloor").is_none());
}

#[test]
fn the_welcome_is_put_away_for_good() {
    let mut window = open_sized(fixture::busy(), &Settings::default(), [1600.0, 900.0]);
    click(&mut window, "Look around");
    assert!(window.query_by_label("Welcome to Watchfloor").is_none());
    let path = window.state().wires.settings_path.clone().unwrap();
    // Closed, it has written what it wanted to.
    window.state_mut().app = None;
    assert!(Settings::read(&path).welcomed);
}

#[test]
fn the_welcome_names_the_day_as_people_do_and_esc_puts_it_away() {
    let floor = FloorKind::Rehearsal { day: "black-friday".to_owned(), seed: 1, speed: 1 };
    let mut window = open_sized(Snapshot { floor, ..fixture::busy() }, &Settings::default(), [1600.0, 900.0]);
    window.get_by_label_contains("an invented Black Friday of a support team");
    window.get_by_label("Rehearsal · Black Friday · ×1");
    press(&mut window, Key::Escape);
    assert!(window.query_by_label("Welcome to Watchfloor").is_none());
}

#[test]
fn a_first_window_fills_its_monitor_and_a_later_one_is_as_it_was_left() {
    assert_eq!(watchfloor::ui::app::options(None).viewport.maximized, Some(true));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("window.ron");
    assert_eq!(watchfloor::ui::app::options(Some(&path)).viewport.maximized, Some(true), "nothing is saved yet");
    let left = Settings { maximized: false, window: (1_300.0, 800.0), ..Settings::default() };
    left.write(&path).expect("a file");
    let viewport = watchfloor::ui::app::options(Some(&path)).viewport;
    assert_eq!((viewport.maximized, viewport.inner_size), (Some(false), Some(egui::vec2(1_300.0, 800.0))));
}

#[test]
fn a_rehearsal_is_always_marked_and_runs_at_the_wanted_speed() {
    let mut window = open(fixture::busy());
    window.get_by_label("Rehearsal · Tuesday · ×1");
    window.get_all_by_label("×60").next().unwrap().click();
    window.run_steps(4);
    assert_eq!(window.state().desk_wishes(), [DeskWish::Speed(60)]);
    press(&mut window, Key::Num3);
    window.get_by_label("Rehearsal · Tuesday · ×1");
}

#[test]
fn the_time_bar_asks_for_the_past_and_esc_returns() {
    let mut window = open(fixture::busy());
    window.get_by_role_and_label(Role::Slider, "Time of the floor").click();
    window.run_steps(4);
    let middle = fixture::now().minus((14 * 3_600 + 32 * 60) / 2);
    match window.state().moments().last() {
        Some(Moment::Past(at)) => assert!(at.secs_since(middle).abs() <= 120, "{at} is the middle of the day"),
        other => panic!("the past was wanted, not {other:?}"),
    }
    window.get_by_label_contains("The floor as it was");
    press(&mut window, Key::Escape);
    assert_eq!(window.state().moments().last(), Some(&Moment::Now));
    assert!(window.query_by_label_contains("The floor as it was").is_none());
}

#[test]
fn the_time_bar_moves_by_keys_also_over_the_table() {
    let mut window = open(fixture::busy());
    press(&mut window, Key::Num2);
    window.get_by_role_and_label(Role::Slider, "Time of the floor").focus();
    window.run_steps(2);
    press(&mut window, Key::PageUp);
    press(&mut window, Key::ArrowLeft);
    let on_minute = fixture::now().minus(31 * 60);
    match window.state().moments().last() {
        Some(Moment::Past(at)) => assert!((0..120).contains(&on_minute.secs_since(*at).abs()), "{at}"),
        other => panic!("the past was wanted, not {other:?}"),
    }
    press(&mut window, Key::End);
    assert_eq!(window.state().moments().last(), Some(&Moment::Now));
}

#[test]
fn the_past_is_played_until_it_is_now() {
    let mut window = open(fixture::busy());
    window.get_all_by_label("×600").last().unwrap().click();
    window.run_steps(5);
    assert!(matches!(window.state().moments().last(), Some(Moment::Past(_))), "{:?}", window.state().moments());
    window.run_steps(80);
    assert_eq!(window.state().moments().last(), Some(&Moment::Now));
}

#[test]
fn old_data_says_its_age() {
    let mut window = open(fixture::busy());
    // A frame of the harness takes a quarter of a second.
    window.run_steps(24);
    window.get_by_label_contains("s old");
    let next = Snapshot { at: fixture::now().plus(6), ..fixture::busy() };
    window.state().wires.snapshot.store(Arc::new(next));
    window.run_steps(3);
    window.get_by_label_contains("Data is up to date");
}

#[test]
fn trouble_and_tasks_are_said_and_a_task_can_be_stopped() {
    let mut floor = fixture::busy();
    floor.trouble = Some("The disk is full.".to_owned());
    let (title, detail) = ("Importing threads.csv".to_owned(), "8 300 rows".to_owned());
    floor.tasks.push(Task { id: 9, title, done: 1, all: Some(4), detail, outcome: None });
    let mut window = open(floor);
    window.get_by_label("The disk is full.");
    window.get_by_label("25 % · 8 300 rows");
    click(&mut window, "Cancel");
    assert_eq!(window.state().desk_wishes(), [DeskWish::Cancel { task: 9 }]);
}

#[test]
fn an_empty_floor_says_what_to_do() {
    let mut window = open(fixture::empty());
    window.get_by_label("Import a file…");
    click(&mut window, "See a rehearsal day");
    assert_eq!(window.state().desk_wishes(), [DeskWish::Rehearse { day: "tuesday".to_owned(), seed: 1 }]);
}

#[test]
fn a_quiet_board_says_that_it_is_quiet() {
    let floor = FloorKind::Own { place: "here".to_owned() };
    let quiet = Snapshot { floor, wallboard: Arc::new(Wallboard::default()), ..fixture::busy() };
    let window = open(quiet);
    window.get_by_label_contains("Oldest waiting: — . nobody waits");
}

#[test]
fn distance_shows_four_to_six_numbers() {
    for (size, least) in [([1280.0, 720.0], 4), ([1920.0, 1080.0], 6), ([3840.0, 2160.0], 6)] {
        let settings = Settings { welcomed: true, distance: true, ..Settings::default() };
        let window = open_sized(fixture::busy(), &settings, size);
        let names = ["Waiting now: 214", "Oldest waiting: 41", "Within target today: 74", "Agents on shift: 38"];
        assert!(names.iter().all(|name| window.query_by_label_contains(name).is_some()), "{size:?}");
        let more = ["Median first response: 11", "Viral alerts: 2"];
        assert_eq!(4 + more.iter().filter(|name| window.query_by_label_contains(name).is_some()).count(), least);
    }
}

/// The parts of the board stand apart and inside the window, from the smallest to the largest monitor.
#[test]
fn the_board_fits_its_monitor() {
    for size in [[1280.0, 720.0], [1366.0, 768.0], [1920.0, 1080.0], [3840.0, 2160.0], [1080.0, 1920.0]] {
        let settings = Settings { welcomed: true, ..Settings::default() };
        let window = open_sized(fixture::busy(), &settings, size);
        let whole = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into());
        let parts = [
            "Waiting for first response:",
            "Oldest waiting:",
            "First response, median",
            "Within target today:",
            "Response rate today:",
            "Agents on shift:",
            "Viral risk, alarm",
            "−26:10 past target",
            "Waiting < 5:",
            "Today since",
            "X: 121 waiting",
        ];
        let rects: Vec<_> = parts.iter().map(|part| window.get_by_label_contains(part).rect()).collect();
        for (i, a) in rects.iter().enumerate() {
            assert!(whole.contains_rect(*a), "{} at {a:?} is outside of {size:?}", parts[i]);
            for (j, b) in rects.iter().enumerate().skip(i + 1) {
                assert!(!a.shrink(1.0).intersects(b.shrink(1.0)), "{} lies over {} at {size:?}", parts[i], parts[j]);
            }
        }
    }
}

#[test]
fn a_number_that_counts_does_not_jitter() {
    let window = open(fixture::busy());
    for family in [egui::FontFamily::Proportional, theme::semibold()] {
        for size in [13.0, 15.0, 76.0] {
            let width = |text: &str| {
                let font = egui::FontId::new(size, family.clone());
                let layout = |fonts: &mut egui::epaint::text::FontsView<'_>| {
                    fonts.layout_no_wrap(text.to_owned(), font, egui::Color32::PLACEHOLDER).size().x
                };
                window.ctx.fonts_mut(layout)
            };
            let widths: Vec<f32> = (0..10).map(|digit| width(&digit.to_string().repeat(8))).collect();
            assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.2), "{family:?} {size}: {widths:?}");
        }
    }
}
