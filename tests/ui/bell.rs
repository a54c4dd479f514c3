//! What rings, when and how often.

use super::fixture::{alert, now};
use jiff::tz::TimeZone;
use watchfloor::floor::{Cause, ChannelId, ConversationId, HandleId, Level};
use watchfloor::ui::bell::{BellSettings, Kind, Memory, Ring, player, ring, wav};
use watchfloor::view::AlertRow;

fn viral(id: u32) -> AlertRow {
    alert(id, Cause::Viral(ConversationId(id)), Level::Alarm, false)
}

/// What rings in each second from 0 on.
fn heard(
    memory: &mut Memory,
    alerts: &[AlertRow],
    settings: &BellSettings,
    secs: std::ops::Range<u32>,
) -> Vec<(u32, Ring)> {
    let rings = secs.map(|s| (s, ring(memory, alerts, settings, now(), &TimeZone::UTC, f64::from(s))));
    rings.filter(|(_, ring)| *ring != Ring::default()).collect()
}

#[test]
fn an_alarm_rings_until_it_is_acknowledged() {
    let (mut memory, settings) = (Memory::default(), BellSettings::default());
    let burning = [viral(1)];
    let rings = heard(&mut memory, &burning, &settings, 0..70);
    assert_eq!(rings.iter().map(|(s, _)| *s).collect::<Vec<_>>(), [1, 31, 61]);
    assert!(rings.iter().all(|(_, r)| r.sound == Some(Kind::Viral)));
    assert_eq!(rings.iter().filter(|(_, r)| r.notice.is_some()).count(), 1, "it is told once");
    let seen = [AlertRow { acknowledged: true, ..viral(1) }];
    assert_eq!(heard(&mut memory, &seen, &settings, 70..300), []);
    let over = [AlertRow { is_over: true, ..viral(2) }];
    assert_eq!(heard(&mut memory, &over, &settings, 300..600), [], "what is over is silent");
    let aside = [AlertRow { snoozed_until: Some(now().plus(60)), ..viral(3) }];
    assert_eq!(heard(&mut memory, &aside, &settings, 600..700), []);
}

#[test]
fn many_at_once_are_one_sound_and_one_notification_without_anybodys_words() {
    let (mut memory, settings) = (Memory::default(), BellSettings::default());
    let mut flood: Vec<AlertRow> = (0..50).map(viral).collect();
    flood.push(alert(60, Cause::Threshold(1), Level::Watch, false));
    flood.push(alert(61, Cause::Alike(HandleId(0)), Level::Watch, false));
    flood.push(alert(62, Cause::Spike(ChannelId(0)), Level::Watch, false));
    let rings = heard(&mut memory, &flood, &settings, 0..20);
    let notice = "50 spreading complaints, 2 figures past their thresholds";
    assert_eq!(rings, [(1, Ring { sound: Some(Kind::Viral), notice: Some(notice.into()) })]);
    assert!(!notice.contains("doorcam"), "no name of a customer leaves the window");
}

#[test]
fn in_quiet_hours_only_alarms_of_kinds_that_always_ring_are_heard() {
    let quiet = BellSettings { quiet: (0, 24 * 60 - 1), ..BellSettings::default() };
    let threshold = [alert(1, Cause::Threshold(1), Level::Alarm, false)];
    assert_eq!(heard(&mut Memory::default(), &threshold, &quiet, 0..300), []);
    assert_eq!(heard(&mut Memory::default(), &[viral(1)], &quiet, 0..20).len(), 1);
    let watch = [AlertRow { level: Level::Watch, ..viral(1) }];
    assert_eq!(heard(&mut Memory::default(), &watch, &quiet, 0..300), []);
    let off = BellSettings { sounds: [true, true, true, false], ..BellSettings::default() };
    assert_eq!(heard(&mut Memory::default(), &[viral(1)], &off, 0..300), []);
}

#[test]
fn a_watch_rings_less_often_than_an_alarm() {
    let watch = [AlertRow { level: Level::Watch, ..viral(1) }];
    let rings = heard(&mut Memory::default(), &watch, &BellSettings::default(), 0..250);
    assert_eq!(rings.iter().map(|(s, _)| *s).collect::<Vec<_>>(), [1, 121, 241]);
}

#[test]
fn tones_are_whole_files_and_differ() {
    let mut seen = Vec::new();
    for kind in Kind::ALL {
        let file = wav(kind, 60);
        let said = u32::from_le_bytes([file[40], file[41], file[42], file[43]]) as usize;
        assert_eq!(file.len(), 44 + said, "{kind:?}");
        assert!(said > 10_000 && said < 60_000, "{kind:?} lasts {said} bytes");
        assert!(!seen.contains(&file));
        seen.push(file);
    }
}

#[test]
fn a_player_is_found_where_it_is_and_none_where_it_is_not() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(player(dir.path().as_os_str()), None);
    std::fs::write(dir.path().join(format!("aplay{}", std::env::consts::EXE_SUFFIX)), "").unwrap();
    assert_eq!(player(dir.path().as_os_str()), Some(2));
}
