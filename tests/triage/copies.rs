//! Copies: found whatever links, names and tags are changed in them, and never two customers for one.

use super::real_texts as texts;
use watchfloor::floor::{At, AuthorId, MentionId};
use watchfloor::triage::duplicate::{Window, Writing};
use watchfloor::triage::words::Folded;

/// Chance that repeats (splitmix64).
struct Chance(u64);

impl Chance {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.draw() % end as u64) as usize
    }
}

fn folded(text: &str) -> Folded {
    let mut folded = Folded::default();
    folded.fold(text);
    folded
}

fn writing(mention: u32, author: u32, secs: i64) -> Writing {
    Writing {
        mention: MentionId(mention),
        author: AuthorId(author),
        at: At::from_unix(1_700_000_000 + secs).unwrap(),
        to_us: false,
        answers_us: false,
    }
}

/// A copy as people and programs make them.
fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for _ in 0..=chance.below(3) {
        match chance.below(7) {
            0 => words.push(format!("https://t.example/{:x}", chance.draw() & 0xffff_ffff)),
            1 => words.insert(0, format!("@someone{}", chance.below(1000))),
            2 => words.push(["#fail", "#help", "#sale", "#fyi"][chance.below(4)].to_owned()),
            3 => words.push(["😡", "🙏🙏", "😂", "❤️"][chance.below(4)].to_owned()),
            4 => words.iter_mut().for_each(|w| *w = w.to_uppercase()),
            5 => words.iter_mut().for_each(|w| *w = w.to_lowercase()),
            _ if words.len() > 6 => drop(words.remove(chance.below(words.len()))),
            _ => {}
        }
    }
    words.join(" ")
}

#[test]
fn real_texts_are_found_again_when_changed_and_not_taken_for_each_other() {
    let folder = match texts::folder() {
        Ok(folder) => folder,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    let long = |f: &Folded| f.words >= 6 && f.letters >= 40;
    let mut seen = std::collections::BTreeSet::new();
    let originals: Vec<(String, Folded)> = texts::posts(&folder)
        .into_iter()
        .map(|t| (folded(&t), t))
        .filter(|(f, _)| long(f) && seen.insert(f.bare.clone()))
        .map(|(f, t)| (t, f))
        .take(20_000)
        .collect();
    let mut window = Window::default();
    // What is alike among the real texts themselves is set aside: a template, a retweet, an answer sent to many.
    let mut kept = Vec::new();
    let mut alike = 0;
    for (i, (text, f)) in originals.iter().enumerate() {
        match window.see(f, &writing(i as u32, i as u32, 0)) {
            None => kept.push((i, text)),
            Some(copy) => {
                let other = &originals[copy.original.index()].1;
                alike += usize::from(jaccard(&f.bare, &other.bare) < 0.4);
            }
        }
    }
    let (mut found, mut right) = (0_u32, 0_u32);
    let mut chance = Chance(17);
    for (i, text) in &kept {
        let copy = folded(&mutated(text, &mut chance));
        if let Some(of) = window.see(&copy, &writing(1 << 20, 1 << 20, 60)) {
            found += 1;
            right += u32::from(of.original.index() == *i);
        }
    }
    let recall = f64::from(right) / kept.len() as f64;
    let precision = f64::from(right) / f64::from(found);
    let wrong = alike as f64 / originals.len() as f64;
    eprintln!(
        "{} texts, {} originals: recall {recall:.4}, precision {precision:.4}; not alike {wrong:.5}",
        originals.len(),
        kept.len()
    );
    assert!(recall >= 0.98, "recall {recall}");
    assert!(precision >= 0.99, "precision {precision}");
    assert!(wrong <= 0.001, "{alike} real texts were taken for others that they are not like");
}

fn jaccard(a: &str, b: &str) -> f64 {
    let set = |s: &str| s.as_bytes().windows(4).map(<[u8]>::to_vec).collect::<std::collections::BTreeSet<_>>();
    let (a, b) = (set(a), set(b));
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}
