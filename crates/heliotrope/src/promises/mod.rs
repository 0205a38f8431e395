//! A promise is a sentence we said to a person with a time in it:
//! "next word from us by Thursday noon".
//!
//! It keeps the words the person read, the due time and the zone those words
//! were written in, and it has one owner: an agent, or the team. It ends kept
//! (the next letter we send keeps an update), renegotiated (we wrote before it
//! was due, with a new time), released (by the person), or taken back together
//! with the letter that made it. Past its due time it is late until it ends.
//! Promises are rows, never flags, so that the history of our word survives
//! the case. The receipt makes one too: the house's, owned by the team.

pub mod rules;
pub mod store;

pub use rules::{Ending, Kind, Promise, Standing};

use crate::kit::words::Words;
use crate::kit::{At, moments};
use crate::t;

/// What a promise says when nobody wrote other words. It is read long after
/// it was written, so it gives the whole date and the zone.
pub fn usual_words(words: Words, due: At, zone: &str) -> String {
    t!(
        words,
        "promises-next-word-by",
        when = words.in_full(due, &moments::zone(zone))
    )
}
