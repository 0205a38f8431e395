//! How a promise stands, how it ends, and what all of them together say of us.

pub mod figures;
pub mod said;

use crate::hours::Hours;
use crate::kit::At;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::str::FromStr;
use std::time::Duration;

/// This long before it is due a promise warns.
pub const SOON: Duration = Duration::from_secs(2 * 60 * 60);

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
    /// Does a call that reached them keep it?
    pub fn kept_by_a_call(self) -> bool {
        matches!(self, Kind::Update | Kind::Callback)
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
    /// Its time had passed before word went.
    Broken,
    /// A new time took its place before it was due, and the person was told.
    Renegotiated,
    /// By the person, or by us on their word.
    Released,
    /// With the letter that made it.
    TakenBack,
}

impl Ending {
    pub fn word(self) -> &'static str {
        match self {
            Ending::Kept => "kept",
            Ending::Broken => "broken",
            Ending::Renegotiated => "renegotiated",
            Ending::Released => "released",
            Ending::TakenBack => "taken_back",
        }
    }

    /// What an ending that was meant to be good is at `at`: nothing that comes
    /// after its time keeps a promise. Who is released of it owes nothing.
    pub fn of(self, due: At, at: At) -> Ending {
        match self {
            Ending::Kept | Ending::Renegotiated if at > due => Ending::Broken,
            other => other,
        }
    }
}

impl FromStr for Ending {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            Ending::Kept,
            Ending::Broken,
            Ending::Renegotiated,
            Ending::Released,
            Ending::TakenBack,
        ]
        .into_iter()
        .find(|e| e.word() == word)
        .ok_or_else(|| format!("no such ending of a promise: {word}"))
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

/// A promise with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub promise: Promise,
    /// How and when it ended; none: it is live.
    pub ended: Option<(Ending, At)>,
    /// When it was recorded that its time had passed.
    pub broken_at: Option<At>,
    /// The letter that made it.
    pub made_message: Option<i64>,
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
    if due < now {
        Standing::Late {
            by: now.0.saturating_sub(due.0),
        }
    } else if due.since(now) <= SOON {
        Standing::DueSoon
    } else {
        Standing::Ahead
    }
}

/// When to write again if there is no news: noon of the next day on which we
/// are here, by the clock of `zone`.
pub fn write_again(now: At, zone: &TimeZone, hours: Option<&Hours>) -> At {
    let today = now.timestamp().to_zoned(zone.clone()).date();
    let here = said::Here { now, zone, hours };
    (1..=14)
        .filter_map(|n: i64| today.checked_add(n.days()).ok())
        .find(|date| said::is_open(*date, &here))
        .and_then(|date| date.at(12, 0, 0, 0).to_zoned(zone.clone()).ok())
        .map_or(now.plus(Duration::from_secs(86_400)), |at| {
            At::from(at.timestamp())
        })
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
    fn nothing_that_comes_after_its_time_keeps_a_promise() {
        let due = At(1000);
        for ending in [Ending::Kept, Ending::Renegotiated] {
            assert_eq!(ending.of(due, due), ending);
            assert_eq!(ending.of(due, At(1001)), Ending::Broken);
            assert_eq!(ending.word().parse(), Ok(ending));
        }
        assert_eq!(Ending::Released.of(due, At(1001)), Ending::Released);
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
