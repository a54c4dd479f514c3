//! The floor that is played: what happens next, and what follows.

use super::chance::Chance;
use super::events::Events;
use super::ground::{Coming, Ground, SLOTS, Turn};
use super::tally::{Busy, Run, Tally};
use std::collections::VecDeque;

/// Nobody, in a list of agents.
const NONE: u32 = u32::MAX;
/// Which list of tallies a conversation counts in: those that were there before have one of their own.
const EARLIER: u32 = u32::MAX;
const LATE_BEFORE: u32 = u32::MAX - 1;

/// What is there when it begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Start {
    /// Class (of the ground), seconds waited, people a second. In the order in which they came.
    pub waiting: Vec<(usize, f64, f64)>,
    /// Agent, class (of the ground), seconds of handling so far.
    pub in_hand: Vec<(usize, usize, f64)>,
}

#[derive(Clone, Copy)]
struct Waiting {
    since: f64,
    gives_up: f64,
    place: u64,
    interval: u32,
    /// People a second who see it.
    audience: f64,
}

#[derive(Clone)]
struct Agent {
    /// Work done at each of the conversations since the clock was set to 0, and when that was so.
    clock: f64,
    at: f64,
    speed: f64,
    /// Where the clock stands when each conversation ends.
    ends: [f64; SLOTS],
    /// Class and interval of each conversation.
    whose: [(u8, u32); SLOTS],
    load: u8,
    team: u8,
    slots: u8,
    on: bool,
    paid: bool,
    off_since: f64,
    before: u32,
    after: u32,
}

/// A floor while it is played. Made once and used for many runs.
pub(super) struct Floor<'a> {
    ground: &'a Ground,
    works: Chance,
    patiences: Chance,
    gaps: Chance,
    agents: Vec<Agent>,
    /// First and last agent of each team with each load, who was given least lately first.
    lists: Vec<[(u32, u32); SLOTS]>,
    /// Teams that have somebody with this load and a place.
    open: [u64; SLOTS],
    queues: Vec<VecDeque<Waiting>>,
    /// Classes that have somebody waiting.
    queued: u32,
    /// Arrivals so far of each stream, two a class.
    come: Vec<u64>,
    next: Vec<f64>,
    events: Events,
    turns: Vec<Turn>,
    turned: usize,
    now: f64,
    interval: usize,
    /// At work, busy, slots, taken, running out.
    counts: [f64; 5],
    areas: [f64; 5],
    run: Run,
}

/// The stream of arrivals beyond what the plan expects.
const MORE: usize = 1;

impl<'a> Floor<'a> {
    pub fn new(ground: &'a Ground) -> Floor<'a> {
        let (classes, agents) = (ground.kinds.len(), ground.agents.len());
        let chance = Chance::new(0, 0, 0);
        let tallies = vec![Tally::default(); ground.intervals];
        let run = Run {
            classes: vec![tallies; classes],
            earlier: vec![Tally::default(); classes],
            late_before: vec![Tally::default(); classes],
            intervals: Vec::with_capacity(ground.intervals),
            exposure_people: 0.0,
            cost_cents: 0.0,
            events: 0,
        };
        Floor {
            ground,
            works: chance,
            patiences: chance,
            gaps: chance,
            agents: Vec::with_capacity(agents),
            lists: vec![[(NONE, NONE); SLOTS]; ground.teams.len()],
            open: [0; SLOTS],
            queues: vec![VecDeque::new(); classes],
            queued: 0,
            come: vec![0; 2 * classes],
            next: vec![0.0; 2 * classes],
            events: Events::new(agents + 2 * classes + 2),
            turns: Vec::new(),
            turned: 0,
            now: 0.0,
            interval: 0,
            counts: [0.0; 5],
            areas: [0.0; 5],
            run,
        }
    }

    /// Plays it once.
    pub fn play(&mut self, start: &Start, seed: u64, run: u32) -> Run {
        let fresh = Floor::new(self.ground);
        let queues = std::mem::take(&mut self.queues);
        *self = fresh;
        self.queues = queues;
        self.queues.iter_mut().for_each(VecDeque::clear);
        [self.works, self.patiences, self.gaps] = [1, 2, 3].map(|stream| Chance::new(seed, run, stream));
        self.turns = self.ground.turns_of(Chance::new(seed, run, 4));
        self.begin(start);
        let (people, classes) = (self.agents.len(), self.queues.len());
        while let Some(place) = self.events.next() {
            if place < people {
                self.ended(place);
            } else if place == people {
                self.turn();
            } else if place <= people + 2 * classes {
                self.arrived(place - people - 1);
            } else if self.interval_over() {
                break;
            }
        }
        self.close()
    }

    fn begin(&mut self, start: &Start) {
        for team in &self.ground.agents {
            let slots = self.ground.teams.get(usize::from(*team)).map_or(1, |team| team.slots);
            self.agents.push(Agent {
                clock: 0.0,
                at: 0.0,
                speed: 1.0,
                ends: [f64::INFINITY; SLOTS],
                whose: [(0, 0); SLOTS],
                load: 0,
                team: *team,
                slots,
                on: false,
                paid: false,
                off_since: 0.0,
                before: NONE,
                after: NONE,
            });
        }
        for (class, waited, audience) in &start.waiting {
            let late = *waited > self.ground.kinds[*class].within_secs;
            let interval = if late { LATE_BEFORE } else { EARLIER };
            self.wait(*class, -waited, 2, *audience, interval);
        }
        for (number, (agent, class, so_far)) in start.in_hand.iter().enumerate() {
            let place = named(*class, 3, number as u64);
            let work = self.ground.kinds[*class].work_left(self.works, place, *so_far);
            if self.agents[*agent].load < self.agents[*agent].slots {
                let tally = &mut self.run.earlier[*class];
                // Begun before: neither in time nor late here, but they are ended here.
                (tally.offered, tally.begun, tally.undecided) =
                    (tally.offered + 1, tally.begun + 1, tally.undecided + 1);
                self.put(*agent, *class, work, EARLIER);
                self.counts[4] += f64::from(u8::from(self.agents[*agent].load == 1));
            }
        }
        for stream in 0..self.next.len() {
            self.next_arrival(stream);
        }
        self.next_turn();
        let last = self.agents.len() + 1 + self.next.len();
        self.events.set(last, self.ground.interval_secs);
    }

    /// Moves the clock, and what is added up over time with it.
    fn pass(&mut self, moment: f64) {
        let moment = moment.max(self.now);
        let secs = moment - self.now;
        for (area, count) in self.areas.iter_mut().zip(&self.counts) {
            *area += count * secs;
        }
        self.now = moment;
    }

    fn tally(&mut self, class: usize, interval: u32) -> &mut Tally {
        match interval {
            EARLIER => &mut self.run.earlier[class],
            LATE_BEFORE => &mut self.run.late_before[class],
            i => &mut self.run.classes[class][i as usize],
        }
    }

    // --- arrivals ---

    /// When the next of a stream comes: so much chance, over rates that change with the intervals.
    fn next_arrival(&mut self, stream: usize) {
        let (class, more) = (stream / 2, stream % 2 == MORE);
        let ground = self.ground;
        let scale = if more { (ground.volume - 1.0).max(0.0) } else { 1.0 };
        let number = self.come[stream];
        let moment = match &ground.kinds[class].arrivals {
            Coming::At(times) if !more => times.get(number as usize).copied().unwrap_or(f64::INFINITY),
            Coming::At(_) => f64::INFINITY,
            Coming::Rates(_) if scale == 0.0 => f64::INFINITY,
            Coming::Rates(rates) => {
                let mut left = self.gaps.exponential(named(class, stream % 2, number)) / scale;
                let mut from = self.next[stream];
                let mut interval = (from / ground.interval_secs) as usize;
                loop {
                    let Some(rate) = rates.get(interval) else { break f64::INFINITY };
                    let until = (interval + 1) as f64 * ground.interval_secs;
                    if left < rate * (until - from) {
                        break from + left / rate;
                    }
                    left -= rate * (until - from);
                    (from, interval) = (until, interval + 1);
                }
            }
        };
        self.next[stream] = moment;
        self.events.set(self.agents.len() + 1 + stream, moment);
    }

    fn arrived(&mut self, stream: usize) {
        self.pass(self.next[stream]);
        let (class, which) = (stream / 2, stream % 2);
        let number = self.come[stream];
        self.come[stream] += 1;
        let volume = self.ground.volume;
        // The same conversations stay away for each volume, and the same come twice.
        let mark = |place| self.gaps.unit(place ^ 1 << 63);
        let copies = match &self.ground.kinds[class].arrivals {
            Coming::At(_) => (volume + mark(named(class, which, number))) as u32,
            Coming::Rates(_) if which != MORE && volume < 1.0 => u32::from(mark(named(class, which, number)) < volume),
            Coming::Rates(_) => 1,
        };
        for copy in 0..u64::from(copies) {
            self.comes(class, named(class, which, number | copy << 34));
        }
        self.next_arrival(stream);
    }

    fn comes(&mut self, class: usize, place: u64) {
        self.run.events += 1;
        let interval = (self.now / self.ground.interval_secs) as usize;
        let interval = interval.min(self.ground.intervals - 1) as u32;
        self.tally(class, interval).offered += 1;
        if let Some(agent) = self.least_loaded(class) {
            let tally = self.tally(class, interval);
            tally.begun += 1;
            tally.within += 1;
            self.unlist(agent);
            self.take(agent, class, place, interval);
            self.list(agent);
            return;
        }
        self.tally(class, interval).waited += 1;
        let kind = &self.ground.kinds[class];
        let patience = kind.patience_secs.map_or(f64::INFINITY, |mean| mean * self.patiences.exponential(place));
        let waiting =
            Waiting { since: self.now, gives_up: self.now + patience, place, interval, audience: kind.audience };
        self.queues[class].push_back(waiting);
        self.queued |= 1 << class;
    }

    /// One that waits already when all begins. Its patience is as long as ever, which is what exponential means.
    fn wait(&mut self, class: usize, since: f64, stream: usize, audience: f64, interval: u32) {
        let number = self.queues[class].len() as u64;
        let place = named(class, stream, number);
        let patience = self.ground.kinds[class].patience_secs;
        let gives_up = patience.map_or(f64::INFINITY, |mean| mean * self.patiences.exponential(place));
        let tally = self.tally(class, interval);
        (tally.offered, tally.waited) = (tally.offered + 1, tally.waited + 1);
        self.queues[class].push_back(Waiting { since, gives_up, place, interval, audience });
        self.queued |= 1 << class;
    }

    // --- agents ---

    /// The agent with a place who has least, of those the one who was given something least lately.
    fn least_loaded(&self, class: usize) -> Option<usize> {
        let groups = self.ground.kinds[class].groups;
        for (load, open) in self.open.iter().enumerate() {
            let able = open & groups;
            if able != 0 {
                return Some(self.lists[able.trailing_zeros() as usize][load].0 as usize);
            }
        }
        None
    }

    fn list(&mut self, at: usize) {
        let agent = &self.agents[at];
        if !agent.on || agent.load >= agent.slots {
            return;
        }
        let (team, load) = (usize::from(agent.team), usize::from(agent.load));
        let last = std::mem::replace(&mut self.lists[team][load].1, at as u32);
        self.agents[at].before = last;
        self.agents[at].after = NONE;
        if last == NONE {
            self.lists[team][load].0 = at as u32;
            self.open[load] |= 1 << team;
        } else {
            self.agents[last as usize].after = at as u32;
        }
    }

    fn unlist(&mut self, at: usize) {
        let agent = &self.agents[at];
        if !agent.on || agent.load >= agent.slots {
            return;
        }
        let (team, load, before, after) = (usize::from(agent.team), usize::from(agent.load), agent.before, agent.after);
        if before == NONE {
            self.lists[team][load].0 = after;
        } else {
            self.agents[before as usize].after = after;
        }
        if after == NONE {
            self.lists[team][load].1 = before;
        } else {
            self.agents[after as usize].before = before;
        }
        if self.lists[team][load].0 == NONE {
            self.open[load] &= !(1 << team);
        }
    }

    /// Begins a conversation, whose work is looked up.
    fn take(&mut self, at: usize, class: usize, place: u64, interval: u32) {
        let work = self.ground.kinds[class].work(self.works, place);
        let idle = self.agents[at].load == 0;
        self.put(at, class, work, interval);
        self.counts[1] += f64::from(u8::from(idle));
        self.counts[3] += 1.0;
    }

    fn put(&mut self, at: usize, class: usize, work: f64, interval: u32) {
        let (now, ground) = (self.now, self.ground);
        let agent = &mut self.agents[at];
        if agent.load == 0 {
            // From 0 again, so that the clock keeps its digits.
            (agent.clock, agent.at) = (0.0, now);
        }
        agent.clock += (now - agent.at) * agent.speed;
        agent.at = now;
        let slot = usize::from(agent.load);
        agent.ends[slot] = agent.clock + work;
        agent.whose[slot] = (class as u8, interval);
        agent.load += 1;
        agent.speed = ground.teams[usize::from(agent.team)].speed[usize::from(agent.load)];
        self.foresee(at);
    }

    /// When the agent's next conversation ends.
    fn foresee(&mut self, at: usize) {
        let agent = &self.agents[at];
        let first = agent.ends[..usize::from(agent.load)].iter().fold(f64::INFINITY, |a, b| a.min(*b));
        self.events.set(at, agent.at + (first - agent.clock) / agent.speed);
    }

    /// The agent's first conversation ends, and the next is taken.
    fn ended(&mut self, at: usize) {
        let agent = &self.agents[at];
        let ends = &agent.ends[..usize::from(agent.load)];
        let slot = (1..ends.len()).fold(0, |best, i| if ends[i] < ends[best] { i } else { best });
        let end = ends[slot];
        self.pass(agent.at + (end - agent.clock) / agent.speed);
        self.run.events += 1;
        self.unlist(at);
        let (now, ground) = (self.now, self.ground);
        let agent = &mut self.agents[at];
        let (class, interval) = agent.whose[slot];
        agent.load -= 1;
        let last = usize::from(agent.load);
        agent.ends.swap(slot, last);
        agent.whose.swap(slot, last);
        (agent.clock, agent.at) = (end, now);
        agent.speed = ground.teams[usize::from(agent.team)].speed[last.max(1)];
        let (on, idle) = (agent.on, last == 0);
        self.tally(usize::from(class), interval).ended += 1;
        if on {
            self.counts[3] -= 1.0;
            self.counts[1] -= f64::from(u8::from(idle));
            let taken = self.next_for(at);
            self.list(at);
            if taken {
                // Beginning it has said when the agent's next one ends.
                return;
            }
        } else if idle {
            self.ran_out(at);
        }
        self.foresee(at);
    }

    /// Gives an agent who has a place the next who waits, by priority and then by time. Whether there was one.
    fn next_for(&mut self, at: usize) -> bool {
        let classes = self.ground.teams[usize::from(self.agents[at].team)].classes;
        loop {
            let mine = self.queued & classes;
            if mine == 0 {
                return false;
            }
            let first = mine.trailing_zeros() as usize;
            let mut equals = mine & self.ground.kinds[first].equals;
            let mut class = first;
            if equals & (equals - 1) != 0 {
                let since = |class: usize| self.queues[class].front().map_or(f64::INFINITY, |w| w.since);
                equals &= equals - 1;
                while equals != 0 {
                    let other = equals.trailing_zeros() as usize;
                    class = if since(other) < since(class) { other } else { class };
                    equals &= equals - 1;
                }
            }
            let Some(waiting) = self.queues[class].pop_front() else { return false };
            if self.queues[class].is_empty() {
                self.queued &= !(1 << class);
            }
            if waiting.gives_up <= self.now {
                self.gave_up(class, &waiting);
                continue;
            }
            let waited = self.now - waiting.since;
            self.saw(&waiting, self.now);
            let in_time = waited <= self.ground.kinds[class].within_secs;
            let tally = self.tally(class, waiting.interval);
            tally.begun += 1;
            tally.within += u32::from(in_time);
            tally.wait_secs += waited;
            self.take(at, class, waiting.place, waiting.interval);
            return true;
        }
    }

    /// Somebody gave up, at the moment that was theirs. Nobody's wait depends on when it is noticed: they are only
    /// passed over.
    fn gave_up(&mut self, class: usize, waiting: &Waiting) {
        self.run.events += 1;
        self.saw(waiting, waiting.gives_up);
        let tally = self.tally(class, waiting.interval);
        tally.abandoned += 1;
        tally.wait_secs += waiting.gives_up - waiting.since;
    }

    /// People saw it wait from the beginning of the play, or its coming, on.
    fn saw(&mut self, waiting: &Waiting, until: f64) {
        self.run.exposure_people += waiting.audience * (until - waiting.since.max(0.0));
    }

    // --- shifts ---

    fn next_turn(&mut self) {
        let next = self.turns.get(self.turned).map_or(f64::INFINITY, |turn| turn.at);
        self.events.set(self.agents.len(), next);
    }

    fn turn(&mut self) {
        let Some(turn) = self.turns.get(self.turned).copied() else { return };
        self.turned += 1;
        self.pass(turn.at);
        self.run.events += 1;
        let at = turn.agent as usize;
        let (load, slots) = (f64::from(self.agents[at].load), f64::from(self.agents[at].slots));
        let busy = f64::from(u8::from(load > 0.0));
        if turn.on {
            if load > 0.0 {
                self.ran_out(at);
            }
            self.agents[at].on = true;
            for (count, more) in self.counts.iter_mut().zip([1.0, busy, slots, load]) {
                *count += more;
            }
            while self.agents[at].load < self.agents[at].slots && self.next_for(at) {}
            self.list(at);
        } else if self.agents[at].on {
            self.unlist(at);
            let agent = &mut self.agents[at];
            (agent.on, agent.paid, agent.off_since) = (false, turn.paid, self.now);
            for (count, less) in self.counts.iter_mut().zip([1.0, busy, slots, load]) {
                *count -= less;
            }
            self.counts[4] += busy;
        }
        self.next_turn();
    }

    /// Somebody who had left has ended what they had, or is back.
    fn ran_out(&mut self, at: usize) {
        self.counts[4] -= 1.0;
        let agent = &self.agents[at];
        if !agent.paid {
            let cents = self.ground.teams[usize::from(agent.team)].cents_a_second;
            self.run.cost_cents += (self.now - agent.off_since) * cents;
        }
    }

    // --- the end ---

    /// Whether that was the last interval.
    fn interval_over(&mut self) -> bool {
        self.pass((self.interval + 1) as f64 * self.ground.interval_secs);
        self.interval += 1;
        let [at_work_secs, busy_secs, slot_secs, taken_secs, run_out_secs] = std::mem::take(&mut self.areas);
        let now = self.now;
        let waits = |(queue, kind): (&VecDeque<Waiting>, &super::ground::Kind)| match kind.patience_secs {
            None => queue.len(),
            Some(_) => queue.iter().filter(|w| w.gives_up > now).count(),
        };
        let waiting = self.queues.iter().zip(&self.ground.kinds).map(waits).sum::<usize>() as u32;
        let in_hand = self.agents.iter().map(|agent| u32::from(agent.load)).sum();
        let busy = Busy { at_work_secs, busy_secs, slot_secs, taken_secs, run_out_secs, waiting, in_hand };
        self.run.intervals.push(busy);
        let last = self.agents.len() + 1 + self.next.len();
        self.events.set(last, (self.interval + 1) as f64 * self.ground.interval_secs);
        self.interval >= self.ground.intervals
    }

    fn close(&mut self) -> Run {
        let now = self.now;
        for class in 0..self.queues.len() {
            while let Some(waiting) = self.queues[class].pop_front() {
                if waiting.gives_up <= now {
                    self.gave_up(class, &waiting);
                    continue;
                }
                self.saw(&waiting, now);
                let waited = now - waiting.since;
                let undecided = waited <= self.ground.kinds[class].within_secs;
                let tally = self.tally(class, waiting.interval);
                tally.open += 1;
                tally.undecided += u32::from(undecided);
                tally.wait_secs += waited;
            }
        }
        for at in 0..self.agents.len() {
            if !self.agents[at].on && self.agents[at].load > 0 {
                self.ran_out(at);
            }
        }
        let mut run = std::mem::take(&mut self.run);
        run.cost_cents += self.ground.planned_cents;
        // Back to the order of the spec.
        run.classes = self.ground.places.iter().map(|here| run.classes[*here].clone()).collect();
        run.earlier = self.ground.places.iter().map(|here| run.earlier[*here]).collect();
        run.late_before = self.ground.places.iter().map(|here| run.late_before[*here]).collect();
        run
    }
}

/// The place of a conversation's chances: its class, its stream (expected, more, there before, in hand) and its number.
fn named(class: usize, stream: usize, number: u64) -> u64 {
    (class as u64) << 44 | (stream as u64) << 42 | number
}
