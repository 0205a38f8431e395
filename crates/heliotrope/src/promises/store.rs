//! Promises on disk.

use super::{Ending, Kind, Promise};
use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Tx, args, ids, sql};

/// What a new promise says.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub kind: Kind,
    pub words: &'a str,
    pub due: At,
    pub zone: &'a str,
    pub owner: Option<i64>,
    pub house: bool,
    pub message: Option<i64>,
}

pub fn make(tx: &mut Tx<'_>, case: i64, new: &New<'_>, at: At, by: Actor) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO promise
                (case_number, kind, words, due_at, zone, owner_id, house, made_at, made_by, made_message)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
        ),
        args![
            case,
            new.kind.word(),
            new.words,
            new.due.0,
            new.zone,
            new.owner,
            new.house,
            at.0,
            by.to_string(),
            new.message
        ],
    )
}

/// The live promises of a case, soonest first.
pub fn live(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Promise>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, words, due_at, zone, owner_id, house, made_at FROM promise
             WHERE case_number = $1 AND ended_at IS NULL ORDER BY due_at, id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// The live promises of many cases, as (case, promise), soonest first.
pub fn live_of(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<(i64, Promise)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, words, due_at, zone, owner_id, house, made_at, case_number FROM promise
             WHERE case_number IN {ids($1)} AND ended_at IS NULL ORDER BY due_at, id"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(8)?, read(row)?)))
        .collect()
}

/// All live promises after `after` (due, id), soonest first, as (case, promise).
pub fn next_due(
    tx: &mut Tx<'_>,
    after: Option<(At, i64)>,
    limit: i64,
) -> Result<Vec<(i64, Promise)>, Error> {
    let (due, id) = after.unwrap_or((At(i64::MIN), 0));
    let rows = tx.query(
        sql!(
            "SELECT id, kind, words, due_at, zone, owner_id, house, made_at, case_number FROM promise
             WHERE ended_at IS NULL AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3"
        ),
        args![due, id, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(8)?, read(row)?)))
        .collect()
}

fn read(row: &Row) -> Result<Promise, Error> {
    Ok(Promise {
        id: row.get(0)?,
        kind: row.get::<String>(1)?.parse().map_err(Error::data)?,
        words: row.get(2)?,
        due: At(row.get(3)?),
        zone: row.get(4)?,
        owner: row.get(5)?,
        house: row.get(6)?,
        made_at: At(row.get(7)?),
    })
}

pub fn end(
    tx: &mut Tx<'_>,
    id: i64,
    as_: Ending,
    message: Option<i64>,
    at: At,
    by: Actor,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE promise SET ended_at = $2, ended_as = $3, ended_by = $4, ended_message = $5
             WHERE id = $1 AND ended_at IS NULL"
        ),
        args![id, at.0, as_.word(), by.to_string(), message],
    )?;
    Ok(())
}

/// A letter is taken back: what it promised goes with it, what it kept lives again.
pub fn take_back(tx: &mut Tx<'_>, case: i64, message: i64, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE promise SET ended_at = $3, ended_as = 'taken_back', ended_by = $4, ended_message = $2
             WHERE case_number = $1 AND made_message = $2 AND ended_at IS NULL"
        ),
        args![case, message, at.0, by.to_string()],
    )?;
    tx.execute(
        sql!(
            "UPDATE promise SET ended_at = NULL, ended_as = NULL, ended_by = NULL, ended_message = NULL
             WHERE case_number = $1 AND ended_message = $2 AND ended_as IN ('kept', 'renegotiated')"
        ),
        args![case, message],
    )?;
    Ok(())
}

/// The live promises of a case go to its new owner; none is the team.
pub fn hand_over(tx: &mut Tx<'_>, case: i64, owner: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE promise SET owner_id = $2 WHERE case_number = $1 AND ended_at IS NULL"),
        args![case, owner],
    )?;
    Ok(())
}

/// The words of the promise that a letter made, whatever became of it since,
/// unless it was taken back.
pub fn made_by(tx: &mut Tx<'_>, message: i64) -> Result<Option<String>, Error> {
    tx.one(
        sql!(
            "SELECT words FROM promise
             WHERE case_number = (SELECT case_number FROM message WHERE id = $1) AND made_message = $1
               AND (ended_as IS NULL OR ended_as <> 'taken_back') ORDER BY id LIMIT 1"
        ),
        args![message],
    )?
    .map(|row| row.get(0))
    .transpose()
}
