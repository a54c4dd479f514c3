//! The program is killed, asked to end, or left without an answer while it reads and sends: nothing is lost or doubled.

use super::network::{Fate, Network, makes};
use super::{Answers, Syncing, added, assert_all_read, rounds, until};
use crate::cli::Place;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::time::{Duration, Instant};

/// Mentions that come in each round.
const MENTIONS: usize = 3;
/// Answers that a person gives before each round.
const ANSWERS: usize = 2;

/// The moment at which something is done to the program.
struct Moment {
    met: usize,
    /// So many requests, or else an answer that was held back.
    requests: Option<usize>,
    after: Duration,
}

impl Moment {
    /// In turn: in the middle of a delivery, before any answer, and after any answer.
    fn draw(network: &Network, chance: &mut ChaCha8Rng, kind: usize) -> Moment {
        let nth = network.server.seen().len() + 1 + (chance.next_u32() % 12) as usize;
        let mut moment = Moment { met: network.state().met, requests: None, after: Duration::ZERO };
        match kind {
            0 => network.fate(makes, Fate::Held),
            1 => network.fate(move |asked| asked.n + 1 >= nth, Fate::Held),
            _ => {
                moment.requests = Some(nth);
                moment.after = Duration::from_micros(u64::from(chance.next_u32() % 40_000));
            }
        }
        moment
    }

    fn wait(&self, network: &Network) {
        match self.requests {
            None => drop(until("an answer is held back", || network.state().met > self.met)),
            Some(requests) => drop(network.server.wait_for(requests)),
        }
        let begun = Instant::now();
        while begun.elapsed() < self.after {
            std::thread::yield_now();
        }
    }
}

fn more_mentions(network: &Network, round: usize) {
    for n in 0..MENTIONS {
        network.mention(0, &format!("Where is parcel {n} of day {round}?"));
    }
}

/// All is read and all is out; then it is asked to end.
fn finish(place: &Place, network: &Network, answers: &Answers) {
    network.forgive();
    let syncing = Syncing::start(place);
    let all = network.state().mentions().len();
    until("everything is read", || syncing.mentions() >= all as u64);
    until("everything is out", || answers.are_there(network));
    let unanswered = all - answers.texts.len();
    until("the floor knows it", || syncing.board()["waiting"] == unanswered);
    syncing.end();
    assert_all_read(place, network);
    answers.assert_once(place, network);
}

/// Ends the program at drawn moments by `end`.
fn ended_again_and_again(rounds: usize, seed: u64, end: impl Fn(Syncing)) {
    let (place, network) = (Place::new(), Network::start());
    (0..4).for_each(|_| more_mentions(&network, 0));
    added(&place, &network.server.url(""), 0, true).well();
    let syncing = Syncing::start(&place);
    until("the first are read", || syncing.mentions() >= 4 * MENTIONS as u64);
    syncing.end();
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut answers = Answers::default();
    for round in 0..rounds {
        network.forgive();
        more_mentions(&network, round + 1);
        let given = answers.give(&place, ANSWERS);
        let kind = if given == 0 { 2 } else { round % 3 };
        let moment = Moment::draw(&network, &mut chance, kind);
        let syncing = Syncing::start(&place);
        moment.wait(&network);
        end(syncing);
    }
    finish(&place, &network, &answers);
    let (mentions, answers) = (network.state().mentions().len(), answers.texts.len());
    eprintln!("{rounds} times: {mentions} mentions and {answers} answers, each once; {} held", network.state().met);
}

#[test]
fn killed_in_the_middle_it_reads_and_sends_everything_once() {
    ended_again_and_again(rounds(5), 50, Syncing::kill);
}

#[test]
fn asked_to_end_in_the_middle_it_reads_and_sends_everything_once() {
    ended_again_and_again(rounds(3).min(10), 51, Syncing::end);
}

#[test]
fn an_answer_that_is_cut_off_is_looked_for_and_not_sent_again() {
    const ACCOUNTS: usize = 4;
    let cuts = rounds(8);
    let (place, network) = (Place::new(), Network::start());
    for account in 0..ACCOUNTS {
        let share = (cuts + ACCOUNTS - 1 - account) / ACCOUNTS;
        (0..share).for_each(|n| network.mention(account, &format!("Where is parcel {n}?")));
        added(&place, &network.server.url(""), account, false).well();
    }
    let syncing = Syncing::start(&place);
    until("all are read", || syncing.mentions() >= cuts as u64);
    syncing.end();
    let mut answers = Answers::default();
    answers.give(&place, cuts);
    assert_eq!(answers.texts.len(), cuts);
    let mut chance = ChaCha8Rng::seed_from_u64(52);
    for _ in 0..cuts {
        network.fate(makes, Fate::Cut((chance.next_u32() % 420) as usize));
    }
    let syncing = Syncing::start(&place);
    until("all are out", || answers.are_there(&network));
    until("the floor knows it", || syncing.board()["waiting"] == 0);
    syncing.end();
    assert_all_read(&place, &network);
    answers.assert_once(&place, &network);
    assert_eq!(network.state().met, cuts, "every answer of the server was cut");
    eprintln!("{cuts} answers were cut between sending and hearing: each is there once");
}
