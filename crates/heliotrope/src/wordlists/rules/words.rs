//! The words and sentences of a text, as lists are compared with them.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A run of letters and digits, or a question mark.
pub(super) struct Word<'a> {
    pub at: Range<usize>,
    pub folded: Cow<'a, str>,
    pub sentence: usize,
}

pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    // Words are six bytes with their blank, give or take.
    let mut words = Vec::with_capacity(text.len() / 5);
    for (sentence, range) in sentences(text).into_iter().enumerate() {
        let mut open: Option<usize> = None;
        let said = &text[range.clone()];
        for (at, c) in said.char_indices().chain([(said.len(), ' ')]) {
            if c.is_ascii_alphanumeric()
                || (!c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)))
            {
                open.get_or_insert(at);
                continue;
            }
            if let Some(from) = open.take() {
                words.push(Word {
                    at: range.start + from..range.start + at,
                    folded: folded(&said[from..at]),
                    sentence,
                });
            }
            if c == '?' {
                words.push(Word {
                    at: range.start + at..range.start + at + 1,
                    folded: "?".into(),
                    sentence,
                });
            }
        }
    }
    words
}

/// Without case and accents: "Café" and "CAFE" are one word.
pub fn fold(word: &str) -> String {
    folded(word).into_owned()
}

/// Most words of a letter are so already.
fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return match word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => word.to_ascii_lowercase().into(),
            false => word.into(),
        };
    }
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| if c == 'ß' { ['s', 's'] } else { [c, '\0'] })
        .filter(|c| *c != '\0')
        .collect::<String>()
        .into()
}

/// A line shorter than this was ended by its writer, not by the width of a page.
const WRAPPED: usize = 48;

/// The sentences of a text, in bytes and without the blanks around them. A
/// sentence ends with its mark, at an empty line, before a line that begins a
/// list, and after a short line.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut line = 0;
    let mut end = |from: &mut usize, to: usize| {
        let said = &text[*from..to];
        let start = *from + (said.len() - said.trim_start().len());
        if !said.trim().is_empty() {
            found.push(start..start + said.trim().len());
        }
        *from = to;
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        let to = at + c.len_utf8();
        match c {
            '!' | '?' | '…' if !matches!(after, Some('!' | '?')) => end(&mut from, to),
            '.' if after.is_none_or(char::is_whitespace) => end(&mut from, to),
            '\n' => {
                let length = text[line..at].trim_end().chars().count();
                let begins_list = after.is_some_and(|c| "-*•–".contains(c));
                if length < WRAPPED || begins_list {
                    end(&mut from, to);
                }
                line = to;
            }
            _ => {}
        }
    }
    end(&mut from, text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_its_writer_ended_it() {
        let text = "Dear team,\nI paid 34.00 euro for it and then there was nothing at all in\nmy post box. \
                    Why?!\n\n- one\n- two";
        let said: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(
            said,
            [
                "Dear team,",
                "I paid 34.00 euro for it and then there was nothing at all in\nmy post box.",
                "Why?!",
                "- one",
                "- two"
            ]
        );
        assert!(sentences(" \n ").is_empty());
    }
}
