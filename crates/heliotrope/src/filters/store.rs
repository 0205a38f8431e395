//! What a filter reads: the cases in the order of a list, what stands about
//! them in other tables, and the names of the house.

pub mod kept;

use std::collections::HashSet;

use super::rules::Facts;
use crate::kit::At;
use ::store::{Error, Row, Tx, args, ids, sql};

/// Where a list goes on: behind this place in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub i64, pub i64, pub i64, pub i64);

impl Key {
    pub const FIRST: Key = Key(i64::MIN, i64::MIN, i64::MIN, i64::MIN);

    /// What we owe next first.
    pub fn owed(case: &Facts) -> Key {
        Key(case.rank, case.owed_at.0, case.since.0, case.number)
    }

    /// The newest first.
    pub fn newest(case: &Facts) -> Key {
        Key(0, 0, 0, -case.number)
    }
}

/// The places of cases that are not closed.
const OPEN: [&str; 3] = ["ours", "waiting", "later"];

macro_rules! facts {
    () => {
        "SELECT number, rank, owed_at, since, place, turn, owner_id, team_id, mailbox_id, person_id, language, opened_at,
                answered, undelivered_at IS NOT NULL
         FROM cases "
    };
}

fn read(row: &Row) -> Result<Facts, Error> {
    let rank = row.get(1)?;
    Ok(Facts {
        number: row.get(0)?,
        rank,
        owed_at: At(row.get(2)?),
        since: At(row.get(3)?),
        place: row.get(4)?,
        turn: row.get(5)?,
        owner: row.get(6)?,
        team: row.get(7)?,
        mailbox: row.get(8)?,
        person: row.get(9)?,
        language: row.get(10)?,
        opened_at: At(row.get(11)?),
        answered: row.get(12)?,
        urgent: rank == 0,
        undelivered: row.get(13)?,
    })
}

/// Every case that is not closed, by what we owe next.
pub fn open(tx: &mut Tx<'_>, after: Key, limit: i64) -> Result<Vec<Facts>, Error> {
    let rows = tx.query(
        sql!(concat!(
            facts!(),
            "WHERE place NOT IN ('closed', 'merged') AND (rank, owed_at, since, number) > ($1, $2, $3, $4)
             ORDER BY rank, owed_at, since, number LIMIT $5"
        )),
        args![after.0, after.1, after.2, after.3, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The same of one owner.
pub fn open_of(tx: &mut Tx<'_>, owner: i64, after: Key, limit: i64) -> Result<Vec<Facts>, Error> {
    first(limit, |place| {
        tx.query(
            sql!(concat!(
                facts!(),
                "WHERE place = $1 AND owner_id = $2 AND (rank, owed_at, since, number) > ($3, $4, $5, $6)
                 ORDER BY rank, owed_at, since, number LIMIT $7"
            )),
            args![place, owner, after.0, after.1, after.2, after.3, limit],
        )
    })
}

/// The same of nobody.
pub fn open_of_nobody(tx: &mut Tx<'_>, after: Key, limit: i64) -> Result<Vec<Facts>, Error> {
    first(limit, |place| {
        tx.query(
            sql!(concat!(
                facts!(),
                "WHERE place = $1 AND owner_id IS NULL AND (rank, owed_at, since, number) > ($2, $3, $4, $5)
                 ORDER BY rank, owed_at, since, number LIMIT $6"
            )),
            args![place, after.0, after.1, after.2, after.3, limit],
        )
    })
}

/// The same of one team.
pub fn open_of_team(
    tx: &mut Tx<'_>,
    team: i64,
    after: Key,
    limit: i64,
) -> Result<Vec<Facts>, Error> {
    first(limit, |place| {
        tx.query(
            sql!(concat!(
                facts!(),
                "WHERE place = $1 AND team_id = $2 AND (rank, owed_at, since, number) > ($3, $4, $5, $6)
                 ORDER BY rank, owed_at, since, number LIMIT $7"
            )),
            args![place, team, after.0, after.1, after.2, after.3, limit],
        )
    })
}

/// The first of what stands in each place, in one order.
fn first(
    limit: i64,
    mut of: impl FnMut(&'static str) -> Result<Vec<Row>, Error>,
) -> Result<Vec<Facts>, Error> {
    let mut all: Vec<Facts> = Vec::new();
    for place in OPEN {
        for row in of(place)? {
            all.push(read(&row)?);
        }
    }
    all.sort_by_key(Key::owed);
    all.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(all)
}

/// All cases, the newest first, from below a number on.
pub fn newest(tx: &mut Tx<'_>, after: Key, limit: i64) -> Result<Vec<Facts>, Error> {
    let before = if after == Key::FIRST {
        i64::MAX
    } else {
        -after.3
    };
    let rows = tx.query(
        sql!(concat!(
            facts!(),
            "WHERE number < $1 AND place <> 'merged' ORDER BY number DESC LIMIT $2"
        )),
        args![before, limit],
    )?;
    rows.iter().map(read).collect()
}

/// These cases, in no order.
pub fn facts(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<Facts>, Error> {
    let rows = tx.query(
        sql!(concat!(
            facts!(),
            "WHERE number IN {ids($1)} AND place <> 'merged'"
        )),
        args![ids(numbers.iter().copied())],
    )?;
    rows.iter().map(read).collect()
}

/// A question about cases that their own rows do not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Any of these tags, as they are spelt.
    Tags(Vec<String>),
    AnyTag,
    Causes(Vec<i64>),
    AnyCause,
    Need(&'static str),
    Files,
    Note,
    Complaint,
    /// Their newest reply of ours is from this stretch.
    Answered(At, At),
}

/// Of these cases those of which it is true.
pub fn ask(tx: &mut Tx<'_>, question: &Question, numbers: &[i64]) -> Result<HashSet<i64>, Error> {
    let these = ids(numbers.iter().copied());
    let rows = match question {
        Question::Tags(tags) => {
            let mut rows = Vec::new();
            for tag in tags {
                rows.extend(tx.query(
                    sql!("SELECT case_number FROM case_tag WHERE case_number IN {ids($1)} AND tag = $2"),
                    args![these.clone(), tag],
                )?);
            }
            rows
        }
        Question::AnyTag => tx.query(
            sql!("SELECT DISTINCT case_number FROM case_tag WHERE case_number IN {ids($1)}"),
            args![these],
        )?,
        Question::Causes(causes) => tx.query(
            sql!(
                "SELECT DISTINCT case_number FROM case_cause
                 WHERE case_number IN {ids($1)} AND cause_id IN {ids($2)}"
            ),
            args![these, ids(causes.iter().copied())],
        )?,
        Question::AnyCause => tx.query(
            sql!("SELECT DISTINCT case_number FROM case_cause WHERE case_number IN {ids($1)}"),
            args![these],
        )?,
        Question::Need(kind) => tx.query(
            sql!("SELECT DISTINCT case_number FROM need WHERE case_number IN {ids($1)} AND kind = $2"),
            args![these, *kind],
        )?,
        Question::Files => tx.query(
            sql!(
                "SELECT DISTINCT m.case_number FROM message m JOIN message_attachment a ON a.message_id = m.id
                 WHERE m.case_number IN {ids($1)} AND m.taken_back_at IS NULL AND NOT a.inline"
            ),
            args![these],
        )?,
        Question::Note => tx.query(
            sql!(
                "SELECT DISTINCT case_number FROM message
                 WHERE case_number IN {ids($1)} AND kind = 'note' AND taken_back_at IS NULL"
            ),
            args![these],
        )?,
        Question::Complaint => tx.query(
            sql!("SELECT case_number FROM complaint WHERE case_number IN {ids($1)} AND dropped_at IS NULL"),
            args![these],
        )?,
        Question::Answered(from, to) => tx.query(
            sql!(
                "SELECT case_number FROM message
                 WHERE case_number IN {ids($1)} AND kind = 'reply' AND taken_back_at IS NULL
                 GROUP BY case_number HAVING MAX(at) >= $2 AND MAX(at) < $3"
            ),
            args![these, *from, *to],
        )?,
    };
    rows.iter().map(|row| row.get(0)).collect()
}

/// The newest cases of which a question is true, if it has an index of its own:
/// at most `limit`.
pub fn few(tx: &mut Tx<'_>, question: &Question, limit: i64) -> Result<Option<Vec<i64>>, Error> {
    let mut numbers = Vec::new();
    match question {
        Question::Tags(tags) => {
            for tag in tags {
                for row in tx.query(
                    sql!("SELECT case_number FROM case_tag WHERE tag = $1 ORDER BY case_number DESC LIMIT $2"),
                    args![tag, limit],
                )? {
                    numbers.push(row.get(0)?);
                }
            }
        }
        Question::Causes(causes) => {
            for row in tx.query(
                sql!(
                    "SELECT case_number FROM case_cause WHERE cause_id IN {ids($1)}
                     ORDER BY case_number DESC LIMIT $2"
                ),
                args![ids(causes.iter().copied()), limit],
            )? {
                numbers.push(row.get(0)?);
            }
        }
        _ => return Ok(None),
    }
    Ok(Some(numbers))
}

/// The newest cases of these people.
pub fn of_people(tx: &mut Tx<'_>, people: &[i64], limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!("SELECT number FROM cases WHERE person_id IN {ids($1)} ORDER BY number DESC LIMIT $2"),
        args![ids(people.iter().copied()), limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A message in which a phrase may stand: its case and all its text.
pub fn texts(tx: &mut Tx<'_>, messages: &[i64]) -> Result<Vec<(i64, i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT m.id, m.case_number, c.subject, m.subject, m.words FROM message m
             JOIN cases c ON c.number = m.case_number WHERE m.id IN {ids($1)}"
        ),
        args![ids(messages.iter().copied())],
    )?;
    rows.iter()
        .map(|row| {
            // A phrase does not reach from a subject into a text.
            let all = [row.get::<String>(2)?, row.get(3)?, row.get(4)?].join("\n\u{1}\n");
            Ok((row.get(0)?, row.get(1)?, all))
        })
        .collect()
}

/// The tags there are, by step through their index: a tag may stand on every case.
pub fn tags(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<String>, Error> {
    let rows = tx.query(
        sql!(
            "WITH RECURSIVE known(tag) AS (
                SELECT (SELECT MIN(tag) FROM case_tag)
                UNION ALL
                SELECT (SELECT MIN(t.tag) FROM case_tag t WHERE t.tag > known.tag) FROM known WHERE known.tag IS NOT NULL
             ) SELECT tag FROM known WHERE tag IS NOT NULL LIMIT $1"
        ),
        args![limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The people of the desk who may be meant: id, name and address.
pub fn colleagues(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, address FROM agent ORDER BY disabled_at IS NOT NULL, name, id"),
        args![],
    )?;
    rows.iter().map(three).collect()
}

/// The mailboxes there are and were.
pub fn mailboxes(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name, address FROM mailbox ORDER BY removed_at IS NOT NULL, address, id"),
        args![],
    )?;
    rows.iter().map(three).collect()
}

fn three(row: &Row) -> Result<(i64, String, String), Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// The causes by name.
pub fn causes(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!("SELECT id, name FROM cause ORDER BY folded LIMIT $1"),
        args![limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Each of these cases with its newest message.
pub fn newest_messages(tx: &mut Tx<'_>, numbers: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, MAX(id) FROM message
             WHERE case_number IN {ids($1)} AND taken_back_at IS NULL GROUP BY case_number"
        ),
        args![ids(numbers.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
