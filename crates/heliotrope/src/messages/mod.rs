//! One thing said in a case: a letter from a person, a reply to them, a note
//! that only the team sees, or a telephone call as one of us wrote it down.
//!
//! A letter keeps everything: its new words stand in front, quotes and
//! signature are one press away, its HTML is shown only cleaned and in a
//! frame, and the raw bytes are a blob. A reply keeps the words as the agent
//! typed them; the mailroom makes the letter from them. Its Message-ID is given
//! once and stays. A reply that was undone is a draft again and is not listed.
//! Each message is found by its words through the search index, with the
//! mailbox and person as scope.

pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use rules::{Attached, Call, Came, Kind, Mark, Message, Rang, found_by, head_of};
