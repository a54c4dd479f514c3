//! Who serves what in one interval: the most of the need that can be met, exactly.

use std::collections::VecDeque;

/// How the people of an interval meet its need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// People given to each skill, in thousandths.
    pub served: Vec<u32>,
    /// People left over, in thousandths, each counted at the first skill that they have.
    pub idle: Vec<u32>,
    /// People who have none of the skills, in thousandths.
    pub apart: u32,
}

/// Gives people, as pairs of their skills (a bit each) and how many thousandths of them there are, to the needs of an
/// interval, so that as much as possible is met: a greatest flow by shortest augmenting paths (Edmonds and Karp, Journal of
/// the ACM 19, 1972). Those with the fewest skills are given first, so that a path is rarely needed.
///
/// ```
/// use watchfloor::plan::roster::serve;
/// // One who can do both, one who can do the first alone: both needs are met.
/// let met = serve(&[(0b11, 1000), (0b01, 1000)], &[1000, 1000]);
/// assert_eq!((met.served, met.idle, met.apart), (vec![1000, 1000], vec![0, 0], 0));
/// // Nobody can do the second; one who can do nothing here is apart.
/// let met = serve(&[(0b01, 2000), (0, 1000)], &[500, 700]);
/// assert_eq!((met.served, met.idle, met.apart), (vec![500, 0], vec![1500, 0], 1000));
/// ```
pub fn serve(people: &[(u32, u32)], need: &[u32]) -> Served {
    let skills = need.len();
    let known = (0..skills.min(32)).fold(0u32, |all, k| all | 1 << k);
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|i| ((people[*i].0 & known).count_ones(), *i));
    let mut left: Vec<u32> = people.iter().map(|p| p.1).collect();
    let mut lacks = need.to_vec();
    let mut given = vec![0u32; people.len() * skills];
    for i in order {
        for k in (0..skills).filter(|k| people[i].0 >> k & 1 == 1) {
            let part = left[i].min(lacks[k]);
            left[i] -= part;
            lacks[k] -= part;
            given[i * skills + k] += part;
        }
    }
    while augment(people, skills, &mut left, &mut lacks, &mut given) {}
    let mut idle = vec![0; skills];
    let mut apart = 0;
    for (i, n) in left.iter().enumerate() {
        match (people[i].0 & known).trailing_zeros() as usize {
            k if k < skills => idle[k] += n,
            _ => apart += n,
        }
    }
    let served = need.iter().zip(&lacks).map(|(n, l)| n - l).collect();
    Served { served, idle, apart }
}

/// Moves people along one shortest chain from somebody idle to a skill that lacks; whether there was one.
fn augment(people: &[(u32, u32)], skills: usize, left: &mut [u32], lacks: &mut [u32], given: &mut [u32]) -> bool {
    // Each place knows by whom it was reached: skills by a class, classes by a skill they would leave.
    let mut skill_from = vec![usize::MAX; skills];
    let mut class_from = vec![usize::MAX; people.len()];
    let mut open: VecDeque<usize> = (0..people.len()).filter(|i| left[*i] > 0).collect();
    let first: Vec<bool> = left.iter().map(|n| *n > 0).collect();
    while let Some(i) = open.pop_front() {
        for k in (0..skills).filter(|k| people[i].0 >> k & 1 == 1) {
            if skill_from[k] != usize::MAX {
                continue;
            }
            skill_from[k] = i;
            if lacks[k] > 0 {
                return shift_along(k, skills, &skill_from, &class_from, (left, lacks, given));
            }
            for j in (0..people.len()).filter(|j| !first[*j] && given[*j * skills + k] > 0) {
                if class_from[j] == usize::MAX {
                    class_from[j] = k;
                    open.push_back(j);
                }
            }
        }
    }
    false
}

fn shift_along(
    end: usize,
    skills: usize,
    skill_from: &[usize],
    class_from: &[usize],
    (left, lacks, given): (&mut [u32], &mut [u32], &mut [u32]),
) -> bool {
    let mut chain = Vec::new();
    let (mut k, mut most) = (end, lacks[end]);
    let start = loop {
        let i = skill_from[k];
        chain.push((i, k));
        if class_from[i] == usize::MAX {
            break i;
        }
        k = class_from[i];
        most = most.min(given[i * skills + k]);
    };
    most = most.min(left[start]);
    for (i, k) in chain {
        given[i * skills + k] += most;
        if class_from[i] != usize::MAX {
            given[i * skills + class_from[i]] -= most;
        }
    }
    left[start] -= most;
    lacks[end] -= most;
    most > 0
}
