//! The line to a real mail server, cut at fifty places: no answer is lost, and none goes out twice.

use super::desk::{Ended, reply};
use super::dovecot::{Postman, desk, mail, taken};
use super::place;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use watchfloor::connect::net::Step;

/// A line that passes so many bytes on, either way, and is then cut.
struct Scissors {
    at: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Clone, Copy)]
struct State {
    up: usize,
    down: usize,
    open: usize,
    cuts: usize,
    passed: [usize; 2],
}

impl Scissors {
    fn to(server: SocketAddr) -> Scissors {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let state = State { up: usize::MAX, down: usize::MAX, open: 0, cuts: 0, passed: [0; 2] };
        let state = Arc::new((Mutex::new(state), Condvar::new()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                shared.0.lock().unwrap().open += 2;
                let server = TcpStream::connect(server).unwrap();
                // Byte by byte, each would wait for the one before.
                let _ = (server.set_nodelay(true), client.set_nodelay(true));
                let ways = [(&client, &server, true), (&server, &client, false)];
                for (from, to, up) in ways {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let shared = shared.clone();
                    std::thread::spawn(move || pass(from, to, up, &shared));
                }
            }
        });
        Scissors { at, state }
    }

    fn arm(&self, up: usize, down: usize) {
        let mut state = self.state.0.lock().unwrap();
        (state.up, state.down) = (up, down);
    }

    /// Waits until both sides of every line have hung up: what the server took by then is all that it will take.
    fn rest(&self) {
        let state = self.state.0.lock().unwrap();
        drop(self.state.1.wait_while(state, |state| state.open > 0).unwrap());
    }

    /// How many bytes were passed on, down and up.
    fn passed(&self) -> [usize; 2] {
        self.state.0.lock().unwrap().passed
    }

    fn cuts(&self) -> usize {
        self.state.0.lock().unwrap().cuts
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, up: bool, shared: &(Mutex<State>, Condvar)) {
    let mut byte = [0];
    while let Ok(1) = from.read(&mut byte) {
        let mut state = shared.0.lock().unwrap();
        let room = if up { &mut state.up } else { &mut state.down };
        if *room == 0 {
            state.cuts += 1;
            // What comes after the cut goes nowhere; the server hears the end and closes.
            (state.up, state.down) = (usize::MAX, usize::MAX);
            drop(state);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Write));
            if !up {
                let _ = to.shutdown(Shutdown::Both);
                let _ = from.shutdown(Shutdown::Write);
            }
            break;
        }
        *room -= 1;
        state.passed[usize::from(up)] += 1;
        drop(state);
        if to.write_all(&byte).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
    shared.0.lock().unwrap().open -= 1;
    shared.1.notify_all();
}

#[test]
fn fifty_cuts_lose_no_answer_and_send_none_twice() {
    let Some(server) = place("dovecot") else { return };
    let mut postman = Postman::new(&server, &server["users"]["brand"]);
    for name in ["Cuts", "CutsSent"] {
        postman.fresh(name);
    }
    postman.put("Cuts", &mail("cuts@test", "dan@y.example", "Leak", "It leaks."));
    let port = server["smtp_port"].as_u64().unwrap();
    let scissors = Scissors::to(format!("127.0.0.1:{port}").parse().unwrap());
    let mut desk = desk(&server, "imap", "Cuts");
    desk.settings.options.insert("smtp".into(), format!("smtp://{}", scissors.at));
    desk.settings.options.insert("sent".into(), "CutsSent".into());
    // How much is said when nothing is cut.
    assert!(matches!(desk.attempt(&mut reply("cuts@test", "We are on it.", 99)), Ended::Told(Step::Done { .. })));
    scissors.rest();
    let [down, up] = scissors.passed();
    let (mut state, mut doubtful) = (7_u64, 0);
    for n in 0..50 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (state >> 33) as usize;
        // One in three within the last reply, where it matters; the other side may say goodbye after it.
        match n % 3 {
            0 => scissors.arm(place % (up - 10), usize::MAX),
            1 => scissors.arm(usize::MAX, place % (down - 20)),
            _ => scissors.arm(usize::MAX, down - 25 + place % 12),
        }
        let mut out = reply("cuts@test", "We are on it.", n);
        let id = format!("{}.watchfloor@floor.invalid", out.key);
        let mut kept = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let ended = desk.attempt(&mut out);
            scissors.arm(usize::MAX, usize::MAX);
            scissors.rest();
            if let Ended::Told(Step::Done { external, .. }) = &ended {
                assert_eq!(*external, id);
                break;
            }
            assert!(matches!(ended, Ended::Cut) && attempts < 3, "{n}: {ended:?}");
            // The server keeps a copy of what it took, as most do.
            if let (Some((mail, _)), false) = (taken(&server, &id).first(), kept) {
                postman.put("CutsSent", &mail.replace("\r\n", "\n"));
                (kept, doubtful) = (true, doubtful + 1);
            }
            // A quarter of an hour later, when the copy of what was taken is surely there.
            out.tried_at = out.tried_at.map(|at| at.minus(1_000));
        }
        assert_eq!(taken(&server, &id).len(), 1, "answer {n} went out once");
    }
    assert!(scissors.cuts() >= 40 && doubtful >= 3, "{} cuts, {doubtful} in doubt", scissors.cuts());
}
