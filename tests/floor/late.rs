//! Questions and answers that arrive late or in another order than they were written: the clocks are told by when
//! things were written, never by when they were read.

use crate::day::{Day, answer, at, post, reply};

/// The same thread, read in every order of its parts, each part as a page of its own.
fn in_every_order(parts: &[watchfloor::floor::Incoming], check: impl Fn(&mut Day, &[usize])) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    permute(&mut order, 0, &mut |order| {
        let mut day = Day::new();
        day.until("12:00");
        for i in order {
            day.read(vec![parts[*i].clone()]);
        }
        day.until("12:00:05");
        check(&mut day, order);
    });
}

fn permute(order: &mut Vec<usize>, from: usize, each: &mut dyn FnMut(&[usize])) {
    if from == order.len() {
        return each(order);
    }
    for i in from..order.len() {
        order.swap(from, i);
        permute(order, from + 1, each);
        order.swap(from, i);
    }
}

#[test]
fn a_thread_read_in_any_order_has_the_same_clocks() {
    let thread = [
        post("q1", "mira", "09:00"),
        answer("a1", "09:20", "q1"),
        reply("q2", "mira", "09:30", "a1"),
        answer("a2", "09:40", "q2"),
    ];
    in_every_order(&thread, |day, order| {
        // What arrives before what links it stands apart; wherever the question and its answer met, they count alike.
        let c = (0..day.count() as u32).map(|i| day.row(i)).find(|c| c.opened_at == at("09:00"));
        let c = c.unwrap_or_else(|| panic!("{order:?}: nobody opened at nine"));
        assert_eq!(c.first_response_at, Some(at("09:20")), "{order:?}");
        assert_eq!(c.first_response_secs(), Some(20 * 60), "{order:?}");
        assert_eq!(day.board().within_target.ratio(), Some(1.0), "{order:?}");
    });
}

#[test]
fn an_older_question_that_arrives_after_its_answer_moves_the_opening_and_is_answered() {
    let mut day = Day::new();
    day.until("12:00");
    day.read(vec![reply("q2", "mira", "11:50", "a1")]);
    day.read(vec![answer("a1", "11:30", "q1")]);
    day.read(vec![post("q1", "mira", "11:10")]);
    assert_eq!(day.count(), 1);
    let c = day.row(0);
    assert_eq!((c.opened_at, c.first_response_at), (at("11:10"), Some(at("11:30"))));
    assert_eq!((c.waiting_since, day.state(0)), (Some(at("11:50")), "waiting"));
    let board = day.board();
    assert_eq!(board.first_response.median_secs, Some(20 * 60));
    assert_eq!((board.within_target.within, board.within_target.of), (1, 1));
}

#[test]
fn an_answer_read_after_the_customer_wrote_again_leaves_them_waiting() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:30").read(vec![reply("q2", "mira", "09:20", "q1")]);
    day.read(vec![answer("a1", "09:10", "q1")]);
    let c = day.row(0);
    assert_eq!(c.first_response_at, Some(at("09:10")));
    assert_eq!(c.waiting_since, Some(at("09:20")), "what came after the answer is not answered by it");
    assert_eq!(day.state(0), "waiting");
}

#[test]
fn an_earlier_answer_that_arrives_later_is_the_first_response() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("10:00").read(vec![answer("a2", "09:50", "q1")]);
    assert_eq!(day.board().within_target.within, 0);
    day.read(vec![answer("a1", "09:25", "q1")]);
    let board = day.board();
    assert_eq!(day.row(0).first_response_secs(), Some(25 * 60));
    assert_eq!((board.within_target.within, board.within_target.of), (1, 1));
    assert_eq!((board.first_response.answered, board.first_response.median_secs), (1, Some(25 * 60)));
}

#[test]
fn an_answer_given_in_time_and_read_late_takes_the_breach_back() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:40");
    assert_eq!(day.board().breached, 1);
    day.read(vec![answer("a1", "09:29", "q1")]);
    let board = day.board();
    assert_eq!((board.breached, board.within_target.within, board.within_target.of), (0, 1, 1));
}

#[test]
fn an_answer_after_closing_unanswered_is_as_late_as_it_is() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("11:00").resolve(&[0]).unwrap();
    day.until("11:10").read(vec![answer("a1", "11:05", "q1")]);
    let board = day.board();
    assert_eq!((board.within_target.within, board.within_target.of), (0, 1), "two hours are not half an hour");
    assert_eq!(board.first_response.median_secs, Some(125 * 60));
}

#[test]
fn a_question_read_after_its_conversation_was_closed_opens_it_again() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:10").resolve(&[0]).unwrap();
    day.until("09:11").read(vec![reply("q2", "mira", "09:09:50", "q1")]);
    assert_eq!((day.state(0), day.row(0).waiting_since), ("reopened", Some(at("09:09:50"))));
}

#[test]
fn what_is_older_than_what_was_read_when_closing_stays_closed() {
    let mut day = Day::new();
    day.until("09:30").read(vec![post("q1", "mira", "09:00"), reply("q3", "mira", "09:20", "q1")]);
    day.resolve(&[0]).unwrap();
    day.until("09:31").read(vec![reply("q2", "mira", "09:10", "q1")]);
    assert_eq!(day.state(0), "resolved");
}

#[test]
fn a_new_target_counts_each_conversation_once() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.until("09:40");
    let channel = day.row(0).channel;
    let longer =
        watchfloor::floor::Command::SetTarget { channel, first_response_secs: 7200, resolution_secs: 24 * 3600 };
    day.ask(longer).unwrap();
    let board = day.board();
    assert_eq!((board.breached, board.within_target.of), (0, 0), "the clock was set anew");
    day.until("09:50").read(vec![answer("a1", "09:45", "q1")]);
    let board = day.board();
    assert_eq!((board.within_target.within, board.within_target.of), (1, 1));
}

#[test]
fn a_new_target_keeps_the_beginning_of_a_clock_that_was_begun_again() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    day.resolve(&[0]).unwrap();
    day.until("15:00").reopen(&[0]).unwrap();
    let channel = day.row(0).channel;
    let shorter =
        watchfloor::floor::Command::SetTarget { channel, first_response_secs: 1800, resolution_secs: 2 * 3600 };
    day.ask(shorter).unwrap();
    assert_eq!(day.row(0).resolution_due, Some(at("17:00")), "two hours from when it was opened again");
}
