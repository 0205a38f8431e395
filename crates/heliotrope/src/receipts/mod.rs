//! What a person hears at once when they write to us for the first time: that
//! we have their words, a number, and an honest time.
//!
//! The time is the promise of the house: 95 of 100 first answers of the last two
//! weeks took no longer, counted in our hours; with fewer than 20 answers it is
//! the time chosen in the set-up, and a mailbox that chose none gives none. It
//! is the team's until a person takes the case. Beside it may stand a habit,
//! which is no promise: "four of five letters are answered by 15:00"; only with
//! at least 20 answers, and only when it says something better.
//!
//! The pace of a mailbox is learned each hour by `worker` into a row; a letter
//! that comes in reads that row. Who gets no receipt is `intake`'s decision.

pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod worker;

pub use rules::Pace;

use ::store::{Error, Tx};

use crate::hours;
use crate::kit::At;
use crate::kit::moments;
use crate::mailboxes::Mailbox;

/// What a receipt that leaves now may say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    /// The promise of the house.
    pub due: Option<At>,
    /// The habit.
    pub usually_by: Option<At>,
}

/// Two indexed rows and the hours of the mailbox.
pub fn word(tx: &mut Tx<'_>, mailbox: &Mailbox, now: At) -> Result<Word, Error> {
    let hours = hours::store::of_mailbox(tx, mailbox.id)?;
    let pace = store::pace(tx, mailbox.id, now.minus(rules::KNOWN_FOR))?;
    let zone = moments::zone(&mailbox.zone);
    Ok(rules::word(
        mailbox.answer_within_min,
        pace.as_ref(),
        hours.as_ref(),
        &zone,
        now,
    ))
}
