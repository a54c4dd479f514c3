//! Hours and targets from the floor.

use crate::floor::{At, Book, Calendar, CalendarId, Floor, HandleId, Policy, preset_policies};
use crate::view::{CalendarRow, HandleHours, HoursScreen};

/// Open conversations that are counted for who gets a policy: the newest, which is enough to see whether one is ever
/// reached, and costs nothing.
const COUNTED_MAX: usize = 500;

/// The page at a moment, with the counts of the policies that somebody thinks about.
pub fn hours(floor: &Floor, now: At, preview: Option<&[Policy]>) -> HoursScreen {
    let book = floor.promises().book();
    let counts = counts(floor, &book.policies);
    HoursScreen {
        calendars: (0..book.calendars.len())
            .map(|i| CalendarId(i as u16))
            .filter_map(|id| Some(calendar_row(floor, id, floor.promises().calendar(id)?, now)))
            .collect(),
        counted: counts.iter().sum(),
        counts,
        preview: preview.map(|policies| self::counts(floor, policies)),
        policies: book.policies.clone(),
        handles: (0..).zip(floor.handles()).map(|(i, h)| handle_row(floor, HandleId(i), h)).collect(),
        groups: groups(floor, book),
        bots: book.bots.clone(),
        presets: preset_policies(floor),
    }
}

fn counts(floor: &Floor, policies: &[Policy]) -> Vec<usize> {
    let book = Book { policies: policies.to_vec(), ..Book::default() };
    let mut counts = vec![0; policies.len() + 1];
    let open = floor.conversations_newest().take(COUNTED_MAX * 4).filter(|(_, c)| c.is_open()).take(COUNTED_MAX);
    for (_, c) in open {
        counts[book.policy_for(&floor.asker(c)).unwrap_or(policies.len())] += 1;
    }
    counts
}

fn handle_row(floor: &Floor, id: HandleId, handle: &crate::floor::Handle) -> HandleHours {
    let channel = floor.channel(handle.channel).map_or("", |c| c.name.as_str());
    let calendar = floor.promises().book().handle_hours.get(&id).copied();
    HandleHours { handle: id, name: format!("{} on {channel}", handle.name), calendar }
}

/// The groups of the team and those that have hours, each once.
fn groups(floor: &Floor, book: &Book) -> Vec<(String, Option<CalendarId>)> {
    let of_team = floor.agents().iter().flat_map(|a| a.profile.groups.iter().cloned());
    let all: std::collections::BTreeSet<String> = of_team.chain(book.group_hours.keys().cloned()).collect();
    all.into_iter().map(|group| (group.clone(), book.group_hours.get(&group).copied())).collect()
}

fn calendar_row(floor: &Floor, id: CalendarId, calendar: &Calendar, now: At) -> CalendarRow {
    let opens = calendar.next_open(now);
    let words = match opens {
        None => "never opens".to_owned(),
        Some(at) if at == now => "open now".to_owned(),
        Some(at) => match calendar.public_text(now) {
            Some(text) => format!("closed, opens {}; customers are told: {text}", calendar.words(at)),
            None => format!("closed, opens {}", calendar.words(at)),
        },
    };
    CalendarRow {
        calendar: id,
        hours: calendar.hours().clone(),
        now: words,
        never: opens.is_none(),
        used_by: floor.hours_used_by(id),
    }
}
