//! Snippets, scopes and nearest spellings.

use crate::kit::fold;
use std::collections::HashMap;
use std::str::FromStr;

/// How much of a message a snippet shows, in characters.
const LONG: usize = 200;
/// How much of that stands before the first word that was found.
const BEFORE: usize = 60;
/// How far into a message the words are looked for, in characters.
const FAR: usize = 50_000;

/// Where to search. Written `mailbox:1` or `person:88`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Mailbox(i64),
    Person(i64),
}

impl Scope {
    /// As the index knows it.
    pub fn token(self) -> String {
        match self {
            Scope::Mailbox(id) => format!("mb{id}"),
            Scope::Person(id) => format!("pe{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ();
    fn from_str(text: &str) -> Result<Scope, ()> {
        match text.split_once(':') {
            Some(("mailbox", id)) => id.parse().map(Scope::Mailbox).map_err(|_| ()),
            Some(("person", id)) => id.parse().map(Scope::Person).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// A stretch of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    /// It is one of the words that were searched.
    pub found: bool,
}

/// The stretch of `text` around the first of the words, all of them marked; the
/// beginning when none stands in it.
pub fn snippet(text: &str, query: &str) -> Vec<Part> {
    let chars: Vec<char> = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(FAR)
        .collect();
    let found = found(&chars, query);
    let first = found.iter().position(|f| *f).unwrap_or(0);
    let start = if first <= BEFORE {
        0
    } else {
        word_start(&chars, first - BEFORE)
    };
    let end = (start + LONG).min(chars.len());
    let mut parts: Vec<Part> = Vec::new();
    for i in start..end {
        match parts.last_mut() {
            Some(part) if part.found == found[i] => part.text.push(chars[i]),
            _ => parts.push(Part {
                text: chars[i].to_string(),
                found: found[i],
            }),
        }
    }
    if start > 0 {
        parts.insert(
            0,
            Part {
                text: "… ".into(),
                found: false,
            },
        );
    }
    if end < chars.len() {
        parts.push(Part {
            text: " …".into(),
            found: false,
        });
    }
    parts
}

/// The same without marks.
pub fn plain(parts: &[Part]) -> String {
    parts.iter().map(|p| p.text.as_str()).collect()
}

fn word_start(chars: &[char], from: usize) -> usize {
    (from..chars.len().min(from + 40))
        .find(|i| chars[*i - 1] == ' ')
        .unwrap_or(from)
}

/// Which characters belong to one of the words.
fn found(chars: &[char], query: &str) -> Vec<bool> {
    // Folding can make two characters of one, so each remembers its origin.
    let mut folded: Vec<(char, usize)> = Vec::with_capacity(chars.len());
    let mut buffer = [0; 4];
    for (i, c) in chars.iter().enumerate() {
        folded.extend(fold(c.encode_utf8(&mut buffer)).chars().map(|c| (c, i)));
    }
    let query = fold(query);
    let words: Vec<Vec<char>> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.chars().collect())
        .collect();
    let mut found = vec![false; chars.len()];
    for (n, word) in words.iter().enumerate() {
        let last = n + 1 == words.len();
        let mut at = 0;
        while at + word.len() <= folded.len() {
            let end = at + word.len();
            let same = folded[at..end].iter().zip(word).all(|((c, _), w)| c == w);
            if same && is_word(&folded, at, end, last) {
                let stop = if last { word_end(&folded, end) } else { end };
                for (_, origin) in &folded[at..stop] {
                    found[*origin] = true;
                }
                at = stop;
            } else {
                at += 1;
            }
        }
    }
    found
}

/// Does a word begin here, and end there unless it may go on? Scripts without
/// blanks have no such places.
fn is_word(folded: &[(char, usize)], start: usize, end: usize, may_go_on: bool) -> bool {
    let inside = |i: usize| folded.get(i).is_some_and(|(c, _)| c.is_alphanumeric());
    if !folded[start].0.is_ascii() && folded[start].0 >= '\u{0E00}' {
        return true;
    }
    (start == 0 || !inside(start - 1)) && (may_go_on || !inside(end))
}

fn word_end(folded: &[(char, usize)], from: usize) -> usize {
    let goes_on = |(c, _): &(char, usize)| c.is_alphanumeric() && *c < '\u{0E00}';
    from + folded[from..].iter().take_while(|f| goes_on(f)).count()
}

/// The query with each unknown word replaced by the nearest known one; none
/// when every word is known or nothing is near.
pub fn nearest(query: &str, known: &HashMap<String, usize>) -> Option<String> {
    let mut changed = false;
    let words: Vec<String> = fold(query)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|word| {
            let near = near(word, known);
            changed |= near.is_some_and(|n| n != word);
            near.unwrap_or(word).to_owned()
        })
        .collect();
    changed.then(|| words.join(" "))
}

fn near<'a>(word: &str, known: &'a HashMap<String, usize>) -> Option<&'a str> {
    if let Some((same, _)) = known.get_key_value(word) {
        return Some(same);
    }
    let far = match word.chars().count() {
        0..3 => return None,
        3..6 => 1,
        _ => 2,
    };
    known
        .iter()
        .map(|(k, often)| {
            (
                strsim::osa_distance(k, word),
                std::cmp::Reverse(*often),
                k.as_str(),
            )
        })
        .filter(|(distance, ..)| *distance <= far)
        .min()
        .map(|(.., k)| k)
}

/// The words of some texts, and how often each stands there.
pub fn vocabulary<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut known = HashMap::new();
    for text in texts {
        for word in fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 2)
        {
            *known.entry(word.to_owned()).or_default() += 1;
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, query: &str, expected: &str) {
        let marked = |p: Part| {
            if p.found {
                format!("[{}]", p.text)
            } else {
                p.text
            }
        };
        let shown: String = snippet(text, query).into_iter().map(marked).collect();
        assert_eq!(shown, expected, "{query} in {text}");
    }

    #[test]
    fn the_words_are_marked_as_they_were_found() {
        check(
            "The refund to\nHarbor Street",
            "harbor refund",
            "The [refund] to [Harbor] Street",
        );
        check("Große Straße", "strasse", "Große [Straße]");
        check("Größe", "grosse", "[Größe]");
        check("the chain, unchained", "chain", "the [chain], unchained");
        check("chains and chain", "chain x", "chains and [chain]");
        check("refunds are slow", "refund", "[refunds] are slow");
        check("返金はいつですか", "いつ", "返金は[いつ]ですか");
        check("nothing here", "refund", "nothing here");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let parts = snippet(&text, "needle");
        assert!(plain(&parts).starts_with("… hay hay"), "{}", plain(&parts));
        assert!(plain(&parts).ends_with(" …"));
        assert!(plain(&parts).chars().count() <= LONG + 4);
        assert!(parts.iter().any(|p| p.found && p.text == "needle"));
    }

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        let known = vocabulary(["Harbor Cycles", "Chain snapped", "Harbor branch"]);
        assert_eq!(nearest("harbr", &known), Some("harbor".into()));
        assert_eq!(nearest("harbro chian", &known), Some("harbor chain".into()));
        assert_eq!(nearest("harbor", &known), None);
        assert_eq!(nearest("zzzzzz", &known), None);
    }

    #[test]
    fn a_scope_is_a_mailbox_or_a_person() {
        assert_eq!("mailbox:7".parse(), Ok(Scope::Mailbox(7)));
        assert_eq!(
            "person:88".parse::<Scope>().map(Scope::token),
            Ok("pe88".into())
        );
        for wrong in ["", "mailbox", "case:3", "person:x"] {
            assert_eq!(wrong.parse::<Scope>(), Err(()), "{wrong}");
        }
    }
}
