//! What is agreed, what was done, and what an invoice may say.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::kit::At;
use crate::kit::money::{Currency, Money};
use crate::kit::words::Words;
use crate::t;

/// A month of days; nobody means more by one entry.
const MOST_MINUTES: i64 = 31 * 24 * 60;
const MOST_LINES: usize = 50;
const MOST_PIECES: i64 = 100_000;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
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

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invoiced {
    Research {
        minutes: i64,
    },
    /// Agreed and done.
    Work {
        words: String,
        minutes: i64,
        amount: i64,
    },
    /// Done, and nobody said OK.
    NotAgreed {
        minutes: i64,
    },
    Part {
        words: String,
        pieces: i64,
        each: i64,
        amount: i64,
    },
}

impl Invoiced {
    pub fn word(&self) -> &'static str {
        match self {
            Invoiced::Research { .. } => "research",
            Invoiced::Work { .. } => "work",
            Invoiced::NotAgreed { .. } => "not_agreed",
            Invoiced::Part { .. } => "part",
        }
    }

    /// Minor units.
    pub fn amount(&self) -> i64 {
        match self {
            Invoiced::Work { amount, .. } | Invoiced::Part { amount, .. } => *amount,
            Invoiced::Research { .. } | Invoiced::NotAgreed { .. } => 0,
        }
    }

    pub fn minutes(&self) -> Option<i64> {
        match self {
            Invoiced::Research { minutes }
            | Invoiced::NotAgreed { minutes }
            | Invoiced::Work { minutes, .. } => Some(*minutes),
            Invoiced::Part { .. } => None,
        }
    }
}

/// How a case stood at a moment.
#[derive(Default)]
struct Stood {
    research: i64,
    done: i64,
    agreed_done: i64,
    work_amount: i64,
    work_words: String,
    /// By words and price.
    parts: BTreeMap<(String, i64), i64>,
}

fn stood(entries: &[Entry], quotes: &[Quote], at: At) -> Stood {
    let sum = |kind| {
        entries
            .iter()
            .filter(|e| e.kind == kind && e.at < at)
            .map(|e| e.minutes)
            .sum()
    };
    let mut stood = Stood {
        research: sum(Kind::Research),
        done: sum(Kind::Direct),
        ..Stood::default()
    };
    let agreed = quotes
        .iter()
        .filter(|q| q.is_agreed_at(at))
        .max_by_key(|q| q.version);
    let Some(quote) = agreed else { return stood };
    stood.agreed_done = stood.done.min(quote.minutes());
    stood.work_amount = work(stood.agreed_done, quote.rate);
    for line in &quote.lines {
        match line.what {
            What::Work { .. } => stood.work_words.clone_from(&line.words),
            What::Part { pieces, each } => {
                *stood.parts.entry((line.words.clone(), each)).or_default() += pieces
            }
        }
    }
    stood
}

/// What an invoice for the time from `from` until before `to` says of a case:
/// how it stood then, less how it stood before. So nothing is billed twice,
/// however the months are cut, and a changed quote corrects what came before.
pub fn invoice(entries: &[Entry], quotes: &[Quote], from: At, to: At) -> Vec<Invoiced> {
    let (before, now) = (stood(entries, quotes, from), stood(entries, quotes, to));
    let mut lines = Vec::new();
    let (minutes, amount) = (
        now.agreed_done - before.agreed_done,
        now.work_amount - before.work_amount,
    );
    if minutes != 0 || amount != 0 {
        let words = if now.work_words.is_empty() {
            before.work_words.clone()
        } else {
            now.work_words.clone()
        };
        lines.push(Invoiced::Work {
            words,
            minutes,
            amount,
        });
    }
    let mut parts = now.parts;
    for (part, pieces) in before.parts {
        *parts.entry(part).or_default() -= pieces;
    }
    for ((words, each), pieces) in parts.into_iter().filter(|(_, pieces)| *pieces != 0) {
        let amount = pieces.saturating_mul(each);
        lines.push(Invoiced::Part {
            words,
            pieces,
            each,
            amount,
        });
    }
    let not_agreed = (now.done - now.agreed_done) - (before.done - before.agreed_done);
    if not_agreed > 0 {
        lines.push(Invoiced::NotAgreed {
            minutes: not_agreed,
        });
    }
    if now.research > before.research {
        lines.push(Invoiced::Research {
            minutes: now.research - before.research,
        });
    }
    lines
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::Lang;
    use proptest::prelude::*;

    fn entry(kind: Kind, minutes: i64, at: i64) -> Entry {
        Entry {
            id: 0,
            kind,
            minutes,
            note: String::new(),
            at: At(at),
        }
    }

    fn quote(version: i64, minutes: i64, pieces: i64, accepted_at: Option<i64>) -> Quote {
        Quote {
            id: version,
            version,
            currency: Currency::EUR,
            rate: 8500,
            lines: vec![
                Line {
                    words: "on the machine".into(),
                    what: What::Work { minutes },
                },
                Line {
                    words: "spring".into(),
                    what: What::Part { pieces, each: 1250 },
                },
            ],
            made_at: At(0),
            accepted: accepted_at.map(|_| true),
            answered_at: accepted_at.map(At),
        }
    }

    fn said(lines: &[Invoiced]) -> String {
        lines
            .iter()
            .map(|l| format!("{} {} {}", l.word(), l.minutes().unwrap_or(0), l.amount()))
            .collect::<Vec<_>>()
            .join(", ")
    }

    #[test]
    fn research_is_given_and_only_what_was_agreed_and_done_is_billed() {
        let entries = [entry(Kind::Research, 190, 10), entry(Kind::Direct, 75, 20)];
        let agreed = [quote(1, 60, 2, Some(15))];
        let of = |quotes: &[Quote], from, to| said(&invoice(&entries, quotes, At(from), At(to)));
        assert_eq!(
            of(&agreed, 0, 30),
            "work 60 8500, part 0 2500, not_agreed 15 0, research 190 0"
        );
        assert_eq!(
            of(&[quote(1, 60, 2, None)], 0, 30),
            "not_agreed 75 0, research 190 0"
        );
        assert_eq!(of(&agreed, 30, 40), "");
    }

    #[test]
    fn a_changed_quote_bills_what_is_new_and_corrects_what_was() {
        let entries = [entry(Kind::Direct, 120, 5)];
        let quotes = [quote(1, 60, 2, Some(10)), quote(2, 90, 1, Some(20))];
        let of = |from, to| said(&invoice(&entries, &quotes, At(from), At(to)));
        assert_eq!(of(0, 15), "work 60 8500, part 0 2500, not_agreed 60 0");
        assert_eq!(of(15, 30), "work 30 4250, part 0 -1250");
        assert_eq!(of(0, 30), "work 90 12750, part 0 1250, not_agreed 30 0");
    }

    #[test]
    fn minutes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("90", Some(90)),
            ("1:30", Some(90)),
            ("1 h 30", Some(90)),
            ("1h30min", Some(90)),
            ("1,5 h", Some(90)),
            ("1.25h", Some(75)),
            ("2 hours", Some(120)),
            ("20 min", Some(20)),
            ("1:75", None),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
        assert_eq!(span(190, Words::of(Lang::En)), "3 h 10 min");
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell(" @sum(a1)"), "' @sum(a1)");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("spring"), "spring");
    }

    #[test]
    fn what_cannot_be_quoted_is_named() {
        let part = |pieces, each| Line {
            words: "spring".into(),
            what: What::Part { pieces, each },
        };
        let work = Line {
            words: "work".into(),
            what: What::Work { minutes: 60 },
        };
        let check = |lines: &[Line]| check_lines(lines, 8500, Currency::EUR);
        assert_eq!(check(&[work.clone(), part(2, 100)]), Ok(()));
        assert_eq!(check(&[]), Err(Refused::NoLines));
        assert_eq!(check(&[work.clone(), work]), Err(Refused::TwoWorks));
        assert_eq!(check(&[part(0, 100)]), Err(Refused::Pieces));
        assert_eq!(check(&[part(1, -1)]), Err(Refused::Pieces));
        assert_eq!(check(&[part(100_000, i64::MAX / 2)]), Err(Refused::TooMuch));
        assert_eq!(check_entry(0, ""), Err(Refused::Minutes));
    }

    proptest! {
        #[test]
        fn however_the_months_are_cut_the_sum_is_the_same(
            minutes in proptest::collection::vec(1_i64..200, 0..6),
            agreed in proptest::collection::vec((1_i64..300, 1_i64..5, 0_i64..100), 0..4),
            cut in 0_i64..100,
        ) {
            let entries: Vec<Entry> = (0..).zip(&minutes).map(|(at, m)| entry(Kind::Direct, *m, at * 17)).collect();
            let mut agreed = agreed;
            agreed.sort_by_key(|(_, _, at)| *at);
            let quotes: Vec<Quote> =
                (1..).zip(&agreed).map(|(v, (m, p, at))| quote(v, *m, *p, Some(*at))).collect();
            let sum = |from, to| -> i64 {
                invoice(&entries, &quotes, At(from), At(to)).iter().map(Invoiced::amount).sum()
            };
            prop_assert_eq!(sum(-1, cut) + sum(cut, 200), sum(-1, 200));
        }
    }
}
