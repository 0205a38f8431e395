//! The language itself: what a filter says, and what cannot be read.

mod fields;
mod fits;
mod parse;
mod print;
mod suggest;
mod times;

pub use fields::{FIELDS, Field, Has};
pub use fits::{Facts, Found, Test, Who, fits};
pub use parse::{is_plain, read};
pub use suggest::{field_at, suggest};
pub use times::{When, times};

use crate::needs::Kind;

/// A filter as it was read. `T` is a part of it: what was written ([`Term`]), or
/// what that means here and now ([`Test`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr<T> {
    All(Vec<Expr<T>>),
    Any(Vec<Expr<T>>),
    Not(Box<Expr<T>>),
    Is(T),
}

impl<T> Expr<T> {
    /// Every case.
    pub fn everything() -> Expr<T> {
        Expr::All(Vec::new())
    }

    /// The parts without which no case is picked.
    pub fn must(&self) -> Vec<&T> {
        match self {
            Expr::Is(one) => vec![one],
            Expr::All(all) => all.iter().flat_map(Expr::must).collect(),
            Expr::Any(_) | Expr::Not(_) => Vec::new(),
        }
    }

    /// Every part, from left to right.
    pub fn parts(&self) -> Vec<&T> {
        match self {
            Expr::Is(one) => vec![one],
            Expr::All(all) | Expr::Any(all) => all.iter().flat_map(Expr::parts).collect(),
            Expr::Not(one) => one.parts(),
        }
    }

    /// The same with each part turned into something else.
    ///
    /// # Errors
    /// The first that `f` gives.
    pub fn turn<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Expr<U>, E> {
        Ok(match self {
            Expr::Is(one) => Expr::Is(f(one)?),
            Expr::Not(one) => Expr::Not(Box::new(one.turn(f)?)),
            Expr::All(all) => Expr::All(
                all.iter()
                    .map(|one| one.turn(f))
                    .collect::<Result<_, E>>()?,
            ),
            Expr::Any(all) => Expr::Any(
                all.iter()
                    .map(|one| one.turn(f))
                    .collect::<Result<_, E>>()?,
            ),
        })
    }
}

/// One part as it was written, and where.
#[derive(Debug, Clone)]
pub struct Term {
    pub says: Says,
    /// The value, for what is said about it.
    pub place: Place,
}

/// What was written is the same wherever it stands.
impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        self.says == other.says
    }
}

impl Eq for Term {}

/// What a part says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// All of these in one message; the last may be a beginning.
    Words(String),
    /// These, one after the other.
    Phrase(String),
    Owner(Whose),
    Team(Whose),
    Mailbox(String),
    Tag(Whose),
    Person(String),
    Cause(Whose),
    Turn(&'static str),
    State(State),
    Due(When),
    Opened(When),
    Answered(Answered),
    Need(Kind),
    /// None: we do not know it.
    Lang(Option<String>),
    Has(Has),
    Urgent,
    Case(i64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The asker, or their teams.
    Mine,
    Nobody,
    Any,
    Named(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Open,
    Later,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    Yes,
    No,
    At(When),
}

/// A stretch of a text, in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// From 0.
    pub at: usize,
    pub length: usize,
}

/// What kind of thing could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Field,
    /// A value that this field does not have.
    Value,
    /// A colleague, team, mailbox, tag or cause that nobody knows.
    Name,
    /// Something has to stand here.
    Missing,
    /// A parenthesis or a quote without its other half.
    Unpaired,
    /// Longer or deeper than a filter may be.
    TooMuch,
}

/// What cannot be read, where, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub wrong: Wrong,
    pub place: Place,
    pub word: String,
    pub nearest: Option<String>,
}

impl Trouble {
    /// The text with the nearest word in place of what cannot be read.
    pub fn mended(&self, text: &str, nearest: &str) -> String {
        let before: String = text.chars().take(self.place.at).collect();
        let after: String = text
            .chars()
            .skip(self.place.at + self.place.length)
            .collect();
        let nearest = match self.wrong {
            Wrong::Name => print::quoted(nearest),
            _ => nearest.to_owned(),
        };
        format!("{before}{nearest}{after}")
    }
}

/// The likest of some words; none when nothing is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = crate::kit::fold(word);
    let far = match word.chars().count() {
        0..3 => 1,
        3..6 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&crate::kit::fold(known), &word), known))
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known.to_owned())
}

/// A name bears what was written: all of it, or as one of its words.
pub fn bears(name: &str, written: &str) -> bool {
    let (name, written) = (crate::kit::fold(name), crate::kit::fold(written));
    let written = written.trim();
    !written.is_empty()
        && (name.trim() == written || name.split_whitespace().any(|word| word == written))
}
