//! The six tiles: a figure that is read across the room, and what it is of.

use super::BoardWish;
use super::kit::{self, Brush};
use crate::floor::Stage;
use crate::ui::format;
use crate::ui::screen::funnel;
use crate::view::{Chip, Wallboard};
use egui::{Color32, Pos2, Rect, Ui};

/// One tile, ready to be painted.
struct Tile {
    title: &'static str,
    /// The title where there is little room.
    short: &'static str,
    figure: String,
    unit: String,
    ink: Color32,
    /// The line above the last: its first part may be in another ink.
    first: (String, Color32, String),
    last: String,
    /// Shorter words for both lines where there is little room.
    less: (String, String),
    about: String,
}

/// Draws all six.
pub fn tiles_ui(ui: &Ui, brush: &Brush, rects: &[Rect; 6], board: &Wallboard, wishes: &mut Vec<BoardWish>) {
    let tiles = [
        waiting(brush, board),
        oldest(brush, board),
        response(brush, board),
        within(brush, board),
        rate(brush, board),
        agents(brush, board),
    ];
    for (place, (tile, rect)) in tiles.iter().zip(rects).enumerate() {
        let alarmed = place == 0 && board.breached > 0;
        if alarmed {
            brush.card_breached(*rect);
        } else {
            brush.card(*rect);
        }
        if place == 0 {
            trend(brush, *rect, board, tile.ink);
        }
        if place == 4 {
            parts(brush, *rect, board);
        }
        draw(&brush.within(*rect), *rect, tile);
        let first = format!("{}{}", tile.first.0, tile.first.2);
        let name = format!("{}: {} {}. {first}. {}", tile.title, tile.figure, tile.unit, tile.last);
        let response = kit::pressable(ui, brush, *rect, ("tile", place), &name, &tile.about);
        if response.clicked() {
            wishes.extend(wish(place, board));
        }
    }
}

fn wish(place: usize, board: &Wallboard) -> Option<BoardWish> {
    match place {
        0 if board.breached > 0 => Some(BoardWish::ShowSet(Chip::PastTarget)),
        0 => Some(BoardWish::ShowSet(Chip::NeedsOwner)),
        1 => board.oldest.as_ref().map(|oldest| BoardWish::Show(oldest.conversation)),
        4 => Some(BoardWish::ShowStage(Stage::Actionable)),
        5 => Some(BoardWish::ShowAgents),
        _ => None,
    }
}

fn draw(brush: &Brush, rect: Rect, tile: &Tile) {
    let t = brush.t;
    let inner = rect.shrink(brush.pad());
    let label = brush.regular(13.0);
    let fits = brush.width(tile.title, &label) <= inner.width();
    brush.cut(inner.min, inner.width(), if fits { tile.title } else { tile.short }, label, t.dim);
    let unit_font = brush.regular(26.0);
    let unit_width = if tile.unit.is_empty() { 0.0 } else { brush.width(&tile.unit, &unit_font) + brush.px(8.0) };
    let font = brush.strong_fitting(&tile.figure, 76.0, inner.width() - unit_width);
    // The figure stands on one line in all tiles, also where it had to be made smaller.
    let sunk = (brush.size(76.0) - font.size) * 0.97;
    let top = inner.top() + brush.line(13.0) - brush.px(4.0) + sunk;
    brush.figure(Pos2::new(inner.left(), top), &tile.figure, &font, tile.ink, &tile.unit, &unit_font);
    let line = brush.line(14.0);
    let last = Pos2::new(inner.left(), inner.bottom() - line);
    let font = brush.regular(14.0);
    let words = brush.fitting(&[&tile.last, &tile.less.1], &font, inner.width());
    brush.cut(last, inner.width(), words, font.clone(), t.dim);
    let (strong, ink, rest) = &tile.first;
    let mut at = Pos2::new(inner.left(), last.y - line);
    if !strong.is_empty() {
        at.x = brush.cut(at, inner.width(), strong, brush.strong(14.0), *ink).right();
    }
    // The second part is said again on hover, so it may go where there is no room for it.
    let rest = brush.fitting(&[rest, &tile.less.0], &font, inner.right() - at.x);
    brush.cut(at, inner.right() - at.x, rest, font, t.dim);
}

fn trend(brush: &Brush, rect: Rect, board: &Wallboard, ink: Color32) {
    let inner = rect.shrink(brush.pad());
    let top = inner.top() + brush.line(13.0) + brush.line(76.0) - brush.px(8.0);
    let bottom = inner.bottom() - 2.0 * brush.line(14.0) - brush.px(6.0);
    if bottom - top >= 10.0 && board.waiting_trend.len() > 1 {
        let line = Rect::from_min_max(Pos2::new(inner.left(), top), Pos2::new(inner.right() - 4.0, bottom));
        brush.sparkline(line, &board.waiting_trend, ink);
    }
}

/// The five stages of the funnel as one bar, what somebody should answer first.
fn parts(brush: &Brush, rect: Rect, board: &Wallboard) {
    let inner = rect.shrink(brush.pad());
    let height = brush.px(7.0).max(4.0);
    let bottom = inner.bottom() - 2.0 * brush.line(14.0) - brush.px(10.0).max(4.0);
    let free = bottom - inner.top() - brush.line(13.0) - brush.line(76.0) * 0.86;
    if board.funnel.raw > 0 && free >= height {
        let bar = Rect::from_min_max(Pos2::new(inner.left(), bottom - height), Pos2::new(inner.right(), bottom));
        funnel::paint_parts(&brush.painter, brush.t, bar, &board.funnel);
    }
}

fn waiting(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let past = match board.breached {
        0 => (String::new(), t.dim, "none past target".to_owned()),
        n => (format!("{} past target", format::count(n)), t.breach_text, String::new()),
    };
    let change = match board.waiting_change {
        0 => "no change in 30 min".to_owned(),
        n if n > 0 => format!("▲ {} in 30 min", format::number(n.unsigned_abs())),
        n => format!("▼ {} in 30 min", format::number(n.unsigned_abs())),
    };
    let unowned =
        if board.unowned > 0 { format!(" · {} unowned", format::count(board.unowned)) } else { String::new() };
    Tile {
        title: "Waiting for first response",
        short: "Waiting",
        figure: format::count(board.waiting),
        unit: String::new(),
        ink: if board.breached > 0 { t.breach } else { t.text },
        first: past,
        less: (String::new(), change.clone()),
        last: format!("{change}{unowned}"),
        about: format!(
            "Conversations whose customer has written and has had no answer yet, now. The line is the last 60 minutes.\n\
             {} more were answered before and wait again; {} are open in all.\n\
             {}Press to see those past target.",
            format::count(board.waiting_again),
            format::count(board.open),
            if board.mode.words.is_empty() { String::new() } else { format!("{}.\n", board.mode.words) },
        ),
    }
}

fn oldest(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let (title, short) = ("Oldest waiting", "Oldest");
    let Some(oldest) = &board.oldest else {
        let about = "Nobody waits for a first response now.".to_owned();
        let first = (String::new(), t.dim, "nobody waits".to_owned());
        return Tile {
            title,
            short,
            figure: "—".to_owned(),
            unit: String::new(),
            ink: t.met,
            first,
            last: String::new(),
            less: Default::default(),
            about,
        };
    };
    let (figure, unit) = format::age_parts(u64::from(oldest.age_secs));
    let past = oldest.past_target_secs;
    let words = format::age(past.unsigned_abs());
    let (ink, first) = if past > 0 {
        (t.breach, (format!("{words} past target"), t.breach_text, String::new()))
    } else if past > -300 {
        (t.watch, (format!("{words} to target"), t.watch, String::new()))
    } else {
        (t.text, (String::new(), t.dim, format!("{words} to target")))
    };
    let last = format!("{} · {}", oldest.author, oldest.channel);
    let less = (first.2.clone(), oldest.author.clone());
    let about =
        "The customer who has waited longest for a first response, now. Press to read the conversation.".to_owned();
    Tile { title, short, figure, unit: unit.to_owned(), ink, first, last, less, about }
}

fn response(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let tile = &board.first_response;
    let target = board.by_age.target_secs;
    let late = |secs: Option<u32>| secs.zip(target).is_some_and(|(secs, target)| secs > target);
    let ink = match (tile.median_secs, target) {
        (None, _) => t.dim,
        (Some(_), None) => t.text,
        _ if late(tile.median_secs) => t.breach,
        _ if late(tile.p90_secs) => t.watch,
        _ => t.met,
    };
    let (figure, unit) = tile.median_secs.map_or(("—".to_owned(), ""), |secs| format::age_parts(u64::from(secs)));
    let p90 = tile.p90_secs.map(|secs| {
        let (figure, p90_unit) = format::age_parts(u64::from(secs));
        if p90_unit == unit { format!(" · {figure}") } else { format!(" · {figure} {p90_unit}") }
    });
    let goal = match target {
        Some(secs) => format!("target {}", format::age(u64::from(secs))),
        None => "targets differ by channel".to_owned(),
    };
    Tile {
        title: "First response, median · p90",
        short: "Response, p50 · p90",
        figure,
        unit: format!("{unit}{}", p90.unwrap_or_default()),
        ink,
        first: (String::new(), t.dim, format!("{}, {} answered", tile.period.word(), format::count(tile.answered))),
        less: (format!("{} in {}", format::count(tile.answered), tile.period.word()), goal.clone()),
        last: goal,
        about: format!(
            "From the customer's first words to our first answer, of the {} first answers given in the {}.\n\
             Half were faster than the first figure, nine in ten faster than the second.",
            format::count(tile.answered),
            tile.period.word(),
        ),
    }
}

fn within(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let tile = &board.within_target;
    let ink = match tile.ratio() {
        None => t.dim,
        Some(ratio) if ratio >= tile.goal_ratio => t.met,
        Some(ratio) if ratio >= tile.goal_ratio - 0.1 => t.watch,
        Some(_) => t.breach,
    };
    let goal = format!("goal {}", format::percent(tile.goal_ratio));
    let below = tile
        .ratio()
        .map_or(0, |ratio| format::percent_figure(tile.goal_ratio).saturating_sub(format::percent_figure(ratio)));
    let less = match tile.recovers {
        Some((need, of)) => format!("{} of next {} recovers", format::count(need), format::count(of)),
        None if tile.of == 0 => "nothing due yet".to_owned(),
        None => format!("{} of {}", format::count(tile.within), format::count(tile.of)),
    };
    let less = (format!("{goal}, {below} below"), less);
    let first = match tile.ratio() {
        Some(ratio) if ratio >= tile.goal_ratio => (format!("{goal} kept"), t.met, String::new()),
        Some(_) => (String::new(), t.dim, format!("{goal} · {below} points below")),
        None => (String::new(), t.dim, goal),
    };
    let last = match (tile.recovers, tile.of) {
        (Some((need, of)), _) => {
            format!("{} of the next {} in time recovers it", format::count(need), format::count(of))
        }
        (None, 0) => "nothing answered or due yet".to_owned(),
        (None, _) => format!("{} of {} in time", format::count(tile.within), format::count(tile.of)),
    };
    Tile {
        title: "Within target today",
        short: "In target today",
        figure: tile.ratio().map_or("—".to_owned(), |ratio| format::percent_figure(ratio).to_string()),
        unit: if tile.of > 0 { "%".to_owned() } else { String::new() },
        ink,
        first,
        last,
        less,
        about: format!(
            "First answers given in time, {}: {} of {}. Counted are conversations that were answered or ran out of time.",
            tile.period.word(),
            format::count(tile.within),
            format::count(tile.of),
        ),
    }
}

fn rate(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let tile = &board.response_rate;
    let (answered, opened) = (format::count(tile.answered), format::count(tile.opened));
    // Where triage read, only what somebody should answer opens a conversation that counts.
    let (opened_as, mentions) = match board.funnel.raw {
        0 => ("opened", tile.mentions as u64),
        raw => ("actionable", raw),
    };
    Tile {
        title: "Response rate today",
        short: "Answered today",
        figure: tile.ratio().map_or("—".to_owned(), |ratio| format::percent_figure(ratio).to_string()),
        unit: if tile.opened > 0 { "%".to_owned() } else { String::new() },
        ink: if tile.opened > 0 { t.text } else { t.dim },
        first: (String::new(), t.dim, format!("{answered} of {opened} {opened_as}")),
        less: (format!("{answered} of {opened}"), format!("from {}", format::number(mentions))),
        last: format!("from {} mentions", format::number(mentions)),
        about: format!(
            "Of the {opened} conversations opened {} that somebody should answer, {answered} have had an answer. \
             Customers and strangers wrote or pressed {} times in that period; likes and reposts open no conversation, \
             nor does what only is watched.\n{}\nPress to see what stands at each stage.",
            tile.period.word(),
            format::count(tile.mentions),
            funnel::about(&board.funnel),
        ),
    }
}

fn agents(brush: &Brush, board: &Wallboard) -> Tile {
    let t = brush.t;
    let tile = &board.agents;
    let over = match tile.over_capacity {
        0 => (String::new(), t.dim, format!("{} handling", format::count(tile.handling))),
        n => (
            format!("{} over capacity", format::count(n)),
            t.breach_text,
            format!(" · {} handling", format::count(tile.handling)),
        ),
    };
    Tile {
        title: "Agents on shift",
        short: "Agents",
        figure: format::count(tile.on_shift),
        unit: format!("of {}", format::count(tile.team)),
        ink: t.text,
        first: over,
        less: (String::new(), format!("{} free", format::count(tile.free))),
        last: format!("{} free, {} away", format::count(tile.free), format::count(tile.away)),
        about: "On shift is available or away. Handling holds something, free holds nothing, away takes nothing now.\n\
                Press to see the agents."
            .to_owned(),
    }
}
