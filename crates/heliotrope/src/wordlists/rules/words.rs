//! The words and sentences of a text, as lists are compared with them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A run of letters and digits, or a question mark.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Where it stands in the text.
    pub at: Range<usize>,
    /// Where it stands without case and accents.
    folded: Range<usize>,
    pub sentence: usize,
}

/// A text cut into words, as any number of lists may be compared with it.
#[derive(Debug, Clone, Default)]
pub struct Cut {
    folded: String,
    pub(super) words: Vec<Word>,
}

impl Cut {
    pub fn of(text: &str) -> Cut {
        let mut cut = Cut {
            folded: String::with_capacity(text.len()),
            // Words are six bytes with their blank, give or take.
            words: Vec::with_capacity(text.len() / 5),
        };
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
                let start = range.start;
                if let Some(from) = open.take() {
                    cut.add(text, start + from..start + at, sentence);
                }
                if c == '?' {
                    cut.add(text, start + at..start + at + 1, sentence);
                }
            }
        }
        cut
    }

    fn add(&mut self, text: &str, at: Range<usize>, sentence: usize) {
        let from = self.folded.len();
        fold_onto(&mut self.folded, &text[at.clone()]);
        self.words.push(Word {
            at,
            folded: from..self.folded.len(),
            sentence,
        });
    }

    /// The word without case and accents.
    pub(super) fn folded(&self, word: &Word) -> &str {
        &self.folded[word.folded.clone()]
    }

    /// Its words without case and accents, from first to last.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| self.folded(word))
    }
}

/// Without case and accents: "Café" and "CAFE" are one word.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_onto(&mut folded, word);
    folded
}

fn fold_onto(folded: &mut String, word: &str) {
    if word.is_ascii() {
        let from = folded.len();
        folded.push_str(word);
        folded[from..].make_ascii_lowercase();
        return;
    }
    let plain = word.nfd().filter(|c| !is_combining_mark(*c));
    for c in plain.flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            c => folded.push(c),
        }
    }
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
