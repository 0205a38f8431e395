//! What is to leave the house. Only this folder causes mail.
//!
//! A deed that tells somebody something writes its envelopes here in its own
//! transaction: one row for each person, with the Message-ID it will carry for
//! ever and the moment before which it must not leave (the undo time). The
//! mailroom takes due rows, composes the letter from the message as it stands,
//! and writes what became of it: accepted, failed or bounced, with the other
//! server's own sentence. An envelope is never deleted; taken back is a state.
//! What waited in a backup is paused when that is brought back.

pub mod rules;
pub mod store;

pub use rules::{Delivery, Kind, of_all};

use crate::kit::random;

/// A Message-ID for a letter from `address`, without angle brackets. It says
/// nothing about the case or the machine.
pub fn letter_id(address: &str) -> String {
    let domain = address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain);
    format!("{}@{domain}", random::id())
}
