//! The programs themselves, on 127.0.0.1, as `tests/servers/up` starts them. Without them these tests say so and pass. What
//! has to wait for minutes does so only with `WATCHFLOOR_SERVERS_SLOW=1`.

mod bluesky;
mod chatwoot;
mod cutter;
mod desk;
mod dovecot;
mod mail_cuts;
mod plain;
mod roundup;
mod rt;
mod tryton;
mod x;

use serde_json::Value;

/// What is known of a server that runs, from the file that `WATCHFLOOR_SERVERS` names.
pub fn place(name: &str) -> Option<Value> {
    let Ok(path) = std::env::var("WATCHFLOOR_SERVERS") else {
        eprintln!("skipped: WATCHFLOOR_SERVERS does not say where the servers run");
        return None;
    };
    let all: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    match all[name].get("pids") {
        Some(_) => Some(all[name].clone()),
        None => {
            eprintln!("skipped: {name} does not run: {}", all[name]["skipped"]);
            None
        }
    }
}
