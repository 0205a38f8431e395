//! Needs in the words of a letter: what a selection becomes, where it stands,
//! and which places are outlined.

use std::ops::Range;

use super::{Kind, Need, Quote};
use crate::wordlists::List;
use crate::wordlists::rules::{Found, fold, sentences};

/// The text of a need has at most so many characters.
pub const LONGEST: usize = 140;
/// At most so many places are outlined.
const MOST: usize = 3;
/// A candidate is a sentence; of a longer one, from a comma at most so many
/// characters before what was found.
const BEFORE: usize = 60;

/// The text of a need: one line, cut between words when it is too long.
pub fn cut(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let mut short: String = line.chars().take(LONGEST - 1).collect();
    if !line[short.len()..].starts_with(' ')
        && let Some(gap) = short.rfind(' ')
    {
        short.truncate(gap);
    }
    let end = short
        .trim_end_matches([' ', ',', ';', ':', '-', '–', '.'])
        .len();
    short.truncate(end);
    short.push('…');
    short
}

/// Where a selection stands in a message, in characters; however its blanks and
/// line breaks came along. `near`: where it began when it was selected.
pub fn place(message: &str, selection: &str, near: Option<usize>) -> Option<(usize, usize)> {
    let (text, at) = joined(message);
    let (wanted, _) = joined(selection);
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return None;
    }
    let near = near.unwrap_or(0);
    let chars_before = |byte: usize| text[..byte].chars().count();
    let length = wanted.chars().count();
    // The few nearest are enough: a selection of one letter is everywhere.
    let found = text.match_indices(wanted).take(2_000);
    found
        .map(|(byte, _)| chars_before(byte))
        .map(|first| (at[first], at[first + length - 1] + 1))
        .min_by_key(|(from, _)| from.abs_diff(near))
}

/// The text with each run of blanks as one, and the place of each character.
fn joined(text: &str) -> (String, Vec<usize>) {
    let (mut line, mut at) = (String::with_capacity(text.len()), Vec::new());
    for (n, c) in text.chars().enumerate() {
        if !c.is_whitespace() {
            line.push(c);
            at.push(n);
        } else if !line.ends_with(' ') {
            line.push(' ');
            at.push(n);
        }
    }
    (line, at)
}

/// A place in a letter that may be a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub quote: Quote,
    pub kind: Kind,
    pub words: String,
}

/// The head of a list under which words of illness and death stand. It is no
/// kind of need, and what it finds is kept nowhere.
const ILLNESS: &str = "illness";

/// What the word rules see in a letter that waits for an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The places to outline, at most three, in its order.
    pub candidates: Vec<Candidate>,
    /// It speaks of illness: whoever answers reads it to the end first.
    pub heavy: bool,
}

pub fn reading(list: &List, message: i64, letter: &str, needs: &[Need]) -> Reading {
    let found = list.find(letter);
    Reading {
        heavy: found.iter().any(|f| f.head == ILLNESS),
        candidates: candidates(&found, message, letter, needs),
    }
}

/// What a need says already is not said again; a letter that only asks one
/// question is what its case is about.
fn candidates(found: &[Found<'_>], message: i64, letter: &str, needs: &[Need]) -> Vec<Candidate> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(Kind, Range<usize>)> = Vec::new();
    for sentence in sentences(letter) {
        let here = found
            .iter()
            .filter(|f| sentence.contains(&f.at.start))
            .filter_map(|f| Some((f.head.parse::<Kind>().ok()?, f.at.clone())));
        let Some((kind, hit)) = here.min_by_key(|(kind, at)| (*kind, at.start)) else {
            continue;
        };
        all.push((kind, clause(letter, &sentence, &hit)));
    }
    let plain = all.len() == 1 && all[0].0 == Kind::Answer;
    if plain && needs.len() == 1 && needs[0].is_open() {
        return Vec::new();
    }
    all.retain(|(_, at)| !is_said(needs, message, letter, at));
    all.sort_by_key(|(kind, at)| (*kind, at.start));
    all.truncate(MOST);
    all.sort_by_key(|(_, at)| at.start);
    let candidate = |(kind, at): (Kind, Range<usize>)| Candidate {
        quote: quote(message, letter, &at),
        kind,
        words: cut(&letter[at]),
    };
    all.into_iter().map(candidate).collect()
}

fn quote(message: i64, letter: &str, at: &Range<usize>) -> Quote {
    let from = letter[..at.start].chars().count();
    Quote {
        message,
        from,
        to: from + letter[at.clone()].chars().count(),
    }
}

/// The sentence, or as much of a long one around the hit as a need may hold.
fn clause(letter: &str, sentence: &Range<usize>, hit: &Range<usize>) -> Range<usize> {
    let said = &letter[sentence.clone()];
    if said.chars().count() <= LONGEST {
        return sentence.clone();
    }
    let before = &letter[sentence.start..hit.start];
    let far = before
        .char_indices()
        .rev()
        .nth(BEFORE)
        .map_or(0, |(at, _)| at);
    let from = match before[far..].rfind([',', ';', ':', '(', '–']) {
        Some(at) => {
            let after = &before[far + at..];
            sentence.start + far + at + after.chars().next().map_or(0, char::len_utf8)
        }
        None if far == 0 => sentence.start,
        None => sentence.start + far + before[far..].find(char::is_whitespace).unwrap_or(0),
    };
    let rest = &letter[from..sentence.end];
    let from = from + (rest.len() - rest.trim_start().len());
    let rest = &letter[from..sentence.end];
    let Some((end, _)) = rest.char_indices().nth(LONGEST - 1) else {
        return from..sentence.end;
    };
    let end = rest[..end].rfind(char::is_whitespace).unwrap_or(end);
    from..(from + rest[..end].trim_end().len()).max(hit.end)
}

/// Does a need stand in these words already?
fn is_said(needs: &[Need], message: i64, letter: &str, at: &Range<usize>) -> bool {
    let here = quote(message, letter, at);
    let plain = |words: &str| {
        let folded = words.split(|c: char| !c.is_alphanumeric()).map(fold);
        folded
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let words = plain(&letter[at.clone()]);
    needs.iter().any(|need| {
        let overlaps = need
            .quote
            .is_some_and(|q| q.message == message && q.from < here.to && here.from < q.to);
        // A form's subject is the first sentence with the order's number behind it.
        let theirs = plain(&need.words);
        let begins = need.implied && theirs.starts_with(&format!("{words} "));
        overlaps || theirs == words || begins
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::Lang;
    use crate::needs::rules::{FoundBy, State, Whose};
    use crate::wordlists::Which;

    #[test]
    fn a_need_is_one_line_cut_between_words() {
        assert_eq!(cut("  guests on\n Friday "), "guests on Friday");
        let long = "word ".repeat(40);
        let short = cut(&long);
        assert!(
            short.chars().count() <= LONGEST && short.ends_with("word…"),
            "{short}"
        );
        assert_eq!(cut(&"ä".repeat(200)).chars().count(), LONGEST);
    }

    #[test]
    fn a_selection_is_found_in_the_message_it_was_made_in() {
        let message = "Grüße!\nI have guests\r\non Friday. guests on Friday";
        let at = |selection: &str, near| place(message, selection, near);
        assert_eq!(at("guests on Friday", None), Some((14, 31)));
        assert_eq!(at(" guests on\n\nFriday ", Some(40)), Some((33, 49)));
        assert_eq!(at("guests on Monday", None), None);
        assert_eq!(at("  ", None), None);
        let chars: Vec<char> = message.chars().collect();
        assert_eq!(
            chars[14..31].iter().collect::<String>(),
            "guests\r\non Friday"
        );
    }

    fn need(words: &str, quote: Option<Quote>) -> Need {
        Need {
            id: 1,
            implied: quote.is_none(),
            kind: Kind::Outcome,
            words: words.to_owned(),
            state: State::Open,
            possible: None,
            signpost: None,
            says: None,
            settled_at: None,
            settled_by: None,
            told_at: None,
            told_how: None,
            found_by: FoundBy::Implied,
            whose: Whose::Person,
            person: None,
            quote,
        }
    }

    fn outlined(letter: &str, needs: &[Need]) -> Vec<String> {
        let list = Which::Needs.our_list(Lang::En);
        let all = reading(&list, 7, letter, needs).candidates;
        let chars: Vec<char> = letter.chars().collect();
        for c in &all {
            let quoted: String = chars[c.quote.from..c.quote.to].iter().collect();
            assert_eq!(cut(&quoted), c.words, "the quote is where the words are");
        }
        all.into_iter()
            .map(|c| format!("{}: {}", c.kind.word(), c.words))
            .collect()
    }

    #[test]
    fn at_most_three_places_are_outlined_the_weightiest_in_their_order() {
        let heating = "Refund me or I go to the press! I have guests on Friday and no heating";
        assert_eq!(
            outlined(heating, &[need("Heater", None)]),
            [
                "money: Refund me or I go to the press!",
                "outcome: I have guests on Friday and no heating"
            ]
        );
        let many =
            "Hi,\nHow are you? I paid twice. Is it late? There is no link. Here is a poem for you.";
        assert_eq!(
            outlined(many, &[need("Book", None)]),
            [
                "money: I paid twice.",
                "delivery: There is no link.",
                "gift: Here is a poem for you."
            ]
        );
    }

    #[test]
    fn what_is_said_already_is_not_outlined() {
        assert!(outlined("How do I change my address?", &[need("Address", None)]).is_empty());
        assert!(outlined("I paid twice.", &[need("i paid TWICE", None)]).is_empty());
        let quote = Quote {
            message: 7,
            from: 2,
            to: 6,
        };
        assert!(outlined("I paid twice.", &[need("paid", Some(quote))]).is_empty());
        assert!(outlined("Good morning.", &[]).is_empty());
    }

    #[test]
    fn of_a_long_sentence_the_part_around_the_find_is_outlined() {
        let letter = format!(
            "{}, and as I said on the phone there is no link in the letter, {}.",
            "so it goes ".repeat(20).trim(),
            "and on ".repeat(30).trim()
        );
        let said = outlined(&letter, &[need("Book", None)]);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("delivery: and as I said on the phone there is no link"),
            "{said:?}"
        );
    }
}
