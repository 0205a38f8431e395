//! A time said in a letter of ours: "I will write to you by Thursday 15:00",
//! "Sie hören bis morgen Mittag von mir".
//!
//! English and German, in the first person of the house, future only. A wrong
//! chip costs trust, a missing one a press: whatever can be read in two ways is
//! not read at all (two times in a sentence, a condition, a question, a quote,
//! another zone, "by Friday" on a Friday). Each step is small: letters to
//! tokens, tokens to one time, clauses to a commitment. How well it reads is
//! measured on labelled sentences, see `tests.rs` and docs/promises.md.

mod digits;
mod frames;
mod lexicon;
mod moment;
#[cfg(test)]
mod tests;
mod times;
mod tokens;
mod typed;

pub use self::moment::is_open;
pub use self::typed::{NotRead, typed};
use super::Kind;
use crate::hours::Hours;
use crate::kit::At;
use jiff::tz::TimeZone;

/// When and where the words are said.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    pub now: At,
    pub zone: &'a TimeZone,
    /// Until when a day of ours goes; none: until five.
    pub hours: Option<&'a Hours>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Promise(Kind),
    /// "If I hear nothing by Friday I take this as settled."
    Until,
}

/// One sentence with a time that binds us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub what: What,
    /// The sentence as it stands in the letter.
    pub words: String,
    pub due: At,
    /// The shape of its time in closed words ("by weekday"): what an agent
    /// mutes.
    pub phrase: String,
}

/// Reads a letter. In linear time, sentence by sentence.
pub fn said(text: &str, here: &Here<'_>) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    for sentence in tokens::sentences(text) {
        if let Some(one) = one(text, &sentence, here)
            && found.iter().all(|known| known.words != one.words)
        {
            found.push(one);
        }
    }
    found
}

/// May it hold one at all? Cheap: asked at each rest of the writer.
pub fn may_bind(text: &str) -> bool {
    tokens::sentences(text)
        .iter()
        .any(|sentence| frames::first_person(&sentence.tokens))
}

fn one(text: &str, sentence: &tokens::Sentence, here: &Here<'_>) -> Option<Said> {
    if sentence.question || !frames::first_person(&sentence.tokens) {
        return None;
    }
    let (tokens, time) = times::only(&sentence.tokens)?;
    let what = frames::bound(&tokens)?;
    let due = moment::resolve(&time, here)?;
    Some(Said {
        what,
        words: text.get(sentence.from..sentence.to)?.trim().to_owned(),
        due,
        phrase: time.phrase(),
    })
}
