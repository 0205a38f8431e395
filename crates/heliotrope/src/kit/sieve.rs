//! A small filter that learns from what people pressed: naive Bayes over the
//! words of a letter. Pure, and without a word of anybody: it knows only how
//! often the fingerprint of a word stood in letters that were wanted, and in
//! those that were not. Whoever shows why asks with the letter at hand.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

/// Before so many letters of each kind were judged by people it says nothing.
pub const LESSONS: i64 = 20;
/// How many words of a letter are asked for: its first different ones.
const WORDS: usize = 300;
/// The words that speak most clearly decide.
const STRONGEST: usize = 15;
/// At least so many words have to speak against it.
const AGAINST: usize = 5;
/// The odds at which a letter waits for a person: ten thousand to one.
const ODDS: f64 = 9.2;

/// In how many letters the fingerprint of a word stood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub wanted: i64,
    pub unwanted: i64,
}

#[derive(Debug, Clone, Default)]
pub struct Sieve {
    letters: Counts,
    words: HashMap<i64, Counts>,
    /// What the odds of each word are multiplied by: where unwanted letters are
    /// longer than wanted ones, every word stands in more of them, also the words
    /// of everybody. It never speaks against a letter.
    fair: f64,
}

impl Sieve {
    /// `letters`: how many were judged by people; `words`: by fingerprint.
    pub fn new(letters: Counts, words: HashMap<i64, Counts>) -> Sieve {
        let sum = |of: fn(&Counts) -> i64| words.values().map(of).sum::<i64>().max(1) as f64;
        let wanted = sum(|word| word.wanted) / letters.wanted.max(1) as f64;
        let unwanted = sum(|word| word.unwanted) / letters.unwanted.max(1) as f64;
        Sieve {
            letters,
            words,
            fair: (wanted / unwanted).min(1.0),
        }
    }

    /// Has it learned enough to say anything?
    pub fn speaks(&self) -> bool {
        self.letters.wanted >= LESSONS && self.letters.unwanted >= LESSONS
    }

    /// Does this read like the letters that nobody wanted?
    pub fn holds(&self, text: &str) -> bool {
        if !self.speaks() {
            return false;
        }
        let strongest = self.strongest(text);
        let against = strongest.iter().filter(|(odds, _)| *odds > 0.0).count();
        let odds: f64 = strongest.iter().map(|(odds, _)| odds).sum();
        against >= AGAINST && odds >= ODDS
    }

    /// The words that speak most clearly against a letter, strongest first.
    pub fn why(&self, text: &str, most: usize) -> Vec<String> {
        let strongest = self.strongest(text).into_iter();
        let against = strongest.filter(|(odds, _)| *odds > 0.0);
        against.map(|(_, word)| word).take(most).collect()
    }

    fn strongest(&self, text: &str) -> Vec<(f64, String)> {
        let mut odds: Vec<(f64, String)> = words(text)
            .into_iter()
            .filter_map(|word| Some((self.odds(fingerprint(&word))?, word)))
            .collect();
        odds.sort_by(|(a, _), (b, _)| b.abs().total_cmp(&a.abs()));
        odds.truncate(STRONGEST);
        odds
    }

    /// Above zero it speaks against the letter. A word that hardly stood
    /// anywhere says hardly anything, and no word decides alone.
    fn odds(&self, word: i64) -> Option<f64> {
        let counts = self.words.get(&word)?;
        let share = |n: i64, of: i64| (n as f64 + 0.5) / (of as f64 + 1.0);
        let seen = (counts.wanted + counts.unwanted) as f64;
        let odds = self.fair * share(counts.unwanted, self.letters.unwanted)
            / share(counts.wanted, self.letters.wanted);
        Some((odds.ln() * seen / (seen + 2.0)).clamp(-3.0, 3.0))
    }
}

/// The different words of a text, in their order, as they are compared.
pub fn words(text: &str) -> Vec<String> {
    let mut known = HashSet::new();
    text.split(|c: char| !c.is_alphanumeric() && c != '$' && c != '€')
        .filter(|word| (3..=40).contains(&word.chars().count()))
        .map(str::to_lowercase)
        .filter(|word| known.insert(word.clone()))
        .take(WORDS)
        .collect()
}

/// What stands for a word on disk.
pub fn fingerprint(word: &str) -> i64 {
    let digest = Sha256::digest(word.as_bytes());
    i64::from_be_bytes(std::array::from_fn(|i| digest[i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIZE: &str =
        "Congratulations winner, claim your lottery prize of $5000 by bank transfer today";
    const LAMP: &str = "Hello, my lamp flickers since Tuesday. Can you tell me what to do?";

    fn taught(unwanted: i64, wanted: i64) -> Sieve {
        let mut all: HashMap<i64, Counts> = HashMap::new();
        for word in words(PRIZE) {
            all.entry(fingerprint(&word)).or_default().unwanted += unwanted;
        }
        for word in words(LAMP) {
            all.entry(fingerprint(&word)).or_default().wanted += wanted;
        }
        Sieve::new(Counts { wanted, unwanted }, all)
    }

    #[test]
    fn it_says_nothing_before_people_have_judged_enough() {
        assert!(!taught(LESSONS, LESSONS - 1).holds(PRIZE));
        assert!(!taught(LESSONS - 1, LESSONS).holds(PRIZE));
        assert!(taught(LESSONS, LESSONS).holds(PRIZE));
    }

    #[test]
    fn what_nobody_wanted_is_held_and_its_words_say_why() {
        let sieve = taught(30, 30);
        assert!(!sieve.holds(LAMP));
        assert!(!sieve.holds("Something about which it has never heard a word"));
        // A customer who speaks of a prize is no machine.
        assert!(!sieve.holds(&format!("{LAMP} Was it a prize? I am no winner.")));
        let why = sieve.why(PRIZE, 3);
        assert_eq!(why.len(), 3);
        assert!(why.iter().all(|word| PRIZE.to_lowercase().contains(word)));
    }

    #[test]
    fn the_words_of_everybody_say_nothing_where_unwanted_letters_are_long() {
        const EVERYBODY: &str = "since today there have been some other things with this";
        let mut all: HashMap<i64, Counts> = HashMap::new();
        for word in words(&format!(
            "{PRIZE} {EVERYBODY} and which from were when they would"
        )) {
            all.entry(fingerprint(&word)).or_default().unwanted += 12;
        }
        for word in words(EVERYBODY) {
            all.entry(fingerprint(&word)).or_default().wanted += 1;
        }
        for word in words("lamp flickers") {
            all.entry(fingerprint(&word)).or_default().wanted += 30;
        }
        let letters = Counts {
            wanted: 100,
            unwanted: 100,
        };
        let sieve = Sieve::new(letters, all);
        assert!(!sieve.holds(EVERYBODY));
    }
}
