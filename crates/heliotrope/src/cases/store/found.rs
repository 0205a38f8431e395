//! Finding cases by words: in subjects, messages and file names, and by the
//! names and addresses of the people who ask.

use crate::people;
use ::store::{Error, Row, Tx, args, ids, sql};

/// Searches look no further back than this many hits.
pub const MOST: usize = 2_000;

/// A message in which the words stand, or the newest letter of a person whose
/// name or address they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub message: i64,
    pub case: i64,
}

/// The newest hits, newest first. `scope`: any of these tokens (see
/// `deeds::scope`), none for all.
pub fn messages(tx: &mut Tx<'_>, words: &str, scope: &[String]) -> Result<Vec<Hit>, Error> {
    Ok(page(tx, words, scope, None, MOST)?.hits)
}

/// Some hits, newest first, and the message before which the search goes on.
pub struct Page {
    pub hits: Vec<Hit>,
    pub next: Option<i64>,
}

/// At most `limit` hits older than `before`. Who needs few asks for few:
/// collecting [`MOST`] of a common word costs many times what it costs to find
/// the newest ones.
pub fn page(
    tx: &mut Tx<'_>,
    words: &str,
    scope: &[String],
    before: Option<i64>,
    limit: usize,
) -> Result<Page, Error> {
    let found = tx.search(words, scope, before, limit)?;
    let oldest = found.docs.last().copied().filter(|_| found.more);
    let rows = tx.query(
        sql!(
            "SELECT id, case_number FROM message
             WHERE id IN {ids($1)} AND taken_back_at IS NULL ORDER BY id DESC"
        ),
        args![ids(found.docs)],
    )?;
    let mut hits = rows.iter().map(hit).collect::<Result<Vec<_>, _>>()?;
    // Older than what was looked at, a person's letter waits for its page.
    let here = |hit: &Hit| {
        before.is_none_or(|before| hit.message < before)
            && oldest.is_none_or(|oldest| hit.message >= oldest)
    };
    hits.extend(of_people(tx, words, scope)?.into_iter().filter(here));
    hits.sort_by_key(|h| std::cmp::Reverse(h.message));
    hits.dedup_by_key(|h| h.message);
    let next = if hits.len() > limit {
        hits.truncate(limit);
        hits.last().map(|hit| hit.message)
    } else {
        oldest
    };
    Ok(Page { hits, next })
}

/// The same with each case once, by its newest hit.
pub fn cases(tx: &mut Tx<'_>, words: &str) -> Result<Vec<Hit>, Error> {
    let mut seen = std::collections::HashSet::new();
    let mut hits = messages(tx, words, &[])?;
    hits.retain(|h| seen.insert(h.case));
    Ok(hits)
}

fn of_people(tx: &mut Tx<'_>, words: &str, scope: &[String]) -> Result<Vec<Hit>, Error> {
    let people = people::store::found(tx, words, None, MOST)?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(
        sql!(
            "SELECT MAX(m.id), m.case_number, c.mailbox_id, c.person_id FROM cases c
             JOIN message m ON m.case_number = COALESCE(c.merged_into, c.number)
             WHERE c.person_id IN {ids($1)} AND m.kind = 'letter'
             GROUP BY m.case_number, c.mailbox_id, c.person_id ORDER BY 1 DESC LIMIT $2"
        ),
        args![ids(people), MOST as i64],
    )?;
    let mut hits = Vec::new();
    for row in &rows {
        let tokens = super::super::deeds::tokens(row.get(2)?, row.get(3)?);
        if scope.is_empty() || tokens.iter().any(|token| scope.contains(token)) {
            hits.push(hit(row)?);
        }
    }
    Ok(hits)
}

fn hit(row: &Row) -> Result<Hit, Error> {
    Ok(Hit {
        message: row.get(0)?,
        case: row.get(1)?,
    })
}
