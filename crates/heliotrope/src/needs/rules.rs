//! What a need may become.

mod found;
mod kinds;

pub use found::{Candidate, LONGEST, Reading, cut, place, reading};
pub use kinds::{FoundBy, Kind, Quote, Whose};

use crate::events::Actor;
use crate::kit::At;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Open,
    Met,
    Declined,
    Withdrawn,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Met => "met",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for State {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [State::Open, State::Met, State::Declined, State::Withdrawn]
            .into_iter()
            .find(|s| s.word() == word)
            .ok_or_else(|| format!("no such state of a need: {word}"))
    }
}

/// How a person came to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Message,
    Phone,
    InPerson,
    Post,
    /// They settled it themselves on their page.
    Page,
}

impl How {
    pub fn word(self) -> &'static str {
        match self {
            How::Message => "message",
            How::Phone => "phone",
            How::InPerson => "in_person",
            How::Post => "post",
            How::Page => "page",
        }
    }

    /// The ways an agent may state without a message.
    pub fn said_aloud(word: &str) -> Option<How> {
        [How::Phone, How::InPerson, How::Post]
            .into_iter()
            .find(|h| h.word() == word)
    }
}

/// A need as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub id: i64,
    pub implied: bool,
    pub kind: Kind,
    pub words: String,
    pub state: State,
    pub possible: Option<String>,
    pub signpost: Option<String>,
    /// The sentence that tells them, written when it was settled.
    pub says: Option<String>,
    pub settled_at: Option<At>,
    pub settled_by: Option<Actor>,
    pub told_at: Option<At>,
    pub told_how: Option<String>,
    pub found_by: FoundBy,
    pub whose: Whose,
    /// The person of the case it belongs to; none: whoever asks.
    pub person: Option<i64>,
    /// The words it was made of.
    pub quote: Option<Quote>,
}

impl Need {
    /// The person's own; not what we need from them.
    pub fn is_theirs(&self) -> bool {
        self.whose == Whose::Person
    }
    /// Theirs, and not yet settled and told: it keeps the case open.
    pub fn is_owed(&self) -> bool {
        self.is_theirs() && !self.is_done()
    }
    /// Does it belong to `person`, in a case about which `asks` wrote?
    pub fn is_of(&self, person: i64, asks: i64) -> bool {
        self.person.unwrap_or(asks) == person
    }
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }
    /// Settled, and nobody has told the person.
    pub fn is_untold(&self) -> bool {
        !self.is_open() && self.told_at.is_none()
    }
    pub fn is_done(&self) -> bool {
        !self.is_open() && self.told_at.is_some()
    }
}

/// A wish to settle a need, as a form or the API brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settling {
    pub state: State,
    pub reason: Option<String>,
    pub possible: Option<String>,
    pub signpost: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a no needs its reason")]
    NoReason,
    #[error("say what is possible, or who can help")]
    NoWayOn,
    #[error("say what is possible, or who can help, and why it cannot be done")]
    Neither,
}

impl Settling {
    pub fn met() -> Settling {
        Settling {
            state: State::Met,
            reason: None,
            possible: None,
            signpost: None,
        }
    }
    pub fn withdrawn(reason: &str) -> Settling {
        Settling {
            state: State::Withdrawn,
            reason: Some(reason.into()),
            possible: None,
            signpost: None,
        }
    }

    /// Lock L2: a declined need has a reason and a way on.
    pub fn check(&self) -> Result<(), Refused> {
        let said = |field: &Option<String>| field.as_deref().is_some_and(|t| !t.trim().is_empty());
        if self.state != State::Declined {
            return Ok(());
        }
        let way_on = said(&self.possible) || said(&self.signpost);
        match (said(&self.reason), way_on) {
            (true, true) => Ok(()),
            (false, true) => Err(Refused::NoReason),
            (true, false) => Err(Refused::NoWayOn),
            (false, false) => Err(Refused::Neither),
        }
    }
}

/// The words of the implied need: the subject, or the first line when there is none.
pub fn implied_words(subject: &str, text: &str) -> String {
    let line = |t: &str| {
        t.lines()
            .map(str::trim)
            .find(|l| !l.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    match line(subject) {
        s if s.is_empty() => cut(&line(text)),
        s => cut(&s),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no(reason: &str, possible: &str, signpost: &str) -> Result<(), Refused> {
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        Settling {
            state: State::Declined,
            reason: some(reason),
            possible: some(possible),
            signpost: some(signpost),
        }
        .check()
    }

    #[test]
    fn a_no_needs_a_reason_and_a_way_on() {
        assert_eq!(
            no("we sell files only", "a file for the printer", ""),
            Ok(())
        );
        assert_eq!(
            no("the registrar decides", "", "the registrar's dispute desk"),
            Ok(())
        );
        assert_eq!(no("we sell files only", " ", ""), Err(Refused::NoWayOn));
        assert_eq!(no("", "a file for the printer", ""), Err(Refused::NoReason));
        assert_eq!(no("", "", ""), Err(Refused::Neither));
    }

    #[test]
    fn the_implied_need_takes_the_subject_or_the_first_line() {
        assert_eq!(implied_words("Paid, no link", "Hello"), "Paid, no link");
        assert_eq!(
            implied_words("  ", "\n\n  Where is it?\nBye"),
            "Where is it?"
        );
    }
}
