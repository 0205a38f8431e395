//! What is agreed, what was done, and what an invoice may say.

mod invoice;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::kit::words::Words;
use crate::t;

pub use invoice::{Invoiced, invoice};

/// A month of days; nobody means more by one entry.
const MOST_MINUTES: i64 = 31 * 24 * 60;
const MOST_LINES: usize = 50;
const MOST_PIECES: i64 = 100_000;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = TimeKind)]
pub enum Kind {
    /// Digging for the answer: given.
    Research,
    /// Hands on the thing: billed after the customer's OK.
    Direct,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Research => "research",
            Kind::Direct => "direct",
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Kind::Research, Kind::Direct]
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of time: {word}"))
    }
}

/// Minutes that somebody spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub kind: Kind,
    pub minutes: i64,
    pub note: String,
    pub at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Minutes of direct work, at the rate of the quote.
    Work { minutes: i64 },
    /// Minor units for each.
    Part { pieces: i64, each: i64 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub words: String,
    pub what: What,
}

impl Line {
    /// What it costs, in minor units, at this rate for an hour.
    pub fn amount(&self, rate: i64) -> i64 {
        match self.what {
            What::Work { minutes } => work(minutes, rate),
            What::Part { pieces, each } => pieces.saturating_mul(each),
        }
    }
}

/// So many minutes at a rate for an hour, half a minor unit rounded up.
fn work(minutes: i64, rate: i64) -> i64 {
    minutes.saturating_mul(rate).saturating_add(30) / 60
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub id: i64,
    pub version: i64,
    pub currency: Currency,
    /// Minor units for an hour of work.
    pub rate: i64,
    pub lines: Vec<Line>,
    pub made_at: At,
    pub accepted: Option<bool>,
    pub answered_at: Option<At>,
}

impl Quote {
    pub fn total(&self) -> Money {
        let sum = self
            .lines
            .iter()
            .map(|l| l.amount(self.rate))
            .fold(0, i64::saturating_add);
        Money::of(sum, self.currency)
    }

    fn minutes(&self) -> i64 {
        self.lines
            .iter()
            .map(|l| match l.what {
                What::Work { minutes } => minutes,
                What::Part { .. } => 0,
            })
            .sum()
    }

    fn is_agreed_at(&self, at: At) -> bool {
        self.accepted == Some(true) && self.answered_at.is_some_and(|answered| answered < at)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the house does not bill")]
    Off,
    #[error("research is never charged")]
    NeverCharged,
    #[error("minutes between 1 and a month")]
    Minutes,
    #[error("a note is short")]
    LongNote,
    #[error("a quote has lines")]
    NoLines,
    #[error("a quote has one line of work")]
    TwoWorks,
    #[error("a line has words")]
    NoWords,
    #[error("pieces and a price")]
    Pieces,
    #[error("more than can be counted")]
    TooMuch,
}

/// Does a field by this name mean to charge for the search for an answer
/// (lock L4)? Time has none.
pub fn would_charge(field: &str) -> bool {
    field.contains("bill") || field.contains("charge")
}

/// # Errors
/// What is wrong with an entry.
pub fn check_entry(minutes: i64, note: &str) -> Result<(), Refused> {
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(Refused::Minutes);
    }
    match note.chars().count() > 500 {
        true => Err(Refused::LongNote),
        false => Ok(()),
    }
}

/// # Errors
/// What is wrong with the lines of a quote.
pub fn check_lines(lines: &[Line], rate: i64, currency: Currency) -> Result<(), Refused> {
    if lines.is_empty() || lines.len() > MOST_LINES {
        return Err(Refused::NoLines);
    }
    let mut works = 0;
    let mut sum: i64 = 0;
    for line in lines {
        if line.words.trim().is_empty() || line.words.chars().count() > 300 {
            return Err(Refused::NoWords);
        }
        match line.what {
            What::Work { minutes } => {
                works += 1;
                if !(1..=MOST_MINUTES).contains(&minutes) {
                    return Err(Refused::Minutes);
                }
            }
            What::Part { pieces, each } => {
                if !(1..=MOST_PIECES).contains(&pieces) || each < 0 {
                    return Err(Refused::Pieces);
                }
            }
        }
        sum = sum.saturating_add(line.amount(rate));
    }
    if works > 1 {
        return Err(Refused::TwoWorks);
    }
    match sum == 0 || Money::of(sum, currency).positive().is_ok() {
        true => Ok(()),
        false => Err(Refused::TooMuch),
    }
}

/// "90", "1:30", "1 h 30", "1,5 h" as minutes.
pub fn minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let number = |t: &str| {
        t.trim()
            .parse::<i64>()
            .ok()
            .filter(|n| (0..=MOST_MINUTES).contains(n))
    };
    if let Some((hours, rest)) = text.split_once(':') {
        return Some(number(hours)? * 60 + number(rest).filter(|m| *m < 60)?);
    }
    let (before, after) = match text.split_once('h') {
        Some((before, after)) => (
            before,
            after.trim_start_matches("our").trim_start_matches('s'),
        ),
        None => {
            let bare = text
                .trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
                .trim();
            return number(bare);
        }
    };
    let hours = before.trim().replace(',', ".");
    let whole = match hours.split_once('.') {
        Some((whole, part)) if part.len() == 1 => number(whole)? * 60 + number(part)? * 6,
        Some((whole, part)) if part.len() == 2 => number(whole)? * 60 + number(part)? * 60 / 100,
        Some(_) => return None,
        None => number(&hours)? * 60,
    };
    let rest = after
        .trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
        .trim();
    match rest.is_empty() {
        true => Some(whole),
        false => Some(whole + number(rest).filter(|m| *m < 60)?),
    }
}

/// "3 h 10 min", to the minute.
pub fn span(minutes: i64, words: Words) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t!(words, "kit-minutes", n = minutes),
        (hours, 0) => t!(words, "kit-hours", n = hours),
        (hours, minutes) => t!(words, "kit-hours-minutes", hours = hours, minutes = minutes),
    }
}

/// A cell that no spreadsheet takes for a formula, quoted where it has to be.
pub fn cell(text: &str) -> String {
    let text = match text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%'])
    {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', ';', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}
