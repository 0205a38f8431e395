//! Which needs say the same, what belongs to a thread, and for how long two
//! cases can be taken apart.

use crate::kit::{At, fold};
use std::collections::HashSet;
use std::time::Duration;

/// For so long two merged cases can be taken apart.
pub const UNDO: Duration = Duration::from_secs(30 * 86_400);

pub fn may_be_undone(at: At, now: At) -> bool {
    now < until(at)
}

/// The last moment at which they can.
pub fn until(at: At) -> At {
    at.plus(UNDO)
}

/// The words of a need without case, accents, punctuation and the width of blanks.
pub fn plain(words: &str) -> String {
    fold(words)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A need as far as joining asks for it.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    pub id: i64,
    pub words: &'a str,
    pub open: bool,
    pub told: bool,
    /// It came with a merging whose person is the one who asks here.
    pub came: bool,
}

/// Needs that came along and say what another one says: (the one that came,
/// the one that stays). Only where both stand alike: joining loses no work.
pub fn same(needs: &[Said<'_>]) -> Vec<(i64, i64)> {
    let alike = |came: &&Said<'_>, own: &Said<'_>| {
        (own.open, own.told) == (came.open, came.told)
            && !plain(came.words).is_empty()
            && plain(own.words) == plain(came.words)
    };
    let came = needs.iter().filter(|need| need.came);
    came.filter_map(|came| {
        let own = needs.iter().find(|own| !own.came && alike(&came, own))?;
        Some((came.id, own.id))
    })
    .collect()
}

/// A message of a case: its id, its own Message-ID, and the one it answers.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: i64,
    pub letter_id: Option<String>,
    pub answers: Option<String>,
}

/// The messages written since whose thread is that of the rows that came
/// along: they answer one of those, or one that does. `all` in their order.
pub fn followed(all: &[Link], came: &HashSet<i64>) -> Vec<i64> {
    let mut thread: HashSet<&str> = HashSet::new();
    let mut followed = Vec::new();
    for link in all {
        let answers = link
            .answers
            .as_deref()
            .is_some_and(|id| thread.contains(id));
        let own = came.contains(&link.id);
        if own || answers {
            thread.extend(link.letter_id.as_deref());
        }
        if answers && !own {
            followed.push(link.id);
        }
    }
    followed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(id: i64, words: &str, open: bool, came: bool) -> Said<'_> {
        Said {
            id,
            words,
            open,
            told: false,
            came,
        }
    }

    #[test]
    fn needs_in_the_same_words_are_found_and_others_are_not() {
        let needs = [
            said(1, "Wo ist der Größenplan?", true, false),
            said(2, "refund", false, false),
            said(3, "wo ist der grossenplan", true, true),
            said(4, "Refund!", true, true),
            said(5, "…", true, true),
        ];
        assert_eq!(same(&needs), [(3, 1)]);
        assert_eq!(plain("  Was: 34,00 €?"), "was 34 00");
    }

    #[test]
    fn what_answers_a_letter_that_came_along_is_of_its_thread() {
        let link = |id, letter_id: &str, answers: &str| Link {
            id,
            letter_id: Some(letter_id.to_owned()).filter(|t| !t.is_empty()),
            answers: Some(answers.to_owned()).filter(|t| !t.is_empty()),
        };
        let all = [
            link(1, "a", ""),
            link(2, "b", ""),
            link(3, "c", "b"),
            link(4, "d", "a"),
            link(5, "e", "c"),
            link(6, "", ""),
        ];
        assert_eq!(followed(&all, &HashSet::from([2])), [3, 5]);
        assert!(followed(&all, &HashSet::new()).is_empty());
    }

    #[test]
    fn thirty_days_are_thirty_days() {
        let at = At(0);
        assert!(may_be_undone(at, At(30 * 86_400_000_000 - 1)));
        assert!(!may_be_undone(at, At(30 * 86_400_000_000)));
    }
}
