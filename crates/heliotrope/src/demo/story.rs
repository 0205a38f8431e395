//! The story as it is written in `story.toml`.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub zone: String,
    pub mailbox: Vec<Mailbox>,
    pub agent: Vec<Agent>,
    pub person: Vec<Person>,
    pub tradeoff: Vec<Tradeoff>,
    pub calendar: Vec<Calendar>,
    pub away: Vec<Away>,
    pub case: Vec<Case>,
    pub arrival: Vec<Arrival>,
    pub budget: Budget,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    pub key: String,
    pub address: String,
    pub name: String,
    pub language: String,
    pub signature: String,
    pub answer_within_min: Option<i64>,
}

/// How much the house gives without asking, in a month, and what an hour of its
/// work costs. Minor units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub hour: i64,
    pub limit: i64,
    pub per_case: i64,
    pub currency: String,
}

/// Opening hours that mailboxes keep, with days of their own, counted from the
/// start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub name: String,
    /// The keys of mailboxes.
    pub mailboxes: Vec<String>,
    /// Monday to Friday.
    pub workdays: String,
    pub day: Vec<Day>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    pub in_days: i64,
    pub name: String,
    /// Nothing: closed.
    pub hours: String,
}

/// Somebody is not here when the demo begins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Away {
    pub agent: String,
    pub back_in_days: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    pub key: String,
    pub name: String,
    pub role: String,
}

impl Agent {
    pub fn address(&self) -> String {
        format!("{}@brevik.example", self.key)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub address: String,
}

/// What the company decided, its day of review in days from the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tradeoff {
    pub title: String,
    pub owner: String,
    pub decided: i64,
    #[serde(default)]
    pub because: String,
    #[serde(default)]
    pub so_that: String,
    #[serde(default)]
    pub instead: Vec<String>,
    #[serde(default)]
    pub slots: Vec<String>,
    #[serde(default)]
    pub public: bool,
    #[serde(default)]
    pub measure: String,
    pub review_in: i64,
}

fn help() -> String {
    "help".into()
}

/// Times are minutes before (-) or after (+) the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Where another case of the story speaks of it.
    pub key: Option<String>,
    pub from: String,
    #[serde(default = "help")]
    pub mailbox: String,
    pub at: i64,
    pub owner: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// What went wrong.
    pub cause: Option<String>,
    pub subject: String,
    pub text: String,
    #[serde(default)]
    pub step: Vec<Step>,
}

/// What the margin held beside a letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apology {
    pub fault: String,
    pub cause: String,
    pub parts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    Reply {
        by: String,
        at: i64,
        text: String,
        #[serde(default)]
        close: bool,
        next_word: Option<i64>,
        /// Silence until the day that the text names settles the case.
        #[serde(default)]
        until: bool,
        /// Places of needs in the case, from 0.
        settles: Option<Vec<usize>>,
        apology: Option<Apology>,
    },
    Note {
        by: String,
        at: i64,
        text: String,
    },
    Letter {
        at: i64,
        text: String,
    },
    Need {
        by: String,
        at: i64,
        text: String,
    },
    Met {
        by: String,
        at: i64,
        need: usize,
    },
    Decline {
        by: String,
        at: i64,
        #[serde(default)]
        reason: String,
        #[serde(default)]
        possible: String,
        #[serde(default)]
        signpost: String,
        /// By its title.
        tradeoff: Option<String>,
        /// In so many days somebody looks whether they found another way.
        look_again: Option<i64>,
    },
    Bounce {
        at: i64,
        said: String,
    },
    Plan {
        by: String,
        at: i64,
        can: String,
        cannot: String,
        steps: Vec<String>,
        /// How many of them are done; the next one is being done.
        done: usize,
    },
    Give {
        by: String,
        at: i64,
        kind: String,
        amount: i64,
    },
    /// More than may be given: the lead is asked.
    Ask {
        by: String,
        at: i64,
        kind: String,
        amount: i64,
        /// By when the person hears of it.
        until: i64,
        /// The letter that waits.
        reply: String,
    },
    /// Minutes of digging that are given, and work and a part that are offered.
    Quote {
        by: String,
        at: i64,
        research: i64,
        work: String,
        minutes: i64,
        part: String,
        each: i64,
    },
    /// Into the case of this key.
    Merge {
        by: String,
        at: i64,
        into: String,
    },
    /// It is about this person, too.
    Affected {
        by: String,
        at: i64,
        person: String,
    },
}

impl Step {
    pub fn at(&self) -> i64 {
        match self {
            Step::Reply { at, .. }
            | Step::Note { at, .. }
            | Step::Letter { at, .. }
            | Step::Need { at, .. }
            | Step::Met { at, .. }
            | Step::Decline { at, .. }
            | Step::Plan { at, .. }
            | Step::Give { at, .. }
            | Step::Ask { at, .. }
            | Step::Quote { at, .. }
            | Step::Merge { at, .. }
            | Step::Affected { at, .. }
            | Step::Bounce { at, .. } => *at,
        }
    }
}

/// A letter that comes while the demo runs, and who answers it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    pub from: String,
    #[serde(default = "help")]
    pub mailbox: String,
    pub subject: String,
    pub text: String,
    pub by: Option<String>,
    pub answer: Option<String>,
}

impl Story {
    /// # Panics
    /// When the text in this binary is not a story; a test reads it.
    pub fn told() -> Story {
        toml::from_str(include_str!("story.toml")).expect("story.toml is a story")
    }

    pub fn person(&self, key: &str) -> anyhow::Result<&Person> {
        self.person
            .iter()
            .find(|p| p.key == key)
            .ok_or_else(|| anyhow::anyhow!("the story has no person {key}"))
    }

    pub fn mailbox(&self, key: &str) -> anyhow::Result<&Mailbox> {
        self.mailbox
            .iter()
            .find(|m| m.key == key)
            .ok_or_else(|| anyhow::anyhow!("the story has no mailbox {key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_in_the_story_is_of_the_cast() {
        let story = Story::told();
        let agents: Vec<&str> = story.agent.iter().map(|a| a.key.as_str()).collect();
        for case in &story.case {
            story.person(&case.from).unwrap();
            story.mailbox(&case.mailbox).unwrap();
            assert!(case.owner.iter().all(|o| agents.contains(&o.as_str())));
            let times: Vec<i64> = std::iter::once(case.at)
                .chain(case.step.iter().map(Step::at))
                .collect();
            assert!(times.is_sorted(), "{} goes back in time", case.subject);
        }
        for arrival in &story.arrival {
            story.person(&arrival.from).unwrap();
            story.mailbox(&arrival.mailbox).unwrap();
            assert_eq!(
                arrival.by.is_some(),
                arrival.answer.is_some(),
                "{}",
                arrival.subject
            );
        }
    }
}
