//! Texts cut into the words that documents are found by.
//!
//! The crate folds and cuts words itself and hands both engines the finished
//! list, so that neither's own idea of a word makes a difference. Scope tokens
//! (a mailbox, a person) stand in the same index as words that no text can
//! contain, so that a filter costs no join.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::fast::RandomState;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Error;

/// Marks a scope token. From the private use area: never part of a word.
const SCOPE: char = '\u{E000}';
/// Longer words are cut, in texts and in searches alike (in characters).
const WORD_LONG: usize = 40;
/// PostgreSQL takes a megabyte of different words for one document. Only data
/// that is no text reaches this; what is beyond it cannot be found.
const WORDS_LONG: usize = 700_000;

/// Folds case and accents: what sounds the same is written the same.
pub fn fold(text: &str) -> String {
    // Most texts, at a tenth of the time.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        for c in c.to_lowercase() {
            match c {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ł' => folded.push('l'),
                'þ' => folded.push_str("th"),
                'ı' => folded.push('i'),
                // Lower case can bring a mark of its own: İ.
                c if is_combining_mark(c) => {}
                c => folded.push(c),
            }
        }
    }
    folded
}

/// Scripts written without blanks are cut into pairs, so that a word inside a
/// sentence is found.
pub(crate) fn unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// The words of a folded text in its order, cut.
pub(crate) fn words(folded: &str) -> Vec<Cow<'_, str>> {
    let mut words: Vec<Cow<'_, str>> = Vec::with_capacity(folded.len() / 5);
    for run in folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
    {
        if run.is_ascii() {
            words.push(run[..run.len().min(WORD_LONG)].into());
            continue;
        }
        let chars: Vec<char> = run.chars().collect();
        for part in chars.chunk_by(|a, b| unspaced(*a) == unspaced(*b)) {
            if unspaced(part[0]) {
                words.extend(part.windows(2).map(|pair| String::from_iter(pair).into()));
                // The last one alone, so that each character begins a word.
                words.extend(part.last().map(|c| c.to_string().into()));
            } else {
                words.push(part.iter().take(WORD_LONG).collect::<String>().into());
            }
        }
    }
    words
}

pub(crate) fn scope_words(scope: &[String]) -> Result<Vec<String>, Error> {
    let plain = |token: &&String| !token.is_empty() && token.chars().all(char::is_alphanumeric);
    match scope.iter().find(|token| !plain(token)) {
        Some(wrong) => Err(Error::data(format!(
            "{wrong:?} is no scope token: letters and digits"
        ))),
        None => Ok(scope
            .iter()
            .map(|token| format!("{SCOPE}{token}"))
            .collect()),
    }
}

/// The different words of a text, as documents are found by them. Cutting a
/// letter takes longer than writing it down: whoever can does it before the
/// transaction.
#[derive(Debug, Clone, Default)]
pub struct Words(String);

impl Words {
    pub fn of(text: &str) -> Words {
        let folded = fold(text);
        let mut all = String::with_capacity(folded.len());
        let mut there = HashSet::with_hasher(RandomState::default());
        for word in words(&folded) {
            if there.contains(&word) {
                continue;
            }
            if all.len() + word.len() > WORDS_LONG {
                tracing::warn!("A text has more different words than the search index takes");
                break;
            }
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(&word);
            there.insert(word);
        }
        Words(all)
    }

    /// These, and what is new in `text`.
    pub fn and(&self, text: &str) -> Words {
        let known: HashSet<&str> = self.0.split(' ').collect();
        let mut all = self.0.clone();
        // A text without any word, such as a file that has no name, is cut to
        // one empty piece, which PostgreSQL refuses.
        for word in Words::of(text).0.split(' ').filter(|w| !w.is_empty()) {
            if !known.contains(word) && all.len() + word.len() < WORDS_LONG {
                if !all.is_empty() {
                    all.push(' ');
                }
                all.push_str(word);
            }
        }
        Words(all)
    }

    /// Behind those of its scope, blanks between.
    pub(crate) fn in_scope(&self, scope: &[String]) -> Result<String, Error> {
        let mut document = scope_words(scope)?.join(" ");
        if !document.is_empty() && !self.0.is_empty() {
            document.push(' ');
        }
        document.push_str(&self.0);
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_word_adds_none() {
        let and = |text: &str, more: &str| Words::of(text).and(more).0;
        assert_eq!(and("The lamp", ""), "the lamp");
        assert_eq!(and("The lamp", " ... "), "the lamp");
        assert_eq!(and("The lamp", "lamp.png"), "the lamp png");
        assert_eq!(and("", "lamp.png"), "lamp png");
        assert_eq!(and("?", ""), "");
    }
}
