//! How a promise stands.

use crate::kit::At;
use std::str::FromStr;

/// From here on a promise warns.
const SOON: i64 = 2 * 60 * 60 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// We will write again. The next reply keeps it.
    Update,
    Action,
    Callback,
    Money,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Update => "update",
            Kind::Action => "action",
            Kind::Callback => "callback",
            Kind::Money => "money",
        }
    }
    /// Does any letter of ours keep it? The others need a press.
    pub fn kept_by_a_reply(self) -> bool {
        self == Kind::Update
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Kind::Update, Kind::Action, Kind::Callback, Kind::Money]
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of promise: {word}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Kept,
    Released,
}

impl Ending {
    pub fn word(self) -> &'static str {
        match self {
            Ending::Kept => "kept",
            Ending::Released => "released",
        }
    }
}

/// A promise that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub id: i64,
    pub kind: Kind,
    pub words: String,
    pub due: At,
    pub zone: String,
    pub owner: Option<i64>,
    /// Made by the receipt, not by a person.
    pub house: bool,
    pub made_at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Ahead,
    DueSoon,
    Late { by: i64 },
}

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Standing::Ahead => "ahead",
            Standing::DueSoon => "due-soon",
            Standing::Late { .. } => "late",
        }
    }
}

/// How a promise due at `due` stands at `now`.
pub fn standing(due: At, now: At) -> Standing {
    let left = due.0.saturating_sub(now.0);
    if left < 0 {
        Standing::Late { by: -left }
    } else if left <= SOON {
        Standing::DueSoon
    } else {
        Standing::Ahead
    }
}

/// The next word a person was promised: the earliest of what is live.
pub fn next_word(live: &[Promise]) -> Option<&Promise> {
    live.iter().min_by_key(|p| (p.due, p.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(minutes_left: i64, expected: &str) {
        let due = At(1_000_000_000_000);
        assert_eq!(
            standing(due, At(due.0 - minutes_left * 60_000_000)).word(),
            expected
        );
    }

    #[test]
    fn a_promise_warns_two_hours_before_it_is_late() {
        check(121, "ahead");
        check(120, "due-soon");
        check(0, "due-soon");
        check(-1, "late");
    }

    #[test]
    fn only_an_update_is_kept_by_writing() {
        assert!(Kind::Update.kept_by_a_reply());
        for kind in [Kind::Action, Kind::Callback, Kind::Money] {
            assert!(!kind.kept_by_a_reply());
            assert_eq!(kind.word().parse(), Ok(kind));
        }
    }
}
