//! Delivery, in the words that stand on a message.

use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Reply,
    Receipt,
    /// A way back in for an agent who forgot their password.
    Reset,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Reply => "reply",
            Kind::Receipt => "receipt",
            Kind::Reset => "reset",
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Kind::Reply, Kind::Receipt, Kind::Reset]
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of envelope: {word}"))
    }
}

/// What became of an envelope, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    Accepted,
    TakenBack,
    Waiting,
    /// It waited when the backup was made that this desk was brought back
    /// from, so it may have left since: a person says whether it is to leave.
    Paused,
    Failed,
    Bounced,
}

impl Delivery {
    pub fn word(self) -> &'static str {
        match self {
            Delivery::Waiting => "waiting",
            Delivery::Paused => "paused",
            Delivery::Accepted => "accepted",
            Delivery::Failed => "failed",
            Delivery::Bounced => "bounced",
            Delivery::TakenBack => "taken_back",
        }
    }
    pub fn is_lost(self) -> bool {
        matches!(self, Delivery::Failed | Delivery::Bounced)
    }
}

impl FromStr for Delivery {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            Delivery::Waiting,
            Delivery::Paused,
            Delivery::Accepted,
            Delivery::Failed,
            Delivery::Bounced,
            Delivery::TakenBack,
        ]
        .into_iter()
        .find(|d| d.word() == word)
        .ok_or_else(|| format!("no such delivery: {word}"))
    }
}

/// The one word for a letter with several envelopes: the worst of them.
pub fn of_all(envelopes: impl IntoIterator<Item = Delivery>) -> Option<Delivery> {
    envelopes.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_as_well_as_its_worst_envelope() {
        use Delivery::*;
        assert_eq!(of_all([Accepted, Waiting]), Some(Waiting));
        assert_eq!(of_all([Accepted, Bounced, Waiting]), Some(Bounced));
        assert_eq!(of_all([]), None);
    }
}
