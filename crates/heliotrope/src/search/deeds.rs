//! One search, for the page and for programs: words as they stand, or a filter.

use std::collections::HashSet;

use super::rules::Scope;
use crate::cases::store::found::{self, Hit};
use crate::filters::deeds::{self, Me, Meant, Order, Stop, understand};
use crate::filters::rules::{self, Says, Term, Test, Trouble};
use crate::filters::store::newest_messages;
use crate::web::Problem;
use ::store::Tx;

/// How a text is searched.
pub enum Reading {
    /// All of these words; and what could not be read, if it looked like a filter.
    Words(Option<Trouble>),
    Filter(Box<Filter>),
}

pub struct Filter {
    meant: Meant,
    /// The words to be marked in what was found.
    pub words: String,
    /// As it is written here.
    pub filter: String,
}

/// What a text in the search field means.
pub fn read(
    tx: &mut Tx<'_>,
    text: &str,
    scope: Option<Scope>,
    me: &Me,
) -> Result<Reading, Problem> {
    if rules::is_plain(text) {
        return Ok(Reading::Words(None));
    }
    let understood = rules::read(text).map_err(Stop::from).and_then(|read| {
        let meant = understand(tx, &read, me)?;
        Ok((read, meant))
    });
    let (read, mut meant) = match understood {
        Ok(understood) => understood,
        Err(Stop::Trouble(trouble)) => return Ok(Reading::Words(Some(trouble))),
        Err(Stop::Failed(error)) => return Err(error.into()),
    };
    match scope {
        Some(Scope::Mailbox(id)) => meant.within(Test::Mailbox(vec![id])),
        Some(Scope::Person(id)) => meant.within(Test::Person(HashSet::from([id]))),
        None => {}
    }
    let words = |term: &&Term| match &term.says {
        Says::Words(words) | Says::Phrase(words) => Some(words.clone()),
        _ => None,
    };
    let words: Vec<String> = read.parts().iter().filter_map(words).collect();
    Ok(Reading::Filter(Box::new(Filter {
        meant,
        words: words.join(" "),
        filter: read.to_string(),
    })))
}

/// What one page of a search found.
#[derive(Default)]
pub struct Outcome {
    /// Newest first; without words the newest message of each case.
    pub hits: Vec<Hit>,
    pub next: Next,
    /// How many there are, where they are all known.
    pub all: Option<usize>,
    /// There are more than were looked at.
    pub limited: bool,
}

/// Where a search goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Next {
    #[default]
    End,
    /// Older than the last message shown.
    Older,
    At(String),
}

impl Filter {
    /// One page. `before`: the last message of the page before; `cursor`: the
    /// same of a filter without words. `once`: each case once.
    pub fn page(
        &self,
        tx: &mut Tx<'_>,
        (before, cursor): (Option<i64>, Option<&str>),
        once: bool,
        limit: usize,
    ) -> Result<Outcome, Problem> {
        match self.meant.needs_words() {
            true => self.by_words(tx, before, once, limit),
            false => self.by_cases(tx, cursor, limit),
        }
    }

    /// Is it asked for messages, and goes on behind one?
    pub fn has_words(&self) -> bool {
        self.meant.needs_words()
    }

    fn by_words(
        &self,
        tx: &mut Tx<'_>,
        before: Option<i64>,
        once: bool,
        limit: usize,
    ) -> Result<Outcome, Problem> {
        let mut hits = self.meant.hits.clone();
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.message));
        hits.dedup_by_key(|hit| hit.message);
        let cases: HashSet<i64> = hits.iter().map(|hit| hit.case).collect();
        let cases: Vec<i64> = cases.into_iter().collect();
        let picked = deeds::picked(tx, &self.meant, &cases)?;
        let mut seen = HashSet::new();
        hits.retain(|hit| picked.contains(&hit.case) && (!once || seen.insert(hit.case)));
        let all = Some(hits.len());
        hits.retain(|hit| before.is_none_or(|before| hit.message < before));
        let more = hits.len() > limit;
        hits.truncate(limit);
        Ok(Outcome {
            hits,
            next: if more { Next::Older } else { Next::End },
            all,
            limited: self.meant.limited,
        })
    }

    fn by_cases(
        &self,
        tx: &mut Tx<'_>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Outcome, Problem> {
        let limit = i64::try_from(limit).unwrap_or(0);
        let page = deeds::page(tx, &self.meant, Order::Newest, cursor, limit)?;
        let newest = newest_messages(tx, &page.numbers)?;
        let place = |case: i64| page.numbers.iter().position(|number| *number == case);
        let mut hits: Vec<Hit> = newest
            .into_iter()
            .map(|(case, message)| Hit { message, case })
            .collect();
        hits.sort_by_key(|hit| place(hit.case));
        Ok(Outcome {
            hits,
            next: page.next.map_or(Next::End, Next::At),
            all: None,
            limited: self.meant.limited || page.looked.is_some(),
        })
    }
}

/// The messages in which all words stand.
pub fn words(
    tx: &mut Tx<'_>,
    query: &str,
    scope: Option<Scope>,
    before: Option<i64>,
    limit: usize,
) -> Result<found::Page, Problem> {
    let tokens: Vec<String> = scope.map(Scope::token).into_iter().collect();
    Ok(found::page(tx, query, &tokens, before, limit)?)
}
