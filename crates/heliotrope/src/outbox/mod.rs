//! What is to leave the house. Only this folder causes mail.
//!
//! A deed that tells somebody something writes its envelopes here in its own
//! transaction: one row for each person, with the Message-ID it will carry for
//! ever and the moment before which it must not leave (the undo time). The
//! mailroom takes due rows, composes the letter from the message as it stands,
//! and writes what became of it: accepted, failed or bounced, with the other
//! server's own sentence. An envelope is never deleted; taken back is a state.

pub mod rules;
pub mod store;

pub use rules::{Delivery, Kind, of_all};
