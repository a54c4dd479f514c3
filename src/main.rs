//! The program: it reads the command line and starts what was asked for.
#![forbid(unsafe_code)]

fn main() {}
