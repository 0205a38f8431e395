//! What a finding means: pure decisions over what was seen.

mod dns;
mod house;

use serde::{Deserialize, Serialize};

use crate::kit::At;

pub use self::dns::{Domain, Keys, SELECTORS, domain, parents, speaks_for};
pub use self::house::{
    Disk, OUTBOX_PATIENCE, Unready, above, arrivals, backups, bounces, certificate, clock,
    clock_off, compared, consent, disk, fetching, filing, followed, integrity, key, ledger, lost,
    outbox, password, paused, public_url, running, sending, trip, unready,
};

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Well,
    /// It works, and there is something to know or to mend at leisure.
    Look,
    NotWell,
}

/// What was seen, to be said in any language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    #[serde(rename = "text")]
    Text(String),
    #[serde(rename = "number")]
    Number(i64),
    #[serde(rename = "at")]
    Moment(At),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Fact {
        Fact::Text(text)
    }
}

impl From<i64> for Fact {
    fn from(n: i64) -> Fact {
        Fact::Number(n)
    }
}

impl From<At> for Fact {
    fn from(at: At) -> Fact {
        Fact::Moment(at)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// A closed word: "outbox".
    pub name: String,
    /// The mailbox or domain it is about; empty: the house.
    pub subject: String,
    pub state: State,
    /// The sentence of the catalogue.
    pub key: String,
    pub facts: Vec<(String, Fact)>,
    /// When others were asked. None: just now.
    pub at: Option<At>,
}

impl Check {
    pub fn new(name: &str, state: State, key: &str) -> Check {
        Check {
            name: name.to_owned(),
            subject: String::new(),
            state,
            key: key.to_owned(),
            facts: Vec::new(),
            at: None,
        }
    }

    pub fn about(mut self, subject: &str) -> Check {
        self.subject = subject.to_owned();
        self
    }

    pub fn fact(mut self, name: &str, fact: impl Into<Fact>) -> Check {
        self.facts.push((name.to_owned(), fact.into()));
        self
    }

    pub fn ok(&self) -> bool {
        self.state != State::NotWell
    }

    /// The line that a domain should publish, when that is the way to mend it.
    pub fn line(&self) -> Option<&str> {
        self.text("line")
    }

    /// The page on which somebody signs in again, when that mends it.
    pub fn again(&self) -> Option<&str> {
        self.text("again")
    }

    fn text(&self, named: &str) -> Option<&str> {
        self.facts.iter().find_map(|(name, fact)| match fact {
            Fact::Text(text) if name == named => Some(text.as_str()),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_back_from_its_row() {
        let check = Check::new("mx", State::Look, "health-mx-none")
            .about("acme.example")
            .fact("domain", "acme.example")
            .fact("n", 3)
            .fact("since", At(1_772_708_400_000_000));
        let row = serde_json::to_string(&check).unwrap();
        assert_eq!(serde_json::from_str::<Check>(&row).unwrap(), check);
        assert!(check.ok() && check.line().is_none());
    }
}
