//! A letter cut into words and compared with lists, for whoever asks later.
//!
//! A letter is judged inside a transaction that holds up all others, so what
//! can be found out from its words alone is found out before: by what a search
//! finds it, and what the lists say that are likely to be asked for. Which list
//! counts, the transaction says; one that was changed meanwhile is compared anew.

use std::borrow::Cow;
use std::sync::Arc;

use store::Words;

use super::{Cut, List};
use crate::messages;

#[derive(Debug, Clone, Default)]
pub struct Said {
    subject: Cut,
    letter: Cut,
    /// What a search finds it by.
    pub found_by: Words,
    heard: Vec<(Arc<List>, Heads)>,
}

/// What stands in brackets above the phrases of a list that were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads {
    pub subject: Vec<String>,
    pub letter: Vec<String>,
}

impl Said {
    pub fn of(subject: &str, letter: &str) -> Said {
        Said {
            subject: Cut::of(subject),
            letter: Cut::of(letter),
            found_by: messages::found_by(subject, letter),
            heard: Vec::new(),
        }
    }

    /// Compared with these lists beforehand.
    pub fn heard_by(mut self, lists: impl IntoIterator<Item = Arc<List>>) -> Said {
        for list in lists {
            let heads = self.compare(&list);
            self.heard.push((list, heads));
        }
        self
    }

    /// What the list finds in it.
    pub fn heads(&self, list: &Arc<List>) -> Cow<'_, Heads> {
        let heard = self.heard.iter().find(|(by, _)| Arc::ptr_eq(by, list));
        heard.map_or_else(
            || Cow::Owned(self.compare(list)),
            |(_, heads)| Cow::Borrowed(heads),
        )
    }

    fn compare(&self, list: &List) -> Heads {
        let heads = |cut| -> Vec<String> {
            let found = list.find_in(cut).into_iter();
            found.map(|found| found.head.to_owned()).collect()
        };
        Heads {
            subject: heads(&self.subject),
            letter: heads(&self.letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_before_is_what_is_heard_now() {
        let list = |text: &str| Arc::new(List::read(text).0);
        let (money, late) = (list("[money]\ncharged"), list("[late]\nhas not come"));
        let letter = ("Charged twice", "I was charged twice. It has not come.");
        let before = Said::of(letter.0, letter.1).heard_by([Arc::clone(&money)]);
        let now = Said::of(letter.0, letter.1);
        for list in [&money, &late] {
            assert_eq!(before.heads(list), now.heads(list));
        }
        assert_eq!(before.heads(&money).subject, ["money"]);
        assert_eq!(before.heads(&late).letter, ["late"]);
        assert!(matches!(before.heads(&money), Cow::Borrowed(_)));
    }
}
