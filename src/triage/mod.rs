//! What it says: from the words of a mention to a verdict with its reasons. Pure; no text leaves the machine.

pub mod viral;
