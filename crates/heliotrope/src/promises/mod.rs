//! A promise is a sentence we said to a person with a time in it:
//! "next word from us by Thursday noon".
//!
//! It keeps the words the person read, the due time and the zone those words
//! were written in, and it has one owner: an agent, or the team. It ends kept
//! (the next letter we send keeps an update), renegotiated (told a new time
//! before it was due), released (by the person), or taken back together with
//! the letter that made it. Past its due time it is broken, once and on the
//! record, and stays live and late until word goes.
//! Promises are rows, never flags, so that the history of our word survives
//! the case. The receipt makes one too: the house's, owned by the team.
//! What an agent types is read for a time (`rules/said`), and offered as a
//! promise; nobody promises by accident.

pub mod api;
pub mod pages;
pub mod rules;
pub mod store;
pub mod views;

pub use rules::{Ending, Kind, Promise, Standing};

use crate::kit::words::Words;
use crate::kit::{At, moments};
use crate::t;

/// "Promise: update, Thu 15:00", as a chip says it.
pub fn label(words: Words, said: &rules::said::Said, zone: &jiff::tz::TimeZone, now: At) -> String {
    let when = words.when(said.due, zone, now);
    match said.what {
        rules::said::What::Until => t!(words, "promises-chip-until", when = when),
        rules::said::What::Promise(kind) => {
            t!(
                words,
                "promises-chip",
                kind = views::kind(kind, words),
                when = when
            )
        }
    }
}

/// The line that waits when a promise is nearly due and nothing is known, with
/// the next time in it, in the language of the person: `rules/said` reads that
/// time back when it is sent.
pub fn holding_line(words: Words, next: At, zone: &str, answered: bool) -> String {
    let when = words.in_full(next, &moments::zone(zone));
    // Nobody has asked anybody yet when the receipt's promise comes due.
    match answered {
        true => t!(words, "promises-holding-line", when = when),
        false => t!(words, "promises-holding-line-first", when = when),
    }
}

/// "If I hear nothing by Friday ... I take this as settled": closes the case on
/// that day. `rules/said` reads it back from the letter.
pub fn until_words(words: Words, at: At, zone: &str, theirs: Option<&str>) -> String {
    let known = theirs == Some(zone);
    let zone = moments::zone(zone);
    t!(
        words,
        "promises-until",
        when = if known {
            words.in_full_at_home(at, &zone)
        } else {
            words.in_full(at, &zone)
        }
    )
}

/// What a promise says when nobody wrote other words. It is read long after
/// it was written, so it gives the whole date, and the zone too unless it is
/// the one we know to be `theirs`.
pub fn usual_words(words: Words, due: At, zone: &str, theirs: Option<&str>) -> String {
    let known = theirs == Some(zone);
    let zone = moments::zone(zone);
    t!(
        words,
        "promises-next-word-by",
        when = if known {
            words.in_full_at_home(due, &zone)
        } else {
            words.in_full(due, &zone)
        }
    )
}
