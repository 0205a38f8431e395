//! What we know of a person, and from where.

use std::str::FromStr;

use crate::kit::At;

/// Where a fact about a person comes from; a later one never beats an earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Letter,
    Form,
    Said,
}

impl Source {
    pub fn word(self) -> &'static str {
        match self {
            Source::Letter => "letter",
            Source::Form => "form",
            Source::Said => "said",
        }
    }
}

impl FromStr for Source {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Source::Letter, Source::Form, Source::Said]
            .into_iter()
            .find(|s| s.word() == word)
            .ok_or_else(|| format!("no such source: {word}"))
    }
}

#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub language: Option<String>,
    /// Where we know the language from.
    pub language_from: Option<Source>,
    pub zone: Option<String>,
    pub addresses: Vec<String>,
    /// Their name and addresses are gone, and whatever they said.
    pub erased_at: Option<At>,
}

impl Person {
    /// What a list calls them: their name, else the first address.
    pub fn shown(&self) -> &str {
        shown(
            &self.name,
            self.addresses.first().map_or("", String::as_str),
        )
    }
}

/// A name, or the address where there is none.
pub fn shown<'a>(name: &'a str, address: &'a str) -> &'a str {
    if name.trim().is_empty() {
        address
    } else {
        name
    }
}

/// The languages a person's page offers by name; any other tag may be stored too.
#[rustfmt::skip]
pub const LANGUAGES: &[&str] = &[
    "ar", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "de-AT", "de-CH", "el", "en", "en-GB", "en-US",
    "es", "es-MX", "et", "eu", "fa", "fi", "fr", "fr-CA", "ga", "gl", "he", "hi", "hr", "hu", "hy",
    "id", "is", "it", "ja", "ka", "ko", "la", "lt", "lv", "mk", "ms", "mt", "nb", "nl", "nn", "no", "pl",
    "pt", "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "th", "tr", "uk", "ur", "vi",
    "zh", "zh-Hant",
];

/// A language tag in its usual spelling ("de", "pt-BR"); none for what is no tag.
pub fn language_tag(text: &str) -> Option<String> {
    let tag: unic_langid::LanguageIdentifier = text.trim().parse().ok()?;
    // Longer ones are allowed by the grammar and spoken by nobody: "german".
    let spoken = tag.language.as_str();
    (spoken.len() <= 3 && spoken != "und").then(|| tag.to_string())
}

/// May a fact from `new` replace one from `known`?
pub fn may_replace(known: Option<Source>, new: Source) -> bool {
    known.is_none_or(|known| new >= known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_tag() {
        assert_eq!(language_tag(" pt-br "), Some("pt-BR".into()));
        assert_eq!(language_tag("DE"), Some("de".into()));
        for wrong in ["", "German", "und", "d", "de_DE_x"] {
            assert_eq!(language_tag(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_offered_language_is_a_tag_and_has_a_name() {
        use crate::kit::words::{Lang, Words};
        for tag in LANGUAGES {
            assert_eq!(language_tag(tag).as_deref(), Some(*tag));
            for lang in Lang::ALL {
                let name = crate::t!(Words::of(lang), "people-language-name", tag = *tag);
                assert_ne!(name, *tag, "in {}", lang.own_name());
            }
        }
    }

    #[test]
    fn what_they_said_is_never_replaced_by_a_guess() {
        assert!(may_replace(None, Source::Letter));
        assert!(may_replace(Some(Source::Letter), Source::Form));
        assert!(!may_replace(Some(Source::Said), Source::Letter));
    }
}
