//! How a list is written, and where its phrases stand in a text.

mod said;
mod words;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use crate::kit::words::Lang;
use foldhash::fast::RandomState;
pub use said::Said;
use words::Word;
pub use words::{Cut, fold, sentences};

/// Phrases that stand under a draft: more would be school.
pub const HINTS: usize = 3;

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// What a person may need: candidates in a new letter, and their kinds.
    Needs,
    /// Hollow phrases in a draft: "any inconvenience".
    Hollow,
    /// Words in a draft that only prove us right.
    Proving,
    /// Letters that speak of an injury, a lawyer, lost data.
    Careful,
}

impl Which {
    pub const ALL: [Which; 4] = [Which::Needs, Which::Hollow, Which::Proving, Which::Careful];

    pub fn word(self) -> &'static str {
        match self {
            Which::Needs => "needs",
            Which::Hollow => "hollow",
            Which::Proving => "proving",
            Which::Careful => "careful",
        }
    }

    /// The text of ours.
    pub fn ours(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Which::Needs, Lang::En) => include_str!("lists/needs.en.txt"),
            (Which::Needs, Lang::De) => include_str!("lists/needs.de.txt"),
            (Which::Hollow, Lang::En) => include_str!("lists/hollow.en.txt"),
            (Which::Hollow, Lang::De) => include_str!("lists/hollow.de.txt"),
            (Which::Proving, Lang::En) => include_str!("lists/proving.en.txt"),
            (Which::Proving, Lang::De) => include_str!("lists/proving.de.txt"),
            (Which::Careful, Lang::En) => include_str!("lists/careful.en.txt"),
            (Which::Careful, Lang::De) => include_str!("lists/careful.de.txt"),
        }
    }

    /// Ours, read once.
    pub fn our_list(self, lang: Lang) -> Arc<List> {
        static LISTS: LazyLock<HashMap<(Which, &'static str), Arc<List>>> = LazyLock::new(|| {
            let all = Which::ALL
                .into_iter()
                .flat_map(|w| Lang::ALL.map(|l| (w, l)));
            let read = |(which, lang): (Which, Lang)| {
                // A test reads each of them without a wrong line.
                let (list, _) = List::read(which.ours(lang));
                ((which, lang.code()), Arc::new(list))
            };
            all.map(read).collect()
        });
        Arc::clone(&LISTS[&(self, lang.code())])
    }
}

impl FromStr for Which {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Which::ALL
            .into_iter()
            .find(|w| w.word() == word)
            .ok_or_else(|| format!("no such word list: {word}"))
    }
}

/// A list of the team may be so long, in bytes, and have so many phrases.
pub const MOST_BYTES: usize = 40_000;
pub const MOST_PHRASES: usize = 1_000;
/// No phrase has more words.
const MOST_WORDS: usize = 12;

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// From 1.
    pub line: usize,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A phrase without a word, a head or a set without a name.
    Nothing,
    /// `@name`, and no line says which words that is.
    UnknownSet(String),
    /// The only word of a phrase is `*`: it would be everywhere.
    Everywhere,
    TooLong,
    TooMany,
}

/// A list as it is used.
#[derive(Debug, Default)]
pub struct List {
    phrases: Vec<Phrase>,
    /// Phrases by the word they begin with, in full.
    by_word: HashMap<String, Vec<usize>, RandomState>,
    /// Those that begin with `word*` or a number, by the first letter.
    by_letter: HashMap<char, Vec<usize>, RandomState>,
    /// Those that begin with `*`.
    others: Vec<usize>,
}

#[derive(Debug)]
struct Phrase {
    head: String,
    words: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Word(String),
    Begins(String),
    OneOf(Arc<HashSet<String>>),
    Any,
    Number,
    Question,
}

impl Part {
    fn fits(&self, word: &str) -> bool {
        match self {
            Part::Word(wanted) => word == wanted,
            Part::Begins(start) => word.starts_with(start.as_str()),
            Part::OneOf(set) => set.contains(word),
            Part::Any => word != "?",
            Part::Number => word.starts_with(|c: char| c.is_ascii_digit()),
            Part::Question => word == "?",
        }
    }
}

/// A place in a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// What stands in brackets above the phrase in the list.
    pub head: &'a str,
    pub at: Range<usize>,
}

impl List {
    /// Reads a list; what cannot be used is left out and named.
    pub fn read(text: &str) -> (List, Vec<Wrong>) {
        let (mut list, mut wrong) = (List::default(), Vec::new());
        let sets = sets(text, &mut wrong);
        let mut head = String::new();
        for (line, said) in lines(text) {
            let mut refuse = |why| wrong.push(Wrong { line, why });
            if let Some(name) = said.strip_prefix('[') {
                head = name.trim_end_matches(']').trim().to_owned();
                if head.is_empty() {
                    refuse(Why::Nothing);
                }
            } else if !is_set(said) {
                match parts(said, &sets) {
                    Err(why) => refuse(why),
                    Ok(_) if list.phrases.len() == MOST_PHRASES => {
                        refuse(Why::TooMany);
                        break;
                    }
                    Ok(words) => list.add(head.clone(), words),
                }
            }
        }
        (list, wrong)
    }

    fn add(&mut self, head: String, words: Vec<Part>) {
        let n = self.phrases.len();
        match words.first() {
            Some(Part::Word(word)) => self.by_word.entry(word.clone()).or_default().push(n),
            Some(Part::Begins(start)) => {
                if let Some(letter) = start.chars().next() {
                    self.by_letter.entry(letter).or_default().push(n);
                }
            }
            Some(Part::OneOf(set)) => {
                for word in set.iter() {
                    self.by_word.entry(word.clone()).or_default().push(n);
                }
            }
            Some(Part::Question) => self.by_word.entry("?".into()).or_default().push(n),
            Some(Part::Number) => {
                for digit in '0'..='9' {
                    self.by_letter.entry(digit).or_default().push(n);
                }
            }
            Some(Part::Any) | None => self.others.push(n),
        }
        self.phrases.push(Phrase { head, words });
    }

    /// Where the phrases stand, in order and apart from each other: of two that
    /// begin at one word the longer, of two as long the one above. Each word is
    /// looked at once for each phrase that begins like it, so a text twice as
    /// long takes twice the time.
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        self.find_in(&Cut::of(text))
    }

    /// [`List::find`] for a text that more than one list is compared with.
    pub fn find_in(&self, cut: &Cut) -> Vec<Found<'_>> {
        let words = &cut.words;
        let mut found = Vec::new();
        let mut next = 0;
        while next < words.len() {
            match self.longest_at(cut, &words[next..]) {
                Some(phrase) => {
                    let last = next + phrase.words.len() - 1;
                    found.push(Found {
                        head: &phrase.head,
                        at: words[next].at.start..words[last].at.end,
                    });
                    next = last + 1;
                }
                None => next += 1,
            }
        }
        found
    }

    fn longest_at(&self, cut: &Cut, words: &[Word]) -> Option<&Phrase> {
        let first = cut.folded(&words[0]);
        let begin = first.chars().next()?;
        let alike = self.by_word.get(first);
        let candidates = alike
            .into_iter()
            .chain(self.by_letter.get(&begin))
            .flatten()
            .chain(&self.others);
        candidates
            .map(|n| (n, &self.phrases[*n]))
            .filter(|(_, phrase)| phrase.fits(cut, words))
            .max_by_key(|(n, phrase)| (phrase.words.len(), usize::MAX - *n))
            .map(|(_, phrase)| phrase)
    }
}

impl Phrase {
    /// Do these words begin with the phrase, within one sentence?
    fn fits(&self, cut: &Cut, words: &[Word]) -> bool {
        self.words.len() <= words.len()
            && self.words.iter().zip(words).all(|(part, word)| {
                word.sentence == words[0].sentence && part.fits(cut.folded(word))
            })
    }
}

/// The lines that say something, counted from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .map(str::trim)
        .enumerate()
        .map(|(n, line)| (n + 1, line))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn is_set(line: &str) -> bool {
    line.starts_with('@') && line.contains('=')
}

/// `@day = monday tuesday`: names for lots of words.
fn sets(text: &str, wrong: &mut Vec<Wrong>) -> HashMap<String, Arc<HashSet<String>>> {
    let mut sets = HashMap::new();
    for (line, said) in lines(text).filter(|(_, said)| is_set(said)) {
        let (name, members) = said.split_once('=').unwrap_or((said, ""));
        let members: HashSet<String> = Cut::of(members).all().map(str::to_owned).collect();
        let name = name.trim_start_matches('@').trim().to_lowercase();
        if name.is_empty() || members.is_empty() {
            wrong.push(Wrong {
                line,
                why: Why::Nothing,
            });
        }
        sets.insert(name, Arc::new(members));
    }
    sets
}

fn parts(line: &str, sets: &HashMap<String, Arc<HashSet<String>>>) -> Result<Vec<Part>, Why> {
    let mut parts = Vec::new();
    for said in line.split_whitespace() {
        if let Some(name) = said.strip_prefix('@') {
            let name = name.to_lowercase();
            parts.push(match (name.as_str(), sets.get(&name)) {
                ("number", _) => Part::Number,
                (_, Some(set)) => Part::OneOf(Arc::clone(set)),
                (_, None) => return Err(Why::UnknownSet(name)),
            });
        } else if said == "*" {
            parts.push(Part::Any);
        } else if let Some(start) = said.strip_suffix('*') {
            parts.push(Part::Begins(fold(start)));
        } else {
            parts.extend(Cut::of(said).all().map(|word| match word {
                "?" => Part::Question,
                _ => Part::Word(word.to_owned()),
            }));
        }
    }
    match parts.as_slice() {
        [] => Err(Why::Nothing),
        all if all.len() > MOST_WORDS => Err(Why::TooLong),
        all if all.iter().all(|p| matches!(p, Part::Any)) => Err(Why::Everywhere),
        all if all
            .iter()
            .any(|p| matches!(p, Part::Begins(s) if s.is_empty())) =>
        {
            Err(Why::Nothing)
        }
        _ => Ok(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &str, text: &str) -> Vec<String> {
        let (list, wrong) = List::read(list);
        assert_eq!(wrong, [], "{list:?}");
        let said = |f: Found<'_>| format!("{}: {}", f.head, &text[f.at]);
        list.find(text).into_iter().map(said).collect()
    }

    const LIST: &str = "# a comment\n@day = Monday, Friday\n[money]\nrefund*\ncharged\ncharged * twice\n\
                        [date]\nby @day\nby the @number\n[question]\n?\n[late]\nhasn't arrived\ngrüße";

    #[test]
    fn a_phrase_is_found_whatever_its_case_accents_and_line_breaks() {
        assert_eq!(
            found(
                LIST,
                "My bank has written to me today that you CHARGED me\ntwice. Refunding by FRIDAY, or by the 3rd? It hasn’t arrived, Grusse"
            ),
            [
                "money: CHARGED me\ntwice",
                "money: Refunding",
                "date: by FRIDAY",
                "date: by the 3rd",
                "question: ?",
                "late: hasn’t arrived",
                "late: Grusse"
            ]
        );
        assert_eq!(found(LIST, "unrefunded by. Monday by Fridays"), [""; 0]);
    }

    #[test]
    fn what_cannot_be_used_is_named_by_its_line() {
        let (list, wrong) = List::read("[ok]\nby @never\n*\n[]\n!!\n*  charged\n@x =\n");
        let said: Vec<_> = wrong.iter().map(|w| (w.line, w.why.clone())).collect();
        assert_eq!(
            said,
            [
                (7, Why::Nothing),
                (2, Why::UnknownSet("never".into())),
                (3, Why::Everywhere),
                (4, Why::Nothing),
                (5, Why::Nothing)
            ]
        );
        assert_eq!(list.find("we charged").len(), 1);
    }

    #[test]
    fn our_own_lists_have_no_wrong_line() {
        for which in Which::ALL {
            for lang in Lang::ALL {
                let (list, wrong) = List::read(which.ours(lang));
                assert_eq!(wrong, [], "{} {lang}", which.word());
                assert!(!list.phrases.is_empty());
                assert!(which.ours(lang).len() < MOST_BYTES / 2);
            }
        }
    }

    /// How often a word is compared does not grow with the text around it: no
    /// phrase is tried at a word it does not begin with.
    #[test]
    fn a_long_letter_is_found_in_as_a_short_one() {
        let list = Which::Needs.our_list(Lang::En);
        let short = "I was charged twice for order 8841. Where is my refund?\n";
        let once = list.find(short).len();
        assert!(once > 1);
        assert_eq!(list.find(&short.repeat(2_000)).len(), 2_000 * once);
        let hostile = "charged ".repeat(50_000);
        assert!(!list.find(&hostile).is_empty());
    }
}
