//! The full Black Friday as triage reads it, against what the world knows of each thing that it let somebody write.

use super::day;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use watchfloor::engine::Engine;
use watchfloor::floor::{At, Cause, ConversationId, Cues, Floor, Lane, Level, MentionId, Stage, Verdict};
use watchfloor::ledger::{Ledger, MemoryLedger};
use watchfloor::sim::{Load, Nature, Tale, Truth, World};
use watchfloor::view::made::cost_milli;

/// A day under way.
struct Played {
    engine: Engine,
    world: World,
    now: At,
}

impl Played {
    fn begin(load: Load) -> Played {
        let day = day("black-friday").with_load(load);
        let engine = Engine::open(Arc::new(MemoryLedger::new()), None).unwrap().watching(&jiff::tz::TimeZone::UTC);
        Played { engine, now: day.from, world: World::new(day, 1) }
    }

    /// Plays on until it holds, asked after every turn, or until so many hours of the day are over.
    fn until(&mut self, hours: u32, mut holds: impl FnMut(&Engine, At) -> bool) -> bool {
        let end = day("black-friday").from.plus(hours * 3600);
        while let Some(next) = self.world.next_at().into_iter().chain(self.engine.next_deadline()).min() {
            if next > end {
                return false;
            }
            self.now = self.now.max(next);
            self.world.turn(&mut self.engine, self.now);
            if holds(&self.engine, self.now) {
                return true;
            }
        }
        false
    }

    fn floor(&self) -> &Floor {
        self.engine.floor()
    }
}

/// What was written, with its truth.
fn with_truth<'a>(floor: &'a Floor, world: &'a World) -> impl Iterator<Item = (MentionId, ConversationId, &'a Truth)> {
    let rows = floor.mentions().rows().iter().enumerate();
    rows.filter_map(|(i, row)| Some((MentionId(i as u32), row.conversation()?, world.truths().get(&row.key)?)))
}

/// The whole full day, played once for all tests here.
fn whole() -> &'static (Floor, BTreeMap<u64, Truth>, Arc<dyn Ledger>) {
    static WHOLE: OnceLock<(Floor, BTreeMap<u64, Truth>, Arc<dyn Ledger>)> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let mut played = Played::begin(Load::Full);
        played.until(24, |_, _| false);
        (played.floor().clone(), played.world.truths().clone(), played.engine.ledger().clone())
    })
}

#[test]
fn the_funnel_of_a_full_day_against_the_truth() {
    let (floor, truths, ledger) = whole();
    let words = |page, slot: u16| {
        let bytes = ledger.texts(page).unwrap().unwrap();
        watchfloor::ledger::wire::words(&bytes).unwrap()[usize::from(slot)].text.clone()
    };
    let mut table: BTreeMap<(Nature, Stage), u32> = BTreeMap::new();
    let mut asked = [0_u32; 2];
    for (i, row) in floor.mentions().rows().iter().enumerate() {
        let Some(truth) = truths.get(&row.key) else { continue };
        let Some(reading) = floor.mentions().reading(MentionId(i as u32)) else { continue };
        *table.entry((truth.nature, reading.stage)).or_default() += 1;
        if truth.is_actionable() {
            asked[usize::from(reading.verdict == Verdict::Respond || reading.stage == Stage::Copy)] += 1;
        }
    }
    println!("{table:#?}");
    println!("of those who need us {} are answered or copies, {} are not", asked[1], asked[0]);
    let mut why: BTreeMap<(Nature, watchfloor::floor::Reason, watchfloor::floor::Kind), u32> = BTreeMap::new();
    let mut shown = 0;
    for (i, row) in floor.mentions().rows().iter().enumerate() {
        let Some(truth) = truths.get(&row.key) else { continue };
        let Some(reading) = floor.mentions().reading(MentionId(i as u32)) else { continue };
        if !truth.is_actionable() && reading.verdict == Verdict::Respond {
            *why.entry((truth.nature, reading.reason, reading.kind)).or_default() += 1;
            if i % 97 == 0 && shown < 60 {
                shown += 1;
                println!(
                    "FALSE {:?} {:?} {:?} neg {} sure {}: {}",
                    truth.nature,
                    reading.reason,
                    reading.kind,
                    reading.negative_pct,
                    reading.sure_pct,
                    words(row.page, row.slot)
                );
            }
        }
    }
    println!("{why:?}");
}

#[test]
fn dump_features() {
    use std::io::Write;
    let (floor, truths, ledger) = whole();
    let mut out = std::io::BufWriter::new(std::fs::File::create("/tmp/feat.csv").unwrap());
    let mut scratch = watchfloor::triage::text::Scratch::default();
    let mut last: Option<(u64, Vec<watchfloor::floor::Words>)> = None;
    for (i, row) in floor.mentions().rows().iter().enumerate() {
        let Some(truth) = truths.get(&row.key) else { continue };
        let Some(r) = floor.mentions().reading(MentionId(i as u32)) else { continue };
        if last.as_ref().is_none_or(|(p, _)| *p != row.page) {
            last =
                Some((row.page, watchfloor::ledger::wire::words(&ledger.texts(row.page).unwrap().unwrap()).unwrap()));
        }
        let text = &last.as_ref().unwrap().1[usize::from(row.slot)].text;
        scratch.read(text);
        let s = watchfloor::triage::Model::shipped().scores(&scratch);
        let c = floor.conversation(row.conversation().unwrap()).unwrap();
        let us = floor.handle(c.handle).unwrap().name.starts_with('@');
        let q = text.contains('?') || text.contains('？') || text.contains('؟');
        writeln!(
            out,
            "{:?}\t{us}\t{}\t{:?}\t{:?}\t{}\t{q}\t{:?}\t{:?}\t{:?}\t{}\t{}",
            truth.nature,
            s.spam,
            s.kind,
            s.sentiment,
            r.cues.0,
            r.stage,
            r.reason,
            row.kind,
            truth.lang,
            text.replace(['\n', '\t'], " ")
        )
        .unwrap();
    }
}
