//! Connectors against real servers on this machine, where `WATCHFLOOR_SERVERS` says that they run.

mod chatwoot;
mod plain;
mod roundup;
mod rt;
