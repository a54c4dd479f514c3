//! A plan as pages to print.

use crate::floor::At;
use crate::floor::schedule::{Activity, Lane, PlannedShift};
use crate::view::{PlanSheet, SheetRow};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Rows on one printed page.
const PAGE_ROWS: usize = 34;
/// A4 across, in points of 1/72 inch.
const PAGE: (f32, f32) = (842.0, 595.0);

/// Pages to print: a week across each, as many rows as fit, and as many weeks as the plan has. PDF 1.4 with one of the
/// fonts that every reader has, so letters outside Latin 1 stand as `?`.
pub fn plan_pdf(sheet: &PlanSheet, monday: Date, zone: &TimeZone) -> Vec<u8> {
    let rows: Vec<&SheetRow> = sheet.rows.iter().filter(|row| !row.shifts.is_empty()).collect();
    let mut pages = Vec::new();
    let mut week = monday;
    let end = sheet.first.checked_add(jiff::Span::new().days(i64::from(sheet.days))).unwrap_or(sheet.first);
    while week < end {
        for part in rows.chunks(PAGE_ROWS) {
            pages.push(page(sheet, part, week, zone));
        }
        let Ok(next) = week.checked_add(jiff::Span::new().days(7)) else { break };
        week = next;
    }
    if pages.is_empty() {
        pages.push(page(sheet, &[], monday, zone));
    }
    document(&pages)
}

/// The drawing of one page.
fn page(sheet: &PlanSheet, rows: &[&SheetRow], week: Date, zone: &TimeZone) -> String {
    let (left, top, width, height) = (150.0, PAGE.1 - 62.0, PAGE.0 - 150.0 - 24.0, 14.4);
    let mut out = String::new();
    let title = format!("{}: week of {}", sheet.name, week.strftime("%A %-d %B %Y"));
    words(&mut out, 24.0, PAGE.1 - 30.0, 14.0, &title);
    let start = |days: i32| {
        let day = week.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(week);
        let at = day.to_zoned(zone.clone()).ok().and_then(|day| At::from_timestamp(day.timestamp()));
        (day, at.unwrap_or(At::FIRST))
    };
    let (from, until) = (start(0).1, start(7).1);
    let span = until.secs_since(from).max(1) as f32;
    let x = |at: At| left + (at.secs_since(from) as f32 / span).clamp(0.0, 1.0) * width;
    for day in 0..7 {
        let (date, at) = start(day);
        words(&mut out, x(at) + 3.0, top + 6.0, 8.0, &date.strftime("%a %-d").to_string());
        let bottom = top - height * rows.len() as f32;
        out.push_str(&format!("0.8 G 0.5 w {:.1} {:.1} m {:.1} {bottom:.1} l S\n", x(at), top + 4.0, x(at)));
    }
    for (place, row) in rows.iter().enumerate() {
        let y = top - height * (place as f32 + 1.0);
        words(&mut out, 24.0, y + 4.0, 8.0, &row.name.chars().take(28).collect::<String>());
        for shift in row.shifts.iter().map(|row| &row.shift).filter(|shift| shift.touches(from, until)) {
            bar(&mut out, shift, (x(shift.from), x(shift.until)), y, &row.lane);
            for pause in &shift.breaks {
                rect(&mut out, 1.0, (x(pause.from), x(pause.until)), y);
            }
            let wall = |at: At| at.timestamp().to_zoned(zone.clone()).strftime("%-H:%M").to_string();
            words(&mut out, x(shift.from) + 2.0, y + 4.0, 6.5, &format!("{}-{}", wall(shift.from), wall(shift.until)));
        }
    }
    out
}

fn bar(out: &mut String, shift: &PlannedShift, (from, until): (f32, f32), y: f32, lane: &Lane) {
    let grey = match (lane, &shift.activity) {
        (Lane::Open, _) => 0.95,
        (_, Activity::Queue) => 0.82,
        _ => 0.9,
    };
    rect(out, grey, (from, until), y);
    out.push_str(&format!("0.5 G 0.4 w {from:.1} {:.1} {:.1} 11 re S\n", y + 1.0, until - from));
}

fn rect(out: &mut String, grey: f32, (from, until): (f32, f32), y: f32) {
    out.push_str(&format!("{grey} g {from:.1} {:.1} {:.1} 11 re f\n", y + 1.0, until - from));
}

/// One line of words, its letters in Latin 1.
fn words(out: &mut String, x: f32, y: f32, size: f32, text: &str) {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => safe.extend(['\\', c]),
            ' '..='~' => safe.push(c),
            '\u{a0}'..='\u{ff}' => safe.push_str(&format!("\\{:03o}", u32::from(c))),
            '–' | '−' => safe.push('-'),
            _ => safe.push('?'),
        }
    }
    out.push_str(&format!("BT 0 g /F1 {size} Tf {x:.1} {y:.1} Td ({safe}) Tj ET\n"));
}

/// Objects, their places, and the table of those places (PDF 1.4, ISO 32000-1 sections 7.5 and 7.7).
fn document(pages: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &str| {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", places.len()).bytes());
    };
    let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + n * 2)).collect();
    object(&mut out, "<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut out, &format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()));
    object(&mut out, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    for (n, page) in pages.iter().enumerate() {
        let size = format!("[0 0 {} {}]", PAGE.0, PAGE.1);
        let shown = format!("/Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R", 5 + n * 2);
        object(&mut out, &format!("<< /Type /Page /Parent 2 0 R /MediaBox {size} {shown} >>"));
        object(&mut out, &format!("<< /Length {} >>\nstream\n{page}endstream", page.len()));
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", places.len() + 1);
    out.extend(trailer.bytes());
    out
}
