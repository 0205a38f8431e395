//! What may become of what we owe.

use crate::kit::money::Money;
use std::str::FromStr;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = RestitutionKind)]
pub enum Kind {
    Refund,
    Credit,
    Replacement,
    Repair,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Refund, Kind::Credit, Kind::Replacement, Kind::Repair];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Refund => "refund",
            Kind::Credit => "credit",
            Kind::Replacement => "replacement",
            Kind::Repair => "repair",
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Kind::ALL
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such restitution: {word}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Offered,
    Accepted,
    Given,
    /// The letter that offered it was taken back.
    TakenBack,
}

impl State {
    pub const ALL: [State; 4] = [
        State::Offered,
        State::Accepted,
        State::Given,
        State::TakenBack,
    ];

    pub fn word(self) -> &'static str {
        match self {
            State::Offered => "offered",
            State::Accepted => "accepted",
            State::Given => "given",
            State::TakenBack => "taken_back",
        }
    }
}

impl FromStr for State {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        State::ALL
            .into_iter()
            .find(|s| s.word() == word)
            .ok_or_else(|| format!("no such state of a restitution: {word}"))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restitution {
    pub id: i64,
    pub need: i64,
    pub kind: Kind,
    /// None: a thing, not a sum.
    pub amount: Option<Money>,
    pub state: State,
    pub message: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_it_was_written() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        for state in State::ALL {
            assert_eq!(state.word().parse(), Ok(state));
        }
        assert!("gift".parse::<Kind>().is_err(), "a gift is goodwill");
    }
}
