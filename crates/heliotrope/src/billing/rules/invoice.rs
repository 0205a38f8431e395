//! What an invoice says of a case: how it stood at one moment, less how it stood
//! at another.

use std::collections::BTreeMap;

use super::{Entry, Kind, Quote, What, work};
use crate::kit::At;

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
