//! The closed words of the record.

use crate::kit::At;
use std::fmt;
use std::str::FromStr;

/// Who did it. Stored as `agent:7`, `person:3` or `system`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    Agent(i64),
    Person(i64),
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Agent(id) => write!(f, "agent:{id}"),
            Actor::Person(id) => write!(f, "person:{id}"),
            Actor::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let id = |s: &str| s.parse().map_err(|_| format!("no such actor: {text}"));
        match text.split_once(':') {
            Some(("agent", n)) => Ok(Actor::Agent(id(n)?)),
            Some(("person", n)) => Ok(Actor::Person(id(n)?)),
            None if text == "system" => Ok(Actor::System),
            _ => Err(format!("no such actor: {text}")),
        }
    }
}

macro_rules! kinds {
    ($($name:ident = $word:literal),* $(,)?) => {
        /// What happened, as one closed word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($name),* }

        impl Kind {
            #[cfg(test)]
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];
            pub fn word(self) -> &'static str {
                match self { $(Kind::$name => $word),* }
            }
        }

        impl FromStr for Kind {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word { $($word => Ok(Kind::$name),)* _ => Err(format!("no such event: {word}")) }
            }
        }
    };
}

kinds! {
    Opened = "opened",
    Merged = "merged",
    MergedInto = "merged_into",
    TakenApart = "taken_apart",
    SplitOff = "split_off",
    SplitFrom = "split_from",
    NeedJoined = "need_joined",
    Letter = "letter",
    Reply = "reply",
    Note = "note",
    Called = "called",
    Receipt = "receipt",
    ReceiptHeld = "receipt_held",
    Thanks = "thanks",
    Assigned = "assigned",
    FellToTeam = "fell_to_team",
    Turned = "turned",
    Tagged = "tagged",
    Untagged = "untagged",
    NeedAdded = "need_added",
    NeedMet = "need_met",
    NeedDeclined = "need_declined",
    NeedWithdrawn = "need_withdrawn",
    NeedReopened = "need_reopened",
    NeedSorted = "need_sorted",
    NeedReworded = "need_reworded",
    NeedGiven = "need_given",
    Told = "told",
    Untold = "untold",
    PromiseMade = "promise_made",
    PromiseKept = "promise_kept",
    PromiseRenegotiated = "promise_renegotiated",
    PromiseReleased = "promise_released",
    PromiseBroken = "promise_broken",
    UntilSet = "until_set",
    Parked = "parked",
    Woke = "woke",
    Closed = "closed",
    Reopened = "reopened",
    Undelivered = "undelivered",
    SentAgain = "sent_again",
    TakenBack = "taken_back",
    Erased = "erased",
    PlanChanged = "plan_changed",
    PlanDoubted = "plan_doubted",
    GoodwillGiven = "goodwill_given",
    GoodwillAsked = "goodwill_asked",
    GoodwillAgreed = "goodwill_agreed",
    GoodwillRefused = "goodwill_refused",
    GoodwillWithdrawn = "goodwill_withdrawn",
    GoodwillTakenBack = "goodwill_taken_back",
    CauseSet = "cause_set",
    CauseUnset = "cause_unset",
    CauseTold = "cause_told",
    WayTaken = "way_taken",
    LookBack = "look_back",
    PersonAdded = "person_added",
    PersonRemoved = "person_removed",
    PersonTold = "person_told",
    TimeSpent = "time_spent",
    QuoteMade = "quote_made",
    QuoteAccepted = "quote_accepted",
    QuoteRefused = "quote_refused",
    Apologised = "apologised",
    ApologyNotOwed = "apology_not_owed",
    Proposed = "proposed",
    ProposalTaken = "proposal_taken",
    AnswerWaits = "answer_waits",
    AnswerReleased = "answer_released",
    AnswerGivenBack = "answer_given_back",
    CareFound = "care_found",
    CareDropped = "care_dropped",
    RestitutionMade = "restitution_made",
    RestitutionTaken = "restitution_taken",
    Complaint = "complaint",
    ComplaintAnswered = "complaint_answered",
    ComplaintRejected = "complaint_rejected",
    ComplaintDropped = "complaint_dropped",
}

impl Kind {
    /// Does it bring words that somebody about to answer has to have seen?
    pub fn brings_words(self) -> bool {
        matches!(
            self,
            Kind::Letter | Kind::Reply | Kind::Note | Kind::Called | Kind::Thanks | Kind::Merged
        )
    }

    /// Does it say how a need stands from now on?
    pub fn moves_a_need(self) -> bool {
        matches!(
            self,
            Kind::NeedMet | Kind::NeedDeclined | Kind::NeedWithdrawn | Kind::NeedReopened
        )
    }
}

/// The ids an event speaks of: `message:12 need:4`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids(pub String);

impl Ids {
    pub fn none() -> Ids {
        Ids::default()
    }
    pub fn of(noun: &str, id: i64) -> Ids {
        Ids(format!("{noun}:{id}"))
    }
    pub fn and(mut self, noun: &str, id: impl fmt::Display) -> Ids {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(&format!("{noun}:{id}"));
        self
    }
    pub fn get(&self, noun: &str) -> Option<i64> {
        self.word(noun)?.parse().ok()
    }
    pub fn word(&self, noun: &str) -> Option<&str> {
        self.0
            .split(' ')
            .find_map(|part| part.strip_prefix(noun)?.strip_prefix(':'))
    }
}

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub n: i64,
    pub at: At,
    pub actor: Actor,
    pub kind: Kind,
    pub ids: Ids,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_actor_reads_back_as_it_was_written() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse::<Kind>(), Ok(*kind));
        }
        for actor in [Actor::Agent(7), Actor::Person(3), Actor::System] {
            assert_eq!(actor.to_string().parse::<Actor>(), Ok(actor));
        }
        assert!("agent:x".parse::<Actor>().is_err());
    }

    #[test]
    fn ids_are_found_by_their_noun() {
        let ids = Ids::of("message", 12).and("need", 4);
        assert_eq!(
            (ids.get("message"), ids.get("need"), ids.get("case")),
            (Some(12), Some(4), None)
        );
    }
}
