//! Looks back on disk.

use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Tx, args, sql};

/// A look back that has not happened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    pub id: i64,
    pub case: i64,
    pub need: i64,
    pub due: At,
    pub made_at: At,
}

fn read(row: &Row) -> Result<CheckIn, Error> {
    Ok(CheckIn {
        id: row.get(0)?,
        case: row.get(1)?,
        need: row.get(2)?,
        due: At(row.get(3)?),
        made_at: At(row.get(4)?),
    })
}

/// Somebody looks at a need again so many days from now, which is then `due`;
/// an older day for it ends.
pub fn add(
    tx: &mut Tx<'_>,
    case: i64,
    need: i64,
    (days, due): (i64, At),
    message: Option<i64>,
    at: At,
    by: Actor,
) -> Result<i64, Error> {
    tx.execute(
        sql!(
            "UPDATE checkin SET ended_at = $3, ended_as = 'dropped', ended_by = $4
             WHERE case_number = $1 AND need_id = $2 AND ended_at IS NULL"
        ),
        args![case, need, at.0, by.to_string()],
    )?;
    tx.insert(
        sql!(
            "INSERT INTO checkin (case_number, need_id, days, due_at, message_id, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
        ),
        args![case, need, days, due.0, message, at.0, by.to_string()],
    )
}

/// Those of a case that are still to come, soonest first.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<CheckIn>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, case_number, need_id, due_at, made_at FROM checkin
             WHERE case_number = $1 AND ended_at IS NULL ORDER BY due_at, id"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// Those whose day has come, longest first.
pub fn due(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<Vec<CheckIn>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, case_number, need_id, due_at, made_at FROM checkin
             WHERE ended_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2"
        ),
        args![now.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// When the next of all of them is due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT MIN(due_at) FROM checkin WHERE ended_at IS NULL"),
        args![],
    )?;
    Ok(row
        .map(|row| row.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// Ends one that is still to come: `came`, `dropped`. False when somebody was
/// faster.
pub fn end(tx: &mut Tx<'_>, id: i64, as_: &str, at: At, by: Actor) -> Result<bool, Error> {
    let ended = tx.execute(
        sql!("UPDATE checkin SET ended_at = $2, ended_as = $3, ended_by = $4 WHERE id = $1 AND ended_at IS NULL"),
        args![id, at.0, as_, by.to_string()],
    )?;
    Ok(ended > 0)
}

/// A letter is taken back: the look back it made goes with it. Gives for which
/// need and after how many days it would have been.
pub fn take_back(
    tx: &mut Tx<'_>,
    case: i64,
    message: i64,
    at: At,
    by: Actor,
) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, need_id, days FROM checkin
             WHERE case_number = $1 AND message_id = $2 AND ended_at IS NULL"
        ),
        args![case, message],
    )?;
    let mut taken = Vec::new();
    for row in &rows {
        end(tx, row.get(0)?, "taken_back", at, by)?;
        taken.push((row.get(1)?, row.get(2)?));
    }
    Ok(taken)
}
