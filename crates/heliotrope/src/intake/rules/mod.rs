//! For whom a letter is, where it belongs and what it is: pure decisions.

mod form;
mod placing;
mod prints;
mod reading;

pub use form::{Missing, Typed, first_line, lacks_files, missing, screen, wanted};
pub use placing::{
    Known, Place, RECEIPTS, Standing, destination, fetched_for, is_loop, is_lost, is_ours,
    is_passed_on, may_receipt, place, repeats, standing,
};
pub use prints::Prints;
pub use reading::{Incoming, is_address, letter_id, raw_words, read_letter};

use serde::{Deserialize, Serialize};

/// By which door something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Door {
    Receive,
    Smtp,
    Imap,
    Form,
    Api,
}

impl Door {
    pub fn word(self) -> &'static str {
        match self {
            Door::Receive => "receive",
            Door::Smtp => "smtp",
            Door::Imap => "imap",
            Door::Form => "form",
            Door::Api => "api",
        }
    }
}

impl std::str::FromStr for Door {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Door::Receive, Door::Smtp, Door::Imap, Door::Form, Door::Api]
            .into_iter()
            .find(|d| d.word() == word)
            .ok_or_else(|| format!("no such door: {word}"))
    }
}

/// How an arrival ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Case,
    Duplicate,
    Screened,
    NeedsPerson,
}

impl Ending {
    /// As it stands on disk; outside (`receive`, API) it is [`Ending::shown`].
    pub fn word(self) -> &'static str {
        match self {
            Ending::Case => "case",
            Ending::Duplicate => "duplicate",
            Ending::Screened => "screened",
            Ending::NeedsPerson => "needs_person",
        }
    }

    pub fn shown(self) -> &'static str {
        if self == Ending::NeedsPerson {
            "needs-person"
        } else {
            self.word()
        }
    }
}

impl std::str::FromStr for Ending {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            Ending::Case,
            Ending::Duplicate,
            Ending::Screened,
            Ending::NeedsPerson,
        ]
        .into_iter()
        .find(|e| e.word() == word)
        .ok_or_else(|| format!("no such ending of an arrival: {word}"))
    }
}
