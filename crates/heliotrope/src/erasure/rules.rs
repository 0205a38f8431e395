//! Which words are a person's, how they are taken out of a text, and the entry
//! that stays of an erasure.

use std::collections::HashSet;
use std::ops::Range;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kit::At;

/// The entries of all erasures, one JSON object a line, in the data folder:
/// beside the database, so that an older database can be erased again.
pub const FILE: &str = "erasures";

/// What stands where somebody's words stood.
pub const GAP: &str = "[…]";

/// So many words in a row are a quotation and no turn of phrase.
const QUOTE: usize = 6;
/// A shorter text is known by all of itself, unless it is as short as this.
const SHORT: usize = 12;
/// Shorter parts of a name are words of the language.
const NAME: usize = 3;

/// What remains of an erasure: ids and digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Tells two entries apart, wherever they were copied to.
    pub token: String,
    /// Microseconds, UTC.
    pub at: i64,
    /// Who asked: agent:7, command.
    pub by: String,
    pub person: i64,
    /// When that person was first met: an id alone may mean somebody else in
    /// another database.
    pub met: i64,
    pub salt: String,
    /// Digests of the addresses with that salt.
    pub addresses: Vec<String>,
}

impl Entry {
    pub fn knows(&self, address: &str) -> bool {
        self.addresses.contains(&digest(&self.salt, address))
    }
}

/// An address as an entry holds it.
pub fn digest(salt: &str, address: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{salt} {address}")))
}

/// What a person is known by in the texts of others.
#[derive(Debug, Default)]
pub struct Traces {
    /// Lower case.
    addresses: Vec<String>,
    names: HashSet<String>,
    quotes: HashSet<String>,
    /// How many words a quotation of theirs may have; the lengths in `quotes`.
    lengths: HashSet<usize>,
}

impl Traces {
    pub fn of(name: &str, addresses: &[String]) -> Traces {
        let parts = || words(name).into_iter().map(|at| &name[at]);
        // "van" and "de" are words of the language, not hers alone.
        let particle = |part: &&str| part.starts_with(char::is_lowercase);
        let all_small = parts().all(|part| particle(&part));
        Traces {
            addresses: addresses.iter().map(|a| a.to_ascii_lowercase()).collect(),
            names: parts()
                .filter(|part| part.chars().count() >= NAME && (all_small || !particle(part)))
                .map(str::to_owned)
                .collect(),
            ..Traces::default()
        }
    }

    /// Remembers something they said: a letter, a subject, the name of a file.
    pub fn said(&mut self, text: &str) {
        let words = folded(text);
        let length = words.len().min(QUOTE);
        if length < QUOTE && words.iter().map(|w| w.chars().count()).sum::<usize>() < SHORT {
            return;
        }
        if length > 0 {
            self.lengths.insert(length);
            self.quotes
                .extend(words.windows(length).map(|run| run.join(" ")));
        }
    }

    /// Do these bytes hold an address of theirs, as headers write it?
    pub fn address_in(&self, bytes: &[u8]) -> bool {
        let lower = bytes.to_ascii_lowercase();
        let within = |a: &String| lower.windows(a.len()).any(|w| w == a.as_bytes());
        self.addresses.iter().any(within)
    }

    pub fn are_in(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// The text without them; none when it holds nothing of theirs.
    pub fn taken_out(&self, text: &str) -> Option<String> {
        let places = self.places(text);
        if places.is_empty() {
            return None;
        }
        let mut left = String::with_capacity(text.len());
        let mut from = 0;
        for place in places {
            left.push_str(&text[from..place.start]);
            left.push_str(GAP);
            from = place.end;
        }
        left.push_str(&text[from..]);
        Some(left)
    }

    /// Where they are, in order and apart from each other.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        // Only ASCII is folded: all places stay where they are.
        let lower = text.to_ascii_lowercase();
        let mut found: Vec<Range<usize>> = Vec::new();
        for address in &self.addresses {
            found.extend(lower.match_indices(address).map(|(at, a)| at..at + a.len()));
        }
        let at = words(text);
        let named = at
            .iter()
            .filter(|place| self.names.contains(&text[(*place).clone()]));
        found.extend(named.cloned());
        let folded = folded(text);
        for length in &self.lengths {
            for (first, run) in folded.windows(*length).enumerate() {
                if self.quotes.contains(&run.join(" ")) {
                    found.push(at[first].start..at[first + length - 1].end);
                }
            }
        }
        found.sort_by_key(|place| place.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for place in found {
            match apart.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => apart.push(place),
            }
        }
        apart
    }
}

/// Where the words of a text stand: runs of letters and digits.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        match found.last_mut() {
            Some(word) if word.end == at => word.end = at + c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

fn folded(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .map(|at| text[at].to_lowercase())
        .collect()
}

/// How much of a closed case a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Takes {
    /// Files and raw letters.
    Files,
    /// These, and everything that was said.
    Words,
    /// These, the subject and, when no other case speaks of them, the people.
    Everything,
}

impl Takes {
    pub const ALL: [Takes; 3] = [Takes::Files, Takes::Words, Takes::Everything];

    pub fn word(self) -> &'static str {
        match self {
            Takes::Files => "files",
            Takes::Words => "words",
            Takes::Everything => "everything",
        }
    }

    /// 1, 2, 3: what takes more covers what takes less.
    pub fn depth(self) -> i64 {
        match self {
            Takes::Files => 1,
            Takes::Words => 2,
            Takes::Everything => 3,
        }
    }
}

impl std::str::FromStr for Takes {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Takes::ALL
            .into_iter()
            .find(|t| t.word() == word)
            .ok_or_else(|| format!("no such part of a case: {word}"))
    }
}

/// The months a rule may name.
pub const MONTHS: std::ops::RangeInclusive<i64> = 1..=240;

/// So many calendar months before `now`, in UTC.
pub fn months_before(now: At, months: i64) -> At {
    let ago = jiff::Timestamp::from_microsecond(now.0)
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC))
        .and_then(|at| at.checked_sub(jiff::Span::new().try_months(months)?));
    // Before all time nothing was closed.
    ago.map_or(At(i64::MIN), |at| At(at.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, left: &str) {
        let mut traces = Traces::of("Ines van Ebner", &["ines@customer.example".to_owned()]);
        traces.said("My parcel came with a hole as big as a fist in it.");
        traces.said("Wet parcel, order 4711");
        traces.said("ok");
        let taken = traces.taken_out(text);
        assert_eq!(taken.as_deref().unwrap_or(text), left);
        assert_eq!(taken.is_some(), traces.are_in(text));
    }

    #[test]
    fn a_name_goes_as_a_word_and_nothing_else_of_it() {
        check("Dear Ines, thank you.", "Dear […], thank you.");
        check("Inessa and ines, ebners", "Inessa and ines, ebners");
        check("van", "van");
    }

    #[test]
    fn an_address_goes_however_it_is_written() {
        check("<Ines@Customer.EXAMPLE> wrote", "<[…]> wrote");
    }

    #[test]
    fn a_quotation_goes_across_lines_and_marks() {
        check(
            "She says:\n> My parcel came with a\n> hole as big as a fist\nI believe her.",
            "She says:\n> […]\nI believe her.",
        );
        check("Re: Wet parcel, order 4711", "Re: […]");
        check(
            "the parcel came with a letter, ok",
            "the parcel came with a letter, ok",
        );
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let before = |now: &str, months| months_before(now.parse().unwrap(), months).to_string();
        assert_eq!(before("2026-03-31T11:00:00Z", 1), "2026-02-28T11:00:00Z");
        assert_eq!(before("2026-03-05T11:00:00Z", 24), "2024-03-05T11:00:00Z");
    }

    #[test]
    fn an_entry_knows_its_addresses_and_shows_none() {
        let entry = Entry {
            token: "t".into(),
            at: 1,
            by: "command".into(),
            person: 3,
            met: 0,
            salt: "s".into(),
            addresses: vec![digest("s", "ines@customer.example")],
        };
        assert!(entry.knows("ines@customer.example"));
        assert!(!entry.knows("okafor@customer.example"));
        assert!(!serde_json::to_string(&entry).unwrap().contains("ines"));
    }
}
