//! Laws of the journal, over many logs, every cut and every flipped bit.

use super::all;
use proptest::prelude::*;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};
use watchfloor::ledger::{Commit, Found, Journal, Ledger, Medium, MemoryLedger, Reader, Stored};

/// Segments in memory, shared with the test.
#[derive(Clone, Default)]
struct Bottle(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Bottle {
    fn with<T>(&self, name: &str, act: impl FnOnce(&mut Vec<u8>) -> T) -> io::Result<T> {
        let mut segments = self.0.lock().unwrap();
        segments.get_mut(name).map(act).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Medium for Bottle {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.0.lock().unwrap().keys().cloned().collect())
    }
    fn open(&mut self, name: &str) -> io::Result<()> {
        self.0.lock().unwrap().entry(name.to_owned()).or_default();
        Ok(())
    }
    fn len(&self, name: &str) -> io::Result<u64> {
        self.with(name, |bytes| bytes.len() as u64)
    }
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.with(name, |segment| segment.extend_from_slice(bytes))
    }
    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.with(name, |_| ())
    }
    fn truncate(&mut self, name: &str, len: u64) -> io::Result<()> {
        self.with(name, |segment| segment.truncate(len as usize))
    }
    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.with(name, |segment| {
            let rest = segment.get(offset as usize..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            count
        })
    }
    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

fn open(bottle: &Bottle, segment_bytes: u64) -> MemoryLedger {
    let (journal, _) = Journal::open_with(Box::new(bottle.clone()), segment_bytes).unwrap();
    MemoryLedger::journalled(journal).unwrap()
}

/// Writes groups; answers what is kept after each.
fn write(bottle: &Bottle, groups: &[Vec<Commit>], segment_bytes: u64) -> Vec<Vec<Stored>> {
    let ledger = open(bottle, segment_bytes);
    let mut states = vec![Vec::new()];
    for group in groups {
        ledger.append(group.clone()).unwrap();
        states.push(all(&ledger));
    }
    states
}

/// Calls of one to four commits under their own keys, with bytes that may well hold the frame's own magic.
fn groups() -> impl Strategy<Value = Vec<Vec<Commit>>> {
    let bytes = || {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            Just(b"WFJ1WFJ1\x04\0\0\0".to_vec()),
            Just(vec![0; 40]),
        ]
    };
    let calls = proptest::collection::vec(proptest::collection::vec((bytes(), bytes()), 1..5), 1..8);
    calls.prop_map(|calls| {
        let number = RefCell::new(0_u64);
        let one = |(body, texts)| {
            *number.borrow_mut() += 1;
            Commit { body, texts, ..super::commit(&format!("k/{}", number.borrow()), 0, *number.borrow()) }
        };
        calls.into_iter().map(|call| call.into_iter().map(one).collect()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(groups in groups(), segment_bytes in 1_u64..600) {
        let bottle = Bottle::default();
        let states = write(&bottle, &groups, segment_bytes);
        prop_assert_eq!(&all(&open(&bottle, segment_bytes)), states.last().unwrap());
    }

    /// Power may fail after any byte: what is found is what was there after some call, and writing goes on from it.
    #[test]
    fn cut_at_every_byte_a_prefix_of_whole_calls_is_left(groups in groups()) {
        let whole = Bottle::default();
        let states = write(&whole, &groups, u64::MAX);
        let (name, bytes) = whole.0.lock().unwrap().first_key_value().map(|(n, b)| (n.clone(), b.clone())).unwrap();
        let mut longest = 0;
        for cut in 0..=bytes.len() {
            let bottle = Bottle::default();
            bottle.0.lock().unwrap().insert(name.clone(), bytes[..cut].to_vec());
            let ledger = open(&bottle, u64::MAX);
            let found = states.iter().position(|state| *state == all(&ledger));
            prop_assert!(found.is_some_and(|found| found >= longest), "cut at {}", cut);
            longest = found.unwrap();
            ledger.append(vec![super::commit("later", 0, u64::MAX)]).unwrap();
            prop_assert_eq!(all(&open(&bottle, u64::MAX)), all(&ledger));
        }
        prop_assert_eq!(longest, states.len() - 1);
    }

    /// One flipped bit costs one call, is found, and what follows is still there.
    #[test]
    fn a_flipped_bit_is_found(groups in groups(), segment_bytes in 1_u64..600, place in any::<prop::sample::Index>(), bit in 0..8) {
        let bottle = Bottle::default();
        let states = write(&bottle, &groups, segment_bytes);
        let total = bottle.0.lock().unwrap().values().map(Vec::len).sum();
        let mut place = place.index(total);
        for bytes in bottle.0.lock().unwrap().values_mut() {
            if place < bytes.len() {
                bytes[place] ^= 1_u8 << bit;
                break;
            }
            place -= bytes.len();
        }
        let mut found = Vec::new();
        let mut missing = Vec::new();
        let mut torn = false;
        let mut reader = Reader::new(&bottle, 1).unwrap();
        while let Some(next) = reader.next_found().unwrap() {
            match next {
                Found::Group(commits) => found.extend(commits),
                Found::Damage(damage) => missing.push(damage.missing.unwrap()),
                Found::Torn(_) => torn = true,
                Found::End(_) => prop_assert!(false, "no export"),
            }
        }
        let kept = states.last().unwrap();
        let lost: Vec<_> = kept.iter().filter(|stored| !found.contains(stored)).map(|stored| stored.seq).collect();
        prop_assert!(found.iter().all(|stored| kept.contains(stored)), "nothing is made up");
        if torn {
            prop_assert!(missing.is_empty());
            prop_assert_eq!(*lost.last().unwrap(), kept.len() as u64);
        } else {
            prop_assert_eq!(missing, [(lost[0], *lost.last().unwrap())]);
        }
        prop_assert!(lost.len() <= 4, "one call");
    }
}

#[test]
fn reading_from_a_place_begins_there() {
    let bottle = Bottle::default();
    let groups: Vec<_> = (1..=30).map(|n| vec![super::commit(&format!("k/{n}"), 0, n)]).collect();
    write(&bottle, &groups, 300);
    for from in 1..=30 {
        let mut reader = Reader::new(&bottle, from).unwrap();
        let mut seqs = Vec::new();
        while let Some(Found::Group(commits)) = reader.next_found().unwrap() {
            seqs.extend(commits.iter().map(|stored| stored.seq));
        }
        assert_eq!(seqs, (from..=30).collect::<Vec<_>>());
    }
}
