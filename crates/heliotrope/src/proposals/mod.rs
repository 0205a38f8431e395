//! A reply that a colleague has written and left for an agent to send.
//!
//! Who only reads a case often knows the answer best: the workshop, the press,
//! the accounts. They write it as it should leave and leave it there; an agent
//! sends it with one key. Both are named on the letter: who wrote it and whose
//! letter it is. Nothing of it is sent by itself.
//!
//! A proposal ends once: as a letter, or as the draft of whoever took it, which
//! is how its writer has it back. Then its words are the draft's.

pub mod store;

use crate::kit::At;

/// What was proposed, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: i64,
    /// Who wrote it.
    pub agent: i64,
    pub words: String,
    pub made_at: At,
    /// When, and by whom.
    pub ended: Option<(At, i64)>,
    /// The letter it became.
    pub message: Option<i64>,
}
