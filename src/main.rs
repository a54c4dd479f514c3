//! The program: it reads the command line and does what is asked for.
#![forbid(unsafe_code)]

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;
use watchfloor::cli::{Args, run};

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WATCHFLOOR_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("watchfloor=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Not `eprintln`, which gives up when nobody reads.
            let _ = writeln!(std::io::stderr(), "watchfloor: {failure}");
            ExitCode::FAILURE
        }
    }
}
