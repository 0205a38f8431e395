//! What sort of thing a need is, who found it, and whose it is.

use std::str::FromStr;
use std::sync::Arc;

use crate::wordlists::{List, Said};

/// Guessed from the words and corrected by one press. Above stands what counts
/// more when the words speak of several.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = NeedKind)]
pub enum Kind {
    /// Somebody may come to harm: stands above late.
    Safety,
    Money,
    Delivery,
    Apology,
    Gift,
    /// They want to be listened to: an answer that a person wrote settles it.
    Heard,
    Outcome,
    Answer,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Safety,
        Kind::Money,
        Kind::Delivery,
        Kind::Apology,
        Kind::Gift,
        Kind::Heard,
        Kind::Outcome,
        Kind::Answer,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Safety => "safety",
            Kind::Money => "money",
            Kind::Delivery => "delivery",
            Kind::Apology => "apology",
            Kind::Gift => "gift",
            Kind::Heard => "heard",
            Kind::Outcome => "outcome",
            Kind::Answer => "answer",
        }
    }

    /// What was spoken of; none when the list knows none of it.
    fn spoken_of(heads: &[String]) -> Option<Kind> {
        heads.iter().filter_map(|head| head.parse().ok()).min()
    }

    /// The kind of a case's first need: of its subject, and where that says
    /// little, of the letter. Harm is believed wherever it stands.
    pub fn guess(list: &Arc<List>, said: &Said) -> Kind {
        let heads = said.heads(list);
        let of_letter = Kind::spoken_of(&heads.letter);
        match Kind::spoken_of(&heads.subject) {
            _ if of_letter == Some(Kind::Safety) => Kind::Safety,
            None => of_letter.unwrap_or(Kind::Outcome),
            Some(little @ (Kind::Outcome | Kind::Answer)) => {
                of_letter.map_or(little, |said| said.min(little))
            }
            Some(said) => said,
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Kind::ALL
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| format!("no such kind of need: {word}"))
    }
}

/// How a need came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The one each case starts with.
    Implied,
    Agent,
    /// A word rule outlined it and an agent accepted it.
    Rule,
    Customer,
}

impl FoundBy {
    pub fn word(self) -> &'static str {
        match self {
            FoundBy::Implied => "implied",
            FoundBy::Agent => "agent",
            FoundBy::Rule => "rule",
            FoundBy::Customer => "customer",
        }
    }
}

impl FromStr for FoundBy {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [
            FoundBy::Implied,
            FoundBy::Agent,
            FoundBy::Rule,
            FoundBy::Customer,
        ]
        .into_iter()
        .find(|f| f.word() == word)
        .ok_or_else(|| format!("nobody finds a need as: {word}"))
    }
}

/// Who needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    Person,
    /// We need it from them: it never keeps a case open.
    Us,
}

impl Whose {
    pub fn word(self) -> &'static str {
        match self {
            Whose::Person => "person",
            Whose::Us => "us",
        }
    }
}

impl FromStr for Whose {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Whose::Person, Whose::Us]
            .into_iter()
            .find(|w| w.word() == word)
            .ok_or_else(|| format!("a need belongs to a person or to us, not to: {word}"))
    }
}

/// The place of a need's words in a message, in characters of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub message: i64,
    pub from: usize,
    pub to: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::Lang;
    use crate::wordlists::Which;

    #[track_caller]
    fn check(lang: Lang, subject: &str, letter: &str, kind: Kind) {
        let list = Which::Needs.our_list(lang);
        assert_eq!(
            Kind::guess(&list, &Said::of(subject, letter)),
            kind,
            "{subject} / {letter}"
        );
    }

    #[test]
    fn a_kind_is_guessed_from_subject_and_letter() {
        let en = |subject, letter, kind| check(Lang::En, subject, letter, kind);
        en("How do I change my address?", "", Kind::Answer);
        en("refund for order 8841", "Where is it?", Kind::Money);
        en("Hello", "My parcel has not arrived", Kind::Delivery);
        en("Where is my book?", "I paid on Monday", Kind::Delivery);
        en("Heater", "I burnt my hand on your heater", Kind::Safety);
        en("Your fire sale", "I like the fire pit", Kind::Outcome);
        en("Hello", "Here is a poem for you", Kind::Gift);
        let de = |subject, letter, kind| check(Lang::De, subject, letter, kind);
        de("Erstattung", "", Kind::Money);
        de("Frage", "Wo bleibt mein Paket?", Kind::Delivery);
        de("Ofen", "Es riecht nach Gas.", Kind::Safety);
        de("Danke", "Ich habe für Sie gemalt.", Kind::Gift);
    }

    #[test]
    fn every_kind_reads_back_and_is_known_to_our_list() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            for lang in Lang::ALL {
                let head = format!("[{}]", kind.word());
                assert!(Which::Needs.ours(lang).contains(&head), "{head} {lang}");
            }
        }
    }
}
