//! An apology is words of a person, in a letter: nothing here writes one.
//!
//! The desk asks whose it was and what went wrong, then shows questions in the
//! margin, never sentences; the writer answers them in the normal editor and
//! may mark which parts the letter holds: responsibility, restitution,
//! explanation, regret, repentance and, off by default, forgiveness. What is
//! marked is a row when the letter is committed and goes when it is taken back.
//! What changes needs a change with an owner, or "not known yet". The second
//! apology to one person for one cause within 90 days stops once, because words
//! are used up. Where a policy says *facts and help*, no part can be marked and
//! the answer waits for a named person. Nothing is counted per agent.

pub mod api;
mod deeds;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use rules::{Stands, Typed};
