//! The closed words of a case: whose move it is, where it stands, who takes
//! part, and why nobody had to be told.

use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Us,
    Customer,
    ThirdParty,
}

impl Turn {
    pub fn word(self) -> &'static str {
        match self {
            Turn::Us => "us",
            Turn::Customer => "customer",
            Turn::ThirdParty => "third_party",
        }
    }
}

impl FromStr for Turn {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Turn::Us, Turn::Customer, Turn::ThirdParty]
            .into_iter()
            .find(|t| t.word() == word)
            .ok_or_else(|| format!("no such turn: {word}"))
    }
}

/// Where lists look for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Ours,
    Waiting,
    Later,
    Closed,
    /// Its number leads to another one.
    Merged,
}

impl Place {
    pub fn word(self) -> &'static str {
        match self {
            Place::Ours => "ours",
            Place::Waiting => "waiting",
            Place::Later => "later",
            Place::Closed => "closed",
            Place::Merged => "merged",
        }
    }
}

impl FromStr for Place {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            Place::Ours,
            Place::Waiting,
            Place::Later,
            Place::Closed,
            Place::Merged,
        ]
        .into_iter()
        .find(|p| p.word() == word)
        .ok_or_else(|| format!("no such place: {word}"))
    }
}

/// The lists that interfaces name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum View {
    Today,
    Mine,
    Free,
    Waiting,
    Later,
    Closed,
    /// Over a day in our turn or a third party's, and no date given.
    Silent,
}

impl View {
    #[cfg(test)]
    pub const ALL: [View; 6] = [
        View::Today,
        View::Mine,
        View::Free,
        View::Waiting,
        View::Later,
        View::Closed,
    ];

    /// Does a case of this place and owner stand on the list of `agent`?
    /// `free_to`: it belongs to no team, or to one of theirs.
    pub fn shows(self, place: Place, owner: Option<i64>, free_to: bool, agent: i64) -> bool {
        match self {
            View::Today => place == Place::Ours && owner.map_or(free_to, |o| o == agent),
            View::Mine => !matches!(place, Place::Closed | Place::Merged) && owner == Some(agent),
            View::Free => place == Place::Ours && owner.is_none() && free_to,
            View::Waiting => place == Place::Waiting,
            View::Later => place == Place::Later,
            View::Closed => place == Place::Closed,
            // Time decides; the list itself is asked.
            View::Silent => false,
        }
    }
}

/// What somebody has to do with a case that another person asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CaseRole)]
pub enum Part {
    /// It is about them.
    Affected,
    Pays,
    /// They act for the person who asks, or for whom it is about.
    SpeaksFor,
    /// They get a copy of every reply.
    #[serde(rename = "cc")]
    Copy,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Affected, Part::Pays, Part::SpeaksFor, Part::Copy];

    pub fn word(self) -> &'static str {
        match self {
            Part::Affected => "affected",
            Part::Pays => "pays",
            Part::SpeaksFor => "speaks_for",
            Part::Copy => "cc",
        }
    }
}

impl FromStr for Part {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Part::ALL
            .into_iter()
            .find(|p| p.word() == word)
            .ok_or_else(|| format!("no such part in a case: {word}"))
    }
}

/// Why nobody had to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    NothingToTell,
    Unreachable,
    Spam,
    Imported,
}

impl Exemption {
    pub const ALL: [Exemption; 4] = [
        Exemption::NothingToTell,
        Exemption::Unreachable,
        Exemption::Spam,
        Exemption::Imported,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Exemption::NothingToTell => "nothing_to_tell",
            Exemption::Unreachable => "unreachable",
            Exemption::Spam => "spam",
            Exemption::Imported => "imported",
        }
    }

    /// Is there nobody left to whom a promise could be kept?
    pub(super) fn ends_promises(self) -> bool {
        self != Exemption::NothingToTell
    }
}

impl FromStr for Exemption {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Exemption::ALL
            .into_iter()
            .find(|e| e.word() == word)
            .ok_or_else(|| format!("no such exemption: {word}"))
    }
}
