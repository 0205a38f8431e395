//! Promises on disk.

pub mod muted;
pub mod until;

use super::rules::Past;
use super::rules::figures::Counted;
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
             WHERE case_number = $1 AND ended_message = $2 AND ended_as IN ('kept', 'renegotiated', 'broken')"
        ),
        args![case, message],
    )?;
    Ok(())
}

/// One promise of a case, with what became of it.
pub fn find(tx: &mut Tx<'_>, case: i64, id: i64) -> Result<Option<Past>, Error> {
    tx.one(
        sql!(
            "SELECT id, kind, words, due_at, zone, owner_id, house, made_at, ended_as, ended_at, broken_at, made_message
             FROM promise WHERE id = $2 AND case_number = $1"
        ),
        args![case, id],
    )?
    .as_ref()
    .map(past)
    .transpose()
}

/// All that was ever promised in a case, oldest first; what left with a letter
/// that was taken back was never read by anybody.
pub fn history(tx: &mut Tx<'_>, case: i64) -> Result<Vec<Past>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT id, kind, words, due_at, zone, owner_id, house, made_at, ended_as, ended_at, broken_at, made_message
             FROM promise WHERE case_number = $1 AND (ended_as IS NULL OR ended_as <> 'taken_back') ORDER BY id"
        ),
        args![case],
    )?;
    rows.iter().map(past).collect()
}

fn past(row: &Row) -> Result<Past, Error> {
    let ended: Option<String> = row.get(8)?;
    let ended = match ended {
        Some(word) => Some((word.parse().map_err(Error::data)?, At(row.get(9)?))),
        None => None,
    };
    Ok(Past {
        promise: read(row)?,
        ended,
        broken_at: row.get::<Option<i64>>(10)?.map(At),
        made_message: row.get(11)?,
    })
}

/// `new` took the place of `old`.
pub fn took_place(tx: &mut Tx<'_>, new: i64, old: i64) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE promise SET instead_of = $2 WHERE id = $1"),
        args![new, old],
    )?;
    Ok(())
}

/// Records that its time has passed without a word; true the first time.
pub fn mark_broken(tx: &mut Tx<'_>, id: i64, at: At) -> Result<bool, Error> {
    Ok(tx.execute(
        sql!("UPDATE promise SET broken_at = $2 WHERE id = $1 AND broken_at IS NULL"),
        args![id, at.0],
    )? > 0)
}

/// Live promises whose time has passed and nobody has recorded it yet, as
/// (case, promise).
pub fn to_break(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, id FROM promise
             WHERE ended_at IS NULL AND broken_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT $2"
        ),
        args![now.0, limit],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// When the next live promise passes its time.
pub fn next_break(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT MIN(due_at) FROM promise WHERE ended_at IS NULL AND broken_at IS NULL"),
        args![],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// What this agent promised is the team's from now on, never nobody's. Gives
/// the cases it was promised in.
pub fn fall_to_team(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "UPDATE promise SET owner_id = NULL WHERE owner_id = $1 AND ended_at IS NULL
             RETURNING case_number"
        ),
        args![agent],
    )?;
    let mut cases: Vec<i64> = rows
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_, _>>()?;
    cases.sort_unstable();
    cases.dedup();
    Ok(cases)
}

/// Promises that people of ours made since then, newest first: enough of them
/// for a figure of the team.
pub fn counted(tx: &mut Tx<'_>, since: At, limit: i64) -> Result<Vec<Counted>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT made_at, due_at, ended_as FROM promise
             WHERE made_at >= $1 AND house = $2 ORDER BY made_at DESC LIMIT $3"
        ),
        args![since.0, false, limit],
    )?;
    rows.iter()
        .map(|row| {
            let ended: Option<String> = row.get(2)?;
            Ok(Counted {
                made_at: At(row.get(0)?),
                due: At(row.get(1)?),
                ended: ended.map(|e| e.parse()).transpose().map_err(Error::data)?,
            })
        })
        .collect()
}

/// The live promises of a case go to its new owner; none is the team.
pub fn hand_over(tx: &mut Tx<'_>, case: i64, owner: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE promise SET owner_id = $2 WHERE case_number = $1 AND ended_at IS NULL"),
        args![case, owner],
    )?;
    Ok(())
}

/// One promise goes to its owner; none is the team.
pub fn give(tx: &mut Tx<'_>, id: i64, owner: Option<i64>) -> Result<(), Error> {
    tx.execute(
        sql!("UPDATE promise SET owner_id = $2 WHERE id = $1 AND ended_at IS NULL"),
        args![id, owner],
    )?;
    Ok(())
}

/// What was released at that moment by them lives again: the release is undone.
pub fn live_again(tx: &mut Tx<'_>, case: i64, at: At, by: Actor) -> Result<(), Error> {
    tx.execute(
        sql!(
            "UPDATE promise SET ended_at = NULL, ended_as = NULL, ended_by = NULL, ended_message = NULL
             WHERE case_number = $1 AND ended_as = 'released' AND ended_at = $2 AND ended_by = $3"
        ),
        args![case, at.0, by.to_string()],
    )?;
    Ok(())
}

/// The live promises of an agent, as (case, promise).
pub fn owned(tx: &mut Tx<'_>, agent: i64) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT case_number, id FROM promise WHERE ended_at IS NULL AND owner_id = $1
             ORDER BY case_number, id"
        ),
        args![agent],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What a letter promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub words: String,
    pub due: At,
    pub zone: String,
}

/// The promises that a letter made, whatever became of them since, unless it
/// was taken back.
pub fn made_by(tx: &mut Tx<'_>, message: i64) -> Result<Vec<Made>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT words, due_at, zone FROM promise
             WHERE case_number = (SELECT case_number FROM message WHERE id = $1) AND made_message = $1
               AND (ended_as IS NULL OR ended_as <> 'taken_back') ORDER BY id"
        ),
        args![message],
    )?;
    let made = |row: &Row| {
        Ok(Made {
            words: row.get(0)?,
            due: At(row.get(1)?),
            zone: row.get(2)?,
        })
    };
    rows.iter().map(made).collect()
}
