//! "If I hear nothing by Friday I take this as settled", on disk.

use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Tx, args, ids, sql};

/// The day of a case on which silence settles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Until {
    pub id: i64,
    pub at: At,
    pub zone: String,
    /// The letter that says it.
    pub message: i64,
}

pub fn set(
    tx: &mut Tx<'_>,
    case: i64,
    message: i64,
    until: At,
    zone: &str,
    at: At,
    by: Actor,
) -> Result<i64, Error> {
    tx.insert(
        sql!(
            "INSERT INTO until (case_number, message_id, at, zone, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
        ),
        args![case, message, until.0, zone, at.0, by.to_string()],
    )
}

pub fn live(tx: &mut Tx<'_>, case: i64) -> Result<Option<Until>, Error> {
    tx.one(
        sql!(
            "SELECT id, at, zone, message_id FROM until WHERE case_number = $1 AND ended_at IS NULL"
        ),
        args![case],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The days that live in these cases.
pub fn live_of(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<(i64, At)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, at FROM until WHERE case_number IN {ids($1)} AND ended_at IS NULL"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, At(row.get(1)?))))
        .collect()
}

fn read(row: &Row) -> Result<Until, Error> {
    Ok(Until {
        id: row.get(0)?,
        at: At(row.get(1)?),
        zone: row.get(2)?,
        message: row.get(3)?,
    })
}

/// Ends what is live in a case; `why` is one of the words of the migration.
pub fn end(tx: &mut Tx<'_>, case: i64, why: &str, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE until SET ended_at = $2, ended_as = $3 WHERE case_number = $1 AND ended_at IS NULL"),
        args![case, at.0, why],
    )? > 0)
}

/// The letter is taken back: what it said ends, what it took the place of
/// stands again.
pub fn take_back(tx: &mut Tx<'_>, case: i64, message: i64, at: At) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = $3, ended_as = 'taken_back'
             WHERE case_number = $1 AND message_id = $2 AND ended_at IS NULL"
        ),
        args![case, message, at.0],
    )?;
    tx.execute(
        sql!(
            "UPDATE until SET ended_at = NULL, ended_as = NULL
             WHERE id = (SELECT MAX(id) FROM until WHERE case_number = $1 AND ended_as = 'rewritten' AND at > $3
                         AND message_id < $2 AND ended_at >= (SELECT m.at FROM message m WHERE m.id = $2))"
        ),
        args![case, message, at.0],
    )?;
    Ok(())
}

/// The cases whose day has come, earliest first.
pub fn due(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number FROM until WHERE ended_at IS NULL AND at <= $1 ORDER BY at LIMIT $2"
        ),
        args![now.0, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub fn next(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT MIN(at) FROM until WHERE ended_at IS NULL"),
        args![],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}
