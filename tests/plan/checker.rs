//! Judges a roster by the text of its instance alone. It shares nothing with the program: it reads the format once more,
//! in its own way, and follows the published words of each rule.

use std::collections::BTreeMap;

/// One person as the file has them.
struct Person {
    name: String,
    most: BTreeMap<String, usize>,
    numbers: [usize; 6],
    off: Vec<usize>,
}

/// An instance as the file has it.
pub struct Checker {
    pub days: usize,
    lengths: BTreeMap<String, usize>,
    barred: Vec<(String, String)>,
    people: Vec<Person>,
    on: Vec<(String, usize, String, i64)>,
    off: Vec<(String, usize, String, i64)>,
    cover: Vec<(usize, String, usize, i64, i64)>,
}

/// What a roster costs and breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Judged {
    pub cost: i64,
    pub broken: Vec<String>,
}

impl Checker {
    pub fn new(text: &str) -> Checker {
        let mut section = String::new();
        let mut checker = Checker {
            days: 0,
            lengths: BTreeMap::new(),
            barred: Vec::new(),
            people: Vec::new(),
            on: Vec::new(),
            off: Vec::new(),
            cover: Vec::new(),
        };
        for line in text.lines().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix("SECTION_") {
                section = name.to_owned();
                continue;
            }
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells[at].parse::<usize>().unwrap();
            let weight = |at: usize| cells[at].parse::<i64>().unwrap();
            let wish = || (cells[0].to_owned(), number(1), cells[2].to_owned(), weight(3));
            match section.as_str() {
                "HORIZON" => checker.days = number(0),
                "SHIFTS" => {
                    checker.lengths.insert(cells[0].to_owned(), number(1));
                    let after = cells[2].split('|').filter(|next| !next.is_empty());
                    checker.barred.extend(after.map(|next| (cells[0].to_owned(), next.to_owned())));
                }
                "STAFF" => {
                    let pair = |pair: &str| {
                        let (shift, most) = pair.split_once('=').unwrap();
                        (shift.to_owned(), most.parse().unwrap())
                    };
                    checker.people.push(Person {
                        name: cells[0].to_owned(),
                        most: cells[1].split('|').map(pair).collect(),
                        numbers: [2, 3, 4, 5, 6, 7].map(number),
                        off: Vec::new(),
                    });
                }
                "DAYS_OFF" => {
                    let person = checker.people.iter_mut().find(|person| person.name == cells[0]).unwrap();
                    person.off = cells[1..].iter().map(|day| day.parse().unwrap()).collect();
                }
                "SHIFT_ON_REQUESTS" => checker.on.push(wish()),
                "SHIFT_OFF_REQUESTS" => checker.off.push(wish()),
                "COVER" => checker.cover.push((number(0), cells[1].to_owned(), number(2), weight(3), weight(4))),
                other => panic!("section {other}"),
            }
        }
        checker
    }

    /// The names of the shifts.
    pub fn shifts(&self) -> Vec<String> {
        self.lengths.keys().cloned().collect()
    }

    /// Judges a table with one line a person and one column a day.
    pub fn judge(&self, table: &str) -> Judged {
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
        let mut broken = Vec::new();
        if rows.len() != self.people.len() || rows.iter().any(|row| row.len() != self.days) {
            broken.push("the table has another shape".to_owned());
            return Judged { cost: 0, broken };
        }
        self.people.iter().zip(&rows).for_each(|(person, row)| self.follow(person, row, &mut broken));
        let worked = |who: &str, day: usize| {
            let at = self.people.iter().position(|person| person.name == who).unwrap();
            rows[at][day]
        };
        let mut cost = 0;
        cost +=
            self.on.iter().filter(|(who, day, shift, _)| worked(who, *day) != shift).map(|wish| wish.3).sum::<i64>();
        cost +=
            self.off.iter().filter(|(who, day, shift, _)| worked(who, *day) == shift).map(|wish| wish.3).sum::<i64>();
        for (day, shift, wanted, under, over) in &self.cover {
            let there = rows.iter().filter(|row| row[*day] == shift).count() as i64;
            let missing = *wanted as i64 - there;
            cost += if missing > 0 { missing * under } else { -missing * over };
        }
        Judged { cost, broken }
    }

    /// Follows each rule of one person's contract.
    fn follow(&self, person: &Person, row: &[&str], broken: &mut Vec<String>) {
        let [max, min, run_max, run_min, off_min, weekends] = person.numbers;
        let mut say = |what: &str| broken.push(format!("{}: {what}", person.name));
        if row.iter().any(|shift| !shift.is_empty() && !self.lengths.contains_key(*shift)) {
            return say("an unknown shift");
        }
        let minutes: usize = row.iter().filter_map(|shift| self.lengths.get(*shift)).sum();
        if minutes > max || minutes < min {
            say(&format!("{minutes} minutes"));
        }
        for (shift, most) in &person.most {
            if row.iter().filter(|worked| *worked == shift).count() > *most {
                say(&format!("too many of {shift}"));
            }
        }
        for pair in row.windows(2) {
            if self.barred.iter().any(|(first, next)| first == pair[0] && next == pair[1]) {
                say(&format!("{} then {}", pair[0], pair[1]));
            }
        }
        if person.off.iter().any(|day| !row[*day].is_empty()) {
            say("works on a day off");
        }
        let pattern: String = row.iter().map(|shift| if shift.is_empty() { '.' } else { 'w' }).collect();
        if pattern.split('.').any(|run| run.len() > run_max) {
            say("too many days in a row");
        }
        // A run is only too short where days of the other kind stand on both sides of it.
        if (1..run_min).any(|n| pattern.contains(&format!(".{}.", "w".repeat(n)))) {
            say("too few days in a row");
        }
        if (1..off_min).any(|n| pattern.contains(&format!("w{}w", ".".repeat(n)))) {
            say("too few days off in a row");
        }
        let both = |week: &[u8]| week.get(5) == Some(&b'w') || week.get(6) == Some(&b'w');
        if pattern.as_bytes().chunks(7).filter(|week| both(week)).count() > weekends {
            say("too many weekends");
        }
    }
}

#[test]
fn the_checker_finds_each_kind_of_breach() {
    let text = "SECTION_HORIZON\n14\nSECTION_SHIFTS\nE,480,\nL,480,E\nSECTION_STAFF\nAda,E=3|L=9,2400,960,3,2,2,1\n\
        SECTION_DAYS_OFF\nAda,4\nSECTION_SHIFT_ON_REQUESTS\nAda,0,E,2\nSECTION_SHIFT_OFF_REQUESTS\nAda,1,E,3\n\
        SECTION_COVER\n0,E,2,100,1\n1,E,0,100,1\n";
    let checker = Checker::new(text);
    let judge = |days: &str| {
        let cells: Vec<String> = days.chars().map(|c| if c == '.' { String::new() } else { c.to_string() }).collect();
        checker.judge(&(cells.join("\t") + "\n"))
    };
    assert_eq!(judge("EE............"), Judged { cost: 3 + 100 + 1, broken: vec![] });
    assert_eq!(judge("LL............"), Judged { cost: 2 + 200, broken: vec![] });
    for (days, words) in [
        ("E.............", "480 minutes"),
        ("EEE..LLL......", "2880 minutes"),
        ("EE..EE........", "works on a day off"),
        ("EE...EE.......", "too many of E"),
        ("LE............", "L then E"),
        ("LLLL..........", "too many days in a row"),
        ("LL...L.LL.....", "too few days in a row"),
        ("LL.LL.........", "too few days off in a row"),
        ("LL...LL....LL.", "too many weekends"),
    ] {
        let judged = judge(days);
        assert!(judged.broken.iter().any(|b| b.contains(words)), "{days}: {words}, but {judged:?}");
    }
    assert_eq!(checker.judge("E\n").broken, ["the table has another shape"]);
}
