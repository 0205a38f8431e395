//! What was put off, on disk.

use crate::events::Actor;
use crate::kit::At;
use store::{Error, Row, Tx, args, ids, sql};

/// One time that a case was put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    pub id: i64,
    pub agent: i64,
    pub at: At,
    pub until: At,
    pub reason: String,
    /// When it came back, and by whom; none: it sleeps.
    pub back: Option<(At, Actor)>,
}

fn read(row: &Row) -> Result<Later, Error> {
    let by: Option<String> = row.get(6)?;
    let by = by
        .map(|by| by.parse::<Actor>().map_err(Error::data))
        .transpose()?;
    Ok(Later {
        id: row.get(0)?,
        agent: row.get(1)?,
        at: At(row.get(2)?),
        until: At(row.get(3)?),
        reason: row.get(4)?,
        back: row.get::<Option<i64>>(5)?.map(At).zip(by),
    })
}

/// Puts a case off. What put it off before ends.
pub fn put_off(
    tx: &mut Tx<'_>,
    case: i64,
    agent: i64,
    (until, reason): (At, &str),
    now: At,
) -> Result<i64, Error> {
    back(tx, case, now, Actor::Agent(agent))?;
    tx.insert(
        sql!(
            "INSERT INTO later (case_number, at, agent_id, until_at, reason) VALUES ($1, $2, $3, $4, $5) RETURNING id"
        ),
        args![case, now.0, agent, until.0, reason],
    )
}

/// The case is awake again; nothing when nobody had put it off.
pub fn back(tx: &mut Tx<'_>, case: i64, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE later SET back_at = $2, back_by = $3 WHERE case_number = $1 AND back_at IS NULL"
        ),
        args![case, at.0, by.to_string()],
    )?;
    Ok(())
}

/// It sleeps on: what had ended it is undone.
pub fn sleep_again(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE later SET back_at = NULL, back_by = NULL WHERE id = $1"),
        args![id],
    )?;
    Ok(())
}

/// The one that a case sleeps by, else the newest that it came back from.
pub fn newest(tx: &mut Tx<'_>, case: i64) -> Result<Option<Later>, Error> {
    let row = tx.one(
        sql!(
            "SELECT id, agent_id, at, until_at, reason, back_at, back_by FROM later
             WHERE case_number = $1 ORDER BY CASE WHEN back_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 1"
        ),
        args![case],
    )?;
    row.as_ref().map(read).transpose()
}

/// Every time a case was put off, newest first.
pub fn of_case(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Later>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, agent_id, at, until_at, reason, back_at, back_by FROM later
             WHERE case_number = $1 ORDER BY id DESC"
        ),
        args![case],
    )?;
    rows.iter().map(read).collect()
}

/// Why these cases sleep, as (case, reason), where somebody said so.
pub fn reasons(tx: &mut Tx<'_>, cases: &[i64]) -> Result<Vec<(i64, String)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, reason FROM later
             WHERE case_number IN {ids($1)} AND back_at IS NULL AND reason <> ''"
        ),
        args![ids(cases.iter().copied())],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// A person is forgotten: a reason may name them.
pub fn blank(tx: &mut Tx<'_>, case: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE later SET reason = '' WHERE case_number = $1"),
        args![case],
    )?;
    Ok(())
}
